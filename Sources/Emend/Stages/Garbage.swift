/// See ``manual``.
public struct Garbage: Stage {
  public static let manual = Manual(
    name: "garbage",
    summary: "Reports lines that are no language; takes specks off the edges of lines.",
    discussion: """
      Where a page has a picture, a stain or a ruled line, an engine reads letters all the same: \
      “~~ _ .,; |l I!”, a single speck on a line, a run of letters that no one can speak. Such a line \
      is reported, and with `--garbage remove` it is taken out, so that the halves of the sentence \
      that it cut are neighbours again.

      A line is garbage where it has no letter at all, more marks than letters and no word, or words \
      that are none and could be none in any language: the same letter three times, five consonants \
      and more in a row, capitals within. Numbers, rows of tables, rules and the ornaments between \
      scenes are no garbage. Only a text that shows itself to be a scanned page is looked at: it has \
      form feeds, breaks words at line ends, or has many words that nobody knows.

      The edge of a column or the fold of a page leaves a bar or a line at the beginning or end of \
      many lines (“the grant was | ”). Where one line in a hundred has such a speck, and three at \
      least, they are taken out; a bar that sets cells apart stays. On a page, whose lines are full, \
      one is enough, and what stands alone behind a full stop or before the first word (“at rest. :”, \
      “, It was”) is a speck, too. So is a dash at the end of a line where the page has such dashes at \
      the ends of lines, and next to none within them.
      """,
    rules: [
      .init("speck-line", "A line of marks alone."),
      .init("noise-line", "A line of letters that are no words."),
      .init("edge-speck", "Takes a mark that stands alone off the edge of a line."),
    ],
    examples: [
      .init(
        "The ferry will be painted green by its new own-\ners, who have asked the schools for |\n"
          + "designs. The first coat is to be put on in\nApril, the second in the sum- _\n"
          + "mer, and the old name stays where it has al-\nways been, above the wheel- |\nhouse.\n",
        becomes:
          "The ferry will be painted green by its new owners,\nwho have asked the schools for\n"
          + "designs. The first coat is to be put on in\nApril, the second in the summer,\n"
          + "and the old name stays where it has always\nbeen, above the wheelhouse.\n"),
      .init(
        "The ferry will be painted green by its new owners.\n\n~~ _ .,; |l I!\n\u{0C}"
          + "The schools were asked for designs.\n",
        becomes: "The ferry will be painted green by its new owners.\n\n\u{0C}"
          + "The schools were asked for designs.\n", options: .removeGarbage),
      .init(
        "A band was playing on Sunday, and the miller's grand-\ndaughter spoke of the apple wood that "
          + "its build-\ners had used for the teeth of the great wheel, and —\nof the rope that the "
          + "carters —\nhad hung up be-\nside the stones of the mill. :\n",
        becomes:
          "A band was playing on Sunday, and the miller's granddaughter spoke of the apple wood "
          + "that its builders had used for the teeth of the great wheel, and of the rope that the "
          + "carters had hung up beside the stones of the mill.\n"),
      .init(
        "He left.\n\n* * *\n\nShe came back a year later.\n\u{0C}~\n\nNobody spoke.\n",
        stays: "ornaments between scenes", options: .removeGarbage),
      .init(
        "Total 1,204 | 18 %\n\u{0C}Rest 96 | 2 %\n", stays: "numbers, and a bar between them",
        options: .removeGarbage),
      .init("cat notes | sort\n\n| -- |\n", stays: "no scanned page", options: .removeGarbage),
    ])

  public static let wants: Signals = [.any]

  public init() {}

  private static let pages = "garbage.pages"
  private static let specks = "garbage.specks"
  private static let lines = "garbage.lines"
  private static let breaks = "garbage.breaks"
  private static let dashes = "garbage.dashes"
  private static let lastDashes = "garbage.lastDashes"

