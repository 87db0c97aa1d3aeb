internal import FuzzSupport
internal import Lexicon

/// An image is opened, or refused by an error, whatever its bytes are; whatever is asked of one that was
/// opened has an answer.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = unsafe input(bytes, count)
  // Most changes are found by the checksum. So that the rest is reached too, the input is read as it
  // stands, and as an image whose checksum is right.
  _ = try? Lexicon(image: input)
  guard let lexicon = try? Lexicon(image: withChecksum(input)) else { return 0 }
  for index in lexicon.indices.prefix(500) {
    guard let entry = lexicon.entry(at: index) else { continue }
    let text = lexicon.text(of: entry)
    _ = lexicon.lookup(text)
    _ = lexicon.corrections(of: entry)
    _ = lexicon.bigram(entry, entry)
    _ = lexicon.pairCount(Array(text.utf8).span, Array(text.utf8).span)
  }
  _ = lexicon.confusions
  let search = FuzzySearch(lexicon)
  for word in ["wrod", "modem", "ofthe"] {
    _ = search.candidates(for: Array(word.utf8)) { _ in true }
  }
  return 0
}

func withChecksum(_ image: [UInt8]) -> [UInt8] {
  let header = 32
  guard image.count > header else { return image }
  var image = image
  let checksum = Lexicon.hash(image.span.extracting(header...))
  for byte in 0..<8 { image[24 + byte] = UInt8(truncatingIfNeeded: checksum >> UInt64(8 * byte)) }
  return image
}
