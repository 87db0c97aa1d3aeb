/// Reads the bytes of a window once: lines, tokens, and what each line holds.
///
/// A map says which bytes are part of words, and how long each is; of the others one loop looks at each.
/// A token is interned as soon as its end is known, while its bytes are still in the first cache.
enum Scanner {
  /// Appends the lines and tokens of `range` of the window's buffer, and counts the tokens.
  ///
  /// - Parameters:
  ///   - replaced: the block that the range takes the place of; its tokens are counted no longer.
  ///   - hasTokens: whether most tokens of that block stand in the range again, in their order, and
  ///     hardly any others: they are told by their bytes and not interned again.
  ///   - rows: what the range is made of, where it is a table: tokens are taken over without a look at
  ///     their bytes.
  static func scan(
    _ range: Range<Int>, of window: inout Window, forms: inout FormTable,
    replacing replaced: Block? = nil, hasTokens: Bool = false, rows: WrittenRows? = nil
  ) {
    // A second reference, not a copy: nothing is written to the buffer while it is read.
    let buffer = window.bytes
    let old = replaced?.tokens ?? 0..<0
    let known = Array(window.tokens[hasTokens ? old : 0..<0])
    var lines = window.lines
    window.lines = []
    var tokens = window.tokens
    window.tokens = []
    let firstLine = lines.count
    let firstToken = tokens.count
    var isCounted = false
    if known.isEmpty {
      var map = window.wordMap.take() ?? WordMap()
      tokens.append(addingCapacity: range.count / 2 + 1) { out in
        read(range, buffer.span, &map, &lines, &out, firstToken: firstToken, &forms)
      }
      window.wordMap = map
    } else if let rows, let replaced {
      tokens.append(addingCapacity: range.count / 2 + 1) { out in
        isCounted = read(
          rows, range, buffer.span, &lines, &out, firstToken: firstToken, &forms,
          known: known.span, of: replaced)
      }
    } else {
      tokens.append(addingCapacity: range.count / 2 + 1) { out in
        read(
          range, buffer.span, &lines, &out, firstToken: firstToken, &forms, known: known.span)
      }
    }
    if !isCounted {
      forms.untally(tokens, old)
      forms.tally(&tokens, from: firstToken, lines: &lines, from: firstLine)
    }
    window.lines = lines
    window.tokens = tokens
  }

  private static func read(
    _ range: Range<Int>, _ bytes: Span<UInt8>, _ map: inout WordMap, _ lines: inout [Line],
    _ tokens: inout OutputSpan<Token>, firstToken: Int, _ forms: inout FormTable
  ) {
    let classes = ByteClass.table
    let table = classes.span
    let bytes = bytes.extracting(0..<range.upperBound)
    let limit = bytes.count
    var index = range.lowerBound
    var border = index
    var line = LineState(start: index, firstToken: firstToken)
    var previousEnd = -2

    while index < limit {
      if index >= border {
        map.read(bytes, from: index, limit: limit)
        border = map.border
      }
      let bits = map.bits(at: index)
      if bits & 1 != 0 {
        // The common case: an ASCII word.
        let length = WordMap.length(bits)
        let end = index &+ length
        let next = end < limit ? bytes[end] : UInt8(ascii: "\n")
        if length >= WordMap.reach || mayContinue(next) {
          index = rareWord(
            at: index, limit, bytes, table, &previousEnd, &line, &tokens, &forms)
          continue
        }
        let form = forms.intern(bytes, index..<end)
        append(
          index..<end, map.shape(at: index, length), form, bytes, &previousEnd, &line, &tokens)
        index = end
        if next == 0x20 {
          // Mostly one blank stands behind a word and another word behind that, and says nothing.
          if WordMap.isSpaced(bits, length) {
            index = end &+ 1
            continue
          }
        } else if next == 0x09, WordMap.isSpaced(bits, length) {
          // A tab between two words is nothing but that.
          line.noteTab()
          index = end &+ 1
          continue
        } else if next == UInt8(ascii: ",") || next == UInt8(ascii: "."), end &+ 1 < limit,
          bytes[end &+ 1].isASCIIDigit
        {
          // Within a number they say nothing either.
          index = end &+ 1
          continue
        } else if end == limit {
          break
        }
      }
      // What stands between two words.
      repeat {
        let byte = bytes[index]
        if byte != 0x20, table[Int(byte)] & ByteClass.word.rawValue != 0 { break }
        gap(
          at: &index, limit, bytes, table, &previousEnd, &line, &lines, &tokens,
          firstToken: firstToken, &forms)
      } while index < limit
    }
    if line.start < limit { lines.append(line.finished(at: limit, next: limit, bytes)) }
  }

