import Emend

/// What a batch has come to.
struct BatchSummary {
  /// Documents found, and their bytes.
  private(set) var documents: Int
  private(set) var bytes: Int
  /// Of them: bytes of the documents that are settled, one way or the other.
  private(set) var bytesDone = 0
  /// Documents cleaned in this run, and those of them that came out changed.
  private(set) var cleaned = 0
  private(set) var changed = 0
  /// Documents that were done already.
  private(set) var kept = 0
  /// What went wrong: a document's fault each, or a folder's.
  private(set) var faults: [EmendError] = []
  private(set) var counts = Counts()
  private let links: Int
  private let specials: Int
  private let jobs: Int
  private let started: Double
  private(set) var seconds = 0.0

  init(_ walk: BatchWalk, jobs: Int, started: Double) {
    documents = walk.documents.count
    bytes = walk.documents.reduce(0) { $0 + $1.size }
    faults = walk.faults
    links = walk.links
    specials = walk.specials
    self.jobs = jobs
    self.started = started
  }

  /// Documents that are settled.
  var done: Int { cleaned + kept + documentFaults }
  private var documentFaults = 0

  mutating func addCleaned(_ tally: Tally, bytes: Int) {
    cleaned += 1
    if tally.isChanged { changed += 1 }
    bytesDone += bytes
    counts.add(tally.counts)
  }

  mutating func addKept(bytes: Int) {
    kept += 1
    bytesDone += bytes
  }

  mutating func add(fault: EmendError, bytes: Int) {
    documentFaults += 1
    bytesDone += bytes
    faults.append(fault)
  }

  /// A document was named twice and counts once.
  mutating func forget(_ document: BatchDocument) {
    documents -= 1
    bytes -= document.size
  }

  mutating func end() { seconds = elapsed }

  /// Seconds since the run began.
  var elapsed: Double { Platform.seconds - started }

  /// Bytes a second so far.
  var speed: Double { elapsed > 0 ? Double(bytesDone) / elapsed : 0 }

  // MARK: For people

  /// How far it is, on one line.
  var progress: String {
    let left = speed > 0 ? Self.time(Double(bytes - bytesDone) / speed) + " left" : "…"
    return "\(Self.grouped(done)) of \(Self.grouped(documents)) documents, "
      + "\(Self.megabytes(bytesDone)) of \(Self.megabytes(bytes)) MB, "
      + "\(Self.megabytes(Int(speed))) MB/s, \(left), "
      + Self.counted(faults.count, "fault")
  }

  /// What it has come to, a line or two.
  func text(_ aim: BatchWorker.Aim) -> String {
    let isDry = if case .planning = aim { true } else { false }
    let speed = seconds > 0 ? Double(bytesDone) / seconds : 0
    var text = "emend: \(Self.counted(documents, "document")), \(Self.megabytes(bytes)) MB"
    text += isDry ? ": " : " in \(Self.time(seconds)), \(Self.megabytes(Int(speed))) MB/s: "
    switch aim {
    case .writing:
      text += "\(Self.grouped(cleaned)) cleaned (\(Self.grouped(changed)) changed)"
      text += ", \(Self.grouped(kept)) done before"
    case .planning:
      text += "\(Self.grouped(cleaned)) to clean, \(Self.grouped(kept)) done before"
    case .comparing:
      text += "\(Self.grouped(changed)) would change, \(Self.grouped(cleaned - changed)) would not"
    }
    text += ", \(Self.counted(faults.count, "fault"))"
    let undone = documents - done
    if undone > 0 { text += ", \(Self.grouped(undone)) not begun" }
    text += "\n"
    if !isDry, cleaned > 0 {
      text += "emend: \(Self.counted(counts.edits, "edit"))"
      text += ", \(Self.counted(counts.findings, "finding"))\n"
    }
    if documents == 0, faults.isEmpty {
      text += "emend: names with a dot before them, .emendignore, --include and --exclude "
      text += "leave documents out\n"
    }
    if links > 0 {
      text += "emend: \(Self.counted(links, "link")) to folders not followed; --follow does\n"
    }
    if specials > 0 {
      text += "emend: \(Self.counted(specials, "name")) passed over that are no files\n"
    }
    return text
  }

  private static func counted(_ number: Int, _ noun: String) -> String {
    grouped(number) + " " + noun + (number == 1 ? "" : "s")
  }

  /// A number with commas between its thousands.
  private static func grouped(_ number: Int) -> String {
    var text = ""
    for (index, digit) in String(number).reversed().enumerated() {
      if index > 0, index % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return String(text.reversed())
  }

  /// Millions of bytes; below ten of them with a digit behind the point.
  private static func megabytes(_ bytes: Int) -> String {
    let tenths = (bytes + 50_000) / 100_000
    return tenths >= 100 ? grouped(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
  }

  private static func time(_ seconds: Double) -> String {
    if seconds < 10 { return "\((seconds * 10).rounded() / 10) s" }
    let whole = Int(seconds.rounded())
    let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    return whole < 3600
      ? "\(whole / 60):\(two(whole % 60))"
      : "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60))"
  }

  // MARK: For programs

  /// The summary as a JSON object on a line.
  func json() -> [UInt8] {
    var line = JSONLine()
    line.member("emend", string: Release.version)
    line.member("documents", documents)
    line.member("bytes", bytes)
    line.member("cleaned", cleaned)
    line.member("changed", changed)
    line.member("kept", kept)
    line.member("notBegun", documents - done)
    line.member("edits", counts.edits)
    line.member("findings", counts.findings)
    line.key("stages")
    line.open("{")
    for it in counts.byStage {
      line.key(it.stage)
      line.open("{")
      line.member("edits", it.edits)
      line.member("findings", it.findings)
      line.close("}")
    }
    line.close("}")
    line.key("faults")
    line.open("[")
    for fault in faults {
      line.separate()
      line.open("{")
      line.member("file", string: fault.file ?? "")
      line.member("message", string: fault.message)
      line.member("remedy", string: fault.remedy)
      line.member("status", Int(Status(fault).rawValue))
      line.close("}")
    }
    line.close("]")
    line.member("linksNotFollowed", links)
    line.member("milliseconds", Int((seconds * 1000).rounded()))
    line.member("bytesPerSecond", seconds > 0 ? Int(Double(bytesDone) / seconds) : 0)
    line.member("jobs", jobs)
    var bytes: [UInt8] = []
    line.finish(into: &bytes)
    return bytes
  }
}
