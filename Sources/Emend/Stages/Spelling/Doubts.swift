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
  /// How surprising its letters are.
  var letters = LetterModel.Surprise()
  /// The words on both sides, as far as they belong to its sentence.
  var left: Lexicon.Entry?
  var right: Lexicon.Entry?
  /// The doubts that those words are themselves.
  var leftDoubt: Int?
  var rightDoubt: Int?

  /// What the memory has thought of it, by number; nil where it has not.
  var thought: Int?

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
  /// What is made of each.
  private(set) var verdicts: [Verdict] = []
  /// What is known of each before it is weighed.
  private var grounds: [Ground] = []
  /// How well each doubt, and each of its misreadings, goes with the words on both sides.
  private var gains: [Float] = []

  /// What is made of a doubt.
  struct Verdict {
    /// The likeliest of its misreadings, and the next, as indices into the memory's; nil where it has
    /// none.
    var best: Int?
    var second: Int?
    /// How likely the best one is, and the second.
    var probability: Float = 0
    var secondProbability: Float = 0
    /// How likely it is right as it stands.
    var keepProbability: Float = 0
  }

  private struct Ground {
    /// How well it stands as it is, whatever its neighbours may have been; and what dirt adds to that.
    var keep: Float = 0
    var keepPerDirt: Float = 0
    /// Its gains: two for the word as it stands, and two for each misreading. Empty until it is prepared.
    var gains = 0..<0
    /// The words on both sides that the gains were measured with; nil where there was none.
    var left: Lexicon.Entry?
    var right: Lexicon.Entry?
  }

  /// Above this a correction is so sure that its slips count, and that the document proves dirty.
  static let sure: Float = 0.6
  /// Above this a neighbour is read as what it may have been.
  private static let likely: Float = 0.5
  /// In later passes, what was this unlikely at first is left alone.
  private static let hopeless: Float = 0.002
  /// ln of an error rate over 2 % is kept within this range.
  private static let dirtRange: ClosedRange<Float> = -4.5...2.5

  /// Makes room for so many doubts in all.
  mutating func reserveCapacity(_ count: Int) {
    list.reserveCapacity(count)
    verdicts.reserveCapacity(count)
    grounds.reserveCapacity(count)
  }

  /// Adds a doubt.
  ///
  /// - Parameter isBesideLeft: whether the token before it belongs to its sentence.
  mutating func append(_ doubt: Doubt, isBesideLeft: Bool) {
    var doubt = doubt
    if isBesideLeft, let before = list.last, before.lastToken + 1 == doubt.token {
      doubt.leftDoubt = list.count - 1
      list[list.count - 1].rightDoubt = list.count
    }
    add(doubt, Ground())
  }

  private mutating func add(_ doubt: Doubt, _ ground: Ground) {
    list.append(doubt)
    verdicts.append(Verdict())
    grounds.append(ground)
  }

  /// Adds doubts of an earlier survey of the same text: those of a block that nothing has touched. How
  /// often the document has the word elsewhere, and what is thought of it, is to be asked again.
  mutating func append(_ range: Range<Int>, of older: borrowing Doubts) {
    let shift = list.count - range.lowerBound
    for index in range {
      var doubt = older.list[index]
      doubt.leftDoubt = doubt.leftDoubt.map { $0 + shift }
      doubt.rightDoubt = doubt.rightDoubt.map { $0 + shift }
      var ground = older.grounds[index]
      let first = gains.count
      gains.append(contentsOf: older.gains[ground.gains])
      ground.gains = first..<gains.count
      add(doubt, ground)
    }
  }

  /// Notes how often the document has a doubtful word elsewhere.
  mutating func note(occurrences: Int, of doubt: Int) { list[doubt].occurrences = occurrences }

  /// Counts how often the same two words stand with the same mark between, which no speck does: names
  /// of files and addresses.
  mutating func countPairs() {
    var counts: [[UInt8]: Int] = [:]
    for doubt in list where doubt.token < doubt.lastToken { counts[doubt.key, default: 0] += 1 }
    guard !counts.isEmpty else { return }
    for index in list.indices where list[index].token < list[index].lastToken {
      list[index].occurrences = (counts[list[index].key] ?? 1) - 1
    }
  }

  /// Notes what the memory thinks of a doubt.
  mutating func note(_ thought: Int?, of doubt: Int, _ memory: borrowing SpellingMemory) {
    list[doubt].thought = thought
    list[doubt].stem = if let thought { memory.stem(ofThought: thought) } else { 0 }
    list[doubt].letters =
      if let thought { memory.letters(ofThought: thought) } else { LetterModel.Surprise() }
  }

  /// Whether one of them is so sure that it tells of the document.
  var hasSure: Bool { verdicts.contains { $0.probability > Self.sure } }

  /// How many different words are read with a probability, from unknown ones.
  func readings(above probability: Float) -> Int {
    different { list[$0].depth != .known && verdicts[$0].probability >= probability }
  }

  private func different(_ isCounted: (Int) -> Bool) -> Int {
    var keys: Set<[UInt8]> = []
    for index in list.indices where isCounted(index) {
      keys.insert(list[index].key)
    }
    return keys.count
  }

  /// Takes from the memory what it has thought of them.
  mutating func recall(_ memory: borrowing SpellingMemory) {
    for index in list.indices {
      note(memory.thought(list[index].key, list[index].depth), of: index, memory)
    }
  }

  /// How many different unknown words in small letters the web has, and are no misreadings: names of
  /// things, dialect, another language.
  var strangers: Int {
    different {
      list[$0].depth != .known && verdicts[$0].probability < Self.likely
        && !list[$0].shape.contains(.capitalised) && list[$0].isOnWeb
    }
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
    for (index, verdict) in verdicts.enumerated() where verdict.probability > Self.sure {
      guard let best = verdict.best else { continue }
      memory.channel.count(memory.misreadings[best].slips, probability: verdict.probability)
      if list[index].depth != .known { errors += verdict.probability }
    }
    memory.channel.weigh()
    memory.dirt = Self.dirt(errors: errors, words: Float(words) + 100)
  }

  /// Weighs every doubt once, after ``prepare(_:_:)``, with its neighbours as they were decided before.
  mutating func decide(_ memory: borrowing SpellingMemory, _ model: SpellingModel) {
    let before = verdicts
    let unknown = SpellingModel.weights(.deep)
    let known = SpellingModel.weights(.known)
    var scores: [Float] = []
    for index in list.indices {
      // What was hopeless with the neighbours as they stand.
      if before[index].best != nil && before[index].probability < Self.hopeless { continue }
      guard let thought = list[index].thought else { continue }
      let misreadings = memory.misreadings(ofThought: thought)
      guard !misreadings.isEmpty else { continue }
      measure(index, misreadings, before, memory, model)
      let weights = list[index].depth == .known ? known : unknown
      let shape = list[index].shape
      let ground = grounds[index]
      var keep = ground.keep + ground.keepPerDirt * memory.dirt
      if let own = list[index].entry, own.prose > 0 {
        keep += model.keep(
          weights.keep.span, before: ground.left == nil ? nil : gains[ground.gains.lowerBound],
          after: ground.right == nil ? nil : gains[ground.gains.lowerBound + 1])
      }
      let sure = before[index].probability > Self.sure ? before[index].probability : 0
      scores.removeAll(keepingCapacity: true)
      var verdict = Verdict()
      var top = keep
      var gain = ground.gains.lowerBound + 2
      for number in misreadings {
        let misreading = memory.misreadings[number]
        let score = model.score(
          misreading, shape, weights.other.span,
          .init(
            cost: memory.channel.cost(
              misreading.slips, own: before[index].best == number ? sure : 0),
            occurrences: memory.occurrences[number], dirt: memory.dirt, before: gains[gain],
            after: gains[gain + 1]))
        gain += 2
        scores.append(score)
        if score > top { top = score }
        if score > verdict.best.map({ scores[$0 - misreadings.lowerBound] }) ?? -.infinity {
          verdict.second = verdict.best
          verdict.best = number
        } else if score > verdict.second.map({ scores[$0 - misreadings.lowerBound] }) ?? -.infinity
        {
          verdict.second = number
        }
      }
      var sum: Float = 0
      func share(_ score: Float) -> Float {
        // What is below this changes no digit of the sum.
        score - top < -24 ? 0 : Logarithm.exponential(score - top)
      }
      sum += share(keep)
      for score in scores { sum += share(score) }
      func probability(_ number: Int?) -> Float {
        number.map { share(scores[$0 - misreadings.lowerBound]) / sum } ?? 0
      }
      verdict.keepProbability = share(keep) / sum
      verdict.probability = probability(verdict.best)
      verdict.secondProbability = probability(verdict.second)
      verdicts[index] = verdict
    }
  }

  /// Weighs again how likely the best misreading of every doubt is, by all that is known of it: see
  /// ``SpellingJudge``. It is the last word; what is decided after it would count evidence twice.
  mutating func judge(_ memory: borrowing SpellingMemory, _ model: SpellingModel) {
    // Neighbours count as the softmax has them.
    var judged = verdicts
    for index in list.indices {
      let verdict = verdicts[index]
      guard let best = verdict.best, verdict.probability >= SpellingJudge.floor else { continue }
      let judge = SpellingJudge.judge(of: list[index].depth)
      judged[index].probability = judge.probability(
        verdict, keep: keepEvidence(index, memory, model),
        other: evidence(index, of: best, memory, model))
    }
    verdicts = judged
  }

  /// The evidence for a doubt as it stands, in the order of ``SpellingModel/Keep``.
  func keepEvidence(
    _ index: Int, _ memory: borrowing SpellingMemory, _ model: SpellingModel
  ) -> [Float] {
    var values = [Float](repeating: 0, count: SpellingModel.Keep.allCases.count)
    let dirt = memory.dirt
    model.evidence(of: list[index]) { values[$0.rawValue] = $2 ? $1 * dirt : $1 }
    if let own = list[index].entry, own.prose > 0 {
      let (left, right) = neighbours(index, verdicts, memory)
      model.evidence(
        before: left.map { model.gain($0, own) }, after: right.map { model.gain(own, $0) }
      ) { values[$0.rawValue] = $1 }
    }
    return values
  }

  /// The evidence for a misreading of a doubt, in the order of ``SpellingModel/Other``.
  func evidence(
    _ index: Int, of number: Int, _ memory: borrowing SpellingMemory, _ model: SpellingModel
  ) -> [Float] {
    let doubt = list[index]
    let verdict = verdicts[index]
    let misreading = memory.misreadings[number]
    let printed = memory.text(of: misreading)
    let joined = printed.filter { $0 != 0x20 }
    let slips =
      joined == doubt.key
      ? Channel.Alignment()
      : memory.channel.align(printed: joined, read: doubt.key) ?? Channel.Alignment()
    let isSure = verdict.best == number && verdict.probability > Self.sure
    let (left, right) = neighbours(index, verdicts, memory)
    var values = [Float](repeating: 0, count: SpellingModel.Other.allCases.count)
    SpellingModel.evidence(of: misreading, printed: printed, read: doubt.key, slips: slips) {
      values[$0.rawValue] = $1
    }
    model.evidence(
      of: misreading, doubt.shape,
      .init(
        cost: memory.channel.cost(misreading.slips, own: isSure ? verdict.probability : 0),
        occurrences: memory.occurrences[number], dirt: memory.dirt,
        before: left.map { model.gain($0, misreading.first) } ?? 0,
        after: right.map { model.gain(misreading.last, $0) } ?? 0)
    ) { values[$0.rawValue] = $1 }
    return values
  }

  /// Says of every doubt what no neighbour changes.
  mutating func prepare(_ memory: borrowing SpellingMemory, _ model: SpellingModel) {
    let unknown = SpellingModel.weights(.deep)
    let known = SpellingModel.weights(.known)
    for index in list.indices {
      guard let thought = list[index].thought else { continue }
      let weights = list[index].depth == .known ? known : unknown
      let keep = model.keep(list[index], weights.keep.span)
      (grounds[index].keep, grounds[index].keepPerDirt) = (keep.sum, keep.perDirt)
      if grounds[index].gains.isEmpty {
        let count = 2 + 2 * memory.misreadings(ofThought: thought).count
        grounds[index].gains = gains.count..<(gains.count + count)
        gains.append(contentsOf: repeatElement(0, count: count))
      }
    }
  }

  /// Measures how well a doubt and its misreadings go with the words on both sides, where those are not
  /// the ones of the last time.
  private mutating func measure(
    _ index: Int, _ misreadings: Range<Int>, _ before: [Verdict],
    _ memory: borrowing SpellingMemory, _ model: SpellingModel
  ) {
    let (left, right) = neighbours(index, before, memory)
    let own = list[index].entry
    let start = grounds[index].gains.lowerBound
    if left?.index != grounds[index].left?.index {
      grounds[index].left = left
      gains[start] = left.flatMap { left in own.map { model.gain(left, $0) } } ?? 0
      var place = start + 2
      for number in misreadings {
        gains[place] = left.map { model.gain($0, memory.misreadings[number].first) } ?? 0
        place += 2
      }
    }
    if right?.index != grounds[index].right?.index {
      grounds[index].right = right
      gains[start + 1] = right.flatMap { right in own.map { model.gain($0, right) } } ?? 0
      var place = start + 3
      for number in misreadings {
        gains[place] = right.map { model.gain(memory.misreadings[number].last, $0) } ?? 0
        place += 2
      }
    }
  }

  /// The words on both sides of a doubt, as they were decided before.
  func neighbours(
    _ index: Int, _ before: [Verdict], _ memory: borrowing SpellingMemory
  ) -> (left: Lexicon.Entry?, right: Lexicon.Entry?) {
    (
      neighbour(list[index].leftDoubt, list[index].left, before, memory, isLeft: true),
      neighbour(list[index].rightDoubt, list[index].right, before, memory, isLeft: false)
    )
  }

  /// The word beside a doubt: what it may have been, where that is likely.
  private func neighbour(
    _ other: Int?, _ plain: Lexicon.Entry?, _ before: [Verdict],
    _ memory: borrowing SpellingMemory, isLeft: Bool
  ) -> Lexicon.Entry? {
    guard let other, before[other].probability > Self.likely, let best = before[other].best
    else { return plain }
    return isLeft ? memory.misreadings[best].last : memory.misreadings[best].first
  }
}
