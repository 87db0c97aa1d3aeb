import Testing

@testable import Emend

@Suite("What windows have shown")
struct CountsTests {
  @Test("adds up in any order")
  func orderBlind() {
    var random = RepeatableGenerator(seed: 5)
    let parts = (0..<6).map { _ in
      var part: [UInt64: UInt32] = [:]
      for _ in 0..<40 {
        part[UInt64.random(in: 0..<100, using: &random)] = .random(in: 1...9, using: &random)
      }
      return part
    }
    var forward: [UInt64: UInt32] = [:]
    for part in parts { Counts.add(part, to: &forward, capacity: 1000) }
    var backward: [UInt64: UInt32] = [:]
    for part in parts.reversed() { Counts.add(part, to: &backward, capacity: 1000) }
    #expect(forward == backward)
    #expect(forward.values.reduce(0, +) == parts.flatMap(\.values).reduce(0, +))
  }

  @Test("keeps what it has and lets the most frequent in")
  func capacity() {
    var counts: [UInt64: UInt32] = [1: 1, 2: 1]
    Counts.add([2: 4, 3: 2, 4: 9, 5: 2], to: &counts, capacity: 4)
    #expect(counts == [1: 1, 2: 5, 4: 9, 3: 2])
  }

  @Test("a pair is another one where its words are swapped")
  func pairs() {
    #expect(Counts.pairKey(1, 2) != Counts.pairKey(2, 1))
    #expect(Counts.pairKey(1, 2) == Counts.pairKey(1, 2))
  }
}
