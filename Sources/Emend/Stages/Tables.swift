/// See ``manual``.
public struct Tables: Stage {
  public static let manual = Manual(
    name: "tables",
    summary:
      "Rebuilds tables from tabs, aligned columns and lines; mends cells where the others decide.",
    discussion: """
      A table comes out of an engine as rows whose cells are set apart by tabs, by the blanks that \
      aligned its columns on the page, by dots that lead from a name to its number, or by nothing but \
      single blanks; or column after column, one cell a line. Emend makes a GitHub pipe table of it, \
      so that its columns are seen again; `--tables` names other forms: aligned, tsv, csv, html, json.

      Columns are found where no row of the body writes. Names that were wrapped over several lines \
      are joined, headings over several columns stand in a row of their own above them, labels that go \
      on in the next line are put together. Where single blanks are all that is left, a caption \
      (“Table 5”) has to say that it is a table, and most lines have to agree on the number of cells. \
      Prose in two columns, verse, code and tables of contents are none.

      In a document that writes a well-formed pipe, HTML or CSV table of its own, rows of tabs and \
      blanks are deliberate (a copy for spreadsheets) and stay. `--tables keep` leaves them everywhere.

      The first row of tabs becomes the header only where all its cells are filled, none of them recurs \
      in the body, and none continues a series of its column (“Cat. A” above “Cat. B”). Otherwise the \
      header is empty: a header is not invented.

      A cell of one letter over and over is noise and is emptied. A cell is completed only from cells \
      of the same row or column that say the same and go on within the word, twice at least. A number \
      is corrected only where its column's pattern decides: a letter that engines read for a digit, a \
      point where the other cells set thousands apart by commas. Nothing else is changed: no value is \
      invented, no row or column lost. A text of two words or more that stands in neighbouring cells \
      of a row is a cell over several columns; it stays in each of them unless `--spans collapse` says \
      that once is enough.

      A line right above or below the table is set apart from it by a blank one: Markdown takes a line \
      below a table for one of its rows.

      A table that is longer than a window is written in one piece, but each window's rows are read by \
      themselves, and a finding says how many they were.
      """,
    rules: [
      .init("tab-rows", "Makes a table of rows of tabs."),
      .init("columns", "Makes a table of columns that blanks, dots or rules align."),
      .init("loose-rows", "Makes a table of the lines behind a caption, by what their words are."),
      .init("stacked-columns", "Makes a table of columns that were read one after another."),
      .init("noise-cell", "Empties a cell of one letter over and over."),
      .init("cut-cell", "Completes a cell from others that say the same."),
      .init("name-cell", "Gives a name its capital back: 12 june."),
      .init("numeric-cell", "Corrects a number where its column's pattern decides."),
      .init("spanned-cell", "Leaves a text once that stands in several columns of its row."),
      .init("long-table", "Finds a table whose rows do not fit in a window."),
      .init("ragged-rows", "Finds rows that do not make a table."),
      .init("unread-table", "Finds a table's caption behind which no table could be read."),
    ],
    examples: [
      .init(
        "Use\tArea\tShare\nOffices\t2,900\t20.0%\nWorkshops\t3,150\t21.7%\n",
        becomes: "| Use       |  Area | Share |\n| --------- | ----: | ----: |\n"
          + "| Offices   | 2,900 | 20.0% |\n| Workshops | 3,150 | 21.7% |\n"),
      .init(
        "Cat. A\tplanning\t\nCat. B\tC C C C C C C C\tplanning\nCat. C\tplanning\tplannin\n",
        becomes: "|        |          |          |\n| ------ | -------- | -------- |\n"
          + "| Cat. A | planning |          |\n| Cat. B |          | planning |\n"
          + "| Cat. C | planning | planning |\n"),
      .init(
        "                    Visitors\n Museum            2021    2022\n"
          + " Hall of clocks   1,204   1,377\n Harbour house\n   and pier         873     905\n"
          + " Old mint           612     598\n",
        becomes: "| Museum                 | Visitors |       |\n"
          + "| ---------------------- | -------: | ----: |\n"
          + "|                        |     2021 |  2022 |\n"
          + "| Hall of clocks         |    1,204 | 1,377 |\n"
          + "| Harbour house and pier |      873 |   905 |\n"
          + "| Old mint               |      612 |   598 |\n"),
      .init(
        "Table 4 Catch by harbour\n\nHarbour Boats Catch (t)\nEast Quay 41 1,280\nMole 17 3l5\n"
          + "| West Quay | 28 | 944\n",
        becomes: "Table 4 Catch by harbour\n\n| Harbour   | Boats | Catch (t) |\n"
          + "| --------- | ----: | --------: |\n| East Quay |    41 |     1,280 |\n"
          + "| Mole      |    17 |       315 |\n| West Quay |    28 |       944 |\n"),
      .init(
        "Sat. 3 Oct.      Seed swap in the hut\nWed. 14 Oct.     Talk about bees\n"
          + "Fri. 30 Oct.     Bonfire\n",
        becomes:
          "|              |                      |\n| ------------ | -------------------- |\n"
          + "| Sat. 3 Oct.  | Seed swap in the hut |\n| Wed. 14 Oct. | Talk about bees      |\n"
          + "| Fri. 30 Oct. | Bonfire              |\n"),
      .init(
        "Engine      May    June\n7822        418     266\n5199         12     104\n"
          + "D3265        28      l9\n",
        becomes: "| Engine | May | June |\n| ------ | --: | ---: |\n| 7822   | 418 |  266 |\n"
          + "| 5199   |  12 |  104 |\n| D3265  |  28 |   19 |\n"),
      .init(
        "Use\tArea\tShare\nOffices\t2,900\t20.0%\n", stays: "they are to be kept",
        options: .keepTables),
      .init(
        "Table 3 Boats of the harbour\n\nBoat Length Crew Heron 12 4 Otter 9 3 Old Seal 15 6\n",
        becomes: "Table 3 Boats of the harbour\n\n"
          + "| Boat     | Length | Crew |\n| -------- | -----: | ---: |\n"
          + "| Heron    |     12 |    4 |\n| Otter    |      9 |    3 |\n"
          + "| Old Seal |     15 |    6 |\n"),
      .init(
        "Table 3 Boats of the harbour\n\n"
          + "In 2020 the harbour had 12 boats, in 2021 it had 9 and in 2022 only 4 of them.\n",
        stays: "a sentence with numbers, and no names of columns"),
      .init(
        "| a | b |\n| --- | --- |\n| 1 | 2 |\n\nThe same for spreadsheets:\n\na\tb\n1\t2\n",
        stays: "the document writes pipe tables; its tabs are deliberate"),
      .init("One line\twith a tab in it.\n", stays: "one line is no table"),
      .init(
        "-   The lamps can be lit from the yard.\n-   More of the gates have been painted.\n"
          + "-   Better and more readable signs.\n", stays: "a list"),
      .init(
        "Date:       Saturday, 12 May\nPlace:      Old Mint, second floor\nSpeaker:    Agnes Moore\n",
        stays: "labels, and what each stands for"),
      .init(
        "LAMPS        - how they are lit, and by whom\nLADDER       - how long it is\n"
          + "YARD         - who has its keys at night\n", stays: "terms, and what each means"),
      .init(
        "The lamps ............ 4\nThe ladder ........... 9\nThe yard ............. 15\n",
        stays: "titles and pages in order are a table of contents"),
      .init(
        "The lamps were lit     and nobody in the lane\nat dusk in every       remembered that they\n"
          + "season of the year     had ever been late\n",
        stays: "prose in two columns is no table"),
    ])

