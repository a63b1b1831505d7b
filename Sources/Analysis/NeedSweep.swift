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
  private let known: KnownWeights?
  private let last: ProductIndex
  private(set) var needs: [Need] = []
  private(set) var reached = 0
  private(set) var isFinite = true
  /// The sum of all negative contributions.
  private(set) var credits = 0.0

  /// Graphs with fewer links are done before a second thread has begun.
  private static let worthAThread = 200_000

  /// - Parameter known: of the same graph without edits.
  init(_ rollUp: RollUp, _ tops: [Focus.Top], known: KnownWeights? = nil) {
    self.rollUp = rollUp
    self.tops = tops
    self.known = known
    last = tops.lastProduct
  }

  mutating func run() {
    let (weights, tiers) = swept()
    let count = rollUp.graph.count
    needs = Array(unsetLarge: count)
    let ranges = Pieces.ranges(count, isLarge: count >= Pieces.worthwhileProducts)
    var parts = [Part](repeating: Part(), count: ranges.count)
    rollUp.model.own.withHeads { own, stride in
      needs.withUnsafeMutableBufferPointer { needs in
        parts.withUnsafeMutableBufferPointer { parts in
          // Each is set by one thread.
          nonisolated(unsafe) let (needs, parts, own) = (needs, parts, own)
          Parallel.forEach(ranges.count, threads: ranges.count) { piece in
            var part = Part()
            for p in ranges[piece] {
              needs[p] = Need(weight: weights[p], tier: tiers[p].tier)
              part.add(needs[p], own[p * stride][0])
            }
            parts[piece] = part
          }
        }
      }
    }
    reached = parts.reduce(0) { $0 + $1.reached }
    isFinite = parts.allSatisfy { $0.residue == 0 }
    if parts.contains(where: \.hasCredits) { sumCredits() }
  }

  /// What there is to say about some products.
  private struct Part {
    var reached = 0
    /// Not 0 where a weight is not finite.
    var residue = 0.0
    var hasCredits = false

    @inline(__always)
    mutating func add(_ need: Need, _ own: Double) {
      if need.tier != Need.unreached { reached += 1 }
      residue += need.weight * 0
      if need.weight * own < 0 { hasCredits = true }
    }
  }

  /// In the order of products, whatever the threads.
  private mutating func sumCredits() {
    let own = rollUp.model.own
    for p in needs.indices { credits += min(0, needs[p].weight * own.total(p)) }
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
  ///
  /// - Parameter known: of the same graph without edits.
  static func weights(
    _ rollUp: RollUp, _ tops: [Focus.Top], cut: Cut? = nil, known: KnownWeights? = nil,
    into weights: inout [Double]
  ) {
    if weights.isEmpty {
      weights = [Double](large: 0, count: rollUp.graph.count)
    } else {
      weights.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    }
    let links = NeedLinks(rollUp, cut: cut, known: known, upTo: tops.lastProduct)
    weights.withUnsafeMutableBufferPointer {
      tops.ask($0)
      links.sweep($0)
    }
  }

  private func swept() -> (weights: [Double], tiers: [TierPlace]) {
    let (graph, links) = (rollUp.graph, NeedLinks(rollUp, known: known, upTo: last))
    var weights = [Double](unsetLarge: graph.count)
    var tiers = [TierPlace](unsetLarge: graph.count)
    weights.withUnsafeMutableBufferPointer { weights in
      tiers.withUnsafeMutableBufferPointer { tiers in
        // Each is used by one of the two sweeps.
        nonisolated(unsafe) let (weights, tiers) = (weights, tiers)
        Parallel.forEach(2, threads: links.count < NeedSweep.worthAThread ? 1 : 2) { half in
          if half == 0 {
            weights.update(repeating: 0)
            tops.ask(weights)
            links.sweep(weights)
          } else {
            for (p, supplier) in graph.supplierColumn.enumerated() {
              tiers[p] = TierPlace(tier: Need.unreached, supplier: supplier)
            }
            for top in tops { tiers[top.product].tier = 0 }
            links.sweep(tiers)
          }
        }
      }
    }
    return (weights, tiers)
  }
}

extension [Focus.Top] {
  /// The highest product; −1 for none.
  var lastProduct: ProductIndex { map(\.product).max() ?? -1 }

  /// Adds what is asked for directly to weights by product.
  func ask(_ weights: UnsafeMutableBufferPointer<Double>) {
    for top in self { weights[top.product] += top.quantity }
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
