/// The manuals of stages as pages that a reader without programming understands.
public enum ManualPage {
  // MARK: For the terminal

  /// A page on one stage.
  ///
  /// - Parameters:
  ///   - manual: what the stage says of itself.
  ///   - width: the columns of the terminal; at least 60 are used.
  ///   - colour: whether to set headings off with terminal escapes.
  /// - Returns: the page, with a line end at its end.
  public static func text(_ manual: Manual, width: Int = 80, colour: Bool = false) -> String {
    let width = max(60, width)
    var page = heading(manual.name, colour) + "\n"
    page += filled(manual.summary, indent: "  ", width) + "\n"
    for paragraph in paragraphs(manual.discussion) {
      page += filled(paragraph, indent: "  ", width) + "\n"
    }
    if !manual.rules.isEmpty {
      page += heading("Its rules, by the names that stand in the log", colour) + "\n"
      let column = min(26, (manual.rules.map(\.name.count).max() ?? 0) + 2)
      for rule in manual.rules { page += entry(rule.name, rule.summary, column, width) }
      page += "\n"
    }
    let repairs = manual.examples.filter { $0.reason == nil }
    if !repairs.isEmpty {
      page += heading("What it repairs", colour) + "\n"
      for example in repairs {
        if let options = options(example) { page += "  With \(options):\n" }
        page += box("before", example.source, width) + box("after", example.output, width) + "\n"
      }
    }
    let stays = manual.examples.filter { $0.reason != nil }
    if !stays.isEmpty {
      page += heading("What it leaves alone", colour) + "\n"
      for example in stays {
        page += box("stays", example.source, width)
        let options = options(example).map { " (with \($0))" } ?? ""
        page += filled("because: " + (example.reason ?? "") + options, indent: "  ", width) + "\n"
      }
    }
    if !manual.examples.isEmpty {
      page += filled(
        "In the examples every │ is the beginning of a line of the text; ┆ goes on with a line "
          + "that is too long for this page. ⇥ is a tab; characters that cannot be seen stand as "
          + "their Unicode numbers.", indent: "  ", width)
    }
    return page
  }

  /// The stages in the order in which they work, a line or two each.
  public static func list(_ manuals: [Manual], width: Int = 80, colour: Bool = false) -> String {
    let width = max(60, width)
    let column = (manuals.map(\.name.count).max() ?? 0) + 2
    var page = heading("The stages, in the order in which they work", colour) + "\n"
    for manual in manuals { page += entry(manual.name, manual.summary, column, width) }
    return page + "\n"
      + filled(
        "emend explain STAGE tells more, with examples. --stages a,b lets only these stages work, "
          + "--skip a,b all but these.", indent: "  ", width)
  }

  // MARK: For documents

  /// The pages of all stages as one Markdown document.
  public static func markdown(_ manuals: [Manual]) -> String {
    "# The stages\n\nIn the order in which they work.\n\n"
      + manuals.map { "- [`\($0.name)`](#\($0.name.lowercased())): \($0.summary)\n" }.joined()
      + manuals.map { "\n" + markdown($0, level: 2) }.joined()
  }

  /// The page of one stage as Markdown.
  ///
  /// - Parameters:
  ///   - manual: what the stage says of itself.
  ///   - level: the level of its heading.
  public static func markdown(_ manual: Manual, level: Int = 1) -> String {
    let mark = String(repeating: "#", count: level)
    var page = "\(mark) \(manual.name)\n\n**\(manual.summary)**\n"
    for paragraph in paragraphs(manual.discussion) { page += "\n\(paragraph)\n" }
    if !manual.rules.isEmpty {
      page += "\n\(mark)# Rules of \(manual.name)\n\n"
      for rule in manual.rules { page += "- `\(rule.name)`: \(rule.summary)\n" }
    }
    let repairs = manual.examples.filter { $0.reason == nil }
    if !repairs.isEmpty { page += "\n\(mark)# What \(manual.name) repairs\n" }
    for example in repairs {
      let options = options(example).map { " with `\($0)`" } ?? ""
      page +=
        "\nBefore\(options):\n\n\(fenced(example.source))\nAfter:\n\n\(fenced(example.output))"
    }
    let stays = manual.examples.filter { $0.reason != nil }
    if !stays.isEmpty { page += "\n\(mark)# What \(manual.name) leaves alone\n" }
    for example in stays {
      let options = options(example).map { " With `\($0)`." } ?? ""
      page += "\n\(fenced(example.source))\nStays: \(example.reason ?? "").\(options)\n"
    }
    return page
  }

  private static func fenced(_ text: String) -> String {
    var fence = "```"
    while text.contains(fence) { fence += "`" }
    return "\(fence)text\n" + lines(text).map { visible($0) + "\n" }.joined() + "\(fence)\n"
  }

