import Testing

@testable import Emend

@Suite("Broken words and sentences")
struct JointTests {
  private static let caption = "The new hall in spring. (PHOTO: City Archive)"
  private static let head = "The members of the committee were shown around the new labora-"
  private static let tail = "tory by the director of the museum."
  private static let joined =
    "The members of the committee were shown around the new laboratory by the director of the museum."
  private static let next = "The evening ended with a dinner at the harbour.\n"

  // MARK: Words

  @Test("over a blank line, with LF and CRLF, with blanks around it")
  func blankLine() throws {
    for gap in ["\n\n", "\n\n\n", " \n\n", "\n  \n", "\n\n  "] {
      let source = Self.head + gap + Self.tail + "\n\n" + Self.next
      let output = Self.joined + "\n\n" + Self.next
      try expectBecomes(source, output, rule: "hyphenation/word")
      try expectBecomes(
        source.replacing("\n", with: "\r\n"), output.replacing("\n", with: "\r\n"))
    }
  }

  @Test("over a caption, which follows the paragraph")
  func overCaption() throws {
    let source = [Self.head, Self.caption, Self.tail, Self.next].joined(separator: "\n\n")
    let output = [Self.joined, Self.caption, Self.next].joined(separator: "\n\n")
    try expectBecomes(source, output, rule: "captions/interrupting-caption")
    try expectBecomes(source.replacing("\n", with: "\r\n"), output.replacing("\n", with: "\r\n"))
    // At the end of the document there is nothing behind the caption.
    try expectBecomes(
      [Self.head, Self.caption, Self.tail].joined(separator: "\n\n") + "\n",
      [Self.joined, Self.caption].joined(separator: "\n\n") + "\n")
  }

  @Test("over two captions, which keep their order")
  func overTwoCaptions() throws {
    let second = "Fig. 4 The director with her guests"
    try expectBecomes(
      [Self.head, Self.caption, second, Self.tail, Self.next].joined(separator: "\n\n"),
      [Self.joined, Self.caption, second, Self.next].joined(separator: "\n\n"),
      rule: "hyphenation/word")
  }

  @Test(
    "over a form feed, which stays, behind the paragraph",
    arguments: [
      "\n\u{0C}", "\n\n\u{0C}", "\n\u{0C}\n", "\u{0C}", "\n\n\u{0C}\n\n", "\r\n\u{0C}",
      "\r\n\r\n\u{0C}\r\n",
    ])
  func overPage(_ gap: String) throws {
    let source = Self.head + gap + Self.tail + "\n\n" + Self.next
    let cleaned = try Pipeline().clean(source)
    #expect(cleaned.text.hasPrefix(Self.joined))
    #expect(cleaned.text.hasSuffix("\n" + Self.next))
    let between = cleaned.text.dropFirst(Self.joined.count).dropLast(Self.next.count)
    #expect(between.unicodeScalars.count { $0 == "\u{0C}" } == 1)
    #expect(between.allSatisfy { $0.isWhitespace })
    try expectLaws(Array(source.utf8))
  }

  @Test("three paragraphs chained, and a chain of five")
  func chained() throws {
    try expectBecomes(
      "The members of the committee were shown around the new labora-\n\n"
        + "tory by the director of the museum, who spoke about the muni-\n\n"
        + "cipal budget for the coming year and about the roof.\n",
      "The members of the committee were shown around the new laboratory by the director of the "
        + "museum, who spoke about the municipal budget for the coming year and about the roof.\n")
    try expectBecomes(
      "The members of the committee were shown around all of the\n\n"
        + "old rooms of the museum by its director, who also spoke to the\n\n"
        + "guests about the plans that the town and its council have for the\n\n"
        + "harbour and for all of the buildings that stand around it and\n\n"
        + "for the old mill.\n",
      "The members of the committee were shown around all of the old rooms of the museum by its "
        + "director, who also spoke to the guests about the plans that the town and its council "
        + "have for the harbour and for all of the buildings that stand around it and for the old "
        + "mill.\n")
  }

  @Test("at a line's end, by any sign that printers break words with")
  func signs() throws {
    for sign in ["-", "\u{AD}", "\u{2010}", "\u{2011}", "¬", "-\u{AD}", "\u{AD}-"] {
      for end in ["\n", "\r\n"] {
        let source = "They were shown around the new labora\(sign)\(end)tory by the director.\(end)"
        try expectBecomes(
          source, "They were shown around the new laboratory\(end)by the director.\(end)")
        try expectBecomes(
          source, "They were shown around the new laboratory by the director.\(end)",
          configured { $0.wrap = .join })
      }
    }
  }

