/// A lexicon image and where its sections are.
///
/// An image is used where it lies, so all of it is fixed here. Numbers are little-endian.
///
/// | bytes | header |
/// | --- | --- |
/// | 0 ..< 8 | `EMENDLEX` |
/// | 8 ..< 12 | version of the format, 2 |
/// | 12 ..< 16 | length of the header, 32 |
/// | 16 ..< 24 | length of the image |
/// | 24 ..< 32 | `Lexicon.hash` of everything behind the header |
/// | 32 ..< 40 | number of sections, number of words (32 bits each) |
/// | 40 … | for each section its tag (4 letters), 0 (32 bits), offset and length (64 bits each) |
///
/// Sections begin at multiples of 64, which is a cache line. A reader skips those that it does not
/// know.
///
/// | section | content |
/// | --- | --- |
/// | `LANG` `VERS` `LICN` | UTF-8: the language, the version of the content, its licence |
/// | `SHFT` | a power of two of shifts, 16 bits each, one for each group of words |
/// | `WORD` | records of 16 bytes, some of them empty: 16 zeros |
/// | `STRS` | the tails of long keys |
/// | `CORR` | 32 bits each: the number n of words with corrections, 0, the indices of their records in rising order, n + 1 offsets into the bytes that follow |
/// | `PAIR` | a power of two of slots: the top 32 bits of the pair's hash, the count; empty where the count is 0 |
/// | `BIGR` | 32 bits each: the least count that is kept, the number of bigrams, then slots: a check of 24 bits above 10 × log₂ of the count, 8 bits; empty where 0 |
/// | `CONF` | 32 bits: the number of confusions; of each the cost in hundredths (16 bits), the lengths of what is printed and what is read (8 bits each), and both texts |
/// | `SIEV` | may be left out: the `Sieve` of the words that may be meant, a power of two of 64-bit words |
/// | `LETR` | may be left out: the `LetterModel` of the same words, a byte for each three symbols |
///
/// The words are in a perfect hash table, so that finding one never probes and waits for memory but
/// once (the shifts are few and stay near). The word with the hash h is in the group h modulo the
/// number of shifts; with s for the group's shift, its record is
///
///     ((h ^ (s &* 0x589965CC75374CC3)) &* 0x1D8E4E27C47D124F) × number of records / 2^64
///
/// A pair is in its home slot, which is its hash modulo the number of slots, or in one of the 63
/// behind it, with no empty slot between.
///
/// A bigram is known by the indices of its words' records; 0xFFFFFFFE stands for the border of a
/// sentence and 0xFFFFFFFF for a number. With `fold` as in `Lexicon.hash`, its hash is
///
///     fold(fold((left << 32 | right) ^ 0x9E3779B97F4A7C15, 0xA0761D6478BD642F), 0xE7037ED1A0B428DB)
///
/// All slots but the last 63 are homes. A bigram is in its home, which is hash × number of homes /
/// 2^64, or in one of the 63 slots behind it, with no empty slot between. Its check is the low 24
/// bits of the hash.
///
/// | bytes | record |
/// | --- | --- |
/// | 0 ..< 10 | the key, padded with zeros; if it is longer, the offset of its tail (32 bits), then its first 6 bytes |
/// | 10 | length of the key |
/// | 11 | flags: 1 known misspelling, 2 OCR slip, 4 OCR slip in capitals too, 8 in SCOWL, 16 a name there, 32 protected |
/// | 12 ..< 14 | zipf × 100; 0 where unknown |
/// | 14 | 10 × log₂ of the count in prose; 0 where unseen |
/// | 15 | share of capitals in percent; 255 where unknown |
///
/// The corrections of the first word that has any are the bytes from the first offset to the
/// second, and so on: for each correction the tier (0 OCR slip, 1 known misspelling) in the top bit and the
/// length in the other seven, then the text.
///
/// Opening an image checks the header and the extents of the sections; what stands in a section is
/// checked at each use, so that damage can give wrong answers but never a read out of bounds.
@safe final class Image: @unchecked Sendable {
  // Unsafe: sendable because nothing ever writes to the memory behind `base`. Safe because every read goes
  // through `read32`, `read64` or `span`, and each caller has compared with a section's length,
  // which opening has compared with the length of the memory.
  private let base: UnsafeRawPointer
  private let owner: Memory?

