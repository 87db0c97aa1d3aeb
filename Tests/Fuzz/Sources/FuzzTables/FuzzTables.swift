internal import Emend
internal import FuzzSupport

/// Tables are found in any text, and each is written so that it is read again: as JSON, as CSV.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = unsafe input(bytes, count)
  var choices = Choices(input)
  let style = choices.below(Configuration.TableStyle.allCases.count)
  let source = choices.rest
  for table in ExtractedTable.all(in: source) {
    require(table.range.upperBound <= source.count, "a table within the text")
    require(table.confidence > 0 && table.confidence <= 1, "a confidence")
    require(table.headRows <= table.rows.count, "the head is a part of the table")
    _ = table.csv
    _ = table.json(document: "fuzz")
  }
  // The stage alone, in each of the formats that it writes.
  var configuration = Configuration.standard
  configuration.stages = ["tables"]
  configuration.tables = Configuration.TableStyle.allCases[style]
  guard let cleaned = try? Pipeline(configuration).clean(source) else { return 0 }
  requireReversible(cleaned, source)
  requireRest(cleaned, source, configuration)
  return 0
}
