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
  /// The line of a doubt. The model is linear, so what it makes of weights that are 0 but for a single
  /// one is that one's evidence.
  fileprivate func line(
    _ index: Int, _ memory: borrowing SpellingMemory, _ model: SpellingModel
  ) -> String {
    let doubt = list[index]
    let verdict = verdicts[index]
    let (left, right) = neighbours(index, verdicts, memory)
    let keep = Self.units(SpellingModel.Keep.allCases.count).map { unit in
      let ground = model.keep(doubt, unit.span)
      var sum = ground.sum + ground.perDirt * memory.dirt
      if let own = doubt.entry, own.prose > 0 {
        sum += model.keep(
          unit.span, before: left.map { model.gain($0, own) },
          after: right.map { model.gain(own, $0) })
      }
      return sum
    }
    let misreadings =
      if let thought = doubt.thought {
        memory.misreadings(ofThought: thought)
      } else {
        0..<0
      }
    let others = misreadings.map { number in
      let misreading = memory.misreadings[number]
      let printed = memory.text(of: misreading)
      let joined = printed.filter { $0 != 0x20 }
      let slips =
        joined == doubt.key
        ? Channel.Alignment()
        : memory.channel.align(printed: joined, read: doubt.key) ?? Channel.Alignment()
      let sure = verdict.best == number && verdict.probability > Self.sure
      let evidence = Self.units(SpellingModel.Other.allCases.count).map { unit in
        var bare = misreading
        bare.score = SpellingModel.score(
          misreading, printed: printed, read: doubt.key, slips: slips, unit)
        return model.score(
          bare, doubt.shape, unit.span,
          cost: memory.channel.cost(misreading.slips, own: sure ? verdict.probability : 0),
          occurrences: memory.occurrences[number], dirt: memory.dirt,
          before: left.map { model.gain($0, misreading.first) } ?? 0,
          after: right.map { model.gain(misreading.last, $0) } ?? 0)
      }
      return "[\(SpellingRecorder.quoted(printed)),\(Self.numbers(evidence))]"
    }
    let best = verdict.best.map { "\($0 - misreadings.lowerBound)" } ?? "null"
    return "{\"at\":\(doubt.range.lowerBound),\"length\":\(doubt.range.count),"
      + "\"key\":\(SpellingRecorder.quoted(doubt.key)),\"depth\":\(doubt.depth.rawValue),"
      + "\"p\":\(verdict.probability),\"best\":\(best),\"keep\":\(Self.numbers(keep)),"
      + "\"other\":[\(others.joined(separator: ","))]}"
  }

  /// For each of so many weights all of them, that one 1 and the others 0.
  private static func units(_ count: Int) -> [[Float]] {
    (0..<count).map { own in (0..<count).map { $0 == own ? 1 : 0 } }
  }

  private static func numbers(_ values: [Float]) -> String {
    "[" + values.map { $0 == 0 ? "0" : "\($0)" }.joined(separator: ",") + "]"
  }
}
