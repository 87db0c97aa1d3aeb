/// Reads lines as a table, whatever sets its cells apart.
enum TableReader {
  /// Reads lines that ``TableFinder`` has found to be a table.
  ///
  /// - Parameters:
  ///   - lines: the lines without their line ends, offsets into `bytes`, half-open; blank ones among
  ///     them.
  ///   - bytes: the text.
  /// - Returns: the table; nil where the lines show none.
  static func read(_ lines: [Range<Int>], _ bytes: [UInt8]) -> TableGrid? {
    if let stroked = StrokedTable.read(lines, bytes.span) { return stroked }
    if let ruled = RuledTable.read(lines, bytes.span) { return ruled }
    let read = TableLine.read(lines, bytes.span)
    if haveColumns(read), let aligned = aligned(read, bytes) { return aligned.grid }
    let loose = LooseTable(read, bytes).longest(from: 0)
    // What stands in columns, one after another, may begin with two that were read as lines.
    if let stacked = stacked(read, bytes), stacked.lines > loose?.lines ?? 0 { return stacked.grid }
    return loose?.grid ?? FlatTable.read(read, bytes)
  }

  /// Whether blanks or leaders align what stands in most of the lines.
  static func haveColumns(_ lines: [TableLine]) -> Bool {
    var wide = 0
    var several = 0
    for line in lines where line.words.count > 1 {
      several += 1
      let isWide = line.words.indices.dropFirst().contains {
        !line.words[$0].isBehindBar && line.words[$0].start - line.words[$0 - 1].end > 1
      }
      if isWide || line.hasLeader { wide += 1 }
    }
    return wide > 1 && wide * 3 >= several
  }

  /// A table whose columns are aligned on the page.
  ///
  /// - Returns: the table, and how many lines at the top are its title and no part of it.
  static func aligned(_ lines: [TableLine], _ bytes: [UInt8]) -> (grid: TableGrid, title: Int)? {
    guard let (read, title) = AlignedTable.read(lines, bytes) else { return nil }
    var grid = read
    let isRuled = lines.contains { $0.isRule }
    guard isTable(grid, lines.dropFirst(title), bytes, isRuled: isRuled) else { return nil }
    grid.layout = isRuled ? .ruled : .aligned
    return (grid, title)
  }

  /// A table that was read column by column.
  ///
  /// - Returns: the table, and how many lines from the top it takes.
  static func stacked(_ lines: [TableLine], _ bytes: [UInt8]) -> (grid: TableGrid, lines: Int)? {
    var groups: [[TableLine]] = []
    var ends: [Int] = []
    var isOpen = false
    for (index, line) in lines.enumerated() {
      if line.words.isEmpty {
        isOpen = false
        continue
      }
      if isOpen {
        groups[groups.count - 1].append(line)
        ends[ends.count - 1] = index + 1
      } else {
        groups.append([line])
        ends.append(index + 1)
        isOpen = true
      }
    }
    guard groups.count >= 2, let found = StackedTable.read(groups, bytes) else { return nil }
    return (found.grid, ends[found.groups - 1])
  }

  // MARK: Evidence

  /// Whether a grid is a table, and not prose in two columns, verse, code or a table of contents.
  private static func isTable(
    _ grid: TableGrid, _ lines: ArraySlice<TableLine>, _ bytes: [UInt8], isRuled: Bool
  ) -> Bool {
    let several = (0..<grid.rowCount).count { grid.filled($0) > 1 }
    guard several >= 2, several * 3 >= grid.rowCount else { return false }
    if isContents(grid, lines, bytes) || isMarkedText(grid, bytes) || grid.isLabelled(bytes.span) {
      return false
    }
    if looksLikeCode(lines, bytes) { return false }
    if (1..<grid.columns).contains(where: { grid.isNumeric($0, bytes.span) }) {
      return several >= 3 || grid.headRows > 0
    }
    guard several >= 3 else { return false }
    var low = 0
    var filled = 0
    var words = 0
    for row in grid.body {
      for column in 0..<grid.columns {
        guard let first = grid.first(row, column) else { continue }
        filled += 1
        words += grid.place(row, column).count
        if bytes[first.lowerBound].isASCIILower { low += 1 }
      }
    }
    // Words alone: the cells are short, and begin where the others of their column begin.
    if !isRuled { guard areAligned(grid, lines) else { return false } }
    return low * 10 <= filled * (isRuled ? 8 : 4) && words <= filled * 8
  }

