/// Which bytes of a stretch of text are part of words: a bit a byte, so that a word is measured by
/// counting bits, without another look at its bytes.
///
/// Eight bytes are told apart at once, by SIMD within a register: each is compared with the bounds of
/// a range by one addition that carries into its highest bit. ``WordRun/scalar(_:at:limit:)`` is the
/// readable definition of what is read from the bits; a test says that both agree.
struct WordMap {
  /// A stretch has at most so many bytes, so that its bits stay in the first cache.
  static let capacity = 1 << 13
  /// From any byte on, one load gives at least so many bits.
  static let reach = 57

  private var start = 0
  /// From here on the map does not know a whole reach, and is to be made anew; the end of the text
  /// where that lies in the stretch.
  private(set) var border = 0
  /// The bits of letters and digits; of capitals and digits; of digits. What lies behind the text has
  /// none.
  private var words = [UInt8](repeating: 0, count: bytesOfBits)
  private var marked = [UInt8](repeating: 0, count: bytesOfBits)
  private var digits = [UInt8](repeating: 0, count: bytesOfBits)

  /// With room for the last load.
  private static let bytesOfBits = capacity / 8 + 8

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// Maps the stretch that begins at `offset` of a text that ends at `limit`.
  mutating func read(_ bytes: Span<UInt8>, from offset: Int, limit: Int) {
    start = offset
    let end = min(limit, offset + Self.capacity)
    border = end == limit ? limit : end - 64
    Self.write(bytes.extracting(offset..<end), &words, &marked, &digits)
  }

  /// Writes the bits of some bytes, and behind them none for as far as a load reaches.
  private static func write(
    _ bytes: Span<UInt8>, _ words: inout [UInt8], _ marked: inout [UInt8], _ digits: inout [UInt8]
  ) {
    var words = words.mutableSpan
    var marked = marked.mutableSpan
    var digits = digits.mutableSpan
    let whole = bytes.count / 8
    // Looked at once, so that it need not be done again.
    precondition(whole <= words.count && whole <= marked.count && whole <= digits.count)
    for place in 0..<whole {
      let bits = classify(KeyHash.load(bytes, uncheckedAt: place &* 8))
      words[place] = gather(bits.word)
      marked[place] = gather(bits.marked)
      digits[place] = gather(bits.digit)
    }
    var rest: UInt64 = 0
    for index in (whole * 8)..<bytes.count {
      rest |= UInt64(bytes[index]) &<< UInt64(index % 8 * 8)
    }
    for place in whole..<min(whole + 9, bytesOfBits) {
      let bits = classify(rest)
      words[place] = gather(bits.word)
      marked[place] = gather(bits.marked)
      digits[place] = gather(bits.digit)
      rest = 0
    }
  }

  /// In the highest bits of eight bytes, the first one lowest: which are letters and digits, capitals and
  /// digits, digits.
  @inline(__always)
  private static func classify(_ x: UInt64) -> (word: UInt64, marked: UInt64, digit: UInt64) {
    let low = x & ~highs
    let ascii = ~x & highs
    // Digits have the bit already, and no other byte becomes a letter by it.
    let folded = low | (0x20 &* ones)
    let letter = (folded &+ (0x80 - 0x61) &* ones) & ~(folded &+ (0x80 - 0x7B) &* ones) & ascii
    let digit = (low &+ (0x80 - 0x30) &* ones) & ~(low &+ (0x80 - 0x3A) &* ones) & ascii
    // The bit that tells small letters from capitals, moved to where the comparisons leave theirs.
    return (letter | digit, letter & ~(x &<< 2) | digit, digit)
  }

  /// The highest bit of each of the first of eight bytes, so many, that is no digit.
  @inline(__always)
  static func others(than digits: UInt64, _ count: Int) -> UInt64 {
    let bits = UInt64(truncatingIfNeeded: (8 &- count) &* 8)
    return ~classify(digits).digit & highs & (~0 &>> bits)
  }

  /// The highest bits of eight bytes, side by side: bit 8i + 7 is moved to bit 56 + i, and no two
  /// meet on the way.
  @inline(__always)
  private static func gather(_ bits: UInt64) -> UInt8 {
    UInt8(truncatingIfNeeded: (bits &* 0x0002_0408_1020_4081) &>> 56)
  }

