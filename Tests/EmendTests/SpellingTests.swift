import Testing

@testable import Emend

/// What the spelling stage does on pages full of errors, which no short example is.
struct SpellingTests {
  /// A page with a misread word in every line.
  private static let page = """
    Tho councll of tho borougb met on Monday evenlng to consider tho condltion of the roads.
    The surveyor reportod that the old bridge was in danger, and that tho 'work would cost a
    large sum of money. It was declded that the. repairs should be begun at once, and the
    clerk was instructod to write to tho company. A letter was recelved from the secretary
    of the hospltal, who thanked the membors for all their help, and said ^ that the people
    of tho town were very gratoful to them. The 'tween decks of the ship, he said, were dry.
    On the third of March, when the flood was at its height, the bridge fell Into the river,
    and it Is now beyond repair, while the road Itself was closed, and 'the carts go round'.

    """

  private static func cleaned(_ text: String) throws -> String {
    try Pipeline().clean(text).text
  }

  @Test("guillemets that open and close by turns are quotes, and no dirt")
  func guillemets() throws {
    try expectStays(
      """
      El vell molí guarda encara la mola que hi van pujar els avis quan el camí era ple de fang.

      Cada diumenge la gent del poble hi puja amb cistells, i els nens juguen a la bassa de darrere.

      El moliner, que ja no treballa, explica com els pagesos esperaven torn tota la nit.

      Obre «directory»

      Tanca «file» i «window»

      Desa «picture» ara

      Botons «left» i «right»

      """)
  }

  @Test("marks that were never printed go from a page that is proven to be full of errors")
  func strayMarks() throws {
    let text = try Self.cleaned(Self.page)
    #expect(text.contains("that the work would cost"))
    #expect(text.contains("decided that the repairs should"))
    #expect(text.contains("and said that the people"))
  }

