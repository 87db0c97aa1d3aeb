import Testing

@testable import Emend

/// Searches that look at eight bytes at once find what a loop finds.
struct ByteSearchTests {
  /// Bytes among which borrows and high bits do harm if they can: neighbours of what is looked for, with
  /// and without the highest bit.
  private static let alphabet: [UInt8] = [
    0x00, 0x01, 0x20, 0x21, 0x22, 0x26, 0x27, 0x2D, 0x2E, 0x2F, 0x61, 0x80, 0x81, 0xA0, 0xAE, 0xFF,
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
      let three = text.span.firstOffset(of: a, or: b, or: 0x2E, in: range)
      let layout = text.span.firstLayoutOffset(in: range)
      let last = text.span.lastOffset(of: a, or: b, or: 0x2E, in: range)
      #expect(one == range.first { text[$0] == a })
      #expect(last == range.last { text[$0] == a || text[$0] == b || text[$0] == 0x2E })
      #expect(two == range.first { text[$0] == a || text[$0] == b })
      #expect(three == range.first { text[$0] == a || text[$0] == b || text[$0] == 0x2E })
      #expect(
        layout == range.first { text[$0] < 0x21 || text[$0] == 0x2E })
      #expect(
        text.span.firstQuoteOffset(in: range)
          == range.first { text[$0] == 0x22 || text[$0] == 0x27 || text[$0] >= 0x80 })
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

  @Test func `runs and cells end where a loop ends them`() {
    let bytes = Array(" \t|.ab\u{E9}\u{2026}".utf8)
    var generator = RepeatableGenerator(seed: 11)
    for round in 0..<2000 {
      let text = Self.bytes(
        0..<40, mostly: round % 2 == 0 ? "b" : " ", oneIn: 4, of: bytes, &generator)
      let start = Int.random(in: 0...text.count, using: &generator)
      let range = start..<Int.random(in: start...text.count, using: &generator)
      let span = text.span
      #expect(
        span.endOfRun(of: 0x20, in: range) == range.first { text[$0] != 0x20 } ?? range.upperBound)
      var tabs: [Int] = []
      span.forEachOffset(of: 0x09, in: range) { tabs.append($0) }
      #expect(tabs == range.filter { text[$0] == 0x09 })
      let cell = span.cellRun(in: range)
      let end =
        range.first { text[$0] == 0x20 || text[$0] == 0x09 || text[$0] == UInt8(ascii: "|") }
        ?? range.upperBound
      #expect(cell.end == end)
      #expect(cell.isASCII == text[start..<end].allSatisfy { $0 < 0x80 })
      #expect(
        cell.hasDots == text[start..<end].contains { $0 == UInt8(ascii: ".") || $0 == 0xE2 })
    }
  }

  @Test func `a number has the same form wherever it stands`() {
    let bytes = Array(",.%$-+0lO ".utf8)
    var generator = RepeatableGenerator(seed: 12)
    for _ in 0..<4000 {
      let number = Self.bytes(1..<12, mostly: "4", oneIn: 4, of: bytes, &generator)
      // At the end of a text it is read byte by byte, before other bytes all at once.
      let atEnd = NumericColumns.Form(number.span, number.indices)
      let inside = NumericColumns.Form((number + Self.text(&generator)).span, number.indices)
      let before = number + [UInt8](repeating: UInt8(ascii: "4"), count: 8)
      #expect(atEnd == inside && atEnd == NumericColumns.Form(before.span, number.indices))
    }
  }

  @Test func `a word is measured as its definition says`() {
    let bytes = Array("aZ09@[`{/:'- \u{E9}".utf8)
    var generator = RepeatableGenerator(seed: 8)
    var map = WordMap()
    for round in 0..<400 {
      // Now and then a text that takes more than one map.
      let longest = round % 100 == 0 ? 2 * WordMap.capacity + 100 : 200
      let text = Self.bytes(
        1..<longest, mostly: "e", oneIn: round % 2 == 0 ? 3 : 30, of: bytes, &generator)
      let limit = text.count - Int.random(in: 0..<min(9, text.count), using: &generator)
      var offset = Int.random(in: 0..<limit, using: &generator)
      while offset < limit {
        map.read(text.span, from: offset, limit: limit)
        #expect(map.border > offset)
        let agree = (offset..<map.border).allSatisfy { index in
          let fast = map.run(at: index, map.bits(at: index))
          let slow = WordRun.scalar(text.span, at: index, limit: limit)
          // Of the byte behind the one behind it nothing may be known.
          if slow.length == WordMap.reach - 1 { return fast.length == slow.length }
          return slow.length < WordMap.reach ? fast == slow : fast.length >= WordMap.reach
        }
        #expect(agree)
        offset = map.border
      }
    }
  }

  @Test func `a key is hashed alike wherever it stands`() {
    var generator = RepeatableGenerator(seed: 9)
    for _ in 0..<2000 {
      let key = Self.text(&generator)
      let (first, hash) = KeyHash.of(key.span, key.indices)
      let inside = [0x61, 0x62] + key + Self.text(&generator)
      let found = KeyHash.of(inside.span, 2..<(2 + key.count))
      #expect(found.first == first && found.hash == hash)
    }
  }
}
