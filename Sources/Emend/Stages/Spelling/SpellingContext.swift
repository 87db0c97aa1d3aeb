internal import Lexicon

/// The words on both sides of a doubtful one, as far as they belong to its sentence.
struct SpellingContext {
  var left: Lexicon.Entry?
  var right: Lexicon.Entry?
  /// Whether a sentence begins with the word.
  var opensSentence = false
  /// Whether the word before belongs to the same sentence.
  var isBesideLeft = false

  /// - Parameter last: the last of the tokens that the doubtful word consists of.
  init(
    _ window: borrowing Window, _ it: Block, _ index: Int, last: Int,
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
      if !isApart {
        left = evidence.entry(before)
        isBesideLeft = true
      }
    } else {
      opensSentence = true
    }
    if last + 1 < it.tokens.upperBound {
      let after = window.tokens[last + 1]
      var isApart = false
      for offset in window.tokens[last].end..<Int(after.start) {
        let byte = bytes[offset]
        if !byte.isBlank && !byte.isLineEnd && byte != UInt8(ascii: "\"") { isApart = true }
      }
      if !isApart { right = evidence.entry(after) }
    }
  }
}
