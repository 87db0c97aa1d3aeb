// swift-tools-version: 6.2
import PackageDescription

/// The same for every Swift target: what the next language mode will demand, and no unmarked
/// unsafe use.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
]

let package = Package(
  name: "Emend",
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "Emend", targets: ["Emend", "Lexicon"]),
    .library(name: "EmendProject", targets: ["EmendProject"]),
    .executable(name: "emend", targets: ["EmendCommand"]),
  ],
  traits: [
    .default(enabledTraits: ["BuiltInLexicon"]),
    .trait(
      name: "BuiltInLexicon",
      description: "Embeds the English lexicon (CC BY-SA 4.0) into the library."),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-system.git", from: "1.8.0"),
    .package(url: "https://github.com/LebJe/TOMLKit.git", from: "0.6.0"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin.git", from: "1.5.0"),
  ],
  targets: [
    .systemLibrary(
      name: "SystemICU",
      pkgConfig: "icu-i18n",
      providers: [.apt(["libicu-dev"]), .brew(["icu4c"])]),
    .target(name: "CICU", dependencies: ["SystemICU"]),
    .target(name: "ICU", dependencies: ["CICU"], swiftSettings: settings),
    .target(name: "CLexicon", exclude: ["LICENSE", "english.lexicon"]),
    .target(
      name: "Lexicon",
      dependencies: [.target(name: "CLexicon", condition: .when(traits: ["BuiltInLexicon"]))],
      swiftSettings: settings),
    .target(
      name: "Emend",
      dependencies: [
        "ICU", "Lexicon", .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: settings),
    .target(
      name: "EmendProject",
      dependencies: ["Emend", .product(name: "TOMLKit", package: "TOMLKit")],
      swiftSettings: settings),
    .executableTarget(
      name: "EmendCommand",
      dependencies: [
        "Emend", "EmendProject", "Lexicon",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: settings),
    .testTarget(name: "ICUTests", dependencies: ["ICU"], swiftSettings: settings),
    .testTarget(name: "LexiconTests", dependencies: ["Lexicon"], swiftSettings: settings),
    .testTarget(
      name: "EmendTests",
      dependencies: [
        "Emend", "EmendProject", "Lexicon",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: settings),
    .testTarget(name: "EmendProjectTests", dependencies: ["EmendProject"], swiftSettings: settings),
    .testTarget(
      name: "EmendCommandTests", dependencies: ["Emend", "EmendProject"], swiftSettings: settings),
  ],
  cxxLanguageStandard: .cxx17
)
