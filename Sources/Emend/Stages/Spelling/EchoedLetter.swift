internal import Lexicon

/// A small i that stands for itself before a word that begins with one: `the argument i is familiar`. Engines
/// read the first letter twice. It goes where prose has the words around it side by side, and the document
/// does not use the letter as a name.
enum EchoedLetter {
  /// Proposes to take out those of a block.
  static func propose(
    _ window: borrowing Window, _ it: Block, _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    guard it.signals.contains(.loneStroke), let lexicon = evidence.lexicon else { return }
    let bytes = window.bytes.span
    for index in it.tokens.dropFirst().dropLast() {
      let letter = window.tokens[index]
      guard letter.length == 1, bytes[Int(letter.start)] == UInt8(ascii: "i") else { continue }
      let left = window.tokens[index - 1]
      let right = window.tokens[index + 1]
      guard right.length >= 2, bytes[Int(right.start)] == UInt8(ascii: "i"),
        right.facts.seen.isEmpty, left.facts.seen.isSubset(of: .capitalised), left.length >= 2,
        left.end + 1 == Int(letter.start), bytes[left.end] == 0x20,
        letter.end + 1 == Int(right.start), bytes[letter.end] == 0x20,
        !introducers.contains(left, of: bytes), evidence.occurrences(asWritten: letter) < 4,
        let before = evidence.entry(left), let behind = evidence.entry(right),
        lexicon.bigram(before, behind) > 0
          || before.prose >= 100 && smallWords.contains(right, of: bytes),
        !window.isProtected(letter.range)
      else { continue }
      edits.replace(
        Int(letter.start)..<Int(right.start), with: [], rule: "stray-mark", confidence: 0.93,
        reason: "The first letter of the word behind it, read twice.")
    }
  }

  /// Words that stand behind any other.
  private static let smallWords: WordSet = ["is", "in", "it", "its", "into", "if"]
  /// Words behind which a letter is the name of something.
  static let introducers: WordSet = [
    "index", "variable", "letter", "vowel", "where", "for", "each", "if", "every", "and", "or",
    "with", "while", "by", "parameter", "integer", "number", "value", "of", "let", "that", "to",
    "all", "when", "because",
  ]
}
