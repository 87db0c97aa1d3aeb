import Testing

@testable import Emend

@Suite("Repairs, through the whole pipeline")
struct RepairTests {
  private static let prose =
    "It was a fine day for the town and for all of the people who live in it."

  // MARK: Tables

  @Test("ragged rows are filled up; rows too ragged are found and stay")
  func ragged() throws {
    try expectBecomes(
      "Use\tArea\tShare\nOffices\t2,900\nWorkshops\t3,150\t21.7%\nStores\t3,200\t22.0%\n",
      "| Use       |  Area | Share |\n| --------- | ----: | ----: |\n| Offices   | 2,900 |       |\n"
        + "| Workshops | 3,150 | 21.7% |\n| Stores    | 3,200 | 22.0% |\n", rule: "tables/tab-rows")
    try expectStays("one\ttwo\na\tb\tc\td\tof it\nx\ty\tz\n", finding: "tables/ragged-rows")
  }

  @Test("a bar inside a cell is escaped, one that is escaped already is not")
  func bars() throws {
    try expectBecomes(
      "Sign\tName\na|b\tbar\nc\\|d\tbackslash\n",
      "| Sign | Name      |\n| ---- | --------- |\n| a\\|b | bar       |\n| c\\|d | backslash |\n")
  }

  @Test("wide signs count two columns")
  func wide() throws {
    try expectBecomes(
      "Name\tTown\n科技日报\tBeijing\nTimes\tLondon\n",
      "| Name     | Town    |\n| -------- | ------- |\n| 科技日报 | Beijing |\n"
        + "| Times    | London  |\n")
  }

