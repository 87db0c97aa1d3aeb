/// XXH64 with seed 0, the 64-bit checksum of the log, fed in pieces.
///
/// Yann Collet's xxHash specification, version 0.1.1, is the definition; it guards against mix-ups
/// and damage, not against forgery.
public struct Checksum: Sendable {
  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

  private var lane1: UInt64 = prime1 &+ prime2
  private var lane2: UInt64 = prime2
  private var lane3: UInt64 = 0
  private var lane4: UInt64 = 0 &- prime1
  private var pending: [UInt8] = []
  /// How many bytes it has seen.
  public private(set) var length = 0

  public init() {}

  /// Adds the bytes behind those seen so far.
  public mutating func update(_ bytes: Span<UInt8>) {
    length += bytes.count
    var index = 0
    if !pending.isEmpty {
      while pending.count < 32 && index < bytes.count {
        pending.append(bytes[index])
        index += 1
      }
      guard pending.count == 32 else { return }
      let full = pending
      stripe(full.span, 0)
      pending.removeAll(keepingCapacity: true)
    }
    while index + 32 <= bytes.count {
      stripe(bytes, index)
      index += 32
    }
    while index < bytes.count {
      pending.append(bytes[index])
      index += 1
    }
  }

  /// The checksum of all bytes seen.
  public var value: UInt64 {
    var hash: UInt64
    if length >= 32 {
      hash =
        Self.rotate(lane1, 1) &+ Self.rotate(lane2, 7) &+ Self.rotate(lane3, 12)
        &+ Self.rotate(lane4, 18)
      for lane in [lane1, lane2, lane3, lane4] {
        hash = (hash ^ Self.round(0, lane)) &* Self.prime1 &+ Self.prime4
      }
    } else {
      hash = Self.prime5
    }
    hash &+= UInt64(length)
    let rest = pending.span
    var index = 0
    while index + 8 <= rest.count {
      hash ^= Self.round(0, Self.load64(rest, index))
      hash = Self.rotate(hash, 27) &* Self.prime1 &+ Self.prime4
      index += 8
    }
    if index + 4 <= rest.count {
      var word: UInt64 = 0
      for byte in 0..<4 { word |= UInt64(rest[index + byte]) << UInt64(8 * byte) }
      hash ^= word &* Self.prime1
      hash = Self.rotate(hash, 23) &* Self.prime2 &+ Self.prime3
      index += 4
    }
    while index < rest.count {
      hash ^= UInt64(rest[index]) &* Self.prime5
      hash = Self.rotate(hash, 11) &* Self.prime1
      index += 1
    }
    hash ^= hash >> 33
    hash &*= Self.prime2
    hash ^= hash >> 29
    hash &*= Self.prime3
    hash ^= hash >> 32
    return hash
  }

  /// The checksum as 16 hexadecimal digits.
  public var description: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// The checksum of bytes that are all there.
  public static func of(_ bytes: Span<UInt8>) -> Checksum {
    var checksum = Checksum()
    checksum.update(bytes)
    return checksum
  }

  @inline(__always)
  private mutating func stripe(_ bytes: Span<UInt8>, _ index: Int) {
    lane1 = Self.round(lane1, Self.load64(bytes, index))
    lane2 = Self.round(lane2, Self.load64(bytes, index + 8))
    lane3 = Self.round(lane3, Self.load64(bytes, index + 16))
    lane4 = Self.round(lane4, Self.load64(bytes, index + 24))
  }

  @inline(__always)
  private static func load64(_ bytes: Span<UInt8>, _ index: Int) -> UInt64 {
    // Unsafe: eight bytes lie in bounds, since every caller has compared with the count. UInt64 has no padding
    // and takes any bits, so loading it unaligned is sound.
    UInt64(
      littleEndian: unsafe bytes.bytes.unsafeLoadUnaligned(
        fromUncheckedByteOffset: index, as: UInt64.self))
  }

  @inline(__always)
  private static func round(_ lane: UInt64, _ input: UInt64) -> UInt64 {
    rotate(lane &+ input &* prime2, 31) &* prime1
  }

  @inline(__always)
  private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 {
    value << count | value >> (64 - count)
  }
}
