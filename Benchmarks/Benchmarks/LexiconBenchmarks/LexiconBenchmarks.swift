import Benchmark
import Lexicon

/// Words, one behind the other in one buffer, as a text has them.
struct Words {
  var text: [UInt8] = []
  var ranges: [Range<Int>] = []

  init(_ words: some Sequence<[UInt8]>) {
    for word in words {
      ranges.append(text.count..<text.count + word.count)
      text += word
    }
  }

  /// How many of them a lexicon knows.
  func known(to lexicon: Lexicon) -> Int {
    let span = text.span
    var known = 0
    for range in ranges where lexicon.lookup(span.extracting(range)) != nil { known += 1 }
    return known
  }
}

/// The same numbers in every run.
struct Generator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state ^ (state >> 33)) &* 0xFF51_AFD7_ED55_8CCD
  }
}

/// All words of a lexicon that may be meant, in random order.
func shuffled(_ lexicon: Lexicon, seed: UInt64) -> [[UInt8]] {
  var generator = Generator(state: seed)
  return lexicon.indices.compactMap { index in
    lexicon.entry(at: index).map { Array(lexicon.text(of: $0).utf8) }
  }.shuffled(using: &generator)
}

/// Words of English with a letter exchanged, as they are searched for.
func misreadWords(_ lexicon: Lexicon, _ count: Int) -> [[UInt8]] {
  var generator = Generator(state: 3)
  let words = shuffled(lexicon, seed: 2).filter { word in
    (5...14).contains(word.count) && word.allSatisfy { (97...122).contains($0) }
      && lexicon.lookup(word.span).map { $0.isInSCOWL && $0.prose >= 20 } ?? false
  }
  return words.prefix(count).map { word in
    var word = word
    word[Int.random(in: word.indices, using: &generator)] = UInt8.random(
      in: 97...122, using: &generator)
    return word
  }
}

/// The texts, put together once: what a benchmark builds or frees between its iterations would count.
enum Texts {
  static let lexicon: Lexicon = {
    guard let lexicon = Lexicon.builtIn else { fatalError("no lexicon is built in") }
    return lexicon
  }()

  /// A text has few words that are many: a tenth of the words make half of this.
  static let running = {
    var generator = Generator(state: 1)
    let words = shuffled(lexicon, seed: 1).prefix(2_000)
    return Words(
      (0..<1_000_000).map { _ in
        words[Int.random(in: 0..<(Bool.random(using: &generator) ? 200 : 2_000), using: &generator)]
      })
  }()

  static let all = Words(shuffled(lexicon, seed: 1))
  static let misread = misreadWords(lexicon, 2_000)
}

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .throughput], warmupIterations: 1, maxDuration: .seconds(3),
    maxIterations: 50)

  Benchmark("lookup/a million words of running text") { benchmark in
    let text = Texts.running
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations { blackHole(text.known(to: Texts.lexicon)) }
    benchmark.stopMeasurement()
  }

  Benchmark("lookup/all \(Texts.all.ranges.count) words in random order") { benchmark in
    let text = Texts.all
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations { blackHole(text.known(to: Texts.lexicon)) }
    benchmark.stopMeasurement()
  }

  Benchmark("search/2000 misread words") { benchmark in
    let search = FuzzySearch(Texts.lexicon)
    let words = Texts.misread
    benchmark.startMeasurement()
    var found = 0
    for word in words {
      found += search.candidates(for: word) { $0.isInSCOWL || $0.prose >= 20 }.count
    }
    blackHole(found)
    benchmark.stopMeasurement()
  }
}
