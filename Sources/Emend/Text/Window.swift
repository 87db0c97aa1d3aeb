/// The blocks that are held in memory at once: one buffer of bytes, and arrays of lines, blocks
/// and tokens that live as long as the stream and are reused.
///
/// The buffer begins with the text as it came. A block is copied to the buffer's tail at its first
/// edit and scanned again there, so that a block is always one range of one buffer, touched or not.
public struct Window: ~Copyable, Sendable {
  /// The text, and behind it the blocks that have been rewritten.
  public internal(set) var bytes: [UInt8] = []
  /// How many bytes of the buffer are the text as it came.
  public internal(set) var textCount = 0
  public internal(set) var lines: [Line] = []
  public internal(set) var tokens: [Token] = []
  /// All blocks, dead ones among them; walk them by ``firstBlock`` and ``next(_:)``.
  public internal(set) var blocks: [Block] = []
  /// Where the contents and gaps came from that an edit has made.
  private var pieceLists: [[Piece]] = []
  /// The tables without mark-up among the lines of the text as it came, in their order.
  var foundTables: [TableFinder.Found] = []
  /// How the text is marked up.
  public internal(set) var flavour: Flavour = .plain
  /// Whether it was cut off from the text before at a line end within a block: what begins there may
  /// be the rest of something longer.
  public internal(set) var continuesBlock = false
  /// Whether it was cut off from the text behind at a line end within a block.
  public internal(set) var isContinued = false
  /// Whether lines of it may be directives.
  var hasDirectives = false
  /// Passages that no stage may touch: offsets into the buffer, half-open, in order.
  var protectedRanges: [Range<Int>] = []
  /// Passages of the text that the configuration protects, found once a window.
  var protectedText: [Range<Int>] = []
  /// Room for the scanner's map of words; nil while it has it.
  var wordMap: WordMap?

  init() {}

  /// The block that begins the output. It is of kind ``Block/Kind/start`` and holds nothing but
  /// perhaps a gap.
  public var firstBlock: Int { 0 }
  /// The block behind another in output order, or nil.
  public func next(_ block: Int) -> Int? {
    let next = blocks[block].next
    return next < 0 ? nil : next
  }
  /// The block before another in output order, or nil.
  public func previous(_ block: Int) -> Int? {
    let previous = blocks[block].previous
    return previous < 0 ? nil : previous
  }

  /// Whether the block before ends within a sentence, so that this one may go on with it.
  func isBehindOpenEnd(_ block: Block) -> Bool {
    block.previous >= 0 && blocks[block.previous].signals.contains(.openEnd)
  }

  /// Whether a block may be the rest of one that the window's start cut through.
  func beginsWithin(_ block: Int) -> Bool {
    continuesBlock && blocks[block].previous == firstBlock
  }

  /// The table that was found in exactly these lines; nil where none was, and for lines of a block that
  /// has been rewritten since.
  func foundTable(in lines: Range<Int>) -> TableGrid? {
    let table = foundTables.partitioningIndex { $0.lines.lowerBound >= lines.lowerBound }
    return table < foundTables.count && foundTables[table].lines == lines
      ? foundTables[table].grid : nil
  }

  /// Whether a block can be joined to the next one only when the text has been read anew: the form feed
  /// between them has moved there in this round.
  func joinsLater(_ block: Int) -> Bool {
    blocks[block].isGapEdited && pageBreak(in: blocks[block].gap) != nil
  }

  /// How many line ends stand in a gap: one between lines, two for a blank line.
  func lineEnds(in gap: Range<Int>) -> Int {
    let bytes = bytes.span
    var count = 0
    for index in gap where bytes[index] == 0x0A { count += 1 }
    if count == 0 { for index in gap where bytes[index] == 0x0D { count += 1 } }
    return count
  }

  /// Where the first form feed of a gap stands, or nil.
  func pageBreak(in gap: Range<Int>) -> Int? {
    let bytes = bytes.span
    for index in gap where bytes[index] == 0x0C { return index }
    return nil
  }

  /// Whether a word in capitals stands among words that are not, and does not open its block: an acronym,
  /// or a name that is written so.
  func isAcronym(_ index: Int, in block: Block) -> Bool {
    func isInCapitals(_ index: Int) -> Bool {
      block.tokens.contains(index) && tokens[index].facts.contains(.allCapitals)
    }
    return tokens[index].length <= 6 && isInCapitals(index) && index > block.tokens.lowerBound
      && !isInCapitals(index - 1) && !isInCapitals(index + 1)
  }

  /// Whether any byte of `range` may not be touched.
  func isProtected(_ range: Range<Int>) -> Bool {
    protectedRanges.hasOverlap(with: range)
  }

  /// Whether the user's own patterns protect any byte of `range` of the text.
  func isProtectedByUser(_ range: Range<Int>) -> Bool {
    guard range.upperBound <= textCount else { return false }
    return protectedText.contains { $0.overlaps(range) }
  }

