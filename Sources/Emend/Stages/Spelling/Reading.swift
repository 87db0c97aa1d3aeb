internal import Lexicon

/// What was read of a doubtful word, in small letters; a mark that is not ASCII is a tilde. It lies in
/// place, so that doubts are copied without a thought.
struct Reading: Sendable, Equatable {
  /// The most bytes that it can have.
  static let longest = FuzzySearch.longest

  /// The first byte lowest.
  private var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
  private(set) var count = 0

  init() {}

  init(_ bytes: [UInt8]) { for byte in bytes { append(byte) } }

  /// Adds a byte; there is room for it.
  mutating func append(_ byte: UInt8) {
    let bits = UInt64(byte) &<< UInt64((count & 7) &* 8)
    switch count {
    case 0..<8: words.0 |= bits
    case 8..<16: words.1 |= bits
    default: words.2 |= bits
    }
    count += 1
  }

  subscript(index: Int) -> UInt8 {
    let word = index < 8 ? words.0 : index < 16 ? words.1 : words.2
    return UInt8(truncatingIfNeeded: word &>> UInt64((index & 7) &* 8))
  }

  var bytes: [UInt8] { (0..<count).map { self[$0] } }

  /// In how many places it differs from a word of the same length.
  func differing(from other: [UInt8]) -> Int { (0..<count).count { self[$0] != other[$0] } }

  static func == (a: Reading, b: Reading) -> Bool {
    a.count == b.count && a.words.0 == b.words.0 && a.words.1 == b.words.1 && a.words.2 == b.words.2
  }

  /// Mixed well.
  var mixed: UInt64 {
    var hash = KeyHash.mix(0, words.0)
    if count > 8 { hash = KeyHash.mix(hash, words.1) }
    if count > 16 { hash = KeyHash.mix(hash, words.2) }
    return KeyHash.finish(hash, length: count)
  }
}

extension Reading: Hashable {
  func hash(into hasher: inout Hasher) { hasher.combine(mixed) }
}
