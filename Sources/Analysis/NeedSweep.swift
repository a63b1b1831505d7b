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

  func crosses(_ p: Int, _ component: Int) -> Bool { supplier[p] < 0 || supplier[p] != supplier[component] }
}

/// The sweep from users to components, weights and tiers at once: when a product's turn comes, everything that needs
/// it is done.
struct NeedSweep {
  private let rollUp: RollUp
  private(set) var needs: [Need]
  private(set) var reached = 0
  private(set) var isFinite = true
  private let last: ProductIndex
  private let cut: Cut?

  /// - Parameter cut: products that take weight in and hand nothing on.
  init(_ rollUp: RollUp, _ tops: [Focus.Top], cut: Cut? = nil) {
    self.rollUp = rollUp
    self.cut = cut
    needs = [Need](repeating: Need(), count: rollUp.graph.count)
    for top in tops {
      needs[top.product].weight += top.quantity
      needs[top.product].tier = 0
    }
    last = tops.map(\.product).max() ?? -1
  }

  mutating func run() {
    let (graph, model) = (rollUp.graph, rollUp.model)
    let amounts = cut?.amounts ?? model.amounts
    let borders = Borders(graph)
    var upper = last + 1
    for (number, loop) in graph.loops.enumerated().reversed() where loop.lowerBound <= last {
      if loop.upperBound < upper { pass(loop.upperBound..<upper, graph.links, amounts, borders) }
      for step in model.steps[number].reversed() {
        switch step {
        case .single(let p): pass(Int(p)..<Int(p) + 1, graph.links, amounts, borders)
        case .block(let block):
          let whole = model.blocks[Int(block)]
          pass(block, cut?.block(whole, graph.links) ?? whole, graph.links, amounts, borders)
        }
      }
      upper = min(upper, loop.lowerBound)
    }
    pass(0..<max(0, upper), graph.links, amounts, borders)
  }

  /// Hands the weights of products outside loops on to their components, highest number first.
  private mutating func pass(
    _ range: Range<Int>, _ table: LinkTable, _ amounts: [Double], _ borders: Borders
  ) {
    for p in range.reversed() where needs[p].tier != Need.unreached {
      reached += 1
      let need = needs[p]
      if !need.weight.isFinite { isFinite = false }
      for link in Int(table.starts[p])..<Int(table.starts[p + 1]) where amounts[link] != 0 {
        hand(need, from: p, to: Int(table.components[link]), amounts[link], borders)
      }
    }
  }

  @inline(__always)
  private mutating func hand(
    _ need: Need, from p: Int, to component: Int, _ amount: Double, _ borders: Borders
  ) {
    needs[component].weight += need.weight * amount
    let tier = need.tier + (borders.crosses(p, component) ? 1 : 0)
    if tier < needs[component].tier { needs[component].tier = tier }
  }

  /// A loop: its demand from outside is turned into weights at once, then handed on outwards.
  private mutating func pass(
    _ number: Int32, _ block: LoopBlock, _ table: LinkTable, _ amounts: [Double], _ borders: Borders
  ) {
    let members = block.links.members
    let demand = members.map { needs[Int($0)].weight }
    guard members.contains(where: { needs[Int($0)].tier != Need.unreached }) else { return }
    let weights = demand.allSatisfy { $0 == 0 } ? demand : block.weights(demand)
    let tiers = block.tiers(from: members.map { needs[Int($0)].tier }, borders)
    for (i, p) in members.enumerated() { needs[Int(p)] = Need(weight: weights[i], tier: tiers[i]) }
    let blockOf = rollUp.model.blockOf
    for p in members.map(Int.init) where needs[p].tier != Need.unreached {
      reached += 1
      let need = needs[p]
      if !need.weight.isFinite { isFinite = false }
      for link in Int(table.starts[p])..<Int(table.starts[p + 1]) where amounts[link] != 0 {
        let component = Int(table.components[link])
        if blockOf[component] == number { continue }
        hand(need, from: p, to: component, amounts[link], borders)
      }
    }
  }
}
