import Emend
import Testing

/// Laws 1 and 3 on one text: the log gives both sides back, and the output is at rest where it fits
/// in a window.
func expectLaws(
  _ source: [UInt8], _ configuration: Configuration = .standard,
  _ location: SourceLocation = #_sourceLocation
) throws {
  let cleaned = try Pipeline(configuration).clean(source)
  let log = try EditLog.decode(cleaned.log, file: "log")
  #expect(try log.undo(cleaned.bytes) == source, "undo", sourceLocation: location)
  #expect(try log.apply(to: source).output == cleaned.bytes, "apply", sourceLocation: location)
  #expect(try log.apply(to: source).log == cleaned.log, "apply's log", sourceLocation: location)
  #expect(log.edits == cleaned.edits, "the log holds the edits", sourceLocation: location)
  #expect(log.findings.count == cleaned.findings.count, sourceLocation: location)
  #expect(log.tail.sourceLength == source.count, sourceLocation: location)
  expectWellFormed(cleaned.edits, source, location)
  let fits =
    source.count <= configuration.windowSize
    && cleaned.bytes.count <= configuration.windowSize
  if fits && log.head.encoding == .utf8 {
    let again = try Pipeline(configuration).clean(cleaned.bytes)
    if again.bytes != cleaned.bytes {
      let diff = UnifiedDiff.make(
        cleaned.bytes, again.bytes, oldName: "cleaned", newName: "cleaned again", context: 1)
      let text = String(decoding: diff, as: UTF8.self)
      Issue.record("a second cleaning changes something:\n\(text)", sourceLocation: location)
    }
  }
}

/// Law 2 and the edit model: edits in order, apart from one another, each with a reason and with
/// what it replaced.
func expectWellFormed(_ edits: [Edit], _ source: [UInt8], _ location: SourceLocation) {
  var replacedTo = 0
  var movedTo = 0
  var moves: [Move] = []
  for edit in edits {
    #expect(!edit.steps.isEmpty, "every edit can say why", sourceLocation: location)
    for step in edit.steps {
      #expect(step.confidence >= 0.5 && step.confidence <= 1, sourceLocation: location)
      #expect(!step.reason.isEmpty, sourceLocation: location)
    }
    switch edit {
    case .replacement(let it):
      #expect(it.range.lowerBound >= replacedTo, "replacements overlap", sourceLocation: location)
      replacedTo = it.range.upperBound
      if it.range.upperBound <= source.count {
        #expect(Array(source[it.range]) == it.original, sourceLocation: location)
      }
      #expect(it.original != it.bytes, "an edit that changes nothing", sourceLocation: location)
    case .move(let it):
      #expect(it.range.lowerBound >= movedTo, "moves overlap", sourceLocation: location)
      movedTo = it.range.upperBound
      moves.append(it)
    }
  }
  for move in moves {
    for other in moves {
      let isInside = move.target > other.range.lowerBound && move.target < other.range.upperBound
      #expect(!isInside, "a move aims into another", sourceLocation: location)
    }
    for case .replacement(let it) in edits {
      let straddles =
        it.range.lowerBound < move.range.lowerBound
        && it.range.upperBound > move.range.lowerBound
        || it.range.lowerBound < move.range.upperBound
          && it.range.upperBound > move.range.upperBound
      #expect(!straddles, "a replacement straddles a move's end", sourceLocation: location)
    }
  }
}

@Suite("The laws")
struct LawTests {
  static let configurations: [Configuration] = [
    .standard,
    windows(of: 1024),
    windows(of: 1 << 20) { $0.wrap = .join },
    windows(of: 2048) { $0.threshold = 0.5 },
    windows(of: 1 << 20) { $0.stages = ["decode", "captions", "hyphenation", "paragraphs"] },
  ]

  @Test("hold on random text", arguments: 0..<60)
  func random(_ seed: Int) throws {
    var maker = TextMaker(seed: UInt64(seed))
    let text = maker.text(words: 20 + seed * 12)
    for configuration in Self.configurations { try expectLaws(text, configuration) }
  }

