internal import Lexicon

/// A distinct spelling and what is known of it: thought about once a document.
struct Form: Sendable {
  /// Where its spelling stands in the table's text.
  var offset: UInt32
  var length: UInt16
  var flags: Flags
  /// Zipf frequency × 100 in the lexicon, of its small-letter spelling; 0 where it is not there.
  var centizipf: Int16
  /// Of 100 occurrences in edited prose, how many are capitalised within a sentence; 255 unknown.
  var capitalShare: UInt8
  /// How often edited prose has it, about.
  var prose: Int32
  /// The form of its small-letter spelling; its own index where it is that.
  var folded: UInt32
  /// The entry of the lexicon plus one; 0 where there is none.
  var entry: UInt32
  /// The hash of its spelling.
  var hash: UInt64
  /// Of the folded form: how often the windows of earlier epochs had it in any case.
  var frozen: UInt32 = 0
  /// Of the folded form: how often the window has it in any case.
  var anyCase: UInt32 = 0

  struct Flags: OptionSet, Sendable {
    let rawValue: UInt16
    /// Our own list of OCR slips, or the user's, has it.
    static let slip = Flags(rawValue: 1)
    /// The list of known misspellings has it.
    static let misspelling = Flags(rawValue: 2)
    /// The lexicon knows the word well: edited prose has it, or the web has it often.
    static let known = Flags(rawValue: 4)
    /// The user's list decides.
    static let userListed = Flags(rawValue: 8)
    /// Neither a dictionary nor edited prose has it.
    static let unknown = Flags(rawValue: 16)
    /// It may be proposed for a misread word: see ``KnownWord/isProposed(_:)``.
    static let proposed = Flags(rawValue: 32)
    /// The lexicon knows it, but it may be a part of a word: see ``SplitWord/mayBePart(_:)``.
    static let part = Flags(rawValue: 64)
    /// It is a word in old spelling: see ``OldSpelling``.
    static let old = Flags(rawValue: 128)
  }

  /// Whether it is one of the two hundred words or so that half of each English text consists of.
  var isVeryCommon: Bool { prose >= 20_000 }

  init(offset: UInt32, length: UInt16, hash: UInt64) {
    self.offset = offset
    self.length = length
    self.hash = hash
    flags = []
    centizipf = 0
    capitalShare = 255
    prose = 0
    folded = 0
    entry = 0
  }
}

/// Interns spellings, and counts those of the window at hand.
///
/// It is a cache, and nothing that it says depends on what it held before a window: beyond
/// ``capacity`` forms it is emptied before the next one. A window has at most so many forms as its
/// bytes can spell.
struct FormTable: ~Copyable {
  /// A window does not begin with more forms than this.
  static let capacity = 1 << 17
  /// So many slots are there at first: a newsletter has a thousand spellings.
  private static let leastSlots = 1 << 12
  /// The longest spelling that is counted, in bytes.
  static let longest = 64

  private(set) var text: [UInt8] = []
  var forms: [Form] = []
  /// What every token of a form asks for and adds to: apart from the rest, so that counting stays in the
  /// cache.
  private struct Tally {
    /// How often the present window has the form.
    var count: UInt32 = 0
    var flags: Form.Flags
    /// Whether it stands in ``touched``: it may fall to none and be counted again.
    var isTouched = false
  }
  private var tallies: [Tally] = [Tally(flags: [])]
  /// Sixteen bytes a slot: nine words in ten are told apart by their first eight bytes and length,
  /// without a look at the text.
  private var slots: [Slot]
  private var mask: Int
  /// The forms that the present window has touched, so that starting a window costs what it holds.
  private var touched: [UInt32] = []
  /// Room for the key of the spelling at hand.
  private var key: [UInt8] = []
  private let lexicon: Lexicon?
  private let userWrongs: Set<[UInt8]>
  /// How often the windows of earlier epochs had a spelling in any case, by its hash.
  private var frozen = NumberMap<UInt32>()

  private struct Slot {
    /// The first eight bytes of the spelling, padded with zeros.
    var first: UInt64 = 0
    /// The length in the lowest byte, bits of the hash above; 0 where the slot is free.
    var tag: UInt32 = 0
    var index: UInt32 = 0
  }

  init(lexicon: Lexicon?, userWrongs: Set<[UInt8]>) {
    self.lexicon = lexicon
    self.userWrongs = userWrongs
    slots = [Slot](repeating: Slot(), count: Self.leastSlots)
    mask = slots.count - 1
    forms.append(Form(offset: 0, length: 0, hash: 0))
  }

