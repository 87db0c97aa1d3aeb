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
}

/// The cleaners of windows, one a core. What a window becomes depends on nothing but its bytes and
/// the epochs before, so it makes no difference which of them cleans it.
final class Crew {
  private let configuration: Configuration
  private let lexicon: Lexicon?
  private let expressions: [RegularExpression]
  private var members: [Member] = []

  /// One core's cleaner: a class, so that a core can be given it for a while.
  private final class Member: @unchecked Sendable {
    // Unsafe: one core at a time has a member, and all have finished when `clean` returns.
    var cleaner: WindowCleaner
    init(_ cleaner: consuming WindowCleaner) { self.cleaner = cleaner }
  }

  /// Where one core puts a window's result.
  private final class Place: @unchecked Sendable {
    // Unsafe: one core writes it, and it is read when all have finished.
    var result = CleanedWindow()
  }

  init(_ configuration: Configuration, _ lexicon: Lexicon?, _ expressions: [RegularExpression]) {
    self.configuration = configuration
    self.lexicon = lexicon
    self.expressions = expressions
  }

  /// Another source begins.
  func restart() {
    for member in members { member.cleaner.restart() }
  }

  /// An epoch is over: what its windows have shown is evidence from now on.
  func endEpoch(_ shown: Counts) {
    for member in members { member.cleaner.endEpoch(shown) }
  }

  /// Cleans windows of one epoch; gives their results in their order.
  func clean(_ tasks: [WindowTask], flavour: Flavour) -> [CleanedWindow] {
    let cores = min(max(1, configuration.jobs), tasks.count)
    if members.isEmpty || members.count < cores {
      // All at once: a member that came later would not know what the epochs before have shown. More
      // windows than in the first call, of one epoch, are never cleaned together.
      members = (0..<max(1, cores)).map { _ in
        Member(
          WindowCleaner(configuration: configuration, lexicon: lexicon, protections: expressions))
      }
    }
    let team = members
    if cores <= 1 { return tasks.map { team[0].cleaner.clean($0, flavour: flavour) } }
    let places = tasks.map { _ in Place() }
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: cores) { core in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < tasks.count else { return }
        places[index].result = team[core].cleaner.clean(tasks[index], flavour: flavour)
      }
    }
    return places.map(\.result)
  }
}
