// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "Genryu",
  products: [.executable(name: "genryu", targets: ["genryu"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
  ],
  targets: [
    // Arrows point one way: a target may only name targets listed above it.
    .target(name: "Footprints"),
    .target(name: "SupplyGraph", dependencies: ["Footprints"]),
    .target(
      name: "Analysis",
      dependencies: ["SupplyGraph", .product(name: "HeapModule", package: "swift-collections")]),
    .target(
      name: "CSimdjson",
      linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("stdc++")]),
    .target(name: "Formats", dependencies: ["Footprints", "SupplyGraph", "CSimdjson"]),
    .target(name: "Canvas", linkerSettings: [.linkedLibrary("m")]),
    .target(name: "Dashboard", dependencies: ["Analysis", "Canvas"]),
    .target(name: "Reports", dependencies: ["Analysis", "Canvas", "Dashboard"]),
    .target(
      name: "CNcurses", linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
    .target(name: "Terminal", dependencies: ["Canvas", "CNcurses"]),
    .executableTarget(
      name: "genryu",
      dependencies: [
        "Formats", "Dashboard", "Reports", "Terminal",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .target(
      name: "CPseudoTerminal", path: "Tests/CPseudoTerminal",
      linkerSettings: [.linkedLibrary("util")]),
    .target(name: "TestSupport", dependencies: ["Canvas", "CPseudoTerminal"], path: "Tests/TestSupport"),
    // Draws a known picture and tells every event: what the tests of Terminal run on a pseudo-terminal.
    .executableTarget(
      name: "terminal-probe", dependencies: ["Terminal"], path: "Tests/TerminalProbe"),
    // Prints how long loading and analysis take, beside plain C doing the same: no test, run by hand.
    .target(name: "CYardstick", path: "Tests/CYardstick", linkerSettings: [.linkedLibrary("m")]),
    .executableTarget(
      name: "Benchmarks", dependencies: ["Analysis", "Formats", "CYardstick"], path: "Tests/Benchmarks"),
    .testTarget(name: "FootprintsTests", dependencies: ["Footprints"]),
    .testTarget(name: "SupplyGraphTests", dependencies: ["SupplyGraph"]),
    .testTarget(name: "AnalysisTests", dependencies: ["Analysis", "Formats"]),
    .testTarget(name: "FormatsTests", dependencies: ["Formats", "Benchmarks"]),
    .testTarget(name: "CanvasTests", dependencies: ["Canvas"]),
    .testTarget(name: "DashboardTests", dependencies: ["Dashboard", "Formats"]),
    .testTarget(
      name: "ReportsTests", dependencies: ["Reports", "Dashboard", "Analysis", "SupplyGraph", "TestSupport"]),
    .testTarget(name: "TerminalTests", dependencies: ["Terminal", "TestSupport", "terminal-probe"]),
    .testTarget(
      name: "JourneyTests", dependencies: ["genryu", "Reports", "Canvas", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
