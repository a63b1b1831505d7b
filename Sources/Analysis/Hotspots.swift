import HeapModule
import SupplyGraph

extension Focus {
  /// Products with the largest contributions, largest first, equal ones by identifier. Only products that the focus
  /// needs; all of them when `top` is large enough. Work grows with the products times the logarithm of `top`.
  public func hotspots(top: Int) -> [ProductIndex] {
    guard top > 0 else { return [] }
    let graph = rollUp.graph
    var best = Heap<Ranked>()
    for p in needs.indices where needs[p].tier != Need.unreached {
      let candidate = Ranked(contribution: contribution(p), rank: graph.rank(p), product: p)
      if best.count < top {
        best.insert(candidate)
      } else if let worst = best.min, worst < candidate {
        best.replaceMin(with: candidate)
      }
    }
    return Array(best.unordered).sorted(by: >).map(\.product)
  }
}

private struct Ranked: Comparable {
  var contribution: Double
  var rank: Int
  var product: ProductIndex

  static func < (a: Ranked, b: Ranked) -> Bool {
    if a.contribution != b.contribution { return a.contribution < b.contribution }
    return a.rank > b.rank
  }
}
