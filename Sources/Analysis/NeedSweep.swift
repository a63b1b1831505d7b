import Dispatch
import SupplyGraph

/// What the focus needs of one product.
struct Need: Sendable {
  static let unreached = Int32.max

  var weight = 0.0
  /// Fewest company borders on the way.
  var tier = unreached
}

/// Company borders: where the supplier is unknown on either side, every link is one.
struct Borders: Sendable {
  let supplier: [Int32]

  init(_ graph: SupplyGraph) { supplier = graph.supplierColumn }

  @inline(__always)
  func crosses(_ p: Int, _ component: Int) -> Bool { supplier[p] < 0 || supplier[p] != supplier[component] }
}

/// The sweep from users to components: when a product's turn comes, everything that needs it is done.
///
/// Weights and tiers have nothing to do with each other, and each of them alone is in the cache where both together
/// are not. So they are swept one by one, in large graphs on a thread each.
struct NeedSweep {
  private let rollUp: RollUp
  private let tops: [Focus.Top]
  private let last: ProductIndex
  private(set) var needs: [Need] = []
  private(set) var reached = 0
  private(set) var isFinite = true
  /// The sum of all negative contributions.
  private(set) var credits = 0.0

  /// Graphs with fewer links are done before a second thread has begun.
  private static let worthAThread = 200_000

  init(_ rollUp: RollUp, _ tops: [Focus.Top]) {
    self.rollUp = rollUp
    self.tops = tops
    last = tops.map(\.product).max() ?? -1
  }

  mutating func run() {
    let (weights, tiers) = swept()
    needs = Array(unsetLarge: rollUp.graph.count)
    var residue = 0.0
    rollUp.model.own.withHeads { own, stride in
      needs.withUnsafeMutableBufferPointer { needs in
        for p in needs.indices {
          let need = Need(weight: weights[p], tier: tiers[p].tier)
          needs[p] = need
          if need.tier != Need.unreached { reached += 1 }
          residue += need.weight * 0
          credits += min(0, need.weight * own[p * stride][0])
        }
      }
    }
    isFinite = residue == 0
  }

  /// The weights alone, for demands whose tiers nobody asks for.
  ///
  /// - Parameter cut: products that take weight in and hand nothing on.
  static func weights(_ rollUp: RollUp, _ tops: [Focus.Top], cut: Cut? = nil) -> [Double] {
    var weights: [Double] = []
    self.weights(rollUp, tops, cut: cut, into: &weights)
    return weights
  }

  /// The same in memory that is there already.
  static func weights(
    _ rollUp: RollUp, _ tops: [Focus.Top], cut: Cut? = nil, into weights: inout [Double]
  ) {
    if weights.isEmpty {
      weights = [Double](large: 0, count: rollUp.graph.count)
    } else {
      weights.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    }
    for top in tops { weights[top.product] += top.quantity }
    let links = NeedLinks(rollUp, cut, tops.map(\.product).max() ?? -1)
    weights.withUnsafeMutableBufferPointer { links.sweep($0) }
  }

  private func swept() -> (weights: [Double], tiers: [TierPlace]) {
    var weights = [Double](large: 0, count: rollUp.graph.count)
    var tiers = rollUp.graph.supplierColumn.map { TierPlace(tier: Need.unreached, supplier: $0) }
    for top in tops {
      weights[top.product] += top.quantity
      tiers[top.product].tier = 0
    }
    let links = NeedLinks(rollUp, nil, last)
    weights.withUnsafeMutableBufferPointer { weights in
      tiers.withUnsafeMutableBufferPointer { tiers in
        // Each is used by one of the two sweeps.
        nonisolated(unsafe) let (weights, tiers) = (weights, tiers)
        if links.count < NeedSweep.worthAThread {
          links.sweep(weights)
          links.sweep(tiers)
        } else {
          DispatchQueue.concurrentPerform(iterations: 2) { half in
            if half == 0 { links.sweep(weights) } else { links.sweep(tiers) }
          }
        }
      }
    }
    return (weights, tiers)
  }
}

/// The tier of a product during a sweep, with what borders are told by.
struct TierPlace {
  var tier: Int32
  /// −1 for none; see `Borders`.
  var supplier: Int32

  @inline(__always)
  func crosses(_ component: TierPlace) -> Bool { supplier < 0 || supplier != component.supplier }
}
