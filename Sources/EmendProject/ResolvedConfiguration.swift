public import Emend

/// A configuration, with where each of its values comes from.
public struct ResolvedConfiguration: Sendable {
  /// What is in force.
  public private(set) var configuration: Configuration
  /// What has changed it, one after another.
  private var changes: [Change] = []

  /// What a configuration was before something changed it, and after; and what did.
  private struct Change {
    var before: Configuration
    var after: Configuration
    /// A place in a file and its key; nil for options.
    var place: String?
    var key: String?
  }

  /// The defaults.
  public init() { configuration = .standard }

  /// Says in the configuration what a file says of one of the documents.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - path: the document's path from the folder of the file on; nil where it has none.
  ///   - reader: reads the files that values name.
  /// - Throws: an ``EmendError`` of what is wrong with the file, or with one that it names.
  public mutating func apply(
    _ file: ConfigurationFile, path: [UInt8]?, reader: Setting.FileReader
  ) throws(EmendError) {
    for assignment in file.assignments(for: path) {
      let before = configuration
      try assignment.setting.apply(assignment.value, to: &configuration, reader: reader)
      changes.append(
        Change(
          before: before, after: configuration, place: "\(file.file):\(assignment.line)",
          key: assignment.setting.key))
    }
  }

  /// Changes the configuration as the options of a command say.
  public mutating func apply(options change: (inout Configuration) throws -> Void) rethrows {
    let before = configuration
    try change(&configuration)
    changes.append(Change(before: before, after: configuration))
  }

  /// Where each key's value comes from, in words, by the key; a key that is not here has its default.
  ///
  /// It is found out when it is asked for, which is seldom.
  public var sources: [String: String] {
    var result: [String: String] = [:]
    for change in changes {
      // By a key of a file, or each by its own option.
      for setting in Setting.all
      where setting.key == change.key
        || setting.value(in: change.before) != setting.value(in: change.after)
      {
        result[setting.key] = change.place ?? setting.flag ?? "options"
      }
    }
    return result
  }

  /// The values that are in force, as a TOML file, each with its source behind it.
  public var toml: String {
    var lines: [(text: String, source: String)] = []
    var table = ""
    let sources = sources
    for setting in Setting.all {
      let value = setting.value(in: configuration)
      let source = sources[setting.key]
      var key = setting.key
      if let dot = key.lastIndex(of: ".") {
        // Of keys in tables only those are worth a line that somebody has set.
        guard value != nil else { continue }
        if key[..<dot] != table {
          table = String(key[..<dot])
          lines.append(("", ""))
          lines.append(("[\(table)]", ""))
        }
        key = String(key[key.index(after: dot)...])
      }
      if let value {
        lines.append(("\(key) = \(value.toml)", source ?? "default"))
      } else if source == nil, case .number = setting.kind {
        lines.append(("# \(key)", "default: the document decides"))
      } else if source == nil, case .choice = setting.kind {
        lines.append(("# \(key)", "default: the document decides"))
      }
    }
    let width = min(40, lines.map(\.text.count).max() ?? 0)
    return lines.map { line in
      guard !line.source.isEmpty else { return line.text + "\n" }
      let gap = String(repeating: " ", count: max(0, width - line.text.count))
      return "\(line.text)\(gap)  # \(line.source)\n"
    }.joined()
  }
}
