/// See ``manual``.
public struct Punctuation: Stage {
  public static let manual = Manual(
    name: "punctuation",
    summary:
      "Takes out stops that dirt has set; ends sentences where a comma was read, or nothing was.",
    discussion: """
      Dirt between two words is read as a full stop or a colon, and the full stop at a sentence's end \
      as a comma. What stands around a mark tells: no sentence begins with a small letter, and none \
      ends with “of”; a word that is no name has a capital because a sentence begins there.

      A full stop before a small letter is taken out behind a word that ends no sentence, and between \
      two words that edited prose has one after the other much more often than chance would; else it \
      may have been a comma, and is left. Where no blank stands behind it, it becomes one. A stop before \
      a block's first word, and a second one behind a sentence, go. A comma becomes a full stop between a \
      word in small letters and a capitalised one that is written small within sentences; in verse, whose \
      lines begin so, it does not. All of this only in a document that an engine has read: one that has \
      pages, words that nobody knows, or words that are misread. Where it has but pages, a comma is \
      changed only before words that are never names.

      Some engines lose nearly all full stops of a page. Where words in small letters have hardly any behind \
      them, and sentences plainly begin without, they are set again: before a word with a capital \
      that often begins sentences, behind one that often ends them and seldom stands before the other; behind \
      the initials of people with a title; and behind the last word of a paragraph. Where stops are as \
      frequent as in any prose, one that is missing stays so, since capitals are misread too.
      """,
    rules: [
      .init("stray-stop", "Takes out a full stop or colon within a sentence."),
      .init("misread-stop", "Sets a full stop in the place of a comma."),
      .init("lost-stop", "Sets full stops where the engine has lost nearly all."),
    ],
    examples: [
      .init(
        "The offices of. the two towns were closed for the whole of the. winter.\n\n\u{0C}Nobody came.\n",
        becomes:
          "The offices of the two towns were closed for the whole of the winter.\n\n\u{0C}Nobody came.\n"
      ),
      .init(
        "The bridge was supported. by the county.\n\n\u{0C}Nobody came.\n",
        becomes: "The bridge was supported by the county.\n\n\u{0C}Nobody came.\n"),
      .init(
        "Of tbe men on tbe bridge, twenty.seven of thern were.to see notes.txt.\n",
        becomes:
          "Of the men on the bridge, twenty-seven of them were to see notes.txt.\n"),
      .init(
        "The town had asked. for a bridge, and we. should see it.\n\n\u{0C}Nobody came.\n",
        becomes: "The town had asked for a bridge, and we should see it.\n\n\u{0C}Nobody came.\n"),
      .init(
        ". The caption of a picture, with dirt before it.\n\n\u{0C}Nobody came. . The hall was shut.\n",
        becomes:
          "The caption of a picture, with dirt before it.\n\n\u{0C}Nobody came. The hall was shut.\n"
      ),
      .init(
        "Tlie snow lay in the rnountains, Nothing moved on tbe road to the town.\n",
        becomes: "The snow lay in the mountains. Nothing moved on the road to the town.\n"),
      .init(
        "The gates were shut at niglit, A boat of tbe harbour lay in the rnouth of the river.\n",
        becomes:
          "The gates were shut at night. A boat of the harbour lay in the mouth of the river.\n"
      ),
      .init(
        "The board met agaiu on the first day of tbe month under Mr. J Moore, aud all the "
          + "members of the old board were present They had before them a letter from the captain "
          + "of the harbour, who asked for a new boat and for the means to repair the old pier When this "
          + "had been read it was resolved to give him both The mnney is to be raised by a rate\n",
        becomes:
          "The board met again on the first day of the month under Mr. J. Moore, and all the "
          + "members of the old board were present. They had before them a letter from the captain "
          + "of the harbour, who asked for a new boat and for the means to repair the old pier. When this "
          + "had been read it was resolved to give him both. The money is to be raised by a rate.\n"
      ),
      .init(
        "The bridge was supported. by the county.\n",
        stays: "a document that shows no sign of an engine"),
      .init(
        "The board met again on the first day of the month under the old captain, and all the members "
          + "were present They had before them a letter from the captain of the harbour, who asked for a "
          + "new boat and for the means to repair the old pier When this had been read it was resolved "
          + "to give him both The money is to be raised by a rate\n",
        stays: "somebody's own way of writing, and no sign of an engine"),
      .init(
        "Two boards of 6 in. width, and approx. half a pound of nails.\n\n\u{0C}Nobody came.\n",
        stays: "abbreviations"),
      .init(
        "The moon was up, The night was still, They came at last, Across the hill.\n\n\u{0C}Nobody came.\n",
        stays: "verse that has lost its line ends"),
      .init(
        "They met in Benin, Nigeria and Togo, and asked the question, Is it worth the trouble?\n\n"
          + "\u{0C}Nobody came.\n",
        stays: "names, and a question within a sentence"),
      .init(
        "He gave us his first book, The art of rowing, and a ref. to the second.\n\n\u{0C}Nobody came.\n",
        stays: "a title, an abbreviation"),
    ])

