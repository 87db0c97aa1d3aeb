import ArgumentParser
import Emend
import EmendProject
import SystemPackage

/// `emend test [FOLDER…]`.
struct Test: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Runs cases: texts, and what must become of them.",
    usage: "emend test [OPTION…] [FOLDER…]",
    discussion: """
      A case is a folder with input.txt and at least one of: expected.txt, the exact
      text; edits.jsonl, the changes; facts.toml, what must hold of the text. An
      emend.toml in it or above it counts for it. Exit status 1 if a case fails.

      facts.toml:
        present = ["a passage"]          stands in the output
        absent = ["another"]             does not
        unchanged = ["a name"]           stands there as often as in the input
        order = [["first", "then"]]      one behind the other
        [[cell]]                         a cell of a table, with its neighbours
        text = "Library"
        right = "40"                     also left, above, below
      """)

  @Argument(help: "Folders with cases, however deep; this one if none is named.")
  var folders: [FileName] = []
  @Flag(help: "Make expected.* and edits.jsonl what comes out.")
  var bless = false
  @Option(help: .init("Write a JUnit report there.", valueName: "file"))
  var junit: FileName?
  @OptionGroup(title: "What is repaired") var repair: RepairOptions
  @OptionGroup(title: "What is told") var telling: TellingOptions

  func run() throws {
    var run = TestRun(
      configurations: try Configurations(repair.plain), bless: bless, colour: telling.color.isOn,
      quiet: telling.quiet, verbose: telling.verbose)
    let folders = folders.isEmpty ? [FileName(bytes: Array(".".utf8))] : folders
    var cases: [CaseFolder] = []
    for folder in folders { cases += try CaseFolder.all(in: folder) }
    guard !cases.isEmpty else {
      throw EmendError(
        .usage, "there are no cases in \(folders.map(\.shown).joined(separator: ", "))",
        remedy: "a case is a folder with input.txt and expected.txt; see emend test --help")
    }
    let started = Platform.timestamp
    let output = Output.standard()
    try run.run(cases, jobs: repair.plain.jobCount, output)
    try run.finish(output)
    try output.finish()
    if let junit {
      var report = JUnitReport(name: "emend", timestamp: started)
      report.entries = run.entries
      try LogFiles.write(report.xml, to: junit)
    }
    if run.status != .done { throw run.status }
  }
}

/// What is told on the terminal, and how; the same for every subcommand that has more to tell than
/// its data.
struct TellingOptions: ParsableArguments {
  @Option(
    help: .init("Colour: auto, always or never.", valueName: "when"),
    transform: { try choice($0, of: ColourChoice.self) })
  var color = ColourChoice.auto
  @Flag(name: .shortAndLong, help: "Tell of faults only.")
  var quiet = false
  @Flag(name: .shortAndLong, help: "Tell more.")
  var verbose = false
}

/// The folder of a case, as it lies on the disk.
struct CaseFolder {
  /// Its name, from the folder that was named on.
  var name: String
  private let path: FilePath
  private let inputName: String
  private let names: Set<String>

  /// All cases in a folder, itself among them, in the order of their names.
  static func all(in folder: FileName) throws -> [CaseFolder] {
    var result: [CaseFolder] = []
    try collect(
      folder.path, folder.component().map { _ in folder.path.shown } ?? ".", into: &result)
    return result
  }

  private static func collect(
    _ path: FilePath, _ name: String, into result: inout [CaseFolder]
  ) throws {
    let names: [[UInt8]]
    do {
      names = try Platform.names(in: path)
    } catch {
      throw Input.fault(error, path.shown)
    }
    let shown = Set(names.map { String(decoding: $0, as: UTF8.self) })
    if let input = shown.filter(Case.isInput).min() {
      result.append(CaseFolder(name: name, path: path, inputName: input, names: shown))
      return
    }
    if let rest = shown.first(where: {
      $0.hasPrefix(Case.Names.expected + ".") || $0 == Case.Names.log || $0 == Case.Names.facts
    }) {
      throw EmendError(
        .unreadable, "this case has \(rest) and no input", remedy: "add \(Case.Names.input).txt",
        file: path.shown)
    }
    for inner in names where inner.first != UInt8(ascii: ".") {
      let path = path.pushing(FilePath(bytes: inner))
      // Links are not followed: they might lead in a circle.
      guard (try? path.stat(followTargetSymlink: false))?.type == .directory else { continue }
      try collect(path, name + "/" + FileName(bytes: inner).shown, into: &result)
    }
  }

