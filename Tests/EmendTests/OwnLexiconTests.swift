import Emend
import Lexicon
import Testing

/// Lexicons and words of one's own.
@Suite struct OwnLexiconTests {
  private static let page = """
    The harbour master wrote that the schooner had come in on the morning tide and lay at the old quay.
    He had counted the casks with the mate and had found that none of them was missing or broken.

    """

  private func cleaned(_ text: String, _ configuration: Configuration) throws -> String {
    try Pipeline(configuration).clean(text).text
  }

  private func own(_ list: String, protects: Bool = false) throws -> Lexicon {
    var sources = LexiconSources(language: "xx", version: "1", licence: "none")
    sources.onlyProtects = protects
    try sources.addList(list, file: "list")
    return try Lexicon(image: sources.image())
  }

  @Test func `a word that would be corrected stays when it is protected`() throws {
    // Without it, this is Malaysia.
    let text =
      "Young scientists from countries such as Malavsia, Thailand and Singapore have applied.\n"
    var configuration = Configuration.standard
    #expect(try cleaned(text, configuration) != text)
    configuration.words = WordList()
    try configuration.words.add("Malavsia  # our ship\r\n", file: "names")
    #expect(try cleaned(text, configuration) == text)
    configuration.words = WordList()
    configuration.lexicons = [try own("malavsia\n", protects: true)]
    #expect(try cleaned(text, configuration) == text)
    configuration.lexicons = [try own("Malavsia\n")]
    #expect(try cleaned(text, configuration) == text)
  }

  @Test func `words of another language inside a sentence are not even suspected`() throws {
    let text = "The envoy said that le gouvernement avait pris une décision, and no more.\n"
    var configuration = Configuration.standard
    #expect(try Pipeline(configuration).clean(text).findings.count == 1)
    configuration.lexicons = [
      try own("le\ngouvernement\navait\npris\nune\ndécision\n", protects: true)
    ]
    let cleaned = try Pipeline(configuration).clean(text)
    #expect(cleaned.text == text && cleaned.findings.isEmpty)
  }

  @Test func `a known misspelling of the one is a word of the other`() throws {
    let text =
      Self.page + "The ship was called Recieve, and recieve was painted on her bow in white.\n"
    var configuration = Configuration.standard
    #expect(try cleaned(text, configuration) != text)
    try configuration.words.add("recieve", file: "names")
    #expect(try cleaned(text, configuration) == text)
  }

  @Test func `a word of one's own is proposed`() throws {
    let text =
      Self.page + Self.page + "The crew of the schomunker sang while the men went up to the yard.\n"
    var configuration = Configuration.standard
    #expect(try cleaned(text, configuration) == text)
    var sources = LexiconSources(language: "xx", version: "1", licence: "none")
    try sources.addList(
      "schornunker\t4000\nthe schornunker\t900\nschornunker sang\t40\n", file: "list")
    configuration.lexicons = [try Lexicon(image: sources.image())]
    let log = try Pipeline(configuration).clean(text)
    let seen =
      log.text.contains("schornunker")
      || log.findings.contains { $0.step.reason.contains("schornunker") }
    #expect(seen)
  }

  @Test func `the log names all lexicons`() throws {
    var configuration = Configuration.standard
    configuration.lexicons = [try own("kallio\n")]
    let cleaned = try Pipeline(configuration).clean("Kallio lay at the quay.\n")
    #expect(cleaned.head.lexicon.hasSuffix("xx 1"))
  }

  @Test(arguments: [
    ("Kallio\n***\n", 2), ("# names\r\n\r\nKallio\r\n--\r\n", 4),
    ("Kallio\n" + String(repeating: "m", count: 65) + "\n", 2),
  ])
  func `a list of words with a line that holds none says which`(list: String, line: Int) throws {
    var words = WordList()
    let error = try #require(throws: EmendError.self) { try words.add(list, file: "names.txt") }
    #expect(error.line == line && error.file == "names.txt")
  }

  @Test func `every word of a line is protected`() throws {
    var words = WordList()
    try words.add(
      "\u{FEFF}Konstantin Sergeevich Silin\r\nO\u{2019}Brien-Smythe # and sons\nB612\n", file: "n")
    #expect(words.count == 6)
  }

  // MARK: Sources

