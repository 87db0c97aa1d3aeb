import Testing

@testable import Emend

/// Sentences that differ, so that nothing but the heads recurs.
private let prose = [
  "The baker had two ovens and used the older one for bread.",
  "Nobody asked the miller where he had been in the night of the fire.",
  "A cart without a driver came down the hill at noon and stopped at the well.",
  "She counted the swallows on the wire and wrote the number on the door.",
  "It was said that the bell had been cast from the buttons of soldiers.",
  "Two brothers shared a coat and went to church by turns.",
  "The doctor rode a mule because the horse had learnt to read signposts.",
  "When the frost was over they found the lost anchor in a field of rye.",
]

private func clean(
  _ text: String, _ change: (inout Configuration) -> Void = { _ in }
) throws -> Pipeline.Cleaned {
  var configuration = Configuration.standard
  change(&configuration)
  try expectLaws(Array(text.utf8), configuration)
  return try Pipeline(configuration).clean(text)
}

/// Pages of two sentences, each between the head and the foot that `frame` gives it, ended by form
/// feeds.
private func pages(
  _ count: Int, _ frame: (Int) -> (head: String, foot: String)
) -> (text: String, body: [String]) {
  var text = ""
  var body: [String] = []
  for page in 0..<count {
    let (head, foot) = frame(page)
    let sentences = [prose[page * 2 % prose.count], prose[(page * 2 + 1) % prose.count]]
    if !head.isEmpty { text += head + "\n\n" }
    text += sentences.joined(separator: "\n\n") + "\n"
    if !foot.isEmpty { text += "\n" + foot + "\n" }
    text += "\u{0C}"
    body += sentences
  }
  return (text, body)
}

extension Pipeline.Cleaned {
  /// The lines that are not empty.
  fileprivate var lines: [String] {
    text.split(whereSeparator: { $0 == "\n" || $0 == "\u{0C}" }).map(String.init)
  }
}

@Suite("Furniture")
struct FurnitureTests {
  @Test(
    "numbers of pages go, however they are dressed",
    arguments: [
      ["7", "8", "9", "10"], ["- 7 -", "- 8 -", "- 9 -", "- 10 -"], ["[7]", "[8]", "[9]", "[10]"],
      ["vii", "viii", "ix", "x"],
      ["Page 7 of 12", "Page 8 of 12", "Page 9 of 12", "Page 10 of 12"],
      ["p. 7", "p. 8", "p. 9", "p. 10"], ["7 |", "8 .", "9", "10 '"],
    ])
  func numbers(_ feet: [String]) throws {
    let made = pages(4) { ("", feet[$0]) }
    #expect(try clean(made.text).lines == made.body)
  }

  @Test(
    "heads go, though each page reads them otherwise",
    arguments: [
      ["THE MILLER'S TALE", "THE MlLLER'S TALE", "THE MILLERS TALE.", "THE M1LLER'S TALE"],
      ["WRB HARVEST", "#B& HARVEST", "SiH HARVEST", "$8 R HARVEST"],
      [
        "VILLAGE NEWS May 3, 1911 4", "VlLLAGE NEWS May 3, 1911 5", "VILLAGE NEWS May 3, 1911 6",
        "VILLAGE NEWS May 8, 1911 7",
      ],
      ["4 | VILLAGE NEWS", "VILLAGE NEWS | 5", "6 | VILLAGE NEWS", "VILLAGE NEWS || 7"],
    ])
  func heads(_ heads: [String]) throws {
    let made = pages(4) { (heads[$0], "") }
    #expect(try clean(made.text).lines == made.body)
  }

  @Test("a head that the engine read with a column goes where it stands")
  func column() throws {
    let text = """
      VILLAGE NEWS | 4

      \(prose[0])
      \u{0C}\(prose[1])

      \(prose[2])

      \(prose[3])

      \(prose[4])

      VILLAGE NEWS | 5

      \(prose[5])

      \(prose[6])

      \(prose[7])

      The mayor thanked them all.

      Then they went home.
      \u{0C}VILLAGE NEWS | 6

      The bridge was closed.

      """
    #expect(try !clean(text).text.contains("VILLAGE"))
  }

  @Test("the halves of a word meet where a foot and a head stood between them")
  func halves() throws {
    let text = """
      THE COUNTY CHRONICLE | 2

      The committee of the district had met the trustees of the muni-

      www.chronicle.example 2
      \u{0C}THE COUNTY CHRONICLE | 3

      cipal museum, and nobody had taken any notes of what was said.

      www.chronicle.example 3

      """
    let cleaned = try clean(text)
    #expect(cleaned.text.contains("the trustees of the municipal museum"))
    #expect(!cleaned.text.contains("CHRONICLE") && !cleaned.text.contains("www"))
  }

