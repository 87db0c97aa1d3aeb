/// A key of `emend.toml`: a field of the configuration under the name that users write.
///
/// ``all`` is the one table of them. The reader of `emend.toml`, `emend config` and the reference in
/// the documentation are made from it, so a new key is one line there.
public struct Setting: Sendable {
  /// The name in the file, with dots where tables nest: `stage.spelling.threshold`.
  public let key: String
  /// The option of the command that says the same; nil where there is none.
  public let flag: String?
  /// What may be said.
  public let kind: Kind
  /// One sentence: what it decides.
  public let summary: String
  private let get: @Sendable (Configuration) -> Value?
  private let set: @Sendable (Value, inout Configuration, FileReader) throws(EmendError) -> Void

  /// Reads a file that a value names.
  public typealias FileReader = (String) throws(EmendError) -> [UInt8]

  /// What a key may be set to.
  public enum Kind: Sendable, Hashable {
    /// One of some names.
    case choice([String])
    /// A list of some of these names.
    case choices([String])
    /// A number from one to another, both included.
    case number(ClosedRange<Double>)
    /// A number of bytes: an integer, or a string with K or M behind it.
    case size(ClosedRange<Int>)
    case flag
    /// A list of any strings.
    case strings
    /// A list of names of files, relative to the folder of the file that names them.
    case files
  }

  /// What a key is set to.
  public enum Value: Sendable, Hashable {
    case string(String)
    case number(Double)
    case flag(Bool)
    case strings([String])
  }

  /// What a configuration says; nil where the document decides, or where nothing is said.
  public func value(in configuration: Configuration) -> Value? { get(configuration) }

  /// Says it in a configuration. A list that a key adds to keeps what it had.
  ///
  /// - Parameters:
  ///   - value: what is said, as the key's kind wants it.
  ///   - configuration: what it is said in.
  ///   - reader: reads the files that the value names.
  /// - Throws: an ``EmendError`` of code ``EmendError/Code/badConfiguration`` for a value that is not
  ///   of the kind, and what is wrong with a file that it names.
  public func apply(
    _ value: Value, to configuration: inout Configuration, reader: FileReader
  ) throws(EmendError) {
    try set(try kind.checked(value, key), &configuration, reader)
  }

  /// Finds out whether a value can be said at all; of files only that they are named, not what
  /// they hold.
  ///
  /// - Throws: as ``apply(_:to:reader:)``.
  public func check(_ value: Value) throws(EmendError) {
    if case .files = kind {
      _ = try kind.checked(value, key)
    } else {
      var scratch = Configuration.standard
      try apply(value, to: &scratch) { _ in [] }
    }
  }

  /// The key of a name, or nil.
  public static func named(_ key: String) -> Setting? { byKey[key] }

  private static let byKey = Dictionary(uniqueKeysWithValues: all.map { ($0.key, $0) })

