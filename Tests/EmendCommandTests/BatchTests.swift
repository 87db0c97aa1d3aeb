import Foundation
import Testing

/// `emend batch`: folders of documents, each whole or not at all, and taken up again after a stop.
@Suite struct BatchTests {
  private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]

  /// A folder `in` with some documents.
  private func folder() throws -> Folder {
    try Folder([
      "in/one.txt": broken, "in/a/two.txt": clean, "in/a/b/three.md": broken, "in/c/four": lost,
    ])
  }

  /// All there is below a folder: paths, and what the files hold; not what belongs to emend.
  private func tree(_ folder: Folder, _ name: String, own: Bool = false) throws -> String {
    try folder.shell(
      "cd \(name) && find . \(own ? "" : "-path ./.emend -prune -o") -type f -print0 | sort -z"
        + " | xargs -0 cksum"
    ).text
  }

  @Test func `the tree is mirrored`() throws {
    let folder = try folder()
    let ran = try folder.emend("batch", "in", "-o", "out")
    #expect(ran.status == 0)
    #expect(ran.text == "")
    #expect(try folder.text("out/one.txt") == mended)
    #expect(try folder.text("out/a/two.txt") == clean)
    #expect(try folder.text("out/a/b/three.md") == mended)
    #expect(try folder.text("out/c/four") == lost)
    #expect(ran.errors.contains("4 documents"))
    #expect(ran.errors.contains("4 cleaned (2 changed), 0 done before, 0 faults"))
    #expect(folder.names == ["in", "out"])
    #expect(try folder.emend("batch", "-q", "in", "-o", "out").errors == "")
  }

  @Test func `logs stand beside the outputs and undo them`() throws {
    let folder = try folder()
    #expect(try folder.emend("batch", "in", "-o", "out", "--edits").status == 0)
    let undone = try folder.emend("undo", "out/one.txt", "out/one.txt.edits.jsonl")
    #expect(undone.text == broken)
    let again = try folder.emend("batch", "in", "-o", "out", "--edits")
    #expect(again.errors.contains("0 cleaned (0 changed), 4 done before"))
  }

  @Test func `a second run does what is missing or has changed`() throws {
    let folder = try folder()
    func run(_ arguments: String...) throws -> String {
      let ran = try folder.run(
        Command.path, ["batch", "in", "-o", "out"] + arguments, [], [:])
      #expect(ran.status == 0)
      return ran.errors
    }
    _ = try run()
    #expect(try run().contains("0 cleaned (0 changed), 4 done before"))
    try folder.write(broken + broken, to: "in/one.txt")
    #expect(try run().contains("1 cleaned (1 changed), 3 done before"))
    #expect(try folder.text("out/one.txt") == mended + mended)
    // The output is gone; it has been changed; its name stays but its bytes do not.
    _ = try folder.shell("rm out/one.txt; tr a b <out/c/four >x; cat x >out/c/four; rm x")
    #expect(try run().contains("2 cleaned (1 changed), 2 done before"))
    #expect(try folder.text("out/c/four") == lost)
    #expect(try run("--wrap", "join").contains("4 cleaned"))
    #expect(try run("--wrap", "join").contains("4 done before"))
    #expect(try run("--wrap", "join", "--force").contains("4 cleaned"))
    try folder.write("trustees->donors\n", to: "list")
    #expect(try run("--misspellings", "list").contains("4 cleaned"))
    try folder.write("trustees->patrons\n", to: "list")
    #expect(try run("--misspellings", "list").contains("4 cleaned"))
  }

  @Test func `for each document the nearest configuration counts, and its changes are noticed`()
    throws
  {
    let folder = try folder()
    let off = "skip = [\"hyphenation\"]\n"
    try folder.write(off, to: "in/a/emend.toml")
    func run() throws -> String {
      let ran = try folder.emend("batch", "in", "-o", "out")
      #expect(ran.status == 0)
      return ran.errors
    }
    #expect(try run().contains("4 cleaned (1 changed), 0 done before"))
    #expect(try folder.text("out/one.txt") == mended)
    #expect(try folder.text("out/a/b/three.md") == broken)
    #expect(try !tree(folder, "out").contains("emend.toml"))
    #expect(try run().contains("0 cleaned (0 changed), 4 done before"))
    // Overrides count for their files alone, and so does a change of them.
    try folder.write(
      off + "[[override]]\nfiles = [\"*.md\"]\nstages = [\"hyphenation\"]\n",
      to: "in/a/emend.toml")
    #expect(try run().contains("1 cleaned (1 changed), 3 done before"))
    #expect(try folder.text("out/a/b/three.md") == mended)
    // A list that a configuration names is a part of it.
    try folder.write("trustees->donors\n", to: "in/c.list")
    try folder.write("misspellings = [\"../c.list\"]\n", to: "in/c/emend.toml")
    #expect(try run().contains("2 cleaned (0 changed), 3 done before"))
    try folder.write("partners->allies\n", to: "in/c.list")
    #expect(try run().contains("2 cleaned (1 changed), 3 done before"))
    #expect(try folder.text("out/c/four").contains("the allies to take part"))
    // Nothing is begun under a configuration that is wrong, however far below.
    try folder.write("skp = []\n", to: "in/a/b/emend.toml")
    let wrong = try folder.emend("batch", "in", "-o", "new")
    #expect(wrong.status == 2)
    #expect(wrong.errors.hasPrefix("emend: in/a/b/emend.toml:1:1: there is no key 'skp'; "))
    #expect(!folder.names.contains("new"))
    #expect(try folder.emend("batch", "in", "-o", "new", "--no-config").status == 0)
    #expect(try folder.text("new/a/b/three.md") == mended)
  }

  @Test func `a dry run names what it would do, and does nothing`() throws {
    let folder = try folder()
    let dry = try folder.emend("batch", "in", "-o", "out", "--dry-run")
    #expect(dry.status == 0)
    #expect(dry.text == "in/a/b/three.md\nin/a/two.txt\nin/c/four\nin/one.txt\n")
    #expect(dry.errors.contains("4 to clean"))
    #expect(folder.names == ["in"])
    _ = try folder.emend("batch", "in", "-o", "out")
    try folder.write(clean, to: "in/one.txt")
    let before = try tree(folder, "out", own: true)
    #expect(try folder.emend("batch", "in", "-o", "out", "--dry-run").text == "in/one.txt\n")
    #expect(try tree(folder, "out", own: true) == before)
  }

  @Test func `a torn manifest costs no more than what it has lost`() throws {
    let folder = try folder()
    _ = try folder.emend("batch", "in", "-o", "out")
    let whole = try folder.read("out/.emend/manifest")
    for cut in [whole.count - 1, whole.count - 20, 5, 0] {
      try folder.write(Array(whole[..<cut]), to: "out/.emend/manifest")
      #expect(try folder.emend("batch", "in", "-o", "out").status == 0)
      #expect(try folder.read("out/.emend/manifest") == whole)
    }
    try folder.write(whole.map { $0 == 0x61 ? 0x62 : $0 }, to: "out/.emend/manifest")
    #expect(try folder.emend("batch", "in", "-o", "out").status == 0)
    #expect(try folder.emend("batch", "in", "-o", "out").errors.contains("4 done before"))
  }

  @Test func `several inputs count from the deepest folder that holds them`() throws {
    let folder = try folder()
    #expect(try folder.emend("batch", "in/a", "in/c", "-o", "out").status == 0)
    #expect(try tree(folder, "out").contains("./a/b/three.md"))
    #expect(try folder.text("out/c/four") == lost)
    #expect(try folder.emend("batch", "in/a/two.txt", "-o", "two").status == 0)
    #expect(try folder.text("two/two.txt") == clean)
    #expect(try folder.emend("batch", "in/a/two.txt", "-o", "base", "--base", ".").status == 0)
    #expect(try folder.text("base/in/a/two.txt") == clean)
    #expect(try folder.emend("batch", "in", "-o", "x", "--base", "in/a").status == 2)
    let twice = try folder.emend("batch", "in", "in/one.txt", "in/a/../a", "-o", "twice")
    #expect(twice.status == 0)
    #expect(twice.errors.contains("4 documents"))
  }

  @Test func `patterns, ignore files and hidden names choose`() throws {
    let folder = try folder()
    try folder.write(clean, to: "in/.hidden")
    func names(_ arguments: String...) throws -> [String] {
      let ran = try folder.run(
        Command.path, ["batch", "--dry-run", "-o", "out"] + arguments, [], [:])
      #expect(ran.status == 0)
      return ran.text.split(separator: "\n").map(String.init)
    }
    let all = ["in/a/b/three.md", "in/a/two.txt", "in/c/four", "in/one.txt"]
    #expect(try names("in", "--include", "*.txt") == ["in/a/two.txt", "in/one.txt"])
    #expect(try names("in", "--include", "*.txt", "--exclude", "/a") == ["in/one.txt"])
    #expect(try names("in", "--exclude", "b") == ["in/a/two.txt", "in/c/four", "in/one.txt"])
    #expect(try names("in/**/*.txt") == ["in/a/two.txt", "in/one.txt"])
    #expect(try names("in/*/t[a-z]o.???") == ["in/a/two.txt"])
    #expect(try names("in", "--hidden") == ["in/.hidden"] + all)
    try folder.write("*.txt\n!one.txt\n# note\nc/\n", to: "in/.emendignore")
    #expect(try names("in") == ["in/a/b/three.md", "in/one.txt"])
    try folder.write("!two.txt\n/b/*.md\n", to: "in/a/.emendignore")
    #expect(try names("in") == ["in/a/two.txt", "in/one.txt"])
    #expect(try names("in", "--no-ignore") == all)
    #expect(try names("in/c/four") == ["in/c/four"])
  }

  @Test func `--check names what would change, --diff shows it, and neither writes`() throws {
    let folder = try folder()
    let before = try tree(folder, "in")
    for jobs in ["1", "2"] {
      let check = try folder.emend("batch", "in", "--check", "--jobs", jobs)
      #expect(check.status == 1)
      #expect(check.text == "in/a/b/three.md\nin/one.txt\n")
      #expect(check.errors.contains("2 would change, 2 would not, 0 faults"))
      // The diffs are those of the files one by one.
      let diff = try folder.emend("batch", "in", "--diff", "--jobs", jobs)
      let files = ["in/a/b/three.md", "in/a/two.txt", "in/c/four", "in/one.txt"]
      let single = try folder.run(Command.path, ["--diff"] + files, [], [:])
      #expect(diff.status == 0)
      #expect(diff.text == single.text && diff.text.contains("--- in/one.txt\n"))
      let both = try folder.emend("batch", "in", "--check", "--diff", "-q", "--jobs", jobs)
      #expect(both.status == 1 && both.text == diff.text && both.errors == "")
    }
    #expect(try folder.emend("batch", "in/a/two.txt", "--check", "-q").status == 0)
    #expect(try folder.emend("batch", "in", "--diff", "--color=always").text.contains("\u{1B}["))
    try folder.write("skip = [\"hyphenation\"]\n", to: "in/a/emend.toml")
    #expect(try folder.emend("batch", "in", "--check").text == "in/one.txt\n")
    // A fault counts for more than a difference, and the others are told.
    try folder.write(Self.png, to: "in/a/picture.txt")
    let fault = try folder.emend("batch", "in", "--check")
    #expect(fault.status == 3)
    #expect(fault.text == "in/one.txt\n")
    #expect(fault.errors.contains("emend: in/a/picture.txt: "))
    _ = try folder.shell("rm in/a/picture.txt in/a/emend.toml")
    #expect(try tree(folder, "in") == before)
    #expect(folder.names == ["in"])
    #expect(
      try folder.shell("emend batch in --diff | head -c 1; echo ${PIPESTATUS[0]}").text == "-0\n")
  }

  @Test func `a long document is compared as a whole`() throws {
    let text = String(repeating: "A line of it stays as it is here.\n\n", count: 40_000) + broken
    let folder = try Folder(["in/long.txt": text])
    let ran = try folder.emend("batch", "in", "--diff", "-q")
    #expect(ran.bytes == (try folder.emend("--diff", "in/long.txt")).bytes)
    #expect(ran.text.contains("+" + mended))
  }

  @Test func `a call that compares cannot write`() throws {
    let folder = try folder()
    for (arguments, message) in [
      (["--check", "-o", "out"], "--check writes nothing; leave out -o"),
      (["--diff", "--edits"], "--diff writes nothing; leave out --edits"),
      (["--check", "--dry-run"], "leave out --dry-run"), (["--check", "--force"], "--force"),
      (["--check", "--summary", "-"], "name a file for --summary"),
      (["--dry-run", "-o", "out", "--summary", "-"], "name a file for --summary"),
      ([], "name a folder for the outputs with -o, or say --check or --diff"),
    ] {
      let ran = try folder.run(Command.path, ["batch", "in"] + arguments, [], [:])
      #expect(ran.status == 2)
      #expect(ran.text == "" && ran.errors.contains(message), "\(ran.errors)")
      #expect(folder.names == ["in"])
    }
  }

  @Test func `what no pattern fits is not looked at`() throws {
    let folder = try folder()
    _ = try folder.shell(
      """
      ln -s nowhere in/gone.pdf; ln -s nowhere in/a/gone.md; ln -s nowhere in/emend.toml
      mkdir in/shut; : >in/shut/a.txt; ln -s . in/shut/loop
      """)
    for inputs in [["in/*.txt"], ["in", "--include", "*.txt"], ["in", "--exclude", "gone*"]] {
      let ran = try folder.run(
        Command.path, ["batch", "--force", "-o", "out"] + inputs, [], [:])
      #expect(ran.status == 0, "\(inputs): \(ran.errors)")
      #expect(try folder.text("out/one.txt") == mended)
    }
    // One that fits is its own fault, and nobody else's.
    let ran = try folder.emend("batch", "in", "--include", "*.md", "-o", "md")
    #expect(ran.status == 3)
    #expect(ran.errors.contains("emend: in/a/gone.md: this link leads to nothing; "))
    #expect(!ran.errors.contains("gone.pdf"))
    #expect(try folder.text("md/a/b/three.md") == mended)
    let shut = try folder.emend("batch", "in/*.txt", "-o", "shallow")
    #expect(!shut.errors.contains("not followed"))
    #expect(shut.errors.contains("1 document,"))
    guard !Command.isRoot else { return }
    _ = try folder.shell("chmod 0 in/shut")
    #expect(try folder.emend("batch", "in/*.txt", "-o", "locked").status == 0)
    #expect(try folder.emend("batch", "in/**/*.txt", "-o", "locked").status == 3)
    _ = try folder.shell("chmod 700 in/shut")
  }

  @Test func `a pattern with a slip of the pen is refused before anything is written`() throws {
    let folder = try folder()
    for (arguments, place) in [
      (["in", "--include", "*.[tm"], "'*.[tm' is wrong at character 3: "),
      (["in", "--include", "*.md", "--exclude", "[z-a]"], "'[z-a]' is wrong at character 2: "),
      (["in/[a/*.txt"], "'in/[a/*.txt' is wrong at character 4: "),
      (["in", "in/*\\"], "'in/*\\' is wrong at character 5: "),
    ] {
      let ran = try folder.run(Command.path, ["batch", "-o", "out"] + arguments, [], [:])
      #expect(ran.status == 2)
      #expect(ran.errors.hasPrefix("emend: the pattern \(place)"), "\(ran.errors)")
      #expect(folder.names == ["in"])
    }
    // A file of such a name is a file, and an ignore file has the grammar of gitignore, which knows no slips.
    try folder.write(clean, to: "in/[x.txt")
    try folder.write("[a\n", to: "in/.emendignore")
    #expect(try folder.emend("batch", "in/[x.txt", "-o", "out").status == 0)
    #expect(try folder.emend("batch", "in", "-o", "all").status == 0)
  }

  @Test func `one document's fault does not stop the others`() throws {
    let folder = try folder()
    try folder.write(Self.png, to: "in/a/picture.txt")
    _ = try folder.shell("ln -s nowhere in/link; ln -s ../c in/a/folder; ln -s ../one.txt in/a/one")
    let ran = try folder.emend("batch", "in", "-o", "out", "--summary", "summary.json")
    #expect(ran.status == 3)
    #expect(ran.errors.contains("emend: in/link: this link leads to nothing; "))
    #expect(ran.errors.contains("emend: in/a/picture.txt: "))
    #expect(ran.errors.contains("1 link to folders not followed"))
    #expect(try folder.text("out/one.txt") == mended)
    #expect(try folder.text("out/a/one") == mended)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/out/a/picture.txt"))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/out/a/folder"))
    struct Summary: Decodable {
      struct Fault: Decodable { var file: String, status: Int }
      struct Stage: Decodable { var edits: Int }
      var documents: Int, cleaned: Int, changed: Int, kept: Int, linksNotFollowed: Int
      var faults: [Fault]
      var stages: [String: Stage]
    }
    let summary = try JSONDecoder().decode(
      Summary.self, from: Data(try folder.read("summary.json")))
    #expect(summary.documents == 6)
    #expect(summary.cleaned == 5)
    #expect(summary.changed == 3)
    #expect(summary.stages["hyphenation"]?.edits == 3)
    #expect(summary.faults.map(\.file) == ["in/link", "in/a/picture.txt"])
    #expect(summary.faults.map(\.status) == [3, 3])
    #expect(summary.linksNotFollowed == 1)
    #expect(try folder.emend("batch", "in", "-o", "followed", "--follow").status == 3)
    #expect(try folder.text("followed/a/folder/four") == lost)
    // In circles no further than once round.
    _ = try folder.shell("rm in/link in/a/picture.txt; ln -s .. in/a/up")
    #expect(try folder.emend("batch", "in", "-o", "round", "--follow").status == 0)
    let first = try folder.emend("batch", "--fail-fast", "--jobs", "1", "in", "none", "-o", "fast")
    #expect(first.status == 3)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/fast/one.txt"))
  }

  @Test func `names may be anything but a path out of the folder`() throws {
    let folder = try Folder()
    _ = try folder.shell(
      """
      mkdir -p "in/line
      break" in/deep
      printf 'The goverment.\\n' >"in/line
      break/new
      line"
      printf 'The goverment.\\n' >"in/$(printf 'latin\\351 \\\\n')"
      printf 'The goverment.\\n' >"in/ -o *?[x] \\"quoted\\""
      printf 'The goverment.\\n' >in/-dash
      """)
    for expected in [
      "4 cleaned (4 changed), 0 done before", "0 cleaned (0 changed), 4 done before",
    ] {
      let ran = try folder.emend("batch", "in", "-o", "out")
      #expect(ran.status == 0)
      #expect(ran.errors.contains(expected))
    }
    let same = try folder.shell(
      "find in -type f -exec sed -i s/goverment/government/ {} + && rm -r out/.emend"
        + " && rmdir in/deep && diff -r in out && echo same")
    #expect(same.text == "same\n")
  }

  @Test func `nothing is written over an input or outside the output folder`() throws {
    let folder = try folder()
    #expect(try folder.emend("batch", "in", "-o", "in").status == 2)
    #expect(try folder.emend("batch", "in/a", "-o", "in").status == 2)
    #expect(try folder.emend("batch", "in/one.txt", "-o", "in").status == 2)
    _ = try folder.shell("ln -s in same")
    #expect(try folder.emend("batch", "in", "-o", "same").status == 2)
    #expect(try folder.emend("batch", "same", "-o", "in").status == 2)
    #expect(try folder.text("in/one.txt") == broken)
    #expect(folder.names == ["in", "same"])
    // The output folder within the input folder is not itself input.
    for _ in 0..<2 { #expect(try folder.emend("batch", "in", "-o", "in/out").status == 0) }
    #expect(try tree(folder, "in/out").split(separator: "\n").count == 4)
    // A link in the output folder leads nowhere, whether it stands for a folder or a file.
    _ = try folder.shell(
      "mkdir out elsewhere; ln -s ../elsewhere out/a; echo mine >mine; ln -s ../mine out/one.txt")
    let ran = try folder.emend("batch", "in", "-o", "out", "--exclude", "/out")
    #expect(ran.status == 4)
    #expect(ran.errors.contains("in/a/two.txt: where the folder a of the output belongs, there is"))
    #expect(try folder.text("out/one.txt") == mended)
    #expect(try folder.text("mine") == "mine\n")
    #expect(try folder.text("out/c/four") == lost)
    #expect(try folder.shell("ls -A elsewhere").text == "")
    // The input under another name.
    _ = try folder.shell("mkdir hard; ln in/one.txt hard/one.txt")
    let hard = try folder.emend("batch", "in/one.txt", "-o", "hard")
    #expect(hard.status == 4)
    #expect(hard.errors.contains("is the same file as itself"))
    #expect(try folder.text("in/one.txt") == broken)
  }

  @Test func `what stands in the way is told`() throws {
    let folder = try folder()
    _ = try folder.shell("mkdir -p out/one.txt; echo x >out/c; mkfifo pipe")
    let ran = try folder.emend("batch", "in", "-o", "out")
    #expect(ran.status == 4)
    #expect(ran.errors.contains("in/one.txt: a folder stands where its output one.txt belongs; "))
    #expect(ran.errors.contains("in/c/four: where the folder c of the output belongs"))
    #expect(try folder.text("out/a/two.txt") == clean)
    try folder.write(clean, to: "in/a/two.txt.edits.jsonl")
    let clash = try folder.emend("batch", "in/a", "-o", "logs", "--edits")
    #expect(clash.status == 2)
    #expect(clash.errors.contains("its place in the output folder is that of in/a/two.txt"))
    #expect(try folder.emend("batch", "in", "-o", "in/one.txt").status == 4)
    #expect(try folder.emend("batch", "in", "-o", "none/out").status == 4)
    #expect(try folder.emend("batch", "none", "-o", "out").status == 3)
    #expect(try folder.emend("batch", "pipe", "-o", "out").status == 2)
    #expect(try folder.emend("batch", "in").status == 2)
    #expect(try folder.emend("batch", "-o", "out").status == 2)
    #expect(try folder.emend("batch", "in", "-o", "-").status == 2)
  }

  @Test func `what may not be read or written is told`() throws {
    let folder = try folder()
    _ = try folder.shell(
      "chmod 000 in/one.txt in/c; mkdir out; cp in/a/two.txt out/x; chmod 500 out")
    defer { _ = try? folder.shell("chmod -R 700 .") }
    // Root may read and write all; somebody else stands in for us.
    let asNobody = try folder.shell(
      """
      chmod 755 . in in/a in/a/b; mkdir -m 777 free
      run() { if [ "$(id -u)" = 0 ]; then setpriv --reuid 65534 --clear-groups "$EMEND" "$@"
        else emend "$@"; fi; }
      run batch in -o free; echo $?; run batch in/a -o out; echo $?
      """)
    // A clone that others may not enter keeps somebody else out of the command itself.
    guard asNobody.text.hasPrefix("3") || asNobody.text.hasPrefix("4") else { return }
    #expect(asNobody.text == "3\n4\n")
    #expect(asNobody.errors.contains("in/one.txt: reading it is not permitted; "))
    #expect(asNobody.errors.contains("in/c: reading it is not permitted; "))
    #expect(try folder.text("free/a/two.txt") == clean)
  }

  @Test func `a full disk costs the documents that do not fit, and no more`() throws {
    let folder = try folder()
    try folder.write(String(repeating: clean, count: 4000), to: "in/large.txt")
    // What a file may be at most stands in for what a disk has left.
    let ran = try folder.shell("ulimit -f 64; emend batch in -o out; echo $?")
    #expect(ran.text == "4\n")
    #expect(ran.errors.contains("in/large.txt: "))
    #expect(ran.errors.contains("4 cleaned (2 changed), 0 done before, 1 fault"))
    #expect(try folder.shell("ls -A out out/.emend").text.contains("work-") == false)
    #expect(try folder.emend("batch", "in", "-o", "out").errors.contains("1 cleaned"))
    #expect(try folder.text("out/large.txt").count == 4000 * clean.count)
  }

  @Test func `on a small disk likewise`() throws {
    let folder = try folder()
    try folder.write(String(repeating: clean, count: 40_000), to: "in/large.txt")
    let ran = try folder.shell(
      """
      mkdir small; mount -t tmpfs -o size=256k none small 2>/dev/null || exit 99
      emend batch in -o small/out; echo $?; cat small/out/one.txt; ls small/out; umount small
      """)
    // Where mounting is not allowed, the test before this one has to do.
    guard ran.status != 99 else { return }
    #expect(ran.text == "4\n\(mended)a\nc\none.txt\n")
    #expect(ran.errors.contains("in/large.txt: "))
    #expect(ran.errors.contains("the disk is full; "))
  }

  @Test func `a folder that vanishes is told document by document`() throws {
    let folder = try Folder([
      "in/b/one.txt": clean, "in/b/two.txt": clean, "in/c/three.txt": broken,
    ])
    _ = try folder.shell("mkdir in/a")
    try folder.write(Self.png, to: "in/a/picture.txt")
    // The first document's fault has no room in a pipe that is full: there the run waits until the
    // folder has gone that it has read already.
    let ran = try folder.shell(
      """
      mkfifo errors; exec 3<>errors; head -c 65536 /dev/zero | tr '\\0' '\\n' >&3
      "$EMEND" batch in -o out --jobs 1 2>&3 & emend=$!
      while [ ! -e out/.emend/lock ]; do sleep 0.01; done
      mv in/b gone; cat <errors >told 3>&- & exec 3>&-
      wait $emend; echo $?; wait
      """)
    #expect(ran.text == "3\n")
    let told = try folder.text("told")
    #expect(told.contains("in/b/one.txt: it has gone since its folder was read; "))
    #expect(told.contains("in/b/two.txt: it has gone since its folder was read; "))
    #expect(told.contains("1 cleaned (1 changed), 0 done before, 3 faults"))
    #expect(try folder.text("out/c/three.txt") == mended)
  }

  @Test func `two runs keep out of each other's folder`() throws {
    let folder = try folder()
    let ran = try folder.shell(
      """
      mkdir -p out/.emend; exec 9>>out/.emend/lock; flock -n 9 || exit 1
      emend batch in -o out; echo $?
      exec 9>&-; emend batch -q in -o out; echo $?
      """)
    #expect(ran.text == "4\n0\n")
    #expect(ran.errors.contains("emend: out: another emend batch is at work in this folder; "))
  }

  @Test func `a killed run is taken up and ends as one that was not`() throws {
    let folder = try Folder()
    _ = try folder.shell(
      """
      i=0; while [ $i -lt 20 ]; do mkdir -p in/$i; j=0
      while [ $j -lt 10 ]; do { head -c 4000 '\(Seed.all[0].url.path)'; echo "Number $i of $j."; } \
        >in/$i/$j.txt
      j=$((j+1)); done; i=$((i+1)); done
      emend batch -q in -o calm --edits
      """)
    let ran = try folder.shell(
      """
      for count in 1 60 130; do
        "$EMEND" batch -q in -o out --edits --jobs 3 & emend=$!
        while kill -0 $emend 2>/dev/null && [ $(find out -name '*.txt' | wc -l) -lt $count ]; do :
        done 2>/dev/null
        kill -9 $emend 2>/dev/null; wait $emend 2>/dev/null
        find out -name '*.txt' -not -path '*/.emend/*' -size 0; done
      emend batch in -o out --edits; echo $?
      diff -r calm out && echo same; ls
      """)
    #expect(ran.text == "0\nsame\ncalm\nin\nout\n")
    #expect(ran.errors.contains("done before"))
  }

  @Test func `many small files, and what is told of them`() throws {
    let folder = try Folder()
    // By hand with a release build: EMEND_BINARY=… EMEND_MANY=100000.
    let many = ProcessInfo.processInfo.environment["EMEND_MANY"].flatMap(Int.init) ?? 1000
    _ = try folder.shell(
      """
      mkdir in; cd in; seq 1 \(many) | awk '{ d = int($1 / 1000)
      if (d != last || NR == 1) { system("mkdir -p " d); last = d }
      f = d "/" $1 ".txt"; print "Document " $1 " of the goverment." > f; close(f) }'
      """)
    for _ in 0..<2 {
      let ran = try folder.emend("batch", "in", "-o", "out", "--summary", "-")
      #expect(ran.status == 0)
      #expect(ran.text.contains("\"documents\":\(many),"))
      #expect(ran.text.contains("\"faults\":[]"))
    }
    let same = try folder.shell(
      "find in -name '*.txt' -print0 | xargs -0 sed -i s/goverment/government/"
        + " && rm -r out/.emend && diff -r in out && echo same")
    #expect(same.text == "same\n")
  }

  @Test func `a terminal sees how far it is`() throws {
    guard Command.has("script") else { return }
    let folder = try Folder()
    // So many that it takes a while, which a release build needs more for.
    let count = ProcessInfo.processInfo.environment["EMEND_BINARY"] == nil ? 40 : 400
    _ = try folder.shell(
      """
      mkdir in; i=0
      while [ $i -lt \(count) ]; do cp '\(Seed.all[0].url.path)' in/$i; i=$((i+1)); done
      """)
    let ran = try folder.shell(
      #"script -qec "'$EMEND' batch in -o out --jobs 1" /dev/null </dev/null"#)
    #expect(ran.text.contains("\r\u{1B}[K"))
    #expect(ran.text.contains(" of \(count) documents, "))
    #expect(ran.text.contains("\(count) cleaned"))
  }
}
