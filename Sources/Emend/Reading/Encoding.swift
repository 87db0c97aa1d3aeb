/// How the bytes of a source spell text.
public enum SourceEncoding: String, Sendable, CaseIterable {
  case utf8 = "utf-8"
  case utf16LittleEndian = "utf-16le"
  case utf16BigEndian = "utf-16be"

  /// Decides by the first bytes of a source: a byte order mark, else the pattern of NULs.
  ///
  /// - Parameter prefix: the first 8 KiB, or all there is.
  /// - Throws: an ``EmendError`` of code ``EmendError/Code/notText`` for a known magic number, or a
  ///   NUL in what is not UTF-16.
  package static func detect(_ prefix: Span<UInt8>) throws(EmendError) -> SourceEncoding {
    if let name = Self.knownFormat(prefix) {
      throw EmendError(
        .notText, "this is \(name.what), not text", remedy: name.remedy, offset: 0)
    }
    if prefix.count >= 4 {
      let isLittle = prefix[0] == 0xFF && prefix[1] == 0xFE && prefix[2] == 0 && prefix[3] == 0
      let isBig = prefix[0] == 0 && prefix[1] == 0 && prefix[2] == 0xFE && prefix[3] == 0xFF
      if isLittle || isBig {
        throw EmendError(
          .notText, "this is UTF-32, which Emend does not read",
          remedy: "convert it with: iconv -f UTF-32 -t UTF-8", offset: 0)
      }
    }
    if prefix.count >= 2 {
      if prefix[0] == 0xFF && prefix[1] == 0xFE { return .utf16LittleEndian }
      if prefix[0] == 0xFE && prefix[1] == 0xFF { return .utf16BigEndian }
    }
    var nulls = (even: 0, odd: 0)
    var first = -1
    for index in prefix.indices where prefix[index] == 0 {
      if first < 0 { first = index }
      if index & 1 == 0 { nulls.even += 1 } else { nulls.odd += 1 }
    }
    if first < 0 { return .utf8 }
    // UTF-16 has a NUL beside each Latin letter, blank and line end, nearly always on the same side;
    // on the other stands one only in letters like U+0100. What stands beside the NULs is text.
    let pairs = prefix.count / 2
    for side in [0, 1] {
      let here = side == 0 ? nulls.even : nulls.odd
      let there = side == 0 ? nulls.odd : nulls.even
      guard here * 10 >= pairs * 3, there * 50 <= here, here >= min(pairs, 3) else { continue }
      var isText = true
      var index = side
      while index < pairs * 2 {
        let other = prefix[index ^ 1]
        if prefix[index] == 0, other < 0x20, !other.isBlank, !other.isLineEnd { isText = false }
        index += 2
      }
      if isText { return side == 0 ? .utf16BigEndian : .utf16LittleEndian }
    }
    throw EmendError(
      .notText, "a NUL byte: this is not text",
      remedy: "give Emend the text that was extracted from it", offset: first)
  }

  /// The UTF-8 transcription of a source, which the edits of its log speak of: for UTF-8 the source
  /// itself.
  ///
  /// - Throws: an ``EmendError`` of code ``EmendError/Code/notText`` for what is no text.
  public static func transcribe(_ source: [UInt8]) throws(EmendError) -> [UInt8] {
    let encoding = try detect(source.span.extracting(0..<min(source.count, Cleaner.prefix)))
    return encoding.transcribe(source)
  }

  /// The UTF-8 transcription of a source that is spelt in this encoding.
  func transcribe(_ source: [UInt8]) -> [UInt8] {
    guard self != .utf8 else { return source }
    var transcoder = UTF16Transcoder(isBigEndian: self == .utf16BigEndian)
    var text: [UInt8] = []
    transcoder.feed(source.span, into: &text)
    _ = transcoder.finish(into: &text)
    return text
  }

