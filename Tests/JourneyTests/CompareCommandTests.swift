import TestSupport
import Testing

@testable import genryu

/// `compare`: datasets, products and scenarios side by side.
@Suite struct CompareCommandTests {
  /// PACK takes 4 CELL and 3 STEEL; CELL takes 8 GRID: 4 × (2 + 8 × 0.5) + 3 × 2 + 1 = 31 kg a piece, 10 pieces.
  private func dataset(_ changes: [(String, String)] = []) throws -> TemporaryFolder {
    var files = [
      "products.csv": """
      id,name,name_ja,unit,direct_kgco2e,primary_data_share
      PACK,Pack,パック,piece,1,100
      CELL,Cell,セル,piece,2,50
      ALT,Other cell,別のセル,piece,5,
      GRID,Grid,電力,kWh,0.5,
      STEEL,Steel,鋼,kg,2,

      """,
      "links.csv": "product_id,component_id,amount\nPACK,CELL,4\nPACK,STEEL,3\nCELL,GRID,8\n",
      "portfolio.csv": "product_id,quantity_per_year\nPACK,10\n",
    ]
    for (old, new) in changes { files = files.mapValues { $0.replacing(old, with: new) } }
    return try TemporaryFolder(files)
  }

  private func compare(_ arguments: [String]) throws -> Printed {
    try run(Compare.self, arguments + ["--lang", "en", "--format", "csv"])
  }

  private func sum(_ records: [[String: String]], _ column: String) -> Double {
    records.dropFirst().reduce(0) { $0 + (Double($1[column] ?? "") ?? 0) }
  }

