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

  // The signs of a number's form, three bits each.
  private static let digitSign: UInt64 = 1
  private static let commaSign: UInt64 = 2
  private static let pointSign: UInt64 = 3

  /// A cell of one word, as far as it looks like a number.
  private struct Cell {
    var range: Range<Int>
    var form: UInt64?
  }

  /// The words of a table's body that the pattern of their column corrects.
  static func corrections(_ grid: TableGrid, _ bytes: Span<UInt8>) -> [Correction] {
    var result: [Correction] = []
    var cells: [Cell] = []
    for column in 0..<grid.columns {
      cells.removeAll(keepingCapacity: true)
      var forms: Set<UInt64> = []
      var lastForm: UInt64 = 0
      var sound = 0
      var commas = 0
      var points = 0
      var others = 0
      for row in grid.rows[grid.headRows...].prefix(mostRows) {
        guard row[column].words.count == 1 else {
          others += row[column].isEmpty ? 0 : 1
          continue
        }
        let range = row[column].words[0]
        let form = form(bytes, range)
        cells.append(Cell(range: range, form: form))
        guard let form else { continue }
        if form != lastForm {
          forms.insert(form)
          lastForm = form
        }
        sound += 1
        if has(form, Self.commaSign), groups(bytes, range, UInt8(ascii: ",")) {
          commas += 1
        } else if has(form, Self.pointSign), !groups(bytes, range, UInt8(ascii: ".")) {
          points += 1
        }
      }
      guard sound >= 2, sound * 3 >= cells.count + others else { continue }
      let before = result.count
      var mended = 0
      for cell in cells {
        if cell.form == nil {
          guard let digits = digits(bytes, cell.range), let form = form(digits.span, digits.indices)
          else { continue }
          if forms.contains(form)
            || commas > 0 && groups(digits.span, digits.indices, UInt8(ascii: ","))
          {
            mended += 1
            result.append(
              Correction(
                range: cell.range, bytes: digits,
                reason: "The other cells of the column are numbers of this form."))
          }
        } else if commas >= 2, points == 0, groups(bytes, cell.range, UInt8(ascii: ".")) {
          result.append(
            Correction(
              range: cell.range,
              bytes: bytes.array(cell.range).map {
                $0 == UInt8(ascii: ".") ? UInt8(ascii: ",") : $0
              },
              reason: "\(commas) other cells of the column set thousands apart by a comma."))
        }
      }
      // Where much else stands in it, it is no column of numbers.
      if (sound + mended) * 5 < (cells.count + others) * 4 { result.removeSubrange(before...) }
    }
    return result
  }

  /// A number's form: its signs, and one sign for every run of digits; nil for what is no number.
  private static func form(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
    var form: UInt64 = 0
    var hasDigit = false
    for index in range {
      let isFirst = index == range.lowerBound
      let isLast = index + 1 == range.upperBound
      let sign: UInt64
      switch text[index] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): sign = digitSign
      case UInt8(ascii: ",") where !isFirst && !isLast: sign = commaSign
      case UInt8(ascii: ".") where !isFirst && !isLast: sign = pointSign
      case UInt8(ascii: "%") where isLast: sign = 4
      case UInt8(ascii: "$") where isFirst: sign = 5
      case UInt8(ascii: "-") where isFirst: sign = 6
      case UInt8(ascii: "+") where isFirst: sign = 7
      default: return nil
      }
      if sign == digitSign {
        hasDigit = true
        if form & 7 == digitSign { continue }
      }
      // Three bits a sign: a number of more than twenty signs is none.
      guard form >> 61 == 0 else { return nil }
      form = form << 3 | sign
    }
    return hasDigit ? form : nil
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

  /// Whether a sign stands in a number of this form.
  private static func has(_ form: UInt64, _ sign: UInt64) -> Bool {
    var rest = form
    while rest != 0 {
      if rest & 7 == sign { return true }
      rest >>= 3
    }
    return false
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
