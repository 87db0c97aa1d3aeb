internal import ICU
internal import Lexicon

/// See ``manual``.
public struct Misspellings: Stage {
  public static let manual = Manual(
    name: "misspellings",
    summary: "Corrects known misspellings: your own lists, OCR's common slips, codespell's list.",
    discussion: """
      Three lists, trusted to different degrees.

      Yours (`--misspellings FILE`, a line `wrong->right`) is obeyed as it stands. So is Emend's own \
      list of slips that engines make of common words (“Medcial”, “tbe”), except where the word \
      stands alone in quotes.

      The 57,000 misspellings that codespell knows are evidence, not an order: applied blindly, that \
      list makes Viet Nam into Viet Name. They are applied to a word in small letters (or one that \
      opens a sentence, or one in capitals) that the document uses fewer than three times, and whose \
      right form is at least thirty times as frequent, or that the lexicon hardly knows. A word that \
      is quoted, marked [sic], or surrounded by other unknown words (verse, dialect, another \
      language) stays, and so does an old spelling in a document that has more of them. \
      Everything else is reported, and so is a word with several right forms.
      """,
    rules: [
      .init("user-list", "Corrects what your list says."),
      .init("ocr-slip", "Corrects a slip that engines are known to make."),
      .init("known-misspelling", "Corrects a misspelling of codespell's list."),
      .init(
        "misspelling-suspected", "Finds a listed word that may be right, or has several rights."),
    ],
    examples: [
      .init(
        "Guangxi Medcial University was founded there.\n",
        becomes: "Guangxi Medical University was founded there.\n"),
      .init("Cooperation is benificial to all.\n", becomes: "Cooperation is beneficial to all.\n"),
      .init(
        "The GOVERMENT met at noon. Beleive it or not.\n",
        becomes: "The GOVERNMENT met at noon. Believe it or not.\n"),
      .init(
        "She wrote \"recieve\" twice and \"accomodation\" three times.\n", stays: "quoted as wrong"),
      .init("He hath recieved [sic] the letter.\n", stays: "marked as it stands"),
      .init("The delegation from Viet Nam met Mr. Nam in the hall.\n", stays: "a name"),
      .init(
        "The harbour is run by the CNA, and the CNA has a board of seven.\n", stays: "an acronym"),
      .init("Teh bar is called Teh. At Teh we meet. I like Teh.\n", stays: "used several times"),
      .init(
        "The vote was close, altho the mayor had sent men to reenforce the guard.\n",
        stays: "spellings of their time"),
      .init(
        "Divers persons have endeavour'd untill now to shew the publick that the Order establish'd\n"
          + "amongst us was not so well observ'd as formerly.\n", stays: "old spelling"),
      .init(
        "The lamp that hung above the bay\nHad spreaded all its light,\nAnd nobody was heard to say\n"
          + "Who carried it that night.\n", stays: "verse"),
      .init(
        "Run `recieve --all` and see example.org/recieve for more.\n", stays: "code and addresses"),
    ])

  public static let wants: Signals = .suspect

  public init() {}

  public func propose(
    _ window: borrowing Window, block: Int, evidence: borrowing Evidence, edits: inout Edits
  ) {
    let it = window.blocks[block]
    switch it.kind {
    case .paragraph, .heading, .byline, .listItem, .quote, .caption, .table: break
    default: return
    }
    for index in it.tokens {
      let token = window.tokens[index]
      guard token.form != 0 else { continue }
      let flags = evidence.form(token).flags
      guard !flags.isDisjoint(with: [.slip, .misspelling, .userListed]),
        token.facts.isDisjoint(with: [.protected, .ideograph]),
        flags.contains(.userListed) || !token.facts.contains(.digit)
      else { continue }
      consider(window, it, index, token, flags, evidence, &edits)
    }
  }

  private enum Casing { case small, opening, capitals, mixed }

