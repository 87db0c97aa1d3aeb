/// See ``manual``.
public struct Spacing: Stage {
  public static let manual = Manual(
    name: "spacing",
    summary: "Mends stray blanks: on the wrong side of a quote, before a comma, inside a word.",
    discussion: """
      Engines guess blanks from the distances between letters, and guess wrong around marks that \
      have air of their own. A quote that closes a phrase is set against the next word; a comma is \
      set apart from the word it follows; the sign & loses the blank on one side; a word in wide \
      letters falls into single ones.

      A quote is only moved where the quotes of the paragraph pair up and this one closes what an \
      earlier one opened; and one that stands between two blanks is only set against its quotation where \
      the quote at the other end stands against it, on pages and in documents of which words are \
      misread. A blank before a comma or full stop is only taken out of a text that has few of them: a \
      text that sets all its marks apart does so on purpose. Old printers set a thin space before a \
      semicolon, which engines take for a blank; it goes where commas stand close, and stays in French, \
      which has it to this day. Letters are only drawn \
      together into a word that is frequent in edited prose. Tables in tabs and code are not looked \
      at, and blanks that are merely more than one are no defect.

      A blank within a word, or a line end without a hyphen, goes where the parts together are a word, \
      are seldom met beside each other, and are no words by themselves. One part may be a word, if the \
      other is none and is no term of the document; both may be, in a document in which many words have \
      fallen apart.
      """,
    rules: [
      .init("quote-side", "Moves a blank to the other side of a quote."),
      .init(
        "lone-quote", "Takes out the blank between a quote and the quotation that it belongs to."),
      .init("blank-before-mark", "Takes out a blank before a comma or full stop."),
      .init("thin-space", "Takes out a blank before a semicolon or colon."),
      .init("speck", "Takes out a full stop that stands alone before a small letter."),
      .init("mark-suspected", "Finds a mark that is out of place, or a speck."),
      .init("apostrophe", "Takes out a blank behind an apostrophe: the city' s mayor."),
      .init("ampersand", "Puts the missing blank beside “&”."),
      .init("spaced-letters", "Draws the letters of a word together."),
      .init("split-word", "Takes out a blank that stands within a word."),
    ],
    examples: [
      .init(
        "He won the \"Young Scientist Award of Guangxi \"(ATYSP) in May.\n",
        becomes: "He won the \"Young Scientist Award of Guangxi\" (ATYSP) in May.\n"),
      .init(
        "The harbour , which had been closed for years , was opened again .\n\n"
          + String(
            repeating: "It was a fine day for the town and for all who live in it. ", count: 16)
          + "\n",
        becomes: "The harbour, which had been closed for years, was opened again.\n\n"
          + String(
            repeating: "It was a fine day for the town and for all who live in it. ", count: 16)
          + "\n"),
      .init(
        "All that he had . been promised was given to him in the end by the town.\n",
        becomes: "All that he had been promised was given to him in the end by the town.\n"),
      .init(
        "The pri soner was con cerned in the slaugh ter, and ran off im mediately.\n",
        becomes: "The prisoner was concerned in the slaughter, and ran off immediately.\n"),
      .init(
        "All papers were neces\nsary, as the court had said more than once.\n",
        becomes: "All papers were necessary,\nas the court had said more than once.\n"),
      .init(
        "Some one came up stairs with a news paper for the shoe maker.\n",
        stays: "words that were once written apart"),
      .init(
        "The field is declared in struct dirent, and the diff used it as well.\n",
        stays: "terms of a trade beside words"),
      .init("Tea, sugar, &c. were sold.\n", stays: "an old abbreviation"),
      .init(
        "The eggs are white ; the nest, made of moss, is lined with hair.\n",
        becomes: "The eggs are white; the nest, made of moss, is lined with hair.\n"),
      .init(
        "Il fait beau ; les enfants jouent dans la rue avec leurs petits voisins.\n",
        stays: "French"),
      .init(
        "They agreed on data analysis &sharing from now on.\n",
        becomes: "They agreed on data analysis & sharing from now on.\n"),
      .init(
        "The city' s mayor didn\u{2019} t come, and the boys' sister was the boy' s friend.\n",
        becomes: "The city's mayor didn\u{2019}t come, and the boys' sister was the boy's friend.\n"
      ),
      .init("He marked it 'A' s it should be, and a 't t was added.\n", stays: "letters in quotes"),
      .init(
        "All this was t h e work of a single day.\n",
        becomes: "All this was the work of a single day.\n"),
      .init(
        "He said, \" You have it,\" and she answered: \"I have. \" The kettle was on.\n\n\u{0C}"
          + "A lamp was lit.\n",
        becomes:
          "He said, \"You have it,\" and she answered: \"I have.\" The kettle was on.\n\n\u{0C}"
          + "A lamp was lit.\n"
      ),
      .init("She said \"yes\" and \"no\" (in that order).\n", stays: "quotes on their right sides"),
      .init(
        "The card said \" open \" and \" closed \" in turn.\n",
        stays: "quotes set apart on both sides"),
      .init("R&D and S&T, 5' 6\" tall, at 12\" (30 cm).\n", stays: "abbreviations and inches"),
      .init(
        "C H A P T E R  I\n\nHe bought a .22 rifle and some ... shells.\n",
        stays: "a spaced heading, a calibre, dots"),
      .init("The axes x y z and the variables a b c are free.\n", stays: "symbols"),
      .init(
        "The jury said , on Friday , that it had , after all , no proof .\n",
        stays: "a text that sets its marks apart throughout"),
    ])