  /// The name of its input, by which its configuration is found.
  var input: FileName { file(inputName) }
  /// The name of its expected text.
  var expected: FileName { file(Case.expectedName(beside: inputName)) }
  /// The name of its changes, where it has any.
  var log: FileName? { names.contains(Case.Names.log) ? file(Case.Names.log) : nil }
  /// Whether facts are all that it has.
  var hasOnlyFacts: Bool { names.contains(Case.Names.facts) && log == nil && !hasExpected }
  private var hasExpected: Bool { names.contains(Case.expectedName(beside: inputName)) }

  private func file(_ name: String) -> FileName {
    FileName(bytes: path.appending(name).bytes)
  }

  /// Reads its files.
  func read() throws -> Case {
    let facts = file(Case.Names.facts)
    return Case(
      name: name, input: try Input.readAll(input),
      expected: hasExpected ? try Input.readAll(expected) : nil,
      log: try log.map(Input.readAll),
      facts: names.contains(Case.Names.facts)
        ? try Facts(try Input.readAll(facts), file: facts.shown) : nil)
  }
}

/// One run over cases: what is told, counted and blessed.
struct TestRun {
  var configurations: Configurations
  let bless: Bool
  let colour: Bool
  let quiet: Bool
  let verbose: Bool
  private(set) var entries: [JUnitReport.Entry] = []
  private(set) var status = Status.done
  private var counts = (passed: 0, failed: 0, blessed: 0)
  private let start = Platform.seconds

  init(configurations: Configurations, bless: Bool, colour: Bool, quiet: Bool, verbose: Bool) {
    self.configurations = configurations
    self.bless = bless
    self.colour = colour
    self.quiet = quiet
    self.verbose = verbose
  }

  /// Runs cases on some cores; tells of each, in their order, what there is to tell.
  mutating func run(_ folders: [CaseFolder], jobs: Int, _ output: Output) throws {
    let plan = folders.map { folder in (folder, configuration(of: folder)) }
    let crew = TestCrew(plan, jobs: jobs)
    defer { crew.join() }
    for (index, folder) in folders.enumerated() {
      let ran = crew.result(index)
      var result = JUnitReport.Entry.Result.passed
      do {
        let it: Case
        var outcome: Outcome
        (it, outcome) = try ran.result.get()
        if bless, try blessed(it, &outcome, folder, output) { counts.blessed += 1 }
        result = try tell(of: folder, outcome, output)
      } catch let fault as EmendError {
        counts.failed += 1
        let fault = fault.of(file: folder.input.shown)
        status = max(status, Status(fault))
        Messages.tell(fault)
        result = .error(fault.description)
      }
      entries.append(JUnitReport.Entry(name: folder.name, seconds: ran.seconds, result: result))
    }
  }

  /// What is in force for a case, or what is wrong with it.
  private mutating func configuration(
    of folder: CaseFolder
  ) -> Result<Configuration, any Error> {
    Result {
      var configuration = try configurations.resolved(for: folder.input).configuration
      // Cases are run on all cores, and so none of them on more than one.
      configuration.jobs = 1
      return configuration
    }
  }

