internal import Lexicon

/// The place where two blocks meet, and whether a sentence or a word runs across it.
///
/// What `captions`, `hyphenation` and `paragraphs` ask alike, so that a break over a column, a page
/// or a caption is judged by one rule.
struct Joint {
  /// What runs across.
  enum Verdict {
    /// Nothing, as far as one can see.
    case none
    /// A word broken at a hyphen: the decision on it.
    case word(HyphenDecision)
    /// A word whose end is lost: what follows is another sentence.
    case lostEnd(hyphen: Range<Int>)
    /// A word whose other half stands a line too far down: two columns were read as one.
    case columns(WordBreak)
    /// A sentence.
    case sentence(confidence: Double, reason: String)
  }

  /// Judges the joint between `first` and `second`, which may have captions between them.
  static func judge(
    _ window: borrowing Window, _ first: Int, _ second: Int, _ evidence: borrowing Evidence
  ) -> Verdict {
    let a = window.blocks[first]
    let b = window.blocks[second]
    guard a.signals.contains(.openEnd), !a.isCut, !b.isCut, !a.tokens.isEmpty, !b.tokens.isEmpty
    else { return .none }
    if a.kind == .heading { return evidence.isPage ? headline(window, first, second) : .none }
    guard canContinue(a.kind) else { return .none }
    if b.kind == .caption { return wordIntoCaption(window, a, b, evidence) }
    let bytes = window.bytes.span
    var place =
      canBeContinued(window, b) ? WordBreak.find(window, a, b, isPage: evidence.isPage) : nil
    if place == nil, !evidence.isPage, canBeContinued(window, b) {
      place = wordBesideSpecks(window, a, b, evidence)
    }
    if let place {
      let decision = HyphenDecision.decide(
        window, place, within: b.tokens, site: .block, evidence)
      if decision.outcome == .weld || evidence.isPage,
        InterleavedColumns.skips(
          window, place, decision, block: second, line: b.lines.lowerBound, evidence)
      {
        return .columns(place)
      }
      switch decision.outcome {
      case .leave where place.mark != .hyphen: break
      case .leave where decision.rule == "lost-end":
        return isProse(window, a) ? .lostEnd(hyphen: place.hyphen) : .none
      case .leave: return .none
      default: return .word(decision)
      }
    } else if let hyphen = trailingHyphen(window, a) {
      let last = window.tokens[a.tokens.upperBound - 1]
      return last.end == hyphen.lowerBound && isProse(window, a) ? .lostEnd(hyphen: hyphen) : .none
    }
    if evidence.isPage, let measure = evidence.measure(first) {
      return canBeContinued(window, b) && !b.tokens.isEmpty
        ? goesOn(window, a, b, measure: measure, evidence) : .none
    }
    let end = a.lines.upperBound - 1
    guard isProse(window, a) || isShortOpening(window, a, b), canBeContinued(window, b),
      !b.tokens.isEmpty, !isFurtherIn(window, a, b),
      // A headline that has been put together with its byline.
      !window.isByline(window.lines[end], window.tokens(ofLine: end, in: a))
    else { return .none }
    return sentence(window, a, b, bytes, evidence)
  }

  /// Whether a block begins further in than the line before it: a quotation, an example, code.
  private static func isFurtherIn(_ window: borrowing Window, _ a: Block, _ b: Block) -> Bool {
    let bytes = window.bytes.span
    func indent(_ line: Int) -> Int {
      let it = window.lines[line]
      return (it.content.lowerBound..<it.textStart).reduce(0) {
        $0 + (bytes[$1] == 0x09 ? 8 : 1)
      }
    }
    return indent(b.lines.lowerBound) > indent(a.lines.upperBound - 1) + 1
  }

  /// The break where each paragraph has been put on a line of its own, and specks beside the hyphen went
  /// with it: only a word of the lexicon or the document that runs across can tell.
  private static func wordBesideSpecks(
    _ window: borrowing Window, _ a: Block, _ b: Block, _ evidence: borrowing Evidence
  ) -> WordBreak? {
    guard let place = WordBreak.find(window, a, b, isPage: true), place.mark == .hyphen,
      isWord(HyphenDecision.decide(window, place, within: b.tokens, site: .block, evidence))
    else { return nil }
    return place
  }

  /// Whether the lexicon or the document has the word that a decision makes of two halves.
  private static func isWord(_ decision: HyphenDecision) -> Bool {
    decision.outcome == .weld && (decision.rule == "word" || decision.rule == "word-attested")
  }

  /// Judges whether the first lines of a caption stand before the one that its credit shows to be a
  /// caption: only a word of the lexicon or the document that runs across can tell.
  private static func wordIntoCaption(
    _ window: borrowing Window, _ a: Block, _ b: Block, _ evidence: borrowing Evidence
  ) -> Verdict {
    guard evidence.isPage, let place = WordBreak.find(window, a, b, isPage: true),
      place.mark == .hyphen
    else { return .none }
    let decision = HyphenDecision.decide(window, place, within: b.tokens, site: .block, evidence)
    return isWord(decision) ? .word(decision) : .none
  }

  /// Judges whether a headline goes on in the next block: engines take its large lines for blocks.
  private static func headline(
    _ window: borrowing Window, _ first: Int, _ second: Int
  ) -> Verdict {
    let a = window.blocks[first]
    let b = window.blocks[second]
    let head = b.lines.lowerBound
    let rest = window.tokens(ofLine: head, in: b)
    let isAboveByline = window.leadsToByline(head, in: b)
    guard a.lines.count == 1, b.lines.count == 1 || isAboveByline, canBeContinued(window, a),
      canBeContinued(window, b), window.lineEnds(in: a.gap) <= 2,
      window.pageBreak(in: a.gap) == nil, a.tokens.count >= 3,
      window.isTitle(a.tokens), window.isTitle(rest), let last = a.tokens.last,
      a.tokens.contains(where: { !window.tokens[$0].facts.contains(.allCapitals) }),
      LineEnd.Ending.of(window, window.withoutSpecks(window.lines[head])) == .word
    else { return .none }
    if functionWords.contains(WordKey.of(window.bytes.span, window.tokens[last].range)) {
      return .sentence(
        confidence: 0.95,
        reason: "The headline ends in “\(window.string(window.tokens[last].range))”, "
          + "which ends none.")
    }
    // Above a byline stands one headline; its first line is the longer one.
    guard
      isAboveByline || window.next(second).map({ window.blocks[$0].kind == .byline }) ?? false,
      a.tokens.count >= 4, rest.count < a.tokens.count
    else { return .none }
    return .sentence(
      confidence: 0.92, reason: "Above a byline, two lines set like titles are one headline.")
  }

