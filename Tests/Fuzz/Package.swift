// swift-tools-version: 6.2
import PackageDescription

/// Coverage-guided fuzzing of the library's laws, with libFuzzer. A package of its own, since all of it
/// is built with `--sanitize fuzzer`; `Scripts/fuzz` builds and runs it.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
]

func fuzzTarget(_ name: String, _ products: String...) -> Target {
  .executableTarget(
    name: name,
    dependencies: ["FuzzSupport"] + products.map { .product(name: $0, package: "Emend") },
    swiftSettings: settings)
}

let package = Package(
  name: "EmendFuzz",
  platforms: [.macOS(.v26)],
  dependencies: [
    .package(name: "Emend", path: "../.."),
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-system.git", from: "1.8.0"),
  ],
  targets: [
    .target(
      name: "FuzzSupport", dependencies: [.product(name: "Emend", package: "Emend")],
      swiftSettings: settings),
    fuzzTarget("FuzzCleaner", "Emend"),
    fuzzTarget("FuzzLog", "Emend"),
    fuzzTarget("FuzzLexicon", "Emend"),
    fuzzTarget("FuzzTables", "Emend"),
    fuzzTarget("FuzzConfiguration", "Emend", "EmendProject"),
    .executableTarget(
      name: "FuzzRecords",
      dependencies: [
        "FuzzSupport", .product(name: "Emend", package: "Emend"),
        .product(name: "EmendProject", package: "Emend"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: settings),
  ]
)
