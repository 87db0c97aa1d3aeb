import Emend

/// How many edits and findings each stage has made.
struct Counts {
  private(set) var edits = 0
  private(set) var findings = 0
  private var stages: [String: (edits: Int, findings: Int)] = [:]

  /// Counts an edit, for each of the stages that touched the place.
  mutating func add(_ edit: Edit) {
    edits += 1
    let steps = edit.steps
    for (index, step) in steps.enumerated()
    where !steps[..<index].contains(where: { $0.stage == step.stage }) {
      stages[step.stage, default: (0, 0)].edits += 1
    }
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