  @Test("marks that cling to words go there, but none that belong to somebody's signs")
  func clingingMarks() throws {
    let text = try Self.cleaned(
      Self.page
        + "\nIt was reportod that the clerk of' the town was' heard by the board, ,whereupon the old *lamps were lit; .none of "
        + "them was sold, and the gate^ was shut.\n"
        + "\nIt was declded in the file of the .net that the *old* lamps, and the *new* ones of the town.\n"
    )
    #expect(
      text.contains(
        "that the clerk of the town was heard by the board, whereupon the old lamps were"))
    #expect(text.contains("lit; none of them was sold, and the gate was shut."))
    #expect(text.contains("of the .net that the *old* lamps, and the *new* ones of the town."))
  }

  @Test("an elision and a quotation keep their marks there")
  func meantMarks() throws {
    let text = try Self.cleaned(Self.page)
    #expect(text.contains("'tween decks"))
    #expect(text.contains("'the carts go round'"))
  }

  @Test("a single quote that nothing closes goes where quotations stand in double ones")
  func strayQuotes() throws {
    let speech =
      "\"Nobody,\" he said, \"has crossed the river since the bell was lost,\" and went.\n"
    let page = Self.page.replacing("'the carts go round'", with: "the carts go round").replacing(
      "A letter was", with: "'A letter was")
    let open = page.replacing("The surveyor", with: "'The surveyor")
    let text = try Self.cleaned(open + "\n" + speech)
    #expect(text.contains("\nThe surveyor reported"))
    #expect(text.contains("company. A letter was received"))
    let half = speech.replacing("lost,\"", with: "lost,'")
    #expect(
      try Self.cleaned(open + "\n" + speech + "\n" + half).hasSuffix("was lost,\" and went.\n"))
    let nested = speech.replacing("the bell was lost", with: "'the bell was lost,' they say")
    #expect(try Self.cleaned(open + "\n" + speech + "\n" + nested).contains("lost,' they say,\""))
    // Nothing tells where the page has no quotations, or has them in single quotes.
    #expect(try Self.cleaned(open).contains("'The surveyor reported"))
    let british = speech.replacing("\"", with: "'")
    #expect(try Self.cleaned(open + "\n" + british).contains("'The surveyor reported"))
    let closed = Self.page.replacing("The surveyor", with: "'The surveyor").replacing(
      "in danger,", with: "in danger',")
    #expect(try Self.cleaned(closed + "\n" + speech).contains("'The surveyor reported"))
  }

  @Test("what somebody says on a page full of errors is mended like the rest")
  func speech() throws {
    let speech =
      "\u{201C}The councll is gratoful,\u{201D} said the clerk, \u{201C}for tho help.\u{201D}\n"
    let text = try Self.cleaned(Self.page + "\n" + speech)
    #expect(text.contains("\u{201C}The council is grateful,\u{201D} said"))
    // A document that has such words in its quotations alone has them for how they are written.
    let letter =
      "The clerk has kept a letter: \u{201C}The toun is gratoful for tho helq.\u{201D}\n"
    #expect(try Self.cleaned(letter).contains("gratoful for tho helq"))
  }

  @Test("an article that stands against the word before it is set apart")
  func stuckArticle() throws {
    let page = Self.page.replacing("for all their help", with: "witha letter").replacing(
      "a\nlarge sum", with: "anda\nlarge sum")
    let text = try Self.cleaned(page)
    #expect(text.contains("with a letter"))
    #expect(text.contains("and a\nlarge sum") || text.contains("and a large sum"))
    let code = Self.page.replacing(
      "for all their help", with: "in the ata, the ata and the ata bus")
    #expect(try Self.cleaned(code).contains("the ata and the ata bus"))
  }

  @Test("an exclamation mark before a small letter is an l or a part of one")
  func exclamations() throws {
    let page = Self.page.replacing(
      "the bridge fell", with: "the original! bridge fell"
    ).replacing("were very gratoful", with: "wil! be gratoful")
    let text = try Self.cleaned(page)
    #expect(text.contains("the original bridge fell"))
    #expect(text.contains("the town will be grateful"))
    let cry = Self.page.replacing("were very gratoful", with: "cried Farewell! and went")
    #expect(try Self.cleaned(cry).contains("Farewell! and went"))
  }

  @Test("a capital I within sentences is made small where no other capital stands so")
  func capitals() throws {
    let text = try Self.cleaned(Self.page)
    #expect(text.contains("fell into the river"))
    #expect(text.contains("it is now beyond repair, while the road itself was closed"))
    let other = Self.page.replacing("while the", with: "while The").replacing(
      "when the", with: "when The"
    ).replacing("that the people", with: "that The people").replacing(
      "for all their", with: "for All their"
    ).replacing("that the old", with: "that The old").replacing("large sum", with: "large Iron sum")
    #expect(try Self.cleaned(other).contains("large Iron sum"))
  }

  @Test("two words with a capital I are a habit where no other word has a capital")
  func fewCapitals() throws {
    let page = Self.page.replacing("fell Into", with: "fell into").replacing(
      "and it Is", with: "and it is"
    ).replacing("danger, and", with: "danger In the winter, and")
    let text = try Self.cleaned(page)
    #expect(text.contains("danger in the winter"))
    #expect(text.contains("while the road itself was"))
  }

  @Test("behind a word that ends no sentence a capital I is misread, whatever others do")
  func capitalBehindConnective() throws {
    let page = Self.page.replacing("that the old", with: "that It was The old").replacing(
      "while the", with: "while The"
    ).replacing("when the", with: "when The").replacing("that the people", with: "that The people")
    let text = try Self.cleaned(page)
    #expect(text.contains("that it was The old"))
  }

  @Test("a very common word behind one that it often follows is small, whatever others do")
  func capitalWithinPhrase() throws {
    let page = Self.page.replacing("while the", with: "while The").replacing(
      "when the", with: "when The"
    ).replacing("that the people", with: "that The people").replacing(
      "A letter was", with: "A letter Of the mayor was")
    let text = try Self.cleaned(page)
    #expect(text.contains("A letter of the mayor was"))
    #expect(text.contains("fell into the river"))
    let lost = Self.page.replacing(
      "A letter was", with: "It rained Was the bridge safe? A letter was")
    #expect(try Self.cleaned(lost).contains("rained Was the"))
  }

  @Test(
    "a name has a capital, though it was not read; and no other word for a letter misread as one")
  func firstLetters() throws {
    let page = Self.page.replacing("A letter was", with: "A letter from lohn Smith was").replacing(
      "the road Itself", with: "the narrow Btream itself")
    let text = try Self.cleaned(page)
    #expect(text.contains("from John Smith"))
    let months = Self.page.replacing("A letter was", with: "On 12 june a letter was")
    #expect(try Self.cleaned(months).contains("On 12 June a letter was"))
    let forename = Self.page.replacing("A letter was", with: "A letter by lan Murdoch was")
    #expect(try Self.cleaned(forename).contains("by Ian Murdoch was"))
    let network = Self.page.replacing("A letter was", with: "A letter of the lan was")
    #expect(try !Self.cleaned(network).contains("the Ian was"))
    #expect(text.contains("the narrow stream itself"))
  }

  @Test("two words that ran together are set apart, each with its own capital")
  func capitalsOfTwo() throws {
    let text = try Self.cleaned(
      Self.page
        + "\nThe mayor came fromLondon on the thirdMonday of the month, andPeter was withhim inparis.\n"
    )
    #expect(
      text.contains(
        "came from London on the third Monday of the month, and Peter was with him in Paris."))
  }

  @Test("what programmers put together is no two words that ran together")
  func namesOfProgrammers() throws {
    let text = try Self.cleaned(Self.page + "\nOf the signs there are LeftCeiling and NotEqual.\n")
    #expect(text.contains("there are LeftCeiling and NotEqual."))
    try expectStays("Open it with valueOf, and test that makeRoom is called there.\n")
  }

  @Test("a word in capitals keeps them, though one was read as a small letter")
  func wordsInCapitals() throws {
    let text = try Self.cleaned("THE BOROUGH CoUNCILl OF THE TOWN.\n\n" + Self.page)
    #expect(text.hasPrefix("THE BOROUGH COUNCIL OF THE TOWN."))
  }

  @Test("a lone letter goes from between two words that belong together")
  func loneLetters() throws {
    let page = Self.page.replacing("when the flood", with: "three j weeks ago, when the flood")
    #expect(try Self.cleaned(page).contains("three weeks ago"))
    let algebra = Self.page.replacing("when the flood", with: "where j is the flood")
    #expect(try Self.cleaned(algebra).contains("where j is the flood"))
  }

  @Test("a small i before a word that begins with one was read twice")
  func echoedLetter() throws {
    let page = Self.page.replacing("The surveyor", with: "The bridge i is old. The surveyor")
    #expect(try Self.cleaned(page).contains("The bridge is old."))
    let algebra = Self.page.replacing("The surveyor", with: "The index i is odd. The surveyor")
    #expect(try Self.cleaned(algebra).contains("The index i is odd."))
    // On no page, it is what its author wrote.
    let clean = "The bridge i is old, and the town i in the valley is older.\n"
    #expect(try Self.cleaned(clean) == clean)
  }

  @Test("specks at either end of a word are letters that were misread")
  func specks() throws {
    let page = Self.page.replacing("The surveyor", with: "The «urveyor").replacing(
      "membors for", with: "member» for")
    let text = try Self.cleaned(page)
    #expect(text.contains("The surveyor reported"))
    #expect(text.contains("the members for all"))
  }

  @Test(
    "a bar, an l or a figure is the word I where prose has it, and no other word",
    arguments: [
      ("The road was closed, and | was told to wait.\n", "and I was told"),
      ("He had gone when l saw the house again, | think.\n", "when I saw the house again, I think"),
      ("He had gone when 1 saw the house again.\n", "when I saw the house"),
      ("In phase 1 was told what phase 2 would bring.\n", "In phase 1 was told"),
      ("Home | about | was ist neu\n", "Home | about | was ist neu"),
      (page + "\nThe poor 1 was sorry for.\n", "The poor I was sorry for"),
      (page + "\nThat phase 1 was late, and phase 2 was not.\n", "phase 1 was late"),
    ])
  func pronoun(text: String, becomes: String) throws {
    #expect(try Self.cleaned(text).contains(becomes))
  }

  @Test("Scots is written so, on a page full of errors too")
  func scots() throws {
    let verse = "When the laddie cam hame tae his mither, she gied him a telt tale frae the toun.\n"
    #expect(try Self.cleaned(Self.page + "\n" + verse).hasSuffix(verse))
  }

  @Test("what old poetry has stays")
  func oldPoetry() throws {
    let verse = """
      He took his mantle from the wall and stern bespake: What hath the morn to bring,
      that thou shouldst weep, and leave the guest whom none besought to sing?

      """
    #expect(try Self.cleaned(verse) == verse)
  }

  @Test("an abbreviation and an accent of a writer's own stay")
  func shapes() throws {
    let text = "He sent it to the secrétariat. Encl.: a letter of the third of March, and a list.\n"
    #expect(try Self.cleaned(text) == text)
  }

  @Test("in a clean text nothing of that is touched")
  func cleanText() throws {
    let text = "The town said that the 'work would go on, and it Is now in the. hands of all.\n"
    #expect(try Self.cleaned(text) == text)
  }
}
