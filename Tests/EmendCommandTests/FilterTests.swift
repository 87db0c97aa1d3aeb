import Foundation
import Testing

/// `emend` as a filter: standard input, files, standard output.
@Suite struct FilterTests {
  @Test func `standard input goes to standard output`() throws {
    let folder = try Folder()
    for ran in [
      try folder.emend(input: broken), try folder.emend("-", input: broken),
      try folder.emend("clean", input: broken), try folder.emend("clean", "-", input: broken),
    ] {
      #expect(ran.status == 0)
      #expect(ran.text == mended)
      #expect(ran.errors == "")
    }
  }

  @Test func `nothing in, nothing out`() throws {
    let ran = try Folder().emend()
    #expect(ran.status == 0)
    #expect(ran.bytes == [])
    #expect(ran.errors == "")
  }

  @Test func `files follow one another, as with cat`() throws {
    let folder = try Folder()
    try folder.write(broken, to: "a")
    try folder.write(clean, to: "b")
    #expect(try folder.emend("a", "b", "a").text == mended + clean + mended)
    #expect(try folder.emend("b", "-", input: broken).text == clean + mended)
  }

  @Test(arguments: Seed.all)
  func `a slow pipe gives what the file gives`(_ seed: Seed) throws {
    let folder = try Folder()
    try folder.write(try seed.bytes, to: "seed")
    let whole = try folder.emend("seed")
    let slow = try folder.shell(
      """
      { head -c 1000 seed; sleep 0.1; tail -c +1001 seed | head -c 3; sleep 0.1
        tail -c +1004 seed | dd bs=7 2>/dev/null; } | emend
      """)
    #expect(slow.bytes == whole.bytes)
    #expect(whole.bytes != (try seed.bytes))
  }

  @Test func `bytes in another encoding stay, and are told of once`() throws {
    let folder = try Folder()
    let bytes =
      Array("caf".utf8) + [0xE9] + Array(" and ".utf8) + [0x93] + Array("words".utf8) + [
        0x94, 0x0A,
      ]
    try folder.write(bytes, to: "a")
    let ran = try folder.emend("a")
    #expect(ran.status == 0 && ran.bytes == bytes)
    #expect(ran.errors.hasPrefix("emend: a: 3 bytes are not UTF-8") && ran.errors.contains("iconv"))
    #expect(try folder.emend("--quiet", "a").errors == "")
    #expect(try folder.emend("-", input: clean).errors == "")
  }

  @Test func `a closed pipe ends it quietly`() throws {
    let folder = try Folder()
    try folder.write(String(repeating: clean + "\n", count: 10_000), to: "large")
    let ran = try folder.shell("{ emend large; echo $? >status; } | head -c 1")
    #expect(ran.text == "T")
    #expect(ran.errors == "")
    #expect(try folder.text("status") == "0\n")
    try folder.write(broken, to: "small")
    _ = try folder.shell("{ sleep 0.2; emend --diff small; echo $? >status; } | true")
    #expect(try folder.text("status") == "0\n")
  }

  @Test func `many windows of clean text come out as they went in`() throws {
    let folder = try Folder()
    try folder.write(String(repeating: clean + "\n", count: 20_000), to: "large")
    let ran = try folder.shell("emend --window 64K large | cmp - large")
    #expect(ran.status == 0)
    #expect(ran.text == "")
  }

  @Test func `a file that is also standard output is refused`() throws {
    let folder = try Folder()
    try folder.write(clean, to: "a")
    let ran = try folder.shell("emend a >>a")
    #expect(ran.status == 2)
    #expect(ran.errors.contains("emend: a: this file is also what standard output goes to; "))
    #expect(try folder.text("a") == clean)
  }

  @Test func `options decide what is repaired`() throws {
    let folder = try Folder()
    #expect(try folder.emend("--skip", "hyphenation", input: broken).text == broken)
    #expect(try folder.emend("--stages", "tables,spacing", input: broken).text == broken)
    #expect(try folder.emend("--stages", "hyphenation", input: broken).text == mended)
    #expect(try folder.emend("--protect", "Net-\\s+work", input: broken).text == broken)
    #expect(try folder.emend("--threshold", "1", input: broken).text == broken)
    let rows = "Use\tArea\nOffices\t2,900\n"
    #expect(try folder.emend("--tables", "keep", input: rows).text == rows)
    #expect(try folder.emend("--tables", "markdown", input: rows).text != rows)
    try folder.write("# ours\ncomittee->committee\n", to: "list")
    #expect(
      try folder.emend("--misspellings", "list", input: "The comittee met.\n").text
        == "The committee met.\n")
  }

  @Test(arguments: ["1K", "1024", "64k", "1M"])
  func `windows of any size give text`(_ size: String) throws {
    let ran = try Folder().emend("--window", size, input: broken)
    #expect(ran.status == 0)
    #expect(ran.text == mended)
  }
}
