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
    for column in 0..<grid.columns {
      var clean: [[UInt8]: Int] = [:]
      var commas = 0
      var points = 0
      var cells: [(range: Range<Int>, text: [UInt8])] = []
      var others = 0
      for row in grid.rows.dropFirst(grid.headRows).prefix(mostRows) {
        let words = row[column].words
        guard words.count == 1 else {
          others += words.isEmpty ? 0 : 1
          continue
        }
        let text = bytes.array(words[0])
        cells.append((words[0], text))
        guard let shape = shape(text) else { continue }
        clean[shape, default: 0] += 1
        if groups(text, UInt8(ascii: ",")) {
          commas += 1
        } else if text.contains(UInt8(ascii: ".")), !groups(text, UInt8(ascii: ".")) {
          points += 1
        }
      }
      let count = clean.values.reduce(0, +)
      guard count >= 2, count * 3 >= cells.count + others else { continue }
      let before = result.count
      for (range, text) in cells {
        if shape(text) == nil {
          // A speck at a digit's shoulder looks like the sign of a degree.
          let isDegree = text.suffix(2) == [0xC2, 0xB0]
          let digits = (isDegree ? text.dropLast(2) : text[...]).map(digit)
          if digits.contains(where: \.isASCIIDigit), let shape = shape(digits),
            clean[shape] != nil || groups(digits, UInt8(ascii: ",")) && commas > 0
          {
            result.append(
              Correction(
                range: range, bytes: digits,
                reason: "The other cells of the column are numbers of this form."))
          }
        } else if groups(text, UInt8(ascii: ".")), commas >= 2, points == 0 {
          result.append(
            Correction(
              range: range,
              bytes: text.map { $0 == UInt8(ascii: ".") ? UInt8(ascii: ",") : $0 },
              reason: "\(commas) other cells of the column set thousands apart by a comma."))
        }
      }
      // Where much else stands in it, it is no column of numbers.
      let sound = cells.filter { shape($0.text) != nil }.count
      let mended = result[before...].filter { shape(bytes.array($0.range)) == nil }.count
      if (sound + mended) * 5 < (cells.count + others) * 4 { result.removeSubrange(before...) }
    }
    return result
  }

  /// A number's form: its signs, with a 9 for every run of digits; nil for what is no number.
  private static func shape(_ text: [UInt8]) -> [UInt8]? {
    var result: [UInt8] = []
    for (index, byte) in text.enumerated() {
      if byte.isASCIIDigit {
        if result.last != 9 { result.append(9) }
      } else if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "."),
        index > 0, index + 1 < text.count
      {
        result.append(byte)
      } else if byte == UInt8(ascii: "%"), index + 1 == text.count {
        result.append(byte)
      } else if index == 0,
        byte == UInt8(ascii: "$") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
      {
        result.append(byte)
      } else {
        return nil
      }
    }
    return result.contains(9) ? result : nil
  }

  /// Whether a number's digits are set apart in threes by `separator`.
  private static func groups(_ text: [UInt8], _ separator: UInt8) -> Bool {
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
    guard parts.count >= 2, let first = parts.first, (1...3).contains(first.count),
      first.first != UInt8(ascii: "0")
    else { return false }
    return parts.dropFirst().allSatisfy { $0.count == 3 }
      && parts.allSatisfy { $0.allSatisfy(\.isASCIIDigit) }
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
