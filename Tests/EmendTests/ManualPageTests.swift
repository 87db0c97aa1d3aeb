import Testing

@testable import Emend

@Suite("The manuals' pages")
struct ManualPageTests {
  static let names = Registry.manuals.map(\.name)

  private func manual(_ name: String) throws -> Manual {
    try #require(Registry.manual(named: name))
  }

  /// The words of a text, wherever its lines were broken.
  private func words(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test(
    "a page has the name, what it does, every rule, and examples of both kinds", arguments: names)
  func complete(_ name: String) throws {
    let manual = try manual(name)
    let page = ManualPage.text(manual)
    let words = words(page)
    #expect(page.hasPrefix(name + "\n") && page.hasSuffix("\n"))
    #expect(words.contains(self.words(manual.summary)))
    #expect(words.contains(self.words(manual.discussion)))
    for rule in manual.rules {
      #expect(page.contains("  \(rule.name)"))
      #expect(words.contains(self.words(rule.summary)))
    }
    #expect(page.components("  before ") == manual.examples.count { $0.reason == nil })
    #expect(page.components("  stays ") == manual.examples.count { $0.reason != nil })
    for example in manual.examples {
      if let reason = example.reason { #expect(words.contains(self.words("because: " + reason))) }
    }
  }

  @Test("no line is longer than the width", arguments: names)
  func width(_ name: String) throws {
    let manual = try manual(name)
    for width in [60, 80, 120] {
      for line in ManualPage.text(manual, width: width).split(separator: "\n") {
        #expect(line.count <= width, "\(width): \(line)")
      }
    }
    #expect(ManualPage.text(manual, width: 5) == ManualPage.text(manual, width: 60))
  }

  @Test("nothing that the eye cannot see, but for line ends and blanks", arguments: names)
  func visible(_ name: String) throws {
    for page in [ManualPage.text(try manual(name)), ManualPage.markdown(try manual(name))] {
      for scalar in page.unicodeScalars where scalar != "\n" {
        let category = scalar.properties.generalCategory
        #expect(category != .control && category != .format, "U+\(String(scalar.value, radix: 16))")
      }
    }
  }

  @Test("colour only surrounds")
  func colour() throws {
    for manual in Registry.manuals {
      let page = ManualPage.text(manual, colour: true)
      #expect(page.contains("\u{1B}[1m"))
      let plain = page.replacing("\u{1B}[1m", with: "").replacing("\u{1B}[0m", with: "")
      #expect(plain == ManualPage.text(manual))
    }
  }

  @Test("the list has every stage with its summary, in order")
  func list() {
    let page = words(ManualPage.list(Registry.manuals))
    var rest = page[...]
    for manual in Registry.manuals {
      let entry = words("\(manual.name) \(manual.summary)")
      let range = rest.firstRange(of: entry)
      #expect(range != nil, "\(manual.name)")
      if let range { rest = rest[range.upperBound...] }
    }
    for line in ManualPage.list(Registry.manuals, width: 60).split(separator: "\n") {
      #expect(line.count <= 60)
    }
  }

  @Test("the Markdown has all of them, its fences closed")
  func markdown() {
    let page = ManualPage.markdown(Registry.manuals)
    for manual in Registry.manuals {
      #expect(page.contains("\n## \(manual.name)\n"))
      for rule in manual.rules { #expect(page.contains("- `\(rule.name)`: \(rule.summary)\n")) }
    }
    let fences = page.split(separator: "\n").count { $0.hasPrefix("```") }
    let examples = Registry.manuals.flatMap(\.examples)
    #expect(fences == 2 * examples.reduce(0) { $0 + ($1.reason == nil ? 2 : 1) })
  }
}

extension String {
  /// How often `mark` stands in the text.
  fileprivate func components(_ mark: String) -> Int { ranges(of: mark).count }
}
