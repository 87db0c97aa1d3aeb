internal import ICU

/// Reads a table the way ``TableFormat/aligned`` writes it: a line of strokes shows each column, as wide
/// as its widest cell, two blanks stand between the strokes, and every line is a row, its empty cells
/// left blank.
///
/// The strokes alone say where a column begins and ends, however few of its cells are filled, so that
/// what was written comes back cell for cell. Other tables with strokes below their heads have cells
/// that stand beside the strokes, or over several of them: those are read by their rivers.
enum StrokedTable {
  /// So many lines at the top are looked at for the strokes.
  static let mostHeadLines = 16

  /// Reads lines as rows; nil where they are not of this form, each of them.
  ///
  /// - Parameters:
  ///   - lines: the lines without their line ends, offsets into `bytes`, half-open.
  ///   - bytes: the text.
  static func read(_ lines: some RandomAccessCollection<Range<Int>>, _ bytes: Span<UInt8>)
    -> TableGrid?
  {
    guard lines.count >= 3, let (rule, strokes) = rule(lines, bytes), rule + 1 < lines.count else {
      return nil
    }
    var grid = TableGrid(
      columns: strokes.count, rows: lines.count - 1, layout: .aligned, confidence: 0.95)
    grid.headRows = rule
    for (index, line) in lines.enumerated() where index != rule {
      guard append(line, strokes, bytes, to: &grid) else { return nil }
    }
    return grid
  }

  /// Whether a line is made of the strokes of columns.
  static func isRule(_ line: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
    strokes(line, bytes) != nil
  }

  /// The first of the lines that is made of strokes, counted from the first one, and the terminal
  /// columns of its strokes; nil where there is none.
  private static func rule(
    _ lines: some Collection<Range<Int>>, _ bytes: Span<UInt8>
  ) -> (line: Int, strokes: [Range<Int>])? {
    for (index, line) in lines.prefix(mostHeadLines).enumerated() {
      if line.isEmpty { return nil }
      if let strokes = strokes(line, bytes) { return (index, strokes) }
    }
    return nil
  }

  /// The terminal columns of the strokes of a rule, two blanks between them; nil for any other line.
  private static func strokes(_ line: Range<Int>, _ bytes: Span<UInt8>) -> [Range<Int>]? {
    guard bytes[line.lowerBound] == UInt8(ascii: "-") else { return nil }
    var result: [Range<Int>] = []
    var start = line.lowerBound
    while start < line.upperBound {
      var index = start
      while index < line.upperBound, bytes[index] == UInt8(ascii: "-") { index += 1 }
      guard index > start else { return nil }
      result.append((start - line.lowerBound)..<(index - line.lowerBound))
      guard index < line.upperBound else { break }
      guard index + 2 < line.upperBound, bytes[index] == 0x20, bytes[index + 1] == 0x20 else {
        return nil
      }
      start = index + 2
    }
    return (2...AlignedTable.mostColumns).contains(result.count) ? result : nil
  }

  /// Appends the cells of a line, each of them above or below its stroke; says whether they are, and
  /// there are any.
  ///
  /// A cell whose letters have been corrected since it was written may be longer by one, and reach
  /// beyond its stroke.
  private static func append(
    _ line: Range<Int>, _ strokes: [Range<Int>], _ bytes: Span<UInt8>, to grid: inout TableGrid
  ) -> Bool {
    var column = 0
    // The text of that column's cell, as far as it is read.
    var text = 0..<0
    var place = 0
    var index = line.lowerBound
    var isEmpty = true
    while index < line.upperBound {
      if bytes[index] == 0x20 {
        index += 1
        place += 1
        continue
      }
      var end = index
      var isASCII = true
      while end < line.upperBound, bytes[end] != 0x20 {
        if bytes[end] == 0x09 { return false }
        if bytes[end] >= 0x80 { isASCII = false }
        end += 1
      }
      let width =
        isASCII ? end - index : CharacterProperties.columns(of: bytes.extracting(index..<end))
      while strokes[column].upperBound <= place, column + 1 < strokes.count,
        strokes[column + 1].lowerBound <= place
      {
        if !text.isEmpty { grid.append(text) }
        grid.endCell()
        text = 0..<0
        column += 1
      }
      let stroke = strokes[column]
      guard stroke.lowerBound <= place, place < stroke.upperBound || width == 0,
        place + width <= stroke.upperBound + 1
      else { return false }
      text = text.isEmpty ? index..<end : text.lowerBound..<end
      isEmpty = false
      place += width
      index = end
    }
    if !text.isEmpty { grid.append(text) }
    for _ in column..<strokes.count { grid.endCell() }
    return !isEmpty
  }
}
