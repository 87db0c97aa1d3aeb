import Emend
import EmendProject
import Foundation
import Testing

/// What the fuzzers found once, tried again on every run of the tests.
@Suite struct KeptCorpusTests {
  /// What the fuzzer once ended the process with, and what it begins with.
  @Test func `what is kept of the fuzzer's finds is read or refused`() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fuzz/Corpus/Configuration")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names.count >= 9)
    for name in names {
      let bytes = Array(try Data(contentsOf: folder.appending(path: name)))
      let error = #expect(throws: EmendError.self, "\(name)") {
        try ConfigurationFile(bytes, file: "emend.toml")
      }
      #expect(error?.code == .badConfiguration && error?.line != nil, "\(name)")
    }
  }
}
