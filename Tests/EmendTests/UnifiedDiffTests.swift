import Testing

@testable import Emend

/// What a unified diff makes of a text; nil where it does not fit.
private func patched(_ old: [UInt8], with diff: [UInt8]) -> [UInt8]? {
  func lines(_ bytes: [UInt8]) -> [[UInt8]] {
    var result: [[UInt8]] = [[]]
    for byte in bytes {
      result[result.count - 1].append(byte)
      if byte == 0x0A { result.append([]) }
    }
    if result.last == [] { result.removeLast() }
    return result
  }
  let source = lines(old)
  var output: [[UInt8]] = []
  var position = 0
  let script = lines(diff)
  for (index, line) in script.enumerated() where index >= 2 {
    var text = Array(line.dropFirst())
    if index + 1 < script.count, script[index + 1].first == UInt8(ascii: "\\") {
      text.removeLast()
    }
    switch line.first {
    case UInt8(ascii: "@"):
      // @@ -start[,count] +start[,count] @@
      let spans = String(decoding: line, as: UTF8.self).split(separator: " ")
      let numbers = spans[1].dropFirst().split(separator: ",").compactMap { Int($0) }
      let isEmpty = numbers.count > 1 && numbers[1] == 0
      let start = isEmpty ? numbers[0] : numbers[0] - 1
      guard start >= position, start <= source.count else { return nil }
      output += source[position..<start]
      position = start
    case UInt8(ascii: " "), UInt8(ascii: "-"):
      guard position < source.count, source[position] == text else { return nil }
      if line.first == UInt8(ascii: " ") { output.append(text) }
      position += 1
    case UInt8(ascii: "+"): output.append(text)
    case UInt8(ascii: "\\"): break
    default: return nil
    }
  }
  return Array((output + source[position...]).joined())
}

@Suite("The unified diff")
struct UnifiedDiffTests {
  private func diff(_ old: String, _ new: String, context: Int = 3) -> String {
    String(
      decoding: UnifiedDiff.make(
        Array(old.utf8), Array(new.utf8), oldName: "old", newName: "new", context: context),
      as: UTF8.self)
  }

  private func lines(_ numbers: Range<Int>) -> String { numbers.map { "line \($0)\n" }.joined() }

  @Test("what it says, patched into the old text, is the new one", arguments: 0..<60)
  func random(_ seed: Int) {
    var maker = EditMaker(seed: UInt64(seed))
    // Few different lines, so that many are alike.
    var old = (0..<maker.number(0...60)).map { _ in "\(maker.number(0...12))\n" }
    var new = old
    for _ in 0..<maker.number(0...15) {
      let place = maker.number(0...new.count)
      switch maker.number(0...2) {
      case 0: new.insert("\(maker.number(0...12))\n", at: place)
      case 1 where place < new.count: new.remove(at: place)
      case 2 where place < new.count: new[place] = "\(maker.number(0...12)) changed\n"
      default: break
      }
    }
    if maker.number(0...3) == 0 { old.append("no end") }
    if maker.number(0...3) == 0 { new.append("no end") }
    let a = Array(old.joined().utf8)
    let b = Array(new.joined().utf8)
    for context in [0, 1, 3] {
      let made = UnifiedDiff.make(a, b, oldName: "old", newName: "new", context: context)
      #expect(patched(a, with: made) == b)
      if a == b { #expect(made.isEmpty) }
    }
  }

  @Test("texts that share no line, and long ones")
  func replacedWhole() {
    let a = Array((0..<300).map { "a\($0)\n" }.joined().utf8)
    let b = Array((0..<280).map { "b\($0)\n" }.joined().utf8)
    let made = UnifiedDiff.make(a, b, oldName: "old", newName: "new")
    #expect(patched(a, with: made) == b)
  }

  @Test("nothing where nothing differs")
  func same() { #expect(diff("a\n", "a\n") == "") }

  @Test("a changed line with three lines around it")
  func context() {
    let old = lines(1..<11)
    let expected = """
      --- old
      +++ new
      @@ -2,7 +2,7 @@
       line 2
       line 3
       line 4
      -line 5
      +LINE 5
       line 6
       line 7
       line 8

      """
    #expect(diff(old, old.replacing("line 5\n", with: "LINE 5\n")) == expected)
  }

  @Test("changes six lines apart share a hunk, changes seven apart do not")
  func merging() {
    func hunks(_ second: Int) -> Int {
      let old = lines(1..<31)
      let new = old.replacing("line 10\n", with: "x\n").replacing("line \(second)\n", with: "y\n")
      return diff(old, new).split(separator: "\n").count { $0.hasPrefix("@@") }
    }
    #expect(hunks(17) == 1)
    #expect(hunks(18) == 2)
  }

  @Test("no newline at the end is said, as patch wants it")
  func noNewline() {
    #expect(
      diff("a\n", "a") == "--- old\n+++ new\n@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file\n")
    #expect(
      diff("a", "a\n") == "--- old\n+++ new\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n")
    #expect(diff("a", "b").split(separator: "\n").count { $0.hasPrefix("\\") } == 2)
  }

  @Test("an empty text on either side")
  func empty() {
    #expect(diff("", "a\nb\n") == "--- old\n+++ new\n@@ -0,0 +1,2 @@\n+a\n+b\n")
    #expect(diff("a\n", "") == "--- old\n+++ new\n@@ -1 +0,0 @@\n-a\n")
  }

  @Test("colours only surround; without them the diff is the same")
  func colours() {
    let old = Array(lines(1..<9).utf8)
    let new = Array("first\n\(lines(2..<9))last".utf8)
    let plain = UnifiedDiff.make(old, new, oldName: "a", newName: "b")
    let coloured = UnifiedDiff.make(old, new, oldName: "a", newName: "b", colour: true)
    #expect(coloured.contains(0x1B))
    var text = String(decoding: coloured, as: UTF8.self)
    for code in ["0", "1", "31", "32", "36"] { text = text.replacing("\u{1B}[\(code)m", with: "") }
    #expect(Array(text.utf8) == plain)
  }
}
