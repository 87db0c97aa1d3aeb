internal import Emend
internal import TOMLKit

/// A value of a TOML file, with the place of its key.
struct TOMLNode {
  /// Where its key stands; of an element of an array, where it begins.
  var line: Int
  var column: Int
  var value: Value

  indirect enum Value {
    case string(String)
    case number(Double)
    case flag(Bool)
    case array([TOMLNode])
    /// Keys with their values, in the order of the file.
    case table([(key: String, node: TOMLNode)])
    /// A date or a time, of which nothing here makes use; ``TOMLGuard`` refuses them.
    case other
  }

  /// What it is, in words.
  var kind: String {
    switch value {
    case .string: "a string"
    case .number: "a number"
    case .flag: "true or false"
    case .array(let nodes):
      nodes.first { if case .string = $0.value { false } else { true } }
        .map { "a list with \($0.kind) in it" } ?? "a list"
    case .table: "a table"
    case .other: "a date"
    }
  }

  /// The value as a key's value; nil for what none can be.
  var setting: Setting.Value? {
    switch value {
    case .string(let text): return .string(text)
    case .number(let number): return .number(number)
    case .flag(let isOn): return .flag(isOn)
    case .array: return strings.map(Setting.Value.strings)
    case .table, .other: return nil
    }
  }

  /// The strings of a list of strings; nil for anything else.
  var strings: [String]? {
    guard case .array(let nodes) = value else { return nil }
    var result: [String] = []
    for node in nodes {
      guard case .string(let text) = node.value else { return nil }
      result.append(text)
    }
    return result
  }

  /// An error at the place of the value.
  func error(_ message: String, _ remedy: String, _ file: String) -> EmendError {
    EmendError(
      .badConfiguration, message, remedy: remedy, file: file, line: line, column: column)
  }

  /// Reads a TOML file.
  ///
  /// - Parameters:
  ///   - bytes: what it holds.
  ///   - file: its name, for errors.
  /// - Returns: its top table.
  /// - Throws: an ``EmendError`` with line and column for what is no TOML.
  static func parse(_ bytes: [UInt8], file: String) throws(EmendError) -> TOMLNode {
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw EmendError(
        .badConfiguration, "this is not UTF-8", remedy: "convert it with iconv -t UTF-8",
        file: file)
    }
    if let odd = TOMLGuard.oddity(in: bytes) {
      let before = bytes[..<odd.offset]
      let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
      let (message, remedy) = odd.description(in: text)
      throw EmendError(
        .badConfiguration, message, remedy: remedy, file: file,
        line: 1 + before.count { $0 == 0x0A },
        column: 1 + before[lineStart...].count { $0 & 0xC0 != 0x80 })
    }
    do {
      let table = try TOMLTable(string: text)
      return node(of: table.tomlValue, at: [], TOMLPlaces(bytes), (1, 1))
    } catch let error as TOMLParseError {
      throw EmendError(
        .badConfiguration, error.description.oneLine,
        remedy: "strings stand in quotes, lists in brackets: see https://toml.io", file: file,
        line: error.source.begin.line, column: error.source.begin.column)
    } catch {
      throw EmendError(
        .badConfiguration, "\(error)", remedy: "see https://toml.io", file: file)
    }
  }

  private static func node(
    of value: TOMLValue, at path: [String], _ places: TOMLPlaces,
    _ outer: (line: Int, column: Int)
  ) -> TOMLNode {
    let place = places.place(of: path) ?? outer
    func inner(_ value: TOMLValue, _ key: String) -> TOMLNode {
      node(of: value, at: path + [key], places, place)
    }
    var result = TOMLNode(line: place.line, column: place.column, value: .other)
    switch value.type {
    case .string: result.value = .string(value.string ?? "")
    case .int: result.value = .number(Double(value.int ?? 0))
    case .double: result.value = .number(value.double ?? 0)
    case .bool: result.value = .flag(value.bool ?? false)
    case .array:
      guard let array = value.array else { break }
      result.value = .array(
        array.enumerated().map { inner($1.tomlValue, TOMLPlaces.element($0)) })
    case .table:
      guard let table = value.table else { break }
      let nodes = table.keys.compactMap { key in
        table[key].map { (key: key, node: inner($0.tomlValue, key)) }
      }
      // TOMLKit sorts the keys; a reader expects errors in the order of the file.
      result.value = .table(
        nodes.sorted { ($0.node.line, $0.node.column) < ($1.node.line, $1.node.column) })
    case .date, .time, .dateTime: break
    }
    return result
  }
}

extension String {
  /// The text on one line, its first letter small, as messages are.
  fileprivate var oneLine: String {
    let text = split(whereSeparator: \.isNewline).joined(separator: " ")
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
