/// See ``manual``.
public struct Hyphenation: Stage {
  public static let manual = Manual(
    name: "hyphenation",
    summary: "Rejoins words that the typesetter broke at the end of a line, column or page.",
    discussion: """
      Printers break a word at the end of a line and mark the place with a hyphen. OCR keeps both \
      halves and the hyphen, so the word cannot be found any more, neither by a reader who searches \
      nor by a machine that reads. Where a column or a page ends, a blank line lies between the \
      halves; where a picture stands in the way, its caption does (see `captions`).

      Not every hyphen at a line's end was put there by the printer: “well-known” may have been \
      broken at its own. So each hyphen is weighed, and the weights are always the same. What the \
      document itself writes elsewhere comes first: if it has “COVID” six times, COV-ID is COVID; \
      if it has “sci-tech”, the hyphen stays. Then comes edited prose: does it write “wellknown” or \
      “well known”? Then the lexicon: a half that is no word at all (“enter-prises”) makes the whole \
      one; two words that spell none together (“red-brick”) are a compound. Without evidence nothing \
      is changed.

      A word whose end is lost (the next paragraph begins a new sentence) is never joined to what \
      follows. It is reported, since what the page has lost cannot be invented.

      On a page that broke its words, an engine reads a hyphen for `_`, `~`, `.` or nothing at all, and \
      specks stand beside it. There the halves are rejoined where they spell a known word and are none \
      themselves, and the specks go with the break. A compound that lost its hyphen with a line end \
      (“wellknown”) gets it back where English writes it with one.

      Where an engine read two columns as one, line by line, the halves of a word stand two lines \
      apart. Plain text cannot undo that: it is reported, and nothing is joined there.

      Where lines stay (`--wrap keep`, or text that is no page), the second half moves up to the first \
      line, and compounds are rejoined where the document is one that breaks words. With \
      `--wrap join`, and on pages, they always are.
      """,
    rules: [
      .init("word", "Joins halves that spell a word of the lexicon."),
      .init("word-attested", "Joins halves that spell a word of the same document."),
      .init("half-word", "Joins halves of which one is no word."),
      .init("soft-hyphen", "Joins at a soft hyphen (U+00AD, ¬), which has no other meaning."),
      .init("compound", "Rejoins a compound and keeps its hyphen."),
      .init("compound-attested", "Keeps the hyphen of a compound that the document has elsewhere."),
      .init("hyphen-lost", "Joins halves of a known word whose hyphen the engine misread or lost."),
      .init("welded", "Gives a compound back the hyphen that went with a line end."),
      .init("number", "Rejoins a number and keeps its hyphen."),
      .init("name", "Joins the halves of a name."),
      .init("names", "Rejoins a double name and keeps its hyphen."),
      .init("leftover", "Takes out a hyphen that was left inside a line."),
      .init("leftover-attested", "The same, where the document has the word without it."),
      .init("leftover-capitals", "The same in a rare name in capitals."),
      .init("leftover-suspected", "Finds a hyphen that may be left over."),
      .init("half-misread", "Joins halves that are a known word but for a slip of the engine."),
      .init("lost-end", "Finds a word whose end is lost."),
      .init("interleaved-columns", "Finds columns that were read as one, line by line."),
    ],
    examples: [
      .init(
        "The committee met the trustees of the municipal Net-\n\nwork at noon.\n",
        becomes: "The committee met the trustees of the municipal Network at noon.\n"),
      .init(
        "The board was led by Miss Flora Mac-\nDonald of the lower mill, and by Mr. Mc-\nIntyre "
          + "of the upper one.\n",
        becomes: "The board was led by Miss Flora MacDonald of the lower mill, and by Mr. McIntyre "
          + "of the upper one.\n", options: .join),
      .init(
        "The old harbour is being turned into a park for enter-\nprises of every size.\n",
        becomes: "The old harbour is being turned into a park for enterprises\nof every size.\n"),
      .init(
        "The old harbour is being turned into a park for enter-\nprises of every size.\n",
        becomes: "The old harbour is being turned into a park for enterprises of every size.\n",
        options: .join),
      .init(
        "They praised the archi\u{AD}\ntects of the hall.\n",
        becomes: "They praised the architects\nof the hall.\n"),
      .init(
        "The ministers met in labora-tory seven.\n",
        becomes: "The ministers met in laboratory seven.\n"),
      .init(
        "COVID had closed the school. After COVID the school reopened, and COV-ID was over.\n",
        becomes:
          "COVID had closed the school. After COVID the school reopened, and COVID was over.\n"
      ),
      .init(
        "The visitors admired a house of red-\nbrick walls, a well-\nknown landmark.\n",
        becomes: "The visitors admired a house of red-brick walls, a well-known landmark.\n",
        options: .join),
      .init(
        "All of this will help the partners to take part in future scientific re-\n\n"
          + "International partners are welcome at every stage of the project.\n",
        stays: "the end of the word is lost; what follows is another sentence"),
      .init(
        "Hydrogen burns hot, and nobody can see its flame by day. To prevent over-\n\n"
          + "neers also set up forty-two lamps and a camera for the hall.\n",
        stays: "halves of two words, of which the columns came in the wrong order"),
      .init(
        "The exhibition compares pre-\nand post-war housing in four cities of the north.\n",
        stays: "a suspended hyphen"),
      .init(
        "A well-known, 40-year-old sci-tech co-operative was re-formed.\n",
        stays: "compounds of their own right"),
      .init(
        "They came to-morrow, not to-day, over-all a no-good lot.\n",
        stays: "older spellings and slang"),
      .init(
        "The society has thirtysix members and some wellknown maps of the coast.\n",
        becomes: "The society has thirty-six members and some well-known maps of the coast.\n"),
      .init(
        "The 84-yearold founder showed a 14,500-squaremetre hall and a groundbased station.\n",
        becomes:
          "The 84-year-old founder showed a 14,500-square-metre hall and a ground-based station.\n"),
      .init(
        "The hall was closed for years, and the visitors came to see the new labora-.\n\n"
          + "-tory and a garden.\n",
        becomes:
          "The hall was closed for years, and the visitors came to see the new laboratory and a garden.\n"
      ),
      .init(
        "The visitors saw the new labora- | tory and a garden.\n",
        becomes: "The visitors saw the new laboratory and a garden.\n"),
      .init("See https://example.org/long-\nterm for details.\n", stays: "an address"),
      .init(
        "The trust has a world-wide membership. The club is known worldwide for its boats.\n",
        stays: "two spellings of one word"),
    ])

