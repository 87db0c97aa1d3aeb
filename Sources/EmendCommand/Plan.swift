import Emend
import SystemPackage

/// Which inputs are cleaned to where: what the options of `emend clean` come to.
struct Plan {
  /// One input, with where its text and its log go.
  struct Job {
    var input: FileName
    var text: Target
    /// Nil for none; a target of a file, or standard output.
    var log: Target?
  }

  /// Where bytes go.
  enum Target {
    case nowhere
    case standardOutput
    case file(FilePath)
    /// The input itself; with a suffix for the copy of what it was.
    case inPlace(suffix: String?)
  }

  var jobs: [Job] = []
  /// Whether differences decide the status.
  var checks: Bool
  /// Whether the names of files that would change are the output.
  var names: Bool
  var diff: Bool
  var colour: Bool
  var findings: Bool
  var verbose: Bool
  var failsOnFinding: Bool
  /// What standard input is called.
  var standardInput: FileName?
  /// Whether to tell a terminal's user that input is awaited.
  var hints: Bool

  init(_ options: CleanCall) throws {
    checks = options.check
    names = options.check && !options.diff
    diff = options.diff
    colour = options.color.isOn
    findings = options.findings && !options.quiet
    verbose = options.verbose && !options.quiet
    failsOnFinding = options.failsOnFinding
    standardInput = options.stdinFilename
    hints = !options.quiet
    let inputs = options.files.isEmpty ? [FileName(bytes: Array("-".utf8))] : options.files
    try Self.refuseContradictions(options, inputs)

    let text = try folder(options.output, inputs, "-o")
    let log = try folder(options.edits, inputs, "--edits")
    for input in inputs {
      var job = Job(input: input, text: .standardOutput)
      if options.check || options.diff {
        job.text = .nowhere
      } else if options.inPlace {
        job.text = .inPlace(suffix: options.suffix)
      } else if let output = options.output, !output.isStream {
        job.text = .file(try text.map { try place(input, in: $0, "") } ?? output.path)
      }
      if let edits = options.edits {
        job.log =
          edits.isStream
          ? .standardOutput
          : .file(try log.map { try place(input, in: $0, ".edits.jsonl") } ?? edits.path)
      }
      jobs.append(job)
    }
    try refuseSameTargets()
  }

  private static func refuseContradictions(_ options: CleanCall, _ inputs: [FileName]) throws {
    func refuse(_ message: String, _ remedy: String) throws -> Never {
      throw EmendError(.usage, message, remedy: remedy)
    }
    let writes = [
      options.output.map { _ in "-o" }, options.inPlace ? "--in-place" : nil,
      options.check ? "--check" : nil,
    ].compactMap(\.self)
    if writes.count > 1 {
      try refuse(
        "\(writes[0]) and \(writes[1]) contradict each other", "give one of them")
    }
    if options.diff, let write = writes.first, write != "--check" {
      try refuse("--diff shows the changes and \(write) makes them", "give one of them")
    }
    if options.records != nil, options.diff {
      try refuse("--diff shows texts and --jsonl reads records", "leave out one of them")
    }
    if options.records != nil, options.edits != nil {
      try refuse("records carry their changes with them", "say --with-edits instead of --edits")
    }
    if options.check, options.edits != nil {
      try refuse("--check writes nothing, not even a log", "leave out --edits")
    }
    if options.edits?.isStream == true {
      if inputs.count > 1 { try refuse("the log of several files is no log", "name a folder") }
      if !options.inPlace, options.output == nil || options.output?.isStream == true {
        try refuse("text and log cannot both go to standard output", "name a file for one of them")
      }
    }
    if let suffix = options.suffix {
      if suffix.isEmpty || suffix.contains("/") {
        try refuse("'\(suffix)' is no suffix", "write for example --in-place=.bak")
      }
    }
    for input in inputs where input.isStream {
      if options.inPlace {
        try refuse("standard input has no place to be replaced in", "name files, or leave it out")
      }
      if inputs.count(where: \.isStream) > 1 {
        try refuse("standard input can be read only once", "give - once")
      }
    }
  }

  /// The folder that an option names, made where it is missing; nil for a single file.
  private func folder(
    _ name: FileName?, _ inputs: [FileName], _ option: String
  ) throws -> FilePath? {
    guard let name, !name.isStream else { return nil }
    let type = (try? name.path.stat())?.type
    // What is neither a file nor a folder (/dev/null, a pipe) takes any number of texts.
    if let type, type != .directory, type != .regular { return nil }
    guard type == .directory || name.endsInSlash || inputs.count > 1 else { return nil }
    if type == nil {
      do {
        try Platform.makeFolder(name.path)
      } catch {
        throw Output.fault(error, name.shown)
      }
    } else if type != .directory {
      throw EmendError(
        .usage, "\(inputs.count) files cannot go to this one file",
        remedy: "name a folder behind \(option)", file: name.shown)
    }
    return name.path
  }

  /// Where in a folder an input's text or log goes.
  private func place(
    _ input: FileName, in folder: FilePath, _ suffix: String
  ) throws -> FilePath {
    let name = input.isStream ? standardInput : input
    guard let component = name?.component(adding: suffix), component.kind == .regular else {
      throw EmendError(
        .usage, "standard input has no name in the folder \(folder.shown)",
        remedy: "give it one with --stdin-filename")
    }
    let path = folder.appending(component)
    if !input.isStream, Self.isSame(path, input.path) {
      throw EmendError(
        .usage, "in the folder \(folder.shown) it would replace itself",
        remedy: "name another folder, or say --in-place", file: input.shown)
    }
    return path
  }

  /// Refuses, before anything is written, that one output would replace another.
  private func refuseSameTargets() throws {
    var seen: [FilePath: FileName] = [:]
    let sources = Set(
      jobs.lazy.filter { !$0.input.isStream }.compactMap { FileIdentity($0.input.path) })
    func isSource(_ path: FilePath) -> Bool { FileIdentity(path).map(sources.contains) ?? false }
    for job in jobs {
      var paths: [FilePath] = []
      if case .file(let path) = job.text {
        if isSource(path), (try? path.stat())?.type == .regular {
          throw EmendError(
            .usage, "the text would replace a source",
            remedy: "give -o another name, or say --in-place", file: path.shown)
        }
        paths.append(path)
      }
      if case .inPlace = job.text { paths.append(job.input.path) }
      if case .file(let path) = job.log {
        // A log in the place of a text would cost the text.
        if isSource(path) {
          throw EmendError(
            .usage, "the log would replace a text", remedy: "give --edits another name",
            file: path.shown)
        }
        paths.append(path)
      }
      for path in paths.map(Output.place) {
        // What is no regular file (/dev/null, a pipe) takes any number of texts.
        if let type = (try? path.stat())?.type, type != .regular { continue }
        if let other = seen.updateValue(job.input, forKey: path) {
          throw EmendError(
            .usage,
            other == job.input
              ? "this would be written twice for \(other.shown)"
              : "this would be written for \(other.shown) and for \(job.input.shown)",
            remedy: "give them different names, or clean them one by one", file: path.shown)
        }
      }
    }
  }

  /// Whether two paths lead to the same file.
  static func isSame(_ a: FilePath, _ b: FilePath) -> Bool {
    guard let a = FileIdentity(a) else { return false }
    return a == FileIdentity(b)
  }
}
