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

/// Writes into a text that is blank until something is written, from its start to its end.
private struct BlankText {
  /// Where the next byte is written.
  private(set) var end = 0

  /// So many bytes are written at once, blanks behind what there is: no fewer of the text have to stand
  /// behind the last byte.
  static let reach = 8
  private static let blanks: UInt64 = 0x2020_2020_2020_2020

  /// Leaves so many bytes blank.
  @inline(__always)
  mutating func skip(_ count: Int) { end &+= count }

  /// Writes a byte.
  @inline(__always)
  mutating func add(_ byte: UInt8, to out: inout MutableSpan<UInt8>) {
    out[end] = byte
    end &+= 1
  }

  /// Writes a few bytes.
  @inline(__always)
  mutating func add(_ text: [UInt8], to out: inout MutableSpan<UInt8>) {
    for byte in text { add(byte, to: &out) }
  }

  /// Writes a part of another text.
  @inline(__always)
  mutating func add(
    _ text: Span<UInt8>, _ range: Range<Int>, to out: inout MutableSpan<UInt8>
  ) {
    var index = range.lowerBound
    var left = range.upperBound &- index
    while left > 0 {
      if index &+ Self.reach > text.count {
        // At the very end of the other text.
        add(text[index], to: &out)
        index &+= 1
        left &-= 1
        continue
      }
      var eight = KeyHash.load(text, at: index)
      if left < Self.reach {
        let kept = ~0 as UInt64 &>> UInt64(truncatingIfNeeded: (Self.reach &- left) &* 8)
        eight = eight & kept | Self.blanks & ~kept
      }
      KeyHash.store(eight, to: &out, at: end)
      end &+= min(left, Self.reach)
      index &+= Self.reach
      left &-= Self.reach
    }
  }
}

/// Writes a table, row by row.
struct TableWriter {
  private let grid: TableGrid
  private let format: TableFormat
  /// All cells, row by row; none where they are ``isPlain``.
  private var cells: [Cell] = []
  /// The texts of the cells that the format writes otherwise than the source.
  private var escaped: [UInt8] = []
  private let isNumeric: [Bool]
  private var widths: [Int]
  private var pads = false
  /// Whether all cells are ASCII and stand as in the source.
  private let isPlain: Bool
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

  /// A cell as the format has it.
  private struct Cell {
    /// Where its text begins in ``escaped``; -1 where it stands as in the source.
    var start = -1
    /// How many bytes it takes.
    var count = 0
    /// How many terminal columns it takes; 0 where nothing is padded.
    var width = 0
  }

  /// Prepares to write.
  ///
  /// - Parameters:
  ///   - grid: the table.
  ///   - isNumeric: whether each of its columns holds numbers, which stand to the right.
  ///   - bytes: the text that its words are in.
  ///   - format: what it is written as.
  ///   - lineEnd: what ends a line.
  ///   - part: whether the grid is the table's start and its end.
  init(
    _ grid: TableGrid, isNumeric: [Bool], _ bytes: Span<UInt8>, as format: TableFormat,
    lineEnd: [UInt8], part: Part = Part()
  ) {
    self.grid = grid
    self.format = format
    self.lineEnd = lineEnd
    self.part = part
    self.isNumeric = isNumeric
    widths = [Int](filledWith: format == .markdown ? 3 : 1, count: grid.columns)
    let measures =
      format == .aligned || format == .markdown && grid.rowCount <= Self.mostPaddedRows
    isPlain = Self.isPlain(grid, bytes, format)
    if isPlain {
      if measures { measurePlainCells() }
    } else {
      measureCells(bytes, measures: measures)
    }
    pads =
      measures
      && (format == .aligned || widths.reduce(1, { $0 + $1 + 3 }) <= Self.mostPaddedColumns)
  }

