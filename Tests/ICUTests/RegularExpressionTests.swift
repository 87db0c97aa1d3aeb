import ICU
import Testing

@Suite struct RegularExpressionTests {
  private func matches(_ pattern: String, _ text: [UInt8]) throws -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    try RegularExpression(pattern).matches(in: text.span, into: &ranges)
    return ranges
  }

  @Test func `offsets are bytes`() throws {
    #expect(try matches(#"\p{Han}+"#, utf8("ab科技日报cd")) == [2..<14])
    #expect(try matches("b", utf8("😀b é b")) == [4..<5, 9..<10])
    #expect(try matches("😀.", utf8("é😀科")) == [2..<9])
    #expect(try matches("x", utf8("é")).isEmpty)
  }

  @Test func `the pattern sets its own flags`() throws {
    #expect(try matches("(?i)É", utf8("xéyÉ")) == [1..<3, 4..<6])
    #expect(try matches("(?m)^科", utf8("科\n科")) == [0..<3, 4..<7])
  }

  @Test func `empty matches`() throws {
    #expect(try matches("", utf8("é")) == [0..<0, 2..<2])
    #expect(try matches("", []) == [0..<0])
    #expect(try matches("x*", utf8("axb")) == [0..<0, 1..<2, 2..<2, 3..<3])
  }

  @Test func `ill-formed bytes count as U+FFFD`() throws {
    let text: [UInt8] = [0x61, 0xFF, 0x62, 0xE2, 0x84, 0x63]
    #expect(try matches(#"\x{FFFD}"#, text) == [1..<2, 3..<5])
    #expect(try matches(".", text) == [0..<1, 1..<2, 2..<3, 3..<5, 5..<6])
  }

  @Test func `runs of characters lie where a plain scan finds them`() throws {
    var generator = RepeatableGenerator(state: 4)
    let wanted: Set<Unicode.Scalar> = ["é", "科"]
    let regex = try RegularExpression("[é科]+")
    for _ in 0..<300 {
      let letters: [Unicode.Scalar] = (0..<Int.random(in: 0...300, using: &generator)).map { _ in
        ["a", "é", "科", "😀"].randomElement(using: &generator)!
      }
      var text: [UInt8] = []
      var expected: [Range<Int>] = []
      for letter in letters {
        let start = text.count
        text += utf8(String(Character(letter)))
        guard wanted.contains(letter) else { continue }
        if let last = expected.last, last.upperBound == start {
          expected[expected.count - 1] = last.lowerBound..<text.count
        } else {
          expected.append(start..<text.count)
        }
      }
      var ranges: [Range<Int>] = []
      try regex.matches(in: text.span, into: &ranges)
      #expect(ranges == expected)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a pattern that explodes ends with an error`() throws {
    let regex = try RegularExpression("(a+)+$")
    var ranges = [1..<2]
    // Forty letters can be grouped in 2^39 ways.
    let short = [UInt8](repeating: UInt8(ascii: "a"), count: 40) + utf8("!")
    #expect(throws: ICUError.regexTimeOut) {
      try regex.matches(in: short.span, into: &ranges)
    }
    let long = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000) + utf8("!")
    let error = #expect(throws: ICUError.self) {
      try regex.matches(in: long.span, into: &ranges)
    }
    #expect(error == .regexTimeOut || error == .regexStackOverflow)
    #expect(ranges == [1..<2])
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: ["a*b", "[ae]*+b", "(?s).*b", #"\w+b"#, #"(a*)\1b"#, #"(?=a*b)\w"#, "(?i)É*a*b"])
  func `a pattern that starts over at every letter ends with an error`(pattern: String) throws {
    // A million starts with up to a million letters each would take hours.
    let text = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    let regex = try RegularExpression(pattern)
    var ranges: [Range<Int>] = []
    let error = #expect(throws: ICUError.self) {
      try regex.matches(in: text.span, into: &ranges, stepLimit: 500)
    }
    #expect(error == .regexTimeOut || error == .regexStackOverflow)
  }

  @Test(.timeLimit(.minutes(1)))
  func `the limit is one for the whole text`() throws {
    // Each line takes few steps, all of them together many.
    let regex = try RegularExpression("(?:a|a)*b")
    let line = [UInt8](repeating: UInt8(ascii: "a"), count: 14) + utf8("\n")
    let text = [[UInt8]](repeating: line, count: 2_000).flatMap { $0 }
    var ranges: [Range<Int>] = []
    try regex.matches(in: line.span, into: &ranges, stepLimit: 20)
    #expect(throws: ICUError.regexTimeOut) {
      try regex.matches(in: text.span, into: &ranges, stepLimit: 20)
    }
    #expect(throws: ICUError.illegalArgument) {
      try regex.matches(in: line.span, into: &ranges, stepLimit: 0)
    }
  }

  @Test(arguments: [
    ("ab(c", "U_REGEX_MISMATCHED_PAREN", 1), ("x\n[b-a]", "U_REGEX_INVALID_RANGE", 2),
    (#"\p{Nonsense}"#, "U_REGEX_PROPERTY_SYNTAX", 1), ("*", "U_REGEX_RULE_SYNTAX", 1),
    ("[a", "U_REGEX_MISSING_CLOSE_BRACKET", 1), ("(?<=a*)b", "U_REGEX_LOOK_BEHIND_LIMIT", 1),
  ])
  func `a wrong pattern is explained`(pattern: String, name: String, line: Int) {
    let error = #expect(throws: RegularExpressionError.self) { try RegularExpression(pattern) }
    #expect(error?.cause.name == name)
    #expect(error?.pattern == pattern)
    #expect(error?.line == line)
    #expect(error?.message != name)
    #expect((0...pattern.unicodeScalars.count + 1).contains(error?.offset ?? -1))
    #expect(error?.description.contains(pattern) == true)
  }

  @Test func `threads share a pattern`() async throws {
    let regex = try RegularExpression("科+")
    try await withThrowingTaskGroup(of: [Range<Int>].self) { group in
      for _ in 0..<64 {
        group.addTask {
          var ranges: [Range<Int>] = []
          try regex.matches(in: utf8("é科科 科").span, into: &ranges)
          return ranges
        }
      }
      for try await ranges in group { #expect(ranges == [2..<8, 9..<12]) }
    }
  }

  @Test func `broken text gives ranges in order`() throws {
    var generator = RepeatableGenerator(state: 5)
    let patterns = [#"\w+"#, "(?i)σ|É", #"\b"#, "", #"[^a]\X?"#, #"(?<=.)科"#, ".*"]
    for pattern in patterns {
      let regex = try RegularExpression(pattern)
      for _ in 0..<500 {
        let text = brokenText(&generator)
        var ranges: [Range<Int>] = []
        try regex.matches(in: text.span, into: &ranges)
        #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
        #expect(ranges.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= text.count })
        let inside = Set(parsed(text).scalarRanges.flatMap { $0.dropFirst() })
        #expect(inside.isDisjoint(with: ranges.flatMap { [$0.lowerBound, $0.upperBound] }))
      }
    }
  }
}
