import ArgumentParser
import Emend

/// What stands before the subcommands.
struct RootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "emend",
    abstract: "Turns what an OCR engine wrote into the text that was printed.",
    usage: """
      emend [OPTION…] [FILE…]
      emend batch FOLDER… -o OUT
      emend explain [STAGE]
      emend undo OUTPUT LOG
      emend apply FILE LOG
      emend tables [FILE…]
      emend lexicon build|inspect|learn
      """,
    discussion: """
      Without FILE, or for -, emend reads standard input. The text goes to standard
      output, everything else to standard error.

        emend page.txt                   the cleaned text, on the terminal
        emend --diff page.txt            what would change, line by line
        emend page.txt -o clean.txt      into a file
        emend *.txt -o clean/            each into a folder
        emend --in-place=.bak page.txt   in its place; page.txt.bak is the old one
        emend --check *.txt              names the files that would change
        emend page.txt -o clean.txt --edits page.log
                                         with a log of every change
        emend undo clean.txt page.log    the source again, byte for byte
        emend explain hyphenation        what a stage repairs, with examples
        emend clean --help               all options

      Exit status: 0 done; 1 differences (--check) or findings (--fail-on finding);
      2 wrong call; 3 unreadable input, or no text; 4 output cannot be written.
      """,
    version: Release.report,
    subcommands: [
      Clean.self, Batch.self, Explain.self, Undo.self, Apply.self, TablesCommand.self,
      LexiconCommand.self,
    ],
    defaultSubcommand: Clean.self)
}
