internal import Lexicon

/// A user's own words that are right as they stand: names, terms, dialect. No stage that changes words
/// touches them, and halves of them are put together again.
///
/// The file has one entry a line, in UTF-8; `#` at the beginning of a line or behind a blank opens a
/// comment. Of an entry of several words each is protected.
public struct WordList: Sendable {
  /// The words as they are looked up: small letters, composed, a straight apostrophe.
  private(set) var keys: Set<[UInt8]> = []
  /// The names of the files that were added, in their order.
  private(set) var files: [String] = []

  public init() {}

  /// Whether it holds nothing.
  public var isEmpty: Bool { keys.isEmpty }
  /// How many words there are.
  public var count: Int { keys.count }

  /// Adds the lines of a file as it was read.
  ///
  /// - Throws: as ``add(_:file:)-(String,_)``, and for bytes that are no UTF-8.
  public mutating func add(_ bytes: [UInt8], file: String) throws(EmendError) {
    try add(String(list: bytes, file: file), file: file)
  }

  /// Adds the lines of a file.
  ///
  /// - Throws: an ``EmendError`` that names the line, for one without a letter or a figure and for
  ///   a word too long to be one.
  public mutating func add(_ text: String, file: String) throws(EmendError) {
    for (number, line) in ListLines(text) {
      var words: [[UInt8]] = []
      for part in line.split(whereSeparator: \.isWhitespace) {
        // With figures in it a name is a single form (`B612`).
        if part.utf8.contains(where: \.isASCIIDigit) {
          words.append(WordKey.of(part))
          continue
        }
        for case .word(let key, _) in PlainWords(part) { words.append(key) }
      }
      guard !words.isEmpty else {
        throw EmendError(
          .badList, "'\(line)' holds no word", remedy: "write one name a line", file: file,
          line: number)
      }
      if let long = words.first(where: { $0.count > FormTable.longest }) {
        throw EmendError(
          .badList, "a word of \(long.count) bytes is none",
          remedy: "write at most \(FormTable.longest) bytes a word", file: file, line: number)
      }
      keys.formUnion(words)
    }
    if !files.contains(file) { files.append(file) }
  }

  /// The words as a lexicon that protects them.
  func lexicon() throws(LexiconError) -> Lexicon {
    var builder = LexiconBuilder(language: "words", version: "\(count)", licence: "")
    for key in keys {
      // As frequent as a word on which one can count.
      builder.words[key] = .init(centizipf: KnownWord.frequentOnWeb, isProtected: true)
    }
    return try Lexicon(image: builder.image())
  }
}

extension String {
  /// The text of a list as its file holds it.
  ///
  /// - Throws: an ``EmendError`` for bytes that are no UTF-8.
  package init(list bytes: [UInt8], file: String) throws(EmendError) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw EmendError(
        .badList, "this is not UTF-8", remedy: "convert it with iconv -t UTF-8", file: file)
    }
    self = text
  }
}

/// The lines of a list that hold something, with their numbers from 1; comments and the blanks around
/// a line are taken away. Lines are cut by bytes: to Swift, CR and LF together are one character.
struct ListLines: Sequence {
  private let lines: [(number: Int, text: String)]

  init(_ text: String) {
    var bytes = Array(text.utf8)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
      .compactMap { index, raw in
        var line = Array(raw)
        // In a table `#` stands for a number.
        if !line.contains(0x09) {
          for place in line.indices
          where line[place] == UInt8(ascii: "#") && (place == 0 || line[place - 1] == 0x20) {
            line = Array(line[..<place])
            break
          }
        }
        while let last = line.last, last == 0x20 || last == 0x0D || last == 0x09 {
          line.removeLast()
        }
        let start = line.firstIndex { $0 != 0x20 } ?? line.endIndex
        return start == line.endIndex
          ? nil : (index + 1, String(decoding: line[start...], as: UTF8.self))
      }
  }

  func makeIterator() -> Array<(number: Int, text: String)>.Iterator { lines.makeIterator() }
}

/// A text as a lexicon counts it: runs of letters with apostrophes inside, numbers, and where
/// sentences end. Hyphens separate words, other marks are passed over.
struct PlainWords: Sequence, IteratorProtocol {
  enum Item {
    /// A word's key, and whether it begins with a capital.
    case word([UInt8], isCapitalised: Bool)
    case number
    case sentenceBorder
  }

  private var scalars: Array<Unicode.Scalar>.Iterator
  private var next1: Unicode.Scalar?
  private var next2: Unicode.Scalar?
  /// Whether a mark has been seen that ends a sentence, unless a small letter follows.
  private var mayEnd = false
  private var lineEnds = 0
  private var lastWasInitial = false

  init(_ text: some StringProtocol) {
    scalars = Array(text.unicodeScalars).makeIterator()
    next1 = scalars.next()
    next2 = scalars.next()
  }

  private mutating func take() -> Unicode.Scalar? {
    let scalar = next1
    next1 = next2
    next2 = scalars.next()
    return scalar
  }

  private static func isLetter(_ scalar: Unicode.Scalar?) -> Bool {
    guard let scalar else { return false }
    if scalar.isASCII {
      return UInt8(truncatingIfNeeded: scalar.value).isASCIIUpper
        || UInt8(truncatingIfNeeded: scalar.value).isASCIILower
    }
    return scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
  }

  private static func isDigit(_ scalar: Unicode.Scalar?) -> Bool {
    scalar.map { ("0"..."9").contains($0) } ?? false
  }

  mutating func next() -> Item? {
    while let scalar = next1 {
      let isWord = Self.isLetter(scalar)
      if isWord || Self.isDigit(scalar) {
        let isBorder = lineEnds > 1 || mayEnd && !scalar.properties.isLowercase
        mayEnd = false
        lineEnds = 0
        if isBorder { return .sentenceBorder }
        return isWord ? word() : number()
      }
      if scalar == "\n" { lineEnds += 1 }
      if ".!?".unicodeScalars.contains(scalar) { mayEnd = scalar != "." || !lastWasInitial }
      _ = take()
    }
    return nil
  }

  private mutating func word() -> Item {
    var text = String.UnicodeScalarView()
    let isCapitalised = next1?.properties.isUppercase ?? false
    while let scalar = next1 {
      let isInside = (scalar == "'" || scalar == "\u{2019}") && Self.isLetter(next2)
      guard Self.isLetter(scalar) || isInside else { break }
      text.append(scalar)
      _ = take()
    }
    lastWasInitial = text.count == 1
    return .word(WordKey.of(String(text)), isCapitalised: isCapitalised)
  }

  private mutating func number() -> Item {
    while Self.isDigit(next1)
      || (next1 == "." || next1 == ",") && Self.isDigit(next2)
    {
      _ = take()
    }
    lastWasInitial = false
    return .number
  }
}

extension WordKey {
  /// The key of a word.
  static func of(_ word: some StringProtocol) -> [UInt8] {
    let bytes = Array(word.utf8)
    var key: [UInt8] = []
    fold(bytes.span, bytes.indices, into: &key)
    return key
  }
}
