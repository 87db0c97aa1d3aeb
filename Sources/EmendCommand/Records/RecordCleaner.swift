import Emend
import EmendProject

/// Cleans the fields of some lines; every thread has one of its own.
final class RecordCleaner {
  /// What some lines became.
  struct Cleaned {
    /// The lines as they are now.
    var bytes: [UInt8] = []
    /// How many bytes they had.
    var sourceCount = 0
    /// What there is to tell; lines count from 1 within these lines.
    var faults: [Fault] = []
    var findings: [Fault] = []
    /// How many lines there were.
    var lines = 0
    /// How many of them are records, and how many strings these had to clean.
    var records = 0
    var values = 0
    /// How many of the records have one of the fields, whatever stands in it.
    var recordsWithField = 0
    /// The keys of the first record, where it has none of the fields.
    var keys: [[UInt8]] = []
    var counts = Counts()
    var isChanged = false
  }

  /// Something to tell of a line.
  struct Fault {
    var line: Int
    var message: String
    /// What has become of it.
    var remedy = "it was passed through"
    /// The byte in the line, from 0, where there is one.
    var offset: Int?
  }

  /// The key under which a record's edits stand.
  static let editsKey = "emend"

  private var cleaner: Cleaner
  private let fields: [RecordField]
  private let withEdits: Bool
  private let tellsFindings: Bool
  private var scanner: RecordScanner
  private var edits: [UInt8] = []
  private var findings: [UInt8] = []

  init(
    _ options: RecordOptions, _ configuration: Configuration, tellsFindings: Bool
  ) throws(EmendError) {
    // Records are cleaned on all cores, and so none of them on more than one.
    var configuration = configuration
    configuration.jobs = 1
    cleaner = try Cleaner(configuration: configuration, trusted: true)
    self.tellsFindings = tellsFindings
    fields = options.fields
    withEdits = options.withEdits
    scanner = RecordScanner(fields: fields, reserved: Self.editsKey)
  }

  /// Cleans the records of some lines; only the last may lack its line end.
  ///
  /// A line that is no record is told of and stays, as an empty one does without a word.
  func clean(_ lines: [UInt8]) throws -> Cleaned {
    var result = Cleaned()
    result.bytes.reserveCapacity(lines.count + lines.count / 16)
    var start = 0
    while start < lines.count {
      let end = Self.endOfLine(lines.span, start)
      result.lines += 1
      try clean(lines.span, start..<end, &result)
      start = end
    }
    return result
  }

  /// Cleans one line, which ends behind its line end.
  private func clean(
    _ bytes: Span<UInt8>, _ line: Range<Int>, _ result: inout Cleaned
  ) throws {
    if Self.isBlank(bytes, line) {
      JSONText.append(bytes, line, to: &result.bytes)
      return
    }
    scanner.gathersKeys = result.records == 0
    do throws(RecordScanner.Broken) {
      try scanner.scan(bytes, line)
    } catch {
      result.faults.append(
        Fault(
          line: result.lines, message: "this line is no record: \(error.reason)",
          offset: error.offset - line.lowerBound))
      JSONText.append(bytes, line, to: &result.bytes)
      return
    }
    if scanner.hasField {
      result.recordsWithField += 1
    } else if result.records == 0 {
      result.keys = scanner.keys
    }
    result.records += 1
    result.values += scanner.values.count
    edits.removeAll(keepingCapacity: true)
    findings.removeAll(keepingCapacity: true)
    var position = line.lowerBound
    for value in scanner.values {
      JSONText.append(bytes, position..<value.range.lowerBound, to: &result.bytes)
      try clean(bytes, value, &result)
      position = value.range.upperBound
    }
    if withEdits {
      if scanner.hasReserved {
        result.faults.append(
          Fault(
            line: result.lines,
            message: "this record has a member '\(Self.editsKey)' already",
            remedy: "its edits were left out"))
      } else {
        JSONText.append(bytes, position..<scanner.end, to: &result.bytes)
        appendEdits(to: &result.bytes)
        position = scanner.end
        result.isChanged = true
      }
    }
    JSONText.append(bytes, position..<line.upperBound, to: &result.bytes)
  }

