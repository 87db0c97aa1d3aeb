/// The keys of `emend.toml` as a page of the documentation.
public enum SettingPage {
  /// The reference of all keys, as Markdown.
  public static func markdown(_ settings: [Setting] = Setting.all) -> String {
    var page = """
      # The configuration file

      What `emend.toml` can say.

      Emend looks for `emend.toml` in the folder of each file and in the folders above it, for
      standard input in the current folder and above; the first one that it finds counts, alone.
      `--config FILE` names another, `--no-config` looks for none. Options of the command win over the
      file, a file's overrides over the rest of it. `emend config FILE` prints what is in force for a
      file, and from where; its output is itself an `emend.toml`.

      A key that does not exist and a value of the wrong kind are errors that name file, line and
      column.

      ```toml
      wrap = "join"
      skip = ["tables"]
      protect-words = ["Guangxi", "Linlin"]
      misspellings = ["our-slips.txt"]

      [stage.spelling]
      threshold = 0.97

      [[override]]
      files = ["poems/**", "*.md"]
      wrap = "keep"
      ```

      | key | value | option | what it decides |
      | --- | --- | --- | --- |

      """
    for setting in settings {
      let names: String =
        if case .choices = setting.kind { " (see <doc:Stages>)" } else { "" }
      let description = setting.kind.description.replacing("|", with: "\\|")
      page +=
        "| `\(setting.key)` | \(description)\(names) | "
        + "\(setting.flag.map { "`\($0)`" } ?? "") | \(setting.summary) |\n"
    }
    return page + """

      ## Overrides

      Each `[[override]]` holds `files`, a list of patterns, and any of the keys above. It counts for
      the files whose path, from the folder of `emend.toml` on, matches one of the patterns; of
      several the last one wins. `*` and `?` stand for any letters but `/`, `**` for any folders,
      `[abc]` for one of these letters; a pattern without `/` looks at the last part of the path only.

      ## Passages left alone

      A line that holds nothing but `emend:off`, as a comment of whatever language, begins a passage
      that no stage touches; `emend:on` ends it. Both lines stay in the text.

      ```text
      <!-- emend:off -->
      Thys boke is printed as it stode.
      <!-- emend:on -->
      ```

      """
  }
}
