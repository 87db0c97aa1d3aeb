import Foundation
import Testing

/// --edits, undo, apply, --findings and the counts.
@Suite struct LogTests {
  @Test(arguments: Seed.all, [[], ["--wrap", "join"], ["--window", "1K"]])
  func `undo and apply are exact`(_ seed: Seed, _ options: [String]) throws {
    let folder = try Folder()
    let source = try seed.bytes
    try folder.write(source, to: "in")
    let made = try folder.run(
      Command.path, options + ["in", "-o", "out", "--edits", "log"], [], [:])
    #expect(made.status == 0)
    #expect(made.errors == "")
    #expect(try folder.emend("undo", "out", "log").bytes == source)
    #expect(try folder.emend("apply", "in", "log").bytes == folder.read("out"))
    #expect(try folder.emend("undo", "out", "log", "-o", "back").status == 0)
    #expect(try folder.read("back") == source)
    #expect(try folder.emend("undo", "-", "log", input: try folder.read("out")).bytes == source)
  }

  @Test(arguments: Seed.all)
  func `a pruned log makes fewer changes`(_ seed: Seed) throws {
    let folder = try Folder()
    try folder.write(try seed.bytes, to: "in")
    _ = try folder.emend("in", "-o", "out", "--edits", "log")
    _ = try folder.shell("grep -v '\"stage\":\"misspellings\"' log >pruned")
    let applied = try folder.emend("apply", "in", "pruned", "-o", "out2", "--edits", "log2")
    #expect(applied.status == 0)
    #expect(applied.errors == "")
    let lines = try folder.text("log2").split(separator: "\n").count
    #expect(lines == (try folder.text("pruned").split(separator: "\n").count))
    #expect(try folder.emend("undo", "out2", "log2").bytes == seed.bytes)
    #expect(try folder.emend("apply", "in", "log2").bytes == folder.read("out2"))
    // The pruned log itself belongs to no output.
    if lines != (try folder.text("log").split(separator: "\n").count) {
      #expect(try folder.emend("undo", "out2", "pruned").status == 3)
    }
  }

  @Test func `a pair that does not belong together is refused`() throws {
    let folder = try Folder()
    try folder.write(broken, to: "in")
    _ = try folder.emend("in", "-o", "out", "--edits", "log")
    for arguments in [["undo", "in", "log", "-o", "x"], ["apply", "out", "log", "-o", "x"]] {
      let ran = try folder.run(Command.path, arguments, [], [:])
      #expect(ran.status == 3)
      #expect(ran.errors.hasPrefix("emend: \(arguments[1]): the log speaks of "))
      #expect(ran.errors.contains("; give the "))
      #expect(ran.errors.split(separator: "\n").count == 1)
    }
    #expect(folder.names == ["in", "log", "out"])
    try folder.write(Array(try folder.read("log").dropLast(40)), to: "cut")
    let cut = try folder.emend("undo", "out", "cut")
    #expect(cut.status == 3)
    #expect(cut.errors.hasPrefix("emend: cut:"))
  }

  @Test func `the logs of several files go to a folder`() throws {
    let folder = try Folder()
    try folder.write(broken, to: "a")
    try folder.write(clean, to: "b")
    #expect(try folder.emend("a", "b", "--in-place", "--edits", "logs/").status == 0)
    #expect(try folder.text("a") == mended)
    #expect(try folder.emend("undo", "a", "logs/a.edits.jsonl").text == broken)
    #expect(try folder.emend("undo", "b", "logs/b.edits.jsonl").text == clean)
    try folder.write("", to: "file")
    #expect(try folder.emend("a", "b", "--edits", "file").status == 2)
  }

  @Test func `the log may go to standard output where the text does not`() throws {
    let folder = try Folder()
    try folder.write(broken, to: "a")
    let ran = try folder.emend("a", "-o", "b", "--edits", "-")
    try folder.write(ran.bytes, to: "log")
    #expect(try folder.emend("undo", "b", "log").text == broken)
    #expect(try folder.emend("a", "--edits", "-").status == 2)
    #expect(try folder.emend("a", "--edits", "a").status == 2)
    #expect(try folder.text("a") == broken)
  }

  @Test func `findings have lines and columns of the source`() throws {
    let folder = try Folder()
    let text = "Ünïcödé 科技 comes first.\r\n\r\n" + lost
    let ran = try folder.emend("--findings", "--stdin-filename", "page", "-", input: text)
    #expect(ran.text == text)
    // The word stands behind "All … scientific ", on the third line.
    let column = "All of this will help the partners to take part in future scientific ".count + 1
    #expect(ran.errors.hasPrefix("page:3:\(column): hyphenation/lost-end: re- — "))
    #expect(ran.errors.split(separator: "\n").count == 1)
    #expect(try folder.emend("--findings", "--quiet", input: text).errors == "")

    // The same text in UTF-16 has its findings at the same place.
    for encoding in [String.Encoding.utf16LittleEndian, .utf16BigEndian] {
      let data = try #require(("\u{FEFF}" + text).data(using: encoding))
      let wide = try folder.emend("--findings", input: Array(data))
      #expect(wide.errors.hasPrefix("standard input:3:\(column): hyphenation/lost-end: re- — "))
    }
  }

  @Test func `findings far into a long source keep their lines`() throws {
    let folder = try Folder()
    let count = 20_000
    try folder.write(String(repeating: clean + "\n", count: count) + lost, to: "long")
    let ran = try folder.emend("--findings", "--check", "--window", "8K", "long")
    #expect(ran.errors.split(separator: "\n").last?.hasPrefix("long:\(2 * count + 1):70: ") == true)
  }

  @Test func `--fail-on finding gives status 1`() throws {
    let folder = try Folder()
    let ran = try folder.emend("--fail-on", "finding", input: lost)
    #expect(ran.status == 1)
    #expect(ran.text == lost)
    #expect(try folder.emend("--fail-on", "finding", input: broken).status == 0)
    #expect(try folder.emend("--fail-on", "nothing", input: broken).status == 2)
  }

  @Test func `--verbose counts`() throws {
    let ran = try Folder().emend("--verbose", input: broken)
    #expect(ran.text == mended)
    #expect(ran.errors.hasPrefix("emend: standard input: 1 edits, 0 findings\n  hyphenation "))
  }
}
