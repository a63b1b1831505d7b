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

  private let links: Links
  private let last: ProductIndex

  /// Nil where loops are in the way, or where the tiers of all products would take too much memory.
  init?(_ focus: Focus, byDepth: Bool) {
    let (graph, model) = (focus.rollUp.graph, focus.rollUp.model)
    guard model.blocks.isEmpty, TierSweep.isInOrder(model, graph),
      let last = focus.tops.map(\.product).max()
    else { return nil }
    let result: TierSweep? = graph.links.starts.withUnsafeBufferPointer { starts in
      graph.links.components.withUnsafeBufferPointer { components in
        model.amounts.withUnsafeBufferPointer { amounts in
          let links = Links(
            starts: starts.base, components: components.base, amounts: amounts.base, byDepth: byDepth)
          return TierSweep(focus, links, last)
        }
      }
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

  private init?(_ focus: Focus, _ links: Links, _ last: ProductIndex) {
    self.links = links
    self.last = last
    var spans = [Span](large: Span(), count: last + 1)
    for top in focus.tops { spans[top.product] = Span(low: 0, high: max(0, spans[top.product].high)) }
    var runs = focus.rollUp.graph.supplierColumn.prefix(last + 1).map { Run(base: 0, supplier: $0) }
    let tiers = spans.withUnsafeMutableBufferPointer { spans in
      runs.withUnsafeBufferPointer { runs in findSpans(spans.base, runs.base) }
    }
    guard let room = TierSweep.assignRoom(spans, &runs) else { return nil }
    sums = [GroupSum](repeating: GroupSum(), count: tiers)
    reach = [Double](repeating: 0, count: tiers)
    var weights = [Double](large: 0, count: room)
    for top in focus.tops { weights[Int(runs[top.product].base)] += top.quantity }
    sweep(focus.rollUp.model, spans, runs, &weights)
  }

  /// The number of tiers.
  private func findSpans(_ spans: UnsafeMutablePointer<Span>, _ runs: UnsafePointer<Run>) -> Int {
    var highest: Int32 = 0
    for p in stride(from: last, through: 0, by: -1) {
      links.askAhead(UnsafePointer(spans), of: p - SweepAhead.products)
      links.askAhead(runs, of: p - SweepAhead.products)
      let (span, supplier) = (spans[p], runs[p].supplier)
      if span.high < 0 { continue }
      highest = max(highest, span.high)
      for link in links.of(p) where links.amounts[link] != 0 {
        let component = Int(links.components[link])
        let step = links.step(supplier, runs[component].supplier)
        let known = spans[component]
        spans[component] = Span(low: min(known.low, span.low + step), high: max(known.high, span.high + step))
      }
    }
    return Int(highest) + 1
  }

  /// The length of all runs together; nil when that is too much.
  private static func assignRoom(_ spans: [Span], _ runs: inout [Run]) -> Int? {
    let limit = min(leastRoom + timesEachProduct * spans.count, Int(Int32.max))
    var room = 0
    for p in spans.indices where spans[p].high >= 0 {
      runs[p].base = Int32(truncatingIfNeeded: room) - spans[p].low
      room += Int(spans[p].high - spans[p].low) + 1
      if room > limit { return nil }
    }
    return room
  }

  private mutating func sweep(_ model: Model, _ spans: [Span], _ runs: [Run], _ weights: inout [Double]) {
    let links = links
    weights.withUnsafeMutableBufferPointer { weights in
      runs.withUnsafeBufferPointer { runs in
        sums.withUnsafeMutableBufferPointer { sums in
          reach.withUnsafeMutableBufferPointer { reach in
            model.own.withHeads { own, stride in
              for p in spans.indices.reversed() {
                links.askAhead(runs.base, of: p - 2 * SweepAhead.products)
                links.askAhead(weights.base, runs.base, spans, of: p - SweepAhead.products)
                guard spans[p].high >= 0 else { continue }
                let tiers = Int(spans[p].low)..<Int(spans[p].high) + 1
                let mine = weights.base + Int(runs[p].base)
                for tier in tiers {
                  sums[tier].add(own[p * stride], times: mine[tier])
                  reach[tier] += abs(mine[tier]) * model.bounds[p]
                }
                links.handOn(p, tiers, weights.base, runs.base)
              }
            }
          }
        }
      }
    }
  }
}

/// The first and the last tier of a product.
private struct Span {
  var low = Int32.max
  var high: Int32 = -1
}

/// Where the weights of a product are kept.
private struct Run {
  /// The weight of tier t is at `base + t`.
  var base: Int32
  var supplier: Int32
}

/// The links over plain memory.
private struct Links {
  let starts: UnsafePointer<Int32>
  let components: UnsafePointer<Int32>
  let amounts: UnsafePointer<Double>
  let byDepth: Bool

  @inline(__always)
  func of(_ p: Int) -> Range<Int> { Int(starts[p])..<Int(starts[p + 1]) }

  /// The step in tiers along a link between products of these suppliers.
  @inline(__always)
  func step(_ supplier: Int32, _ other: Int32) -> Int32 {
    byDepth || supplier < 0 || supplier != other ? 1 : 0
  }

  /// Adds the weights of a product in its tiers, times amounts, to those of its components.
  @inline(__always)
  func handOn(
    _ p: Int, _ tiers: Range<Int>, _ weights: UnsafeMutablePointer<Double>, _ runs: UnsafePointer<Run>
  ) {
    let mine = runs[p]
    let from = UnsafePointer(weights) + Int(mine.base) + tiers.lowerBound
    for link in of(p) where amounts[link] != 0 {
      let run = runs[Int(components[link])]
      let place = Int(run.base + step(mine.supplier, run.supplier)) + tiers.lowerBound
      Links.add(from, to: weights + place, tiers.count, times: amounts[link])
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

  // MARK: Asking ahead: components lie anywhere

  /// Asks for what is known of the components of a product; nothing where there is no such product.
  @inline(__always)
  func askAhead<Value>(_ values: UnsafePointer<Value>, of p: Int) {
    guard p >= 0 else { return }
    for link in of(p) { prefetch_line(values + Int(components[link])) }
  }

  /// Asks for the weights that a product will hand on to.
  @inline(__always)
  func askAhead(
    _ weights: UnsafePointer<Double>, _ runs: UnsafePointer<Run>, _ spans: [Span], of p: Int
  ) {
    guard p >= 0, spans[p].high >= 0 else { return }
    let (low, high) = (Int(spans[p].low), Int(spans[p].high))
    for link in of(p) {
      let run = weights + Int(runs[Int(components[link])].base)
      for tier in stride(from: low, through: high, by: 8) { prefetch_line(run + tier) }
      prefetch_line(run + high + 1)
    }
  }
}
