internal import Lexicon

/// An article that stands against the small word before it: `close toa new bridge`, `to a`. The one word
/// is known to nobody, or is a rarity; the two are among the commonest, and the noun behind goes with
/// them.
enum StuckArticle {
  /// Proposes to set those of a block apart.
  static func propose(
    _ window: borrowing Window, _ it: Block, _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    guard let lexicon = evidence.lexicon, let article = lexicon.lookup([UInt8(ascii: "a")].span)
    else { return }
    let bytes = window.bytes.span
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

  /// Words that an article follows, and that are no other word with an a behind.
  private static let stems: WordSet = [
    "to", "at", "and", "in", "of", "with", "is", "was", "for", "on", "by", "as", "had", "has",
    "from", "that", "into", "like", "such", "not", "than", "when", "but", "have", "be",
  ]
}
