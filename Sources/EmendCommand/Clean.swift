import ArgumentParser
import Emend
import EmendProject
import SystemPackage

/// `emend clean [FILE…]`, or just `emend [FILE…]`.
struct Clean: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Cleans files, or standard input; the default.",
    usage: "emend [clean] [OPTION…] [FILE…]",
    discussion: """
      Several files go to standard output one after another, as with cat, or each
      to a file of its name in the folder of -o, or in their own places. A file is
      replaced whole or not at all, and keeps mode, owner and links. A fault in
      one file does not stop the others. The log of several files goes to a folder,
      each to NAME.edits.jsonl.
      """)

  @Argument(help: "Files to clean; - is standard input.")
  var files: [FileName] = []

  @Option(
    name: .shortAndLong,
    help: .init("Write there: a file, or a folder for several.", valueName: "path"))
  var output: FileName?
  @Flag(help: "Replace the files; with =SUFFIX keep the old ones.")
  var inPlace = false
  /// What `--in-place=SUFFIX` is rewritten to before parsing, with an equals sign before it.
  @Option(help: .private)
  var inPlaceSuffix: String?
  @Flag(help: "Write nothing; name the files that would change.")
  var check = false
  @Flag(help: "Show what would change, as a unified diff.")
  var diff = false
  @Option(help: .init("Log every change; a folder for several files.", valueName: "log"))
  var edits: FileName?
  @Flag(help: "Tell on standard error what was seen and left.")
  var findings = false
  @Option(
    help: .init("Exit with 1 if anything was seen and left: finding.", valueName: "what"),
    transform: { try choice($0, of: FailOn.self) })
  var failOn: FailOn?

  @OptionGroup(title: "What is repaired") var repair: RepairOptions
  @OptionGroup(title: "Records") var records: RecordOptions

  @Option(
    help: .init("Colour: auto, always or never.", valueName: "when"),
    transform: { try choice($0, of: ColourChoice.self) })
  var color = ColourChoice.auto
  @Option(help: .init("What to call standard input.", valueName: "name"))
  var stdinFilename: FileName?
  @Flag(name: .shortAndLong, help: "Tell of faults only.")
  var quiet = false
  @Flag(name: .shortAndLong, help: "Count edits and findings of every stage.")
  var verbose = false

  enum FailOn: String, CaseIterable { case finding }

  /// What they ask for.
  var call: CleanCall {
    CleanCall(
      files: files, output: output, inPlace: inPlace,
      suffix: inPlaceSuffix.map { String($0.dropFirst()) }, check: check, diff: diff, edits: edits,
      findings: findings, failsOnFinding: failOn == .finding, repair: repair.plain,
      records: records.jsonl ? records : nil, color: color, stdinFilename: stdinFilename,
      quiet: quiet, verbose: verbose)
  }

  func run() throws { try call.run() }
}

