/// What receives a cleaned text as it is settled, window after window.
public protocol CleaningSink: ~Copyable {
  /// What can go wrong with receiving; `Never` in memory.
  associatedtype Failure: Error

  /// The source has been recognised; nothing has been written yet.
  mutating func begin(_ head: LogHead) throws(Failure)
  /// Output, in order. The span is only valid during the call.
  mutating func write(_ text: Span<UInt8>) throws(Failure)
  /// An edit, in source order.
  mutating func record(_ edit: Edit) throws(Failure)
  /// A finding, in source order with the edits of its window.
  mutating func record(_ finding: Finding) throws(Failure)
  /// All has been written.
  mutating func end(_ tail: LogTail) throws(Failure)
}

/// Keeps everything in memory.
public struct MemorySink: CleaningSink {
  public private(set) var head: LogHead?
  public private(set) var text: [UInt8] = []
  public private(set) var edits: [Edit] = []
  public private(set) var findings: [Finding] = []
  public private(set) var tail: LogTail?

  public init() {}

  public mutating func begin(_ head: LogHead) { self.head = head }
  public mutating func write(_ text: Span<UInt8>) { text.append(0..<text.count, to: &self.text) }
  public mutating func record(_ edit: Edit) { edits.append(edit) }
  public mutating func record(_ finding: Finding) { findings.append(finding) }
  public mutating func end(_ tail: LogTail) { self.tail = tail }
}

/// The head of a log: what made it, and from what kind of source.
public struct LogHead: Sendable, Hashable {
  /// The version of the log's format.
  public var format = 1
  public var emend = Release.version
  public var icu: String
  /// Language and version of the lexicon; empty without one.
  public var lexicon: String
  /// How the source's bytes spell text. Offsets in the log count bytes of its UTF-8 transcription,
  /// which for UTF-8 is the source itself.
  public var encoding: SourceEncoding
  public var flavour: Flavour
  /// What was configured, as names and values.
  public var configuration: [String: String]
}

/// The tail of a log: what source and output are, so that a pair that does not belong together is
/// refused.
public struct LogTail: Sendable, Hashable {
  /// Bytes of the source, as it came.
  public var sourceLength: Int
  /// XXH64 of the source, 16 hexadecimal digits.
  public var sourceChecksum: String
  public var outputLength: Int
  public var outputChecksum: String
  /// Bytes of the transcription that the edits speak of; the source's length where it is UTF-8.
  public var textLength: Int
  /// How many edits stand in the log.
  public var edits: Int
  /// How many findings stand in it.
  public var findings: Int
  /// The odd last byte of a UTF-16 source.
  public var oddByte: UInt8?
}
