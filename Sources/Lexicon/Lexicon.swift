#if BuiltInLexicon
  private import CLexicon
#endif

/// A language's words: how frequent they are, how they are capitalised, what they are misspelt for,
/// which of them follow each other and which are written apart; and how its letters are misread.
///
/// A lexicon is an image of bytes that is used where it lies: opening one neither parses nor
/// copies it, and a look-up costs one cache miss for most words. Keys are in lower case, composed
/// (NFC) and with straight apostrophes.
///
/// Others can be added to a lexicon (``adding(_:)``): what any of them knows is known. Images come
/// from ``LexiconBuilder``.
public struct Lexicon: Sendable {
  let image: Image
  /// The lexicons that were added, each with the index that its first entry has here.
  private(set) var others: [(lexicon: Lexicon, first: UInt32)] = []

  /// The English lexicon inside this library; nil if it was built without the trait
  /// `BuiltInLexicon`.
  ///
  /// Of a built-in image only the header is checked, as the whole would cost milliseconds at every
  /// start; `verify()` does the rest.
  public static let builtIn: Lexicon? = try? openBuiltIn()

  /// Opens the built-in image, or says what is wrong with it; nil without the trait.
  public static func openBuiltIn() throws(LexiconError) -> Lexicon? {
    #if BuiltInLexicon
      // Unsafe: the image is constant data of the process, so it outlives every use, and is as long as
      // the length beside it says.
      guard let base = unsafe emend_lexicon_english() else { return nil }
      return Lexicon(
        image: try unsafe Image(
          inPlace: UnsafeRawPointer(base), byteCount: Int(emend_lexicon_english_length())))
    #else
      return nil
    #endif
  }

  /// Opens an image from its bytes, and checks all of it.
  public init(image: [UInt8]) throws(LexiconError) {
    try self.init(unverified: image)
    try verify()
  }

  /// Opens an image by its header alone, as the built-in one is opened.
  package init(unverified image: [UInt8]) throws(LexiconError) {
    self.image = try Image(copying: image)
  }

  private init(image: Image) {
    self.image = image
  }

  /// This lexicon and another one over it.
  ///
  /// A word that either knows is known, by the higher of the frequencies, counts and shares of
  /// capitals; what a dictionary of either has, or either protects, is no longer a wrong form. Counts
  /// of bigrams and pairs are summed, and of two costs of a confusion the lower holds. Language,
  /// version, licence and checksum remain those of this lexicon.
  ///
  /// Entries of the other have other indices here than there.
  public func adding(_ other: Lexicon) -> Lexicon {
    var result = self
    for part in [Lexicon(image: other.image)] + other.others.map(\.lexicon) {
      result.others.append((part, UInt32(result.indices.count)))
    }
    return result
  }

  /// The language, as in `en`.
  public var language: String { image.text(image.language) }
  /// The version of the words, not of the format: `2026.1`.
  public var version: String { image.text(image.version) }
  /// Language and version of this lexicon and of those that were added: `en 2026.2 + de 2026.2`.
  public var name: String {
    guard !others.isEmpty else { return language + " " + version }
    return parts.map { "\($0.language) \($0.version)" }.joined(separator: " + ")
  }
  /// The licence of the image.
  public var licence: String { image.text(image.licence) }
  /// How many words there are, wrong forms among them; what several lexicons have counts for each.
  public var wordCount: Int { others.reduce(image.wordCount) { $0 + $1.lexicon.wordCount } }
  /// Whether this is the other lexicon, image for image in memory.
  package func isSame(as other: Lexicon) -> Bool {
    parts.elementsEqual(other.parts) { $0.image === $1.image }
  }
  /// The checksum that the image's header states, a name for its content.
  public var checksum: UInt64 { image.read64(24) }

  // MARK: Words

  /// What is known of a word.
  public func lookup(_ key: Span<UInt8>) -> Entry? {
    // Unsafe: only for elements with padding, which a byte has not.
    let bytes = unsafe key.bytes
    let (first, second) = (Self.word(of: bytes, at: 0), Self.word(of: bytes, at: 8))
    let hash = Self.hash(bytes, first: first, second: second)
    let found = find(bytes, first, second, hash)
    return others.isEmpty ? found : over(found, key, hash)
  }

