internal import Lexicon

/// The words that a lexicon may propose, laid out for a search of all that differ from a reading in two
/// letters: what ``FuzzySearch`` leaves out, since it tries measured confusions only.
///
/// Every word is cut into four parts. Two changes leave two of them as they are, at most two places from
/// where they were; so only words that share two parts with the reading are looked at (after Li, Deng,
/// Wang and Feng, “Pass-Join”, VLDB 2011). The shelf is made when a document first proves to be full of
/// errors, in some milliseconds, and never for a clean one.
struct WordShelf: Sendable {
  private var bytes: [UInt8] = []
  /// In the order of their lengths.
  private var words: [Word] = []
  /// Where the words of each length begin.
  private var firstOfLength: [Int] = []
  /// Which letters each short word has, a bit each, four words in a vector: most are told apart without
  /// a look at them.
  private var shortLetters: [SIMD4<UInt32>] = []
  /// Where in ``shares`` those with a hash begin.
  private var starts: [UInt32] = []
  /// The number of each word that has two parts with a hash, and above it which letters it has.
  private var shares: [UInt64] = []
  private var hashBits: UInt64 = 0
  /// ``base`` to the power of the index.
  private let powers: [UInt64]
  private let probes: Probes
  private var likeness = Likeness()

  private struct Word {
    var entry: UInt32
    var start: UInt32
    var length: UInt8

    var range: Range<Int> { Int(start)..<(Int(start) + Int(length)) }
  }

  private static let longest = FuzzySearch.longest + 2
  /// Shorter words have parts of a letter, which tell little: all of them are looked at.
  private static let shortest = 5

  /// The words of a lexicon that are wanted.
  ///
  /// - Parameter fours: learns which letters follow each other in them.
  init(_ lexicon: Lexicon, _ fours: inout Fours, accept: (Lexicon.Entry) -> Bool) {
    powers = Self.powersOfBase()
    probes = Probes()
    lexicon.forEachEntry(where: accept) { entry, key in
      fours.insert(key)
      guard key.count >= 2, key.count <= Self.longest else { return }
      for index in key.indices where key[index] >= 0x80 { return }
      words.append(
        Word(entry: entry.index, start: UInt32(bytes.count), length: UInt8(key.count)))
      key.append(key.indices, to: &bytes)
    }
    fours.finish()
    layOut()
    likeness = Likeness(bytes, words.map(\.range), firstOfLength)
  }

  /// Those of another shelf's words that are wanted, for ``near(_:limit:_:)`` alone.
  init(_ other: WordShelf, accept: (_ entry: UInt32) -> Bool) {
    powers = other.powers
    probes = other.probes
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
    let shortCount = firstOfLength[Self.shortest]
    shortLetters = [SIMD4<UInt32>](repeating: [0, 0, 0, 0], count: (shortCount + 3) / 4)
    for number in 0..<shortCount {
      shortLetters[number / 4][number % 4] = Self.mask(bytes.span, words[number].range)
    }
    share(from: shortCount)
  }

  // MARK: Parts

  private static let base: UInt64 = 0xA076_1D64_78BD_642F

  private static func powersOfBase() -> [UInt64] {
    var result: [UInt64] = [1]
    while result.count <= longest { result.append(result[result.count - 1] &* base) }
    return result
  }

  /// Enters the words by the hashes of two of their parts: counted first, then laid out.
  private mutating func share(from first: Int) {
    let count = Probes.pairs.count * (words.count - first)
    while 1 << (hashBits + 1) < count { hashBits += 1 }
    var places = [UInt32](repeating: 0, count: count)
    var all = places.mutableSpan
    var index = 0
    var starts = [UInt32](repeating: 0, count: 1 << hashBits + 1)
    var ends = starts.mutableSpan
    let (bytes, words, hashBits) = (bytes, words, hashBits)
    let text = bytes.span
    for word in words[first...] {
      let length = Int(word.length)
      let start = Int(word.start)
      let parts = (length / 4, length / 2, length * 3 / 4)
      let own: [4 of UInt64] = [
        Self.hash(text, start, start + parts.0),
        Self.hash(text, start + parts.0, start + parts.1),
        Self.hash(text, start + parts.1, start + parts.2),
        Self.hash(text, start + parts.2, start + length),
      ]
      // The pairs in their order.
      var pair = 0
      for first in 0..<3 {
        for second in (first + 1)..<4 {
          let place = Self.place(own[first], own[second], pair, length, hashBits)
          all[index] = UInt32(truncatingIfNeeded: place)
          ends[place &+ 1] &+= 1
          pair &+= 1
          index &+= 1
        }
      }
    }
    for place in 1..<ends.count { ends[place] &+= ends[place - 1] }
    self.starts = starts
    var next = starts.mutableSpan
    shares = [UInt64](repeating: 0, count: count)
    var shares = shares.mutableSpan
    index = 0
    for number in first..<words.count {
      let share = UInt64(Self.mask(text, words[number].range)) << 32 | UInt64(number)
      for _ in 0..<Probes.pairs.count {
        let place = Int(all[index])
        index += 1
        shares[Int(next[place])] = share
        next[place] &+= 1
      }
    }
  }

