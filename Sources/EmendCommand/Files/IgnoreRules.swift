import EmendProject

/// The rules of an ignore file, by gitignore's grammar; they hold in its folder and below.
struct IgnoreRules: Sendable {
  private struct Rule: Sendable {
    var pattern: Glob
    var takesBack: Bool
    var foldersOnly: Bool
  }

  private var rules: [Rule] = []

  /// - Parameter text: the lines of an ignore file.
  init(_ text: [UInt8]) {
    for raw in text.split(separator: 0x0A) {
      var line = Array(raw)
      if line.last == 0x0D { line.removeLast() }
      while line.last == 0x20, line.dropLast().last != UInt8(ascii: "\\") { line.removeLast() }
      if line.isEmpty || line[0] == UInt8(ascii: "#") { continue }
      let takesBack = line[0] == UInt8(ascii: "!")
      if takesBack { line.removeFirst() }
      let foldersOnly = line.last == UInt8(ascii: "/")
      if foldersOnly { line.removeLast() }
      if line.isEmpty { continue }
      rules.append(
        Rule(pattern: Glob(line), takesBack: takesBack, foldersOnly: foldersOnly))
    }
  }

  /// Whether a path from the rules' folder on is ignored; nil where no rule speaks of it. The last
  /// rule that fits decides.
  func ignores(_ path: [UInt8], isFolder: Bool) -> Bool? {
    for rule in rules.reversed()
    where (isFolder || !rule.foldersOnly) && rule.pattern.matches(path) {
      return !rule.takesBack
    }
    return nil
  }
}
