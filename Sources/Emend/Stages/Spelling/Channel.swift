internal import Lexicon

/// How the letters of a document are misread: what was measured on other pages, adapted to what the
/// document itself shows.
///
/// A misreading is told apart into slips, the smallest stretches that differ. Each has a prior from the
/// lexicon's confusions; what the document's own sure corrections show is counted on top, as if the
/// prior had been seen in a hundred occurrences of what was printed. So `tho` becomes “the” in a
/// document that reads e as o, and stays in one that does not.
struct Channel: Sendable {
  /// One stretch that differs between what was printed and what was read, of at most three bytes on
  /// either side.
  struct Slip: Hashable, Sendable {
    /// The bytes of both and how many there are.
    let code: UInt64

    init(printed: Span<UInt8>, read: Span<UInt8>) {
      var code = UInt64(printed.count) << 56 | UInt64(read.count) << 60
      for index in printed.indices { code |= UInt64(printed[index]) << UInt64(8 * index) }
      for index in read.indices { code |= UInt64(read[index]) << UInt64(24 + 8 * index) }
      self.code = code
    }

    /// - Parameters:
    ///   - three: the first bytes of what was printed, the first lowest, of which `count` are meant.
    ///   - other: those of what was read, of which `otherCount` are meant.
    init(printed three: UInt32, _ count: Int, read other: UInt32, _ otherCount: Int) {
      let counts = UInt64(count) &<< 56 | UInt64(otherCount) &<< 60
      let printed = UInt64(three) & ((1 &<< UInt64(8 &* count)) &- 1)
      let read = UInt64(other) & ((1 &<< UInt64(8 &* otherCount)) &- 1)
      code = counts | printed | read &<< 24
    }

    private init() { code = 0 }
    /// Stands for no slip.
    static let none = Slip()

    var printedCount: Int { Int(code >> 56 & 3) }
    var readCount: Int { Int(code >> 60 & 3) }
    /// The first byte of what was printed, and of what was read; 0 where there is none.
    var firstPrinted: UInt8 { UInt8(truncatingIfNeeded: code) }
    var firstRead: UInt8 { UInt8(truncatingIfNeeded: code >> 24) }
    /// Where a channel counts what was printed: one byte or two.
    var place: Int {
      Channel.place(UInt8(code & 0xFF), printedCount == 2 ? UInt8(code >> 8 & 0xFF) : nil)
    }
  }

  /// How a printed word became what was read: three slips at most.
  struct Alignment: Sendable {
    private(set) var slips: [3 of Slip] = .init(repeating: .none)
    private(set) var costs: [3 of Float] = .init(repeating: 0)
    private(set) var count = 0
    /// Whether the first letter is part of a slip.
    var changesFirst = false

    /// Adds a slip; says whether there was room.
    mutating func append(_ slip: Slip, _ cost: Float) -> Bool {
      guard count < 3 else { return false }
      slips[count] = slip
      costs[count] = cost
      count += 1
      return true
    }

    /// −ln of the probability of all slips before the document is known.
    var cost: Float { costs[0] + costs[1] + costs[2] }
  }

  /// The slips of an alignment by their numbers in the channel: what a misreading keeps, so that weighing
  /// it again looks nothing up.
  struct Slips: Sendable {
    fileprivate var numbers: [3 of Int32] = .init(repeating: 0)
    fileprivate(set) var count = 0
    /// −ln of the probability of all slips before the document is known.
    fileprivate(set) var cost: Float = 0
    /// Whether the first letter is part of a slip.
    fileprivate(set) var changesFirst = false
  }

  /// A slip with what it costs before the document is known.
  private struct Priced: Equatable {
    var slip: Slip
    var cost: Float

    /// Decides nothing but a place in a table.
    var hash: Int {
      let mixed = (slip.code ^ UInt64(cost.bitPattern) &<< 26) &* 0x9E37_79B9_7F4A_7C15
      return Int(truncatingIfNeeded: mixed &>> 32)
    }
  }

  /// What slips cost that were never measured, in nats.
  fileprivate enum Generic {
    static let letter: Float = 8.5
    static let swap: Float = 7.5
    /// A mark that stands for a letter, or beside one, is dirt more often than not.
    static let mark: Float = 6
  }
  /// Beyond this a word is no misreading of another.
  private static let costLimit: Float = 40
  /// The prior weighs as much as so many occurrences.
  private static let priorWeight: Float = 100
  /// The longest stretch that is aligned letter by letter.
  private static let longestStretch = 12

