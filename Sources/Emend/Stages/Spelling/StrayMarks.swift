/// Marks between words that were never printed: dirt, which engines read as quotes, stops and dashes.
///
/// They are told from punctuation by what stands around them: a quote that nothing closes before a
/// small word that has no use for it, a mark that is set against the word behind it, a full stop behind
/// “the”. That is believed only on a page that is proven to be full of errors.
enum StrayMarks {
  /// Proposes to take out those of a block.
  ///
  /// - Parameter inGuillemets: whether guillemets are quotes.
  static func propose(
    _ window: borrowing Window, _ it: Block, inGuillemets: Bool, _ edits: inout Edits
  ) {
    guard !it.tokens.isEmpty else { return }
    for index in (it.tokens.lowerBound + 1)..<max(it.tokens.upperBound, it.tokens.lowerBound + 1) {
      let gap = Gap(window, it, index)
      guard
        let stray = stray(gap, window, it, inGuillemets: inGuillemets)
          ?? strayBehind(gap.left, window, it) ?? strayBefore(gap.right, window, it),
        !window.isProtected(stray.range),
        edits.threshold <= stray.confidence
      else { continue }
      edits.replace(
        stray.range, with: [], rule: "stray-mark", confidence: stray.confidence,
        reason: stray.reason)
    }
  }

  /// What stands between two words.
  private struct Gap {
    let left: Token
    let right: Token
    /// Its bytes, offsets into the window's buffer.
    let range: Range<Int>
    /// The marks in it, without the blanks around: no blank stands among them. Nil where there are
    /// none, or more than one stretch of them.
    var marks: Range<Int>?

    init(_ window: borrowing Window, _ it: Block, _ index: Int) {
      left = window.tokens[index - 1]
      right = window.tokens[index]
      range = left.end..<max(left.end, Int(right.start))
      let bytes = window.bytes.span
      var start = range.lowerBound
      var end = range.upperBound
      while start < end, bytes[start].isBlank || bytes[start].isLineEnd { start += 1 }
      while end > start, bytes[end - 1].isBlank || bytes[end - 1].isLineEnd { end -= 1 }
      guard start < end, end - start <= 3 else { return }
      for offset in start..<end where bytes[offset].isBlank || bytes[offset].isLineEnd { return }
      marks = start..<end
    }

    /// Whether a blank or line end stands before the marks, and behind them.
    var isApartLeft: Bool { marks.map { $0.lowerBound > range.lowerBound } ?? false }
    var isApartRight: Bool { marks.map { $0.upperBound < range.upperBound } ?? false }
  }

  private struct Stray {
    var range: Range<Int>
    var confidence: Double
    var reason: String
  }

  private enum Kind { case quote, apostrophe, stop, exclamation, dash, odd }

  /// What a mark is; nil for those that have business beside words.
  private static func kind(_ scalar: UInt32) -> Kind? {
    switch scalar {
    case 0x27, 0x2018, 0x2019: .apostrophe
    case 0x22: .quote
    case 0x2E, 0x2C, 0x3A, 0x3B: .stop
    case 0x21: .exclamation
    case 0x2D: .dash
    case 0x5E, 0x7E, 0x7C, 0x5C, 0x5F, 0x7B, 0x7D, 0x3C, 0x3E, 0x2A: .odd
    case 0xA1, 0xA6, 0xA8, 0xAB, 0xAC, 0xAF, 0xB4, 0xB7, 0xB8, 0xBB, 0x2022, 0x25A0: .odd
    default: nil
    }
  }

