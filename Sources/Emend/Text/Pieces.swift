/// A stretch of a text that says which bytes of an older text it came from.
///
/// A text is tiled by its pieces. A piece without steps is a copy: `length` is its origin's. A
/// piece with steps stands for its origin in other bytes.
struct Piece: Sendable {
  /// How many bytes of the newer text it covers.
  var length: Int
  /// The bytes of the older text that it stands for, half-open.
  var origin: Range<Int>
  /// Its reasons, a range in the pool of steps; empty for a copy.
  var steps: Range<Int>
  /// The step that moved it to where it stands, an index into the pool; -1 where it stays in order.
  var move: Int = -1

  var isCopy: Bool { steps.isEmpty }

  static func copy(_ range: Range<Int>, move: Int = -1) -> Piece {
    Piece(length: range.count, origin: range, steps: 0..<0, move: move)
  }
}

extension [Piece] {
  /// Chains two descriptions: `older` says where a text came from, `newer` where a still newer
  /// text came from in that one; the result says where the newest came from in the oldest.
  ///
  /// Where a newer piece replaces bytes that are not neighbours in the oldest text (a join over a
  /// caption that has moved), its new bytes stand for the first run and the others become empty.
  /// Where a newer piece cuts into an older replacement, the two become one.
  ///
  /// - Returns: nil where the result would break an older replacement over a move.
  /// - Complexity: linear in both, but for a binary search each.
  static func compose(older: [Piece], newer: [Piece], steps: inout [Step]) -> [Piece]? {
    var composer = PieceComposer(older: older)
    for piece in newer {
      if piece.isCopy {
        guard composer.copy(piece.origin, move: piece.move, steps: &steps) else { return nil }
      } else {
        guard composer.replace(piece, steps: &steps) else { return nil }
      }
    }
    return composer.result
  }
}

/// The state of ``Swift/Array/compose(older:newer:steps:)``.
private struct PieceComposer {
  let older: [Piece]
  /// Where each older piece begins in the middle text; one more than there are pieces.
  let starts: [Int]
  var result: [Piece] = []
  /// The older replacement of which the last piece of the result holds a part, or -1.
  var openIndex = -1
  /// How many bytes of that replacement the result has taken in.
  var openTaken = 0

  init(older: [Piece]) {
    self.older = older
    var starts: [Int] = []
    starts.reserveCapacity(older.count + 1)
    var position = 0
    for piece in older {
      starts.append(position)
      position += piece.length
    }
    starts.append(position)
    self.starts = starts
  }