  /// The bits of letters and digits from a byte before ``border`` on, its own the lowest.
  @inline(__always)
  func bits(at index: Int) -> UInt64 { Self.bits(words, from: index &- start) }

  /// How long the run is whose bits these are; 0 where the first byte is no letter or digit, and
  /// ``reach`` or more where it may go on.
  @inline(__always)
  static func length(_ bits: UInt64) -> Int { (~bits).trailingZeroBitCount }

  /// Whether one byte behind a run of these bits, so long, another run begins, as far as is known.
  @inline(__always)
  static func isSpaced(_ bits: UInt64, _ length: Int) -> Bool {
    bits &>> UInt64(truncatingIfNeeded: length) & 2 != 0
  }

  /// What a run looks like that begins at a byte before ``border`` and is so long, below ``reach``.
  @inline(__always)
  func shape(at index: Int, _ length: Int) -> Token.Facts {
    let place = index &- start
    let mask = (1 as UInt64) &<< UInt64(truncatingIfNeeded: length) &- 1
    let marks = Self.bits(marked, from: place) & mask
    // Most words are of small letters.
    if marks == 0 { return [] }
    return Self.shape(marks, digits: Self.bits(digits, from: place) & mask, mask)
  }

  /// The run that begins at a byte before ``border``.
  ///
  /// - Parameter bits: those of the byte.
  func run(at index: Int, _ bits: UInt64) -> WordRun {
    let length = Self.length(bits)
    return WordRun(
      length: length, shape: shape(at: index, length), isSpaced: Self.isSpaced(bits, length))
  }

  /// What a run looks like whose capitals and digits are `marks`, and whose bytes are `all`.
  @inline(__always)
  private static func shape(_ marks: UInt64, digits: UInt64, _ all: UInt64) -> Token.Facts {
    var facts: Token.Facts = []
    let capitals = marks & ~digits
    if capitals & 1 != 0 { facts.insert(.capitalised) }
    if digits != 0 { facts.insert(digits == all ? [.digit, .number] : .digit) }
    if capitals != 0 {
      if marks != all {
        if capitals > 1 { facts.insert(.mixedCase) }
      } else if all > 1 {
        facts.insert(.allCapitals)
      }
    }
    return facts
  }

  @inline(__always)
  private static func bits(_ map: [UInt8], from place: Int) -> UInt64 {
    // The place is one of the stretch, and a map has eight bytes more than the stretch has bits.
    KeyHash.load(map.span, uncheckedAt: place &>> 3) &>> UInt64(truncatingIfNeeded: place & 7)
  }
}

/// A run of ASCII letters and digits.
struct WordRun: Equatable {
  /// How many bytes it has.
  var length = 0
  /// What its letters look like.
  var shape: Token.Facts = []
  /// Whether one byte behind it another run begins, as far as is known.
  var isSpaced = false

  /// The run that begins at `offset`, byte by byte.
  static func scalar(_ bytes: Span<UInt8>, at offset: Int, limit: Int) -> WordRun {
    var run = WordRun()
    var digits = 0
    var capitals = 0
    while offset + run.length < limit {
      let byte = bytes[offset + run.length]
      guard byte.isASCIILetter || byte.isASCIIDigit else { break }
      if byte.isASCIIDigit { digits += 1 }
      if byte.isASCIIUpper { capitals += 1 }
      run.length += 1
    }
    let next = offset + run.length + 1
    run.isSpaced = next < limit && (bytes[next].isASCIILetter || bytes[next].isASCIIDigit)
    guard digits + capitals > 0 else { return run }
    let isCapitalised = bytes[offset].isASCIIUpper
    if isCapitalised { run.shape.insert(.capitalised) }
    if digits > 0 { run.shape.insert(.digit) }
    if digits == run.length { run.shape.insert(.number) }
    if capitals > 0 {
      if digits + capitals < run.length {
        if capitals > 1 || !isCapitalised { run.shape.insert(.mixedCase) }
      } else if run.length > 1 {
        run.shape.insert(.allCapitals)
      }
    }
    return run
  }
}
