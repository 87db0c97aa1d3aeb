internal import Lexicon

/// A word with a blank or a line end in it: `slaugh ter`, `con cerned`, `w hite`.
///
/// Engines see a blank where letters stand wide, and whoever made text of a page may have lost the hyphens
/// at the ends of its lines, and the ends with them. What tells such a word from two: together they are a
/// word, prose has the two seldom beside each other, and one of them, or both, is none. A document that has
/// some of these has others, whose parts are words as well: `con duct`.
enum SplitWord {
  /// From so many occurrences in edited prose on, what no dictionary has is no mere part of a word.
  private static let partProse = 200
  /// A word has so many letters at the least, and its frequency is this.
  private static let leastLetters = 5
  private static let leastProse = 20
  /// A word of a dictionary with so many letters may be rarer.
  private static let longWord = 8
  /// A shorter word has to be as frequent as this, and only where many words have fallen apart.
  private static let shortWord = 4
  private static let commonProse = 5000
  /// Words that edited prose has so often stand beside everything.
  private static let smallWordProse = 2000
  /// So many sure ones, and one in so many words, are how the document came to be.
  private static let habit = 3
  private static let wordsPerHabit = 400

  private static let count = "spacing.split-words"

  /// What a block has if it has such a word.
  static let signals: Signals = [.unknownWord, .wordPart]
  private static let part: Token.Facts = [.unknown, .part]

  /// Whether a word of the lexicon may be a part of another.
  static func mayBePart(_ entry: Lexicon.Entry) -> Bool {
    !entry.isInSCOWL && !entry.isProtected && entry.prose < partProse
  }

  /// How many of the parts are no words.
  private enum Parts: Comparable {
    case neither
    case one
    case both

    var confidence: Double {
      switch self {
      case .both: 0.97
      case .one: 0.94
      case .neither: 0.92
      }
    }
  }

  /// A word with a blank between two tokens.
  private struct Candidate {
    /// The first of its tokens.
    var token: Int
    var parts: Parts
    /// How many times as often the word is met as its parts side by side.
    var ratio: Double
    var word: [UInt8]

    func isLikelier(than other: Candidate) -> Bool {
      parts == other.parts ? ratio > other.ratio : parts > other.parts
    }
  }

  /// Counts the words of a block with blanks in them of which there is no doubt.
  static func survey(_ window: borrowing Window, _ it: Block, into evidence: inout Evidence) {
    guard mayHaveHabit(evidence) else { return }
    var sure = 0
    for index in window.tokens(in: it.tokens.dropLast(), with: part)
    where !window.tokens[index + 1].facts.isDisjoint(with: part) {
      if candidate(window, it, index, hasHabit: false, evidence) != nil { sure += 1 }
    }
    if sure > 0 { evidence.add(sure, to: count) }
  }

  /// Whether so many words are unknown as would be if many were parts of words.
  private static func mayHaveHabit(_ evidence: borrowing Evidence) -> Bool {
    evidence.habits.unknownWords * 128 > evidence.habits.smallWords
  }

  /// Whether many words of the document have fallen apart.
  private static func hasHabit(_ evidence: borrowing Evidence) -> Bool {
    guard mayHaveHabit(evidence) else { return false }
    let sure = evidence.count(count)
    return sure >= habit && sure * wordsPerHabit >= evidence.habits.words
  }

  /// Proposes to take out the blanks within the words of a block.
  static func propose(
    _ window: borrowing Window, _ it: Block, _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    let hasHabit = hasHabit(evidence)
    var last: Candidate?
    var next = it.tokens.lowerBound
    // Where many words have fallen apart, any may.
    for index in window.tokens(in: it.tokens, with: hasHabit ? nil : part) {
      for left in max(next, index - 1)..<max(next, min(index + 1, it.tokens.upperBound - 1)) {
        next = left + 1
        guard let found = candidate(window, it, left, hasHabit: hasHabit, evidence) else {
          continue
        }
        if let other = last {
          // A part belongs to one word.
          if other.token + 1 == left {
            if found.isLikelier(than: other) { last = found }
            continue
          }
          propose(other, window, it, &edits)
        }
        last = found
      }
    }
    if let last { propose(last, window, it, &edits) }
  }

