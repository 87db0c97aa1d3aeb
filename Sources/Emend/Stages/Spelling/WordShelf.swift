internal import Lexicon

/// The words that a lexicon may propose, laid out by length for a search of all that differ from a
/// reading in two letters: what ``FuzzySearch`` leaves out, since it tries measured confusions only.
///
/// It is made when a document first proves to be full of errors, in some milliseconds, and never for a
/// clean one.
struct WordShelf: Sendable {
  private var bytes: [UInt8] = []
  private var offsets: [UInt32] = []
  /// Which letters each word has, a bit each: most words are told apart without a look at them.
  private var letters: [UInt32] = []
  private var entries: [UInt32] = []
  /// Where the words of each length begin.
  private var starts: [Int] = []
  private static let longest = FuzzySearch.longest + 2

  init(_ lexicon: Lexicon, accept: (Lexicon.Entry) -> Bool) {
    var indices: [[UInt32]] = Array(repeating: [], count: Self.longest + 1)
    var keys: [[UInt8]] = Array(repeating: [], count: Self.longest + 1)
    for index in lexicon.indices {
      guard let entry = lexicon.entry(at: index), accept(entry) else { continue }
      let key = lexicon.key(of: entry.index)
      guard key.count >= 2, key.count <= Self.longest, key.allSatisfy({ $0 < 0x80 }) else {
        continue
      }
      indices[key.count].append(entry.index)
      keys[key.count].append(contentsOf: key)
    }
    for length in 0...Self.longest {
      starts.append(entries.count)
      entries.append(contentsOf: indices[length])
      for start in stride(from: 0, to: keys[length].count, by: max(1, length)) {
        offsets.append(UInt32(bytes.count + start))
        letters.append(Self.mask(keys[length][start..<(start + length)]))
      }
      bytes.append(contentsOf: keys[length])
    }
    starts.append(entries.count)
  }

  private static func mask(_ key: some Sequence<UInt8>) -> UInt32 {
    key.reduce(0) { $0 | 1 << UInt32($1 & 31) }
  }

  /// Calls a function with every word that at most `limit` single changes, two or fewer, tell from a
  /// key of at most 64 bytes, the key itself among them.
  func near(
    _ key: [UInt8], limit: Int, _ body: (_ entry: UInt32, _ word: ArraySlice<UInt8>) -> Void
  ) {
    let own = Self.mask(key)
    var equal = [UInt64](repeating: 0, count: 256)
    for (index, byte) in key.enumerated() { equal[Int(byte)] |= 1 << UInt64(index) }
    let places = equal.span
    let text = bytes.span
    let sets = letters.span
    for length in max(2, key.count - limit)...max(2, min(Self.longest, key.count + limit)) {
      for word in starts[length]..<starts[length + 1] {
        let theirs = sets[word]
        // Each change takes one letter away and adds one, at most: without two, none is left.
        var missing = own & ~theirs
        missing &= missing &- 1
        missing &= missing &- 1
        var added = theirs & ~own
        added &= added &- 1
        added &= added &- 1
        guard missing | added == 0 else { continue }
        let start = Int(offsets[word])
        if Self.distance(places, key.count, text, start..<(start + length), limit) <= limit {
          body(entries[word], bytes[start..<(start + length)])
        }
      }
    }
  }

  /// Myers' bit-parallel edit distance, or something above the limit.
  private static func distance(
    _ equal: Span<UInt64>, _ count: Int, _ text: Span<UInt8>, _ word: Range<Int>, _ limit: Int
  ) -> Int {
    var positive = ~UInt64(0)
    var negative: UInt64 = 0
    var score = count
    let last = UInt64(1) << UInt64(count - 1)
    for index in word {
      let same = equal[Int(text[index])]
      let vertical = same | negative
      let horizontal = (((same & positive) &+ positive) ^ positive) | same
      var up = negative | ~(horizontal | positive)
      var down = positive & horizontal
      if up & last != 0 { score += 1 }
      if down & last != 0 { score -= 1 }
      up = up << 1 | 1
      down = down << 1
      positive = down | ~(vertical | up)
      negative = up & vertical
      if score - (word.upperBound - index - 1) > limit { return limit + 1 }
    }
    return score
  }
}