  private static func knownFormat(
    _ prefix: Span<UInt8>
  ) -> (what: String, remedy: String)? {
    func starts(_ magic: [UInt8], at offset: Int = 0) -> Bool {
      guard prefix.count >= offset + magic.count else { return false }
      for index in magic.indices where prefix[offset + index] != magic[index] { return false }
      return true
    }
    let image = "run an OCR engine on it first, for example tesseract"
    let archive = "unpack it first"
    if starts([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return ("a PNG image", image) }
    if starts([0xFF, 0xD8, 0xFF]) { return ("a JPEG image", image) }
    if starts(Array("GIF87a".utf8)) || starts(Array("GIF89a".utf8)) {
      return ("a GIF image", image)
    }
    if starts([0x49, 0x49, 0x2A, 0x00]) || starts([0x4D, 0x4D, 0x00, 0x2A]) {
      return ("a TIFF image", image)
    }
    if starts(Array("%PDF-".utf8)) {
      return (
        "a PDF document", "extract its text first, for example with: pdftotext FILE - | emend"
      )
    }
    if starts([0x1F, 0x8B]) { return ("gzip data", "unpack it first: gzip -dc FILE | emend") }
    if starts([0x50, 0x4B, 0x03, 0x04]) {
      return ("a ZIP archive (or a DOCX, ODT or EPUB document)", archive)
    }
    if starts(Array("BZh".utf8)), prefix.count > 9, starts([0x31, 0x41, 0x59, 0x26], at: 4) {
      return ("bzip2 data", archive)
    }
    if starts([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) { return ("xz data", archive) }
    if starts([0x28, 0xB5, 0x2F, 0xFD]) { return ("zstd data", archive) }
    if starts([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]) { return ("a 7z archive", archive) }
    if starts([0x7F, 0x45, 0x4C, 0x46]) { return ("a program", "give Emend text") }
    if starts([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
      return ("an old Office document", "save it as text first")
    }
    if starts(Array("SQLite format 3\0".utf8)) { return ("a database", "give Emend text") }
    if starts(Array("RIFF".utf8)), starts(Array("WEBP".utf8), at: 8) {
      return ("a WebP image", image)
    }
    return nil
  }
}

/// Turns UTF-16 into UTF-8 as it comes, and back.
///
/// Lone surrogates become the three bytes that UTF-8 would have for them (WTF-8): no text has
/// those, so nothing is lost on the way back, and they are reported as invalid bytes.
struct UTF16Transcoder: Sendable {
  let isBigEndian: Bool
  private var half: UInt8?
  private var lead: UInt16?

  init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

  mutating func feed(_ bytes: Span<UInt8>, into output: inout [UInt8]) {
    for index in bytes.indices {
      guard let first = half else {
        half = bytes[index]
        continue
      }
      half = nil
      let unit =
        isBigEndian
        ? UInt16(first) << 8 | UInt16(bytes[index]) : UInt16(bytes[index]) << 8 | UInt16(first)
      take(unit, into: &output)
    }
  }

  private mutating func take(_ unit: UInt16, into output: inout [UInt8]) {
    if let high = lead {
      lead = nil
      if unit & 0xFC00 == 0xDC00 {
        Self.encode(
          0x10000 + (UInt32(high & 0x3FF) << 10 | UInt32(unit & 0x3FF)), into: &output)
        return
      }
      Self.encode(UInt32(high), into: &output)
    }
    if unit & 0xFC00 == 0xD800 { lead = unit } else { Self.encode(UInt32(unit), into: &output) }
  }

  /// The source is over: an open lead surrogate stands alone. Returns an odd last byte.
  mutating func finish(into output: inout [UInt8]) -> UInt8? {
    if let high = lead { Self.encode(UInt32(high), into: &output) }
    lead = nil
    defer { half = nil }
    return half
  }

  private static func encode(_ value: UInt32, into output: inout [UInt8]) {
    switch value {
    case 0..<0x80: output.append(UInt8(value))
    case 0x80..<0x800:
      output.append(UInt8(0xC0 | value >> 6))
      output.append(UInt8(0x80 | value & 0x3F))
    case 0x800..<0x10000:
      output.append(UInt8(0xE0 | value >> 12))
      output.append(UInt8(0x80 | value >> 6 & 0x3F))
      output.append(UInt8(0x80 | value & 0x3F))
    default:
      output.append(UInt8(0xF0 | value >> 18))
      output.append(UInt8(0x80 | value >> 12 & 0x3F))
      output.append(UInt8(0x80 | value >> 6 & 0x3F))
      output.append(UInt8(0x80 | value & 0x3F))
    }
  }

  /// The UTF-16 that a transcription came from; nil where it is not one of ours.
  static func encode(_ text: Span<UInt8>, isBigEndian: Bool) -> [UInt8]? {
    var output: [UInt8] = []
    output.reserveCapacity(text.count * 2)
    func put(_ unit: UInt16) {
      output.append(UInt8(truncatingIfNeeded: isBigEndian ? unit >> 8 : unit))
      output.append(UInt8(truncatingIfNeeded: isBigEndian ? unit : unit >> 8))
    }
    var index = 0
    while index < text.count {
      let scalar = text.scalar(at: index, limit: text.count)
      if scalar.isValid {
        index += scalar.length
        if scalar.value >= 0x10000 {
          let offset = scalar.value - 0x10000
          put(UInt16(0xD800 + (offset >> 10)))
          put(UInt16(0xDC00 + (offset & 0x3FF)))
        } else {
          put(UInt16(scalar.value))
        }
      } else {
        guard index + 2 < text.count, text[index] == 0xED, text[index + 1] & 0xE0 == 0xA0,
          text[index + 2].isContinuation
        else { return nil }
        put(
          0xD000 | UInt16(text[index + 1] & 0x3F) << 6 | UInt16(text[index + 2] & 0x3F))
        index += 3
      }
    }
    return output
  }
}
