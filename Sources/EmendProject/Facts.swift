public import Emend

/// What must hold of a text that is too long to be written out: the facts of a case.
///
/// ```toml
/// present = ["Network Forum"]
/// absent = ["Net-\n\nwork"]
/// unchanged = ["FANG Linlin"]
/// order = [["Column", "In this issue", "Calendar"]]
///
/// [[cell]]
/// text = "Library"
/// right = "40"
/// above = "Room"
/// ```
public struct Facts: Sendable {
  private var present: [String] = []
  private var absent: [String] = []
  private var unchanged: [String] = []
  /// Whether the whole text must stay as it is.
  private var staysWhole = false
  private var order: [[String]] = []
  private var cells: [Cell] = []

  /// A cell of a table, by what stands in it and beside it.
  private struct Cell: Sendable {
    var text: String
    var neighbours: [(side: Side, text: String)] = []

    enum Side: String, CaseIterable, Sendable {
      case left, right, above, below
    }
  }

  /// Reads a file of facts.
  ///
  /// - Throws: an ``EmendError`` with line and column for what is no TOML or no fact.
  public init(_ bytes: [UInt8], file: String) throws(EmendError) {
    let names = ["present", "absent", "unchanged", "order", "cell"]
    guard case .table(let nodes) = try TOMLNode.parse(bytes, file: file).value else { return }
    func strings(_ node: TOMLNode, _ key: String) throws(EmendError) -> [String] {
      guard let strings = node.strings, !strings.contains("") else {
        throw node.error("'\(key)' is \(node.kind)", "write a list of passages", file)
      }
      return strings
    }
    for (key, node) in nodes {
      switch (key, node.value) {
      case ("present", _): present = try strings(node, key)
      case ("absent", _): absent = try strings(node, key)
      case ("unchanged", .flag(let isWhole)): staysWhole = isWhole
      case ("unchanged", _): unchanged = try strings(node, key)
      case ("order", .array(let lists)):
        for list in lists { order.append(try strings(list, key)) }
      case ("cell", .array(let tables)):
        for table in tables { cells.append(try Self.cell(table, file)) }
      case ("order", _): throw node.error("'order' is \(node.kind)", "write [[\"a\", \"b\"]]", file)
      case ("cell", _): throw node.error("'cell' is \(node.kind)", "write [[cell]]", file)
      default:
        let nearest = NearestName.of(key, among: names).map { "did you mean '\($0)'?" }
        throw node.error(
          "there is no fact '\(key)'",
          nearest ?? "write one of \(names.joined(separator: ", "))", file)
      }
    }
  }

  private static func cell(_ table: TOMLNode, _ file: String) throws(EmendError) -> Cell {
    guard case .table(let nodes) = table.value else {
      throw table.error("a cell that is \(table.kind)", "write [[cell]]", file)
    }
    var cell: Cell?
    var neighbours: [(side: Cell.Side, text: String)] = []
    for (key, node) in nodes {
      guard case .string(let text) = node.value else {
        throw node.error("'\(key)' is \(node.kind)", "write a string", file)
      }
      if key == "text" {
        cell = Cell(text: text)
      } else if let side = Cell.Side(rawValue: key) {
        neighbours.append((side, text))
      } else {
        throw node.error(
          "a cell has no '\(key)'", "write text, left, right, above or below", file)
      }
    }
    guard var cell else { throw table.error("a cell without its text", "add text = \"…\"", file) }
    cell.neighbours = neighbours
    return cell
  }

  /// Whether they ask for nothing: every text keeps them.
  public var isEmpty: Bool {
    present.isEmpty && absent.isEmpty && unchanged.isEmpty && !staysWhole
      && order.allSatisfy(\.isEmpty) && cells.isEmpty
  }

