/// A table of a document, with where it stands.
public struct ExtractedTable: Sendable {
  /// Where its lines stand: byte offsets into the document's text, half-open.
  public let range: Range<Int>
  /// The line that names it, as it stands there; nil where none does.
  public let caption: String?
  /// The texts of its cells, row by row, those of the head first. Every row has as many cells.
  public let rows: [[String]]
  /// How many rows at the top name the columns.
  public let headRows: Int
  /// How its cells are set apart: `tabs`, `aligned`, `ruled`, `loose`, `stacked`, `pipes`, `commas` or
  /// `html`.
  public let layout: String
  /// How sure it is that this is the table that was printed, 0 to 1.
  public let confidence: Double
  /// How many of its numbers were corrected because their column's pattern decides.
  public let corrections: Int

  /// The table as comma-separated values after RFC 4180.
  public var csv: [UInt8] {
    var result: [UInt8] = []
    for row in rows {
      for (column, cell) in row.enumerated() {
        if column > 0 { result.append(UInt8(ascii: ",")) }
        result += TableWriter.escaped(Array(cell.utf8), .csv)
      }
      result += [0x0D, 0x0A]
    }
    return result
  }

  /// The table as a JSON object on a line of its own.
  ///
  /// - Parameter document: what the document is called.
  public func json(document: String) -> [UInt8] {
    var line = JSONLine()
    line.member("file", string: document)
    line.member("range", range)
    if let caption { line.member("caption", string: caption) }
    line.member("layout", string: layout)
    line.member("confidence", hundredths: Int((confidence * 100).rounded()))
    line.member("corrections", corrections)
    line.member("head", headRows)
    line.member("rows", strings: rows)
    var result: [UInt8] = []
    line.finish(into: &result)
    return result
  }
}

extension ExtractedTable {
  /// Finds the tables of a document, those in mark-up too, in the order in which they stand.
  ///
  /// - Parameter text: the document, UTF-8; bytes that are none read as U+FFFD.
  /// - Complexity: the document and its tables are held in memory.
  public static func all(in text: [UInt8]) -> [ExtractedTable] {
    let flavour = Flavour.detect(prefixOf: text)
    let blocks = BlockReader.outline(text, flavour)
    var result: [ExtractedTable] = []
    for (index, block) in blocks.enumerated() {
      // A table of HTML may go on behind a blank line, and with it behind its block.
      let end = result.last?.range.upperBound ?? 0
      guard block.range.upperBound > end else { continue }
      // The caption stands above the table, or below it.
      func caption() -> String? {
        for other in [index - 1, index - 2, index + 1]
        where blocks.indices.contains(other) && blocks[other].range.lowerBound >= end {
          if let caption = self.caption(of: blocks[other].range, text, isBelow: other > index) {
            return caption
          }
        }
        return nil
      }
      switch block.kind {
      case .tabTable, .layoutTable, .table:
        var lines: [Line] = []
        Scanner.lines(of: text.span, block.range, into: &lines)
        guard let (grid, layout) = read(lines, text, block.kind) else { continue }
        result.append(ExtractedTable(grid, layout, block.range, caption(), text))
      case .preformatted where isMarkup(text.span, block.range):
        var start = max(block.range.lowerBound, end)
        while start < block.range.upperBound,
          let table = HTMLTable.first(in: text.span, from: start..<block.range.upperBound)
        {
          result.append(ExtractedTable(table, table.caption ?? caption()))
          start = table.range.upperBound
        }
      default: break
      }
    }
    return result
  }

  private static func read(
    _ lines: [Line], _ text: [UInt8], _ kind: Block.Kind
  ) -> (TableGrid, String)? {
    switch kind {
    case .tabTable:
      return TabTable.read(lines.map(\.content), text.span).map { ($0, $0.layout.rawValue) }
    case .layoutTable:
      return TableReader.read(lines.map(\.content), text).map { ($0, $0.layout.rawValue) }
    default:
      if MarkedTable.isCSV(lines[...], text.span) {
        return MarkedTable.readCSV(lines, text.span).map { ($0, "commas") }
      }
      return MarkedTable.readPipes(lines, text.span).map { ($0, "pipes") }
    }
  }

  /// Whether a block begins with a tag, and is no code.
  private static func isMarkup(_ bytes: Span<UInt8>, _ block: Range<Int>) -> Bool {
    block.first { !bytes[$0].isBlank }.map { bytes[$0] == UInt8(ascii: "<") } ?? false
  }

  /// The last line of a block above a table, or the first of one below it, where it is a caption.
  private static func caption(of block: Range<Int>, _ text: [UInt8], isBelow: Bool) -> String? {
    var lines: [Line] = []
    Scanner.lines(of: text.span, block, into: &lines)
    guard let line = isBelow ? lines.first : lines.last,
      TableCaption.isOne(text.span, line.textStart..<line.textEnd)
    else { return nil }
    return String(decoding: text[line.textStart..<line.textEnd], as: UTF8.self)
  }

  private init(_ table: HTMLTable, _ caption: String?) {
    rows = table.rows
    range = table.range
    self.caption = caption
    layout = "html"
    headRows = table.headRows
    confidence = table.isWellFormed ? 1 : 0.9
    corrections = 0
  }

  private init(
    _ grid: TableGrid, _ layout: String, _ range: Range<Int>, _ caption: String?, _ text: [UInt8]
  ) {
    let isMarked = layout == "pipes" || layout == "commas"
    let corrections = isMarked ? [] : NumericColumns(grid, text.span).corrections
    var corrected: [Int: [UInt8]] = [:]
    for correction in corrections { corrected[correction.range.lowerBound] = correction.bytes }
    rows = (0..<grid.rowCount).map { row in
      (0..<grid.columns).map { column in
        if let word = grid.only(row, column), let bytes = corrected[word.lowerBound] {
          return String(decoding: bytes, as: UTF8.self)
        }
        let written = grid.text(row, column, text.span)
        let plain =
          switch layout {
          case "pipes": MarkedTable.withoutBackslashes(written)
          case "commas": MarkedTable.withSingleQuotes(written)
          default: written
          }
        return String(decoding: plain, as: UTF8.self)
      }
    }
    self.range = range
    self.caption = caption
    self.layout = layout
    headRows = grid.headRows
    confidence = isMarked ? 1 : grid.confidence
    self.corrections = corrections.count
  }
}
