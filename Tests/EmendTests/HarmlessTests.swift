import Testing

@testable import Emend

/// A text in which nothing is wrong.
struct WellFormed: Sendable, CustomTestStringConvertible {
  var name: String
  var text: String
  var testDescription: String { name }

  init(_ name: String, _ text: String) {
    self.name = name
    self.text = text
  }

  static let all: [WellFormed] = [
    .init(
      "facts behind tabs",
      "Date:\tSaturday, 12 May\nPlace:\tOld Mint\nSpeaker:\tAgnes Moore\n"),
    .init(
      "fences of quotes",
      """
      The lamps are lit by this:

      \"\"\"
      Copyright of the lamps is with the town of Marlow, which
      gives them to all who ask for them in writing, and which
      keeps a list of those who have asked for them since 1921.
      \"\"\"

      The gates are opened by that:

      \"\"\"
      Copyright of the gates is with the county of Berkshire,
      which gives nothing to anybody, whatever they ask for and
      however often they have asked for it since the war began.
      \"\"\"

      """),
    .init(
      "full stops for empty lines",
      """
      The notice of the harbour office reads as follows.

       The lamps may be copied by anybody who keeps this notice in every copy
       .
       The lamps come without any warranty, and nobody pays for what they burn
       .
       The keeper of the lamps is named in the book of the harbour office
       .
       Copies of the book can be had from the clerk on every second Monday

      """),
    .init(
      "changes by keeper",
      """
      lamphouse (1.4-2) quay; hurry=low

        [ Agnes Moore ]
        * d/wick.conf: Use the wicks of the upper store.
        * Trim the lamps on the mole. Closes: #812

       -- Agnes Moore <agnes@lamps.example>  Sun, 04 Mar 1928 12:05:37 +0100

      lamphouse (1.4-1) quay; hurry=low

        [ Agnes Moore ]
        * d/stand.conf: New, for the lamps of the outer quay, which stood
          on barrels.

       -- Edwin Moore <edwin@lamps.example>  Fri, 02 Mar 1928 18:40:11 +0100

      lamphouse (1.3-9) quay; hurry=low

        [ Agnes Moore ]
        * d/oil.conf: Name the merchant.

       -- Agnes Moore <agnes@lamps.example>  Wed, 11 Jan 1928 07:15:00 +0100

      """),
    .init(
      "issues by their addresses",
      """
      The lamps no longer smoke when the wind is in the east.

      https://lamps.example/mole/issues/41

      Nobody has to climb the ladder for the upper row any more, and the keeper sleeps longer.

      https://lamps.example/mole/issues/43

      The oil is measured before it is poured, and what is left over goes back to the store; the
      merchant has been told, and has said that he will take it into account, which nobody believes.

      https://lamps.example/mole/issues/44

      The book of the lamps is kept in ink.

      """),
    .init(
      "changes by version",
      """
      <https://github.com/boilrs/boilr/commit/b148cbe09d4657766fdb61575ba985734c2ff0a8>
      * kzf: upgrade to v1.4.9
      * wq: Upgrade to v0.10.18
      * gauge: clear errors from pressure failure (Agnes Moore)
      * valve: interpret two turn handles (Edwin Hall)
      * fs: fix fs.flange() tank content leaking bug (Ben Hooper)
      <https://github.com/boilrs/boilr/commit/6b5e6a5a3ec8d994c9aab3b800b9edbf1b287904>
      * wq: Upgrade to v0.10.17
      * kzf: upgrade to 1.3.11
      * gauge: handle input starting with high pressure (Edwin Hall)
      * configure: add boiler-float-arm (soft, hard) option (Agnes Moore)
      * valve: fix assert() on malformed turn input (Ben Hooper)
      ## 2013.07.25, Version 0.10.14 (Stable)
      <https://github.com/boilrs/boilr/commit/fdf57f811f9683a4ec49a74dc7226517e32e6c9d>
      * wq: Upgrade to v0.10.13
      * kzf: Upgrade to v1.3.5

      """),
    .init(
      "verse",
      """
      The Ferryman

      He rowed the river up and down
        when all the town lay still,
      and took the miller's daughter home
        below the water-mill.

      O'er stock and stone, thro' wind and wave,
        he never ask'd a fee;
      and where the river met the sand
        he turned and looked to

      the open sea.

      """),
    .init(
      "letter",
      """
      12 Mill Lane
      Netherby

      3 May 1931

      Dear Mrs. Okonkwo,

      thank you for your letter of the 28th. We shall be glad to see you, your
      sister-in-law and the two-year-old on Saturday; the 4.15 from St. Pancras
      is met by our own car. Bring a rain-coat!

      Yours sincerely,
      J. F. Ashworth-Hale

      P.S. The dog is well.

      """),
    .init(
      "code in Markdown",
      """
      # Setup

      Install the tool, then run it:

      ```sh
      make install PREFIX=/usr/local   # recieve nothing
      emend --stages=tables,captions <in.txt >out.txt
      ```

      The option `--no-wrap` is read by `parse_args()` in `src/main.c`:

          int teh = 0; /* a well-
          known slip */

      See [the manual](https://example.org/the-long-manual#re-set) or mail help@example.org.

      """),
    .init(
      "chemistry",
      """
      Synthesis of 2-amino-3-methylbutanoic acid

      N-(2-Hydroxyethyl)-piperazine (5.0 g, 38.4 mmol) and 4-nitrophenyl-β-D-glucopyranoside were
      dissolved in CH2Cl2/MeOH (9:1). After 2-3 h at -78 °C the pH was 7.4 ± 0.1; the 1,2-
      dichloroethane was removed, and [Fe(CN)6]4- precipitated. The α-anomer melts at 171-173 °C.

      """),
    .init(
      "two languages",
      """
      开放日 Open Day

      今年的开放日将于九月十八日举行，欢迎大家参加。

      This year's open day will be on 18 September. Everybody is welcome.

      图书馆 Library

      图书馆周末照常开放。

      The library is open at the weekend.

      """),
    .init(
      "suspended hyphens",
      """
      The exhibition compares pre- and post-war housing; first-, second- and third-class
      carriages; two- to four-room flats. It is sponsored by micro-, small- and medium-
      sized firms. Full- or part-time staff may apply.

      """),
    .init(
      "agenda",
      """
      Annual General Meeting

      1. Apologies for absence
      2. Minutes of the last meeting
      3. Matters arising
         a) the roof of the boat-house
         b) the hedge
      4. Treasurer's report
      5. Any other business

      Tea will be served at 4 p.m. in the Old School.

      """),
    .init(
      "recipe",
      """
      Leek-and-Potato Soup

      - 3 leeks, the white part only
      - 500 g floury potatoes
      - 1 l stock
      - salt, pepper, nutmeg

      Melt the butter and let the leeks sweat in it for 5-7 minutes. Add potatoes
      and stock; simmer until soft.

      Serves 4 as a starter or 2 as a main dish

      """),
    .init(
      "legal numbering",
      """
      2. Term and Termination

      2.1 Subject to clause 2.3, this Agreement shall continue for the Initial Term, and

      2.1.1 may be renewed by either party; or

      2.1.2 shall lapse.

      (a) "Affiliate" means any entity that controls the party in question; and

      (b) "Business Day" has the meaning given in sub-clause 1.4(b)(ii).

      """),
    .init(
      "quoted misspellings",
      """
      The commonest slips in the letters were "recieve" (14 times), "accomodation" (9) and
      'seperate' (7). One child wrote: "We beleive the goverment is benificial." He hath
      recieved [sic] the parcel, says the register of 1702.

      """),
    .init(
      "French",
      """
      Le musée municipal, qui avait été fermé pendant la guerre, rouvrira ses portes au
      public le 3 mai : on y verra, entre autres, l'œuvre gravé de J.-B. Greuze, un porte-monnaie
      brodé et les dessins d'un peintre peu connu. « Quelle joie ! » dit-on
      là-bas ; peut-être viendra-t-il, lui aussi, aujourd'hui.

      """),
    .init(
      "German",
      """
      Das städtische Museum, das während des Krieges geschlossen war, öffnet am 3. Mai
      wieder. Die Vor- und Nachteile des Umbaus sind bekannt; Ein- und Ausgang liegen an
      der Straße. „Endlich!“, sagt die Leiterin, „es war höchste Zeit.“ Der Eintritt ist frei,
      und die Öffnungszeiten bleiben, wie sie waren.

      """),
    .init(
      "a table of pipes",
      """
      | Town | Visitors | Change |
      |:-----|---------:|:------:|
      | Netherby | 12,410 | +3.1 % |
      | Over-Stoke | 980 |  |
      | St. Mary\\|Less | 77 | n/a |

      Source: Town Clerk

      """),
    .init(
      "elisions of verse",
      """
      The lamp he lit, the bell he toll'd,
      the rope he never mov'd,
      and e'en the wind, tho' keen and cold,
      was by the keeper lov'd.

      """),
    .init(
      "tokenised text",
      """
      The jury said , on Friday , that " no evidence " had been found .

      The museum , which was shut , is open again ; it was n't easy .

      `` It 's the best , '' she said .

      """),
    .init(
      "decomposed text",
      "Le cafe\u{301} e\u{301}tait ferme\u{301}, a\u{300} Besanc\u{327}on, le garc\u{327}on "
        + "e\u{301}tait parti.\n\nIl reviendra a\u{300} Noe\u{308}l.\n"),
    .init(
      "a play",
      """
      ACT I

      SCENE 1. A street.

      FIRST CITIZEN. Before we proceed any further, hear me speak.

      ALL. Speak, speak!

      FIRST CITIZEN. You are all resolv'd rather to die than to famish?

      [Exeunt

      """),
    .init(
      "names and numbers",
      """
      In 2020-2021 the Fraunhofer-Gesellschaft, the Jing-Chu region and Viet Nam's R&D
      ministry signed V1.0 of the S&T plan; 51020 copies, ISBN 978-3-16-148410-0, were
      sent to AL-AZHAR, to Jean-Luc O'Neill-MacDonald, PhD, and to @emend_bot (#4711).
      The F-16, an A4-sized X-ray, 3G/4G/5G and the COVID-19 figures: 10^6, 1.5e-3, ~40%.

      """),
    .init(
      "headings and open ends",
      """
      The Rules of the Association

      no dogs are allowed in here

      What to bring to the meeting of the

      - a ladder
      - a rope

      Contents

      Foreword  v
      The Harbour  1
      The Mill and the  17

      """),
    .init(
      "log and configuration",
      """
      [server]
      host = "10.0.0.7"
      paths = ["/var/lib/teh", "C:\\temp\\recieve"]

      2026-01-04T10:04:31Z WARN recv-queue: the buffer is full
      (retry in 3 s) id=0xDEADBEEF path=C:\\teh\\recieve.log

      """),
  ]
}

