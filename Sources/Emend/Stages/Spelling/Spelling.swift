internal import ICU
internal import Lexicon

/// See ``manual``.
public struct Spelling: Stage {
  public static let manual = Manual(
    name: "spelling",
    summary:
      "Corrects words that were misread (“Malavsia”, “predlcted”), where the evidence is overwhelming.",
    discussion: """
      A word that no dictionary and no edited book has may be a slip of the engine, or a name, a term, \
      a word of another language. For each such word Emend looks for what it may have been: words that \
      become it when letters are misread as engines misread them (y for v, rn for m, a letter lost), \
      and two words that ran together.

      Then it weighs. For a candidate speak how frequent it is, how well it goes with the words on both \
      sides, whether the document has it elsewhere, and how likely the slip is. For the word as it \
      stands speak whether the web has it at all, whether it is short, whether it is capitalised like a \
      name, and whether the document uses it again. The weights were learnt from pages whose truth is \
      known. What comes out is a probability, and only one above the threshold makes a change; the \
      others are reported with their candidates.

      It learns from the document: slips that sure corrections show (e read as o) become likelier in it, \
      words beside a corrected one are weighed again, and the share of sure corrections says how bold to \
      be. In a clean document an unknown word is a name or a term, and a change needs 90 in 100; where \
      some words in a thousand are misread it needs 55 to 80, and on a page full of errors 50. Only there words that \
      are known are doubted as well, where they stand beside words that prose never has beside them, and \
      specks inside words are taken for letters, and marks that have no business where they stand are \
      taken out: a quote that nothing closes before a small word, a full stop behind “the”, a lone letter \
      between two words that belong together, a hyphen in the place of a blank (“from-the”). A lone letter \
      becomes the word that prose has there (“in n dwelling”, “the country m the world”), a comma gets the \
      blank behind it, and a capital within a word becomes small (“waS”). Where a \
      capital I stands within sentences, and no other capital does, it is made small, and behind a word \
      like “and” in any case; and where “and | am” stands, I is meant.

      Words in addresses and code, in capitals, in quotes, marked [sic], in paragraphs of another \
      language and in old spelling (haue, vpon) stay.
      """,
    rules: [
      .init("misread-word", "Corrects a word that was misread."),
      .init("wrong-word", "Corrects a word that is known, but not meant."),
      .init("run-together", "Sets two words apart that ran together."),
      .init("stray-mark", "Takes out a mark that was never printed, on a page full of errors."),
      .init(
        "misread-capital",
        "Makes a capital I small, or the first letter of a name large, where it was misread so."),
      .init(
        "misread-pronoun",
        "Makes an I of a bar, an l or a 1 that stands for the word, or begins it."),
      .init(
        "misread-suspected", "Finds a word that may have been misread, with what it may have been."),
    ],
    examples: [
      .init(
        "Young scientists from countries such as Malavsia, Thailand and Singapore have applied.\n",
        becomes:
          "Young scientists from countries such as Malaysia, Thailand and Singapore have applied.\n"
      ),
      .init(
        "The number of residenfs who predlcted rain was c0unted by the council.\n",
        becomes: "The number of residents who predicted rain was counted by the council.\n"),
      .init(
        "The tapes had arrived before the lessons began, and | am told that nobody listened.\n",
        becomes:
          "The tapes had arrived before the lessons began, and I am told that nobody listened.\n"),
      .init(
        "Half a century ago, Konstantin Sergeevich Silin and Goh Hui Hwang traveled to Hubei.\n",
        stays: "names"),
      .init(
        "Mix THF with H2O and NaN3; see room B207, V1.0, 2nd floor.\n", stays: "formulas and codes"),
      .init(
        "The board left decisionmaking to the schools, and decisionmaking was slow.\n",
        stays: "two words that the document writes as one more than once"),
      .init(
        "Open fold-const.cc and decl.cc beside it, where PkTransaction and dwProtocol are named.\n",
        stays: "names of files and of programmers"),
      .init("The editor had written \"goverument\" on the wall.\n", stays: "quoted as it stands"),
      .init(
        "The isnae and the canna of the toun, and a' the bairns wha ken the auld sangs, are oor ain.\n",
        stays: "another language"),
    ])

  public static let wants: Signals = [
    .unknownWord, .markup, .bar, .quote, .loneStroke,
  ]

  public init() {}

  /// Who takes down what is weighed, for weights to be learnt from.
  @TaskLocal package static var recorder: SpellingRecorder?

  /// In a clean document an unknown word is a name or a term until much speaks against it; in a bad
  /// page it is an error, and leaving it alone costs more than a wrong correction.
  public func threshold(_ evidence: borrowing Evidence) -> Double {
    switch evidence.spelling {
    case .none: 0.9
    case .some(let memory): Self.threshold(memory)
    }
  }

  private static func threshold(_ memory: borrowing SpellingMemory) -> Double {
    if memory.isDirty { return memory.isProvenDirty ? 0.5 : 0.85 }
    guard memory.hasReadings else { return 0.9 }
    return switch memory.readings {
    case 3...: 0.55
    case 2: 0.6
    case 1: 0.8
    default: 0.9
    }
  }

  /// A known word is corrected where an unknown one would be with so much of the rest of its doubt; and
  /// one that is common, which half of the words that it may have been are as well.
  private static let knownMargin = 0.2
  private static let commonMargin = 0.4
  private static let commonProse = 5000

  public func survey(_ window: borrowing Window, into evidence: inout Evidence) {
    guard let lexicon = evidence.lexicon else { return }
    var memory = evidence.spelling.take() ?? SpellingMemory(lexicon)
    let habits = evidence.habits
    let isDirty =
      !evidence.isClean && habits.unknownWords >= Self.dirtyForms && habits.commonWords > 0
      && !habits.isForeign
    let expected = memory.decided.list.count
    let earlier = memory.startSurvey(
      depth: isDirty ? .deep : .shallow, isClean: evidence.isClean)
    memory.dirt = Doubts.dirt(
      errors: Float(habits.unknownWords) + 1, words: Float(habits.smallWords) + 120)
    var (doubts, words) = gather(window, &memory, earlier, expected, lexicon, evidence)
    if !doubts.list.isEmpty, !habits.isInOldSpelling {
      let model = SpellingModel(lexicon: lexicon)
      doubts.prepare(memory, model)
      // What is taken down is weighed whether it has a chance or not.
      doubts.decide(memory, model, weighsAll: Self.recorder != nil)
      for pass in 0..<2 {
        if pass == 0 && doubts.hasSure {
          evidence.forms.forEachProposed { key, count in
            memory.channel.countLetters(of: key, times: count)
          }
        }
        doubts.adapt(&memory, words: words)
        doubts.decide(memory, model)
      }
    }
    Self.recorder?.record(doubts, memory, window, lexicon)
    doubts.judge(memory, SpellingModel(lexicon: lexicon))
    memory.keep(doubts, ofWords: words)
    evidence.spelling = consume memory
  }

