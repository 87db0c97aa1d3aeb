internal import Lexicon

/// A word that a misread one may have been, as it is kept for every occurrence.
struct Misreading: Sendable {
  /// The entry of the word, or of the first of two.
  var first: Lexicon.Entry
  /// The entry of the second of two words that ran together.
  var second: Lexicon.Entry?
  /// The slips by which it became what was read.
  var slips = Channel.Slips()
  /// ln of how often the word, or the pair, is to be expected in the lexicon's prose.
  var frequency: Float
  /// What the model says for it wherever it stands, in nats.
  var score: Float = 0
  /// One over the number of its letters.
  var perLetter: Float = 0
  var traits: Traits
  /// Where it stands in the memory's text as it is printed in small letters, two words with a blank
  /// between.
  fileprivate(set) var text: Range<UInt32> = 0..<0

  init(first: Lexicon.Entry, second: Lexicon.Entry? = nil, frequency: Float) {
    self.first = first
    self.second = second
    self.frequency = frequency
    traits = Traits(first)
  }

  /// The word, or the second of two.
  var last: Lexicon.Entry { second ?? first }

  /// How a word is capitalised.
  struct Traits: OptionSet {
    let rawValue: UInt8
    static let alwaysCapital = Traits(rawValue: 1)
    /// It is a name, or mostly capitalised; seldom capitalised and no name; seldom capitalised.
    static let name = Traits(rawValue: 2)
    static let noName = Traits(rawValue: 4)
    static let smallLetters = Traits(rawValue: 8)

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ word: Lexicon.Entry) {
      self = []
      let share = Float(word.capitalShare ?? (word.isProperName ? 95 : 20)) / 100
      if share > 0.8 { insert(.alwaysCapital) }
      if share > 0.7 || word.isProperName { insert(.name) }
      if share < 0.1 && !word.isProperName { insert(.noName) }
      if share < 0.1 { insert(.smallLetters) }
    }
  }
}

/// What the spelling stage has thought of spellings, and what it knows of the window at hand.
///
/// Thoughts are a cache: they depend on the lexicon alone, so that they change no answer.
struct SpellingMemory: ~Copyable, Sendable {
  /// How a spelling is searched.
  enum Depth: UInt8, Sendable {
    /// An unknown word in a clean document: one slip, or two that were measured.
    case shallow
    /// An unknown word in a document full of errors: any two slips as well.
    case deep
    /// A word that is known: a single letter.
    case known
  }

  private struct Thought: Sendable {
    let word: Reading
    let depth: Depth
    /// The likeliest first: indices into ``misreadings``.
    var misreadings: Range<Int>
    /// ln of how often prose has the word that this one is made of by an ending or a beginning; 0
    /// where there is none.
    var stem: Float
    /// How surprising its letters are.
    var letters: LetterModel.Surprise
    /// The last survey that asked for it.
    var survey: Int
    /// By how much the occurrences of a misreading have changed at most, from survey to survey.
    var drift: Float = 0
  }

  /// One more than the number of a thought in each slot of an open hash table; 0 where the slot is free.
  private var slots = [UInt32](repeating: 0, count: 1 << 8)
  private var thoughts: [Thought] = []
  /// The misreadings of all thoughts.
  private(set) var misreadings: [Misreading] = []
  /// ln(1 + how often the document has each of them); 0 for two words.
  private(set) var occurrences: [Float] = []
  /// By how much the window's words that are read so were counted for each misreading's slips: what
  /// proves nothing about those words themselves.
  private(set) var counted: [Float] = []
  private var countedMisreadings: [Int] = []
  private var text: [UInt8] = []
  /// Counts the surveys; and how many spellings this one has asked for.
  private var survey = 0
  private var asked = 0
  private let lexicon: Lexicon
  private var search: FuzzySearch
  private let letters: LetterModel
  /// How many spellings were searched, and how many of them among the words that are like them.
  private var searches = 0
  private var likenessSearches = 0
  /// Made when so many were that it spares what it costs.
  private var likeness: WordShelf.Likeness?
  /// Made when a document first proves to be full of errors.
  private var shelves: Shelves?