  /// What is known of a word whose `hash(_:)` is known already.
  public func lookup(_ key: Span<UInt8>, hash: UInt64) -> Entry? {
    // Unsafe: only for elements with padding, which a byte has not.
    let bytes = unsafe key.bytes
    let found = find(bytes, Self.word(of: bytes, at: 0), Self.word(of: bytes, at: 8), hash)
    return others.isEmpty ? found : over(found, key, hash)
  }

  /// What all lexicons together know of a word of which this image knows `found`.
  private func over(_ found: Entry?, _ key: Span<UInt8>, _ hash: UInt64) -> Entry? {
    others.reduce(found) { found, other in
      guard let more = other.lexicon.lookup(key, hash: hash) else { return found }
      return found.map { $0.with(more) }
        ?? Entry(index: more.index + other.first, facts: more.facts)
    }
  }

  /// The lexicon to which an index belongs, and the index there.
  private func part(of index: UInt32) -> (lexicon: Lexicon, index: UInt32) {
    for other in others.reversed() where index >= other.first {
      return (other.lexicon, index - other.first)
    }
    return (others.isEmpty ? self : Lexicon(image: image), index)
  }

  /// All lexicons, each by itself.
  var parts: [Lexicon] {
    others.isEmpty ? [self] : [Lexicon(image: image)] + others.map(\.lexicon)
  }

  /// What is known of a word that is a string; for where speed does not matter.
  public func lookup(_ word: String) -> Entry? {
    lookup([UInt8](word.utf8).span)
  }

  /// Looks up a key whose first two words and hash are known.
  @inline(__always)
  private func find(
    _ key: RawSpan, _ first: UInt64, _ second: UInt64, _ hash: UInt64
  ) -> Entry? {
    defer { image.keepAlive() }
    let length = key.byteCount
    guard length > 0, length <= 255 else { return nil }
    let group = Int(truncatingIfNeeded: hash & image.shiftMask)
    let shift = image.read16(image.shifts.offset &+ group &* 2)
    let index = Self.record(hash, shift: shift, of: image.recordCount)
    let place = image.words.offset &+ index &* Image.recordLength
    let head = image.read64(place)
    let facts = image.read64(place &+ 8)
    let found = Entry(index: UInt32(truncatingIfNeeded: index), facts: facts)

    let size = UInt64(truncatingIfNeeded: length) &<< 16
    if length <= Image.inlineKey {
      return (head ^ first) | ((facts ^ (second | size)) & 0xFF_FFFF) == 0 ? found : nil
    }
    let rest = (first &>> 32) & 0xFFFF | size
    let differs = (head &>> 32) ^ (first & 0xFFFF_FFFF) | ((facts ^ rest) & 0xFF_FFFF)
    return differs == 0 && isTail(key, at: Int(head & 0xFFFF_FFFF)) ? found : nil
  }

  /// The record of a hash whose group has this shift; below their number, whatever the factors are.
  @inline(__always)
  static func record(_ hash: UInt64, shift: UInt16, of count: Int) -> Int {
    let mixed = (hash ^ (UInt64(shift) &* 0x5899_65CC_7537_4CC3)) &* 0x1D8E_4E27_C47D_124F
    return Int(truncatingIfNeeded: mixed.multipliedFullWidth(by: UInt64(count)).high)
  }

  /// Whether the tail of a long key stands at an offset of the strings.
  private func isTail(_ key: RawSpan, at offset: Int) -> Bool {
    let length = key.byteCount - Image.keyHead
    guard offset <= image.strings.length - length else { return false }
    return image.withBytes(image.strings.offset + offset, length) { tail in
      // Both end together, so both are padded in the same place.
      for start in stride(from: 0, to: length, by: 8)
      where Self.word(of: tail, at: start) != Self.word(of: key, at: start + Image.keyHead) {
        return false
      }
      return true
    }
  }

  /// The indices that entries may have; some of them have none.
  public var indices: Range<Int> {
    guard let last = others.last else { return 0..<image.recordCount }
    return 0..<(Int(last.first) + last.lexicon.image.recordCount)
  }

