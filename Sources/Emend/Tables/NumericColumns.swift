/// Tells which columns hold numbers, and which of their digits were misread, where the column's own
/// pattern decides.
struct NumericColumns {
  /// A number with the digits that its column asks for.
  struct Correction {
    /// The word: offsets into the text, half-open.
    var range: Range<Int>
    var bytes: [UInt8]
    /// The evidence, in a sentence.
    var reason: String
  }

  /// Whether each column holds numbers, and hardly anything else, below the head.
  private(set) var isNumeric: [Bool] = []
  /// The words of the body that the pattern of their column corrects.
  private(set) var corrections: [Correction] = []

  /// In so many rows numbers are corrected, so that the work is linear in them.
  private static let mostRows = 20_000

  /// What the cells of a column are.
  private struct Column {
    /// Cells of one word that is a number of a form that is known.
    var sound = 0
    /// Those of them whose thousands commas set apart, and those whose points do not.
    var commas = 0
    var points = 0
    /// Cells of one word that is no such number, and of several.
    var misread = 0
    var others = 0
    /// Whether thousands are set apart by a point in any.
    var hasPointedThousands = false
    /// How many cells hold a number, and how many neither that nor what stands for one.
    var numbers = 0
    var texts = 0
  }

  /// Surveys a table.
  init(_ grid: TableGrid, _ bytes: Span<UInt8>) {
    var columns = [Column](filledWith: Column(), count: grid.columns)
    var its = columns.mutableSpan
    let ends = grid.ends.span
    let words = grid.words.span
    var cell = grid.headRows * grid.columns
    var start = cell > 0 ? ends[cell - 1] : 0
    let lastCorrected = min(grid.rowCount, grid.headRows + Self.mostRows) * grid.columns
    while cell < ends.count {
      for column in 0..<grid.columns {
        let end = ends[cell]
        if start < end {
          Self.count(
            words[start], end - start, bytes, isCorrected: cell < lastCorrected, &its[column])
        }
        start = end
        cell += 1
      }
    }
    isNumeric = columns.map { $0.numbers > 0 && $0.texts * 5 <= $0.numbers }
    let rows = grid.body.prefix(Self.mostRows)
    for (column, its) in columns.enumerated() {
      let cells = its.sound + its.misread
      guard its.sound >= 2, its.sound * 3 >= cells + its.others else { continue }
      var found = its.misread > 0 ? Self.misread(grid, rows, column, its, bytes) : []
      // Where much else stands in it, it is no column of numbers.
      guard (its.sound + found.count) * 5 >= (cells + its.others) * 4 else { continue }
      if its.hasPointedThousands, its.commas >= 2, its.points == 0 {
        found += Self.pointed(grid, rows, column, its, bytes)
      }
      corrections += found
    }
  }

  /// Adds a cell that is not empty to what is known of its column.
  private static func count(
    _ word: Range<Int>, _ words: Int, _ bytes: Span<UInt8>, isCorrected: Bool,
    _ column: inout Column
  ) {
    // No number begins with a letter.
    if words == 1, !bytes[word.lowerBound].isASCIILetter,
      let form = Form(plain: bytes, word) ?? Form(bytes, word)
    {
      column.numbers += 1
      guard isCorrected else { return }
      column.sound += 1
      if form.grouping == UInt8(ascii: ",") {
        column.commas += 1
      } else if form.grouping == UInt8(ascii: ".") {
        column.hasPointedThousands = true
      } else if form.hasPoints {
        column.points += 1
      }
      return
    }
    switch TableWord.Kind.of(bytes, word) {
    case .number where words == 1: column.numbers += 1
    case .placeholder where words == 1: break
    default: column.texts += 1
    }
    guard isCorrected else { return }
    if words == 1 { column.misread += 1 } else { column.others += 1 }
  }

  /// The cells of a column whose letters are digits of a number that has the form of another one.
  private static func misread(
    _ grid: TableGrid, _ rows: Range<Int>, _ column: Int, _ its: Column, _ bytes: Span<UInt8>
  ) -> [Correction] {
    var result: [Correction] = []
    var forms: Set<UInt64> = []
    var amounts: Set<UInt64> = []
    for row in rows {
      guard let range = grid.only(row, column), Form(bytes, range) == nil,
        let digits = digits(bytes, range), !isCode(bytes[range.lowerBound], digits),
        let form = Form(digits.span, digits.indices)
      else { continue }
      if forms.isEmpty {
        for row in rows {
          if let range = grid.only(row, column), let form = Form(bytes, range) {
            forms.insert(form.signs)
            amounts.insert(form.amount)
          }
        }
      }
      // Only the first of a column may have its dollar; an S before figures may have been one.
      let first = bytes[range.lowerBound]
      let mayLackDollar =
        first.isASCIIDigit || first == UInt8(ascii: "l") || first == UInt8(ascii: "I")
      if forms.contains(form.signs) || mayLackDollar && amounts.contains(form.amount)
        || its.commas > 0 && form.grouping == UInt8(ascii: ",")
      {
        result.append(
          Correction(
            range: range, bytes: digits,
            reason: "The other cells of the column are numbers of this form."))
      }
    }
    return result
  }

