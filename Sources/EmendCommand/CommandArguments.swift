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

  /// Refuses what the parser would take for something else than was meant: `--output=` of a variable that is
  /// not set, which would take the next argument, a text, for its value; and a file whose name begins as
  /// an option, which would be one if a letter of it is (`-dash.txt`, with an h, asks for help).
  static func refuseMisreadable(_ arguments: [String]) throws {
    for argument in arguments.prefix(while: { $0 != "--" }) where argument.hasPrefix("-") {
      if argument.hasPrefix("--") {
        guard argument.hasSuffix("="), argument.count(where: { $0 == "=" }) == 1,
          argument != inPlace + "="
        else { continue }
        throw EmendError(
          .usage, "'\(ByteString.shown(argument))' has no value",
          remedy: "write one behind it, or leave the option out")
      }
      let letters = argument.dropFirst()
      guard letters.count > 1, !letters.allSatisfy({ "qvh".contains($0) }),
        attachedValue(argument) == nil, letters.first?.isNumber == false
      else { continue }
      throw EmendError(
        .usage, "there is no option '\(ByteString.shown(argument))'",
        remedy: "for a file of that name write ./\(ByteString.shown(argument))")
    }
  }

  private static let inPlace = "--in-place"

  /// Option and value of `-j2` and `-ofile`.
  private static func attachedValue(_ argument: String) -> (option: String, value: String)? {
    for option in ["-j", "-o"] where argument.hasPrefix(option) && argument.count > option.count {
      let value = argument.dropFirst(option.count)
      return (option, String(value.first == "=" ? value.dropFirst() : value))
    }
    return nil
  }

  /// Makes three habits of the command line palatable to the parser: a subcommand that is left out,
  /// `--in-place=.bak`, an option whose value may be left out, and `-j2`.
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
      if argument.hasPrefix(inPlace + "=") {
        result.append(inPlace)
        // With its equals sign: the parser would look elsewhere for an empty value.
        result.append("--in-place-suffix=" + argument.dropFirst(inPlace.count))
      } else if let (option, value) = attachedValue(argument), !value.isEmpty {
        result += [option, value]
      } else {
        result.append(argument)
      }
    }
    return result
  }
}
