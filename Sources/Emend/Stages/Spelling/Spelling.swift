internal import ICU
internal import Lexicon

/// See ``manual``.
public struct Spelling: Stage {
  public static let manual = Manual(
    name: "spelling",
    summary:
      "Corrects words that were misread (“Malavsia”, “predlcted”), where the evidence is overwhelming.",
    discussion: """
      A word that no dictionary and no edited book has may be a slip of the engine, or a name, a term, \
      a word of another language. For each such word Emend looks for what it may have been: words that \
      become it when letters are misread as engines misread them (y for v, rn for m, a letter lost), \
      and two words that ran together.

      Then it weighs. For a candidate speak how frequent it is, how well it goes with the words on both \
      sides, whether the document has it elsewhere, and how likely the slip is. For the word as it \
      stands speak whether the web has it at all, whether it is short, whether it is capitalised like a \
      name, and whether the document uses it again. What comes out is a probability, and only one above \
      the threshold makes a change; the others are reported with their candidates.

      How many words of the document are unknown says how bold to be: in a clean document an unknown \
      word is a name or a term, in a bad page it is an error. Words in addresses and code, in capitals, \
      in quotes, marked [sic], in paragraphs of another language and in old spelling (haue, vpon) stay.
      """,
    rules: [
      .init("misread-word", "Corrects a word that was misread."),
      .init("run-together", "Sets two words apart that ran together."),
      .init(
        "misread-suspected", "Finds a word that may have been misread, with what it may have been."),
    ],
    examples: [
      .init(
        "Young scientists from countries such as Malavsia, Thailand and Singapore have applied.\n",
        becomes:
          "Young scientists from countries such as Malaysia, Thailand and Singapore have applied.\n"
      ),
      .init(
        "The number of residenfs who predlcted rain was c0unted by the council.\n",
        becomes: "The number of residents who predicted rain was counted by the council.\n"),
      .init(
        "Half a century ago, Konstantin Sergeevich Silin and Goh Hui Hwang traveled to Hubei.\n",
        stays: "names"),
      .init(
        "Mix THF with H2O and NaN3; see room B207, V1.0, 2nd floor.\n", stays: "formulas and codes"),
      .init("The editor had written \"goverument\" on the wall.\n", stays: "quoted as it stands"),
      .init(
        "The isnae and the canna of the toun, and a' the bairns wha ken the auld sangs, are oor ain.\n",
        stays: "another language"),
    ])

  public static let wants: Signals = .unknownWord
  public static var lowestThreshold: Double { 0.75 }

  public init() {}

  private static let earlyModern = "spelling.early-modern"

  public func survey(_ window: borrowing Window, into evidence: inout Evidence) {
    guard evidence.lexicon != nil else { return }
    var old = 0
    var block = window.next(window.firstBlock)
    while let index = block {
      let it = window.blocks[index]
      if it.signals.contains(.unknownWord), Self.isText(it.kind), isInLanguage(window, it, evidence)
      {
        for token in it.tokens
        where window.tokens[token].facts.contains(.unknown)
          && isEligible(window, it, token, evidence)
        {
          let this = window.tokens[token]
          let isNew = evidence.ask(this.form) {
            var key: [UInt8] = []
            WordKey.fold(window.bytes.span, this.range, into: &key)
            return key
          }
          if isNew && isEarlyModern(this, window, evidence) {
            evidence.note(this.form, in: Self.earlyModern)
          }
          if evidence.isNoted(this.form, in: Self.earlyModern) { old += 1 }
        }
      }
      block = window.next(index)
    }
    if old > 0 { evidence.add(old, to: Self.earlyModern) }
  }

  private static func isText(_ kind: Block.Kind) -> Bool {
    switch kind {
    case .paragraph, .listItem, .quote, .caption, .heading: true
    default: false
    }
  }