  var channel: Channel
  /// ln of how dirty the window is, as the model wants it.
  var dirt: Float = 0
  /// How the window's unknown words are searched.
  private(set) var depth = Depth.shallow
  /// Whether the window is full of errors, by the words that nobody has.
  var isDirty: Bool { depth == .deep }
  /// How many different words are most likely misread, and of how many words.
  private(set) var readings = 0
  private(set) var words = 0
  /// Whether so many are read that they cannot all be a printer's own slips: one in a thousand words.
  var hasReadings: Bool { readings > 0 && readings * 1000 >= words }
  /// Whether the window is full of errors for certain: several different words are misread, and more
  /// than there are strange ones that stay.
  private(set) var isProvenDirty = false
  /// How the window's quotations are taken.
  struct Speech: Sendable {
    /// Whether odd words in them are doubted: the window is full of errors beside them, too.
    var isMended = false
    /// Whether guillemets are their quotes, and no dirt.
    var isInGuillemets = false
  }
  var speech = Speech()
  /// How the window has capitals within its sentences.
  var capitals = MisreadCapitals()
  /// How it sets its quotations.
  var quotes = StrayQuotes()
  /// What reads its lone letters; nil for a lexicon that has not the words that they are read for.
  let loneLetters: LoneLetters?
  /// Whether the document was as good as clean in the last survey, and its text is still the same.
  private var isClean = false
  private var isSameText = false
  /// What the survey decided.
  private(set) var decided = Doubts()
  /// Which doubts are those of each block.
  private var blocks = DoubtsOfBlocks()
  private let place = InPlace()

  /// At most so many spellings are thought about for one window, so that work is bounded.
  private static let askLimit = 12_000
  /// At most so many thoughts are kept from one window to the next.
  private static let capacity = 1 << 15
  /// How many misreadings are kept of an unknown word, and of a known one.
  private static let unknownLimit = 16
  private static let knownLimit = 6
  /// A misreading with at most this, its cost less half of ln of its frequency, makes others hopeless.
  private static let settled: Float = 5.5
  /// One with at most this makes those with three slips and more hopeless.
  private static let likely: Float = 8
  /// Both of two words that ran together are so frequent in prose, at least.
  private static let splitProse = 50
  /// The commonest words, of which half of all text consists, are at least so frequent in prose; and
  /// those that a known word may have been by two slips.
  private static let commonProse = 20_000
  private static let meantProse = 5_000
  /// After so many searches what makes them faster has cost as much as it spares.
  private static let searchesUntilSharp = 1000
  private static let searchesUntilLikeness = 128
  /// So many misreadings of one of two words that ran together are tried.
  private static let pairedMisreadings = 3

  /// That of the built-in lexicon before any document: its tables take as long to make as a newsletter
  /// takes to clean, so all cleaners of a process share them.
  private static let builtInChannel = Lexicon.builtIn.map { Channel($0) }
  private static let builtInLetters = Lexicon.builtIn.map { $0.letterModel() }

  init(_ lexicon: Lexicon) {
    self.lexicon = lexicon
    loneLetters = LoneLetters(lexicon)
    search = .prepared(for: lexicon)
    if let channel = Self.builtInChannel, let letters = Self.builtInLetters,
      let builtIn = Lexicon.builtIn, lexicon.isSame(as: builtIn)
    {
      self.channel = channel
      self.letters = letters
    } else {
      channel = Channel(lexicon)
      letters = lexicon.letterModel()
    }
  }

  /// Which of some doubts are those of each block of a window's text.
  struct DoubtsOfBlocks {
    /// Of each block: where it began when it was surveyed, and its doubts; nil where it was not. The
    /// content of one that has been rewritten since begins elsewhere.
    private var all: [(start: Int, doubts: Range<Int>)?] = []

    mutating func note(_ doubts: Range<Int>, of block: Int, at start: Int) {
      while all.count <= block { all.append(nil) }
      all[block] = (start, doubts)
    }

