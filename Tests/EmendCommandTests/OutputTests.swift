import Foundation
import Testing

/// Where the text goes: -o, --in-place, --check, --diff.
@Suite struct OutputTests {
  @Test func `into a file`() throws {
    let folder = try Folder()
    try folder.write(broken, to: "a")
    let ran = try folder.emend("a", "-o", "b")
    #expect(ran.status == 0)
    #expect(ran.bytes == [])
    #expect(try folder.text("a") == broken)
    #expect(try folder.text("b") == mended)
    #expect(folder.names == ["a", "b"])
    // Over a file that is there, but not onto the input itself: that is what --in-place is for.
    #expect(try folder.emend("--output=b", "-", input: clean).status == 0)
    #expect(try folder.text("b") == clean)
    #expect(try folder.emend("-j2", "a", "-ob").status == 0)
    #expect(try folder.text("b") == mended)
    let onto = try folder.emend("a", "-o", "a")
    #expect(onto.status == 2 && onto.errors.contains("--in-place"))
    #expect(try folder.text("a") == broken)
    #expect(folder.names == ["a", "b"])
  }

  /// Archives run this over the only copy of something.
  @Test(arguments: [
    // What a script makes of a variable that is not set.
    ["--output=", "a"], ["--edits=", "a"], ["--stages=", "a"], ["undo", "--output=", "t", "t.log"],
    // A slip: the name of the log is missing.
    ["--edits", "a"], ["apply", "s", "t.log", "--edits", "s"],
    ["apply", "s", "t.log", "--edits", "k", "-o", "k"],
    ["apply", "s", "t.log", "--edits", "k", "-o", "./k"],
    ["s", "-o", "k", "--edits", "./k"], ["undo", "t", "t.log", "-o", "t.log"],
    ["apply", "s", "t.log", "-o", "t.log"],
    ["x/a", "a", "-o", "."], ["a", "x/a", "-o", "x"], ["a", "-o", "link"],
    ["--misspellings", "ms", "a", "-o", "ms"], ["--words", "ms", "a", "-o", "ms"],
    ["a", "-o", "emend.toml"],
    ["a", "-o", "b", "--edits", "emend.toml"],
    ["lexicon", "build", "--list", "ms", "-o", "ms"],
    ["lexicon", "learn", "pairs", "-o", "pairs/a.gt.txt"],
    ["test", "cases", "--junit", "cases/a/input.txt"],
    ["batch", "x", "-o", "out", "--summary", "x/a"],
    // Names that are taken for options.
    ["-dash", "-o", "b"], ["-xh"],
  ])
  func `no output takes the place of what was read`(_ call: [String]) throws {
    let files = [
      "a": broken, "x/a": broken, "ms": "teh->the\n", "emend.toml": "wrap = \"keep\"\n",
      "s": broken,
      "pairs/a.ocr.txt": broken, "pairs/a.gt.txt": mended, "cases/a/input.txt": broken,
      "cases/a/expected.txt": mended, "-dash": broken,
    ]
    let folder = try Folder(files)
    _ = try folder.shell("ln -s a link")
    #expect(try folder.emend("s", "-o", "t", "--edits", "t.log").status == 0)
    let log = try folder.read("t.log")
    let ran = try folder.run(Command.path, call, Array(broken.utf8), [:])
    #expect(ran.status == 2, "\(ran.errors)")
    #expect(!ran.errors.isEmpty)
    for (name, text) in files { #expect(try folder.text(name) == text, "\(name)") }
    #expect(try folder.read("t.log") == log)
    #expect(!folder.names.contains("k") && !folder.names.contains("b"))
  }

  @Test func `a text and its log may be replaced by what they come to`() throws {
    let folder = try Folder(["a": broken])
    #expect(try folder.emend("a", "-o", "b", "--edits", "log").status == 0)
    #expect(try folder.emend("undo", "b", "log", "-o", "b").status == 0)
    #expect(try folder.text("b") == broken)
    #expect(try folder.emend("apply", "b", "log", "-o", "b", "--edits", "log").status == 0)
    #expect(try folder.text("b") == mended)
    // A log over a log, and over nothing at all.
    try folder.write("", to: "empty")
    #expect(try folder.emend("a", "-o", "c", "--edits", "log").status == 0)
    #expect(try folder.emend("a", "-o", "c", "--edits", "empty").status == 0)
    #expect(try folder.read("empty") == folder.read("log"))
  }

  @Test func `into a folder`() throws {
    let folder = try Folder()
    try folder.write(broken, to: "a")
    try folder.write(clean, to: "b")
    #expect(try folder.emend("a", "b", "-o", "new").status == 0)
    #expect(try folder.text("new/a") == mended)
    #expect(try folder.text("new/b") == clean)
    #expect(try folder.emend("a", "-o", "other/").status == 0)
    #expect(try folder.text("other/a") == mended)
    let named = try folder.emend("--stdin-filename", "x/c", "-o", "new", input: broken)
    #expect(named.status == 0)
    #expect(try folder.text("new/c") == mended)
  }

  @Test func `names that would collide are refused before anything is written`() throws {
    let folder = try Folder()
    _ = try folder.shell("mkdir x y")
    try folder.write(broken, to: "x/a")
    try folder.write(broken, to: "y/a")
    let ran = try folder.emend("x/a", "y/a", "-o", "out")
    #expect(ran.status == 2)
    #expect(ran.errors.contains("x/a") && ran.errors.contains("y/a"))
    #expect((try? folder.read("out/a")) == nil)
    #expect(try folder.emend("x/a", "-o", "x").status == 2)
    #expect(try folder.emend("x/a", "y/a", "-o", "x/a").status == 2)
    #expect(try folder.emend("-o", "out", input: broken).status == 2)
    #expect(try folder.text("x/a") == broken)
  }

  @Test func `in place, with and without the old one kept`() throws {
    let folder = try Folder()
    try folder.write(broken, to: "a")
    try folder.write(broken, to: "b")
    try folder.write(clean, to: "c")
    let before = try attributes(folder, "c")
    #expect(try folder.emend("--in-place", "a", "c").status == 0)
    #expect(try folder.emend("--in-place=.bak", "b", "c").status == 0)
    #expect(try folder.text("a") == mended)
    #expect(try folder.text("b") == mended)
    #expect(try folder.text("b.bak") == broken)
    // What does not change is not written, and needs no copy.
    #expect(folder.names == ["a", "b", "b.bak", "c"])
    let after = try attributes(folder, "c")
    #expect(before == after)
  }

  private func attributes(_ folder: Folder, _ name: String) throws -> [String] {
    let all = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)
    return ["\(all[.systemFileNumber]!)", "\(all[.modificationDate]!)", "\(all[.size]!)"]
  }