  /// All keys, in the order in which they stand in the reference, and take effect.
  public static let all: [Setting] =
    [
      Setting(
        "stages", "--stages", .choices(stageNames), "Only these stages work.",
        get: { all in .strings(stageNames.filter(all.stages.contains)) },
        set: { names, all in all.stages = Set(names) }),
      Setting(
        "skip", "--skip", .choices(stageNames), "These stages do not work.",
        get: { _ in nil }, set: { names, all in all.stages.subtract(names) }),
      number("threshold", "--threshold", \.threshold, 0...1, "Change from this confidence on."),
      choice("wrap", "--wrap", \.wrap, "What becomes of the line ends within paragraphs."),
      choice("tables", "--tables", \.tables, "What becomes of tables."),
      choice(
        "spans", "--spans", \.spans,
        "What becomes of cells of a table that repeat the one before them."),
      choice(
        "furniture", "--furniture", \.furniture,
        "What becomes of running heads, page numbers and the like."),
      choice("garbage", "--garbage", \.garbage, "What becomes of lines that are no language."),
      choice("format", "--format", \.format, "How the text is marked up."),
      Setting(
        "misspellings", "--misspellings", .files,
        "Lists of `wrong->right`, one a line, that are obeyed as they stand.",
        get: { all in .strings(all.misspellings.files) },
        set: { (names, all, read) throws(EmendError) in
          for name in names { try all.misspellings.add(try read(name), file: name) }
        }),
      Setting(
        "lexicons", "--lexicon", .files,
        "Lexicons over the built-in one, made by `emend lexicon build`.",
        get: { all in .strings(all.lexiconFiles) },
        set: { (names, all, read) throws(EmendError) in
          for name in names where !all.lexiconFiles.contains(name) {
            try all.addLexicon(try read(name), file: name)
          }
        }),
      Setting(
        "words", "--words", .files,
        "Lists of your own words, one a line, that stay as they are written.",
        get: { all in .strings(all.words.files) },
        set: { (names, all, read) throws(EmendError) in
          for name in names { try all.words.add(try read(name), file: name) }
        }),
      Setting(
        "protect", "--protect", .strings, "Regular expressions of ICU; what they match stays.",
        get: { .strings($0.protected) },
        set: { (patterns, all, _) throws(EmendError) in
          var seen = Set(all.protected)
          for pattern in patterns where seen.insert(pattern).inserted {
            _ = try Protection.expression(pattern)
            all.protected.append(pattern)
          }
        }),
      strings("protect-words", nil, \.protectedWords, "Words that stay as they are written."),
      size("window", "--window", \.windowSize, "How many bytes of text are held and seen at once."),
      flag(
        "flush", "--flush", \.flushes,
        "Each block is written as soon as it is settled, for live pipes."),
    ]
    + stageNames.map { name in
      Setting(
        "stage.\(name).threshold", nil, .number(0...1), "The threshold of `\(name)` alone.",
        get: { $0.thresholds[name].map(Value.number) },
        set: { (value, all, _) throws(EmendError) in
          if case .number(let number) = value { all.thresholds[name] = number }
        })
    }

  private static let stageNames = Registry.manuals.map(\.name)
}

// MARK: The kinds of line in the table

extension Setting {
  private init(
    _ key: String, _ flag: String?, _ kind: Kind, _ summary: String,
    get: @escaping @Sendable (Configuration) -> Value?,
    set: @escaping @Sendable (Value, inout Configuration, FileReader) throws(EmendError) -> Void
  ) {
    self.key = key
    self.flag = flag
    self.kind = kind
    self.summary = summary
    self.get = get
    self.set = set
  }

  /// A list of names.
  private init(
    _ key: String, _ flag: String?, _ kind: Kind, _ summary: String,
    get: @escaping @Sendable (Configuration) -> Value?,
    set:
      @escaping @Sendable ([String], inout Configuration, FileReader) throws(EmendError) -> Void
  ) {
    self.init(key, flag, kind, summary, get: get) {
      (value, all, reader) throws(EmendError) in
      if case .strings(let names) = value { try set(names, &all, reader) }
    }
  }

  private init(
    _ key: String, _ flag: String?, _ kind: Kind, _ summary: String,
    get: @escaping @Sendable (Configuration) -> Value?,
    set: @escaping @Sendable ([String], inout Configuration) -> Void
  ) {
    self.init(key, flag, kind, summary, get: get) { names, all, _ in set(names, &all) }
  }

  /// A field that is one of some names.
  private static func choice<Name>(
    _ key: String, _ flag: String?, _ path: any WritableKeyPath<Configuration, Name> & Sendable,
    _ summary: String
  ) -> Setting where Name: CaseIterable & RawRepresentable<String> & SendableMetatype {
    Setting(
      key, flag, .choice(Name.allCases.map(\.rawValue)), summary,
      get: { .string($0[keyPath: path].rawValue) },
      set: { (value: Value, all, _) throws(EmendError) in
        if case .string(let name) = value, let it = Name(rawValue: name) { all[keyPath: path] = it }
      })
  }

