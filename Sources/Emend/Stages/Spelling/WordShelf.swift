internal import Lexicon

/// The words that a lexicon may propose, laid out for a search of all that differ from a reading in two
/// letters: what ``FuzzySearch`` leaves out, since it tries measured confusions only.
///
/// Every word is cut into three parts. Two changes leave one of them as it is, at most two places from
/// where it was; so only words that share a part with the reading are looked at (Li, Deng, Wang and Feng,
/// “Pass-Join”, VLDB 2011). The shelf is made when a document first proves to be full of errors, in some
/// milliseconds, and never for a clean one.
struct WordShelf: Sendable {
  private var bytes: [UInt8] = []
  private var words: [Word] = []
  /// Where in ``parts`` those with a hash begin.
  private var starts: [UInt32] = []
  /// The numbers of the words that have a part with a hash.
  private var parts: [Part] = []
  /// How many of the words, which stand in the order of their lengths, are too short to be cut.
  private var shortCount = 0
  /// Where the words of each length begin.
  private var firstOfLength: [Int] = []
  /// The first eight bytes of each word and the next eight, padded with zeros, the first byte lowest.
  private var heads: [UInt64] = []
  private var tails: [UInt64] = []

  private struct Word {
    var entry: UInt32
    var start: UInt32
    var length: UInt8
  }

  private struct Part {
    /// Which letters the word has, a bit each: most are told apart without a look at them.
    var letters: UInt32
    var word: UInt32
  }

  private static let longest = FuzzySearch.longest + 2
  /// Words shorter than this have parts of a letter, which tell nothing: all of them are looked at.
  private static let shortest = 5
  private static let hashBits: UInt64 = 16

  init(_ lexicon: Lexicon, accept: (Lexicon.Entry) -> Bool) {
    var found: [Word] = []
    var key: [UInt8] = []
    var letters: [UInt32] = []
    var ofLength = [Int](repeating: 0, count: Self.longest + 2)
    for index in lexicon.indices {
      guard let entry = lexicon.entry(at: index), accept(entry) else { continue }
      key.removeAll(keepingCapacity: true)
      lexicon.appendKey(of: entry.index, to: &key)
      guard key.count >= 2, key.count <= Self.longest, key.allSatisfy({ $0 < 0x80 }) else {
        continue
      }
      found.append(
        Word(entry: entry.index, start: UInt32(bytes.count), length: UInt8(key.count)))
      bytes.append(contentsOf: key)
      ofLength[key.count + 1] += 1
    }
    // In the order of their lengths, and of the entries among those.
    for length in 1..<ofLength.count { ofLength[length] += ofLength[length - 1] }
    shortCount = ofLength[Self.shortest]
    firstOfLength = ofLength
    words = found
    for word in found {
      words[ofLength[Int(word.length)]] = word
      ofLength[Int(word.length)] += 1
    }
    letters = words.map { Self.mask(bytes.span, Int($0.start), Int($0.length)) }
    heads = words.map { Self.eight(bytes.span, Int($0.start), Int($0.length)) }
    tails = words.map { Self.eight(bytes.span, Int($0.start) + 8, Int($0.length) - 8) }
    starts = [UInt32](repeating: 0, count: 1 << Self.hashBits + 1)
    parts = [Part](
      repeating: Part(letters: 0, word: 0), count: 3 * (words.count - shortCount))
    // Counted first, then laid out.
    forEachPart { hash, _ in starts[hash + 1] += 1 }
    for hash in 1..<starts.count { starts[hash] += starts[hash - 1] }
    var next = starts
    forEachPart { hash, word in
      parts[Int(next[hash])] = Part(letters: letters[word], word: UInt32(word))
      next[hash] += 1
    }
  }

  private func forEachPart(_ body: (_ hash: Int, _ word: Int) -> Void) {
    let text = bytes.span
    for number in shortCount..<words.count {
      let word = words[number]
      let length = Int(word.length)
      for part in 0..<3 {
        let range = Self.part(part, ofLength: length)
        body(Self.hash(text, Int(word.start) + range.lowerBound, range.count, part, length), number)
      }
    }
  }

  /// Where one of the three parts of a word stands: the later ones are the longer ones.
  private static func part(_ part: Int, ofLength length: Int) -> Range<Int> {
    let borders = (0, length / 3, length / 3 + (length + 1) / 3)
    return switch part {
    case 0: borders.0..<borders.1
    case 1: borders.1..<borders.2
    default: borders.2..<length
    }
  }

