internal import ICU

/// A word of a line that may be a row of a table: a run without blanks, with its place.
struct TableWord: Equatable {
  /// Its bytes: offsets into the text, half-open.
  var range: Range<Int>
  /// Where it begins, in terminal columns from the start of its line.
  var start: Int
  /// Where it ends, in terminal columns; exclusive.
  var end: Int
  /// What it looks like.
  var kind: Kind
  /// Whether a mark of its own stands before it that sets cells apart: a bar, or what an engine makes
  /// of one.
  var isBehindBar = false

  /// What a word looks like to a reader of tables.
  enum Kind: UInt8, Equatable {
    /// A word, or anything else.
    case text
    /// A number, with its signs, units and footnote marks: `1,234`, `(4.5%)`, `$12`, `2003–04`.
    case number
    /// What stands where there is no number: a dash, `NA`, `(X)`, stars.
    case placeholder
  }

  /// Whether it is what the body of a table is made of.
  var isData: Bool { kind != .text }
}

extension TableWord.Kind {
  /// What the bytes of a word look like.
  static func of(_ bytes: Span<UInt8>, _ range: Range<Int>) -> TableWord.Kind {
    guard let first = range.first.map({ bytes[$0] }) else { return .text }
    if first.isASCIILetter {
      // No number begins so, and of the placeholders but those with an N.
      let isN = first | 0x20 == UInt8(ascii: "n")
      return isN && isPlaceholder(bytes, range) ? .placeholder : .text
    }
    if !first.isASCIIDigit, isPlaceholder(bytes, range) { return .placeholder }
    return isNumber(bytes, range) ? .number : .text
  }

  private static func isPlaceholder(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    switch range.count {
    case 1:
      return bytes[range.lowerBound] == UInt8(ascii: "-")
        || bytes[range.lowerBound] == UInt8(ascii: "*")
    case 2...5:
      if isRun(of: UInt8(ascii: "*"), bytes, range) || isRun(of: UInt8(ascii: "-"), bytes, range) {
        return true
      }
      if range.count == 3, bytes[range.lowerBound] == 0xE2 {
        // Hyphens, dashes, minus; dagger; ellipsis.
        switch bytes.scalar(at: range.lowerBound, limit: range.upperBound).value {
        case 0x2010...0x2015, 0x2020, 0x2021, 0x2026, 0x2212: return true
        default: break
        }
      }
      switch bytes[range.lowerBound] {
      case UInt8(ascii: "N"), UInt8(ascii: "n"), UInt8(ascii: "("): break
      default: return false
      }
      return nothings.contains(bytes, range)
    default: return false
    }
  }

  /// What stands where there is no value.
  private static let nothings: WordSet = [
    "NA", "na", "N/A", "n/a", "n.a.", "N.A.", "(X)", "(x)", "(NA)", "(na)", "nd", "n.d.", "(-)",
  ]

  private static func isRun(of byte: UInt8, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for index in range where bytes[index] != byte { return false }
    return true
  }

  /// Whether a word is a number: digits with separators, signs around them, a short unit behind.
  private static func isNumber(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var index = range.lowerBound
    while index < range.upperBound, isSign(bytes[index]) || bytes[index] >= 0x80 {
      // A letter beyond ASCII is no sign.
      if bytes[index] >= 0xC3 && bytes[index] <= 0xDF { return false }
      index += 1
    }
    let digits = index
    var count = 0
    while index < range.upperBound {
      let byte = bytes[index]
      if byte.isASCIIDigit {
        count += 1
      } else if byte >= 0x80 ? byte >= 0xC3 && byte <= 0xDF : !isSeparator(byte) {
        break
      }
      index += 1
    }
    guard count > 0, index > digits else { return false }
    // What is left: a unit or footnote mark of two letters, and signs.
    var letters = 0
    while index < range.upperBound {
      let byte = bytes[index]
      if byte.isASCIILetter {
        letters += 1
      } else if byte < 0x80 && !isSign(byte) && !isSeparator(byte) && !byte.isASCIIDigit {
        return false
      }
      index += 1
    }
    return letters == 0 || letters <= 2 && letters <= count
  }

