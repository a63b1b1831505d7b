import Analysis
import SupplyGraph

/// What a reload changed, against what was shown before.
public struct Changes: Sendable, Equatable {
  /// Products whose figure is another one, or that are new.
  public var products: Set<ProductIndex>
  /// Products that were there before and are gone.
  public var removed: Int
  public var totalBefore: Double?
  public var totalAfter: Double?

  /// Figures closer than this, relative to the larger, are the same: rounding alone is no change.
  private static let tolerance = 1e-12

  /// - Complexity: O(products) look-ups by identifier, which copies of one graph do without.
  init(from old: Snapshot, to portfolio: Focus) {
    let rollUp = portfolio.rollUp
    let graph = rollUp.graph
    var changed: Set<ProductIndex> = []
    var known = 0
    let isSameGraph = old.graph.isSameValue(as: graph)
    for product in 0..<graph.count {
      guard let before = isSameGraph ? product : old.graph.product(id: graph.id(product)) else {
        changed.insert(product)
        continue
      }
      known += 1
      if !Changes.isSame(old.rollUp.total(before), rollUp.total(product)) { changed.insert(product) }
    }
    products = changed
    removed = max(0, old.graph.count - known)
    totalBefore = old.portfolio.total
    totalAfter = portfolio.total
  }

  /// The same, where it is known what was different before and which products are other ones since then.
  ///
  /// - Parameters:
  ///   - reached: products whose totals may not be those that `before` was told of; of the same graph.
  ///   - before: told from `old`.
  /// - Complexity: O(products reached) look-ups by identifier.
  init(to portfolio: Focus, _ reached: [ProductIndex], after before: Changes, from old: Snapshot) {
    let rollUp = portfolio.rollUp
    self = before
    for p in reached {
      let isSame =
        old.graph.product(id: rollUp.graph.id(p)).map {
          Changes.isSame(old.rollUp.total($0), rollUp.total(p))
        } ?? false
      if isSame { products.remove(p) } else { products.insert(p) }
    }
    totalBefore = old.portfolio.total
    totalAfter = portfolio.total
  }

  init(products: Set<ProductIndex>, removed: Int) {
    self.products = products
    self.removed = removed
  }

  public var isEmpty: Bool { products.isEmpty && removed == 0 && Changes.isSame(totalBefore, totalAfter) }

  /// The change of the total relative to what it was; nil where either is not known.
  public var relativeChange: Double? {
    guard let before = totalBefore, let after = totalAfter, before != 0 else { return nil }
    return (after - before) / abs(before)
  }

  private static func isSame(_ a: Double?, _ b: Double?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return abs(a - b) <= tolerance * max(abs(a), abs(b))
  }
}
