import Synchronization
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The few calls of the operating system that swift-system does not have yet.
enum Platform {
  // Unsafe: C gets names that end in NUL and live for the call, and fills structures that are ours;
  // what it gives is copied before it is given back.
  /// A closed pipe is an error of `write`, not the end of the process; an interruption takes the
  /// temporary files along.
  static func prepareSignals() {
    signal(SIGPIPE, SIG_IGN)
    // A file that may grow no longer likewise.
    signal(SIGXFSZ, SIG_IGN)
    var interruptions = sigset_t()
    unsafe sigemptyset(&interruptions)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      // What nohup, or a shell for its background, has switched off stays off.
      let old = signal(number, SIG_IGN)
      if unsafe unsafeBitCast(old, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
        continue
      }
      signal(number) { number in
        if TemporaryFiles.postpones(number) { return }
        TemporaryFiles.removeAll()
        Platform.end(by: number)
      }
      unsafe sigaddset(&interruptions, number)
    }
    // A parent with many threads may have left them blocked for its children.
    unsafe sigprocmask(SIG_UNBLOCK, &interruptions, nil)
  }

  /// Ends the process as a signal does that nobody handles.
  static func end(by number: Int32) {
    signal(number, SIG_DFL)
    raise(number)
  }

  /// Sees to it that standard input, output and error have their numbers, so that no file that is
  /// opened later gets one of them: else a message could go into a text.
  ///
  /// What takes the place of a closed one cannot be read, or written to, just as that.
  static func prepareStreams() {
    for number: Int32 in 0...2 where fcntl(number, F_GETFD) == -1 {
      // The lowest free number is given, which is this one.
      _ = try? FileDescriptor.open(
        FilePath("/dev/null"), number == 0 ? .writeOnly : .readOnly)
    }
  }

  static func exit(_ status: Status) -> Never {
    #if canImport(Glibc)
      Glibc.exit(status.rawValue)
    #elseif canImport(Musl)
      Musl.exit(status.rawValue)
    #elseif canImport(Darwin)
      Darwin.exit(status.rawValue)
    #endif
  }

  /// The folder in which relative names begin; `/` where it has been taken away.
  static var currentFolder: FilePath {
    guard let name = unsafe getcwd(nil, 0) else { return "/" }
    defer { unsafe free(name) }
    return unsafe FilePath(platformString: name)
  }

  /// The time by the wall, in UTC: `2026-01-31T23:59:59`.
  static var timestamp: String {
    var now = time(nil)
    var it = unsafe tm()
    unsafe gmtime_r(&now, &it)
    let parts = unsafe [it.tm_mon + 1, it.tm_mday, it.tm_hour, it.tm_min, it.tm_sec].map { part in
      (part < 10 ? "0" : "") + "\(part)"
    }
    let year = unsafe it.tm_year + 1900
    return "\(year)-\(parts[0])-\(parts[1])T\(parts[2]):\(parts[3]):\(parts[4])"
  }

  static func isTerminal(_ descriptor: FileDescriptor) -> Bool {
    isatty(descriptor.rawValue) == 1
  }

  /// Whether the environment asks for no colour: https://no-color.org, and a terminal without.
  static var forbidsColour: Bool {
    if let value = unsafe getenv("NO_COLOR"), unsafe value[0] != 0 { return true }
    guard let terminal = unsafe getenv("TERM") else { return false }
    return unsafe strcmp(terminal, "dumb") == 0
  }

  /// So many cores are made use of at most: more are of no use, and each takes memory.
  static let mostCores = 256

  /// How many cores the system has in use.
  static var coreCount: Int {
    min(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), mostCores)
  }

  /// How many bytes of memory the process takes at the moment; on Darwin the most that it has taken, and 0
  /// where the system does not say.
  static var residentBytes: Int {
    #if canImport(Darwin)
      var usage = unsafe rusage()
      unsafe getrusage(RUSAGE_SELF, &usage)
      return unsafe usage.ru_maxrss
    #else
      var text = [UInt8](repeating: 0, count: 128)
      let name = FilePath("/proc/self/statm")
      guard let file = try? FileDescriptor.open(name, .readOnly) else { return 0 }
      let count = try? file.closeAfter {
        try unsafe text.withUnsafeMutableBytes { try unsafe file.read(into: $0) }
      }
      // The second number is that of the pages in memory.
      let fields = text[..<(count ?? 0)].split(separator: 0x20)
      guard fields.count > 1, let pages = Int(String(decoding: fields[1], as: UTF8.self)) else {
        return 0
      }
      return pages * sysconf(Int32(_SC_PAGESIZE))
    #endif
  }

  static var processID: Int32 { getpid() }

  static func rename(_ from: FilePath, to: FilePath) throws(Errno) {
    let result = unsafe from.withPlatformString { from in
      unsafe to.withPlatformString { to in
        #if canImport(Glibc)
          unsafe Glibc.rename(from, to)
        #elseif canImport(Musl)
          unsafe Musl.rename(from, to)
        #elseif canImport(Darwin)
          unsafe Darwin.rename(from, to)
        #endif
      }
    }
    if result != 0 { throw Errno(rawValue: errno) }
  }

  /// Makes a folder; one that stands there already is as good.
  static func makeFolder(_ path: FilePath) throws(Errno) {
    let result = unsafe path.withPlatformString { unsafe mkdir($0, 0o777) }
    guard result != 0 else { return }
    let fault = Errno(rawValue: errno)
    guard fault == .fileExists else { throw fault }
    // A file in its place would be found out only once there is something to put into it.
    if (try? path.stat())?.type != .directory { throw .notDirectory }
  }

  /// What a symbolic link points to, or nil where the path is none.
  static func target(ofLink path: FilePath) -> FilePath? {
    var buffer = [CChar](repeating: 0, count: 4097)
    let length = unsafe path.withPlatformString { path in
      unsafe buffer.withUnsafeMutableBufferPointer { buffer in
        unsafe readlink(path, buffer.baseAddress!, 4096)
      }
    }
    guard length > 0 else { return nil }
    return FilePath(bytes: buffer[..<length].map { UInt8(bitPattern: $0) })
  }

  /// Gives a file another's owner, where that is allowed, and its permissions.
  static func adopt(_ stat: Stat, _ descriptor: FileDescriptor) {
    // The owner first: changing it takes set-user-ID away.
    if fchown(descriptor.rawValue, stat.userID.rawValue, stat.groupID.rawValue) != 0 {
      _ = fchown(descriptor.rawValue, uid_t.max, stat.groupID.rawValue)
    }
    _ = fchmod(descriptor.rawValue, stat.permissions.rawValue)
  }

  /// Sees to it that what was written to a file is on the disk; some things that are written to cannot
  /// promise that, and are as good as they are.
  static func synchronize(_ descriptor: FileDescriptor) throws(Errno) {
    while fsync(descriptor.rawValue) != 0 {
      let error = Errno(rawValue: errno)
      switch error {
      case .interrupted: continue
      case .invalidArgument, .notSupported: return
      default: throw error
      }
    }
  }

  /// Whether two looks have found the same file, and nobody has written to it in between.
  static func areSame(_ a: Stat, _ b: Stat) -> Bool {
    a.deviceID == b.deviceID && a.inode == b.inode && a.size == b.size
      && a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec
  }

  static func truncate(_ descriptor: FileDescriptor, to length: Int) throws(Errno) {
    if ftruncate(descriptor.rawValue, off_t(length)) != 0 { throw Errno(rawValue: errno) }
  }
}

