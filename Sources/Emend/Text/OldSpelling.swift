internal import Lexicon

/// How English was spelt before dictionaries settled it: `haue`, `vpon`, `marryed`, `publick`, `untill`,
/// `sonne`, `observ'd`. What was spelt so is printed so, and no misreading.
enum OldSpelling {
  /// Whether a word that no dictionary has, in small letters, is a common one in old spelling.
  static func isOne(_ word: [UInt8], in lexicon: Lexicon) -> Bool {
    let count = word.count
    guard count >= 3, count <= longest else { return false }
    func isKnown(_ word: some Collection<UInt8>) -> Bool {
      lexicon.lookup(Array(word).span)?.prose ?? 0 >= common
    }
    /// Whether it is known with another letter at a place.
    func isKnown(with letter: Unicode.Scalar, at index: Int) -> Bool {
      var other = word
      other[index] = UInt8(ascii: letter)
      return isKnown(other)
    }
    if word[0] == UInt8(ascii: "v"), word[1] == UInt8(ascii: "n") || word[1] == UInt8(ascii: "p"),
      isKnown(with: "u", at: 0)
    {
      return true
    }
    for index in 1..<count {
      switch word[index] {
      case UInt8(ascii: "u"): if isKnown(with: "v", at: index) { return true }
      case UInt8(ascii: "y") where index < count - 1:
        if isKnown(with: "i", at: index) { return true }
      default: continue
      }
    }
    guard count >= 5 else { return false }
    let (last, next) = (word[count - 1], word[count - 2])
    switch last {
    case UInt8(ascii: "e"):
      return isKnown(word.dropLast()) || next == word[count - 3] && isKnown(word.dropLast(2))
    case UInt8(ascii: "l"): return next == last && isKnown(word.dropLast())
    case UInt8(ascii: "k"): return next == UInt8(ascii: "c") && isKnown(word.dropLast())
    case UInt8(ascii: "d"):
      return next == UInt8(ascii: "'") && isKnown(word.dropLast(2) + [UInt8(ascii: "e"), last])
    default: return false
    }
  }

  /// A common word stands so often in edited prose.
  private static let common = 200
  private static let longest = 24
}
