private import CICU

/// A script: the value of the Unicode property Script.
public struct Script: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// ICU's `UScriptCode`, which is stable across versions.
  public let rawValue: Int32

  /// Wraps a number of ICU's; any number is accepted.
  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// The script of a scalar; `unknown` for one that is not assigned.
  ///
  /// Complexity: O(1), one crossing to C.
  public static func of(_ scalar: Unicode.Scalar) -> Script {
    Script(rawValue: cicu_script(scalar.value))
  }

  /// The four letters of ISO 15924, such as "Latn"; "Zzzz" for a number that is no script.
  public var shortName: String {
    // Unsafe: C gives a constant that ends in NUL, or none.
    guard let name = unsafe cicu_script_short_name(rawValue) else { return "Zzzz" }
    return unsafe String(cString: name)
  }

  public var description: String { shortName }

  /// Characters of no script in particular: digits, punctuation, emoji, U+FFFD.
  public static let common = Script(rawValue: 0)
  /// Marks that take the script of what they stand on.
  public static let inherited = Script(rawValue: 1)
  public static let arabic = Script(rawValue: 2)
  public static let armenian = Script(rawValue: 3)
  public static let bengali = Script(rawValue: 4)
  public static let bopomofo = Script(rawValue: 5)
  public static let cyrillic = Script(rawValue: 8)
  public static let devanagari = Script(rawValue: 10)
  public static let ethiopic = Script(rawValue: 11)
  public static let georgian = Script(rawValue: 12)
  public static let greek = Script(rawValue: 14)
  public static let han = Script(rawValue: 17)
  public static let hangul = Script(rawValue: 18)
  public static let hebrew = Script(rawValue: 19)
  public static let hiragana = Script(rawValue: 20)
  public static let katakana = Script(rawValue: 22)
  public static let khmer = Script(rawValue: 23)
  public static let lao = Script(rawValue: 24)
  public static let latin = Script(rawValue: 25)
  public static let mongolian = Script(rawValue: 27)
  public static let myanmar = Script(rawValue: 28)
  public static let tamil = Script(rawValue: 35)
  public static let thai = Script(rawValue: 38)
  public static let tibetan = Script(rawValue: 39)
  /// Scalars that are not assigned, and those for private use.
  public static let unknown = Script(rawValue: 103)
}

/// A stretch of text in one script.
public struct ScriptRun: Hashable, Sendable {
  /// Byte offsets into the text; never empty.
  public var range: Range<Int>
  /// The script of its letters.
  public var script: Script

  /// A run of the given bytes.
  public init(range: Range<Int>, script: Script) {
    self.range = range
    self.script = script
  }
}

/// Cuts text by script.
public enum Scripts {
  /// Appends the maximal runs of one script to `runs`, in order.
  ///
  /// The runs cover the text without a gap. Common and inherited characters and ill-formed bytes
  /// belong to the run before them; those before the first letter are a run of `.common`. Nothing
  /// is appended for an empty text.
  ///
  /// Complexity: O(*n*), one crossing to C; allocates only what `runs` lacks in capacity.
  public static func runs(in text: Span<UInt8>, into runs: inout [ScriptRun]) {
    // Unsafe: C reads the bytes during the call only, and its callback appends to an array that
    // outlives it.
    unsafe text.lent { bytes, count in
      unsafe withUnsafeMutablePointer(to: &runs) { runs in
        unsafe cicu_script_runs(bytes, count, runs) { context, start, end, script in
          let run = ScriptRun(range: Int(start)..<Int(end), script: Script(rawValue: script))
          unsafe store(run, at: context)
        }
      }
    }
  }
}
