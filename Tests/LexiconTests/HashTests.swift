import Lexicon
import Testing

struct HashTests {
  /// The definition, a byte at a time.
  private func defined(_ key: [UInt8]) -> UInt64 {
    func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
      let product = a.multipliedFullWidth(by: b)
      return product.high ^ product.low
    }
    var hash = 0x9E37_79B9_7F4A_7C15 ^ (UInt64(key.count) &* 0xD6E8_FEB8_6659_FD93)
    for start in stride(from: 0, to: key.count, by: 8) {
      var word: UInt64 = 0
      for index in start..<min(start + 8, key.count) {
        word |= UInt64(key[index]) << UInt64(8 * (index - start))
      }
      hash = fold(hash ^ word, 0xA076_1D64_78BD_642F)
    }
    return fold(hash, 0xE703_7ED1_A0B4_28DB)
  }

  @Test func `is what its definition says, at every length`() {
    var generator = SmallGenerator(state: 1)
    for length in 0..<70 {
      for _ in 0..<20 {
        let key = (0..<length).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        #expect(Lexicon.hash(key.span) == defined(key))
      }
    }
  }

  @Test func `depends on the length and on where a key begins in memory not at all`() {
    let zeros = (0..<40).map { Lexicon.hash([UInt8](repeating: 0, count: $0).span) }
    #expect(Set(zeros).count == 40)
    let text = [UInt8]("..internationalisation".utf8)
    #expect(Lexicon.hash(text.span.extracting(2...)) == hashed("internationalisation"))
  }

  @Test func `spreads short keys over the slots`() {
    // 17,576 keys of three letters in 2^15 slots: thrown at random, they would fill
    // 2^15 × (1 − e^(−17,576 / 2^15)) = 13,602, give or take 60.
    let letters = [UInt8](97...122)
    var slots: Set<UInt64> = []
    for a in letters {
      for b in letters {
        for c in letters { slots.insert(Lexicon.hash([a, b, c].span) & 0x7FFF) }
      }
    }
    #expect((13_300..<13_900).contains(slots.count))
  }
}

/// A small generator of numbers that are the same in every run.
struct SmallGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state ^ (state >> 33)) &* 0xFF51_AFD7_ED55_8CCD
  }
}