  /// Judges by the lines on both sides whether a paragraph of a page goes on in the next block.
  private static func goesOn(
    _ window: borrowing Window, _ a: Block, _ b: Block, measure: Int,
    _ evidence: borrowing Evidence
  ) -> Verdict {
    let line = a.lines.upperBound - 1
    let first = LineEnd.Side(line: line, tokens: window.tokens(ofLine: line, in: a))
    let second = LineEnd.Side(
      line: b.lines.lowerBound, tokens: window.tokens(ofLine: b.lines.lowerBound, in: b))
    guard let last = first.tokens.last, let next = second.tokens.first,
      !window.tokens[last].facts.contains(.protected),
      !window.tokens[next].facts.contains(.protected)
    else { return .none }
    var odds = LineEnd.odds(
      window, first, second, in: b, isApart: true, measure: measure, evidence)
    // The second line of a heading is one as well, a line in capitals as good as always.
    if b.kind == .heading { odds += 1 }
    if !b.tokens.contains(where: { !window.tokens[$0].facts.contains(.allCapitals) }) { odds += 3 }
    guard odds < 0 else { return .none }
    return .sentence(
      confidence: LineEnd.confidence(odds),
      reason: "How the line ends and how the next begins, they are one paragraph.")
  }

  /// Whether blocks of this kind hold running text.
  static func holdsProse(_ kind: Block.Kind) -> Bool { canContinue(kind) || kind == .caption }

  /// Whether blocks of this kind can hold a sentence that goes on elsewhere.
  static func canContinue(_ kind: Block.Kind) -> Bool {
    kind == .paragraph || kind == .listItem || kind == .quote
  }

  private static func canBeContinued(_ window: borrowing Window, _ b: Block) -> Bool {
    if b.kind == .paragraph { return true }
    // A short last line can look like a heading ("Ministry of Science") or a byline.
    return b.kind == .heading
      && !window.bytes.span.starts(
        "#", at: window.trimmed(b.content).lowerBound, limit: b.content.upperBound)
      && !window.bytes.span.starts(
        "**", at: window.trimmed(b.content).lowerBound, limit: b.content.upperBound)
  }

  /// The hyphen that ends a block: `-`, U+00AD, U+2010, U+2011 or `¬`, or nil.
  static func trailingHyphen(_ window: borrowing Window, _ block: Block) -> Range<Int>? {
    let text = window.trimmed(block.content)
    return hyphen(before: text.upperBound, lowerBound: text.lowerBound, window.bytes.span)
  }

  /// The hyphen that ends before `end`, with no second one before it.
  static func hyphen(before end: Int, lowerBound: Int, _ bytes: Span<UInt8>) -> Range<Int>? {
    guard end > lowerBound else { return nil }
    if bytes[end - 1] == UInt8(ascii: "-") {
      if end - 2 >= lowerBound, bytes[end - 2] == UInt8(ascii: "-") { return nil }
      // `-` and U+00AD together are one hyphen.
      if end - 3 >= lowerBound, bytes[end - 3] == 0xC2, bytes[end - 2] == 0xAD {
        return (end - 3)..<end
      }
      return (end - 1)..<end
    }
    guard let scalar = bytes.scalar(before: end, lowerBound: lowerBound), scalar.isValid else {
      return nil
    }
    switch scalar.value {
    case 0xAD, 0x2010, 0x2011, 0xAC:
      let start = end - scalar.length
      if scalar.value == 0xAD, start > lowerBound, bytes[start - 1] == UInt8(ascii: "-") {
        return (start - 1)..<end
      }
      return start..<end
    default: return nil
    }
  }

  /// Whether a block is running text rather than a line that stands for itself.
  static func isProse(_ window: borrowing Window, _ block: Block) -> Bool {
    guard block.tokens.count >= 8, block.content.count >= 45 else { return false }
    if block.lines.count > 2 && hasShortLines(window, block) { return false }
    return true
  }

  /// Whether a short line can be the opening of the long paragraph behind it ("At the same time,
  /// Wang noted"): it begins like a sentence and has small words, and the paragraph begins small.
  private static func isShortOpening(
    _ window: borrowing Window, _ a: Block, _ b: Block
  ) -> Bool {
    guard a.kind == .paragraph, b.kind == .paragraph, a.lines.count == 1, a.tokens.count >= 5,
      a.content.count >= 20, b.tokens.count >= 10, b.lines.count == 1
    else { return false }
    let bytes = window.bytes.span
    var small = 0
    for token in a.tokens where bytes[Int(window.tokens[token].start)].isASCIILower { small += 1 }
    return small >= 3 && window.tokens[a.tokens.lowerBound].facts.contains(.capitalised)
      && bytes[Int(window.tokens[b.tokens.lowerBound].start)].isASCIILower
  }

  /// Whether a block's lines are as short as those of verse, an address, a list: most of them end
  /// where the next word would still have fitted.
  ///
  /// - Parameter share: how many of how many line ends have to be early.
  static func hasShortLines(
    _ window: borrowing Window, _ block: Block, measure: Int? = nil,
    share: (early: Int, of: Int) = (1, 3)
  ) -> Bool {
    guard block.lines.count > 1 else { return false }
    let measure = measure ?? longestLine(window, block)
    // Beside a paragraph that is one line, every other line is short.
    guard measure <= LineMeasure.longest else { return false }
    var early = 0
    for line in block.lines.dropLast() where breaksEarly(window, line, measure: measure) {
      early += 1
    }
    return early * share.of >= (block.lines.count - 1) * share.early
  }

