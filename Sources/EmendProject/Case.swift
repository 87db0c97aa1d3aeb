public import Emend

/// A case: a text, and what must become of it.
///
/// On disk it is a folder with `input.txt` (or another ending) and at least one of `expected.txt`,
/// the exact text, `edits.jsonl`, the changes, and `facts.toml`, what must hold of the text.
public struct Case: Sendable {
  /// The name of its folder, from the folder of all cases on.
  public var name: String
  /// The text before.
  public var input: [UInt8]
  /// The exact text after; nil where only facts are known.
  public var expected: [UInt8]?
  /// Lines of an edit log that must come out, with or without its head and tail.
  public var log: [UInt8]?
  /// What must hold of the text.
  public var facts: Facts?

  /// The files of a case.
  public enum Names {
    /// What the input is called, but for its ending.
    public static let input = "input"
    /// What the expected text is called; its ending is the input's.
    public static let expected = "expected"
    public static let log = "edits.jsonl"
    public static let facts = "facts.toml"
  }

  public init(
    name: String, input: [UInt8], expected: [UInt8]? = nil, log: [UInt8]? = nil,
    facts: Facts? = nil
  ) {
    self.name = name
    self.input = input
    self.expected = expected
    self.log = log
    self.facts = facts
  }

  /// Whether a file of a folder makes it a case: `input`, or `input.` and an ending.
  public static func isInput(_ name: String) -> Bool {
    name == Names.input || name.hasPrefix(Names.input + ".")
  }

  /// The name of the expected text beside an input of a name.
  public static func expectedName(beside input: String) -> String {
    Names.expected + input.dropFirst(Names.input.count)
  }

  /// Cleans the input and compares.
  ///
  /// Beside what the case asks for it looks at two laws: the log must give the input back, and
  /// cleaning the output again must change nothing.
  ///
  /// - Throws: an ``EmendError`` for input that is no text, a configuration or a log that is wrong, facts
  ///   that ask for nothing where nothing else is asked for.
  public func run(_ configuration: Configuration) throws(EmendError) -> Outcome {
    // Such a case would pass whatever came out, and its author would believe it guarded.
    if let facts, facts.isEmpty, expected == nil, log == nil {
      throw EmendError(
        .unreadable, "this file states no fact, and the case has nothing else to check",
        remedy:
          "write for example present = [\"a passage\"], or remove it and run emend test --bless",
        file: "\(name)/\(Names.facts)")
    }
    let pipeline = Pipeline(configuration)
    let cleaned = try pipeline.clean(input)
    var outcome = Outcome(cleaned: cleaned)
    if expected == nil && log == nil && facts == nil {
      outcome.problems.append(
        Problem(
          .incomplete,
          "it says nothing of what must come out: add \(Names.expected).txt or \(Names.facts), "
            + "or run emend test --bless"))
    }
    if let expected, expected != cleaned.bytes {
      outcome.problems.append(.text(expected, cleaned))
    }
    if let log { try outcome.problems.append(contentsOf: compare(log, cleaned)) }
    for broken in facts?.broken(input: input, output: cleaned.bytes) ?? [] {
      outcome.problems.append(Problem(.fact, broken))
    }
    if (try? EditLog.decode(cleaned.log, file: name).undo(cleaned.bytes)) != input {
      outcome.problems.append(Problem(.law, "its log does not give the input back"))
    }
    let fits = max(input.count, cleaned.bytes.count) <= configuration.windowSize
    if fits, cleaned.head.encoding == .utf8, cleaned.tail.edits > 0 {
      let again = try pipeline.clean(cleaned.bytes)
      if again.bytes != cleaned.bytes {
        outcome.problems.append(
          Problem(
            .law, "cleaning the output again changes it",
            Difference(
              old: cleaned.bytes, new: again.bytes,
              causes: Cause.all(in: again, since: cleaned.bytes))))
      }
    }
    return outcome
  }

  /// The changes that are wanted and those that came out, without confidence and reason: these may
  /// change with the lexicon.
  private func compare(
    _ log: [UInt8], _ cleaned: Pipeline.Cleaned
  ) throws(EmendError) -> [Problem] {
    let (edits, findings) = try EditLog.decodeChanges(log, file: "\(name)/\(Names.log)")
    let wanted = Self.lines(edits, findings)
    let found = Self.lines(cleaned.edits, cleaned.findings)
    guard wanted != found else { return [] }
    return [
      Problem(
        .log, "other changes than in \(Names.log)", Difference(old: wanted, new: found, causes: []))
    ]
  }

