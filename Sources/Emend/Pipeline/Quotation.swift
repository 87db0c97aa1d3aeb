/// What stands between quotes, and why it may be written as it is.
enum Quotation {
  /// Whether a word stands in a quotation that holds other unknown or misspelt words: it is quoted for
  /// how it is written.
  static func isOfOddWords(
    _ window: borrowing Window, _ it: Block, _ index: Int, _ evidence: borrowing Evidence
  ) -> Bool {
    guard it.signals.contains(.quote) else { return false }
    let bytes = window.bytes.span
    func isQuote(_ offset: Int) -> Bool {
      if bytes[offset] == UInt8(ascii: "\"") { return true }
      guard bytes[offset] == 0xE2 else { return false }
      let value = bytes.scalar(at: offset, limit: it.content.upperBound).value
      return value == 0x201C || value == 0x201D
    }
    var start = Int(window.tokens[index].start)
    while start > it.content.lowerBound, !isQuote(start - 1), bytes[start - 1] != 0x9D,
      bytes[start - 1] != 0x9C
    {
      start -= 1
    }
    var end = window.tokens[index].end
    while end < it.content.upperBound && !isQuote(end) { end += 1 }
    guard start > it.content.lowerBound, end < it.content.upperBound else { return false }
    // What somebody says at length is damaged like the rest of a bad page; a short quotation is exact.
    if !evidence.isClean && end - start > 120 { return false }
    for other in it.tokens where other != index {
      let token = window.tokens[other]
      guard Int(token.start) >= start, token.end <= end, token.form != 0, token.length > 2,
        token.facts.isDisjoint(with: [.capitalised, .digit, .ideograph])
      else { continue }
      let flags = evidence.form(token).flags
      if !flags.isDisjoint(with: [.unknown, .slip, .misspelling]) { return true }
    }
    return false
  }

  /// Whether a word is marked as it stands: [sic] behind it.
  static func isMarkedSic(_ window: borrowing Window, _ it: Block, _ token: Token) -> Bool {
    let bytes = window.bytes.span
    var index = token.end
    while index < it.content.upperBound,
      bytes[index].isBlank || bytes[index] == UInt8(ascii: "\"")
        || bytes[index] == UInt8(ascii: "*")
        || bytes[index] == UInt8(ascii: "(") || bytes[index] == UInt8(ascii: "[")
    {
      index += 1
    }
    return index - token.end <= 5 && bytes.starts("sic", at: index, limit: it.content.upperBound)
  }
}
