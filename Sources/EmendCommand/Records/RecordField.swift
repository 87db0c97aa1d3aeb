import ArgumentParser
import Emend
import EmendProject

/// A field that is to be cleaned: the keys that lead to it from the record's outermost object.
///
/// Written with dots, `page.text`; a dot that belongs to a key has a backslash before it. Lists on
/// the way are entered: `pages.text` is the text of every page.
struct RecordField: ExpressibleByArgument, Hashable {
  /// The keys, outermost first, as the bytes that they are once their escapes are read.
  let keys: [[UInt8]]
  /// As the user wrote it.
  let name: String

  init?(argument: String) {
    name = argument
    var keys: [[UInt8]] = [[]]
    var isEscaped = false
    for byte in ByteString.bytes(of: argument) {
      if isEscaped {
        if byte != UInt8(ascii: ".") && byte != UInt8(ascii: "\\") {
          keys[keys.count - 1].append(UInt8(ascii: "\\"))
        }
        keys[keys.count - 1].append(byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: ".") {
        keys.append([])
      } else {
        keys[keys.count - 1].append(byte)
      }
    }
    if isEscaped { keys[keys.count - 1].append(UInt8(ascii: "\\")) }
    if keys.contains([]) { return nil }
    self.keys = keys
  }
}
