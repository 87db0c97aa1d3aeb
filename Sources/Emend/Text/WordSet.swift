/// A few words in ASCII, which a stretch of bytes is compared with: without a `String`, and without
/// an allocation.
struct WordSet: ExpressibleByArrayLiteral, Sendable {
  /// The words of up to eight bytes, each in one number, in order.
  private let short: [UInt64]
  private let long: [StaticString]

  init(_ words: [StaticString]) {
    short = words.filter { $0.utf8CodeUnitCount <= 8 }.map(Self.packed).sorted()
    long = words.filter { $0.utf8CodeUnitCount > 8 }
  }

  private static func packed(_ word: StaticString) -> UInt64 {
    // Unsafe: the index is one of the literal's.
    word.withUTF8Buffer { buffer in
      var packed: UInt64 = 0
      for index in buffer.indices { packed = unsafe packed << 8 | UInt64(buffer[index]) }
      return packed
    }
  }

  init(arrayLiteral words: StaticString...) { self.init(words) }

  /// Whether the bytes of `range` are one of the words.
  func contains(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard range.count <= 8 else {
      for word in long
      where word.utf8CodeUnitCount == range.count
        && bytes.starts(word, at: range.lowerBound, limit: range.upperBound)
      {
        return true
      }
      return false
    }
    // No word holds a zero byte, so that the number says how long it is.
    var packed: UInt64 = 0
    for index in range {
      if bytes[index] == 0 { return false }
      packed = packed << 8 | UInt64(bytes[index])
    }
    var low = 0
    var high = short.count
    while low < high {
      let middle = (low + high) / 2
      if short[middle] < packed { low = middle + 1 } else { high = middle }
    }
    return low < short.count && short[low] == packed
  }

  /// Whether a token is one of the words, in this case.
  func contains(_ token: Token, of bytes: Span<UInt8>) -> Bool { contains(bytes, token.range) }

  /// Whether a key is one of the words.
  func contains(_ key: [UInt8]) -> Bool { contains(key.span, key.indices) }
}
