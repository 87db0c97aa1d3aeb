public import Lexicon

/// How often letters were misread: learned from pairs of OCR and truth, or read from a table.
///
/// A confusion is a difference of at most three letters on each side with at least three letters that
/// agree before and behind it; capitals count as small letters.
public struct ConfusionCounts: Sendable {
  private struct Pair: Hashable {
    var printed: String
    var read: String
  }

  private var counts: [Pair: Int] = [:]
  /// How often each string was printed, of those that were misread; for "" the letters in all.
  private var printed: [String: Int] = [:]
  /// Costs that a table gives outright.
  private var costs: [Pair: Double] = [:]

  /// So many letters must agree around a confusion, and so many at most may differ.
  private static let around = 3
  private static let longest = 3
  /// A confusion counts as if it had been seen, in so many occurrences more, with this cost: a string
  /// that was printed once and read wrongly once is not always read wrongly.
  private static let priorOccurrences = 100.0
  private static let priorCost = 7.0

  public init() {}

  /// How many different confusions there are.
  public var count: Int { counts.count + costs.count }

  // MARK: Learning

  /// Adds what a pair shows.
  ///
  /// - Parameters:
  ///   - ocr: what the engine read.
  ///   - truth: what was printed.
  ///
  /// Complexity: the product of the words and those of them that differ.
  public mutating func learn(ocr: String, truth: String) {
    let read = Self.words(ocr)
    let right = Self.words(truth)
    for word in right { countPrinted(word) }
    // One after another: the words that agree, with those before them that do not.
    var (i, j) = (0, 0)
    for (nextI, nextJ) in WordAlignment.matches(read, right) + [(read.count, right.count)] {
      if i < nextI && j < nextJ {
        // The words that agree on both sides go along, so that ends of words have a neighbour.
        let reads = read[max(0, i - 1)..<min(read.count, nextI + 1)]
        let rights = right[max(0, j - 1)..<min(right.count, nextJ + 1)]
        compare(Array(reads.joined(separator: [" "])), Array(rights.joined(separator: [" "])))
      }
      (i, j) = (nextI + 1, nextJ + 1)
    }
  }

  /// The words of a text as lists of small letters.
  private static func words(_ text: String) -> [[Character]] {
    text.split(whereSeparator: \.isWhitespace).map { word in
      Array(String(decoding: WordKey.of(word), as: UTF8.self))
    }
  }

  private mutating func countPrinted(_ word: [Character]) {
    printed["", default: 0] += word.count
    for start in word.indices {
      for end in (start + 1)...min(start + Self.longest, word.count) where end > start {
        printed[String(word[start..<end]), default: 0] += 1
      }
    }
  }

  /// Counts the confusions between two short texts.
  private mutating func compare(_ read: [Character], _ right: [Character]) {
    guard read.count <= 400, right.count <= 400 else { return }
    let steps = LetterAlignment.steps(read, right)
    var index = 0
    while index < steps.count {
      guard !steps[index].agrees else {
        index += 1
        continue
      }
      let first = index
      while index < steps.count, !steps[index].agrees { index += 1 }
      let last = index
      guard first >= Self.around, last + Self.around <= steps.count,
        steps[(first - Self.around)..<first].allSatisfy(\.agrees),
        steps[last..<(last + Self.around)].allSatisfy(\.agrees)
      else { continue }
      let readText = steps[first..<last].compactMap(\.read)
      let rightText = steps[first..<last].compactMap(\.right)
      // Blanks are another matter: words that ran together or fell apart.
      guard readText.count <= Self.longest, rightText.count <= Self.longest,
        !readText.contains(" "), !rightText.contains(" ")
      else { continue }
      counts[Pair(printed: String(rightText), read: String(readText)), default: 0] += 1
    }
  }

  // MARK: Tables

  /// The table, with a line that names the columns; the most frequent first.
  public func table(least: Int = 2) -> String {
    let lines = counts.filter { $0.value >= least }
      .sorted { a, b in
        (b.value, a.key.printed, a.key.read) < (a.value, b.key.printed, b.key.read)
      }
      .map { pair, count in
        "\(pair.printed)\t\(pair.read)\t\(count)\t\(max(count, printed[pair.printed] ?? 0))\n"
      }
    return "printed\tread\tcount\toccurrences\n" + lines.joined()
  }

  /// Adds the lines of a table: printed, read, count, occurrences of what was printed; or printed, read
  /// and a cost in nats.
  ///
  /// - Throws: an ``EmendError`` that names the line.
  public mutating func add(table: String, file: String) throws(EmendError) {
    var occurrences: [String: Int] = [:]
    var isFirst = true
    var bytes = Array(table.utf8)
    bytes.removeAll { $0 == 0x0D }
    for (index, raw) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
    where !raw.isEmpty && raw.first != UInt8(ascii: "#") {
      defer { isFirst = false }
      let columns = String(decoding: raw, as: UTF8.self)
        .split(separator: "\t", omittingEmptySubsequences: false)
      func refuse(_ what: String) -> EmendError {
        EmendError(
          .badList, what, remedy: "write what `emend lexicon learn` writes", file: file,
          line: index + 1)
      }
      guard columns.count == 4 || columns.count == 3 else {
        throw refuse("a confusion has three or four columns, not \(columns.count)")
      }
      if isFirst && columns[0] == "printed" { continue }
      let texts = columns[..<2].map { String(decoding: WordKey.of($0), as: UTF8.self) }
      let pair = Pair(printed: texts[0], read: texts[1])
      guard pair.printed != pair.read, max(texts[0].count, texts[1].count) <= Self.longest else {
        throw refuse("'\(texts[0])' read as '\(texts[1])' is no confusion of at most three letters")
      }
      if columns.count == 3 {
        guard let cost = Double(columns[2]), cost > 0, cost < 600 else {
          throw refuse("'\(columns[2])' is no cost in nats")
        }
        costs[pair] = min(cost, costs[pair] ?? .infinity)
      } else {
        guard let count = Int(columns[2]), let all = Int(columns[3]), count > 0, all > 0 else {
          throw refuse("'\(columns[2])' of '\(columns[3])' is no count")
        }
        counts[pair, default: 0] += count
        occurrences[pair.printed] = max(all, occurrences[pair.printed] ?? 0)
      }
    }
    printed.merge(occurrences, uniquingKeysWith: +)
  }

