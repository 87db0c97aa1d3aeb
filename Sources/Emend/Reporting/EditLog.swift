#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// The log of a cleaning, as JSON Lines: a head, the edits and findings in source order, a tail.
///
/// Text stands as a string where it is UTF-8, else as base64 under a key of its own. The log is
/// made to be read, pruned and applied again: taking out the line of an edit takes back that edit.
public enum EditLog {
  /// A log that has been read.
  public struct Contents: Sendable {
    public var head: LogHead
    public var edits: [Edit]
    public var findings: [Finding]
    public var tail: LogTail
  }

  // MARK: Writing

  /// The whole log of a cleaned text.
  public static func encode(_ cleaned: Pipeline.Cleaned) -> [UInt8] {
    var out: [UInt8] = []
    append(cleaned.head, to: &out)
    var edit = 0
    var finding = 0
    while edit < cleaned.edits.count || finding < cleaned.findings.count {
      if finding == cleaned.findings.count
        || edit < cleaned.edits.count
          && cleaned.edits[edit].range.lowerBound <= cleaned.findings[finding].range.lowerBound
      {
        append(cleaned.edits[edit], to: &out)
        edit += 1
      } else {
        append(cleaned.findings[finding], to: &out)
        finding += 1
      }
    }
    append(cleaned.tail, to: &out)
    return out
  }

  /// Appends the line of a head.
  public static func append(_ head: LogHead, to out: inout [UInt8]) {
    var line = JSONLine()
    line.member("format", string: "emend-log")
    line.member("version", head.format)
    line.member("emend", string: head.emend)
    line.member("icu", string: head.icu)
    line.member("lexicon", string: head.lexicon)
    line.member("encoding", string: head.encoding.rawValue)
    line.member("flavour", string: head.flavour.rawValue)
    line.key("configuration")
    line.open("{")
    for (key, value) in head.configuration.sorted(by: { $0.key < $1.key }) {
      line.member(key, string: value)
    }
    line.close("}")
    line.finish(into: &out)
  }

  /// Appends the line of an edit.
  public static func append(_ edit: Edit, to out: inout [UInt8]) {
    var line = JSONLine()
    switch edit {
    case .replacement(let replacement):
      line.member("edit", string: "replace")
      line.member("range", replacement.range)
      line.member("before", text: replacement.original)
      line.member("after", text: replacement.bytes)
    case .move(let move):
      line.member("edit", string: "move")
      line.member("range", move.range)
      line.member("to", move.target)
    }
    line.key("steps")
    line.open("[")
    for step in edit.steps {
      line.separate()
      line.open("{")
      line.step(step)
      line.close("}")
    }
    line.close("]")
    line.finish(into: &out)
  }

  /// Appends the line of a finding.
  public static func append(_ finding: Finding, to out: inout [UInt8]) {
    var line = JSONLine()
    line.member("finding", string: finding.step.rule)
    line.member("range", finding.range)
    line.member("text", text: finding.excerpt)
    line.step(finding.step)
    line.finish(into: &out)
  }

  /// Appends the line of a tail.
  public static func append(_ tail: LogTail, to out: inout [UInt8]) {
    var line = JSONLine()
    line.member("end", string: "emend-log")
    line.member("edits", tail.edits)
    line.member("findings", tail.findings)
    line.member("textLength", tail.textLength)
    line.member("sourceLength", tail.sourceLength)
    line.member("sourceChecksum", string: tail.sourceChecksum)
    line.member("outputLength", tail.outputLength)
    line.member("outputChecksum", string: tail.outputChecksum)
    if let byte = tail.oddByte { line.member("oddByte", Int(byte)) }
    line.finish(into: &out)
  }

  // MARK: Reading

  /// Reads a log.
  ///
  /// - Parameters:
  ///   - bytes: the whole log.
  ///   - file: its name, for errors.
  /// - Throws: an ``EmendError`` that names the line.
  public static func decode(_ bytes: [UInt8], file: String) throws(EmendError) -> Contents {
    var head: LogHead?
    var tail: LogTail?
    var edits: [Edit] = []
    var findings: [Finding] = []
    let lines = try forEachRecord(of: bytes, file: file) { record, number throws(EmendError) in
      if tail != nil { throw bad("a line behind the log's end", file, number) }
      if head == nil {
        head = try record.head(file, number)
      } else if record.end != nil {
        tail = try record.tail(file, number)
      } else if record.edit != nil {
        edits.append(try record.edit(file, number))
      } else if record.finding != nil {
        findings.append(try record.finding(file, number))
      } else {
        throw bad("neither an edit, nor a finding, nor the log's end", file, number)
      }
    }
    guard let head else { throw bad("the log is empty", file, 1) }
    guard let tail else { throw bad("the log has no end: it was cut off", file, lines) }
    // A log whose lines were put in another order means the same.
    edits = edits.enumerated().sorted {
      ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
    }.map(\.element)
    return Contents(head: head, edits: edits, findings: findings, tail: tail)
  }

  /// Reads the changes of a log, or of lines of one: where there is a head or a tail, it is passed
  /// over.
  ///
  /// - Parameters:
  ///   - bytes: lines of JSON.
  ///   - file: their name, for errors.
  /// - Throws: an ``EmendError`` that names the line.
  public static func decodeChanges(
    _ bytes: [UInt8], file: String
  ) throws(EmendError) -> (edits: [Edit], findings: [Finding]) {
    var edits: [Edit] = []
    var findings: [Finding] = []
    try forEachRecord(of: bytes, file: file) { record, number throws(EmendError) in
      if record.edit != nil {
        edits.append(try record.edit(file, number))
      } else if record.finding != nil {
        findings.append(try record.finding(file, number))
      } else if record.format == nil && record.end == nil {
        throw bad("neither an edit, nor a finding, nor a head or an end", file, number)
      }
    }
    return (edits, findings)
  }