  private var measured: MeasuredSlips
  /// The numbers of the slips that misreadings have, in an open hash table; −1 where a place is free.
  private var numbers = [Int32](repeating: -1, count: 64)
  private var numbered: [Priced] = []
  /// How often each slip was counted in the document, by its number; and which were.
  private var counts: [Float] = []
  private var counted: [Int32] = []
  /// What each slip costs in the document, by its number; of meaning where any was counted.
  private var costs: [Float] = []
  /// How often the document has each byte and each two bytes of right words, by ``place(_:_:)``; empty
  /// until any is counted.
  private var occurrences: [Int32] = []
  private var letters = 0

  init(_ lexicon: Lexicon) {
    measured = MeasuredSlips(
      lexicon.shortConfusions.filter { $0.printedCount <= 3 && $0.readCount <= 3 }.map {
        (Slip(printed: $0.printed, $0.printedCount, read: $0.read, $0.readCount), Float($0.cost))
      })
  }

  // MARK: Alignment

  /// Whether a byte of a reading's key is neither letter, digit nor apostrophe.
  static func isMark(_ byte: UInt8) -> Bool {
    !byte.isASCIILower && !byte.isASCIIDigit && byte != UInt8(ascii: "'")
  }

  /// The slips by which a printed word becomes what was read; nil where there are too many.
  func align(printed: Span<UInt8>, read: Span<UInt8>) -> Alignment? {
    var start = 0
    while start < printed.count, start < read.count, printed[start] == read[start] { start += 1 }
    var printedEnd = printed.count
    var readEnd = read.count
    while printedEnd > start, readEnd > start, printed[printedEnd - 1] == read[readEnd - 1] {
      printedEnd -= 1
      readEnd -= 1
    }
    var result = Alignment()
    result.changesFirst = start == 0
    if printedEnd - start <= 1 && readEnd - start <= 1 {
      let letter = start < printedEnd ? printed[start] : 0
      let mark = start < readEnd ? read[start] : 0
      let slip = Slip(
        printed: UInt32(letter), printedEnd - start, read: UInt32(mark), readEnd - start)
      _ = result.append(slip, measured.costOfOne(letter, mark))
      return result
    }
    guard printedEnd - start <= Self.longestStretch, readEnd - start <= Self.longestStretch else {
      return nil
    }
    let a = Stretch(printed, start..<printedEnd)
    let b = Stretch(read, start..<readEnd)
    return cheapestPath(a, b).flatMap { collect($0, a, b, into: result) }
  }

  /// What was printed, or read, between the letters that both have before and behind.
  private struct Stretch {
    let count: Int
    /// Of each place its byte and the two behind it, the first lowest; zeros where the stretch ends.
    private var threes: [13 of UInt32] = .init(repeating: 0)

    init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
      count = range.count
      var three: UInt32 = 0
      for index in range.reversed() {
        three = three &<< 8 & 0xFF_FFFF | UInt32(bytes[index])
        threes[index - range.lowerBound] = three
      }
    }

    func three(from index: Int) -> UInt32 { threes[index] }