  public static let wants: Signals = [.quote, .spacing, .unknownWord, .wordPart]

  public init() {}

  private static let spaced = "spacing.blank-before-mark"
  private static let thin = "spacing.blank-before-semicolon"
  private static let close = "spacing.close-semicolon"

  public func survey(_ window: borrowing Window, into evidence: inout Evidence) {
    var block = window.next(window.firstBlock)
    var count = 0
    var thin = 0
    var close = 0
    while let index = block {
      let it = window.blocks[index]
      if !it.signals.isDisjoint(with: SplitWord.signals), it.kind.isRunningText {
        SplitWord.survey(window, it, into: &evidence)
      }
      if it.signals.contains(.spacing), it.kind.isRunningText {
        Self.blanksBeforeMarks(window, it) { _ in count += 1 }
        let blanks = Self.blanksBeforeStops(window, it)
        thin += blanks.semicolons.count
        close += blanks.close
      }
      block = window.next(index)
    }
    if count > 0 { evidence.add(count, to: Self.spaced) }
    if thin > 0 {
      evidence.add(thin, to: Self.thin)
      evidence.add(close, to: Self.close)
    }
  }

  public func propose(
    _ window: borrowing Window, block: Int, evidence: borrowing Evidence, edits: inout Edits
  ) {
    let it = window.blocks[block]
    guard it.kind.isRunningText || it.kind == .table else { return }
    if it.signals.contains(.quote) && it.kind != .table {
      mendQuotes(window, it, &edits)
      if !evidence.isClean || evidence.habits.isPage { LoneQuotes.propose(window, it, &edits) }
    }
    if !it.signals.isDisjoint(with: SplitWord.signals), it.kind != .table {
      SplitWord.propose(window, it, evidence, &edits)
    }
    guard it.signals.contains(.spacing) else { return }
    if it.kind != .table {
      // Three blanks before marks, and more than one in sixty words, are a habit.
      let count = evidence.count(Self.spaced)
      let isHabit = count >= 3 && count * 60 > evidence.habits.words
      if !isHabit {
        Self.blanksBeforeMarks(window, it) { range in
          mendMark(window, it, range, evidence, &edits)
        }
        // Most semicolons stand apart, and no comma: so they were printed.
        if it.kind == .paragraph, count == 0,
          evidence.count(Self.thin) > 2 * evidence.count(Self.close)
        {
          mendThinSpaces(window, it, &edits)
        }
      }
      drawTogether(window, it, evidence, &edits)
      mendApostrophes(window, it, evidence, &edits)
    }
    mendAmpersands(window, it, &edits)
  }

