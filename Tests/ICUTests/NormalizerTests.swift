import ICU
import Testing

@Suite struct NormalizerTests {
  private func compose(_ text: [UInt8]) throws -> ([UInt8], [NormalizationChange]) {
    var output: [UInt8] = []
    var changes: [NormalizationChange] = []
    try Normalizer.composeNFC(text.span, into: &output, changes: &changes)
    let plain = Normalizer.toNFC(text.span)
    #expect(plain == output)
    #expect(isNFC(text) == changes.isEmpty)
    return (output, changes)
  }

  private func isNFC(_ text: [UInt8]) -> Bool { Normalizer.isNFC(text.span) }

  @Test func `a decomposed accent is composed, with its place`() throws {
    // e and U+0301 are 1 + 2 bytes, é is 2.
    let (output, changes) = try compose(utf8("cafe\u{301} x"))
    #expect(output == utf8("caf\u{E9} x"))
    #expect(changes == [NormalizationChange(source: 3..<6, output: 3..<5)])
  }

  @Test func `neighbours are separate changes`() throws {
    // The angstrom sign is 3 bytes and Å 2.
    let (output, changes) = try compose(utf8("e\u{301}\u{212B}"))
    #expect(output == utf8("\u{E9}\u{C5}"))
    #expect(
      changes == [
        NormalizationChange(source: 0..<3, output: 0..<2),
        NormalizationChange(source: 3..<6, output: 2..<4),
      ])
  }

  @Test func `marks are put in order before they compose`() throws {
    let (output, changes) = try compose(utf8("a\u{302}\u{323}"))
    #expect(output == utf8("\u{1EAD}"))
    #expect(changes == [NormalizationChange(source: 0..<5, output: 0..<3)])
  }

  @Test func `Korean letters make a syllable`() throws {
    #expect(try compose(utf8("\u{1112}\u{1161}\u{11AB}")).0 == utf8("\u{D55C}"))
  }

  @Test(arguments: ["", "plain", "é", "科技日报", "ﬁ"])
  func `what is composed stays`(text: String) throws {
    let (output, changes) = try compose(utf8(text))
    #expect(output == utf8(text))
    #expect(changes.isEmpty)
  }

  @Test func `results are appended, and output offsets count what was there`() throws {
    var output: [UInt8] = [1, 2]
    var changes = [NormalizationChange(source: 0..<1, output: 0..<2)]
    try Normalizer.composeNFC(utf8("e\u{301}").span, into: &output, changes: &changes)
    #expect(output == [1, 2, 0xC3, 0xA9])
    #expect(changes.count == 2)
    #expect(changes[1] == NormalizationChange(source: 0..<3, output: 2..<4))
  }

  @Test func `nothing composes across an ill-formed byte`() throws {
    let text: [UInt8] = [0x65, 0xFF, 0xCC, 0x81]
    let (output, changes) = try compose(text)
    #expect(output == text)
    #expect(changes.isEmpty)
  }

  @Test func `ill-formed bytes stay and what follows them is composed`() throws {
    // The first two bytes of a character of three, then e and U+0301, then a lone lead byte.
    let (output, changes) = try compose([0xE2, 0x84, 0x65, 0xCC, 0x81, 0xC3])
    #expect(output == [0xE2, 0x84, 0xC3, 0xA9, 0xC3])
    #expect(changes == [NormalizationChange(source: 2..<5, output: 2..<4)])
  }

  @Test func `a long text loses nothing on its way`() throws {
    let count = 50_000
    let text = [[UInt8]](repeating: utf8("xe\u{301}"), count: count).flatMap { $0 }
    let (output, changes) = try compose(text)
    #expect(output == [[UInt8]](repeating: utf8("x\u{E9}"), count: count).flatMap { $0 })
    #expect(changes.count == count)
    #expect(
      changes.last
        == NormalizationChange(
          source: text.count - 3..<text.count, output: output.count - 2..<output.count))
  }

  @Test func `the changes lead from any source to its output`() throws {
    var generator = RepeatableGenerator(state: 1)
    for _ in 0..<2_000 {
      let text = brokenText(&generator)
      let (output, changes) = try compose(text)
      var replayed: [UInt8] = []
      var copied = 0
      for change in changes {
        replayed += text[copied..<change.source.lowerBound]
        #expect(replayed.count == change.output.lowerBound)
        replayed += output[change.output]
        copied = change.source.upperBound
        #expect(!text[change.source].elementsEqual(output[change.output]))
      }
      replayed += text[copied...]
      #expect(replayed == output)
      #expect(isNFC(output))
      #expect(parsed(output).illFormed == parsed(text).illFormed)
    }
  }
}
