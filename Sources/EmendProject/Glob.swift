public import Emend

/// A pattern of paths, as gitignore writes them.
///
/// `*` stands for any letters but a slash, `?` for one, `[a-z]` and `[!a-z]` for one of some; `**/`
/// at the beginning or in the middle for any number of folders, `/**` at the end for all that is in
/// one. A backslash takes the meaning from what follows. Letters are scalars; a byte that is not
/// UTF-8 is a letter of its own.
///
/// A pattern without a slash looks at the last part of a path only, one with a slash at the whole
/// path from the folder of the pattern on, whether it begins with `/`, with `./` or with neither.
public struct Glob: Sendable {
  private enum Part: Sendable {
    case letter(Unicode.Scalar)
    case any
    case one(of: [ClosedRange<Unicode.Scalar>], isNegated: Bool)
    /// Any letters but a slash.
    case some
    /// Any number of folders, each with its slash.
    case folders
    /// All there is.
    case all
  }

  private var parts: [Part] = []
  /// Whether the pattern speaks of the path from the folder of the pattern on; else it speaks of the
  /// last part of the path, wherever that is.
  private var isAnchored = false

  /// Reads a pattern; every string is one.
  public init(_ pattern: String) { self.init(Array(pattern.utf8)) }

  /// Reads a pattern that somebody has written in a call or a configuration, where a slip of the pen is
  /// better told than obeyed: such a pattern fits nothing, or something else than was meant.
  ///
  /// - Parameter pattern: the pattern, as it was written.
  /// - Throws: as ``check(_:)``.
  public init(checking pattern: [UInt8]) throws(EmendError) {
    try Self.check(pattern)
    self.init(pattern)
  }

  /// Refuses an empty pattern, a bracket without its end, a range that runs backward, and a backslash with
  /// nothing behind it.
  ///
  /// - Throws: an ``EmendError`` of code ``EmendError/Code/badPattern`` that names the pattern and the
  ///   character, counted from 1; its offset is that of the byte.
  public static func check(_ pattern: [UInt8]) throws(EmendError) {
    let letters = Array(ByteString.string(of: pattern).unicodeScalars)
    func slip(_ index: Int, _ message: String, _ remedy: String) -> EmendError {
      let before = String(String.UnicodeScalarView(letters[..<index]))
      return EmendError(
        .badPattern,
        "the pattern '\(ByteString.shown(pattern))' is wrong at character \(index + 1): \(message)",
        remedy: remedy, offset: ByteString.bytes(of: before).count)
    }
    if letters.isEmpty { throw slip(0, "it is empty", "leave it out; * fits every name") }
    var index = 0
    while index < letters.count {
      if letters[index] == "\\" {
        guard index + 1 < letters.count else {
          throw slip(
            index, "nothing stands behind the backslash", "write \\\\ for the letter itself")
        }
        index += 1
      } else if letters[index] == "[" {
        guard let (_, end, backward) = one(letters, index) else {
          throw slip(
            index, "the bracket is not closed", "close it with ], or write \\[ for the letter")
        }
        if let backward {
          throw slip(
            backward, "the range runs backward", "write its lesser letter first, as in [a-z]")
        }
        index = end
      }
      index += 1
    }
  }

  /// Reads a pattern; all bytes are one.
  ///
  /// - Parameter pattern: without the marks that gitignore has around it.
  public init(_ pattern: [UInt8]) {
    var letters = Array(ByteString.string(of: pattern).unicodeScalars)
    if letters.starts(with: "./".unicodeScalars) { letters.removeFirst() }
    if letters.first == "/" {
      isAnchored = true
      letters.removeFirst()
    }
    var index = 0
    // Behind the last one no bracket is closed; to look for an end again and again would take long.
    let lastClosing = letters.lastIndex(of: "]") ?? 0
    while index < letters.count {
      switch letters[index] {
      case "\\" where index + 1 < letters.count:
        index += 1
        parts.append(.letter(letters[index]))
      case "?": parts.append(.any)
      case "*":
        var end = index
        while end < letters.count, letters[end] == "*" { end += 1 }
        let startsPart = index == 0 || letters[index - 1] == "/"
        if end - index == 2, startsPart, end < letters.count, letters[end] == "/" {
          parts.append(.folders)
          isAnchored = true
          end += 1
        } else if end - index == 2, startsPart, end == letters.count {
          parts.append(.all)
        } else {
          parts.append(.some)
        }
        index = end - 1
      case "[":
        if index < lastClosing, let (part, end, _) = Self.one(letters, index) {
          parts.append(part)
          index = end
        } else {
          parts.append(.letter("["))
        }
      case let letter:
        if letter == "/" { isAnchored = true }
        parts.append(.letter(letter))
      }
      index += 1
    }
  }

