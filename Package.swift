// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "Genryu",
  products: [.executable(name: "genryu", targets: ["genryu"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.30.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
  ],
  targets: [
    // Arrows point one way: a target may only name targets listed above it.
    .target(name: "Footprints"),
    // The one instruction that Swift does not have: asking for memory ahead of its use.
    .target(name: "CPrefetch"),
    .target(name: "SupplyGraph", dependencies: ["Footprints", "CPrefetch"]),
    .target(
      name: "Analysis",
      dependencies: ["SupplyGraph", "CPrefetch", .product(name: "HeapModule", package: "swift-collections")]),
    .target(
      name: "CSimdjson",
      linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("stdc++")]),
    .target(name: "Formats", dependencies: ["Footprints", "SupplyGraph", "CSimdjson"]),
    .target(name: "CProcess"),
    // The two targets with networking in them; what they pull stays out of the others.
    .target(
      name: "Exchange",
      dependencies: [
        "Formats", "CProcess",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
        .product(name: "TOMLKit", package: "TOMLKit"),
      ]),
    .target(
      name: "ExchangeHost",
      dependencies: [
        "Analysis", "Formats",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "X509", package: "swift-certificates"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ]),
    .target(name: "Canvas", linkerSettings: [.linkedLibrary("m")]),
    .target(name: "Dashboard", dependencies: ["Analysis", "Canvas"]),
    .target(name: "Reports", dependencies: ["Analysis", "Canvas", "Dashboard"]),
    .target(
      name: "CNcurses", linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
    .target(name: "Terminal", dependencies: ["Canvas", "CNcurses"]),
    .executableTarget(
      name: "genryu",
      dependencies: [
        "Exchange", "ExchangeHost", "Formats", "Dashboard", "Reports", "Terminal",
        .product(name: "TOMLKit", package: "TOMLKit"),
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
      name: "Benchmarks", dependencies: ["Dashboard", "Formats", "CSimdjson", "CYardstick"],
      path: "Tests/Benchmarks"),
    .testTarget(name: "FootprintsTests", dependencies: ["Footprints"]),
    .testTarget(name: "SupplyGraphTests", dependencies: ["SupplyGraph"]),
    .testTarget(name: "AnalysisTests", dependencies: ["Analysis", "Formats"]),
    .testTarget(name: "FormatsTests", dependencies: ["Formats", "Benchmarks"]),
    .testTarget(
      name: "ExchangeHostTests",
      dependencies: [
        "ExchangeHost", "Formats", .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]),
    // Syncs from a host of the tests and tells what is on the disk: what the tests end in the middle.
    .executableTarget(name: "exchange-probe", dependencies: ["Exchange"], path: "Tests/ExchangeProbe"),
    .testTarget(
      name: "ExchangeTests",
      dependencies: [
        "Exchange", "TestSupport", "exchange-probe", .product(name: "X509", package: "swift-certificates"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]),
    .testTarget(name: "CanvasTests", dependencies: ["Canvas"]),
    .testTarget(name: "DashboardTests", dependencies: ["Dashboard", "Formats", "TestSupport"]),
    .testTarget(
      name: "ReportsTests", dependencies: ["Reports", "Dashboard", "Analysis", "SupplyGraph", "TestSupport"]),
    .testTarget(
      name: "TerminalTests", dependencies: ["CNcurses", "Terminal", "TestSupport", "terminal-probe"]),
    .testTarget(
      name: "JourneyTests", dependencies: ["genryu", "Reports", "Canvas", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
