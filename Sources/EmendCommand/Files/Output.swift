import Emend
import EmendProject
import SystemPackage

/// Where bytes go: a standard stream, or a file that comes into being when all has been written.
///
/// A file is written beside its target under another name and renamed at the end, so the target
/// is there whole, the old or the new one, at every moment. Symbolic links are followed: the link
/// stays, and what it points to is replaced. A target with several names (hard links) keeps them:
/// the finished text is copied into it, with its old content kept beside it until that is done.
/// What is no regular file (a pipe, `/dev/null`) is written to as it is. Where a file is replaced, the
/// new one is on the disk before the old one goes.
final class Output {
  /// So much is gathered before it is written.
  private static let bufferSize = 64 << 10

  /// The name for people.
  let shown: String
  private let descriptor: FileDescriptor
  private var buffer: [UInt8] = []
  /// A descriptor is closed once, whether that fails or not: its number may be another file's by then.
  private var isClosed = false
  /// What becomes of the file at the end; nil for what is written to as it is.
  private var replacement: Replacement?
  /// Whether the file has to be on the disk before it gets its name.
  private var isDurable: Bool

  private struct Replacement {
    var target: FilePath
    var temporary: FilePath
    /// Where signal handlers find the temporary file.
    var place: Int
    /// What the target was, where there was one.
    var old: Stat?
  }

  private init(_ descriptor: FileDescriptor, shown: String, _ replacement: Replacement? = nil) {
    self.descriptor = descriptor
    self.shown = shown
    self.replacement = replacement
    isDurable = replacement?.old != nil
    buffer.reserveCapacity(2 * Self.bufferSize)
  }

  /// Standard output.
  static func standard() -> Output { Output(.standardOutput, shown: "standard output") }

  /// Opens what a path names, or a file that shall take its place.
  ///
  /// - Parameters:
  ///   - path: the target; what was read before is none.
  ///   - source: what was read and may be replaced all the same.
  static func file(
    _ path: FilePath, over source: FilePath? = nil
  ) throws(EmendError) -> Output {
    try ReadFiles.refuse(replacing: path, except: source)
    do {
      let old = try? path.stat()
      if let old, old.type != .regular {
        if old.type == .directory { throw Errno.isDirectory }
        return Output(try FileDescriptor.open(path, .writeOnly), shown: path.shown)
      }
      let target = resolved(path)
      // Whether the file itself may be written is asked too: renaming would not mind.
      if old != nil { try FileDescriptor.open(target, .writeOnly).close() }
      let (descriptor, temporary, place) = try openTemporary(beside: target, isNew: old == nil)
      if let old { Platform.adopt(old, descriptor) }
      let replacement = Replacement(
        target: target, temporary: temporary, place: place, old: old)
      return Output(descriptor, shown: path.shown, replacement)
    } catch {
      throw fault(error, path.shown)
    }
  }

  /// Opens a file for a log. Where a file of another kind has the name, something else was meant: nobody wants
  /// a log in the place of a text.
  static func log(_ path: FilePath) throws -> Output {
    guard let old = try? path.stat(), old.type == .regular, old.size > 0 else {
      return try file(path)
    }
    guard try Input.readBeginning(FileName(bytes: path.bytes), of: logMark.count) == logMark else {
      throw EmendError(
        .usage, "this is no log, and a log would replace it",
        remedy: "give --edits another name, or remove it first", file: path.shown)
    }
    return try file(path, over: path)
  }

