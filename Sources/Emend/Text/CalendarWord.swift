/// The names by which days are told.
enum CalendarWord {
  /// Months, whole and in short.
  static let months: WordSet = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep",
    "Sept", "Oct", "Nov", "Dec",
  ]
  /// Days of the week, whole and in short.
  static let weekdays: WordSet = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Mon", "Tue",
    "Tues", "Wed", "Thu", "Thur", "Thurs", "Fri", "Sat", "Sun", "Mondays", "Tuesdays",
    "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays",
  ]

  /// Whether a word is one of these names, in capitals too.
  static func isOne(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    if weekdays.contains(bytes, range) || months.contains(bytes, range) { return true }
    guard range.count >= 3, range.count <= 10, bytes[range.lowerBound + 1].isASCIIUpper else {
      return false
    }
    var name = bytes.array(range)
    for index in 1..<name.count { name[index] = name[index].asciiLowered }
    return weekdays.contains(name) || months.contains(name)
  }
}