  /// A field that is one of some names, or left to the document.
  private static func choice<Name>(
    _ key: String, _ flag: String?, _ path: any WritableKeyPath<Configuration, Name?> & Sendable,
    _ summary: String
  ) -> Setting where Name: CaseIterable & RawRepresentable<String> & SendableMetatype {
    Setting(
      key, flag, .choice(Name.allCases.map(\.rawValue)), summary,
      get: { $0[keyPath: path].map { .string($0.rawValue) } },
      set: { (value: Value, all, _) throws(EmendError) in
        if case .string(let name) = value { all[keyPath: path] = Name(rawValue: name) }
      })
  }

  /// A field that is a number, or left to the document.
  private static func number(
    _ key: String, _ flag: String?, _ path: any WritableKeyPath<Configuration, Double?> & Sendable,
    _ range: ClosedRange<Double>, _ summary: String
  ) -> Setting {
    Setting(
      key, flag, .number(range), summary, get: { $0[keyPath: path].map(Value.number) },
      set: { (value: Value, all, _) throws(EmendError) in
        if case .number(let number) = value { all[keyPath: path] = number }
      })
  }

  /// A field that is a number of bytes.
  private static func size(
    _ key: String, _ flag: String?, _ path: any WritableKeyPath<Configuration, Int> & Sendable,
    _ summary: String
  ) -> Setting {
    Setting(
      key, flag, .size(ByteSize.least...ByteSize.most), summary,
      get: { .string(ByteSize.text($0[keyPath: path])) },
      set: { (value: Value, all, _) throws(EmendError) in
        if case .number(let number) = value { all[keyPath: path] = Int(number) }
      })
  }

  /// A field that is a list, to which the key adds.
  private static func strings(
    _ key: String, _ flag: String?, _ path: any WritableKeyPath<Configuration, [String]> & Sendable,
    _ summary: String
  ) -> Setting {
    Setting(
      key, flag, .strings, summary, get: { .strings($0[keyPath: path]) },
      set: { names, all in
        // By a set: a list may be as long as the register of a town.
        var seen = Set(all[keyPath: path])
        all[keyPath: path] += names.filter { seen.insert($0).inserted }
      })
  }

  /// A field that is on or off.
  private static func flag(
    _ key: String, _ flag: String?, _ path: any WritableKeyPath<Configuration, Bool> & Sendable,
    _ summary: String
  ) -> Setting {
    Setting(
      key, flag, .flag, summary, get: { .flag($0[keyPath: path]) },
      set: { (value: Value, all, _) throws(EmendError) in
        if case .flag(let isOn) = value { all[keyPath: path] = isOn }
      })
  }
}

// MARK: Kinds and values

extension Setting.Kind {
  /// What may be said, in words.
  public var description: String {
    func quoted(_ names: [String]) -> String { names.map { "\"\($0)\"" }.joined(separator: ", ") }
    return switch self {
    case .choice(let names): "one of " + quoted(names)
    case .choices: "a list of names of stages"
    case .number(let range):
      "a number from \(Setting.Value.shown(range.lowerBound)) to "
        + Setting.Value.shown(range.upperBound)
    case .size(let range):
      "a number of bytes from \(ByteSize.text(range.lowerBound)) to "
        + "\(ByteSize.text(range.upperBound)), such as 65536 or \"64K\""
    case .flag: "true or false"
    case .strings: "a list of strings"
    case .files: "a list of names of files, relative to the folder of emend.toml"
    }
  }

