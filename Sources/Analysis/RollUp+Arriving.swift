import Footprints
import SupplyGraph

extension RollUp {
  /// The roll-up of a graph in which figures of some products are others than in the one before, the same to the last
  /// bit as one made anew.
  ///
  /// What needs those products is worked out again in roll-up order, as far as something changes. Where that is a
  /// large part of the graph, or a loop, which has to be solved as a whole, everything is swept anew: a sweep comes by
  /// its products in the order of memory and costs less than following users about.
  ///
  /// - Parameter changed: products whose given figures may be others, in their order.
  /// - Returns: the roll-up, and all products whose total or status is another one, in their order.
  /// - Complexity: what lies above the changes and a copy of each column that changes; at most a sweep.
  public func following(_ graph: SupplyGraph, changed: [ProductIndex]) -> (
    rollUp: RollUp, reached: [ProductIndex]
  ) {
    if let update = FigureUpdate(self, graph, changed), let rollUp = update.rollUp(after: self) {
      return (rollUp, update.reached)
    }
    let anew = RollUp(graph: graph)
    return (anew, anew.differences(from: self))
  }

  private func differences(from before: RollUp) -> [ProductIndex] {
    var result: [ProductIndex] = []
    model.values.withHeads { new, newStride in
      before.model.values.withHeads { old, oldStride in
        for p in 0..<graph.count
        where new[p * newStride][0].bitPattern != old[p * oldStride][0].bitPattern
          || model.status[p] != before.model.status[p]
        {
          result.append(p)
        }
      }
    }
    return result
  }
}

/// A sweep over what other figures of some products reach.
private struct FigureUpdate {
  private var sweep: Sweep
  /// The sweep before, for what it noticed.
  private let old: Sweep
  private var noticedBefore: [Notice] = []
  private var noticed: [Notice] = []
  private(set) var reached: [ProductIndex] = []

  /// The part of the products above which everything is swept, as with edits.
  private static let largeReach = EditState.largeReach

  /// Nil where everything must be swept.
  init?(_ before: RollUp, _ graph: SupplyGraph, _ changed: [ProductIndex]) {
    // The first product that is settled takes a copy of all figures: not for what is swept in the end.
    if FigureUpdate.reachesMuch(changed, graph) { return nil }
    old = Sweep(before, before.graph)
    sweep = Sweep(before, graph)
    var pending = NumberSet(limit: graph.count)
    for p in changed { pending.insert(p) }
    var left = FigureUpdate.most(graph)
    var next = 0
    while let p = pending.first(from: next) {
      if left == 0 || graph.loop(p) != nil { return nil }
      left -= 1
      if settle(p) {
        for position in graph.users(of: p) { pending.insert(graph.product(ofLink: graph.userLink(position))) }
      }
      pending.remove(p)
      next = p + 1
    }
  }

  private static func most(_ graph: SupplyGraph) -> Int { max(64, graph.count / largeReach) }

  /// Whether so much needs these products that it will be swept. Declared products mostly keep what is above them
  /// as it is, so what needs those is not counted.
  private static func reachesMuch(_ changed: [ProductIndex], _ graph: SupplyGraph) -> Bool {
    var seen = NumberSet(limit: graph.count)
    for p in changed { seen.insert(p) }
    var open = changed
    while let p = open.popLast() {
      if seen.count > most(graph) { return true }
      for position in graph.users(of: p) {
        let user = graph.product(ofLink: graph.userLink(position))
        if seen.contains(user) { continue }
        seen.insert(user)
        if !graph.isDeclared(user) { open.append(user) }
      }
    }
    return false
  }