  /// Measures cells of ASCII that stand as in the source.
  private mutating func measurePlainCells() {
    let grid = grid
    let words = grid.words.span
    let ends = grid.ends.span
    var widths = widths.mutableSpan
    var word = 0
    var cell = 0
    while cell < ends.count {
      for column in 0..<widths.count {
        let end = ends[cell]
        let count = Self.count(of: word..<end, words)
        if count > widths[column] { widths[column] = count }
        word = end
        cell += 1
      }
    }
  }

  /// How many bytes some words take with single blanks between.
  @inline(__always)
  private static func count(of place: Range<Int>, _ words: Span<Range<Int>>) -> Int {
    var count = max(0, place.count &- 1)
    for word in place { count &+= words[word].count }
    return count
  }

  /// The cell of some number as the format has it.
  private func cell(_ number: Int) -> Cell {
    let start = number > 0 ? grid.ends[number - 1] : 0
    return cell(number, start..<grid.ends[number], grid.words.span)
  }

  /// The same where the place of its words is known.
  @inline(__always)
  private func cell(_ number: Int, _ place: Range<Int>, _ words: Span<Range<Int>>) -> Cell {
    guard isPlain else { return cells[number] }
    let count = Self.count(of: place, words)
    return Cell(start: -1, count: count, width: count)
  }

  /// Measures cells of any kind, and writes those otherwise that the format has to.
  private mutating func measureCells(_ bytes: Span<UInt8>, measures: Bool) {
    cells.reserveCapacity(grid.ends.count)
    var words = 0
    var column = 0
    for end in grid.ends {
      let cell = cell(words..<end, bytes, measures: measures)
      words = end
      cells.append(cell)
      if cell.width > widths[column] { widths[column] = cell.width }
      column = column + 1 < grid.columns ? column + 1 : 0
    }
  }

  /// Whether the whole stretch of text that holds a table's words is ASCII without a sign that the
  /// format writes otherwise, so that no cell has to be looked at.
  private static func isPlain(
    _ grid: TableGrid, _ bytes: Span<UInt8>, _ format: TableFormat
  ) -> Bool {
    guard let first = grid.words.first, let last = grid.words.last else { return false }
    var low = first.lowerBound
    var high = last.upperBound
    // Only rows of tabs are sure to stand in the order of the text.
    if grid.layout != .tabs {
      for word in grid.words {
        low = min(low, word.lowerBound)
        high = max(high, word.upperBound)
      }
    }
    guard low < high, bytes.isASCII(in: low..<high) else {
      return false
    }
    switch format {
    case .aligned, .tsv: return true
    case .markdown: return !bytes.has(UInt8(ascii: "|"), in: low..<high)
    case .csv, .html, .json: return false
    }
  }

  /// A cell as the format has it, by the place of its words in the grid's.
  private mutating func cell(
    _ place: Range<Int>, _ bytes: Span<UInt8>, measures: Bool
  ) -> Cell {
    var cell = Cell()
    var isASCII = true
    var isPlain = format != .json
    for index in place {
      let word = grid.words[index]
      cell.count += word.count
      if isPlain || isASCII { Self.look(bytes, word, format, &isASCII, &isPlain) }
    }
    cell.count += max(0, place.count - 1)
    if isPlain {
      guard measures else { return cell }
      if isASCII {
        cell.width = cell.count
      } else if place.count == 1 {
        cell.width = CharacterProperties.columns(
          of: bytes.extracting(grid.words[place.lowerBound]))
      } else {
        cell.width = CharacterProperties.columns(of: grid.text(place, bytes).span)
      }
      return cell
    }
    let text = Self.escaped(grid.text(place, bytes), format)
    cell.start = escaped.count
    cell.count = text.count
    if measures { cell.width = CharacterProperties.columns(of: text.span) }
    escaped += text
    return cell
  }

