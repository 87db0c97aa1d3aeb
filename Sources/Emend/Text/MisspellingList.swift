/// A user's own list of misspellings, in codespell's format: a line `wrong->right`, with `#` for
/// comments; several rights are set apart by commas. What it says is obeyed as it stands.
public struct MisspellingList: Sendable {
  /// What a wrong form is to become.
  public struct Entry: Sendable, Hashable {
    public var rights: [String]
    /// Where it stands, for errors.
    public var file: String
    public var line: Int
  }

  /// By the wrong form in small letters, as UTF-8.
  private(set) var entries: [[UInt8]: Entry] = [:]

  public init() {}

  /// Whether it holds nothing.
  public var isEmpty: Bool { entries.isEmpty }
  /// The wrong forms, in small letters.
  var wrongKeys: Set<[UInt8]> { Set(entries.keys) }

  /// The names of the files that its entries come from, in order.
  var files: [String] { Set(entries.values.map(\.file)).sorted() }

  /// What the list says of a spelling in small letters.
  func entry(_ key: [UInt8]) -> Entry? { entries[key] }

  /// Adds the lines of a file as it was read.
  ///
  /// - Throws: as ``add(_:file:)-(String,_)``, and for bytes that are no UTF-8.
  public mutating func add(_ bytes: [UInt8], file: String) throws(EmendError) {
    try add(String(list: bytes, file: file), file: file)
  }

  /// Adds the lines of a file.
  ///
  /// - Throws: an ``EmendError`` that names the line: one that is no `wrong->right`, one whose
  ///   right form is a wrong one elsewhere on the list, one that contradicts an earlier one.
  public mutating func add(_ text: String, file: String) throws(EmendError) {
    var number = 0
    // Lines are cut by bytes: to Swift, CR and LF together are one character.
    var bytes = Array(text.utf8)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    for raw in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      number += 1
      var line = Substring(decoding: raw, as: UTF8.self)
      if let comment = line.firstIndex(of: "#") { line = line[..<comment] }
      let trimmed = Self.trim(line)
      if trimmed.isEmpty { continue }
      guard let arrow = Self.range(of: "->", in: trimmed) else {
        throw EmendError(
          .badList, "'\(trimmed)' is no entry of a list of misspellings",
          remedy: "write wrong->right, one a line", file: file, line: number)
      }
      let wrong = Self.trim(trimmed[..<arrow.lowerBound])
      let rights = trimmed[arrow.upperBound...].split(separator: ",").map(Self.trim)
        .filter { !$0.isEmpty }
      guard !wrong.isEmpty, !rights.isEmpty, !wrong.contains(where: \.isWhitespace) else {
        throw EmendError(
          .badList, "'\(trimmed)' lacks its \(wrong.isEmpty ? "wrong" : "right") form",
          remedy: "write wrong->right, the wrong form a single word", file: file, line: number)
      }
      let key = Self.key(wrong)
      if let earlier = entries[key], earlier.rights != rights {
        throw EmendError(
          .badList,
          "'\(wrong)' stands on line \(earlier.line) of \(earlier.file) with another right",
          remedy: "keep one of the two", file: file, line: number)
      }
      entries[key] = Entry(rights: rights, file: file, line: number)
    }
    for (key, entry) in entries.sorted(by: { $0.value.line < $1.value.line }) {
      for right in entry.rights {
        if let other = entries[Self.key(right)] {
          let wrong = String(decoding: key, as: UTF8.self)
          throw EmendError(
            .badList,
            "'\(right)' is the right form of '\(wrong)' here and a wrong one on line \(other.line)"
              + (other.file == entry.file ? "" : " of \(other.file)"),
            remedy: "take one of the two lines out", file: entry.file, line: entry.line)
        }
      }
    }
  }

  /// The form in which a document's words are looked up: small letters, composed, a plain apostrophe.
  private static func key(_ word: String) -> [UInt8] {
    let bytes = Array(word.utf8)
    var key: [UInt8] = []
    WordKey.fold(bytes.span, bytes.indices, into: &key)
    return key
  }

  private static func trim(_ text: Substring) -> String {
    var text = text
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }

  private static func range(of mark: String, in text: String) -> Range<String.Index>? {
    var index = text.startIndex
    while index < text.endIndex {
      if text[index...].hasPrefix(mark) {
        return index..<text.index(index, offsetBy: mark.count)
      }
      index = text.index(after: index)
    }
    return nil
  }
}
