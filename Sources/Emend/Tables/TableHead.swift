/// Reads the lines above a table's body as rows of a head: names of columns, wrapped over lines, and
/// headings that stand over several columns.
struct TableHead {
  private let bytes: [UInt8]
  private let lines: [TableLine]
  /// The columns' extents in the body, in terminal columns, half-open.
  private var columns: [Range<Int>]

  /// A run of words that stands over some columns.
  private struct Piece {
    var words: [TableWord]
    var columns: ClosedRange<Int>
    var extent: Range<Int> { words[0].start..<max(words[words.count - 1].end, words[0].start + 1) }
  }

  /// - Parameters:
  ///   - lines: the lines of the head, from the top.
  ///   - columns: the extents of the columns, in terminal columns.
  ///   - cells: for each column the extents of the cells below that hold anything.
  ///   - bytes: the text.
  init(
    _ lines: [TableLine], _ columns: [Range<Int>], _ cells: [[Range<Int>]], _ bytes: [UInt8]
  ) {
    self.bytes = bytes
    // A stroke below a heading shows what it stands over, and is no word.
    self.lines = lines.compactMap { line in
      var line = line
      line.words.removeAll { TableLine.isStroke(bytes.span, $0.range) && $0.range.count > 3 }
      return line.words.isEmpty ? nil : line
    }
    self.columns = columns
    // The columns as the body fills them: a river is wider than the gap between two columns.
    for column in columns.indices {
      guard !cells[column].isEmpty else { continue }
      // One in ten may stand out, on either side.
      let few = cells[column].count / 10
      let start = Self.least(of: cells[column], but: few) { $0.lowerBound }
      let end = -Self.least(of: cells[column], but: few) { -$0.upperBound }
      let low = max(columns[column].lowerBound, start)
      let high = min(columns[column].upperBound, end)
      if low < high { self.columns[column] = low..<high }
    }
  }

  /// The least of the values that some cells have, so many that are less left out.
  ///
  /// - Complexity: linear in the cells and in how far their values lie from each other.
  @inline(__always)
  private static func least(
    of cells: [Range<Int>], but few: Int, _ value: (Range<Int>) -> Int
  ) -> Int {
    var least = Int.max
    var most = Int.min
    var times = 0
    for cell in cells {
      let value = value(cell)
      if value < least {
        least = value
        times = 0
      }
      if value == least { times += 1 }
      most = max(most, value)
    }
    // Mostly the cells of a column begin, or end, one below the other.
    if times > few || cells.isEmpty { return cells.isEmpty ? 0 : least }
    var counts = [Int](repeating: 0, count: most - least + 1)
    for cell in cells { counts[value(cell) - least] += 1 }
    var below = 0
    return least
      + (counts.firstIndex { count in
        below += count
        return below > few
      } ?? 0)
  }

