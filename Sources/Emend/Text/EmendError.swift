/// What went wrong, where, and what to do about it.
public struct EmendError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of fault it is. New kinds may come; they keep the exit status of their group.
  public struct Code: Sendable, Hashable {
    enum Kind: String, Sendable {
      case usage, unreadable, notText, unwritable, badLog, mismatch, badList, badPattern,
        badLexicon, badConfiguration
    }
    let kind: Kind
    /// The call was wrong: a stage that does not exist, a pattern that does not compile.
    public static let usage = Code(kind: .usage)
    /// Input that could not be read.
    public static let unreadable = Code(kind: .unreadable)
    /// Input that is no text.
    public static let notText = Code(kind: .notText)
    /// Output that could not be written.
    public static let unwritable = Code(kind: .unwritable)
    /// A log that is damaged or of a version that this Emend does not know.
    public static let badLog = Code(kind: .badLog)
    /// A log and a text that do not belong together.
    public static let mismatch = Code(kind: .mismatch)
    /// A list, of misspellings or of words, with a line that cannot be read.
    public static let badList = Code(kind: .badList)
    /// A lexicon image that is damaged or none.
    public static let badLexicon = Code(kind: .badLexicon)
    /// A regular expression that does not compile.
    public static let badPattern = Code(kind: .badPattern)
    /// A configuration, or a file of facts, with a key or a value that cannot be.
    public static let badConfiguration = Code(kind: .badConfiguration)
  }

  public var code: Code
  /// What was found.
  public var message: String
  /// What to do.
  public var remedy: String
  /// The file, where there is one.
  public var file: String?
  /// The line in the file, from 1.
  public var line: Int?
  /// The column in the line, in characters from 1.
  public var column: Int?
  /// The byte offset in the file, from 0; of a pattern, in the pattern.
  public var offset: Int?

  public init(
    _ code: Code, _ message: String, remedy: String, file: String? = nil, line: Int? = nil,
    column: Int? = nil, offset: Int? = nil
  ) {
    self.code = code
    self.message = message
    self.remedy = remedy
    self.file = file
    self.line = line
    self.column = column
    self.offset = offset
  }

  /// One line: file, place, what was found; what to do.
  public var description: String {
    var place = file.map { $0 + ":" } ?? ""
    if let line { place += "\(line):" }
    if let column { place += "\(column):" }
    if let offset, code != .badPattern {
      place += (place.isEmpty ? "" : " ") + "byte \(offset):"
    }
    return (place.isEmpty ? "" : place + " ") + message + (remedy.isEmpty ? "" : "; " + remedy)
  }

  /// The same fault, said of a file.
  public func of(file: String) -> EmendError {
    var error = self
    error.file = error.file ?? file
    return error
  }
}
