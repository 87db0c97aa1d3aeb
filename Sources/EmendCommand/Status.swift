import Emend

/// What the command returns to its caller. Of several files the worst counts.
enum Status: Int32, Error, Comparable {
  case done = 0
  /// Differences were found with `--check` or `test`, or a finding with `--fail-on finding`.
  case differences = 1
  /// The call was wrong.
  case usage = 2
  /// Input could not be read, or is no text.
  case unreadable = 3
  /// Output could not be written.
  case unwritable = 4

  /// The status for a fault of the library's.
  init(_ fault: EmendError) {
    switch fault.code {
    case .usage, .badList, .badPattern, .badConfiguration: self = .usage
    case .unwritable: self = .unwritable
    default: self = .unreadable
    }
  }

  static func < (a: Status, b: Status) -> Bool { a.rawValue < b.rawValue }
}

/// Standard output was closed by its reader: `emend FILE | head`. That is no fault.
struct ClosedPipe: Error {}

extension String {
  /// Without the blanks and line ends at its end.
  var trimmed: String {
    var text = self
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return text
  }
}
