private import CICU

/// Word boundaries as ICU finds them: by the rules of UAX #29 and, for scripts that write no
/// spaces, by its dictionaries.
///
/// Ill-formed bytes count as U+FFFD, one for each maximal subpart. A locale is written as ICU does,
/// "en" or "zh"; one that ICU does not know means the root locale. Each thread keeps the iterators
/// of the last few locales, because opening one is slow.
public enum WordBreaks {
  /// Appends the byte offset of every boundary to `offsets`, in ascending order.
  ///
  /// The first is 0 and the last the length of the text; there are none in an empty text. Spaces and
  /// punctuation lie between boundaries as words do.
  ///
  /// - Throws: `ICUError` if ICU cannot open the iterator, or if the text is longer than 2 GiB;
  ///   nothing is appended then.
  /// - Complexity: O(*n*), one crossing to C; the first call of a thread for a locale is slow.
  public static func boundaries(
    in text: Span<UInt8>, locale: String, into offsets: inout [Int]
  ) throws(ICUError) {
    let oldCount = offsets.count
    // Unsafe: C reads the bytes during the call only, and its callback appends to an array that
    // outlives it.
    let status = unsafe text.lent { bytes, count in
      unsafe withUnsafeMutablePointer(to: &offsets) { offsets in
        unsafe cicu_word_boundaries(locale, bytes, count, offsets) { context, offset in
          unsafe store(Int(offset), at: context)
        }
      }
    }
    if status > 0 { offsets.removeLast(offsets.count - oldCount) }
    try check(status)
  }

  /// Into how many pieces the boundaries cut the text, and how many of those are a single scalar.
  ///
  /// Meant for a run of Han: where the dictionary knows the words, few pieces are single; noise
  /// falls apart into single signs. Spaces and punctuation count as pieces too. Both numbers are 0
  /// for an empty text; the replacement for ill-formed bytes is a single scalar.
  ///
  /// - Throws: as `boundaries`.
  /// - Complexity: as `boundaries`; allocates nothing here.
  public static func segmentCounts(
    in text: Span<UInt8>, locale: String
  ) throws(ICUError) -> (segments: Int, singles: Int) {
    var segments: Int64 = 0
    var singles: Int64 = 0
    // Unsafe: C reads the bytes and fills the two numbers during the call only.
    let status = unsafe text.lent { bytes, count in
      unsafe cicu_word_segments(locale, bytes, count, &segments, &singles)
    }
    try check(status)
    return (Int(segments), Int(singles))
  }
}
