import Analysis
import TestSupport
import Testing

@testable import genryu

/// `whatif`, scenario files, and scenarios under the other commands.
@Suite struct ScenarioCommandTests {
  /// PACK takes 4 CELL (declared 10, over 8 GRID at 0.5) and 3 STEEL at 2: 47 a piece, 10 pieces. ALT is another cell.
  private func dataset() throws -> TemporaryFolder {
    try TemporaryFolder([
      "products.csv": """
      id,name,supplier,unit,direct_kgco2e,declared_pcf_kgco2e
      PACK,Pack,Us,piece,1,
      CELL,Cell,Sakura,piece,,10
      ALT,Other cell,Other,piece,6,
      GRID,Grid,Power,kWh,0.5,
      STEEL,Steel,Kita,kg,2,

      """,
      "links.csv": "product_id,component_id,amount\nPACK,CELL,4\nPACK,STEEL,3\nCELL,GRID,8\n",
      "portfolio.csv": "product_id,quantity_per_year\nPACK,10\n",
    ])
  }

  private func whatIf(_ folder: TemporaryFolder, _ arguments: String...) throws -> Printed {
    try run(WhatIf.self, [folder.path, "--format", "csv", "--lang", "en"] + arguments)
  }

  @Test func theTotalComesFirstAndDifferencesAddUp() throws {
    let printed = try whatIf(try dataset(), "--set", "own:GRID=-50%", "amount:PACK>STEEL=1")
    #expect(printed.status == 0)
    #expect(
      printed.output.hasPrefix(
        "item,name,before_kgco2e,after_kgco2e,difference_kgco2e\ntotal,Total,470,350,-120\n"))
    let differences = printed.records.compactMap { Double($0["difference_kgco2e"] ?? "") }
    #expect(differences.dropFirst().reduce(0, +) == differences.first)
    #expect(printed.records.dropFirst().map { $0["item"] } == ["GRID", "STEEL"])
  }

  @Test func oneProductIsPerUnit() throws {
    let printed = try whatIf(try dataset(), "--product", "CELL", "--set", "declared:CELL=8")
    #expect(printed.records.first?["after_kgco2e"] == "8")
    let rest = try whatIf(
      try dataset(), "--top", "0", "--set", "own:GRID=1", "--set", "own:STEEL=3")
    #expect(rest.records.map { $0["item"] } == ["total", "…"])
    #expect(rest.records.map { $0["difference_kgco2e"] } == ["190", "190"])
  }

  /// The dataset lists no link from PACK to ALT.
  @Test func aComponentThatWasNeverUsedCanTakeAnothersPlace() throws {
    let printed = try whatIf(try dataset(), "--set", "swap:PACK>CELL=ALT")
    #expect(printed.status == 0 && printed.records.first?["after_kgco2e"] == "310")
  }

  @Test func anEditedCopyOfTheDatasetGivesTheSame() throws {
    let edited = try dataset()
    let text = try #require(edited.read("products.csv"))
    try edited.write(
      text.replacing("0.5", with: "0.35").replacing("kg,2", with: "kg,1.7"), to: "products.csv")
    try edited.write(
      try #require(edited.read("products.csv")).replacing(",,10", with: ",6,"), to: "products.csv")
    let printed = try whatIf(try dataset(), "--set", "own:GRID=0.35", "own:STEEL=1.7", "own:CELL=6")
    let totals = try run(Hotspots.self, [edited.path, "--format", "csv"])
    let sum = totals.records.reduce(0) { $0 + (Double($1["contribution_kgco2e"] ?? "") ?? 0) }
    #expect((Double(printed.records.first?["after_kgco2e"] ?? "") ?? 0).isClose(to: sum))
  }

  // MARK: Keeping

  @Test func savedEditsAreMadeAgainByNameAndByFile() throws {
    let folder = try dataset()
    let saved = try whatIf(folder, "--set", "own:GRID=0.1", "swap:PACK>CELL=ALT", "--save", "RE 電力/plan")
    #expect(saved.status == 0 && saved.errors.contains { $0.contains("scenarios/RE-電力-plan.json") })
    let text = try #require(folder.read("scenarios/RE-電力-plan.json"))
    #expect(text.contains("\"edit\": \"own:GRID=0.1\"") && text.contains("\"before\": 0.5"))
    for name in ["RE 電力/plan", "RE-電力-plan", "\(folder.path)/scenarios/RE-電力-plan.json"] {
      let again = try whatIf(folder, "--scenario", name)
      #expect(again.output == saved.output && again.status == 0)
    }
    // The baseline is what it was, and under the scenario every command agrees.
    #expect(try whatIf(folder).records.map { $0["difference_kgco2e"] } == ["0"])
    let under = ["--format", "csv", "--scenario", "RE-電力-plan"]
    for by in ["product", "supplier", "tier"] {
      let printed = try run(Hotspots.self, [folder.path, "--by", by] + under)
      let sum = printed.records.reduce(0) { $0 + (Double($1["contribution_kgco2e"] ?? "") ?? 0) }
      #expect(sum.isClose(to: 310), "by \(by)")
    }
    let totals = try run(Totals.self, [folder.path] + under)
    #expect(totals.records.first { $0["id"] == "PACK" }?["total_kgco2e"] == "31")
  }

  @Test(arguments: [
    ("/a/b/c.json", "/a/b"), ("/a", "/"), ("/", nil), ("a/b/c.json", "a/b"), ("../a/c.json", "../a"),
    ("c.json", nil),
  ]) func foldersOfRelativePathsAreRelative(path: String, folder: String?) {
    #expect(Path.parent(path) == folder)
  }

  @Test func scenariosAreStacked() throws {
    let folder = try dataset()
    _ = try whatIf(folder, "--set", "own:STEEL=-50%", "--save", "a")
    _ = try whatIf(folder, "--set", "own:STEEL=-50%", "--save", "b")
    let printed = try whatIf(folder, "--scenario", "a", "--scenario", "b")
    #expect(printed.records.first?["after_kgco2e"] == "425")
  }

  @Test func savingAgainUnderANameReplacesAndAnotherNameDoesNot() throws {
    let folder = try dataset()
    _ = try whatIf(folder, "--set", "own:STEEL=1", "--save", "plan x")
    _ = try whatIf(folder, "--set", "own:STEEL=0", "--save", "plan x")
    _ = try whatIf(folder, "--set", "own:STEEL=4", "--save", "plan-x")
    let names = folder.contents.keys.filter { $0.hasPrefix("scenarios/") }.sorted()
    #expect(names == ["scenarios/plan-x-2.json", "scenarios/plan-x.json"])
    #expect(try whatIf(folder, "--scenario", "plan x").records.first?["after_kgco2e"] == "410")
  }

  // MARK: What goes wrong

  @Test func editsOfSomethingGoneAreNamedAndTheOthersMade() throws {
    let folder = try dataset()
    _ = try whatIf(folder, "--set", "own:STEEL=1", "own:GRID=0.2", "--save", "plan")
    try folder.write(
      try #require(folder.read("links.csv")).replacing("STEEL", with: "STAHL"), to: "links.csv")
    let text = try #require(folder.read("products.csv"))
    try folder.write(
      text.replacing("STEEL,Steel", with: "STAHL,Steel").replacing("kWh,0.5", with: "kWh,0.4"),
      to: "products.csv")
    let printed = try whatIf(folder, "--scenario", "plan")
    #expect(printed.status == 1)
    #expect(
      printed.errors.contains { $0.contains("own:GRID=0.2") && $0.contains("0.5") && $0.contains("0.4") })
  }

  @Test(arguments: [
    ("{\"genryu_scenario\": 1, \"edits\": [{\"ed", "whole JSON"),
    ("{\"genryu_scenario\": 2, \"edits\": []}", "version 2"),
    ("[1, 2]", "no scenario"), ("", "whole JSON"),
    ("{\"genryu_scenario\": 1, \"edits\": [{\"edit\": \"own:STEEL=x\"}]}", "edit 1"),
  ]) func brokenScenariosAreRefused(text: String, reason: String) throws {
    let folder = try dataset()
    try folder.write(text, to: "scenarios/broken.json")
    let before = folder.contents
    let printed = try whatIf(folder, "--scenario", "broken")
    #expect(printed.status == 65 && printed.output.isEmpty)
    #expect(printed.errors.contains { $0.contains(reason) })
    #expect(folder.contents == before)
  }

  @Test func nonsenseIsRefusedAndNothingIsSaved() throws {
    let folder = try dataset()
    let before = folder.contents
    for (edit, status) in [
      ("own:STEEL=abc", Int32(64)), ("own:STEEL=20%", 64), ("what", 64), ("own:NONE=1", 65),
      ("swap:PACK>CELL=PACK", 65), ("amount:PACK>GRID=1", 65), ("swap:CELL>GRID=STEEL", 65),
    ] {
      let printed = try whatIf(folder, "--set", edit, "--save", "x")
      #expect(printed.status == status && printed.output.isEmpty && !printed.errors.isEmpty, "\(edit)")
    }
    #expect(folder.contents == before)
    #expect(try whatIf(folder, "--scenario", "nothing").status == 65)
  }

  /// PACK needs CELL; a CELL that needs 3 PACK, each of which needs 4 CELL, has no finite answer.
  @Test func aSwapThatMakesALoopWithoutAnswerIsRefused() throws {
    let folder = try dataset()
    let text = try #require(folder.read("links.csv"))
    try folder.write(text + "CELL,ALT,3\n", to: "links.csv")
    let printed = try whatIf(folder, "--set", "swap:CELL>ALT=PACK")
    #expect(
      printed.status == 65
        && printed.errors.contains { $0.contains("CELL > PACK > CELL") || $0.contains("PACK > CELL > PACK") })
  }

  @Test func scenariosSurviveMasking() throws {
    let folder = try dataset()
    let open = try whatIf(folder, "--set", "supplier:Kita=-50%")
    let masked = try whatIf(folder, "--mask", "--set", "supplier:Kita=-50%")
    #expect(open.output == masked.output && open.records.first?["after_kgco2e"] == "440")
  }
}
