/// Reads a table whose cells are set apart by nothing but single blanks, as engines write it where they
/// keep the lines and lose the columns: by what the words are.
///
/// Between two words there is a border, or not: a number behind a number begins a cell, a small letter
/// behind a word does not, a capital may. How many columns there are is what most lines allow; each
/// line is then cut into so many cells, the way that suits the words and the other lines best.
struct LooseTable {
  private let bytes: [UInt8]
  /// The lines that hold more than specks, and where each ends among all lines.
  private var rows: [[Piece]] = []
  private var ends: [Int] = []
  /// The numbers of cells that the words of each row allow.
  private var ranges: [ClosedRange<Int>] = []
  /// How much the rows before each one speak for each number of columns, from ``fewestColumns`` on.
  private var weights = [[Double](repeating: 0, count: mostColumns - fewestColumns + 1)]

  /// The most words that a row can have.
  private static let mostWords = 40
  /// The fewest and the most columns that are tried.
  private static let fewestColumns = 2
  private static let mostColumns = 12
  /// A table has three rows at least, and no more than this where single blanks are all there is.
  private static let heights = 3...48

  /// Looks at lines, each by itself, so that tables can be sought from any of them.
  init(_ lines: [TableLine], _ bytes: [UInt8]) {
    self.bytes = bytes
    for (index, line) in lines.enumerated() {
      let row = Self.pieces(line, bytes)
      guard !row.isEmpty else { continue }
      let range = range(row)
      rows.append(row)
      ends.append(index + 1)
      ranges.append(range)
      var sum = weights[weights.count - 1]
      for offset in sum.indices {
        sum[offset] += Self.weight(of: range, for: Self.fewestColumns + offset)
      }
      weights.append(sum)
    }
  }

  /// Reads all lines as a table; nil where they do not agree on the number of columns.
  func grid() -> TableGrid? {
    rows.count < Self.heights.lowerBound ? nil : grid(rows.indices)
  }

  /// The longest table from a line on whose lines agree.
  ///
  /// - Returns: the table, and how many lines from `line` it takes.
  func longest(from line: Int) -> (grid: TableGrid, lines: Int)? {
    let first = ends.firstIndex { $0 > line } ?? ends.count
    var count = min(ends.count - first, Self.heights.upperBound)
    while count >= Self.heights.lowerBound {
      if let grid = grid(first..<first + count) { return (grid, ends[first + count - 1] - line) }
      count -= 1
    }
    return nil
  }

  // MARK: Words

  /// What a word is to its neighbours.
  enum Shape { case number, unit, capital, low, other }

  /// A word of a row: without the specks and brackets that an engine made of rules.
  struct Piece {
    var range: Range<Int>
    var shape: Shape
    /// Whether a bar, or what looks like one, stands before it.
    var isBehindBar: Bool
    /// Whether a comma or a bracket says that the next word belongs to it.
    var isOpen: Bool
    /// Whether it is the name of a month, or another word that takes a number.
    var takesNumber: Bool
  }

  /// The pieces of a line; specks are none.
  static func pieces(_ line: TableLine, _ bytes: [UInt8]) -> [Piece] {
    var result: [Piece] = []
    var bar = false
    for word in line.words {
      let bare = Specks.bare(bytes.span, word.range, in: line.content)
      if Specks.hasNoText(bytes.span, bare) {
        bar = true
        continue
      }
      let isBehindBar = bar || word.isBehindBar || bare.lowerBound > word.range.lowerBound
      bar = bare.upperBound < word.range.upperBound && bytes[word.range.upperBound - 1] != 0x2E
      result.append(
        Piece(
          range: bare, shape: shape(bare, bytes), isBehindBar: isBehindBar && !result.isEmpty,
          isOpen: isOpen(bare, bytes), takesNumber: takesNumber(bare, bytes)))
    }
    return result
  }

