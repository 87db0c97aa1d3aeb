import Emend
import SystemPackage

/// Cleans one document after another for a thread, with buffers that last.
final class BatchWorker {
  /// What is to become of the documents.
  enum Aim {
    /// They are cleaned, with or without logs.
    case writing(logs: Bool)
    /// It is found out which would be cleaned.
    case planning
    /// They are compared with what they would become; where diffs are made, they are coloured or not.
    case comparing(makesDiff: Bool, colour: Bool)
  }

  /// What has become of a document.
  enum Outcome {
    /// It was done already.
    case kept
    /// It would have been cleaned, had this not been a dry run.
    case wouldClean
    case cleaned(BatchManifest.Entry, Tally)
    /// What it would have become was compared with it; with the diff, where one is made.
    case compared(Tally, diff: [UInt8])
  }

  /// So much is read and written at once: most documents whole.
  private static let bufferSize = 1 << 20

  private var kept: KeptCleaner
  private let output: FolderHandle?
  private let own: FolderHandle?
  private let aim: Aim
  private let writesLogs: Bool
  private let textName: [UInt8]
  private let logName: [UInt8]
  private var buffer = [UInt8](repeating: 0, count: bufferSize)
  /// What is read of outputs to see whether they are in place; ``buffer`` holds the source then.
  private var check = [UInt8](repeating: 0, count: Input.pieceSize)
  /// What is gathered of text and log before it is written.
  private var gathered: (text: [UInt8], log: [UInt8]) = ([], [])
  /// The folder of the last output, where the next one mostly goes too.
  private var last: (name: [UInt8], folder: FolderHandle)?

  /// - Parameters:
  ///   - configurations: those of all documents; at least one.
  ///   - output: the folder of the outputs; nil where nothing is written and there is none.
  ///   - own: emend's own folder in it.
  ///   - number: the thread's.
  init(
    _ configurations: [Configuration], _ output: FolderHandle?, _ own: FolderHandle?, number: Int,
    aim: Aim
  ) throws(EmendError) {
    kept = try KeptCleaner(configurations)
    self.output = output
    self.own = own
    self.aim = aim
    writesLogs = if case .writing(logs: true) = aim { true } else { false }
    let names = Self.temporaries(number)
    textName = names[0]
    logName = names[1]
  }

  /// The names of the files that a thread writes before they are renamed.
  static func temporaries(_ number: Int) -> [[UInt8]] {
    [Array("work-\(number).text".utf8), Array("work-\(number).log".utf8)]
  }

  /// Cleans a document, unless it has been done.
  ///
  /// - Parameters:
  ///   - name: its name in the output folder.
  ///   - known: what was done with it under the same configuration, where something was.
  ///   - configuration: the place of its configuration among those of the worker.
  func clean(
    _ source: FilePath, _ name: [UInt8], known: BatchManifest.Entry?, configuration: Int
  ) throws -> Outcome {
    let input: FileDescriptor
    let stat: Stat
    do {
      input = try FileDescriptor.open(source, .readOnly, options: [.closeOnExec, .nonBlocking])
    } catch Errno.noSuchFileOrDirectory {
      throw EmendError(
        .unreadable, "it has gone since its folder was read", remedy: "run again if it is back")
    }
    defer { try? input.close() }
    stat = try input.stat()
    guard stat.type == .regular else {
      throw EmendError(.unreadable, "it is no longer a file", remedy: "run again if it is back")
    }
    let count = try fill(input)
    // One byte less than the buffer holds: then there may be more.
    let isWhole = count < buffer.count
    if let known {
      var checksum = Checksum()
      checksum.update(buffer.span.extracting(0..<count))
      if !isWhole {
        var more = try fill(input)
        while more > 0 {
          checksum.update(buffer.span.extracting(0..<more))
          more = try fill(input)
        }
      }
      if checksum.value == known.source, try isInPlace(name, known) { return .kept }
      if !isWhole {
        try input.seek(offset: 0, from: .start)
        _ = try fill(input)
      }
    }
    switch aim {
    case .writing: break
    case .planning: return .wouldClean
    case .comparing(let makesDiff, let colour):
      try kept.prepare(configuration)
      return try compare(input, count, isWhole: isWhole, makesDiff ? source.shown : nil, colour)
    }
    let (folder, base) = try place(of: name, source: stat)
    try kept.prepare(configuration)
    return try clean(input, count, isWhole: isWhole, folder, base)
  }

