/// Finds what TOMLKit's parser takes for granted that nobody writes, and ends the process over: headers
/// of tables whose name begins as no key does (`[é]`, `[,]`, `[` at a line's end), and brackets that close
/// what no bracket of their kind has opened (`[}`).
///
/// So a text is looked through before it is parsed; it may be anything but well-formed.
struct TOMLGuard {
  /// What is found.
  struct Oddity: Equatable {
    enum Kind { case name, bracket }
    var kind: Kind
    /// Where the name or the bracket stands, an offset into the text.
    var offset: Int
  }

  private let bytes: [UInt8]
  private var index = 0

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
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case 0x0A, 0x0D:
        startsLine = true
        index += 1
        continue
      case 0x20, 0x09:
        index += 1
        continue
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        if startsLine && closers.isEmpty && byte == UInt8(ascii: "[") {
          if let odd = nameIsOdd() { return Oddity(kind: .name, offset: odd) }
          skipLine()
        } else {
          closers.append(byte == UInt8(ascii: "[") ? UInt8(ascii: "]") : UInt8(ascii: "}"))
          index += 1
        }
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        guard closers.popLast() == byte else { return Oddity(kind: .bracket, offset: index) }
        index += 1
      case UInt8(ascii: "#"): skipLine()
      case UInt8(ascii: "\""), UInt8(ascii: "'"): skipString()
      default: index += 1
      }
      startsLine = false
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

  private mutating func skipLine() {
    while index < bytes.count, bytes[index] != 0x0A, bytes[index] != 0x0D { index += 1 }
  }

  /// Skips a string of one of the four kinds; one of a single line ends with it at the latest.
  private mutating func skipString() {
    let quote = bytes[index]
    let count = bytes[index...].prefix(3).count { $0 == quote } == 3 ? 3 : 1
    index += count
    while index < bytes.count {
      if quote == UInt8(ascii: "\""), bytes[index] == UInt8(ascii: "\\") {
        index += 2
      } else if bytes[index...].prefix(count).count(where: { $0 == quote }) == count {
        index += count
        return
      } else if count == 1, bytes[index] == 0x0A {
        return
      } else {
        index += 1
      }
    }
  }
}
