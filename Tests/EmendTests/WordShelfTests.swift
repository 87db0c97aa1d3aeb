import Lexicon
import Testing

@testable import Emend

struct WordShelfTests {
  /// Words of two letters up to twelve, of so few letters that many are alike.
  private static func words(_ count: Int, _ random: inout RepeatableGenerator) -> [[UInt8]] {
    (0..<count).map { _ in
      (0..<(2 + Int(random.next() % 11))).map { _ in UInt8(ascii: "a") + UInt8(random.next() % 4) }
    }
  }

  /// Levenshtein's distance by its definition: a table of all beginnings.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for i in a.indices {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        (diagonal, row[j + 1]) = (
          row[j + 1], min(row[j + 1] + 1, row[j] + 1, diagonal + (a[i] == b[j] ? 0 : 1))
        )
      }
    }
    return row[b.count]
  }

  @Test("the shelf gives the words within two changes, and no others", arguments: [1, 2])
  func isExact(limit: Int) throws {
    var random = RepeatableGenerator(seed: 7)
    var builder = LexiconBuilder(language: "xx", version: "1", licence: "none")
    for word in Self.words(1500, &random) {
      builder.words[word] = .init(prose: 100, isInDictionary: true)
    }
    var fours = Fours()
    let shelf = WordShelf(try Lexicon(image: builder.image()), &fours)
    let keys = Self.words(60, &random) + builder.words.keys.prefix(20)
    for key in keys {
      let expected = Set(builder.words.keys.filter { Self.distance($0, key) <= limit })
      var found: Set<[UInt8]> = []
      shelf.near(key.span, limit: limit) { found.insert($1.array($1.indices)) }
      #expect(found == expected, "\(String(decoding: key, as: UTF8.self))")
    }
  }

  @Test("the shelf gives the words as long as a key that differ in three places or four")
  func alike() throws {
    var random = RepeatableGenerator(seed: 8)
    var builder = LexiconBuilder(language: "xx", version: "1", licence: "none")
    for word in Self.words(1500, &random) {
      builder.words[word] = .init(prose: 100, isInDictionary: true)
    }
    var fours = Fours()
    let shelf = WordShelf(try Lexicon(image: builder.image()), &fours)
    let likeness = WordShelf.Likeness(shelf)
    for key in Self.words(60, &random) {
      var found: Set<[UInt8]> = []
      shelf.alike(key.span) { found.insert($1.array($1.indices)) }
      let expected = builder.words.keys.filter { word in
        let differing = zip(word, key).count { $0 != $1 }
        return word.count == key.count && differing >= 3 && differing <= min(4, (key.count - 1) / 2)
      }
      #expect(found == Set(expected), "\(String(decoding: key, as: UTF8.self))")
      // Laid out for many searches it gives the same, in the same order.
      var (some, all): ([UInt32], [UInt32]) = ([], [])
      shelf.alike(key.span) { entry, _ in some.append(entry) }
      shelf.alike(key.span, likeness) { entry, _ in all.append(entry) }
      #expect(some == all)
    }
  }

  @Test func `words that may be proposed are those that prose has twenty times, or a dictionary`() {
    #expect(Lexicon.prose(ofDecibits: KnownWord.leastDecibits) >= 20)
    #expect(Lexicon.prose(ofDecibits: KnownWord.leastDecibits - 1) < 20)
  }
}
