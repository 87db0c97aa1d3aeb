/// Finds what TOMLKit's parser takes for granted that nobody writes, and ends the process over: headers
/// of tables whose name begins as no key does (`[é]`, `[,]`, `[` at a line's end), brackets that close
/// what no bracket of their kind has opened (`[}`), signs that TOML has in strings and comments only (a line
/// separator or a no-break space before a value), quotes within a word, days and times, which the parser
/// trusts to have all their parts (`2020-01-01 1`, `2020-01-01Today`) and which no key here takes. Depth without
/// end, and strings with a NUL, which its interface in C cuts there.
///
/// So a text is looked through before it is parsed; it may be anything but well-formed.
struct TOMLGuard {
  /// What is found.
  struct Oddity: Equatable {
    enum Kind { case name, bracket, quote, sign, date, null, depth }
    var kind: Kind
    /// Where it begins, an offset into the text.
    var offset: Int

    /// What is wrong with it, and what to do.
    func description(in text: String) -> (message: String, remedy: String) {
      switch kind {
      case .name:
        return ("no table has a name that begins so", "write it in quotes, or see https://toml.io")
      case .bracket:
        return (
          "the bracket closes what none of its kind has opened",
          "lists stand in [ ], tables in { }: see https://toml.io"
        )
      case .quote:
        return (
          "the quote stands within a word", "write the whole in quotes, or see https://toml.io"
        )
      case .sign:
        let scalar = text.unicodeScalars[text.utf8.index(text.startIndex, offsetBy: offset)]
        let number = String(scalar.value, radix: 16, uppercase: true)
        return (
          "U+\(String(repeating: "0", count: max(0, 4 - number.count)))\(number) stands outside strings and comments",
          "write it in quotes, or a blank in its place"
        )
      case .date:
        return ("no key takes a day or a time", "write it in quotes")
      case .null:
        return ("no string holds a NUL", "leave the escape out")
      case .depth:
        return (
          "nothing here is that deep", "a key has three parts at most: stage.spelling.threshold"
        )
      }
    }
  }

  private let bytes: [UInt8]
  private var index = 0
  /// So many brackets may be open, so many full stops stand in a key: more than anybody writes, and far less
  /// than the parser and what walks its tables have room for.
  private static let deepest = 16

  /// The first of them in a text; nil where there is none.
  static func oddity(in text: [UInt8]) -> Oddity? {
    var scan = TOMLGuard(bytes: text)
    return scan.oddity()
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
  }

  private mutating func oddity() -> Oddity? {
    // The brackets that would close what is open.
    var closers: [UInt8] = []
    var startsLine = true
    var isHeader = false
    // What stands before, blanks left out.
    var last: UInt8 = 0
    // The full stops of a key so far.
    var stops = 0
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case 0x0A, 0x0D:
        startsLine = true
        isHeader = false
        stops = 0
        index += 1
        continue
      case 0x20, 0x09:
        index += 1
        continue
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        if startsLine && closers.isEmpty && byte == UInt8(ascii: "[") {
          if let odd = nameIsOdd() { return Oddity(kind: .name, offset: odd) }
          isHeader = true
        }
        if closers.count == Self.deepest { return Oddity(kind: .depth, offset: index) }
        closers.append(byte == UInt8(ascii: "[") ? UInt8(ascii: "]") : UInt8(ascii: "}"))
        stops = 0
        index += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        guard closers.popLast() == byte else { return Oddity(kind: .bracket, offset: index) }
        index += 1
      case UInt8(ascii: "#"):
        skipLine()
        continue
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        guard mayOpenString else { return Oddity(kind: .quote, offset: index) }
        if let null = skipString() { return Oddity(kind: .null, offset: null) }
      case 0x21...0x7E:
        let beginsValue =
          last == UInt8(ascii: "=")
          || (last == UInt8(ascii: "[") || last == UInt8(ascii: ","))
            && closers.last == UInt8(ascii: "]") && !isHeader
        if beginsValue, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte, isDate {
          return Oddity(kind: .date, offset: index)
        }
        switch byte {
        case UInt8(ascii: "."): stops += 1
        case UInt8(ascii: "="), UInt8(ascii: ","): stops = 0
        default: break
        }
        if stops > Self.deepest { return Oddity(kind: .depth, offset: index) }
        index += 1
      default: return Oddity(kind: .sign, offset: index)
      }
      startsLine = false
      last = byte
    }
    return nil
  }

  /// Where the name of the header at `index` begins, if that is no beginning of a key.
  private func nameIsOdd() -> Int? {
    var start = index + 1
    if start < bytes.count, bytes[start] == UInt8(ascii: "[") { start += 1 }
    while start < bytes.count, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
    guard start < bytes.count else { return nil }
    switch bytes[start] {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
      UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "]"):
      return nil
    default: return start
    }
  }

  /// Whether the word at `index` is a day or a time, or looks so far like one that the parser takes it for it.
  private var isDate: Bool {
    var before: UInt8 = 0
    for byte in bytes[index...] {
      switch byte {
      case 0x00...0x20, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "#"):
        return false
      case UInt8(ascii: ":"): return true
      // 5e-3 is a number.
      case UInt8(ascii: "-") where before | 0x20 != UInt8(ascii: "e"): return true
      default: before = byte
      }
    }
    return false
  }

  private mutating func skipLine() {
    while index < bytes.count, bytes[index] != 0x0A, bytes[index] != 0x0D { index += 1 }
  }

  /// Whether a quote at `index` stands where a value or a key begins. The parser takes one within a word for
  /// a sign of that word, and what comes next for no string.
  private var mayOpenString: Bool {
    guard index > 0 else { return true }
    switch bytes[index - 1] {
    // The last is the end of a byte order mark.
    case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "="), UInt8(ascii: "["), UInt8(ascii: "{"),
      UInt8(ascii: ","), UInt8(ascii: "."), 0xBF:
      return true
    default: return false
    }
  }

  /// Skips a string of one of the four kinds; one of a single line ends with it at the latest. One of three
  /// quotes may end with two quotes of its own.
  ///
  /// - Returns: where a NUL is escaped in it, which would end the string for the parser's C interface, so that
  ///   two keys would be one; nil where none is.
  private mutating func skipString() -> Int? {
    var null: Int?
    let quote = bytes[index]
    let count = bytes[index...].prefix(3).count { $0 == quote } == 3 ? 3 : 1
    index += count
    while index < bytes.count {
      if quote == UInt8(ascii: "\""), bytes[index] == UInt8(ascii: "\\") {
        if null == nil, Self.nulls.contains(where: bytes[(index + 1)...].starts(with:)) {
          null = index
        }
        index += 2
      } else if bytes[index...].prefix(count).count(where: { $0 == quote }) == count {
        index += count
        if count == 3 { index += bytes[index...].prefix(2).prefix { $0 == quote }.count }
        return null
      } else if count == 1, bytes[index] == 0x0A {
        return null
      } else {
        index += 1
      }
    }
    return null
  }

  /// How a NUL is escaped.
  private static let nulls = [Array("u0000".utf8), Array("U00000000".utf8)]
}
