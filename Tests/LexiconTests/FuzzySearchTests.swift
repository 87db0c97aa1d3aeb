import Lexicon
import Testing

/// The fast search against its plain definition, and what it finds.
struct FuzzySearchTests {
  private let lexicon: Lexicon

  init() throws {
    lexicon = try #require(Lexicon.builtIn)
  }

  private func found(_ word: String) -> [String] {
    FuzzySearch(lexicon).candidates(for: Array(word.utf8)) { $0.isInSCOWL || $0.prose >= 20 }
      .map { String(decoding: $0.key, as: UTF8.self) }
  }

  @Test(arguments: [
    ("malavsia", "malaysia"), ("predlcted", "predicted"), ("modem", "modern"), ("liave", "have"),
    ("tlie", "the"), ("ofthe", "of the"), ("govemment", "government"), ("recieve", "receive"),
    ("thhe", "the"), ("oppor1unity", "opportunity"),
    // Two slips at once.
    ("govcmment", "government"), ("rnoming", "morning"), ("counfr1es", "countries"),
  ])
  func `finds what a word may have been`(word: String, meant: String) {
    #expect(found(word).contains(meant), "\(found(word))")
  }

  @Test(arguments: ["", "a", "caf\u{E9}", "a\0b", String(repeating: "m", count: 25)])
  func `gives nothing for what it does not search`(word: String) {
    #expect(found(word) == [])
  }

  @Test func `is the plain search, only faster`() {
    let search = FuzzySearch(lexicon)
    let plain = PlainSearch(lexicon)
    var generator = SmallGenerator(state: 11)
    var candidates = 0
    for word in Self.misread(lexicon, 40, &generator) {
      let expected = plain.candidates(for: word)
      candidates += expected.count
      #expect(
        search.candidates(for: word) { _ in true } == expected,
        "\(String(decoding: word, as: UTF8.self))")
    }
    #expect(candidates > 40)
  }

  @Test func `finds the same when it knows which letters follow each other`() {
    let plain = FuzzySearch(lexicon)
    var fours = Fours()
    for index in lexicon.indices {
      guard let entry = lexicon.entry(at: index), entry.mayBeMeant else { continue }
      fours.insert(lexicon.key(of: entry.index).span)
    }
    fours.finish()
    let search = plain.sharpened(by: fours)
    var generator = SmallGenerator(state: 13)
    var candidates = 0
    for word in Self.misread(lexicon, 1500, &generator) {
      let expected = plain.candidates(for: word) { _ in true }
      candidates += expected.count
      #expect(
        search.candidates(for: word) { _ in true } == expected,
        "\(String(decoding: word, as: UTF8.self))")
    }
    #expect(candidates > 1500)
  }

  @Test func `is the plain search without a sieve in the image and for any bytes`() throws {
    let small = try Lexicon(image: SmallImage.searchable)
    let search = FuzzySearch(small)
    let plain = PlainSearch(small)
    var generator = SmallGenerator(state: 5)
    let letters = [UInt8]("arnmil1'ct\u{7F}".utf8)
    var candidates = 0
    for _ in 0..<800 {
      let word = (0..<Int.random(in: 2...9, using: &generator)).map { _ in
        letters.randomElement(using: &generator)!
      }
      let expected = plain.candidates(for: word)
      candidates += expected.count
      #expect(
        search.candidates(for: word) { _ in true } == expected,
        "\(String(decoding: word, as: UTF8.self))")
    }
    #expect(candidates > 100)
  }

  @Test func `gives only words that are accepted`() {
    let search = FuzzySearch(lexicon)
    let word = [UInt8]("houfe".utf8)
    #expect(search.candidates(for: word) { _ in false } == [])
    let names = search.candidates(for: word) { $0.isProperName }
    #expect(names.allSatisfy { lexicon.entry(at: Int($0.first))?.isProperName == true })
  }

  /// Words of the lexicon with one to three letters changed, lost or added.
  private static func misread(
    _ lexicon: Lexicon, _ count: Int, _ generator: inout SmallGenerator
  ) -> [[UInt8]] {
    let letters = [UInt8]("abcdefghijklmnopqrstuvwxyz1'".utf8)
    var words: [[UInt8]] = []
    while words.count < count {
      let index = Int.random(in: lexicon.indices, using: &generator)
      guard let entry = lexicon.entry(at: index), entry.mayBeMeant else { continue }
      var word = [UInt8](lexicon.text(of: entry).utf8)
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let place = Int.random(in: 0..<word.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: word.insert(letters.randomElement(using: &generator)!, at: place)
        case 1 where word.count > 2: word.remove(at: place)
        default: word[place] = letters.randomElement(using: &generator)!
        }
      }
      if (2...FuzzySearch.longest).contains(word.count), word.allSatisfy({ $0 < 0x80 }) {
        words.append(word)
      }
    }
    return words
  }
}
