internal import ICU
internal import Lexicon

/// What Emend is, and what it stands on.
public enum Release {
  /// The version of the library and of the command.
  public static let version = "0.1.0"

  /// Several lines: the versions of Emend, ICU, Unicode and the lexicon, and both licences.
  public static var report: String {
    var lines = [
      "emend \(version)",
      "ICU \(ICULibrary.version), Unicode \(ICULibrary.unicodeVersion)",
    ]
    if let lexicon = Lexicon.builtIn {
      lines.append(
        "lexicon \(lexicon.language) \(lexicon.version), \(lexicon.wordCount) words")
      lines.append("code: Apache-2.0; lexicon: \(lexicon.licence) (see NOTICE)")
    } else {
      lines.append("no lexicon built in")
      lines.append("code: Apache-2.0 (see NOTICE)")
    }
    return lines.joined(separator: "\n")
  }
}
