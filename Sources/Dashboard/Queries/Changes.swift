import Analysis
import SupplyGraph

/// What a reload changed, against what was shown before.
public struct Changes: Sendable, Equatable {
  /// Products whose figure is another one, or that are new.
  public let products: ProductSet
  /// Products that were there before and are gone.
  public let removed: Int
  public let totalBefore: Double?
  public let totalAfter: Double?

  /// Figures closer than this, relative to the larger, are the same: rounding alone is no change.
  private static let tolerance = 1e-12

  /// - Complexity: O(products).
  init(from before: TotalsBefore, to portfolio: Focus) {
    let rollUp = portfolio.rollUp
    var products = ProductSet(limit: rollUp.graph.count)
    for product in 0..<rollUp.graph.count where before.isOther(rollUp.total(product), product) {
      products.insert(product)
    }
    self.init(products, before, portfolio)
  }

  /// The same, where it is known what was different already, and which products may be since then.
  ///
  /// - Parameters:
  ///   - reached: of the same graph.
  ///   - known: told from the same totals.
  /// - Complexity: O(products reached).
  init(from before: TotalsBefore, to portfolio: Focus, reached: [ProductIndex], after known: Changes?) {
    let rollUp = portfolio.rollUp
    var products = known?.products ?? ProductSet(limit: rollUp.graph.count)
    for product in reached {
      if before.isOther(rollUp.total(product), product) {
        products.insert(product)
      } else {
        products.remove(product)
      }
    }
    self.init(products, before, portfolio)
  }

  private init(_ products: ProductSet, _ before: TotalsBefore, _ portfolio: Focus) {
    self.products = products
    removed = before.removed
    totalBefore = before.total
    totalAfter = portfolio.total
  }

  public var isEmpty: Bool { products.isEmpty && removed == 0 && Changes.isSame(totalBefore, totalAfter) }

  /// The change of the total relative to what it was; nil where either is not known.
  public var relativeChange: Double? {
    guard let before = totalBefore, let after = totalAfter, before != 0 else { return nil }
    return (after - before) / abs(before)
  }

  static func isSame(_ a: Double?, _ b: Double?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return abs(a - b) <= tolerance * max(abs(a), abs(b))
  }
}

/// The totals that changes are told from, by the products of the graph that is shown now.
struct TotalsBefore: Sendable {
  /// NaN for a product without a total.
  private var totals: [Double]
  /// Products that were not there.
  private var new: ProductSet
  /// How many of those that were there are gone.
  let removed: Int
  /// Of the portfolio.
  let total: Double?
  /// Whose they are.
  private let snapshot: Int

  /// - Complexity: O(products) look-ups by identifier, which copies of one graph do without.
  init(of old: Snapshot, for graph: SupplyGraph) {
    totals = []
    totals.reserveCapacity(graph.count)
    new = ProductSet(limit: graph.count)
    let isSameGraph = old.graph.isSameValue(as: graph)
    for product in 0..<graph.count {
      let before = isSameGraph ? product : old.graph.product(id: graph.id(product))
      if before == nil { new.insert(product) }
      totals.append(before.flatMap { old.rollUp.total($0) } ?? .nan)
    }
    removed = Swift.max(0, old.graph.count - (graph.count - new.count))
    total = old.portfolio.total
    snapshot = old.number
  }

  func isOf(_ other: Snapshot) -> Bool { snapshot == other.number }

  func isOther(_ total: Double?, _ product: ProductIndex) -> Bool {
    let before = totals[product]
    return new.contains(product) || !Changes.isSame(before.isNaN ? nil : before, total)
  }
}
