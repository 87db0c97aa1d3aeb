/// Reads a table the way ``TableFormat/aligned`` writes it: a line of strokes shows each column, as wide
/// as its widest cell, and every line is a row, its empty cells left blank.
///
/// Other tables with strokes below their heads are wider here or there, and their rows may be wrapped:
/// those are read by their rivers.
enum StrokedTable {
  /// Reads lines as rows; nil where they are not of exactly this form.
  static func read(_ lines: [TableLine], _ bytes: Span<UInt8>) -> TableGrid? {
    guard lines.count >= 3, let rule = lines.firstIndex(where: \.isRule), rule + 2 < lines.count,
      let strokes = strokes(lines[rule], bytes)
    else { return nil }
    var rows: [[TableGrid.Cell]] = []
    rows.reserveCapacity(lines.count - 1)
    var isFilled = strokes.map { $0.count == 1 }
    for (index, line) in lines.enumerated() where index != rule {
      guard let row = row(line, strokes, &isFilled) else { return nil }
      rows.append(row)
    }
    guard !isFilled.contains(false) else { return nil }
    return TableGrid(rows: rows, headRows: rule, layout: .aligned, confidence: 0.95)
  }

  /// The terminal columns of the strokes of a rule, two blanks between them; nil for any other rule.
  private static func strokes(_ line: TableLine, _ bytes: Span<UInt8>) -> [Range<Int>]? {
    var result: [Range<Int>] = []
    var start = 0
    let end = line.content.count
    while start < end {
      var index = start
      while index < end, bytes[line.content.lowerBound + index] == UInt8(ascii: "-") { index += 1 }
      guard index > start else { return nil }
      result.append(start..<index)
      guard index < end else { break }
      guard index + 2 < end, bytes[line.content.lowerBound + index] == 0x20,
        bytes[line.content.lowerBound + index + 1] == 0x20
      else { return nil }
      start = index + 2
    }
    return result.count >= 2 ? result : nil
  }

  /// The cells of a line, each of them at one end of its stroke; nil for any other line.
  ///
  /// - Parameter isFilled: told which columns a cell of this row takes the whole width of.
  private static func row(
    _ line: TableLine, _ strokes: [Range<Int>], _ isFilled: inout [Bool]
  ) -> [TableGrid.Cell]? {
    guard !line.words.isEmpty, !line.hasLeader else { return nil }
    var cells = [TableGrid.Cell](repeating: TableGrid.Cell(), count: strokes.count)
    var column = 0
    var index = 0
    while index < line.words.count {
      let start = line.words[index].start
      while column < strokes.count, strokes[column].upperBound <= start { column += 1 }
      guard column < strokes.count, strokes[column].lowerBound <= start else { return nil }
      var end = start
      while index < line.words.count, line.words[index].start < strokes[column].upperBound {
        let word = line.words[index]
        guard !word.isBehindBar, word.end <= strokes[column].upperBound,
          end == start || word.start == end + 1
        else { return nil }
        cells[column].words.append(word.range)
        end = word.end
        index += 1
      }
      let startsIt = start == strokes[column].lowerBound
      let endsIt = end == strokes[column].upperBound
      guard startsIt || endsIt else { return nil }
      if startsIt && endsIt { isFilled[column] = true }
    }
    return cells
  }
}
