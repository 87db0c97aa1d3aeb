/// Tells on standard error how far a batch is: a line that is written over on a terminal, elsewhere
/// a line now and then.
struct BatchProgress {
  private let isTerminal: Bool
  private let isQuiet: Bool
  private var isShown = false
  private var next: Double

  /// So often it is looked whether there is something to tell, in milliseconds.
  static let interval = 200
  /// So many seconds lie between lines that are not written over.
  private static let pause = 10.0
  /// Takes away what stands on the line of a terminal.
  private static let clearLine = "\r\u{1B}[K"

  init(isTerminal: Bool, isQuiet: Bool) {
    self.isTerminal = isTerminal
    self.isQuiet = isQuiet
    next = Platform.seconds + (isTerminal ? 0 : Self.pause)
  }

  /// Tells how far it is, where it is time to.
  mutating func show(_ summary: BatchSummary) {
    guard !isQuiet, Platform.seconds >= next else { return }
    if isTerminal {
      Messages.write(Self.clearLine + summary.progress)
      isShown = true
    } else {
      Messages.tell(summary.progress)
      next += Self.pause
    }
  }

  /// Makes room for another message.
  mutating func clear() {
    guard isShown else { return }
    Messages.write(Self.clearLine)
    isShown = false
  }
}
