import ArgumentParser
import Emend
import EmendProject

/// The command `emend`: parses its arguments, runs a subcommand and returns its status.
@main
enum Main {
  static func main() {
    Platform.prepareStreams()
    Platform.prepareSignals()
    let status = run(CommandArguments.parserReady(CommandArguments.strings()))
    TemporaryFiles.removeAll()
    Platform.exit(status)
  }

  /// Parses the arguments, runs the subcommand, and tells what went wrong.
  private static func run(_ arguments: [String]) -> Status {
    do {
      try CommandArguments.refuseUnknownHelp(arguments)
      var command = try RootCommand.parseAsRoot(arguments)
      try command.run()
      return .done
    } catch {
      return report(error, of: arguments)
    }
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
