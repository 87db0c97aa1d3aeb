/// A table as it was read: rows of cells whose texts are words of the source.
///
/// All words stand in one array, row by row, and all ends of cells in another, so that a cell costs no
/// array of its own.
struct TableGrid: Equatable {
  /// A cell on its way into a table: the words of the source that make its text.
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

  /// How many columns it has.
  let columns: Int
  /// The words of all cells, row by row, those of the head first: offsets into the text, half-open.
  private(set) var words: [Range<Int>] = []
  /// For each cell, row by row, where its words end in ``words``.
  private(set) var ends: [Int] = []
  /// The cells that stand over several columns, by their number, and over how many.
  private var spans: [Int: Int] = [:]
  /// How many rows at the top name the columns.
  var headRows = 0
  var layout: Layout
  /// How sure it is that this is the table that was printed, 0 to 1.
  var confidence: Double

  /// A table without rows.
  ///
  /// - Parameter rows: how many rows it is going to have, about.
  init(columns: Int, rows: Int, layout: Layout, confidence: Double) {
    self.columns = columns
    self.layout = layout
    self.confidence = confidence
    words.reserveCapacity(columns * rows)
    ends.reserveCapacity(columns * rows)
  }

  /// A table of words and ends of cells, as ``words`` and ``ends`` have them.
  init(
    columns: Int, words: [Range<Int>], ends: [Int], layout: Layout, confidence: Double
  ) {
    self.columns = columns
    self.words = words
    self.ends = ends
    self.layout = layout
    self.confidence = confidence
  }

  /// A table of rows that have the same number of cells each.
  init(rows: [[Cell]], headRows: Int, layout: Layout, confidence: Double) {
    self.init(
      columns: rows.first?.count ?? 0, rows: rows.count, layout: layout, confidence: confidence)
    self.headRows = headRows
    for row in rows { append(row) }
  }

  // MARK: Cells

  /// How many rows it has, with those of the head.
  var rowCount: Int { columns > 0 ? ends.count / columns : 0 }

  /// The rows below the head.
  var body: Range<Int> { headRows..<rowCount }

  /// Where the words of a cell stand in ``words``.
  func place(_ row: Int, _ column: Int) -> Range<Int> {
    let cell = row * columns + column
    return (cell > 0 ? ends[cell - 1] : 0)..<ends[cell]
  }

  /// Whether a cell holds nothing.
  func isEmpty(_ row: Int, _ column: Int) -> Bool { place(row, column).isEmpty }

  /// The first word of a cell; nil for an empty one.
  func first(_ row: Int, _ column: Int) -> Range<Int>? {
    let place = place(row, column)
    return place.isEmpty ? nil : words[place.lowerBound]
  }

  /// The word of a cell that holds one alone.
  func only(_ row: Int, _ column: Int) -> Range<Int>? {
    let place = place(row, column)
    return place.count == 1 ? words[place.lowerBound] : nil
  }

  /// How many columns a cell stands over.
  func span(_ row: Int, _ column: Int) -> Int {
    spans.isEmpty ? 1 : spans[row * columns + column] ?? 1
  }

  /// Whether the rows are labels, each with one text behind it, and no table: facts (`Date:`,
  /// `Place:`) whose texts may go on below, or terms with their meanings behind a dash.
  func isLabelled(_ bytes: Span<UInt8>) -> Bool {
    guard columns > 1, rowCount > 0, !isEmpty(0, 0) else { return false }
    var labels = (colon: 0, dash: 0)
    for row in 0..<rowCount {
      guard filled(row) <= 2 else { return false }
      guard let label = place(row, 0).last else { continue }
      if bytes[words[label].upperBound - 1] == UInt8(ascii: ":") {
        labels.colon += 1
      } else if let meaning = (1..<columns).first(where: { !isEmpty(row, $0) }),
        isDash(bytes, words[place(row, meaning).lowerBound])
      {
        labels.dash += 1
      } else {
        return false
      }
    }
    return labels.colon == 0 || labels.dash == 0
  }

  /// Whether a word is a dash, or begins with one that no number follows.
  private func isDash(_ bytes: Span<UInt8>, _ word: Range<Int>) -> Bool {
    let mark = bytes.scalar(at: word.lowerBound, limit: word.upperBound)
    guard [0x2D, 0x2013, 0x2014].contains(mark.value) else { return false }
    return word.count == mark.length || bytes[word.lowerBound + mark.length].isASCIILetter
  }

  /// How many cells of a row hold something.
  func filled(_ row: Int) -> Int { (0..<columns).count { !isEmpty(row, $0) } }

  /// Appends a word to the cell that comes next, which ``endCell(span:)`` ends.
  mutating func append(_ word: Range<Int>) { words.append(word) }

  /// Ends the cell whose words were appended last, and begins the next one, in the next row behind the
  /// last column.
  mutating func endCell(span: Int = 1) {
    if span > 1 { spans[ends.count] = span }
    ends.append(words.count)
  }

  /// Appends a row.
  mutating func append(_ row: [Cell]) {
    for cell in row {
      for word in cell.words { append(word) }
      endCell(span: cell.span)
    }
  }

  // MARK: Texts

  /// The text of a cell: its words with single blanks between.
  func text(_ row: Int, _ column: Int, _ bytes: Span<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    append(row, column, bytes, to: &result)
    return result
  }

  /// The text of the words at some places, with single blanks between.
  func text(_ place: Range<Int>, _ bytes: Span<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    append(place, bytes, to: &result)
    return result
  }

  /// Appends the text of a cell.
  func append(_ row: Int, _ column: Int, _ bytes: Span<UInt8>, to text: inout [UInt8]) {
    append(place(row, column), bytes, to: &text)
  }

  private func append(_ place: Range<Int>, _ bytes: Span<UInt8>, to text: inout [UInt8]) {
    for index in place {
      if index > place.lowerBound { text.append(0x20) }
      bytes.append(words[index], to: &text)
    }
  }

  /// Makes one cell of neighbours in a row that say the same: the first keeps the text and stands over
  /// all of them. One word, or a number, may well stand twice in a row; two words at least are a cell
  /// that spans columns.
  ///
  /// - Returns: for each row whether a cell of it was emptied.
  mutating func collapseSpans(_ bytes: Span<UInt8>) -> [Bool] {
    var collapsed = TableGrid(
      columns: columns, rows: rowCount, layout: layout, confidence: confidence)
    collapsed.headRows = headRows
    var isChanged: [Bool] = []
    for row in 0..<rowCount {
      var cells = (0..<columns).map { Cell(words: Array(words[place(row, $0)])) }
      var first = 0
      for column in cells.indices.dropFirst() {
        let text = text(row, column, bytes)
        guard text.contains(0x20), text == self.text(row, first, bytes) else {
          first = column
          continue
        }
        cells[column].words = []
        cells[first].span = column - first + 1
      }
      collapsed.append(cells)
      isChanged.append(cells.contains { $0.span > 1 })
    }
    self = collapsed
    return isChanged
  }

  /// Whether a column holds numbers, and hardly anything else, below the head.
  func isNumeric(_ column: Int, _ bytes: Span<UInt8>) -> Bool {
    var numbers = 0
    var others = 0
    for row in body {
      let place = place(row, column)
      guard !place.isEmpty else { continue }
      switch TableWord.Kind.of(bytes, words[place.lowerBound]) {
      case .number where place.count == 1: numbers += 1
      case .placeholder where place.count == 1: break
      default:
        others += 1
        // However many numbers follow, they are too few.
        if others * 5 > rowCount { return false }
      }
    }
    return numbers > 0 && others * 5 <= numbers
  }
}
