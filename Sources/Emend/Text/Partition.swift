extension RandomAccessCollection {
  /// Where the elements begin that a condition holds for, in a collection where it holds for none before
  /// and for all behind; the end index where it holds for none.
  ///
  /// - Complexity: O(log n) conditions.
  package func partitioningIndex(where holds: (Element) -> Bool) -> Index {
    var low = startIndex
    var rest = count
    while rest > 0 {
      let half = rest / 2
      let middle = index(low, offsetBy: half)
      if holds(self[middle]) {
        rest = half
      } else {
        low = index(after: middle)
        rest -= half + 1
      }
    }
    return low
  }
}
