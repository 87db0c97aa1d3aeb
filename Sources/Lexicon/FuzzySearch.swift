/// Finds what a misread word may have been: the words of a lexicon within a small weighted distance.
///
/// Every single slip is tried (a letter lost, added, exchanged, two letters swapped), every measured
/// confusion of several letters (rn for m, li for h), pairs of measured confusions, and every place
/// where two words may have run together. A try is a hash that follows from the word's own by a few
/// additions, asked of a ``Sieve``; only what passes is spelt out and looked up. The work is bounded by
/// the length of the word and the number of confusions, whatever the word.
public struct FuzzySearch: Sendable {
  /// What a word may have been.
  public struct Candidate: Sendable, Hashable {
    /// Its key: small letters; two words with a blank between for a split.
    public var key: [UInt8]
    /// −ln of the probability that it is read as it was.
    public var cost: Double
    /// The entry of the word, or of the first of two.
    public var first: UInt32
    /// The entry of the second of two words; nil for one.
    public var second: UInt32?

    package init(key: [UInt8], cost: Double, first: UInt32, second: UInt32?) {
      self.key = key
      self.cost = cost
      self.first = first
      self.second = second
    }
  }

  /// What slips cost that were never measured, and how far a search goes. Costs are in hundredths of
  /// a nat.
  package enum Limits {
    package static let exchange = 900
    package static let loss = 900
    package static let addition = 900
    /// A letter read twice.
    package static let doubling = 700
    package static let swap = 800
    /// Two words read as one.
    package static let run = 750
    /// Each of two slips may cost so much, and both together so much.
    package static let ofPair = 850
    package static let pair = 1450
    /// So many places of measured slips are paired, the cheapest: they make at most some 33,000 tries,
    /// of which nearly all words need a tenth.
    package static let pairedPlaces = 256
    /// Shorter words are not searched for two slips: they would become anything.
    package static let shortestForPairs = 5
    /// So many candidates are given.
    package static let candidates = 24
  }

  /// Longer words are not searched: their slips are too many, and so are their letters.
  public static let longest = 24

  /// A measured slip between ASCII texts of at most three bytes.
  private struct Slip: Sendable {
    /// What is read, the first byte lowest, and ones where it has bytes.
    var read: UInt32
    var mask: UInt32
    var readCount: Int
    /// What is printed, the first byte lowest.
    var printed: UInt32
    var printedCount: Int
    /// The hash of what is printed.
    var hash: UInt64
    var cost: Int
    /// The first byte that is read; 0 for none.
    var first: UInt32 { read & 0xFF }
  }

  /// A measured slip at a place of the word, to be paired with another.
  private struct Place {
    var slip: UInt16
    var cost: UInt16
    var start: UInt8
    var end: UInt8
    /// A second slip behind this one starts before this offset: far off only where a word begins as
    /// the mended one does.
    var startLimit: UInt8
    /// A second slip before this one ends at this offset or behind it: far off only where a word
    /// ends as the mended one does.
    var endFloor: UInt8
    /// The hash of the word with this slip alone mended.
    var whole: UInt64
    /// By how much the hash of what stands before `end` changes, divided by the power of `end`.
    var change: UInt64
    /// The power of how many bytes the word has with this slip alone mended.
    var power: UInt64
  }

  /// By the first byte of what is read, the cheapest first.
  private let slips: [Slip]
  /// Where in `slips` those with a first byte begin; for 0 those of what is read as nothing.
  private let firstSlips: [Int]
  private let sieve: Sieve
  /// `Sieve.Spelling.base` to the power of the index.
  private let powers: [UInt64]
  /// One over those, modulo 2^64.
  private let inverses: [UInt64]
  private let lexicon: Lexicon

