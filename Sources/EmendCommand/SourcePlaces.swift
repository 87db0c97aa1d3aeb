import Emend

/// Turns the byte offsets of findings into lines and columns of the source, both from 1.
///
/// A column counts characters (Unicode scalars); a line ends in LF, CR or both. Of the source only
/// the end is held: what the cleaner itself may still hold and speak of.
struct SourcePlaces {
  /// How many bytes of the source are held at least, once there are so many.
  private let capacity: Int
  private var encoding = SourceEncoding.utf8
  private var held: [UInt8] = []
  /// The source offset at which `held` begins.
  private var heldFrom = 0
  /// A place before which nothing is asked any more.
  private var start = Position()
  /// How far the last answer went: findings come nearly in order.
  private var last = Position()

  private struct Position {
    /// Offset into the source as it came.
    var raw = 0
    /// Offset into its UTF-8 transcription, of which findings speak.
    var text = 0
    var line = 1
    var column = 1
    var followsCR = false
  }

  /// - Parameter window: the size of the cleaner's window. It holds two at most and what was read
  ///   last; UTF-16 takes up to twice the bytes of its transcription.
  init(holding window: Int) { capacity = 2 * (2 * window + 2 * Input.pieceSize) }

  /// Takes the next piece of the source.
  mutating func take(_ piece: Span<UInt8>) {
    held.append(addingCapacity: piece.count) { out in
      for index in piece.indices { out.append(piece[index]) }
    }
    guard held.count > 2 * capacity else { return }
    let keptFrom = heldFrom + held.count - capacity
    while start.raw < keptFrom, let next = position(behind: start) { start = next }
    if last.raw < start.raw { last = start }
    held.removeFirst(start.raw - heldFrom)
    heldFrom = start.raw
  }

  /// The source has been recognised.
  mutating func begin(_ encoding: SourceEncoding) { self.encoding = encoding }

  /// The line and column of an offset into the transcription.
  mutating func place(of offset: Int) -> (line: Int, column: Int) {
    if last.text > offset { last = start }
    while last.text < offset, let next = position(behind: last) { last = next }
    return (last.line, last.column)
  }

  /// One byte further, or one unit of UTF-16; nil at the end of what is held.
  private func position(behind position: Position) -> Position? {
    let index = position.raw - heldFrom
    let unit: UInt16
    var next = position
    if encoding == .utf8 {
      guard index < held.count else { return nil }
      unit = UInt16(held[index])
      next.raw += 1
      next.text += 1
      // Bytes that go on with a scalar are no characters of their own.
      if unit & 0xC0 == 0x80 { return next }
    } else {
      guard index + 1 < held.count else { return nil }
      let isBigEndian = encoding == .utf16BigEndian
      unit =
        UInt16(held[index + (isBigEndian ? 0 : 1)]) << 8
        | UInt16(held[index + (isBigEndian ? 1 : 0)])
      next.raw += 2
      switch unit {
      case 0..<0x80: next.text += 1
      case 0x80..<0x800: next.text += 2
      // Two surrogates make four bytes; the lead counts three of them, as it does alone.
      case 0xDC00..<0xE000 where isLead(before: index):
        next.text += 1
        return next
      default: next.text += 3
      }
    }
    let isLF = unit == 0x0A
    if isLF && position.followsCR {
      // The CR has opened the line already.
    } else if isLF || unit == 0x0D {
      next.line += 1
      next.column = 1
    } else if unit != 0xFEFF || position.raw != 0 {
      next.column += 1
    }
    next.followsCR = unit == 0x0D
    return next
  }

  private func isLead(before index: Int) -> Bool {
    guard index >= 2 else { return false }
    return held[index - (encoding == .utf16BigEndian ? 2 : 1)] & 0xFC == 0xD8
  }
}