/// The options that decide what becomes of a text; each names its field of the configuration.
struct RepairOptions: ParsableArguments {
  @Option(
    help: .init("The mark-up: plain or markdown.", valueName: "name"),
    transform: { try choice($0, of: Flavour.self) })
  var format: Flavour?
  @Option(help: .init("Only these stages (see emend explain).", valueName: "a,b"))
  var stages: String?
  @Option(help: .init("All stages but these.", valueName: "a,b"))
  var skip: String?
  @Option(help: .init("Change from this confidence on; 0 to 1.", valueName: "number"))
  var threshold: Double?
  @Option(
    help: .init("Line ends within paragraphs: auto, keep or join.", valueName: "how"),
    transform: { try choice($0, of: Configuration.Wrap.self) })
  var wrap: Configuration.Wrap?
  @Option(
    help: .init("Tables: markdown, aligned, tsv, csv, html, json, keep.", valueName: "how"),
    transform: { try choice($0, of: Configuration.TableStyle.self) })
  var tables: Configuration.TableStyle?
  @Option(
    help: .init("Cells repeated over columns: collapse or keep.", valueName: "how"),
    transform: { try choice($0, of: Configuration.SpanStyle.self) })
  var spans: Configuration.SpanStyle?
  @Option(
    help: .init("Running heads, page numbers: keep, remove or mark.", valueName: "how"),
    transform: { try choice($0, of: Configuration.FurnitureStyle.self) })
  var furniture: Configuration.FurnitureStyle?
  @Option(
    help: .init("Lines that are no language: keep or remove.", valueName: "how"),
    transform: { try choice($0, of: Configuration.GarbageStyle.self) })
  var garbage: Configuration.GarbageStyle?
  @Option(help: .init("A list of wrong->right, obeyed as it stands.", valueName: "file"))
  var misspellings: [FileName] = []
  @OptionGroup var lexicons: LexiconOptions
  @Option(help: .init("Leave alone what this matches.", valueName: "regex"))
  var protect: [String] = []
  @Option(
    help: .init("Bytes of text seen at once; K, M.", valueName: "size"), transform: windowSize)
  var window: Int?
  @Option(
    help: .init("Take no more memory than this; K, M, G.", valueName: "size"),
    transform: memorySize)
  var maxMemory: Int?
  @Option(
    name: .shortAndLong,
    help: .init("Cores to work on; all unless told. No byte differs.", valueName: "number"),
    transform: coreNumber)
  var jobs: Int?
  @Flag(help: "Write each block as soon as it is settled, for live pipes.")
  var flush = false
  @Option(help: .init("Use this instead of the emend.toml found upward.", valueName: "file"))
  var config: FileName?
  @Flag(help: "Look for no emend.toml.")
  var noConfig = false

  /// What they ask for.
  var plain: Repair {
    Repair(
      format: format, stages: stages, skip: skip, threshold: threshold, wrap: wrap, tables: tables,
      spans: spans, furniture: furniture, garbage: garbage, misspellings: misspellings,
      lexicons: lexicons.plain, protect: protect, window: window, maxMemory: maxMemory, jobs: jobs,
      flush: flush, config: config, noConfig: noConfig)
  }
}

/// One of some values that have names.
///
/// The library's types do not conform to the parser's protocol themselves: that would make the
/// parser a part of their public face.
func choice<Value: CaseIterable & RawRepresentable<String>>(
  _ argument: String, of type: Value.Type
) throws -> Value {
  guard let value = Value(rawValue: argument) else {
    let names = Value.allCases.map(\.rawValue).joined(separator: " or ")
    throw ValidationError("please give \(names)")
  }
  return value
}

/// The size of a window, such as 65536, 64K or 1M.
private func windowSize(_ argument: String) throws -> Int {
  guard let size = ByteSize.parse(argument), size >= ByteSize.least else {
    throw ValidationError(
      "please give \(ByteSize.text(ByteSize.least)) to \(ByteSize.text(ByteSize.most)), such as 64K"
    )
  }
  return size
}

/// An amount of memory, such as 256M or 1G.
private func memorySize(_ argument: String) throws -> Int {
  guard let size = MemoryLimit.parse(argument), size >= MemoryLimit.least else {
    throw ValidationError("please give \(MemoryLimit.least >> 20)M or more, such as 256M or 1G")
  }
  return size
}

/// A number of cores.
private func coreNumber(_ argument: String) throws -> Int {
  guard let number = Int(argument), Repair.jobNumbers.contains(number) else {
    throw ValidationError("please give a number from 1 to \(Repair.jobNumbers.upperBound)")
  }
  return number
}

/// Whether to colour.
enum ColourChoice: String, CaseIterable {
  case auto, always, never

  /// Whether standard output is to be coloured: a terminal, where NO_COLOR does not forbid it.
  var isOn: Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto: Platform.isTerminal(.standardOutput) && !Platform.forbidsColour
    }
  }
}
