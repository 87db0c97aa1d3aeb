/// Reads a table whose columns are aligned by blanks, the way a page's layout looks in plain text.
///
/// Columns are told apart by rivers: stretches of the line's width that (nearly) no row of the body
/// writes on. Each row's words are then given to the columns by the cheapest walk from left to right,
/// so that a row that was pushed aside still finds its cells.
struct AlignedTable {
  private let bytes: [UInt8]
  private let lines: [TableLine]
  /// The words of all lines, one behind the other, and behind them those of cells that were put together.
  private var words: [TableWord] = []
  /// For each line where its words begin in ``words``, and behind the last where they end.
  private var starts: [Int] = []
  /// The columns' extents, in terminal columns, half-open.
  private var columns: [Range<Int>] = []
  /// Whether a column's cells in the body are data, nearly all.
  private var isData: [Bool] = []
  /// The lines with words as rows of these columns.
  private var rows: [Row] = []
  /// The cells of all rows, one row behind the other, each with ``stride`` of them: where their words
  /// stand in ``words``.
  private var cells: [Range<Int>] = []
  /// How many columns there were when the rows were read.
  private var stride = 0

  /// The most columns that a table can have; a line is not looked at beyond ``widest``.
  static let mostColumns = 64
  private static let widest = 1 << 12

  /// Reads the lines as a table; nil where they show no columns.
  ///
  /// - Complexity: O(words × columns²) at most.
  static func read(_ lines: [TableLine], _ bytes: [UInt8]) -> (grid: TableGrid, title: Int)? {
    var reader = AlignedTable(lines, bytes)
    guard reader.findColumns() else { return nil }
    reader.readRows()
    if reader.splitColumns() { reader.readRows() }
    if reader.mergeColumns() {
      guard reader.columns.count >= 2 else { return nil }
      reader.readRows()
    }
    return reader.grid()
  }

  private init(_ lines: [TableLine], _ bytes: [UInt8]) {
    self.lines = lines
    self.bytes = bytes
    starts.reserveCapacity(lines.count + 1)
    words.reserveCapacity(lines.reduce(0) { $0 + $1.words.count })
    for line in lines {
      starts.append(words.count)
      words += line.words
    }
    starts.append(words.count)
  }

  // MARK: Columns

  /// Whether a cell may end before a word that is not the first of its line: single blanks hold words
  /// together, but for two that are data.
  @inline(__always)
  private func isBorder(_ word: TableWord, behind left: TableWord, gap: Int = 2) -> Bool {
    let space = word.start - left.end
    return space >= gap || word.isBehindBar || space >= 1 && word.isData && left.isData
  }

  /// Whether single blanks, or gaps narrower than one, hold all words of a line together.
  private func isOneRun(_ line: TableLine, gap: Int) -> Bool {
    !line.words.indices.dropFirst().contains {
      isBorder(line.words[$0], behind: line.words[$0 - 1], gap: gap)
    }
  }

  /// Finds the columns by the rivers between them; says whether there are two at least.
  private mutating func findColumns() -> Bool {
    guard let (body, rivers, width) = findRivers() else { return false }
    var left = body.map { words[starts[$0]].start }.min() ?? 0
    for river in rivers {
      columns.append(left..<river.lowerBound)
      left = river.upperBound
    }
    columns.append(left..<width)
    isData = weighColumns(body)
    return true
  }

  /// The lines of the body, the rivers between its columns, one at least, and how wide it is; nil where
  /// there are none.
  private func findRivers() -> (body: [Int], rivers: [Range<Int>], width: Int)? {
    var several: [Int] = []
    several.reserveCapacity(lines.count)
    var withData: [Int] = []
    withData.reserveCapacity(lines.count)
    let read = words.span
    for line in lines.indices {
      var hasSeveral = false
      var hasData = false
      for index in starts[line]..<starts[line + 1]
      where index > starts[line] && isBorder(read[index], behind: read[index - 1]) {
        hasSeveral = true
        if read[index].isData { hasData = true }
      }
      if hasSeveral { several.append(line) }
      if hasData { withData.append(line) }
    }
    guard several.count >= 2 else { return nil }
    let body = withData.count >= 2 && withData.count * 4 >= several.count ? withData : several
    let width = min(Self.widest, body.map { words[starts[$0 + 1] - 1].end }.max() ?? 0)
    // How many rows write on a place: more than on the one before it, then in all.
    var occupied = [Int](repeating: 0, count: width + 1)
    for line in body {
      let end = starts[line + 1]
      var start = read[starts[line]].start
      for index in (starts[line] + 1)...end
      where index == end || isBorder(read[index], behind: read[index - 1]) {
        let extent = (start..<max(read[index - 1].end, start)).clamped(to: 0..<width)
        occupied[extent.lowerBound] += 1
        occupied[extent.upperBound] -= 1
        if index < end { start = read[index].start }
      }
    }
    for place in 1..<max(1, width) { occupied[place] += occupied[place - 1] }
    let gaps = gaps(between: body)
    var crossing = Crossing(body.map { starts[$0] + 1 })
    var rivers: [Range<Int>] = []
    let tolerance = body.count < 5 ? 0 : max(1, body.count / 6)
    for level in 0...tolerance {
      var start = 0
      var isFirst = true
      while start < width {
        guard occupied[start] <= level else {
          start += 1
          continue
        }
        var end = start
        while end < width && occupied[end] <= level { end += 1 }
        let river = start..<end
        start = end
        if river.lowerBound == 0 || river.upperBound == width { continue }
        if rivers.contains(where: { $0.overlaps(river) }) { continue }
        crossing.begin(atLeft: isFirst)
        isFirst = false
        if isRiver(river, body, gaps, level, &crossing) { rivers.append(river) }
      }
    }
    rivers.sort { $0.lowerBound < $1.lowerBound }
    guard !rivers.isEmpty, rivers.count < Self.mostColumns else { return nil }
    return (body, rivers, width)
  }

