import Testing

@testable import Emend

@Suite("Encodings")
struct EncodingTests {
  private static func utf16(_ text: String, bigEndian: Bool, mark: Bool) -> [UInt8] {
    bytes((mark ? [0xFEFF] : []) + Array(text.utf16), bigEndian: bigEndian)
  }

  private static func bytes(_ units: [UInt16], bigEndian: Bool) -> [UInt8] {
    units.flatMap { unit in
      let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
      return bigEndian ? pair : pair.reversed()
    }
  }

  private static let text =
    "Guangxi Medcial University was founded in the café, 科技日报 said. 😀\r\n"
    + "Cooperation is benificial to all of us.\r\n"
  private static let mended =
    "Guangxi Medical University was founded in the café, 科技日报 said. 😀\r\n"
    + "Cooperation is beneficial to all of us.\r\n"

  @Test("UTF-16 in each order, with and without its mark, comes out as UTF-8", arguments: 0..<4)
  func utf16(_ shape: Int) throws {
    let bigEndian = shape & 1 == 1
    let mark = shape & 2 == 2
    let source = Self.utf16(Self.text, bigEndian: bigEndian, mark: mark)
    let cleaned = try Pipeline().clean(source)
    #expect(cleaned.bytes == Array((mark ? "\u{FEFF}" : "").utf8) + Array(Self.mended.utf8))
    #expect(cleaned.head.encoding == (bigEndian ? .utf16BigEndian : .utf16LittleEndian))
    #expect(cleaned.tail.sourceLength == source.count)
    let log = try EditLog.decode(cleaned.log, file: "log")
    #expect(try log.undo(cleaned.bytes) == source)
    #expect(try log.apply(to: source).output == cleaned.bytes)
    #expect(log.edits == cleaned.edits)
    for sizes in [[1], [2], [3, 1]] {
      let sliced = try cleanInSlices(source, sizes)
      #expect(sliced.bytes == cleaned.bytes)
      #expect(sliced.log == cleaned.log)
    }
  }

  @Test("UTF-16 that may not be decoded is refused, and not edited as bytes", arguments: 0..<4)
  func undecoded(_ shape: Int) throws {
    let source = Self.utf16(Self.text, bigEndian: shape & 1 == 1, mark: shape & 2 == 2)
    let pipeline = Pipeline(configured { $0.stages.remove("decode") })
    let error = fault { _ = try pipeline.clean(source) }
    #expect(error?.code == .notText)
  }

  @Test("lone surrogates and an odd last byte come back byte for byte", arguments: [false, true])
  func damaged(_ bigEndian: Bool) throws {
    let words = Array("It was benificial ".utf16)
    let lines: [[UInt16]] = [
      words + [0xD801] + words, words + [0xDC01], words + [0xDC01, 0xD801],
      words + [0xD83D, 0xD83D, 0xDE01], [0xDFFF] + words + [0xDBFF],
    ]
    for line in lines {
      for odd in [[], [UInt8(0x41)]] {
        for mark in [[], [UInt16(0xFEFF)]] {
          let source = Self.bytes(mark + line, bigEndian: bigEndian) + odd
          let cleaned = try Pipeline().clean(source)
          #expect(cleaned.text.contains("beneficial"))
          #expect(cleaned.findingRules.contains("decode/invalid-utf8"))
          #expect(cleaned.findingRules.contains("decode/odd-byte") == !odd.isEmpty)
          let log = try EditLog.decode(cleaned.log, file: "log")
          #expect(try log.undo(cleaned.bytes) == source)
          #expect(try log.apply(to: source).output == cleaned.bytes)
          #expect(try cleanInSlices(source, [1]).log == cleaned.log)
        }
      }
    }
  }

  @Test("random UTF-16 comes back byte for byte", arguments: 0..<20)
  func random(_ seed: Int) throws {
    var random = RepeatableGenerator(seed: UInt64(seed))
    let units: [UInt16] =
      [0xFEFF]
      + (0..<200).map { _ in
        switch Int.random(in: 0..<4, using: &random) {
        case 0: UInt16.random(in: 0xD800...0xDFFF, using: &random)
        case 1: UInt16.random(in: 0...0xFFFF, using: &random)
        default: UInt16.random(in: 0x20...0x7E, using: &random)
        }
      }
    for bigEndian in [false, true] {
      let source = Self.bytes(units, bigEndian: bigEndian)
      // A byte order mark and a NUL behind it would be UTF-32.
      guard units[1] != 0 else { continue }
      let cleaned = try Pipeline().clean(source)
      #expect(try EditLog.decode(cleaned.log, file: "log").undo(cleaned.bytes) == source)
    }
  }

  @Test("the mark of UTF-8 stays, and is no part of the first line")
  func byteOrderMark() throws {
    for (source, output) in [
      ("", ""), ("Text.\n", "Text.\n"), ("It was benificial.\n", "It was beneficial.\n"),
      (
        "种故的就 FOCUS\n\nThe station on the Moon will be built by two countries.\n",
        "FOCUS\n\nThe station on the Moon will be built by two countries.\n"
      ),
    ] {
      let bytes = Array("\u{FEFF}".utf8) + Array(source.utf8)
      let cleaned = try Pipeline().clean(bytes)
      #expect(cleaned.bytes == Array("\u{FEFF}".utf8) + Array(output.utf8))
      #expect(try cleanInSlices(bytes, [1]).log == cleaned.log)
      try expectLaws(bytes)
    }
  }

