extension Lexicon {
  /// About how often one word follows another in 33 million words of proof-read prose, right to
  /// 4 %; 0 where that is unseen or rarer than `bigramFloor`.
  ///
  /// Words are counted as for `Entry.prose`: case-folded, hyphens separating them, other marks within
  /// a sentence passed over. Of a million pairs that were never seen about one gets a count.
  public func bigram(_ left: Entry, _ right: Entry) -> Int {
    bigram(left.index, right.index)
  }

  /// About how often a word is the first of a sentence or paragraph.
  public func bigram(sentenceStartBefore right: Entry) -> Int {
    bigram(Image.sentenceBorder, right.index)
  }

  /// About how often a word is the last of a sentence or paragraph.
  public func bigram(sentenceEndBehind left: Entry) -> Int {
    bigram(left.index, Image.sentenceBorder)
  }

  /// About how often one word would be the last of a sentence and another the first of the next, if which
  /// sentences follow each other were chance.
  public func apart(_ left: Entry, _ right: Entry) -> Double {
    Double(bigram(sentenceEndBehind: left)) * Double(bigram(sentenceStartBefore: right))
      / Self.sentences
  }

  /// So many sentences the counts of pairs come from.
  private static let sentences = 1.6e6

  /// About how often a number in figures stands before a word.
  public func bigram(numberBefore right: Entry) -> Int {
    bigram(Image.number, right.index)
  }

  /// About how often a number in figures stands behind a word.
  public func bigram(numberBehind left: Entry) -> Int {
    bigram(left.index, Image.number)
  }

  /// The least count of a bigram that is kept: 0 from `bigram` means fewer.
  public var bigramFloor: Int { Int(image.read32(image.bigrams.offset)) }

  /// How many bigrams there are.
  public var bigramCount: Int {
    others.reduce(ownBigramCount) { $0 + $1.lexicon.bigramCount }
  }

  private var ownBigramCount: Int { Int(image.read32(image.bigrams.offset + 4)) }

  @inline(__always)
  private func bigram(_ left: UInt32, _ right: UInt32) -> Int {
    others.isEmpty ? ownBigram(left, right) : bigramOfAll(left, right)
  }

  private func bigramOfAll(_ left: UInt32, _ right: UInt32) -> Int {
    let words = [left, right].map { index in
      index >= Image.sentenceBorder ? nil : key(of: index)
    }
    return parts.reduce(0) { count, part in
      func index(_ word: [UInt8]?, _ mark: UInt32) -> UInt32? {
        word.map { part.lookup($0.span)?.index } ?? mark
      }
      guard let left = index(words[0], left), let right = index(words[1], right) else {
        return count
      }
      return count + part.ownBigram(left, right)
    }
  }

  private func ownBigram(_ left: UInt32, _ right: UInt32) -> Int {
    defer { image.keepAlive() }
    let hash = Self.hashOfBigram(left, right)
    let check = UInt32(truncatingIfNeeded: hash) & 0xFF_FFFF
    // Below the number of homes; behind the last of them are as many slots as are probed.
    let home = hash.multipliedFullWidth(by: UInt64(image.bigramHomes)).high
    let first = image.bigrams.offset &+ Image.bigramHead &+ Int(truncatingIfNeeded: home) &* 4
    // The table is so full that most pairs, which are not in it, have a dozen slots behind their homes.
    var probe = 0
    while probe <= Image.probeLimit {
      let slots = image.readFour32(first &+ probe &* 4)
      probe &+= 4
      guard any((slots .== 0) .| ((slots &>> 8) .== check)) else { continue }
      for index in 0..<4 {
        if slots[index] == 0 { return 0 }
        if slots[index] >> 8 == check { return Self.count(ofDecibits: Int(slots[index] & 0xFF)) }
      }
    }
    return 0
  }

  /// The hash of a bigram, from the indices of its words' records.
  static func hashOfBigram(_ left: UInt32, _ right: UInt32) -> UInt64 {
    let both = UInt64(left) << 32 | UInt64(right)
    return fold(
      fold(both ^ 0x9E37_79B9_7F4A_7C15, 0xA076_1D64_78BD_642F), 0xE703_7ED1_A0B4_28DB)
  }

  func verifyBigrams() throws(LexiconError) {
    var count = 0
    for index in 0..<(image.bigramHomes + Image.probeLimit) {
      let place = image.bigrams.offset + Image.bigramHead + index * 4
      let slot = image.read32(place)
      guard slot != 0 else { continue }
      count += 1
      guard slot & 0xFF != 0 else {
        throw LexiconError(at: place, expected: "a count in a slot that is used", found: "0")
      }
    }
    guard count == ownBigramCount else {
      throw LexiconError(
        at: image.bigrams.offset + 4, expected: "\(count) bigrams", found: "\(ownBigramCount)")
    }
  }
}
