/// One kind of repair.
///
/// A stage is one file that holds its manual and its rules. It knows the window, the evidence and
/// the lexicon; it does not know another stage. It is shown the blocks that carry a signal that it
/// wants, one after another, each with all earlier edits made, and proposes edits.
public protocol Stage: Sendable {
  /// What it repairs, with its examples.
  static var manual: Manual { get }
  /// Blocks without one of these signals are never shown.
  static var wants: Signals { get }

  /// The confidence that its edits need, by what the survey has shown: 0.9 for most stages, less for one
  /// that knows by the document's own error rate that leaving words alone costs more than a wrong
  /// correction.
  func threshold(_ evidence: borrowing Evidence) -> Double

  /// Whether it works before the survey, so that the survey counts what it has mended.
  static var precedesSurvey: Bool { get }

  init()

  /// Whether it has anything to do in the document, by what the survey has shown. Where it has not, no
  /// block is shown to it.
  func isNeeded(_ evidence: borrowing Evidence) -> Bool

  /// Adds to the evidence what the stage needs to know of the whole window before it edits a block
  /// of it.
  func survey(_ window: borrowing Window, into evidence: inout Evidence)

  /// Proposes edits to a block and to the joint behind it.
  func propose(
    _ window: borrowing Window, block: Int, evidence: borrowing Evidence, edits: inout Edits)
}

extension Stage {
  public static var precedesSurvey: Bool { false }

  public func threshold(_ evidence: borrowing Evidence) -> Double { 0.9 }

  public func isNeeded(_ evidence: borrowing Evidence) -> Bool { true }

  public func survey(_ window: borrowing Window, into evidence: inout Evidence) {}

  /// The name by which `--stages`, `--skip` and the log know it.
  public static var name: String { manual.name }
}

/// What a stage proposes for the block it is shown. Ranges are offsets into the window's buffer.
public struct Edits: ~Copyable {
  struct Replace {
    var range: Range<Int>
    var bytes: [UInt8]
    var step: Step
    var keepsProtected = false
    /// What the bytes are made of, where they are a table.
    var rows: WrittenRows?
  }
  struct GapReplace {
    var block: Int
    var range: Range<Int>
    var bytes: [UInt8]
    var step: Step
  }
  struct Join {
    var first: Int
    var second: Int
    var tail: Int
    var inserting: [UInt8]
    var head: Int
    var step: Step
  }
  struct MoveBehind {
    var first: Int
    var last: Int
    var target: Int
    var step: Step
  }
  struct Remove {
    var block: Int
    var step: Step
  }
  struct Found {
    var range: Range<Int>
    var step: Step
  }

  var replaces: [Replace] = []
  var gapReplaces: [GapReplace] = []
  var joins: [Join] = []
  var moves: [MoveBehind] = []
  var removes: [Remove] = []
  var found: [Found] = []
  /// Whether nothing has been proposed or found since the last time that all was removed.
  private(set) var isUntouched = true
  /// The stage that is being asked.
  var stage = ""
  /// Below this a proposal becomes a finding.
  private(set) var threshold = 0.9
  private let fixed: Double?
  /// Thresholds of single stages.
  private let own: [String: Double]

  init(threshold: Double?, of stages: [String: Double] = [:]) {
    fixed = threshold
    own = stages
    if let threshold { self.threshold = threshold }
  }

  /// Begins the proposals of a stage, which need so much confidence unless the user has fixed how much.
  mutating func begin(_ stage: String, threshold: Double) {
    self.stage = stage
    self.threshold = own[stage] ?? fixed ?? threshold
  }

  var isEmpty: Bool {
    replaces.isEmpty && gapReplaces.isEmpty && joins.isEmpty && moves.isEmpty && removes.isEmpty
  }

  mutating func removeAll() {
    isUntouched = true
    replaces.removeAll(keepingCapacity: true)
    gapReplaces.removeAll(keepingCapacity: true)
    joins.removeAll(keepingCapacity: true)
    moves.removeAll(keepingCapacity: true)
    removes.removeAll(keepingCapacity: true)
    found.removeAll(keepingCapacity: true)
  }

