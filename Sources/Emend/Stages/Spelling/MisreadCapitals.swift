internal import Lexicon

/// A capital I that was read for a small one: “which Is”, “Into the hall”. Bold or worn type does it, and
/// then all over a page. And a small letter that was read for a capital: “12 june”.
///
/// Where words that begin a sentence have capitals within one, a full stop was lost, or the page has
/// its words so. That tells the two apart: where I does it and no other letter, I is misread. And no
/// sentence ends with “and”, so that on a bad page the I behind it is small.
struct MisreadCapitals: Sendable {
  /// How many known words with a capital I stand within sentences; and how many more may begin one: `In`,
  /// `It` and `If`.
  private var ofI = 0
  private var ofOpeners = 0
  /// How many very common words with any other capital stand so.
  private var ofOthers = 0

  /// So many are a habit.
  private static let least = 3
  /// And so many, where no other letter does it.
  private static let leastAlone = 2
  /// Of a hundred, a word has fewer capitals within sentences, or it is a name.
  private static let smallShare = 10
  private static let commonProse = 20_000
  /// And so many at least, where it is one.
  private static let nameShare = 97

  private var isHabit: Bool {
    ofI >= Self.least && ofI > ofOthers
      || ofOthers == 0 && ofI > 0 && ofI + ofOpeners >= Self.leastAlone
  }

  /// Counts those of a block.
  mutating func count(_ window: borrowing Window, _ it: Block, _ evidence: borrowing Evidence) {
    let bytes = window.bytes.span
    Self.forEachWithin(window, it) { before, token, after in
      if Self.opensName(token, after, evidence) { return }
      if bytes[Int(token.start)] != UInt8(ascii: "I") {
        let isCommon = evidence.form(token).prose >= Self.commonProse
        if isCommon, Self.isSmall(token, evidence) { ofOthers += 1 }
      } else if Self.isSmall(token, evidence) {
        if Self.openers.contains(token, of: bytes), !Self.connectives.contains(before, of: bytes) {
          ofOpeners += 1
        } else {
          ofI += 1
        }
      }
    }
  }

  /// Proposes to make those of a block small.
  ///
  /// - Parameter isProvenDirty: whether the page is full of errors for certain.
  func propose(
    _ window: borrowing Window, _ it: Block, isProvenDirty: Bool, _ evidence: borrowing Evidence,
    _ edits: inout Edits
  ) {
    guard isHabit || isProvenDirty else { return }
    let bytes = window.bytes.span
    Self.forEachWithin(window, it) { before, token, after in
      let letter = bytes[Int(token.start)]
      let isI = letter == UInt8(ascii: "I")
      if Self.opensName(token, after, evidence) { return }
      guard isI || isProvenDirty && Self.alike.contains(token, of: bytes),
        Self.isSmall(token, evidence), !window.isProtected(token.range)
      else { return }
      let reason: String
      if isHabit && isI {
        reason = "The document has a capital I within its sentences, and no other capital."
      } else if isI, Self.connectives.contains(before, of: bytes),
        evidence.form(token).prose >= Self.commonProse
      {
        reason = "No sentence ends with the word before it."
      } else if isProvenDirty, Self.verbs.contains(token, of: bytes) {
        reason = "What it is said of stands before it."
      } else {
        guard isProvenDirty,
          Self.goesOn(
            before, token, leastProse: isI ? Self.commonWithI : Self.commonProse, evidence)
        else { return }
        reason = "It often stands behind the word before it, and sentences do not meet so."
      }
      edits.replace(
        Int(token.start)..<(Int(token.start) + 1), with: [letter.asciiLowered],
        rule: "misread-capital", confidence: 0.9, reason: reason)
    }
  }

