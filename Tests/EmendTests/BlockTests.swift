import Testing

@testable import Emend

/// A block as its kind and its text.
private struct Found: Equatable, CustomStringConvertible {
  var kind: Block.Kind
  var text: String
  var description: String { "\(kind): \(text.debugDescription)" }
}

private func window(of text: String, _ flavour: Flavour = .plain) -> Window {
  var window = Window()
  window.flavour = flavour
  window.bytes = Array(text.utf8)
  window.textCount = window.bytes.count
  var forms = FormTable(lexicon: nil, userWrongs: [])
  Scanner.scan(0..<window.textCount, of: &window, forms: &forms)
  BlockReader.read(&window, startIsCut: false, endIsCut: false)
  return window
}

private func blocks(_ text: String, _ flavour: Flavour = .plain) -> [Found] {
  let window = window(of: text, flavour)
  var result: [Found] = []
  var block = window.next(window.firstBlock)
  var position = window.blocks[0].gap.upperBound
  while let index = block {
    let it = window.blocks[index]
    // Blocks and their gaps tile the window.
    if it.content.lowerBound != position { result.append(Found(kind: .start, text: "hole")) }
    position = it.gap.upperBound
    result.append(Found(kind: it.kind, text: window.string(it.content)))
    block = window.next(index)
  }
  if position != window.textCount { result.append(Found(kind: .start, text: "hole at the end")) }
  return result
}

private func kinds(_ text: String, _ flavour: Flavour = .plain) -> [Block.Kind] {
  blocks(text, flavour).map(\.kind)
}

private func detected(_ text: String) -> Flavour { Flavour.detect(Array(text.utf8).span) }

@Suite("Blocks")
struct BlockTests {
  private static let prose = "The harbour was opened to traffic in the spring of that year."

