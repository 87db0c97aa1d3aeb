internal import ICU

/// Finds what no stage may touch: addresses, paths, code, tags.
enum Protection {
  /// Compiles a regular expression of the user's.
  ///
  /// - Throws: an ``EmendError`` of code ``EmendError/Code/badPattern`` for one that does not compile.
  static func expression(_ pattern: String) throws(EmendError) -> RegularExpression {
    do {
      return try RegularExpression(pattern)
    } catch {
      throw EmendError(
        .badPattern, "the pattern '\(pattern)' does not compile: \(error.message)",
        remedy: "see ICU's syntax of regular expressions", offset: error.offset)
    }
  }

  /// Appends the protected ranges of the block to the window and marks its tokens.
  static func mark(_ index: Int, in window: inout Window) {
    let block = window.blocks[index]
    let first = window.protectedRanges.count
    guard block.kind != .preformatted else { return }
    let buffer = window.bytes
    if !block.signals.isDisjoint(with: [.markup, .invalid]) {
      for line in block.lines {
        let it = window.lines[line]
        guard !it.signals.isDisjoint(with: [.markup, .invalid]) else { continue }
        scan(it.textStart..<it.textEnd, buffer.span, into: &window.protectedRanges)
      }
    }
    if !window.protectedText.isEmpty {
      // What the user protects was found in the text as it came; a block that has been rewritten
      // holds it still, where its pieces say.
      var position = block.content.lowerBound
      for piece in window.contentPieces(of: index) {
        if piece.isCopy {
          for range in window.protectedText where range.overlaps(piece.origin) {
            let part = range.clamped(to: piece.origin)
            let shift = position - piece.origin.lowerBound
            window.protectedRanges.append((part.lowerBound + shift)..<(part.upperBound + shift))
          }
        }
        position += piece.length
      }
      // One list without overlaps, so that it can be searched.
      let sorted = window.protectedRanges[first...].sorted { $0.lowerBound < $1.lowerBound }
      window.protectedRanges.removeLast(sorted.count)
      for range in sorted {
        if window.protectedRanges.count > first,
          let last = window.protectedRanges.last, range.lowerBound <= last.upperBound
        {
          window.protectedRanges[window.protectedRanges.count - 1] =
            last.lowerBound..<max(last.upperBound, range.upperBound)
        } else {
          window.protectedRanges.append(range)
        }
      }
    }
    guard window.protectedRanges.count > first else { return }
    var range = first
    for token in block.tokens {
      while range < window.protectedRanges.count,
        window.protectedRanges[range].upperBound <= Int(window.tokens[token].start)
      {
        range += 1
      }
      guard range < window.protectedRanges.count else { break }
      if window.protectedRanges[range].lowerBound < window.tokens[token].end {
        window.tokens[token].facts.insert(.protected)
      }
    }
  }

  /// Appends the protected parts of one line.
  private static func scan(
    _ line: Range<Int>, _ bytes: Span<UInt8>, into ranges: inout [Range<Int>]
  ) {
    let table = Sign.table
    let signs = table.span
    var index = line.lowerBound
    while index < line.upperBound {
      let byte = bytes[index]
      if byte.isBlank {
        index += 1
        continue
      }
      // Code in backquotes, to the same number of them.
      if byte == UInt8(ascii: "`"), let end = codeSpanEnd(index, line.upperBound, bytes) {
        ranges.append(index..<end)
        index = end
        continue
      }
      if byte == UInt8(ascii: "<"), let end = tagEnd(index, line.upperBound, bytes) {
        ranges.append(index..<end)
        index = end
        continue
      }
      // A cell of a table, and nearly every word beside mark-up, is known by its signs already.
      var end = index
      var isPlain = true
      while end < line.upperBound {
        let sign = signs[Int(bytes[end])]
        if sign != Sign.plain {
          if sign == Sign.end { break }
          if isPlain {
            isPlain = sign == Sign.point && isPlainPoint(end, index..<line.upperBound, bytes)
          }
        }
        end += 1
      }
      if end == index { end += 1 }
      if isPlain {
        index = end
        continue
      }
      if isAddressOrCode(index..<end, bytes) || isBroken(index..<end, bytes) {
        ranges.append(index..<end)
      }
      index = end
    }
  }

