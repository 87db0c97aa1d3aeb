/// Makes a lexicon image of words and what is known of them.
///
///     var builder = LexiconBuilder(language: "en", version: "1", licence: "CC0 1.0")
///     builder.words[Array("harbour".utf8)] = .init(prose: 120, isInDictionary: true)
///     let lexicon = try Lexicon(image: builder.image())
///
/// The same content gives the same bytes, in whatever order it came, and the bytes that
/// `Scripts/build-lexicon.py` gives. `Image` describes the format.
public struct LexiconBuilder: Sendable {
  /// What is known of a word.
  public struct Word: Sendable, Hashable {
    /// A hundred times the decimal logarithm of its occurrences in 10⁹ words, 0 to 999; 0 where that
    /// is not known.
    public var centizipf: Int
    /// How often it stands in proof-read prose; 0 if never.
    public var prose: Int
    /// In how many of a hundred places within a sentence it begins with a capital, 0 to 100; nil where
    /// that is not known.
    public var capitalShare: Int?
    /// Whether a good dictionary has it.
    public var isInDictionary: Bool
    /// Whether dictionaries have it only with a capital.
    public var isProperName: Bool
    /// Whether it is right as it stands and yet nothing that a misread word would be taken for.
    public var isProtected: Bool
    /// What it should have been, if it is a wrong form; the text of each is at most 127 bytes long.
    public var corrections: [Lexicon.Correction]
    /// Whether its being an OCR slip holds in capitals too.
    public var isSlipInCapitals: Bool

    public init(
      centizipf: Int = 0, prose: Int = 0, capitalShare: Int? = nil, isInDictionary: Bool = false,
      isProperName: Bool = false, isProtected: Bool = false,
      corrections: [Lexicon.Correction] = [], isSlipInCapitals: Bool = false
    ) {
      self.centizipf = centizipf
      self.prose = prose
      self.capitalShare = capitalShare
      self.isInDictionary = isInDictionary
      self.isProperName = isProperName
      self.isProtected = isProtected
      self.corrections = corrections
      self.isSlipInCapitals = isSlipInCapitals
    }
  }

  /// One side of a bigram.
  public enum Side: Hashable, Sendable {
    /// A word, by its key.
    case word([UInt8])
    /// The beginning or end of a sentence or paragraph.
    case sentenceBorder
    /// A number in figures.
    case number
  }

  /// Two words, or a word and a mark, next to each other.
  public struct Bigram: Hashable, Sendable {
    public var left: Side
    public var right: Side

    public init(_ left: Side, _ right: Side) {
      self.left = left
      self.right = right
    }
  }

  public var language: String
  public var version: String
  public var licence: String
  /// The words by their keys: small letters, composed, a straight apostrophe; 1 to 255 bytes.
  public var words: [[UInt8]: Word] = [:]
  /// How often what follows what. Bigrams of which a side is no word of the lexicon are left out; of two
  /// words that together are a word, the pair is kept as well, however rare.
  public var bigrams: [Bigram: Int] = [:]
  /// The least count of a bigram that is kept.
  public var bigramFloor: Int
  /// How letters are misread; each pair of texts once, their costs below 655.
  public var confusions: [Lexicon.Confusion] = []

  /// A builder of an empty lexicon.
  public init(language: String, version: String, licence: String, bigramFloor: Int = 5) {
    self.language = language
    self.version = version
    self.licence = licence
    self.bigramFloor = bigramFloor
  }

  /// The image.
  ///
  /// What does not fit the format is cut: frequencies and counts to the highest there is, keys and
  /// corrections that are too long are left out.
  ///
  /// Complexity: linear in words, bigrams and their text, but for sorting.
  public func image() -> [UInt8] {
    let keys = words.keys.filter { (1...255).contains($0.count) }
      .sorted { $0.lexicographicallyPrecedes($1) }
    let table = PerfectTable(keys.map { Lexicon.hash($0.span) })
    var indexOf: [[UInt8]: UInt32] = [:]
    var records = Bytes()
    var strings = Bytes()
    var corrected = Bytes()
    var offsets = Bytes(UInt32(0))
    var lists = Bytes()
    for (record, index) in table.records.enumerated() {
      guard let index, let word = words[keys[index]] else {
        records.append(contentsOf: repeatElement(0, count: Image.recordLength))
        continue
      }
      let key = keys[index]
      indexOf[key] = UInt32(record)
      let corrections = Self.ordered(word.corrections)
      if !corrections.isEmpty {
        for correction in corrections {
          let text = Array(correction.text.utf8)
          lists.append((correction.tier == .ocrSlip ? 0 : 128) | UInt8(text.count))
          lists.append(contentsOf: text)
        }
        corrected.append(UInt32(record))
        offsets.append(UInt32(lists.count))
      }
      if key.count <= Image.inlineKey {
        records.append(contentsOf: key)
        records.append(contentsOf: repeatElement(0, count: Image.inlineKey - key.count))
      } else {
        records.append(UInt32(strings.count))
        records.append(contentsOf: key[..<Image.keyHead])
        strings.append(contentsOf: key[Image.keyHead...])
      }
      records.append(UInt8(key.count))
      records.append(Self.flags(word, corrections))
      records.append(UInt16(clamping: word.centizipf))
      records.append(Lexicon.decibits(ofCount: word.prose))
      records.append(word.capitalShare.map { UInt8(min(100, max(0, $0))) } ?? 255)
    }
    var correctionSection = Bytes(UInt32(corrected.count / 4))
    correctionSection.append(UInt32(0))
    for part in [corrected, offsets, lists] { correctionSection.append(contentsOf: part) }

    let meant = keys.filter { words[$0].map(Self.mayBeMeant) ?? false }
    var sieve = Bytes()
    for word in Sieve(meant).words { sieve.append(word) }
    var shifts = Bytes()
    for shift in table.shifts { shifts.append(shift) }
    return Self.assembled(
      words: keys.count,
      [
        ("LANG", Array(language.utf8)), ("VERS", Array(version.utf8)),
        ("LICN", Array(licence.utf8)), ("SHFT", shifts), ("WORD", records), ("STRS", strings),
        ("CORR", correctionSection), ("PAIR", pairSection(indexOf)),
        ("BIGR", bigramSection(indexOf)), ("CONF", confusionSection()), ("SIEV", sieve),
        ("LETR", LetterModel(meant).codes),
      ])
  }

