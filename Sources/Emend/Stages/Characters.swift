internal import ICU

/// See ``manual``.
public struct Characters: Stage {
  public static let manual = Manual(
    name: "characters",
    summary: "Composes accents, takes ligatures apart, drops invisible noise, mends look-alikes.",
    discussion: """
      The same letter can be written in several ways that look alike on the page: é as one character \
      or as e and an accent, fi as two letters or as one ligature, a Latin a or a Cyrillic а. \
      Engines mix them, and then no search finds the word. This stage brings a document back to one \
      way of writing, its own.

      Accents are composed where the document writes them composed elsewhere; a document that is \
      decomposed throughout is not damaged and stays. Ligatures (ﬁ, ﬂ, ﬀ) become letters. A zero-width \
      character or a control character between Latin letters is noise; joiners stay in the scripts \
      that use them (Arabic, the scripts of India, emoji). Wide Latin letters (ＡＢＣ) become plain \
      ones in a paragraph without Chinese, Japanese or Korean. A single Greek or Cyrillic letter in \
      the middle of a Latin word is the Latin letter that it looks like.

      Characters that are one another's twins by definition (the Kelvin sign and K, compatibility \
      ideographs) stay as they were read.
      """,
    rules: [
      .init("compose", "Composes a letter and its accent."),
      .init("ligature", "Takes a Latin ligature apart."),
      .init("invisible", "Drops a zero-width or control character inside Latin text."),
      .init("wide", "Makes wide Latin letters and digits plain."),
      .init("look-alike", "Replaces a letter of another script inside a Latin word."),
    ],
    examples: [
      .init("The ﬁrst oﬃce was ﬂooded.\n", becomes: "The first office was flooded.\n"),
      .init(
        "They met at the café; the cafe\u{301} was full.\n",
        becomes: "They met at the café; the café was full.\n"),
      .init("The minis\u{200B}ter re\u{FEFF}signed.\n", becomes: "The minister resigned.\n"),
      .init("The ＩＬＲＳ project began in ２０２１.\n", becomes: "The ILRS project began in 2021.\n"),
      .init(
        "The р\u{430}per was signed in M\u{430}drid.\n",
        becomes: "The paper was signed in Madrid.\n"),
      .init(
        "The cafe\u{301} in Besanc\u{327}on was full.\n",
        stays: "the document is decomposed throughout"),
      .init(
        "A family: 👨\u{200D}👩\u{200D}👧 and नि\u{200D}र.\n", stays: "joiners that mean something"),
      .init("公司名称是ＡＢＣ。\n", stays: "wide letters are at home in Chinese"),
      .init(
        "At 300 K (the Kelvin sign: \u{212A}) the α-helix unfolds. Москва is the capital.\n",
        stays: "singletons and words of another script"),
    ])

  public static let wants: Signals = [.notASCII, .control]
  public static var precedesSurvey: Bool { true }

  public init() {}

  public func propose(
    _ window: borrowing Window, block: Int, evidence: borrowing Evidence, edits: inout Edits
  ) {
    let it = window.blocks[block]
    guard it.kind != .preformatted else { return }
    if it.signals.contains(.combining) || it.signals.contains(.control) {
      if Self.composes(evidence) { compose(window, it, &edits) }
      dropInvisible(window, it, &edits)
    }
    if it.signals.contains(.otherAlphabet) {
      takeApart(window, it, &edits)
      if !it.signals.contains(.ideograph) { narrow(window, it, &edits) }
      mendLookAlikes(window, it, &edits)
    }
  }

  private static let composed = "characters.composed"
  private static let decomposed = "characters.decomposed"

  /// Counts how the document writes its accents: lead bytes of the blocks of letters that have one,
  /// and of the marks that stand alone.
  public func survey(_ window: borrowing Window, into evidence: inout Evidence) {
    let bytes = window.bytes.span
    var composed = 0
    var decomposed = 0
    var block = window.next(window.firstBlock)
    while let index = block {
      let it = window.blocks[index]
      if it.signals.contains(.notASCII) {
        for position in it.content {
          let byte = bytes[position]
          guard byte >= 0xC3 else { continue }
          if byte <= 0xC6 || byte == 0xE1 { composed += 1 }
          if byte == 0xCC || byte == 0xCD { decomposed += 1 }
        }
      }
      block = window.next(index)
    }
    if decomposed > 0 {
      evidence.add(composed, to: Self.composed)
      evidence.add(decomposed, to: Self.decomposed)
    }
  }