  /// Prepares a search for the words of a lexicon that `Entry.mayBeMeant`.
  public init(_ lexicon: Lexicon) {
    self.lexicon = lexicon
    powers = Self.powers(of: Sieve.Spelling.base)
    inverses = Self.powers(of: Sieve.Spelling.inverse)
    let slips = lexicon.confusions.compactMap(Self.slip).enumerated().sorted {
      let (a, b) = ($0.element, $1.element)
      return (a.first, a.cost, $0.offset) < (b.first, b.cost, $1.offset)
    }.map(\.element)
    firstSlips = (0...128).map { byte in slips.firstIndex { $0.first >= byte } ?? slips.count }
    self.slips = slips
    sieve = lexicon.sieve()
  }

  private static func powers(of base: UInt64) -> [UInt64] {
    var result: [UInt64] = [1]
    for _ in 0..<(longest + 8) { result.append(result[result.count - 1] &* base) }
    return result
  }

  /// A confusion as a slip; nil where it cannot occur in a word of ASCII.
  private static func slip(_ confusion: Lexicon.Confusion) -> Slip? {
    func packed(_ bytes: [UInt8]) -> UInt32 {
      bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
    let (printed, read) = (confusion.printed, confusion.read)
    guard printed != read, printed.count <= 4, read.count <= 4,
      printed.allSatisfy(\.isLetterOfKey), read.allSatisfy({ $0 < 0x80 })
    else { return nil }
    return Slip(
      read: packed(read), mask: packed(read.map { _ in 0xFF }), readCount: read.count,
      printed: packed(printed), printedCount: printed.count, hash: Sieve.Spelling.hash(printed),
      cost: Int(confusion.cost * 100 + 0.5))
  }

  /// The candidates for a word, the cheapest first, 24 at most.
  ///
  /// - Parameters:
  ///   - key: the word as it was read, in small letters, 2 to 24 bytes of ASCII.
  ///   - accept: whether a word that may be meant at all is wanted.
  public func candidates(
    for key: [UInt8], accept: (Lexicon.Entry) -> Bool
  ) -> [Candidate] {
    guard key.count >= 2, key.count <= Self.longest, key.allSatisfy({ $0 < 0x80 && $0 != 0 }) else {
      return []
    }
    var tries = Tries(key, powers)
    singleSlips(&tries, accept)
    measuredSlips(&tries, accept)
    var result = tries.found.map {
      Candidate(
        key: lexicon.key(of: $0.entry), cost: Double($0.cost) / 100, first: $0.entry, second: nil)
    }
    if key.count >= 4 { splits(tries, accept, &result) }
    result.sort { ($0.cost, $0.first, $0.second ?? 0) < ($1.cost, $1.first, $1.second ?? 0) }
    if result.count > Limits.candidates {
      result.removeLast(result.count - Limits.candidates)
    }
    return result
  }

  /// The word, the hashes of its parts, and what was found.
  private struct Tries: ~Copyable {
    let key: [UInt8]
    /// The hashes of what stands before and behind each offset.
    private(set) var before: [UInt64]
    private(set) var behind: [UInt64]
    var found: [(entry: UInt32, cost: Int)] = []
    /// The try at hand: one buffer for all.
    var word: [UInt8] = []

    init(_ key: [UInt8], _ powers: [UInt64]) {
      self.key = key
      let count = key.count
      before = [UInt64](repeating: 0, count: count + 1)
      behind = before
      for index in 0..<count {
        before[index + 1] = before[index] &* Sieve.Spelling.base &+ Sieve.Spelling.value(key[index])
      }
      for index in (0..<count).reversed() {
        behind[index] =
          Sieve.Spelling.value(key[index]) &* powers[count - 1 - index] &+ behind[index + 1]
      }
      word.reserveCapacity(count + 8)
    }

    /// The hash of a part of the word.
    func hash(_ start: Int, _ end: Int, _ powers: [UInt64]) -> UInt64 {
      before[end] &- before[start] &* powers[end - start]
    }

    mutating func spell(_ range: Range<Int>) { word.append(contentsOf: key[range]) }

    mutating func spell(_ slip: Slip) {
      for index in 0..<slip.printedCount {
        word.append(UInt8(truncatingIfNeeded: slip.printed &>> UInt32(index * 8)))
      }
    }
  }

  /// Looks up the word that was spelt out, and keeps it if it is wanted.
  private func keep(
    _ tries: inout Tries, _ cost: Int, _ accept: (Lexicon.Entry) -> Bool
  ) {
    guard tries.word.count >= 2, let entry = lexicon.lookup(tries.word.span), entry.mayBeMeant,
      accept(entry)
    else { return }
    for index in tries.found.indices where tries.found[index].entry == entry.index {
      tries.found[index].cost = min(tries.found[index].cost, cost)
      return
    }
    tries.found.append((entry.index, cost))
  }

  /// Single slips that were not measured.
  private func singleSlips(_ tries: inout Tries, _ accept: (Lexicon.Entry) -> Bool) {
    let count = tries.key.count
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    // Where no word begins or ends as this one does, the slip is there.
    let edge = Sieve.edge
    var first = 0
    var last = count
    if count > edge {
      if !sieve.mayHold(tries.before[edge] &+ Sieve.beginning) { last = edge }
      if !sieve.mayHold(tries.behind[count - edge] &+ Sieve.ending) { first = count - edge - 1 }
    }
    guard first <= last else { return }
    for index in first...last {
      // A letter lost.
      let step = Sieve.Spelling.factor &* powers[count - index]
      var hash =
        tries.before[index] &* powers[count - index + 1] &+ tries.behind[index]
        &+ UInt64(letters.lowerBound) &* step
      for letter in letters {
        if sieve.mayHold(hash) {
          tries.word.removeAll(keepingCapacity: true)
          tries.spell(0..<index)
          tries.word.append(letter)
          tries.spell(index..<count)
          keep(&tries, Limits.loss, accept)
        }
        hash &+= step
      }
    }
    for index in first..<min(count, last + 1) {
      let own = tries.key[index]
      let before = tries.before[index]
      // A letter exchanged.
      let step = Sieve.Spelling.factor &* powers[count - 1 - index]
      var hash =
        before &* powers[count - index] &+ tries.behind[index + 1]
        &+ UInt64(letters.lowerBound) &* step
      for letter in letters {
        if sieve.mayHold(hash), letter != own {
          tries.word.removeAll(keepingCapacity: true)
          tries.spell(0..<index)
          tries.word.append(letter)
          tries.spell((index + 1)..<count)
          keep(&tries, Limits.exchange, accept)
        }
        hash &+= step
      }
      // A letter added.
      if sieve.mayHold(before &* powers[count - 1 - index] &+ tries.behind[index + 1]) {
        tries.word.removeAll(keepingCapacity: true)
        tries.spell(0..<index)
        tries.spell((index + 1)..<count)
        let isDouble = index > 0 && tries.key[index - 1] == own
        keep(&tries, isDouble ? Limits.doubling : Limits.addition, accept)
      }
      // Two letters swapped.
      guard index + 1 < count, tries.key[index + 1] != own else { continue }
      let other = tries.key[index + 1]
      let swapped =
        (before &* Sieve.Spelling.base &+ Sieve.Spelling.value(other)) &* Sieve.Spelling.base
        &+ Sieve.Spelling.value(own)
      if sieve.mayHold(swapped &* powers[count - 2 - index] &+ tries.behind[index + 2]) {
        tries.word.removeAll(keepingCapacity: true)
        tries.spell(0..<index)
        tries.word.append(other)
        tries.word.append(own)
        tries.spell((index + 2)..<count)
        keep(&tries, Limits.swap, accept)
      }
    }
  }

  /// What was measured, wherever it fits, alone and in pairs.
  private func measuredSlips(_ tries: inout Tries, _ accept: (Lexicon.Entry) -> Bool) {
    let count = tries.key.count
    let edge = Sieve.edge
    // Whether a word begins or ends as this one does.
    let begins = count <= edge || sieve.mayHold(tries.before[edge] &+ Sieve.beginning)
    let ends = count <= edge || sieve.mayHold(tries.behind[count - edge] &+ Sieve.ending)
    var places: [Place] = []
    places.reserveCapacity(Limits.pairedPlaces * 2)
    for start in 0...count {
      for number in firstSlips[0]..<firstSlips[1] {
        _ = single(&tries, slips[number], start, accept)
      }
      guard start < count else { break }
      // Four bytes from here, the first lowest.
      var four: UInt32 = 0
      for offset in (start..<min(start + 4, count)).reversed() {
        four = four &<< 8 | UInt32(tries.key[offset])
      }
      let first = Int(tries.key[start])
      for number in firstSlips[first]..<firstSlips[first + 1] {
        let slip = slips[number]
        guard four & slip.mask == slip.read else { continue }
        let (whole, mended) = single(&tries, slip, start, accept)
        guard slip.cost <= Limits.ofPair, count >= Limits.shortestForPairs else { continue }
        let end = start + slip.readCount
        places.append(
          Place(
            slip: UInt16(truncatingIfNeeded: number), cost: UInt16(truncatingIfNeeded: slip.cost),
            start: UInt8(truncatingIfNeeded: start), end: UInt8(truncatingIfNeeded: end),
            startLimit: UInt8(
              truncatingIfNeeded: start >= edge
                ? (begins ? count : 0) : startLimit(tries, slip, start, mended)),
            endFloor: UInt8(
              truncatingIfNeeded: count - end >= edge
                ? (ends ? 0 : count) : endFloor(tries, slip, start)),
            whole: whole, change: (mended &- tries.before[end]) &* inverses[end],
            power: powers[start + slip.printedCount + count - end]))
      }
    }
    if places.count > Limits.pairedPlaces { Self.keepCheapest(&places) }
    pairs(&tries, places, accept)
  }

  /// Tries one measured slip.
  ///
  /// - Returns: the hashes of the mended word, and of its part up to the end of the slip.
  @inline(__always)
  private func single(
    _ tries: inout Tries, _ slip: Slip, _ start: Int, _ accept: (Lexicon.Entry) -> Bool
  ) -> (whole: UInt64, mended: UInt64) {
    let count = tries.key.count
    let end = start + slip.readCount
    let mended = tries.before[start] &* powers[slip.printedCount] &+ slip.hash
    let whole = mended &* powers[count - end] &+ tries.behind[end]
    if sieve.mayHold(whole) {
      tries.word.removeAll(keepingCapacity: true)
      tries.spell(0..<start)
      tries.spell(slip)
      tries.spell(end..<count)
      keep(&tries, slip.cost, accept)
    }
    return (whole, mended)
  }

  /// Before which offset a second slip starts behind one that is near the beginning.
  private func startLimit(_ tries: borrowing Tries, _ slip: Slip, _ start: Int, _ mended: UInt64)
    -> Int
  {
    let count = tries.key.count
    let end = start + slip.readCount
    // Of the first letters of the mended word, so many stand behind the slip.
    let more = Sieve.edge - start - slip.printedCount
    guard more >= 0, end + more <= count else { return count }
    let hash = mended &* powers[more] &+ tries.hash(end, end + more, powers)
    return sieve.mayHold(hash &+ Sieve.beginning) ? count : end + more
  }

  /// Up to which offset a second slip reaches before one that is near the ending.
  private func endFloor(_ tries: borrowing Tries, _ slip: Slip, _ start: Int) -> Int {
    let count = tries.key.count
    let end = start + slip.readCount
    // Of the last letters of the mended word, so many stand before the slip.
    let more = Sieve.edge - (count - end) - slip.printedCount
    guard more >= 0, more <= start else { return 0 }
    let front = tries.hash(start - more, start, powers)
    let hash =
      (front &* powers[slip.printedCount] &+ slip.hash) &* powers[count - end] &+ tries.behind[end]
    return sieve.mayHold(hash &+ Sieve.ending) ? 0 : start - more + 1
  }

  /// Leaves the cheapest of the places, in their order; of equal ones the first.
  private static func keepCheapest(_ places: inout [Place]) {
    let costs = places.map(\.cost).sorted()
    let limit = costs[Limits.pairedPlaces - 1]
    var ofLimit = Limits.pairedPlaces - costs.firstIndex(of: limit)!
    places.removeAll { place in
      if place.cost == limit { ofLimit -= 1 }
      return place.cost > limit || place.cost == limit && ofLimit < 0
    }
  }

  /// Two measured slips, one behind the other.
  private func pairs(
    _ tries: inout Tries, _ places: [Place], _ accept: (Lexicon.Entry) -> Bool
  ) {
    // Those that may have a slip far before them, and the others; of each list, where those from an
    // offset on begin.
    let near = tries.key.count
    var free: [Place] = []
    var bound: [Place] = []
    free.reserveCapacity(places.count)
    for place in places {
      if place.endFloor == 0 {
        free.append(place)
      } else if place.endFloor < near {
        bound.append(place)
      }
    }
    let freeFrom = Self.beginnings(free, near)
    let boundFrom = Self.beginnings(bound, near)
    let floor = bound.reduce(UInt8.max) { min($0, $1.endFloor) }
    for first in places {
      let (end, limit) = (Int(first.end), Int(first.startLimit))
      guard end < limit else { continue }
      for index in freeFrom[end]..<freeFrom[limit] where mayBePair(first, free[index]) {
        pair(&tries, first, free[index], accept)
      }
      guard first.end >= floor else { continue }
      for index in boundFrom[end]..<boundFrom[limit]
      where bound[index].endFloor <= first.end && mayBePair(first, bound[index]) {
        pair(&tries, first, bound[index], accept)
      }
    }
  }

  /// Where in a list of places, which are in the order of their starts, those from an offset on begin.
  private static func beginnings(_ places: [Place], _ count: Int) -> [Int] {
    var result = [Int](repeating: places.count, count: count + 1)
    for index in places.indices.reversed() { result[Int(places[index].start)] = index }
    for offset in (0..<count).reversed() {
      result[offset] = min(result[offset], result[offset + 1])
    }
    return result
  }

  /// Whether two slips mended may make a word: asked a thousand times a word.
  ///
  /// Behind the first slip's end the mended word is as long as with the second alone, so what the first
  /// changes counts by the power of that length over the power of the end.
  @inline(__always)
  private func mayBePair(_ first: Place, _ second: Place) -> Bool {
    sieve.mayHold(second.whole &+ first.change &* second.power)
  }

  /// Tries two slips.
  private func pair(
    _ tries: inout Tries, _ first: Place, _ second: Place, _ accept: (Lexicon.Entry) -> Bool
  ) {
    let cost = Int(first.cost) + Int(second.cost)
    guard cost <= Limits.pair else { return }
    tries.word.removeAll(keepingCapacity: true)
    tries.spell(0..<Int(first.start))
    tries.spell(slips[Int(first.slip)])
    tries.spell(Int(first.end)..<Int(second.start))
    tries.spell(slips[Int(second.slip)])
    tries.spell(Int(second.end)..<tries.key.count)
    keep(&tries, cost, accept)
  }

  /// Two words that ran together.
  private func splits(
    _ tries: borrowing Tries, _ accept: (Lexicon.Entry) -> Bool, _ result: inout [Candidate]
  ) {
    let key = tries.key
    let span = key.span
    for index in 1..<key.count {
      guard sieve.mayHold(tries.before[index]), sieve.mayHold(tries.behind[index]),
        index > 1 || key[0] == UInt8(ascii: "a"), index + 1 < key.count,
        let left = lexicon.lookup(span.extracting(..<index)), left.mayBeMeant, accept(left),
        let right = lexicon.lookup(span.extracting(index...)), right.mayBeMeant, accept(right),
        lexicon.bigram(left, right) > 0
      else { continue }
      result.append(
        Candidate(
          key: Array(key[..<index]) + [0x20] + Array(key[index...]),
          cost: Double(Limits.run) / 100, first: left.index, second: right.index))
    }
  }
}

extension UInt8 {
  fileprivate var isLetterOfKey: Bool {
    self >= UInt8(ascii: "a") && self <= UInt8(ascii: "z") || self == UInt8(ascii: "'")
  }
}
