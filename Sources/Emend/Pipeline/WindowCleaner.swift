internal import ICU
internal import Lexicon

/// What a window became.
struct CleanedWindow {
  /// The text that it is now; nil where it is as it came.
  var text: [UInt8]?
  /// The edits, in source order; offsets count from the window's first byte.
  var edits: [Edit] = []
  /// What was seen and not changed, in source order; offsets likewise.
  var findings: [Finding] = []
}

/// Cleans one window after another: scans, surveys, asks the stages, makes their edits, and does so
/// again with the result until nothing changes.
///
/// The rounds make the output of a whole text a fixed point: the last round read the output as a source
/// of its own, knowing nothing of the rounds before, and proposed nothing. Of a window of a longer text
/// it is enough that no stage has anything to propose for its blocks, the edited ones scanned where they
/// stand. What keeps changing after ``rounds`` of them is withdrawn, paragraph by paragraph.
struct WindowCleaner: ~Copyable {
  private var window = Window()
  private(set) var evidence: Evidence
  private let stages: [any Stage]
  private let wants: [UInt32]
  private let surveyFrom: Int
  private let protections: [RegularExpression]
  private let thresholds: (all: Double?, own: [String: Double])
  private var steps: [Step] = []
  private var found: [Edits.Found] = []
  /// What the first round found, where the evidence was still that of the source.
  private var foundFirst: [Edits.Found] = []
  private let decodes: Bool
  /// Whether the window begins in a passage that is switched off.
  private var startsOff = false
  /// Whether the window is all of the text.
  private var isWhole = false
  /// Whether an edit has to wait for the text to be read anew.
  private var needsReload = false

  /// How often a window's text is cleaned again before what still changes is withdrawn: a chain of
  /// broken lines is joined one after the other.
  static let rounds = 24
  /// A block is not made longer than this by joining.
  static let longestJoin = 1 << 16

  init(configuration: Configuration, lexicon: Lexicon?, protections: [RegularExpression]) {
    let types = Registry.stages.filter { configuration.stages.contains($0.name) }
    stages = types.map { $0.init() }
    wants = types.map { $0.wants.rawValue }
    decodes = configuration.stages.contains(Decode.manual.name)
    surveyFrom = types.firstIndex { !$0.precedesSurvey } ?? types.count
    evidence = Evidence(configuration: configuration, lexicon: lexicon)
    thresholds = (configuration.threshold, configuration.thresholds)
    self.protections = protections
  }

  /// Another source begins.
  mutating func restart() { evidence.restart() }

  /// An epoch is over: what its windows have shown is evidence from now on.
  mutating func endEpoch(_ shown: Counts) { evidence.endEpoch(shown) }

  /// Cleans one window.
  ///
  /// - Parameter tell: is told what the window, as it came, adds to the evidence for later epochs, once
  ///   and as soon as that is known; never for the last window.
  mutating func clean(
    _ task: WindowTask, flavour: Flavour, tell: (Counts) -> Void
  ) -> CleanedWindow {
    evidence.startWindow()
    window.flavour = flavour
    window.hasDirectives = task.hasDirectives
    window.continuesBlock = task.continuesBlock
    window.isContinued = task.isContinued
    startsOff = task.startsOff
    isWhole = task.isWhole
    return settle(
      task.text, startIsCut: task.startIsCut, endIsCut: task.endIsCut,
      keepsShown: !task.isLast, tell: tell)
  }

  private mutating func settle(
    _ source: [UInt8], startIsCut: Bool, endIsCut: Bool, keepsShown: Bool,
    tell: (Counts) -> Void
  ) -> CleanedWindow {
    steps.removeAll(keepingCapacity: true)
    var rest = comeToRest(
      source, startIsCut: startIsCut, endIsCut: endIsCut, keepsShown: keepsShown, tell: tell)
    // As it came it is what it was when nothing could be done.
    if rest.withdrawn.isEmpty || rest.isAsItCame {
      return settled(source, rest, withdrawn: rest.withdrawn)
    }
    // What has stayed because its edits came to no rest may come to one beside those that were made:
    // whoever cleans the output would see that.
    let foundInSource = foundFirst
    for _ in 0..<Self.moreRests {
      let next = comeToRest(
        rest.text, startIsCut: startIsCut, endIsCut: endIsCut, keepsShown: false, tell: { _ in })
      if next.text == rest.text {
        foundFirst = foundInSource
        let origins = Origins(rest.pieces)
        return settled(source, rest, withdrawn: next.withdrawn.flatMap(origins.ranges))
      }
      guard
        let pieces = [Piece].compose(older: rest.pieces, newer: next.pieces, steps: &steps),
        Self.isInOrder(pieces)
      else { break }
      rest = Rest(text: next.text, pieces: pieces, withdrawn: next.withdrawn, isAsItCame: false)
    }
    return .withdrawn(source, rule: "unsettled", reason: Self.isUnsettled)
  }

