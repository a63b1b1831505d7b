import CPrefetch
import SupplyGraph

/// Contributions by tier (or by depth) of a focus that reaches no loop, in one sweep: each product has a run of
/// weights, from the tier it is first reached in to the last.
///
/// The links are followed once, whatever the number of tiers, and what lies together is added together; see `Waves`
/// for what is followed tier by tier. Sums may differ from those by rounding.
struct TierSweep {
  /// What arrives in each tier.
  private(set) var sums: [GroupSum] = []
  /// By tier: no part of the total that goes further is larger than this.
  private(set) var reach: [Double] = []

  /// The runs of all products together may be this long: more than a few tiers each in all but strange graphs.
  private static let timesEachProduct = 32
  private static let leastRoom = 1_000_000

  private let ways: Ways
  private let last: ProductIndex

  /// Nil where loops are in the way, or where the tiers of all products would take too much memory.
  init?(_ focus: Focus, byDepth: Bool) {
    let (graph, model) = (focus.rollUp.graph, focus.rollUp.model)
    guard model.blocks.isEmpty, TierSweep.isInOrder(model, graph),
      let last = focus.tops.map(\.product).max()
    else { return nil }
    let result = graph.links.withPointers(amounts: model.amounts) { links in
      TierSweep(focus, Ways(links: links, byDepth: byDepth), last)
    }
    guard let result else { return nil }
    self = result
  }

  /// Whether components come before what needs them also where a loop of the graph has fallen apart: its members are
  /// numbered as if it turned.
  private static func isInOrder(_ model: Model, _ graph: SupplyGraph) -> Bool {
    graph.loops.joined().allSatisfy { p in
      !model.status[p].hasTotal
        || graph.components(of: p).allSatisfy { model.amounts[$0] == 0 || graph.component($0) < p }
    }
  }

  private init?(_ focus: Focus, _ ways: Ways, _ last: ProductIndex) {
    self.ways = ways
    self.last = last
    let suppliers = focus.rollUp.graph.supplierColumn
    var runs = [Run](large: Run(supplier: -1), count: last + 1)
    for p in runs.indices { runs[p].supplier = suppliers[p] }
    for top in focus.tops { runs[top.product].reach(from: 0, to: 0) }
    let tiers = runs.withUnsafeMutableBufferPointer { findTiers($0.base) }
    guard let room = TierSweep.assignRoom(&runs) else { return nil }
    sums = [GroupSum](repeating: GroupSum(), count: tiers)
    reach = [Double](repeating: 0, count: tiers)
    var weights = [Double](large: 0, count: room)
    for top in focus.tops { weights[Int(runs[top.product].base)] += top.quantity }
    sweep(focus.rollUp.model, runs, &weights)
  }

  /// The number of tiers.
  private func findTiers(_ runs: UnsafeMutablePointer<Run>) -> Int {
    var highest: Int32 = 0
    for p in stride(from: last, through: 0, by: -1) {
      ways.links.askAhead(runs, of: p - SweepAhead.products)
      let mine = runs[p]
      if !mine.isReached { continue }
      highest = max(highest, mine.high)
      for link in ways.links.of(p) where ways.links.amounts[link] != 0 {
        let component = Int(ways.links.components[link])
        let step = ways.step(mine, runs[component])
        runs[component].reach(from: mine.low + step, to: mine.high + step)
      }
    }
    return Int(highest) + 1
  }

  /// The length of all runs together; nil when that is too much.
  private static func assignRoom(_ runs: inout [Run]) -> Int? {
    let limit = min(leastRoom + timesEachProduct * runs.count, Int(Int32.max))
    var room = 0
    for p in runs.indices where runs[p].isReached {
      runs[p].base = Int32(truncatingIfNeeded: room) - runs[p].low
      room += runs[p].tiers.count
      if room > limit { return nil }
    }
    return room
  }

  private static let block = 512

