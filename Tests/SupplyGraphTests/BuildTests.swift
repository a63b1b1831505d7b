import Footprints
import Testing

@testable import SupplyGraph

let today = Timestamp(seconds: 1_760_000_000)

@Suite struct BuildTests {
  @Test func numbersComponentsBeforeProducts() throws {
    var builder = SupplyGraphBuilder(asOf: today)
    for id in ["R", "A", "B"] { builder.add(product: ProductRow(id: id, direct: 1)) }
    builder.add(link: LinkRow(product: "R", component: "A", amount: 2))
    builder.add(link: LinkRow(product: "A", component: "B", amount: 3))
    let graph = builder.build()
    let (r, a, b) = (graph.product(id: "R"), graph.product(id: "A"), graph.product(id: "B"))
    #expect([b, a, r] == [0, 1, 2])
    #expect(graph.components(of: 2).map { graph.component($0) } == [1])
    #expect(graph.amount(graph.components(of: 2).lowerBound) == 2)
    #expect(graph.users(of: 0).map { graph.product(ofLink: graph.userLink($0)) } == [1])
    #expect(graph.portfolio.map(\.product) == [2])
    #expect(!graph.hasPortfolio)
  }

  @Test func anEmptyGraphIsAGraph() {
    let graph = SupplyGraphBuilder(asOf: today).build()
    #expect(graph.count == 0)
    #expect(graph.portfolio.isEmpty)
    #expect(graph.product(id: "x") == nil)
  }
}
