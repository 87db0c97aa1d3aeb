private import CICU

/// One place where composing changed the text.
public struct NormalizationChange: Hashable, Sendable {
  /// The bytes that were replaced, as offsets into the text that was given.
  public var source: Range<Int>
  /// The bytes that replace them, as offsets into the whole output array, what it held before the
  /// call included.
  public var output: Range<Int>

  /// A change from a range of the source to a range of the output.
  public init(source: Range<Int>, output: Range<Int>) {
    self.source = source
    self.output = output
  }
}

/// Unicode Normalization Form C, over UTF-8.
///
/// Ill-formed bytes are no characters: they stay as they are, and nothing composes across them.
public enum Normalizer {
  // Unsafe: C reads the bytes during the call only, and its callback appends to an array that
  // outlives it.
  /// Whether every well-formed stretch of the text is in NFC; true for an empty text.
  ///
  /// Complexity: O(*n*); ASCII is settled without asking ICU.
  public static func isNFC(_ text: Span<UInt8>) -> Bool {
    unsafe text.isASCII || text.lent { unsafe cicu_is_nfc($0, $1) }
  }

  /// Appends the text in NFC to `output`, and what was changed to `changes`, in order.
  ///
  /// Bytes outside the source ranges of the changes are copied, in particular all ill-formed ones.
  /// A change covers whole characters with their marks and always changes bytes. NFC also replaces
  /// singletons, such as the angstrom sign; a caller who wants those kept can tell them by the
  /// change. Nothing is appended for an empty text.
  ///
  /// - Throws: `ICUError` if memory is short, or if more than 2 GiB of marks follow each other. Both
  ///   arrays are then as they were.
  /// - Complexity: O(*n*), except that a long row of marks is sorted; allocates only what the arrays
  ///   lack in capacity.
  public static func composeNFC(
    _ text: Span<UInt8>, into output: inout [UInt8], changes: inout [NormalizationChange]
  ) throws(ICUError) {
    if text.isASCII {
      output.append(copying: text)
      return
    }
    let outputCount = output.count
    let changesCount = changes.count
    let status = unsafe text.lent { bytes, count in
      unsafe withUnsafeMutablePointer(to: &output) { output in
        unsafe withUnsafeMutablePointer(to: &changes) { changes in
          unsafe cicu_compose_nfc(
            bytes, count, Int64(outputCount), output, storeBytes, changes
          ) { context, sourceStart, sourceEnd, outputStart, outputEnd in
            let change = NormalizationChange(
              source: Int(sourceStart)..<Int(sourceEnd), output: Int(outputStart)..<Int(outputEnd))
            unsafe store(change, at: context)
          }
        }
      }
    }
    if status > 0 {
      output.removeLast(output.count - outputCount)
      changes.removeLast(changes.count - changesCount)
    }
    try check(status)
  }

  /// The text in NFC, ill-formed bytes kept.
  ///
  /// Where `composeNFC` would throw, the text comes back as it is.
  ///
  /// Complexity: as `composeNFC`, and one allocation.
  public static func toNFC(_ text: Span<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    var changes: [NormalizationChange] = []
    do throws(ICUError) {
      try composeNFC(text, into: &output, changes: &changes)
    } catch {
      output.append(copying: text)
    }
    return output
  }
}
