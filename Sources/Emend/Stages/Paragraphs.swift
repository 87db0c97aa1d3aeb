/// See ``manual``.
public struct Paragraphs: Stage {
  public static let manual = Manual(
    name: "paragraphs",
    summary:
      "Rejoins a sentence that a column, page or caption cut in two; unwraps lines on request.",
    discussion: """
      Where a column ends in the middle of a sentence, OCR leaves a blank line, and half a sentence \
      becomes a paragraph of its own. Two paragraphs are rejoined where the first is running text \
      that ends without a stop, and the second goes on: it begins with a small letter, or the first \
      ends in a word that ends no sentence (“of”, “the”, “and”).

      Headings, bylines, captions, lists, tables and verse are never joined to anything, and nothing \
      is joined to them.

      With `--wrap join`, lines that were broken only because the measure was full become one line a \
      paragraph. A line that ends although the next word would have fitted was ended on purpose: \
      verse, addresses and signatures keep their lines.
      """,
    rules: [
      .init("open-sentence", "Joins two paragraphs that are one sentence."),
      .init("wrapped-line", "Joins lines that the measure broke (`--wrap join`)."),
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
        "The gull\nis late again with the ledger,\nand the rail\nis wet.\n",
        stays: "verse", options: .join),
      .init(
        "What the members of the society need\n\n- a ladder\n- a rope\n",
        stays: "a list behind its introduction"),
      .init(
        "The Rules of the Allotment Association\n\nno dogs are allowed in here.\n",
        stays: "a heading"),
      .init(
        "He came home late and the house was dark.\n\nand then there was light.\n",
        stays: "the first sentence is at its end"),
    ])

  public static let wants: Signals = [.openEnd, .lines]

  public init() {}

  public func propose(
    _ window: borrowing Window, block: Int, evidence: borrowing Evidence, edits: inout Edits
  ) {
    let it = window.blocks[block]
    if it.signals.contains(.lines) && evidence.configuration.wrap == .join {
      unwrap(window, it, &edits)
      guard edits.isEmpty else { return }
    }
    guard it.signals.contains(.openEnd), let next = window.next(block),
      case .sentence(let confidence, let reason) = Joint.judge(window, block, next, evidence)
    else { return }
    let text = window.trimmed(it.content)
    let second = window.blocks[next].content
    let place = max(text.lowerBound, text.upperBound - 24)..<text.upperBound
    edits.join(
      block, with: next, droppingTail: it.content.upperBound - text.upperBound,
      inserting: separator(window, it, second),
      droppingHead: window.trimmed(second).lowerBound - second.lowerBound,
      at: window.scalarAligned(place), rule: "open-sentence", confidence: confidence, reason: reason
    )
  }

  /// A blank; in hard-wrapped text a line end, as between its other lines.
  private func separator(
    _ window: borrowing Window, _ it: Block, _ second: Range<Int>
  ) -> [UInt8] {
    guard it.lines.count > 1 else { return [0x20] }
    let first = window.lines[it.lines.lowerBound]
    return window.bytes.span.array(first.content.upperBound..<first.next)
  }

  private func unwrap(_ window: borrowing Window, _ it: Block, _ edits: inout Edits) {
    guard it.kind == .paragraph || it.kind == .listItem || it.kind == .caption else { return }
    let bytes = window.bytes.span
    var measure = 0
    for line in it.lines {
      measure = max(measure, window.lines[line].textEnd - window.lines[line].content.lowerBound)
    }
    guard !Joint.isVerse(window, it) else { return }
    for index in it.lines.dropLast() {
      let line = window.lines[index]
      let next = window.lines[index + 1]
      guard !line.isBlank, !next.isBlank, !Joint.breaksEarly(window, index, measure: measure) else {
        continue
      }
      // A broken word is another stage's work; a dash clings to both sides.
      let isHyphen = line.signals.contains(.endHyphen)
      let isDash =
        isHyphen && line.textEnd - 2 >= line.textStart
        && bytes[line.textEnd - 2] == UInt8(ascii: "-")
      edits.replace(
        line.textEnd..<next.textStart, with: isDash ? [] : [0x20], rule: "wrapped-line",
        confidence: 0.95, reason: "The line was full.")
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
