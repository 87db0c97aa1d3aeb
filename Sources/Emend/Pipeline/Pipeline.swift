/// Cleans texts that are all there.
public struct Pipeline: Sendable {
  /// What decides, beside the text.
  public var configuration: Configuration

  public init(_ configuration: Configuration = .standard) { self.configuration = configuration }

  /// What a text became.
  public struct Cleaned: Sendable {
    /// The output: UTF-8, but for bytes that were none and that nothing touched.
    public var bytes: [UInt8]
    /// The changes, in source order.
    public var edits: [Edit]
    /// What was seen and deliberately not changed, in source order.
    public var findings: [Finding]
    /// What made it, and from what kind of source.
    public var head: LogHead
    /// Lengths and checksums.
    public var tail: LogTail

    public init(
      bytes: [UInt8], edits: [Edit], findings: [Finding], head: LogHead, tail: LogTail
    ) {
      self.bytes = bytes
      self.edits = edits
      self.findings = findings
      self.head = head
      self.tail = tail
    }

    /// The output; bytes that are no UTF-8 read as U+FFFD.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
    /// The edits, each with the bytes of the output that it is seen in: half-open, empty where it
    /// left nothing.
    package var placedEdits: [(edit: Edit, output: Range<Int>)] {
      guard let parts = Edit.layout(of: edits, from: 0, to: tail.textLength) else { return [] }
      var replaced: [Int: Range<Int>] = [:]
      var moved: [Int: Range<Int>] = [:]
      let moves = edits.compactMap { edit -> Range<Int>? in
        if case .move(let move) = edit { move.range } else { nil }
      }
      var position = 0
      for part in parts {
        let source: Range<Int>
        let start = position
        switch part {
        case .copy(let range):
          source = range
          position += range.count
        case .replace(let replacement):
          source = replacement.range
          position += replacement.bytes.count
          replaced[source.lowerBound] = start..<position
        }
        for move in moves
        where move.lowerBound <= source.lowerBound && source.upperBound <= move.upperBound {
          moved[move.lowerBound] = (moved[move.lowerBound]?.lowerBound ?? start)..<position
        }
      }
      return edits.compactMap { edit in
        let place: Range<Int>? =
          switch edit {
          case .replacement(let it): replaced[it.range.lowerBound]
          case .move(let it): moved[it.range.lowerBound]
          }
        return place.map { (edit, $0) }
      }
    }
    /// The log, as JSON Lines.
    public var log: [UInt8] { EditLog.encode(self) }
  }

  /// Cleans a string.
  ///
  /// - Throws: an ``EmendError`` for a configuration that is wrong; never for the text.
  public func clean(_ text: String) throws(EmendError) -> Cleaned {
    try run(Array(text.utf8).span, trusted: true)
  }

  /// Cleans the bytes of a document.
  ///
  /// - Throws: an ``EmendError`` of code ``EmendError/Code/notText`` for what is no text, and one
  ///   for a configuration that is wrong.
  public func clean(_ bytes: [UInt8]) throws(EmendError) -> Cleaned {
    try run(bytes.span, trusted: false)
  }

  private func run(_ bytes: Span<UInt8>, trusted: Bool) throws(EmendError) -> Cleaned {
    var cleaner = try Cleaner(configuration: configuration, trusted: trusted)
    var sink = MemorySink()
    do {
      try cleaner.feed(bytes, to: &sink)
      try cleaner.finish(to: &sink)
    } catch let error as EmendError {
      throw error
    } catch {
      // The sink in memory does not fail, and the cleaner throws EmendError alone.
      throw EmendError(.unreadable, "\(error)", remedy: "")
    }
    guard let head = sink.head, let tail = sink.tail else {
      throw EmendError(.unreadable, "the cleaner ended early", remedy: "report this as a defect")
    }
    return Cleaned(
      bytes: sink.text, edits: sink.edits, findings: sink.findings, head: head, tail: tail)
  }
}
