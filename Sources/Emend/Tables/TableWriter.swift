internal import ICU

/// What a table is written as.
public enum TableFormat: String, Sendable, Codable, CaseIterable {
  /// GitHub's pipe tables, padded up to 1,000 rows and 200 terminal columns; numbers to the right.
  case markdown
  /// Columns aligned by blanks, a rule of hyphens below the head, or above rows without one.
  case aligned
  /// Cells set apart by tabs.
  case tsv
  /// Comma-separated values after RFC 4180.
  case csv
  /// An HTML table, with the spans of its headings.
  case html
  /// One JSON object: `columns`, `head` and `rows`.
  case json
}

/// Writes a table, row by row.
struct TableWriter {
  private let grid: TableGrid
  private let format: TableFormat
  /// The texts of the cells as the format has them, row by row, and for each where it ends and how
  /// many terminal columns it takes, which is 0 where nothing is padded.
  private var text: [UInt8] = []
  private var extents: [(end: Int, width: Int)] = []
  private let isNumeric: [Bool]
  private var widths: [Int]
  private var pads = false
  /// The line end of the table's own lines, for the ones that are new.
  private let lineEnd: [UInt8]
  private let part: Part

  /// Tables of more rows are not padded.
  static let mostPaddedRows = 1000
  /// Tables that need more terminal columns are not padded.
  static let mostPaddedColumns = 200

  /// Which part of a table is written: what stands before the first row and behind the last is written
  /// with these only.
  struct Part {
    var isStart = true
    var isEnd = true
  }

  /// Prepares to write.
  ///
  /// - Parameters:
  ///   - grid: the table.
  ///   - bytes: the text that its words are in.
  ///   - format: what it is written as.
  ///   - lineEnd: what ends a line.
  ///   - part: whether the grid is the table's start and its end.
  init(
    _ grid: TableGrid, _ bytes: Span<UInt8>, as format: TableFormat, lineEnd: [UInt8],
    part: Part = Part()
  ) {
    self.grid = grid
    self.format = format
    self.lineEnd = lineEnd
    self.part = part
    let columns = grid.columns
    isNumeric =
      format == .markdown || format == .aligned
      ? (0..<columns).map { grid.isNumeric($0, bytes) } : []
    widths = [Int](repeating: format == .markdown ? 3 : 1, count: columns)
    let isSmall = grid.rows.count <= Self.mostPaddedRows
    let measures = format == .aligned || format == .markdown && isSmall
    extents.reserveCapacity(grid.rows.count * columns)
    for row in grid.rows {
      for (column, cell) in row.enumerated() {
        let start = text.count
        Self.append(cell, bytes, format, to: &text)
        let width =
          measures ? CharacterProperties.columns(of: text.span.extracting(start..<text.count)) : 0
        extents.append((text.count, width))
        widths[column] = max(widths[column], width)
      }
    }
    pads =
      measures
      && (format == .aligned || widths.reduce(1, { $0 + $1 + 3 }) <= Self.mostPaddedColumns)
  }

  /// The whole table, without a line end behind it.
  func table() -> [UInt8] {
    if format == .json { return json() }
    var result: [UInt8] = []
    result.reserveCapacity(text.count + 8 * extents.count)
    for row in grid.rows.indices {
      if row > 0 { result += lineEnd }
      append(row, to: &result)
    }
    return result
  }

  /// Appends the line of a row, with the lines that the format has before and behind it, and no line
  /// end behind the last. A JSON object has no line for each row.
  func append(_ row: Int, to result: inout [UInt8]) {
    if row == 0, part.isStart { appendOpening(to: &result) }
    switch format {
    case .markdown: appendPipes(row, to: &result)
    case .aligned: appendAligned(row, to: &result)
    case .tsv: appendCells(of: row, separator: 0x09, to: &result)
    case .csv: appendCells(of: row, separator: UInt8(ascii: ","), to: &result)
    case .html: appendHTML(row, to: &result)
    case .json: break
    }
    // GitHub knows heads of one row; further rows of a head follow as rows.
    if format == .markdown, row == 0, grid.headRows > 0 {
      result += lineEnd
      appendDelimiter(to: &result)
    } else if row + 1 == grid.headRows {
      if format == .aligned {
        result += lineEnd
        appendAlignedRule(to: &result)
      } else if format == .html {
        result += lineEnd
        result += "</thead>".utf8
      }
    }
    if format == .html, part.isEnd, row + 1 == grid.rows.count {
      result += lineEnd
      result += "</table>".utf8
    }
  }

  /// Appends what stands before the first row.
  private func appendOpening(to result: inout [UInt8]) {
    if format == .markdown, grid.headRows == 0 {
      appendEmptyHeader(to: &result)
      result += lineEnd
      appendDelimiter(to: &result)
      result += lineEnd
    } else if format == .aligned, grid.headRows == 0 {
      // Without it nobody could tell which column a row's cells are in.
      appendAlignedRule(to: &result)
      result += lineEnd
    } else if format == .html {
      result += "<table>".utf8
      result += lineEnd
      if grid.headRows > 0 {
        result += "<thead>".utf8
        result += lineEnd
      }
    }
  }

  // MARK: Lines

  private func appendCell(_ row: Int, _ column: Int, to line: inout [UInt8]) {
    let index = row * grid.columns + column
    let start = index > 0 ? extents[index - 1].end : 0
    text.span.append(start..<extents[index].end, to: &line)
  }