  private static func composes(_ evidence: borrowing Evidence) -> Bool {
    let composed = evidence.count(Self.composed)
    return composed > 0 && composed >= evidence.count(Self.decomposed)
  }

  private func compose(_ window: borrowing Window, _ it: Block, _ edits: inout Edits) {
    let text = window.bytes.span.extracting(it.content)
    guard !Normalizer.isNFC(text) else { return }
    var output: [UInt8] = []
    var changes: [NormalizationChange] = []
    guard (try? Normalizer.composeNFC(text, into: &output, changes: &changes)) != nil else {
      return
    }
    for change in changes {
      // A singleton (one character that is another by definition) is no composition.
      guard change.source.count > change.output.count,
        text.scalar(at: change.source.lowerBound, limit: text.count).length < change.source.count
      else { continue }
      let base = it.content.lowerBound
      edits.replace(
        (change.source.lowerBound + base)..<(change.source.upperBound + base),
        with: Array(output[change.output]), rule: "compose", confidence: 0.99,
        reason: "The document writes its accents composed.")
    }
  }

  private func dropInvisible(_ window: borrowing Window, _ it: Block, _ edits: inout Edits) {
    let bytes = window.bytes.span
    var index = it.content.lowerBound
    let end = it.content.upperBound
    while index < end {
      let byte = bytes[index]
      if byte < 0x80 {
        if byte < 0x20 || byte == 0x7F, !byte.isBlank, !byte.isLineEnd, byte != 0, byte != 0x1B {
          let before = index > it.content.lowerBound && bytes[index - 1] >= 0x20
          if before {
            edits.replace(
              index..<(index + 1), with: [], rule: "invisible", confidence: 0.95,
              reason: "A control character is no text.")
          }
        }
        index += 1
        continue
      }
      let scalar = bytes.scalar(at: index, limit: end)
      switch scalar.value {
      case 0x200B, 0xFEFF, 0x2060, 0x200C, 0x200D:
        // Between Latin letters or blanks it does nothing but hide the word from a search.
        let after = index + scalar.length
        let isNoise =
          scalar.isValid
          && (index == it.content.lowerBound || isLatinOrBlank(bytes, before: index, it))
          && (after == end || isLatinOrBlank(bytes, at: after, end))
        if isNoise {
          edits.replace(
            index..<after, with: [], rule: "invisible", confidence: 0.97,
            reason: "A zero-width character between Latin letters hides the word.")
        }
      default: break
      }
      index += scalar.length
    }
  }

  private func isLatinOrBlank(_ bytes: Span<UInt8>, before index: Int, _ it: Block) -> Bool {
    guard let scalar = bytes.scalar(before: index, lowerBound: it.content.lowerBound) else {
      return true
    }
    return isLatinOrBlank(scalar)
  }

  private func isLatinOrBlank(_ bytes: Span<UInt8>, at index: Int, _ end: Int) -> Bool {
    isLatinOrBlank(bytes.scalar(at: index, limit: end))
  }

  private func isLatinOrBlank(_ scalar: DecodedScalar) -> Bool {
    scalar.isValid && (scalar.value < 0x250 || scalar.value >= 0x2010 && scalar.value <= 0x2027)
  }

  /// Latin ligatures, which type has and text has not.
  private func takeApart(_ window: borrowing Window, _ it: Block, _ edits: inout Edits) {
    let bytes = window.bytes.span
    var index = it.content.lowerBound
    while index + 2 < it.content.upperBound {
      if bytes[index] == 0xEF, bytes[index + 1] == 0xAC,
        let letters = Self.ligatures[Int(bytes[index + 2])]
      {
        edits.replace(
          index..<(index + 3), with: Array(letters.utf8), rule: "ligature", confidence: 0.99,
          reason: "A ligature is a matter of type, not of spelling.")
        index += 3
      } else {
        index += 1
      }
    }
  }