  /// A section's bytes; numbers are little-endian.
  private typealias Bytes = [UInt8]

  /// Our own list first; what does not fit is left out.
  private static func ordered(_ corrections: [Lexicon.Correction]) -> [Lexicon.Correction] {
    let fit = corrections.filter { (1...127).contains($0.text.utf8.count) }
    return fit.filter { $0.tier == .ocrSlip } + fit.filter { $0.tier == .knownMisspelling }
  }

  private static func flags(_ word: Word, _ corrections: [Lexicon.Correction]) -> UInt8 {
    let isSlip = corrections.contains { $0.tier == .ocrSlip }
    var flags: UInt8 = corrections.contains { $0.tier == .knownMisspelling } ? 1 : 0
    if isSlip { flags |= 2 }
    if isSlip && word.isSlipInCapitals { flags |= 4 }
    if word.isInDictionary { flags |= 8 }
    if word.isInDictionary && word.isProperName { flags |= 16 }
    if word.isProtected { flags |= 32 }
    return flags
  }

  /// As `Lexicon.Entry.mayBeMeant`.
  private static func mayBeMeant(_ word: Word) -> Bool {
    ordered(word.corrections).isEmpty
      && (word.isInDictionary || Lexicon.decibits(ofCount: word.prose) > 0)
  }

  /// Two words that together are a word, the most frequent first, in an open-addressing table.
  private func pairSection(_ indexOf: [[UInt8]: UInt32]) -> Bytes {
    var pairs: [(left: [UInt8], right: [UInt8], count: Int)] = []
    for (bigram, count) in bigrams where count > 0 {
      guard case .word(let left) = bigram.left, case .word(let right) = bigram.right,
        indexOf[left + right] != nil
      else { continue }
      pairs.append((left, right, count))
    }
    pairs.sort { a, b in
      if a.count != b.count { return a.count > b.count }
      return a.left == b.left
        ? a.right.lexicographicallyPrecedes(b.right) : a.left.lexicographicallyPrecedes(b.left)
    }
    let hashes = pairs.map {
      Lexicon.hash(left: Lexicon.hash($0.left.span), right: Lexicon.hash($0.right.span))
    }
    var size = 1
    while size * 6 < pairs.count * 10 { size *= 2 }
    while true {
      var slots = [Int?](repeating: nil, count: size)
      var furthest = 0
      for (index, hash) in hashes.enumerated() {
        let home = Int(truncatingIfNeeded: hash) & (size - 1)
        var slot = home
        while slots[slot] != nil { slot = (slot + 1) & (size - 1) }
        slots[slot] = index
        furthest = max(furthest, (slot - home) & (size - 1))
      }
      if furthest < Image.probeLimit {
        var section = Bytes()
        for index in slots {
          section.append(index.map { UInt32(hashes[$0] >> 32) } ?? 0)
          section.append(index.map { UInt32(clamping: pairs[$0].count) } ?? 0)
        }
        return section
      }
      size *= 2
    }
  }

