/// Where the keys of a TOML file stand.
///
/// TOMLKit says where a file is no TOML, but not where in a good one a key stands, and an unknown key
/// is an error that somebody has to find. So the file, once TOMLKit has read it, is walked once more;
/// what it holds is known to be well-formed.
struct TOMLPlaces {
  private var places: [[String]: (line: Int, column: Int)] = [:]
  private let bytes: [UInt8]
  private var index = 0
  /// The line of `index`, from 1.
  private var line = 1
  /// Up to where the characters of the line are counted, and how many they are, and one.
  private var counted = (index: 0, column: 1)
  /// How many tables each array of tables has so far.
  private var counts: [[String]: Int] = [:]

  /// The name of an element of an array in a path: one that no key can have, since ``TOMLGuard`` refuses
  /// NULs.
  static func element(_ index: Int) -> String { "\u{0}\(index)" }

  /// The line and column, both from 1, of a key or an element; nil where there is none.
  func place(of path: [String]) -> (line: Int, column: Int)? { places[path] }

  init(_ text: [UInt8]) {
    bytes = text
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      index = 3
      counted.index = 3
    }
    var table: [String] = []
    skipSpace(andLines: true)
    while index < bytes.count {
      if peek("[") {
        let place = here()
        index += 1
        let isArray = take("[")
        let path = resolved(keys(behind: nil, until: "]"), opensArray: isArray)
        if isArray { index += 1 }
        // The tables around it may have no header of their own.
        for count in path.indices {
          let outer = Array(path[...count])
          places[outer] = places[outer] ?? place
        }
        table = path
      } else {
        pair(in: table)
      }
      skipSpace(andLines: true)
    }
  }

  /// A key, its equals sign and its value.
  private mutating func pair(in table: [String]) {
    let path = keys(behind: table, until: "=")
    skipSpace(andLines: false)
    value(path)
  }

  /// The path of a header with the last element of every array of tables in it.
  private mutating func resolved(_ keys: [String], opensArray: Bool) -> [String] {
    var path: [String] = []
    for (number, key) in keys.enumerated() {
      path.append(key)
      let isLast = number == keys.count - 1
      if isLast && opensArray { counts[path, default: 0] += 1 }
      if let count = counts[path] { path.append(Self.element(count - 1)) }
    }
    return path
  }

  /// Dotted keys, up to and with `end`; where a table is given, they are in it and get places.
  private mutating func keys(behind table: [String]?, until end: Unicode.Scalar) -> [String] {
    var path = table ?? []
    while index < bytes.count {
      skipSpace(andLines: false)
      let place = here()
      path.append(key())
      if table != nil, places[path] == nil { places[path] = place }
      skipSpace(andLines: false)
      if take(end) { return path }
      // A full stop between two keys.
      index += 1
    }
    return path
  }

  private mutating func key() -> String {
    if peek("\"") || peek("'") { return quoted() }
    let start = index
    while index < bytes.count, !isSpace(bytes[index]), !peek("."), !peek("="), !peek("]") {
      index += 1
    }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private mutating func value(_ path: [String]) {
    if peek("\"") || peek("'") {
      _ = quoted()
    } else if take("[") {
      var number = 0
      skipSpace(andLines: true)
      while index < bytes.count, !take("]") {
        let element = path + [Self.element(number)]
        places[element] = here()
        value(element)
        number += 1
        skipSpace(andLines: true)
        if take(",") { skipSpace(andLines: true) }
      }
    } else if take("{") {
      skipSpace(andLines: true)
      while index < bytes.count, !take("}") {
        pair(in: path)
        skipSpace(andLines: true)
        if take(",") { skipSpace(andLines: true) }
      }
    } else {
      while index < bytes.count, !isLineEnd(bytes[index]), !peek(","), !peek("]"), !peek("}"),
        !peek("#")
      {
        index += 1
      }
    }
  }

  /// A string of one of the four kinds, with the escapes that a key may need undone.
  private mutating func quoted() -> String {
    let quote = bytes[index]
    let escapes = quote == UInt8(ascii: "\"")
    var count = 1
    if index + 2 < bytes.count, bytes[index + 1] == quote, bytes[index + 2] == quote { count = 3 }
    index += count
    var text: [UInt8] = []
    while index < bytes.count {
      if bytes[index] == quote {
        var run = 0
        while index + run < bytes.count, bytes[index + run] == quote, run < count + 2 { run += 1 }
        if run >= count {
          // Up to two quotes may stand before the three that end a string.
          index += count == 1 ? 1 : run
          break
        }
      }
      if escapes, bytes[index] == UInt8(ascii: "\\") {
        index += 1
        text.append(contentsOf: escape())
        continue
      }
      step(&text)
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// What stands behind a backslash.
  private mutating func escape() -> [UInt8] {
    guard index < bytes.count else { return [] }
    let mark = bytes[index]
    let digits = mark == UInt8(ascii: "u") ? 4 : mark == UInt8(ascii: "U") ? 8 : 0
    if digits > 0, index + digits < bytes.count {
      let number = String(decoding: bytes[(index + 1)...(index + digits)], as: UTF8.self)
      index += digits + 1
      return UInt32(number, radix: 16).flatMap(Unicode.Scalar.init).map { Array(String($0).utf8) }
        ?? []
    }
    var result: [UInt8] = []
    step(&result)
    return result
  }

  /// Takes one byte along, and a line end with the count of lines.
  private mutating func step(_ text: inout [UInt8]) {
    let byte = bytes[index]
    text.append(byte)
    index += 1
    if byte == 0x0A { startLine() }
  }

  private mutating func startLine() {
    line += 1
    counted = (index, 1)
  }

  /// Skips blanks, and line ends and comments too.
  private mutating func skipSpace(andLines: Bool) {
    while index < bytes.count {
      if bytes[index] == 0x20 || bytes[index] == 0x09 {
        index += 1
      } else if andLines, isLineEnd(bytes[index]) {
        index += 1
        if bytes[index - 1] == 0x0A { startLine() }
      } else if andLines, peek("#") {
        while index < bytes.count, !isLineEnd(bytes[index]) { index += 1 }
      } else {
        return
      }
    }
  }

  private func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
  private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || isLineEnd(byte) }

  private func peek(_ mark: Unicode.Scalar) -> Bool {
    index < bytes.count && bytes[index] == UInt8(ascii: mark)
  }

  private mutating func take(_ mark: Unicode.Scalar) -> Bool {
    guard peek(mark) else { return false }
    index += 1
    return true
  }

  /// The place of `index`: a column counts characters (Unicode scalars).
  private mutating func here() -> (line: Int, column: Int) {
    counted.column += bytes[counted.index..<index].count { $0 & 0xC0 != 0x80 }
    counted.index = index
    return (line, counted.column)
  }
}