  /// How many bytes the longest line of a block has.
  static func longestLine(_ window: borrowing Window, _ block: Block) -> Int {
    var longest = 0
    for line in block.lines {
      longest = max(longest, window.lines[line].textEnd - window.lines[line].content.lowerBound)
    }
    return longest
  }

  /// Whether a line ends although the first word of the next would have fitted into the measure.
  static func breaksEarly(_ window: borrowing Window, _ line: Int, measure: Int) -> Bool {
    let it = window.lines[line]
    let next = window.lines[line + 1]
    let bytes = window.bytes.span
    var end = next.textStart
    while end < next.textEnd && !bytes[end].isBlank { end += 1 }
    return it.textEnd - it.content.lowerBound + 1 + end - next.textStart + 1 < measure
  }

  // MARK: Sentences

  /// Whether a token is a number with a sign: no sentence goes on behind that of a time zone.
  private static func isOffset(_ window: borrowing Window, _ token: Token) -> Bool {
    let start = Int(token.start)
    guard token.facts.contains(.number), start > 1 else { return false }
    let bytes = window.bytes.span
    return (bytes[start - 1] == UInt8(ascii: "+") || bytes[start - 1] == UInt8(ascii: "-"))
      && bytes[start - 2].isBlank
  }

  /// Whether a token begins a path or the name of a file, rather than a sentence's next word.
  private static func isName(_ window: borrowing Window, _ token: Token, limit: Int) -> Bool {
    guard token.end + 1 < limit else { return false }
    let bytes = window.bytes.span
    let mark = bytes[token.end]
    return (mark == UInt8(ascii: "/") || mark == UInt8(ascii: ".") || mark == UInt8(ascii: "_"))
      && bytes[token.end + 1].isASCIILetter
  }

  private static func sentence(
    _ window: borrowing Window, _ a: Block, _ b: Block, _ bytes: Span<UInt8>,
    _ evidence: borrowing Evidence
  ) -> Verdict {
    let text = window.trimmed(a.content)
    let next = window.trimmed(b.content)
    let last = window.tokens[a.tokens.upperBound - 1]
    let first = window.tokens[b.tokens.lowerBound]
    // Only blanks and a comma may stand between the last word and the end.
    let ending = text.upperBound - last.end
    let endsInWord = ending == 0
    let endsInComma = ending == 1 && bytes[last.end] == UInt8(ascii: ",")
    let opening = Int(first.start) - next.lowerBound
    let opensQuoted =
      opening == 1 && bytes[next.lowerBound] == UInt8(ascii: "\"")
      || opening == 1 && bytes[next.lowerBound] == UInt8(ascii: "(")
    guard opening == 0 || opensQuoted else { return .none }
    guard !last.facts.contains(.protected), !first.facts.contains(.protected) else { return .none }
    guard !isOffset(window, last), !isName(window, first, limit: next.upperBound) else {
      return .none
    }
    let startsSmall =
      !first.facts.contains(.capitalised) && !first.facts.contains(.digit)
      && !first.facts.contains(.ideograph) && bytes[Int(first.start)].isASCIILower
    let isBody = b.tokens.count >= 3 || startsSmall
    guard isBody else { return .none }

    if endsInWord, functionWords.contains(last, of: bytes),
      last.facts.isDisjoint(with: [.capitalised])
    {
      if startsSmall && opening == 0 {
        return .sentence(
          confidence: 0.99,
          reason: "The paragraph ends in “\(window.string(last.range))”, which ends no sentence, "
            + "and the next begins with a small letter.")
      }
      // A capital or a number goes on here only where the word is one that never ends a sentence, the
      // capital is a name's, and the block is no heading of its own.
      let isName =
        first.facts.contains(.digit) || first.facts.contains(.allCapitals)
        || !openers.contains(first, of: bytes)
      if b.kind == .paragraph, isName,
        first.facts.contains(.digit) || neverLast.contains(last, of: bytes),
        window.endsSentence(b.content) || b.signals.contains(.endHyphen)
      {
        return .sentence(
          confidence: 0.95,
          reason: "The paragraph ends in “\(window.string(last.range))”, which ends no sentence.")
      }
      return .none
    }
    if endsInComma {
      guard startsSmall else { return .none }
      return .sentence(
        confidence: 0.97,
        reason: "The paragraph ends in a comma and the next begins with a small letter.")
    }
    if endsInWord && startsSmall && b.tokens.count >= 2 {
      return .sentence(
        confidence: 0.96,
        reason: "The paragraph ends without a stop and the next begins with a small letter.")
    }
    // A closing quote or bracket, then a small letter: the sentence goes on behind it.
    if ending > 0 && ending <= 2 && startsSmall && opening == 0 && b.tokens.count >= 4 {
      switch bytes[text.upperBound - 1] {
      case UInt8(ascii: "\""), UInt8(ascii: ")"), UInt8(ascii: "%"):
        return .sentence(
          confidence: 0.93,
          reason: "The paragraph ends behind a quote or bracket without a stop, "
            + "and the next begins with a small letter.")
      default: break
      }
    }
    return .none
  }

  /// Words that end no sentence at all.
  private static let neverLast: WordSet = [
    "a", "an", "the", "of", "and", "or", "nor", "but", "from", "with", "into", "upon", "than",
    "whose", "its", "their", "our", "your", "my", "every", "each", "per", "via", "including",
    "between", "among", "during", "towards", "toward",
  ]

  /// Capitalised words that open a sentence of their own.
  static let openers: WordSet = [
    "The", "A", "An", "In", "On", "At", "It", "He", "She", "We", "They", "This", "That", "These",
    "Those", "There", "But", "And", "As", "If", "When", "While", "After", "Before", "Since",
    "However", "For", "To", "By", "With", "From", "Our", "Its", "Their", "His", "Her", "Many",
    "Some",
    "All", "Both", "Each", "One", "Two", "Now", "Then", "Today", "What", "Who", "How", "Why",
    "Where",
    "You", "I", "Not", "No", "Yes", "Although", "Because", "During", "Under", "Over", "Until",
  ]

