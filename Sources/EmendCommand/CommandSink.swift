import Emend

/// What the command does with what the cleaner gives: text and log to their outputs, counts and
/// places of findings for the messages.
struct CommandSink: CleaningSink {
  var text: Output?
  var log: Output?
  /// Where findings stand in lines and columns; nil where nobody asks.
  var places: SourcePlaces?
  /// The text, where a diff is to be made of it.
  private(set) var kept: [UInt8] = []
  /// Findings as `line:column: stage/rule: text — reason`, since somebody last looked.
  var told: [String] = []
  /// What was done.
  private(set) var tally = Tally()

  private let keepsText: Bool
  private var line: [UInt8] = []

  init(text: Output?, log: Output?, keepsText: Bool) {
    self.text = text
    self.log = log
    self.keepsText = keepsText
  }

  mutating func begin(_ head: LogHead) throws {
    places?.begin(head.encoding)
    try logLine { EditLog.append(head, to: &$0) }
  }

  mutating func write(_ text: Span<UInt8>) throws {
    try self.text?.write(text)
    if keepsText {
      kept.append(addingCapacity: text.count) { out in
        for index in text.indices { out.append(text[index]) }
      }
    }
  }

  mutating func record(_ edit: Edit) throws {
    tally.counts.add(edit)
    try logLine { EditLog.append(edit, to: &$0) }
  }

  mutating func record(_ finding: Finding) throws {
    tally.counts.add(finding)
    if let place = places?.place(of: finding.range.lowerBound) {
      let text = FileName(bytes: finding.excerpt).shown
      let step = finding.step
      told.append(
        "\(place.line):\(place.column): \(step.stage)/\(step.rule): \(text) — \(step.reason)")
    }
    try logLine { EditLog.append(finding, to: &$0) }
  }

  mutating func end(_ tail: LogTail) throws {
    tally.end(tail)
    try logLine { EditLog.append(tail, to: &$0) }
  }

  private mutating func logLine(_ append: (inout [UInt8]) -> Void) throws {
    guard let log else { return }
    line.removeAll(keepingCapacity: true)
    append(&line)
    try log.write(line.span)
  }
}

/// What was done with a text.
struct Tally {
  var counts = Counts()
  /// Whether the output is another one than the source; known at the end.
  private(set) var isChanged = false

  /// All has been told.
  mutating func end(_ tail: LogTail) {
    isChanged =
      tail.sourceLength != tail.outputLength || tail.sourceChecksum != tail.outputChecksum
  }
}

/// How many edits and findings each stage has made.
struct Counts {
  private(set) var edits = 0
  private(set) var findings = 0
  private var stages: [String: (edits: Int, findings: Int)] = [:]

  /// Counts an edit, for each of the stages that touched the place.
  mutating func add(_ edit: Edit) {
    edits += 1
    for stage in Set(edit.steps.map(\.stage)) { stages[stage, default: (0, 0)].edits += 1 }
  }

  mutating func add(_ finding: Finding) {
    findings += 1
    stages[finding.step.stage, default: (0, 0)].findings += 1
  }

  /// Adds what was counted elsewhere.
  mutating func add(_ other: Counts) {
    edits += other.edits
    findings += other.findings
    for (stage, count) in other.stages {
      stages[stage, default: (0, 0)].edits += count.edits
      stages[stage]!.findings += count.findings
    }
  }

  /// The stages that did something, in their order, with what each did.
  var byStage: [(stage: String, edits: Int, findings: Int)] {
    let order = Registry.manuals.map(\.name)
    let names =
      order.filter { stages[$0] != nil } + stages.keys.filter { !order.contains($0) }.sorted()
    return names.compactMap { name in stages[name].map { (name, $0.edits, $0.findings) } }
  }

  /// A line for the file and one for every stage that did something, in the stages' order.
  func report(_ file: String) -> String {
    "emend: \(file): \(edits) edits, \(findings) findings\n" + table
  }

  /// A line for every stage that did something, in the stages' order.
  var table: String {
    var text = ""
    let stages = byStage
    let width = stages.map(\.stage.count).max() ?? 0
    func padded(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    for it in stages {
      text += "  \(it.stage)" + padded("", width - it.stage.count)
      text += padded("\(it.edits)", 8) + " edits" + padded("\(it.findings)", 8) + " findings\n"
    }
    return text
  }
}
