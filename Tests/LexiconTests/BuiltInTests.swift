import Lexicon
import Testing

#if BuiltInLexicon
  /// The English lexicon, as far as one can know without looking what it must say.
  struct BuiltInTests {
    let lexicon: Lexicon

    init() throws {
      lexicon = try #require(Lexicon.builtIn)
    }

    @Test func `is whole`() throws {
      try lexicon.verify()
      #expect(lexicon.language == "en")
      #expect(lexicon.licence == "CC BY-SA 4.0")
      #expect(lexicon.wordCount > 320_000)
    }

    @Test func `every word finds itself`() {
      let entries = lexicon.indices.compactMap { lexicon.entry(at: $0) }
      let lost = entries.filter { lexicon.lookup(lexicon.text(of: $0)) != $0 }
      #expect(entries.count == lexicon.wordCount)
      #expect(lost.isEmpty)
    }

    @Test func `common words are common`() throws {
      let the = try #require(lexicon.lookup("the"))
      // One word in twenty or so, in any English.
      #expect((7.5..<7.9).contains(the.zipf))
      #expect(the.prose > 1_000_000)
      #expect(try #require(the.capitalShare) < 5)

      let london = try #require(lexicon.lookup("london"))
      #expect(try #require(london.capitalShare) > 95)
      #expect(london.zipf < the.zipf)

      let framework = try #require(lexicon.lookup("framework"))
      #expect((3.0..<6.0).contains(framework.zipf))
      #expect(lexicon.lookup("don't") != nil)
    }

    @Test(arguments: ["xqzjv", "governmentofthe", "the ", "The", "", "qwrtpsdfghjklzx", "\u{0}"])
    func `what is no word is not there`(key: String) {
      #expect(lexicon.lookup(key) == nil)
    }

    @Test func `a misspelling has its correction`() throws {
      let entry = try #require(lexicon.lookup("recieve"))
      #expect(entry.isKnownMisspelling)
      #expect(!entry.isOCRSlip)
      #expect(
        lexicon.corrections(of: entry) == [.init(text: "receive", tier: .knownMisspelling)])
      let right = try #require(lexicon.lookup("receive"))
      #expect(!right.isKnownMisspelling)
      #expect(lexicon.corrections(of: right).isEmpty)
    }

    @Test(arguments: [("medcial", "Medical"), ("universify", "University"), ("tbat", "that")])
    func `our own slips are in it`(wrong: String, right: String) throws {
      let entry = try #require(lexicon.lookup(wrong))
      #expect(entry.isOCRSlip)
      #expect(lexicon.corrections(of: entry).first == .init(text: right, tier: .ocrSlip))
    }

    @Test(arguments: ["aud", "tho", "bo", "arc", "cau", "ho", "thern", "modem"])
    func `what may be a word is no slip of ours`(word: String) {
      #expect(lexicon.lookup(word)?.isOCRSlip != true)
    }

    @Test func `slips hold in capitals only where they are no abbreviation`() throws {
      #expect(try #require(lexicon.lookup("medcial")).isOCRSlipInCapitals)
      #expect(try !#require(lexicon.lookup("tbe")).isOCRSlipInCapitals)
    }

    @Test func `pairs tell what is written apart`() throws {
      #expect(lexicon.pairs("well", "known") > 0)
      #expect(lexicon.pairs("well", "known") > lexicon.lookup("wellknown")?.prose ?? 0)
      // Together they are no word, so there is nothing to tell apart.
      #expect(lexicon.pairs("united", "the") == 0)
      let meantime = try #require(lexicon.lookup("meantime"))
      #expect(lexicon.pairs("mean", "time") < meantime.prose)
    }

    @Test func `threads share it`() async {
      let expected = lexicon.lookup("government")
      await withTaskGroup(of: Lexicon.Entry?.self) { group in
        for _ in 0..<8 { group.addTask { Lexicon.builtIn?.lookup("government") } }
        for await entry in group { #expect(entry == expected) }
      }
    }
  }
#else
  struct BuiltInTests {
    @Test func `there is none without the trait`() throws {
      #expect(Lexicon.builtIn == nil)
      #expect(try Lexicon.openBuiltIn() == nil)
    }
  }
#endif
