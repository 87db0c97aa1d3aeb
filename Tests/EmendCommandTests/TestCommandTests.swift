import Emend
import EmendProject
import Foundation
import Testing

/// `emend test`.
@Suite struct TestCommandTests {
  private func folder() throws -> Folder {
    try Folder([
      "cases/good/input.txt": broken, "cases/good/expected.txt": mended,
      "cases/deep/bad/input.md": broken, "cases/deep/bad/expected.md": broken,
    ])
  }

  @Test func `a case that has lost its input is a fault`() throws {
    let folder = try folder()
    _ = try folder.shell("rm cases/good/input.txt")
    let ran = try folder.emend("test", "cases")
    #expect(ran.status == 3)
    #expect(ran.errors.contains("cases/good") && ran.errors.contains("expected.txt"))
  }

  @Test func `a case whose facts are empty is a fault, and the others run`() throws {
    let folder = try folder()
    _ = try folder.shell("rm -r cases/deep; mkdir cases/void; : >cases/void/facts.toml")
    try folder.write(broken, to: "cases/void/input.txt")
    for arguments in [[], ["--bless"]] {
      let ran = try folder.run(Command.path, ["test", "cases"] + arguments, [], [:])
      #expect(ran.status == 3)
      #expect(ran.errors.hasPrefix("emend: cases/void/facts.toml: this file states no fact"))
      #expect(ran.text.contains("2 cases: 1 passed, 1 failed"))
    }
    try folder.write(mended, to: "cases/void/expected.txt")
    #expect(try folder.emend("test", "cases").status == 0)
  }

  @Test func `a broken case fails with a readable diff`() throws {
    let folder = try folder()
    let ran = try folder.emend("test", "cases")
    #expect(ran.status == 1)
    #expect(ran.errors == "")
    let lines = ran.text.components(separatedBy: "\n")
    #expect(lines[0] == "FAIL  cases/deep/bad")
    #expect(lines[1] == "  another text than expected; changed there by hyphenation")
    #expect(lines.contains("-The committee met the trustees of the municipal Net-"))
    #expect(lines.contains { $0.hasPrefix("  by hyphenation: hyphenation/word “-⏎⏎” → “”: ") })
    #expect(lines.contains { $0.hasPrefix("2 cases: 1 passed, 1 failed, in ") })
    #expect(try folder.emend("test", "cases", "--quiet").text.contains("cases:") == false)
    #expect(try folder.emend("test", "cases", "--verbose").text.contains("ok    cases/good\n"))
    #expect(try folder.emend("test", "--color=always", "cases").text.contains("\u{1B}[31m"))
    #expect(try folder.emend("test", "cases/good").status == 0)
    #expect(try folder.shell("cd cases/good && emend test").status == 0)
  }

  @Test func `bless makes what comes out expected, and says so`() throws {
    let folder = try folder()
    _ = try folder.shell("mkdir cases/new cases/facts; : >cases/deep/bad/edits.jsonl")
    try folder.write(broken, to: "cases/new/input.txt")
    try folder.write(broken, to: "cases/facts/input.txt")
    try folder.write("present = [\"Network\"]\n", to: "cases/facts/facts.toml")
    let first = try folder.emend("test", "cases")
    #expect(first.status == 1)
    #expect(first.text.contains("2 passed, 2 failed"))
    let ran = try folder.emend("test", "--bless", "cases")
    #expect(ran.status == 0)
    #expect(ran.text.contains("blessed cases/deep/bad/expected.md\n--- before\n+++ now\n"))
    #expect(ran.text.contains("blessed cases/deep/bad/edits.jsonl\n"))
    #expect(ran.text.contains("blessed cases/new/expected.txt\n"))
    #expect(ran.text.contains("4 cases: 4 passed, 0 failed, 2 blessed"))
    #expect(try folder.text("cases/deep/bad/expected.md") == mended)
    #expect((try? folder.read("cases/facts/expected.txt")) == nil)
    #expect(try folder.emend("test", "cases").status == 0)
    #expect(try folder.emend("test", "--bless", "cases").text.hasPrefix("4 cases: 4 passed"))
  }

