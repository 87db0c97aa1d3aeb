import ArgumentParser
import Emend
import EmendProject

/// `emend config [FILE]`.
struct Config: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Prints what is configured for a file, and from where.",
    discussion: """
      The output is itself an emend.toml. Without a file it is what counts for
      standard input in this folder. emend looks for emend.toml in the folder of
      each file and upward; options win over it.
      """)

  @Argument(help: "The file; it need not exist.")
  var file: FileName?
  @Flag(help: "Write the reference of all keys instead, as Markdown.")
  var markdown = false
  @OptionGroup(title: "What is repaired") var repair: RepairOptions

  func run() throws {
    let text: String
    if markdown {
      text = SettingPage.markdown()
    } else {
      var configurations = try Configurations(repair.plain)
      text = try configurations.resolved(for: file?.isStream == true ? nil : file).toml
    }
    try Output.standard().finish(writing: Array(text.utf8))
  }
}
