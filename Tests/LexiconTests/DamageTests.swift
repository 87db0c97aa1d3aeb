import Lexicon
import Testing

/// Damaged images: refused by `init(image:)`; and opened without a checksum, as the built-in one
/// is, they may answer wrongly but never read out of bounds.
struct DamageTests {
  let image = SmallImage.example

  /// Asks everything of an image that opened.
  private func useEverything(_ lexicon: Lexicon) {
    _ = (lexicon.language, lexicon.version, lexicon.licence, lexicon.checksum)
    for word in [
      "the", "paris", "tentencase", "elevencases", "naïveté", "internationalisation", "recieve",
      "tbe", "ocurrenceswithoutend", "absent", "", String(repeating: "x", count: 300),
    ] {
      if let entry = lexicon.lookup(word) { useEntry(lexicon, entry) }
    }
    for index in lexicon.indices {
      if let entry = lexicon.entry(at: index) { useEntry(lexicon, entry) }
    }
    _ = lexicon.pairs("well", "known") + lexicon.pairs("no", "pair")
    _ = (lexicon.confusions, lexicon.bigramFloor, lexicon.bigramCount)
  }

  private func useEntry(_ lexicon: Lexicon, _ entry: Lexicon.Entry) {
    _ = lexicon.text(of: entry)
    _ = lexicon.corrections(of: entry)
    _ = (entry.zipf, entry.prose, entry.capitalShare)
    _ = (lexicon.bigram(sentenceStartBefore: entry), lexicon.bigram(sentenceEndBehind: entry))
    _ = (lexicon.bigram(numberBefore: entry), lexicon.bigram(numberBehind: entry))
    _ = lexicon.bigram(entry, entry)
  }

