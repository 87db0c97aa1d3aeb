/// See ``manual``.
public struct Numbers: Stage {
  public static let manual = Manual(
    name: "numbers",
    summary: "Puts figures where letters that look like them were read.",
    discussion: """
      An engine reads 1 as l or I, and 0 as O, mostly where a figure stands among others: `l998`, \
      `2O19`, `£l2.50`. No dictionary can tell, since none has numbers; their own form does. A number in \
      groups of three, a time of day, a year, a percentage, a sum of money, an ordinal, a day beside \
      its month: what has such a form once its letters are taken for figures is a number, and each letter \
      becomes the figure that it looks like.

      An O among figures alone (`1O0`, `3OO`) is one as well. An l before others is, if a word behind \
      it says what is counted (`l8 months`): else `l2` may be the name of something, or a word. One \
      behind figures may be a unit (`5l`).

      Other letters are left alone: `18S8` may have been 1858 or 1888.
      """,
    rules: [
      .init("misread-figure", "Puts the figures of a number where letters were read.")
    ],
    examples: [
      .init(
        "The fund raised l,250 pounds in 2O19, which is l5% more than in l998.\n",
        becomes: "The fund raised 1,250 pounds in 2019, which is 15% more than in 1998.\n"),
      .init(
        "They paid £l2.50 each, or $l,O40.50 for all, at the l9th meeting, held on l4 April at l1:30.\n",
        becomes:
          "They paid £12.50 each, or $1,040.50 for all, at the 19th meeting, held on 14 April at 11:30.\n"
      ),
      .init(
        "On May 2l there were 3OO of them for 5O pence, and he was given l8 months on the lst of June, I887.\n",
        becomes:
          "On May 21 there were 300 of them for 50 pence, and he was given 18 months on the 1st of June, 1887.\n"
      ),
      .init(
        "The L100 and the B52 have 5l of oil, 2l of water and an S20; H2O boils at 100, and O2 does not.\n",
        stays: "models, units and formulas"),
      .init(
        "The l2 norm is no l1 norm, and l10n stands for a word.\n", stays: "names with a figure"),
      .init(
        "Act I.5 and part II.2 of the play, World War II, Elizabeth I.\n", stays: "Roman numbers"),
      .init(
        "They played 8.Qf3 Qc7 9.O-O-O Nbd7, as the text says in 3.l and 4.O of its notes.\n",
        stays: "chess, and letters that count sections"),
      .init("Its mode is 0o755, its key is 1O0lO1lO0l1O1, its number AB-1O4.\n", stays: "codes"),
    ])

  public static let wants: Signals = [.digitInWord, .loneStroke, .unknownWord]

  /// What a token looks like that may be a number: `lO` is one word with `lo`, which has none of them.
  private static let facts: Token.Facts = [.digit, .unknown, .mixedCase, .allCapitals]

  public init() {}

  public func propose(
    _ window: borrowing Window, block: Int, evidence: borrowing Evidence, edits: inout Edits
  ) {
    let it = window.blocks[block]
    guard it.kind.isRunningText || it.kind.isTable else { return }
    var behind = it.tokens.lowerBound
    for index in window.tokens(in: it.tokens, with: Self.facts) where index >= behind {
      guard let run = Run(window, it, around: index) else { continue }
      behind = run.tokens.upperBound
      guard run.letters > 0, !window.isProtected(run.range),
        let verdict = judge(run, window, it)
      else { continue }
      edits.replace(
        run.figures, with: run.text, rule: "misread-figure", confidence: verdict.confidence,
        reason: verdict.reason)
    }
    guard it.signals.contains(.loneStroke) else { return }
    // A letter alone: `June l`.
    for index in it.tokens.dropFirst() where window.tokens[index].length == 1 {
      let token = window.tokens[index]
      guard window.bytes[Int(token.start)] == UInt8(ascii: "l"),
        window.tokens[index - 1].end + 1 == Int(token.start),
        isMonth(window, index - 1), endsNumber(window.bytes.span, token.end, it),
        !window.isProtected(token.range)
      else { continue }
      edits.replace(
        token.range, with: [UInt8(ascii: "1")], rule: "misread-figure", confidence: 0.92,
        reason: "It stands behind a month.")
    }
  }

  // MARK: What may be a number