  /// Tells of a case that could be run.
  private mutating func tell(
    of folder: CaseFolder, _ outcome: Outcome, _ output: Output
  ) throws -> JUnitReport.Entry.Result {
    guard !outcome.passes else {
      counts.passed += 1
      if verbose { try tell("ok    \(folder.name)\n", "32", output) }
      return .passed
    }
    counts.failed += 1
    status = max(status, .differences)
    try tell("FAIL  \(folder.name)\n", "31", output)
    for problem in outcome.problems { try output.write(problem.report(colour: colour).span) }
    return .failed(
      summary: outcome.problems.map(\.summary).joined(separator: "; "),
      report: String(
        decoding: outcome.problems.flatMap { $0.report(colour: false) }, as: UTF8.self))
  }

  /// The last line.
  func finish(_ output: Output) throws {
    guard !quiet else { return }
    let total = entries.count
    let blessed = counts.blessed > 0 ? ", \(counts.blessed) blessed" : ""
    let seconds = ((Platform.seconds - start) * 100).rounded() / 100
    let line =
      "\(total) case\(total == 1 ? "" : "s"): \(counts.passed) passed, \(counts.failed) failed"
      + "\(blessed), in \(seconds) s\n"
    try tell(line, counts.failed > 0 ? "31" : "32", output)
  }

  /// Writes what came out where it is expected, and takes the problems off the list that this ends.
  private func blessed(
    _ it: Case, _ outcome: inout Outcome, _ folder: CaseFolder, _ output: Output
  ) throws -> Bool {
    let cleaned = outcome.cleaned
    var changed: [(name: FileName, old: [UInt8], new: [UInt8])] = []
    if it.expected != cleaned.bytes, !folder.hasOnlyFacts {
      changed.append((folder.expected, it.expected ?? [], cleaned.bytes))
    }
    if let log = folder.log, outcome.problems.contains(where: { $0.kind == .log }) {
      changed.append((log, it.log ?? [], Case.log(of: cleaned)))
    }
    for (name, old, new) in changed {
      try LogFiles.write(new, to: name, over: name)
      if !quiet {
        try tell("blessed \(name.shown)\n", "33", output)
        try output.write(
          UnifiedDiff.make(old, new, oldName: "before", newName: "now", colour: colour).span)
      }
    }
    outcome.problems.removeAll { [.text, .log, .incomplete].contains($0.kind) }
    return !changed.isEmpty
  }

  private func tell(_ text: String, _ code: String, _ output: Output) throws {
    let text = colour ? "\u{1B}[\(code)m\(text.dropLast())\u{1B}[0m\n" : text
    try output.write(text.utf8.span)
  }
}

/// Threads that run cases.
// Unsafe: what is not behind the monitor is not changed.
private final class TestCrew: @unchecked Sendable {
  /// What came of a case, and how long it took.
  struct Ran {
    var result: Result<(Case, Outcome), any Error>
    var seconds: Double
  }

  private struct State {
    /// The case that is taken next.
    var next = 0
    /// What was run and not yet asked for.
    var ran: [Int: Ran] = [:]
  }

  private let plan: [(CaseFolder, Result<Configuration, any Error>)]
  private let state = Monitor(State())
  private var threads: Threads?

  /// Begins at once.
  init(_ plan: [(CaseFolder, Result<Configuration, any Error>)], jobs: Int) {
    self.plan = plan
    let threads = Threads(min(jobs, plan.count)) { [unowned self] _ in work() }
    self.threads = threads
    // Where the system gives no thread, this one does it.
    if threads.count == 0 { work() }
  }

  /// What came of a case, waited for; each can be asked for once.
  func result(_ index: Int) -> Ran { state.wait { $0.ran.removeValue(forKey: index) } }

  /// Waits for the end; what has not begun is left.
  func join() {
    state.use { $0.next = plan.count }
    threads?.join()
  }

  private func work() {
    while let index = take() {
      let start = Platform.seconds
      let (folder, configuration) = plan[index]
      let result = Result {
        let it = try folder.read()
        return (it, try it.run(try configuration.get()))
      }
      state.use { $0.ran[index] = Ran(result: result, seconds: Platform.seconds - start) }
    }
  }

  private func take() -> Int? {
    state.use(wakes: false) { state in
      guard state.next < plan.count else { return nil }
      defer { state.next += 1 }
      return state.next
    }
  }
}
