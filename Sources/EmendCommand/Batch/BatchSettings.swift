import Emend
import EmendProject

/// What is configured for each document of a batch.
struct BatchSettings: Sendable {
  /// A configuration, and what the manifest knows it by.
  struct Choice: Sendable {
    var configuration: Configuration
    /// The checksum of all that decides beside the source.
    var fingerprint: UInt64
  }

  /// The configurations that are in force for at least one document.
  let choices: [Choice]
  /// The place in ``choices`` of each document's.
  let places: [Int]

  /// Finds the configuration files of all documents.
  ///
  /// - Parameter options: the options, which win over every file.
  /// - Throws: an `EmendError` of what is wrong with a file or an option, so that it is told before
  ///   anything is written.
  init(_ walk: BatchWalk, _ options: Repair) throws {
    var configurations = try Configurations(options)
    // What is wrong with an option is told also where there are no documents.
    if walk.documents.isEmpty { _ = try configurations.place(for: nil) }
    places = try walk.documents.map {
      try configurations.place(for: FileName(bytes: walk.source(of: $0).bytes))
    }
    choices = configurations.all.map {
      Choice(configuration: $0.configuration, fingerprint: $0.configuration.fingerprint)
    }
  }
}
