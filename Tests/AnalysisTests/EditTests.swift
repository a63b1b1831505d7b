import SupplyGraph
import Testing

@testable import Analysis

@Suite struct EditTextTests {
  @Test(arguments: [
    "own:CELL=4.1", "declared:CELL=-20%", "primary:CELL=0.8", "quantity:PACK=120", "amount:PACK>CELL=+5%",
    "swap:PACK>CELL=OTHER", "split:PACK>A>B=0.25", "supplier:Sakura Battery=-20%", "supplier-own:S1=-5.5%",
    "supplier-primary:桜電池=0.9", "redirect:S1>GRID-JP=SOLAR", "own:urn:gtin:4712345=2",
  ]) func textsComeBack(text: String) throws {
    #expect(try EditText.edit(text).description == text)
  }

  @Test func peoplesWaysOfWritingAreUnderstood() throws {
    #expect(try EditText.edit(" OWN : A = －２０％ ") == Edit(.own("A"), .by(-0.2)))
    #expect(try EditText.edit("own:A=\u{2212}3") == Edit(.own("A"), .to(-3)))
    #expect(try EditText.edit("primary:A=80%") == Edit(.primary("A"), .to(0.8)))
  }

  /// Identifiers may contain the signs that hold an edit together: what exists decides.
  @Test func identifiersDecideWhereATextIsCut() throws {
    let known: Set = ["A>B", "C", "X=1", "Y"]
    let amount = try EditText.edit("amount:A>B>C=2", isKnown: known.contains)
    #expect(amount == Edit(.amount(product: "A>B", component: "C"), .to(2)))
    #expect(try EditText.edit("own:X=1=5", isKnown: known.contains) == Edit(.own("X=1"), .to(5)))
    let swap = try EditText.edit("swap:Y>C=X=1", isKnown: known.contains)
    #expect(swap == Edit(.swap(product: "Y", component: "C"), .with("X=1")))
  }

  @Test(arguments: [
    ("", EditText.Problem.notAnEdit("")), ("own", .notAnEdit("own")), ("own:A", .notAnEdit("own:A")),
    ("price:A=1", .unknownKind("price")), ("amount:A=1", .wrongNumberOfNames(.amount, "A=1")),
    ("own:A=x", .notANumber("x")), ("own:A=nan", .notANumber("nan")), ("own:A=20%", .signMissing("20%")),
    ("primary:A=120%", .notAShare("120%")), ("supplier:S=5", .notAChange("5")),
    ("own:=5", .wrongNumberOfNames(.own, "=5")),
  ]) func nonsenseIsNamed(text: String, problem: EditText.Problem) {
    #expect(throws: problem) { try EditText.edit(text) }
  }

  @Test func fuzz() {
    var random = Seeded(7)
    let alphabet = Array("ownamutswp:>=%-+0123.é電\u{202E} ")
    for _ in 0..<20_000 {
      let text = String(
        (0..<Int.random(in: 0...24, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? " "
        })
      if let edit = try? EditText.edit(text) {
        #expect(try! EditText.edit(edit.description).target.kind == edit.target.kind)
      }
    }
  }
}

@Suite struct ScenarioModelTests {
  /// Two makers of cells over one grid: PACK > CELL-A (declared), CELL-B with share 0; renewable power beside the grid.
  private func scenario() -> ScenarioModel {
    let graph = graph(
      [
        .init(id: "PACK", supplier: "Us", unit: .piece, direct: 1),
        .init(id: "CELL-A", supplier: "Sakura", unit: .piece, declared: 10, primaryShare: 40),
        .init(id: "CELL-B", supplier: "Other", unit: .piece, direct: 6),
        .init(id: "GRID", supplier: "Grid", unit: .kilowattHour, direct: 0.5),
        .init(id: "SOLAR", supplier: "Sun", unit: .megajoule, direct: 0.01),
        .init(id: "STEEL", supplier: "Steel", unit: .kilogram, direct: 2),
      ],
      [
        ("PACK", "CELL-A", 4), ("PACK", "CELL-B", 0), ("CELL-A", "GRID", 8), ("CELL-A", "STEEL", 1),
        ("CELL-A", "SOLAR", 0), ("PACK", "STEEL", 3),
      ], portfolio: [("PACK", 10)])
    return ScenarioModel(focus: Focus(rollUp: RollUp(graph: graph), subject: .portfolio))
  }

  private func total(_ edits: String...) throws -> Double? {
    var scenario = scenario()
    scenario.apply(try edits.map { try EditText.edit($0) })
    #expect(scenario.outcomes.allSatisfy { $0.problem == nil })
    return scenario.model.focus.total
  }

