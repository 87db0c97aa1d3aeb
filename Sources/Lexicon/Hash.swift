extension Lexicon {
  /// The hash of a key: fast, the same on every machine, and part of the image's format.
  ///
  /// The key is read as little-endian words of 8 bytes, the last padded with zeros. With
  /// `fold(a, b)` for the exclusive or of the two halves of the 128-bit product, the hash is
  ///
  ///     h = 0x9E3779B97F4A7C15 ^ (length &* 0xD6E8FEB86659FD93)
  ///     for each word: h = fold(h ^ word, 0xA0761D6478BD642F)
  ///     hash = fold(h, 0xE7037ED1A0B428DB)
  ///
  /// It is public so that whoever interns the words of a document computes it once for both. It is
  /// no defence against keys that were chosen to collide.
  @inlinable
  public static func hash(_ key: Span<UInt8>) -> UInt64 {
    // Unsafe: only for elements with padding, which a byte has not.
    unsafe hash(key.bytes)
  }

  /// The hash of a pair of words, from their own hashes.
  @inlinable
  public static func hash(left: UInt64, right: UInt64) -> UInt64 {
    fold(((left << 23) | (left >> 41)) ^ right, 0x8EBC_6AF0_9C88_C6E3)
  }

  @inlinable @inline(__always)
  static func hash(_ bytes: RawSpan) -> UInt64 {
    hash(bytes, first: word(of: bytes, at: 0), second: word(of: bytes, at: 8))
  }

  /// The hash, where the first two words are known: a look-up needs them again.
  @inlinable @inline(__always)
  static func hash(_ bytes: RawSpan, first: UInt64, second: UInt64) -> UInt64 {
    let count = bytes.byteCount
    let seed = 0x9E37_79B9_7F4A_7C15 ^ (UInt64(truncatingIfNeeded: count) &* 0xD6E8_FEB8_6659_FD93)
    if count == 0 { return fold(seed, 0xE703_7ED1_A0B4_28DB) }
    var hash = fold(seed ^ first, 0xA076_1D64_78BD_642F)
    if count > 8 {
      hash = fold(hash ^ second, 0xA076_1D64_78BD_642F)
      var offset = 16
      while offset < count {
        hash = fold(hash ^ word(of: bytes, at: offset), 0xA076_1D64_78BD_642F)
        offset &+= 8
      }
    }
    return fold(hash, 0xE703_7ED1_A0B4_28DB)
  }

  @inlinable @inline(__always)
  static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  /// The 8 bytes at a multiple of 8, padded with zeros where the bytes end; 0 behind the end.
  ///
  /// Never a byte outside is read: a short end is put together from loads that overlap.
  @inlinable @inline(__always)
  static func word(of bytes: RawSpan, at offset: Int) -> UInt64 {
    let count = bytes.byteCount
    let left = count &- offset
    // Unsafe: the loads give bytes a type, and integers accept any bits. Each is
    // in bounds by the comparison before it, and the load itself checks again.
    if left >= 8 {
      return unsafe UInt64(
        littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
    if left <= 0 { return 0 }
    if count >= 8 {
      let last = unsafe UInt64(
        littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: count &- 8, as: UInt64.self))
      return last &>> UInt64((8 &- left) &* 8)
    }
    if left >= 4 {
      let low = unsafe UInt32(
        littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
      let high = unsafe UInt32(
        littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
      return UInt64(low) | UInt64(high) &<< UInt64((left &- 4) &* 8)
    }
    let middle = left >> 1
    let first = unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    let second = unsafe bytes.unsafeLoad(fromByteOffset: offset &+ middle, as: UInt8.self)
    let last = unsafe bytes.unsafeLoad(fromByteOffset: count &- 1, as: UInt8.self)
    return UInt64(first) | UInt64(second) &<< UInt64(middle &* 8)
      | UInt64(last) &<< UInt64((left &- 1) &* 8)
  }
}