  /// The value in the one form that the setters expect.
  fileprivate func checked(
    _ value: Setting.Value, _ key: String
  ) throws(EmendError) -> Setting.Value {
    func wrong(_ remedy: String? = nil) -> EmendError {
      EmendError(
        .badConfiguration, "\(value.toml) is nothing that '\(key)' can be",
        remedy: remedy ?? "write \(description)")
    }
    func known(_ name: String, among names: [String]) throws(EmendError) -> String {
      if let name = names.first(where: { $0.lowercased() == name.lowercased() }) { return name }
      let nearest = NearestName.of(name, among: names).map { "did you mean \"\($0)\"? " }
      throw EmendError(
        .badConfiguration, "\"\(name)\" is nothing that '\(key)' can be",
        remedy: (nearest ?? "") + "Write " + description)
    }
    switch (self, value) {
    case (.choice(let names), .string(let name)):
      return .string(try known(name, among: names))
    case (.choices(let names), .strings(let list)):
      var result: [String] = []
      for name in list { result.append(try known(name, among: names)) }
      return .strings(result)
    case (.number(let range), .number(let number)):
      guard range.contains(number) else { throw wrong() }
      return value
    case (.size(let range), .number(let number)):
      guard let size = Int(exactly: number), range.contains(size) else { throw wrong() }
      return value
    case (.size(let range), .string(let text)):
      guard let size = ByteSize.parse(text), range.contains(size) else { throw wrong() }
      return .number(Double(size))
    case (.flag, .flag), (.strings, .strings), (.files, .strings):
      return value
    case (.strings, .string(let one)), (.files, .string(let one)):
      throw wrong("write a list: [\(Setting.Value.string(one).toml)]")
    default:
      throw wrong()
    }
  }
}

extension Setting.Value {
  /// The value as it stands in a TOML file.
  public var toml: String {
    switch self {
    case .string(let text): Self.quoted(text)
    case .number(let number): Self.shown(number)
    case .flag(let isOn): isOn ? "true" : "false"
    case .strings(let list): "[" + list.map(Self.quoted).joined(separator: ", ") + "]"
    }
  }

  fileprivate static func shown(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? "\(number)"
  }

  /// A string in the quotes that need the fewest backslashes.
  private static func quoted(_ text: String) -> String {
    let isPlain = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    if isPlain, text.contains("\\") || text.contains("\""), !text.contains("'") {
      return "'\(text)'"
    }
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}

/// A number of bytes, such as 65536, 64K or 1M.
public enum ByteSize {
  /// The smallest window: below it hardly a paragraph is seen whole.
  public static let least = 1 << 10
  /// The largest; windows are held in memory.
  public static let most = 1 << 30

  /// Reads a number with or without K or M behind it; nil for anything else, and for what is more
  /// than ``most``.
  public static func parse(_ text: String) -> Int? {
    var digits = text[...]
    var unit = 1
    switch digits.last {
    case "K", "k": unit = 1 << 10
    case "M", "m": unit = 1 << 20
    default: break
    }
    if unit > 1 { digits.removeLast() }
    guard let number = Int(digits), number >= 0, number <= most / unit else { return nil }
    return number * unit
  }

  /// The shortest text that ``parse(_:)`` reads as this number.
  public static func text(_ size: Int) -> String {
    if size > 0, size % (1 << 20) == 0 { return "\(size >> 20)M" }
    if size > 0, size % (1 << 10) == 0 { return "\(size >> 10)K" }
    return "\(size)"
  }
}

/// The name that somebody who mistyped may have meant.
public enum NearestName {
  /// The nearest of some names; nil where none is near.
  public static func of(_ name: String, among names: [String]) -> String? {
    let nearest = names.min { distance($0, name) < distance($1, name) }
    return nearest.flatMap { distance($0, name) <= max(2, name.count / 3) ? $0 : nil }
  }

  /// The number of letters to change, add or drop to make one name of the other.
  static func distance(_ a: String, _ b: String) -> Int {
    let b = Array(b.lowercased())
    var row = Array(0...b.count)
    for (i, x) in a.lowercased().enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (x == b[j] ? 0 : 1))
        diagonal = above
      }
    }
    return row[b.count]
  }
}
