import Emend
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// An open folder, through which the names in it are reached.
///
/// No name is followed where it is a symbolic link, so whoever begins in a folder stays beneath it,
/// whatever becomes of the paths meanwhile.
final class FolderHandle: Sendable {
  // Unsafe: C gets names that end in NUL and live for the call, and fills structures that are ours;
  // what it gives is copied before it is given back.
  private let descriptor: FileDescriptor

  private init(_ descriptor: FileDescriptor) { self.descriptor = descriptor }

  deinit { try? descriptor.close() }

  /// Opens the folder of a path; links that lead there are followed.
  static func open(_ path: FilePath) throws(Errno) -> FolderHandle {
    let result = unsafe path.withPlatformString {
      unsafe openDescriptor(AT_FDCWD, $0, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
    }
    return FolderHandle(try check(result))
  }

  /// Opens a folder in this one.
  ///
  /// - Parameter making: whether to make it where it is missing.
  /// - Throws: `notDirectory` or `tooManySymbolicLinkLevels` for what is no folder, or a link.
  func folder(_ name: [UInt8], making: Bool) throws(Errno) -> FolderHandle {
    do throws(Errno) {
      return FolderHandle(try openat(name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW))
    } catch {
      guard making, error == .noSuchFileOrDirectory else { throw error }
    }
    let result = unsafe Self.withName(name) {
      unsafe mkdirat(descriptor.rawValue, $0, 0o777)
    }
    if result != 0, errno != EEXIST { throw Errno(rawValue: errno) }
    return FolderHandle(try openat(name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW))
  }

  /// Opens a file in this folder to read it.
  func read(_ name: [UInt8]) throws(Errno) -> FileDescriptor {
    try openat(name, O_RDONLY | O_NOFOLLOW)
  }

  /// Opens a file in this folder to write it from its beginning; makes it where it is missing.
  func write(_ name: [UInt8]) throws(Errno) -> FileDescriptor {
    try openat(name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW)
  }

  /// Opens a file in this folder to read it and to write behind its end; makes it where it is
  /// missing.
  func append(_ name: [UInt8]) throws(Errno) -> FileDescriptor {
    try openat(name, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW)
  }

  /// What stands under a name, itself where it is a link; nil where nothing does.
  func stat(_ name: [UInt8]) throws(Errno) -> Stat? {
    var result = CInterop.Stat()
    let status = unsafe Self.withName(name) { name in
      unsafe fstatat(descriptor.rawValue, name, &result, AT_SYMLINK_NOFOLLOW)
    }
    if status != 0 {
      if errno == ENOENT { return nil }
      throw Errno(rawValue: errno)
    }
    return Stat(rawValue: result)
  }

  /// Whether the folder takes names that differ only in case for one, by a name that is in it.
  func foldsCase(_ name: [UInt8]) -> Bool {
    let other = name.map { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") ? $0 - 32 : $0 }
    guard other != name, let this = try? stat(name), let that = try? stat(other) else {
      return false
    }
    return this.deviceID == that.deviceID && this.inode == that.inode
  }

  /// Whether the permissions of a file in this folder let it be written.
  func mayWrite(_ name: [UInt8]) -> Bool {
    unsafe Self.withName(name) { unsafe faccessat(descriptor.rawValue, $0, W_OK, 0) } == 0
  }

  /// Gives a file in this folder a place in another one; what stood there is replaced.
  func rename(_ name: [UInt8], to folder: FolderHandle, _ newName: [UInt8]) throws(Errno) {
    let result = unsafe Self.withName(name) { name in
      unsafe Self.withName(newName) { newName in
        unsafe renameat(descriptor.rawValue, name, folder.descriptor.rawValue, newName)
      }
    }
    if result != 0 { throw Errno(rawValue: errno) }
  }

  /// Takes a file in this folder away, where there is one.
  func remove(_ name: [UInt8]) {
    _ = unsafe Self.withName(name) { unsafe unlinkat(descriptor.rawValue, $0, 0) }
  }

  /// Keeps other processes out as long as the descriptor is open; says whether it could.
  ///
  /// A file system that knows no locks lets everybody in.
  static func lock(_ descriptor: FileDescriptor) -> Bool {
    flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
  }

  private func openat(_ name: [UInt8], _ flags: Int32) throws(Errno) -> FileDescriptor {
    while true {
      let result = unsafe Self.withName(name) {
        unsafe Self.openDescriptor(descriptor.rawValue, $0, flags | O_CLOEXEC, 0o666)
      }
      if result >= 0 || errno != EINTR { return try Self.check(result) }
    }
  }

  private static func openDescriptor(
    _ folder: Int32, _ name: UnsafePointer<CChar>, _ flags: Int32, _ mode: mode_t
  ) -> Int32 {
    #if canImport(Glibc)
      unsafe Glibc.openat(folder, name, flags, mode)
    #elseif canImport(Musl)
      unsafe Musl.openat(folder, name, flags, mode)
    #elseif canImport(Darwin)
      unsafe Darwin.openat(folder, name, flags, mode)
    #endif
  }

  private static func check(_ result: Int32) throws(Errno) -> FileDescriptor {
    if result < 0 { throw Errno(rawValue: errno) }
    return FileDescriptor(rawValue: result)
  }

  private static func withName<Result>(
    _ name: [UInt8], _ body: (UnsafePointer<CChar>) -> Result
  ) -> Result {
    var name = name.map { CChar(bitPattern: $0) }
    name.append(0)
    return unsafe name.withUnsafeBufferPointer { unsafe body($0.baseAddress!) }
  }
}

/// What stands in a folder.
struct FolderEntry {
  /// The name's bytes.
  var name: [UInt8]
  /// Whether it is a symbolic link.
  var isLink: Bool
}

extension Platform {
  // Unsafe: C gets names that end in NUL and live for the call, and fills structures that are ours;
  // what it gives is copied before it is given back. `d_name` ends in NUL within its 256 bytes, and
  // lives until the next read.
  /// The names in a folder but for `.` and `..`, in the order of their bytes.
  static func entries(of folder: FilePath) throws(Errno) -> [FolderEntry] {
    guard let stream = unsafe folder.withPlatformString({ unsafe opendir($0) }) else {
      throw Errno(rawValue: errno)
    }
    defer { _ = unsafe closedir(stream) }
    var result: [FolderEntry] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        if errno != 0 { throw Errno(rawValue: errno) }
        break
      }
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
        unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe FilePath.bytes($0) }
      }
      if name == [UInt8(ascii: ".")] || name == [UInt8(ascii: "."), UInt8(ascii: ".")] { continue }
      result.append(
        FolderEntry(name: name, isLink: unsafe Int32(entry.pointee.d_type) == Int32(DT_LNK)))
    }
    result.sort { $0.name.lexicographicallyPrecedes($1.name) }
    return result
  }

  /// The names in a folder but for `.` and `..`, in the order of their bytes.
  static func names(in folder: FilePath) throws(Errno) -> [[UInt8]] {
    try entries(of: folder).map(\.name)
  }

  /// The path without links, `.` and `..`; nil where nothing stands there.
  static func realPath(_ path: FilePath) -> FilePath? {
    guard let result = unsafe path.withPlatformString({ unsafe realpath($0, nil) }) else {
      return nil
    }
    defer { unsafe free(result) }
    return FilePath(bytes: unsafe FilePath.bytes(result))
  }

  /// Seconds since some moment; they go on evenly whatever becomes of the clock.
  static var seconds: Double {
    var now = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
  }
}
