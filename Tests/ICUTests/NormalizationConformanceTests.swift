import Foundation
import ICU
import Testing

/// Unicode's own test of normalization, in full where Debian's package `unicode-data` is installed (in the
/// version of Unicode that it has: later ones only add characters), and in an excerpt everywhere.
@Suite struct NormalizationConformanceTests {
  /// The first three columns of a line: the source, its composed and its decomposed form, then the
  /// compatibility forms.
  private typealias Case = [[UInt8]]

  private static let excerpt = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Conformance/NormalizationTest.txt")
  private static let installed = "/usr/share/unicode/NormalizationTest.txt"

  private static func cases(_ text: String) -> [Case] {
    text.split(separator: "\n").compactMap { line in
      guard !line.hasPrefix("#"), !line.hasPrefix("@") else { return nil }
      let columns = line.split(separator: ";").prefix(5)
      return columns.map { column in
        column.split(separator: " ").flatMap { code -> [UInt8] in
          guard let value = UInt32(code, radix: 16), let scalar = Unicode.Scalar(value) else {
            return []
          }
          return Array(String(Character(scalar)).utf8)
        }
      }
    }
  }

  /// The installed file, unpacked where it is packed.
  private static func whole() throws -> String? {
    if let text = try? String(contentsOfFile: installed, encoding: .utf8) { return text }
    guard FileManager.default.fileExists(atPath: installed + ".bz2") else { return nil }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["bzcat", installed + ".bz2"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  private static func toNFC(_ text: [UInt8]) -> [UInt8] { Normalizer.toNFC(text.span) }
  private static func isNFC(_ text: [UInt8]) -> Bool { Normalizer.isNFC(text.span) }

  private static func check(_ cases: [Case]) {
    var failed = 0
    for it in cases {
      guard it.count == 5 else {
        Issue.record("a line with \(it.count) columns")
        continue
      }
      // c2 == toNFC(c1) == toNFC(c2) == toNFC(c3); c4 == toNFC(c4) == toNFC(c5)
      var isGood = isNFC(it[1]) && (it[2] == it[1] || !isNFC(it[2]))
      for (column, form) in [(0, 1), (1, 1), (2, 1), (3, 3), (4, 3)] {
        isGood = isGood && toNFC(it[column]) == it[form]
      }
      if !isGood { failed += 1 }
      // The changes alone make the composed form of the decomposed one.
      var output: [UInt8] = []
      var changes: [NormalizationChange] = []
      let decomposed = it[2]
      try? Normalizer.composeNFC(decomposed.span, into: &output, changes: &changes)
      var made: [UInt8] = []
      var position = 0
      for change in changes {
        made += it[2][position..<change.source.lowerBound]
        made += output[change.output]
        position = change.source.upperBound
      }
      made += it[2][position...]
      if made != it[1] { failed += 1 }
    }
    #expect(failed == 0, "of \(cases.count) lines")
  }

  @Test func `the excerpt`() throws {
    let cases = Self.cases(try String(contentsOf: Self.excerpt, encoding: .utf8))
    #expect(cases.count > 300)
    Self.check(cases)
  }

  @Test func `the whole file, where it is installed`() throws {
    guard let text = try Self.whole() else { return }
    let cases = Self.cases(text)
    #expect(cases.count > 18_000)
    Self.check(cases)
  }

  @Test func `every character of the first two planes that the file does not name is its own form`()
    throws
  {
    guard let text = try Self.whole() else { return }
    let named = Set(Self.cases(text).map { $0[0] })
    // A line each, so that nothing composes with its neighbour.
    var lines: [UInt8] = []
    for value in UInt32(0x80)..<0x20000 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let bytes = Array(String(Character(scalar)).utf8)
      if !named.contains(bytes) { lines += bytes + [0x0A] }
    }
    #expect(lines.count > 300_000)
    #expect(Self.toNFC(lines) == lines)
  }
}
