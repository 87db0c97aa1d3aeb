/// What the bytes of a block hold, so that a stage is shown only the blocks that may concern it.
public struct Signals: OptionSet, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// A scalar that is not ASCII.
  public static let notASCII = Signals(rawValue: 1 << 0)
  /// A tab behind something that is no blank.
  public static let tab = Signals(rawValue: 1 << 1)
  /// One of `* _`, or a backquote.
  public static let emphasis = Signals(rawValue: 1 << 2)
  /// One of `< @ / \ = ~ [ { $ #` or `://`: mark-up, addresses, paths, code.
  public static let markup = Signals(rawValue: 1 << 3)
  /// A hyphen between two letters or digits of one line.
  public static let innerHyphen = Signals(rawValue: 1 << 4)
  /// A line that ends in a hyphen, the last line included.
  public static let endHyphen = Signals(rawValue: 1 << 5)
  /// The last line ends without a mark that ends a sentence.
  public static let openEnd = Signals(rawValue: 1 << 6)
  /// A double quote, straight or curly.
  public static let quote = Signals(rawValue: 1 << 7)
  /// A blank before a comma, full stop, semicolon or colon; a missing one behind them.
  public static let spacing = Signals(rawValue: 1 << 8)
  /// A word that a list of misspellings holds, or the lexicon does not know.
  public static let suspect = Signals(rawValue: 1 << 9)
  /// A digit in a word.
  public static let digitInWord = Signals(rawValue: 1 << 10)
  /// More than one line.
  public static let lines = Signals(rawValue: 1 << 11)
  /// A control character other than tab and line ends.
  public static let control = Signals(rawValue: 1 << 12)
  /// Bytes that are no UTF-8.
  public static let invalid = Signals(rawValue: 1 << 13)
  /// A letter of a script that is written without blanks.
  public static let ideograph = Signals(rawValue: 1 << 14)
  /// The gap behind it is not one line end and not one blank line.
  public static let wideGap = Signals(rawValue: 1 << 15)
  /// A mark in the form of a scalar that can combine, join or vanish: what normalisation is about.
  public static let combining = Signals(rawValue: 1 << 16)
  /// It is a caption, or furniture, that stands between other blocks.
  public static let caption = Signals(rawValue: 1 << 17)
  /// A letter of an alphabet other than Latin, or a presentation form.
  public static let otherAlphabet = Signals(rawValue: 1 << 18)
  /// A word that neither dictionaries nor edited prose have.
  public static let unknownWord = Signals(rawValue: 1 << 19)
  /// A hyphen behind a letter, and a blank or another mark behind it, within a line.
  public static let openHyphen = Signals(rawValue: 1 << 20)
  /// A stop before a blank and a small letter, a comma before a blank and a capital, or a stop with
  /// nothing or a blank before it.
  public static let stop = Signals(rawValue: 1 << 21)
  /// A bar: the border of a table's cell, or a speck.
  public static let bar = Signals(rawValue: 1 << 22)
  /// A single l, i or 1 that stands for itself: a stroke, which may have been the word I, or nothing.
  static let loneStroke = Signals(rawValue: 1 << 23)
  /// Two blanks or more, or a leader of dots, between the words of a line: what may be columns.
  static let columns = Signals(rawValue: 1 << 24)
  /// A word that the lexicon knows, but that may be a part of another.
  static let wordPart = Signals(rawValue: 1 << 25)
  /// Any block at all.
  public static let any = Signals(rawValue: 1 << 31)
}

/// Lines that belong together.
public struct Block: Sendable {
  /// What a block is to the reader of the page.
  public enum Kind: UInt8, Sendable {
    /// What stands before the first block: nothing, and perhaps blank lines.
    case start
    case paragraph
    case heading
    /// Who wrote it, or where it came from ("By FANG Linlin", "Source: …").
    case byline
    case listItem
    case quote
    /// Rows whose cells are set apart by tabs.
    case tabTable
    /// Rows of a table that its layout shows: aligned columns, or lines behind its caption. Blank
    /// lines may stand between them.
    case layoutTable
    /// A table in mark-up: `|`, HTML, CSV.
    case table
    /// A caption of a picture or table, with its credit.
    case caption
    /// Lines that mean what they are: code, verse, addresses.
    case preformatted
    case pageBreak

    /// Whether it holds words that are read one after the other.
    var isRunningText: Bool {
      switch self {
      case .paragraph, .listItem, .quote, .caption, .heading, .byline: true
      case .start, .tabTable, .layoutTable, .table, .preformatted, .pageBreak: false
      }
    }

    /// Whether it holds rows of cells.
    var isTable: Bool { self == .table || self == .tabTable || self == .layoutTable }
  }

  /// Its bytes without the last line end: offsets into the window's buffer, half-open.
  public var content: Range<Int>
  /// The line ends and blank lines behind it: offsets into the window's buffer, half-open.
  public var gap: Range<Int>
  /// Its lines, indices into the window's lines.
  public var lines: Range<Int>
  /// Its tokens, indices into the window's tokens.
  public var tokens: Range<Int>
  public var kind: Kind
  /// What kind its lines alone make it: a heading without a mark is a paragraph by its lines.
  var structure: Kind
  public var signals: Signals
  /// Whether the block holds a cut of the window, so that nothing can be said of its end.
  public var isCut = false

  /// Where its content and its gap came from: places in the window's lists of pieces; -1 while they
  /// are as the source has them. No arrays of its own, so that to look at a block counts no references.
  var contentOrigin: Int32 = -1
  var gapOrigin: Int32 = -1

  /// Whether its gap is other than the source has it.
  var isGapEdited: Bool { gapOrigin >= 0 }
  /// The neighbours in output order, indices into the window's blocks; -1 at the ends.
  var next: Int = -1
  var previous: Int = -1

  init(
    content: Range<Int>, gap: Range<Int>, lines: Range<Int>, tokens: Range<Int>, kind: Kind,
    signals: Signals
  ) {
    self.content = content
    self.gap = gap
    self.lines = lines
    self.tokens = tokens
    self.kind = kind
    structure = kind
    self.signals = signals
  }
}

/// A line of the window.
public struct Line: Sendable {
  /// Its bytes without the line end: offsets into the window's buffer, half-open.
  public var content: Range<Int>
  /// Where the next line begins.
  public var next: Int
  /// The first byte that is no blank; the end of the content where there is none.
  public var textStart: Int
  /// The end of the last byte that is no blank.
  public var textEnd: Int
  /// Its first token, an index into the window's tokens.
  public var firstToken: Int
  public var signals: Signals
  /// How many tabs stand behind its first text.
  public var tabs: Int

  /// Whether nothing but blanks stands in it.
  public var isBlank: Bool { textStart >= textEnd }
}
