/// A run of ASCII letters and digits, measured eight bytes at a time.
///
/// The arithmetic is SIMD within a register: each of the eight bytes of a word is compared with the
/// bounds of a range by one addition that carries into its highest bit. ``scalar(_:at:limit:)`` is
/// the readable definition; a test says that both agree.
struct WordRun: Equatable {
  /// How many bytes it has.
  var length = 0
  /// The classes of its bytes, united: ``ByteClass/lower``, ``ByteClass/upper``, ``ByteClass/digit``.
  var any: UInt8 = 0
  /// Its first eight bytes, the first one lowest, padded with zeros.
  var first: UInt64 = 0
  /// The hash of its bytes, as ``KeyHash`` defines it.
  var hash: UInt64 = 0

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// Measures the run that begins at `offset`.
  @inline(__always)
  static func measure(_ bytes: Span<UInt8>, at offset: Int, limit: Int) -> WordRun {
    var run = WordRun()
    var position = offset
    // The highest bits of all bytes that are small letters, capitals, digits.
    var lower: UInt64 = 0
    var upper: UInt64 = 0
    var digits: UInt64 = 0
    while position &+ 8 <= limit {
      let x = KeyHash.load(bytes, at: position)
      let low = x & ~highs
      // Digits have the bit already, and no other byte becomes a letter by it.
      let folded = low | (0x20 &* ones)
      let letter = (folded &+ (0x80 - 0x61) &* ones) & ~(folded &+ (0x80 - 0x7B) &* ones)
      let digit = (low &+ (0x80 - 0x30) &* ones) & ~(low &+ (0x80 - 0x3A) &* ones)
      let stop = ~((letter | digit) & ~x) & highs
      let count = stop == 0 ? 8 : stop.trailingZeroBitCount >> 3
      if count == 0 { break }
      let keep = count == 8 ? ~0 : (1 as UInt64) &<< UInt64(count * 8) &- 1
      // The bit that tells small letters from capitals, moved to where the comparisons leave theirs.
      let small = x &<< 2
      let seen = letter & highs & keep
      lower |= seen & small
      upper |= seen & ~small
      digits |= digit & highs & keep
      let chunk = x & keep
      if position == offset { run.first = chunk }
      run.hash = KeyHash.mix(run.hash, chunk)
      position &+= count
      if count < 8 {
        run.any = classes(lower, upper, digits)
        run.length = position &- offset
        run.hash = KeyHash.finish(run.hash, length: run.length)
        return run
      }
    }
    run.any = classes(lower, upper, digits)
    return finish(bytes, run, offset, position, limit)
  }

  @inline(__always)
  private static func classes(_ lower: UInt64, _ upper: UInt64, _ digits: UInt64) -> UInt8 {
    (lower != 0 ? ByteClass.lower.rawValue : 0) | (upper != 0 ? ByteClass.upper.rawValue : 0)
      | (digits != 0 ? ByteClass.digit.rawValue : 0)
  }

  /// Whether one of its letters but the first is a capital.
  ///
  /// - Parameter range: where it stands in `bytes`.
  @inline(__always)
  func hasInnerCapital(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    // Of letters and digits, capitals alone lack this bit.
    let rest = ((1 as UInt64) &<< UInt64(min(length, 8) * 8 - 8) &- 1) & (0x20 &* Self.ones)
    if first &>> 8 & rest != rest { return true }
    var index = range.lowerBound + 8
    while index < range.upperBound {
      if bytes[index].isASCIIUpper { return true }
      index += 1
    }
    return false
  }

  /// The last bytes, where eight can no longer be loaded at once.
  private static func finish(
    _ bytes: Span<UInt8>, _ run: WordRun, _ offset: Int, _ start: Int, _ limit: Int
  ) -> WordRun {
    var run = run
    var position = start
    var chunk: UInt64 = 0
    var shift: UInt64 = 0
    while position < limit {
      let byte = bytes[position]
      if byte.isASCIILower {
        run.any |= ByteClass.lower.rawValue
      } else if byte.isASCIIUpper {
        run.any |= ByteClass.upper.rawValue
      } else if byte.isASCIIDigit {
        run.any |= ByteClass.digit.rawValue
      } else {
        break
      }
      chunk |= UInt64(byte) &<< shift
      shift += 8
      position += 1
      if shift == 64 {
        if position - offset == 8 { run.first = chunk }
        run.hash = KeyHash.mix(run.hash, chunk)
        chunk = 0
        shift = 0
      }
    }
    if shift > 0 {
      if position - offset < 8 { run.first = chunk }
      run.hash = KeyHash.mix(run.hash, chunk)
    }
    run.length = position - offset
    run.hash = KeyHash.finish(run.hash, length: run.length)
    return run
  }

  /// The same, byte by byte.
  static func scalar(_ bytes: Span<UInt8>, at offset: Int, limit: Int) -> WordRun {
    var run = WordRun()
    var position = offset
    while position < limit {
      let byte = bytes[position]
      guard byte.isASCIILetter || byte.isASCIIDigit else { break }
      run.any |=
        byte.isASCIIDigit
        ? ByteClass.digit.rawValue
        : byte.isASCIIUpper ? ByteClass.upper.rawValue : ByteClass.lower.rawValue
      position += 1
    }
    run.length = position - offset
    (run.first, run.hash) = KeyHash.of(bytes, offset..<position)
    return run
  }
}

/// The hash by which spellings are interned: words of eight bytes, little-endian, the last padded
/// with zeros, mixed one after another; then the length.
///
/// It decides nothing but places in a table, so collisions cost time only; texts made to collide
/// are slow, not wrong.
enum KeyHash {
  @inline(__always)
  static func mix(_ hash: UInt64, _ chunk: UInt64) -> UInt64 {
    let product = (hash ^ chunk) &* 0x9E37_79B9_7F4A_7C15
    return product ^ (product &>> 29)
  }

  @inline(__always)
  static func finish(_ hash: UInt64, length: Int) -> UInt64 {
    let product = (hash ^ UInt64(truncatingIfNeeded: length)) &* 0xD6E8_FEB8_6659_FD93
    return product ^ (product &>> 32)
  }

  /// Eight bytes from `offset` on, the first one lowest.
  @inline(__always)
  static func load(_ bytes: Span<UInt8>, at offset: Int) -> UInt64 {
    // Unsafe: only in giving bytes a type, which an integer takes from any bits. Callers have seen
    // that eight bytes are there, and the load checks it again.
    UInt64(
      littleEndian: unsafe bytes.bytes.unsafeLoadUnaligned(
        fromByteOffset: offset, as: UInt64.self))
  }

  /// The first eight bytes and the hash of any range.
  static func of(_ bytes: Span<UInt8>, _ range: Range<Int>) -> (first: UInt64, hash: UInt64) {
    var hash: UInt64 = 0
    var first: UInt64 = 0
    var position = range.lowerBound
    while position < range.upperBound {
      var chunk: UInt64 = 0
      let count = min(8, range.upperBound - position)
      if position + 8 <= bytes.count {
        chunk = load(bytes, at: position)
        if count < 8 { chunk &= (1 as UInt64) &<< UInt64(count * 8) &- 1 }
      } else {
        for index in 0..<count { chunk |= UInt64(bytes[position + index]) &<< UInt64(index * 8) }
      }
      if position == range.lowerBound { first = chunk }
      hash = mix(hash, chunk)
      position += count
    }
    return (first, finish(hash, length: range.count))
  }
}