  /// The same for a range of which many words are known.
  private static func read(
    _ range: Range<Int>, _ bytes: Span<UInt8>, _ lines: inout [Line],
    _ tokens: inout OutputSpan<Token>, firstToken: Int, _ forms: inout FormTable,
    known: Span<Token>
  ) {
    let classes = ByteClass.table
    let table = classes.span
    let word = ByteClass.word.rawValue
    let bytes = bytes.extracting(0..<range.upperBound)
    let limit = bytes.count
    var index = range.lowerBound
    var line = LineState(start: index, firstToken: firstToken &+ tokens.count)
    var previousEnd = -2
    // The next known token that may stand in the text.
    var nextKnown = 0

    while index < limit {
      guard table[Int(bytes[index])] & word != 0 else {
        gap(
          at: &index, limit, bytes, table, &previousEnd, &line, &lines, &tokens,
          firstToken: firstToken, &forms)
        continue
      }
      guard let token = token(at: index, bytes, table, known, &nextKnown) else {
        index = rareWord(at: index, limit, bytes, table, &previousEnd, &line, &tokens, &forms)
        continue
      }
      let end = index &+ Int(token.length)
      append(
        index..<end, token.facts.intersection(.shape), token.form, bytes, &previousEnd, &line,
        &tokens)
      index = end
      // A word of which a token is known does not end the text.
      let next = bytes[end]
      if next == 0x20 {
        if table[Int(bytes[end &+ 1])] & word != 0 { index = end &+ 1 }
      } else if next == UInt8(ascii: ",") || next == UInt8(ascii: "."),
        bytes[end &+ 1].isASCIIDigit
      {
        index = end &+ 1
      }
    }
    if line.start < limit { lines.append(line.finished(at: limit, next: limit, bytes)) }
  }

  /// The same for the rows of a table of which it is known what they are made of.
  ///
  /// - Parameters:
  ///   - known: the tokens of the block that they stand in the place of.
  ///   - block: that block.
  /// - Returns: whether the tokens are the known ones, all of them and no other, so that they are counted
  ///   already; their lines then have what the lists say of them.
  private static func read(
    _ written: WrittenRows, _ range: Range<Int>, _ bytes: Span<UInt8>, _ lines: inout [Line],
    _ tokens: inout OutputSpan<Token>, firstToken: Int, _ forms: inout FormTable,
    known: Span<Token>, of block: Block
  ) -> Bool {
    let rows = written.rows.span
    let parts = written.parts.span
    var taken = 0
    // The line of the block that the next row may have been, and its first token among the known ones.
    var source = block.lines.lowerBound
    var first = 0
    var part = 0
    for index in rows.indices {
      let row = rows[index]
      let own = parts.extracting(part..<row.partsEnd)
      part = row.partsEnd
      let start = range.lowerBound &+ row.start
      let end = range.lowerBound &+ row.end
      let isLast = index &+ 1 == rows.count
      let next = isLast ? range.upperBound : range.lowerBound &+ rows[index &+ 1].start
      var line = Line(
        content: start..<end, next: next, textStart: start, textEnd: end,
        firstToken: firstToken &+ tokens.count,
        signals: row.hasWideGap ? [.bar, .columns] : .bar, tabs: 0)
      if own.isEmpty {
        if row.isPlain {
          lines.append(line)
          continue
        }
      } else {
        while source < block.lines.upperBound, lines[source].next <= Int(own[0].start) {
          source &+= 1
        }
        first = firstKnown(of: source, lines, block)
        if row.isPlain, source < block.lines.upperBound {
          let old = lines[source]
          let last = firstKnown(of: source &+ 1, lines, block)
          if old.signals.isSubset(of: Signals.ofWords.union([.tab, .bar, .columns])),
            !isStop(bytes[old.content.lowerBound]),
            take(known.extracting(first..<last), of: old, own, range.lowerBound, &tokens)
          {
            line.signals.formUnion(old.signals.intersection(.ofWords))
            lines.append(line)
            taken &+= last &- first
            source &+= 1
            continue
          }
        }
      }
      read(
        start..<next, bytes, &lines, &tokens, firstToken: firstToken, &forms,
        known: known.extracting(first..<known.count))
    }
    return taken == known.count && taken == tokens.count
  }

