import FoundationEssentials
import TestSupport
import Testing

@testable import genryu

/// `genryu sensitivity` and `genryu uncertainty`, run inside the test.
@Suite struct RiskCommandTests {
  static let columns = "rank,kind,product_id,component_id,value,elasticity,low_kgco2e,high_kgco2e"

  private func small() throws -> TemporaryFolder { try TemporaryFolder(CommandTests.bothHalves) }

  private func number(_ record: [String: String], _ column: String) -> Double? {
    record[column].flatMap(Double.init)
  }

  @Test(arguments: Files.samples) func samplesAreAnswered(sample: String) throws {
    let arguments = [Files.sample(sample), "--as-of", "2026-11-23", "--format", "csv"]
    let printed = try run(Sensitivity.self, arguments)
    #expect(printed.output.hasPrefix(RiskCommandTests.columns + "\n"))
    #expect(
      printed.records.count > 10 && printed.records.map { $0["rank"] }.last == "\(printed.records.count)")
    let own = printed.records.filter { $0["kind"] == "own" }
    #expect(own.allSatisfy { $0["component_id"] == "" })
    #expect(own.reduce(0) { $0 + (number($1, "elasticity") ?? 0) }.isClose(to: 1, 1e-9))
    let sizes = printed.records.compactMap { number($0, "elasticity").map(abs) }
    #expect(zip(sizes, sizes.dropFirst()).allSatisfy { $0 >= $1 * (1 - 1e-12) })
    let uncertainty = try run(Uncertainty.self, arguments + ["--samples", "64"])
    #expect(uncertainty.output.hasPrefix("item,product_id,component_id,analytic,sampled\n"))
    let rows = Dictionary(uncertainty.records.map { ($0["item"] ?? "", $0) }) { first, _ in first }
    let (low, median, high) = ("p5_kgco2e", "median_kgco2e", "p95_kgco2e")
    for column in ["analytic", "sampled"] {
      let values = [low, median, high].compactMap { number(rows[$0] ?? [:], column) }
      try #require(values.count == 3)
      #expect(values == values.sorted() && values[0] > 0 && values[0] < values[2])
    }
    #expect(rows["samples"]?["sampled"] == "64")
  }

  @Test func aFewRowsAndWhatIsLeft() throws {
    let folder = try small()
    let printed = try run(
      Sensitivity.self, [folder.path, "--format", "csv", "--range", "50%", "--lang", "en"])
    #expect(
      printed.output == """
        \(RiskCommandTests.columns)
        1,own,B,,2,0.8571428571428571,4,10
        2,amount,A,B,3,0.8571428571428571,4,10
        3,own,A,,1,0.14285714285714285,6.5,7.5

        """)
    #expect(printed.status == 0 && printed.errors.isEmpty)
    let top = try run(
      Sensitivity.self, [folder.path, "--format", "csv", "--top", "1", "--by", "range", "--lang", "en"])
    #expect(top.records.count == 1 && top.errors.contains { $0.contains("2 more inputs") })
    for language in ["en", "ja"] {
      let text = try run(Sensitivity.self, [folder.path, "--lang", language])
      #expect(
        text.output.contains(language == "en" ? "own emissions" : "自工程排出") && text.output.contains("Beam"))
    }
  }

  @Test func breakEvenTellsWhatEachInputWouldHaveToBe() throws {
    let folder = try small()
    let printed = try run(Sensitivity.self, [folder.path, "--format", "csv", "--target", "4"])
    #expect(printed.output.hasPrefix("rank,kind,product_id,component_id,value,needed_value,change\n"))
    #expect(printed.records.map { $0["needed_value"] } == ["1", "1.5"])
    #expect(printed.records.allSatisfy { $0["change"] == "-0.5" })
    #expect(printed.errors.contains { $0.contains("1 input cannot") } && printed.status == 0)
    let percent = try run(
      Sensitivity.self, [folder.path, "--format", "csv", "--target", "-50%", "--product", "A"])
    #expect(percent.records.compactMap { number($0, "needed_value") }.allSatisfy { $0 > 0 && $0 < 2 })
    let none = try run(Sensitivity.self, [folder.path, "--target=0", "--lang", "en"])
    #expect(none.output.contains("No single input can reach the target.") && none.output.contains("Beam"))
  }

  @Test func theSameSeedPrintsTheSame() throws {
    let arguments = [
      Files.sample("ev-battery-pack"), "--as-of", "2026-11-23", "--format", "csv", "--samples", "200",
    ]
    let first = try run(Uncertainty.self, arguments + ["--seed", "5"])
    #expect(first.output == (try run(Uncertainty.self, arguments + ["--seed", "5"])).output)
    #expect(first.output != (try run(Uncertainty.self, arguments + ["--seed", "6"])).output)
    let shares = first.records.filter { $0["item"]?.hasPrefix("variance_share") == true }
    #expect(shares.count == 10 && shares.allSatisfy { (number($0, "analytic") ?? -1) >= 0 })
    let totals = try run(
      Hotspots.self, [Files.sample("ev-battery-pack"), "--as-of", "2026-11-23", "--format", "csv"])
    let total = totals.records.reduce(0) { $0 + (number($1, "contribution_kgco2e") ?? 0) }
    #expect(number(first.records[0], "analytic")?.isClose(to: total, 1e-9) == true)
  }

  @Test(arguments: ["text", "md", "json", "csv"], ["en", "ja"])
  func allFormatsAndLanguages(format: String, language: String) throws {
    let arguments = [
      Files.sample("ev-battery-pack"), "--format", format, "--lang", language, "--product", "PACK-JP",
    ]
    let sensitivity = try run(Sensitivity.self, arguments + ["--by", "variance"])
    let uncertainty = try run(Uncertainty.self, arguments + ["--samples", "100"])
    let isForPeople = format == "text" || format == "md"
    for printed in [sensitivity, uncertainty] {
      #expect(printed.status <= 1 && printed.output.count > 300)
      #expect(!isForPeople || printed.output.contains(language == "en" ? "Product" : "製品"))
    }
    #expect(isForPeople || uncertainty.output.contains("standard_deviation_kgco2e"))
  }

  @Test func scenariosAreComparedUnderTheSameDraws() throws {
    let folder = try small()
    let saved = try run(WhatIf.self, [folder.path, "--set", "own:B=-1%", "--save", "less"])
    #expect(saved.status == 0)
    let arguments = [folder.path, "--format", "csv", "--scenario", "less"]
    let printed = try run(Uncertainty.self, arguments)
    let below = printed.records.first { $0["item"] == "probability_below_baseline" }
    #expect(below?["sampled"] == "1" && number(printed.records[1], "analytic") != nil)
    #expect(try run(Sensitivity.self, arguments).records.contains { $0["value"] == "1.98" })
    let plain = try run(Uncertainty.self, [folder.path, "--format", "csv"])
    #expect(!plain.records.contains { $0["item"] == "probability_below_baseline" })
  }

  // MARK: What goes wrong

  @Test func anEndWithoutAnswerIsEmptyAndSaid() throws {
    let folder = try TemporaryFolder([
      "products.csv": "id,direct_kgco2e\nA,1\nB,1\n",
      "links.csv": "product_id,component_id,amount\nA,B,0.97\nB,A,0.99\n",
      "portfolio.csv": "product_id,quantity_per_year\nA,1\n",
    ])
    let printed = try run(
      Sensitivity.self, [folder.path, "--format", "csv", "--range", "0.1", "--lang", "en"])
    #expect(printed.status == 1 && printed.errors.contains { $0.contains("no finite answer") })
    #expect(printed.records.count { $0["high_kgco2e"] == "" } == 2)
    let sampled = try run(Uncertainty.self, [folder.path, "--format", "csv", "--lang", "en"])
    let refused = sampled.records.first { $0["item"] == "refused_samples" }
    #expect((number(refused ?? [:], "sampled") ?? 0) > 0 && !sampled.errors.isEmpty)
  }

  @Test func productsWithoutFigureAreRefusedByStatus() throws {
    let folder = try TemporaryFolder(["products.csv": "id,direct_kgco2e\nA,1\nG,\n"])
    let arguments = [folder.path, "--product", "G", "--format", "csv"]
    for printed in [try run(Sensitivity.self, arguments), try run(Uncertainty.self, arguments)] {
      #expect(printed.status == 1 && !printed.errors.isEmpty)
      #expect(printed.records.allSatisfy { ($0["analytic"] ?? "").isEmpty })
    }
    #expect(try run(Sensitivity.self, [folder.path, "--product", "nowhere"]).status == 65)
  }

  @Test(arguments: [
    ["--target", "soon"], ["--target"], ["--range", "200%"], ["--range", "-5%"], ["--by", "colour"],
    ["--top", "x"],
    ["--target", "nan"],
  ])
  func wrongUsageOfSensitivityIsRefused(options: [String]) {
    #expect(throws: (any Error).self) { try Sensitivity.parse(["x"] + options) }
  }

  @Test(arguments: [["--samples", "-1"], ["--samples", "99999999999"], ["--seed", "-1"], ["--seed", "x"]])
  func wrongUsageOfUncertaintyIsRefused(options: [String]) {
    #expect(throws: (any Error).self) { try Uncertainty.parse(["x"] + options) }
  }

  @Test func everyOptionIsInTheHelp() {
    for option in ["--product", "--top", "--by", "--range", "--target", "--format", "--lang", "--mask"] {
      #expect(Sensitivity.helpMessage().contains(option))
    }
    for option in ["--product", "--samples", "--seed", "--top", "--range", "--format"] {
      #expect(Uncertainty.helpMessage().contains(option))
    }
  }
}
