import ArgumentParser
import Emend
import EmendProject
import SystemPackage

/// `emend batch FOLDER… -o OUT`.
struct Batch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch",
    abstract: "Cleans folders of documents; can be taken up again.",
    usage: """
      emend batch FOLDER|FILE|PATTERN… -o OUT [OPTION…]
      emend batch FOLDER|FILE|PATTERN… --check|--diff [OPTION…]
      """,
    discussion: """
      Every document goes to the folder OUT under the name that it has in the
      deepest folder that holds all inputs: of one FOLDER the tree is mirrored, of
      FOLDER/2021 and FOLDER/2022 there are 2021/ and 2022/ in OUT. A PATTERN is
      quoted: 'scans/**/*.txt'.

      An output exists whole or not at all. A run that was stopped, even killed, is
      taken up by the same call: what is done (same source, configuration and
      versions) is left alone. One document's fault does not stop the others.
      Nothing outside OUT is written. With --check or --diff nothing is, and every
      document is compared with what it would become.

      For each document the emend.toml nearest above it counts. These files, and
      names that begin with a dot, are no documents; nor is what a .emendignore
      says, by the rules of .gitignore. OUT/.emend holds the manifest of what is
      done.
      """)

  @Argument(help: "Folders, files, or patterns of files.")
  var inputs: [FileName] = []
  @Option(name: .shortAndLong, help: .init("The folder of the outputs.", valueName: "folder"))
  var output: FileName?

  @Flag(help: "Log every change, in NAME.edits.jsonl beside the output.")
  var edits = false
  @Flag(help: "Clean also what is done already.")
  var force = false
  @Flag(help: "Write nothing; name what would be cleaned.")
  var dryRun = false
  @Flag(help: "Write nothing; name the documents that would change.")
  var check = false
  @Flag(help: "Show what would change, as unified diffs.")
  var diff = false
  @Flag(help: "Begin nothing new after the first fault.")
  var failFast = false
  @Option(help: .init("Write a summary as JSON; - is standard output.", valueName: "file"))
  var summary: FileName?

  @OptionGroup(title: "Which documents") var choice: ChoiceOptions
  @OptionGroup(title: "What is repaired") var repair: RepairOptions

  @Option(
    help: .init("Colour: auto, always or never.", valueName: "when"),
    transform: { try EmendCommand.choice($0, of: ColourChoice.self) })
  var color = ColourChoice.auto
  @Flag(name: .shortAndLong, help: "Tell of faults only.")
  var quiet = false
  @Flag(name: .shortAndLong, help: "Count edits and findings of every stage.")
  var verbose = false

  /// The options that decide what is a document.
  struct ChoiceOptions: ParsableArguments {
    @Option(help: .init("Only files that fit, such as '*.txt'; repeatable.", valueName: "pattern"))
    var include: [FileName] = []
    @Option(help: .init("No files or folders that fit; repeatable.", valueName: "pattern"))
    var exclude: [FileName] = []
    @Option(help: .init("Names in OUT count from this folder on.", valueName: "folder"))
    var base: FileName?
    @Flag(help: "Also names that begin with a dot.")
    var hidden = false
    @Flag(help: "Do not obey .emendignore.")
    var noIgnore = false
    @Flag(help: "Follow links to folders.")
    var follow = false

    /// What is looked for; throws what is wrong with a pattern.
    func walk() throws -> BatchWalk.Options {
      BatchWalk.Options(
        include: try include.map { try Glob(checking: $0.bytes) },
        exclude: try exclude.map { try Glob(checking: $0.bytes) },
        obeysIgnoreFiles: !noIgnore, seesHidden: hidden, followsLinks: follow)
    }
  }

  func validate() throws {
    if inputs.isEmpty { throw ValidationError("name at least one folder, file or pattern") }
    if output?.isStream == true { throw ValidationError("-o names a folder, not standard output") }
    if summary?.isStream == true, compares || dryRun {
      throw ValidationError("standard output has the documents; name a file for --summary")
    }
    guard compares else {
      if output == nil {
        throw ValidationError("name a folder for the outputs with -o, or say --check or --diff")
      }
      return
    }
    let writing = [
      output.map { _ in "-o" }, edits ? "--edits" : nil, force ? "--force" : nil,
      dryRun ? "--dry-run" : nil,
    ].compactMap(\.self)
    if let option = writing.first {
      throw ValidationError("\(check ? "--check" : "--diff") writes nothing; leave out \(option)")
    }
  }

  /// Whether documents are only compared with what they would become.
  var compares: Bool { check || diff }

  /// What becomes of a document.
  var aim: BatchWorker.Aim {
    if compares { return .comparing(makesDiff: diff, colour: color.isOn) }
    return dryRun ? .planning : .writing(logs: edits)
  }

  /// Cleans the documents; throws the worst status at the end.
  func run() throws {
    let status = try BatchRun(self).run()
    if status != .done { throw status }
  }
}
