import ICU
import Testing

@Suite struct WordBreaksTests {
  private func boundaries(_ text: [UInt8], _ locale: String) throws -> [Int] {
    var offsets: [Int] = []
    try WordBreaks.boundaries(in: text.span, locale: locale, into: &offsets)
    return offsets
  }

  @Test func `English`() throws {
    #expect(try boundaries(utf8("Hello, world"), "en") == [0, 5, 6, 7, 12])
    #expect(try boundaries(utf8("can’t"), "en") == [0, 7])
    #expect(try boundaries([], "en").isEmpty)
  }

  @Test func `a locale that does not exist is the root`() throws {
    #expect(try boundaries(utf8("é b"), "no such locale") == [0, 2, 3, 4])
    #expect(try boundaries(utf8("é b"), "") == [0, 2, 3, 4])
  }

  @Test func `offsets are appended`() throws {
    var offsets = [7]
    try WordBreaks.boundaries(in: utf8("a").span, locale: "en", into: &offsets)
    #expect(offsets == [7, 0, 1])
  }

  @Test func `the dictionary knows Chinese words`() throws {
    #expect(try boundaries(utf8("科技日报"), "zh") == [0, 6, 12])
    let words = try WordBreaks.segmentCounts(in: utf8("科技日报").span, locale: "zh")
    #expect(words == (segments: 2, singles: 0))
  }

  @Test func `noise falls apart`() throws {
    let noise = try WordBreaks.segmentCounts(in: utf8("种故的就").span, locale: "zh")
    #expect(noise == (segments: 4, singles: 4))
    let nothing = try WordBreaks.segmentCounts(in: [UInt8]().span, locale: "zh")
    #expect(nothing == (segments: 0, singles: 0))
  }

  @Test func `every locale has an iterator, however many there are`() throws {
    // More than are kept, twice, so that some are thrown out and opened again.
    for locale in ["en", "zh", "de", "ja", "th", "fr", "en", "zh", "de", "ja", "th", "fr"] {
      #expect(try boundaries(utf8("a b"), locale) == [0, 1, 2, 3])
    }
  }

  @Test func `boundaries of broken text are in order and split no character`() throws {
    var generator = RepeatableGenerator(state: 3)
    for _ in 0..<2_000 {
      let text = brokenText(&generator)
      for locale in ["en", "zh"] {
        let offsets = try boundaries(text, locale)
        if text.isEmpty { continue }
        #expect(offsets.first == 0)
        #expect(offsets.last == text.count)
        #expect(zip(offsets, offsets.dropFirst()).allSatisfy { $0 < $1 })
        let inside = Set(parsed(text).scalarRanges.flatMap { $0.dropFirst() })
        #expect(inside.isDisjoint(with: offsets))
        let counts = try WordBreaks.segmentCounts(in: text.span, locale: locale)
        #expect(counts.segments == offsets.count - 1)
      }
    }
  }

  @Test func `threads do not disturb each other`() async throws {
    try await withThrowingTaskGroup(of: [Int].self) { group in
      for _ in 0..<64 {
        group.addTask {
          var offsets: [Int] = []
          try WordBreaks.boundaries(in: utf8("会议报道 ok").span, locale: "zh", into: &offsets)
          return offsets
        }
      }
      for try await offsets in group { #expect(offsets == [0, 6, 12, 13, 15]) }
    }
  }
}
