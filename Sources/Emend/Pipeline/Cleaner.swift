internal import ICU
internal import Lexicon

/// The core: bytes are pushed in, as they come, and cleaned text comes out window by window.
///
/// Everything else (a string in, a string out; files; the command) is a face over it. It holds at
/// most two windows of text, or with more than one job two for each; a source smaller than a window
/// is surveyed whole before a byte of it is written. How the source is sliced over the calls makes
/// no difference to any byte of output or log.
public struct Cleaner: ~Copyable {
  /// How many windows make an epoch: what a window shows is evidence for later epochs only.
  static let epoch = 16
  /// How much of a source is looked at to recognise what it is.
  static let prefix = 8 << 10

  private let configuration: Configuration
  private let crew: Crew
  /// Windows that are cut and not yet written, in the order of the text.
  private var jobs: [WindowJob] = []
  /// How many of them, from the first on, have said what they show.
  private var heard = 0
  /// What this epoch's windows have shown.
  private var shown = Counts()
  /// Up to where ``pending`` has been searched for the end of a block.
  private var searched = 0
  private let trusted: Bool
  private var pending: [UInt8] = []
  private var base = 0
  private var windows = 0
  private var encoding: SourceEncoding?
  private var transcoder: UTF16Transcoder?
  private var prefixBytes: [UInt8] = []
  private var flavour: Flavour?
  private var cutQuality = WindowCutter.Quality.closed
  /// Whether what comes next stands in a passage that `emend:off` keeps from the stages.
  private var isOff = false
  private var source = Checksum()
  private var output = Checksum()
  private var editCount = 0
  private var findingCount = 0
  private var oddByte: UInt8?
  private let lexiconName: String

  /// Prepares to clean one source.
  ///
  /// - Parameters:
  ///   - configuration: what decides, beside the source.
  ///   - trusted: that the source is known to be UTF-8 text, so that nothing is refused.
  /// - Throws: an ``EmendError`` for a stage that does not exist or a pattern that does not compile.
  public init(configuration: Configuration = .standard, trusted: Bool = false) throws(EmendError) {
    self.configuration = configuration
    self.trusted = trusted
    for name in configuration.stages.sorted() where !Registry.has(name) {
      throw StageNames.unknown(name)
    }
    var expressions: [RegularExpression] = []
    for pattern in configuration.protectedPatterns {
      expressions.append(try Protection.expression(pattern))
    }
    let lexicon = try configuration.combinedLexicon()
    lexiconName = lexicon?.name ?? ""
    crew = Crew(
      configuration, lexicon, expressions, epoch: Self.epoch(of: configuration))
  }

  /// Forgets the source, finished or not, so that another one can be fed.
  ///
  /// What comes out is what a new cleaner gives, byte for byte; it comes sooner, since words need not
  /// be looked up again. Many short sources are best cleaned by one cleaner, or one for each thread.
  public mutating func restart() {
    crew.restart()
    self = Cleaner(asAtFirst: self)
  }

  /// What does not depend on the source; all else is as it is at first, whatever is added later.
  private init(asAtFirst other: borrowing Cleaner) {
    configuration = other.configuration
    crew = other.crew
    trusted = other.trusted
    lexiconName = other.lexiconName
  }

  /// Pushes bytes in; writes what is settled.
  ///
  /// - Throws: an ``EmendError`` for what is no text, or the sink's own failure.
  public mutating func feed<Sink: CleaningSink & ~Copyable>(
    _ bytes: Span<UInt8>, to sink: inout Sink
  ) throws {
    source.update(bytes)
    if encoding == nil {
      bytes.append(0..<bytes.count, to: &prefixBytes)
      var seen = Self.prefix
      if configuration.flushes {
        seen =
          WindowCutter.settledBlock(prefixBytes.span, from: searched, limit: Self.prefix)
          ?? Self.prefix
        searched = seen < Self.prefix ? 0 : prefixBytes.count
      }
      guard prefixBytes.count >= seen else { return }
      searched = 0
      try recognise(by: seen)
    } else {
      take(bytes)
    }
    try drain(to: &sink)
  }