  private static func shape(_ range: Range<Int>, _ bytes: [UInt8]) -> Shape {
    let first = bytes[range.lowerBound]
    if first == UInt8(ascii: "("), bytes[range.upperBound - 1] == UInt8(ascii: ")"),
      range.count <= 8, !bytes[range.lowerBound + 1].isASCIIDigit
    {
      return .unit
    }
    if TableWord.Kind.of(bytes.span, range) == .number { return .number }
    // A number that was misread in one place is a number still.
    var digits = 0
    var letters = 0
    for index in range {
      if bytes[index].isASCIIDigit { digits += 1 }
      if bytes[index].isASCIILetter { letters += 1 }
    }
    if digits >= 2, letters <= digits, letters + digits > 2,
      !first.isASCIILetter || digits > 2 * letters
    {
      return .number
    }
    if first.isASCIIUpper || first >= 0xC3 || range.count > 3 && takesNumber(range, bytes) {
      return .capital
    }
    return first.isASCIILower ? .low : .other
  }

  private static func isOpen(_ range: Range<Int>, _ bytes: [UInt8]) -> Bool {
    let last = bytes[range.upperBound - 1]
    if last == UInt8(ascii: ",") || last == UInt8(ascii: "&") { return true }
    return SmallWord.isOne(bytes.span, range)
  }

  /// The names of months and their short forms, and words that are numbered.
  private static func takesNumber(_ range: Range<Int>, _ bytes: [UInt8]) -> Bool {
    numbered.contains { name in
      name.utf8CodeUnitCount == range.count
        && bytes.span.starts(name, at: range.lowerBound, limit: range.upperBound)
        || name.utf8CodeUnitCount == range.count && range.count > 3
          && bytes[range.lowerBound].asciiLowered == bytes[range.lowerBound]
          && isSame(name, range, bytes)
    }
  }

