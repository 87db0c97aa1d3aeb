internal import Lexicon

/// Full stops that an engine has lost: on some pages nearly all of them. A page tells by itself that it is
/// such a one, since sentences begin without.
enum LostStops {
  /// Words in small letters with a mark behind them that ends a sentence, and places where a sentence
  /// begins though nothing has ended the one before.
  private static let kept = "punctuation.stops-kept"
  private static let lost = "punctuation.stops-lost"
  /// Capitals of common words behind words without a mark, wherever they stand.
  private static let bare = "punctuation.bare-capitals"

  /// Counts the stops of a window that are there, and those that are not.
  static func survey(_ window: borrowing Window, into evidence: inout Evidence) {
    var kept = 0
    var lost = 0
    var bare = 0
    let bytes = window.bytes.span
    var block = window.next(window.firstBlock)
    while let number = block {
      let it = window.blocks[number]
      if Joint.holdsProse(it.kind) {
        var lines = Lines()
        for index in it.tokens.dropFirst() {
          let left = window.tokens[index - 1]
          guard left.facts.seen.isSubset(of: .unknown), left.length > 1 else { continue }
          switch left.end < it.content.upperBound ? bytes[left.end] : 0 {
          case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"): kept += 1
          default:
            guard isBare(before: index, window, it, evidence) else { continue }
            bare += 1
            if beginsSentence(index, window, it, &lines, evidence) { lost += 1 }
          }
        }
      }
      block = window.next(number)
    }
    if kept > 0 { evidence.add(kept, to: Self.kept) }
    if lost > 0 { evidence.add(lost, to: Self.lost) }
    if bare > 0 { evidence.add(bare, to: Self.bare) }
  }

  /// Whether the document has lost nearly all of its stops.
  static func areMany(_ evidence: borrowing Evidence) -> Bool {
    let lost = evidence.count(lost)
    guard lost >= leastLost else { return false }
    let words = evidence.habits.words
    // In verse that has lost its line ends a capital says nothing, and there is one every few words.
    let bare = evidence.count(bare)
    return words >= leastWords && evidence.count(kept) * wordsOfStop <= words
      && bare * wordsOfCapital <= words && bare <= lost * mostCapitals
  }

  private static let leastLost = 2
  private static let leastWords = 60
  /// In prose one of so many words has a stop behind it, many times over.
  private static let wordsOfStop = 100
  /// One of so many words at most has a capital though it is no name, and of so many such capitals one at
  /// least begins a sentence beyond doubt.
  private static let wordsOfCapital = 24
  private static let mostCapitals = 4
  /// So many words has a paragraph, at the least.
  private static let wordsOfParagraph = 10

  /// Proposes the stops of a block of such a document.
  static func propose(
    _ window: borrowing Window, _ it: Block, _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    let bytes = window.bytes.span
    var lines = Lines()
    for index in it.tokens.dropFirst() {
      let mark = window.tokens[index - 1].end
      guard !window.isProtected(mark..<(mark + 1)) else { continue }
      if isBare(before: index, window, it, evidence),
        beginsSentence(index, window, it, &lines, evidence)
      {
        edits.replace(
          mark..<(mark + 1), with: [UInt8(ascii: "."), bytes[mark]], rule: "lost-stop",
          confidence: 0.92,
          reason: "A sentence begins here, and the document has lost nearly all of its stops.")
      } else if isInitial(index - 1, window, it) {
        edits.replace(
          mark..<(mark + 1), with: [UInt8(ascii: "."), bytes[mark]], rule: "lost-stop",
          confidence: 0.9,
          reason: "The initial of a person, and the document has lost nearly all of its stops.")
      }
    }
    proposeLast(window, it, evidence, &edits)
  }

  /// Proposes the stop behind the last word of a paragraph.
  private static func proposeLast(
    _ window: borrowing Window, _ it: Block, _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    guard it.kind == .paragraph, it.tokens.count >= wordsOfParagraph, let last = it.tokens.last,
      !it.isCut, !(window.isContinued && it.next < 0)
    else { return }
    let word = window.tokens[last]
    guard word.end == it.content.upperBound, word.facts.seen.isEmpty, word.length > 1,
      !window.isProtected(word.range), endsSentences(word, window.bytes.span)
    else { return }
    edits.replace(
      word.range, with: window.bytes.span.array(word.range) + [UInt8(ascii: ".")],
      rule: "lost-stop", confidence: 0.9,
      reason: "The paragraph ends here, and the document has lost nearly all of its stops.")
  }

