/// What a byte of text can be part of: one look-up a byte is all that the scanner spends on ASCII.
struct ByteClass: OptionSet, Sendable {
  let rawValue: UInt8

  static let lower = ByteClass(rawValue: 1)
  static let upper = ByteClass(rawValue: 2)
  static let digit = ByteClass(rawValue: 4)
  /// Part of a scalar that is not ASCII, or no UTF-8 at all.
  static let high = ByteClass(rawValue: 8)
  /// Space and tab.
  static let blank = ByteClass(rawValue: 16)
  /// Line feed, carriage return and form feed.
  static let lineEnd = ByteClass(rawValue: 32)
  /// A byte that raises a signal of its own (see ``Signals``).
  static let special = ByteClass(rawValue: 64)

  static let letter: ByteClass = [.lower, .upper]
  static let word: ByteClass = [.lower, .upper, .digit]

  /// The class of every byte. An array, read through its span: indexing a global `InlineArray`
  /// copies all of it each time.
  static let table: [UInt8] = {
    var table = [UInt8](repeating: 0, count: 256)
    for byte in 0..<256 {
      var c: ByteClass = []
      switch UInt8(byte) {
      case UInt8(ascii: "a")...UInt8(ascii: "z"): c = .lower
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): c = .upper
      case UInt8(ascii: "0")...UInt8(ascii: "9"): c = .digit
      case UInt8(ascii: " "): c = .blank
      case UInt8(ascii: "\t"): c = [.blank, .special]
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"), 0x0C: c = .lineEnd
      case 0x80...0xFF: c = .high
      case UInt8(ascii: "-"), UInt8(ascii: "\""), UInt8(ascii: "*"), UInt8(ascii: "_"),
        UInt8(ascii: "`"), UInt8(ascii: "#"), UInt8(ascii: "|"), UInt8(ascii: "<"),
        UInt8(ascii: "@"), UInt8(ascii: "/"), UInt8(ascii: "\\"), UInt8(ascii: ","),
        UInt8(ascii: "."), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "("),
        UInt8(ascii: "="), UInt8(ascii: "~"), UInt8(ascii: "["), UInt8(ascii: "{"),
        UInt8(ascii: "$"), UInt8(ascii: "&"):
        c = .special
      case 0...0x1F, 0x7F: c = .special
      default: c = []
      }
      table[byte] = c.rawValue
    }
    return table
  }()
}

extension UInt8 {
  /// Whether the byte is an ASCII letter.
  var isASCIILetter: Bool { (self | 0x20) &- 0x61 < 26 }
  /// Whether the byte is an ASCII capital.
  var isASCIIUpper: Bool { self &- 0x41 < 26 }
  /// Whether the byte is a small ASCII letter.
  var isASCIILower: Bool { self &- 0x61 < 26 }
  /// Whether the byte is an ASCII digit.
  var isASCIIDigit: Bool { self &- 0x30 < 10 }
  /// Whether the byte is an ASCII mark: neither letter nor digit, blank nor control character.
  var isASCIIPunctuation: Bool {
    self > 0x20 && self < 0x7F && !isASCIILetter && !isASCIIDigit
  }
  /// Whether the byte is a space or a tab.
  var isBlank: Bool { self == 0x20 || self == 0x09 }
  /// Whether the byte ends a line or a page: line feed, carriage return, form feed.
  var isLineEnd: Bool { self == 0x0A || self == 0x0D || self == 0x0C }
  /// The small letter of an ASCII capital; any other byte as it is.
  var asciiLowered: UInt8 { isASCIIUpper ? self | 0x20 : self }
  /// Whether the byte is a letter or figure that is one upright stroke, as a capital I is.
  var isStroke: Bool { self == UInt8(ascii: "l") || self == UInt8(ascii: "1") }
  /// Whether the byte is a figure, or a letter that engines read in the place of a 1 or a 0.
  var isFigureLike: Bool {
    isASCIIDigit || self == UInt8(ascii: "l") || self == UInt8(ascii: "I")
      || self | 0x20 == UInt8(ascii: "o")
  }
  /// Whether the byte continues a UTF-8 sequence.
  var isContinuation: Bool { self & 0xC0 == 0x80 }
}

/// What kind of scalar begins at a byte that is not ASCII, as far as words go.
enum ScalarClass: UInt8 {
  /// A letter of an alphabet: part of a word.
  case letter
  /// A letter of a script that is written without blanks: Han, kana, Hangul, Thai and the like.
  case ideograph
  /// A combining mark: part of the word it stands on.
  case mark
  /// U+2019, an apostrophe inside a word and a quote elsewhere.
  case apostrophe
  /// A hyphen of its own code point: U+00AD, U+2010, U+2011.
  case hyphen
  /// Something invisible: zero-width characters, byte order marks, controls of direction.
  case invisible
  /// A blank of its own code point: U+00A0, U+2000 to U+200A, U+202F, U+205F, U+3000.
  case blank
  /// Punctuation and symbols.
  case other
  /// No well-formed UTF-8.
  case invalid
}

/// A scalar decoded from UTF-8.
struct DecodedScalar {
  /// The code point; of an ill-formed byte, that byte.
  var value: UInt32
  /// How many bytes it takes; 1 for an ill-formed byte.
  var length: Int
  var isValid: Bool
}

extension Span<UInt8> {
  /// Whether nothing stands right before an offset: it begins `content`, or a blank or a line end is there.
  func begins(at offset: Int, in content: Range<Int>) -> Bool {
    offset == content.lowerBound || self[offset - 1].isBlank || self[offset - 1].isLineEnd
  }