  private static func isSign(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "$"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "("),
      UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "~"),
      UInt8(ascii: "*"), UInt8(ascii: "%"), UInt8(ascii: "#"), UInt8(ascii: "="),
      UInt8(ascii: "."), UInt8(ascii: "["), UInt8(ascii: "]"):
      return true
    default: return false
    }
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: ":"),
      UInt8(ascii: "-"), UInt8(ascii: "'"), UInt8(ascii: "_"), UInt8(ascii: "%"):
      return true
    default: return false
    }
  }
}

/// A line that may be a row of a table.
struct TableLine {
  /// Its bytes without the line end: offsets into the text, half-open.
  var content: Range<Int>
  /// Its words, from left to right; rules and leaders are none.
  var words: [TableWord] = []
  /// Whether it holds nothing but the strokes of a rule: hyphens, equals signs, bars, plus signs.
  var isRule = false
  /// Whether dots lead from a word to the next, or to the end.
  var hasLeader = false

  /// Reads the words of a line.
  ///
  /// - Parameters:
  ///   - content: the line without its line end: offsets into `bytes`, half-open.
  ///   - tearsBars: whether a bar between two letters sets cells apart as well.
  init(_ bytes: Span<UInt8>, _ content: Range<Int>, tearsBars: Bool = true) {
    self.content = content
    words.reserveCapacity(min(16, content.count / 5 + 1))
    let bar = UInt8(ascii: "|")
    var column = 0
    var index = content.lowerBound
    var isBehindBar = false
    var longestStroke = 0
    var bars = 0
    while index < content.upperBound {
      let first = bytes[index]
      if first == 0x20 {
        let end = bytes.endOfRun(of: first, in: index..<content.upperBound)
        column += end - index
        index = end
        continue
      }
      if first == 0x09 {
        column = (column / 8 + 1) * 8
        index += 1
        continue
      }
      if first == bar, tearsBars || !Self.isBetweenLetters(bytes, index, content) {
        isBehindBar = true
        bars += 1
        column += 1
        index += 1
        continue
      }
      var run = bytes.cellRun(in: index..<content.upperBound)
      while !tearsBars, run.end < content.upperBound, bytes[run.end] == bar,
        Self.isBetweenLetters(bytes, run.end, content)
      {
        let rest = bytes.cellRun(in: (run.end + 1)..<content.upperBound)
        run = (rest.end, run.isASCII && rest.isASCII, run.hasDots || rest.hasDots)
      }
      let (end, isASCII, hasDots) = run
      let width =
        isASCII ? end - index : CharacterProperties.columns(of: bytes.extracting(index..<end))
      if !first.isASCIILetter, !first.isASCIIDigit, Self.isStroke(bytes, index..<end) {
        longestStroke = max(longestStroke, width)
      }
      if hasDots {
        append(bytes, index..<end, column, width, isASCII, &isBehindBar)
      } else {
        words.append(
          TableWord(
            range: index..<end, start: column, end: column + width,
            kind: TableWord.Kind.of(bytes, index..<end), isBehindBar: isBehindBar))
        isBehindBar = false
      }
      column += width
      index = end
    }
    isRule =
      longestStroke >= (words.count > 1 ? 3 : 4) || longestStroke > 0 && bars > 1
    if isRule { isRule = words.allSatisfy { Self.isStroke(bytes, $0.range) } }
    if isRule { words = [] }
    holdRanges(bytes)
  }

  /// Takes a dash for a word where it stands between the ends of a range, `9 a.m. - 5 p.m.`, and not for
  /// a cell without a number.
  private mutating func holdRanges(_ bytes: Span<UInt8>) {
    for index in words.indices.dropFirst().dropLast() where words[index].kind == .placeholder {
      let (before, after) = (words[index - 1], words[index + 1])
      guard before.end + 1 == words[index].start, words[index].end + 1 == after.start,
        Self.isStroke(bytes, words[index].range), !after.isBehindBar, !words[index].isBehindBar
      else { continue }
      let isUnit =
        before.kind == .text && index >= 2 && words[index - 2].kind == .number
        && words[index - 2].end + 1 == before.start
      // `10 - 6`, far from what stands beside it.
      let isApart =
        before.kind == .number && after.kind == .number
        && index >= 2 && words[index - 2].end + 3 <= before.start
        && (index + 2 >= words.count || after.end + 3 <= words[index + 2].start)
      if hasLeader || isUnit || isApart { words[index].kind = .text }
    }
  }

