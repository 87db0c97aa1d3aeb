import Emend
import EmendProject

/// One input of JSON Lines on its way: its records are cleaned, all else stays as it is.
struct RecordCleaning {
  private let cleaning: Cleaning
  private let job: Plan.Job
  private let plan: Plan
  private let options: RecordOptions
  private let configuration: Configuration
  private let jobs: Int

  init(
    _ job: Plan.Job, _ plan: Plan, _ options: RecordOptions, _ configuration: Configuration,
    jobs: Int
  ) {
    cleaning = Cleaning(job, plan)
    self.job = job
    self.plan = plan
    self.options = options
    self.configuration = configuration
    self.jobs = jobs
  }

  /// Reads, cleans and writes; tells what there is to tell.
  ///
  /// - Throws: an `EmendError`, or ``ClosedPipe``.
  func run() throws -> Status {
    let input = try cleaning.open()
    defer { input.close() }
    try cleaning.refuseEndlessLoop(input)
    let output = try cleaning.target(job.text, input)
    defer { output?.abandon() }
    let line = RecordLine(
      output: output, shown: input.shown, limit: plan.verbose ? .max : RecordLine.toldFaults)
    let assembly = try RecordAssembly(jobs: jobs, line) {
      try RecordCleaner(options, configuration, tellsFindings: plan.findings)
    }
    var cutter = RecordCutter()
    do {
      var isFirst = true
      try input.forEachPiece { piece in
        if isFirst { try refuseOtherText(piece) }
        isFirst = false
        try cutter.take(piece) { try assembly.add($0) }
      }
      try cutter.finish { try assembly.add($0) }
      try assembly.finish()
    } catch {
      assembly.stop()
      if let fault = error as? EmendError { throw fault.of(file: input.shown) }
      throw error
    }
    do {
      try line.refuseFieldsThatNoneHas(options.fields)
    } catch {
      // Who lets faulty lines pass cleans parts of a whole, and a part may lack a field.
      guard options.lenient else { throw error.of(file: input.shown) }
      Messages.tell(error.of(file: input.shown))
    }
    if line.isChanged { try cleaning.refuseStale(input) }
    try cleaning.place(output, isChanged: line.isChanged, input)
    line.tellTheRest(options.fields.map(\.name))
    if plan.verbose { Messages.write(line.counts.report(input.shown)) }
    if line.faults > 0, !options.lenient { return .unreadable }
    let differs =
      plan.checks && line.isChanged || plan.failsOnFinding && line.counts.findings > 0
    return differs ? .differences : .done
  }

  /// What is no text, or text of another encoding, has no records in it.
  private func refuseOtherText(_ piece: Span<UInt8>) throws {
    let prefix = piece.extracting(0..<min(piece.count, 8 << 10))
    guard try SourceEncoding.detect(prefix) == .utf8 else {
      throw EmendError(
        .notText, "this is UTF-16, and JSON Lines are UTF-8",
        remedy: "convert it with iconv -f UTF-16 -t UTF-8")
    }
  }
}

/// Puts what the threads have cleaned in line again: output and messages come in the input's order.
///
/// One thread at a time uses it: ``RecordAssembly`` sees to that.
final class RecordLine {
  /// So many faults are told one by one, unless more is asked for.
  static let toldFaults = 100

  private let output: Output?
  private let shown: String
  /// So many faults are told one by one.
  private let limit: Int
  /// How many lines have gone by.
  private var lines = 0
  private(set) var faults = 0
  private(set) var records = 0
  private(set) var values = 0
  private var recordsWithField = 0
  /// The keys of the first record.
  private var keys: [[UInt8]] = []
  private(set) var counts = Counts()
  private(set) var isChanged = false

  init(output: Output?, shown: String, limit: Int) {
    self.output = output
    self.shown = shown
    self.limit = limit
  }

  /// Writes what a batch has become.
  func add(_ cleaned: RecordCleaner.Cleaned) throws {
    try output?.write(cleaned.bytes.span)
    for fault in cleaned.faults {
      faults += 1
      guard faults <= limit else { continue }
      Messages.tell(
        EmendError(
          .unreadable, fault.message, remedy: fault.remedy, file: shown,
          line: lines + fault.line, offset: fault.offset))
    }
    for finding in cleaned.findings {
      Messages.write("\(shown):\(lines + finding.line): \(finding.message)\n")
    }
    lines += cleaned.lines
    if records == 0 { keys = cleaned.keys }
    recordsWithField += cleaned.recordsWithField
    records += cleaned.records
    values += cleaned.values
    counts.add(cleaned.counts)
    isChanged = isChanged || cleaned.isChanged
  }

  /// Nothing more is to come at the moment: who reads the output shall have it.
  func flush() throws { try output?.flush() }

  /// Tells what only the end can tell.
  func tellTheRest(_ fields: [String]) {
    if faults > limit { Messages.tell("\(shown): and \(faults - limit) faults more") }
    if recordsWithField > 0, values == 0 {
      let names = Self.listed(fields)
      Messages.tell("\(shown): no record has a text in its field \(names); --field names another")
    }
  }