  /// Proposes to make the capitals within words of a block small: `waS`, `reMoved`; and sets the stop that is
  /// a part of the last one: `the canaL He`.
  static func proposeInner(
    _ window: borrowing Window, _ it: Block, _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    let bytes = window.bytes.span
    for index in it.tokens {
      let token = window.tokens[index]
      guard token.facts.contains(.mixedCase), bytes[Int(token.start)].isASCIILower,
        token.facts.isDisjoint(with: [
          .digit, .apostrophe, .notASCII, .hyphenBefore, .hyphenAfter, .protected,
        ]),
        let capital = onlyCapital(bytes, token.range),
        let entry = evidence.entry(token), entry.isInSCOWL, entry.prose >= Self.innerProse,
        evidence.occurrences(asWritten: token) < 3, !window.isProtected(token.range)
      else { continue }
      let small = bytes[capital].asciiLowered
      let endsSentence =
        bytes[capital] == UInt8(ascii: "L") && capital + 1 == token.end
        && index + 1 < it.tokens.upperBound
        && window.tokens[index + 1].facts.contains(.capitalised)
        && Int(window.tokens[index + 1].start) == token.end + 1
        && (bytes[token.end].isBlank || bytes[token.end].isLineEnd)
      edits.replace(
        capital..<(capital + 1), with: endsSentence ? [small, UInt8(ascii: ".")] : [small],
        rule: "misread-capital", confidence: 0.92,
        reason: endsSentence
          ? "The end of the sentence was read as the foot of a capital."
          : "The word is known in small letters, and has one capital within.")
    }
  }

  /// So often edited prose has, at the least, what is neither a name nor a unit of measure (`kHz`).
  private static let innerProse = 200

  /// Where the one capital of a word stands; nil where it has more, or none.
  private static func onlyCapital(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    var found: Int?
    for offset in range where bytes[offset].isASCIIUpper {
      guard found == nil else { return nil }
      found = offset
    }
    return found
  }

  /// Words whose capital differs from its small letter in size alone, with which names and titles do not
  /// begin.
  private static let alike: WordSet = [
    "Could", "Of", "Should", "Such", "Upon", "Was", "Were", "Which", "Who", "Whom", "With", "Would",
  ]

  /// Whether a very common word continues the sentence of the word before it: prose has the two side by
  /// side, and many times as often as a sentence that ends with the one before one that begins with the
  /// other.
  private static func goesOn(
    _ before: Token, _ token: Token, leastProse: Int, _ evidence: borrowing Evidence
  ) -> Bool {
    guard let lexicon = evidence.lexicon, let left = evidence.entry(before),
      let right = evidence.entry(token),
      right.prose >= leastProse
    else { return false }
    let together = Double(lexicon.bigram(left, right))
    return together >= leastTogether && together >= withinRatio * lexicon.apart(left, right)
  }

  /// A word with I is misread more often than others, and need not be as common.
  private static let commonWithI = 5000
  private static let leastTogether = 10.0
  private static let withinRatio = 20.0

  /// Words with I that a sentence seldom begins with unless it asks something.
  private static let verbs: WordSet = ["Is"]
  /// Words with I that sentences often begin with.
  private static let openers: WordSet = ["In", "It", "If"]
  /// Words that no sentence ends with.
  private static let connectives: WordSet = [
    "the", "a", "an", "of", "and", "to", "with", "from", "by", "or", "as", "at", "that", "which",
    "who", "into", "for", "but", "is", "are", "was", "were", "be", "been", "has", "have", "had",
    "could", "would", "should", "must", "when", "because", "while", "where", "whether", "he",
    "she", "they", "we",
  ]

  /// Proposes the capitals that names of a block have lost.
  static func proposeNames(
    _ window: borrowing Window, _ it: Block, _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    let bytes = window.bytes.span
    for index in it.tokens {
      let token = window.tokens[index]
      switch bytes[Int(token.start)] {
      case UInt8(ascii: "i"), UInt8(ascii: "j"):
        guard isSmallName(token, bytes, evidence) else { continue }
        edits.replace(
          Int(token.start)..<(Int(token.start) + 1), with: [bytes[Int(token.start)] - 0x20],
          rule: "misread-capital", confidence: 0.92,
          reason: "The word is a name, and always written with a capital.")
      case UInt8(ascii: "l"):
        guard isForename(window, it, index, evidence) else { continue }
        edits.replace(
          Int(token.start)..<(Int(token.start) + 1), with: [UInt8(ascii: "I")],
          rule: "misread-capital", confidence: 0.92,
          reason: "A name stands behind it, and with a capital I it is one, too.")
      default: continue
      }
    }
  }

