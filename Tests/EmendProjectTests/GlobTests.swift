import Emend
import EmendProject
import Testing

/// Patterns of paths.
@Suite struct GlobTests {
  @Test(arguments: [
    ("*.md", "a.md", true), ("*.md", "b/c/a.md", true), ("*.md", "a.mdx", false),
    ("a/*.md", "a/b.md", true), ("a/*.md", "a/b/c.md", false), ("/a.md", "a.md", true),
    ("./a", "a", true), ("a/**", "a/b/c", true), ("a/**", "ab/c", false),
    ("**/x", "x", true), ("**/x", "a/b/x", true), ("**/x", "a/bx", false),
    ("a/**/z", "a/z", true), ("a/**/z", "a/b/c/z", true), ("a/**/z", "a/bz", false),
    ("?.t", "é.t", true), ("?.t", "ab.t", false), ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false),
    ("[]]x", "]x", true), ("[x", "[x", true), ("*a*a*a*b", "aaaaaaaaaaaaaaaaaaaa", false),
    ("", "", true), ("*", ".hidden", true), ("a*", "b/ac", true), ("./a*", "b/ac", false),
    ("\\*", "*", true), ("\\*", "a", false), ("[\\]]", "]", true), ("a**b", "a/b", false),
    ("[!a]", "/", false), ("科?", "科技", true), ("[é-ü]", "ö", true), ("**", "a/b", true),
  ])
  func `a pattern matches whole paths`(_ pattern: String, _ path: String, _ matches: Bool) {
    #expect(Glob(pattern).matches(Array(path.utf8)) == matches)
  }

  @Test(arguments: [
    ("*.md", "a", true), ("/*.md", "a", false), ("a/*.md", "a", true), ("a/*.md", "b", false),
    ("a/*.md", "a/b", false), ("**/x", "a/b", true), ("a/**/x", "a/b/c", true),
    ("a/**/x", "b", false), ("a/**", "a/b", true), ("a/*/c/*", "a/b", true),
    ("a/*/c/*", "a/b/d", false), ("/[ab]/x", "b", true), ("/?", "a", false),
  ])
  func `a pattern tells whether it may fit below a folder`(
    _ pattern: String, _ folder: String, _ mayMatch: Bool
  ) {
    #expect(Glob(pattern).mayMatch(below: Array(folder.utf8)) == mayMatch)
  }

  @Test(arguments: [
    ("[x", 1, 0, "close it with ]"), ("é/[!]", 3, 3, "the bracket is not closed"),
    ("a[b-d]*[", 8, 7, "not closed"), ("x[a-z9-0]", 6, 5, "the range runs backward"),
    ("a\\", 2, 1, "backslash"), ("[a\\", 1, 0, "not closed"), ("", 1, 0, "empty"),
    ("a\n[", 3, 2, "'a\\n['"),
  ])
  func `a slip of the pen is told with its place`(
    _ pattern: String, _ character: Int, _ offset: Int, _ text: String
  ) {
    do throws(EmendError) {
      _ = try Glob(checking: Array(pattern.utf8))
      Issue.record("no fault in \(pattern)")
    } catch {
      #expect(error.code == .badPattern && error.offset == offset)
      #expect(error.message.contains(" is wrong at character \(character): "), "\(error)")
      #expect(error.description.contains(text), "\(error)")
    }
  }

  @Test(arguments: ["*.md", "[]x]", "[!]]", "\\[", "[\\]]", "[a-]", "[-a]", "a]", "**/[a-z]?"])
  func `what is no slip is none`(_ pattern: String) throws {
    _ = try Glob(checking: Array(pattern.utf8))
  }

  @Test func `bytes that are not UTF-8 are letters like others`() {
    let name: [UInt8] = [0x61, 0xE9, 0x62]
    #expect(Glob("a?b").matches(name))
    #expect(Glob(name).matches(name))
    #expect(!Glob("aéb").matches(name))
    #expect(Glob("*b").matches([0x64, 0x2F] + name))
  }
}
