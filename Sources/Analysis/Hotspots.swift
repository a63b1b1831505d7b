import SupplyGraph

extension Focus {
  /// Products with the largest contributions, largest first, equal ones by identifier. Only products that the focus
  /// needs; all of them when `top` is large enough. Work grows with the products times the logarithm of `top`.
  public func hotspots(top: Int) -> [ProductIndex] {
    guard top > 0 else { return [] }
    let graph = rollUp.graph
    var best = Largest<Ranked>(top)
    for p in needs.indices where needs[p].tier != Need.unreached {
      best.add(Ranked(contribution: contribution(p), rank: graph.rank(p), product: p))
    }
    return best.sorted().map(\.product)
  }
}

/// A product by its contribution, equal ones by identifier: the first in a list is the largest.
struct Ranked: Comparable {
  var contribution: Double
  var rank: Int
  var product: ProductIndex

  static func < (a: Ranked, b: Ranked) -> Bool {
    if a.contribution != b.contribution { return a.contribution < b.contribution }
    return a.rank > b.rank
  }
}