  /// Quotes that close what an earlier one opened but stand against the next word.
  private func mendQuotes(_ window: borrowing Window, _ it: Block, _ edits: inout Edits) {
    let bytes = window.bytes.span
    var quotes: [Int] = []
    var from = it.content.lowerBound
    while let quote = bytes.firstOffset(of: UInt8(ascii: "\""), in: from..<it.content.upperBound) {
      quotes.append(quote)
      from = quote + 1
    }
    guard quotes.count >= 2, quotes.count % 2 == 0, quotes.count <= 200 else { return }
    func blank(_ index: Int) -> Bool {
      index < it.content.lowerBound || index >= it.content.upperBound || bytes[index].isBlank
        || bytes[index].isLineEnd
    }
    func isInside(_ index: Int) -> Bool { !blank(index) }
    var wrong: [Int] = []
    for (number, quote) in quotes.enumerated() {
      let opens = number % 2 == 0
      let before = blank(quote - 1)
      let after = blank(quote + 1)
      if opens {
        // An opening quote has its word behind it.
        guard !after else { return }
        // Inches (12") and quotes inside words are no pairs.
        if !before, bytes[quote - 1].isASCIIDigit || bytes[quote - 1].isASCIILetter { return }
      } else if before && !after {
        wrong.append(quote)
      } else if before {
        return
      }
    }
    guard wrong.count == 1, let quote = wrong.first, bytes[quote - 1] == 0x20,
      !bytes[quote - 2].isBlank, !window.isProtected((quote - 2)..<(quote + 2))
    else { return }
    let next = bytes[quote + 1]
    guard next == UInt8(ascii: "("),
      bytes[quote - 2].isASCIILetter || bytes[quote - 2].isASCIIDigit
        || bytes[quote - 2] == UInt8(ascii: ".") || bytes[quote - 2] >= 0x80
    else { return }
    edits.replace(
      (quote - 1)..<(quote + 1), with: [UInt8(ascii: "\""), 0x20], rule: "quote-side",
      confidence: 0.95,
      reason: "The quote closes what an earlier one opened, but stands against the next word.")
  }

  /// Single blanks between a word and a comma or full stop that has a blank or nothing behind it.
  private static func blanksBeforeMarks(
    _ window: borrowing Window, _ it: Block, _ body: (Range<Int>) -> Void
  ) {
    let bytes = window.bytes.span
    let start = it.content.lowerBound
    let end = it.content.upperBound
    var from = start + 2
    while from < end,
      let index = bytes.firstOffset(of: UInt8(ascii: ","), or: UInt8(ascii: "."), in: from..<end)
    {
      from = index + 1
      if bytes[index - 1] == 0x20 {
        let before = bytes[index - 2]
        let follows = index + 1 >= end || bytes[index + 1].isBlank || bytes[index + 1].isLineEnd
        // A word before, and no second mark around: dots and dashes have reasons of their own.
        let beforeIsWord =
          before.isASCIILetter || before.isASCIIDigit
          || before == UInt8(ascii: "\"") || before.isContinuation
        var next = index + 1
        while next < end && bytes[next].isBlank { next += 1 }
        let nextIsMark =
          next < end
          && (bytes[next] == UInt8(ascii: ",") || bytes[next] == UInt8(ascii: "."))
        var earlier = index - 2
        while earlier > start && bytes[earlier] != 0x20 { earlier -= 1 }
        let isAlone =
          index - 2 - earlier <= 1 && earlier > start
          && bytes[earlier - 1] == UInt8(ascii: ".")
        if follows && beforeIsWord && !nextIsMark && !isAlone { body((index - 1)..<index) }
      }
    }
  }

  /// Whether a full stop alone on its line, set in as the next line is, stands for an empty line.
  private func isEmptyLine(
    _ bytes: Span<UInt8>, _ mark: Int, before next: Int, _ blank: Range<Int>
  ) -> Bool {
    guard bytes[mark] == UInt8(ascii: "."), bytes[mark + 1 < next ? mark + 1 : mark].isLineEnd,
      let start = blank.last(where: { bytes[$0].isLineEnd })
    else { return false }
    return start + 1 < mark && bytes[next - 1].isBlank
  }

