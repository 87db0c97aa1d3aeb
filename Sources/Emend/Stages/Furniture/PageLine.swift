/// A short line that may be furniture, and what it says of itself: the number that it carries, the
/// words that running heads and feet are made of.
struct PageLine: Sendable {
  /// What a line is by its words alone, wherever it stands.
  struct Form: OptionSet, Sendable {
    let rawValue: UInt16
    /// A number and nothing else: `12`, `xii`.
    static let number = Form(rawValue: 1 << 0)
    /// A number that is dressed as one of a page: `- 4 -`, `[4]`, `Page 4 of 12`.
    static let pageNumber = Form(rawValue: 1 << 1)
    /// A web or mail address, with a page number or the word “editor”.
    static let imprint = Form(rawValue: 1 << 2)
    /// Volume and number of a periodical: `VOL. 45 No. 18`.
    static let volume = Form(rawValue: 1 << 3)
    /// A date and no other word.
    static let date = Form(rawValue: 1 << 4)
    /// A date behind or before capitals, or before a page number.
    static let datedHead = Form(rawValue: 1 << 5)
    /// A title and a number with a bar between: `INNOVATION | 5`.
    static let barred = Form(rawValue: 1 << 6)
    /// `Continued on page 4`: no other line is written so.
    static let jump = Form(rawValue: 1 << 7)
    /// `From page 1`: a jump line where the document has pages.
    static let weakJump = Form(rawValue: 1 << 8)
    /// What a library's scanner has put on the page: `Digitized by Google`.
    static let notice = Form(rawValue: 1 << 9)
    /// `Original from …`: one where the scanner has left others.
    static let weakNotice = Form(rawValue: 1 << 10)
    /// The number of a part of the text: `CHAPTER 4`, `Table 2`. Never furniture by itself.
    static let part = Form(rawValue: 1 << 11)
    /// `continued on page 4`: a jump line where it is a block of its own; else a sentence may go on so.
    static let smallJump = Form(rawValue: 1 << 12)
    /// A title in capitals and a number at the line's other end: `THE WAYFARER          9`.
    static let edged = Form(rawValue: 1 << 13)

    /// Forms that make a line at the edge of a page furniture, though the document has but one page.
    static let sure: Form = [.pageNumber, .imprint, .volume, .barred]
  }

  /// The block that holds it, an index into the window's blocks.
  var block: Int
  /// An index into the window's lines.
  var line: Int
  /// Its bytes without the blanks at its ends: offsets into the window's buffer, half-open.
  var text: Range<Int>
  /// Whether it is a block of its own.
  var isAlone: Bool
  /// Whether it belongs to the text whatever it looks like: a caption, a byline, a source.
  var isCredit: Bool
  /// The page on which it stands, counted from 0.
  var page = 0
  /// How many lines with a letter or digit stand above it on its page, and below it.
  var above = 0
  var below = 0

  /// Its letters in small, without blanks, marks and digits.
  var letters: [UInt8] = []
  /// How often each letter of the alphabet stands in it, and in the last place all others.
  var histogram = SIMD32<UInt8>()
  /// Its words of four letters and more that somebody knows, in small and in the order of the alphabet.
  var knownWords: [[UInt8]] = []
  /// The numbers with which it begins and ends; nil where it does with a word.
  var firstNumber: Int?
  var lastNumber: Int?
  /// Whether a digit stands in it.
  var hasDigit = false
  /// Whether the numbers are written in Roman figures.
  var isRoman = false
  var form: Form = []
  /// Whether most of its words are capitalised, most are unknown, or its form says what it is:
  /// running text is not like this.
  var isHeadLike = false
  /// Whether it has no small letter, and four capitals at least.
  var isCapitals = false
  /// Whether half of its words and more are none.
  var isNoise = false
  /// How many words and numbers it has.
  var count = 0

  /// Whether a head can stand below the line, or a foot above it: it is no running text.
  var mayPrecedeHead: Bool { isHeadLike || letters.count < 3 }

