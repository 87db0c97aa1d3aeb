import Foundation
import Testing

/// Runs the command files of Fixtures/Commands, which read as a manual does.
///
/// A code block that begins with `% emend …` is a call; the lines up to `^D` are its standard
/// input, those behind it what it writes, and a last line `=> 1` is its exit status where that is
/// not 0. Standard error is not looked at.
@Suite struct CommandFileTests {
  struct Call: CustomTestStringConvertible, Sendable {
    var file: String
    var line: Int
    var command: String
    var input = ""
    var output = ""
    var status: Int32 = 0
    var testDescription: String { "\(URL(fileURLWithPath: file).lastPathComponent):\(line)" }
  }

  static let calls: [Call] = {
    let folder = package.appendingPathComponent("Fixtures/Commands")
    let files =
      (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil))
      ?? []
    return files.filter { $0.pathExtension == "md" }.sorted { $0.path < $1.path }
      .flatMap { (try? calls(in: $0)) ?? [] }
  }()

  private static func calls(in file: URL) throws -> [Call] {
    var calls: [Call] = []
    var call: Call?
    var isInput = true
    var isBlock = false
    let lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
    for (number, line) in lines.enumerated() {
      if line.hasPrefix("```") {
        if let call { calls.append(call) }
        call = nil
        isBlock.toggle()
      } else if isBlock, call == nil, line.hasPrefix("% ") {
        call = Call(file: file.path, line: number + 1, command: String(line.dropFirst(2)))
        isInput = true
      } else if isInput, line == "^D" {
        isInput = false
      } else if isInput {
        call?.input += line + "\n"
      } else if line.hasPrefix("=> "), let status = Int32(line.dropFirst(3)) {
        call?.status = status
      } else {
        call?.output += line + "\n"
      }
    }
    return calls
  }

  @Test func `there are command files`() {
    #expect(Self.calls.count >= 8)
  }

  @Test(arguments: calls)
  func `a command file is obeyed`(_ call: Call) throws {
    let folder = try Folder()
    try folder.write(call.input, to: ".input")
    let ran = try folder.shell(call.command + " <.input")
    let place = SourceLocation(
      fileID: "Fixtures/Commands", filePath: call.file, line: call.line, column: 1)
    #expect(ran.text == call.output, sourceLocation: place)
    #expect(ran.status == call.status, sourceLocation: place)
  }
}
