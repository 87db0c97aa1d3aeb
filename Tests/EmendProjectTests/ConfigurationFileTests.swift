import Emend
import Testing

@testable import EmendProject

/// `emend.toml`: what it says, and what is wrong with it.
@Suite struct ConfigurationFileTests {
  private func file(_ text: String) throws(EmendError) -> ConfigurationFile {
    try ConfigurationFile(Array(text.utf8), file: "emend.toml")
  }

  private func resolved(_ text: String, for path: String? = nil) throws -> ResolvedConfiguration {
    var result = ResolvedConfiguration()
    try result.apply(try file(text), path: path.map { Array($0.utf8) }) { _ in
      Array("teh->the\n".utf8)
    }
    return result
  }

  @Test(
    "a header without a name and a bracket out of place are errors with their places, not the end of the process",
    arguments: [
      ("[é]\n", 1, 2), ("[,]\n", 1, 2), ("[\n-e^-", 1, 2), ("a = 1\n[ \r\n", 2, 3),
      ("x = 1 # [a]\n  [[ .a]]\n", 2, 6),
      ("a = '''\n[é]\n'''\n[=]", 4, 2),
      ("x = [}a]\n", 1, 6), ("x = [ # }\n 1, }]\n", 2, 5), ("x = {a = [1}}\n", 1, 12),
      ("x = [1]]\n", 1, 8), ("x = [\"}\", 1\n}", 2, 1),
      ("x = [ \u{2028}1]\n", 1, 7), ("x =\u{A0}1\n", 1, 4), ("[a.\u{E9}]\n", 1, 4),
      ("x = [\u{B}1]", 1, 6),
      ("x = 2020-01-01 1\n", 1, 5), ("x = [0, # 1\n 2020-01-01Today, 2]", 2, 2), ("x = 07:3", 1, 5),
      ("x = {1979-05-27 = 1979-05-27}", 1, 19),
      (#"x = "\\u0041\u0000""#, 1, 13), ("'\\u0000' = \"\"\"\n\\U00000000\"\"\"", 2, 1),
      (String(repeating: "a.", count: 17) + "a = 1", 1, 34),
      ("[" + String(repeating: "a.", count: 17) + "a]", 1, 35),
      ("x = " + String(repeating: "[", count: 17), 1, 21),
      ("x = 20'20\n[", 1, 7), ("x = '''a''b'''c'", 1, 16),
    ])
  func oddities(_ text: String, _ line: Int, _ column: Int) throws {
    let error = #expect(throws: EmendError.self) { try file(text) }
    #expect(error?.code == .badConfiguration && error?.line == line && error?.column == column)
  }

  @Test func `what only looks like such a header is none`() throws {
    let text = #"""
      protect = [
        '[,]', # [é]
        "[=]\"[,]", # }
        '[}]'
      ]
      protect-words = ["""
      [é]"""]

      """#
    #expect(try file(text).assignments.count == 2)
  }

  @Test(
    "whatever TOML has passes the guard, to be refused for its unknown key",
    arguments: [
      "1\n[1979-05-27]\n", "1\n[[ 1979-05-27 . 07 ]]\n", "[5e-3, 6.626E-34, -1]", "{1979-05-27=1}",
      #""""a""""""#, "'''it's''''", "{a.'b'=\"c\",'d'=1}",
      "'1979-05-27 1'", #""\\u0000""#,
      "\(String(repeating: "[", count: 16))\(String(repeating: "]", count: 16))",
      "[1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5]",
      "1 # 1979-05-27 1 é\u{2028}", "'\u{2028}é'",
    ])
  func wellFormed(_ value: String) {
    let error = #expect(throws: EmendError.self) { try file("nosuchkey = \(value)\n") }
    #expect(error?.message.contains("nosuchkey") == true, "\(String(describing: error))")
  }

  @Test func `every kind of key takes effect`() throws {
    let it = try resolved(
      """
      stages = ["spelling", "hyphenation", "Tables"]
      skip = ["tables"]
      threshold = 0.75
      wrap = "join"
      tables = "keep"
      furniture = "mark"
      garbage = "remove"
      words = ["ours.txt"]
      flush = true
      format = "markdown"
      misspellings = ["ours.txt"]
      protect = ['[A-Z]\\d+']
      protect-words = ["Guangxi"]
      window = "64K"
      [stage.spelling]
      threshold = 1
      """
    ).configuration
    #expect(it.stages == ["spelling", "hyphenation"])
    #expect(it.threshold == 0.75)
    #expect(it.wrap == .join)
    #expect(it.tables == .keep)
    #expect(it.furniture == .mark)
    #expect(it.garbage == .remove)
    #expect(!it.words.isEmpty)
    #expect(it.flushes)
    #expect(it.format == .markdown)
    #expect(!it.misspellings.isEmpty)
    #expect(it.protected == ["[A-Z]\\d+"])
    #expect(it.protectedWords == ["Guangxi"])
    #expect(it.windowSize == 64 << 10)
    #expect(it.thresholds == ["spelling": 1])
  }

  @Test func `an override counts for its files, the last one most`() throws {
    let text = """
      wrap = "join"
      [[override]]
      files = ["poems/**", "*.md"]
      wrap = "keep"
      threshold = 0.6
      [[override]]
      files = ["poems/old/*"]
      threshold = 0.7
      """
    #expect(try resolved(text, for: "a.txt").configuration.wrap == .join)
    #expect(try resolved(text, for: "b/c.md").configuration.wrap == .keep)
    #expect(try resolved(text, for: "poems/x").configuration.threshold == 0.6)
    #expect(try resolved(text, for: "poems/old/x").configuration.threshold == 0.7)
    #expect(try resolved(text, for: "poems/old/x").configuration.wrap == .keep)
    #expect(try resolved(text).configuration.wrap == .join)
  }

  @Test(arguments: [
    ("wrp = \"join\"", 1, 1, "did you mean 'wrap'?"),
    ("# a\n\n  treshold = 1", 3, 3, "did you mean 'threshold'?"),
    ("[stage.spelling]\nthreshhold = 1", 2, 1, "did you mean 'stage.spelling.threshold'?"),
    ("[stage.speling]\nthreshold = 1", 1, 1, "did you mean 'stage.spelling'?"),
    ("wrap = \"joint\"", 1, 1, "did you mean \"join\"?"),
    ("x.y = 1", 1, 1, "emend config --markdown"),
    ("wrap = 3", 1, 1, "one of \"auto\", \"keep\", \"join\""),
    ("threshold = 1.5", 1, 1, "a number from 0 to 1"),
    ("skip = \"tables\"", 1, 1, "a list of names of stages"),
    ("protect = \"a\"", 1, 1, "write a list: [\"a\"]"),
    ("protect = [\"(\"]", 1, 1, "ICU's syntax"),
    ("window = \"12X\"", 1, 1, "a number of bytes"),
    ("wrap = 1979-05-27", 1, 8, "write it in quotes"),
    ("override = 1", 1, 1, "[[override]]"),
    ("wrap = \"join\"\n[[override]]\nwrap = \"keep\"", 2, 1, "files = "),
    ("[[override]]\nfiles = \"*.md\"", 2, 1, "list of patterns"),
    ("[[override]]\nfiles = [\"*.md\", \"[a\"]", 2, 18, "'[a' is wrong at character 1"),
    ("[[override]]\nfiles = [\n  \"[z-a]\"]", 3, 3, "runs backward"),
    (
      "[[override]]\nfiles = [\"a\"]\n[[override]]\nfiles = [\"b\"]\n  wrip = \"keep\"", 5, 3,
      "wrap"
    ),
    ("\"ключ\" = 1\nwrap = \"join", 2, 1, "toml.io"),
    ("a = \"é\"; b = 1", 1, 1, ""),
  ])
  func `a fault names its place and what to do`(
    _ text: String, _ line: Int, _ column: Int, _ remedy: String
  ) throws {
    do throws(EmendError) {
      _ = try file(text)
      Issue.record("no fault in \(text)")
    } catch {
      #expect(error.code == .badConfiguration)
      #expect(error.file == "emend.toml")
      #expect(error.line == line)
      if !remedy.contains("toml.io"), !remedy.isEmpty { #expect(error.column == column) }
      #expect(error.description.contains(remedy), "\(error)")
    }
  }

  @Test func `what is in force is printed with its sources, and reads back as it is`() throws {
    let text = """
      threshold = 0.75
      skip = ["tables"]
      protect-words = ["a \\"b\\"", "c\\nd"]
      [stage.spelling]
      threshold = 0.95
      """
    var it = try resolved(text)
    it.apply { $0.wrap = .join }
    let lines = it.toml.split(separator: "\n")
    func line(_ start: String) throws -> Substring {
      try #require(lines.first { $0.hasPrefix(start) }, "\(start)")
    }
    #expect(try line("threshold = 0.75").hasSuffix("# emend.toml:1"))
    #expect(try line("stages = ").hasSuffix("# emend.toml:2"))
    #expect(try line("wrap = \"join\"").hasSuffix("# --wrap"))
    #expect(try line("tables = ").hasSuffix("# default"))
    #expect(lines.last?.hasPrefix("threshold = 0.95") == true)
    let again = try resolved(it.toml)
    for setting in Setting.all {
      let value = setting.value(in: it.configuration)
      #expect(setting.value(in: again.configuration) == value, "\(setting.key)")
    }
  }

  @Test func `every key of the table can be set to what it is, and has its words`() throws {
    #expect(Set(Setting.all.map(\.key)).count == Setting.all.count)
    var configuration = Configuration.standard
    for setting in Setting.all {
      #expect(!setting.summary.isEmpty && setting.summary.hasSuffix("."))
      guard let value = setting.value(in: .standard) else { continue }
      try setting.apply(value, to: &configuration) { _ in [] }
      #expect(setting.value(in: configuration) == value)
    }
  }
}

/// Where keys stand.
@Suite struct TOMLPlacesTests {
  @Test func `every key has its place, wherever TOML lets it stand`() throws {
    let text = """
      a = 1 # x = 2
      "b c" = 'x = "y" # z'
        'd'.e = \"\"\"
      f = 1 \\" \"\"\"\"
      g = [ "h", # i
        { j = 1, k.l = [2] }, [3] ]
      [m . "n.o"]
      p = 1.5e-3
      [[q]]
      r = 1
      [q.s]
      t = { }
      [[q]]
      r = '''
      u = 1
      '''
      """
    let places = TOMLPlaces(Array(text.utf8))
    func place(_ path: String...) -> String {
      let path = path.map { $0.hasPrefix("#") ? TOMLPlaces.element(Int($0.dropFirst())!) : $0 }
      return places.place(of: path).map { "\($0.line):\($0.column)" } ?? "-"
    }
    #expect(place("a") == "1:1")
    #expect(place("x") == "-")
    #expect(place("b c") == "2:1")
    #expect(place("d") == "3:3")
    #expect(place("d", "e") == "3:7")
    #expect(place("f") == "-")
    #expect(place("g", "#0") == "5:7")
    #expect(place("g", "#1", "j") == "6:5")
    #expect(place("g", "#1", "k", "l", "#0") == "6:19")
    #expect(place("g", "#2", "#0") == "6:26")
    #expect(place("m", "n.o", "p") == "8:1")
    #expect(place("q", "#0", "r") == "10:1")
    #expect(place("q", "#0", "s", "t") == "12:1")
    #expect(place("q", "#1", "r") == "14:1")
    #expect(place("u") == "-")
    // TOMLKit reads the same keys, and each of its values has a place of its own.
    func check(_ node: TOMLNode, _ path: [String]) {
      #expect(path.isEmpty || places.place(of: path) != nil, "\(path)")
      switch node.value {
      case .table(let nodes): for (key, node) in nodes { check(node, path + [key]) }
      case .array(let nodes):
        for (index, node) in nodes.enumerated() { check(node, path + [TOMLPlaces.element(index)]) }
      default: break
      }
    }
    check(try TOMLNode.parse(Array(text.utf8), file: "x"), [])
  }
}
