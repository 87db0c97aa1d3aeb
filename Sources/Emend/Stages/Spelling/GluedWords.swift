internal import Lexicon

/// Two known words with a mark between them and no blank, on a page full of errors: a comma whose blank was
/// lost (`the inspection,and`), or a speck in the place of the blank (`was:convicted`, `from-the`), which
/// prose tells by having the two words one after the other. Compounds keep their hyphens, names of files
/// their stops.
enum GluedWords {
  /// Proposes to set those of a block apart.
  static func propose(
    _ window: borrowing Window, _ it: Block, _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    guard let lexicon = evidence.lexicon else { return }
    let model = SpellingModel(lexicon: lexicon)
    let bytes = window.bytes.span
    for index in it.tokens.dropFirst() {
      let left = window.tokens[index - 1]
      let right = window.tokens[index]
      guard left.end + 1 == Int(right.start), isWord(left), isWord(right),
        standsAlone(bytes, left, right, it.content),
        !window.isProtected(Int(left.start)..<right.end)
      else { continue }
      let mark = bytes[left.end]
      switch mark {
      case UInt8(ascii: ","):
        edits.replace(
          left.end..<Int(right.start), with: [mark, 0x20], rule: "run-together", confidence: 0.93,
          reason: "Behind a comma stands a blank.")
      case UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "*"),
        UInt8(ascii: "~"), UInt8(ascii: "^"):
        guard let before = evidence.entry(left), let behind = evidence.entry(right),
          lexicon.bigram(before, behind) >= leastTogether,
          model.gain(before, behind) > (mark == UInt8(ascii: "-") ? leastGain : 0),
          mark != UInt8(ascii: "-")
            || !isCompound(window, left, right, evidence)
        else { continue }
        edits.replace(
          left.end..<Int(right.start), with: [0x20], rule: "stray-mark", confidence: 0.91,
          reason: "Prose has the two words one after the other.")
      default: continue
      }
    }
  }

  /// Whether a word in small letters is known.
  private static func isWord(_ token: Token) -> Bool {
    token.form != 0 && token.length >= 2
      && token.facts.seen.isSubset(of: [.hyphenBefore, .hyphenAfter])
  }

  /// Whether the two words have blanks or stops around them, and are no part of a longer name.
  private static func standsAlone(
    _ bytes: Span<UInt8>, _ left: Token, _ right: Token, _ content: Range<Int>
  ) -> Bool {
    guard bytes.begins(at: Int(left.start), in: content) else { return false }
    guard right.end < content.upperBound else { return true }
    let next = bytes[right.end]
    if next.isBlank || next.isLineEnd { return true }
    guard stops.contains(next) else { return false }
    return right.end + 1 == content.upperBound || bytes[right.end + 1].isBlank
      || bytes[right.end + 1].isLineEnd
  }

  private static let stops = Array(".,;:!?".utf8)

  /// Whether a hyphen belongs between two words: neither of them is one that makes no compounds, or the
  /// document writes them so again.
  private static func isCompound(
    _ window: borrowing Window, _ left: Token, _ right: Token, _ evidence: borrowing Evidence
  ) -> Bool {
    let bytes = window.bytes.span
    if ends.contains(right, of: bytes) { return true }
    guard single.contains(left, of: bytes) || single.contains(right, of: bytes) else { return true }
    let (first, second) = (WordKey.of(bytes, left.range), WordKey.of(bytes, right.range))
    return evidence.pairInDocument(first, second) > 1
  }

  /// Words that make no compounds.
  private static let single: WordSet = [
    "the", "and", "of", "was", "were", "is", "are", "that", "which", "his", "her", "their", "with",
    "from", "had", "has", "have", "he", "she", "they", "it", "at", "an", "but", "this", "would",
    "should", "could", "been", "be", "when", "where", "who", "if", "into", "for",
  ]
  /// Words that make compounds with them all the same: would-be, has-been, at-home.
  private static let ends: WordSet = ["be", "been", "home", "it", "all", "ever", "not"]
  private static let leastTogether = 20
  /// ln of how much more often than by chance two words stand together between which a dash may have stood.
  private static let leastGain: Float = 0.7
}
