/// A few words in ASCII, which a stretch of bytes is compared with: without a `String`, and without
/// an allocation.
struct WordSet: ExpressibleByArrayLiteral, Sendable {
  /// The words of up to eight bytes, each in one number, at the place that its hash gives it or behind;
  /// 0 where none stands. Three places in four and more are free, so that most searches end at the first.
  private let short: [UInt64]
  private let shift: UInt64
  /// How long the words are, a bit for each length below 64.
  private let lengths: UInt64
  private let long: [StaticString]

  init(_ words: [StaticString]) {
    let packed = words.filter { $0.utf8CodeUnitCount <= 8 }.map(Self.packed)
    var places = 4
    while places < 4 * packed.count { places *= 2 }
    shift = UInt64(places.leadingZeroBitCount + 1)
    lengths = words.reduce(0) { $0 | 1 << UInt64($1.utf8CodeUnitCount) }
    var short = [UInt64](repeating: 0, count: places)
    for word in packed {
      var place = Self.place(word, shift)
      while short[place] != 0 { place = (place + 1) % places }
      short[place] = word
    }
    self.short = short
    long = words.filter { $0.utf8CodeUnitCount > 8 }
  }

  @inline(__always)
  private static func place(_ word: UInt64, _ shift: UInt64) -> Int {
    Int(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) &>> shift)
  }

  private static func packed(_ word: StaticString) -> UInt64 {
    // Unsafe: the index is one of the literal's.
    word.withUTF8Buffer { buffer in
      var packed: UInt64 = 0
      for index in buffer.indices {
        packed |= unsafe UInt64(buffer[index]) &<< UInt64(index * 8)
      }
      return packed
    }
  }

  init(arrayLiteral words: StaticString...) { self.init(words) }

  /// Whether the bytes of `range` are one of the words.
  func contains(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard range.count < 64, lengths &>> UInt64(range.count) & 1 != 0 else { return false }
    guard range.count <= 8 else {
      for word in long
      where word.utf8CodeUnitCount == range.count
        && bytes.starts(word, at: range.lowerBound, limit: range.upperBound)
      {
        return true
      }
      return false
    }
    let word = KeyHash.of(bytes, range).first
    // No word holds a zero byte: where the stretch ends in one, the number is that of a shorter word.
    guard word != 0, word.leadingZeroBitCount >> 3 == 8 - range.count else { return false }
    var place = Self.place(word, shift)
    while short[place] != 0 {
      if short[place] == word { return true }
      place = (place &+ 1) & (short.count &- 1)
    }
    return false
  }

  /// Whether a token is one of the words, in this case.
  func contains(_ token: Token, of bytes: Span<UInt8>) -> Bool { contains(bytes, token.range) }

  /// Whether a key is one of the words.
  func contains(_ key: [UInt8]) -> Bool { contains(key.span, key.indices) }
}
