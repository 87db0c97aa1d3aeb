/// One reason for a change: which stage proposed it, by which rule, how sure it was, and why.
public struct Step: Sendable, Hashable {
  /// The stage, by the name that `--stages` and `emend explain` know.
  public var stage: String
  /// The rule within the stage, a short name in kebab case.
  public var rule: String
  /// How sure the stage was that the change is right, 0 to 1.
  public var confidence: Double
  /// One sentence: the evidence that decided.
  public var reason: String

  public init(stage: String, rule: String, confidence: Double, reason: String) {
    self.stage = stage
    self.rule = rule
    self.confidence = confidence
    self.reason = reason
  }
}

/// A piece of the source that the output holds in other bytes.
public struct Replacement: Sendable, Hashable {
  /// What is replaced: byte offsets into the source, half-open. Empty for an insertion.
  public var range: Range<Int>
  /// The bytes that stood there. Kept so that the output can be undone.
  public var original: [UInt8]
  /// The bytes that stand there now.
  public var bytes: [UInt8]
  /// The reasons, in the order in which the stages touched the place; never empty.
  public var steps: [Step]

  public init(range: Range<Int>, original: [UInt8], bytes: [UInt8], steps: [Step]) {
    self.range = range
    self.original = original
    self.bytes = bytes
    self.steps = steps
  }
}

/// A piece of the source that the output holds at another place.
public struct Move: Sendable, Hashable {
  /// What is moved: byte offsets into the source, half-open, never empty.
  public var range: Range<Int>
  /// The source offset before which it now stands; outside every moved range.
  public var target: Int
  /// The reasons.
  public var steps: [Step]

  public init(range: Range<Int>, target: Int, steps: [Step]) {
    self.range = range
    self.target = target
    self.steps = steps
  }
}

/// A change to the source.
///
/// Both kinds speak of the source only, never of each other's result. Replacements do not overlap;
/// moves neither overlap nor nest, no replacement straddles the end of a move, and a move's target
/// lies outside every move. The output is the source in the order that the moves give, with the
/// replacements made.
public enum Edit: Sendable, Hashable {
  case replacement(Replacement)
  case move(Move)

  /// The source bytes that the edit speaks of, half-open.
  public var range: Range<Int> {
    switch self {
    case .replacement(let replacement): replacement.range
    case .move(let move): move.range
    }
  }

  /// The reasons for it.
  public var steps: [Step] {
    switch self {
    case .replacement(let replacement): replacement.steps
    case .move(let move): move.steps
    }
  }
}

/// A defect that was seen and deliberately not changed.
public struct Finding: Sendable, Hashable {
  /// Where: byte offsets into the source, half-open.
  public var range: Range<Int>
  /// The bytes that stand there, at most 80 of them.
  public var excerpt: [UInt8]
  /// Which stage saw it, by which rule, how sure it is that this is a defect, and what it is.
  public var step: Step

  public init(range: Range<Int>, excerpt: [UInt8], step: Step) {
    self.range = range
    self.excerpt = excerpt
    self.step = step
  }
}

extension Edit {
  /// Makes the edits of one stretch of source.
  ///
  /// - Parameters:
  ///   - edits: in source order, valid by the rules of ``Edit``, all within `source`.
  ///   - source: the bytes of the stretch.
  ///   - base: the source offset of its first byte.
  /// - Returns: the output of the stretch, or nil where the edits break the rules.
  /// - Complexity: linear in source, edits and output, but for sorting the moves.
  static func apply(_ edits: [Edit], to source: Span<UInt8>, base: Int = 0) -> [UInt8]? {
    guard let parts = layout(of: edits, from: base, to: base + source.count) else { return nil }
    var output: [UInt8] = []
    output.reserveCapacity(source.count)
    for part in parts {
      switch part {
      case .copy(let range):
        source.append((range.lowerBound - base)..<(range.upperBound - base), to: &output)
      case .replace(let replacement): output.append(contentsOf: replacement.bytes)
      }
    }
    return output
  }

  /// Whether edits of one stretch of source give a text, as ``apply(_:to:base:)`` would make it.
  static func apply(_ edits: [Edit], to source: Span<UInt8>, give text: Span<UInt8>) -> Bool {
    guard let parts = layout(of: edits, from: 0, to: source.count) else { return false }
    var position = 0
    for part in parts {
      let start = position
      switch part {
      case .copy(let range):
        position += range.count
        guard position <= text.count, text.equals(start..<position, source, range) else {
          return false
        }
      case .replace(let replacement):
        let bytes = replacement.bytes
        position += bytes.count
        guard position <= text.count, text.equals(start..<position, bytes.span, bytes.indices)
        else { return false }
      }
    }
    return position == text.count
  }

  /// A part of the output, in output order.
  public enum Part: Sendable {
    /// The source's bytes in this range.
    case copy(Range<Int>)
    /// What stands in the place of a replacement's range.
    case replace(Replacement)
  }

