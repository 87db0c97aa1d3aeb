internal import Lexicon

/// The probability of “right as it stands” and of each word that a doubtful one may have been: a
/// softmax over sums of weighted evidence.
///
/// The weights are in nats for each unit of evidence, and were learnt by maximum likelihood from OCR
/// of newspapers, books and newsletters whose truth is known, and from clean text: `Learnt` below.
struct SpellingModel {
  /// The tokens of the lexicon's prose.
  static let corpus: Float = 32_600_000

  /// What speaks for a word as it stands.
  enum Keep: Int, CaseIterable {
    case always
    /// How frequent the web has it (zipf), and whether any list has it at all.
    case zipf, isListed
    /// ln(1 + count) in edited prose.
    case prose
    case length
    /// ln(1 + how often the document has it elsewhere).
    case occurrences
    case isName, opensSentence, isAllCapitals, hasDigit, isMixed, hasMark
    /// ln of the frequency of the word that it is made of by an ending or a beginning.
    case stem
    /// ln of the document's error rate over 2 %.
    case dirt
    case isShort, isOfThree, isListedWrong
    case occurrencesInDirt
    /// A single digit between its letters: a letter read as a figure.
    case hasInnerDigit
    case zipfInDirt
    /// How well it goes with its neighbours, and whether with neither.
    case left, right, fitsNowhere
    case isAcronym
  }

  /// What speaks for a word that it may have been.
  enum Other: Int, CaseIterable {
    /// −ln of the probability that the document reads it so; the same for each letter.
    case cost, costPerLetter
    /// ln of how often prose has it.
    case frequency
    /// How well it goes with its neighbours, and whether better than by chance.
    case left, right, fitsLeft, fitsRight
    /// ln(1 + how often the document has it).
    case occurrences
    /// A name read in small letters; a name where one is wanted; none where one is wanted.
    case nameInSmall, name, noName
    /// Two words that ran together, and how many letters both have.
    case isPair, lengthOfPair
    case changesFirst, moreSlips, isOfThree, isRare, costInDirt, costOfOddLetters
    case noNameAtOpening, lengthChange, pairWithSlip, isShort, nameInDirt
  }

  struct Weights: Sendable {
    var keep: [Float]
    var other: [Float]
  }

  let lexicon: Lexicon

  /// ln of how often the edited prose has a word, or would have it by the web's frequency.
  static func expected(_ entry: Lexicon.Entry) -> Float {
    // ln 10 / 100
    let web = Logarithm.exponential(Float(entry.centizipf) * 0.023_025_85) / 1e9 * corpus
    let prose = Float(entry.prose)
    return Logarithm.natural(max(prose, web * (prose > 0 ? 0.5 : 0.7), 0.05))
  }

  /// ln of how much likelier a word is behind another one than anywhere.
  private func gain(_ left: Lexicon.Entry, _ right: Lexicon.Entry) -> Float {
    let seen = Float(lexicon.bigram(left, right))
    let occurrences = Float(max(left.prose, 1))
    let share = Float(max(right.prose, 1)) / Self.corpus
    // The pairs that the table leaves out have a twentieth of the mass.
    let rest = 50 + 0.05 * occurrences
    return Logarithm.natural((seen / share + rest) / (occurrences + rest))
  }

