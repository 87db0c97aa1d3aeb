internal import ICU
internal import Lexicon

extension Configuration {
  /// A checksum of all that decides beside the source what the output is: this configuration, and
  /// the versions of Emend, ICU, Unicode and the lexicons.
  ///
  /// The same number for the same source means the same output and log. It is the same on every
  /// machine, and made to be kept.
  public var fingerprint: UInt64 {
    var parts = [Release.version, ICULibrary.version, ICULibrary.unicodeVersion]
    for lexicon in [Lexicon.builtIn].compactMap(\.self) + lexicons {
      parts += [lexicon.name, "\(lexicon.checksum)"]
    }
    for (name, value) in summary.sorted(by: { $0.key < $1.key }) { parts += [name, value] }
    let lists = misspellings.entries.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    for (wrong, entry) in lists {
      parts.append(String(decoding: wrong, as: UTF8.self))
      parts += entry.rights
    }
    parts.append("words")
    parts += words.keys.sorted { $0.lexicographicallyPrecedes($1) }
      .map { String(decoding: $0, as: UTF8.self) }
    var checksum = Checksum()
    for part in parts {
      // With their lengths, so that no two lists of parts run together to the same bytes.
      checksum.update(Array("\(part.utf8.count):\(part)".utf8).span)
    }
    return checksum.value
  }
}
