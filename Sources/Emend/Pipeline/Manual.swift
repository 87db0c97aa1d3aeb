/// A stage's own manual: what it repairs, in examples that are also its tests and its page in
/// `emend explain`.
public struct Manual: Sendable {
  /// The name by which `--stages`, `--skip` and the log know it.
  public var name: String
  /// One line: what it repairs.
  public var summary: String
  /// What it does, why, and on what evidence, in paragraphs that a librarian understands.
  public var discussion: String
  /// Its rules, by the names that stand in the log.
  public var rules: [Rule]
  /// Before → after, and what must stay as it is.
  public var examples: [Example]

  public init(
    name: String, summary: String, discussion: String, rules: [Rule], examples: [Example]
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.rules = rules
    self.examples = examples
  }

  /// One rule of a stage.
  public struct Rule: Sendable {
    /// A short name in kebab case, as it stands in the log.
    public var name: String
    /// One sentence: what it changes or finds.
    public var summary: String

    public init(_ name: String, _ summary: String) {
      self.name = name
      self.summary = summary
    }
  }

  /// A text with what the stage makes of it. A wrong example fails at its own line.
  public struct Example: Sendable {
    /// The text before.
    public var source: String
    /// The text after; the same where it must stay.
    public var output: String
    /// Why it must stay as it is; nil where it changes.
    public var reason: String?
    /// What the configuration says beside the defaults.
    public var options: Options
    /// Where the example stands in the source code.
    public var fileID: String
    public var filePath: String
    public var line: Int
    public var column: Int

    /// A text that the stage repairs.
    public init(
      _ source: String, becomes output: String, options: Options = [],
      fileID: String = #fileID, filePath: String = #filePath, line: Int = #line,
      column: Int = #column
    ) {
      self.source = source
      self.output = output
      self.options = options
      self.fileID = fileID
      self.filePath = filePath
      self.line = line
      self.column = column
    }

    /// A text that the stage must leave alone.
    public init(
      _ source: String, stays reason: String, options: Options = [],
      fileID: String = #fileID, filePath: String = #filePath, line: Int = #line,
      column: Int = #column
    ) {
      self.init(
        source, becomes: source, options: options, fileID: fileID, filePath: filePath, line: line,
        column: column)
      self.reason = reason
    }

    /// What an example asks of the configuration.
    public struct Options: OptionSet, Sendable {
      public let rawValue: UInt8
      public init(rawValue: UInt8) { self.rawValue = rawValue }
      /// `--wrap join`
      public static let join = Options(rawValue: 1)
      /// `--tables keep`
      public static let keepTables = Options(rawValue: 2)
      /// `--garbage remove`
      public static let removeGarbage = Options(rawValue: 8)
      /// `--furniture keep`
      public static let keepFurniture = Options(rawValue: 16)
      /// `--furniture mark`
      public static let markFurniture = Options(rawValue: 32)
      /// `--format markdown`
      public static let markdown = Options(rawValue: 4)
    }
  }
}
