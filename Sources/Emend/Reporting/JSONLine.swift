#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Writes one JSON object on a line, byte by byte.
package struct JSONLine {
  private var bytes: [UInt8] = [UInt8(ascii: "{")]
  private var needsComma = false

  package init() {}

  package mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = false
  }

  package mutating func key(_ key: String) {
    separate()
    quote(key.utf8.span)
    bytes.append(UInt8(ascii: ":"))
  }

  package mutating func open(_ bracket: Unicode.Scalar) {
    bytes.append(UInt8(ascii: bracket))
    needsComma = false
  }

  package mutating func close(_ bracket: Unicode.Scalar) {
    bytes.append(UInt8(ascii: bracket))
    needsComma = true
  }

  package mutating func member(_ key: String, string: String) {
    self.key(key)
    quote(string.utf8.span)
    needsComma = true
  }

  package mutating func member(_ key: String, _ number: Int) {
    self.key(key)
    bytes.append(contentsOf: String(number).utf8)
    needsComma = true
  }

  /// A number with at most `digits` digits behind the point; null for none.
  package mutating func member(_ key: String, _ number: Double?, digits: Int) {
    self.key(key)
    var text = "null"
    if let number {
      var unit = 1.0
      for _ in 0..<digits { unit *= 10 }
      text = "\((number * unit).rounded() / unit)"
    }
    bytes.append(contentsOf: text.utf8)
    needsComma = true
  }

  mutating func member(_ key: String, _ range: Range<Int>) {
    self.key(key)
    bytes.append(contentsOf: "[\(range.lowerBound),\(range.upperBound)]".utf8)
    needsComma = true
  }

  /// A number of so many hundredths.
  mutating func member(_ key: String, hundredths number: Int) {
    self.key(key)
    bytes.append(contentsOf: "\(Double(number) / 100)".utf8)
    needsComma = true
  }

  /// Rows of strings, as an array of arrays.
  mutating func member(_ key: String, strings rows: [[String]]) {
    self.key(key)
    open("[")
    for row in rows {
      separate()
      open("[")
      for string in row {
        separate()
        quote(string.utf8.span)
        needsComma = true
      }
      close("]")
    }
    close("]")
  }

  /// Text as a string where it is UTF-8, else as base64 under `keyBase64`.
  mutating func member(_ key: String, text: [UInt8]) {
    if (try? UTF8Span(validating: text.span)) != nil {
      self.key(key)
      quote(text.span)
    } else {
      self.key(key + "Base64")
      bytes.append(UInt8(ascii: "\""))
      bytes.append(contentsOf: Data(text).base64EncodedString().utf8)
      bytes.append(UInt8(ascii: "\""))
    }
    needsComma = true
  }

  mutating func step(_ step: Step) {
    member("stage", string: step.stage)
    member("rule", string: step.rule)
    key("confidence")
    // Three digits say all that a confidence knows.
    bytes.append(contentsOf: "\((step.confidence * 1000).rounded() / 1000)".utf8)
    needsComma = true
    member("reason", string: step.reason)
  }

  package mutating func finish(into out: inout [UInt8]) {
    out.append(contentsOf: bytes)
    out.append(UInt8(ascii: "}"))
    out.append(0x0A)
  }

  private mutating func quote(_ text: Span<UInt8>) { JSONText.quote(text, into: &bytes) }
}