  /// The source is over; writes the rest.
  public mutating func finish<Sink: CleaningSink & ~Copyable>(to sink: inout Sink) throws {
    if encoding == nil { try recognise(by: Self.prefix) }
    if var transcoder {
      oddByte = transcoder.finish(into: &pending)
      self.transcoder = transcoder
    }
    try drain(to: &sink)
    if flavour == nil, !configuration.flushes {
      try cleanWhole(to: &sink)
    } else {
      try begin(&sink, by: configuration.windowSize)
      submitRest()
    }
    while !jobs.isEmpty { try writeFirst(to: &sink) }
    if oddByte != nil {
      let finding = Finding(
        range: base..<base, excerpt: [],
        step: Step(
          stage: Decode.manual.name, rule: "odd-byte", confidence: 1,
          reason: "The UTF-16 source ends within a character; its last byte is kept in the log."))
      findingCount += 1
      try sink.record(finding)
    }
    try sink.end(
      LogTail(
        sourceLength: source.length, sourceChecksum: source.description,
        outputLength: output.length, outputChecksum: output.description, textLength: base,
        edits: editCount, findings: findingCount, oddByte: oddByte))
  }

  private mutating func take(_ bytes: Span<UInt8>) {
    if transcoder != nil {
      transcoder!.feed(bytes, into: &pending)
    } else {
      bytes.append(0..<bytes.count, to: &pending)
    }
  }

  /// Recognises the encoding by the first bytes, and no others, however much the first call brought.
  private mutating func recognise(by seen: Int) throws {
    let decodes = configuration.stages.contains(Decode.manual.name)
    var found = SourceEncoding.utf8
    if !trusted {
      found = try SourceEncoding.detect(
        prefixBytes.span.extracting(0..<min(prefixBytes.count, seen)))
    }
    if found != .utf8, !decodes {
      // Edited as bytes it would be no UTF-16 any more.
      throw EmendError(
        .notText, "this is UTF-16, and the stage that reads it, decode, is off",
        remedy: "leave decode on, or convert it with: iconv -f UTF-16 -t UTF-8", offset: 0)
    }
    encoding = found
    switch found {
    case .utf8: break
    case .utf16LittleEndian: transcoder = UTF16Transcoder(isBigEndian: false)
    case .utf16BigEndian: transcoder = UTF16Transcoder(isBigEndian: true)
    }
    let prefix = prefixBytes
    prefixBytes = []
    take(prefix.span)
  }

  /// Recognises the flavour by the first window.
  ///
  /// - Parameter length: how long the first window is, at most.
  private mutating func recogniseFlavour(by length: Int) {
    let seen = min(pending.count, min(length, Flavour.seen))
    flavour = configuration.format ?? Flavour.detect(pending.span.extracting(0..<seen))
  }

  /// Recognises the flavour by the first window and opens the sink.
  ///
  /// - Parameter length: how long the first window is, at most.
  /// - Returns: how many bytes of a byte order mark have been taken from ``pending``.
  @discardableResult
  private mutating func begin<Sink: CleaningSink & ~Copyable>(
    _ sink: inout Sink, by length: Int
  ) throws -> Int {
    guard flavour == nil else { return 0 }
    recogniseFlavour(by: length)
    let mark = takeByteOrderMark()
    try open(&sink, behind: mark)
    return mark.count
  }

  /// Takes a byte order mark off the text: it is none, and goes through before the first window.
  private mutating func takeByteOrderMark() -> [UInt8] {
    guard pending.count >= 3, pending[0] == 0xEF, pending[1] == 0xBB, pending[2] == 0xBF
    else { return [] }
    defer { pending.removeFirst(3) }
    return Array(pending[0..<3])
  }

  private mutating func open<Sink: CleaningSink & ~Copyable>(
    _ sink: inout Sink, behind mark: [UInt8]
  ) throws {
    try sink.begin(
      LogHead(
        icu: ICULibrary.version, lexicon: lexiconName, encoding: encoding ?? .utf8,
        flavour: flavour ?? .plain, configuration: configuration.summary))
    try write(mark.span, to: &sink)
    base = mark.count
  }

  /// Cleans a source that is one window, and opens the sink.
  ///
  /// The flavour is what a reader of the output takes it for: where a running head was the only heading,
  /// the text is none of Markdown's once that is gone.
  private mutating func cleanWhole<Sink: CleaningSink & ~Copyable>(to sink: inout Sink) throws {
    recogniseFlavour(by: configuration.windowSize)
    let mark = takeByteOrderMark()
    submitRest()
    if configuration.format == nil, !jobs.isEmpty { settleFlavour() }
    try open(&sink, behind: mark)
  }

