/// The words that may be meant by misread ones, as a set that answers at once and in rare cases says
/// yes too often: a Bloom filter.
///
/// A search tries thousands of spellings, nearly all of which are no words. The sieve holds back what
/// is none for about two nanoseconds a try, where a look-up would take fifty: it is small enough to
/// stay in the processor's second cache, and the hash of an edited word follows from the hash of the
/// word without a look at its letters (``Spelling``). It also holds the beginnings and endings of the
/// words: where no word begins as the misread one does, the slip is there, and need not be sought
/// elsewhere.
///
/// It is used where it lies: a lexicon's own stays in the image.
@safe struct Sieve: @unchecked Sendable {
  // Unsafe: `keeper` keeps the words, which nobody writes to any more, and an index has no more bits than
  // there are words.
  /// A power of two of words of 64 bits, little-endian. A hash has three bits in one of them: the top of
  /// the hash says which word, and six bits each from its 24th, 30th and 36th on say which bits.
  private let base: UnsafeRawPointer
  private let keeper: Keeper
  private let count: Int
  /// By how much a hash is shifted to give the index of its word.
  private let shift: UInt64

  /// Bits a word of the lexicon, at least.
  private static let bitsPerWord = 12
  /// So many letters make the beginning or the ending of a word.
  static let edge = 4
  /// What is added to the hash of a beginning.
  static let beginning: UInt64 = 0x8EBC_6AF0_9C88_C6E3
  /// What is added to the hash of an ending.
  static let ending: UInt64 = 0x1D8E_4E27_C47D_124F

  /// The sieve of some keys.
  init(_ keys: [[UInt8]]) {
    var count = 1
    while count * 64 < keys.count * Self.bitsPerWord { count *= 2 }
    let shift = Self.shift(count)
    var words = [UInt64](repeating: 0, count: count)
    func insert(_ hash: UInt64) { words[Self.index(hash, shift)] |= Self.mask(hash) }
    for key in keys {
      insert(Spelling.hash(key))
      guard key.count >= Self.edge else { continue }
      insert(Spelling.hash(key.prefix(Self.edge)) &+ Self.beginning)
      insert(Spelling.hash(key.suffix(Self.edge)) &+ Self.ending)
    }
    self.init(words: words)
  }

  /// A sieve whose words are known; their number is a power of two.
  init(words: [UInt64]) {
    let keeper = Keeper(words)
    unsafe self.init(UnsafeRawPointer(keeper.words.baseAddress!), words.count, keeper)
  }

  /// A sieve in place: so many words, a power of two, which an image keeps as they are.
  @unsafe init(_ base: UnsafeRawPointer, _ count: Int, in image: Image) {
    unsafe self.init(base, count, Keeper(image))
  }

  private init(_ base: UnsafeRawPointer, _ count: Int, _ keeper: Keeper) {
    unsafe self.base = unsafe base
    self.keeper = keeper
    self.count = count
    shift = Self.shift(count)
  }

  /// What keeps the words: an image, or words of its own.
  @safe private final class Keeper {
    // Unsafe: written once, here.
    let words: UnsafeMutableBufferPointer<UInt64>
    private let image: Image?

    init(_ words: [UInt64]) {
      image = nil
      unsafe self.words = .allocate(capacity: words.count)
      _ = unsafe self.words.initialize(fromContentsOf: words.map(\.littleEndian))
    }

    init(_ image: Image) {
      self.image = image
      unsafe words = UnsafeMutableBufferPointer(start: nil, count: 0)
    }

    deinit { unsafe words.deallocate() }
  }

  /// All words.
  var words: [UInt64] { (0..<count).map(word) }

  @inline(__always)
  private func word(_ index: Int) -> UInt64 {
    defer { extendLifetime(keeper) }
    assert(index >= 0 && index < count)
    return unsafe UInt64(littleEndian: base.load(fromByteOffset: index &* 8, as: UInt64.self))
  }

  /// The sieve that holds what either holds.
  ///
  /// The larger one's words are told apart by more bits of the hash, so that each word of the smaller
  /// one stands for several of its.
  func union(_ other: Sieve) -> Sieve {
    guard count >= other.count else { return other.union(self) }
    let times = count / other.count
    return Sieve(words: (0..<count).map { word($0) | other.word($0 / times) })
  }

  /// Whether something with this hash may be in the set; false means that it is not.
  @inline(__always)
  func mayHold(_ hash: UInt64) -> Bool {
    let word = word(Self.index(hash, shift))
    // The first bit alone refuses most.
    guard (word &>> (hash &>> 24)) & 1 != 0 else { return false }
    let mask = Self.mask(hash)
    return word & mask == mask
  }

  /// A single word is always the first: Swift's shift by 64 gives 0.
  @inline(__always)
  private static func index(_ hash: UInt64, _ shift: UInt64) -> Int {
    Int(truncatingIfNeeded: hash >> shift)
  }

  private static func shift(_ count: Int) -> UInt64 { UInt64(64 - count.trailingZeroBitCount) }

  @inline(__always)
  private static func mask(_ hash: UInt64) -> UInt64 {
    1 &<< (hash &>> 24) | 1 &<< (hash &>> 30) | 1 &<< (hash &>> 36)
  }

  /// The hash of spellings: a polynomial in the bytes, modulo 2^64.
  ///
  /// The hash of n bytes is `factor` × Σ cᵢ × `base`^(n − 1 − i). So the hash of two strings together
  /// is that of the first × `base`^(length of the second) + that of the second, and whoever exchanges
  /// a letter adds a difference.
  enum Spelling {
    static let base: UInt64 = 0xA076_1D64_78BD_642F
    /// One over the base, modulo 2^64: it is odd, so there is one.
    static let inverse: UInt64 = 0x939C_72E4_AF1E_62CF
    static let factor: UInt64 = 0xD6E8_FEB8_6659_FD93

    /// The hash of a single letter.
    @inline(__always)
    static func value(_ byte: UInt8) -> UInt64 { UInt64(byte) &* factor }

    /// The hash of a string.
    static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
      bytes.reduce(0) { $0 &* base &+ value($1) }
    }
  }
}