  // MARK: Evidence

  /// Whether the lines of a block begin with capitals, whatever stands before them; asked for once.
  private struct Lines {
    private var areVerse: Bool?

    mutating func areVerse(_ window: borrowing Window, _ it: Block) -> Bool {
      if let areVerse { return areVerse }
      var capitals = 0
      var all = 0
      for line in it.lines.dropFirst() {
        guard let first = window.tokens(ofLine: line, in: it).first else { continue }
        all += 1
        if !window.tokens[first].facts.isDisjoint(with: [.capitalised, .allCapitals]) {
          capitals += 1
        }
      }
      let result = capitals * 2 > all
      areVerse = result
      return result
    }
  }

  /// Whether a token has a capital, no mark before it, and is no name.
  private static func isBare(
    before index: Int, _ window: borrowing Window, _ it: Block, _ evidence: borrowing Evidence
  ) -> Bool {
    let bytes = window.bytes.span
    let end = window.tokens[index - 1].end
    return Int(window.tokens[index].start) == end + 1 && (bytes[end] == 0x20 || bytes[end] == 0x0A)
      && Punctuation.hasCapitalOfSentence(window, it, index, Punctuation.mostCapitals, evidence)
  }

  /// Whether a sentence begins with a token that is bare: by the words on both sides.
  private static func beginsSentence(
    _ index: Int, _ window: borrowing Window, _ it: Block, _ lines: inout Lines,
    _ evidence: borrowing Evidence
  ) -> Bool {
    let bytes = window.bytes.span
    let left = window.tokens[index - 1]
    let right = window.tokens[index]
    guard left.facts.seen.isEmpty, left.length > 1, left.form != 0,
      !Punctuation.continuations.contains(right, of: bytes), endsSentences(left, bytes),
      let lexicon = evidence.lexicon, let last = evidence.entry(left),
      let first = evidence.entry(right)
    else { return false }
    let starts = lexicon.bigram(sentenceStartBefore: first)
    guard first.prose >= leastProse, starts * startsOfWord >= first.prose else { return false }
    let together = max(Double(lexicon.bigram(last, first)), unseen)
    let isI = bytes[Int(right.start)] == UInt8(ascii: "I")
    guard lexicon.apart(last, first) >= together * (isI ? leastRatioWithI : leastRatio) else {
      return false
    }
    return bytes[left.end] == 0x20 || !lines.areVerse(window, it)
  }

  /// Whether a word can be the last of a sentence.
  private static func endsSentences(_ word: Token, _ bytes: Span<UInt8>) -> Bool {
    let key = WordKey.of(bytes, word.range)
    return !Punctuation.determiners.contains(key) && !Punctuation.connectives.contains(key)
      && !Punctuation.introductions.contains(key)
  }

  /// Whether a token is the initial of a person with a title, and has no stop: `Mr. J Moore`, `Dr A B Moore`.
  private static func isInitial(_ index: Int, _ window: borrowing Window, _ it: Block) -> Bool {
    let bytes = window.bytes.span
    let token = window.tokens[index]
    let next = window.tokens[index + 1]
    guard token.length == 1, bytes[Int(token.start)].isASCIIUpper,
      Int(next.start) == token.end + 1, bytes[token.end] == 0x20,
      !next.facts.isDisjoint(with: [.capitalised, .allCapitals])
    else { return false }
    var title = index - 1
    while title >= it.tokens.lowerBound, window.tokens[title].length == 1,
      bytes[Int(window.tokens[title].start)].isASCIIUpper, index - title < mostInitials
    {
      title -= 1
    }
    return title >= it.tokens.lowerBound && titles.contains(window.tokens[title], of: bytes)
  }

  /// What a pair of words may have that the lexicon has not.
  private static let unseen = 1.5
  /// A word that sentences begin with: so common, and one of so many times their first.
  private static let leastProse = 2000
  private static let startsOfWord = 25
  /// How many times likelier than together the words have to be apart, with a sentence's end between: a
  /// capital is hardly ever misread, but for I.
  private static let leastRatio = 0.01
  private static let leastRatioWithI = 0.1
  private static let mostInitials = 5
  /// What stands before the name of a person.
  private static let titles: WordSet = [
    "Mr", "Mrs", "Messrs", "Miss", "Dr", "Rev", "Hon", "Sir", "Captain", "Capt", "Major", "Colonel",
    "Lieutenant", "Sergeant", "Constable", "Inspector", "Professor", "Justice", "Judge", "Alderman",
    "Councillor",
  ]
}