  private static func hash(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> UInt64 {
    var hash: UInt64 = 0
    for offset in start..<end { hash = hash &* base &+ UInt64(text[offset]) }
    return hash
  }

  /// Where the words of a length that have two parts with these hashes stand in ``starts``.
  @inline(__always)
  private static func place(
    _ first: UInt64, _ second: UInt64, _ pair: Int, _ length: Int, _ bits: UInt64
  ) -> Int {
    var hash = first &* 0xD6E8_FEB8_6659_FD93 &+ second &+ UInt64(pair &<< 8 | length)
    hash = (hash ^ hash &>> 32) &* 0x9E37_79B9_7F4A_7C15
    hash = (hash ^ hash &>> 29) &* 0xBF58_476D_1CE4_E5B9
    return Int(truncatingIfNeeded: hash >> (64 - bits))
  }

  private static func mask(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt32 {
    var mask: UInt32 = 0
    for offset in range { mask |= 1 &<< UInt32(text[offset] & 31) }
    return mask
  }

  /// Calls a function with every word that at most `limit` single changes, two or fewer, tell from a
  /// key of at most 64 bytes, the key itself among them; with some of them more than once.
  func near(
    _ key: Span<UInt8>, limit: Int, _ body: (_ entry: UInt32, _ word: Span<UInt8>) -> Void
  ) {
    let count = key.count
    // The hashes of the key's beginnings.
    var sums: [UInt64] = [0]
    sums.reserveCapacity(count + 1)
    for index in key.indices {
      sums.append(sums[index] &* Self.base &+ UInt64(key[index]))
    }
    let text = bytes.span
    let own = Self.mask(key, key.indices)
    let (least, most) = (max(0, count - limit), min(Self.longest, count + limit))
    guard least <= most else { return }
    // Of the short ones all are looked at.
    var number = firstOfLength[min(least, Self.shortest)]
    let end = firstOfLength[min(Self.shortest, most + 1)]
    let four = SIMD4<UInt32>(repeating: own)
    while number < end {
      if number % 4 == 0, !any(Self.left(four, shortLetters[number / 4]) .== 0) {
        number += 4
        continue
      }
      if Self.left(own, shortLetters[number / 4][number % 4]) == 0 {
        let word = words[number]
        if Self.isNear(key, text, word.range, limit) {
          body(word.entry, text.extracting(word.range))
        }
      }
      number += 1
    }
    guard most >= Self.shortest, count > 0 else { return }
    let (starts, shares, words) = (starts.span, shares.span, words.span)
    let (beginnings, powers) = (sums.span, powers.span)
    for length in max(Self.shortest, least)...most {
      for number in probes.range(limit, length, count) {
        let probe = probes.all[number]
        let (start, firstEnd) = (Int(probe.start), Int(probe.firstEnd))
        let (secondStart, end) = (Int(probe.secondStart), Int(probe.end))
        let first = beginnings[firstEnd] &- beginnings[start] &* powers[firstEnd &- start]
        let second = beginnings[end] &- beginnings[secondStart] &* powers[end &- secondStart]
        let place = Self.place(first, second, Int(probe.pair), length, hashBits)
        for index in Int(starts[place])..<Int(starts[place + 1]) {
          let share = shares[index]
          guard Self.left(own, UInt32(truncatingIfNeeded: share &>> 32)) == 0 else { continue }
          let word = words[Int(share & 0xFFFF_FFFF)]
          if Int(word.length) == length, Self.isNear(key, text, word.range, limit) {
            body(word.entry, text.extracting(word.range))
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

  /// The same of one word.
  @inline(__always)
  private static func left(_ own: UInt32, _ letters: UInt32) -> UInt32 {
    var missing = own & ~letters
    missing &= missing &- 1
    missing &= missing &- 1
    var added = letters & ~own
    added &= added &- 1
    added &= added &- 1
    return missing | added
  }

  /// Whether at most `limit` single changes, two or fewer, tell a key from a word.
  ///
  /// Where what both begin and end with is taken away, a change stands at either end of what is left,
  /// and between two changes nothing differs.
  private static func isNear(
    _ key: Span<UInt8>, _ text: Span<UInt8>, _ word: Range<Int>, _ limit: Int
  ) -> Bool {
    var (first, last) = (word.lowerBound, word.upperBound)
    var (start, end) = (0, key.count)
    while first < last, start < end, text[first] == key[start] {
      first &+= 1
      start &+= 1
    }
    while first < last, start < end, text[last &- 1] == key[end &- 1] {
      last &-= 1
      end &-= 1
    }
    let (own, other) = (last &- first, end &- start)
    if own == 0 || other == 0 { return max(own, other) <= limit }
    if own == 1 && other == 1 { return limit >= 1 }
    guard limit >= 2 else { return false }
    /// Whether so many letters from places of either on are the same.
    func isSame(_ place: Int, _ keyPlace: Int, _ count: Int) -> Bool {
      for offset in 0..<count where text[place &+ offset] != key[keyPlace &+ offset] {
        return false
      }
      return true
    }
    switch own - other {
    case 0:
      return isSame(first + 1, start + 1, own - 2) || isSame(first + 1, start, own - 1)
        || isSame(first, start + 1, own - 1)
    case 1: return isSame(first + 1, start + 1, other - 1) || isSame(first + 1, start, other - 1)
    case -1: return isSame(first + 1, start + 1, own - 1) || isSame(first, start + 1, own - 1)
    case 2: return isSame(first + 1, start, other)
    case -2: return isSame(first, start + 1, own)
    default: return false
    }
  }

  // MARK: Likeness

  /// Calls a function with every word that is as long as a key, agrees with it in more than half of
  /// the places, and differs from it in three or four: what bad print makes of a word, letter by letter.
  func alike(_ key: Span<UInt8>, _ body: (_ entry: UInt32, _ word: Span<UInt8>) -> Void) {
    let count = key.count
    guard Likeness.lengths.contains(count) else { return }
    likeness.alike(key, 3...min(4, (count - 1) / 2)) { index in
      let word = words[firstOfLength[count] + index]
      body(word.entry, bytes.span.extracting(word.range))
    }
  }
}

/// Where two parts of a word may stand in a reading that a change or two tell from it.
///
/// As many changes as stand before a part shift it, and those between two parts tell their shifts apart.
private struct Probes: Sendable {
  struct Probe {
    var pair: UInt8
    /// Where the parts stand in the reading.
    var start: UInt8
    var firstEnd: UInt8
    var secondStart: UInt8
    var end: UInt8
  }

  static let pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
  private static let longest = FuzzySearch.longest + 2
  private static let mostChanges = 2

  private(set) var all: [Probe] = []
  /// Where those begin of each number of changes, length of a word, and length of the reading.
  private var first: [Int] = [0]

  init() {
    for limit in 0...Self.mostChanges {
      for length in 0...Self.longest {
        for longer in -Self.mostChanges...Self.mostChanges {
          if abs(longer) <= limit { add(limit, length, longer) }
          first.append(all.count)
        }
      }
    }
  }

  private mutating func add(_ limit: Int, _ length: Int, _ longer: Int) {
    let starts = [0, length / 4, length / 2, length * 3 / 4, length]
    for (pair, (first, second)) in Self.pairs.enumerated() {
      for shift in -limit...limit where first > 0 || shift == 0 {
        for other in -limit...limit
        where (second < 3 || other == longer) && (second > first + 1 || other == shift)
          && abs(shift) + abs(other - shift) + abs(longer - other) <= limit
        {
          let start = starts[first] + shift
          let firstEnd = starts[first + 1] + shift
          let secondStart = starts[second] + other
          let end = starts[second + 1] + other
          guard start >= 0, firstEnd <= secondStart, end <= length + longer else { continue }
          all.append(
            Probe(
              pair: UInt8(pair), start: UInt8(start), firstEnd: UInt8(firstEnd),
              secondStart: UInt8(secondStart), end: UInt8(end)))
        }
      }
    }
  }

  /// Which of ``all`` are those for words of a length and a reading of another.
  @inline(__always)
  func range(_ limit: Int, _ length: Int, _ read: Int) -> Range<Int> {
    let row = limit * (Self.longest + 1) + length
    let place = row * (2 * Self.mostChanges + 1) + read - length + Self.mostChanges
    return first[place]..<first[place + 1]
  }
}

/// The words of each length by the letters that they have at each place, a bit a word: so that the places
/// in which 256 words agree with a reading are counted at once, by adding bits.
private struct Likeness: Sendable {
  /// The lengths of words that are looked for by their likeness alone: in shorter ones too little agrees,
  /// and longer ones are few.
  static let lengths = 7...16

  /// The bytes that the words have, numbered from one on; 0 for others.
  private var letters = [UInt8](repeating: 0, count: 256)
  private var letterCount = 0
  /// 256 words in a block: of each length by place, letter and block.
  private var blocks: [SIMD4<UInt64>] = []
  /// Where the blocks of each length begin, and how many there are of a letter at a place.
  private var first: [Int] = []
  private var counts: [Int] = []

  init() {}

  /// - Parameters:
  ///   - words: where the words stand, in the order of their lengths.
  ///   - firstOfLength: which of them are the first of each length.
  init(_ bytes: [UInt8], _ words: [Range<Int>], _ firstOfLength: [Int]) {
    for byte in bytes where letters[Int(byte)] == 0 {
      letterCount += 1
      letters[Int(byte)] = UInt8(letterCount)
    }
    var count = 0
    for length in 0...Self.lengths.upperBound {
      first.append(count)
      let words =
        Self.lengths.contains(length) ? firstOfLength[length + 1] - firstOfLength[length] : 0
      counts.append((words + 255) / 256)
      count += counts[length] * length * letterCount
    }
    var bits = [UInt64](repeating: 0, count: 4 * count)
    var all = bits.mutableSpan
    let numbers = letters
    let (text, letters, words) = (bytes.span, numbers.span, words.span)
    for length in Self.lengths {
      let first = firstOfLength[length]
      let perLetter = 4 * counts[length]
      let perPlace = perLetter * letterCount
      for number in first..<firstOfLength[length + 1] {
        let index = number - first
        let start = words[number].lowerBound
        let bit = 1 as UInt64 &<< UInt64(index & 63)
        // The blocks of a place follow those of the place before.
        var row = 4 &* self.first[length] &+ index &>> 6
        for place in 0..<length {
          let letter = Int(letters[Int(text[start &+ place])])
          all[row &+ (letter &- 1) &* perLetter] |= bit
          row &+= perPlace
        }
      }
    }
    blocks.reserveCapacity(count)
    for block in 0..<count {
      blocks.append([all[4 * block], all[4 * block + 1], all[4 * block + 2], all[4 * block + 3]])
    }
  }

  /// The first block of a letter at a place.
  @inline(__always)
  private func block(_ length: Int, _ place: Int, _ letter: UInt8) -> Int {
    first[length] + (place * letterCount + Int(letter) - 1) * counts[length]
  }

  /// Calls a function with every word as long as a key that differs from it in so many places: its number
  /// among those of that length.
  func alike(_ key: Span<UInt8>, _ differing: ClosedRange<Int>, _ body: (Int) -> Void) {
    let length = key.count
    var places: [16 of Int] = .init(repeating: -1)
    for place in key.indices {
      let letter = letters[Int(key[place])]
      if letter > 0 { places[place] = block(length, place, letter) }
    }
    let blocks = blocks.span
    for block in 0..<counts[length] {
      // In how many places each of the words agrees: a bit of every number in each.
      var ones = SIMD4<UInt64>(repeating: 0)
      var (twos, fours, eights, sixteens) = (ones, ones, ones, ones)
      for place in 0..<length where places[place] >= 0 {
        var carry = blocks[places[place] + block]
        (ones, carry) = (ones ^ carry, ones & carry)
        (twos, carry) = (twos ^ carry, twos & carry)
        (fours, carry) = (fours ^ carry, fours & carry)
        (eights, carry) = (eights ^ carry, eights & carry)
        sixteens |= carry
      }
      var alike = SIMD4<UInt64>(repeating: 0)
      for number in differing {
        let agreeing = length - number
        alike |=
          (agreeing & 1 == 0 ? ~ones : ones) & (agreeing & 2 == 0 ? ~twos : twos)
          & (agreeing & 4 == 0 ? ~fours : fours) & (agreeing & 8 == 0 ? ~eights : eights)
          & ~sixteens
      }
      guard alike[0] | alike[1] | alike[2] | alike[3] != 0 else { continue }
      for lane in 0..<4 {
        var bits = alike[lane]
        while bits != 0 {
          body(block * 256 + lane * 64 + bits.trailingZeroBitCount)
          bits &= bits - 1
        }
      }
    }
  }
}
