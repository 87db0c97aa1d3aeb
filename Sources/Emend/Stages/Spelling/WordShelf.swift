internal import Lexicon

/// The words that a lexicon may propose, laid out for a search of all that differ from a reading in two
/// letters: what ``FuzzySearch`` leaves out, since it tries measured confusions only.
///
/// Every word is cut into four parts. Two changes leave two of them as they are, at most two places from
/// where they were; so only words that share two parts with the reading are looked at (after Li, Deng,
/// Wang and Feng, “Pass-Join”, VLDB 2011). The shelf is made when a document first proves to be full of
/// errors, in some milliseconds, and never for a clean one.
struct WordShelf: Sendable {
  /// The words one behind the other, those of a length in the order of their entries, the shorter ones
  /// first; behind each length some zeros, so that eight bytes can be read at any letter.
  private var bytes: [UInt8] = []
  /// Where the words of each length begin among all, and their bytes.
  private var firstOfLength: [Int] = []
  private var firstByte: [Int] = []
  /// Their entries, how often prose has them, and which letters they have, a bit each.
  private var entries: [UInt32] = []
  private var decibits: [UInt8] = []
  private var letters: [UInt32] = []
  /// Those letters of the short words, four words in a vector: most are told apart without a look at
  /// them.
  private var shortLetters: [SIMD4<UInt32>] = []
  /// The words by two of their parts, an open table for each length, so that making it stays in the
  /// cache: where in ``shares`` those with a hash begin, where the table of a length begins in that, and how
  /// many bits of a hash it takes.
  private var starts: [UInt32] = []
  private var tables: [(first: Int, bits: UInt64)] = []
  /// The numbers of the words.
  private var shares: [UInt32] = []
  private let probes: Probes

  private static let longest = FuzzySearch.longest + 2
  /// Shorter words have parts of a letter, which tell little: all of them are looked at.
  private static let shortest = 5

  /// The words of a lexicon that may be proposed (``KnownWord/isProposed(_:)``).
  ///
  /// - Parameter fours: learns which letters follow each other in them.
  init(_ lexicon: Lexicon, _ fours: inout Fours) {
    probes = Probes()
    var found: [Word] = []
    found.reserveCapacity(lexicon.wordCount / 3)
    var text = [UInt8](repeating: 0, count: lexicon.wordCount * 3 + Lexicon.longestKey)
    var used = 0
    var index = 0
    while let entry = lexicon.nextRightWord(
      from: index, leastDecibits: KnownWord.leastDecibits)
    {
      index = Int(entry.index) + 1
      if text.count - used < Lexicon.longestKey {
        text.append(contentsOf: repeatElement(0, count: text.count))
      }
      var all = text.mutableSpan
      let length = lexicon.writeKey(of: entry, to: &all, at: used)
      let key = all.span.extracting(used..<(used + length))
      fours.insert(key)
      guard length >= 2, length <= Self.longest else { continue }
      var union: UInt8 = 0
      for offset in key.indices { union |= key[offset] }
      guard union < 0x80 else { continue }
      found.append(
        Word(
          entry: entry.index, start: UInt32(used), length: UInt8(length),
          decibits: UInt8(truncatingIfNeeded: entry.proseDecibits)))
      used += length
    }
    fours.finish()
    layOut(found, text)
  }

  /// Those of another shelf's words that prose has so often, for ``near(_:limit:_:)`` alone.
  init(_ other: WordShelf, leastDecibits: Int) {
    probes = other.probes
    var found: [Word] = []
    for length in 0...Self.longest {
      for number in other.firstOfLength[length]..<other.firstOfLength[length + 1]
      where Int(other.decibits[number]) >= leastDecibits {
        found.append(
          Word(
            entry: other.entries[number], start: UInt32(other.start(number, length)),
            length: UInt8(length), decibits: other.decibits[number]))
      }
    }
    layOut(found, other.bytes)
  }

  /// A word before it is laid out.
  private struct Word {
    var entry: UInt32
    /// Where it stands in some bytes.
    var start: UInt32
    var length: UInt8
    var decibits: UInt8
  }

  /// Where a word of a length stands.
  @inline(__always)
  private func start(_ number: Int, _ length: Int) -> Int {
    firstByte[length] &+ (number &- firstOfLength[length]) &* length
  }

  private func range(_ number: Int, _ length: Int) -> Range<Int> {
    let start = start(number, length)
    return start..<(start + length)
  }