/// The temporary files that lie about at the moment, as C strings, so that a signal handler, which
/// may call next to nothing, can take them away.
enum TemporaryFiles {
  // Unsafe: the array and the names in it are made once and never freed; only the main thread
  // writes to it, and a signal handler reads whole pointers.
  private static let capacity = 1024
  nonisolated(unsafe) private static let names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> =
    {
      let names = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: capacity)
      unsafe names.initialize(repeating: nil, count: capacity)
      return unsafe names
    }()

  /// Whether interruptions have to wait, and the one that does.
  private static let isHeld = Atomic(false)
  private static let waiting = Atomic<Int32>(0)

  /// Lets no interruption end the process within `body`; one that came ends it behind. May be nested.
  ///
  /// Used by the main thread only. A signal that another thread handles at the very moment at which
  /// this begins may come through.
  static func withoutInterruption<Result>(_ body: () throws -> Result) rethrows -> Result {
    let isInside = isHeld.exchange(true, ordering: .sequentiallyConsistent)
    defer {
      if !isInside {
        isHeld.store(false, ordering: .sequentiallyConsistent)
        let number = waiting.exchange(0, ordering: .sequentiallyConsistent)
        if number != 0 { raise(number) }
      }
    }
    return try body()
  }

  /// Whether an interruption has to wait; what a signal handler asks.
  static func postpones(_ number: Int32) -> Bool {
    guard isHeld.load(ordering: .sequentiallyConsistent) else { return false }
    waiting.store(number, ordering: .sequentiallyConsistent)
    return true
  }

  /// Remembers a file; gives back the place at which it is remembered.
  static func add(_ path: FilePath) -> Int {
    for index in 0..<capacity where unsafe names[index] == nil {
      unsafe names[index] = path.withPlatformString { unsafe strdup($0) }
      return index
    }
    // More at once would be a defect; the file itself is removed all the same.
    return -1
  }

  /// Forgets a file that has become another, and leaves it alone.
  static func forget(_ index: Int) {
    guard index >= 0 else { return }
    // The string is not freed: a signal handler might be reading it, and it is a few bytes a file.
    unsafe names[index] = nil
  }

  static func removeAll() {
    for index in 0..<capacity {
      if let name = unsafe names[index] { unsafe unlink(name) }
      unsafe names[index] = nil
    }
  }

  static func remove(_ path: FilePath) {
    _ = unsafe path.withPlatformString { unsafe unlink($0) }
  }
}