  /// Has the only window cleaned as the other flavour where its output is of that one.
  private mutating func settleFlavour() {
    let job = jobs[0]
    guard let text = job.cleaned().text, Flavour.detect(prefixOf: text) != flavour,
      Flavour.matters(in: job.task.text)
    else { return }
    let other: Flavour = flavour == .plain ? .markdown : .plain
    let again = crew.submit(job.task, flavour: other)
    // Where each makes the other of it, the source decides.
    guard Flavour.detect(prefixOf: again.cleaned().text ?? job.task.text) == other else { return }
    jobs[0] = again
    flavour = other
  }

  private mutating func drain<Sink: CleaningSink & ~Copyable>(to sink: inout Sink) throws {
    let size = configuration.windowSize
    var start = 0
    while true {
      let rest = pending.count - start
      if configuration.flushes,
        let length = WindowCutter.settledBlock(
          pending.span.extracting(start..<pending.count), from: searched, limit: size)
      {
        searched = 0
        let mark = try begin(&sink, by: length)
        submit(length - mark, .closed, from: start)
        start += length - mark
      } else if rest > (flavour == nil ? size + 3 : size) {
        // Three bytes more than a window, so that a byte order mark does not decide where it ends.
        searched = 0
        try begin(&sink, by: size)
        let cut = WindowCutter.cut(
          pending.span.extracting(start..<pending.count), size: size, zone: min(64 << 10, size / 2))
        submit(cut.length, cut.quality, from: start)
        start += cut.length
      } else {
        searched = max(0, rest - 1)
        break
      }
      while jobs.count > mostInBackground { try writeFirst(to: &sink) }
    }
    if start > 0 { pending.removeFirst(start) }
  }

  /// How many windows wait to be written while more text is read: with the one that is read two a core,
  /// so that none waits long for another's hard window.
  private var mostInBackground: Int {
    configuration.jobs > 1 && !configuration.flushes ? 2 * configuration.jobs - 1 : 0
  }

  /// How many windows make an epoch: where each block is written at once, each is one.
  private static func epoch(of configuration: Configuration) -> Int {
    configuration.flushes ? 1 : epoch
  }

  /// Cuts a window off and has it cleaned.
  ///
  /// The first window of an epoch waits until all of the one before have said what they show. It is cut
  /// off by then, so that its text was read while those were cleaned.
  private mutating func submit(
    _ length: Int, _ quality: WindowCutter.Quality, from start: Int, isLast: Bool = false
  ) {
    let text = Array(pending[start..<(start + length)])
    let startsOff = isOff
    let hasDirectives = Directive.mayStand(in: text.span)
    if hasDirectives { isOff = Directive.isOff(after: text.span, startsOff: isOff) }
    let task = WindowTask(
      text: text, startIsCut: cutQuality >= .blank, endIsCut: quality >= .blank,
      continuesBlock: cutQuality == .lineEnd, isContinued: quality == .lineEnd,
      startsOff: startsOff, hasDirectives: hasDirectives, quality: quality, isLast: isLast,
      isWhole: isLast && windows == 0)
    if windows > 0, windows % Self.epoch(of: configuration) == 0 {
      for job in jobs[heard...] { shown.add(job.shown()) }
      heard = jobs.count
      crew.endEpoch(shown)
      shown = Counts()
    }
    jobs.append(crew.submit(task, flavour: flavour ?? .plain))
    cutQuality = quality
    windows += 1
  }

  /// Has all that is left cleaned as the last window.
  private mutating func submitRest() {
    guard !pending.isEmpty else { return }
    submit(pending.count, .closed, from: 0, isLast: true)
    pending = []
  }

  /// Writes what the first of the windows has become.
  private mutating func writeFirst<Sink: CleaningSink & ~Copyable>(to sink: inout Sink) throws {
    let job = jobs.removeFirst()
    if heard > 0 { heard -= 1 } else { shown.add(job.shown()) }
    var cleaned = job.cleaned()
    if let text = cleaned.text, !isReadAsUTF8(text) {
      cleaned = .withdrawn(
        job.task.text, rule: "unreadable",
        reason:
          "Its output would be taken for something else than UTF-8 text, so that it stays as it was."
      )
    }
    try write(job.task, cleaned, to: &sink)
  }

