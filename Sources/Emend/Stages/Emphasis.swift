/// See ``manual``.
public struct Emphasis: Stage {
  public static let manual = Manual(
    name: "emphasis",
    summary: "Takes away Markdown marks that OCR sprinkled (“FANG Linlin **HUANG** Zhaoquan”).",
    discussion: """
      An engine that writes Markdown takes a blot, or a heavier impression of the type, for bold. \
      What gives it away is what the neighbours carry: nobody prints one half of a name bold and the \
      other plain.

      Marks in a byline that cover a part of a name are taken away; a byline that is bold as a whole, \
      or name by name, stays, and so does every emphasis in running text. Marks that hold no letter \
      and no digit are taken away everywhere.
      """,
    rules: [
      .init("part-of-name", "Takes away marks around one part of a name."),
      .init("empty-emphasis", "Takes away marks around nothing but punctuation."),
    ],
    examples: [
      .init(
        "By FANG Linlin **HUANG** Zhaoquan LONG Yun\n",
        becomes: "By FANG Linlin HUANG Zhaoquan LONG Yun\n"),
      .init(
        "By *Adaeze* Okonkwo and Lars Sørensen\n", becomes: "By Adaeze Okonkwo and Lars Sørensen\n"),
      .init(
        "The jury**,** which sat for nine days, was divided.\n",
        becomes: "The jury, which sat for nine days, was divided.\n"),
      .init("By **Adaeze Okonkwo** and **Lars Sørensen**\n", stays: "whole names"),
      .init("**By Adaeze Okonkwo**\n", stays: "a whole line"),
      .init("He read *The Times* and a **very** long letter.\n", stays: "emphasis in running text"),
      .init(
        "**Hubei at the frontline**\n\nThe use of oxygen is important.\n", stays: "a bold heading"),
    ])

  public static let wants: Signals = .emphasis

  public init() {}

  public func propose(
    _ window: borrowing Window, block: Int, evidence: borrowing Evidence, edits: inout Edits
  ) {
    let it = window.blocks[block]
    guard it.kind == .byline || it.kind == .paragraph || it.kind == .caption || it.kind == .listItem
    else { return }
    let bytes = window.bytes.span
    var index = it.content.lowerBound
    while index < it.content.upperBound {
      guard let mark = mark(at: index, it.content.upperBound, bytes), !window.isProtected(mark)
      else {
        index += 1
        continue
      }
      guard let close = closing(of: mark, it.content.upperBound, bytes) else {
        index = mark.upperBound
        continue
      }
      let inner = mark.upperBound..<close.lowerBound
      var hasWord = false
      for position in inner
      where bytes[position] >= 0x80
        || bytes[position].isASCIILetter || bytes[position].isASCIIDigit
      {
        hasWord = true
        break
      }
      if !hasWord && isClinging(mark, close, it, bytes) {
        take(
          mark, close, "empty-emphasis", 0.95, "Marks that hold no word emphasise nothing.", &edits)
      } else if it.kind == .byline && isPartOfName(window, inner, mark, close, it) {
        take(
          mark, close, "part-of-name", 0.97,
          "The other part of the name does not carry the marks.", &edits)
      }
      index = close.upperBound
    }
  }

  private func take(
    _ mark: Range<Int>, _ close: Range<Int>, _ rule: String, _ confidence: Double,
    _ reason: String, _ edits: inout Edits
  ) {
    edits.replace(mark, with: [], rule: rule, confidence: confidence, reason: reason)
    edits.replace(close, with: [], rule: rule, confidence: confidence, reason: reason)
  }

  /// A run of `*` or `_` that can open emphasis.
  private func mark(at index: Int, _ end: Int, _ bytes: Span<UInt8>) -> Range<Int>? {
    let byte = bytes[index]
    guard byte == UInt8(ascii: "*") || byte == UInt8(ascii: "_") else { return nil }
    var last = index
    while last < end && bytes[last] == byte { last += 1 }
    guard last < end, last - index <= 3, !bytes[last].isBlank, !bytes[last].isLineEnd else {
      return nil
    }
    return index..<last
  }

  private func closing(of mark: Range<Int>, _ end: Int, _ bytes: Span<UInt8>) -> Range<Int>? {
    let byte = bytes[mark.lowerBound]
    var index = mark.upperBound
    while index < end {
      if bytes[index] == byte {
        var last = index
        while last < end && bytes[last] == byte { last += 1 }
        return last - index == mark.count && !bytes[index - 1].isBlank ? index..<last : nil
      }
      if bytes[index].isLineEnd { return nil }
      index += 1
    }
    return nil
  }

  /// Whether marks stand directly at a word, so that they are no rule of asterisks.
  private func isClinging(
    _ mark: Range<Int>, _ close: Range<Int>, _ it: Block, _ bytes: Span<UInt8>
  ) -> Bool {
    guard mark.lowerBound > it.content.lowerBound, close.lowerBound - mark.upperBound == 1 else {
      return false
    }
    let before = bytes[mark.lowerBound - 1]
    let inner = bytes[mark.upperBound]
    let isStop =
      inner == UInt8(ascii: ",") || inner == UInt8(ascii: ".")
      || inner == UInt8(ascii: ";") || inner == UInt8(ascii: ":")
    let after =
      close.upperBound == it.content.upperBound || bytes[close.upperBound].isBlank
      || bytes[close.upperBound].isLineEnd
    return before.isASCIILetter && isStop && after
  }

  /// Whether the marks cover a part of a name: a capitalised word outside them stands next to the
  /// one inside, with nothing but a blank between.
  private func isPartOfName(
    _ window: borrowing Window, _ inner: Range<Int>, _ mark: Range<Int>, _ close: Range<Int>,
    _ it: Block
  ) -> Bool {
    let bytes = window.bytes.span
    for index in it.tokens {
      let token = window.tokens[index]
      guard token.facts.contains(.capitalised) || token.facts.contains(.notASCII) else { continue }
      let isBy = index == it.tokens.lowerBound
      if !isBy && token.end + 1 == mark.lowerBound && bytes[token.end] == 0x20 { return true }
      if Int(token.start) == close.upperBound + 1 && bytes[close.upperBound] == 0x20 { return true }
    }
    return false
  }
}