  /// One thread hands weights on, the other adds them up behind it.
  private mutating func sweep(_ model: Model, _ runs: [Run], _ weights: inout [Double]) {
    let (ways, count) = (ways, last + 1)
    let blocks = (count + TierSweep.block - 1) / TierSweep.block
    /// From the last product to the first.
    func products(_ turn: Int) -> Range<ProductIndex> {
      let end = count - turn * TierSweep.block
      return max(0, end - TierSweep.block)..<end
    }
    runs.withUnsafeBufferPointer { runs in
      weights.withUnsafeMutableBufferPointer { weights in
        sums.withUnsafeMutableBufferPointer { sums in
          reach.withUnsafeMutableBufferPointer { reach in
            model.bounds.withUnsafeBufferPointer { bounds in
              model.own.withHeads { own, stride in
                Pieces.inTurn(blocks, isLarge: count >= Pieces.worthwhileProducts) { turn in
                  ways.handOn(products(turn), runs.base, weights.base)
                } then: { turn in
                  for p in products(turn).reversed() where runs[p].isReached {
                    let mine = weights.base + Int(runs[p].base)
                    for tier in runs[p].tiers {
                      sums[tier].add(own[p * stride], times: mine[tier])
                      reach[tier] += abs(mine[tier]) * bounds[p]
                    }
                  }
                  return true
                }
              }
            }
          }
        }
      }
    }
  }
}

/// The weights of a product from the first tier it is reached in to the last.
private struct Run {
  var low = Int32.max
  var high: Int32 = -1
  /// The weight of tier t is kept at `base + t`.
  var base: Int32 = 0
  /// −1 for none.
  var supplier: Int32

  init(supplier: Int32) { self.supplier = supplier }

  @inline(__always)
  var isReached: Bool { high >= 0 }

  @inline(__always)
  var tiers: Range<Int> { Int(low)..<Int(high) + 1 }

  @inline(__always)
  mutating func reach(from first: Int32, to last: Int32) { (low, high) = (min(low, first), max(high, last)) }
}

/// The links, and what is counted along them.
private struct Ways {
  let links: LinkPointers
  let byDepth: Bool

  /// The step in tiers along a link.
  @inline(__always)
  func step(_ user: Run, _ component: Run) -> Int32 {
    byDepth || user.supplier < 0 || user.supplier != component.supplier ? 1 : 0
  }

  /// Adds the weights of products, the last first, times amounts, to those of their components.
  func handOn(
    _ products: Range<Int>, _ runs: UnsafePointer<Run>, _ weights: UnsafeMutablePointer<Double>
  ) {
    for p in products.reversed() {
      links.askAhead(runs, of: p - 2 * SweepAhead.products)
      askAhead(weights, runs, of: p - SweepAhead.products)
      let mine = runs[p]
      if !mine.isReached { continue }
      let from = UnsafePointer(weights) + Int(mine.base + mine.low)
      for link in links.of(p) where links.amounts[link] != 0 {
        let run = runs[Int(links.components[link])]
        let place = Int(run.base + step(mine, run) + mine.low)
        Ways.add(from, to: weights + place, mine.tiers.count, times: links.amounts[link])
      }
    }
  }

  /// The runs of two products never overlap.
  @inline(__always)
  private static func add(
    _ from: UnsafePointer<Double>, to: UnsafeMutablePointer<Double>, _ count: Int, times amount: Double
  ) {
    let (source, target) = (UnsafeRawPointer(from), UnsafeMutableRawPointer(to))
    var i = 0
    while i + 2 <= count {
      let sum =
        target.loadUnaligned(fromByteOffset: i * 8, as: SIMD2<Double>.self)
        + source.loadUnaligned(fromByteOffset: i * 8, as: SIMD2<Double>.self) * amount
      target.storeBytes(of: sum, toByteOffset: i * 8, as: SIMD2<Double>.self)
      i += 2
    }
    if i < count { to[i] += from[i] * amount }
  }

  /// Asks for the weights that a product will hand on to: the first and the last, most have no others between them in
  /// lines of their own.
  @inline(__always)
  private func askAhead(_ weights: UnsafePointer<Double>, _ runs: UnsafePointer<Run>, of p: Int) {
    guard p >= 0 else { return }
    let (low, high) = (Int(runs[p].low), Int(runs[p].high))
    if high < 0 { return }
    for link in links.of(p) {
      let run = weights + Int(runs[Int(links.components[link])].base)
      prefetch_line(run + low)
      prefetch_line(run + high + 1)
    }
  }
}