  /// Reads as much as the buffer holds.
  private func fill(_ input: FileDescriptor) throws -> Int {
    try MemoryLimit.check()
    // Unsafe: the read fills the rest of a buffer that lives for the call, and `start` lies within
    // it.
    var count = 0
    while count < buffer.count {
      let start = count
      let more = try unsafe buffer.withUnsafeMutableBytes { bytes in
        try unsafe input.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[start...]))
      }
      if more == 0 { break }
      count += more
    }
    return count
  }

  /// Whether an output is as the manifest says.
  private func isInPlace(_ name: [UInt8], _ entry: BatchManifest.Entry) throws -> Bool {
    if writesLogs, entry.log == nil { return false }
    do {
      let (folder, base) = try self.folder(of: name, making: false)
      let text = try folder.read(base)
      defer { try? text.close() }
      let stat = try text.stat()
      guard stat.type == .regular, stat.size == entry.length,
        try text.checksum(&check).value == entry.output
      else { return false }
      guard writesLogs else { return true }
      let log = try folder.read(base + BatchRun.logSuffix)
      defer { try? log.close() }
      return try log.checksum(&check).value == entry.log
    } catch {
      // Whatever keeps it from being read will be told when it is to be written.
      return false
    }
  }

  // MARK: Where it goes

  /// The folder of an output, and its name in it.
  private func folder(
    of name: [UInt8], making: Bool
  ) throws -> (FolderHandle, [UInt8]) {
    guard let output else { throw Errno.noSuchFileOrDirectory }
    guard let slash = name.lastIndex(of: UInt8(ascii: "/")) else { return (output, name) }
    let path = Array(name[..<slash])
    let base = Array(name[(slash + 1)...])
    if let last, last.name == path { return (last.folder, base) }
    var folder = output
    var passed: [UInt8] = []
    for part in path.split(separator: UInt8(ascii: "/")) {
      if !passed.isEmpty { passed.append(UInt8(ascii: "/")) }
      passed += part
      folder = try Self.enter(Array(part), of: folder, passed, making: making)
    }
    last = (path, folder)
    return (folder, base)
  }

  /// Opens a folder of the output.
  ///
  /// - Parameter path: its path in the output folder.
  private static func enter(
    _ name: [UInt8], of folder: FolderHandle, _ path: [UInt8], making: Bool
  ) throws -> FolderHandle {
    do throws(Errno) {
      return try folder.folder(name, making: making)
    } catch {
      guard error == .notDirectory || error == .tooManySymbolicLinkLevels else { throw error }
      throw EmendError(
        .unwritable,
        "where the folder \(FileName(bytes: path).shown) of the output belongs, "
          + "there is a file or a link",
        remedy: "move it away")
    }
  }

  /// The folder and name of an output that may be written there.
  private func place(
    of name: [UInt8], source: Stat
  ) throws -> (FolderHandle, [UInt8]) {
    let shown = FileName(bytes: name).shown
    do {
      let (folder, base) = try folder(of: name, making: true)
      for name in writesLogs ? [base, base + BatchRun.logSuffix] : [base] {
        guard let old = try folder.stat(name) else { continue }
        switch old.type {
        case .directory: throw Errno.isDirectory
        case .regular:
          if old.deviceID == source.deviceID, old.inode == source.inode {
            throw EmendError(
              .unwritable, "its output \(shown) is the same file as itself",
              remedy: "name another folder with -o")
          }
          // Renaming would not mind, but who has taken the permission away does.
          if !folder.mayWrite(name) { throw Errno.permissionDenied }
        // A link is replaced, and what it points to stays.
        case .symbolicLink: break
        default: throw Errno.fileExists
        }
      }
      return (folder, base)
    } catch {
      throw fault(error, shown)
    }
  }

  /// A fault of writing an output, told of its document.
  private func fault(_ error: any Error, _ shown: String) -> EmendError {
    if let fault = error as? EmendError { return fault }
    let message =
      switch error as? Errno {
      case .isDirectory?: "a folder stands where its output \(shown) belongs"
      case .fileExists?: "what stands where its output \(shown) belongs is no file"
      case .permissionDenied?: "writing its output \(shown) is not permitted"
      default: "its output \(shown): " + Output.fault(error, shown).message
      }
    let isTaken = [.isDirectory, .fileExists].contains(error as? Errno)
    return EmendError(
      .unwritable, message, remedy: isTaken ? "move it away" : Output.fault(error, shown).remedy)
  }

  // MARK: Cleaning

  private func clean(
    _ input: FileDescriptor, _ count: Int, isWhole: Bool, _ folder: FolderHandle, _ base: [UInt8]
  ) throws -> Outcome {
    guard let own else { throw Errno.noSuchFileOrDirectory }
    let text = BatchFile(own, textName, &gathered.text)
    let log = writesLogs ? BatchFile(own, logName, &gathered.log) : nil
    var sink = BatchSink(text: text, log: log)
    do {
      try clean(input, count, isWhole: isWhole, to: &sink)
      try place(&sink, folder, base)
    } catch {
      sink.text.abandon()
      sink.log?.abandon()
      takeBack(&sink)
      throw error
    }
    takeBack(&sink)
    let entry = BatchManifest.Entry(
      source: sink.source, settings: 0, output: sink.text.checksum.value,
      length: sink.text.checksum.length, log: sink.log?.checksum.value)
    return .cleaned(entry, sink.tally)
  }

  /// Compares what is in the buffer, and what is still to be read, with what it would become.
  ///
  /// - Parameter shown: the document's name in a diff; nil where none is made, so that nothing is held.
  private func compare(
    _ input: FileDescriptor, _ count: Int, isWhole: Bool, _ shown: String?, _ colour: Bool
  ) throws -> Outcome {
    var source: [UInt8] = []
    var sink = CommandSink(text: nil, log: nil, keepsText: shown != nil)
    try clean(input, count, isWhole: isWhole, to: &sink) { piece in
      if shown != nil { source += piece }
    }
    guard let shown, sink.tally.isChanged else { return .compared(sink.tally, diff: []) }
    return .compared(
      sink.tally, diff: try Cleaning.diff(source, sink.kept, of: shown, colour: colour))
  }

  /// Cleans what is in the buffer, and what is still to be read.
  ///
  /// - Parameter take: sees every piece of the source.
  private func clean(
    _ input: FileDescriptor, _ count: Int, isWhole: Bool, to sink: inout some CleaningSink,
    take: (ArraySlice<UInt8>) -> Void = { _ in }
  ) throws {
    take(buffer[..<count])
    try feed(count, to: &sink)
    var more = isWhole ? 0 : try fill(input)
    while more > 0 {
      take(buffer[..<more])
      try feed(more, to: &sink)
      more = try fill(input)
    }
    try kept.cleaner.finish(to: &sink)
  }

  /// Feeds the cleaner with the first bytes of the buffer.
  private func feed(_ count: Int, to sink: inout some CleaningSink) throws {
    // Held here and no longer: the buffer must be nobody else's when it is filled again.
    let bytes = buffer
    try kept.cleaner.feed(bytes.span.extracting(0..<count), to: &sink)
  }

  /// Gives text and log their names.
  private func place(_ sink: inout BatchSink, _ folder: FolderHandle, _ base: [UInt8]) throws {
    do {
      // The log first: a text without its log cannot be undone, a log without its text is harmless.
      try sink.log?.place(folder, base + BatchRun.logSuffix)
      try sink.text.place(folder, base)
    } catch {
      throw fault(error, FileName(bytes: base).shown)
    }
  }

  /// Takes the buffers back for the next document.
  private func takeBack(_ sink: inout BatchSink) {
    gathered.text = sink.text.takeBuffer()
    if let buffer = sink.log?.takeBuffer() { gathered.log = buffer }
  }
}

