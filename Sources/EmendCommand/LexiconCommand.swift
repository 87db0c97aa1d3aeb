import ArgumentParser
import Emend
import EmendProject
import Lexicon
import SystemPackage

/// `emend lexicon build|inspect|learn`.
struct LexiconCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lexicon",
    abstract: "Makes, shows and learns what Emend knows of words.",
    discussion: """
      Emend has a lexicon of English built in. One of your own, over it, adapts Emend
      to your time and subject:

        emend lexicon learn ocr-and-truth/ -o confusions.tsv
        emend lexicon build --text proofread/*.txt --list names.tsv \\
            --confusions confusions.tsv -o ours.lexicon
        emend --lexicon ours.lexicon page.txt
        emend lexicon inspect --lexicon ours.lexicon schooner
      """,
    subcommands: [Build.self, Inspect.self, Learn.self])

  /// Makes an image.
  struct Build: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "build",
      abstract: "Makes a lexicon of word lists, counts, texts and confusions.",
      usage: "emend lexicon build [OPTION…] -o FILE",
      discussion: """
        A list has one entry a line: a word of a dictionary by itself; or a word, a tab
        and its count in proof-read prose; or two words with a blank between, a tab and
        their count. # stands for a number and <s> for the border of a sentence; in a
        line without a tab # opens a comment. All files are UTF-8.
        """)

    @Option(
      name: .shortAndLong, help: .init("Write the image there.", valueName: "file"))
    var output: FileName
    @Option(
      parsing: .upToNextOption,
      help: .init("Words, words with counts, pairs with counts.", valueName: "file"))
    var list: [FileName] = []
    @Option(
      parsing: .upToNextOption,
      help: .init("Proof-read text: words, pairs and capitals are counted.", valueName: "file"))
    var text: [FileName] = []
    @Option(
      parsing: .upToNextOption,
      help: .init("Letter confusions, as emend lexicon learn writes them.", valueName: "file"))
    var confusions: [FileName] = []
    @Option(
      parsing: .upToNextOption,
      help: .init("Known misspellings, wrong->right; weighed, not obeyed.", valueName: "file"))
    var misspellings: [FileName] = []
    @Flag(help: "The words are only protected: right as they stand, never proposed.")
    var protect = false
    @Option(help: .init("Keep what was counted so often.", valueName: "number"))
    var least = 3
    @Option(help: .init("What the lexicon is called.", valueName: "name"))
    var language = "own"
    @Option(help: .init("The version of its words.", valueName: "text"))
    var edition = "1"
    @Option(help: .init("Its licence.", valueName: "text"))
    var licence = ""

    func run() throws {
      guard !(list + text + confusions + misspellings).isEmpty else {
        throw EmendError(
          .usage, "there is nothing to make a lexicon of",
          remedy: "give --list, --text, --confusions or --misspellings")
      }
      var sources = LexiconSources(language: language, version: edition, licence: licence)
      sources.leastCount = max(1, least)
      sources.onlyProtects = protect
      for name in list { try sources.addList(Input.readText(name), file: name.shown) }
      for name in text { try sources.addText(Input.readText(name)) }
      for name in confusions { try sources.addConfusions(Input.readText(name), file: name.shown) }
      var wrongs = MisspellingList()
      for name in misspellings { try wrongs.add(Input.readText(name), file: name.shown) }
      sources.addMisspellings(wrongs)
      let image = sources.image()
      let lexicon = try Lexicon(image: image, file: output.shown)
      try (output.isStream ? Output.standard() : .file(output.path)).finish(writing: image)
      Messages.tell(
        "\(output.shown): \(lexicon.wordCount) words, \(lexicon.bigramCount) pairs, "
          + "\(lexicon.confusions.count) confusions, \(image.count) bytes")
    }
  }

  /// Shows what the lexicons know.
  struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "inspect",
      abstract: "Shows what is known of words, and what readings of them may be.",
      usage: "emend lexicon inspect [OPTION…] WORD…",
      discussion: """
        Of words one after another it also shows how often prose has them so.
        """)

    @Argument(help: "The words.")
    var words: [String]
    @OptionGroup var lexicons: LexiconOptions
    @Flag(help: "Write one JSON object a line.")
    var json = false

    func run() throws {
      var configuration = Configuration.standard
      try lexicons.plain.set(&configuration)
      guard let lexicon = try configuration.combinedLexicon() else {
        throw EmendError(
          .usage, "this Emend has no lexicon built in", remedy: "give one with --lexicon")
      }
      let inspection = LexiconInspection(words.map(ByteString.shown), in: lexicon)
      try Output.standard().finish(
        writing: json ? inspection.json : Array(inspection.text.utf8))
    }
  }

  /// Counts confusions.
  struct Learn: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "learn",
      abstract: "Counts how letters are misread, from pairs of OCR and truth.",
      usage:
        "emend lexicon learn [OPTION…] OCR TRUTH\n       emend lexicon learn [OPTION…] FOLDER…",
      discussion: """
        A folder holds pairs NAME.ocr.txt and NAME.gt.txt. The table has a line for
        each confusion of at most three letters: what was printed, what was read,
        how often, and how often the former was printed at all; emend lexicon build
        takes it with --confusions.
        """)

    @Argument(help: "Two files, the OCR first, or folders of pairs.")
    var pairs: [FileName]
    @Option(
      name: .shortAndLong,
      help: .init("Write the table there, not to standard output.", valueName: "file"))
    var output: FileName?
    @Option(help: .init("Leave out what was seen less often.", valueName: "number"))
    var least = 2
    @Flag(help: "Write what spelling weighs at each doubtful word of OCR instead.")
    var evidence = false

    func run() throws {
      guard !evidence else { return try writeEvidence() }
      var counts = ConfusionCounts()
      for (ocr, truth) in try Self.files(pairs) {
        try counts.learn(ocr: Input.readText(ocr), truth: Input.readText(truth))
      }
      let target = try output.flatMap { $0.isStream ? nil : try Output.file($0.path) }
      try (target ?? .standard()).finish(writing: Array(counts.table(least: least).utf8))
    }

    /// Writes the evidence of each file, behind a line with its name.
    private func writeEvidence() throws {
      let pipeline = Pipeline()
      var text: [UInt8] = []
      for (ocr, _) in try Self.files(pairs) {
        let recorder = SpellingRecorder(file: ocr.bytes)
        let bytes = try Input.readAll(ocr)
        _ = try Spelling.$recorder.withValue(recorder) { try pipeline.clean(bytes) }
        text += Array(recorder.text.utf8)
      }
      let target = try output.flatMap { $0.isStream ? nil : try Output.file($0.path) }
      try (target ?? .standard()).finish(writing: text)
    }

    /// The files of the pairs, by name.
    private static func files(_ names: [FileName]) throws -> [(ocr: FileName, truth: FileName)] {
      func isFolder(_ name: FileName) -> Bool {
        (try? name.path.stat())?.type == .directory
      }
      if names.count == 2, !names.contains(where: isFolder) { return [(names[0], names[1])] }
      var result: [(FileName, FileName)] = []
      for folder in names {
        guard isFolder(folder) else {
          throw EmendError(
            .usage, "this is no folder", remedy: "give two files, or folders of pairs",
            file: folder.shown)
        }
        let before = result.count
        for name in try Self.names(in: folder) {
          let ending = Array(".ocr.txt".utf8)
          guard name.suffix(ending.count).elementsEqual(ending) else { continue }
          let start = folder.bytes + [UInt8(ascii: "/")] + name.dropLast(ending.count)
          let truth = FileName(bytes: start + Array(".gt.txt".utf8))
          guard (try? truth.path.stat()) != nil else { continue }
          result.append((FileName(bytes: start + ending), truth))
        }
        guard result.count > before else {
          throw EmendError(
            .usage, "this folder has no pairs", remedy: "name them NAME.ocr.txt and NAME.gt.txt",
            file: folder.shown)
        }
      }
      return result
    }

    private static func names(in folder: FileName) throws -> [[UInt8]] {
      do {
        return try Platform.names(in: folder.path)
      } catch {
        throw EmendError(
          .unreadable, "this folder cannot be read (\(error))",
          remedy: "check its permissions with ls -ld", file: folder.shown)
      }
    }
  }
}

/// The options that say which words are known.
struct LexiconOptions: ParsableArguments {
  @Option(
    help: .init("A lexicon over the built-in one; repeatable.", valueName: "file"))
  var lexicon: [FileName] = []
  @Option(help: .init("Your own words, one a line: they stay.", valueName: "file"))
  var words: [FileName] = []

  /// What they ask for.
  var plain: LexiconFiles { LexiconFiles(lexicons: lexicon, words: words) }
}