  public static let wants: Signals = [
    .endHyphen, .innerHyphen, .openHyphen, .openEnd, .lines, .unknownWord,
  ]

  public init() {}

  private static let leftovers = "hyphenation.leftovers"

  public func survey(_ window: borrowing Window, into evidence: inout Evidence) {
    var block = window.next(window.firstBlock)
    var proven = 0
    while let index = block {
      let it = window.blocks[index]
      if it.signals.contains(.innerHyphen), it.kind.isRunningText {
        for token in window.tokens(in: it.tokens.dropFirst(), with: .hyphenBefore) {
          if look(window, token, &evidence) == Self.isProven { proven += 1 }
        }
      }
      block = window.next(index)
    }
    if proven > 0 { evidence.add(proven, to: Self.leftovers) }
  }

  // What the survey thinks of a pair of forms with a hyphen between.
  private static let isMeant: UInt8 = 0
  private static let isSuspect: UInt8 = 1
  private static let isProven: UInt8 = 2

  /// Thinks about the hyphen before a token, once for all occurrences of its pair of forms. The
  /// neighbours of the pair differ, so what is suspect is decided again where it stands.
  private func look(
    _ window: borrowing Window, _ token: Int, _ evidence: inout Evidence
  ) -> UInt8 {
    let left = window.tokens[token - 1]
    let right = window.tokens[token]
    let isChain = left.facts.contains(.hyphenBefore) || right.facts.contains(.hyphenAfter)
    let isPlain = !isChain && !left.facts.contains(.protected) && !right.facts.contains(.protected)
    if isPlain, let known = evidence.verdict(left, right) { return known }
    let suspicion = HyphenDecision.decideInline(
      window, left: token - 1, right: token, evidence, documentHasLeftovers: true)
    var verdict = Self.isMeant
    if suspicion.rule != "none" {
      let decision = HyphenDecision.decideInline(
        window, left: token - 1, right: token, evidence, documentHasLeftovers: false)
      verdict = decision.outcome == .weld ? Self.isProven : Self.isSuspect
    }
    if isPlain { evidence.keep(verdict, of: left, right) }
    return verdict
  }