  @Test func twoYearsAreComparedWithTotalsFirst() throws {
    // Less steel per pack, a better cell, more packs: 30 a piece would be 28 for 12 pieces.
    let (old, new) = (
      try dataset(),
      try dataset([("STEEL,3", "STEEL,2"), ("piece,2,50", "piece,1.75,80"), ("PACK,10", "PACK,12")])
    )
    let printed = try compare([old.path, new.path])
    #expect(printed.status == 0)
    #expect(
      printed.output.hasPrefix(
        "id,name,side_1_kgco2e,side_2_kgco2e,difference_2_kgco2e,change_2,primary_data_share_1,"
          + "primary_data_share_2,cause_2,value_2_kgco2e,amount_2_kgco2e,structure_2_kgco2e,missing_data_2_kgco2e\n"
      ))
    let total = try #require(printed.records.first)
    #expect(total["id"] == "total" && total["side_1_kgco2e"] == "310" && total["side_2_kgco2e"] == "336")
    #expect(total["difference_2_kgco2e"] == "26" && total["cause_2"] == "amount")
    #expect(total["value_2_kgco2e"] == "-11" && total["amount_2_kgco2e"] == "37")
    for column in ["side_1", "side_2", "difference_2", "value_2", "amount_2"] {
      let whole = Double(total["\(column)_kgco2e"] ?? "") ?? .nan
      #expect(sum(printed.records, "\(column)_kgco2e").isClose(to: whole), "\(column)")
    }
    #expect(printed.errors.contains { $0.contains("1 value differs") && $0.contains("1 quantity differs") })
  }

  @Test func productsOfOneDatasetShareARow() throws {
    let folder = try dataset()
    let printed = try compare([folder.path, "CELL", "ALT", "PACK"])
    #expect(printed.status == 0 && printed.records.first?["difference_2_kgco2e"] == "-1")
    #expect(printed.records.first?["difference_3_kgco2e"] == "25")
    #expect(printed.records.first { $0["id"] == "CELL / ALT / PACK" }?["name"] == "Cell / Other cell / Pack")
  }

  @Test func scenariosAreComparedByNameAndByFile() throws {
    let folder = try dataset()
    for (name, edit) in [("green", "own:GRID=0"), ("swap", "swap:PACK>CELL=ALT")] {
      _ = try run(WhatIf.self, [folder.path, "--set", edit, "--save", name])
    }
    let printed = try compare([folder.path, "baseline", "green", "\(folder.path)/scenarios/swap.json"])
    let total = try #require(printed.records.first)
    #expect(
      total["side_1_kgco2e"] == "310" && total["side_2_kgco2e"] == "150" && total["side_3_kgco2e"] == "270")
    #expect(total["value_2_kgco2e"] == "-160" && total["structure_3_kgco2e"] == "-40")
    // One side alone is compared with the baseline; so is what --scenario makes.
    let alone = try compare([folder.path, "green"])
    #expect(alone.records.first?["difference_2_kgco2e"] == "-160")
    #expect(try compare([folder.path, "--scenario", "green"]).output == alone.output)
    #expect(try compare([folder.path, "green", "--product", "CELL"]).records.first?["side_2_kgco2e"] == "2")
    #expect(folder.contents.keys.filter { $0.hasPrefix("scenarios/") }.count == 2)
  }

  @Test func theRestIsTheLastRow() throws {
    let folder = try dataset()
    _ = try run(WhatIf.self, [folder.path, "--set", "own:GRID=0", "own:STEEL=1", "--save", "a"])
    let few = try compare([folder.path, "a", "--top", "1"])
    #expect(few.records.map { $0["id"] } == ["total", "GRID", "…"])
    #expect(sum(few.records, "difference_2_kgco2e") == -190 && sum(few.records, "side_1_kgco2e") == 310)
    #expect(few.records.last?["difference_2_kgco2e"] == "-30")
    let different = try compare([folder.path, "a"])
    #expect(different.records.map { $0["id"] } == ["total", "GRID", "STEEL", "…"])
    let all = try compare([folder.path, "a", "--all"])
    #expect(all.records.map { $0["id"] } == ["total", "GRID", "STEEL", "CELL", "PACK"])
  }

  @Test func changedInputsExplainTheDifference() throws {
    let (old, new) = (
      try dataset(), try dataset([("STEEL,3", "STEEL,2"), ("CELL,GRID,8\n", "CELL,STEEL,1\n")])
    )
    let printed = try compare([old.path, new.path, "--inputs"])
    #expect(
      printed.records.map { "\($0["kind"] ?? "") \($0["product_id"] ?? "")>\($0["component_id"] ?? "")" } == [
        "total >", "amount CELL>GRID", "amount CELL>STEEL", "amount PACK>STEEL",
      ])
    #expect(printed.records.map { $0["effect_kgco2e"] } == ["-100", "-160", "80", "-20"])
    #expect(printed.records[1]["before"] == "8" && printed.records[1]["after"] == "")
    let short = try compare([old.path, new.path, "--inputs", "--top", "0"])
    #expect(short.records.map { $0["effect_kgco2e"] } == ["-100", "-100"])
  }

  @Test func missingFiguresAreMissingAndToldSo() throws {
    let (old, new) = (try dataset(), try dataset([("kWh,0.5,", "kWh,,")]))
    let printed = try compare([old.path, new.path])
    #expect(printed.status == 1 && printed.records.first?["missing_data_2_kgco2e"] == "-160")
    let grid = try #require(printed.records.first { $0["id"] == "GRID" })
    #expect(
      grid["side_1_kgco2e"] == "160" && grid["side_2_kgco2e"] == "" && grid["cause_2"] == "missing_data")
  }

  @Test func nothingDiffersFromItself() throws {
    let folder = try dataset()
    let printed = try compare([folder.path, folder.path])
    #expect(printed.status == 0 && printed.records.map { $0["id"] } == ["total", "…"])
    #expect(printed.records.allSatisfy { $0["difference_2_kgco2e"] == "0" && $0["cause_2"] == "" })
    #expect(printed.errors.contains { $0.contains("Same data on both sides") })
  }

  @Test func peopleReadNamesAndCauses() throws {
    let (old, new) = (try dataset(), try dataset([("STEEL,3", "STEEL,2")]))
    for (language, words) in [
      ("en", ["Total", "Steel", "amount", "equal"]), ("ja", ["合計", "鋼", "数量", "同じ"]),
    ] {
      for format in ["text", "md"] {
        let printed = try run(Compare.self, [old.path, new.path, "--lang", language, "--format", format])
        for word in words { #expect(printed.output.contains(word), "\(word)") }
        #expect(printed.status == 0 && printed.errors.isEmpty)
      }
    }
  }

  @Test func anUnknownSideIsAnsweredWithNearOnes() throws {
    let folder = try dataset()
    _ = try run(WhatIf.self, [folder.path, "--set", "own:GRID=0", "--save", "green power"])
    for (name, near) in [("grean-power", "green-power"), ("CEL", "CELL")] {
      let printed = try compare([folder.path, name])
      #expect(printed.status == 65 && printed.output.isEmpty)
      #expect(printed.errors.contains { $0.contains(near) }, "\(name)")
    }
    #expect(try compare([folder.path, folder.path, "--product", "NONE"]).status == 65)
  }

  @Test func brokenScenariosAreNamed() throws {
    let folder = try dataset()
    try folder.write("{\"genryu_scenario\": 9, \"edits\": []}", to: "scenarios/new.json")
    let printed = try compare([folder.path, "\(folder.path)/scenarios/new.json"])
    #expect(printed.status == 65 && printed.errors.contains { $0.contains("version 9") })
  }

  @Test func editsThatDoNotFitAreToldAndTheOthersMade() throws {
    let folder = try dataset()
    try folder.write(
      "{\"genryu_scenario\": 1, \"name\": \"x\", \"edits\": [{\"edit\": \"own:GONE=1\"}, {\"edit\": \"own:GRID=0\"}]}",
      to: "scenarios/x.json")
    let printed = try compare([folder.path, "x"])
    #expect(printed.status == 1 && printed.records.first?["difference_2_kgco2e"] == "-160")
    #expect(printed.errors.contains { $0.contains("own:GONE=1") })
  }

  @Test(arguments: [[], ["x"], ["x", "y", "--all", "--inputs"], ["x", "y", "--top", "-1"]])
  func wrongUsageIsRefused(arguments: [String]) {
    #expect(throws: (any Error).self) { try Compare.parse(arguments) }
  }
}
