/// Decides where a window ends: by what the bytes are, never by how or when they arrive.
enum WindowCutter {
  /// Where a window was cut, and how well.
  struct Cut: Equatable {
    /// How many bytes the window takes.
    var length: Int
    var quality: Quality
  }

  /// What stands at the cut, the best first.
  enum Quality: Int, Comparable {
    /// A blank line whose block before ends a sentence and whose block after opens one.
    case closed, blankLine, lineEnd, blank, scalar, byte
    static func < (a: Quality, b: Quality) -> Bool { a.rawValue < b.rawValue }

    /// What a finding says of a cut that is not closed.
    var reason: String {
      switch self {
      case .closed: ""
      case .blankLine: "The window ends at a blank line within a sentence; nothing joins over it."
      case .lineEnd: "The window holds no blank line near its end; it was cut at a line end."
      case .blank: "The window holds no line end near its end; it was cut at a blank."
      case .scalar, .byte: "The window holds no blank near its end; it was cut within a word."
      }
    }
  }

  /// The last border in the last `zone` bytes of the first `size` bytes of `text`.
  ///
  /// - Precondition: `text` holds more than `size` bytes, and `size` is at least 16.
  /// - Complexity: linear in `zone`.
  static func cut(_ text: Span<UInt8>, size: Int, zone: Int) -> Cut {
    let start = max(1, size - zone)
    // CR and LF stay together even where nothing else is left to cut at.
    let isTorn = text[size - 1] == 0x0D && text[size] == 0x0A
    var best = Cut(length: isTorn ? size - 1 : size, quality: .byte)
    var index = size
    while index >= start {
      let before = text[index - 1]
      if before == 0x0A || before == 0x0D && text[index] != 0x0A {
        if best.quality > .lineEnd { best = Cut(length: index, quality: .lineEnd) }
        if isBlankLine(text, before: index, from: start) && !startsBlank(text, index, size) {
          if best.quality > .blankLine { best = Cut(length: index, quality: .blankLine) }
          if isClosed(text, at: index, limit: size) {
            return Cut(length: index, quality: .closed)
          }
        }
      } else if best.quality > .blank && before.isBlank && !text[index].isBlank {
        best = Cut(length: index, quality: .blank)
      } else if best.quality > .scalar && !text[index].isContinuation
        && !(before == 0x0D && text[index] == 0x0A)
      {
        best = Cut(length: index, quality: .scalar)
      }
      index -= 1
    }
    return best
  }

  /// Whether the line that ends before `index` is blank.
  private static func isBlankLine(_ text: Span<UInt8>, before index: Int, from: Int) -> Bool {
    var position = index - 1
    if text[position] == 0x0A && position > from && text[position - 1] == 0x0D { position -= 1 }
    while position > from {
      let byte = text[position - 1]
      if byte == 0x0A || byte == 0x0D { return true }
      if !byte.isBlank { return false }
      position -= 1
    }
    return false
  }

  private static func startsBlank(_ text: Span<UInt8>, _ index: Int, _ limit: Int) -> Bool {
    index < limit && (text[index].isBlank || text[index].isLineEnd)
  }

  /// Whether the text before `index` ends a sentence and the text at it opens one.
  private static func isClosed(_ text: Span<UInt8>, at index: Int, limit: Int) -> Bool {
    guard index < limit else { return false }
    let first = text[index]
    let opens =
      first.isASCIIUpper || first >= 0xC3 || first == UInt8(ascii: "\"")
      || first == UInt8(ascii: "#") || first == UInt8(ascii: "*")
    return opens && endsSentence(text, before: index)
  }

  /// The end of the first block that is settled before its successor is seen: it ends a sentence, and
  /// a blank line stands behind it. The blank line belongs to it; further ones do not.
  ///
  /// - Parameters:
  ///   - start: where to begin looking; what lies before has been looked at.
  ///   - limit: the block ends at this offset at the latest.
  /// - Returns: its end, or nil where `text` holds none.
  static func settledBlock(_ text: Span<UInt8>, from start: Int, limit: Int) -> Int? {
    var index = max(1, start)
    let last = min(text.count, limit)
    while index <= last {
      let before = text[index - 1]
      // Of a carriage return one has to know what follows.
      let isLineEnd =
        before == 0x0A || before == 0x0D && index < text.count && text[index] != 0x0A
      if isLineEnd, isBlankLine(text, before: index, from: 0), endsSentence(text, before: index) {
        return index
      }
      index += 1
    }
    return nil
  }

  /// Whether the text before `index` ends a sentence, but for blanks and line ends.
  private static func endsSentence(_ text: Span<UInt8>, before index: Int) -> Bool {
    var end = index
    while end > 0, text[end - 1].isBlank || text[end - 1].isLineEnd { end -= 1 }
    while end > 0 {
      switch text[end - 1] {
      case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"): return true
      case UInt8(ascii: "\""), UInt8(ascii: ")"), UInt8(ascii: "'"), UInt8(ascii: "*"): end -= 1
      // The end of a closing curly quote, or of a CJK full stop.
      case 0x9D, 0x82:
        guard end >= 3, text[end - 3] == 0xE2 || text[end - 3] == 0xE3 else { return false }
        if text[end - 3] == 0xE3 { return true }
        end -= 3
      default: return false
      }
    }
    return false
  }
}