  /// Cleans one string and appends what now stands between its quotes.
  private func clean(
    _ bytes: Span<UInt8>, _ value: RecordScanner.Value, _ result: inout Cleaned
  ) throws {
    var text: [UInt8] = []
    text.reserveCapacity(value.range.count)
    JSONText.decode(bytes, value.range, into: &text)
    var sink = MemorySink()
    cleaner.restart()
    try cleaner.feed(text.span, to: &sink)
    try cleaner.finish(to: &sink)

    for edit in sink.edits { result.counts.add(edit) }
    for finding in sink.findings { result.counts.add(finding) }
    let field = fields[value.field].name
    if withEdits {
      for edit in sink.edits { Self.append(field, to: &edits) { EditLog.append(edit, to: &$0) } }
      for it in sink.findings { Self.append(field, to: &findings) { EditLog.append(it, to: &$0) } }
    }
    if tellsFindings {
      for finding in sink.findings {
        let excerpt = FileName(bytes: finding.excerpt).shown
        let step = finding.step
        result.findings.append(
          Fault(
            line: result.lines,
            message: "\(field): \(step.stage)/\(step.rule): \(excerpt) — \(step.reason)"))
      }
    }
    if sink.edits.isEmpty {
      JSONText.append(bytes, value.range, to: &result.bytes)
    } else {
      result.isChanged = true
      rewrite(bytes, value.range, text, sink, to: &result.bytes)
    }
  }

  /// Appends a string with its edits made: what no edit touches stays as it is written, escapes too.
  private func rewrite(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ text: [UInt8], _ sink: MemorySink,
    to out: inout [UInt8]
  ) {
    let start = out.count
    let escapes = JSONText.escapes(bytes, range)
    // Who spells all that is not ASCII in escapes expects nothing else.
    var onlyASCII = escapes.contains { text[$0.text.lowerBound] >= 0x80 }
    for index in range where bytes[index] >= 0x80 { onlyASCII = false }
    if let parts = Edit.layout(of: sink.edits, from: 0, to: text.count) {
      var isWritten = true
      for part in parts {
        switch part {
        case .copy(let copied):
          if let from = Self.written(copied.lowerBound, escapes, range.lowerBound),
            let to = Self.written(copied.upperBound, escapes, range.lowerBound)
          {
            JSONText.append(bytes, from..<to, to: &out)
          } else {
            isWritten = false
          }
        case .replace(let it):
          JSONText.encode(it.bytes.span, it.bytes.indices, onlyASCII: onlyASCII, into: &out)
        }
      }
      // Where pieces of the old spelling do not add up to the new text (halves of a surrogate pair
      // that have come together), all is spelt anew.
      var check: [UInt8] = []
      JSONText.decode(out.span, start..<out.count, into: &check)
      if isWritten, check == sink.text { return }
      out.removeSubrange(start...)
    }
    JSONText.encode(sink.text.span, sink.text.indices, onlyASCII: onlyASCII, into: &out)
  }

  /// Where in the line stands what begins at an offset of the text; nil within an escape.
  private static func written(
    _ offset: Int, _ escapes: [JSONText.Escape], _ start: Int
  ) -> Int? {
    // The last escape that begins at the offset or before.
    let next = escapes.partitioningIndex { $0.text.lowerBound > offset }
    guard next > 0 else { return start + offset }
    let escape = escapes[next - 1]
    if offset == escape.text.lowerBound { return escape.written.lowerBound }
    guard offset >= escape.text.upperBound else { return nil }
    return escape.written.upperBound + offset - escape.text.upperBound
  }

  /// Appends the member that holds a record's edits and findings.
  private func appendEdits(to out: inout [UInt8]) {
    if !scanner.isEmpty { out.append(UInt8(ascii: ",")) }
    out.append(contentsOf: "\"\(Self.editsKey)\":{\"edits\":[".utf8)
    out.append(contentsOf: edits)
    out.append(contentsOf: "],\"findings\":[".utf8)
    out.append(contentsOf: findings)
    out.append(contentsOf: "]}".utf8)
  }

  /// Appends an object of the log to a list, with the field first among its members.
  private static func append(
    _ field: String, to list: inout [UInt8], _ append: (inout [UInt8]) -> Void
  ) {
    if !list.isEmpty { list.append(UInt8(ascii: ",")) }
    list.append(contentsOf: "{\"field\":\"".utf8)
    let name = ByteString.bytes(of: field)
    JSONText.encode(name.span, name.indices, onlyASCII: false, into: &list)
    list.append(contentsOf: "\",".utf8)
    let start = list.count
    append(&list)
    // Without its brace at the beginning and its line end.
    list.remove(at: start)
    list.removeLast()
  }

  /// The offset behind the line end from `start` on, or that of the end.
  static func endOfLine(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    var index = start
    while index < bytes.count {
      index += 1
      if bytes[index - 1] == 0x0A { break }
    }
    return index
  }

  private static func isBlank(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Bool {
    for index in line {
      switch bytes[index] {
      case 0x20, 0x09, 0x0A, 0x0D: continue
      default: return false
      }
    }
    return true
  }
}
