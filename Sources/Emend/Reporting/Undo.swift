extension EditLog.Contents {
  /// Gives the source back from the output.
  ///
  /// - Throws: an ``EmendError`` of code ``EmendError/Code/mismatch`` where the output is not the
  ///   one that the log speaks of.
  public func undo(_ output: [UInt8]) throws(EmendError) -> [UInt8] {
    let checksum = Checksum.of(output.span)
    guard output.count == tail.outputLength, checksum.description == tail.outputChecksum else {
      throw EmendError(
        .mismatch,
        "the log speaks of an output of \(tail.outputLength) bytes with checksum "
          + "\(tail.outputChecksum); this one has \(output.count) bytes and \(checksum.description)",
        remedy: edits.count == tail.edits
          ? "give the output that was written with this log"
          : "the log has been pruned; give the whole log, or the one that emend apply --edits wrote"
      )
    }
    // The length is computed before it is believed: a damaged log may say anything.
    var length = output.count
    for case .replacement(let it) in edits { length += it.original.count - it.bytes.count }
    guard length == tail.textLength, length >= 0 else {
      throw EmendError(
        .badLog,
        edits.count == tail.edits
          ? "the log's edits do not fit its lengths" : "edits are missing from the log",
        remedy: remedy)
    }
    var text = [UInt8](repeating: 0, count: tail.textLength)
    guard let position = restore(output, into: &text), position == output.count else {
      throw EmendError(
        .badLog, "the log's edits do not fit the output",
        remedy: remedy)
    }
    var source = try encode(text)
    if let byte = tail.oddByte { source.append(byte) }
    guard source.count == tail.sourceLength,
      Checksum.of(source.span).description == tail.sourceChecksum
    else {
      throw EmendError(
        .badLog, "the source that the log gives back has another checksum than it says",
        remedy: remedy)
    }
    return source
  }

  /// What to do about a log that does not fit.
  private var remedy: String {
    edits.count == tail.edits
      ? "the log is damaged"
      : "the log has been pruned; give the whole log, or the one that emend apply --edits wrote"
  }

  /// Fills the transcription from the output; returns how much of the output was used, or nil
  /// where an edit does not fit.
  private func restore(_ output: [UInt8], into text: inout [UInt8]) -> Int? {
    guard let parts = Edit.layout(of: edits, from: 0, to: text.count) else { return nil }
    var position = 0
    for part in parts {
      switch part {
      case .copy(let range):
        guard position + range.count <= output.count else { return nil }
        text.replaceSubrange(range, with: output[position..<(position + range.count)])
        position += range.count
      case .replace(let it):
        guard it.range.upperBound <= text.count, position + it.bytes.count <= output.count,
          output.span.equals(
            position..<(position + it.bytes.count), it.bytes.span, it.bytes.indices)
        else { return nil }
        position += it.bytes.count
        text.replaceSubrange(it.range, with: it.original)
      }
    }
    return position
  }

  /// Makes the log's edits in the source again: all of them, or those that pruning has left.
  ///
  /// - Returns: the output, and the log that belongs to it.
  /// - Throws: an ``EmendError`` of code ``EmendError/Code/mismatch`` where the source is not the
  ///   one that the log speaks of.
  public func apply(to source: [UInt8]) throws(EmendError) -> (output: [UInt8], log: [UInt8]) {
    let checksum = Checksum.of(source.span)
    guard source.count == tail.sourceLength, checksum.description == tail.sourceChecksum else {
      throw EmendError(
        .mismatch,
        "the log speaks of a source of \(tail.sourceLength) bytes with checksum "
          + "\(tail.sourceChecksum); this one has \(source.count) bytes and \(checksum.description)",
        remedy: "give the file that was cleaned with this log")
    }
    let text = head.encoding.transcribe(source)
    guard text.count == tail.textLength else {
      throw EmendError(.badLog, "the log's textLength is wrong", remedy: "the log is damaged")
    }
    for edit in edits {
      guard edit.range.upperBound <= text.count else {
        throw EmendError(
          .badLog, "an edit behind the end of the source", remedy: "the log is damaged")
      }
      if case .replacement(let replacement) = edit {
        guard
          text.span.equals(
            replacement.range, replacement.original.span, replacement.original.indices)
        else {
          throw EmendError(
            .badLog, "an edit does not find what it replaces", remedy: "the log is damaged",
            offset: replacement.range.lowerBound)
        }
      }
    }
    guard let output = Edit.apply(edits, to: text.span) else {
      throw EmendError(.badLog, "the log's edits overlap", remedy: "the log is damaged")
    }
    let made = Checksum.of(output.span)
    if edits.count == tail.edits,
      output.count != tail.outputLength || made.description != tail.outputChecksum
    {
      throw EmendError(
        .badLog, "the output has another checksum than the log says", remedy: "the log is damaged")
    }
    var newTail = tail
    newTail.edits = edits.count
    newTail.findings = findings.count
    newTail.outputLength = output.count
    newTail.outputChecksum = made.description
    let log = EditLog.encode(
      Pipeline.Cleaned(bytes: output, edits: edits, findings: findings, head: head, tail: newTail))
    return (output, log)
  }

  private func encode(_ text: [UInt8]) throws(EmendError) -> [UInt8] {
    guard head.encoding != .utf8 else { return text }
    guard
      let source = UTF16Transcoder.encode(
        text.span, isBigEndian: head.encoding == .utf16BigEndian)
    else {
      throw EmendError(
        .badLog, "the text that the log gives back is no transcription of UTF-16",
        remedy: "the log is damaged")
    }
    return source
  }
}
