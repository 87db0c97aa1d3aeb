/// The outcomes of cases in the XML that JUnit's reports made common, and that CI systems read.
///
/// It keeps to what both the schema of Ant's reports and that of Jenkins's xUnit plugin allow.
public struct JUnitReport: Sendable {
  /// The name of the suite.
  public var name: String
  /// When it began, in UTC: `2026-01-31T23:59:59`.
  public var timestamp: String
  /// The cases, in their order.
  public var entries: [Entry] = []

  /// One case.
  public struct Entry: Sendable {
    public var name: String
    public var seconds: Double
    public var result: Result

    public enum Result: Sendable {
      case passed
      /// What came out is not what was expected: a line for each problem, and the whole report.
      case failed(summary: String, report: String)
      /// The case could not be run.
      case error(String)
    }

    public init(name: String, seconds: Double, result: Result) {
      self.name = name
      self.seconds = seconds
      self.result = result
    }
  }

  public init(name: String, timestamp: String) {
    self.name = name
    self.timestamp = timestamp
  }

  /// The report, as UTF-8.
  public var xml: [UInt8] {
    var failures = 0
    var errors = 0
    var cases = ""
    for entry in entries {
      let parts = entry.name.split(separator: "/")
      let group = ([name] + parts.dropLast().map(String.init)).joined(separator: ".")
      cases +=
        "    <testcase classname=\"\(Self.attribute(group))\" "
        + "name=\"\(Self.attribute(String(parts.last ?? "")))\" time=\"\(Self.seconds(entry.seconds))\""
      switch entry.result {
      case .passed: cases += "/>\n"
      case .failed(let summary, let report):
        failures += 1
        cases +=
          ">\n" + Self.element("failure", summary, "difference", report) + "    </testcase>\n"
      case .error(let message):
        errors += 1
        cases += ">\n" + Self.element("error", message, "error", message) + "    </testcase>\n"
      }
    }
    let total = Self.seconds(entries.reduce(0) { $0 + $1.seconds })
    let text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites>
        <testsuite name="\(Self.attribute(name))" package="emend" id="0" \
      timestamp="\(timestamp)" hostname="localhost" tests="\(entries.count)" \
      failures="\(failures)" errors="\(errors)" time="\(total)">
          <properties/>
      \(cases)    <system-out/>
          <system-err/>
        </testsuite>
      </testsuites>

      """
    return Array(text.utf8)
  }

  private static func element(
    _ name: String, _ message: String, _ type: String, _ text: String
  ) -> String {
    "      <\(name) message=\"\(attribute(message))\" type=\"\(type)\">\(escaped(text))</\(name)>\n"
  }

  /// Seconds with three digits behind the point.
  private static func seconds(_ value: Double) -> String {
    let thousandths = String(Int((value * 1000).rounded()))
    let padded = String(repeating: "0", count: max(0, 4 - thousandths.count)) + thousandths
    return padded.dropLast(3) + "." + padded.suffix(3)
  }

  /// Text in quotes: on one line.
  private static func attribute(_ text: String) -> String {
    escaped(text.split(whereSeparator: \.isNewline).joined(separator: " "))
      .replacing("\"", with: "&quot;")
  }

  /// Text without what XML gives another meaning, or does not know.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      default:
        let isKnown = scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
        result.unicodeScalars.append(isKnown ? scalar : "\u{FFFD}")
      }
    }
    return result
  }
}
