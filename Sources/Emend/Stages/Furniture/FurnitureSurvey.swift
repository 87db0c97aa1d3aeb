/// What a line has been found to be, and why.
struct FurnitureVerdict {
  /// The rule of the stage that says so.
  var rule: Furniture.Rule
  /// How sure it is, 0 to 1.
  var confidence: Double
  /// One sentence: the evidence that decided.
  var reason: String
  /// The part of the line that it is; nil for the whole of it.
  var range: Range<Int>?
}

/// Tells which lines of a window are furniture: by their place on the page, by their likeness over
/// pages, by numbers that count, and by what they say.
///
/// Pages are known by form feeds. A text without form feeds has pages where numbered lines recur that
/// count: each of them ends or begins one.
struct FurnitureSurvey {
  /// So many lines at the top of a page, and so many at its foot, may be furniture.
  static let edge = (top: 4, bottom: 3)
  /// How many pages away the same head may be looked for: left and right pages differ, and plates
  /// have none.
  static let reach = 6
  /// At most so many lines of a window are compared.
  static let capacity = 1 << 14

  private(set) var verdicts: [Int: FurnitureVerdict] = [:]
  private var lines: [PageLine] = []
  /// For each page, the lines that stand at its top and at its foot, from outside in; indices into
  /// ``lines``.
  private var pages: [(top: [Int], bottom: [Int])] = []
  /// For each page, the lines that stand alone in between.
  private var middles: [[Int]] = []
  /// The lines that have been found, and how.
  private var found: [Int: FurnitureVerdict] = [:]
  /// The lines whose number is that of their page.
  private var counted: Set<Int> = []
  private var hasFormFeeds = false
  /// Whether most words are unknown: the text is in another language than the lexicon.
  private var isForeign = false
  private var pageNumbers: [Int: Int] = [:]
  /// The lines that open the first issue: its title, its number, its date.
  private var masthead: Set<Int> = []
  /// Whether a page ends within a sentence. Where none does, and none is numbered, form feeds may part
  /// sections, and what stands at their tops are headings.
  private var cutsSentences = false

  /// Looks at a window.
  ///
  /// - Parameters:
  ///   - window: its blocks are read in output order.
  ///   - known: the heads that earlier epochs have shown.
  init(_ window: borrowing Window, known: [PageLine]) {
    hasFormFeeds = Self.hasFormFeed(window)
    isForeign = Self.isForeign(window)
    if hasFormFeeds {
      readPages(window) { _, _ in false }
    } else {
      readCandidates(window)
      guard let borders = borders(window) else {
        findAnywhere(window)
        findGlued(window)
        finish()
        return
      }
      readPages(window) { line, isBefore in borders[line] == isBefore }
    }
    guard !pages.isEmpty else { return }
    countPages()
    if known.isEmpty { findMasthead(window) }
    findByForm()
    findByLikeness(known)
    findBeside()
    findInColumns()
    findNumbersBeside()
    findNoise()
    findAnywhere(window)
    findGlued(window)
    finish()
  }

  private mutating func finish() {
    for (index, verdict) in found where verdicts[lines[index].line] == nil {
      verdicts[lines[index].line] = verdict
    }
  }

  /// The heads that later epochs may know again.
  var heads: [PageLine] {
    found.filter { $0.value.confidence >= 0.9 && $0.value.rule == .runningHead }.keys.sorted()
      .suffix(Counts.headCapacity).map { lines[$0] }
  }

  private mutating func find(
    _ line: Int, _ rule: Furniture.Rule, _ confidence: Double, _ reason: String
  ) {
    if let older = found[line], older.confidence >= confidence { return }
    if masthead.contains(line) { return }
    found[line] = FurnitureVerdict(rule: rule, confidence: confidence, reason: reason)
  }

  private func isFound(_ line: Int) -> Bool { found[line].map { $0.confidence >= 0.9 } ?? false }

  // MARK: Reading

  private static func hasFormFeed(_ window: borrowing Window) -> Bool {
    var block = window.firstBlock
    while true {
      if window.pageBreak(in: window.blocks[block].gap) != nil { return true }
      guard let next = window.next(block) else { return false }
      block = next
    }
  }

  /// Whether more than two of five words are unknown; no page is read that badly and of use.
  private static func isForeign(_ window: borrowing Window) -> Bool {
    var words = 0
    var unknown = 0
    var block = window.next(window.firstBlock)
    while let index = block, words < 20_000 {
      for token in window.blocks[index].tokens
      where window.tokens[token].facts.isDisjoint(with: [.number, .protected]) {
        words += 1
        if window.tokens[token].facts.contains(.unknown) { unknown += 1 }
      }
      block = window.next(index)
    }
    return unknown * 5 > words * 2
  }

  /// Whether lines of a block may be furniture at all.
  private static func isText(_ block: Block) -> Bool {
    switch block.kind {
    case .paragraph, .heading, .byline, .listItem, .quote, .caption: true
    // A speck before a head looks like the bar of a table.
    case .table: block.lines.count == 1
    default: false
    }
  }