  /// Words of figures and letters that look like them, with no more than one mark between two.
  private struct Run {
    /// Indices into the window's tokens.
    private(set) var tokens: Range<Int>
    /// Its bytes without an ending such as `th`, offsets into the window's buffer.
    private(set) var figures: Range<Int>
    /// Its bytes, ending included.
    private(set) var range: Range<Int>
    /// Its bytes without the ending, each letter as the figure that it looks like.
    private(set) var text: [UInt8] = []
    /// How many of its bytes are letters, and figures.
    private(set) var letters = 0
    private(set) var digits = 0
    /// Whether such a letter is among them.
    private(set) var hasCapitalI = false
    private(set) var hasSmallO = false
    /// Whether no letter is other than an O.
    private(set) var hasOnlyZeros = true
    /// Whether its first and its last byte is a letter.
    private(set) var opensWithLetter = false
    private(set) var endsWithLetter = false
    /// Whether no figure stands before a mark, between two, or behind one.
    private(set) var hasGroupOfLetters = false
    /// Where a point stands behind groups that commas set apart.
    private var point: Int?
    /// How many marks stand among them, all of them the same but for that point.
    private(set) var marks = 0
    private(set) var mark: UInt8 = 0
    /// What stands behind the figures in the same word.
    private(set) var ending: Ending = .none

    enum Ending { case none, ordinal, plural }

