/// How likely the best misreading of a doubtful word is, weighed a second time.
///
/// The softmax of ``SpellingModel`` adds evidence up, so that none can depend on another: a letter that
/// looks odd speaks against a word, but not if it is a name in a document that is clean. Small trees know
/// such cases. Each asks three questions of the evidence and has a value for each of the eight answers;
/// the sum of all their values is added to the logit of what the softmax says.
struct SpellingJudge: Sendable {
  /// How many questions a tree asks, and how many numbers it consists of: for each question which evidence
  /// is compared and with what, whether it is above; then a value for each answer, in which the first
  /// question is the highest bit.
  private static let questions = 3
  private static let stride = 2 * questions + 1 << questions
  /// What is this unlikely is not weighed again.
  static let floor: Float = 0.05
  /// ln of a probability is this at the least.
  private static let leastLogarithm: Float = -7

  private let trees: [Float]
  /// Which evidence each question of each tree is about, as numbers that index it.
  private let topics: [Int]

  private init(trees: [Float]) {
    self.trees = trees
    topics = Swift.stride(from: 0, to: trees.count, by: Self.stride).flatMap { tree in
      (0..<Self.questions).map { Int(trees[tree + 2 * $0]) }
    }
  }

  private static let unknown = SpellingJudge(trees: SpellingModel.unknownTrees)
  private static let known = SpellingJudge(trees: SpellingModel.knownTrees)

  static func judge(of depth: SpellingMemory.Depth) -> SpellingJudge {
    depth == .known ? known : unknown
  }

  /// The probability of the best misreading.
  ///
  /// - Parameters:
  ///   - verdict: what the softmax says.
  ///   - evidence: that for the word as it stands, in the order of ``SpellingModel/Keep``, that for the
  ///     misreading, in the order of ``SpellingModel/Other``, and room for three numbers.
  func probability(_ verdict: Doubts.Verdict, _ evidence: inout [Float]) -> Float {
    func logarithm(_ probability: Float) -> Float {
      max(Self.leastLogarithm, Logarithm.natural(probability + 1e-9))
    }
    let own = logarithm(verdict.probability)
    evidence[evidence.count - 3] = own
    evidence[evidence.count - 2] = logarithm(verdict.keepProbability)
    evidence[evidence.count - 1] = logarithm(verdict.secondProbability)
    let evidence = evidence.span
    let trees = trees.span
    var logit = own - Logarithm.natural(max(1e-6, 1 - verdict.probability))
    let topics = topics.span
    var tree = 0
    var topic = 0
    while tree < trees.count {
      var answer = 0
      for question in 0..<Self.questions {
        let limit = trees[tree &+ 2 &* question &+ 1]
        // The first evidence is the same for all, and no tree asks for it.
        answer = answer &* 2 &+ (evidence[topics[topic] &+ 1] > limit ? 1 : 0)
        topic &+= 1
      }
      logit += trees[tree &+ 2 &* Self.questions &+ answer]
      tree &+= Self.stride
    }
    return 1 / (1 + Logarithm.exponential(-logit))
  }
}
