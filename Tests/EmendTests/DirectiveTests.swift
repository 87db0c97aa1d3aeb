import Testing

@testable import Emend

/// `emend:off` and `emend:on`.
@Suite struct DirectiveTests {
  @Test(arguments: [
    "<!-- emend:off -->", "# emend:off", "// emend:off", "% emend:off", "/* emend:off */",
    "REM emend:off", ".\\\" emend:off", "-- emend:off", "{# emend:off #}", "emend:off",
    "[//]: # (emend:off)", "(* emend:off *)", ";;; emend:off",
  ])
  func `a comment of any language switches off`(_ line: String) {
    let bytes = Array(line.utf8)
    #expect(Directive.of(bytes.indices, bytes.span) == .off)
    let on = Array(line.replacing("off", with: "on").utf8)
    #expect(Directive.of(on.indices, on.span) == .on)
  }

  @Test(arguments: [
    "emend:offer", "Write emend:off to switch it off.", "the line emend:off", "emend:of",
    "remend:on",
    "emend:once", "emend:off verse", "é emend:off é", "complicated emend:off",
  ])
  func `a sentence does not`(_ line: String) {
    let bytes = Array(line.utf8)
    #expect(Directive.of(bytes.indices, bytes.span) == nil)
  }

  // Lines stay where they are, so that only the broken word tells what was mended.
  private let keepsLines = configured { $0.wrap = .keep }
  private let bad = "The committee met the municipal Net-\nwork at noon, as it was said.\n"

  private func clean(_ text: String, _ configuration: Configuration? = nil) throws -> String {
    let configuration = configuration ?? keepsLines
    try expectLaws(Array(text.utf8), configuration)
    return try Pipeline(configuration).clean(text).text
  }

  @Test("a line that becomes a directive is one")
  func madeByJoin() throws {
    let source = "eme-\nnd:on bnn tey bne"
    #expect(try Pipeline().clean(source).text.hasPrefix("emend:on\n"))
    try expectLaws(Array(source.utf8))
  }

  @Test func `a passage that is switched off stays, what is around it is mended`() throws {
    let mended = try clean(bad)
    #expect(mended != bad)
    for (off, on) in [
      ("<!-- emend:off -->\n", "<!-- emend:on -->\n"), ("# emend:off\n\n", "\n# emend:on\n\n"),
    ] {
      let text = bad + "\n" + off + bad + "Room\tSeats\nHall\t40\n" + on + "\n" + bad
      let wanted = mended + "\n" + off + bad + "Room\tSeats\nHall\t40\n" + on + "\n" + mended
      #expect(try clean(text) == wanted)
    }
  }

  @Test func `without an end it goes on to the end of the text`() throws {
    let text = "Good day to you all.\n\n% emend:off\n\n" + bad + "\n" + bad
    #expect(try clean(text) == text)
    #expect(try Pipeline().clean(text).findings.isEmpty)
  }

  @Test func `nothing joins over its borders`() throws {
    let text =
      "The committee met the municipal Net-\n\n# emend:off\n\nwork at noon.\n\n# emend:on\n\nwork.\n"
    #expect(try clean(text) == text)
  }

  @Test(arguments: [1 << 10, 2 << 10, 1 << 20])
  func `it reaches over the borders of windows`(_ size: Int) throws {
    let part = String(repeating: bad + "\n", count: 60)
    let mended = part.replacing("Net-\nwork at", with: "Network\nat")
    let text = part + "# emend:off\n\n" + part + "# emend:on\n\n" + part
    let configuration = windows(of: size) { $0.wrap = .keep }
    let cleaned = try clean(text, configuration)
    #expect(cleaned == mended + "# emend:off\n\n" + part + "# emend:on\n\n" + mended)
    let sliced = try cleanInSlices(Array(text.utf8), [7, 1000], configuration)
    #expect(sliced.text == cleaned)
  }

  @Test func `a fence that holds the marks`() throws {
    let text = "```\n# emend:off\nverse\n```\n\n" + bad + "\n# emend:on\n\n" + bad
    let wanted = "```\n# emend:off\nverse\n```\n\n" + bad + "\n# emend:on\n\n" + (try clean(bad))
    #expect(try clean(text) == wanted)
  }
}

/// What the configuration protects and decides beside the defaults.
@Suite struct ConfiguredTests {
  @Test func `protected words stay where they are words`() throws {
    let configuration = configured { $0.protectedWords = ["goverment", "C++", "Medcial"] }
    try expectBecomes(
      "The goverment of the benificial C++ met; goverments came to Medcial.\n",
      try Pipeline().clean("The goverment of the benificial C++ met; goverments came to Medcial.\n")
        .text.replacing("The government", with: "The goverment").replacing(
          "to Medical", with: "to Medcial"), configuration)
  }

  @Test func `a stage has a threshold of its own`() throws {
    let text = "The municipal Net-\n\nwork met at noon with the goverment.\n"
    let configuration = configured { $0.thresholds = ["hyphenation": 1] }
    let cleaned = try Pipeline(configuration).clean(text)
    #expect(cleaned.text == text.replacing("goverment", with: "government"))
    #expect(cleaned.findingRules.contains { $0.hasPrefix("hyphenation/") })
    #expect(cleaned.head.configuration["stage.hyphenation.threshold"] == "1.0")
  }

  @Test func `the reference of keys is fresh`() throws {
    let page = try Project.bytes("Sources/Emend/Emend.docc/Settings.md")
    #expect(
      String(decoding: page, as: UTF8.self) == SettingPage.markdown(),
      "run: emend config --markdown > Sources/Emend/Emend.docc/Settings.md")
  }
}
