internal import Lexicon

/// The words on both sides of a doubtful one, as far as they belong to its sentence.
struct SpellingContext {
  var left: Lexicon.Entry?
  var right: Lexicon.Entry?
  /// Whether a sentence begins with the word.
  var opensSentence = false

  init() {}

  init(
    _ window: borrowing Window, _ it: Block, _ index: Int, _ lexicon: Lexicon,
    _ evidence: borrowing Evidence
  ) {
    let bytes = window.bytes.span
    let token = window.tokens[index]
    if index > it.tokens.lowerBound {
      let before = window.tokens[index - 1]
      var isApart = false
      for offset in before.end..<Int(token.start) {
        let byte = bytes[offset]
        // Behind an initial or a short abbreviation stands a name.
        let endsSentence =
          byte == UInt8(ascii: ".")
          ? before.length > 3 || !before.facts.contains(.capitalised)
          : byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: ":")
        if endsSentence { opensSentence = true }
        if !byte.isBlank && !byte.isLineEnd && byte != UInt8(ascii: "\"") { isApart = true }
      }
      if !isApart { left = Self.entry(before, evidence, lexicon) }
    } else {
      opensSentence = true
    }
    if index + 1 < it.tokens.upperBound {
      let after = window.tokens[index + 1]
      var isApart = false
      for offset in token.end..<Int(after.start) {
        let byte = bytes[offset]
        if !byte.isBlank && !byte.isLineEnd && byte != UInt8(ascii: "\"") { isApart = true }
      }
      if !isApart { right = Self.entry(after, evidence, lexicon) }
    }
  }

  private static func entry(
    _ token: Token, _ evidence: borrowing Evidence, _ lexicon: Lexicon
  ) -> Lexicon.Entry? {
    let form = evidence.form(token)
    return form.entry == 0 ? nil : lexicon.entry(at: Int(form.entry) - 1)
  }
}

/// The weights by which “right as it stands” and the candidates are compared, in nats: logarithms of
/// how often each reading is to be expected in a text as long as the edited prose of the lexicon.
///
/// The model is a noisy channel: the frequency of the printed word, times how likely its letters are
/// misread so. How the weights stand to one another was chosen on OCR of newspapers and newsletters
/// with known truth; SPELLING's figures in the documentation say how well it does.
struct SpellingModel {
  /// How much likelier misreadings are here than in the pages on which they were measured.
  private let dirt: Double
  let isClean: Bool

  /// The tokens of the edited prose.
  private static let corpus = 32_600_000.0

  init(_ habits: Evidence.Habits, isClean: Bool) {
    let unknown = Double(habits.unknownWords) + 1
    let all = Double(habits.smallWords) + 120
    let share = min(0.3, max(0.004, unknown / all))
    self.isClean = isClean
    dirt = 0.8 * Logarithm.natural(share / 0.025)
  }

  /// How well the word stands as it is.
  func keep(
    length: Int, centizipf: Int, prose: Int, occurrences: Int, isName: Bool,
    stem: Evidence.Word?,
    hasOddLetters: Bool
  ) -> Double {
    // A word that nobody has: strings of letters grow rare by two nats a letter.
    var score = 11 - 2.1 * Double(length)
    if centizipf > 0 { score = max(score, expected(centizipf: centizipf, prose: prose) - 1) }
    // What edited prose has three times is a rare word.
    if prose >= 3 { score += 2.5 }
    // In a clean document, what the web has is a rare word more often than an error.
    if isClean && centizipf > 0 { score += centizipf >= 150 ? 5 : 3 }
    // A plural or a participle of a known word is to be expected some fifty times more seldom.
    if let stem { score = max(score, expected(centizipf: stem.centizipf, prose: stem.prose) - 4) }
    if isName { score += 3.5 }
    if occurrences > 0 { score += 1.6 * Logarithm.natural(1 + Double(occurrences)) }
    if hasOddLetters { score -= 4 }
    return score
  }

  /// How well a candidate would stand there.
  func score(
    _ candidate: FuzzySearch.Candidate, _ lexicon: Lexicon, _ context: SpellingContext,
    isCapitalised: Bool, isName: Bool, inDocument: Int
  ) -> Double {
    guard let first = lexicon.entry(at: Int(candidate.first)) else { return -.infinity }
    var score = -candidate.cost + dirt
    var last = first
    if let second = candidate.second {
      guard let entry = lexicon.entry(at: Int(second)) else { return -.infinity }
      last = entry
      score += Logarithm.natural(Double(max(1, lexicon.bigram(first, entry))))
    } else {
      score += expected(centizipf: first.centizipf, prose: first.prose)
    }
    var isSupported = false
    if let left = context.left {
      score += gain(lexicon, left, first)
      isSupported = lexicon.bigram(left, first) > 0
    }
    if let right = context.right {
      score += gain(lexicon, last, right)
      if lexicon.bigram(last, right) > 0 { isSupported = true }
    }
    if inDocument > 0 { score += 0.9 * Logarithm.natural(1 + Double(inDocument)) }
    // A word that is a name everywhere else, in small letters here, or the other way round.
    let share = Double(first.capitalShare ?? (first.isProperName ? 95 : 20)) / 100
    if !isCapitalised && share > 0.8 { score -= 4 }
    if isName {
      if first.isProperName || share > 0.7 {
        score += 2.5
      } else if isClean && inDocument == 0 && !isSupported {
        score -= 4
      }
    }
    return score
  }

  /// How often the edited prose has a word, or would have it by the web's frequency.
  private func expected(centizipf: Int, prose: Int) -> Double {
    let web = Logarithm.exponential(Double(centizipf) / 100 * 2.302_585) / 1e9 * Self.corpus
    return Logarithm.natural(max(Double(prose), web * (prose > 0 ? 0.5 : 0.7), 0.05))
  }

  /// By how much likelier two words are next to each other than by chance, tempered.
  private func gain(_ lexicon: Lexicon, _ left: Lexicon.Entry, _ right: Lexicon.Entry) -> Double {
    let chance =
      max(Double(left.prose), 1) * max(Double(right.prose), 1) / Self.corpus
    let seen = Double(lexicon.bigram(left, right))
    let gain = Logarithm.natural((seen + 0.4 * min(chance, 5) + 0.02) / (chance + 0.02))
    return max(-1.5, min(5, 0.6 * gain))
  }
}
