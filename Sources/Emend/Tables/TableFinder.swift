/// Finds the lines of a text that are a table without mark-up.
///
/// Evidence is wanted before a line becomes a row: columns that blanks align, or a caption ("Table 5")
/// above lines that agree on a number of cells. Tables of tabs are known by their tabs, and not sought
/// here.
enum TableFinder {
  /// A table among lines.
  struct Found {
    /// Its lines: indices into the lines that were searched, half-open; neither the first nor the last
    /// is blank.
    var lines: Range<Int>
    /// What ``TableReader`` makes of them.
    var grid: TableGrid

    /// Whether the cells hold the text of the lines: all letters and figures but for one a line, which an
    /// engine may have made of a rule.
    func holdsAll(_ lines: [Line], _ bytes: [UInt8]) -> Bool {
      let bytes = bytes.span
      var missing = 0
      for line in self.lines { missing += Self.letters(bytes, lines[line].content) }
      for word in grid.words { missing -= Self.letters(bytes, word) }
      return missing <= self.lines.count
    }

    private static func letters(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
      range.count { bytes[$0].isASCIILetter || bytes[$0].isASCIIDigit }
    }
  }

  /// More lines than this behind a caption are not looked at.
  private static let mostLooseLines = 120
  /// A table of aligned columns is read by so many lines; what follows is a table of its own.
  private static let mostAlignedLines = 1 << 16

  /// Finds tables among lines.
  ///
  /// - Parameters:
  ///   - lines: the lines.
  ///   - bytes: the text that they are in.
  ///   - continuesBlock: whether the first of them stand within a block whose start is not among them.
  /// - Returns: the tables in their order, none of them empty.
  /// - Complexity: linear in the lines where none has wide gaps and none is a caption.
  static func find(
    _ lines: [Line], _ bytes: [UInt8], continuesBlock: Bool
  ) -> [Found] {
    var result: [Found] = []
    var index = continuesBlock ? markedRest(lines, bytes) : 0
    // Lines that begin with bars or rules are tried once, from the first of them.
    var drawnEnd = index
    while index < lines.count {
      let line = lines[index]
      if line.isBlank || line.tabs > 0 || BlockReader.isNoRow(line, bytes.span) {
        index += 1
        continue
      }
      if isMarked(lines, bytes, index) {
        // A pipe table is one already.
        while index < lines.count, !lines[index].isBlank { index += 1 }
        continue
      }
      if let table = strokedTable(lines, bytes, at: index) {
        result.append(table)
        index = table.lines.upperBound
        continue
      }
      if index >= drawnEnd, isDrawn(line, bytes) {
        drawnEnd = drawnLines(lines, bytes, from: index)
        if let table = ruledTable(lines, bytes, index..<drawnEnd) {
          result.append(table)
          index = drawnEnd
          continue
        }
      }
      if line.signals.contains(.columns) {
        let region = alignedRegion(
          lines, bytes, at: index, after: result.last?.lines.upperBound ?? 0)
        if let table = table(lines, bytes, region) ?? openTable(lines, bytes, at: index) {
          result.append(table)
          index = table.lines.upperBound
        } else {
          index = max(index + 1, region.upperBound)
        }
        continue
      }
      if let table = openTable(lines, bytes, at: index) {
        result.append(table)
        index = table.lines.upperBound
        continue
      }
      if bytes[line.textStart] & 0xDF == UInt8(ascii: "T") || line.textEnd - line.textStart > 6,
        TableCaption.isOne(bytes.span, line.textStart..<line.textEnd),
        let table = looseTable(lines, bytes, after: index)
          ?? flatTable(lines, bytes, after: index)
      {
        result.append(table)
        index = table.lines.upperBound
        continue
      }
      index += 1
    }
    return result.filter { $0.holdsAll(lines, bytes) }
  }

  /// Whether a line is the header of a pipe table: the one below it is a row of hyphens and bars.
  private static func isMarked(_ lines: [Line], _ bytes: [UInt8], _ index: Int) -> Bool {
    guard index + 1 < lines.count, !lines[index + 1].isBlank else { return false }
    let bytes = bytes.span
    var hasBar = false
    var hasHyphen = false
    for place in lines[index + 1].textStart..<lines[index + 1].textEnd {
      switch bytes[place] {
      case UInt8(ascii: "|"): hasBar = true
      case UInt8(ascii: "-"): hasHyphen = true
      case UInt8(ascii: ":"), 0x20: break
      default: return false
      }
    }
    return hasBar && hasHyphen
  }

