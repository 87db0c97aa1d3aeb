import ArgumentParser
import Emend

/// `emend undo OUTPUT LOG`.
struct Undo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo",
    abstract: "Gives the source back from a cleaned text and its log.",
    discussion: """
      The source comes back byte for byte. A text and a log that do not belong
      together are refused.
      """)

  @Argument(help: "The cleaned text; - is standard input.")
  var output: FileName
  @Argument(help: "The log that --edits wrote with it.")
  var log: FileName
  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: .init("Write there instead of to standard output.", valueName: "file"))
  var target: FileName?

  func run() throws {
    try LogFiles.refuseTwice(output, log)
    let contents = try LogFiles.read(log)
    let text = try Input.readAll(output)
    do {
      try LogFiles.write(try contents.undo(text), to: target, over: output)
    } catch let fault as EmendError {
      throw fault.of(file: output.shown)
    }
  }
}

/// What `undo` and `apply` have in common.
enum LogFiles {
  static func read(_ name: FileName) throws -> EditLog.Contents {
    try EditLog.decode(try Input.readAll(name), file: name.shown)
  }

  /// Writes to a target, or to standard output; of what was read it replaces only `source`.
  static func write(
    _ bytes: [UInt8], to target: FileName?, over source: FileName? = nil, isLog: Bool = false
  ) throws {
    let source = source.flatMap { $0.isStream ? nil : $0.path }
    let output =
      if let target, !target.isStream {
        try isLog ? Output.log(target.path) : .file(target.path, over: source)
      } else {
        Output.standard()
      }
    defer { output.abandon() }
    try output.finish(writing: bytes)
  }

  /// Standard input cannot be the text and the log.
  static func refuseTwice(_ text: FileName, _ log: FileName) throws {
    if text.isStream && log.isStream {
      throw EmendError(
        .usage, "text and log cannot both come from standard input", remedy: "name one of them")
    }
  }
}