  /// Calls a function with the record of each line that is not blank, and the line's number.
  ///
  /// - Returns: how many lines there are.
  @discardableResult
  private static func forEachRecord(
    of bytes: [UInt8], file: String,
    _ body: (_ record: Record, _ number: Int) throws(EmendError) -> Void
  ) throws(EmendError) -> Int {
    var number = 0
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      number += 1
      if line.allSatisfy({ $0.isBlank || $0 == 0x0D }) { continue }
      guard let record = try? JSONDecoder().decode(Record.self, from: Data(line)) else {
        throw bad("this line is no JSON object of an edit log", file, number)
      }
      try body(record, number)
    }
    return number
  }

  private static func bad(_ message: String, _ file: String, _ line: Int) -> EmendError {
    EmendError(
      .badLog, message, remedy: "give the log that emend --edits wrote", file: file, line: line)
  }

  /// One line of a log, whatever it is.
  private struct Record: Decodable {
    var format: String?
    var version: Int?
    var emend: String?
    var icu: String?
    var lexicon: String?
    var encoding: String?
    var flavour: String?
    var configuration: [String: String]?

    var edit: String?
    var finding: String?
    var range: [Int]?
    var before: String?
    var beforeBase64: String?
    var after: String?
    var afterBase64: String?
    var to: Int?
    var steps: [StepRecord]?
    var text: String?
    var textBase64: String?
    var stage: String?
    var rule: String?
    var confidence: Double?
    var reason: String?

    var end: String?
    var edits: Int?
    var findings: Int?
    var textLength: Int?
    var sourceLength: Int?
    var sourceChecksum: String?
    var outputLength: Int?
    var outputChecksum: String?
    var oddByte: Int?

    struct StepRecord: Decodable {
      var stage: String
      var rule: String
      var confidence: Double
      var reason: String
    }

    func head(_ file: String, _ line: Int) throws(EmendError) -> LogHead {
      guard format == "emend-log", let version, let emend, let icu, let lexicon, let encoding,
        let flavour
      else { throw bad("the first line is no head of an edit log", file, line) }
      guard version == 1 else {
        throw EmendError(
          .badLog, "a log of version \(version), written by Emend \(emend)",
          remedy: "use that version of Emend", file: file, line: line)
      }
      guard let encoding = SourceEncoding(rawValue: encoding),
        let flavour = Flavour(rawValue: flavour)
      else { throw bad("an unknown encoding or flavour in the log's head", file, line) }
      var head = LogHead(
        icu: icu, lexicon: lexicon, encoding: encoding, flavour: flavour,
        configuration: configuration ?? [:])
      head.emend = emend
      return head
    }

    func bytes(
      _ string: String?, _ base64: String?, _ name: String, _ file: String, _ line: Int
    ) throws(EmendError) -> [UInt8] {
      if let string { return Array(string.utf8) }
      if let base64, let data = Data(base64Encoded: base64) { return Array(data) }
      throw bad("an edit without a readable '\(name)'", file, line)
    }

    func span(_ file: String, _ line: Int) throws(EmendError) -> Range<Int> {
      guard let range, range.count == 2, range[0] >= 0, range[0] <= range[1] else {
        throw bad("a line without a range [start, end]", file, line)
      }
      return range[0]..<range[1]
    }

    func edit(_ file: String, _ line: Int) throws(EmendError) -> Edit {
      let steps = (self.steps ?? []).map {
        Step(stage: $0.stage, rule: $0.rule, confidence: $0.confidence, reason: $0.reason)
      }
      let range = try span(file, line)
      switch edit {
      case "replace":
        let original = try bytes(before, beforeBase64, "before", file, line)
        guard original.count == range.count else {
          throw bad("an edit whose range is not as long as what it replaces", file, line)
        }
        return .replacement(
          Replacement(
            range: range, original: original,
            bytes: try bytes(after, afterBase64, "after", file, line), steps: steps))
      case "move":
        guard let to, to >= 0, !range.isEmpty else {
          throw bad("a move without its target", file, line)
        }
        return .move(Move(range: range, target: to, steps: steps))
      default:
        throw bad("an unknown kind of edit, '\(edit ?? "")'", file, line)
      }
    }

    func finding(_ file: String, _ line: Int) throws(EmendError) -> Finding {
      guard let stage, let rule, let confidence, let reason else {
        throw bad("a finding without stage, rule, confidence or reason", file, line)
      }
      return Finding(
        range: try span(file, line), excerpt: try bytes(text, textBase64, "text", file, line),
        step: Step(stage: stage, rule: rule, confidence: confidence, reason: reason))
    }

    func tail(_ file: String, _ line: Int) throws(EmendError) -> LogTail {
      guard let edits, let findings, let textLength, let sourceLength, let sourceChecksum,
        let outputLength, let outputChecksum
      else { throw bad("the log's last line lacks lengths or checksums", file, line) }
      return LogTail(
        sourceLength: sourceLength, sourceChecksum: sourceChecksum, outputLength: outputLength,
        outputChecksum: outputChecksum, textLength: textLength, edits: edits, findings: findings,
        oddByte: oddByte.flatMap { UInt8(exactly: $0) })
    }
  }
}