@Suite("Nothing is done to what is right")
struct HarmlessTests {
  @Test("byte for byte, with LF and with CRLF", arguments: WellFormed.all)
  func stays(_ it: WellFormed) throws {
    try expectStays(it.text)
    try expectStays(it.text.replacing("\n", with: "\r\n"))
  }

  @Test("in small windows as well, and without a newline at the end", arguments: WellFormed.all)
  func smallWindows(_ it: WellFormed) throws {
    let source = Array(it.text.utf8)
    for text in [source, Array(source.dropLast()), Array(repeatElement(source, count: 3).joined())]
    {
      #expect(try Pipeline(windows(of: 256)).clean(text).bytes == text)
    }
  }

  @Test("all of them in one document", arguments: [false, true])
  func together(_ reversed: Bool) throws {
    // What the others show would be evidence against an accent, a mark or a line's end of these.
    let texts = WellFormed.all.map(\.text).filter { text in
      !text.contains("-\n") && !text.contains(" ,") && !text.unicodeScalars.contains("\u{301}")
    }
    #expect(texts.count >= 15)
    let text = (reversed ? texts.reversed() : texts).joined(separator: "\n\n")
    #expect(try Pipeline().clean(text).bytes == Array(text.utf8))
  }

  @Test("versions parted by form feeds")
  func versions() throws {
    let sections = (21..<28).map { number in
      """

      Version 0.\(number) - \(number % 2 == 0 ? "May" : "November") 19\(30 - number % 4 * 3)

      Major new features:

      * The lamps of the mole burn oil number \(number), which smells less.

      * The ladder reaches \(number * 3) feet.
      """
    }
    try expectStays(sections.joined(separator: "\n\u{0C}\n") + "\n")
  }

  @Test("a compound of another language, broken at its own hyphen")
  func foreignCompound() throws {
    let text =
      "On y verra, entre autres, l'œuvre gravé de Greuze, un porte-\nmonnaie brodé et les "
      + "dessins d'un peintre peu connu.\n"
    // That English does not know “monnaie” says nothing here.
    try expectStays(text)
  }
}
