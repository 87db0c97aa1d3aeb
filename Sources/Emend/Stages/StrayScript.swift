internal import ICU

/// See ``manual``.
public struct StrayScript: Stage {
  public static let manual = Manual(
    name: "strayScript",
    summary: "Drops noise in a script that the document does not use (“种故的就 FOCUS”).",
    discussion: """
      A decorated page head, read by an engine that expects Chinese, becomes a few Chinese signs \
      without meaning in front of the English heading. They are no text.

      They are dropped only where everything speaks against them: the document is written in another \
      script, with Chinese, Japanese or Korean signs nowhere but at the start or end of short \
      headings; the run is short; and ICU's dictionary sees no words in it (it reads 科技日报 as two \
      words, but 种故的就 as four single signs). Where a document has several such heads, they are \
      judged together, since two signs side by side may spell a word by chance. A name in brackets, \
      a quotation, a bilingual document: all stay.
      """,
    rules: [
      .init("head-noise", "Drops signs of another script from a heading."),
      .init("head-suspected", "Finds signs of another script in a heading that may be words."),
    ],
    examples: [
      .init(
        "种故的就 FOCUS\n\nThe station on the Moon will be built by two countries together.\n",
        becomes: "FOCUS\n\nThe station on the Moon will be built by two countries together.\n"),
      .init(
        "# 从但许建取北 HERITAGE\n\nA scroll was read with an X-ray beam for the first time.\n",
        becomes: "# HERITAGE\n\nA scroll was read with an X-ray beam for the first time.\n"),
      .init(
        "科技日报 Focus\n\nThe station on the Moon will be built by two countries together.\n",
        stays: "two Chinese words: the name of a newspaper"),
      .init(
        "Mushrooms (香菇)\n\nVegetarians replace the trotter by dried mushrooms from the shop.\n",
        stays: "a gloss in brackets"),
      .init(
        "开放日 Open Day\n\n今年的开放日将于九月举行。\n\nThis year's open day will be in September.\n",
        stays: "a bilingual document"),
    ])

  public static let wants: Signals = [.ideograph]

  public init() {}

  private static let heads = "strayScript.heads"
  private static let segments = "strayScript.segments"
  private static let singles = "strayScript.singles"

  public func survey(_ window: borrowing Window, into evidence: inout Evidence) {
    // What a bilingual document is full of need not be counted.
    guard evidence.habits.ideographTokens * 40 <= evidence.habits.words + 120 else { return }
    var block = window.next(window.firstBlock)
    while let index = block {
      if let run = Self.headRun(window, window.blocks[index]),
        let counts = Self.segmentCounts(window, run)
      {
        evidence.add(1, to: Self.heads)
        evidence.add(counts.segments, to: Self.segments)
        evidence.add(counts.singles, to: Self.singles)
      }
      block = window.next(index)
    }
  }

  public func propose(
    _ window: borrowing Window, block: Int, evidence: borrowing Evidence, edits: inout Edits
  ) {
    let it = window.blocks[block]
    guard evidence.habits.ideographTokens * 40 <= evidence.habits.words + 120,
      let run = Self.headRun(window, it), let counts = Self.segmentCounts(window, run)
    else { return }
    // Signs in running text, too, mean that the document knows what they are.
    let heads = evidence.count(Self.heads)
    guard evidence.habits.ideographBlocks <= heads + heads / 4 else { return }
    let confidence = Self.confidence(
      own: counts, heads: heads, all: evidence.count(Self.segments),
      singles: evidence.count(Self.singles))
    let bytes = window.bytes.span
    var end = run.upperBound
    var start = run.lowerBound
    let text = window.trimmed(it.content)
    while end < text.upperBound && bytes[end].isBlank { end += 1 }
    if end == text.upperBound {
      while start > text.lowerBound && bytes[start - 1].isBlank { start -= 1 }
    }
    if confidence >= edits.threshold {
      edits.replace(
        start..<end, with: [], rule: "head-noise", confidence: confidence,
        reason: "The document is not written in this script, and "
          + "\(counts.singles) of \(counts.segments) parts of it are no words.")
    } else {
      edits.find(
        run, rule: "head-suspected", confidence: confidence,
        reason: "The document is not written in this script, but these may be words.")
    }
  }

  /// How sure it is that a run is noise, by the share of its parts that are no words.
  ///
  /// One head alone has to consist of single signs nearly throughout. Three heads and more are
  /// judged together: in real Chinese titles fewer than half of the parts are single signs.
  private static func confidence(
    own: (segments: Int, singles: Int), heads: Int, all: Int, singles: Int
  ) -> Double {
    let ownShare = Double(own.singles) / Double(own.segments)
    let alone = own.segments > 1 ? 0.3 + ownShare * 0.68 : ownShare * 0.85
    guard heads >= 3, all > 0 else { return alone }
    let share = Double(singles) / Double(all)
    return max(alone, share >= 0.6 ? 0.9 + 0.2 * (share - 0.6) : share)
  }

  private static func segmentCounts(
    _ window: borrowing Window, _ run: Range<Int>
  ) -> (segments: Int, singles: Int)? {
    guard
      let counts = try? WordBreaks.segmentCounts(
        in: window.bytes.span.extracting(run), locale: "zh"), counts.segments > 0
    else { return nil }
    return counts
  }

  /// The run of ideographs at the start or end of a heading that has Latin words otherwise.
  private static func headRun(_ window: borrowing Window, _ it: Block) -> Range<Int>? {
    guard it.signals.contains(.ideograph), it.lines.count == 1,
      it.kind == .heading || it.kind == .paragraph, it.tokens.count >= 2, it.tokens.count <= 14,
      it.content.count <= 160, !window.endsSentence(it.content)
    else { return nil }
    var run: Range<Int>?
    var latin = 0
    let bytes = window.bytes.span
    for index in it.tokens {
      let token = window.tokens[index]
      if token.facts.contains(.ideograph) {
        guard !token.facts.contains(.protected) else { return nil }
        if let earlier = run {
          // Parts of one run are set apart by blanks at most.
          for between in earlier.upperBound..<Int(token.start) where !bytes[between].isBlank {
            return nil
          }
          guard window.tokens[index - 1].facts.contains(.ideograph) else { return nil }
          run = earlier.lowerBound..<token.end
        } else {
          run = token.range
        }
      } else {
        latin += 1
      }
    }
    // Han signs take three bytes each: a head has up to eight.
    guard let run, latin >= 1, run.count <= 27 else { return nil }
    let text = window.trimmed(it.content)
    var start = text.lowerBound
    while start < text.upperBound,
      bytes[start] == UInt8(ascii: "#") || bytes[start] == UInt8(ascii: "*") || bytes[start].isBlank
    {
      start += 1
    }
    guard run.lowerBound == start || run.upperBound == text.upperBound else { return nil }
    // A blank sets the noise apart from the heading; a sign that clings to it belongs to it.
    let before = run.lowerBound == start || bytes[run.lowerBound - 1].isBlank
    let after = run.upperBound == text.upperBound || bytes[run.upperBound].isBlank
    return before && after ? run : nil
  }
}
