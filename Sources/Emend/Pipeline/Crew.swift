internal import Dispatch
internal import ICU
internal import Lexicon
internal import Synchronization

/// A window that waits to be cleaned.
struct WindowTask: Sendable {
  /// Its bytes, decoded.
  var text: [UInt8]
  /// Whether the text before was cut off within a line, and the text behind.
  var startIsCut: Bool
  var endIsCut: Bool
  /// Whether the text before, and the text behind, was cut off at the end of a line within a block.
  var continuesBlock = false
  var isContinued = false
  /// Whether it begins in a passage that ``Directive/off`` keeps from the stages.
  var startsOff = false
  /// Whether lines of it may be such directives.
  var hasDirectives = false
  var quality: WindowCutter.Quality
  /// Whether there is no window behind, so that nobody will ask what it has shown.
  var isLast: Bool
  /// Whether it is all of the text: its output is read as often as it takes to be at rest.
  var isWhole = false
}

/// A window that a ``Crew`` has been given.
final class WindowJob: @unchecked Sendable {
  // Unsafe: one core writes what was shown and the result, each once and before it signals that, and
  // they are read behind their signals.
  private var told: Counts?
  private var result: CleanedWindow?
  let task: WindowTask
  fileprivate let flavour: Flavour
  private let survey = DispatchSemaphore(value: 0)
  private let signal = DispatchSemaphore(value: 0)
  private var isSurveyAwaited = true
  private var isAwaited = true

  fileprivate init(_ task: WindowTask, _ flavour: Flavour) {
    self.task = task
    self.flavour = flavour
  }

  fileprivate func tell(_ shown: Counts) {
    told = shown
    survey.signal()
  }

  fileprivate func finish(_ cleaned: CleanedWindow) {
    if told == nil { tell(Counts()) }
    result = cleaned
    signal.signal()
  }

  /// What the window adds to the evidence for later epochs; waits for it, which is long before the window
  /// is clean. For the thread alone that has submitted it.
  func shown() -> Counts {
    if isSurveyAwaited { survey.wait() }
    isSurveyAwaited = false
    guard let told else { preconditionFailure("a job signals when it has told") }
    return told
  }

  /// What the window became; waits for it. For the thread alone that has submitted it.
  func cleaned() -> CleanedWindow {
    if isAwaited { signal.wait() }
    isAwaited = false
    guard let result else { preconditionFailure("a job signals when it has its result") }
    return result
  }
}

/// The cleaners of windows, one a core. What a window becomes depends on nothing but its bytes and
/// the epochs before, so it makes no difference which of them cleans it.
///
/// With one core a window is cleaned when it is submitted; with more of them in the background, so that
/// text is read and written meanwhile, and a hard window keeps nobody waiting but those who need it.
final class Crew {
  private let configuration: Configuration
  private let lexicon: Lexicon?
  private let expressions: [RegularExpression]
  private var members: [Member] = []
  private let roster = Roster()
  private let busy = DispatchGroup()
  /// How many members there can be.
  private let size: Int

  /// One core's cleaner: a class, so that a core can be given it for a while.
  private final class Member: @unchecked Sendable {
    // Unsafe: one core at a time has a member; others touch its cleaner when no job is under way.
    private var cleaner: WindowCleaner
    /// What epochs have shown that this member has not learnt yet.
    private let untold = Mutex<[Counts]>([])

    init(_ cleaner: consuming WindowCleaner) { self.cleaner = cleaner }

    func clean(_ job: WindowJob) {
      learn()
      job.finish(cleaner.clean(job.task, flavour: job.flavour, tell: job.tell))
    }

    func restart() {
      _ = takeUntold()
      cleaner.restart()
    }

    /// An epoch is over. The member learns what it has shown before it cleans the next window, on its own
    /// core.
    func endEpoch(_ shown: Counts) { untold.withLock { $0.append(shown) } }

    /// Learns what it has not been told: in the thread that has the member.
    func learn() { for shown in takeUntold() { cleaner.endEpoch(shown) } }

    private func takeUntold() -> [Counts] {
      untold.withLock { untold in
        defer { untold = [] }
        return untold
      }
    }
  }

  /// Who is free, and which jobs wait for somebody.
  private final class Roster: Sendable {
    private struct State {
      var free: [Member] = []
      var waiting: [WindowJob] = []
    }

    private let state = Mutex(State())

    func add(_ member: Member) { state.withLock { $0.free.append(member) } }

    var free: [Member] { state.withLock { $0.free } }

    var hasFree: Bool { state.withLock { !$0.free.isEmpty } }

    /// One of so many members, if all of them are free.
    func first(ofAll count: Int) -> Member? {
      state.withLock { $0.free.count == count ? $0.free.popLast() : nil }
    }

    /// A member that was taken without a job is free again.
    func isBack(_ member: Member) { state.withLock { $0.free.append(member) } }

    /// Somebody for a job; nil where it has to wait for one.
    func member(for job: WindowJob) -> Member? {
      state.withLock { state in
        if let member = state.free.popLast() { return member }
        state.waiting.append(job)
        return nil
      }
    }

    /// The next job for a member; without one it is free.
    func job(for member: Member) -> WindowJob? {
      state.withLock { state in
        guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
        state.free.append(member)
        return nil
      }
    }
  }

  /// - Parameter epoch: how many windows may be cleaned at the same time at most.
  init(
    _ configuration: Configuration, _ lexicon: Lexicon?, _ expressions: [RegularExpression],
    epoch: Int
  ) {
    self.configuration = configuration
    self.lexicon = lexicon
    self.expressions = expressions
    size = min(max(1, configuration.jobs), epoch)
  }

  deinit { busy.wait() }

  /// Another source begins; jobs of the one before are finished for nothing.
  func restart() {
    busy.wait()
    for member in members { member.restart() }
  }

  /// An epoch is over, and all its jobs have told what they show, if they are not finished: that is
  /// evidence for all that are submitted from now on.
  func endEpoch(_ shown: Counts) {
    // A member that came later would not know what the epochs before have shown.
    while members.count < size { addMember() }
    // Who has been free for an epoch learns at last: nobody has more than two of them before him.
    for member in roster.free { member.learn() }
    for member in members { member.endEpoch(shown) }
  }

  /// Has a window cleaned.
  func submit(_ task: WindowTask, flavour: Flavour) -> WindowJob {
    let job = WindowJob(task, flavour)
    if members.count < size && !roster.hasFree { addMember() }
    // Nothing is read or written meanwhile where it is the last one and the others are done, as with every
    // short text: the cores need not be woken.
    if size == 1 || task.isLast, let member = roster.first(ofAll: members.count) {
      member.clean(job)
      roster.isBack(member)
      return job
    }
    guard let member = roster.member(for: job) else { return job }
    DispatchQueue.global().async(group: busy) { [roster] in
      var next: WindowJob? = job
      while let job = next {
        member.clean(job)
        next = roster.job(for: member)
      }
    }
    return job
  }

  private func addMember() {
    let member = Member(
      WindowCleaner(configuration: configuration, lexicon: lexicon, protections: expressions))
    members.append(member)
    roster.add(member)
  }
}