  @Test("the marks that cling to the second half go with it")
  func clinging() throws {
    try expectBecomes(
      "They were shown the (new labora-\ntory), and then the roof.\n",
      "They were shown the (new laboratory),\nand then the roof.\n")
    try expectBecomes(
      "It was the director's labora-\ntory.\nThen came the roof.\n",
      "It was the director's laboratory.\nThen came the roof.\n")
  }

  @Test(
    "hyphens that are meant stay",
    arguments: [
      "The exhibition compares pre-\nand post-war housing in the north.\n",
      "All of the first-\nand second-year students came to see it.\n",
      "The sizes range from two-\nto four-room flats in the old town.\n",
      "Die Vor-\nund Nachteile sind bekannt.\n",
      "The 40-year-old, well-known, state-of-the-art sci-tech park co-operates.\n",
      "He wrote e-mail, X-rays, T-shirts and A-levels into the twenty-first column.\n",
      "The Fraunhofer-Gesellschaft and the Jing-Chu region met people-to-people.\n",
      "It is 2020-\n2021 that counts, and COVID-\n19 is over.\n",
    ])
  func meant(_ text: String) throws { try expectStays(text) }

  @Test("compounds keep their hyphen where lines are joined")
  func compounds() throws {
    let join = configured { $0.wrap = .join }
    try expectBecomes(
      "It is a well-\nknown house of red-\nbrick walls.\n",
      "It is a well-known house of red-brick walls.\n", join)
    try expectBecomes(
      "In the years 2020-\n2021 it was shut.\n", "In the years 2020-2021 it was shut.\n", join)
    try expectBecomes(
      "The members of the committee were shown around the old and well-\n\n"
        + "known house by the director of the museum.\n",
      "The members of the committee were shown around the old and well-known house by the "
        + "director of the museum.\n")
  }

  @Test("what the document writes elsewhere decides")
  func attested() throws {
    try expectBecomes(
      "The zorblax is here. They saw the zorb-\nlax once more.\n",
      "The zorblax is here. They saw the zorblax\nonce more.\n", rule: "hyphenation/word-attested")
    try expectBecomes(
      "The zorb-lax is here. They saw the zorb-\nlax once more.\n",
      "The zorb-lax is here. They saw the zorb-lax once more.\n",
      rule: "hyphenation/compound-attested", configured { $0.wrap = .join })
  }

  @Test(
    "lost ends are found and stay",
    arguments: [
      "They spoke about the future of all scientific and technical re-\n\nInternational guests came.\n",
      "They spoke about the future of all scientific and technical re-\n\n# Heading\n\nText.\n",
      "They spoke about the future of all scientific and technical re-\n\n- an item\n- another\n",
      "They spoke about the future of all scientific and technical re-\n",
      "They spoke about the future of all scientific and technical re-",
      "They spoke about the future of all scientific and technical re-\n\n\n  \n",
      "They spoke about the future of all scientific and technical re-\n\n| a | b |\n| - | - |\n",
      "They spoke about the future of all scientific and technical re-\n\nSource: The Times\n",
      "They spoke about the future of all scientific and technical re-\r\n\r\nAll came.\r\n",
    ])
  func lostEnds(_ text: String) throws {
    try expectStays(text, finding: "hyphenation/lost-end")
    let found = try Pipeline().clean(text).findings.filter { $0.step.rule == "lost-end" }
    #expect(found.map { String(decoding: $0.excerpt, as: UTF8.self) } == ["re-"])
  }

  @Test("a hyphen left inside a line goes only where the evidence is there")
  func leftovers() throws {
    try expectBecomes(
      "The ministers met in labora-tory seven.\n", "The ministers met in laboratory seven.\n")
    try expectBecomes(
      "ROSCOSMOS came. ROSCOSMOS left. The ROS-COSMOS flag was taken down.\n",
      "ROSCOSMOS came. ROSCOSMOS left. The ROSCOSMOS flag was taken down.\n",
      rule: "hyphenation/leftover-attested")
    try expectStays("The blork-wimble met the zorb-lax in the hall.\n")
  }

  // MARK: Sentences

  @Test(
    "over a column",
    arguments: [
      (
        "had been led by the well-known and much-loved Minister of",
        "Science and Technology since May."
      ),
      ("were shown around all of the old rooms of the museum by the", "director and her husband."),
      ("were shown around all of the old rooms of the museum,", "which had been shut for years."),
      ("were shown around all of the old rooms of the museum", "which had been shut for years."),
      (
        "counted the visitors to the museum, and there were more than",
        "3,000 of them in the first week."
      ),
    ])
  func sentence(_ first: String, _ second: String) throws {
    let source = "The members of the committee \(first)\n\n\(second)\n\n\(Self.next)"
    let output = "The members of the committee \(first) \(second)\n\n\(Self.next)"
    try expectBecomes(source, output, rule: "paragraphs/open-sentence")
    try expectBecomes(source.replacing("\n", with: "\r\n"), output.replacing("\n", with: "\r\n"))
  }