  /// Whether a byte says something where a blank stands before it, and nothing at the start of a line.
  private static func isStop(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"),
      UInt8(ascii: "&"):
      true
    default: false
    }
  }

  /// The first token of a line of a block among the tokens of that block.
  @inline(__always)
  private static func firstKnown(of line: Int, _ lines: [Line], _ block: Block) -> Int {
    let end = block.tokens.upperBound
    return (line < block.lines.upperBound ? lines[line].firstToken : end) &- block.tokens.lowerBound
  }

  /// Takes over the tokens of a line whose parts are written as a row; says whether all of them stand in
  /// the parts. Where not, none is taken over.
  ///
  /// - Parameter start: where the table begins that the row stands in.
  private static func take(
    _ known: Span<Token>, of line: Line, _ parts: Span<WrittenRows.Part>, _ start: Int,
    _ tokens: inout OutputSpan<Token>
  ) -> Bool {
    let count = tokens.count
    var next = 0
    var isWhole = true
    var end = UInt32(truncatingIfNeeded: line.content.lowerBound)
    for index in parts.indices {
      let part = parts[index]
      if part.start < end { isWhole = false }
      end = part.end
      let shift = UInt32(truncatingIfNeeded: start) &+ part.place &- part.start
      while next < known.count, known[next].start < end {
        var token = known[next]
        let tokenEnd = token.start &+ UInt32(token.length)
        if token.start < part.start || tokenEnd > end { isWhole = false }
        if !token.facts.isDisjoint(with: [.hyphenBefore, .hyphenAfter]) {
          // The hyphen stands in the part as well.
          if token.start == part.start && token.facts.contains(.hyphenBefore)
            || tokenEnd == end && token.facts.contains(.hyphenAfter)
          {
            isWhole = false
          }
        }
        token.start &+= shift
        token.facts.remove(.protected)
        tokens.append(token)
        next &+= 1
      }
    }
    if isWhole, next == known.count, Int(end) <= line.content.upperBound { return true }
    tokens.removeLast(tokens.count &- count)
    return false
  }

  /// Notes what stands at a byte that begins no word of ASCII, and moves the index behind it.
  @inline(__always)
  private static func gap(
    at index: inout Int, _ limit: Int, _ bytes: Span<UInt8>, _ table: Span<UInt8>,
    _ previousEnd: inout Int, _ line: inout LineState, _ lines: inout [Line],
    _ tokens: inout OutputSpan<Token>, firstToken: Int, _ forms: inout FormTable
  ) {
    let byte = bytes[index]
    if byte == 0x20 {
      let start = index
      index = bytes.endOfRun(of: 0x20, in: start..<limit)
      if index &- start > 1 { line.note(gap: start..<index, bytes, limit) }
      return
    }
    if byte == UInt8(ascii: "|") {
      line.signals.insert(.bar)
      index += 1
      return
    }
    let c = table[Int(byte)]
    if c & ByteClass.lineEnd.rawValue != 0 {
      let contentEnd = index
      if byte == 0x0D && index + 1 < limit && bytes[index + 1] == 0x0A { index += 1 }
      index += 1
      // A form feed is a line of its own: it ends a page.
      lines.append(line.finished(at: contentEnd, next: index, bytes))
      if byte == 0x0C { lines[lines.count - 1].signals.insert(.pageBreak) }
      line = LineState(start: index, firstToken: firstToken + tokens.count)
    } else if c & ByteClass.high.rawValue != 0 {
      index = other(at: index, limit, bytes, table, &previousEnd, &line, &tokens, &forms)
    } else {
      if c != 0 { line.note(byte, at: index, bytes, limit) }
      index += 1
    }
  }

  /// The next of the known tokens, or the one behind that, where it is the word of ASCII that begins at
  /// `index`; nil where neither is, or the text ends or goes on within the word.
  @inline(__always)
  private static func token(
    at index: Int, _ bytes: Span<UInt8>, _ table: Span<UInt8>, _ known: Span<Token>,
    _ next: inout Int
  ) -> Token? {
    guard next < known.count else { return nil }
    let token = known[next]
    next &+= 1
    if isWord(token, at: index, bytes, table) { return token }
    guard next < known.count else { return nil }
    let other = known[next]
    guard isWord(other, at: index, bytes, table) else { return nil }
    next &+= 1
    return other
  }

  /// Whether a token that stands further up is the word that begins at `index`, of sixteen bytes at most
  /// and with two bytes behind it at least.
  @inline(__always)
  private static func isWord(
    _ token: Token, at index: Int, _ bytes: Span<UInt8>, _ table: Span<UInt8>
  ) -> Bool {
    let length = Int(token.length)
    let start = Int(token.start)
    let end = index &+ length
    guard length <= 16, start < index, index &+ 18 <= bytes.count else { return false }
    // Eight bytes stand behind the start of the word, and so behind the token's.
    let differing =
      KeyHash.load(bytes, uncheckedAt: start) ^ KeyHash.load(bytes, uncheckedAt: index)
    if length <= 8 {
      guard differing &<< UInt64(truncatingIfNeeded: (8 &- length) &* 8) == 0 else { return false }
    } else {
      guard differing == 0,
        KeyHash.load(bytes, at: start &+ length &- 8) == KeyHash.load(bytes, at: end &- 8)
      else { return false }
    }
    let next = bytes[end]
    return table[Int(next)] & ByteClass.word.rawValue == 0 && !mayContinue(next)
      && token.facts.isDisjoint(with: [.apostrophe, .notASCII])
  }

  /// Whether a word of ASCII may go on with a byte: an apostrophe, or a letter that is not ASCII.
  @inline(__always)
  private static func mayContinue(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "'") || byte >= 0x80
  }

  /// Appends a word that begins with ASCII, and is very long or may go on with something else; returns
  /// where it ends.
  private static func rareWord(
    at start: Int, _ limit: Int, _ bytes: Span<UInt8>, _ table: Span<UInt8>,
    _ previousEnd: inout Int, _ line: inout LineState, _ tokens: inout OutputSpan<Token>,
    _ forms: inout FormTable
  ) -> Int {
    let run = WordRun.scalar(bytes, at: start, limit: limit)
    var end = start + run.length
    var facts = run.shape
    if end < limit, mayContinue(bytes[end]) {
      var others: Token.Facts = []
      let longEnd = longWord(bytes, start, limit, table, &others, &line)
      if !others.isEmpty || longEnd != end {
        end = longEnd
        facts = others.union(CaseShape.of(bytes, start..<end))
      }
    }
    let form = forms.intern(bytes, start..<end)
    append(start..<end, facts, form, bytes, &previousEnd, &line, &tokens)
    return end
  }

  /// Appends the lines of a text, without a look at its words.
  static func lines(of bytes: Span<UInt8>, _ range: Range<Int>, into lines: inout [Line]) {
    var index = range.lowerBound
    var line = LineState(start: index, firstToken: 0)
    while let next = bytes.firstLayoutOffset(in: index..<range.upperBound) {
      index = next
      let byte = bytes[index]
      if byte.isLineEnd {
        let contentEnd = index
        if byte == 0x0D && index + 1 < range.upperBound && bytes[index + 1] == 0x0A { index += 1 }
        index += 1
        lines.append(line.finished(at: contentEnd, next: index, bytes))
        if byte == 0x0C { lines[lines.count - 1].signals.insert(.pageBreak) }
        line = LineState(start: index, firstToken: 0)
        continue
      }
      if byte == 0x09 || byte == UInt8(ascii: ".") {
        line.note(byte, at: index, bytes, range.upperBound)
      } else if byte == 0x20 {
        let start = index
        while index < range.upperBound && bytes[index] == byte { index += 1 }
        if index - start > 1 { line.note(gap: start..<index, bytes, range.upperBound) }
        continue
      }
      index += 1
    }
    if line.start < range.upperBound {
      lines.append(line.finished(at: range.upperBound, next: range.upperBound, bytes))
    }
  }

  /// What stands at a byte that is not ASCII; returns where it ends.
  private static func other(
    at start: Int, _ limit: Int, _ bytes: Span<UInt8>, _ table: Span<UInt8>,
    _ previousEnd: inout Int, _ line: inout LineState, _ tokens: inout OutputSpan<Token>,
    _ forms: inout FormTable
  ) -> Int {
    let scalar = bytes.scalar(at: start, limit: limit)
    let kind = ScalarClass.of(scalar)
    line.note(kind, scalar)
    switch kind {
    case .letter, .mark:
      var facts: Token.Facts = []
      let end = longWord(bytes, start, limit, table, &facts, &line)
      facts.formUnion(CaseShape.of(bytes, start..<end))
      let form = forms.intern(bytes, start..<end)
      append(start..<end, facts, form, bytes, &previousEnd, &line, &tokens)
      return end
    case .ideograph:
      var end = start + scalar.length
      while end < limit, bytes[end] >= 0x80, end - start < 60_000 {
        let next = bytes.scalar(at: end, limit: limit)
        guard ScalarClass.of(next) == .ideograph else { break }
        end += next.length
      }
      tokens.append(
        Token(
          start: UInt32(start), length: UInt16(end - start), facts: [.ideograph, .notASCII],
          form: 0))
      return end
    default: return start + scalar.length
    }
  }

  @inline(__always)
  private static func append(
    _ range: Range<Int>, _ shape: Token.Facts, _ form: UInt32, _ bytes: Span<UInt8>,
    _ previousEnd: inout Int, _ line: inout LineState, _ tokens: inout OutputSpan<Token>
  ) {
    var facts = shape
    let count = range.upperBound &- range.lowerBound
    if count == 1, bytes[range.lowerBound].isStroke || bytes[range.lowerBound] == UInt8(ascii: "i")
    {
      line.signals.insert(.loneStroke)
    }
    if facts.rawValue & Token.Facts([.digit, .number]).rawValue == Token.Facts.digit.rawValue {
      line.signals.insert(.digitInWord)
    }
    if range.lowerBound == previousEnd &+ 1 {
      if bytes[previousEnd] == UInt8(ascii: "-") {
        // A hyphen with a word directly before it makes this the second half of a compound.
        facts.insert(.hyphenBefore)
        tokens[tokens.count - 1].facts.insert(.hyphenAfter)
        line.signals.insert(.innerHyphen)
      } else if count == 1 && tokens[tokens.count - 1].length == 1 {
        line.signals.insert(.spacing)
      }
    } else if count == 1, bytes[range.lowerBound] &- UInt8(ascii: "s") <= 1 {
      // `city' s`, `don’ t`
      let gap = range.lowerBound &- previousEnd
      if gap == 2 || gap == 4 { line.signals.insert(.spacing) }
    }
    previousEnd = range.upperBound
    // A word of more than 65,535 bytes is none; it is cut, so that its length fits.
    let length = UInt16(truncatingIfNeeded: min(count, 60_000))
    tokens.append(
      Token(
        start: UInt32(truncatingIfNeeded: range.lowerBound), length: length, facts: facts,
        form: form))
  }

  /// The end of a word that is not plain ASCII, from its first byte; collects what it looks like.
  private static func longWord(
    _ bytes: Span<UInt8>, _ start: Int, _ limit: Int, _ table: Span<UInt8>,
    _ facts: inout Token.Facts, _ line: inout LineState
  ) -> Int {
    var index = start
    while index < limit, index - start < 60_000 {
      let byte = bytes[index]
      if byte < 0x80 {
        if table[Int(byte)] & ByteClass.word.rawValue != 0 {
          index += 1
        } else if byte == UInt8(ascii: "'"), index > start, index + 1 < limit,
          bytes[index + 1].isASCIILetter || bytes[index + 1] >= 0xC3
        {
          facts.insert(.apostrophe)
          index += 1
        } else {
          break
        }
      } else {
        let scalar = bytes.scalar(at: index, limit: limit)
        let kind = ScalarClass.of(scalar)
        if kind == .letter || kind == .mark {
          facts.insert(.notASCII)
          line.note(kind, scalar)
          index += scalar.length
        } else if kind == .apostrophe, index > start, index + 3 < limit,
          bytes[index + 3].isASCIILetter || bytes[index + 3] >= 0xC3
        {
          line.signals.insert(.notASCII)
          facts.insert([.apostrophe, .notASCII])
          index += 3
        } else {
          break
        }
      }
    }
    return max(index, start + 1)
  }
}

