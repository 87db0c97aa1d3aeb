/// See ``manual``.
public struct Paragraphs: Stage {
  public static let manual = Manual(
    name: "paragraphs",
    summary:
      "Rejoins a sentence that a column, page or caption cut in two; unwraps the lines of a page.",
    discussion: """
      Where a column ends in the middle of a sentence, OCR leaves a blank line, and half a sentence \
      becomes a paragraph of its own. Two paragraphs are rejoined where the first is running text \
      that ends without a stop, and the second goes on: it begins with a small letter, or the first \
      ends in a word that ends no sentence (“of”, “the”, “and”).

      Headings, bylines, captions, lists, tables and verse are never joined to anything, and nothing \
      is joined to them; but on a page, a headline that fills two lines is one, and so is its byline: \
      what is set like titles down to a byline is one headline.

      Lines are joined to one line a paragraph where the survey finds a page (`--wrap auto`): words \
      are broken at the ends of two lines in a hundred, or form feeds or specks lie between the \
      lines. A letter or a manual that its author wrapped is no page and keeps its lines, unless \
      `--wrap join` asks for it; `--wrap keep` keeps them everywhere.

      On a page, blank lines and full stops are doubtful: engines see gaps where there are none, and \
      specks. So each line end is weighed: how it ends and how the next begins, whether the next \
      word would still have fitted, whether a blank line or a title, a credit or the row of a table \
      is near. A mark that stands alone at the edge of a full line is a speck and goes with the line \
      end. Verse, addresses, lists, calendars and rolls, tables and signatures keep their lines, and so \
      does a masthead that is set at the left and at the right. Where a word runs on in \
      the next column, the paragraph is put together first, and `hyphenation` makes the word whole.
      """,
    rules: [
      .init("open-sentence", "Joins two paragraphs that are one sentence."),
      .init(
        "broken-word", "Joins two paragraphs of a page of which one ends within a word."),
      .init("wrapped-line", "Joins lines that the measure broke."),
      .init("speck", "Joins them and takes out the specks at their edges."),
    ],
    examples: [
      .init(
        "Scientists who are working overseas are also obtaining a\n\nsense of participation.\n",
        becomes:
          "Scientists who are working overseas are also obtaining a sense of participation.\n"),
      .init(
        "According to a recent interview with the well-known Minister\n\nof Science, it went well.\n",
        becomes:
          "According to a recent interview with the well-known Minister of Science, it went well.\n"
      ),
      .init(
        "The council wrote to us on Monday about the\nwater main under the lower path. The pipe\n"
          + "dates from 1931.\n",
        becomes: "The council wrote to us on Monday about the water main under the lower path. "
          + "The pipe dates from 1931.\n", options: .join),
      .init(
        "The council wrote to us on Monday about the\nwater main under the lower path.\n",
        stays: "hard-wrapped text is no defect"),
      .init(
        "The old sluice was opened for the first time in for-\nty years, and the whole of the parish "
          + "had come to\nwatch. A band was playing. The miller's grand-\ndaughter spoke of the apple "
          + "wood that its build-\ners had used for the teeth of the "
          + "great wheel, |\n\nand of the rope that hung beside it.\n",
        becomes:
          "The old sluice was opened for the first time in forty years, and the whole of the "
          + "parish had come to watch. A band was playing. The miller's granddaughter spoke of the "
          + "apple wood that its builders had used for the teeth of the great wheel, and of the "
          + "rope that hung beside it.\n"),
      .init(
        "PARISH NEWS\n\nOld Mill Opens Its Gates to Everybody\n\nAgain\nBy Anne Merrow\n\n"
          + "A band was playing on Sunday. The miller's grand-\ndaughter spoke of the apple wood "
          + "that its build-\ners had used for the teeth of the great wheel, |\nand of the rope that "
          + "the carters had hung be-\nside it.\n",
        becomes: "PARISH NEWS\n\nOld Mill Opens Its Gates to Everybody Again\nBy Anne Merrow\n\n"
          + "A band was playing on Sunday. The miller's granddaughter spoke of the apple wood that "
          + "its builders had used for the teeth of the great wheel, and of the rope that the "
          + "carters had hung beside it.\n"),
      .init(
        "The gull\nis late again with the ledger,\nand the rail\nis wet.\n",
        stays: "verse", options: .join),
      .init(
        "The council wrote to us on Monday about the water main.\nUpcoming events\n"
          + "June 12 Block party, from four to eight\nJune 26 Yard sale, from eight to noon\n"
          + "July 4 Parade, at ten\n",
        stays: "a calendar of events", options: .join),
      .init(
        "Officers of the society\nChairman: T. Galvin and his wife\nHon. Sec.: M. Shields of Bridge Lane\n"
          + "Hon. Treas.: B. Burke\n",
        stays: "a roll", options: .join),
      .init(
        "The Letter of the Headmaster\nDear Families of the school,\nthe spring is here, and it is warm.\n",
        stays: "how a letter begins", options: .join),
      .init(
        "What the members of the society need\n\n- a ladder\n- a rope\n",
        stays: "a list behind its introduction"),
      .init(
        "The Rules of the Allotment Association\n\nno dogs are allowed in here.\n",
        stays: "a heading"),
      .init(
        "He came home late and the house was dark.\n\nand then there was light.\n",
        stays: "the first sentence is at its end"),
      .init(
        "To see which lamps are lit on the pier before the boats come in, run\n\n"
          + "    lamps --all --sort height of the mast\n\nas the keeper does every evening.\n",
        stays: "an example that is set in"),
      .init(
        "The lamps were lit again by Agnes Moore on Sunday, the fourth of March, 12:05 +0100\n\n"
          + "lamps (1.4) are on the quay, and the boats come in by them.\n",
        stays: "no sentence goes on behind the hour and its zone"),
    ])

