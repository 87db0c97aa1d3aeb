internal import Lexicon

/// A distinct spelling and what is known of it: thought about once a document.
struct Form: Sendable {
  /// Where its spelling stands in the table's text.
  var offset: UInt32
  var length: UInt16
  var flags: Flags
  /// Zipf frequency × 100 in the lexicon, of its small-letter spelling; 0 where it is not there.
  var centizipf: Int16
  /// Of 100 occurrences in edited prose, how many are capitalised within a sentence; 255 unknown.
  var capitalShare: UInt8
  /// How often edited prose has it, about.
  var prose: Int32
  /// The form of its small-letter spelling; its own index where it is that.
  var folded: UInt32
  /// The entry of the lexicon plus one; 0 where there is none.
  var entry: UInt32
  /// How often the present window has it.
  var own: UInt32 = 0
  /// Of the folded form: how often the windows of earlier epochs had it in any case.
  var frozen: UInt32 = 0
  /// How often this epoch's windows had it, to be frozen with its end.
  var pending: UInt32 = 0
  /// Of the folded form: how often the window has it in any case.
  var anyCase: UInt32 = 0

  struct Flags: OptionSet, Sendable {
    let rawValue: UInt16
    /// Our own list of OCR slips, or the user's, has it.
    static let slip = Flags(rawValue: 1)
    /// The list of known misspellings has it.
    static let misspelling = Flags(rawValue: 2)
    /// The lexicon knows the word well: edited prose has it, or the web has it often.
    static let known = Flags(rawValue: 4)
    /// The user's list decides.
    static let userListed = Flags(rawValue: 8)
  }

  init(offset: UInt32, length: UInt16) {
    self.offset = offset
    self.length = length
    flags = []
    centizipf = 0
    capitalShare = 255
    prose = 0
    folded = 0
    entry = 0
  }
}

/// Interns spellings. Bounded: at most 2^18 forms are counted; later ones have index 0, and are
/// looked up when they are asked for.
struct FormTable: ~Copyable {
  /// The most forms that are counted.
  static let capacity = 1 << 18
  /// The longest spelling that is counted, in bytes.
  static let longest = 64

  private(set) var text: [UInt8] = []
  var forms: [Form] = []
  /// Form index in the low half, the hash's high half above; 0 where free.
  private var slots: [UInt64]
  private var mask: Int
  /// The forms that the present window has touched, so that starting a window costs what it holds.
  private var touched: [UInt32] = []
  private let lexicon: Lexicon?
  private let userWrongs: Set<[UInt8]>
  private var scratch: [UInt8] = []
  /// Whether ``count(_:_:)`` counts: not for blocks that are scanned again behind the survey.
  var isCounting = true

  init(lexicon: Lexicon?, userWrongs: Set<[UInt8]>) {
    self.lexicon = lexicon
    self.userWrongs = userWrongs
    slots = [UInt64](repeating: 0, count: 1 << 12)
    mask = slots.count - 1
    forms.append(Form(offset: 0, length: 0))
  }