  private static func stray(
    _ gap: Gap, _ window: borrowing Window, _ it: Block, inGuillemets: Bool
  ) -> Stray? {
    guard let marks = gap.marks else { return nil }
    let bytes = window.bytes.span
    let scalar = bytes.scalar(at: marks.lowerBound, limit: marks.upperBound)
    guard let kind = kind(scalar.value) else { return nil }
    let isSingle = scalar.length == marks.count
    let leftEndsSmall = bytes[gap.left.end - 1].isASCIILower
    let rightIsSmall = bytes[Int(gap.right.start)].isASCIILower
    switch (gap.isApartLeft, gap.isApartRight) {
    case (true, true):
      guard isSingle, leftEndsSmall, rightIsSmall, kind != .stop, kind != .exclamation,
        kind != .dash,
        scalar.value != 0xAB && scalar.value != 0xBB || !inGuillemets,
        !isQuote(kind)
          || !opensQuote(
            bytes, UInt8(truncatingIfNeeded: scalar.value), before: marks.lowerBound,
            from: it.content.lowerBound)
      else { return nil }
      // With the blank before it; where it begins a line, with the one behind it.
      let begins = bytes[marks.lowerBound - 1].isLineEnd
      return Stray(
        range: begins
          ? marks.lowerBound..<(marks.upperBound + 1) : (marks.lowerBound - 1)..<marks.upperBound,
        confidence: 0.92, reason: "A mark that stands alone within a sentence is dirt.")
    case (true, false):
      guard isSingle, leftEndsSmall, rightIsSmall, gap.right.length >= 2,
        isKnown(gap.right), gap.right.facts.isDisjoint(with: [.apostrophe, .digit])
      else { return nil }
      switch kind {
      case .apostrophe:
        guard !elisions.contains(gap.right, of: bytes),
          !closesQuote(bytes, behind: Int(gap.right.start), limit: it.content.upperBound)
        else { return nil }
        return Stray(
          range: marks, confidence: 0.85,
          reason: "No quotation begins with a small letter in the middle of a clause.")
      case .stop:
        guard !isSuffix(gap.right, bytes) else { return nil }
        return Stray(
          range: marks, confidence: 0.7, reason: "No stop stands apart from the word before it.")
      case .dash:
        guard bytes[marks.lowerBound - 1] == 0x20 else { return nil }
        return Stray(
          range: marks, confidence: 0.7, reason: "A dash is not set against the word behind it.")
      case .quote, .exclamation, .odd: return nil
      }
    case (false, true):
      guard leftEndsSmall else { return nil }
      if kind == .exclamation {
        guard isSingle, rightIsSmall, bytes[gap.left.end - 1] == UInt8(ascii: "l"),
          gap.left.length >= 5, isKnown(gap.left)
        else { return nil }
        let word = bytes.array(gap.left.range).map(\.asciiLowered)
        guard !calls.contains(word.span, 0..<word.count) else { return nil }
        return Stray(
          range: marks, confidence: 0.85,
          reason: "Part of the l before it: no sentence begins with a small letter.")
      }
      guard bytes[Int(gap.left.start)].isASCIILower else { return nil }
      switch kind {
      case .apostrophe:
        guard isSingle, rightIsSmall, gap.left.length >= 3, isKnown(gap.left),
          bytes[gap.left.end - 1] != UInt8(ascii: "s"), !isCutShort(bytes, gap.left.range),
          !opensQuote(
            bytes, UInt8(ascii: "'"), before: Int(gap.left.start), from: it.content.lowerBound)
        else { return nil }
        return Stray(
          range: marks, confidence: 0.85, reason: "No quotation is open that it would close.")
      case .stop:
        if marks.count == 2, bytes[marks.lowerBound] == bytes[marks.lowerBound + 1] {
          return Stray(
            range: (marks.lowerBound + 1)..<marks.upperBound, confidence: 0.8,
            reason: "The same stop stands twice.")
        }
        guard isSingle else { return nil }
        guard articles.contains(gap.left, of: bytes) else { return nil }
        return Stray(
          range: marks, confidence: 0.92, reason: "No clause ends with an article.")
      case .quote, .exclamation, .dash, .odd: return nil
      }
    case (false, false): return nil
    }
  }