  /// The same where it matters whether form feeds tell the pages: without them, what its author has
  /// marked as an item of a list is no head of one.
  private func mayHold(_ block: Block) -> Bool {
    Self.isText(block) && (hasFormFeeds || block.kind != .listItem || block.tokens.count <= 2)
  }

  /// Reads the lines at the edges of pages, and those that stand alone.
  ///
  /// - Parameter border: whether a page begins before a line (true) or ends behind it (false), for
  ///   texts without form feeds.
  private mutating func readPages(
    _ window: borrowing Window, border: (_ line: Int, _ isBefore: Bool) -> Bool
  ) {
    lines.removeAll(keepingCapacity: true)
    var page: [(block: Int, line: Int)] = []
    // A form feed that clings to the text has moved there when a sentence was rejoined over it: what
    // stands beside it stood in the middle of a page.
    var startsOpen = false
    var last: Int?
    func flush(_ survey: inout FurnitureSurvey, isOpen: Bool = false) {
      if !page.isEmpty {
        if isOpen || survey.goesOn(window, page, behind: last) { survey.cutsSentences = true }
        last = survey.lastOfText(window, page) ?? last
        survey.readPage(window, page, hasTop: !startsOpen, hasBottom: !isOpen)
      }
      page.removeAll(keepingCapacity: true)
      startsOpen = isOpen
    }
    var block = window.next(window.firstBlock)
    while let index = block {
      let it = window.blocks[index]
      for line in it.lines where !window.lines[line].isBlank {
        if border(line, true) { flush(&self) }
        page.append((index, line))
        if border(line, false) { flush(&self) }
      }
      if hasFormFeeds, let feed = window.pageBreak(in: it.gap) {
        flush(&self, isOpen: feed == it.gap.lowerBound)
      }
      block = window.next(index)
    }
    flush(&self)
  }

  /// The last line of running text on a page.
  private func lastOfText(
    _ window: borrowing Window, _ page: [(block: Int, line: Int)]
  ) -> Int? {
    page.suffix(Self.edge.bottom + 1).last { isRunning(window, $0) }?.line
  }

  /// Whether the text of a page goes on with a sentence that a line before it has begun.
  private func goesOn(
    _ window: borrowing Window, _ page: [(block: Int, line: Int)], behind line: Int?
  ) -> Bool {
    guard let line,
      let first = page.prefix(Self.edge.top + 1).first(where: { isRunning(window, $0) }),
      let opening = window.opening(of: window.lines[first.line]),
      window.bytes.span[opening].isASCIILower
    else { return false }
    return LineEnd.Ending.of(window, window.lines[line]) != .stop
  }

  /// Whether a line is one of a paragraph, and long enough to be no head.
  private func isRunning(_ window: borrowing Window, _ it: (block: Int, line: Int)) -> Bool {
    window.blocks[it.block].kind == .paragraph
      && window.tokens(ofLine: it.line, in: window.blocks[it.block]).count >= 4
      && PageLine(window, block: it.block, line: it.line, isForeign: isForeign)?.isHeadLike != true
  }

  private mutating func readPage(
    _ window: borrowing Window, _ all: [(block: Int, line: Int)], hasTop: Bool, hasBottom: Bool
  ) {
    let number = pages.count
    var top: [Int] = []
    var bottom: [Int] = []
    var middle: [Int] = []
    // Specks above a head do not count.
    let written = all.filter { window.hasWord($0.line, in: window.blocks[$0.block]) }
    var edge: [Int: PageLine] = [:]
    for place in written.indices
    where place < Self.edge.top || written.count - 1 - place < Self.edge.bottom {
      edge[place] = read(window, written[place])
    }
    // Where running text has begun, no head follows.
    let topEnd =
      !hasTop
      ? 0
      : (0..<min(Self.edge.top, written.count)).first {
        edge[$0]?.mayPrecedeHead != true
      }
    let bottomStart =
      !hasBottom
      ? written.count
      : written.indices.suffix(Self.edge.bottom).last {
        edge[$0]?.mayPrecedeHead != true
      }
    for (place, it) in written.enumerated() {
      let isTop = place < topEnd ?? Self.edge.top
      let isBottom =
        place > bottomStart ?? -1 && written.count - 1 - place < Self.edge.bottom
      guard lines.count < Self.capacity,
        isTop || isBottom || window.blocks[it.block].lines.count == 1,
        var line = edge[place] ?? read(window, it)
      else { continue }
      line.page = number
      line.above = place
      line.below = written.count - 1 - place
      lines.append(line)
      let index = lines.count - 1
      if isTop { top.append(index) }
      if isBottom { bottom.append(index) }
      if !isTop && !isBottom { middle.append(index) }
    }
    pages.append((top, bottom.reversed()))
    middles.append(middle)
  }

  private func read(_ window: borrowing Window, _ it: (block: Int, line: Int)) -> PageLine? {
    guard mayHold(window.blocks[it.block]) else { return nil }
    return PageLine(window, block: it.block, line: it.line, isForeign: isForeign)
  }

