internal import Lexicon

/// Words that writers make of known ones, which no lexicon has and no engine misread: with a letter or a
/// beginning before them (`dcommit`, `reimplementation`), a figure behind them (`Python2`), a part of a
/// name behind a stop (`search.sl`), or a sign that makes an option or a person's handle of them
/// (`--rfunction`, `@tonyg`). An engine's slips look just so, but only on a page that is full of them.
struct Coinage {
  /// What a reading has to be that would unmake a word so made.
  enum Demand {
    case sureness(Double)
    case none
    /// No reading would do.
    case nothingDoes
  }

  /// A letter more or less at one end of a word: programs and their parts are named so.
  private static let letterMore = 0.97

  /// The beginnings that are set before words at will.
  private static let beginnings: [[UInt8]] = [
    "anti", "co", "counter", "de", "dis", "inter", "mis", "multi", "non", "out", "over", "pre",
    "re", "semi",
    "sub", "super", "un", "under",
  ].map { Array($0.utf8) }

  /// What a reading of a doubt has to be that is not on a page proven to be full of errors.
  ///
  /// - Parameters:
  ///   - doubt: the word as it stands.
  ///   - printed: what it may have been, in small letters.
  static func demand(
    _ window: borrowing Window, _ it: Block, _ doubt: Doubt, printed: [UInt8]
  ) -> Demand {
    let read = doubt.key.bytes
    if endsInFigure(read, printed) || hasParts(window, doubt) || isSigned(window, it, doubt) {
      return .nothingDoes
    }
    if let more = beginning(of: read, before: printed) {
      if more.count == 1 { return .sureness(letterMore) }
      if printed.count >= 4, beginnings.contains(more) { return .nothingDoes }
    }
    if read.count == printed.count + 1, read.starts(with: printed) { return .sureness(letterMore) }
    return .none
  }

  /// Whether a figure stands behind letters that are all there in what it may have been: `selective1`, and
  /// `template1` for `templates`.
  private static func endsInFigure(_ read: [UInt8], _ printed: [UInt8]) -> Bool {
    guard let letters = read.lastIndex(where: { !$0.isASCIIDigit }), letters + 1 < read.count,
      letters >= 3
    else { return false }
    return printed.starts(with: read[...letters])
  }

  /// Whether it is two words of two letters and more with a mark between.
  private static func hasParts(_ window: borrowing Window, _ doubt: Doubt) -> Bool {
    guard doubt.token + 1 == doubt.lastToken else { return false }
    let (first, last) = (window.tokens[doubt.token], window.tokens[doubt.lastToken])
    return first.length >= 2 && last.length >= 2 && first.end + 1 == Int(last.start)
  }

  /// Whether a sign stands before it that makes a name of it, and a blank or an opening mark before that.
  private static func isSigned(_ window: borrowing Window, _ it: Block, _ doubt: Doubt) -> Bool {
    let bytes = window.bytes.span
    var start = doubt.range.lowerBound
    guard start > it.content.lowerBound, signs.contains(bytes[start - 1]) else { return false }
    while start > it.content.lowerBound, signs.contains(bytes[start - 1]) { start -= 1 }
    guard start > it.content.lowerBound else { return true }
    let before = bytes[start - 1]
    return before.isBlank || before.isLineEnd || openings.contains(before)
  }

  private static let signs = Array("-@^$%+\\".utf8)
  private static let openings = Array("([\"'`=".utf8)

  /// What stands before a word in another that ends with it.
  private static func beginning(of read: [UInt8], before printed: [UInt8]) -> [UInt8]? {
    guard read.count > printed.count, read.suffix(printed.count).elementsEqual(printed) else {
      return nil
    }
    return Array(read.prefix(read.count - printed.count))
  }
}
