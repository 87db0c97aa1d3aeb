internal import Lexicon

/// What is known of the document: the window at hand and the epochs before it. Bounded.
public struct Evidence: ~Copyable {
  /// The distinct spellings.
  var forms: FormTable
  /// What decides beside the source.
  public let configuration: Configuration
  let lexicon: Lexicon?
  private let misreadings: Misreadings?
  /// What the windows of earlier epochs have shown, but for forms.
  private var frozen = Counts()
  /// How often the window has two words with a hyphen between, by ``Counts/pairKey(_:_:)``.
  private var pairs = NumberMap<UInt32>()
  /// What stages have counted for themselves in the window.
  private var counters: [String: UInt32] = [:]
  private var verdicts = NumberMap<UInt8>()
  /// What the spelling stage has thought and decided.
  var spelling: SpellingMemory?
  /// What every window is counted for.
  public internal(set) var habits = Habits()
  /// What the window's lines were found to be that are furniture, by their indices.
  private var furniture: [Int: FurnitureVerdict] = [:]
  /// The running heads that the window has shown.
  private var heads: [PageLine] = []

  /// The measures of the window's blocks, in scalars: how long a full line is there; 0 where nothing
  /// has asked. Empty unless lines may be joined.
  private var measures: [UInt16] = []
  /// Whether most lines of the window are full.
  private var fillsLines = false
  private let place = InPlace()

  /// How the document is written, in numbers.
  public struct Habits: Sendable {
    /// Tokens of alphabets, and of scripts without blanks.
    public var words = 0
    public var ideographTokens = 0
    /// Blocks that hold ideographs, and all blocks.
    public var ideographBlocks = 0
    public var blocks = 0
    /// Tables in mark-up that are well formed.
    public var markedTables = 0
    /// Gaps of one blank line; wider ones; ones without.
    public var blankLineGaps = 0
    public var wideGaps = 0
    public var lineGaps = 0
    /// Lines in blocks of more than one line, and those of them that end in a hyphen.
    public var wrappedLines = 0
    public var hyphenLines = 0
    /// Lines of such blocks that end in the first half of a word.
    public var brokenLines = 0
    /// Form feeds between blocks; lines that hold nothing but a mark or two.
    public var pageBreaks = 0
    public var specks = 0
    /// Letters with an accent that are one scalar, and ones that are two.
    public var composed = 0
    public var decomposed = 0
    /// Captions with a wide gap before them.
    public var pictureGaps = 0
    /// Words in small letters of three letters and more, and those of them that no one knows.
    public var smallWords = 0
    public var unknownWords = 0
    /// Those in old spelling, as haue, marryed, publick, observ'd.
    public var oldWords = 0
    /// Those that every text of the lexicon's language has.
    public var commonWords = 0
    /// Those that neither a dictionary nor edited prose of that language has.
    public var strangeWords = 0

    /// Whether the document is in another language than the lexicon's, whose commonest words are a third
    /// of any text, and one in twenty of a list of goods that was badly read. Other lists have fewer, of
    /// words that a dictionary has.
    public var isForeign: Bool {
      smallWords >= 8 && commonWords * 32 < smallWords && strangeWords * 4 > smallWords
    }

    /// Whether the document is as good as clean: of a hundred words in small letters, the lexicon has
    /// all but one or two. Where it has fewer, marks and blanks are as doubtful as letters.
    public var isClean: Bool { unknownWords * 64 <= smallWords + 64 }

    /// Whether the document is in old spelling: one word in eighty is, and there are six such or, of the
    /// words that no one knows, one in three.
    public var isInOldSpelling: Bool {
      oldWords * 80 > words && (oldWords >= 6 || oldWords >= 3 && oldWords * 3 >= unknownWords)
    }

    /// Whether the text is what a page held: words are broken at the ends of two lines in a hundred,
    /// or form feeds or specks lie between its lines.
    public var isPage: Bool {
      brokenLines >= 3 && brokenLines * 50 >= wrappedLines || pageBreaks > 0
        || specks >= 3 && specks * 100 >= wrappedLines
    }

    mutating func add(_ other: Habits) {
      words += other.words
      ideographTokens += other.ideographTokens
      ideographBlocks += other.ideographBlocks
      blocks += other.blocks
      markedTables += other.markedTables
      blankLineGaps += other.blankLineGaps
      wideGaps += other.wideGaps
      lineGaps += other.lineGaps
      wrappedLines += other.wrappedLines
      hyphenLines += other.hyphenLines
      brokenLines += other.brokenLines
      pageBreaks += other.pageBreaks
      specks += other.specks
      composed += other.composed
      decomposed += other.decomposed
      pictureGaps += other.pictureGaps
      smallWords += other.smallWords
      unknownWords += other.unknownWords
      oldWords += other.oldWords
      commonWords += other.commonWords
      strangeWords += other.strangeWords
    }
  }

