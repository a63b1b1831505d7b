import CPrefetch
import SupplyGraph

/// The links that needs run along, from the highest product that is asked for downwards.
struct NeedLinks: Sendable {
  private let graph: SupplyGraph
  private let model: Model
  private let amounts: [Double]
  private let cut: Cut?
  private let known: KnownWeights?
  private let last: ProductIndex

  init(_ rollUp: RollUp, cut: Cut? = nil, known: KnownWeights? = nil, upTo last: ProductIndex) {
    graph = rollUp.graph
    model = rollUp.model
    amounts = cut?.amounts ?? model.amounts
    self.cut = cut
    self.known = known
    self.last = last
  }

  var count: Int { graph.linkCount }

  func sweep(_ weights: UnsafeMutableBufferPointer<Double>) {
    guard let weights = weights.baseAddress else { return }
    walk(weights) { block, number in
      let members = block.links.members
      let demand = members.map { weights[Int($0)] }
      for (p, weight) in zip(members, block.weights(demand, known, number)) { weights[Int(p)] = weight }
    }
  }

  /// What large blocks are asked for from outside, by their number, where it is known what `needs` there are of products.
  func demands(_ weights: UnsafeMutableBufferPointer<Double>, _ needs: [Need]) -> [Int32: [Double]] {
    var demands: [Int32: [Double]] = [:]
    guard let weights = weights.baseAddress else { return demands }
    walk(weights) { block, number in
      let members = block.links.members
      if !block.isExact { demands[number] = members.map { weights[Int($0)] } }
      for p in members { weights[Int(p)] = needs[Int(p)].weight }
    }
    return demands
  }

  private func walk(_ weights: UnsafeMutablePointer<Double>, _ block: (LoopBlock, Int32) -> Void) {
    HubSweep.over(model.hubs, weights) { hubs in
      walk(
        weights, enter: { hubs.enter($0) },
        loop: { loops, number, _ in loops.solveTransposed(number, weights) }, block: block)
    }
  }

  func sweep(_ tiers: UnsafeMutableBufferPointer<TierPlace>) {
    guard let tiers = tiers.baseAddress else { return }
    walk(
      tiers, enter: { _ in },
      loop: { loops, number, links in links.settle(tiers, among: loops.ranges[number]) },
      block: { block, _ in
        let members = block.links.members
        let after = block.tiers(from: members.map { tiers[Int($0)].tier }, Borders(graph))
        for (p, tier) in zip(members, after) { tiers[Int(p)].tier = tier }
      })
  }

  /// Hands on what products take in, those outside loops in ranges; loops first settle it among their members.
  ///
  /// - Parameters:
  ///   - enter: is told the stretch of what comes next (`Hubs`) when that is another one.
  ///   - loop: settles a loop that is one block, by its number.
  ///   - block: settles a part of a loop whose members need each other.
  private func walk<Value: Handed>(
    _ values: UnsafeMutablePointer<Value>, enter: (Int) -> Void,
    loop: (LoopMemory, Int, LinkPointers) -> Void, block: (LoopBlock, Int32) -> Void
  ) {
    let size = model.hubs.stretch
    var stretch = -1
    func comeTo(_ p: ProductIndex) {
      if p / size == stretch { return }
      stretch = p / size
      enter(stretch)
    }
    func handOn(_ range: Range<ProductIndex>, _ links: LinkPointers) {
      var upper = range.upperBound
      while upper > range.lowerBound {
        let lower = max(range.lowerBound, (upper - 1) / size * size)
        comeTo(lower)
        self.handOn(values, lower..<upper, links)
        upper = lower
      }
    }
    model.withLoopMemory(graph) { loops in
      graph.links.withPointers(amounts: amounts) { links in
        var upper = last + 1
        var local: [Int32] = []
        for number in (0..<loops.count).reversed() where loops.ranges[number].lowerBound <= last {
          let range = loops.ranges[number]
          if range.upperBound < upper { handOn(range.upperBound..<upper, links) }
          upper = min(upper, range.lowerBound)
          comeTo(range.lowerBound)
          if cut == nil, loops.isBlock(number) {
            loop(loops, number, links)
            loops.forEachMember(number) { links.handOn(values, from: $0) { !range.contains($0) } }
          } else {
            walk(values, steps: number, links, &local, block)
          }
        }
        handOn(0..<max(0, upper), links)
      }
    }
  }

  private func handOn<Value: Handed>(
    _ values: UnsafeMutablePointer<Value>, _ range: Range<ProductIndex>, _ links: LinkPointers
  ) {
    if let cut {
      cut.between(range) { links.handOn(values, $0) }
    } else {
      links.handOn(values, range)
    }
  }

  private func walk<Value: Handed>(
    _ values: UnsafeMutablePointer<Value>, steps number: Int, _ links: LinkPointers, _ local: inout [Int32],
    _ settle: (LoopBlock, Int32) -> Void
  ) {
    for step in model.steps[number].reversed() {
      switch step {
      case .single(let p):
        if cut?.contains(Int(p)) != true { links.handOn(values, from: Int(p)) { _ in true } }
      case .block(let number):
        let whole = model.blocks[Int(number)]
        let block = cut?.block(whole, graph.links, local: &local) ?? whole
        settle(block, number)
        for p in block.links.members {
          links.handOn(values, from: Int(p)) { model.blockOf[$0] != number }
        }
      }
    }
  }
}

/// What users hand on to their components.
private protocol Handed {
  /// Whether there is anything to hand on.
  var isReached: Bool { get }
  mutating func take(from user: Self, _ amount: Double)
}

extension Double: Handed {
  @inline(__always)
  fileprivate var isReached: Bool { self != 0 }

  @inline(__always)
  fileprivate mutating func take(from user: Double, _ amount: Double) { self += user * amount }
}

extension TierPlace: Handed {
  /// Whether it is to be lowered for what `user` needs.
  @inline(__always)
  fileprivate func isAbove(_ user: TierPlace) -> Bool { tier > user.tier + (user.crosses(self) ? 1 : 0) }

  @inline(__always)
  fileprivate var isReached: Bool { tier != Need.unreached }

  @inline(__always)
  fileprivate mutating func take(from user: TierPlace, _ amount: Double) {
    tier = min(tier, user.tier + (user.crosses(self) ? 1 : 0))
  }
}

extension LinkPointers {
  /// From a range of products, highest number first, to their components.
  @inline(__always)
  fileprivate func handOn<Value: Handed>(_ values: UnsafeMutablePointer<Value>, _ range: Range<Int>) {
    var p = range.upperBound
    while p > range.lowerBound {
      p -= 1
      askAhead(values, of: p - SweepAhead.products)
      handOn(values, from: p) { _ in true }
    }
  }

  /// From one product, to the components that `takes` says.
  @inline(__always)
  fileprivate func handOn<Value: Handed>(
    _ values: UnsafeMutablePointer<Value>, from p: ProductIndex, _ takes: (Int) -> Bool
  ) {
    let value = values[p]
    guard value.isReached else { return }
    for link in of(p) where amounts[link] != 0 {
      let component = Int(components[link])
      if takes(component) { values[component].take(from: value, amounts[link]) }
    }
  }

  /// The lowest tiers that members of a small loop have by way of each other.
  func settle(_ tiers: UnsafeMutablePointer<TierPlace>, among members: Range<ProductIndex>) {
    var isSettled = false
    while !isSettled {
      isSettled = true
      for p in members {
        let tier = tiers[p]
        handOn(tiers, from: p) { component in
          if members.contains(component), tiers[component].isAbove(tier) { isSettled = false }
          return members.contains(component)
        }
      }
    }
  }
}
