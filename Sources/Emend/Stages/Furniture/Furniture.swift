/// See ``manual``.
public struct Furniture: Stage {
  public static let manual = Manual(
    name: "furniture",
    summary: "Takes out what the page carries and the text does not: heads, feet, page numbers.",
    discussion: """
      A book prints its title on every page, a newsletter its address, both the number of the page. \
      OCR reads them as if they were lines of the text, where they stand in the middle of sentences \
      and words. So do lines that say where an article goes on, and the marks of the libraries that \
      scanned the page.

      A line is furniture by its place and by its likeness: it stands among the first or the last \
      lines of a page, pages nearby have the same at the same place, and its number counts with the \
      pages. The same need not be the same letters, since each page is read with other errors; a head \
      in a script that the engine cannot read is other noise on each page. Pages are known by form \
      feeds, or by lines that recur and count.

      What a line says counts too: “Page 4 of 12”, “VOL. 45 No. 18”, “Continued on page 4”, “Digitized \
      by Google” are written nowhere else. A bare number, or a head that only one page has, is only \
      reported. So is the title that opens a chapter and that the heads of its pages repeat. A \
      heading that recurs within pages, the number of a chapter, a table of contents, a date above a \
      letter, the last line of a page: all stay.

      Every line that is taken out stands in the log and can be put back. `--furniture keep` only \
      reports them; `--furniture mark` leaves them as comments: `<!-- INNOVATION | 5 -->`.
      """,
    rules: [
      .init(Rule.runningHead.rawValue, "Takes out the running head of a page."),
      .init(Rule.runningFoot.rawValue, "Takes out the running foot of a page."),
      .init(Rule.pageNumber.rawValue, "Takes out the number of a page."),
      .init(Rule.jumpLine.rawValue, "Takes out a line that says where the text goes on."),
      .init(Rule.scanningNotice.rawValue, "Takes out the mark of a scanning library."),
      .init(Rule.openingHead.rawValue, "Finds a title that the running heads repeat; it stays."),
    ],
    examples: [
      .init(
        "12 THE KEEPER OF BEES\n\nThe hives were carried up the hill in April, and the keeper "
          + "slept\n\u{0C}THE KEEPER OF BEES 13\n\nbeside them for a week.\n",
        becomes: "The hives were carried up the hill in April, and the keeper slept "
          + "beside them for a week.\u{0C}\n"),
      .init(
        "The ferry will be painted green by its new owners.\n\n- 7 -\n\u{0C}"
          + "The harbour master would have liked it blue.\n\n- 8 -\n\u{0C}",
        becomes: "The ferry will be painted green by its new owners.\n\n\u{0C}"
          + "The harbour master would have liked it blue.\n\u{0C}"),
      .init(
        "The council has bought a second ladder for the fire brigade.\n\nContinued on page 4\n\n"
          + "The choir sings on Sunday.\n",
        becomes: "The council has bought a second ladder for the fire brigade.\n\n"
          + "The choir sings on Sunday.\n"),
      .init(
        "The lighthouse was lit for the first time in the spring of 1843.\n\nDigitized by Google\n",
        becomes: "The lighthouse was lit for the first time in the spring of 1843.\n"),
      .init(
        "The lamp was lit at six.\n\n14 | HARBOUR NEWS\n\u{0C}HARBOUR NEWS | 15\n\nIt went out at seven.\n",
        becomes: "The lamp was lit at six.\n\n<!-- 14 | HARBOUR NEWS -->\n\u{0C}"
          + "<!-- HARBOUR NEWS | 15 -->\n\nIt went out at seven.\n", options: .markFurniture),
      .init(
        "The lamp was lit at six.\n\n- 14 -\n\u{0C}It went out at seven.\n\n- 15 -\n",
        stays: "the user keeps them", options: .keepFurniture),
      .init(
        "THE LAMPLIGHTER\nVol. 8, No. 3, March 1974\n\nThe lamps are lit again.\n\nPage 1\n\u{0C}"
          + "THE LAMPLIGHTER\n\nThe oil is paid for.\n\nPage 2\n\u{0C}",
        becomes: "THE LAMPLIGHTER\nVol. 8, No. 3, March 1974\n\nThe lamps are lit again.\n\n\u{0C}"
          + "The oil is paid for.\n\u{0C}"),
      .init(
        "CHAPTER 1\n\nThe kettle boiled over.\n\u{0C}CHAPTER 2\n\nThe kettle was mended.\n",
        stays: "the numbers of chapters"),
      .init(
        "Weather\n\nRain in the north.\n\nTides\n\nHigh water at noon.\n\nWeather\n\n"
          + "Fog on the coast.\n\nTides\n\nHigh water at one.\n",
        stays: "headings that recur within the text"),
      .init(
        "14 March 1871\n\nDear Edwin,\n\nThe roof has been mended at last.\n\nYour sister\n",
        stays: "the date above a letter"),
      .init(
        "Contents\n\nThe First Winter 1\n\nThe Second Winter 14\n\nThe Thaw 22\n",
        stays: "a table of contents"),
      .init(
        "The report was continued on page four of the evening edition, which few of us read.\n",
        stays: "running text"),
    ])

