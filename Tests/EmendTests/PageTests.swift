import Testing

@testable import Emend

/// What is read as a page, and what its line ends mean.
@Suite("Pages")
struct PageTests {
  /// Five lines in which three words are broken.
  static let page = """
    The council has decided to have the old har-
    bour repaired before the winter. The divers re-
    ported that the outer wall had moved by a foot,
    and that a part of the old mole with its foun-
    dations had been lost. They will look for it.

    """

  static let joined =
    "The council has decided to have the old harbour repaired before the winter. The divers "
    + "reported that the outer wall had moved by a foot, and that a part of the old mole with its "
    + "foundations had been lost. They will look for it.\n"

  @Test("words broken at three line ends make a page, two do not")
  func threshold() throws {
    try expectBecomes(Self.page, Self.joined)
    let two = Self.page.replacing("foun-\ndations", with: "stone\nfooting")
    let cleaned = try Pipeline().clean(two)
    #expect(cleaned.text.split(separator: "\n").count > 1)
  }

  @Test("by hand, lines are joined anywhere or nowhere")
  func byHand() throws {
    let keep = try Pipeline(configured { $0.wrap = .keep }).clean(Self.page)
    #expect(!keep.rules.contains("paragraphs/wrapped-line"))
    #expect(keep.text.contains("harbour"))
    let plain = "The council has decided to have the old wall\nrepaired before the winter.\n"
    try expectStays(plain)
    try expectBecomes(
      plain, plain.replacing("wall\n", with: "wall "), configured { $0.wrap = .join })
  }

  @Test("a sentence goes on over a blank line, a new one begins behind a short line")
  func paragraphs() throws {
    let first = Self.page.replacing("foot,\n", with: "foot,\n\n")
    try expectBecomes(
      first + "It was late.\nThe work on the harbour begins in the spring.\n",
      Self.joined.dropLast() + " It was late.\nThe work on the harbour begins in the spring.\n")
  }

  @Test(
    "specks go with the line end that they stand at",
    arguments: ["har- |\nbour", "har-\n| bour", "har-\n_ bour", "har-'\nbour", "har- .\nbour"])
  func specks(_ broken: String) throws {
    let more =
      "They also found that the bell-buoy had drifted to the south-\nwards. The light-\n"
      + "house keeper saw it.\n"
    let cleaned = try Pipeline().clean(
      Self.page.replacing("har-\nbour", with: broken).replacing(
        "for it.\n", with: "for it. \(more)"))
    #expect(cleaned.text.contains("the old harbour repaired"))
  }

  @Test(
    "a hyphen that an engine misread is one where the halves spell a word",
    arguments: ["har_\nbour", "har~\nbour", "har=\nbour", "har.\nbour", "har\nbour"])
  func misread(_ broken: String) throws {
    let more = "The buoy had drifted to the south-\nwards, as the light-\nhouse keeper saw.\n"
    let cleaned = try Pipeline().clean(
      Self.page.replacing("har-\nbour", with: broken).replacing(
        "for it.\n", with: "for it. \(more)"))
    #expect(cleaned.text.contains("the old harbour repaired"))
    #expect(cleaned.rules.contains("hyphenation/hyphen-lost"))
  }

  @Test("compounds that lost their hyphen get it back, words that grew together stay")
  func welded() throws {
    try expectBecomes(
      "The society has seventyfive members and onesixth of them came.\n",
      "The society has seventy-five members and one-sixth of them came.\n",
      rule: "hyphenation/welded")
    try expectStays("A lighthouse, a landlord, an onlooker and a foursome of sightseers.\n")
  }

  @Test("a line with one bar is text, with two the row of a table")
  func bars() throws {
    // The broken words that make it a page are others: the bar hides this one from the survey.
    let broken = Self.page.replacing("bour repaired", with: "| bour repaired").replacing(
      "for it.\n", with: "for it. The keep-\ners of the yard saw it move.\n")
    #expect(!(try Pipeline().clean(broken).text.contains("|")))
    try expectStays("| a | b |\n| --- | --- |\n| 1 | 2 |\n")
  }
}
