/// A text that comes in pieces, cleaned as it comes.
///
/// What is not asked for is not read: the source waits while nobody takes the parts. It holds what
/// ``Cleaner`` holds, and the parts of the windows that were settled last.
///
/// ```swift
/// for try await part in Pipeline().clean(pieces) {
///   if case .text(let bytes) = part { try await output.write(bytes) }
/// }
/// ```
public struct CleanedParts<Source: AsyncSequence>: AsyncSequence where Source.Element == [UInt8] {
  /// A part of what ``CleaningSink`` is given, in the same order.
  public enum Element: Sendable {
    /// The source has been recognised.
    case head(LogHead)
    /// Output.
    case text([UInt8])
    /// A change.
    case edit(Edit)
    /// What was seen and not changed.
    case finding(Finding)
    /// The end.
    case tail(LogTail)
  }

  let source: Source
  let configuration: Configuration

  /// Begins to read the source.
  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(source.makeAsyncIterator(), configuration)
  }

  /// Reads the source as far as the next part needs.
  public struct AsyncIterator: AsyncIteratorProtocol {
    private var source: Source.AsyncIterator
    private let state: State

    /// A class, since the cleaner cannot be copied and iterators can.
    private final class State {
      var cleaner: Result<Cleaner.Box, EmendError>
      var sink = PartSink()
      var isOver = false
      init(_ cleaner: Result<Cleaner.Box, EmendError>) { self.cleaner = cleaner }
    }

    init(_ source: Source.AsyncIterator, _ configuration: Configuration) {
      self.source = source
      state = State(
        Result { () throws(EmendError) in try Cleaner.Box(configuration) })
    }

    /// The next part; nil behind the tail.
    ///
    /// - Throws: the source's error, or an ``EmendError`` as ``Cleaner`` throws it.
    public mutating func next() async throws -> Element? {
      while true {
        if let part = state.sink.takeFirst() { return part }
        if state.isOver { return nil }
        let cleaner = try state.cleaner.get()
        if let piece = try await source.next() {
          try cleaner.cleaner.feed(piece.span, to: &state.sink)
        } else {
          state.isOver = true
          try cleaner.cleaner.finish(to: &state.sink)
        }
      }
    }
  }

  /// Keeps parts until they are taken.
  private struct PartSink: CleaningSink {
    private var parts: [Element] = []
    private var taken = 0

    mutating func takeFirst() -> Element? {
      guard taken < parts.count else { return nil }
      defer {
        taken += 1
        if taken == parts.count {
          parts.removeAll(keepingCapacity: true)
          taken = 0
        }
      }
      return parts[taken]
    }

    mutating func begin(_ head: LogHead) { parts.append(.head(head)) }
    mutating func write(_ text: Span<UInt8>) {
      if !text.isEmpty { parts.append(.text(text.array(0..<text.count))) }
    }
    mutating func record(_ edit: Edit) { parts.append(.edit(edit)) }
    mutating func record(_ finding: Finding) { parts.append(.finding(finding)) }
    mutating func end(_ tail: LogTail) { parts.append(.tail(tail)) }
  }
}

extension Cleaner {
  /// A cleaner that several can hold.
  final class Box {
    var cleaner: Cleaner
    init(_ configuration: Configuration) throws(EmendError) {
      cleaner = try Cleaner(configuration: configuration)
    }
  }
}

extension Pipeline {
  /// Cleans a text that comes in pieces, at whatever places it is cut.
  ///
  /// - Parameter pieces: the bytes of one document, in order.
  /// - Returns: what it becomes, part by part. Its iterator throws what `pieces` throws, and an
  ///   ``EmendError`` for what is no text and for a configuration that is wrong.
  public func clean<Source: AsyncSequence>(_ pieces: Source) -> CleanedParts<Source>
  where Source.Element == [UInt8] {
    CleanedParts(source: pieces, configuration: configuration)
  }
}
