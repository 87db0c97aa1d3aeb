import Emend
import SystemPackage

/// What has been done in an output folder, so that the next run does only what is missing or has
/// changed.
///
/// A file of lines, one for each document that is done, written when its output has its name. A line
/// begins with a checksum of the rest of it: one that a kill or a full disk has torn is no line, and
/// its document is cleaned again. Of several lines for one name the last counts; at the end of a run
/// the file is written anew, a line a name, and renamed.
struct BatchManifest {
  /// What was done with a document.
  struct Entry: Equatable {
    /// XXH64 of the source.
    var source: UInt64
    /// XXH64 of configuration and versions.
    var settings: UInt64
    /// XXH64 and length of the output.
    var output: UInt64
    var length: Int
    /// XXH64 of the log; nil where none was written.
    var log: UInt64?
  }

  /// The folder in the output folder that holds what is not output.
  static let folder = Array(".emend".utf8)
  private static let name = Array("manifest".utf8)
  private static let newName = Array("manifest.new".utf8)
  /// The first line: what this is, and the version of its grammar.
  private static let head = Array("emend-batch 1\n".utf8)

  /// By the name in the output folder.
  private(set) var entries: [[UInt8]: Entry] = [:]
  private var descriptor: FileDescriptor?
  /// Whether the last line may be torn, so that the next has to begin on a line of its own.
  private var isTorn = false

  /// Reads the manifest of a folder; nothing where there is none.
  ///
  /// - Parameter folder: the one of ``folder``, or nil where it is missing.
  init(_ folder: FolderHandle?) throws {
    guard let folder, try folder.stat(Self.name) != nil else { return }
    let descriptor = try folder.read(Self.name)
    defer { try? descriptor.close() }
    let bytes = try descriptor.readToEnd()
    isTorn = bytes.last.map { $0 != 0x0A } ?? false
    for line in bytes.split(separator: 0x0A) {
      if let (name, entry) = Self.decode(Array(line)) { entries[name] = entry }
    }
  }

  /// Opens the manifest to be written behind its end.
  mutating func open(_ folder: FolderHandle) throws {
    let isNew = try folder.stat(Self.name) == nil
    let descriptor = try folder.append(Self.name)
    if isNew { try descriptor.writeAll(Self.head) }
    self.descriptor = descriptor
  }

  /// Adds what was done with a document.
  mutating func add(_ name: [UInt8], _ entry: Entry) throws {
    entries[name] = entry
    var line = Self.encode(name, entry)
    if isTorn { line.insert(0x0A, at: 0) }
    isTorn = true
    _ = try descriptor?.writeAll(line)
    isTorn = false
  }

  /// Writes the manifest anew, in the order of the names, and puts it in the place of the old one.
  mutating func compact(_ folder: FolderHandle) throws {
    var bytes = Self.head
    for (name, entry) in entries.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      bytes.append(contentsOf: Self.encode(name, entry))
    }
    do {
      let new = try folder.write(Self.newName)
      try new.closeAfter {
        _ = try new.writeAll(bytes)
        try Platform.synchronize(new)
      }
      try folder.rename(Self.newName, to: folder, Self.name)
    } catch {
      folder.remove(Self.newName)
      throw error
    }
    try? descriptor?.close()
    descriptor = nil
  }

  /// A line: the checksum of what follows, then fields set apart by blanks, the name last.
  private static func encode(_ name: [UInt8], _ entry: Entry) -> [UInt8] {
    func hexadecimal(_ value: UInt64) -> String {
      let digits = String(value, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
    let fields = [
      hexadecimal(entry.source), hexadecimal(entry.settings), hexadecimal(entry.output),
      entry.log.map(hexadecimal) ?? "-", "\(entry.length)",
    ]
    var rest = Array((fields.joined(separator: " ") + " ").utf8)
    for byte in name {
      switch byte {
      case 0x0A: rest.append(contentsOf: "\\n".utf8)
      case UInt8(ascii: "\\"): rest.append(contentsOf: "\\\\".utf8)
      default: rest.append(byte)
      }
    }
    return Array((hexadecimal(Checksum.of(rest.span).value) + " ").utf8) + rest + [0x0A]
  }

  /// Reads a line; nil for one that is torn, or of another kind.
  private static func decode(_ line: [UInt8]) -> ([UInt8], Entry)? {
    let fields = line.split(separator: 0x20, maxSplits: 6, omittingEmptySubsequences: false)
    guard fields.count == 7 else { return nil }
    func number(_ field: ArraySlice<UInt8>) -> UInt64? {
      field.count == 16 ? UInt64(String(decoding: field, as: UTF8.self), radix: 16) : nil
    }
    let rest = Array(line[fields[1].startIndex...])
    guard let checksum = number(fields[0]), checksum == Checksum.of(rest.span).value,
      let source = number(fields[1]), let settings = number(fields[2]),
      let output = number(fields[3]), let length = Int(String(decoding: fields[5], as: UTF8.self))
    else { return nil }
    var name: [UInt8] = []
    var isEscaped = false
    for byte in fields[6] {
      if isEscaped {
        name.append(byte == UInt8(ascii: "n") ? 0x0A : byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else {
        name.append(byte)
      }
    }
    let entry = Entry(
      source: source, settings: settings, output: output, length: length, log: number(fields[4]))
    return (name, entry)
  }
}

extension FileDescriptor {
  /// All that stands in the file from its beginning.
  func readToEnd() throws -> [UInt8] {
    // Unsafe: reads fill a buffer that lives for the call, and no more than it holds.
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: Input.pieceSize)
    while true {
      let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe read(into: $0) }
      if count == 0 { return result }
      result.append(contentsOf: buffer[..<count])
    }
  }

  /// The checksum and length of what stands in the file from here on.
  func checksum(_ buffer: inout [UInt8]) throws -> Checksum {
    // Unsafe: reads fill a buffer that lives for the call, and no more than it holds.
    var checksum = Checksum()
    while true {
      let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe read(into: $0) }
      if count == 0 { return checksum }
      checksum.update(buffer.span.extracting(0..<count))
    }
  }
}
