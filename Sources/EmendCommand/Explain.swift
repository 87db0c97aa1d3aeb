import ArgumentParser
import Emend
import EmendProject

/// `emend explain [STAGE]`.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explains a stage with examples; without one, lists them.")

  @Argument(help: "The stage.")
  var stage: String?
  @Flag(help: "Write Markdown; without a stage, the pages of all.")
  var markdown = false
  @Option(
    help: .init("Colour: auto, always or never.", valueName: "when"),
    transform: { try choice($0, of: ColourChoice.self) })
  var color = ColourChoice.auto

  func run() throws {
    let text: String
    if let stage {
      let name = ByteString.shown(stage)
      guard let manual = Registry.manual(named: name) else { throw StageNames.unknown(name) }
      text =
        markdown
        ? ManualPage.markdown(manual) : ManualPage.text(manual, width: 80, colour: color.isOn)
    } else if markdown {
      text = ManualPage.markdown(Registry.manuals)
    } else {
      text = ManualPage.list(Registry.manuals, width: 80, colour: color.isOn)
    }
    try Output.standard().finish(writing: Array(text.utf8))
  }
}
