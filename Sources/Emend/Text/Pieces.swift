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
    if older.count == 1, let only = older.first, only.isCopy, only.move < 0 {
      return newer.shifted(by: only.origin.lowerBound)
    }
    var composer = PieceComposer(older: older)
    for (index, piece) in newer.enumerated() {
      guard composer.add(piece, number: index) else { return nil }
    }
    composer.addEmptyText()
    return composer.finished(steps: &steps)
  }

  /// The same pieces where the text that they came from is a stretch of another one that begins so many
  /// bytes into it.
  private func shifted(by distance: Int) -> [Piece] {
    var result: [Piece] = []
    result.reserveCapacity(count)
    for var piece in self where !piece.isCopy || piece.length > 0 {
      piece.origin =
        (piece.origin.lowerBound + distance)..<(piece.origin.upperBound + distance)
      if let last = result.last, last.isCopy, piece.isCopy, last.move == piece.move,
        last.origin.upperBound == piece.origin.lowerBound
      {
        result[result.count - 1] = .copy(
          last.origin.lowerBound..<piece.origin.upperBound, move: last.move)
      } else {
        result.append(piece)
      }
    }
    return result
  }
}

/// The state of ``Swift/Array/compose(older:newer:steps:)``.
///
/// Each newer piece is cut where the older ones begin and end. Parts of one older replacement belong
/// together again, and so do neighbours that one newer replacement has made.
private struct PieceComposer {
  /// A piece of the result, while it grows.
  private struct Draft {
    var length: Int
    var origin: Range<Int>
    /// Its reasons, ranges in the pool of steps.
    var steps: [Range<Int>]
    var move: Int
    /// The older replacement that it took in last, or -1.
    var older: Int
    /// The newer replacement that it took in last, or -1.
    var newer: Int
    var isCopy: Bool { steps.isEmpty }
  }

  let older: [Piece]
  /// Where each older piece begins in the middle text; one more than there are pieces.
  let starts: [Int]
  private var drafts: [Draft] = []
  /// The older replacements of which a part stands in the result.
  private var taken: [Bool]

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
    taken = [Bool](repeating: false, count: older.count)
  }

  /// The first older piece that a newer one over `range` has to do with.
  ///
  /// An empty older piece, a deletion, goes with the byte before it, and at the start of the text
  /// with the byte behind.
  private func first(in range: Range<Int>) -> Int {
    if range.lowerBound == 0 { return 0 }
    // The first piece that ends behind the range's start.
    return starts.dropFirst().partitioningIndex { $0 > range.lowerBound } - 1
  }

  /// Adds a newer piece; says whether it can be told in terms of the oldest text.
  mutating func add(_ piece: Piece, number: Int) -> Bool {
    let range = piece.origin
    if range.isEmpty {
      return piece.isCopy || insert(piece, number: number)
    }
    var index = first(in: range)
    var isFirst = true
    while index < older.count,
      starts[index] < range.upperBound
        || older[index].length == 0 && starts[index] == range.upperBound
    {
      let it = older[index]
      let from = max(range.lowerBound, starts[index])
      let to = min(range.upperBound, starts[index + 1])
      // A deletion at the range's start belongs to the byte before it.
      let isForeign = it.length == 0 && starts[index] == range.lowerBound && range.lowerBound > 0
      if !isForeign, it.length == 0 || from < to {
        var draft = Draft(
          length: piece.isCopy ? to - from : isFirst ? piece.length : 0, origin: it.origin,
          steps: it.isCopy ? [] : [it.steps], move: piece.move >= 0 ? piece.move : it.move,
          older: it.isCopy ? -1 : index, newer: piece.isCopy ? -1 : number)
        if it.isCopy {
          let shift = it.origin.lowerBound - starts[index]
          draft.origin = (from + shift)..<(to + shift)
        }
        if !piece.isCopy { draft.steps.append(piece.steps) }
        guard append(draft) else { return false }
        isFirst = false
      }
      index += 1
    }
    return !isFirst
  }

  private mutating func insert(_ piece: Piece, number: Int) -> Bool {
    let at = piece.origin.lowerBound
    let index = first(in: at..<(at + 1))
    var draft = Draft(
      length: piece.length, origin: 0..<0, steps: [piece.steps], move: piece.move, older: -1,
      newer: number)
    if index < older.count {
      let it = older[index]
      if it.isCopy {
        let place = it.origin.lowerBound + at - starts[index]
        draft.origin = place..<place
      } else if at == starts[index] {
        draft.origin = it.origin.lowerBound..<it.origin.lowerBound
      } else {
        // Within an older replacement: it takes the insertion in.
        draft.origin = it.origin
        draft.older = index
        draft.steps.insert(it.steps, at: 0)
      }
      if draft.move < 0 { draft.move = it.move }
    } else if let last = older.last {
      draft.origin = last.origin.upperBound..<last.origin.upperBound
    }
    return append(draft)
  }

  /// A text without a byte has no newer piece to carry its deletions.
  mutating func addEmptyText() {
    guard starts[older.count] == 0 else { return }
    for (index, it) in older.enumerated() where !taken[index] && !it.isCopy {
      _ = append(
        Draft(
          length: 0, origin: it.origin, steps: [it.steps], move: it.move, older: index, newer: -1)
      )
    }
  }

  private mutating func append(_ draft: Draft) -> Bool {
    let last = drafts.count - 1
    if draft.older >= 0 {
      if taken[draft.older] {
        // Another part of an older replacement: it has to follow the first at once.
        guard last >= 0, drafts[last].older == draft.older, drafts[last].move == draft.move else {
          return false
        }
        extend(last, by: draft)
        return true
      }
      taken[draft.older] = true
    }
    if last >= 0, drafts[last].move == draft.move,
      drafts[last].origin.upperBound == draft.origin.lowerBound,
      drafts[last].isCopy && draft.isCopy
        || draft.newer >= 0 && drafts[last].newer == draft.newer
    {
      extend(last, by: draft)
      return true
    }
    drafts.append(draft)
    return true
  }

  private mutating func extend(_ index: Int, by draft: Draft) {
    drafts[index].length += draft.length
    drafts[index].origin =
      drafts[index].origin
      .lowerBound..<max(drafts[index].origin.upperBound, draft.origin.upperBound)
    // What was done last stays last.
    if !draft.steps.allSatisfy(drafts[index].steps.contains) {
      drafts[index].steps.removeAll { draft.steps.contains($0) }
      drafts[index].steps.append(contentsOf: draft.steps)
    }
    if draft.older >= 0 { drafts[index].older = draft.older }
    drafts[index].newer = draft.newer
  }

  /// The pieces; reasons that came together are put next to each other in the pool.
  func finished(steps: inout [Step]) -> [Piece] {
    drafts.map { draft in
      var range = draft.steps.first ?? 0..<0
      if draft.steps.count > 1 {
        // Copied out first: a slice of the pool would hold on to it, and appending copy it whole.
        var all = draft.steps.flatMap { Array(steps[$0]) }
        if all.count > 8 {
          // What several stages undo and do again has each reason once: the last time.
          var known: Set<Step> = []
          all = all.reversed().filter { known.insert($0).inserted }.reversed()
        }
        range = steps.count..<(steps.count + all.count)
        steps.append(contentsOf: all)
      }
      return Piece(length: draft.length, origin: draft.origin, steps: range, move: draft.move)
    }
  }
}
