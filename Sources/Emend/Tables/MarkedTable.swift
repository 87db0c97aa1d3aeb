/// Tables in mark-up, as the source wrote them.
enum MarkedTable {
  /// Whether a block of pipe rows is a table by GitHub's rules: a delimiter row in second place,
  /// with as many cells as the header.
  static func isWellFormed(_ window: borrowing Window, _ block: Block) -> Bool {
    guard block.lines.count >= 2 else { return false }
    let bytes = window.bytes.span
    let header = window.lines[block.lines.lowerBound]
    let delimiter = window.lines[block.lines.lowerBound + 1]
    var hasHyphen = false
    for index in delimiter.textStart..<delimiter.textEnd {
      switch bytes[index] {
      case UInt8(ascii: "-"): hasHyphen = true
      case UInt8(ascii: "|"), UInt8(ascii: ":"), 0x20, 0x09: break
      default: return false
      }
    }
    return hasHyphen && cells(header, bytes) == cells(delimiter, bytes)
  }

  private static func cells(_ line: Line, _ bytes: Span<UInt8>) -> Int {
    var count = 1
    var start = line.textStart
    var end = line.textEnd
    if bytes[start] == UInt8(ascii: "|") { start += 1 }
    if end > start, bytes[end - 1] == UInt8(ascii: "|"),
      end - 2 < start
        || bytes[end - 2] != UInt8(ascii: "\\")
    {
      end -= 1
    }
    guard start < end else { return 1 }
    for index in start..<end
    where bytes[index] == UInt8(ascii: "|")
      && !(index > start && bytes[index - 1] == UInt8(ascii: "\\"))
    {
      count += 1
    }
    return count
  }

  /// Whether a block of mark-up holds an HTML table.
  static func isHTML(_ window: borrowing Window, _ block: Block) -> Bool {
    guard block.kind == .preformatted else { return false }
    let bytes = window.bytes.span
    for line in block.lines {
      let it = window.lines[line]
      if bytes.starts("<table", at: it.textStart, limit: it.textEnd)
        || bytes.starts("<TABLE", at: it.textStart, limit: it.textEnd)
      {
        return true
      }
    }
    return false
  }

  /// Whether lines are a table of comma-separated values: three lines at least, each with the same
  /// number of commas, none with a blank behind it. Where that number is one, most of the commas have a
  /// cell on both sides, and not two digits: lines of verse end in commas, and numbers have them too.
  static func isCSV(_ lines: ArraySlice<Line>, _ bytes: Span<UInt8>) -> Bool {
    guard lines.count >= 3 else { return false }
    var commas = -1
    var doubtful = 0
    for line in lines {
      var count = 0
      var isQuoted = false
      for index in line.textStart..<line.textEnd {
        if bytes[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
        guard bytes[index] == UInt8(ascii: ","), !isQuoted else { continue }
        count += 1
        if index + 1 < line.textEnd && bytes[index + 1].isBlank { return false }
        let isLast = index + 1 == line.textEnd
        if isLast
          || index > line.textStart && bytes[index - 1].isASCIIDigit
            && bytes[index + 1].isASCIIDigit
        {
          doubtful += 1
        }
      }
      if count < 1 || commas >= 0 && count != commas { return false }
      commas = count
    }
    return commas > 1 || doubtful * 2 < lines.count
  }

  /// Reads the rows of a pipe table; nil where there are no two columns.
  static func readPipes(_ lines: [Line], _ bytes: Span<UInt8>) -> TableGrid? {
    var rows: [[TableGrid.Cell]] = []
    for (index, line) in lines.enumerated() where index != 1 {
      var cells: [TableGrid.Cell] = []
      var low = line.textStart
      var high = line.textEnd
      if low < high, bytes[low] == UInt8(ascii: "|") { low += 1 }
      if high > low, bytes[high - 1] == UInt8(ascii: "|"),
        high - 2 < low || bytes[high - 2] != UInt8(ascii: "\\")
      {
        high -= 1
      }
      var start = low
      for position in low...max(low, high)
      where position == high
        || bytes[position] == UInt8(ascii: "|")
          && !(position > low && bytes[position - 1] == UInt8(ascii: "\\"))
      {
        cells.append(cell(bytes, start..<position))
        start = position + 1
      }
      rows.append(cells)
    }
    return grid(rows)
  }

  /// Reads rows of comma-separated values; a quoted cell keeps its quotes inside.
  static func readCSV(_ lines: [Line], _ bytes: Span<UInt8>) -> TableGrid? {
    let rows = lines.map { line in
      var cells: [TableGrid.Cell] = []
      var start = line.textStart
      var isQuoted = false
      for position in line.textStart...line.textEnd {
        if position < line.textEnd, bytes[position] == UInt8(ascii: "\"") { isQuoted.toggle() }
        guard position == line.textEnd || bytes[position] == UInt8(ascii: ",") && !isQuoted else {
          continue
        }
        var range = start..<position
        if range.count >= 2, bytes[start] == UInt8(ascii: "\""),
          bytes[position - 1] == UInt8(ascii: "\"")
        {
          range = start + 1..<position - 1
        }
        cells.append(cell(bytes, range))
        start = position + 1
      }
      return cells
    }
    return grid(rows)
  }

  /// The text of a cell of a pipe table, whose bars stand behind backslashes.
  static func withoutBackslashes(_ cell: [UInt8]) -> [UInt8] {
    unescaped(cell, by: UInt8(ascii: "\\"), UInt8(ascii: "|"))
  }

  /// The text of a cell of comma-separated values, whose quotes are doubled.
  static func withSingleQuotes(_ cell: [UInt8]) -> [UInt8] {
    unescaped(cell, by: UInt8(ascii: "\""), UInt8(ascii: "\""))
  }

  private static func unescaped(_ cell: [UInt8], by mark: UInt8, _ sign: UInt8) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    while index < cell.count {
      if cell[index] == mark, index + 1 < cell.count, cell[index + 1] == sign { index += 1 }
      result.append(cell[index])
      index += 1
    }
    return result
  }

  private static func cell(_ bytes: Span<UInt8>, _ range: Range<Int>) -> TableGrid.Cell {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high, bytes[low].isBlank { low += 1 }
    while high > low, bytes[high - 1].isBlank { high -= 1 }
    return TableGrid.Cell(words: low < high ? [low..<high] : [])
  }

  private static func grid(_ rows: [[TableGrid.Cell]]) -> TableGrid? {
    guard let columns = rows.map(\.count).max(), columns >= 2, rows.count >= 2 else { return nil }
    return TableGrid(
      rows: rows.map { $0 + repeatElement(TableGrid.Cell(), count: columns - $0.count) },
      headRows: 1, layout: .ruled, confidence: 1)
  }
}