  /// Reads the lines of a text without form feeds that may be of use: those with a number at an end.
  private mutating func readCandidates(_ window: borrowing Window) {
    var block = window.next(window.firstBlock)
    while let index = block {
      let it = window.blocks[index]
      if mayHold(it), !it.lines.isEmpty {
        readCandidate(window, it.lines.lowerBound, of: index)
        if it.lines.count > 1 { readCandidate(window, it.lines.upperBound - 1, of: index) }
      }
      block = window.next(index)
    }
  }

  private mutating func readCandidate(_ window: borrowing Window, _ line: Int, of block: Int) {
    guard lines.count < Self.capacity, window.mayBeFurniture(line, in: window.blocks[block]),
      let candidate = PageLine(window, block: block, line: line, isForeign: isForeign)
    else { return }
    lines.append(candidate)
  }

  // MARK: Pages without form feeds

  /// The lines before which a page begins (true) or behind which one ends (false); nil where the text
  /// shows no pages.
  private func borders(_ window: borrowing Window) -> [Int: Bool]? {
    var isUsed = [Bool](repeating: false, count: lines.count)
    var best: (chain: [Int], isSure: Bool)?
    for start in lines.indices where !isUsed[start] {
      guard lines[start].isHeadLike, !lines[start].form.contains(.part) else { continue }
      let chain = chain(from: start, isUsed)
      guard chain.count >= 2 else { continue }
      let forms = chain.count { !lines[$0].form.isDisjoint(with: Self.pageForms) }
      let interrupted = chain.count { interrupts(window, lines[$0]) }
      let isCounting = lines[chain[1]].isCountedOn(from: lines[chain[0]])
      let isSure = forms * 2 > chain.count && (isCounting || interrupted > 0 || isUncounted(chain))
      // No heading stands within a sentence.
      guard
        isSure || chain.count >= 3 && interrupted >= 2 && interrupted * 4 >= chain.count
          || !isCounting && interrupted * 2 >= chain.count
      else { continue }
      for line in chain { isUsed[line] = true }
      if best == nil || chain.count > best?.chain.count ?? 0 { best = (chain, isSure) }
    }
    guard let chain = best?.chain, let first = chain.first, let last = chain.last else {
      return nil
    }
    // A head stands before the first page, a foot behind the last.
    let isFoot = isFoot(window, lines[first], lines[last])
    var result: [Int: Bool] = [:]
    for line in isFoot ? chain : tops(of: chain, window) { result[lines[line].line] = !isFoot }
    return result
  }

  /// Whether the lines of a chain say what they are without a number: imprints and mastheads.
  private func isUncounted(_ chain: [Int]) -> Bool {
    chain.count { !lines[$0].form.isDisjoint(with: [.imprint, .volume]) } * 2 > chain.count
  }

  /// The first lines of the heads of which the chain's lines are a part: heads of several lines are alike
  /// in all of them.
  private func tops(of chain: [Int], _ window: borrowing Window) -> [Int] {
    var tops = chain
    for _ in 0..<2 {
      let above = tops.map { top -> Int? in
        guard top > 0, lines[top].isAlone, lines[top - 1].isAlone, lines[top - 1].isHeadLike,
          window.previous(lines[top].block) == lines[top - 1].block
        else { return nil }
        return top - 1
      }
      guard let sample = above.compactMap({ $0 }).last else { break }
      let like = above.compactMap { $0 }.count { Self.isLike(lines[$0], lines[sample]) }
      guard like >= 2, like * 2 >= tops.count else { break }
      for place in tops.indices {
        if let up = above[place], Self.isLike(lines[up], lines[sample]) { tops[place] = up }
      }
    }
    return tops
  }

  /// Forms of lines that number a page rather than a part of the text.
  private static let pageForms: PageLine.Form = [
    .pageNumber, .imprint, .volume, .barred, .datedHead, .edged,
  ]

  /// Lines like the first, at the distance of pages; each with a number that goes on counting, where
  /// they have numbers.
  ///
  /// - Parameter isUsed: of each line, whether it belongs to another chain.
  private func chain(from start: Int, _ isUsed: [Bool]) -> [Int] {
    // Seen through a span, by functions that are inlined, a line is not copied.
    let lines = lines.span
    var chain = [start]
    var previous = start
    var misses = 0
    for index in (start + 1)..<max(start + 1, lines.count) where !isUsed[index] {
      guard lines[index].isHeadLike, !lines[index].form.contains(.part),
        goesOn(lines[previous], lines[index]), Self.isLike(lines[previous], lines[index])
      else {
        misses += 1
        // The work is bounded: a head comes again before so many other candidates.
        if misses > 64 { break }
        continue
      }
      let isNear = lines[index].text.lowerBound - lines[previous].text.upperBound < 300
      guard !isNear || lines[index].form.contains(.imprint) else { return [] }
      misses = 0
      chain.append(index)
      previous = index
    }
    return chain
  }