  /// Whether the next text of the output is read as it is: what stood before bytes that are no UTF-8, or
  /// before what is a file's signature elsewhere, may have gone.
  private func isReadAsUTF8(_ text: [UInt8]) -> Bool {
    // Of a record's text nobody asks, UTF-16 has been decoded, and only a file's first bytes say what it is.
    guard !trusted, encoding == .utf8, base == 0 else { return true }
    let prefix = text.span.extracting(0..<min(text.count, Self.prefix))
    return (try? SourceEncoding.detect(prefix)) == .utf8
  }

  private mutating func write<Sink: CleaningSink & ~Copyable>(
    _ task: WindowTask, _ cleaned: CleanedWindow, to sink: inout Sink
  ) throws {
    var findings = cleaned.findings
    if task.quality != .closed {
      findings.append(
        Finding(
          range: task.text.count..<task.text.count, excerpt: [],
          step: Step(
            stage: "emend", rule: "window-cut", confidence: 1, reason: task.quality.reason)))
    }
    let text = cleaned.text ?? task.text
    try write(text.span, to: &sink)
    var edit = 0
    var finding = 0
    while edit < cleaned.edits.count || finding < findings.count {
      if finding == findings.count
        || edit < cleaned.edits.count
          && cleaned.edits[edit].range.lowerBound <= findings[finding].range.lowerBound
      {
        try sink.record(cleaned.edits[edit].shifted(by: base))
        edit += 1
      } else {
        var shifted = findings[finding]
        shifted.range = (shifted.range.lowerBound + base)..<(shifted.range.upperBound + base)
        try sink.record(shifted)
        finding += 1
      }
    }
    editCount += cleaned.edits.count
    findingCount += findings.count
    base += task.text.count
  }

  private mutating func write<Sink: CleaningSink & ~Copyable>(
    _ text: Span<UInt8>, to sink: inout Sink
  ) throws {
    output.update(text)
    try sink.write(text)
  }
}

extension Edit {
  /// The same edit of a stretch that begins `base` bytes into the source.
  func shifted(by base: Int) -> Edit {
    guard base != 0 else { return self }
    switch self {
    case .replacement(var replacement):
      replacement.range =
        (replacement.range.lowerBound + base)..<(replacement.range.upperBound + base)
      return .replacement(replacement)
    case .move(var move):
      move.range = (move.range.lowerBound + base)..<(move.range.upperBound + base)
      move.target += base
      return .move(move)
    }
  }
}

extension Configuration {
  /// What stands in the log's head.
  var summary: [String: String] {
    var result = [
      "stages": Registry.manuals.map(\.name).filter(stages.contains).joined(separator: ","),
      "threshold": threshold.map { "\($0)" } ?? "auto",
      "wrap": wrap.rawValue,
      "tables": tables.rawValue,
      "spans": spans.rawValue,
      "furniture": furniture.rawValue,
      "garbage": garbage.rawValue,
      "window": "\(windowSize)",
    ]
    if flushes { result["flush"] = "on" }
    if let format { result["format"] = format.rawValue }
    if !misspellings.isEmpty { result["misspellings"] = "\(misspellings.entries.count)" }
    for (stage, threshold) in thresholds { result["stage.\(stage).threshold"] = "\(threshold)" }
    let patterns = protectedPatterns
    if !patterns.isEmpty { result["protect"] = patterns.joined(separator: "\n") }
    return result
  }
}

/// The names of stages, as users write them.
public enum StageNames {
  /// Reads a list of names, set apart by commas.
  ///
  /// - Throws: an ``EmendError`` that names the nearest name for one that does not exist.
  public static func parse(_ list: String) throws(EmendError) -> Set<String> {
    var result: Set<String> = []
    for part in list.split(separator: ",") {
      var name = part
      while name.first == " " { name.removeFirst() }
      while name.last == " " { name.removeLast() }
      guard let manual = Registry.manual(named: String(name)) else { throw unknown(String(name)) }
      result.insert(manual.name)
    }
    return result
  }

  /// The error for a name that is none.
  public static func unknown(_ name: String) -> EmendError {
    let names = Registry.manuals.map(\.name)
    let nearest = NearestName.of(name, among: names).map { "did you mean '\($0)'? " }
    return EmendError(
      .usage, "there is no stage '\(name)'",
      remedy: (nearest ?? "") + "The stages are \(names.joined(separator: ", "))")
  }
}
