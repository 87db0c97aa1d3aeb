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

    @Test func `letters are surprising where no word has them so`() {
      let model = lexicon.letterModel()
      func most(_ word: String) -> Float { model.surprise(Array(word.utf8)).most }
      for (right, wrong) in [
        ("harvest", "harvcst"), ("bridge", "bridgc"), ("orchard", "orcbard"), ("seven", "s3ven"),
      ] {
        #expect(most(right) < most(wrong), "\(wrong)")
      }
      let surprise = model.surprise(Array("harvest".utf8))
      #expect(abs(surprise.mean * 8 - surprise.sum) < 0.01)
      #expect(model.surprise([]).sum > 0)
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

    @Test(arguments: [
      ("of", "the", 150_000), ("in", "the", 100_000), ("it", "was", 30_000),
      ("don't", "know", 2_000), ("new", "york", 500), ("united", "states", 300),
    ])
    func `words that follow each other are counted`(left: String, right: String, least: Int) {
      #expect(lexicon.bigrams(left, right) > least)
    }

    @Test(arguments: [
      ("the", "of"), ("the", "the"), ("the", "is"), ("york", "new"), ("an", "the"),
      ("zebra", "notwithstanding"), ("parliament", "python"), ("a", "of"),
    ])
    func `words that do not are counted less`(left: String, right: String) {
      #expect(lexicon.bigrams(left, right) < 200)
    }

    @Test(arguments: [
      ("zebra", "notwithstanding"), ("parliament", "python"), ("whom", "software"),
      ("recieve", "tbe"),
    ])
    func `absurd pairs are unseen`(left: String, right: String) {
      #expect(lexicon.lookup(left) != nil && lexicon.lookup(right) != nil)
      #expect(lexicon.bigrams(left, right) == 0)
    }

    @Test func `sentences and numbers have bigrams too`() throws {
      let the = try #require(lexicon.lookup("the"))
      let of = try #require(lexicon.lookup("of"))
      let years = try #require(lexicon.lookup("years"))
      let chapter = try #require(lexicon.lookup("chapter"))
      #expect(lexicon.bigram(sentenceStartBefore: the) > 90_000)
      #expect(
        lexicon.bigram(sentenceStartBefore: the) > 10 * lexicon.bigram(sentenceEndBehind: the))
      #expect(lexicon.bigram(sentenceEndBehind: years) * 20 > years.prose)
      #expect(lexicon.bigram(sentenceEndBehind: of) * 20 < of.prose)
      #expect(lexicon.bigram(numberBefore: years) > 50)
      #expect(lexicon.bigram(numberBehind: chapter) > 50)
      #expect(lexicon.bigramFloor == 5)
      #expect(lexicon.bigramCount > 500_000)
    }

    /// A word that prose lacks is in no bigram, so each count of two such words is wrong.
    @Test func `a count is wrong less than once in 100,000 look-ups`() {
      var generator = SmallGenerator(state: 11)
      let rare = lexicon.indices.compactMap { lexicon.entry(at: $0) }.filter { $0.prose == 0 }
      #expect(rare.count > 100_000)
      var wrong = 0
      for _ in 0..<1_000_000 {
        let left = rare[Int.random(in: rare.indices, using: &generator)]
        let right = rare[Int.random(in: rare.indices, using: &generator)]
        if lexicon.bigram(left, right) != 0 { wrong += 1 }
      }
      #expect(wrong < 10)
    }

    @Test(arguments: [
      "the", "newspaper", "colour", "color", "organise", "organize", "don't", "o'clock", "gaol",
      "mediaeval", "café", "i", "i'm", "polish", "may",
    ])
    func `common words are in SCOWL and no names`(word: String) throws {
      let entry = try #require(lexicon.lookup(word))
      #expect(entry.isInSCOWL)
      #expect(!entry.isProperName)
    }

    @Test(arguments: ["london", "paris", "shakespeare", "elizabeth", "wednesday", "england's"])
    func `names are names`(word: String) throws {
      let entry = try #require(lexicon.lookup(word))
      #expect(entry.isInSCOWL)
      #expect(entry.isProperName)
    }

    @Test(arguments: ["recieve", "tbe", "ofthe", "aud", "thc", "python3"])
    func `what is no word is not in SCOWL`(word: String) {
      #expect(lexicon.lookup(word)?.isInSCOWL != true)
      #expect(lexicon.lookup(word)?.isProperName != true)
    }

    @Test func `confusions are there, each once and at a plausible cost`() {
      let confusions = lexicon.confusions
      let costs = Dictionary(
        uniqueKeysWithValues: confusions.map {
          let texts = [$0.printed, $0.read].map { String(decoding: $0, as: UTF8.self) }
          return (texts.joined(separator: "/"), $0.cost)
        })
      #expect(costs.count > 450)
      for pair in ["rn/m", "m/rn", "e/c", "c/e", "li/h", "n/u", "cl/d", "f/s", "5/s", "/.", "l/"] {
        #expect(costs[pair] != nil, "\(pair)")
      }
      #expect(costs.values.allSatisfy { (0.5..<15).contains($0) })
      for confusion in confusions {
        #expect(confusion.printed != confusion.read)
        for text in [confusion.printed, confusion.read].map({ String(decoding: $0, as: UTF8.self) })
        {
          #expect(text.unicodeScalars.count <= 3)
          #expect(text == text.lowercased())
        }
      }
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
