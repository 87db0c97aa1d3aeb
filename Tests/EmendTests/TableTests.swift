import Foundation
import Lexicon
import Testing

@testable import Emend

/// A table of random cells, and the ways in which plain text can show it.
private struct RandomTable {
  var rows: [[String]]

  /// - Parameters:
  ///   - isVaried: whether cells hold more than words of ASCII and numbers: wide and accented letters,
  ///     signs that formats have to escape.
  ///   - hasEmptyCells: whether every fourth cell of the body holds nothing, but for the names of the
  ///     rows and one number at least in each.
  init(
    seed: UInt64, columns: ClosedRange<Int> = 2...6, isVaried: Bool = false,
    hasEmptyCells: Bool = false
  ) {
    var random = RepeatableGenerator(seed: seed)
    func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    let columns = number(columns)
    let words =
      isVaried
      ? [
        "Málaga", "東京 大阪", "Slip|x", "Quay, Ltd", "Old \"Dock\"", "Mole <b>", "Rope & Co", "Örebro",
      ]
      : ["Harbour", "Quay", "Mole", "Lighthouse", "Chandler", "Ferry", "Slip", "Old Dock"]
    let names = ["Place", "Boats", "Catch", "Crew", "Berths", "Depth"]
    rows = [Array(names.prefix(columns))]
    for row in 0..<number(4...14) {
      var cells = ["\(words[row % words.count])"]
      if row >= words.count { cells[0] += " North" }
      for column in 1..<columns {
        let value = number(10...9999)
        let isLast = column + 1 == columns && cells.dropFirst().allSatisfy(\.isEmpty)
        if hasEmptyCells, !isLast, number(1...4) == 1 {
          cells.append("")
          continue
        }
        cells.append(column % 2 == 1 ? "\(value)" : "\(value / 100).\(value % 10)%")
      }
      rows.append(cells)
    }
  }

  /// How many terminal columns a cell takes.
  private func width(_ cell: String) -> Int {
    cell.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 2 : 1) }
  }

  /// Columns that blanks align, words to the left, numbers to the right.
  var aligned: String {
    let widths = rows[0].indices.map { column in rows.map { width($0[column]) }.max()! }
    return rows.map { row in
      "  "
        + row.indices.map { column in
          let blanks = String(repeating: " ", count: widths[column] - width(row[column]))
          return column == 0 ? row[column] + blanks : blanks + row[column]
        }.joined(separator: "   ")
    }.joined(separator: "\n") + "\n"
  }

  var tabs: String { rows.map { $0.joined(separator: "\t") }.joined(separator: "\n") + "\n" }

  /// Drawn with bars, and rules of hyphens and plus signs around head and body.
  var ruled: String {
    let widths = rows[0].indices.map { column in rows.map { width($0[column]) }.max()! }
    let rule = "+" + widths.map { String(repeating: "-", count: $0 + 2) + "+" }.joined()
    var lines = [rule]
    for (index, row) in rows.enumerated() {
      let cells = row.indices.map {
        " " + row[$0] + String(repeating: " ", count: widths[$0] - width(row[$0]) + 1)
      }
      lines.append("|" + cells.joined(separator: "|") + "|")
      if index == 0 { lines.append(rule) }
    }
    return (lines + [rule]).joined(separator: "\n") + "\n"
  }

  /// Dots lead from the first cell to the second.
  var leaders: String {
    let most = rows.map { width($0[0]) }.max()! + 6
    return rows.dropFirst().map { row in
      row[0] + " " + String(repeating: ".", count: most - width(row[0])) + " "
        + row.dropFirst().map { String(repeating: " ", count: 7 - $0.count) + $0 }.joined()
    }.joined(separator: "\n") + "\n"
  }

  /// A caption, and single blanks.
  var loose: String {
    "Table 3 Boats\n\n" + rows.map { $0.joined(separator: " ") }.joined(separator: "\n") + "\n"
  }

  /// A caption, and one column behind the other.
  var stacked: String {
    "Table 3 Boats\n\n"
      + rows[0].indices.map { column in
        rows.map { $0[column] }.joined(separator: "\n") + "\n"
      }.joined(separator: "\n")
  }
}

