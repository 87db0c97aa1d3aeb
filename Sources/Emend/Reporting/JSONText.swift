/// Strings of JSON, written.
package enum JSONText {
  /// A text as a JSON string, in quotes. Bytes that are no UTF-8 are copied.
  static func quoted(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    quote(text.span, into: &result)
    return result
  }

  /// Appends a text as a JSON string, in quotes.
  static func quote(_ text: Span<UInt8>, into out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    encode(text, text.indices, onlyASCII: false, into: &out)
    out.append(UInt8(ascii: "\""))
  }

  /// Appends some of the bytes.
  package static func append(_ bytes: Span<UInt8>, _ range: Range<Int>, to text: inout [UInt8]) {
    let part = bytes.extracting(range)
    text.append(addingCapacity: part.count) { out in
      for index in part.indices { out.append(part[index]) }
    }
  }

  /// Appends text as the inside of a string.
  ///
  /// - Parameter onlyASCII: whether what is not ASCII becomes escapes too.
  package static func encode(
    _ text: Span<UInt8>, _ range: Range<Int>, onlyASCII: Bool, into out: inout [UInt8]
  ) {
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = text[index]
      var length = 1
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        out.append(UInt8(ascii: "\\"))
        out.append(byte)
      case 0x08: out.append(contentsOf: "\\b".utf8)
      case 0x09: out.append(contentsOf: "\\t".utf8)
      case 0x0A: out.append(contentsOf: "\\n".utf8)
      case 0x0C: out.append(contentsOf: "\\f".utf8)
      case 0x0D: out.append(contentsOf: "\\r".utf8)
      case 0..<0x20: appendUnit(UInt32(byte), to: &out)
      case 0x20..<0x80: out.append(byte)
      default:
        let value: UInt32
        (value, length) = scalar(text, index, range.upperBound)
        if value & 0xFFFF_F800 == 0xD800 {
          appendUnit(value, to: &out)
        } else if length == 1 || !onlyASCII {
          append(text, index..<(index + length), to: &out)
        } else if value >= 0x10000 {
          appendUnit(0xD800 + (value - 0x10000) >> 10, to: &out)
          appendUnit(0xDC00 + (value - 0x10000) & 0x3FF, to: &out)
        } else {
          appendUnit(value, to: &out)
        }
      }
      index += length
    }
  }

  /// The scalar or surrogate that begins with a byte that is not ASCII, and its length; the byte
  /// alone, with length 1, where none does.
  private static func scalar(
    _ text: Span<UInt8>, _ index: Int, _ limit: Int
  ) -> (value: UInt32, length: Int) {
    let first = text[index]
    let (length, least): (Int, UInt32) =
      switch first {
      case 0xC2...0xDF: (2, 0x80)
      case 0xE0...0xEF: (3, 0x800)
      case 0xF0...0xF4: (4, 0x10000)
      default: (1, 0)
      }
    guard length > 1, index + length <= limit else { return (UInt32(first), 1) }
    var value = UInt32(first) & (0xFF >> UInt32(length + 1))
    for offset in 1..<length {
      guard text[index + offset] & 0xC0 == 0x80 else { return (UInt32(first), 1) }
      value = value << 6 | UInt32(text[index + offset] & 0x3F)
    }
    return value >= least && value <= 0x10FFFF ? (value, length) : (UInt32(first), 1)
  }

  private static func appendUnit(_ unit: UInt32, to out: inout [UInt8]) {
    out.append(contentsOf: "\\u".utf8)
    for shift: UInt32 in [12, 8, 4, 0] {
      let digit = UInt8(unit >> shift & 0xF)
      out.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
  }
}
