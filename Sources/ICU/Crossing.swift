// How bytes and results cross to C. Everything unsafe that the files here share is in this one.

extension Span where Element == UInt8 {
  /// Lends the bytes to C for the duration of one call.
  ///
  /// The pointer is null for some empty spans, which the C functions accept.
  @inline(always)
  func lent<Result>(_ body: (UnsafePointer<UInt8>?, Int64) -> Result) -> Result {
    // Unsafe: the pointer is of use during the call only, and every C function of ours keeps none.
    unsafe withUnsafeBufferPointer { bytes in
      unsafe body(bytes.baseAddress, Int64(bytes.count))
    }
  }

  /// The number of ASCII bytes before the first byte that is none.
  ///
  /// ICU is never asked about ASCII, so that plain English does not pay for what it does not use.
  ///
  /// Complexity: O(*n*), eight bytes at a time.
  var asciiPrefixCount: Int {
    // Unsafe: only for elements with padding, which a byte has not; the loads lie in bounds by the
    // loop, and check again.
    let bytes = unsafe self.bytes
    let highBits: UInt64 = 0x8080_8080_8080_8080
    var index = 0
    while index <= count - 8 {
      let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
      if word & highBits != 0 { break }
      index += 8
    }
    while index < count, self[index] < 0x80 { index += 1 }
    return index
  }

  /// Whether every byte is ASCII.
  var isASCII: Bool { asciiPrefixCount == count }
}

extension [UInt8] {
  /// Appends a copy of a span.
  mutating func append(copying bytes: Span<UInt8>) {
    // Unsafe: the buffer is copied within the call.
    unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }

  /// Appends what `transform` makes of each byte of a span.
  @inline(always)
  mutating func append(mapping bytes: Span<UInt8>, _ transform: (UInt8) -> UInt8) {
    let start = count
    append(copying: bytes)
    var appended = mutableSpan
    for index in start..<appended.count { appended[index] = transform(appended[index]) }
  }
}

/// Appends bytes that come from C to the `[UInt8]` that `context` points at.
func storeBytes(
  at context: UnsafeMutableRawPointer, _ bytes: UnsafePointer<UInt8>, _ count: Int64
) {
  // Unsafe: callers pass the address of a `[UInt8]` that outlives the call, and C as many bytes as
  // it says.
  let array = unsafe context.assumingMemoryBound(to: [UInt8].self)
  unsafe array.pointee.append(contentsOf: UnsafeBufferPointer(start: bytes, count: Int(count)))
}

/// Appends to the array that `context` points at, whose elements are of the given type.
@inline(always)
func store<Element>(_ element: Element, at context: UnsafeMutableRawPointer) {
  // Unsafe: callers pass the address of an array of these elements that outlives the call.
  unsafe context.assumingMemoryBound(to: [Element].self).pointee.append(element)
}

/// Throws what C reported, if it reported a failure.
@inline(always)
func check(_ status: Int32) throws(ICUError) {
  if status > 0 { throw ICUError(rawValue: status) }
}