extension Signals {
  /// The line ends in a form feed.
  static let pageBreak = Signals(rawValue: 1 << 30)

  /// What words by themselves say of a line, and no mark or gap beside them.
  static let ofWords: Signals = [
    .loneStroke, .digitInWord, .innerHyphen, .suspect, .unknownWord, .wordPart,
  ]

  /// What blanks that stand together within a line say of it, two at least, by the byte before them:
  /// they may be what is left of columns. Two behind a sentence are how some people type.
  static func ofGap(_ count: Int, after byte: UInt8) -> Signals {
    switch byte {
    case 0x09: return []
    case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ":"),
      UInt8(ascii: "\""), UInt8(ascii: ")"):
      return count > 2 ? .columns : []
    default: return .columns
    }
  }
}

/// What a line has shown so far.
private struct LineState {
  let start: Int
  let firstToken: Int
  var signals: Signals = []
  var tabs = 0

  init(start: Int, firstToken: Int) {
    self.start = start
    self.firstToken = firstToken
  }

  /// Notes a scalar that is not ASCII.
  mutating func note(_ kind: ScalarClass, _ scalar: DecodedScalar) {
    signals.insert(.notASCII)
    switch kind {
    case .ideograph: signals.insert(.ideograph)
    case .mark, .invisible: signals.insert(.combining)
    case .invalid: signals.insert(.invalid)
    case .hyphen: signals.insert([.innerHyphen, .combining])
    case .letter:
      if scalar.value >= 0x370 { signals.insert(.otherAlphabet) }
    case .other:
      if scalar.value == 0x201C || scalar.value == 0x201D { signals.insert(.quote) }
      if scalar.value >= 0xFF01 { signals.insert(.otherAlphabet) }
    case .blank, .apostrophe: break
    }
  }