  private func consider(
    _ window: borrowing Window, _ it: Block, _ index: Int, _ token: Token, _ flags: Form.Flags,
    _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    let key = WordKey.of(window.bytes.span, token.range)
    let casing: Casing =
      token.facts.contains(.mixedCase)
      ? .mixed
      : token.facts.contains(.allCapitals)
        ? .capitals : token.facts.contains(.capitalised) ? .opening : .small
    if flags.contains(.userListed), let entry = evidence.configuration.misspellings.entry(key) {
      if entry.rights.count == 1 {
        correct(
          window, token, entry.rights[0], casing, "user-list", 1,
          "Line \(entry.line) of \(entry.file) says so.", &edits)
      } else {
        edits.find(
          token.range, rule: "misspelling-suspected", confidence: 0.9,
          reason: "Line \(entry.line) of \(entry.file) has several rights: "
            + entry.rights.joined(separator: ", ") + ".")
      }
      return
    }
    guard let lexicon = evidence.lexicon, let entry = lexicon.lookup(key.span),
      casing != .mixed
    else { return }
    let corrections = lexicon.corrections(of: entry)
    guard let first = corrections.first else { return }
    // One half of a broken word, of a compound, of a clipped one (surprisin') is no word.
    if isPart(window, it, token) { return }
    let isAlone = isQuotedAlone(window, it, index) || Quotation.isMarkedSic(window, it, token)
    if first.tier == .ocrSlip, casing != .capitals || entry.isOCRSlipInCapitals, !isAlone {
      correct(
        window, token, inSmallLetters(first.text, casing, evidence), casing, "ocr-slip", 0.98,
        "It is a slip that engines make of “\(first.text)”.", &edits)
      return
    }
    let known = corrections.filter { $0.tier == .knownMisspelling }
    guard let right = known.first, !Self.formerSpellings.contains(key),
      !window.isAcronym(index, in: it)
    else { return }
    let rights = known.map(\.text).joined(separator: ", ")
    func find(_ why: String) {
      edits.find(
        token.range, rule: "misspelling-suspected", confidence: 0.5,
        reason: "Listed as a misspelling of \(rights); \(why).")
    }
    // A word that edited prose knows, or that is as frequent as a word, is no slip.
    let frequency = Double(entry.centizipf) / 100
    if entry.prose >= 20 && casing != .small { return }
    guard known.count == 1 else {
      if entry.prose < 20 && frequency < 3 { find("it has several right forms") }
      return
    }
    if isAlone { return find("it is quoted, or marked [sic]") }
    if isVerse(window, it) { return find("it stands in verse") }
    if evidence.habits.isForeign { return find("the document is in another language") }
    if flags.contains(.old), evidence.habits.isInOldSpelling {
      return find("the document is in old spelling")
    }
    if casing == .opening {
      // A capital opens a sentence, or it makes a name; another capital behind it tells.
      let isName =
        !opensSentence(window, it, token)
        || index + 1 < it.tokens.upperBound
          && window.tokens[index + 1].facts.contains(.capitalised)
      if isName {
        if frequency < 2 { find("it is capitalised like a name") }
        return
      }
    }
    if Quotation.isOfOddWords(window, it, index, evidence) {
      return find("its quotation has more like it")
    }
    guard evidence.occurrences(token) < 3 else { return find("the document has it several times") }
    let rightFrequency = self.frequency(of: right.text, lexicon)
    // Edited prose seldom has a misspelling twice, but it has rare words (pard, nane) a few times.
    guard rightFrequency - frequency >= 1.4772 || frequency < 1.5, rightFrequency >= 2.5,
      entry.prose < 6
    else {
      if entry.prose < 20 { find("its right form is not much more frequent") }
      return
    }
    if isAmongUnknown(window, it, index, evidence) {
      return find("its neighbours are unknown, too")
    }
    correct(
      window, token, right.text, casing, "known-misspelling",
      min(0.98, 0.92 + 0.02 * (rightFrequency - frequency - 1.4)),
      "codespell lists it, and “\(right.text)” is far more frequent.", &edits)
  }