  private mutating func step(_ rule: String, _ confidence: Double, _ reason: String) -> Step {
    isUntouched = false
    // Three digits say all that a confidence knows, and the log writes as many.
    return Step(
      stage: stage, rule: rule, confidence: (confidence * 1000).rounded() / 1000, reason: reason)
  }

  /// Proposes other bytes for a part of the block's content.
  ///
  /// - Parameters:
  ///   - range: offsets into the window's buffer, half-open, not empty, within the block.
  ///   - bytes: what is to stand there.
  ///   - rule: the rule of the stage, as its manual names it.
  ///   - confidence: how sure the stage is, 0 to 1; below the threshold this is a finding.
  ///   - reason: one sentence, the evidence that decided.
  ///   - keepsProtected: that what is protected in the range (addresses, code) stands in the new
  ///     bytes as it was, so that the change is allowed all the same.
  public mutating func replace(
    _ range: Range<Int>, with bytes: [UInt8], rule: String, confidence: Double, reason: String,
    keepsProtected: Bool = false
  ) {
    replace(
      range, with: bytes, rows: nil, rule: rule, confidence: confidence, reason: reason,
      keepsProtected: keepsProtected)
  }

  /// The same for a stage that writes a table and knows what its rows are made of.
  mutating func replace(
    _ range: Range<Int>, with bytes: [UInt8], rows: WrittenRows?, rule: String,
    confidence: Double, reason: String, keepsProtected: Bool
  ) {
    let step = step(rule, confidence, reason)
    guard confidence >= threshold else {
      found.append(Found(range: range, step: step))
      return
    }
    replaces.append(
      Replace(
        range: range, bytes: bytes, step: step, keepsProtected: keepsProtected, rows: rows))
  }

  /// Proposes other bytes for a part of the gap behind a block.
  public mutating func replaceGap(
    of block: Int, _ range: Range<Int>, with bytes: [UInt8], rule: String, confidence: Double,
    reason: String
  ) {
    let step = step(rule, confidence, reason)
    guard confidence >= threshold else { return }
    gapReplaces.append(GapReplace(block: block, range: range, bytes: bytes, step: step))
  }

  /// Proposes to make one block of two neighbours.
  ///
  /// - Parameters:
  ///   - first: the block that takes the other one in.
  ///   - second: the block behind it.
  ///   - tail: how many bytes at the end of the first block's content are dropped.
  ///   - inserting: what stands between them in the place of tail, gap and head.
  ///   - head: how many bytes at the start of the second block's content are dropped.
  ///   - place: where a finding would stand, offsets into the window's buffer.
  ///   - rule: the rule of the stage, as its manual names it.
  ///   - confidence: how sure the stage is, 0 to 1; below the threshold this is a finding.
  ///   - reason: one sentence, the evidence that decided.
  public mutating func join(
    _ first: Int, with second: Int, droppingTail tail: Int, inserting: [UInt8],
    droppingHead head: Int,
    at place: Range<Int>, rule: String, confidence: Double, reason: String
  ) {
    let step = step(rule, confidence, reason)
    guard confidence >= threshold else {
      found.append(Found(range: place, step: step))
      return
    }
    joins.append(
      Join(
        first: first, second: second, tail: tail, inserting: inserting, head: head, step: step))
  }

  /// Proposes that the neighbouring blocks from `first` to `last` stand behind `target`, the block
  /// that follows them.
  public mutating func move(
    _ first: Int, through last: Int, behind target: Int, at place: Range<Int>, rule: String,
    confidence: Double, reason: String
  ) {
    let step = step(rule, confidence, reason)
    guard confidence >= threshold else {
      found.append(Found(range: place, step: step))
      return
    }
    moves.append(MoveBehind(first: first, last: last, target: target, step: step))
  }

  /// Proposes to take a whole block out, with the gap on one side of it: what stood before it and what
  /// stands behind it become neighbours. A form feed beside it stays.
  public mutating func remove(_ block: Int, rule: String, confidence: Double, reason: String) {
    removes.append(Remove(block: block, step: step(rule, confidence, reason)))
  }

  /// Reports a defect that is not changed.
  public mutating func find(
    _ range: Range<Int>, rule: String, confidence: Double, reason: String
  ) {
    found.append(Found(range: range, step: step(rule, confidence, reason)))
  }
}