  /// So often is a text cleaned again in which something came to no rest, before all of it stays.
  private static let moreRests = 3

  /// What a text has become when nothing changes any more.
  private struct Rest {
    var text: [UInt8]
    /// Where it came from.
    var pieces: [Piece]
    /// What stayed as it was in the text that it came from, since its edits came to no rest.
    var withdrawn: [Range<Int>]
    /// Whether nothing was changed.
    var isAsItCame: Bool
  }

  /// Cleans a text until nothing changes. What keeps changing stays as it was.
  private mutating func comeToRest(
    _ source: [UInt8], startIsCut: Bool, endIsCut: Bool, keepsShown: Bool,
    tell: (Counts) -> Void
  ) -> Rest {
    var frozen: [Range<Int>] = []
    let olderSteps = steps.count
    for attempt in 0..<4 {
      var text = source
      var pieces: [Piece] = [.copy(0..<source.count)]
      steps.removeLast(steps.count - olderSteps)
      var restless: [Range<Int>] = []
      var rounds = 0
      while restless.isEmpty {
        var firstStep = steps.count
        load(
          text, frozen: Self.textRanges(of: frozen, in: pieces), startIsCut: startIsCut,
          endIsCut: endIsCut)
        var changed = askAll(keep: keepsShown && attempt == 0 && rounds == 0, tell)
        if rounds == 0 { foundFirst = found }
        if !changed {
          return Rest(text: text, pieces: pieces, withdrawn: frozen, isAsItCame: rounds == 0)
        }
        rounds += 1
        // A text that is one window is read anew after each round. The edited blocks of a window of a
        // longer one have been scanned where they stand, and that is enough: who cleans the output would
        // cut it elsewhere. Of a page full of errors it is not: what a stage does there depends on
        // counts that every edit changes.
        while changed && !isWhole && rounds <= Self.rounds && protections.isEmpty {
          firstStep = steps.count
          found.removeAll(keepingCapacity: true)
          changed = askAll(keep: false, tell)
          rounds += 1
        }
        let (newText, newPieces) = flatten()
        let composed = [Piece].compose(older: pieces, newer: newPieces, steps: &steps)
        if let composed, Self.isInOrder(composed), rounds <= Self.rounds + 1 {
          if !isWhole, !changed, !needsReload, evidence.habits.isClean, !evidence.isPage {
            locateFindings()
            return Rest(text: newText, pieces: composed, withdrawn: frozen, isAsItCame: false)
          }
          if rounds <= Self.rounds {
            pieces = composed
            text = newText
            continue
          }
        }
        let origins = Origins(pieces)
        restless = Self.changedRanges(newPieces, from: firstStep).flatMap(origins.ranges)
        if restless.isEmpty { restless = [0..<source.count] }
      }
      if attempt == 2 { restless = [0..<source.count] }
      frozen.append(contentsOf: restless)
      frozen.sort { $0.lowerBound < $1.lowerBound }
    }
    return Rest(
      text: source, pieces: [.copy(0..<source.count)], withdrawn: [0..<source.count],
      isAsItCame: true)
  }

  /// What is said of a passage whose edits came to no rest.
  private static let isUnsettled = "Its edits did not come to rest, so the passage stays as it was."

  // MARK: One round

  /// Reads `text` into the window.
  private mutating func load(
    _ text: [UInt8], frozen: [Range<Int>], startIsCut: Bool, endIsCut: Bool
  ) {
    needsReload = false
    window.resetScan()
    window.bytes.removeAll(keepingCapacity: true)
    window.bytes.append(contentsOf: text)
    window.textCount = text.count
    // A join can make a directive, which a reader of the output obeys.
    if !window.hasDirectives { window.hasDirectives = Directive.mayStand(in: text.span) }
    found.removeAll(keepingCapacity: true)
    evidence.startText()
    Scanner.scan(0..<text.count, of: &window, forms: &evidence.forms)
    BlockReader.read(&window, startIsCut: startIsCut, endIsCut: endIsCut)
    for expression in protections {
      do {
        try expression.matches(in: text.span, into: &window.protectedText)
      } catch {
        // A pattern that exceeds its limit of steps cannot say what it protects: all is protected.
        window.protectedText.append(0..<text.count)
        found.append(
          Edits.Found(
            range: 0..<0,
            step: Step(
              stage: "emend", rule: "protect-limit", confidence: 1,
              reason: "The pattern '\(expression.pattern)' took too many steps; "
                + "the window was left as it is.")))
      }
    }
    if protections.count > 1 { window.protectedText.sort { $0.lowerBound < $1.lowerBound } }
    freeze(frozen)
    if startsOff || window.hasDirectives { switchOff(text.span) }
    for block in window.blocks.indices
    where !window.blocks[block].signals.isDisjoint(with: [.markup, .invalid])
      || !window.protectedText.isEmpty
    {
      Protection.mark(block, in: &window)
    }
  }

