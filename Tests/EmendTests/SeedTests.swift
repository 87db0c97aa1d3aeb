import Emend
import Testing

@Suite("The two newsletters that Emend was born from")
struct SeedTests {
  private func cleaned(_ index: Int) throws -> Pipeline.Cleaned {
    try Pipeline().clean(try Project.seeds()[index])
  }

  /// The words of a text, table marks aside.
  private func words(_ text: String) -> [Substring] {
    text.split { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "|" }
      .filter { !$0.allSatisfy { $0 == "-" } }
  }

  @Test("seed 000: every repair of its list")
  func first() throws {
    let text = try cleaned(0).text
    for right in [
      "FOCUS\n\nChina, Russia Jointly Issue", "is beneficial to humankind",
      "State Space Corporation (ROSCOSMOS) jointly", "CNSA and ROSCOSMOS jointly",
      "hosted the Global Network Forum on", "against COVID-19, demonstrating",
      "Collection and Inactivation for Nucleic", "outside the Chinese mainland are motivated",
      "also obtaining a sense of participation",
      "the Implementation Guide of ATYSP on January 19, 2021.",
      "of the upgraded ATYSP.\n\nGuangxi Medical University is one of",
      "(PHOTO: Guangxi Medical University)\n\nUpon its release",
      "By FANG Linlin HUANG Zhaoquan LONG Yun\n", "Program of Guangxi\" (ATYSP), he had",
      "ASEAN countries such as Malaysia, Thailand and Singapore",
      "| Cat. E | Data analysis & sharing |",
      "| Cat. C | Joint development | Joint development | Joint development | Joint development "
        + "| Joint development |\n",
    ] {
      #expect(text.contains(right), "\(right)")
    }
    for wrong in ["种故的就", "Medcial", "ROS-COSMOS", "COV-ID", "developmen |", "C C C", "**", "\t"] {
      #expect(!text.contains(wrong), "\(wrong)")
    }
    // Six columns under an empty header.
    let table = text.split(separator: "\n").filter { $0.hasPrefix("|") }
    #expect(table.count == 7)
    #expect(table.allSatisfy { $0.count(where: { $0 == "|" }) == 7 })
    #expect(table[0].allSatisfy { $0 == "|" || $0 == " " })
  }

  @Test("seed 000: the five lost ends stay and are found, and so is the name that nobody knows")
  func lostEnds() throws {
    let cleaned = try cleaned(0)
    for end in [
      "future scientific re-\n\nInternational", "Belt and Road Initia-\n\nThe",
      "cooperation and ex-\n\nAs", "place for career develop-\n\nSource:",
      "working in the re-\n\nFinally",
      "Saad AL-MAN-SOB, a Yemeni",
    ] {
      #expect(cleaned.text.contains(end), "\(end)")
    }
    let found = cleaned.findings.filter { $0.step.rule == "lost-end" }
      .map { String(decoding: $0.excerpt, as: UTF8.self) }
    #expect(found == ["re-", "Initia-", "ex-", "develop-", "re-"])
    #expect(
      cleaned.findings.contains { String(decoding: $0.excerpt, as: UTF8.self).hasPrefix("AL-MAN") })
  }

  @Test("seed 002: every repair of its list")
  func second() throws {
    let text = try cleaned(1).text
    for right in [
      "Wang Zhigang, Minister of Science and Technology", "in isolation from the world",
      "Wang noted that China", "legal and policy environment for",
      "number of enterprises included in", "Ministry of Foreign Affairs, that over the past",
      "important state pillars include the Wuhan", "Hubei in about three months.\n\nWuhan Yangtze",
      "(PHOTO: XINHUA)\n\nYing noted", "**Hubei at the frontline of the COVID-19 fightback**",
      "*Golden Medal of Honor for Diplomacy of the French Republic*",
    ] {
      #expect(text.contains(right), "\(right)")
    }
    #expect(text.hasPrefix("# Sci-Tech Self-reliance"))
    #expect(!text.contains("\n\n\n"))
  }

  @Test("no other word is changed")
  func otherWords() throws {
    // What the repairs take away and put in its place, as words.
    let repairs: [(gone: Set<Substring>, come: Set<Substring>)] = [
      (
        [
          "种故的就", "benificial", "(ROS-COSMOS)", "ROS-COSMOS", "Net-", "work", "COV-ID-19,", "ex-",
          "**HUANG**", "\"(ATYSP),", "Guangxi", "Medcial", "In-", "activation", "Chi-", "nese",
          "200",
          "C", "developmen", "&sharing",
          "Malavsia,",
        ],
        [
          "beneficial", "(ROSCOSMOS)", "ROSCOSMOS", "Network", "COVID-19,", "HUANG", "Guangxi\"",
          "(ATYSP),", "Medical", "Inactivation", "Chinese", "development", "&", "sharing",
          "Malaysia,",
        ]
      ),
      (["Af-", "fairs,", "in-", "clude"], ["Affairs,", "include"]),
    ]
    for (index, seed) in try Project.seeds().enumerated() {
      let before = words(String(decoding: seed, as: UTF8.self))
      let after = words(try cleaned(index).text)
      var balance: [Substring: Int] = [:]
      for word in before { balance[word, default: 0] -= 1 }
      for word in after { balance[word, default: 0] += 1 }
      for (word, change) in balance where change != 0 {
        if change < 0 {
          #expect(repairs[index].gone.contains(word), "'\(word)' is gone")
        } else {
          #expect(repairs[index].come.contains(word), "'\(word)' has come")
        }
      }
    }
  }
}