  /// Looks at a word: whether it is ASCII, and the format writes it as it stands.
  private static func look(
    _ bytes: Span<UInt8>, _ word: Range<Int>, _ format: TableFormat, _ isASCII: inout Bool,
    _ isPlain: inout Bool
  ) {
    var all: UInt8 = 0
    switch format {
    case .markdown:
      for index in word {
        all |= bytes[index]
        if bytes[index] == UInt8(ascii: "|") { isPlain = false }
      }
    case .csv:
      for index in word {
        switch bytes[index] {
        case UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D: isPlain = false
        default: break
        }
      }
    case .html:
      for index in word {
        switch bytes[index] {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"): isPlain = false
        default: break
        }
      }
    case .aligned: for index in word { all |= bytes[index] }
    case .tsv, .json: break
    }
    if all >= 0x80 { isASCII = false }
  }

  /// The whole table, without a line end behind it; of a pipe table also what its rows are made of.
  ///
  /// - Parameter bytes: the text that its words are in.
  func table(_ bytes: Span<UInt8>) -> (bytes: [UInt8], rows: WrittenRows?) {
    if format == .markdown { return pipes(bytes) }
    var result: [UInt8] = []
    if format == .json {
      result.append(addingCapacity: mostBytes(rows: 0..<grid.rowCount)) {
        json(bytes, to: &$0)
      }
    } else {
      result.append(addingCapacity: mostBytes(rows: 0..<grid.rowCount)) { out in
        for row in 0..<grid.rowCount {
          if row > 0 { append(lineEnd, to: &out) }
          append(row, bytes, to: &out)
        }
      }
    }
    return (result, nil)
  }

  /// The whole pipe table: what ``append(_:_:to:)-(Int,_,_)`` makes of all rows, one behind the other.
  ///
  /// A text of blanks, into which what else there is is written: cells eight bytes at a time, and no
  /// blank at all.
  private func pipes(_ bytes: Span<UInt8>) -> (bytes: [UInt8], rows: WrittenRows?) {
    let isHeaded = grid.headRows > 0
    let isOpened = part.isStart && !isHeaded
    // What the cells take, then the bars and blanks around them, then the lines above the body.
    let line = widths.reduce(1 + lineEnd.count) { $0 + max($1, 3) + 3 }
    var most = 2 * line
    if pads && isPlain {
      most += grid.rowCount * line
    } else {
      most += grid.rowCount * (1 + 3 * grid.columns + lineEnd.count)
      var column = 0
      for number in grid.ends.indices {
        let cell = cell(number)
        most += max(1, cell.count + blanks(beside: cell, column))
        column = column + 1 < grid.columns ? column + 1 : 0
      }
    }
    var result = [UInt8](filledWith: 0x20, count: most + BlankText.reach)
    var out = result.mutableSpan
    var text = BlankText()
    var written = WrittenRows(isMarked: isHeaded || isOpened)
    written.rows.reserveCapacity(grid.rowCount + 2)
    var allParts = [WrittenRows.Part](
      filledWith: WrittenRows.Part(start: 0, end: 0, place: 0), count: grid.words.count)
    var parts = allParts.mutableSpan
    var partCount = 0
    let bar = UInt8(ascii: "|")
    if isOpened {
      text.add(bar, to: &out)
      for width in widths {
        text.skip((pads ? width : 1) + 2)
        text.add(bar, to: &out)
      }
      written.rows.append(
        WrittenRows.Row(start: 0, end: text.end, partsEnd: 0, isPlain: true, hasWideGap: true))
      text.add(lineEnd, to: &out)
      written.rows.append(addDelimiter(to: &out, &text, partsEnd: 0))
      text.add(lineEnd, to: &out)
    }
    let ends = grid.ends.span
    let words = grid.words.span
    let isNumeric = isNumeric.span
    let widths = widths.span
    var cell = 0
    var word = 0
    for row in 0..<grid.rowCount {
      if row > 0 { text.add(lineEnd, to: &out) }
      var it = WrittenRows.Row(
        start: text.end, end: 0, partsEnd: 0, isPlain: true, hasWideGap: false)
      text.add(bar, to: &out)
      for column in 0..<grid.columns {
        let end = ends[cell]
        let one = self.cell(cell, word..<end, words)
        let blanks = pads ? widths[column] &- one.width : 0
        let isRight = isNumeric[column]
        let before = isRight ? blanks &+ 1 : 1
        let behind = (isRight ? 0 : blanks) &+ (one.count &+ blanks == 0 ? 2 : 1)
        text.skip(before)
        if one.start >= 0 {
          text.add(escaped.span, one.start..<(one.start + one.count), to: &out)
          word = end
          it.isPlain = false
        } else if word < end {
          let first = words[word]
          var part = WrittenRows.Part(
            start: UInt32(truncatingIfNeeded: first.lowerBound),
            end: UInt32(truncatingIfNeeded: first.upperBound),
            place: UInt32(truncatingIfNeeded: text.end))
          text.add(bytes, first, to: &out)
          word &+= 1
          while word < end {
            let next = words[word]
            // What stands apart in the source is put together.
            if next.lowerBound != Int(part.end) &+ 1 || bytes[Int(part.end)] != 0x20 {
              it.isPlain = false
            }
            part.end = UInt32(truncatingIfNeeded: next.upperBound)
            text.skip(1)
            text.add(bytes, next, to: &out)
            word &+= 1
          }
          parts[partCount] = part
          partCount &+= 1
          if before > 1
            || behind > 1 && Signals.ofGap(behind, after: bytes[Int(part.end) &- 1]) != []
          {
            it.hasWideGap = true
          }
        } else {
          // A cell that holds nothing is a gap.
          it.hasWideGap = true
        }
        text.skip(behind)
        text.add(bar, to: &out)
        cell &+= 1
      }
      it.end = text.end
      it.partsEnd = partCount
      written.rows.append(it)
      // GitHub knows heads of one row; further rows of a head follow as rows.
      if row == 0, isHeaded {
        text.add(lineEnd, to: &out)
        written.rows.append(addDelimiter(to: &out, &text, partsEnd: partCount))
      }
    }
    result.removeLast(result.count - text.end)
    written.parts = allParts
    return (result, written)
  }

