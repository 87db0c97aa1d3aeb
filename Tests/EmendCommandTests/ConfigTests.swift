import Emend
import Foundation
import Testing

/// `emend.toml`, found upward, and `emend config`.
@Suite struct ConfigTests {
  private let wrapped = "The committee met the trustees\nof the town at noon.\n"
  private let joined = "The committee met the trustees of the town at noon.\n"

  @Test func `the configuration is found upward from each file`() throws {
    let folder = try Folder()
    _ = try folder.shell("mkdir -p a/b c")
    try folder.write("wrap = \"join\"\n", to: "a/emend.toml")
    for name in ["a/x", "a/b/y", "c/z"] { try folder.write(wrapped, to: name) }
    let ran = try folder.emend("--wrap", "keep", "a/x")
    #expect(ran.text == wrapped)
    #expect(try folder.emend("a/x", "a/b/y").text == joined + joined)
    #expect(try folder.emend("--no-config", "a/x").text == wrapped)
    #expect(try folder.emend("--config", "a/emend.toml", "--no-config", "c/z").status == 2)
    #expect(try folder.emend("--config", "a/emend.toml", "c/z").text == joined)
    // Standard input has the current folder, or that of its name.
    #expect(try folder.emend("--wrap=keep", input: wrapped).text == wrapped)
    #expect(try folder.emend("--stdin-filename", "a/b/n", "-", input: wrapped).text == joined)
    #expect(try folder.shell("cd a/b && emend <y").text == joined)
  }

  @Test func `overrides and lists count from the folder of the file on`() throws {
    let folder = try Folder()
    _ = try folder.shell("mkdir -p p/verse")
    try folder.write(
      """
      wrap = "join"
      misspellings = ["list"]
      protect-words = ["Medcial"]
      [[override]]
      files = ["verse/*"]
      wrap = "keep"
      """, to: "p/emend.toml")
    try folder.write("colour->color\n", to: "p/list")
    let text = "The Medcial committee met the trustees\nof the colour at noon.\n"
    try folder.write(text, to: "p/prose.txt")
    try folder.write(text, to: "p/verse/poem.txt")
    let mended = text.replacingOccurrences(of: "colour", with: "color")
    #expect(
      try folder.emend("p/prose.txt").text == mended.replacingOccurrences(of: "s\no", with: "s o"))
    #expect(try folder.emend("p/verse/poem.txt").text == mended)
    _ = try folder.shell("rm p/list")
    let ran = try folder.emend("p/prose.txt")
    #expect(ran.status == 3)
    #expect(ran.errors.contains("list: there is no such file"))
  }

  @Test func `lexicons and words are named from the folder of the file on`() throws {
    let folder = try Folder(["p/x": "The brown goverment of Malavsia met at noon.\n"])
    #expect(try folder.emend("p/x").text.contains("government"))
    try folder.write("goverment\n", to: "p/names")
    try folder.write("words = [\"names\"]\n", to: "p/emend.toml")
    #expect(try folder.emend("p/x").text.contains("goverment"))
    #expect(try folder.emend("config", "p/x").text.contains("words = [\"names\"]"))
    // The same words as a lexicon that protects them.
    #expect(
      try folder.emend("lexicon", "build", "--protect", "--list", "p/names", "-o", "p/our.lexicon")
        .status == 0)
    try folder.write("lexicons = [\"our.lexicon\"]\nflush = true\n", to: "p/emend.toml")
    #expect(try folder.emend("p/x").text.contains("goverment"))
    #expect(try folder.emend("config", "p/x").text.contains("lexicons = [\"our.lexicon\"]"))
    try folder.write("no lexicon", to: "p/our.lexicon")
    let ran = try folder.emend("p/x")
    #expect(ran.status == 3)
    #expect(ran.errors.hasPrefix("emend: our.lexicon: "), "\(ran.errors)")
  }

  @Test func `protected words stand for themselves, whatever signs they hold`() throws {
    for word in [
      "goverment1", "1goverment", "goverment_1", "goverment-1", "goverment.x", "(goverment",
    ] {
      let folder = try Folder(["emend.toml": "protect-words = ['\(word)']\n"])
      let ran = try folder.emend(input: "The \(word) met; the goverment met.\n")
      #expect(ran.status == 0, "\(word): \(ran.errors)")
      #expect(ran.text == "The \(word) met; the government met.\n")
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a long list of words is read in their order, each once, in linear time`() throws {
    let words = (0..<200_000).map { "\"word\($0)\"" }
    let list = words.joined(separator: ", ")
    let folder = try Folder(["emend.toml": "protect-words = [\(list), \(list)]\n"])
    let ran = try folder.emend("config")
    #expect(ran.text.contains("protect-words = [\(list)]"))
  }

  @Test func `what decides of a text has an option and a key`() throws {
    let help = try Folder().emend("help", "clean").text
    let start = try #require(help.range(of: "WHAT IS REPAIRED:"))
    let end = try #require(help.range(of: "RECORDS:"))
    let options = help[start.upperBound..<end.lowerBound].split(separator: "\n")
      .compactMap { line in line.firstRange(of: /--[a-z-]+/).map { String(line[$0]) } }
    // Which file is read, and how many cores work, decide no byte; memory is a matter of the machine, and
    // decides by the window, which has a key.
    let known =
      Setting.all.compactMap(\.flag) + ["--jobs", "--config", "--no-config", "--max-memory"]
    #expect(Set(options) == Set(known))
  }

  @Test func `a fault is told once, with its place, before anything is written`() throws {
    let folder = try Folder()
    try folder.write("wrap = \"join\"\nthreshhold = 1\n", to: "emend.toml")
    try folder.write(broken, to: "a")
    let ran = try folder.emend("--in-place", "a")
    #expect(ran.status == 2)
    #expect(
      ran.errors
        == "emend: emend.toml:2:1: there is no key 'threshhold'; did you mean 'threshold'?\n")
    #expect(try folder.text("a") == broken)
  }

  @Test func `config tells what is in force, and from where`() throws {
    let folder = try Folder()
    try folder.write(
      "threshold = 0.8\n[[override]]\nfiles = [\"*.md\"]\nwrap = \"join\"\n", to: "emend.toml")
    let plain = try folder.emend("config")
    #expect(plain.status == 0)
    #expect(plain.text.contains("# emend.toml:1\n"))
    #expect(plain.text.contains("\nwrap = \"keep\"") || plain.text.contains("\nwrap = \"auto\""))
    let ran = try folder.emend("config", "x.md", "--tables", "keep")
    #expect(ran.text.contains("# emend.toml:4\n"))
    #expect(ran.text.contains("# --tables\n"))
    // What it prints is a configuration, and the same one.
    try folder.write(ran.text, to: "other.toml")
    let again = try folder.emend("config", "--config", "other.toml", "x.md")
    func values(_ text: String) -> [Substring] {
      text.split(separator: "\n").compactMap { $0.split(separator: "#").first }
    }
    #expect(
      values(again.text).map { $0.trimmingCharacters(in: .whitespaces) }
        == values(ran.text).map { $0.trimmingCharacters(in: .whitespaces) })
    #expect(try folder.emend("config", "--markdown").text == SettingPage.markdown())
  }
}
