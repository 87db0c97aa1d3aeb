import Testing

@testable import Emend

/// Searches that look at eight bytes at once find what a loop finds.
struct ByteSearchTests {
  /// Bytes among which borrows and high bits do harm if they can: neighbours of what is looked for, with
  /// and without the highest bit.
  private static let alphabet: [UInt8] = [
    0x00, 0x01, 0x20, 0x21, 0x22, 0x2D, 0x2E, 0x2F, 0x61, 0x80, 0x81, 0xA0, 0xAE, 0xFF,
  ]

  private static func text(_ generator: inout some RandomNumberGenerator) -> [UInt8] {
    // Mostly what nothing looks for, so that words of eight without a match are met.
    bytes(0..<40, mostly: "b", oneIn: 3, of: alphabet, &generator)
  }

  /// Random bytes: one in so many is one of some, and the others are the same.
  private static func bytes(
    _ lengths: Range<Int>, mostly usual: Unicode.Scalar, oneIn odds: Int, of others: [UInt8],
    _ generator: inout some RandomNumberGenerator
  ) -> [UInt8] {
    (0..<Int.random(in: lengths, using: &generator)).map { _ in
      Int.random(in: 0..<odds, using: &generator) > 0
        ? UInt8(ascii: usual) : others.randomElement(using: &generator) ?? 0
    }
  }

  @Test func `a search finds the first byte that a loop finds`() {
    var generator = RepeatableGenerator(seed: 5)
    for _ in 0..<20_000 {
      let text = Self.text(&generator)
      let start = Int.random(in: 0...text.count, using: &generator)
      let range = start..<Int.random(in: start...text.count, using: &generator)
      let a = Self.alphabet.randomElement(using: &generator) ?? 0
      let b = Self.alphabet.randomElement(using: &generator) ?? 0
      let one = text.span.firstOffset(of: a, in: range)
      let two = text.span.firstOffset(of: a, or: b, in: range)
      let layout = text.span.firstLayoutOffset(in: range)
      #expect(one == range.first { text[$0] == a })
      #expect(two == range.first { text[$0] == a || text[$0] == b })
      #expect(
        layout == range.first { text[$0] < 0x21 || text[$0] == 0x2E })
      #expect(text.span.has(a, in: range) == (one != nil))
      #expect(text.span.isASCII(in: range) == range.allSatisfy { text[$0] < 0x80 })
    }
  }

  @Test func `two ranges are equal where a loop says so`() {
    var generator = RepeatableGenerator(seed: 6)
    for _ in 0..<20_000 {
      let text = Self.text(&generator)
      let start = Int.random(in: 0...text.count, using: &generator)
      let range = start..<Int.random(in: start...text.count, using: &generator)
      var other = [0x61] + text[range]
      if other.count > 1, Bool.random(using: &generator) {
        let place = Int.random(in: 1..<other.count, using: &generator)
        other[place] ^= 0x80
      }
      let equal = text.span.equals(range, other.span, 1..<other.count)
      #expect(equal == text[range].elementsEqual(other.dropFirst()))
    }
  }

  @Test func `a capital within a word is seen wherever it stands`() {
    let letters = Array("aB7".utf8)
    var generator = RepeatableGenerator(seed: 7)
    for _ in 0..<20_000 {
      let word = Self.bytes(1..<20, mostly: "a", oneIn: 12, of: letters, &generator)
      let text = word + Array(" B".utf8)
      let run = WordRun.measure(text.span, at: 0, limit: text.count)
      let inner = run.hasInnerCapital(text.span, word.indices)
      #expect(inner == word.dropFirst().contains(UInt8(ascii: "B")))
    }
  }

  @Test func `a word is measured as its definition says`() {
    let bytes = Array("aZ09@[`{/:'- \u{E9}".utf8)
    var generator = RepeatableGenerator(seed: 8)
    for _ in 0..<20_000 {
      let text = Self.bytes(1..<40, mostly: "e", oneIn: 10, of: bytes, &generator)
      let offset = Int.random(in: 0..<text.count, using: &generator)
      let fast = WordRun.measure(text.span, at: offset, limit: text.count)
      let slow = WordRun.scalar(text.span, at: offset, limit: text.count)
      #expect(fast == slow)
    }
  }
}
