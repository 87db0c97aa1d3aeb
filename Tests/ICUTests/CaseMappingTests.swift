import ICU
import Testing

@Suite struct CaseMappingTests {
  private func lower(_ text: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    CaseMapping.lowercase(text.span, into: &output)
    return output
  }

  private func upper(_ text: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    CaseMapping.uppercase(text.span, into: &output)
    return output
  }

  private func title(_ text: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    CaseMapping.titlecaseFirst(text.span, into: &output)
    return output
  }

  @Test(arguments: [
    ("", ""), ("Emend [A-Z] {0}", "emend [a-z] {0}"), ("ÀЖ", "àж"), ("ΟΔΟΣ ΟΔΟΣ", "οδος οδος"),
    ("ABΣ", "abς"), ("STRASSE", "strasse"), ("İ", "i\u{307}"), ("科", "科"),
  ])
  func `lowercase`(text: String, expected: String) {
    #expect(lower(utf8(text)) == utf8(expected))
  }

  @Test(arguments: [
    ("", ""), ("Emend [a-z] {0}", "EMEND [A-Z] {0}"), ("straße", "STRASSE"), ("ﬁ", "FI"),
    ("οδος", "ΟΔΟΣ"), ("i", "I"),
  ])
  func `uppercase`(text: String, expected: String) {
    #expect(upper(utf8(text)) == utf8(expected))
  }

  @Test(arguments: [
    ("", ""), ("hello", "Hello"), ("hELLO", "HELLO"), ("“hello” élan", "“Hello” élan"),
    ("(élan)", "(Élan)"), ("ǆep", "ǅep"), ("ß", "Ss"), ("1st", "1st"), ("+a", "+a"), ("...", "..."),
    ("Émile", "Émile"), ("жизнь МОЯ", "Жизнь МОЯ"),
  ])
  func `titlecase of the first letter`(text: String, expected: String) {
    #expect(title(utf8(text)) == utf8(expected))
  }

  @Test func `the way for ASCII agrees with ICU's`() {
    // A letter beyond ASCII, which no mapping here changes, sends the same text through ICU.
    let caseless = utf8("科")
    let skipped = utf8("«")
    for first in UInt8(0)..<0x80 {
      for second in UInt8(0)..<0x80 {
        let text = [first, second]
        #expect(lower(text) + caseless == lower(text + caseless))
        #expect(upper(text) + caseless == upper(text + caseless))
        #expect(skipped + title(text) == title(skipped + text))
      }
    }
  }

  @Test func `results are appended`() {
    var output = utf8("x")
    CaseMapping.lowercase(utf8("A").span, into: &output)
    CaseMapping.uppercase(utf8("é").span, into: &output)
    CaseMapping.titlecaseFirst(utf8("b").span, into: &output)
    #expect(output == utf8("xaÉB"))
  }

  @Test func `ill-formed bytes are copied`() {
    #expect(lower([0xFF, 0x41, 0xE2, 0x84, 0x42]) == [0xFF, 0x61, 0xE2, 0x84, 0x62])
    #expect(upper([0xC3, 0x61, 0x80]) == [0xC3, 0x41, 0x80])
    #expect(title([0xFF, 0x61, 0xC3]) == [0xFF, 0x41, 0xC3])
    var generator = RepeatableGenerator(state: 2)
    for _ in 0..<2_000 {
      let text = brokenText(&generator)
      let illFormed = parsed(text).illFormed
      #expect(parsed(lower(text)).illFormed == illFormed)
      #expect(parsed(upper(text)).illFormed == illFormed)
      #expect(parsed(title(text)).illFormed == illFormed)
    }
  }
}
