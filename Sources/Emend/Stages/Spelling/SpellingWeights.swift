/// The weights as they were learnt, in the order of ``SpellingModel/Keep`` and ``SpellingModel/Other``.
///
/// They are a maximum of likelihood with a quadratic penalty of 0.0002 over some 53,000 places: all
/// unknown words, and all known ones whose neighbours edited prose never has beside them, in OCR of
/// newspapers (Sydney, London), books and newsletters whose truth is known, and in clean prose. A place
/// in a page damaged like the seeds counts 4 times, one in a typeset newsletter 1.5 times, and one whose
/// truth is not among the candidates 0.4 times, as one that stays. `Scripts/learn-weights` learns them,
/// and prints first how well those of one half of the documents do on the other.
extension SpellingModel {
  /// The weights for words of a depth.
  static func weights(_ depth: SpellingMemory.Depth) -> Weights {
    depth == .known ? known : unknown
  }

  /// For words that neither dictionary nor prose has.
  private static let unknown = Weights(
    keep: [
      2.36, 0.67, 1.12, 0.55, -0.48, 1.96, 0.23, 0.63, -1.05, 0.22, -0.86, -0.06, 0.22, -0.59,
      -0.72, -0.79, 0.13, -0.12, -0.73, 0.01, -0.09, 0.40, -0.78, 0.55,
    ],
    other: [
      -0.21, -0.90, 0.55, 0.21, 0.29, 0.85, 0.58, 0.96, -0.16, 0.54, -0.90, -1.10, -0.08, -0.24,
      -0.09, 0.09, -0.61, 0.02, 0.04, 0.63, 0.07, 0.43, 0.65, 0.07, -1.14, 0.84, -0.62, -0.03,
      0.00,
    ])

  /// For words that are known, where they are out of place.
  private static let known = Weights(
    keep: [
      0.01, 0.66, 0.01, 0.19, 0.07, 0.87, -0.14, 0.24, -0.24, 0.00, 0.00, 0.00, 0.03, -0.21, 0.05,
      -0.08, 0.43, -0.24, 0.00, -0.02, 0.13, 0.36, 0.13, 0.18,
    ],
    other: [
      -0.45, -0.51, 0.61, 0.43, 0.42, 0.33, 0.53, 0.60, -0.21, 0.38, -1.22, 0.00, 0.00, 0.06, 0.37,
      -0.28, -0.09, 0.27, 0.00, -0.01, -0.10, 0.00, -0.42, 0.07, -0.35, 1.33, 0.77, 0.00, 0.00,
    ])
}
