/// Reads a table whose rows stand one behind the other on one line, as engines write it that take a table
/// for a paragraph: `Use Area Share Laboratories 6,200 42.8% Workshops 3,150 21.7%`.
///
/// The names of the columns come first, then the rows. A way is sought to cut all words into cells, so
/// that every column holds either numbers or words from its first row to its last; it has to be the only
/// one.
struct FlatTable {
  private let pieces: [LooseTable.Piece]
  private let bytes: [UInt8]
  /// How much speaks for a border before each word but the first.
  private let borders: [Double]

  /// The most words that a table can have which is read so.
  private static let mostWords = 160
  private static let columns = 2...7
  private static let fewestRows = 2
  /// The most words of a cell.
  private static let mostInCell = 6

  /// What it costs that a cell begins where nothing speaks for a border.
  private static let noBorder = 6.0
  /// What it costs that a column of numbers has words in a cell: `under test`.
  private static let exception = 3.0
  /// What the cheapest way may cost, and a row of it; another way costs so much more.
  private static let most = 1.5
  private static let mostOfRow = 0.8
  private static let margin = 0.7

  /// Reads the words of a few lines as a table; nil where they are none, or could be more than one.
  static func read(_ lines: [TableLine], _ bytes: [UInt8]) -> TableGrid? {
    let pieces = lines.flatMap { LooseTable.pieces($0, bytes) }
    guard pieces.count >= 8, pieces.count <= mostWords else { return nil }
    return FlatTable(pieces, bytes).grid()
  }

  private init(_ pieces: [LooseTable.Piece], _ bytes: [UInt8]) {
    var pieces = pieces
    // The year of a date is no number of its own.
    for index in pieces.indices.dropFirst()
    where pieces[index].shape == .number && pieces[index - 1].takesNumber {
      pieces[index].shape = .low
    }
    self.pieces = pieces
    self.bytes = bytes
    borders = pieces.indices.map {
      $0 == 0 ? 1 : LooseTable.border(pieces[$0 - 1], pieces[$0])
    }
  }

  /// A way to cut the words into cells: where each ends.
  private struct Cut {
    var columns: Int
    var ends: [Int]
    var cost: Double
  }

  private func grid() -> TableGrid? {
    let numbers = pieces.count { $0.shape == .number }
    guard numbers >= Self.fewestRows, let first = pieces.firstIndex(where: { $0.shape == .number })
    else { return nil }
    var best: Cut?
    var second = Double.infinity
    for columns in Self.columns where columns <= first {
      // Bit by bit, whether each column holds numbers.
      for pattern in 1..<(1 << columns) {
        let ofRow = pattern.nonzeroBitCount
        for missing in 0...1 where (numbers + missing) % ofRow == 0 {
          let rows = (numbers + missing) / ofRow
          guard rows >= max(Self.fewestRows, missing * 3), (rows + 1) * columns <= pieces.count,
            let cut = cut(columns, pattern, rows: rows)
          else { continue }
          if let old = best, old.cost <= cut.cost {
            second = min(second, cut.cost)
          } else {
            second = best?.cost ?? .infinity
            best = cut
          }
        }
      }
    }
    guard let best, second - best.cost >= Self.margin else { return nil }
    return table(best)
  }

  /// The cheapest way to cut all words into a head and so many rows.
  private func cut(_ columns: Int, _ pattern: Int, rows: Int) -> Cut? {
    let cells = columns * (rows + 1)
    let count = pieces.count
    // What the cells before one cost at least that end before a word, and where the last begins.
    var costs = [Double](repeating: .infinity, count: (cells + 1) * (count + 1))
    var starts = [UInt8](repeating: 0, count: costs.count)
    costs[0] = 0
    let most = Self.most + Self.mostOfRow * Double(rows)
    for cell in 0..<cells {
      let isNumeric = cell >= columns && pattern >> (cell % columns) & 1 == 1
      for start in cell..<max(cell, count - (cells - cell) + 1) {
        var cost = costs[cell * (count + 1) + start]
        guard cost <= most else { continue }
        let opening = borders[start] > 0 ? 0 : Self.noBorder
        for end in (start + 1)...min(count, start + Self.mostInCell) {
          if end > start + 1 { cost += max(0, borders[end - 1]) }
          let isNumber = end == start + 1 && pieces[start].shape == .number
          if pieces[end - 1].shape == .number && !isNumber { break }
          if isNumber != isNumeric {
            if isNumber { break }
            // Words for a number.
            guard end <= start + 3, pieces[end - 1].shape == .low else { break }
          }
          let whole = cost + (isNumber == isNumeric ? opening : Self.exception)
          let place = (cell + 1) * (count + 1) + end
          if whole < costs[place] {
            costs[place] = whole
            starts[place] = UInt8(start)
          }
        }
      }
    }
    let cost = costs[cells * (count + 1) + count]
    guard cost <= most else { return nil }
    var ends = [Int](repeating: 0, count: cells)
    var end = count
    for cell in (0..<cells).reversed() {
      ends[cell] = end
      end = Int(starts[(cell + 1) * (count + 1) + end])
    }
    let whole = cost + spread(columns, pattern, ends)
    return whole <= most ? Cut(columns: columns, ends: ends, cost: whole) : nil
  }

  /// How many numbers are unlike the others of their column: much longer or shorter, or with a percent
  /// sign that those have not.
  private func spread(_ columns: Int, _ pattern: Int, _ ends: [Int]) -> Double {
    var result = 0.0
    for column in 0..<columns where pattern >> column & 1 == 1 {
      let cells = stride(from: columns + column, to: ends.count, by: columns)
      let numbers = cells.map { pieces[ends[$0] - 1] }.filter { $0.shape == .number }
      let lengths = numbers.map { $0.range.count { bytes[$0].isASCIIDigit } }
      let percents = numbers.count { bytes[$0.range.upperBound - 1] == UInt8(ascii: "%") }
      let middle = lengths.sorted()[lengths.count / 2]
      result += Double(lengths.count { abs($0 - middle) > 1 })
      result += Double(min(percents, numbers.count - percents))
    }
    return result
  }

  private func table(_ cut: Cut) -> TableGrid {
    var start = 0
    var rows: [[TableGrid.Cell]] = []
    for (index, end) in cut.ends.enumerated() {
      if index % cut.columns == 0 { rows.append([]) }
      rows[rows.count - 1].append(TableGrid.Cell(words: pieces[start..<end].map(\.range)))
      start = end
    }
    return TableGrid(rows: rows, headRows: 1, layout: .loose, confidence: 0.92)
  }
}