  /// Words behind which English goes on. Prepositions that also end sentences ("in", "on", "up")
  /// count too: they end a paragraph of eight words or more without a full stop here.
  static let functionWords: WordSet = [
    "a", "an", "the", "of", "and", "or", "nor", "but", "to", "for", "from", "with", "without",
    "by", "at", "in", "into", "on", "onto", "upon", "as", "than", "that", "which", "who", "whose",
    "whom", "if", "because", "although", "while", "whereas", "between", "among", "through",
    "during", "under", "against", "towards", "toward", "is", "are", "was", "were", "be", "been",
    "being", "has", "have", "had", "will", "would", "can", "could", "should", "may", "might",
    "must", "shall", "its", "their", "his", "her", "our", "your", "my", "this", "these", "those",
    "such", "very", "not", "also", "both", "either", "neither", "every", "each", "per", "via",
    "including", "when", "where", "how", "what", "so", "it", "they", "he", "she", "we", "some",
    "any", "all", "no", "other", "more", "most", "several", "many", "about", "over", "within",
    "around", "across", "before", "after", "since", "until", "near", "like",
  ]
}

extension Window {
  /// The text of a range of the buffer; for reasons and tests, never for deciding.
  func string(_ range: Range<Int>) -> String {
    String(decoding: bytes.span.array(range), as: UTF8.self)
  }
}

/// What becomes of a hyphen between two halves: one decision for every kind of break.
struct HyphenDecision {
  /// What becomes of it.
  enum Outcome {
    /// The halves are one word; the hyphen goes.
    case weld
    /// The halves are a compound; the hyphen stays, the break goes.
    case compound
    /// Nobody knows, or nothing is broken.
    case leave
  }

  /// Where the hyphen stands.
  enum Site {
    /// At the end of a line within a block.
    case line
    /// At the end of a block.
    case block
    /// Within a line.
    case inline
  }

  var outcome: Outcome
  var rule: String
  var confidence: Double
  var reason: String
  /// The hyphen, offsets into the window's buffer.
  var hyphen: Range<Int> = 0..<0

  private static func leave(_ rule: String, _ reason: String) -> HyphenDecision {
    HyphenDecision(outcome: .leave, rule: rule, confidence: 1, reason: reason)
  }

  /// Decides a break at the end of a line or block.
  ///
  /// The document's own words come first, then edited prose (which of `wellknown` and `well known`
  /// it has), then the lexicon's frequencies; two words that spell none together are a compound,
  /// and a half that is no word makes the whole one.
  ///
  /// - Parameters:
  ///   - place: the halves, and what stands between them.
  ///   - tokens: the tokens of the block that holds the second half.
  static func decide(
    _ window: borrowing Window, _ place: WordBreak, within tokens: Range<Int>, site: Site,
    _ evidence: borrowing Evidence
  ) -> HyphenDecision {
    let near = max(tokens.lowerBound, place.right - 10)..<min(tokens.upperBound, place.right + 10)
    let left = window.tokens[place.left]
    let right = window.tokens[place.right]
    var decision =
      place.mark == .hyphen
      ? judge(window, place, near, site, evidence)
      : judgeUnmarked(window, left, right, near, place.mark, evidence)
    decision.hyphen = place.hyphen
    return decision
  }

  /// Decides a break whose hyphen an engine has misread or lost: the halves have to spell a word that
  /// is known, and to be none themselves, or never to be neighbours in edited prose.
  private static func judgeUnmarked(
    _ window: borrowing Window, _ left: Token, _ right: Token, _ near: Range<Int>,
    _ mark: WordBreak.Mark, _ evidence: borrowing Evidence
  ) -> HyphenDecision {
    let bytes = window.bytes.span
    let nothing = leave("no-mark", "Nothing shows that a word is broken.")
    let plain: Token.Facts = [.protected, .ideograph, .digit, .mixedCase, .apostrophe]
    guard left.length >= 2, right.length >= 2, left.facts.isDisjoint(with: plain),
      right.facts.isDisjoint(with: plain), bytes[Int(right.start)].isASCIILower,
      !left.facts.contains(.allCapitals)
    else { return nothing }
    let leftKey = WordKey.of(bytes, left.range)
    let rightKey = WordKey.of(bytes, right.range)
    let word = evidence.word(key: leftKey + rightKey)
    let balance = Balance(leftKey, rightKey, word, evidence)
    // Of two halves, one of which is no word, a rarer word can be believed.
    let isBelieved =
      word.isKnown
      || !balance.bothWords && word.isInDictionary && !word.isListedWrong && word.centizipf >= 200
    guard isBelieved, leftKey.count + rightKey.count >= 5 else { return nothing }
    let together = String(decoding: leftKey + rightKey, as: UTF8.self)
    if !balance.bothWords {
      // A prefix that is a word as well (“under”) is a half like any other here.
      guard isAmongKnown(window, near, evidence) else { return nothing }
      return HyphenDecision(
        outcome: .weld, rule: "hyphen-lost", confidence: mark == .misread ? 0.95 : 0.93,
        reason: "“\(together)” is a word, and one of its halves is none.")
    }
    guard mark == .misread ? balance.joined >= 2.5 : balance.joined >= 3, balance.inProse == 0,
      evidence.neighbours(leftKey, rightKey) == 0, leftKey.count >= 3 || balance.isPrefixed,
      rightKey.count >= 3
    else { return nothing }
    return HyphenDecision(
      outcome: .weld, rule: "hyphen-lost", confidence: 0.91,
      reason: "“\(together)” is a word, and edited prose never has its halves side by side.")
  }

