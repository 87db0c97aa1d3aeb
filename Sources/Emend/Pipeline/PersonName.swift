internal import Lexicon

/// What tells a person's name from other words in capitals: the initials, titles and given names
/// before it.
enum PersonName {
  /// How sure what stands before a word is that the word is a surname.
  enum Herald {
    /// An initial or a title: only a surname follows.
    case certain
    /// A given name, which is part of other names too (George Street, William Hotel).
    case likely
  }

  /// What stands before a token and shows that it is a surname; nil where nothing does.
  ///
  /// - Parameter token: an index into the window's tokens.
  static func herald(_ window: borrowing Window, _ token: Int) -> Herald? {
    let bytes = window.bytes.span
    var index = token
    let first = window.firstToken(besideToken: token)
    // A second name may stand between (Norman Eldridge Whiteman).
    for distance in 0..<3 {
      guard index > first else { return nil }
      let before = window.tokens[index - 1]
      let start = Int(window.tokens[index].start)
      guard before.facts.contains(.capitalised), before.end < start else { return nil }
      let isShortened = bytes[before.end] == UInt8(ascii: ".")
      for offset in (before.end + (isShortened ? 1 : 0))..<start where !bytes[offset].isBlank {
        return nil
      }
      let letter = bytes[Int(before.start)]
      let isInitial =
        before.length == 1
        && (isShortened || letter != UInt8(ascii: "I") && letter != UInt8(ascii: "A"))
      if isInitial || titles.contains(before, of: bytes) {
        return distance == 0 ? .certain : .likely
      }
      if isShortened { return nil }
      if givenNames.contains(before, of: bytes) { return .likely }
      index -= 1
    }
    return nil
  }

  /// Whether English makes compounds of a name and this word: `Harrington-street`, `Thatcher-era`.
  static func isMadeWith(_ key: [UInt8]) -> Bool { compounds.contains(key) }

  private static let titles: WordSet = [
    "Mr", "Mrs", "Miss", "Ms", "Messrs", "Misses", "Dr", "Prof", "Professor", "Rev", "Hon", "Sir",
    "Capt", "Captain", "Col", "Colonel", "Lieut", "Lieutenant", "Major", "Sergt", "Sergeant", "Cpl",
    "Corporal", "Pte", "Private", "Gnr", "Constable", "Detective", "Inspector", "Superintendent",
    "Senator", "Councillor", "Alderman", "Ald", "Madame", "Mme", "Mlle", "Monsieur", "Herr", "Frau",
  ]

  /// The commonest given names; names that are towns and streets as well (Victoria, Sydney) are not
  /// among them.
  private static let givenNames: WordSet = [
    "John", "William", "James", "Thomas", "Robert", "Charles", "Henry", "Edward", "Richard",
    "Joseph", "Arthur", "Frederick", "Walter", "Harold", "Herbert", "Ernest", "Alfred", "Albert",
    "Frank", "Francis", "David", "Daniel", "Michael", "Patrick", "Peter", "Paul", "Philip",
    "Samuel", "Stephen", "Andrew", "Hugh", "Norman", "Kenneth", "Donald", "Ronald", "Raymond",
    "Geoffrey", "Percy", "Reginald", "Leonard", "Stanley", "George", "Mary", "Elizabeth",
    "Margaret",
    "Annie", "Anna", "Ellen", "Emily", "Alice", "Dorothy", "Ethel", "Jane", "Jean", "Joan", "Susan",
    "Sarah", "Kate", "Catherine", "Barbara", "Patricia", "Helen", "Ruth", "Edith", "Gladys",
    "Christopher", "Matthew", "Anthony", "Mark", "Martin", "Simon", "Brian", "Alan", "Eric", "Karl",
    "Hans", "Pierre", "Maria", "Laura", "Julia", "Emma", "Linda", "Jennifer", "Nancy",
  ]

  private static let compounds: WordSet = [
    "street", "road", "lane", "square", "place", "terrace", "avenue", "park", "bridge", "like",
    "style", "era", "type", "led", "born", "built", "made", "run", "owned", "elect",
    "general", "designate", "in", "at", "wide", "area", "loving", "mad", "inspired", "free",
  ]
}

/// Points of the compass: two spellings are right (`north-east`, `northeast`), and a document has one.
enum CompassPoints {
  /// Whether two halves that are a point of the compass are written with a hyphen; nil where they are
  /// none.
  ///
  /// The document's other points tell; edited prose has the hyphen, or a blank, more often.
  static func hyphenates(
    _ left: [UInt8], _ right: [UInt8], _ evidence: borrowing Evidence
  ) -> Bool? {
    guard poles.contains(left), sides.contains(right) else { return nil }
    var apart = 0
    var together = 0
    for pole in poles {
      for side in sides {
        apart += evidence.pairInDocument(pole, side)
        together += evidence.occurrences(key: pole + side)
      }
    }
    return apart >= together
  }

  private static let poles = ["north", "south"].map { Array($0.utf8) }
  private static let sides = [
    "east", "west", "eastern", "western", "easterly", "westerly", "eastward", "westward",
  ].map { Array($0.utf8) }
}