  /// 10 × (1 + 4 × 10 + 3 × 2) = 470.
  @Test func leversDoWhatTheySay() throws {
    #expect(try total() == 470)
    #expect(try total("own:STEEL=1") == 10 * (1 + 4 * 9 + 3))
    #expect(try total("own:STEEL=-50%") == 10 * (1 + 4 * 9 + 3))
    #expect(try total("own:GRID=-50%", "own:GRID=-50%") == 10 * (1 + 4 * 7 + 6))
    #expect(try total("declared:CELL-A=8") == 390)
    #expect(try total("own:GRID=0", "declared:CELL-A=-50%") == 10 * (1 + 4 * 3 + 6))
    #expect(try total("amount:PACK>CELL-A=2") == 270)
    #expect(try total("quantity:PACK=1") == 47)
    #expect(try total("swap:PACK>CELL-A=CELL-B") == 10 * (1 + 4 * 6 + 6))
    #expect(try total("split:PACK>CELL-A>CELL-B=25%") == 10 * (1 + 10 + 3 * 6 + 6))
    // 8 kWh of the grid give way to 28.8 MJ of the sun.
    #expect(try total("redirect:Sakura>GRID=SOLAR").isClose(to: 10 * (1 + 4 * (6 + 0.288) + 6)))
    #expect(try total("supplier:Sakura=-20%").isClose(to: 10 * (1 + 4 * 8 + 6)))
    #expect(try total("supplier-own:Sakura=-50%") == 10 * (1 + 4 * 8 + 6))
  }

  @Test func primaryDataOfASupplierCounts() throws {
    var scenario = scenario()
    scenario.apply([try EditText.edit("supplier-primary:Steel=100%")])
    #expect(scenario.model.focus.total == 470)
    // 4 of 10 kg of a cell were primary, taken up by its own part; steel is beneath it and in the pack.
    #expect(
      scenario.model.focus.mix.primary == scenario.model.baselineFocus.mix.primary + 10 * (4 * 2 + 3 * 2))
  }

  @Test func editsThatDoNotFitSayWhyAndTheOthersAreMade() throws {
    var scenario = scenario()
    let texts = [
      "own:NONE=1", "own:STEEL=1", "amount:PACK>GRID=1", "swap:PACK>CELL-A=GRID", "swap:PACK>STEEL=STEEL",
      "supplier:Nobody=-10%", "amount:PACK>CELL-B=+5%", "quantity:STEEL=3", "swap:CELL-A>STEEL=CELL-B",
    ]
    scenario.apply(try texts.map { try EditText.edit($0) })
    let cell = scenario.model.baseline.graph.product(id: "PACK") ?? -1
    #expect(
      scenario.outcomes.map(\.problem) == [
        .unknownProduct("NONE"), nil, .noLink(product: "PACK", component: "GRID"),
        .unitsDiffer("CELL-A", "GRID"), .sameProduct("STEEL"), .unknownSupplier("Nobody"), .nothingToScale,
        .refused(.notInPortfolio(scenario.model.baseline.graph.product(id: "STEEL") ?? cell)),
        .unitsDiffer("STEEL", "CELL-B"),
      ])
    #expect(scenario.model.focus.total == 400.0)
  }

  @Test func theTotalOfOneMoreEditIsToldBeforeItIsMade() throws {
    var scenario = scenario()
    func told(_ texts: String...) throws -> Double? {
      scenario.focusTotal(ifMade: try texts.map { try EditText.edit($0) })
    }
    #expect(try told() == 470)
    #expect(try told("own:STEEL=1") == 10 * (1 + 4 * 9 + 3))
    #expect(try told("amount:PACK>CELL-A=2") == 270)
    #expect(try told("quantity:PACK=1") == 47)
    scenario.apply(try ["own:GRID=-50%", "own:STEEL=1"].map { try EditText.edit($0) })
    #expect(try told("own:GRID=-50%", "own:STEEL=1") == 10 * (1 + 4 * 7 + 3))
    // From what the edit before it leaves, not from what stands now.
    #expect(try told("own:GRID=-50%", "own:STEEL=+50%") == 10 * (1 + 4 * 9 + 9))
    #expect(try told("own:GRID=-50%") == 10 * (1 + 4 * 8 + 6))
    #expect(try told("own:GRID=-50%", "own:STEEL=1", "amount:PACK>STEEL=0.5") == 10 * (1 + 4 * 7 + 0.5))
    // Two figures, more than a figure, something that does not fit, and a component that goes.
    #expect(try told() == nil)
    #expect(try told("own:GRID=-50%", "own:STEEL=1", "swap:PACK>CELL-A=CELL-B") == nil)
    #expect(try told("own:GRID=-50%", "own:STEEL=1", "own:NONE=1") == nil)
    #expect(try told("own:GRID=-50%", "own:STEEL=1", "amount:PACK>STEEL=0") == nil)
    #expect(scenario.outcomes.count == 2)
  }

  @Test func takingBackIsExact() throws {
    var scenario = scenario()
    let edits = try ["own:STEEL=1.7", "declared:CELL-A=-3%", "amount:PACK>STEEL=+7%"].map {
      try EditText.edit($0)
    }
    scenario.apply(Array(edits.prefix(1)))
    let before = scenario.model.rollUp.model.values
    scenario.apply(edits)
    #expect(scenario.outcomes.map(\.before) == [2, 9.7, 3])
    scenario.apply(Array(edits.prefix(1)))
    #expect(scenario.model.rollUp.model.values == before)
  }

  @Test func newLinksAreNamed() throws {
    let graph = scenario().model.baseline.graph
    let edits = try ["swap:PACK>STEEL=GRID", "redirect:Sakura>STEEL=CELL-B", "swap:PACK>CELL-A=CELL-B"].map {
      try EditText.edit($0)
    }
    let names = ScenarioModel.newLinks(for: edits, in: graph).map {
      [graph.id($0.product), graph.id($0.component)]
    }
    #expect(names == [["PACK", "GRID"], ["CELL-A", "CELL-B"]])
  }
}
