import ArgumentParser
import Emend

/// `emend apply FILE LOG`.
struct Apply: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Makes the changes of a log in the source again.",
    discussion: """
      A log is lines of JSON, one a change. Take out the lines of changes that you
      do not want, and apply the rest; with --edits you get the log that belongs to
      the result.
      """)

  @Argument(help: "The source, as it was; - is standard input.")
  var file: FileName
  @Argument(help: "The log that --edits wrote of it, whole or pruned.")
  var log: FileName
  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: .init("Write there instead of to standard output.", valueName: "file"))
  var target: FileName?
  @Option(help: .init("Write the log of the result there.", valueName: "log"))
  var edits: FileName?

  func run() throws {
    try LogFiles.refuseTwice(file, log)
    if edits?.isStream == true, target.map(\.isStream) ?? true {
      throw EmendError(
        .usage, "text and log cannot both go to standard output",
        remedy: "name a file for one of them")
    }
    if let edits, let target, !edits.isStream, !target.isStream,
      Output.place(edits.path) == Output.place(target.path)
    {
      throw EmendError(
        .usage, "text and log would be written to the same file",
        remedy: "give --edits another name", file: target.shown)
    }
    let contents = try LogFiles.read(log)
    let source = try Input.readAll(file)
    do {
      let result = try contents.apply(to: source)
      // The log first: a text without its log cannot be undone.
      if let edits { try LogFiles.write(result.log, to: edits, isLog: true) }
      try LogFiles.write(result.output, to: target, over: file)
    } catch let fault as EmendError {
      throw fault.of(file: file.shown)
    }
  }
}