  public static let wants: Signals = .any

  public init() {}

  public func survey(_ window: borrowing Window, into evidence: inout Evidence) {
    guard Self.isMisread(evidence) else { return }
    LostStops.survey(window, into: &evidence)
  }

  public func isNeeded(_ evidence: borrowing Evidence) -> Bool {
    evidence.habits.isPage || Self.isMisread(evidence)
  }

  /// Whether words of the document are misread.
  private static func isMisread(_ evidence: borrowing Evidence) -> Bool {
    !evidence.isClean || evidence.hasMisreadWords
  }

  public func propose(
    _ window: borrowing Window, block: Int, evidence: borrowing Evidence, edits: inout Edits
  ) {
    let it = window.blocks[block]
    guard Joint.holdsProse(it.kind) else { return }
    let isMisread = Self.isMisread(evidence)
    if isMisread, LostStops.areMany(evidence) { LostStops.propose(window, it, evidence, &edits) }
    guard !it.signals.isDisjoint(with: [.stop, .spacing]) else { return }
    let mostCapitals = isMisread ? Self.mostCapitals : Self.fewestCapitals
    proposeFirst(window, it, &edits)
    let bytes = window.bytes.span
    // Read where a comma first asks, and once a block however many do.
    var capitals: Capitals?
    var sentence = SentenceEnd()
    for index in it.tokens.dropFirst() {
      let left = window.tokens[index - 1]
      let right = window.tokens[index]
      let mark = left.end
      if isDoubled(bytes, mark, before: Int(right.start)), !window.isProtected(mark..<(mark + 3)) {
        edits.replace(
          (mark + 1)..<(mark + 3), with: [], rule: "stray-stop", confidence: 0.93,
          reason: "The sentence has ended already.")
      }
      if isMisread, Int(right.start) == mark + 1, bytes[mark] == UInt8(ascii: "."),
        let between = betweenGlued(window, it, index, evidence)
      {
        edits.replace(
          mark..<(mark + 1), with: [between], rule: "stray-stop", confidence: 0.92,
          reason: "No sentence begins with a small letter, or without a blank before it.")
      }
      // A mark against the word before it, and one blank behind.
      guard Int(right.start) == mark + 2, bytes[mark + 1] == 0x20, left.form != 0, right.form != 0,
        !window.isProtected(mark..<(mark + 1))
      else { continue }
      switch bytes[mark] {
      case UInt8(ascii: "."):
        if let stray = strayStop(window, it, index, evidence) {
          edits.replace(
            mark..<(mark + 1), with: [], rule: "stray-stop", confidence: stray.confidence,
            reason: stray.reason)
        }
      case UInt8(ascii: ":") where right.facts.seen.isSubset(of: .unknown):
        // `Multi-A: same`, `lib.a: cannot set`: parts of names.
        guard bytes.begins(at: Int(left.start), in: it.content) else { continue }
        guard Self.determiners.contains(WordKey.of(bytes, left.range)) else { continue }
        edits.replace(
          mark..<(mark + 1), with: [], rule: "stray-stop", confidence: 0.95,
          reason: "The word before the colon belongs to the one behind it.")
      case UInt8(ascii: ","):
        guard opensSentence(window, it, index, mostCapitals, evidence),
          !sentence.isQuestion(bytes, from: right.end, it.content)
        else { continue }
        let all = capitals ?? self.capitals(window, it, evidence)
        capitals = all
        guard !all.sayNothing(before: Int(right.start)) else { continue }
        edits.replace(
          mark..<(mark + 1), with: [UInt8(ascii: ".")], rule: "misread-stop", confidence: 0.93,
          reason: "The word behind the comma is no name, and has a capital.")
      default: continue
      }
    }
  }

  // MARK: Full stops

