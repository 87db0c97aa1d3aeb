import Testing

/// `emend lexicon` and the options that take what it makes.
@Suite struct LexiconCommandTests {
  @Test func `a lexicon is built, inspected and used`() throws {
    let folder = try Folder()
    try folder.write("Malavsia\r\n# a comment\r\nzxqv\t40\r\n", to: "names")
    let built = try folder.emend("lexicon", "build", "--list", "names", "--protect", "-o", "own")
    #expect(built.status == 0 && built.text.isEmpty && built.errors.contains("2 words"))
    let shown = try folder.emend("lexicon", "inspect", "--lexicon", "own", "Malavsia", "nowhwere")
    #expect(shown.status == 0)
    #expect(shown.text.contains("right as it stands") && shown.text.contains("no lexicon has it"))
    let json = try folder.emend("lexicon", "inspect", "--json", "the")
    #expect(json.text.hasPrefix("{\"word\":\"the\"") && json.text.hasSuffix("}\n"))

    let text =
      "Young scientists from countries such as Malavsia, Thailand and Singapore have applied.\n"
    #expect(try folder.emend("--check", input: text).status == 1)
    #expect(try folder.emend("--check", "--lexicon", "own", input: text).status == 0)
    try folder.write("Malavsia", to: "words")
    #expect(try folder.emend("--check", "--words", "words", input: text).status == 0)
  }

  @Test func `a lexicon that is damaged or none is refused by name and place`() throws {
    let folder = try Folder()
    try folder.write("kallio\n", to: "names")
    _ = try folder.emend("lexicon", "build", "--list", "names", "-o", "own")
    var image = try folder.read("own")
    image[image.count - 1] ^= 1
    try folder.write(image, to: "damaged")
    try folder.write([UInt8](image.prefix(image.count / 2)), to: "cut")
    try folder.write("", to: "empty")
    for (name, place) in [
      ("damaged", "byte 24"), ("cut", "byte 16"), ("empty", "byte 0"), ("names", "byte 7"),
    ] {
      let ran = try folder.emend("--lexicon", name, input: "A text.\n")
      #expect(ran.status == 3 && ran.bytes.isEmpty, "\(name)")
      #expect(ran.errors.contains("\(name): \(place):"), "\(ran.errors)")
    }
    let missing = try folder.emend("--lexicon", "absent", input: "A text.\n")
    #expect(missing.status == 3 && missing.errors.contains("absent"))
  }

  @Test func `confusions are learnt from a folder and from two files`() throws {
    let folder = try Folder()
    let ocr = String(repeating: "He saw tbe ships and tbe men of tbe harbour. ", count: 3)
    let truth = String(repeating: "He saw the ships and the men of the harbour. ", count: 3)
    try folder.write(ocr, to: "a.ocr.txt")
    try folder.write(truth, to: "a.gt.txt")
    let first = try folder.emend("lexicon", "learn", ".")
    #expect(first.status == 0 && first.text.contains("h\tb\t9\t"))
    let second = try folder.emend("lexicon", "learn", "a.ocr.txt", "a.gt.txt", "-o", "table")
    #expect(second.status == 0 && second.text.isEmpty)
    #expect(try folder.text("table") == first.text)
    let built = try folder.emend("lexicon", "build", "--confusions", "table", "-o", "own")
    #expect(built.status == 0 && built.errors.contains("1 confusions"))
    try folder.write("", to: "other")
    #expect(try folder.emend("lexicon", "learn", "other").status == 2)
  }

  @Test func `what makes no lexicon is told`() throws {
    let folder = try Folder()
    #expect(try folder.emend("lexicon", "build", "-o", "x").status == 2)
    try folder.write("a b c\t4\n", to: "list")
    let ran = try folder.emend("lexicon", "build", "--list", "list", "-o", "x")
    #expect(ran.status == 2 && ran.errors.contains("list:1:"))
    #expect(folder.names == ["list"])
  }
}
