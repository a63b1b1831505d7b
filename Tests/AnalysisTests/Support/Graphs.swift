import Footprints
import SupplyGraph

@testable import Analysis

let today = Timestamp(seconds: 1_760_000_000)

/// Products named by their own emissions, links as "A>B": a graph in one line.
func graph(_ products: [ProductRow], _ links: [(String, String, Double)], portfolio: [(String, Double)] = [])
  -> SupplyGraph
{
  var builder = SupplyGraphBuilder(asOf: today)
  for row in products { builder.add(product: row) }
  for (product, component, amount) in links {
    builder.add(link: LinkRow(product: product, component: component, amount: amount))
  }
  for (product, quantity) in portfolio {
    builder.add(portfolio: PortfolioRow(product: product, quantity: quantity))
  }
  return builder.build()
}

extension RollUp {
  func total(_ id: String) -> Double? { graph.product(id: id).flatMap { total($0) } }
  func own(_ id: String) -> Double? { graph.product(id: id).flatMap { own($0) } }
  func status(_ id: String) -> Status? { graph.product(id: id).map { status($0) } }
  func mix(_ id: String) -> Mix? { graph.product(id: id).map { mix($0) } }

  func codes() -> Set<NoticeCode> { Set(notices.grouped().map(\.code)) }
}

extension Optional where Wrapped == Double {
  /// Equal to a relative 1e-12, or both absent.
  func isClose(to other: Double?, _ tolerance: Double = 1e-12) -> Bool {
    switch (self, other) {
    case (nil, nil): true
    case (let a?, let b?): abs(a - b) <= tolerance * max(abs(a), abs(b))
    default: false
    }
  }
}

extension Double {
  func isClose(to other: Double, _ tolerance: Double = 1e-12) -> Bool {
    Optional(self).isClose(to: other, tolerance)
  }
}

extension RollUp {
  /// The same, as if products with some users were needed by very many: what large graphs have, in small ones.
  func withSmallHubs(stretch: Int = 5, fewest: Int = 3) -> RollUp {
    var model = model
    model.hubs = Hubs(graph, stretch: stretch, fewest: fewest, linksPerSum: 1)
    return RollUp(self, model: model)
  }
}
