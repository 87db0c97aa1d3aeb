import Emend

/// What `--max-memory` allows, and what emend does to stay below it.
///
/// Windows are made smaller and cores fewer until what they take at worst fits; a document that takes more
/// all the same (one that is held whole, as `--diff` and long records are) ends with an error.
enum MemoryLimit {
  // Unsafe: `allowed` is written by the main thread alone, before there is another.

  /// What a core takes whatever its windows are: the program, the lexicon, and as many forms as are
  /// counted; rounded up from what the texts of Benchmarks/hostile take.
  private static let fixed = 80 << 20
  /// What a byte of a window takes at worst, likewise.
  private static let perByte = 160
  /// Windows that a core has under way where there are several cores.
  private static let windowsPerCore = 2
  /// The smallest window that is chosen here: below it few paragraphs are seen whole.
  private static let leastWindow = 64 << 10

  /// The least that can be allowed.
  static let least = fixed + perByte * leastWindow

  /// The bytes that may be taken; nil for as many as there are. Set before any thread begins.
  nonisolated(unsafe) private static var allowed: Int?

  /// Reads a number of bytes with or without K, M or G behind it; nil for anything else.
  static func parse(_ text: String) -> Int? {
    if text.last == "G" || text.last == "g" {
      return Int(text.dropLast()).flatMap { (1...1024).contains($0) ? $0 << 30 : nil }
    }
    return ByteSize.parse(text)
  }

  /// Makes windows and cores of a configuration fit, and remembers the limit.
  ///
  /// The window depends on the limit alone, not on the machine, so that the output does not either.
  static func fit(_ configuration: inout Configuration, into limit: Int) {
    unsafe allowed = limit
    var window = configuration.windowSize
    while window > leastWindow, fixed + perByte * window > limit { window /= 2 }
    configuration.windowSize = window
    let rest = limit - (fixed + perByte * window)
    let more = rest / (fixed + windowsPerCore * perByte * window)
    configuration.jobs = max(1, min(configuration.jobs, 1 + more))
  }

  /// Looks whether all is well; asked between two pieces of input.
  ///
  /// - Throws: an `EmendError` where more is taken than is allowed.
  static func check() throws(EmendError) {
    guard let limit = unsafe allowed, Platform.residentBytes > limit else { return }
    throw EmendError(
      .unreadable, "it takes more memory than the \(limit >> 20)M of --max-memory",
      remedy: "allow more, or leave out what holds it whole")
  }
}
