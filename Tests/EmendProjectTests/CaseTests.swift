import Emend
import Testing

@testable import EmendProject

private let broken = "The committee met the trustees of the municipal Net-\n\nwork at noon.\n"
private let mended = "The committee met the trustees of the municipal Network at noon.\n"

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// Cases: texts, and what must become of them.
@Suite struct CaseTests {
  @Test func `a case passes where the text comes out as expected`() throws {
    let it = Case(name: "a", input: bytes(broken), expected: bytes(mended))
    #expect(try it.run(.standard).passes)
    let log = Case.log(of: try it.run(.standard).cleaned)
    #expect(try Case(name: "a", input: bytes(broken), log: log).run(.standard).passes)
  }

  @Test func `a wrong text fails with a diff and the stages behind it`() throws {
    let it = Case(name: "a", input: bytes(broken), expected: bytes(broken))
    let outcome = try it.run(.standard)
    #expect(outcome.problems.map(\.kind) == [.text])
    let report = String(
      decoding: try #require(outcome.problems.first).report(colour: false), as: UTF8.self)
    #expect(report.contains("changed there by hyphenation"))
    #expect(report.contains("-The committee met the trustees of the municipal Net-\n"))
    #expect(report.contains("+" + mended))
    #expect(report.contains("  by hyphenation: hyphenation/word “-⏎⏎” → “”: "))
    let coloured = try #require(outcome.problems.first).report(colour: true)
    #expect(coloured.contains(0x1B) && !report.utf8.contains(0x1B))
  }

  @Test func `a missed repair fails, and no stage is blamed`() throws {
    let it = Case(name: "a", input: bytes("Good day.\n"), expected: bytes("Good night.\n"))
    let outcome = try it.run(.standard)
    #expect(
      outcome.problems.map(\.summary) == [
        "another text than expected; no stage changed these lines"
      ])
  }

  @Test func `other changes than in the log fail, line by line`() throws {
    let log = #"{"edit":"replace","range":[0,3],"before":"The","after":"A","steps":[]}"# + "\n"
    let outcome = try Case(name: "a", input: bytes(broken), log: bytes(log)).run(.standard)
    #expect(outcome.problems.map(\.kind) == [.log])
    let report = String(decoding: outcome.problems[0].report(colour: false), as: UTF8.self)
    #expect(report.contains("-0-3 "))
    #expect(report.contains("+51-54 hyphenation/word “-⏎⏎” → “”\n"))
    #expect(throws: EmendError.self) {
      try Case(name: "a", input: bytes(broken), log: bytes("{}\n")).run(.standard)
    }
  }

  @Test func `a case that asks for nothing fails`() throws {
    let outcome = try Case(name: "a", input: bytes(broken)).run(.standard)
    #expect(outcome.problems.map(\.kind) == [.incomplete])
  }

  @Test(arguments: [
    "", "# present = [\"a\"]\n", "present = []", "unchanged = false", "order = [[]]",
  ])
  func `facts that ask for nothing are a fault, unless something else is asked for`(
    _ text: String
  ) throws {
    let facts = try Facts(bytes(text), file: "facts.toml")
    do throws(EmendError) {
      _ = try Case(name: "a", input: bytes(broken), facts: facts).run(.standard)
      Issue.record("it passes")
    } catch {
      #expect(error.code == .unreadable && error.file == "a/facts.toml")
      #expect(error.description.contains("present = "))
    }
    let expected = Case(name: "a", input: bytes(broken), expected: bytes(mended), facts: facts)
    #expect(try expected.run(.standard).passes)
    let log = Case.log(of: try expected.run(.standard).cleaned)
    #expect(try Case(name: "a", input: bytes(broken), log: log, facts: facts).run(.standard).passes)
  }
}

/// What must hold of a text.
@Suite struct FactsTests {
  private let table = """
    | Room    | Seats |
    | ------- | ----- |
    | Library | 40    |
    | Hall    | 250   |

    Left\tRight
    1\t2
    """

