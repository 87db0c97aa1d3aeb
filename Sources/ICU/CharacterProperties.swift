private import CICU

/// What Unicode says of a scalar, in the version of `ICULibrary.unicodeVersion`.
///
/// Each question about one scalar is one crossing to C and O(1): good for the rare letter beyond
/// ASCII, too slow for every letter of a text.
public enum CharacterProperties {
  /// The General_Category; `.unassigned` for a scalar that ICU does not know yet.
  public static func generalCategory(of scalar: Unicode.Scalar) -> Unicode.GeneralCategory {
    // The order of ICU's UCharCategory.
    switch cicu_general_category(scalar.value) {
    case 1: .uppercaseLetter
    case 2: .lowercaseLetter
    case 3: .titlecaseLetter
    case 4: .modifierLetter
    case 5: .otherLetter
    case 6: .nonspacingMark
    case 7: .enclosingMark
    case 8: .spacingMark
    case 9: .decimalNumber
    case 10: .letterNumber
    case 11: .otherNumber
    case 12: .spaceSeparator
    case 13: .lineSeparator
    case 14: .paragraphSeparator
    case 15: .control
    case 16: .format
    case 17: .privateUse
    case 18: .surrogate
    case 19: .dashPunctuation
    case 20: .openPunctuation
    case 21: .closePunctuation
    case 22: .connectorPunctuation
    case 23: .otherPunctuation
    case 24: .mathSymbol
    case 25: .currencySymbol
    case 26: .modifierSymbol
    case 27: .otherSymbol
    case 28: .initialPunctuation
    case 29: .finalPunctuation
    default: .unassigned
    }
  }

  /// Whether the scalar is a letter (General_Category L): of an alphabet, a syllabary, or Han.
  public static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    cicu_is_letter(scalar.value)
  }

  /// Whether the scalar has the property Uppercase, which includes Roman numerals and circled
  /// letters; a titlecase letter (ǅ) is neither uppercase nor lowercase.
  public static func isUppercase(_ scalar: Unicode.Scalar) -> Bool {
    cicu_is_uppercase(scalar.value)
  }

  /// Whether the scalar has the property Lowercase, which includes ª, º and superscript letters.
  public static func isLowercase(_ scalar: Unicode.Scalar) -> Bool {
    cicu_is_lowercase(scalar.value)
  }

  /// Whether the scalar is a mark (General_Category M), spacing or not.
  public static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    cicu_is_mark(scalar.value)
  }

  /// Whether the scalar is invisible unless a program makes something of it: soft hyphen, joiners,
  /// variation selectors, zero-width spaces, and the like.
  public static func isDefaultIgnorable(_ scalar: Unicode.Scalar) -> Bool {
    cicu_is_default_ignorable(scalar.value)
  }

  /// Whether East_Asian_Width is Wide or Fullwidth; ambiguous ones are not.
  public static func eastAsianWidthIsWide(_ scalar: Unicode.Scalar) -> Bool {
    cicu_is_wide(scalar.value)
  }

  /// How many columns the text takes on a terminal.
  ///
  /// Two for a wide character, none for one that is drawn onto the one before (marks that do not
  /// space, the later parts of a decomposed Korean syllable) or is ignorable, one for any other:
  /// also for a control character, since what a tab is worth is for the caller to know. Each
  /// ill-formed byte takes one; an empty text takes none.
  ///
  /// Emoji sequences count as the sum of their parts, as on terminals that do not join them.
  ///
  /// Complexity: O(*n*); what precedes the first byte beyond ASCII is counted without asking ICU.
  public static func columns(of text: Span<UInt8>) -> Int {
    let ascii = text.asciiPrefixCount
    if ascii == text.count { return ascii }
    let rest = text.extracting(ascii..<text.count)
    // Unsafe: C reads the bytes during the call only.
    return unsafe ascii + rest.lent { unsafe Int(cicu_columns($0, $1)) }
  }
}