  private static func judge(
    _ window: borrowing Window, _ place: WordBreak, _ near: Range<Int>, _ site: Site,
    _ evidence: borrowing Evidence
  ) -> HyphenDecision {
    let bytes = window.bytes.span
    let left = window.tokens[place.left]
    let right = window.tokens[place.right]
    let hyphen = place.hyphen
    if !left.facts.isDisjoint(with: [.protected, .ideograph])
      || !right.facts.isDisjoint(with: [.protected, .ideograph])
    {
      return leave("address", "An address, a path or code keeps its hyphens.")
    }
    let isChain = left.facts.contains(.hyphenBefore) || right.facts.contains(.hyphenAfter)
    if isSuspension(bytes, right) && !isChain {
      return leave("suspended", "A suspended hyphen (pre- and post-war) stays.")
    }
    // A typesetter's own hyphen marks a broken word and nothing else.
    let isSoft =
      bytes[hyphen.lowerBound] == 0xC2
      || bytes[hyphen.upperBound - 1] >= 0x80
        && bytes[hyphen.lowerBound] != 0xE2
    if left.facts.contains(.digit) || right.facts.contains(.digit) {
      if left.facts.contains(.digit) && !right.facts.contains(.number)
        && !right.facts.contains(.capitalised) && !left.facts.contains(.hyphenBefore)
        || left.facts.contains(.number) && right.facts.contains(.number)
      {
        return HyphenDecision(
          outcome: .compound, rule: "number", confidence: 0.95,
          reason: "A number keeps its hyphen (40-year-old, 2020-2021).")
      }
      return leave("number", "A number or code keeps its hyphen.")
    }
    let leftKey = WordKey.of(bytes, left.range)
    var rightKey = WordKey.of(bytes, right.range)
    // The ending 's is no part of the word that the lexicon knows.
    if rightKey.count > 3, rightKey.suffix(2).elementsEqual("'s".utf8) { rightKey.removeLast(2) }
    let joined = leftKey + rightKey
    let inHyphens = evidence.pairInDocument(leftKey, rightKey)
    let word = evidence.word(key: joined)
    let together = String(decoding: joined, as: UTF8.self)
    let apart =
      String(decoding: leftKey, as: UTF8.self) + "-" + String(decoding: rightKey, as: UTF8.self)
    let rightIsSmall = !right.facts.contains(.capitalised)
    let bothCapitals =
      left.facts.contains(.allCapitals)
      || left.length == 1
        && left.facts.contains(.capitalised)
    let caseFits =
      rightIsSmall
      || bothCapitals && (right.facts.contains(.allCapitals) || right.length == 1)
    if !caseFits {
      if inHyphens > 0 {
        return HyphenDecision(
          outcome: .compound, rule: "compound-attested", confidence: 0.97,
          reason: "The document has “\(apart)” \(times(inHyphens)).")
      }
      if site == .block {
        return leave(
          "lost-end", "The word's end is lost: what follows begins a new sentence.")
      }
      // `Mc-Donald`: a son's name is one word, whatever its second capital.
      if leftKey.elementsEqual("mc".utf8) || leftKey.elementsEqual("mac".utf8),
        left.facts.contains(.capitalised), right.length >= 3
      {
        return HyphenDecision(
          outcome: .weld, rule: "name", confidence: 0.95,
          reason: "A name that begins so goes on without a hyphen.")
      }
      if left.facts.contains(.capitalised) {
        return HyphenDecision(
          outcome: .compound, rule: "names", confidence: 0.92,
          reason: "Two capitalised halves are a double name.")
      }
      return leave("capital", "A small half before a capital one is not certain to be one word.")
    }
    // No printer takes a single letter over to the next line.
    if rightKey.count == 1 && !isChain && inHyphens == 0 {
      return leave("no-evidence", "Nothing shows what “\(apart)” was.")
    }
    if word.occurrences > 0 && inHyphens == 0 && !word.isListedWrong {
      return HyphenDecision(
        outcome: .weld, rule: "word-attested", confidence: 0.99,
        reason: "The document has “\(together)” \(times(word.occurrences)).")
    }
    if inHyphens > 0 && word.occurrences == 0 {
      return HyphenDecision(
        outcome: .compound, rule: "compound-attested", confidence: 0.97,
        reason: "The document has “\(apart)” \(times(inHyphens)).")
    }
    if inHyphens > 0 && inHyphens > word.occurrences {
      return HyphenDecision(
        outcome: .compound, rule: "compound-attested", confidence: 0.93,
        reason: "The document has “\(apart)” more often than “\(together)”.")
    }
    if isSoft {
      return HyphenDecision(
        outcome: .weld, rule: "soft-hyphen", confidence: 0.97,
        reason: "A soft hyphen stands only where a word is broken.")
    }
    if let hyphenates = CompassPoints.hyphenates(leftKey, rightKey, evidence) {
      return HyphenDecision(
        outcome: hyphenates ? .compound : .weld, rule: hyphenates ? "compound" : "word",
        confidence: 0.93,
        reason: hyphenates
          ? "Points of the compass are written with a hyphen, here as in most of edited prose."
          : "The document writes points of the compass as one word.")
    }
    let isName =
      left.facts.contains(.capitalised) && !left.facts.contains(.allCapitals) && !isChain
    return weigh(
      window, place, isChain, near, leftKey, rightKey, word, site: site, together: together,
      apart: apart, isName: isName, evidence)
  }

