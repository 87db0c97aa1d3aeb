import Testing

@testable import Emend

/// A configuration that differs from the standard one.
func configured(_ change: (inout Configuration) -> Void) -> Configuration {
  var configuration = Configuration.standard
  change(&configuration)
  return configuration
}

/// A text becomes another, by the laws; with a rule, that rule stands in the log.
func expectBecomes(
  _ source: String, _ output: String, rule: String? = nil,
  _ configuration: Configuration = .standard, _ location: SourceLocation = #_sourceLocation
) throws {
  let cleaned = try Pipeline(configuration).clean(Array(source.utf8))
  #expect(
    cleaned.text == output && cleaned.bytes == Array(output.utf8), sourceLocation: location)
  if let rule {
    #expect(
      cleaned.rules.contains(rule), "the log has \(cleaned.rules)", sourceLocation: location)
  }
  try expectLaws(Array(source.utf8), configuration, location)
}

/// A text stays byte for byte; with a rule, the log finds something by it.
func expectStays(
  _ source: String, finding rule: String? = nil, _ configuration: Configuration = .standard,
  _ location: SourceLocation = #_sourceLocation
) throws {
  let cleaned = try Pipeline(configuration).clean(Array(source.utf8))
  #expect(cleaned.bytes == Array(source.utf8), sourceLocation: location)
  #expect(
    cleaned.edits.isEmpty, "the log has \(cleaned.rules)", sourceLocation: location)
  if let rule {
    #expect(
      cleaned.findingRules.contains(rule), "the log finds \(cleaned.findingRules)",
      sourceLocation: location)
  }
}

/// What `body` throws; nil where it does not throw an ``EmendError``.
func fault(_ body: () throws -> Void) -> EmendError? {
  do {
    try body()
    return nil
  } catch {
    return error as? EmendError
  }
}

/// The checksum of bytes that are all there.
func checksum(_ bytes: [UInt8]) -> String { Checksum.of(bytes.span).description }

/// Random edits that keep the rules of ``Edit``, moves among them.
struct EditMaker {
  var random: RepeatableGenerator

  init(seed: UInt64) {
    // Neighbouring seeds give overlapping streams; their third numbers are far apart.
    var first = RepeatableGenerator(seed: seed)
    random = RepeatableGenerator(seed: first.next() ^ first.next() << 1)
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

  mutating func bytes(_ count: ClosedRange<Int>, from letters: String = "abcdefgh \n") -> [UInt8] {
    let letters = Array(letters.utf8)
    return (0..<number(count)).map { _ in letters.randomElement(using: &random)! }
  }

  static func step(_ reason: String = "a reason") -> Step {
    Step(stage: "test", rule: "made-up", confidence: 0.95, reason: reason)
  }

  /// Edits of `source`, in source order.
  ///
  /// Borders are drawn first; replacements lie between neighbouring borders, moves span some of
  /// them, so that nothing straddles.
  mutating func edits(of source: [UInt8], insertions: Bool = true) -> [Edit] {
    let borders = Set((0..<number(0...12)).map { _ in number(0...source.count) })
      .union([0, source.count]).sorted()
    var edits: [Edit] = []
    var moved: [Range<Int>] = []
    var index = 0
    while index + 1 < borders.count {
      let end = min(borders.count - 1, index + number(1...3))
      if number(0...3) == 0 {
        let range = borders[index]..<borders[end]
        if !range.isEmpty { moved.append(range) }
      }
      index = end
    }
    for (low, high) in zip(borders, borders.dropFirst()) where number(0...1) == 0 {
      var start = number(low...high)
      let end = number(start...high)
      if start == end && !insertions { start = low }
      let range = start..<end
      if range.isEmpty && !insertions { continue }
      let original = Array(source[range])
      let bytes = bytes(0...4)
      if original == bytes { continue }
      edits.append(
        .replacement(
          Replacement(range: range, original: original, bytes: bytes, steps: [Self.step()])))
    }
    var moves: [Edit] = []
    for range in moved {
      // A target inside a move or a replacement would tear it.
      let whole = moved + edits.map(\.range)
      let targets = (0...source.count).filter { place in
        !whole.contains { $0.lowerBound < place && place < $0.upperBound }
      }
      moves.append(
        .move(
          Move(range: range, target: targets.randomElement(using: &random)!, steps: [Self.step()])))
    }
    edits = moves + edits
    return edits.enumerated().sorted {
      ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
    }.map(\.element)
  }
}

/// What edits make of a text, byte by byte, without any cleverness.
func naiveOutput(_ edits: [Edit], _ source: [UInt8]) -> [UInt8] {
  var moves: [Move] = []
  var replacements: [Replacement] = []
  for edit in edits {
    switch edit {
    case .move(let it): moves.append(it)
    case .replacement(let it): replacements.append(it)
    }
  }
  // Every place of the source in the order of the output; the end of the source is a place too.
  var order: [Int] = []
  func isMoved(_ place: Int) -> Bool { moves.contains { $0.range.contains(place) } }
  for place in 0...source.count {
    for move in moves where move.target == place { order.append(contentsOf: move.range) }
    if !isMoved(place) { order.append(place) }
  }
  var output: [UInt8] = []
  for place in order {
    let isEnd = place == source.count && place > 0
    for it in replacements where it.range.lowerBound == place && !isEnd { output += it.bytes }
    let isReplaced = replacements.contains { $0.range.contains(place) }
    if place < source.count && !isReplaced { output.append(source[place]) }
    // At the end of the text an insertion stands behind the last byte, wherever that is.
    if place == source.count - 1 {
      for it in replacements where it.range.lowerBound == source.count { output += it.bytes }
    }
  }
  return output
}
