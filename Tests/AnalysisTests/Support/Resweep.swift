import SupplyGraph

@testable import Analysis

/// The roll-up of a model whose own emissions are fixed, with changed parameters, in full.
///
/// A product beneath which nothing differs from the baseline keeps the baseline's figures to the bit, declared ones
/// included.
struct Resweep {
  private let baseline: RollUp
  private var graph: SupplyGraph { baseline.graph }
  private(set) var model: Model
  private var isDifferent: [Bool]
  private var isKnown: Set<ProductIndex> = []
  private var local: [Int32]
  /// Loops of the graph in which an amount is another one.
  private var changedLoops: Set<Int> = []

  init(_ baseline: RollUp, _ overrides: [Parameter: Double]) {
    self.baseline = baseline
    model = baseline.model
    isDifferent = [Bool](repeating: false, count: baseline.graph.count)
    local = [Int32](repeating: -1, count: baseline.graph.count)
    var owns: [ProductIndex: OwnOverride] = [:]
    for (parameter, value) in overrides {
      switch parameter {
      case .own(let p): owns[p, default: OwnOverride()].total = value
      case .ownPrimary(let p): owns[p, default: OwnOverride()].primaryShare = value
      case .amount(let link): setAmount(link, value)
      case .quantity: break
      }
    }
    for (p, override) in owns {
      model.own[p] = override.applied(to: baseline.model.own[p], graph.given(p))
      isDifferent[p] = true
      if override.total != nil { isKnown.insert(p) }
    }
  }

  private mutating func setAmount(_ link: Int, _ value: Double) {
    model.amounts[link] = value
    let (p, component) = (graph.product(ofLink: link), graph.component(link))
    isDifferent[p] = true
    if let loop = graph.loop(p), graph.loop(component) == loop { changedLoops.insert(loop) }
  }

  mutating func run() throws(EditRefusal) {
    if !changedLoops.isEmpty { try splitLoops() }
    var next = 0
    for (number, loop) in graph.loops.enumerated() {
      for p in next..<loop.lowerBound { try settle(p) }
      for step in model.steps[number] {
        switch step {
        case .single(let p): try settle(Int(p))
        case .block(let block): try settle(model.blocks[Int(block)])
        }
      }
      next = loop.upperBound
    }
    for p in next..<graph.count { try settle(p) }
    model.bounds = Bounds.bounds(of: model, graph)
  }

  private mutating func settle(_ p: ProductIndex) throws(EditRefusal) {
    guard isReached(p) else { return }
    model.values[p] = model.own[p] + gather(p, outside: nil)
    guard model.values[p].isFinite else { throw .overflow(p) }
    settleStatus(p)
  }

  private mutating func isReached(_ p: ProductIndex) -> Bool {
    if model.status[p] == .refused || model.status[p] == .blocked { return false }
    if !isDifferent[p] {
      isDifferent[p] = graph.components(of: p).contains { link in
        model.amounts[link] != 0 && isDifferent[graph.component(link)]
      }
    }
    return isDifferent[p]
  }

  private func gather(_ p: ProductIndex, outside block: Set<Int32>?) -> Channels {
    var sum = Channels.zero
    for link in graph.components(of: p) where model.amounts[link] != 0 {
      let component = graph.component(link)
      if block?.contains(Int32(truncatingIfNeeded: component)) == true { continue }
      sum.add(model.values[component], times: model.amounts[link])
    }
    return sum
  }

  // MARK: Status

  private mutating func settleStatus(_ p: ProductIndex) {
    guard model.status[p] != .declared else { return }
    let given = graph.given(p)
    if given.direct == nil, !isKnown.contains(p) {
      model.status[p] = graph.components(of: p).contains { model.amounts[$0] != 0 } ? .lowerBound : .gap
    } else {
      model.status[p] = hasOpenComponent(p) ? .lowerBound : .computed
    }
  }

  private func hasOpenComponent(_ p: ProductIndex) -> Bool {
    graph.components(of: p).contains { link in
      let status = model.status[graph.component(link)]
      return model.amounts[link] != 0 && (status == .gap || status == .lowerBound)
    }
  }

  // MARK: Loops

  private mutating func splitLoops() throws(EditRefusal) {
    for loop in changedLoops.sorted() {
      let members = model.answered(graph.loops[loop])
      let parts = try LoopParts(members, graph, amounts: model.amounts, local: &local).parts
      model.steps[loop] = parts.map { part in
        switch part {
        case .single(let p): return .single(p)
        case .block(let block):
          model.blocks.append(block)
          return .block(Int32(truncatingIfNeeded: model.blocks.count - 1))
        }
      }
    }
    model.indexBlocks(graph)
  }

  private mutating func settle(_ block: LoopBlock) throws(EditRefusal) {
    let members = block.links.members
    let inside = Set(members)
    let reached = members.map { isReached(Int($0)) }
    guard reached.contains(true) else { return }
    let outside = members.map { gather(Int($0), outside: inside) }
    for channel in Channel.allCases {
      let rhs = members.indices.map { model.own[Int(members[$0])][channel] + outside[$0][channel] }
      guard let solution = block.solve(rhs) else {
        throw .loopWithoutAnswer(LoopName(block.links, graph).members)
      }
      for (i, p) in members.enumerated() { model.values[Int(p)][channel] = solution[i] }
    }
    for p in members { isDifferent[Int(p)] = true }
    settleStatus(block)
  }

  /// What is open in a loop is open for all who need it, up to declared members.
  private mutating func settleStatus(_ block: LoopBlock) {
    let members = block.links.members.map { Int($0) }
    for p in members where model.status[p] != .declared { model.status[p] = .computed }
    for p in members { settleStatus(p) }
    var open = members.indices.filter { model.status[members[$0]] == .lowerBound }
    let users = block.links.reversed
    while let i = open.popLast() {
      for position in users.links(of: i) {
        let user = Int(users.components[position])
        guard model.status[members[user]] == .computed else { continue }
        model.status[members[user]] = .lowerBound
        open.append(user)
      }
    }
  }
}

extension EditedModel {
  /// The same changes by sweeps over the whole graph: what `rollUp` and `focus` must equal to the last bit.
  func recomputed(_ overrides: [Parameter: Double]) throws(EditRefusal) -> Focus {
    var model = baseline.model
    if !overrides.isEmpty {
      var sweep = Resweep(baseline, overrides)
      try sweep.run()
      model = sweep.model
    }
    let asked = baselineFocus.asked.map { top in
      Focus.Top(product: top.product, quantity: overrides[.quantity(top.product)] ?? top.quantity)
    }
    return Focus(RollUp(baseline, model: model), baselineFocus.subject, asked: asked)
  }
}
