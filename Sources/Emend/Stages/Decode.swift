/// Reads the source's bytes as text. It works before there are blocks, so it is no ``Stage``; see
/// ``manual``.
public enum Decode {
  public static let manual = Manual(
    name: "decode",
    summary: "Reads the bytes as text: UTF-8 and UTF-16, byte order marks, bytes that are neither.",
    discussion: """
      A text file does not say how its bytes spell letters. Emend reads UTF-8, which nearly \
      everything is today, and UTF-16, which it recognises by its byte order mark or by the zero \
      byte beside each Latin letter. What was UTF-16 comes out as UTF-8; the log knows it, and \
      `emend undo` gives the UTF-16 back. With this stage switched off UTF-16 is refused.

      A byte order mark goes through. Bytes that are no UTF-8 go through as they are, byte for byte, \
      and are reported: guessing what they were is no repair.

      What is not text at all (a PNG, a gzip archive, a PDF) is refused before a byte is written.
      """,
    rules: [
      .init("invalid-utf8", "Finds bytes that are no UTF-8. They stay."),
      .init("odd-byte", "Finds a UTF-16 source that ends within a character."),
    ],
    examples: [
      .init("\u{FEFF}A byte order mark goes through.\n", stays: "a byte order mark is no defect"),
      .init("Two words, one café.\n", stays: "it is UTF-8 already"),
    ])

  /// Reports the bytes that are no UTF-8, a finding for each run of them.
  static func find(in window: borrowing Window, into found: inout [Edits.Found]) {
    var block = window.next(window.firstBlock)
    while let index = block {
      if window.blocks[index].signals.contains(.invalid) {
        for line in window.blocks[index].lines { find(window, window.lines[line], into: &found) }
      }
      block = window.next(index)
    }
  }

  private static func find(
    _ window: borrowing Window, _ line: Line, into found: inout [Edits.Found]
  ) {
    let bytes = window.bytes.span
    if line.signals.contains(.invalid) {
      var index = line.content.lowerBound
      while index < line.content.upperBound {
        if bytes[index] < 0x80 {
          index += 1
          continue
        }
        let scalar = bytes.scalar(at: index, limit: line.content.upperBound)
        if scalar.isValid {
          index += scalar.length
          continue
        }
        let start = index
        while index < line.content.upperBound, bytes[index] >= 0x80,
          !bytes.scalar(at: index, limit: line.content.upperBound).isValid
        {
          index += 1
        }
        found.append(
          Edits.Found(
            range: start..<index,
            step: Step(
              stage: manual.name, rule: "invalid-utf8", confidence: 1,
              reason: "These bytes are no UTF-8; they stay as they are.")))
      }
    }
  }
}
