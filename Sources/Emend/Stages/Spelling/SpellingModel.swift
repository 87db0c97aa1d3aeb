internal import Lexicon

/// The probability of “right as it stands” and of each word that a doubtful one may have been: a
/// softmax over sums of weighted evidence.
///
/// The weights are in nats for each unit of evidence, and were learnt by maximum likelihood from OCR
/// of newspapers, books and newsletters whose truth is known, and from clean text. What depends on several
/// kinds of evidence at once is left to ``SpellingJudge``.
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
    /// How surprising its letters are: a tenth of all, one on the average, and a fifth of the most
    /// surprising one.
    case letters, meanLetter, strangestLetter
    case strangestLetterInDirt
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
    let seen = lexicon.bigram(left, right)
    return seen == 0
      ? Self.unseen[left.proseDecibits] : Self.gain(seen: seen, left.prose, right.prose)
  }

  /// The same; nil where the one was never seen behind the other.
  func gainOfSeen(_ left: Lexicon.Entry, _ right: Lexicon.Entry) -> Float? {
    let seen = lexicon.bigram(left, right)
    return seen == 0 ? nil : Self.gain(seen: seen, left.prose, right.prose)
  }

  /// The gain of a word that was never seen behind another, by how often prose has that one.
  private static let unseen: [Float] = (0...255).map {
    gain(seen: 0, Lexicon.prose(ofDecibits: $0), 1)
  }

  private static func gain(seen: Int, _ left: Int, _ right: Int) -> Float {
    let occurrences = Float(max(left, 1))
    let share = Float(max(right, 1)) / Self.corpus
    // The pairs that the table leaves out have a twentieth of the mass.
    let rest = 50 + 0.05 * occurrences
    return Logarithm.natural((Float(seen) / share + rest) / (occurrences + rest))
  }

  /// How well a word stands as it is, whatever its document and its neighbours are.
  ///
  /// - Returns: the sum, and what each unit of dirt adds to it.
  @inline(__always)
  func keep(_ doubt: borrowing Doubt, _ weights: Span<Float>) -> (sum: Float, perDirt: Float) {
    var sum: Float = 0
    var perDirt: Float = 0
    evidence(of: doubt) { evidence, value, isPerDirt in
      if isPerDirt {
        perDirt += weights[evidence.rawValue] * value
      } else {
        sum += weights[evidence.rawValue] * value
      }
    }
    return (sum, perDirt)
  }

  /// Calls a function with the evidence for a word as it stands, apart from its neighbours: which it is,
  /// how much of it there is, and whether that is to be multiplied by the dirt.
  @inline(__always)
  func evidence(of doubt: borrowing Doubt, _ body: (Keep, Float, Bool) -> Void) {
    func add(_ evidence: Keep, if condition: Bool) { if condition { body(evidence, 1, false) } }
    let occurrences = Logarithm.natural(1 + Float(doubt.occurrences))
    let zipf = Float(doubt.entry?.centizipf ?? 0) / 100
    let length = doubt.key.count
    let shape = doubt.shape
    body(.always, 1, false)
    body(.zipf, zipf, false)
    add(.isListed, if: doubt.entry != nil)
    body(.prose, Logarithm.natural(1 + Float(doubt.entry?.prose ?? 0)), false)
    body(.length, Float(min(length, 15)), false)
    body(.occurrences, occurrences, false)
    add(.isName, if: shape.contains(.name))
    add(
      .opensSentence,
      if: shape.isSuperset(of: [.capitalised, .opensSentence]) && !shape.contains(.name))
    add(.isAllCapitals, if: shape.contains(.allCapitals))
    add(.hasDigit, if: shape.contains(.digit))
    add(.isMixed, if: shape.contains(.mixed))
    add(.hasMark, if: shape.contains(.mark))
    body(.stem, doubt.stem, false)
    add(.isShort, if: length <= 2)
    add(.isOfThree, if: length == 3)
    add(.isListedWrong, if: doubt.entry?.hasCorrections ?? false)
    add(.hasInnerDigit, if: shape.contains(.innerDigit))
    add(.isAcronym, if: length <= 4 && shape.contains(.allCapitals))
    body(.letters, doubt.letters.sum / 10, false)
    body(.meanLetter, doubt.letters.mean, false)
    body(.strangestLetter, doubt.letters.most / 5, false)
    body(.dirt, 1, true)
    body(.occurrencesInDirt, occurrences, true)
    body(.zipfInDirt, zipf, true)
    body(.strangestLetterInDirt, doubt.letters.most / 5, true)
  }

  /// What its neighbours add to how well a word of the lexicon stands as it is.
  ///
  /// - Parameters:
  ///   - before: how much likelier it is behind the word before; nil where none is known.
  ///   - after: how much likelier the word behind is there.
  func keep(_ weights: Span<Float>, before: Float?, after: Float?) -> Float {
    var sum: Float = 0
    evidence(before: before, after: after) { sum += weights[$0.rawValue] * $1 }
    return sum
  }

  /// Calls a function with the evidence of its neighbours for a word of the lexicon as it stands.
  @inline(__always)
  func evidence(before: Float?, after: Float?, _ body: (Keep, Float) -> Void) {
    body(.left, before ?? 0)
    body(.right, after ?? 0)
    if before ?? -1 < 0 && after ?? -1 < 0 { body(.fitsNowhere, 1) }
  }

  /// How well a misreading would stand anywhere.
  ///
  /// - Parameters:
  ///   - printed: the misreading as it is printed in small letters, two words with a blank between.
  ///   - read: what was read, in small letters.
  static func score(
    _ misreading: Misreading, printed: Span<UInt8>, read: Span<UInt8>, _ weights: [Float]
  ) -> Float {
    var sum: Float = 0
    evidence(of: misreading, printed: printed, read: read) {
      sum += weights[$0.rawValue] * $1
    }
    return sum
  }

  /// Calls a function with the evidence for a misreading that it has anywhere.
  static func evidence(
    of misreading: Misreading, printed: Span<UInt8>, read: Span<UInt8>,
    _ body: (Other, Float) -> Void
  ) {
    let slips = misreading.slips
    func add(_ evidence: Other, if condition: Bool) { if condition { body(evidence, 1) } }
    let length = printed.count
    body(.frequency, misreading.frequency)
    if let second = misreading.second {
      body(.isPair, 1)
      body(.lengthOfPair, Float(length))
      add(.pairWithSlip, if: slips.count > 0)
      let counts = [misreading.first, second].map { Logarithm.natural(1 + Float($0.prose)) }
      body(.commonerOfPair, max(counts[0], counts[1]))
      body(.rarerOfPair, min(counts[0], counts[1]))
    }
    add(.changesFirst, if: slips.changesFirst)
    body(.moreSlips, Float(max(0, slips.count - 1)))
    add(.isOfThree, if: length <= 3)
    add(.isRare, if: !misreading.first.isInSCOWL)
    body(.lengthChange, Float(abs(length - read.count)))
    add(.isShort, if: length <= 2)
    let isLonger =
      read.count > length && read.equals(0..<length, printed, printed.indices)
    add(.plural, if: isLonger && isPlural(read.extracting(length...)))
    add(
      .singular,
      if: length == read.count + 1 && printed[length - 1] == UInt8(ascii: "s")
        && printed.equals(read.indices, read, read.indices))
    add(.variant, if: isVariant(printed, read))
  }

  private static func isPlural(_ ending: Span<UInt8>) -> Bool {
    ending[ending.count - 1] == UInt8(ascii: "s")
      && (ending.count == 1 || ending.count == 2 && ending[0] == UInt8(ascii: "e"))
  }

  /// Whether two spellings differ in one letter that different writers choose differently.
  private static func isVariant(_ printed: Span<UInt8>, _ read: Span<UInt8>) -> Bool {
    guard printed.count == read.count else { return false }
    var place = 0
    while place < read.count, printed[place] == read[place] { place += 1 }
    guard place < read.count,
      printed.equals((place + 1)..<read.count, read, (place + 1)..<read.count)
    else { return false }
    return switch (read[place], printed[place]) {
    case (UInt8(ascii: "s"), UInt8(ascii: "z")), (UInt8(ascii: "z"), UInt8(ascii: "s")),
      (UInt8(ascii: "k"), UInt8(ascii: "c")):
      true
    default: false
    }
  }

  /// What a document and its sentence say of a misreading.
  struct Place {
    /// −ln of the probability that the document reads it so.
    var cost: Float
    /// ln(1 + how often the document has it).
    var occurrences: Float
    var dirt: Float
    /// How much likelier it is behind the word before; 0 where none is known.
    var before: Float
    /// How much likelier the word behind is there.
    var after: Float
  }

  /// How well a misreading would stand in its place.
  @inline(__always)
  func score(
    _ misreading: Misreading, _ shape: Doubt.Shape, _ weights: Span<Float>, _ place: Place
  ) -> Float {
    var sum = misreading.score
    evidence(of: misreading, shape, place) { sum += weights[$0.rawValue] * $1 }
    return sum
  }

  /// Calls a function with the evidence for a misreading that it has in its place.
  @inline(__always)
  func evidence(
    of misreading: Misreading, _ shape: Doubt.Shape, _ place: Place,
    _ body: (Other, Float) -> Void
  ) {
    body(.cost, place.cost)
    body(.costPerLetter, place.cost * misreading.perLetter)
    body(.costInDirt, place.cost * 0.1 * place.dirt)
    if !shape.isDisjoint(with: [.digit, .innerDigit, .mark]) {
      body(.costOfOddLetters, place.cost)
    }
    body(.occurrences, place.occurrences)
    body(.left, place.before)
    body(.right, place.after)
    if place.before > 0 { body(.fitsLeft, 1) }
    if place.after > 0 { body(.fitsRight, 1) }
    if shape.contains(.name) {
      body(.nameInDirt, place.dirt)
      if misreading.traits.contains(.name) { body(.name, 1) }
      if misreading.traits.contains(.noName) { body(.noName, 1) }
    }
    if !shape.contains(.capitalised) {
      if misreading.traits.contains(.alwaysCapital) { body(.nameInSmall, 1) }
    } else if shape.contains(.opensSentence), misreading.traits.contains(.smallLetters) {
      body(.noNameAtOpening, 1)
    }
  }
}