    func byte(_ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: threes[index]) }
  }

  /// A step of an alignment: so many bytes on either side.
  private struct Step {
    var printed: UInt8
    var read: UInt8
    var cost: Float
  }

  /// The steps of an alignment, the last one first.
  private struct Path {
    private(set) var steps: [24 of Step] = .init(repeating: Step(printed: 0, read: 0, cost: 0))
    private(set) var count = 0

    mutating func append(_ step: Step) {
      steps[count] = step
      count += 1
    }
  }

  /// The cheapest way from one stretch to the other: a weighted distance and its path.
  private func cheapestPath(_ a: Stretch, _ b: Stretch) -> Path? {
    let width = b.count + 1
    // Room for the longest stretches, so that nothing is allocated. Behind each cost stands which step
    // led there: four times the bytes printed, and those read.
    var table = [169 of Float](repeating: .infinity)
    var back = [169 of UInt8](repeating: 0)
    table[0] = 0
    // No cheapest way leads through what costs more.
    let limit = min(costOfPlainPath(a, b), Self.costLimit.nextDown)
    func reach(_ place: Int, _ cost: Float, _ step: UInt8) {
      if cost < table[place] {
        table[place] = cost
        back[place] = step
      }
    }
    for i in 0...a.count {
      let three = a.three(from: i)
      let letter = UInt8(truncatingIfNeeded: three)
      for j in 0...b.count {
        let place = i &* width &+ j
        let here = table[place]
        guard here <= limit else { continue }
        let other = b.three(from: j)
        let mark = UInt8(truncatingIfNeeded: other)
        if j < b.count {
          reach(place &+ 1, here + measured.costOfOne(0, mark), 1)
          if i < a.count {
            let cost = letter == mark ? 0 : measured.costOfOne(letter, mark)
            reach(place &+ width &+ 1, here + cost, 5)
          }
        }
        if i < a.count { reach(place &+ width, here + measured.costOfOne(letter, 0), 4) }
        var shapes = measured.shapes(letter, mark)
        if isSwap(a, i, b, j) { shapes.insert(.ofTwoEach) }
        while let (x, y) = shapes.popFirst() {
          guard i + x <= a.count, j + y <= b.count else { continue }
          let isSwap = x == 2 && y == 2 && isSwap(a, i, b, j)
          if let cost = costOfLong(three, x, other, y, isSwap: isSwap) {
            reach(place &+ x &* width &+ y, here + cost, UInt8(truncatingIfNeeded: 4 &* x &+ y))
          }
        }
      }
    }
    guard table[a.count * width + b.count] < Self.costLimit else { return nil }
    var path = Path()
    var i = a.count
    var j = b.count
    while i > 0 || j > 0 {
      let step = back[i * width + j]
      let (x, y) = (Int(step >> 2), Int(step & 3))
      i -= x
      j -= y
      let (letter, mark) = (x > 0 ? a.byte(i) : 0, y > 0 ? b.byte(j) : 0)
      var cost: Float = 0
      if x > 1 || y > 1 {
        cost =
          costOfLong(a.three(from: i), x, b.three(from: j), y, isSwap: isSwap(a, i, b, j)) ?? 0
      } else if letter != mark {
        cost = measured.costOfOne(letter, mark)
      }
      path.append(
        Step(
          printed: UInt8(truncatingIfNeeded: x), read: UInt8(truncatingIfNeeded: y), cost: cost))
    }
    return path
  }

  /// Whether two letters are the wrong way round.
  @inline(__always)
  private func isSwap(_ a: Stretch, _ i: Int, _ b: Stretch, _ j: Int) -> Bool {
    let (three, other) = (a.three(from: i), b.three(from: j))
    return i + 1 < a.count && j + 1 < b.count && three & 0xFF == other &>> 8 & 0xFF
      && other & 0xFF == three &>> 8 & 0xFF
  }

  /// What a slip of more than one byte costs, of so many of the next ones; nil where it was not measured.
  private func costOfLong(
    _ three: UInt32, _ x: Int, _ other: UInt32, _ y: Int, isSwap: Bool
  ) -> Float? {
    measured.cost(Slip(printed: three, x, read: other, y)) ?? (isSwap ? Generic.swap : nil)
  }

  /// What a way costs at most on which letter stands for letter, but for as many as one stretch is longer,
  /// all in one place: a little more than the cheapest way costs, or much.
  private func costOfPlainPath(_ a: Stretch, _ b: Stretch) -> Float {
    let longer = a.count - b.count
    let (shiftOfA, shiftOfB) = (max(0, longer), max(0, -longer))
    func cost(_ i: Int, _ j: Int) -> Float {
      a.byte(i) == b.byte(j) ? 0 : measured.costOfOne(a.byte(i), b.byte(j))
    }
    // With the gap before all letters; then it goes from letter to letter.
    let common = min(a.count, b.count)
    var sum: Float = 0
    for index in 0..<common { sum += cost(index + shiftOfA, index + shiftOfB) }
    guard longer != 0 else { return sum * 1.0001 }
    func gap(_ place: Int) -> Float {
      longer > 0 ? measured.costOfOne(a.byte(place), 0) : measured.costOfOne(0, b.byte(place))
    }
    for index in 0..<abs(longer) { sum += gap(index) }
    var least = sum
    for index in 0..<common {
      sum += cost(index, index) - cost(index + shiftOfA, index + shiftOfB)
      sum += gap(index + abs(longer)) - gap(index)
      least = min(least, sum)
    }
    // Sums of other orders are rounded otherwise.
    return least * 1.0001 + 0.001
  }

  /// Makes slips of the steps that change something: neighbours are one slip.
  private func collect(
    _ path: Path, _ a: Stretch, _ b: Stretch, into empty: Alignment
  ) -> Alignment? {
    var result = empty
    var printed = 0
    var read = 0
    var open: (printed: Int, read: Int, cost: Float)?
    func close() -> Bool {
      guard let slip = open else { return true }
      guard printed - slip.printed <= 3, read - slip.read <= 3 else { return false }
      open = nil
      return result.append(
        Slip(
          printed: a.three(from: slip.printed), printed - slip.printed,
          read: b.three(from: slip.read), read - slip.read),
        slip.cost)
    }
    for index in (0..<path.count).reversed() {
      let step = path.steps[index]
      let next = (printed: printed + Int(step.printed), read: read + Int(step.read))
      if step.cost > 0 {
        if let slip = open, next.printed - slip.printed > 3 || next.read - slip.read > 3 {
          guard close() else { return nil }
        }
        open = open ?? (printed, read, 0)
        open?.cost += step.cost
      } else {
        guard close() else { return nil }
      }
      (printed, read) = next
    }
    return close() ? result : nil
  }

  // MARK: The document

  /// Where a byte, or two, are counted.
  private static func place(_ first: UInt8, _ second: UInt8?) -> Int {
    second.map { 256 + Int(first) << 8 | Int($0) } ?? Int(first)
  }

  /// Numbers the slips of an alignment.
  mutating func number(_ alignment: Alignment) -> Slips {
    var result = Slips()
    result.count = alignment.count
    result.cost = alignment.cost
    result.changesFirst = alignment.changesFirst
    for index in 0..<alignment.count {
      let priced = Priced(slip: alignment.slips[index], cost: alignment.costs[index])
      var place = place(of: priced)
      if numbers[place] < 0 {
        if numbered.count * 2 >= numbers.count {
          numbers = [Int32](repeating: -1, count: numbers.count * 2)
          for number in numbered.indices {
            numbers[self.place(of: numbered[number])] = Int32(number)
          }
          place = self.place(of: priced)
        }
        numbers[place] = Int32(numbered.count)
        numbered.append(priced)
        counts.append(0)
        costs.append(priced.cost)
      }
      result.numbers[index] = numbers[place]
    }
    return result
  }

  /// Where the number of a slip stands, or would stand.
  private func place(of priced: Priced) -> Int {
    var place = priced.hash & (numbers.count - 1)
    while numbers[place] >= 0, numbered[Int(numbers[place])] != priced {
      place = (place + 1) & (numbers.count - 1)
    }
    return place
  }

  /// Forgets all numbers: what was numbered before means nothing any more.
  mutating func forgetNumbers() {
    numbers = [Int32](repeating: -1, count: 64)
    numbered.removeAll()
    counts.removeAll()
    counted.removeAll()
    costs.removeAll()
  }

  /// Forgets the document.
  mutating func forgetDocument() {
    forgetSlips()
    occurrences.removeAll(keepingCapacity: true)
    letters = 0
  }

  /// Forgets the slips that were counted.
  mutating func forgetSlips() {
    for number in counted { counts[Int(number)] = 0 }
    counted.removeAll(keepingCapacity: true)
  }

  /// Counts the letters of a right word that the document has so many times.
  mutating func countLetters(of word: ArraySlice<UInt8>, times: Int) {
    if occurrences.isEmpty { occurrences = [Int32](repeating: 0, count: 256 + 1 << 16) }
    letters += times * word.count
    let word = word.span
    let times = Int32(clamping: times)
    var counts = occurrences.mutableSpan
    var before: UInt8?
    for index in word.indices {
      let letter = word[index]
      counts[Self.place(letter, nil)] &+= times
      if let before { counts[Self.place(before, letter)] &+= times }
      before = letter
    }
  }

  /// Counts the slips of a correction that is made with a probability. What they cost then is known
  /// after ``weigh()``.
  mutating func count(_ slips: Slips, probability: Float) {
    for index in 0..<slips.count {
      let number = slips.numbers[index]
      if counts[Int(number)] == 0 { counted.append(number) }
      counts[Int(number)] += probability
    }
  }

  /// Whether any slip was counted.
  var hasCounted: Bool { !counted.isEmpty }

  /// Weighs all slips by what was counted.
  mutating func weigh() {
    guard !counted.isEmpty else { return }
    for number in numbered.indices { costs[number] = cost(number, without: 0) }
  }

  /// −ln of the probability that the document reads a printed word so.
  ///
  /// - Parameter own: by how much the word itself was counted, which proves nothing about it.
  func cost(_ slips: Slips, own: Float) -> Float {
    guard !counted.isEmpty else { return slips.cost }
    var sum: Float = 0
    for index in 0..<slips.count {
      let number = Int(slips.numbers[index])
      sum += own == 0 ? costs[number] : cost(number, without: own)
    }
    return sum
  }

  private func cost(_ number: Int, without own: Float) -> Float {
    let priced = numbered[number]
    let count = max(0, counts[number] - own)
    let all: Float =
      switch priced.slip.printedCount {
      case 0: Float(letters)
      // Strings of three letters are not counted; few documents have one more often.
      case 3: 50
      default: occurrences.isEmpty ? 0 : Float(occurrences[priced.slip.place])
      }
    let prior = Self.priorWeight * Logarithm.exponential(-priced.cost)
    return -Logarithm.natural((count + prior) / (max(all, count) + Self.priorWeight))
  }
}