  @Test("paragraphs are what blank lines set apart")
  func paragraphs() {
    #expect(
      blocks("\n\nOne is a line.\nIt goes on here.\n\n  \nTwo is another one.")
        == [
          Found(kind: .paragraph, text: "One is a line.\nIt goes on here."),
          Found(kind: .paragraph, text: "Two is another one."),
        ])
    #expect(blocks("").isEmpty && blocks("\n \n\t\n").isEmpty)
  }

  @Test(
    "headings",
    arguments: [
      "# Heading", "###### deep", "## a heading with small words", "FOCUS",
      "The Rules of the Allotment Association", "**All of this line is bold**",
      "New Books, New Readers", "Chapter 4",
    ])
  func headings(_ line: String) {
    #expect(kinds("\(line)\n\n\(Self.prose)\n") == [.heading, .paragraph])
  }

  @Test(
    "no headings",
    arguments: [
      "It was raining all day.", "and so they went home again", "They went home again early,",
      "#hashtag is no heading, since no blank follows",
      "In the morning all of the people who live in the town went to see it",
    ])
  func noHeadings(_ line: String) { #expect(kinds("\(line)\n\n\(Self.prose)\n")[0] == .paragraph) }

  @Test("a heading with a mark ends at its line")
  func headingLine() {
    #expect(kinds("# Heading\nText behind it goes on.\n") == [.heading, .paragraph])
  }

  @Test(
    "bylines",
    arguments: [
      "By FANG Linlin", "By Adaeze Okonkwo and Lars Sørensen", "BY JOHN DOE",
      "Source: Ministry of Health", "By Maria van der Berg", "By FANG Linlin **HUANG** Zhaoquan",
    ])
  func bylines(_ line: String) { #expect(kinds("\(line)\n\n\(Self.prose)\n")[0] == .byline) }

  @Test(
    "no bylines",
    arguments: [
      "By the end of the year all of it was done.", "By 1931 it was done", "By then we knew it all",
    ])
  func noBylines(_ line: String) { #expect(kinds("\(line)\n\n\(Self.prose)\n")[0] != .byline) }

  @Test(
    "captions",
    arguments: [
      "The bridge at night. (PHOTO: City Archive)", "Fig. 3 The bridge from the north",
      "Figure 12: Rainfall by month", "Table 2 Costs of the repairs", "Photo: Jane Doe",
      "Photo by Jane Doe", "The old mill. (Photo by Jane Doe)",
      "The staff. (Courtesy of the museum).",
    ])
  func captions(_ line: String) { #expect(kinds("\(line)\n\n\(Self.prose)\n")[0] == .caption) }

  @Test(
    "no captions",
    arguments: [
      "Figure skating was shown in the hall last night.", "Table manners are taught at school.",
      "The bridge was opened (in the spring).", "Photography is shown in the hall.",
    ])
  func noCaptions(_ line: String) { #expect(kinds("\(line)\n\n\(Self.prose)\n")[0] != .caption) }

  @Test("lists, an item a block, its lines with it")
  func lists() {
    for mark in ["-", "*", "+", "•", "1.", "12.", "a)", "(b)", "3)"] {
      let found = blocks("\(mark) a ladder\n\(mark) a rope\n  of hemp\n")
      #expect(found.map(\.kind) == [.listItem, .listItem], "\(mark)")
      #expect(found.last?.text == "\(mark) a rope\n  of hemp")
    }
    #expect(kinds("2.1 Subject to clause 2.3 of this agreement\n") == [.listItem])
    for text in ["1931 was a good year.", "-5 degrees it was.", "A. Smith wrote it all."] {
      #expect(kinds(text + "\n") == [.paragraph], "\(text)")
    }
  }

  @Test("quotes")
  func quotes() {
    #expect(kinds("> quoted text\n> goes on\n\nText behind it.\n") == [.quote, .paragraph])
  }

  @Test("code between fences, blank lines and all, to the closing one or the end")
  func fences() {
    for fence in ["```", "~~~", "`````"] {
      let text = "\(fence)swift\nlet a = 1\n\n# no heading\n\(fence)"
      #expect(
        blocks("\(text)\n\nText behind it.\n")
          == [
            Found(kind: .preformatted, text: text),
            Found(kind: .paragraph, text: "Text behind it."),
          ])
    }
    #expect(kinds("````\n```\nstill code\n````\nText.\n") == [.preformatted, .paragraph])
    #expect(kinds("```\nan open fence\n\nruns on\n") == [.preformatted])
    #expect(kinds("~~~\n```\n~~~\nText.\n") == [.preformatted, .paragraph])
  }

  @Test("indented code is code in Markdown, and text in plain text")
  func indented() {
    #expect(kinds("    let a = 1\n\nText.\n", .markdown) == [.preformatted, .paragraph])
    #expect(kinds("\tlet a = 1\n\nText.\n", .markdown)[0] == .preformatted)
    #expect(kinds("    An indented opening.\n") == [.paragraph])
  }

  @Test("tables: of pipes, of tabs, of HTML")
  func tables() {
    #expect(kinds("| a | b |\n| --- | --- |\n| 1 | 2 |\n\nText.\n") == [.table, .paragraph])
    #expect(kinds("a\tb\n1\t2\n\nText.\n") == [.tabTable, .paragraph])
    #expect(kinds("One line\twith a tab.\n\nText.\n") == [.paragraph, .paragraph])
    #expect(
      kinds("<table>\n<tr><td>a</td></tr>\n</table>\n\nText.\n") == [.preformatted, .paragraph])
    // A tab at the start of a line is an indent.
    #expect(kinds("\tIt was indented.\n\tIt was, too.\n") == [.paragraph])
  }

  @Test("rules and lines of marks are no text")
  func rules() {
    for rule in ["---", "***", "_____", "=====", "- - -"] {
      #expect(kinds("Text one.\n\n\(rule)\n\nText two.\n")[1] != .paragraph, "\(rule)")
    }
  }

  @Test("a form feed ends a page, and with it a block")
  func pageBreaks() {
    #expect(
      blocks("The page ends here\n\u{0C}and the next goes on.\n").map(\.text)
        == ["The page ends here", "and the next goes on."])
    #expect(blocks("The page ends\u{0C}and the next goes on.").count == 2)
    #expect(blocks("a\tb\n1\t2\n\u{0C}3\t4\n5\t6\n").map(\.kind) == [.tabTable, .tabTable])
    #expect(blocks("- an item\n\u{0C}goes on.\n").count == 2)
  }

  @Test("CRLF and old Mac line ends make the same blocks")
  func lineEnds() {
    let text = "# Heading\n\nText one.\nMore of it.\n\n- an item\n\na\tb\n1\t2\n"
    for end in ["\r\n", "\r"] { #expect(kinds(text.replacing("\n", with: end)) == kinds(text)) }
  }

  @Test("any text is tiled by blocks and gaps", arguments: 0..<30)
  func tiling(_ seed: Int) {
    var maker = TextMaker(seed: UInt64(seed))
    let text = String(decoding: maker.text(words: 200), as: UTF8.self)
    for flavour in Flavour.allCases {
      #expect(!blocks(text, flavour).contains { $0.kind == .start })
    }
  }

  // MARK: Flavour

  @Test(
    "Markdown by its own marks",
    arguments: [
      "# Heading\n\nText.\n", "Text.\n\n## Heading\n\nText.\n", "Text.\n\n```\ncode\n```\n",
      "See [the page](https://example.org).\n", "**One** and **two** and **three** of them.\n",
    ])
  func markdown(_ text: String) {
    #expect(detected(text) == .markdown)
    #expect(detected(text.replacing("\n", with: "\r\n")) == .markdown, "with CRLF")
    // The byte order mark is no text: it does not hide the first line.
    for source in [text, "\u{FEFF}" + text] {
      #expect(try! Pipeline().clean(source).head.flavour == .markdown)
    }
  }

  @Test(
    "plain otherwise; pipe tables alone, which Emend itself writes, decide nothing",
    arguments: [
      "", "Text.\n\nMore.\n", "| a | b |\n| --- | --- |\n| 1 | 2 |\n", "#hashtag\n\n#another\n",
      "Item #4 [sic] costs (see below) 3 * 4 ** 2.\n", "- one\n- two\n", "Text\n====\n",
      "Text.\n# a comment in a script\n",
    ])
  func plain(_ text: String) { #expect(detected(text) == .plain) }

  @Test("it can be told")
  func told() throws {
    let told = configured { $0.format = .plain }
    #expect(try Pipeline(told).clean("# Heading\n").head.flavour == .plain)
  }
}
