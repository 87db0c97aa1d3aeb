import ArgumentParser
import Emend
import EmendProject

/// The command `emend`: parses its arguments, runs a subcommand and returns its status.
@main
enum Main {
  static func main() {
    Platform.prepareStreams()
    Platform.prepareSignals()
    let status = run(CommandArguments.strings())
    TemporaryFiles.removeAll()
    Platform.exit(status)
  }

  /// Parses the arguments, runs the subcommand, and tells what went wrong.
  private static func run(_ given: [String]) -> Status {
    if let call = CleanCall(plain: given) {
      do {
        try call.run()
        return .done
      } catch {
        return report(error, of: [Clean._commandName])
      }
    }
    let arguments = CommandArguments.parserReady(given)
    do {
      try CommandArguments.refuseMisreadable(given)
      try CommandArguments.refuseUnknownHelp(arguments)
      var command = try parse(arguments)
      try command.run()
      return .done
    } catch {
      return report(error, of: arguments)
    }
  }

  /// Parses the arguments.
  ///
  /// To know where a subcommand's arguments begin, the parser reflects on the options of all of them,
  /// which takes longer than a newsletter does. So the subcommand that is named is asked first; what it
  /// does not understand by itself (help, the version, a mistake) is for the parser as a whole, whose
  /// messages speak of the whole.
  private static func parse(_ arguments: [String]) throws -> any ParsableCommand {
    if let name = arguments.first,
      let subcommand = RootCommand.configuration.subcommands.first(where: {
        $0._commandName == name
      }),
      subcommand.configuration.subcommands.isEmpty,
      let command = try? subcommand.parseAsRoot(Array(arguments.dropFirst()))
    {
      return command
    }
    return try RootCommand.parseAsRoot(arguments)
  }

  private static func report(_ error: any Error, of arguments: [String]) -> Status {
    switch error {
    case let status as Status:
      return status
    case is ClosedPipe:
      return .done
    case let fault as EmendError:
      Messages.tell(fault)
      return Status(fault)
    default:
      break
    }
    if RootCommand.exitCode(for: error) == .success {
      // Help and the version are errors to the parser, and data to the user.
      let text = RootCommand.fullMessage(for: error, columns: 80)
      do {
        try Output.standard().finish(writing: Array((text.trimmed + "\n").utf8))
      } catch {
        return report(error, of: arguments)
      }
      return .done
    }
    let message = ByteString.shown(RootCommand.message(for: error)).trimmed
    // The subcommand is there: it was put there where it was left out.
    Messages.tell(message.replacing("\n", with: " ") + "; see emend help \(arguments[0])")
    return .usage
  }
}