  @Test func `every bit of the image that flips is noticed`() {
    for offset in image.indices {
      for bit in 0..<8 {
        var damaged = image
        damaged[offset] ^= 1 << UInt8(bit)
        #expect(throws: LexiconError.self, "byte \(offset), bit \(bit)") {
          try Lexicon(image: damaged)
        }
      }
    }
  }

  @Test func `every truncation is noticed`() {
    for length in 0..<image.count {
      #expect(throws: LexiconError.self, "\(length) bytes") {
        try Lexicon(image: [UInt8](image[..<length]))
      }
      #expect(throws: LexiconError.self, "\(length) bytes, unverified") {
        try Lexicon(unverified: [UInt8](image[..<length]))
      }
    }
    #expect(throws: LexiconError.self) { try Lexicon(image: image + [0]) }
  }

  @Test func `every byte of an image without a checksum may hold anything`() {
    for offset in image.indices {
      for value: UInt8 in [0, 1, 2, 10, 11, 0x7F, 0x80, 0xFF] {
        var damaged = image
        damaged[offset] = value
        if let lexicon = try? Lexicon(unverified: damaged) { useEverything(lexicon) }
      }
    }
  }

  @Test func `many damages at once are survived`() {
    var generator = SmallGenerator(state: 7)
    for _ in 0..<5_000 {
      var damaged = image
      for _ in 0..<Int.random(in: 1...30, using: &generator) {
        // Behind the table, so that most images open.
        let offset = Int.random(in: 280..<damaged.count, using: &generator)
        damaged[offset] = UInt8.random(in: 0...255, using: &generator)
      }
      if let lexicon = try? Lexicon(unverified: damaged) { useEverything(lexicon) }
    }
  }

  /// With a checksum that is right, only the checks of the content are left.
  @Test func `a sealed image with wrong content is refused or safe`() {
    for offset in 32..<image.count {
      for value: UInt8 in [0, 0x7F, 0xFF] {
        var damaged = image
        damaged[offset] = value
        if let lexicon = try? Lexicon(image: SmallImage.resealed(damaged)) {
          useEverything(lexicon)
        }
      }
    }
  }

  /// An image with one section in place of its own, sealed.
  private func image(_ tag: String, _ content: [UInt8]) -> [UInt8] {
    var sections: [(tag: String, content: [UInt8])] = []
    func number(_ offset: Int, _ size: Int) -> Int {
      image[offset..<offset + size].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    for row in stride(from: 40, to: 40 + 24 * number(32, 4), by: 24) {
      let name = String(decoding: image[row..<row + 4], as: UTF8.self)
      let start = number(row + 8, 8)
      let old = [UInt8](image[start..<start + number(row + 16, 8)])
      sections.append((name, name == tag ? content : old))
    }
    return SmallImage.assemble(words: number(36, 4), sections)
  }

  @Test func `bigrams of a wrong length or number are refused`() throws {
    // The example's own head says 5 bigrams; none of these has as many.
    let head = SmallImage.little(UInt32(5)) + SmallImage.little(UInt32(5))
    for length in [0, 1, 7, 8, 12, 8 + 63 * 4, 8 + 64 * 4 + 1, 8 + 64 * 4] {
      let content = [UInt8]((head + [UInt8](repeating: 0, count: 400)).prefix(length))
      let wrong = image("BIGR", content)
      #expect(throws: LexiconError.self, "\(length)") { try Lexicon(image: wrong) }
      if let lexicon = try? Lexicon(unverified: wrong) { useEverything(lexicon) }
    }
    // Slots that are all full end a search, even the last one's.
    let full = head + [UInt8](repeating: 0xFF, count: 64 * 4)
    useEverything(try Lexicon(unverified: image("BIGR", full)))
    // A slot with a check but no count.
    let empty = SmallImage.little(UInt32(5)) + SmallImage.little(UInt32(1))
    let uncounted = empty + [0, 1, 0, 0] + [UInt8](repeating: 0, count: 63 * 4)
    #expect(throws: LexiconError.self) { try Lexicon(image: image("BIGR", uncounted)) }
  }

  @Test(arguments: [
    [], [0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0, 1, 1, 1], [1, 0, 0, 0, 9, 9, 1, 1, 0x61],
    [1, 0, 0, 0, 9, 9, 255, 255, 0x61], [1, 0, 0, 0, 9, 9, 1, 1, 0x61, 0x61],
    [1, 0, 0, 0, 9, 9, 1, 1, 0x61, 0xFF], [1, 0, 0, 0, 9, 9, 1, 1, 0x61, 0x62, 0],
    [2, 0, 0, 0, 9, 9, 1, 1, 0x61, 0x62, 0, 0, 0], [255, 255, 255, 255, 9, 9, 1, 1, 0x61, 0x62],
  ])
  func `confusions that are cut or none are refused`(content: [UInt8]) {
    let wrong = image("CONF", content)
    #expect(throws: LexiconError.self) { try Lexicon(image: wrong) }
    if let lexicon = try? Lexicon(unverified: wrong) { useEverything(lexicon) }
  }

  @Test func `an image without one of its sections is refused`() throws {
    for tag in ["BIGR", "CONF"] {
      let place = try #require(image.firstRange(of: [UInt8](tag.utf8)))
      var without = image
      without[place.lowerBound] = 0x5A
      let sealed = SmallImage.resealed(without)
      #expect(throws: LexiconError.self, "\(tag)") { try Lexicon(unverified: sealed) }
    }
  }

  @Test func `an error names the place, what is there and what to do`() throws {
    let text = try #require(throws: LexiconError.self) {
      try Lexicon(image: [UInt8](repeating: 0x41, count: 100))
    }
    #expect(text.offset == 0)
    #expect(text.expected == "EMENDLEX")
    #expect(text.description.contains("give the path"))

    var newer = image
    newer[8] = 3
    let version = try #require(throws: LexiconError.self) { try Lexicon(image: newer) }
    #expect(version.offset == 8)
    #expect(version.found == "3")

    let short = try #require(throws: LexiconError.self) {
      try Lexicon(image: [UInt8](image.dropLast()))
    }
    #expect(short.offset == 16)
    #expect(short.expected.contains("\(image.count - 1)"))
    #expect(short.found == "\(image.count)")

    var changed = image
    changed[changed.count - 1] ^= 1
    let checksum = try #require(throws: LexiconError.self) { try Lexicon(image: changed) }
    #expect(checksum.offset == 24)
  }
}
