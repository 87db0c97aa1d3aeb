import Emend
import Foundation
import Testing

/// Help, version and explanations.
@Suite struct HelpTests {
  @Test func `help fits a screen`() throws {
    let folder = try Folder()
    let calls = [
      (["--help"], 24...40), (["-h"], 24...40), (["clean", "--help"], 24...72),
      (["help", "clean"], 24...72), (["help", "test"], 16...72), (["help", "score"], 16...72),
    ]
    for (arguments, height) in calls {
      let ran = try folder.run(Command.path, arguments, [], [:])
      #expect(ran.status == 0)
      #expect(ran.errors == "")
      let lines = ran.text.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(height.contains(lines.count), "\(arguments): \(lines.count) lines")
      #expect(lines.allSatisfy { $0.count <= 80 })
    }
    #expect(try folder.emend("--help").text.contains("emend help clean"))
  }

  @Test func `the version names what it stands on`() throws {
    let folder = try Folder()
    for arguments in [["--version"], ["clean", "--version"]] {
      let ran = try folder.run(Command.path, arguments, [], [:])
      #expect(ran.status == 0)
      for part in [Release.version, "ICU", "Unicode", "Apache", "CC BY-SA"] {
        #expect(ran.text.contains(part))
      }
    }
  }

  @Test func `explain lists the stages in order`() throws {
    let ran = try Folder().emend("explain")
    #expect(ran.status == 0)
    var rest = ran.text[...]
    for manual in Registry.manuals {
      let place = try #require(rest.range(of: "  \(manual.name) "))
      rest = rest[place.upperBound...]
    }
  }

  @Test(arguments: Registry.manuals.map(\.name))
  func `explain shows a page on every stage`(_ name: String) throws {
    let manual = try #require(Registry.manual(named: name))
    let ran = try Folder().emend("explain", name)
    #expect(ran.status == 0)
    #expect(ran.text.hasPrefix(name + "\n"))
    for rule in manual.rules { #expect(ran.text.contains("  " + rule.name)) }
    let lines = ran.text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(lines.count { $0.hasPrefix("  before ") } == manual.examples.count { $0.reason == nil })
    #expect(lines.count { $0.hasPrefix("  stays ") } == manual.examples.count { $0.reason != nil })
    // Nothing that a terminal would swallow or obey.
    #expect(!ran.bytes.contains { $0 < 0x20 && $0 != 0x0A || $0 == 0x7F })
  }

  @Test func `explain prints Markdown`() throws {
    let ran = try Folder().emend("explain", "--markdown")
    #expect(ran.status == 0)
    for manual in Registry.manuals { #expect(ran.text.contains("\n## \(manual.name)\n")) }
    #expect(ran.text == ManualPage.markdown(Registry.manuals))
    #expect(ran.text.components(separatedBy: "\n```").count % 2 == 1)
  }
}