/// A file that is written under a name of its own, and gets its place when it is whole.
struct BatchFile {
  /// So much is gathered before it is written.
  private static let bufferSize = 1 << 20

  private let own: FolderHandle
  private let name: [UInt8]
  private var descriptor: FileDescriptor?
  private var buffer: [UInt8]
  private(set) var checksum = Checksum()

  /// - Parameter buffer: what to gather in; its owner gets it back from ``takeBuffer()``.
  init(_ own: FolderHandle, _ name: [UInt8], _ buffer: inout [UInt8]) {
    self.own = own
    self.name = name
    self.buffer = []
    swap(&self.buffer, &buffer)
    self.buffer.removeAll(keepingCapacity: true)
  }

  mutating func takeBuffer() -> [UInt8] {
    var result: [UInt8] = []
    swap(&result, &buffer)
    return result
  }

  mutating func write(_ bytes: Span<UInt8>) throws {
    JSONText.append(bytes, bytes.indices, to: &buffer)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Takes the next bytes from what appends them.
  mutating func write(_ append: (inout [UInt8]) -> Void) throws {
    append(&buffer)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Writes the rest and gives the file its place.
  mutating func place(_ folder: FolderHandle, _ newName: [UInt8]) throws {
    try flush()
    let whole = try descriptor ?? own.write(name)
    // Closed once, whether that fails or not: its number may be another thread's file by then.
    descriptor = nil
    try whole.close()
    try own.rename(name, to: folder, newName)
  }

  /// Nothing comes of it.
  mutating func abandon() {
    try? descriptor?.close()
    descriptor = nil
    own.remove(name)
  }

  private mutating func flush() throws {
    guard !buffer.isEmpty else { return }
    if descriptor == nil { descriptor = try own.write(name) }
    var gathered = takeBuffer()
    checksum.update(gathered.span)
    do {
      _ = try descriptor?.writeAll(gathered)
    } catch {
      // The document's name belongs to it, not that of a file that will be gone.
      var fault = Output.fault(error, "")
      fault.file = nil
      throw fault
    }
    gathered.removeAll(keepingCapacity: true)
    swap(&buffer, &gathered)
  }
}

/// Takes what a document becomes.
private struct BatchSink: CleaningSink {
  var text: BatchFile
  var log: BatchFile?
  private(set) var tally = Tally()
  /// The source's checksum, once all is there.
  private(set) var source: UInt64 = 0

  init(text: BatchFile, log: BatchFile?) {
    self.text = text
    self.log = log
  }

  mutating func begin(_ head: LogHead) throws {
    try log?.write { EditLog.append(head, to: &$0) }
  }

  mutating func write(_ text: Span<UInt8>) throws { try self.text.write(text) }

  mutating func record(_ edit: Edit) throws {
    tally.counts.add(edit)
    try log?.write { EditLog.append(edit, to: &$0) }
  }

  mutating func record(_ finding: Finding) throws {
    tally.counts.add(finding)
    try log?.write { EditLog.append(finding, to: &$0) }
  }

  mutating func end(_ tail: LogTail) throws {
    tally.end(tail)
    source = UInt64(tail.sourceChecksum, radix: 16) ?? 0
    try log?.write { EditLog.append(tail, to: &$0) }
  }
}