  public static let wants: Signals = [.tab, .columns, .caption]

  public init() {}

  public func propose(
    _ window: borrowing Window, block: Int, evidence: borrowing Evidence, edits: inout Edits
  ) {
    let it = window.blocks[block]
    guard let format = evidence.configuration.tables.format, evidence.habits.markedTables == 0,
      !window.isProtectedByUser(it.content)
    else { return }
    switch it.kind {
    case .tabTable, .layoutTable: break
    case .caption: return findUnread(window, block, &edits)
    default: return
    }
    guard var grid = read(window, it) else {
      edits.find(
        it.content, rule: "ragged-rows", confidence: 0.5,
        reason: "Rows whose numbers of cells differ too much for a table.")
      return
    }
    // Rows that a window has cut off go on with the table of the window before.
    if window.beginsWithin(block) { grid.headRows = 0 }
    let columns = NumericColumns(grid, window.bytes.span)
    mendCells(window, grid, columns, &edits)
    if evidence.habits.isPage || !evidence.isClean { mendNames(window, it, evidence, &edits) }
    guard edits.isEmpty else { return }
    guard !touchesRows(window, block) else {
      edits.find(
        it.content, rule: "ragged-rows", confidence: 0.5,
        reason: "Rows of another kind stand right beside it; nothing tells which are its own.")
      return
    }
    write(window, block, grid, columns, evidence.configuration, format, &edits)
  }

