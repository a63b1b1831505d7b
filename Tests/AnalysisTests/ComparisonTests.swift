import Footprints
import SupplyGraph
import Testing

@testable import Analysis

/// Answers worked out by hand.
@Suite struct ComparisonTests {
  private func focus(
    _ products: [ProductRow], _ links: [(String, String, Double)], portfolio: [(String, Double)] = [],
    product: String? = nil
  ) -> Focus {
    let rollUp = RollUp(graph: graph(products, links, portfolio: portfolio))
    let subject = product.flatMap { rollUp.graph.product(id: $0) }.map(Focus.Subject.product)
    return Focus(rollUp: rollUp, subject: subject ?? .portfolio)
  }

  private func effects(_ comparison: Comparison) -> [String] {
    comparison.changedInputs(top: .max).map { input in
      let graphs = (comparison.a.rollUp.graph, comparison.b.rollUp.graph)
      func id(_ pair: ProductPair) -> String { pair.a.map(graphs.0.id) ?? pair.b.map(graphs.1.id) ?? "" }
      let link = input.component.map { ">" + id($0) } ?? ""
      return "\(input.kind) \(id(input.product))\(link) \(input.cause) \(input.effect)"
    }
  }

  private func rows(_ comparison: Comparison) -> [String: DifferenceRow] {
    let graphs = (comparison.a.rollUp.graph, comparison.b.rollUp.graph)
    return Dictionary(
      comparison.rows(top: .max).rows.map { row in
        (row.product.a.map(graphs.0.id) ?? row.product.b.map(graphs.1.id) ?? "", row)
      }, uniquingKeysWith: { a, _ in a })
  }

  @Test func valueAndAmountShareWhatTheyBringTogether() throws {
    // 2 of 3 kg become 3 of 5 kg: 6 to 15. Value: 2.5 units of +2; amount: 4 kg for one unit more.
    let a = focus([.init(id: "P", direct: 1), .init(id: "X", direct: 3)], [("P", "X", 2)])
    let b = focus([.init(id: "P", direct: 1), .init(id: "X", direct: 5)], [("P", "X", 3)])
    let comparison = Comparison(a, b)
    #expect(comparison.difference == 9)
    #expect(comparison.causes.value == 5 && comparison.causes.amount == 4 && comparison.causes.sum == 9)
    #expect(effects(comparison) == ["own X value 5.0", "amount P>X amount 4.0"])
    let row = try #require(rows(comparison)["X"])
    #expect(row.a == 6 && row.b == 15 && row.causes == comparison.causes)
    #expect(comparison.counts.values == 1 && comparison.counts.amounts == 1)
    #expect(comparison.rows(top: 10).remainder.equal == 1)
  }

  @Test func aSwappedComponentIsStructureWithItsWholeWeight() {
    // 2 of X (1 + 2 of Z, 3 kg together) give way to 2 of Y (2 + 3 of Z, 5 kg); neither knows the other.
    let z = ProductRow(id: "Z", direct: 1)
    let a = focus(
      [.init(id: "P", direct: 1), .init(id: "X", direct: 1), z], [("P", "X", 2), ("X", "Z", 2)])
    let b = focus(
      [.init(id: "P", direct: 1), .init(id: "Y", direct: 2), z], [("P", "Y", 2), ("Y", "Z", 3)])
    let comparison = Comparison(a, b)
    #expect(comparison.difference == 4)
    #expect(comparison.causes.structure == 4 && comparison.causes.sum == 4)
    #expect(effects(comparison) == ["amount P>Y structure 10.0", "amount P>X structure -6.0"])
    #expect(comparison.counts.swapped == 1 && comparison.counts.added == 0 && comparison.counts.removed == 0)
    let rows = rows(comparison)
    #expect(rows["X"]?.difference == -2 && rows["X"]?.b == nil && rows["X"]?.a == 2)
    #expect(rows["Y"]?.difference == 4 && rows["Y"]?.a == nil)
    #expect(rows["Z"]?.difference == 2 && rows["Z"]?.causes.structure == 2)
  }

