internal import Lexicon

/// Whether a paragraph ends where a line of a page does.
///
/// On a page nothing settles it alone: engines see blank lines where there are none and miss those
/// that there are, read a speck as a full stop and a full stop as a comma. So each sign is weighed.
/// The weights are logarithms of odds, taken from a logistic regression over the 3,500 line ends of
/// some sixty newsletters that were typeset, read by Tesseract and Ocrad and compared with their
/// text; they are rounded, since other pages differ more than their second digits do.
enum LineEnd {
  /// A line that holds text, and what stands in it.
  struct Side {
    /// An index into the window's lines.
    var line: Int
    /// Indices into the window's tokens.
    var tokens: Range<Int>
  }

  /// The logarithm of the odds that a paragraph ends between two lines; below 0 the second line goes
  /// on with what the first began.
  ///
  /// - Parameters:
  ///   - block: the one that holds the second line.
  ///   - isApart: whether a blank line or a page's end lies between.
  ///   - measure: how many scalars a full line has there.
  static func odds(
    _ window: borrowing Window, _ first: Side, _ second: Side, in block: Block, isApart: Bool,
    measure: Int, _ evidence: borrowing Evidence
  ) -> Double {
    let bytes = window.bytes.span
    let a = window.withoutSpecks(window.lines[first.line])
    let b = window.withoutSpecks(window.lines[second.line])
    let ending = Ending.of(window, a)
    let width = window.width(a)
    let isStop = ending == .stop
    let startsSmall = window.opening(of: b).map { bytes[$0].isASCIILower } ?? false
    var odds = -2.2
    if isApart { odds += isStop ? 3.8 : 2.5 }
    if !isStop && startsSmall { odds -= 2.3 }
    if ending == .hyphen { odds -= 1.8 }
    if ending == .word, let last = first.tokens.last {
      // In a title they have capitals.
      let key = WordKey.of(bytes, window.tokens[last].range)
      if Joint.functionWords.contains(key) { odds -= 1.5 }
    }
    // How much room is left behind the first line once the second one's first word has moved up.
    let room = measure - width - 1 - window.widthOfFirstWord(b)
    if room > 1 { odds += isStop ? 2.2 : 1.2 }
    if room > max(6, measure * 3 / 20) { odds += 1.7 }
    if first.tokens.count < 4 { odds += 1.3 }
    if window.width(b) * 5 < measure * 3 { odds -= 0.4 }
    let isTitle = !isStop && window.isTitle(first.tokens)
    let isNextTitle = window.isTitle(second.tokens) && Ending.of(window, b) != .stop
    let isCredit = window.isCredit(a, first.tokens)
    if isTitle && isNextTitle {
      odds -= 1.8
      if !isCredit, window.areSetAlike(first.tokens, second.tokens),
        window.leadsToByline(second.line, in: block)
      {
        odds -= 3
      }
    }
    if ending == .word, !isTitle, !isNextTitle {
      switch Opening.of(window, a, first.tokens, second.tokens, evidence) {
      case .name where isApart && room <= 1: odds -= 1
      case .word: odds += 2.3
      default: break
      }
    }
    if let start = window.opening(of: b), bytes[start].isASCIIDigit { odds += 0.4 }
    // Lines that are numbered one after the other are verses or items.
    if let number = window.number(opening: a), window.number(opening: b) == number + 1 { odds += 5 }
    // A list of authors can fill more than its line.
    if isCredit && !(isNextTitle && second.tokens.count <= 4) { odds += 2.5 }
    if window.isCredit(b, second.tokens) { odds += 3 }
    let isRow = window.isRow(a)
    let isNextRow = window.isRow(b)
    if isRow { odds += 1.1 }
    if isNextRow { odds += isRow ? 1.8 : 1.2 }
    // Where the next line is set in, a paragraph begins.
    if b.textStart - b.content.lowerBound >= a.textStart - a.content.lowerBound + 2 { odds += 1.5 }
    return odds
  }

  /// What the capital says with which a line opens behind one that ends in a word.
  private enum Opening {
    /// That the first word is a name, or goes on with one: the sentence may go on.
    case name
    /// That a heading has ended: a common word, and none of those that open sentences for the most
    /// part, behind which a full stop may be lost.
    case word
    /// Nothing.
    case other