  private static func propose(
    _ candidate: Candidate, _ window: borrowing Window, _ it: Block, _ edits: inout Edits
  ) {
    let bytes = window.bytes.span
    let blank = window.tokens[candidate.token].end
    guard !window.isProtected((blank - 1)..<(blank + 2)) else { return }
    var place = blank..<(blank + 1)
    var replacement: [UInt8] = []
    if bytes[blank].isLineEnd {
      var limit = place.upperBound
      while limit < it.content.upperBound, !bytes[limit].isLineEnd { limit += 1 }
      while bytes[limit - 1].isBlank { limit -= 1 }
      guard let move = WordBreak.moveUp(bytes, place, limit: limit, lineEnd: place) else { return }
      (place, replacement) = move
    }
    let word = String(decoding: candidate.word, as: UTF8.self)
    let why =
      switch candidate.parts {
      case .both: "and its parts are none."
      case .one: "and one of its parts is none."
      case .neither: "its parts seldom stand beside each other, and other words fell apart like it."
      }
    edits.replace(
      place, with: replacement, rule: "split-word", confidence: candidate.parts.confidence,
      reason: "“\(word)” is a word, \(why)")
  }

  /// The word that two tokens are, if they are parts of one.
  private static func candidate(
    _ window: borrowing Window, _ it: Block, _ index: Int, hasHabit: Bool,
    _ evidence: borrowing Evidence
  ) -> Candidate? {
    let bytes = window.bytes.span
    let (left, right) = (window.tokens[index], window.tokens[index + 1])
    let length = Int(left.length) + Int(right.length)
    let isLineEnd = bytes[left.end] == 0x0A
    guard Int(right.start) == left.end + 1, isLineEnd || bytes[left.end] == 0x20,
      length >= (hasHabit ? shortWord : leastLetters), length <= 30, areLetters(left, right),
      standsAlone(bytes, it, Int(left.start)..<right.end)
    else { return nil }
    var isLeftPart = !left.facts.isDisjoint(with: part)
    var isRightPart = !right.facts.isDisjoint(with: part)
    if left.length == 1 || right.length == 1 {
      // A single letter is a part of a word only beside what is no word; a, I and O are words.
      let letter = bytes[left.length == 1 ? Int(left.start) : Int(right.start)].asciiLowered
      guard left.length == 1 ? isRightPart : isLeftPart, letter != UInt8(ascii: "a"),
        letter != UInt8(ascii: "i"), letter != UInt8(ascii: "o")
      else { return nil }
      (isLeftPart, isRightPart) = (true, true)
    }
    let parts: Parts =
      isLeftPart && isRightPart ? .both : isLeftPart || isRightPart ? .one : .neither
    if length < leastLetters, parts != .both { return nil }
    // A line that goes on has its words where another line may have its own.
    if isLineEnd, parts == .neither || parts == .one && !hasHabit { return nil }
    let forms = (evidence.form(left), evidence.form(right))
    let least: Double
    switch parts {
    case .both: least = 40
    case .one:
      let (part, token, other) = isLeftPart ? (forms.0, left, forms.1) : (forms.1, right, forms.0)
      let isSmall = other.prose >= smallWordProse
      // Beside a small word stands what was misread, and what a trade has words for.
      guard isSmall ? part.prose == 0 && token.length >= 4 : token.length >= 4 || length >= 7
      else { return nil }
      if hasHabit {
        least = 40
      } else {
        guard part.prose > 0 || evidence.occurrences(token) <= 2 else { return nil }
        least = isSmall ? 2000 : 100
      }
    case .neither:
      guard hasHabit, left.length >= 2, right.length >= 2 else { return nil }
      least = 100
    }
    var word: [UInt8] = []
    word.reserveCapacity(length)
    WordKey.fold(bytes, left.range, into: &word)
    WordKey.fold(bytes, right.range, into: &word)
    guard let lexicon = evidence.lexicon, let whole = lexicon.lookup(word.span),
      KnownWord.isProposed(whole), !whole.isProperName || left.facts.contains(.capitalised)
    else { return nil }
    // Two parts that are none seldom make a long word by chance, however rare it is.
    if parts == .both, length >= longWord, whole.isInSCOWL {
      guard isInLanguage(window, it, near: index, evidence) else { return nil }
      return Candidate(token: index, parts: parts, ratio: Double(whole.prose) + 1, word: word)
    }
    guard whole.prose >= (length < leastLetters ? commonProse : leastProse) else { return nil }
    let byChance =
      Double(forms.0.prose) * Double(forms.1.prose) / Double(SpellingModel.corpus)
    let together = lexicon.pairCount(
      word.span.extracting(0..<Int(left.length)),
      word.span.extracting(Int(left.length)..<word.count))
    let ratio = Double(whole.prose) / max(0.5, byChance, Double(together))
    guard ratio >= least, isInLanguage(window, it, near: index, evidence) else { return nil }
    return Candidate(token: index, parts: parts, ratio: ratio, word: word)
  }