  /// Where the rows end that the first lines go on with, of a pipe table whose header stands before
  /// them; 0 where they are none, or a rule among them shows that they are drawn.
  private static func markedRest(_ lines: [Line], _ bytes: [UInt8]) -> Int {
    let end = drawnLines(lines, bytes, from: 0)
    let isMarked = lines[..<end].allSatisfy {
      bytes[$0.textStart] == UInt8(ascii: "|") && bytes[$0.textEnd - 1] == UInt8(ascii: "|")
    }
    return isMarked ? end : 0
  }

  // MARK: Drawn rules

  /// Whether a line begins with a bar, or with the corner of a rule.
  private static func isDrawn(_ line: Line, _ bytes: [UInt8]) -> Bool {
    !line.isBlank && line.tabs == 0
      && (bytes[line.textStart] == UInt8(ascii: "+") || bytes[line.textStart] == UInt8(ascii: "|"))
  }

  /// Whether a line with a bar or a corner at its start goes on as a rule.
  private static func isDrawnRule(_ line: Line, _ bytes: [UInt8]) -> Bool {
    bytes[line.textStart] == UInt8(ascii: "+")
      || line.textEnd > line.textStart + 2 && bytes[line.textStart + 1] == UInt8(ascii: "-")
        && bytes[line.textEnd - 1] == UInt8(ascii: "|")
        && bytes.span.has(UInt8(ascii: "+"), in: line.textStart..<line.textEnd)
  }

  /// Where the lines end that begin with bars and rules.
  private static func drawnLines(_ lines: [Line], _ bytes: [UInt8], from index: Int) -> Int {
    var end = index
    while end < lines.count, isDrawn(lines[end], bytes) { end += 1 }
    return end
  }

  /// The table that lines with bars and rules are.
  private static func ruledTable(
    _ lines: [Line], _ bytes: [UInt8], _ range: Range<Int>
  ) -> Found? {
    guard range.count >= 3,
      range.contains(where: { isDrawnRule(lines[$0], bytes) }),
      let grid = RuledTable.read(lines[range].map(\.content), bytes.span)
    else { return nil }
    return Found(lines: range, grid: grid)
  }

  /// The table of which a line is the head, without bars at the ends of its lines: the line below is a
  /// rule with corners, and all have bars.
  private static func openTable(
    _ lines: [Line], _ bytes: [UInt8], at index: Int
  ) -> Found? {
    guard index + 2 < lines.count, isOpenRule(lines[index + 1], bytes) else { return nil }
    let bar = UInt8(ascii: "|")
    var end = index
    while end < lines.count, lines[end].tabs == 0,
      isOpenRule(lines[end], bytes)
        || bytes.span.has(bar, in: lines[end].textStart..<lines[end].textEnd)
    {
      end += 1
      if lines[end - 1].signals.contains(.pageBreak) { break }
    }
    guard end > index + 2, let grid = RuledTable.read(lines[index..<end].map(\.content), bytes.span)
    else { return nil }
    return Found(lines: index..<end, grid: grid)
  }

  /// Whether a line is nothing but hyphens and the corners between them.
  private static func isOpenRule(_ line: Line, _ bytes: [UInt8]) -> Bool {
    guard !line.isBlank, bytes[line.textStart] == UInt8(ascii: "-"),
      bytes[line.textEnd - 1] == UInt8(ascii: "-")
    else { return false }
    var corners = 0
    for place in line.textStart..<line.textEnd {
      switch bytes[place] {
      case UInt8(ascii: "+"): corners += 1
      case UInt8(ascii: "-"): break
      default: return false
      }
    }
    return corners > 0
  }

  // MARK: Aligned columns

  /// The table that begins at a line, the first of a paragraph or the one above strokes or with them,
  /// and shows its columns by strokes.
  private static func strokedTable(
    _ lines: [Line], _ bytes: [UInt8], at index: Int
  ) -> Found? {
    let isFirst =
      index == 0 || lines[index - 1].isBlank || lines[index - 1].signals.contains(.pageBreak)
    guard
      isFirst
        ? beginsStroked(lines, bytes, at: index)
        : isStroked(lines[index], bytes)
          || index + 1 < lines.count && isStroked(lines[index + 1], bytes)
    else { return nil }
    var end = index
    while end < lines.count, !lines[end].isBlank, lines[end].tabs == 0 {
      end += 1
      // What stands on another page is another table.
      if lines[end - 1].signals.contains(.pageBreak) { break }
    }
    let range = index..<end
    return StrokedTable.read(lines[range].map(\.content), bytes.span).map {
      Found(lines: range, grid: $0)
    }
  }