    /// The doubts of a block whose content begins at an offset; nil where it was not surveyed so.
    subscript(block: Int, at start: Int) -> Range<Int>? {
      guard block < all.count, let it = all[block], it.start == start else { return nil }
      return it.doubts
    }
  }

  /// What a survey doubted in each block of a text of which parts have been rewritten since.
  struct Earlier {
    var doubts = Doubts()
    var blocks = DoubtsOfBlocks()
  }

  /// The window's text is read anew. What was doubted of it is forgotten, although most of it will be
  /// there again: what is read last is to be doubted just as by a reader who never saw another.
  mutating func startText() {
    isSameText = false
    readings = 0
    isProvenDirty = false
  }

  /// Begins a survey of a window whose unknown words are to be searched in some depth.
  ///
  /// - Parameters:
  ///   - depth: how unknown words are searched.
  ///   - isClean: whether the document is as good as clean.
  /// - Returns: what the last survey doubted, where it surveyed the same text in the same way.
  mutating func startSurvey(depth: Depth, isClean: Bool) -> Earlier {
    var earlier = Earlier()
    if thoughts.count > Self.capacity {
      slots = [UInt32](repeating: 0, count: 1 << 8)
      thoughts.removeAll()
      misreadings.removeAll()
      occurrences.removeAll()
      counted.removeAll()
      countedMisreadings.removeAll()
      text.removeAll()
      channel.forgetNumbers()
    } else if isSameText && depth == self.depth && isClean == self.isClean {
      earlier = Earlier(doubts: decided, blocks: blocks)
    }
    survey += 1
    asked = 0
    isSameText = true
    forgetSlips()
    channel.forgetDocument()
    dirt = 0
    self.depth = depth
    self.isClean = isClean
    readings = 0
    words = 0
    isProvenDirty = false
    speech = Speech()
    decided = Doubts()
    blocks = DoubtsOfBlocks()
    return earlier
  }

  /// Notes which doubts are those of a block.
  mutating func note(_ doubts: Range<Int>, of block: Int, at start: Int) {
    blocks.note(doubts, of: block, at: start)
  }

  /// Which of the doubts that were decided are those of a block; nil where it was not surveyed as it
  /// stands.
  func doubts(of block: Int, at start: Int) -> Range<Int>? {
    blocks[block, at: start]
  }

  /// Keeps what was decided of a window of so many words.
  mutating func keep(_ doubts: Doubts, ofWords words: Int) {
    self.words = words
    decided = doubts
    readings = doubts.readings(above: 0.7)
    isProvenDirty = isDirty && readings >= 3 && readings >= doubts.strangers
  }

  /// The number of what was thought of a spelling; nil where it was not asked for in this window.
  func thought(_ word: Reading, _ depth: Depth) -> Int? {
    guard let number = number(word, depth), thoughts[number].survey == survey else { return nil }
    return number
  }