  private static let numbered: [StaticString] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep",
    "Sept", "Oct", "Nov", "Dec", "Jan.", "Feb.", "Mar.", "Apr.", "Aug.", "Sept.", "Oct.", "Nov.",
    "Dec.", "No.", "Phase", "Stage", "Type", "Class", "Level", "Unit", "Q", "FY", "Grade",
  ]

  /// Whether a word is a name but for the case of its first letter.
  private static func isSame(
    _ name: StaticString, _ range: Range<Int>, _ bytes: [UInt8]
  ) -> Bool {
    // Unsafe: the offset is below the count of the literal.
    name.withUTF8Buffer { buffer in
      for offset in 0..<buffer.count
      where unsafe buffer[offset].asciiLowered != bytes[range.lowerBound + offset].asciiLowered {
        return false
      }
      return true
    }
  }

  /// How much speaks for a border between two neighbouring words; below 0 nothing does.
  static func border(_ left: Piece, _ right: Piece) -> Double {
    if right.isBehindBar { return 3 }
    if left.isOpen || right.shape == .unit { return -4 }
    switch (left.shape, right.shape) {
    case (.number, .number): return 3
    case (_, .number): return left.takesNumber ? -1 : left.shape == .unit ? 2 : 2.5
    case (.number, .capital), (.unit, .capital): return 2
    case (.number, .low): return -1.5
    case (.low, .capital): return 1.5
    case (.capital, .capital): return 0.2
    case (_, .low): return -2
    default: return -0.5
    }
  }

  // MARK: Columns

  private func grid(_ range: Range<Int>) -> TableGrid? {
    guard let columns = columnCount(range),
      self.rows[range].allSatisfy({ $0.count <= Self.mostWords })
    else { return nil }
    let rows = Array(self.rows[range])
    let head = headLines(rows, columns)
    let body = Array(rows[head...])
    guard body.count >= 2, body.allSatisfy({ $0.count >= columns }) else { return nil }
    // Twice: first by the words alone, then by what the columns hold.
    var cuts = body.map { cut($0, columns, [:]) }
    let kinds = kinds(body, cuts, columns)
    cuts = body.map { cut($0, columns, kinds) }
    let names = self.names(Array(rows[..<head]), columns, kinds)
    guard head == 0 || names != nil else { return nil }
    var cells = zip(body, cuts).map { row, cut in
      cut.map { TableGrid.Cell(words: row[$0].map(\.range)) }
    }
    dropLetters(&cells, rows: body, cuts, kinds)
    dropStops(&cells)
    guard kinds.values.contains(.numbers) || !hidesBorders(body, cuts) else { return nil }
    let agreeing = ranges[range].dropFirst(head).filter { $0.contains(columns) }.count
    let agree = Double(agreeing) / Double(body.count)
    guard agree >= 0.6 else { return nil }
    return TableGrid(
      rows: (names.map { [$0] } ?? []) + cells, headRows: names == nil ? 0 : 1, layout: .loose,
      confidence: 0.9 + 0.05 * agree)
  }

  /// Whether more than one row, and one in four, has a cell in which another seems to begin: lines of
  /// something else that agree by chance.
  private func hidesBorders(_ rows: [[Piece]], _ cuts: [[Range<Int>]]) -> Bool {
    let hiding = zip(rows, cuts).count { row, cut in
      cut.contains { cell in
        cell.dropFirst().contains { Self.border(row[$0 - 1], row[$0]) > 1 }
      }
    }
    return hiding > max(1, rows.count / 4)
  }

  /// Drops a letter that stands alone beside a number in a column of numbers: what an engine made of a
  /// rule between the columns.
  private func dropLetters(
    _ cells: inout [[TableGrid.Cell]], rows: [[Piece]], _ cuts: [[Range<Int>]], _ kinds: [Int: Kind]
  ) {
    for (column, kind) in kinds where kind == .numbers {
      for row in rows.indices {
        let words = rows[row][cuts[row][column]]
        let rest = words.filter { $0.range.count > 1 || !bytes[$0.range.lowerBound].isASCIILetter }
        guard words.count == 2, rest.count == 1, rest[0].shape == .number else { continue }
        cells[row][column].words = [rest[0].range]
      }
    }
  }

  /// Drops the full stop behind a cell's last word where hardly any other cell has one: a speck.
  private func dropStops(_ cells: inout [[TableGrid.Cell]]) {
    func endsInStop(_ cell: TableGrid.Cell) -> Bool {
      // A short word with a full stop is an abbreviation.
      guard let word = cell.words.last, word.count > 5 else { return false }
      return bytes[word.upperBound - 1] == UInt8(ascii: ".")
        && bytes[word.upperBound - 2].isASCIILower
    }
    let all = cells.joined()
    guard all.filter(endsInStop).count * 5 <= all.count else { return }
    for row in cells.indices {
      for column in cells[row].indices where endsInStop(cells[row][column]) {
        let last = cells[row][column].words.removeLast()
        cells[row][column].words.append(last.lowerBound..<last.upperBound - 1)
      }
    }
  }

  /// The least and the greatest number of cells that a row's words allow.
  private func range(_ row: [Piece]) -> ClosedRange<Int> {
    var least = 1
    var most = 1
    for index in row.indices.dropFirst() {
      let weight = Self.border(row[index - 1], row[index])
      if weight > 1 { least += 1 }
      if weight > 0 { most += 1 }
    }
    return least...most
  }

  /// How much a row that allows these numbers of cells speaks for a number of columns.
  private static func weight(of range: ClosedRange<Int>, for count: Int) -> Double {
    var weight = 0.0
    if range.contains(count) { weight += 1 }
    if range.upperBound == count { weight += 0.5 }
    if range.lowerBound == count { weight += 0.5 }
    // A word of a cell that opens with a small letter hides a border.
    if range.upperBound == count - 1 { weight += 0.25 }
    return weight
  }

  /// The number of columns that most rows allow; nil where they do not agree.
  private func columnCount(_ rows: Range<Int>) -> Int? {
    var best = (count: 0, weight: -1.0)
    for offset in weights[0].indices {
      let weight = weights[rows.upperBound][offset] - weights[rows.lowerBound][offset]
      if weight > best.weight { best = (Self.fewestColumns + offset, weight) }
    }
    return best.weight >= Double(rows.count) * 0.75 ? best.count : nil
  }

  /// How many lines at the top name the columns: those before the first with numbers; one at most
  /// where there are none.
  private func headLines(_ rows: [[Piece]], _ columns: Int) -> Int {
    let withNumbers = rows.map { $0.contains { $0.shape == .number } }
    guard let first = withNumbers.firstIndex(of: true) else { return 1 }
    if first == 0 { return 0 }
    if first == 1 { return 1 }
    // A second line goes on with the names only where it holds units or a rest in small letters.
    var head = 1
    while head < first,
      rows[head].count < columns || rows[head].allSatisfy({ $0.shape == .unit || $0.shape == .low })
    {
      head += 1
    }
    return head
  }

  // MARK: Cells

  /// What the cells of a column are, nearly all of them.
  private enum Kind { case numbers, words, mixed }

  private func kind(_ cell: ArraySlice<Piece>) -> Kind {
    if cell.count == 1, cell.first!.shape == .number { return .numbers }
    return cell.contains { $0.shape == .number } ? .mixed : .words
  }

  private func kinds(
    _ rows: [[Piece]], _ cuts: [[Range<Int>]], _ columns: Int
  ) -> [Int: Kind] {
    var result: [Int: Kind] = [:]
    for column in 0..<columns {
      var counts: [Kind: Int] = [:]
      for (row, cut) in zip(rows, cuts) { counts[kind(row[cut[column]]), default: 0] += 1 }
      for (kind, count) in counts where count * 2 > rows.count { result[column] = kind }
    }
    return result
  }

  /// Cuts a row into cells, none of them empty, at the best borders.
  private func cut(_ row: [Piece], _ columns: Int, _ kinds: [Int: Kind]) -> [Range<Int>] {
    let count = row.count
    // best[column][end]: the cells up to `column` hold the words before `end`.
    var best = [[Double]](
      repeating: [Double](repeating: -.infinity, count: count + 1), count: columns + 1)
    var from = [[Int]](repeating: [Int](repeating: 0, count: count + 1), count: columns + 1)
    best[0][0] = 0
    for column in 0..<columns {
      for start in 0..<count where best[column][start] > -.infinity {
        let edge = start > 0 ? Self.border(row[start - 1], row[start]) : 0
        for end in (start + 1)...count {
          var weight = best[column][start] + edge
          if let wanted = kinds[column] {
            let it = kind(row[start..<end])
            weight += it == wanted ? 2 : it == .numbers || wanted == .numbers ? -1 : 0
          }
          // Words that want a border and get none.
          for inner in start + 1..<max(end, start + 1) {
            weight -= max(0, Self.border(row[inner - 1], row[inner])) * 0.5
          }
          if weight > best[column + 1][end] {
            best[column + 1][end] = weight
            from[column + 1][end] = start
          }
        }
      }
    }
    var result: [Range<Int>] = []
    var end = count
    for column in stride(from: columns, to: 0, by: -1) {
      let start = from[column][end]
      result.append(start..<end)
      end = start
    }
    return result.reversed()
  }

  /// The names of the columns, from one line or several; nil where there is none, or they are too few.
  private func names(_ rows: [[Piece]], _ columns: Int, _ kinds: [Int: Kind]) -> [TableGrid.Cell]? {
    guard let first = rows.first, first.count >= columns else { return nil }
    var cells = cut(first, columns, [:]).map { Array(first[$0]) }
    for row in rows.dropFirst() {
      // From left to right: a unit goes to a column of numbers, a rest to the name that is open.
      var column = 0
      for (index, piece) in row.enumerated() {
        let left = row.count - 1 - index
        var target = column
        switch piece.shape {
        case .unit:
          while target < columns - 1,
            kinds[target] != .numbers || cells[target].contains(where: { $0.shape == .unit })
          {
            target += 1
          }
        default:
          if let open = (column..<columns).first(where: { cells[$0].last?.isOpen ?? false }) {
            target = open
          } else {
            target = max(column, columns - 1 - left)
          }
        }
        cells[target].append(piece)
        column = target
      }
    }
    return cells.map { TableGrid.Cell(words: $0.map(\.range)) }
  }
}