  /// Surveys the window's blocks and shows them to the stages; says whether anything changed.
  private mutating func askAll(keep: Bool, _ tell: (Counts) -> Void) -> Bool {
    evidence.startSurvey()
    var changed = false
    for stage in 0..<surveyFrom {
      stages[stage].survey(window, into: &evidence)
      if ask(stage) { changed = true }
    }
    if decodes { Decode.find(in: window, into: &found) }
    evidence.survey(window)
    for stage in surveyFrom..<stages.count { stages[stage].survey(window, into: &evidence) }
    if keep { tell(evidence.shown()) }
    for stage in surveyFrom..<stages.count where ask(stage) { changed = true }
    return changed
  }

  /// Gives the findings of a round without a scan the places that they have in the text.
  private mutating func locateFindings() {
    guard !found.isEmpty else { return }
    var places: [(buffer: Range<Int>, text: Int)] = []
    var position = 0
    var block = window.firstBlock
    while block >= 0 {
      let it = window.blocks[block]
      places.append((it.content, position))
      position += it.content.count
      places.append((it.gap, position))
      position += it.gap.count
      block = it.next
    }
    places.sort { $0.buffer.lowerBound < $1.buffer.lowerBound }
    for index in found.indices {
      let range = found[index].range
      let place = places.partitioningIndex { $0.buffer.upperBound > range.lowerBound }
      guard place < places.count, places[place].buffer.lowerBound <= range.lowerBound else {
        continue
      }
      let start = places[place].text + range.lowerBound - places[place].buffer.lowerBound
      found[index].range = start..<(start + range.count)
    }
  }

  /// Marks the blocks that hold a frozen range, so that nothing touches them.
  private mutating func freeze(_ ranges: [Range<Int>]) {
    guard !ranges.isEmpty else { return }
    for index in window.blocks.indices {
      let block = window.blocks[index]
      for range in ranges
      where range.lowerBound <= block.gap.upperBound
        && range.upperBound >= block.content.lowerBound
      {
        window.blocks[index].isCut = true
      }
    }
  }

  /// Marks the blocks of passages that are switched off, so that nothing touches them.
  private mutating func switchOff(_ text: Span<UInt8>) {
    let passages = Directive.passages(window.lines, text, startsOff: startsOff).ranges
    for index in window.blocks.indices where passages.hasOverlap(with: window.blocks[index].content)
    {
      window.blocks[index].isCut = true
    }
  }

  /// Shows a stage the blocks that it wants; says whether it changed any.
  private mutating func ask(_ stage: Int) -> Bool {
    var changed = false
    let it = stages[stage]
    guard it.isNeeded(evidence) else { return false }
    let mask = wants[stage]
    var edits = Edits(threshold: thresholds.all, of: thresholds.own)
    edits.begin(type(of: it).name, threshold: it.threshold(evidence))
    var block = window.firstBlock
    var patience = 0
    // What a block has held since it was shown first; a stage that goes round in circles is stopped.
    var held: Set<UInt64> = []
    while block >= 0 {
      if window.blocks[block].signals.rawValue & mask != 0 && !window.blocks[block].isCut {
        it.propose(window, block: block, evidence: evidence, edits: &edits)
        if !edits.isUntouched {
          found.append(contentsOf: edits.found)
          let isChanged = !edits.isEmpty && apply(edits, to: block)
          edits.removeAll()
          if isChanged {
            changed = true
            patience += 1
            // A block that was joined or rewritten is shown again, for what its new end allows.
            if patience < 8 { continue }
            let content = window.bytes.span.extracting(window.blocks[block].content)
            if patience < 256, held.insert(Checksum.of(content).value).inserted { continue }
          }
        }
      }
      if patience > 0 {
        patience = 0
        held.removeAll()
      }
      block = window.blocks[block].next
    }
    return changed
  }

