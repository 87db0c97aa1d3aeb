internal import ICU

/// How far a text is from the one that was printed.
///
/// Characters are grapheme clusters of Unicode, so that a letter and its accent are one however they
/// are encoded. Blanks at the ends of lines and line ends at the end of the text do not count; other
/// line ends count as one character. Words are those of UAX #29 that hold more than punctuation,
/// symbols and marks. Canonically equivalent texts are equal.
public struct Score: Sendable {
  /// How many characters were printed.
  public private(set) var characters = 0
  /// How many characters must change, come or go.
  public private(set) var characterErrors = 0
  /// How many words were printed.
  public private(set) var words = 0
  /// How many words must change, come or go.
  public private(set) var wordErrors = 0
  /// How often what was printed was read as something else.
  public private(set) var confusions: [Confusion: Int] = [:]
  /// For every printed word whether it was read rightly.
  private var isRight: [Bool] = []

  /// What was printed, and what was read in its place; either may be empty.
  public struct Confusion: Sendable, Hashable {
    public var printed: String
    public var read: String
  }

  /// Confusions of more characters than this are counted letter by letter.
  private static let longestConfusion = 3

  /// The score of nothing, to which others are added.
  public init() {}

  /// Compares two texts.
  ///
  /// - Parameters:
  ///   - read: what was read, or made of it: UTF-8, or UTF-16 with its mark.
  ///   - printed: what was printed, likewise.
  /// - Throws: an ``EmendError`` of code ``EmendError/Code/notText`` for what is no text.
  /// - Complexity: with *d* errors in *n* characters O(*n* *d* / 64) steps and O(*n*) memory.
  public init(of read: [UInt8], printed: [UInt8]) throws(EmendError) {
    let read = try Self.text(read)
    let printed = try Self.text(printed)
    compareCharacters(read, printed)
    compareWords(read, printed)
  }

  /// Errors in a hundred characters, 0 to 100 and more; nil where nothing was printed and something
  /// was read.
  public var characterErrorRate: Double? { Self.rate(characterErrors, characters) }
  /// Errors in a hundred words.
  public var wordErrorRate: Double? { Self.rate(wordErrors, words) }

  private static func rate(_ errors: Int, _ count: Int) -> Double? {
    if errors == 0 { return 0 }
    return count == 0 ? nil : 100 * Double(errors) / Double(count)
  }

  /// Adds the score of another document.
  public mutating func add(_ other: Score) {
    characters += other.characters
    characterErrors += other.characterErrors
    words += other.words
    wordErrors += other.wordErrors
    confusions.merge(other.confusions, uniquingKeysWith: +)
    isRight += other.isRight
  }

  /// The words that are right now and were not, and those that were right and are not any more.
  ///
  /// - Parameter before: the score of the same printed text, or texts, before.
  public func wordsChanged(since before: Score) -> (fixed: Int, harmed: Int) {
    var fixed = 0
    var harmed = 0
    for (was, isNow) in zip(before.isRight, isRight) where was != isNow {
      if isNow { fixed += 1 } else { harmed += 1 }
    }
    return (fixed, harmed)
  }

  /// The confusions, the most frequent first.
  public var rankedConfusions: [(confusion: Confusion, count: Int)] {
    confusions.map { (confusion: $0.key, count: $0.value) }.sorted {
      ($1.count, $0.confusion.printed, $0.confusion.read)
        < ($0.count, $1.confusion.printed, $1.confusion.read)
    }
  }

  /// The text that is compared.
  private static func text(_ bytes: [UInt8]) throws(EmendError) -> String {
    var text: [UInt8] = []
    let decoded = try SourceEncoding.transcribe(bytes)
    let isMarked = decoded.starts(with: [0xEF, 0xBB, 0xBF])
    let source = String(decoding: isMarked ? decoded[3...] : decoded[...], as: UTF8.self)
    for line in source.split(omittingEmptySubsequences: false, whereSeparator: isLineEnd) {
      var line = line.unicodeScalars
      while let last = line.last, last.properties.isWhitespace { line.removeLast() }
      while let first = line.first, first.properties.isWhitespace { line.removeFirst() }
      text.append(contentsOf: String(line).utf8)
      text.append(0x0A)
    }
    while text.last == 0x0A { text.removeLast() }
    return String(decoding: Normalizer.toNFC(text.span), as: UTF8.self)
  }