  init(configuration: Configuration, lexicon: Lexicon?) {
    self.configuration = configuration
    self.lexicon = lexicon
    misreadings = lexicon.map { Misreadings($0) }
    forms = FormTable(lexicon: lexicon, userWrongs: configuration.misspellings.wrongKeys)
  }

  // MARK: Words

  /// What lexicon and document say of the spelling in `range`.
  public func word(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Word {
    word(key: WordKey.of(bytes, range))
  }

  /// What lexicon and document say of a word, by its key: small letters, composed.
  public func word(key: [UInt8]) -> Word {
    var word = Word()
    guard !key.isEmpty else { return word }
    word.occurrences = forms.occurrences(ofKey: key.span)
    if let entry = lexicon?.lookup(key.span) {
      word.centizipf = entry.centizipf
      word.prose = entry.prose
      word.capitalShare = entry.capitalShare
      word.isListedWrong = entry.isKnownMisspelling || entry.isOCRSlip
      word.isInDictionary = entry.isInSCOWL
      word.isInLexicon = true
    }
    return word
  }

  /// What lexicon and document say of a word.
  public struct Word: Sendable {
    /// Zipf frequency × 100; 0 where the lexicon has not the word.
    public var centizipf = 0
    /// How often edited prose has it, about.
    public var prose = 0
    /// Of 100 occurrences within sentences, how many are capitalised; nil where unknown.
    public var capitalShare: Int?
    /// How often the document has it, in any case.
    public var occurrences = 0
    /// Whether a list of misspellings has it as wrong.
    public var isListedWrong = false
    /// Whether a dictionary has it: what only the web has may be a slip, or two words that lost their
    /// blank.
    public var isInDictionary = false
    /// Whether the lexicon has it at all.
    public var isInLexicon = false

    /// Whether one can count on it: edited prose has it twenty times, or the web so often that it
    /// can be no slip (the web's tail holds `recieve` and `ofthe`).
    public var isKnown: Bool {
      !isListedWrong && KnownWord.isKnown(centizipf: centizipf, prose: prose)
    }
  }

  /// What is known of a token's spelling.
  func form(_ token: Token) -> Form { forms.forms[Int(token.form)] }

  /// What the lexicon has of a token; nil where it has nothing.
  func entry(_ token: Token) -> Lexicon.Entry? {
    let entry = form(token).entry
    return entry == 0 ? nil : lexicon?.entry(at: Int(entry) - 1)
  }

  /// How often the document has the token's spelling, in any case.
  func occurrences(_ token: Token) -> Int { forms.occurrences(anyCaseOf: token.form) }

  /// How often the window has the token's spelling as it stands.
  func occurrences(asWritten token: Token) -> Int { forms.count(of: token.form) }

  /// How often the document has a word, in any case, by its key.
  func occurrences(key: [UInt8]) -> Int {
    forms.occurrences(ofKey: key.span)
  }

  /// How often edited prose has two words next to each other, apart or with a hyphen; known only
  /// for pairs that together spell a word.
  func pairInProse(_ left: [UInt8], _ right: [UInt8]) -> Int {
    lexicon?.pairCount(left.span, right.span) ?? 0
  }

  /// About how often one word follows another in edited prose.
  func neighbours(_ left: [UInt8], _ right: [UInt8]) -> Int {
    guard let lexicon, let a = lexicon.lookup(left.span), let b = lexicon.lookup(right.span) else {
      return 0
    }
    return lexicon.bigram(a, b)
  }

  /// Whether edited prose has one word behind the other several times as often as chance would put it
  /// there.
  func belongTogether(_ left: Token, _ right: Token) -> Bool {
    let (a, b) = (form(left), form(right))
    guard let lexicon, a.entry > 0, b.entry > 0,
      let first = lexicon.entry(at: Int(a.entry) - 1),
      let second = lexicon.entry(at: Int(b.entry) - 1)
    else { return false }
    let count = lexicon.bigram(first, second)
    let byChance = Double(a.prose) * Double(b.prose) / Double(SpellingModel.corpus)
    return count >= 5 && Double(count) >= 6 * byChance
  }

  /// Whether more of the window's words are misread than a printer's own slips would be.
  var hasMisreadWords: Bool {
    switch spelling {
    case .none: false
    case .some(let memory): memory.hasReadings
    }
  }

  /// The likeliest word that edited prose has often and that an engine may have read as `key`, by a slip
  /// or two; nil where there is none that is likely.
  func misread(_ key: [UInt8]) -> [UInt8]? { misreadings?.likeliest(for: key) }

  /// How often the document has two words with a hyphen between, within a line; by their keys.
  func pairInDocument(_ left: [UInt8], _ right: [UInt8]) -> Int {
    pairInDocument(
      KeyHash.of(left.span, left.indices).hash, KeyHash.of(right.span, right.indices).hash)
  }

  /// The same for two keys that stand in some bytes.
  func pairInDocument(_ bytes: Span<UInt8>, _ left: Range<Int>, _ right: Range<Int>) -> Int {
    pairInDocument(KeyHash.of(bytes, left).hash, KeyHash.of(bytes, right).hash)
  }

  private func pairInDocument(_ left: UInt64, _ right: UInt64) -> Int {
    let key = Counts.pairKey(left, right)
    return Int(pairs[key] ?? 0) + Int(frozen.pairs[key] ?? 0)
  }

  private func foldedHash(_ form: UInt32) -> UInt64 {
    forms.forms[Int(forms.forms[Int(form)].folded)].hash
  }
  private static func key(_ a: UInt32, _ b: UInt32) -> UInt64 { UInt64(a) << 32 | UInt64(b) }

  /// What a stage has thought of a pair of neighbouring tokens in this round: thought once a pair of
  /// forms, not once an occurrence. Nil where it has not thought yet, or the forms are not counted.
  func verdict(_ left: Token, _ right: Token) -> UInt8? {
    guard left.form != 0 && right.form != 0 else { return nil }
    return verdicts[Self.key(left.form, right.form)]
  }

  /// Keeps what a stage thinks of a pair of neighbouring tokens, until the evidence changes.
  mutating func keep(_ verdict: UInt8, of left: Token, _ right: Token) {
    guard left.form != 0 && right.form != 0 else { return }
    verdicts.set(Self.key(left.form, right.form), verdict)
  }

  /// Whether the document is as good as clean.
  public var isClean: Bool { habits.isClean }

  // MARK: Furniture

  /// Notes which lines of the window are furniture.
  mutating func note(_ survey: FurnitureSurvey) {
    furniture = survey.verdicts
    heads = survey.heads
  }

  /// Running heads of earlier epochs.
  var knownHeads: [PageLine] { frozen.heads }

  /// Whether any line of the window is furniture.
  var hasFurniture: Bool { !furniture.isEmpty }

  /// What a line of the window was found to be; nil where it is no furniture.
  func furniture(_ line: Int) -> FurnitureVerdict? { furniture[line] }

  // MARK: Counting

  /// Adds to one of a stage's own counters.
  public mutating func add(_ amount: Int, to counter: String) {
    counters[counter, default: 0] &+= UInt32(clamping: amount)
  }

  /// What a stage's own counter says of the window and the earlier epochs.
  public func count(_ counter: String) -> Int {
    Int(counters[counter] ?? 0) + Int(frozen.counters[counter] ?? 0)
  }

  /// Another source begins: what is known of the last one is forgotten. What only the lexicon says
  /// of a form stays.
  mutating func restart() {
    frozen = Counts()
    ownHabits = Habits()
    forms.restart()
  }

  /// Begins a new window.
  mutating func startWindow() {
    guard forms.trim() else { return }
    // What is kept by the numbers of forms means nothing any more.
    verdicts = NumberMap()
  }

  /// Begins a new text of the window: the counts of the one before are forgotten.
  mutating func startText() {
    forms.startWindow()
    spelling?.startText()
  }

  /// Begins a survey: what an earlier one of the same window said is forgotten.
  mutating func startSurvey() {
    ownHabits = Habits()
    habits = frozen.habits
    pairs.removeAll()
    counters.removeAll(keepingCapacity: true)
    verdicts.removeAll()
    furniture.removeAll(keepingCapacity: true)
    heads.removeAll(keepingCapacity: true)
  }

  /// What the window has shown. Asked once a window, for its text as it came.
  func shown() -> Counts {
    Counts(
      habits: ownHabits, forms: forms.shown(), pairs: pairs, counters: counters, heads: heads)
  }

  /// An epoch is over: what its windows have shown is evidence from now on.
  mutating func endEpoch(_ shown: Counts) {
    forms.endEpoch(shown.forms)
    // The table of forms keeps what concerns it.
    var others = shown
    others.forms = NumberMap()
    frozen.add(others)
  }

  private var ownHabits = Habits()

  /// Reads the window's blocks and counts what they show.
  mutating func survey(_ window: borrowing Window) {
    var own = Habits()
    let small = forms.finishCounting()
    (own.smallWords, own.unknownWords) = (small.all, small.unknown)
    (own.oldWords, own.commonWords, own.strangeWords) = (small.old, small.common, small.strange)
    var block = window.next(window.firstBlock)
    let bytes = window.bytes.span
    while let index = block {
      let it = window.blocks[index]
      own.blocks += 1
      own.words += it.tokens.count
      if window.pageBreak(in: it.gap) != nil { own.pageBreaks += 1 }
      switch window.lineEnds(in: it.gap) {
      case 0, 1: own.lineGaps += 1
      case 2: own.blankLineGaps += 1
      default: own.wideGaps += 1
      }
      if it.kind == .table
        && (MarkedTable.isWellFormed(window, it)
          || MarkedTable.isCSV(window.lines[it.lines], bytes))
        || it.kind == .preformatted && MarkedTable.isHTML(window, it)
      {
        own.markedTables += 1
      }
      if it.kind == .caption, let previous = window.previous(index),
        window.lineEnds(in: window.blocks[previous].gap) > 2
      {
        own.pictureGaps += 1
      }
      if it.signals.contains(.lines) {
        own.wrappedLines += it.lines.count
        if it.signals.contains(.endHyphen) {
          for line in it.lines where window.lines[line].signals.contains(.endHyphen) {
            own.hyphenLines += 1
          }
        }
        for line in it.lines where window.isSpeck(line) { own.specks += 1 }
      } else if it.content.count <= 4, it.kind == .paragraph, let line = it.lines.first,
        window.isSpeck(line)
      {
        own.specks += 1
      }
      if !it.signals.isDisjoint(with: [.innerHyphen, .notASCII]) {
        var hasIdeograph = false
        for token in window.tokens(
          in: it.tokens, with: [.ideograph, .hyphenBefore, .notASCII])
        {
          let this = window.tokens[token]
          if this.facts.contains(.ideograph) {
            own.ideographTokens += 1
            own.words -= 1
            hasIdeograph = true
          }
          if this.facts.contains(.hyphenBefore), token > it.tokens.lowerBound {
            countPair(window.tokens[token - 1], this)
          }
          if this.facts.contains(.notASCII) && !this.facts.contains(.ideograph) {
            for offset in this.range {
              let byte = bytes[offset]
              if byte >= 0xC3 && byte <= 0xC6 { own.composed += 1 }
              if byte == 0xCC || byte == 0xCD { own.decomposed += 1 }
            }
          }
        }
        if hasIdeograph { own.ideographBlocks += 1 }
      }
      block = window.next(index)
    }
    ownHabits = own
    habits = frozen.habits
    habits.add(own)
    surveyLines(window)
  }

  // MARK: Lines

  /// Whether the line ends within paragraphs are to be joined: asked for, or because this is a page.
  var joinsLines: Bool {
    switch configuration.wrap {
    case .keep: false
    case .join: true
    case .auto: isPage
    }
  }

  /// Whether the window holds pages whose lines a printer filled, so that a line's end says what a
  /// paragraph is.
  var isPage: Bool { habits.isPage && fillsLines }

  /// How many scalars a full line of a block has, by the lines around it; nil where no one knows.
  func measure(_ block: Int) -> Int? {
    guard block < measures.count, measures[block] > 0 else { return nil }
    return Int(measures[block])
  }

  /// The lines of a block have been joined: how long they are says nothing of those that are left.
  mutating func forgetMeasure(of block: Int) {
    if block < measures.count { measures[block] = 0 }
  }

  /// Counts the lines that end within a word; where they make a page, measures the lines.
  private mutating func surveyLines(_ window: borrowing Window) {
    measures.removeAll(keepingCapacity: true)
    fillsLines = false
    if habits.hyphenLines > 0 {
      var broken = 0
      var block = window.next(window.firstBlock)
      while let index = block {
        let it = window.blocks[index]
        if it.signals.isSuperset(of: [.endHyphen, .lines]), Joint.holdsProse(it.kind) {
          for line in it.lines.dropLast()
          where window.lines[line].signals.contains(.endHyphen)
            && window.endsWithinWord(line, in: it, self)
          {
            broken += 1
          }
        }
        block = window.next(index)
      }
      ownHabits.brokenLines = broken
      habits.brokenLines += broken
    }
    guard habits.isPage || configuration.wrap == .join else { return }
    fillsLines = LineMeasure.survey(window, into: &measures)
  }

  private mutating func countPair(_ left: Token, _ right: Token) {
    guard left.form != 0 && right.form != 0 else { return }
    let key = Counts.pairKey(foldedHash(left.form), foldedHash(right.form))
    pairs.add(1, to: key)
  }
}
