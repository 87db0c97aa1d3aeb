import Testing

@testable import Emend

extension NumberMap {
  /// All keys with their values.
  fileprivate var all: [UInt64: Value] {
    var result: [UInt64: Value] = [:]
    withEach { result[$0] = $1 }
    return result
  }
}

@Suite("What windows have shown")
struct CountsTests {
  @Test("adds up in any order")
  func orderBlind() {
    var random = RepeatableGenerator(seed: 5)
    var all: [UInt64: UInt32] = [:]
    let parts = (0..<6).map { _ in
      var part = NumberMap<UInt32>()
      for _ in 0..<40 {
        let hash = UInt64.random(in: 0..<100, using: &random)
        let count = UInt32.random(in: 1...9, using: &random)
        part.add(count, to: hash)
        all[hash, default: 0] += count
      }
      return part
    }
    var forward = NumberMap<UInt32>()
    for part in parts { forward.add(part, capacity: 1000) }
    var backward = NumberMap<UInt32>()
    for part in parts.reversed() { backward.add(part, capacity: 1000) }
    #expect(forward.all == all)
    #expect(backward.all == all)
    #expect(forward.count == all.count)
  }

  @Test("keeps what it has and lets the most frequent in")
  func capacity() {
    func counts(_ list: [UInt64: UInt32]) -> NumberMap<UInt32> {
      var result = NumberMap<UInt32>()
      for (hash, count) in list { result.add(count, to: hash) }
      return result
    }
    var few = counts([1: 1, 2: 1])
    few.add(counts([2: 4, 3: 2, 4: 9, 5: 2]), capacity: 4)
    #expect(few.all == [1: 1, 2: 5, 4: 9, 3: 2])
    var none = NumberMap<UInt32>()
    none.add(counts([1: 1, 2: 3, 3: 2]), capacity: 2)
    #expect(none.all == [2: 3, 3: 2])
    var others: [String: UInt32] = ["a": 1, "b": 1]
    Counts.add(["b": 4, "c": 2, "d": 9, "e": 2], to: &others, capacity: 4)
    #expect(others == ["a": 1, "b": 5, "d": 9, "c": 2])
  }

  @Test("a pair is another one where its words are swapped")
  func pairs() {
    #expect(Counts.pairKey(1, 2) != Counts.pairKey(2, 1))
    #expect(Counts.pairKey(1, 2) == Counts.pairKey(1, 2))
  }
}