  /// By the last byte of U+FB00 to U+FB06.
  private static let ligatures: [Int: String] = [
    0x80: "ff", 0x81: "fi", 0x82: "fl", 0x83: "ffi", 0x84: "ffl", 0x85: "st", 0x86: "st",
  ]

  /// U+FF01 to U+FF5E are the ASCII characters in the width of an ideograph.
  private func narrow(_ window: borrowing Window, _ it: Block, _ edits: inout Edits) {
    let bytes = window.bytes.span
    var index = it.content.lowerBound
    while index + 2 < it.content.upperBound {
      guard bytes[index] == 0xEF, bytes[index + 1] == 0xBC || bytes[index + 1] == 0xBD else {
        index += 1
        continue
      }
      let start = index
      var plain: [UInt8] = []
      var words = 0
      while index + 2 < it.content.upperBound, bytes[index] == 0xEF {
        let value = bytes.scalar(at: index, limit: it.content.upperBound).value
        guard value >= 0xFF01 && value <= 0xFF5E else { break }
        let ascii = UInt8(value - 0xFEE0)
        plain.append(ascii)
        if ascii.isASCIILetter || ascii.isASCIIDigit { words += 1 }
        index += 3
      }
      if words > 0 {
        edits.replace(
          start..<index, with: plain, rule: "wide", confidence: 0.97,
          reason: "Wide letters have no place in a paragraph without ideographs.")
      }
      if index == start { index += 1 }
    }
  }

  /// Letters of Cyrillic and Greek in words that are Latin otherwise.
  private func mendLookAlikes(_ window: borrowing Window, _ it: Block, _ edits: inout Edits) {
    let bytes = window.bytes.span
    for index in it.tokens {
      let token = window.tokens[index]
      guard token.facts.contains(.notASCII), !token.facts.contains(.ideograph) else { continue }
      var latin = 0
      var others = 0
      var replaced: [UInt8] = []
      var position = Int(token.start)
      var isClean = true
      while position < token.end {
        let scalar = bytes.scalar(at: position, limit: token.end)
        if scalar.value < 0x250 {
          if bytes[position].isASCIILetter || scalar.value >= 0xC0 { latin += 1 }
          bytes.append(position..<(position + scalar.length), to: &replaced)
        } else if let twin = Self.twins[scalar.value] {
          others += 1
          replaced.append(twin)
        } else if ScalarClass.of(scalar) == .apostrophe || ScalarClass.of(scalar) == .mark {
          bytes.append(position..<(position + scalar.length), to: &replaced)
        } else {
          isClean = false
        }
        position += scalar.length
      }
      guard isClean, others > 0, latin > others || latin >= 1 && others <= 2 && latin + others > 2
      else { continue }
      edits.replace(
        token.range, with: replaced, rule: "look-alike", confidence: 0.96,
        reason: "A Latin word does not hold letters of another script.")
    }
  }

  /// Letters that look like Latin ones in print, from Unicode's confusables (UTS #39).
  private static let twins: [UInt32: UInt8] = [
    0x410: 0x41, 0x412: 0x42, 0x415: 0x45, 0x41A: 0x4B, 0x41C: 0x4D, 0x41D: 0x48, 0x41E: 0x4F,
    0x420: 0x50, 0x421: 0x43, 0x422: 0x54, 0x425: 0x58, 0x430: 0x61, 0x435: 0x65, 0x43E: 0x6F,
    0x440: 0x70, 0x441: 0x63, 0x443: 0x79, 0x445: 0x78, 0x455: 0x73, 0x456: 0x69, 0x458: 0x6A,
    0x501: 0x64, 0x391: 0x41, 0x392: 0x42, 0x395: 0x45, 0x396: 0x5A, 0x397: 0x48, 0x399: 0x49,
    0x39A: 0x4B, 0x39C: 0x4D, 0x39D: 0x4E, 0x39F: 0x4F, 0x3A1: 0x50, 0x3A4: 0x54, 0x3A5: 0x59,
    0x3A7: 0x58, 0x3BF: 0x6F, 0x3BD: 0x76,
  ]
}