    static func of(
      _ window: borrowing Window, _ line: Line, _ first: Range<Int>, _ second: Range<Int>,
      _ evidence: borrowing Evidence
    ) -> Opening {
      guard !first.isEmpty, second.count > 1 else { return .other }
      let bytes = window.bytes.span
      let last = window.tokens[first.upperBound - 1]
      let next = window.tokens[second.lowerBound]
      guard last.end == line.textEnd, next.facts.contains(.capitalised),
        next.facts.isDisjoint(with: [.allCapitals, .digit]), next.form != 0,
        !Joint.openers.contains(next, of: bytes)
      else { return .other }
      let form = evidence.form(next)
      let isKnown = form.flags.contains(.known)
      if !isKnown || form.capitalShare >= 70
        || last.facts.contains(.capitalised) && form.capitalShare > 15
      {
        return .name
      }
      let isHeading =
        last.facts.isDisjoint(with: [.capitalised, .digit])
        && !Joint.functionWords.contains(last, of: bytes)
        && !window.tokens[second.lowerBound + 1].facts.contains(.capitalised)
      return isHeading && form.capitalShare <= 25 ? .word : .other
    }
  }

  /// How sure one can be that two lines belong together: of two ways to set the line, the likelier
  /// one is taken, so it never falls below what a change needs.
  static func confidence(_ odds: Double) -> Double {
    0.9 + 0.09 * min(1, max(0, -odds / 4))
  }

  /// What a line's text ends in, closing quotes and brackets aside.
  enum Ending {
    case stop, word, hyphen, other

    static func of(_ window: borrowing Window, _ line: Line) -> Ending {
      of(window, line.textStart..<max(line.textStart, line.textEnd))
    }

    static func of(_ window: borrowing Window, _ text: Range<Int>) -> Ending {
      let bytes = window.bytes.span
      var end = text.upperBound
      while end > text.lowerBound,
        let scalar = bytes.scalar(before: end, lowerBound: text.lowerBound)
      {
        switch scalar.value {
        case 0x22, 0x27, 0x29, 0x5D, 0x2A, 0x2018...0x201F, 0xBB: end -= scalar.length
        case 0x2E, 0x21, 0x3F, 0x2026, 0x3002: return .stop
        case 0x2D, 0xAD, 0xAC, 0x7E, 0x5F, 0x2010, 0x2011: return .hyphen
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: return .word
        default: return scalar.value >= 0xC0 && scalar.value < 0x2000 ? .word : .other
        }
      }
      return .other
    }
  }
}

/// How long the lines of a window are.
enum LineMeasure {
  /// What is longer than this is no line of a page.
  static let longest = 160
  /// A block of fewer lines is measured with its neighbours.
  private static let enough = 13

  /// Measures the lines of every block; says whether most of them are full, so that a printer or an
  /// editor has set them.
  ///
  /// A measure is what four fifths of the lines of the block and around it do not exceed. Lines that
  /// have been joined count as what they are: beside them every other one is short.
  static func survey(_ window: borrowing Window, into measures: inout [UInt16]) -> Bool {
    var widths: [UInt16] = []
    var owners: [(block: Int, lines: Range<Int>)] = []
    var block = window.next(window.firstBlock)
    while let index = block {
      let it = window.blocks[index]
      // A block of which `characters` has left nothing has no line.
      if !it.lines.isEmpty,
        Joint.holdsProse(it.kind) || it.kind == .heading || it.kind == .byline
      {
        let start = widths.count
        for line in it.lines {
          widths.append(UInt16(clamping: window.width(window.lines[line])))
        }
        owners.append((index, start..<widths.count))
      }
      block = window.next(index)
    }
    measures.append(contentsOf: repeatElement(0, count: window.blocks.count - measures.count))
    var full = 0
    var pairs = 0
    var joined = 0
    var near: [UInt16] = []
    for (index, lines) in owners {
      let more = max(0, (enough - lines.count) / 2)
      let around = max(0, lines.lowerBound - more)..<min(widths.count, lines.upperBound + more)
      near.removeAll(keepingCapacity: true)
      near.append(contentsOf: widths[around])
      near.sort()
      let measure = near[min(near.count - 1, near.count * 4 / 5)]
      // Beside paragraphs of one line each there is nothing that a line could fill.
      measures[index] = Int(measure) <= longest ? measure : 0
      for line in lines where widths[line] > longest { joined += Int(widths[line]) }
      let it = window.blocks[index]
      guard Int(measure) <= longest, measure >= 20 else { continue }
      for (offset, line) in it.lines.dropLast().enumerated() {
        let width = Int(widths[lines.lowerBound + offset])
        let next = window.widthOfFirstWord(window.lines[line + 1])
        if width + 1 + next + 1 >= Int(measure) { full += width }
        pairs += width
      }
    }
    return full * 2 > pairs && full > joined
  }
}

extension Window {
  /// The tokens of one line of a block, indices into the window's tokens.
  func tokens(ofLine line: Int, in block: Block) -> Range<Int> {
    let end =
      line + 1 < block.lines.upperBound ? lines[line + 1].firstToken : block.tokens.upperBound
    return lines[line].firstToken..<max(lines[line].firstToken, end)
  }

