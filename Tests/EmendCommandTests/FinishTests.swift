import Foundation
import Testing

/// What belongs to a finished command: statuses, completions, manual pages, the hook.
@Suite struct FinishTests {
  /// A call, what it reads, and the status that it must have.
  static let calls: [(status: Int32, script: String)] = [
    (0, "emend a"), (0, "emend --check b"), (0, "emend --help"), (0, "emend help score"),
    (0, "emend --fail-on finding a"), (0, "emend -o /dev/null a"), (0, "emend config"),
    (0, "emend test cases"), (0, "emend score a b"), (0, "emend a | head -c 1"),
    (1, "emend --check a"), (1, "emend --check --diff a"), (1, "emend --fail-on finding lost"),
    (1, "emend test bad"),
    (2, "emend --nonsense"), (2, "emend --stages nonsense a"), (2, "emend --threshold 2 a"),
    (2, "emend --protect '(' a"), (2, "emend --config wrong.toml a"), (2, "emend test none"),
    (2, "emend -o b --check a"), (2, "emend explain nonsense"), (2, "emend score a"),
    (2, "emend --misspellings wrong.toml a"),
    (3, "emend missing"), (3, "emend binary"), (3, "emend undo a b"), (3, "emend test missing"),
    (3, "emend score a missing"), (3, "emend --config missing a"), (3, "emend missing a"),
    (4, "emend -o missing/a a"), (4, "emend --edits missing/log a"),
    (4, "emend test --junit missing/x cases"), (4, "emend a >/dev/full"),
  ]

  private func folder() throws -> Folder {
    let folder = try Folder([
      "a": broken, "b": clean, "lost": lost, "wrong.toml": "wrp = 1\n",
      "cases/a/input.txt": broken, "cases/a/expected.txt": mended,
      "bad/a/input.txt": broken, "bad/a/expected.txt": broken, "none/readme": "",
    ])
    try folder.write([0x7F, 0x45, 0x4C, 0x46, 0, 1], to: "binary")
    return folder
  }

  @Test(arguments: calls.indices)
  func `the status is the documented one, and a fault says what to do`(_ index: Int) throws {
    let call = Self.calls[index]
    let ran = try folder().shell(call.script)
    #expect(ran.status == call.status, "\(call.script): \(ran.errors)")
    guard call.status > 1 else { return }
    // One line, the command's name before it, the remedy behind a semicolon.
    let lines = ran.errors.split(separator: "\n")
    #expect(lines.count == 1, "\(call.script): \(ran.errors)")
    #expect(lines.first?.hasPrefix("emend: ") == true)
    #expect(lines.first?.contains("; ") == true, "\(call.script): \(ran.errors)")
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `completions are scripts of their shells`(_ shell: String) throws {
    let folder = try Folder()
    let ran = try folder.emend("--generate-completion-script", shell)
    #expect(ran.status == 0)
    #expect(ran.text.contains("emend") && ran.text.contains("threshold"))
    guard Command.has(shell) else { return }
    try folder.write(ran.bytes, to: "script")
    let checked = try folder.shell("\(shell) -n script")
    #expect(checked.status == 0, "\(checked.errors)")
  }

  @Test(.enabled(if: Command.has("bash")))
  func `bash completes subcommands`() throws {
    let folder = try Folder()
    try folder.write(try folder.emend("--generate-completion-script", "bash").bytes, to: "script")
    let ran = try folder.run(
      "/bin/bash",
      [
        "-c",
        """
        . ./script; COMP_WORDS=(emend ex); COMP_CWORD=1; COMP_LINE='emend ex'; COMP_POINT=8
        _emend emend ex emend; echo "${COMPREPLY[@]}"
        """,
      ], [], [:])
    #expect(ran.text.contains("explain"), "\(ran.text)\(ran.errors)")
  }

  @Test(.enabled(if: Command.has("python3")))
  func `the manual page names every subcommand and option`() throws {
    let folder = try Folder()
    let script = package.appendingPathComponent("Scripts/manual").path
    let page = try folder.shell("python3 '\(script)' \"$EMEND\"")
    #expect(page.status == 0, "\(page.errors)")
    for part in [
      ".Ss emend test", ".Ss emend score", ".Ss emend config", "in\\-place", "stdin\\-filename",
      ".Sh EXIT STATUS", ".It 4", "emend.toml",
    ] {
      #expect(page.text.contains(part), "\(part)")
    }
    guard Command.has("man") else { return }
    try folder.write(page.bytes, to: "emend.1")
    let shown = try folder.shell("MANWIDTH=80 man --warnings -l emend.1 | cat")
    #expect(shown.status == 0)
    #expect(shown.text.contains("EXIT STATUS"))
    #expect(!shown.errors.contains("warning"), "\(shown.errors)")
  }

  @Test func `the hook is the command that names what would change`() throws {
    let hooks = try String(
      contentsOf: package.appendingPathComponent(".pre-commit-hooks.yaml"), encoding: .utf8)
    #expect(hooks.contains("- id: emend\n") && hooks.contains("entry: emend --check\n"))
    // pre-commit appends the names of files.
    let folder = try folder()
    #expect(try folder.shell("emend --check a b").status == 1)
    #expect(try folder.shell("emend --check b").status == 0)
  }
}