  public static let wants: Signals = [.openEnd, .lines]

  public init() {}

  public func propose(
    _ window: borrowing Window, block: Int, evidence: borrowing Evidence, edits: inout Edits
  ) {
    let it = window.blocks[block]
    if it.signals.contains(.openEnd), let next = window.next(block) {
      switch Joint.judge(window, block, next, evidence) {
      case .sentence(let confidence, let reason):
        join(
          window, block, next, evidence, rule: "open-sentence", confidence: confidence,
          reason: reason, &edits)
      case .word(let decision) where joinsHalves(evidence):
        join(
          window, block, next, evidence, rule: "broken-word", confidence: decision.confidence,
          reason: decision.reason, &edits)
      default: break
      }
      // The lines are joined once the paragraph has all of them; but where it has to wait for the rest
      // until the text is read anew, no one will know then how long they were.
      guard edits.isEmpty || window.joinsLater(block) else { return }
    }
    if it.signals.contains(.lines) && evidence.joinsLines {
      unwrap(window, block, evidence, &edits)
    }
  }

  /// Whether the halves of a word over a column or page are first made lines of one paragraph. How long
  /// the lines of both are is known only now; `hyphenation` makes one word of the halves then.
  private func joinsHalves(_ evidence: borrowing Evidence) -> Bool {
    evidence.isPage && evidence.joinsLines
      && evidence.configuration.stages.contains(Hyphenation.name)
  }

  private func join(
    _ window: borrowing Window, _ block: Int, _ next: Int, _ evidence: borrowing Evidence,
    rule: String, confidence: Double, reason: String, _ edits: inout Edits
  ) {
    let it = window.blocks[block]
    let text = window.trimmed(it.content)
    let second = window.blocks[next].content
    let place = max(text.lowerBound, text.upperBound - 24)..<text.upperBound
    let separator = separator(window, block, evidence)
    let tail = it.content.upperBound - text.upperBound
    let head = window.trimmed(second).lowerBound - second.lowerBound
    // Lines that a reader takes for two blocks, though nothing stands between them, stay two.
    let gap = it.gap
    guard
      evidence.isPage || tail + head > 0
        || !window.bytes.span.equals(gap, separator.span, separator.indices)
    else { return }
    edits.join(
      block, with: next, droppingTail: tail, inserting: separator, droppingHead: head,
      at: window.scalarAligned(place), rule: rule, confidence: confidence, reason: reason)
  }

  /// A blank; a line end where the text has lines, so that their lengths still tell where a paragraph
  /// ends.
  private func separator(
    _ window: borrowing Window, _ block: Int, _ evidence: borrowing Evidence
  ) -> [UInt8] {
    let it = window.blocks[block]
    let first = window.lines[it.lines.lowerBound]
    let hasLines =
      evidence.isPage && evidence.joinsLines
      ? evidence.measure(block) != nil
      : it.lines.count > 1 && Joint.longestLine(window, it) <= LineMeasure.longest
    guard hasLines else { return [0x20] }
    return it.lines.count > 1
      ? window.bytes.span.array(first.content.upperBound..<first.next) : [0x0A]
  }