  public static let wants: Signals = [.any]
  public static var precedesSurvey: Bool { true }

  /// The rules, by their names in the log.
  enum Rule: String {
    case runningHead = "running-head"
    case runningFoot = "running-foot"
    case pageNumber = "page-number"
    case jumpLine = "jump-line"
    case scanningNotice = "scanning-notice"
    case openingHead = "opening-head"
  }

  public init() {}

  public func survey(_ window: borrowing Window, into evidence: inout Evidence) {
    let survey = FurnitureSurvey(window, known: evidence.knownHeads)
    evidence.note(survey)
  }

  public func isNeeded(_ evidence: borrowing Evidence) -> Bool { evidence.hasFurniture }

  public func propose(
    _ window: borrowing Window, block: Int, evidence: borrowing Evidence, edits: inout Edits
  ) {
    let it = window.blocks[block]
    var lines: [(line: Int, verdict: FurnitureVerdict)] = []
    for line in it.lines {
      if let verdict = evidence.furniture(line) { lines.append((line, verdict)) }
    }
    guard !lines.isEmpty else { return }
    let style = evidence.configuration.furniture
    let written = it.lines.filter { !window.lines[$0].isBlank }
    let isWhole = lines.count == written.count
    for (line, verdict) in lines {
      let text = verdict.range ?? window.lines[line].textStart..<window.lines[line].textEnd
      let isLeft = style == .keep || style == .mark && verdict.range != nil
      if isLeft || !isRemoved(verdict, edits.threshold) || window.isKeptByUser(text) {
        edits.find(
          text, rule: verdict.rule.rawValue, confidence: verdict.confidence, reason: verdict.reason)
      } else if style == .mark && verdict.range == nil {
        mark(window, text, verdict, &edits)
      } else if verdict.range != nil {
        edits.replace(
          text, with: [], rule: verdict.rule.rawValue, confidence: verdict.confidence,
          reason: verdict.reason, keepsProtected: true)
      } else if isWhole
        && lines.allSatisfy({ isRemoved($0.verdict, edits.threshold) && $0.verdict.range == nil })
      {
        edits.remove(
          block, rule: verdict.rule.rawValue, confidence: verdict.confidence,
          reason: verdict.reason)
        return
      } else {
        edits.replace(
          window.wholeLine(line, in: it), with: [], rule: verdict.rule.rawValue,
          confidence: verdict.confidence, reason: verdict.reason, keepsProtected: true)
      }
    }
  }

  /// Whether a line goes: a title never does.
  private func isRemoved(_ verdict: FurnitureVerdict, _ threshold: Double) -> Bool {
    verdict.rule != .openingHead && verdict.confidence >= threshold
  }

  private func mark(
    _ window: borrowing Window, _ text: Range<Int>, _ verdict: FurnitureVerdict,
    _ edits: inout Edits
  ) {
    let bytes = window.bytes.span.array(text)
    // Two hyphens end a comment.
    guard !bytes.indices.dropLast().contains(where: { bytes[$0] == 0x2D && bytes[$0 + 1] == 0x2D })
    else { return }
    edits.replace(
      text, with: Array("<!-- ".utf8) + bytes + Array(" -->".utf8), rule: verdict.rule.rawValue,
      confidence: verdict.confidence, reason: verdict.reason, keepsProtected: true)
  }
}
