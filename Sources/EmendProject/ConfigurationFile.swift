public import Emend

/// What an `emend.toml` says.
public struct ConfigurationFile: Sendable {
  /// The name that the file has where nobody names another.
  public static let name = "emend.toml"

  /// The file, for errors and for `emend config`.
  public let file: String
  /// What it says of every file, in the order in which it takes effect.
  public private(set) var assignments: [Assignment] = []
  /// What it says of some files; the last that matches wins.
  public private(set) var overrides: [Override] = []

  /// A key with its value.
  public struct Assignment: Sendable {
    public var setting: Setting
    public var value: Setting.Value
    /// Where the key stands, from 1.
    public var line: Int
    public var column: Int
  }

  /// Keys that count for some files only.
  public struct Override: Sendable {
    /// Patterns of their paths, from the folder of the file on.
    public var files: [Glob]
    public var assignments: [Assignment]
  }

  /// Reads an `emend.toml`.
  ///
  /// - Parameters:
  ///   - bytes: what it holds.
  ///   - file: its name, for errors.
  /// - Throws: an ``EmendError`` with line and column for what is no TOML, for a key that does not
  ///   exist, with the nearest one that does, and for a value of another kind than its key's.
  public init(_ bytes: [UInt8], file: String) throws(EmendError) {
    self.file = file
    let top = try TOMLNode.parse(bytes, file: file)
    guard case .table(let nodes) = top.value else { return }
    for (key, node) in nodes where key == Self.overrideKey {
      guard case .array(let tables) = node.value else {
        throw node.error(
          "'\(key)' is \(node.kind)", "write [[\(key)]], once for every group of files", file)
      }
      for table in tables { overrides.append(try override(table)) }
    }
    assignments = try assignments(
      in: nodes.filter { $0.key != Self.overrideKey }, others: [Self.overrideKey])
  }

  private static let overrideKey = "override"
  private static let filesKey = "files"

  private func override(_ table: TOMLNode) throws(EmendError) -> Override {
    guard case .table(let nodes) = table.value,
      let files = nodes.first(where: { $0.key == Self.filesKey })?.node
    else {
      throw table.error(
        "an override without '\(Self.filesKey)'", "add \(Self.filesKey) = [\"*.md\"]", file)
    }
    guard let patterns = files.strings, case .array(let elements) = files.value else {
      throw files.error(
        "'\(Self.filesKey)' is \(files.kind)", "write a list of patterns, such as [\"*.md\"]", file)
    }
    var globs: [Glob] = []
    for (node, pattern) in zip(elements, patterns) {
      do {
        globs.append(try Glob(checking: Array(pattern.utf8)))
      } catch {
        throw node.error(error.message, error.remedy, file)
      }
    }
    return Override(
      files: globs,
      assignments: try assignments(
        in: nodes.filter { $0.key != Self.filesKey }, others: [Self.filesKey]))
  }

  /// The keys of a table, those of its inner tables among them, in the order of the table of keys; `others`
  /// may stand there too.
  private func assignments(
    in nodes: [(key: String, node: TOMLNode)], others: [String]
  ) throws(EmendError) -> [Assignment] {
    var result: [Assignment] = []
    try collect(nodes, behind: "", others, into: &result)
    let order = Dictionary(
      uniqueKeysWithValues: Setting.all.enumerated().map { ($1.key, $0) })
    return result.sorted { order[$0.setting.key, default: 0] < order[$1.setting.key, default: 0] }
  }

  private func collect(
    _ nodes: [(key: String, node: TOMLNode)], behind prefix: String, _ others: [String],
    into result: inout [Assignment]
  ) throws(EmendError) {
    for (key, node) in nodes {
      let name = prefix + key
      if let setting = Setting.named(name) {
        guard let value = node.setting else {
          throw node.error(
            "'\(name)' is \(node.kind)", "write \(setting.kind.description)", file)
        }
        // Whether the value fits is asked at once, not at the first file that it counts for.
        do {
          try setting.check(value)
        } catch {
          throw node.error(error.message, error.remedy, file)
        }
        result.append(
          Assignment(setting: setting, value: value, line: node.line, column: node.column))
      } else if case .table(let inner) = node.value, isTable(name) {
        try collect(inner, behind: name + ".", others, into: &result)
      } else {
        throw unknown(name, node, others)
      }
    }
  }

  private func isTable(_ name: String) -> Bool {
    Setting.all.contains { $0.key.hasPrefix(name + ".") }
  }

  private func unknown(_ name: String, _ node: TOMLNode, _ others: [String]) -> EmendError {
    var names = Setting.all.map(\.key) + others
    // Of `stage.splling`, a table, the nearest is a table too.
    if case .table = node.value {
      let tables = names.compactMap { name in
        name.lastIndex(of: ".").map { dot in String(name[..<dot]) }
      }
      names += Set(tables)
    }
    let nearest = NearestName.of(name, among: names.sorted())
    return node.error(
      "there is no key '\(name.count > 60 ? String(name.prefix(60)) + "…" : name)'",
      nearest.map { "did you mean '\($0)'?" } ?? "emend config --markdown lists the keys", file)
  }

  /// All that counts for a file, in the order in which it takes effect.
  ///
  /// - Parameter path: the file's path from the folder of this file on, as bytes; nil for standard
  ///   input without a name, to which no override applies.
  public func assignments(for path: [UInt8]?) -> [Assignment] {
    guard let path else { return assignments }
    return assignments
      + overrides.filter { $0.files.contains { $0.matches(path) } }.flatMap(\.assignments)
  }
}
