import ArgumentParser
import EmendProject
import SystemPackage

/// The name of a file as the user gave it: bytes, whatever they are; `-` is a standard stream.
struct FileName: ExpressibleByArgument, Hashable {
  /// The bytes of the name; never empty.
  var bytes: [UInt8]

  init(bytes: [UInt8]) { self.bytes = bytes }

  init?(argument: String) {
    bytes = ByteString.bytes(of: argument)
    if bytes.isEmpty { return nil }
  }

  /// Whether it stands for standard input or output. The system's own names for them are meant
  /// too: what they lead to is not to be replaced by a file.
  var isStream: Bool {
    ["-", "/dev/stdin", "/dev/stdout"].contains { bytes.elementsEqual($0.utf8) }
  }

  /// Whether it is written as a folder's.
  var endsInSlash: Bool { bytes.last == UInt8(ascii: "/") }

  var path: FilePath { FilePath(bytes: bytes) }

  /// The name for people, on one line.
  var shown: String { ByteString.shown(bytes) }

  /// The last part of the name, with something behind it.
  func component(adding suffix: String = "") -> FilePath.Component? {
    guard let last = path.lastComponent else { return nil }
    // Unsafe: the C string is copied within the call.
    let name = unsafe last.withPlatformString { unsafe FilePath.bytes($0) }
    return FilePath(bytes: name + Array(suffix.utf8)).lastComponent
  }

  static var defaultCompletionKind: CompletionKind { .file() }
}

extension FilePath {
  // Unsafe: C strings end in NUL, and are copied within the call.
  init(bytes: [UInt8]) {
    unsafe self.init(platformString: bytes.map { CInterop.PlatformChar(bitPattern: $0) } + [0])
  }

  /// The bytes of a C string.
  static func bytes(_ start: UnsafePointer<CInterop.PlatformChar>) -> [UInt8] {
    var result: [UInt8] = []
    var offset = 0
    while unsafe start[offset] != 0 {
      result.append(UInt8(bitPattern: unsafe start[offset]))
      offset += 1
    }
    return result
  }

  /// The bytes of the path.
  var bytes: [UInt8] { unsafe withPlatformString { unsafe FilePath.bytes($0) } }

  /// The path for people, on one line.
  var shown: String { ByteString.shown(bytes) }
}
