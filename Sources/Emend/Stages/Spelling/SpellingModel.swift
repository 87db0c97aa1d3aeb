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
    /// What was read is the word with an s or es behind it, which dictionaries leave out; it lacks an s.
    case plural, singular
    /// It is written with s for z, z for s, c for k, as others write it.
    case variant
    /// ln(1 + count in prose) of the more frequent of two words that ran together, and of the other:
    /// “ofthe” is a slip, “corndealer” a compound.
    case commonerOfPair, rarerOfPair
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
  func gain(_ left: Lexicon.Entry, _ right: Lexicon.Entry) -> Float {
    let seen = Float(lexicon.bigram(left, right))
    let occurrences = Float(max(left.prose, 1))
    let share = Float(max(right.prose, 1)) / Self.corpus
    // The pairs that the table leaves out have a twentieth of the mass.
    let rest = 50 + 0.05 * occurrences
    return Logarithm.natural((seen / share + rest) / (occurrences + rest))
  }

  /// How well a word stands as it is, whatever its document and its neighbours are.
  ///
  /// - Returns: the sum, and what each unit of dirt adds to it.
  func keep(_ doubt: borrowing Doubt, _ weights: Span<Float>) -> (sum: Float, perDirt: Float) {
    var sum: Float = 0
    func weight(_ evidence: Keep) -> Float { weights[evidence.rawValue] }
    func add(_ evidence: Keep, _ value: Float) { sum += weight(evidence) * value }
    func add(_ evidence: Keep, if condition: Bool) { if condition { sum += weight(evidence) } }
    let occurrences = Logarithm.natural(1 + Float(doubt.occurrences))
    let zipf = Float(doubt.entry?.centizipf ?? 0) / 100
    let length = doubt.key.count
    let shape = doubt.shape
    add(.always, 1)
    add(.zipf, zipf)
    add(.isListed, if: doubt.entry != nil)
    add(.prose, Logarithm.natural(1 + Float(doubt.entry?.prose ?? 0)))
    add(.length, Float(min(length, 15)))
    add(.occurrences, occurrences)
    add(.isName, if: shape.contains(.name))
    add(
      .opensSentence,
      if: shape.isSuperset(of: [.capitalised, .opensSentence]) && !shape.contains(.name))
    add(.isAllCapitals, if: shape.contains(.allCapitals))
    add(.hasDigit, if: shape.contains(.digit))
    add(.isMixed, if: shape.contains(.mixed))
    add(.hasMark, if: shape.contains(.mark))
    add(.stem, doubt.stem)
    add(.isShort, if: length <= 2)
    add(.isOfThree, if: length == 3)
    add(.isListedWrong, if: doubt.entry?.hasCorrections ?? false)
    add(.hasInnerDigit, if: shape.contains(.innerDigit))
    add(.isAcronym, if: length <= 4 && shape.contains(.allCapitals))
    return (
      sum,
      weight(.dirt) + weight(.occurrencesInDirt) * occurrences + weight(.zipfInDirt) * zipf
    )
  }

  /// What its neighbours add to how well a word of the lexicon stands as it is.
  ///
  /// - Parameters:
  ///   - before: how much likelier it is behind the word before; nil where none is known.
  ///   - after: how much likelier the word behind is there.
  func keep(_ weights: Span<Float>, before: Float?, after: Float?) -> Float {
    var sum =
      weights[Keep.left.rawValue] * (before ?? 0) + weights[Keep.right.rawValue] * (after ?? 0)
    if before ?? -1 < 0 && after ?? -1 < 0 { sum += weights[Keep.fitsNowhere.rawValue] }
    return sum
  }

  /// How well a misreading would stand anywhere.
  ///
  /// - Parameters:
  ///   - printed: the misreading as it is printed in small letters, two words with a blank between.
  ///   - read: what was read, in small letters.
  static func score(
    _ misreading: Misreading, printed: [UInt8], read: [UInt8], slips: Channel.Alignment,
    _ weights: [Float]
  ) -> Float {
    var sum: Float = 0
    func add(_ evidence: Other, _ value: Float) { sum += weights[evidence.rawValue] * value }
    func add(_ evidence: Other, if condition: Bool) {
      if condition { sum += weights[evidence.rawValue] }
    }
    let length = printed.count
    add(.frequency, misreading.frequency)
    if let second = misreading.second {
      add(.isPair, 1)
      add(.lengthOfPair, Float(length))
      add(.pairWithSlip, if: slips.count > 0)
      let counts = [misreading.first, second].map { Logarithm.natural(1 + Float($0.prose)) }
      add(.commonerOfPair, max(counts[0], counts[1]))
      add(.rarerOfPair, min(counts[0], counts[1]))
    }
    add(.changesFirst, if: slips.changesFirst)
    add(.moreSlips, Float(max(0, slips.count - 1)))
    add(.isOfThree, if: length <= 3)
    add(.isRare, if: !misreading.first.isInSCOWL)
    add(.lengthChange, Float(abs(length - read.count)))
    add(.isShort, if: length <= 2)
    add(.plural, if: read.starts(with: printed) && isPlural(read.dropFirst(length)))
    add(
      .singular,
      if: printed.count == read.count + 1 && printed.starts(with: read)
        && printed.last == UInt8(ascii: "s"))
    add(.variant, if: isVariant(printed, read))
    return sum
  }

  private static func isPlural(_ ending: ArraySlice<UInt8>) -> Bool {
    ending.last == UInt8(ascii: "s")
      && (ending.count == 1 || ending.count == 2 && ending.first == UInt8(ascii: "e"))
  }

  /// Whether two spellings differ in one letter that different writers choose differently.
  private static func isVariant(_ printed: [UInt8], _ read: [UInt8]) -> Bool {
    guard printed.count == read.count else { return false }
    let differing = printed.indices.filter { printed[$0] != read[$0] }
    guard differing.count == 1, let place = differing.first else { return false }
    return switch (read[place], printed[place]) {
    case (UInt8(ascii: "s"), UInt8(ascii: "z")), (UInt8(ascii: "z"), UInt8(ascii: "s")),
      (UInt8(ascii: "k"), UInt8(ascii: "c")):
      true
    default: false
    }
  }

  /// How well a misreading would stand in its place.
  ///
  /// - Parameters:
  ///   - cost: −ln of the probability that the document reads it so.
  ///   - occurrences: ln(1 + how often the document has it).
  ///   - before: how much likelier it is behind the word before; 0 where none is known.
  ///   - after: how much likelier the word behind is there.
  @inline(__always)
  func score(
    _ misreading: Misreading, _ shape: Doubt.Shape, _ weights: Span<Float>, cost: Float,
    occurrences: Float, dirt: Float, before: Float, after: Float
  ) -> Float {
    func weight(_ evidence: Other) -> Float { weights[evidence.rawValue] }
    var ofCost =
      weight(.cost) + weight(.costPerLetter) * misreading.perLetter
      + weight(.costInDirt) * 0.1 * dirt
    if !shape.isDisjoint(with: [.digit, .innerDigit, .mark]) {
      ofCost += weight(.costOfOddLetters)
    }
    var sum = misreading.score + ofCost * cost + weight(.occurrences) * occurrences
    sum += weight(.left) * before + weight(.right) * after
    if before > 0 { sum += weight(.fitsLeft) }
    if after > 0 { sum += weight(.fitsRight) }
    if shape.contains(.name) {
      sum += weight(.nameInDirt) * dirt
      if misreading.traits.contains(.name) { sum += weight(.name) }
      if misreading.traits.contains(.noName) { sum += weight(.noName) }
    }
    if !shape.contains(.capitalised) {
      if misreading.traits.contains(.alwaysCapital) { sum += weight(.nameInSmall) }
    } else if shape.contains(.opensSentence), misreading.traits.contains(.smallLetters) {
      sum += weight(.noNameAtOpening)
    }
    return sum
  }
}