/// What engines make of rules and dirt beside words.
enum Specks {
  /// A word without the marks at its ends that belong to no word: bars and brackets read for a rule,
  /// underlines, quotes that nothing closes, the dash of a border.
  ///
  /// - Parameters:
  ///   - bytes: the text.
  ///   - word: the word: offsets into the text, half-open.
  ///   - line: the line that it stands in; a bracket that is closed or opened there is the text's.
  /// - Returns: an empty range for a word that is nothing else.
  static func bare(
    _ bytes: Span<UInt8>, _ word: Range<Int>, in line: Range<Int>
  ) -> Range<Int> {
    var low = word.lowerBound
    var high = word.upperBound
    while low < high {
      let length = speck(bytes, at: low, high)
      // The sign of a number is its own.
      if length > 0,
        low + length == high || !bytes[low + length].isASCIIDigit || !isDash(bytes, low)
      {
        low += length
      } else if isOpening(bytes[low]), !has(bytes, bytes[low], low + 1..<line.upperBound) {
        low += 1
      } else {
        break
      }
    }
    while high > low {
      guard let scalar = bytes.scalar(before: high, lowerBound: low) else { break }
      let start = high - scalar.length
      if speck(bytes, at: start, high) > 0
        || isClosing(bytes[start]) && !has(bytes, bytes[start], line.lowerBound..<start)
        || isStop(bytes[start]) && high < word.upperBound
        || isStop(bytes[start]) && start > low && isDigits(bytes, low..<start)
        || isStop(bytes[start]) && start == low
      {
        high = start
      } else {
        break
      }
    }
    return low..<high
  }

