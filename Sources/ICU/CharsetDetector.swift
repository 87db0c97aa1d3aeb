private import CICU

/// An encoding that a text may be in.
public struct CharsetMatch: Hashable, Sendable {
  /// The name of the encoding as registered with IANA, such as "windows-1251".
  public let name: String
  /// The language that speaks for it, as an ISO code, where the detector knows one.
  public let language: String?
  /// How sure the detector is, from 0 to 100.
  public let confidence: Int
}

/// Guesses the encoding of a text from its bytes.
public enum CharsetDetector {
  /// The encodings that the bytes may be in, the likeliest first; none for no bytes.
  ///
  /// A guess from statistics: of a short text little can be said, and bytes that are text in no
  /// encoding may get guesses too.
  ///
  /// - Throws: `ICUError` if memory is short.
  /// - Complexity: O(1) in effect, because ICU reads a few thousand bytes from the start.
  public static func detect(_ bytes: Span<UInt8>) throws(ICUError) -> [CharsetMatch] {
    var matches: [CharsetMatch] = []
    // Unsafe: C reads the bytes during the call only, and its callback appends to an array that
    // outlives it. The names end in NUL and are copied.
    let status = unsafe bytes.lent { bytes, count in
      unsafe withUnsafeMutablePointer(to: &matches) { matches in
        unsafe cicu_detect_charset(bytes, count, matches) { context, name, language, confidence in
          let language = unsafe String(cString: language)
          let match = CharsetMatch(
            name: unsafe String(cString: name), language: language.isEmpty ? nil : language,
            confidence: Int(confidence))
          unsafe store(match, at: context)
        }
      }
    }
    try check(status)
    return matches
  }
}
