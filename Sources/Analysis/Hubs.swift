import SupplyGraph

/// Products that very many others need, as they need electricity, and how what is needed of them is added up.
///
/// What is needed of a product is a sum over its users, from the highest number to the lowest. That of a hub is added
/// up by stretches of products: first what the users of a stretch need, beginning at 0, then that to all before it;
/// only users of its own stretch are added one by one. An edit far above then has one stretch added up again, and not
/// every user (`HubSums`). Without hubs, or with one stretch, nothing is added up otherwise.
///
/// Members of a loop count for the stretch that the loop begins in. They are no hubs themselves.
struct Hubs: Sendable {
  /// Products that follow each other.
  let stretch: Int
  /// In their order.
  let products: [Int32]
  /// Users that make a hub.
  private let least: Int

  /// Only so many hubs are kept that a sweep has no more sums to add up than a small part of the links.
  ///
  /// - Parameters:
  ///   - stretch: products in one.
  ///   - fewest: users that can make a hub; fewer are quickly asked one by one.
  ///   - linksPerSum: what that small part is.
  /// - Complexity: O(products).
  init(_ graph: SupplyGraph, stretch: Int = 4096, fewest: Int = 256, linksPerSum: Int = 16) {
    self.stretch = stretch
    let stretches = (graph.count + stretch - 1) / stretch
    var least = fewest
    var found = stretches > 1 ? Hubs.products(graph, least) : []
    while found.count * stretches > graph.linkCount / linksPerSum {
      least *= 2
      found = Hubs.products(graph, least)
    }
    (products, self.least) = (found, least)
  }

  private static func products(_ graph: SupplyGraph, _ least: Int) -> [Int32] {
    graph.links.userStarts.withUnsafeBufferPointer { starts in
      var products: [Int32] = []
      for p in 0..<graph.count where Int(starts[p + 1] - starts[p]) >= least && graph.loop(p) == nil {
        products.append(Int32(truncatingIfNeeded: p))
      }
      return products
    }
  }

  /// The place of a product among the hubs; nil for others.
  func place(_ p: ProductIndex, _ users: UserMemory) -> Int? {
    if products.isEmpty || users.of(p).count < least || users.isInLoop(p) { return nil }
    return products.first(notBelow: p)
  }
}

/// The hubs during a sweep: what stretches before this one have brought, beside weights that begin anew with each.
struct HubSweep {
  private let hubs: Hubs
  private let weights: UnsafeMutablePointer<Double>
  private let totals: UnsafeMutablePointer<Double>
  /// Those of the hubs that lie below the stretch.
  private var below: Int

  /// Calls `body` with a sweep over `weights`, which hold what is asked for directly.
  static func over<Result>(
    _ hubs: Hubs, _ weights: UnsafeMutablePointer<Double>, _ body: (inout HubSweep) -> Result
  ) -> Result {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: hubs.products.count) { totals in
      totals.update(repeating: 0)
      var sweep = HubSweep(
        hubs: hubs, weights: weights, totals: totals.base, below: hubs.products.count)
      return body(&sweep)
    }
  }

  /// Closes the stretch above and goes on with another.
  mutating func enter(_ stretch: Int) {
    if below == 0 { return }
    hubs.products.withUnsafeBufferPointer { products in
      for place in 0..<below {
        let weight = weights + Int(products[place])
        totals[place] += weight.pointee
        weight.pointee = 0
      }
      while below > 0, Int(products[below - 1]) >= stretch * hubs.stretch {
        below -= 1
        weights[Int(products[below])] = totals[below]
      }
    }
  }
}
