import Testing

@testable import Emend

/// Where a window of `size` bytes ends.
private func cut(_ text: [UInt8], size: Int, zone: Int? = nil) -> WindowCutter.Cut {
  WindowCutter.cut(text.span, size: size, zone: zone ?? size / 2)
}

private func cut(_ text: String, size: Int, zone: Int? = nil) -> WindowCutter.Cut {
  cut(Array(text.utf8), size: size, zone: zone)
}

@Suite("Windows")
struct CutterTests {
  // MARK: Where they are cut

  @Test("a blank line between a sentence's end and another's start is best, the last one of them")
  func closed() {
    let text = "First one.\n\nSecond one.\n\nThird one is\n\nbroken, and more text follows here."
    let it = cut(text, size: 50, zone: 50)
    #expect(it.quality == .closed)
    #expect(it.length == Array("First one.\n\nSecond one.\n\n".utf8).count)
  }

  @Test("quotes, brackets and marks behind the stop, and CJK, close as well")
  func otherClosings() {
    for (end, start) in [
      ("He said \"yes.\"", "\"No.\""), ("(See below.)", "Below"), ("**Bold.**", "**More**"),
      ("“Yes.”", "“No.”"), ("完。", "新"), ("Why?", "# Heading"), ("Stop!", "Émile"),
    ] {
      let head = end + "\n\n"
      let text = head + start + " and so it goes on and on without any other border"
      let it = cut(text, size: head.utf8.count + 20, zone: head.utf8.count + 20)
      #expect(it == .init(length: head.utf8.count, quality: .closed), "\(end)")
    }
  }

  @Test("failing that the last blank line, line end, blank, scalar")
  func qualities() {
    #expect(
      cut("one two\n\nthree four\nfive six", size: 24) == .init(length: 20, quality: .lineEnd))
    #expect(
      cut("one two\n\nthree four\nfive six", size: 24, zone: 24)
        == .init(length: 9, quality: .blankLine))
    #expect(cut("one two three four five", size: 20) == .init(length: 19, quality: .blank))
    #expect(
      cut(String(repeating: "x", count: 40), size: 20) == .init(length: 20, quality: .scalar))
    #expect(
      cut([UInt8](repeating: 0x80, count: 40), size: 20) == .init(length: 20, quality: .byte))
  }

  @Test("never within a scalar where that can be avoided")
  func scalars() {
    for letter in ["é", "科", "😀"] {
      let text = String(repeating: letter, count: 40)
      let width = letter.utf8.count
      for size in 16...40 {
        let it = cut(text, size: size)
        #expect(it.quality == .scalar)
        #expect(it.length == size / width * width)
      }
    }
  }

  @Test("never between CR and LF")
  func lineEnds() {
    for size in 16...40 {
      for text in [
        String(repeating: "a", count: size - 1) + "\r\n" + String(repeating: "b", count: 50),
        String(repeating: "\r\n", count: 50), "a" + String(repeating: "\r\n", count: 50),
        String(repeating: "word\r\n", count: 50), String(repeating: "word\r\n\r\n", count: 50),
        String(repeating: "word, \r\n", count: 50),
      ] {
        let bytes = Array(text.utf8)
        let it = cut(bytes, size: size)
        let isTorn = bytes[it.length - 1] == 0x0D && bytes[it.length] == 0x0A
        #expect(!isTorn, "\(size) of \(text.debugDescription)")
      }
    }
  }

  @Test("always within the window, never empty, the same whatever follows", arguments: 0..<20)
  func random(_ seed: Int) {
    var maker = EditMaker(seed: UInt64(seed))
    for _ in 0..<100 {
      let text = maker.bytes(80...120, from: "ab. \n\r\t\"Aé😀")
      let size = maker.number(16...60)
      let it = cut(text, size: size)
      #expect(it.length > 0 && it.length <= size)
      // One byte behind the window is all that is looked at.
      #expect(cut(Array(text.prefix(size + 1)), size: size) == it)
    }
  }

  // MARK: What comes of it

  @Test("a line longer than the window goes through byte for byte, and is found")
  func longLine() throws {
    let letters = Array(String(repeating: "abcdefghij", count: 1000).utf8)
    let words = Array(String(repeating: "lorem ipsum dolor ", count: 600).utf8)
    let ideographs = Array(String(repeating: "科技日报", count: 1000).utf8)
    for source in [letters, words, ideographs, [UInt8](repeating: 0xBF, count: 5000)] {
      let cleaned = try Pipeline(windows(of: 1024)).clean(source)
      #expect(cleaned.bytes == source)
      #expect(cleaned.edits.isEmpty)
      #expect(cleaned.findingRules.count { $0 == "emend/window-cut" } >= source.count / 1024 - 1)
      try expectLaws(source, windows(of: 1024))
      #expect(try cleanInSlices(source, [1000, 24, 1], windows(of: 1024)).log == cleaned.log)
    }
  }

  @Test("CRLF texts in small windows keep their line ends, whatever is cut")
  func carriageReturns() throws {
    let line = "It was a benificial day for the town and for all who live in it"
    for separator in ["\r\n", ",\r\n\r\n", ".\r\n\r\n", "-\r\n"] {
      let source = Array(String(repeating: line + separator, count: 100).utf8)
      for size in [512, 513, 514, 515, 516, 1024] {
        let cleaned = try Pipeline(windows(of: size)).clean(source)
        var previous: UInt8 = 0
        for byte in cleaned.bytes {
          #expect((byte == 0x0A) == (previous == 0x0D))
          previous = byte
        }
        try expectLaws(source, windows(of: size))
      }
    }
  }

  @Test("nothing joins over a cut within a sentence, and the cut is found")
  func noJoin() throws {
    let paragraph = "All of the members of the committee went to see the harbour and the\n\n"
    let source = Array(String(repeating: paragraph, count: 60).utf8)
    let cleaned = try Pipeline(windows(of: 1024)).clean(source)
    let cuts = cleaned.findings.filter { $0.step.rule == "window-cut" }.map(\.range.lowerBound)
    #expect(!cuts.isEmpty)
    for edit in cleaned.edits {
      for cut in cuts {
        #expect(!(edit.range.lowerBound < cut && cut < edit.range.upperBound))
      }
    }
    try expectLaws(source, windows(of: 1024))
  }

  @Test("windows that end where sentences end leave no finding")
  func closedWindows() throws {
    let source = Array(
      String(repeating: "It was a fine day for the town.\n\n", count: 300).utf8)
    let cleaned = try Pipeline(windows(of: 1024)).clean(source)
    #expect(cleaned.bytes == source)
    #expect(cleaned.findings.isEmpty)
  }

  @Test("words of earlier epochs are evidence for later windows, the same ones for any slicing")
  func epochs() throws {
    let filler = String(repeating: "It was a fine day for the town.\n\n", count: 32)
    let source = Array(
      ("The Zorblaxian and the Zorblaxian met.\n\n" + String(repeating: filler, count: 40)
        + "They saw the zorb-\nlaxian once more.\n").utf8)
    let whole = try Pipeline(windows(of: 1024)).clean(source)
    #expect(whole.rules.contains("hyphenation/word-attested"))
    for sizes in [[1], [777], [1024], [5000, 3]] {
      #expect(try cleanInSlices(source, sizes, windows(of: 1024)).log == whole.log)
    }
  }
}