  /// Whether a line's number follows that of another, or neither needs one.
  @inline(__always)
  private func goesOn(_ a: borrowing PageLine, _ b: borrowing PageLine) -> Bool {
    b.isCountedOn(from: a) || !a.isNumbered && !b.isNumbered
      || !a.form.union(b.form).isDisjoint(with: [.imprint, .volume])
  }

  /// Whether a line stands in the middle of a sentence: one of running text, which no item of a list
  /// goes on with.
  @inline(__always)
  private func interrupts(_ window: borrowing Window, _ line: borrowing PageLine) -> Bool {
    guard line.isAlone, var behind = window.next(line.block),
      var before = window.previous(line.block)
    else { return false }
    // A caption, or a table with its caption, may stand between the halves of the sentence, too.
    while let above = window.previous(before),
      window.blocks[before].kind == .caption
        || window.blocks[before].kind.isTable && window.blocks[above].kind == .caption
    {
      before = above
    }
    var isCaptioned = false
    while let below = window.next(behind),
      window.blocks[behind].kind == .caption
        || isCaptioned && window.blocks[behind].kind.isTable
    {
      isCaptioned = window.blocks[behind].kind == .caption
      behind = below
    }
    let a = window.blocks[before]
    let b = window.blocks[behind]
    guard a.kind == .paragraph, b.kind != .listItem, a.signals.contains(.openEnd),
      a.tokens.count >= 5,
      let first = b.tokens.first
    else { return false }
    return window.bytes.span[Int(window.tokens[first].start)].isASCIILower
  }

  private func isFoot(_ window: borrowing Window, _ first: PageLine, _ last: PageLine) -> Bool {
    let start = window.next(window.firstBlock).map { window.blocks[$0].content.lowerBound } ?? 0
    var end = start
    var block = window.firstBlock
    while let next = window.next(block) {
      block = next
      end = window.blocks[block].content.upperBound
    }
    return first.text.lowerBound - start > end - last.text.upperBound
  }

  // MARK: Numbers

  /// Finds the numbers that count with the pages.
  private mutating func countPages() {
    struct Mark {
      var line: Int
      var page: Int
      var offset: Int
    }
    var marks: [Mark] = []
    for (number, page) in pages.enumerated() {
      for line in page.top + page.bottom
      where !marks.contains(where: { $0.line == line && $0.page == number }) {
        let it = lines[line]
        guard it.isHeadLike, !it.form.contains(.part) else { continue }
        for value in it.numbers {
          marks.append(
            Mark(line: line, page: number, offset: (it.isRoman ? 10_000 : 0) + value - number))
        }
      }
    }
    let needed = pages.count <= 8 ? 1 : 2
    var from = 0
    for (place, mark) in marks.enumerated() {
      while marks[from].page < mark.page - 8 { from += 1 }
      var witnesses: Set<Int> = []
      var index = from
      while index < marks.count, marks[index].page <= mark.page + 8 {
        let other = marks[index]
        if index != place, other.page != mark.page, other.offset == mark.offset,
          isWitness(lines[other.line], of: lines[mark.line])
        {
          witnesses.insert(other.page)
        }
        index += 1
      }
      guard witnesses.count >= needed else { continue }
      counted.insert(mark.line)
      if mark.offset < 9_000 { pageNumbers[mark.page] = mark.offset + mark.page }
    }
  }

  /// Whether a line on another page makes a number believable: both are bare numbers, both say that they
  /// number pages, or they are alike.
  private func isWitness(_ other: PageLine, of line: PageLine) -> Bool {
    if !other.form.isDisjoint(with: Self.pageForms) && !line.form.isDisjoint(with: Self.pageForms) {
      return true
    }
    if line.form.contains(.number) || other.form.contains(.number) {
      return line.count == 1 && other.count == 1
    }
    return Self.isLike(line, other) || Self.isPart(line, other)
  }

  // MARK: Forms

  private mutating func findByForm() {
    for (number, page) in pages.enumerated() {
      for (line, isTop) in page.top.map({ ($0, true) }) + page.bottom.map({ ($0, false) }) {
        let it = lines[line]
        let place = isTop ? it.above : it.below
        if counted.contains(line) && it.isHeadLike && !it.form.contains(.part) {
          let isNumber = it.count == 1 || it.form.contains(.pageNumber)
          find(
            line, isNumber ? .pageNumber : isTop ? .runningHead : .runningFoot, 0.97,
            "Its number counts with the pages.")
          continue
        }
        let isEdge = place <= (isTop ? 2 : 1)
        if isEdge, hasFormFeeds || pages.count > 1 || isAtEnd(number, isTop) {
          if it.form.contains(.pageNumber) {
            find(line, .pageNumber, 0.95, "It is the number of a page, at the page's edge.")
          } else if it.form.contains(.imprint) {
            find(
              line, isTop ? .runningHead : .runningFoot, 0.92,
              "It is an imprint at the page's edge.")
          } else if it.form.contains(.volume) {
            find(line, .runningHead, 0.93, "It numbers an issue, at the page's edge.")
          } else if it.form.contains(.barred) || it.form.contains(.datedHead) && isTop {
            find(
              line, isTop ? .runningHead : .runningFoot, 0.92,
              "It is a title with a number or date, at the page's edge.")
          } else if it.form.contains(.number), place == 0 {
            find(line, .pageNumber, 0.6, "It may be the number of the page.")
          }
        }
      }
    }
  }