  @Test func `mode, symbolic links and hard links stay`() throws {
    let folder = try Folder()
    try folder.write(broken, to: "a")
    _ = try folder.shell(
      "chmod 640 a; mkdir sub; ln -s ../a sub/link; ln -s sub/link chain; ln a twin")
    #expect(try folder.emend("--in-place=.bak", "chain").status == 0)
    #expect(try folder.text("a") == mended)
    #expect(try folder.text("twin") == mended)
    #expect(try folder.text("a.bak") == broken)
    let ran = try folder.shell(
      "ls -l a a.bak | cut -c1-10; test -L chain -a -L sub/link -a a -ef twin && echo linked")
    #expect(ran.text == "-rw-r-----\n-rw-r-----\nlinked\n")
    #expect(folder.names == ["a", "a.bak", "chain", "sub", "twin"])
  }

  @Test func `a link to nothing yet gets its file`() throws {
    let folder = try Folder()
    _ = try folder.shell("ln -s target link")
    #expect(try folder.emend("-o", "link", input: broken).status == 0)
    #expect(try folder.text("target") == mended)
    #expect(try folder.shell("test -L link && echo link").text == "link\n")
  }

  @Test func `new files have the mode that the user gives new files`() throws {
    let folder = try Folder()
    let ran = try folder.shell("umask 027; echo x | emend -o new; ls -l new | cut -c1-10")
    #expect(ran.text == "-rw-r-----\n")
  }