/// What slips cost: those of one letter in a table, the longer ones that were measured in an open hash
/// table, which is asked only where one of their shape begins with the letters at hand.
private struct MeasuredSlips: Sendable {
  /// Codes of slips, 0 where the slot is free; and what they cost.
  private var codes: [UInt64]
  private var costs: [Float]
  private let shift: UInt64
  /// By ``place(_:_:)``: what a slip of at most one letter on either side costs, and which longer shapes
  /// were measured.
  private var ones: [Float]
  private var beginnings: [Shapes]

  /// How many bytes may be on either side of a slip, as a set: bit 4 × printed + read.
  struct Shapes: OptionSet {
    var rawValue: UInt16
    static let ofTwoEach = Shapes(2, 2)

    init(rawValue: UInt16) { self.rawValue = rawValue }

    init(_ printed: Int, _ read: Int) { rawValue = 1 &<< UInt16(4 &* printed &+ read) }

    /// Takes out the shape with the fewest bytes printed, and among those with the fewest read.
    @inline(__always)
    mutating func popFirst() -> (printed: Int, read: Int)? {
      guard rawValue != 0 else { return nil }
      let place = rawValue.trailingZeroBitCount
      rawValue &= rawValue &- 1
      return (place &>> 2, place & 3)
    }
  }

