import ArgumentParser
import Emend

/// The arguments of the command, as bytes that have become strings and can become bytes again.
///
/// A file name is bytes, the parser knows strings, and `CommandLine.arguments` puts U+FFFD in the
/// place of what is not UTF-8. So a byte that is not part of UTF-8 becomes a scalar of plane 16's
/// private use, U+10FF00 + byte, and so do the bytes of such a scalar itself: nothing is lost.
enum CommandArguments {
  /// The first of the 256 scalars that stand for bytes.
  private static let base: UInt32 = 0x10FF00

  /// All arguments behind the command's own name.
  static func strings() -> [String] {
    (1..<max(1, Int(CommandLine.argc))).compactMap { index in
      guard let start = unsafe CommandLine.unsafeArgv[index] else { return nil }
      var bytes: [UInt8] = []
      var offset = 0
      while unsafe start[offset] != 0 {
        bytes.append(UInt8(bitPattern: unsafe start[offset]))
        offset += 1
      }
      return string(of: bytes)
    }
  }

  /// The string that stands for some bytes.
  static func string(of bytes: [UInt8]) -> String {
    var result = String.UnicodeScalarView()
    var index = 0
    while index < bytes.count {
      var decoder = UTF8()
      var rest = bytes[index...].makeIterator()
      if case .scalarValue(let scalar) = decoder.decode(&rest), scalar.value & ~0xFF != base {
        result.append(scalar)
        index += UTF8.width(scalar)
      } else {
        result.append(Unicode.Scalar(base + UInt32(bytes[index])) ?? "\u{FFFD}")
        index += 1
      }
    }
    return String(result)
  }

  /// The bytes that a string stands for.
  static func bytes(of string: String) -> [UInt8] {
    var result: [UInt8] = []
    for scalar in string.unicodeScalars {
      if scalar.value & ~0xFF == base {
        result.append(UInt8(scalar.value & 0xFF))
      } else {
        result.append(contentsOf: String(scalar).utf8)
      }
    }
    return result
  }

  /// A string for people: bytes that are not UTF-8 as `\xNN`.
  static func shown(_ string: String) -> String {
    var result = ""
    for scalar in string.unicodeScalars {
      if scalar.value & ~0xFF == base {
        result += "\\x" + hexadecimal(scalar.value & 0xFF)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  static func hexadecimal(_ value: UInt32) -> String {
    (value < 16 ? "0" : "") + String(value, radix: 16, uppercase: true)
  }

  /// Makes two habits of the command line palatable to the parser: a subcommand that is left out,
  /// and `--in-place=.bak`, an option whose value may be left out.
  static func parserReady(_ arguments: [String]) -> [String] {
    var result: [String] = []
    let names = RootCommand.configuration.subcommands.map { $0._commandName } + ["help"]
    let first = arguments.first ?? ""
    // What stands for the command as a whole: its help, its version, its completion scripts.
    let isGeneral =
      ["-h", "--help", "--version"].contains(first) || first.hasPrefix("--generate-completion")
      || first.hasPrefix("--experimental")
    if !names.contains(first), !isGeneral { result.append(Clean._commandName) }
    for (index, argument) in arguments.enumerated() {
      if argument == "--" { return result + arguments[index...] }
      if argument.hasPrefix("--in-place=") {
        result.append("--in-place")
        // With its equals sign: the parser would look elsewhere for an empty value.
        result.append("--in-place-suffix=" + argument.dropFirst("--in-place".count))
      } else {
        result.append(argument)
      }
    }
    return result
  }
}