  /// Reads `[…]`; gives it, the offset of its closing bracket, and that of the first range in it that runs
  /// backward, where there is one.
  private static func one(
    _ letters: [Unicode.Scalar], _ start: Int
  ) -> (part: Part, end: Int, backward: Int?)? {
    var index = start + 1
    var isNegated = false
    if index < letters.count, letters[index] == "!" || letters[index] == "^" {
      isNegated = true
      index += 1
    }
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    let first = index
    var backward: Int?
    while index < letters.count, letters[index] != "]" || index == first {
      let place = index
      if letters[index] == "\\", index + 1 < letters.count { index += 1 }
      let low = letters[index]
      var high = low
      if index + 2 < letters.count, letters[index + 1] == "-", letters[index + 2] != "]" {
        index += 2
        if letters[index] == "\\", index + 1 < letters.count { index += 1 }
        high = letters[index]
      }
      if low <= high { ranges.append(low...high) } else { backward = backward ?? place }
      index += 1
    }
    guard index < letters.count else { return nil }
    return (.one(of: ranges, isNegated: isNegated), index, backward)
  }

  /// Whether a pattern has letters that stand for others.
  public static func isPattern(_ bytes: [UInt8]) -> Bool {
    bytes.contains { [UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "[")].contains($0) }
  }

  /// Whether the pattern fits a path, from the folder of the pattern on.
  ///
  /// All ways to fit are followed at once, so no pattern takes longer than its length times the
  /// path's.
  public func matches(_ path: [UInt8]) -> Bool {
    var name = path[...]
    if !isAnchored, let slash = path.lastIndex(of: UInt8(ascii: "/")) {
      name = path[(slash + 1)...]
    }
    return places(behind: Array(name))[parts.count]
  }

  /// Whether the pattern may fit a path below a folder; where it cannot, nobody needs to look there.
  ///
  /// - Parameter folder: the folder's path from the folder of the pattern on, without a slash at its end.
  /// - Complexity: as ``matches(_:)``.
  public func mayMatch(below folder: [UInt8]) -> Bool {
    !isAnchored || places(behind: folder + [UInt8(ascii: "/")]).contains(true)
  }

  /// How far the pattern may have come behind some letters, each way to fit them.
  private func places(behind letters: [UInt8]) -> [Bool] {
    let letters = ByteString.string(of: letters).unicodeScalars
    var places = [Bool](repeating: false, count: parts.count + 1)
    places[0] = true
    spread(&places, isAtFolder: true)
    for letter in letters {
      var next = [Bool](repeating: false, count: parts.count + 1)
      for (index, part) in parts.enumerated() where places[index] {
        switch part {
        case .letter(let it): if it == letter { next[index + 1] = true }
        case .any: if letter != "/" { next[index + 1] = true }
        case .one(let ranges, let isNegated):
          if letter != "/", ranges.contains(where: { $0.contains(letter) }) != isNegated {
            next[index + 1] = true
          }
        case .some: if letter != "/" { next[index] = true }
        case .folders, .all: next[index] = true
        }
      }
      places = next
      spread(&places, isAtFolder: letter == "/")
    }
    return places
  }

  /// What can stand for nothing is stepped over.
  private func spread(_ places: inout [Bool], isAtFolder: Bool) {
    for (index, part) in parts.enumerated() where places[index] {
      switch part {
      case .some: places[index + 1] = true
      case .folders: if isAtFolder { places[index + 1] = true }
      case .all: places[index + 1] = true
      default: break
      }
    }
  }
}
