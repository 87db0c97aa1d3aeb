/// Finds bytes eight at a time.
///
/// The arithmetic is SIMD within a register: of the eight bytes of a word those that match have their
/// highest bit set by one subtraction. A borrow can set a bit wrongly only above a byte that matches, and
/// what is asked for is the lowest. A test compares each search with a loop.
extension Span<UInt8> {
  /// The offset of the first byte in `range` that is `byte`; nil where none is.
  func firstOffset(of byte: UInt8, in range: Range<Int>) -> Int? {
    firstOffset(of: byte, or: byte, in: range)
  }

  /// The offset of the first byte in `range` that is one of two; nil where none is.
  @inline(__always)
  func firstOffset(of a: UInt8, or b: UInt8, in range: Range<Int>) -> Int? {
    let a8 = ByteSearch.spread(a)
    let b8 = ByteSearch.spread(b)
    var position = range.lowerBound
    while position + 8 <= range.upperBound {
      let x = KeyHash.load(self, at: position)
      let found = ByteSearch.zeros(x ^ a8) | ByteSearch.zeros(x ^ b8)
      if found != 0 { return position + found.trailingZeroBitCount >> 3 }
      position += 8
    }
    while position < range.upperBound {
      if self[position] == a || self[position] == b { return position }
      position += 1
    }
    return nil
  }

  /// The offset of the first byte in `range` that is a blank, a control character or a full stop: what
  /// stands between words, and says how a line is laid out. The range's end where none is.
  @inline(__always)
  func firstLayoutOffset(in range: Range<Int>) -> Int {
    let stop = ByteSearch.spread(UInt8(ascii: "."))
    var position = range.lowerBound
    while position + 8 <= range.upperBound {
      let x = KeyHash.load(self, at: position)
      let found = ByteSearch.zeros(x ^ stop) | ByteSearch.below(0x21, x)
      if found != 0 { return position + found.trailingZeroBitCount >> 3 }
      position += 8
    }
    while position < range.upperBound {
      if self[position] < 0x21 || self[position] == UInt8(ascii: ".") { return position }
      position += 1
    }
    return range.upperBound
  }

  /// Whether a byte stands in a range.
  func has(_ byte: UInt8, in range: Range<Int>) -> Bool { firstOffset(of: byte, in: range) != nil }
}

private enum ByteSearch {
  static let ones: UInt64 = 0x0101_0101_0101_0101
  static let highs: UInt64 = 0x8080_8080_8080_8080

  /// Eight times the same byte.
  @inline(__always)
  static func spread(_ byte: UInt8) -> UInt64 { ones &* UInt64(byte) }

  /// The highest bit of each byte that is zero.
  @inline(__always)
  static func zeros(_ x: UInt64) -> UInt64 { (x &- ones) & ~x & highs }

  /// The highest bit of each byte that is ASCII and below `limit`, which is at most 0x80.
  @inline(__always)
  static func below(_ limit: UInt8, _ x: UInt64) -> UInt64 { (x &- spread(limit)) & ~x & highs }
}
