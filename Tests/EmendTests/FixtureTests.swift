import Emend
import Foundation
import Testing

/// The cases under `Fixtures/Cases`: a folder each, with input, expected output and a note.
///
/// `EMEND_BLESS=1 swift test --filter FixtureTests` writes what came out as expected, and still fails
/// once, so that somebody reads it.
@Suite("Fixtures")
struct FixtureTests {
  static let cases: [String] = {
    let folder = Project.root.appendingPathComponent("Fixtures/Cases").path
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }()

  @Test("come out as expected, and rest", arguments: cases)
  func comesOut(_ name: String) throws {
    let folder = Project.root.appendingPathComponent("Fixtures/Cases/\(name)")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let input = try #require(files.first { $0.hasPrefix("input.") }, "no input")
    let expected = folder.appendingPathComponent("expected" + input.dropFirst("input".count))
    #expect(files.contains("NOTE.md"), "a case says what it shows")
    let source = Array(try Data(contentsOf: folder.appendingPathComponent(input)))
    let cleaned = try Pipeline().clean(source)
    let wanted = Array(try Data(contentsOf: expected))
    if cleaned.bytes != wanted {
      let diff = UnifiedDiff.make(
        wanted, cleaned.bytes, oldName: "expected", newName: "came out")
      Issue.record("\(String(decoding: diff, as: UTF8.self))")
      if ProcessInfo.processInfo.environment["EMEND_BLESS"] == "1" {
        try Data(cleaned.bytes).write(to: expected)
      }
    }
    try expectLaws(source)
    #expect(try Pipeline().clean(wanted).bytes == wanted, "the expected text is at rest")
  }

  @Test("there are cases")
  func exist() { #expect(Self.cases.count >= 8) }
}

@Suite("Documentation")
struct DocumentationTests {
  @Test("the page on the stages is what their manuals say")
  func fresh() throws {
    let page = try Project.bytes("Sources/Emend/Emend.docc/Stages.md")
    #expect(
      String(decoding: page, as: UTF8.self) == ManualPage.markdown(Registry.manuals),
      "run: emend explain --markdown > Sources/Emend/Emend.docc/Stages.md")
  }
}