  init(_ slips: [(slip: Channel.Slip, cost: Float)]) {
    var bits = 1
    while 1 << bits < slips.count * 4 { bits += 1 }
    shift = UInt64(64 - bits)
    codes = [UInt64](repeating: 0, count: 1 << bits)
    costs = [Float](repeating: 0, count: 1 << bits)
    ones = [Float](repeating: Channel.Generic.letter, count: 1 << 14)
    beginnings = [Shapes](repeating: [], count: 1 << 14)
    for mark in 1..<UInt8(0x80) where Channel.isMark(mark) {
      for letter in 0..<UInt8(0x80) { ones[Self.place(letter, mark)] = Channel.Generic.mark }
    }
    for (slip, cost) in slips {
      let place = place(slip.code)
      codes[place] = slip.code
      costs[place] = cost
      let beginning = Self.place(slip.firstPrinted, slip.firstRead)
      if slip.printedCount > 1 || slip.readCount > 1 {
        beginnings[beginning].insert(Shapes(slip.printedCount, slip.readCount))
      } else if slip.firstPrinted < 0x80 && slip.firstRead < 0x80 {
        ones[beginning] = min(cost, ones[beginning])
      }
    }
  }

  /// Where two bytes have their place; that of two letters in ASCII, or of one and 0, is their own.
  @inline(__always)
  private static func place(_ printed: UInt8, _ read: UInt8) -> Int {
    Int(printed & 0x7F) &<< 7 | Int(read & 0x7F)
  }

  /// Where a slip stands, or would stand.
  private func place(_ code: UInt64) -> Int {
    var place = Int(truncatingIfNeeded: (code &* 0x9E37_79B9_7F4A_7C15) >> shift)
    while codes[place] != code && codes[place] != 0 { place = (place + 1) & (codes.count - 1) }
    return place
  }

  /// What a slip costs; nil where it was not measured.
  func cost(_ slip: Channel.Slip) -> Float? {
    let place = place(slip.code)
    return codes[place] == 0 ? nil : costs[place]
  }

  /// What it costs that a byte of ASCII is read as another: 0 for one that is not there.
  func costOfOne(_ printed: UInt8, _ read: UInt8) -> Float { ones[Self.place(printed, read)] }

  /// The shapes of more than one byte on a side that slips may have where these bytes are the next; 0
  /// where there is none.
  @inline(__always)
  func shapes(_ printed: UInt8, _ read: UInt8) -> Shapes {
    var shapes = beginnings[Self.place(printed, read)]
    if printed != 0 { shapes.formUnion(beginnings[Self.place(0, read)]) }
    if read != 0 { shapes.formUnion(beginnings[Self.place(printed, 0)]) }
    return shapes
  }
}