  /// Whether all lines of a block are set like titles, three of them at least, and none runs on into
  /// the next: an address, a signature.
  private func isAddress(_ window: borrowing Window, _ it: Block) -> Bool {
    guard it.lines.count >= 3, it.lines.count <= 8 else { return false }
    for line in it.lines {
      let tokens = window.tokens(ofLine: line, in: it)
      // A headline and its byline are none.
      guard !window.isCredit(window.lines[line], tokens), window.isTitle(tokens),
        let first = tokens.first, let last = tokens.last,
        !window.tokens[first].facts.isDisjoint(with: [.capitalised, .digit]),
        !Joint.functionWords.contains(window.tokens[last], of: window.bytes.span)
      else { return false }
    }
    return true
  }

  private func unwrap(
    _ window: borrowing Window, _ block: Int, _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    let it = window.blocks[block]
    switch it.kind {
    case .paragraph, .listItem, .caption: break
    case .byline where evidence.isPage: break
    default: return
    }
    let bytes = window.bytes.span
    // Joined in this round already: what is left was meant.
    guard let measure = evidence.measure(block) else { return }
    let isPage = evidence.isPage
    // On a page lines are torn and specks lengthen them, so that more of them have to be short.
    let isVerse =
      isPage
      ? it.lines.count > 3 && Joint.hasShortLines(window, it, measure: measure, share: (3, 4))
        && !window.leadsToByline(it.lines.lowerBound, in: it)
      : Joint.hasShortLines(window, it)
    guard !isVerse, !isPage || !isAddress(window, it) else { return }
    let longest = Joint.longestLine(window, it)
    let breaks = LineBreak.all(window, in: block, evidence)
    guard breaks.count(where: \.isForeign) < 2 else { return }
    var nextBreak = 0
    var meant = MeantLineEnds(window, it)
    for index in it.lines.dropLast() {
      var broken: LineBreak?
      if nextBreak < breaks.count, breaks[nextBreak].line == index {
        broken = breaks[nextBreak]
        nextBreak += 1
      }
      let line = window.lines[index]
      let next = window.lines[index + 1]
      guard !line.isBlank, !next.isBlank else { continue }
      if meant.haveOne(before: index + 1) { continue }
      var separator: [UInt8] = [0x20]
      var confidence = 0.95
      if let broken {
        // A broken word is another stage's work; a hyphen that nothing explains stays where it is.
        guard broken.decision.outcome == .leave, !broken.isForeign else { continue }
        if broken.place.mark == .hyphen && broken.decision.rule != "suspended" { separator = [] }
      }
      if isPage {
        let odds = LineEnd.odds(
          window, .init(line: index, tokens: window.tokens(ofLine: index, in: it)),
          .init(line: index + 1, tokens: window.tokens(ofLine: index + 1, in: it)),
          in: it, isApart: false, measure: measure, evidence)
        guard odds < 0 else { continue }
        confidence = LineEnd.confidence(odds)
      } else {
        guard !Joint.breaksEarly(window, index, measure: longest) else { continue }
      }
      // A dash clings to both sides.
      if line.signals.contains(.endHyphen), line.textEnd - 2 >= line.textStart,
        bytes[line.textEnd - 2] == UInt8(ascii: "-")
      {
        separator = []
      }
      // Specks at the edges of a page's lines go with the line end.
      let end = isPage ? window.withoutSpecks(line).textEnd : line.textEnd
      let start = isPage ? window.withoutSpecks(next).textStart : next.textStart
      let hasSpecks = end < line.textEnd || start > next.textStart
      edits.replace(
        end..<start, with: separator, rule: hasSpecks ? "speck" : "wrapped-line",
        confidence: confidence,
        reason: hasSpecks
          ? "A mark alone at the edge of a full line is a speck."
          : "The line was full.")
    }
  }
}

extension Window {
  /// The range, its start moved to where a scalar begins.
  func scalarAligned(_ range: Range<Int>) -> Range<Int> {
    let bytes = bytes.span
    var start = range.lowerBound
    while start < range.upperBound && bytes[start].isContinuation { start += 1 }
    return start..<range.upperBound
  }
}
