import Testing

@testable import Emend

/// A text and where it came from.
private struct Layer {
  var pieces: [Piece]
  var text: [UInt8]
}

private struct LayerMaker {
  var maker: EditMaker
  var steps: [Step] = []

  init(seed: UInt64) { maker = EditMaker(seed: seed) }

  mutating func step() -> Int {
    steps.append(EditMaker.step("reason \(steps.count)"))
    return steps.count - 1
  }

  /// A newer text: the bytes of `text`, some replaced, and perhaps one stretch at another place.
  mutating func layer(over text: [UInt8], moves: Bool, marks: String) -> Layer {
    let borders = Set((0..<maker.number(0...7)).map { _ in maker.number(0...text.count) })
      .union([0, text.count]).sorted()
    var parts: [(piece: Piece, bytes: [UInt8])] = []
    for (low, high) in zip(borders, borders.dropFirst()) where low < high {
      if maker.number(0...9) < 5 {
        parts.append((.copy(low..<high), Array(text[low..<high])))
      } else {
        let bytes = maker.bytes(0...3, from: marks)
        let step = step()
        parts.append(
          (Piece(length: bytes.count, origin: low..<high, steps: step..<(step + 1)), bytes))
      }
    }
    if moves && parts.count > 2 && maker.number(0...1) == 0 {
      // A run of parts goes behind, or before, some others.
      let first = maker.number(0...(parts.count - 2))
      let last = maker.number(first...(parts.count - 2))
      let run = parts[first...last].map { part in
        var part = part
        part.piece.move = steps.count
        return part
      }
      _ = step()
      parts.removeSubrange(first...last)
      parts.insert(contentsOf: run, at: maker.number(0...parts.count))
    }
    return Layer(pieces: parts.map(\.piece), text: Array(parts.map(\.bytes).joined()))
  }
}

/// What is wrong with pieces that are to tell where `text` came from in `source`; nil where all is
/// right. A copy holds the source's bytes, every byte of the source is accounted for once, and what
/// has not moved stands in order.
private func flaw(
  of pieces: [Piece], _ source: [UInt8], _ text: [UInt8], _ steps: [Step]
) -> String? {
  var position = 0
  var claims = [Int](repeating: 0, count: source.count)
  var unmoved = 0
  for piece in pieces {
    guard piece.origin.upperBound <= source.count, position + piece.length <= text.count else {
      return "a piece reaches beyond the text"
    }
    for byte in piece.origin { claims[byte] += 1 }
    let covered = text[position..<(position + piece.length)]
    if piece.isCopy && !covered.elementsEqual(source[piece.origin]) {
      return "a copy of \(piece.origin) holds other bytes"
    }
    if !piece.isCopy && piece.steps.upperBound > steps.count { return "a step that is not there" }
    if piece.move >= steps.count { return "a move's step that is not there" }
    if piece.move < 0 {
      if piece.origin.lowerBound < unmoved { return "\(piece.origin) is out of order" }
      unmoved = piece.origin.upperBound
    }
    position += piece.length
  }
  if position != text.count { return "the pieces cover \(position) of \(text.count) bytes" }
  if let lost = claims.firstIndex(of: 0) { return "byte \(lost) of the source is lost" }
  if let twice = claims.firstIndex(where: { $0 > 1 }) { return "byte \(twice) is claimed twice" }
  return nil
}

/// Whether the newer pieces leave an older replacement in parts that are not next to each other, or
/// of which some have moved and others have not.
private func tears(_ older: [Piece], _ newer: [Piece]) -> Bool {
  var start = 0
  for piece in older {
    let range = start..<(start + piece.length)
    start = range.upperBound
    guard !piece.isCopy, !range.isEmpty else { continue }
    let touching = newer.indices.filter { newer[$0].origin.overlaps(range) }
    if let first = touching.first, let last = touching.last, last - first >= touching.count {
      return true
    }
    if Set(touching.map { newer[$0].move }).count > 1 { return true }
  }
  return false
}