  /// The gaps between the words of a body, those between numbers left out, by their widths: how many
  /// are so wide; the last of them are wider.
  private struct Gaps {
    private var counts = SIMD4<Int>.zero
    private var total = 0

    /// Adds a gap of so many columns, so many times.
    mutating func add(_ width: Int, _ times: Int = 1) {
      counts[min(width, 3)] += times
      total += times
    }

    /// The width in the middle of all; 1 where there are none.
    var median: Int {
      var below = 0
      for width in counts.indices {
        below += counts[width]
        if below > total / 2 { return width }
      }
      return 1
    }
  }

  private func gaps(between body: [Int]) -> Gaps {
    var result = Gaps()
    let words = words.span
    for line in body {
      for word in starts[line] + 1..<starts[line + 1] {
        if !words[word].isData && !words[word - 1].isData {
          result.add(words[word].start - words[word - 1].end)
        }
      }
    }
    return result
  }

  /// Whether what stands on both sides of a stretch that hardly any row writes on belongs to two
  /// columns: by the width of the gaps there, against the gaps between words elsewhere.
  ///
  /// - Parameter all: the gaps of the whole body.
  private func isRiver(
    _ river: Range<Int>, _ body: [Int], _ all: Gaps, _ level: Int, _ crossing: inout Crossing
  ) -> Bool {
    var usual = all
    var data = 0
    var isWide = true
    let words = words.span
    for (place, line) in body.enumerated() {
      let end = starts[line + 1]
      // The gaps before this word end before the river, and before all that come behind it.
      var word = crossing.next[place]
      while word < end, words[word].start <= river.lowerBound { word += 1 }
      crossing.next[place] = word
      while word < end, words[word - 1].end < river.upperBound {
        let width = words[word].start - words[word - 1].end
        if width > 0 {
          crossing.count += 1
          crossing.widths[min(width, 7)] += 1
          if words[word].isData {
            if words[word - 1].isData {
              data += 1
              if width < 2 { isWide = false }
            }
            crossing.firsts.append(words[word].start)
            crossing.lasts.append(words[word].end)
          } else if !words[word - 1].isData {
            usual.add(width, -1)
          }
        }
        word += 1
      }
    }
    let crossed = crossing.count
    // Two numbers with a gap between them are two, even if no other row has both.
    if level == 0, crossed > 0, data == crossed, isWide, body.count >= 4 { return true }
    guard crossed >= min(2, body.count) else { return false }
    if level > 0 && crossed * 2 < body.count { return false }
    if data * 2 >= crossed { return true }
    // Numbers behind words: they stand one below the other.
    if crossing.firsts.count * 2 >= crossed,
      areAligned(crossing.firsts) || areAligned(crossing.lasts)
    {
      return true
    }
    // Where every cell is one word, the gaps elsewhere are rivers themselves.
    let common = usual.median
    let wide = max(2, common + (common > 1 ? 2 : 1))
    return (0..<wide).reduce(0) { $0 + crossing.widths[$1] } * 2 <= crossed
  }

  /// What stands in the gaps over a stretch that hardly any row writes on; room that all such stretches
  /// share, which are looked at from left to right.
  private struct Crossing {
    /// How many gaps there are.
    var count = 0
    /// The gaps by their widths: how many are so wide; the last of them are wider.
    var widths = SIMD8<Int>.zero
    /// Where the numbers behind gaps begin, and where they end.
    var firsts: [Int] = []
    var lasts: [Int] = []
    /// For each line of the body the first word, but for the first of the line, that begins behind where
    /// the last stretch does.
    var next: [Int]
    /// The same at the left.
    private let leftmost: [Int]

    init(_ words: [Int]) {
      next = words
      leftmost = words
      firsts.reserveCapacity(words.count)
      lasts.reserveCapacity(words.count)
    }