  /// Appends a cell, as wide as its column where the table is padded.
  private func appendPadded(_ row: Int, _ column: Int, to line: inout [UInt8]) {
    let width = extents[row * grid.columns + column].width
    let blanks = pads ? max(0, widths[column] - width) : 0
    if isNumeric[column] { append(0x20, blanks, to: &line) }
    appendCell(row, column, to: &line)
    if !isNumeric[column] { append(0x20, blanks, to: &line) }
  }

  private func append(_ byte: UInt8, _ count: Int, to line: inout [UInt8]) {
    for _ in 0..<count { line.append(byte) }
  }

  private func appendPipes(_ row: Int, to line: inout [UInt8]) {
    line.append(UInt8(ascii: "|"))
    for column in 0..<grid.columns {
      line.append(0x20)
      let start = line.count
      appendPadded(row, column, to: &line)
      if line.count == start { line.append(0x20) }
      line.append(0x20)
      line.append(UInt8(ascii: "|"))
    }
  }

  /// Appends the header of a pipe table whose columns have no names.
  private func appendEmptyHeader(to line: inout [UInt8]) {
    line.append(UInt8(ascii: "|"))
    for column in 0..<grid.columns {
      append(0x20, (pads ? widths[column] : 1) + 2, to: &line)
      line.append(UInt8(ascii: "|"))
    }
  }

  private func appendDelimiter(to line: inout [UInt8]) {
    line.append(UInt8(ascii: "|"))
    for column in 0..<grid.columns {
      let width = pads ? widths[column] : 3
      line.append(0x20)
      append(UInt8(ascii: "-"), width - 1, to: &line)
      line.append(isNumeric[column] ? UInt8(ascii: ":") : UInt8(ascii: "-"))
      line.append(0x20)
      line.append(UInt8(ascii: "|"))
    }
  }

  private func appendAligned(_ row: Int, to line: inout [UInt8]) {
    let start = line.count
    for column in 0..<grid.columns {
      if column > 0 { append(0x20, 2, to: &line) }
      appendPadded(row, column, to: &line)
    }
    while line.count > start, line.last == 0x20 { line.removeLast() }
  }

  private func appendAlignedRule(to line: inout [UInt8]) {
    for column in 0..<grid.columns {
      if column > 0 { append(0x20, 2, to: &line) }
      append(UInt8(ascii: "-"), widths[column], to: &line)
    }
  }

  private func appendCells(of row: Int, separator: UInt8, to line: inout [UInt8]) {
    for column in 0..<grid.columns {
      if column > 0 { line.append(separator) }
      appendCell(row, column, to: &line)
    }
  }

  private func appendHTML(_ row: Int, to line: inout [UInt8]) {
    let tag = row < grid.headRows ? "th" : "td"
    line += "<tr>".utf8
    var covered = 0
    for column in 0..<grid.columns {
      if covered > 0 {
        covered -= 1
        continue
      }
      let span = grid.rows[row][column].span
      covered = span - 1
      line += (span > 1 ? "<\(tag) colspan=\"\(span)\">" : "<\(tag)>").utf8
      appendCell(row, column, to: &line)
      line += "</\(tag)>".utf8
    }
    line += "</tr>".utf8
  }

  private func json() -> [UInt8] {
    var result = Array("{\"columns\":\(grid.columns),\"head\":".utf8)
    func append(_ rows: Range<Int>) {
      result.append(UInt8(ascii: "["))
      for row in rows {
        if row > rows.lowerBound { result.append(UInt8(ascii: ",")) }
        result.append(UInt8(ascii: "["))
        appendCells(of: row, separator: UInt8(ascii: ","), to: &result)
        result.append(UInt8(ascii: "]"))
      }
      result.append(UInt8(ascii: "]"))
    }
    append(0..<grid.headRows)
    result += ",\"rows\":".utf8
    append(grid.headRows..<grid.rows.count)
    result.append(UInt8(ascii: "}"))
    return result
  }

  // MARK: Cells

  /// Appends a cell's text as the format has to write it.
  private static func append(
    _ cell: TableGrid.Cell, _ bytes: Span<UInt8>, _ format: TableFormat, to text: inout [UInt8]
  ) {
    let start = text.count
    TableGrid.append(cell, bytes, to: &text)
    switch format {
    case .aligned, .tsv: break
    case .markdown where !text[start...].contains(UInt8(ascii: "|")): break
    case .markdown, .csv, .html, .json:
      let plain = Array(text[start...])
      text.removeSubrange(start...)
      text += escaped(plain, format)
    }
  }

  /// A cell's text as the format has to write it.
  static func escaped(_ text: [UInt8], _ format: TableFormat) -> [UInt8] {
    switch format {
    case .markdown:
      guard text.contains(UInt8(ascii: "|")) else { return text }
      var result: [UInt8] = []
      for (index, byte) in text.enumerated() {
        if byte == UInt8(ascii: "|"), index == 0 || text[index - 1] != UInt8(ascii: "\\") {
          result.append(UInt8(ascii: "\\"))
        }
        result.append(byte)
      }
      return result
    case .csv:
      guard text.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else {
        return text
      }
      return [0x22] + text.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] } + [0x22]
    case .html:
      return text.flatMap { byte -> [UInt8] in
        switch byte {
        case UInt8(ascii: "&"): Array("&amp;".utf8)
        case UInt8(ascii: "<"): Array("&lt;".utf8)
        case UInt8(ascii: ">"): Array("&gt;".utf8)
        default: [byte]
        }
      }
    case .json: return JSONText.quoted(text)
    case .aligned, .tsv: return text
    }
  }
}