  private static func weigh(
    _ window: borrowing Window, _ place: WordBreak, _ isChain: Bool, _ near: Range<Int>,
    _ leftKey: [UInt8], _ rightKey: [UInt8], _ word: Evidence.Word, site: Site, together: String,
    apart: String, isName: Bool,
    _ evidence: borrowing Evidence
  ) -> HyphenDecision {
    let balance = Balance(leftKey, rightKey, word, evidence)
    // In a text that breaks no words, a hyphen at a line's end is one of its own.
    let habits = evidence.habits
    let breaksWords = habits.wrappedLines < 60 || habits.hyphenLines * 80 >= habits.wrappedLines
    let prior = site == .block || breaksWords ? 0.5 : -1.5
    // A name's second half is small; a second name would not be.
    if isName, prior > 0, !isParticiple(rightKey), !PersonName.isMadeWith(rightKey),
      let herald = PersonName.herald(window, place.left),
      herald == .certain || evidence.neighbours(leftKey, rightKey) == 0
    {
      return HyphenDecision(
        outcome: .weld, rule: "name", confidence: 0.92,
        reason: "What stands before it shows a person's name, and its second half is small.")
    }
    if !balance.bothWords {
      if word.isInLexicon && !word.isListedWrong {
        return HyphenDecision(
          outcome: .weld, rule: "word", confidence: 0.98,
          reason: "“\(together)” is a word, and one of its halves is none.")
      }
      if leftKey.count < 2 || rightKey.count < 2 {
        return leave("no-evidence", "Nothing shows what “\(apart)” was.")
      }
      if let misread = halfMisread(
        leftKey, rightKey, word, isChain: isChain, site: site, evidence)
      {
        return misread
      }
      // Half a name: small letters behind a hyphen are no second name.
      if isName && prior > 0 && balance.joined == 0 && !balance.leftIsWord && balance.right < 3.5
        && !isParticiple(rightKey)
      {
        return HyphenDecision(
          outcome: .weld, rule: "name", confidence: 0.91,
          reason: "Neither half of the name is a word that compounds are made of.")
      }
      if balance.joined == 0 && balance.rightIsWord {
        // A name or a term of the document's own before a word (Debian-specific, ftp-master).
        if evidence.word(key: leftKey).occurrences >= 2 {
          return HyphenDecision(
            outcome: .compound, rule: "compound", confidence: 0.92,
            reason: "The document has both halves as words, and “\(together)” is none.")
        }
        // An unknown first half before a word: a name or a compound (ftp-master, Ting-off).
        return leave("no-evidence", "Nothing shows what “\(apart)” was.")
      }
      // Where blocks meet, what follows may be another column's.
      guard prior > 0, isAmongKnown(window, near, evidence), !balance.formsCompounds,
        site != .block || isName || isThird(window, place, leftKey + rightKey, evidence)
      else {
        return leave("no-evidence", "Nothing shows what “\(apart)” was.")
      }
      return HyphenDecision(
        outcome: .weld, rule: "half-word", confidence: 0.91,
        reason:
          "“\(String(decoding: rightKey, as: UTF8.self))” is no word, so the hyphen joins none.")
    }
    // So may two halves that are words by chance, where many words are misread.
    if !evidence.isClean, balance.joined == 0, balance.inProse == 0, !balance.formsCompounds,
      evidence.neighbours(leftKey, rightKey) == 0,
      let misread = halfMisread(
        leftKey, rightKey, word, isChain: isChain, site: site, evidence)
    {
      return misread
    }
    // Where blocks meet, a beginning (re-) before a word that it never stands before may be that of a word
    // whose rest is elsewhere.
    if site == .block, balance.isPrefixed, !balance.formsCompounds, balance.joined == 0,
      balance.inProse == 0, evidence.neighbours(leftKey, rightKey) == 0
    {
      return leave("no-evidence", "Nothing shows what “\(apart)” was.")
    }
    // What the web writes together once in a while is no word yet.
    let isOnWebOnly = !word.isInDictionary && word.prose < 20 && balance.joined < 2.6
    let isRare =
      (balance.joined < 1.6 || isOnWebOnly) && balance.left >= 4 && balance.right >= 4
    let score = isRare ? -0.1 : balance.joined - balance.compound + prior
    if isChain {
      // A part of a compound can be broken itself (peer-re-viewed), but for its small words
      // (day-to-day).
      if score >= 1, word.isInDictionary, word.isKnown, !Joint.functionWords.contains(leftKey),
        !Joint.functionWords.contains(rightKey)
      {
        return HyphenDecision(
          outcome: .weld, rule: "word", confidence: 0.92,
          reason: "“\(together)” is a word, and part of a longer compound.")
      }
      return HyphenDecision(
        outcome: .compound, rule: "compound", confidence: 0.94,
        reason: "It is part of a longer compound.")
    }
    if score >= 0 && balance.joined > 0 {
      return HyphenDecision(
        outcome: .weld, rule: "word", confidence: min(0.99, 0.91 + 0.04 * score),
        reason: "“\(together)” is more usual than “\(apart)”.")
    }
    return HyphenDecision(
      outcome: .compound, rule: "compound", confidence: min(0.97, 0.91 - 0.03 * score),
      reason: balance.joined == 0
        ? "Both halves are words, and “\(together)” is none."
        : "“\(apart)” is more usual than “\(together)”.")
  }

  /// The decision on halves that are both a misreading of a known word which begins or ends as they do:
  /// a letter of a half is misread (`agricul-` before `tare`); nil where there is no such word.
  private static func halfMisread(
    _ leftKey: [UInt8], _ rightKey: [UInt8], _ word: Evidence.Word, isChain: Bool, site: Site,
    _ evidence: borrowing Evidence
  ) -> HyphenDecision? {
    guard evidence.isPage, site != .inline, !word.isInLexicon, !isChain,
      leftKey.count + rightKey.count >= 7, let meant = evidence.misread(leftKey + rightKey),
      meant.starts(with: leftKey) || meant.suffix(rightKey.count).elementsEqual(rightKey)
    else { return nil }
    return HyphenDecision(
      outcome: .weld, rule: "half-misread", confidence: 0.92,
      reason: "The halves make no word, and are a misreading of "
        + "“\(String(decoding: meant, as: UTF8.self))”.")
  }

  /// Whether a word ends like those that compounds end in (sanctioned, owning).
  private static func isParticiple(_ key: [UInt8]) -> Bool {
    key.suffix(2).elementsEqual("ed".utf8) || key.suffix(3).elementsEqual("ing".utf8)
  }

  /// Whether the words around a break are the lexicon's: in another language, that a half is unknown
  /// says nothing.
  private static func isAmongKnown(
    _ window: borrowing Window, _ near: Range<Int>, _ evidence: borrowing Evidence
  ) -> Bool {
    var known = 0
    var looked = 0
    for index in near {
      let it = window.tokens[index]
      guard it.form != 0, it.length > 1, it.facts.isDisjoint(with: [.digit, .capitalised]) else {
        continue
      }
      looked += 1
      if evidence.form(it).prose >= 20 { known += 1 }
    }
    return known * 3 >= looked * 2
  }

