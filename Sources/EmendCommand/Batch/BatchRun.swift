import Emend
import SystemPackage

/// A run of `emend batch`: the documents, the folder they go to, and what the threads share.
// Unsafe: what is not behind the monitor is set before the threads begin, and not changed.
final class BatchRun: @unchecked Sendable {
  /// What the threads share.
  private struct State {
    /// The document that is taken next.
    var next = 0
    /// Threads that are at work.
    var running = 0
    /// Whether nothing new is to be begun.
    var isStopped = false
    var manifest: BatchManifest
    var manifestFault: EmendError?
    /// What a dry run would clean, by number.
    var wouldClean: [Int] = []
    /// What is to be told of documents that were compared, by number, and the number that is due: it is
    /// told in their order, whichever thread comes first.
    var compared: [Int: [UInt8]] = [:]
    var due = 0
    /// Why standard output took no more.
    var outputFault: (any Error)?
    var summary: BatchSummary
    var progress: BatchProgress
  }

  private let options: Batch
  private let walk: BatchWalk
  private let settings: BatchSettings
  private let jobs: Int
  /// The output folder and the folder for our own use in it; nil in a dry run where they are
  /// missing.
  private let output: FolderHandle?
  private let own: FolderHandle?
  /// Held open, and with it locked, to the end.
  private let lock: FileDescriptor?
  private let state: Monitor<State>

  private static let lockName = Array("lock".utf8)
  private static let workPrefix = Array("work-".utf8)
  /// What a log's name has behind the document's.
  static let logSuffix = Array(".edits.jsonl".utf8)

  /// Finds the documents and makes the output folder ready.
  init(_ options: Batch) throws {
    self.options = options
    let started = Platform.seconds
    walk = try BatchWalk(
      options.inputs, base: options.choice.base?.path, output: options.output?.path,
      options.choice.walk())
    try Self.refuseSummary(options.summary, over: walk)
    settings = try BatchSettings(walk, options.repair.plain)
    jobs = max(1, min(options.repair.plain.jobCount, walk.documents.count))
    (output, own, lock) =
      try options.output.map { try Self.prepare($0, writing: !options.dryRun) } ?? (nil, nil, nil)
    let manifest: BatchManifest
    do {
      var read = try BatchManifest(own)
      if let own, !options.dryRun { try read.open(own) }
      manifest = read
    } catch {
      throw Output.fault(error, Self.manifestName(options))
    }
    let summary = BatchSummary(walk, jobs: jobs, started: started)
    let progress = BatchProgress(
      isTerminal: Platform.isTerminal(.standardError), isQuiet: options.quiet)
    state = Monitor(State(manifest: manifest, summary: summary, progress: progress))
  }

  /// The manifest for people.
  private static func manifestName(_ options: Batch) -> String {
    (options.output?.path.shown ?? ".") + "/.emend/manifest"
  }

  /// Refuses a summary in the place of a document.
  private static func refuseSummary(_ name: FileName?, over walk: BatchWalk) throws {
    guard let name, !name.isStream, let old = FileIdentity(name.path),
      let document = walk.documents.first(where: { FileIdentity(walk.source(of: $0)) == old })
    else { return }
    throw EmendError(
      .usage, "the summary would replace a document", remedy: "give --summary another name",
      file: walk.source(of: document).shown)
  }

  /// Opens the output folder, makes it where it is missing, and keeps other runs out of it.
  private static func prepare(
    _ name: FileName, writing: Bool
  ) throws -> (FolderHandle?, FolderHandle?, FileDescriptor?) {
    do {
      guard writing else {
        let folder = try? FolderHandle.open(name.path)
        return (folder, try? folder?.folder(BatchManifest.folder, making: false), nil)
      }
      try Platform.makeFolder(name.path)
      let folder = try FolderHandle.open(name.path)
      let own = try folder.folder(BatchManifest.folder, making: true)
      let lock = try own.append(lockName)
      guard FolderHandle.lock(lock) else {
        throw EmendError(
          .unwritable, "another emend batch is at work in this folder",
          remedy: "wait for its end, or name another folder", file: name.shown)
      }
      // What a killed run has left lying about.
      for entry in try Platform.entries(
        of: FilePath(bytes: name.path.bytes + Array("/.emend".utf8)))
      where entry.name.starts(with: workPrefix) { own.remove(entry.name) }
      return (folder, own, lock)
    } catch {
      throw Output.fault(error, name.shown)
    }
  }

