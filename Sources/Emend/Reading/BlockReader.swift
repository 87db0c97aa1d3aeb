/// Makes blocks of a window's lines: by blank lines, and by what the lines themselves say they are.
enum BlockReader {
  /// What a line is by its own looks.
  private enum Shape: UInt8 {
    case blank, text, heading, listItem, quote, pipeRow, tabRow, fence, html, indented, rule
    case directive
  }

  /// Appends the blocks of the lines in `range` to the window and links them.
  ///
  /// - Parameter edges: whether the text before the first and behind the last line was cut off
  ///   within a line.
  static func read(_ window: inout Window, startIsCut: Bool, endIsCut: Bool) {
    let buffer = window.bytes
    let bytes = buffer.span
    // The room that the blocks of the last text had.
    var blocks: [Block] = []
    swap(&blocks, &window.blocks)
    blocks.removeAll(keepingCapacity: true)
    let lines = window.lines
    let textStart = lines.first?.content.lowerBound ?? 0
    var start = Block(
      content: textStart..<textStart, gap: textStart..<textStart, lines: 0..<0, tokens: 0..<0,
      kind: .start, signals: [])
    start.previous = -1
    blocks.append(start)

    let tokenCount = window.tokens.count
    let tables = TableFinder.find(lines, buffer, continuesBlock: window.continuesBlock)
    segment(lines, bytes, window.flavour, window.hasDirectives, tables) { range, kind in
      let tokenEnd =
        range.upperBound < lines.count ? lines[range.upperBound].firstToken : tokenCount
      blocks.append(
        Block(
          content: lines[range.lowerBound].content
            .lowerBound..<lines[range.upperBound - 1].content.upperBound,
          gap: 0..<0, lines: range, tokens: lines[range.lowerBound].firstToken..<tokenEnd,
          kind: kind, signals: []))
    }
    if startIsCut && blocks.count > 1 { blocks[1].isCut = true }
    if endIsCut && blocks.count > 1 { blocks[blocks.count - 1].isCut = true }
    for index in blocks.indices {
      let end =
        index + 1 < blocks.count
        ? blocks[index + 1].content.lowerBound : (lines.last?.next ?? textStart)
      blocks[index].gap = blocks[index].content.upperBound..<end
      blocks[index].next = index + 1 < blocks.count ? index + 1 : -1
      blocks[index].previous = index - 1
    }
    swap(&blocks, &window.blocks)
    window.foundTables = tables
    for index in window.blocks.indices { window.finishBlock(index) }
  }