  @Test("more than 200 columns are not padded, and every bar has a blank beside it")
  func unpadded() throws {
    let long = String(repeating: "x", count: 210)
    let cleaned = try Pipeline().clean("Name\tText\nfirst\t\(long)\nsecond\t\n")
    let lines = cleaned.text.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[0] == "| Name | Text |")
    #expect(lines[1] == "| --- | --- |")
    #expect(lines[2] == "| first | \(long) |")
    #expect(lines[3].hasPrefix("| second |") && lines[3].hasSuffix(" |"))
    try expectLaws(Array("Name\tText\nfirst\t\(long)\nsecond\t\n".utf8))
  }

  @Test("more than a thousand rows are not padded")
  func manyRows() throws {
    let rows = (0..<1001).map { "row \($0)\tx\n" }.joined()
    let lines = try Pipeline().clean("Name of it\tSign\n" + rows).text.split(separator: "\n")
    #expect(lines.count == 1003)
    #expect(lines[2] == "| row 0 | x |")
  }

  @Test(
    "the first row is a header only where it names the columns",
    arguments: [
      (
        "Use\tArea\nOffices\t2,900\nStores\t3,200\n", "| Use     |  Area |",
        "| ------- | ----: |"
      ),
      (
        "Use\t\nOffices\t2,900\nStores\t3,200\n", "|         |       |",
        "| ------- | ----: |"
      ),
      (
        "Use\tArea\nOffices\tArea\nStores\t3,200\n", "|         |       |",
        "| ------- | ----- |"
      ),
      (
        "Cat. A\tplanning\nCat. B\tbuilding\n", "|        |          |",
        "| ------ | -------- |"
      ),
      (
        "2019\t2,100\n2020\t2,900\n2021\t3,200\n", "|      |       |",
        "| ---: | ----: |"
      ),
    ])
  func header(_ source: String, _ header: String, _ delimiter: String) throws {
    let lines = try Pipeline().clean(source).text.split(separator: "\n")
    let isHeader = header.contains { $0.isLetter }
    #expect(lines.count == source.count { $0 == "\n" } + (isHeader ? 1 : 2))
    #expect(lines.prefix(2) == [header[...], delimiter[...]])
    try expectLaws(Array(source.utf8))
  }

  @Test("rows of tabs stay on request, or where the document writes tables of its own")
  func kept() throws {
    let rows = "Use\tArea\nOffices\t2,900\nStores\t3,200\n"
    try expectStays(rows, configured { $0.tables = .keep })
    for table in [
      "| a | b |\n| --- | --- |\n| 1 | 2 |\n", "a | b\n--- | ---\n1 | 2\n",
      "<table>\n<tr><td>1</td></tr>\n</table>\n",
      "use,area,share\noffices,2900,20\nshops,3150,21\n",
    ] {
      try expectStays("\(table)\nThe same for spreadsheets:\n\n\(rows)")
    }
    // Lines of bars that are no table decide nothing.
    let cleaned = try Pipeline().clean("| not a table |\n\n\(rows)")
    #expect(cleaned.rules.contains("tables/tab-rows"))
  }

  @Test("noise is emptied, cut cells are completed, values are never invented")
  func cells() throws {
    let cleaned = try Pipeline().clean(
      "Cat. A\tdevelopment\tdevelopment\nCat. B\tdevelopmen\tC C C C C C C C C\n"
        + "Cat. C\tdevelopment\t7 7 7 7 7 7 7 7\n")
    #expect(cleaned.text.contains("| Cat. B | development |                 |"))
    #expect(cleaned.text.contains("| Cat. C | development | 7 7 7 7 7 7 7 7 |"))
    #expect(
      cleaned.rules.contains("tables/cut-cell") && cleaned.rules.contains("tables/noise-cell"))
    // Two ends are possible, or one cell alone says so: it stays as it was cut.
    for rows in [
      "a\tplanner\nb\tplanning\nc\tplann\nd\tplanner\n", "a\tplanning\nb\tplannin\nc\tother\n",
    ] {
      #expect(try !Pipeline().clean(rows).rules.contains("tables/cut-cell"))
    }
  }

  @Test("a table with addresses, prices or code in its cells is made as a whole, they as they were")
  func protectedCells() throws {
    try expectBecomes(
      "Name\tMail\tFee\nJoe\tjoe@x.org\t$5\nAnn\t`a_b`\tnone\nTim\thttps://x.org/a_b\tnone\n",
      "| Name | Mail              | Fee  |\n| ---- | ----------------- | ---- |\n"
        + "| Joe  | joe@x.org         | $5   |\n| Ann  | `a_b`             | none |\n"
        + "| Tim  | https://x.org/a_b | none |\n")
    // What a pattern protects stays a row of tabs, and then the others do as well.
    try expectStays(
      "Name\tMail\nJoe\tPO Box 5\nAnn\tPO Box 6\n",
      configured { $0.protected = ["Joe.PO Box 5"] })
  }

  @Test("CRLF tables stay CRLF")
  func tableLineEnds() throws {
    try expectBecomes(
      "Use\tArea\r\nShops\t2,900\r\nStores\t3,200\r\n",
      "| Use    |  Area |\r\n| ------ | ----: |\r\n| Shops  | 2,900 |\r\n| Stores | 3,200 |\r\n")
  }

  // MARK: Stray scripts

  @Test("noise before and behind a heading goes, the heading's mark stays")
  func noise() throws {
    for (source, output) in [
      ("种故的就 FOCUS", "FOCUS"), ("# 种故的就 FOCUS", "# FOCUS"), ("FOCUS 种故的就", "FOCUS"),
      ("**种故的就 FOCUS**", "**FOCUS**"),
    ] {
      try expectBecomes(
        "\(source)\n\n\(Self.prose)\n", "\(output)\n\n\(Self.prose)\n",
        rule: "strayScript/head-noise")
    }
  }

  @Test(
    "signs that mean something stay",
    arguments: [
      "Mushrooms (香菇)\n\n\(prose)\n", "科技日报 Focus\n\n\(prose)\n", "科技日报\n\n\(prose)\n",
      "The word 种故的就 stands in this line.\n\n\(prose)\n",
      "种故的就 FOCUS\n\n今年的开放日将于九月举行。\n\n我们在这里等你们来。\n",
      "A name: \"种故的就\" Focus\n\n\(prose)\n", "Москва News\n\n\(prose)\n",
      "COVID种故的就 FOCUS\n\n\(prose)\n",
    ])
  func signs(_ text: String) throws {
    let cleaned = try Pipeline().clean(text)
    #expect(cleaned.bytes == Array(text.utf8), "\(cleaned.rules)")
  }

  // MARK: Characters, emphasis, spacing

  @Test("characters")
  func characters() throws {
    try expectBecomes("The ﬁrst oﬃce was ﬂooded.\n", "The first office was flooded.\n")
    try expectBecomes("The minis\u{200B}ter left.\n", "The minister left.\n")
    try expectBecomes("Ring\u{7} the bell.\n", "Ring the bell.\n", rule: "characters/invisible")
    try expectBecomes("The р\u{430}per was signed.\n", "The paper was signed.\n")
    try expectBecomes("The ＩＬＲＳ began.\n", "The ILRS began.\n", rule: "characters/wide")
    try expectStays("Москва, Αθήνα, किताब, كتاب, עברית, ไทย, 한국어.\n")
    try expectStays("\u{1B}[1mbold\u{1B}[0m and 😀\u{200D}👧 and ½ and 5 ﷼.\n")
  }

  @Test("emphasis: a part of a name, or marks around a mark")
  func emphasis() throws {
    try expectBecomes(
      "By FANG Linlin **HUANG** Zhaoquan\n\n\(Self.prose)\n",
      "By FANG Linlin HUANG Zhaoquan\n\n\(Self.prose)\n", rule: "emphasis/part-of-name")
    try expectBecomes("The jury**,** which sat, left.\n", "The jury, which sat, left.\n")
    for text in [
      "By **Adaeze Okonkwo** and **Lars Sørensen**\n", "**By Adaeze Okonkwo**\n",
      "He read *The Times* and a **very** long letter.\n", "2 * 3 * 4 = 24, a_b_c, *, **.\n",
      "***\n", "* * *\n", "He said *yes*, *no* and *perhaps*.\n",
    ] {
      try expectStays(text)
    }
  }

  @Test("spacing: quotes, marks, ampersands, letters")
  func spacing() throws {
    let filler = String(repeating: Self.prose + " ", count: 10) + "\n"
    try expectBecomes(
      "He won the \"Award of Guangxi \"(ATYSP) in May.\n",
      "He won the \"Award of Guangxi\" (ATYSP) in May.\n", rule: "spacing/quote-side")
    try expectBecomes(
      "The harbour , which was shut , is open .\n\n\(filler)",
      "The harbour, which was shut, is open.\n\n\(filler)", rule: "spacing/blank-before-mark")
    try expectBecomes(
      "They agreed on data analysis &sharing of it.\n",
      "They agreed on data analysis & sharing of it.\n",
      rule: "spacing/ampersand")
    try expectBecomes("It was t h e work of a day.\n", "It was the work of a day.\n")
    for text in [
      "The jury said , on Friday , that it had , after all , no proof .\n",
      "She said \"yes\" and \"no\" (in that order).\n", "R&D, S&T, AT&T &c. &amp; more.\n",
      "Two  blanks   stay.  So do these.\n", "He bought a .22 rifle and ... shells.\n\n",
      "The axes x y z are free.\n",
    ] {
      try expectStays(text)
    }
  }

  // MARK: Protection

  @Test("code, addresses, paths and tags stay")
  func addresses() throws {
    for text in [
      "Run `recieve --all` or ``a `recieve` b`` now.\n",
      "See https://example.org/recieve-\nall here.\n",
      "Write to recieve@benificial.org today.\n",
      "It is in /usr/recieve/benificial or C:\\recieve.\n",
      "The <recieve benificial=\"x\"> tag.\n", "The file recieve.txt, www.benificial.com.\n",
      "[recieve](benificial.html) and a_recieve_b and recieve[0].\n",
      "```\nrecieve benificial &sharing labora-tory\n```\n",
      "# Head\n\n    recieve benificial labora-tory\n",
    ] {
      try expectStays(text)
    }
  }

  private static func protecting(_ patterns: String...) -> Configuration {
    configured { $0.protected = patterns }
  }

  @Test("what a pattern matches stays, what stands beside it does not")
  func pattern() throws {
    try expectBecomes(
      "It is benificial. It is %benificial% too.\n", "It is beneficial. It is %benificial% too.\n",
      Self.protecting("%[^%]*%"))
    try expectStays("Cooperation is benificial.\n", Self.protecting("(?i)BENI\\w+"))
    try expectStays("Cooperation is benificial.\n", Self.protecting("zzz", ".*"))
  }

  @Test("it stays whatever another stage does to its paragraph")
  func patternAfterEdit() throws {
    try expectBecomes(
      "The ﬁrst %benificial% office.\n", "The first %benificial% office.\n",
      Self.protecting("%[^%]*%"))
    try expectBecomes(
      "All of this labora-\ntory is %benificial% to us.\n",
      "All of this laboratory\nis %benificial% to us.\n", Self.protecting("%[^%]*%"))
    try expectBecomes(
      "The members of the committee were shown around the old rooms of the\n\n"
        + "museum, which was %benificial% to them.\n",
      "The members of the committee were shown around the old rooms of the "
        + "museum, which was %benificial% to them.\n", Self.protecting("%[^%]*%"))
  }

  @Test("it stays where it holds other protected passages, and where it holds blank lines")
  func patternAround() throws {
    let text = "See `code` for data analysis &sharing of it.\n"
    #expect(try Pipeline().clean(text).bytes != Array(text.utf8))
    try expectStays(text, Self.protecting("^.*$"))
    try expectStays(text, Self.protecting("^.*$", "analysis"))
    let paragraphs = Array(repeating: Self.prose, count: 4).joined(separator: "\n\n")
    let gap = "\(paragraphs)\n\n\n\nThe bridge. (PHOTO: City Archive)\n\n\(paragraphs)\n"
    #expect(try Pipeline().clean(gap).bytes != Array(gap.utf8))
    try expectStays(gap, Self.protecting("\\n{4}"))
  }

  @Test("a pattern that would run for ever leaves the text unharmed, and is found")
  func catastrophic() throws {
    let text =
      String(repeating: "a", count: 60) + " benificial\n\nSee `code` for data analysis "
      + "&sharing.\n"
    let cleaned = try Pipeline(Self.protecting("(a|aa|a?a)+$")).clean(text)
    #expect(cleaned.bytes == Array(text.utf8))
    #expect(cleaned.findingRules.contains("emend/protect-limit"))
  }

  @Test("a pattern that does not compile is an error that shows it")
  func badPattern() {
    let error = fault { _ = try Pipeline(Self.protecting("a(b")).clean("text") }
    #expect(error?.code == .badPattern)
    #expect(error?.description.contains("a(b") == true)
  }

  // MARK: Configuration

  private static let damaged = """
    The ﬁrst municipal Medcial office is benificial.

    The members of the committee were shown around all of the old rooms of the

    museum, and in labora-tory seven they agreed on data analysis &sharing of it.

    """

  @Test("threshold 1 leaves all that is not certain, and finds it")
  func threshold() throws {
    let cleaned = try Pipeline(configured { $0.threshold = 1 }).clean(Self.damaged)
    #expect(cleaned.bytes == Array(Self.damaged.utf8))
    #expect(
      Set(cleaned.findingRules).isSuperset(of: ["misspellings/ocr-slip", "characters/ligature"]))
    var list = MisspellingList()
    try list.add("office->bureau\n", file: "mine")
    let certain = try Pipeline(
      configured {
        $0.threshold = 1
        $0.misspellings = list
      }
    ).clean(Self.damaged)
    #expect(certain.rules == ["misspellings/user-list"])
    #expect(certain.edits.allSatisfy { $0.steps.allSatisfy { $0.confidence == 1 } })
  }

  @Test("only the stages that are asked for work", arguments: Registry.manuals.map(\.name))
  func stages(_ name: String) throws {
    let cleaned = try Pipeline(configured { $0.stages = [name] }).clean(Self.damaged)
    #expect(cleaned.edits.flatMap(\.steps).allSatisfy { $0.stage == name })
    let without = try Pipeline(configured { $0.stages.remove(name) }).clean(Self.damaged)
    #expect(without.edits.flatMap(\.steps).allSatisfy { $0.stage != name })
    #expect(cleaned.head.configuration["stages"] == name)
  }

  @Test("no stages, no change; a stage that is none is named, with the nearest")
  func noStages() throws {
    let none = try Pipeline(configured { $0.stages = [] }).clean(Self.damaged)
    #expect(none.bytes == Array(Self.damaged.utf8) && none.findings.isEmpty)
    let error = fault { _ = try Pipeline(configured { $0.stages = ["speling"] }).clean("x") }
    #expect(error?.code == .usage)
    let near = fault { _ = try StageNames.parse("captions, hyphenaton") }
    #expect(near?.description.contains("'hyphenation'") == true)
    #expect(try StageNames.parse(" Captions ,tables") == ["captions", "tables"])
  }

  @Test("a compound that the document has welded more than once gets its hyphens, and keeps them")
  func weldedTwice() throws {
    let source = "The choir has thirtysix voices, and onethird of them sing alto. "
    let right = "The choir has thirty-six voices, and one-third of them sing alto. "
    for count in [2, 5] {
      try expectBecomes(
        String(repeating: source, count: count) + "It meets in au-\ntumn again.\n",
        String(repeating: right, count: count) + "It meets in autumn\nagain.\n",
        rule: "hyphenation/welded")
    }
  }

  @Test(
    "where many words have fallen apart, those go together whose parts are words; elsewhere they stay"
  )
  func splitWords() throws {
    let unsure =
      "He had to con duct himself as other per sons did, though some one at tempted more w ith them.\n"
    try expectStays(unsure)
    let sure =
      "The investi gation of the slaugh ter was neces sary, and the magis trate was im mediately told. "
    try expectBecomes(
      sure + unsure,
      "The investigation of the slaughter was necessary, and the magistrate was immediately told. "
        + "He had to conduct himself as other persons did, though some one attempted more with them.\n",
      rule: "spacing/split-word")
  }

  @Test(
    "a second half that was all its line held leaves no empty line, whatever blanks stood behind it"
  )
  func splitBeforeBlanks() throws {
    let cleaned = try Pipeline().clean(
      "All of these papers were neces\nsary  \nfor the trial, as the court had said.\n")
    #expect(cleaned.text.contains("papers were necessary"))
    #expect(!cleaned.text.contains("\n\n"))
  }

  @Test("a name is not made another with a rarer initial, nor a verb in -ize one in -ise")
  func namesThatRhyme() throws {
    let page =
      "The cargo of merchandize, wliich tlie sliip had brouglit from tbe liarbour, was sold bv tlie "
      + "captain to Lord Lilford, and tlie rest of it was takcn awav. "
    let cleaned = try Pipeline().clean(String(repeating: page, count: 4))
    #expect(cleaned.text.contains("merchandize") && cleaned.text.contains("Lord Lilford"))
    #expect(cleaned.text.contains("which the ship had brought"))
  }

  @Test("a word that goes with one neighbour is read as what goes with both, on a bad page")
  func halfInPlace() throws {
    let page =
      "The inspector said that lie had been sent for by tlie magistrate, who wislied to shew tbe "
      + "constable tlie house, and that be would take him there when tlie carriage carne. Nobody knew "
      + "wliat he ouglit to do. To lie in the grass was all that be bad wanted, and he lay there bv tlie "
      + "river until tbe morning."
    let text = try Pipeline().clean(page).text
    #expect(text.contains("said that he had been sent for by the magistrate"))
    #expect(text.contains("and that he would take him"))
    #expect(text.contains("To lie in the grass") && text.contains("to shew the"))
  }

  /// Expects of a sentence behind a page that is full of errors for certain that it holds something then.
  private func expect(
    _ sentence: String, holds part: String, _ location: SourceLocation = #_sourceLocation
  ) throws {
    let page =
      "Tlie inspector was sent for bv tbe magistrate, who wislied to liear what thc constable liad to say. "
      + "Nobody knew wliat he ouglit to do, and tlie witnesses wcre asked to wait until tbe raorning."
    let text = try Pipeline().clean(page + " " + sentence + "\n").text
    #expect(text.contains(part), "\(text)", sourceLocation: location)
  }

  @Test(
    "lone letters between words, on a bad page",
    arguments: [
      ("He was the best in the country m the last year.", "in the country in the last"),
      ("They found him in n dwelling near the river.", "him in a dwelling near"),
      ("The two men were e called to the house.", "men were called to"),
      ("She came back to the I house in the evening.", "to the house in"),
      ("He said that I strictly kept to the rules.", "that I strictly kept"),
      ("The inspector of the N division was there.", "of the N division was"),
    ])
  func loneLetters(sentence: String, part: String) throws {
    try expect(sentence, holds: part)
  }

  @Test(
    "words with a mark for a blank, on a bad page",
    arguments: [
      ("He made an inspection,and found it good.", "inspection, and found"),
      ("The man was taken from-the house at once.", "taken from the house"),
      ("The window was:broken in the night.", "window was broken in"),
      (
        "The would-be thief was a has-been of the by-law office.",
        "would-be thief was a has-been of the by-law"
      ),
      (
        "See the file config.in and the page notes.html for it.",
        "config.in and the page notes.html"
      ),
    ])
  func gluedWords(sentence: String, part: String) throws {
    try expect(sentence, holds: part)
  }

  @Test(
    "capitals within words, on a bad page",
    arguments: [
      (
        "The child waS found asleep, and no one sAid a word.",
        "child was found asleep, and no one said"
      ),
      ("They walked along the canaL He went home.", "along the canal. He went"),
      ("He bought an eBook and an iPhone in town.", "an eBook and an iPhone"),
      ("The boat Is on the other side.", "boat is on"),
    ])
  func innerCapitals(sentence: String, part: String) throws {
    try expect(sentence, holds: part)
  }

  @Test("several stages at one place leave one replacement with all their reasons")
  func onePlace() throws {
    let source =
      "The members of the committee were shown around the Guangxi Medc-\n\n"
      + "ial University by the director.\n"
    let cleaned = try Pipeline().clean(source)
    #expect(cleaned.text.contains("the Guangxi Medical University by"))
    #expect(cleaned.edits.count == 1)
    #expect(cleaned.edits.flatMap(\.steps).map(\.stage) == ["hyphenation", "misspellings"])
    try expectLaws(Array(source.utf8))
  }

  @Test(
    "a second cleaning changes nothing: what was counted of an edited paragraph counts once",
    arguments: [
      "the\n\nﬁrst tbe-\nbenificial",
      "ﬁrst https://example.org/a_bharbour-\n\nМосква ,  ",
      "COV-ID tomuseum-\n\nrecieve  种故的就 , ",
      "network-\nre- COV-ID-\n\nlabora-tory labora-tory , ",
    ])
  func rests(_ text: String) throws { try expectLaws(Array(text.utf8)) }

  @Test("a text whose only heading goes is none of Markdown's, and is cleaned as what it becomes")
  func flavourOfTheOutput() throws {
    let source =
      "Table 3 Boats of the harbour\n\n# Quay Boats Crews\n\nEast Quay 41 1,280\n\nMole 17 315\n\n"
      + "West Quay 28 944\n\nThe board met again on the first day of the month of May.\n\n"
      + "    The lamps were lit at teh dusk, and none of the boats remem-\n    bered to come in.\n"
    let cleaned = try Pipeline().clean(source)
    #expect(cleaned.head.flavour == .plain && cleaned.text.contains("| Mole "))
    #expect(cleaned.text.contains("at the dusk") && cleaned.text.contains("remembered"))
    try #expect(cleaned.bytes == Pipeline(configured { $0.format = .plain }).clean(source).bytes)
    try expectLaws(Array(source.utf8))
    // Told what it is, it is that.
    try #expect(
      Pipeline(configured { $0.format = .markdown }).clean(source).text.contains("at teh dusk"))
    try expectLaws(Array(source.utf8), configured { $0.format = .markdown })
  }

  @Test("what comes to no rest at first may do so beside the edits that were made")
  func restsAtSecond() throws {
    // Two paragraphs whose line is measured anew whenever one of them grows; bytes that are no UTF-8.
    var source: [UInt8] = []
    for part in [
      "",
      "\nt\nt\ns\nitionfor Andition for RegionalpomC 1eeds of scientific and tecSEAN and even "
        + "RegionalpomC 1eeds of scientific and tech snological inhnovatimn and i   s th\u{AD}\ncond:off\nf\nt\n",
      "\nt\ns\nm\n", "\nc\no\n", "\ns\nf\n", "\n", "\nt\ns\n", "\ne\nt\nf\n", "\ns\n\nrable\nf\ns",
    ] {
      source += Array(part.utf8) + (part.hasSuffix("f\ns") ? [] : [0xAD])
    }
    let written = configured {
      $0.wrap = .join
      $0.tables = .tsv
      $0.furniture = .mark
      $0.garbage = .remove
      $0.format = .markdown
      $0.threshold = 0.7
    }
    let cleaned = try Pipeline(written).clean(source)
    #expect(!cleaned.findings.contains { $0.step.rule == "unsettled" })
    try expectLaws(source, written)
  }

  @Test("lines that stand below each other and make two blocks are not joined over and over")
  func restsWithTabs() throws {
    // A single row of tabs belongs to the paragraph above it; at the end of a text it is a block.
    let source =
      "u-\ned\n\nt.\t\u{2}\u{1}\u{1}\u{2}\u{1}\u{1}1\nthe paragrah tXat it cu-\nparagraPh cu-\nfed\t"
    let cleaned = try Pipeline().clean(source)
    #expect(!cleaned.findings.contains { $0.step.rule == "unsettled" })
    try expectLaws(Array(source.utf8))
  }

  @Test("two heads with slips that are one only beside the repaired text go in the same cleaning")
  func restsWithHeads() throws {
    let source =
      "# ntLeter\nobody\n    minds t\u{FFFD}e rain\nldder, wellworn\n- a lddr, wellworn\n"
      + "    m  Th wter main uderthe lwer pat datesfrom 1931. Thoseof youwih pre- and post-hrvest "
      + "chores shouldspeak to thereasurer, whokeeps thelist of 40-yearold wterng cans.\n\n"
      + "By Ngozi Adeyemi\n-Clarke andPer Øster\u{FFFD}aard\n# tLeter\no"
    #expect(try !Pipeline().clean(source).text.contains("Leter"))
    try expectLaws(Array(source.utf8))
  }

  @Test("what stands at the end of the paragraph before decides nothing about a word behind a dash")
  func restsBehindDash() throws {
    // Which token precedes the dash differs between the text as it came and the blocks rewritten.
    let source = Array("shuld pont".utf8) + [0x80] + Array("iei\n|re|\n-hould speak rpas\u{1}".utf8)
    try expectLaws(
      source,
      configured {
        $0.wrap = .keep
        $0.tables = .tsv
        $0.furniture = .remove
        $0.garbage = .remove
        $0.threshold = 0.5
      })
  }

  @Test("a second cleaning changes nothing: two joints, the second behind a form feed that moved")
  func restsOverPages() throws {
    let source =
      "The members of the committee were shown around all of the\n\u{0C}old rooms of the museum and "
      + "of the\n\nnew harbour by its director.\n"
    #expect(try Pipeline().clean(source).text.contains("the museum and of the new harbour by"))
    try expectLaws(Array(source.utf8))
    try expectLaws(
      Array(
        "COVID-19 labora-tory\r\n2021-2025 …\t`code` R&D\u{0C}in FOCUS\n\nframework V1.0\n".utf8))
  }
}
