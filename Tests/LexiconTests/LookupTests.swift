import Lexicon
import Testing

/// A small image, read back.
struct LookupTests {
  let lexicon: Lexicon

  init() throws {
    lexicon = try Lexicon(image: SmallImage.example)
  }

  @Test func `says what it is`() {
    #expect(lexicon.language == "xx")
    #expect(lexicon.version == "1.0")
    #expect(lexicon.licence == "CC0 1.0")
    #expect(lexicon.wordCount == 9)
  }

  @Test(arguments: [
    "the", "paris", "tentencase", "elevencases", "naïveté", "internationalisation", "recieve",
    "tbe", "ocurrenceswithoutend",
  ])
  func `finds a word of any length and gives its text back`(word: String) throws {
    let entry = try #require(lexicon.lookup(word))
    #expect(lexicon.text(of: entry) == word)
    #expect(lexicon.entry(at: Int(entry.index)) == entry)
    #expect(lexicon.lookup([UInt8](word.utf8).span, hash: hashed(word)) == entry)
  }

  @Test(arguments: [
    "", "t", "th", "thee", "The", "the\0", "tentencas", "tentencasez", "elevencase", "elevencasesz",
    "internationalisatiom", "internationalizationx", "naiveté",
    String(repeating: "the", count: 400),
  ])
  func `does not find what is not there`(word: String) {
    #expect(lexicon.lookup(word) == nil)
  }

  @Test func `gives the facts of a word`() throws {
    let the = try #require(lexicon.lookup("the"))
    #expect(the.centizipf == 773)
    #expect(the.zipf == 7.73)
    #expect(the.capitalShare == 0)
    #expect(the.proseDecibits == 207)
    // 2^20.7 is 1,703,390 and a bit.
    #expect((1_703_000..<1_704_000).contains(the.prose))
    #expect(!the.isKnownMisspelling && !the.isOCRSlip && !the.hasCorrections)

    let paris = try #require(lexicon.lookup("paris"))
    #expect(paris.capitalShare == 100)

    let unseen = try #require(lexicon.lookup("tentencase"))
    #expect(unseen.prose == 0)
    #expect(unseen.capitalShare == nil)

    let rare = try #require(lexicon.lookup("internationalisation"))
    #expect(rare.prose == 3)  // 2^1.6 is 3.03
  }

  @Test func `gives the corrections of wrong forms and of no others`() throws {
    func corrections(_ word: String) throws -> [Lexicon.Correction] {
      lexicon.corrections(of: try #require(lexicon.lookup(word)))
    }
    #expect(try corrections("the") == [])
    #expect(
      try corrections("recieve") == [.init(text: "receive", tier: .knownMisspelling)])
    #expect(
      try corrections("tbe") == [
        .init(text: "the", tier: .ocrSlip), .init(text: "be", tier: .knownMisspelling),
      ])
    #expect(
      try corrections("ocurrenceswithoutend") == [.init(text: "Two words", tier: .ocrSlip)])

    let both = try #require(lexicon.lookup("tbe"))
    #expect(both.isOCRSlip && both.isKnownMisspelling && !both.isOCRSlipInCapitals)
    let capitals = try #require(lexicon.lookup("ocurrenceswithoutend"))
    #expect(capitals.isOCRSlip && !capitals.isKnownMisspelling && capitals.isOCRSlipInCapitals)
  }

  @Test func `counts pairs in their order`() {
    #expect(lexicon.pairs("well", "known") == 890)
    #expect(lexicon.pairs("to", "morrow") == 3415)
    #expect(lexicon.pairs("known", "well") == 0)
    #expect(lexicon.pairs("well", "morrow") == 0)
    #expect(lexicon.pairs("wellk", "nown") == 0)
    #expect(lexicon.pairs("", "") == 0)
    #expect(
      lexicon.pairCount(leftHash: hashed("well"), rightHash: hashed("known")) == 890)
  }

  @Test func `counts bigrams in their order`() throws {
    let the = try #require(lexicon.lookup("the"))
    let paris = try #require(lexicon.lookup("paris"))
    let tbe = try #require(lexicon.lookup("tbe"))
    #expect(lexicon.bigramFloor == 5)
    #expect(lexicon.bigramCount == 5)
    #expect(lexicon.bigram(the, paris) == 8)
    #expect(lexicon.bigram(paris, the) == 0)
    #expect(lexicon.bigram(the, the) == 0)
    #expect(lexicon.bigram(sentenceEndBehind: paris) == 512)
    #expect(lexicon.bigram(sentenceStartBefore: paris) == 0)
    #expect(lexicon.bigram(sentenceStartBefore: the) == 114_105)  // 2^16.8
    #expect(lexicon.bigram(numberBefore: paris) == 5)
    #expect(lexicon.bigram(numberBehind: paris) == 0)
    #expect(lexicon.bigram(numberBehind: the) == 1024)
    #expect(lexicon.bigram(tbe, paris) == 0)
  }

  @Test func `tells words of SCOWL and names`() throws {
    let the = try #require(lexicon.lookup("the"))
    #expect(the.isInSCOWL && !the.isProperName)
    let paris = try #require(lexicon.lookup("paris"))
    #expect(paris.isInSCOWL && paris.isProperName && !paris.hasCorrections)
    let wrong = try #require(lexicon.lookup("recieve"))
    #expect(!wrong.isInSCOWL && !wrong.isProperName)
  }

  @Test func `lists confusions`() {
    let texts = lexicon.confusions.map {
      "\(String(decoding: $0.printed, as: UTF8.self))→\(String(decoding: $0.read, as: UTF8.self))"
    }
    #expect(texts == ["→'", "ﬁ→fi", "rn→m", "i→"])
    #expect(lexicon.confusions.map(\.cost) == [9.99, 2.5, 5, 6.5])
  }

  @Test func `finds every word of many`() throws {
    let words = (0..<500).map { SmallImage.Word(key: "w\($0)") }
    let crowded = try Lexicon(image: SmallImage(words: words, groupCount: 128).bytes)
    for word in words {
      let entry = try #require(crowded.lookup(word.key))
      #expect(crowded.text(of: entry) == word.key)
    }
    #expect(crowded.lookup("w500") == nil)
  }

  @Test func `skips sections that it does not know`() throws {
    var image = SmallImage(words: [SmallImage.Word(key: "the")])
    image.sections = [("ZZZZ", [1, 2, 3])]
    #expect(try Lexicon(image: image.bytes).lookup("the") != nil)
  }

  @Test func `reads an image without words`() throws {
    let empty = try Lexicon(image: SmallImage(words: []).bytes)
    #expect(empty.wordCount == 0)
    #expect(empty.lookup("the") == nil)
    #expect(empty.bigramCount == 0)
    #expect(empty.confusions == [])
  }
}