  public func survey(_ window: borrowing Window, into evidence: inout Evidence) {
    let bytes = window.bytes.span
    var pages = 0
    var specks = 0
    var lines = 0
    var breaks = 0
    var dashes = 0
    var lastDashes = 0
    var block = window.next(window.firstBlock)
    while let index = block {
      let it = window.blocks[index]
      for offset in it.gap where bytes[offset] == 0x0C { pages += 1 }
      lines += it.lines.count
      // Only marks that raise a signal can be specks.
      if !it.signals.isDisjoint(with: [.markup, .bar]) {
        for line in it.lines {
          let edges = Self.edgeSpecks(window, line, it, .bars)
          if !edges.isEmpty { specks += 1 }
          // A word that is broken before the speck.
          if let last = edges.last, last.lowerBound > window.lines[line].textStart,
            bytes[last.lowerBound - 1] == UInt8(ascii: "-")
          {
            breaks += 1
          }
        }
      }
      if it.signals.contains(.notASCII) {
        for line in it.lines {
          let text = window.lines[line].textStart..<window.lines[line].textEnd
          dashes += bytes.dashes(in: text)
          if bytes.dash(before: text.upperBound, lowerBound: text.lowerBound) != nil {
            lastDashes += 1
          }
        }
      }
      block = window.next(index)
    }
    evidence.add(pages, to: Self.pages)
    evidence.add(specks, to: Self.specks)
    evidence.add(lines, to: Self.lines)
    evidence.add(breaks, to: Self.breaks)
    evidence.add(dashes, to: Self.dashes)
    evidence.add(lastDashes, to: Self.lastDashes)
  }

  /// Whether the document is a scanned page.
  public func isNeeded(_ evidence: borrowing Evidence) -> Bool {
    evidence.count(Self.pages) > 0 || !evidence.isClean
      || evidence.habits.hyphenLines + evidence.count(Self.breaks) >= 3
  }

  public func propose(
    _ window: borrowing Window, block: Int, evidence: borrowing Evidence, edits: inout Edits
  ) {
    let it = window.blocks[block]
    let written = it.lines.filter { !window.lines[$0].isBlank }
    var garbage: [(line: Int, rule: String, confidence: Double)] = []
    for line in written {
      if let found = Self.verdict(window, line, it) {
        garbage.append((line, found.rule, found.confidence))
      }
    }
    let removes = evidence.configuration.garbage == .remove
    let gone = garbage.filter { removes && $0.confidence >= edits.threshold }
    if !gone.isEmpty, gone.count == written.count {
      edits.remove(
        block, rule: gone[0].rule, confidence: gone[0].confidence, reason: Self.reason)
      return
    }
    for (line, rule, confidence) in garbage {
      let text = window.lines[line].textStart..<window.lines[line].textEnd
      if removes && confidence >= edits.threshold && !window.isKeptByUser(text) {
        edits.replace(
          window.wholeLine(line, in: it), with: [], rule: rule, confidence: confidence,
          reason: Self.reason, keepsProtected: true)
      } else {
        edits.find(text, rule: rule, confidence: confidence, reason: Self.reason)
      }
    }
    let specks = Self.specks(evidence)
    guard !specks.isEmpty,
      !it.signals.isDisjoint(with: [.markup, .bar, .spacing, .stop, .notASCII])
    else { return }
    for line in written where !garbage.contains(where: { $0.line == line }) {
      for range in Self.edgeSpecks(window, line, it, specks) where !window.isKeptByUser(range) {
        edits.replace(
          range, with: [], rule: "edge-speck", confidence: 0.92,
          reason: "It stands alone at the edge of a line of the page.", keepsProtected: true)
      }
    }
  }

  private static let reason = "The line is no language."

  /// What can be a speck at the edge of a document's lines.
  private struct Specks: OptionSet {
    let rawValue: UInt8
    /// Bars, underlines, tildes, lines.
    static let bars = Specks(rawValue: 1)
    /// A comma or colon behind a full stop, or one of them and a full stop before the first word.
    static let stops = Specks(rawValue: 2)
    static let dashes = Specks(rawValue: 4)
  }