  /// Whether a token may be a misread word at all.
  private func isEligible(
    _ window: borrowing Window, _ it: Block, _ index: Int, _ evidence: borrowing Evidence
  ) -> Bool {
    let token = window.tokens[index]
    guard token.facts.contains(.unknown), token.form != 0, token.length >= 2,
      token.length <= FuzzySearch.longest,
      token.facts.isDisjoint(with: [
        .protected, .ideograph, .notASCII, .number, .hyphenBefore, .hyphenAfter, .apostrophe,
      ])
    else { return false }
    let form = evidence.form(token)
    let bytes = window.bytes.span
    if token.facts.contains(.allCapitals) && (token.length <= 6 || evidence.isClean) {
      return false
    }
    // Known misspellings have a stage of their own, which knows when they are meant.
    if evidence.isClean && !form.flags.isDisjoint(with: [.misspelling, .slip, .userListed]) {
      return false
    }
    var digits = 0
    var capitals = 0
    var letters = 0
    for offset in token.range {
      if bytes[offset].isASCIIDigit { digits += 1 } else { letters += 1 }
      if offset > Int(token.start), bytes[offset].isASCIIUpper { capitals += 1 }
    }
    if digits > 0 {
      // Letters read as figures stand between letters: formulas and codes have theirs at an end.
      guard digits == 1, letters >= 4, capitals == 0, bytes[token.end - 1].isASCIILower,
        !bytes[Int(token.start)].isASCIIDigit
      else { return false }
    }
    if token.facts.contains(.mixedCase) {
      // One capital I in the middle is an l; anything else is a name.
      guard capitals == 1, token.length >= 5 else { return false }
      for offset in (Int(token.start) + 1)..<token.end
      where bytes[offset].isASCIIUpper && bytes[offset] != UInt8(ascii: "I") {
        return false
      }
    }
    return true
  }

  /// Whether a spelling is an old one of a word that is known: u for v, i for j, y for i, a final e.
  private func isEarlyModern(
    _ token: Token, _ window: borrowing Window, _ evidence: borrowing Evidence
  ) -> Bool {
    var key: [UInt8] = []
    WordKey.fold(window.bytes.span, token.range, into: &key)
    guard key.count >= 3 else { return false }
    func isKnown(_ word: [UInt8]) -> Bool { evidence.word(key: word).prose >= 200 }
    var other = key
    if key[0] == UInt8(ascii: "v") && key[1] == UInt8(ascii: "n") || key[1] == UInt8(ascii: "p") {
      other[0] = UInt8(ascii: "u")
      if other != key && isKnown(other) { return true }
    }
    for index in 1..<key.count where key[index] == UInt8(ascii: "u") {
      other = key
      other[index] = UInt8(ascii: "v")
      if isKnown(other) { return true }
    }
    if let last = key.last, last == UInt8(ascii: "e"), key.count >= 5,
      isKnown(Array(key.dropLast()))
    {
      return true
    }
    for index in 1..<(key.count - 1) where key[index] == UInt8(ascii: "y") {
      other = key
      other[index] = UInt8(ascii: "i")
      if isKnown(other) { return true }
    }
    return false
  }

  public func propose(
    _ window: borrowing Window, block: Int, evidence: borrowing Evidence, edits: inout Edits
  ) {
    let it = window.blocks[block]
    guard Self.isText(it.kind), let lexicon = evidence.lexicon else { return }
    let habits = evidence.habits
    // Six old spellings, and one word in eighty: that is how the document writes.
    let old = evidence.count(Self.earlyModern)
    if old >= 6 && old * 80 > habits.words && habits.words > 0 { return }
    guard isInLanguage(window, it, evidence) else { return }
    for index in it.tokens where window.tokens[index].facts.contains(.unknown) {
      guard let candidates = evidence.candidates(of: window.tokens[index].form),
        !candidates.isEmpty,
        isEligible(window, it, index, evidence)
      else { continue }
      if Quotation.isOfOddWords(window, it, index, evidence) { continue }
      weigh(window, it, index, lexicon, evidence, &edits)
    }
  }

  /// Whether the paragraph is in the lexicon's language: most of its small words are known.
  private func isInLanguage(
    _ window: borrowing Window, _ it: Block, _ evidence: borrowing Evidence
  ) -> Bool {
    var small = 0
    var unknown = 0
    for index in it.tokens {
      let token = window.tokens[index]
      guard token.form != 0,
        token.facts.isDisjoint(with: [.capitalised, .digit, .protected, .ideograph])
      else { continue }
      small += 1
      if token.facts.contains(.unknown) { unknown += 1 }
    }
    if small <= 3 || unknown * 4 <= small { return true }
    guard unknown * 2 <= small else { return false }
    // Between a quarter and a half: the language's commonest words tell.
    var common = 0
    for index in it.tokens {
      let token = window.tokens[index]
      guard token.form != 0,
        token.facts.isDisjoint(with: [.capitalised, .digit, .protected, .ideograph, .unknown])
      else { continue }
      if evidence.form(token).prose >= 20000 { common += 1 }
    }
    return common * 8 >= small
  }