  /// How many bytes a mark takes that is never a part of a word at its edge.
  private static func speck(_ bytes: Span<UInt8>, at index: Int, _ limit: Int) -> Int {
    switch bytes[index] {
    case UInt8(ascii: "|"), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "="),
      UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\\"), UInt8(ascii: "^"),
      UInt8(ascii: "`"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "-"):
      return 1
    case 0xC2, 0xE2:
      let scalar = bytes.scalar(at: index, limit: limit)
      switch scalar.value {
      case 0x2010...0x2015, 0x2018...0x201F, 0xA9, 0xAB, 0xBB, 0xA6, 0xB7: return scalar.length
      default: return 0
      }
    default: return 0
    }
  }

  private static func isDash(_ bytes: Span<UInt8>, _ index: Int) -> Bool {
    bytes[index] == UInt8(ascii: "-") || bytes[index] == 0xE2
  }
  private static func isOpening(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "[") || byte == UInt8(ascii: "(")
  }
  private static func isClosing(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "]") || byte == UInt8(ascii: ")")
  }
  private static func isStop(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":")
      || byte == UInt8(ascii: ";")
  }
  /// Whether the other one of a pair of brackets stands in a range.
  private static func has(_ bytes: Span<UInt8>, _ bracket: UInt8, _ range: Range<Int>) -> Bool {
    let other: UInt8 =
      switch bracket {
      case UInt8(ascii: "("): UInt8(ascii: ")")
      case UInt8(ascii: ")"): UInt8(ascii: "(")
      case UInt8(ascii: "["): UInt8(ascii: "]")
      default: UInt8(ascii: "[")
      }
    return range.contains { bytes[$0] == other }
  }
  /// Whether a word is a number as far as its signs go.
  private static func isDigits(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    range.allSatisfy {
      bytes[$0].isASCIIDigit || bytes[$0] == UInt8(ascii: ",") || bytes[$0] == UInt8(ascii: ".")
        || bytes[$0] == UInt8(ascii: "%")
    }
  }
}
