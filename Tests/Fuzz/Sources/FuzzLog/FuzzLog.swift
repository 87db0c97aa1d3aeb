internal import Emend
internal import FuzzSupport

/// A log is read, or refused by an error; what is read of it never makes more of a text than the edits
/// of the log say. The input is a text and a log, parted by a line of equals signs.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = unsafe input(bytes, count)
  let parts = split(input)
  guard let log = try? EditLog.decode(parts.log, file: "log") else {
    _ = try? EditLog.decodeChanges(parts.log, file: "log")
    return 0
  }
  if let source = try? log.undo(parts.text) {
    // The checksums of both are in the log, so that what is given back can only be the source.
    require(try log.apply(to: source).output == parts.text, "applied again")
  }
  _ = try? log.apply(to: parts.text)
  return 0
}

func split(_ input: [UInt8]) -> (text: [UInt8], log: [UInt8]) {
  let border = Array("\n====\n".utf8)
  for start in input.indices.dropLast(border.count) where input[start...].starts(with: border) {
    return (Array(input[..<start]), Array(input[(start + border.count)...]))
  }
  // Where there is none, the input is a text, and the log its own.
  let cleaned = try? Pipeline().clean(input)
  return (cleaned?.bytes ?? input, cleaned?.log ?? input)
}