  /// Cleans all there is to clean; gives the worst status.
  func run() throws -> Status {
    for fault in walk.faults { Messages.tell(fault) }
    refuseClashes()
    if let output = options.output, !options.dryRun { rememberTemporaries(in: output) }
    if !(options.failFast && !walk.faults.isEmpty) { work() }
    return try finish()
  }

  /// Lets the threads work, and tells how far they are.
  private func work() {
    state.use { $0.running = jobs }
    let threads = Threads(jobs) { [unowned self] number in
      work(number)
      state.use { $0.running -= 1 }
    }
    // Where the system gives no thread, this one does it.
    if threads.count < jobs { state.use { $0.running -= jobs - threads.count } }
    if threads.count == 0 { work(0) }
    var isAtWork = true
    while isAtWork {
      isAtWork = state.use(
        afterChangeWithin: BatchProgress.interval, unless: { $0.running == 0 },
        { state in
          state.progress.show(state.summary)
          return state.running > 0
        })
    }
    threads.join()
    state.use { $0.progress.clear() }
  }

  /// What one thread needs for itself.
  private func makeWorker(_ number: Int) -> BatchWorker? {
    // Cores that no document of its own keeps busy help with the others' windows.
    let cores = max(1, options.repair.plain.jobCount / jobs)
    let configurations = settings.choices.map { choice in
      var configuration = choice.configuration
      configuration.jobs = cores
      return configuration
    }
    // That the configurations are good is known.
    return try? BatchWorker(
      configurations, output, own, number: number, aim: options.aim)
  }

  /// What one thread does.
  private func work(_ number: Int) {
    guard let worker = makeWorker(number) else { return }
    while true {
      let next = state.use(wakes: false) { state -> (Int, BatchManifest.Entry?)? in
        guard !state.isStopped, state.next < walk.documents.count else { return nil }
        let index = state.next
        state.next += 1
        let name = walk.name(of: walk.documents[index])
        let entry = options.force ? nil : state.manifest.entries[name]
        return (index, entry?.settings == fingerprint(of: index) ? entry : nil)
      }
      guard let (index, entry) = next else { return }
      let document = walk.documents[index]
      guard !clashing.contains(index) else {
        state.use(wakes: false) { tell([], of: index, &$0) }
        continue
      }
      let name = walk.name(of: document)
      do {
        let outcome = try worker.clean(
          walk.source(of: document), name, known: entry, configuration: settings.places[index])
        state.use(wakes: false) { note(outcome, index, name, document, &$0) }
      } catch {
        let fault = Self.fault(error, walk.source(of: document).shown)
        state.use(wakes: false) { state in
          state.progress.clear()
          Messages.tell(fault)
          state.summary.add(fault: fault, bytes: document.size)
          if options.failFast { state.isStopped = true }
          tell([], of: index, &state)
        }
      }
    }
  }

  /// What decides beside the source what a document becomes, in a number.
  private func fingerprint(of document: Int) -> UInt64 {
    settings.choices[settings.places[document]].fingerprint
  }

  /// Puts down what has become of a document.
  private func note(
    _ outcome: BatchWorker.Outcome, _ index: Int, _ name: [UInt8], _ document: BatchDocument,
    _ state: inout State
  ) {
    switch outcome {
    case .kept: state.summary.addKept(bytes: document.size)
    case .wouldClean:
      state.wouldClean.append(index)
      state.summary.addCleaned(Tally(), bytes: document.size)
    case .compared(let tally, let diff):
      state.summary.addCleaned(tally, bytes: document.size)
      let path = walk.source(of: document).bytes + [0x0A]
      tell(!tally.isChanged ? [] : options.diff ? diff : path, of: index, &state)
    case .cleaned(var entry, let tally):
      entry.settings = fingerprint(of: index)
      state.summary.addCleaned(tally, bytes: document.size)
      do {
        try state.manifest.add(name, entry)
      } catch {
        // The output is there all the same; it is only not known to be.
        guard state.manifestFault == nil else { return }
        let fault = Output.fault(error, Self.manifestName(options))
        state.manifestFault = fault
        state.progress.clear()
        Messages.tell(fault)
      }
    }
  }

