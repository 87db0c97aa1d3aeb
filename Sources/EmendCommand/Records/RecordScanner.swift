import Emend

/// Reads a line as a JSON object (RFC 8259) and says where the strings stand that are to be cleaned.
///
/// Nothing is built and nothing converted: what is no such string is only stepped over, so that it
/// can stay as it is written. `NaN`, `Infinity` and `-Infinity`, which Python writes, are taken for
/// numbers; bytes that are not UTF-8 are taken for letters.
struct RecordScanner {
  /// A string that is to be cleaned.
  struct Value {
    /// The bytes between its quotes.
    var range: Range<Int>
    /// Which of the fields it belongs to.
    var field: Int
  }

  /// Why a line is no record.
  struct Broken: Error {
    /// Offset of the first byte that does not belong there.
    var offset: Int
    var reason: String
  }

  /// The strings that belong to a field, in their order.
  private(set) var values: [Value] = []
  /// The offset of the brace that ends the object.
  private(set) var end = 0
  /// Whether the object has no member.
  private(set) var isEmpty = true
  /// Whether the outermost object has a member of the reserved name.
  private(set) var hasReserved = false

  /// Whether the object has one of the fields, whatever stands in it.
  private(set) var hasField = false
  /// Whether to gather ``keys``, at most ``mostKeys`` of them.
  var gathersKeys = false
  /// The keys of the outermost object, where they are gathered.
  private(set) var keys: [[UInt8]] = []
  /// So many keys are enough to see what one has to do with.
  static let mostKeys = 12

  private let fields: [RecordField]
  private let reserved: [UInt8]
  private var open: [Container] = []
  private var key: [UInt8] = []

  /// An object or a list that is being read.
  private struct Container {
    var isObject: Bool
    /// How many keys of a field lead here.
    var depth: Int
    /// The fields whose first keys lead here, a bit each.
    var fields: UInt64
  }

  /// At most so many fields can be named: as many as an integer has bits.
  static let mostFields = 64

  /// - Parameters:
  ///   - fields: at most ``mostFields``.
  ///   - reserved: the key that ``hasReserved`` tells of.
  init(fields: [RecordField], reserved: String) {
    self.fields = fields
    self.reserved = Array(reserved.utf8)
  }