  /// Reads the words of lines that may be the rows of one table.
  ///
  /// A bar between two letters is a letter itself, or a sign that was printed, unless bars stand in
  /// half of the lines: then it is a rule that stands close.
  static func read(_ lines: some Collection<Range<Int>>, _ bytes: Span<UInt8>) -> [TableLine] {
    var written = 0
    var barred = 0
    for line in lines where !line.isEmpty {
      written += 1
      if bytes.has(UInt8(ascii: "|"), in: line) { barred += 1 }
    }
    return lines.map { TableLine(bytes, $0, tearsBars: barred * 2 >= written) }
  }

  private static func isBetweenLetters(
    _ bytes: Span<UInt8>, _ index: Int, _ line: Range<Int>
  ) -> Bool {
    func isLetter(_ byte: UInt8) -> Bool { byte.isASCIILetter || byte >= 0x80 }
    return index > line.lowerBound && index + 1 < line.upperBound && isLetter(bytes[index - 1])
      && isLetter(bytes[index + 1])
  }

  /// Appends a word, without the leaders at its ends; a leader within it tears it.
  private mutating func append(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ column: Int, _ width: Int, _ isASCII: Bool,
    _ isBehindBar: inout Bool
  ) {
    var start = range.lowerBound
    var index = start
    // Where the word is not ASCII, only its ends are sure to have a column.
    func place(_ offset: Int) -> Int {
      isASCII
        ? column + offset - range.lowerBound : offset == range.lowerBound ? column : column + width
    }
    func add(_ part: Range<Int>, _ words: inout [TableWord]) {
      guard !part.isEmpty else { return }
      let kind = TableWord.Kind.of(bytes, part)
      words.append(
        TableWord(
          range: part, start: place(part.lowerBound),
          end: isASCII ? place(part.upperBound) : column + width, kind: kind,
          isBehindBar: isBehindBar))
      isBehindBar = false
    }
    while index < range.upperBound {
      let unit = Self.leaderUnit(bytes, index, range.upperBound)
      guard unit > 0 else {
        index += 1
        continue
      }
      var end = index
      var count = 0
      while end < range.upperBound, Self.leaderUnit(bytes, end, range.upperBound) == unit {
        end += unit
        count += unit == 3 ? 3 : 1
      }
      // Three dots behind a word are an ellipsis; alone, two are a leader that was spaced.
      if count >= 4
        || end - index == range.count && count <= 2 && unit == 1 && isLeaderDot(bytes, range)
      {
        add(start..<index, &words)
        hasLeader = true
        start = end
      }
      index = end
    }
    add(start..<range.upperBound, &words)
  }

  /// Whether a dot that stands alone is one of a row of dots: ". . . .".
  private func isLeaderDot(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var before = range.lowerBound
    while before > content.lowerBound, bytes[before - 1] == 0x20 { before -= 1 }
    var after = range.upperBound
    while after < content.upperBound, bytes[after] == 0x20 { after += 1 }
    let dot = UInt8(ascii: ".")
    return before > content.lowerBound && bytes[before - 1] == dot
      || after < content.upperBound && bytes[after] == dot
  }

  /// How many bytes a dot of a leader takes at `index`; 0 where there is none.
  private static func leaderUnit(_ bytes: Span<UInt8>, _ index: Int, _ limit: Int) -> Int {
    if bytes[index] == UInt8(ascii: ".") { return 1 }
    // U+2026 HORIZONTAL ELLIPSIS.
    return bytes[index] == 0xE2 && index + 2 < limit && bytes[index + 1] == 0x80
      && bytes[index + 2] == 0xA6 ? 3 : 0
  }

  /// Whether a word is made of the strokes that rules are drawn with.
  static func isStroke(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var index = range.lowerBound
    while index < range.upperBound {
      switch bytes[index] {
      case UInt8(ascii: "-"), UInt8(ascii: "="), UInt8(ascii: "_"), UInt8(ascii: "+"),
        UInt8(ascii: "|"), UInt8(ascii: "~"):
        index += 1
      case 0xE2:
        // Dashes, box drawings.
        let scalar = bytes.scalar(at: index, limit: range.upperBound)
        guard (0x2010...0x2015).contains(scalar.value) || (0x2500...0x257F).contains(scalar.value)
        else { return false }
        index += scalar.length
      default: return false
      }
    }
    return true
  }
}