  /// The numbers by which pages may be counted.
  var numbers: [Int] { [firstNumber, lastNumber].compactMap { $0 } }
  /// Whether it has a number at an end.
  var isNumbered: Bool { firstNumber != nil || lastNumber != nil }

  /// Whether one of its numbers is the next but one at most after one of another line's, in the same
  /// figures.
  @inline(__always)
  func isCountedOn(from other: borrowing PageLine) -> Bool {
    guard isRoman == other.isRoman else { return false }
    func isNext(_ first: Int?, _ second: Int?) -> Bool {
      guard let first, let second else { return false }
      return second > first && second <= first + 2
    }
    return isNext(other.firstNumber, firstNumber) || isNext(other.firstNumber, lastNumber)
      || isNext(other.lastNumber, firstNumber) || isNext(other.lastNumber, lastNumber)
  }
}

extension PageLine {
  /// Longer lines are running text.
  static let longest = 120
  /// And so are those of more words.
  static let mostWords = 16

  /// Reads a line; nil where it is too long, empty, or has neither letter nor digit.
  ///
  /// - Parameter isForeign: that the text is not written in the lexicon's language, so that unknown words
  ///   say nothing.
  init?(_ window: borrowing Window, block: Int, line: Int, isForeign: Bool) {
    let it = window.lines[line]
    guard !it.isBlank, it.textEnd - it.textStart <= Self.longest else { return nil }
    let tokens = window.tokens(ofLine: line, in: window.blocks[block])
    self.init(
      window, block: block, line: line, text: it.textStart..<it.textEnd, tokens: tokens,
      isForeign: isForeign)
    isAlone = window.blocks[block].lines.count == 1
  }

  /// Reads a part of a line; nil where it has no word or too many.
  init?(
    _ window: borrowing Window, block: Int, line: Int, text: Range<Int>, tokens: Range<Int>,
    isForeign: Bool
  ) {
    let owner = window.blocks[block]
    guard !tokens.isEmpty, tokens.count <= Self.mostWords, text.count <= Self.longest else {
      return nil
    }
    self.block = block
    self.line = line
    self.text = text
    isAlone = false
    isCredit = owner.kind == .caption || owner.kind == .byline
    count = tokens.count
    let bytes = window.bytes.span
    var words: [[UInt8]] = []
    var long = 0
    var capitalised = 0
    var unknown = 0
    var small = 0
    var capitals = 0
    for index in tokens {
      let token = window.tokens[index]
      var word: [UInt8] = []
      for offset in token.range {
        let byte = bytes[offset].asciiLowered
        word.append(byte)
        if byte.isASCIIDigit {
          hasDigit = true
          continue
        }
        if bytes[offset].isASCIILower { small += 1 }
        if bytes[offset].isASCIIUpper { capitals += 1 }
        letters.append(byte)
        let place = byte.isASCIILower ? Int(byte - UInt8(ascii: "a")) : 26
        histogram[place] += 1
      }
      words.append(word)
      guard !token.facts.contains(.number) else { continue }
      if token.facts.contains(.unknown) {
        unknown += 1
      } else if token.length >= 4 && !token.facts.contains(.ideograph) {
        knownWords.append(word)
      }
      if token.length >= 4 || token.facts.contains(.capitalised) {
        long += 1
        if token.facts.contains(.capitalised) { capitalised += 1 }
      }
    }
    knownWords.sort { $0.lexicographicallyPrecedes($1) }
    let named = words.count { !$0.allSatisfy(\.isASCIIDigit) }
    isCapitals = small == 0 && capitals >= 4
    isNoise = !isForeign && named > 0 && unknown * 2 >= named
    let first = window.tokens[tokens.lowerBound]
    let last = window.tokens[tokens.upperBound - 1]
    firstNumber = Self.number(words[0], first, isRoman: &isRoman)
    lastNumber = Self.number(words[words.count - 1], last, isRoman: &isRoman)
    form = Self.form(of: words, window, tokens, text, firstNumber, lastNumber)
    if isCapitals, tokens.count >= 2, isEdged(window, text, tokens, words) { form.insert(.edged) }
    let endsOpen =
      bytes[text.upperBound - 1] == UInt8(ascii: "-")
      || bytes[text.upperBound - 1] == UInt8(ascii: ",")
    // Noise and numbered lines in small letters are heads only where no text clings to them.
    let isOdd =
      owner.lines.count == 1 && tokens.count <= 8 && (isNoise || lastNumber != nil)
      || bytes.has(UInt8(ascii: "@"), in: text)
    // A stop behind words of which most are small ends a sentence, whatever its first word looks like.
    let titled = tokens.count { window.tokens[$0].facts.contains(.capitalised) }
    let isSentence =
      words.count >= 5 && titled * 2 <= words.count && LineEnd.Ending.of(window, text) == .stop
    isHeadLike =
      !form.isEmpty || !endsOpen && !isSentence && (long > 0 && capitalised * 2 >= long || isOdd)
  }