    /// Begins another stretch, to the right of the last unless that is said.
    mutating func begin(atLeft: Bool) {
      count = 0
      widths = .zero
      firsts.removeAll(keepingCapacity: true)
      lasts.removeAll(keepingCapacity: true)
      if atLeft { next = leftmost }
    }
  }

  /// Whether places differ by a column or two at most, nearly all of them.
  private func areAligned(_ places: [Int]) -> Bool {
    if let least = places.min(), let most = places.max(), most - least <= 1 {
      return places.count > 2
    }
    let sorted = places.sorted()
    let middle = sorted[sorted.count / 2]
    return sorted.count > 2 && sorted.filter { abs($0 - middle) <= 1 }.count * 5 >= sorted.count * 4
  }

  private mutating func readRows() {
    var places = Places()
    rows.removeAll(keepingCapacity: true)
    rows.reserveCapacity(lines.count)
    stride = columns.count
    cells = [Range<Int>](repeating: 0..<0, count: lines.count * stride)
    for line in lines.indices where starts[line] < starts[line + 1] {
      rows.append(row(line, at: rows.count * stride, &places))
    }
  }

  /// Splits columns in which nearly every cell holds the same number of data words: two columns of
  /// numbers so close to each other that no river is left between them. Says whether there were any.
  private mutating func splitColumns() -> Bool {
    let before = columns.count
    for column in columns.indices.dropFirst().reversed() where isData[column] {
      var cells = 0
      var singles = 0
      var counts: [Int: Int] = [:]
      for row in rows {
        let cell = cell(row, column)
        let data = dataCount(cell)
        guard data > 0 else { continue }
        cells += 1
        if cell.count == 1 {
          singles += 1
        } else if data == cell.count {
          counts[cell.count, default: 0] += 1
        }
      }
      guard
        let (count, times) = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
        times > singles, times >= 3, times * 4 >= cells * 3,
        columns.count + count - 1 < Self.mostColumns
      else { continue }
      let whole = rows.map { words[cell($0, column)] }.filter {
        $0.count == count && $0.allSatisfy(\.isData)
      }
      var parts: [Range<Int>] = []
      var start = columns[column].lowerBound
      for place in 0..<(count - 1) {
        let ends = whole.map { $0[$0.startIndex + place].end }.sorted()
        let starts = whole.map { $0[$0.startIndex + place + 1].start }.sorted()
        let end = max(start + 1, (ends[ends.count / 2] + starts[starts.count / 2]) / 2)
        parts.append(start..<end)
        start = end
      }
      parts.append(start..<max(start + 1, columns[column].upperBound))
      columns.replaceSubrange(column...column, with: parts)
      isData.replaceSubrange(column...column, with: parts.map { _ in true })
    }
    return columns.count != before
  }

  /// Merges columns that are none: marks of lists with what follows them, and, where the table has a
  /// head, what stands close behind another column and has no name above it. Says whether there were
  /// any.
  private mutating func mergeColumns() -> Bool {
    let found = columns.count
    let head = headLines(rows)
    var column = columns.count - 1
    while column > 0, columns.count > 2 || head == 0 {
      defer { column -= 1 }
      let before = column - 1
      let body = rows[head...]
      let isList =
        body.allSatisfy { row in
          words[cell(row, before)].allSatisfy { isBullet($0) }
            || cell(row, column).isEmpty && before == 0
        } && body.contains { row in words[cell(row, before)].contains(where: isBullet) }
      let filled = body.count { !cell($0, column).isEmpty }
      let isRare =
        body.count >= 4 && filled <= max(1, body.count / 10)
        && !body.contains { row in
          !cell(row, column).isEmpty && words[cell(row, column)].allSatisfy(\.isData)
        }
      guard
        isList || isRare
          || head > 0 && !isNamed(column, head: head)
            && isTight(before, column, body)
      else { continue }
      // A name without cells belongs to the numbers behind it, where they are nearer.
      if isRare, filled == 0, column + 1 < columns.count,
        columns[column + 1].lowerBound - columns[column].upperBound
          < columns[column].lowerBound - columns[before].upperBound
      {
        columns[column + 1] = columns[column].lowerBound..<columns[column + 1].upperBound
        columns.remove(at: column)
        isData.remove(at: column)
        continue
      }
      columns[before] = columns[before].lowerBound..<columns[column].upperBound
      isData[before] = isData[before] && isData[column]
      columns.remove(at: column)
      isData.remove(at: column)
    }
    return columns.count != found
  }

  /// Whether a word of the head, so many rows, stands over a column and may be its name.
  private func isNamed(_ column: Int, head: Int) -> Bool {
    lines.lazy.filter { !$0.words.isEmpty }.prefix(head).contains { line in
      line.words.contains { word in
        columns[column].overlaps(word.start..<max(word.end, word.start + 1))
          && (isData[column] || !bytes[word.range.lowerBound].isASCIILower)
      }
    }
  }

