import Emend

/// Some of an input that is cleaned at once.
struct RecordBatch: Sendable {
  var bytes: [UInt8]
  /// Whole lines; else a part of a line that is too long to be held, which stays as it is.
  var isWhole = true
  /// Of a line in parts: whether this is its first one.
  var isFirstPart = false
}

/// Cuts an input into batches of whole lines.
struct RecordCutter {
  /// A line that is longer is passed through: what is to be cleaned has to be held.
  static let longestLine = 64 << 20

  private var pending: [UInt8] = []
  /// Whether a byte order mark may still come.
  private var isStart = true
  private var isInLongLine = false

  /// Takes the next piece of input, and gives on what is whole now.
  mutating func take(_ piece: Span<UInt8>, _ give: (RecordBatch) throws -> Void) throws {
    var rest = piece
    if isInLongLine {
      let end = RecordCleaner.endOfLine(rest, 0)
      isInLongLine = rest[end - 1] != 0x0A
      var part: [UInt8] = []
      JSONText.append(rest, 0..<end, to: &part)
      try give(RecordBatch(bytes: part, isWhole: false))
      rest = rest.extracting(end..<rest.count)
    }
    var whole = rest.count
    while whole > 0, rest[whole - 1] != 0x0A { whole -= 1 }
    if whole > 0 {
      JSONText.append(rest, 0..<whole, to: &pending)
      try giveWhole(give)
    }
    JSONText.append(rest, whole..<rest.count, to: &pending)
    if pending.count > Self.longestLine {
      try give(RecordBatch(bytes: pending, isWhole: false, isFirstPart: true))
      pending = []
      isInLongLine = true
    }
  }

  /// The input is over: the last line may lack its end.
  mutating func finish(_ give: (RecordBatch) throws -> Void) throws {
    if !pending.isEmpty { try giveWhole(give) }
  }

  private mutating func giveWhole(_ give: (RecordBatch) throws -> Void) throws {
    if isStart, pending.starts(with: [0xEF, 0xBB, 0xBF]) {
      try give(RecordBatch(bytes: Array(pending[..<3]), isWhole: false))
      pending.removeFirst(3)
    }
    isStart = false
    try give(RecordBatch(bytes: pending))
    pending = []
  }
}