  /// A mark with a blank before it is a mark out of place or a speck on the page; what follows tells.
  ///
  /// In real OCR a lone full stop before a small letter was never printed, one before a capital
  /// nearly always was; lone commas are specks as often as not, but for clean documents.
  private func mendMark(
    _ window: borrowing Window, _ it: Block, _ blank: Range<Int>, _ evidence: borrowing Evidence,
    _ edits: inout Edits
  ) {
    let bytes = window.bytes.span
    let mark = blank.upperBound
    var next = mark + 1
    while next < it.content.upperBound, bytes[next].isBlank || bytes[next].isLineEnd { next += 1 }
    let isEnd = next >= it.content.upperBound
    if isEmptyLine(bytes, mark, before: next, blank) { return }
    if bytes[mark] == UInt8(ascii: ".") && !isEnd && bytes[next].isASCIILower {
      // An abbreviation has its full stop before a small letter.
      var start = blank.lowerBound
      while start > it.content.lowerBound && bytes[start - 1].isASCIILetter { start -= 1 }
      let before = evidence.word(bytes, start..<blank.lowerBound)
      guard blank.lowerBound - start >= 3, before.prose >= 200 else { return }
      edits.replace(
        blank.lowerBound..<(mark + 1), with: [], rule: "speck", confidence: 0.92,
        reason: "A full stop with blanks around it, before a small letter, is a speck.")
      return
    }
    let isSure =
      bytes[mark] == UInt8(ascii: ".")
      ? isEnd || bytes[next].isASCIIUpper : evidence.isClean
    if isSure {
      edits.replace(
        blank, with: [], rule: "blank-before-mark", confidence: 0.94,
        reason: "The document does not set its marks apart elsewhere.")
    } else {
      edits.find(
        blank.lowerBound..<(mark + 1), rule: "mark-suspected", confidence: 0.5,
        reason: "A mark out of place, or a speck.")
    }
  }

  /// The blanks before a paragraph's semicolons and colons, and how many semicolons have none.
  private static func blanksBeforeStops(
    _ window: borrowing Window, _ it: Block
  ) -> (semicolons: [Range<Int>], colons: [Range<Int>], close: Int) {
    let bytes = window.bytes.span
    var semicolons: [Range<Int>] = []
    var colons: [Range<Int>] = []
    var close = 0
    let end = it.content.upperBound
    var from = it.content.lowerBound + 2
    while from < end,
      let index = bytes.firstOffset(of: UInt8(ascii: ";"), or: UInt8(ascii: ":"), in: from..<end)
    {
      from = index + 1
      let byte = bytes[index]
      guard index + 1 == end || bytes[index + 1].isBlank || bytes[index + 1].isLineEnd else {
        continue
      }
      if bytes[index - 1] != 0x20 {
        if byte == UInt8(ascii: ";") { close += 1 }
      } else if bytes[index - 2].isASCIILetter || bytes[index - 2] == UInt8(ascii: ")") {
        if byte == UInt8(ascii: ";") {
          semicolons.append((index - 1)..<index)
        } else if !bytes[index - 2].isASCIIUpper {
          // A label in capitals has more air behind it than a thin space.
          colons.append((index - 1)..<index)
        }
      }
    }
    return (semicolons, colons, close)
  }

  /// Takes out the blanks before semicolons; before colons too where the paragraph has both, since
  /// “Price : 3” is how forms are written.
  private func mendThinSpaces(_ window: borrowing Window, _ it: Block, _ edits: inout Edits) {
    let (blanks, colons, _) = Self.blanksBeforeStops(window, it)
    guard !blanks.isEmpty else { return }
    var words = 0
    var unknown = 0
    for token in it.tokens
    where window.tokens[token].facts.isDisjoint(with: [.capitalised, .digit]) {
      words += 1
      if window.tokens[token].facts.contains(.unknown) { unknown += 1 }
    }
    guard unknown * 8 <= words else { return }
    for blank in blanks + colons {
      edits.replace(
        blank, with: [], rule: "thin-space", confidence: 0.93,
        reason: "Commas stand close to their words; printers set a thin space here, no blank.")
    }
  }

