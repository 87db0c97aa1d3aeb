import Foundation
import Testing

/// What a run of a program left behind.
struct Ran {
  /// Its status, or the number of the signal that ended it.
  var status: Int32
  var endedBySignal: Bool
  var bytes: [UInt8]
  var errors: String
  var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// A folder for a test, which is removed at its end.
final class Folder {
  let path: String

  /// - Parameter files: what it holds at first, by paths; folders on the way are made.
  init(_ files: [String: String] = [:]) throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("emend-tests-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
    for (name, text) in files {
      let file = url.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try write(text, to: name)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
  }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  func read(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)))
  }

  func text(_ name: String) throws -> String { String(decoding: try read(name), as: UTF8.self) }

  /// The names in it, in order.
  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  /// Runs `emend` in the folder.
  func emend(
    _ arguments: String..., input: [UInt8] = [], environment: [String: String] = [:]
  ) throws -> Ran {
    try run(Command.path, arguments, input, environment)
  }

  func emend(_ arguments: String..., input: String) throws -> Ran {
    try run(Command.path, arguments, Array(input.utf8), [:])
  }

  /// Runs a shell script in the folder, which finds `emend` under that name.
  func shell(_ script: String) throws -> Ran {
    // Of a parent's thread a child may inherit that SIGCHLD is blocked: bash takes that back, other
    // shells wait for ever.
    let shell = Command.has("bash") ? "bash" : "sh"
    return try run(
      "/usr/bin/env", [shell, "-c", "emend() { \"$EMEND\" \"$@\"; }\n" + script], [], [:])
  }

  func run(
    _ program: String, _ arguments: [String], _ input: [UInt8], _ more: [String: String]
  ) throws -> Ran {
    // Files, not pipes: a full pipe would wait for a reader.
    let scratch = FileManager.default.temporaryDirectory.path + "/emend-run-" + UUID().uuidString
    let names = ["in", "out", "err"].map { scratch + "." + $0 }
    defer { for name in names { try? FileManager.default.removeItem(atPath: name) } }
    for name in names {
      _ = FileManager.default.createFile(
        atPath: name, contents: name == names[0] ? Data(input) : Data())
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: path)
    var environment = ProcessInfo.processInfo.environment
    environment["EMEND"] = Command.path
    environment["NO_COLOR"] = nil
    process.environment = environment.merging(more) { $1 }
    process.standardInput = FileHandle(forReadingAtPath: names[0])
    process.standardOutput = FileHandle(forWritingAtPath: names[1])
    process.standardError = FileHandle(forWritingAtPath: names[2])
    try process.run()
    process.waitUntilExit()
    return Ran(
      status: process.terminationStatus,
      endedBySignal: process.terminationReason == .uncaughtSignal,
      bytes: Array(try Data(contentsOf: URL(fileURLWithPath: names[1]))),
      errors: String(
        decoding: try Data(contentsOf: URL(fileURLWithPath: names[2])), as: UTF8.self))
  }
}

/// The built command.
enum Command {
  /// EMEND_BINARY, or the one that lies beside the test bundle.
  static let path: String = {
    if let named = ProcessInfo.processInfo.environment["EMEND_BINARY"] { return named }
    let bundle = Bundle.main.bundleURL
    let places = [
      bundle, bundle.deletingLastPathComponent(),
      URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent(),
    ]
    return places.map { $0.appendingPathComponent("emend").path }
      .first { FileManager.default.isExecutableFile(atPath: $0) } ?? "emend"
  }()

  static func has(_ tool: String) -> Bool {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(tool)") }
  }

  static var isRoot: Bool { getuid() == 0 }
}

/// The folder of the package.
let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()

/// A newsletter of seeds/.
struct Seed: CustomTestStringConvertible {
  var url: URL
  var testDescription: String { url.lastPathComponent }
  var bytes: [UInt8] { get throws { Array(try Data(contentsOf: url)) } }

  static let all: [Seed] =
    ((try? FileManager.default.contentsOfDirectory(
      at: package.appendingPathComponent("seeds"), includingPropertiesForKeys: nil)) ?? [])
    .sorted { $0.path < $1.path }.map { Seed(url: $0) }
}

/// A word over a column break, and what was printed.
let broken = "The committee met the trustees of the municipal Net-\n\nwork at noon.\n"
let mended = "The committee met the trustees of the municipal Network at noon.\n"
/// A text that is as it should be.
let clean = "The committee met the trustees at noon.\n"
/// A word whose end the page has lost: reported, not changed.
let lost =
  "All of this will help the partners to take part in future scientific re-\n\n"
  + "International partners are welcome at every stage of the project.\n"
