internal import Lexicon

/// Specks before a word that were read as the quote that opens one: `'The lamps were lit.` They are told
/// by what the page does with its quotations: where it sets them in double quotes, a single one that
/// nothing closes in its paragraph opens none. And quotes that close what a double one has opened, of which
/// half was read: `“What is it?’`.
struct StrayQuotes: Sendable {
  /// How many double quotes the window has, and how many quotations between single ones.
  private var doubles = 0
  private var singles = 0

  private var setsDouble: Bool { doubles >= 2 && doubles >= 4 * singles }

  /// Counts those of a block.
  mutating func count(_ window: borrowing Window, _ it: Block) {
    let bytes = window.bytes.span
    var isOpen = false
    var next = it.content.lowerBound
    while let offset = bytes.firstQuoteOffset(in: next..<it.content.upperBound) {
      next = offset + 1
      switch bytes[offset] {
      case UInt8(ascii: "\""): doubles += 1
      // The last byte of “ and ”.
      case 0x9C, 0x9D: if isMark(bytes, offset, it) { doubles += 1 }
      case UInt8(ascii: "'"), 0x98, 0x99:
        guard let mark = apostrophe(bytes, offset, it) else { continue }
        if opens(bytes, mark, it) {
          isOpen = true
        } else if isOpen, closes(bytes, mark, it) {
          singles += 1
          isOpen = false
        }
      default: break
      }
    }
  }

  /// Proposes to take out those of a block.
  func propose(
    _ window: borrowing Window, _ it: Block, _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    guard setsDouble, let lexicon = evidence.lexicon else { return }
    let bytes = window.bytes.span
    if it.signals.contains(.quote) { proposeClosings(window, it, bytes, &edits) }
    // From the end on, so that it is known whether something behind a quote closes it.
    var isClosed = false
    for index in it.tokens.reversed() {
      let token = window.tokens[index]
      let start = Int(token.start)
      var behind = token.end
      let next =
        index + 1 < it.tokens.upperBound
        ? Int(window.tokens[index + 1].start) : it.content.upperBound
      while behind < next {
        if let mark = apostrophe(bytes, behind, it), closes(bytes, mark, it) { isClosed = true }
        behind += 1
      }
      guard !isClosed, start > it.content.lowerBound,
        let mark = apostrophe(bytes, start - 1, it), mark.upperBound == start,
        opens(bytes, mark, it), isWord(token, bytes, lexicon), !window.isProtected(mark)
      else { continue }
      edits.replace(
        mark, with: [], rule: "stray-mark", confidence: 0.9,
        reason: "The page sets its quotations in double quotes, and nothing closes this one.")
    }
  }

  /// Proposes the double quote that ends a quotation where half of it was read: `“What is it?’`.
  private func proposeClosings(
    _ window: borrowing Window, _ it: Block, _ bytes: Span<UInt8>, _ edits: inout Edits
  ) {
    // The quotation that is open, and the single quote that may end it.
    var opening: Range<Int>?
    var closing: Range<Int>?
    var isSingleOpen = false
    func end(_ opening: Range<Int>?, _ closing: Range<Int>?, _ edits: inout Edits) {
      guard let opening, let closing, !window.isProtected(closing) else { return }
      edits.replace(
        closing, with: opening.count == 1 ? [UInt8(ascii: "\"")] : Array("\u{201D}".utf8),
        rule: "stray-mark", confidence: 0.92,
        reason: "The quotation that it ends began with a double quote.")
    }
    var next = it.content.lowerBound
    while let offset = bytes.firstQuoteOffset(in: next..<it.content.upperBound) {
      next = offset + 1
      switch bytes[offset] {
      case UInt8(ascii: "\""), 0x9C, 0x9D:
        let isStraight = bytes[offset] == UInt8(ascii: "\"")
        guard isStraight || isMark(bytes, offset, it) else { continue }
        let mark = (isStraight ? offset : offset - 2)..<(offset + 1)
        if bytes[offset] == 0x9C || isStraight && opens(bytes, mark, it) {
          end(opening, closing, &edits)
          opening = mark
        } else {
          opening = nil
        }
        closing = nil
        isSingleOpen = false
      case UInt8(ascii: "'"), 0x98, 0x99:
        guard opening != nil, let mark = apostrophe(bytes, offset, it) else { continue }
        if opens(bytes, mark, it) || bytes[offset] == 0x98 {
          isSingleOpen = true
        } else if !isSingleOpen, closing == nil, closes(bytes, mark, it),
          Self.stops.contains(bytes[mark.lowerBound - 1])
        {
          closing = mark
        }
      default: break
      }
    }
    end(opening, closing, &edits)
  }

  /// Marks that end what somebody says.
  private static let stops = Array(".,?!".utf8)

  /// Whether a word may stand behind a speck: it is known, and none that has lost its first letters.
  private func isWord(_ token: Token, _ bytes: Span<UInt8>, _ lexicon: Lexicon) -> Bool {
    if token.length == 1 {
      return bytes[Int(token.start)] == UInt8(ascii: "A")
        || bytes[Int(token.start)] == UInt8(ascii: "I")
    }
    guard token.form != 0,
      token.facts.isDisjoint(with: [.unknown, .digit, .protected, .apostrophe, .allCapitals])
    else { return false }
    let word = bytes.array(token.range).map(\.asciiLowered)
    guard !StrayMarks.elisions.contains(word.span, 0..<word.count) else { return false }
    // 'And for hand: a speaker's, or a poet's.
    return token.facts.contains(.capitalised)
      || lexicon.lookup(([UInt8(ascii: "h")] + word).span) == nil
  }

  // MARK: Marks

  /// The apostrophe or single quote whose last byte stands at an offset: `'`, U+2018, U+2019.
  private func apostrophe(_ bytes: Span<UInt8>, _ offset: Int, _ it: Block) -> Range<Int>? {
    if bytes[offset] == UInt8(ascii: "'") { return offset..<(offset + 1) }
    guard bytes[offset] == 0x98 || bytes[offset] == 0x99, isMark(bytes, offset, it) else {
      return nil
    }
    return (offset - 2)..<(offset + 1)
  }

  /// Whether a byte is the last one of a mark of General Punctuation's first page.
  private func isMark(_ bytes: Span<UInt8>, _ offset: Int, _ it: Block) -> Bool {
    offset >= it.content.lowerBound + 2 && bytes[offset - 1] == 0x80 && bytes[offset - 2] == 0xE2
  }

  /// Whether a mark stands before a word, with nothing of another word before it.
  private func opens(_ bytes: Span<UInt8>, _ mark: Range<Int>, _ it: Block) -> Bool {
    guard mark.upperBound < it.content.upperBound, bytes[mark.upperBound].isASCIILetter else {
      return false
    }
    guard mark.lowerBound > it.content.lowerBound else { return true }
    let before = bytes[mark.lowerBound - 1]
    return before.isBlank || before.isLineEnd
  }

  /// Whether a mark stands behind a word or its stop, and before no letter.
  private func closes(_ bytes: Span<UInt8>, _ mark: Range<Int>, _ it: Block) -> Bool {
    guard mark.lowerBound > it.content.lowerBound else { return false }
    let before = bytes[mark.lowerBound - 1]
    let after = mark.upperBound < it.content.upperBound ? bytes[mark.upperBound] : 0x0A
    return !before.isBlank && !before.isLineEnd && !after.isASCIILetter && !after.isASCIIDigit
  }
}
