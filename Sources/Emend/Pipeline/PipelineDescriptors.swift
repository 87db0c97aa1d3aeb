public import SystemPackage

extension Pipeline {
  /// Cleans what can be read from one descriptor into another, to the end.
  ///
  /// Output is written window after window, so both can be pipes. Neither descriptor is closed.
  ///
  /// - Parameters:
  ///   - input: where the source is read, 64 KiB at once or as they come.
  ///   - output: where the cleaned text goes.
  ///   - log: where the log goes, as JSON Lines; nil for nowhere.
  /// - Returns: lengths, checksums and counts.
  /// - Throws: an ``EmendError`` of code ``EmendError/Code/notText`` for what is no text, one for a
  ///   configuration that is wrong, and `Errno` where reading or writing fails.
  @discardableResult
  public func clean(
    from input: FileDescriptor, to output: FileDescriptor, log: FileDescriptor? = nil
  ) throws -> LogTail {
    var cleaner = try Cleaner(configuration: configuration)
    var sink = DescriptorSink(output: output, log: log)
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      // Unsafe: the read fills a buffer that lives for the call, and no more than it holds.
      let count = try unsafe buffer.withUnsafeMutableBytes { bytes in
        try unsafe input.read(into: bytes)
      }
      if count == 0 { break }
      try cleaner.feed(buffer.span.extracting(0..<count), to: &sink)
    }
    try cleaner.finish(to: &sink)
    guard let tail = sink.tail else {
      throw EmendError(.unreadable, "the cleaner ended early", remedy: "report this as a defect")
    }
    return tail
  }
}

/// Writes text and log to descriptors, in large pieces.
private struct DescriptorSink: CleaningSink {
  let output: FileDescriptor
  let log: FileDescriptor?
  private(set) var tail: LogTail?
  /// Lines of the log that have not been written yet.
  private var lines: [UInt8] = []

  init(output: FileDescriptor, log: FileDescriptor?) {
    self.output = output
    self.log = log
  }

  mutating func begin(_ head: LogHead) throws {
    if log != nil { EditLog.append(head, to: &lines) }
  }

  mutating func write(_ text: Span<UInt8>) throws {
    // Unsafe: the write reads a buffer that lives for the call.
    _ = try unsafe text.withUnsafeBytes { try unsafe output.writeAll($0) }
    try writeLines()
  }

  mutating func record(_ edit: Edit) throws {
    if log != nil { EditLog.append(edit, to: &lines) }
  }

  mutating func record(_ finding: Finding) throws {
    if log != nil { EditLog.append(finding, to: &lines) }
  }

  mutating func end(_ tail: LogTail) throws {
    if log != nil { EditLog.append(tail, to: &lines) }
    try writeLines()
    self.tail = tail
  }

  private mutating func writeLines() throws {
    guard let log, !lines.isEmpty else { return }
    try log.writeAll(lines)
    lines.removeAll(keepingCapacity: true)
  }
}