  /// Whether the words around a place are of the lexicon's language: one in four is among its commonest.
  /// What is no word of one language may be a word of another: `por ter sido`.
  private static func isInLanguage(
    _ window: borrowing Window, _ it: Block, near index: Int, _ evidence: borrowing Evidence
  ) -> Bool {
    var small = 0
    var common = 0
    let near = max(it.tokens.lowerBound, index - reach)..<min(it.tokens.upperBound, index + reach)
    for other in near where other != index && other != index + 1 {
      let token = window.tokens[other]
      guard token.form != 0,
        token.facts.isDisjoint(with: [.capitalised, .digit, .protected, .ideograph])
      else { continue }
      small += 1
      if evidence.form(token).prose >= commonestProse { common += 1 }
    }
    return common > 0 && common * 4 >= small
  }

  /// So many words on either side tell the language.
  private static let reach = 16
  private static let commonestProse = 20_000

  /// Whether two tokens consist of letters of ASCII in the case that one word may have.
  private static func areLetters(_ left: Token, _ right: Token) -> Bool {
    let odd: Token.Facts = [
      .mixedCase, .digit, .apostrophe, .notASCII, .ideograph, .hyphenBefore, .hyphenAfter,
      .protected,
    ]
    guard left.form != 0, right.form != 0, left.facts.isDisjoint(with: odd),
      right.facts.isDisjoint(with: odd)
    else { return false }
    if right.facts.contains(.capitalised) {
      return left.facts.contains(.allCapitals) && right.facts.contains(.allCapitals)
    }
    return !left.facts.contains(.allCapitals)
  }

  /// Whether blanks, or marks that stand beside words, set a range off.
  private static func standsAlone(_ bytes: Span<UInt8>, _ it: Block, _ range: Range<Int>) -> Bool {
    if range.lowerBound > it.content.lowerBound {
      let byte = bytes[range.lowerBound - 1]
      guard
        byte.isBlank || byte.isLineEnd || byte == UInt8(ascii: "(") || byte == UInt8(ascii: "\"")
      else { return false }
    }
    guard range.upperBound < it.content.upperBound else { return true }
    let byte = bytes[range.upperBound]
    if byte.isBlank || byte.isLineEnd { return true }
    let isMark: Bool
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "."),
      UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ")"), UInt8(ascii: "\""):
      isMark = true
    default: isMark = false
    }
    let behind = range.upperBound + 1
    return isMark
      && (behind >= it.content.upperBound || bytes[behind].isBlank || bytes[behind].isLineEnd)
  }
}
