/// Values by numbers that are hashes already: what a dictionary would hash once more, and make ready for
/// at every start of the process.
///
/// An open hash table; values are added and never taken out one by one.
struct NumberMap<Value: BitwiseCopyable & Sendable>: Sendable {
  private var keys: [UInt64] = []
  /// Behind each key its value; what stands behind a free place means nothing.
  private var values: [Value] = []
  /// Of the key 0, which stands for a free place.
  private var ofZero: Value?
  /// How many keys have a value.
  private(set) var count = 0

  /// The value of a key, if it has one.
  subscript(_ key: UInt64) -> Value? {
    get {
      guard key != 0 else { return ofZero }
      guard !keys.isEmpty else { return nil }
      let place = place(of: key)
      return keys[place] == 0 ? nil : values[place]
    }
  }

  /// Gives a key a value.
  mutating func set(_ key: UInt64, _ value: Value) {
    guard key != 0 else {
      if ofZero == nil { count += 1 }
      ofZero = value
      return
    }
    if count * 2 >= keys.count { grow(value) }
    let place = place(of: key)
    if keys[place] == 0 { count += 1 }
    keys[place] = key
    values[place] = value
  }

  /// Forgets all, and keeps the room.
  mutating func removeAll() {
    ofZero = nil
    guard count > 0 else { return }
    count = 0
    for place in keys.indices { keys[place] = 0 }
  }

  /// Calls a function with all keys and their values, in an order that means nothing.
  func withEach(_ body: (_ key: UInt64, _ value: Value) -> Void) {
    if let ofZero { body(0, ofZero) }
    for place in keys.indices where keys[place] != 0 { body(keys[place], values[place]) }
  }

  private func place(of key: UInt64) -> Int {
    let mask = keys.count - 1
    var place = Int(truncatingIfNeeded: key &* 0x9E37_79B9_7F4A_7C15 &>> 32) & mask
    while keys[place] != key && keys[place] != 0 { place = (place &+ 1) & mask }
    return place
  }

  private mutating func grow(_ value: Value) {
    let (oldKeys, oldValues) = (keys, values)
    let size = max(16, oldKeys.count * 2)
    keys = [UInt64](repeating: 0, count: size)
    values = [Value](repeating: value, count: size)
    for old in oldKeys.indices where oldKeys[old] != 0 {
      let place = place(of: oldKeys[old])
      keys[place] = oldKeys[old]
      values[place] = oldValues[old]
    }
  }
}

/// How often there is what, by its hash.
extension NumberMap where Value == UInt32 {
  /// Counts a key so many times.
  mutating func add(_ times: UInt32, to key: UInt64) { set(key, (self[key] ?? 0) &+ times) }

  /// Adds other counts; where there is no room for all new keys, the most frequent ones get in.
  mutating func add(_ other: NumberMap, capacity: Int) {
    if count == 0 && other.count <= capacity {
      self = other
      return
    }
    var new: [(key: UInt64, value: UInt32)] = []
    other.withEach { key, value in
      if let own = self[key] { set(key, own &+ value) } else { new.append((key, value)) }
    }
    if count + new.count > capacity {
      // Sorted, so that it makes no difference in which order they are given.
      new.sort { ($1.value, $0.key) < ($0.value, $1.key) }
      new.removeLast(count + new.count - capacity)
    }
    for (key, value) in new { set(key, value) }
  }
}