  /// The bigrams in the order of their homes, which keeps the furthest near.
  private func bigramSection(_ indexOf: [[UInt8]: UInt32]) -> Bytes {
    func index(_ side: Side) -> UInt32? {
      switch side {
      case .word(let key): indexOf[key]
      case .sentenceBorder: Image.sentenceBorder
      case .number: Image.number
      }
    }
    var kept: [(hash: UInt64, code: UInt8)] = []
    for (bigram, count) in bigrams where count >= max(1, bigramFloor) {
      guard let left = index(bigram.left), let right = index(bigram.right),
        left < Image.sentenceBorder || right < Image.sentenceBorder
      else { continue }
      // A count of one has the logarithm 0, which an empty slot has.
      kept.append((Lexicon.hashOfBigram(left, right), max(1, Lexicon.decibits(ofCount: count))))
    }
    kept.sort { ($0.hash, $0.code) < ($1.hash, $1.code) }
    var homes = max(1, (kept.count * 10 + 8) / 9)
    while true {
      var slots = [UInt32](repeating: 0, count: homes + Image.probeLimit)
      var next = 0
      var furthest = 0
      for (hash, code) in kept {
        let home = Int(hash.multipliedFullWidth(by: UInt64(homes)).high)
        let slot = max(home, next)
        furthest = max(furthest, slot - home)
        guard furthest <= Image.probeLimit else { break }
        slots[slot] = UInt32(truncatingIfNeeded: hash) << 8 | UInt32(code)
        next = slot + 1
      }
      if furthest <= Image.probeLimit {
        var section = Bytes(UInt32(clamping: bigramFloor))
        section.append(UInt32(kept.count))
        for slot in slots { section.append(slot) }
        return section
      }
      homes += homes / 8 + 1
    }
  }

  private func confusionSection() -> Bytes {
    let fit = confusions.filter {
      $0.printed != $0.read && $0.printed.count < 256 && $0.read.count < 256
    }
    var section = Bytes(UInt32(fit.count))
    for confusion in fit.sorted(by: { $0.isBefore($1) }) {
      section.append(UInt16(clamping: Int(confusion.cost * 100 + 0.5)))
      section.append(UInt8(confusion.printed.count))
      section.append(UInt8(confusion.read.count))
      section.append(contentsOf: confusion.printed + confusion.read)
    }
    return section
  }

  /// Header, table of sections, sections at multiples of 64.
  private static func assembled(
    words: Int, _ sections: [(tag: String, content: [UInt8])]
  ) -> [UInt8] {
    let start = Image.tableOffset + Image.tableStride * sections.count
    var body = Bytes(UInt32(sections.count))
    body.append(UInt32(words))
    var content = Bytes()
    for section in sections {
      while (start + content.count) % 64 != 0 { content.append(UInt8(0)) }
      body.append(contentsOf: section.tag.utf8)
      body.append(UInt32(0))
      body.append(UInt64(start + content.count))
      body.append(UInt64(section.content.count))
      content.append(contentsOf: section.content)
    }
    body += content
    var image = Bytes("EMENDLEX".utf8)
    image.append(Image.formatVersion)
    image.append(UInt32(Image.headerLength))
    image.append(UInt64(Image.headerLength + body.count))
    image.append(Lexicon.hash(body.span))
    return image + body
  }
}

/// A shift for each group of keys that gives every key a record of its own: hash and displace. The
/// groups are the hashes modulo a power of two; the largest choose first, while there is room.
private struct PerfectTable {
  private(set) var shifts: [UInt16] = []
  /// The index of the key in each record; nil where a record is empty.
  private(set) var records: [Int?] = []

  /// The hashes are of different keys, and differ; of equal ones, only the first is found.
  init(_ hashes: [UInt64]) {
    var groups = 1
    while groups * 4 < hashes.count { groups *= 2 }
    var members = [[Int]](repeating: [], count: groups)
    var seen: Set<UInt64> = []
    for (index, hash) in hashes.enumerated() where seen.insert(hash).inserted {
      members[Int(truncatingIfNeeded: hash) & (groups - 1)].append(index)
    }
    let order = members.indices.sorted {
      (members[$1].count, $0) < (members[$0].count, $1)
    }
    // 97 records in a hundred are used.
    var count = max(1, (hashes.count * 100 + 96) / 97)
    while !fill(count, members, order, hashes) { count += count / 32 + 1 }
  }

  /// Whether all keys found a place in so many records.
  private mutating func fill(
    _ count: Int, _ members: [[Int]], _ order: [Int], _ hashes: [UInt64]
  ) -> Bool {
    shifts = [UInt16](repeating: 0, count: members.count)
    records = [Int?](repeating: nil, count: count)
    for group in order {
      var places: [Int] = []
      let shift = (UInt16.min...UInt16.max).first { shift in
        places.removeAll(keepingCapacity: true)
        for index in members[group] {
          let place = Lexicon.record(hashes[index], shift: shift, of: count)
          if records[place] != nil || places.contains(place) { return false }
          places.append(place)
        }
        return true
      }
      guard let shift else { return false }
      shifts[group] = shift
      for (place, index) in zip(places, members[group]) { records[place] = index }
    }
    return true
  }
}

extension [UInt8] {
  fileprivate init(_ number: some FixedWidthInteger) {
    self.init()
    append(number)
  }

  /// Appends a number, the lowest byte first.
  fileprivate mutating func append(_ number: some FixedWidthInteger) {
    for byte in 0..<(type(of: number).bitWidth / 8) {
      append(UInt8(truncatingIfNeeded: number >> (8 * byte)))
    }
  }
}