  /// Lays words out for the searches, in the order of their lengths.
  private mutating func layOut(_ found: [Word], _ text: [UInt8]) {
    var firstOfLength = [Int](repeating: 0, count: Self.longest + 2)
    for word in found { firstOfLength[Int(word.length) + 1] += 1 }
    for length in 1..<firstOfLength.count { firstOfLength[length] += firstOfLength[length - 1] }
    var firstByte: [Int] = []
    var end = 0
    for length in 0...Self.longest {
      firstByte.append(end)
      end += (firstOfLength[length + 1] - firstOfLength[length]) * length + 8
    }
    var entries = [UInt32](repeating: 0, count: found.count)
    var decibits = [UInt8](repeating: 0, count: found.count)
    var letters = [UInt32](repeating: 0, count: found.count)
    var bytes = [UInt8](repeating: 0, count: end)
    var all = bytes.mutableSpan
    let text = text.span
    var next = firstOfLength
    for word in found {
      let length = Int(word.length)
      let number = next[length]
      next[length] += 1
      entries[number] = word.entry
      decibits[number] = word.decibits
      var mask: UInt32 = 0
      let from = Int(word.start)
      let to = firstByte[length] + (number - firstOfLength[length]) * length
      // Eight bytes at once: what is written behind the word is where the next one will stand, or nothing.
      var offset = 0
      while offset < length {
        var eight = KeyHash.load(text, at: from &+ offset)
        KeyHash.store(eight, to: &all, at: to &+ offset)
        for _ in 0..<min(8, length &- offset) {
          mask |= 1 &<< UInt32(truncatingIfNeeded: eight & 31)
          eight &>>= 8
        }
        offset &+= 8
      }
      letters[number] = mask
    }
    let shortCount = firstOfLength[Self.shortest]
    shortLetters = [SIMD4<UInt32>](repeating: [0, 0, 0, 0], count: (shortCount + 3) / 4)
    for number in 0..<shortCount { shortLetters[number / 4][number % 4] = letters[number] }
    (self.firstOfLength, self.firstByte, self.bytes) = (firstOfLength, firstByte, bytes)
    (self.entries, self.decibits, self.letters) = (entries, decibits, letters)
    share()
  }

  // MARK: Parts

  /// Enters the words by the hashes of two of their parts: of each length counted first, then laid out.
  private mutating func share() {
    let ofWord = Probes.pairs.count
    let first = firstOfLength[Self.shortest]
    var shares = [UInt32](repeating: 0, count: ofWord * (entries.count - first))
    var most = 0
    var size = 0
    for length in 0...Self.longest {
      let count = length < Self.shortest ? 0 : firstOfLength[length + 1] - firstOfLength[length]
      most = max(most, count)
      var bits: UInt64 = 0
      while 1 << (bits + 1) < ofWord * count { bits += 1 }
      tables.append((size, bits))
      size += 1 << bits + 1
    }
    var starts = [UInt32](repeating: 0, count: size)
    var places = [UInt32](repeating: 0, count: ofWord * most)
    var end = UInt32(0)
    for length in Self.shortest...Self.longest {
      let words = firstOfLength[length]..<firstOfLength[length + 1]
      end = share(words, length, behind: end, &starts, &shares, &places)
    }
    self.starts = starts
    self.shares = shares
  }

  /// Enters the words of a length.
  ///
  /// - Parameters:
  ///   - end: where what was entered before ends in ``shares``.
  ///   - starts: those of all lengths, as ``shares``.
  ///   - places: room for all places.
  /// - Returns: where what was entered then ends.
  private func share(
    _ words: Range<Int>, _ length: Int, behind end: UInt32, _ starts: inout [UInt32],
    _ shares: inout [UInt32], _ places: inout [UInt32]
  ) -> UInt32 {
    let (first, bits) = tables[length]
    let last = first + 1 << bits
    let parts = (length / 4, length / 2, length * 3 / 4)
    var all = places.mutableSpan
    var ends = starts.mutableSpan
    let text = bytes.span
    var start = firstByte[length]
    var index = 0
    for _ in words {
      let a = Self.part(text, start, start &+ parts.0)
      let b = Self.part(text, start &+ parts.0, start &+ parts.1)
      let c = Self.part(text, start &+ parts.1, start &+ parts.2)
      let d = Self.part(text, start &+ parts.2, start &+ length)
      start &+= length
      // In the order of ``Probes/pairs``.
      let own: [6 of Int] = [
        Self.place(a, b, 0, length, bits), Self.place(a, c, 1, length, bits),
        Self.place(a, d, 2, length, bits), Self.place(b, c, 3, length, bits),
        Self.place(b, d, 4, length, bits), Self.place(c, d, 5, length, bits),
      ]
      for pair in own.indices {
        let place = first &+ own[pair]
        all[index &+ pair] = UInt32(truncatingIfNeeded: place)
        ends[place] &+= 1
      }
      index &+= own.count
    }
    var sum = end
    for place in first..<last {
      sum &+= ends[place]
      ends[place] = sum
    }
    ends[last] = sum
    // From the last one on, each place comes down to where its words begin.
    var shared = shares.mutableSpan
    for number in words.reversed() {
      for _ in 0..<Probes.pairs.count {
        index &-= 1
        let place = Int(all[index])
        ends[place] &-= 1
        shared[Int(ends[place])] = UInt32(truncatingIfNeeded: number)
      }
    }
    return sum
  }