  @Test func `lists and text are counted`() throws {
    var sources = LexiconSources(language: "xx", version: "1", licence: "none")
    sources.leastCount = 2
    try sources.addList(
      "word\tcount\nharbour\t40\n<s> harbour\t7\nthe # \t3\nKallio\nschooner # rigged\n",
      file: "list")
    sources.addText(
      "The schooner lay in harbour. The Schooner, 1850, sailed!\n\nThe tide? the tide.")
    let lexicon = try Lexicon(image: sources.image())
    let harbour = try #require(lexicon.lookup("harbour"))
    #expect(harbour.prose == 42)  // 41, right to 4 %
    #expect(try #require(lexicon.lookup("kallio")).isProperName)
    let schooner = try #require(lexicon.lookup("schooner"))
    #expect(schooner.isInSCOWL && !schooner.isProperName && schooner.prose == 2)
    let the = try #require(lexicon.lookup("the"))
    #expect(the.prose == 4)
    #expect(lexicon.bigram(the, schooner) == 2)
    #expect(lexicon.bigram(sentenceStartBefore: the) == 3)
    #expect(lexicon.bigram(sentenceStartBefore: harbour) == 7)
    #expect(lexicon.lookup("sailed") == nil)
  }

  @Test(arguments: [("the\tmany\nharbour\tfew\n", 2), ("a b c\t4\n", 1), ("a\t1\t2\nb\t1\t2\n", 2)])
  func `a list with a line that is none says which`(list: String, line: Int) throws {
    var sources = LexiconSources(language: "xx", version: "1", licence: "none")
    let error = try #require(throws: EmendError.self) { try sources.addList(list, file: "l") }
    #expect(error.line == line && error.file == "l")
  }

  // MARK: Confusions

  @Test func `confusions are learnt from pairs and come back from the table`() throws {
    var counts = ConfusionCounts()
    for _ in 0..<5 {
      counts.learn(
        ocr: "The govemment of the province rneets in the moming at ten o'clock sharp",
        truth: "The government of the province meets in the morning at ten o'clock sharp")
    }
    let lines = counts.table().split(separator: "\n")
    #expect(lines.first == "printed\tread\tcount\toccurrences")
    #expect(lines.contains { $0.hasPrefix("rn\tm\t10\t10") })
    #expect(lines.contains { $0.hasPrefix("m\trn\t5\t") })

    var sources = LexiconSources(language: "xx", version: "1", licence: "none")
    try sources.addConfusions(counts.table(), file: "c")
    let lexicon = try Lexicon(image: sources.image())
    #expect(lexicon.confusions.count == lines.count - 1)
    let confusion = try #require(lexicon.confusions.first { $0.printed == Array("rn".utf8) })
    // 10 times of 10, and a hundred times more at e^-7.
    #expect(abs(confusion.cost - 2.39) < 0.01)
  }

  @Test func `texts that agree, are empty or share nothing teach nothing`() {
    var counts = ConfusionCounts()
    for (a, b) in [("", ""), ("same text", "same text"), ("one", ""), ("", "two"), ("abc", "xyzw")]
    {
      counts.learn(ocr: a, truth: b)
    }
    #expect(counts.count == 0)
  }

  @Test(arguments: ["rn\tm\n", "rn\tm\tx\ty\n", "rn\trn\t3\t4\n", "abcd\te\t3\t4\n", "a\tb\t-1\n"])
  func `a table of confusions with a line that is none says which`(line: String) throws {
    var counts = ConfusionCounts()
    let error = try #require(throws: EmendError.self) {
      try counts.add(table: "printed\tread\tcount\toccurrences\n" + line, file: "c")
    }
    #expect(error.line == 2)
  }

  @Test func `inspection shows what is known and what may be meant`() throws {
    let lexicon = try #require(try Configuration.standard.combinedLexicon())
    let inspection = LexiconInspection(["Harbour", "master", "govemment"], in: lexicon)
    #expect(inspection.words[0].entry != nil && inspection.words[1].behindThePrevious ?? 0 > 0)
    #expect(inspection.words[2].candidates.contains { $0.key == Array("government".utf8) })
    #expect(inspection.text.contains("government"))
    #expect(inspection.json.count { $0 == 0x0A } == 3)
  }
}