  /// Tells which lines make a block, and of what kind by their looks.
  private static func segment(
    _ lines: [Line], _ bytes: Span<UInt8>, _ flavour: Flavour, _ hasDirectives: Bool,
    _ tables: [TableFinder.Found],
    _ body: (Range<Int>, Block.Kind) -> Void
  ) {
    func shapeOf(_ line: Line) -> Shape {
      if hasDirectives, !line.isBlank, Directive.of(line.textStart..<line.textEnd, bytes) != nil {
        return .directive
      }
      return Self.shape(of: line, bytes, flavour)
    }
    var index = 0
    // The next table whose lines no other block has taken.
    var table = 0
    var fence: (byte: UInt8, count: Int)?
    while index < lines.count {
      var shape = shapeOf(lines[index])
      if shape == .blank {
        index += 1
        continue
      }
      let first = index
      var kind = Block.Kind.paragraph
      while table < tables.count && tables[table].lines.lowerBound < first { table += 1 }
      if table < tables.count, tables[table].lines.lowerBound == first, shape != .fence,
        shape != .html, shape != .indented || !isIndented(lines[tables[table].lines], bytes)
      {
        index = tables[table].lines.upperBound
        body(tables[table].lines, .layoutTable)
        continue
      }
      let tableStart = table < tables.count ? tables[table].lines.lowerBound : lines.count
      index += 1
      func endsPage(_ line: Int) -> Bool { lines[line].signals.contains(.pageBreak) }
      switch shape {
      case .fence:
        kind = .preformatted
        fence = fenceMark(lines[first], bytes)
        // To the closing fence; without one, to the end, as CommonMark has it.
        while index < lines.count {
          let line = lines[index]
          index += 1
          if let mark = fenceMark(line, bytes), let open = fence, mark.byte == open.byte,
            mark.count >= open.count, line.textEnd - line.textStart == mark.count
          {
            break
          }
        }
        // The blank lines behind an open fence are no part of it.
        while index > first + 1 && lines[index - 1].isBlank { index -= 1 }
        fence = nil
      case .heading, .rule:
        kind = shape == .rule ? .preformatted : .heading
      case .tabRow:
        while index < lines.count, !endsPage(index - 1),
          shapeOf(lines[index]) == .tabRow
        {
          index += 1
        }
        // One line with a tab in it is no table yet.
        kind = index - first > 1 ? .tabTable : .paragraph
        if kind == .paragraph { shape = .text }
      case .pipeRow:
        kind = .table
        // Under a delimiter row a row of GitHub's needs no bars at its ends.
        let isMarked =
          index < lines.count && !endsPage(first) && isDelimiterRow(lines[index], bytes)
        while index < lines.count, !endsPage(index - 1),
          shapeOf(lines[index]) == .pipeRow
            || isMarked && shapeOf(lines[index]) == .text && hasBar(lines[index], bytes)
        {
          index += 1
        }
      case .directive:
        kind = .preformatted
      case .html, .indented:
        kind = .preformatted
        while index < lines.count, !endsPage(index - 1), !lines[index].isBlank,
          shape == .html && shapeOf(lines[index]) != .directive
            || shapeOf(lines[index]) == .indented
        {
          index += 1
        }
      case .quote:
        kind = .quote
      case .listItem:
        kind = .listItem
      case .text, .blank: break
      }
      if shape == .text, index < lines.count, !endsPage(first), isDelimiterRow(lines[index], bytes),
        hasBar(lines[first], bytes)
      {
        // GitHub's tables need no bar at the start of a row.
        kind = .table
        while index < lines.count, !endsPage(index - 1), hasBar(lines[index], bytes) { index += 1 }
        shape = .pipeRow
      }
      if shape == .text || shape == .listItem || shape == .quote {
        while index < tableStart, !endsPage(index - 1) {
          let next = shapeOf(lines[index])
          if next == .quote && shape == .quote {
            index += 1
            continue
          }
          if next == .tabRow && index + 1 < lines.count
            && shapeOf(lines[index + 1]) != .tabRow
          {
            index += 1
            continue
          }
          guard next == .text || next == .indented && shape != .text else { break }
          index += 1
        }
        if kind == .paragraph, MarkedTable.isCSV(lines[first..<index], bytes) { kind = .table }
      }
      body(first..<index, kind)
    }
  }

  /// The blocks that a text without directives is cut into, without a look at its words: what
  /// ``read(_:startIsCut:endIsCut:)`` would find there.
  static func outline(
    _ text: [UInt8], _ flavour: Flavour
  ) -> [(range: Range<Int>, kind: Block.Kind)] {
    var lines: [Line] = []
    Scanner.lines(of: text.span, 0..<text.count, into: &lines)
    return outline(lines, text, flavour, hasDirectives: false, continuesBlock: false)
  }

  /// The blocks that some lines of a text are cut into.
  ///
  /// - Parameter continuesBlock: whether the lines begin within a block.
  static func outline(
    _ lines: [Line], _ text: [UInt8], _ flavour: Flavour, hasDirectives: Bool, continuesBlock: Bool
  ) -> [(range: Range<Int>, kind: Block.Kind)] {
    var result: [(range: Range<Int>, kind: Block.Kind)] = []
    segment(
      lines, text.span, flavour, hasDirectives,
      TableFinder.find(lines, text, continuesBlock: continuesBlock)
    ) { range, kind in
      result.append(
        (
          lines[range.lowerBound].content
            .lowerBound..<lines[range.upperBound - 1].content.upperBound, kind
        ))
    }
    return result
  }

  /// Whether all lines are indented as Markdown's code is.
  private static func isIndented(_ lines: ArraySlice<Line>, _ bytes: Span<UInt8>) -> Bool {
    lines.allSatisfy {
      $0.isBlank || shape(of: $0, bytes, .markdown) == .indented
    }
  }

  /// Whether a line is an object of JSON.
  private static func isRecord(_ line: Line, _ bytes: Span<UInt8>) -> Bool {
    line.textEnd - line.textStart > 3 && bytes[line.textStart] == UInt8(ascii: "{")
      && bytes[line.textStart + 1] == UInt8(ascii: "\"")
      && bytes[line.textEnd - 1] == UInt8(ascii: "}")
  }

  /// Whether a line is no row of a table, wherever it has wide gaps: an object of JSON, or the fence of
  /// code, since a table that took one fence would leave the other open.
  static func isNoRow(_ line: Line, _ bytes: Span<UInt8>) -> Bool {
    guard !line.isBlank else { return false }
    switch bytes[line.textStart] {
    case UInt8(ascii: "{"): return isRecord(line, bytes)
    case UInt8(ascii: "`"), UInt8(ascii: "~"): return fenceMark(line, bytes) != nil
    default: return false
    }
  }

