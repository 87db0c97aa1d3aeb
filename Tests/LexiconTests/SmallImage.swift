import Lexicon

/// Writes small lexicon images from the description of the format, to test its reader with.
struct SmallImage {
  struct Word {
    var key: String
    var centizipf: UInt16 = 0
    var prose: UInt8 = 0
    var share: UInt8 = 255
    var flags: UInt8 = 0
    var corrections: [(tier: UInt8, text: String)] = []
  }

  var words: [Word]
  var pairs: [(String, String, UInt32)] = []
  /// Words, or the marks `<s>` and `#`, and the code of the count.
  var bigrams: [(String, String, UInt8)] = []
  var confusions: [(printed: String, read: String, cost: UInt16)] = []
  /// A power of two.
  var groupCount = 4
  var sections: [(tag: String, content: [UInt8])] = []

  /// One of each kind: short and long keys, keys at the limits of a record, letters of two bytes,
  /// corrections of both tiers.
  static var example: [UInt8] {
    var image = SmallImage(words: [
      Word(key: "the", centizipf: 773, prose: 207, share: 0, flags: 8),
      Word(key: "paris", centizipf: 484, prose: 113, share: 100, flags: 8 | 16),
      Word(key: "tentencase", centizipf: 300),
      Word(key: "elevencases", centizipf: 301),
      Word(key: "naïveté", centizipf: 250),
      Word(key: "internationalisation", centizipf: 210, prose: 16),
      Word(key: "recieve", flags: 1, corrections: [(1, "receive")]),
      Word(
        key: "tbe", flags: 3, corrections: [(0, "the"), (1, "be")]),
      Word(key: "ocurrenceswithoutend", flags: 4 | 2, corrections: [(0, "Two words")]),
    ])
    image.pairs = [("well", "known", 890), ("to", "morrow", 3415)]
    image.bigrams = [
      ("the", "paris", 30), ("<s>", "the", 168), ("paris", "<s>", 90), ("#", "paris", 23),
      ("the", "#", 100),
    ]
    image.confusions = [("", "'", 999), ("ﬁ", "fi", 250), ("rn", "m", 500), ("i", "", 650)]
    return image.bytes
  }

  /// Short words of few letters, which a slip or two make of each other.
  static var searchable: [UInt8] {
    let keys = [
      "am", "an", "ant", "art", "mart", "trail", "train", "rain", "main", "mint", "tin", "it", "at",
      "in", "inn", "lit", "mill", "till", "trim", "carl", "can't", "marc", "claim", "lain", "alarm",
      "martial", "critical", "tall", "call", "arm", "ram", "latin", "matic", "rt", "a", "l",
    ]
    var image = SmallImage(
      words: keys.map { Word(key: $0, prose: 50, flags: 8) } + [Word(key: "tarn", flags: 3)])
    image.bigrams = [("a", "main", 40), ("it", "at", 40), ("in", "art", 40), ("call", "it", 40)]
    image.confusions = [
      ("", "'", 900), ("", "l", 700), ("i", "1", 300), ("l", "1", 320), ("m", "rn", 250),
      ("n", "", 600), ("rn", "m", 500), ("c", "t", 850), ("t", "c", 851), ("il", "li", 700),
    ]
    return image.bytes
  }

  var bytes: [UInt8] {
    // More than twice the room that is needed, so that a shift is soon found.
    var placed = [Word?](repeating: nil, count: words.count * 2 + 3)
    var shifts = [UInt16](repeating: 0, count: groupCount)
    for group in 0..<groupCount {
      let members = words.filter { Int(hashed($0.key) % UInt64(groupCount)) == group }
      for shift in UInt16.min...UInt16.max {
        let places = members.map { Self.place(hashed($0.key), shift, of: placed.count) }
        guard Set(places).count == places.count, places.allSatisfy({ placed[$0] == nil }) else {
          continue
        }
        shifts[group] = shift
        for (place, word) in zip(places, members) { placed[place] = word }
        break
      }
    }

    var records: [UInt8] = []
    var strings: [UInt8] = []
    var corrected: [UInt8] = []
    var offsets: [UInt8] = Self.little(UInt32(0))
    var lists: [UInt8] = []
    for (index, word) in placed.enumerated() {
      guard let word else {
        records += [UInt8](repeating: 0, count: 16)
        continue
      }
      for (tier, text) in word.corrections {
        lists += [tier << 7 | UInt8(text.utf8.count)] + [UInt8](text.utf8)
      }
      if !word.corrections.isEmpty {
        corrected += Self.little(UInt32(index))
        offsets += Self.little(UInt32(lists.count))
      }
      let key = [UInt8](word.key.utf8)
      if key.count <= 10 {
        records += key + [UInt8](repeating: 0, count: 10 - key.count)
      } else {
        records += Self.little(UInt32(strings.count)) + key[..<6]
        strings += key[6...]
      }
      records += [UInt8(key.count), word.flags] + Self.little(word.centizipf)
      records += [word.prose, word.share]
    }
    let counted = Self.little(UInt32(corrected.count / 4)) + Self.little(UInt32(0))
    let corrections = counted + corrected + offsets + lists

    var pairSlots = [UInt8](repeating: 0, count: 8 * 8)
    for (left, right, count) in pairs {
      let hash = Lexicon.hash(left: hashed(left), right: hashed(right))
      var slot = Int(hash % 8)
      while pairSlots[slot * 8 + 4] != 0 || pairSlots[slot * 8 + 5] != 0 { slot = (slot + 1) % 8 }
      let content = Self.little(UInt32(hash >> 32)) + Self.little(count)
      pairSlots.replaceSubrange(slot * 8..<slot * 8 + 8, with: content)
    }

    let bigramSection = bigramBytes(placed)
    var confusionSection = Self.little(UInt32(confusions.count))
    for (printed, read, cost) in confusions {
      let lengths = [UInt8(printed.utf8.count), UInt8(read.utf8.count)]
      confusionSection += Self.little(cost) + lengths + [UInt8](printed.utf8) + [UInt8](read.utf8)
    }

    return Self.assemble(
      words: words.count,
      [
        ("LANG", [UInt8]("xx".utf8)),
        ("VERS", [UInt8]("1.0".utf8)),
        ("LICN", [UInt8]("CC0 1.0".utf8)),
        ("SHFT", shifts.flatMap(Self.little)),
        ("WORD", records),
        ("STRS", strings),
        ("CORR", corrections),
        ("PAIR", pairSlots),
        ("BIGR", bigramSection),
        ("CONF", confusionSection),
      ] + sections)
  }