  /// Makes the edits proposed for a block; says whether any was made.
  private mutating func apply(_ edits: borrowing Edits, to block: Int) -> Bool {
    var changed = false
    if !edits.replaces.isEmpty && replace(in: block, edits.replaces) { changed = true }
    for gap in edits.gapReplaces where replaceGap(gap) { changed = true }
    // Where content was replaced, a join's lengths of tail and head are no longer sure; the block
    // is shown again.
    if edits.replaces.isEmpty {
      for move in edits.moves where self.move(move) { changed = true }
      if let join = edits.joins.first, self.join(join) { changed = true }
      for removal in edits.removes where remove(removal) { changed = true }
    }
    return changed
  }

  private mutating func replace(in block: Int, _ proposals: [Edits.Replace]) -> Bool {
    let content = window.blocks[block].content
    let sorted =
      proposals.count > 1
      ? proposals.sorted { $0.range.lowerBound < $1.range.lowerBound } : proposals
    let older = window.contentPieces(of: block)
    var newer: [Piece] = []
    var bytes: [UInt8] = []
    // What is replaced as a whole is taken as it is.
    if sorted[0].range != content { bytes.reserveCapacity(content.count + 64) }
    newer.reserveCapacity(2 * proposals.count + 1)
    var position = content.lowerBound
    for proposal in sorted {
      guard proposal.range.lowerBound >= position, proposal.range.upperBound <= content.upperBound,
        !proposal.range.isEmpty,
        proposal.keepsProtected || !window.isProtected(proposal.range),
        !window.bytes.span.equals(proposal.range, proposal.bytes.span, proposal.bytes.indices)
      else { continue }
      if position < proposal.range.lowerBound {
        newer.append(
          .copy((position - content.lowerBound)..<(proposal.range.lowerBound - content.lowerBound)))
        window.bytes.span.append(position..<proposal.range.lowerBound, to: &bytes)
      }
      newer.append(
        Piece(
          length: proposal.bytes.count,
          origin: (proposal.range.lowerBound - content.lowerBound)..<(proposal.range.upperBound
            - content.lowerBound), steps: addStep(proposal.step)))
      if proposal.range == content { bytes = proposal.bytes } else { bytes += proposal.bytes }
      position = proposal.range.upperBound
    }
    guard !newer.isEmpty else { return false }
    if position < content.upperBound {
      newer.append(
        .copy((position - content.lowerBound)..<(content.upperBound - content.lowerBound)))
      window.bytes.span.append(position..<content.upperBound, to: &bytes)
    }
    guard let pieces = [Piece].compose(older: older, newer: newer, steps: &steps) else {
      return false
    }
    let lines = window.blocks[block].lines.count
    // What a table is made of is known where it is all that the block becomes.
    let rows = newer.count == 1 && proposals.count == 1 ? proposals[0].rows : nil
    rewrite(block, bytes, pieces, hasTokens: true, rows: rows)
    if window.blocks[block].lines.count < lines,
      proposals.contains(where: { $0.step.stage == Paragraphs.name })
    {
      evidence.forgetMeasure(of: block)
    }
    return true
  }

  private mutating func replaceGap(_ proposal: Edits.GapReplace) -> Bool {
    let gap = window.blocks[proposal.block].gap
    guard proposal.range.lowerBound >= gap.lowerBound, proposal.range.upperBound <= gap.upperBound,
      !proposal.range.isEmpty, !window.blocks[proposal.block].isCut,
      !window.isProtectedByUser(proposal.range)
    else { return false }
    let older = window.gapPieces(of: proposal.block)
    let before = gap.lowerBound..<proposal.range.lowerBound
    let after = proposal.range.upperBound..<gap.upperBound
    let shift = gap.lowerBound
    var newer: [Piece] = []
    if !before.isEmpty { newer.append(.copy(0..<before.count)) }
    newer.append(
      Piece(
        length: proposal.bytes.count,
        origin: (proposal.range.lowerBound - shift)..<(proposal.range.upperBound - shift),
        steps: addStep(proposal.step)))
    if !after.isEmpty {
      newer.append(.copy((after.lowerBound - shift)..<(after.upperBound - shift)))
    }
    guard let pieces = [Piece].compose(older: older, newer: newer, steps: &steps) else {
      return false
    }
    let start = window.bytes.count
    appendWindow(before)
    window.bytes.append(contentsOf: proposal.bytes)
    appendWindow(after)
    window.setGap(start..<window.bytes.count, pieces, of: proposal.block)
    window.refreshGapSignal(proposal.block)
    return true
  }

