import ArgumentParser
import Emend
import EmendProject
import SystemPackage

/// `emend score OCR TRUTH`.
struct Scoring: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Measures how far texts are from what was printed.",
    usage: "emend score [OPTION…] OCR TRUTH",
    discussion: """
      Of two folders, files are compared whose names are the same up to their
      endings: page1.txt and page1.gt.txt. In one folder with both, named twice, the
      truth ends in .gt, .truth or .gold before its last ending. CER and WER are errors in 100 printed
      characters (grapheme clusters) and words (UAX #29); with --clean also of what
      emend makes of the text, and how many words that fixed and harmed.
      """)

  @Argument(help: "What was read: a file or a folder.")
  var ocr: FileName
  @Argument(help: "What was printed: a file or a folder.")
  var truth: FileName
  @Flag(help: "Clean the text and measure again.")
  var clean = false
  @Flag(help: "Write JSON.")
  var json = false
  @Option(help: .init("Show so many confusions of letters.", valueName: "number"))
  var confusions = 10
  @OptionGroup(title: "What is repaired") var repair: RepairOptions
  @Flag(name: .shortAndLong, help: "Only the totals, no line a document.")
  var quiet = false

  func run() throws {
    let pairs = try TextPair.all(ocr, truth)
    var configurations = try Configurations(repair.plain)
    var table = ScoreTable(isCleaned: clean)
    var worst = Status.done
    for pair in pairs {
      do {
        let read = try Input.readAll(pair.read)
        let printed = try Input.readAll(pair.printed)
        let before = try Score(of: read, printed: printed)
        var after: Score?
        if clean {
          let configuration = try configurations.resolved(for: pair.read).configuration
          after = try Score(of: try Pipeline(configuration).clean(read).bytes, printed: printed)
        }
        table.add(pair.name, before, after)
      } catch let fault as EmendError {
        let fault = fault.of(file: pair.read.shown)
        Messages.tell(fault)
        worst = max(worst, Status(fault))
      }
    }
    // A table of zeros would look like a result.
    if table.isEmpty, worst != .done { throw worst }
    let most = max(0, confusions)
    let text = json ? table.json(confusions: most) : table.text(confusions: most, totalOnly: quiet)
    try Output.standard().finish(writing: text)
    if worst != .done { throw worst }
  }
}

/// A text that was read, and the one that was printed.
struct TextPair {
  /// What both names begin with.
  var name: String
  var read: FileName
  var printed: FileName

  /// What may stand before the last ending of a name: which of the two a file is.
  private static let readMarks = ["ocr", "raw", "txt"]
  private static let printedMarks = ["gt", "truth", "gold", "txt"]

  /// The pairs of two files or two folders, in the order of their names.
  static func all(_ read: FileName, _ printed: FileName) throws -> [TextPair] {
    let isFolder = (isFolder(read), isFolder(printed))
    guard isFolder.0 == isFolder.1 else {
      throw EmendError(
        .usage, "a file cannot be compared with a folder", remedy: "name two files or two folders")
    }
    guard isFolder.0 else { return [TextPair(name: read.shown, read: read, printed: printed)] }
    let isSame = read.path.lexicallyNormalized() == printed.path.lexicallyNormalized()
    let truths = try files(in: printed.path, printedMarks) { !isSame || $0 != "" && $0 != "ocr" }
    let texts = try files(in: read.path, readMarks) { !isSame || $0 == "" || $0 == "ocr" }
    let pairs = texts.keys.sorted().compactMap { name in
      truths[name].map { TextPair(name: name, read: texts[name] ?? read, printed: $0) }
    }
    guard !pairs.isEmpty else {
      throw EmendError(
        .usage, "no name in \(read.shown) has its partner in \(printed.shown)",
        remedy: "the names must be the same up to their endings: page1.txt and page1.gt.txt")
    }
    let alone = texts.count - pairs.count
    if alone > 0 { Messages.tell("\(alone) of \(texts.count) texts have no truth; left out") }
    return pairs
  }

  private static func isFolder(_ name: FileName) -> Bool {
    !name.isStream && (try? name.path.stat())?.type == .directory
  }

  /// The files of a folder, however deep, by their names without endings.
  private static func files(
    in folder: FilePath, _ marks: [String], where isWanted: (String) -> Bool
  ) throws -> [String: FileName] {
    var result: [String: FileName] = [:]
    func collect(_ folder: FilePath, _ prefix: String) throws {
      let names: [[UInt8]]
      do {
        names = try Platform.names(in: folder)
      } catch {
        throw Input.fault(error, folder.shown)
      }
      for name in names where name.first != UInt8(ascii: ".") {
        let path = folder.pushing(FilePath(bytes: name))
        let shown = FileName(bytes: name).shown
        switch (try? path.stat())?.type {
        case .directory?: try collect(path, prefix + shown + "/")
        case .regular?:
          let (stem, mark) = stem(shown, marks)
          if isWanted(mark) { result[prefix + stem] = FileName(bytes: path.bytes) }
        default: continue
        }
      }
    }
    try collect(folder, "")
    return result
  }

