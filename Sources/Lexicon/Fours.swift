/// Which four letters follow each other in words: what tells most spellings that are no words from those
/// that may be, before a ``Sieve`` is asked.
///
/// A set of all fours of symbols, a bit each, in which a word has three borders before it and behind it.
package struct Fours: Sendable {
  /// By three symbols: bit n where the symbol n stands behind them; from `before` on, where it stands before
  /// them.
  private var sets: [UInt32]
  /// Where those by the three symbols behind begin; and which bits of three symbols count.
  private let before: Int
  private let mask: Int

  private init(_ set: UInt32, bits: Int) {
    before = 1 << bits
    mask = before - 1
    sets = [UInt32](repeating: set, count: 2 * before)
  }

  /// None.
  package init() { self.init(0, bits: 15) }

  /// All there could be: whatever the three symbols, one set.
  static let all = Fours(~0, bits: 0)

  /// The border of a word.
  static let border: UInt64 = 0
  /// The symbols of a to z, a bit each.
  static let letters: UInt32 = 0x7FF_FFFE

  /// The border is 0, a to z are 1 to 26, then the apostrophe, and whatever else there is.
  @inline(__always)
  static func symbol(_ byte: UInt8) -> UInt64 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt64(byte &- 96)
    case UInt8(ascii: "'"): 27
    default: 28
    }
  }

  /// The letter of a symbol from 1 to 26.
  @inline(__always)
  static func byte(_ symbol: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: symbol) &+ 96 }

  /// Adds those of a word; ``finish()`` comes behind the last.
  package mutating func insert(_ word: Span<UInt8>) {
    var sets = sets.mutableSpan
    var three = 0
    for offset in word.indices {
      let symbol = Self.symbol(word[offset])
      sets[three] |= 1 &<< UInt32(truncatingIfNeeded: symbol)
      three = (three &<< 5 | Int(truncatingIfNeeded: symbol)) & 0x7FFF
    }
    for _ in 0..<3 {
      sets[three] |= 1 &<< UInt32(truncatingIfNeeded: Self.border)
      three = three &<< 5 & 0x7FFF
    }
  }

  /// Learns from what stands behind three symbols what stands before three.
  package mutating func finish() {
    for three in 0..<before {
      var symbols = sets[three]
      while symbols != 0 {
        let last = (three &<< 5 | symbols.trailingZeroBitCount) & 0x7FFF
        symbols &= symbols &- 1
        sets[before + last] |= 1 &<< UInt32(truncatingIfNeeded: three &>> 10)
      }
    }
  }

  /// The symbols that stand behind three others, a bit each.
  @inline(__always)
  func symbols(behind three: UInt64) -> UInt32 {
    sets[Int(truncatingIfNeeded: three) & mask]
  }

  /// The symbols that stand before three others, a bit each.
  @inline(__always)
  func symbols(before three: UInt64) -> UInt32 {
    sets[before &+ Int(truncatingIfNeeded: three) & mask]
  }

  /// Whether four symbols, the last lowest, follow each other in a word.
  @inline(__always)
  func have(_ four: UInt64) -> Bool {
    let last = UInt32(truncatingIfNeeded: four & 31)
    return symbols(behind: four &>> 5) &>> last & 1 != 0
  }

  /// Whether so many fours, the last of which ends with the last of some symbols, follow each other in
  /// words.
  @inline(__always)
  func haveAll(_ symbols: UInt64, _ count: Int) -> Bool {
    var symbols = symbols
    for _ in 0..<count {
      guard have(symbols & 0xF_FFFF) else { return false }
      symbols &>>= 5
    }
    return true
  }
}