  /// A stop before the first word of a block.
  private func proposeFirst(_ window: borrowing Window, _ it: Block, _ edits: inout Edits) {
    let bytes = window.bytes.span
    let start = it.content.lowerBound
    guard let first = it.tokens.first, Int(window.tokens[first].start) == start + 2,
      bytes[start + 1] == 0x20, !window.isProtected(start..<(start + 2))
    else { return }
    switch bytes[start] {
    case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"):
      edits.replace(
        start..<(start + 2), with: [], rule: "stray-stop", confidence: 0.92,
        reason: "Nothing begins with a stop.")
    default: return
    }
  }

  /// Whether a full stop stands behind another, with blanks around it and a word behind.
  private func isDoubled(_ bytes: Span<UInt8>, _ mark: Int, before word: Int) -> Bool {
    word == mark + 4 && bytes.starts(". . ", at: mark, limit: word)
  }

  /// Whether the full stop before a token is none, and why.
  private func strayStop(
    _ window: borrowing Window, _ it: Block, _ index: Int, _ evidence: borrowing Evidence
  ) -> (confidence: Double, reason: String)? {
    let bytes = window.bytes.span
    let left = window.tokens[index - 1]
    let right = window.tokens[index]
    guard right.facts.seen.isSubset(of: [.unknown, .hyphenAfter]),
      right.length >= 2 || bytes[Int(right.start)] == 0x61,
      left.facts.seen.isSubset(of: .capitalised)
    else { return nil }
    // `is. lts roof`: an I that was read as an l.
    if right.facts.contains(.unknown), bytes[Int(right.start)] == UInt8(ascii: "l") { return nil }
    // `see spell.el`: the name of a file.
    if right.end + 1 < it.content.upperBound, bytes[right.end] == UInt8(ascii: "."),
      bytes[right.end + 1].isASCIILetter
    {
      return nil
    }
    // `6 in. wide`, `a. the first of a list`.
    if left.length == 1, opensLine(bytes, Int(left.start), it) { return nil }
    if index - 1 > it.tokens.lowerBound {
      let before = window.tokens[index - 2]
      if before.facts.contains(.digit) || Self.numbers.contains(before, of: bytes) { return nil }
    }
    // The initial of a name.
    if left.length == 1, left.facts.contains(.capitalised) { return nil }
    let key = WordKey.of(bytes, left.range)
    if Self.determiners.contains(key) || Self.connectives.contains(key) {
      return (0.95, "No sentence ends with such a word, and none begins with a small letter.")
    }
    let next = WordKey.of(bytes, right.range)
    if Self.subjects.contains(key)
      || left.length >= 4 && Self.prepositions.contains(next) && !Self.abbreviations.contains(key),
      evidence.neighbours(key, next) >= Self.usual
    {
      return (0.92, "Prose often has the words so, and no comma between such words.")
    }
    guard left.length >= 3, !Self.abbreviations.contains(key), !right.facts.contains(.unknown),
      evidence.belongTogether(left, right)
    else { return nil }
    return (0.92, "The words belong together, and no sentence begins with a small letter.")
  }

  /// Whether nothing but blanks and an opening bracket stands before an offset in its line.
  private func opensLine(_ bytes: Span<UInt8>, _ offset: Int, _ it: Block) -> Bool {
    var before = offset
    if before > it.content.lowerBound, bytes[before - 1] == UInt8(ascii: "(") { before -= 1 }
    while before > it.content.lowerBound, bytes[before - 1].isBlank { before -= 1 }
    return before == it.content.lowerBound || bytes[before - 1].isLineEnd
  }

  /// What belongs between two words that a full stop stands between without a blank: a blank, or the hyphen
  /// of a number. Nil where it may be a stop: of an abbreviation, a file, an address. Both words are in
  /// small letters, and prose has them often beside each other.
  private func betweenGlued(
    _ window: borrowing Window, _ it: Block, _ index: Int, _ evidence: borrowing Evidence
  ) -> UInt8? {
    let bytes = window.bytes.span
    let left = window.tokens[index - 1]
    let right = window.tokens[index]
    guard left.facts.seen.isEmpty, right.facts.seen.isEmpty, left.length >= 3, right.length >= 2,
      left.form != 0, right.form != 0,
      index - 1 == it.tokens.lowerBound || bytes[Int(left.start) - 1].isBlank
        || bytes[Int(left.start) - 1].isLineEnd,
      right.end >= it.content.upperBound || bytes[right.end].isBlank || bytes[right.end].isLineEnd
        || bytes[right.end] == UInt8(ascii: ","),
      !window.isProtected(Int(left.start)..<right.end)
    else { return nil }
    let (key, next) = (WordKey.of(bytes, left.range), WordKey.of(bytes, right.range))
    if WeldedCompound.areNumber(key, next) { return UInt8(ascii: "-") }
    guard !Self.abbreviations.contains(key), evidence.neighbours(key, next) >= Self.usual else {
      return nil
    }
    return 0x20
  }

