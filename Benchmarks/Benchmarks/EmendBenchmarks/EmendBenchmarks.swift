import Benchmark
import Emend
import Foundation

/// The texts that `make-corpora` has made, in the folder that EMEND_CORPORA names.
///
/// Every benchmark measures throughput in bytes of the source, so that texts of different sizes can
/// be compared.
enum Corpora {
  static let folder =
    ProcessInfo.processInfo.environment["EMEND_CORPORA"]
    ?? FileManager.default.currentDirectoryPath + "/.build/corpora"

  /// The names of all corpora, in order.
  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".txt") }.map { String($0.dropLast(4)) }.sorted()
  }()

  static func bytes(_ name: String) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: "\(folder)/\(name).txt") else {
      fatalError("there is no corpus '\(name)' in \(folder); run Benchmarks/make-corpora first")
    }
    return Array(data)
  }
}

/// Cleans and throws the result away, as a pipe to nowhere would.
struct NullSink: CleaningSink {
  var bytes = 0
  var edits = 0
  mutating func begin(_ head: LogHead) {}
  mutating func write(_ text: Span<UInt8>) { bytes += text.count }
  mutating func record(_ edit: Edit) { edits += 1 }
  mutating func record(_ finding: Finding) {}
  mutating func end(_ tail: LogTail) {}
}

func clean(_ text: [UInt8], _ configuration: Configuration) -> NullSink {
  var sink = NullSink()
  do {
    var cleaner = try Cleaner(configuration: configuration)
    try cleaner.feed(text.span, to: &sink)
    try cleaner.finish(to: &sink)
  } catch {
    fatalError("\(error)")
  }
  return sink
}

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .cpuTotal, .peakMemoryResident, .throughput],
    warmupIterations: 1, maxDuration: .seconds(3), maxIterations: 20)

  for name in Corpora.names {
    Benchmark("whole/\(name)") { benchmark in
      let text = Corpora.bytes(name)
      benchmark.startMeasurement()
      blackHole(clean(text, .standard).bytes)
    }
  }

  for manual in Registry.manuals {
    Benchmark("stage/\(manual.name)") { benchmark in
      let text = Corpora.bytes("seeds")
      var configuration = Configuration.standard
      configuration.stages = [manual.name]
      benchmark.startMeasurement()
      blackHole(clean(text, configuration).bytes)
    }
  }

  Benchmark("no stage: reading and cutting alone") { benchmark in
    let text = Corpora.bytes("seeds")
    var configuration = Configuration.standard
    configuration.stages = []
    benchmark.startMeasurement()
    blackHole(clean(text, configuration).bytes)
  }

  Benchmark("the library call on one newsletter") { benchmark in
    let text = Corpora.bytes("newsletter")
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations { blackHole(try? Pipeline().clean(text).bytes.count) }
  }

  Benchmark("making ready for a source") { benchmark in
    for _ in benchmark.scaledIterations {
      var sink = NullSink()
      guard var cleaner = try? Cleaner() else { continue }
      try? cleaner.finish(to: &sink)
      blackHole(sink.bytes)
    }
  }

  for jobs in [1, 2] {
    Benchmark("whole/seeds on \(jobs) cores") { benchmark in
      let text = Corpora.bytes("seeds")
      var configuration = Configuration.standard
      configuration.jobs = jobs
      benchmark.startMeasurement()
      blackHole(clean(text, configuration).bytes)
    }
  }
}