@Suite("Pieces, chained")
struct PieceTests {
  private func run(_ seed: Int, olderMoves: Bool, newerMoves: Bool) {
    var maker = LayerMaker(seed: UInt64(seed))
    for _ in 0..<250 {
      let source = maker.maker.bytes(0...24, from: "abcdefghijklmnopqrstuvwxyz")
      maker.steps = []
      let older = maker.layer(over: source, moves: olderMoves, marks: "ABCDEFG")
      if olderMoves && flaw(of: older.pieces, source, older.text, maker.steps) != nil { continue }
      let newer = maker.layer(over: older.text, moves: newerMoves, marks: "123456789")
      if flaw(of: newer.pieces, older.text, newer.text, maker.steps) != nil { continue }
      var steps = maker.steps
      let composed = [Piece].compose(older: older.pieces, newer: newer.pieces, steps: &steps)
      guard let composed else {
        #expect(
          tears(older.pieces, newer.pieces),
          "nil for \(older.pieces) and \(newer.pieces) of \(source)")
        continue
      }
      // An older move and a newer one may cross; then the order says nothing.
      var reason = flaw(of: composed, source, newer.text, steps)
      if olderMoves && newerMoves && reason?.hasSuffix("out of order") == true { reason = nil }
      #expect(reason == nil, "\(older.pieces) and \(newer.pieces)")
      // Every newer reason is kept.
      let kept = Set(composed.flatMap { steps[$0.steps].map(\.reason) })
      for piece in newer.pieces where !piece.isCopy {
        #expect(kept.isSuperset(of: maker.steps[piece.steps].map(\.reason)))
      }
    }
  }

  @Test("replacements over replacements", arguments: 0..<12)
  func replacements(_ seed: Int) { run(seed, olderMoves: false, newerMoves: false) }

  @Test("moves over replacements", arguments: 12..<24)
  func newerMoves(_ seed: Int) { run(seed, olderMoves: false, newerMoves: true) }

  @Test("replacements over moves", arguments: 24..<36)
  func olderMoves(_ seed: Int) { run(seed, olderMoves: true, newerMoves: false) }

  @Test("moves over moves", arguments: 36..<48)
  func bothMove(_ seed: Int) { run(seed, olderMoves: true, newerMoves: true) }

  @Test("deletions on both sides of a newer move are both kept")
  func deletions() {
    // ab[X]cd[Y]ef becomes abcdef, and then efabcd.
    var steps = [EditMaker.step("X"), EditMaker.step("Y"), EditMaker.step("move")]
    let older: [Piece] = [
      .copy(0..<2), Piece(length: 0, origin: 2..<3, steps: 0..<1), .copy(3..<5),
      Piece(length: 0, origin: 5..<6, steps: 1..<2), .copy(6..<8),
    ]
    let newer: [Piece] = [.copy(4..<6, move: 2), .copy(0..<4)]
    let composed = [Piece].compose(older: older, newer: newer, steps: &steps)
    let reason = flaw(of: composed ?? [], Array("abXcdYef".utf8), Array("efabcd".utf8), steps)
    #expect(reason == nil)
  }

  @Test("a replacement inside an older one becomes one with it, and both reasons stay")
  func nested() throws {
    var steps = [EditMaker.step("older"), EditMaker.step("newer")]
    // a[b→XYZ]c, then aX[Y→1]Zc.
    let older: [Piece] = [
      .copy(0..<1), Piece(length: 3, origin: 1..<2, steps: 0..<1), .copy(2..<3),
    ]
    let newer: [Piece] = [
      .copy(0..<2), Piece(length: 1, origin: 2..<3, steps: 1..<2), .copy(3..<5),
    ]
    let composed = try #require(
      [Piece].compose(older: older, newer: newer, steps: &steps))
    #expect(composed.map(\.length) == [1, 3, 1])
    #expect(composed.map(\.origin) == [0..<1, 1..<2, 2..<3])
    #expect(steps[composed[1].steps].map(\.reason) == ["older", "newer"])
  }

  @Test("reasons stay in the order in which they came, whatever stands first in the text")
  func order() throws {
    var steps = [EditMaker.step("older"), EditMaker.step("newer")]
    // Medc[- → ]ial, then [Medcial → Medical].
    let older: [Piece] = [
      .copy(0..<4), Piece(length: 0, origin: 4..<6, steps: 0..<1), .copy(6..<9),
    ]
    let newer: [Piece] = [Piece(length: 7, origin: 0..<7, steps: 1..<2)]
    let composed = try #require([Piece].compose(older: older, newer: newer, steps: &steps))
    #expect(composed.count == 1 && composed[0].origin == 0..<9)
    #expect(steps[composed[0].steps].map(\.reason) == ["older", "newer"])
  }

  @Test("an older replacement that a newer move tears cannot be expressed")
  func torn() {
    var steps = [EditMaker.step("older"), EditMaker.step("move")]
    // a[b→XY]cd, then Y is to stand behind c.
    let older: [Piece] = [
      .copy(0..<1), Piece(length: 2, origin: 1..<2, steps: 0..<1), .copy(2..<4),
    ]
    let newer: [Piece] = [.copy(0..<2), .copy(3..<4), .copy(2..<3, move: 1), .copy(4..<5)]
    #expect([Piece].compose(older: older, newer: newer, steps: &steps) == nil ? true : false)
  }
}

