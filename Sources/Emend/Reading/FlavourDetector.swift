extension Flavour {
  /// So many bytes from its beginning decide what a text is.
  static let seen = 64 << 10

  /// What a text is by its beginning.
  static func detect(prefixOf text: [UInt8]) -> Flavour {
    detect(text.span.extracting(0..<min(text.count, seen)))
  }

  /// Whether it makes a difference to any line what the text is: only lines that are set in by four columns
  /// are code in Markdown, and nothing else in plain text.
  ///
  /// - Complexity: linear in the text.
  static func matters(in text: [UInt8]) -> Bool {
    let text = text.span
    var index = 0
    while index < text.count {
      let start = index
      while index < text.count, text[index] == 0x20, index - start < 4 { index += 1 }
      if index - start == 4 || index < text.count && text[index] == 0x09 { return true }
      guard let end = text.firstOffset(of: 0x0A, or: 0x0D, or: 0x0C, in: index..<text.count)
      else { return false }
      index = end + 1
    }
    return false
  }

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
      if atLineStart {
        let byte = text[index]
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
        atLineStart = false
      }
      // Within a line few bytes say anything.
      let (bracket, star) = (UInt8(ascii: "]"), UInt8(ascii: "*"))
      guard let next = text.firstOffset(of: 0x0A, or: bracket, or: star, in: index..<text.count)
      else { break }
      index = next
      switch text[index] {
      case bracket:
        if text.starts("](", at: index, limit: text.count) { links += 1 }
      case star:
        if text.starts("**", at: index, limit: text.count) {
          strong += 1
          index += 1
        }
      default: atLineStart = true
      }
      index += 1
    }
    return headings > 0 || fences >= 2 || links > 0 || strong >= 6 ? .markdown : .plain
  }
}
