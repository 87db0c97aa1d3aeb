/// The words of a cell in reading order: offsets into the text, half-open. Nearly every cell has one,
/// and costs no array.
enum CellWords: Equatable, RandomAccessCollection, ExpressibleByArrayLiteral {
  case none
  case one(Range<Int>)
  case several([Range<Int>])

  init(_ words: some Collection<Range<Int>>) {
    switch words.count {
    case 0: self = .none
    case 1: self = .one(words[words.startIndex])
    default: self = .several(Array(words))
    }
  }

  init(arrayLiteral words: Range<Int>...) { self.init(words) }

  var startIndex: Int { 0 }
  var endIndex: Int {
    switch self {
    case .none: 0
    case .one: 1
    case .several(let words): words.count
    }
  }

  subscript(position: Int) -> Range<Int> {
    switch self {
    case .none: preconditionFailure("an empty cell has no words")
    case .one(let word): word
    case .several(let words): words[position]
    }
  }

  mutating func append(_ word: Range<Int>) {
    switch self {
    case .none: self = .one(word)
    case .one(let first): self = .several([first, word])
    case .several(var words):
      self = .none
      words.append(word)
      self = .several(words)
    }
  }

  static func += (words: inout CellWords, more: some Sequence<Range<Int>>) {
    for word in more { words.append(word) }
  }
}

/// A table as it was read: rows of cells whose text are words of the source.
struct TableGrid: Equatable {
  /// A cell: the words of the source that make its text.
  struct Cell: Equatable {
    /// Its words in reading order: offsets into the text, half-open.
    var words: CellWords = []
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
    append(cell, bytes, to: &result)
    return result
  }

  /// Appends the text of a cell.
  static func append(_ cell: Cell, _ bytes: Span<UInt8>, to text: inout [UInt8]) {
    for (index, word) in cell.words.enumerated() {
      if index > 0 { text.append(0x20) }
      bytes.append(word, to: &text)
    }
  }

  /// Makes one cell of neighbours in a row that say the same: the first keeps the text and stands over
  /// all of them. One word, or a number, may well stand twice in a row; two words at least are a cell
  /// that spans columns.
  ///
  /// - Returns: for each row whether a cell of it was emptied.
  mutating func collapseSpans(_ bytes: Span<UInt8>) -> [Bool] {
    rows.indices.map { row in
      var isChanged = false
      var first = 0
      for column in rows[row].indices.dropFirst() {
        let text = Self.text(of: rows[row][column], bytes)
        guard text.contains(0x20), text == Self.text(of: rows[row][first], bytes) else {
          first = column
          continue
        }
        rows[row][column].words = []
        rows[row][first].span = column - first + 1
        isChanged = true
      }
      return isChanged
    }
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