  @Test(
    "what is not text is refused, with a remedy",
    arguments: [
      ("PNG", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
      ("JPEG", [0xFF, 0xD8, 0xFF, 0xE0]),
      ("gzip", [0x1F, 0x8B, 0x08]), ("ZIP", [0x50, 0x4B, 0x03, 0x04]),
      ("PDF", Array("%PDF-1.7".utf8)),
      ("UTF-32", [0xFF, 0xFE, 0, 0, 0x41, 0, 0, 0]), ("UTF-32", [0, 0, 0xFE, 0xFF, 0, 0, 0, 0x41]),
      ("NUL", Array("some text".utf8) + [0]), ("NUL", [0, 0, 0, 0]),
      ("UTF-32", Array("text".utf8).flatMap { [$0, 0, 0, 0] }),
    ] as [(String, [UInt8])])
  func refused(_ name: String, _ start: [UInt8]) {
    for length in [0, 100, 20_000] {
      let bytes = start + [UInt8](repeating: 0x20, count: length)
      for sizes in [[1], [bytes.count]] {
        let error = fault { _ = try cleanInSlices(bytes, sizes) }
        #expect(error?.code == .notText, "\(name)")
        #expect(error?.remedy.isEmpty == false)
        if name != "UTF-32" || start[0] != 0x74 {
          #expect(error?.message.contains(name) == true, "\(error?.message ?? "")")
        }
      }
    }
  }

  @Test("a NUL behind the first 8 KiB is kept")
  func lateNUL() throws {
    let line = Array("It was a fine day for the town and for all who live in it.\n".utf8)
    var source: [UInt8] = []
    while source.count < 8192 { source += line }
    source += Array("A NUL \u{0} here is benificial.\n".utf8)
    let cleaned = try Pipeline().clean(source)
    #expect(cleaned.text.hasSuffix("A NUL \u{0} here is beneficial.\n"))
    try expectLaws(source)
    // The last byte of the first 8 KiB decides, the one behind it does not.
    for (place, isText) in [(8191, false), (8192, true)] {
      var text = [UInt8](repeating: 0x61, count: 9000)
      text[place] = 0
      for sizes in [[text.count], [1], [8191, 1, 1000]] {
        let error = fault { _ = try cleanInSlices(text, sizes) }
        #expect((error == nil) == isText)
      }
    }
  }

  @Test("overlong forms, surrogates and cut sequences stay byte for byte and are found")
  func invalid() throws {
    let sequences: [[UInt8]] = [
      [0xC0, 0xAF], [0xC1, 0xBF], [0xE0, 0x80, 0xAF], [0xF0, 0x80, 0x80, 0xAF], [0xED, 0xA0, 0x80],
      [0xED, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80], [0xFE], [0xFF], [0x80], [0xBF],
      [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xC3],
    ]
    for bad in sequences {
      let source = Array("The old town is ".utf8) + bad + Array(" benificial.\n".utf8)
      let expected = Array("The old town is ".utf8) + bad + Array(" beneficial.\n".utf8)
      let cleaned = try Pipeline().clean(source)
      #expect(cleaned.bytes == expected)
      let found = cleaned.findings.filter { $0.step.rule == "invalid-utf8" }
      #expect(found.map(\.range) == [16..<(16 + bad.count)])
      #expect(found.map(\.excerpt) == [bad])
      try expectLaws(source)
    }
  }

  @Test(
    "an output that would be taken for something else is not made",
    arguments: [
      [0xFE, 0xFF] + Array("the old town".utf8), [0xFF, 0xFE] + Array("the old town".utf8),
      Array("%PDF-1.4 is what the file began with.".utf8),
    ] as [[UInt8]])
  func laidBare(rest: [UInt8]) throws {
    let notice = Array("Digitized by Google\n\n".utf8)
    let source = notice + rest + Array("\n\nIt was benificial.\n".utf8)
    let cleaned = try Pipeline().clean(source)
    #expect(cleaned.bytes == source && cleaned.edits.isEmpty)
    #expect(cleaned.findings.contains { $0.step.rule == "unreadable" })
    try expectLaws(source)
    // Behind something else it is no signature.
    let others = Array("The lamps were lit.\n\n".utf8)
    #expect(try Pipeline().clean(notice + others + source).text.contains("beneficial"))
  }

  @Test("without the stage, nothing is decoded, and what has NULs is refused all the same")
  func switchedOff() throws {
    let off = configured { $0.stages.remove("decode") }
    let source = Array("caf".utf8) + [0xE9, 0x0A]
    let cleaned = try Pipeline(off).clean(source)
    #expect(cleaned.bytes == source && cleaned.findings.isEmpty)
    #expect(fault { _ = try Pipeline(off).clean(Array("ab\u{0}cd".utf8)) }?.code == .notText)
  }
}