  let byteCount: Int
  let language: Section
  let version: Section
  let licence: Section
  let shifts: Section
  let words: Section
  let strings: Section
  let corrections: Section
  let pairs: Section
  let bigrams: Section
  let confusions: Section
  /// Nil where the image has none, as the next.
  let sieve: Section?
  let letters: Section?

  let wordCount: Int
  let recordCount: Int
  let shiftMask: UInt64
  let pairMask: UInt64
  let correctedCount: Int
  let bigramHomes: Int
  let confusionCount: Int

  /// A section's place in the image.
  struct Section {
    var offset = 0
    var length = 0
  }

  /// Memory that lives as long as an image needs it.
  ///
  /// Sendable and safe because the bytes are written once, before anyone else knows of them, and
  /// only `Image` reads them.
  @safe private final class Memory: @unchecked Sendable {
    // Unsafe: the bytes are written once, before anyone else knows of them; only `Image` reads
    // them.
    let bytes: UnsafeMutableRawBufferPointer

    init(copying image: [UInt8]) {
      unsafe bytes = .allocate(byteCount: max(1, image.count), alignment: 64)
      unsafe bytes.copyBytes(from: image)
    }

    deinit { unsafe bytes.deallocate() }
  }

  static let formatVersion: UInt32 = 2
  static let headerLength = 32
  static let tableOffset = 40
  static let tableStride = 24
  static let recordLength = 16
  static let inlineKey = 10
  static let keyHead = 6
  static let probeLimit = 63
  static let bigramHead = 8
  static let confusionHead = 4
  static let sentenceBorder: UInt32 = 0xFFFF_FFFE
  static let number: UInt32 = 0xFFFF_FFFF

  /// Opens a copy of the bytes.
  convenience init(copying image: [UInt8]) throws(LexiconError) {
    let memory = Memory(copying: image)
    // The memory lives as long as `owner` does, and so as long as this image.
    try unsafe self.init(UnsafeRawPointer(memory.bytes.baseAddress!), image.count, owner: memory)
  }

  /// Opens bytes in place.
  ///
  /// They must be readable and unchanged for as long as the process lives.
  @unsafe convenience init(inPlace base: UnsafeRawPointer, byteCount: Int) throws(LexiconError) {
    try unsafe self.init(base, byteCount, owner: nil)
  }

