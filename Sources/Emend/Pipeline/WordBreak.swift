/// A place where a word may run over the end of a line or block: its halves, and what stands between.
struct WordBreak {
  /// What marks the place.
  enum Mark {
    /// A hyphen of any kind.
    case hyphen
    /// Something that an engine reads for a hyphen: `_ ~ . : =` and their like.
    case misread
    /// Nothing.
    case lost
  }

  /// The token before the break, an index into the window's tokens.
  var left: Int
  /// The token behind it.
  var right: Int
  var mark: Mark
  /// The hyphen, or what stands in its place: offsets into the window's buffer; empty where it is lost.
  var hyphen: Range<Int>
  /// Whether specks stand between the halves, which go with the break.
  var hasSpecks: Bool

  /// What moves the second half of a word, with the marks that cling to it, up to the line of the first:
  /// which bytes are replaced, from the first half on, and by what. Nil for a second half that ends in a
  /// hyphen itself: it stays for the round after this one.
  ///
  /// - Parameters:
  ///   - gap: what stands between the halves.
  ///   - limit: where the text of the second line ends.
  ///   - lineEnd: what stands between the texts of the two lines.
  static func moveUp(
    _ bytes: Span<UInt8>, _ gap: Range<Int>, limit: Int, lineEnd: Range<Int>
  ) -> (range: Range<Int>, bytes: [UInt8])? {
    var end = gap.upperBound
    while end < limit && !bytes[end].isBlank { end += 1 }
    guard end < limit || bytes[end - 1] != UInt8(ascii: "-") else { return nil }
    var replacement = bytes.array(gap.upperBound..<end)
    var rest = end
    if end < limit {
      while rest < limit && bytes[rest].isBlank { rest += 1 }
      replacement += bytes.array(lineEnd)
    }
    return (gap.lowerBound..<rest, replacement)
  }

  /// The break between a line of a block and the next one, or nil.
  ///
  /// - Parameter isPage: whether what an engine makes of a hyphen, and specks beside it, are looked
  ///   through. On other texts a break is a hyphen between two letters and a line end.
  static func find(
    _ window: borrowing Window, _ line: Int, in block: Block, isPage: Bool
  ) -> WordBreak? {
    let second = line + 1
    guard second < block.lines.upperBound, !window.lines[line].isBlank,
      !window.lines[second].isBlank
    else { return nil }
    return find(
      window, window.tokens(ofLine: line, in: block), end: window.lines[line].textEnd,
      window.tokens(ofLine: second, in: block), start: window.lines[second].textStart,
      isPage: isPage)
  }

  /// The break between two tokens of one line, of which the first ends in a hyphen: where a line was
  /// joined to the next with its hyphen and the specks behind it.
  static func findInline(_ window: borrowing Window, _ left: Int) -> WordBreak? {
    let start = Int(window.tokens[left + 1].start)
    let place = find(
      window, left..<(left + 1), end: start, (left + 1)..<(left + 2), start: start, isPage: true)
    return place?.mark == .hyphen && place?.hasSpecks == true ? place : nil
  }

  /// The break between two blocks, or nil.
  static func find(
    _ window: borrowing Window, _ first: Block, _ second: Block, isPage: Bool
  ) -> WordBreak? {
    var end = window.trimmed(first.content).upperBound
    var start = window.trimmed(second.content).lowerBound
    if isPage {
      // Specks may have a line of their own below the first half, or above the second.
      func isWritten(_ line: Int) -> Bool {
        !window.lines[line].isBlank && !window.isSpeck(line)
      }
      if let line = first.lines.last(where: isWritten) { end = window.lines[line].textEnd }
      if let line = second.lines.first(where: isWritten) { start = window.lines[line].textStart }
    }
    return find(
      window, first.tokens, end: end, second.tokens, start: start, isPage: isPage)
  }

  private static func find(
    _ window: borrowing Window, _ before: Range<Int>, end: Int, _ after: Range<Int>, start: Int,
    isPage: Bool
  ) -> WordBreak? {
    guard let left = before.last, let right = after.first, window.tokens[left].end <= end,
      start <= Int(window.tokens[right].start)
    else { return nil }
    let bytes = window.bytes.span
    let tail = window.tokens[left].end..<end
    let head = start..<Int(window.tokens[right].start)
    if let hyphen = hyphen(at: tail.lowerBound, limit: end, bytes) {
      if hyphen.upperBound == end && head.isEmpty {
        return WordBreak(
          left: left, right: right, mark: .hyphen, hyphen: hyphen, hasSpecks: false)
      }
      // Two hyphens are a dash.
      guard isPage, hyphen.upperBound == end || bytes[hyphen.upperBound] != UInt8(ascii: "-"),
        areSpecks(hyphen.upperBound..<end, bytes), areSpecks(head, bytes)
      else { return nil }
      return WordBreak(left: left, right: right, mark: .hyphen, hyphen: hyphen, hasSpecks: true)
    }
    guard isPage, areSpecks(tail, bytes), areSpecks(head, bytes) else { return nil }
    return WordBreak(
      left: left, right: right, mark: tail.isEmpty && head.isEmpty ? .lost : .misread,
      hyphen: tail, hasSpecks: !head.isEmpty)
  }

  /// The hyphen that begins at `offset`: `-`, U+00AD, U+2010, U+2011, `¬`, or two of them that are one
  /// (`-` and U+00AD); nil where another sign stands there.
  private static func hyphen(at offset: Int, limit: Int, _ bytes: Span<UInt8>) -> Range<Int>? {
    guard offset < limit else { return nil }
    let scalar = bytes.scalar(at: offset, limit: limit)
    var end = offset + scalar.length
    switch scalar.value {
    case 0x2D:
      if bytes.starts("\u{AD}", at: end, limit: limit) { end += 2 }
    case 0xAD:
      if end < limit, bytes[end] == UInt8(ascii: "-") { end += 1 }
    case 0x2010, 0x2011, 0xAC: break
    default: return nil
    }
    return offset..<end
  }

  /// Whether nothing but blanks and at most three marks that dust and misread hyphens make stand in a
  /// range.
  private static func areSpecks(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
    var index = range.lowerBound
    var marks = 0
    while index < range.upperBound {
      let scalar = bytes.scalar(at: index, limit: range.upperBound)
      switch scalar.value {
      case 0x09, 0x20: break
      case 0x7C, 0x5F, 0x7E, 0x2E, 0x2C, 0x27, 0x22, 0x60, 0x3A, 0x3B, 0x3D, 0x2A, 0x2D, 0x5E,
        0x5C, 0x21, 0xAB, 0xB0, 0xB7, 0xBB, 0xAC, 0x2013, 0x2014, 0x2018...0x201F, 0x2022:
        marks += 1
      default: return false
      }
      index += scalar.length
    }
    return marks <= 3
  }
}
