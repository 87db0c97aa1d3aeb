private import CICU

/// Upper and lower case, over UTF-8.
///
/// Full mappings of the root locale: one letter may become several (ß → SS), a sigma at the end of
/// a word becomes ς, and no language's own rules apply. Ill-formed bytes are copied as they are.
/// Results are appended; nothing is appended for an empty text, and memory is allocated only where
/// the array lacks capacity.
public enum CaseMapping {
  /// Appends the text in lower case.
  ///
  /// Complexity: O(*n*); ASCII alone is mapped without asking ICU.
  public static func lowercase(_ text: Span<UInt8>, into output: inout [UInt8]) {
    guard text.isASCII else { return map(cicu_case_lower, text, into: &output) }
    output.append(mapping: text) { isLower($0 | 0x20) ? $0 | 0x20 : $0 }
  }

  /// Appends the text in upper case.
  ///
  /// Complexity: O(*n*); ASCII alone is mapped without asking ICU.
  public static func uppercase(_ text: Span<UInt8>, into output: inout [UInt8]) {
    guard text.isASCII else { return map(cicu_case_upper, text, into: &output) }
    output.append(mapping: text) { isLower($0) ? $0 & 0xDF : $0 }
  }

  /// Appends the text with its first letter as a capital, and the rest as it is.
  ///
  /// What precedes the first letter, digit or symbol (quotation marks, brackets, spaces, ill-formed
  /// bytes) is skipped; if that is no letter, as in "1st", nothing changes. The mapping is titlecase:
  /// ǆ becomes ǅ, and ß becomes Ss.
  ///
  /// Complexity: O(*n*); ICU is not asked if the text up to that letter is ASCII.
  public static func titlecaseFirst(_ text: Span<UInt8>, into output: inout [UInt8]) {
    var index = 0
    while index < text.count, isSkippedASCII(text[index]) { index += 1 }
    if index < text.count, text[index] >= 0x80 {
      return map(cicu_case_title_first, text, into: &output)
    }
    let start = output.count
    output.append(copying: text)
    if index < text.count, isLower(text[index]) { output[start + index] &= 0xDF }
  }

  private static func map(
    _ mapping: cicu_case, _ text: Span<UInt8>, into output: inout [UInt8]
  ) {
    // Unsafe: C reads the bytes during the call only, and its callback appends to an array that
    // outlives it.
    unsafe text.lent { bytes, count in
      unsafe withUnsafeMutablePointer(to: &output) {
        unsafe cicu_map_case(mapping, bytes, count, $0, storeBytes)
      }
    }
  }

  @inline(always)
  private static func isLower(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
  }

  /// Whether a byte is ASCII and not a letter, digit or symbol: what ICU skips on its way to the
  /// first letter of a text.
  private static func isSkippedASCII(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...: false
    // The ASCII characters of the General_Categories Sc, Sk and Sm.
    case UInt8(ascii: "$"), UInt8(ascii: "+"), UInt8(ascii: "<"), UInt8(ascii: "="),
      UInt8(ascii: ">"), UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "|"),
      UInt8(ascii: "~"):
      false
    default: !isLower(byte | 0x20)
    }
  }
}