  private static func specks(_ evidence: borrowing Evidence) -> Specks {
    let bars = evidence.count(specks)
    var result: Specks = bars >= 3 && bars * 100 >= evidence.count(lines) ? .bars : []
    guard evidence.isPage else { return result }
    result.formUnion([.bars, .stops])
    // Of the dashes that were printed, one in ten stands at the end of a line.
    let last = evidence.count(lastDashes)
    if last >= 2 || last == 1 && bars > 0, evidence.count(dashes) * 2 <= last {
      result.insert(.dashes)
    }
    return result
  }

  // MARK: Lines

  private static func verdict(
    _ window: borrowing Window, _ line: Int, _ block: Block
  ) -> (rule: String, confidence: Double)? {
    switch block.kind {
    case .paragraph, .heading, .listItem, .quote, .caption, .byline: break
    // A speck at the start of a line looks like the bar of a table.
    case .table where block.lines.count == 1: break
    default: return nil
    }
    let it = window.lines[line]
    let bytes = window.bytes.span
    let tokens = window.tokens(ofLine: line, in: block)
    // Garbage is made of little; a longer line costs no look at its bytes.
    guard tokens.count <= 24, it.textEnd - it.textStart <= 160 else { return nil }
    var marks = 0
    var letters = 0
    var digits = 0
    var kinds: Set<UInt8> = []
    for index in it.textStart..<it.textEnd {
      let byte = bytes[index]
      if byte.isASCIIDigit {
        digits += 1
      } else if byte.isASCIILetter || byte >= 0x80 {
        letters += 1
      } else if !byte.isBlank {
        marks += 1
        kinds.insert(byte)
      }
    }
    if tokens.isEmpty {
      // One mark, once or repeated, is a rule or an ornament; a bar alone is the edge of a column.
      let isOrnament = kinds.count <= 1 && !kinds.contains(UInt8(ascii: "|"))
      return letters == 0 && !isOrnament ? ("speck-line", 0.95) : nil
    }
    guard digits < 2, !window.hasProtection(it.textStart..<it.textEnd) else { return nil }
    var words = 0
    var impossible = 0
    var unknown = 0
    for index in tokens {
      let token = window.tokens[index]
      guard token.facts.isDisjoint(with: [.number, .ideograph]) else { continue }
      if token.length >= 3, !token.facts.contains(.unknown) { words += 1 }
      if token.facts.contains(.unknown) {
        unknown += 1
        if isImpossible(bytes, token) { impossible += 1 }
      }
    }
    guard words == 0 else { return nil }
    if marks >= 3, kinds.count >= 2, marks > letters + digits { return ("noise-line", 0.93) }
    if impossible > 0, impossible * 2 >= unknown, unknown * 2 >= tokens.count {
      return ("noise-line", 0.9)
    }
    if tokens.count >= 3, unknown * 2 >= tokens.count, marks * 3 >= letters {
      return ("noise-line", 0.7)
    }
    return nil
  }

  /// Whether a word can be spoken in no language: one letter three times, six consonants in a row,
  /// twenty-five letters and more, capitals behind small letters in a short word.
  private static func isImpossible(_ bytes: Span<UInt8>, _ token: Token) -> Bool {
    if token.length >= 25 { return true }
    guard token.length >= 3, !token.facts.contains(.notASCII) else { return false }
    if token.facts.contains(.mixedCase) && token.length <= 6 { return true }
    guard !token.facts.contains(.allCapitals) else { return false }
    var same = 1
    var consonants = 0
    for index in token.range {
      let byte = bytes[index].asciiLowered
      if index > token.range.lowerBound, byte == bytes[index - 1].asciiLowered {
        same += 1
        if same == 3 { return true }
      } else {
        same = 1
      }
      switch byte {
      case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"),
        UInt8(ascii: "u"), UInt8(ascii: "y"):
        consonants = 0
      default:
        consonants += 1
        if consonants == 6 { return true }
      }
    }
    return false
  }

  // MARK: Edges

