import ICU
import Testing

@Suite struct ScriptsTests {
  @Test(arguments: [
    (Script.common, "Zyyy"), (.inherited, "Zinh"), (.unknown, "Zzzz"), (.arabic, "Arab"),
    (.armenian, "Armn"), (.bengali, "Beng"), (.bopomofo, "Bopo"), (.cyrillic, "Cyrl"),
    (.devanagari, "Deva"), (.ethiopic, "Ethi"), (.georgian, "Geor"), (.greek, "Grek"),
    (.han, "Hani"), (.hangul, "Hang"), (.hebrew, "Hebr"), (.hiragana, "Hira"),
    (.katakana, "Kana"), (.khmer, "Khmr"), (.lao, "Laoo"), (.latin, "Latn"),
    (.mongolian, "Mong"), (.myanmar, "Mymr"), (.tamil, "Taml"), (.thai, "Thai"),
    (.tibetan, "Tibt"), (Script(rawValue: -7), "Zzzz"), (Script(rawValue: 99_999), "Zzzz"),
  ])
  func `names are those of ISO 15924`(script: Script, name: String) {
    #expect(script.shortName == name)
  }

  @Test func `a scalar has a script`() {
    #expect(Script.of("a") == .latin)
    #expect(Script.of("[") == .common)
    #expect(Script.of("\u{301}") == .inherited)
    #expect(Script.of("я") == .cyrillic)
    #expect(Script.of("科") == .han)
    #expect(Script.of("か") == .hiragana)
    #expect(Script.of("\u{E000}") == .unknown)
  }

  private func runs(_ text: [UInt8]) -> [ScriptRun] {
    var runs: [ScriptRun] = []
    Scripts.runs(in: text.span, into: &runs)
    return runs
  }

  @Test func `common characters go with the run before them`() {
    // Three Han characters of 3 bytes each, two blanks, a digit, Cyrillic letters of 2 bytes.
    let text = utf8("«种 的就 FOCUS 1 да")
    #expect(
      runs(text) == [
        ScriptRun(range: 0..<2, script: .common),
        ScriptRun(range: 2..<13, script: .han),
        ScriptRun(range: 13..<21, script: .latin),
        ScriptRun(range: 21..<25, script: .cyrillic),
      ])
  }

  @Test func `marks go with their letter`() {
    #expect(runs(utf8("e\u{301}x")) == [ScriptRun(range: 0..<4, script: .latin)])
  }

  @Test func `edges`() {
    #expect(runs([]).isEmpty)
    #expect(runs(utf8("12 – 3")) == [ScriptRun(range: 0..<8, script: .common)])
    #expect(
      runs([0xFF, 0x61, 0xE2, 0x84]) == [
        ScriptRun(range: 0..<1, script: .common), ScriptRun(range: 1..<4, script: .latin),
      ])
  }
}

@Suite struct BrokenTextTests {
  @Test func `runs cover any text, and columns stay in bounds`() {
    var generator = RepeatableGenerator(state: 7)
    for _ in 0..<2_000 {
      let text = brokenText(&generator)
      var runs: [ScriptRun] = []
      Scripts.runs(in: text.span, into: &runs)
      var end = 0
      for run in runs {
        #expect(run.range.lowerBound == end)
        #expect(!run.range.isEmpty)
        end = run.range.upperBound
      }
      #expect(end == text.count)
      #expect(zip(runs, runs.dropFirst()).allSatisfy { $0.script != $1.script })
      let columns = CharacterProperties.columns(of: text.span)
      #expect((0...text.count).contains(columns))
    }
  }
}
