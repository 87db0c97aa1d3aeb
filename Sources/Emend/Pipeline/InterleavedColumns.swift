/// Columns that an engine read as one: line by line in turn, or side by side.
///
/// Plain text does not say where the columns parted, so such a passage is left as it is. What shows it
/// is a broken word: its other half begins not the next line but the one after it.
enum InterleavedColumns {
  /// Whether a decision that rests on no known word is put to shame by the line after the next, which
  /// begins with the half that makes one.
  ///
  /// - Parameters:
  ///   - place: the break that was decided.
  ///   - block: the block that holds its second half.
  ///   - line: the line that it begins.
  static func skips(
    _ window: borrowing Window, _ place: WordBreak, _ decision: HyphenDecision, block: Int,
    line: Int, _ evidence: borrowing Evidence
  ) -> Bool {
    guard place.mark == .hyphen,
      decision.outcome != .weld || decision.rule == "half-word" || decision.rule == "name"
    else { return false }
    return continues(window, place, behind: line, of: block, evidence)
  }

  /// Whether the first half of a word that breaks off in the middle of a line is completed by the start
  /// of the next line: the rest of its own line is another column's.
  static func splits(
    _ window: borrowing Window, _ left: Int, hyphen: Range<Int>, block: Int, line: Int,
    _ evidence: borrowing Evidence
  ) -> Bool {
    // A word or two behind the hyphen can be noise at the column's edge.
    let rest = window.tokens(ofLine: line, in: window.blocks[block]).filter {
      $0 > left && window.tokens[$0].length >= 3 && !window.tokens[$0].facts.contains(.unknown)
    }
    guard rest.count >= 2 else { return false }
    let place = WordBreak(
      left: left, right: left + 1, mark: .hyphen, hyphen: hyphen, hasSpecks: false)
    return continues(window, place, behind: line, of: block, evidence)
  }

  /// Whether the first written line behind another begins with the second half of a word that the
  /// document or the lexicon has, and one of whose halves is none.
  private static func continues(
    _ window: borrowing Window, _ place: WordBreak, behind line: Int, of block: Int,
    _ evidence: borrowing Evidence
  ) -> Bool {
    var block = block
    var it = window.blocks[block]
    var next = line + 1
    while next < it.lines.upperBound && window.lines[next].isBlank { next += 1 }
    if next >= it.lines.upperBound {
      guard let following = window.next(block) else { return false }
      block = following
      it = window.blocks[block]
      next = it.lines.lowerBound
    }
    // A block of which everything has been removed has no line.
    guard Joint.holdsProse(it.kind) || it.kind == .heading, !it.isCut, it.lines.contains(next),
      let first = window.tokens(ofLine: next, in: it).first,
      Int(window.tokens[first].start) == window.lines[next].textStart,
      window.bytes.span[Int(window.tokens[first].start)].isASCIILower
    else { return false }
    var other = place
    other.right = first
    let decision = HyphenDecision.decide(
      window, other, within: it.tokens, site: .line, evidence)
    return decision.outcome == .weld
      && (decision.rule == "word" || decision.rule == "word-attested")
      && (isFragment(window, place.left, evidence) || isFragment(window, first, evidence))
  }

  /// Whether a token is no word: halves that are words may be neighbours by chance (over, come).
  private static func isFragment(
    _ window: borrowing Window, _ token: Int, _ evidence: borrowing Evidence
  ) -> Bool {
    let word = evidence.word(window.bytes.span, window.tokens[token].range)
    return word.prose < 20 && word.centizipf < 400
  }
}

/// A word that runs over the end of a line, and what is made of it.
struct LineBreak {
  /// The line that ends in its first half, an index into the window's lines.
  var line: Int
  var place: WordBreak
  var decision: HyphenDecision
  /// Whether the other half stands a line too far down: two of these show that a block is columns, of
  /// which nothing can be told apart.
  var isForeign: Bool

  /// The breaks within a block, in their order.
  static func all(
    _ window: borrowing Window, in block: Int, _ evidence: borrowing Evidence
  ) -> [LineBreak] {
    let it = window.blocks[block]
    let isPage = evidence.isPage
    guard it.signals.contains(.lines), isPage || it.signals.contains(.endHyphen) else { return [] }
    var breaks: [LineBreak] = []
    for line in it.lines.dropLast() {
      let hasHyphen = window.lines[line].signals.contains(.endHyphen)
      guard isPage || hasHyphen,
        let place = WordBreak.find(window, line, in: it, isPage: isPage)
      else { continue }
      let decision = HyphenDecision.decide(
        window, place, within: it.tokens, site: .line, evidence)
      breaks.append(
        LineBreak(
          line: line, place: place, decision: decision,
          isForeign: hasHyphen
            && InterleavedColumns.skips(
              window, place, decision, block: block, line: line + 1, evidence)
        ))
    }
    return breaks
  }
}