  private static func isLineEnd(_ character: Character) -> Bool {
    character == "\n" || character == "\r\n" || character == "\r"
  }

  private mutating func compareCharacters(_ read: String, _ printed: String) {
    var numbers: [Character: Int32] = [:]
    var shown: [Character] = []
    func number(_ character: Character) -> Int32 {
      if let known = numbers[character] { return known }
      numbers[character] = Int32(shown.count)
      shown.append(character)
      return Int32(shown.count - 1)
    }
    let a = printed.map(number)
    let b = read.map(number)
    let alignment = Alignment(a, b, elements: shown.count)
    characters = a.count
    characterErrors = alignment.distance
    func text(_ numbers: ArraySlice<Int32>) -> String { String(numbers.map { shown[Int($0)] }) }

    // Changes that touch one another are one confusion: `rn` is read as `m`.
    var run: (a: Range<Int>, b: Range<Int>)?
    func close() {
      guard let it = run else { return }
      run = nil
      if max(it.a.count, it.b.count) <= Self.longestConfusion {
        confusions[Confusion(printed: text(a[it.a]), read: text(b[it.b])), default: 0] += 1
        return
      }
      for offset in 0..<max(it.a.count, it.b.count) {
        let i = it.a.dropFirst(offset).prefix(1)
        let j = it.b.dropFirst(offset).prefix(1)
        let confusion = Confusion(printed: text(a[i]), read: text(b[j]))
        confusions[confusion, default: 0] += 1
      }
    }
    var shift = 0
    for change in alignment.changes {
      let i: Range<Int>
      let j: Range<Int>
      switch change {
      case .substitute(let x, let y):
        i = x..<(x + 1)
        j = y..<(y + 1)
      case .drop(let x):
        i = x..<(x + 1)
        j = (x + shift)..<(x + shift)
        shift -= 1
      case .add(let y, let x):
        i = x..<x
        j = y..<(y + 1)
        shift += 1
      }
      if let it = run, it.a.upperBound == i.lowerBound, it.b.upperBound == j.lowerBound {
        run = (it.a.lowerBound..<i.upperBound, it.b.lowerBound..<j.upperBound)
      } else {
        close()
        run = (i, j)
      }
    }
    close()
  }

  private mutating func compareWords(_ read: String, _ printed: String) {
    var numbers: [ArraySlice<UInt8>: Int32] = [:]
    func number(_ word: ArraySlice<UInt8>) -> Int32 {
      let new = Int32(numbers.count)
      return numbers[word]
        ?? {
          numbers[word] = new
          return new
        }()
    }
    let a = Self.words(of: printed).map(number)
    let b = Self.words(of: read).map(number)
    let alignment = Alignment(a, b, elements: numbers.count)
    words = a.count
    wordErrors = alignment.distance
    isRight = Array(repeating: true, count: a.count)
    for change in alignment.changes {
      switch change {
      case .substitute(let word, _), .drop(let word): isRight[word] = false
      case .add: break
      }
    }
  }

  /// The words of a text, as slices of its UTF-8.
  private static func words(of text: String) -> [ArraySlice<UInt8>] {
    let bytes = Array(text.utf8)
    var borders: [Int] = []
    do {
      try WordBreaks.boundaries(in: bytes.span, locale: "", into: &borders)
    } catch {
      // ICU is out of memory: blanks are borders too.
      borders = [0] + bytes.indices.filter { bytes[$0] <= 0x20 } + [bytes.count]
    }
    var result: [ArraySlice<UInt8>] = []
    for (start, end) in zip(borders, borders.dropFirst()) {
      let word = bytes[start..<end]
      let scalars = String(decoding: word, as: UTF8.self).unicodeScalars
      if scalars.contains(where: isPartOfWord) { result.append(word) }
    }
    return result
  }

  /// Whether a scalar makes a word of what it stands in: letters and numbers do.
  private static func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber, .privateUse, .unassigned, .surrogate:
      true
    default: false
    }
  }
}
