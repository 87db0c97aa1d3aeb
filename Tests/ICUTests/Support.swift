import ICU

/// The UTF-8 of a string, with its scalars as written.
func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }

/// Numbers that look random and are the same in every run, so that a failure can be repeated
/// (SplitMix64).
struct RepeatableGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

/// A mixture of well-formed characters that have something to do with each other and broken bytes.
func brokenText(_ generator: inout RepeatableGenerator) -> [UInt8] {
  let pieces = [
    "a", "Z", " ", "e", "\u{301}", "\u{323}", "é", "ß", "Σ", "ǆ", "İ", "科", "技", "日", "报", "カ",
    "\u{3099}", "ไ", "ท", "ย", "\u{1112}", "\u{1161}", "\u{11AB}", "😀", "\u{200D}", "\u{FFFD}",
    "\u{212B}", "\u{AD}", "1", "«", "\n",
  ]
  var text: [UInt8] = []
  for _ in 0..<Int.random(in: 0...40, using: &generator) {
    let piece = utf8(pieces.randomElement(using: &generator)!)
    switch UInt8.random(in: 0..<10, using: &generator) {
    case 0: text.append(UInt8.random(in: .min ... .max, using: &generator))
    case 1: text += piece.dropLast()
    case 2: text += piece.dropFirst()
    default: text += piece
    }
  }
  return text
}

/// A text taken apart into its characters and its ill-formed bytes by the standard library.
func parsed(_ text: [UInt8]) -> (scalarRanges: [Range<Int>], illFormed: [UInt8]) {
  var iterator = text.makeIterator()
  var parser = Unicode.UTF8.ForwardParser()
  var ranges: [Range<Int>] = []
  var illFormed: [UInt8] = []
  var offset = 0
  while true {
    switch parser.parseScalar(from: &iterator) {
    case .valid(let encoded):
      ranges.append(offset..<offset + encoded.count)
      offset += encoded.count
    case .error(let length):
      illFormed += text[offset..<offset + length]
      offset += length
    case .emptyInput:
      return (ranges, illFormed)
    }
  }
}