  @Test("the same with Windows line ends")
  func windowsLineEnds() throws {
    let made = pages(3) { ("VILLAGE NEWS | \($0 + 4)", "") }
    let text = made.text.replacing("\n", with: "\r\n")
    let cleaned = try clean(text)
    #expect(!cleaned.text.contains("VILLAGE"))
    #expect(cleaned.text.contains(prose[0] + "\r\n\r\n" + prose[1] + "\r\n\u{0C}"))
  }

  @Test(
    "jump lines and the marks of scanners go",
    arguments: [
      "Continued on page 4", "CONTINUED FROM PAGE 1", "(Continued on next page)", "(continued)",
      "Cont. on p. 6", ">> Continued on page 10", "continued on page 4", "Continued on back page",
      "Digitized by Google", "Digitized by GoOgIc",
      "Digitized by the Internet Archive in 2014",
      "Generated on 2012-03-04 10:11 GMT / http://hdl.handle.net/2027/abc.123",
    ])
  func sayWhatTheyAre(_ line: String) throws {
    let cleaned = try clean("\(prose[0])\n\n\(line)\n\n\(prose[1])\n")
    #expect(cleaned.lines == [prose[0], prose[1]])
  }

  @Test(
    "what only looks like furniture stays",
    arguments: [
      // A heading that recurs within pages, and once at the top of one.
      "\(prose[0])\n\nTides\n\n\(prose[1])\n\u{0C}Tides\n\n\(prose[2])\n\u{0C}\(prose[3])\n\nTides\n\n"
        + "\(prose[4])\n\u{0C}\(prose[5])\n\nTides\n\n\(prose[6])\n",
      "CHAPTER 3\n\n\(prose[0])\n\u{0C}CHAPTER 4\n\n\(prose[1])\n\u{0C}CHAPTER 5\n\n\(prose[2])\n",
      "Contents\n\nThe Oven 3\n\nThe Mule 4\n\nThe Anchor 5\n\u{0C}\(prose[0])\n",
      "1 The baker rose and lit the lamp,\n2 And all the street was bright.\n\u{0C}3 The miller slept.\n",
      "1. Flour\n2. Salt\n\u{0C}3. Yeast\n4. Water\n",
      "MILLER. Who knocks?\n\u{0C}MILLER. I am coming.\n",
      "Exit the miller.\n\u{0C}Enter the baker.\n",
      "14 March 1871\n\nDear Edwin,\n\n\(prose[0])\n\nYour sister Ida\n",
      "Sing, miller, sing!\n\n\(prose[0])\n\nSing, miller, sing!\n\n\(prose[1])\n\nSing, miller, sing!\n",
      "The work was continued on page 4 of the ledger.\n",
      "\(prose[0])\n\ncontinued on page 4 of the ledger, which the miller had\n\n\(prose[1])\n",
      "See page 4\n",
      "Table 1 Loaves\n\n\(prose[0])\n\u{0C}Table 2 Rolls\n\n\(prose[1])\n",
      "I\n\n\(prose[0])\n\nII\n\n\(prose[1])\n\nIII\n\n\(prose[2])\n",
      "1911\n\n\(prose[0])\n\n1912\n\n\(prose[1])\n\n1913\n\n\(prose[2])\n",
    ])
  func stays(_ text: String) throws {
    #expect(try clean(text).text == text)
  }

  @Test("the title that the heads repeat is reported, and stays")
  func opening() throws {
    let text =
      "CHAPTER 1\n\nTHE MULE\n\n\(prose[0])\n\u{0C}2 THE MULE\n\n\(prose[1])\n\u{0C}THE MULE 3\n\n"
      + "\(prose[2])\n"
    let cleaned = try clean(text)
    #expect(cleaned.lines == ["CHAPTER 1", "THE MULE", prose[0], prose[1], prose[2]])
    #expect(cleaned.findingRules.contains("furniture/opening-head"))
  }

  @Test("a bare number at the edge of a single page is only reported")
  func single() throws {
    let cleaned = try clean("\(prose[0])\n\n7\n\u{0C}")
    #expect(cleaned.edits.isEmpty)
    #expect(cleaned.findingRules == ["furniture/page-number"])
  }