@Suite("Edits, made")
struct EditTests {
  private func output(_ edits: [Edit], _ source: [UInt8], base: Int = 0) -> [UInt8]? {
    Edit.apply(edits.map { $0.shifted(by: base) }, to: source.span, base: base)
  }

  @Test(
    "random edits, moves among them, as a naive reading of the rules makes them",
    arguments: 0..<20)
  func random(_ seed: Int) {
    var maker = EditMaker(seed: UInt64(seed) + 500)
    for round in 0..<100 {
      let source = maker.bytes(0...30, from: "abcdefghijklmnopqrstuvwxyz")
      let edits = maker.edits(of: source, insertions: round % 2 == 0)
      #expect(
        output(edits, source) == naiveOutput(edits, source),
        "\(edits.map(\.range)) \(edits.map { if case .move(let it) = $0 { it.target } else { -1 } })"
      )
      #expect(output(edits, source, base: 1000) == naiveOutput(edits, source))
    }
  }

  @Test("the order of the output holds every stretch of the source once", arguments: 0..<10)
  func order(_ seed: Int) throws {
    var maker = EditMaker(seed: UInt64(seed) + 900)
    for _ in 0..<100 {
      let source = maker.bytes(1...30)
      let moves = maker.edits(of: source).compactMap { edit -> Move? in
        if case .move(let it) = edit { it } else { nil }
      }
      let order = try #require(Edit.outputOrder(of: moves, from: 0, to: source.count))
      let places = order.flatMap { Array($0) }
      #expect(places.sorted() == Array(0..<source.count))
      #expect(!order.contains { $0.isEmpty })
    }
  }

  private func move(_ range: Range<Int>, _ target: Int) -> Move {
    Move(range: range, target: target, steps: [EditMaker.step()])
  }
  private func replacement(_ range: Range<Int>, _ bytes: String = "x") -> Edit {
    .replacement(
      Replacement(
        range: range, original: [UInt8](repeating: 97, count: range.count),
        bytes: Array(bytes.utf8), steps: [EditMaker.step()]))
  }

  @Test("moves that overlap, nest, aim into one another or beyond the text are refused")
  func badMoves() {
    for moves in [
      [move(0..<4, 8), move(2..<6, 8)],
      [move(0..<6, 8), move(2..<4, 8)],
      [move(0..<4, 8), move(5..<7, 2)],
      [move(2..<6, 4)],
      [move(2..<2, 4)],
      [move(2..<12, 0)],
      [move(2..<4, 11)],
      [move(2..<4, -1)],
    ] {
      #expect(Edit.outputOrder(of: moves, from: 0, to: 10) == nil, "\(moves)")
      let source = [UInt8](repeating: 97, count: 10)
      #expect(output(moves.map { .move($0) }, source) == nil)
    }
  }

  @Test("replacements that overlap, straddle a move's end or lie beyond the text are refused")
  func badReplacements() {
    let source = [UInt8](repeating: 97, count: 10)
    for edits: [Edit] in [
      [replacement(0..<4), replacement(2..<6)],
      [replacement(0..<4), replacement(1..<2)],
      [.move(move(2..<5, 8)), replacement(4..<6)],
      [replacement(1..<3), .move(move(2..<5, 8))],
      [replacement(0..<3), .move(move(1..<2, 8))],
      [replacement(8..<12)],
      [replacement(11..<12)],
      [replacement(10..<11)],
      [replacement(2..<5), .move(move(7..<8, 4))],
    ] {
      #expect(output(edits, source) == nil, "\(edits.map(\.range))")
    }
  }

  @Test("moves to one place keep their order, and moves to where they stand change nothing")
  func sameTarget() {
    let source = Array("0123456789".utf8)
    let both: [Edit] = [.move(move(1..<2, 9)), .move(move(4..<6, 9))]
    #expect(output(both, source) == Array("0236781459".utf8))
    let swapped: [Edit] = [.move(move(1..<2, 4)), .move(move(4..<6, 1))]
    #expect(output(swapped, source) == naiveOutput(swapped, source))
    for target in [3, 5] {
      #expect(output([.move(move(3..<5, target))], source) == source)
    }
  }

  /// Whether the moves of some pieces bring the bytes of a source into their order.
  private func areSaid(_ pieces: [Piece]) -> Bool {
    let places = pieces.flatMap { Array($0.origin) }
    let moves = pieces.movedStretches().map { move($0.range, $0.target) }
    return Edit.outputOrder(of: moves, from: 0, to: places.count)?.flatMap { Array($0) } == places
  }

  @Test("what moves to one place in another order than the source's is said by other moves")
  func otherMoves() {
    // Of the source 0123 the text has 0, 3, 2, 1: 2 and 1 would both move behind 3.
    let pieces: [Piece] = [
      .copy(0..<10), .copy(30..<40), .copy(20..<30, move: 0), .copy(10..<20, move: 1),
    ]
    #expect(areSaid(pieces))
    let unreasoned: [Piece] = [.copy(10..<20), .copy(0..<10)]
    #expect(unreasoned.movedStretches().isEmpty, "no step moves anything")
  }

  @Test("what has moved is said to move, where that will do; what stands where it stood, is not")
  func ownMoves() {
    let caption: [Piece] = [.copy(0..<10), .copy(30..<31), .copy(10..<30, move: 7)]
    let moves = caption.movedStretches()
    #expect(moves.map(\.range) == [10..<30])
    #expect(moves.map(\.target) == [31])
    #expect(moves.map(\.step) == [7])
    let back: [Piece] = [.copy(0..<10), .copy(10..<30, move: 7), .copy(30..<40, move: 8)]
    #expect(back.movedStretches().isEmpty)
  }

  @Test("two that change places can go to two places, where what stood between them has moved away")
  func placesNextToEachOther() {
    // Of the source 012345 the text has 0, 2, 5, 4, 1, 3: if 5 stays, there is one place behind it for 4
    // and for 1 and 3.
    let pieces: [Piece] = [
      .copy(0..<10), .copy(20..<30), .copy(50..<60), .copy(40..<50, move: 0),
      .copy(10..<20, move: 1), .copy(30..<40, move: 1),
    ]
    #expect(areSaid(pieces))
  }

  @Test("moves can say every order", arguments: 0..<20)
  func everyOrder(_ seed: Int) {
    var random = RepeatableGenerator(seed: UInt64(seed) + 1300)
    for _ in 0..<200 {
      let count = Int.random(in: 1...12, using: &random)
      var pieces: [Piece] = []
      var end = 0
      for _ in 0..<count {
        let length = Int.random(in: 1...4, using: &random)
        pieces.append(.copy(end..<(end + length)))
        end += length
      }
      pieces.shuffle(using: &random)
      for index in pieces.indices { pieces[index].move = Int.random(in: -1...2, using: &random) }
      pieces[0].move = 0
      #expect(areSaid(pieces), "\(pieces)")
    }
  }

  @Test("thousands of stretches that are mixed up are said at once")
  func manyMixedUp() {
    var random = RepeatableGenerator(seed: 1)
    let pieces = (0..<50_000).shuffled(using: &random).map {
      Piece.copy($0..<($0 + 1), move: $0 % 2 - 1)
    }
    #expect(areSaid(pieces))
  }

  @Test("a page's end behind a sentence that runs over it and over a caption can be undone")
  func pageEndAndCaption() throws {
    let text =
      "HARBOUR\nThe old ferry was mended by the mas-\n\n(PHOTO; Harbour Office)\n\n"
      + "ters of the yard, who are known to all.\n| Their journal in May found that un-\n"
      + "\u{0C}HARBOUR\n\nsold boats were few.\n"
    try expectLaws(Array(text.utf8))
    let cleaned = try Pipeline().clean(text)
    #expect(!cleaned.findings.contains { $0.step.rule == "inexpressible" })
    #expect(cleaned.text.contains("found that unsold boats were few."))
  }

  @Test("a page's end, and a quote that has moved behind it and then over a caption, can be undone")
  func pageEndQuoteAndCaption() throws {
    let text =
      "The mayor of the old\u{0C}organ-\n\n\"The hall as if they\nhad it\"\n\n"
      + "ised the hall as if they\nhad it.he\n\na b\n\nist\n"
    try expectLaws(Array(text.utf8))
    let cleaned = try Pipeline().clean(text)
    #expect(!cleaned.findings.contains { $0.step.rule == "inexpressible" })
    #expect(cleaned.text.hasPrefix("The mayor of the old organised the hall as if they had it."))
  }
}