  /// The rows of the head; none where there are no lines.
  ///
  /// A name stands as many rows below the top as headings stand over it.
  mutating func rows() -> [[TableGrid.Cell]] {
    guard let first = lines.first else { return [] }
    if lines.count == 1 {
      let placed = place(first.words, isLast: true, below: [])
      if placed.allSatisfy({ $0.columns.count == 1 }) {
        // Nearly always: one row of names.
        var row = [TableGrid.Cell](repeating: TableGrid.Cell(), count: columns.count)
        for piece in placed {
          row[piece.columns.lowerBound].words = piece.words.map(\.range)
        }
        return placed.isEmpty ? [] : [row]
      }
    }
    var names = [[TableWord]](repeating: [], count: columns.count)
    var spans: [Piece] = []
    var below: [Range<Int>] = []
    var perLine: [[Piece]] = []
    for (index, line) in lines.enumerated().reversed() {
      let placed = place(line.words, isLast: index == lines.count - 1, below: below)
      below = placed.filter { $0.columns.count == 1 }.map(\.extent)
      // A heading stands amid the names below it, not amid the numbers.
      for piece in placed where piece.columns.count == 1 {
        widen(piece.columns.lowerBound, to: piece.extent)
      }
      perLine.append(placed)
    }
    for placed in perLine.reversed() {
      for piece in placed {
        if piece.columns.count == 1 {
          names[piece.columns.lowerBound] += piece.words
        } else if let index = spans.lastIndex(where: { $0.columns == piece.columns }) {
          spans[index].words += piece.words
        } else {
          spans.append(piece)
        }
      }
    }
    // Headings that overlap without one holding the other cannot both be right.
    var rows: [[TableGrid.Cell]] = []
    func put(_ words: [TableWord], _ columns: ClosedRange<Int>, _ depth: Int) {
      while rows.count <= depth {
        rows.append([TableGrid.Cell](repeating: TableGrid.Cell(), count: self.columns.count))
      }
      rows[depth][columns.lowerBound].words += words.map(\.range)
      rows[depth][columns.lowerBound].span = max(
        rows[depth][columns.lowerBound].span, columns.count)
    }
    for (index, span) in spans.enumerated() {
      put(
        span.words, span.columns,
        spans[..<index].filter {
          $0.columns.contains(span.columns.lowerBound)
            && $0.columns.contains(span.columns.upperBound)
        }
        .count)
    }
    for column in names.indices where !names[column].isEmpty {
      put(names[column], column...column, spans.filter { $0.columns.contains(column) }.count)
    }
    return rows.filter { row in row.contains { !$0.isEmpty } }
  }

  /// Makes a column as wide as its name, as far as its neighbours allow.
  private mutating func widen(_ column: Int, to name: Range<Int>) {
    let left = column > 0 ? columns[column - 1].upperBound : 0
    let right = column + 1 < columns.count ? columns[column + 1].lowerBound : Int.max
    columns[column] =
      min(
        columns[column].lowerBound, max(left, name.lowerBound))..<max(
        columns[column].upperBound, min(right, name.upperBound))
  }

  private func center(_ range: Range<Int>) -> Double {
    Double(range.lowerBound + range.upperBound) / 2
  }

  private func extent(_ columns: ClosedRange<Int>) -> Range<Int> {
    self.columns[columns.lowerBound].lowerBound..<self.columns[columns.upperBound].upperBound
  }

  /// How far a run stands from a column: from its left edge, its middle or its right edge.
  private func offset(_ run: Range<Int>, _ column: Range<Int>) -> Double {
    min(
      abs(center(run) - center(column)), Double(abs(run.lowerBound - column.lowerBound)),
      Double(abs(run.upperBound - column.upperBound)))
  }

  /// Makes runs of the words of a line and gives them columns, from left to right, at the least cost:
  /// a run stands over its column, or amid the columns that it heads; wide gaps are between runs, and
  /// a run does not begin with a small letter close behind another.
  private func place(_ words: [TableWord], isLast: Bool, below: [Range<Int>]) -> [Piece] {
    let count = columns.count
    let width = count + 1
    let words = Array(words.prefix(Self.mostWords))
    // costs[word * width + column]: the words before `word` stand over columns before `column`.
    var costs = [Double](repeating: .infinity, count: (words.count + 1) * width)
    var from = [(word: Int, column: Int)](repeating: (-1, -1), count: costs.count)
    costs[0] = 0
    // Of very many words over very many columns only short runs over few of them are tried, so that a line
    // takes no more time than a long page. That is always enough for a way.
    let isMany = words.count * words.count * count * count > Self.mostWays
    let longest = isMany ? Self.mostWordsOfMany : words.count
    let widest = isMany ? Self.mostColumnsOfMany : count
    // What costs more from the start on is no part of the cheapest way.
    let most = isMany ? .greatestFiniteMagnitude : mostCost(words, isLast, below)
    for start in 0...words.count {
      for column in 0..<count {
        let here = costs[start * width + column]
        guard here <= most else { continue }
        // Nothing stands over this column.
        let skip = start * width + column + 1
        let skipped = here + (column == 0 ? 0 : 1)
        if skipped < costs[skip] {
          costs[skip] = skipped
          from[skip] = (start, column)
        }
        guard start < words.count else { continue }
        var inner = start > 0 ? border(words[start - 1], words[start]) : 0
        for end in start..<min(words.count, start + longest) {
          if end > start {
            inner += max(0, Double(words[end].start - words[end - 1].end) - 1.5) * 0.9
          }
          if here + inner > most { break }
          let extent = words[start].start..<max(words[end].end, words[start].start + 1)
          for last in column..<(column == 0 ? 1 : min(count, column + widest)) {
            let to = (end + 1) * width + last + 1
            // Over several columns it costs so much at least.
            if last > column, here + inner + Self.spanning >= costs[to] { continue }
            let cost =
              last == column
              ? over(extent, column, isLast, below) : over(extent, column...last, isLast)
            if here + inner + cost < costs[to] {
              costs[to] = here + inner + cost
              from[to] = (start, column)
            }
          }
        }
      }
    }
    var result: [Piece] = []
    var at = words.count * width + count
    while at > 0, from[at].word >= 0 {
      let before = from[at]
      if before.word < at / width {
        result.append(
          Piece(
            words: Array(words[before.word..<(at / width)]),
            columns: before.column...(at % width - 1)))
      }
      at = before.word * width + before.column
    }
    return result.reversed()
  }

