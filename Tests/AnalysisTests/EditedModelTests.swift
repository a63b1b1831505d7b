import SupplyGraph
import Testing

@testable import Analysis

@Suite struct EditedModelTests {
  /// A pack of 2 cells and a case; the cell is declared, and needs 3 of nickel.
  private func pack() -> EditedModel {
    let graph = graph(
      [
        .init(id: "PACK", direct: 1), .init(id: "CELL", declared: 10), .init(id: "CASE", direct: 4),
        .init(id: "NI", direct: 2, primaryShare: 50),
      ],
      [("PACK", "CELL", 2), ("PACK", "CASE", 1), ("CELL", "NI", 3)], portfolio: [("PACK", 100)])
    return EditedModel(focus: Focus(rollUp: RollUp(graph: graph), subject: .portfolio))
  }

  private func p(_ id: String, _ model: EditedModel) -> ProductIndex {
    model.baseline.graph.product(id: id) ?? -1
  }

  @Test func ownEmissionsPropagateThroughDeclaredProducts() throws {
    var model = pack()
    #expect(model.focus.total == 2500)
    try model.move(to: [.own(p("NI", model)): 1])
    #expect(model.rollUp.total("CELL") == 7)
    #expect(model.focus.total == 1900)
    #expect(model.focus.contribution(p("NI", model)) == 600)
    // Half of it is primary, as before.
    #expect(model.rollUp.mix("NI")?.primary == 0.5)
  }

  @Test func amountsQuantitiesAndPrimarySharesCount() throws {
    var model = pack()
    let graph = model.baseline.graph
    let link = try #require((0..<graph.linkCount).first { graph.component($0) == p("CELL", model) })
    try model.move(to: [.amount(link): 1, .quantity(p("PACK", model)): 10, .ownPrimary(p("CASE", model)): 1])
    #expect(model.focus.total == 150)
    #expect(model.rollUp.mix("CASE") == Mix(primary: 4))
    #expect(model.focus.weight(p("NI", model)) == 30)
  }

  @Test func goingBackGivesTheSameBits() throws {
    var model = pack()
    try model.move(to: [.own(p("NI", model)): 0.1])
    try model.move(to: [:])
    #expect(model.rollUp.model.values == model.baseline.model.values)
    #expect(model.overrides.isEmpty)
  }

  @Test func aLoopWithoutAnswerIsRefusedAndNothingHappens() throws {
    let graph = graph(
      [.init(id: "A", direct: 1), .init(id: "B", direct: 1)], [("A", "B", 0.5), ("B", "A", 0.5)])
    var model = EditedModel(focus: Focus(rollUp: RollUp(graph: graph), subject: .product(0)))
    let before = model.focus.total
    #expect(throws: EditRefusal.self) { try model.move(to: [.amount(0): 2]) }
    #expect(model.focus.total == before)
    #expect(model.overrides.isEmpty)
    try model.move(to: [.amount(0): 0])
    #expect(model.focus.total != before)
  }

  /// Each amount alone, and any two of them, leave the tiny emissions far below the end of the range.
  @Test func amountsThatOverflowTogetherAreRefused() {
    let rows = ["A", "B", "C", "D"].map { ProductRow(id: $0, direct: 1e-20) }
    let graph = graph(rows, [("A", "B", 1), ("B", "C", 1), ("C", "D", 1)])
    var model = EditedModel(focus: Focus(rollUp: RollUp(graph: graph), subject: .portfolio))
    #expect(throws: EditRefusal.self) {
      try model.move(to: [.amount(0): 1e150, .amount(1): 1e150, .amount(2): 1e150])
    }
    #expect(model.overrides.isEmpty)
    #expect(throws: Never.self) { try model.move(to: [.amount(0): 1e150, .amount(1): 1e150]) }
    #expect(model.focusTotal?.isFinite == true)
  }

  /// More suppliers than are kept together, some of them equal, with the largest anywhere.
  @Test(arguments: [1, 5, 100, 400]) func theFirstOfManySuppliersAndTheRest(top: Int) throws {
    let parts = (0..<300).map { i in
      ProductRow(id: "P\(i)", supplier: "S\(i)", direct: Double(i * 37 % 101), primaryShare: 50)
    }
    let graph = graph(
      [.init(id: "TOP", direct: 1)] + parts, parts.map { ("TOP", $0.id, 1) }, portfolio: [("TOP", 1)])
    var model = EditedModel(focus: Focus(rollUp: RollUp(graph: graph), subject: .portfolio))
    for edited in [0, 63, 64, 299, 299, 150] {
      let product = p("P\(edited)", model)
      try model.move(to: [.own(product): model.value(.own(product)) == 1e3 ? 0 : 1e3])
      let rows = model.grouped(by: .supplier, top: top)
      let all = model.focus.grouped(by: .supplier)
      #expect(Array(rows.prefix(top)) == Array(all.prefix(top)))
      #expect(rows.count == min(top + 1, all.count))
      let (rest, others) = (sum(rows.dropFirst(top)), sum(all.dropFirst(top)))
      #expect(rest.total.isClose(to: others.total))
      #expect(rest.primary.isClose(to: others.primary))
      #expect(rows.dropFirst(top).filter(\.isRemainder).count == rows.count - min(top, rows.count))
    }
  }

  private func sum(_ rows: ArraySlice<GroupRow>) -> (total: Double, primary: Double) {
    rows.reduce(into: (0, 0)) {
      $0.0 += $1.contribution
      $0.1 += $1.mix.primary
    }
  }
}
