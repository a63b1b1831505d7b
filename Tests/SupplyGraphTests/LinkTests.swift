import Footprints
import Testing

@testable import SupplyGraph

@Suite struct LinkTests {
  private func graph(_ products: [ProductRow], _ links: [LinkRow], _ footprints: [Footprint] = [])
    -> SupplyGraph
  {
    var builder = SupplyGraphBuilder(asOf: today)
    for row in products { builder.add(product: row) }
    for row in links { builder.add(link: row) }
    for footprint in footprints { builder.add(footprint: footprint) }
    return builder.build()
  }

  private func amount(_ graph: SupplyGraph, _ product: String, _ component: String) -> Double? {
    guard let p = graph.product(id: product), let c = graph.product(id: component) else { return nil }
    return graph.components(of: p).first { graph.component($0) == c }.map { graph.amount($0) }
  }

  @Test func amountsAreConvertedToTheUnitOfTheComponent() {
    let result = graph(
      [ProductRow(id: "P", unit: .piece), ProductRow(id: "C", unit: .kilogram)],
      [LinkRow(product: "P", component: "C", amount: 250, unit: Unit("g"))])
    #expect(amount(result, "P", "C") == 0.25)
    #expect(result.linkAsWritten(0).amount == 250)
    #expect(result.linkAsWritten(0).unit == Unit("g"))
    #expect(result.notices.isEmpty)
  }

  @Test func aLinkThatCannotBeConvertedStaysVisibleWithoutAnAmount() throws {
    let result = graph(
      [ProductRow(id: "P", unit: .piece), ProductRow(id: "C", unit: .kilogram)],
      [LinkRow(product: "P", component: "C", amount: 3, unit: .litre)])
    #expect(amount(result, "P", "C") == 0)
    #expect(result.state(ofLink: 0) == .notConvertible)
    let notice = try #require(result.notices.grouped().first?.worst.first)
    #expect(notice.code == .unitMismatch)
    #expect(notice.found == "L")
    #expect(notice.expected == "kg")
    // The component is used all the same, so it is no top of the graph.
    #expect(result.portfolio.map { result.id($0.product) } == ["P"])
  }

  @Test func massOfAFootprintConvertsBetweenMassAndPieces() {
    var footprint = Footprint(
      id: "f", specVersion: "2.3.0", productIDs: ["C"], unit: .piece,
      emissions: Emissions(excludingUptake: 6), place: .nowhere)
    footprint.massPerUnit = 0.5
    // Counted in pieces, needed in grams: 100 g are 0.2 pieces.
    let inPieces = graph(
      [ProductRow(id: "P"), ProductRow(id: "C")],
      [LinkRow(product: "P", component: "C", amount: 100, unit: Unit("g"))], [footprint])
    #expect(amount(inPieces, "P", "C") == 0.2)
    #expect(inPieces.notices.grouped().map(\.code) == [.unitConverted])
    // Counted in kilograms, needed in pieces: 2 pieces are 1 kg, and 1 kg is 2 pieces of 6.
    let inMass = graph(
      [ProductRow(id: "P"), ProductRow(id: "C", unit: .kilogram)],
      [LinkRow(product: "P", component: "C", amount: 2, unit: .piece)], [footprint])
    #expect(amount(inMass, "P", "C") == 1)
    #expect(inMass.given(inMass.product(id: "C") ?? -1).declared == 12)
  }

  @Test func sharesMultiplyAmounts() {
    let result = graph(
      [ProductRow(id: "P"), ProductRow(id: "A"), ProductRow(id: "B")],
      [
        LinkRow(product: "P", component: "A", amount: 10, share: 0.75, alternativeGroup: "steel"),
        LinkRow(product: "P", component: "B", amount: 10, share: 0.25, alternativeGroup: "steel"),
      ])
    #expect(amount(result, "P", "A") == 7.5)
    #expect(amount(result, "P", "B") == 2.5)
    #expect(result.notices.isEmpty)
  }

  @Test func sharesThatDoNotAddUpAreUsedAndReported() {
    let result = graph(
      [ProductRow(id: "P"), ProductRow(id: "A"), ProductRow(id: "B")],
      [
        LinkRow(product: "P", component: "A", amount: 10, share: 0.75, alternativeGroup: "steel"),
        LinkRow(product: "P", component: "B", amount: 10, share: 0.5, alternativeGroup: "steel"),
      ])
    #expect(amount(result, "P", "A") == 7.5)
    #expect(amount(result, "P", "B") == 5)
    #expect(result.notices.grouped().map(\.code) == [.sharesDoNotAddUp])
  }

