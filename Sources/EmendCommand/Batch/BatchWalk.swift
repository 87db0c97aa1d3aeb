import Emend
import EmendProject
import SystemPackage

/// A document of a batch.
struct BatchDocument: Sendable {
  /// Which of the walk's folders it was found in.
  var root: Int
  /// Its path from that folder on: names and slashes.
  var path: [UInt8]
  /// Bytes, when it was found.
  var size: Int
}

/// Finds the documents of a batch: the files named, the files in the folders named, and those that
/// patterns fit.
struct BatchWalk {
  /// A folder from which paths count.
  struct Root: Sendable {
    /// How it is reached.
    var folder: FilePath
    /// Its path from the base on, with a slash at its end; empty for the base itself.
    var name: [UInt8]
  }

  /// What is looked for.
  struct Options {
    /// A document has to fit one of them, where there are any.
    var include: [Glob] = []
    /// What fits one of them is left out, folders with all that is in them.
    var exclude: [Glob] = []
    /// Whether ignore files are obeyed.
    var obeysIgnoreFiles = true
    /// Whether names with a dot at their beginning count.
    var seesHidden = false
    /// Whether links to folders are followed.
    var followsLinks = false
  }

  /// The name of the files that say what is ignored.
  static let ignoreFile = Array(".emendignore".utf8)
  private static let configurationFile = Array(ConfigurationFile.name.utf8)

  private(set) var roots: [Root] = []
  private(set) var documents: [BatchDocument] = []
  /// What could not be read.
  private(set) var faults: [EmendError] = []
  /// Links to folders that were not followed.
  private(set) var links = 0
  /// Pipes, devices and sockets, which are no documents.
  private(set) var specials = 0

  private let options: Options
  /// The real path of the output folder, which is never looked into.
  private let output: FilePath?
  /// Patterns of the input at hand: it was written as one.
  private var pattern: Glob?
  /// The folders above the one at hand, by device and inode, so that links cannot lead in circles.
  private var above: [FileIdentity] = []
  private var ignoring: [(rules: IgnoreRules, depth: Int)] = []

  /// Looks for the documents of some inputs.
  ///
  /// - Parameters:
  ///   - output: the output folder, where it is there already.
  ///   - base: the folder from which names in the output folder count; nil for the deepest that
  ///     holds all inputs.
  /// - Throws: an `EmendError` for an input that cannot be meant.
  init(_ inputs: [FileName], base: FilePath?, output: FilePath?, _ options: Options) throws {
    self.options = options
    self.output = output.flatMap(Platform.realPath)
    let plans = try inputs.map(Self.plan)
    let base = try base.map(Self.absolute) ?? Self.common(plans.map(\.folder))
    for plan in plans {
      var name = plan.folder
      guard name.removePrefix(base) else {
        throw EmendError(
          .usage, "it does not lie in the base \(base.shown)",
          remedy: "name a folder above all inputs with --base", file: plan.shown)
      }
      var prefix = name.bytes
      if !prefix.isEmpty { prefix.append(UInt8(ascii: "/")) }
      roots.append(Root(folder: plan.way, name: prefix))
      try refuseOutput(plan)
      pattern = plan.pattern
      if let file = plan.file {
        take(file, from: plan.way, [], isNamed: true)
      } else {
        let before = (documents.count, faults.count)
        enter(plan.way, [])
        if plan.pattern != nil, before == (documents.count, faults.count) {
          faults.append(
            EmendError(
              .unreadable, "no file fits this pattern", remedy: "check it", file: plan.shown))
        }
      }
    }
  }

  /// How a document is reached.
  func source(of document: BatchDocument) -> FilePath {
    FilePath(bytes: roots[document.root].folder.bytes + [UInt8(ascii: "/")] + document.path)
  }

  /// A document's name in the output folder.
  func name(of document: BatchDocument) -> [UInt8] { roots[document.root].name + document.path }

  // MARK: What is meant

