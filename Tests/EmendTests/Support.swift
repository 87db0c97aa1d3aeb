import Emend
import Foundation
import Testing

/// Random numbers that are the same in every run.
struct RepeatableGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) {
    // Mixed, so that neighbouring seeds do not give one stream, shifted.
    state = (seed &+ 0x632B_E59B_D9B4_E019) &* 0xD6E8_FEB8_6659_FD93
    state ^= state >> 32
    state &*= 0xD6E8_FEB8_6659_FD93
  }
  mutating func next() -> UInt64 {
    // SplitMix64.
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// The project's own files.
enum Project {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: root.appendingPathComponent(path)))
  }

  static let seedNames = ["seeds/000_a16caeb0f9c74564.txt", "seeds/002_13847873a2b7b8c2.txt"]
  static func seeds() throws -> [[UInt8]] { try seedNames.map(bytes) }
}

extension Pipeline.Cleaned {
  /// The rules by which the text was changed.
  var rules: [String] { edits.flatMap(\.steps).map { "\($0.stage)/\($0.rule)" } }
  /// The rules by which something was found.
  var findingRules: [String] { findings.map { "\($0.step.stage)/\($0.step.rule)" } }
}

/// Cleans bytes that are fed in slices of the given sizes, which repeat.
func cleanInSlices(
  _ source: [UInt8], _ sizes: [Int], _ configuration: Configuration = .standard
) throws -> Pipeline.Cleaned {
  var cleaner = try Cleaner(configuration: configuration)
  return try cleanInSlices(source, sizes, with: &cleaner)
}

/// The same by a cleaner that is new or restarted.
func cleanInSlices(
  _ source: [UInt8], _ sizes: [Int], with cleaner: inout Cleaner
) throws -> Pipeline.Cleaned {
  var sink = MemorySink()
  var position = 0
  var turn = 0
  while position < source.count {
    let end = min(source.count, position + sizes[turn % sizes.count])
    try cleaner.feed(source.span.extracting(position..<end), to: &sink)
    position = end
    turn += 1
  }
  try cleaner.finish(to: &sink)
  return Pipeline.Cleaned(
    bytes: sink.text, edits: sink.edits, findings: sink.findings,
    head: try #require(sink.head), tail: try #require(sink.tail))
}

/// A configuration with windows of another size.
func windows(of size: Int, _ change: (inout Configuration) -> Void = { _ in }) -> Configuration {
  var configuration = Configuration.standard
  configuration.windowSize = size
  change(&configuration)
  return configuration
}

/// Texts that look like newsletters that were scanned, and get worse from call to call.
struct TextMaker {
  var random: RepeatableGenerator

  private static let words = """
    the of and to in a that committee museum harbour municipal network framework laboratory visitors \
    COVID-19 Guangxi R&D well-known sci-tech 40-year-old Straße café naïve Ångström Москва 科技日报 \
    (PHOTO: Archive) "quoted" 'tis https://example.org/a_b x@y.org `code` **bold** *it* V1.0 2021-2025 \
    benificial Medcial recieve tbe ofthe re- Net- COV-ID labora-tory , . ; : — – … ﬁrst e\u{301} \
    200 C C C C C C C C | # - 1. > ¬ \u{AD} \u{200B} 种故的就 FOCUS By HUANG Source: Table Fig.
    """.split(separator: " ").map(String.init)

  private static let separators = [
    " ", " ", " ", " ", " ", " ", " ", " ", "\n", "-\n", "\n\n", "-\n\n", "\t", "\r\n", "\n\n\n\n",
    "\u{0C}", "  ", "",
  ]

  init(seed: UInt64) { random = RepeatableGenerator(seed: seed) }

  /// Words and separators drawn at random.
  mutating func text(words count: Int) -> [UInt8] {
    var text = ""
    for _ in 0..<count {
      text += Self.words.randomElement(using: &random)!
      text += Self.separators.randomElement(using: &random)!
    }
    return Array(text.utf8)
  }

  /// The text with something done to it: lines shuffled, bytes flipped, pieces cut, doubled or
  /// moved, words broken.
  mutating func mangled(_ text: [UInt8]) -> [UInt8] {
    var text = text
    switch Int.random(in: 0..<6, using: &random) {
    case 0:
      var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
      lines.shuffle(using: &random)
      text = Array(lines.joined(separator: [0x0A]))
    case 1:
      for _ in 0..<Int.random(in: 1...40, using: &random) where !text.isEmpty {
        // NUL is left out: it would make the whole no text.
        text[Int.random(in: 0..<text.count, using: &random)] = UInt8.random(
          in: 1...255, using: &random)
      }
    case 2: text = Array(text.prefix(Int.random(in: 0...text.count, using: &random)))
    case 3:
      guard text.count > 2 else { break }
      let start = Int.random(in: 0..<text.count, using: &random)
      let end = min(text.count, start + Int.random(in: 1...2000, using: &random))
      text.insert(
        contentsOf: Array(text[start..<end]), at: Int.random(in: 0...text.count, using: &random))
    case 4:
      var index = Int.random(in: 20...400, using: &random)
      while index < text.count {
        text.insert(contentsOf: Array("-\n\n".utf8), at: index)
        index += Int.random(in: 20...400, using: &random)
      }
    default:
      guard text.count > 2 else { break }
      let start = Int.random(in: 0..<text.count, using: &random)
      text.removeSubrange(
        start..<min(text.count, start + Int.random(in: 1...500, using: &random)))
    }
    return text
  }
}