  /// What a log begins with.
  private static let logMark = Array(#"{"format":"emend-log""#.utf8)

  /// Sees to it that this file is on the disk before another one replaces what it is needed for.
  func precedes(_ other: Output?) { isDurable = isDurable || other?.isDurable ?? false }

  /// Takes bytes; writes them when they are many.
  ///
  /// - Throws: ``ClosedPipe`` where nobody reads any more, else an `EmendError`.
  func write(_ bytes: Span<UInt8>) throws {
    buffer.append(addingCapacity: bytes.count) { out in
      for index in bytes.indices { out.append(bytes[index]) }
    }
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// All has been taken: writes the rest, and makes the file what it shall be.
  func finish() throws {
    try flush()
    guard let replacement else { return }
    do {
      if isDurable { try Platform.synchronize(descriptor) }
      isClosed = true
      try descriptor.close()
      if let old = replacement.old, old.linkCount > 1 {
        try TemporaryFiles.withoutInterruption { try overwrite(replacement) }
      } else {
        try Platform.rename(replacement.temporary, to: replacement.target)
      }
    } catch {
      abandon()
      throw Self.fault(error, shown)
    }
    TemporaryFiles.forget(replacement.place)
    self.replacement = nil
  }

  /// Writes the last bytes and finishes.
  func finish(writing bytes: [UInt8]) throws {
    try write(bytes.span)
    try finish()
  }

  /// Nothing comes of it: takes the temporary file away.
  func abandon() {
    guard let replacement else { return }
    if !isClosed { try? descriptor.close() }
    isClosed = true
    TemporaryFiles.remove(replacement.temporary)
    TemporaryFiles.forget(replacement.place)
    self.replacement = nil
  }

  /// Writes what has been gathered.
  func flush() throws {
    guard !buffer.isEmpty else { return }
    do {
      try descriptor.writeAll(buffer)
    } catch {
      if replacement == nil, error as? Errno == .brokenPipe { throw ClosedPipe() }
      throw Self.fault(error, shown)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Copies the finished text into a target whose other names must go on naming it.
  private func overwrite(_ replacement: Replacement) throws {
    let (spare, spareName, place) = try Self.openTemporary(
      beside: replacement.target, isNew: false)
    // From here on it is not to be lost, whatever happens.
    TemporaryFiles.forget(place)
    do {
      try spare.closeAfter {
        try Self.copy(replacement.target, to: spare)
        try Platform.synchronize(spare)
      }
    } catch {
      TemporaryFiles.remove(spareName)
      throw error
    }
    do {
      let target = try FileDescriptor.open(replacement.target, .readWrite)
      try target.closeAfter {
        let length = try Self.copy(replacement.temporary, to: target)
        try Platform.truncate(target, to: length)
        try Platform.synchronize(target)
      }
    } catch {
      throw EmendError(
        .unwritable, "writing broke off (\(error)), and this file has several names",
        remedy: "its old content is kept in \(spareName.shown)", file: shown)
    }
    TemporaryFiles.remove(spareName)
    TemporaryFiles.remove(replacement.temporary)
  }

  /// Copies a file into an open one; gives back its length.
  @discardableResult
  private static func copy(_ source: FilePath, to descriptor: FileDescriptor) throws -> Int {
    // Unsafe: the write reads a buffer that lives for the call.
    let input = try Input(FileName(bytes: source.bytes))
    defer { input.close() }
    var length = 0
    try input.forEachPiece { piece in
      length += piece.count
      _ = try unsafe piece.withUnsafeBytes { try unsafe descriptor.writeAll($0) }
    }
    return length
  }

  /// Puts a copy of a file, with its permissions, under another name.
  static func backUp(_ path: FilePath, adding suffix: String) throws {
    let target = resolved(path)
    let copy = try file(FilePath(bytes: target.bytes + ByteString.bytes(of: suffix)))
    copy.isDurable = true
    do {
      if let stat = try? target.stat() { Platform.adopt(stat, copy.descriptor) }
      try Self.copy(target, to: copy.descriptor)
      try copy.finish()
    } catch {
      copy.abandon()
      throw fault(error, copy.shown)
    }
  }

  /// The path behind symbolic links, also where nothing stands there yet.
  static func resolved(_ path: FilePath) -> FilePath {
    var path = path
    // Linux follows as many.
    for _ in 0..<40 {
      guard let target = Platform.target(ofLink: path) else { break }
      path = path.removingLastComponent().pushing(target)
    }
    return path
  }

  /// The one name of all those by which a path may be written (`a`, `./a`, a link to it), also where nothing
  /// stands there yet.
  static func place(_ path: FilePath) -> FilePath {
    let path = resolved(path)
    guard let name = path.lastComponent else { return path }
    let folder = path.removingLastComponent()
    return (Platform.realPath(folder.isEmpty ? "." : folder) ?? folder).appending(name)
  }

  /// Opens a file that nobody else has, in the folder of the target, so that renaming cannot cross
  /// file systems.
  ///
  /// - Parameter isNew: whether the target is new, and gets the permissions of new files; else the
  ///   temporary file is the owner's alone until it has those of the target.
  /// - Returns: the file, its name, and where ``TemporaryFiles`` remembers it.
  private static func openTemporary(
    beside target: FilePath, isNew: Bool
  ) throws -> (FileDescriptor, FilePath, Int) {
    let folder = target.removingLastComponent()
    for number in 0..<1000 {
      let path = folder.appending(".emend-\(Platform.processID)-\(number).tmp")
      // An interruption finds it either missing or remembered.
      let opened = try TemporaryFiles.withoutInterruption { () -> (FileDescriptor, Int)? in
        do {
          let descriptor = try FileDescriptor.open(
            path, .writeOnly, options: [.create, .exclusiveCreate],
            permissions: FilePermissions(rawValue: isNew ? 0o666 : 0o600))
          return (descriptor, TemporaryFiles.add(path))
        } catch Errno.fileExists {
          return nil
        }
      }
      if let (descriptor, place) = opened { return (descriptor, path, place) }
    }
    throw Errno.fileExists
  }

  /// A fault in plain words.
  static func fault(_ error: any Error, _ file: String) -> EmendError {
    if let fault = error as? EmendError { return fault }
    let errno = error as? Errno
    let (message, remedy): (String, String) =
      switch errno {
      case .noSuchFileOrDirectory?: ("its folder does not exist", "make the folder first")
      case .isDirectory?: ("this is a folder", "name a file")
      case .notDirectory?: ("a part of the path is no folder", "check the name")
      case .permissionDenied?, .notPermitted?:
        ("writing it, or into its folder, is not permitted", "name another place with -o")
      case .fileTooLarge?:
        ("it would be larger than files may be here", "raise the limit with ulimit -f")
      case .noSpace?: ("the disk is full", "make room, or name another place with -o")
      case .readOnlyFileSystem?: ("the disk is read-only", "name another place with -o")
      default:
        ("it cannot be written (\(errno?.description ?? "\(error)"))", "name another place with -o")
      }
    return EmendError(.unwritable, message, remedy: remedy, file: file)
  }
}