  /// How well a word stands as it is.
  func keep(
    _ doubt: borrowing Doubt, _ weights: [Float], dirt: Float, left: Lexicon.Entry?,
    right: Lexicon.Entry?
  ) -> Float {
    var sum: Float = 0
    func add(_ evidence: Keep, _ value: Float) { sum += weights[evidence.rawValue] * value }
    func add(_ evidence: Keep, if condition: Bool) {
      if condition { sum += weights[evidence.rawValue] }
    }
    let occurrences = Logarithm.natural(1 + Float(doubt.occurrences))
    let zipf = Float(doubt.entry?.centizipf ?? 0) / 100
    let prose = Float(doubt.entry?.prose ?? 0)
    let length = doubt.key.count
    add(.always, 1)
    add(.zipf, zipf)
    add(.isListed, if: doubt.entry != nil)
    add(.prose, Logarithm.natural(1 + prose))
    add(.length, Float(min(length, 15)))
    add(.occurrences, occurrences)
    add(.isName, if: doubt.shape.contains(.name))
    add(
      .opensSentence,
      if: doubt.shape.isSuperset(of: [.capitalised, .opensSentence])
        && !doubt.shape.contains(.name))
    add(.isAllCapitals, if: doubt.shape.contains(.allCapitals))
    add(.hasDigit, if: doubt.shape.contains(.digit))
    add(.isMixed, if: doubt.shape.contains(.mixed))
    add(.hasMark, if: doubt.shape.contains(.mark))
    add(.stem, doubt.stem)
    add(.dirt, dirt)
    add(.isShort, if: length <= 2)
    add(.isOfThree, if: length == 3)
    add(.isListedWrong, if: doubt.entry?.hasCorrections ?? false)
    add(.occurrencesInDirt, dirt * occurrences)
    add(.hasInnerDigit, if: doubt.shape.contains(.innerDigit))
    add(.zipfInDirt, dirt * zipf)
    if let own = doubt.entry, prose > 0 {
      let before = left.map { gain($0, own) }
      let after = right.map { gain(own, $0) }
      add(.left, before ?? 0)
      add(.right, after ?? 0)
      add(.fitsNowhere, if: before ?? -1 < 0 && after ?? -1 < 0)
    }
    add(.isAcronym, if: length <= 4 && doubt.shape.contains(.allCapitals))
    return sum
  }

  /// How well a word that it may have been would stand there.
  ///
  /// - Parameters:
  ///   - cost: −ln of the probability that the document reads it so.
  ///   - occurrences: how often the document has it.
  func score(
    _ misreading: borrowing Misreading, of doubt: borrowing Doubt, _ weights: [Float], cost: Float,
    occurrences: Int, dirt: Float, left: Lexicon.Entry?, right: Lexicon.Entry?
  ) -> Float {
    guard let first = lexicon.entry(at: Int(misreading.first)) else { return -.infinity }
    let last = misreading.second.flatMap { lexicon.entry(at: Int($0)) } ?? first
    var sum: Float = 0
    func add(_ evidence: Other, _ value: Float) { sum += weights[evidence.rawValue] * value }
    func add(_ evidence: Other, if condition: Bool) {
      if condition { sum += weights[evidence.rawValue] }
    }
    let length = misreading.text.count
    let share = Float(first.capitalShare ?? (first.isProperName ? 95 : 20)) / 100
    let isName = doubt.shape.contains(.name)
    add(.cost, cost)
    add(.costPerLetter, cost / Float(max(2, length)))
    add(.frequency, misreading.frequency)
    if let left {
      let gain = gain(left, first)
      add(.left, gain)
      add(.fitsLeft, if: gain > 0)
    }
    if let right {
      let gain = gain(last, right)
      add(.right, gain)
      add(.fitsRight, if: gain > 0)
    }
    if misreading.second != nil {
      add(.isPair, 1)
      add(.lengthOfPair, Float(length))
      add(.pairWithSlip, if: misreading.alignment.count > 0)
    } else {
      add(.occurrences, Logarithm.natural(1 + Float(occurrences)))
    }
    add(.nameInSmall, if: !doubt.shape.contains(.capitalised) && share > 0.8)
    add(.name, if: isName && (share > 0.7 || first.isProperName))
    add(.noName, if: isName && share < 0.1 && !first.isProperName)
    add(.changesFirst, if: misreading.alignment.changesFirst)
    add(.moreSlips, Float(max(0, misreading.alignment.count - 1)))
    add(.isOfThree, if: length <= 3)
    add(.isRare, if: !first.isInSCOWL)
    add(.costInDirt, dirt * cost * 0.1)
    add(.costOfOddLetters, doubt.shape.isDisjoint(with: [.digit, .innerDigit, .mark]) ? 0 : cost)
    add(
      .noNameAtOpening,
      if: doubt.shape.isSuperset(of: [.capitalised, .opensSentence]) && share < 0.1)
    add(.lengthChange, Float(abs(length - doubt.key.count)))
    add(.isShort, if: length <= 2)
    add(.nameInDirt, isName ? dirt : 0)
    return sum
  }
}
