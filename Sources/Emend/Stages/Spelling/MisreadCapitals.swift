internal import Lexicon

/// A capital I that was read for a small one: “which Is”, “Into the hall”. Bold or worn type does it, and
/// then all over a page.
///
/// Where words that begin a sentence have capitals within one, a full stop was lost, or the page has
/// its words so. That tells the two apart: where I does it and no other letter, I is misread.
struct MisreadCapitals: Sendable {
  /// How many known words with a capital I stand between small words, `In`, `It` and `If` left out,
  /// which sentences begin with.
  private var ofI = 0
  /// How many very common words with any other capital stand so.
  private var ofOthers = 0

  /// So many are a habit.
  private static let least = 3
  /// Of a hundred, a word has fewer capitals within sentences, or it is a name.
  private static let smallShare = 10
  private static let commonProse = 20_000

  private var isHabit: Bool { ofI >= Self.least && ofI > ofOthers }

  /// Counts those of a block.
  mutating func count(_ window: borrowing Window, _ it: Block, _ evidence: borrowing Evidence) {
    let bytes = window.bytes.span
    Self.forEachWithin(window, it) { token in
      let word = evidence.form(token)
      if bytes[Int(token.start)] != UInt8(ascii: "I") {
        if word.prose >= Self.commonProse, Self.isSmall(token, evidence) { ofOthers += 1 }
      } else if token.length > 2 || bytes[token.end - 1] == UInt8(ascii: "s"),
        Self.isSmall(token, evidence)
      {
        ofI += 1
      }
    }
  }

  /// Proposes to make those of a block small.
  func propose(
    _ window: borrowing Window, _ it: Block, _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    guard isHabit else { return }
    let bytes = window.bytes.span
    Self.forEachWithin(window, it) { token in
      guard bytes[Int(token.start)] == UInt8(ascii: "I"), Self.isSmall(token, evidence),
        !window.isProtected(token.range)
      else { return }
      edits.replace(
        Int(token.start)..<(Int(token.start) + 1), with: [UInt8(ascii: "i")],
        rule: "misread-capital", confidence: 0.9,
        reason: "The document has a capital I within its sentences, and no other capital.")
    }
  }

  private static func isSmall(_ token: Token, _ evidence: borrowing Evidence) -> Bool {
    let form = evidence.form(token)
    guard form.entry != 0, let entry = evidence.lexicon?.entry(at: Int(form.entry) - 1) else {
      return false
    }
    return !entry.isProperName && entry.prose >= 20 && entry.capitalShare ?? 0 < smallShare
  }

  /// Calls a function with each word of two letters and more that begins with a capital, all others
  /// small, between two that begin small, blanks alone between.
  private static func forEachWithin(
    _ window: borrowing Window, _ it: Block, _ body: (Token) -> Void
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
        bytes[before.end].isBlank || bytes[before.end].isLineEnd,
        bytes[token.end].isBlank || bytes[token.end].isLineEnd,
        bytes[before.end - 1].isASCIILower, bytes[Int(before.start)].isASCIILower,
        bytes[Int(after.start)].isASCIILower
      else { continue }
      body(token)
    }
  }
}
