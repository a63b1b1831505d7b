import SupplyGraph

/// How large totals can become, so that an edit is known to stay in the range of numbers before it is worked out.
///
/// With all amounts taken as positive, m = 1 + |A| m is what one unit of emissions everywhere adds up to at most, and
/// no total in any channel exceeds the largest m times the largest own emissions.
struct Headroom: Sendable {
  /// The largest m; infinite where it is not known.
  private(set) var amplification = 1.0
  /// The largest own emissions of the baseline, whatever the channel and sign.
  private(set) var own = 0.0

  /// Far enough from the end of the range of numbers for every sum on the way.
  static let limit = 1e290

  /// O(products + links).
  init(_ rollUp: RollUp) {
    let (graph, model) = (rollUp.graph, rollUp.model)
    var sizes = [Double](large: 1, count: graph.count)
    graph.links.withPointers(amounts: model.amounts) { links in
      sizes.withUnsafeMutableBufferPointer { sizes in
        UnitSizes(links: links, values: sizes.base, count: graph.count).workOut(graph.loops, model)
      }
    }
    for size in sizes where !(size <= amplification) { amplification = size.isNaN ? .infinity : size }
    own = model.own.largest
  }

  /// What no total exceeds with `largest` own emissions of changed products, where amounts outside loops differ by
  /// `change` in all and the gains of changed loops are added to that: a path comes to each of the `count` changed
  /// links and loops at most once.
  func largestTotal(own largest: Double, change: Double, count: Int) -> Double {
    var sum = amplification
    var part = amplification
    for _ in 0..<count where part > 0 {
      part *= change * amplification
      sum += part
      // Own emissions may be so small that only the terms that follow tell.
      if sum > Headroom.limit { return .infinity }
    }
    return sum * max(own, largest)
  }
}

/// What one unit of emissions everywhere adds up to in each product, over plain memory.
private struct UnitSizes {
  let links: LinkPointers
  let values: UnsafeMutablePointer<Double>
  /// Of products.
  let count: Int

  /// In roll-up order.
  func workOut(_ loops: [Range<ProductIndex>], _ model: Model) {
    var next = 0
    for (number, loop) in loops.enumerated() {
      add(next..<loop.lowerBound)
      for step in model.steps[number] {
        switch step {
        case .single(let p): values[Int(p)] = size(Int(p))
        case .block(let block): add(model.blocks[Int(block)])
        }
      }
      next = loop.upperBound
    }
    add(next..<count)
  }

  private func add(_ products: Range<ProductIndex>) {
    for p in products {
      let next = p + SweepAhead.products
      if next < count { links.askAhead(UnsafePointer(values), of: next) }
      values[p] = size(p)
    }
  }

  @inline(__always)
  private func size(_ p: ProductIndex) -> Double {
    var sum = 1.0
    for link in links.of(p) where links.amounts[link] != 0 {
      sum += abs(links.amounts[link]) * values[Int(links.components[link])]
    }
    return sum
  }

  private func add(_ block: LoopBlock) {
    let members = block.links.members.map { Int($0) }
    // Of themselves they bring nothing from outside.
    for p in members { values[p] = 0 }
    let outside = members.map(size)
    // What may only be too large by some powers of ten need not be worked out.
    let bounds = block.bounds(outside) ?? block.withoutSigns?.solve(outside)
    for (i, p) in members.enumerated() { values[p] = bounds?[i] ?? .infinity }
  }
}

extension Channels {
  /// Of all channels, whatever the sign.
  var largest: Double { Channel.allCases.reduce(0) { max($0, abs(self[$1])) } }
}

extension EditState {
  /// Whether totals can wait: nothing that they will become can be refused.
  var isSafe: Bool {
    guard let largestTotal else { return isSettled }
    return largestTotal < Headroom.limit
  }

  /// What no total will exceed; nil where only working them out can tell.
  var largestTotal: Double? {
    guard let gain = gainOfChangedLoops else { return nil }
    var (largest, change, count) = (0.0, gain, changedLoops.count)
    for parameter in overrides.keys {
      switch parameter {
      case .own(let p), .ownPrimary(let p): largest = max(largest, model.own[p].largest)
      case .amount(let link) where graph.loop(ofLink: link) == nil:
        change += abs(model.amounts[link] - baseline.model.amounts[link])
        count += 1
      case .amount, .quantity: break
      }
    }
    return headroom.largestTotal(own: largest, change: change, count: count)
  }

  /// Of all of them together; nil where one is large and has credits.
  private var gainOfChangedLoops: Double? {
    var sum = 0.0
    for loop in changedLoops {
      guard let gain = gain(loop) else { return nil }
      sum += gain
    }
    return sum
  }

  /// What a unit that comes to a member of a loop adds up to at most, all amounts taken as positive: itself, all that
  /// goes round, and what that needs of anything outside.
  private func gain(_ loop: Int) -> Double? {
    let members = graph.loops[loop]
    var sizes = [Double](repeating: 1, count: members.count)
    for step in model.steps[loop] {
      switch step {
      case .single(let p): sizes[Int(p) - members.lowerBound] = size(Int(p), members, sizes)
      case .block(let number):
        let block = model.blocks[Int(number)]
        let given = block.links.members.map { size(Int($0), members, sizes, outside: number) }
        guard let bounds = block.bounds(given) else { return nil }
        for (p, size) in zip(block.links.members, bounds) { sizes[Int(p) - members.lowerBound] = size }
      }
    }
    return sizes.max()
  }

  /// 1, and what components make of it that are not in `block`; those outside the loop count once.
  private func size(
    _ p: ProductIndex, _ members: Range<ProductIndex>, _ sizes: [Double], outside block: Int32 = -1
  ) -> Double {
    var sum = 1.0
    for link in graph.components(of: p) {
      let component = graph.component(link)
      if model.amounts[link] == 0 || isMember(component, of: block) { continue }
      let size = members.contains(component) ? sizes[component - members.lowerBound] : 1
      sum += abs(model.amounts[link]) * size
    }
    return sum
  }
}
