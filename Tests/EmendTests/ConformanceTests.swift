import Emend
import Foundation
import Testing

/// What others have laid down, by the cases that are known to go wrong: UTF-8 by the Unicode Standard,
/// CSV by RFC 4180, pipe tables by GitHub's specification.
@Suite struct ConformanceTests {
  // MARK: UTF-8

  /// The stretches of bytes that are no UTF-8, by the standard library.
  private static func illFormed(_ bytes: [UInt8]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var position = 0
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let scalar): position += scalar.count
      case .error(let length):
        if let last = result.last, last.upperBound == position {
          result[result.count - 1] = last.lowerBound..<(position + length)
        } else {
          result.append(position..<(position + length))
        }
        position += length
      case .emptyInput: return result
      }
    }
  }

  /// Every sequence of up to four bytes of those at which a rule of table 3-7 of the Unicode Standard
  /// begins or ends: overlong forms, surrogates, what lies beyond U+10FFFF, cut sequences and each of
  /// their maximal subparts.
  private static let sequences: [[UInt8]] = {
    let leads: [UInt8] = [
      0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5,
      0xF8, 0xFC, 0xFE, 0xFF,
    ]
    let trails: [UInt8] = [0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE1, 0xF1]
    var result: [[UInt8]] = (leads + trails).map { [$0] }
    for lead in leads + trails {
      for second in trails {
        result.append([lead, second])
        for third in trails { result.append([lead, second, third]) }
      }
    }
    for lead: UInt8 in [0xE0, 0xED, 0xF0, 0xF1, 0xF4, 0xF5] {
      for second in trails {
        for third: UInt8 in [0x41, 0x80, 0xBF, 0xC2] {
          for last: UInt8 in [0x41, 0x80, 0xBF, 0xE1] {
            result.append([lead, second, third, last])
          }
        }
      }
    }
    return result
  }()

  @Test func `what is no UTF-8 is found where the standard library finds it, and stays`() throws {
    #expect(Self.sequences.count > 5000)
    let decoding = configured { $0.stages = ["decode"] }
    var wrong = 0
    // A document each five hundred, since a window tells of no end of findings.
    for start in stride(from: 0, to: Self.sequences.count, by: 500) {
      var source = Array("The first line is plain.\n".utf8)
      for sequence in Self.sequences[start...].prefix(500) {
        source += Array("x ".utf8) + sequence + Array(" y\n".utf8)
      }
      let cleaned = try Pipeline(decoding).clean(source)
      #expect(cleaned.bytes == source)
      let found = cleaned.findings.filter { $0.step.rule == "invalid-utf8" }.map(\.range)
      let expected = Self.illFormed(source)
      for range in Set(found).symmetricDifference(expected) {
        wrong += 1
        if wrong < 5 { Issue.record("\(Array(source[range])) at \(range)") }
      }
    }
    #expect(wrong == 0)
  }

  // MARK: CSV

  /// Reads comma-separated values by RFC 4180, as a program would that Emend's output goes to.
  private static func rows(csv: [UInt8]) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var cell: [UInt8] = []
    var isQuoted = false
    var index = 0
    func at(_ index: Int) -> UInt8 { index < csv.count ? csv[index] : 0 }
    while index < csv.count {
      let byte = csv[index]
      if isQuoted {
        if byte == 0x22, at(index + 1) == 0x22 {
          cell.append(byte)
          index += 1
        } else if byte == 0x22 {
          isQuoted = false
        } else {
          cell.append(byte)
        }
      } else if byte == 0x22, cell.isEmpty {
        isQuoted = true
      } else if byte == 0x2C || byte == 0x0A {
        row.append(String(decoding: cell, as: UTF8.self))
        cell = []
        if byte == 0x0A {
          rows.append(row)
          row = []
        }
      } else if byte != 0x0D {
        cell.append(byte)
      }
      index += 1
    }
    if !cell.isEmpty || !row.isEmpty {
      rows.append(row + [String(decoding: cell, as: UTF8.self)])
    }
    return rows
  }

  /// The numbers are those of the rules in section 2 of the RFC.
  @Test(arguments: [
    ("1: each record on a line of its own", "aaa,bbb,ccc\r\nzzz,yyy,xxx\r\nmmm,nnn,ooo\r\n"),
    ("1: lines that end in LF", "aaa,bbb,ccc\nzzz,yyy,xxx\nmmm,nnn,ooo\n"),
    ("2: the last line without its end", "aaa,bbb,ccc\r\nzzz,yyy,xxx\r\nmmm,nnn,ooo"),
    ("3: a line of names", "name,town,year\r\nAnna,Rome,1912\r\nJohn,Oslo,1913\r\n"),
    ("4: cells without anything", "aaa,,ccc\r\n,yyy,xxx\r\nmmm,nnn,\r\n"),
    ("5: some cells in quotes", "\"aaa\",bbb,\"ccc\"\r\nzzz,yyy,xxx\r\nmmm,\"nnn\",ooo\r\n"),
    ("6: commas in quotes", "\"a,a\",bbb,ccc\r\nzzz,\"y,y,y\",xxx\r\nmmm,nnn,\",\"\r\n"),
    ("7: quotes in quotes", "\"a\"\"a\",bbb,ccc\r\nzzz,\"\"\"y\"\"\",xxx\r\nmmm,nnn,ooo\r\n"),
    ("letters of any script", "naïve,été,日本\r\nzzz,yyy,xxx\r\nmmm,nnn,ooo\r\n"),
  ])
  func `comma-separated values`(_ rule: String, _ source: String) throws {
    let tables = ExtractedTable.all(in: Array(source.utf8))
    let expected = Self.rows(csv: Array(source.utf8))
    #expect(tables.map(\.layout) == ["commas"], "\(rule)")
    #expect(tables.first?.rows == expected, "\(rule)")
    // What is written is read again as the same.
    #expect(tables.first.map { Self.rows(csv: $0.csv) } == expected, "\(rule)")
    // A table that is one by its own mark-up is not touched.
    #expect(try Pipeline().clean(Array(source.utf8)).bytes == Array(source.utf8), "\(rule)")
  }

  @Test func `a line end in a quoted cell harms nothing`() throws {
    // Rule 6 allows it. Emend reads lines, and does not take these for a table; it leaves them alone.
    let source = Array("aaa,\"b\r\nbb\",ccc\r\nzzz,yyy,xxx\r\nmmm,nnn,ooo\r\n".utf8)
    #expect(try Pipeline().clean(source).bytes == source)
  }

  @Test func `any cell is written so that it is read again`() {
    var generator = RepeatableGenerator(seed: 4180)
    let pieces = ["a", "\"", ",", " ", "é", "\"\"", "'", ";", "x,y", "|", "\\"]
    for _ in 0..<100 {
      let rows = (0..<3).map { _ in
        (0..<3).map { _ in
          "k" + (0..<3).map { _ in pieces.randomElement(using: &generator)! }.joined() + "k"
        }
      }
      let pipes = rows.map { row in
        "| "
          + row.map { $0.replacing("\\", with: "/").replacing("|", with: "\\|") }
          .joined(separator: " | ") + " |\n"
      }
      let source = pipes[0] + "| --- | --- | --- |\n" + pipes[1] + pipes[2]
      let table = ExtractedTable.all(in: Array(source.utf8)).first
      #expect(table != nil, "\(source)")
      let expected = rows.map { $0.map { $0.replacing("\\", with: "/") } }
      #expect(table.map { Self.rows(csv: $0.csv) } == expected, "\(source)")
    }
  }

  // MARK: Pipe tables

  /// By the examples of the section on tables of GitHub Flavored Markdown, in words of our own. Nil
  /// where there is no table.
  @Test(
    arguments: [
      (
        "a head, a delimiter row, a row", "| town | ships |\n| --- | --- |\n| Oslo | 12 |\n",
        [["town", "ships"], ["Oslo", "12"]]
      ),
      (
        "columns that are not aligned, colons, no bars at the ends",
        "| town | ships built |\n:-: | -----------:\nOslo | 12\n",
        [["town", "ships built"], ["Oslo", "12"]]
      ),
      (
        "a bar behind a backslash belongs to its cell, in code too",
        "| sh\\|ips |\n| ------ |\n| a `\\|` bar |\n| a **\\|** bar |\n", nil
      ),
      (
        "the same with two columns", "| sh\\|ips | n |\n| --- | - |\n| a `\\|` bar | 2 |\n",
        [["sh|ips", "n"], ["a `|` bar", "2"]]
      ),
      (
        "a bar behind a backslash at the end of a line",
        "town | ships\n--- | ---\nOslo | twelve\\|\n", [["town", "ships"], ["Oslo", "twelve|"]]
      ),
      (
        // By the specification no table; Emend takes it for one whose delimiter row is torn.
        "a delimiter row with another number of cells",
        "| town | ships |\n| --- |\n| Oslo |\n", [["town", "ships"], ["Oslo", ""]]
      ),
      (
        "rows with too few cells get empty ones",
        "| town | ships |\n| --- | --- |\n| Oslo |\n| Rome | 3 |\n",
        [["town", "ships"], ["Oslo", ""], ["Rome", "3"]]
      ),
      (
        // By the specification a table; Emend has nothing to say of one without rows.
        "no rows at all", "| town | ships |\n| --- | --- |\n", nil
      ),
      (
        "rows without bars at their ends",
        "| town | ships |\n| --- | --- |\n| Oslo | 12 |\nRome | 3\n",
        [["town", "ships"], ["Oslo", "12"], ["Rome", "3"]]
      ),
    ] as [(String, String, [[String]]?)])
  func `pipe tables`(_ rule: String, _ source: String, _ expected: [[String]]?) throws {
    let tables = ExtractedTable.all(in: Array(source.utf8)).filter { $0.layout == "pipes" }
    #expect(tables.first?.rows == expected, "\(rule)")
    #expect(try Pipeline().clean(Array(source.utf8)).bytes == Array(source.utf8), "\(rule)")
  }

  @Test func `a table ends at a blank line, and at the beginning of another block`() {
    let rows = "| town | ships |\n| --- | --- |\n| Oslo | 12 |\n"
    for behind in ["\nThe text goes on.\n", "> A word of a guest.\n", "# Ships\n"] {
      let tables = ExtractedTable.all(in: Array((rows + behind).utf8))
      #expect(tables.map(\.rows) == [[["town", "ships"], ["Oslo", "12"]]], "\(behind)")
    }
  }
}
