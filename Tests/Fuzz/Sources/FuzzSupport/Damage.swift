/// Changes a text as scanning, recognition and careless tools do.
struct Damage {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  /// A number below a bound.
  private mutating func below(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 33) % max(1, bound)
  }

  /// What stands on pages and is hard to read.
  private static let pieces: [String] = [
    "\n", "\n\n", "\u{0C}", "\r\n", "\t", "  ", "-\n", "\u{AD}\n", "¬\n", "-", "|", " | ", "| - |",
    "---",
    "```", "**", "_", "~", ".", " .", ",", "\"", "”", "'", "’s", "...", " . . . . ", "1", "l", "0",
    "O",
    "RIVER FOCUS 12\n", "Page 3\n", "Continued on page 4\n", "By JANE DOE\n", "Table 5  Yields\n",
    "Photo: A. Smith\n", "Digitized by Google\n", "recieve", "teh", "Malavsia", "co-\noperate",
    "well-\nknown", "the the", "a\tb\tc\n", "1\t2\t3\n", "a,b,c\n1,2,3\n",
    "<table><tr><td>x</td></tr></table>",
    "http://a.b/c-d\n", "é", "e\u{301}", "ﬁ", "种故的就", "科技日报", "\u{200B}", "\u{FEFF}", "\u{0}",
    "emend:off\n", "<!-- emend:on -->\n", "Ã©", "\u{202E}", "𝔘", "ſ",
  ]

  mutating func apply(to bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...below(4) {
      let at = below(bytes.count + 1)
      switch below(9) {
      case 0, 1: bytes.insert(contentsOf: Self.pieces[below(Self.pieces.count)].utf8, at: at)
      case 2: bytes.removeSubrange(at..<min(bytes.count, at + below(40)))
      case 3:
        // A stretch again, elsewhere.
        let part = Array(bytes[at..<min(bytes.count, at + below(200))])
        bytes.insert(contentsOf: part, at: below(bytes.count + 1))
      case 4 where at < bytes.count: bytes[at] = UInt8(below(256))
      case 5:
        // A word is broken over a line.
        if at > 0, at < bytes.count, bytes[at] > 0x40, bytes[at - 1] > 0x40 {
          bytes.insert(contentsOf: "-\n".utf8, at: at)
        }
      default:
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
        let (a, b) = (below(lines.count), below(lines.count))
        switch below(4) {
        case 0: lines.swapAt(a, b)
        case 1: lines.insert(lines[a], at: b)
        case 2: lines.remove(at: a)
        // Two columns in one.
        default: lines[a] += [0x20, 0x20, 0x20] + lines[b]
        }
        bytes = Array(lines.joined(separator: [0x0A]))
      }
    }
    return bytes
  }
}
