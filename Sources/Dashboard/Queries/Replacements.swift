import Analysis
import Footprints
import SupplyGraph

extension Analyst {
  /// Products that could take the place of a component: counted in units that convert, the alternatives that the
  /// product itself lists first, then those of the same category, the lowest first.
  mutating func replacements(_ request: ReplacementRequest) -> Answer {
    let (graph, rollUp) = (baseline.graph, baseline.rollUp)
    let unit = graph.unit(request.component)
    let wanted = Array(SearchIndex.folded(request.text).utf8)
    let names = wanted.isEmpty ? nil : baseline.searchTexts.index(of: graph)
    let alternatives = alternatives(request)
    let category = graph.categoryIndex(request.component)
    let total = rollUp.total(request.component)
    var found: [(rank: Int, replacement: Replacement)] = []
    for p in 0..<graph.count where p != request.component && p != request.user {
      guard let factor = unit.factor(to: graph.unit(p)) else { continue }
      guard names?.contains(wanted, p) ?? true else { continue }
      let isAlternative = alternatives.contains(p)
      let perUnit = rollUp.total(p).map { $0 * factor }
      let change = perUnit.flatMap { now in
        total.flatMap { $0 == 0 ? nil : (now - $0) / abs($0) }
      }
      let isKin = category != nil && graph.categoryIndex(p) == category
      found.append(
        (
          rank: isAlternative ? 0 : isKin ? 1 : 2,
          replacement: Replacement(
            product: p, total: perUnit, relativeChange: change, isAlternative: isAlternative)
        ))
    }
    found.sort { a, b in
      if a.rank != b.rank { return a.rank < b.rank }
      let (x, y) = (a.replacement.total ?? .infinity, b.replacement.total ?? .infinity)
      return x != y ? x < y : graph.rank(a.replacement.product) < graph.rank(b.replacement.product)
    }
    return .replacements(found.prefix(request.limit).map(\.replacement))
  }

  /// Other components of the same user that are counted in the same unit and stand as alternatives in the files.
  private func alternatives(_ request: ReplacementRequest) -> Set<ProductIndex> {
    guard let user = request.user else { return [] }
    let graph = snapshot.graph
    let links = graph.components(of: user)
    let isShared = links.contains {
      graph.component($0) == request.component
        && (graph.share(ofLink: $0) != nil || graph.state(ofLink: $0) == .alternative)
    }
    return Set(
      links.filter { link in
        graph.state(ofLink: link) == .alternative || isShared && graph.share(ofLink: link) != nil
      }.map { graph.component($0) })
  }
}
