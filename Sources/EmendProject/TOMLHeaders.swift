/// Finds headers of tables whose name begins as no key does (`[é]`, `[,]`, `[` at a line's end).
///
/// TOMLKit's parser takes it for granted there that a key begins, and ends the process where none does.
/// So a text is looked through before it is parsed; it may be anything but well-formed.
struct TOMLHeaders {
  private let bytes: [UInt8]
  private var index = 0

  /// Where the first such name stands, an offset into the text; nil where there is none.
  static func oddName(in text: [UInt8]) -> Int? {
    var headers = TOMLHeaders(bytes: text)
    return headers.oddName()
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
  }

  private mutating func oddName() -> Int? {
    var depth = 0
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
        if startsLine && depth == 0 && byte == UInt8(ascii: "[") {
          if let odd = nameIsOdd() { return odd }
          skipLine()
        } else {
          depth += 1
          index += 1
        }
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        depth = max(0, depth - 1)
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