  // MARK: Pieces

  private static func heading(_ text: String, _ colour: Bool) -> String {
    (colour ? "\u{1B}[1m\(text)\u{1B}[0m" : text) + "\n"
  }

  /// A name in a column of its own with a text beside it.
  private static func entry(
    _ name: String, _ summary: String, _ column: Int, _ width: Int
  ) -> String {
    let indent = String(repeating: " ", count: column + 2)
    let text = filled(summary, indent: indent, width)
    // A name too long for its column has a line to itself.
    guard name.count + 2 <= column else { return "  \(name)\n\(text)" }
    return "  \(name)" + String(text.dropFirst(name.count + 2))
  }

  /// A text of an example with its lines and its invisible characters to be seen.
  private static func box(_ label: String, _ text: String, _ width: Int) -> String {
    var result = ""
    let column = 10
    for (number, line) in lines(text).enumerated() {
      for (part, piece) in wrapped(visible(line), width - column - 2).enumerated() {
        let name = number == 0 && part == 0 ? label : ""
        result += "  " + name + String(repeating: " ", count: column - 2 - name.count)
        result += part == 0 ? "│" : "┆"
        result += piece.isEmpty ? "\n" : " \(piece)\n"
      }
    }
    return result
  }

  /// The lines of a text, without their ends; the last one too where it has none.
  private static func lines(_ text: String) -> [String] {
    var result = [""]
    var isPastCR = false
    for scalar in text.unicodeScalars {
      if scalar == "\n" {
        result.append("")
      } else {
        if isPastCR { result[result.count - 1] += "⟨CR⟩" }
        if scalar != "\r" { result[result.count - 1].unicodeScalars.append(scalar) }
      }
      isPastCR = scalar == "\r"
    }
    if result.count > 1, result.last == "" { result.removeLast() }
    return result
  }

  /// A line with names for what the eye cannot see.
  private static func visible(_ line: String) -> String {
    var result = ""
    for scalar in line.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control where scalar == "\t":
        result += "⇥ "
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
        result += named(scalar)
      // An accent of its own would look like a part of the letter before it.
      case .nonspacingMark where (0x300..<0x370).contains(scalar.value):
        result += named(scalar)
      case .spaceSeparator where scalar != " ":
        result += named(scalar)
      default:
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func named(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "⟨U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "⟩"
  }

  /// What the command line of an example says beside the defaults.
  private static func options(_ example: Manual.Example) -> String? {
    var words: [String] = []
    if example.options.contains(.join) { words.append("--wrap join") }
    if example.options.contains(.keepTables) { words.append("--tables keep") }
    if example.options.contains(.removeGarbage) { words.append("--garbage remove") }
    if example.options.contains(.keepFurniture) { words.append("--furniture keep") }
    if example.options.contains(.markFurniture) { words.append("--furniture mark") }
    if example.options.contains(.markdown) { words.append("--format markdown") }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }

  /// The paragraphs of a discussion: what blank lines set apart.
  private static func paragraphs(_ text: String) -> [String] {
    var result: [String] = []
    var isOpen = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.allSatisfy(\.isWhitespace) {
        isOpen = false
      } else if isOpen {
        result[result.count - 1] += " " + line
      } else {
        result.append(String(line))
        isOpen = true
      }
    }
    return result
  }

  /// A paragraph filled to the width, every line indented.
  private static func filled(_ text: String, indent: String, _ width: Int) -> String {
    wrapped(text, width - indent.count).map { indent + $0 + "\n" }.joined()
  }

  /// Cuts a text into lines at blanks, or within a word that is too long for a line.
  private static func wrapped(_ text: String, _ width: Int) -> [String] {
    let width = max(20, width)
    var result: [String] = []
    var line = ""
    var lineWidth = 0
    var index = text.startIndex
    while index < text.endIndex {
      let character = text[index]
      let columns = columns(of: character)
      if lineWidth + columns > width {
        if character != " ", let cut = line.lastIndex(of: " "),
          line[..<cut].contains(where: { $0 != " " })
        {
          result.append(String(line[..<cut]))
          line = String(line[line.index(after: cut)...])
        } else {
          result.append(line)
          line = ""
        }
        lineWidth = line.reduce(0) { $0 + Self.columns(of: $1) }
        if character == " " && line.isEmpty {
          index = text.index(after: index)
          continue
        }
      }
      line.append(character)
      lineWidth += columns
      index = text.index(after: index)
    }
    if !line.isEmpty || result.isEmpty { result.append(line) }
    return result
  }

  /// How many columns a terminal gives a character: two to those of East Asia.
  private static func columns(of character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    // The blocks that Unicode's EastAsianWidth.txt calls wide, in rough lines.
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
