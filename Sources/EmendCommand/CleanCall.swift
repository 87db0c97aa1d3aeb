import Emend
import EmendProject

/// What `emend clean` is asked for, in plain values.
///
/// To make the parser's own types takes it longer than a newsletter takes to be cleaned: it reflects on
/// all options. So the calls that are made most are read without it (``init(plain:)``).
struct CleanCall {
  var files: [FileName] = []
  var output: FileName?
  var inPlace = false
  /// What `--in-place` adds to the name of the old file; nil where it goes.
  var suffix: String?
  var check = false
  var diff = false
  var edits: FileName?
  var findings = false
  var failsOnFinding = false
  var repair = Repair()
  /// Nil where the input is text.
  var records: RecordOptions?
  var color = ColourChoice.auto
  var stdinFilename: FileName?
  var quiet = false
  var verbose = false

  /// Cleans one file after another; throws the worst status at the end.
  func run() throws {
    let plan = try Plan(self)
    var configurations = try Configurations(repair)
    // Faults of the configuration are told before anything is written.
    let jobs = try plan.jobs.map { job in
      let name = job.input.isStream ? plan.standardInput : job.input
      return (job, try configurations.place(for: name))
    }
    guard !jobs.isEmpty else { return }
    var kept = try KeptCleaner(configurations.all.map(\.configuration))
    var worst = Status.done
    for (job, place) in jobs {
      do {
        let status =
          if let records {
            try RecordCleaning(
              job, plan, records, configurations.all[place].configuration, jobs: repair.jobCount
            ).run()
          } else {
            try Cleaning(job, plan).run(place, with: &kept)
          }
        worst = max(worst, status)
      } catch let fault as EmendError {
        Messages.tell(fault)
        worst = max(worst, Status(fault))
      }
    }
    if worst != .done { throw worst }
  }
}

// MARK: Calls that need no parser

extension CleanCall {
  /// A call of files and of the options that are given most, each spelt in full and once; nil for every
  /// other, which is for the parser: it knows all options, all ways to write them, and what to say of
  /// mistakes.
  init?(plain arguments: [String]) {
    self.init()
    var rest = arguments[...]
    if rest.first == Self.name {
      rest.removeFirst()
    } else if let first = rest.first, Self.mayBeSubcommand(first) {
      return nil
    }
    var seen: [String] = []
    while let argument = rest.popFirst() {
      guard argument != "-", argument.utf8.first == UInt8(ascii: "-") else {
        guard let name = FileName(argument: argument) else { return nil }
        files.append(name)
        continue
      }
      guard !seen.contains(argument) else { return nil }
      seen.append(argument)
      switch argument {
      case "--in-place": inPlace = true
      case "--check": check = true
      case "--diff": diff = true
      case "--findings": findings = true
      case "--quiet", "-q": quiet = true
      case "--verbose", "-v": verbose = true
      case "--no-config": repair.noConfig = true
      case "--output", "-o":
        guard output == nil, let name = Self.value(&rest) else { return nil }
        output = FileName(argument: name)
      case "--edits":
        guard let name = Self.value(&rest) else { return nil }
        edits = FileName(argument: name)
      case "--jobs", "-j":
        guard repair.jobs == nil, let text = Self.value(&rest), let number = Int(text),
          Repair.jobNumbers.contains(number)
        else { return nil }
        repair.jobs = number
      default: return nil
      }
    }
  }

  /// The subcommand.
  private static let name = "clean"

  /// Whether an argument may be the name of a subcommand: small letters only.
  private static func mayBeSubcommand(_ argument: String) -> Bool {
    argument.utf8.allSatisfy { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 }
  }

  /// An option's value; nil where there is none, or what could be another option.
  private static func value(_ rest: inout ArraySlice<String>) -> String? {
    guard let value = rest.popFirst(), !value.isEmpty, value.utf8.first != UInt8(ascii: "-") else {
      return nil
    }
    return value
  }
}

/// What decides what becomes of a text, in plain values; nil where nothing is said.
struct Repair {
  var format: Flavour?
  var stages: String?
  var skip: String?
  var threshold: Double?
  var wrap: Configuration.Wrap?
  var tables: Configuration.TableStyle?
  var spans: Configuration.SpanStyle?
  var furniture: Configuration.FurnitureStyle?
  var garbage: Configuration.GarbageStyle?
  var misspellings: [FileName] = []
  var lexicons = LexiconFiles()
  var protect: [String] = []
  var window: Int?
  var maxMemory: Int?
  var jobs: Int?
  var flush = false
  var config: FileName?
  var noConfig = false

  /// On so many cores one may ask to work.
  static let jobNumbers = 1...Platform.mostCores

  /// On how many cores to work, as many as memory allows.
  var jobCount: Int {
    var configuration = Configuration.standard
    configuration.jobs = jobs ?? Platform.coreCount
    if let window { configuration.windowSize = window }
    if let maxMemory { MemoryLimit.fit(&configuration, into: maxMemory) }
    return configuration.jobs
  }

  /// Says in a configuration what the options say.
  func apply(to result: inout Configuration) throws {
    if let stages {
      result.stages = try StageNames.parse(ByteString.shown(stages))
      // A variable that is not set would switch all repairs off, and nobody would see it.
      if result.stages.isEmpty {
        throw EmendError(
          .usage, "--stages names no stage",
          remedy: "name some, such as --stages hyphenation,spelling (emend explain lists them), "
            + "or say with --skip which to leave out")
      }
    }
    if let skip { result.stages.subtract(try StageNames.parse(ByteString.shown(skip))) }
    if let threshold {
      guard threshold >= 0, threshold <= 1 else {
        throw EmendError(
          .usage, "a threshold of \(threshold) is no confidence",
          remedy: "give a number from 0 to 1")
      }
      result.threshold = threshold
    }
    if let wrap { result.wrap = wrap }
    if let tables { result.tables = tables }
    if let spans { result.spans = spans }
    if let furniture { result.furniture = furniture }
    if let garbage { result.garbage = garbage }
    if let window { result.windowSize = window }
    if flush { result.flushes = true }
    result.jobs = jobs ?? Platform.coreCount
    if let format { result.format = format }
    result.protected += protect.map {
      String(decoding: ByteString.bytes(of: $0), as: UTF8.self)
    }
    for name in misspellings {
      try result.misspellings.add(Input.readAll(name), file: name.shown)
    }
    try lexicons.set(&result)
    if let maxMemory { MemoryLimit.fit(&result, into: maxMemory) }
  }
}

/// Which words are known beside those of the built-in lexicon.
struct LexiconFiles {
  var lexicons: [FileName] = []
  var words: [FileName] = []

  /// Reads them.
  func set(_ configuration: inout Configuration) throws {
    for name in lexicons {
      try configuration.addLexicon(Input.readAll(name), file: name.shown)
    }
    for name in words { try configuration.words.add(Input.readAll(name), file: name.shown) }
  }
}
