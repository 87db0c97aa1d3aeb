/// A pattern of paths: `*` and `?` stand for any letters but `/`, `**` for any folders, `[abc]` and
/// `[!abc]` for one letter. A pattern without `/` looks at the last part of a path only.
public struct Glob: Sendable, Hashable {
  /// The pattern as it was written.
  public let pattern: String
  private let marks: [UInt8]
  private let isName: Bool

  /// Reads a pattern; every string is one.
  public init(_ pattern: String) {
    self.pattern = pattern
    isName = !pattern.contains("/")
    // `/x` and `./x` begin at the folder, as every pattern with a slash does.
    var marks = Array(pattern.utf8)[...]
    if marks.starts(with: Array("./".utf8)) { marks = marks.dropFirst(2) }
    if marks.first == UInt8(ascii: "/") { marks = marks.dropFirst() }
    self.marks = Array(marks)
  }

  /// Whether a path matches: bytes, parts set apart by `/`, relative to the folder that the pattern
  /// belongs to.
  ///
  /// - Complexity: linear in the path times the stars of the pattern.
  public func matches(_ path: [UInt8]) -> Bool {
    let start = isName ? (path.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1 : 0
    return matches(0, path, start)
  }

  private func matches(_ mark: Int, _ path: [UInt8], _ place: Int) -> Bool {
    var mark = mark
    var place = place
    // Where to go on after a star: one more letter to it. Only the last star of a kind can matter.
    var retry: (mark: Int, place: Int)?
    while true {
      if mark < marks.count {
        switch marks[mark] {
        case UInt8(ascii: "*"):
          var end = mark
          while end < marks.count, marks[end] == UInt8(ascii: "*") { end += 1 }
          if end - mark > 1 {
            // `**/` stands for any number of folders, none among them.
            let rest = end < marks.count && marks[end] == UInt8(ascii: "/") ? end + 1 : end
            var from = place
            while from <= path.count {
              let isBorder = from == place || path[from - 1] == UInt8(ascii: "/")
              if isBorder || rest == end, matches(rest, path, from) { return true }
              from += 1
            }
            return false
          }
          retry = (end, place)
          mark = end
          continue
        case UInt8(ascii: "?") where place < path.count && path[place] != UInt8(ascii: "/"):
          mark += 1
          // A letter outside ASCII is several bytes.
          place += 1
          while place < path.count, path[place] & 0xC0 == 0x80 { place += 1 }
          continue
        case UInt8(ascii: "["):
          if let (end, isIn) = oneOf(mark, path, place) {
            if isIn {
              mark = end
              place += 1
              continue
            }
          } else if place < path.count, path[place] == marks[mark] {
            mark += 1
            place += 1
            continue
          }
        case let byte where place < path.count && byte == path[place]:
          mark += 1
          place += 1
          continue
        default: break
        }
      } else if place == path.count {
        return true
      }
      guard let star = retry, star.place < path.count, path[star.place] != UInt8(ascii: "/") else {
        return false
      }
      retry = (star.mark, star.place + 1)
      mark = star.mark
      place = star.place + 1
    }
  }

  /// Whether the byte at `place` is one of those in the brackets at `mark`, and where they end; nil
  /// where they do not.
  private func oneOf(_ mark: Int, _ path: [UInt8], _ place: Int) -> (end: Int, isIn: Bool)? {
    var index = mark + 1
    let isNegated =
      index < marks.count && [UInt8(ascii: "!"), UInt8(ascii: "^")].contains(marks[index])
    if isNegated { index += 1 }
    let first = index
    var found = false
    let byte = place < path.count ? path[place] : nil
    while index < marks.count, marks[index] != UInt8(ascii: "]") || index == first {
      if index + 2 < marks.count, marks[index + 1] == UInt8(ascii: "-"),
        marks[index + 2] != UInt8(ascii: "]")
      {
        if let byte, marks[index] <= byte, byte <= marks[index + 2] { found = true }
        index += 3
      } else {
        if marks[index] == byte { found = true }
        index += 1
      }
    }
    guard index < marks.count else { return nil }
    return (index + 1, byte != nil && byte != UInt8(ascii: "/") && found != isNegated)
  }
}
