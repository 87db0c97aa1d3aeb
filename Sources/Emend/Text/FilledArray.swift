extension Array {
  /// So many times the same element.
  ///
  /// What `init(repeating:count:)` gives, from code that is compiled for the element: that one asks the
  /// runtime for the type of its storage each time, which costs more than a small array.
  @inline(__always)
  init(filledWith element: Element, count: Int) {
    self.init()
    append(addingCapacity: count) { $0.append(repeating: element, count: count) }
  }
}