  /// Whether anything about the product has changed that others see.
  private mutating func settle(_ p: ProductIndex) -> Bool {
    let graph = sweep.graph
    for link in graph.components(of: p)
    where sweep.amounts[link].bitPattern != graph.links.amounts[link].bitPattern {
      // Cut because its component had no total: that is found out again.
      sweep.amounts[link] = graph.links.amounts[link]
    }
    sweep.settle(p)
    noticedBefore += old.notices(of: p)
    noticed += sweep.notices(of: p)
    let isSame = sweep.values[p].isSame(as: old.values[p]) && sweep.status[p] == old.status[p]
    let isReached =
      sweep.values.total(p).bitPattern != old.values.total(p).bitPattern || sweep.status[p] != old.status[p]
    if isReached { reached.append(p) }
    return !isSame
  }

  /// Nil where notices have been let go that would be needed now.
  func rollUp(after before: RollUp) -> RollUp? {
    var notices = before.notices
    guard notices.replace(noticedBefore, with: noticed) else { return nil }
    var sweep = sweep
    // Bounds are the totals as long as nothing is negative; otherwise they are summed up anew.
    let mayHaveCredits = before.model.hasCredits || sweep.seen.hasSigns
    sweep.hasCredits = mayHaveCredits && sweep.findsCredits
    if sweep.hasCredits {
      sweep.bounds = Bounds.bounds(sweep, sweep.graph)
    } else if before.model.hasCredits {
      sweep.bounds = sweep.graph.count > 0 ? (0..<sweep.graph.count).map { sweep.values.total($0) } : []
    }
    var model = before.model
    model.amounts = sweep.amounts
    (model.own, model.values, model.status) = (sweep.own, sweep.values, sweep.status)
    (model.bounds, model.hasCredits) = (sweep.bounds, sweep.hasCredits)
    return RollUp(sweep.graph, notices, before.refusedLoops, model)
  }
}

extension Sweep {
  /// A sweep that has come to its end, over a graph with the same products and links.
  fileprivate init(_ rollUp: RollUp, _ graph: SupplyGraph) {
    self.graph = graph
    let model = rollUp.model
    amounts = model.amounts
    (own, values, status, bounds) = (model.own, model.values, model.status, model.bounds)
    (steps, blocks, refusedLoops) = (model.steps, model.blocks, rollUp.refusedLoops)
    local = []
    plainLoops = PlainLoops()
    room = ChannelTable(unsetCount: 0, width: .one)
    isThorough = true
    hasCredits = model.hasCredits
  }

  /// What `settle` notes about a product outside loops, once it is settled.
  fileprivate func notices(of p: ProductIndex) -> [Notice] {
    let given = graph.given(p)
    if given.declared == nil, let obstacle = obstacle(p) {
      return [
        Notice(.dependsOnRefusedLoop, place: graph.place(p), found: graph.id(obstacle), product: graph.id(p))
      ]
    }
    let missing = missing(p, given).map { [$0] } ?? []
    let upstream = gather(p)
    let figures = OwnEmissions(given, upstream: upstream)
    let mine = figures.channels
    var sum = mine + upstream
    if let declared = given.declared, !figures.isAsStated { sum[.total] = declared }
    guard sum.isFinite, mine.isFinite else {
      return [Notice(.numberOutOfRange, place: graph.place(p), product: graph.id(p))]
    }
    if figures.isQuiet { return missing }
    var log = NoticeLog()
    figures.report(p, of: graph, to: &log)
    return log.notices + missing
  }
}

extension Channels {
  /// To the last bit: a negative zero is none.
  fileprivate func isSame(as other: Channels) -> Bool {
    SIMD4<UInt64>(bitsOf: first) == SIMD4<UInt64>(bitsOf: other.first)
      && SIMD4<UInt64>(bitsOf: second) == SIMD4<UInt64>(bitsOf: other.second)
      && SIMD4<UInt64>(bitsOf: third) == SIMD4<UInt64>(bitsOf: other.third)
  }
}

extension SIMD4<UInt64> {
  fileprivate init(bitsOf numbers: SIMD4<Double>) { self = unsafeBitCast(numbers, to: SIMD4<UInt64>.self) }
}
