import Lexicon
import Testing

@testable import Emend

@Suite struct OldSpellingTests {
  @Test(arguments: [
    "haue", "vpon", "vnto", "marryed", "publick", "untill", "sonne", "againe", "observ'd",
  ])
  func `knows how words were spelt`(word: String) {
    #expect(OldSpelling.isOne(Array(word.utf8), in: Lexicon.builtIn!))
  }

  @Test(arguments: ["a", "qwerty", "tbe", "vxn", "goverment", "ell", "'d", "xx'd", "ck", "eee", ""])
  func `takes nothing else for it`(word: String) {
    #expect(!OldSpelling.isOne(Array(word.utf8), in: Lexicon.builtIn!))
  }

  /// Three of the six words that no one knows are old: the document is, and its `untill` stays. Where
  /// they stand alone in modern prose they are corrected.
  @Test func `an old document keeps its spelling`() throws {
    let old =
      "Divers persons have endeavour'd untill now to shew the publick that the Order establish'd "
      + "amongst us was not so well observ'd as formerly.\n"
    #expect(try Pipeline().clean(old).text == old)
    let modern = "The office is open untill nine, and the publick is welcome to come in.\n"
    #expect(
      try Pipeline().clean(modern).text
        == "The office is open until nine, and the public is welcome to come in.\n")
  }

  /// In another language a word that happens to be on a list of English misspellings is none.
  @Test func `a document in another language keeps its words`() throws {
    let german =
      "Das Jahr neigt sich dem Ende zu, und wir blicken auf eine Reihe von Vorträgen und Fahrten "
      + "zurück.\n\nTermine: Montag, Dienstag.\n"
    #expect(try Pipeline().clean(german).text == german)
    let english = "The office will termine the matter, and the members will hear of it.\n"
    #expect(try Pipeline().clean(english).text != english)
  }
}