  /// Puts blocks behind the one that follows them. The gap before them goes along, so that what
  /// moves is one stretch of the text.
  private mutating func move(_ proposal: Edits.MoveBehind) -> Bool {
    let first = proposal.first
    let last = proposal.last
    let target = proposal.target
    let before = window.blocks[first].previous
    guard before > 0, window.blocks[last].next == target, !window.blocks[before].isCut,
      !window.blocks[target].isCut
    else { return false }
    let step = addStep(proposal.step).lowerBound
    func tagged(_ pieces: [Piece]) -> [Piece] {
      pieces.map { piece in
        var piece = piece
        piece.move = step
        return piece
      }
    }
    // before gapA first … last gapC target gapB  →  before gapC target gapA first … last gapB
    let gapA = window.gap(of: before)
    let gapC = window.gap(of: last)
    let gapB = window.gap(of: target)
    var block = first
    while block != last, !window.blocks[block].isCut { block = window.blocks[block].next }
    guard !window.blocks[block].isCut else { return false }
    block = first
    while true {
      window.setContent(
        window.blocks[block].content, tagged(window.contentPieces(of: block)), of: block)
      if block == last { break }
      window.setGap(window.blocks[block].gap, tagged(window.gapPieces(of: block)), of: block)
      block = window.blocks[block].next
    }
    let moved = tagged(window.gapPieces(of: before))
    window.setGap(gapC, of: before)
    window.setGap(gapA.range, moved, of: target)
    window.setGap(gapB, of: last)
    let after = window.blocks[target].next
    link(before, target)
    link(target, first)
    link(last, after)
    for block in [before, target, last] { window.refreshGapSignal(block) }
    return true
  }