  /// Refuses fields of which not one is in any record: none can have been meant.
  func refuseFieldsThatNoneHas(_ fields: [RecordField]) throws(EmendError) {
    guard records > 0, recordsWithField == 0 else { return }
    let shown = keys.map { "'\(FileName(bytes: $0).shown)'" }.joined(separator: ", ")
    let more = keys.count == RecordScanner.mostKeys ? ", …" : ""
    throw EmendError(
      .usage, "no record has a field \(Self.listed(fields.map(\.name)))",
      remedy: keys.isEmpty
        ? "the first record has none at all"
        : "name one with --field; the first record has \(shown)\(more)")
  }

  private static func listed(_ fields: [String]) -> String {
    fields.map { "'\(ByteString.shown($0))'" }.joined(separator: " or ")
  }
}

/// Lets threads clean batches, and puts their results in line.
///
/// So much is on the way at once and no more: who adds has to wait. A thread that has finished the
/// batch that is due writes it, and all behind it that are ready, so that results come out also
/// while the input keeps its reader waiting.
// Unsafe: what is not behind the monitor is used by the thread alone that has set `isWriting`.
final class RecordAssembly: @unchecked Sendable {
  private struct State {
    var waiting: [(number: Int, batch: RecordBatch)] = []
    var ready: [Int: RecordCleaner.Cleaned] = [:]
    var added = 0
    /// The number of the batch that is to be written next.
    var due = 0
    /// Bytes of the batches added and not yet written.
    var onTheWay = 0
    var isWriting = false
    var isClosed = false
    var fault: (any Error)?
  }

  /// So many bytes may be on the way for every thread; a single longer line may too.
  private static let share = 1 << 20

  private let state = Monitor(State())
  private let line: RecordLine
  private let limit: Int
  private var threads: Threads?
  /// The cleaner of the calling thread, where it works alone.
  private var alone: RecordCleaner?

  init(
    jobs: Int, _ line: RecordLine, _ makeCleaner: @escaping @Sendable () throws -> RecordCleaner
  ) throws {
    self.line = line
    limit = jobs * Self.share
    if jobs == 1 {
      alone = try makeCleaner()
    } else {
      let threads = Threads(jobs) { [unowned self] _ in work(makeCleaner) }
      if threads.count == 0 { alone = try makeCleaner() }
      self.threads = threads
    }
  }

  /// Takes the next batch; waits while too much is on the way.
  ///
  /// - Throws: what cleaning or writing an earlier batch has thrown.
  func add(_ batch: RecordBatch) throws {
    if let alone {
      try line.add(try Self.clean(batch, alone))
      try line.flush()
      return
    }
    let fault = state.wait { state -> (any Error)?? in
      if let fault = state.fault { return .some(fault) }
      guard state.onTheWay == 0 || state.onTheWay + batch.bytes.count <= self.limit else {
        return nil
      }
      state.waiting.append((state.added, batch))
      state.added += 1
      state.onTheWay += batch.bytes.count
      return .some(nil)
    }
    if let fault { throw fault }
  }

  /// All has been added: waits until it is written.
  func finish() throws {
    if let fault = stop() { throw fault }
  }

  /// Ends the threads; what has not begun is left where there was a fault.
  @discardableResult
  func stop() -> (any Error)? {
    state.use { $0.isClosed = true }
    threads?.join()
    threads = nil
    return state.use { $0.fault }
  }

  /// What a thread does: clean, put in line, until there is nothing more.
  private func work(_ makeCleaner: () throws -> RecordCleaner) {
    do {
      let cleaner = try makeCleaner()
      while let next = takeNext() {
        let cleaned = try Self.clean(next.batch, cleaner)
        state.use { $0.ready[next.number] = cleaned }
        try writeReady()
      }
    } catch {
      state.use { $0.fault = $0.fault ?? error }
    }
  }

  /// The next batch, waited for; nil where none will come, or a fault has ended it all.
  private func takeNext() -> (number: Int, batch: RecordBatch)? {
    state.wait { state -> (number: Int, batch: RecordBatch)?? in
      if state.fault != nil { return .some(nil) }
      if !state.waiting.isEmpty { return state.waiting.removeFirst() }
      return state.isClosed ? .some(nil) : nil
    }
  }

  /// Writes what is due and ready, unless another thread is at it.
  private func writeReady() throws {
    var isMine = false
    while true {
      let (due, isLast) = state.use { state -> (RecordCleaner.Cleaned?, Bool) in
        guard isMine || !state.isWriting else { return (nil, false) }
        guard let due = state.ready.removeValue(forKey: state.due) else {
          state.isWriting = false
          return (nil, false)
        }
        state.isWriting = true
        state.due += 1
        return (due, state.due == state.added)
      }
      guard let due else { return }
      isMine = true
      try line.add(due)
      if isLast { try line.flush() }
      state.use { $0.onTheWay -= due.sourceCount }
    }
  }

  private static func clean(
    _ batch: RecordBatch, _ cleaner: RecordCleaner
  ) throws -> RecordCleaner.Cleaned {
    var cleaned: RecordCleaner.Cleaned
    if batch.isWhole {
      cleaned = try cleaner.clean(batch.bytes)
    } else {
      cleaned = RecordCleaner.Cleaned(bytes: batch.bytes)
      if batch.isFirstPart {
        cleaned.faults = [
          RecordCleaner.Fault(
            line: 1, message: "this line is longer than \(RecordCutter.longestLine >> 20) MiB")
        ]
      }
      if batch.bytes.last == 0x0A { cleaned.lines = 1 }
    }
    cleaned.sourceCount = batch.bytes.count
    return cleaned
  }
}
