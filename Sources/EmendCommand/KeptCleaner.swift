import Emend

/// A cleaner that is kept from one source to the next one of the same configuration, so that words need
/// not be looked up again.
struct KeptCleaner: ~Copyable {
  private let configurations: [Configuration]
  /// The place of its configuration among them.
  private var current = 0
  /// Ready for a source, once ``prepare(_:)`` has been called.
  var cleaner: Cleaner

  /// - Parameter configurations: those of all sources; at least one.
  /// - Throws: what is wrong with the first of them.
  init(_ configurations: [Configuration]) throws(EmendError) {
    self.configurations = configurations
    cleaner = try Cleaner(configuration: configurations[current])
  }

  /// The configuration of the source that is cleaned.
  var configuration: Configuration { configurations[current] }

  /// Makes the cleaner ready for a source.
  ///
  /// - Parameter configuration: the place of the source's configuration.
  mutating func prepare(_ configuration: Int) throws(EmendError) {
    if configuration == current {
      cleaner.restart()
    } else {
      cleaner = try Cleaner(configuration: configurations[configuration])
      current = configuration
    }
  }
}
