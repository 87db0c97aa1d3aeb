/// Straight double quotes between two blanks: `he said, " You have it,"`. One is set against its quotation
/// where the quote at the other end stands against it, and what stands before says that a quotation begins or
/// ends there.
enum LoneQuotes {
  /// How a quote stands.
  private enum Stance { case opens, closes, apart, within }

  /// Proposes to set those of a block against their quotations.
  static func propose(_ window: borrowing Window, _ it: Block, _ edits: inout Edits) {
    let bytes = window.bytes.span
    let mark = UInt8(ascii: "\"")
    var opening: (offset: Int, stance: Stance)?
    var from = it.content.lowerBound
    while let quote = bytes.firstOffset(of: mark, in: from..<it.content.upperBound) {
      from = quote + 1
      let stance = stance(bytes, quote, it.content)
      guard let open = opening else {
        // What closes nothing, or stands within a word, says that the quotes do not pair up.
        guard stance == .opens || stance == .apart else { return }
        opening = (quote, stance)
        continue
      }
      opening = nil
      switch (open.stance, stance) {
      case (.opens, .closes), (.apart, .apart): break
      case (.apart, .closes):
        guard begins(bytes, open.offset, it.content) else { return }
        takeOut((open.offset + 1)..<(open.offset + 2), window, &edits)
      case (.opens, .apart):
        guard ends(bytes, quote, it.content) else { return }
        takeOut((quote - 1)..<quote, window, &edits)
      default: return
      }
    }
  }

  private static func takeOut(
    _ blank: Range<Int>, _ window: borrowing Window, _ edits: inout Edits
  ) {
    guard window.bytes[blank.lowerBound] == 0x20, !window.isProtected(blank) else { return }
    edits.replace(
      blank, with: [], rule: "lone-quote", confidence: 0.93,
      reason: "The quote at the other end stands against the quotation.")
  }

  private static func stance(_ bytes: Span<UInt8>, _ quote: Int, _ content: Range<Int>) -> Stance {
    func isBlank(_ offset: Int) -> Bool {
      !content.contains(offset) || bytes[offset].isBlank || bytes[offset].isLineEnd
    }
    let opensAfter = [UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "-")]
    let before = isBlank(quote - 1) || opensAfter.contains(bytes[quote - 1])
    switch (before, isBlank(quote + 1)) {
    case (true, true): return .apart
    case (true, false): return .opens
    case (false, true): return .closes
    case (false, false): return stops.contains(bytes[quote + 1]) ? .closes : .within
    }
  }

  /// Whether a quotation may begin with a quote between two blanks: behind a stop or the start of the block,
  /// and before a capital.
  private static func begins(_ bytes: Span<UInt8>, _ quote: Int, _ content: Range<Int>) -> Bool {
    guard quote + 2 < content.upperBound, bytes[quote + 2].isASCIIUpper else { return false }
    guard quote > content.lowerBound + 1 else { return true }
    return stops.contains(bytes[quote - 2])
  }

  /// Whether a quotation may end with a quote between two blanks: behind a stop, which is no comma before
  /// a capital, where another one begins (`said, " I`).
  private static func ends(_ bytes: Span<UInt8>, _ quote: Int, _ content: Range<Int>) -> Bool {
    guard quote - 2 >= content.lowerBound, endings.contains(bytes[quote - 2]) else { return false }
    return bytes[quote - 2] != UInt8(ascii: ",") || quote + 2 >= content.upperBound
      || !bytes[quote + 2].isASCIIUpper
  }

  private static let stops = Array(".,;:!?-".utf8)
  /// Those that a quotation ends with; a colon or a hyphen is a part of what is cited (`"From: "`).
  private static let endings = Array(".,;!?".utf8)
}