  public func propose(
    _ window: borrowing Window, block: Int, evidence: borrowing Evidence, edits: inout Edits
  ) {
    let it = window.blocks[block]
    guard it.kind.isRunningText else { return }
    if it.signals.contains(.innerHyphen) { proposeInline(window, it, evidence, &edits) }
    if it.signals.contains(.openHyphen) { proposeOpen(window, block, evidence, &edits) }
    if it.signals.contains(.unknownWord) { proposeWelded(window, it, evidence, &edits) }
    let isPage = evidence.isPage
    let hasHyphens = !it.signals.isDisjoint(with: [.endHyphen, .openHyphen])
    guard isPage || hasHyphens else { return }
    if it.lines.count > 1 { proposeLines(window, block, evidence, &edits) }
    guard edits.isEmpty,
      isPage
        || !window.lines[it.lines.upperBound - 1].signals.isDisjoint(
          with: [.endHyphen, .openHyphen])
    else { return }
    guard let next = window.next(block) else {
      // The document ends within a word.
      if Joint.canContinue(it.kind), Joint.isProse(window, it),
        let hyphen = Joint.trailingHyphen(window, it)
      {
        reportLostEnd(window, it, hyphen, &edits)
      }
      return
    }
    switch Joint.judge(window, block, next, evidence) {
    case .word(let decision):
      let second = window.blocks[next]
      let tail = it.content.upperBound - window.tokens[it.tokens.upperBound - 1].end
      let head = Int(window.tokens[second.tokens.lowerBound].start) - second.content.lowerBound
      edits.join(
        block, with: next, droppingTail: tail,
        inserting: decision.outcome == .compound ? window.bytes.span.array(decision.hyphen) : [],
        droppingHead: head, at: decision.hyphen, rule: decision.rule,
        confidence: decision.confidence, reason: decision.reason)
    case .lostEnd(let hyphen): reportLostEnd(window, it, hyphen, &edits)
    case .columns(let place): reportColumns(window, place, &edits)
    case .none, .sentence: break
    }
  }

  private func reportLostEnd(
    _ window: borrowing Window, _ it: Block, _ hyphen: Range<Int>, _ edits: inout Edits
  ) {
    let last = window.tokens[it.tokens.upperBound - 1]
    guard last.end == hyphen.lowerBound else { return }
    edits.find(
      Int(last.start)..<hyphen.upperBound, rule: "lost-end", confidence: 0.95,
      reason: "The word's end is lost: what follows does not continue it.")
  }

  private func reportColumns(
    _ window: borrowing Window, _ place: WordBreak, _ edits: inout Edits
  ) {
    edits.find(
      Int(window.tokens[place.left].start)..<place.hyphen.upperBound, rule: "interleaved-columns",
      confidence: 0.9,
      reason: "The word goes on a line further down than it should: two columns were read as one.")
  }

  /// Hyphens left inside a line.
  private func proposeInline(
    _ window: borrowing Window, _ it: Block, _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    for token in window.tokens(in: it.tokens.dropFirst(), with: .hyphenBefore) {
      let isChain =
        window.tokens[token - 1].facts.contains(.hyphenBefore)
        || window.tokens[token].facts.contains(.hyphenAfter)
      if !isChain,
        evidence.verdict(window.tokens[token - 1], window.tokens[token]) == Self.isMeant
      {
        continue
      }
      let decision = HyphenDecision.decideInline(
        window, left: token - 1, right: token, evidence,
        documentHasLeftovers: Self.hasLeftovers(evidence))
      let left = window.tokens[token - 1]
      let right = window.tokens[token]
      switch decision.outcome {
      case .weld:
        let parts = (
          left: window.bytes.span.array(left.range), right: window.bytes.span.array(right.range)
        )
        // A document that has `thirtysix` everywhere has lost the hyphens, not found one too many.
        if WeldedCompound.isCompound(parts.left, parts.right, evidence) { continue }
        edits.replace(
          Int(left.start)..<right.end, with: parts.left + parts.right,
          rule: decision.rule, confidence: decision.confidence, reason: decision.reason)
      case .leave where decision.rule == "leftover-suspected":
        edits.find(
          Int(left.start)..<right.end, rule: decision.rule, confidence: decision.confidence,
          reason: decision.reason)
      default: break
      }
    }
  }

  /// Whether one in five thousand words at least has a hyphen left in it: in a book, a single one proves
  /// nothing of the others.
  private static func hasLeftovers(_ evidence: borrowing Evidence) -> Bool {
    let count = evidence.count(leftovers)
    return count > 0 && count * 5000 >= evidence.habits.words
  }