  /// The entry at one of the `indices`; nil where there is none.
  public func entry(at index: Int) -> Entry? {
    if !others.isEmpty {
      precondition(indices.contains(index), "no word can have the index \(index)")
      let part = part(of: UInt32(index))
      return part.lexicon.entry(at: Int(part.index)).flatMap { _ in
        lookup(part.lexicon.key(of: part.index).span)
      }
    }
    precondition(index >= 0 && index < image.recordCount, "no word can have the index \(index)")
    let facts = image.read64(image.words.offset &+ index &* Image.recordLength &+ 8)
    // The third byte is the length of the key.
    return facts & 0xFF_0000 == 0
      ? nil : Entry(index: UInt32(truncatingIfNeeded: index), facts: facts)
  }

  /// The key of an entry of this lexicon.
  public func text(of entry: Entry) -> String {
    String(decoding: key(of: entry.index), as: UTF8.self)
  }

  /// The bytes of a key, by the index of its entry.
  package func key(of index: UInt32) -> [UInt8] {
    var key: [UInt8] = []
    appendKey(of: index, to: &key)
    return key
  }

  /// Appends the bytes of a key, by the index of its entry.
  package func appendKey(of index: UInt32, to key: inout [UInt8]) {
    precondition(indices.contains(Int(index)), "the entry is not of this lexicon")
    guard others.isEmpty else {
      let (lexicon, index) = part(of: index)
      lexicon.appendKey(of: index, to: &key)
      return
    }
    let record = image.words.offset + Int(index) * Image.recordLength
    let length = Int(image.read8(record + 10))
    guard length > Image.inlineKey else {
      append(record..<(record + length), to: &key)
      return
    }
    append((record + 4)..<(record + Image.inlineKey), to: &key)
    let tail = Int(image.read32(record))
    let end = min(tail + length - Image.keyHead, image.strings.length)
    guard tail < end else { return }
    append((image.strings.offset + tail)..<(image.strings.offset + end), to: &key)
  }

  private func append(_ range: Range<Int>, to bytes: inout [UInt8]) {
    for offset in range { bytes.append(image.read8(offset)) }
  }

  /// The first entry from an index on whose word a dictionary has, or prose so often, and no list of
  /// wrong forms.
  ///
  /// - Parameter leastDecibits: what `Entry.proseDecibits` is at least, where no dictionary has the word.
  package func nextRightWord(from index: Int, leastDecibits: Int) -> Entry? {
    precondition(index >= 0, "no word has a negative index")
    guard others.isEmpty else {
      for index in index..<max(index, indices.upperBound) {
        if let entry = entry(at: index), entry.mayBeMeant(leastDecibits: leastDecibits) {
          return Entry(index: UInt32(index), facts: entry.facts)
        }
      }
      return nil
    }
    defer { image.keepAlive() }
    var index = index
    while index < image.recordCount {
      let facts = image.read64(image.words.offset &+ index &* Image.recordLength &+ 8)
      let entry = Entry(index: UInt32(truncatingIfNeeded: index), facts: facts)
      // The third byte is the length of the key.
      if facts & 0xFF_0000 != 0, entry.mayBeMeant(leastDecibits: leastDecibits) { return entry }
      index &+= 1
    }
    return nil
  }

  /// So many bytes a key has at most.
  package static let longestKey = 255