  /// What an input comes to.
  private struct Plan {
    var shown: String
    /// The folder, as it is reached, and from the file system's root on.
    var way: FilePath
    var folder: FilePath
    /// The one file in it that is meant.
    var file: [UInt8]?
    var pattern: Glob?
  }

  private static func plan(_ input: FileName) throws -> Plan {
    if input.isStream {
      throw EmendError(
        .usage, "a batch reads files and folders, not standard input",
        remedy: "use emend without batch")
    }
    switch (try? input.path.stat())?.type {
    case .directory?:
      return Plan(shown: input.shown, way: input.path, folder: try absolute(input.path))
    case .regular?:
      return plan(file: input.path, input.shown, try absolute(parent(of: input.path)))
    case .some:
      throw EmendError(
        .usage, "this is neither a file nor a folder", remedy: "name files and folders",
        file: input.shown)
    case nil:
      guard Glob.isPattern(input.bytes) else {
        // Links that lead nowhere and names without files are told as faults of reading.
        _ = try Input(input)
        throw EmendError(
          .unreadable, "it cannot be read", remedy: "check the file", file: input.shown)
      }
    }
    try Glob.check(input.bytes)
    // A pattern: from the last folder on that is named without one.
    var parts = input.bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    var plain: [ArraySlice<UInt8>] = []
    while let part = parts.first, parts.count > 1, !Glob.isPattern(Array(part)) {
      plain.append(part)
      parts.removeFirst()
    }
    var folder = Array(plain.joined(separator: [UInt8(ascii: "/")]))
    if folder.isEmpty { folder = input.bytes.first == UInt8(ascii: "/") ? [0x2F] : [0x2E] }
    let way = FilePath(bytes: folder)
    return Plan(
      shown: input.shown, way: way, folder: try absolute(way),
      pattern: Glob([0x2F] + parts.joined(separator: [UInt8(ascii: "/")])))
  }

  private static func plan(file: FilePath, _ shown: String, _ folder: FilePath) -> Plan {
    Plan(
      shown: shown, way: parent(of: file), folder: folder,
      file: file.lastComponent.map { FilePath(root: nil, [$0]).bytes })
  }

  /// The folder that a path's file is in.
  private static func parent(of path: FilePath) -> FilePath {
    let folder = path.removingLastComponent()
    return folder.isEmpty ? "." : folder
  }

  /// A folder's path from the root of the file system on, without `.` and `..`; links stay as they
  /// are, unless `..` makes them matter.
  private static func absolute(_ path: FilePath) throws -> FilePath {
    if path.components.contains(where: { $0.kind == .parentDirectory }) {
      return Platform.realPath(path) ?? path.lexicallyNormalized()
    }
    return Platform.currentFolder.pushing(path).lexicallyNormalized()
  }

  /// The deepest folder that holds all these.
  private static func common(_ folders: [FilePath]) -> FilePath {
    var result = folders[0]
    for folder in folders {
      while !folder.starts(with: result) { result.removeLastComponent() }
    }
    return result
  }

  /// What lies in the output folder is no input.
  private func refuseOutput(_ plan: Plan) throws {
    guard let output, let folder = Platform.realPath(plan.way), folder.starts(with: output) else {
      return
    }
    throw EmendError(
      .usage, "this input lies in the output folder \(output.shown)",
      remedy: "name another folder with -o", file: plan.shown)
  }

  // MARK: Walking

