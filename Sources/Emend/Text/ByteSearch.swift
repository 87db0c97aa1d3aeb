/// Finds bytes eight at a time.
///
/// The arithmetic is SIMD within a register: of the eight bytes of a word those that match have their
/// highest bit set by one subtraction. A borrow can set a bit wrongly only above a byte that matches, and
/// what is asked for is the lowest. A test compares each search with a loop.
extension Span<UInt8> {
  /// The offset of the first byte in `range` that is `byte`; nil where none is.
  func firstOffset(of byte: UInt8, in range: Range<Int>) -> Int? {
    firstOffset(
      in: range, where: { $0 == byte },
      matches: { ByteSearch.zeros($0 ^ ByteSearch.spread(byte)) })
  }

  /// The offset of the first byte in `range` that is one of two; nil where none is.
  func firstOffset(of a: UInt8, or b: UInt8, in range: Range<Int>) -> Int? {
    firstOffset(
      in: range, where: { $0 == a || $0 == b },
      matches: {
        ByteSearch.zeros($0 ^ ByteSearch.spread(a)) | ByteSearch.zeros($0 ^ ByteSearch.spread(b))
      })
  }

  /// The offset of the first byte in `range` that is one of three; nil where none is.
  func firstOffset(of a: UInt8, or b: UInt8, or c: UInt8, in range: Range<Int>) -> Int? {
    firstOffset(
      in: range, where: { $0 == a || $0 == b || $0 == c },
      matches: {
        ByteSearch.zeros($0 ^ ByteSearch.spread(a)) | ByteSearch.zeros($0 ^ ByteSearch.spread(b))
          | ByteSearch.zeros($0 ^ ByteSearch.spread(c))
      })
  }

  /// The offset of the last byte in `range` that is one of three; nil where none is.
  func lastOffset(of a: UInt8, or b: UInt8, or c: UInt8, in range: Range<Int>) -> Int? {
    var end = range.upperBound
    while end - 8 >= range.lowerBound {
      let x = KeyHash.load(self, at: end - 8)
      let found =
        ByteSearch.zeros(x ^ ByteSearch.spread(a)) | ByteSearch.zeros(x ^ ByteSearch.spread(b))
        | ByteSearch.zeros(x ^ ByteSearch.spread(c))
      // Of eight bytes with a match the highest bit set may be a wrong one: these are looked at singly.
      if found != 0 { break }
      end -= 8
    }
    while end > range.lowerBound {
      end -= 1
      if self[end] == a || self[end] == b || self[end] == c { return end }
    }
    return nil
  }

  /// The offset of the first byte in `range` that is a blank, a control character or a full stop: what
  /// stands between words, and says how a line is laid out. Nil where none is.
  @inline(__always)
  func firstLayoutOffset(in range: Range<Int>) -> Int? {
    let stop = UInt8(ascii: ".")
    return firstOffset(
      in: range, where: { $0 < 0x21 || $0 == stop },
      matches: { ByteSearch.zeros($0 ^ ByteSearch.spread(stop)) | ByteSearch.below(0x21, $0) })
  }

  /// The offset of the first byte in `range` that is a quote of ASCII, or no ASCII, as the other quotes.
  /// Nil where none is.
  func firstQuoteOffset(in range: Range<Int>) -> Int? {
    let (double, single) = (UInt8(ascii: "\""), UInt8(ascii: "'"))
    return firstOffset(
      in: range, where: { $0 == double || $0 == single || $0 >= 0x80 },
      matches: {
        ByteSearch.zeros($0 ^ ByteSearch.spread(double))
          | ByteSearch.zeros($0 ^ ByteSearch.spread(single)) | $0 & ByteSearch.highs
      })
  }

  /// The offset of the first byte in `range` that matches; nil where none does.
  ///
  /// - Parameters:
  ///   - isMatch: whether a byte does.
  ///   - matches: the highest bits of those of eight bytes that do; the lowest of them is right.
  @inline(__always)
  private func firstOffset(
    in range: Range<Int>, where isMatch: (UInt8) -> Bool, matches: (UInt64) -> UInt64
  ) -> Int? {
    // Looked at once, so that no load need do it again.
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    var position = range.lowerBound
    while position &+ 8 <= range.upperBound {
      let found = matches(KeyHash.load(self, uncheckedAt: position))
      if found != 0 { return position &+ found.trailingZeroBitCount &>> 3 }
      position &+= 8
    }
    while position < range.upperBound {
      if isMatch(self[position]) { return position }
      position += 1
    }
    return nil
  }

