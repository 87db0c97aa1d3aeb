import Foundation
import Testing

/// `emend tables`.
@Suite struct TablesCommandTests {
  private let page =
    "The rooms were let.\n\nTable 1 Rooms\n\nRoom\tSeats\nHall\t40\nAttic, low\t12\n\n"
    + "<table><tr><td>a</td><td>1</td></tr></table>\n"

  @Test func `one line of JSON a table`() throws {
    struct Line: Decodable {
      var file: String
      var range: [Int]
      var caption: String?
      var layout: String
      var confidence: Double
      var head: Int
      var rows: [[String]]
    }
    let folder = try Folder()
    try folder.write(page, to: "a.md")
    let ran = try folder.emend("tables", "a.md", "-", input: "Only prose.\n")
    #expect(ran.status == 0)
    let lines = try ran.text.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
    try #require(lines.count == 2)
    #expect(lines.map(\.file) == ["a.md", "a.md"])
    #expect(lines[0].caption == "Table 1 Rooms")
    #expect(lines[0].range == [36, 68])
    #expect(lines[0].layout == "tabs" && lines[0].head == 1)
    #expect((0.5...1).contains(lines[0].confidence))
    #expect(lines[0].rows == [["Room", "Seats"], ["Hall", "40"], ["Attic, low", "12"]])
    #expect(lines[1].layout == "html" && lines[1].rows == [["a", "1"]])
  }

  @Test func `a file is no folder for tables, whether there are any or not`() throws {
    let folder = try Folder(["a.txt": clean, "b.txt": "| a | b |\n|---|---|\n| 1 | 2 |\n"])
    for name in ["a.txt", "b.txt"] {
      let ran = try folder.emend("tables", name, "-o", "a.txt")
      #expect(ran.status == 4)
      #expect(ran.errors.hasPrefix("emend: a.txt: a part of the path is no folder; "))
    }
  }

  @Test func `a CSV file a table`() throws {
    let folder = try Folder()
    try folder.write(page, to: "a.md")
    let ran = try folder.emend("tables", "a.md", "-o", "out")
    #expect(ran.status == 0)
    #expect(try folder.text("out/a.md-1.csv") == "Room,Seats\r\nHall,40\r\n\"Attic, low\",12\r\n")
    #expect(try folder.text("out/a.md-2.csv") == "a,1\r\n")
  }
}
