/// Reads a table that an engine read column by column: one cell a line, or a few, each column behind
/// the one before.
struct StackedTable {
  /// Columns longer than this are not put side by side.
  private static let mostRows = 24

  /// Reads blocks of lines as the columns of a table; nil where they are none.
  ///
  /// - Parameters:
  ///   - groups: the lines, in groups that blank lines set apart.
  ///   - bytes: the text.
  /// - Returns: the table and how many groups it takes.
  static func read(_ groups: [[TableLine]], _ bytes: [UInt8]) -> (grid: TableGrid, groups: Int)? {
    let written = groups.map { $0.filter { !Specks.areAll(bytes.span, $0) } }
    var best: (grid: TableGrid, groups: Int)?
    for height in 3...mostRows {
      guard let found = read(written, bytes, height) else { continue }
      if best.map({ found.groups > $0.groups }) ?? true { best = found }
    }
    return best
  }

  private static func read(
    _ groups: [[TableLine]], _ bytes: [UInt8], _ height: Int
  ) -> (grid: TableGrid, groups: Int)? {
    var columns: [[TableGrid.Cell]] = []
    var numeric = 0
    var blocks = 0
    var index = 0
    var taken = 0
    while index < groups.count {
      var lines: [TableLine] = []
      while index < groups.count, lines.count < height {
        lines += groups[index]
        index += 1
      }
      guard lines.count == height, let block = block(lines, bytes) else {
        // Where one line stands between the columns, a page's head perhaps, they are not all yet.
        let isOneLine = taken < groups.count && groups[taken].count == 1
        if isOneLine, taken + 1 < groups.count, groups[taken + 1].count == height,
          self.block(groups[taken + 1], bytes) != nil
        {
          return nil
        }
        break
      }
      columns += block.columns
      numeric += block.numeric
      blocks += 1
      taken = index
    }
    guard blocks >= 2, columns.count >= 2, columns.count <= 24, numeric > 0 || blocks >= 3 else {
      return nil
    }
    let rows = (0..<height).map { row in columns.map { $0[row] } }
    return (TableGrid(rows: rows, headRows: 1, layout: .stacked, confidence: 0.92), taken)
  }

  /// The columns that some lines hold, with how many of them are numbers; nil for lines that are no
  /// cells.
  private static func block(
    _ lines: [TableLine], _ bytes: [UInt8]
  ) -> (columns: [[TableGrid.Cell]], numeric: Int)? {
    guard lines.allSatisfy({ !$0.words.isEmpty && $0.words.count <= 16 }) else { return nil }
    if let grid = LooseTable(lines, bytes).grid(), grid.headRows == 1,
      grid.rowCount == lines.count
    {
      let columns = (0..<grid.columns).map { column in
        (0..<grid.rowCount).map {
          TableGrid.Cell(words: Array(grid.words[grid.place($0, column)]))
        }
      }
      return (columns, columns.indices.filter { grid.isNumeric($0, bytes.span) }.count)
    }
    var cells: [TableGrid.Cell] = []
    var numbers = 0
    for (place, line) in lines.enumerated() {
      let words = line.words.map { Specks.bare(bytes.span, $0.range, in: line.content) }.filter {
        !$0.isEmpty
      }
      guard let first = words.first, words.count <= 4 else { return nil }
      let isNumber = words.count == 1 && Specks.isNumberLike(bytes.span, first)
      if place == 0 ? isNumber : !isNumber && bytes[first.lowerBound].isASCIILower { return nil }
      if isNumber { numbers += 1 }
      cells.append(TableGrid.Cell(words: words))
    }
    guard numbers == 0 || numbers * 5 >= (lines.count - 1) * 4 else { return nil }
    return ([cells], numbers > 0 ? 1 : 0)
  }
}

extension Specks {
  /// Whether a line holds nothing but specks.
  static func areAll(_ bytes: Span<UInt8>, _ line: TableLine) -> Bool {
    line.words.allSatisfy { hasNoText(bytes, bare(bytes, $0.range, in: line.content)) }
  }

  /// Whether a word holds neither letter nor digit nor the sign of a share.
  static func hasNoText(_ bytes: Span<UInt8>, _ word: Range<Int>) -> Bool {
    !word.contains {
      bytes[$0].isASCIILetter || bytes[$0].isASCIIDigit || bytes[$0] == UInt8(ascii: "%")
        || bytes[$0] >= 0xC3 && bytes[$0] != 0xE2
    }
  }

  /// Whether a word is a number, or was one before it was misread in a place or two.
  static func isNumberLike(_ bytes: Span<UInt8>, _ word: Range<Int>) -> Bool {
    if TableWord.Kind.of(bytes, word) == .number { return true }
    var digits = 0
    var letters = 0
    var separators = 0
    for index in word {
      if bytes[index].isASCIIDigit {
        digits += 1
      } else if bytes[index].isASCIILetter {
        letters += 1
      } else if bytes[index] == UInt8(ascii: ",") || bytes[index] == UInt8(ascii: ".") {
        separators += 1
      }
    }
    return digits > 0 && digits + letters + separators == word.count
      && (digits >= letters || separators > 0 && digits + separators >= 2)
  }
}
