/// See ``manual``.
public struct Captions: Stage {
  public static let manual = Manual(
    name: "captions",
    summary: "Moves a caption that cuts a sentence behind its paragraph; closes a picture's gap.",
    discussion: """
      A picture in the middle of a column leaves its caption between two halves of a sentence: \
      “optimized the Implementation Guide of”, then the caption, then “ATYSP on January 19”. The \
      caption moves behind the paragraph that it cuts; `hyphenation` and `paragraphs` then mend the \
      break as they mend any other.

      A caption is known by its credit (“(PHOTO: XINHUA)”), by its number (“Fig. 3”), or, where it \
      has neither, by the empty lines that its picture left. It moves only where the paragraph before \
      it is open and the one behind goes on. On a page, a table, a line or two of picture noise and a \
      pull quote move likewise; a pull quote stands in quotes, or a paragraph nearby has its words. \
      Elsewhere it has to do both.

      The picture itself leaves empty lines. In a document that sets its paragraphs apart by one \
      blank line, and has more only around captions, those are closed.
      """,
    rules: [
      .init(
        "interrupting-caption",
        "Moves a caption or a pull quote behind the paragraph that it cuts."),
      .init("interrupting-table", "Moves a table with its caption behind the rest of a paragraph."),
      .init("picture-gap", "Closes the empty lines that a picture left."),
    ],
    examples: [
      .init(
        "The department optimized and upgraded the whole of the implementation guide of\n\n"
          + "The university in spring. (PHOTO: City Archive)\n\n"
          + "the programme on January 19. It was a success.\n",
        becomes: "The department optimized and upgraded the whole of the implementation guide of "
          + "the programme on January 19. It was a success.\n\n"
          + "The university in spring. (PHOTO: City Archive)\n"),
      .init(
        "The bridge was opened to traffic in the spring of that year.\n\n\n\n"
          + "The bridge at night. (PHOTO: City Archive)\n\nIt is the longest of its kind.\n\n"
          + "The toll was given up in autumn.\n",
        becomes: "The bridge was opened to traffic in the spring of that year.\n\n"
          + "The bridge at night. (PHOTO: City Archive)\n\nIt is the longest of its kind.\n\n"
          + "The toll was given up in autumn.\n"),
      .init(
        "The ferryman said that a bridge would be the end of the market. He had counted the carts, "
          + "and the price of\n\n“A bridge would be the end of the market.”\n\n"
          + "his ticket was lower than any toll.\n",
        becomes: "The ferryman said that a bridge would be the end of the market. He had counted "
          + "the carts, and the price of his ticket was lower than any toll.\n\n"
          + "“A bridge would be the end of the market.”\n"),
      .init(
        "The ferryman said that bridges would be the end of the market. He had counted the carts, "
          + "and the price of a crossing had been agreed with the\n\n"
          + "“Bridges would be the end of the market.”\n\nparish council.\n",
        becomes: "The ferryman said that bridges would be the end of the market. He had counted "
          + "the carts, and the price of a crossing had been agreed with the parish council.\n\n"
          + "“Bridges would be the end of the market.”\n"),
      .init(
        "The bridge was opened to traffic in the spring of that year.\n\n"
          + "The bridge at night. (PHOTO: City Archive)\n\nIt is the longest of its kind.\n",
        stays: "the caption cuts no sentence"),
      .init(
        "The ferryman looked at the bridge for a long time, and then he said to the\n\n"
          + "“That is the end of the market.”\n\nmayor that he had counted the carts.\n",
        stays: "what is in quotes may be what somebody says"),
      .init(
        "One stanza\nends here,\n\n\n\nand another\nbegins.\n", stays: "no captions, so no pictures"
      ),
    ])

  public static let wants: Signals = [.openEnd, .wideGap, .caption]

  public init() {}

  public func propose(
    _ window: borrowing Window, block: Int, evidence: borrowing Evidence, edits: inout Edits
  ) {
    let it = window.blocks[block]
    if it.signals.contains(.wideGap) { closeGap(window, block, evidence, &edits) }
    if edits.isEmpty, it.kind == .caption, evidence.isPage {
      proposeTable(window, block, evidence, &edits)
    }
    guard edits.isEmpty, it.signals.contains(.openEnd), Joint.canContinue(it.kind) else { return }
    var last = block
    var count = 0
    while count < 4, let next = window.next(last), isInterruption(window, next, evidence),
      count > 0 || isPicture(window, next, evidence)
        || isPullQuote(window, window.blocks[next]) && isRepeated(window, next, evidence)
        || !goesOn(window, block, next, evidence)
    {
      last = next
      count += 1
    }
    guard count > 0, let target = window.next(last), let first = window.next(block) else { return }
    let place = window.blocks[first].content
    switch Joint.judge(window, block, target, evidence) {
    case .word(let decision):
      edits.move(
        first, through: last, behind: target, at: place, rule: "interrupting-caption",
        confidence: max(0.9, decision.confidence),
        reason: "It stands between the halves of a broken word.")
    case .sentence(let confidence, _):
      guard !evidence.isPage || startsSmall(window, target) else { return }
      edits.move(
        first, through: last, behind: target, at: place, rule: "interrupting-caption",
        confidence: confidence, reason: "It stands in the middle of a sentence.")
    case .none, .lostEnd, .columns:
      // The halves make no word that anybody knows; still the one goes on in the other.
      guard evidence.isPage, Joint.trailingHyphen(window, it) != nil, startsSmall(window, target),
        window.blocks[target].kind == .paragraph
      else { return }
      edits.move(
        first, through: last, behind: target, at: place, rule: "interrupting-caption",
        confidence: 0.9, reason: "It stands between a hyphen and a small letter.")
    }
  }