  /// A name without its last ending, and without the mark before that.
  private static func stem(_ name: String, _ marks: [String]) -> (stem: String, mark: String) {
    func cut(_ name: String) -> (String, String)? {
      guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return nil }
      return (String(name[..<dot]), String(name[name.index(after: dot)...]))
    }
    guard let (stem, ending) = cut(name) else { return (name, "") }
    if let (inner, mark) = cut(stem), (readMarks + printedMarks).contains(mark) {
      return (inner, mark)
    }
    // `page1.gt` has its mark for an ending.
    return (stem, marks.contains(ending) && ending != "txt" ? ending : "")
  }
}

/// Scores as a table or as JSON.
struct ScoreTable {
  private let isCleaned: Bool
  private var rows: [(name: String, before: Score, after: Score?)] = []
  private var before = Score()
  private var after = Score()

  init(isCleaned: Bool) { self.isCleaned = isCleaned }

  /// Whether nothing was measured.
  var isEmpty: Bool { rows.isEmpty }

  mutating func add(_ name: String, _ before: Score, _ after: Score?) {
    rows.append((name, before, after))
    self.before.add(before)
    if let after { self.after.add(after) }
  }

  /// Columns for people, the totals last.
  func text(confusions: Int, totalOnly: Bool) -> [UInt8] {
    var lines = [
      ["document", "characters", "CER", "WER"]
        + (isCleaned ? ["CER clean", "WER clean", "fixed", "harmed"] : [])
    ]
    if !totalOnly, rows.count > 1 {
      lines += rows.map { Self.cells($0.name, $0.before, $0.after) }
    }
    let total = rows.count == 1 ? rows[0].name : "\(rows.count) documents"
    lines.append(Self.cells(total, before, isCleaned ? after : nil))
    let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    var text = ""
    for line in lines {
      for (column, cell) in line.enumerated() {
        let gap = String(repeating: " ", count: widths[column] - cell.count)
        text += column == 0 ? cell + gap : "  " + gap + cell
      }
      text += "\n"
    }
    for (title, score) in [("Printed, read, how often:", before), ("After cleaning:", after)]
    where !score.confusions.isEmpty && confusions > 0 {
      text += "\n\(title)\n"
      for (confusion, count) in score.rankedConfusions.prefix(confusions) {
        let pair = "\(Self.shown(confusion.printed)) → \(Self.shown(confusion.read))"
        text += "  \(pair)\(String(repeating: " ", count: max(1, 16 - pair.count)))\(count)\n"
      }
    }
    return Array(text.utf8)
  }

  private static func cells(_ name: String, _ before: Score, _ after: Score?) -> [String] {
    func rates(_ score: Score) -> [String] {
      [rate(score.characterErrorRate), rate(score.wordErrorRate)]
    }
    var cells = [name, "\(before.characters)"] + rates(before)
    if let after {
      let changed = after.wordsChanged(since: before)
      cells += rates(after) + ["\(changed.fixed)", "\(changed.harmed)"]
    }
    return cells
  }

  /// A rate with two digits behind the point.
  private static func rate(_ value: Double?) -> String {
    guard let value else { return "-" }
    let hundredths = String(Int((value * 100).rounded()))
    let padded = String(repeating: "0", count: max(0, 3 - hundredths.count)) + hundredths
    return padded.dropLast(2) + "." + padded.suffix(2)
  }

  /// Characters for people: blanks and line ends to be seen, ∅ for none.
  private static func shown(_ text: String) -> String {
    if text.isEmpty { return "∅" }
    return text.replacing("\n", with: "⏎").replacing(" ", with: "␣").replacing("\t", with: "⇥")
  }

  /// One object: totals, documents and confusions.
  func json(confusions: Int) -> [UInt8] {
    var line = JSONLine()
    Self.put(before, isCleaned ? after : nil, into: &line)
    line.key("documents")
    line.open("[")
    for row in rows {
      line.separate()
      line.open("{")
      line.member("name", string: row.name)
      Self.put(row.before, row.after, into: &line)
      line.close("}")
    }
    line.close("]")
    for (key, score) in [("confusions", before), ("confusionsCleaned", after)]
    where key == "confusions" || isCleaned {
      line.key(key)
      line.open("[")
      for (confusion, count) in score.rankedConfusions.prefix(confusions) {
        line.separate()
        line.open("{")
        line.member("printed", string: confusion.printed)
        line.member("read", string: confusion.read)
        line.member("count", count)
        line.close("}")
      }
      line.close("]")
    }
    var out: [UInt8] = []
    line.finish(into: &out)
    return out
  }

  private static func put(_ before: Score, _ after: Score?, into line: inout JSONLine) {
    line.member("characters", before.characters)
    line.member("words", before.words)
    line.member("characterErrors", before.characterErrors)
    line.member("wordErrors", before.wordErrors)
    line.member("cer", before.characterErrorRate, digits: 6)
    line.member("wer", before.wordErrorRate, digits: 6)
    if let after {
      let changed = after.wordsChanged(since: before)
      line.member("cerCleaned", after.characterErrorRate, digits: 6)
      line.member("werCleaned", after.wordErrorRate, digits: 6)
      line.member("wordsFixed", changed.fixed)
      line.member("wordsHarmed", changed.harmed)
    }
  }
}
