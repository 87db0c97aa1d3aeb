internal import ICU

/// Reads a table whose cells bars set apart, the same number of them in every row.
enum RuledTable {
  /// Reads the lines as rows; nil where their bars do not agree.
  ///
  /// A cell that goes on in the next line is told by the rules: where every row is closed by one, all
  /// lines between two rules are one row. Where a row has a bar too many, the corners of the rules tell
  /// which of them are drawn.
  static func read(_ lines: [TableLine], _ bytes: [UInt8]) -> TableGrid? {
    let span = bytes.span
    var rows: [[TableGrid.Cell]] = []
    var rules: [Int] = []
    // Without bars at the ends of the rows, a rule has to show that it is drawn.
    let isOpen = lines.contains(where: \.isRule)
    let corners = corners(lines, span)
    for line in lines where !line.words.isEmpty || line.isRule {
      if line.isRule {
        rules.append(rows.count)
        continue
      }
      guard var row = cells(span, line.content, isOpen: isOpen) else { return nil }
      if let corners, row.count + 1 != corners.count,
        let drawn = cells(span, line.content, isOpen: isOpen, corners: corners)
      {
        row = drawn
      }
      rows.append(row)
    }
    guard let columns = rows.first?.count, columns >= 2, rows.count >= 2,
      rows.allSatisfy({ $0.count == columns })
    else { return nil }
    rules = rules.filter { $0 > 0 && $0 < rows.count }
    var startsGroup = [Bool](repeating: false, count: rows.count)
    for rule in rules { startsGroup[rule] = true }
    startsGroup[0] = true
    var head = 0
    if rules.count >= 2, !isListed(rows, startsGroup, bytes) {
      // A rule behind every row: what stands between two is one.
      var joined: [[TableGrid.Cell]] = []
      for (index, row) in rows.enumerated() {
        if startsGroup[index] {
          joined.append(row)
        } else {
          for column in row.indices { joined[joined.count - 1][column].words += row[column].words }
        }
      }
      rows = joined
      head = 1
    } else if let rule = rules.first {
      head = rule
    }
    return TableGrid(rows: rows, headRows: head, layout: .ruled, confidence: 0.95)
  }

  /// Whether rules part groups of rows, not each row from the next: of the lines that have no rule before
  /// them, most begin every cell anew.
  private static func isListed(
    _ rows: [[TableGrid.Cell]], _ startsGroup: [Bool], _ bytes: [UInt8]
  ) -> Bool {
    let later = rows.indices.filter { !startsGroup[$0] }
    let whole = later.count { row in
      rows[row].allSatisfy { cell in
        cell.words.first.map { !bytes[$0.lowerBound].isASCIILower } ?? false
      }
    }
    return whole * 2 > later.count
  }

  /// The terminal columns of the plus signs in the rules; nil where there are none, or the rules differ.
  private static func corners(_ lines: [TableLine], _ bytes: Span<UInt8>) -> [Int]? {
    var result: [Int]?
    for line in lines where line.isRule {
      let found = line.content.filter { bytes[$0] == UInt8(ascii: "+") }.map {
        $0 - line.content.lowerBound
      }
      if result ?? found != found { return nil }
      result = found
    }
    return result.flatMap { $0.count > 1 ? $0 : nil }
  }

  /// The cells of a line between its bars; nil where a bar is missing: at an end, or for open
  /// rows anywhere.
  ///
  /// - Parameter corners: the terminal columns where bars are drawn, in order; a bar anywhere else is
  ///   a sign of its word, and where one of them has no bar there are no cells. Every bar is drawn
  ///   without it.
  private static func cells(
    _ bytes: Span<UInt8>, _ line: Range<Int>, isOpen: Bool, corners: [Int]? = nil
  ) -> [TableGrid.Cell]? {
    var low = line.lowerBound
    var high = line.upperBound
    while low < high, bytes[low].isBlank { low += 1 }
    while high > low, bytes[high - 1].isBlank { high -= 1 }
    let bar = UInt8(ascii: "|")
    guard high - low > 2 else { return nil }
    let isClosed = bytes[low] == bar && bytes[high - 1] == bar
    guard isClosed || isOpen && (low..<high).contains(where: { bytes[$0] == bar }) else {
      return nil
    }
    let drawn = corners.map { corners in
      (low..<high).filter { index in
        bytes[index] == bar
          && corners.contains(
            CharacterProperties.columns(of: bytes.extracting(line.lowerBound..<index)))
      }
    }
    if let drawn, drawn.count != corners?.count { return nil }
    func isDrawn(_ index: Int) -> Bool {
      bytes[index] == bar && drawn.map { $0.contains(index) } ?? true
    }
    var result: [TableGrid.Cell] = []
    var cell = TableGrid.Cell()
    var index = isClosed ? low + 1 : low
    while index < high {
      if isDrawn(index) {
        result.append(cell)
        cell = TableGrid.Cell()
        index += 1
      } else if bytes[index].isBlank {
        index += 1
      } else {
        var end = index
        while end < high, !bytes[end].isBlank, !isDrawn(end) { end += 1 }
        cell.words.append(index..<end)
        index = end
      }
    }
    if !isClosed { result.append(cell) }
    return result
  }
}