  /// A table under its caption that stands before the rest of a paragraph, on a page: what begins with
  /// a small letter opens none, though an engine has read a full stop before the table.
  private func proposeTable(
    _ window: borrowing Window, _ caption: Int, _ evidence: borrowing Evidence,
    _ edits: inout Edits
  ) {
    var last = caption
    while let next = window.next(last), window.blocks[next].kind == .table,
      !window.blocks[next].isCut
    {
      last = next
    }
    guard last != caption, !window.blocks[caption].isCut, let target = window.next(last),
      window.blocks[target].kind == .paragraph, !window.blocks[target].isCut,
      Joint.isProse(window, window.blocks[target]), startsSmall(window, target),
      let before = window.previous(caption), window.blocks[before].kind == .paragraph
    else { return }
    edits.move(
      caption, through: last, behind: target, at: window.blocks[caption].content,
      rule: "interrupting-table", confidence: 0.9,
      reason: "It stands before the rest of a paragraph, which begins with a small letter.")
  }

  /// Whether a block continues the one before it.
  private func goesOn(
    _ window: borrowing Window, _ block: Int, _ next: Int, _ evidence: borrowing Evidence
  ) -> Bool {
    switch Joint.judge(window, block, next, evidence) {
    case .word, .sentence: true
    case .none, .lostEnd, .columns: false
    }
  }

  /// Whether a block begins with a small letter.
  private func startsSmall(_ window: borrowing Window, _ block: Int) -> Bool {
    guard let first = window.blocks[block].lines.first else { return false }
    let line = window.withoutSpecks(window.lines[first])
    return window.opening(of: line).map { window.bytes.span[$0].isASCIILower } ?? false
  }

  /// Whether a block can stand in the middle of a sentence.
  private func isInterruption(
    _ window: borrowing Window, _ block: Int, _ evidence: borrowing Evidence
  ) -> Bool {
    let it = window.blocks[block]
    guard !it.isCut else { return false }
    if it.kind == .caption || it.kind == .table && evidence.isPage { return true }
    if evidence.isPage
      ? isPullQuote(window, it) || isRepeated(window, block, evidence)
        || isNoise(window, it, evidence)
      : isPullQuote(window, it) && isRepeated(window, block, evidence)
    {
      return true
    }
    // Without a credit: one line behind the empty lines of a picture.
    guard it.kind == .paragraph || it.kind == .heading, it.lines.count == 1,
      it.content.count <= 300, let previous = window.previous(block),
      window.lineEnds(in: window.blocks[previous].gap) >= 4,
      evidence.habits.blankLineGaps > 4 * evidence.habits.wideGaps
    else { return false }
    let bytes = window.bytes.span
    let text = window.trimmed(it.content)
    return !text.isEmpty && !bytes[text.lowerBound].isASCIILower
      && bytes[text.lowerBound] != UInt8(ascii: "#")
  }

  /// Whether a block is a few lines of a page that stand in quotes as a whole.
  private func isPullQuote(_ window: borrowing Window, _ it: Block) -> Bool {
    guard it.kind == .paragraph || it.kind == .heading, it.lines.count <= 8,
      it.content.count <= 400, it.tokens.count >= 4
    else { return false }
    let bytes = window.bytes.span
    let first = window.withoutSpecks(window.lines[it.lines.lowerBound])
    let last = window.withoutSpecks(window.lines[it.lines.upperBound - 1])
    guard let opening = bytes.speck(at: first.textStart, limit: first.textEnd),
      let closing = bytes.speck(before: last.textEnd, lowerBound: last.textStart)
    else { return false }
    return Self.isQuote(bytes, opening) && Self.isQuote(bytes, closing)
  }

  /// Whether a block is a few lines that a paragraph nearby has as well: a pull quote without marks.
  private func isRepeated(
    _ window: borrowing Window, _ block: Int, _ evidence: borrowing Evidence
  ) -> Bool {
    let it = window.blocks[block]
    guard it.kind == .paragraph || it.kind == .heading, it.lines.count <= 8,
      (6...40).contains(it.tokens.count)
    else { return false }
    var before = window.previous(block)
    var behind = window.next(block)
    for _ in 0..<Self.nearness {
      if let other = before {
        if has(window, other, block, evidence) { return true }
        before = window.previous(other)
      }
      if let other = behind {
        if has(window, other, block, evidence) { return true }
        behind = window.next(other)
      }
    }
    return false
  }