@Suite("Tables: found, read, written")
struct TableTests {
  @Test("a table comes back cell for cell, however plain text shows it", arguments: 1...40)
  func roundTrip(_ seed: Int) {
    let seed = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
    let table = RandomTable(seed: seed)
    for text in [table.aligned, table.tabs, table.ruled, table.loose, table.stacked] {
      expectRows(of: text, table.rows)
    }
    expectRows(of: table.leaders, Array(table.rows.dropFirst()))
    // Where single blanks, or nothing, set the cells apart, an empty one leaves no trace.
    let gaps = RandomTable(seed: seed, hasEmptyCells: true)
    for text in [gaps.aligned, gaps.tabs, gaps.ruled] { expectRows(of: text, gaps.rows) }
    expectRows(of: gaps.leaders, Array(gaps.rows.dropFirst()))
  }

  @Test("a written table reads the same whether its words are taken over or not", arguments: 1...80)
  func takenOver(_ seed: Int) {
    var random = RepeatableGenerator(seed: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15)
    let cells = [
      "Quay", "mole 12", "pier", "slip", "", "4,280", ".5", "7.", "-", "a", "1", "l", "R&D", "& co",
      "don't", "Örebro", "well-known", "x|y", "Co. ltd", "a  b", "90.7%", "x -", "- x", ": b",
      "(9)",
      "\"dock\"", "recieve", "a.b", "10:30", "....", "40-year-old", "Malavsia", "$12", "i v", "!",
    ]
    // Few of them at a time, so that many rows are plain.
    let some = (0..<6).map { _ in cells.randomElement(using: &random)! } + ["Mole", "51", "2,120"]
    let lineEnd = ["\n", "\r\n"].randomElement(using: &random)!
    let columns = Int.random(in: 2...5, using: &random)
    let text = (0..<12).map { _ in
      (0..<columns).map { _ in some.randomElement(using: &random)! }.joined(separator: "\t")
    }.joined(separator: lineEnd)
    var window = Window()
    window.bytes = Array(text.utf8)
    var forms = FormTable(lexicon: .builtIn, userWrongs: [])
    Scanner.scan(0..<window.bytes.count, of: &window, forms: &forms)
    BlockReader.read(&window, startIsCut: false, endIsCut: false)
    guard window.blocks.count == 2, window.blocks[1].kind == .tabTable,
      let grid = TabTable.read(window.lines.map(\.content), window.bytes.span)
    else { return }
    let numeric = NumericColumns(grid, window.bytes.span).isNumeric
    let (table, rows) = TableWriter(
      grid, isNumeric: numeric, window.bytes.span, as: .markdown, lineEnd: Array(lineEnd.utf8)
    ).table(window.bytes.span)
    let start = window.bytes.count
    let (line, token) = (window.lines.count, window.tokens.count)
    window.bytes += table
    Scanner.scan(
      start..<window.bytes.count, of: &window, forms: &forms, replacing: window.blocks[1],
      hasTokens: true, rows: rows)
    var other = Window()
    other.bytes = table
    var otherForms = FormTable(lexicon: .builtIn, userWrongs: [])
    Scanner.scan(0..<table.count, of: &other, forms: &otherForms)

    func describe(_ line: Line, from start: Int, _ token: Int) -> [Int] {
      [
        line.content.lowerBound - start, line.content.upperBound - start, line.next - start,
        line.textStart - start, line.textEnd - start, line.firstToken - token,
        Int(line.signals.rawValue), line.tabs,
      ]
    }
    #expect(
      window.lines[line...].map { describe($0, from: start, token) }
        == other.lines.map { describe($0, from: 0, 0) }, "\(String(decoding: table, as: UTF8.self))"
    )
    func describe(_ token: Token, from start: Int, _ forms: borrowing FormTable) -> [Int] {
      [
        Int(token.start) - start, Int(token.length), Int(token.facts.rawValue),
        forms.count(of: token.form),
      ]
    }
    #expect(
      window.tokens[token...].map { describe($0, from: start, forms) }
        == other.tokens.map { describe($0, from: 0, otherForms) })
  }

  /// Expects a text to be one table of these rows.
  private func expectRows(of text: String, _ rows: [[String]]) {
    let found = ExtractedTable.all(in: Array(text.utf8))
    #expect(found.count == 1, "\(text)")
    #expect(found.first?.rows == rows, "\(text)")
  }

  @Test(
    "an aligned table comes back as it was written, whatever stands beside it or was lost in it")
  func strokes() throws {
    let aligned = configured {
      $0.tables = .aligned
      $0.stages = ["tables"]
    }
    for source in [
      // A line right below the table that would fit into a column.
      "Light  Height  Year\nGull Rock  44  2021\nOld Mole  18  2020\nnobody counted\n",
      // A name that stands over several columns, a head without a gap, nearly empty columns.
      "                      Landings, tonnes    Number of boats\n  Quay      Spring\n"
        + "  East Quay                1,204       377          41\n  Herring Quay and\n"
        + "    the old slip                )\n873                    17\n"
        + "  Mole                       612       598           9\n",
      "Key\tNote\nB4\ttwo  blanks | and a bar\nC7\tx ..... y\n",
      "a\tb\n1\t\n\t2\n",
    ] { try expectLaws(Array(source.utf8), aligned) }
    // Behind a line with gaps that is no table.
    let rows = "Quay  Boats  Rooms\n----  -----  -----\nEast     41\nWest            17\n"
    let found = ExtractedTable.all(in: Array("Spring   and autumn\n\n\(rows)\nThe end.\n".utf8))
    #expect(found.map(\.headRows) == [1])
    #expect(
      found.first?.rows == [["Quay", "Boats", "Rooms"], ["East", "41", ""], ["West", "", "17"]])
  }

  @Test(
    "what a format writes is read as the same cells again",
    arguments: TableFormat.allCases)
  func formats(_ format: TableFormat) throws {
    let configuration = configured { $0.tables = .init(rawValue: format.rawValue)! }
    for seed in 1...6 {
      let table = RandomTable(
        seed: UInt64(seed) &* 0xD134_2543_DE82_EF95, columns: 3...6, isVaried: seed % 2 == 0,
        hasEmptyCells: seed % 3 > 0)
      let body = Array(table.rows.dropFirst())
      for (text, rows) in [
        (table.tabs, table.rows), (table.aligned, table.rows), (table.ruled, table.rows),
        (table.leaders, body),
      ] {
        let cleaned = try Pipeline(configuration).clean(text)
        #expect(try read(cleaned.bytes, format) == rows, "\(cleaned.text)")
        if seed < 3 { try expectLaws(Array(text.utf8), configuration) }
      }
    }
  }

  /// The rows of the one table that a text consists of, but for a header without names.
  private func read(_ text: [UInt8], _ format: TableFormat) throws -> [[String]] {
    struct Object: Decodable {
      var columns: Int
      var head: [[String]]
      var rows: [[String]]
    }
    guard format != .json else {
      let object = try JSONDecoder().decode(Object.self, from: Data(text))
      #expect(object.rows.allSatisfy { $0.count == object.columns })
      return object.head + object.rows
    }
    let found = ExtractedTable.all(in: text)
    #expect(found.count == 1)
    return try #require(found.first).rows.filter { row in row.contains { !$0.isEmpty } }
  }

  @Test("cells repeated over columns stand once on request, in HTML over all of them")
  func spans() throws {
    let source =
      "Berth\tMonday\tTuesday\tFriday\nEast Quay\tfishing boats\tfishing boats\tferries\n"
      + "West Quay\tclosed\tclosed\t12\nMole\tsailing boats\tsailing boats\tsailing boats\n"
    let kept = try Pipeline().clean(source)
    #expect(kept.text.contains("| East Quay | fishing boats | fishing boats | ferries "))
    let collapsed = try Pipeline(configured { $0.spans = .collapse }).clean(source)
    #expect(
      collapsed.text == """
        | Berth     | Monday        | Tuesday | Friday  |
        | --------- | ------------- | ------- | ------- |
        | East Quay | fishing boats |         | ferries |
        | West Quay | closed        | closed  | 12      |
        | Mole      | sailing boats |         |         |

        """)
    #expect(collapsed.rules.count { $0 == "tables/spanned-cell" } == 2)
    let html = configured {
      $0.spans = .collapse
      $0.tables = .html
    }
    let marked = try Pipeline(html).clean(source).text
    #expect(marked.contains("<td colspan=\"2\">fishing boats</td><td>ferries</td>"))
    #expect(marked.contains("<td>Mole</td><td colspan=\"3\">sailing boats</td>"))
    #expect(marked.contains("<td>closed</td><td>closed</td>"))
    for configuration in [configured { $0.spans = .collapse }, html] {
      try expectLaws(Array(source.utf8), configuration)
    }
  }

  @Test("a table longer than a window is one table still, and the finding says so")
  func longTable() throws {
    let rows = (0..<160).map { "Quay \($0)\t\($0 * 37)\t\($0 % 10).5%\n" }
    let source = "Place\tBoats\tShare\n" + rows.joined()
    for (style, heads) in [(Configuration.TableStyle.markdown, 1), (.html, 1), (.csv, 0)] {
      let cleaned = try Pipeline(
        configured {
          $0.tables = style
          $0.windowSize = 1024
        }
      ).clean(source)
      #expect(cleaned.findingRules.count { $0 == "tables/long-table" } > 2)
      let mark = style == .html ? "<table>" : "---"
      #expect(cleaned.text.split(separator: "\n").count { $0.contains(mark) } == heads)
      let found = ExtractedTable.all(in: cleaned.bytes)
      #expect(found.count == 1)
      #expect(found.first?.rows.map { $0.joined(separator: "\t") + "\n" }.joined() == source)
    }
    let whole = try Pipeline().clean(source)
    #expect(!whole.findingRules.contains("tables/long-table"))
    let aligned = (0..<2400).map { "Quay \($0 + 1000)   \($0 + 2000)   \($0 % 10).5%\n" }.joined()
    #expect(ExtractedTable.all(in: Array("Place       Boats   Share\n\(aligned)".utf8)).count == 1)
  }

  @Test("tables in mark-up are read with caption and place")
  func extractedMarkup() throws {
    let html = """
      <TABLE class="a > b">
      <caption>Table 2 Boats &amp; crews</caption>
      <thead><tr><th rowspan='2'>Place<th colspan=2>Boats</tr>
      <tr><th>2021</th><th>2022</th></tr></thead>

      <!-- <td>none</td> -->
      <tr><td>East <b>Qu</b>ay<br>north</td><td>1&#44;204<td>905</tr>
      <tr><td rowspan="2">Mole</td><td></td><td>&lt;3</td></tr>
      <tr><td>7</td><td>&unknown;</td></tr>
      </TABLE>
      """
    let source =
      "The boats were counted twice.\n\n\(html)\n\nTable 3 Rooms\n\n| Room | Seats |\n| --- | --: |\n"
      + "| Hall | 40 |\n\nName,Note,Size\nBolt,\"a, b\",3\nNut,c,4\n\n<table><tr><td>open\n"
    let bytes = Array(source.utf8)
    let found = ExtractedTable.all(in: bytes)
    try #require(found.map(\.layout) == ["html", "pipes", "commas", "html"])
    #expect(String(decoding: bytes[found[0].range], as: UTF8.self) == html)
    #expect(found.map(\.caption) == ["Table 2 Boats & crews", "Table 3 Rooms", nil, nil])
    #expect(found.map(\.confidence) == [1, 1, 1, 0.9])
    #expect(found.map(\.headRows) == [2, 1, 1, 0])
    #expect(
      found[0].rows == [
        ["Place", "Boats", ""], ["", "2021", "2022"], ["East Quay north", "1,204", "905"],
        ["Mole", "", "<3"], ["", "7", "&unknown;"],
      ])
    #expect(found[1].rows == [["Room", "Seats"], ["Hall", "40"]])
    #expect(
      found[2].rows == [["Name", "Note", "Size"], ["Bolt", "a, b", "3"], ["Nut", "c", "4"]])
    #expect(found[3].rows == [["open"]])
    // Code that shows a table is none.
    #expect(ExtractedTable.all(in: Array("```\n\(html)\n```\n".utf8)).isEmpty)
  }

  @Test("HTML with its spans, and JSON")
  func markup() throws {
    let source = """
                          Visitors
       Museum            2021    2022
       Hall & clocks    1,204   1,377
       Harbour house      873     905
       Old <mint>         612     598

      """
    #expect(
      try Pipeline(configured { $0.tables = .html }).clean(source).text == """
        <table>
        <thead>
        <tr><th>Museum</th><th colspan="2">Visitors</th></tr>
        <tr><th></th><th>2021</th><th>2022</th></tr>
        </thead>
        <tr><td>Hall &amp; clocks</td><td>1,204</td><td>1,377</td></tr>
        <tr><td>Harbour house</td><td>873</td><td>905</td></tr>
        <tr><td>Old &lt;mint&gt;</td><td>612</td><td>598</td></tr>
        </table>

        """)
    #expect(
      try Pipeline(configured { $0.tables = .json }).clean("Room\tSeats\nHall\t40\nAttic\t12\n")
        .text
        == #"{"columns":2,"head":[["Room","Seats"]],"rows":[["Hall","40"],["Attic","12"]]}"# + "\n")
    let csv = try Pipeline(configured { $0.tables = .csv })
      .clean("Room\tNote\tSeats\nHall\tlow, \"old\"\t40\nAttic\tdry\t12\n")
    #expect(csv.text == "Room,Note,Seats\nHall,\"low, \"\"old\"\"\",40\nAttic,dry,12\n")
  }

  @Test("on a page a month has its capital, in a document of somebody's own it has not")
  func smallNames() throws {
    let table = "Harbour\tBoats\tSince\nMole\t17\tMarch 1922\nOld Quay\t23\tjune 1924\n"
    #expect(
      try Pipeline().clean("The boats of the town.\n\u{0C}\n" + table).text.contains("June 1924"))
    #expect(try Pipeline().clean(table).text.contains("june 1924"))
  }

  @Test("wrapped names, headings over columns, labels over two lines")
  func heads() {
    let found = ExtractedTable.all(
      in: Array(
        """
                                  Number           Share of visitors
                                      of         -------------------
          Museum                 visitors      children     groups
          Hall of clocks            1,204          31.5       12.0
          Harbour house and
            the old pier              873          22.1        9.4
          Mint                        612          18.0        7.7

        """.utf8))
    #expect(
      found.first?.rows == [
        ["Museum", "Number of visitors", "Share of visitors", ""],
        ["", "", "children", "groups"],
        ["Hall of clocks", "1,204", "31.5", "12.0"],
        ["Harbour house and the old pier", "873", "22.1", "9.4"],
        ["Mint", "612", "18.0", "7.7"],
      ])
    #expect(found.first?.headRows == 2)
  }

  @Test("tables as programs draw them keep every cell", arguments: 2...6)
  func drawn(columns: Int) throws {
    let names = (0..<columns).map { "field\($0)" }
    let rows = [names] + (1...3).map { row in (0..<columns).map { "v\(row)\($0)x" } }
    let width = 8
    func line(_ cells: [String], _ left: String, _ between: String, _ right: String) -> String {
      left
        + cells.map { " " + $0 + String(repeating: " ", count: width - $0.count - 1) }
        .joined(separator: between) + right
    }
    func rule(_ left: String, _ right: String) -> String {
      left
        + Array(repeating: String(repeating: "-", count: width), count: columns)
        .joined(separator: "+") + right
    }
    let body = rows.dropFirst()
    let bars = body.map { line($0, "|", "|", "|") }
    let styles: [String: [String]] = [
      "mysql": [rule("+", "+"), line(names, "|", "|", "|"), rule("+", "+")] + bars + [
        rule("+", "+")
      ],
      "org": [line(names, "|", "|", "|"), rule("|", "|")] + bars,
      "psql": [line(names, "", "|", ""), rule("", "")] + body.map { line($0, "", "|", "") },
    ]
    for (style, lines) in styles {
      let text = "These are all of them.\n\n" + lines.joined(separator: "\n") + "\n"
      let found = ExtractedTable.all(in: Array(text.utf8))
      #expect(found.first?.rows == rows, "\(style): \(found)")
    }
  }

  @Test("rules that part groups of rows do not make one row of each group")
  func groups() throws {
    let found = ExtractedTable.all(
      in: Array(
        """
        ------+-----------------+----------------
        Flag  |From the rear    |From the front
        ------+-----------------+----------------
        A     |Send more carts. |Carts wanted.
        BB    |Go on.           |About to go, if
              |                 | nobody objects.
        C     |Halt.            |Halt.
        ------+-----------------+----------------
        D     |Left.            |Left.
        E     |Right.           |Right.
        ------+-----------------+----------------

        """.utf8))
    let cells = found.first?.rows.map { $0[0] } ?? []
    #expect(["A", "BB", "C", "D", "E"].allSatisfy(cells.contains), "\(cells)")
    #expect(found.first?.rows.contains(["C", "Halt.", "Halt."]) == true)
  }

  @Test("a number is corrected where its column decides, and nowhere else")
  func numbers() throws {
    let source =
      "Table 2 Boats\n\nYear Boats Catch\n2O20 912 48,310\n2021 8S3 83.452\n2022 733 101,986\n"
      + "2023 851 112,640\n"
    let cleaned = try Pipeline().clean(source)
    #expect(cleaned.text.contains("| 2020 |   912 |  48,310 |"))
    #expect(cleaned.text.contains("| 2021 |   853 |  83,452 |"))
    #expect(cleaned.rules.contains("tables/numeric-cell"))
    // Codes are no numbers, and decimals no thousands.
    for kept in [
      "Code\tName\nB12\tBolt\nS40\tScrew\nO7\tRing\n", "Use\tRatio\nA\t1.204\nB\t0.873\nC\t1.611\n",
    ] {
      #expect(try !Pipeline().clean(kept).rules.contains("tables/numeric-cell"))
    }
  }

  @Test(
    "what is no table stays",
    arguments: [
      // Two columns of prose.
      "The lamps were lit       and nobody in the lane\nat dusk in every         remembered that they\n"
        + "season of the year       had ever been late\n",
      // Verse with a gap within the line.
      "Who lit the lamps,       who swept the lane,\n  who carried coal         up the stair again?\n",
      // Typewritten sentences.
      "He came late.  She left early.  Nobody saw them.\nIt rained.  The lamps were lit.\n",
      // A table of contents.
      "The lamps ............ 4\nThe ladder ........... 9\nThe yard ............. 15\n",
      // Code.
      "int  a = 1;\nint  bc = 22;\nint  def = 333;\n",
      // Verse whose lines end in commas.
      "The lamps were lit,\nthe yard was swept,\nthe ladder stood\nagainst the wall,\n",
      // Columns that are so few cells each that none but the first is left.
      "    East Quay of old         1,204       377          41\n"
        + "    West Quay of old         1,204       37`  Herring Quay and\n873                    17\n"
        + "the keepers were asked for the log of each night together.   The board meets again in "
        + "th   hall above the slip of the harbour, which h          612       598      X    9\n",
      // A caption that belongs to no table.
      "Table 3 shows that nobody had seen the ladder since the evening before.\n\nThe baker had.\n",
    ])
  func negatives(_ source: String) throws {
    #expect(ExtractedTable.all(in: Array(source.utf8)).isEmpty)
    #expect(!(try Pipeline().clean(source)).text.contains("|"))
  }

  @Test(
    "a table right under rows of another kind stays: written otherwise, they would be read as one")
  func besideRows() throws {
    let source = Array(
      """
      The keepers came from the village.

      Light Height Range | Years
      | Gull Rock | 44 | 2,611 2021
      (m)  (km)  repair  on
      Skerry Point  31  ,,204  2019
      Old Mole  18  9.873  2020
      Inner Bar  12  1,377  2022

      """.utf8)
    for style in [Configuration.TableStyle.csv, .tsv, .aligned] {
      let pipeline = Pipeline(
        configured {
          $0.tables = style
          $0.stages = ["tables"]
        })
      let cleaned = try pipeline.clean(source).bytes
      #expect(try pipeline.clean(cleaned).bytes == cleaned)
    }
  }

  @Test("a caption without a table is found")
  func unread() throws {
    try expectStays(
      "Table 3 Boats in the harbour\n\nThe boats were counted on the first day of the year.\n",
      finding: "tables/unread-table")
  }

  @Test("a table is sought behind a caption that an edit has made one")
  func captionByEdit() throws {
    var list = MisspellingList()
    try list.add("Tabelle->Table", file: "my.txt")
    let words = list
    try expectBecomes(
      "Tabelle 2 Boats of the harbour\n\nYear Boats Crews\n\n1920 | 12 48\n\n1921 14 | 83\n\n1922 17 91\n",
      "Table 2 Boats of the harbour\n\n| Year | Boats | Crews |\n| ---: | ----: | ----: |\n"
        + "| 1920 |    12 |    48 |\n| 1921 |    14 |    83 |\n| 1922 |    17 |    91 |\n",
      rule: "misspellings/user-list", configured { $0.misspellings = words })
  }

  @Test(
    "rows on one line are a table where there is but one way to cut them",
    arguments: [
      ("Year Boats Crews 1920 12 480 1921 14 530 1922 17 491", 3),
      ("Boat Length (m) In use since Heron | 12 | May 1921 Old Seal 9 June 1930", 3),
      ("Boats Crews Masts 1 2 3 4 5 6", nil),
      ("Monday 9 Tuesday 10 Wednesday 11 Thursday 12", nil),
      ("The boats of 1920 were 12 and those of 1921 were 14, but in 1922 only 9", nil),
      ("See Chapter 4 Figure 3 and Chapter 5 Figure 7 for Model 12 and Model 15", nil),
    ] as [(String, Int?)])
  func flat(line: String, columns: Int?) throws {
    let cleaned = try Pipeline().clean("Table 4 The harbour\n\n\(line)\n")
    let rows = cleaned.text.split(separator: "\n").filter { $0.hasPrefix("| ") }
    if let columns {
      #expect(rows.count > 3 && rows.allSatisfy { $0.count { $0 == "|" } == columns + 1 })
    } else {
      #expect(rows.isEmpty)
    }
  }

  @Test("a table ends with its page", arguments: [Configuration.TableStyle.markdown, .aligned])
  func pageBreak(style: Configuration.TableStyle) throws {
    let source =
      "Quay      Summer  Winter\n--------  ------  ------\nEast        1204     377\nMole         612     598\u{0C}"
      + "Slip      Boats  Lamps\n--------  -----  -----\nNorth       873     40\nSouth        17      3\n"
    let written = configured { $0.tables = style }
    let cleaned = try Pipeline(written).clean(source)
    #expect(cleaned.text.split(separator: "\u{0C}").count == 2)
    #expect(cleaned.text.contains("598") && !cleaned.text.contains("Slip Mole"))
    try expectLaws(Array(source.utf8), written)
  }

  @Test("what a table has become matters to all that is behind the caption before it")
  func sought() throws {
    // What stands right below the caption is a table only once the last two lines have become another.
    let source =
      "Table 1\n|  Lights\nEast  18    1|s\n  2,61   21   2 L\nar    ~2  377 2\n\n"
      + " the quay and mole   2019\n             hall  1\n"
    let written = configured {
      $0.stages = ["tables"]
      $0.tables = .aligned
    }
    try #expect(Pipeline(written).clean(source).text.hasPrefix("Table 1\n\n------"))
    try expectLaws(Array(source.utf8), written)
  }

  @Test(
    "an edit makes a difference to all lines that a table may be sought in",
    arguments: [
      "=====   ====\n Mole  61  5\n1. the first   4   5\nbroken at the har-\n\nbour wall again\n| a | b |\n\n"
        + "      the old slip           873                    17\n"
        + "    Mole                     612       598          7\n\n"
    ])
  func besideColumns(source: String) throws {
    let written = configured {
      $0.stages = ["tables", "captions", "paragraphs", "hyphenation", "spacing"]
      $0.tables = .tsv
    }
    #expect(try Pipeline(written).clean(source).text.contains("harbour"))
    try expectLaws(Array(source.utf8), written)
  }

  @Test("the fence of code is no row of a table", arguments: Configuration.TableStyle.allCases)
  func fence(style: Configuration.TableStyle) throws {
    let source =
      "Quay      Summer  Winter\nEast        1204     377\nMole         612     598\n```\n"
      + "slip         873      40\n```\n\n    lamps   of the   quay\n    boats   of the   mole\n"
    let written = configured { $0.tables = style }
    let cleaned = try Pipeline(written).clean(source)
    #expect(cleaned.text.hasSuffix("```\nslip         873      40\n```\n\n" + source.suffix(52)))
    try expectLaws(Array(source.utf8), written)
  }

  @Test("a head of very many words over very many columns keeps them all")
  func wideHead() throws {
    // Many enough that not all ways to give the words to the columns are tried.
    let columns = 40
    func row(_ cell: (Int) -> String) -> String {
      (0..<columns).map { column in
        let text = cell(column)
        return String(repeating: " ", count: 16 - text.utf8.count) + text
      }
      .joined() + "\n"
    }
    let source =
      row { $0 % 3 == 0 ? "boats at \($0)" : "quay \($0)" } + row { "\($0 * 37)" }
      + row { "\(900 + $0)" }
      + row { "\(17 * $0)" }
    let cleaned = try Pipeline().clean(source)
    func words(_ text: String) -> [Substring] {
      text.split { $0 == " " || $0 == "|" || $0 == "\n" }.filter { !$0.contains("--") }
    }
    #expect(cleaned.text.contains("| boats at 39 |"))
    #expect(words(cleaned.text) == words(source))
  }

  @Test("a table written as JSON is no row of another; strokes beyond tabs are of another")
  func apart() throws {
    let written = configured {
      $0.stages = ["tables"]
      $0.tables = .json
    }
    for source in [
      "----  -\n0\n9  4\n\n4  5\n- 5\n1204    7\n   12   4\n",
      "a b  |2\n|le|3\n\nE     7\n\t4\t\n\t4\t\n-  -\n",
    ] {
      try expectLaws(Array(source.utf8), written)
    }
  }

  @Test("well-formed tables pass byte for byte")
  func marked() throws {
    for source in [
      "Table 1 Rooms\n\n| Room    | Seats |\n| ------- | ----: |\n| Hall    |    40 |\n| Library |   250 |\n",
      "a  | b\n---|---\n1  | 2\n3  | 4\n",
      "Room,Seats,Floor\nHall,40,1\nLibrary,250,2\n",
      "Room,Seats\nHall,40\nLibrary,250\n",
      "<table>\n<tr><td>Room</td>  <td>40</td></tr>\n</table>\n",
    ] { try expectStays(source) }
  }
}