  @Test func `what is no regular file is written to as it is`() throws {
    let folder = try Folder()
    try folder.write(broken, to: "a")
    let ran = try folder.shell("emend a a -o /dev/null; emend a -o /dev/stdout | cat")
    #expect(ran.errors == "")
    #expect(ran.text == mended)
  }

  @Test func `--check names what would change`() throws {
    let folder = try Folder()
    try folder.write(broken, to: "a")
    try folder.write(clean, to: "b")
    let ran = try folder.emend("--check", "a", "b", "a")
    #expect(ran.status == 1)
    #expect(ran.text == "a\na\n")
    #expect(try folder.emend("--check", "b").status == 0)
    #expect(try folder.emend("--check", input: broken).text == "-\n")
    #expect(
      try folder.emend("--check", "--stdin-filename", "x", "-", input: broken).text == "x\n")
    #expect(try folder.text("a") == broken)
    #expect(folder.names == ["a", "b"])
  }

  @Test(arguments: Seed.all)
  func `patch makes of the diff what emend makes`(_ seed: Seed) throws {
    let folder = try Folder()
    try folder.write(try seed.bytes, to: "a seed")
    let diff = try folder.emend("--diff", "a seed")
    #expect(diff.status == 0)
    #expect(diff.text.hasPrefix("--- a seed\t\n+++ a seed\t\n@@ -"))
    let checked = try folder.emend("--diff", "--check", "a seed")
    #expect(checked.status == 1)
    #expect(checked.bytes == diff.bytes)
    guard Command.has("patch") else { return }
    try folder.write(diff.bytes, to: "diff")
    let patched = try folder.shell("patch -s -p0 <diff && cat 'a seed'")
    #expect(patched.errors == "")
    let emended = try folder.emend(input: try seed.bytes)
    #expect(patched.bytes == emended.bytes)
  }

  @Test func `colour where it is wanted`() throws {
    let folder = try Folder()
    let escape = "\u{1B}["
    #expect(!(try folder.emend("--diff", input: broken).text.contains(escape)))
    #expect(try folder.emend("--diff", "--color", "always", input: broken).text.contains(escape))
    #expect(!(try folder.emend("--diff", "--color", "never", input: broken).text.contains(escape)))
    // What is asked for on the command line is stronger than what the environment says.
    let forced = try folder.emend(
      "--diff", "--color=always", input: Array(broken.utf8), environment: ["NO_COLOR": "1"])
    #expect(forced.text.contains(escape))
  }

  @Test(.enabled(if: Command.has("script")))
  func `NO_COLOR is heeded on a terminal`() throws {
    let folder = try Folder()
    try folder.write(broken, to: "a")
    #if os(Linux)
      let shown = try folder.shell("TERM=xterm script -qec '\"$EMEND\" --diff a' /dev/null")
      try #require(shown.status == 0)
      #expect(shown.text.contains("\u{1B}["))
      let plain = try folder.shell(
        "TERM=xterm NO_COLOR=1 script -qec '\"$EMEND\" --diff a' /dev/null")
      #expect(plain.text.contains("Network"))
      #expect(!plain.text.contains("\u{1B}["))
    #endif
  }

  @Test func `names are bytes`() throws {
    let folder = try Folder()
    try folder.write(broken, to: "text")
    let ran = try folder.shell(
      """
      odd=$(printf 'a\\377b'); new=$(printf 'line\\nbreak'); tag=$(printf '\\364\\217\\274\\200x')
      cp text "$odd"; cp text "$new"; cp text "$tag"; cp text ' two  blanks '; cp text ./-dash
      emend --in-place=.bak "$odd" "$new" "$tag" ' two  blanks ' ./-dash
      cmp "$odd.bak" text && emend --check text "$odd" "$new" "$tag" ' two  blanks ' -- -dash
      emend "$odd.no"; emend "$new.no"
      emend "$odd" -o "$odd.copy" && cmp "$odd" "$odd.copy"
      emend --check "$odd.bak" | od -An -tx1 | tr -d ' \\n'
      """)
    #expect(ran.text == "text\n" + "61ff622e62616b0a")
    #expect(
      ran.errors == """
        emend: a\\xFFb.no: there is no such file; check the name
        emend: line\\nbreak.no: there is no such file; check the name

        """)
  }
}