  private func weigh(
    _ window: borrowing Window, _ it: Block, _ index: Int, _ lexicon: Lexicon,
    _ evidence: borrowing Evidence, _ edits: inout Edits
  ) {
    let token = window.tokens[index]
    guard let candidates = evidence.candidates(of: token.form), !candidates.isEmpty,
      !isPart(window, it, token), !isQuoted(window, it, token),
      !isAmongUnknown(window, it, index, evidence)
    else { return }
    let form = evidence.form(token)
    let scale = SpellingModel(evidence.habits, isClean: evidence.isClean)
    let context = SpellingContext(window, it, index, lexicon, evidence)
    let isName = isName(window, it, index, context)
    let keep = scale.keep(
      length: Int(token.length), centizipf: Int(form.centizipf), prose: Int(form.prose),
      occurrences: evidence.occurrences(token) - 1,
      isName: isName, stem: stem(token, window, evidence),
      hasOddLetters: token.facts.contains(.digit) || token.facts.contains(.mixedCase))
    var best = -Double.infinity
    var bestIndex = 0
    var scores: [Double] = []
    for (number, candidate) in candidates.enumerated() {
      // In a clean document words run together only where both are as common as “of the”.
      if candidate.second != nil && scale.isClean {
        scores.append(-.infinity)
        continue
      }
      let score = scale.score(
        candidate, lexicon, context, isCapitalised: token.facts.contains(.capitalised),
        isName: isName,
        inDocument: evidence.word(key: candidate.key).occurrences)
      scores.append(score)
      if score > best {
        best = score
        bestIndex = number
      }
    }
    let top = max(best, keep)
    var sum = Logarithm.exponential(keep - top)
    for score in scores { sum += Logarithm.exponential(score - top) }
    let probability = Logarithm.exponential(best - top) / sum
    guard probability >= 0.3 else { return }
    let candidate = candidates[bestIndex]
    let text = String(decoding: candidate.key, as: UTF8.self)
    let confidence = min(0.995, probability)
    // What a clean document writes so three times, it writes so.
    if evidence.isClean, evidence.occurrences(token) >= 3,
      evidence.word(key: candidates[bestIndex].key).occurrences < evidence.occurrences(token)
    {
      return
    }
    // Where hardly a word is misread, nearly every unknown one is right.
    if confidence < edits.threshold || evidence.isClean && confidence < 0.95 * edits.threshold / 0.9
    {
      edits.find(
        token.range, rule: "misread-suspected", confidence: max(0.5, confidence),
        reason: "It may have been “\(text)”.")
      return
    }
    edits.replace(
      token.range, with: cased(candidate.key, like: token, window),
      rule: candidate.second == nil ? "misread-word" : "run-together", confidence: confidence,
      reason: "No word; “\(text)” is one that is misread so, and fits the words around it.")
  }

  /// Whether a capitalised word is a name, or a part of one: within a sentence, or with another
  /// capital beside it.
  private func isName(
    _ window: borrowing Window, _ it: Block, _ index: Int, _ context: SpellingContext
  ) -> Bool {
    guard window.tokens[index].facts.contains(.capitalised), it.kind != .heading else {
      return false
    }
    if !context.opensSentence { return true }
    return index + 1 < it.tokens.upperBound
      && window.tokens[index + 1].facts.contains(.capitalised)
  }

  /// The known word of which a word is made by an ending or a beginning: a plural, a participle, an
  /// adverb that dictionaries leave out.
  private func stem(
    _ token: Token, _ window: borrowing Window, _ evidence: borrowing Evidence
  ) -> Evidence.Word? {
    var key: [UInt8] = []
    WordKey.fold(window.bytes.span, token.range, into: &key)
    for ending in ["s", "es", "ed", "d", "ing", "ly", "er", "ers", "ness", "less", "like", "ish"] {
      guard key.count >= ending.utf8.count + 4,
        key.suffix(ending.utf8.count).elementsEqual(ending.utf8)
      else { continue }
      let stem = evidence.word(key: Array(key.dropLast(ending.utf8.count)))
      if stem.prose >= 20 { return stem }
    }
    for beginning in ["un", "re", "non", "pre", "over", "under", "out", "mis", "anti"] {
      guard key.count >= beginning.utf8.count + 4, key.starts(with: beginning.utf8) else {
        continue
      }
      let stem = evidence.word(key: Array(key.dropFirst(beginning.utf8.count)))
      if stem.prose >= 200 { return stem }
    }
    return nil
  }