  /// Whether the cells of a column mostly stand close behind those of the one before it.
  private func isTight(_ before: Int, _ column: Int, _ body: ArraySlice<Row>) -> Bool {
    var gaps = body.compactMap { row -> Int? in
      guard let left = words[cell(row, before)].last, let right = words[cell(row, column)].first
      else { return nil }
      return right.start - left.end
    }
    gaps.sort()
    return !gaps.isEmpty && gaps[gaps.count / 2] <= 5
  }

  private func isBullet(_ word: TableWord) -> Bool {
    guard word.end - word.start == 1, word.range.count == 3 || word.range.count == 2 else {
      return false
    }
    switch bytes.span.scalar(at: word.range.lowerBound, limit: word.range.upperBound).value {
    case 0x2022, 0x25CF, 0x25AA, 0x25A0, 0x00B7: return true
    default: return false
    }
  }

  /// Whether each column's cells are data, nearly all, in the lines of a body.
  private func weighColumns(_ body: [Int]) -> [Bool] {
    var data = columns.map { _ in 0 }
    var filled = columns.map { _ in 0 }
    let read = words.span
    for line in body {
      var column = 0
      for index in starts[line]..<starts[line + 1] {
        let word = read[index]
        while column < columns.count, columns[column].upperBound < word.end { column += 1 }
        guard column < columns.count else { break }
        guard columns[column].lowerBound <= word.start else { continue }
        filled[column] += 1
        if word.isData { data[column] += 1 }
      }
    }
    return columns.indices.map { data[$0] * 5 >= filled[$0] * 4 && filled[$0] > 0 }
  }

  // MARK: Rows

  /// The columns of a line's words, and the arrays in which they are found, which all lines share.
  private struct Places {
    /// For each word its column.
    var columns: [Int] = []
    /// What it costs to have the word at hand, and the one before it, in each column.
    var costs: [Double] = []
    var before: [Double] = []
    /// For each word and column: the column of the word before it.
    var cameFrom: [Int] = []

    /// Finds the columns where every word stands in one and wide gaps are between them alone, so that
    /// no other way costs less; says whether they do.
    mutating func find(
      _ words: [TableWord], _ line: Range<Int>, exactlyIn extents: [Range<Int>], _ isData: [Bool]
    ) -> Bool {
      if columns.count < line.count {
        columns.append(contentsOf: repeatElement(0, count: line.count - columns.count))
      } else {
        columns.removeLast(columns.count - line.count)
      }
      var found = columns.mutableSpan
      let words = words.span
      let extents = extents.span
      var column = 0
      for index in line {
        let (start, end) = (words[index].start, words[index].end)
        let before = column
        while column < extents.count, extents[column].upperBound < end { column += 1 }
        guard column < extents.count, extents[column].lowerBound <= start, start < end,
          words[index].isData || !isData[column]
        else { return false }
        if index > line.lowerBound {
          let isWide = start - words[index - 1].end >= 2
          if column == before {
            guard !isWide, !words[index].isBehindBar, !(isData[column] && words[index].isData)
            else {
              return false
            }
          } else if !isWide, !words[index].isBehindBar {
            return false
          }
        }
        found[index &- line.lowerBound] = column
      }
      return true
    }
  }

  /// Finds the column of each word of a line, from left to right, at the least cost.
  private func findColumns(of words: [TableWord], _ places: inout Places) {
    let count = columns.count
    places.costs = [Double](repeating: 0, count: count)
    places.before = places.costs
    places.cameFrom = [Int](repeating: 0, count: words.count * count)
    places.columns = [Int](repeating: 0, count: words.count)
    for index in words.indices {
      swap(&places.costs, &places.before)
      let word = words[index]
      let gap = index > 0 ? word.start - words[index - 1].end : 0
      let cut = index > 0 ? cut(words[index - 1], word, gap) : 0
      // The cheapest of the columns to the left.
      var left = (cost: Double.infinity, column: 0)
      for column in 0..<count {
        var place = distance(word, column, isClose: index > 0 && gap == 1)
        if isData[column] && !word.isData { place += 4 }
        guard index > 0 else {
          places.costs[column] = place
          continue
        }
        let same = places.before[column] + joint(words[index - 1], word, gap, in: column)
        let other = left.cost + cut
        places.costs[column] = min(same, other) + place
        places.cameFrom[index * count + column] = same < other ? column : left.column
        if places.before[column] < left.cost { left = (places.before[column], column) }
      }
    }
    var column = places.costs.indices.min { places.costs[$0] < places.costs[$1] } ?? 0
    for index in words.indices.reversed() {
      places.columns[index] = column
      column = places.cameFrom[index * count + column]
    }
  }

