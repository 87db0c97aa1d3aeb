/// Why bytes are no lexicon image, or a damaged one.
public struct LexiconError: Error, Equatable, Sendable {
  /// The byte of the image at which the fault was seen.
  public let offset: Int
  /// What the image should hold there.
  public let expected: String
  /// What it holds.
  public let found: String
  /// What its user can do about it.
  public let advice: String

  init(at offset: Int, expected: String, found: String, advice: String = rebuild) {
    self.offset = offset
    self.expected = expected
    self.found = found
    self.advice = advice
  }

  static let rebuild = "the image is damaged; copy it again or rebuild it"
  static let wrongFile = "give the path of an image that `emend lexicon build` wrote"
  static let otherVersion = "rebuild the image with the version of Emend that reads it"
}

extension LexiconError: CustomStringConvertible {
  public var description: String {
    "lexicon image, byte \(offset): expected \(expected), found \(found); \(advice)"
  }
}