  private static func hasBar(_ line: Line, _ bytes: Span<UInt8>) -> Bool {
    bytes.has(UInt8(ascii: "|"), in: line.textStart..<line.textEnd)
  }

  /// Whether a line is the row of hyphens and bars under the header of a table.
  private static func isDelimiterRow(_ line: Line, _ bytes: Span<UInt8>) -> Bool {
    guard !line.isBlank, line.textEnd - line.textStart >= 3 else { return false }
    var hasHyphen = false
    for index in line.textStart..<line.textEnd {
      switch bytes[index] {
      case UInt8(ascii: "-"): hasHyphen = true
      case UInt8(ascii: "|"), UInt8(ascii: ":"), 0x20: break
      default: return false
      }
    }
    return hasHyphen && hasBar(line, bytes)
  }

  private static func shape(of line: Line, _ bytes: Span<UInt8>, _ flavour: Flavour) -> Shape {
    if line.isBlank { return .blank }
    let start = line.textStart
    let end = line.textEnd
    let indent = start - line.content.lowerBound
    let first = bytes[start]
    if line.tabs > 0 { return first == UInt8(ascii: "|") ? .pipeRow : .tabRow }
    switch first {
    case UInt8(ascii: "#"):
      var index = start
      while index < end && bytes[index] == first { index += 1 }
      if index - start <= 6 && index < end && bytes[index] == 0x20 && indent < 4 { return .heading }
    case UInt8(ascii: "`"), UInt8(ascii: "~"):
      if fenceMark(line, bytes) != nil { return .fence }
    case UInt8(ascii: "|"):
      // A bar that has no second one is a rule between columns, or a speck.
      if bytes.has(first, in: (start + 1)..<end) { return .pipeRow }
    case UInt8(ascii: "{"):
      if isRecord(line, bytes) { return .rule }
    case UInt8(ascii: ">"): return .quote
    case UInt8(ascii: "<"):
      if end - start > 2,
        bytes[start + 1].isASCIILetter || bytes[start + 1] == UInt8(ascii: "/")
          || bytes[start + 1] == UInt8(ascii: "!")
      {
        // A comment of one line stands for itself.
        if bytes.starts("<!--", at: start, limit: end), end - start >= 7,
          bytes.starts("-->", at: end - 3, limit: end)
        {
          return .rule
        }
        if !bytes.starts("<http", at: start, limit: end) { return .html }
      }
    case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "="),
      UInt8(ascii: "_"):
      if end - start > 1 && bytes[start + 1] == 0x20 && first != UInt8(ascii: "=")
        && first != UInt8(ascii: "_")
      {
        return .listItem
      }
      if end - start >= 3 {
        var index = start
        while index < end, bytes[index] == first || bytes[index].isBlank { index += 1 }
        if index == end { return .rule }
      }
    case 0xE2:
      // U+2022 BULLET and its kin, with a blank behind.
      if end - start > 3, bytes[start + 3] == 0x20 {
        let value = bytes.scalar(at: start, limit: end).value
        if value == 0x2022 || value == 0x25CF || value == 0x25AA || value == 0x2013 {
          return .listItem
        }
      }
    default:
      if first.isASCIIDigit || first == UInt8(ascii: "(") || first.isASCIILetter {
        if isOrdinalMark(bytes, start, end) { return .listItem }
      }
    }
    if flavour == .markdown {
      var columns = 0
      for index in line.content.lowerBound..<start {
        columns += bytes[index] == 0x09 ? 4 - columns % 4 : 1
      }
      if columns >= 4 { return .indented }
    }
    return .text
  }

  /// Whether a line begins like an item of a numbered list: `1. `, `12) `, `(a) `, `a) `, `2.1 `.
  private static func isOrdinalMark(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    var index = start
    let isOpen = bytes[index] == UInt8(ascii: "(")
    if isOpen { index += 1 }
    let mark = index
    while index < end && bytes[index].isASCIIDigit && index - mark < 3 { index += 1 }
    let digits = index - mark
    if digits == 0 {
      guard index < end && bytes[index].isASCIILower else { return false }
      index += 1
    }
    guard index < end else { return false }
    if bytes[index] == UInt8(ascii: ")") {
      return index + 1 < end && bytes[index + 1] == 0x20
    }
    guard !isOpen, digits > 0, digits < 3, bytes[index] == UInt8(ascii: ".") else { return false }
    index += 1
    guard index < end else { return false }
    if bytes[index] == 0x20 { return true }
    // "2.1 Subject to clause 2.3"
    let sub = index
    while index < end && bytes[index].isASCIIDigit && index - sub < 3 { index += 1 }
    return index > sub && index < end && bytes[index] == 0x20 && index + 1 < end
      && bytes[index + 1].isASCIIUpper
  }

  /// The mark of a code fence that a line consists of or begins with: which byte, how often.
  private static func fenceMark(
    _ line: Line, _ bytes: Span<UInt8>
  ) -> (byte: UInt8, count: Int)? {
    guard !line.isBlank else { return nil }
    let mark = bytes[line.textStart]
    guard mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return nil }
    var index = line.textStart
    while index < line.textEnd && bytes[index] == mark { index += 1 }
    return index - line.textStart >= 3 ? (mark, index - line.textStart) : nil
  }
}