  /// How far a word stands outside a column.
  private func distance(_ word: TableWord, _ column: Int, isClose: Bool) -> Double {
    let extent = columns[column]
    // A text runs on over the end of its column rather than over the start of the next.
    let overflow = Double(max(0, word.end - extent.upperBound))
    return Double(max(0, extent.lowerBound - word.start))
      + (isClose && !word.isData && !isData[column] ? overflow * 0.3 : overflow)
  }

  /// What it costs that two neighbouring words share a cell.
  private func joint(_ left: TableWord, _ right: TableWord, _ gap: Int, in column: Int) -> Double {
    if right.isBehindBar { return 8 }
    var cost = gap >= 2 ? min(4, Double(gap - 1) * 0.7) : 0
    if isData[column] && right.isData { cost += left.isData ? 4 : 2 }
    return cost
  }

  /// What it costs that a cell ends between two neighbouring words.
  private func cut(_ left: TableWord, _ right: TableWord, _ gap: Int) -> Double {
    if gap >= 2 || right.isBehindBar { return 0 }
    return right.isData ? (left.isData ? 0.5 : 1) : 3
  }

  /// A line of the table on its way to become a row.
  private struct Row {
    /// Where its cells begin in ``AlignedTable/cells``.
    var first: Int
    /// How far its first word is indented.
    var indent: Int
    /// Whether it heads the rows below it, over all columns.
    var isHeading = false
    /// Whether dots lead away from its label, which has come to its end with them.
    var hasLeader = false
  }

  /// Where the words of a cell stand in ``words``.
  @inline(__always)
  private func cell(_ row: Row, _ column: Int) -> Range<Int> { cells[row.first + column] }

  /// The cells of a row, the first one is its label.
  private func cells(of row: Row) -> ArraySlice<Range<Int>> {
    cells[row.first..<row.first + stride]
  }

  private func stub(_ row: Row) -> Range<Int> { cells[row.first] }

  /// Whether a row begins with a day or a number: `Sat. 3 Oct.`, `Mondays`, `14.`
  private func isDated(_ row: Row) -> Bool {
    words[stub(row)].contains { word in
      var range = word.range
      while range.count > 1, !bytes[range.upperBound - 1].isASCIILetter,
        !bytes[range.upperBound - 1].isASCIIDigit
      {
        range = range.lowerBound..<(range.upperBound - 1)
      }
      return bytes[range.lowerBound].isASCIIDigit || CalendarWord.isOne(bytes.span, range)
    }
  }

  private func hasOthers(_ row: Row) -> Bool {
    for column in 1..<stride where !cell(row, column).isEmpty { return true }
    return false
  }

  private func isStubOnly(_ row: Row) -> Bool { !stub(row).isEmpty && !hasOthers(row) }

  /// Whether a cell of a row behind the first holds data and nothing else.
  private func hasData(_ row: Row) -> Bool {
    for column in 1..<stride {
      let cell = cell(row, column)
      if !cell.isEmpty, dataCount(cell) == cell.count { return true }
    }
    return false
  }

  /// How many words of a cell are data. Counted by their indices: a slice would be retained each time.
  @inline(__always)
  private func dataCount(_ cell: Range<Int>) -> Int {
    var count = 0
    for word in cell where words[word].isData { count += 1 }
    return count
  }

  private mutating func row(_ index: Int, at first: Int, _ places: inout Places) -> Row {
    let line = starts[index]..<starts[index + 1]
    let indent = words[line.lowerBound].start
    if let column = spanned(index) {
      cells[first + column] = line
      return Row(first: first, indent: indent, isHeading: true)
    }
    if !places.find(words, line, exactlyIn: columns, isData) {
      findColumns(of: lines[index].words, &places)
    }
    var start = 0
    while start < line.count {
      let column = places.columns[start]
      var end = start + 1
      while end < line.count, places.columns[end] == column { end += 1 }
      cells[first + column] = (line.lowerBound + start)..<(line.lowerBound + end)
      start = end
    }
    return Row(first: first, indent: indent, hasLeader: lines[index].hasLeader)
  }

  /// The first of the columns that a line of words stands over that heads the rows below it; nil for
  /// any other line.
  private func spanned(_ index: Int) -> Int? {
    let range = starts[index]..<starts[index + 1]
    guard range.count >= 3, words[range.lowerBound].start >= columns[1].lowerBound - 1 else {
      return nil
    }
    let line = lines[index]
    guard let first = line.words.first, let last = line.words.last,
      !line.words.contains(where: \.isData), isOneRun(line, gap: 4)
    else { return nil }
    let over = columns.indices.filter {
      columns[$0].lowerBound < last.end && first.start < columns[$0].upperBound
    }
    return over.contains { isData[$0] } ? 1 : nil
  }