  /// Words that say who does what follows, and words that say how what stands before them goes on: a comma
  /// hardly ever stands behind the ones or before the others.
  private static let subjects: WordSet = ["i", "we", "he", "she", "they"]
  private static let prepositions: WordSet = [
    "of", "for", "to", "on", "with", "by", "from", "than", "be", "been", "within", "into", "upon",
    "between", "under", "during", "toward", "towards", "among", "against",
  ]
  /// How often prose has two words, at the least, that usually stand so.
  private static let usual = 20

  // MARK: Commas

  /// Whether the token behind a comma is the first of a sentence, by the words around it.
  private func opensSentence(
    _ window: borrowing Window, _ it: Block, _ index: Int, _ mostCapitals: UInt8,
    _ evidence: borrowing Evidence
  ) -> Bool {
    guard Self.hasCapitalOfSentence(window, it, index, mostCapitals, evidence) else { return false }
    let bytes = window.bytes.span
    let left = window.tokens[index - 1]
    let right = window.tokens[index]
    let before = WordKey.of(bytes, left.range)
    guard left.length >= 2, !Self.continuations.contains(right, of: bytes),
      !Self.introductions.contains(before), !Self.determiners.contains(before),
      !Self.connectives.contains(before)
    else { return false }
    // What is not among the commonest words and comes again with its capital is somebody's name.
    return evidence.form(right).prose >= Self.commonest
      || evidence.occurrences(asWritten: right) < 2
  }

  /// Whether a token has a capital, though it is no name and no name stands beside it: between a word in
  /// small letters and another.
  static func hasCapitalOfSentence(
    _ window: borrowing Window, _ it: Block, _ index: Int, _ mostCapitals: UInt8,
    _ evidence: borrowing Evidence
  ) -> Bool {
    let left = window.tokens[index - 1]
    let right = window.tokens[index]
    let bytes = window.bytes.span
    let isArticle = right.length == 1 && bytes[Int(right.start)] == UInt8(ascii: "A")
    guard left.facts.seen.isSubset(of: .unknown), right.facts.contains(.capitalised),
      isArticle || right.facts.seen == .capitalised && right.length >= 2,
      right.form != 0, index + 1 < it.tokens.upperBound
    else { return false }
    let next = window.tokens[index + 1]
    guard next.facts.seen.isSubset(of: [.unknown, .hyphenAfter]), Int(next.start) == right.end + 1,
      bytes[right.end] == 0x20
    else { return false }
    if isArticle {
      // Not the letter: `a point, A is its name`.
      return left.length >= 3 && next.length >= 3 && !next.facts.contains(.unknown)
        && !connectives.contains(next, of: bytes)
    }
    let form = evidence.form(right)
    return form.flags.contains(.known) && form.capitalShare <= mostCapitals
  }

  /// The capitals within a block's sentences that are none of names.
  private struct Capitals {
    /// The commas behind which they stand, in order: offsets into the window's buffer.
    var commas: [Int] = []
    /// Whether they are many.
    var areMany = false

    /// Whether a capital says nothing: there are many, or another not far from a token, which has one
    /// itself. So it is in verse whose line ends are lost, and in an age that wrote so.
    func sayNothing(before start: Int) -> Bool {
      if areMany { return true }
      // The token's own comma is the last before it.
      let next = commas.partitioningIndex { $0 >= start }
      return next > 1 && start - commas[next - 2] < Punctuation.lines
        || next < commas.count && commas[next] - start < Punctuation.lines
    }
  }

  private func capitals(
    _ window: borrowing Window, _ it: Block, _ evidence: borrowing Evidence
  ) -> Capitals {
    let bytes = window.bytes.span
    var capitals = Capitals()
    var bare = 0
    var others = 0
    for index in it.tokens.dropFirst() {
      let left = window.tokens[index - 1]
      let gap = left.end..<max(left.end, Int(window.tokens[index].start))
      let isComma = gap.count == 2 && bytes[left.end] == UInt8(ascii: ",")
      guard isComma || gap.count == 1, bytes[gap.upperBound - 1] == 0x20 else { continue }
      if Self.hasCapitalOfSentence(window, it, index, Self.mostCapitals, evidence) {
        if isComma { capitals.commas.append(left.end) } else { bare += 1 }
      } else if isComma {
        others += 1
      }
    }
    capitals.areMany =
      capitals.commas.count > 2 && capitals.commas.count * 6 > others + 6
      || bare * 60 > it.tokens.count
    return capitals
  }

