/// The line ends of a block that were meant, by what the lines are, however full these are.
///
/// A line that begins with a day or an hour, as those of a calendar of events do, or with a label and a
/// colon, as those of a roll, is an entry of its own. A salutation, and a line that is set in two parts,
/// stand alone.
struct MeantLineEnds {
  /// How an entry begins.
  private enum Opening: CaseIterable { case month, day, weekday, hour, label }

  /// The lines that begin anew, in order: indices into the window's lines.
  private var lines: [Int] = []
  private var next = 0

  /// Reads the lines of a block. There are no entries where fewer than half of its lines begin in the
  /// same way: a sentence may have a date anywhere.
  init(_ window: borrowing Window, _ block: Block) {
    let bytes = window.bytes.span
    let hasColumns = block.signals.contains(.columns)
    var openings: [(line: Int, opening: Opening)] = []
    for line in block.lines {
      let tokens = window.tokens(ofLine: line, in: block)
      if hasColumns && Self.isSetApart(window.lines[line], bytes)
        || Self.isSalutation(window, line, tokens)
      {
        lines.append(line)
        lines.append(line + 1)
      } else if let opening = Self.opening(window, line, tokens) {
        openings.append((line, opening))
      }
    }
    // The line before the first entry may be a heading.
    let least = max(2, block.lines.count / 2)
    for opening in Opening.allCases where openings.count >= least {
      let same = openings.filter { $0.opening == opening }
      if same.count >= least { lines += same.map(\.line) }
    }
    lines.sort()
  }

  /// Whether the line end before a line was meant. Asked of one line after another.
  mutating func haveOne(before line: Int) -> Bool {
    while next < lines.count, lines[next] < line { next += 1 }
    return next < lines.count && lines[next] == line
  }

  /// Whether a line is how a letter begins: `Dear Families,`
  private static func isSalutation(
    _ window: borrowing Window, _ line: Int, _ tokens: Range<Int>
  ) -> Bool {
    guard let first = tokens.first, (2...6).contains(tokens.count),
      salutation.contains(window.tokens[first], of: window.bytes.span),
      Int(window.tokens[first].start) == window.lines[line].textStart
    else { return false }
    let last = window.bytes[window.lines[line].textEnd - 1]
    return last == UInt8(ascii: ",") || last == UInt8(ascii: ":")
  }

  private static let salutation: WordSet = ["Dear"]

  /// Whether a line is set in two parts, at the left and at the right, as a masthead is: no sentence goes
  /// on over its end. Justified lines have narrower gaps.
  private static func isSetApart(_ line: Line, _ bytes: Span<UInt8>) -> Bool {
    var blanks = 0
    for offset in line.textStart..<line.textEnd {
      blanks = bytes[offset] == 0x20 ? blanks + 1 : 0
      if blanks == 6 { return true }
    }
    return false
  }

  /// How a line begins that may be an entry.
  private static func opening(
    _ window: borrowing Window, _ line: Int, _ tokens: Range<Int>
  ) -> Opening? {
    if let opening = dateOrHour(window, tokens) { return opening }
    return hasLabel(window, line, tokens) ? .label : nil
  }

  private static func dateOrHour(_ window: borrowing Window, _ tokens: Range<Int>) -> Opening? {
    guard let first = tokens.first else { return nil }
    let bytes = window.bytes.span
    let token = window.tokens[first]
    if CalendarWord.weekdays.contains(token, of: bytes) { return .weekday }
    let second = tokens.count > 1 ? window.tokens[first + 1] : nil
    if CalendarWord.months.contains(token, of: bytes) {
      return second?.facts.contains(.digit) == true ? .month : nil
    }
    guard token.facts.contains(.digit), token.length <= 4, bytes[Int(token.start)].isASCIIDigit
    else { return nil }
    if let second, second.start == UInt32(token.end + 1),
      CalendarWord.months.contains(second, of: bytes)
    {
      return .day
    }
    return isHour(bytes, token, second) ? .hour : nil
  }

  /// Whether a line begins with up to three words, the first with a capital, and a colon: `Hon. Sec.: `.
  private static func hasLabel(
    _ window: borrowing Window, _ line: Int, _ tokens: Range<Int>
  ) -> Bool {
    guard let first = tokens.first, window.tokens[first].facts.contains(.capitalised),
      Int(window.tokens[first].start) == window.lines[line].textStart
    else { return false }
    let bytes = window.bytes.span
    for index in tokens.prefix(3) {
      var end = window.tokens[index].end
      let limit = window.lines[line].textEnd
      if end < limit, bytes[end] == UInt8(ascii: ".") { end += 1 }
      guard end + 1 < limit else { return false }
      if bytes[end] == UInt8(ascii: ":") { return bytes[end + 1].isBlank }
      guard bytes[end].isBlank else { return false }
    }
    return false
  }

  /// Whether a number is an hour: `9:30`, `9.30 p.m.`, `9am`, `10 a.m.`
  private static func isHour(_ bytes: Span<UInt8>, _ token: Token, _ second: Token?) -> Bool {
    var offset = Int(token.start)
    while offset < token.end, bytes[offset].isASCIIDigit { offset += 1 }
    guard offset - Int(token.start) <= 2 else { return false }
    if offset < token.end { return isHalfOfDay(bytes, offset, token.end) }
    guard let second, Int(second.start) == token.end + 1 else { return false }
    switch bytes[token.end] {
    case UInt8(ascii: ":"): return second.length == 2 && second.facts.contains(.number)
    case UInt8(ascii: "."):
      return second.length == 2 && second.facts.contains(.number)
        || second.length == 4 && isHalfOfDay(bytes, Int(second.start) + 2, second.end)
    default: return bytes[token.end].isBlank && isHalfOfDay(bytes, Int(second.start), second.end)
    }
  }

  /// Whether what ends a number, or follows it, is `am`, `pm`, or the first letter of `a.m.`
  private static func isHalfOfDay(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    let first = bytes[start].asciiLowered
    guard first == UInt8(ascii: "a") || first == UInt8(ascii: "p") else { return false }
    if end - start == 2 { return bytes[start + 1].asciiLowered == UInt8(ascii: "m") }
    return end - start == 1 && end + 1 < bytes.count && bytes[end] == UInt8(ascii: ".")
      && bytes[end + 1].asciiLowered == UInt8(ascii: "m")
  }
}