  private func read(_ window: borrowing Window, _ block: Block) -> TableGrid? {
    if let found = window.foundTable(in: block.lines) { return found }
    let lines = block.lines.map { window.lines[$0].content }
    let bytes = window.bytes
    return block.kind == .tabTable
      ? TabTable.read(lines, bytes.span) : TableReader.read(lines, bytes)
  }

  /// Whether lines with bars or tabs stand beside a table without a blank line between: written in
  /// another way, its rows would be read as one table with those.
  private func touchesRows(_ window: borrowing Window, _ block: Int) -> Bool {
    func hasRows(_ other: Int?, _ gap: Range<Int>) -> Bool {
      guard let other, window.lineEnds(in: gap) < 2 else { return false }
      let bytes = window.bytes.span
      return window.blocks[other].content.contains {
        bytes[$0] == UInt8(ascii: "|") || bytes[$0] == 0x09
      }
    }
    let before = window.previous(block)
    return hasRows(before, before.map { window.blocks[$0].gap } ?? 0..<0)
      || hasRows(window.next(block), window.blocks[block].gap)
  }

  /// Reports the caption of a table that is not there.
  private func findUnread(_ window: borrowing Window, _ block: Int, _ edits: inout Edits) {
    let it = window.blocks[block]
    guard it.lines.count == 1, it.content.count <= 120,
      TableCaption.isOne(window.bytes.span, it.content), let next = window.next(block)
    else { return }
    switch window.blocks[next].kind {
    case .tabTable, .layoutTable, .table, .preformatted, .caption: return
    default: break
    }
    if let before = window.previous(block), window.blocks[before].kind == .table { return }
    edits.find(
      it.content, rule: "unread-table", confidence: 0.5,
      reason: "The caption of a table, and behind it no lines that make one.")
  }

  // MARK: Cells

  private func mendCells(
    _ window: borrowing Window, _ grid: TableGrid, _ columns: NumericColumns, _ edits: inout Edits
  ) {
    let bytes = window.bytes.span
    for correction in columns.corrections {
      edits.replace(
        correction.range, with: correction.bytes, rule: "numeric-cell", confidence: 0.92,
        reason: correction.reason)
    }
    guard grid.layout == .tabs else { return }
    for word in grid.words where Self.noiseLengths.contains(word.count) && isNoise(bytes, word) {
      edits.replace(
        word, with: [], rule: "noise-cell", confidence: 0.95,
        reason: "One letter over and over is a rule or an ornament, read as text.")
    }
    for (cell, rest) in WordCells(grid, bytes, rows: Self.comparedRows).missingEnds(bytes)
    where !(Self.noiseLengths.contains(cell.count) && isNoise(bytes, cell)) {
      edits.replace(
        cell, with: bytes.array(cell) + rest, rule: "cut-cell", confidence: 0.95,
        reason: "Other cells beside it say the same and go on within the word.")
    }
  }

