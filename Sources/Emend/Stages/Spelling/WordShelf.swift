internal import Lexicon

/// The words that a lexicon may propose, laid out for a search of all that differ from a reading in two
/// letters: what ``FuzzySearch`` leaves out, since it tries measured confusions only.
///
/// A search looks at the words whose letters, whatever their order, are nearly those of the reading; with
/// ``Parts``, at those of them only that share a part with it. The shelf is made when a document first
/// proves to be full of errors, in some milliseconds, and never for a clean one.
struct WordShelf: Sendable {
  private var bytes: [UInt8] = []
  /// In the order of their lengths.
  private var words: [Word] = []
  /// Where the words of each length begin.
  private var firstOfLength: [Int] = []
  /// Which letters each word has, a bit each, four words in a vector: most are told apart without a look
  /// at them.
  private var letters: [SIMD4<UInt32>] = []
  /// The first eight bytes of each word and the next eight, padded with zeros, the first byte lowest.
  private var heads: [UInt64] = []
  private var tails: [UInt64] = []

  private struct Word {
    var entry: UInt32
    var start: UInt32
    var length: UInt8

    var range: Range<Int> { Int(start)..<(Int(start) + Int(length)) }
  }

  private static let longest = FuzzySearch.longest + 2

  /// The words of a lexicon that are wanted.
  init(_ lexicon: Lexicon, accept: (Lexicon.Entry) -> Bool) {
    for index in lexicon.indices {
      guard let entry = lexicon.entry(at: index), accept(entry) else { continue }
      let start = bytes.count
      lexicon.appendKey(of: entry.index, to: &bytes)
      let length = bytes.count - start
      guard length >= 2, length <= Self.longest, bytes[start...].allSatisfy({ $0 < 0x80 }) else {
        bytes.removeLast(length)
        continue
      }
      words.append(Word(entry: entry.index, start: UInt32(start), length: UInt8(length)))
    }
    layOut()
  }

  /// Those of another shelf's words that are wanted.
  init(_ other: WordShelf, accept: (_ entry: UInt32) -> Bool) {
    for word in other.words where accept(word.entry) {
      words.append(Word(entry: word.entry, start: UInt32(bytes.count), length: word.length))
      bytes.append(contentsOf: other.bytes[word.range])
    }
    layOut()
  }

  /// Brings the words in the order of their lengths, and of the entries among those, and lays them out
  /// for the searches.
  private mutating func layOut() {
    var ofLength = [Int](repeating: 0, count: Self.longest + 2)
    for word in words { ofLength[Int(word.length) + 1] += 1 }
    for length in 1..<ofLength.count { ofLength[length] += ofLength[length - 1] }
    firstOfLength = ofLength
    let found = words
    for word in found {
      words[ofLength[Int(word.length)]] = word
      ofLength[Int(word.length)] += 1
    }
    let text = bytes
    heads.reserveCapacity(words.count)
    tails.reserveCapacity(words.count)
    letters = [SIMD4<UInt32>](repeating: [0, 0, 0, 0], count: (words.count + 3) / 4)
    for (number, word) in words.enumerated() {
      heads.append(Self.eight(text.span, Int(word.start), Int(word.length)))
      tails.append(Self.eight(text.span, Int(word.start) + 8, Int(word.length) - 8))
      letters[number / 4][number % 4] = Self.mask(text.span, word.range)
    }
  }

  /// The words of a shelf by their parts, for who searches it often: it takes ten milliseconds to make.
  ///
  /// Every word is cut into three parts. Two changes leave one of them as it is, at most two places from
  /// where it was; so only words that share a part with the reading are looked at (Li, Deng, Wang and
  /// Feng, “Pass-Join”, VLDB 2011).
  struct Parts: Sendable {
    /// Where in ``numbers`` those with a hash begin.
    fileprivate private(set) var starts: [UInt32]
    /// The numbers of the words that have a part with a hash, and which letters those have.
    fileprivate private(set) var numbers: [UInt32]
    fileprivate private(set) var letters: [SIMD4<UInt32>]