  /// An apostrophe or an odd mark that clings to the end of a word that has no use for it.
  private static func strayBehind(
    _ word: Token, _ window: borrowing Window, _ it: Block
  ) -> Stray? {
    let bytes = window.bytes.span
    let mark = word.end
    guard mark < it.content.upperBound, word.facts.seen.isEmpty, isKnown(word),
      mark + 1 == it.content.upperBound || bytes[mark + 1].isBlank || bytes[mark + 1].isLineEnd,
      let kind = kind(UInt32(bytes[mark]))
    else { return nil }
    switch kind {
    case .apostrophe:
      // Whatever follows: `in his' 'possession`.
      guard functionWords.contains(word, of: bytes),
        !opensQuote(
          bytes, UInt8(ascii: "'"), before: Int(word.start), from: it.content.lowerBound)
      else { return nil }
      return Stray(
        range: mark..<(mark + 1), confidence: 0.88,
        reason: "The word ends no quotation, and nothing of it is left out.")
    case .odd:
      guard marksBehind.contains(bytes[mark]),
        word.length >= 2 || bytes[Int(word.start)] == UInt8(ascii: "a"),
        !isOneOfSeveral(bytes, mark, it.content)
      else { return nil }
      return Stray(
        range: mark..<(mark + 1), confidence: 0.85, reason: "A mark that clings to a word is dirt.")
    case .quote, .stop, .exclamation, .dash: return nil
    }
  }

  /// A stop, an apostrophe or an odd mark that clings to the start of a word, behind a blank.
  private static func strayBefore(
    _ word: Token, _ window: borrowing Window, _ it: Block
  ) -> Stray? {
    let bytes = window.bytes.span
    let mark = Int(word.start) - 1
    guard mark > it.content.lowerBound + 1, bytes[mark - 1] == 0x20, word.length >= 2,
      word.facts.seen.isSubset(of: .capitalised), isKnown(word),
      let kind = kind(UInt32(bytes[mark]))
    else { return nil }
    let isSmall = word.facts.seen.isEmpty
    switch kind {
    case .stop:
      guard !isSuffix(word, bytes) else { return nil }
      return Stray(
        range: mark..<(mark + 1), confidence: 0.8, reason: "No stop clings to the word behind it.")
    case .apostrophe:
      // Behind a stop: `the attendant, 'and she said`.
      guard isSmall, !elisions.contains(word, of: bytes),
        !closesQuote(
          bytes, behind: Int(word.start), limit: it.content.upperBound, within: quotation)
      else { return nil }
      return Stray(
        range: mark..<(mark + 1), confidence: 0.8,
        reason: "No quotation begins with a small letter, and nothing closes it.")
    case .odd:
      guard marksBefore.contains(bytes[mark]), isSmall || bytes[mark] != UInt8(ascii: "*"),
        bytes[mark - 2] != 0x20, !isOneOfSeveral(bytes, mark, it.content)
      else { return nil }
      return Stray(
        range: mark..<(mark + 1), confidence: 0.85, reason: "A mark that clings to a word is dirt.")
    case .quote, .exclamation, .dash: return nil
    }
  }

  /// Whether a full stop and a word are the end of a name: `.net`, `.com`.
  private static func isSuffix(_ word: Token, _ bytes: Span<UInt8>) -> Bool {
    bytes[Int(word.start) - 1] == UInt8(ascii: ".") && suffixes.contains(word, of: bytes)
  }

  /// Whether the same mark stands elsewhere in a block: the two set something off, or are the borders of
  /// cells, or signs of a language of their own.
  private static func isOneOfSeveral(
    _ bytes: Span<UInt8>, _ mark: Int, _ content: Range<Int>
  ) -> Bool {
    bytes.has(bytes[mark], in: content.lowerBound..<mark)
      || bytes.has(bytes[mark], in: (mark + 1)..<content.upperBound)
  }

  /// Odd marks that dirt is read as, before a word and behind one; none of those that begin or end names of
  /// things in programs and mark-up.
  private static let marksBefore = Array("*^|".utf8)
  private static let marksBehind = Array("*^|~\\".utf8)

