extension Lexicon {
  /// A string of letters that is taken for another when print is read.
  public struct Confusion: Hashable, Sendable {
    /// What stands on paper, case-folded UTF-8 of at most three characters; empty where letters are
    /// read that are not there.
    public let printed: [UInt8]
    /// What is read instead, likewise; empty where letters are lost.
    public let read: [UInt8]
    /// −ln of the probability that what is printed is read so.
    public let cost: Double

    /// A confusion; each text has at most three characters.
    public init(printed: [UInt8], read: [UInt8], cost: Double) {
      self.printed = printed
      self.read = read
      self.cost = cost
    }
  }

  /// How letters are misread: measured on readings of pages that the project printed, and where
  /// those lack one of the classical confusions, estimated.
  ///
  /// They are in the order of `printed` and then `read`, each pair once. Each call decodes them anew.
  public var confusions: [Confusion] {
    guard !others.isEmpty else { return ownConfusions }
    var costs: [[[UInt8]]: Double] = [:]
    for confusion in parts.flatMap(\.ownConfusions) {
      costs[[confusion.printed, confusion.read], default: .infinity] =
        min(confusion.cost, costs[[confusion.printed, confusion.read]] ?? .infinity)
    }
    return costs.map { Confusion(printed: $0.key[0], read: $0.key[1], cost: $0.value) }
      .sorted { $0.isBefore($1) }
  }

  /// A confusion of at most four bytes on either side, without memory of its own.
  package struct ShortConfusion: Sendable {
    /// The bytes, the first lowest, and how many there are.
    package var printed: UInt32
    package var read: UInt32
    package var printedCount: Int
    package var readCount: Int
    /// −ln of the probability that what is printed is read so.
    package var cost: Double
  }

  /// Those of ``confusions`` that are short enough, in their order.
  package var shortConfusions: [ShortConfusion] {
    var result: [ShortConfusion] = []
    guard others.isEmpty else {
      func packed(_ bytes: [UInt8]) -> UInt32 {
        bytes.reversed().reduce(0) { $0 &<< 8 | UInt32($1) }
      }
      for it in confusions where it.printed.count <= 4 && it.read.count <= 4 {
        result.append(
          ShortConfusion(
            printed: packed(it.printed), read: packed(it.read), printedCount: it.printed.count,
            readCount: it.read.count, cost: it.cost))
      }
      return result
    }
    defer { image.keepAlive() }
    result.reserveCapacity(image.confusionCount)
    func packed(_ range: Range<Int>) -> UInt32 {
      range.reversed().reduce(0) { $0 &<< 8 | UInt32(image.read8($1)) }
    }
    var offset = image.confusions.offset + 4
    for _ in 0..<image.confusionCount {
      guard let parts = partsOfConfusion(at: offset) else { break }
      if parts.printed.count <= 4 && parts.read.count <= 4 {
        result.append(
          ShortConfusion(
            printed: packed(parts.printed), read: packed(parts.read),
            printedCount: parts.printed.count, readCount: parts.read.count,
            cost: Double(image.read16(offset)) / 100))
      }
      offset = parts.read.upperBound
    }
    return result
  }

  private var ownConfusions: [Confusion] {
    var result: [Confusion] = []
    result.reserveCapacity(image.confusionCount)
    var offset = image.confusions.offset + 4
    for _ in 0..<image.confusionCount {
      guard let (confusion, end) = confusion(at: offset) else { break }
      result.append(confusion)
      offset = end
    }
    return result
  }

  /// Where both texts of the confusion at an offset of the image are; nil where damage lets it reach
  /// beyond the section.
  private func partsOfConfusion(at offset: Int) -> (printed: Range<Int>, read: Range<Int>)? {
    let end = image.confusions.offset + image.confusions.length
    let text = offset + Image.confusionHead
    guard text <= end else { return nil }
    let printed = Int(image.read8(offset + 2))
    let read = Int(image.read8(offset + 3))
    guard printed + read <= end - text else { return nil }
    return (text..<(text + printed), (text + printed)..<(text + printed + read))
  }

  /// The confusion at an offset of the image and the offset behind it; nil where damage lets it
  /// reach beyond the section.
  private func confusion(at offset: Int) -> (Confusion, end: Int)? {
    guard let (printed, read) = partsOfConfusion(at: offset) else { return nil }
    return (
      Confusion(
        printed: printed.map { image.read8($0) }, read: read.map { image.read8($0) },
        cost: Double(image.read16(offset)) / 100),
      end: read.upperBound
    )
  }

  func verifyConfusions() throws(LexiconError) {
    let end = image.confusions.offset + image.confusions.length
    var offset = image.confusions.offset + 4
    for _ in 0..<image.confusionCount {
      guard let (confusion, next) = confusion(at: offset) else {
        throw LexiconError(
          at: offset, expected: "a confusion within its section", found: "one that reaches beyond")
      }
      guard confusion.printed != confusion.read else {
        throw LexiconError(
          at: offset, expected: "two strings that differ", found: "the same twice")
      }
      for text in [confusion.printed, confusion.read]
      where String(validating: text, as: UTF8.self) == nil {
        throw LexiconError(at: offset, expected: "UTF-8", found: "other bytes")
      }
      offset = next
    }
    guard offset == end else {
      throw LexiconError(
        at: offset, expected: "the end of the confusions", found: "\(end - offset) bytes more")
    }
  }
}

extension Lexicon.Confusion {
  /// The order of an image.
  func isBefore(_ other: Lexicon.Confusion) -> Bool {
    printed == other.printed
      ? read.lexicographicallyPrecedes(other.read)
      : printed.lexicographicallyPrecedes(other.printed)
  }
}