  /// Whether an edge is that of the whole text, which has no form feeds.
  private func isAtEnd(_ page: Int, _ isTop: Bool) -> Bool {
    isTop ? page == 0 : page == pages.count - 1
  }

  /// Finds the masthead of a text that begins with an issue's first page: a title without a number, and
  /// below it which issue it is, or on a page one when it came out. The heads of the pages repeat it; it
  /// stays.
  private mutating func findMasthead(_ window: borrowing Window) {
    let top = pages[0].top.prefix { lines[$0].above <= 2 }
    guard let title = top.first, lines[title].above == 0, !lines[title].hasDigit,
      window.previous(lines[title].block) == window.firstBlock
    else { return }
    let forms: PageLine.Form = pageNumbers[0] == 1 ? [.volume, .date] : .volume
    let issue = top.dropFirst().prefix { line in
      !counted.contains(line) && !lines[line].form.isDisjoint(with: forms)
    }
    guard let first = issue.first, lines[first].above == 1 else { return }
    // The head of another page may look the same, with the number of the page somewhere else.
    guard
      pageNumbers[0] == 1
        || pageNumbers[0] == nil
          && !nearby(0).contains(where: { page in
            pages[page].top.contains { Self.isLike(lines[$0], lines[first]) }
          })
    else { return }
    for line in [title] + issue {
      find(line, .openingHead, 0.6, "It opens the issue, and the running heads repeat it.")
    }
    masthead = Set([title] + issue)
  }

  // MARK: Likeness

  /// Whether two lines are readings of one head, whatever their numbers.
  @inline(__always)
  static func isLike(_ a: borrowing PageLine, _ b: borrowing PageLine) -> Bool {
    if a.letters.isEmpty && b.letters.isEmpty { return true }
    // The same words, each beside other noise: what an engine makes of a head in another script.
    if a.knownWords == b.knownWords, a.knownWords.contains(where: { $0.count >= 5 }) { return true }
    let least = min(a.letters.count, b.letters.count)
    guard least >= 3 else { return false }
    return PageLine.areAlike(a, b, atLeast: 0.72)
  }

  /// Whether one line is a part of a head that stands whole on another page.
  private static func isPart(_ a: PageLine, _ b: PageLine) -> Bool {
    let (part, whole) = a.letters.count <= b.letters.count ? (a, b) : (b, a)
    guard part.letters.count >= 5, part.letters.count * 5 >= whole.letters.count else {
      return false
    }
    return PageLine.fits(part, into: whole)
  }

  private mutating func findByLikeness(_ known: [PageLine]) {
    let areSections = hasFormFeeds && pages.count > 4 && !cutsSentences && counted.isEmpty
    for isTop in [true, false] {
      for number in pages.indices {
        for line in isTop ? pages[number].top : pages[number].bottom where !isFound(line) {
          let it = lines[line]
          guard it.isHeadLike, !it.isCredit, !it.form.contains(.part), it.letters.count >= 4 else {
            continue
          }
          let like = pagesWithLike(line, isTop)
          let rule: Furniture.Rule = isTop ? .runningHead : .runningFoot
          if like.count < 2, known.contains(where: { PageLine.areAlike($0, it, atLeast: 0.8) }) {
            find(line, rule, 0.92, "Earlier pages have the same head.")
            continue
          }
          guard !like.isEmpty, like.count >= 2 || pages.count <= 4 else { continue }
          // What recurs in the middle of pages as often is a heading.
          guard like.count + 1 >= pagesWithMiddleLike(line) else { continue }
          if isOpening(line, isTop, like) {
            findOpening(line)
          } else {
            find(
              line, rule, areSections ? 0.7 : like.count >= 2 ? 0.96 : 0.93,
              "\(like.count == 1 ? "Another page has" : "\(like.count) other pages nearby have") "
                + "the same at this place.")
          }
        }
      }
    }
  }

  /// Reports the title of a chapter, and its number above.
  private mutating func findOpening(_ line: Int) {
    for other in pages[lines[line].page].top
    where other == line
      || lines[other].above < lines[line].above && lines[other].form.contains(.part)
    {
      find(other, .openingHead, 0.6, "The running heads repeat it: it may open a chapter.")
    }
  }

  /// The pages near a line's own that have a line like it at the same edge.
  private func pagesWithLike(_ line: Int, _ isTop: Bool) -> [Int] {
    let it = lines[line]
    return nearby(it.page).filter { page in
      (isTop ? pages[page].top : pages[page].bottom).contains { other in
        let that = lines[other]
        guard that.isHeadLike, !that.isCredit, !that.form.contains(.part) else { return false }
        if Self.isLike(it, that) || Self.isPart(it, that) { return true }
        // Both outermost and in capitals: one of them may be read badly.
        return it.isCapitals && that.isCapitals && (isTop ? it.above + that.above : 1) == 0
          && PageLine.areAlike(it, that, atLeast: 0.6)
      }
    }
  }