  /// Writes the key of an entry to a place with room for ``longestKey`` bytes; returns how many it has.
  /// What stands behind the key then means nothing.
  package func writeKey(
    of entry: Entry, to bytes: inout MutableSpan<UInt8>, at offset: Int
  ) -> Int {
    guard others.isEmpty else {
      let key = key(of: entry.index)
      for index in key.indices { bytes[offset + index] = key[index] }
      return key.count
    }
    precondition(entry.index < image.recordCount, "the entry is not of this lexicon")
    defer { image.keepAlive() }
    let length = Int(entry.facts >> 16 & 0xFF)
    let head = image.read64(image.words.offset + Int(entry.index) * Image.recordLength)
    // Unsafe: only in taking the type from bytes, which take any bits. The stores check that they are there.
    var raw = unsafe bytes.mutableBytes
    guard length > Image.inlineKey else {
      raw.storeBytes(of: head.littleEndian, toByteOffset: offset, as: UInt64.self)
      let rest = UInt64(entry.facts & 0xFFFF)
      raw.storeBytes(of: rest.littleEndian, toByteOffset: offset + 8, as: UInt64.self)
      return length
    }
    let first = head &>> 32 | (entry.facts & 0xFFFF) &<< 32
    raw.storeBytes(of: first.littleEndian, toByteOffset: offset, as: UInt64.self)
    let tail = Int(head & 0xFFFF_FFFF)
    let rest = length - Image.keyHead
    // As `appendKey(of:to:)` has it, what damage lets reach beyond the strings is left out.
    guard tail <= image.strings.length - rest else {
      let key = key(of: entry.index)
      for index in key.indices { bytes[offset + index] = key[index] }
      return key.count
    }
    let start = image.strings.offset + tail
    for index in 0..<rest {
      bytes[offset + Image.keyHead + index] = image.read8(start &+ index)
    }
    return length
  }

  /// The words that may be meant by misread ones: the image's own sieve, or where it has none, one
  /// made of its words.
  func sieve() -> Sieve {
    guard others.isEmpty else {
      return parts.dropFirst().reduce(parts[0].sieve()) { $0.union($1.sieve()) }
    }
    return image.sieve.map(image.sieve(at:)) ?? Sieve(keysThatMayBeMeant())
  }

