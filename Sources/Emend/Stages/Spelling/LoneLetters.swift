internal import Lexicon

/// Letters and figures that stand alone between two words on a page full of errors: specks (`were e
/// called`, `the I house`), an article of which the shape is left (`in n dwelling`), a short word of which the
/// strokes ran together (`the country m the world`). What prose has with the words on both sides decides.
struct LoneLetters: Sendable {
  private let lexicon: Lexicon
  private let model: SpellingModel
  private let pronoun: Lexicon.Entry
  private let article: Lexicon.Entry
  private let preposition: Lexicon.Entry

  /// Nil where the lexicon has not the words that letters are read for.
  init?(_ lexicon: Lexicon) {
    func entry(_ word: String) -> Lexicon.Entry? { lexicon.lookup(Array(word.utf8).span) }
    guard let pronoun = entry("i"), let article = entry("a"), let preposition = entry("in") else {
      return nil
    }
    self.lexicon = lexicon
    model = SpellingModel(lexicon: lexicon)
    (self.pronoun, self.article, self.preposition) = (pronoun, article, preposition)
  }

  /// Proposes what those of a block were.
  func propose(
    _ window: borrowing Window, _ it: Block, _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    guard it.tokens.count > 2 else { return }
    let bytes = window.bytes.span
    for index in it.tokens.dropFirst().dropLast() {
      let letter = window.tokens[index]
      guard letter.length == 1 else { continue }
      let before = window.tokens[index - 1]
      let behind = window.tokens[index + 1]
      guard before.end + 1 == Int(letter.start), letter.end + 1 == Int(behind.start),
        bytes[before.end] == 0x20, bytes[letter.end] == 0x20,
        Self.isSmallWord(before), Self.isSmallWord(behind),
        let left = evidence.entry(before), let right = evidence.entry(behind),
        !window.isProtected(letter.range)
      else { continue }
      let own = bytes[Int(letter.start)]
      if let word = word(own, left, right) {
        edits.replace(
          letter.range, with: word, rule: "misread-word", confidence: 0.9,
          reason:
            "Prose has “\(String(decoding: word, as: UTF8.self))” between the words around it.")
      } else if isSpeck(own, left, right), !Self.isName(own, before, behind, bytes) {
        edits.replace(
          (Int(letter.start) - 1)..<letter.end, with: [], rule: "stray-mark", confidence: 0.9,
          reason: "The words around it belong together.")
      }
    }
  }

  /// Whether a word in small letters is known.
  private static func isSmallWord(_ token: Token) -> Bool {
    token.form != 0 && token.length >= 2 && token.facts.seen.isEmpty
  }

  /// The word that a letter was read for: prose has it between the words on both sides many times as
  /// often as it has those side by side.
  private func word(
    _ letter: UInt8, _ left: Lexicon.Entry, _ right: Lexicon.Entry
  ) -> [UInt8]? {
    let isOfA = Self.likeA.contains(letter)
    guard isOfA || letter == UInt8(ascii: "m") else { return nil }
    let entry = isOfA ? article : preposition
    let (before, behind) = (lexicon.bigram(left, entry), lexicon.bigram(entry, right))
    guard before >= Self.leastTogether, behind >= Self.leastTogether else { return nil }
    let with = model.gain(left, entry) + model.gain(entry, right)
    guard with - model.gain(left, right) >= Self.margin, with > 0 else { return nil }
    return isOfA ? [UInt8(ascii: "a")] : Array("in".utf8)
  }

  /// Whether a letter is none: prose has the words on both sides together, and not with the word that the
  /// letter may be.
  private func isSpeck(_ letter: UInt8, _ left: Lexicon.Entry, _ right: Lexicon.Entry) -> Bool {
    let together = lexicon.bigram(left, right)
    guard together >= Self.leastTogether, model.gain(left, right) > 0 else { return false }
    switch letter {
    case UInt8(ascii: "I"), UInt8(ascii: "1"):
      return lexicon.bigram(pronoun, right) == 0
    case UInt8(ascii: "i"), UInt8(ascii: "l"):
      return model.gain(left, pronoun) + model.gain(pronoun, right) < model.gain(left, right)
    case UInt8(ascii: "a"), UInt8(ascii: "A"):
      // A table of what prose has leaves out most of what an article may stand before.
      return right.prose >= Self.veryCommon && lexicon.bigram(article, right) == 0
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return false
    default: return letter.isASCIILetter
    }
  }

  /// Whether a letter may be a name: I behind a word with which a clause begins, a capital before a word for
  /// things that letters tell apart, one that is often a variable behind a word that introduces such.
  private static func isName(
    _ letter: UInt8, _ before: Token, _ behind: Token, _ bytes: Span<UInt8>
  ) -> Bool {
    switch letter {
    case UInt8(ascii: "I"), UInt8(ascii: "l"), UInt8(ascii: "1"):
      connectives.contains(before, of: bytes)
    case UInt8(ascii: "i")...UInt8(ascii: "k"), UInt8(ascii: "x")...UInt8(ascii: "z"):
      EchoedLetter.introducers.contains(before, of: bytes)
    default: letter.isASCIIUpper && lettered.contains(behind, of: bytes)
    }
  }

  private static let connectives: WordSet = [
    "as", "and", "that", "when", "which", "if", "but", "what", "where", "because", "while", "whom",
    "then", "than", "or", "so", "though", "until", "since", "for",
  ]
  private static let lettered: WordSet = [
    "division", "company", "troop", "battery", "squadron", "class", "section", "block", "ward",
    "line", "string", "file", "flat", "sharp", "major", "minor", "note", "team", "platform",
    "street", "form", "side", "pass", "level", "grade", "list", "shares", "stock", "wing", "deck",
    "reserve", "train",
  ]

  /// In edited prose so often at the least.
  private static let veryCommon = 20_000
  /// Letters that an a with a broken stroke is read as.
  private static let likeA = Array("noueicsx".utf8)
  private static let leastTogether = 5
  /// ln of how many times as often.
  private static let margin: Float = 1
}
