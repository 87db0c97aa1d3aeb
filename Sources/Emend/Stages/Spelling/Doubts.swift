internal import Lexicon

/// A word that may have been misread, in its place.
struct Doubt {
  /// The first and the last of its tokens.
  var token: Int
  var lastToken: Int
  /// Its bytes, offsets into the window's buffer: one token, or more with specks between.
  var range: Range<Int>
  var key: Reading
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
  /// Whether it goes with one of them as it stands, and with the other one not, or there is none.
  var isHalfInPlace = false
  /// The doubts that those words are themselves.
  var leftDoubt: Int?
  var rightDoubt: Int?

  /// What the memory has thought of it, by number; nil where it has not.
  var thought: Int?

  /// Whether the web has it so often as it stands that it may be a word, and no list says otherwise.
  var isOnWeb: Bool { entry.map { $0.centizipf >= 200 && !$0.hasCorrections } ?? false }

  /// Whether it may be a name that no one knows: a capital, and letters that are none.
  var mayBeName: Bool { shape.contains(.capitalised) && !shape.contains(.allCapitals) }

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
    /// The thought and the occurrences that the rest was prepared for.
    var thought = -1
    var occurrences = 0
    /// What spoke for the likeliest misreading when it was weighed first, and what its neighbours said for
    /// the word as it stands; of meaning where it was weighed.
    var isWeighed = false
    var score: Float = 0
    var keepBeside: Float = 0
    /// How much dirt there was then, and at most how much a unit of dirt changes the score; and how far
    /// the occurrences of misreadings had drifted.
    var dirt: Float = 0
    var scorePerDirt: Float = 0
    var drift: Float = 0
  }

  /// Above this a correction is so sure that its slips count, and that the document proves dirty.
  static let sure: Float = 0.6
  /// Above this a neighbour is read as what it may have been.
  private static let likely: Float = 0.5
  /// In later passes, what was this unlikely at first is left alone.
  private static let hopeless: Float = 0.002
  /// A little less than its logarithm: what is less likely by so much more than the word as it stands has
  /// no chance, however sums are rounded.
  private static let hopelessMargin: Float = -6.3
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
    var counts: [Reading: Int] = [:]
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

  /// How many different words are read with a probability, from unknown ones. What the document has again
  /// and again may be its own term, so a third of such words counts; and names are full of letters that no
  /// lexicon expects, so of those with a capital in front only twice as many count as there are others, or
  /// one.
  func readings(above probability: Float) -> Int {
    func readings(_ isCounted: (Doubt) -> Bool) -> Int {
      different {
        list[$0].depth != .known && verdicts[$0].probability >= probability && isCounted(list[$0])
      }
    }
    let others =
      readings { !$0.mayBeName && $0.occurrences < 2 }
      + readings { !$0.mayBeName && $0.occurrences >= 2 } / 3
    return others + min(readings { $0.mayBeName && $0.occurrences < 2 }, max(1, 2 * others))
  }

  private func different(_ isCounted: (Int) -> Bool) -> Int {
    var keys: Set<Reading> = []
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
    memory.forgetSlips()
    var errors: Float = 0.5
    for (index, verdict) in verdicts.enumerated() where verdict.probability > Self.sure {
      guard let best = verdict.best else { continue }
      memory.count(best, probability: verdict.probability)
      if list[index].depth != .known { errors += verdict.probability }
    }
    memory.channel.weigh()
    memory.dirt = Self.dirt(errors: errors, words: Float(words) + 100)
  }

  /// Weighs every doubt once, after ``prepare(_:_:)``, with its neighbours as they were decided before.
  ///
  /// - Parameters:
  ///   - weighsAll: whether the probability of what has no chance is wanted as well.
  ///   - isSecond: whether they have been weighed once, and the memory says the same as then.
  mutating func decide(
    _ memory: borrowing SpellingMemory, _ model: SpellingModel, weighsAll: Bool = false,
    isSecond: Bool = false
  ) {
    let before = verdicts
    let (unknown, known) = (SpellingModel.weights(.deep), SpellingModel.weights(.known))
    let (unknownKeep, unknownOther) = (unknown.keep, unknown.other)
    let (knownKeep, knownOther) = (known.keep, known.other)
    let (all, occurrences) = (memory.misreadings, memory.occurrences)
    // Before any slip is counted, each costs what it does everywhere.
    let hasSlips = memory.channel.hasCounted
    var scores: [Float] = []
    scores.reserveCapacity(32)
    for index in list.indices {
      // What was hopeless with the neighbours as they stand.
      let isFirst = before[index].best == nil
      if !isFirst && before[index].probability < Self.hopeless { continue }
      if isSecond && !isFirst && !isTouched(index, before) { continue }
      guard let thought = list[index].thought else { continue }
      let misreadings = memory.misreadings(ofThought: thought)
      guard !misreadings.isEmpty else { continue }
      // What was hopeless in an earlier survey of the same text, and still is.
      let isKnown = list[index].depth == .known
      let weights = isKnown ? knownOther.span : unknownOther.span
      let drift = memory.drift(ofThought: thought)
      if isFirst, !weighsAll, hasNoChance(index, drift, memory.dirt, weights) {
        verdicts[index] = Verdict(best: misreadings.lowerBound)
        continue
      }
      measure(index, misreadings, before, memory, model)
      let shape = list[index].shape
      let firstGain = grounds[index].gains.lowerBound
      var keep = grounds[index].keep + grounds[index].keepPerDirt * memory.dirt
      var keepBeside: Float = 0
      if let own = list[index].entry, own.proseDecibits > 0 {
        keepBeside = model.keep(
          isKnown ? knownKeep.span : unknownKeep.span,
          before: grounds[index].left == nil ? nil : gains[firstGain],
          after: grounds[index].right == nil ? nil : gains[firstGain + 1])
        keep += keepBeside
      }
      scores.removeAll(keepingCapacity: true)
      var best = -1
      var second = -1
      var bestScore = -Float.infinity
      var secondScore = -Float.infinity
      var gain = firstGain + 2
      for number in misreadings {
        let slips = all[number].slips
        let score = model.score(
          all[number], shape, weights,
          .init(
            cost: hasSlips ? memory.channel.cost(slips, own: memory.counted[number]) : slips.cost,
            occurrences: occurrences[number], dirt: memory.dirt, before: gains[gain],
            after: gains[gain + 1]))
        gain += 2
        scores.append(score)
        if score > bestScore {
          (second, secondScore) = (best, bestScore)
          (best, bestScore) = (number, score)
        } else if score > secondScore {
          (second, secondScore) = (number, score)
        }
      }
      if isFirst, best >= 0 {
        grounds[index].isWeighed = true
        grounds[index].score = bestScore
        grounds[index].keepBeside = keepBeside
        grounds[index].dirt = memory.dirt
        grounds[index].drift = drift
        grounds[index].scorePerDirt = Self.scorePerDirt(misreadings, shape, weights, all.span)
        if !weighsAll, bestScore - keep < Self.hopelessMargin {
          verdicts[index] = Verdict(best: best)
          continue
        }
      }
      var verdict = Verdict()
      if best >= 0 { verdict.best = best }
      if second >= 0 { verdict.second = second }
      let top = max(keep, bestScore)
      var sum: Float = 0
      func share(_ score: Float) -> Float {
        // What is below this changes no digit of the sum.
        score == top ? 1 : score - top < -24 ? 0 : Logarithm.exponential(score - top)
      }
      let keepShare = share(keep)
      sum += keepShare
      for place in scores.indices {
        scores[place] = share(scores[place])
        sum += scores[place]
      }
      func probability(_ number: Int?) -> Float {
        number.map { scores[$0 - misreadings.lowerBound] / sum } ?? 0
      }
      verdict.keepProbability = keepShare / sum
      verdict.probability = probability(verdict.best)
      verdict.secondProbability = probability(verdict.second)
      verdicts[index] = verdict
    }
  }

  /// Whether a doubt that was weighed once is to be weighed otherwise by what was decided of it and of its
  /// neighbours.
  private func isTouched(_ index: Int, _ before: [Verdict]) -> Bool {
    func isLikely(_ other: Int?) -> Bool {
      other.map { before[$0].probability > Self.likely } ?? false
    }
    return before[index].probability > Self.sure || isLikely(list[index].leftDoubt)
      || isLikely(list[index].rightDoubt)
  }

  /// At most how much a unit of dirt changes the score of a misreading.
  private static func scorePerDirt(
    _ misreadings: Range<Int>, _ shape: Doubt.Shape, _ weights: Span<Float>,
    _ all: Span<Misreading>
  ) -> Float {
    let perCost = weights[SpellingModel.Other.costInDirt.rawValue] * 0.1
    let name =
      shape.contains(.name) ? weights[SpellingModel.Other.nameInDirt.rawValue] : 0
    var most: Float = 0
    for number in misreadings { most = max(most, abs(name + perCost * all[number].slips.cost)) }
    return most
  }

  /// Whether a doubt that was weighed in an earlier survey is hopeless, whichever of its misreadings is
  /// the likeliest now.
  private func hasNoChance(
    _ index: Int, _ drift: Float, _ dirt: Float, _ weights: Span<Float>
  ) -> Bool {
    guard grounds[index].isWeighed else { return false }
    let keep = grounds[index].keep + grounds[index].keepPerDirt * dirt + grounds[index].keepBeside
    let perOccurrence = abs(weights[SpellingModel.Other.occurrences.rawValue])
    let more =
      abs(dirt - grounds[index].dirt) * grounds[index].scorePerDirt
      + (drift - grounds[index].drift) * perOccurrence
    return grounds[index].score + more - keep < Self.hopelessMargin
  }

  /// Weighs again how likely the best misreading of every doubt is, by all that is known of it: see
  /// ``SpellingJudge``. It is the last word; what is decided after it would count evidence twice.
  mutating func judge(_ memory: borrowing SpellingMemory, _ model: SpellingModel) {
    // Neighbours count as the softmax has them.
    var judged = verdicts
    let keeps = SpellingModel.Keep.allCases.count
    let all = keeps + SpellingModel.Other.allCases.count
    var values = [Float](repeating: 0, count: all + 3)
    for index in list.indices {
      let verdict = verdicts[index]
      guard let best = verdict.best, verdict.probability >= SpellingJudge.floor else { continue }
      for place in values.indices { values[place] = 0 }
      addKeepEvidence(index, memory, model, to: &values)
      addEvidence(index, of: best, memory, model, to: &values, from: keeps)
      judged[index].probability = SpellingJudge.judge(of: list[index].depth).probability(
        verdict, &values)
    }
    verdicts = judged
  }

  /// The evidence for a doubt as it stands, in the order of ``SpellingModel/Keep``.
  func keepEvidence(
    _ index: Int, _ memory: borrowing SpellingMemory, _ model: SpellingModel
  ) -> [Float] {
    var values = [Float](repeating: 0, count: SpellingModel.Keep.allCases.count)
    addKeepEvidence(index, memory, model, to: &values)
    return values
  }

  private func addKeepEvidence(
    _ index: Int, _ memory: borrowing SpellingMemory, _ model: SpellingModel,
    to values: inout [Float]
  ) {
    let dirt = memory.dirt
    model.evidence(of: list[index]) { values[$0.rawValue] = $2 ? $1 * dirt : $1 }
    if let own = list[index].entry, own.prose > 0 {
      let (left, right) = neighbours(index, verdicts, memory)
      model.evidence(
        before: left.map { model.gain($0, own) }, after: right.map { model.gain(own, $0) }
      ) { values[$0.rawValue] = $1 }
    }
  }

  /// The evidence for a misreading of a doubt, in the order of ``SpellingModel/Other``.
  func evidence(
    _ index: Int, of number: Int, _ memory: borrowing SpellingMemory, _ model: SpellingModel
  ) -> [Float] {
    var values = [Float](repeating: 0, count: SpellingModel.Other.allCases.count)
    addEvidence(index, of: number, memory, model, to: &values, from: 0)
    return values
  }

  private func addEvidence(
    _ index: Int, of number: Int, _ memory: borrowing SpellingMemory, _ model: SpellingModel,
    to values: inout [Float], from start: Int
  ) {
    let misreading = memory.misreadings[number]
    let (left, right) = neighbours(index, verdicts, memory)
    let printed = memory.text(of: misreading)
    let read = list[index].key.bytes
    SpellingModel.evidence(of: misreading, printed: printed.span, read: read.span) {
      values[start + $0.rawValue] = $1
    }
    model.evidence(
      of: misreading, list[index].shape,
      .init(
        cost: memory.channel.cost(misreading.slips, own: memory.counted[number]),
        occurrences: memory.occurrences[number], dirt: memory.dirt,
        before: left.map { model.gain($0, misreading.first) } ?? 0,
        after: right.map { model.gain(misreading.last, $0) } ?? 0)
    ) { values[start + $0.rawValue] = $1 }
  }

  /// Says of every doubt what no neighbour changes.
  mutating func prepare(_ memory: borrowing SpellingMemory, _ model: SpellingModel) {
    let unknown = SpellingModel.weights(.deep)
    let known = SpellingModel.weights(.known)
    for index in list.indices {
      guard let thought = list[index].thought else { continue }
      let occurrences = list[index].occurrences
      if grounds[index].thought == thought && grounds[index].occurrences == occurrences { continue }
      if grounds[index].thought != thought { grounds[index].isWeighed = false }
      grounds[index].thought = thought
      grounds[index].occurrences = occurrences
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