  /// How many blocks before and behind it a pull quote is looked for.
  private static let nearness = 8
  /// Longer blocks are not looked through.
  private static let longest = 2000

  /// Whether a block, which may go on in the next, has one after the other three of four words of a
  /// shorter one; the others were read otherwise.
  private func has(
    _ window: borrowing Window, _ index: Int, _ shorter: Int, _ evidence: borrowing Evidence
  ) -> Bool {
    let block = window.blocks[index]
    let quote = window.blocks[shorter]
    guard block.tokens.count <= Self.longest else { return false }
    func isSame(_ a: Int, _ b: Int) -> Bool {
      window.tokens[a].form != 0
        && evidence.form(window.tokens[a]).folded == evidence.form(window.tokens[b]).folded
    }
    let start = quote.tokens.lowerBound
    var words: [Int] = []
    for place in block.tokens.dropLast()
    where isSame(place, start) || isSame(place + 1, start + 1) {
      if words.isEmpty {
        words.append(contentsOf: block.tokens)
        if let next = window.next(index), next != shorter, window.blocks[next].kind == .paragraph {
          words.append(contentsOf: window.blocks[next].tokens.prefix(2 * quote.tokens.count))
        }
      }
      // A word that a line end broke is two tokens there.
      var at = place - block.tokens.lowerBound
      guard words.count - at >= quote.tokens.count else { return false }
      var same = 0
      for word in quote.tokens {
        let near = at..<min(at + 3, words.count)
        if let found = near.first(where: { isSame(words[$0], word) }) {
          same += 1
          at = found + 1
        } else {
          at = min(at + 1, words.count)
        }
      }
      if same * 4 >= quote.tokens.count * 3 { return true }
    }
    return false
  }

  private static func isQuote(_ bytes: Span<UInt8>, _ mark: Range<Int>) -> Bool {
    switch bytes.scalar(at: mark.lowerBound, limit: mark.upperBound).value {
    case 0x22, 0x27, 0x2018...0x201F: true
    default: false
    }
  }

  /// Whether a block of a page is a line or two in each of which hardly a word is one: a picture read as
  /// text.
  private func isNoise(
    _ window: borrowing Window, _ it: Block, _ evidence: borrowing Evidence
  ) -> Bool {
    guard it.kind == .paragraph || it.kind == .heading, it.lines.count <= 2 else { return false }
    return it.lines.allSatisfy { line in
      var letters = 0
      var known = 0
      for index in window.tokens(ofLine: line, in: it) {
        let token = window.tokens[index]
        guard token.facts.isDisjoint(with: [.number, .ideograph]) else { continue }
        letters += Int(token.length)
        if token.length >= 3, evidence.form(token).prose >= 20 { known += Int(token.length) }
      }
      return known * 3 <= letters
    }
  }

  /// Whether a block is noise on a page that is read well elsewhere, so that it can be no part of the
  /// text, whatever letter it begins with.
  private func isPicture(
    _ window: borrowing Window, _ block: Int, _ evidence: borrowing Evidence
  ) -> Bool {
    let it = window.blocks[block]
    return evidence.isPage && it.tokens.count >= 6 && isNoise(window, it, evidence)
      && evidence.habits.unknownWords * 8 <= evidence.habits.smallWords
  }

  private func closeGap(
    _ window: borrowing Window, _ block: Int, _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    let habits = evidence.habits
    guard habits.pictureGaps > 0, habits.wideGaps <= 4 * habits.pictureGaps,
      habits.blankLineGaps > habits.wideGaps
    else { return }
    let gap = window.blocks[block].gap
    let bytes = window.bytes.span
    // Only line ends and blanks, and no page break, may go.
    for index in gap where bytes[index] == 0x0C { return }
    guard let next = window.next(block) else { return }
    let isStart = window.blocks[block].kind == .start
    let isByPicture =
      isStart || window.blocks[next].kind == .caption
      || window.blocks[block].kind == .caption || window.lineEnds(in: gap) == 4
    guard isByPicture else { return }
    // Keep two line ends of the gap, or none at the start of the document.
    var ends = 0
    var keep = gap.lowerBound
    if !isStart {
      var index = gap.lowerBound
      while index < gap.upperBound && ends < 2 {
        if bytes[index] == 0x0A
          || bytes[index] == 0x0D && !(index + 1 < gap.upperBound && bytes[index + 1] == 0x0A)
        {
          ends += 1
        }
        index += 1
      }
      keep = index
    }
    guard keep < gap.upperBound else { return }
    // The indent of the next block belongs to it.
    edits.replaceGap(
      of: block, keep..<gap.upperBound, with: [], rule: "picture-gap", confidence: 0.95,
      reason: "The document has such gaps only where pictures were.")
  }
}
