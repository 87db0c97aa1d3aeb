internal import Lexicon

/// A word that a misread one may have been, as it is kept for every occurrence.
struct Misreading: Sendable {
  /// The entry of the word, or of the first of two.
  var first: UInt32
  /// The entry of the second of two words that ran together.
  var second: UInt32?
  /// The word as it is printed in small letters, two with a blank between.
  var text: [UInt8]
  /// How it became what was read.
  var alignment: Channel.Alignment
  /// ln of how often the word, or the pair, is to be expected in the lexicon's prose.
  var frequency: Float
}

/// What the spelling stage has thought of spellings, and what it knows of the window at hand.
///
/// Thoughts are a cache: they depend on the lexicon alone, so that they change no answer.
struct SpellingMemory: Sendable {
  /// How a spelling is searched.
  enum Depth: UInt8, Sendable {
    /// An unknown word in a clean document: one slip, or two that were measured.
    case shallow
    /// An unknown word in a document full of errors: any two slips as well.
    case deep
    /// A word that is known: a single letter.
    case known
  }

  struct Thought: Sendable {
    /// The likeliest first.
    var misreadings: [Misreading]
    /// ln of how often prose has the word that this one is made of by an ending or a beginning; 0
    /// where there is none.
    var stem: Float
  }

  private struct Key: Hashable {
    var word: [UInt8]
    var depth: Depth
  }

  private var thoughts: [Key: Thought] = [:]
  /// The spellings that were asked for in this window.
  private var asked: Set<Key> = []
  private let lexicon: Lexicon
  private let search: FuzzySearch
  private var shelf: WordShelf?

  var channel: Channel
  /// ln of how dirty the window is, as the model wants it.
  var dirt: Float = 0
  /// How the window's unknown words are searched.
  private(set) var depth = Depth.shallow
  /// Whether the document writes as people wrote before spelling was settled.
  var isOldDocument = false
  /// How many different words are most likely misread, and of how many words.
  private(set) var readings = 0
  private(set) var words = 0
  /// Whether the window is full of errors for certain: several different words are misread, and more
  /// than there are strange ones that stay.
  private(set) var isProvenDirty = false
  /// What the survey decided.
  private(set) var decided = Doubts()
  /// Which doubts are those of each block, by the offset at which its content begins.
  private var blocks: [Int: Range<Int>] = [:]

  /// At most so many spellings are thought about for one window, so that work is bounded.
  private static let askLimit = 12_000
  /// At most so many thoughts are kept from one window to the next.
  private static let capacity = 1 << 15
  /// How many misreadings are kept of an unknown word, and of a known one.
  private static let unknownLimit = 16
  private static let knownLimit = 6
  /// A misreading with at most this, its cost less half of ln of its frequency, makes others hopeless.
  private static let settled: Float = 4
  /// Both of two words that ran together are so frequent in prose, at least.
  private static let splitProse = 50

  /// That of the built-in lexicon before any document: its tables take a millisecond to make, more
  /// than a newsletter takes to clean, so all cleaners of a process share them.
  private static let builtIn = Lexicon.builtIn.map { SpellingMemory(preparing: $0) }

  init(_ lexicon: Lexicon) {
    if let builtIn = Self.builtIn, lexicon.isSame(as: builtIn.lexicon) {
      self = builtIn
    } else {
      self.init(preparing: lexicon)
    }
  }

  private init(preparing lexicon: Lexicon) {
    self.lexicon = lexicon
    search = FuzzySearch(lexicon)
    channel = Channel(lexicon)
  }

  /// Whether a word may be proposed: a dictionary has it, or edited prose has it often.
  static func isProposed(_ entry: Lexicon.Entry) -> Bool {
    (entry.isInSCOWL || entry.prose >= 20) && !entry.isKnownMisspelling && !entry.isOCRSlip
  }

  /// Begins a survey of a window whose unknown words are to be searched in some depth.
  mutating func startSurvey(depth: Depth) {
    asked.removeAll(keepingCapacity: true)
    if thoughts.count > Self.capacity { thoughts.removeAll() }
    channel.forgetDocument()
    dirt = 0
    self.depth = depth
    isOldDocument = false
    readings = 0
    words = 0
    isProvenDirty = false
    decided = Doubts()
    blocks.removeAll(keepingCapacity: true)
  }

  /// Notes which doubts are those of the block whose content begins at an offset.
  mutating func note(_ doubts: Range<Int>, ofBlockAt start: Int) { blocks[start] = doubts }

  /// Which of the doubts that were decided are those of a block; nil where it was not surveyed as it
  /// stands.
  func doubts(ofBlockAt start: Int) -> Range<Int>? { blocks[start] }

  /// Keeps what was decided of a window of so many words.
  mutating func keep(_ doubts: Doubts, ofWords words: Int) {
    self.words = words
    decided = doubts
    readings = doubts.readings(above: 0.7)
    isProvenDirty = depth == .deep && readings >= 3 && readings >= doubts.strangers
  }