  /// Whether all but one of the columns hold no word: bullets before the lines of a text, the signs of
  /// comments or quotations.
  private static func isMarkedText(_ grid: TableGrid, _ bytes: [UInt8]) -> Bool {
    let written = (0..<grid.columns).count { column in
      grid.body.contains { row in
        grid.place(row, column).contains { index in
          grid.words[index].contains {
            bytes[$0].isASCIILetter || bytes[$0].isASCIIDigit || bytes[$0] >= 0x80
          }
        }
      }
    }
    return written < 2
  }

  /// Whether the cells of every column but the first begin (or end) one below the other.
  private static func areAligned(_ grid: TableGrid, _ lines: ArraySlice<TableLine>) -> Bool {
    var starts: [Int: (start: Int, end: Int)] = [:]
    for line in lines {
      for word in line.words { starts[word.range.lowerBound] = (word.start, word.end) }
    }
    for column in 1..<grid.columns {
      var lefts: [Int] = []
      var rights: [Int] = []
      for row in 0..<grid.rowCount {
        let place = grid.place(row, column)
        guard !place.isEmpty, let left = starts[grid.words[place.lowerBound].lowerBound],
          let right = starts[grid.words[place.upperBound - 1].lowerBound]
        else { continue }
        lefts.append(left.start)
        rights.append(right.end)
      }
      guard lefts.count >= 2 else { continue }
      func agree(_ places: [Int]) -> Bool {
        let middle = places.sorted()[places.count / 2]
        return places.filter { abs($0 - middle) <= 1 }.count * 10 >= places.count * 7
      }
      guard agree(lefts) || agree(rights) else { return false }
    }
    return true
  }

  /// Whether it is a table of contents: titles, and the numbers of their pages or sections, which
  /// grow from row to row.
  private static func isContents(
    _ grid: TableGrid, _ lines: ArraySlice<TableLine>, _ bytes: [UInt8]
  ) -> Bool {
    let last = grid.columns - 1
    guard last == 1 || last == 2 else { return false }
    if grid.headRows > 0 {
      // "Page", "Paragraph".
      guard let name = grid.first(grid.headRows - 1, last),
        bytes[name.lowerBound] & 0xDF == UInt8(ascii: "P")
      else { return false }
    }
    var page = 0
    var pages = 0
    for row in grid.body {
      guard let word = grid.first(row, last) else { continue }
      // The first number of "31-47".
      let digits = word.prefix { bytes[$0].isASCIIDigit }
      guard grid.place(row, last).count == 1, (1...4).contains(digits.count),
        digits.count == word.count || bytes[digits.endIndex] == UInt8(ascii: "-")
          || bytes[digits.endIndex] == 0xE2
      else { return false }
      let number = digits.reduce(0) { $0 * 10 + Int(bytes[$1] - 48) }
      if number < page { return false }
      page = number
      pages += 1
    }
    return pages >= 3 || pages == 2 && lines.contains(where: \.hasLeader)
  }

  private static func looksLikeCode(_ lines: ArraySlice<TableLine>, _ bytes: [UInt8]) -> Bool {
    var code = 0
    var written = 0
    for line in lines {
      guard let last = line.words.last else { continue }
      written += 1
      switch bytes[last.range.upperBound - 1] {
      case UInt8(ascii: ";"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\\"): code += 1
      default: break
      }
    }
    return code * 5 > written
  }
}