  private init(
    _ base: UnsafeRawPointer, _ byteCount: Int, owner: Memory?
  ) throws(LexiconError) {
    unsafe self.base = unsafe base
    self.owner = owner
    self.byteCount = byteCount

    // `self` is not whole yet, so the header is read through a local.
    func read32(_ offset: Int) -> UInt32 {
      unsafe UInt32(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
    func read64(_ offset: Int) -> UInt64 {
      unsafe UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    guard byteCount >= Self.tableOffset else {
      throw LexiconError(
        at: byteCount, expected: "a header of \(Self.tableOffset) bytes",
        found: "the end of the image", advice: LexiconError.wrongFile)
    }
    guard read64(0) == 0x5845_4C44_4E45_4D45 else {
      let hex = String(read64(0).byteSwapped, radix: 16)
      throw LexiconError(
        at: 0, expected: "EMENDLEX", found: "the bytes \(hex)", advice: LexiconError.wrongFile)
    }
    guard read32(8) == Self.formatVersion else {
      throw LexiconError(
        at: 8, expected: "format version \(Self.formatVersion)", found: "\(read32(8))",
        advice: LexiconError.otherVersion)
    }
    guard read32(12) == UInt32(Self.headerLength) else {
      throw LexiconError(
        at: 12, expected: "a header length of \(Self.headerLength)", found: "\(read32(12))")
    }
    guard read64(16) == UInt64(byteCount) else {
      throw LexiconError(
        at: 16, expected: "the image's length, \(byteCount)", found: "\(read64(16))")
    }
    let count = Int(read32(32))
    guard count <= (byteCount - Self.tableOffset) / Self.tableStride else {
      throw LexiconError(
        at: 32, expected: "a number of sections that fits the image", found: "\(count)")
    }

    var found: [12 of Section?] = .init(repeating: nil)
    for index in 0..<count {
      let row = Self.tableOffset + index * Self.tableStride
      let offset = read64(row + 8)
      let length = read64(row + 16)
      let tableEnd = UInt64(Self.tableOffset + count * Self.tableStride)
      guard offset >= tableEnd, offset <= UInt64(byteCount), offset % 64 == 0 else {
        throw LexiconError(
          at: row + 8, expected: "a multiple of 64 within the image", found: "\(offset)")
      }
      guard length <= UInt64(byteCount) - offset else {
        throw LexiconError(
          at: row + 16, expected: "a length of at most \(UInt64(byteCount) - offset)",
          found: "\(length)")
      }
      if let place = Self.place(ofTag: read32(row)) {
        found[place] = Section(offset: Int(offset), length: Int(length))
      }
    }
    for place in Self.names.indices where found[place] == nil {
      throw LexiconError(
        at: Self.tableOffset, expected: "a section \(Self.names[place])", found: "none")
    }
    language = found[0]!
    version = found[1]!
    licence = found[2]!
    shifts = found[3]!
    words = found[4]!
    strings = found[5]!
    corrections = found[6]!
    pairs = found[7]!
    bigrams = found[8]!
    confusions = found[9]!
    sieve = found[10]
    letters = found[11]

    func slotCount(_ section: Section, of width: Int) throws(LexiconError) -> UInt64 {
      let count = section.length / width
      guard count > 0, count & (count - 1) == 0, count * width == section.length else {
        throw LexiconError(
          at: section.offset, expected: "a power of two times \(width) bytes",
          found: "\(section.length) bytes")
      }
      return UInt64(count)
    }
    shiftMask = try slotCount(shifts, of: 2) - 1
    pairMask = try slotCount(pairs, of: 8) - 1

    if let sieve { _ = try slotCount(sieve, of: 8) }
    if let letters, letters.length != LetterModel.size {
      throw LexiconError(
        at: letters.offset, expected: "\(LetterModel.size) bytes", found: "\(letters.length) bytes")
    }

    recordCount = words.length / Self.recordLength
    wordCount = Int(read32(36))
    guard words.length % Self.recordLength == 0,
      (1..<Int(Self.sentenceBorder)).contains(recordCount)
    else {
      throw LexiconError(
        at: words.offset, expected: "records of 16 bytes", found: "\(words.length) bytes")
    }
    guard wordCount <= recordCount else {
      throw LexiconError(
        at: 36, expected: "at most \(recordCount) words", found: "\(wordCount)")
    }
    guard corrections.length >= 12 else {
      throw LexiconError(
        at: corrections.offset, expected: "at least 12 bytes of corrections",
        found: "\(corrections.length)")
    }
    correctedCount = Int(read32(corrections.offset))
    guard correctedCount <= wordCount, correctedCount <= (corrections.length - 12) / 8 else {
      throw LexiconError(
        at: corrections.offset, expected: "no more corrected words than fit",
        found: "\(correctedCount)")
    }

    bigramHomes = (bigrams.length - Self.bigramHead) / 4 - Self.probeLimit
    guard bigramHomes > 0, bigrams.length % 4 == 0 else {
      throw LexiconError(
        at: bigrams.offset,
        expected: "\(Self.bigramHead) bytes and more than \(Self.probeLimit) slots of 4",
        found: "\(bigrams.length) bytes")
    }
    guard confusions.length >= 4 else {
      throw LexiconError(
        at: confusions.offset, expected: "at least 4 bytes of confusions",
        found: "\(confusions.length)")
    }
    confusionCount = Int(read32(confusions.offset))
    guard confusionCount <= (confusions.length - 4) / Self.confusionHead else {
      throw LexiconError(
        at: confusions.offset, expected: "no more confusions than fit",
        found: "\(confusionCount)")
    }
  }

  /// The sections that every image has.
  private static let names: [10 of StaticString] = [
    "LANG", "VERS", "LICN", "SHFT", "WORD", "STRS", "CORR", "PAIR", "BIGR", "CONF",
  ]

  /// The tags as they read in a little-endian word.
  private static func place(ofTag tag: UInt32) -> Int? {
    switch tag {
    case 0x474E_414C: 0  // LANG
    case 0x5352_4556: 1  // VERS
    case 0x4E43_494C: 2  // LICN
    case 0x5446_4853: 3  // SHFT
    case 0x4452_4F57: 4  // WORD
    case 0x5352_5453: 5  // STRS
    case 0x5252_4F43: 6  // CORR
    case 0x5249_4150: 7  // PAIR
    case 0x5247_4942: 8  // BIGR
    case 0x464E_4F43: 9  // CONF
    case 0x5645_4953: 10  // SIEV
    case 0x5254_454C: 11  // LETR
    default: nil
    }
  }

  // MARK: Reading. The caller has made sure that the bytes are there.

  @inline(__always)
  func read32(_ offset: Int) -> UInt32 {
    assert(offset >= 0 && offset + 4 <= byteCount)
    return unsafe UInt32(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// Four numbers, one behind the other.
  @inline(__always)
  func readFour32(_ offset: Int) -> SIMD4<UInt32> {
    assert(offset >= 0 && offset + 16 <= byteCount)
    let four = unsafe base.loadUnaligned(fromByteOffset: offset, as: SIMD4<UInt32>.self)
    return SIMD4(
      UInt32(littleEndian: four[0]), UInt32(littleEndian: four[1]), UInt32(littleEndian: four[2]),
      UInt32(littleEndian: four[3]))
  }

  @inline(__always)
  func read64(_ offset: Int) -> UInt64 {
    assert(offset >= 0 && offset + 8 <= byteCount)
    return unsafe UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  @inline(__always)
  func read16(_ offset: Int) -> UInt16 {
    assert(offset >= 0 && offset + 2 <= byteCount)
    return unsafe UInt16(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }

  func read8(_ offset: Int) -> UInt8 {
    assert(offset >= 0 && offset < byteCount)
    return unsafe base.load(fromByteOffset: offset, as: UInt8.self)
  }

  /// Keeps the memory alive to the end of what reads it, which the optimiser may otherwise shorten
  /// to the last use of `self`.
  @inline(__always)
  func keepAlive() {
    extendLifetime(owner)
  }

  /// The sieve in a section of a power of two of 64-bit words.
  func sieve(at section: Section) -> Sieve {
    // This image keeps the memory, which begins at a multiple of 64 as every section does.
    unsafe Sieve(base + section.offset, section.length / 8, in: self)
  }

  /// Calls a function with some of the bytes.
  func withBytes<Result>(
    _ offset: Int, _ length: Int, _ body: (RawSpan) -> Result
  ) -> Result {
    assert(offset >= 0 && length >= 0 && offset + length <= byteCount)
    defer { keepAlive() }
    // The span does not outlive the call: it cannot escape from `body`.
    let buffer = unsafe UnsafeRawBufferPointer(start: base + offset, count: length)
    return unsafe body(buffer.bytes)
  }

  /// The text at a place, with U+FFFD for what is damaged.
  func text(_ offset: Int, _ length: Int) -> String {
    assert(offset >= 0 && length >= 0 && offset + length <= byteCount)
    defer { keepAlive() }
    // The buffer does not outlive this line.
    return unsafe String(
      decoding: UnsafeRawBufferPointer(start: base + offset, count: length), as: UTF8.self)
  }

  func text(_ section: Section) -> String {
    text(section.offset, section.length)
  }
}
