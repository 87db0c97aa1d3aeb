/// A stretch of an older text that stands at another place of the newer one.
struct MovedStretch {
  /// Where it stood, half-open.
  var range: Range<Int>
  /// The place in the older text before which it stands now, within no stretch that moves.
  var target: Int
  /// The step that is its reason, an index into the pool.
  var step: Int
}

extension [Piece] {
  /// What has to move so that the older text gets the order of this one, in the order of this one.
  ///
  /// What moves to one place stands there in the order of the older text. Where the newer one has it the
  /// other way round (a page's end behind the sentence that ran over it, and a caption behind both), it
  /// is the sentence that must be said to move, not the page's end; or else the two go to two places
  /// which are next to each other once what stood between them has moved away. Every order can be said
  /// so. What has moved is said to move wherever that will do; elsewhere as few bytes as possible.
  ///
  /// - Complexity: linear, but for sorting, and for the square of what one move or more have mixed up,
  ///   up to a limit.
  func movedStretches() -> [MovedStretch] {
    contains { $0.move >= 0 } ? MoveFinder(self).moves() : []
  }
}

/// The state of ``Swift/Array/movedStretches()``.
///
/// Stretches that are neighbours in both texts move together or stay together: a chunk. Between two
/// chunks that stay and follow each other, what stands there in the newer text falls into runs that are in
/// the order of the older one, and each run needs a place of its own. There are as many as there are ends
/// of chunks between the two in the older text, where all of them have moved away.
private struct MoveFinder {
  private struct Chunk {
    var range: Range<Int>
    var isMoved: Bool
    /// The step that moved it, or else would be the reason if it had to move: the step that moved the next
    /// chunk, or the last.
    var step: Int
    /// How many chunks stand before it in the older text.
    var rank = 0
  }

  /// More chunks mixed up with each other than this all move.
  private static let mostMixed = 1024

  /// In the order of the newer text.
  private var chunks: [Chunk] = []
  /// Where the chunks begin in the older text, in its order, and where the last ends.
  private var starts: [Int] = []
  /// How many chunks up to each one stand in the older text before the one that they follow here.
  private var descents: [Int] = []

  init(_ pieces: [Piece]) {
    var lastMove = -1
    for piece in pieces {
      if let last = chunks.last, last.range.upperBound == piece.origin.lowerBound,
        lastMove == piece.move
      {
        chunks[chunks.count - 1].range = last.range.lowerBound..<piece.origin.upperBound
      } else {
        chunks.append(Chunk(range: piece.origin, isMoved: piece.move >= 0, step: piece.move))
      }
      lastMove = piece.move
    }
    var near = chunks.last { $0.isMoved }?.step ?? -1
    for index in chunks.indices.reversed() {
      if chunks[index].isMoved { near = chunks[index].step } else { chunks[index].step = near }
    }
    let order = chunks.indices.sorted {
      (chunks[$0].range.lowerBound, $0) < (chunks[$1].range.lowerBound, $1)
    }
    for (rank, index) in order.enumerated() {
      chunks[index].rank = rank
      starts.append(chunks[index].range.lowerBound)
    }
    if let last = order.last { starts.append(chunks[last].range.upperBound) }
    var count = 0
    for index in chunks.indices {
      if index > 0, chunks[index].rank < chunks[index - 1].rank { count += 1 }
      descents.append(count)
    }
  }

  func moves() -> [MovedStretch] {
    var result: [MovedStretch] = []
    // Chunks that are mixed up with each other, and with no others, are looked at by themselves.
    var first = 0
    var highest = 0
    for index in chunks.indices {
      highest = max(highest, chunks[index].rank)
      guard highest == index else { continue }
      let mixed = first..<(index + 1)
      if mixed.count > 1 {
        var stays = mixed.filter { !chunks[$0].isMoved }
        if !canStay(stays, of: mixed) { stays = mostThatCanStay(of: mixed) }
        appendMoves(of: mixed, stays: stays, to: &result)
      }
      first = index + 1
    }
    return result
  }

  /// How many chunks stand before one in the older text; one that is not among those mixed up, before them
  /// or behind, has its place in both.
  private func rank(_ index: Int, of mixed: Range<Int>) -> Int {
    mixed.contains(index) ? chunks[index].rank : index
  }

  /// In how many runs the chunks between two stand, if there are any, less one.
  private func descents(between index: Int, _ next: Int) -> Int {
    next - index > 2 ? descents[next - 1] - descents[index + 1] : 0
  }

  /// Whether two chunks can be neighbours among those that stay.
  private func canFollow(_ next: Int, after index: Int, of mixed: Range<Int>) -> Bool {
    descents(between: index, next) < rank(next, of: mixed) - rank(index, of: mixed)
  }

  private func canStay(_ stays: [Int], of mixed: Range<Int>) -> Bool {
    var last = mixed.lowerBound - 1
    for next in stays + [mixed.upperBound] {
      guard canFollow(next, after: last, of: mixed) else { return false }
      last = next
    }
    return true
  }

  /// The chunks with the most bytes that can stay.
  private func mostThatCanStay(of mixed: Range<Int>) -> [Int] {
    guard mixed.count <= Self.mostMixed else { return [] }
    // The most bytes that can stay where this chunk is the last that stays, and the one before it; behind
    // them the same of all.
    let before = mixed.lowerBound - 1
    var best = [Int](repeating: -1, count: mixed.count + 1)
    var previous = [Int](repeating: before, count: mixed.count + 1)
    for next in mixed.lowerBound...mixed.upperBound {
      let place = next - mixed.lowerBound
      let weight = mixed.contains(next) ? chunks[next].range.count + 1 : 0
      for index in before..<next where canFollow(next, after: index, of: mixed) {
        let sum = index == before ? 0 : best[index - mixed.lowerBound]
        if sum >= 0, sum + weight > best[place] {
          best[place] = sum + weight
          previous[place] = index
        }
      }
    }
    var stays: [Int] = []
    var last = previous[mixed.count]
    while last != before {
      stays.append(last)
      last = previous[last - mixed.lowerBound]
    }
    return stays.reversed()
  }

  private func appendMoves(of mixed: Range<Int>, stays: [Int], to result: inout [MovedStretch]) {
    var last = mixed.lowerBound - 1
    for next in stays + [mixed.upperBound] {
      // The last run goes right before the chunk that stays, the one before it one end of a chunk earlier.
      var target = rank(next, of: mixed) - descents(between: last, next)
      for index in (last + 1)..<next {
        let chunk = chunks[index]
        if index > last + 1, chunk.rank < chunks[index - 1].rank { target += 1 }
        result.append(
          MovedStretch(range: chunk.range, target: starts[target], step: chunk.step))
      }
      last = next
    }
  }
}
