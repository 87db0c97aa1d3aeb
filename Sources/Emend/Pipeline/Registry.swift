/// All stages, in the order in which they work. A new stage is one line here and one file.
public enum Registry {
  /// The stages that edit blocks.
  public static let stages: [any Stage.Type] = [
    Characters.self,
    Furniture.self,
    Garbage.self,
    StrayScript.self,
    Numbers.self,
    Tables.self,
    Captions.self,
    Paragraphs.self,
    Hyphenation.self,
    Emphasis.self,
    Spacing.self,
    Punctuation.self,
    Misspellings.self,
    Spelling.self,
  ]

  /// The manuals of all stages, `decode` first: it works on the bytes, before there are blocks.
  public static var manuals: [Manual] { [Decode.manual] + stages.map { $0.manual } }

  /// The stage of a name, or nil.
  public static func manual(named name: String) -> Manual? {
    let wanted = name.lowercased()
    return manuals.first { $0.name.lowercased() == wanted }
  }

  /// Whether there is a stage of a name, in any case.
  static func has(_ name: String) -> Bool {
    Decode.manual.name == name || stages.contains { $0.manual.name == name }
      || manual(named: name) != nil
  }
}
