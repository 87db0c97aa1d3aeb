import Emend
import Foundation
import SystemPackage
import Testing

/// Pieces as a network would bring them.
private struct Pieces: AsyncSequence {
  struct Broken: Error {}

  var bytes: [UInt8]
  var size: Int
  var breaksOff = false

  func makeAsyncIterator() -> Iterator { Iterator(pieces: self) }

  struct Iterator: AsyncIteratorProtocol {
    let pieces: Pieces
    var position = 0

    mutating func next() async throws -> [UInt8]? {
      await Task.yield()
      if position >= pieces.bytes.count {
        if pieces.breaksOff { throw Broken() }
        return nil
      }
      let end = Swift.min(pieces.bytes.count, position + pieces.size)
      defer { position = end }
      return Array(pieces.bytes[position..<end])
    }
  }
}

@Suite("The faces over the cleaner")
struct FaceTests {
  @Test(
    "an asynchronous sequence gives what the call on the whole gives", arguments: [1000, 1 << 20])
  func asynchronous(_ size: Int) async throws {
    let source = try Project.seeds()[1]
    let pipeline = Pipeline(windows(of: 4096))
    let whole = try pipeline.clean(source)
    var text: [UInt8] = []
    var edits: [Edit] = []
    var findings: [Finding] = []
    var head: LogHead?
    var tail: LogTail?
    for try await part in pipeline.clean(Pieces(bytes: source, size: size)) {
      switch part {
      case .head(let it): head = it
      case .text(let bytes): text += bytes
      case .edit(let it): edits.append(it)
      case .finding(let it): findings.append(it)
      case .tail(let it): tail = it
      }
    }
    #expect(text == whole.bytes)
    #expect(edits == whole.edits)
    #expect(findings == whole.findings)
    #expect(head == whole.head)
    #expect(tail == whole.tail)
  }

  @Test("text comes out before the source is over")
  func early() async throws {
    let source = Array(repeatElement(try Project.seeds()[1], count: 3).joined())
    var pieces = Pieces(bytes: source, size: 2000)
    pieces.breaksOff = true
    var bytes = 0
    await #expect(throws: Pieces.Broken.self) {
      for try await part in Pipeline(windows(of: 4096)).clean(pieces) {
        if case .text(let text) = part { bytes += text.count }
      }
    }
    #expect(bytes > 0 && bytes < source.count)
  }

  @Test("a configuration that is wrong is an error of the first part")
  func wrongConfiguration() async throws {
    let pipeline = Pipeline(windows(of: 4096) { $0.protected = ["("] })
    await #expect(throws: EmendError.self) {
      for try await _ in pipeline.clean(Pieces(bytes: [0x41], size: 1)) {}
    }
  }

  @Test("descriptors give what the call on the whole gives, the log too")
  func descriptors() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("emend-faces-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func open(_ name: String) throws -> FileDescriptor {
      try FileDescriptor.open(
        FilePath(folder.appendingPathComponent(name).path), .readWrite, options: [.create],
        permissions: .ownerReadWrite)
    }
    let source = try Project.seeds()[0]
    let (input, output, log) = (try open("in"), try open("out"), try open("log"))
    defer { for it in [input, output, log] { try? it.close() } }
    try input.writeAll(source)
    try input.seek(offset: 0, from: .start)
    let pipeline = Pipeline(windows(of: 4096))
    let tail = try pipeline.clean(from: input, to: output, log: log)
    let whole = try pipeline.clean(source)
    #expect(tail == whole.tail)
    #expect(
      Array(try Data(contentsOf: folder.appendingPathComponent("out"))) == whole.bytes)
    #expect(Array(try Data(contentsOf: folder.appendingPathComponent("log"))) == whole.log)
    #expect(throws: Errno.self) {
      let closed = try open("closed")
      try closed.close()
      try pipeline.clean(from: closed, to: output)
    }
  }
}