  private static func codeSpanEnd(_ start: Int, _ limit: Int, _ bytes: Span<UInt8>) -> Int? {
    var count = 0
    while start + count < limit && bytes[start + count] == UInt8(ascii: "`") { count += 1 }
    var index = start + count
    while index < limit {
      var run = 0
      while index + run < limit && bytes[index + run] == UInt8(ascii: "`") { run += 1 }
      if run == count { return index + run }
      index += max(run, 1)
    }
    return nil
  }

  private static func tagEnd(_ start: Int, _ limit: Int, _ bytes: Span<UInt8>) -> Int? {
    var index = start + 1
    guard index < limit else { return nil }
    if bytes[index] == UInt8(ascii: "/") || bytes[index] == UInt8(ascii: "!") { index += 1 }
    guard index < limit, bytes[index].isASCIILetter || bytes[index] == UInt8(ascii: "-") else {
      return nil
    }
    while index < limit && index - start < 2000 {
      if bytes[index] == UInt8(ascii: ">") { return index + 1 }
      if bytes[index] == UInt8(ascii: "<") { return nil }
      index += 1
    }
    return nil
  }

  /// Whether a run without blanks is an address, a path, a file name, a formula or code, by the
  /// marks that words do not hold.
  private static func isAddressOrCode(_ run: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
    var slashes = 0
    var at = -1
    var index = run.lowerBound
    while index < run.upperBound {
      switch bytes[index] {
      case UInt8(ascii: "/"):
        slashes += 1
        if index > run.lowerBound, bytes[index - 1] == UInt8(ascii: ":") { return true }
        if index == run.lowerBound && run.count > 2 { return true }
      case UInt8(ascii: "\\"), UInt8(ascii: "{"): return true
      case UInt8(ascii: "$"): if index > run.lowerBound || !isSum(run, bytes) { return true }
      case UInt8(ascii: "="), UInt8(ascii: "#"), UInt8(ascii: "~"):
        if index > run.lowerBound && index + 1 < run.upperBound { return true }
      case UInt8(ascii: "["):
        if index > run.lowerBound, bytes[index - 1].isASCIILetter || bytes[index - 1].isASCIIDigit {
          return true
        }
        if isLink(index, run.upperBound, bytes) { return true }
      case UInt8(ascii: "("):
        if index > run.lowerBound, bytes[index - 1] == UInt8(ascii: "]") { return true }
      case UInt8(ascii: "@"):
        if index > run.lowerBound { at = index }
      case UInt8(ascii: "_"):
        if index > run.lowerBound, index + 1 < run.upperBound,
          isWord(bytes[index - 1]), isWord(bytes[index + 1])
        {
          return true
        }
      case UInt8(ascii: "."):
        if at >= 0, index + 1 < run.upperBound, bytes[index + 1].isASCIILetter { return true }
        if isDomainOrFile(index, run, bytes) { return true }
      default: break
      }
      index += 1
    }
    return slashes >= 2
  }

  /// Whether a run that begins with a dollar is a sum of money, figures of which may have been read as
  /// letters, and no variable: `$l,240.50`, but not `$l0`.
  private static func isSum(_ run: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
    var figures = 0
    var isBehindMark = false
    for index in run.dropFirst() {
      let byte = bytes[index]
      if byte == UInt8(ascii: ",") || byte == UInt8(ascii: ".") {
        if index > run.lowerBound + 1 { isBehindMark = true }
      } else if byte.isFigureLike {
        if byte.isASCIIDigit { figures += 1 }
      } else if byte.isASCIILetter {
        return false
      } else {
        // Marks behind it.
        break
      }
    }
    return figures >= 2 && isBehindMark
  }

  /// Whether a run holds bytes that are no UTF-8: nobody knows what word that was.
  private static func isBroken(_ run: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
    var index = run.lowerBound
    while index < run.upperBound {
      let scalar = bytes.scalar(at: index, limit: run.upperBound)
      if !scalar.isValid { return true }
      index += scalar.length
    }
    return false
  }

