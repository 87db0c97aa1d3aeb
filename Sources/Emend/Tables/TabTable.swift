/// Reads rows whose cells are set apart by tabs.
enum TabTable {
  /// The most columns that a table of tabs can have.
  private static let mostColumns = 256

  /// Reads lines as rows of cells.
  ///
  /// - Returns: the table, which has a row for every line; nil where the numbers of cells differ too
  ///   much.
  static func read(_ lines: [Range<Int>], _ bytes: Span<UInt8>) -> TableGrid? {
    // What stands between two tabs, line by line, and for each line where its cells end.
    var cells: [Range<Int>] = []
    var ends: [Int] = []
    cells.reserveCapacity(lines.count * 8)
    ends.reserveCapacity(lines.count)
    // How often a number of cells recurs, most of them in the next row.
    var counts: [Int: Int] = [:]
    var count = (cells: 0, times: 0)
    var columns = 0
    for line in lines {
      let first = cells.count
      // The cells up to the last that holds anything.
      var filled = first
      var start = line.lowerBound
      var position = start
      while position <= line.upperBound {
        if position == line.upperBound || bytes[position] == 0x09 {
          let cell = trimmed(bytes, start..<position)
          cells.append(cell)
          if !cell.isEmpty { filled = cells.count }
          start = position + 1
        }
        position += 1
      }
      if cells.count - first != count.cells {
        counts[count.cells, default: 0] += count.times
        count = (cells.count - first, 0)
      }
      count.times += 1
      columns = max(columns, filled - first)
      ends.append(cells.count)
    }
    counts[count.cells, default: 0] += count.times
    // Two columns and rows at least, and most rows of one length.
    guard columns >= 2, lines.count >= 2, columns <= mostColumns,
      (counts.values.max() ?? 0) * 3 >= lines.count * 2
    else { return nil }
    var grid = TableGrid(columns: columns, rows: lines.count, layout: .tabs, confidence: 0.95)
    var cell = 0
    for end in ends {
      for column in 0..<columns {
        if cell + column < end, !cells[cell + column].isEmpty { grid.append(cells[cell + column]) }
        grid.endCell()
      }
      cell = end
    }
    guard !grid.isLabelled(bytes) else { return nil }
    if namesColumns(grid, bytes) { grid.headRows = 1 }
    return grid
  }

  /// What stands between two tabs, without the blanks around it.
  private static func trimmed(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high && bytes[low] == 0x20 { low += 1 }
    while high > low && bytes[high - 1] == 0x20 { high -= 1 }
    return low..<high
  }

  /// Whether the first row names the columns: all its cells are filled, none recurs in the first rows
  /// of the body, none continues a series of its column.
  private static func namesColumns(_ grid: TableGrid, _ bytes: Span<UInt8>) -> Bool {
    for column in 0..<grid.columns {
      guard let range = grid.first(0, column) else { return false }
      let shape = shape(bytes.array(range))
      for row in 1..<min(grid.rowCount, surveyedRows + 1) {
        guard let other = grid.first(row, column) else { continue }
        if other.count == range.count, bytes.equals(other, bytes, range) { return false }
        if let shape, shape == Self.shape(bytes.array(other)) { return false }
      }
    }
    return true
  }

  /// So many rows decide whether the first one names the columns.
  private static let surveyedRows = 1000

  /// A cell with its counters (numbers, single capitals) taken out; nil where it has none.
  private static func shape(_ cell: [UInt8]) -> [UInt8]? {
    var result: [UInt8] = []
    var hasCounter = false
    var index = 0
    while index < cell.count {
      if cell[index].isASCIIDigit {
        while index < cell.count,
          cell[index].isASCIIDigit || cell[index] == UInt8(ascii: ",")
            || cell[index] == UInt8(ascii: ".")
        {
          index += 1
        }
        result.append(0)
        hasCounter = true
      } else if cell[index].isASCIIUpper,
        index == 0 || !cell[index - 1].isASCIILetter && cell[index - 1] < 0x80,
        index + 1 == cell.count || !cell[index + 1].isASCIILetter && cell[index + 1] < 0x80
      {
        result.append(1)
        hasCounter = true
        index += 1
      } else {
        result.append(cell[index])
        index += 1
      }
    }
    return hasCounter ? result : nil
  }
}