  /// Gives names back the capital that worn type has lost; prose has the stage `spelling` for that.
  private func mendNames(
    _ window: borrowing Window, _ it: Block, _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    let bytes = window.bytes.span
    for index in it.tokens
    where MisreadCapitals.isSmallName(window.tokens[index], bytes, evidence) {
      let start = Int(window.tokens[index].start)
      edits.replace(
        start..<(start + 1), with: [bytes[start] - 0x20], rule: "name-cell", confidence: 0.92,
        reason: "The word is a name, and always written with a capital.")
    }
  }

  /// So many rows are compared with each other for cells cut short.
  private static let comparedRows = 500

  /// So many bytes has a cell of noise: seven signs and the blanks between them at least.
  private static let noiseLengths = 13...4096

  /// Whether a cell of ``noiseLengths`` is one short sign over and over, seven times at least.
  private func isNoise(_ bytes: Span<UInt8>, _ cell: Range<Int>) -> Bool {
    var pieces = 0
    var singles = 0
    var index = cell.lowerBound
    while index < cell.upperBound {
      if bytes[index].isBlank {
        index += 1
        continue
      }
      var end = index
      while end < cell.upperBound && !bytes[end].isBlank { end += 1 }
      pieces += 1
      if end - index == 1 && !bytes[index].isASCIIDigit { singles += 1 }
      index = end
      // Of no more than half as many pieces as there are bytes, one in five may be longer.
      if (pieces - singles) * 10 > cell.count + 1 { return false }
    }
    // Hardly any cell comes so far.
    guard singles >= 7, singles * 5 >= pieces * 4 else { return false }
    var counts: [UInt8: Int] = [:]
    for index in cell
    where !bytes[index].isBlank && !bytes[index].isASCIIDigit
      && (index == cell.lowerBound || bytes[index - 1].isBlank)
      && (index + 1 == cell.upperBound || bytes[index + 1].isBlank)
    {
      counts[bytes[index], default: 0] += 1
    }
    let most = counts.values.max() ?? 0
    return most >= 7 && most * 5 >= pieces * 4
  }

  /// The cells of a table that end in a letter, so that those that begin alike are found by comparing
  /// numbers.
  private struct WordCells {
    /// A cell that ends in a letter.
    private struct Cell {
      /// Its first bytes as a number.
      var start: UInt64
      var row: Int
      var column: Int
      var range: Range<Int>
    }

    /// Row by row, from left to right.
    private var cells: [Cell] = []
    /// So many bytes are told apart by.
    private static let bytes = 5

    /// - Parameter rows: the cells of so many rows, from the top.
    init(_ grid: TableGrid, _ bytes: Span<UInt8>, rows: Int) {
      let count = min(rows, grid.rowCount) * grid.columns
      // How many cells begin about so: only where three do can two others tell what is missing.
      var counts = [UInt8](filledWith: 0, count: Self.kinds)
      var most: UInt8 = 0
      Self.forEachWordCell(grid, bytes, count) { _, _, start in
        let kind = Self.kind(start)
        counts[kind] = min(3, counts[kind] + 1)
        most = max(most, counts[kind])
      }
      guard most == 3 else { return }
      Self.forEachWordCell(grid, bytes, count) { cell, range, start in
        guard counts[Self.kind(start)] == 3 else { return }
        cells.append(
          Cell(start: start, row: cell / grid.columns, column: cell % grid.columns, range: range))
      }
    }