  /// The parts of which the output consists, in its order; nil where the edits break the rules.
  ///
  /// An insertion stands before the byte at its offset, wherever that byte has moved to; at the
  /// text's end it stands behind the last byte.
  ///
  /// - Parameters:
  ///   - edits: edits of a stretch of the source, in source order.
  ///   - start: the byte offset at which the stretch begins.
  ///   - end: the one behind its last byte.
  /// - Complexity: linear in the edits, but for sorting the moves.
  public static func layout(of edits: [Edit], from start: Int, to end: Int) -> [Part]? {
    var replacements: [Replacement] = []
    var moves: [Move] = []
    for edit in edits {
      switch edit {
      case .replacement(let replacement): replacements.append(replacement)
      case .move(let move): moves.append(move)
      }
    }
    guard let chunks = outputOrder(of: moves, from: start, to: end) else { return nil }
    var parts: [Part] = []
    var used = 0
    for chunk in chunks {
      var position = chunk.lowerBound
      var index = firstIndex(in: replacements, from: chunk.lowerBound)
      while index < replacements.count {
        let it = replacements[index]
        let isAtEnd = it.range.lowerBound == end && chunk.upperBound == end
        guard it.range.lowerBound < chunk.upperBound || isAtEnd else { break }
        guard it.range.lowerBound >= position, it.range.upperBound <= chunk.upperBound else {
          return nil
        }
        if position < it.range.lowerBound { parts.append(.copy(position..<it.range.lowerBound)) }
        parts.append(.replace(it))
        position = it.range.upperBound
        index += 1
        used += 1
      }
      if position < chunk.upperBound { parts.append(.copy(position..<chunk.upperBound)) }
    }
    // An empty text has no chunk, but it can have an insertion.
    if chunks.isEmpty && start == end {
      parts = replacements.map { .replace($0) }
      used = replacements.count
    }
    return used == replacements.count ? parts : nil
  }

  /// The stretches of the source in the order in which the output holds them, or nil where the
  /// moves overlap, nest, or aim into one another.
  static func outputOrder(of moves: [Move], from start: Int, to end: Int) -> [Range<Int>]? {
    guard !moves.isEmpty else { return [start..<end] }
    let bySource = moves.sorted { $0.range.lowerBound < $1.range.lowerBound }
    var previousEnd = start
    for move in bySource {
      guard move.range.lowerBound >= previousEnd, !move.range.isEmpty,
        move.range.upperBound <= end, move.target >= start, move.target <= end
      else { return nil }
      previousEnd = move.range.upperBound
    }
    // Moves to one target keep their source order.
    let byTarget = bySource.enumerated().sorted {
      ($0.element.target, $0.offset) < ($1.element.target, $1.offset)
    }.map(\.element)
    var chunks: [Range<Int>] = []
    var position = start
    var nextMove = 0
    var nextTarget = 0
    while true {
      let takeOut = nextMove < bySource.count ? bySource[nextMove].range.lowerBound : end
      let putIn = nextTarget < byTarget.count ? byTarget[nextTarget].target : end
      if nextTarget < byTarget.count, putIn <= takeOut {
        guard putIn >= position else { return nil }
        if position < putIn { chunks.append(position..<putIn) }
        position = putIn
        chunks.append(byTarget[nextTarget].range)
        nextTarget += 1
      } else if nextMove < bySource.count {
        if position < takeOut { chunks.append(position..<takeOut) }
        position = bySource[nextMove].range.upperBound
        nextMove += 1
      } else {
        if position < end { chunks.append(position..<end) }
        return chunks
      }
    }
  }

  /// The first replacement that begins at or behind `offset`, by binary search.
  private static func firstIndex(in replacements: [Replacement], from offset: Int) -> Int {
    replacements.partitioningIndex { $0.range.lowerBound >= offset }
  }
}

extension Span<UInt8> {
  /// Appends the bytes of `range` to `output`.
  @inline(__always)
  func append(_ range: Range<Int>, to output: inout [UInt8]) {
    guard !range.isEmpty else { return }
    let part = extracting(range)
    output.append(addingCapacity: part.count) { out in
      for index in part.indices { out.append(part[index]) }
    }
  }

  /// The bytes of `range` as an array.
  func array(_ range: Range<Int>) -> [UInt8] {
    var output: [UInt8] = []
    append(range, to: &output)
    return output
  }

  /// Whether the bytes of `range` are those of `other`.
  func equals(_ range: Range<Int>, _ other: Span<UInt8>, _ otherRange: Range<Int>) -> Bool {
    let length = range.count
    guard length == otherRange.count else { return false }
    // Looked at once, so that no load need do it again.
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    precondition(otherRange.lowerBound >= 0 && otherRange.upperBound <= other.count)
    var index = 0
    while index < length {
      if length < 8 {
        guard self[range.lowerBound + index] == other[otherRange.lowerBound + index] else {
          return false
        }
        index &+= 1
      } else {
        // Of the last eight bytes some may have been compared before.
        index = min(index, length &- 8)
        let own = KeyHash.load(self, uncheckedAt: range.lowerBound &+ index)
        guard own == KeyHash.load(other, uncheckedAt: otherRange.lowerBound &+ index) else {
          return false
        }
        index &+= 8
      }
    }
    return true
  }

  /// Whether the bytes from `offset` on begin with an ASCII literal.
  func starts(_ literal: StaticString, at offset: Int, limit: Int) -> Bool {
    // Unsafe: the index is below the count of the literal.
    guard offset + literal.utf8CodeUnitCount <= limit else { return false }
    return literal.withUTF8Buffer { buffer in
      for index in 0..<buffer.count where unsafe buffer[index] != self[offset + index] {
        return false
      }
      return true
    }
  }
}
