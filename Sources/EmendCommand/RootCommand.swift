import ArgumentParser
import Emend

/// What stands before the subcommands.
struct RootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "emend",
    abstract: "Turns what an OCR engine wrote into the text that was printed.",
    usage: """
      emend [OPTION…] [FILE…]
      emend SUBCOMMAND …
      """,
    discussion: """
      Without FILE, or for -, emend reads standard input. The text goes to standard
      output, everything else to standard error.

        emend page.txt                   the cleaned text, on the terminal
        emend --diff page.txt            what would change, line by line
        emend *.txt -o clean/            many files, each into a folder
        emend --in-place=.bak page.txt   in its place; page.txt.bak is the old one
        emend page.txt -o clean.txt --edits page.log
        emend undo clean.txt page.log    the source again, byte for byte
        emend help clean                 all options

      Exit status: 0 done; 1 differences (--check, test) or findings (--fail-on
      finding); 2 wrong call or configuration; 3 unreadable input, or no text;
      4 output cannot be written.
      """,
    version: Release.report,
    subcommands: [
      Clean.self, Batch.self, TablesCommand.self, Test.self, Scoring.self, Config.self,
      Explain.self, Undo.self, Apply.self, LexiconCommand.self,
    ],
    defaultSubcommand: Clean.self)
}