  /// Whether a word that no dictionary has would be a commoner one and a name if its l were a capital I,
  /// and stands before a name: `lan Murdock`.
  private static func isForename(
    _ window: borrowing Window, _ it: Block, _ index: Int, _ evidence: borrowing Evidence
  ) -> Bool {
    let token = window.tokens[index]
    guard index + 1 < it.tokens.upperBound, token.length >= 3, token.facts == .unknown,
      let lexicon = evidence.lexicon, !window.isProtected(token.range)
    else { return false }
    let bytes = window.bytes.span
    let next = window.tokens[index + 1]
    guard Int(next.start) == token.end + 1, bytes[token.end] == 0x20, next.length >= 3,
      next.facts.seen.isSubset(of: [.capitalised, .unknown]), next.facts.contains(.capitalised)
    else { return false }
    var name = bytes.array(token.range)
    name[0] = UInt8(ascii: "i")
    guard let entry = lexicon.lookup(name.span), entry.isProperName, entry.isInSCOWL else {
      return false
    }
    let own = lexicon.lookup(bytes.array(token.range).span)
    return entry.centizipf > own?.centizipf ?? 0
  }

  /// Whether a word is a name that begins with a small i or j: worn type has lost the rest of the
  /// capital.
  static func isSmallName(
    _ token: Token, _ bytes: Span<UInt8>, _ evidence: borrowing Evidence
  ) -> Bool {
    let first = bytes[Int(token.start)]
    guard first == UInt8(ascii: "i") || first == UInt8(ascii: "j"), token.length >= 4,
      token.form != 0,
      token.facts.isDisjoint(with: [
        .mixedCase, .digit, .apostrophe, .notASCII, .hyphenBefore, .hyphenAfter, .protected,
      ])
    else { return false }
    guard let entry = evidence.entry(token) else { return false }
    // What comes again and again so is written so.
    return entry.isProperName && entry.prose >= 100 && entry.capitalShare ?? 0 >= nameShare
      && evidence.occurrences(asWritten: token) < 3
  }

  /// Whether a word is the first of a name: the Independent Party.
  private static func opensName(
    _ token: Token, _ after: Token, _ evidence: borrowing Evidence
  ) -> Bool {
    after.facts.contains(.capitalised) && !evidence.form(token).isVeryCommon
  }

  private static func isSmall(_ token: Token, _ evidence: borrowing Evidence) -> Bool {
    guard let entry = evidence.entry(token) else { return false }
    return !entry.isProperName && entry.prose >= 20 && entry.capitalShare ?? 0 < smallShare
  }

  /// Calls a function with each word of two letters and more that begins with a capital, all others
  /// small, behind one that begins small and before another one, blanks alone between; and with the
  /// words on both sides.
  private static func forEachWithin(
    _ window: borrowing Window, _ it: Block,
    _ body: (_ before: Token, _ token: Token, _ after: Token) -> Void
  ) {
    let bytes = window.bytes.span
    guard it.tokens.count > 2 else { return }
    for index in (it.tokens.lowerBound + 1)..<(it.tokens.upperBound - 1) {
      let token = window.tokens[index]
      guard token.facts.contains(.capitalised), token.length >= 2, token.form != 0,
        token.facts.isDisjoint(with: [
          .allCapitals, .mixedCase, .digit, .apostrophe, .notASCII, .hyphenBefore, .hyphenAfter,
          .unknown, .protected,
        ])
      else { continue }
      let before = window.tokens[index - 1]
      let after = window.tokens[index + 1]
      guard before.end + 1 == Int(token.start), token.end + 1 == Int(after.start),
        bytes[before.end].isBlank,
        bytes[token.end].isBlank || bytes[token.end].isLineEnd,
        bytes[before.end - 1].isASCIILower, bytes[Int(before.start)].isASCIILower
      else { continue }
      body(before, token, after)
    }
  }
}
