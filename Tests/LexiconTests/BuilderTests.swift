import Lexicon
import Testing

/// Images that `LexiconBuilder` makes, read back.
struct BuilderTests {
  private static func key(_ word: String) -> [UInt8] { Array(word.utf8) }

  /// The same as `SmallFacts` in Scripts/build-lexicon.py.
  static var small: LexiconBuilder {
    var builder = LexiconBuilder(language: "xx", version: "2026.2", licence: "CC BY-SA 4.0")
    builder.words = [
      key("the"): .init(centizipf: 773, prose: 1_703_390, capitalShare: 0, isInDictionary: true),
      key("harbour"): .init(centizipf: 421, prose: 1200, isInDictionary: true),
      key("internationalisation"): .init(centizipf: 210),
      key("morrow"): .init(prose: 3415), key("to"): .init(prose: 999_999),
      key("tomorrow"): .init(prose: 3), key("receive"): .init(), key("well"): .init(),
      key("paris"): .init(capitalShare: 100, isInDictionary: true, isProperName: true),
      key("naïveté"): .init(isInDictionary: true), key("straße"): .init(isProtected: true),
      key("recieve"): .init(corrections: [.init(text: "receive", tier: .knownMisspelling)]),
      key("tbe"): .init(
        centizipf: 180,
        corrections: [
          .init(text: "be", tier: .knownMisspelling), .init(text: "the", tier: .ocrSlip),
        ], isSlipInCapitals: true),
    ]
    let (the, paris, harbour) = (key("the"), key("paris"), key("harbour"))
    builder.bigrams = [
      .init(.word(key("to")), .word(key("morrow"))): 3415,
      .init(.sentenceBorder, .word(the)): 114_000, .init(.word(the), .word(harbour)): 5,
      .init(.number, .word(paris)): 70, .init(.word(harbour), .sentenceBorder): 9,
      // Neither is kept: the one is too rare, the other has a word that is none.
      .init(.word(the), .word(paris)): 4, .init(.word(the), .word(key("absent"))): 100,
    ]
    builder.confusions = [
      .init(printed: key("rn"), read: key("m"), cost: 5),
      .init(printed: [], read: [0x27], cost: 9.99),
      .init(printed: key("i"), read: [], cost: 6.5),
      .init(printed: key("é"), read: key("e"), cost: 2.25),
    ]
    return builder
  }

  @Test func `what was put in is read back`() throws {
    let lexicon = try Lexicon(image: Self.small.image())
    #expect(lexicon.wordCount == 13)
    #expect(lexicon.language == "xx" && lexicon.version == "2026.2")
    let the = try #require(lexicon.lookup("the"))
    #expect(the.centizipf == 773 && the.proseDecibits == 207 && the.capitalShare == 0)
    #expect(the.isInSCOWL && !the.isProperName && the.mayBeMeant && !the.isProtected)
    let tbe = try #require(lexicon.lookup("tbe"))
    #expect(tbe.isOCRSlip && tbe.isKnownMisspelling && tbe.isOCRSlipInCapitals && !tbe.mayBeMeant)
    #expect(lexicon.corrections(of: tbe).map(\.text) == ["the", "be"])
    #expect(try #require(lexicon.lookup("paris")).isProperName)
    let protected = try #require(lexicon.lookup("straße"))
    #expect(protected.isProtected && !protected.mayBeMeant)
    #expect(lexicon.text(of: try #require(lexicon.lookup("internationalisation"))).count == 20)
    #expect(lexicon.lookup("absent") == nil)
    #expect(lexicon.bigramCount == 5)
    #expect(lexicon.bigrams("the", "harbour") == 5)
    #expect(lexicon.bigrams("the", "paris") == 0)
    #expect(lexicon.bigram(numberBefore: try #require(lexicon.lookup("paris"))) == 69)
    #expect(lexicon.pairs("to", "morrow") == 3415)
    #expect(lexicon.confusions.map(\.cost) == [9.99, 6.5, 5, 2.25])
  }

  @Test func `the script that builds our own image gives the same bytes`() throws {
    // `Scripts/build-lexicon.py --small` prints this.
    #expect(try Lexicon(image: Self.small.image()).checksum == 0xB6CB_55A1_B4D9_743A)
  }

  @Test func `the order in which things came makes no difference`() {
    var other = Self.small
    other.confusions.reverse()
    other.words = [:]
    for (key, word) in Self.small.words.sorted(by: { $0.key.count < $1.key.count }) {
      other.words[key] = word
    }
    #expect(other.image() == Self.small.image())
  }

  @Test(arguments: [0, 1, 2, 3, 31, 1_000])
  func `any number of words is found again`(count: Int) throws {
    var builder = LexiconBuilder(language: "xx", version: "1", licence: "none")
    for number in 0..<count {
      builder.words[Self.key("word\(number)wordandword")] = .init(prose: number + 1)
    }
    let lexicon = try Lexicon(image: builder.image())
    #expect(lexicon.wordCount == count)
    for key in builder.words.keys {
      let word = String(decoding: key, as: UTF8.self)
      let entry = try #require(lexicon.lookup(word))
      #expect(lexicon.text(of: entry) == word)
    }
    #expect(lexicon.lookup("word\(count)wordandword") == nil)
  }