  private func pagesWithMiddleLike(_ line: Int) -> Int {
    let it = lines[line]
    return nearby(it.page).count { page in
      middles[page].contains { PageLine.areAlike(lines[$0], it, atLeast: 0.8) }
    }
  }

  private func nearby(_ page: Int) -> [Int] {
    (max(0, page - Self.reach)...min(pages.count - 1, page + Self.reach)).filter { $0 != page }
  }

  /// Whether a line is the title that the following heads repeat: it comes first, and it has no number
  /// although they have, or it stands below the number of a chapter.
  private func isOpening(_ line: Int, _ isTop: Bool, _ like: [Int]) -> Bool {
    let it = lines[line]
    guard isTop, !it.hasDigit, like.allSatisfy({ $0 > it.page }) else { return false }
    let group = pages[it.page].top
    if group.contains(where: { lines[$0].above < it.above && lines[$0].form.contains(.part) }) {
      return true
    }
    func isNumbered(_ page: Int) -> Bool {
      pages[page].top.contains { counted.contains($0) && lines[$0].above <= lines[$0].below }
    }
    return !isNumbered(it.page) && like.count(where: isNumbered) * 5 >= like.count * 3
  }

  // MARK: Heads that do not stand at the edge

  /// Finds heads that the engine has read with a column: the same as one at the edge of another page,
  /// or a part of one, alone between other blocks.
  private mutating func findInColumns() {
    var templates: [[Int]] = pages.map { _ in [] }
    for (line, verdict) in found
    where verdict.confidence >= 0.9
      && (verdict.rule == .runningHead || verdict.rule == .runningFoot)
    {
      templates[lines[line].page].append(line)
    }
    for number in pages.indices {
      let edges = pages[number].top + pages[number].bottom
      for line in middles[number] + edges
      where !isFound(line) && found[line]?.rule != .openingHead {
        let it = lines[line]
        guard it.isHeadLike, it.isAlone, !it.form.contains(.part) else { continue }
        if let value = pageNumbers[number], it.numbers.contains(value) {
          // The page's own number, on a line that is one of a page.
          if !it.form.isDisjoint(with: [.pageNumber, .barred, .imprint, .datedHead]) {
            find(
              line, it.form.contains(.pageNumber) ? .pageNumber : .runningHead, 0.94,
              "It carries the number of its page.")
            continue
          }
        }
        guard it.letters.count >= 5 else { continue }
        let isDate = it.form.contains(.date)
        if isDate, datedPages(it) >= 1, datedPages(it) * 2 + 2 >= min(pages.count, 12) {
          find(line, .runningHead, 0.92, "Other pages have the same date, alone on a line.")
          continue
        }
        let near = nearby(number)
        let isKnown = near.contains { page in
          templates[page].contains { template in
            let that = lines[template]
            return PageLine.areAlike(it, that, atLeast: 0.8)
              || it.letters.count < that.letters.count && Self.isPart(it, that)
          }
        }
        let isThere = templates[number].contains { template in
          PageLine.areAlike(it, lines[template], atLeast: 0.8) || Self.isPart(it, lines[template])
        }
        if isKnown && !isThere {
          find(line, .runningHead, 0.91, "It is the head of other pages, which this page lacks.")
        }
      }
    }
  }

  /// Finds the numbers that stand, alone on a line, above or below a head that was read with a column.
  private mutating func findNumbersBeside() {
    for middle in middles {
      let heads = middle.filter { isFound($0) && found[$0]?.rule == .runningHead }
      for line in middle where !isFound(line) {
        let it = lines[line]
        guard it.isAlone, !it.form.isDisjoint(with: [.number, .pageNumber]),
          heads.contains(where: { abs(lines[$0].above - it.above) == 1 })
        else { continue }
        find(line, .pageNumber, 0.93, "It stands beside the head of a page.")
      }
    }
  }

  /// How many other pages have a line with the same date and nothing else.
  private func datedPages(_ it: PageLine) -> Int {
    nearby(it.page).count { page in
      (pages[page].top + pages[page].bottom + middles[page]).contains { other in
        let that = lines[other]
        return that.form.contains(.date) && that.numbers == it.numbers
          && PageLine.areAlike(it, that, atLeast: 0.8)
      }
    }
  }

  /// Finds what stands beside a head that is sure: above a head, below a foot, and dates and labels
  /// next to either where the page has a number that shows it to be no first page.
  private mutating func findBeside() {
    for (number, page) in pages.enumerated() {
      let edges = page.top + page.bottom
      let isInner =
        edges.contains { line in
          isFound(line) && lines[line].numbers.contains { $0 > 1 && $0 < 1500 }
        }
        // The date of the issue that other pages have too: the first page's is its masthead's.
        || number > 0 && page.top.contains { isFound($0) && lines[$0].form.contains(.date) }
      guard isInner else { continue }
      let heads = page.top.filter { isFound($0) }
      for line in page.top where !isFound(line) {
        let it = lines[line]
        guard it.isHeadLike, !it.form.contains(.part), it.count <= 8, it.above <= 2,
          found[line]?.rule != .openingHead
        else { break }
        let isAbove = heads.contains { lines[$0].above > it.above && lines[$0].above <= 3 }
        if isAbove || it.above <= 1 && it.form.contains(.date) || it.above == 0 && isLabel(it) {
          find(line, .runningHead, 0.9, "It stands with the head of a page that is no first one.")
        } else {
          break
        }
      }
    }
  }