    /// Calls a function with the number, the first word and the start of each of the first cells that
    /// ends in a letter and is not too short.
    @inline(__always)
    private static func forEachWordCell(
      _ grid: TableGrid, _ bytes: Span<UInt8>, _ count: Int,
      _ body: (_ cell: Int, _ range: Range<Int>, _ start: UInt64) -> Void
    ) {
      let ends = grid.ends.span
      let words = grid.words.span
      var place = 0
      for cell in 0..<count {
        let end = ends[cell]
        defer { place = end }
        guard place < end else { continue }
        let range = words[place]
        guard range.count >= Self.bytes, bytes[range.upperBound - 1].isASCIILetter else { continue }
        var start: UInt64 = 0
        for index in range.lowerBound..<(range.lowerBound + Self.bytes) {
          start = start << 8 | UInt64(bytes[index])
        }
        body(cell, range, start)
      }
    }

    /// So many kinds of starts are told apart to leave out what no two others begin like.
    private static let kinds = 1 << 10

    private static func kind(_ start: UInt64) -> Int {
      Int(truncatingIfNeeded: (start &* 0x9E37_79B9_7F4A_7C15) &>> 54)
    }

    /// The cells that lack something at their end, and what: by two cells or more of its row or column
    /// that begin like it and go on within the word, all in the same way.
    func missingEnds(_ bytes: Span<UInt8>) -> [(cell: Range<Int>, rest: [UInt8])] {
      guard !cells.isEmpty else { return [] }
      var result: [(cell: Range<Int>, rest: [UInt8])] = []
      // Column by column, those that begin alike beside each other.
      let columns = cells.indices.sorted {
        (cells[$0].column, cells[$0].start, $0) < (cells[$1].column, cells[$1].start, $1)
      }
      var first = 0
      while first < columns.count {
        let cell = cells[columns[first]]
        var end = first + 1
        while end < columns.count, cells[columns[end]].column == cell.column,
          cells[columns[end]].start == cell.start
        {
          end += 1
        }
        for index in columns[first..<end] {
          let beside = neighbours(of: index)
          guard beside.count + end - first > 2 else { continue }
          if let rest = missingEnd(of: index, beside, columns[first..<end], bytes) {
            result.append((cells[index].range, rest))
          }
        }
        first = end
      }
      return result
    }

    /// The other cells of a cell's row that begin like it.
    private func neighbours(of index: Int) -> [Int] {
      var result: [Int] = []
      func add(_ other: Int) {
        if cells[other].start == cells[index].start { result.append(other) }
      }
      var other = index
      while other > 0, cells[other - 1].row == cells[index].row {
        other -= 1
        add(other)
      }
      other = index + 1
      while other < cells.count, cells[other].row == cells[index].row {
        add(other)
        other += 1
      }
      return result
    }

    /// What a cell lacks at its end, by two of those beside it, above and below it at least.
    private func missingEnd(
      of index: Int, _ beside: [Int], _ below: ArraySlice<Int>, _ bytes: Span<UInt8>
    ) -> [UInt8]? {
      let cell = cells[index].range
      var found: [UInt8]?
      var count = 0
      /// Says whether another cell does not tell that nothing is missing.
      func look(_ other: Range<Int>) -> Bool {
        guard other.count > cell.count, other.count - cell.count <= 4,
          bytes.equals(cell, bytes, other.lowerBound..<(other.lowerBound + cell.count))
        else { return true }
        let rest = bytes.array((other.lowerBound + cell.count)..<other.upperBound)
        guard rest.allSatisfy(\.isASCIILetter) else { return true }
        if found ?? rest != rest { return false }
        found = rest
        count += 1
        return true
      }
      for other in beside where !look(cells[other].range) { return nil }
      for other in below where !look(cells[other].range) { return nil }
      return count >= 2 ? found : nil
    }
  }

  // MARK: Writing

