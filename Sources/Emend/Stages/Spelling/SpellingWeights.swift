/// The weights as they were learnt, in the order of ``SpellingModel/Keep`` and ``SpellingModel/Other``.
///
/// They are a maximum of likelihood with a quadratic penalty of 0.0002 over 116,000 places: all unknown
/// words, and all known ones whose neighbours edited prose never has beside them, in OCR of newspapers
/// (Sydney, London), books and newsletters whose truth is known, and in clean prose. Half of the
/// documents gave weights, the other half was looked at; then all gave the final ones. A place whose
/// truth is not among the candidates counts 0.4 as one that stays.
extension SpellingModel {
  /// For words that neither dictionary nor prose has.
  static let unknown = Weights(
    keep: [
      2.51, 0.62, 1.31, 0.34, -0.53, 1.84, 0.16, 0.38, -0.90, 0.67, -0.61, 2.29, 0.26, -0.42,
      -0.46, -0.32, 0.21, -0.34, -0.08, 0.03, 0.08, 0.28, -0.19, 0.47,
    ],
    other: [
      -0.26, -0.65, 0.54, 0.25, 0.27, 0.84, 0.81, 1.01, -0.16, 0.68, -0.78, -1.23, -0.16, -0.14,
      -0.59, -0.21, -0.31, 0.16, 0.08, 0.16, 0.38, 0.00, 0.53, 0.08,
    ])

  /// For words that are known, where they are out of place.
  static let known = Weights(
    keep: [
      0.21, 0.51, 0.21, 0.23, 0.06, 0.76, 0.04, 0.12, -0.01, 0.00, -0.16, 0.00, 0.03, -0.31,
      -0.02, -0.14, 0.05, -0.24, 0.04, -0.01, 0.20, 0.32, 0.20, 0.05,
    ],
    other: [
      -0.41, -0.36, 0.52, 0.47, 0.44, 0.14, 0.36, 0.69, -0.18, 0.56, -0.71, 0.00, 0.00, 0.07,
      0.00, -0.22, 0.15, 0.49, 0.00, -0.04, 0.12, 0.00, -0.21, -0.04,
    ])
}
