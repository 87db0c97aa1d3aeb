internal import Lexicon
internal import Synchronization

/// Takes down what the spelling stage weighs at every doubtful word, one JSON object a line: what
/// `Scripts/learn-weights` learns the weights of ``SpellingModel`` from.
///
/// The first line names the file. A line with `text` begins a survey of a window. Of the others each is a doubtful word: where it
/// stands in that text (`at`, `length`, in bytes), what was read (`key`), its `depth`, `p`, the probability
/// of the misreading with the number `best`, the evidence for it as it stands (`keep`, in the order of
/// ``SpellingModel/Keep``), and for each misreading how it is printed and the evidence for it (`other`, in
/// the order of ``SpellingModel/Other``).
package final class SpellingRecorder: Sendable {
  private let lines: Mutex<[String]>

  /// - Parameter file: the name of what is cleaned, for a first line that tells it.
  package init(file: [UInt8]) { lines = Mutex(["{\"file\":\(Self.quoted(file))}"]) }

  /// What was taken down so far, a line each.
  package var text: String { lines.withLock { $0.map { $0 + "\n" }.joined() } }

  func record(
    _ doubts: Doubts, _ memory: borrowing SpellingMemory, _ window: borrowing Window,
    _ lexicon: Lexicon
  ) {
    let model = SpellingModel(lexicon: lexicon)
    var found = ["{\"text\":\(Self.quoted(window.bytes)),\"isDeep\":\(memory.depth == .deep)}"]
    for index in doubts.list.indices {
      found.append(doubts.line(index, memory, model))
    }
    lines.withLock { $0 += found }
  }

  /// Bytes as a string of JSON, each as the scalar of its value, so that offsets remain.
  fileprivate static func quoted(_ bytes: [UInt8]) -> String {
    let hexadecimal = Array("0123456789abcdef".utf8)
    var result: [UInt8] = [UInt8(ascii: "\"")]
    for byte in bytes {
      if byte < 0x20 || byte >= 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        result += Array("\\u00".utf8)
        result.append(hexadecimal[Int(byte >> 4)])
        result.append(hexadecimal[Int(byte & 15)])
      } else {
        result.append(byte)
      }
    }
    result.append(UInt8(ascii: "\""))
    return String(decoding: result, as: UTF8.self)
  }
}

extension Doubts {
  fileprivate func line(
    _ index: Int, _ memory: borrowing SpellingMemory, _ model: SpellingModel
  ) -> String {
    let doubt = list[index]
    let verdict = verdicts[index]
    let keep = keepEvidence(index, memory, model)
    let misreadings =
      if let thought = doubt.thought {
        memory.misreadings(ofThought: thought)
      } else {
        0..<0
      }
    let others = misreadings.map { number in
      let printed = SpellingRecorder.quoted(memory.text(of: memory.misreadings[number]))
      return "[\(printed),\(Self.numbers(evidence(index, of: number, memory, model)))]"
    }
    let best = verdict.best.map { "\($0 - misreadings.lowerBound)" } ?? "null"
    return "{\"at\":\(doubt.range.lowerBound),\"length\":\(doubt.range.count),"
      + "\"key\":\(SpellingRecorder.quoted(doubt.key.bytes)),\"depth\":\(doubt.depth.rawValue),"
      + "\"p\":\(verdict.probability),\"best\":\(best),\"keep\":\(Self.numbers(keep)),"
      + "\"other\":[\(others.joined(separator: ","))]}"
  }

  private static func numbers(_ values: [Float]) -> String {
    "[" + values.map { $0 == 0 ? "0" : "\($0)" }.joined(separator: ",") + "]"
  }
}