  /// Whether other unknown words stand around that are no errors either: verse, dialect, a list of
  /// names. In a clean document two of any kind; in another one, four that the web has.
  private func isAmongUnknown(
    _ window: borrowing Window, _ it: Block, _ index: Int, _ evidence: borrowing Evidence
  ) -> Bool {
    var unknown = 0
    var onWeb = 0
    let first = max(it.tokens.lowerBound, index - 12)
    let last = min(it.tokens.upperBound, index + 13)
    for other in first..<last where other != index {
      let token = window.tokens[other]
      guard token.form != 0, token.length > 2,
        token.facts.isDisjoint(with: [.capitalised, .digit, .ideograph, .protected])
      else { continue }
      let form = evidence.form(token)
      if form.flags.contains(.unknown) {
        unknown += 1
        if form.centizipf >= 200 && form.flags.isDisjoint(with: [.slip, .misspelling]) {
          onWeb += 1
        }
      }
    }
    // A short text may be about the unknown words that it has.
    return evidence.isClean || evidence.habits.smallWords < 160 ? unknown >= 2 : onWeb >= 4
  }

  /// The candidate in the case of the word that it replaces.
  private func cased(_ key: [UInt8], like token: Token, _ window: borrowing Window) -> [UInt8] {
    var bytes: [UInt8] = []
    if token.facts.contains(.allCapitals) {
      CaseMapping.uppercase(key.span, into: &bytes)
    } else if token.facts.contains(.capitalised) {
      CaseMapping.titlecaseFirst(key.span, into: &bytes)
    } else {
      bytes = key
    }
    return bytes
  }

  /// Whether the word is one part of something: before or behind a hyphen, over a line end too.
  private func isPart(_ window: borrowing Window, _ it: Block, _ token: Token) -> Bool {
    let bytes = window.bytes.span
    var start = Int(token.start)
    if start > it.content.lowerBound {
      let before = bytes[start - 1]
      if before == UInt8(ascii: "-") || before == UInt8(ascii: "'") || before == UInt8(ascii: "/")
        || before == UInt8(ascii: ".") || before == UInt8(ascii: "&")
        || before >= 0x80
          && before != 0x9C && before != 0x94 && before != 0x98
      {
        return true
      }
    }
    while start > it.content.lowerBound, bytes[start - 1].isBlank || bytes[start - 1].isLineEnd {
      start -= 1
    }
    if start > it.content.lowerBound, bytes[start - 1] == UInt8(ascii: "-") { return true }
    guard token.end < it.content.upperBound else { return false }
    switch bytes[token.end] {
    case UInt8(ascii: "-"), UInt8(ascii: "'"), UInt8(ascii: "/"), UInt8(ascii: "&"),
      UInt8(ascii: "_"), UInt8(ascii: "*"):
      return true
    case UInt8(ascii: "."):
      // A full stop within the line and before a small letter makes an abbreviation.
      var next = token.end + 1
      while next < it.content.upperBound && bytes[next] == 0x20 { next += 1 }
      return token.length <= 3
        || token.length <= 5 && next < it.content.upperBound
          && (bytes[next].isASCIILower || next == token.end + 1 && bytes[next].isASCIIUpper
            || bytes[next] == UInt8(ascii: ",") || bytes[next].isASCIIDigit)
    case 0x80...:
      let scalar = bytes.scalar(at: token.end, limit: it.content.upperBound)
      return ScalarClass.of(scalar) == .hyphen || scalar.value == 0x2019 || scalar.value == 0xAC
    default: return false
    }
  }

  /// Whether the word stands in quotes by itself or is marked [sic].
  private func isQuoted(_ window: borrowing Window, _ it: Block, _ token: Token) -> Bool {
    let bytes = window.bytes.span
    if Int(token.start) > it.content.lowerBound, token.end < it.content.upperBound {
      let before = bytes[Int(token.start) - 1]
      let after = bytes[token.end]
      let opens =
        before == UInt8(ascii: "\"") || before == 0x9C || before == 0x98
        || before == UInt8(ascii: "`")
      let closes =
        after == UInt8(ascii: "\"") || after == 0xE2 || after == UInt8(ascii: "`")
        || after == UInt8(ascii: ",")
      if opens && closes { return true }
    }
    return Quotation.isMarkedSic(window, it, token)
  }
}
