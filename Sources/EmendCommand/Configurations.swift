import Emend
import EmendProject
import SystemPackage

/// What is configured for each file: by the `emend.toml` found upward from it, and by the options.
struct Configurations {
  private let repair: Repair
  /// The configuration file in each folder that was looked into; nil for none.
  private var found: [String: Found?] = [:]
  /// The configuration file that counts in each folder that was asked about; nil for none.
  private var nearest: [String: Found?] = [:]
  /// All that was resolved so far.
  private(set) var all: [ResolvedConfiguration] = []
  /// The place in ``all`` of what was resolved, by the file and the overrides of it that count.
  private var places: [String: Int] = [:]
  private let currentFolder: FilePath

  private struct Found {
    var folder: FilePath
    var file: ConfigurationFile
  }

  /// A folder as a key: its bytes, none of which is lost.
  private static func key(_ folder: FilePath) -> String { ByteString.string(of: folder.bytes) }

  /// - Parameter repair: the options, which win over every file.
  init(_ repair: Repair) throws {
    self.repair = repair
    if repair.config != nil, repair.noConfig {
      throw EmendError(
        .usage, "--config and --no-config contradict each other", remedy: "give one of them")
    }
    currentFolder = Platform.currentFolder
  }

  /// What is in force for a file.
  ///
  /// - Parameter name: the file; nil for standard input without a name.
  /// - Throws: an `EmendError` of what is wrong with a configuration file or an option.
  mutating func resolved(for name: FileName?) throws -> ResolvedConfiguration {
    all[try place(for: name)]
  }

  /// The place in ``all`` of what is in force for a file: one for all files of which the same
  /// configuration file, and the same overrides of it, say the same.
  ///
  /// - Parameter name: the file; nil for standard input without a name.
  /// - Throws: as ``resolved(for:)``.
  mutating func place(for name: FileName?) throws -> Int {
    let path = name.map { currentFolder.pushing($0.path).lexicallyNormalized() }
    let folder = path?.removingLastComponent() ?? currentFolder
    guard let found = try file(for: folder) else {
      return try resolve("", nil, nil)
    }
    let relative = path.map { Self.relative($0, to: found.folder) }
    let overrides =
      relative.map { relative in
        found.file.overrides.indices.filter { index in
          found.file.overrides[index].files.contains { $0.matches(relative) }
        }
      } ?? []
    let names = overrides.map { "\($0)/" }.joined()
    return try resolve(names + Self.key(found.folder), found, relative)
  }

  private mutating func resolve(
    _ key: String, _ found: Found?, _ path: [UInt8]?
  ) throws -> Int {
    if let known = places[key] { return known }
    var result = ResolvedConfiguration()
    if let found {
      try result.apply(found.file, path: path) { (name) throws(EmendError) in
        let path = found.folder.pushing(FilePath(bytes: Array(name.utf8)))
        do {
          return try Input.readAll(FileName(bytes: path.bytes))
        } catch {
          throw error as? EmendError ?? Input.fault(error, name)
        }
      }
    }
    try result.apply(options: repair.apply)
    // What is wrong with it is told once, before a file is touched.
    _ = try Cleaner(configuration: result.configuration)
    all.append(result)
    places[key] = all.count - 1
    return all.count - 1
  }

  /// The configuration file that counts in a folder.
  private mutating func file(for folder: FilePath) throws -> Found? {
    if repair.noConfig { return nil }
    if let name = repair.config {
      let path = currentFolder.pushing(name.path).lexicallyNormalized()
      return try found(path.removingLastComponent()) { try Self.read(name.path, shown: name.shown) }
    }
    let key = Self.key(folder)
    if let known = nearest[key] { return known }
    let result = try search(from: folder)
    nearest[key] = .some(result)
    return result
  }

  /// Looks for a configuration file in a folder and upward.
  private mutating func search(from folder: FilePath) throws -> Found? {
    var folder = folder
    let currentFolder = currentFolder
    while true {
      let path = folder.appending(ConfigurationFile.name)
      let here = try found(folder) {
        guard (try? path.stat())?.type == .regular else { return nil }
        // For people it is told from the current folder on, where it lies below it.
        let shown = FilePath(bytes: Self.relative(path, to: currentFolder)).shown
        return try Self.read(path, shown: shown)
      }
      if let here { return here }
      guard let parent = Self.parent(of: folder) else { return nil }
      folder = parent
    }
  }

  /// The folder in which a folder lies; nil for the topmost. By its bytes: to take a path apart, the
  /// system's types make ready for longer than it takes to look into all of them.
  private static func parent(of folder: FilePath) -> FilePath? {
    let bytes = folder.bytes
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")), bytes.count > 1 else { return nil }
    return FilePath(bytes: Array(bytes[..<max(1, slash)]))
  }

  /// What is known of a folder, or what reading it gives.
  private mutating func found(
    _ folder: FilePath, _ read: () throws -> ConfigurationFile?
  ) rethrows -> Found? {
    let key = Self.key(folder)
    if let known = found[key] { return known }
    let result = try read().map { Found(folder: folder, file: $0) }
    found[key] = .some(result)
    return result
  }

  private static func read(_ path: FilePath, shown: String) throws -> ConfigurationFile {
    try ConfigurationFile(try Input.readAll(FileName(bytes: path.bytes)), file: shown)
  }

  /// A path from a folder on, where it lies below it.
  private static func relative(_ path: FilePath, to folder: FilePath) -> [UInt8] {
    var rest = path
    return rest.removePrefix(folder) ? rest.bytes : path.bytes
  }
}