  /// Whether a line is one word in capitals, perhaps with noise beside it: what heads a page of a
  /// periodical, and not an article.
  private func isLabel(_ it: PageLine) -> Bool {
    it.isAlone && it.count <= 4 && it.isCapitals && it.letters.count <= 24
  }

  /// Finds lines that are no language where most pages nearby have a head or foot: a head that was
  /// read badly.
  private mutating func findNoise() {
    guard hasFormFeeds, pages.count >= 3 else { return }
    for number in pages.indices {
      for isTop in [true, false] {
        guard let line = (isTop ? pages[number].top : pages[number].bottom).first, !isFound(line)
        else { continue }
        let it = lines[line]
        guard it.isNoise, it.count <= 8, !it.form.contains(.part),
          found[line]?.rule != .openingHead
        else { continue }
        let near = nearby(number)
        let lengths = near.compactMap { page -> Int? in
          guard let other = (isTop ? pages[page].top : pages[page].bottom).first, isFound(other)
          else { return nil }
          return lines[other].text.count
        }
        guard lengths.count >= 2, lengths.count * 3 >= near.count * 2 else { continue }
        let mean = lengths.reduce(0, +) / lengths.count
        guard it.text.count * 2 >= mean, it.text.count <= mean * 2 else { continue }
        find(
          line, isTop ? .runningHead : .runningFoot, 0.91,
          "The pages around it have a head or foot here, and it has no words.")
      }
    }
  }

  // MARK: Lines that say what they are

  /// Finds jump lines and scanning notices, wherever they stand.
  private mutating func findAnywhere(_ window: borrowing Window) {
    let isPaged = hasFormFeeds || found.values.contains { $0.confidence >= 0.9 }
    let hasNotice = lines.contains { $0.form.contains(.notice) }
    for index in lines.indices {
      let it = lines[index]
      if it.form.contains(.jump) || it.form.contains(.smallJump) && it.isAlone {
        find(index, .jumpLine, 0.95, "It only says where the text goes on.")
      } else if it.form.contains(.weakJump) {
        find(index, .jumpLine, isPaged ? 0.93 : 0.7, "It says from where the text comes.")
      } else if it.form.contains(.notice) {
        find(index, .scanningNotice, 0.95, "It is the mark of a scanning library.")
      } else if it.form.contains(.weakNotice) {
        let isEdge = hasFormFeeds && (it.above <= 1 || it.below <= 2)
        find(
          index, .scanningNotice, hasNotice || isEdge ? 0.93 : 0.7,
          "It looks like the mark of a scanning library.")
      }
      // A text without form feeds ends in a foot, or begins with a head.
      if !hasFormFeeds && pages.isEmpty && isOutermost(window, it)
        && !it.form.isDisjoint(with: [.imprint, .barred]) && it.isNumbered
      {
        find(index, .runningFoot, 0.9, "It is an imprint with a page number, at the text's edge.")
      }
    }
  }

  // MARK: Heads run into the text

  /// Finds heads and feet that the engine has run into a paragraph, at its start or end.
  private mutating func findGlued(_ window: borrowing Window) {
    var glued: [PageLine] = []
    var block = window.next(window.firstBlock)
    while let index = block, glued.count < Self.capacity {
      let it = window.blocks[index]
      if Self.isText(it), it.lines.count == 1, it.tokens.count >= 8 {
        // A foot has the sign of a mail address, which is one of mark-up.
        let foot = it.signals.contains(.markup) ? window.gluedFoot(it.tokens) : nil
        if let head = window.gluedHead(it.tokens), let line = part(head, of: index, window) {
          glued.append(line)
        }
        if let foot, let line = part(foot, of: index, window) { glued.append(line) }
      }
      block = window.next(index)
    }
    guard !glued.isEmpty else { return }
    let sure = found.filter { $0.value.confidence >= 0.9 }.keys.sorted().map { lines[$0] }
    for (place, it) in glued.enumerated() {
      let isHead = it.text.lowerBound < window.lines[it.line].textStart + 8
      let near = glued[max(0, place - Self.reach)..<min(glued.count, place + Self.reach + 1)]
      let others = near.filter { $0.block != it.block } + sure
      let isRepeated = others.contains { Self.isLike($0, it) || Self.isPart($0, it) }
      let isSelfEvident = it.form.contains(.volume) && it.lastNumber != nil
      guard isRepeated || isSelfEvident, verdicts[it.line] == nil else { continue }
      verdicts[it.line] = FurnitureVerdict(
        rule: isHead ? .runningHead : .runningFoot, confidence: isRepeated ? 0.94 : 0.92,
        reason: "The engine has run it into the paragraph.",
        range: window.withBlanks(it.text, isHead: isHead, in: window.lines[it.line]))
    }
  }

