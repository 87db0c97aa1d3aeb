internal import Emend
internal import EmendProject
internal import FuzzSupport

/// An emend.toml is read, or refused by an error that names its line; globs answer for any path.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = unsafe input(bytes, count)
  do {
    let file = try ConfigurationFile(input, file: "emend.toml")
    for path in ["a/b.txt", "", "ä/\n"] { _ = file.assignments(for: Array(path.utf8)) }
  } catch {
    require(error.file == "emend.toml", "the error names the file")
  }
  _ = try? Facts(input, file: "facts.toml")
  let half = input.count / 2
  _ = Glob(Array(input[..<half])).matches(Array(input[half...]))
  return 0
}
