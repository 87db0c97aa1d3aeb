/// A table that the source wrote as HTML.
struct HTMLTable {
  /// Its mark-up, from `<table` to behind `</table>`: offsets into the text, half-open.
  var range: Range<Int>
  /// The texts of its cells; a cell that spans several stands in the first of them. Every row has as
  /// many cells.
  var rows: [[String]] = []
  /// How many rows at the top name the columns.
  var headRows = 0
  /// What its `<caption>` says; nil where it has none.
  var caption: String?
  /// Whether it is closed, and its rows have as many cells as each other without help.
  var isWellFormed = false

  /// More columns than this no table has, and more rows no cell spans.
  private static let mostColumns = 256
  /// A tag is not sought further than this.
  private static let longestTag = 4096

  /// Reads the first table that begins in a part of the text.
  ///
  /// - Parameters:
  ///   - bytes: the text.
  ///   - part: where its start is sought; its end may stand behind: offsets, half-open.
  /// - Returns: the table; nil where none with a cell in it begins there.
  /// - Complexity: linear in what lies between the start of `part` and the end of the table.
  static func first(in bytes: Span<UInt8>, from part: Range<Int>) -> HTMLTable? {
    var start = part.lowerBound
    while start < part.upperBound, Tag(bytes, at: start)?.name != "table" { start += 1 }
    guard start < part.upperBound else { return nil }
    var reader = Reader()
    var index = start
    while index < bytes.count, !reader.isClosed {
      if let tag = Tag(bytes, at: index) {
        reader.read(tag)
        index = tag.end
      } else if bytes.starts("<!--", at: index, limit: bytes.count) {
        index += 4
        while index < bytes.count, !bytes.starts("-->", at: index, limit: bytes.count) {
          index += 1
        }
      } else {
        var end = index + 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "<") { end += 1 }
        reader.text += bytes.array(index..<end)
        index = end
      }
    }
    return reader.table(start..<index)
  }

  // MARK: Tags

  /// A tag of the mark-up.
  private struct Tag {
    /// Its name in small letters.
    var name: String
    var isEnd: Bool
    /// Where the next byte stands.
    var end: Int
    /// How many columns and rows its cell spans.
    var columns = 1
    var rows = 1

    /// The tag that begins at `index`; nil where none does.
    init?(_ bytes: Span<UInt8>, at index: Int) {
      guard index + 2 < bytes.count, bytes[index] == UInt8(ascii: "<") else { return nil }
      isEnd = bytes[index + 1] == UInt8(ascii: "/")
      var position = index + (isEnd ? 2 : 1)
      let start = position
      while position < bytes.count, bytes[position].isASCIILetter || bytes[position].isASCIIDigit {
        position += 1
      }
      guard position > start, position - start <= 16 else { return nil }
      name = String(
        decoding: bytes.array(start..<position).map(\.asciiLowered), as: UTF8.self)
      let attributes = position
      var quote: UInt8?
      let limit = min(bytes.count, position + HTMLTable.longestTag)
      while position < limit, quote != nil || bytes[position] != UInt8(ascii: ">") {
        let byte = bytes[position]
        if byte == quote {
          quote = nil
        } else if quote == nil, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
          quote = byte
        }
        position += 1
      }
      guard position < limit else { return nil }
      end = position + 1
      columns = Self.number(of: "colspan", bytes, attributes..<position)
      rows = Self.number(of: "rowspan", bytes, attributes..<position)
    }

    /// The number that an attribute says; 1 where it says none.
    private static func number(
      of attribute: StaticString, _ bytes: Span<UInt8>, _ range: Range<Int>
    ) -> Int {
      guard
        var index = range.first(where: { bytes.starts(attribute, at: $0, limit: range.upperBound) })
      else { return 1 }
      index += attribute.utf8CodeUnitCount
      while index < range.upperBound, !bytes[index].isASCIIDigit { index += 1 }
      var number = 0
      while index < range.upperBound, bytes[index].isASCIIDigit, number < mostColumns {
        number = number * 10 + Int(bytes[index] - 0x30)
        index += 1
      }
      return min(max(number, 1), mostColumns)
    }
  }

  // MARK: Reading

  private struct Reader {
    /// The bytes of the cell or the caption that is open.
    var text: [UInt8] = []
    var isClosed = false
    private var rows: [[String]] = []
    /// For each column how many rows further down a cell still spans.
    private var spanned: [Int] = []
    private var lengths: Set<Int> = []
    private var headRows = 0
    private var isHead = false
    private var hasOnlyNames = true
    private var caption: String?
    /// The cell that is open.
    private var cell: Tag?
    private var isInCaption = false
    private var depth = 0

    mutating func read(_ tag: Tag) {
      if tag.name == "table" {
        depth += tag.isEnd ? -1 : 1
        if depth == 0 {
          finishRow()
          isClosed = true
        }
        return
      }
      // What a table within a cell says is text of the cell.
      guard depth == 1 else {
        text.append(0x20)
        return
      }
      switch tag.name {
      case "caption":
        if tag.isEnd { finishCaption() } else { text = [] }
        isInCaption = !tag.isEnd
      case "thead", "tbody", "tfoot":
        finishRow()
        isHead = tag.name == "thead" && !tag.isEnd
      case "tr":
        finishRow()
        if !tag.isEnd { startRow() }
      case "td", "th":
        finishCell()
        if !tag.isEnd {
          if rows.isEmpty { startRow() }
          if tag.name == "td" { hasOnlyNames = false }
          cell = tag
          text = []
        }
      case "b", "i", "em", "strong", "span", "sub", "sup", "a", "u", "code", "font", "small": break
      default: text.append(0x20)
      }
    }

    private mutating func startRow() {
      rows.append([])
      hasOnlyNames = true
      skipSpanned()
    }

    /// Leaves the columns empty that cells of rows above stand in.
    private mutating func skipSpanned() {
      while rows[rows.count - 1].count < spanned.count, spanned[rows[rows.count - 1].count] > 0 {
        spanned[rows[rows.count - 1].count] -= 1
        rows[rows.count - 1].append("")
      }
    }

    private mutating func finishCell() {
      guard let cell else { return }
      let start = rows[rows.count - 1].count
      for column in start..<max(start, min(start + cell.columns, HTMLTable.mostColumns)) {
        rows[rows.count - 1].append(column == start ? HTMLText.plain(text) : "")
        if column >= spanned.count { spanned.append(0) }
        spanned[column] = cell.rows - 1
      }
      self.cell = nil
      skipSpanned()
    }

    private mutating func finishRow() {
      finishCell()
      guard let last = rows.last, !last.isEmpty else {
        if !rows.isEmpty { rows.removeLast() }
        return
      }
      lengths.insert(last.count)
      if rows.count == headRows + 1, isHead || hasOnlyNames { headRows += 1 }
    }

    private mutating func finishCaption() {
      let said = HTMLText.plain(text)
      if !said.isEmpty { caption = said }
    }

    /// What was read; nil where there was no cell.
    mutating func table(_ range: Range<Int>) -> HTMLTable? {
      finishRow()
      guard let columns = rows.map(\.count).max(), columns > 0 else { return nil }
      return HTMLTable(
        range: range,
        rows: rows.map { $0 + repeatElement("", count: columns - $0.count) },
        headRows: headRows, caption: caption, isWellFormed: isClosed && lengths.count == 1)
    }
  }
}

