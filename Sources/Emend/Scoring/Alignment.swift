/// How one sequence becomes another with the fewest changes: Levenshtein's distance, and the
/// changes themselves.
///
/// The distance is counted by columns of 64 rows in a machine word (Myers 1999, in blocks as Hyyrö
/// has them), within a band that is doubled until it holds the path. The changes come from cutting
/// the second sequence in halves (Hirschberg), so that memory is linear in the sequences however long
/// they are.
struct Alignment: ~Copyable {
  /// One change; what is not named stays.
  enum Change: Hashable {
    /// The element of the first sequence stands as that of the second.
    case substitute(Int, Int)
    /// The element of the first sequence has none in the second.
    case drop(Int)
    /// The element of the second sequence has none in the first; it stands before that of the first.
    case add(Int, before: Int)
  }

  /// Up to this many cells a table of all distances is made, from which the path is read.
  private static let tableSize = 1 << 14
  private static let unreachable = Int32.max / 4

  private let a: [Int32]
  private let b: [Int32]
  /// By element: its number in the pattern that is being prepared; -1 for none.
  private var slots: [Int32]
  private(set) var changes: [Change] = []

  /// Aligns two sequences.
  ///
  /// - Parameters:
  ///   - first: numbers from 0 on, below `count`.
  ///   - second: numbers likewise.
  ///   - count: how many different elements there are.
  /// - Complexity: with *d* changes in sequences of *n*, O(*n* *d* / 64) steps and O(*n*) memory.
  init(_ first: [Int32], _ second: [Int32], elements count: Int) {
    a = first
    b = second
    slots = Array(repeating: -1, count: count)
    align(0..<a.count, 0..<b.count, distance: nil)
  }

  /// The number of changes.
  var distance: Int { changes.count }

  /// Appends the changes between two stretches.
  private mutating func align(_ first: Range<Int>, _ second: Range<Int>, distance: Int?) {
    if distance == 0 { return }
    var i = first
    var j = second
    while !i.isEmpty, !j.isEmpty, a[i.lowerBound] == b[j.lowerBound] {
      i = (i.lowerBound + 1)..<i.upperBound
      j = (j.lowerBound + 1)..<j.upperBound
    }
    while !i.isEmpty, !j.isEmpty, a[i.upperBound - 1] == b[j.upperBound - 1] {
      i = i.lowerBound..<(i.upperBound - 1)
      j = j.lowerBound..<(j.upperBound - 1)
    }
    if i.isEmpty || j.isEmpty {
      for index in i { changes.append(.drop(index)) }
      for index in j { changes.append(.add(index, before: i.lowerBound)) }
      return
    }
    if (i.count + 1) * (j.count + 1) <= Self.tableSize || j.count == 1 {
      return alignByTable(i, j)
    }
    let middle = j.lowerBound + j.count / 2
    let halves = (j.lowerBound..<middle, middle..<j.upperBound)
    // The band is as wide as the distance may be; where that is not known, it grows until it is.
    var band = distance ?? 64
    while true {
      let forward = lastColumn(i, halves.0, band, reversed: false)
      let backward = lastColumn(i, halves.1, band, reversed: true)
      var best = Int(Self.unreachable)
      var cut = 0
      for row in 0...i.count {
        let sum = Int(forward[row]) + Int(backward[i.count - row])
        if sum < best {
          best = sum
          cut = row
        }
      }
      guard best <= band || band >= max(i.count, j.count) else {
        band *= 2
        continue
      }
      let place = i.lowerBound + cut
      let front = Int(forward[cut])
      align(i.lowerBound..<place, halves.0, distance: front)
      align(place..<i.upperBound, halves.1, distance: best - front)
      return
    }
  }