  private func mendAmpersands(_ window: borrowing Window, _ it: Block, _ edits: inout Edits) {
    let bytes = window.bytes.span
    let last = it.content.upperBound - 3
    var from = it.content.lowerBound + 2
    while from < last, let index = bytes.firstOffset(of: UInt8(ascii: "&"), in: from..<last) {
      from = index + 1
      if bytes[index - 1] == 0x20, bytes[index - 2].isASCIILower, bytes[index + 1].isASCIILower,
        bytes[index + 2].isASCIILower, bytes[index + 3].isASCIILower
      {
        // `&amp;` is an entity of HTML.
        var end = index + 1
        while end < it.content.upperBound && bytes[end].isASCIILetter { end += 1 }
        let isEntity = end < it.content.upperBound && bytes[end] == UInt8(ascii: ";")
        if !isEntity {
          edits.replace(
            index..<(index + 1), with: [UInt8(ascii: "&"), 0x20], rule: "ampersand",
            confidence: 0.93, reason: "The sign has a blank before it and a word behind it.")
        }
      }
    }
  }

  private func drawTogether(
    _ window: borrowing Window, _ it: Block, _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    guard it.kind == .paragraph || it.kind == .caption else { return }
    let bytes = window.bytes.span
    var index = it.tokens.lowerBound
    while index < it.tokens.upperBound {
      guard isLetter(window, index) else {
        index += 1
        continue
      }
      var last = index
      var key: [UInt8] = [bytes[Int(window.tokens[index].start)]]
      while last + 1 < it.tokens.upperBound, isLetter(window, last + 1),
        Int(window.tokens[last + 1].start) == window.tokens[last].end + 1,
        bytes[window.tokens[last].end] == 0x20
      {
        last += 1
        key.append(bytes[Int(window.tokens[last].start)])
      }
      if last - index >= 2, evidence.word(key: key).prose >= 5000 {
        edits.replace(
          Int(window.tokens[index].start)..<window.tokens[last].end, with: key,
          rule: "spaced-letters", confidence: 0.93,
          reason: "The letters spell “\(String(decoding: key, as: UTF8.self))”.")
      }
      index = last + 1
    }
  }

  /// Takes blanks out between an apostrophe and the s or t that belongs to the word before it.
  private func mendApostrophes(
    _ window: borrowing Window, _ it: Block, _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    let bytes = window.bytes.span
    for index in it.tokens.dropFirst() where isLetter(window, index) {
      let token = window.tokens[index]
      let left = window.tokens[index - 1]
      let letter = bytes[Int(token.start)]
      let blank = Int(token.start) - 1
      guard letter == UInt8(ascii: "s") || letter == UInt8(ascii: "t"), left.end < blank,
        bytes[blank] == 0x20
      else { continue }
      let mark = left.end..<blank
      guard
        left.length >= 3, left.facts.seen.isSubset(of: [.capitalised, .unknown]),
        mark.count == 1 && bytes[mark.lowerBound] == UInt8(ascii: "'")
          || mark.count == 3 && bytes.starts("\u{2019}", at: mark.lowerBound, limit: blank),
        token.end >= it.content.upperBound || bytes[token.end].isBlank
          || bytes[token.end].isLineEnd || bytes[token.end] == UInt8(ascii: ","),
        // `couldn' t` and nothing like it; behind any word but one that ends in an s, an s.
        letter == UInt8(ascii: "t")
          ? evidence.word(key: WordKey.of(bytes, left.range) + Array("'t".utf8)).prose >= 20
          : bytes[left.end - 1] != UInt8(ascii: "s"),
        !window.isProtected(mark.lowerBound..<token.end)
      else { continue }
      edits.replace(
        blank..<(blank + 1), with: [], rule: "apostrophe", confidence: 0.95,
        reason: "The apostrophe and the letter behind it belong to the word before.")
    }
  }

  private func isLetter(_ window: borrowing Window, _ token: Int) -> Bool {
    let it = window.tokens[token]
    return it.length == 1 && it.facts.seen.isEmpty && window.bytes.span[Int(it.start)].isASCIILower
  }
}