  @Test("hold on the seeds", arguments: LawTests.configurations.indices)
  func seeds(_ configuration: Int) throws {
    for seed in try Project.seeds() { try expectLaws(seed, Self.configurations[configuration]) }
  }

  @Test("hold on mangled seeds", arguments: 0..<40)
  func mangled(_ round: Int) throws {
    var maker = TextMaker(seed: 1000 + UInt64(round))
    let seeds = try Project.seeds()
    var text = seeds[round % seeds.count]
    for _ in 0...(round % 4) { text = maker.mangled(text) }
    guard !text.isEmpty else { return }
    for configuration in [Self.configurations[round % 2], Self.configurations[2 + round % 3]] {
      try expectLaws(text, configuration)
    }
  }

  @Test("hold on random bytes", arguments: 0..<40)
  func bytes(_ seed: Int) throws {
    var random = RepeatableGenerator(seed: UInt64(seed))
    let marks = Array("-\n\n\t |*\"#>`.,eéa".utf8)
    let text = (0..<(50 + seed * 60)).map { _ in
      Bool.random(using: &random)
        ? marks.randomElement(using: &random)! : UInt8.random(in: 1...255, using: &random)
    }
    guard (try? Pipeline().clean(text)) != nil else { return }
    try expectLaws(text)
    try expectLaws(text, windows(of: 1024))
  }

  @Test("the slices do not matter", arguments: [1 << 20, 4096, 1024])
  func chunkBlind(_ size: Int) throws {
    var maker = TextMaker(seed: 7)
    for text in try Project.seeds() + [maker.text(words: 2000)] {
      let whole = try cleanInSlices(text, [text.count], windows(of: size))
      var random = RepeatableGenerator(seed: 3)
      let sizes = (0..<50).map { _ in Int.random(in: 1...3000, using: &random) }
      for slices in [[1], [17], [1023, 1, 1025], sizes] {
        let pieces = try cleanInSlices(text, slices, windows(of: size))
        #expect(pieces.bytes == whole.bytes)
        #expect(pieces.log == whole.log)
      }
    }
  }