  /// An epoch is over: takes over what its windows had.
  mutating func endEpoch(_ shown: NumberMap<UInt32>) {
    frozen.add(shown, capacity: Counts.formCapacity)
    shown.withEach { hash, _ in
      guard let count = frozen[hash] else { return }
      var place = Int(truncatingIfNeeded: hash) & mask
      while slots[place].tag != 0 {
        let index = Int(slots[place].index)
        if forms[index].hash == hash { forms[index].frozen = count }
        place = (place &+ 1) & mask
      }
    }
  }

  /// Another source begins: what the windows of the last one had is forgotten, the forms stay.
  mutating func restart() {
    guard frozen.count > 0 else { return }
    frozen.removeAll()
    for index in forms.indices { forms[index].frozen = 0 }
  }

  /// Empties the table where it has grown beyond its capacity; says whether it did.
  mutating func trim() -> Bool {
    guard forms.count > Self.capacity else { return false }
    text = []
    forms = [Form(offset: 0, length: 0, hash: 0)]
    tallies = [Tally(flags: [])]
    slots = [Slot](repeating: Slot(), count: Self.leastSlots)
    mask = slots.count - 1
    touched = []
    return true
  }

  @inline(__always)
  private static func tag(_ hash: UInt64, _ length: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: hash &>> 40) & 0xFFFF_FF00 | UInt32(truncatingIfNeeded: length)
  }

  /// The form of a spelling, which is not empty; 0 where it is too long.
  @inline(__always)
  mutating func intern(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt32 {
    let length = range.upperBound &- range.lowerBound
    guard length <= Self.longest else { return 0 }
    let (first, hash) = KeyHash.of(bytes, range)
    let tag = Self.tag(hash, length)
    var place = Int(truncatingIfNeeded: hash) & mask
    while true {
      let slot = slots[place]
      if slot.tag == 0 { break }
      if slot.first == first && slot.tag == tag && (length <= 8 || isSame(slot.index, bytes, range))
      {
        return slot.index
      }
      place = (place &+ 1) & mask
    }
    return insert(bytes, range, first: first, hash: hash)
  }

  /// The form of a spelling that the table has already; 0 where it has not.
  func find(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt32 {
    guard range.count <= Self.longest, !range.isEmpty else { return 0 }
    let (first, hash) = KeyHash.of(bytes, range)
    let tag = Self.tag(hash, range.count)
    var place = Int(truncatingIfNeeded: hash) & mask
    while true {
      let slot = slots[place]
      if slot.tag == 0 { return 0 }
      if slot.first == first && slot.tag == tag
        && (range.count <= 8 || isSame(slot.index, bytes, range))
      {
        return slot.index
      }
      place = (place &+ 1) & mask
    }
  }

  /// Whether a form is spelt as the bytes of `range`, which are as many and begin with the same eight.
  @inline(never)
  private func isSame(_ index: UInt32, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let offset = Int(forms[Int(index)].offset)
    if range.count <= 16 {
      return KeyHash.load(text.span, at: offset + range.count - 8)
        == KeyHash.load(bytes, at: range.upperBound - 8)
    }
    return text.span.equals(offset..<(offset + range.count), bytes, range)
  }

  private mutating func insert(
    _ bytes: Span<UInt8>, _ range: Range<Int>, first: UInt64, hash: UInt64
  ) -> UInt32 {
    if forms.count * 2 > slots.count { grow() }
    let index = UInt32(forms.count)
    var form = Form(offset: UInt32(text.count), length: UInt16(range.count), hash: hash)
    bytes.append(range, to: &text)
    form.folded = index
    form.frozen = frozen[hash] ?? 0
    forms.append(form)
    // What it says is known when it has been described.
    tallies.append(Tally(flags: []))
    place(Slot(first: first, tag: Self.tag(hash, range.count), index: index), hash: hash)
    describe(index, bytes, range)
    tallies[Int(index)].flags = forms[Int(index)].flags
    return index
  }

  private mutating func place(_ slot: Slot, hash: UInt64) {
    var place = Int(truncatingIfNeeded: hash) & mask
    while slots[place].tag != 0 { place = (place + 1) & mask }
    slots[place] = slot
  }

  private mutating func grow() {
    let old = slots
    slots = [Slot](repeating: Slot(), count: old.count * 2)
    mask = slots.count - 1
    for slot in old where slot.tag != 0 {
      place(slot, hash: forms[Int(slot.index)].hash)
    }
  }

  /// Counts tokens, and gives each of their lines what the lists say of them.
  mutating func tally(
    _ tokens: inout [Token], from first: Int, lines: inout [Line], from firstLine: Int
  ) {
    var token = first
    var all = tokens.mutableSpan
    // Taken out, so that they can be written beside ``touched``.
    var taken: [Tally] = []
    swap(&taken, &self.tallies)
    var tallies = taken.mutableSpan
    for line in firstLine..<lines.count {
      let end = line + 1 < lines.count ? lines[line + 1].firstToken : all.count
      var flags: Form.Flags = []
      while token < end {
        let index = Int(all[token].form)
        var tally = tallies[index]
        flags.formUnion(tally.flags)
        if !tally.flags.isDisjoint(with: [.unknown, .part]) {
          all[token].facts.insert(tally.flags.contains(.unknown) ? .unknown : .part)
        }
        tally.count &+= 1
        if !tally.isTouched {
          tally.isTouched = true
          touched.append(UInt32(index))
        }
        tallies[index] = tally
        token += 1
      }
      if !flags.isDisjoint(with: [.slip, .misspelling, .userListed]) {
        lines[line].signals.insert(.suspect)
      }
      if flags.contains(.unknown) { lines[line].signals.insert(.unknownWord) }
      if flags.contains(.part) { lines[line].signals.insert(.wordPart) }
    }
    swap(&taken, &self.tallies)
  }

  /// Takes the occurrences of tokens back that a change has done away with.
  mutating func untally(_ tokens: [Token], _ range: Range<Int>) {
    for index in range {
      let form = Int(tokens[index].form)
      if tallies[form].count > 0 { tallies[form].count -= 1 }
    }
  }

  /// Asks the lexicon and the lists, once a form.
  private mutating func describe(_ index: UInt32, _ bytes: Span<UInt8>, _ range: Range<Int>) {
    var key: [UInt8] = []
    swap(&key, &self.key)
    key.removeAll(keepingCapacity: true)
    WordKey.fold(bytes, range, into: &key)
    let isFolded = bytes.equals(range, key.span, 0..<key.count)
    let entry = lexicon?.lookup(key.span)
    var form = forms[Int(index)]
    if let entry {
      form.entry = entry.index + 1
      form.centizipf = Int16(clamping: entry.centizipf)
      form.prose = Int32(clamping: entry.prose)
      form.capitalShare = UInt8(clamping: entry.capitalShare ?? 255)
      if entry.isOCRSlip { form.flags.insert(.slip) }
      if entry.isKnownMisspelling { form.flags.insert(.misspelling) }
      if KnownWord.isKnown(centizipf: entry.centizipf, prose: entry.prose) {
        form.flags.insert(.known)
      }
      if !entry.isInSCOWL && entry.prose < 20 && !entry.isProtected {
        form.flags.insert(.unknown)
      }
      // The dictionary has it for a lieutenant's, who has a capital and a stop.
      if isFolded, bytes.starts("lt", at: range.lowerBound, limit: range.upperBound),
        range.count == 2
      {
        form.flags.insert(.unknown)
      }
      if KnownWord.isProposed(entry) { form.flags.insert(.proposed) }
      if !form.flags.contains(.unknown), SplitWord.mayBePart(entry) { form.flags.insert(.part) }
    } else if lexicon != nil {
      form.flags.insert(.unknown)
    }
    if let lexicon, !form.flags.isDisjoint(with: [.unknown, .misspelling]),
      OldSpelling.isOne(key, in: lexicon)
    {
      form.flags.insert(.old)
    }
    if !userWrongs.isEmpty && userWrongs.contains(key) { form.flags.insert(.userListed) }
    if !isFolded {
      let folded = key.isEmpty ? 0 : intern(key.span, 0..<key.count)
      form.folded = folded == 0 ? index : folded
    }
    forms[Int(index)] = form
    swap(&key, &self.key)
  }

  /// How many words in small letters of three letters and more there are.
  struct SmallWords {
    var all = 0
    /// Those that the lexicon has not, or has only as misspellings.
    var unknown = 0
    /// Those in old spelling.
    var old = 0
    /// Those that neither a dictionary nor edited prose has.
    var strange = 0
    /// Those that every text of the language has: see ``Form/isVeryCommon``.
    var common = 0
  }

  /// Counting is over: sums the spellings that differ only in case.
  mutating func finishCounting() -> SmallWords {
    var words = SmallWords()
    if touchesMany {
      for index in forms.indices { forms[index].anyCase = 0 }
      for index in 1..<forms.count { add(index, to: &words) }
    } else {
      for index in touched { forms[Int(forms[Int(index)].folded)].anyCase = 0 }
      for index in touched where index != 0 { add(Int(index), to: &words) }
    }
    return words
  }

  /// Whether the window has so many of the forms that they are better walked through as they lie in
  /// memory than in the order of the text.
  private var touchesMany: Bool { touched.count * 4 > forms.count }

  /// Adds what the window has of a form to what it has of it in any case, and to the words in small
  /// letters.
  @inline(__always)
  private mutating func add(_ index: Int, to words: inout SmallWords) {
    let count = tallies[index].count
    guard count > 0 else { return }
    let form = forms[index]
    forms[Int(form.folded)].anyCase &+= count
    if form.folded == index, form.length >= 3, text[Int(form.offset)].isASCIILower {
      words.all += Int(count)
      if form.isVeryCommon { words.common += Int(count) }
      if form.flags.contains(.unknown) { words.strange += Int(count) }
      if form.flags.contains(.old) { words.old += Int(count) }
      if form.centizipf < 150 && form.prose == 0
        || !form.flags.isDisjoint(with: [.slip, .misspelling])
      {
        words.unknown += Int(count)
      }
    }
  }

  /// Forgets the window's counts.
  mutating func startWindow() {
    for index in touched {
      tallies[Int(index)].count = 0
      tallies[Int(index)].isTouched = false
      forms[Int(forms[Int(index)].folded)].anyCase = 0
    }
    touched.removeAll(keepingCapacity: true)
  }

  /// What the window has shown, in any case, by the hash of the small-letter spelling: of the first
  /// forms that it has, in the order of its text.
  func shown() -> NumberMap<UInt32> {
    var result = NumberMap<UInt32>()
    for index in touched.prefix(Counts.formsOfWindow) where index != 0 {
      let count = tallies[Int(index)].count
      if count > 0 { result.add(count, to: forms[Int(forms[Int(index)].folded)].hash) }
    }
    return result
  }

  /// How often the window has a form as it stands.
  func count(of form: UInt32) -> Int { Int(tallies[Int(form)].count) }

  /// How often window and earlier epochs have a spelling, in any case, by its key: also one that this
  /// table has not met.
  func occurrences(ofKey key: Span<UInt8>) -> Int { occurrences(ofKey: key, key.indices) }

  /// The same for a key that stands in `range` of some bytes.
  func occurrences(ofKey bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
    let form = find(bytes, range)
    if form != 0 { return occurrences(anyCaseOf: form) }
    return frozen.count == 0 ? 0 : Int(frozen[KeyHash.of(bytes, range).hash] ?? 0)
  }

  /// Calls a function with the key of each word that the window has and that may be proposed for a
  /// misread one, and how often it has it in that case; in an order that means nothing.
  func forEachProposed(_ body: (_ key: ArraySlice<UInt8>, _ count: Int) -> Void) {
    func look(_ index: Int) {
      let count = tallies[index].count
      guard count > 0 else { return }
      let folded = forms[Int(forms[index].folded)]
      guard folded.flags.contains(.proposed) else { return }
      let start = Int(folded.offset)
      body(text[start..<(start + Int(folded.length))], Int(count))
    }
    if touchesMany {
      for index in forms.indices { look(index) }
    } else {
      for index in touched { look(Int(index)) }
    }
  }

  /// How often window and earlier epochs have the spelling of the form, in any case.
  func occurrences(anyCaseOf form: UInt32) -> Int {
    guard form != 0 else { return 0 }
    let folded = forms[Int(forms[Int(form)].folded)]
    return Int(folded.anyCase) + Int(folded.frozen)
  }
}

/// How a spelling is looked up: small letters, a straight apostrophe, composed accents.
enum WordKey {
  /// The key of the spelling in `range`.
  static func of(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    var key: [UInt8] = []
    key.reserveCapacity(range.count)
    fold(bytes, range, into: &key)
    return key
  }

  /// Appends the key of the spelling in `range` to `key`.
  static func fold(_ bytes: Span<UInt8>, _ range: Range<Int>, into key: inout [UInt8]) {
    let word = bytes.extracting(range)
    var length = 0
    while length < word.count, word[length] < 0x80 { length += 1 }
    key.append(addingCapacity: length) { out in
      for index in 0..<length { out.append(word[index].asciiLowered) }
    }
    if length < word.count {
      UnicodeKey.fold(bytes, (range.lowerBound + length)..<range.upperBound, into: &key)
    }
  }
}

/// When one can count on a word.
enum KnownWord {
  /// Whether a word is in edited prose twenty times, or so frequent on the web that it can be no slip
  /// (the web's tail holds `recieve` and `ofthe`).
  static func isKnown(centizipf: Int, prose: Int) -> Bool {
    prose >= 20 || centizipf >= frequentOnWeb
  }

  /// Whether a word may be proposed for a misread one: a dictionary has it, or edited prose has it often.
  static func isProposed(_ entry: Lexicon.Entry) -> Bool {
    entry.mayBeMeant(leastDecibits: leastDecibits)
  }

  /// `Entry.proseDecibits` of a word that edited prose has twenty times.
  static let leastDecibits = 43

  /// Zipf frequency × 100 from which on a word of the web can be no slip.
  static let frequentOnWeb = 320
}