  /// Looks into a folder.
  ///
  /// - Parameter path: its path from the root at hand on, with a slash at its end.
  private mutating func enter(_ folder: FilePath, _ path: [UInt8]) {
    let shown = folder.shown
    guard let stat = try? folder.stat() else {
      faults.append(Input.fault(Errno.noSuchFileOrDirectory, shown))
      return
    }
    if let output, let here = Platform.realPath(folder), here == output { return }
    let identity = FileIdentity(stat)
    if above.contains(identity) {
      links += 1
      return
    }
    let entries: [FolderEntry]
    do {
      entries = try Platform.entries(of: folder)
    } catch {
      faults.append(Input.fault(error, shown))
      return
    }
    above.append(identity)
    let ignoringBefore = ignoring.count
    if options.obeysIgnoreFiles, entries.contains(where: { $0.name == Self.ignoreFile }) {
      do {
        let file = FilePath(bytes: folder.bytes + [0x2F] + Self.ignoreFile)
        let text = try Input.readAll(FileName(bytes: file.bytes))
        ignoring.append((IgnoreRules(text), path.count))
      } catch {
        faults.append(
          error as? EmendError ?? Input.fault(error, shown))
      }
    }
    for entry in entries {
      if entry.name.first == UInt8(ascii: "."), !options.seesHidden { continue }
      take(entry.name, from: folder, path, isNamed: false)
    }
    ignoring.removeLast(ignoring.count - ignoringBefore)
    above.removeLast()
  }

  /// Looks at a name in a folder.
  ///
  /// - Parameter isNamed: whether the user has named it, so that no rule leaves it out.
  private mutating func take(
    _ name: [UInt8], from folder: FilePath, _ path: [UInt8], isNamed: Bool
  ) {
    let file = FilePath(bytes: folder.bytes + [UInt8(ascii: "/")] + name)
    let path = path + name
    let stat: Stat
    var isLink = false
    do {
      let own = try file.stat(followTargetSymlink: false)
      isLink = own.type == .symbolicLink
      stat = isLink ? try file.stat() : own
    } catch {
      // What is not asked for may be as broken as it likes. What cannot be looked at at all may be a
      // folder.
      let isMeant =
        !isLeftOut(path, isFolder: false) && (isDocument(path, name) || !isLink && mayHold(path))
      guard isNamed || isMeant else { return }
      faults.append(
        Platform.target(ofLink: file) == nil
          ? Input.fault(error, file.shown)
          : EmendError(
            .unreadable, "this link leads to nothing", remedy: "mend or remove it",
            file: file.shown))
      return
    }
    let isFolder = stat.type == .directory
    if !isNamed {
      if isLeftOut(path, isFolder: isFolder) { return }
      guard isFolder ? mayHold(path) : isDocument(path, name) else { return }
    }
    if isLink, let output, let real = Platform.realPath(file), real.starts(with: output) {
      faults.append(
        EmendError(
          .usage, "this link leads into the output folder", remedy: "remove it, or --exclude it",
          file: file.shown))
      return
    }
    switch stat.type {
    case .directory:
      if isLink, !options.followsLinks {
        links += 1
      } else {
        enter(file, path + [UInt8(ascii: "/")])
      }
    case .regular:
      documents.append(
        BatchDocument(root: roots.count - 1, path: path, size: Int(stat.size)))
    default: specials += 1
    }
  }

  /// Whether ignore files or `--exclude` leave a path out.
  private func isLeftOut(_ path: [UInt8], isFolder: Bool) -> Bool {
    if options.exclude.contains(where: { $0.matches(path) }) { return true }
    for (rules, depth) in ignoring.reversed() {
      if let verdict = rules.ignores(Array(path[depth...]), isFolder: isFolder) { return verdict }
    }
    return false
  }

  /// Whether `--include` and the input's own pattern let a file in. A configuration in a tree of documents
  /// is none of them, unless somebody says so.
  private func isDocument(_ path: [UInt8], _ name: [UInt8]) -> Bool {
    name != Self.configurationFile
      && (options.include.isEmpty || options.include.contains { $0.matches(path) })
      && pattern?.matches(path) ?? true
  }

  /// Whether `--include` and the input's own pattern may let in what lies below a folder.
  private func mayHold(_ folder: [UInt8]) -> Bool {
    (options.include.isEmpty || options.include.contains { $0.mayMatch(below: folder) })
      && pattern?.mayMatch(below: folder) ?? true
  }
}