  private mutating func grid() -> (TableGrid, Int)? {
    let written = lines.indices.filter { !lines[$0].words.isEmpty }
    let head = headLines(rows)
    var titles = 0
    while titles < head, isTitle(lines[written[titles]], before: rows[titles..<head]) {
      titles += 1
    }
    let titleLines = titles > 0 ? written[titles - 1] + 1 : 0
    var names = TableHead(
      written[titles..<head].map { lines[$0] }, columns, extents(of: rows[head...]), bytes)
    let headRows = names.rows()
    let body = merged(rows[head...])
    guard headRows.count + body.count >= 2, columns.count >= 2 else { return nil }
    var grid = TableGrid(
      columns: columns.count, rows: headRows.count + body.count, layout: .aligned, confidence: 0.95)
    grid.headRows = headRows.count
    for row in headRows { grid.append(row) }
    for row in body {
      for cell in cells(of: row) {
        for word in cell { grid.append(words[word].range) }
        grid.endCell()
      }
    }
    return (grid, titleLines)
  }

  /// For each column how far its cells reach in some rows, from the first word to the last.
  private func extents(of rows: ArraySlice<Row>) -> [[Range<Int>]] {
    var result = [[Range<Int>]](repeating: [], count: columns.count)
    for column in columns.indices {
      result[column].reserveCapacity(rows.count)
      for row in rows {
        let cell = cell(row, column)
        guard !cell.isEmpty else { continue }
        let start = words[cell.lowerBound].start
        result[column].append(start..<max(start, words[cell.upperBound - 1].end))
      }
    }
    return result
  }

  /// How many lines at the top name the columns.
  private func headLines(_ rows: [Row]) -> Int {
    let stubs = rows.count { !stub($0).isEmpty }
    var end = 0
    let usesData = rows.contains(where: hasData)
    guard usesData else {
      // Without numbers the first line is the head where every other column is named, and where it is not
      // the first of the days or numbers that the rows are told by. From a name no dots lead to the next.
      return !rows[0].hasLeader && rows.count > 2
        && cells(of: rows[0]).dropFirst().allSatisfy { !$0.isEmpty }
        && !(isDated(rows[0]) && isDated(rows[1])) ? 1 : 0
    }
    while end < rows.count {
      let row = rows[end]
      let isHead =
        !hasData(row)
        || namesYears(row, rows[(end + 1)...])
          // Below names for all columns a label with years is the first row of the body.
          && (stub(row).isEmpty
            || !rows[..<end].contains { !cells(of: $0).contains(where: \.isEmpty) })
        || stub(row).isEmpty && stubs * 2 > rows.count && !(end > 0 && isStubOnly(rows[end - 1]))
      if row.isHeading,
        rows[..<end].contains(where: { !cells(of: $0).dropFirst().contains(where: \.isEmpty) })
      {
        break
      }
      guard isHead else { break }
      end += 1
    }
    if end == rows.count { end = 0 }
    // A line with nothing but a label opens the first group of rows, unless it names the first column.
    while end > 0, isStubOnly(rows[end - 1]), rows[..<(end - 1)].contains(where: { hasOthers($0) })
    {
      end -= 1
    }
    if !rows[..<end].contains(where: { hasOthers($0) }) { return 0 }
    return end
  }

  /// Whether a row's numbers are years or dates that name columns of other numbers.
  private func namesYears(_ row: Row, _ below: ArraySlice<Row>) -> Bool {
    var names = 0
    for column in 1..<stride {
      for word in words[cell(row, column)] where word.kind == .number {
        guard isYear(word) else { return false }
        let others = below.prefix(40).compactMap { words[cell($0, column)].last }
        guard others.filter(isYear).count * 4 <= others.count else { return false }
        names += 1
      }
    }
    return names > 1 || names == 1 && stride == 2
  }

  /// A year, a season of two, or a date: 1997, 2003–04, 12/31/2009.
  private func isYear(_ word: TableWord) -> Bool {
    var groups: [Int] = []
    var digits = 0
    for index in word.range {
      if bytes[index].isASCIIDigit {
        digits += 1
      } else if digits > 0 {
        groups.append(digits)
        digits = 0
        if bytes[index] == UInt8(ascii: ",") || bytes[index] == UInt8(ascii: ".")
          || bytes[index] == UInt8(ascii: "%")
        {
          return false
        }
      }
    }
    if digits > 0 { groups.append(digits) }
    guard let longest = groups.max(), longest == 4 else { return false }
    let first = word.range.first { bytes[$0].isASCIIDigit }
    return groups.first != 4
      || first.map { bytes[$0] == UInt8(ascii: "1") || bytes[$0] == UInt8(ascii: "2") } ?? false
  }

