import Testing

@testable import Emend

@Suite("The log")
struct EditLogTests {
  private static func cleaned(
    _ source: [UInt8], _ edits: [Edit], _ findings: [Finding] = [], encoding: SourceEncoding = .utf8
  ) -> Pipeline.Cleaned {
    let output = naiveOutput(edits, source)
    let head = LogHead(
      icu: "76.1", lexicon: "en \"1\"\t2", encoding: encoding, flavour: .markdown,
      configuration: ["threshold": "0.9", "protect": "a\nb\\d\"\u{1}\u{7F}é"])
    let tail = LogTail(
      sourceLength: source.count, sourceChecksum: checksum(source), outputLength: output.count,
      outputChecksum: checksum(output), textLength: source.count, edits: edits.count,
      findings: findings.count)
    return Pipeline.Cleaned(
      bytes: output, edits: edits, findings: findings, head: head, tail: tail)
  }

  private static func text(_ log: [UInt8]) -> String { String(decoding: log, as: UTF8.self) }

  private static func lines(_ log: [UInt8]) -> [String] {
    text(log).split(separator: "\n").map(String.init)
  }

  private static func joined(_ lines: [String]) -> [UInt8] {
    Array(lines.map { $0 + "\n" }.joined().utf8)
  }

  private static let source =
    "Cooperation is benificial.\n\nThe museum opened a new municipal Net-\n\n"
    + "work for its visitors at noon.\n\nThey spoke of the future of all scientific and technical re-\n\nAll came.\n"

  private func cleaned() throws -> Pipeline.Cleaned {
    let cleaned = try Pipeline().clean(Self.source)
    try #require(cleaned.edits.count >= 2 && !cleaned.findings.isEmpty)
    return cleaned
  }

  // MARK: Round trips

