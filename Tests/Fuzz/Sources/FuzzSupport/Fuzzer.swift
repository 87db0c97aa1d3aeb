public import Emend

/// The bytes of an input, which are valid during the fuzzer's call only.
public func input(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
  unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
}

/// Traps with a message where a law is broken.
public func require(_ holds: @autoclosure () throws -> Bool, _ law: @autoclosure () -> String) {
  do {
    if try !holds() { fatalError(law()) }
  } catch {
    fatalError("\(law()): \(error)")
  }
}

/// Requires that the source can be given back, and the output made again.
public func requireReversible(_ cleaned: Pipeline.Cleaned, _ source: [UInt8]) {
  require(try EditLog.decode(cleaned.log, file: "log").undo(cleaned.bytes) == source, "undone")
  require(
    try EditLog.decode(cleaned.log, file: "log").apply(to: source).output == cleaned.bytes,
    "applied")
}

/// Requires that what has been cleaned rests, where that is promised: in one window, and not written
/// block by block.
public func requireRest(
  _ cleaned: Pipeline.Cleaned, _ source: [UInt8], _ configuration: Configuration
) {
  guard max(source.count, cleaned.bytes.count) <= configuration.windowSize,
    cleaned.head.encoding == .utf8, !configuration.flushes
  else { return }
  require(try Pipeline(configuration).clean(cleaned.bytes).bytes == cleaned.bytes, "at rest")
}

@_silgen_name("LLVMFuzzerMutate")
private func mutateBytes(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ most: Int) -> Int

/// libFuzzer asks this for each new input: every other time the bytes are changed as it does by itself,
/// and else as pages are damaged.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutateInput(
  _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ most: Int, _ seed: UInt32
) -> Int {
  if seed % 2 == 0 { return unsafe mutateBytes(bytes, count, most) }
  // Room for `most` bytes, of which `count` hold the input.
  let room = unsafe UnsafeMutableBufferPointer(start: bytes, count: most)
  var damage = Damage(seed: UInt64(seed))
  let result = damage.apply(to: unsafe Array(room[..<count])).prefix(most)
  for (index, byte) in result.enumerated() { unsafe room[index] = byte }
  return result.count
}
