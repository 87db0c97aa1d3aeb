/// A table as it was read: rows of cells whose text are words of the source.
struct TableGrid: Equatable {
  /// A cell: the words of the source that make its text.
  struct Cell: Equatable {
    /// Its words in reading order: offsets into the text, half-open.
    var words: [Range<Int>] = []
    /// How many columns it stands over.
    var span = 1
    /// Whether it holds nothing.
    var isEmpty: Bool { words.isEmpty }
  }

  /// How the source sets the cells apart.
  enum Layout: String {
    /// Tabs.
    case tabs
    /// Columns of the page, aligned by blanks.
    case aligned
    /// Bars.
    case ruled
    /// Single blanks: the words alone say where a cell ends.
    case loose
    /// One cell a line, column after column.
    case stacked
  }

  /// All rows, those of the head first; each has a cell for every column.
  var rows: [[Cell]]
  /// How many rows at the top name the columns.
  var headRows = 0
  var layout: Layout
  /// How sure it is that this is the table that was printed, 0 to 1.
  var confidence: Double

  /// How many columns it has.
  var columns: Int { rows.first?.count ?? 0 }

  /// The text of a cell: its words with single blanks between.
  static func text(of cell: Cell, _ bytes: Span<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    for word in cell.words {
      if !result.isEmpty { result.append(0x20) }
      bytes.append(word, to: &result)
    }
    return result
  }

  /// Whether a column holds numbers, and hardly anything else, below the head.
  func isNumeric(_ column: Int, _ bytes: Span<UInt8>) -> Bool {
    var numbers = 0
    var others = 0
    for row in rows.dropFirst(headRows) {
      let cell = row[column]
      guard let first = cell.words.first else { continue }
      switch TableWord.Kind.of(bytes, first) {
      case .number where cell.words.count == 1: numbers += 1
      case .placeholder where cell.words.count == 1: break
      default: others += 1
      }
    }
    return numbers > 0 && others * 5 <= numbers
  }
}
