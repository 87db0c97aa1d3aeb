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

  /// A measured slip between ASCII texts of at most four bytes.
  private struct Slip: Sendable {
    /// What is read, the first byte lowest.
    var read: UInt32
    /// What is printed, the first byte lowest, and as ``Fours`` has it.
    var printed: UInt32
    var symbols: UInt32
    /// The first and the last symbol that is printed, a bit each; all bits where nothing is.
    var first: UInt32
    var last: UInt32
    var cost: Int32
    /// Where it stands among all by the first byte read, then by cost: of slips at one place that cost
    /// the same, the first are paired.
    var rank: Int32 = 0
    var readCount: UInt8
    var printedCount: UInt8
    /// The hash of what is printed.
    var hash: UInt64
  }

  /// The slips of a text that is read; of none where the slot is free.
  private struct Group {
    var read: UInt32 = 0
    var first: UInt32 = 0
    var end: UInt32 = 0
  }

  /// A measured slip that fits at an offset of the word.
  private struct Fit {
    var slip: UInt32
    var start: UInt8
    /// Whether its letters let it be the first of two slips, and the second.
    var isFirst: Bool
    var isSecond: Bool
  }

  /// A measured slip at a place of the word, to be paired with another.
  private struct Place {
    var slip: UInt32
    var cost: UInt16
    var start: UInt8
    var end: UInt8
    /// A second slip behind this one starts before this offset: far off only where the letters of the
    /// mended word follow each other in other words.
    var startLimit: UInt8
    /// A second slip before this one ends at this offset or behind it, likewise.
    var endFloor: UInt8
    /// The hash of the word with this slip alone mended.
    var whole: UInt64
    /// By how much the hash of what stands before `end` changes, divided by the power of `end`.
    var change: UInt64
    /// The power of how many bytes the word has with this slip alone mended.
    var power: UInt64
  }

  /// Those of each text that is read together, the cheapest first; those of what is read as nothing before
  /// all.
  private let slips: [Slip]
  /// The slips of what is read as nothing.
  private let ofNothing: Range<Int>
  /// The slips of each text that is read, in an open hash table by ``slot(_:_:)``.
  private let groups: [Group]
  private let sieve: Sieve
  /// Which letters follow each other in the words that are looked for: all, until ``sharpened(by:)``.
  private var fours: Fours
  private var isSharp = false
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
    let slips = Self.slips(lexicon)
    self.slips = slips
    // At most half of the slots are used.
    var groups = [Group](
      repeating: Group(), count: 1 << (UInt64.bitWidth - (slips.count * 2).leadingZeroBitCount))
    var first = slips.firstIndex { $0.read != 0 } ?? slips.count
    ofNothing = 0..<first
    while first < slips.count {
      let read = slips[first].read
      let end = slips[first...].firstIndex { $0.read != read } ?? slips.count
      var slot = Self.slot(read, groups.count)
      while groups[slot].read != 0 { slot = (slot + 1) & (groups.count - 1) }
      groups[slot] = Group(read: read, first: UInt32(first), end: UInt32(end))
      first = end
    }
    self.groups = groups
    sieve = lexicon.sieve()
    fours = .all
  }

  /// A search that finds the same in a fifth of the time, for who searches often.
  ///
  /// - Parameter fours: which letters follow each other in all words that are ever accepted.
  package func sharpened(by fours: Fours) -> FuzzySearch {
    var result = self
    result.fours = fours
    result.isSharp = true
    return result
  }

  /// Where the slips of a text that is read stand in ``groups``, of which there are so many, or would if
  /// no other did.
  @inline(__always)
  private static func slot(_ read: UInt32, _ count: Int) -> Int {
    let mixed = read &* 0x9E37_79B1
    return Int(truncatingIfNeeded: mixed ^ mixed &>> 15) & (count &- 1)
  }

  /// The slips of a text that is read, of at most four bytes, the first lowest.
  @inline(__always)
  private func slips(of read: UInt32) -> Range<Int> {
    var slot = Self.slot(read, groups.count)
    while true {
      let group = groups[slot]
      if group.read == read { return Int(group.first)..<Int(group.end) }
      if group.read == 0 { return 0..<0 }
      slot = (slot &+ 1) & (groups.count &- 1)
    }
  }

  private static func powers(of base: UInt64) -> [UInt64] {
    var result: [UInt64] = [1]
    for _ in 0..<(longest + 8) { result.append(result[result.count - 1] &* base) }
    return result
  }

  /// The confusions of a lexicon as slips, in their order.
  private static func slips(_ lexicon: Lexicon) -> [Slip] {
    var found = lexicon.shortConfusions.compactMap(slip)
    // Those of a first byte that is read are few: they are gathered, and each put behind those that come
    // before it.
    var ends = [Int](repeating: 0, count: 129)
    for slip in found { ends[Int(slip.read & 0x7F) + 1] += 1 }
    for byte in 1..<ends.count { ends[byte] += ends[byte - 1] }
    let firsts = ends
    /// Brings the slips of each first byte in the order of some numbers; of equal ones the order stays.
    func sort(_ numbers: inout [Int], by key: (Int) -> UInt32) {
      for byte in 0..<128 {
        let own = firsts[byte]..<firsts[byte + 1]
        // Whoever has a lexicon of thousands waits no longer than sorting takes.
        guard own.count <= 256 else {
          let places = own.sorted { (key(numbers[$0]), $0) < (key(numbers[$1]), $1) }
          numbers.replaceSubrange(own, with: places.map { numbers[$0] })
          continue
        }
        for place in own {
          let number = numbers[place]
          let wanted = key(number)
          var free = place
          while free > own.lowerBound, key(numbers[free - 1]) > wanted {
            numbers[free] = numbers[free - 1]
            free -= 1
          }
          numbers[free] = number
        }
      }
    }
    var numbers = [Int](repeating: 0, count: found.count)
    for (number, slip) in found.enumerated() {
      let byte = Int(slip.read & 0x7F)
      numbers[ends[byte]] = number
      ends[byte] += 1
    }
    sort(&numbers) { UInt32(found[$0].cost) }
    for (rank, number) in numbers.enumerated() { found[number].rank = Int32(rank) }
    // By what is read; the ranks stay in their order.
    sort(&numbers) { found[$0].read }
    return numbers.map { found[$0] }
  }

  /// A confusion as a slip; nil where it cannot occur in a word of ASCII.
  private static func slip(_ confusion: Lexicon.ShortConfusion) -> Slip? {
    var symbols: UInt32 = 0
    var hash: UInt64 = 0
    var last: UInt64 = 0
    for index in 0..<confusion.printedCount {
      let byte = UInt8(truncatingIfNeeded: confusion.printed &>> UInt32(8 * index))
      guard byte.isLetterOfKey else { return nil }
      last = Fours.symbol(byte)
      symbols = symbols &<< 5 | UInt32(last)
      hash = hash &* Sieve.Spelling.base &+ Sieve.Spelling.value(byte)
    }
    for index in 0..<confusion.readCount {
      let byte = UInt8(truncatingIfNeeded: confusion.read &>> UInt32(8 * index))
      guard byte < 0x80, byte != 0 else { return nil }
    }
    // All bytes are letters, so the same bytes are the same text.
    guard confusion.printed != confusion.read else { return nil }
    let isNothing = confusion.printedCount == 0
    let first = Fours.symbol(UInt8(truncatingIfNeeded: confusion.printed))
    return Slip(
      read: confusion.read, printed: confusion.printed, symbols: symbols,
      first: isNothing ? ~0 : 1 << UInt32(first), last: isNothing ? ~0 : 1 << UInt32(last),
      cost: Int32(min(confusion.cost * 100 + 0.5, 1_000_000)),
      readCount: UInt8(confusion.readCount), printedCount: UInt8(confusion.printedCount),
      hash: hash)
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
    var tries = Tries(key, powers, fours)
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
    /// The three symbols before each offset, and behind the last three as well; three borders stand before
    /// the word and behind it.
    private(set) var threes: [UInt64]
    /// The last of the first four letters that follow each other in no word, and the first of the last
    /// four, as offsets: a single slip is at one of those letters.
    private(set) var firstWrong: Int
    private(set) var lastWrong: Int
    /// Which fours of letters are wrong: bit n for those that end at the offset n.
    private(set) var wrong: UInt32 = 0
    var found: [(entry: UInt32, cost: Int)] = []
    /// The try at hand: one buffer for all.
    var word: [UInt8] = []

    init(_ key: [UInt8], _ powers: [UInt64], _ fours: borrowing Fours) {
      self.key = key
      let count = key.count
      threes = []
      threes.reserveCapacity(count + 4)
      threes.append(0)
      firstWrong = count + 3
      lastWrong = -4
      for offset in 0..<(count + 3) {
        let symbol = offset < count ? Fours.symbol(key[offset]) : Fours.border
        let four = threes[offset] &<< 5 | symbol
        if !fours.have(four) {
          firstWrong = min(firstWrong, offset)
          lastWrong = offset - 3
          wrong |= 1 &<< UInt32(offset)
        }
        threes.append(four & 0x7FFF)
      }
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

    /// The symbols before a slip, of what is printed, and behind it: three, so many, and three.
    @inline(__always)
    func symbols(before start: Int, _ printed: UInt64, _ count: Int, behind end: Int) -> UInt64 {
      (threes[start] &<< UInt64(5 &* count) | printed) &<< 15 | threes[end &+ 3]
    }

    /// Whether a single slip from one offset to another may be all.
    @inline(__always)
    func mayBeAll(_ start: Int, _ end: Int) -> Bool { start <= firstWrong && end > lastWrong }

    /// The hash of a part of the word.
    func hash(_ start: Int, _ end: Int, _ powers: [UInt64]) -> UInt64 {
      before[end] &- before[start] &* powers[end - start]
    }

    mutating func spell(_ range: Range<Int>) { word.append(contentsOf: key[range]) }

    mutating func spell(_ slip: Slip) {
      for index in 0..<Int(slip.printedCount) {
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
    // Where no word begins or ends as this one does, the slip is there.
    let edge = Sieve.edge
    var first = max(0, tries.lastWrong - 1)
    var last = min(count, tries.firstWrong)
    if count > edge {
      if !sieve.mayHold(tries.before[edge] &+ Sieve.beginning) { last = min(last, edge) }
      if !sieve.mayHold(tries.behind[count - edge] &+ Sieve.ending) {
        first = max(first, count - edge - 1)
      }
    }
    guard first <= last else { return }
    for index in first...last {
      // A letter lost.
      if tries.mayBeAll(index, index) {
        let step = Sieve.Spelling.factor &* powers[count - index]
        let hash = tries.before[index] &* powers[count - index + 1] &+ tries.behind[index]
        var symbols =
          fours.symbols(behind: tries.threes[index])
          & fours.symbols(before: tries.threes[index + 3]) & Fours.letters
        while symbols != 0 {
          let symbol = UInt64(symbols.trailingZeroBitCount)
          symbols &= symbols &- 1
          // The first and the last of the fours have been looked at.
          let all = tries.symbols(before: index, symbol, 1, behind: index)
          guard !isSharp || fours.haveAll(all &>> 5, 2) else { continue }
          let letter = Fours.byte(symbol)
          guard sieve.mayHold(hash &+ UInt64(letter) &* step) else { continue }
          tries.word.removeAll(keepingCapacity: true)
          tries.spell(0..<index)
          tries.word.append(letter)
          tries.spell(index..<count)
          keep(&tries, Limits.loss, accept)
        }
      }
      guard index < count else { continue }
      let own = tries.key[index]
      let before = tries.before[index]
      // A letter exchanged.
      if tries.mayBeAll(index, index + 1) {
        let step = Sieve.Spelling.factor &* powers[count - 1 - index]
        let hash = before &* powers[count - index] &+ tries.behind[index + 1]
        var symbols =
          fours.symbols(behind: tries.threes[index])
          & fours.symbols(before: tries.threes[index + 4]) & Fours.letters
        while symbols != 0 {
          let symbol = UInt64(symbols.trailingZeroBitCount)
          symbols &= symbols &- 1
          let all = tries.symbols(before: index, symbol, 1, behind: index + 1)
          guard !isSharp || fours.haveAll(all &>> 5, 2) else { continue }
          let letter = Fours.byte(symbol)
          guard letter != own, sieve.mayHold(hash &+ UInt64(letter) &* step) else { continue }
          tries.word.removeAll(keepingCapacity: true)
          tries.spell(0..<index)
          tries.word.append(letter)
          tries.spell((index + 1)..<count)
          keep(&tries, Limits.exchange, accept)
        }
        // A letter added.
        if fours.haveAll(tries.symbols(before: index, 0, 0, behind: index + 1), 3),
          sieve.mayHold(before &* powers[count - 1 - index] &+ tries.behind[index + 1])
        {
          tries.word.removeAll(keepingCapacity: true)
          tries.spell(0..<index)
          tries.spell((index + 1)..<count)
          let isDouble = index > 0 && tries.key[index - 1] == own
          keep(&tries, isDouble ? Limits.doubling : Limits.addition, accept)
        }
      }
      // Two letters swapped.
      guard index + 1 < count, tries.key[index + 1] != own, tries.mayBeAll(index, index + 2) else {
        continue
      }
      let other = tries.key[index + 1]
      let two = Fours.symbol(other) << 5 | Fours.symbol(own)
      guard fours.haveAll(tries.symbols(before: index, two, 2, behind: index + 2), 5) else {
        continue
      }
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
    let arePaired = count >= Limits.shortestForPairs
    // Those that may be one of two slips, and how many there are whatever their letters.
    var fits: [Fit] = []
    var fitCount = 0
    if arePaired { fits.reserveCapacity(64) }
    for start in 0...count {
      let left = fours.symbols(behind: tries.threes[start])
      if tries.mayBeAll(start, start) {
        let right = fours.symbols(before: tries.threes[start + 3])
        for number in ofNothing
        where slips[number].first & left != 0 && slips[number].last & right != 0 {
          if mayBeAll(tries, number, start) { single(&tries, number, start, accept) }
        }
      }
      // Behind letters that never follow each other no first slip can be.
      let mayBeFirst = start <= tries.firstWrong
      var read: UInt32 = 0
      for length in 1...4 where start + length <= count {
        let end = start + length
        read |= UInt32(tries.key[end - 1]) &<< UInt32(8 &* (length &- 1))
        let group = slips(of: read)
        guard !group.isEmpty else { continue }
        let right = fours.symbols(before: tries.threes[end + 3])
        let mayBeSecond = end > tries.lastWrong
        let isAllowed = mayBeFirst && mayBeSecond
        for number in group {
          let isLeft = slips[number].first & left != 0
          let isRight = slips[number].last & right != 0
          if isLeft, isRight, isAllowed, mayBeAll(tries, number, start) {
            single(&tries, number, start, accept)
          }
          guard arePaired, slips[number].cost <= Limits.ofPair else { continue }
          fitCount += 1
          let isFirst = isLeft && mayBeFirst && end < count
          let isSecond = isRight && mayBeSecond && start > 0
          if isFirst || isSecond {
            fits.append(
              Fit(
                slip: UInt32(truncatingIfNeeded: number), start: UInt8(truncatingIfNeeded: start),
                isFirst: isFirst, isSecond: isSecond))
          }
        }
      }
    }
    guard arePaired else { return }
    if fitCount > Limits.pairedPlaces { keepCheapest(&fits, tries) }
    pairs(&tries, fits, accept)
  }

  /// Whether a measured slip alone may make a word, where the first and the last symbol that are printed
  /// have been looked at.
  @inline(__always)
  private func mayBeAll(_ tries: borrowing Tries, _ number: Int, _ start: Int) -> Bool {
    let end = start &+ Int(slips[number].readCount)
    let printed = Int(slips[number].printedCount)
    if isSharp {
      let symbols = tries.symbols(
        before: start, UInt64(slips[number].symbols), printed, behind: end)
      guard printed == 0 ? fours.haveAll(symbols, 3) : fours.haveAll(symbols &>> 5, printed &+ 1)
      else { return false }
    }
    let mended = tries.before[start] &* powers[printed] &+ slips[number].hash
    return sieve.mayHold(mended &* powers[tries.key.count &- end] &+ tries.behind[end])
  }

  /// Tries one measured slip.
  private func single(
    _ tries: inout Tries, _ number: Int, _ start: Int, _ accept: (Lexicon.Entry) -> Bool
  ) {
    let slip = slips[number]
    tries.word.removeAll(keepingCapacity: true)
    tries.spell(0..<start)
    tries.spell(slip)
    tries.spell((start + Int(slip.readCount))..<tries.key.count)
    keep(&tries, Int(slip.cost), accept)
  }

  /// Leaves those slips that are among the cheapest of all that fit the word, of equal ones the first.
  private func keepCheapest(_ fits: inout [Fit], _ tries: borrowing Tries) {
    let count = tries.key.count
    var all: [(cost: Int32, start: Int, rank: Int32)] = []
    for start in 0..<count {
      var read: UInt32 = 0
      for length in 1...4 where start + length <= count {
        read |= UInt32(tries.key[start + length - 1]) &<< UInt32(8 &* (length &- 1))
        for number in slips(of: read) where slips[number].cost <= Limits.ofPair {
          all.append((slips[number].cost, start, slips[number].rank))
        }
      }
    }
    // How many there are of each cost tells what the last one costs.
    var counts = [Int](repeating: 0, count: Limits.ofPair + 1)
    for fit in all { counts[max(0, Int(fit.cost))] += 1 }
    var limit = 0
    var ofLimit = Limits.pairedPlaces
    while counts[limit] < ofLimit {
      ofLimit -= counts[limit]
      limit += 1
    }
    var last = all.filter { max(0, $0.cost) == limit }
    last.sort { ($0.start, $0.rank) < ($1.start, $1.rank) }
    let end = last[ofLimit - 1]
    fits.removeAll { fit in
      let slip = slips[Int(fit.slip)]
      let cost = max(0, Int(slip.cost))
      return cost > limit
        || cost == limit && (Int(fit.start), slip.rank) > (end.start, end.rank)
    }
  }

  /// Two measured slips, one behind the other.
  private func pairs(
    _ tries: inout Tries, _ fits: [Fit], _ accept: (Lexicon.Entry) -> Bool
  ) {
    let count = tries.key.count
    let edge = Sieve.edge
    // Whether a word begins or ends as this one does.
    let begins = count <= edge || sieve.mayHold(tries.before[edge] &+ Sieve.beginning)
    let ends = count <= edge || sieve.mayHold(tries.behind[count - edge] &+ Sieve.ending)
    var firsts: [Place] = []
    var seconds: [Place] = []
    for fit in fits {
      let slip = slips[Int(fit.slip)]
      let start = Int(fit.start)
      let end = start + Int(slip.readCount)
      let printed = Int(slip.printedCount)
      let symbols = tries.symbols(before: start, UInt64(slip.symbols), printed, behind: end)
      // Where no word begins or ends as this one does, a slip is there.
      var limit = 0
      var floor = count
      if fit.isFirst && (begins || start < edge) {
        limit =
          isSharp
          ? startLimit(tries, printed, end, symbols) : startLimitOfBeginning(tries, slip, start)
      }
      if fit.isSecond && (ends || count - end < edge) {
        floor =
          isSharp
          ? endFloor(tries, printed, start, symbols) : endFloorOfEnding(tries, slip, start)
      }
      guard limit > end || floor <= start else { continue }
      let mended = tries.before[start] &* powers[printed] &+ slip.hash
      let place = Place(
        slip: fit.slip, cost: UInt16(truncatingIfNeeded: slip.cost), start: fit.start,
        end: UInt8(truncatingIfNeeded: end), startLimit: UInt8(truncatingIfNeeded: limit),
        endFloor: UInt8(truncatingIfNeeded: floor),
        whole: mended &* powers[count - end] &+ tries.behind[end],
        change: (mended &- tries.before[end]) &* inverses[end],
        power: powers[start + printed + count - end])
      if limit > end { firsts.append(place) }
      if floor <= start { seconds.append(place) }
    }
    guard !firsts.isEmpty && !seconds.isEmpty else { return }
    // Where those from an offset on begin.
    let secondsFrom = Self.beginnings(seconds, count)
    // Most fail, so what they are asked for lies together.
    let floors = seconds.map(\.endFloor)
    let wholes = seconds.map(\.whole)
    let lengths = seconds.map(\.power)
    for first in firsts {
      let (end, change) = (first.end, first.change)
      var index = secondsFrom[Int(end)]
      let limit = secondsFrom[Int(first.startLimit)]
      while index < limit {
        // Behind the first slip's end the mended word is as long as with the second alone, so what the
        // first changes counts by the power of that length over the power of the end.
        if floors[index] <= end, sieve.mayHold(wholes[index] &+ change &* lengths[index]) {
          pair(&tries, first, seconds[index], accept)
        }
        index &+= 1
      }
    }
  }

  /// Before which offset a second slip starts behind one, by how words begin.
  private func startLimitOfBeginning(
    _ tries: borrowing Tries, _ slip: Slip, _ start: Int
  ) -> Int {
    let count = tries.key.count
    let end = start + Int(slip.readCount)
    // Of the first letters of the mended word, so many stand behind the slip.
    let more = Sieve.edge - start - Int(slip.printedCount)
    guard more >= 0, end + more <= count else { return count }
    let mended = tries.before[start] &* powers[Int(slip.printedCount)] &+ slip.hash
    let hash = mended &* powers[more] &+ tries.hash(end, end + more, powers)
    return sieve.mayHold(hash &+ Sieve.beginning) ? count : end + more
  }

  /// Up to which offset a second slip reaches before one, by how words end.
  private func endFloorOfEnding(
    _ tries: borrowing Tries, _ slip: Slip, _ start: Int
  ) -> Int {
    let count = tries.key.count
    let end = start + Int(slip.readCount)
    // Of the last letters of the mended word, so many stand before the slip.
    let more = Sieve.edge - (count - end) - Int(slip.printedCount)
    guard more >= 0, more <= start else { return 0 }
    let front = tries.hash(start - more, start, powers)
    let hash =
      (front &* powers[Int(slip.printedCount)] &+ slip.hash) &* powers[count - end]
      &+ tries.behind[end]
    return sieve.mayHold(hash &+ Sieve.ending) ? 0 : start - more + 1
  }

  /// Before which offset a second slip starts behind one, by the letters that would follow each other:
  /// not behind the first slip where those never do, even within it.
  @inline(__always)
  private func startLimit(
    _ tries: borrowing Tries, _ printed: Int, _ end: Int, _ symbols: UInt64
  ) -> Int {
    let count = tries.key.count
    // The first of them has been looked at.
    for number in min(1, printed)..<(printed + 3)
    where !fours.have(symbols &>> UInt64(5 &* (printed &+ 2 &- number)) & 0xF_FFFF) {
      return number < printed ? 0 : min(count, end + number - printed + 1)
    }
    // Behind, the letters are the word's own.
    let wrong = tries.wrong &>> UInt32(end &+ 3)
    return wrong == 0 ? count : min(count, end + 3 + wrong.trailingZeroBitCount + 1)
  }

  /// Up to which offset a second slip reaches before one, likewise.
  @inline(__always)
  private func endFloor(
    _ tries: borrowing Tries, _ printed: Int, _ start: Int, _ symbols: UInt64
  ) -> Int {
    let count = tries.key.count
    for number in min(1, printed)..<(printed + 3)
    where !fours.have(symbols &>> UInt64(5 &* number) & 0xF_FFFF) {
      return number < printed ? count : max(0, start - (number - printed))
    }
    // Those that end before the slip: their last letters stand before its start.
    let wrong = tries.wrong & ((1 &<< UInt32(start)) &- 1)
    return wrong == 0 ? 0 : max(0, 31 - wrong.leadingZeroBitCount - 3 + 1)
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
