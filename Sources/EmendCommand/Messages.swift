import Emend
import SystemPackage

/// What the command says on standard error: a line a message.
enum Messages {
  /// Tells of a fault.
  static func tell(_ fault: EmendError) { tell(fault.description) }

  /// Writes one line behind the command's name.
  static func tell(_ message: String) { write("emend: " + message + "\n") }

  /// Writes as it stands. Where standard error is closed, there is nobody to tell.
  static func write(_ text: String) {
    _ = try? FileDescriptor.standardError.writeAll(Array(text.utf8))
  }
}
