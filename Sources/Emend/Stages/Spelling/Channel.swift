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

    init(printed: ArraySlice<UInt8>, read: ArraySlice<UInt8>) {
      var code = UInt64(printed.count) << 56 | UInt64(read.count) << 60
      var shift: UInt64 = 0
      for byte in printed {
        code |= UInt64(byte) << shift
        shift += 8
      }
      shift = 24
      for byte in read {
        code |= UInt64(byte) << shift
        shift += 8
      }
      self.code = code
    }

    private init() { code = 0 }
    /// Stands for no slip.
    static let none = Slip()

    /// What was printed, as a key for how often the document has it.
    var printed: UInt64 { code & 0xFF_FFFF | (code >> 56 & 3) << 24 }
    var printedCount: Int { Int(code >> 56 & 3) }
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

  /// What slips cost that were never measured, in nats.
  private enum Generic {
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

  private var measured: [UInt64: Float] = [:]
  /// How often the document has each printed string, by `Slip.printed`.
  private var occurrences: [UInt64: Float] = [:]
  private var letters: Float = 0
  /// How often each slip was counted in the document.
  private var counts: [UInt64: Float] = [:]

  init(_ lexicon: Lexicon) {
    for confusion in lexicon.confusions
    where confusion.printed.count <= 3 && confusion.read.count <= 3 {
      let slip = Slip(printed: confusion.printed[...], read: confusion.read[...])
      measured[slip.code] = Float(confusion.cost)
    }
  }

  // MARK: Alignment

  /// Whether a byte of a reading's key is neither letter, digit nor apostrophe.
  static func isMark(_ byte: UInt8) -> Bool {
    !byte.isASCIILower && !byte.isASCIIDigit && byte != UInt8(ascii: "'")
  }

  /// The slips by which a printed word becomes what was read; nil where there are too many.
  func align(printed: [UInt8], read: [UInt8]) -> Alignment? {
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
    let a = printed[start..<printedEnd]
    let b = read[start..<readEnd]
    if a.count <= 1 && b.count <= 1 {
      _ = result.append(Slip(printed: a, read: b), cost(a, b))
      return result
    }
    guard a.count <= Self.longestStretch, b.count <= Self.longestStretch,
      let steps = cheapestSteps(a, b)
    else { return nil }
    return collect(steps, a, b, into: result)
  }

  /// A step of an alignment: so many bytes on either side.
  private struct Step {
    var printed: Int
    var read: Int
    var cost: Float
  }

  /// The cheapest way from one stretch to the other: a weighted distance and its path.
  private func cheapestSteps(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> [Step]? {
    let width = b.count + 1
    var table = [Float](repeating: .infinity, count: (a.count + 1) * width)
    var back = [Step](
      repeating: Step(printed: 0, read: 0, cost: 0), count: (a.count + 1) * width)
    table[0] = 0
    for i in 0...a.count {
      for j in 0...b.count {
        let here = table[i * width + j]
        guard here < Self.costLimit else { continue }
        func step(_ printed: Int, _ read: Int, _ cost: Float) {
          let place = (i + printed) * width + j + read
          if here + cost < table[place] {
            table[place] = here + cost
            back[place] = Step(printed: printed, read: read, cost: cost)
          }
        }
        let p = a.startIndex + i
        let r = b.startIndex + j
        if i < a.count, j < b.count, a[p] == b[r] { step(1, 1, 0) }
        for x in 0...min(3, a.count - i) {
          for y in 0...min(3, b.count - j) where x + y > 0 {
            if x <= 1 && y <= 1 {
              step(x, y, cost(a[p..<(p + x)], b[r..<(r + y)]))
            } else if let cost = measured[
              Slip(printed: a[p..<(p + x)], read: b[r..<(r + y)]).code]
            {
              step(x, y, cost)
            } else if x == 2, y == 2, a[p] == b[r + 1], a[p + 1] == b[r] {
              step(2, 2, Generic.swap)
            }
          }
        }
      }
    }
    guard table[a.count * width + b.count] < Self.costLimit else { return nil }
    var steps: [Step] = []
    var i = a.count
    var j = b.count
    while i > 0 || j > 0 {
      let step = back[i * width + j]
      steps.append(step)
      i -= step.printed
      j -= step.read
    }
    return steps.reversed()
  }

  /// Makes slips of the steps that change something: neighbours are one slip.
  private func collect(
    _ steps: [Step], _ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>, into empty: Alignment
  ) -> Alignment? {
    var result = empty
    var printed = a.startIndex
    var read = b.startIndex
    var open: (printed: Int, read: Int, cost: Float)?
    func close() -> Bool {
      guard let slip = open else { return true }
      guard printed - slip.printed <= 3, read - slip.read <= 3 else { return false }
      open = nil
      return result.append(
        Slip(printed: a[slip.printed..<printed], read: b[slip.read..<read]), slip.cost)
    }
    for step in steps {
      if step.cost > 0 {
        if let slip = open,
          printed + step.printed - slip.printed > 3 || read + step.read - slip.read > 3
        {
          guard close() else { return nil }
        }
        open = open ?? (printed, read, 0)
        open?.cost += step.cost
      } else {
        guard close() else { return nil }
      }
      printed += step.printed
      read += step.read
    }
    return close() ? result : nil
  }

  /// What a slip of at most one letter on either side costs.
  private func cost(_ printed: ArraySlice<UInt8>, _ read: ArraySlice<UInt8>) -> Float {
    let generic = read.first.map(Self.isMark) ?? false ? Generic.mark : Generic.letter
    return min(measured[Slip(printed: printed, read: read).code] ?? generic, generic)
  }

  // MARK: The document

  /// Forgets the document.
  mutating func forgetDocument() {
    counts.removeAll(keepingCapacity: true)
    occurrences.removeAll(keepingCapacity: true)
    letters = 0
  }

  /// Forgets the slips that were counted.
  mutating func forgetSlips() { counts.removeAll(keepingCapacity: true) }

  /// Counts the letters of a right word that the document has so many times.
  mutating func countLetters(of word: ArraySlice<UInt8>, times: Int) {
    letters += Float(times * word.count)
    for index in word.indices {
      for length in 1...2 where index + length <= word.endIndex {
        let string = Slip(printed: word[index..<(index + length)], read: [])
        occurrences[string.printed, default: 0] += Float(times)
      }
    }
  }

  /// Counts the slips of a correction that is made with a probability.
  mutating func count(_ alignment: Alignment, probability: Float) {
    for index in 0..<alignment.count {
      counts[alignment.slips[index].code, default: 0] += probability
    }
  }

  /// −ln of the probability that the document reads a printed word so.
  ///
  /// - Parameter own: by how much the word itself was counted, which proves nothing about it.
  func cost(_ alignment: Alignment, own: Float) -> Float {
    guard !counts.isEmpty else { return alignment.cost }
    var sum: Float = 0
    for index in 0..<alignment.count {
      let slip = alignment.slips[index]
      let count = max(0, (counts[slip.code] ?? 0) - own)
      let all: Float =
        switch slip.printedCount {
        case 0: letters
        // Strings of three letters are not counted; few documents have one more often.
        case 3: 50
        default: occurrences[slip.printed] ?? 0
        }
      let prior = Self.priorWeight * Logarithm.exponential(-alignment.costs[index])
      sum -= Logarithm.natural((count + prior) / (max(all, count) + Self.priorWeight))
    }
    return sum
  }
}