  /// Decides a hyphen inside a line, where the page had a line end once. Harder: a hyphen there is
  /// nearly always meant, so a word is welded only on overwhelming evidence.
  static func decideInline(
    _ window: borrowing Window, left: Int, right: Int, _ evidence: borrowing Evidence,
    documentHasLeftovers: Bool
  ) -> HyphenDecision {
    let a = window.tokens[left]
    let b = window.tokens[right]
    let bytes = window.bytes.span
    let nothing = leave("none", "")
    guard a.length >= 2, b.length >= 2,
      a.facts.isDisjoint(with: [.protected, .ideograph, .digit, .apostrophe, .mixedCase]),
      b.facts.isDisjoint(with: [.protected, .ideograph, .digit, .mixedCase])
    else { return nothing }
    let inCapitals = a.facts.contains(.allCapitals) && b.facts.contains(.allCapitals)
    guard inCapitals || !b.facts.contains(.capitalised) && !a.facts.contains(.allCapitals) else {
      return nothing
    }
    let leftKey = WordKey.of(bytes, a.range)
    var rightKey = WordKey.of(bytes, b.range)
    if rightKey.count > 3, rightKey.suffix(2).elementsEqual("'s".utf8) { rightKey.removeLast(2) }
    let word = evidence.word(key: leftKey + rightKey)
    guard word.isInLexicon || word.occurrences > 0, !word.isListedWrong else { return nothing }
    // More than two parts (state-of-the-art) are a compound, but for COV-ID-19.
    let isChain = a.facts.contains(.hyphenBefore) || b.facts.contains(.hyphenAfter)
    let inHyphens = evidence.pairInDocument(leftKey, rightKey)
    let together = String(decoding: leftKey + rightKey, as: UTF8.self)
    let balance = Balance(leftKey, rightKey, word, evidence)
    // Where both halves stand by themselves as well, some authors write one word and some write two; only
    // a document that is known to have hyphens left over has one too many.
    let areHalves =
      Self.standsAlone(leftKey, inHyphens, evidence)
      && Self.standsAlone(rightKey, inHyphens, evidence)
    if word.occurrences >= 2 && word.occurrences > inHyphens && !balance.isPrefixed
      && (inCapitals || !isChain) && balance.inProse * 20 <= max(word.prose, 20)
      && (documentHasLeftovers || !areHalves)
    {
      return HyphenDecision(
        outcome: .weld, rule: "leftover-attested", confidence: 0.98,
        reason: "The document has “\(together)” \(times(word.occurrences)) without the hyphen.")
    }
    if isChain {
      // AL-MAN-SOB: a name of which nobody knows where its hyphens belong.
      guard inCapitals, documentHasLeftovers, !a.facts.contains(.hyphenBefore),
        !balance.bothWords
          || balance.inProse == 0
      else { return nothing }
      return HyphenDecision(
        outcome: .leave, rule: "leftover-suspected", confidence: 0.5,
        reason: "One of its hyphens may be left over; the document has others that are.")
    }
    // A capitalised first half may be a name (Eun-ji), unless the whole is a common small word.
    if a.facts.contains(.capitalised) && !inCapitals {
      guard word.isKnown, (word.capitalShare ?? 0) < 50, word.centizipf >= 350 else {
        return nothing
      }
    }
    if inCapitals && !word.isKnown {
      // Rare names: only where the document is known to have such hyphens, and the first half is
      // no word of edited prose.
      if documentHasLeftovers, leftKey.count >= 3, rightKey.count >= 4, balance.inProse == 0,
        balance.leftProse == 0, word.isInLexicon
      {
        return HyphenDecision(
          outcome: .weld, rule: "leftover-capitals", confidence: 0.9,
          reason: "The lexicon has “\(together)”, edited prose knows no "
            + "“\(String(decoding: leftKey, as: UTF8.self))”, "
            + "and the document has other hyphens left over.")
      }
      return HyphenDecision(
        outcome: .leave, rule: "leftover-suspected", confidence: 0.5,
        reason: "“\(together)” may be one word.")
    }
    if inHyphens > 2 && balance.bothWords { return nothing }
    if !balance.bothWords {
      guard word.isKnown || word.centizipf >= 250, balance.inProse * 20 <= word.prose + 20 else {
        return nothing
      }
      // A whole word before a part that the web has (fund-raisers, teen-agers) is a compound as often.
      if balance.left >= 4 && leftKey.count >= 4 && balance.right >= 2 && !documentHasLeftovers
        && word.occurrences == 0
      {
        return nothing
      }
      // Two letters behind a prefix are a clipped word (co-op) as often as an ending.
      if balance.isPrefixed && rightKey.count <= 2 { return nothing }
      return HyphenDecision(
        outcome: .weld, rule: "leftover", confidence: 0.97,
        reason: "“\(together)” is a word, and one of its halves is none.")
    }
    guard word.isKnown else { return nothing }
    let margin = balance.joined - balance.pair
    if balance.isPrefixed {
      guard margin >= 2, balance.joined - balance.right >= 1.5 else { return nothing }
    }
    // Two words with a hyphen between are what the author wrote, unless the document is known to have
    // hyphens left over, or has the word without it that edited prose hardly writes as two.
    let isOne = word.isInDictionary && word.prose >= 50 && balance.inProse * 50 <= word.prose
    let needed =
      word.occurrences > 0 && (documentHasLeftovers || isOne)
      ? 1.0 : documentHasLeftovers && inHyphens < 2 ? 2.0 : 9
    guard margin >= needed else { return nothing }
    return HyphenDecision(
      outcome: .weld, rule: "leftover", confidence: min(0.97, 0.9 + 0.03 * (margin - needed)),
      reason: "“\(together)” is a common word that edited prose does not write apart.")
  }