  /// Where a run of one byte ends that begins at the start of a range: the offset of the first byte that
  /// is another, or the end of the range.
  @inline(__always)
  func endOfRun(of byte: UInt8, in range: Range<Int>) -> Int {
    // Of eight bytes less those of the run, the lowest bit that is set is one of the first other byte.
    firstOffset(in: range, where: { $0 != byte }, matches: { $0 ^ ByteSearch.spread(byte) })
      ?? range.upperBound
  }

  /// How often a byte stands in a range.
  func count(of byte: UInt8, in range: Range<Int>) -> Int {
    // Looked at once, so that no load need do it again.
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    var position = range.lowerBound
    var result = 0
    while position &+ 8 <= range.upperBound {
      let x = KeyHash.load(self, uncheckedAt: position) ^ ByteSearch.spread(byte)
      // The bits of all eight are added up in the highest byte.
      result &+= Int(
        truncatingIfNeeded: (ByteSearch.allZeros(x) &>> 7 &* ByteSearch.ones) &>> 56)
      position &+= 8
    }
    while position < range.upperBound {
      if self[position] == byte { result &+= 1 }
      position &+= 1
    }
    return result
  }

  /// Calls a function with the offset of each byte in `range` that is `byte`, in their order.
  @inline(__always)
  func forEachOffset(of byte: UInt8, in range: Range<Int>, _ body: (Int) -> Void) {
    // Looked at once, so that no load need do it again.
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    var position = range.lowerBound
    while position &+ 8 <= range.upperBound {
      let x = KeyHash.load(self, uncheckedAt: position) ^ ByteSearch.spread(byte)
      var found = ByteSearch.allZeros(x)
      while found != 0 {
        body(position &+ found.trailingZeroBitCount &>> 3)
        found &= found &- 1
      }
      position &+= 8
    }
    while position < range.upperBound {
      if self[position] == byte { body(position) }
      position &+= 1
    }
  }

  /// Where a run without blanks, tabs and bars ends that begins at the start of a range, whether it is
  /// ASCII, and whether a dot or the first byte of an ellipsis may be in it.
  @inline(__always)
  func cellRun(in range: Range<Int>) -> (end: Int, isASCII: Bool, hasDots: Bool) {
    // Looked at once, so that no load need do it again.
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    let bar = UInt8(ascii: "|")
    let dot = UInt8(ascii: ".")
    var position = range.lowerBound
    var high: UInt64 = 0
    var dots: UInt64 = 0
    while position &+ 8 <= range.upperBound {
      var x = KeyHash.load(self, uncheckedAt: position)
      let stops =
        ByteSearch.zeros(x ^ ByteSearch.spread(0x20))
        | ByteSearch.zeros(x ^ ByteSearch.spread(0x09))
        | ByteSearch.zeros(x ^ ByteSearch.spread(bar))
      // Of the eight those before the first stop; the others become zeros.
      if stops != 0 { x &= ((stops & (0 &- stops)) &>> 7) &- 1 }
      high |= x
      dots |=
        ByteSearch.zeros(x ^ ByteSearch.spread(dot)) | ByteSearch.zeros(x ^ ByteSearch.spread(0xE2))
      if stops != 0 {
        position &+= stops.trailingZeroBitCount &>> 3
        return (position, high & ByteSearch.highs == 0, dots != 0)
      }
      position &+= 8
    }
    while position < range.upperBound {
      let byte = self[position]
      if byte == 0x20 || byte == 0x09 || byte == bar { break }
      high |= UInt64(byte)
      if byte == dot || byte == 0xE2 { dots = 1 }
      position &+= 1
    }
    return (position, high & ByteSearch.highs == 0, dots != 0)
  }

  /// Whether all bytes of a range are ASCII.
  func isASCII(in range: Range<Int>) -> Bool {
    firstOffset(in: range, where: { $0 >= 0x80 }, matches: { $0 & ByteSearch.highs }) == nil
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

  /// The highest bit of each byte that is zero, and no other bit.
  @inline(__always)
  static func allZeros(_ x: UInt64) -> UInt64 { ~((x & ~highs &+ ~highs) | x) & highs }

  /// The highest bit of each byte that is ASCII and below `limit`, which is at most 0x80.
  @inline(__always)
  static func below(_ limit: UInt8, _ x: UInt64) -> UInt64 { (x &- spread(limit)) & ~x & highs }
}
