extension Lexicon {
  /// What the lexicon knows of a word, copied out of the image.
  public struct Entry: Equatable, Sendable {
    /// The word's place in this lexicon, one of its `indices`: no rank, but a name for the word.
    public let index: UInt32

    /// The second half of the record; `Image` says what stands where.
    @usableFromInline let facts: UInt64

    @inlinable
    init(index: UInt32, facts: UInt64) {
      self.index = index
      self.facts = facts
    }

    /// What is known of the word when another lexicon has it too.
    func with(_ other: Entry) -> Entry {
      let flags = (facts | other.facts) & 0xFF00_0000
      var result = (facts & 0xFF_FFFF) | flags
      result |= UInt64(max(centizipf, other.centizipf)) << 32
      result |= UInt64(max(proseDecibits, other.proseDecibits)) << 48
      let share = [capitalShare, other.capitalShare].compactMap(\.self).max() ?? 255
      result |= UInt64(share) << 56
      // A name is what all that have the word in a dictionary have as one.
      if isInSCOWL && !isProperName || other.isInSCOWL && !other.isProperName {
        result &= ~(1 << 28)
      }
      let isRight = { (entry: Entry) in
        entry.isProtected || entry.isInSCOWL && !entry.hasCorrections
      }
      if isRight(self) || isRight(other) { result &= ~(7 << 24) }
      return Entry(index: index, facts: result)
    }

    /// How frequent the word is on the web and in print: a hundred times the decimal logarithm of
    /// its occurrences in 10⁹ words; 0 where that is not known.
    ///
    /// The tail holds misspellings and OCR errors too, so a low value proves nothing.
    @inlinable public var centizipf: Int { Int((facts >> 32) & 0xFFFF) }

    /// `centizipf` in its usual unit: 7.7 for `the`, 3 for a word once in a million.
    @inlinable public var zipf: Double { Double(centizipf) / 100 }

    /// Ten times the binary logarithm of `prose`; 0 for a word never seen, and the cheap form for
    /// whoever compares or adds logarithms.
    @inlinable public var proseDecibits: Int { Int((facts >> 48) & 0xFF) }

    /// About how often the word stands in 33 million words of proof-read prose, right to 4 %; 0 if
    /// it was seen less than three times.
    ///
    /// Hyphens separate words in that count, so `well-known` counts as `well` and `known`.
    public var prose: Int { Lexicon.count(ofDecibits: proseDecibits) }

    /// In how many of a hundred places within a sentence the word begins with a capital; nil where
    /// it was not seen often enough.
    @inlinable public var capitalShare: Int? {
      let share = Int(facts >> 56)
      return share <= 100 ? share : nil
    }

    /// Whether codespell lists the word as a misspelling: evidence, not an order, for its
    /// corrections may be several and a name may look the same.
    @inlinable public var isKnownMisspelling: Bool { facts & (1 << 24) != 0 }

    /// Whether the word is on Emend's own list of OCR slips, which is obeyed where at most the
    /// first letter is a capital.
    @inlinable public var isOCRSlip: Bool { facts & (1 << 25) != 0 }

    /// Whether that list holds for the word with further capitals as well; it does not for most,
    /// since they confuse the shapes of small letters (`tbe`) and may be abbreviations in capitals
    /// (`TBE`).
    @inlinable public var isOCRSlipInCapitals: Bool { facts & (1 << 26) != 0 }

    /// Whether the word stands in SCOWL's lists up to size 60, of English as it is written in America,
    /// Britain, Canada and Australia: a word that a good dictionary would have.
    ///
    /// What does not stand there may still be a word, and `centizipf` alone does not tell.
    @inlinable public var isInSCOWL: Bool { facts & (1 << 27) != 0 }

    /// Whether SCOWL has the word only with a capital, as a name or what is made of one.
    @inlinable public var isProperName: Bool { facts & (1 << 28) != 0 }

    /// Whether the lexicon protects the word: a name of the user's, a word of another language, or a
    /// long one that only SCOWL's larger lists have, which is right as it stands and which no misread
    /// word is taken for.
    @inlinable public var isProtected: Bool { facts & (1 << 29) != 0 }

    /// Whether the word may be what a misread one was: a dictionary or edited prose has it, and no list
    /// of wrong forms.
    @inlinable public var mayBeMeant: Bool {
      !hasCorrections && (isInSCOWL || proseDecibits > 0)
    }

    /// The same where prose has to have the word so often that ``proseDecibits`` is a number at least.
    @inline(__always)
    package func mayBeMeant(leastDecibits: Int) -> Bool {
      (isInSCOWL || proseDecibits >= leastDecibits) && !hasCorrections
    }

    /// Whether `corrections(of:)` has something to say.
    @inlinable public var hasCorrections: Bool { facts & (3 << 24) != 0 }
  }

  /// What ``Entry/prose`` is where ``Entry/proseDecibits`` is a code from 0 to 255.
  package static func prose(ofDecibits code: Int) -> Int { count(ofDecibits: code) }

  /// The count whose binary logarithm times ten is a code; 0 for the code 0.
  static func count(ofDecibits code: Int) -> Int {
    counts[code & 0xFF]
  }

  /// The counts of all codes: asked for more often than they could be worked out.
  private static let counts = (0...255).map(countByLogarithm)

  private static func countByLogarithm(ofDecibits code: Int) -> Int {
    guard code > 0 else { return 0 }
    // Not `rounded()`, which would need the C library's mathematics at link time.
    return Int(tenth(code % 10) * Double(1 << (code / 10)) + 0.5)
  }

  /// 2^(0.1 × n) for n = 0 … 9. A switch becomes a table that nobody has to make.
  private static func tenth(_ index: Int) -> Double {
    switch index {
    case 0: 1
    case 1: 1.0717734625
    case 2: 1.1486983550
    case 3: 1.2311444133
    case 4: 1.3195079108
    case 5: 1.4142135624
    case 6: 1.5157165665
    case 7: 1.6245047927
    case 8: 1.7411011266
    default: 1.8660659831
    }
  }

  /// Ten times the binary logarithm of a count, rounded, 255 at most; 0 for the count 0.
  static func decibits(ofCount count: Int) -> UInt8 {
    guard count > 0 else { return 0 }
    let whole = Int.bitWidth - 1 - count.leadingZeroBitCount
    let fraction = Double(count) / Double(1 << whole)
    // 2^(0.1 × n + 0.05) for n = 0 … 9: from there on it is rounded up to n + 1.
    let borders: [10 of Double] = [
      1.0352649238, 1.1095694720, 1.1892071150, 1.2745606273, 1.3660402568, 1.4640856960,
      1.5691681957, 1.6817928305, 1.8025009252, 1.9318726578,
    ]
    return UInt8(min(255, whole * 10 + borders.indices.count { borders[$0] <= fraction }))
  }

  /// What a wrong form should have been.
  public struct Correction: Hashable, Sendable {
    /// Whose word it is.
    public enum Tier: Hashable, Sendable {
      /// Emend's own list of OCR slips: obeyed.
      case ocrSlip
      /// codespell's dictionary: weighed.
      case knownMisspelling
    }

    /// The right form as it is printed, in lower case unless it always has a capital; it may hold
    /// several words.
    public let text: String
    public let tier: Tier

    public init(text: String, tier: Tier) {
      self.text = text
      self.tier = tier
    }
  }
}