  /// How many blanks stand beside a cell where the table is padded.
  @inline(__always)
  private func blanks(beside cell: Cell, _ column: Int) -> Int {
    pads ? widths[column] - cell.width : 0
  }

  private func addDelimiter(
    to out: inout MutableSpan<UInt8>, _ text: inout BlankText, partsEnd: Int
  ) -> WrittenRows.Row {
    let start = text.end
    text.add(UInt8(ascii: "|"), to: &out)
    for (width, isNumeric) in zip(widths, isNumeric) {
      text.skip(1)
      for _ in 1..<max(1, pads ? width : 3) { text.add(UInt8(ascii: "-"), to: &out) }
      text.add(isNumeric ? UInt8(ascii: ":") : UInt8(ascii: "-"), to: &out)
      text.skip(1)
      text.add(UInt8(ascii: "|"), to: &out)
    }
    return WrittenRows.Row(
      start: start, end: text.end, partsEnd: partsEnd, isPlain: true, hasWideGap: false)
  }

  /// Appends the line of a row, with the lines that the format has before and behind it, and no line
  /// end behind the last. A JSON object has no line for each row.
  ///
  /// - Parameter bytes: the text that the table's words are in.
  func append(_ row: Int, _ bytes: Span<UInt8>, to result: inout [UInt8]) {
    result.append(addingCapacity: mostBytes(rows: row..<(row + 1))) {
      append(row, bytes, to: &$0)
    }
  }

  /// No fewer bytes than some rows take, with all that the format writes around them.
  private func mostBytes(rows: Range<Int>) -> Int {
    var texts = 0
    for cell in rows.lowerBound * grid.columns..<rows.upperBound * grid.columns {
      texts += self.cell(cell).count
    }
    // The longest that stands around a cell: <th colspan="…"></th>, its number of 20 digits at most.
    let around = format == .html ? 48 : 8
    let line = widths.reduce(16 + lineEnd.count) { $0 + $1 + around }
    // An empty header, a delimiter row or a rule; the tags before and behind the rows.
    return texts + (rows.count + 3) * line + 64 + 4 * lineEnd.count
  }

