public import Lexicon

/// What a lexicon of one's own is made of: word lists, tables of counts, plain text, confusions.
///
///     var sources = LexiconSources(language: "en", version: "1", licence: "CC0 1.0")
///     sources.addText("The schooner Kallio left harbour. …")
///     try sources.addList("Kallio\n", file: "names.txt")
///     let image = sources.image()
public struct LexiconSources: Sendable {
  /// Words of text and of counts are kept from this count on.
  public var leastCount = 3
  /// Whether the lexicon only protects its words: they are right as they stand, and nothing that a
  /// misread word would be taken for. So for other languages.
  public var onlyProtects = false

  private let language: String
  private let version: String
  private let licence: String
  private var dictionary: Set<[UInt8]> = []
  /// Words of the dictionary that stood there without a capital.
  private var common: Set<[UInt8]> = []
  private var counts: [[UInt8]: Int] = [:]
  private var bigrams: [LexiconBuilder.Bigram: Int] = [:]
  /// Within sentences: how often, and how often with a capital.
  private var inner: [[UInt8]: (all: Int, capitalised: Int)] = [:]
  private var corrections: [[UInt8]: [String]] = [:]
  private var confusions = ConfusionCounts()

  /// An empty lexicon.
  ///
  /// - Parameters:
  ///   - language: what it is called, as in `en`.
  ///   - version: the version of its words.
  ///   - licence: the licence of the image.
  public init(language: String, version: String, licence: String) {
    self.language = language
    self.version = version
    self.licence = licence
  }

  /// Adds a list: a line with a word alone, which then is a word of a dictionary; or a word, a tab
  /// and a count; or two words with a blank between, a tab and a count. In the place of a word may
  /// stand `#` for a number or `<s>` for the border of a sentence. A first line whose count is no
  /// number is taken for the names of the columns.
  ///
  /// - Throws: an ``EmendError`` that names the line.
  public mutating func addList(_ text: String, file: String) throws(EmendError) {
    var isFirst = true
    for (number, line) in ListLines(text) {
      defer { isFirst = false }
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      if columns.count == 1 {
        for item in PlainWords(line) {
          guard case .word(let key, let isCapitalised) = item else { continue }
          dictionary.insert(key)
          if !isCapitalised { common.insert(key) }
        }
        continue
      }
      guard let count = Int(columns[columns.count - 1]), count >= 0, columns.count == 2 else {
        if isFirst { continue }
        throw EmendError(
          .badList, "'\(line)' is no word with its count",
          remedy: "write a word or two, a tab and a number", file: file, line: number)
      }
      let sides = columns[0].split(separator: " ").map(Self.side)
      switch sides.count {
      case 1:
        if case .word(let key) = sides[0] { counts[key, default: 0] += count }
      case 2: bigrams[.init(sides[0], sides[1]), default: 0] += count
      default:
        throw EmendError(
          .badList, "'\(columns[0])' is neither one word nor two",
          remedy: "longer sequences are not kept: leave them out", file: file, line: number)
      }
    }
  }

  private static func side(_ text: Substring) -> LexiconBuilder.Side {
    switch text {
    case "<s>": .sentenceBorder
    case "#": .number
    default: .word(WordKey.of(text))
    }
  }

  /// Adds proof-read text: its words, which follow which, and how they are capitalised.
  public mutating func addText(_ text: String) {
    var last = LexiconBuilder.Side.sentenceBorder
    for item in PlainWords(text) {
      let side: LexiconBuilder.Side
      switch item {
      case .word(let key, let isCapitalised):
        side = .word(key)
        counts[key, default: 0] += 1
        if last != .sentenceBorder {
          inner[key, default: (0, 0)].all += 1
          if isCapitalised { inner[key, default: (0, 0)].capitalised += 1 }
        }
      case .number: side = .number
      case .sentenceBorder: side = .sentenceBorder
      }
      bigrams[.init(last, side), default: 0] += 1
      last = side
    }
    if last != .sentenceBorder { bigrams[.init(last, .sentenceBorder), default: 0] += 1 }
  }

  /// Adds known misspellings, which are weighed, not obeyed.
  public mutating func addMisspellings(_ list: MisspellingList) {
    for (wrong, entry) in list.entries { corrections[wrong] = entry.rights }
  }

  /// Adds a table of confusions, as `emend lexicon learn` writes it: what is printed, what is read,
  /// how often, and how often the former was printed at all.
  ///
  /// - Throws: an ``EmendError`` that names the line.
  public mutating func addConfusions(_ text: String, file: String) throws(EmendError) {
    try confusions.add(table: text, file: file)
  }

  /// The image, as `--lexicon` takes it.
  public func image() -> [UInt8] {
    var builder = LexiconBuilder(
      language: language, version: version, licence: licence, bigramFloor: leastCount)
    for key in dictionary {
      builder.words[key, default: .init()].isInDictionary = true
      builder.words[key]?.isProperName = !common.contains(key)
    }
    for (key, count) in counts where count >= leastCount {
      builder.words[key, default: .init()].prose = count
    }
    for (key, rights) in corrections {
      builder.words[key, default: .init()].corrections = rights.map {
        .init(text: $0, tier: .knownMisspelling)
      }
    }
    // Fewer places say nothing of a word's capitals.
    for (key, places) in inner where places.all >= 5 {
      builder.words[key]?.capitalShare = places.capitalised * 100 / places.all
    }
    if onlyProtects {
      for key in builder.words.keys {
        builder.words[key] = .init(centizipf: KnownWord.frequentOnWeb, isProtected: true)
      }
    } else {
      builder.bigrams = bigrams
      builder.confusions = confusions.confusions
    }
    return builder.image()
  }
}

extension Configuration {
  /// What all lexicons together know: the built-in one, ``lexicons``, and ``words`` over them; nil
  /// where there is none.
  ///
  /// - Throws: never for what was read without a fault.
  public func combinedLexicon() throws(EmendError) -> Lexicon? {
    do {
      var all = lexicons
      if let builtIn = Lexicon.builtIn { all.insert(builtIn, at: 0) }
      if !words.isEmpty { all.append(try words.lexicon()) }
      guard let first = all.first else { return nil }
      return all.dropFirst().reduce(first) { $0.adding($1) }
    } catch {
      throw EmendError(.badLexicon, "\(error)", remedy: "")
    }
  }
}

extension Lexicon {
  /// Opens the image that a file holds.
  ///
  /// - Throws: an ``EmendError`` of code ``EmendError/Code/badLexicon``, with the offset of the fault.
  public init(image: [UInt8], file: String) throws(EmendError) {
    do {
      try self.init(image: image)
    } catch {
      throw EmendError(
        .badLexicon, "expected \(error.expected), found \(error.found)", remedy: error.advice,
        file: file, offset: error.offset)
    }
  }
}