  @Test("kept, marked, protected")
  func styles() throws {
    let made = pages(3) { ("VILLAGE NEWS | \($0 + 4)", "") }
    let kept = try clean(made.text) { $0.furniture = .keep }
    #expect(kept.text == made.text)
    #expect(kept.findingRules.count { $0.hasPrefix("furniture/") } == 3)
    let marked = try clean(made.text) { $0.furniture = .mark }
    #expect(
      marked.text
        == made.text.replacing("VILLAGE NEWS", with: "<!-- VILLAGE NEWS")
        .replacing(#/\| \d/#) { "\($0.output) -->" })
    let protected = try clean(made.text) { $0.protected = ["NEWS \\| 5"] }
    #expect(protected.lines.contains("VILLAGE NEWS | 5"))
    #expect(!protected.lines.contains("VILLAGE NEWS | 6"))
  }

  @Test("a text without form feeds has pages where its foot counts")
  func withoutFormFeeds() throws {
    var text = ""
    for page in 0..<5 {
      text += (0..<6).map { prose[($0 + page) % prose.count] }.joined(separator: " ")
      text +=
        " On the way home the two of them spoke of\n\nThe Village News \(page + 31)\n\nnothing else. "
    }
    let cleaned = try clean(text + "That was all.\n")
    #expect(!cleaned.text.contains("Village News"))
    #expect(cleaned.text.contains("spoke of nothing else."))
  }

  @Test("slices and windows make no difference to what is learnt")
  func windowed() throws {
    let made = pages(120) { ("VILLAGE NEWS", "\($0 + 1)") }
    let source = Array(made.text.utf8)
    let configuration = windows(of: 2048)
    let whole = try Pipeline(configuration).clean(source)
    #expect(try cleanInSlices(source, [1, 700, 3], configuration).log == whole.log)
    let left = whole.lines.count { $0 == "VILLAGE NEWS" }
    // The head at the very start, and those at the border of a window, may stay.
    #expect(left <= 6)
  }

  @Test(
    "Roman figures", arguments: [("xiv", 14), ("ix", 9), ("xl", 40), ("iiii", nil), ("mix", nil)])
  func roman(_ word: String, _ value: Int?) {
    #expect(PageLine.romanValue(Array(word.utf8)) == value)
  }
}

@Suite("Garbage")
struct GarbageTests {
  private let page =
    "The committee of the district met the trustees of the old muni-\ncipal museum in the snow, and "
    + "nobody had taken any notes. The jani-\ntor said that the stove was out of or-\nder again.\n"

  @Test(
    "lines that are no language are reported, and go on request",
    arguments: [
      "~~ _ .,; |l", "_ ! _ .", "eee eee", "oenieeesss #", "__i_` _i. __ '__.__!_':., i_",
    ])
  func lines(_ line: String) throws {
    let text = page + "\n\(line)\n\nIt was mended in April.\n"
    let kept = try clean(text)
    #expect(kept.text.contains(line))
    #expect(kept.findings.contains { $0.step.stage == "garbage" })
    let removed = try clean(text) { $0.garbage = .remove }
    #expect(!removed.text.contains(line))
    #expect(removed.text.contains("again.\n\nIt was mended"))
  }

  @Test(
    "numbers, ornaments, names, acronyms and other languages are no garbage",
    arguments: [
      "* * *", "---", "~", "1,204 | 96 | 18 %", "NATO, UNO & WHO", "Zbigniew Brzezinski",
      "Der Ofen war kaputt.", "§ 7", "Hmm!", "x = y", "A.B.C.",
    ])
  func stays(_ line: String) throws {
    let text = page + "\n\(line)\n\nIt was mended in April.\n"
    #expect(try clean(text) { $0.garbage = .remove }.text.contains(line))
  }

  @Test("dashes at the ends of lines are specks where next to none stand within lines")
  func dashes() throws {
    func band(_ aside: String) throws -> String {
      try clean(
        "A band\(aside) was playing on Sunday, and the miller's grand-\ndaughter spoke of the apple "
          + "wood that its build-\ners had used for the teeth of the great wheel, and —\nof the rope "
          + "that the carters —\nhad hung up be-\nside the stones of the mill.\n"
      ).text
    }
    #expect(try !band("").contains("—"))
    #expect(try band(" — the old one — of brass").count { $0 == "—" } == 4)
  }

  @Test("specks go from a page that has many of them, not from a clean text")
  func edges() throws {
    let specked =
      "The committee of the district met the trustees of the old muni- |\ncipal museum in the snow, "
      + "and nobody had _\ntaken any notes. The jani- ~\ntor said that the stove was out of or-\n"
      + "der again, and |\nthat all the coal was wet.\n"
    let cleaned = try clean(specked)
    for speck in ["|", "_", "~"] { #expect(!cleaned.text.contains(speck), "\(speck)") }
    let code = "cat notes |\nsort -u |\nwc -l and more\n"
    #expect(try clean(code).text == code)
  }
}