  private static func hash(
    _ text: Span<UInt8>, _ start: Int, _ count: Int, _ part: Int, _ length: Int
  ) -> Int {
    var hash = UInt64(part << 8 | length)
    for offset in start..<(start + count) {
      hash = (hash ^ UInt64(text[offset])) &* 0xD6E8_FEB8_6659_FD93
    }
    hash ^= hash >> 32
    return Int((hash &* 0x9E37_79B9_7F4A_7C15) >> (64 - hashBits))
  }

  private static func mask(_ text: Span<UInt8>, _ start: Int, _ count: Int) -> UInt32 {
    var mask: UInt32 = 0
    for offset in start..<(start + count) { mask |= 1 << UInt32(text[offset] & 31) }
    return mask
  }

  /// Calls a function with every word that at most `limit` single changes, two or fewer, tell from a
  /// key of at most 64 bytes, the key itself among them; with some of them more than once.
  func near(
    _ key: [UInt8], limit: Int, _ body: (_ entry: UInt32, _ word: ArraySlice<UInt8>) -> Void
  ) {
    let read = key.span
    let count = read.count
    let own = Self.mask(read, 0, count)
    var equal = [UInt64](repeating: 0, count: 256)
    for index in read.indices { equal[Int(read[index])] |= 1 << UInt64(index) }
    let places = equal.span
    let text = bytes.span
    let all = words.span
    func look(_ number: Int, _ letters: UInt32) {
      // Each change takes one letter away and adds one, at most: without two, none is left.
      var missing = own & ~letters
      missing &= missing &- 1
      missing &= missing &- 1
      var added = letters & ~own
      added &= added &- 1
      added &= added &- 1
      guard missing | added == 0 else { return }
      let word = all[number]
      let range = Int(word.start)..<(Int(word.start) + Int(word.length))
      if Self.distance(places, count, text, range, limit) <= limit {
        body(word.entry, bytes[range])
      }
    }
    if count - limit < Self.shortest {
      for number in 0..<shortCount where abs(Int(all[number].length) - count) <= limit {
        look(number, Self.mask(text, Int(all[number].start), Int(all[number].length)))
      }
    }
    let longest = min(Self.longest, count + limit)
    guard longest >= Self.shortest else { return }
    let entries = parts.span
    for length in max(Self.shortest, count - limit)...longest {
      let longer = count - length
      for part in 0..<3 {
        let range = Self.part(part, ofLength: length)
        // As many changes as stand before a part shift it, and the others what stands behind it.
        let (before, behind) = (part, 2 - part)
        var shift = max(-before, longer - behind)
        while shift <= min(before, longer + behind) {
          let start = range.lowerBound + shift
          shift += 1
          guard start >= 0, start + range.count <= count else { continue }
          let hash = Self.hash(read, start, range.count, part, length)
          for place in Int(starts[hash])..<Int(starts[hash + 1]) {
            let entry = entries[place]
            look(Int(entry.word), entry.letters)
          }
        }
      }
    }
  }

  /// Words of these lengths are looked for by their likeness alone: in shorter ones too little agrees,
  /// and longer ones do not fit two integers.
  private static let likenessLengths = 5...16

  /// Calls a function with every word that is as long as a key, agrees with it in more than half of
  /// the places, and differs from it in three or four: what bad print makes of a word, letter by letter.
  func alike(_ key: [UInt8], _ body: (_ entry: UInt32, _ word: ArraySlice<UInt8>) -> Void) {
    let count = key.count
    guard Self.likenessLengths.contains(count) else { return }
    let most = min(4, (count - 1) / 2)
    guard most >= 3 else { return }
    let head = Self.eight(key.span, 0, count)
    let tail = Self.eight(key.span, 8, count - 8)
    let (heads, tails) = (heads.span, tails.span)
    for number in firstOfLength[count]..<firstOfLength[count + 1] {
      var differing = Self.differing(heads[number], head)
      guard differing <= most else { continue }
      differing += Self.differing(tails[number], tail)
      guard differing >= 3, differing <= most else { continue }
      let start = Int(words[number].start)
      body(words[number].entry, bytes[start..<(start + count)])
    }
  }

  /// At most eight bytes of a text, the first lowest, padded with zeros.
  private static func eight(_ text: Span<UInt8>, _ start: Int, _ count: Int) -> UInt64 {
    var result: UInt64 = 0
    for offset in 0..<max(0, min(8, count)) {
      result |= UInt64(text[start + offset]) << UInt64(8 * offset)
    }
    return result
  }

  /// In how many of eight bytes below 128 two integers differ.
  private static func differing(_ a: UInt64, _ b: UInt64) -> Int {
    (((a ^ b) &+ 0x7F7F_7F7F_7F7F_7F7F) & 0x8080_8080_8080_8080).nonzeroBitCount
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
