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

  private static let limit = 1e290

  /// O(products + links).
  init(_ rollUp: RollUp) {
    let (graph, model) = (rollUp.graph, rollUp.model)
    var sizes = [Double](repeating: 1, count: graph.count)
    var next = 0
    for (number, loop) in graph.loops.enumerated() {
      Headroom.add(next..<loop.lowerBound, graph.links, model.amounts, &sizes)
      for step in model.steps[number] {
        switch step {
        case .single(let p): Headroom.add(Int(p)..<Int(p) + 1, graph.links, model.amounts, &sizes)
        case .block(let block):
          Headroom.add(model.blocks[Int(block)], graph.links, model.amounts, &sizes)
        }
      }
      next = loop.upperBound
    }
    Headroom.add(next..<graph.count, graph.links, model.amounts, &sizes)
    for size in sizes where !(size <= amplification) { amplification = size.isNaN ? .infinity : size }
    for p in 0..<graph.count { own = max(own, model.own[p].largest) }
  }

  private static func add(
    _ range: Range<Int>, _ table: LinkTable, _ amounts: [Double], _ sizes: inout [Double]
  ) {
    for p in range {
      var sum = 1.0
      for link in Int(table.starts[p])..<Int(table.starts[p + 1]) where amounts[link] != 0 {
        sum += abs(amounts[link]) * sizes[Int(table.components[link])]
      }
      sizes[p] = sum
    }
  }

  private static func add(
    _ block: LoopBlock, _ table: LinkTable, _ amounts: [Double], _ sizes: inout [Double]
  ) {
    for p in block.links.members { sizes[Int(p)] = 0 }
    let outside = block.links.members.map { p in
      add(Int(p)..<Int(p) + 1, table, amounts, &sizes)
      defer { sizes[Int(p)] = 0 }
      return sizes[Int(p)]
    }
    let solution = block.withoutSigns?.solve(outside)
    for (i, p) in block.links.members.enumerated() { sizes[Int(p)] = solution?[i] ?? .infinity }
  }

  /// Whether totals stay in range with `largest` own emissions of changed products and amounts that differ by
  /// `change` in all, none of them inside a loop: a path meets each of the `count` changed links at most once.
  func holds(largest: Double, change: Double, count: Int) -> Bool {
    var sum = amplification
    var part = amplification
    for _ in 0..<count where part > 0 {
      part *= change * amplification
      sum += part
      if sum > Headroom.limit { return false }
    }
    return sum * max(own, largest) < Headroom.limit
  }
}

extension Channels {
  /// Of all channels, whatever the sign.
  var largest: Double { Channel.allCases.reduce(0) { max($0, abs(self[$1])) } }
}

extension EditState {
  /// Whether totals can wait: nothing that they will become can be refused.
  var isSafe: Bool {
    guard changedLoops.isEmpty, isBeyondLargeLoops else { return pending.isEmpty && !isTorn }
    var (largest, change, count) = (0.0, 0.0, 0)
    for parameter in overrides.keys {
      switch parameter {
      case .own(let p), .ownPrimary(let p): largest = max(largest, model.own[p].largest)
      case .amount(let link):
        change += abs(model.amounts[link] - baseline.model.amounts[link])
        count += 1
      case .quantity: break
      }
    }
    return headroom.holds(largest: largest, change: change, count: count)
  }

  /// Sweeps over a large loop may fail to settle, which only trying tells; what comes after it does not matter to it.
  private var isBeyondLargeLoops: Bool {
    (pending.first(from: 0) ?? graph.count) >= largeLoopsEnd
  }
}