/// The text between tags.
enum HTMLText {
  /// The text that mark-up stands for: runs of white space are one blank, characters that are named or
  /// numbered stand for themselves.
  static func plain(_ text: [UInt8]) -> String {
    var result: [UInt8] = []
    var index = 0
    while index < text.count {
      if text[index].isBlank || text[index].isLineEnd {
        if !result.isEmpty, result.last != 0x20 { result.append(0x20) }
        index += 1
      } else if text[index] == UInt8(ascii: "&"), let (scalar, end) = scalar(text, at: index) {
        result += Array(String(scalar).utf8)
        index = end
      } else {
        result.append(text[index])
        index += 1
      }
    }
    if result.last == 0x20 { result.removeLast() }
    return String(decoding: result, as: UTF8.self)
  }

  /// The character that a name or a number between `&` and `;` stands for.
  private static func scalar(_ text: [UInt8], at index: Int) -> (Unicode.Scalar, end: Int)? {
    let longest = 10
    guard let end = text[index...].prefix(longest).firstIndex(of: UInt8(ascii: ";")) else {
      return nil
    }
    let name = String(decoding: text[(index + 1)..<end], as: UTF8.self)
    let scalar: Unicode.Scalar? =
      switch name {
      case "amp": "&"
      case "lt": "<"
      case "gt": ">"
      case "quot": "\""
      case "apos": "'"
      case "nbsp": " "
      case "ndash": "\u{2013}"
      case "mdash": "\u{2014}"
      case "minus": "\u{2212}"
      default:
        if name.hasPrefix("#x") || name.hasPrefix("#X") {
          UInt32(name.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
        } else if name.hasPrefix("#") {
          UInt32(name.dropFirst()).flatMap(Unicode.Scalar.init)
        } else {
          nil
        }
      }
    return scalar.map { ($0, end + 1) }
  }
}
