import Emend
import Foundation
import Testing

/// What the fuzzers found once, tried again on every run of the tests: the inputs in `Tests/Fuzz/Corpus`, read
/// as the fuzz targets read them.
@Suite struct KeptCorpusTests {
  /// The names of what is kept for a fuzz target.
  static func kept(_ target: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder(target).path)
    return (names ?? []).sorted()
  }

  static func folder(_ target: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fuzz/Corpus/\(target)")
  }

  private func input(_ name: String, _ target: String) throws -> [UInt8] {
    Array(try Data(contentsOf: Self.folder(target).appending(path: name)))
  }

  @Test(arguments: kept("Cleaner"))
  func `the laws hold for what the cleaner once broke them on`(_ name: String) throws {
    var choices = Choices(try input(name, "Cleaner"))
    var configuration = choices.configuration()
    let slice = 1 + choices.below(200) * choices.below(5)
    let source = choices.rest
    try expectLaws(source, configuration)
    let cleaned = try Pipeline(configuration).clean(source)
    #expect(!cleaned.findings.contains { $0.step.rule == "inexpressible" })
    configuration.jobs = 2
    var cleaner = try Cleaner(configuration: configuration)
    var sink = MemorySink()
    for start in stride(from: 0, to: source.count, by: slice) {
      try cleaner.feed(
        source.span.extracting(start..<min(source.count, start + slice)), to: &sink)
    }
    try cleaner.finish(to: &sink)
    #expect(sink.text == cleaned.bytes, "slices of \(slice)")
    #expect(sink.edits == cleaned.edits, "slices of \(slice)")
  }

  @Test(arguments: kept("Tables"))
  func `the laws hold for what tables once broke them on`(_ name: String) throws {
    var choices = Choices(try input(name, "Tables"))
    var configuration = Configuration.standard
    configuration.stages = ["tables"]
    let styles = Configuration.TableStyle.allCases
    configuration.tables = styles[choices.below(styles.count)]
    let source = choices.rest
    for table in ExtractedTable.all(in: source) {
      #expect(table.range.upperBound <= source.count && table.headRows <= table.rows.count)
    }
    do {
      _ = try Pipeline(configuration).clean(source)
    } catch {
      // What is no text is refused, and that is all.
      #expect(error.code == .notText, "\(error)")
      return
    }
    try expectLaws(source, configuration)
  }

  @Test func `something is kept for each`() {
    #expect(Self.kept("Cleaner").count >= 13 && Self.kept("Tables").count >= 9)
  }
}
