// swift-tools-version: 6.2
import PackageDescription

/// A package of its own, so that nobody who uses Emend builds the benchmarks' dependencies.
let package = Package(
  name: "EmendBenchmarks",
  platforms: [.macOS(.v26)],
  dependencies: [
    .package(name: "Emend", path: ".."),
    // Without its interposer of malloc: that slows down what is measured.
    .package(url: "https://github.com/ordo-one/benchmark.git", from: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "EmendBenchmarks",
      dependencies: [
        .product(name: "Emend", package: "Emend"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/EmendBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    .executableTarget(
      name: "LexiconBenchmarks",
      dependencies: [
        .product(name: "Emend", package: "Emend"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/LexiconBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ]
)