  /// Of a hundred occurrences within sentences a word that is no name has at most so many capitals; and
  /// one that nobody makes a name of.
  static let mostCapitals: UInt8 = 20
  private static let fewestCapitals: UInt8 = 2
  /// So many bytes are a few lines of verse.
  private static let lines = 200
  /// The commonest words have so many occurrences in edited prose.
  private static let commonest = 20_000

  /// Where the sentence ends that was asked for last, so that each is read once.
  private struct SentenceEnd {
    private var offset = -1
    private var isQuestion = false

    /// Whether the sentence that goes on at an offset is a question: one may stand within another
    /// sentence, with a capital and without quotes. Asked in the order of the text.
    mutating func isQuestion(_ bytes: Span<UInt8>, from start: Int, _ content: Range<Int>) -> Bool {
      guard start > offset else { return isQuestion }
      isQuestion = false
      offset = start
      while offset < content.upperBound {
        switch bytes[offset] {
        case UInt8(ascii: "?"):
          isQuestion = true
          return true
        case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: ";"): return false
        default: offset += 1
        }
      }
      return false
    }
  }

  // MARK: Words

  /// Words that belong to the one behind them.
  static let determiners: WordSet = [
    "the", "a", "an", "their", "its", "my", "our", "your", "than", "very",
  ]
  /// Words that end no sentence, or seldom; before a small letter their full stop is none.
  static let connectives: WordSet = [
    "of", "and", "to", "with", "from", "by", "or", "as", "at", "if", "that", "which", "who",
    "whose", "into", "in", "on", "for", "about", "but", "is", "are", "was", "were", "be",
    "been", "has", "have", "had", "could", "would", "should", "must", "can", "this", "these",
    "those", "his", "when", "because", "while", "where", "between", "through", "upon", "under",
    "until", "whether",
  ]
  /// Words that are cut short and keep their full stop before a small letter.
  private static let abbreviations: WordSet = [
    "etc", "viz", "approx", "dept", "corp", "univ", "prof", "misc", "fig", "figs", "vol",
    "vols", "eds", "trans", "chap", "sec", "ibid", "inst", "inc", "ltd", "bros", "messrs",
    "esq", "est", "max", "min", "avg", "govt", "assn", "ave", "mrs", "rev", "gen", "col",
    "capt", "lieut", "sergt", "hon", "supt", "asst", "pres", "gov", "sen", "rep", "jan", "feb",
    "mar", "apr", "jun", "jul", "aug", "sept", "oct", "nov", "dec", "mon", "tue", "tues", "wed",
    "thu", "thurs", "fri", "sat", "sun", "ext", "tel", "nos", "art", "arts", "par", "pts",
    "hrs", "mins", "secs", "lbs", "yds", "ins", "doz", "temp", "lat", "long", "orig", "illus",
    "anon", "cent", "inch", "mss", "pop", "ref", "refs", "incl", "excl", "esp", "assoc", "dist",
    "div", "comm", "dir", "pub", "publ", "repr", "cont", "contd", "bldg", "blvd", "intl",
    "natl", "mgr", "attn", "qty", "equiv", "resp", "sect", "adj", "adv", "abbr", "ret", "dep",
    "cert", "spec", "specs", "tech",
  ]
  /// Words behind which somebody's speech or a title begins, without a quote and with a capital; and those
  /// with which a letter begins.
  static let introductions: WordSet = [
    "said", "says", "say", "saying", "asked", "asks", "ask", "thought", "think", "cried",
    "wrote", "writes", "reads", "read", "reading", "answered", "replied", "added", "question",
    "questions", "words", "motto", "sir", "sirs", "madam", "friend", "friends", "gentlemen",
    "oh", "yes", "no", "well", "ah", "novel", "book", "film", "movie", "song", "play", "poem",
    "story", "tale", "essay", "article", "paper", "album", "magazine", "newspaper", "journal",
    "titled", "entitled", "called", "named", "show", "series", "exhibition", "thesis", "study",
    "report", "lecture", "talk", "hymn", "opera", "work", "painting", "title", "theme",
    "subject", "topic",
  ]
  /// What stands before a measure.
  private static let numbers: WordSet = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "half", "few", "several",
  ]
  /// Words that begin a sentence seldom, and with a capital a line of verse, or what has been resolved:
  /// `be it enacted, That`.
  static let continuations: WordSet = [
    "And", "Or", "Nor", "To", "With", "Than", "Who", "Whose", "Which", "Me", "That", "Whereas",
    "Be",
  ]
}