  /// Hyphens with a blank behind them: line ends that somebody has joined before.
  private func proposeOpen(
    _ window: borrowing Window, _ block: Int, _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    let it = window.blocks[block]
    let bytes = window.bytes.span
    for token in it.tokens.dropLast() {
      let end = window.tokens[token].end
      guard end < it.content.upperBound, bytes[end] == UInt8(ascii: "-"),
        Int(window.tokens[token + 1].start) > end + 1,
        let place = WordBreak.findInline(window, token)
      else { continue }
      let decision = HyphenDecision.decide(
        window, place, within: it.tokens, site: .inline, evidence)
      guard decision.outcome == .weld, decision.rule != "half-word" else {
        if let line = window.line(of: token, in: it),
          InterleavedColumns.splits(
            window, token, hyphen: place.hyphen, block: block, line: line, evidence)
        {
          reportColumns(window, place, &edits)
        }
        continue
      }
      edits.replace(
        end..<Int(window.tokens[token + 1].start), with: [], rule: decision.rule,
        confidence: decision.confidence, reason: decision.reason)
    }
  }

  /// Compounds whose hyphen stood at a line's end and went with it.
  private func proposeWelded(
    _ window: borrowing Window, _ it: Block, _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    for index in window.tokens(in: it.tokens, with: .unknown) {
      let token = window.tokens[index]
      let isMeasure = token.facts == [.unknown, .hyphenBefore]
      guard isMeasure || token.facts == .unknown,
        let parts = isMeasure
          ? WeldedCompound.partsOfMeasure(window, number: window.tokens[index - 1], token)
          : WeldedCompound.parts(window, token, evidence)
      else { continue }
      let bytes = window.bytes.span
      let middle = Int(token.start) + parts.length
      edits.replace(
        token.range,
        with: bytes.array(Int(token.start)..<middle) + [UInt8(ascii: "-")]
          + bytes.array(middle..<token.end), rule: "welded", confidence: parts.confidence,
        reason: parts.reason)
    }
  }

  /// Hyphens at line ends within the block.
  private func proposeLines(
    _ window: borrowing Window, _ block: Int, _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    let it = window.blocks[block]
    guard it.kind.isRunningText, it.kind != .quote || evidence.joinsLines else { return }
    let breaks = LineBreak.all(window, in: block, evidence)
    let foreign = breaks.filter(\.isForeign)
    for it in foreign { reportColumns(window, it.place, &edits) }
    guard foreign.count < 2 else { return }
    for it in breaks where !it.isForeign && it.decision.outcome != .leave {
      let (place, decision) = (it.place, it.decision)
      let keeps = decision.outcome == .compound
      if evidence.joinsLines {
        edits.replace(
          window.tokens[place.left].end..<Int(window.tokens[place.right].start),
          with: keeps ? window.bytes.span.array(place.hyphen) : [], rule: decision.rule,
          confidence: decision.confidence, reason: decision.reason)
      } else if !keeps || Self.breaksWords(evidence) {
        moveUp(window, place, window.lines[it.line], window.lines[it.line + 1], decision, &edits)
      }
    }
  }

  /// Whether the document is one that breaks words at line ends: two lines in a hundred end in a
  /// hyphen. A text that was only wrapped has its own hyphens there, and they are well where they are.
  private static func breaksWords(_ evidence: borrowing Evidence) -> Bool {
    evidence.habits.hyphenLines >= 3
      && evidence.habits.hyphenLines * 50 >= evidence.habits.wrappedLines
  }

  /// Moves the second half, with the marks that cling to it, up to the first line.
  private func moveUp(
    _ window: borrowing Window, _ place: WordBreak, _ line: Line, _ next: Line,
    _ decision: HyphenDecision, _ edits: inout Edits
  ) {
    let bytes = window.bytes.span
    let gap = window.tokens[place.left].end..<Int(window.tokens[place.right].start)
    guard
      let move = WordBreak.moveUp(
        bytes, gap, limit: next.textEnd, lineEnd: line.textEnd..<next.textStart)
    else { return }
    let hyphen = decision.outcome == .compound ? bytes.array(place.hyphen) : []
    edits.replace(
      move.range, with: hyphen + move.bytes, rule: decision.rule,
      confidence: decision.confidence, reason: decision.reason)
  }
}