  /// The facts that do not hold, a line each.
  ///
  /// - Complexity: linear in the texts times the facts.
  public func broken(input: [UInt8], output: [UInt8]) -> [String] {
    var result: [String] = []
    for passage in present where output.firstRange(of: passage.utf8) == nil {
      result.append("not present: \(Cause.shown(Array(passage.utf8)))")
    }
    for passage in absent where output.firstRange(of: passage.utf8) != nil {
      result.append("not absent: \(Cause.shown(Array(passage.utf8)))")
    }
    if staysWhole, input != output { result.append("the text has not stayed unchanged") }
    for passage in unchanged {
      let before = input.ranges(of: passage.utf8).count
      let after = output.ranges(of: passage.utf8).count
      if before == 0 {
        result.append("not in the input at all: \(Cause.shown(Array(passage.utf8)))")
      } else if before != after {
        result.append(
          "not unchanged: \(Cause.shown(Array(passage.utf8))) stood there \(before) times and stands "
            + "there \(after) times now")
      }
    }
    for list in order { if let fault = Self.disorder(list, output) { result.append(fault) } }
    if !cells.isEmpty {
      let tables = Self.tables(in: output)
      for cell in cells where !tables.contains(where: { Self.holds(cell, in: $0) }) {
        let beside = cell.neighbours.map { ", \($0.side.rawValue): “\($0.text)”" }.joined()
        result.append("no such cell: “\(cell.text)”\(beside)")
      }
    }
    return result
  }

  /// What is wrong with the order of passages; nil where each stands somewhere behind the one before.
  private static func disorder(_ list: [String], _ output: [UInt8]) -> String? {
    var position = output.startIndex
    var last: String?
    for passage in list {
      guard let range = output[position...].firstRange(of: passage.utf8) else {
        let shown = Cause.shown(Array(passage.utf8))
        guard let last, output.firstRange(of: passage.utf8) != nil else {
          return "not present: \(shown)"
        }
        return "not in order: \(shown) does not stand behind \(Cause.shown(Array(last.utf8)))"
      }
      position = range.upperBound
      last = passage
    }
    return nil
  }

  /// The tables of a text: neighbouring rows of bars, or of tabs, cut into their cells.
  private static func tables(in text: [UInt8]) -> [[[String]]] {
    var tables: [[[String]]] = []
    var isOpen = false
    for line in text.split(separator: 0x0A, omittingEmptySubsequences: false) {
      let line = String(decoding: line, as: UTF8.self).trimmed
      var cells: [String]
      if line.hasPrefix("|") {
        cells = line.split(separator: "|", omittingEmptySubsequences: false).map { $0.trimmed }
        cells.removeFirst()
        if line.hasSuffix("|"), cells.count > 1 { cells.removeLast() }
        // The row of hyphens under the header is no row.
        if cells.allSatisfy({ !$0.isEmpty && $0.allSatisfy { "-:".contains($0) } }) { continue }
      } else if line.contains("\t") {
        cells = line.split(separator: "\t", omittingEmptySubsequences: false).map { $0.trimmed }
      } else {
        isOpen = false
        continue
      }
      if !isOpen { tables.append([]) }
      isOpen = true
      tables[tables.count - 1].append(cells)
    }
    return tables
  }

  private static func holds(_ cell: Cell, in rows: [[String]]) -> Bool {
    func text(_ row: Int, _ column: Int) -> String? {
      guard rows.indices.contains(row), rows[row].indices.contains(column) else { return nil }
      return rows[row][column]
    }
    for row in rows.indices {
      for column in rows[row].indices where rows[row][column] == cell.text {
        let fits = cell.neighbours.allSatisfy { neighbour in
          switch neighbour.side {
          case .left: text(row, column - 1) == neighbour.text
          case .right: text(row, column + 1) == neighbour.text
          case .above: text(row - 1, column) == neighbour.text
          case .below: text(row + 1, column) == neighbour.text
          }
        }
        if fits { return true }
      }
    }
    return false
  }
}

extension StringProtocol {
  /// Without the blanks at both ends.
  fileprivate var trimmed: String {
    guard let start = firstIndex(where: { !$0.isWhitespace }),
      let end = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[start...end])
  }
}