  /// The distances of all beginnings of one stretch from the whole other one; of all ends where they
  /// are read from behind. What lies outside the band is unreachable, and what lies within it is
  /// right where no more than `band` changes are needed.
  private mutating func lastColumn(
    _ first: Range<Int>, _ second: Range<Int>, _ band: Int, reversed: Bool
  ) -> [Int32] {
    let pattern = Pattern(a, first, reversed: reversed, slots: &slots)
    let count = first.count
    let blocks = (count + 63) / 64
    var result = [Int32](repeating: Self.unreachable, count: count + 1)
    var plus = [UInt64](repeating: .max, count: blocks)
    var minus = [UInt64](repeating: 0, count: blocks)
    var scores = [Int](repeating: 0, count: blocks)
    for block in 0..<blocks { scores[block] = 64 * (block + 1) }
    var heads = pattern.starts
    var low = 0
    // Blocks from here on have not been touched yet.
    var high = min(blocks, (band + 63) / 64 + 1)
    for column in 1...second.count {
      let element = b[reversed ? second.upperBound - column : second.lowerBound + column - 1]
      let slot = Int(slots[Int(element)])
      low = min(blocks - 1, max(low, (column - band - 1) / 64))
      let end = min(blocks, max(high, (column + band - 1) / 64 + 1))
      while high < end {
        scores[high] = scores[high - 1] + 64
        high += 1
      }
      var entry = 0
      var entryEnd = 0
      if slot >= 0 {
        entry = heads[slot]
        entryEnd = pattern.starts[slot + 1]
        while entry < entryEnd, Int(pattern.blocks[entry]) < low { entry += 1 }
        heads[slot] = entry
      }
      // What comes in from above: the first row counts the columns, and what the band has left behind
      // is not better than that.
      var carry = 1
      var block = low
      while block < high {
        var equal: UInt64 = 0
        if entry < entryEnd, Int(pattern.blocks[entry]) == block {
          equal = pattern.bits[entry]
          entry += 1
        }
        let p = plus[block]
        let m = minus[block]
        let vertical = equal | m
        if carry < 0 { equal |= 1 }
        let horizontal = (((equal & p) &+ p) ^ p) | equal
        var up = m | ~(horizontal | p)
        var down = p & horizontal
        let out = Int(up >> 63) - Int(down >> 63)
        up <<= 1
        down <<= 1
        if carry < 0 { down |= 1 } else if carry > 0 { up |= 1 }
        plus[block] = down | ~(vertical | up)
        minus[block] = up & vertical
        scores[block] += out
        carry = out
        block += 1
      }
    }
    pattern.release(&slots)
    if low == 0 { result[0] = Int32(second.count) }
    for block in low..<high {
      var score = scores[block]
      for bit in stride(from: 63, through: 0, by: -1) {
        let row = block * 64 + bit + 1
        if row <= count { result[row] = Int32(min(score, Int(Self.unreachable))) }
        score += Int(minus[block] >> UInt64(bit) & 1) - Int(plus[block] >> UInt64(bit) & 1)
      }
    }
    return result
  }

  /// A stretch prepared for comparison: for every element the rows where it stands, as bits of
  /// blocks of 64.
  private struct Pattern {
    /// By the element's slot: where its entries begin; one more at the end.
    var starts: [Int]
    /// The block of each entry, ascending within a slot.
    var blocks: [Int32] = []
    var bits: [UInt64] = []
    private var elements: [Int32] = []

    init(_ sequence: [Int32], _ range: Range<Int>, reversed: Bool, slots: inout [Int32]) {
      func element(_ row: Int) -> Int32 {
        sequence[reversed ? range.upperBound - 1 - row : range.lowerBound + row]
      }
      // How many blocks each element stands in, then where its entries begin.
      var counts: [Int] = []
      var last: [Int32] = []
      for row in 0..<range.count {
        let it = Int(element(row))
        if slots[it] < 0 {
          slots[it] = Int32(elements.count)
          elements.append(Int32(it))
          counts.append(0)
          last.append(-1)
        }
        let slot = Int(slots[it])
        if last[slot] != Int32(row / 64) {
          last[slot] = Int32(row / 64)
          counts[slot] += 1
        }
      }
      starts = [0]
      starts.reserveCapacity(counts.count + 1)
      for count in counts { starts.append(starts[starts.count - 1] + count) }
      let total = starts[starts.count - 1]
      blocks = Array(repeating: -1, count: total)
      bits = Array(repeating: 0, count: total)
      var next = starts
      for row in 0..<range.count {
        let slot = Int(slots[Int(element(row))])
        let block = Int32(row / 64)
        if next[slot] == starts[slot] || blocks[next[slot] - 1] != block {
          blocks[next[slot]] = block
          next[slot] += 1
        }
        bits[next[slot] - 1] |= 1 << UInt64(row % 64)
      }
    }

    /// Gives the slots back.
    func release(_ slots: inout [Int32]) {
      for element in elements { slots[Int(element)] = -1 }
    }
  }

  /// Appends the changes between two short stretches.
  private mutating func alignByTable(_ first: Range<Int>, _ second: Range<Int>) {
    let width = second.count + 1
    var table = [Int32](repeating: 0, count: (first.count + 1) * width)
    for column in 0..<width { table[column] = Int32(column) }
    for row in 1...first.count {
      table[row * width] = Int32(row)
      let element = a[first.lowerBound + row - 1]
      for column in 1..<width {
        let diagonal =
          table[(row - 1) * width + column - 1]
          + (element == b[second.lowerBound + column - 1] ? 0 : 1)
        let edge = min(table[(row - 1) * width + column], table[row * width + column - 1]) + 1
        table[row * width + column] = min(diagonal, edge)
      }
    }
    var path: [Change] = []
    var row = first.count
    var column = second.count
    while row > 0 || column > 0 {
      let here = table[row * width + column]
      let i = first.lowerBound + row - 1
      let j = second.lowerBound + column - 1
      if row > 0, column > 0,
        table[(row - 1) * width + column - 1] + (a[i] == b[j] ? 0 : 1) == here
      {
        if a[i] != b[j] { path.append(.substitute(i, j)) }
        row -= 1
        column -= 1
      } else if row > 0, table[(row - 1) * width + column] + 1 == here {
        path.append(.drop(i))
        row -= 1
      } else {
        path.append(.add(j, before: i + 1))
        column -= 1
      }
    }
    changes.append(contentsOf: path.reversed())
  }
}
