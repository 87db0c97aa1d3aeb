import Emend

/// The inside of a JSON string, read.
///
/// A surrogate without its other half, which no UTF-8 can spell, is read as the three bytes that
/// UTF-8 would have for it. To the cleaner these are bytes that are no text, which it leaves alone,
/// and they are written as the escape again.
extension JSONText {
  /// The first offset from `start` on at which a string ends, an escape begins, or a control
  /// character stands; `limit` where there is none.
  static func endOfRun(_ bytes: Span<UInt8>, _ start: Int, _ limit: Int) -> Int {
    var index = start
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    while index + 8 <= limit {
      // Unsafe: eight bytes lie in bounds, and UInt64 takes any bits.
      let word = UInt64(
        littleEndian: unsafe bytes.bytes.unsafeLoadUnaligned(
          fromByteOffset: index, as: UInt64.self))
      // A byte that is zero, or below 0x20, gets its high bit; the lowest such bit is exact.
      let quote = word ^ (ones &* 0x22)
      let backslash = word ^ (ones &* 0x5C)
      let hits =
        ((quote &- ones) & ~quote | (backslash &- ones) & ~backslash
          | (word &- ones &* 0x20) & ~word) & highs
      if hits != 0 { return index + hits.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < limit, bytes[index] >= 0x20, bytes[index] != UInt8(ascii: "\""),
      bytes[index] != UInt8(ascii: "\\")
    {
      index += 1
    }
    return index
  }

  /// The length of the escape that begins at a backslash, 0 where it is none.
  static func escapeLength(_ bytes: Span<UInt8>, _ index: Int, _ limit: Int) -> Int {
    guard index + 1 < limit else { return 0 }
    switch bytes[index + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return 2
    case UInt8(ascii: "u"):
      return unit(bytes, index, limit) == nil ? 0 : 6
    default: return 0
    }
  }

  /// The UTF-16 code unit of an escape `\uXXXX`, nil where it is none.
  private static func unit(_ bytes: Span<UInt8>, _ index: Int, _ limit: Int) -> UInt32? {
    guard index + 6 <= limit, bytes[index] == UInt8(ascii: "\\"),
      bytes[index + 1] == UInt8(ascii: "u")
    else { return nil }
    var value: UInt32 = 0
    for offset in 2..<6 {
      let byte = bytes[index + offset]
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: return nil
      }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  /// An escape: where it stands in the string as written, and what it stands for in the text.
  struct Escape {
    var written: Range<Int>
    var text: Range<Int>
  }

  /// Appends the text of a string.
  static func decode(_ bytes: Span<UInt8>, _ range: Range<Int>, into text: inout [UInt8]) {
    decode(bytes, range, into: &text) { _ in }
  }

  /// Where the escapes of a string stand, and where what they stand for; offsets into the text count
  /// from its first byte.
  static func escapes(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [Escape] {
    var result: [Escape] = []
    var text: [UInt8] = []
    decode(bytes, range, into: &text) { result.append($0) }
    return result
  }

  @inline(__always)
  private static func decode(
    _ bytes: Span<UInt8>, _ range: Range<Int>, into text: inout [UInt8], _ note: (Escape) -> Void
  ) {
    let limit = range.upperBound
    let base = text.count
    var index = range.lowerBound
    while index < limit {
      let run = endOfRun(bytes, index, limit)
      append(bytes, index..<run, to: &text)
      index = run
      guard index < limit else { return }
      let start = text.count
      var length = 2
      if index + 1 < limit, bytes[index] == UInt8(ascii: "\\") {
        switch bytes[index + 1] {
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
          length = 6
          var value = unit(bytes, index, limit) ?? 0xFFFD
          if value & 0xFC00 == 0xD800, let low = unit(bytes, index + 6, limit),
            low & 0xFC00 == 0xDC00
          {
            value = 0x10000 + (value & 0x3FF) << 10 + (low & 0x3FF)
            length = 12
          }
          appendScalar(value, to: &text)
        default: text.append(bytes[index + 1])
        }
      } else {
        // Not in a string that the scanner has let pass.
        length = 1
        text.append(bytes[index])
      }
      note(
        Escape(
          written: index..<(index + length), text: (start - base)..<(text.count - base)))
      index += length
    }
  }

  /// Appends a scalar as UTF-8; a surrogate as the bytes that it would have.
  private static func appendScalar(_ value: UInt32, to text: inout [UInt8]) {
    switch value {
    case 0..<0x80: text.append(UInt8(value))
    case 0x80..<0x800:
      text.append(0xC0 | UInt8(value >> 6))
      text.append(0x80 | UInt8(value & 0x3F))
    case 0x800..<0x10000:
      text.append(0xE0 | UInt8(value >> 12))
      text.append(0x80 | UInt8(value >> 6 & 0x3F))
      text.append(0x80 | UInt8(value & 0x3F))
    default:
      text.append(0xF0 | UInt8(value >> 18))
      text.append(0x80 | UInt8(value >> 12 & 0x3F))
      text.append(0x80 | UInt8(value >> 6 & 0x3F))
      text.append(0x80 | UInt8(value & 0x3F))
    }
  }
}
