import Testing

@testable import Emend

/// Distances, alignments and scores.
@Suite struct ScoreTests {
  /// Levenshtein's distance by the book.
  private func distance(_ a: [Int32], _ b: [Int32]) -> Int {
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (x == b[j] ? 0 : 1))
        diagonal = above
      }
    }
    return row[b.count]
  }

  /// What the changes make of the first sequence.
  private func applied(_ changes: [Alignment.Change], _ a: [Int32], _ b: [Int32]) -> [Int32] {
    var result: [Int32] = []
    var next = 0
    for change in changes {
      switch change {
      case .substitute(let i, let j):
        result += a[next..<i] + [b[j]]
        next = i + 1
      case .drop(let i):
        result += a[next..<i]
        next = i + 1
      case .add(let j, let before):
        result += a[next..<before] + [b[j]]
        next = before
      }
    }
    return result + a[next...]
  }

  @Test(arguments: 0..<120)
  func `the changes are as few as can be, and make one of the other`(_ seed: Int) {
    var random = RepeatableGenerator(seed: UInt64(seed))
    let letters = Int32.random(in: 1...(seed % 3 == 0 ? 300 : 4), using: &random)
    let count = seed % 4 == 0 ? 700 : 150
    let a = (0..<Int.random(in: 0...count, using: &random)).map { _ in
      Int32.random(in: 0..<letters, using: &random)
    }
    var b = a
    if seed % 2 == 0 {
      b = (0..<Int.random(in: 0...count, using: &random)).map { _ in
        Int32.random(in: 0..<letters, using: &random)
      }
    } else {
      for _ in 0..<Int.random(in: 0...(count / 6), using: &random) where !b.isEmpty {
        let place = Int.random(in: 0..<b.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: b.remove(at: place)
        case 1: b.insert(Int32.random(in: 0..<letters, using: &random), at: place)
        default: b[place] = Int32.random(in: 0..<letters, using: &random)
        }
      }
    }
    let alignment = Alignment(a, b, elements: Int(letters))
    #expect(alignment.distance == distance(a, b))
    #expect(applied(alignment.changes, a, b) == b)
  }

  @Test func `a long text with a long piece missing`() {
    var random = RepeatableGenerator(seed: 7)
    let a = (0..<20_000).map { _ in Int32.random(in: 0..<30, using: &random) }
    var b = a
    b.removeSubrange(4_000..<9_000)
    b[100] = 31
    let alignment = Alignment(a, b, elements: 32)
    #expect(alignment.distance == 5_001)
    #expect(applied(alignment.changes, a, b) == b)
  }

  private func score(_ read: String, _ printed: String) throws -> Score {
    try Score(of: Array(read.utf8), printed: Array(printed.utf8))
  }

  @Test func `characters are what a reader calls so`() throws {
    // A base and its accent, a flag and a family are one character each.
    let it = try score("cafe\u{301} 🇩🇪", "café 👨‍👩‍👧")
    #expect(it.characters == 6)
    #expect(it.characterErrors == 1)
    #expect(try score("a\r\nb \n\n", "a\nb").characterErrors == 0)
    #expect(try score("", "ab").characterErrorRate == 100)
    #expect(try score("", "").characterErrorRate == 0)
    #expect(try score("a", "").characterErrorRate == nil)
  }

  @Test func `words are more than punctuation`() throws {
    let it = try score("Tbe cat , sat -- on 12 mats", "The cat, sat – on 12 mats!")
    #expect(it.words == 6)
    #expect(it.wordErrors == 1)
  }

  @Test func `confusions hold what stood together`() throws {
    let it = try score("modem tirnes, a b", "modern times, a b c")
    let pairs = it.rankedConfusions.map { "\($0.confusion.printed)>\($0.confusion.read)" }
    #expect(pairs.contains("rn>m"))
    #expect(pairs.contains("m>rn"))
    #expect(pairs.contains(" c>"))
  }

  @Test func `words fixed and harmed`() throws {
    let printed = "the cat sat on the mat"
    let before = try score("tbe cat sat on the mat", printed)
    let after = try score("the cat sat on tho mat", printed)
    #expect(after.wordsChanged(since: before) == (fixed: 1, harmed: 1))
    var sum = Score()
    sum.add(before)
    sum.add(after)
    #expect(sum.words == 12 && sum.wordErrors == 2)
    #expect(sum.confusions.values.reduce(0, +) == 2)
  }
}