  /// Whether the lines from one on, up to a blank one or one with tabs, begin like a table whose columns
  /// strokes show.
  private static func beginsStroked(_ lines: [Line], _ bytes: [UInt8], at index: Int) -> Bool {
    var line = index
    while line < lines.count, line < index + StrokedTable.mostHeadLines, !lines[line].isBlank,
      lines[line].tabs == 0
    {
      if isStroked(lines[line], bytes) { return true }
      if lines[line].signals.contains(.pageBreak) { return false }
      line += 1
    }
    return false
  }

  /// Whether a line may be made of strokes that show columns.
  private static func isStroked(_ line: Line, _ bytes: [UInt8]) -> Bool {
    line.signals.contains(.columns) && StrokedTable.isRule(line.content, bytes.span)
  }

  /// The lines around one with wide gaps that may be a table with it.
  private static func alignedRegion(
    _ lines: [Line], _ bytes: [UInt8], at index: Int, after: Int
  ) -> Range<Int> {
    var start = index
    // Headings in the middle of the page belong to it.
    while start > after, start > index - 6, !lines[start - 1].isBlank, lines[start - 1].tabs == 0,
      !lines[start - 1].signals.contains(.pageBreak),
      lines[start - 1].textStart - lines[start - 1].content.lowerBound >= 4
    {
      start -= 1
    }
    // The rule that opens a drawn table.
    if start > after, !lines[start - 1].isBlank, lines[start - 1].tabs == 0,
      bytes[lines[start - 1].textStart] == UInt8(ascii: "+"),
      TableLine(bytes.span, lines[start - 1].content).isRule
    {
      start -= 1
    }
    var end = index + 1
    var lastGap = index
    while end < lines.count, end - start < mostAlignedLines,
      !lines[end - 1].signals.contains(.pageBreak)
    {
      let line = lines[end]
      if line.tabs > 0 || isMarked(lines, bytes, end) || BlockReader.isNoRow(line, bytes.span) {
        break
      }
      if line.isBlank {
        // One blank line sets groups of rows apart.
        guard end + 1 < lines.count, lines[end + 1].signals.contains(.columns),
          lines[end + 1].tabs == 0, !line.signals.contains(.pageBreak),
          !beginsStroked(lines, bytes, at: end + 1)
        else { break }
        end += 1
        continue
      }
      if line.signals.contains(.columns) {
        lastGap = end
      } else if end - lastGap > 4 {
        break
      }
      end += 1
    }
    while end > lastGap + 1, lines[end - 1].isBlank || !isRest(lines, bytes, end - 1, of: lastGap) {
      end -= 1
    }
    return start..<end
  }

  /// Whether a line without gaps, below the last with gaps, may be the rest of its first cell, or the
  /// rule that closes the table.
  private static func isRest(
    _ lines: [Line], _ bytes: [UInt8], _ index: Int, of row: Int
  ) -> Bool {
    let line = lines[index]
    let read = TableLine(bytes.span, line.content)
    if read.isRule { return true }
    let isLast = index + 1 == lines.count || lines[index + 1].isBlank
    let first = bytes[line.textStart]
    return isLast && index - row <= 2 && line.textEnd - line.content.lowerBound <= 72
      && (first.isASCIILower || first == UInt8(ascii: "(") || first == UInt8(ascii: "*")
        || lines[row].textStart - lines[row].content.lowerBound > 12)
  }

  private static func table(
    _ lines: [Line], _ bytes: [UInt8], _ region: Range<Int>
  ) -> Found? {
    let read = TableLine.read(lines[region].map(\.content), bytes.span)
    guard read.count(where: { $0.words.count > 1 }) >= 2,
      let (grid, title) = TableReader.aligned(read, bytes)
    else { return nil }
    if title == 0, TableReader.haveColumns(read) {
      return Found(
        lines: region, grid: RuledTable.read(lines[region].map(\.content), bytes.span) ?? grid)
    }
    var start = region.lowerBound + title
    while start < region.upperBound, lines[start].isBlank { start += 1 }
    return found(lines, bytes, start..<max(start, region.upperBound))
  }

  // MARK: Behind a caption

