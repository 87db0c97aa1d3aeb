internal import ICU

/// The part of a word's key that is not ASCII, where ICU is asked. Once a form, never once a token.
enum UnicodeKey {
  /// Appends the small-letter, composed spelling of `range` to `key`.
  static func fold(_ bytes: Span<UInt8>, _ range: Range<Int>, into key: inout [UInt8]) {
    // The mark may compose with the ASCII letter before it, so that letter goes along.
    var tail: [UInt8] = []
    if let last = key.popLast() { tail.append(last) }
    var index = range.lowerBound
    while index < range.upperBound {
      // U+2019 is what printers make of the apostrophe.
      if bytes[index] == 0xE2 && bytes.starts("\u{2019}", at: index, limit: range.upperBound) {
        tail.append(UInt8(ascii: "'"))
        index += 3
      } else if bytes[index] == 0xC2 && bytes.starts("\u{AD}", at: index, limit: range.upperBound) {
        index += 2
      } else {
        tail.append(bytes[index])
        index += 1
      }
    }
    var lowered: [UInt8] = []
    CaseMapping.lowercase(tail.span, into: &lowered)
    key.append(
      contentsOf: Normalizer.isNFC(lowered.span) ? lowered : Normalizer.toNFC(lowered.span))
  }
}

/// The case of a letter that is not ASCII.
enum UnicodeCase {
  case upper, lower, none

  /// The blocks that newsletters are full of are answered here; ICU knows the rest.
  static func of(_ value: UInt32) -> UnicodeCase {
    switch value {
    case 0xC0...0xDE: return value == 0xD7 ? .none : .upper
    case 0xDF...0xFF: return value == 0xF7 ? .none : .lower
    case 0x410...0x42F: return .upper
    case 0x430...0x45F: return .lower
    default:
      guard let scalar = Unicode.Scalar(value) else { return .none }
      if CharacterProperties.isUppercase(scalar) { return .upper }
      if CharacterProperties.isLowercase(scalar) { return .lower }
      return .none
    }
  }
}
