import Foundation
import Testing

/// The calls that are read without the parser do what the parser makes of them.
@Suite struct CallTests {
  /// What a call leaves behind, in a folder of its own.
  private struct Left: Equatable {
    var status: Int32
    var output: String
    var errors: String
    var files: [String: String]
  }

  private func left(_ arguments: [String]) throws -> Left {
    let folder = try Folder([
      "a.txt": "The ﬁrst Medcial centre.\n", "b.txt": "It is right as it stands.\n",
      "page": "The ﬁfth Medcial page.\n", "sub/c.txt": "The ﬁnal one, too.\n",
      "emend.toml": "threshold = 0.8\n",
    ])
    let ran = try folder.run(
      Command.path, arguments, Array("What ﬁts in here.\n".utf8), [:])
    var files: [String: String] = [:]
    for name in folder.names + (try FileManager.default.subpathsOfDirectory(atPath: folder.path))
    where (try? folder.read(name)) != nil {
      files[name] = try folder.text(name)
    }
    return Left(status: ran.status, output: ran.text, errors: ran.errors, files: files)
  }

  @Test(arguments: [
    [], ["-"], ["clean"], ["clean", "a.txt"], ["a.txt"], ["a.txt", "b.txt"], ["./page"], ["page"],
    ["sub/c.txt", "-o", "out.txt"], ["a.txt", "b.txt", "--output", "out/"], ["-o", "-", "a.txt"],
    ["a.txt", "--edits", "log"], ["a.txt", "-o", "o", "--edits", "-"], ["a.txt", "--edits", "-"],
    ["--jobs", "1", "a.txt"], ["-j", "2", "a.txt"], ["-j1", "a.txt"], ["--jobs=2", "a.txt"],
    ["--jobs", "0", "a.txt"], ["--jobs", "many", "a.txt"], ["a.txt", "--jobs"], ["a.txt", "-o"],
    ["--jobs", "1", "--jobs", "2", "a.txt"], ["-j", "1", "--jobs", "2", "a.txt"],
    ["a.txt", "-o", "x", "--output", "y"], ["-q", "-v", "a.txt"], ["-qv", "a.txt"],
    ["--quiet", "a.txt"], ["--verbose", "a.txt", "b.txt"], ["--findings", "a.txt"],
    ["--check", "a.txt", "b.txt"], ["--check", "b.txt"], ["--diff", "a.txt"],
    ["--check", "--diff", "a.txt"], ["--check", "-o", "x", "a.txt"], ["--in-place", "a.txt"],
    ["--in-place"], ["--in-place=.bak", "a.txt"], ["--no-config", "a.txt"],
    ["--no-config", "--no-config", "a.txt"], ["missing.txt"], ["missing.txt", "a.txt"], [""],
    ["a.txt", ""], ["--unknown", "a.txt"], ["--", "a.txt"], ["a.txt", "--", "-q"],
    ["-o", "--quiet", "a.txt"], ["a.txt", "-o", ""],
  ])
  func `a call means the same to the parser`(_ arguments: [String]) throws {
    // An option that changes nothing, and that only the parser knows.
    let parsed = arguments.first == "clean" ? arguments.dropFirst() : arguments[...]
    #expect(try left(arguments) == left(["clean", "--color", "auto"] + parsed))
  }

  @Test func `a subcommand is no file`() throws {
    let folder = try Folder(["config": "The ﬁrst Medcial centre.\n"])
    #expect(try folder.emend("config").text.contains("threshold"))
    #expect(try folder.emend("./config").text == "The first Medical centre.\n")
    #expect(try folder.emend("clean", "config").text == "The first Medical centre.\n")
  }
}