  /// Changes and findings as lines for people.
  private static func lines(_ edits: [Edit], _ findings: [Finding]) -> [UInt8] {
    var lines = edits.map { (range: $0.range, text: Cause.text(of: $0)) }
    lines += findings.map { finding in
      (
        range: finding.range,
        text: "found \(finding.step.stage)/\(finding.step.rule): \(Cause.shown(finding.excerpt))"
      )
    }
    return Array(
      lines.sorted {
        ($0.range.lowerBound, $0.range.upperBound, $0.text)
          < ($1.range.lowerBound, $1.range.upperBound, $1.text)
      }.map { "\($0.range.lowerBound)-\($0.range.upperBound) \($0.text)\n" }.joined().utf8)
  }

  /// What `edits.jsonl` should hold for what came out: its changes, without head and tail, which
  /// change with every version.
  public static func log(of cleaned: Pipeline.Cleaned) -> [UInt8] {
    let lines = cleaned.log.split(separator: 0x0A)
    return Array(lines.dropFirst().dropLast().flatMap { $0 + [0x0A] })
  }
}

/// What became of a case.
public struct Outcome: Sendable {
  /// What came out.
  public var cleaned: Pipeline.Cleaned
  /// What is wrong with it; empty where the case passes.
  public var problems: [Problem] = []

  public var passes: Bool { problems.isEmpty }
}

/// One thing that is wrong with what came out of a case.
public struct Problem: Sendable {
  public var kind: Kind
  /// One line: what is wrong.
  public var summary: String
  /// Where two texts differ.
  public var difference: Difference?

  public enum Kind: String, Sendable {
    /// Another text than the expected one.
    case text
    /// Other changes than the expected ones.
    case log
    /// A fact that does not hold.
    case fact
    /// A law that does not hold.
    case law
    /// The case does not say what must come out.
    case incomplete
  }

  init(_ kind: Kind, _ summary: String, _ difference: Difference? = nil) {
    self.kind = kind
    self.summary = summary
    self.difference = difference
  }

  static func text(_ expected: [UInt8], _ cleaned: Pipeline.Cleaned) -> Problem {
    let causes = Cause.all(in: cleaned, since: expected)
    let stages = Set(causes.flatMap(\.stages)).sorted()
    let by =
      causes.isEmpty
      ? "no stage changed these lines" : "changed there by \(stages.joined(separator: ", "))"
    return Problem(
      .text, "another text than expected; \(by)",
      Difference(old: expected, new: cleaned.bytes, causes: causes))
  }

  /// The problem for people: its line, the diff, and the changes behind it, stage by stage.
  ///
  /// - Parameter colour: whether to colour with terminal escapes.
  public func report(colour: Bool) -> [UInt8] {
    var out = Array("  \(summary)\n".utf8)
    guard let difference else { return out }
    out += UnifiedDiff.make(
      difference.old, difference.new, oldName: "expected", newName: "came out", colour: colour)
    for stage in Registry.manuals.map(\.name) {
      for cause in difference.causes where cause.stages.contains(stage) {
        let name = colour ? "\u{1B}[33m\(stage)\u{1B}[0m" : stage
        out += Array("  by \(name): \(cause.text)\n".utf8)
      }
    }
    return out
  }
}

/// Two texts that should be one.
public struct Difference: Sendable {
  public var old: [UInt8]
  public var new: [UInt8]
  /// The changes that were made where they differ.
  public var causes: [Cause]
}

/// A change that was made where a text is not the expected one.
public struct Cause: Sendable {
  /// The stages that made it.
  public var stages: [String]
  /// The change for people, on one line.
  public var text: String

  /// The changes of a cleaned text that lie in the lines by which it differs from another.
  static func all(in cleaned: Pipeline.Cleaned, since other: [UInt8]) -> [Cause] {
    let places = UnifiedDiff.changedBytes(other, cleaned.bytes).map(\.new)
    return cleaned.placedEdits.filter { placed in
      places.contains {
        $0.lowerBound <= placed.output.upperBound && placed.output.lowerBound <= $0.upperBound
      }
    }.map { placed in
      let reasons = placed.edit.steps.map(\.reason).joined(separator: " ")
      var stages: [String] = []
      for step in placed.edit.steps where !stages.contains(step.stage) { stages.append(step.stage) }
      return Cause(stages: stages, text: text(of: placed.edit) + ": " + reasons)
    }
  }

  static func text(of edit: Edit) -> String {
    let rules = edit.steps.map { "\($0.stage)/\($0.rule)" }.joined(separator: ", ")
    return switch edit {
    case .replacement(let it): "\(rules) \(shown(it.original)) → \(shown(it.bytes))"
    case .move(let it): "\(rules) moved before byte \(it.target)"
    }
  }

  /// Bytes for people, on one line, cut short.
  static func shown(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes.prefix(240), as: UTF8.self)
    var result = ""
    for scalar in text.unicodeScalars.prefix(60) {
      switch scalar {
      case "\n": result += "⏎"
      case "\t": result += "⇥"
      default:
        result.unicodeScalars.append(scalar.properties.generalCategory == .control ? "␦" : scalar)
      }
    }
    return "“\(result)\(text.unicodeScalars.count > 60 ? "…" : "")”"
  }
}