  /// Makes one block of two neighbours. A form feed between them goes behind the second.
  private mutating func join(_ proposal: Edits.Join) -> Bool {
    let first = window.blocks[proposal.first]
    let second = window.blocks[proposal.second]
    guard first.next == proposal.second, !first.isCut, !second.isCut,
      first.content.count + second.content.count <= Self.longestJoin,
      proposal.tail <= first.content.count, proposal.head <= second.content.count
    else { return false }
    var between = first.gap
    var pieces = window.contentPieces(of: proposal.first)
    // The block whose gap takes the form feed up.
    var holder = proposal.first
    let secondGap = window.gap(of: proposal.second)
    var gap = secondGap
    var tail = proposal.tail
    var inserting = proposal.inserting
    let step = addStep(proposal.step)
    if let page = window.pageBreak(in: first.gap) {
      // What stands before the form feed is the joint; the form feed and what follows it moves.
      guard !window.joinsLater(proposal.first) else {
        needsReload = true
        return false
      }
      between = first.gap.lowerBound..<page
      let behind = page..<first.gap.upperBound
      // What has moved behind the second block from before the form feed stays before it, as moves
      // to one place keep their order.
      var last = proposal.second
      while let next = window.next(last), let moved = window.contentPieces(of: next).first,
        moved.move >= 0, moved.origin.lowerBound < behind.lowerBound
      {
        last = next
      }
      let start = window.bytes.count
      appendWindow(behind)
      appendWindow(window.blocks[last].gap)
      let gapPieces = window.gapPieces(of: last)
      gap = window.newGap(
        start..<window.bytes.count, [.copy(behind, move: step.lowerBound)] + gapPieces)
      if last != proposal.second { holder = last }
      if between.isEmpty {
        if tail == 0 && !inserting.isEmpty {
          // No byte of the gap is left to stand for the blank, so the last letter takes it along.
          let length =
            window.bytes.span.scalar(
              before: first.content.upperBound, lowerBound: first.content.lowerBound)?.length ?? 0
          guard length > 0 else { return false }
          tail = length
          inserting =
            window.bytes.span.array(
              (first.content.upperBound - length)..<first.content.upperBound) + inserting
        }
      } else {
        pieces.append(.copy(between))
      }
    } else {
      pieces.append(contentsOf: window.gapPieces(of: proposal.first))
    }
    pieces.append(contentsOf: window.contentPieces(of: proposal.second))
    let head = proposal.head
    let kept = first.content.count - tail
    let resume = first.content.count + between.count + head
    let total = first.content.count + between.count + second.content.count
    guard kept < resume else { return false }
    let newer: [Piece] = [
      .copy(0..<kept),
      Piece(length: inserting.count, origin: kept..<resume, steps: step),
      .copy(resume..<total),
    ]
    guard let composed = [Piece].compose(older: pieces, newer: newer, steps: &steps) else {
      return false
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(total + 8)
    window.bytes.span.append(
      first.content.lowerBound..<(first.content.upperBound - tail), to: &bytes)
    bytes.append(contentsOf: inserting)
    window.bytes.span.append(
      (second.content.lowerBound + head)..<second.content.upperBound, to: &bytes)
    window.setGap(secondGap, of: proposal.first)
    window.setGap(gap, of: holder)
    evidence.forms.untally(window.tokens, second.tokens)
    link(proposal.first, second.next)
    rewrite(proposal.first, bytes, composed, hasTokens: false)
    return true
  }

  /// Takes a block out, with the smaller of the gaps beside it.
  private mutating func remove(_ proposal: Edits.Remove) -> Bool {
    let block = window.blocks[proposal.block]
    let before = block.previous
    guard before >= 0, !block.isCut, !window.blocks[before].isCut,
      before != window.firstBlock || block.next >= 0
    else { return false }
    let gap = window.blocks[before].gap
    let kept = keptGaps(gap, block.gap, isFirst: before == 0, isLast: block.next < 0)
    // A gap that stays whole only grows, so that many blocks that go one after another cost no more
    // than each of them alone.
    let growsGap = kept.before == gap && gap.upperBound == window.bytes.count
    let start = growsGap ? gap.lowerBound : window.bytes.count
    if !growsGap { appendWindow(kept.before) }
    appendWindow(kept.behind)
    var (settled, open) = window.takeGapPieces(of: before, all: kept.before != gap)
    let older =
      open + window.contentPieces(of: proposal.block) + window.gapPieces(of: proposal.block)
    let total = older.reduce(0) { $0 + $1.length }
    let resume = total - kept.behind.count
    let stays = kept.before.count - (gap.count - open.reduce(0) { $0 + $1.length })
    let newer: [Piece] = [
      .copy(0..<stays),
      Piece(length: 0, origin: stays..<resume, steps: addStep(proposal.step)),
      .copy(resume..<total),
    ].filter { !$0.isCopy || $0.length > 0 }
    guard let pieces = [Piece].compose(older: older, newer: newer, steps: &steps) else {
      window.setGap(gap, settled + open, of: before)
      return false
    }
    settled.append(contentsOf: pieces)
    window.setGap(start..<window.bytes.count, settled, of: before)
    evidence.forms.untally(window.tokens, block.tokens)
    link(before, block.next)
    // Whoever still holds it must not show it to a stage again.
    window.blocks[proposal.block].isCut = true
    window.refreshGapSignal(before)
    return true
  }

  /// What stays of the gaps before and behind a block that goes: all of the larger one, and form
  /// feeds in any case.
  private func keptGaps(
    _ before: Range<Int>, _ behind: Range<Int>, isFirst: Bool, isLast: Bool
  ) -> (before: Range<Int>, behind: Range<Int>) {
    let bytes = window.bytes.span
    let nothing = behind.upperBound..<behind.upperBound
    // From the form feed on: what follows it belongs to the next page.
    let pageBehind = behind.first { bytes[$0] == 0x0C }.map { $0..<behind.upperBound }
    let pageBefore = before.last { bytes[$0] == 0x0C }.map { before.lowerBound..<($0 + 1) }
    if isLast { return (pageBefore ?? before.lowerBound..<before.lowerBound, behind) }
    if isFirst { return (before, pageBehind ?? nothing) }
    if let pageBehind {
      // A blank line stays: a table would take what follows for a row.
      return (before, pageBehind)
    }
    if let pageBefore { return (pageBefore, nothing) }
    if window.lineEnds(in: before) >= window.lineEnds(in: behind) { return (before, nothing) }
    return (before.lowerBound..<before.lowerBound, behind)
  }

  private mutating func link(_ first: Int, _ second: Int) {
    window.blocks[first].next = second
    if second >= 0 { window.blocks[second].previous = first }
  }

  private mutating func addStep(_ step: Step) -> Range<Int> {
    steps.append(step)
    return (steps.count - 1)..<steps.count
  }

  private mutating func appendWindow(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    let part = window.bytes.span.array(range)
    window.bytes.append(contentsOf: part)
  }

  /// Puts a block's new content at the buffer's tail and scans it there.
  ///
  /// - Parameters:
  ///   - hasTokens: whether most of its tokens stand in it again, in their order, and hardly any others.
  ///   - rows: what it is made of, where it is a table.
  private mutating func rewrite(
    _ block: Int, _ bytes: [UInt8], _ pieces: [Piece], hasTokens: Bool, rows: WrittenRows? = nil
  ) {
    let start = window.bytes.count
    window.bytes.append(contentsOf: bytes)
    let firstLine = window.lines.count
    let firstToken = window.tokens.count
    Scanner.scan(
      start..<window.bytes.count, of: &window, forms: &evidence.forms,
      replacing: window.blocks[block], hasTokens: hasTokens, rows: rows)
    window.setContent(start..<window.bytes.count, pieces, of: block)
    window.blocks[block].lines = firstLine..<window.lines.count
    window.blocks[block].tokens = firstToken..<window.tokens.count
    let structure = window.blocks[block].structure
    if let rows, rows.isMarked, !window.hasDirectives {
      window.blocks[block].structure = .table
    } else if structure == .tabTable || structure == .layoutTable {
      // A table that has been written is what a reader of the text takes it for.
      let shapes = BlockReader.outline(
        Array(window.lines[firstLine...]), window.bytes, window.flavour,
        hasDirectives: window.hasDirectives, continuesBlock: window.beginsWithin(block))
      if shapes.count == 1, shapes[0].kind != .paragraph, shapes[0].kind != .listItem {
        window.blocks[block].structure = shapes[0].kind
      }
    }
    window.finishBlock(block)
    Protection.mark(block, in: &window)
  }

  // MARK: The result

  /// The window's text in output order, with its pieces.
  private func flatten() -> ([UInt8], [Piece]) {
    var text: [UInt8] = []
    text.reserveCapacity(window.textCount + 256)
    var pieces: [Piece] = []
    func add(_ piece: Piece) {
      if let last = pieces.last, last.isCopy, piece.isCopy, last.move == piece.move,
        last.origin.upperBound == piece.origin.lowerBound
      {
        pieces[pieces.count - 1].length += piece.length
        pieces[pieces.count - 1].origin = last.origin.lowerBound..<piece.origin.upperBound
      } else if piece.length > 0 || !piece.isCopy {
        pieces.append(piece)
      }
    }
    var block = window.firstBlock
    while block >= 0 {
      let it = window.blocks[block]
      window.bytes.span.append(it.content, to: &text)
      if it.contentOrigin < 0 {
        add(.copy(it.content))
      } else {
        window.contentPieces(of: block).forEach(add)
      }
      window.bytes.span.append(it.gap, to: &text)
      if it.gapOrigin < 0 { add(.copy(it.gap)) } else { window.gapPieces(of: block).forEach(add) }
      block = it.next
    }
    return (text, pieces)
  }

  /// The edits of a text that has come to rest, checked against it: what could not be undone is
  /// not done.
  private func settled(
    _ source: [UInt8], _ rest: Rest, withdrawn: [Range<Int>]
  ) -> CleanedWindow {
    let (text, pieces, isAsItCame) = (rest.text, rest.pieces, rest.isAsItCame)
    var result = CleanedWindow(text: nil)
    result.findings = withdrawn.map {
      .withdrawn($0, of: source, rule: "unsettled", reason: Self.isUnsettled)
    }
    if !isAsItCame {
      let edits = edits(of: pieces, source, text)
      if Edit.apply(edits, to: source.span, give: text.span) {
        result.text = text
        result.edits = edits
      } else {
        result.findings.append(
          .withdrawn(
            0..<source.count, of: source, rule: "inexpressible",
            reason: "The edits could not be written down so that they can be undone."))
        return result
      }
    }
    var known: Set<FindingKey> = []
    let origins = Origins(pieces)
    for finding in found {
      let ranges = origins.ranges(of: finding.range.clamped(to: 0..<text.count))
      guard let range = ranges.first else { continue }
      if !isAsItCame { known.insert(FindingKey(range: range, rule: finding.step.rule)) }
      result.findings.append(
        Finding(range: range, excerpt: Self.excerpt(source, range), step: finding.step))
    }
    if !isAsItCame {
      // A repair takes away evidence: what was suspected beside it is still worth a look, where
      // nothing has touched it.
      let replaced = result.edits.compactMap { edit -> Range<Int>? in
        if case .replacement(let it) = edit { it.range } else { nil }
      }
      for finding in foundFirst where finding.range.upperBound <= source.count {
        let range = finding.range
        if replaced.hasOverlap(with: range) { continue }
        if known.contains(FindingKey(range: range, rule: finding.step.rule)) { continue }
        result.findings.append(
          Finding(range: range, excerpt: Self.excerpt(source, range), step: finding.step))
      }
    }
    result.findings.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    return result
  }

  private struct FindingKey: Hashable {
    var range: Range<Int>
    var rule: String
  }

  /// Writes the pieces down as edits, in source order.
  private func edits(of pieces: [Piece], _ source: [UInt8], _ text: [UInt8]) -> [Edit] {
    var result: [Edit] = []
    var position = 0
    for piece in pieces {
      if !piece.isCopy {
        let original = Array(source[piece.origin])
        let bytes = Array(text[position..<(position + piece.length)])
        // Steps can cancel each other out.
        if original != bytes {
          result.append(
            .replacement(
              Replacement(
                range: piece.origin, original: original, bytes: bytes,
                steps: Self.distinct(steps[piece.steps]))))
        }
      }
      position += piece.length
    }
    for stretch in pieces.movedStretches() {
      result.append(
        .move(
          Move(range: stretch.range, target: stretch.target, steps: [steps[stretch.step]])))
    }
    return result.enumerated().sorted {
      ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
    }.map(\.element)
  }

  private static func distinct(_ steps: ArraySlice<Step>) -> [Step] {
    var result: [Step] = []
    for step in steps where !result.contains(step) { result.append(step) }
    return result
  }

  fileprivate static func excerpt(_ source: [UInt8], _ range: Range<Int>) -> [UInt8] {
    var end = min(range.upperBound, range.lowerBound + 80)
    while end > range.lowerBound && end < source.count && source[end].isContinuation { end -= 1 }
    return Array(source[range.lowerBound..<end])
  }

  /// Whether all pieces that have not moved stand in the order of their origin.
  private static func isInOrder(_ pieces: [Piece]) -> Bool {
    var position = 0
    for piece in pieces where piece.move < 0 {
      guard piece.origin.lowerBound >= position else { return false }
      position = piece.origin.upperBound
    }
    return true
  }

  /// The ranges of the middle text that the newer pieces change.
  private static func changedRanges(_ pieces: [Piece], from step: Int) -> [Range<Int>] {
    pieces.filter { !$0.isCopy && $0.steps.upperBound > step || $0.move >= step }.map(\.origin)
  }

  /// The ranges of the text that came from the source ranges unchanged.
  private static func textRanges(of source: [Range<Int>], in pieces: [Piece]) -> [Range<Int>] {
    guard !source.isEmpty else { return [] }
    var result: [Range<Int>] = []
    var position = 0
    for piece in pieces {
      for range in source
      where range.lowerBound <= piece.origin.upperBound
        && range.upperBound >= piece.origin.lowerBound
      {
        if piece.isCopy {
          let part = range.clamped(to: piece.origin)
          let shift = position - piece.origin.lowerBound
          result.append((part.lowerBound + shift)..<(part.upperBound + shift))
        } else {
          result.append(position..<(position + piece.length))
        }
      }
      position += piece.length
    }
    return result
  }
}

extension CleanedWindow {
  /// A window that stays as it was, though stages had something to do.
  static func withdrawn(_ source: [UInt8], rule: String, reason: String) -> CleanedWindow {
    CleanedWindow(
      text: nil, edits: [],
      findings: [.withdrawn(0..<source.count, of: source, rule: rule, reason: reason)])
  }
}

extension Finding {
  /// Says of a passage that its edits were not made.
  fileprivate static func withdrawn(
    _ range: Range<Int>, of source: [UInt8], rule: String, reason: String
  ) -> Finding {
    Finding(
      range: range, excerpt: WindowCleaner.excerpt(source, range),
      step: Step(stage: "emend", rule: rule, confidence: 1, reason: reason))
  }
}

/// Where the bytes of a text came from.
private struct Origins {
  private let pieces: [Piece]
  /// Where each piece ends in the text.
  private let ends: [Int]

  init(_ pieces: [Piece]) {
    self.pieces = pieces
    var end = 0
    ends = pieces.map { piece in
      end += piece.length
      return end
    }
  }

  /// The source ranges that a range of the text came from; for an empty range, those of the pieces that
  /// it touches.
  func ranges(of range: Range<Int>) -> [Range<Int>] {
    var next = ends.partitioningIndex { $0 >= range.lowerBound }
    var result: [Range<Int>] = []
    while next < pieces.count, ends[next] - pieces[next].length <= range.upperBound {
      let piece = pieces[next]
      let covered = (ends[next] - piece.length)..<ends[next]
      next += 1
      if range.isEmpty
        || covered.lowerBound < range.upperBound && covered.upperBound > range.lowerBound
      {
        if piece.isCopy {
          let shift = piece.origin.lowerBound - covered.lowerBound
          let part = range.clamped(to: covered)
          result.append((part.lowerBound + shift)..<(part.upperBound + shift))
        } else {
          result.append(piece.origin)
        }
      }
    }
    return result
  }
}
