import ICU
import Testing

@Suite struct CharsetDetectorTests {
  private let russian = """
    Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему. \
    Все смешалось в доме Облонских. Жена узнала, что муж был в связи с бывшею в их доме \
    француженкою-гувернанткой, и объявила мужу, что не может жить с ним в одном доме.
    """

  private func detect(_ bytes: [UInt8]) throws -> [CharsetMatch] {
    try CharsetDetector.detect(bytes.span)
  }

  @Test func `Russian in its old encoding`() throws {
    // windows-1251 has the letters from А to я in Unicode's order, from 0xC0 on.
    let bytes = russian.unicodeScalars.map { scalar in
      UInt8(scalar.value < 0x80 ? scalar.value : scalar.value - 0x410 + 0xC0)
    }
    let best = try #require(try detect(bytes).first)
    #expect(best.name == "windows-1251")
    #expect(best.language == "ru")
    #expect((1...100).contains(best.confidence))
  }

  @Test func `UTF-8`() throws {
    let best = try #require(try detect(utf8(russian)).first)
    #expect(best.name == "UTF-8")
    #expect(best.language == nil)
    #expect(best.confidence > 90)
  }

  @Test func `UTF-16 with a byte order mark`() throws {
    let units: [UInt16] = [0xFEFF] + russian.utf16
    let bytes = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    #expect(try detect(bytes).first?.name == "UTF-16LE")
  }

  @Test func `nothing, and noise`() throws {
    #expect(try detect([]).isEmpty)
    var generator = RepeatableGenerator(state: 6)
    for _ in 0..<300 {
      let matches = try detect(brokenText(&generator))
      #expect(zip(matches, matches.dropFirst()).allSatisfy { $0.confidence >= $1.confidence })
      #expect(matches.allSatisfy { (0...100).contains($0.confidence) && !$0.name.isEmpty })
    }
  }
}
