private import CICU

/// What is wrong with a pattern, and where.
public struct RegularExpressionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The pattern as it was given.
  public let pattern: String
  /// The line of the pattern, from 1; 0 if ICU does not say.
  public let line: Int
  /// How many characters of that line ICU had read when it gave up; 0 if it does not say.
  public let offset: Int
  /// ICU's own word for it.
  public let cause: ICUError

  /// What is wrong, as part of a sentence, without the place.
  public var message: String {
    switch cause.name {
    case "U_REGEX_RULE_SYNTAX": "a syntax error"
    case "U_REGEX_BAD_ESCAPE_SEQUENCE": "an unknown escape sequence"
    case "U_REGEX_PROPERTY_SYNTAX": "an unknown Unicode property"
    case "U_REGEX_UNIMPLEMENTED": "a construct that ICU does not have"
    case "U_REGEX_MISMATCHED_PAREN": "a parenthesis without its partner"
    case "U_REGEX_NUMBER_TOO_BIG": "a number that is too big"
    case "U_REGEX_BAD_INTERVAL": "an error in {least,most}"
    case "U_REGEX_MAX_LT_MIN": "a {least,most} whose most is less than its least"
    case "U_REGEX_INVALID_BACK_REF": "a reference to a group that does not exist"
    case "U_REGEX_INVALID_FLAG": "an unknown flag"
    case "U_REGEX_LOOK_BEHIND_LIMIT": "a look-behind without an upper bound"
    case "U_REGEX_SET_CONTAINS_STRING": "a set that contains a string"
    case "U_REGEX_MISSING_CLOSE_BRACKET": "a bracket that is not closed"
    case "U_REGEX_INVALID_RANGE": "a range whose end comes before its start"
    case "U_REGEX_PATTERN_TOO_BIG": "it is too big"
    case "U_REGEX_INVALID_CAPTURE_GROUP_NAME": "an invalid name of a group"
    default: cause.name
    }
  }

  public var description: String {
    let place = line > 0 ? " (line \(line), character \(offset))" : ""
    return "cannot use the pattern “\(pattern)”: \(message)\(place)"
  }
}

/// A regular expression in ICU's syntax, over UTF-8.
///
/// Flags stand in the pattern, as in `(?i)`. A compiled pattern does not change, so threads may
/// share one.
@safe public final class RegularExpression: Sendable {
  // Unsafe: the pattern is not changed after `init`, and each call makes a matcher of its own; C reads the
  // bytes during the call only, and the array that its callback appends to outlives it.

  /// The pattern as it was given.
  public let pattern: String

  private nonisolated(unsafe) let handle: OpaquePointer

  /// How many steps the search through a text may take unless the caller says otherwise.
  ///
  /// A step is ten thousand of the matcher's saved states, a fraction of a millisecond; all of them
  /// take about a second. An ordinary pattern needs hundreds of steps for a mebibyte of text.
  public static let defaultStepLimit: Int32 = 5_000

  /// How many bytes the matcher may use to remember where to go back to: ICU's own default.
  private static let stackLimit: Int32 = 8_000_000

  /// Compiles a pattern; the empty one is fine and matches everywhere.
  ///
  /// Complexity: O(*n*) in the length of the pattern, with a large factor: compile once.
  public init(_ pattern: String) throws(RegularExpressionError) {
    var line: Int32 = 0
    var offset: Int32 = 0
    var status: Int32 = 0
    let handle = unsafe Array(pattern.utf8).span.lent { bytes, count in
      unsafe cicu_regex_open(bytes, count, &line, &offset, &status)
    }
    guard let handle = unsafe handle else {
      throw RegularExpressionError(
        pattern: pattern, line: Int(line), offset: Int(offset), cause: ICUError(rawValue: status))
    }
    self.pattern = pattern
    unsafe self.handle = handle
  }

  deinit {
    unsafe cicu_regex_close(handle)
  }

  /// Appends the byte range of every match to `ranges`, from left to right.
  ///
  /// Matches do not overlap; a pattern that matches nothing gives empty ranges, also in an empty
  /// text. Ill-formed bytes count as U+FFFD, one for each maximal subpart, and a range never splits
  /// a character.
  ///
  /// - Parameter stepLimit: the most steps that the whole search may take, above 0. Steps are
  ///   counted, not timed, so the same text always gives the same answer.
  /// - Throws: `ICUError.regexTimeOut` if the limit is reached, `.regexStackOverflow` if the matcher
  ///   needs more than 8 MB, `.illegalArgument` for a limit below 1 or a text beyond 2 GiB. The
  ///   array is then as it was.
  /// - Complexity: depends on the pattern; bounded by the limit. One crossing to C.
  public func matches(
    in text: Span<UInt8>, into ranges: inout [Range<Int>],
    stepLimit: Int32 = RegularExpression.defaultStepLimit
  ) throws(ICUError) {
    // For ICU, 0 would mean no limit at all.
    guard stepLimit > 0 else { throw .illegalArgument }
    let oldCount = ranges.count
    let status = unsafe text.lent { bytes, count in
      unsafe withUnsafeMutablePointer(to: &ranges) { ranges in
        unsafe cicu_regex_matches(
          handle, bytes, count, stepLimit, Self.stackLimit, ranges
        ) { context, start, end in
          unsafe store(Int(start)..<Int(end), at: context)
        }
      }
    }
    if status > 0 { ranges.removeLast(ranges.count - oldCount) }
    try check(status)
  }
}
