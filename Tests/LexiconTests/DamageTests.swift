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
  }

  private func useEntry(_ lexicon: Lexicon, _ entry: Lexicon.Entry) {
    _ = lexicon.text(of: entry)
    _ = lexicon.corrections(of: entry)
    _ = (entry.zipf, entry.prose, entry.capitalShare)
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
        let offset = Int.random(in: 232..<damaged.count, using: &generator)
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

  @Test func `an error names the place, what is there and what to do`() throws {
    let text = try #require(throws: LexiconError.self) {
      try Lexicon(image: [UInt8](repeating: 0x41, count: 100))
    }
    #expect(text.offset == 0)
    #expect(text.expected == "EMENDLEX")
    #expect(text.description.contains("give the path"))

    var newer = image
    newer[8] = 2
    let version = try #require(throws: LexiconError.self) { try Lexicon(image: newer) }
    #expect(version.offset == 8)
    #expect(version.found == "2")

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