  /// Whether a line at the top is the table's title, or the end of it, and names no column.
  private func isTitle(_ line: TableLine, before head: ArraySlice<Row>) -> Bool {
    guard isOneRun(line, gap: 6), let first = line.words.first, let last = line.words.last,
      head.count > 1
    else { return false }
    if TableCaption.isOne(bytes.span, line.content) { return true }
    let isAtLeft = first.start <= columns[0].lowerBound + 2
    let namesStub = head.dropFirst().contains { !stub($0).isEmpty && hasOthers($0) }
    return isAtLeft && namesStub && last.end > columns[0].upperBound
      || isAtLeft && namesStub && line.words.count >= 4
  }

  // MARK: Cells over several lines

  /// Joins what was wrapped: labels and cells that go on in the line below, or began in the one above.
  private mutating func merged(_ rows: ArraySlice<Row>) -> [Row] {
    var result: [Row] = []
    result.reserveCapacity(rows.count)
    var index = rows.startIndex
    while index < rows.endIndex {
      var row = rows[index]
      index += 1
      if isStubOnly(row) {
        if let last = result.last,
          continues(row, last, next: index < rows.endIndex ? rows[index] : nil)
        {
          put(stub(row), behindCell: last.first)
          result[result.count - 1].hasLeader = row.hasLeader
        } else {
          result.append(row)
        }
        continue
      }
      if row.isHeading {
        result.append(row)
        continue
      }
      if stub(row).isEmpty {
        if hasData(row) {
          // Its label stands above it, or around it.
          if let last = result.last, isStubOnly(last) {
            cells[row.first] = stub(last)
            row.indent = last.indent
            result.removeLast()
            if index < rows.endIndex, isStubOnly(rows[index]),
              isOtherHalf(
                rows[index], of: row, next: index + 1 < rows.endIndex ? rows[index + 1] : nil)
            {
              put(stub(rows[index]), behindCell: row.first)
              index += 1
            }
          }
          result.append(row)
          continue
        }
        // Words without a label: part of a cell of the row above, or below.
        let filled = (0..<stride).filter { !cell(row, $0).isEmpty }
        let fitsAbove = result.last.map { last in filled.allSatisfy { cell(last, $0).isEmpty } }
        if index < rows.endIndex, !stub(rows[index]).isEmpty, hasOthers(rows[index]),
          filled.allSatisfy({ cell(rows[index], $0).isEmpty }), fitsAbove != true
        {
          let next = rows[index]
          for column in filled { cells[next.first + column] = cell(row, column) }
          index += 1
          // The rest of the cell below it.
          if index < rows.endIndex, stub(rows[index]).isEmpty, !hasData(rows[index]) {
            let rest = rows[index]
            if (0..<stride).allSatisfy({ cell(rest, $0).isEmpty || filled.contains($0) }) {
              for column in filled { put(cell(rest, column), behindCell: next.first + column) }
              index += 1
            }
          }
          result.append(next)
        } else if let last = result.last,
          !isStubOnly(last)
            || !cells(of: row).contains(where: { words[$0].contains(where: \.isData) })
        {
          for column in filled { put(cell(row, column), behindCell: last.first + column) }
        } else {
          result.append(row)
        }
        continue
      }
      if let last = result.last {
        if isStubOnly(last), startsLow(words[stub(row).lowerBound]), hasOthers(row) {
          var label = stub(last)
          put(stub(row), behind: &label)
          cells[row.first] = label
          row.indent = last.indent
          result.removeLast()
        } else if !hasData(row),
          cells(of: row).allSatisfy({
            $0.isEmpty || startsLow(words[$0.lowerBound]) && !words[$0.lowerBound].isData
          }),
          (0..<stride).allSatisfy({ cell(row, $0).isEmpty || !cell(last, $0).isEmpty }),
          !cells(of: last).contains(where: { $0.count == 1 && words[$0.lowerBound].isData })
        {
          for column in 0..<stride {
            put(cell(row, column), behindCell: last.first + column)
          }
          continue
        }
      }
      result.append(row)
    }
    return result
  }

  /// Makes one cell of two, the words of the second behind those of the first.
  private mutating func put(_ rest: Range<Int>, behind cell: inout Range<Int>) {
    guard !rest.isEmpty else { return }
    // The last cell that was put together can grow where it stands.
    if cell.upperBound != words.count || cell.isEmpty {
      let start = words.count
      for word in cell { words.append(words[word]) }
      cell = start..<words.count
    }
    for word in rest { words.append(words[word]) }
    cell = cell.lowerBound..<words.count
  }

  private mutating func put(_ rest: Range<Int>, behindCell index: Int) {
    var cell = cells[index]
    put(rest, behind: &cell)
    cells[index] = cell
  }