  /// The form of the token in `range`, counted once.
  @inline(__always)
  mutating func count(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt32 {
    let index = intern(bytes, range)
    if index != 0 && isCounting {
      let own = forms[Int(index)].own
      if own == 0 { touched.append(index) }
      forms[Int(index)].own = own &+ 1
    }
    return index
  }

  /// The form of a spelling, not counted; 0 where the table is full or the spelling too long.
  @inline(__always)
  mutating func intern(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt32 {
    guard range.count <= Self.longest else { return 0 }
    let hash = Lexicon.hash(bytes.extracting(range))
    var slot = Int(truncatingIfNeeded: hash) & mask
    let tag = hash & 0xFFFF_FFFF_0000_0000
    while true {
      let entry = slots[slot]
      if entry == 0 { return insert(bytes, range, hash: hash) }
      if entry & 0xFFFF_FFFF_0000_0000 == tag {
        let index = Int(entry & 0xFFFF_FFFF)
        let form = forms[index]
        if Int(form.length) == range.count {
          let offset = Int(form.offset)
          if text.span.equals(offset..<(offset + range.count), bytes, range) {
            return UInt32(index)
          }
        }
      }
      slot = (slot + 1) & mask
    }
  }

  /// The form of a spelling that the table has already; 0 where it has not.
  func find(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt32 {
    guard range.count <= Self.longest, !range.isEmpty else { return 0 }
    let hash = Lexicon.hash(bytes.extracting(range))
    var slot = Int(truncatingIfNeeded: hash) & mask
    let tag = hash & 0xFFFF_FFFF_0000_0000
    while true {
      let entry = slots[slot]
      if entry == 0 { return 0 }
      if entry & 0xFFFF_FFFF_0000_0000 == tag {
        let index = Int(entry & 0xFFFF_FFFF)
        let offset = Int(forms[index].offset)
        if text.span.equals(offset..<(offset + Int(forms[index].length)), bytes, range) {
          return UInt32(index)
        }
      }
      slot = (slot + 1) & mask
    }
  }

  private mutating func insert(_ bytes: Span<UInt8>, _ range: Range<Int>, hash: UInt64) -> UInt32 {
    guard forms.count < Self.capacity else { return 0 }
    if forms.count * 2 > slots.count { grow() }
    let index = UInt32(forms.count)
    var form = Form(offset: UInt32(text.count), length: UInt16(range.count))
    bytes.append(range, to: &text)
    form.folded = index
    forms.append(form)
    place(hash: hash, index: index)
    describe(index, bytes, range)
    return index
  }

  private mutating func place(hash: UInt64, index: UInt32) {
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 { slot = (slot + 1) & mask }
    slots[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(index)
  }

  private mutating func grow() {
    slots = [UInt64](repeating: 0, count: slots.count * 2)
    mask = slots.count - 1
    for index in 1..<forms.count {
      let offset = Int(forms[index].offset)
      let range = offset..<(offset + Int(forms[index].length))
      place(hash: Lexicon.hash(text.span.extracting(range)), index: UInt32(index))
    }
  }

  /// Asks the lexicon and the lists, once a form.
  private mutating func describe(_ index: UInt32, _ bytes: Span<UInt8>, _ range: Range<Int>) {
    var key = scratch
    key.removeAll(keepingCapacity: true)
    WordKey.fold(bytes, range, into: &key)
    let isFolded = bytes.equals(range, key.span, 0..<key.count)
    let entry = lexicon?.lookup(key.span)
    if let entry {
      forms[Int(index)].entry = entry.index + 1
      forms[Int(index)].centizipf = Int16(clamping: entry.centizipf)
      forms[Int(index)].prose = Int32(clamping: entry.prose)
      forms[Int(index)].capitalShare = UInt8(clamping: entry.capitalShare ?? 255)
      var flags: Form.Flags = []
      if entry.isOCRSlip { flags.insert(.slip) }
      if entry.isKnownMisspelling { flags.insert(.misspelling) }
      if WordFacts.isKnown(centizipf: entry.centizipf, prose: entry.prose) { flags.insert(.known) }
      forms[Int(index)].flags = flags
    }
    if !userWrongs.isEmpty && userWrongs.contains(key) {
      forms[Int(index)].flags.insert(.userListed)
    }
    if !isFolded {
      let folded = intern(key.span, 0..<key.count)
      forms[Int(index)].folded = folded == 0 ? index : folded
    }
    scratch = key
  }

  /// Takes one occurrence back, of a token that a change before the survey has done away with.
  mutating func uncount(_ index: UInt32) {
    guard index != 0, forms[Int(index)].own > 0 else { return }
    forms[Int(index)].own -= 1
  }

  /// Counts over; sums the spellings that differ only in case.
  mutating func finishCounting() {
    for index in touched { forms[Int(forms[Int(index)].folded)].anyCase = 0 }
    for index in touched {
      let form = forms[Int(index)]
      forms[Int(form.folded)].anyCase &+= form.own
    }
  }

  /// Forgets the window's counts.
  mutating func startWindow() {
    for index in touched {
      forms[Int(index)].own = 0
      forms[Int(forms[Int(index)].folded)].anyCase = 0
    }
    touched.removeAll(keepingCapacity: true)
  }

  /// Puts the window's counts to the epoch's.
  mutating func keepWindow() {
    for index in touched { forms[Int(index)].pending &+= forms[Int(index)].own }
  }

  /// The epoch is over: what its windows held is evidence from now on.
  mutating func freezeEpoch() {
    for index in forms.indices {
      guard forms[index].pending != 0 else { continue }
      forms[Int(forms[index].folded)].frozen &+= forms[index].pending
      forms[index].pending = 0
    }
  }

  /// How often window and earlier epochs have the spelling of the form, in any case.
  func occurrences(anyCaseOf form: UInt32) -> Int {
    guard form != 0 else { return 0 }
    let folded = forms[Int(forms[Int(form)].folded)]
    return Int(folded.anyCase) + Int(folded.frozen)
  }
}

/// How a spelling is looked up: small letters, a straight apostrophe, composed accents.
enum WordKey {
  /// Appends the key of the spelling in `range` to `key`.
  static func fold(_ bytes: Span<UInt8>, _ range: Range<Int>, into key: inout [UInt8]) {
    var index = range.lowerBound
    var ascii = true
    while index < range.upperBound {
      let byte = bytes[index]
      if byte >= 0x80 {
        ascii = false
        break
      }
      key.append(byte.asciiLowered)
      index += 1
    }
    if !ascii { UnicodeKey.fold(bytes, index..<range.upperBound, into: &key) }
  }
}

/// What the lexicon and the document say of a word.
struct WordFacts: Sendable {
  /// Zipf frequency × 100; 0 where the lexicon has not the word.
  var centizipf: Int = 0
  /// How often edited prose has it, about.
  var prose: Int = 0
  /// How often the document has it, in any case.
  var occurrences: Int = 0
  /// Whether a list of misspellings has it as wrong.
  var isListedWrong = false

  /// Whether it is a word that one can count on: in edited prose twenty times, or so frequent on
  /// the web that it can be no slip (the web's tail holds `recieve` and `ofthe`).
  var isKnown: Bool { !isListedWrong && Self.isKnown(centizipf: centizipf, prose: prose) }

  static func isKnown(centizipf: Int, prose: Int) -> Bool { prose >= 20 || centizipf >= 320 }
}
