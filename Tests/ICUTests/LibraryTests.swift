import ICU
import Testing

@Suite struct LibraryTests {
  @Test func `versions are numbers with a dot`() {
    for version in [ICULibrary.version, ICULibrary.unicodeVersion] {
      let numbers = version.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
      #expect(numbers.count >= 2)
      #expect(!numbers.contains(nil))
    }
    // Edits and UTF-8 in the normalizer came with ICU 60.
    #expect(Int(ICULibrary.version.prefix(2))! >= 60)
  }

  @Test(arguments: [
    (ICUError.illegalArgument, "U_ILLEGAL_ARGUMENT_ERROR"),
    (.outOfMemory, "U_MEMORY_ALLOCATION_ERROR"),
    (.indexOutOfBounds, "U_INDEX_OUTOFBOUNDS_ERROR"),
    (.regexStackOverflow, "U_REGEX_STACK_OVERFLOW"),
    (.regexTimeOut, "U_REGEX_TIME_OUT"),
  ])
  func `errors have the numbers that ICU's header gives them`(error: ICUError, name: String) {
    #expect(error.name == name)
    #expect(error.description.contains(name))
  }
}
