internal import Lexicon

/// A word that may have been misread, in its place.
struct Doubt {
  /// The first and the last of its tokens.
  var token: Int
  var lastToken: Int
  /// Its bytes, offsets into the window's buffer: one token, or more with specks between.
  var range: Range<Int>
  /// What was read, in small letters; a mark that is not ASCII is a tilde.
  var key: [UInt8]
  var depth: SpellingMemory.Depth
  var shape: Shape
  /// What the lexicon has of it as it stands.
  var entry: Lexicon.Entry?
  /// How often the document has it elsewhere.
  var occurrences: Int
  var stem: Float = 0
  /// The words on both sides, as far as they belong to its sentence.
  var left: Lexicon.Entry?
  var right: Lexicon.Entry?
  /// The doubts that those words are themselves.
  var leftDoubt: Int?
  var rightDoubt: Int?

  /// The likeliest of its misreadings, and the next; nil where it has none.
  var best: Int?
  var second: Int?
  /// How likely the best one is, and the second.
  var probability: Float = 0
  var secondProbability: Float = 0

  /// Whether the web has it so often as it stands that it may be a word, and no list says otherwise.
  var isOnWeb: Bool { entry.map { $0.centizipf >= 200 && !$0.hasCorrections } ?? false }

  /// What it looks like.
  struct Shape: OptionSet {
    let rawValue: UInt8
    static let capitalised = Shape(rawValue: 1)
    /// A capital where no sentence begins, or before another one.
    static let name = Shape(rawValue: 2)
    static let opensSentence = Shape(rawValue: 4)
    static let allCapitals = Shape(rawValue: 8)
    /// Figures in it, other than a single one between letters.
    static let digit = Shape(rawValue: 16)
    static let innerDigit = Shape(rawValue: 128)
    /// Capitals behind the first letter, and small letters.
    static let mixed = Shape(rawValue: 32)
    /// A mark stands in it.
    static let mark = Shape(rawValue: 64)
  }
}

/// The doubtful words of some blocks, in their order, and what is made of them.
struct Doubts {
  private(set) var list: [Doubt] = []

  /// Above this a correction is so sure that its slips count, and that the document proves dirty.
  private static let sure: Float = 0.6
  /// Above this a neighbour is read as what it may have been.
  private static let likely: Float = 0.5
  /// In later passes, what was this unlikely at first is left alone.
  private static let hopeless: Float = 0.002
  /// ln of an error rate over 2 % is kept within this range.
  private static let dirtRange: ClosedRange<Float> = -4.5...2.5

  /// Adds a doubt.
  ///
  /// - Parameter isBesideLeft: whether the token before it belongs to its sentence.
  mutating func append(_ doubt: Doubt, isBesideLeft: Bool) {
    var doubt = doubt
    if isBesideLeft, let before = list.last, before.lastToken + 1 == doubt.token {
      doubt.leftDoubt = list.count - 1
      list[list.count - 1].rightDoubt = list.count
    }
    list.append(doubt)
  }

  /// Whether one of them is so sure that it tells of the document.
  var hasSure: Bool { list.contains { $0.probability > Self.sure } }

  /// How many different words are read with a probability, from unknown ones.
  func readings(above probability: Float) -> Int {
    Set(list.lazy.filter { $0.depth != .known && $0.probability >= probability }.map(\.key)).count
  }

  /// Takes the stems from what was thought.
  mutating func recall(_ memory: borrowing SpellingMemory) {
    for index in list.indices {
      list[index].stem = memory.thought(list[index].key, list[index].depth)?.stem ?? 0
    }
  }

  /// How many different unknown words in small letters the web has, and are no misreadings: names of
  /// things, dialect, another language.
  var strangers: Int {
    Set(
      list.lazy.filter {
        $0.depth != .known && $0.probability < Self.likely && !$0.shape.contains(.capitalised)
          && $0.isOnWeb
      }.map(\.key)
    ).count
  }

  /// ln of an error rate over 2 %, as the model wants it.
  static func dirt(errors: Float, words: Float) -> Float {
    let dirt = Logarithm.natural(errors / words / 0.02)
    return min(max(dirt, dirtRange.lowerBound), dirtRange.upperBound)
  }

  /// Counts the slips of what is sure, and how dirty that makes the document.
  func adapt(_ memory: inout SpellingMemory, words: Int) {
    memory.channel.forgetSlips()
    var errors: Float = 0.5
    for doubt in list where doubt.probability > Self.sure {
      guard let best = doubt.best,
        let thought = memory.thought(doubt.key, doubt.depth)
      else { continue }
      memory.channel.count(thought.misreadings[best].alignment, probability: doubt.probability)
      if doubt.depth != .known { errors += doubt.probability }
    }
    memory.dirt = Self.dirt(errors: errors, words: Float(words) + 100)
  }

  /// Weighs every doubt once, with its neighbours as they were decided before.
  mutating func decide(
    _ memory: borrowing SpellingMemory, _ model: SpellingModel, _ evidence: borrowing Evidence
  ) {
    let before = list.map { Verdict(best: $0.best, probability: $0.probability) }
    var scores: [Float] = []
    for index in list.indices {
      // What was hopeless with the neighbours as they stand.
      if list[index].best != nil && list[index].probability < Self.hopeless { continue }
      guard let thought = memory.thought(list[index].key, list[index].depth),
        !thought.misreadings.isEmpty
      else { continue }
      let doubt = list[index]
      let left = neighbour(doubt.leftDoubt, doubt.left, before, memory, model.lexicon, isLeft: true)
      let right = neighbour(
        doubt.rightDoubt, doubt.right, before, memory, model.lexicon, isLeft: false)
      let weights = doubt.depth == .known ? SpellingModel.known : SpellingModel.unknown
      let keep = model.keep(doubt, weights.keep, dirt: memory.dirt, left: left, right: right)
      scores.removeAll(keepingCapacity: true)
      var best = 0
      for (number, misreading) in thought.misreadings.enumerated() {
        let own =
          doubt.best == number && doubt.probability > Self.sure ? doubt.probability : 0
        let score = model.score(
          misreading, of: doubt, weights.other,
          cost: memory.channel.cost(misreading.alignment, own: own),
          occurrences: misreading.second == nil ? evidence.occurrences(key: misreading.text) : 0,
          dirt: memory.dirt, left: left, right: right)
        scores.append(score)
        if score > scores[best] { best = number }
      }
      var second: Int?
      for number in scores.indices
      where number != best && scores[number] > second.map({ scores[$0] }) ?? -.infinity {
        second = number
      }
      let top = max(keep, scores[best])
      var sum = Logarithm.exponential(keep - top)
      for score in scores { sum += Logarithm.exponential(score - top) }
      list[index].best = best
      list[index].probability = Logarithm.exponential(scores[best] - top) / sum
      list[index].second = second
      list[index].secondProbability =
        second.map { Logarithm.exponential(scores[$0] - top) / sum } ?? 0
    }
  }

  private struct Verdict {
    var best: Int?
    var probability: Float
  }

  /// The word beside a doubt: what it may have been, where that is likely.
  private func neighbour(
    _ other: Int?, _ plain: Lexicon.Entry?, _ before: [Verdict],
    _ memory: borrowing SpellingMemory, _ lexicon: Lexicon, isLeft: Bool
  ) -> Lexicon.Entry? {
    guard let other, before[other].probability > Self.likely, let best = before[other].best,
      let thought = memory.thought(list[other].key, list[other].depth)
    else { return plain }
    let misreading = thought.misreadings[best]
    return lexicon.entry(at: Int(isLeft ? misreading.second ?? misreading.first : misreading.first))
  }
}