  private func append(_ row: Int, _ bytes: Span<UInt8>, to out: inout OutputSpan<UInt8>) {
    if row == 0, part.isStart { appendOpening(to: &out) }
    switch format {
    case .markdown: appendPipes(row, bytes, to: &out)
    case .aligned: appendAligned(row, bytes, to: &out)
    case .tsv: appendCells(of: row, separator: 0x09, bytes, to: &out)
    case .csv: appendCells(of: row, separator: UInt8(ascii: ","), bytes, to: &out)
    case .html: appendHTML(row, bytes, to: &out)
    case .json: break
    }
    // GitHub knows heads of one row; further rows of a head follow as rows.
    if format == .markdown, row == 0, grid.headRows > 0 {
      append(lineEnd, to: &out)
      appendDelimiter(to: &out)
    } else if row + 1 == grid.headRows {
      if format == .aligned {
        append(lineEnd, to: &out)
        appendAlignedRule(to: &out)
      } else if format == .html {
        append(lineEnd, to: &out)
        append("</thead>".utf8, to: &out)
      }
    }
    if format == .html, part.isEnd, row + 1 == grid.rowCount {
      append(lineEnd, to: &out)
      append("</table>".utf8, to: &out)
    }
  }

  /// Appends what stands before the first row.
  private func appendOpening(to out: inout OutputSpan<UInt8>) {
    if format == .markdown, grid.headRows == 0 {
      appendEmptyHeader(to: &out)
      append(lineEnd, to: &out)
      appendDelimiter(to: &out)
      append(lineEnd, to: &out)
    } else if format == .aligned, grid.headRows == 0 {
      // Without it nobody could tell which column a row's cells are in.
      appendAlignedRule(to: &out)
      append(lineEnd, to: &out)
    } else if format == .html {
      append("<table>".utf8, to: &out)
      append(lineEnd, to: &out)
      if grid.headRows > 0 {
        append("<thead>".utf8, to: &out)
        append(lineEnd, to: &out)
      }
    }
  }

  // MARK: Lines

  private func append(_ text: some Sequence<UInt8>, to out: inout OutputSpan<UInt8>) {
    for byte in text { out.append(byte) }
  }

  private func append(_ byte: UInt8, _ count: Int, to out: inout OutputSpan<UInt8>) {
    var left = count
    while left > 0 {
      out.append(byte)
      left -= 1
    }
  }

  private func appendCell(
    _ row: Int, _ column: Int, _ bytes: Span<UInt8>, to out: inout OutputSpan<UInt8>
  ) {
    let cell = cell(row * grid.columns + column)
    if cell.start >= 0 {
      for index in cell.start..<(cell.start + cell.count) { out.append(escaped[index]) }
      return
    }
    let place = grid.place(row, column)
    for index in place {
      if index > place.lowerBound { out.append(0x20) }
      for byte in grid.words[index] { out.append(bytes[byte]) }
    }
  }

  /// Appends a cell, as wide as its column where the table is padded.
  private func appendPadded(
    _ row: Int, _ column: Int, _ bytes: Span<UInt8>, to out: inout OutputSpan<UInt8>
  ) {
    let width = cell(row * grid.columns + column).width
    let blanks = pads ? widths[column] - width : 0
    if isNumeric[column] { append(0x20, blanks, to: &out) }
    appendCell(row, column, bytes, to: &out)
    if !isNumeric[column] { append(0x20, blanks, to: &out) }
  }