  /// The specks at the start and end of a line, with the blanks between them and the text.
  private static func edgeSpecks(
    _ window: borrowing Window, _ line: Int, _ block: Block, _ specks: Specks
  ) -> [Range<Int>] {
    switch block.kind {
    case .paragraph, .heading, .caption, .quote: break
    default: return []
    }
    let it = window.lines[line]
    let tokens = window.tokens(ofLine: line, in: block)
    guard tokens.count >= 3 else { return [] }
    let bytes = window.bytes.span
    var bars = 0
    for index in it.textStart..<it.textEnd where bytes[index] == UInt8(ascii: "|") { bars += 1 }
    var result: [Range<Int>] = []
    let last = window.tokens[tokens.upperBound - 1].end
    if let mark = speck(bytes, behind: last, it, specks),
      !(bytes[mark.lowerBound] == UInt8(ascii: "|") && bars > 1)
    {
      var start = mark.lowerBound
      while start > last, bytes[start - 1].isBlank { start -= 1 }
      result.append(start..<it.textEnd)
    }
    let first = window.tokens[tokens.lowerBound]
    if it.textStart + 2 <= Int(first.start), bytes[it.textStart + 1].isBlank,
      isSpeck(bytes[it.textStart], specks)
        || specks.contains(.stops) && isStop(bytes, it.textStart),
      !first.facts.contains(.number),
      !(bytes[it.textStart] == UInt8(ascii: "|") && bars > 1)
    {
      var end = it.textStart + 1
      while end < Int(first.start), bytes[end].isBlank { end += 1 }
      result.insert(it.textStart..<end, at: 0)
    }
    return result
  }

  /// The mark that stands alone at the end of a line whose last word ends at an offset.
  private static func speck(
    _ bytes: Span<UInt8>, behind last: Int, _ line: Line, _ specks: Specks
  ) -> Range<Int>? {
    if specks.contains(.dashes),
      let dash = bytes.dash(before: line.textEnd, lowerBound: max(last, line.textStart))
    {
      return dash
    }
    let mark = line.textEnd - 1
    guard mark - 1 >= last, bytes[mark - 1].isBlank else { return nil }
    var end = mark - 1
    while end > last, bytes[end - 1].isBlank { end -= 1 }
    if isSpeck(bytes[mark], specks) {
      // What looks like a colon there may be a hyphen, as long as the speck shows the line's end.
      return end > last && bytes[end - 1] == UInt8(ascii: ":") ? nil : mark..<line.textEnd
    }
    guard specks.contains(.stops), isStop(bytes, mark), bytes[mark] != UInt8(ascii: ".") else {
      return nil
    }
    // The word's full stop, and perhaps a closing quote.
    return (last..<end).contains { bytes[$0] == UInt8(ascii: ".") } ? mark..<line.textEnd : nil
  }

  /// Marks that stand alone at no edge of a line of prose.
  private static func isSpeck(_ byte: UInt8, _ specks: Specks) -> Bool {
    switch byte {
    case UInt8(ascii: "|"), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "="):
      specks.contains(.bars)
    default: false
    }
  }

  private static func isStop(_ bytes: Span<UInt8>, _ offset: Int) -> Bool {
    switch bytes[offset] {
    case UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "."): true
    default: false
    }
  }
}

extension Span<UInt8> {
  /// How many dashes (U+2013, U+2014) stand in a range between blanks.
  fileprivate func dashes(in range: Range<Int>) -> Int {
    var count = 0
    var position = range.lowerBound
    while let found = firstOffset(of: 0xE2, in: position..<range.upperBound) {
      position = found + 1
      guard found > range.lowerBound, found + 3 < range.upperBound, self[found - 1].isBlank,
        self[found + 3].isBlank
      else { continue }
      if dash(before: found + 3, lowerBound: range.lowerBound) != nil { count += 1 }
    }
    return count
  }

  /// The dash that ends before an offset, with a blank before it.
  fileprivate func dash(before end: Int, lowerBound: Int) -> Range<Int>? {
    guard end - 4 >= lowerBound, self[end - 4].isBlank, self[end - 3] == 0xE2,
      self[end - 2] == 0x80, self[end - 1] == 0x93 || self[end - 1] == 0x94
    else { return nil }
    return (end - 3)..<end
  }
}
