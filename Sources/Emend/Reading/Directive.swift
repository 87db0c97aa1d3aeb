/// What a line of the text tells Emend: `emend:off` begins a passage that no stage touches, and
/// `emend:on` ends it. Both lines belong to the passage.
///
/// The line may be a comment of whatever language: the mark stands in it alone, but for signs and at
/// most one short word before it (`<!-- emend:off -->`, `# emend:off`, `REM emend:off`). A mark in a
/// sentence is none, so that a text about Emend can be cleaned.
enum Directive {
  case off, on

  /// The longest word that may stand before the mark.
  private static let longestWord = 8

  /// Whether the marks stand anywhere in a text, as directives or not: a look at every byte, so that
  /// nothing else need be done for texts without.
  static func mayStand(in text: Span<UInt8>) -> Bool {
    var start = 5
    while start < text.count,
      let colon = text.firstOffset(of: UInt8(ascii: ":"), in: start..<text.count)
    {
      if text.starts("emend:o", at: colon - 5, limit: text.count) { return true }
      start = colon + 1
    }
    return false
  }

  /// What a line says; nil for a line of text.
  ///
  /// - Parameters:
  ///   - line: the line without the blanks at its ends: offsets into `bytes`, half-open.
  ///   - bytes: what holds it.
  static func of(_ line: Range<Int>, _ bytes: Span<UInt8>) -> Directive? {
    guard line.count >= 8 else { return nil }
    var mark = line.lowerBound
    while !bytes.starts("emend:o", at: mark, limit: line.upperBound) {
      mark += 1
      if mark + 8 > line.upperBound { return nil }
    }
    let directive: Directive
    let end: Int
    if bytes.starts("off", at: mark + 6, limit: line.upperBound) {
      directive = .off
      end = mark + 9
    } else if bytes.starts("on", at: mark + 6, limit: line.upperBound) {
      directive = .on
      end = mark + 8
    } else {
      return nil
    }
    for index in end..<line.upperBound where isPartOfWord(bytes[index]) { return nil }
    if mark > line.lowerBound, isPartOfWord(bytes[mark - 1]) { return nil }
    var words = 0
    var length = 0
    for index in line.lowerBound..<mark {
      if isPartOfWord(bytes[index]) {
        if length == 0 { words += 1 }
        length += 1
        if words > 1 || length > longestWord { return nil }
      } else {
        length = 0
      }
    }
    return directive
  }

  /// The passages that the lines of a text switch off.
  ///
  /// - Parameters:
  ///   - lines: all lines of the text, in order.
  ///   - bytes: what holds them.
  ///   - startsOff: whether the text begins within such a passage.
  /// - Returns: offsets into `bytes`, half-open, in order; and whether the text ends within one.
  static func passages(
    _ lines: [Line], _ bytes: Span<UInt8>, startsOff: Bool
  ) -> (ranges: [Range<Int>], endsOff: Bool) {
    var ranges: [Range<Int>] = []
    var start = startsOff ? lines.first?.content.lowerBound ?? 0 : nil
    for line in lines where !line.isBlank {
      switch of(line.textStart..<line.textEnd, bytes) {
      case .off? where start == nil: start = line.content.lowerBound
      case .on?:
        // An `on` without its `off` is a comment too, and stays.
        ranges.append((start ?? line.content.lowerBound)..<line.next)
        start = nil
      default: break
      }
    }
    if let start { ranges.append(start..<(lines.last?.next ?? start)) }
    return (ranges, start != nil)
  }

  /// Whether a text ends within a passage that is switched off.
  static func isOff(after text: Span<UInt8>, startsOff: Bool) -> Bool {
    var lines: [Line] = []
    Scanner.lines(of: text, 0..<text.count, into: &lines)
    return passages(lines, text, startsOff: startsOff).endsOff
  }

  private static func isPartOfWord(_ byte: UInt8) -> Bool {
    byte.isASCIILetter || byte.isASCIIDigit || byte >= 0x80
  }
}
