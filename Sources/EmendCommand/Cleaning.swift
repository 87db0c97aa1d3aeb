import Emend
import SystemPackage

/// One input on its way through the cleaner.
struct Cleaning {
  private let job: Plan.Job
  private let plan: Plan

  init(_ job: Plan.Job, _ plan: Plan) {
    self.job = job
    self.plan = plan
  }

  /// Reads, cleans and writes; tells what there is to tell.
  ///
  /// - Parameters:
  ///   - place: the place of the input's configuration among those of the kept cleaner.
  ///   - kept: what cleans it.
  /// - Throws: an `EmendError`, or ``ClosedPipe``.
  func run(_ place: Int, with kept: inout KeptCleaner) throws -> Status {
    try kept.prepare(place)
    let configuration = kept.configuration
    let input = try open()
    defer { input.close() }
    try refuseEndlessLoop(input)
    let text = try target(job.text, input)
    var sink = CommandSink(text: text, log: nil, keepsText: plan.diff)
    defer {
      sink.text?.abandon()
      sink.log?.abandon()
    }
    sink.log = try job.log.flatMap {
      if case .file(let path) = $0 { try Output.log(path) } else { try target($0, input) }
    }
    sink.log?.precedes(sink.text)
    if plan.findings { sink.places = SourcePlaces(holding: configuration.windowSize) }
    var source: [UInt8] = []

    do {
      try input.forEachPiece { piece in
        sink.places?.take(piece)
        if plan.diff {
          source.append(addingCapacity: piece.count) { out in
            for index in piece.indices { out.append(piece[index]) }
          }
        }
        try kept.cleaner.feed(piece, to: &sink)
        if configuration.flushes {
          try sink.text?.flush()
          try sink.log?.flush()
        }
        tell(&sink, input)
      }
      try kept.cleaner.finish(to: &sink)
      tell(&sink, input)
    } catch let fault as EmendError {
      throw fault.of(file: input.shown)
    }
    return try finish(&sink, source, input)
  }

  /// Opens the input; tells a terminal's user that it is awaited.
  func open() throws -> Input {
    let input: Input
    do throws(EmendError) {
      input = try Input(job.input, called: plan.standardInput?.shown ?? "standard input")
    } catch {
      var fault = error
      let stat = try? job.input.path.stat()
      if stat?.type == .directory {
        fault.remedy += ", or clean or check them all with emend batch"
        throw fault
      }
      // What was meant for a subcommand is taken for a file.
      guard stat == nil,
        let name = NearestName.of(job.input.shown, among: CommandArguments.subcommands)
      else { throw error }
      fault.remedy = "check the name, or did you mean 'emend \(name)'?"
      throw fault
    }
    if plan.hints, job.input.isStream, input.isTerminal {
      Messages.tell("reading what you type; Ctrl-D ends it, emend --help tells more")
    }
    return input
  }

  /// A file that is to be replaced must be the one that was read.
  func refuseStale(_ input: Input) throws {
    guard case .inPlace = job.text, !input.isStill(job.input.path) else { return }
    throw EmendError(
      .unwritable, "somebody has changed it meanwhile, so it was left as it is now",
      remedy: "clean it again", file: input.shown)
  }

  /// Puts the text where it belongs, and names the input where names of what would change are
  /// the output.
  func place(_ text: Output?, isChanged: Bool, _ input: Input) throws {
    if case .inPlace(let suffix) = job.text {
      if isChanged {
        if let suffix { try Output.backUp(job.input.path, adding: suffix) }
        try text?.finish()
      } else {
        text?.abandon()
      }
    } else {
      try text?.finish()
    }
    if isChanged, plan.names {
      let name = job.input.isStream ? plan.standardInput : job.input
      try Output.standard().finish(writing: (name?.bytes ?? Array("-".utf8)) + [0x0A])
    }
  }

  /// Puts text and log where they belong and gives the status.
  private func finish(
    _ sink: inout CommandSink, _ source: [UInt8], _ input: Input
  ) throws -> Status {
    if sink.tally.isChanged { try refuseStale(input) }
    // The log first: a text without its log cannot be undone, a log without its text is harmless.
    try sink.log?.finish()
    try place(sink.text, isChanged: sink.tally.isChanged, input)
    if sink.tally.isChanged, plan.diff {
      try Output.standard().finish(
        writing: try Self.diff(source, sink.kept, of: input.shown, colour: plan.colour))
    }
    if sink.undecoded > 0, plan.hints {
      Messages.tell(
        "\(input.shown): \(sink.undecoded) bytes are not UTF-8 and stay as they are; "
          + "if this is Windows-1252, begin with iconv -f WINDOWS-1252 -t UTF-8")
    }
    if plan.verbose { Messages.write(sink.tally.counts.report(input.shown)) }
    let differs =
      plan.checks && sink.tally.isChanged || plan.failsOnFinding && sink.tally.counts.findings > 0
    return differs ? .differences : .done
  }

  /// Opens a target.
  func target(_ target: Plan.Target, _ input: Input) throws -> Output? {
    switch target {
    case .nowhere: return nil
    case .standardOutput: return .standard()
    case .file(let path): return try .file(path)
    case .inPlace:
      guard input.stat?.type == .regular else {
        throw EmendError(
          .unwritable, "this is no regular file, so nothing can take its place",
          remedy: "leave out --in-place", file: input.shown)
      }
      return try .file(job.input.path, over: job.input.path)
    }
  }

  /// `emend a >> a` would read what it writes, without end.
  func refuseEndlessLoop(_ input: Input) throws {
    guard case .standardOutput = job.text, let from = input.stat, from.type == .regular,
      let to = try? FileDescriptor.standardOutput.stat(), to.type == .regular,
      from.deviceID == to.deviceID, from.inode == to.inode
    else { return }
    throw EmendError(
      .usage, "this file is also what standard output goes to",
      remedy: "write with -o or --in-place", file: input.shown)
  }

  /// Tells of the findings that the sink has gathered.
  private func tell(_ sink: inout CommandSink, _ input: Input) {
    guard !sink.told.isEmpty else { return }
    Messages.write(sink.told.map { "\(input.shown):\($0)\n" }.joined())
    sink.told.removeAll()
  }

  /// The unified diff of a source and what it becomes.
  static func diff(
    _ source: [UInt8], _ text: [UInt8], of name: String, colour: Bool
  ) throws -> [UInt8] {
    // A tab behind a name that holds blanks tells `patch` its end.
    let name = name.contains(" ") ? name + "\t" : name
    return UnifiedDiff.make(
      try SourceEncoding.transcribe(source), text, oldName: name, newName: name, colour: colour)
  }
}
