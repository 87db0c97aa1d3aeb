import ArgumentParser
import Emend
import SystemPackage

/// `emend tables [FILE…]`.
struct TablesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tables",
    abstract: "Extracts the tables of documents as CSV or JSON.",
    discussion: """
      Each table is one line of JSON on standard output: the file, the byte range of
      its lines, its caption, how its cells are set apart, a confidence from 0 to 1,
      how many numbers were corrected, how many rows are its head, and the rows.
      Tables in Markdown, HTML and CSV are extracted as they stand.
      With -o each becomes a CSV file in the folder, which is made where it is
      missing: of page.txt page.txt-1.csv, page.txt-2.csv, and so on.
      Documents are UTF-8, and held in memory one at a time.
      """)

  @Argument(help: "Documents; - is standard input.")
  var files: [FileName] = []
  @Option(
    name: .shortAndLong,
    help: .init("Write CSV files into this folder.", valueName: "folder"))
  var output: FileName?

  /// Extracts from one document after another; throws the worst status at the end.
  func run() throws {
    let inputs = files.isEmpty ? [FileName(bytes: Array("-".utf8))] : files
    var lines: [UInt8] = []
    var worst = Status.done
    if let output {
      do {
        try Platform.makeFolder(output.path)
      } catch {
        throw Output.fault(error, output.shown)
      }
    }
    for input in inputs {
      do {
        let text = try SourceEncoding.transcribe(try Input.readAll(input))
        let tables = ExtractedTable.all(in: text)
        for (index, table) in tables.enumerated() {
          if let output {
            try Output.file(try place(input, index, in: output)).finish(writing: table.csv)
          } else {
            lines += table.json(document: input.isStream ? "-" : input.shown)
          }
        }
      } catch let fault as EmendError {
        Messages.tell(fault)
        worst = max(worst, Status(fault))
      }
    }
    if output == nil { try Output.standard().finish(writing: lines) }
    if worst != .done { throw worst }
  }

  /// Where a table goes: the document's name, and which table it is.
  private func place(_ input: FileName, _ index: Int, in folder: FileName) throws -> FilePath {
    let suffix = "-\(index + 1).csv"
    guard
      let name =
        input.isStream
        ? FilePath.Component("stdin\(suffix)") : input.component(adding: suffix)
    else {
      throw EmendError(
        .usage, "this names no file", remedy: "name a document", file: input.shown)
    }
    return folder.path.appending(name)
  }
}
