extension Flavour {
  /// Decides how a text is marked up, by marks that plain text has no use for: headings with `#`,
  /// code fences, links, list items, emphasis around whole words. Pipe tables alone decide nothing,
  /// since Emend itself writes them into plain text.
  ///
  /// - Parameter text: the beginning of the source, decoded.
  /// - Complexity: linear in the text.
  static func detect(_ text: Span<UInt8>) -> Flavour {
    // A byte order mark is no text.
    var index = text.starts("\u{FEFF}", at: 0, limit: text.count) ? 3 : 0
    var headings = 0
    var fences = 0
    var links = 0
    var strong = 0
    var atLineStart = true
    var lineIsBlankBefore = true
    while index < text.count {
      // Within a line few bytes say anything.
      while !atLineStart, index < text.count, text[index] > 0x2A, text[index] != UInt8(ascii: "]") {
        index += 1
      }
      guard index < text.count else { break }
      let byte = text[index]
      if atLineStart {
        if byte == UInt8(ascii: "#") {
          var end = index
          while end < text.count && text[end] == byte { end += 1 }
          if end - index <= 6, end < text.count, text[end] == 0x20, lineIsBlankBefore {
            headings += 1
          }
        }
        if text.starts("```", at: index, limit: text.count)
          || text.starts("~~~", at: index, limit: text.count)
        {
          fences += 1
        }
        lineIsBlankBefore = byte == 0x0A || byte == 0x0D
      }
      atLineStart = byte == 0x0A
      if byte == UInt8(ascii: "]"), text.starts("](", at: index, limit: text.count) { links += 1 }
      if byte == UInt8(ascii: "*"), text.starts("**", at: index, limit: text.count) {
        strong += 1
        index += 1
      }
      index += 1
    }
    return headings > 0 || fences >= 2 || links > 0 || strong >= 6 ? .markdown : .plain
  }
}
