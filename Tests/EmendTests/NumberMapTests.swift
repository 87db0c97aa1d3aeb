import Testing

@testable import Emend

@Suite struct NumberMapTests {
  @Test func `a map of numbers says what a dictionary says`() {
    var random = SystemRandomNumberGenerator()
    var map = NumberMap<UInt32>()
    var dictionary: [UInt64: UInt32] = [:]
    for round in 0..<3 {
      for _ in 0..<2000 {
        // Few keys, of which many share their low bits, and 0.
        let key = UInt64.random(in: 0..<700, using: &random) << UInt64(round * 24)
        let value = UInt32.random(in: 0...UInt32.max, using: &random)
        #expect(map[key] == dictionary[key])
        map.set(key, value)
        dictionary[key] = value
      }
      var all: [UInt64: UInt32] = [:]
      map.withEach { key, value in
        #expect(all.updateValue(value, forKey: key) == nil)
      }
      #expect(all == dictionary)
      map.removeAll()
      dictionary.removeAll()
      #expect(map[0] == nil && map[1] == nil)
    }
  }
}
