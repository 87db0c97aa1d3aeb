import Foundation
import Testing

/// Every use of unsafe code has its reason beside it, and the page that lists them is fresh.
@Suite struct UnsafeTests {
  private func run(_ script: URL, _ arguments: String...) throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", script.path] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  @Test func `the page lists every use with its reason`() throws {
    let listed = try run(Project.root.appendingPathComponent("Scripts/unsafe"), "--markdown")
    #expect(listed.status == 0, "\(listed.text)")
    let page = String(
      decoding: try Project.bytes("Sources/Emend/Emend.docc/Unsafe.md"), as: UTF8.self)
    #expect(
      listed.text == page,
      "run Scripts/unsafe --markdown > Sources/Emend/Emend.docc/Unsafe.md")
  }

  @Test func `a use without a reason is named`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["Scripts", "Sources"] {
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
    }
    let script = folder.appendingPathComponent("Scripts/unsafe")
    try FileManager.default.copyItem(
      at: Project.root.appendingPathComponent("Scripts/unsafe"), to: script)
    let source = """
      func good(_ a: [UInt8]) -> Int {
        // Unsafe: the buffer lives for the call.
        unsafe a.withUnsafeBufferPointer { $0.count }
      }

      func bad(_ a: [UInt8]) -> Int {
        // A comment on something else.
        unsafe a.withUnsafeBufferPointer { $0.count }
      }
      """
    try Data(source.utf8).write(to: folder.appendingPathComponent("Sources/a.swift"))
    let listed = try run(script)
    #expect(listed.status == 1)
    #expect(listed.text == "Sources/a.swift:8: bad: no comment says why this is sound\n")
  }
}