    init(_ shelf: WordShelf) {
      let shortCount = shelf.firstOfLength[WordShelf.shortest]
      // Counted first, then laid out.
      var hashes: [UInt32] = []
      hashes.reserveCapacity(3 * (shelf.words.count - shortCount))
      starts = [UInt32](repeating: 0, count: 1 << WordShelf.hashBits + 1)
      for word in shelf.words[shortCount...] {
        let length = Int(word.length)
        for part in 0..<3 {
          let range = WordShelf.part(part, ofLength: length)
          let hash = WordShelf.hash(
            shelf.bytes.span, Int(word.start) + range.lowerBound, range.count, part, length)
          hashes.append(UInt32(hash))
          starts[hash + 1] += 1
        }
      }
      for hash in 1..<starts.count { starts[hash] += starts[hash - 1] }
      var next = starts
      numbers = [UInt32](repeating: 0, count: hashes.count)
      letters = [SIMD4<UInt32>](repeating: [0, 0, 0, 0], count: (hashes.count + 3) / 4)
      for (index, hash) in hashes.enumerated() {
        let number = shortCount + index / 3
        let place = Int(next[Int(hash)])
        next[Int(hash)] += 1
        numbers[place] = UInt32(number)
        letters[place / 4][place % 4] = shelf.letters[number / 4][number % 4]
      }
    }
  }

  /// Words shorter than this have parts of a letter, which tell nothing: all of them are looked at.
  private static let shortest = 5
  private static let hashBits: UInt64 = 16

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

  private static func mask(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt32 {
    var mask: UInt32 = 0
    for offset in range { mask |= 1 &<< UInt32(text[offset] & 31) }
    return mask
  }

  /// Calls a function with every word that at most `limit` single changes, two or fewer, tell from a
  /// key of at most 64 bytes, the key itself among them; with some of them more than once.
  ///
  /// - Parameter parts: this shelf's words by their parts; nil where there are not so many searches that
  ///   they are worth their making.
  func near(
    _ key: [UInt8], limit: Int, _ parts: Parts?,
    _ body: (_ entry: UInt32, _ word: ArraySlice<UInt8>) -> Void
  ) {
    let read = key.span
    let count = read.count
    var equal = [UInt64](repeating: 0, count: 256)
    for index in read.indices { equal[Int(read[index])] |= 1 << UInt64(index) }
    let places = equal.span
    let text = bytes.span
    let own = SIMD4<UInt32>(repeating: Self.mask(read, read.indices))
    /// Looks at the words of those places where the letters may be right.
    func look(
      _ range: Range<Int>, _ letters: Span<SIMD4<UInt32>>, _ number: (_ place: Int) -> Int
    ) {
      var vector = range.lowerBound / 4
      while vector * 4 < range.upperBound {
        let hopeful = Self.left(own, letters[vector]) .== 0
        if any(hopeful) {
          for place in range.clamped(to: (vector * 4)..<(vector * 4 + 4)) where hopeful[place % 4] {
            let word = words[number(place)]
            if Self.distance(places, count, text, word.range, limit) <= limit {
              body(word.entry, bytes[word.range])
            }
          }
        }
        vector += 1
      }
    }
    let (least, most) = (max(0, count - limit), min(Self.longest, count + limit))
    guard least <= most else { return }
    // Without parts all words of these lengths are looked at, with them only the short ones.
    let first = firstOfLength[least]
    let end = firstOfLength[parts == nil ? most + 1 : min(Self.shortest, most + 1)]
    if first < end { look(first..<end, letters.span) { $0 } }
    guard let parts, most >= Self.shortest else { return }
    for length in max(Self.shortest, least)...most {
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
          look(Int(parts.starts[hash])..<Int(parts.starts[hash + 1]), parts.letters.span) {
            Int(parts.numbers[$0])
          }
        }
      }
    }
  }

  /// Which letters are left when, of those that only one of two words has, two are taken away: none
  /// where two changes may tell the words apart, as each takes one letter away and adds one, at most.
  @inline(__always)
  private static func left(_ own: SIMD4<UInt32>, _ letters: SIMD4<UInt32>) -> SIMD4<UInt32> {
    var missing = own & ~letters
    missing &= missing &- 1
    missing &= missing &- 1
    var added = letters & ~own
    added &= added &- 1
    added &= added &- 1
    return missing | added
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
    for offset in (0..<max(0, min(8, count))).reversed() {
      result = result &<< 8 | UInt64(text[start + offset])
    }
    return result
  }

  /// In how many of eight bytes below 128 two integers differ.
  private static func differing(_ a: UInt64, _ b: UInt64) -> Int {
    let marks = (((a ^ b) &+ 0x7F7F_7F7F_7F7F_7F7F) & 0x8080_8080_8080_8080) &>> 7
    // All bytes summed up in the highest: not every processor counts bits.
    return Int(truncatingIfNeeded: (marks &* 0x0101_0101_0101_0101) &>> 56)
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
