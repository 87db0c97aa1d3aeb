internal import ICU
internal import Lexicon

/// The core: bytes are pushed in, as they come, and cleaned text comes out window by window.
///
/// Everything else (a string in, a string out; files; the command) is a face over it. It holds at
/// most two windows of text; a source smaller than a window is surveyed whole before a byte of it
/// is written. How the source is sliced over the calls makes no difference to any byte of output
/// or log.
public struct Cleaner: ~Copyable {
  /// How many windows make an epoch: what a window shows is evidence for later epochs only.
  static let epoch = 16
  /// How much of a source is looked at to recognise what it is.
  static let prefix = 8 << 10

  private let configuration: Configuration
  private var cleaner: WindowCleaner
  private let trusted: Bool
  private var pending: [UInt8] = []
  private var base = 0
  private var windows = 0
  private var encoding: SourceEncoding?
  private var transcoder: UTF16Transcoder?
  private var prefixBytes: [UInt8] = []
  private var flavour: Flavour?
  private var cutQuality = WindowCutter.Quality.closed
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
    for name in configuration.stages.sorted() where Registry.manual(named: name) == nil {
      throw StageNames.unknown(name)
    }
    var expressions: [RegularExpression] = []
    for pattern in configuration.protected {
      do {
        expressions.append(try RegularExpression(pattern))
      } catch {
        throw EmendError(
          .badPattern, "the pattern '\(pattern)' does not compile: \(error.message)",
          remedy: "see ICU's syntax of regular expressions", offset: error.offset)
      }
    }
    let lexicon = Lexicon.builtIn
    lexiconName = lexicon.map { "\($0.language) \($0.version)" } ?? ""
    cleaner = WindowCleaner(
      configuration: configuration, lexicon: lexicon, protections: expressions)
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
      guard prefixBytes.count >= Self.prefix else { return }
      try recognise(to: &sink)
    } else {
      take(bytes)
    }
    try drain(to: &sink)
  }

  /// The source is over; writes the rest.
  public mutating func finish<Sink: CleaningSink & ~Copyable>(to sink: inout Sink) throws {
    if encoding == nil { try recognise(to: &sink) }
    if var transcoder {
      oddByte = transcoder.finish(into: &pending)
      self.transcoder = transcoder
    }
    try begin(&sink)
    try drain(to: &sink)
    if !pending.isEmpty {
      try cleanWindow(pending.count, .closed, to: &sink)
      pending = []
    }
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

  private mutating func recognise<Sink: CleaningSink & ~Copyable>(to sink: inout Sink) throws {
    let decodes = configuration.stages.contains(Decode.manual.name)
    var found = SourceEncoding.utf8
    if !trusted {
      // Only the prefix decides, however much the first call brought.
      found = try SourceEncoding.detect(
        prefixBytes.span.extracting(0..<min(prefixBytes.count, Self.prefix)))
    }
    if !decodes { found = .utf8 }
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

  /// Recognises the flavour by the first window and opens the sink.
  private mutating func begin<Sink: CleaningSink & ~Copyable>(_ sink: inout Sink) throws {
    guard flavour == nil else { return }
    let seen = min(pending.count, min(configuration.windowSize, 64 << 10))
    let found = configuration.format ?? Flavour.detect(pending.span.extracting(0..<seen))
    flavour = found
    try sink.begin(
      LogHead(
        icu: ICULibrary.version, lexicon: lexiconName, encoding: encoding ?? .utf8, flavour: found,
        configuration: configuration.summary))
    // A byte order mark is no text: it goes through before the first window.
    if pending.count >= 3, pending[0] == 0xEF, pending[1] == 0xBB, pending[2] == 0xBF {
      let mark = Array(pending[0..<3])
      try write(mark.span, to: &sink)
      pending.removeFirst(3)
      base = 3
    }
  }

  private mutating func drain<Sink: CleaningSink & ~Copyable>(to sink: inout Sink) throws {
    let size = configuration.windowSize
    // Three bytes more than a window, so that a byte order mark does not decide where it ends.
    if flavour == nil && pending.count <= size + 3 { return }
    try begin(&sink)
    var start = 0
    while pending.count - start > size {
      let cut = WindowCutter.cut(
        pending.span.extracting(start..<pending.count), size: size, zone: min(64 << 10, size / 2))
      try cleanWindow(cut.length, cut.quality, from: start, to: &sink)
      start += cut.length
    }
    pending.removeFirst(start)
  }

  private mutating func cleanWindow<Sink: CleaningSink & ~Copyable>(
    _ length: Int, _ quality: WindowCutter.Quality, from start: Int = 0, to sink: inout Sink
  ) throws {
    let text = Array(pending[start..<(start + length)])
    let cleaned = cleaner.clean(
      text, flavour: flavour ?? .plain, startIsCut: cutQuality >= .blank,
      endIsCut: quality >= .blank)
    var findings = cleaned.findings
    if quality != .closed {
      findings.append(
        Finding(
          range: length..<length, excerpt: [],
          step: Step(
            stage: "emend", rule: "window-cut", confidence: 1, reason: quality.reason)))
    }
    cutQuality = quality
    let result = cleaned.text ?? text
    try write(result.span, to: &sink)
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
    base += length
    windows += 1
    if windows % Self.epoch == 0 { cleaner.freezeEpoch() }
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
      "window": "\(windowSize)",
    ]
    if let format { result["format"] = format.rawValue }
    if !misspellings.isEmpty { result["misspellings"] = "\(misspellings.entries.count)" }
    if !protected.isEmpty { result["protect"] = protected.joined(separator: "\n") }
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
    let nearest = names.min { distance($0, name) < distance($1, name) } ?? ""
    let isNear = distance(nearest, name) <= max(2, name.count / 3)
    return EmendError(
      .usage, "there is no stage '\(name)'",
      remedy: (isNear ? "did you mean '\(nearest)'? " : "")
        + "The stages are \(names.joined(separator: ", "))")
  }

  /// The number of letters to change, add or drop to make one name of the other.
  static func distance(_ a: String, _ b: String) -> Int {
    let b = Array(b.lowercased())
    var row = Array(0...b.count)
    for (i, x) in a.lowercased().enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (x == b[j] ? 0 : 1))
        diagonal = above
      }
    }
    return row[b.count]
  }
}