  /// Puts on standard output what is to be told of a document that was compared, and of those behind it
  /// that have waited for it.
  private func tell(_ bytes: [UInt8], of index: Int, _ state: inout State) {
    guard options.compares else { return }
    state.compared[index] = bytes
    while let bytes = state.compared.removeValue(forKey: state.due) {
      state.due += 1
      guard !bytes.isEmpty, state.outputFault == nil else { continue }
      state.progress.clear()
      do {
        try Output.standard().finish(writing: bytes)
      } catch {
        // Nobody takes what comes next; to find it out would be in vain.
        state.outputFault = error
        state.isStopped = true
      }
    }
  }

  /// Tells what has been done; puts the manifest in order.
  private func finish() throws -> Status {
    let (summary, wouldClean, fault, outputFault) = state.use { state in
      state.summary.end()
      if let own, !options.dryRun, state.manifestFault == nil {
        // Where this fails, the manifest stays as long as it is, and as good.
        try? state.manifest.compact(own)
      }
      return (state.summary, state.wouldClean, state.manifestFault, state.outputFault)
    }
    if let outputFault { throw outputFault }
    if options.dryRun {
      var names: [UInt8] = []
      for index in wouldClean.sorted() {
        names += walk.source(of: walk.documents[index]).bytes + [0x0A]
      }
      try Output.standard().finish(writing: names)
    }
    if !options.quiet { Messages.write(summary.text(options.aim)) }
    if options.verbose { Messages.write(summary.counts.table) }
    if let file = options.summary {
      let bytes = summary.json()
      if file.isStream {
        try Output.standard().finish(writing: bytes)
      } else {
        let output = try Output.file(file.path)
        defer { output.abandon() }
        try output.finish(writing: bytes)
      }
    }
    if let lock { try? lock.close() }
    let differs = options.check && summary.changed > 0
    let statuses = (summary.faults + [fault].compactMap(\.self)).map { Status($0) }
    return max(statuses.max() ?? .done, differs ? .differences : .done)
  }

  /// The numbers of the documents whose name in the output folder another one has.
  private var clashing: Set<Int> = []

  /// Finds documents that would take each other's place; the first keeps it, the others are faults.
  private func refuseClashes() {
    let foldsCase = own?.foldsCase(Self.lockName) ?? false
    func key(_ name: [UInt8]) -> [UInt8] {
      foldsCase ? Array(String(decoding: name, as: UTF8.self).lowercased().utf8) : name
    }
    var seen: [[UInt8]: Int] = [:]
    for (index, document) in walk.documents.enumerated() {
      let name = walk.name(of: document)
      var names = [key(name)]
      if options.edits { names.append(key(name + Self.logSuffix)) }
      var message: String?
      if name.starts(with: BatchManifest.folder + [UInt8(ascii: "/")]) {
        message = "the folder .emend in the output folder is emend's own"
      }
      for taken in names {
        guard let other = seen[taken], message == nil else { continue }
        let source = walk.source(of: walk.documents[other])
        // Named twice is not two documents.
        if walk.name(of: walk.documents[other]) == name,
          Plan.isSame(source, walk.source(of: document))
        {
          clashing.insert(index)
        } else {
          message = "its place in the output folder is that of \(source.shown)"
        }
      }
      if let message {
        clashing.insert(index)
        let fault = EmendError(
          .usage, message, remedy: "rename it, or --exclude it",
          file: walk.source(of: document).shown)
        Messages.tell(fault)
        state.use { $0.summary.add(fault: fault, bytes: document.size) }
      } else if !clashing.contains(index) {
        for name in names { seen[name] = index }
      } else {
        state.use { $0.summary.forget(document) }
      }
    }
  }

  /// Lets an interruption take along what the threads are writing.
  private func rememberTemporaries(in output: FileName) {
    for number in 0..<jobs {
      for name in BatchWorker.temporaries(number) {
        _ = TemporaryFiles.add(
          FilePath(bytes: output.path.bytes + Array("/.emend/".utf8) + name))
      }
    }
  }

  private static func fault(_ error: any Error, _ file: String) -> EmendError {
    if let fault = error as? EmendError { return fault.of(file: file) }
    return Input.fault(error, file)
  }
}
