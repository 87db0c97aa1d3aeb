import Emend
import SystemPackage

/// What tells two files apart, however they are named.
struct FileIdentity: Hashable, Sendable {
  private let device: DeviceID
  private let inode: Inode

  init(_ stat: Stat) {
    device = stat.deviceID
    inode = stat.inode
  }

  /// That of what a path leads to; nil where there is nothing.
  init?(_ path: FilePath) {
    guard let stat = try? path.stat() else { return nil }
    self.init(stat)
  }
}

/// The files that this process has read. What was read may be the only copy of something, so no output takes
/// its place unless that is what was asked for.
enum ReadFiles {
  private static let identities = Monitor<Set<FileIdentity>>([])

  static func note(_ stat: Stat) {
    guard stat.type == .regular else { return }
    identities.use { _ = $0.insert(FileIdentity(stat)) }
  }

  /// Refuses to replace what was read.
  ///
  /// - Parameters:
  ///   - path: where something is to be written.
  ///   - allowed: what it may replace all the same.
  static func refuse(
    replacing path: FilePath, except allowed: FilePath? = nil
  ) throws(EmendError) {
    guard let identity = FileIdentity(path), identities.use({ $0.contains(identity) }),
      allowed.flatMap({ FileIdentity($0) }) != identity
    else { return }
    throw EmendError(
      .usage, "the output would replace what was read", remedy: "give it another name",
      file: path.shown)
  }
}
