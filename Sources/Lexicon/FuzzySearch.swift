/// Finds what a misread word may have been: the words of a lexicon within a small weighted distance.
///
/// Every single slip is tried (a letter lost, added, exchanged, two letters swapped), every measured
/// confusion of several letters (rn for m, li for h), every pair of measured confusions, and every
/// place where two words may have run together. Each try is one exact look-up, so the work is bounded
/// by the length of the word, whatever the word.
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
  }

  private struct Slip: Sendable {
    var printed: [UInt8]
    var read: [UInt8]
    var cost: Double
  }

  /// The measured slips, by the first byte of what is read; index 0 holds what is read as nothing.
  private var slips: [[Slip]]
  private let lexicon: Lexicon

  /// What a slip costs that was never measured, in nats.
  private static let exchange = 9.0
  private static let loss = 9.0
  private static let addition = 9.0
  private static let swap = 8.0
  private static let run = 7.5
  /// Two slips may cost this much together.
  private static let pairLimit = 14.5
  /// At most so many look-ups are made for one word.
  private static let stepLimit = 6000
  /// Longer words are not searched: their slips are too many, and so are their letters.
  public static let longest = 24

  public init(_ lexicon: Lexicon) {
    self.lexicon = lexicon
    slips = Array(repeating: [], count: 256)
    for confusion in lexicon.confusions {
      let slip = Slip(printed: confusion.printed, read: confusion.read, cost: confusion.cost)
      guard slip.printed != slip.read, slip.printed.allSatisfy({ $0.isLetterOfKey }) else {
        continue
      }
      slips[Int(confusion.read.first ?? 0)].append(slip)
    }
  }

  /// The candidates for a word, the cheapest first, 24 at most.
  ///
  /// - Parameters:
  ///   - key: the word as it was read, in small letters, 2 to 24 bytes of ASCII.
  ///   - accept: whether a word may be a candidate at all.
  public func candidates(
    for key: [UInt8], accept: (Lexicon.Entry) -> Bool
  ) -> [Candidate] {
    guard key.count >= 2, key.count <= Self.longest, key.allSatisfy({ $0 < 0x80 }) else {
      return []
    }
    var found: [UInt32: Candidate] = [:]
    var steps = 0
    func look(_ word: [UInt8], _ cost: Double) {
      steps += 1
      guard word.count >= 2, let entry = lexicon.lookup(word.span), accept(entry) else { return }
      if let known = found[entry.index], known.cost <= cost { return }
      found[entry.index] = Candidate(key: word, cost: cost, first: entry.index, second: nil)
    }

    // What was measured, wherever it fits.
    var places: [(start: Int, slip: Slip)] = []
    for start in 0...key.count {
      for slip in slips[0] { places.append((start, slip)) }
      guard start < key.count else { continue }
      for slip in slips[Int(key[start])]
      where start + slip.read.count <= key.count
        && key[start..<(start + slip.read.count)].elementsEqual(slip.read)
      {
        places.append((start, slip))
      }
    }
    for place in places { look(Self.mended(key, [place]), place.slip.cost) }

    // Single slips that were not.
    for index in key.indices {
      var word = key
      word.remove(at: index)
      let isDouble = index > 0 && key[index - 1] == key[index]
      look(word, isDouble ? 7 : Self.addition)
      if index + 1 < key.count, key[index] != key[index + 1] {
        word = key
        word.swapAt(index, index + 1)
        look(word, Self.swap)
      }
      for letter in UInt8(ascii: "a")...UInt8(ascii: "z") where letter != key[index] {
        word = key
        word[index] = letter
        look(word, Self.exchange)
      }
    }
    for index in 0...key.count {
      for letter in UInt8(ascii: "a")...UInt8(ascii: "z") {
        var word = key
        word.insert(letter, at: index)
        look(word, Self.loss)
      }
    }

    // Two measured slips.
    if key.count >= 5 {
      let cheap = places.filter { $0.slip.cost <= 8.5 && !$0.slip.read.isEmpty }
        .sorted { $0.slip.cost < $1.slip.cost }
      pairs: for (number, a) in cheap.enumerated() {
        for b in cheap[(number + 1)...] {
          guard a.slip.cost + b.slip.cost <= Self.pairLimit else { break }
          guard a.start + a.slip.read.count <= b.start || b.start + b.slip.read.count <= a.start
          else { continue }
          if steps >= Self.stepLimit { break pairs }
          look(
            Self.mended(key, a.start < b.start ? [a, b] : [b, a]), a.slip.cost + b.slip.cost)
        }
      }
    }
    var result = Array(found.values)

    // Two words that ran together.
    if key.count >= 4 {
      for index in 1..<key.count {
        let left = Array(key[..<index])
        let right = Array(key[index...])
        guard left.count > 1 || left[0] == UInt8(ascii: "a"), right.count > 1,
          let a = lexicon.lookup(left.span), let b = lexicon.lookup(right.span), accept(a),
          accept(b),
          lexicon.bigram(a, b) > 0
        else { continue }
        result.append(
          Candidate(key: left + [0x20] + right, cost: Self.run, first: a.index, second: b.index))
      }
    }
    result.sort { ($0.cost, $0.first, $0.second ?? 0) < ($1.cost, $1.first, $1.second ?? 0) }
    if result.count > 24 { result.removeLast(result.count - 24) }
    return result
  }

  /// The word with slips undone; they are in order and do not overlap.
  private static func mended(
    _ key: [UInt8], _ slips: [(start: Int, slip: Slip)]
  ) -> [UInt8] {
    var word: [UInt8] = []
    word.reserveCapacity(key.count + 4)
    var position = 0
    for it in slips {
      word.append(contentsOf: key[position..<it.start])
      word.append(contentsOf: it.slip.printed)
      position = it.start + it.slip.read.count
    }
    word.append(contentsOf: key[position...])
    return word
  }
}

extension UInt8 {
  fileprivate var isLetterOfKey: Bool {
    self >= UInt8(ascii: "a") && self <= UInt8(ascii: "z") || self == UInt8(ascii: "'")
  }
}