  /// So many words that nobody has make a document dirty, if they are many for its length.
  private static let dirtyForms = 4

  // MARK: Doubts

  /// Collects the doubtful words of a window, and has the memory think about each.
  ///
  /// - Parameters:
  ///   - earlier: what an earlier survey of the same text doubted.
  ///   - expected: how many there may be.
  /// - Returns: them, and how many words the window has.
  private func gather(
    _ window: borrowing Window, _ memory: inout SpellingMemory, _ earlier: SpellingMemory.Earlier,
    _ expected: Int, _ lexicon: Lexicon, _ evidence: borrowing Evidence
  ) -> (doubts: Doubts, words: Int) {
    let isDirty = memory.isDirty
    memory.speech = .init(
      isMended: isDirty && isDirtyBesideSpeech(window),
      isInGuillemets: isDirty && Quotation.setsGuillemets(window))
    var doubts = Doubts()
    doubts.reserveCapacity(expected)
    var capitals = MisreadCapitals()
    var quotes = StrayQuotes()
    var words = 0
    var block = window.next(window.firstBlock)
    while let index = block {
      let it = window.blocks[index]
      words += it.tokens.count
      let first = doubts.list.count
      let start = it.content.lowerBound
      if let known = earlier.blocks[index, at: start] {
        doubts.append(known, of: earlier.doubts)
        for number in first..<doubts.list.count {
          doubts.note(
            occurrences: occurrences(
              of: doubts.list[number].range, at: doubts.list[number].token, window, evidence),
            of: number)
        }
        memory.note(first..<doubts.list.count, of: index, at: start)
      } else if it.signals.contains(.unknownWord), it.kind.isRunningText,
        isInLanguage(window, it, isDirty: isDirty, evidence)
      {
        collect(
          window, it, memory.depth, speech: memory.speech, lexicon, evidence, into: &doubts)
        memory.note(first..<doubts.list.count, of: index, at: start)
      }
      if isDirty, it.kind.isRunningText {
        capitals.count(window, it, evidence)
        quotes.count(window, it)
      }
      for number in first..<doubts.list.count {
        let thought =
          if let known = doubts.list[number].thought {
            memory.ask(known, evidence)
          } else {
            memory.think(doubts.list[number].key, doubts.list[number].depth, evidence)
          }
        doubts.note(thought, of: number, memory)
      }
      block = window.next(index)
    }
    memory.capitals = capitals
    memory.quotes = quotes
    doubts.countPairs()
    return (doubts, words)
  }

  /// Whether what stands in no quotation is enough to call a window dirty: then what somebody says is as
  /// damaged as the rest, and not quoted for how it is written. Of a paragraph with quotations counts
  /// what stands before the first.
  private func isDirtyBesideSpeech(_ window: borrowing Window) -> Bool {
    var unknown = 0
    var block = window.next(window.firstBlock)
    while let index = block, unknown < Self.dirtyForms {
      let it = window.blocks[index]
      if it.signals.contains(.unknownWord), it.kind.isRunningText {
        let bytes = window.bytes.span
        let end =
          it.signals.contains(.quote)
          ? bytes.firstOffset(of: UInt8(ascii: "\""), or: 0x9C, in: it.content)
            ?? it.content.upperBound
          : it.content.upperBound
        for token in window.tokens(in: it.tokens, with: .unknown)
        where window.tokens[token].facts == .unknown && window.tokens[token].end <= end {
          unknown += 1
        }
      }
      block = window.next(index)
    }
    return unknown >= Self.dirtyForms
  }

  /// Adds the doubtful words of a block.
  ///
  /// - Parameter speech: how quotations are taken.
  private func collect(
    _ window: borrowing Window, _ it: Block, _ depth: SpellingMemory.Depth,
    speech: SpellingMemory.Speech,
    _ lexicon: Lexicon, _ evidence: borrowing Evidence, into doubts: inout Doubts
  ) {
    let isDirty = depth == .deep
    var behind = it.tokens.lowerBound
    var pair = Pair()
    // On a bad page every word may be doubted.
    for index in window.tokens(in: it.tokens, with: isDirty ? nil : .unknown)
    where index >= behind {
      let token = window.tokens[index]
      let isUnknown = token.facts.contains(.unknown)
      let odd = isDirty ? oddWord(window, it, index, inGuillemets: speech.isInGuillemets) : nil
      let range = odd?.range ?? token.range
      let last = odd?.last ?? index
      let end = range.upperBound
      if odd != nil { behind = last + 1 }
      let isOdd = odd != nil
      guard
        isOdd
          || isEligible(window, it, token, isDirty: isDirty, evidence)
            && !window.isAcronym(index, in: it),
        !isPart(window, it, index, last: last, end: end, isDirty: isDirty, evidence)
      else { continue }
      let context = SpellingContext(window, it, index, last: last, evidence)
      let entry = isOdd ? nil : evidence.entry(token)
      var isHalfInPlace = false
      if !isUnknown && !isOdd {
        guard let entry else { continue }
        switch place(entry, context, lexicon, &pair) {
        case .right: continue
        case .half: isHalfInPlace = true
        case .wrong: break
        }
      }
      guard !isQuoted(window, it, token) else { continue }
      if isUnknown, !speech.isMended, Quotation.isOfOddWords(window, it, index, evidence) {
        continue
      }
      var shape = Doubt.Shape()
      if context.opensSentence { shape.insert(.opensSentence) }
      if token.facts.contains(.capitalised) {
        shape.insert(.capitalised)
        if isName(window, it, index, last: last, context) { shape.insert(.name) }
      }
      if token.facts.contains(.allCapitals) { shape.insert(.allCapitals) }
      if token.facts.contains(.mixedCase) { shape.insert(.mixed) }
      if token.facts.contains(.digit) {
        shape.insert(hasInnerDigit(window, token) ? .innerDigit : .digit)
      }
      if isOdd || token.facts.contains(.notASCII) { shape.insert(.mark) }
      guard let key = Self.key(window.bytes.span, range), !isElision(key, lexicon) else { continue }
      let doubt = Doubt(
        token: index, lastToken: last, range: range, key: key,
        depth: isUnknown || isOdd ? depth : .known, shape: shape, entry: entry,
        occurrences: occurrences(of: range, at: index, window, evidence), left: context.left,
        right: context.right, isHalfInPlace: isHalfInPlace)
      doubts.append(doubt, isBesideLeft: context.isBesideLeft)
    }
  }

  /// How often the document has the doubtful word elsewhere that begins with a token; 0 for one with
  /// specks in it, which ``Doubts/countPairs()`` counts.
  private func occurrences(
    of range: Range<Int>, at token: Int, _ window: borrowing Window,
    _ evidence: borrowing Evidence
  ) -> Int {
    let token = window.tokens[token]
    return range == token.range ? max(0, evidence.occurrences(token) - 1) : 0
  }

