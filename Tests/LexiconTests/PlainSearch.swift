import Lexicon

/// `FuzzySearch` as its documentation defines it: every try is spelt out and looked up.
struct PlainSearch {
  typealias Limits = FuzzySearch.Limits
  private struct Slip {
    var printed: [UInt8]
    var read: [UInt8]
    var cost: Int
  }
  private struct Place {
    var slip: Slip
    var start: Int
    var end: Int { start + slip.read.count }
  }

  let lexicon: Lexicon
  private let slips: [Slip]

  init(_ lexicon: Lexicon) {
    self.lexicon = lexicon
    slips = lexicon.confusions.map {
      Slip(printed: $0.printed, read: $0.read, cost: Int(($0.cost * 100).rounded()))
    }.filter { slip in
      slip.read.allSatisfy { $0 < 0x80 }
        && slip.printed.allSatisfy { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || $0 == 0x27 }
    }
  }

  func candidates(
    for key: [UInt8], accept: (Lexicon.Entry) -> Bool = { _ in true }
  ) -> [FuzzySearch.Candidate] {
    var found: [UInt32: FuzzySearch.Candidate] = [:]
    func entry(_ word: some Sequence<UInt8>) -> Lexicon.Entry? {
      guard let entry = lexicon.lookup([UInt8](word).span), entry.mayBeMeant, accept(entry) else {
        return nil
      }
      return entry
    }
    func attempt(_ letters: some Sequence<UInt8>, _ cost: Int) {
      let word = [UInt8](letters)
      guard word.count >= 2, let entry = entry(word) else { return }
      let known = found[entry.index]?.cost ?? .infinity
      found[entry.index] = .init(
        key: word, cost: min(known, Double(cost) / 100), first: entry.index, second: nil)
    }
    let letters = [UInt8](UInt8(ascii: "a")...UInt8(ascii: "z"))
    for index in key.indices {
      for letter in letters where letter != key[index] {
        attempt(key[..<index] + [letter] + key[(index + 1)...], Limits.exchange)
      }
      let isDouble = index > 0 && key[index] == key[index - 1]
      attempt(
        key[..<index] + key[(index + 1)...], isDouble ? Limits.doubling : Limits.addition)
      if index > 0, key[index] != key[index - 1] {
        attempt(
          key[..<(index - 1)] + [key[index], key[index - 1]] + key[(index + 1)...], Limits.swap)
      }
    }
    for index in 0...key.count {
      for letter in letters { attempt(key[..<index] + [letter] + key[index...], Limits.loss) }
    }
    var places: [Place] = []
    for start in 0...key.count {
      for slip in slips where key[start...].starts(with: slip.read) {
        let place = Place(slip: slip, start: start)
        attempt(key[..<start] + slip.printed + key[place.end...], slip.cost)
        if !slip.read.isEmpty, slip.cost <= Limits.ofPair { places.append(place) }
      }
    }
    places = Array(
      places.enumerated().sorted {
        ($0.element.slip.cost, $0.offset) < ($1.element.slip.cost, $1.offset)
      }
      .prefix(Limits.pairedPlaces).map(\.element))
    if key.count >= Limits.shortestForPairs {
      for a in places {
        for b in places
        where b.start >= a.end && a.slip.cost + b.slip.cost <= Limits.pair {
          var word = key[..<a.start] + a.slip.printed
          word += key[a.end..<b.start] + b.slip.printed
          attempt(word + key[b.end...], a.slip.cost + b.slip.cost)
        }
      }
    }
    var result = Array(found.values)
    if key.count >= 4 {
      for index in 1..<key.count {
        guard index > 1 || key[0] == UInt8(ascii: "a"), index < key.count - 1,
          let a = entry(key[..<index]), let b = entry(key[index...]), lexicon.bigram(a, b) > 0
        else { continue }
        result.append(
          .init(
            key: key[..<index] + [0x20] + key[index...], cost: Double(Limits.run) / 100,
            first: a.index, second: b.index))
      }
    }
    result.sort { ($0.cost, $0.first, $0.second ?? 0) < ($1.cost, $1.first, $1.second ?? 0) }
    return Array(result.prefix(Limits.candidates))
  }
}
