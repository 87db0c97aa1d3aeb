/// Bytes that are mostly UTF-8, such as the names of files, as strings that can become bytes again.
///
/// A byte that is not part of UTF-8 becomes a scalar of plane 16's private use, U+10FF00 + byte, and so
/// do the bytes of such a scalar itself: nothing is lost.
package enum ByteString {
  /// The first of the 256 scalars that stand for bytes.
  private static let base: UInt32 = 0x10FF00

  /// The string that stands for some bytes.
  package static func string(of bytes: [UInt8]) -> String {
    var result = String.UnicodeScalarView()
    var index = 0
    while index < bytes.count {
      var decoder = UTF8()
      var rest = bytes[index...].makeIterator()
      if case .scalarValue(let scalar) = decoder.decode(&rest), scalar.value & ~0xFF != base {
        result.append(scalar)
        index += UTF8.width(scalar)
      } else {
        result.append(Unicode.Scalar(base + UInt32(bytes[index])) ?? "\u{FFFD}")
        index += 1
      }
    }
    return String(result)
  }

  /// The bytes that a string stands for.
  package static func bytes(of string: String) -> [UInt8] {
    var result: [UInt8] = []
    for scalar in string.unicodeScalars {
      if scalar.value & ~0xFF == base {
        result.append(UInt8(scalar.value & 0xFF))
      } else {
        result.append(contentsOf: String(scalar).utf8)
      }
    }
    return result
  }

  /// A string for people: bytes that are not UTF-8 as `\xNN`.
  package static func shown(_ string: String) -> String {
    var result = ""
    for scalar in string.unicodeScalars {
      if scalar.value & ~0xFF == base {
        result += "\\x" + hexadecimal(scalar.value & 0xFF)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Bytes for people, on one line: control characters and what is not UTF-8 as escapes.
  package static func shown(_ bytes: [UInt8]) -> String {
    var result = ""
    for scalar in shown(string(of: bytes)).unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          result += "\\x" + hexadecimal(scalar.value)
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result
  }

  package static func hexadecimal(_ value: UInt32) -> String {
    (value < 16 ? "0" : "") + String(value, radix: 16, uppercase: true)
  }
}
