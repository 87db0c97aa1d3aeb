import ArgumentParser
import Emend
import EmendProject

/// The arguments of the command, as bytes that have become strings and can become bytes again.
///
/// A file name is bytes, the parser knows strings, and `CommandLine.arguments` puts U+FFFD in the
/// place of what is not UTF-8; ``ByteString`` loses nothing.
enum CommandArguments {
  /// All arguments behind the command's own name.
  static func strings() -> [String] {
    (1..<max(1, Int(CommandLine.argc))).compactMap { index in
      // Unsafe: the system gives as many arguments as it says, each ended by NUL, and keeps them to
      // the end of the process.
      guard let start = unsafe CommandLine.unsafeArgv[index] else { return nil }
      var bytes: [UInt8] = []
      var offset = 0
      while unsafe start[offset] != 0 {
        bytes.append(UInt8(bitPattern: unsafe start[offset]))
        offset += 1
      }
      return ByteString.string(of: bytes)
    }
  }

  /// The names of the subcommands.
  static var subcommands: [String] {
    RootCommand.configuration.subcommands.map { $0._commandName }
  }

  /// Refuses to help with a subcommand that does not exist; the parser would show the general help.
  static func refuseUnknownHelp(_ arguments: [String]) throws {
    guard arguments.count > 1, arguments[0] == "help", !arguments[1].hasPrefix("-"),
      !subcommands.contains(arguments[1])
    else { return }
    let name = ByteString.shown(arguments[1])
    throw EmendError(
      .usage, "there is no subcommand '\(name)'",
      remedy: NearestName.of(name, among: subcommands).map { "did you mean '\($0)'?" }
        ?? "emend --help lists them")
  }

  /// Makes two habits of the command line palatable to the parser: a subcommand that is left out,
  /// and `--in-place=.bak`, an option whose value may be left out.
  static func parserReady(_ arguments: [String]) -> [String] {
    var result: [String] = []
    let names = subcommands + ["help"]
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
