import Emend
import SystemPackage

/// A file, or standard input, that is read in pieces.
struct Input {
  /// How much is read at once: what a pipe holds on Linux.
  static let pieceSize = 64 << 10

  /// The name for people.
  let shown: String
  private let descriptor: FileDescriptor
  private let isStream: Bool
  /// What it was when it was opened.
  private let opened: Stat?

  /// Opens a file; `-` is standard input.
  ///
  /// - Parameter standingIn: what standard input is called in messages.
  init(_ name: FileName, called standingIn: String = "standard input") throws(EmendError) {
    isStream = name.isStream
    if isStream {
      shown = standingIn
      descriptor = .standardInput
      opened = try? descriptor.stat()
      return
    }
    shown = name.shown
    do {
      descriptor = try FileDescriptor.open(name.path, .readOnly)
    } catch {
      throw Self.fault(error, shown)
    }
    opened = try? descriptor.stat()
    if let opened { ReadFiles.note(opened) }
    // Opening a folder works; reading it does not, and says so less clearly.
    if opened?.type == .directory {
      try? descriptor.close()
      throw Self.fault(Errno.isDirectory, shown)
    }
  }

  var stat: Stat? { try? descriptor.stat() }

  /// Whether a path still names the file that was opened, and nobody has written to it since.
  func isStill(_ path: FilePath) -> Bool {
    guard let opened, let now = try? path.stat() else { return false }
    return Platform.areSame(opened, now)
  }

  var isTerminal: Bool { Platform.isTerminal(descriptor) }

  func close() {
    if !isStream { try? descriptor.close() }
  }

  /// Reads piece after piece, as they come, to the end.
  func forEachPiece(_ body: (Span<UInt8>) throws -> Void) throws {
    // Unsafe: the read fills a buffer that lives for the call, and no more than it holds; nobody looks at
    // what it has not filled, so that the pages for it need not be there.
    var buffer = unsafe [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { _, count in
      count = Self.pieceSize
    }
    while true {
      let count: Int
      do {
        count = try unsafe buffer.withUnsafeMutableBytes { bytes in
          try unsafe descriptor.read(into: bytes)
        }
      } catch {
        throw Self.fault(error, shown)
      }
      if count == 0 { return }
      do {
        try MemoryLimit.check()
      } catch {
        throw error.of(file: shown)
      }
      try body(buffer.span.extracting(0..<count))
    }
  }

  /// All there is.
  func readAll() throws -> [UInt8] {
    var result: [UInt8] = []
    try forEachPiece { piece in
      result.append(addingCapacity: piece.count) { out in
        for index in piece.indices { out.append(piece[index]) }
      }
    }
    return result
  }

  /// All there is in a file.
  static func readAll(_ name: FileName) throws -> [UInt8] {
    let input = try Input(name)
    defer { input.close() }
    return try input.readAll()
  }

  /// The first bytes of a file, so many or all that there are.
  static func readBeginning(_ name: FileName, of count: Int) throws -> [UInt8] {
    let input = try Input(name)
    defer { input.close() }
    var result: [UInt8] = []
    do {
      while result.count < count {
        var piece = [UInt8](repeating: 0, count: count - result.count)
        // Unsafe: the read fills a buffer that lives for the call, and no more than it holds.
        let read = try unsafe piece.withUnsafeMutableBytes { bytes in
          try unsafe input.descriptor.read(into: bytes)
        }
        if read == 0 { break }
        result += piece.prefix(read)
      }
    } catch {
      throw fault(error, input.shown)
    }
    return result
  }

  /// All there is in a file that must be UTF-8.
  static func readText(_ name: FileName) throws -> String {
    try String(list: try readAll(name), file: name.shown)
  }

  /// A fault in plain words.
  static func fault(_ error: any Error, _ file: String) -> EmendError {
    let errno = error as? Errno
    let (message, remedy): (String, String) =
      switch errno {
      case .noSuchFileOrDirectory?: ("there is no such file", "check the name")
      case .isDirectory?: ("this is a folder", "name the files in it, for example \(file)/*.txt")
      case .permissionDenied?: ("reading it is not permitted", "check its permissions with ls -l")
      case .notDirectory?: ("a part of the path is no folder", "check the name")
      default: ("it cannot be read (\(errno?.description ?? "\(error)"))", "check the file")
      }
    return EmendError(.unreadable, message, remedy: remedy, file: file)
  }
}
