public import Lexicon

/// What decides, beside the source, what the output is.
public struct Configuration: Sendable {
  /// The names of the stages that work; all of the registry by default.
  public var stages: Set<String>
  /// The confidence from which a change is made rather than found, 0 to 1; nil to let the document
  /// decide: 0.9, and for single stages less where the document's own errors show that leaving words
  /// alone costs more.
  public var threshold: Double?
  /// Thresholds of single stages, by their names; they win over ``threshold``.
  public var thresholds: [String: Double]
  /// What becomes of the line ends within paragraphs.
  public var wrap: Wrap
  /// How the text is marked up; nil to decide by its own marks.
  public var format: Flavour?
  /// What becomes of tables.
  public var tables: TableStyle
  /// What becomes of cells that say the same as the one before them in their row.
  public var spans: SpanStyle
  /// What becomes of running heads, page numbers and the like.
  public var furniture: FurnitureStyle
  /// What becomes of lines that are no language.
  public var garbage: GarbageStyle
  /// The user's own lists of misspellings; obeyed as they stand.
  public var misspellings: MisspellingList
  /// Lexicons beside the built-in one: what any of them knows is known, what one of them protects is
  /// right as it stands.
  public var lexicons: [Lexicon]
  /// The files that lexicons come from, where they come from files.
  public private(set) var lexiconFiles: [String]
  /// The user's own words, which are right as they stand.
  public var words: WordList
  /// Passages that nothing may touch: regular expressions of ICU.
  public var protected: [String]
  /// Words that nothing may touch where they stand as words, as they are written here.
  public var protectedWords: [String]
  /// How many bytes of text are held and seen at once.
  public var windowSize: Int
  /// On how many cores windows are cleaned; makes no difference to any byte. A source of one window
  /// takes one.
  public var jobs: Int
  /// Whether each block is written as soon as it is settled, for a source that comes while somebody
  /// waits. A block then is a window and an epoch of its own: nothing is joined over a blank line
  /// behind the end of a sentence, and a block's evidence is itself and what came before it.
  public var flushes: Bool

  /// What becomes of the line ends within paragraphs.
  public enum Wrap: String, Sendable, CaseIterable, Codable {
    /// Prose becomes one line a paragraph where the survey finds pages whose lines a printer
    /// filled: their words are broken at line ends, or form feeds and specks stand between them.
    /// Text that its author wrapped keeps its lines.
    case auto
    /// They stay; only the halves of broken words move together.
    case keep
    /// Prose becomes one line a paragraph.
    case join
  }

  /// What becomes of tables.
  public enum TableStyle: String, Sendable, CaseIterable, Codable {
    /// They become GitHub pipe tables.
    case markdown
    /// They become columns that blanks align.
    case aligned
    /// They become rows of tabs.
    case tsv
    /// They become comma-separated values.
    case csv
    /// They become HTML tables.
    case html
    /// They become JSON objects.
    case json
    /// They stay as they are.
    case keep

    /// What a table is written as; nil where it stays.
    public var format: TableFormat? { TableFormat(rawValue: rawValue) }
  }

  /// What becomes of the text of a cell that spans several columns, where the engine wrote it into
  /// each of them.
  public enum SpanStyle: String, Sendable, CaseIterable, Codable {
    /// It stands once, in the first of its columns; in HTML over all of them.
    case collapse
    /// It stays in each of them, as it was read.
    case keep
  }

  /// What becomes of running heads and feet, page numbers, jump lines and scanning notices.
  public enum FurnitureStyle: String, Sendable, CaseIterable, Codable {
    /// They stay, and are reported.
    case keep
    /// They go where the evidence is strong, and are reported where it is not.
    case remove
    /// They stay as comments: `<!-- INNOVATION | 5 -->`.
    case mark
  }

  /// What becomes of lines that are no language.
  public enum GarbageStyle: String, Sendable, CaseIterable, Codable {
    /// They stay, and are reported.
    case keep
    /// They go.
    case remove
  }

  /// All stages, threshold by itself, line ends joined on pages alone, tables as Markdown, heads
  /// removed, windows of 1 MiB.
  public static let standard = Configuration()

  public init() {
    stages = Set(Registry.manuals.map(\.name))
    threshold = nil
    thresholds = [:]
    wrap = .auto
    format = nil
    tables = .markdown
    spans = .keep
    furniture = .remove
    garbage = .keep
    misspellings = MisspellingList()
    lexicons = []
    lexiconFiles = []
    words = WordList()
    protected = []
    protectedWords = []
    windowSize = 1 << 20
    jobs = 1
    flushes = false
  }

  /// Adds a lexicon as a file holds it.
  ///
  /// - Parameters:
  ///   - image: the bytes of the file.
  ///   - file: its name, for errors and for `emend config`.
  /// - Throws: an ``EmendError`` for what is no image of a lexicon.
  public mutating func addLexicon(_ image: [UInt8], file: String) throws(EmendError) {
    lexicons.append(try Lexicon(image: image, file: file))
    lexiconFiles.append(file)
  }

  /// The regular expressions of everything that is protected.
  var protectedPatterns: [String] {
    guard !protectedWords.isEmpty else { return protected }
    let words = protectedWords.map { word in
      word.unicodeScalars.map { scalar in
        // Behind a backslash a letter or a digit means something else to ICU (\1 is what a group has
        // matched), and all else stands for itself.
        let isPlain =
          !scalar.isASCII || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
          || scalar == "_"
        return isPlain ? String(scalar) : "\\\(scalar)"
      }.joined()
    }
    let inner = "[\\p{L}\\p{M}\\p{N}]"
    return protected + ["(?<!\(inner))(?:\(words.joined(separator: "|")))(?!\(inner))"]
  }
}