  @Test func `what the format cannot hold is left out or cut`() throws {
    var builder = LexiconBuilder(language: "xx", version: "1", licence: "none")
    builder.words[[]] = .init()
    builder.words[[UInt8](repeating: 0x61, count: 256)] = .init()
    builder.words[Self.key("a")] = .init(centizipf: 1 << 20, prose: .max, capitalShare: 400)
    builder.words[Self.key("b")] = .init(
      corrections: [.init(text: String(repeating: "x", count: 128), tier: .ocrSlip)])
    builder.confusions = [.init(printed: [0x61], read: [0x61], cost: 1)]
    let lexicon = try Lexicon(image: builder.image())
    #expect(lexicon.wordCount == 2)
    let entry = try #require(lexicon.lookup("a"))
    #expect(entry.centizipf == 65_535 && entry.proseDecibits == 255 && entry.capitalShare == 100)
    #expect(lexicon.lookup("b")?.hasCorrections == false)
    #expect(lexicon.confusions == [])
  }

  @Test func `counts are kept as ten times their binary logarithm`() throws {
    var builder = LexiconBuilder(language: "xx", version: "1", licence: "none")
    for count in [1, 2, 3, 5, 20, 1000, 1_703_390, 40_000_000] {
      builder.words[Self.key("n\(count)")] = .init(prose: count)
    }
    let lexicon = try Lexicon(image: builder.image())
    let codes = [
      (2, 10), (3, 16), (5, 23), (20, 43), (1000, 100), (1_703_390, 207), (40_000_000, 253),
    ]
    for (count, code) in codes {
      #expect(try #require(lexicon.lookup("n\(count)")).proseDecibits == code, "\(count)")
    }
  }
}

/// Lexicons over each other.
struct AddingTests {
  private func key(_ word: String) -> [UInt8] { Array(word.utf8) }

  private func both() throws -> Lexicon {
    var own = LexiconBuilder(language: "yy", version: "9", licence: "none", bigramFloor: 1)
    own.words = [
      key("the"): .init(centizipf: 100, prose: 7, capitalShare: 3),
      key("schooner"): .init(prose: 400), key("paris"): .init(isInDictionary: true),
      key("recieve"): .init(isProtected: true),
      key("wcll"): .init(corrections: [.init(text: "well", tier: .ocrSlip)]),
    ]
    own.bigrams = [
      .init(.word(key("the")), .word(key("schooner"))): 30,
      .init(.word(key("the")), .word(key("paris"))): 2,
      .init(.sentenceBorder, .word(key("the"))): 1,
    ]
    own.confusions = [
      .init(printed: key("rn"), read: key("m"), cost: 4),
      .init(printed: key("e"), read: key("c"), cost: 3),
    ]
    return try Lexicon(image: BuilderTests.small.image()).adding(Lexicon(image: own.image()))
  }

  @Test func `a word known in any is known, by the better of what they say`() throws {
    let lexicon = try both()
    #expect(lexicon.wordCount == 18)
    let the = try #require(lexicon.lookup("the"))
    #expect(the.centizipf == 773 && the.proseDecibits == 207 && the.capitalShare == 3)
    let schooner = try #require(lexicon.lookup("schooner"))
    #expect(schooner.proseDecibits == 86 && schooner.mayBeMeant)
    #expect(lexicon.text(of: schooner) == "schooner")
    #expect(lexicon.entry(at: Int(schooner.index)) == schooner)
    #expect(lexicon.entry(at: Int(the.index)) == the)
    #expect(lexicon.lookup("absent") == nil)
    // A name in the one, and no name in the other.
    #expect(try #require(lexicon.lookup("paris")).isProperName == false)
  }

  @Test func `what one protects is no wrong form any more`() throws {
    let lexicon = try both()
    let recieve = try #require(lexicon.lookup("recieve"))
    #expect(recieve.isProtected && !recieve.hasCorrections && !recieve.mayBeMeant)
    #expect(lexicon.corrections(of: recieve) == [])
    let wcll = try #require(lexicon.lookup("wcll"))
    #expect(lexicon.corrections(of: wcll).map(\.text) == ["well"])
  }

  @Test func `bigrams are summed, confusions take the lower cost`() throws {
    let lexicon = try both()
    #expect(lexicon.bigrams("the", "schooner") == 30)
    #expect(lexicon.bigrams("the", "harbour") == 5)
    #expect(lexicon.bigrams("the", "paris") == 2)
    let the = try #require(lexicon.lookup("the"))
    #expect(lexicon.bigram(sentenceStartBefore: the) == 114_105 + 1)
    #expect(lexicon.pairs("to", "morrow") == 3415)
    let costs = lexicon.confusions.filter { $0.read == key("m") || $0.read == key("c") }.map(\.cost)
    #expect(costs == [3, 4])
  }

  @Test func `the search finds the words of all`() throws {
    let search = FuzzySearch(try both())
    func found(_ word: String) -> [String] {
      search.candidates(for: key(word)) { _ in true }.map {
        String(decoding: $0.key, as: UTF8.self)
      }
    }
    #expect(found("schoomer") == ["schooner"])
    #expect(found("harhour") == ["harbour"])
    #expect(found("theharbour").contains("the harbour"))
  }

  @Test func `three over each other answer like two`() throws {
    var third = LexiconBuilder(language: "zz", version: "1", licence: "none")
    third.words[key("kallio")] = .init(centizipf: 400, isProtected: true)
    let lexicon = try both().adding(Lexicon(image: third.image()))
    let kallio = try #require(lexicon.lookup("kallio"))
    #expect(kallio.isProtected && lexicon.text(of: kallio) == "kallio")
    #expect(lexicon.bigrams("the", "schooner") == 30)
    for index in lexicon.indices {
      guard let entry = lexicon.entry(at: index) else { continue }
      #expect(lexicon.lookup(lexicon.text(of: entry)) == entry)
    }
  }
}