  private func write(
    _ window: borrowing Window, _ block: Int, _ read: TableGrid, _ columns: NumericColumns,
    _ configuration: Configuration, _ format: TableFormat, _ edits: inout Edits
  ) {
    let it = window.blocks[block]
    let bytes = window.bytes.span
    var grid = read
    // Only where tabs set cells apart does an engine say which columns a text stands in.
    let collapsed =
      grid.layout == .tabs && configuration.spans == .collapse ? grid.collapseSpans(bytes) : []
    let isNumeric =
      collapsed.contains(true) ? NumericColumns(grid, bytes).isNumeric : columns.isNumeric
    let part = TableWriter.Part(
      isStart: !window.beginsWithin(block), isEnd: !(window.isContinued && it.next < 0))
    if !part.isStart || !part.isEnd {
      edits.find(
        it.content.lowerBound..<it.content.lowerBound, rule: "long-table", confidence: 1,
        reason:
          "The table is longer than a window; \(grid.rowCount) of its rows were seen at once.")
    }
    let first = window.lines[it.lines.lowerBound]
    let lineEnd =
      it.lines.count > 1 ? bytes.array(first.content.upperBound..<first.next) : [0x0A]
    let writer = TableWriter(
      grid, isNumeric: isNumeric, bytes, as: format, lineEnd: lineEnd, part: part)
    let (rule, reason) = description(of: grid)
    // One edit a table, since a row of a pipe table is nothing without the others; but rows that lose
    // a text have edits of their own that say so.
    let (table, rows) = writer.table(bytes)
    guard !bytes.equals(it.content, table.span, table.indices) else { return }
    setApart(window, block, lineEnd, rule, &edits)
    guard collapsed.contains(true), format != .json else {
      edits.replace(
        it.content, with: table, rows: rows, rule: rule, confidence: grid.confidence,
        reason: reason, keepsProtected: true)
      return
    }
    for (row, index) in it.lines.enumerated() {
      var lines: [UInt8] = []
      writer.append(row, bytes, to: &lines)
      if collapsed[row] {
        edits.replace(
          window.lines[index].content, with: lines, rule: "spanned-cell", confidence: 0.95,
          reason: "\(reason) A cell that repeats the one before it is the same cell.",
          keepsProtected: true)
      } else {
        edits.replace(
          window.lines[index].content, with: lines, rule: rule, confidence: 0.95, reason: reason,
          keepsProtected: true)
      }
    }
  }

  /// Sets a table apart from the lines right above and below it by blank ones: Markdown takes a line
  /// below a table for one of its rows, and so does whoever tells the table by its columns.
  private func setApart(
    _ window: borrowing Window, _ block: Int, _ lineEnd: [UInt8], _ rule: String,
    _ edits: inout Edits
  ) {
    func setApart(_ gap: Range<Int>, of block: Int, _ edits: inout Edits) {
      guard !gap.isEmpty, window.lineEnds(in: gap) == 1 else { return }
      edits.replaceGap(
        of: block, gap, with: window.bytes.span.array(gap) + lineEnd, rule: rule, confidence: 0.95,
        reason: "A line right beside a table would be read as one of its rows.")
    }
    if let before = window.previous(block), window.blocks[before].kind != .start {
      setApart(window.blocks[before].gap, of: before, &edits)
    }
    if window.next(block) != nil { setApart(window.blocks[block].gap, of: block, &edits) }
  }

  /// The rule by which a table was read, and its evidence in a sentence.
  private func description(of grid: TableGrid) -> (rule: String, reason: String) {
    switch grid.layout {
    case .tabs: ("tab-rows", "Rows of \(grid.columns) cells set apart by tabs.")
    case .aligned, .ruled:
      ("columns", "\(grid.columns) columns with rivers of blanks between them.")
    case .loose:
      (
        "loose-rows",
        "A caption, and lines that agree on \(grid.columns) cells; marks that are left of rules go."
      )
    case .stacked:
      ("stacked-columns", "\(grid.columns) columns, one behind the other, of the same height.")
    }
  }
}