  /// A part of a word or of a reading, which has eight letters at the most: the letters themselves. Behind
  /// the text seven bytes more can be read.
  @inline(__always)
  private static func part(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> UInt64 {
    let rest = UInt64(truncatingIfNeeded: 8 &* (8 &- (end &- start)))
    // A part of a word of five letters and more has a letter at least; one of a reading may have none.
    return end > start ? KeyHash.load(text, at: start) &<< rest : 0
  }

  /// Where the words of a length that have these two parts stand in the length's table.
  @inline(__always)
  private static func place(
    _ first: UInt64, _ second: UInt64, _ pair: Int, _ length: Int, _ bits: UInt64
  ) -> Int {
    var hash = first &* 0xD6E8_FEB8_6659_FD93 &+ second &+ UInt64(pair &<< 8 | length)
    hash = (hash ^ hash &>> 32) &* 0x9E37_79B9_7F4A_7C15
    hash = (hash ^ hash &>> 29) &* 0xBF58_476D_1CE4_E5B9
    return Int(truncatingIfNeeded: hash >> (64 - bits))
  }

  private static func mask(_ text: Span<UInt8>) -> UInt32 {
    var mask: UInt32 = 0
    for offset in text.indices { mask |= 1 &<< UInt32(text[offset] & 31) }
    return mask
  }

  /// Calls a function with every word that at most `limit` single changes, two or fewer, tell from a
  /// key of at most 64 bytes, the key itself among them; with some of them more than once.
  func near(
    _ key: Span<UInt8>, limit: Int, _ body: (_ entry: UInt32, _ word: Span<UInt8>) -> Void
  ) {
    let count = key.count
    var padded: [UInt8] = []
    padded.reserveCapacity(count + 8)
    key.append(key.indices, to: &padded)
    for _ in 0..<8 { padded.append(0) }
    let reading = padded.span
    let text = bytes.span
    let own = Self.mask(key)
    let (least, most) = (max(0, count - limit), min(Self.longest, count + limit))
    guard least <= most else { return }
    // Of the short ones all are looked at.
    let four = SIMD4<UInt32>(repeating: own)
    for length in least..<max(least, min(Self.shortest, most + 1)) {
      var number = firstOfLength[length]
      let end = firstOfLength[length + 1]
      while number < end {
        if number % 4 == 0, !any(Self.left(four, shortLetters[number / 4]) .== 0) {
          number += 4
          continue
        }
        if Self.left(own, letters[number]) == 0 {
          let range = range(number, length)
          if Self.isNear(key, text, range, limit) {
            body(entries[number], text.extracting(range))
          }
        }
        number += 1
      }
    }
    guard most >= Self.shortest, count > 0 else { return }
    let (starts, shares, letters) = (starts.span, shares.span, letters.span)
    for length in max(Self.shortest, least)...most {
      let table = tables[length]
      for number in probes.range(limit, length, count) {
        let probe = probes.all[number]
        let (start, firstEnd) = (Int(probe.start), Int(probe.firstEnd))
        let (secondStart, end) = (Int(probe.secondStart), Int(probe.end))
        let first = Self.part(reading, start, firstEnd)
        let second = Self.part(reading, secondStart, end)
        let place = table.first &+ Self.place(first, second, Int(probe.pair), length, table.bits)
        for index in Int(starts[place])..<Int(starts[place + 1]) {
          let number = Int(shares[index])
          guard Self.left(own, letters[number]) == 0 else { continue }
          let range = range(number, length)
          if Self.isNear(key, text, range, limit) {
            body(entries[number], text.extracting(range))
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

  /// In how many places a word may differ from a key of its length that it is like: it agrees in more than
  /// half of them.
  private static func differences(_ count: Int) -> ClosedRange<Int> { 3...min(4, (count - 1) / 2) }

  /// Calls a function with every word that is as long as a key, agrees with it in more than half of
  /// the places, and differs from it in three or four: what bad print makes of a word, letter by letter.
  func alike(_ key: Span<UInt8>, _ body: (_ entry: UInt32, _ word: Span<UInt8>) -> Void) {
    let count = key.count
    guard Likeness.lengths.contains(count) else { return }
    // Sixteen bytes at the most, as two numbers.
    var own: (UInt64, UInt64) = (0, 0)
    for offset in key.indices.reversed() {
      own.1 = own.1 &<< 8 | own.0 &>> 56
      own.0 = own.0 &<< 8 | UInt64(key[offset])
    }
    let first = ~0 as UInt64 &>> UInt64(8 * max(0, 8 - count))
    let second = count > 8 ? ~0 as UInt64 &>> UInt64(8 * (16 - count)) : 0
    let differences = Self.differences(count)
    let (least, most) = (UInt64(differences.lowerBound), UInt64(differences.upperBound))
    let words = firstOfLength[count]..<firstOfLength[count + 1]
    let text = bytes.span
    let sevens: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    var start = firstByte[count]
    // Looked at once: behind the words of a length eight bytes more can be read, which is where the second
    // number of the last one ends.
    precondition(start >= 0 && start + words.count * count + 8 <= text.count)
    for number in words {
      let a = (KeyHash.load(text, uncheckedAt: start) ^ own.0) & first
      // Which of the letters differ, a bit each; the bits of both numbers are added.
      var bits = ((a & sevens &+ sevens | a) & ~sevens) &>> 7
      if second != 0 {
        let b = (KeyHash.load(text, uncheckedAt: start &+ 8) ^ own.1) & second
        bits &+= ((b & sevens &+ sevens | b) & ~sevens) &>> 7
      }
      let differing = (bits &* 0x0101_0101_0101_0101) &>> 56
      if differing &- least <= most &- least {
        body(entries[number], text.extracting(start..<(start + count)))
      }
      start &+= count
    }
  }

  /// The same, sooner.
  func alike(
    _ key: Span<UInt8>, _ likeness: Likeness,
    _ body: (_ entry: UInt32, _ word: Span<UInt8>) -> Void
  ) {
    let count = key.count
    guard Likeness.lengths.contains(count) else { return }
    likeness.alike(key, Self.differences(count)) { index in
      let number = firstOfLength[count] + index
      body(entries[number], bytes.span.extracting(range(number, count)))
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

extension WordShelf {
  /// The words of each length by the letters that they have at each place, a bit a word: so that the places
  /// in which 256 words agree with a reading are counted at once, by adding bits.
  struct Likeness: Sendable {
    /// The lengths of words that are looked for by their likeness alone: in shorter ones too little agrees,
    /// and longer ones are few.
    static let lengths = 7...16

    /// The bytes that words of these lengths have, numbered from one on; 0 for others.
    private var letters = [UInt8](repeating: 0, count: 256)
    private var letterCount = 0
    /// 256 words in a block: of each length by place, letter and block.
    private var blocks: [SIMD4<UInt64>] = []
    /// Where the blocks of each length begin, and how many there are of a letter at a place.
    private var first: [Int] = []
    private var counts: [Int] = []

    /// That of the words of a shelf.
    init(_ shelf: WordShelf) {
      for length in Self.lengths {
        for offset in 0..<((shelf.firstOfLength[length + 1] - shelf.firstOfLength[length]) * length)
        {
          let byte = Int(shelf.bytes[shelf.firstByte[length] + offset])
          if letters[byte] == 0 {
            letterCount += 1
            letters[byte] = UInt8(letterCount)
          }
        }
      }
      let firstOfLength = shelf.firstOfLength
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
      let (text, letters) = (shelf.bytes.span, numbers.span)
      for length in Self.lengths {
        let first = firstOfLength[length]
        let perLetter = 4 * counts[length]
        let perPlace = perLetter * letterCount
        for number in first..<firstOfLength[length + 1] {
          let index = number - first
          let start = shelf.start(number, length)
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
}
