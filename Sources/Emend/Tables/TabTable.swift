/// Reads rows whose cells are set apart by tabs.
enum TabTable {
  /// The most columns that a table of tabs can have.
  private static let mostColumns = 256

  /// Reads lines as rows of cells.
  ///
  /// - Returns: the table, which has a row for every line; nil where the numbers of cells differ too
  ///   much.
  static func read(_ lines: [Range<Int>], _ bytes: Span<UInt8>) -> TableGrid? {
    var tabs = 0
    for line in lines { tabs += bytes.count(of: 0x09, in: line) }
    // What stands between two tabs without the blanks around it, line by line, and for each line where
    // its cells end.
    var ends: [Int] = []
    ends.reserveCapacity(lines.count)
    var lengths = Lengths()
    var columns = 0
    var cells: [Range<Int>] = []
    cells.append(addingCapacity: tabs + lines.count) { out in
      for line in lines {
        let first = out.count
        // Behind the last cell that holds anything.
        var filled = first
        var start = line.lowerBound
        bytes.forEachOffset(of: 0x09, in: line) { tab in
          let cell = trimmed(bytes, start..<tab)
          out.append(cell)
          if !cell.isEmpty { filled = out.count }
          start = tab + 1
        }
        let cell = trimmed(bytes, start..<line.upperBound)
        out.append(cell)
        if !cell.isEmpty { filled = out.count }
        lengths.add(out.count - first)
        columns = max(columns, filled - first)
        ends.append(out.count)
      }
    }
    // Two columns and rows at least, and most rows of one length.
    guard columns >= 2, lines.count >= 2, columns <= mostColumns,
      lengths.most * 3 >= lines.count * 2
    else { return nil }
    var grid = grid(columns, consume cells, ends)
    guard !grid.isLabelled(bytes) else { return nil }
    if namesColumns(grid, bytes) { grid.headRows = 1 }
    return grid
  }

  /// How many rows have which number of cells.
  private struct Lengths {
    /// The number of the last rows, and how many of them follow each other.
    private var last = (cells: 0, times: 0)
    private var others: [Int: Int] = [:]

    /// Adds a row.
    mutating func add(_ cells: Int) {
      if cells != last.cells {
        if last.times > 0 { others[last.cells, default: 0] += last.times }
        last = (cells, 0)
      }
      last.times += 1
    }

    /// How many rows have the number of cells that most have.
    var most: Int {
      var most = last.times + (others[last.cells] ?? 0)
      for times in others.values { most = max(most, times) }
      return most
    }
  }

  /// The table whose rows have these cells, or the first of them, each row so many.
  ///
  /// - Parameter ends: for each row where its cells end.
  private static func grid(
    _ columns: Int, _ cells: consuming [Range<Int>], _ ends: [Int]
  ) -> TableGrid {
    // Cells that hold nothing, and those behind the last column, are left out where they stand.
    var words = cells
    var all = words.mutableSpan
    var count = 0
    var wordEnds: [Int] = []
    wordEnds.append(addingCapacity: columns * ends.count) { out in
      var first = 0
      for end in ends {
        for column in 0..<columns {
          if first + column < end {
            let cell = all[first + column]
            if !cell.isEmpty {
              all[count] = cell
              count += 1
            }
          }
          out.append(count)
        }
        first = end
      }
    }
    words.removeLast(words.count - count)
    return TableGrid(
      columns: columns, words: words, ends: wordEnds, layout: .tabs, confidence: 0.95)
  }

  /// What stands between two tabs, without the blanks around it.
  @inline(__always)
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
    let words = grid.words.span
    let ends = grid.ends.span
    for column in 0..<grid.columns {
      guard let range = grid.first(0, column) else { return false }
      let shape = hasCounter(bytes, range) ? shape(bytes, range) : nil
      for row in 1..<min(grid.rowCount, surveyedRows + 1) {
        // A cell of tabs holds one word or none.
        let cell = row * grid.columns + column
        guard ends[cell - 1] < ends[cell] else { continue }
        let other = words[ends[cell] - 1]
        if other.count == range.count, bytes[other.lowerBound] == bytes[range.lowerBound],
          bytes.equals(other, bytes, range)
        {
          return false
        }
        if let shape, hasShape(shape, bytes, other) { return false }
      }
    }
    return true
  }

  /// So many rows decide whether the first one names the columns.
  private static let surveyedRows = 1000

  /// A cell with its counters (numbers, single capitals) taken out.
  private static func shape(_ bytes: Span<UInt8>, _ cell: Range<Int>) -> [UInt8] {
    var result: [UInt8] = []
    var index = cell.lowerBound
    while index < cell.upperBound { result.append(sign(bytes, cell, &index)) }
    return result
  }

  /// Whether a cell has a counter.
  private static func hasCounter(_ bytes: Span<UInt8>, _ cell: Range<Int>) -> Bool {
    var index = cell.lowerBound
    while index < cell.upperBound {
      let byte = bytes[index]
      if sign(bytes, cell, &index) != byte { return true }
    }
    return false
  }

  /// Whether the shape of a cell is this one, which has a counter.
  private static func hasShape(
    _ shape: [UInt8], _ bytes: Span<UInt8>, _ cell: Range<Int>
  ) -> Bool {
    var index = cell.lowerBound
    var place = 0
    var hasCounter = false
    while index < cell.upperBound {
      let byte = bytes[index]
      guard place < shape.count, sign(bytes, cell, &index) == shape[place] else { return false }
      if shape[place] != byte { hasCounter = true }
      place += 1
    }
    return hasCounter && place == shape.count
  }

  /// What stands in a cell's shape for what begins at `index`, which is moved behind it: 0 for a number,
  /// 1 for a single capital, any other byte as it is.
  @inline(__always)
  private static func sign(_ bytes: Span<UInt8>, _ cell: Range<Int>, _ index: inout Int) -> UInt8 {
    let byte = bytes[index]
    if byte.isASCIIDigit {
      while index < cell.upperBound,
        bytes[index].isASCIIDigit || bytes[index] == UInt8(ascii: ",")
          || bytes[index] == UInt8(ascii: ".")
      {
        index += 1
      }
      return 0
    }
    let start = index
    index += 1
    if byte.isASCIIUpper,
      start == cell.lowerBound || !bytes[start - 1].isASCIILetter && bytes[start - 1] < 0x80,
      index == cell.upperBound || !bytes[index].isASCIILetter && bytes[index] < 0x80
    {
      return 1
    }
    return byte
  }
}