  /// The table behind a caption: its lines may be set apart by blank ones, and a line or two of
  /// something else may stand before them.
  private static func looseTable(
    _ lines: [Line], _ bytes: [UInt8], after caption: Int
  ) -> Found? {
    var end = caption + 1
    var starts: [Int] = []
    var sawProse = false
    var sawColumns = false
    while end < lines.count, end - caption <= mostLooseLines,
      !lines[end - 1].signals.contains(.pageBreak)
    {
      if !lines[end].isBlank {
        if lines[end].tabs > 0 || isMarked(lines, bytes, end)
          || BlockReader.isNoRow(lines[end], bytes.span)
        {
          break
        }
        // What has bars, columns or commas of its own is read by those.
        if lines[end - 1].isBlank || end == caption + 1 {
          if starts.count <= 3, let table = strokedTable(lines, bytes, at: end) { return table }
          if isOfCommas(lines, bytes, end) { break }
          if let table = ruledTable(lines, bytes, end..<drawnLines(lines, bytes, from: end)) {
            if starts.isEmpty { return table }
            break
          }
        }
        if !sawColumns, lines[end].signals.contains(.columns) {
          sawColumns = true
          if starts.count <= 3, let table = strokedTable(lines, bytes, at: end) { return table }
          let region = alignedRegion(lines, bytes, at: end, after: caption + 1)
          if starts.count <= 3, let table = table(lines, bytes, region) { return table }
        }
        if isProse(lines[end], bytes) {
          // What a rule was read as may stand right below the caption.
          guard starts.isEmpty, !sawProse else { break }
          sawProse = true
        } else if starts.count < 5 {
          starts.append(end)
        }
      }
      end += 1
    }
    guard end - caption > 3 else { return nil }
    let read = TableLine.read(lines[caption + 1..<end].map(\.content), bytes.span)
    let loose = LooseTable(read, bytes)
    // Better a table that has its head; without it, more has to agree.
    var headless: [Range<Int>] = []
    for start in starts {
      let first = start - caption - 1
      let found = loose.longest(from: first)
      let stacked = TableReader.stacked(Array(read[first...]), bytes)?.lines ?? 0
      let isHeaded = found.map { $0.grid.headRows > 0 } ?? false
      let headed = start..<start + max(isHeaded ? found?.lines ?? 0 : 0, stacked)
      if let headed = self.found(lines, bytes, headed) { return headed }
      if let found, !isHeaded, found.lines > stacked, numericColumns(found.grid, bytes) >= 2 {
        headless.append(start..<start + found.lines)
      }
    }
    for range in headless {
      if let table = self.found(lines, bytes, range) { return table }
    }
    return nil
  }

  /// The table behind a caption all of whose rows stand on one line, or on a few.
  private static func flatTable(
    _ lines: [Line], _ bytes: [UInt8], after caption: Int
  ) -> Found? {
    var start = caption + 1
    while start < lines.count, lines[start].isBlank, !lines[start].signals.contains(.pageBreak) {
      start += 1
    }
    var end = start
    while end < lines.count, end - start < mostFlatLines, !lines[end].isBlank,
      lines[end].tabs == 0
    {
      end += 1
    }
    guard start < end, end == lines.count || lines[end].isBlank,
      let grid = FlatTable.read(
        TableLine.read(lines[start..<end].map(\.content), bytes.span), bytes)
    else { return nil }
    return Found(lines: start..<end, grid: grid)
  }

  /// On more lines than this the rows of a table have lines of their own.
  private static let mostFlatLines = 4

  /// The table that some lines are by themselves.
  private static func found(_ lines: [Line], _ bytes: [UInt8], _ range: Range<Int>) -> Found? {
    guard !range.isEmpty, let grid = TableReader.read(lines[range].map(\.content), bytes) else {
      return nil
    }
    return Found(lines: range, grid: grid)
  }

  /// Whether the lines up to the next blank one are comma-separated values.
  private static func isOfCommas(_ lines: [Line], _ bytes: [UInt8], _ index: Int) -> Bool {
    var end = index
    while end < lines.count, !lines[end].isBlank { end += 1 }
    return MarkedTable.isCSV(lines[index..<end], bytes.span)
  }

  private static func numericColumns(_ grid: TableGrid, _ bytes: [UInt8]) -> Int {
    (0..<grid.columns).filter { grid.isNumeric($0, bytes.span) }.count
  }

  /// Whether a line is a line of a text, and no row: long, or words in small letters, or an address.
  private static func isProse(_ line: Line, _ bytes: [UInt8]) -> Bool {
    var words = 0
    var low = 0
    var numbers = 0
    var index = line.textStart
    while index < line.textEnd {
      if bytes[index].isBlank {
        index += 1
        continue
      }
      words += 1
      if bytes[index].isASCIILower { low += 1 }
      if bytes[index].isASCIIDigit { numbers += 1 }
      while index < line.textEnd, !bytes[index].isBlank {
        if bytes[index] == UInt8(ascii: "@") { return true }
        index += 1
      }
    }
    if words > 20 { return true }
    return words >= 5 && low * 5 >= words * 3 && numbers * 4 < words
  }
}