  /// Whether a poet's apostrophe stands for the e of a word that is known: `ask'd`, `resolv'd`.
  private func isElision(_ key: Reading, _ lexicon: Lexicon) -> Bool {
    guard key.count >= 4, key[key.count - 2] == UInt8(ascii: "'"),
      key[key.count - 1] == UInt8(ascii: "d")
    else { return false }
    let stem = Array(key.bytes.dropLast(2))
    var wholes = [stem + Array("ed".utf8)]
    // carry'd
    if stem.last == UInt8(ascii: "y") { wholes.append(stem.dropLast() + Array("ied".utf8)) }
    return wholes.contains { lexicon.lookup($0.span).map(KnownWord.isProposed) ?? false }
  }

  /// What was read, in small letters; a mark that is not ASCII is a tilde. Nil where it is too long to be
  /// searched.
  private static func key(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Reading? {
    var key = Reading()
    var index = range.lowerBound
    while index < range.upperBound {
      guard key.count < Reading.longest else { return nil }
      let byte = bytes[index]
      if byte < 0x80 {
        key.append(byte.asciiLowered)
        index += 1
      } else {
        let scalar = bytes.scalar(at: index, limit: range.upperBound)
        key.append(UInt8(ascii: ScalarClass.of(scalar) == .apostrophe ? "'" : "~"))
        index += scalar.length
      }
    }
    return key
  }

  /// A word with specks in it or at an end, as dirt and broken letters make them: `w»t`, `ver}'`, `»as`.
  private struct OddWord {
    /// Its last token.
    var last: Int
    var range: Range<Int>
  }

  /// The word with specks that begins with a token, or with a speck before it; nil where the token stands
  /// by itself.
  ///
  /// - Parameter inGuillemets: whether guillemets are quotes.
  private func oddWord(
    _ window: borrowing Window, _ it: Block, _ index: Int, inGuillemets: Bool
  ) -> OddWord? {
    let token = window.tokens[index]
    let limit = it.content.upperBound
    let bytes = window.bytes.span
    // Most words have a blank on either side.
    guard
      token.end < limit && !bytes[token.end].isBlank && !bytes[token.end].isLineEnd
        || token.start > it.content.lowerBound && !bytes[Int(token.start) - 1].isBlank
          && !bytes[Int(token.start) - 1].isLineEnd,
      token.form != 0, token.facts.isDisjoint(with: [.ideograph, .protected]),
      isLetters(window, token)
    else { return nil }
    let start = startWithMark(window, it, token, inGuillemets: inGuillemets) ?? Int(token.start)
    let isUnknown = token.facts.contains(.unknown)
    var end = token.end
    var marks = 0
    var first = Mark.none
    while end < limit, marks < 2 {
      let scalar = bytes.scalar(at: end, limit: limit)
      let mark = Self.mark(scalar, inGuillemets: inGuillemets)
      if mark == .none { break }
      // What begins with a common mark is punctuation, and ends the word.
      if marks == 0 { first = mark }
      end += scalar.length
      marks += 1
    }
    // No sentence begins with a small letter behind an exclamation: `wil! be`.
    if isUnknown, marks == 1, bytes[token.end] == UInt8(ascii: "!"), end + 1 < limit,
      bytes[end] == 0x20, bytes[end + 1].isASCIILower
    {
      first = .rare
    }
    // A mark of either side sets a word off: `|word|`, `**word**`.
    if marks > 0, start > it.content.lowerBound, bytes[start - 1] == bytes[token.end],
      bytes[token.end] == UInt8(ascii: "|") || bytes[token.end] == UInt8(ascii: "*")
    {
      return nil
    }
    if marks > 0, index + 1 < it.tokens.upperBound {
      let other = window.tokens[index + 1]
      if Int(other.start) == end, other.form != 0, isLetters(window, other),
        other.end - start <= Self.longestOddWord, isUnknown || other.facts.contains(.unknown),
        other.facts.isDisjoint(with: .protected),
        // A call: `require(name)`.
        bytes[token.end] != UInt8(ascii: "(") || other.end == limit
          || bytes[other.end] != UInt8(ascii: ")")
      {
        return OddWord(last: index + 1, range: start..<other.end)
      }
    }
    if first == .foreign || first == .rare && isUnknown, token.length >= 2,
      end == limit || bytes[end].isBlank || bytes[end].isLineEnd
        || Self.mark(bytes.scalar(at: end, limit: limit), inGuillemets: inGuillemets) == .common
    {
      return OddWord(last: index, range: start..<end)
    }
    return start == Int(token.start) ? nil : OddWord(last: index, range: start..<token.end)
  }

  /// A word with specks in it has at most so many bytes.
  private static let longestOddWord = 19

  /// Where a token begins with the speck before it, which itself stands behind a blank; nil where none
  /// stands there that print has not.
  private func startWithMark(
    _ window: borrowing Window, _ it: Block, _ token: Token, inGuillemets: Bool
  ) -> Int? {
    let bytes = window.bytes.span
    var start = Int(token.start) - 1
    guard start >= it.content.lowerBound else { return nil }
    while start > it.content.lowerBound, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    let scalar = bytes.scalar(at: start, limit: Int(token.start))
    guard Self.mark(scalar, inGuillemets: inGuillemets) == .foreign,
      start + scalar.length == Int(token.start),
      start == it.content.lowerBound || bytes[start - 1].isBlank || bytes[start - 1].isLineEnd
    else { return nil }
    return start
  }

  private enum Mark {
    case none
    /// One that print has beside words.
    case common
    /// One that it seldom has there: marks of proof-readers and programmers.
    case rare
    /// One that English print has nowhere.
    case foreign
  }

  private static func mark(_ scalar: DecodedScalar, inGuillemets: Bool) -> Mark {
    switch scalar.value {
    case 0x22, 0x27, 0x28, 0x29, 0x2C, 0x2E, 0x3A, 0x3B, 0x21, 0x3F, 0x5B, 0x5D: .common
    case 0x7E, 0x7C, 0x5F, 0x7B, 0x7D, 0x3C, 0x3E, 0x2A: .rare
    case 0x5C, 0x5E: .foreign
    case 0xAB, 0xBB: inGuillemets ? .common : .foreign
    // The marks before questions and exclamations in Spanish, the broken bar and its like.
    case 0xA1, 0xBF, 0xAC, 0xA6: .foreign
    // Other signs of Latin-1, and the bullets and daggers of typography.
    case 0xA1...0xBF, 0x2020...0x2022: .rare
    default: .none
    }
  }

  private func isLetters(_ window: borrowing Window, _ token: Token) -> Bool {
    let bytes = window.bytes.span
    for offset in token.range
    where !bytes[offset].isASCIILetter && bytes[offset] != UInt8(ascii: "'") {
      return false
    }
    return true
  }

  /// Whether a token may be a misread word at all.
  private func isEligible(
    _ window: borrowing Window, _ it: Block, _ token: Token, isDirty: Bool,
    _ evidence: borrowing Evidence
  ) -> Bool {
    guard token.form != 0, token.length >= 2, token.length <= FuzzySearch.longest,
      token.facts.isDisjoint(with: [.protected, .ideograph, .number])
    else { return false }
    let isUnknown = token.facts.contains(.unknown)
    let bytes = window.bytes.span
    let start = Int(token.start)
    // Of a compound only a long part is doubted, and not beside another doubtful one.
    if !token.facts.isDisjoint(with: [.hyphenBefore, .hyphenAfter])
      && token.length < (isDirty ? 4 : 6)
    {
      return false
    }
    // An accent that was never printed is dirt; only a bad page has such.
    if token.facts.contains(.notASCII) {
      guard isDirty, isUnknown, isLatin(window, token) else { return false }
    }
    if token.facts.contains(.apostrophe) {
      // M'Donald, o'clock, d'Arcy are written so.
      guard isDirty, isUnknown, bytes[start + 1] != UInt8(ascii: "'") else { return false }
    }
    if token.facts.contains(.allCapitals) && (token.length <= (isDirty ? 2 : 6) || !isDirty) {
      return false
    }
    // Known misspellings have a stage of their own, which knows when they are meant.
    if isUnknown, !isDirty,
      !evidence.form(token).flags.isDisjoint(with: [.misspelling, .slip, .userListed])
    {
      return false
    }
    guard token.facts.contains(.digit) || token.facts.contains(.mixedCase) else { return true }
    guard isUnknown else { return false }
    if token.facts.contains(.digit) && !hasInnerDigit(window, token) {
      // Ordinals, sums and measures begin with figures.
      guard isDirty, !bytes[start].isASCIIDigit else { return false }
      var digits = 0
      for offset in token.range where bytes[offset].isASCIIDigit { digits += 1 }
      return digits <= 2 && Int(token.length) > 2 * digits
    }
    if isDirty || !token.facts.contains(.mixedCase) { return true }
    // One capital I in the middle is an l; anything else is a name.
    var capitals = 0
    for offset in (start + 1)..<token.end where bytes[offset].isASCIIUpper {
      guard bytes[offset] == UInt8(ascii: "I") else { return false }
      capitals += 1
    }
    return capitals == 1 && token.length >= 5
  }

  /// Whether a single figure stands between the letters of a word: a letter was read as a figure, since
  /// formulas and codes have theirs at an end.
  private func hasInnerDigit(_ window: borrowing Window, _ token: Token) -> Bool {
    let bytes = window.bytes.span
    let start = Int(token.start)
    guard token.length >= 5, !bytes[start].isASCIIDigit, bytes[token.end - 1].isASCIILower else {
      return false
    }
    var digits = 0
    for offset in (start + 1)..<token.end {
      if bytes[offset].isASCIIDigit { digits += 1 }
      if bytes[offset].isASCIIUpper { return false }
    }
    return digits == 1
  }

  /// Whether all letters of a word that are not ASCII are those of Latin-1 and its neighbours, with one
  /// of them at most.
  private func isLatin(_ window: borrowing Window, _ token: Token) -> Bool {
    let bytes = window.bytes.span
    var others = 0
    var index = Int(token.start)
    while index < token.end {
      if bytes[index] < 0x80 {
        index += 1
        continue
      }
      let scalar = bytes.scalar(at: index, limit: token.end)
      guard scalar.value < 0x180 || ScalarClass.of(scalar) == .apostrophe else { return false }
      if scalar.value < 0x180 { others += 1 }
      index += scalar.length
    }
    return others == 1
  }

  /// Where a known word stands: with words on both sides that edited prose has beside it, or where nothing
  /// tells; on one side; or on none.
  private enum Place { case right, half, wrong }

  /// How a known word goes with the words on both sides.
  private func place(
    _ own: Lexicon.Entry, _ context: SpellingContext, _ lexicon: Lexicon, _ last: inout Pair
  ) -> Place {
    // What the user's own lexicon has, or is too long and too rare to be misread so, is right as it stands.
    if own.isProtected { return .right }
    let model = SpellingModel(lexicon: lexicon)
    func goesTogether(_ left: Lexicon.Entry?, _ right: Lexicon.Entry?) -> Bool? {
      guard let left, let right else { return nil }
      if last.left == left.index && last.right == right.index { return last.goesTogether }
      let gain = model.gainOfSeen(left, right)
      last = Pair(
        left: left.index, right: right.index,
        goesTogether: gain.map { $0 > Self.outOfPlace } ?? false)
      return last.goesTogether
    }
    switch (goesTogether(context.left, own), goesTogether(own, context.right)) {
    case (nil, nil): return own.prose < 200 ? .wrong : .right
    case (true, true): return .right
    // A sentence may begin with any word.
    case (nil, true) where context.opensSentence: return .right
    case (true, _), (_, true): return .half
    default: return .wrong
    }
  }

  /// Two neighbours that were looked at last, by their entries: the second is the first of the next two.
  private struct Pair {
    var left = UInt32.max
    var right = UInt32.max
    var goesTogether = false
  }

  /// ln of how much rarer than by chance two words stand together that prose has together by mistake.
  private static let outOfPlace: Float = -1.5

  // MARK: Proposals

  public func propose(
    _ window: borrowing Window, block: Int, evidence: borrowing Evidence, edits: inout Edits
  ) {
    switch evidence.spelling {
    case .none: return
    case .some(let memory): propose(window, block, memory, evidence, &edits)
    }
  }

  private func propose(
    _ window: borrowing Window, _ block: Int, _ memory: borrowing SpellingMemory,
    _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    let it = window.blocks[block]
    guard it.kind.isRunningText, let lexicon = evidence.lexicon,
      !evidence.habits.isInOldSpelling
    else { return }
    MisreadPronoun.propose(window, it, isProvenDirty: memory.isProvenDirty, evidence, &edits)
    if memory.isDirty || evidence.habits.isPage {
      MisreadCapitals.proposeNames(window, it, evidence, &edits)
      StuckArticle.propose(window, it, evidence, &edits)
      EchoedLetter.propose(window, it, evidence, &edits)
    }
    if memory.isDirty { memory.quotes.propose(window, it, evidence, &edits) }
    guard it.signals.contains(.unknownWord) else { return }
    if evidence.isPage || !evidence.isClean {
      MisreadPronoun.proposeIt(window, it, evidence, &edits)
    }
    if let known = memory.doubts(of: block, at: it.content.lowerBound) {
      for index in known {
        propose(memory.decided, index, memory, window, it, evidence, &edits)
      }
      proposeMarks(window, it, memory, evidence, &edits)
      return
    }
    // An earlier stage has rewritten the block, or this one has: it is weighed by what the survey
    // learnt of the document.
    guard isInLanguage(window, it, isDirty: memory.isDirty, evidence) else { return }
    proposeMarks(window, it, memory, evidence, &edits)
    var doubts = Doubts()
    doubts.reserveCapacity(it.tokens.count / 2)
    collect(
      window, it, memory.depth, speech: memory.speech, lexicon, evidence, into: &doubts)
    guard !doubts.list.isEmpty else { return }
    let model = SpellingModel(lexicon: lexicon)
    doubts.recall(memory)
    doubts.prepare(memory, model)
    doubts.decide(memory, model)
    doubts.decide(memory, model, isSecond: true)
    doubts.judge(memory, model)
    for index in doubts.list.indices {
      propose(doubts, index, memory, window, it, evidence, &edits)
    }
  }

  /// On a bad page marks and capitals are misread as well.
  private func proposeMarks(
    _ window: borrowing Window, _ it: Block, _ memory: borrowing SpellingMemory,
    _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    if memory.isProvenDirty {
      memory.loneLetters?.propose(window, it, evidence, &edits)
      GluedWords.propose(window, it, evidence, &edits)
      MisreadCapitals.proposeInner(window, it, evidence, &edits)
      StrayMarks.propose(
        window, it, inGuillemets: memory.speech.isInGuillemets, &edits)
    }
    if memory.isDirty {
      memory.capitals.propose(
        window, it, isProvenDirty: memory.isProvenDirty, evidence, &edits)
    }
  }

  /// Whether the paragraph is in the lexicon's language: most of its small words are known. On a bad page
  /// it may consist of names, of which most are known.
  private func isInLanguage(
    _ window: borrowing Window, _ it: Block, isDirty: Bool, _ evidence: borrowing Evidence
  ) -> Bool {
    var small = 0
    var unknown = 0
    for index in it.tokens {
      let token = window.tokens[index]
      guard token.form != 0,
        token.facts.isDisjoint(with: [.capitalised, .digit, .protected, .ideograph])
      else { continue }
      small += 1
      if token.facts.contains(.unknown) { unknown += 1 }
    }
    if small <= 3 { return !evidence.habits.isForeign }
    if unknown * 4 <= small { return true }
    guard unknown * 2 <= small else { return isDirty && isOfNames(window, it) }
    // Between a quarter and a half: the language's commonest words tell.
    var common = 0
    for index in it.tokens {
      let token = window.tokens[index]
      guard token.form != 0,
        token.facts.isDisjoint(with: [.capitalised, .digit, .protected, .ideograph, .unknown])
      else { continue }
      if evidence.form(token).isVeryCommon { common += 1 }
    }
    return common * 8 >= small || isDirty && isOfNames(window, it)
  }

  /// Whether of the words of a paragraph most begin with capitals, and most of those are known.
  private func isOfNames(_ window: borrowing Window, _ it: Block) -> Bool {
    var words = 0
    var names = 0
    var known = 0
    for index in it.tokens {
      let token = window.tokens[index]
      guard token.length >= 3, token.form != 0,
        token.facts.isDisjoint(with: [.digit, .protected, .ideograph])
      else { continue }
      words += 1
      guard token.facts.contains(.capitalised) else { continue }
      names += 1
      if !token.facts.contains(.unknown) { known += 1 }
    }
    return names * 2 > words && known * 2 >= names
  }

  /// Proposes the best misreading of a doubt, or reports it.
  private func propose(
    _ doubts: borrowing Doubts, _ index: Int, _ memory: borrowing SpellingMemory,
    _ window: borrowing Window,
    _ it: Block, _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    let verdict = doubts.verdicts[index]
    guard let best = verdict.best, verdict.probability >= Self.findingFloor else { return }
    let doubt = doubts.list[index]
    guard !isAmongUnknown(doubts, index, isDirty: memory.isProvenDirty),
      !isInScots(window, it, doubt.token), !window.isProtected(doubt.range)
    else { return }
    let misreading = memory.misreadings[best]
    let printed = memory.text(of: misreading)
    let token = window.tokens[doubt.token]
    // What a clean document writes so three times, it writes so; a name stays in a bad one, too.
    if !memory.isProvenDirty || doubt.shape.contains(.name), doubt.occurrences >= 2,
      evidence.occurrences(key: printed) <= doubt.occurrences
    {
      return
    }
    // No speck falls between the same two words again and again.
    if doubt.token < doubt.lastToken, doubt.occurrences >= 2 { return }
    // An accent may be a writer's own, or of another language.
    if token.facts.contains(.notASCII), !memory.isProvenDirty, printed.count == doubt.key.count,
      printed.indices.allSatisfy({
        printed[$0] == doubt.key[$0] || doubt.key[$0] == UInt8(ascii: "~")
      })
    {
      return
    }
    if misreading.second == nil, token.facts.contains(.mixedCase),
      endsInName(window, token, printed.count, leastBefore: memory.isProvenDirty ? 2 : 1)
    {
      return
    }
    // Two words do not run together twice in the same way, unless that is how their writer has them; and
    // a noun before a gerund is written as one by many (decisionmaking).
    if misreading.second != nil && !memory.isDirty,
      doubt.occurrences >= 1 || printed.count >= 10 && printed.suffix(3).elementsEqual("ing".utf8)
    {
      return
    }
    // Programmers put words together so: NotEqual, valueOf.
    if let second = misreading.second, Misreading.Traits(second).contains(.smallLetters),
      !memory.isProvenDirty || token.facts.contains(.capitalised),
      hasCapitalAtSeam(window, doubt, printed)
    {
      return
    }
    if misreading.second == nil, isOtherSpelling(doubt.key, printed) { return }
    var confidence = Double(min(0.995, verdict.probability))
    if isSlipOfName(doubt, misreading, printed, verdict.probability) {
      confidence = max(confidence, Self.slipOfName)
    }
    let bytes = cased(misreading, printed, doubt, window, it)
    let text = String(decoding: bytes, as: UTF8.self)
    var needed = edits.threshold
    if doubt.depth != .known, !memory.isProvenDirty, isInOldPoetry(window, it, doubt.token) {
      needed = max(needed, Self.amongOldWords)
    }
    if misreading.second == nil, isOtherName(doubt, printed, evidence) {
      needed = max(needed, Self.otherName)
    }
    if doubt.depth != .known, !memory.isProvenDirty {
      switch Coinage.demand(window, it, doubt, printed: printed) {
      case .nothingDoes: return
      case .sureness(let sureness): needed = max(needed, sureness)
      case .none: break
      }
    }
    if doubt.depth == .known {
      let isCommon = doubt.entry?.prose ?? 0 >= Self.commonProse
      needed += (1 - edits.threshold) * (isCommon ? Self.commonMargin : Self.knownMargin)
      if doubt.isHalfInPlace,
        !fits(misreading, doubts.neighbours(index, doubts.verdicts, memory), evidence)
      {
        needed = max(needed, Self.halfInPlace)
      }
    }
    guard confidence >= needed else {
      var reason = "It may have been “\(text)” (\(Self.percent(verdict.probability)))"
      if let second = verdict.second, verdict.secondProbability >= 0.05 {
        let other = String(
          decoding: memory.text(of: memory.misreadings[second]), as: UTF8.self)
        reason += " or “\(other)” (\(Self.percent(verdict.secondProbability)))"
      }
      edits.find(
        doubt.range, rule: "misread-suspected", confidence: confidence, reason: reason + ".")
      return
    }
    edits.replace(
      doubt.range, with: bytes,
      rule: misreading.second != nil
        ? "run-together" : doubt.depth == .known ? "wrong-word" : "misread-word",
      confidence: confidence,
      reason: reason(
        doubt, misreading, text, evidence.occurrences(key: printed), verdict.probability, memory))
  }

  /// Whether a misreading is what stands behind the last capital of a word that is put together as
  /// programmers do (`dwProtocol`, `PkTransaction`): what stands before it was printed, too.
  private func endsInName(
    _ window: borrowing Window, _ token: Token, _ count: Int, leastBefore: Int
  ) -> Bool {
    let bytes = window.bytes.span
    let capital = token.end - count
    return count >= 4 && capital >= Int(token.start) + leastBefore && bytes[capital].isASCIIUpper
      && bytes[capital + 1].isASCIILower
  }

  /// Whether a long name that nobody has is one letter away from a name that dictionaries have: names
  /// are too sparse to meet so by chance, which the weights, learnt from all words, do not know.
  private func isSlipOfName(
    _ doubt: Doubt, _ misreading: Misreading, _ printed: [UInt8], _ probability: Float
  ) -> Bool {
    guard doubt.shape.contains(.name), doubt.entry == nil, doubt.occurrences == 0,
      doubt.shape.isDisjoint(with: [.allCapitals, .digit, .mixed, .mark]),
      probability >= Self.likelySlipOfName, doubt.key.count >= 7, misreading.second == nil,
      printed.count == doubt.key.count, printed[0] == doubt.key[0],
      doubt.key.differing(from: printed) == 1
    else { return false }
    let name = misreading.first
    // Prose of the nineteenth century has not the states of the twentieth.
    return name.isProperName && name.isInSCOWL && (name.prose >= 20 || name.centizipf >= 350)
  }

  /// Whether a name would become one with another initial that the document does not have: of two names
  /// that rhyme (`Lilford` and `Milford`) the rarer one may well have been meant.
  private func isOtherName(
    _ doubt: Doubt, _ printed: [UInt8], _ evidence: borrowing Evidence
  ) -> Bool {
    doubt.shape.contains(.name) && printed[0] != doubt.key[0]
      && evidence.occurrences(key: printed) == 0
  }

  /// Whether prose has a misreading with the words on both sides more often than chance would.
  private func fits(
    _ misreading: Misreading, _ neighbours: (left: Lexicon.Entry?, right: Lexicon.Entry?),
    _ evidence: borrowing Evidence
  ) -> Bool {
    guard let lexicon = evidence.lexicon else { return false }
    let model = SpellingModel(lexicon: lexicon)
    let before = neighbours.left.map { model.gain($0, misreading.first) } ?? 0
    let after = neighbours.right.map { model.gain(misreading.last, $0) } ?? 0
    return before >= 0 && after >= 0
  }

  /// How sure a reading has to be of a word that goes with one of its neighbours, where the reading does not
  /// go with both.
  private static let halfInPlace = 0.9

  /// How sure a name with another initial has to be.
  private static let otherName = 0.75

  /// Whether a word differs from what it may have been in the z of one of the two spellings of `-ise`
  /// alone, or in the e of `shew`: no letter is misread so, and writers mix them (`merchandize`).
  private func isOtherSpelling(_ key: Reading, _ printed: [UInt8]) -> Bool {
    guard key.count == printed.count, key.differing(from: printed) == 1,
      let place = printed.indices.first(where: { printed[$0] != key[$0] }), place > 0
    else { return false }
    if place == 2, key.bytes.starts(with: "shew".utf8) {
      return printed[place] == UInt8(ascii: "o")
    }
    return key[place] == UInt8(ascii: "z") && printed[place] == UInt8(ascii: "s")
      && (key[place - 1] == UInt8(ascii: "i") || key[place - 1] == UInt8(ascii: "y"))
  }

  /// The weights find such a slip at least so likely.
  private static let likelySlipOfName: Float = 0.4
  /// How sure such a slip is.
  private static let slipOfName = 0.95

  /// Below this a misreading is not worth a look.
  private static let findingFloor: Float = 0.3

  private static func percent(_ probability: Float) -> String {
    "\(Int(probability * 100 + 0.5)) %"
  }

  /// What spoke for a correction.
  private func reason(
    _ doubt: Doubt, _ misreading: Misreading, _ text: String, _ occurrences: Int,
    _ probability: Float, _ memory: borrowing SpellingMemory
  ) -> String {
    var grounds: [String] = []
    let expected = misreading.slips.cost
    if memory.channel.cost(misreading.slips, own: probability) < expected - 1 {
      grounds.append("the document reads these letters so elsewhere")
    } else if expected < 6 {
      grounds.append("engines often read its letters so")
    }
    if misreading.second == nil && occurrences > 0 {
      grounds.append(
        "the document has it \(occurrences == 1 ? "elsewhere" : "\(occurrences) times")")
    }
    if doubt.left != nil || doubt.right != nil { grounds.append("it fits the words around it") }
    let what =
      doubt.depth == .known
      ? "Words like these never stand beside it" : "No dictionary has it"
    return "\(what); “\(text)” is likelier"
      + (grounds.isEmpty ? "." : ": " + grounds.joined(separator: ", ") + ".")
  }

  /// Whether a capitalised word is a name, or a part of one: within a sentence, or with another
  /// capital beside it.
  private func isName(
    _ window: borrowing Window, _ it: Block, _ index: Int, last: Int, _ context: SpellingContext
  ) -> Bool {
    guard it.kind != .heading else { return false }
    if !context.opensSentence { return true }
    return last + 1 < it.tokens.upperBound && window.tokens[last + 1].facts.contains(.capitalised)
  }

  /// Whether other unknown words stand around that are no errors either: verse, dialect, a list of
  /// names. Those that are likely misread themselves do not count; on a bad page, which has a strange
  /// word in every line, only those count that the web has.
  private func isAmongUnknown(_ doubts: borrowing Doubts, _ index: Int, isDirty: Bool) -> Bool {
    let own = doubts.list[index].token
    var unknown = 0
    func count(_ number: Int) -> Bool {
      let other = doubts.list[number]
      guard abs(other.token - own) <= Self.neighbourhood else { return false }
      if other.depth != .known, doubts.verdicts[number].probability < Self.among,
        other.key.count > 2, !other.shape.contains(.capitalised),
        !isDirty || other.isOnWeb
      {
        unknown += 1
      }
      return true
    }
    var other = index - 1
    while other >= 0, count(other) { other -= 1 }
    other = index + 1
    while other < doubts.list.count, count(other) { other += 1 }
    return unknown >= (isDirty ? 4 : 2)
  }

  /// Words that Scots verse and talk has and English has not, of those that no slip makes easily.
  private static let scots: WordSet = [
    "aboot", "auld", "awfu", "bairn", "bairns", "bonnie", "brither", "canna", "cauld", "couldna",
    "daur", "didna", "dinna", "doon", "faither", "frae", "gang", "gaun", "gied", "gowd", "hadna",
    "hoose", "ilka", "isna", "laddie", "lassie", "mither", "muckle", "shouldna", "siller",
    "thegither",
    "toun", "wadna", "wasna", "weel", "whaur", "winna", "wouldna", "yestreen",
  ]
  /// So many words on either side are looked at for them.
  private static let passage = 60

  /// Whether Scots stands around a word: then `tae` and `hame` are written so.
  private func isInScots(_ window: borrowing Window, _ it: Block, _ own: Int) -> Bool {
    hasTwo(of: Self.scots, window, it, around: own)
  }

  /// Whether two different words of a list stand around a word.
  private func hasTwo(
    of words: WordSet, _ window: borrowing Window, _ it: Block, around own: Int
  ) -> Bool {
    let bytes = window.bytes.span
    var first: Token?
    let from = max(it.tokens.lowerBound, own - Self.passage)
    for index in from..<min(it.tokens.upperBound, own + Self.passage) where index != own {
      let token = window.tokens[index]
      guard words.contains(token, of: bytes) else { continue }
      if let first, first.form != token.form { return true }
      first = token
    }
    return false
  }

  /// Words of English before 1700, which poets and prayers have longer.
  private static let oldWords: WordSet = [
    "thou", "thee", "thy", "thine", "hath", "doth", "hast", "dost", "ye", "whence", "thence",
    "hither", "thither", "nay", "yea", "ere", "oft", "wilt", "shalt", "spake", "methinks",
    "Thou", "Thee", "Thy", "Hath", "Doth", "Ye", "Nay",
  ]
  /// Among them an unknown word is an old one, or a poet's own, unless it is this sure.
  private static let amongOldWords = 0.93

  /// Whether two different old words stand around a word: then `bespake` and `lovedst` are written so.
  private func isInOldPoetry(_ window: borrowing Window, _ it: Block, _ own: Int) -> Bool {
    hasTwo(of: Self.oldWords, window, it, around: own)
  }

  /// Below this an unknown word is no error itself, and speaks for its neighbours.
  private static let among: Float = 0.5
  /// So many words on either side are looked at for other unknown ones.
  private static let neighbourhood = 12

  /// A misreading in the case of the word that it replaces. Where the first letter was misread, its case
  /// tells little, and the place decides; what always has a capital gets one.
  private func cased(
    _ misreading: Misreading, _ printed: [UInt8], _ doubt: Doubt, _ window: borrowing Window,
    _ it: Block
  ) -> [UInt8] {
    let token = window.tokens[doubt.token]
    var bytes: [UInt8] = []
    if isOfCapitals(window, it, doubt) {
      CaseMapping.uppercase(printed.span, into: &bytes)
      return bytes
    }
    var isCapital = token.facts.contains(.capitalised)
    if misreading.traits.contains(.alwaysCapital) {
      isCapital = true
    } else if printed[0] != doubt.key[0], it.kind != .heading, it.kind != .byline {
      if isCapital {
        isCapital =
          !misreading.traits.contains(.noName) || doubt.shape.contains(.opensSentence)
          || Self.openers.contains(printed) || isBesideCapital(window, it, doubt)
      } else {
        isCapital =
          isBehindStop(window, it, doubt, printed[0])
          || hasCapital(window, token, printed[0])
      }
    }
    func add(_ word: Span<UInt8>, isCapital: Bool) {
      if isCapital {
        CaseMapping.titlecaseFirst(word, into: &bytes)
      } else {
        word.append(word.indices, to: &bytes)
      }
    }
    guard let second = misreading.second, let blank = printed.firstIndex(of: 0x20) else {
      add(printed.span, isCapital: isCapital)
      return bytes
    }
    // Each of two words that ran together has its own case.
    add(printed.span.extracting(..<blank), isCapital: isCapital)
    bytes.append(0x20)
    add(
      printed.span.extracting((blank + 1)...),
      isCapital: Misreading.Traits(second).contains(.alwaysCapital)
        || hasCapitalAtSeam(window, doubt, printed))
    return bytes
  }

  /// Whether the second of two words that ran together has a capital, as the only one of the letters
  /// beside it, by what was read: `andPer`.
  private func hasCapitalAtSeam(
    _ window: borrowing Window, _ doubt: Doubt, _ printed: [UInt8]
  ) -> Bool {
    guard let blank = printed.firstIndex(of: 0x20) else { return false }
    let bytes = window.bytes.span
    func isCapital(_ offset: Int) -> Bool {
      offset > doubt.range.lowerBound && offset < doubt.range.upperBound
        && !bytes[offset - 1].isASCIIUpper && bytes[offset].isASCIIUpper
        && bytes[offset].asciiLowered == printed[blank + 1]
    }
    // One of the two may be longer than what was read.
    return isCapital(doubt.range.lowerBound + blank)
      || isCapital(doubt.range.upperBound - (printed.count - blank - 1))
  }

  /// Whether a word was printed in capitals: it has no other letters, or most are, or as good as half
  /// and a word beside it has no others.
  private func isOfCapitals(_ window: borrowing Window, _ it: Block, _ doubt: Doubt) -> Bool {
    let token = window.tokens[doubt.token]
    if token.facts.contains(.allCapitals) { return true }
    guard token.facts.contains(.mixedCase) || token.facts.contains(.capitalised) else {
      return false
    }
    let bytes = window.bytes.span
    var capitals = 0
    var letters = 0
    for offset in doubt.range where bytes[offset].isASCIILetter {
      letters += 1
      if bytes[offset].isASCIIUpper { capitals += 1 }
    }
    guard letters >= 3, capitals >= 2 else { return false }
    if capitals * 10 >= letters * 6 { return true }
    func isOfCapitals(_ index: Int) -> Bool {
      it.tokens.contains(index) && window.tokens[index].facts.contains(.allCapitals)
    }
    return capitals * 10 >= letters * 4
      && (isOfCapitals(doubt.token - 1) || isOfCapitals(doubt.lastToken + 1))
  }

  /// Whether a letter stands within a token as a capital, behind a letter or two that were never printed.
  private func hasCapital(_ window: borrowing Window, _ token: Token, _ letter: UInt8) -> Bool {
    guard token.facts.contains(.mixedCase), token.length >= 3 else { return false }
    let bytes = window.bytes.span
    let second = bytes[Int(token.start) + 1]
    return second.isASCIIUpper && second.asciiLowered == letter
  }

  /// Words that sentences begin with most often: where one has a capital, the stop before it may be lost.
  private static let openers: WordSet = [
    "the", "in", "it", "to", "he", "she", "they", "this", "there", "at", "on", "for", "a", "an",
    "we", "his", "after", "when", "as", "but", "if",
  ]

  /// Whether a word with a capital stands before or behind a doubtful one: a title, or a name.
  private func isBesideCapital(
    _ window: borrowing Window, _ it: Block, _ doubt: Doubt
  ) -> Bool {
    func isCapital(_ index: Int) -> Bool {
      it.tokens.contains(index)
        && !window.tokens[index].facts.isDisjoint(with: [.capitalised, .allCapitals])
    }
    return isCapital(doubt.token - 1) || isCapital(doubt.lastToken + 1)
  }

  /// Whether a sentence of the same block has ended right before a doubtful word, or a stroke begins a
  /// block that does not go on from the one before.
  private func isBehindStop(
    _ window: borrowing Window, _ it: Block, _ doubt: Doubt, _ letter: UInt8
  ) -> Bool {
    guard doubt.shape.contains(.opensSentence) else { return false }
    guard doubt.token > it.tokens.lowerBound else {
      // An I in small letters is read as an l as well, but seldom where nothing goes on.
      return letter == UInt8(ascii: "i") && window.bytes.span[doubt.range.lowerBound].isStroke
        && !window.isBehindOpenEnd(it)
    }
    let end = window.tokens[doubt.token - 1].end
    let bytes = window.bytes.span
    // `house. ray be`: no capital is as low as what was read, and the stop may be a comma.
    if Self.lowLetters.contains(bytes[doubt.range.lowerBound]) { return false }
    return doubt.range.lowerBound == end + 2 && bytes[end] == UInt8(ascii: ".")
      && (bytes[end + 1].isBlank || bytes[end + 1].isLineEnd)
  }

  /// Low letters that no capital is like.
  private static let lowLetters = Array("aemnr".utf8)

  /// Whether the word is one part of something: before or behind a hyphen, over a line end too; an
  /// abbreviation; one half of a word that a line end broke without a hyphen.
  private func isPart(
    _ window: borrowing Window, _ it: Block, _ index: Int, last: Int, end: Int, isDirty: Bool,
    _ evidence: borrowing Evidence
  ) -> Bool {
    let bytes = window.bytes.span
    let token = window.tokens[index]
    var start = Int(token.start)
    if start > it.content.lowerBound {
      let before = bytes[start - 1]
      if before == UInt8(ascii: "-") && index > it.tokens.lowerBound
        && !isBesideKnown(window, it, index - 1)
        || before == UInt8(ascii: "'") && !isDirty
        || before == UInt8(ascii: "/") || before == UInt8(ascii: ".") || before == UInt8(ascii: "&")
        || before >= 0x80 && !isDirty && before != 0x9C && before != 0x94 && before != 0x98
      {
        return true
      }
    }
    var breaks = false
    while start > it.content.lowerBound, bytes[start - 1].isBlank || bytes[start - 1].isLineEnd {
      if bytes[start - 1].isLineEnd { breaks = true }
      start -= 1
    }
    if start > it.content.lowerBound, start < Int(token.start),
      bytes[start - 1] == UInt8(ascii: "-")
    {
      return true
    }
    if breaks, index > it.tokens.lowerBound, window.tokens[index - 1].end == start,
      isWhole(window, window.tokens[index - 1], token, evidence)
    {
      return true
    }
    guard end < it.content.upperBound else { return false }
    switch bytes[end] {
    case UInt8(ascii: "-"):
      return !token.facts.contains(.hyphenAfter) || !isBesideKnown(window, it, last + 1)
    case UInt8(ascii: "/"), UInt8(ascii: "&"): return true
    case UInt8(ascii: "'"): return !isDirty || StrayMarks.isCutShort(bytes, token.range)
    case UInt8(ascii: "_"), UInt8(ascii: "*"): return !isDirty
    case UInt8(ascii: "("):
      // `realloc()` is a function's name.
      return !isDirty || end + 1 < it.content.upperBound && bytes[end + 1] == UInt8(ascii: ")")
    case UInt8(ascii: "."):
      // A full stop within the line and before a small letter makes an abbreviation.
      var next = end + 1
      while next < it.content.upperBound && bytes[next] == 0x20 { next += 1 }
      return token.length <= 3 && (!isDirty || token.facts.contains(.capitalised))
        || token.length <= 5 && next < it.content.upperBound
          && (bytes[next].isASCIILower || next == end + 1 && bytes[next].isASCIIUpper
            || bytes[next].isASCIIDigit || bytes[next] == UInt8(ascii: ",")
            || bytes[next] == UInt8(ascii: ":") || bytes[next] == UInt8(ascii: ";"))
    case 0x80...:
      let scalar = bytes.scalar(at: end, limit: it.content.upperBound)
      return ScalarClass.of(scalar) == .hyphen || scalar.value == 0xAC
        || scalar.value == 0x2019 && (!isDirty || StrayMarks.isCutShort(bytes, token.range))
    case let byte where byte.isBlank || byte.isLineEnd:
      var next = end
      while next < it.content.upperBound, bytes[next].isBlank { next += 1 }
      guard next < it.content.upperBound, bytes[next].isLineEnd, last + 1 < it.tokens.upperBound
      else { return false }
      while next < it.content.upperBound, bytes[next].isBlank || bytes[next].isLineEnd { next += 1 }
      let other = window.tokens[last + 1]
      return Int(other.start) == next && isWhole(window, token, other, evidence)
    default: return false
    }
  }

  /// Whether the other part of a compound is a word of its own, of the same block.
  private func isBesideKnown(_ window: borrowing Window, _ it: Block, _ other: Int) -> Bool {
    guard it.tokens.contains(other) else { return false }
    let token = window.tokens[other]
    return token.form != 0 && token.length > 1 && !token.facts.contains(.unknown)
  }

  /// Whether two tokens are the halves of a word that edited prose has.
  private func isWhole(
    _ window: borrowing Window, _ left: Token, _ right: Token, _ evidence: borrowing Evidence
  ) -> Bool {
    let bytes = window.bytes.span
    let key = WordKey.of(bytes, left.range) + WordKey.of(bytes, right.range)
    return evidence.word(key: key).prose >= 20
  }

  /// Whether the word stands in quotes by itself or is marked [sic].
  private func isQuoted(_ window: borrowing Window, _ it: Block, _ token: Token) -> Bool {
    let bytes = window.bytes.span
    if Int(token.start) > it.content.lowerBound, token.end < it.content.upperBound {
      let before = bytes[Int(token.start) - 1]
      let after = bytes[token.end]
      let opens =
        before == UInt8(ascii: "\"") || before == 0x9C || before == 0x98
        || before == UInt8(ascii: "`")
      let closes =
        after == UInt8(ascii: "\"") || after == 0xE2 || after == UInt8(ascii: "`")
        || after == UInt8(ascii: ",")
      if opens && closes { return true }
    }
    return Quotation.isMarkedSic(window, it, token)
  }
}
