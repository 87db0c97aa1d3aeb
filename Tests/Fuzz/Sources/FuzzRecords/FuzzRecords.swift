internal import ArgumentParser
internal import Emend
internal import FuzzSupport

// The other files are links to sources of the command and what they need of the package's own: an
// executable cannot be imported.

/// JSON Lines: every line stays a line; what was a record is one, and differs in the strings alone that
/// were to be cleaned; where the pieces of the input end makes no difference.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = unsafe input(bytes, count)
  var choices = Choices(input)
  let slice = 1 + choices.below(100)
  let withEdits = choices.below(3) == 1
  let source = choices.rest
  let arguments = ["--jsonl", "--field", "text", "--field", "pages.text"]
  guard
    let options = try? RecordOptions.parse(arguments + (withEdits ? ["--with-edits"] : [])),
    let cleaner = try? RecordCleaner(options, .standard, tellsFindings: true)
  else { fatalError("the options are good") }

  let whole = cleaned(source, slice: max(1, source.count), cleaner)
  require(cleaned(source, slice: slice, cleaner) == whole, "the same in slices of \(slice)")
  let before = source.split(separator: 0x0A, omittingEmptySubsequences: false)
  let after = whole.split(separator: 0x0A, omittingEmptySubsequences: false)
  require(before.count == after.count, "as many lines")
  for (old, new) in zip(before, after) {
    check(Array(old), Array(new), options.fields, withEdits: withEdits)
  }
  if !withEdits { require(cleaned(whole, slice: slice, cleaner) == whole, "at rest") }
  return 0
}

/// What an input becomes that comes in pieces.
func cleaned(_ source: [UInt8], slice: Int, _ cleaner: RecordCleaner) -> [UInt8] {
  var cutter = RecordCutter()
  var result: [UInt8] = []
  func add(_ batch: RecordBatch) throws {
    result += batch.isWhole ? try cleaner.clean(batch.bytes).bytes : batch.bytes
  }
  do {
    for start in stride(from: 0, to: source.count, by: slice) {
      let end = min(source.count, start + slice)
      try cutter.take(source.span.extracting(start..<end), add)
    }
    try cutter.finish(add)
  } catch {
    fatalError("no text is refused: \(error)")
  }
  return result
}

/// One line, before and after.
func check(_ old: [UInt8], _ new: [UInt8], _ fields: [RecordField], withEdits: Bool) {
  // The first line may begin with a mark.
  let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
  let start = old.starts(with: mark) && new.starts(with: mark) ? 3 : 0
  var scanner = RecordScanner(fields: fields, reserved: RecordCleaner.editsKey)
  guard (try? scanner.scan(old.span, start..<old.count)) != nil else {
    require(old == new, "what is no record stays")
    return
  }
  let values = scanner.values.map(\.range)
  require((try? scanner.scan(new.span, start..<new.count)) != nil, "still a record")
  require(scanner.values.count == values.count, "as many strings")
  if !withEdits {
    require(
      rest(old, without: values) == rest(new, without: scanner.values.map(\.range)),
      "nothing but the strings differs")
  }
}

func rest(_ line: [UInt8], without ranges: [Range<Int>]) -> [[UInt8]] {
  var result: [[UInt8]] = []
  var position = 0
  for range in ranges {
    result.append(Array(line[position..<range.lowerBound]))
    position = range.upperBound
  }
  return result + [Array(line[position...])]
}
