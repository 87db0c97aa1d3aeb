import Testing

@testable import Emend

/// The binary search that all others call.
struct PartitionTests {
  @Test("finds what a search from the start finds", arguments: 0..<20)
  func likeLinear(count: Int) {
    var random = SystemRandomNumberGenerator()
    let numbers = (0..<count).map { _ in Int.random(in: 0..<10, using: &random) }.sorted()
    for least in 0...10 {
      let expected = numbers.firstIndex { $0 >= least } ?? numbers.endIndex
      #expect(numbers.partitioningIndex { $0 >= least } == expected)
      let rest = numbers.dropFirst()
      #expect(
        rest.partitioningIndex { $0 >= least } == rest.firstIndex { $0 >= least } ?? rest.endIndex)
    }
  }
}
