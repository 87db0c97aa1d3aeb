/// Tells which digits of a column of numbers were misread, where the column's own pattern decides.
enum NumericColumns {
  /// A number with the digits that its column asks for.
  struct Correction {
    /// The word: offsets into the text, half-open.
    var range: Range<Int>
    var bytes: [UInt8]
    /// The evidence, in a sentence.
    var reason: String
  }

  /// So many rows are looked at, so that the work is linear in them.
  private static let mostRows = 20_000

  /// The words of a table's body that the pattern of their column corrects.
  static func corrections(_ grid: TableGrid, _ bytes: Span<UInt8>) -> [Correction] {
    var result: [Correction] = []
    let rows = grid.body.prefix(mostRows)
    for column in 0..<grid.columns {
      // Cells of one word that are no numbers, and numbers with points.
      var misread: [Range<Int>] = []
      var pointed: [Range<Int>] = []
      var sound = 0
      var commas = 0
      var points = 0
      var others = 0
      for row in rows {
        guard let range = grid.only(row, column) else {
          others += grid.isEmpty(row, column) ? 0 : 1
          continue
        }
        guard let form = Form(bytes, range) else {
          misread.append(range)
          continue
        }
        sound += 1
        if form.hasCommas, groups(bytes, range, UInt8(ascii: ",")) {
          commas += 1
        } else if form.hasPoints {
          if groups(bytes, range, UInt8(ascii: ".")) {
            pointed.append(range)
          } else {
            points += 1
          }
        }
      }
      let cells = sound + misread.count
      guard sound >= 2, sound * 3 >= cells + others else { continue }
      var found: [Correction] = []
      var forms: Set<UInt64> = []
      for range in misread {
        guard let digits = digits(bytes, range), let form = Form(digits.span, digits.indices) else {
          continue
        }
        if forms.isEmpty {
          for row in rows {
            if let range = grid.only(row, column), let form = Form(bytes, range) {
              forms.insert(form.signs)
            }
          }
        }
        if forms.contains(form.signs)
          || commas > 0 && groups(digits.span, digits.indices, UInt8(ascii: ","))
        {
          found.append(
            Correction(
              range: range, bytes: digits,
              reason: "The other cells of the column are numbers of this form."))
        }
      }
      // Where much else stands in it, it is no column of numbers.
      guard (sound + found.count) * 5 >= (cells + others) * 4 else { continue }
      if commas >= 2, points == 0 {
        for range in pointed {
          found.append(
            Correction(
              range: range,
              bytes: bytes.array(range).map {
                $0 == UInt8(ascii: ".") ? UInt8(ascii: ",") : $0
              },
              reason: "\(commas) other cells of the column set thousands apart by a comma."))
        }
      }
      result += found
    }
    return result
  }

  /// A number's form: its signs, and one sign for every run of digits.
  private struct Form {
    /// The signs in their order, three bits each.
    private(set) var signs: UInt64 = 0
    private(set) var hasCommas = false
    private(set) var hasPoints = false

    /// Nil for what is no number.
    init?(_ text: Span<UInt8>, _ range: Range<Int>) {
      var isBehindDigit = false
      var hasDigit = false
      for index in range {
        let byte = text[index]
        if byte.isASCIIDigit {
          if isBehindDigit { continue }
          isBehindDigit = true
          hasDigit = true
          guard append(1) else { return nil }
          continue
        }
        isBehindDigit = false
        let isFirst = index == range.lowerBound
        let isLast = index + 1 == range.upperBound
        let sign: UInt64
        switch byte {
        case UInt8(ascii: ",") where !isFirst && !isLast:
          sign = 2
          hasCommas = true
        case UInt8(ascii: ".") where !isFirst && !isLast:
          sign = 3
          hasPoints = true
        case UInt8(ascii: "%") where isLast: sign = 4
        case UInt8(ascii: "$") where isFirst: sign = 5
        case UInt8(ascii: "-") where isFirst: sign = 6
        case UInt8(ascii: "+") where isFirst: sign = 7
        default: return nil
        }
        guard append(sign) else { return nil }
      }
      guard hasDigit else { return nil }
    }

    /// Appends a sign; says whether there is room: a number of more than twenty signs is none.
    private mutating func append(_ sign: UInt64) -> Bool {
      guard signs >> 61 == 0 else { return false }
      signs = signs << 3 | sign
      return true
    }
  }

  /// Whether a number's digits are set apart in threes by `separator`.
  private static func groups(
    _ text: Span<UInt8>, _ range: Range<Int>, _ separator: UInt8
  ) -> Bool {
    guard !range.isEmpty, text[range.lowerBound] != UInt8(ascii: "0") else { return false }
    var digits = 0
    var separators = 0
    for index in range {
      if text[index] == separator {
        guard separators == 0 ? (1...3).contains(digits) : digits == 3 else { return false }
        separators += 1
        digits = 0
      } else {
        guard text[index].isASCIIDigit else { return false }
        digits += 1
      }
    }
    return separators > 0 && digits == 3
  }

  /// A word with the digits that engines read as its letters; nil where no digit would be in it.
  private static func digits(_ text: Span<UInt8>, _ range: Range<Int>) -> [UInt8]? {
    guard range.contains(where: { digit(text[$0]).isASCIIDigit }) else { return nil }
    var word = text.array(range)
    // A speck at a digit's shoulder looks like the sign of a degree.
    if word.suffix(2) == [0xC2, 0xB0] { word.removeLast(2) }
    return word.map(digit)
  }

  /// The digit that engines read as this letter; any other byte as it is.
  private static func digit(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "l"), UInt8(ascii: "I"), UInt8(ascii: "i"), UInt8(ascii: "!"):
      UInt8(ascii: "1")
    case UInt8(ascii: "O"), UInt8(ascii: "o"), UInt8(ascii: "D"), UInt8(ascii: "Q"):
      UInt8(ascii: "0")
    case UInt8(ascii: "S"), UInt8(ascii: "s"): UInt8(ascii: "5")
    case UInt8(ascii: "B"): UInt8(ascii: "8")
    case UInt8(ascii: "Z"), UInt8(ascii: "z"): UInt8(ascii: "2")
    default: byte
    }
  }
}
