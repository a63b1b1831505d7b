import Footprints
import SupplyGraph
import Testing

@testable import Analysis

@Suite struct DeclarationLagTests {
  private func day(_ text: String) -> Timestamp { Timestamp(iso8601: text) ?? today }

  private func footprint(
    _ product: String, _ value: Double, _ created: String, geography: String = "", after: [String] = []
  ) -> Footprint {
    var footprint = Footprint(
      id: "\(product)-\(created)-\(geography)", specVersion: "3.0.0", productIDs: [product], unit: .piece,
      emissions: Emissions(excludingUptake: value), place: .nowhere)
    footprint.created = day(created)
    footprint.geography = geography
    footprint.precedingIDs = after
    return footprint
  }

  private func focus(
    _ footprints: [Footprint], _ links: [(String, String, Double)], rows: [ProductRow] = [],
    portfolio: [(String, Double)] = [("P", 100)]
  ) -> Focus {
    var builder = SupplyGraphBuilder(asOf: day("2026-01-01"))
    for footprint in footprints { builder.add(footprint: footprint) }
    for row in rows { builder.add(product: row) }
    for (product, component, amount) in links {
      builder.add(link: LinkRow(product: product, component: component, amount: amount))
    }
    for (product, quantity) in portfolio {
      builder.add(portfolio: PortfolioRow(product: product, quantity: quantity))
    }
    return Focus(rollUp: RollUp(graph: builder.build()), subject: .portfolio)
  }