  @Test("the number of cores does not matter", arguments: [1024, 4096])
  func jobs(_ size: Int) throws {
    var maker = TextMaker(seed: 11)
    // Three epochs and more of the smallest windows.
    let text = try Project.seeds()[1] + maker.text(words: 6000)
    let alone = try Pipeline(windows(of: size)).clean(text)
    for jobs in [2, 8] {
      let together = windows(of: size) { $0.jobs = jobs }
      let sliced = try cleanInSlices(text, [1, 5000], together)
      #expect(sliced.text == alone.text)
      #expect(
        String(decoding: sliced.log, as: UTF8.self) == String(decoding: alone.log, as: UTF8.self))
    }
  }

  @Test("a sink that fails while windows are being cleaned leaves a cleaner that can start over")
  func failsInTheMiddle() throws {
    let text = Array(String(repeating: "A teh word.\n\n", count: 1400).utf8)
    let configuration = windows(of: 1024) { $0.jobs = 4 }
    let whole = try Pipeline(configuration).clean(text)
    var cleaner = try Cleaner(configuration: configuration)
    for room in [0, 3, 8] {
      var sink = FullSink(room: room)
      #expect(throws: FullSink.Full.self) { try cleaner.feed(text.span, to: &sink) }
      cleaner.restart()
      let again = try cleanInSlices(text, [text.count], with: &cleaner)
      #expect(again.bytes == whole.bytes)
      #expect(again.log == whole.log)
      cleaner.restart()
    }
  }

  @Test("each block at once: the slices and the cores do not matter, and the laws hold")
  func flushes() throws {
    var maker = TextMaker(seed: 12)
    for text in try Project.seeds() + [maker.text(words: 3000), [0xEF, 0xBB, 0xBF, 0x41, 0x0A]] {
      let flushing = windows(of: 4096) { $0.flushes = true }
      let whole = try cleanInSlices(text, [text.count], flushing)
      for slices in [[1], [17, 900]] {
        let pieces = try cleanInSlices(text, slices, flushing)
        #expect(pieces.bytes == whole.bytes)
        #expect(pieces.log == whole.log)
      }
      let several = windows(of: 4096) {
        $0.flushes = true
        $0.jobs = 4
      }
      #expect(try Pipeline(several).clean(text).log == whole.log)
      let log = try EditLog.decode(whole.log, file: "log")
      #expect(try log.undo(whole.bytes) == text)
    }
  }

  @Test("each block at once: it comes out before the next one is there")
  func flushesEarly() throws {
    var cleaner = try Cleaner(configuration: windows(of: 1 << 20) { $0.flushes = true })
    var sink = MemorySink()
    for block in ["The labora-tory opened.\n\n", "It was small.\r\n\r\n", "Visitors came.\n\n\n"] {
      let before = sink.text
      let bytes = Array(block.utf8)
      try cleaner.feed(bytes.span.extracting(0..<(bytes.count - 1)), to: &sink)
      if !block.hasSuffix("\n\n\n") { #expect(sink.text == before) }
      try cleaner.feed(bytes.span.extracting((bytes.count - 1)..<bytes.count), to: &sink)
      #expect(sink.text.count > before.count)
    }
    try cleaner.feed(Array("A heading\n\n".utf8).span, to: &sink)
    let before = sink.text
    try cleaner.finish(to: &sink)
    #expect(sink.text.count > before.count)
  }

  @Test("a text of many windows is evidence for itself, and is given back")
  func epochs() throws {
    let seed = try Project.seeds()[0]
    let text = Array(repeatElement(seed + [0x0A, 0x0A], count: 12).joined())
    // 12 × 16 KB in windows of 4 KiB are 48 windows, three epochs.
    try expectLaws(text, windows(of: 4096))
  }

  @Test("the same source gives the same bytes")
  func deterministic() throws {
    let seed = try Project.seeds()[0]
    let first = try Pipeline().clean(seed)
    for _ in 0..<3 { #expect(try Pipeline().clean(seed).log == first.log) }
  }

  @Test(
    "texts of which nothing is left, however lines are set",
    arguments: Configuration.Wrap.allCases,
    ["\u{200B}", "\u{200B}\n", "\u{200B}\n\n\u{200B}", "A word.\n\n\u{200B}\n\nAnother.\n"])
  func nothingLeft(_ wrap: Configuration.Wrap, _ text: String) throws {
    var configuration = Configuration.standard
    configuration.wrap = wrap
    try expectLaws(Array(text.utf8), configuration)
    #expect(try !Pipeline(configuration).clean(text).text.contains("\u{200B}"))
  }

  @Test("nothing but the logged edits differs: line ends, marks, blanks, bytes that are no UTF-8")
  func harmless() throws {
    for text in [
      "", "\n", "\r\n", " ", "\t", "a", "\u{FEFF}", "no newline at the end",
      "CRLF lines\r\nstay as\r\nthey are.\r\n", "trailing blanks   \nstay  \n",
      "\n\n\nblank lines\n\n\n\n",
      "old Mac\rline ends\r", "a\u{0C}b", "form feed\n\u{0C}\nnext page\n",
    ] {
      #expect(try Pipeline().clean(text).bytes == Array(text.utf8))
    }
    let latin1: [UInt8] =
      Array("Le caf".utf8) + [0xE9] + Array(" est ouvert, recieve".utf8) + [0xFF, 0x0A]
    let cleaned = try Pipeline().clean(latin1)
    #expect(cleaned.bytes == latin1)
    #expect(cleaned.findingRules.filter { $0 == "decode/invalid-utf8" }.count == 2)
  }
}

/// A sink that has room for so many windows.
private struct FullSink: CleaningSink {
  struct Full: Error {}

  var room: Int

  mutating func begin(_ head: LogHead) throws(Full) {}
  mutating func write(_ text: Span<UInt8>) throws(Full) {
    guard room > 0 else { throw Full() }
    room -= 1
  }
  mutating func record(_ edit: Edit) throws(Full) {}
  mutating func record(_ finding: Finding) throws(Full) {}
  mutating func end(_ tail: LogTail) throws(Full) {}
}
