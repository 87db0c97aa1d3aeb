internal import ICU

/// See ``manual``.
public struct Tables: Stage {
  public static let manual = Manual(
    name: "tables",
    summary:
      "Rebuilds tables from rows of tabs; empties noise, completes cells that were cut short.",
    discussion: """
      A table comes out of an engine as rows whose cells are set apart by tabs, with noise where a \
      rule or a logo was read as letters, and with cells that the edge of the page has cut short. \
      Emend makes a GitHub pipe table of it, so that its columns are seen again.

      In a document that writes a well-formed pipe, HTML or CSV table of its own, rows of tabs are \
      deliberate (a copy for spreadsheets) and stay. `--tables keep` leaves them everywhere.

      The first row becomes the header only where all its cells are filled, none of them recurs in \
      the body, and none continues a series of its column (“Cat. A” above “Cat. B”). Otherwise the \
      header is empty: a header is not invented.

      A cell of one letter over and over is noise and is emptied. A cell is completed only from cells \
      of the same row or column that say the same and go on within the word, twice at least. Nothing \
      else is changed: no value is invented, no row or column lost.
      """,
    rules: [
      .init("tab-rows", "Makes a pipe table of rows of tabs."),
      .init("noise-cell", "Empties a cell of one letter over and over."),
      .init("cut-cell", "Completes a cell from others that say the same."),
      .init("ragged-rows", "Finds rows of tabs that do not make a table."),
    ],
    examples: [
      .init(
        "Use\tArea\tShare\nOffices\t2,900\t20.0%\nWorkshops\t3,150\t21.7%\n",
        becomes: "| Use       | Area  | Share |\n| --------- | ----- | ----- |\n"
          + "| Offices   | 2,900 | 20.0% |\n| Workshops | 3,150 | 21.7% |\n"),
      .init(
        "Cat. A\tplanning\t\nCat. B\tC C C C C C C C\tplanning\nCat. C\tplanning\tplannin\n",
        becomes: "|        |          |          |\n| ------ | -------- | -------- |\n"
          + "| Cat. A | planning |          |\n| Cat. B |          | planning |\n"
          + "| Cat. C | planning | planning |\n"),
      .init(
        "Use\tArea\tShare\nOffices\t2,900\t20.0%\n", stays: "they are to be kept",
        options: .keepTables),
      .init(
        "| a | b |\n| --- | --- |\n| 1 | 2 |\n\nThe same for spreadsheets:\n\na\tb\n1\t2\n",
        stays: "the document writes pipe tables; its tabs are deliberate"),
      .init("One line\twith a tab in it.\n", stays: "one line is no table"),
    ])

  public static let wants: Signals = .tab

  public init() {}

  public func propose(
    _ window: borrowing Window, block: Int, evidence: borrowing Evidence, edits: inout Edits
  ) {
    let it = window.blocks[block]
    guard it.kind == .tabTable, evidence.configuration.tables == .markdown,
      evidence.habits.markedTables == 0, !window.isProtectedByUser(it.content)
    else { return }
    let grid = TabGrid(window, it)
    guard grid.isTable else {
      edits.find(
        it.content, rule: "ragged-rows", confidence: 0.5,
        reason: "Rows of tabs whose numbers of cells differ too much for a table.")
      return
    }
    mendCells(window, grid, &edits)
    guard edits.isEmpty else { return }
    write(window, it, grid, &edits)
  }

  // MARK: Cells

  private func mendCells(_ window: borrowing Window, _ grid: TabGrid, _ edits: inout Edits) {
    for row in grid.rows.indices {
      for column in grid.rows[row].indices {
        let cell = grid.rows[row][column]
        guard !cell.isEmpty else { continue }
        if isNoise(window, cell) {
          edits.replace(
            cell, with: [], rule: "noise-cell", confidence: 0.95,
            reason: "One letter over and over is a rule or an ornament, read as text.")
        } else if let rest = missingEnd(window, grid, row, column) {
          edits.replace(
            cell, with: window.bytes.span.array(cell) + rest, rule: "cut-cell", confidence: 0.95,
            reason: "Other cells beside it say the same and go on within the word.")
        }
      }
    }
  }

  /// Whether a cell is one short sign over and over, seven times at least.
  private func isNoise(_ window: borrowing Window, _ cell: Range<Int>) -> Bool {
    let bytes = window.bytes.span
    guard cell.count <= 4096 else { return false }
    var counts: [UInt8: Int] = [:]
    var pieces = 0
    var index = cell.lowerBound
    while index < cell.upperBound {
      if bytes[index].isBlank {
        index += 1
        continue
      }
      var end = index
      while end < cell.upperBound && !bytes[end].isBlank { end += 1 }
      pieces += 1
      if end - index == 1 && !bytes[index].isASCIIDigit { counts[bytes[index], default: 0] += 1 }
      index = end
    }
    let most = counts.values.max() ?? 0
    return most >= 7 && most * 5 >= pieces * 4
  }

  /// What a cell lacks at its end, by two cells or more of its row or column that begin like it and
  /// go on within the word.
  private func missingEnd(
    _ window: borrowing Window, _ grid: TabGrid, _ row: Int, _ column: Int
  ) -> [UInt8]? {
    let bytes = window.bytes.span
    let cell = grid.rows[row][column]
    guard cell.count >= 5, bytes[cell.upperBound - 1].isASCIILetter else { return nil }
    var found: [UInt8]?
    var count = 0
    func look(_ other: Range<Int>) -> Bool {
      guard other != cell, other.count > cell.count, other.count - cell.count <= 4,
        bytes.equals(cell, bytes, other.lowerBound..<(other.lowerBound + cell.count))
      else { return true }
      let rest = bytes.array((other.lowerBound + cell.count)..<other.upperBound)
      guard rest.allSatisfy(\.isASCIILetter) else { return true }
      if let found, found != rest { return false }
      found = rest
      count += 1
      return true
    }
    for other in grid.rows[row] where !look(other) { return nil }
    for other in grid.rows.indices where other != row && column < grid.rows[other].count {
      if !look(grid.rows[other][column]) { return nil }
    }
    return count >= 2 ? found : nil
  }