  /// Whether the user's own patterns may protect any byte of `range`: those of a passage that has been
  /// rewritten are only known again once the text is read anew.
  func isKeptByUser(_ range: Range<Int>) -> Bool {
    guard !protectedText.isEmpty else { return false }
    return range.upperBound > textCount || isProtectedByUser(range)
  }

  /// Whether any byte of `range` stands in an address, in code, or in a passage that the user protects.
  func hasProtection(_ range: Range<Int>) -> Bool { isProtected(range) || isKeptByUser(range) }

  /// A line of a block with the line end behind it; the last one with the line end before it.
  func wholeLine(_ line: Int, in block: Block) -> Range<Int> {
    let it = lines[line]
    if line < block.lines.upperBound - 1 { return it.content.lowerBound..<it.next }
    let start =
      line > block.lines.lowerBound ? lines[line - 1].content.upperBound : it.content.lowerBound
    return start..<it.content.upperBound
  }

  /// The tokens in `range` that have one of some facts, in their order: indices into ``tokens``.
  ///
  /// - Parameter facts: nil for all tokens.
  func tokens(in range: Range<Int>, with facts: Token.Facts?) -> TokenSearch {
    TokenSearch(tokens, range, facts)
  }

  /// A block's text without the blanks at its ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    let bytes = bytes.span
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, bytes[start].isBlank || bytes[start].isLineEnd { start += 1 }
    while end > start, bytes[end - 1].isBlank || bytes[end - 1].isLineEnd { end -= 1 }
    return start..<end
  }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    textCount = 0
    resetScan()
  }

  mutating func resetScan() {
    lines.removeAll(keepingCapacity: true)
    tokens.removeAll(keepingCapacity: true)
    blocks.removeAll(keepingCapacity: true)
    pieceLists.removeAll(keepingCapacity: true)
    foundTables.removeAll(keepingCapacity: true)
    protectedRanges.removeAll(keepingCapacity: true)
    protectedText.removeAll(keepingCapacity: true)
  }
}

/// Where contents and gaps of blocks came from.
extension Window {
  /// What stands behind a block: its bytes in the buffer, and its list of pieces or -1.
  struct Gap {
    var range: Range<Int>
    var origin: Int32
  }

  /// The pieces of a block's content, which tile it.
  func contentPieces(of block: Int) -> [Piece] {
    let it = blocks[block]
    return it.contentOrigin < 0 ? [.copy(it.content)] : pieceLists[Int(it.contentOrigin)]
  }

  /// The pieces of the gap behind a block, which tile it.
  func gapPieces(of block: Int) -> [Piece] {
    let it = blocks[block]
    return it.gapOrigin < 0 ? [.copy(it.gap)] : pieceLists[Int(it.gapOrigin)]
  }

  /// Takes the pieces of the gap behind a block out of it: those that nothing can touch that is done
  /// behind the gap, and the others, which begin with the last copied one.
  ///
  /// - Parameter all: whether all are to be among the others.
  mutating func takeGapPieces(of block: Int, all: Bool) -> (settled: [Piece], open: [Piece]) {
    let origin = Int(blocks[block].gapOrigin)
    guard origin >= 0, !all,
      let last = pieceLists[origin].lastIndex(where: { $0.isCopy && $0.length > 0 })
    else { return ([], gapPieces(of: block)) }
    var settled: [Piece] = []
    swap(&settled, &pieceLists[origin])
    let open = Array(settled[last...])
    settled.removeSubrange(last...)
    return (settled, open)
  }

  func gap(of block: Int) -> Gap { Gap(range: blocks[block].gap, origin: blocks[block].gapOrigin) }

  /// A gap that some edit has made.
  mutating func newGap(_ range: Range<Int>, _ pieces: [Piece]) -> Gap {
    pieceLists.append(pieces)
    return Gap(range: range, origin: Int32(pieceLists.count - 1))
  }

  mutating func setGap(_ gap: Gap, of block: Int) {
    blocks[block].gap = gap.range
    blocks[block].gapOrigin = gap.origin
  }

  mutating func setGap(_ range: Range<Int>, _ pieces: [Piece], of block: Int) {
    setGap(newGap(range, pieces), of: block)
  }

  mutating func setContent(_ range: Range<Int>, _ pieces: [Piece], of block: Int) {
    blocks[block].content = range
    pieceLists.append(pieces)
    blocks[block].contentOrigin = Int32(pieceLists.count - 1)
  }
}

/// How a text is marked up.
public enum Flavour: String, Sendable, Codable, CaseIterable {
  /// Nothing but words, lines and blanks means anything.
  case plain
  /// Markdown, as GitHub reads it.
  case markdown
}

extension [Range<Int>] {
  /// Whether one of the ranges, which are in order and do not overlap, shares a byte with `range`.
  func hasOverlap(with range: Range<Int>) -> Bool {
    let first = partitioningIndex { $0.upperBound > range.lowerBound }
    return first < count && self[first].lowerBound < range.upperBound
  }
}
