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

  /// How many bytes are no text in the encoding of the source.
  private(set) var undecoded = 0

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
    if finding.step.rule == "invalid-utf8" { undecoded += finding.range.count }
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
