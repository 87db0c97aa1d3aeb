public import Lexicon

/// What a lexicon knows of words, for people and for programs.
public struct LexiconInspection: Sendable {
  /// What is known of a word.
  public struct Word: Sendable {
    /// As it was asked for.
    public var text: String
    /// Its entry; nil where no lexicon has it.
    public var entry: Lexicon.Entry?
    /// What it should have been, where it is a wrong form.
    public var corrections: [Lexicon.Correction]
    /// What a reading of it may have been, the cheapest first.
    public var candidates: [FuzzySearch.Candidate]
    /// How often it opens and closes sentences, and stands behind and before a number.
    public var atBorders: [Border: Int]
    /// How often the word before it among those asked for stands before it in prose; nil for the
    /// first, and where one is unknown.
    public var behindThePrevious: Int?
  }

  /// Beside what a word stands.
  public enum Border: String, Sendable, CaseIterable {
    case sentenceStart, sentenceEnd, numberBefore, numberBehind
  }

  public let words: [Word]
  private let lexicon: Lexicon

  /// Asks a lexicon for words.
  public init(_ texts: [String], in lexicon: Lexicon) {
    self.lexicon = lexicon
    let search = FuzzySearch.prepared(for: lexicon)
    var words: [Word] = []
    for text in texts {
      let key = WordKey.of(text)
      let entry = lexicon.lookup(key.span)
      var borders: [Border: Int] = [:]
      if let entry {
        borders[.sentenceStart] = lexicon.bigram(sentenceStartBefore: entry)
        borders[.sentenceEnd] = lexicon.bigram(sentenceEndBehind: entry)
        borders[.numberBefore] = lexicon.bigram(numberBefore: entry)
        borders[.numberBehind] = lexicon.bigram(numberBehind: entry)
      }
      var behind: Int?
      if let before = words.last?.entry, let entry { behind = lexicon.bigram(before, entry) }
      words.append(
        Word(
          text: text, entry: entry, corrections: entry.map(lexicon.corrections) ?? [],
          candidates: search.candidates(for: key) { candidate in
            candidate.index != entry?.index && (candidate.isInSCOWL || candidate.prose >= 20)
          }, atBorders: borders, behindThePrevious: behind))
    }
    self.words = words
  }

  /// Several lines a word.
  public var text: String {
    words.indices.map { index in
      let word = words[index]
      var lines = [word.text]
      func line(_ name: String, _ value: String) {
        lines.append("  " + name + String(repeating: " ", count: 16 - name.count) + value)
      }
      if let entry = word.entry {
        let zipf = "\(entry.centizipf / 100).\(entry.centizipf / 10 % 10)\(entry.centizipf % 10)"
        line("web", entry.centizipf > 0 ? "zipf \(zipf)" : "unknown")
        line("prose", entry.prose > 0 ? "about \(entry.prose) times" : "not seen")
        if let share = entry.capitalShare { line("capitals", "\(share) % within sentences") }
        line(
          "dictionary",
          entry.isInSCOWL ? entry.isProperName ? "a name (SCOWL)" : "a word (SCOWL)" : "no")
        if entry.isProtected { line("protected", "right as it stands") }
        for correction in word.corrections {
          line(
            correction.tier == .ocrSlip ? "OCR slip of" : "misspelling of", correction.text)
        }
        let borders = Border.allCases.compactMap { border in
          word.atBorders[border].flatMap { $0 > 0 ? "\(Self.name(border)) \($0)" : nil }
        }
        if !borders.isEmpty { line("beside", borders.joined(separator: ", ")) }
      } else {
        line("unknown", "no lexicon has it")
      }
      if let count = word.behindThePrevious, index > 0 {
        line("bigram", "“\(words[index - 1].text) \(word.text)” \(count)")
      }
      if !word.candidates.isEmpty {
        let shown = word.candidates.prefix(8).map { candidate in
          let hundredths = Int(candidate.cost * 100 + 0.5)
          return String(decoding: candidate.key, as: UTF8.self)
            + " \(hundredths / 100).\(hundredths / 10 % 10)"
        }
        line("may be", shown.joined(separator: ", "))
      }
      return lines.joined(separator: "\n") + "\n"
    }.joined(separator: "\n")
  }

  private static func name(_ border: Border) -> String {
    switch border {
    case .sentenceStart: "sentence start"
    case .sentenceEnd: "sentence end"
    case .numberBefore: "number before"
    case .numberBehind: "number behind"
    }
  }

  /// One JSON object a line.
  public var json: [UInt8] {
    words.flatMap { word in
      var line = JSONLine()
      line.member("word", string: word.text)
      line.member("lexicon", string: lexicon.name)
      line.member("known", word.entry == nil ? 0 : 1)
      if let entry = word.entry {
        line.member("centizipf", entry.centizipf)
        line.member("prose", entry.prose)
        if let share = entry.capitalShare { line.member("capitalShare", share) }
        line.member("dictionary", entry.isInSCOWL ? 1 : 0)
        line.member("name", entry.isProperName ? 1 : 0)
        line.member("protected", entry.isProtected ? 1 : 0)
        line.member("misspelling", entry.isKnownMisspelling ? 1 : 0)
        line.member("slip", entry.isOCRSlip ? 1 : 0)
        for border in Border.allCases {
          if let count = word.atBorders[border] { line.member(border.rawValue, count) }
        }
      }
      if let count = word.behindThePrevious { line.member("behindThePrevious", count) }
      line.key("corrections")
      line.open("[")
      for correction in word.corrections {
        line.separate()
        line.open("{")
        line.member("text", string: correction.text)
        line.close("}")
      }
      line.close("]")
      line.key("candidates")
      line.open("[")
      for candidate in word.candidates {
        line.separate()
        line.open("{")
        line.member("text", text: candidate.key)
        // In hundredths of a nat, as costs are measured.
        line.member("centinats", Int(candidate.cost * 100 + 0.5))
        line.close("}")
      }
      line.close("]")
      var out: [UInt8] = []
      line.finish(into: &out)
      return out
    }
  }
}