  /// The bigrams in as many homes as there are bigrams and one, so that most homes are shared.
  private func bigramBytes(_ placed: [Word?]) -> [UInt8] {
    func index(_ word: String) -> UInt64 {
      switch word {
      case "<s>": 0xFFFF_FFFE
      case "#": 0xFFFF_FFFF
      default: UInt64(placed.firstIndex { $0?.key == word }!)
      }
    }
    func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
      let product = a.multipliedFullWidth(by: b)
      return product.high ^ product.low
    }
    var slots = [UInt32](repeating: 0, count: bigrams.count + 1 + 63)
    for (left, right, code) in bigrams {
      let both = index(left) << 32 | index(right)
      let mixed = fold(both ^ 0x9E37_79B9_7F4A_7C15, 0xA076_1D64_78BD_642F)
      let hash = fold(mixed, 0xE703_7ED1_A0B4_28DB)
      var slot = Int(hash.multipliedFullWidth(by: UInt64(bigrams.count + 1)).high)
      while slots[slot] != 0 { slot += 1 }
      slots[slot] = UInt32(truncatingIfNeeded: hash) << 8 | UInt32(code)
    }
    return Self.little(UInt32(5)) + Self.little(UInt32(bigrams.count)) + slots.flatMap(Self.little)
  }

  private static func place(_ hash: UInt64, _ shift: UInt16, of records: Int) -> Int {
    let mixed = (hash ^ (UInt64(shift) &* 0x5899_65CC_7537_4CC3)) &* 0x1D8E_4E27_C47D_124F
    return Int(mixed.multipliedFullWidth(by: UInt64(records)).high)
  }

  static func assemble(
    words: Int, _ sections: [(tag: String, content: [UInt8])]
  ) -> [UInt8] {
    var table = little(UInt32(sections.count)) + little(UInt32(words))
    var content: [UInt8] = []
    let start = 40 + 24 * sections.count
    for (tag, bytes) in sections {
      while (start + content.count) % 64 != 0 { content.append(0) }
      table += [UInt8](tag.utf8) + little(UInt32(0))
      table += little(UInt64(start + content.count)) + little(UInt64(bytes.count))
      content += bytes
    }
    let header = [UInt8]("EMENDLEX".utf8) + little(UInt32(2)) + little(UInt32(32))
    let image = header + little(UInt64(start + content.count)) + little(UInt64(0)) + table + content
    return resealed(image)
  }

  /// The image with the checksum that its content has now.
  static func resealed(_ image: [UInt8]) -> [UInt8] {
    var image = image
    let checksum = Lexicon.hash(image.span.extracting(32...))
    image.replaceSubrange(24..<32, with: little(checksum))
    return image
  }

  static func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}

/// The hash of a word.
func hashed(_ word: String) -> UInt64 {
  Lexicon.hash([UInt8](word.utf8).span)
}

extension Lexicon {
  /// `pairCount` of two strings.
  func pairs(_ left: String, _ right: String) -> Int {
    pairCount([UInt8](left.utf8).span, [UInt8](right.utf8).span)
  }

  /// `bigram` of two strings; 0 where one is no word.
  func bigrams(_ left: String, _ right: String) -> Int {
    guard let left = lookup(left), let right = lookup(right) else { return 0 }
    return bigram(left, right)
  }
}
