/// A unified diff, as `diff -u` writes it and `patch` reads it.
public enum UnifiedDiff {
  /// Compares two texts line by line.
  ///
  /// - Parameters:
  ///   - old: the text before.
  ///   - new: the text after.
  ///   - oldName: what stands behind `---`.
  ///   - newName: what stands behind `+++`.
  ///   - colour: whether to colour with terminal escapes.
  ///   - context: how many unchanged lines stand around a change.
  /// - Returns: the diff; empty where the texts are the same.
  /// - Complexity: by Myers's algorithm, linear in the text times the changed lines; past 4,000
  ///   changed lines a part is shown as replaced whole.
  public static func make(
    _ old: [UInt8], _ new: [UInt8], oldName: String, newName: String, colour: Bool = false,
    context: Int = 3
  ) -> [UInt8] {
    guard old != new else { return [] }
    let a = lines(old)
    let b = lines(new)
    let changes = changes(a, b)
    var out: [UInt8] = []
    func put(_ text: String, _ code: String) {
      out.append(contentsOf: (colour ? "\u{1B}[\(code)m\(text)\u{1B}[0m\n" : text + "\n").utf8)
    }
    put("--- \(oldName)", "1")
    put("+++ \(newName)", "1")
    var index = 0
    while index < changes.count {
      var last = index
      while last + 1 < changes.count,
        changes[last + 1].old.lowerBound - changes[last].old.upperBound <= 2 * context
      {
        last += 1
      }
      let oldStart = max(0, changes[index].old.lowerBound - context)
      let oldEnd = min(a.count, changes[last].old.upperBound + context)
      let newStart = changes[index].new.lowerBound - (changes[index].old.lowerBound - oldStart)
      let newEnd = changes[last].new.upperBound + (oldEnd - changes[last].old.upperBound)
      func span(_ start: Int, _ end: Int) -> String {
        end - start == 1 ? "\(start + 1)" : "\(end == start ? start : start + 1),\(end - start)"
      }
      put("@@ -\(span(oldStart, oldEnd)) +\(span(newStart, newEnd)) @@", "36")
      var position = oldStart
      func line(_ mark: String, _ line: ArraySlice<UInt8>, _ code: String?) {
        if colour, let code { out.append(contentsOf: "\u{1B}[\(code)m".utf8) }
        out.append(contentsOf: mark.utf8)
        let ends = line.last == 0x0A
        out.append(contentsOf: ends ? line.dropLast() : line)
        if colour, code != nil { out.append(contentsOf: "\u{1B}[0m".utf8) }
        out.append(0x0A)
        if !ends { out.append(contentsOf: "\\ No newline at end of file\n".utf8) }
      }
      for change in changes[index...last] {
        while position < change.old.lowerBound {
          line(" ", a[position], nil)
          position += 1
        }
        for old in change.old { line("-", a[old], "31") }
        for new in change.new { line("+", b[new], "32") }
        position = change.old.upperBound
      }
      while position < oldEnd {
        line(" ", a[position], nil)
        position += 1
      }
      index = last + 1
    }
    return out
  }

  /// Where two texts differ, line by line: ranges of bytes, half-open, in order; empty on the side
  /// that lacks the lines.
  package static func changedBytes(
    _ old: [UInt8], _ new: [UInt8]
  ) -> [(old: Range<Int>, new: Range<Int>)] {
    let a = lines(old)
    let b = lines(new)
    func bytes(_ range: Range<Int>, _ lines: [ArraySlice<UInt8>], _ end: Int) -> Range<Int> {
      let start = range.lowerBound < lines.count ? lines[range.lowerBound].startIndex : end
      return start..<(range.isEmpty ? start : lines[range.upperBound - 1].endIndex)
    }
    return changes(a, b).map { (bytes($0.old, a, old.count), bytes($0.new, b, new.count)) }
  }

  private static func lines(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
    var result: [ArraySlice<UInt8>] = []
    var start = 0
    for index in text.indices where text[index] == 0x0A {
      result.append(text[start...index])
      start = index + 1
    }
    if start < text.count { result.append(text[start...]) }
    return result
  }

  private static func changes(
    _ a: [ArraySlice<UInt8>], _ b: [ArraySlice<UInt8>]
  ) -> [(old: Range<Int>, new: Range<Int>)] {
    // Lines become numbers, so that comparing them costs nothing.
    var numbers: [ArraySlice<UInt8>: Int] = [:]
    func number(_ line: ArraySlice<UInt8>) -> Int {
      if let known = numbers[line] { return known }
      numbers[line] = numbers.count
      return numbers.count - 1
    }
    let x = a.map(number)
    let y = b.map(number)
    var prefix = 0
    while prefix < x.count && prefix < y.count && x[prefix] == y[prefix] { prefix += 1 }
    var suffix = 0
    while suffix < x.count - prefix && suffix < y.count - prefix
      && x[x.count - 1 - suffix] == y[y.count - 1 - suffix]
    { suffix += 1 }
    let n = x.count - prefix - suffix
    let m = y.count - prefix - suffix
    var trace: [[Int]] = []
    var v = [1: 0]
    var found = -1
    search: for d in 0...min(n + m, 4000) {
      var row: [Int] = []
      row.reserveCapacity(d + 1)
      for k in stride(from: -d, through: d, by: 2) {
        var i: Int
        if k == -d || k != d && v[k - 1, default: -1] < v[k + 1, default: -1] {
          i = v[k + 1, default: 0]
        } else {
          i = v[k - 1, default: 0] + 1
        }
        var j = i - k
        while i < n && j < m && x[prefix + i] == y[prefix + j] {
          i += 1
          j += 1
        }
        v[k] = i
        row.append(i)
        if i >= n && j >= m {
          trace.append(row)
          found = d
          break search
        }
      }
      trace.append(row)
    }
    guard found >= 0 else { return [(prefix..<(prefix + n), prefix..<(prefix + m))] }
    // Walk back from the end; each step of the trace is one line dropped or added.
    var result: [(old: Range<Int>, new: Range<Int>)] = []
    var i = n
    var j = m
    var d = found
    while d > 0 {
      let k = i - j
      let row = trace[d - 1]
      func reach(_ k: Int) -> Int? {
        let index = (k + d - 1) / 2
        return (k + d - 1) % 2 == 0 && row.indices.contains(index) ? row[index] : nil
      }
      let down = k == -d || k != d && (reach(k - 1) ?? -1) < (reach(k + 1) ?? -1)
      let previousK = down ? k + 1 : k - 1
      let previousI = reach(previousK) ?? 0
      let previousJ = previousI - previousK
      let old = down ? previousI..<previousI : previousI..<(previousI + 1)
      let new = down ? previousJ..<(previousJ + 1) : previousJ..<previousJ
      if let first = result.last, first.old.lowerBound == old.upperBound + prefix,
        first.new.lowerBound == new.upperBound + prefix
      {
        result[result.count - 1] = (
          (old.lowerBound + prefix)..<first.old.upperBound,
          (new.lowerBound + prefix)..<first.new.upperBound
        )
      } else {
        result.append(
          (
            (old.lowerBound + prefix)..<(old.upperBound + prefix),
            (new.lowerBound + prefix)..<(new.upperBound + prefix)
          ))
      }
      i = previousI
      j = previousJ
      d -= 1
    }
    return result.reversed()
  }
}
