internal import ICU

/// Reads a table whose cells bars set apart, the same number of them in every row.
enum RuledTable {
  /// Reads the lines as rows; nil where their bars do not agree.
  ///
  /// A cell that goes on in the next line is told by the rules: where every row is closed by one, all
  /// lines between two rules are one row. Where a row has a bar too many, the corners of the rules tell
  /// which of them are drawn.
  ///
  /// - Parameters:
  ///   - lines: the lines without their line ends, offsets into `bytes`, half-open.
  ///   - bytes: the text.
  static func read(_ lines: [Range<Int>], _ bytes: Span<UInt8>) -> TableGrid? {
    let kinds = lines.map { kind(of: $0, bytes) }
    // Without bars at the ends of the rows, a rule has to show that it is drawn.
    let isOpen = kinds.contains(.rule)
    let corners = isOpen ? corners(lines, kinds, bytes) : nil
    var grid = TableGrid(columns: 0, rows: 0, layout: .ruled, confidence: 0.95)
    var rules: [Int] = []
    var row = Row()
    for (line, kind) in zip(lines, kinds) where kind != .nothing {
      if kind == .rule {
        rules.append(grid.rowCount)
        continue
      }
      guard row.read(bytes, line, isOpen: isOpen) else { return nil }
      if let corners, row.ends.count + 1 != corners.count {
        var drawn = Row()
        if drawn.read(bytes, line, isOpen: isOpen, corners: corners) { row = drawn }
      }
      if grid.columns == 0 {
        grid = TableGrid(
          columns: row.ends.count, rows: lines.count, layout: .ruled, confidence: 0.95)
      }
      guard row.ends.count >= 2, row.ends.count == grid.columns else { return nil }
      row.append(to: &grid)
    }
    guard grid.rowCount >= 2 else { return nil }
    rules = rules.filter { $0 > 0 && $0 < grid.rowCount }
    if rules.count >= 2 {
      var startsGroup = [Bool](repeating: false, count: grid.rowCount)
      for rule in rules { startsGroup[rule] = true }
      startsGroup[0] = true
      if !isListed(grid, startsGroup, bytes) {
        // A rule behind every row: what stands between two is one.
        grid = joined(grid, [0] + Set(rules).sorted())
        grid.headRows = 1
        return grid
      }
    }
    grid.headRows = rules.first ?? 0
    return grid
  }

  /// One row for each group of rows.
  ///
  /// - Parameter starts: the first row of each group.
  private static func joined(_ grid: TableGrid, _ starts: [Int]) -> TableGrid {
    var result = TableGrid(
      columns: grid.columns, rows: starts.count, layout: grid.layout, confidence: grid.confidence)
    for (group, start) in starts.enumerated() {
      let end = group + 1 < starts.count ? starts[group + 1] : grid.rowCount
      for column in 0..<grid.columns {
        for row in start..<end {
          for word in grid.place(row, column) { result.append(grid.words[word]) }
        }
        result.endCell()
      }
    }
    return result
  }

  /// Whether rules part groups of rows, not each row from the next: of the lines that have no rule before
  /// them, most begin every cell anew.
  private static func isListed(
    _ grid: TableGrid, _ startsGroup: [Bool], _ bytes: Span<UInt8>
  ) -> Bool {
    var later = 0
    var whole = 0
    for row in 0..<grid.rowCount where !startsGroup[row] {
      later += 1
      let isWhole = (0..<grid.columns).allSatisfy { column in
        grid.first(row, column).map { !bytes[$0.lowerBound].isASCIILower } ?? false
      }
      if isWhole { whole += 1 }
    }
    return whole * 2 > later
  }

  /// What a line among those of a drawn table is.
  private enum Kind { case row, rule, nothing }

  private static func kind(of line: Range<Int>, _ bytes: Span<UInt8>) -> Kind {
    var index = line.lowerBound
    while index < line.upperBound, bytes[index].isBlank || bytes[index] == UInt8(ascii: "|") {
      index += 1
    }
    guard index < line.upperBound else { return .nothing }
    switch bytes[index] {
    case UInt8(ascii: "-"), UInt8(ascii: "="), UInt8(ascii: "_"), UInt8(ascii: "+"),
      UInt8(ascii: "~"), UInt8(ascii: "."), 0xE2:
      let read = TableLine(bytes, line)
      return read.isRule ? .rule : read.words.isEmpty ? .nothing : .row
    default:
      // A line that begins with a word is no rule.
      return .row
    }
  }

  /// The terminal columns of the plus signs in the rules, and of bars, with which some draw the ends of
  /// rules; nil where there are none, or the rules differ.
  private static func corners(
    _ lines: [Range<Int>], _ kinds: [Kind], _ bytes: Span<UInt8>
  ) -> [Int]? {
    var result: [Int]?
    for (line, kind) in zip(lines, kinds) where kind == .rule {
      let found = line.filter { bytes[$0] == UInt8(ascii: "+") || bytes[$0] == UInt8(ascii: "|") }
        .map { $0 - line.lowerBound }
      if result ?? found != found { return nil }
      result = found
    }
    return result.flatMap { $0.count > 1 ? $0 : nil }
  }

  /// The cells of a line between its bars.
  private struct Row {
    /// The words of all cells: offsets into the text, half-open.
    private var words: [Range<Int>] = []
    /// For each cell where its words end in ``words``.
    private(set) var ends: [Int] = []

    /// Reads the cells; says whether they are some: not where a bar is missing, at an end, or for open
    /// rows anywhere.
    ///
    /// - Parameter corners: the terminal columns where bars are drawn, in order; a bar anywhere else is
    ///   a sign of its word, and where one of them has no bar there are no cells. Every bar is drawn
    ///   without it.
    mutating func read(
      _ bytes: Span<UInt8>, _ line: Range<Int>, isOpen: Bool, corners: [Int]? = nil
    ) -> Bool {
      words.removeAll(keepingCapacity: true)
      ends.removeAll(keepingCapacity: true)
      var low = line.lowerBound
      var high = line.upperBound
      while low < high, bytes[low].isBlank { low += 1 }
      while high > low, bytes[high - 1].isBlank { high -= 1 }
      let bar = UInt8(ascii: "|")
      guard high - low > 2 else { return false }
      let isClosed = bytes[low] == bar && bytes[high - 1] == bar
      guard isClosed || isOpen && bytes.has(bar, in: low..<high) else { return false }
      let drawn = corners.map { corners in
        (low..<high).filter { index in
          bytes[index] == bar
            && corners.contains(
              CharacterProperties.columns(of: bytes.extracting(line.lowerBound..<index)))
        }
      }
      if let drawn, drawn.count != corners?.count { return false }
      func isDrawn(_ index: Int) -> Bool {
        bytes[index] == bar && drawn.map { $0.contains(index) } ?? true
      }
      var index = isClosed ? low + 1 : low
      while index < high {
        if isDrawn(index) {
          ends.append(words.count)
          index += 1
        } else if bytes[index].isBlank {
          index += 1
        } else {
          var end = index
          while end < high, !bytes[end].isBlank, !isDrawn(end) { end += 1 }
          words.append(index..<end)
          index = end
        }
      }
      if !isClosed { ends.append(words.count) }
      // Where no bar is drawn behind the last words, no cell would hold them.
      return ends.last == words.count
    }

    /// Appends the cells to a table.
    func append(to grid: inout TableGrid) {
      var word = 0
      for end in ends {
        while word < end {
          grid.append(words[word])
          word += 1
        }
        grid.endCell()
      }
    }
  }
}
