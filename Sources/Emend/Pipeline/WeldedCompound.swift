internal import Lexicon

/// A compound that was broken at a hyphen of its own and rejoined without it: `wellknown`, `thirtysix`.
enum WeldedCompound {
  /// How a compound comes apart.
  struct Parts {
    /// How many bytes the first part has.
    var length: Int
    var confidence: Double
    var reason: String
  }

  /// How often the parts have to stand side by side for each time that they stand welded.
  private static let ratio = 20

  /// The parts of a word that neither a dictionary nor edited prose has, or nil where it is no
  /// compound that English writes with a hyphen.
  static func parts(
    _ window: borrowing Window, _ token: Token, _ evidence: borrowing Evidence
  ) -> Parts? {
    guard token.length <= 24 else { return nil }
    let key = WordKey.of(window.bytes.span, token.range)
    return key.count == Int(token.length) ? parts(ofKey: key, evidence) : nil
  }

  /// The parts of a word that goes on with a measure behind its number: `84-yearold`,
  /// `14,500-squaremetre`.
  static func partsOfMeasure(
    _ window: borrowing Window, number: Token, _ token: Token
  ) -> Parts? {
    let bytes = window.bytes.span
    let number = WordKey.of(bytes, number.range)
    guard number.allSatisfy(\.isASCIIDigit) || numbers.contains(number) || tens.contains(number)
    else { return nil }
    for place in (Int(token.start) + 3)..<max(Int(token.start) + 3, token.end - 2)
    where measures.contains(bytes, Int(token.start)..<place)
      && dimensions.contains(bytes, place..<token.end)
      || bytes.starts("square", at: Int(token.start), limit: place)
        && place - Int(token.start) == 6 && measures.contains(bytes, place..<token.end)
    {
      return Parts(
        length: place - Int(token.start), confidence: 0.97,
        reason: "A number and its measure are written with hyphens.")
    }
    return nil
  }

  /// Whether two words are a compound that would be taken apart again if it were welded, whatever the
  /// document has: that it has the two with a hyphen is what is in question.
  static func isCompound(
    _ left: [UInt8], _ right: [UInt8], _ evidence: borrowing Evidence
  ) -> Bool {
    let key = left + right
    guard isHyphenated(key, at: left.count), !evidence.word(key: key).isKnown else { return false }
    return parts(ofKey: key, evidence)?.length == left.count
  }

  private static func parts(ofKey key: [UInt8], _ evidence: borrowing Evidence) -> Parts? {
    guard key.count >= 7, key.count <= 24, key.allSatisfy(\.isASCIILower) else { return nil }
    let whole = evidence.word(key: key)
    var found: Parts?
    let together = max(whole.prose, whole.occurrences)
    func apart(_ length: Int) -> String {
      String(decoding: key[..<length], as: UTF8.self) + "-"
        + String(decoding: key[length...], as: UTF8.self)
    }
    for length in 3...(key.count - 3) {
      let inDocument = evidence.pairInDocument(key.span, 0..<length, length..<key.count)
      if inDocument >= ratio * together && inDocument > 0 {
        return Parts(
          length: length, confidence: 0.97, reason: "The document has “\(apart(length))”.")
      }
      guard isHyphenated(key, at: length) else { continue }
      let left = Array(key[..<length])
      // Numbers are always written so, and what is based on a thing; others have to be seen side by side.
      let isNumber = tens.contains(left) || numbers.contains(left)
      let isUsual = together <= 1 && isUsual(key, at: length, evidence)
      let pairs = evidence.neighbours(left, Array(key[length...]))
      guard isNumber || isUsual || pairs >= max(4, ratio * whole.prose) else { continue }
      // Two ways to take it apart are none.
      if found != nil { return nil }
      found = Parts(
        length: length, confidence: isNumber ? 0.97 : 0.93,
        reason: isNumber
          ? "Numbers are written with a hyphen."
          : "“\(apart(length))” is usual, and “\(String(decoding: key, as: UTF8.self))” is no word."
      )
    }
    return found
  }

  /// Whether two words stand so before a noun, whether anybody has been seen to write them or not: what
  /// is based on a thing, and how much of something there is.
  private static func isUsual(
    _ key: [UInt8], at length: Int, _ evidence: borrowing Evidence
  ) -> Bool {
    let bytes = key.span
    if degrees.contains(bytes, 0..<length) { return amounts.contains(bytes, length..<key.count) }
    guard usualParticiples.contains(bytes, length..<key.count) else { return false }
    let noun = evidence.word(key: Array(key[..<length]))
    return noun.isInDictionary && noun.prose >= 20
  }

  /// Whether English writes two words with a hyphen where they stand before a noun: numbers,
  /// fractions, and participles that say what their first part is done to.
  private static func isHyphenated(_ key: [UInt8], at length: Int) -> Bool {
    let bytes = key.span
    let left = 0..<length
    let right = length..<key.count
    if tens.contains(bytes, left) && units.contains(bytes, right) { return true }
    if numbers.contains(bytes, left) {
      return fractions.contains(bytes, right) || measures.contains(bytes, right)
    }
    if qualities.contains(bytes, left) { return true }
    return length >= 4 && participles.contains(bytes, right)
  }

  /// Whether two words are one number: twenty, seven.
  static func areNumber(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    tens.contains(left) && units.contains(right)
  }

  private static let tens: WordSet = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
  ]
  private static let units: WordSet = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "first", "second",
    "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
  ]
  private static let numbers: WordSet = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
  ]
  private static let fractions: WordSet = [
    "half", "third", "thirds", "quarter", "quarters", "fourth", "fifth", "fifths", "sixth",
    "seventh", "eighth", "eighths", "ninth", "tenth", "tenths", "twelfth",
  ]
  private static let measures: WordSet = [
    "day", "week", "month", "year", "hour", "minute", "mile", "metre", "meter", "kilometre",
    "kilometer", "foot", "inch", "storey", "story", "part", "page", "stage",
  ]
  private static let dimensions: WordSet = [
    "old", "long", "high", "wide", "deep", "tall", "thick", "square",
  ]
  private static let qualities: WordSet = [
    "well", "ill", "high", "low", "long", "short", "full", "hard", "deep", "wide", "round",
    "self", "medium", "large", "small",
  ]
  private static let degrees: WordSet = ["high", "low"]
  private static let amounts: WordSet = [
    "power", "cost", "income", "energy", "speed", "quality", "pressure", "level", "risk", "tech",
    "carbon", "frequency", "density", "resolution", "voltage", "grade", "temperature", "wage",
    "yield", "volume", "priority", "interest", "impact", "performance", "capacity",
  ]
  private static let participles: WordSet = [
    "based", "sized", "known", "born", "built", "bred", "granting", "learning", "driven", "led",
    "owned", "related", "speaking", "shaped", "oriented", "friendly",
  ]
  /// Those with which English writes any noun so.
  private static let usualParticiples: WordSet = [
    "based", "sized", "related", "speaking", "owned", "shaped", "oriented",
  ]
}