extension Window {
  /// Sums up what the lines of a block hold, and tells what kind of block a paragraph is.
  mutating func finishBlock(_ index: Int) {
    var signals: Signals = .any
    let block = blocks[index]
    for line in block.lines {
      var lineSignals = lines[line].signals
      lineSignals.remove(.pageBreak)
      signals.formUnion(lineSignals)
    }
    if block.lines.count > 1 { signals.insert(.lines) }
    blocks[index].kind =
      block.structure == .paragraph ? kind(ofParagraph: block) : block.structure
    switch blocks[index].kind {
    case .paragraph, .listItem, .quote, .heading:
      if !endsSentence(block.content) || breaksOff(block) { signals.insert(.openEnd) }
    case .caption: signals.insert(.caption)
    case .layoutTable: signals.insert(.columns)
    default: break
    }
    blocks[index].signals = signals
    refreshGapSignal(index)
  }

  /// Tells by a block's gap whether it is a wide one.
  mutating func refreshGapSignal(_ index: Int) {
    let block = blocks[index]
    if block.kind == .start ? !block.gap.isEmpty : lineEnds(in: block.gap) > 2 {
      blocks[index].signals.insert(.wideGap)
    } else {
      blocks[index].signals.remove(.wideGap)
    }
  }

  /// What a block of text is, by its words.
  private func kind(ofParagraph block: Block) -> Block.Kind {
    let bytes = bytes.span
    let text = trimmed(block.content)
    guard !text.isEmpty, !block.tokens.isEmpty else { return .paragraph }
    let first = tokens[block.tokens.lowerBound]
    if isCaption(block, text) { return .caption }
    if text.count <= 200, block.lines.count <= 2,
      bytes.starts("By ", at: text.lowerBound, limit: text.upperBound)
        || bytes.starts("BY ", at: text.lowerBound, limit: text.upperBound),
      isListOfNames(block.tokens.dropFirst())
    {
      return .byline
    }
    if text.count <= 300,
      bytes.starts("Source: ", at: text.lowerBound, limit: text.upperBound)
        || bytes.starts("Sources: ", at: text.lowerBound, limit: text.upperBound)
    {
      return .byline
    }
    if block.lines.count == 1, text.count <= 120, isHeading(block, text, first) { return .heading }
    return .paragraph
  }

  /// A caption says so: by a credit in brackets at its end, or by a number at its start.
  private func isCaption(_ block: Block, _ text: Range<Int>) -> Bool {
    guard text.count <= 600 else { return false }
    let bytes = bytes.span
    let start = text.lowerBound
    let end = text.upperBound
    let openers = Self.openerInitials.contains(bytes[start]) ? Self.captionOpeners : []
    for word in openers where bytes.starts(word, at: start, limit: end) {
      let after = start + word.utf8CodeUnitCount
      let isNumbered = after < end && bytes[after].isASCIIDigit
      let last = bytes[after - 2]
      if isNumbered || last == UInt8(ascii: ":") || bytes[after - 2] == UInt8(ascii: "y") {
        return true
      }
    }
    // The credit's bracket: the last that is opened, and closed at the end if at all. Engines read
    // `)` as `}` and lose it.
    var last = end - 1
    while last > start, !bytes[last].isASCIILetter, bytes[last] != UInt8(ascii: ")") { last -= 1 }
    if bytes[last] != UInt8(ascii: ")") { last = end }
    // Few texts have one, and none is found quicker than the last.
    guard bytes.has(UInt8(ascii: "("), in: min(last, max(start, last - 200))..<last) else {
      return false
    }
    var open = last - 1
    while open > start && last - open < 200 {
      if bytes[open] == UInt8(ascii: "(") || bytes[open] == UInt8(ascii: ")") { break }
      open -= 1
    }
    guard bytes[open] == UInt8(ascii: "(") else { return false }
    for word in Self.credits where bytes.starts(word, at: open, limit: end) { return true }
    return false
  }

