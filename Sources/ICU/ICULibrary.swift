private import CICU

/// The ICU that this program runs with.
///
/// Not named `ICU`, because a type of the module's own name would hide the module.
public enum ICULibrary {
  // Unsafe: C fills the four bytes that ICU says a version has.
  /// The version of the library, such as "72.1".
  public static var version: String {
    unsafe dotted { unsafe cicu_version($0) }
  }

  /// The version of the Unicode Standard that the library's data follow, such as "15.0".
  ///
  /// The standard library of Swift has its own data, which may follow another version.
  public static var unicodeVersion: String {
    unsafe dotted { unsafe cicu_unicode_version($0) }
  }

  /// Joins the numbers of a version, all but trailing zeros beyond the second.
  private static func dotted(_ fill: (UnsafeMutablePointer<UInt8>) -> Void) -> String {
    var numbers: [UInt8] = [0, 0, 0, 0]
    unsafe numbers.withUnsafeMutableBufferPointer { buffer in
      if let start = buffer.baseAddress { unsafe fill(start) }
    }
    while numbers.count > 2, numbers.last == 0 { numbers.removeLast() }
    return numbers.map { String($0) }.joined(separator: ".")
  }
}
