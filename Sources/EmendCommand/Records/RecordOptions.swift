import ArgumentParser
import Emend

/// The options of `emend --jsonl`.
struct RecordOptions: ParsableArguments {
  @Flag(help: "Read a JSON object a line; clean its field text.")
  var jsonl = false
  @Option(
    name: .customLong("field"),
    help: .init("Clean this field; may be given again; a.b is b in a.", valueName: "name"))
  var named: [RecordField] = []
  @Flag(help: "Add a member emend with the changes made.")
  var withEdits = false
  @Flag(help: "Broken lines and fields that none has are no faults.")
  var lenient = false

  /// The fields to clean.
  var fields: [RecordField] {
    named.isEmpty ? RecordField(argument: "text").map { [$0] } ?? [] : named
  }

  /// Refuses what contradicts each other.
  func validate() throws {
    if named.count > RecordScanner.mostFields {
      throw ValidationError("at most \(RecordScanner.mostFields) fields can be named")
    }
    guard !jsonl else { return }
    if !named.isEmpty { throw ValidationError("--field is for records: add --jsonl") }
    if withEdits {
      throw ValidationError("--with-edits is for records: add --jsonl, or say --edits")
    }
    if lenient { throw ValidationError("--lenient is for records: add --jsonl") }
  }
}
