import Testing

@testable import Emend

@Suite("XXH64, the log's checksum")
struct ChecksumTests {
  @Test(
    "the values that the specification's authors publish",
    arguments: [
      ("", "ef46db3751d8e999"), ("a", "d24ec4f1a98c6e5b"), ("abc", "44bc2cf5ad770999"),
    ])
  func known(_ text: String, _ value: String) {
    #expect(checksum(Array(text.utf8)) == value)
  }

  @Test("the same for any slicing, at every length around the stripes of 32 bytes")
  func slices() {
    var maker = EditMaker(seed: 1)
    for length in Array(0...100) + [1000, 4097] {
      let bytes = maker.bytes(length...length)
      let whole = checksum(bytes)
      for size in [1, 3, 31, 32, 33] {
        var sliced = Checksum()
        var position = 0
        while position < bytes.count {
          let end = min(bytes.count, position + size)
          sliced.update(bytes.span.extracting(position..<end))
          position = end
        }
        #expect(sliced.description == whole)
        #expect(sliced.length == length)
      }
    }
  }

  @Test("one byte more, less or other gives another value")
  func differs() {
    let bytes = [UInt8](repeating: 0, count: 70)
    var seen: Set<String> = []
    for length in 0...70 { seen.insert(checksum(Array(bytes.prefix(length)))) }
    #expect(seen.count == 71)
    for place in 0..<70 {
      var other = bytes
      other[place] = 1
      seen.insert(checksum(other))
    }
    #expect(seen.count == 141)
  }

  @Test("sixteen digits always")
  func digits() {
    for number in 0..<2000 { #expect(checksum(Array("\(number)".utf8)).utf8.count == 16) }
  }
}
