internal import Emend
internal import FuzzSupport

/// The laws on one text: what cannot be read is refused by an error; what can be is cleaned, can be
/// undone and applied again, rests, and is the same however it is sliced and on however many cores.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = unsafe input(bytes, count)
  var choices = Choices(input)
  var configuration = choices.configuration()
  let slice = 1 + choices.below(200) * choices.below(5)
  let source = choices.rest
  configuration.jobs = 1
  guard let cleaned = try? Pipeline(configuration).clean(source) else { return 0 }

  requireReversible(cleaned, source)
  require(
    !cleaned.findings.contains { $0.step.rule == "inexpressible" }, "expressible")

  requireRest(cleaned, source, configuration)

  configuration.jobs = 2
  do {
    var cleaner = try Cleaner(configuration: configuration)
    var sink = MemorySink()
    for start in stride(from: 0, to: source.count, by: slice) {
      let end = min(source.count, start + slice)
      try cleaner.feed(source.span.extracting(start..<end), to: &sink)
    }
    try cleaner.finish(to: &sink)
    require(sink.text == cleaned.bytes, "the same in slices of \(slice)")
    require(sink.edits == cleaned.edits, "the same edits in slices of \(slice)")
  } catch {
    fatalError("refused in slices of \(slice): \(error)")
  }
  return 0
}