  /// The cells of a column whose thousands a point sets apart, with a comma in its place.
  private static func pointed(
    _ grid: TableGrid, _ rows: Range<Int>, _ column: Int, _ its: Column, _ bytes: Span<UInt8>
  ) -> [Correction] {
    rows.compactMap { row in
      guard let range = grid.only(row, column),
        Form(bytes, range)?.grouping == UInt8(ascii: ".")
      else { return nil }
      return Correction(
        range: range,
        bytes: bytes.array(range).map { $0 == UInt8(ascii: ".") ? UInt8(ascii: ",") : $0 },
        reason: "\(its.commas) other cells of the column set thousands apart by a comma.")
    }
  }

  /// A number's form: its signs, and one sign for every run of digits.
  struct Form: Equatable {
    /// The signs in their order, three bits each.
    private(set) var signs: UInt64 = 0
    private(set) var hasPoints = false
    /// The comma or point that sets its digits apart in threes, all of them; nil where none does.
    private(set) var grouping: UInt8?

    /// The signs without a dollar, or with a figure before a point that has none.
    var amount: UInt64 {
      let place = (63 - signs.leadingZeroBitCount) / 3 * 3
      return switch signs >> place {
      case 5: signs & ~(7 << place)
      case 3: 1 << (place + 3) | signs
      default: signs
      }
    }

    /// Nil for what is no number.
    init?(_ text: Span<UInt8>, _ range: Range<Int>) {
      if let form = Form(plain: text, range) {
        self = form
        return
      }
      let word = text.extracting(range)
      self.init(word.count) { word[$0] }
    }

    /// The form of nearly every number: digits alone, or with one comma or point among them, at most
    /// eight bytes, which are loaded at once. Nil for any other.
    @inline(__always)
    fileprivate init?(plain text: Span<UInt8>, _ range: Range<Int>) {
      let count = range.upperBound &- range.lowerBound
      guard count <= 8, range.lowerBound &+ 8 <= text.count else { return nil }
      let eight = KeyHash.load(text, at: range.lowerBound)
      let others = WordMap.others(than: eight, count)
      if others == 0 {
        signs = 1
        return
      }
      guard others & (others &- 1) == 0 else { return nil }
      let before = others.trailingZeroBitCount &>> 3
      let behind = count &- 1 &- before
      let separator = UInt8(truncatingIfNeeded: eight &>> UInt64(truncatingIfNeeded: before &* 8))
      guard before > 0, behind > 0 else { return nil }
      if separator == UInt8(ascii: ",") {
        signs = 0b001_010_001
      } else if separator == UInt8(ascii: ".") {
        signs = 0b001_011_001
        hasPoints = true
      } else {
        return nil
      }
      let isGrouped = before <= 3 && behind == 3
      if isGrouped, eight & 0xFF != UInt64(UInt8(ascii: "0")) { grouping = separator }
    }

    /// The form of so many bytes.
    @inline(__always)
    private init?(_ count: Int, _ byte: (Int) -> UInt8) {
      var isBehindDigit = false
      var hasDigit = false
      // Where the digits behind the last separator begin, and whether all before are in threes.
      var groupStart = 0
      var separator: UInt8?
      var isGrouped = byte(0) != UInt8(ascii: "0")
      var next = 0
      while next < count {
        let index = next
        let byte = byte(index)
        next &+= 1
        if byte.isASCIIDigit {
          if isBehindDigit { continue }
          isBehindDigit = true
          hasDigit = true
          guard append(1) else { return nil }
          continue
        }
        isBehindDigit = false
        let isFirst = index == 0
        let isLast = next == count
        let sign: UInt64
        switch byte {
        case UInt8(ascii: ",") where !isFirst && !isLast: sign = 2
        // Of a dollar cents are left: .74
        case UInt8(ascii: ".") where !isLast:
          sign = 3
          hasPoints = true
        case UInt8(ascii: "%") where isLast: sign = 4
        case UInt8(ascii: "$") where isFirst: sign = 5
        case UInt8(ascii: "-") where isFirst: sign = 6
        case UInt8(ascii: "+") where isFirst: sign = 7
        default: return nil
        }
        guard append(sign) else { return nil }
        if sign > 3 || separator ?? byte != byte {
          isGrouped = false
        } else {
          let digits = index &- groupStart
          if separator == nil ? !(1...3).contains(digits) : digits != 3 { isGrouped = false }
          separator = byte
          groupStart = next
        }
      }
      guard hasDigit else { return nil }
      if isGrouped, count &- groupStart == 3 { grouping = separator }
    }

    /// Appends a sign; says whether there is room: a number of more than twenty signs is none.
    private mutating func append(_ sign: UInt64) -> Bool {
      guard signs >> 61 == 0 else { return false }
      signs = signs << 3 | sign
      return true
    }
  }

  /// A word with the digits that engines read as its letters; nil where no digit would be in it.
  private static func digits(_ text: Span<UInt8>, _ range: Range<Int>) -> [UInt8]? {
    guard range.contains(where: { digit(text[$0]).isASCIIDigit }) else { return nil }
    var word = text.array(range)
    // A speck at a digit's shoulder looks like the sign of a degree.
    if word.suffix(2) == [0xC2, 0xB0] { word.removeLast(2) }
    return word.map(digit)
  }

  /// Whether a letter before figures is one: no number has a zero there (`D3265`).
  private static func isCode(_ first: UInt8, _ digits: [UInt8]) -> Bool {
    first.isASCIILetter && digits.count > 1 && digits[0] == UInt8(ascii: "0")
      && digits[1].isASCIIDigit
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
