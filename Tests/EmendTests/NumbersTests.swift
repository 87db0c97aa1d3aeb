import Testing

@testable import Emend

/// What the numbers stage takes for a number, and what it does not.
struct NumbersTests {
  @Test(
    "a letter that looks like a figure becomes one where the form of a number tells",
    arguments: [
      ("He owed ll,000 pounds.", "He owed 11,000 pounds."),
      ("There were l,25O of them.", "There were 1,250 of them."),
      ("He paid £l,O45 for it.", "He paid £1,045 for it."),
      ("He paid €2.5O for it.", "He paid €2.50 for it."),
      ("About 4O% of them left.", "About 40% of them left."),
      ("It was l0:3O when they came.", "It was 10:30 when they came."),
      ("The songs of the l960s and of 2O1O.", "The songs of the 1960s and of 2010."),
      ("It was built (in 199l) of stone.", "It was built (in 1991) of stone."),
      ("The llth of May was wet.", "The 11th of May was wet."),
      ("The 12th, the 2Oth and the 10Oth came.", "The 12th, the 20th and the 100th came."),
      ("They met on Sept. l9 and on lO June.", "They met on Sept. 19 and on 10 June."),
      ("They met on June l, and left.", "They met on June 1, and left."),
      ("It took I2 hours and IO minutes.", "It took 12 hours and 10 minutes."),
      ("He is the 12lst of them.", "He is the 121st of them."),
      ("There are 2O0 in the box.", "There are 200 in the box."),
    ])
  func numbers(before: String, after: String) throws {
    try #expect(Pipeline().clean(before + "\n").text == after + "\n")
  }

  @Test(
    "what need not be a number stays",
    arguments: [
      "The l15th of May was wet.", "The bill is III,000 long.", "Take version 1.1l of it.",
      "The value was 200l. in all.", "Elect Ivo I. and Otto I, said he.", "Call it l3l4 or l10.",
      "See 1O.0.0.1 and 2O:O0:1O for it.", "The sum O,250 is none.", "Grid 3O and 4O are free.",
      "May I come?", "In June I went home.", "Sort by o17 and 0o17.",
      "Write to l998@post.example now.", "Open /tmp/l998/2O19 for it.",
    ])
  func others(text: String) throws {
    try expectStays(text + "\n")
  }

  @Test("what is longer than a number is passed over")
  func long() throws {
    try expectStays(String(repeating: "l1O", count: 5000) + "\n")
    try expectStays(String(repeating: "l1,", count: 5000) + "\n")
  }
}