  /// The number of what was ever thought of a spelling.
  private func number(_ word: Reading, _ depth: Depth) -> Int? {
    let mask = slots.count - 1
    var slot = Self.place(word, depth) & mask
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      if thoughts[number].word == word && thoughts[number].depth == depth { return number }
      slot = (slot + 1) & mask
    }
    return nil
  }

  private static func place(_ word: Reading, _ depth: Depth) -> Int {
    Int(truncatingIfNeeded: word.mixed &+ UInt64(depth.rawValue) &* 0x9E37_79B9)
  }

  /// Adds a thought; returns its number.
  private mutating func add(_ thought: Thought) -> Int {
    thoughts.append(thought)
    if thoughts.count * 2 > slots.count {
      slots = [UInt32](repeating: 0, count: slots.count * 2)
      for number in thoughts.indices { enter(number) }
    } else {
      enter(thoughts.count - 1)
    }
    return thoughts.count - 1
  }

  private mutating func enter(_ number: Int) {
    let mask = slots.count - 1
    var slot = Self.place(thoughts[number].word, thoughts[number].depth) & mask
    while slots[slot] != 0 { slot = (slot + 1) & mask }
    slots[slot] = UInt32(number + 1)
  }

  /// By how much the occurrences of a spelling's misreadings have changed at most, in all: between two
  /// surveys none has changed by more than this has grown.
  func drift(ofThought number: Int) -> Float { thoughts[number].drift }

  /// What a spelling may have been, the likeliest first: indices into ``misreadings``.
  func misreadings(ofThought number: Int) -> Range<Int> { thoughts[number].misreadings }

  /// ln of how often prose has the word that a spelling is made of by an ending or a beginning; 0 where
  /// there is none.
  func stem(ofThought number: Int) -> Float { thoughts[number].stem }

  /// How surprising the letters of a spelling are.
  func letters(ofThought number: Int) -> LetterModel.Surprise { thoughts[number].letters }

  /// A misreading as it is printed in small letters, two words with a blank between.
  func text(of misreading: Misreading) -> [UInt8] {
    Array(text[Int(misreading.text.lowerBound)..<Int(misreading.text.upperBound)])
  }

  /// Thinks about a spelling, unless that was done before.
  ///
  /// - Returns: the thought's number; nil where too many were asked for.
  mutating func think(_ reading: Reading, _ depth: Depth, _ evidence: borrowing Evidence) -> Int? {
    let known = number(reading, depth)
    if let known, thoughts[known].survey == survey { return known }
    guard asked < Self.askLimit else { return nil }
    if let known { return ask(known, evidence) }
    if depth != .shallow && shelves == nil {
      shelves = makeShelves()
      if let fours = shelves?.fours { search = search.sharpened(by: fours) }
    }
    searches += 1
    if searches == Self.searchesUntilSharp && shelves == nil {
      let fours = isOfBuiltIn ? Self.builtInFours : nil
      search = search.sharpened(by: fours ?? Self.fours(of: lexicon))
    }
    let word = reading.bytes
    let first = misreadings.count
    let found = likeliest(of: word, depth)
    if found.hasAlike {
      likenessSearches += 1
      if likenessSearches == Self.searchesUntilLikeness, let shelves {
        let likeness = isOfBuiltIn ? Self.builtInLikeness : nil
        self.likeness = likeness ?? WordShelf.Likeness(shelves.all)
      }
    }
    for number in found.order { add(found, number, of: word, depth) }
    let thought = Thought(
      word: reading, depth: depth, misreadings: first..<misreadings.count, stem: stem(of: word),
      letters: letters.surprise(word), survey: 0)
    return ask(add(thought), evidence)
  }

  /// Asks for what was thought before.
  ///
  /// - Returns: the thought's number; nil where too many were asked for.
  mutating func ask(_ number: Int, _ evidence: borrowing Evidence) -> Int? {
    guard thoughts[number].survey != survey else { return number }
    guard asked < Self.askLimit else { return nil }
    asked += 1
    thoughts[number].survey = survey
    var drift: Float = 0
    for index in thoughts[number].misreadings where misreadings[index].second == nil {
      let range = misreadings[index].text
      let count = evidence.forms.occurrences(
        ofKey: text.span, Int(range.lowerBound)..<Int(range.upperBound))
      let own = count == 0 ? 0 : Logarithm.natural(1 + Float(count))
      drift = max(drift, abs(own - occurrences[index]))
      occurrences[index] = own
    }
    thoughts[number].drift += drift
    return number
  }

  private mutating func add(
    _ all: AllFound, _ number: Int, of word: [UInt8], _ depth: Depth
  ) {
    let found = all.list[number]
    let printed = all.text.span.extracting(found.text)
    var misreading = found.misreading
    misreading.slips = channel.number(found.alignment)
    misreading.perLetter = 1 / Float(max(2, printed.count))
    misreading.score = SpellingModel.score(
      misreading, printed: printed, read: word.span, SpellingModel.weights(depth).other)
    misreading.text = UInt32(text.count)..<UInt32(text.count + printed.count)
    printed.append(printed.indices, to: &text)
    misreadings.append(misreading)
    occurrences.append(0)
    counted.append(0)
  }

  /// Forgets which slips the window's words were read by.
  mutating func forgetSlips() {
    channel.forgetSlips()
    for number in countedMisreadings { counted[number] = 0 }
    countedMisreadings.removeAll(keepingCapacity: true)
  }

  /// Counts the slips of a misreading, by which one of the window's words was read with a probability.
  mutating func count(_ number: Int, probability: Float) {
    if counted[number] == 0 { countedMisreadings.append(number) }
    counted[number] += probability
    channel.count(misreadings[number].slips, probability: probability)
  }

  /// The words that may be proposed, and those of them that are so frequent that a known word may stand
  /// for them by two slips.
  private struct Shelves {
    let all: WordShelf
    let common: WordShelf

    /// Which letters follow each other in all of them.
    let fours: Fours

    init(_ lexicon: Lexicon) {
      var fours = Fours()
      all = WordShelf(lexicon, &fours)
      self.fours = fours
      let least = (0...255).first { Lexicon.prose(ofDecibits: $0) >= meantProse }
      common = WordShelf(all, leastDecibits: least ?? 256)
    }
  }

  private static let builtInFours = Lexicon.builtIn.map { fours(of: $0) }

  /// Which letters follow each other in the words that may be proposed.
  private static func fours(of lexicon: Lexicon) -> Fours {
    var fours = Fours()
    var key = [UInt8](repeating: 0, count: Lexicon.longestKey)
    var bytes = key.mutableSpan
    var index = 0
    while let entry = lexicon.nextRightWord(
      from: index, leastDecibits: KnownWord.leastDecibits)
    {
      let length = lexicon.writeKey(of: entry, to: &bytes, at: 0)
      fours.insert(bytes.span.extracting(0..<length))
      index = Int(entry.index) + 1
    }
    fours.finish()
    return fours
  }

  /// Those of the built-in lexicon, made once a process; and the likeness of its words.
  private static let builtInShelves = Lexicon.builtIn.map { Shelves($0) }
  private static let builtInLikeness = builtInShelves.map { WordShelf.Likeness($0.all) }

  private var isOfBuiltIn: Bool { Lexicon.builtIn.map { lexicon.isSame(as: $0) } ?? false }

  private func makeShelves() -> Shelves {
    isOfBuiltIn ? Self.builtInShelves ?? Shelves(lexicon) : Shelves(lexicon)
  }

  /// A misreading with what only its making needs.
  private struct Found {
    var misreading: Misreading
    /// Where it stands in the text of all.
    var text: Range<Int>
    var alignment: Channel.Alignment
    /// −ln of how likely it is before anything is known of its place.
    var unlikelihood: Float

    init(_ misreading: Misreading, _ text: Range<Int>, _ alignment: Channel.Alignment) {
      self.misreading = misreading
      self.text = text
      self.alignment = alignment
      unlikelihood =
        alignment.cost + (misreading.second == nil ? 0 : 7) - 0.5 * misreading.frequency
    }

    func isLikelier(than other: Found) -> Bool {
      (unlikelihood, misreading.first.index, misreading.second?.index ?? 0)
        < (other.unlikelihood, other.misreading.first.index, other.misreading.second?.index ?? 0)
    }
  }

  /// What a spelling may have been.
  private struct AllFound {
    private(set) var list: [Found] = []
    /// As they are printed, one behind the other.
    private(set) var text: [UInt8] = []
    /// The entries that were looked at.
    private var entries: [UInt32] = []
    /// Whether the words that are like it have been looked at.
    var hasAlike = false
    /// The likeliest of the list, when it is whole.
    private(set) var order: [Int] = []

    init() {
      list.reserveCapacity(32)
      text.reserveCapacity(256)
      entries.reserveCapacity(64)
    }

    /// Adds a word, unless it was looked at before.
    mutating func add(
      _ index: UInt32, _ printed: Span<UInt8>, of word: Span<UInt8>, _ lexicon: Lexicon,
      _ channel: borrowing Channel
    ) {
      guard !entries.contains(index) else { return }
      if printed.count == word.count && printed.equals(printed.indices, word, word.indices) {
        return
      }
      entries.append(index)
      guard let entry = lexicon.entry(at: Int(index)),
        let alignment = channel.align(printed: printed, read: word)
      else { return }
      let start = text.count
      printed.append(printed.indices, to: &text)
      list.append(
        Found(
          Misreading(first: entry, frequency: SpellingModel.expected(entry)), start..<text.count,
          alignment))
    }

    /// Adds a pair of words.
    mutating func add(_ pair: Misreading, _ printed: [UInt8], _ alignment: Channel.Alignment) {
      let start = text.count
      text.append(contentsOf: printed)
      list.append(Found(pair, start..<text.count, alignment))
    }

    /// Leaves out what a known word was hardly meant to be.
    mutating func leaveOut(_ isHopeless: (Found) -> Bool) { list.removeAll(where: isHopeless) }

    /// Settles which are the likeliest, and in which order.
    mutating func finish(_ limit: Int) {
      order.reserveCapacity(limit + 1)
      for number in list.indices {
        var place = order.count
        while place > 0, list[number].isLikelier(than: list[order[place - 1]]) { place -= 1 }
        guard place < limit else { continue }
        order.insert(number, at: place)
        if order.count > limit { order.removeLast() }
      }
    }
  }

  private func likeliest(of word: [UInt8], _ depth: Depth) -> AllFound {
    var found = AllFound()
    for candidate in search.candidates(for: word, accept: KnownWord.isProposed)
    where candidate.second == nil {
      found.add(candidate.first, candidate.key.span, of: word.span, lexicon, channel)
    }
    if depth == .known {
      found.leaveOut { $0.alignment.count > 1 && $0.misreading.first.prose < Self.meantProse }
    }
    // Where a slip that engines often make leads to a frequent word, two seldom ones need not be tried.
    let isSettled = found.list.contains { $0.unlikelihood <= Self.settled }
    // Words of three letters with two of them wrong may be anything.
    let isShort = word.count <= 3
    if !isSettled, depth == .deep, let shelf = shelves?.all {
      shelf.near(word.span, limit: isShort ? 1 : 2) {
        found.add($0, $1, of: word.span, lexicon, channel)
      }
      // Three slips at the least cannot vie with what is likely by fewer.
      if !found.list.contains(where: { $0.unlikelihood <= Self.likely }) {
        found.hasAlike = true
        if let likeness {
          shelf.alike(word.span, likeness) { found.add($0, $1, of: word.span, lexicon, channel) }
        } else {
          shelf.alike(word.span) { found.add($0, $1, of: word.span, lexicon, channel) }
        }
      }
    }
    // The commonest words are misread so often that they are meant, whatever else is near; so are those
    // for which a known word stands.
    if depth != .shallow, isSettled || isShort || depth == .known, word.count > 2,
      let shelf = shelves?.common
    {
      shelf.near(word.span, limit: 2) { index, printed in
        let prose = lexicon.entry(at: Int(index))?.prose ?? 0
        if !isShort || prose >= Self.commonProse {
          found.add(index, printed, of: word.span, lexicon, channel)
        }
      }
    }
    if depth != .known { addSplits(of: word, depth, isSettled: isSettled, to: &found) }
    found.finish(depth == .known ? Self.knownLimit : Self.unknownLimit)
    return found
  }

  /// Adds the pairs of words that may have run together: with nothing or a speck between; on a bad page
  /// a very common one and a misread one as well.
  private func addSplits(
    of word: [UInt8], _ depth: Depth, isSettled: Bool, to found: inout AllFound
  ) {
    guard word.count >= 4 else { return }
    for index in 1..<word.count {
      let isSpeck = !word[index].isASCIILower && !word[index].isASCIIDigit
      let start = isSpeck ? index + 1 : index
      let a = lexicon.lookup(word.span.extracting(0..<index))
      let b = lexicon.lookup(word.span.extracting(start..<word.count))
      let rest = word.count - start
      if depth == .deep, !isSpeck, !isSettled, index > 1, rest > 1 {
        addMisreadPairs(Array(word[..<index]), a, Array(word[start...]), b, to: &found)
      }
      guard index > 1 || word[0] == UInt8(ascii: "a") || word[0] == UInt8(ascii: "i"),
        rest > 1 || rest == 1 && word[start] == UInt8(ascii: "a"), let a, let b,
        KnownWord.isProposed(a), KnownWord.isProposed(b), a.prose >= Self.splitProse,
        b.prose >= Self.splitProse
      else { continue }
      let (left, right) = (Array(word[..<index]), Array(word[start...]))
      var alignment = Channel.Alignment()
      if isSpeck {
        let whole = left + right
        guard let speck = channel.align(printed: whole.span, read: word.span) else { continue }
        alignment = speck
      }
      found.add(pair(a, b), left + [0x20] + right, alignment)
    }
  }

  /// Adds the pairs of a very common word and one that was misread in one place.
  private func addMisreadPairs(
    _ left: [UInt8], _ a: Lexicon.Entry?, _ right: [UInt8], _ b: Lexicon.Entry?,
    to found: inout AllFound
  ) {
    func isCommon(_ entry: Lexicon.Entry?) -> Bool {
      entry.map { $0.prose >= Self.commonProse } ?? false
    }
    func add(_ left: [UInt8], _ a: Lexicon.Entry?, _ right: [UInt8], _ b: Lexicon.Entry?) {
      guard let a, let b, b.prose >= Self.splitProse, a.prose >= Self.splitProse else { return }
      let whole = left + right
      guard let alignment = channel.align(printed: whole.span, read: word.span),
        alignment.count == 1
      else { return }
      found.add(pair(a, b), left + [0x20] + right, alignment)
    }
    let word = left + right
    func meant(_ part: [UInt8]) -> [FuzzySearch.Candidate] {
      let all = search.candidates(for: part, accept: KnownWord.isProposed)
      return Array(all.filter { $0.second == nil }.prefix(Self.pairedMisreadings))
    }
    if isCommon(a), right.count >= 3 {
      for it in meant(right) { add(left, a, it.key, lexicon.entry(at: Int(it.first))) }
    }
    if isCommon(b), left.count >= 3 {
      for it in meant(left) { add(it.key, lexicon.entry(at: Int(it.first)), right, b) }
    }
  }

  /// A pair of words that ran together.
  private func pair(_ a: Lexicon.Entry, _ b: Lexicon.Entry) -> Misreading {
    let chance =
      SpellingModel.expected(a) + SpellingModel.expected(b)
      - Logarithm.natural(SpellingModel.corpus / 0.3)
    let count = lexicon.bigram(a, b)
    let seen = count > 0 ? Logarithm.natural(Float(count)) : chance
    return Misreading(first: a, second: b, frequency: max(seen, chance))
  }

  private static let endings = ["s", "es", "ed", "d", "ing", "ly", "er", "ers", "ness", "less"]
    .map { Array($0.utf8) }
  private static let beginnings = ["un", "re", "non", "pre", "over", "under", "out", "mis", "anti"]
    .map { Array($0.utf8) }

  /// ln of the frequency of the known word of which a word is made by an ending or a beginning that
  /// dictionaries leave out.
  private func stem(of word: [UInt8]) -> Float {
    for ending in Self.endings
    where word.count >= ending.count + 4 && word.suffix(ending.count).elementsEqual(ending) {
      let stem = Array(word.dropLast(ending.count))
      if let entry = lexicon.lookup(stem.span), entry.prose >= 20 {
        return Logarithm.natural(Float(entry.prose))
      }
    }
    for beginning in Self.beginnings
    where word.count >= beginning.count + 4 && word.starts(with: beginning) {
      let stem = Array(word.dropFirst(beginning.count))
      if let entry = lexicon.lookup(stem.span), entry.prose >= 200 {
        return Logarithm.natural(Float(entry.prose))
      }
    }
    return 0
  }
}
