/// One occurrence of a word: 12 bytes, so that a window's tokens stay in the cache.
///
/// What can be said of the spelling itself is thought once a document and kept with its form.
public struct Token: Sendable {
  /// Where it begins, an offset into the window's buffer.
  public var start: UInt32
  /// How many bytes it has. A run of letters of more than 65,535 bytes is cut into several tokens.
  public var length: UInt16
  /// What its letters and its neighbours look like.
  public var facts: Facts
  /// Its spelling, an index into the table of forms; 0 where it is not counted.
  public var form: UInt32

  /// The bytes that it covers, offsets into the window's buffer, half-open.
  public var range: Range<Int> { Int(start)..<(Int(start) + Int(length)) }
  /// Where it ends, an offset into the window's buffer.
  public var end: Int { Int(start) + Int(length) }

  /// What a token looks like.
  public struct Facts: OptionSet, Sendable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    /// The first letter is a capital.
    public static let capitalised = Facts(rawValue: 1)
    /// No letter is a small one, and there are two letters at least.
    public static let allCapitals = Facts(rawValue: 2)
    /// A capital behind a small letter ("FiberHome").
    public static let mixedCase = Facts(rawValue: 4)
    /// A digit stands in it.
    public static let digit = Facts(rawValue: 8)
    /// An apostrophe stands in it.
    public static let apostrophe = Facts(rawValue: 16)
    /// A letter that is not ASCII stands in it.
    public static let notASCII = Facts(rawValue: 32)
    /// It is of a script that is written without blanks.
    public static let ideograph = Facts(rawValue: 64)
    /// A hyphen stands directly before it, with a letter or digit before that.
    public static let hyphenBefore = Facts(rawValue: 128)
    /// A hyphen stands directly behind it.
    public static let hyphenAfter = Facts(rawValue: 256)
    /// It consists of digits alone.
    public static let number = Facts(rawValue: 512)
    /// Neither a dictionary nor edited prose has it.
    public static let unknown = Facts(rawValue: 2048)
    /// A stage must not touch it: it stands in an address, a path, code, or a protected passage.
    public static let protected = Facts(rawValue: 1024)
    /// The lexicon knows it, but it may be a part of a word: see ``SplitWord/mayBePart(_:)``.
    static let part = Facts(rawValue: 4096)
    /// All but what the lexicon says of parts of words.
    var seen: Facts { subtracting(.part) }
    /// What the letters of plain ASCII words can look like, whatever stands beside them.
    static let shape: Facts = [.capitalised, .allCapitals, .mixedCase, .digit, .number]
  }
}

/// The tokens of a range that have one of some facts. Most have none: what a loop over all of them would
/// spend on the others is one comparison each.
struct TokenSearch: Sequence, IteratorProtocol {
  private let tokens: [Token]
  private var rest: Range<Int>
  private let facts: UInt16
  /// Set where all tokens are asked for.
  private let always: UInt16

  init(_ tokens: [Token], _ range: Range<Int>, _ facts: Token.Facts?) {
    self.tokens = tokens
    rest = range
    self.facts = facts?.rawValue ?? 0
    always = facts == nil ? 1 : 0
  }

  /// The index of the next one.
  @inline(__always)
  mutating func next() -> Int? {
    var index = rest.lowerBound
    while index < rest.upperBound {
      if tokens[index].facts.rawValue & facts | always != 0 {
        rest = (index &+ 1)..<rest.upperBound
        return index
      }
      index &+= 1
    }
    rest = rest.upperBound..<rest.upperBound
    return nil
  }
}