  /// The older piece that holds the byte at `offset` of the middle text, the last one that begins
  /// there or before.
  func index(at offset: Int) -> Int {
    var low = 0
    var high = older.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// The first older piece that touches `range`; empty pieces at its start are left to the piece
  /// before, unless the range begins the text.
  func firstIndex(touching range: Range<Int>) -> Int {
    var index = index(at: range.lowerBound)
    while index > 0 && starts[index] == range.lowerBound && older[index - 1].length == 0 {
      index -= 1
    }
    return index
  }

  mutating func copy(_ range: Range<Int>, move: Int, steps: inout [Step]) -> Bool {
    var index = firstIndex(touching: range)
    while index < older.count, starts[index] < range.upperBound || older[index].length == 0 {
      let piece = older[index]
      let from = max(range.lowerBound, starts[index])
      let to = min(range.upperBound, starts[index + 1])
      if piece.length == 0 {
        // An empty replacement goes with the text before it, or at the start with the text behind.
        if starts[index] > range.upperBound { break }
        if !isTaken(index) { append(Self.moved(piece, by: move), index: index) }
        index += 1
        continue
      }
      guard from < to else { break }
      if piece.isCopy {
        let offset = piece.origin.lowerBound - starts[index]
        append(.copy((from + offset)..<(to + offset), move: move >= 0 ? move : piece.move), index: -1)
      } else if from == starts[index] && to == starts[index + 1] {
        append(Self.moved(piece, by: move), index: -1)
      } else {
        guard take(to - from, of: index, move: move) else { return false }
      }
      index += 1
    }
    return true
  }

  mutating func replace(_ newer: Piece, steps: inout [Step]) -> Bool {
    var pending = newer
    var first = true
    let range = newer.origin
    if range.isEmpty {
      // An insertion: it stands for no byte, at the place where its neighbours meet.
      let index = index(at: range.lowerBound)
      let piece = older.isEmpty ? Piece.copy(0..<0) : older[index]
      guard piece.isCopy else { return false }
      let at = piece.origin.lowerBound + (range.lowerBound - (older.isEmpty ? 0 : starts[index]))
      pending.origin = at..<at
      if newer.move < 0 { pending.move = piece.move }
      append(pending, index: -1)
      return true
    }
    var index = firstIndex(touching: range)
    while index < older.count, starts[index] < range.upperBound || older[index].length == 0 {
      let piece = older[index]
      if piece.length == 0 && (starts[index] > range.upperBound || isTaken(index)) {
        if starts[index] > range.upperBound { break }
        index += 1
        continue
      }
      let from = max(range.lowerBound, starts[index])
      let to = min(range.upperBound, starts[index + 1])
      guard from < to || piece.length == 0 else { break }
      var part = pending
      part.length = first ? newer.length : 0
      part.move = newer.move >= 0 ? newer.move : piece.move
      if piece.isCopy {
        let offset = piece.origin.lowerBound - starts[index]
        part.origin = (from + offset)..<(to + offset)
        append(part, index: -1, mergingWith: &steps)
      } else {
        // The new bytes take the place of a part of an older replacement: the two become one.
        part.origin = piece.origin
        let start = steps.count
        steps.append(contentsOf: steps[piece.steps])
        steps.append(contentsOf: steps[newer.steps])
        part.steps = start..<steps.count
        let whole = piece.length == 0 || (from == starts[index] && to == starts[index + 1])
        if whole {
          append(part, index: piece.length == 0 ? index : -1, mergingWith: &steps)
        } else if !takeReplaced(part, taken: to - from, of: index, steps: &steps) {
          return false
        }
      }
      first = false
      index += 1
    }
    return !first
  }

  private static func moved(_ piece: Piece, by move: Int) -> Piece {
    var piece = piece
    if move >= 0 { piece.move = move }
    return piece
  }

  /// Whether the empty older piece at `index` stands in the result already.
  private func isTaken(_ index: Int) -> Bool { lastEmptyIndex >= index }
  private var lastEmptyIndex = -1

  private mutating func append(_ piece: Piece, index: Int) {
    if index >= 0 { lastEmptyIndex = max(lastEmptyIndex, index) }
    openIndex = -1
    if let last = result.last, last.isCopy, piece.isCopy, last.move == piece.move,
      last.origin.upperBound == piece.origin.lowerBound
    {
      result[result.count - 1].length += piece.length
      result[result.count - 1].origin = last.origin.lowerBound..<piece.origin.upperBound
      return
    }
    if piece.length == 0 && piece.isCopy { return }
    result.append(piece)
  }

  /// Appends a piece of a replacement, joined to the one before it where that belongs to the same
  /// replacement and they are neighbours in the oldest text.
  private mutating func append(_ piece: Piece, index: Int, mergingWith steps: inout [Step]) {
    if index >= 0 { lastEmptyIndex = max(lastEmptyIndex, index) }
    if let last = result.last, !last.isCopy, last.move == piece.move,
      last.origin.upperBound == piece.origin.lowerBound, openIndex < 0,
      last.steps.upperBound == piece.steps.upperBound || shares(last, piece, steps)
    {
      result[result.count - 1].length += piece.length
      result[result.count - 1].origin = last.origin.lowerBound..<piece.origin.upperBound
      if piece.steps.count > last.steps.count { result[result.count - 1].steps = piece.steps }
      return
    }
    openIndex = -1
    result.append(piece)
  }

  private func shares(_ a: Piece, _ b: Piece, _ steps: [Step]) -> Bool {
    guard let x = a.steps.last, let y = b.steps.last else { return false }
    return steps[x] == steps[y]
  }

  /// Takes `count` unchanged bytes of the older replacement at `index`, of which another part is
  /// replaced anew: both go into one piece.
  private mutating func take(_ count: Int, of index: Int, move: Int) -> Bool {
    let piece = older[index]
    if openIndex == index {
      result[result.count - 1].length += count
      openTaken += count
      return true
    }
    guard !opened.contains(index) else { return false }
    opened.append(index)
    var part = Self.moved(piece, by: move)
    part.length = count
    result.append(part)
    openIndex = index
    openTaken = count
    return true
  }

  private mutating func takeReplaced(
    _ part: Piece, taken: Int, of index: Int, steps: inout [Step]
  ) -> Bool {
    if openIndex == index {
      result[result.count - 1].length += part.length
      result[result.count - 1].steps = part.steps
      openTaken += taken
      return true
    }
    guard !opened.contains(index) else { return false }
    opened.append(index)
    if let last = result.last, !last.isCopy, last.move == part.move,
      last.origin.upperBound == part.origin.lowerBound, shares(last, part, steps)
    {
      result[result.count - 1].length += part.length
      result[result.count - 1].origin = last.origin.lowerBound..<part.origin.upperBound
      result[result.count - 1].steps = part.steps
    } else {
      result.append(part)
    }
    openIndex = index
    openTaken = taken
    return true
  }
  /// The older replacements that have been cut into, so that no second piece claims their origin.
  private var opened: [Int] = []
}