  /// Reads the line that stands in `range`.
  mutating func scan(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(Broken) {
    values.removeAll(keepingCapacity: true)
    open.removeAll(keepingCapacity: true)
    isEmpty = true
    hasReserved = false
    hasField = false
    keys.removeAll()
    var index = Self.skipBlanks(bytes, range.lowerBound, range.upperBound)
    let limit = range.upperBound
    guard index < limit, bytes[index] == UInt8(ascii: "{") else {
      throw Broken(offset: index, reason: "no object begins here")
    }
    let all = fields.count == 64 ? UInt64.max : (1 << UInt64(fields.count)) - 1
    open.append(Container(isObject: true, depth: 0, fields: all))
    index = Self.skipBlanks(bytes, index + 1, limit)
    // Whether the container at hand has just been opened: it may end at once.
    var isFresh = true
    while let container = open.last {
      guard index < limit else { throw Broken(offset: limit, reason: "the line ends too early") }
      if bytes[index] == (container.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
        open.removeLast()
        end = index
        index = Self.skipBlanks(bytes, index + 1, limit)
        isFresh = false
        continue
      }
      if !isFresh {
        guard bytes[index] == UInt8(ascii: ",") else {
          throw Broken(offset: index, reason: "a comma is missing")
        }
        index = Self.skipBlanks(bytes, index + 1, limit)
      }
      isFresh = false
      var inside = container
      if container.isObject {
        if open.count == 1 { isEmpty = false }
        inside = try member(bytes, &index, limit, container)
      }
      isFresh = try value(bytes, &index, limit, inside)
      index = Self.skipBlanks(bytes, index, limit)
    }
    guard index == limit else { throw Broken(offset: index, reason: "the object ends before here") }
  }

  /// Reads a key and its colon; gives the fields that lead on from it.
  private mutating func member(
    _ bytes: Span<UInt8>, _ index: inout Int, _ limit: Int, _ container: Container
  ) throws(Broken) -> Container {
    guard index < limit, bytes[index] == UInt8(ascii: "\"") else {
      throw Broken(offset: index, reason: "a key is missing")
    }
    let name = try Self.string(bytes, index + 1, limit)
    index = Self.skipBlanks(bytes, name.upperBound + 1, limit)
    guard index < limit, bytes[index] == UInt8(ascii: ":") else {
      throw Broken(offset: index, reason: "a colon is missing")
    }
    index = Self.skipBlanks(bytes, index + 1, limit)
    var inside = Container(isObject: true, depth: container.depth + 1, fields: 0)
    let isOutermost = open.count == 1
    guard container.fields != 0 || isOutermost else { return inside }
    key.removeAll(keepingCapacity: true)
    JSONText.decode(bytes, name, into: &key)
    if isOutermost, key == reserved { hasReserved = true }
    if isOutermost, gathersKeys, keys.count < Self.mostKeys { keys.append(key) }
    var rest = container.fields
    while rest != 0 {
      let field = rest.trailingZeroBitCount
      rest &= rest - 1
      let keys = fields[field].keys
      guard container.depth < keys.count, keys[container.depth] == key else { continue }
      inside.fields |= 1 << field
      if keys.count == inside.depth { hasField = true }
    }
    return inside
  }

  /// Reads a value up to its end, a container only up to its opening; says whether it opened one.
  private mutating func value(
    _ bytes: Span<UInt8>, _ index: inout Int, _ limit: Int, _ place: Container
  ) throws(Broken) -> Bool {
    guard index < limit else { throw Broken(offset: limit, reason: "the line ends too early") }
    switch bytes[index] {
    case UInt8(ascii: "\""):
      let range = try Self.string(bytes, index + 1, limit)
      var rest = place.fields
      while rest != 0 {
        let field = rest.trailingZeroBitCount
        rest &= rest - 1
        if fields[field].keys.count == place.depth {
          values.append(Value(range: range, field: field))
          break
        }
      }
      index = range.upperBound + 1
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      var inside = place
      inside.isObject = bytes[index] == UInt8(ascii: "{")
      open.append(inside)
      index = Self.skipBlanks(bytes, index + 1, limit)
      return true
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      if !Self.takes("-Infinity", bytes, &index, limit) { try Self.number(bytes, &index, limit) }
    default:
      // Each begins with another letter, so one comparison decides for nearly all.
      guard
        Self.takes("null", bytes, &index, limit) || Self.takes("true", bytes, &index, limit)
          || Self.takes("false", bytes, &index, limit) || Self.takes("NaN", bytes, &index, limit)
          || Self.takes("Infinity", bytes, &index, limit)
      else { throw Broken(offset: index, reason: "no value begins here") }
    }
    return false
  }

  @inline(__always)
  private static func skipBlanks(_ bytes: Span<UInt8>, _ start: Int, _ limit: Int) -> Int {
    var index = start
    while index < limit {
      switch bytes[index] {
      case 0x20, 0x09, 0x0A, 0x0D: index += 1
      default: return index
      }
    }
    return index
  }

  /// The bytes of a string up to its closing quote, from the byte behind the opening one.
  private static func string(
    _ bytes: Span<UInt8>, _ start: Int, _ limit: Int
  ) throws(Broken) -> Range<Int> {
    var index = start
    while true {
      index = JSONText.endOfRun(bytes, index, limit)
      guard index < limit else { throw Broken(offset: limit, reason: "a string has no end") }
      switch bytes[index] {
      case UInt8(ascii: "\""): return start..<index
      case UInt8(ascii: "\\"):
        let length = JSONText.escapeLength(bytes, index, limit)
        guard length > 0 else { throw Broken(offset: index, reason: "this is no escape of JSON") }
        index += length
      default:
        throw Broken(offset: index, reason: "a string holds a control character")
      }
    }
  }

  private static func number(
    _ bytes: Span<UInt8>, _ index: inout Int, _ limit: Int
  ) throws(Broken) {
    func digits() -> Int {
      let start = index
      while index < limit, bytes[index] >= UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "9") {
        index += 1
      }
      return index - start
    }
    let start = index
    _ = takes("-", bytes, &index, limit)
    let first = index
    let count = digits()
    var isGood = count == 1 || count > 1 && bytes[first] != UInt8(ascii: "0")
    if isGood, takes(".", bytes, &index, limit) { isGood = digits() > 0 }
    if isGood, takes("e", bytes, &index, limit) || takes("E", bytes, &index, limit) {
      if !takes("+", bytes, &index, limit) { _ = takes("-", bytes, &index, limit) }
      isGood = digits() > 0
    }
    guard isGood else { throw Broken(offset: start, reason: "this is no number of JSON") }
  }

  /// Steps over a word of at most 15 letters, where it stands here.
  @inline(__always)
  private static func takes(
    _ word: String, _ bytes: Span<UInt8>, _ index: inout Int, _ limit: Int
  ) -> Bool {
    var end = index
    for byte in word.utf8 {
      guard end < limit, bytes[end] == byte else { return false }
      end += 1
    }
    index = end
    return true
  }
}
