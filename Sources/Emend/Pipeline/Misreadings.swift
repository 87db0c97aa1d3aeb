internal import Lexicon
internal import Synchronization

/// What spellings that nobody knows may have been on the page; for stages that only want to know
/// whether there is such a word, with or without the stage of spelling.
///
/// A search takes a millisecond to prepare, so that is done when it is first asked for, once a lexicon.
final class Misreadings: Sendable {
  private let lexicon: Lexicon
  private let search = Mutex<FuzzySearch?>(nil)

  /// A slip of more than this, −ln of its probability, is a guess.
  private static let dearest = 7.5
  /// How often edited prose has what is believed.
  private static let leastProse = 50

  init(_ lexicon: Lexicon) { self.lexicon = lexicon }

  /// The cheapest candidate that prose has often.
  func likeliest(for key: [UInt8]) -> [UInt8]? {
    let search = search.withLock { made in
      if let made { return made }
      let new = FuzzySearch.prepared(for: lexicon)
      made = new
      return new
    }
    let best = search.candidates(for: key) { $0.prose >= Self.leastProse && !$0.isKnownMisspelling }
      .first { $0.second == nil }
    guard let best, best.cost <= Self.dearest else { return nil }
    return best.key
  }
}

extension FuzzySearch {
  /// A search for the words of a lexicon. That of the built-in one takes a millisecond to prepare, so
  /// that is done once a process, for all who search in it.
  static func prepared(for lexicon: Lexicon) -> FuzzySearch {
    if let builtIn = Lexicon.builtIn, lexicon.isSame(as: builtIn), let search = ofBuiltIn {
      return search
    }
    return FuzzySearch(lexicon)
  }

  private static let ofBuiltIn = Lexicon.builtIn.map { FuzzySearch($0) }
}