  /// Whether a label without numbers goes on with the label of the row above.
  private func continues(_ row: Row, _ last: Row, next: Row?) -> Bool {
    guard !stub(last).isEmpty, !last.hasLeader else { return false }
    if startsLow(words[stub(row).lowerBound]) || isOpen(stub(last)) { return true }
    // The row above is as wide as its column, and this one is not the label of a group.
    let first = words[stub(row).lowerBound]
    guard hasOthers(last), !row.hasLeader, row.indent >= last.indent,
      words[stub(last).upperBound - 1].end + 1 + first.end - first.start > columns[0].upperBound
    else { return false }
    guard let next else { return true }
    return next.indent <= row.indent && !stub(next).isEmpty
      && !(next.indent == row.indent && !hasOthers(next))
  }

  /// Whether the label below a row of numbers is the second half of the one above it.
  private func isOtherHalf(_ row: Row, of above: Row, next: Row?) -> Bool {
    if startsLow(words[stub(row).lowerBound]) || isOpen(stub(above)) { return true }
    guard let next else { return true }
    // A label that stands alone before numbers without a label is theirs.
    if stub(next).isEmpty { return false }
    return next.indent <= row.indent && hasOthers(next)
  }

  /// Whether a word cannot be the first of a label: it begins with a small letter or in brackets.
  private func startsLow(_ word: TableWord) -> Bool {
    let first = bytes[word.range.lowerBound]
    if first == UInt8(ascii: "("), word.range.count > 1 {
      return !bytes[word.range.lowerBound + 1].isASCIIDigit
    }
    return first.isASCIILower
  }

  /// Whether a label has not come to its end: an open bracket, a comma, a small word.
  private func isOpen(_ label: Range<Int>) -> Bool {
    guard let last = words[label].last else { return false }
    let end = bytes[last.range.upperBound - 1]
    if end == UInt8(ascii: ",") || end == UInt8(ascii: "-") || end == UInt8(ascii: "/")
      || end == UInt8(ascii: "&")
    {
      return true
    }
    var depth = 0
    for word in words[label] {
      for index in word.range {
        if bytes[index] == UInt8(ascii: "(") { depth += 1 }
        if bytes[index] == UInt8(ascii: ")") { depth -= 1 }
      }
    }
    if depth > 0 { return true }
    return SmallWord.isOne(bytes.span, last.range)
  }
}

/// The small words of English that no label ends with.
enum SmallWord {
  /// Whether the bytes are such a word.
  static func isOne(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard range.count <= 4, bytes[range.lowerBound].isASCIILower else { return false }
    return words.contains(bytes, range)
  }

  private static let words: WordSet = [
    "of", "and", "or", "the", "for", "with", "in", "to", "by", "a", "an", "on", "at", "from",
    "per", "than",
  ]
}

/// The line above or below a table that names it.
enum TableCaption {
  /// Whether a line begins like the caption of a table: the word, or what an engine made of it, and
  /// a number.
  static func isOne(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Bool {
    var index = line.lowerBound
    // Most lines begin with another word.
    guard index + 6 < line.upperBound else { return false }
    if bytes[index] != UInt8(ascii: "T"), bytes[index].isASCIILetter,
      bytes[index + 1].isASCIILetter, bytes[index + 2].isASCIILetter
    {
      return false
    }
    // Specks, and one piece of noise of two letters, may stand before it.
    for _ in 0..<2 {
      while index < line.upperBound, !bytes[index].isASCIILetter { index += 1 }
      var end = index
      while end < line.upperBound, bytes[end].isASCIILetter { end += 1 }
      if end - index > 2 { break }
      index = end
    }
    guard index + 6 < line.upperBound, index - line.lowerBound < 8 else { return false }
    let word = index
    guard bytes[word] == UInt8(ascii: "T") else { return false }
    while index < line.upperBound, !bytes[index].isBlank { index += 1 }
    let rest = index - word
    guard rest >= 4, rest <= 6 else { return false }
    // Two of the letters of "able" suffice.
    var known = 0
    for (offset, letter) in "able".utf8.enumerated() where word + 1 + offset < index {
      if bytes[word + 1 + offset].asciiLowered == letter { known += 1 }
    }
    guard known >= 3 || known == 2 && rest == 5 else { return false }
    while index < line.upperBound, bytes[index].isBlank { index += 1 }
    guard index < line.upperBound else { return false }
    if bytes[index].isASCIIDigit { return true }
    // A-1, IV: a letter with a number behind it, or a Roman number.
    let start = index
    while index < line.upperBound, bytes[index].isASCIIUpper { index += 1 }
    if index == start + 1, index + 1 < line.upperBound, bytes[index] == UInt8(ascii: "-"),
      bytes[index + 1].isASCIIDigit
    {
      return true
    }
    let isRoman = (start..<index).allSatisfy {
      bytes[$0] == UInt8(ascii: "I") || bytes[$0] == UInt8(ascii: "V")
        || bytes[$0] == UInt8(ascii: "X")
    }
    return isRoman && index > start
      && (index == line.upperBound || bytes[index].isBlank || bytes[index] == UInt8(ascii: ".")
        || bytes[index] == UInt8(ascii: ":"))
  }
}