  /// The newcomer's component costs 1 here and 3 there: the link brings the mean of both worlds, the value the rest.
  @Test func newcomersUseTheComponentsOfBothWorlds() {
    let a = focus([.init(id: "P", direct: 1), .init(id: "Z", direct: 1)], [("P", "Z", 1)])
    let b = focus(
      [.init(id: "P", direct: 1), .init(id: "Y", direct: 2), .init(id: "Z", direct: 3)],
      [("P", "Z", 1), ("P", "Y", 1), ("Y", "Z", 1)])
    let comparison = Comparison(a, b)
    // 2 to 1 + 2 + 6 = 9; the link: (2 + 1 + 2 + 3) / 2 = 4; Z: (1 + 2) / 2 units of +2.
    #expect(comparison.difference == 7)
    #expect(effects(comparison) == ["amount P>Y structure 4.0", "own Z value 3.0"])
    #expect(rows(comparison)["Y"]?.causes.structure == 2)
    #expect(rows(comparison)["Z"]?.causes.value == 3 && rows(comparison)["Z"]?.causes.structure == 2)
  }

  @Test func whatOneSideDoesNotKnowIsMissingData() {
    let links = [("P", "X", 2.0), ("P", "Y", 1.0)]
    let a = focus([.init(id: "P", direct: 1), .init(id: "X"), .init(id: "Y", direct: 1)], links)
    let b = focus([.init(id: "P", direct: 1), .init(id: "X", direct: 3), .init(id: "Y", direct: 1)], links)
    let comparison = Comparison(a, b)
    #expect(comparison.difference == 6 && comparison.causes.missing == 6)
    #expect(comparison.counts.missingInA == 1 && comparison.counts.missingInB == 0)
    #expect(comparison.changedInputs(top: 1).first?.before == nil)
    #expect(rows(comparison)["X"]?.a == nil && rows(comparison)["X"]?.b == 6)
    #expect(Comparison(b, a).causes.missing == -6)
  }

  @Test func aRefusedLoopBelowADeclarationIsMissingData() {
    let rows: [ProductRow] = [
      .init(id: "P", declared: 10), .init(id: "X", direct: 1), .init(id: "Y", direct: 1),
    ]
    let a = focus(rows, [("P", "X", 1), ("X", "Y", 1), ("Y", "X", 1)], product: "P")
    let b = focus(rows, [("P", "X", 1), ("X", "Y", 1), ("Y", "X", 0.5)], product: "P")
    let comparison = Comparison(a, b)
    // The declaration stands; B can tell 4 kg of it apart.
    #expect(comparison.difference == 0)
    #expect(comparison.causes.missing.isClose(to: 4) && comparison.causes.value.isClose(to: -4))
    #expect(self.rows(comparison)["X"]?.a == nil && self.rows(comparison)["X"]?.b?.isClose(to: 2) == true)
  }

  @Test func quantitiesAndNewProductsOfThePortfolio() {
    let products: [ProductRow] = [.init(id: "P", direct: 2), .init(id: "Q", direct: 3)]
    let a = focus(products, [], portfolio: [("P", 10)])
    let b = focus(products, [], portfolio: [("P", 15), ("Q", 4)])
    let comparison = Comparison(a, b)
    #expect(comparison.difference == 22)
    #expect(comparison.causes.amount == 10 && comparison.causes.structure == 12)
    #expect(comparison.counts.quantities == 1 && comparison.counts.tops == 1)
    #expect(effects(comparison) == ["quantity Q structure 12.0", "quantity P amount 10.0"])
  }