  /// The confusions with their costs.
  public var confusions: [Lexicon.Confusion] {
    let prior = Self.priorOccurrences * Logarithm.exponential(-Self.priorCost)
    var all = costs
    for (pair, count) in counts {
      let occurrences = Double(max(count, printed[pair.printed] ?? 0)) + Self.priorOccurrences
      let cost = -Logarithm.natural((Double(count) + prior) / occurrences)
      all[pair] = min(max(0.01, cost), all[pair] ?? .infinity)
    }
    return all.map {
      Lexicon.Confusion(
        printed: Array($0.key.printed.utf8), read: Array($0.key.read.utf8), cost: $0.value)
    }
  }
}

/// Which words of two texts agree, in order: the longest common subsequence, by Myers's algorithm.
private enum WordAlignment {
  /// Beyond so many differences the rest is left alone.
  private static let mostDifferences = 4000

  static func matches(_ a: [[Character]], _ b: [[Character]]) -> [(Int, Int)] {
    let most = min(a.count + b.count, mostDifferences)
    guard !a.isEmpty, !b.isEmpty else { return [] }
    var numbers: [[Character]: Int32] = [:]
    func numbered(_ words: [[Character]]) -> [Int32] {
      words.map { word in
        let next = Int32(numbers.count)
        return numbers[word]
          ?? {
            numbers[word] = next
            return next
          }()
      }
    }
    let (a, b) = (numbered(a), numbered(b))
    // furthest[k + most]: how far into a the best path on the diagonal k has come.
    var furthest = [Int32](repeating: 0, count: 2 * most + 3)
    var trace: [[Int32]] = []
    let origin = most + 1
    for differences in 0...most {
      trace.append(Array(furthest[(origin - differences - 1)...(origin + differences + 1)]))
      for k in stride(from: -differences, through: differences, by: 2) {
        let down =
          k == -differences
          || k != differences && furthest[origin + k - 1] < furthest[origin + k + 1]
        var x = Int(down ? furthest[origin + k + 1] : furthest[origin + k - 1] + 1)
        while x < a.count, x - k < b.count, x - k >= 0, a[x] == b[x - k] { x += 1 }
        furthest[origin + k] = Int32(x)
        if x >= a.count && x - k >= b.count {
          return path(trace, a.count, b.count)
        }
      }
    }
    return []
  }

  /// Goes back over the furthest points of each number of differences.
  private static func path(_ trace: [[Int32]], _ countA: Int, _ countB: Int) -> [(Int, Int)] {
    var (x, y) = (countA, countB)
    var result: [(Int, Int)] = []
    for differences in trace.indices.reversed() {
      let row = trace[differences]
      // The row's middle is the diagonal 0.
      let origin = differences + 1
      let k = x - y
      let down =
        k == -differences || k != differences && row[origin + k - 1] < row[origin + k + 1]
      let before = down ? k + 1 : k - 1
      let startX = differences == 0 ? 0 : Int(row[origin + before])
      let startY = differences == 0 ? 0 : startX - before
      let (entryX, entryY) =
        differences == 0 ? (0, 0) : down ? (startX, startY + 1) : (startX + 1, startY)
      while x > entryX && y > entryY {
        x -= 1
        y -= 1
        result.append((x, y))
      }
      (x, y) = (startX, startY)
    }
    return result.reversed()
  }
}

/// How one short text becomes another, letter by letter, with the fewest changes.
private enum LetterAlignment {
  struct Step {
    var read: Character?
    var right: Character?
    var agrees: Bool { read == right }
  }

  static func steps(_ read: [Character], _ right: [Character]) -> [Step] {
    let width = right.count + 1
    var costs = [Int](repeating: 0, count: (read.count + 1) * width)
    for i in 0...read.count { costs[i * width] = i }
    for j in 0...right.count { costs[j] = j }
    for i in 1..<(read.count + 1) {
      for j in 1..<width {
        costs[i * width + j] = min(
          costs[(i - 1) * width + j - 1] + (read[i - 1] == right[j - 1] ? 0 : 1),
          costs[(i - 1) * width + j] + 1, costs[i * width + j - 1] + 1)
      }
    }
    var steps: [Step] = []
    var (i, j) = (read.count, right.count)
    while i > 0 || j > 0 {
      let cost = costs[i * width + j]
      if i > 0, j > 0,
        cost == costs[(i - 1) * width + j - 1] + (read[i - 1] == right[j - 1] ? 0 : 1)
      {
        i -= 1
        j -= 1
        steps.append(Step(read: read[i], right: right[j]))
      } else if i > 0, cost == costs[(i - 1) * width + j] + 1 {
        i -= 1
        steps.append(Step(read: read[i], right: nil))
      } else {
        j -= 1
        steps.append(Step(read: nil, right: right[j]))
      }
    }
    return steps.reversed()
  }
}
