/// Finds the lines of a text that are a table without mark-up.
///
/// Evidence is wanted before a line becomes a row: columns that blanks align, or a caption ("Table 5")
/// above lines that agree on a number of cells. Tables of tabs are known by their tabs, and not sought
/// here.
enum TableFinder {
  /// More lines than this behind a caption are not looked at.
  private static let mostLooseLines = 120
  /// A table of aligned columns is read by so many lines; what follows is a table of its own.
  private static let mostAlignedLines = 2000

  /// Finds tables among lines.
  ///
  /// - Returns: ranges of indices into `lines`, in order, none of them empty, none beginning or ending
  ///   in a blank line.
  /// - Complexity: linear in the lines where none has wide gaps and none is a caption.
  static func find(_ lines: [Line], _ bytes: [UInt8]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var index = 0
    while index < lines.count {
      let line = lines[index]
      if line.isBlank || line.tabs > 0 {
        index += 1
        continue
      }
      if isMarked(lines, bytes, index) {
        // A pipe table is one already.
        while index < lines.count, !lines[index].isBlank { index += 1 }
        continue
      }
      if bytes[line.textStart] == UInt8(ascii: "+") || bytes[line.textStart] == UInt8(ascii: "|"),
        let table = ruledTable(lines, bytes, at: index)
      {
        result.append(table)
        index = table.upperBound
        continue
      }
      if line.signals.contains(.columns) {
        let region = alignedRegion(lines, bytes, at: index, after: result.last?.upperBound ?? 0)
        if let table = table(lines, bytes, region) {
          result.append(table)
          index = table.upperBound
        } else {
          index = max(index + 1, region.upperBound)
        }
        continue
      }
      if bytes[line.textStart] & 0xDF == UInt8(ascii: "T") || line.textEnd - line.textStart > 6,
        TableCaption.isOne(bytes.span, line.textStart..<line.textEnd),
        let table = looseTable(lines, bytes, after: index)
      {
        result.append(table)
        index = table.upperBound
        continue
      }
      index += 1
    }
    return result
  }

  /// Whether a line is the header of a pipe table: the one below it is a row of hyphens and bars.
  private static func isMarked(_ lines: [Line], _ bytes: [UInt8], _ index: Int) -> Bool {
    guard index + 1 < lines.count, !lines[index + 1].isBlank else { return false }
    var bars = 0
    var hyphens = 0
    for byte in bytes[lines[index + 1].textStart..<lines[index + 1].textEnd] {
      switch byte {
      case UInt8(ascii: "|"): bars += 1
      case UInt8(ascii: "-"): hyphens += 1
      case UInt8(ascii: ":"), 0x20: break
      default: return false
      }
    }
    return bars > 0 && hyphens > 0
  }

  // MARK: Drawn rules

  /// The table that is drawn with bars and rules from a line on.
  private static func ruledTable(
    _ lines: [Line], _ bytes: [UInt8], at index: Int
  ) -> Range<Int>? {
    var end = index
    var hasRule = false
    while end < lines.count, !lines[end].isBlank, lines[end].tabs == 0 {
      let first = bytes[lines[end].textStart]
      if first == UInt8(ascii: "+") { hasRule = true } else if first != UInt8(ascii: "|") { break }
      end += 1
    }
    guard hasRule, end - index >= 3,
      RuledTable.read(lines[index..<end].map { TableLine(bytes.span, $0.content) }, bytes) != nil
    else { return nil }
    return index..<end
  }

  // MARK: Aligned columns

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
    var end = index + 1
    var lastGap = index
    while end < lines.count, end - start < mostAlignedLines,
      !lines[end - 1].signals.contains(.pageBreak)
    {
      let line = lines[end]
      if line.tabs > 0 || isMarked(lines, bytes, end) { break }
      if line.isBlank {
        // One blank line sets groups of rows apart.
        guard end + 1 < lines.count, lines[end + 1].signals.contains(.columns),
          lines[end + 1].tabs == 0, !line.signals.contains(.pageBreak)
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
  ) -> Range<Int>? {
    let read = lines[region].map { TableLine(bytes.span, $0.content) }
    guard read.filter({ $0.words.count > 1 }).count >= 2,
      let (_, title) = TableReader.aligned(read, bytes)
    else { return nil }
    var start = region.lowerBound + title
    while start < region.upperBound, lines[start].isBlank { start += 1 }
    // What is found has to be found again in its own lines.
    guard start < region.upperBound,
      TableReader.read(lines[start..<region.upperBound].map(\.content), bytes) != nil
    else { return nil }
    return start..<region.upperBound
  }

  // MARK: Behind a caption

  /// The table behind a caption: its lines may be set apart by blank ones, and a line or two of
  /// something else may stand before them.
  private static func looseTable(
    _ lines: [Line], _ bytes: [UInt8], after caption: Int
  ) -> Range<Int>? {
    var end = caption + 1
    var starts: [Int] = []
    var sawProse = false
    while end < lines.count, end - caption <= mostLooseLines,
      !lines[end - 1].signals.contains(.pageBreak)
    {
      if !lines[end].isBlank {
        if lines[end].tabs > 0 || isMarked(lines, bytes, end) { break }
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
    let read = lines[caption + 1..<end].map { TableLine(bytes.span, $0.content) }
    // Better a table that has its head; without it, more has to agree.
    for (start, needsHead) in starts.map({ ($0, true) }) + starts.map({ ($0, false) }) {
      let rows = Array(read[(start - caption - 1)...])
      let loose = TableReader.loose(rows, bytes).flatMap { found in
        found.grid.headRows > 0 || !needsHead && numericColumns(found.grid, bytes) >= 2
          ? found.lines : nil
      }
      let stacked = TableReader.stacked(rows, bytes)?.lines
      let end = start + max(loose ?? 0, stacked ?? 0)
      // What is found has to be found again in its own lines.
      if end > start, TableReader.read(lines[start..<end].map(\.content), bytes) != nil {
        return start..<end
      }
    }
    return nil
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