  /// The first token of the line that a token stands in, whichever block that is of. What stands before it
  /// in the list belongs elsewhere: to another line, or to another block that was rewritten.
  func firstToken(besideToken token: Int) -> Int {
    let next = lines.partitioningIndex { $0.firstToken > token }
    return next > 0 ? lines[next - 1].firstToken : 0
  }

  /// The line of a block that holds a token.
  func line(of token: Int, in block: Block) -> Int? {
    block.lines.last { lines[$0].firstToken <= token }
  }

  /// A line without the specks that stand alone at its ends.
  func withoutSpecks(_ line: Line) -> Line {
    let bytes = bytes.span
    var line = line
    while let speck = bytes.speck(at: line.textStart, limit: line.textEnd) {
      var start = speck.upperBound
      while start < line.textEnd && bytes[start].isBlank { start += 1 }
      guard start > speck.upperBound, start < line.textEnd else { break }
      line.textStart = start
    }
    while let speck = bytes.speck(before: line.textEnd, lowerBound: line.textStart) {
      var end = speck.lowerBound
      while end > line.textStart && bytes[end - 1].isBlank { end -= 1 }
      guard end < speck.lowerBound, end > line.textStart else { break }
      line.textEnd = end
    }
    return line
  }

  /// How many scalars the text of a line has, without the blanks at its ends.
  func width(_ line: Line) -> Int { scalars(line.textStart..<max(line.textStart, line.textEnd)) }

  /// How many scalars the first word of a line has, with the marks that cling to it.
  func widthOfFirstWord(_ line: Line) -> Int {
    let bytes = bytes.span
    var end = line.textStart
    while end < line.textEnd && !bytes[end].isBlank { end += 1 }
    return scalars(line.textStart..<max(line.textStart, end))
  }

  private func scalars(_ range: Range<Int>) -> Int {
    let bytes = bytes.span
    var count = 0
    for index in range where !bytes[index].isContinuation { count += 1 }
    return count
  }

