import Testing

@testable import Emend

@Suite("The user's lists of misspellings")
struct MisspellingListTests {
  private func list(_ text: String) throws -> MisspellingList {
    var list = MisspellingList()
    try list.add(text, file: "my.txt")
    return list
  }

  private func rights(_ list: MisspellingList, _ wrong: String) -> [String]? {
    list.entry(Array(wrong.utf8))?.rights
  }

  private func clean(_ text: String, _ entries: String) throws -> Pipeline.Cleaned {
    let list = try list(entries)
    return try Pipeline(configured { $0.misspellings = list }).clean(text)
  }

  // MARK: Reading

  @Test("entries, comments, blank lines, blanks around")
  func parsing() throws {
    let it = try list(
      "# a comment\n\nteh->the\n  adn -> and  # why\n\tHte->The\nofthe->of the\n"
        + "fo->of, for, to,\nlast->lost")
    #expect(rights(it, "teh") == ["the"])
    #expect(rights(it, "adn") == ["and"])
    #expect(rights(it, "hte") == ["The"])
    #expect(rights(it, "ofthe") == ["of the"])
    #expect(rights(it, "fo") == ["of", "for", "to"])
    #expect(rights(it, "last") == ["lost"])
    #expect(it.entries.count == 6)
    #expect(it.entry(Array("adn".utf8))?.line == 4)
    #expect(it.entry(Array("adn".utf8))?.file == "my.txt")
    #expect(try list("").isEmpty && list("# nothing\n\n").isEmpty)
  }

  @Test("lines that end in CRLF are lines")
  func carriageReturns() throws {
    let it = try list("# mine\r\nteh->the\r\n\r\nadn->and\r\n")
    #expect(rights(it, "teh") == ["the"])
    #expect(rights(it, "adn") == ["and"])
    #expect(it.entry(Array("adn".utf8))?.line == 4)
    #expect(fault { _ = try list("teh->the\r\nnonsense\r\n") }?.line == 2)
  }

  @Test(
    "a line that is none is named",
    arguments: [
      "nonsense", "a=b", "->right", "wrong->", "wrong-> , ,", "two words->one", "a-b", "-> ",
    ])
  func bad(_ line: String) {
    let error = fault { _ = try list("teh->the\n# x\n\(line)\nadn->and\n") }
    #expect(error?.code == .badList)
    #expect(error?.line == 3)
    #expect(error?.file == "my.txt")
    #expect(error?.remedy.isEmpty == false)
    #expect(error?.description.hasPrefix("my.txt:3:") == true)
  }

  @Test("a right that is a wrong elsewhere names both lines, in both orders")
  func chain() {
    for (text, line, other) in [
      ("a1->b1\n\nb1->c1\n", 1, 3), ("b1->c1\na1->b1\n", 2, 1), ("x->y\na1->z, B1\nb1->c1\n", 2, 3),
    ] {
      let error = fault { _ = try list(text) }
      #expect(error?.code == .badList)
      #expect(error?.line == line)
      #expect(error?.message.contains("line \(other)") == true)
    }
    var it = MisspellingList()
    #expect(fault { try it.add("aa->bb\n", file: "one.txt") } == nil)
    let error = fault { try it.add("bb->cc\n", file: "two.txt") }
    #expect(error?.description.contains("one.txt") == true)
    #expect(error?.description.contains("two.txt") == true)
  }

  @Test("the same twice is fine; two rights on two lines are a contradiction")
  func twice() throws {
    #expect(try list("teh->the\nteh->the\n").entries.count == 1)
    let error = fault { _ = try list("teh->the\n\nTeh->ten\n") }
    #expect(error?.line == 3)
    #expect(error?.message.contains("line 1") == true)
  }

  // MARK: Obeying

  @Test("case is carried over")
  func casing() throws {
    let cleaned = try clean(
      "The frobni said frobni. Frobni is a FROBNI.\n", "frobni->frobnitz\n")
    #expect(cleaned.text == "The frobnitz said frobnitz. Frobnitz is a FROBNITZ.\n")
    #expect(cleaned.rules.allSatisfy { $0 == "misspellings/user-list" })
    #expect(cleaned.edits.count == 4)
    #expect(cleaned.edits[0].steps[0].reason.contains("my.txt"))
  }

  @Test("it is obeyed where the word is known, capitalised, a name, quoted, frequent")
  func obeyed() throws {
    let text = "Mr. Nam met Nam in the house. \"Nam\" is what Nam said. The nam, the NAM.\n"
    #expect(
      try clean(text, "nam->name\n").text
        == "Mr. Name met Name in the house. \"Name\" is what Name said. The name, the NAME.\n")
    #expect(try clean("The house is old.\n", "house->home\n").text == "The home is old.\n")
    #expect(try clean("We recieve it.\n", "recieve->deceive\n").text == "We deceive it.\n")
  }

  @Test("several rights are a finding")
  func severalRights() throws {
    let text = "The frobni is here.\n"
    let cleaned = try clean(text, "frobni->frobnitz, frobnicate\n")
    #expect(cleaned.text == text)
    #expect(cleaned.findingRules == ["misspellings/misspelling-suspected"])
    #expect(cleaned.findings.first?.step.reason.contains("frobnicate") == true)
  }

  @Test("a right of several words, of letters beyond ASCII")
  func otherRights() throws {
    #expect(try clean("It is ofthe kind.\n", "ofthe->of the\n").text == "It is of the kind.\n")
    #expect(try clean("Ofthe kind.\n", "ofthe->of the\n").text == "Of the kind.\n")
    #expect(try clean("The zurich tram.\n", "zurich->Zürich\n").text == "The Zürich tram.\n")
    #expect(
      try clean("Eglise, ÉGLSE, églse.\n", "églse->église\n").text == "Eglise, ÉGLISE, église.\n")
  }

  @Test("a wrong form with a digit is obeyed: OCR reads letters as digits")
  func digits() throws {
    #expect(
      try clean("The c0uncil met. The C0uncil met.\n", "c0uncil->council\n").text
        == "The council met. The Council met.\n")
  }

  @Test("a wrong form is known in either way of writing it: apostrophe, accents")
  func otherWays() throws {
    for entry in ["does'nt->doesn't", "does’nt->doesn't"] {
      #expect(try clean("It does'nt matter.\n", entry).text == "It doesn't matter.\n")
      #expect(try clean("It does’nt matter.\n", entry).text == "It doesn’t matter.\n")
    }
    for entry in ["caffé->café", "caffe\u{301}->café"] {
      let cleaned = try clean("The caffé is shut.\n", entry)
      #expect(cleaned.bytes == Array("The café is shut.\n".utf8))
    }
  }

  @Test("code, addresses and parts of longer words stay")
  func protected() throws {
    let text = "See `nam`, nam.org, a@nam.org and unnamed Vietnam.\n"
    #expect(try clean(text, "nam->name\n").bytes == Array(text.utf8))
  }
}