  private func broken(_ facts: String, input: String = "", output: String) throws -> [String] {
    try Facts(bytes(facts), file: "facts.toml").broken(input: bytes(input), output: bytes(output))
  }

  @Test func `facts that hold`() throws {
    #expect(
      try broken(
        """
        present = ["b c"]
        absent = ["x"]
        unchanged = ["a", "d"]
        order = [["a", "b", "d"], ["a", "d"]]
        """, input: "a d", output: "a b c d") == [])
    #expect(try broken("unchanged = true", input: "a", output: "a") == [])
    #expect(
      try broken(
        """
        [[cell]]
        text = "40"
        left = "Library"
        above = "Seats"
        below = "250"
        [[cell]]
        text = "1"
        above = "Left"
        right = "2"
        """, output: table) == [])
  }

  @Test(arguments: [
    (#"present = ["x"]"#, "not present: “x”"),
    (#"absent = ["a"]"#, "not absent: “a”"),
    ("unchanged = true", "the text has not stayed unchanged"),
    (#"unchanged = ["a"]"#, "not unchanged: “a” stood there 2 times and stands there 1 times now"),
    (#"unchanged = ["z"]"#, "not in the input at all: “z”"),
    (#"order = [["b", "a"]]"#, "not in order: “a” does not stand behind “b”"),
    (#"order = [["a", "x"]]"#, "not present: “x”"),
    ("[[cell]]\ntext = \"a\"\nright = \"b\"", "no such cell: “a”, right: “b”"),
  ])
  func `facts that do not hold`(_ facts: String, _ fault: String) throws {
    #expect(try broken(facts, input: "a a", output: "a b c") == [fault])
  }

  @Test(arguments: [
    ("presents = [\"x\"]", 1, "did you mean 'present'?"),
    ("present = \"x\"", 1, "a list of passages"),
    ("present = [\"\"]", 1, "a list of passages"),
    ("\norder = [\"a\"]", 2, "a list of passages"),
    ("[[cell]]\nleft = \"a\"", 1, "add text"),
    ("[[cell]]\ntext = \"a\"\nlift = \"b\"", 3, "left"),
    ("cell = 1", 1, "[[cell]]"),
  ])
  func `what is no fact is told with its place`(
    _ facts: String, _ line: Int, _ remedy: String
  ) throws {
    do throws(EmendError) {
      _ = try Facts(bytes(facts), file: "facts.toml")
      Issue.record("no fault")
    } catch {
      #expect(error.line == line && error.description.contains(remedy), "\(error)")
    }
  }
}

/// Reports for CI systems.
@Suite struct JUnitReportTests {
  @Test func `a report counts, names and escapes`() {
    var report = JUnitReport(name: "emend", timestamp: "2026-01-31T23:59:59")
    report.entries = [
      .init(name: "Cases/a", seconds: 0.0014, result: .passed),
      .init(
        name: "Cases/b\"<", seconds: 12.5,
        result: .failed(summary: "a & b\nc", report: "<\u{1B}[31m>\u{0}\n")),
      .init(name: "c", seconds: 0, result: .error("no such file")),
    ]
    let xml = String(decoding: report.xml, as: UTF8.self)
    #expect(xml.contains(#"tests="3" failures="1" errors="1" time="12.501""#))
    #expect(xml.contains(#"<testcase classname="emend.Cases" name="a" time="0.001"/>"#))
    #expect(xml.contains(#"name="b&quot;&lt;" time="12.500">"#))
    #expect(xml.contains("<failure message=\"a &amp; b c\" type=\"difference\">"))
    #expect(xml.contains("&lt;\u{FFFD}[31m&gt;\u{FFFD}\n</failure>"))
    #expect(xml.contains(#"<error message="no such file" type="error">no such file</error>"#))
  }
}