  // MARK: Writing

  private func write(
    _ window: borrowing Window, _ it: Block, _ grid: TabGrid, _ edits: inout Edits
  ) {
    let bytes = window.bytes.span
    let cells = grid.rows.map { row in row.map { escaped(bytes, $0) } }
    let hasHeader = grid.hasHeader(bytes)
    var widths = [Int](repeating: 3, count: grid.columns)
    for row in cells {
      for (column, cell) in row.enumerated() {
        widths[column] = max(widths[column], CharacterProperties.columns(of: cell.span))
      }
    }
    let total = widths.reduce(1) { $0 + $1 + 3 }
    let pads = grid.rows.count <= 1000 && total <= 200
    func line(_ row: [[UInt8]]) -> [UInt8] {
      var line: [UInt8] = [UInt8(ascii: "|")]
      for column in 0..<grid.columns {
        let cell = column < row.count ? row[column] : []
        line.append(0x20)
        line.append(contentsOf: cell)
        let width = pads ? widths[column] : (cell.isEmpty ? 1 : 0)
        let used = pads ? CharacterProperties.columns(of: cell.span) : 0
        line.append(contentsOf: repeatElement(0x20, count: max(0, width - used)))
        line.append(0x20)
        line.append(UInt8(ascii: "|"))
      }
      return line
    }
    let rule = line(
      (0..<grid.columns).map { [UInt8](repeating: UInt8(ascii: "-"), count: pads ? widths[$0] : 3) }
    )
    let first = window.lines[it.lines.lowerBound]
    // The line end of the table's own lines, for the ones that are new.
    let lineEnd = bytes.array(first.content.upperBound..<first.next)
    for (row, index) in it.lines.enumerated() {
      var text = line(cells[row])
      if row == 0 {
        text = hasHeader ? text + lineEnd + rule : line([]) + lineEnd + rule + lineEnd + text
      }
      edits.replace(
        window.lines[index].content, with: text, rule: "tab-rows", confidence: 0.95,
        reason: "Rows of \(grid.columns) cells set apart by tabs.", keepsProtected: true)
    }
  }

  private func escaped(_ bytes: Span<UInt8>, _ cell: Range<Int>) -> [UInt8] {
    var result: [UInt8] = []
    for index in cell {
      if bytes[index] == UInt8(ascii: "|"),
        index == cell.lowerBound
          || bytes[index - 1] != UInt8(ascii: "\\")
      {
        result.append(UInt8(ascii: "\\"))
      }
      result.append(bytes[index])
    }
    return result
  }
}

/// The cells of a block of tab rows.
private struct TabGrid {
  /// The cells without the blanks around them, offsets into the window's buffer.
  var rows: [[Range<Int>]] = []
  /// The most cells that a row has, empty ones at its end aside.
  var columns = 0
  private var consistent = 0

  init(_ window: borrowing Window, _ it: Block) {
    let bytes = window.bytes.span
    var counts: [Int: Int] = [:]
    for index in it.lines {
      let line = window.lines[index]
      var cells: [Range<Int>] = []
      var start = line.content.lowerBound
      var position = start
      while position <= line.content.upperBound {
        if position == line.content.upperBound || bytes[position] == 0x09 {
          var low = start
          var high = position
          while low < high && bytes[low] == 0x20 { low += 1 }
          while high > low && bytes[high - 1] == 0x20 { high -= 1 }
          cells.append(low..<high)
          start = position + 1
        }
        position += 1
      }
      counts[cells.count, default: 0] += 1
      var filled = cells.count
      while filled > 0 && cells[filled - 1].isEmpty { filled -= 1 }
      columns = max(columns, filled)
      rows.append(cells)
    }
    consistent = counts.values.max() ?? 0
    for row in rows.indices where rows[row].count > columns {
      rows[row].removeLast(rows[row].count - columns)
    }
  }

  /// Two columns and rows at least, and most rows of one length.
  var isTable: Bool {
    columns >= 2 && rows.count >= 2 && columns <= 256 && consistent * 3 >= rows.count * 2
  }

  /// Whether the first row names the columns.
  func hasHeader(_ bytes: Span<UInt8>) -> Bool {
    let header = rows[0]
    guard header.count == columns, header.allSatisfy({ !$0.isEmpty }) else { return false }
    for (column, cell) in header.enumerated() {
      let name = bytes.array(cell)
      let shape = Self.shape(name)
      for row in rows.dropFirst() where column < row.count {
        let other = bytes.array(row[column])
        if other == name { return false }
        if let shape, shape == Self.shape(other) { return false }
      }
    }
    return true
  }

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

  /// Whether a block is a table of comma-separated values: three lines at least, each with the same
  /// number of commas, two or more, none with a blank behind it.
  static func isCSV(_ window: borrowing Window, _ block: Block) -> Bool {
    guard block.kind == .paragraph, block.lines.count >= 3 else { return false }
    let bytes = window.bytes.span
    var commas = -1
    for line in block.lines {
      let it = window.lines[line]
      var count = 0
      for index in it.textStart..<it.textEnd where bytes[index] == UInt8(ascii: ",") {
        count += 1
        if index + 1 < it.textEnd && bytes[index + 1].isBlank { return false }
      }
      if count < 2 || commas >= 0 && count != commas { return false }
      commas = count
    }
    return true
  }
}
