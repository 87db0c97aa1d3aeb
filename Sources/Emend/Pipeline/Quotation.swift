/// What stands between quotes, and why it may be written as it is.
enum Quotation {
  /// Whether a window has guillemets for quotes, and not for dirt: it has several pairs, and few others.
  static func setsGuillemets(_ window: borrowing Window) -> Bool {
    var pairs = 0
    var others = 0
    var block = window.next(window.firstBlock)
    while let index = block {
      let it = window.blocks[index]
      if it.signals.contains(.notASCII) {
        if let count = guillemetPairs(window, it) { pairs += count } else { others += 1 }
      }
      block = window.next(index)
    }
    return pairs >= leastPairs && others * leastPairs * leastPairs <= pairs
  }

  /// So many pairs of guillemets are no chance.
  private static let leastPairs = 4

  /// How many pairs of guillemets a block has; nil if they are not quotes, which open and close by turns,
  /// each on its side of the words.
  private static func guillemetPairs(_ window: borrowing Window, _ it: Block) -> Int? {
    let bytes = window.bytes.span
    let (start, end) = (it.content.lowerBound, it.content.upperBound)
    var opening: UInt8?
    var isOpen = false
    var pairs = 0
    var from = start
    while let lead = bytes.firstOffset(of: 0xC2, in: from..<end), lead + 1 < end {
      from = lead + 2
      let mark = bytes[lead + 1]
      guard mark == 0xAB || mark == 0xBB else { continue }
      let isBlankBehind = from == end || bytes[from].isBlank || bytes[from].isLineEnd
      if isOpen {
        guard mark != opening, isBlankBehind || !bytes[from].isASCIILetter else { return nil }
        pairs += 1
      } else {
        // The French set blanks within their quotes.
        guard mark == opening ?? mark, lead == start || !bytes[lead - 1].isASCIILetter,
          mark == 0xAB || !isBlankBehind
        else { return nil }
        opening = mark
      }
      isOpen.toggle()
    }
    return isOpen ? nil : pairs
  }

  /// Whether a word stands in a quotation that holds other unknown or misspelt words: it is quoted for
  /// how it is written.
  static func isOfOddWords(
    _ window: borrowing Window, _ it: Block, _ index: Int, _ evidence: borrowing Evidence
  ) -> Bool {
    guard it.signals.contains(.quote) else { return false }
    let bytes = window.bytes.span
    // What somebody says at length is damaged like the rest of a bad page; a short quotation is exact.
    let longest = evidence.isClean ? Self.longest : longestOfBadPage
    let first = max(it.content.lowerBound, Int(window.tokens[index].start) - longest)
    // Back to a straight quote, or to the last byte of a curly one.
    let quote = UInt8(ascii: "\"")
    let opening = bytes.lastOffset(
      of: quote, or: 0x9C, or: 0x9D, in: first..<Int(window.tokens[index].start))
    guard let opening, opens(bytes, opening, it) else { return false }
    let start = opening + 1
    let limit = min(it.content.upperBound, window.tokens[index].end + longest)
    var end = limit
    var from = window.tokens[index].end
    while end == limit, let next = bytes.firstOffset(of: quote, or: 0xE2, in: from..<limit) {
      let value = bytes.scalar(at: next, limit: it.content.upperBound).value
      if value == 0x201C { return false }
      if value == 0x22 || value == 0x201D { end = next }
      from = next + 1
    }
    guard end < limit, evidence.isClean || end - start <= longest else {
      return false
    }
    func isOdd(_ other: Int) -> Bool {
      let token = window.tokens[other]
      guard token.form != 0, token.length > 2,
        token.facts.isDisjoint(with: [.capitalised, .digit, .ideograph])
      else { return false }
      return !evidence.form(token).flags.isDisjoint(with: [.unknown, .slip, .misspelling])
    }
    var other = index - 1
    while other >= it.tokens.lowerBound, Int(window.tokens[other].start) >= start {
      if isOdd(other) { return true }
      other -= 1
    }
    other = index + 1
    while other < it.tokens.upperBound, window.tokens[other].end <= end {
      if isOdd(other) { return true }
      other += 1
    }
    return false
  }

  /// Whether a double quote, or the last byte of a curly one, opens a quotation: what stands behind one
  /// that closes is said by nobody.
  private static func opens(_ bytes: Span<UInt8>, _ quote: Int, _ it: Block) -> Bool {
    switch bytes[quote] {
    case 0x9D: return false
    case UInt8(ascii: "\""):
      guard quote > it.content.lowerBound, quote + 1 < it.content.upperBound else { return true }
      let before = bytes[quote - 1]
      let isBehindWord = before.isASCIILetter || before.isASCIIDigit || before.isASCIIPunctuation
      return !(isBehindWord && (bytes[quote + 1].isBlank || bytes[quote + 1].isLineEnd))
    default: return true
    }
  }

  /// A quotation is not longer than so many bytes on either side of a word; the limit keeps the work on
  /// a block of a megabyte bounded.
  private static let longest = 4096
  /// So long is a quotation on a page full of errors in all.
  private static let longestOfBadPage = 120

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