  /// The right form of a word in small letters: a capital that the list has stays only where the word
  /// seldom goes without.
  private func inSmallLetters(
    _ right: String, _ casing: Casing, _ evidence: borrowing Evidence
  ) -> String {
    let small = right.lowercased()
    guard casing == .small, small != right,
      evidence.word(key: Array(small.utf8)).capitalShare ?? 100 <= 75
    else { return right }
    return small
  }

  private func frequency(of phrase: String, _ lexicon: Lexicon) -> Double {
    var result = 9.0
    for word in phrase.split(separator: " ") {
      let key = Array(word.lowercased().utf8)
      result = min(result, Double(lexicon.lookup(key.span)?.centizipf ?? 0) / 100)
    }
    return result
  }

  private func correct(
    _ window: borrowing Window, _ token: Token, _ right: String, _ casing: Casing, _ rule: String,
    _ confidence: Double, _ reason: String, _ edits: inout Edits
  ) {
    var bytes: [UInt8] = []
    let plain = Array(right.utf8)
    switch casing {
    case .small, .mixed: bytes = plain
    case .opening: CaseMapping.titlecaseFirst(plain.span, into: &bytes)
    case .capitals: CaseMapping.uppercase(plain.span, into: &bytes)
    }
    // The typographic apostrophe stays what it was.
    if window.bytes.span.array(token.range).contains(0xE2) {
      var curly: [UInt8] = []
      for byte in bytes {
        if byte == UInt8(ascii: "'") {
          curly.append(contentsOf: "\u{2019}".utf8)
        } else {
          curly.append(byte)
        }
      }
      bytes = curly
    }
    edits.replace(
      token.range, with: bytes, rule: rule, confidence: confidence, reason: reason)
  }

  /// Whether a word stands alone between quotes: it is spoken of, not used.
  private func isQuotedAlone(_ window: borrowing Window, _ it: Block, _ index: Int) -> Bool {
    let bytes = window.bytes.span
    let token = window.tokens[index]
    guard Int(token.start) > it.content.lowerBound, token.end < it.content.upperBound else {
      return false
    }
    func isQuote(before offset: Int) -> Bool {
      let byte = bytes[offset - 1]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { return true }
      guard let scalar = bytes.scalar(before: offset, lowerBound: it.content.lowerBound) else {
        return false
      }
      return scalar.value >= 0x2018 && scalar.value <= 0x201F || scalar.value == 0xAB
    }
    guard isQuote(before: Int(token.start)) else { return false }
    // A few words at most up to the closing quote: a title, a term, a headline.
    var end = token.end
    var blanks = 0
    while end < it.content.upperBound && blanks < 5 {
      let byte = bytes[end]
      if byte == UInt8(ascii: "\"") { return true }
      if byte == UInt8(ascii: "'"),
        end + 1 == it.content.upperBound || !bytes[end + 1].isASCIILetter
      {
        return true
      }
      if byte >= 0x80 {
        let scalar = bytes.scalar(at: end, limit: it.content.upperBound)
        if scalar.value >= 0x2019 && scalar.value <= 0x201F || scalar.value == 0xBB { return true }
        end += scalar.length
        continue
      }
      if byte.isBlank { blanks += 1 }
      end += 1
    }
    return false
  }

  /// Spellings that lists of misspellings have, and that good newspapers and books wrote: those of the
  /// Simplified Spelling Board (1906), and of words that have lost a hyphen.
  private static let formerSpellings: WordSet = [
    "altho", "tho", "thoro", "thoroly", "thorofare", "thru", "thruout", "reenforce", "reenforced",
    "reenforces", "reenforcing", "reenforcement", "reenforcements",
  ]