  private func appendPipes(_ row: Int, _ bytes: Span<UInt8>, to out: inout OutputSpan<UInt8>) {
    out.append(UInt8(ascii: "|"))
    for column in 0..<grid.columns {
      out.append(0x20)
      let start = out.count
      appendPadded(row, column, bytes, to: &out)
      if out.count == start { out.append(0x20) }
      out.append(0x20)
      out.append(UInt8(ascii: "|"))
    }
  }

  /// Appends the header of a pipe table whose columns have no names.
  private func appendEmptyHeader(to out: inout OutputSpan<UInt8>) {
    out.append(UInt8(ascii: "|"))
    for column in 0..<grid.columns {
      append(0x20, (pads ? widths[column] : 1) + 2, to: &out)
      out.append(UInt8(ascii: "|"))
    }
  }

  private func appendDelimiter(to out: inout OutputSpan<UInt8>) {
    out.append(UInt8(ascii: "|"))
    for column in 0..<grid.columns {
      let width = pads ? widths[column] : 3
      out.append(0x20)
      append(UInt8(ascii: "-"), width - 1, to: &out)
      out.append(isNumeric[column] ? UInt8(ascii: ":") : UInt8(ascii: "-"))
      out.append(0x20)
      out.append(UInt8(ascii: "|"))
    }
  }

  private func appendAligned(_ row: Int, _ bytes: Span<UInt8>, to out: inout OutputSpan<UInt8>) {
    // No blanks stand behind the last cell.
    guard let last = (0..<grid.columns).last(where: { !grid.isEmpty(row, $0) }) else { return }
    for column in 0...last {
      if column > 0 { append(0x20, 2, to: &out) }
      if column == last, !isNumeric[column] {
        appendCell(row, column, bytes, to: &out)
      } else {
        appendPadded(row, column, bytes, to: &out)
      }
    }
  }

  private func appendAlignedRule(to out: inout OutputSpan<UInt8>) {
    for column in 0..<grid.columns {
      if column > 0 { append(0x20, 2, to: &out) }
      append(UInt8(ascii: "-"), widths[column], to: &out)
    }
  }

  private func appendCells(
    of row: Int, separator: UInt8, _ bytes: Span<UInt8>, to out: inout OutputSpan<UInt8>
  ) {
    for column in 0..<grid.columns {
      if column > 0 { out.append(separator) }
      appendCell(row, column, bytes, to: &out)
    }
  }

  private func appendHTML(_ row: Int, _ bytes: Span<UInt8>, to out: inout OutputSpan<UInt8>) {
    let tag = row < grid.headRows ? "th" : "td"
    append("<tr>".utf8, to: &out)
    var covered = 0
    for column in 0..<grid.columns {
      if covered > 0 {
        covered -= 1
        continue
      }
      let span = grid.span(row, column)
      covered = span - 1
      append((span > 1 ? "<\(tag) colspan=\"\(span)\">" : "<\(tag)>").utf8, to: &out)
      appendCell(row, column, bytes, to: &out)
      append("</\(tag)>".utf8, to: &out)
    }
    append("</tr>".utf8, to: &out)
  }

  private func json(_ bytes: Span<UInt8>, to out: inout OutputSpan<UInt8>) {
    append("{\"columns\":\(grid.columns),\"head\":".utf8, to: &out)
    appendRows(0..<grid.headRows, bytes, to: &out)
    append(",\"rows\":".utf8, to: &out)
    appendRows(grid.body, bytes, to: &out)
    out.append(UInt8(ascii: "}"))
  }

  /// Appends rows as an array of JSON.
  private func appendRows(
    _ rows: Range<Int>, _ bytes: Span<UInt8>, to out: inout OutputSpan<UInt8>
  ) {
    out.append(UInt8(ascii: "["))
    for row in rows {
      if row > rows.lowerBound { out.append(UInt8(ascii: ",")) }
      out.append(UInt8(ascii: "["))
      appendCells(of: row, separator: UInt8(ascii: ","), bytes, to: &out)
      out.append(UInt8(ascii: "]"))
    }
    out.append(UInt8(ascii: "]"))
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
