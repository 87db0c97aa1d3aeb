import Emend
import Testing

/// An example of a stage's manual, as a test case.
struct StageCase: Sendable, CustomTestStringConvertible {
  var stage: String
  var example: Manual.Example
  var testDescription: String { "\(stage): \(example.source.prefix(40).debugDescription)" }
  var location: SourceLocation {
    SourceLocation(
      fileID: example.fileID, filePath: example.filePath, line: example.line,
      column: example.column)
  }

  var configuration: Configuration {
    var configuration = Configuration.standard
    if example.options.contains(.join) { configuration.wrap = .join }
    if example.options.contains(.keepTables) { configuration.tables = .keep }
    if example.options.contains(.removeGarbage) { configuration.garbage = .remove }
    if example.options.contains(.keepFurniture) { configuration.furniture = .keep }
    if example.options.contains(.markFurniture) { configuration.furniture = .mark }
    if example.options.contains(.markdown) { configuration.format = .markdown }
    return configuration
  }

  static let all: [StageCase] = Registry.manuals.flatMap { manual in
    manual.examples.map { StageCase(stage: manual.name, example: $0) }
  }
}

@Suite("The stages' own examples")
struct ExampleTests {
  @Test("becomes what the manual says", arguments: StageCase.all)
  func obeys(_ it: StageCase) throws {
    let cleaned = try Pipeline(it.configuration).clean(Array(it.example.source.utf8))
    #expect(cleaned.text == it.example.output, sourceLocation: it.location)
    if it.example.reason == nil {
      #expect(
        cleaned.edits.contains { $0.steps.contains { $0.stage == it.stage } },
        "no edit is this stage's own", sourceLocation: it.location)
    } else {
      #expect(cleaned.edits.isEmpty, sourceLocation: it.location)
    }
  }

  @Test("is the same however it is sliced", arguments: StageCase.all)
  func sliced(_ it: StageCase) throws {
    let source = Array(it.example.source.utf8)
    let whole = try Pipeline(it.configuration).clean(source)
    for sizes in [[1], [2, 3], [7]] {
      let pieces = try cleanInSlices(source, sizes, it.configuration)
      #expect(pieces.bytes == whole.bytes, sourceLocation: it.location)
      #expect(pieces.log == whole.log, sourceLocation: it.location)
    }
    // Split once, at every place, by one cleaner that starts over.
    var cleaner = try Cleaner(configuration: it.configuration)
    for place in stride(from: 1, to: max(source.count, 2), by: max(1, source.count / 64)) {
      let pieces = try cleanInSlices(source, [place, source.count], with: &cleaner)
      #expect(pieces.log == whole.log, sourceLocation: it.location)
      cleaner.restart()
    }
  }

  @Test("a cleaner that starts over remembers nothing, wherever it was stopped")
  func restarts() throws {
    let configuration = windows(of: 1024)
    var cleaner = try Cleaner(configuration: configuration)
    var sink = MemorySink()
    for (turn, it) in StageCase.all.enumerated() {
      let source = Array(it.example.source.utf8)
      let whole = try Pipeline(configuration).clean(source)
      let pieces = try cleanInSlices(source, [source.count], with: &cleaner)
      #expect(pieces.bytes == whole.bytes, sourceLocation: it.location)
      #expect(pieces.log == whole.log, sourceLocation: it.location)
      cleaner.restart()
      // Every third time it is stopped within a source, and then within a passage that is switched off.
      guard turn % 3 == 0 else { continue }
      try cleaner.feed(source.span.extracting(0..<(source.count / 2)), to: &sink)
      cleaner.restart()
      let off = Array(
        ("<!-- emend:off -->\n\n" + String(repeating: "A teh word.\n\n", count: 200)).utf8)
      try cleaner.feed(off.span, to: &sink)
      try cleaner.finish(to: &sink)
      cleaner.restart()
    }
  }

  @Test("rests, and can be undone", arguments: StageCase.all)
  func lawful(_ it: StageCase) throws {
    try expectLaws(Array(it.example.source.utf8), it.configuration, it.location)
  }

  @Test("without the stage, its own examples stay", arguments: StageCase.all)
  func switchedOff(_ it: StageCase) throws {
    guard it.example.reason == nil else { return }
    var configuration = it.configuration
    configuration.stages.remove(it.stage)
    let cleaned = try Pipeline(configuration).clean(Array(it.example.source.utf8))
    #expect(
      !cleaned.edits.contains { $0.steps.contains { $0.stage == it.stage } },
      sourceLocation: it.location)
  }

  @Test("every stage has examples of both kinds, and every rule is named once")
  func complete() {
    for manual in Registry.manuals {
      #expect(
        manual.examples.contains { $0.reason != nil }, "\(manual.name) has no counter-example")
      if manual.name != "decode" {
        #expect(manual.examples.contains { $0.reason == nil }, "\(manual.name) has no example")
      }
      #expect(Set(manual.rules.map(\.name)).count == manual.rules.count)
      #expect(!manual.summary.isEmpty && !manual.discussion.isEmpty)
    }
  }

  @Test("decomposed input gives the composed answer where the document composes elsewhere")
  func decomposed() throws {
    let source =
      "Visitors of the café admired the muni\u{AD}cipal hall; the cafe\u{301} was full.\n"
    let cleaned = try Pipeline().clean(source)
    #expect(cleaned.text.unicodeScalars.allSatisfy { $0 != "\u{301}" })
  }
}