  @Test func `facts and a configuration of its own`() throws {
    let folder = try folder()
    try folder.write("skip = [\"hyphenation\"]\n", to: "cases/deep/emend.toml")
    #expect(try folder.emend("test", "cases").status == 0)
    try folder.write("absent = [\"municipal\"]\n", to: "cases/good/facts.toml")
    let ran = try folder.emend("test", "--bless", "cases")
    #expect(ran.status == 1)
    #expect(ran.text.contains("FAIL  cases/good\n  not absent: “municipal”\n"))
    try folder.write("absnt = [\"municipal\"]\n", to: "cases/good/facts.toml")
    let wrong = try folder.emend("test", "cases")
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("cases/good/facts.toml:1:1: there is no fact 'absnt'"))
    #expect(wrong.text.contains("2 cases: 1 passed, 1 failed"))
  }

  @Test func `nothing to test is a wrong call`() throws {
    let folder = try Folder()
    let ran = try folder.emend("test")
    #expect(ran.status == 2)
    #expect(ran.errors.contains("input.txt and expected.txt"))
    #expect(try folder.emend("test", "nowhere").status == 3)
  }

  @Test func `our own fixtures pass, and pass here as they do there`() throws {
    let folder = try Folder()
    let fixtures = package.appendingPathComponent("Fixtures").path
    let ran = try folder.emend("test", fixtures, "--junit", "report.xml")
    #expect(ran.status == 0, "\(ran.text)")
    let xml = try folder.text("report.xml")
    let names = try FileManager.default.contentsOfDirectory(atPath: fixtures + "/Cases").sorted()
    #expect(names.count >= 10)
    for name in names {
      let path = fixtures + "/Cases/" + name
      let files = try FileManager.default.contentsOfDirectory(atPath: path)
      #expect(files.contains(where: Case.isInput) == xml.contains("name=\"\(name)\""), "\(name)")
    }
    #expect(xml.contains("failures=\"0\" errors=\"0\""))
  }

  @Test(.enabled(if: Command.has("xmllint")))
  func `the JUnit report is valid`() throws {
    let folder = try folder()
    _ = try folder.shell("mkdir cases/odd")
    try folder.write([0x00, 0x01, 0x02], to: "cases/odd/input.txt")
    #expect(try folder.emend("test", "cases", "--junit", "report.xml").status == 3)
    let schema = package.appendingPathComponent("Fixtures/Schemas/junit.rng").path
    let ran = try folder.shell("xmllint --noout --relaxng '\(schema)' report.xml")
    #expect(ran.status == 0, "\(ran.errors)")
  }
}

/// `emend score`.
@Suite struct ScoreCommandTests {
  @Test func `two files, before and after cleaning`() throws {
    let folder = try Folder()
    try folder.write("The goverment met at noon in the towm.\n", to: "a.txt")
    try folder.write("The government met at noon in the town.\n", to: "b.txt")
    let ran = try folder.emend("score", "a.txt", "b.txt")
    #expect(ran.status == 0)
    #expect(ran.text.contains("a.txt             39  5.13  25.00\n"), "\(ran.text)")
    #expect(ran.text.contains("  n → ∅           1\n  n → m           1\n"))
    let cleaned = try folder.emend("score", "--clean", "--json", "a.txt", "b.txt")
    #expect(cleaned.text.contains("\"wordsFixed\":"))
    let json = try JSONSerialization.jsonObject(with: Data(cleaned.bytes)) as? [String: Any]
    #expect(json?["characterErrors"] as? Int == 2)
    #expect((json?["wordsHarmed"] as? Int) == 0)
    #expect((json?["wordsFixed"] as? Int ?? 0) >= 1)
  }

  @Test func `folders pair by name`() throws {
    let folder = try Folder()
    _ = try folder.shell(
      """
      mkdir -p ocr/x truth/x both
      echo ab >ocr/1.txt; echo ab >ocr/x/2.ocr.txt; echo zz >ocr/3.txt
      echo ab >truth/1.gt.txt; echo ac >truth/x/2.txt
      echo ab >both/1.ocr.txt; echo cd >both/1.gt.txt; echo e >both/2.txt; echo e >both/2.gt
      """)
    let ran = try folder.emend("score", "ocr", "truth")
    #expect(ran.status == 0)
    #expect(ran.errors == "emend: 1 of 3 texts have no truth; left out\n")
    let rows = ran.text.split(separator: "\n").prefix(4).map { $0.split(separator: " ") }
    #expect(rows.map { $0[0] } == ["document", "1", "x/2", "2"])
    #expect(rows[3].suffix(2) == ["25.00", "50.00"])
    let same = try folder.emend("score", "--quiet", "--confusions", "0", "both", "both")
    #expect(same.text.hasSuffix("2 documents           3  66.67  50.00\n"), "\(same.text)")
    #expect(try folder.emend("score", "ocr", "truth/1.gt.txt").status == 2)
    #expect(try folder.emend("score", "both/2.txt", "none").status == 3)
  }

  @Test func `where nothing could be measured there is no table`() throws {
    let folder = try Folder(["a.txt": clean, "ocr/1.txt": clean, "truth/1.txt": clean])
    for format in [[], ["--json"], ["--quiet"]] {
      for pair in [["a.txt", "none"], ["none", "a.txt"]] {
        let ran = try folder.run(Command.path, ["score"] + format + pair, [], [:])
        #expect(ran.status == 3)
        #expect(ran.text == "")
        #expect(ran.errors.hasPrefix("emend: none: there is no such file; "), "\(ran.errors)")
      }
    }
    // What could be measured is told.
    try folder.write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], to: "ocr/2.txt")
    try folder.write(clean, to: "truth/2.txt")
    let ran = try folder.emend("score", "ocr", "truth")
    #expect(ran.status == 3)
    #expect(ran.text.contains("\n1  "))
  }
}