    /// The run that holds a token; nil if that is no part of any.
    init?(_ window: borrowing Window, _ it: Block, around index: Int) {
      let bytes = window.bytes.span
      let own = window.tokens[index]
      guard own.length <= Self.longest, own.facts.isDisjoint(with: [.protected, .ideograph]) else {
        return nil
      }
      (figures, ending) = Self.parts(bytes, own.range)
      guard Self.isLike(bytes, figures) else { return nil }
      tokens = index..<(index + 1)
      range = own.range
      // What is too long is not followed to its end, which every word of it would do.
      while ending == .none, range.count <= Self.longest, it.tokens.contains(tokens.upperBound),
        Self.joins(bytes, range.upperBound)
      {
        let next = window.tokens[tokens.upperBound]
        let (stem, end) = Self.parts(bytes, next.range)
        guard Int(next.start) == range.upperBound + 1, Self.isLike(bytes, stem) else { break }
        tokens = tokens.lowerBound..<(tokens.upperBound + 1)
        figures = figures.lowerBound..<stem.upperBound
        range = range.lowerBound..<next.end
        ending = end
      }
      while range.count <= Self.longest, it.tokens.contains(tokens.lowerBound - 1),
        Self.joins(bytes, range.lowerBound - 1)
      {
        let previous = window.tokens[tokens.lowerBound - 1]
        guard previous.end + 1 == range.lowerBound, Self.isLike(bytes, previous.range) else {
          break
        }
        tokens = (tokens.lowerBound - 1)..<tokens.upperBound
        figures = Int(previous.start)..<figures.upperBound
        range = Int(previous.start)..<range.upperBound
      }
      guard range.count <= Self.longest else { return nil }
      text.reserveCapacity(figures.count)
      var isOfLetters = true
      for offset in figures {
        let byte = bytes[offset]
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
          digits += 1
          isOfLetters = false
          text.append(byte)
        case UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: ":"):
          marks += 1
          hasGroupOfLetters = hasGroupOfLetters || isOfLetters
          isOfLetters = true
          if mark == UInt8(ascii: ","), byte == UInt8(ascii: "."), point == nil {
            point = text.count
          } else if mark == 0 || mark == byte, point == nil {
            mark = byte
          } else {
            return nil
          }
          text.append(byte)
        default:
          letters += 1
          if byte == UInt8(ascii: "I") { hasCapitalI = true }
          if byte == UInt8(ascii: "o") { hasSmallO = true }
          let isZero = byte | 0x20 == UInt8(ascii: "o")
          if !isZero { hasOnlyZeros = false }
          text.append(isZero ? UInt8(ascii: "0") : UInt8(ascii: "1"))
        }
      }
      hasGroupOfLetters = marks > 0 && (hasGroupOfLetters || isOfLetters)
      opensWithLetter = bytes[figures.lowerBound].isASCIILetter
      endsWithLetter = bytes[figures.upperBound - 1].isASCIILetter
    }

    /// What is longer is a code.
    private static let longest = 12

    private static func joins(_ bytes: Span<UInt8>, _ offset: Int) -> Bool {
      bytes[offset] == UInt8(ascii: ",") || bytes[offset] == UInt8(ascii: ".")
        || bytes[offset] == UInt8(ascii: ":")
    }

    /// Whether all bytes are figures or letters that look like one.
    private static func isLike(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
      !range.isEmpty && range.allSatisfy { bytes[$0].isFigureLike }
    }

    /// A word without the ending that a number may have, and that ending.
    private static func parts(
      _ bytes: Span<UInt8>, _ word: Range<Int>
    ) -> (figures: Range<Int>, ending: Ending) {
      for count in 1...2 where word.count > count {
        let stem = word.lowerBound..<(word.upperBound - count)
        let ending = ending(bytes, stem.upperBound..<word.upperBound)
        if ending != .none, isLike(bytes, stem) { return (stem, ending) }
      }
      return (word, .none)
    }

    private static func ending(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Ending {
      switch range.count {
      case 1: return bytes[range.lowerBound] == UInt8(ascii: "s") ? .plural : .none
      case 2:
        for ending: StaticString in ["st", "nd", "rd", "th"]
        where bytes.starts(ending, at: range.lowerBound, limit: range.upperBound) {
          return .ordinal
        }
        return bytes.starts("'s", at: range.lowerBound, limit: range.upperBound) ? .plural : .none
      default: return .none
      }
    }

    /// The number that the figures make, marks left out.
    var value: Int {
      var value = 0
      for byte in text where byte.isASCIIDigit { value = value * 10 + Int(byte & 15) }
      return value
    }

    var opensWithZero: Bool { text[0] == UInt8(ascii: "0") }
    /// Whether its last byte is an l or an I.
    var endsWithStroke: Bool { endsWithLetter && text[text.count - 1] == UInt8(ascii: "1") }

    /// Lengths of the groups of figures that its marks set apart, up to a point behind them.
    var groups: [Int] {
      text[..<(point ?? text.count)].split(separator: mark, omittingEmptySubsequences: false)
        .map(\.count)
    }

    /// Whether the point behind its groups has two figures behind it, or there is none.
    var hasWholeCents: Bool { point.map { text.count - $0 == 3 } ?? true }
  }

  /// Why a run is a number; nil if it need not be one.
  private func judge(
    _ run: Run, _ window: borrowing Window, _ it: Block
  ) -> (confidence: Double, reason: String)? {
    let bytes = window.bytes.span
    let first = run.tokens.lowerBound
    // AB-1O4.
    if window.tokens[first].facts.contains(.hyphenBefore), it.tokens.contains(first - 1),
      !window.tokens[first - 1].facts.contains(.number)
    {
      return nil
    }
    guard endsNumber(bytes, run.range.upperBound, it) else { return nil }
    let money = currency(bytes, before: run.range.lowerBound, it)
    guard money != nil || beginsNumber(bytes, run.range.lowerBound, it) else { return nil }
    if run.ending == .ordinal {
      guard run.marks == 0, !run.opensWithZero, !run.hasSmallO, isOrdinal(run, bytes) else {
        return nil
      }
      // `lst` may be the name of something, `Ist` is a word in German.
      guard run.digits > 0 || isPlaceOfOrdinal(window, it, run.tokens) else { return nil }
      return (0.96, "What it ends in makes it an ordinal.")
    }
    let isYear =
      run.marks == 0 && run.text.count == 4 && (1500...2099).contains(run.value)
      && run.digits >= 2 && !run.hasSmallO
    if run.ending == .plural {
      return isYear && run.value % 10 == 0 ? (0.95, "It is a decade.") : nil
    }
    let isPercentage =
      run.range.upperBound < it.content.upperBound
      && bytes[run.range.upperBound] == UInt8(ascii: "%")
    if run.marks > 0 {
      guard !run.endsWithStroke || money != nil || isPercentage || run.mark != UInt8(ascii: ".")
      else {
        return nil
      }
      return judgeMarked(run, isMoney: money != nil || isPercentage)
    }
    if run.digits == 0 {
      // `£lO`, `lO%`: what is read so is two letters at least, and an l or I first.
      guard !run.opensWithZero, !run.hasSmallO, run.letters >= 2 else { return nil }
      if let money, money != UInt8(ascii: "$") { return (0.93, "It is a sum of money.") }
      guard run.text.contains(UInt8(ascii: "0")) else { return nil }
      if isPercentage { return (0.93, "It is a percentage.") }
      if isBesideMonth(window, it, run) { return (0.92, "It stands beside a month.") }
      if isInRange(window, it, run) { return (0.92, "It is one end of a range.") }
      return isCounted(window, it, run) ? (0.91, "The word behind it says what is counted.") : nil
    }
    if run.opensWithZero { return nil }
    if money != nil, !run.hasSmallO, run.digits >= run.letters || money != UInt8(ascii: "$") {
      return (0.96, "It is a sum of money.")
    }
    if isPercentage, !run.hasSmallO { return (0.95, "It is a percentage.") }
    if isYear {
      // `200l` may be pounds, and `I995` a name.
      if !run.hasCapitalI, !run.endsWithStroke { return (0.96, "It is a year.") }
      if isBehindTime(window, it, run) { return (0.93, "It is a year.") }
    }
    if isBesideMonth(window, it, run) { return (0.95, "It stands beside a month.") }
    if run.digits >= run.letters, isCounted(window, it, run) {
      return (0.92, "The word behind it says what is counted.")
    }
    // `1O0`, `3OO`; `3O` and `5l` may have a letter that means something.
    guard run.hasOnlyZeros, !run.opensWithLetter, run.text.count <= 6 else { return nil }
    if !run.endsWithLetter { return (0.91, "Figures stand on either side of it.") }
    guard !run.hasSmallO, run.text.count >= 3 else { return nil }
    return (0.91, "It looks like a 0, and stands behind figures.")
  }

  /// Why a run with marks in it is a number.
  private func judgeMarked(_ run: Run, isMoney: Bool) -> (confidence: Double, reason: String)? {
    let groups = run.groups
    guard run.digits >= run.letters else { return nil }
    switch run.mark {
    case UInt8(ascii: ","):
      // `III,000` was read of something longer.
      guard isMoney || run.digits > run.letters || groups[0] == 1, !run.opensWithZero,
        !run.hasSmallO,
        (1...3).contains(groups[0]), run.hasWholeCents,
        groups.dropFirst().allSatisfy({ $0 == 3 })
      else { return nil }
      return (0.96, "Its figures stand in groups of three.")
    case UInt8(ascii: ":"):
      guard groups.count == 2, !run.hasSmallO, groups[0] <= 2, groups[1] == 2,
        run.value / 100 <= 24, run.value % 100 < 60
      else { return nil }
      return (0.95, "It is a time of day.")
    default:
      // `9.O-O-O` is a move in chess, `3.l` a verse or a line.
      guard groups.count == 2, !run.hasSmallO,
        isMoney || !run.hasCapitalI && !run.hasGroupOfLetters,
        !run.opensWithZero || groups[0] == 1
      else { return nil }
      return (isMoney ? 0.96 : 0.91, "It is a number with a point.")
    }
  }

  // MARK: What stands beside it

  /// Whether what stands before an offset may stand before a number.
  private func beginsNumber(_ bytes: Span<UInt8>, _ offset: Int, _ it: Block) -> Bool {
    guard offset > it.content.lowerBound else { return true }
    let byte = bytes[offset - 1]
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "-"),
      UInt8(ascii: "|"):
      return true
    default: return byte.isBlank || byte.isLineEnd || byte >= 0x80
    }
  }

  /// Whether what stands at an offset may stand behind a number.
  private func endsNumber(_ bytes: Span<UInt8>, _ offset: Int, _ it: Block) -> Bool {
    guard offset < it.content.upperBound else { return true }
    let byte = bytes[offset]
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"),
      UInt8(ascii: "?"), UInt8(ascii: "!"):
      // A stop, and nothing that goes on behind it.
      guard offset + 1 < it.content.upperBound else { return true }
      let next = bytes[offset + 1]
      return next.isBlank || next.isLineEnd || next == UInt8(ascii: "\"") || next >= 0x80
        || next == UInt8(ascii: ")") || next == UInt8(ascii: "-")
    case UInt8(ascii: ")"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "-"),
      UInt8(ascii: "%"), UInt8(ascii: "|"):
      return true
    default: return byte.isBlank || byte.isLineEnd || byte >= 0x80
    }
  }

  /// Whether a dash with blanks stands between the run and a number: `lO - 9`.
  private func isInRange(_ window: borrowing Window, _ it: Block, _ run: Run) -> Bool {
    func isJoined(_ left: Int, _ right: Int, _ number: Int) -> Bool {
      let gap = window.tokens[left].end..<Int(window.tokens[right].start)
      return window.tokens[number].facts.contains(.number) && window.tokens[number].length <= 2
        && gap.count == 3
        && window.bytes.span.starts(" - ", at: gap.lowerBound, limit: gap.upperBound)
    }
    let (first, last) = (run.tokens.lowerBound, run.tokens.upperBound - 1)
    return it.tokens.contains(last + 1) && isJoined(last, last + 1, last + 1)
      || it.tokens.contains(first - 1) && isJoined(first - 1, first, first - 1)
  }

  /// The last byte of the sign of a currency before an offset.
  private func currency(_ bytes: Span<UInt8>, before offset: Int, _ it: Block) -> UInt8? {
    guard offset > it.content.lowerBound else { return nil }
    let byte = bytes[offset - 1]
    if byte == UInt8(ascii: "$") { return byte }
    for sign: StaticString in ["£", "€", "¥"] {
      let start = offset - sign.utf8CodeUnitCount
      if start >= it.content.lowerBound, bytes.starts(sign, at: start, limit: offset) {
        return byte
      }
    }
    return nil
  }

  /// Whether its ending is that of its number.
  private func isOrdinal(_ run: Run, _ bytes: Span<UInt8>) -> Bool {
    let value = run.value
    // A stroke before two figures may be dirt: `the l15th`.
    guard run.text.count <= 2 || run.text.count == 3 && (!run.opensWithLetter || value == 100)
    else { return false }
    let ending: StaticString =
      (11...13).contains(value % 100)
      ? "th" : value % 10 == 1 ? "st" : value % 10 == 2 ? "nd" : value % 10 == 3 ? "rd" : "th"
    return bytes.starts(ending, at: run.figures.upperBound, limit: run.range.upperBound)
  }

  /// Whether an ordinal is what one expects by the words beside it.
  private func isPlaceOfOrdinal(
    _ window: borrowing Window, _ it: Block, _ tokens: Range<Int>
  ) -> Bool {
    let bytes = window.bytes.span
    if it.tokens.contains(tokens.lowerBound - 1) {
      let before = window.tokens[tokens.lowerBound - 1]
      if Self.beforeOrdinals.contains(before, of: bytes) || isMonth(window, tokens.lowerBound - 1) {
        return true
      }
    }
    return it.tokens.contains(tokens.upperBound) && isMonth(window, tokens.upperBound)
  }

  /// Whether a token is the name of a month.
  private func isMonth(_ window: borrowing Window, _ index: Int) -> Bool {
    CalendarWord.months.contains(window.tokens[index], of: window.bytes.span)
  }

  /// Whether a run is a day of the month beside it.
  private func isBesideMonth(_ window: borrowing Window, _ it: Block, _ run: Run) -> Bool {
    guard run.text.count <= 2, (1...31).contains(run.value) else { return false }
    let bytes = window.bytes.span
    let before = run.tokens.lowerBound - 1
    if it.tokens.contains(before), isMonth(window, before) {
      let end = window.tokens[before].end
      // `Jan. l8`
      let start = bytes[end] == UInt8(ascii: ".") ? end + 1 : end
      if start + 1 == run.range.lowerBound, bytes[start].isBlank || bytes[start].isLineEnd {
        return true
      }
    }
    return it.tokens.contains(run.tokens.upperBound) && isMonth(window, run.tokens.upperBound)
      && isNext(window, run)
  }

  /// Whether the token behind a run stands one blank behind it.
  private func isNext(_ window: borrowing Window, _ run: Run) -> Bool {
    let end = run.range.upperBound
    let byte = window.bytes[end]
    return Int(window.tokens[run.tokens.upperBound].start) == end + 1
      && (byte.isBlank || byte.isLineEnd)
  }

  /// Whether the word behind a run says what is counted.
  private func isCounted(_ window: borrowing Window, _ it: Block, _ run: Run) -> Bool {
    it.tokens.contains(run.tokens.upperBound) && isNext(window, run)
      && Self.counted.contains(window.tokens[run.tokens.upperBound], of: window.bytes.span)
  }

  /// Whether the word before a run says that a time comes.
  private func isBehindTime(_ window: borrowing Window, _ it: Block, _ run: Run) -> Bool {
    let before = run.tokens.lowerBound - 1
    guard it.tokens.contains(before) else { return false }
    let token = window.tokens[before]
    return Self.beforeYears.contains(token, of: window.bytes.span) || isMonth(window, before)
      || token.facts.contains(.number) && token.length <= 2 && it.tokens.contains(before - 1)
        && isMonth(window, before - 1)
  }

  private static let beforeOrdinals: WordSet = ["the", "The", "of", "and", "inst"]
  private static let beforeYears: WordSet = [
    "in", "In", "of", "since", "Since", "from", "From", "until", "till", "by", "By", "to", "and",
    "year", "about", "before", "after", "during", "early", "late",
  ]
  /// What follows a number, and seldom a name.
  private static let counted: WordSet = [
    "years", "months", "weeks", "days", "hours", "minutes", "seconds", "o'clock", "miles", "feet",
    "inches", "acres", "tons", "tonnes", "pounds", "shillings", "pence", "guineas", "dollars",
    "cents", "francs", "per", "percent", "million", "thousand", "hundred", "dozen", "people",
    "persons", "men", "women", "children", "members", "students", "votes", "yards", "metres",
    "meters", "kilometres", "kilometers", "km", "kg", "cm", "mm", "ft", "lb", "lbs", "oz", "pages",
    "copies", "times", "points", "years'", "months'",
  ]
}