  /// Whether a block is verse, which bends words for its rhymes: three short lines or more, each of which
  /// begins with a capital, and most of which end within a sentence.
  private func isVerse(_ window: borrowing Window, _ it: Block) -> Bool {
    guard it.lines.count >= 3 else { return false }
    let bytes = window.bytes.span
    var open = 0
    for number in it.lines {
      let line = window.lines[number]
      guard line.content.count <= 64, line.firstToken < it.tokens.upperBound, !line.isBlank else {
        return false
      }
      let first = window.tokens[line.firstToken]
      guard first.facts.contains(.capitalised), Int(first.start) - line.textStart <= 3,
        first.end <= line.textEnd
      else { return false }
      let last = bytes[line.textEnd - 1]
      if last.isASCIILetter || last == UInt8(ascii: ",") { open += 1 }
    }
    return open * 2 > it.lines.count
  }

  private func isPart(_ window: borrowing Window, _ it: Block, _ token: Token) -> Bool {
    let bytes = window.bytes.span
    if Int(token.start) > it.content.lowerBound {
      // Behind a line end, the hyphen of the line before counts.
      var start = Int(token.start)
      while start > it.content.lowerBound, bytes[start - 1].isBlank || bytes[start - 1].isLineEnd {
        start -= 1
      }
      if start > it.content.lowerBound, start < Int(token.start),
        bytes[start - 1] == UInt8(ascii: "-")
      {
        return true
      }
      let before = bytes[Int(token.start) - 1]
      if before == UInt8(ascii: "-")
        || before == UInt8(ascii: "'")
          && Int(token.start) - 2
            >= it.content.lowerBound
          && bytes[Int(token.start) - 2].isASCIILetter
      {
        return true
      }
    }
    guard token.end < it.content.upperBound else { return false }
    switch bytes[token.end] {
    case UInt8(ascii: "-"), UInt8(ascii: "'"): return true
    case 0x80...:
      let scalar = bytes.scalar(at: token.end, limit: it.content.upperBound)
      return ScalarClass.of(scalar) == .hyphen || scalar.value == 0x2019 || scalar.value == 0xAC
    default: return false
    }
  }

  private func opensSentence(_ window: borrowing Window, _ it: Block, _ token: Token) -> Bool {
    let bytes = window.bytes.span
    var index = Int(token.start)
    while index > it.content.lowerBound {
      let byte = bytes[index - 1]
      switch byte {
      case UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ":"): return true
      case UInt8(ascii: "."):
        // Behind an initial or a short abbreviation stands a name.
        var letters = 0
        while index - 2 - letters >= it.content.lowerBound, bytes[index - 2 - letters].isASCIILetter
        {
          letters += 1
        }
        return letters > 3
          || letters > 0 && !bytes[index - 1 - letters].isASCIIUpper
      case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: "*"),
        UInt8(ascii: "#"), UInt8(ascii: ">"), UInt8(ascii: "-"):
        index -= 1
      default:
        guard byte.isBlank || byte.isLineEnd else { return false }
        index -= 1
      }
    }
    return true
  }

  /// Whether the words around are unknown to the lexicon as well: verse, dialect, another language.
  private func isAmongUnknown(
    _ window: borrowing Window, _ it: Block, _ index: Int, _ evidence: borrowing Evidence
  ) -> Bool {
    var unknown = 0
    var looked = 0
    let first = max(it.tokens.lowerBound, index - 12)
    let last = min(it.tokens.upperBound, index + 13)
    for other in first..<last where other != index {
      let token = window.tokens[other]
      guard token.facts.isDisjoint(with: [.capitalised, .digit, .ideograph]), token.length > 2,
        token.form != 0
      else { continue }
      looked += 1
      let form = evidence.form(token)
      if !form.flags.contains(.known) && form.flags.isDisjoint(with: [.slip, .misspelling]) {
        unknown += 1
      }
    }
    return unknown >= 3 && unknown * 6 >= looked
  }
}