  /// Whether a spelling is an old one of a word that is known: u for v, i for j, y for i, a final e.
  func isOld(_ word: [UInt8]) -> Bool {
    guard word.count >= 3 else { return false }
    func isKnown(_ word: [UInt8]) -> Bool { lexicon.lookup(word.span)?.prose ?? 0 >= 200 }
    var other = word
    if word[0] == UInt8(ascii: "v"), word[1] == UInt8(ascii: "n") || word[1] == UInt8(ascii: "p") {
      other[0] = UInt8(ascii: "u")
      if isKnown(other) { return true }
    }
    for index in 1..<word.count where word[index] == UInt8(ascii: "u") {
      other = word
      other[index] = UInt8(ascii: "v")
      if isKnown(other) { return true }
    }
    if word.count >= 5, word.last == UInt8(ascii: "e"), isKnown(Array(word.dropLast())) {
      return true
    }
    for index in 1..<(word.count - 1) where word[index] == UInt8(ascii: "y") {
      other = word
      other[index] = UInt8(ascii: "i")
      if isKnown(other) { return true }
    }
    return false
  }

  /// What was thought of a spelling; nil where it was not asked for in this window.
  func thought(_ word: [UInt8], _ depth: Depth) -> Thought? {
    let key = Key(word: word, depth: depth)
    return asked.contains(key) ? thoughts[key] : nil
  }

  /// Thinks about a spelling, unless that was done before or too many were asked for.
  mutating func think(_ word: [UInt8], _ depth: Depth) {
    guard asked.count < Self.askLimit, asked.insert(Key(word: word, depth: depth)).inserted,
      thoughts[Key(word: word, depth: depth)] == nil
    else { return }
    if depth == .deep && shelf == nil { shelf = makeShelf() }
    thoughts[Key(word: word, depth: depth)] = Thought(
      misreadings: misreadings(of: word, depth), stem: stem(of: word))
  }

  /// The shelf of the built-in lexicon's words, made once a process.
  private static let builtInShelf = Lexicon.builtIn.map { WordShelf($0, accept: isProposed) }

  private func makeShelf() -> WordShelf {
    if let builtIn = Lexicon.builtIn, lexicon.isSame(as: builtIn), let shelf = Self.builtInShelf {
      return shelf
    }
    return WordShelf(lexicon, accept: Self.isProposed)
  }

  private func misreadings(of word: [UInt8], _ depth: Depth) -> [Misreading] {
    var found: [Misreading] = []
    var entries: Set<UInt32> = []
    func add(_ index: UInt32, _ printed: [UInt8]) {
      guard printed != word, entries.insert(index).inserted,
        let entry = lexicon.entry(at: Int(index)),
        let alignment = channel.align(printed: printed, read: word)
      else { return }
      found.append(
        Misreading(
          first: index, second: nil, text: printed, alignment: alignment,
          frequency: SpellingModel.expected(entry)))
    }
    for candidate in search.candidates(for: word, accept: Self.isProposed)
    where candidate.second == nil {
      add(candidate.first, candidate.key)
    }
    if depth == .known { found.removeAll { $0.alignment.count > 1 } }
    func likelihood(_ it: Misreading) -> Float {
      it.alignment.cost + (it.second == nil ? 0 : 7) - 0.5 * it.frequency
    }
    // Where a slip that engines often make leads to a frequent word, two seldom ones need not be tried.
    let isSettled = found.contains { likelihood($0) <= Self.settled }
    if let shelf, depth == .deep, !isSettled {
      // Words of three letters with two of them wrong may be anything.
      shelf.near(word, limit: word.count <= 3 ? 1 : 2) { add($0, Array($1)) }
    }
    if depth != .known { addSplits(of: word, to: &found) }
    found.sort {
      (likelihood($0), $0.first, $0.second ?? 0) < (likelihood($1), $1.first, $1.second ?? 0)
    }
    let limit = depth == .known ? Self.knownLimit : Self.unknownLimit
    if found.count > limit { found.removeLast(found.count - limit) }
    return found
  }

  /// Adds the pairs of words that may have run together, with nothing or a speck between.
  private func addSplits(of word: [UInt8], to found: inout [Misreading]) {
    guard word.count >= 4 else { return }
    for index in 1..<word.count {
      let isSpeck = !word[index].isASCIILower && !word[index].isASCIIDigit
      let left = Array(word[..<index])
      let right = Array(word[(isSpeck ? index + 1 : index)...])
      guard left.count > 1 || left[0] == UInt8(ascii: "a") || left[0] == UInt8(ascii: "i"),
        right.count > 1 || right.first == UInt8(ascii: "a"),
        let a = lexicon.lookup(left.span), let b = lexicon.lookup(right.span),
        Self.isProposed(a), Self.isProposed(b), a.prose >= Self.splitProse,
        b.prose >= Self.splitProse
      else { continue }
      var alignment = Channel.Alignment()
      if isSpeck {
        guard let speck = channel.align(printed: left + right, read: word) else { continue }
        alignment = speck
      }
      let chance =
        SpellingModel.expected(a) + SpellingModel.expected(b)
        - Logarithm.natural(SpellingModel.corpus / 0.3)
      let count = lexicon.bigram(a, b)
      let seen = count > 0 ? Logarithm.natural(Float(count)) : chance
      found.append(
        Misreading(
          first: a.index, second: b.index, text: left + [0x20] + right, alignment: alignment,
          frequency: max(seen, chance)))
    }
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