  @Test("edits and findings of every kind are read as they were written")
  func roundTrip() throws {
    let texts: [[UInt8]] = [
      [], Array("plain".utf8), Array("\"quotes\" and \\ and /".utf8),
      Array("\n\r\t\u{8}\u{0C}\u{0}\u{1F}\u{7F}".utf8), Array("é 科技日报 😀 \u{2028}\u{FEFF}".utf8),
      [0xFF, 0xFE], Array("caf".utf8) + [0xE9], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0x80],
      Array("{\"edit\":\"replace\"}\n".utf8),
    ]
    var source: [UInt8] = []
    var edits: [Edit] = []
    var findings: [Finding] = []
    for (index, text) in texts.enumerated() {
      let range = source.count..<(source.count + text.count)
      source += text + [0x61]
      let other = texts[(index + 3) % texts.count]
      let steps = [
        Step(
          stage: "spacing", rule: "a-rule", confidence: 0.905,
          reason: "“\(text.count)” \"x\" \\ \n é"),
        Step(stage: "t", rule: "u", confidence: 1, reason: ""),
      ]
      edits.append(
        .replacement(Replacement(range: range, original: text, bytes: other, steps: steps)))
      findings.append(
        Finding(
          range: range, excerpt: text,
          step: Step(stage: "s", rule: "r", confidence: 0.5, reason: "why: \"\t\"")))
    }
    let end = source.count
    source += Array("moved and more".utf8)
    edits.append(
      .move(Move(range: end..<(end + 5), target: source.count, steps: [EditMaker.step()])))
    let cleaned = Self.cleaned(source, edits, findings)
    let log = cleaned.log
    // A line each, and the log itself is UTF-8 whatever the source is.
    #expect(Self.lines(log).count == edits.count + findings.count + 2)
    #expect(log.count(where: { $0 == 0x0A }) == edits.count + findings.count + 2)
    #expect(Array(Self.text(log).utf8) == log)
    let read = try EditLog.decode(log, file: "log")
    #expect(read.head == cleaned.head)
    #expect(read.edits == edits)
    #expect(read.findings == findings)
    #expect(read.tail == cleaned.tail)
    #expect(try read.undo(cleaned.bytes) == source)
    #expect(try read.apply(to: source).output == cleaned.bytes)
  }

  @Test("random edits, moves among them, are undone and made again", arguments: 0..<20)
  func random(_ seed: Int) throws {
    var maker = EditMaker(seed: UInt64(seed) + 40)
    for _ in 0..<30 {
      let source = maker.bytes(0...40, from: "abcdefgh é\n\"\u{1}")
      let cleaned = Self.cleaned(source, maker.edits(of: source, insertions: false))
      let read = try EditLog.decode(cleaned.log, file: "log")
      #expect(try read.undo(cleaned.bytes) == source, "\(cleaned.edits)")
      let made = try read.apply(to: source)
      #expect(made.output == cleaned.bytes)
      #expect(made.log == cleaned.log)
    }
  }

  @Test("insertions are edits as well, at the end of the text, too", arguments: 0..<10)
  func insertions(_ seed: Int) throws {
    var maker = EditMaker(seed: UInt64(seed) + 70)
    for _ in 0..<30 {
      let source = maker.bytes(0...20)
      let cleaned = Self.cleaned(source, maker.edits(of: source))
      let read = try EditLog.decode(cleaned.log, file: "log")
      #expect((try? read.undo(cleaned.bytes)) == source, "\(cleaned.edits) of \(source)")
      #expect((try? read.apply(to: source).output) == cleaned.bytes)
    }
  }

  @Test("text that is UTF-8 stands as a string, other text as base64 under a key of its own")
  func base64() {
    let source = Array("a".utf8) + [0xFF]
    let edits: [Edit] = [
      .replacement(
        Replacement(
          range: 1..<2, original: [0xFF], bytes: Array("é".utf8), steps: [EditMaker.step()]))
    ]
    let line = Self.lines(Self.cleaned(source, edits).log)[1]
    #expect(line.contains("\"beforeBase64\":\"/w==\""))
    #expect(line.contains("\"after\":\"é\""))
    #expect(!line.contains("\"before\":"))
  }

  @Test("blank lines and CRLF in a log do no harm, nor do lines in another order")
  func otherShapes() throws {
    let cleaned = try cleaned()
    let lines = Self.lines(cleaned.log)
    let shapes = [
      lines.joined(separator: "\r\n") + "\r\n", lines.joined(separator: "\n\n"),
      lines.joined(separator: "\n") + "\n\n  \n",
      ([lines[0]] + lines[1..<(lines.count - 1)].reversed() + [lines[lines.count - 1]])
        .joined(separator: "\n"),
    ]
    for shape in shapes {
      let read = try EditLog.decode(Array(shape.utf8), file: "log")
      #expect(read.edits == cleaned.edits)
      #expect(try read.undo(cleaned.bytes) == Array(Self.source.utf8))
    }
  }

  // MARK: Damage

  private func expectBad(
    _ log: [UInt8], line: Int?, _ words: String = "", _ location: SourceLocation = #_sourceLocation
  ) {
    let error = fault { _ = try EditLog.decode(log, file: "the.log") }
    #expect(error?.code == .badLog, sourceLocation: location)
    #expect(error?.file == "the.log", sourceLocation: location)
    #expect(error?.remedy.isEmpty == false, sourceLocation: location)
    if let line {
      #expect(error?.line == line, "\(error?.description ?? "")", sourceLocation: location)
    }
    if !words.isEmpty {
      #expect(error?.message.contains(words) == true, sourceLocation: location)
    }
  }

  @Test("what is missing is said")
  func missing() throws {
    let lines = Self.lines(try cleaned().log)
    expectBad([], line: 1, "empty")
    expectBad(Array("\n\n".utf8), line: 1, "empty")
    expectBad(Self.joined(Array(lines.dropFirst())), line: 1, "head")
    expectBad(Self.joined(Array(lines.dropLast())), line: nil, "cut off")
    expectBad(Self.joined([lines[0]]), line: nil, "cut off")
    expectBad(Self.joined([lines[lines.count - 1]]), line: 1, "head")
    expectBad(Self.joined(lines + [lines[1]]), line: lines.count + 1, "behind")
    expectBad(Self.joined(lines + lines), line: lines.count + 1, "behind")
  }

  @Test("a line that is wrong is named")
  func wrongLines() throws {
    let lines = Self.lines(try cleaned().log)
    func with(_ line: String, at index: Int) -> [UInt8] {
      var changed = lines
      changed[index] = line
      return Self.joined(changed)
    }
    let step = "\"steps\":[{\"stage\":\"a\",\"rule\":\"b\",\"confidence\":1,\"reason\":\"c\"}]"
    for bad in [
      "x", "{", "[]", "null", "1", "\"a\"", "{}", "{\"edit\":1}", "{\"edit\":\"replace\"",
      "{\"edit\":\"turn\",\"range\":[0,1],\"before\":\"a\",\"after\":\"b\",\(step)}",
      "{\"edit\":\"replace\",\"before\":\"a\",\"after\":\"b\",\(step)}",
      "{\"edit\":\"replace\",\"range\":[1],\"before\":\"\",\"after\":\"b\",\(step)}",
      "{\"edit\":\"replace\",\"range\":[0,1,2],\"before\":\"a\",\"after\":\"b\",\(step)}",
      "{\"edit\":\"replace\",\"range\":[2,1],\"before\":\"a\",\"after\":\"b\",\(step)}",
      "{\"edit\":\"replace\",\"range\":[-1,0],\"before\":\"a\",\"after\":\"b\",\(step)}",
      "{\"edit\":\"replace\",\"range\":[0,1.5],\"before\":\"a\",\"after\":\"b\",\(step)}",
      "{\"edit\":\"replace\",\"range\":[0,1e99],\"before\":\"a\",\"after\":\"b\",\(step)}",
      "{\"edit\":\"replace\",\"range\":[0,2],\"before\":\"a\",\"after\":\"b\",\(step)}",
      "{\"edit\":\"replace\",\"range\":[0,9223372036854775807],\"before\":\"\",\"after\":\"\",\(step)}",
      "{\"edit\":\"replace\",\"range\":[0,1],\"after\":\"b\",\(step)}",
      "{\"edit\":\"replace\",\"range\":[0,1],\"before\":\"a\",\(step)}",
      "{\"edit\":\"replace\",\"range\":[0,1],\"beforeBase64\":\"!\",\"after\":\"b\",\(step)}",
      "{\"edit\":\"replace\",\"range\":[0,1],\"before\":\"\\ud800\",\"after\":\"b\",\(step)}",
      "{\"edit\":\"replace\",\"range\":[0,1],\"before\":\"a\",\"after\":\"b\",\"steps\":[{}]}",
      "{\"edit\":\"move\",\"range\":[0,1],\(step)}",
      "{\"edit\":\"move\",\"range\":[1,1],\"to\":3,\(step)}",
      "{\"edit\":\"move\",\"range\":[0,1],\"to\":-3,\(step)}",
      "{\"finding\":\"x\",\"range\":[0,1],\"text\":\"a\"}",
      "{\"finding\":\"x\",\"stage\":\"a\",\"rule\":\"b\",\"confidence\":1,\"reason\":\"c\",\"text\":\"\"}",
      String(repeating: "[", count: 5000),
    ] {
      expectBad(with(bad, at: 1), line: 2)
      expectBad(with(bad, at: 2), line: 3)
    }
    for bad in ["{\"end\":\"emend-log\"}", "{\"end\":\"emend-log\",\"edits\":\"3\"}"] {
      expectBad(with(bad, at: lines.count - 1), line: lines.count)
    }
    var changed = Self.joined(lines)
    changed.insert(0xFF, at: lines[0].utf8.count + 12)
    expectBad(changed, line: 2)
  }

  @Test("a head of another version, encoding or format is refused")
  func wrongHead() throws {
    let lines = Self.lines(try cleaned().log)
    for (from, to, words) in [
      ("\"version\":1", "\"version\":2", "version 2"), ("utf-8", "ebcdic", "encoding"),
      ("\"plain\"", "\"fancy\"", "flavour"), ("emend-log", "other-log", "head"),
    ] {
      var changed = lines
      changed[0] = changed[0].replacing(from, with: to)
      #expect(changed[0] != lines[0])
      expectBad(Self.joined(changed), line: 1, words)
    }
  }

  @Test("a log cut anywhere names the line of the cut")
  func cut() throws {
    let log = try cleaned().log
    for length in 0..<log.count {
      let prefix = Array(log.prefix(length))
      let error = fault { _ = try EditLog.decode(prefix, file: "log") }
      if length == log.count - 1 {
        // Only the last newline is gone.
        #expect(error == nil)
        continue
      }
      let line = prefix.count(where: { $0 == 0x0A }) + 1
      #expect(error?.code == .badLog)
      // At the border of two lines the cut belongs to either.
      #expect(error?.line == line || prefix.last == 0x0A && error?.line == line - 1)
    }
  }

  @Test(
    "a byte changed in the log is an error or another edit, never a wrong source", arguments: 0..<10
  )
  func flipped(_ seed: Int) throws {
    let cleaned = try cleaned()
    let log = cleaned.log
    let source = Array(Self.source.utf8)
    // The tail's numbers have a test of their own.
    let end = log.dropLast().lastIndex(of: 0x0A)!
    var random = RepeatableGenerator(seed: UInt64(seed))
    for _ in 0..<60 {
      var changed = log
      changed[Int.random(in: 0..<end, using: &random)] = UInt8.random(in: 0...255, using: &random)
      // Errors are of one type, so that nothing else can be thrown; a crash would end the run.
      if let read = try? EditLog.decode(changed, file: "log") {
        if let undone = try? read.undo(cleaned.bytes) { #expect(undone == source) }
        if let made = try? read.apply(to: source), read.edits.count == read.tail.edits {
          #expect(made.output == cleaned.bytes)
        }
      }
    }
  }

  @Test(
    "lengths that no text has are an error, not a crash",
    arguments: ["-1", "0", "1", "9223372036854775807", "4000000000000000000"])
  func absurdLengths(_ length: String) async throws {
    await #expect(processExitsWith: .success) { [length] in
      let cleaned = try Pipeline().clean("Cooperation is benificial.\n")
      let log = String(decoding: cleaned.log, as: UTF8.self)
        .replacing("\"textLength\":27", with: "\"textLength\":\(length)")
      let error = fault {
        _ = try EditLog.decode(Array(log.utf8), file: "log").undo(cleaned.bytes)
      }
      try #require(error?.code == .badLog)
    }
  }

  // MARK: Pairs that do not belong together

  @Test("undo refuses another output, apply another source, by one byte")
  func mismatch() throws {
    let cleaned = try cleaned()
    let source = Array(Self.source.utf8)
    let read = try EditLog.decode(cleaned.log, file: "log")
    func expectMismatch(_ body: () throws -> Void, _ location: SourceLocation = #_sourceLocation) {
      let error = fault(body)
      #expect(error?.code == .mismatch, sourceLocation: location)
      #expect(error?.remedy.isEmpty == false, sourceLocation: location)
    }
    for other in [[], source, cleaned.bytes + [0x0A], Array(cleaned.bytes.dropLast())] {
      expectMismatch { _ = try read.undo(other) }
    }
    for other in [[], cleaned.bytes, source + [0x0A], Array(source.dropLast())] {
      expectMismatch { _ = try read.apply(to: other) }
    }
    for place in stride(from: 0, to: cleaned.bytes.count, by: 7) {
      var other = cleaned.bytes
      other[place] ^= 1
      expectMismatch { _ = try read.undo(other) }
      var otherSource = source
      otherSource[place] ^= 1
      expectMismatch { _ = try read.apply(to: otherSource) }
    }
  }

  // MARK: Pruning

  @Test("a pruned log takes that edit back; the log that comes with it undoes")
  func pruned() throws {
    let cleaned = try cleaned()
    let source = Array(Self.source.utf8)
    let lines = Self.lines(cleaned.log)
    for index in 1..<(lines.count - 1) {
      var fewer = lines
      let line = fewer.remove(at: index)
      let read = try EditLog.decode(Self.joined(fewer), file: "log")
      let made = try read.apply(to: source)
      let again = try EditLog.decode(made.log, file: "new log")
      #expect(try again.undo(made.output) == source)
      #expect(made.output == naiveOutput(read.edits, source))
      if line.contains("\"edit\"") {
        #expect(made.output != cleaned.bytes)
        #expect(read.edits.count == cleaned.edits.count - 1)
      } else {
        #expect(made.output == cleaned.bytes)
        #expect(try read.undo(cleaned.bytes) == source)
      }
    }
    // All edits taken back: the source.
    let none = [lines[0], lines[lines.count - 1]]
    #expect(try EditLog.decode(Self.joined(none), file: "log").apply(to: source).output == source)
  }

  @Test("a pruned log cannot undo the whole output, and says that it was pruned")
  func prunedUndo() throws {
    let cleaned = try cleaned()
    let lines = Self.lines(cleaned.log)
    for index in 1..<(lines.count - 1) where lines[index].contains("\"edit\"") {
      var fewer = lines
      fewer.remove(at: index)
      let read = try EditLog.decode(Self.joined(fewer), file: "log")
      let error = fault { _ = try read.undo(cleaned.bytes) }
      #expect(error != nil)
      #expect(error?.description.contains("pruned") == true, "\(error?.description ?? "")")
      // Nor the output that the pruned log makes: its own log does.
      let made = try read.apply(to: Array(Self.source.utf8))
      #expect(fault { _ = try read.undo(made.output) }?.description.contains("pruned") == true)
    }
  }
}