  /// What a byte says of the run that it stands in.
  private enum Sign {
    /// A mark of addresses or code, or no ASCII.
    static let mark: UInt8 = 0
    /// Speaks for neither, whatever stands beside it.
    static let plain: UInt8 = 1
    /// A full stop: between digits, or at the end, it speaks for neither.
    static let point: UInt8 = 2
    /// Ends the run.
    static let end: UInt8 = 3

    /// The sign of every byte.
    static let table: [UInt8] = (0...UInt8.max).map { byte in
      switch byte {
      case 0x20, 0x09, UInt8(ascii: "`"): end
      case UInt8(ascii: "."): point
      case UInt8(ascii: "|"), UInt8(ascii: ","), UInt8(ascii: "-"), UInt8(ascii: "%"),
        UInt8(ascii: "+"), UInt8(ascii: "*"), UInt8(ascii: ":"), UInt8(ascii: ";"),
        UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: "\""), UInt8(ascii: "'"),
        UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "&"):
        plain
      default: byte.isASCIILetter || byte.isASCIIDigit ? plain : mark
      }
    }
  }

  /// Whether the full stop at `dot` is none of an address: a digit stands behind it, or nothing.
  ///
  /// - Parameter run: where the run begins, and where its line ends.
  private static func isPlainPoint(_ dot: Int, _ run: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
    guard dot + 1 < run.upperBound else { return true }
    let next = bytes[dot + 1]
    // Whatever follows "www." is the name of a host.
    return next.isBlank || next.isASCIIDigit && bytes[run.lowerBound] != UInt8(ascii: "w")
  }

  private static func isWord(_ byte: UInt8) -> Bool { byte.isASCIILetter || byte.isASCIIDigit }

  private static func isLink(_ open: Int, _ limit: Int, _ bytes: Span<UInt8>) -> Bool {
    var index = open
    while index < limit && bytes[index] != UInt8(ascii: "]") { index += 1 }
    return index + 1 < limit && bytes[index + 1] == UInt8(ascii: "(")
  }

  /// Whether the full stop at `dot` is one of a host or file name: small letters or digits on both
  /// sides and a well-known ending behind.
  private static func isDomainOrFile(_ dot: Int, _ run: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
    guard dot > run.lowerBound, isWord(bytes[dot - 1]), dot + 1 < run.upperBound else {
      return false
    }
    if bytes.starts("www.", at: run.lowerBound, limit: run.upperBound) { return true }
    return ends(hostEndings, dot, run, bytes) || isSourceFile(dot, run, bytes)
  }

  private static let hostEndings: WordSet = [
    "com", "org", "net", "edu", "gov", "info", "html", "htm", "pdf", "txt", "md", "csv", "json",
    "xml", "toml", "py", "swift", "sh", "jpg", "png", "exe", "zip", "gz", "cn", "uk", "de", "fr",
    "eu", "io", "int", "mil", "au", "jp", "ru", "nl", "ch",
  ]

  private static let sourceEndings: WordSet = [
    "c", "h", "cc", "cpp", "hpp", "hh", "js", "ts", "css", "java", "rb", "rs", "pl", "pm", "lua",
    "conf", "cfg", "ini", "mk", "log", "doc", "rst", "tex", "ps", "svg", "gif", "tar", "bz", "xz",
    "dll", "deb", "rpm", "yml", "yaml",
  ]

  /// Whether what stands behind the full stop at `dot`, up to the next sign, is one of some endings.
  private static func ends(
    _ endings: WordSet, _ dot: Int, _ run: Range<Int>, _ bytes: Span<UInt8>
  ) -> Bool {
    let start = dot + 1
    var end = start
    while end < run.upperBound, isWord(bytes[end]) { end += 1 }
    return endings.contains(bytes, start..<end)
  }

  /// Whether the full stop at `dot` is one of a file of source code: its ending is short, so that a
  /// speck within a word may look the same where the name before it is short too.
  private static func isSourceFile(_ dot: Int, _ run: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
    var start = dot
    while start > run.lowerBound,
      bytes[start - 1].isASCIILower || bytes[start - 1].isASCIIDigit
        || bytes[start - 1] == UInt8(ascii: "-") || bytes[start - 1] == UInt8(ascii: "_")
    {
      start -= 1
    }
    return dot - start >= 4 && ends(sourceEndings, dot, run, bytes)
  }
}