  /// Notes an ASCII byte that raises a signal.
  @inline(__always)
  mutating func note(_ byte: UInt8, at index: Int, _ bytes: Span<UInt8>, _ limit: Int) {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"):
      if index > start, bytes[index - 1].isBlank { signals.insert(.spacing) }
      if byte == UInt8(ascii: "."), index > start + 2, bytes[index - 1] == byte,
        bytes[index - 2] == byte, bytes[index - 3] == byte
      {
        signals.insert(.columns)
      }
      if index + 1 < limit, bytes[index + 1].isASCIILetter { signals.insert(.spacing) }
      if index + 2 < limit, bytes[index + 1] == 0x20,
        index == start || bytes[index - 1].isBlank
          || (byte == UInt8(ascii: ",")
            ? bytes[index + 2].isASCIIUpper : bytes[index + 2].isASCIILower)
      {
        signals.insert(.stop)
      }
      if byte == UInt8(ascii: ":"), index + 1 < limit, bytes[index + 1] == UInt8(ascii: "/") {
        signals.insert(.markup)
      }
      if byte == UInt8(ascii: "."), index + 1 < limit, bytes[index + 1].isASCIILetter {
        signals.insert(.markup)
      }
    case UInt8(ascii: "\""): signals.insert(.quote)
    case UInt8(ascii: "\t"): noteTab()
    case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "`"):
      signals.insert([.emphasis, .markup])
    case UInt8(ascii: "-"):
      if index > start, bytes[index - 1].isASCIILetter, index + 1 < limit,
        bytes[index + 1].isBlank
          || bytes[index + 1].isASCIIPunctuation && bytes[index + 1] != UInt8(ascii: "-")
      {
        signals.insert(.openHyphen)
      }
    case UInt8(ascii: "("): break
    case UInt8(ascii: "&"):
      if index > start, bytes[index - 1].isBlank, index + 1 < limit, bytes[index + 1].isASCIILetter
      {
        signals.insert(.spacing)
      }
    case UInt8(ascii: "|"): signals.insert(.bar)
    case UInt8(ascii: "<"), UInt8(ascii: "@"), UInt8(ascii: "/"), UInt8(ascii: "\\"),
      UInt8(ascii: "="), UInt8(ascii: "~"), UInt8(ascii: "["), UInt8(ascii: "{"),
      UInt8(ascii: "$"), UInt8(ascii: "#"):
      signals.insert(.markup)
    default:
      if byte < 0x20 || byte == 0x7F { signals.insert(.control) }
    }
  }

  @inline(__always)
  mutating func noteTab() {
    signals.insert(.tab)
    tabs &+= 1
  }

  /// Notes blanks that stand together within the line.
  mutating func note(gap: Range<Int>, _ bytes: Span<UInt8>, _ limit: Int) {
    guard gap.lowerBound > start, gap.upperBound < limit, !bytes[gap.upperBound].isLineEnd else {
      return
    }
    signals.formUnion(Signals.ofGap(gap.count, after: bytes[gap.lowerBound - 1]))
  }

  /// The line, now that its end is known.
  func finished(at end: Int, next: Int, _ bytes: Span<UInt8>) -> Line {
    var textStart = start
    while textStart < end && bytes[textStart].isBlank { textStart += 1 }
    var textEnd = end
    while textEnd > textStart && bytes[textEnd - 1].isBlank { textEnd -= 1 }
    var signals = signals
    var tabs = tabs
    if tabs > 0 {
      for index in start..<textStart where bytes[index] == 0x09 { tabs -= 1 }
      if tabs == 0 { signals.remove(.tab) }
    }
    if textEnd > textStart {
      let last = bytes[textEnd - 1]
      if last == UInt8(ascii: "-") {
        signals.insert(.endHyphen)
      } else if last >= 0x80, let scalar = bytes.scalar(before: textEnd, lowerBound: textStart),
        ScalarClass.of(scalar) == .hyphen || scalar.value == 0xAC
      {
        signals.insert(.endHyphen)
      }
    }
    return Line(
      content: start..<end, next: next, textStart: textStart, textEnd: textEnd,
      firstToken: firstToken, signals: signals, tabs: tabs)
  }
}

/// How the letters of a word that is not plain ASCII are cased. ASCII letters are looked at here,
/// others only where the first letter is one: capitals beyond ASCII are rare within a word.
enum CaseShape {
  static func of(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Token.Facts {
    var facts: Token.Facts = []
    var upper = 0
    var lower = 0
    var index = range.lowerBound
    var isFirst = true
    while index < range.upperBound {
      let byte = bytes[index]
      if byte < 0x80 {
        if byte.isASCIIUpper {
          upper += 1
          if isFirst { facts.insert(.capitalised) } else if lower > 0 { facts.insert(.mixedCase) }
        } else if byte.isASCIILower {
          lower += 1
        } else if byte.isASCIIDigit {
          facts.insert(.digit)
        }
        index += 1
      } else {
        let scalar = bytes.scalar(at: index, limit: range.upperBound)
        switch UnicodeCase.of(scalar.value) {
        case .upper:
          upper += 1
          if isFirst { facts.insert(.capitalised) } else if lower > 0 { facts.insert(.mixedCase) }
        case .lower: lower += 1
        case .none: break
        }
        index += scalar.length
      }
      isFirst = false
    }
    if upper > 1 && lower == 0 { facts.insert(.allCapitals) }
    return facts
  }
}
