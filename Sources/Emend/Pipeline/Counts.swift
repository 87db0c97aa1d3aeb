/// What windows have shown, in numbers: what one window hands to its epoch, what an epoch's windows
/// hand to later ones. Bounded; windows are added in the order of the text, whoever cleaned them.
///
/// Spellings are named by their hash: what one core has seen means the same to another, whose table
/// of forms holds other indices.
struct Counts: Sendable {
  /// The numbers that every window is counted for.
  var habits = Evidence.Habits()
  /// How often a spelling occurs, in any case, by the hash of its small-letter spelling.
  var forms = NumberMap<UInt32>()
  /// How often two words stand with a hyphen between, by ``pairKey(_:_:)``.
  var pairs = NumberMap<UInt32>()
  /// What stages have counted for themselves.
  var counters: [String: UInt32] = [:]
  /// Running heads, in the order of the text.
  var heads: [PageLine] = []

  /// The most spellings that are counted, and the most that one window adds.
  static let formCapacity = 1 << 18
  static let formsOfWindow = 1 << 14
  /// The most pairs, and the most of a stage's own counters.
  static let pairCapacity = 1 << 16
  static let counterCapacity = 1 << 16
  /// The most running heads.
  static let headCapacity = 64

  /// The key of two spellings, by their hashes: another one where they are swapped.
  static func pairKey(_ left: UInt64, _ right: UInt64) -> UInt64 {
    KeyHash.mix(KeyHash.mix(0, left), right)
  }

  /// Adds what other windows have shown.
  mutating func add(_ other: Counts) {
    habits.add(other.habits)
    forms.add(other.forms, capacity: Self.formCapacity)
    pairs.add(other.pairs, capacity: Self.pairCapacity)
    Self.add(other.counters, to: &counters, capacity: Self.counterCapacity)
    for head in other.heads
    where !heads.contains(where: { PageLine.areAlike($0, head, atLeast: 0.9) }) {
      heads.append(head)
    }
    // Those of the last chapters are the likeliest to come again.
    heads.removeFirst(max(0, heads.count - Self.headCapacity))
  }

  /// Adds counts; where there is no room for all new keys, the most frequent ones get in.
  static func add<Key: Comparable>(
    _ other: [Key: UInt32], to counts: inout [Key: UInt32], capacity: Int
  ) {
    if counts.isEmpty && other.count <= capacity {
      counts = other
      return
    }
    var new: [(key: Key, value: UInt32)] = []
    for (key, value) in other {
      if let index = counts.index(forKey: key) {
        counts.values[index] &+= value
      } else {
        new.append((key, value))
      }
    }
    if counts.count + new.count > capacity {
      // Sorted, so that it makes no difference in which order a dictionary gives them.
      new.sort { ($1.value, $0.key) < ($0.value, $1.key) }
      new.removeLast(counts.count + new.count - capacity)
    }
    for (key, value) in new { counts[key] = value }
  }
}