  @Test func twoProductsOfOneDatasetAreOneRow() {
    let rows: [ProductRow] = [
      .init(id: "P", direct: 1), .init(id: "Q", direct: 2), .init(id: "X", direct: 3),
      .init(id: "Y", direct: 4),
    ]
    let links = [("P", "X", 1.0), ("P", "Y", 1.0), ("Q", "X", 2.0)]
    let rollUp = RollUp(graph: graph(rows, links))
    func focus(_ id: String) -> Focus {
      Focus(rollUp: rollUp, subject: .product(rollUp.graph.product(id: id) ?? -1))
    }
    let comparison = Comparison(focus("P"), focus("Q"))
    #expect(comparison.difference == 0)
    #expect(
      comparison.causes.value == 1 && comparison.causes.amount == 3 && comparison.causes.structure == -4)
    #expect(
      effects(comparison) == [
        "amount P>Y structure -4.0", "amount P>X amount 3.0", "own P value 1.0",
      ])
    let first = self.rows(comparison)["P"]
    #expect(first?.a == 1 && first?.b == 2 && first?.product.a != first?.product.b)
  }

  /// A product that needs itself through the other: partners are what they are in focus, guests otherwise.
  @Test func aProductAndTheOneThatContainsIt() {
    let rollUp = RollUp(
      graph: graph([.init(id: "P", direct: 1), .init(id: "Q", direct: 2)], [("Q", "P", 3)]))
    func focus(_ id: String) -> Focus {
      Focus(rollUp: rollUp, subject: .product(rollUp.graph.product(id: id) ?? -1))
    }
    let comparison = Comparison(focus("P"), focus("Q"))
    #expect(comparison.difference == 4)
    #expect(effects(comparison) == ["amount P>P structure 3.0", "own P value 1.0"])
  }

  @Test func aSideWithoutATotalHasNoDifference() {
    let a = focus([.init(id: "P")], [])
    let b = focus([.init(id: "P", direct: 3)], [])
    let comparison = Comparison(a, b)
    #expect(comparison.difference == nil && comparison.causes.missing == 3)
    #expect(rows(comparison)["P"]?.difference == 3)
  }

  @Test func aScenarioIsComparedLinkByLink() throws {
    let graph = graph(
      [.init(id: "P", direct: 1), .init(id: "X", direct: 3), .init(id: "Y", direct: 4)],
      [("P", "X", 2), ("P", "Y", 1)])
    var model = EditedModel(focus: Focus(rollUp: RollUp(graph: graph), subject: .portfolio))
    let (x, y) = (graph.product(id: "X") ?? -1, graph.product(id: "Y") ?? -1)
    let links = graph.components(of: graph.product(id: "P") ?? -1)
    let toX = try #require(links.first { graph.component($0) == x })
    try model.move(to: [.own(y): 3, .amount(toX): 0])
    let comparison = Comparison(model.baselineFocus, model.focus)
    #expect(comparison.matching.isIdentity)
    #expect(comparison.difference == -7)
    #expect(comparison.causes.structure == -6 && comparison.causes.value == -1)
  }

  @Test func suppliersAndUnitsAreCounted() {
    func side(_ supplier: String, _ unit: Unit, _ value: Double) -> Focus {
      focus(
        [
          .init(id: "P", supplier: supplier, unit: unit, direct: value),
          .init(id: "Q", supplier: "s", direct: 1),
        ],
        [("P", "Q", 1)])
    }
    let counts = Comparison(side("a", .kilogram, 1), side("b", Unit("t"), 1000)).counts
    #expect(counts.suppliers == 1 && counts.units == 1 && counts.values == 1)
    #expect(Comparison(side("a", .kilogram, 1), side("a", .kilogram, 1)).counts.isEmpty)
  }

  @Test func onlyTheDataBehindItDiffers() {
    let a = focus([.init(id: "P", direct: 1, primaryShare: 0)], [])
    let b = focus([.init(id: "P", direct: 1, primaryShare: 100)], [])
    let comparison = Comparison(a, b)
    #expect(comparison.difference == 0 && comparison.counts.isEmpty)
    #expect(comparison.rows(top: 5).rows.count == 1)
    #expect(comparison.rows(top: 5).rows.first?.mixB.primaryShare == 1)
  }

  @Test func productsMeetByAnyOfTheirIdentifiers() {
    let a = graph([.init(id: "P", otherIDs: ["urn:x:1"]), .init(id: "Q")], [])
    let b = graph([.init(id: "URN:X:1"), .init(id: "q")], [])
    let matching = ProductMatching(a, b)
    let (p, other) = (a.product(id: "P") ?? -1, b.product(id: "urn:x:1") ?? -1)
    #expect(matching.partner(ofA: p) == other && matching.partner(ofB: other) == p)
    #expect(matching.partner(ofA: a.product(id: "Q") ?? -1) == nil && !matching.isIdentity)
    #expect(ProductMatching(a, a).isIdentity)
  }
}
