private import CICU

/// A failure that ICU reports: a `UErrorCode` above zero.
public struct ICUError: RawRepresentable, Error, Hashable, Sendable, CustomStringConvertible {
  /// ICU's number for the failure.
  public let rawValue: Int32

  /// Wraps a number of ICU's; any number is accepted.
  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// ICU's name for the failure, such as "U_REGEX_TIME_OUT".
  public var name: String {
    // Unsafe: C gives a constant that ends in NUL.
    unsafe String(cString: cicu_status_name(rawValue))
  }

  public var description: String { "ICU: \(name) (\(rawValue))" }

  /// An argument is out of its range (U_ILLEGAL_ARGUMENT_ERROR).
  ///
  /// Also what ICU says of a text longer than 2 GiB where it counts in 32 bits.
  public static let illegalArgument = ICUError(rawValue: 1)
  /// There is no memory left (U_MEMORY_ALLOCATION_ERROR).
  public static let outOfMemory = ICUError(rawValue: 7)
  /// A text is too long to be counted in 32 bits (U_INDEX_OUTOFBOUNDS_ERROR).
  public static let indexOutOfBounds = ICUError(rawValue: 8)
  /// A regular expression needed more memory for backtracking than allowed
  /// (U_REGEX_STACK_OVERFLOW).
  public static let regexStackOverflow = ICUError(rawValue: 0x10311)
  /// A regular expression needed more steps than allowed (U_REGEX_TIME_OUT).
  public static let regexTimeOut = ICUError(rawValue: 0x10312)
}