  private static let captionOpeners: [StaticString] = [
    "Fig. ", "FIG. ", "Figure ", "Photo: ", "PHOTO: ", "Photo by ", "Picture: ", "Table ",
  ]

  /// The letters that one of them begins with.
  private static let openerInitials = Array("FPT".utf8)

  private static let credits: [StaticString] = [
    "(PHOTO", "(Photo", "(photo", "(Image", "(IMAGE", "(Picture", "(Credit", "(CREDIT",
    "(Courtesy", "(Illustration",
  ]

  /// Names, and the small words between them.
  private func isListOfNames(_ range: Range<Int>) -> Bool {
    guard !range.isEmpty, range.count <= 24 else { return false }
    let bytes = bytes.span
    var capitals = 0
    for index in range {
      let token = tokens[index]
      if token.facts.contains(.capitalised) || token.facts.contains(.notASCII)
        || token.facts.contains(.hyphenBefore)
      {
        capitals += 1
      } else if token.facts.contains(.number) {
        return false
      } else {
        if token.length > 1 && !Self.particles.contains(token, of: bytes) { return false }
      }
    }
    return capitals > 0
  }

  private static let particles: WordSet = [
    "and", "of", "de", "van", "der", "den", "von", "la", "le", "du", "bin", "al", "el", "da", "dos",
    "ibn", "y", "e", "the", "zu", "del", "di", "ter", "ten",
  ]

  private func isHeading(_ block: Block, _ text: Range<Int>, _ first: Token) -> Bool {
    let bytes = bytes.span
    let last = bytes[text.upperBound - 1]
    let isWholeBold =
      text.count > 4 && bytes.starts("**", at: text.lowerBound, limit: text.upperBound)
      && last == UInt8(ascii: "*") && block.tokens.count <= 16
    if isWholeBold { return true }
    switch last {
    case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "-"),
      UInt8(ascii: ":"):
      return false
    default: break
    }
    guard block.tokens.count <= 16 else { return false }
    if !first.facts.contains(.capitalised) && !first.facts.contains(.digit)
      && !first.facts.contains(.ideograph)
    {
      return false
    }
    var long = 0
    var capitals = 0
    for index in block.tokens {
      let facts = tokens[index].facts
      if facts.contains(.number) || facts.contains(.ideograph) { continue }
      if tokens[index].length >= 4 || facts.contains(.capitalised) {
        long += 1
        if facts.contains(.capitalised) { capitals += 1 }
      }
    }
    if block.tokens.count <= 3 { return capitals == long }
    return long > 0 && capitals * 10 >= long * 7
  }

  /// Whether a block ends in a word with a hyphen and specks behind it (`rea-.`, `guar-. .`): what looks
  /// like the stop of a sentence is none.
  private func breaksOff(_ block: Block) -> Bool {
    guard let last = block.tokens.last else { return false }
    let bytes = bytes.span
    let hyphen = tokens[last].end
    let end = trimmed(block.content).upperBound
    guard hyphen + 1 < end, end - hyphen <= 6, bytes[hyphen] == UInt8(ascii: "-"),
      bytes[hyphen - 1].isASCIILetter
    else { return false }
    for index in (hyphen + 1)..<end
    where !bytes[index].isBlank && bytes[index] != UInt8(ascii: ".")
      && bytes[index] != UInt8(ascii: ":") && bytes[index] != UInt8(ascii: ";")
      && bytes[index] != UInt8(ascii: "\"") && bytes[index] != UInt8(ascii: "'")
    {
      return false
    }
    return true
  }

  /// Whether a text ends in a mark that can end a sentence, closing quotes and brackets aside.
  func endsSentence(_ content: Range<Int>) -> Bool {
    let bytes = bytes.span
    let text = trimmed(content)
    var end = text.upperBound
    while end > text.lowerBound {
      let byte = bytes[end - 1]
      switch byte {
      case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ":"),
        UInt8(ascii: ";"):
        return true
      case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: ")"), UInt8(ascii: "]"),
        UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "`"):
        end -= 1
      case 0..<0x80: return false
      default:
        guard let scalar = bytes.scalar(before: end, lowerBound: text.lowerBound) else {
          return false
        }
        switch scalar.value {
        case 0x2018...0x201F, 0xAB, 0xBB, 0x300D, 0x300F, 0x300B, 0xFF09: end -= scalar.length
        case 0x2026, 0x3002, 0xFF01, 0xFF1F, 0xFF0E, 0xFF1A, 0xFF1B: return true
        default: return false
        }
      }
    }
    return true
  }
}
