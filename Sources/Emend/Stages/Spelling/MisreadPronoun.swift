internal import Lexicon

/// The word I that was read as a bar, an l or a 1: “though | was”, “and l am”.
///
/// The mark stands alone between two words, and prose has I between them far more often than by chance:
/// before a verb in the first person, and behind a word that a clause may begin after. On a page full of
/// errors the verb is enough, where no other figures stand around.
enum MisreadPronoun {
  /// ln of how much likelier I is there than anywhere, on the right and on the left; where a figure was
  /// read, which may be a figure, more is asked.
  private static let before: Float = 1.2
  private static let behind: Float = 0
  private static let behindOfFigure: Float = 1
  /// On the left, on a page full of errors.
  private static let behindInDirt: Float = -2.5

  /// Proposes to make those of a block a word.
  ///
  /// - Parameter isProvenDirty: whether the page is full of errors for certain.
  static func propose(
    _ window: borrowing Window, _ it: Block, isProvenDirty: Bool, _ evidence: borrowing Evidence,
    _ edits: inout Edits
  ) {
    guard it.tokens.count > 2, !it.signals.isDisjoint(with: [.loneStroke, .bar]) else { return }
    let bytes = window.bytes.span
    var index = it.tokens.lowerBound + 1
    while index < it.tokens.upperBound {
      let right = window.tokens[index]
      index += 1
      let place = Int(right.start) - 2
      // One mark between two blanks, be it a token or none.
      guard place > it.content.lowerBound, bytes[place + 1] == 0x20,
        isLookalike(bytes[place]), bytes[place - 1].isBlank || bytes[place - 1].isLineEnd,
        bytes[Int(right.start)].isASCIILower, right.length > 1
      else { continue }
      let isToken = window.tokens[index - 2].range.contains(place)
      let before = index - (isToken ? 3 : 2)
      guard before >= it.tokens.lowerBound else { continue }
      let left = window.tokens[before]
      let isFigure = bytes[place] == UInt8(ascii: "1")
      let least =
        isProvenDirty && !(isFigure && hasFigures(window, it))
        ? behindInDirt : isFigure ? behindOfFigure : behind
      guard isBeside(bytes, left, place), !window.isProtected(place..<(place + 1)),
        isMeant(between: left, right, behind: least, evidence)
      else { continue }
      edits.replace(
        place..<(place + 1), with: [UInt8(ascii: "I")], rule: "misread-pronoun", confidence: 0.93,
        reason: "A mark stands alone where prose has the word I.")
    }
  }

  /// Proposes to read `lt` as it, or It where a sentence begins, on a page that has other errors: the word
  /// is a lieutenant's to all lexicons, and less than to programmers.
  static func proposeIt(
    _ window: borrowing Window, _ it: Block, _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    guard let lexicon = evidence.lexicon, let pronoun = lexicon.lookup(Array("it".utf8).span) else {
      return
    }
    let bytes = window.bytes.span
    let model = SpellingModel(lexicon: lexicon)
    for index in window.tokens(in: it.tokens.dropLast(), with: .unknown) {
      let token = window.tokens[index]
      let right = window.tokens[index + 1]
      guard token.length == 2, token.facts.seen == .unknown,
        bytes.starts("lt", at: Int(token.start), limit: token.end),
        Int(right.start) == token.end + 1, right.facts.seen.isEmpty,
        bytes[token.end].isBlank || bytes[token.end].isLineEnd,
        Int(token.start) == it.content.lowerBound || !isJoined(bytes[Int(token.start) - 1]),
        !window.isProtected(token.range)
      else { continue }
      let context = SpellingContext(window, it, index, last: index, evidence)
      // No sentence begins with it; within one the words on both sides have to go with the pronoun.
      guard let after = evidence.entry(right),
        context.opensSentence
          || model.gain(pronoun, after) >= before
            && (context.left.map { model.gain($0, pronoun) >= behind } ?? false)
      else { continue }
      let opens =
        context.opensSentence
        && (index > it.tokens.lowerBound || !window.isBehindOpenEnd(it))
      edits.replace(
        Int(token.start)..<(Int(token.start) + 1), with: [UInt8(ascii: opens ? "I" : "i")],
        rule: "misread-pronoun", confidence: 0.93,
        reason: "Prose has “it” beside such words.")
    }
  }

  /// Whether a byte before a word makes it a part of something: `.lt`, `-lt`, `&lt`.
  private static func isJoined(_ byte: UInt8) -> Bool {
    !byte.isBlank && !byte.isLineEnd && byte != UInt8(ascii: "\"") && byte != 0x9C
  }

  private static func isLookalike(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "|") || byte.isStroke
  }

  /// Whether a word stands before a mark with nothing between but a blank or line end, and a comma.
  private static func isBeside(_ bytes: Span<UInt8>, _ left: Token, _ place: Int) -> Bool {
    guard bytes[left.end - 1].isASCIILower else { return false }
    let gap = place - left.end
    return gap == 1 || gap == 2 && bytes[left.end] == UInt8(ascii: ",")
  }

  /// Whether a block has other figures than 1 standing alone.
  private static func hasFigures(_ window: borrowing Window, _ it: Block) -> Bool {
    let bytes = window.bytes.span
    return it.tokens.contains { index in
      let token = window.tokens[index]
      return token.facts.contains(.number)
        && (token.length > 1 || bytes[Int(token.start)] != UInt8(ascii: "1"))
    }
  }

  private static func isMeant(
    between left: Token, _ right: Token, behind least: Float, _ evidence: borrowing Evidence
  ) -> Bool {
    guard let lexicon = evidence.lexicon, let pronoun = lexicon.lookup([UInt8(ascii: "i")].span),
      let left = evidence.entry(left),
      let right = evidence.entry(right)
    else { return false }
    let model = SpellingModel(lexicon: lexicon)
    return model.gain(pronoun, right) >= before
      && model.gain(left, pronoun) >= least
  }
}