  /// Whether one half of a compound is a word that stands by itself, too: in a dictionary, or in the
  /// document, which has the compound so many times.
  private static func standsAlone(
    _ half: [UInt8], _ compounds: Int, _ evidence: borrowing Evidence
  ) -> Bool {
    let word = evidence.word(key: half)
    return half.count >= 3 && (word.isInDictionary || word.occurrences > compounds)
  }

  private static func times(_ count: Int) -> String { count == 1 ? "once" : "\(count) times" }

  /// Whether a word is known that was broken before the halves as well, and got no line end there:
  /// `ar-chi-` and `tects`.
  private static func isThird(
    _ window: borrowing Window, _ place: WordBreak, _ rest: [UInt8], _ evidence: borrowing Evidence
  ) -> Bool {
    guard window.tokens[place.left].facts.contains(.hyphenBefore) else { return false }
    let first = WordKey.of(window.bytes.span, window.tokens[place.left - 1].range)
    return evidence.word(key: first + rest).isKnown
  }

  /// Whether the word behind the break shows that the hyphen is a suspended one.
  private static func isSuspension(_ bytes: Span<UInt8>, _ right: Token) -> Bool {
    suspensions.contains(right, of: bytes)
  }

  private static let suspensions: WordSet = [
    "and", "or", "to", "und", "oder", "bis", "et", "ou", "y", "en", "versus",
  ]

  /// The frequencies that decide between one word and a compound, all on the Zipf scale.
  private struct Balance {
    /// The joined word: the larger of web and edited prose.
    var joined = 0.0
    /// What a compound of the halves has to be weighed with.
    var compound = 0.0
    /// The pair in edited prose alone.
    var pair = 0.0
    var left = 0.0
    var right = 0.0
    var bothWords = false
    var leftIsWord = false
    var rightIsWord = false
    var isPrefixed = false
    /// Whether the first half makes compounds rather than words (low-power).
    var formsCompounds = false
    var inProse = 0
    var leftProse = 0

    init(
      _ left: [UInt8], _ right: [UInt8], _ word: Evidence.Word, _ evidence: borrowing Evidence
    ) {
      let a = evidence.word(key: left)
      let b = evidence.word(key: right)
      leftProse = a.prose
      inProse = evidence.pairInProse(left, right)
      joined = max(Double(word.centizipf) / 100, Self.zipf(ofProse: word.prose))
      self.right = max(Double(b.centizipf) / 100, Self.zipf(ofProse: b.prose))
      self.left = max(Double(a.centizipf) / 100, Self.zipf(ofProse: a.prose))
      rightIsWord = Self.isWord(b, right) || Self.isInflected(right, evidence)
      leftIsWord = Self.isWord(a, left)
      pair = Self.zipf(ofProse: max(inProse, 1))
      compound = inProse > 0 ? pair : 1.5
      for (prefix, floor) in Self.prefixes
      where left.count == prefix.utf8CodeUnitCount
        && left.span.starts(prefix, at: 0, limit: left.count)
      {
        isPrefixed = true
        formsCompounds = floor >= 3
        leftIsWord = true
        compound = max(compound, floor)
      }
      bothWords = leftIsWord && rightIsWord
    }

    private static func isWord(_ word: Evidence.Word, _ key: [UInt8]) -> Bool {
      // Endings stand on the web as words (ING is a bank); behind a hyphen they are endings.
      if Self.endings.contains(key) { return false }
      // Fragments of two letters stand on the web as abbreviations; as halves they are none.
      if key.count <= 2 { return word.prose >= 2000 || word.centizipf >= 600 }
      // So do longer ones that no dictionary has (ter, gie).
      if key.count <= 4 && !word.isInDictionary {
        return word.prose >= 100 || word.centizipf >= 400
      }
      return word.prose >= 20 || word.centizipf >= 300
    }

    private static let endings: WordSet = [
      "ing", "ings", "tion", "sion", "ment", "ments", "ness", "ism", "ist", "ish", "ity", "ive",
      "ies", "ted", "ers", "ous", "ance", "ence", "tory", "tive", "ial", "ian", "ting", "ally",
    ]

    /// Whether a rare form is the plural of a word (floppies).
    private static func isInflected(_ key: [UInt8], _ evidence: borrowing Evidence) -> Bool {
      guard key.count >= 6, key.last == UInt8(ascii: "s") else { return false }
      var base = Array(key.dropLast())
      if key.suffix(3).elementsEqual("ies".utf8) {
        base = Array(key.dropLast(3)) + [UInt8(ascii: "y")]
      }
      let word = evidence.word(key: base)
      return base.count >= 5 && (word.prose >= 20 || word.centizipf >= 300)
    }

    /// The Zipf frequency of a count in 32.6 million words of edited prose.
    private static func zipf(ofProse count: Int) -> Double {
      count <= 0 ? 0 : Logarithm.base10(Double(count) * 30.7)
    }

    /// First parts that English writes with a hyphen before words of its own, and how frequent the
    /// joined word must be to be believed instead.
    private static let prefixes: [(StaticString, Double)] = [
      ("non", 4.4), ("self", 4), ("cross", 2.7), ("pre", 2.8), ("sub", 2.2), ("ex", 2.5),
      ("re", 1.5), ("co", 2), ("anti", 2), ("de", 1.5), ("inter", 1.5), ("over", 1.5),
      ("under", 1.5), ("out", 1.5), ("up", 1.5), ("by", 2), ("mid", 2.4), ("semi", 2.2),
      ("ultra", 2.2), ("extra", 2), ("pro", 2), ("post", 2.2), ("neo", 2), ("multi", 2),
      ("micro", 1.5), ("macro", 1.5), ("mini", 2), ("counter", 1.5), ("half", 3), ("well", 4),
      ("vice", 3), ("all", 3), ("quasi", 3), ("un", 1.5), ("bi", 1.5), ("trans", 1.5),
      ("intra", 1.5),
      ("super", 1.5), ("ante", 1.5), ("to", 1.5), ("twenty", 4), ("thirty", 4), ("forty", 4),
      ("fifty", 4), ("sixty", 4), ("seventy", 4), ("eighty", 4), ("ninety", 4), ("high", 3),
      ("low", 3), ("long", 3),
    ]
  }
}
