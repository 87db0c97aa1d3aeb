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
  private static let stepLimit = 2000
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
    // One buffer for all tries: a try that finds nothing allocates nothing.
    var word: [UInt8] = []
    word.reserveCapacity(key.count + 8)
    func look(_ cost: Double) {
      steps += 1
      guard word.count >= 2, let entry = lexicon.lookup(word.span), accept(entry) else { return }
      if let known = found[entry.index], known.cost <= cost { return }
      found[entry.index] = Candidate(key: word, cost: cost, first: entry.index, second: nil)
    }

    // What was measured, wherever it fits.
    var places: [Place] = []
    for start in 0...key.count {
      for index in slips[0].indices { places.append(Place(start: start, list: 0, index: index)) }
      guard start < key.count else { continue }
      let list = Int(key[start])
      for (index, slip) in slips[list].enumerated()
      where start + slip.read.count <= key.count
        && key[start..<(start + slip.read.count)].elementsEqual(slip.read)
      {
        places.append(Place(start: start, list: list, index: index))
      }
    }
    for place in places {
      word.removeAll(keepingCapacity: true)
      word.append(contentsOf: key[..<place.start])
      mend(key, place, upTo: key.count, into: &word)
      look(slips[place.list][place.index].cost)
    }

    // Single slips that were not.
    word.removeAll(keepingCapacity: true)
    word.append(contentsOf: key)
    for index in key.indices {
      let own = key[index]
      for letter in UInt8(ascii: "a")...UInt8(ascii: "z") where letter != own {
        word[index] = letter
        look(Self.exchange)
      }
      word[index] = own
      if index + 1 < key.count, own != key[index + 1] {
        word.swapAt(index, index + 1)
        look(Self.swap)
        word.swapAt(index, index + 1)
      }
    }
    for index in key.indices {
      word.removeAll(keepingCapacity: true)
      word.append(contentsOf: key[..<index])
      word.append(contentsOf: key[(index + 1)...])
      look(index > 0 && key[index - 1] == key[index] ? 7 : Self.addition)
    }
    for index in 0...key.count {
      word.removeAll(keepingCapacity: true)
      word.append(contentsOf: key[..<index])
      word.append(UInt8(ascii: "a"))
      word.append(contentsOf: key[index...])
      for letter in UInt8(ascii: "a")...UInt8(ascii: "z") {
        word[index] = letter
        look(Self.loss)
      }
    }

    // Two measured slips, the likeliest first.
    if key.count >= 5 {
      var cheap = places.filter {
        let slip = slips[$0.list][$0.index]
        return slip.cost <= 8.5 && !slip.read.isEmpty
      }
      cheap.sort { slips[$0.list][$0.index].cost < slips[$1.list][$1.index].cost }
      pairs: for (number, one) in cheap.enumerated() {
        let first = slips[one.list][one.index]
        for other in cheap[(number + 1)...] {
          let second = slips[other.list][other.index]
          guard first.cost + second.cost <= Self.pairLimit else { break }
          let (a, b) = one.start < other.start ? (one, other) : (other, one)
          guard a.start + slips[a.list][a.index].read.count <= b.start else { continue }
          if steps >= Self.stepLimit { break pairs }
          word.removeAll(keepingCapacity: true)
          word.append(contentsOf: key[..<a.start])
          mend(key, a, upTo: b.start, into: &word)
          mend(key, b, upTo: key.count, into: &word)
          look(first.cost + second.cost)
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

  /// Appends what was printed in place of a slip, and the letters behind it up to an offset.
  private func mend(_ key: [UInt8], _ place: Place, upTo end: Int, into word: inout [UInt8]) {
    let slip = slips[place.list][place.index]
    word.append(contentsOf: slip.printed)
    word.append(contentsOf: key[(place.start + slip.read.count)..<end])
  }

  /// A slip at a place of the word.
  private struct Place {
    var start: Int
    var list: Int
    var index: Int
  }
}

extension UInt8 {
  fileprivate var isLetterOfKey: Bool {
    self >= UInt8(ascii: "a") && self <= UInt8(ascii: "z") || self == UInt8(ascii: "'")
  }
}
