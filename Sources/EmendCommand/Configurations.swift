import Emend
import EmendProject
import SystemPackage

/// What is configured for each file: by the `emend.toml` found upward from it, and by the options.
struct Configurations {
  private let repair: RepairOptions
  /// The configuration file of each folder that was asked about; nil for none.
  private var found: [FilePath: Found?] = [:]
  /// What was resolved, by the file and the overrides of it that count.
  private var resolved: [Key: ResolvedConfiguration] = [:]
  private let currentFolder: FilePath

  private struct Found {
    var folder: FilePath
    var file: ConfigurationFile
  }

  private struct Key: Hashable {
    var folder: FilePath?
    var overrides: [Int]
  }

  /// - Parameter repair: the options, which win over every file.
  init(_ repair: RepairOptions) throws {
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
    let path = name.map { currentFolder.pushing($0.path).lexicallyNormalized() }
    let folder = path?.removingLastComponent() ?? currentFolder
    guard let found = try file(for: folder) else {
      return try resolve(Key(folder: nil, overrides: []), nil, nil)
    }
    let relative = path.map { Self.relative($0, to: found.folder) }
    let overrides =
      relative.map { relative in
        found.file.overrides.indices.filter { index in
          found.file.overrides[index].files.contains { $0.matches(relative) }
        }
      } ?? []
    return try resolve(Key(folder: found.folder, overrides: overrides), found, relative)
  }

  private mutating func resolve(
    _ key: Key, _ found: Found?, _ path: [UInt8]?
  ) throws -> ResolvedConfiguration {
    if let known = resolved[key] { return known }
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
    resolved[key] = result
    return result
  }

  /// The configuration file that counts in a folder.
  private mutating func file(for folder: FilePath) throws -> Found? {
    if repair.noConfig { return nil }
    if let name = repair.config {
      let path = currentFolder.pushing(name.path).lexicallyNormalized()
      return try found(path.removingLastComponent()) { try Self.read(name.path, shown: name.shown) }
    }
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
      let parent = folder.removingLastComponent()
      if parent == folder || parent.isEmpty { return nil }
      folder = parent
    }
  }

  /// What is known of a folder, or what reading it gives.
  private mutating func found(
    _ folder: FilePath, _ read: () throws -> ConfigurationFile?
  ) rethrows -> Found? {
    if let known = found[folder] { return known }
    let result = try read().map { Found(folder: folder, file: $0) }
    found[folder] = .some(result)
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
