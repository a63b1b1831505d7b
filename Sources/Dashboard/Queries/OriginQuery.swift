import Analysis
import Canvas
import Footprints
import SupplyGraph

extension Analyst {
  /// Users listed with a figure.
  private static let usersShown = 10

  /// Everything that tells where the figure of a product comes from.
  func origin(of product: ProductIndex) -> Origin {
    let (graph, rollUp) = (snapshot.graph, snapshot.rollUp)
    let given = graph.given(product)
    let versions = graph.footprints(of: product)
    let channels = Channel.allCases.map { ($0, rollUp.value($0, product)) }
    return Origin(
      product: product, given: given, status: rollUp.status(product), total: rollUp.total(product),
      own: rollUp.own(product), mix: QualityMix(rollUp.mix(product)),
      channels: Dictionary(uniqueKeysWithValues: channels),
      footprint: given.footprint.map { graph.footprints[$0] },
      otherFootprints: versions.filter { $0 != given.footprint }.map { graph.footprints[$0] },
      notices: notices(of: product), usedBy: users(of: product), userCount: graph.users(of: product).count)
  }

  private func notices(of product: ProductIndex) -> [Notice] {
    let id = snapshot.graph.id(product)
    return snapshot.notices.flatMap { group in group.worst.filter { $0.product == id } }
  }

  private func users(of product: ProductIndex) -> [Origin.Use] {
    let graph = snapshot.graph
    let uses = graph.users(of: product).map { position in
      let link = graph.userLink(position)
      return Origin.Use(product: graph.product(ofLink: link), amount: graph.amount(link))
    }
    let heaviest = uses.sorted { a, b in
      let (x, y) = (
        snapshot.portfolio.weight(a.product) * a.amount, snapshot.portfolio.weight(b.product) * b.amount
      )
      return x != y ? x > y : graph.id(a.product) < graph.id(b.product)
    }
    return Array(heaviest.prefix(Analyst.usersShown))
  }
}