  @Test func anAlternativeWithoutAShareTakesWhatIsLeft() {
    let result = graph(
      [ProductRow(id: "P"), ProductRow(id: "A"), ProductRow(id: "B")],
      [
        LinkRow(product: "P", component: "A", amount: 10, share: 0.75, alternativeGroup: "steel"),
        LinkRow(product: "P", component: "B", amount: 10, alternativeGroup: "steel"),
      ])
    #expect(amount(result, "P", "B") == 2.5)
    #expect(result.notices.isEmpty)
  }

  @Test func ofAlternativesWithoutSharesTheFirstCounts() {
    let result = graph(
      [ProductRow(id: "P"), ProductRow(id: "A"), ProductRow(id: "B")],
      [
        LinkRow(
          product: "P", component: "A", amount: 1, alternativeGroup: "steel", place: Place(file: 0, line: 9)),
        LinkRow(
          product: "P", component: "B", amount: 2, alternativeGroup: "steel", place: Place(file: 0, line: 3)),
      ])
    #expect(amount(result, "P", "A") == 0)
    #expect(amount(result, "P", "B") == 2)
    #expect(result.notices.grouped().map(\.code) == [.alternativesWithoutShare])
    #expect(result.portfolio.map { result.id($0.product) } == ["P"])
  }

  @Test func amountsOutOfTheOrdinaryAreNamed() {
    let result = graph(
      [ProductRow(id: "P"), ProductRow(id: "A"), ProductRow(id: "B"), ProductRow(id: "C")],
      [
        LinkRow(product: "P", component: "A", amount: 0), LinkRow(product: "P", component: "B", amount: -1),
        LinkRow(product: "P", component: "C", amount: .infinity),
        LinkRow(product: "P", component: "P", amount: 0.5),
        LinkRow(product: "C", component: "A", amount: 1e308),
        LinkRow(product: "C", component: "A", amount: 1e308),
      ])
    #expect(
      Set(result.notices.grouped().map(\.code)) == [
        .zeroAmount, .negativeAmount, .numberOutOfRange, .selfReference,
      ])
    #expect(amount(result, "P", "B") == -1)
    #expect(result.loops.count == 1)
    #expect(result.links.amounts.allSatisfy { $0.isFinite })
  }

  @Test func loopsStandSideBySideAndComponentsBeforeProducts() {
    let result = graph(
      ["A", "B", "C", "D"].map { ProductRow(id: $0) },
      [
        LinkRow(product: "A", component: "B", amount: 1), LinkRow(product: "B", component: "C", amount: 1),
        LinkRow(product: "C", component: "B", amount: 0.1), LinkRow(product: "C", component: "D", amount: 1),
      ])
    #expect(result.loops == [1..<3])
    #expect(result.product(id: "D") == 0)
    #expect(result.product(id: "A") == 3)
    #expect(result.loop(1) == 0)
    #expect(result.loop(0) == nil)
  }

  @Test func membersOfASourceLoopAreAllTops() {
    let result = graph(
      ["A", "B", "C"].map { ProductRow(id: $0) },
      [
        LinkRow(product: "A", component: "B", amount: 0.1),
        LinkRow(product: "B", component: "A", amount: 0.1),
        LinkRow(product: "B", component: "C", amount: 1),
      ])
    #expect(Set(result.portfolio.map { result.id($0.product) }) == ["A", "B"])
    #expect(result.portfolio.allSatisfy { $0.quantity == 1 })
  }

  @Test func quantitiesOfOneProductAddUp() {
    var builder = SupplyGraphBuilder(asOf: today)
    builder.add(product: ProductRow(id: "A"))
    builder.add(portfolio: PortfolioRow(product: "A", quantity: 2))
    builder.add(portfolio: PortfolioRow(product: "A", quantity: 3))
    builder.add(portfolio: PortfolioRow(product: "X", quantity: 1))
    let result = builder.build()
    #expect(result.hasPortfolio)
    #expect(result.portfolio.map { result.id($0.product) } == ["A", "X"])
    #expect(result.portfolio.map(\.quantity) == [5, 1])
    #expect(result.notices.grouped().map(\.code) == [.unknownProduct])
  }

  /// A hundred thousand links deep, and every link twice.
  @Test func deepChainsNeedNoStack() {
    var builder = SupplyGraphBuilder(asOf: today)
    let count = 100_000
    for i in 1..<count { builder.add(link: LinkRow(product: "\(i)", component: "\(i - 1)", amount: 1)) }
    let result = builder.build()
    #expect(result.product(id: "0") == 0)
    #expect(result.product(id: "\(count - 1)") == count - 1)
  }
}
