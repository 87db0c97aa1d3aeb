public import Lexicon

/// What decides, beside the source, what the output is.
public struct Configuration: Sendable {
  /// The names of the stages that work; all of the registry by default.
  public var stages: Set<String>
  /// The confidence from which a change is made rather than found, 0 to 1; nil to let the document
  /// decide: 0.9, and for single stages less where the document's own errors show that leaving words
  /// alone costs more.
  public var threshold: Double?
  /// What becomes of the line ends within paragraphs.
  public var wrap: Wrap
  /// How the text is marked up; nil to decide by its own marks.
  public var format: Flavour?
  /// What becomes of tables.
  public var tables: TableStyle
  /// The user's own lists of misspellings; obeyed as they stand.
  public var misspellings: MisspellingList
  /// Lexicons beside the built-in one: what any of them knows is known, what one of them protects is
  /// right as it stands.
  public var lexicons: [Lexicon]
  /// The user's own words, which are right as they stand.
  public var words: WordList
  /// Passages that nothing may touch: regular expressions of ICU.
  public var protected: [String]
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

  /// All stages, threshold by itself, line ends kept, tables as Markdown, windows of 1 MiB.
  public static let standard = Configuration()

  public init() {
    stages = Set(Registry.manuals.map(\.name))
    threshold = nil
    wrap = .keep
    format = nil
    tables = .markdown
    misspellings = MisspellingList()
    lexicons = []
    words = WordList()
    protected = []
    windowSize = 1 << 20
    jobs = 1
    flushes = false
  }
}
