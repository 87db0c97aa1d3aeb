import Foundation
import Testing

/// `--jsonl`: a field of every record is cleaned, and every other byte stays.
@Suite struct RecordTests {
  private static let brokenJSON = broken.replacingOccurrences(of: "\n", with: "\\n")
  private static let mendedJSON = mended.replacingOccurrences(of: "\n", with: "\\n")

  @Test func `a field is cleaned, and all else stays`() throws {
    let folder = try Folder()
    let line = { (text: String) in
      "{ \"n\" :1.50e+3,\"text\": \"\(text)\" , \"x\":[{\"text\":\"the goverment\"},null], \"u\":\"\\u00e9\\/\"}"
    }
    let ran = try folder.emend("--jsonl", input: line(Self.brokenJSON) + "\n")
    #expect(ran.status == 0)
    #expect(ran.text == line(Self.mendedJSON) + "\n")
    #expect(ran.errors == "")
  }

  /// What the fuzzer found kept: the second of two equal records got a full stop that the first did not,
  /// since what was misread in the first still counted when the second was looked at.
  @Test func `a record is cleaned the same whatever stood before it`() throws {
    let kept = try Data(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fuzz/Corpus/Records/misread-text-behind-itself"))
    // Behind the record stand the fuzzer's choices.
    let end = try #require(kept.lastIndex(of: UInt8(ascii: "}")))
    let record = Array(kept[...end]) + [0x0A]
    let ran = try Folder().run(
      Command.path, ["--jsonl", "--jobs", "1", "--field", "pages.text"], record + record, [:])
    #expect(ran.status == 0)
    let lines = ran.bytes.split(separator: 0x0A)
    #expect(lines.count == 2 && lines[0] == lines[1])
  }

  @Test func `line ends, empty lines, byte order mark and a missing last line end stay`() throws {
    let folder = try Folder()
    let input = "\u{FEFF}{\"text\":\"the goverment\"}\r\n\r\n  \n{}\n{\"text\":\"the goverment\"}"
    let ran = try folder.emend("--jsonl", input: input)
    #expect(ran.text == input.replacingOccurrences(of: "goverment", with: "government"))
    #expect(ran.errors == "")
  }

  @Test func `fields are named, also within objects and lists, and escaped keys are the same`()
    throws
  {
    let folder = try Folder()
    let input =
      #"{"a.b":"the goverment","a":{"b":"the goverment","c":"the goverment"},"t\u0065xt":"the goverment","pages":[{"text":"the goverment"},"the goverment"],"text":["the goverment",1],"text":"the goverment"}"#
    func cleaned(_ fields: String...) throws -> [Bool] {
      let ran = try folder.run(
        Command.path, ["--jsonl"] + fields.flatMap { ["--field", $0] }, Array(input.utf8), [:])
      #expect(ran.status == 0)
      return ran.text.components(separatedBy: "\"the gover").dropFirst().map {
        $0.hasPrefix("nment\"")
      }
    }
    let (yes, no) = (true, false)
    #expect(try cleaned("a.b") == [no, yes, no, no, no, no, no, no])
    #expect(try cleaned(#"a\.b"#) == [yes, no, no, no, no, no, no, no])
    #expect(try cleaned("text") == [no, no, no, yes, no, no, yes, yes])
    #expect(try cleaned("pages.text") == [no, no, no, no, yes, no, no, no])
    #expect(try cleaned("pages") == [no, no, no, no, no, yes, no, no])
    #expect(try cleaned("a.c", "pages") == [no, no, yes, no, no, yes, no, no])
  }

  @Test func `what no edit touches keeps its spelling`() throws {
    let folder = try Folder()
    let input =
      #"{"text":"\u0041 caf\u00e9, \ud83d\ude00 \ud83d a\/b: the goverment\tof\u0020it."}"#
    let ran = try folder.emend("--jsonl", input: input + "\n")
    #expect(ran.text == input.replacingOccurrences(of: "goverment", with: "government") + "\n")
  }

  @Test func `new letters are spelt as the others are`() throws {
    let folder = try Folder()
    try folder.write("cafe->caf\u{E9}\n", to: "list")
    func cleaned(_ letter: String) throws -> String {
      try folder.run(
        Command.path, ["--jsonl", "--misspellings", "list"],
        Array("{\"text\":\"Andr\(letter) went to the cafe.\"}\n".utf8), [:]
      ).text
    }
    #expect(try cleaned("\\u00e9") == #"{"text":"Andr\u00e9 went to the caf\u00e9."}"# + "\n")
    #expect(try cleaned("\u{E9}") == "{\"text\":\"Andr\u{E9} went to the caf\u{E9}.\"}\n")
  }

  @Test(arguments: [
    "no object", "[1]", "\"text\"", "{\"text\":\"a\"", "{\"text\":\"a\",}", "{\"text\" \"a\"}",
    "{text:\"a\"}", "{\"a\":01}", "{\"a\":1.}", "{\"a\":+1}", "{\"a\":\"\\x\"}",
    "{\"a\":\"\\u12g4\"}",
    "{\"a\":\"tab\tin\"}", "{\"a\":tru}", "{\"a\":1}}", "{\"a\":1} {}", "{\"a\":[1 2]}", "{\"a\":}",
    "{\"text\":\"\\",
  ])
  func `a broken line is reported with its number and passed through`(_ line: String) throws {
    let folder = try Folder()
    let input = "{\"text\":\"the goverment\"}\n\(line)\n{\"text\":\"the goverment\"}\n"
    try folder.write(input, to: "in.jsonl")
    let ran = try folder.emend("--jsonl", "in.jsonl")
    #expect(ran.text == input.replacingOccurrences(of: "goverment", with: "government"))
    #expect(ran.status == 3)
    #expect(ran.errors.hasPrefix("emend: in.jsonl:2: byte "))
    #expect(ran.errors.split(separator: "\n").count == 1)
    #expect(try folder.emend("--jsonl", "--lenient", "in.jsonl").status == 0)
  }

  @Test func `what Python writes for numbers passes`() throws {
    let folder = try Folder()
    let input = "{\"a\":NaN,\"b\":[-Infinity,Infinity,-0,0.5E-7],\"text\":\"the goverment\"}\n"
    let ran = try folder.emend("--jsonl", input: input)
    #expect(ran.text == input.replacingOccurrences(of: "goverment", with: "government"))
    #expect(ran.status == 0)
  }

  @Test func `edits come with the record, and lead back`() throws {
    struct Record: Decodable {
      struct Edit: Decodable {
        var field: String
        var range: [Int]
        var before: String
        var after: String
      }
      struct Edits: Decodable { var edits: [Edit] }
      var text: String
      var emend: Edits
    }
    let folder = try Folder()
    let ran = try folder.emend(
      "--jsonl", "--with-edits", input: "{\"text\":\"\(Self.brokenJSON)\"}\n{}\n")
    #expect(ran.status == 0)
    let lines = ran.bytes.split(separator: 0x0A)
    #expect(lines.count == 2)
    let record = try JSONDecoder().decode(Record.self, from: Data(lines[0]))
    #expect(record.text == mended)
    var text = Array(broken.utf8)
    for edit in record.emend.edits.reversed() {
      #expect(edit.field == "text")
      #expect(Array(text[edit.range[0]..<edit.range[1]]) == Array(edit.before.utf8))
      text.replaceSubrange(edit.range[0]..<edit.range[1], with: Array(edit.after.utf8))
    }
    #expect(text == Array(mended.utf8))
    #expect(
      String(decoding: lines[1], as: UTF8.self) == "{\"emend\":{\"edits\":[],\"findings\":[]}}")
    let again = try folder.emend("--jsonl", "--with-edits", input: ran.text)
    #expect(again.bytes == ran.bytes)
    #expect(again.errors.contains("has a member 'emend' already"))
  }

