/// How likely the letters of a word are one behind another: what tells a form that no word could have
/// (`predlcts`) from a name that nobody has.
///
/// For each symbol behind two others it knows the binary logarithm of one over its probability, in
/// tenths. The probabilities are those of the words that may be meant, each of them counted once:
/// trigrams, smoothed by bigrams and single letters after Witten and Bell.
package struct LetterModel: Equatable, Sendable {
  /// The border of a word, a to z, the apostrophe, and whatever else there is.
  private static let symbols = 29
  /// How many bytes a model has.
  static let size = symbols * symbols * symbols

  /// By the three symbols, the last of which is the one that is told of.
  let codes: [UInt8]

  /// A model whose bytes are known; there are ``size`` of them.
  init(codes: [UInt8]) { self.codes = codes }

  /// The model of some words.
  init(_ words: [[UInt8]]) {
    let count = Self.symbols
    var threes = [Int](repeating: 0, count: Self.size)
    for word in words { Self.forEachPlace(in: word) { threes[$0] += 1 } }
    var twos = [Int](repeating: 0, count: count * count)
    for place in threes.indices { twos[place % twos.count] += threes[place] }
    var ones = [Int](repeating: 0, count: count)
    for place in twos.indices { ones[place % count] += twos[place] }
    let even = [Double](repeating: 1 / Double(count), count: count)
    let ofOne = Self.smoothed(ones[...], even)
    let ofTwo = (0..<count).map { Self.smoothed(twos[($0 * count)..<(($0 + 1) * count)], ofOne) }
    var codes: [UInt8] = []
    codes.reserveCapacity(Self.size)
    for before in twos.indices {
      let own = threes[(before * count)..<((before + 1) * count)]
      for probability in Self.smoothed(own, ofTwo[before % count]) {
        // 2^10 more, since logarithms are of integers.
        let code = Lexicon.decibits(ofCount: Int(1024 / probability))
        codes.append(code < 100 ? 0 : code - 100)
      }
    }
    self.codes = codes
  }

  /// What is counted, with as much as there are kinds of it spread as the rest says.
  private static func smoothed(_ counts: ArraySlice<Int>, _ rest: [Double]) -> [Double] {
    let all = counts.reduce(0, +)
    guard all > 0 else { return rest }
    let kinds = counts.count { $0 > 0 }
    return zip(counts, rest).map { count, share in
      (Double(count) + Double(kinds) * share) / Double(all + kinds)
    }
  }

  /// How surprising the letters of a word are, in nats.
  package struct Surprise: Equatable, Sendable {
    /// All of them, with the end of the word; a letter on the average; and the most surprising one.
    package var sum: Float
    package var mean: Float
    package var most: Float

    package init(sum: Float = 0, mean: Float = 0, most: Float = 0) {
      self.sum = sum
      self.mean = mean
      self.most = most
    }
  }

  /// How surprising the letters of a word are, which is in small letters.
  package func surprise(_ word: [UInt8]) -> Surprise {
    var sum = 0
    var most = 0
    Self.forEachPlace(in: word) { place in
      sum += Int(codes[place])
      most = max(most, Int(codes[place]))
    }
    // ln 2 / 10
    let unit: Float = 0.069_314_72
    return Surprise(
      sum: Float(sum) * unit, mean: Float(sum) * unit / Float(word.count + 1),
      most: Float(most) * unit)
  }

  /// Calls a function with the place of each letter of a word, and of its end.
  private static func forEachPlace(in word: [UInt8], _ body: (Int) -> Void) {
    var before = 0
    for byte in word {
      let next = before * symbols + symbol(byte)
      body(next)
      before = next % (symbols * symbols)
    }
    body(before * symbols)
  }

  private static func symbol(_ byte: UInt8) -> Int {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte) - 96
    case UInt8(ascii: "'"): 27
    default: 28
    }
  }
}
