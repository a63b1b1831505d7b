import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import genryu

/// The commands that print, run inside the test.
@Suite struct CommandTests {
  static let bothHalves = [
    "products.csv": "id,name,supplier,unit,direct_kgco2e\nA,Arm,a,kg,1\nB,Beam,b,kg,2\n",
    "links.csv": "product_id,component_id,amount\nA,B,3\n",
  ]

  @Test(arguments: Files.samples) func samplesArePrinted(sample: String) throws {
    let arguments = [Files.sample(sample), "--as-of", "2026-11-23", "--format", "csv"]
    for printed in try [
      run(Totals.self, arguments), run(Hotspots.self, arguments), run(Paths.self, arguments),
      run(Tree.self, arguments), run(Check.self, arguments),
    ] {
      #expect(printed.status <= 1 && printed.records.count > 3)
      #expect(printed.status == 0 || !printed.errors.isEmpty || printed.output.hasPrefix("severity"))
    }
  }

  @Test(arguments: Files.samples) func contributionsAddUpToTheTotal(sample: String) throws {
    let arguments = [Files.sample(sample), "--as-of", "2026-11-23", "--format", "csv"]
    func sum(_ printed: Printed) -> Double {
      printed.records.reduce(0) { $0 + (Double($1["contribution_kgco2e"] ?? "") ?? 0) }
    }
    let total = sum(try run(Hotspots.self, arguments))
    for group in ["supplier", "country", "category", "tier", "depth", "basis"] {
      #expect(sum(try run(Hotspots.self, arguments + ["--by", group])).isClose(to: total, 1e-9))
    }
    #expect(sum(try run(Hotspots.self, arguments + ["--top", "3"])).isClose(to: total, 1e-9))
    #expect(sum(try run(Paths.self, arguments)).isClose(to: total, 1e-9))
  }

  @Test func orderOfFilesDoesNotMatter() throws {
    let folder = try TemporaryFolder(CommandTests.bothHalves)
    let files = ["\(folder.path)/products.csv", "\(folder.path)/links.csv"]
    let there = try run(Hotspots.self, files + ["--format", "csv"])
    let back = try run(Hotspots.self, files.reversed() + ["--format", "csv"])
    #expect(there.output == back.output && there.records.count == 2)
  }

  @Test func csvDoesNotChangeWithTheLocale() throws {
    let arguments = [Files.sample("ev-battery-pack"), "--format", "csv"]
    let english = try run(Totals.self, arguments + ["--lang", "en"])
    let plain = try run(Totals.self, arguments)
    let japanese = try run(Totals.self, arguments + ["--lang", "ja"])
    #expect(plain.output == english.output && japanese.output != english.output)
  }

  @Test func maskedOutputNamesNobody() throws {
    let arguments = [Files.sample("ev-battery-pack"), "--as-of", "2026-11-23", "--format", "csv"]
    let names = Set(try run(Totals.self, arguments).records.compactMap { $0["supplier"] }).subtracting([""])
    #expect(names.count > 20)
    for printed in try [
      run(Totals.self, arguments + ["--mask"]),
      run(Hotspots.self, arguments + ["--mask", "--by", "supplier"]),
      run(Tree.self, arguments + ["--mask"]), run(Check.self, arguments + ["--mask"]),
    ] {
      for name in names where !name.hasPrefix("Grid") { #expect(!printed.output.contains(name)) }
    }
  }

  // MARK: What goes wrong

  @Test func unknownProductsAreAnsweredWithNearOnes() throws {
    let printed = try run(
      Hotspots.self, [Files.sample("ev-battery-pack"), "--product", "PAK-JP", "--lang", "en"])
    #expect(printed.status == 65 && printed.output.isEmpty)
    #expect(printed.errors.contains { $0.contains("PACK-JP") })
  }

  @Test func wrongPathsAreAnsweredWithNearOnes() throws {
    let printed = try run(Totals.self, [Files.sample("ev-batery-pack"), "--lang", "en"])
    #expect(printed.status == 65 && printed.output.isEmpty)
    #expect(printed.errors.contains { $0.contains("ev-battery-pack") })
  }

  @Test func anEmptyFolderIsUnusable() throws {
    let folder = try TemporaryFolder()
    let printed = try run(Totals.self, [folder.path])
    #expect(printed.status == 65 && !printed.errors.isEmpty)
  }

  @Test(arguments: [
    ["--product"], ["--format", "xml"], ["--by", "colour"], ["--top", "-1"], ["--top", "x"],
    ["--as-of", "soon"],
    ["--lang", "fr"], ["--no-such-option"],
  ])
  func wrongUsageIsRefused(options: [String]) {
    #expect(throws: (any Error).self) { try Hotspots.parse(["x"] + options) }
  }

  @Test(arguments: [("0.05", 0.05), ("5%", 0.05), ("0", 0), ("1", 1), ("100%", 1)])
  func sharesAreReadBothWays(text: String, value: Double) {
    #expect(Share(argument: text)?.value == value)
  }

  @Test(arguments: ["", "%", "-1", "1.1", "nan", "inf", "101%"]) func otherSharesAreNot(text: String) {
    #expect(Share(argument: text) == nil)
  }

  @Test func aRefusedLoopIsNamedAndEverythingElseAnswered() throws {
    let folder = try TemporaryFolder([
      "products.csv": "id,direct_kgco2e\nP,1\nQ,1\nX,4\n",
      "links.csv": "product_id,component_id,amount\nP,Q,1\nQ,P,1\n",
    ])
    let printed = try run(Totals.self, [folder.path, "--format", "csv", "--lang", "en"])
    #expect(printed.status == 1)
    #expect(printed.records.map { $0["total_kgco2e"] } == ["", "", "4"])
    #expect(printed.errors.contains { $0.contains("P > Q > P") })
  }

  @Test func checkTellsByItsStatusWhetherFiguresChange() throws {
    let good = try TemporaryFolder(CommandTests.bothHalves)
    #expect(try run(Check.self, [good.path]).status == 0)
    try good.write("product_id,component_id,amount\nA,B,3\nA,nowhere,1\n", to: "links.csv")
    let printed = try run(Check.self, [good.path, "--format", "csv"])
    #expect(printed.status == 1)
    #expect(
      printed.records.contains { $0["severity"] == "fix" && $0["file"] == "links.csv" && $0["line"] == "3" })
  }
}

extension Double {
  func isClose(to other: Double, _ tolerance: Double = 1e-12) -> Bool {
    abs(self - other) <= tolerance * max(abs(self), abs(other))
  }
}