  @Test func `files, places and checks are those of texts`() throws {
    let folder = try Folder()
    try folder.write("{\"text\":\"the goverment\"}\n", to: "a.jsonl")
    let check = try folder.emend("--jsonl", "--check", "a.jsonl")
    #expect(check.status == 1)
    #expect(check.text == "a.jsonl\n")
    #expect(try folder.emend("--jsonl", "--in-place=.bak", "a.jsonl").status == 0)
    #expect(try folder.text("a.jsonl") == "{\"text\":\"the government\"}\n")
    #expect(try folder.text("a.jsonl.bak") == "{\"text\":\"the goverment\"}\n")
    #expect(try folder.emend("--jsonl", "--check", "a.jsonl").status == 0)
    #expect(try folder.emend("--jsonl", "--diff", "a.jsonl").status == 2)
    #expect(try folder.emend("--jsonl", "--edits", "log", "a.jsonl").status == 2)
    #expect(try folder.emend("--with-edits", "a.jsonl").status == 2)
    let zipped = try folder.emend("--jsonl", input: "\u{1F}\u{8B}\u{8}")
    #expect(zipped.status == 3)
  }

  @Test func `a field that no record has is a wrong call that names those they have`() throws {
    let folder = try Folder()
    let records = "{\"id\":7,\"te\\u0078t\":\"It was benificial.\",\"p\":{\"q\":null}}\n{\"z\":1}\n"
    try folder.write(records, to: "a.jsonl")
    for jobs in ["1", "2"] {
      let ran = try folder.emend(
        "--jsonl", "--field", "nope", "--field", "p.x", "-o", "out", "-j", jobs, "a.jsonl")
      #expect(ran.status == 2)
      #expect(
        ran.errors == "emend: a.jsonl: no record has a field 'nope' or 'p.x'; "
          + "name one with --field; the first record has 'id', 'text', 'p'\n")
      #expect(folder.names == ["a.jsonl"])
    }
    let unnamed = try folder.emend("--jsonl", input: "{\"body\":\"a\"}\n{}\n")
    #expect(unnamed.status == 2)
    #expect(unnamed.errors.contains("'text'; name one with --field; the first record has 'body'\n"))
    #expect(try folder.emend("--jsonl", input: "{}\n").status == 2)
    // A part of a whole may lack a field; it is told, and counts for nothing.
    let lenient = try folder.emend("--jsonl", "--field", "nope", "--lenient", "a.jsonl")
    #expect(lenient.status == 0)
    #expect(lenient.text == records)
    #expect(lenient.errors.contains("no record has a field 'nope'"))
    // A field that is there and holds no text is none that was misspelt.
    let empty = try folder.emend("--jsonl", "--field", "p.q", "a.jsonl")
    #expect(empty.status == 0)
    #expect(empty.errors.contains("no record has a text in its field 'p.q'"))
    #expect(
      try folder.emend("--jsonl", "--field", "nope", "--field", "text", "a.jsonl").status == 0)
    #expect(try folder.emend("--jsonl", "--field", "nope", input: "").status == 0)
  }

  /// A made-up object: every kind of value, of spelling, of nesting.
  private struct ObjectMaker {
    var random: Xorshift
    /// With `{text}` in the place of what is to be cleaned.
    mutating func object(_ depth: Int, _ isOutermost: Bool) -> String {
      var members = (0..<random.below(5)).map { number in
        blank() + "\"k\(number)\(string())\"" + blank() + ":" + blank() + value(depth) + blank()
      }
      if isOutermost {
        for _ in 0...random.below(10) / 9 {
          let key = random.below(4) == 0 ? "\\u0074ext" : "text"
          members.insert(
            blank() + "\"\(key)\":" + blank() + "\"{text}\"", at: random.below(members.count + 1))
        }
      }
      return "{" + (members.isEmpty ? blank() : members.joined(separator: ",")) + "}"
    }
    private mutating func value(_ depth: Int) -> String {
      switch random.below(depth > 0 ? 8 : 6) {
      case 0: ["null", "true", "false"][random.below(3)]
      case 1:
        ["0", "-0", "1.50", "1E5", "1e-05", "123456789012345678901234567890"][random.below(6)]
      case 2...5: "\"\(string())\""
      case 6: object(depth - 1, false)
      default:
        "[" + (0..<random.below(3)).map { _ in value(depth - 1) }.joined(separator: ",") + "]"
      }
    }
    private mutating func string() -> String {
      let parts = [
        "the goverment", "\\n", "\\\"", "\\\\", "\\/", "\\u00e9", "\\uD83D\\uDE00", "\\ud800",
        "\\u0000", "é", "科技", "\u{1F600}", "\u{7F}", " ", ",", "}", "]", ":", "{x", "\\t",
      ]
      return (0..<random.below(6)).map { _ in parts[random.below(parts.count)] }.joined()
    }
    private mutating func blank() -> String { ["", "", " ", "\t", "  "][random.below(5)] }
  }

  @Test func `of ten thousand objects nothing changes but the field`() throws {
    let folder = try Folder()
    var maker = ObjectMaker(random: Xorshift(7))
    var input = ""
    var expected = ""
    for number in 0..<10_000 {
      let object = maker.object(3, true)
      let end = number % 3 == 0 ? "\r\n" : "\n"
      input += object.replacingOccurrences(of: "{text}", with: "As the goverment said.") + end
      expected += object.replacingOccurrences(of: "{text}", with: "As the government said.") + end
    }
    for jobs in ["1", "2", "5"] {
      let ran = try folder.emend("--jsonl", "--jobs", jobs, input: input)
      #expect(ran.status == 0)
      #expect(ran.bytes == Array(expected.utf8), "with \(jobs) jobs")
    }
  }

  @Test func `a line beyond all measure is passed through`() throws {
    let folder = try Folder()
    let ran = try folder.shell(
      """
      { echo '{"text":"the goverment"}'; printf '{"text":"'; head -c 70000000 /dev/zero | tr '\\0' a
        echo '"}'; echo '{"text":"the goverment"}'; } >in
      emend --jsonl in >out; echo $?
      sed 's/goverment/government/' in | cmp - out && echo same
      """)
    #expect(ran.text == "3\nsame\n")
    #expect(ran.errors.hasPrefix("emend: in:2: this line is longer than 64 MiB;"))
  }

  @Test func `a line comes out while the input is still open`() throws {
    let folder = try Folder()
    let ran = try folder.shell(
      """
      mkfifo in out
      "$EMEND" --jsonl --jobs 2 <in >out &
      exec 3>in 4<out
      echo '{"text":"the goverment"}' >&3
      read -r line <&4; echo "$line"
      exec 3>&-; wait $!; echo $?
      """)
    #expect(ran.text == "{\"text\":\"the government\"}\n0\n")
  }
}

/// Numbers that look random and are the same every time.
struct Xorshift {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }
  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