  /// Whether it begins or ends with a number that stands far from the title, or behind the word page.
  private func isEdged(
    _ window: borrowing Window, _ text: Range<Int>, _ tokens: Range<Int>, _ words: [[UInt8]]
  ) -> Bool {
    let bytes = window.bytes.span
    func isNumber(_ index: Int) -> Bool {
      window.tokens[index].facts.contains(.number) && window.tokens[index].length <= 3
    }
    func isWide(before index: Int) -> Bool {
      let gap = window.tokens[index - 1].end..<Int(window.tokens[index].start)
      return gap.count >= 3 && gap.allSatisfy { bytes[$0].isBlank }
    }
    let (first, last) = (tokens.lowerBound, tokens.upperBound - 1)
    if isNumber(first), Int(window.tokens[first].start) == text.lowerBound {
      return isWide(before: first + 1)
    }
    return isNumber(last) && window.tokens[last].end == text.upperBound
      && (isWide(before: last) || words[words.count - 2] == Array("page".utf8))
  }

  /// The number that a word is: Arabic up to four digits, or Roman below 100.
  private static func number(_ word: [UInt8], _ token: Token, isRoman: inout Bool) -> Int? {
    if token.facts.contains(.number) {
      guard word.count <= 4 else { return nil }
      return word.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
    guard let value = romanValue(word) else { return nil }
    isRoman = true
    return value
  }

  /// What a word in small letters means in Roman figures, below 100 and written as usual.
  static func romanValue(_ word: [UInt8]) -> Int? {
    guard !word.isEmpty, word.count <= 8 else { return nil }
    var value = 0
    var previous = 0
    for byte in word.reversed() {
      let figure: Int
      switch byte {
      case UInt8(ascii: "i"): figure = 1
      case UInt8(ascii: "v"): figure = 5
      case UInt8(ascii: "x"): figure = 10
      case UInt8(ascii: "l"): figure = 50
      default: return nil
      }
      value += figure < previous ? -figure : figure
      previous = max(previous, figure)
    }
    return value > 0 && value < 100 && roman(value) == word ? value : nil
  }

  private static func roman(_ value: Int) -> [UInt8] {
    var rest = value
    var result = ""
    for (figure, letters) in [
      (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ] {
      while rest >= figure {
        result += letters
        rest -= figure
      }
    }
    return Array(result.utf8)
  }

  // MARK: Forms

  private static func form(
    of words: [[UInt8]], _ window: borrowing Window, _ tokens: Range<Int>, _ text: Range<Int>,
    _ first: Int?, _ last: Int?
  ) -> Form {
    var form: Form = []
    let bytes = window.bytes.span
    func word(_ index: Int) -> String {
      words.indices.contains(index) ? String(decoding: words[index], as: UTF8.self) : ""
    }
    func isNumber(_ index: Int) -> Bool {
      words.indices.contains(index)
        && (words[index].allSatisfy(\.isASCIIDigit) || romanValue(words[index]) != nil)
    }
    let names = words.map { String(decoding: $0, as: UTF8.self) }
    let head = text.lowerBound
    let lead = bytes[head]
    let isMarked = !lead.isASCIILetter && !lead.isASCIIDigit && lead < 0x80

    // Numbers of pages, and of parts of the text.
    if words.count == 1, first != nil {
      let dressed =
        bytes[text.lowerBound] == UInt8(ascii: "-")
        && bytes[text.upperBound - 1] == UInt8(ascii: "-")
        || bytes[text.lowerBound] == UInt8(ascii: "[")
          && bytes[text.upperBound - 1] == UInt8(ascii: "]")
        || bytes.starts("\u{2013}", at: head, limit: text.upperBound) && text.count > 6
        || bytes.starts("\u{2014}", at: head, limit: text.upperBound) && text.count > 6
      form.insert(dressed ? [.number, .pageNumber] : .number)
    }
    if let page = names.firstIndex(where: { ["page", "pg", "p"].contains($0) }), isNumber(page + 1),
      page <= 1, page == 0 || words[0].count <= 2
    {
      var behind = page + 2
      if word(behind) == "of", isNumber(behind + 1) { behind += 2 }
      if words.count <= behind + 1, words.dropFirst(behind).allSatisfy({ $0.count <= 2 }) {
        form.insert(.pageNumber)
      }
    }
    if parts.contains(word(0)), words.count == 1 || isNumber(1) || word(1) == "the" {
      form.insert(.part)
    }

    // Mastheads.
    if let volume = names.firstIndex(where: { ["vol", "volume", "voi", "vo1"].contains($0) }),
      volume <= 1,
      isNumber(volume + 1), words.count <= 14,
      ["no", "number", "nr", "issue"].contains(word(volume + 2))
    {
      form.insert(.volume)
    }
    // A date has a year.
    if words.contains(where: { $0.contains(where: \.isASCIIDigit) }), let date = date(in: names) {
      var others = 0
      for index in words.indices
      where !date.contains(index) && words[index].count > 2 && !isNumber(index) { others += 1 }
      let before = date.lowerBound > 0
      let hasPage =
        date.upperBound == words.count - 1 && isNumber(date.upperBound)
        || date.lowerBound == 1 && isNumber(0)
      let capitals = tokens.indices.allSatisfy { index in
        let token = window.tokens[index]
        return date.contains(index - tokens.lowerBound) || token.facts.contains(.number)
          || token.facts.contains(.allCapitals) || token.length <= 2
      }
      if others == 0 && !hasPage { form.insert(.date) }
      if hasPage || before && others > 0 && capitals { form.insert(.datedHead) }
    }
    if let bar = bar(in: bytes, text), words.count >= 2 {
      let left = tokens.prefix { window.tokens[$0].end <= bar }
      let isLeft = left.count == 1 && isNumber(0) && !isNumber(words.count - 1)
      let isRight =
        left.count == words.count - 1 && isNumber(words.count - 1) && !isNumber(0)
      // Figures in the title, or a unit behind the number, make it a row of figures.
      let number = isLeft ? 0 : words.count - 1
      let hasFigures = words.indices.contains {
        $0 != number && words[$0].allSatisfy(\.isASCIIDigit) && words[$0].count != 4
      }
      let side = isLeft ? text.lowerBound..<bar : bar..<text.upperBound
      let hasUnit = side.contains {
        bytes[$0] == UInt8(ascii: "%") || bytes[$0] == UInt8(ascii: "$")
          || bytes[$0] == UInt8(ascii: "+") || bytes[$0] >= 0x80
      }
      if isLeft || isRight, !hasFigures, !hasUnit,
        tokens.contains(where: { window.tokens[$0].facts.contains(.capitalised) })
      {
        form.insert(.barred)
      }
    }

    // Addresses.
    let isEditor = names.contains { $0.hasPrefix("editor") || $0 == "edltor" || $0 == "editors" }
    if hasAddress(names, bytes, text),
      isEditor && bytes.has(UInt8(ascii: "@"), in: text)
        || words.count <= 8 && last != nil && !names.contains("http")
          && isApart(bytes, window.tokens[tokens.upperBound - 1], in: text)
          && words.dropLast().allSatisfy({ !$0.allSatisfy(\.isASCIIDigit) })
    {
      form.insert(.imprint)
    }

    // Jump lines.
    let opensUpper = window.tokens[tokens.lowerBound].facts.contains(.capitalised)
    if opensUpper || isMarked, bytes[text.upperBound - 1] != UInt8(ascii: ",") {
      jump(names, isMarked, isNumber, &form)
    } else if names.count == 4, names[0].hasPrefix("cont") {
      var other: Form = []
      jump(names, isMarked, isNumber, &other)
      if other.contains(.jump) { form.insert(.smallJump) }
    }
    notice(names, bytes, text, &form)
    return form
  }

  private static func jump(
    _ names: [String], _ isMarked: Bool, _ isNumber: (Int) -> Bool, _ form: inout Form
  ) {
    func isPage(_ index: Int) -> Bool {
      guard names.indices.contains(index) else { return false }
      return ["page", "pages", "p", "pp", "pg", "column", "col"].contains(names[index])
        && isNumber(index + 1)
    }
    if let at = names.firstIndex(where: {
      ["continued", "cont", "contd", "cont'd", "con't"].contains($0)
    }) {
      if names.count == 1 && isMarked { form.insert(.jump) }
      let direction = names.indices.contains(at + 1) ? names[at + 1] : ""
      if at <= 4, ["on", "from", "to", "in"].contains(direction), names.count <= at + 8 {
        let target = names.indices.contains(at + 2) ? names[at + 2] : ""
        let isNear =
          ["next", "last", "previous", "following", "preceding", "back", "front"].contains(target)
          && names.indices.contains(at + 3) && ["page", "column"].contains(names[at + 3])
        if isPage(at + 2) || isNear { form.insert(.jump) }
      }
      if at == 0, direction == "overleaf", names.count == 2 { form.insert(.jump) }
    }
    guard names.count <= 6, let page = names.indices.first(where: isPage),
      page + 2 >= names.count - 1
    else { return }
    let before = names[..<page]
    for words in [["from"], ["see"], ["turn", "to"], ["please", "turn", "to"], ["to"]]
    where Array(before) == words { form.insert(.weakJump) }
  }

  private static func notice(
    _ names: [String], _ bytes: Span<UInt8>, _ text: Range<Int>, _ form: inout Form
  ) {
    let second = names.count > 1 ? names[1] : ""
    switch names[0] {
    case "digitized", "digitised", "digitlzed":
      if second == "by", names.count <= 9 { form.insert(.notice) }
      if second == "in", names.count <= 14, names.contains("archive") { form.insert(.notice) }
    case "scanned":
      if second == "by" || second == "with", names.count <= 5 { form.insert(.weakNotice) }
    case "original":
      if second == "from", names.count <= 6 { form.insert(.weakNotice) }
    case "generated":
      if names.contains("hathitrust") || names.contains("hdl") || names.contains("gmt") {
        form.insert(.notice)
      }
    case "public":
      if second == "domain", names.contains("google") { form.insert(.notice) }
    case "https", "http":
      if names.contains("hdl") || names.contains("hathitrust") { form.insert(.weakNotice) }
    case "this":
      if Array(names.prefix(4)) == ["this", "content", "downloaded", "from"] {
        form.insert(.notice)
      }
    case "all":
      if Array(names.prefix(4)) == ["all", "use", "subject", "to"] { form.insert(.notice) }
    default: break
    }
  }

  /// The words of a date: month and year, and a day between or before.
  private static func date(in names: [String]) -> Range<Int>? {
    func year(_ index: Int) -> Bool {
      guard names.indices.contains(index), names[index].utf8.count == 4,
        let value = Int(names[index])
      else { return false }
      return (1500...2100).contains(value)
    }
    func day(_ index: Int) -> Bool {
      guard names.indices.contains(index), let value = Int(names[index]) else { return false }
      return (1...31).contains(value)
    }
    for index in names.indices where isMonth(names[index]) {
      if day(index + 1) && year(index + 2) { return index..<(index + 3) }
      if year(index + 1) { return (day(index - 1) ? index - 1 : index)..<(index + 2) }
    }
    return nil
  }

  /// Whether a word in small letters is a month, whole or in short.
  static func isMonth(_ word: [UInt8]) -> Bool { isMonth(String(decoding: word, as: UTF8.self)) }

  private static func isMonth(_ word: String) -> Bool {
    guard word.utf8.count >= 3 else { return false }
    return months.contains { $0 == word || word.utf8.count <= 4 && $0.hasPrefix(word) }
  }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]

  /// Words that number the parts of a text.
  private static let parts: Set<String> = [
    "chapter", "chap", "section", "part", "book", "act", "scene", "canto", "table", "figure", "fig",
    "plate", "appendix", "lesson", "letter", "article", "day", "week", "note", "stanza", "psalm",
    "exercise", "question", "step", "item", "illustration",
  ]

  /// Where a single bar stands, with something on both sides.
  private static func bar(in bytes: Span<UInt8>, _ text: Range<Int>) -> Int? {
    var place: Int?
    for index in text where bytes[index] == UInt8(ascii: "|") {
      // An engine may read one bar as two.
      if let place, index > place + 1 { return nil }
      place = index
    }
    guard let place, place > text.lowerBound, place < text.upperBound - 1 else { return nil }
    return place
  }

  /// Whether a line's last word stands by itself: the number of an issue can be a part of an address,
  /// that of a page cannot.
  private static func isApart(_ bytes: Span<UInt8>, _ token: Token, in text: Range<Int>) -> Bool {
    let start = Int(token.start)
    guard start > text.lowerBound else { return false }
    let before = bytes[start - 1]
    return (before.isBlank || before.isContinuation || before == UInt8(ascii: "|"))
      && text.upperBound - token.end <= 1
  }

  /// Whether an address of the web or of a mailbox stands in a line.
  private static func hasAddress(
    _ names: [String], _ bytes: Span<UInt8>, _ text: Range<Int>
  ) -> Bool {
    if names.contains("www") { return true }
    if bytes.has(UInt8(ascii: "@"), in: text) { return true }
    for index in text.dropFirst().dropLast() {
      // A dot between small letters, where no blank stands.
      if bytes[index] == UInt8(ascii: "."), bytes[index - 1].isASCIILower,
        bytes[index + 1].isASCIILower
      {
        return true
      }
    }
    return false
  }

  // MARK: Likeness

  /// Whether the letters of two lines are alike: of the longer one's, so great a share is the same.
  @inline(__always)
  static func areAlike(_ a: borrowing PageLine, _ b: borrowing PageLine, atLeast share: Double)
    -> Bool
  {
    let longer = max(a.letters.count, b.letters.count)
    let allowed = Int(Double(longer) * (1 - share) + 1e-9)
    guard longer > 0, longer - min(a.letters.count, b.letters.count) <= allowed else {
      return false
    }
    // No fewer changes than letters that the other has not.
    let most = pointwiseMax(a.histogram, b.histogram)
    let missing = max((most &- a.histogram).wrappedSum(), (most &- b.histogram).wrappedSum())
    guard Int(missing) <= allowed else { return false }
    return distance(a.letters, b.letters, isPart: false) <= allowed
  }

  /// Whether the letters of a line fit somewhere into those of another, all but one in five.
  static func fits(_ part: PageLine, into whole: PageLine) -> Bool {
    let allowed = part.letters.count / 5
    guard part.letters.count <= whole.letters.count else { return false }
    let most = pointwiseMax(part.histogram, whole.histogram)
    guard Int((most &- whole.histogram).wrappedSum()) <= allowed else { return false }
    return distance(part.letters, whole.letters, isPart: true) <= allowed
  }

  /// The number of letters to change, add or drop; what stands before and behind a part is free.
  private static func distance(_ a: [UInt8], _ b: [UInt8], isPart: Bool) -> Int {
    var row = (0...b.count).map { isPart ? 0 : $0 }
    for i in a.indices {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (a[i] == b[j] ? 0 : 1))
        diagonal = above
      }
    }
    return isPart ? row.min() ?? 0 : row[b.count]
  }
}