  /// Where the first letter or digit of a line stands, opening quotes and brackets aside.
  func opening(of line: Line) -> Int? {
    let bytes = bytes.span
    var index = line.textStart
    while index < line.textEnd {
      let byte = bytes[index]
      if byte.isASCIILetter || byte.isASCIIDigit { return index }
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: "["),
        UInt8(ascii: "*"), UInt8(ascii: "_"):
        index += 1
      case 0x80...:
        let scalar = bytes.scalar(at: index, limit: line.textEnd)
        guard (0x2018...0x201F).contains(scalar.value) else { return nil }
        index += scalar.length
      default: return nil
      }
    }
    return nil
  }

  /// The number of at most three digits that opens a line and stands apart from what follows, or nil.
  func number(opening line: Line) -> Int? {
    let bytes = bytes.span
    var index = line.textStart
    var number = 0
    while index < line.textEnd, index - line.textStart < 4, bytes[index].isASCIIDigit {
      number = number * 10 + Int(bytes[index] - UInt8(ascii: "0"))
      index += 1
    }
    guard index > line.textStart, index - line.textStart <= 3, index < line.textEnd,
      bytes[index].isBlank || bytes[index] == UInt8(ascii: ".") || bytes[index] == UInt8(ascii: ")")
    else { return nil }
    return number
  }

  /// Whether a line holds nothing but a mark or two: what a scanner makes of dust. Three marks of one
  /// kind are a fence or a rule that somebody has set, and a full stop that is set in, as the line
  /// before it is, stands for an empty line.
  func isSpeck(_ line: Int) -> Bool {
    let it = lines[line]
    guard !it.isBlank, it.textEnd - it.textStart <= 4 else { return false }
    let bytes = bytes.span
    let first = bytes[it.textStart]
    if it.textEnd - it.textStart >= 3,
      (it.textStart..<it.textEnd).allSatisfy({ bytes[$0] == first })
    {
      return false
    }
    if it.textEnd - it.textStart == 1, first == UInt8(ascii: "."), isSetIn(line), isSetIn(line - 1)
    {
      return false
    }
    var index = it.textStart
    while index < it.textEnd {
      if bytes[index].isBlank {
        index += 1
      } else if let speck = bytes.speck(at: index, limit: it.textEnd) {
        index = speck.upperBound
      } else {
        return false
      }
    }
    return true
  }

  /// Whether a line holds text behind blanks.
  private func isSetIn(_ line: Int) -> Bool {
    line >= 0 && !lines[line].isBlank && lines[line].textStart > lines[line].content.lowerBound
  }

  /// Whether the words of a line are set like those of a title: all but the small ones with a
  /// capital.
  func isTitle(_ range: Range<Int>) -> Bool {
    guard !range.isEmpty, range.count <= 12 else { return false }
    var long = 0
    var capitals = 0
    for index in range {
      let isCapital = tokens[index].facts.contains(.capitalised)
      guard isCapital || tokens[index].length >= 4 else { continue }
      long += 1
      if isCapital { capitals += 1 }
    }
    return long > 0 && capitals * 10 >= long * 7
  }

  /// Whether a line says who wrote the text or where it came from.
  func isCredit(_ line: Line, _ range: Range<Int>) -> Bool {
    let bytes = bytes.span
    let start = line.textStart
    if bytes.starts("Source", at: start, limit: line.textEnd) {
      let colon = start + 6
      return colon < line.textEnd
        && (bytes[colon] == UInt8(ascii: ":") || bytes[colon] == UInt8(ascii: ";"))
    }
    return isByline(line, range)
  }

  /// Whether a line says who wrote the text.
  func isByline(_ line: Line, _ range: Range<Int>) -> Bool {
    bytes.span.starts("By ", at: line.textStart, limit: line.textEnd) && isTitle(range)
  }

  /// Whether a line and those behind it are set like titles down to a byline in the same block: above
  /// that stands one headline, of a few lines.
  func leadsToByline(_ line: Int, in block: Block) -> Bool {
    for index in line..<min(line + 6, block.lines.upperBound) {
      let it = withoutSpecks(lines[index])
      let range = tokens(ofLine: index, in: block)
      if isByline(it, range) { return index > line }
      guard isTitle(range), LineEnd.Ending.of(self, it) != .stop else { return false }
    }
    return false
  }

  /// Whether of two lines both are in capitals or neither is: a section's name and its first headline
  /// are two titles.
  func areSetAlike(_ first: Range<Int>, _ second: Range<Int>) -> Bool {
    func isInCapitals(_ range: Range<Int>) -> Bool {
      !range.contains { !tokens[$0].facts.contains(.allCapitals) }
    }
    return isInCapitals(first) == isInCapitals(second)
  }

  /// Whether a line is the row of a table: cells with bars between, or numbers for the most part.
  func isRow(_ line: Line) -> Bool {
    let bytes = bytes.span
    var words = 0
    var numbers = 0
    var index = line.textStart
    while index < line.textEnd {
      let start = index
      var hasDigit = false
      while index < line.textEnd && !bytes[index].isBlank {
        if bytes[index].isASCIIDigit { hasDigit = true }
        index += 1
      }
      if index == start + 1, bytes[start] == UInt8(ascii: "|"), words > 0, index < line.textEnd {
        return true
      }
      words += 1
      if hasDigit { numbers += 1 }
      while index < line.textEnd && bytes[index].isBlank { index += 1 }
    }
    return numbers >= 2 && numbers * 5 >= words * 2
  }

  /// Whether a line of a block ends in the first half of a word whose second half begins the next.
  func endsWithinWord(_ line: Int, in block: Block, _ evidence: borrowing Evidence) -> Bool {
    // Nobody knows yet whether it is a page, so specks are looked through.
    guard let found = WordBreak.find(self, line, in: block, isPage: true), found.mark == .hyphen
    else { return false }
    return HyphenDecision.decide(self, found, within: block.tokens, site: .line, evidence).outcome
      == .weld
  }
}

extension Span<UInt8> {
  /// The mark at `offset`, if it is one that engines read for dust on the page; nil for other signs.
  /// Hyphens and dashes are none of them: they stand alone on purpose.
  func speck(at offset: Int, limit: Int) -> Range<Int>? {
    guard offset < limit else { return nil }
    let scalar = scalar(at: offset, limit: limit)
    return Self.isSpeck(scalar.value) ? offset..<(offset + scalar.length) : nil
  }

  /// The same for the mark that ends before `offset`.
  func speck(before offset: Int, lowerBound: Int) -> Range<Int>? {
    guard let scalar = scalar(before: offset, lowerBound: lowerBound) else { return nil }
    return Self.isSpeck(scalar.value) ? (offset - scalar.length)..<offset : nil
  }

  private static func isSpeck(_ value: UInt32) -> Bool {
    switch value {
    // | _ ~ . , : ; ' " ` ^ = and their like
    case 0x7C, 0x5F, 0x7E, 0x2E, 0x2C, 0x3A, 0x3B, 0x27, 0x22, 0x60, 0x5E, 0x3D, 0xAB, 0xB0, 0xB7,
      0xBB, 0xAC, 0x2018...0x201F:
      true
    default: false
    }
  }
}
