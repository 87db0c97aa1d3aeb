import Foundation
import Testing

/// What is wrong is told in one line that says what, where and what to do; nothing is half-written.
@Suite struct FaultTests {
  /// Runs emend and checks the shape of its message.
  private func fault(
    _ folder: Folder, _ arguments: [String], input: [UInt8] = [], status: Int32,
    _ parts: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = folder.names
    let ran = try folder.run(Command.path, arguments, input, [:])
    #expect(ran.status == status, sourceLocation: sourceLocation)
    #expect(ran.bytes == [], sourceLocation: sourceLocation)
    #expect(ran.errors.hasPrefix("emend: "), sourceLocation: sourceLocation)
    #expect(ran.errors.hasSuffix("\n"), sourceLocation: sourceLocation)
    #expect(ran.errors.split(separator: "\n").count == 1, sourceLocation: sourceLocation)
    #expect(ran.errors.contains(";"), "without a remedy", sourceLocation: sourceLocation)
    for part in parts {
      #expect(ran.errors.contains(part), sourceLocation: sourceLocation)
    }
    #expect(folder.names == before, sourceLocation: sourceLocation)
  }

  private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
  private static let gzip: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]

  @Test func `input that cannot be read`() throws {
    let folder = try Folder()
    try folder.write(clean, to: "file")
    try fault(folder, ["none"], status: 3, "none: there is no such file")
    try fault(folder, ["none", "-o", "out"], status: 3, "none: there is no such file")
    try fault(folder, ["."], status: 3, ".: this is a folder", "emend batch")
    try fault(folder, ["file/x"], status: 3, "file/x: a part of the path is no folder")
    try fault(folder, ["undo", "file", "none"], status: 3, "none: there is no such file")
    try fault(folder, ["--misspellings", "none", "file"], status: 3, "none: there is no such file")
    if !Command.isRoot {
      _ = try folder.shell("chmod 000 file")
      try fault(folder, ["file"], status: 3, "file: reading it is not permitted")
    }
  }

  @Test func `input that is no text`() throws {
    let folder = try Folder()
    try folder.write(Self.png, to: "a.png")
    try folder.write(Self.gzip, to: "a.gz")
    try folder.write(Array("text\0text".utf8), to: "nul")
    try fault(folder, ["a.png"], status: 3, "a.png:", "PNG", "OCR")
    try fault(folder, ["a.gz"], status: 3, "a.gz:", "gzip")
    try fault(folder, ["nul"], status: 3, "nul:", "NUL")
    try fault(folder, ["--in-place=.bak", "a.png"], status: 3, "a.png:")
    try fault(folder, ["a.gz", "-o", "out", "--edits", "log"], status: 3, "a.gz:")
    try fault(folder, [], input: Self.png, status: 3, "standard input:", "PNG")
    #expect(try folder.read("a.png") == Self.png)
  }

  @Test func `one file at fault does not stop the others, and the worst status counts`() throws {
    let folder = try Folder()
    try folder.write(broken, to: "a")
    try folder.write(Self.png, to: "b")
    let ran = try folder.emend("a", "b", "none", "a")
    #expect(ran.status == 3)
    #expect(ran.text == mended + mended)
    #expect(ran.errors.split(separator: "\n").count == 2)
    let check = try folder.emend("--check", "a", "none")
    #expect(check.status == 3)
    #expect(check.text == "a\n")
  }

  @Test func `output that cannot be written`() throws {
    let folder = try Folder()
    try folder.write(broken, to: "a")
    try fault(folder, ["a", "-o", "none/b"], status: 4, "none/b: its folder does not exist")
    try fault(folder, ["a", "-o", "a/b"], status: 4, "a/b: a part of the path is no folder")
    try fault(folder, ["a", "--edits", "none/b"], status: 4, "none/b: its folder does not exist")
    _ = try folder.shell("mkdir box; cp a box/a; chmod 555 box; chmod 444 a")
    if !Command.isRoot {
      try fault(folder, ["--in-place", "box/a"], status: 4, "box/a: ", "is not permitted")
      try fault(folder, ["--in-place", "a"], status: 4, "a: ", "is not permitted")
    }
    _ = try folder.shell("chmod 755 box")
    #if os(Linux)
      try fault(folder, ["a", "-o", "/dev/full"], status: 4, "/dev/full: the disk is full")
      let full = try folder.shell("emend a >/dev/full")
      #expect(full.status == 4)
      #expect(full.errors.contains("emend: standard output: the disk is full; "))
    #endif
  }

  @Test func `a terminated run leaves nothing behind`() throws {
    let folder = try Folder()
    try folder.write(broken, to: "a")
    _ = try folder.shell("mkfifo pipe")
    let ran = try folder.shell(
      """
      exec 3<>pipe
      "$EMEND" pipe -o a --edits log & emend=$!
      sleep 0.5; ls -A | grep -c '\\.emend-'
      kill -TERM $emend; wait $emend; echo $?
      """)
    #expect(ran.text == "2\n143\n")
    #expect(folder.names == ["a", "pipe"])
    #expect(try folder.text("a") == broken)
  }

  @Test func `a wrong call`() throws {
    let folder = try Folder()
    try folder.write(clean, to: "a")
    try fault(folder, ["--bogus", "a"], status: 2, "--bogus", "; see emend help clean")
    try fault(
      folder, ["batch", "a", "-o", "b", "--bogus"], status: 2, "--bogus", "; see emend help batch")
    try fault(folder, ["help", "bacth"], status: 2, "'bacth'", "did you mean 'batch'?")
    try fault(folder, ["tset"], status: 3, "tset: there is no such file", "'emend test'")
    try fault(folder, ["-o"], status: 2, "-o")
    try fault(folder, ["undo", "a"], status: 2, "<log>")
    try fault(folder, ["--stages", "hyphenaton", "a"], status: 2, "'hyphenation'")
    for none in ["", ","] {
      try fault(folder, ["--stages", none, "a"], status: 2, "--stages", "emend explain", "--skip")
    }
    try fault(folder, ["--skip", "xyzzy", "a"], status: 2, "The stages are decode, ")
    try fault(folder, ["explain", "tabels"], status: 2, "did you mean 'tables'?")
    try fault(folder, ["--wrap", "perhaps", "a"], status: 2, "keep or join")
    try fault(folder, ["--format", "tex", "a"], status: 2, "plain or markdown")
    try fault(folder, ["--color", "pink", "a"], status: 2, "auto or always or never")
    for threshold in ["1.5", "-0.1", "nan", "much"] {
      try fault(folder, ["--threshold=\(threshold)", "a"], status: 2, "threshold")
    }
    for window in ["1023", "0", "-1K", "1G", "K", "99999999999M"] {
      try fault(folder, ["--window=\(window)", "a"], status: 2, "--window", "1K to 1024M")
    }
    for jobs in ["0", "-1", "two", "257"] {
      try fault(folder, ["--jobs=\(jobs)", "a"], status: 2, "--jobs", "a number from 1 to 256")
    }
    try fault(folder, ["--protect", "(", "a"], status: 2, "'('")
    try fault(folder, ["-o", "b", "--in-place", "a"], status: 2, "-o and --in-place")
    try fault(folder, ["--diff", "-o", "b", "a"], status: 2, "--diff")
    try fault(folder, ["--check", "--edits", "b", "a"], status: 2, "--check")
    try fault(folder, ["--in-place", "-"], status: 2, "standard input")
    try fault(folder, ["--in-place"], status: 2, "standard input")
    try fault(folder, ["--in-place=", "a"], status: 2, "--in-place=.bak")
    try fault(folder, ["--in-place=x/y", "a"], status: 2, "x/y")
    try fault(folder, ["-", "-"], status: 2, "once")
    try fault(folder, ["undo", "-", "-"], status: 2, "standard input")
  }

  @Test func `a list of misspellings with a bad line`() throws {
    let folder = try Folder()
    try folder.write(clean, to: "a")
    try folder.write("teh->the\nno arrow here\n", to: "list")
    try fault(folder, ["--misspellings", "list", "a"], status: 2, "list:2:", "wrong->right")
    try folder.write("teh->the\n\nthe->thee\n", to: "list")
    try fault(folder, ["--misspellings", "list", "a"], status: 2, "list:1:", "line 3")
    try folder.write([0x61, 0xFF, 0x2D, 0x3E, 0x62], to: "list")
    try fault(folder, ["--misspellings", "list", "a"], status: 2, "list:", "UTF-8")
  }

  @Test func `memory is what --max-memory allows, or there is an error and no output`() throws {
    let folder = try Folder(["a": broken, "large": String(repeating: clean + "\n", count: 100_000)])
    for size in ["16M", "89M", "0", "many", "2000G"] {
      try fault(folder, ["--max-memory=\(size)", "a"], status: 2, "--max-memory", "90M or more")
    }
    #expect(try folder.emend("--max-memory", "1G", input: broken).text == mended)
    // The window, which decides bytes, depends on the limit alone; what is told of it stands in the log.
    let logs = try ["1", "2", "7"].map { jobs in
      _ = try folder.emend(
        "--max-memory", "128M", "--jobs", jobs, "large", "-o", "out", "--edits", "log")
      return try folder.text("log")
    }
    #expect(Set(logs).count == 1)
    #expect(logs[0].contains("\"window\":\"262144\""))
    #expect(try folder.read("out") == folder.read("large"))
    // What is held whole, as a diff's text is, does not fit.
    _ = try folder.shell(
      "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do cat large; done >huge; rm out log")
    try fault(
      folder, ["--max-memory=90M", "--stages", "decode", "--diff", "huge"], status: 3,
      "huge: it takes more memory than the 90M of --max-memory")
  }
}
