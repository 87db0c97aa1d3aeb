#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The C library's logarithm, without Foundation.
enum Logarithm {
  static func base10(_ x: Double) -> Double { log10(x) }
  static func natural(_ x: Double) -> Double { log(x) }
  static func natural(_ x: Float) -> Float { logf(x) }
  static func exponential(_ x: Double) -> Double { exp(x) }
  static func exponential(_ x: Float) -> Float { expf(x) }
}
