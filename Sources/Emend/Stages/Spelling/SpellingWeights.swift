/// The weights as they were learnt, in the order of ``SpellingModel/Keep`` and ``SpellingModel/Other``.
///
/// They are a maximum of likelihood with a quadratic penalty of 0.0002 over some 143,000 places: all
/// unknown words, and all known ones whose neighbours edited prose never has beside them, in OCR of
/// newspapers (Sydney, London), books and newsletters whose truth is known, and in clean prose. A place
/// in a page damaged like the seeds counts 4 times, one in a typeset newsletter 1.5 times, and one whose
/// truth is not among the candidates 0.4 times, as one that stays. All documents gave these weights;
/// those of one half were checked on the other.
extension SpellingModel {
  /// The weights for words of a depth.
  static func weights(_ depth: SpellingMemory.Depth) -> Weights {
    depth == .known ? known : unknown
  }

  /// For words that neither dictionary nor prose has.
  private static let unknown = Weights(
    keep: [
      2.53, 0.64, 1.30, 0.34, -0.54, 1.62, 0.19, 0.33, -0.88, 1.25, -0.61, 2.84, 0.26, -0.35,
      -0.47, -0.33, 0.27, -0.30, -0.24, -0.01, 0.06, 0.34, -0.21, 0.50,
    ],
    other: [
      -0.26, -0.65, 0.53, 0.24, 0.25, 0.86, 0.79, 1.02, -0.14, 0.65, -0.77, -1.47, -0.10, -0.11,
      -0.65, -0.13, -0.28, 0.16, 0.12, 0.17, 0.35, 1.42, 0.65, 0.19,
    ])

  /// For words that are known, where they are out of place.
  private static let known = Weights(
    keep: [
      0.19, 0.53, 0.19, 0.22, 0.05, 0.67, 0.06, 0.12, -0.05, 0.00, -0.13, 0.00, 0.02, -0.27,
      -0.03, -0.13, 0.02, -0.25, 0.00, -0.03, 0.19, 0.33, 0.17, 0.04,
    ],
    other: [
      -0.45, -0.28, 0.53, 0.46, 0.43, 0.14, 0.34, 0.66, -0.17, 0.50, -0.69, 0.00, 0.00, 0.08,
      0.00, -0.32, 0.15, 0.47, 0.00, -0.03, 0.15, 0.00, -0.22, -0.05,
    ])
}
