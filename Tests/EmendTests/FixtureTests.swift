import Emend
import EmendProject
import Foundation
import Testing

/// The cases under `Fixtures/Cases`, as `emend test Fixtures` runs them, each with a note.
///
/// `emend test --bless Fixtures` writes what came out as expected.
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
    func read(_ name: String) throws -> [UInt8]? {
      guard files.contains(name) else { return nil }
      return Array(try Data(contentsOf: folder.appendingPathComponent(name)))
    }
    let input = try #require(files.first(where: Case.isInput), "no input")
    #expect(files.contains("NOTE.md"), "a case says what it shows")
    var resolved = ResolvedConfiguration()
    if let bytes = try read(ConfigurationFile.name) {
      let file = try ConfigurationFile(bytes, file: ConfigurationFile.name)
      try resolved.apply(file, path: Array(input.utf8)) { (list) throws(EmendError) in
        guard let bytes = try? read(list) else {
          throw EmendError(.unreadable, "there is no such file", remedy: "add it", file: list)
        }
        return bytes
      }
    }
    let it = Case(
      name: name, input: try #require(try read(input)),
      expected: try read(Case.expectedName(beside: input)), log: try read(Case.Names.log),
      facts: try read(Case.Names.facts).map { try Facts($0, file: "\(name)/\(Case.Names.facts)") })
    for problem in try it.run(resolved.configuration).problems {
      Issue.record("\(String(decoding: problem.report(colour: false), as: UTF8.self))")
    }
    try expectLaws(it.input, resolved.configuration)
    if let expected = it.expected {
      let again = try Pipeline(resolved.configuration).clean(expected)
      #expect(again.bytes == expected, "the expected text is at rest")
    }
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
