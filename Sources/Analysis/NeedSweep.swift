import CPrefetch
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
  private let cut: Cut?
  private(set) var needs: [Need] = []
  private(set) var reached = 0
  private(set) var isFinite = true
  /// The sum of all negative contributions.
  private(set) var credits = 0.0

  /// Graphs with fewer links are done before a second thread has begun.
  private static let worthAThread = 200_000

  /// - Parameter cut: products that take weight in and hand nothing on.
  init(_ rollUp: RollUp, _ tops: [Focus.Top], cut: Cut? = nil) {
    self.rollUp = rollUp
    self.tops = tops
    self.cut = cut
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
  static func weights(_ rollUp: RollUp, _ tops: [Focus.Top]) -> [Double] {
    var weights: [Double] = []
    self.weights(rollUp, tops, into: &weights)
    return weights
  }

  /// The same in memory that is there already.
  static func weights(_ rollUp: RollUp, _ tops: [Focus.Top], into weights: inout [Double]) {
    if weights.isEmpty {
      weights = [Double](large: 0, count: rollUp.graph.count)
    } else {
      weights.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    }
    for top in tops { weights[top.product] += top.quantity }
    let links = NeedLinks(rollUp, nil, tops.map(\.product).max() ?? -1)
    weights.withUnsafeMutableBufferPointer { links.sweep($0) }
  }

  private func swept() -> (weights: [Double], tiers: [TierPlace]) {
    var weights = [Double](large: 0, count: rollUp.graph.count)
    var tiers = rollUp.graph.supplierColumn.map { TierPlace(tier: Need.unreached, supplier: $0) }
    for top in tops {
      weights[top.product] += top.quantity
      tiers[top.product].tier = 0
    }
    let links = NeedLinks(rollUp, cut, last)
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

/// The links that needs run along, from the highest product that is asked for downwards.
private struct NeedLinks: Sendable {
  private let graph: SupplyGraph
  private let model: Model
  private let amounts: [Double]
  private let cut: Cut?
  private let last: ProductIndex

  init(_ rollUp: RollUp, _ cut: Cut?, _ last: ProductIndex) {
    graph = rollUp.graph
    model = rollUp.model
    amounts = cut?.amounts ?? model.amounts
    self.cut = cut
    self.last = last
  }

  var count: Int { graph.linkCount }

  func sweep(_ weights: UnsafeMutableBufferPointer<Double>) {
    guard let weights = weights.baseAddress else { return }
    walk(
      range: { links, range in links.handOn(weights, range) { _ in true } },
      block: { links, number, block in
        pass(block, weights)
        for p in block.links.members.map(Int.init) {
          links.handOn(weights, p..<p + 1) { model.blockOf[$0] != number }
        }
      })
  }

  func sweep(_ tiers: UnsafeMutableBufferPointer<TierPlace>) {
    guard let tiers = tiers.baseAddress else { return }
    walk(
      range: { links, range in links.handOn(tiers, range) { _ in true } },
      block: { links, number, block in
        pass(block, tiers)
        for p in block.links.members.map(Int.init) {
          links.handOn(tiers, p..<p + 1) { model.blockOf[$0] != number }
        }
      })
  }

  /// Products outside loops in ranges, and solved loops as they come.
  private func walk(
    range pass: (PlainLinks, Range<Int>) -> Void, block: (PlainLinks, Int32, LoopBlock) -> Void
  ) {
    withLinks { links in
      var upper = last + 1
      for (number, loop) in graph.loops.enumerated().reversed() where loop.lowerBound <= last {
        if loop.upperBound < upper { pass(links, loop.upperBound..<upper) }
        for step in model.steps[number].reversed() {
          switch step {
          case .single(let p): pass(links, Int(p)..<Int(p) + 1)
          case .block(let number):
            let whole = model.blocks[Int(number)]
            block(links, number, cut?.block(whole, graph.links) ?? whole)
          }
        }
        upper = min(upper, loop.lowerBound)
      }
      pass(links, 0..<max(0, upper))
    }
  }

  private func withLinks(_ body: (PlainLinks) -> Void) {
    graph.links.starts.withUnsafeBufferPointer { starts in
      graph.links.components.withUnsafeBufferPointer { components in
        amounts.withUnsafeBufferPointer { amounts in
          body(PlainLinks(starts: starts.base, components: components.base, amounts: amounts.base))
        }
      }
    }
  }

  // MARK: Loops

  /// The demand on a loop from outside is turned into weights at once.
  private func pass(_ block: LoopBlock, _ weights: UnsafeMutablePointer<Double>) {
    let members = block.links.members
    let demand = members.map { weights[Int($0)] }
    if demand.allSatisfy({ $0 == 0 }) { return }
    for (p, weight) in zip(members, block.weights(demand)) { weights[Int(p)] = weight }
  }

  /// Fewest borders inside a loop, from the members that are reached from outside.
  private func pass(_ block: LoopBlock, _ tiers: UnsafeMutablePointer<TierPlace>) {
    let members = block.links.members
    let after = block.tiers(from: members.map { tiers[Int($0)].tier }, Borders(graph))
    for (p, tier) in zip(members, after) { tiers[Int(p)].tier = tier }
  }
}

/// Links in plain memory.
private struct PlainLinks {
  let starts: UnsafePointer<Int32>
  let components: UnsafePointer<Int32>
  let amounts: UnsafePointer<Double>

  /// The weights of a range of products to their components, highest number first, as far as `takes` lets them.
  @inline(__always)
  func handOn(_ weights: UnsafeMutablePointer<Double>, _ range: Range<Int>, _ takes: (Int) -> Bool) {
    var p = range.upperBound
    while p > range.lowerBound {
      p -= 1
      askAhead(weights, of: p, range)
      let weight = weights[p]
      if weight == 0 { continue }
      for link in Int(starts[p])..<Int(starts[p + 1]) {
        let component = Int(components[link])
        if takes(component), amounts[link] != 0 { weights[component] += weight * amounts[link] }
      }
    }
  }

  /// Asks for what a product some steps further on will hand on to: components lie anywhere.
  @inline(__always)
  private func askAhead<Value>(_ values: UnsafeMutablePointer<Value>, of p: Int, _ range: Range<Int>) {
    let next = p - SweepAhead.products
    guard next >= range.lowerBound else { return }
    for link in Int(starts[next])..<Int(starts[next + 1]) { prefetch_line(values + Int(components[link])) }
  }

  /// The same for tiers.
  @inline(__always)
  func handOn(_ tiers: UnsafeMutablePointer<TierPlace>, _ range: Range<Int>, _ takes: (Int) -> Bool) {
    var p = range.upperBound
    while p > range.lowerBound {
      p -= 1
      askAhead(tiers, of: p, range)
      let from = tiers[p]
      if from.tier == Need.unreached { continue }
      for link in Int(starts[p])..<Int(starts[p + 1]) where amounts[link] != 0 {
        let component = Int(components[link])
        guard takes(component) else { continue }
        let tier = from.tier + (from.crosses(tiers[component]) ? 1 : 0)
        tiers[component].tier = min(tier, tiers[component].tier)
      }
    }
  }
}