  /// How likely the letters of a word are one behind another: by the image's own model, or where it has
  /// none, by one made of its words. What was added changes nothing of it.
  package func letterModel() -> LetterModel {
    if let section = image.letters {
      // Unsafe: only in giving bytes a type, which a byte takes from any bits; the load checks the offset.
      let codes = image.withBytes(section.offset, section.length) { bytes in
        [UInt8](capacity: bytes.byteCount) { out in
          for offset in 0..<bytes.byteCount {
            out.append(unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
          }
        }
      }
      return LetterModel(codes: codes)
    }
    return LetterModel(Lexicon(image: image).keysThatMayBeMeant())
  }

  private func keysThatMayBeMeant() -> [[UInt8]] {
    indices.compactMap { index in
      guard let entry = entry(at: index), entry.mayBeMeant else { return nil }
      return key(of: entry.index)
    }
  }

  // MARK: Corrections

  /// What a wrong form should have been, our own list first; empty for all other words.
  public func corrections(of entry: Entry) -> [Correction] {
    guard entry.hasCorrections else { return [] }
    if !others.isEmpty {
      let key = key(of: entry.index)
      var result: [Correction] = []
      for part in parts {
        guard let own = part.lookup(key.span) else { continue }
        result += part.corrections(of: own).filter { !result.contains($0) }
      }
      return result
    }
    guard let rank = correctionRank(entry.index),
      let lists = correctionLists(rank)
    else { return [] }
    var result: [Correction] = []
    var offset = lists.lowerBound
    while offset < lists.upperBound {
      let head = image.read8(offset)
      let length = Int(head & 127)
      guard length <= lists.upperBound - offset - 1 else { break }
      result.append(
        Correction(
          text: image.text(offset + 1, length),
          tier: head & 128 == 0 ? .ocrSlip : .knownMisspelling))
      offset += 1 + length
    }
    return result
  }

  /// The place of a word among those with corrections.
  private func correctionRank(_ index: UInt32) -> Int? {
    var range = 0..<image.correctedCount
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      let found = image.read32(image.corrections.offset + 8 + 4 * middle)
      if found == index { return middle }
      range = found < index ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return nil
  }

  /// The bytes of the image with a word's corrections; nil where damage lets them lie outside.
  private func correctionLists(_ rank: Int) -> Range<Int>? {
    let section = image.corrections
    let offsets = section.offset + 8 + 4 * image.correctedCount
    let first = offsets + 4 * (image.correctedCount + 1)
    let start = Int(image.read32(offsets + 4 * rank))
    let end = Int(image.read32(offsets + 4 * rank + 4))
    guard start <= end, end <= section.offset + section.length - first else { return nil }
    return (first + start)..<(first + end)
  }

  // MARK: Pairs

  /// How often two words stand side by side in prose, written apart or with a hyphen, if together
  /// they are a word of the lexicon; else 0.
  ///
  /// Against `prose` of the word it tells whether `well known` is written apart or together.
  public func pairCount(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Int {
    pairCount(leftHash: Self.hash(left), rightHash: Self.hash(right))
  }

  /// `pairCount(_:_:)` for words whose `hash(_:)` is known already.
  public func pairCount(leftHash: UInt64, rightHash: UInt64) -> Int {
    others.reduce(ownPairCount(leftHash, rightHash)) {
      $0 + $1.lexicon.pairCount(leftHash: leftHash, rightHash: rightHash)
    }
  }

  private func ownPairCount(_ leftHash: UInt64, _ rightHash: UInt64) -> Int {
    defer { image.keepAlive() }
    let hash = Self.hash(left: leftHash, right: rightHash)
    let check = UInt32(truncatingIfNeeded: hash >> 32)
    var slot = hash & image.pairMask
    for _ in 0...Image.probeLimit {
      let offset = image.pairs.offset &+ Int(truncatingIfNeeded: slot) &* 8
      let count = image.read32(offset &+ 4)
      if count == 0 { return 0 }
      if image.read32(offset) == check { return Int(count) }
      slot = (slot &+ 1) & image.pairMask
    }
    return 0
  }

  // MARK: Checking

  /// Checks the checksum, and that everything an image refers to lies within it. What was added is not
  /// checked again.
  ///
  /// An image that was opened with `init(image:)` has been checked.
  public func verify() throws(LexiconError) {
    let stated = checksum
    let header = Image.headerLength
    let found = image.withBytes(header, image.byteCount - header) { Self.hash($0) }
    guard stated == found else {
      throw LexiconError(
        at: 24, expected: "the checksum \(String(found, radix: 16))",
        found: String(stated, radix: 16))
    }
    try verifyWords()
    try verifyCorrections()
    try verifyBigrams()
    try verifyConfusions()
    if let section = image.sieve, sieve().words != Sieve(keysThatMayBeMeant()).words {
      throw LexiconError(
        at: section.offset, expected: "the sieve of the image's words", found: "another")
    }
    if let section = image.letters, letterModel() != LetterModel(keysThatMayBeMeant()) {
      throw LexiconError(
        at: section.offset, expected: "the letters of the image's words", found: "others")
    }
  }

  private func verifyWords() throws(LexiconError) {
    var count = 0
    for index in 0..<image.recordCount {
      let record = image.words.offset + index * Image.recordLength
      let length = Int(image.read8(record + 10))
      guard length > 0 else { continue }
      count += 1
      let tail = Int(image.read32(record))
      if length > Image.inlineKey, tail > image.strings.length - (length - Image.keyHead) {
        throw LexiconError(
          at: record, expected: "an offset within the strings", found: "\(tail)")
      }
    }
    guard count == wordCount else {
      throw LexiconError(at: 36, expected: "\(count) words", found: "\(wordCount)")
    }
  }

  private func verifyCorrections() throws(LexiconError) {
    for rank in 0..<image.correctedCount {
      let place = image.corrections.offset + 8 + 4 * rank
      let index = image.read32(place)
      guard index < image.recordCount,
        Lexicon(image: image).entry(at: Int(index))?.hasCorrections == true
      else {
        throw LexiconError(
          at: place, expected: "the index of a word with corrections", found: "\(index)")
      }
      guard let lists = correctionLists(rank), !lists.isEmpty else {
        throw LexiconError(
          at: place, expected: "the offsets of a list of corrections",
          found: "others, for the word \(index)")
      }
      var offset = lists.lowerBound
      while offset < lists.upperBound {
        let length = Int(image.read8(offset) & 127)
        guard length > 0, length <= lists.upperBound - offset - 1 else {
          throw LexiconError(
            at: offset, expected: "a correction within its list", found: "one of \(length) bytes")
        }
        offset += 1 + length
      }
    }
  }
}