  private func texts(_ focus: Focus) -> [String] {
    let graph = focus.rollUp.graph
    func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "?" }
    return DeclarationLag(focus).rows.map { row in
      let values = [row.amount, row.old, row.new, row.change, row.focusChange].map(text)
      return "\(graph.id(row.parent))<\(graph.id(row.component)) " + values.joined(separator: " ")
    }
  }

  @Test func anUpdateSinceTheDeclarationIsExpected() {
    let focus = focus(
      [
        footprint("P", 10, "2025-01-01"), footprint("C", 3, "2024-06-01"), footprint("C", 2, "2025-06-01"),
      ], [("P", "C", 2)])
    #expect(texts(focus) == ["P<C 2.0 3.0 2.0 -2.0 -200.0"])
    let lag = DeclarationLag(focus)
    #expect(lag.rows.first?.share == -0.2 && lag.expected == -200 && lag.unknown == 0 && lag.undated == 0)
    #expect(lag.rows.first?.declaredOn.dateText == "2025-01-01")
    #expect(lag.rows.first?.updatedOn.dateText == "2025-06-01")
    // The declaration stands.
    #expect(focus.total == 1000)
  }

  @Test func theVersionThatStoodThenIsTheOldOne() {
    let focus = focus(
      [
        footprint("P", 10, "2025-01-01"), footprint("C", 5, "2023-01-01"), footprint("C", 4, "2024-06-01"),
        footprint("C", 3, "2025-03-01"), footprint("C", 2, "2025-06-01"),
      ], [("P", "C", 1)])
    #expect(texts(focus) == ["P<C 1.0 4.0 2.0 -2.0 -200.0"])
  }

  @Test func withoutAnEarlierVersionTheSizeIsNotKnown() {
    let links = [("P", "C", 2.0), ("P", "D", 1.0)]
    let parent = [footprint("P", 10, "2025-01-01"), footprint("D", 1, "2025-02-01")]
    // Of another place, and not named as a predecessor.
    let old = footprint("C", 3, "2024-06-01", geography: "CN")
    let rows = [ProductRow(id: "C", country: "JP")]
    let stranger = parent + [old, footprint("C", 2, "2025-06-01", geography: "JP")]
    #expect(
      texts(focus(stranger, links, rows: rows)) == ["P<C 2.0 ? 2.0 ? ?", "P<D 1.0 ? 1.0 ? ?"])
    #expect(DeclarationLag(focus(stranger, links, rows: rows)).unknown == 2)
    let heir = parent + [old, footprint("C", 2, "2025-06-01", geography: "JP", after: [old.id])]
    #expect(texts(focus(heir, links, rows: rows)).first == "P<C 2.0 3.0 2.0 -2.0 -200.0")
  }

  @Test func whatWasKnownOrSaysTheSameIsNoLag() {
    let parent = footprint("P", 10, "2025-01-01")
    #expect(texts(focus([parent, footprint("C", 3, "2024-06-01")], [("P", "C", 2)])).isEmpty)
    #expect(texts(focus([parent, footprint("C", 3, "2025-01-01")], [("P", "C", 2)])).isEmpty)
    let same = [parent, footprint("C", 3, "2024-06-01"), footprint("C", 3, "2025-06-01")]
    #expect(texts(focus(same, [("P", "C", 2)])).isEmpty)
    let unused = [parent, footprint("C", 3, "2024-06-01"), footprint("C", 2, "2025-06-01")]
    #expect(texts(focus(unused, [("P", "C", 0)])).isEmpty)
  }

  @Test func aMinorUpdateOfVersion2Counts() {
    var component = footprint("C", 2, "2024-06-01")
    component.updated = day("2025-06-01")
    #expect(
      texts(focus([footprint("P", 10, "2025-01-01"), component], [("P", "C", 2)])) == ["P<C 2.0 ? 2.0 ? ?"])
  }

  @Test func whatIsNotDeclaredPassesUpdatesOn() {
    // P needs 2 M and 1 N; M and N are computed and need 3 and 4 C.
    let focus = focus(
      [
        footprint("P", 50, "2025-01-01"), footprint("C", 3, "2024-06-01"), footprint("C", 2, "2025-06-01"),
      ], [("P", "M", 2), ("P", "N", 1), ("M", "C", 3), ("N", "C", 4)],
      rows: [ProductRow(id: "M", direct: 1), ProductRow(id: "N", direct: 1)])
    #expect(texts(focus) == ["P<C 10.0 3.0 2.0 -10.0 -1000.0"])
  }

  @Test func whatIsDeclaredIsBehindItself() {
    // Q was declared before C was updated, P after Q: only Q is behind. 2 Q in each of 100 P.
    let focus = focus(
      [
        footprint("P", 50, "2025-03-01"), footprint("Q", 9, "2025-01-01"), footprint("C", 3, "2024-06-01"),
        footprint("C", 2, "2025-06-01"),
      ], [("P", "Q", 2), ("Q", "C", 3)])
    #expect(texts(focus) == ["Q<C 3.0 3.0 2.0 -3.0 -600.0"])
  }

  @Test func loopsEnd() {
    let focus = focus(
      [
        footprint("P", 10, "2025-01-01"), footprint("C", 3, "2024-06-01"), footprint("C", 2, "2025-06-01"),
      ], [("P", "M", 1), ("M", "N", 0.5), ("N", "M", 0.5), ("N", "C", 1), ("C", "P", 0.1)],
      rows: [ProductRow(id: "M", direct: 1), ProductRow(id: "N", direct: 1)])
    let lag = DeclarationLag(focus)
    #expect(lag.rows.allSatisfy { $0.change != nil } && lag.rows.count <= 2)
  }

  @Test func tablesStateNoDate() {
    let focus = focus(
      [footprint("C", 2, "2025-06-01")], [("P", "C", 1)], rows: [ProductRow(id: "P", declared: 10)])
    #expect(DeclarationLag(focus).rows.isEmpty && DeclarationLag(focus).undated == 1)
  }

  // MARK: Scenarios

  @Test func aScenarioLeavesDeclarationsBehind() throws {
    let graph = graph(
      [
        .init(id: "PACK", declared: 30), .init(id: "CELL", declared: 10), .init(id: "NI", direct: 2),
        .init(id: "FREE", direct: 1),
      ], [("PACK", "CELL", 2), ("CELL", "NI", 3), ("FREE", "NI", 1)], portfolio: [("PACK", 100)])
    var model = EditedModel(focus: Focus(rollUp: RollUp(graph: graph), subject: .portfolio))
    #expect(model.declaredLags().isEmpty)
    let (nickel, cell) = (graph.product(id: "NI") ?? -1, graph.product(id: "CELL") ?? -1)
    // The cell's own figure is edited too: that is no lag.
    try model.move(to: [.own(nickel): 1, .own(cell): 5])
    let lags = model.declaredLags()
    #expect(lags.map { graph.id($0.product) } == ["CELL", "PACK"])
    #expect(lags[0].declared == 11 && lags[0].propagated == 8 && lags[0].change == -3)
    #expect(lags[0].needed == 200 && lags[0].focusChange == -600)
    #expect(lags[1].declared == 30 && lags[1].propagated == 26)
    try model.move(to: [:])
    #expect(model.declaredLags().isEmpty)
  }
}
