import Foundation
import Testing

/// JSON by RFC 8259, with the kinds of case that Nicolas Seriot's "Parsing JSON is a Minefield" made
/// usual: what a reader has to take, what it has to refuse, and what is left to it.
@Suite struct JSONConformanceTests {
  /// Values that have to be taken.
  private static let accepted = [
    "0", "-0", "1", "-1", "10", "123456789012345678901234567890", "1.0", "0.5", "1e5", "1E5",
    "1e+5",
    "1e-5", "0e0", "0.0e-0", "1.5E+300", "-0.0", "1e400", "true", "false", "null", "\"\"", "\"a\"",
    "[]", "{}", "[ ]", "{ }", "[1]", "[1,2]", "[ 1 , 2 ]", "[[],[]]", "[{}]", "{\"a\":{}}",
    "{\"\":0}", "{\"a\":1,\"a\":2}", "[null,true,false]", "\t1\t", " 1 ", "\r1",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u0000\"", "\"\\u00e9\\u00E9\"", "\"\\uD834\\uDD1E\"",
    "\"\\ud800\"", "\"\\uDC00\\uD800\"", "\"\\uFFFF\"", "\"\u{7F}\"", "\"\u{E9}\u{65E5}\u{1F600}\"",
    "\"\u{2028}\u{2029}\"", "\"/\"", "\"a\\u000Ab\"", "[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]",
    "\"\u{FEFF}\"", "\"'\"", "\"\\\\u0061\"", "{\"a\":[{\"b\":[{\"c\":null}]}]}",
  ]

  /// Values that have to be refused.
  private static let refused = [
    "", "01", "-01", "00", "+1", "1.", ".5", "-.5", "-", "1e", "1e+", "1E-", "1.e5", "0x1F", "1_0",
    "1 2", "1,", "--1", "1e5.5", "0.5.5", "\u{FF11}", "Nan", "nan", "inf", "-inf", "+Infinity",
    "True", "TRUE", "nul", "nulll", "truefalse", "undefined", "a", "'a'", "\"", "\"a", "a\"",
    "\"\\",
    "\"\\\"", "\"\\a\"", "\"\\x41\"", "\"\\u\"", "\"\\u1\"", "\"\\u12\"", "\"\\u123\"",
    "\"\\u12g4\"",
    "\"\\U0041\"", "\"\\ \"", "\"\\'\"", "\"\u{1}\"", "\"\t\"", "\"a\u{1F}b\"", "[", "]", "[1",
    "[1,",
    "[1,]", "[,1]", "[,]", "[1,,2]", "[1 2]", "[1;2]", "[1}", "[\"a\"", "[1]]", "{", "}", "{]",
    "{\"a\"}", "{\"a\":}", "{\"a\":1", "{\"a\":1,}", "{,}", "{\"a\" 1}", "{\"a\"::1}", "{a:1}",
    "{1:1}", "{'a':1}", "{\"a\":1 \"b\":2}", "{\"a\":1,,\"b\":2}", "{\"a\",1}", "{\"a\":1}}",
    "{null:1}", "/**/1", "1//", "#", "\u{A0}1", "\u{FEFF}1", "\u{2028}1", "1\u{B}", "\u{C}1",
    "[1]a", "\"a\"\"b\"", "(1)", "<1>", "$", "\\", "\\u0031", "*",
  ]

  /// What is no JSON and is taken all the same, since Python and others write it.
  private static let extensions = ["NaN", "Infinity", "-Infinity", "[NaN,-Infinity]"]

  private static func record(_ value: String) -> String {
    "{\"n\":\(value),\"text\":\"the goverment\"}\n"
  }

  @Test func `what has to be taken is taken, and stays byte for byte`() throws {
    let input = (Self.accepted + Self.extensions).map(Self.record).joined()
    let ran = try Folder().emend("--jsonl", "--verbose", input: input)
    #expect(ran.status == 0, "\(ran.errors)")
    #expect(ran.text == input.replacing("goverment", with: "government"))
  }

  @Test func `what has to be refused is told line by line, and passed through`() throws {
    let input = Self.refused.map(Self.record).joined()
    let ran = try Folder().emend("--jsonl", "--verbose", input: input)
    #expect(ran.status == 3)
    #expect(ran.text == input)
    let told = ran.errors.split(separator: "\n").compactMap { line -> Int? in
      line.split(separator: ":").dropFirst(2).first.flatMap { Int($0) }
    }
    #expect(Set(1...Self.refused.count).subtracting(told).map { Self.refused[$0 - 1] } == [])
  }

  @Test func `bytes that are no UTF-8 stay, in a string as outside of one`() throws {
    let folder = try Folder()
    let bad: [[UInt8]] = [
      [0xFF], [0xC3], [0xC0, 0xAF], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
    ]
    for bytes in bad {
      // In a string they are letters, which nothing may lose.
      let inside = Array("{\"text\":\"the goverment ".utf8) + bytes + Array(" x\"}\n".utf8)
      try folder.write(inside, to: "in")
      let expected =
        Array("{\"text\":\"the government ".utf8) + bytes + Array(" x\"}\n".utf8)
      #expect(try folder.emend("--jsonl", "in").bytes == expected)
      // Outside they are no value.
      let outside = Array("{\"n\":".utf8) + bytes + Array("}\n".utf8)
      try folder.write(outside, to: "in")
      let ran = try folder.emend("--jsonl", "in")
      #expect(ran.bytes == outside)
      #expect(ran.status == 3)
    }
  }

  @Test func `nesting has no depth that is too deep`() throws {
    let depth = 100_000
    let deep =
      "{\"n\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      + ",\"text\":\"the goverment\"}\n"
    let ran = try Folder().emend("--jsonl", input: deep)
    #expect(ran.status == 0)
    #expect(ran.text == deep.replacing("goverment", with: "government"))
  }
}
