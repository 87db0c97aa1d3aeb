internal import Lexicon

/// An article that stands against the small word before it, `close toa new bridge`, or the word behind it,
/// `for asingle day`. The one word is known to nobody, or is a rarity; the two are common, and what stands
/// beside them goes with them.
enum StuckArticle {
  /// Proposes to set those of a block apart.
  static func propose(
    _ window: borrowing Window, _ it: Block, _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    guard let lexicon = evidence.lexicon, let article = lexicon.lookup([UInt8(ascii: "a")].span)
    else { return }
    let bytes = window.bytes.span
    for index in window.tokens(in: it.tokens.dropFirst(), with: .unknown)
    where stands(before: index, window, article, lexicon, evidence) {
      let token = window.tokens[index]
      let noun = (Int(token.start) + 1)..<token.end
      edits.replace(
        Int(token.start)..<(Int(token.start) + 1), with: [UInt8(ascii: "a"), 0x20],
        rule: "run-together", confidence: 0.92,
        reason: "Nobody has the word, and “a \(window.string(noun))” is common.")
    }
    for index in window.tokens(in: it.tokens.dropLast(), with: .unknown) {
      let token = window.tokens[index]
      guard token.facts == .unknown, token.length >= 3, token.length <= 5,
        bytes[token.end - 1] == UInt8(ascii: "a"),
        stems.contains(bytes, Int(token.start)..<(token.end - 1))
      else { continue }
      let next = window.tokens[index + 1]
      guard Int(next.start) == token.end + 1, bytes[token.end].isBlank, next.facts.seen.isEmpty,
        next.length >= 3, next.form != 0, !window.isProtected(token.range)
      else { continue }
      guard let noun = evidence.entry(next), lexicon.bigram(article, noun) > 0,
        evidence.occurrences(token) < 2
      else { continue }
      edits.replace(
        (token.end - 1)..<token.end, with: [0x20, UInt8(ascii: "a")], rule: "run-together",
        confidence: 0.92,
        reason: "Nobody has the word, and “a \(window.string(next.range))” is common.")
    }
  }

  /// Whether a word is an article and what it belongs to: the word before goes with an article, and prose
  /// has the two.
  private static func stands(
    before index: Int, _ window: borrowing Window, _ article: Lexicon.Entry, _ lexicon: Lexicon,
    _ evidence: borrowing Evidence
  ) -> Bool {
    let bytes = window.bytes.span
    let token = window.tokens[index]
    let left = window.tokens[index - 1]
    guard token.facts == .unknown, token.length >= 6, bytes[Int(token.start)] == UInt8(ascii: "a"),
      !vowels.contains(bytes[Int(token.start) + 1]), Int(token.start) == left.end + 1,
      bytes[left.end].isBlank || bytes[left.end].isLineEnd, left.facts.seen.isEmpty,
      let before = evidence.entry(left),
      let noun = lexicon.lookup(
        WordKey.of(bytes, (Int(token.start) + 1)..<token.end).span),
      noun.isInSCOWL, noun.prose >= commonNoun, lexicon.bigram(article, noun) > 0,
      evidence.occurrences(token) < 2, !window.isProtected(token.range),
      !predicates.contains(token, of: bytes),
      !bytes.starts("ing", at: token.end - 3, limit: token.end)
    else { return false }
    return SpellingModel(lexicon: lexicon).gain(before, article) >= 0
  }

  /// Old words that an a begins; so do those in -ing.
  private static let predicates: WordSet = [
    "aweary", "acold", "ahungry", "ahungered", "afeared", "athirsty", "aready", "alowe",
  ]
  /// In edited prose the word behind stands so often at least.
  private static let commonNoun = 200
  private static let vowels: [UInt8] = Array("aeiou".utf8)

  /// Words that an article follows, and that are no other word with an a behind.
  private static let stems: WordSet = [
    "to", "at", "and", "in", "of", "with", "is", "was", "for", "on", "by", "as", "had", "has",
    "from", "that", "into", "like", "such", "not", "than", "when", "but", "have", "be",
  ]
}