  /// What no way to give columns to words costs more than that is the cheapest, or a part of it: the cost
  /// of the most likely one, by which each run between wide gaps stands over a column.
  private func mostCost(_ words: [TableWord], _ isLast: Bool, _ below: [Range<Int>]) -> Double {
    var cost = 0.0
    var column = 0
    var start = 0
    while start < words.count {
      guard column < columns.count else { return .greatestFiniteMagnitude }
      var end = start + 1
      while end < words.count, !words[end].isBehindBar, words[end].start - words[end - 1].end <= 1 {
        end += 1
      }
      if start > 0 { cost += border(words[start - 1], words[start]) }
      let extent = words[start].start..<max(words[end - 1].end, words[start].start + 1)
      cost += over(extent, column, isLast, below)
      start = end
      column += 1
    }
    guard column == columns.count else { return .greatestFiniteMagnitude }
    // Each column may give half a point back, and sums are rounded.
    return cost + (isLast ? 0 : Double(columns.count) * 0.5) + 0.001
  }

  /// More words than this no line of a head has.
  private static let mostWords = 120
  /// Where there are more ways than this to give columns to words, only short runs over few columns are
  /// tried: so many words have 17 columns at least, and each may take ``mostWordsOfMany``.
  private static let mostWays = 1 << 22
  private static let mostWordsOfMany = 8
  private static let mostColumnsOfMany = 12

  /// What it costs that a run ends between two words.
  private func border(_ left: TableWord, _ right: TableWord) -> Double {
    let gap = right.start - left.end
    if right.isBehindBar { return 0 }
    let isLow = bytes[right.range.lowerBound].isASCIILower
    return gap <= 1 ? (isLow ? 4 : 2) : gap == 2 ? (isLow ? 1.5 : 0.5) : 0
  }

  /// What it costs that a run stands over one column.
  private func over(
    _ run: Range<Int>, _ column: Int, _ isLast: Bool, _ below: [Range<Int>]
  ) -> Double {
    var cost = offset(run, columns[column])
    // A run that stands over half of another column as well is no name of this one.
    for other in columns.indices where !isLast && other > 0 && other != column {
      let shared = columns[other].clamped(to: run)
      if shared.count * 2 >= columns[other].count { cost += 1.5 }
    }
    let goesOn = !isLast && below.contains { abs(center($0) - center(run)) <= 1.5 }
    return goesOn ? cost - 0.5 : cost
  }

  /// What it costs at least that a run stands over several columns.
  private static let spanning = 1.5

  /// What it costs that a run stands over several columns.
  private func over(_ run: Range<Int>, _ columns: ClosedRange<Int>, _ isLast: Bool) -> Double {
    let extent = extent(columns)
    return Self.spanning + abs(center(run) - center(extent)) * 0.5 + (isLast ? 6 : 0)
      + (run.count > extent.count + 4 ? 4 : 0)
  }
}