  private static func isKnown(_ token: Token) -> Bool {
    token.form != 0 && !token.facts.contains(.unknown)
  }

  /// Words with an l at their end that people call out.
  private static let calls: WordSet = ["farewell", "devil", "angel", "marvel"]
  /// Words that end no clause, and those that stand behind an apostrophe
  /// that poets and dialects put for letters, or before one.
  private static let articles: WordSet = ["the", "a", "an"]
  /// Words behind which an apostrophe stands only where a quotation ends.
  private static let functionWords: WordSet = [
    "of", "and", "the", "to", "with", "from", "by", "at", "on", "for", "that", "was", "were", "is",
    "are", "be", "been", "any", "which", "who", "it", "he", "she", "they", "not", "but", "or", "as",
    "this", "his", "her", "has", "had", "into", "upon", "under", "their", "we", "when", "where",
    "than", "then", "there", "would", "could", "should", "have", "will", "in",
  ]
  /// What may stand behind a full stop, in the names of files and places of the web.
  private static let suffixes: WordSet = ["net", "com", "org", "edu", "gov", "doc", "exe", "zip"]
  static let elisions: WordSet = [
    "tis", "twas", "tween", "twill", "twould", "twere", "twixt", "em", "til", "till", "un", "bus",
    "buses", "plane", "planes", "phone", "flu", "neath", "gainst", "mid", "mong", "bout", "cause",
    "ere", "er", "im", "is", "ad", "ave", "ow", "round", "way", "fore", "ll", "re", "ve", "cross",
    "long", "pon", "gin", "stead", "side",
  ]
  private static let cutShort: WordSet = [
    "tho", "altho", "thro", "tak", "mak", "frae", "gie", "yoursel", "himsel", "mysel", "wha",
    "has",
  ]

  /// Whether a word may stand before an apostrophe that poets and dialects put for letters.
  static func isCutShort(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let word = bytes.array(range).map(\.asciiLowered)
    return word.count >= 4 && word.suffix(2).elementsEqual("in".utf8) || cutShort.contains(word)
  }

  /// Within so many bytes before a word a quotation is looked for that it may end.
  private static let quotation = 120
  /// A quotation of less than so many bytes has its end looked for.
  private static let shortQuotation = 30

  /// Whether an apostrophe closes something not far behind an offset: it has none of a word behind it.
  private static func closesQuote(
    _ bytes: Span<UInt8>, behind start: Int, limit: Int, within distance: Int = shortQuotation
  ) -> Bool {
    for offset in (start + 1)..<max(start + 1, min(start + distance, limit)) {
      let isCurved = bytes[offset] == 0x99 && bytes[offset - 1] == 0x80
      guard bytes[offset] == UInt8(ascii: "'") || isCurved else { continue }
      if offset + 1 == limit || !bytes[offset + 1].isASCIILetter { return true }
    }
    return false
  }

  private static func isQuote(_ kind: Kind) -> Bool { kind == .quote || kind == .apostrophe }

  /// Whether a quote of a kind, or a single curved one, opens something not far before an offset: it has
  /// a blank before it and none behind.
  private static func opensQuote(
    _ bytes: Span<UInt8>, _ quote: UInt8, before end: Int, from start: Int
  ) -> Bool {
    var offset = end - 1
    while offset >= start, end - offset < quotation {
      let isCurved =
        offset >= start + 2 && bytes[offset] == 0x98 && bytes[offset - 1] == 0x80
        && bytes[offset - 2] == 0xE2
      if bytes[offset] == quote || isCurved {
        let before = offset - (isCurved ? 3 : 1)
        let isApart = before < start || bytes[before].isBlank || bytes[before].isLineEnd
        if isApart, !bytes[offset + 1].isBlank, !bytes[offset + 1].isLineEnd { return true }
      }
      offset -= 1
    }
    return false
  }
}
