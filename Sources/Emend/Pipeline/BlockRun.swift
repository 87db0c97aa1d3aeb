/// Blocks that follow each other, and their lines where they stand in the window's text. A line was
/// read when its block was scanned, so that its bytes are not looked at again.
struct BlockRun {
  /// Where the first block begins in the text.
  private(set) var start = 0
  /// The blocks but the one before the first, indices into the window's blocks.
  private(set) var blocks: [Int] = []
  /// All lines, those of the gaps included: offsets into the text.
  private(set) var lines: [Line] = []
  /// Whether a block's last line goes on in what follows it, or nothing is left of a block, so that their
  /// lines say nothing.
  private(set) var isTorn = false

  var isEmpty: Bool { blocks.isEmpty && lines.isEmpty }

  mutating func removeAll() {
    isTorn = false
    blocks.removeAll(keepingCapacity: true)
    lines.removeAll(keepingCapacity: true)
  }

  /// Appends a block that begins at `position` in the text.
  mutating func append(_ index: Int, at position: Int, of window: borrowing Window) {
    let block = window.blocks[index]
    if isEmpty { start = position }
    let bytes = window.bytes.span
    var rest = block.gap.lowerBound
    if block.kind != .start {
      blocks.append(index)
      guard !block.lines.isEmpty else {
        isTorn = true
        return
      }
      let shift = position - block.content.lowerBound
      let inner = innerRows(of: block, window)
      for line in block.lines where !inner.contains(line) {
        lines.append(window.lines[line].shifted(by: shift))
      }
      // The line end of its last line is the gap's.
      if !block.gap.isEmpty { rest = endLine(behind: block, bytes) }
      lines[lines.count - 1].next = position + block.content.count + rest - block.gap.lowerBound
    }
    let first = lines.count
    Scanner.lines(of: bytes, rest..<block.gap.upperBound, into: &lines)
    let shift = position + block.content.count - block.gap.lowerBound
    for line in first..<lines.count { lines[line] = lines[line].shifted(by: shift) }
    isTorn = isTorn || block.gap.isEmpty && block.next >= 0 && block.kind != .start
  }

  /// The rows within a table between blank lines, known to be one, that make no difference to what stands
  /// around it.
  private func innerRows(of block: Block, _ window: borrowing Window) -> Range<Int> {
    let nothing = block.lines.upperBound..<block.lines.upperBound
    guard block.isWrittenTable, block.lines.count > 8,
      window.lineEnds(in: window.blocks[block.previous].gap) > 1,
      block.next < 0 || window.lineEnds(in: block.gap) > 1
    else { return nothing }
    return (block.lines.lowerBound + 4)..<(block.lines.upperBound - 2)
  }

  /// Ends the last line as the gap behind its block does; returns where the rest of the gap begins.
  private mutating func endLine(behind block: Block, _ bytes: Span<UInt8>) -> Int {
    let first = block.gap.lowerBound
    let last = lines.count - 1
    lines[last].signals.remove(.pageBreak)
    switch bytes[first] {
    case 0x0A: break
    case 0x0D: if block.gap.count > 1, bytes[first + 1] == 0x0A { return first + 2 }
    case 0x0C: lines[last].signals.insert(.pageBreak)
    default: isTorn = true
    }
    return first + 1
  }
}