  /// Reads some of the tokens of a block that is one line; nil where they are all of it.
  private func part(
    _ tokens: Range<Int>, of block: Int, _ window: borrowing Window
  ) -> PageLine? {
    let it = window.blocks[block]
    guard tokens.count < it.tokens.count else { return nil }
    let text =
      Int(window.tokens[tokens.lowerBound].start)..<window.tokens[tokens.upperBound - 1].end
    return PageLine(
      window, block: block, line: it.lines.lowerBound, text: text, tokens: tokens,
      isForeign: isForeign)
  }

  private func isOutermost(_ window: borrowing Window, _ it: PageLine) -> Bool {
    window.previous(it.block) == window.firstBlock || window.next(it.block) == nil
  }
}

extension Window {
  /// Whether a line holds a letter or digit.
  func hasWord(_ line: Int, in block: Block) -> Bool { !tokens(ofLine: line, in: block).isEmpty }

  /// Whether a line of a text without form feeds is worth a closer look: it begins or ends with a
  /// number, or with a word that jump lines and notices begin with, or it is a heading.
  func mayBeFurniture(_ line: Int, in block: Block) -> Bool {
    let it = lines[line]
    guard it.textEnd - it.textStart <= PageLine.longest else { return false }
    let range = tokens(ofLine: line, in: block)
    guard !range.isEmpty, range.count <= PageLine.mostWords else { return false }
    let first = tokens[range.lowerBound]
    let last = tokens[range.upperBound - 1]
    if block.kind == .heading && range.count <= 6 { return true }
    if first.facts.contains(.digit) || last.facts.contains(.digit) { return true }
    if range.count == 1 && first.length <= 8 && first.facts.isDisjoint(with: [.capitalised]) {
      return true
    }
    let bytes = bytes.span
    for word in Self.openers
    where bytes.starts(word, at: Int(first.start), limit: it.textEnd) { return true }
    return false
  }

  private static let openers: [StaticString] = [
    "Cont", "CONT", "cont", "Digit", "DIGIT", "Scanned", "Original", "Generated", "Public", "http",
    "This content", "All use", "Editor",
  ]
}

extension Window {
  /// The tokens at the start of a paragraph that are a running head: volume and number up to the page,
  /// or capitals up to a date.
  func gluedHead(_ range: Range<Int>) -> Range<Int>? {
    let start = range.prefix(16)
    func word(_ index: Int) -> [UInt8] {
      start.contains(index) ? bytes.span.array(tokens[index].range).map(\.asciiLowered) : []
    }
    func isNumber(_ index: Int) -> Bool {
      start.contains(index) && tokens[index].facts.contains(.number)
    }
    // Of the many that begin with three letters few begin with a V.
    if let first = start.first, tokens[first].length == 3,
      bytes.span[Int(tokens[first].start)].asciiLowered == UInt8(ascii: "v"),
      word(first) == Array("vol".utf8)
    {
      for index in start.dropFirst(2)
      where word(index) == Array("page".utf8) && isNumber(index + 1) {
        return range.lowerBound..<(index + 2)
      }
    }
    var capitals = 0
    for index in start.prefix(8) {
      let facts = tokens[index].facts
      if capitals > 0, isNumber(index + 1), isNumber(index + 2), tokens[index + 1].length <= 2,
        tokens[index + 2].length == 4, PageLine.isMonth(word(index))
      {
        return range.lowerBound..<(index + 3)
      }
      if facts.contains(.allCapitals) && tokens[index].length >= 4 {
        capitals += 1
      } else if tokens[index].length > 3 && !facts.contains(.unknown) {
        return nil
      }
    }
    return nil
  }

  /// The tokens at the end of a paragraph that are a running foot: an editor with a mail address.
  func gluedFoot(_ range: Range<Int>) -> Range<Int>? {
    let end = range.suffix(14)
    guard let last = end.last else { return nil }
    let bytes = bytes.span
    for index in end.dropFirst()
    where bytes.starts("Editor", at: Int(tokens[index].start), limit: tokens[last].end)
      && bytes.has(UInt8(ascii: "@"), in: tokens[index].end..<tokens[last].end)
    {
      return index..<range.upperBound
    }
    return nil
  }

  /// A head with the marks and blanks behind it, a foot with the blanks before it.
  func withBlanks(_ text: Range<Int>, isHead: Bool, in line: Line) -> Range<Int> {
    let bytes = bytes.span
    if isHead {
      var end = text.upperBound
      while end < line.textEnd, bytes[end].isBlank || Self.loose.contains(bytes[end]) { end += 1 }
      return text.lowerBound..<end
    }
    var start = text.lowerBound
    while start > line.textStart, bytes[start - 1].isBlank { start -= 1 }
    return start..<line.textEnd
  }

  /// Marks that stand between a head and the text: `. _ , : | ~ -`.
  private static let loose = Array("._,:|~-".utf8)
}
