internal import ICU

/// What a table is written as.
public enum TableFormat: String, Sendable, Codable, CaseIterable {
  /// GitHub's pipe tables, padded up to 1,000 rows and 200 terminal columns; numbers to the right.
  case markdown
  /// Columns aligned by blanks, a rule of hyphens below the head.
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

/// Writes a table, line by line.
struct TableWriter {
  private let cells: [[[UInt8]]]
  private let grid: TableGrid
  private let format: TableFormat
  private let isNumeric: [Bool]
  private let widths: [Int]
  private let pads: Bool

  /// Tables of more rows are not padded.
  static let mostPaddedRows = 1000
  /// Tables that need more terminal columns are not padded.
  static let mostPaddedColumns = 200

  /// Prepares to write.
  ///
  /// - Parameters:
  ///   - grid: the table.
  ///   - bytes: the text that its words are in.
  ///   - format: what it is written as.
  init(_ grid: TableGrid, _ bytes: Span<UInt8>, as format: TableFormat) {
    self.grid = grid
    self.format = format
    var cells: [[[UInt8]]] = []
    cells.reserveCapacity(grid.rows.count)
    for row in grid.rows {
      cells.append(row.map { Self.escaped(TableGrid.text(of: $0, bytes), format) })
    }
    self.cells = cells
    let columns = grid.columns
    isNumeric =
      format == .markdown || format == .aligned
      ? (0..<columns).map { grid.isNumeric($0, bytes) } : []
    var widths = [Int](repeating: format == .markdown ? 3 : 1, count: columns)
    let isSmall = grid.rows.count <= Self.mostPaddedRows
    if format == .aligned || format == .markdown && isSmall {
      for row in cells {
        for (column, cell) in row.enumerated() {
          widths[column] = max(widths[column], CharacterProperties.columns(of: cell.span))
        }
      }
    }
    pads =
      format == .aligned
      || isSmall && widths.reduce(1, { $0 + $1 + 3 }) <= Self.mostPaddedColumns
    self.widths = widths
  }

  /// How many rows there are.
  var count: Int { cells.count }

  /// All lines of the table.
  func lines() -> [[UInt8]] {
    var result = opening()
    // A JSON object has no line for each row.
    for row in 0..<count where format != .json {
      result.append(line(row))
      result += behind(row)
    }
    return result + closing()
  }

  /// The lines before the first row.
  func opening() -> [[UInt8]] {
    switch format {
    case .markdown where grid.headRows == 0:
      return [pipes(grid.rows[0].map { _ in [] }), delimiter()]
    case .html: return [Array("<table>".utf8)] + (grid.headRows > 0 ? [Array("<thead>".utf8)] : [])
    case .json: return [json()]
    default: return []
    }
  }

  /// The line of a row; empty where a row takes none.
  func line(_ row: Int) -> [UInt8] {
    switch format {
    case .markdown: return pipes(cells[row])
    case .aligned: return aligned(cells[row])
    case .tsv: return Array(cells[row].joined(separator: [0x09]))
    case .csv: return Array(cells[row].joined(separator: [UInt8(ascii: ",")]))
    case .html: return html(row)
    case .json: return []
    }
  }

  /// The lines behind a row: the rule under the head.
  func behind(_ row: Int) -> [[UInt8]] {
    switch format {
    // GitHub knows heads of one row; further rows of a head follow as rows.
    case .markdown where row == 0 && grid.headRows > 0: return [delimiter()]
    case .aligned where row + 1 == grid.headRows:
      return [aligned(widths.map { [UInt8](repeating: UInt8(ascii: "-"), count: $0) })]
    case .html where row + 1 == grid.headRows: return [Array("</thead>".utf8)]
    default: return []
    }
  }

  /// The lines behind the last row.
  func closing() -> [[UInt8]] { format == .html ? [Array("</table>".utf8)] : [] }

  // MARK: Lines

  private func pipes(_ row: [[UInt8]]) -> [UInt8] {
    var line: [UInt8] = [UInt8(ascii: "|")]
    for (column, cell) in row.enumerated() {
      line.append(0x20)
      pad(cell, column, &line)
      if !pads && cell.isEmpty { line.append(0x20) }
      line.append(0x20)
      line.append(UInt8(ascii: "|"))
    }
    return line
  }

  private func pad(_ cell: [UInt8], _ column: Int, _ line: inout [UInt8]) {
    let blanks = pads ? widths[column] - CharacterProperties.columns(of: cell.span) : 0
    if isNumeric[column] { line.append(contentsOf: repeatElement(0x20, count: max(0, blanks))) }
    line.append(contentsOf: cell)
    if !isNumeric[column] { line.append(contentsOf: repeatElement(0x20, count: max(0, blanks))) }
  }

  private func delimiter() -> [UInt8] {
    pipes(
      isNumeric.indices.map { column in
        let width = pads ? widths[column] : 3
        return isNumeric[column]
          ? [UInt8](repeating: UInt8(ascii: "-"), count: width - 1) + [UInt8(ascii: ":")]
          : [UInt8](repeating: UInt8(ascii: "-"), count: width)
      })
  }

  private func aligned(_ row: [[UInt8]]) -> [UInt8] {
    var line: [UInt8] = []
    for (column, cell) in row.enumerated() {
      if column > 0 { line.append(contentsOf: [0x20, 0x20]) }
      pad(cell, column, &line)
    }
    while line.last == 0x20 { line.removeLast() }
    return line
  }

  private func html(_ row: Int) -> [UInt8] {
    let tag = row < grid.headRows ? "th" : "td"
    var line = Array("<tr>".utf8)
    var covered = 0
    for (column, cell) in cells[row].enumerated() {
      if covered > 0 {
        covered -= 1
        continue
      }
      let span = grid.rows[row][column].span
      covered = span - 1
      line += Array((span > 1 ? "<\(tag) colspan=\"\(span)\">" : "<\(tag)>").utf8)
      line += cell
      line += Array("</\(tag)>".utf8)
    }
    return line + Array("</tr>".utf8)
  }

  private func json() -> [UInt8] {
    func list(_ rows: ArraySlice<[[UInt8]]>) -> [UInt8] {
      var result: [UInt8] = [UInt8(ascii: "[")]
      for (index, row) in rows.enumerated() {
        if index > 0 { result.append(UInt8(ascii: ",")) }
        result.append(UInt8(ascii: "["))
        result += row.joined(separator: [UInt8(ascii: ",")])
        result.append(UInt8(ascii: "]"))
      }
      return result + [UInt8(ascii: "]")]
    }
    return Array("{\"columns\":\(grid.columns),\"head\":".utf8)
      + list(cells[..<grid.headRows]) + Array(",\"rows\":".utf8) + list(cells[grid.headRows...])
      + [UInt8(ascii: "}")]
  }

  // MARK: Cells

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
