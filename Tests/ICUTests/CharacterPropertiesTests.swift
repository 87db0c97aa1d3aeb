import ICU
import Testing

@Suite struct CharacterPropertiesTests {
  @Test func `the general category is that of the standard library`() {
    // Every category but two is found here. U+0295 is a lowercase letter in older versions of
    // Unicode and an other letter in newer ones.
    for value in UInt32(0)..<0x3000 where value != 0x295 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let category = CharacterProperties.generalCategory(of: scalar)
      let known = scalar.properties.generalCategory
      // Each side may know characters that the other does not know yet.
      if category != .unassigned, known != .unassigned { #expect(category == known) }
    }
    #expect(CharacterProperties.generalCategory(of: "\u{E000}") == .privateUse)
  }

  @Test func `letters, case and marks`() {
    #expect(CharacterProperties.isLetter("é"))
    #expect(CharacterProperties.isLetter("科"))
    #expect(!CharacterProperties.isLetter("٣"))
    #expect(CharacterProperties.isUppercase("Ж"))
    #expect(CharacterProperties.isUppercase("Ⅷ"))
    #expect(!CharacterProperties.isUppercase("ǅ"))
    #expect(!CharacterProperties.isLowercase("ǅ"))
    #expect(CharacterProperties.isLowercase("ß"))
    #expect(CharacterProperties.isLowercase("ª"))
    #expect(CharacterProperties.isMark("\u{301}"))
    #expect(CharacterProperties.isMark("\u{93E}"))
    #expect(!CharacterProperties.isMark("´"))
  }

  @Test func `ignorable and wide`() {
    #expect(CharacterProperties.isDefaultIgnorable("\u{AD}"))
    #expect(CharacterProperties.isDefaultIgnorable("\u{200D}"))
    #expect(!CharacterProperties.isDefaultIgnorable(" "))
    #expect(CharacterProperties.eastAsianWidthIsWide("科"))
    #expect(CharacterProperties.eastAsianWidthIsWide("Ａ"))
    #expect(!CharacterProperties.eastAsianWidthIsWide("ｶ"))
    #expect(!CharacterProperties.eastAsianWidthIsWide("А"))
  }

  private func columns(_ text: [UInt8]) -> Int { CharacterProperties.columns(of: text.span) }

  @Test(arguments: [
    ("", 0), ("abc", 3), ("科技", 4), ("a科b", 4), ("e\u{301}", 1), ("co\u{AD}op", 4), ("Ａ", 2),
    ("ｶ", 1), ("—", 1), ("a\tb", 3), ("\u{1112}\u{1161}\u{11AB}", 2), ("\u{D55C}", 2),
    // The vowel sign beside its consonant has a column of its own.
    ("\u{915}\u{93E}", 2),
    ("\u{200B}", 0),
  ])
  func `columns on a terminal`(text: String, expected: Int) {
    #expect(columns(utf8(text)) == expected)
  }

  @Test func `each ill-formed byte takes a column`() {
    #expect(columns([0xFF, 0x61, 0xE2, 0x84]) == 4)
  }
}