  @Test("over a caption")
  func sentenceOverCaption() throws {
    let first =
      "The members of the committee have optimized the whole of the Implementation Guide of"
    let second = "ATYSP in January of the same year."
    try expectBecomes(
      [first, Self.caption, second, Self.next].joined(separator: "\n\n"),
      ["\(first) \(second)", Self.caption, Self.next].joined(separator: "\n\n"),
      rule: "captions/interrupting-caption")
  }

  private static let open =
    "The members of the committee were shown around all of the old rooms of the"

  @Test(
    "things that nothing joins",
    arguments: [
      "\(open)\n\n# Museum News\n\nText behind it.\n",
      "\(open)\n\n**Museum News**\n\nText behind it.\n",
      "\(open)\n\n- museum\n- harbour\n",
      "\(open)\n\n1. museum\n2. harbour\n",
      "\(open)\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n",
      "\(open)\n\n> museum, as it was called then\n",
      "\(open)\n\n```\nmuseum\n```\n",
      "\(open)\n\nSource: The Times\n\nText behind it.\n",
      "\(open)\n\nBy Adaeze Okonkwo\n\nText behind it.\n",
      "The members of the committee were shown around all of the old rooms.\n\nand the roof.\n",
      "The Rules of the Allotment Association\n\nno dogs are allowed in here.\n",
      "The members of the committee went home and the day was over\n\nThe harbour is shut.\n",
      "All of the members of the committee knew what the day was about\n\nIt was late.\n",
      "What the members of the society need for the work is this:\n\na ladder and a rope\n",
      "O wind that moves upon the sea and\nbears the gull away\nfrom the\n\nland of the\nrising sun\n",
      "Dear Sir,\n\nthank you for the letter that you wrote to us.\n",
    ])
  func apart(_ text: String) throws {
    let cleaned = try Pipeline().clean(text)
    #expect(cleaned.text == text)
    #expect(!cleaned.rules.contains("paragraphs/open-sentence"))
  }

  @Test("a caption that cuts nothing stays where it is")
  func captionStays() throws {
    try expectStays(
      "The members of the committee were shown around the museum.\n\n\(Self.caption)\n\n\(Self.next)"
    )
    try expectStays("\(Self.open)\n\n\(Self.caption)\n")
    try expectStays("\(Self.caption)\n\nand so it went on for years.\n")
  }

  @Test("the empty lines of a picture are closed, those of a text stay")
  func pictureGaps() throws {
    let paragraphs = Array(repeating: "It was a fine day for the town.", count: 4)
      .joined(separator: "\n\n")
    try expectBecomes(
      "\(paragraphs)\n\n\n\n\(Self.caption)\n\n\(paragraphs)\n",
      "\(paragraphs)\n\n\(Self.caption)\n\n\(paragraphs)\n", rule: "captions/picture-gap")
    try expectStays("\(paragraphs)\n\n\n\n\(paragraphs)\n\n\n\n\(paragraphs)\n")
    // A page break is no picture.
    try expectStays("\(paragraphs)\n\n\u{0C}\n\n\(Self.caption)\n\n\(paragraphs)\n")
  }

  // MARK: Lines

  @Test("wrapped lines are joined on request only, and verse, addresses and lists keep theirs")
  func wrapping() throws {
    let join = configured { $0.wrap = .join }
    let wrapped =
      "The council wrote to us on Monday about the\nwater main under the lower path. "
      + "The pipe\ndates from 1931.\n"
    try expectStays(wrapped)
    try expectBecomes(
      wrapped,
      "The council wrote to us on Monday about the water main under the lower path. "
        + "The pipe dates from 1931.\n", rule: "paragraphs/wrapped-line", join)
    for text in [
      "The gull\nis late again with the ledger,\nand the rail\nis wet.\n",
      "The Honorary Secretary of the Allotment Association\n12 Mill Lane\nAnytown\n",
      "- a ladder\n- a rope\n- a bucket\n", "| a | b |\n| --- | --- |\n| 1 | 2 |\n",
      "```\nlet a = 1\nlet b = 2\n```\n", "# Heading\n\nText.\n",
    ] {
      try expectStays(text, join)
    }
  }
}
