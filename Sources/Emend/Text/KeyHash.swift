/// The hash by which spellings are interned: words of eight bytes, little-endian, the last padded
/// with zeros, mixed one after another; then the length.
///
/// It decides nothing but places in a table, so collisions cost time only; texts made to collide
/// are slow, not wrong.
enum KeyHash {
  @inline(__always)
  static func mix(_ hash: UInt64, _ chunk: UInt64) -> UInt64 {
    let product = (hash ^ chunk) &* 0x9E37_79B9_7F4A_7C15
    return product ^ (product &>> 29)
  }

  @inline(__always)
  static func finish(_ hash: UInt64, length: Int) -> UInt64 {
    let product = (hash ^ UInt64(truncatingIfNeeded: length)) &* 0xD6E8_FEB8_6659_FD93
    return product ^ (product &>> 32)
  }

  /// Eight bytes from `offset` on, the first one lowest.
  @inline(__always)
  static func load(_ bytes: Span<UInt8>, at offset: Int) -> UInt64 {
    // Unsafe: only in giving bytes a type, which an integer takes from any bits. Callers have seen
    // that eight bytes are there, and the load checks it again.
    UInt64(
      littleEndian: unsafe bytes.bytes.unsafeLoadUnaligned(
        fromByteOffset: offset, as: UInt64.self))
  }

  /// The same where the caller knows that eight bytes are there, and would only look at the bounds twice.
  @inline(__always)
  static func load(_ bytes: Span<UInt8>, uncheckedAt offset: Int) -> UInt64 {
    // Unsafe: each caller says how it knows that the eight bytes lie within the span; an integer takes
    // any bits.
    UInt64(
      littleEndian: unsafe bytes.bytes.unsafeLoadUnaligned(
        fromUncheckedByteOffset: offset, as: UInt64.self))
  }

  /// Writes eight bytes from `offset` on, the lowest first.
  @inline(__always)
  static func store(_ eight: UInt64, to bytes: inout MutableSpan<UInt8>, at offset: Int) {
    // Unsafe: only in taking the type from bytes, which take any bits. The store checks that eight of
    // them are there.
    var raw = unsafe bytes.mutableBytes
    raw.storeBytes(of: eight.littleEndian, toByteOffset: offset, as: UInt64.self)
  }

  /// The first eight bytes and the hash of any range.
  @inline(__always)
  static func of(_ bytes: Span<UInt8>, _ range: Range<Int>) -> (first: UInt64, hash: UInt64) {
    // The last load may reach seven bytes behind the range: within the span, as all before it.
    let length = range.upperBound &- range.lowerBound
    guard range.lowerBound >= 0, range.upperBound &+ 7 <= bytes.count, length > 0 else {
      return atEnd(bytes, range)
    }
    // What of the last eight bytes belongs to the range.
    let last = ~0 as UInt64 &>> UInt64(truncatingIfNeeded: (8 &- length) &* 8)
    var chunk = load(bytes, uncheckedAt: range.lowerBound)
    if length <= 8 {
      chunk &= last
      return (chunk, finish(mix(0, chunk), length: length))
    }
    let first = chunk
    var hash = mix(0, first)
    var position = range.lowerBound &+ 8
    while position &+ 8 < range.upperBound {
      hash = mix(hash, load(bytes, uncheckedAt: position))
      position &+= 8
    }
    return (first, finish(mix(hash, load(bytes, uncheckedAt: position) & last), length: length))
  }

  /// The same for a range that is empty or ends where eight bytes can no longer be loaded.
  private static func atEnd(
    _ bytes: Span<UInt8>, _ range: Range<Int>
  ) -> (first: UInt64, hash: UInt64) {
    var hash: UInt64 = 0
    var first: UInt64 = 0
    var position = range.lowerBound
    while position < range.upperBound {
      var chunk: UInt64 = 0
      let count = min(8, range.upperBound - position)
      let last = bytes.count - 8
      if last >= 0 {
        let start = min(position, last)
        chunk = load(bytes, at: start) &>> UInt64((position - start) * 8)
        if count < 8 { chunk &= (1 as UInt64) &<< UInt64(count * 8) &- 1 }
      } else {
        for index in 0..<count { chunk |= UInt64(bytes[position + index]) &<< UInt64(index * 8) }
      }
      if position == range.lowerBound { first = chunk }
      hash = mix(hash, chunk)
      position += count
    }
    return (first, finish(hash, length: range.count))
  }
}
