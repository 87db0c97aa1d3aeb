/// The lines of a table that a stage has written, and what stands in them as it stood in the block.
///
/// Nearly all words of a table are written as they were read. Who reads the lines again takes over what is
/// known of such words: to read them anew would cost as much as at first.
struct WrittenRows: Sendable {
  /// A line.
  struct Row: Sendable {
    /// Where it stands without its line end: offsets into the block's new bytes, half-open.
    var start: Int
    var end: Int
    /// Its parts end here in ``WrittenRows/parts``, where those of the next line begin.
    var partsEnd: Int
    /// Whether it begins and ends in a bar and holds parts, bars and blanks alone; or hyphens, with
    /// colons behind them, and no part.
    var isPlain: Bool
    /// Whether it has a gap between its words or bars that raises ``Signals/columns``.
    var hasWideGap: Bool
  }

  /// What stands in a line as it stood in the block, with a blank beside it on both sides.
  struct Part: Sendable {
    /// Where it stood: offsets into the window's buffer, half-open.
    var start: UInt32
    var end: UInt32
    /// Where it stands: an offset into the block's new bytes.
    var place: UInt32
  }

  /// One behind the other; between them there are line ends alone.
  var rows: [Row] = []
  /// Whether the second one marks the first as a header, so that no reader takes them for anything else
  /// than a table.
  var isMarked = false
  var parts: [Part] = []
}