  /// Decodes the scalar that begins at `offset`; an ill-formed sequence counts as one byte.
  ///
  /// The bounds are those of the Unicode Standard, table 3-7: no overlong forms, no surrogates,
  /// nothing beyond U+10FFFF.
  func scalar(at offset: Int, limit: Int) -> DecodedScalar {
    let b0 = self[offset]
    if b0 < 0x80 { return DecodedScalar(value: UInt32(b0), length: 1, isValid: true) }
    let bad = DecodedScalar(value: UInt32(b0), length: 1, isValid: false)
    guard b0 >= 0xC2, offset + 1 < limit else { return bad }
    let b1 = self[offset + 1]
    guard b1.isContinuation else { return bad }
    if b0 < 0xE0 {
      return DecodedScalar(
        value: UInt32(b0 & 0x1F) << 6 | UInt32(b1 & 0x3F), length: 2, isValid: true)
    }
    guard offset + 2 < limit else { return bad }
    let b2 = self[offset + 2]
    guard b2.isContinuation else { return bad }
    if b0 < 0xF0 {
      if b0 == 0xE0 && b1 < 0xA0 || b0 == 0xED && b1 > 0x9F { return bad }
      return DecodedScalar(
        value: UInt32(b0 & 0x0F) << 12 | UInt32(b1 & 0x3F) << 6 | UInt32(b2 & 0x3F),
        length: 3, isValid: true)
    }
    guard b0 < 0xF5, offset + 3 < limit else { return bad }
    let b3 = self[offset + 3]
    guard b3.isContinuation else { return bad }
    if b0 == 0xF0 && b1 < 0x90 || b0 == 0xF4 && b1 > 0x8F { return bad }
    return DecodedScalar(
      value: UInt32(b0 & 0x07) << 18 | UInt32(b1 & 0x3F) << 12 | UInt32(b2 & 0x3F) << 6
        | UInt32(b3 & 0x3F),
      length: 4, isValid: true)
  }

  /// The scalar that ends before `offset`, not looking further back than `lowerBound`.
  func scalar(before offset: Int, lowerBound: Int) -> DecodedScalar? {
    guard offset > lowerBound else { return nil }
    var start = offset - 1
    while start > lowerBound && self[start].isContinuation && offset - start < 4 { start -= 1 }
    let scalar = scalar(at: start, limit: offset)
    if scalar.isValid && start + scalar.length == offset { return scalar }
    return DecodedScalar(value: UInt32(self[offset - 1]), length: 1, isValid: false)
  }
}

extension ScalarClass {
  /// Classifies a scalar that is not ASCII.
  ///
  /// This is a coarse reading of the code charts by block, enough to cut words; what depends on
  /// more (scripts, case, width) asks ICU.
  static func of(_ scalar: DecodedScalar) -> ScalarClass {
    guard scalar.isValid else { return .invalid }
    switch scalar.value {
    case 0..<0x80: return .other
    case 0x80...0x9F: return .invisible
    case 0xA0: return .blank
    case 0xAD, 0x2010, 0x2011: return .hyphen
    case 0xAA, 0xB5, 0xBA: return .letter
    case 0xA1...0xBF, 0xD7, 0xF7: return .other
    case 0xC0...0x2FF: return .letter
    case 0x300...0x36F: return .mark
    case 0x37E, 0x387: return .other
    case 0x483...0x489, 0x591...0x5BD, 0x610...0x61A, 0x64B...0x65F: return .mark
    case 0x60C...0x60D, 0x61B...0x61F, 0x66A...0x66D, 0x6D4: return .other
    case 0xE00...0xEFF, 0x1000...0x109F, 0x1780...0x17FF: return .ideograph
    case 0x1100...0x11FF: return .ideograph
    case 0x370...0x1FFF: return .letter
    case 0x2000...0x200A, 0x202F, 0x205F, 0x3000: return .blank
    case 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF, 0xFE00...0xFE0F:
      return .invisible
    case 0x2019: return .apostrophe
    case 0x20D0...0x20FF: return .mark
    case 0x2071, 0x207F, 0x2090...0x209C, 0x2102, 0x2107, 0x210A...0x2113, 0x2115,
      0x2119...0x211D, 0x2124, 0x2126, 0x2128, 0x212A...0x212D, 0x212F...0x2139,
      0x2160...0x2188:
      return .letter
    case 0x2000...0x2BFF: return .other
    case 0x2C00...0x2DFF: return .letter
    case 0x2E00...0x2E7F: return .other
    case 0x2E80...0x2FFF: return .ideograph
    case 0x3005...0x3007, 0x3021...0x3029, 0x3031...0x3035: return .ideograph
    case 0x3000...0x303F: return .other
    case 0x30FB: return .other
    case 0x3040...0x318F, 0x31A0...0x31FF: return .ideograph
    case 0x3190...0x319F, 0x3200...0x33FF: return .other
    case 0x3400...0x4DBF, 0x4E00...0x9FFF: return .ideograph
    case 0xA000...0xABFF: return .letter
    case 0xAC00...0xD7FF: return .ideograph
    case 0xE000...0xF8FF: return .other
    case 0xF900...0xFAFF: return .ideograph
    case 0xFB00...0xFB4F, 0xFB50...0xFDFF, 0xFE70...0xFEFC: return .letter
    case 0xFE20...0xFE2F: return .mark
    case 0xFF10...0xFF19, 0xFF21...0xFF3A, 0xFF41...0xFF5A: return .letter
    case 0xFF66...0xFFDC: return .ideograph
    case 0x10000...0x1CFFF: return .letter
    case 0x1D400...0x1D7FF: return .letter
    case 0x20000...0x3FFFF: return .ideograph
    default: return .other
    }
  }
}
