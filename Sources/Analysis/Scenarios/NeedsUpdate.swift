import SupplyGraph

// What the focus needs of each product: w = e + Aᵀ w.
extension EditState {
  /// Works out the needs of everything in `pendingNeeds`, users first, and from there what changes with it.
  ///
  /// Where the sweep over the whole graph hands weights on to components, this asks users for them, in the order in
  /// which they would hand them on, so that sums are the same to the last bit.
  mutating func updateNeeds() {
    var limit = graph.count
    var left = productsToAsk
    while let p = pendingNeeds.last(before: limit) {
      let loop = graph.loop(p)
      left -= loop.map { graph.loops[$0].count } ?? 1
      if left < 0 { return sweepNeeds() }
      if let loop {
        updateNeeds(loop)
        limit = graph.loops[loop].lowerBound
      } else {
        pendingNeeds.remove(p)
        set(p, asked(p, outside: -1))
        limit = p
      }
    }
    mayMoveTiers = false
  }

  /// Products whose users are asked, who lie anywhere, before a sweep takes over, which is quicker for many.
  private var productsToAsk: Int { max(graph.count / 256, min(640, graph.count / 64)) }

  /// All of them: quicker where much changes.
  mutating func sweepNeeds() {
    pendingNeeds.removeAll()
    hubSums.forgetAll()
    otherNeeds.lose()
    if mayMoveTiers { sweepWeightsAndTiers() } else { sweepWeights() }
  }

  private mutating func sweepWeightsAndTiers() {
    var sweep = NeedSweep(RollUp(baseline, model: model), knownTops, known: known)
    sweep.run()
    needs = sweep.needs
    countNeeds()
    sums.touchAll()
    inputs.touchAll()
    mayMoveTiers = false
  }

  /// Tiers go by which amounts are 0 and not by how large they are: mostly they stay.
  private mutating func sweepWeights() {
    NeedSweep.weights(RollUp(baseline, model: model), knownTops, known: known, into: &weights)
    let size = ContributionSums.chunk
    let chunks = (graph.count + size - 1) / size
    var changes = [(isChanged: Bool, beyondNumbers: Int)](repeating: (false, 0), count: chunks)
    changes.withUnsafeMutableBufferPointer { changes in
      needs.withUnsafeMutableBufferPointer { needs in
        weights.withUnsafeBufferPointer { weights in
          // Each chunk is written by one thread.
          nonisolated(unsafe) let (changes, needs, weights) = (changes, needs, weights)
          Pieces.run(chunks, isLarge: needs.count >= Pieces.worthwhileProducts) { range in
            for p in range.lowerBound * size..<min(range.upperBound * size, needs.count)
            where needs[p].weight != weights[p] {
              changes[p / size].isChanged = true
              changes[p / size].beyondNumbers -= needs[p].isBeyondNumbers
              needs[p].weight = weights[p]
              changes[p / size].beyondNumbers += needs[p].isBeyondNumbers
            }
          }
        }
      }
    }
    notFinite += changes.reduce(0) { $0 + $1.beyondNumbers }
    let isChanged = changes.map(\.isChanged)
    sums.touch(chunks: isChanged)
    inputs.touch(chunks: isChanged, of: size)
  }

  mutating func countNeeds() {
    (reached, notFinite) = (0, 0)
    for need in needs where need.tier != Need.unreached {
      reached += 1
      if !need.weight.isFinite { notFinite += 1 }
    }
  }

  private mutating func updateNeeds(_ loop: Int) {
    for step in model.steps[loop].reversed() {
      switch step {
      case .single(let p):
        if pendingNeeds.contains(Int(p)) { set(Int(p), asked(Int(p), outside: -1)) }
      case .block(let number):
        let members = model.blocks[Int(number)].links.members
        if members.contains(where: { pendingNeeds.contains(Int($0)) }) { updateNeeds(block: number) }
      }
    }
    for p in graph.loops[loop] { pendingNeeds.remove(p) }
  }

  private mutating func updateNeeds(block number: Int32) {
    let block = model.blocks[Int(number)]
    let members = block.links.members.map { Int($0) }
    let outside = members.map { asked($0, outside: number) }
    let demand = outside.map(\.weight)
    let weights = block.weights(demand, known, number)
    let tiers = block.tiers(from: outside.map(\.tier), borders)
    for (i, p) in members.enumerated() { set(p, Need(weight: weights[i], tier: tiers[i])) }
  }

  /// What the focus itself and all users ask of a product, but for users in `block`.
  private mutating func asked(_ p: ProductIndex, outside block: Int32) -> Need {
    var need = Need()
    if let places = topPlaces[p], !unknownTops.contains(p) {
      for place in places { need.weight += asked[place].quantity }
      need.tier = 0
    }
    if let hub = model.hubs.place(p, graph) {
      addUsers(ofHub: hub, p, to: &need)
    } else {
      addUsers(graph.users(of: p), of: p, outside: block, to: &need)
    }
    return need
  }

  /// What users ask whose links are in a part of the transposed table.
  private func addUsers(_ users: Range<Int>, of p: ProductIndex, outside block: Int32, to need: inout Need) {
    var position = users.upperBound
    while position > users.lowerBound {
      position -= 1
      let link = graph.userLink(position)
      let user = graph.product(ofLink: link)
      guard let loop = graph.loop(user) else {
        hand(link, from: user, to: p, &need)
        continue
      }
      var turn: [(turn: Int32, link: Int)] = [(turns[user], link)]
      while position > users.lowerBound {
        let link = graph.userLink(position - 1)
        let user = graph.product(ofLink: link)
        guard graph.loop(user) == loop else { break }
        turn.append((turns[user], link))
        position -= 1
      }
      for (_, link) in turn.sorted(by: { $0.turn > $1.turn }) {
        let user = graph.product(ofLink: link)
        if !isMember(user, of: block) { hand(link, from: user, to: p, &need) }
      }
    }
  }

  /// The same for all users of a hub: only of stretches of which that is not known. Tiers go by which amounts are 0: as
  /// long as that stays they are what they were.
  private mutating func addUsers(ofHub hub: Int, _ p: ProductIndex, to need: inout Need) {
    hubSums.prepare(hub, p, graph)
    if mayMoveTiers { hubSums.forget(hub) }
    var next = hubSums.lowest(above: p)
    while let stretch = hubSums.firstUnknown(hub, from: next) {
      var part = Need()
      addUsers(hubSums.users(hub, stretch), of: p, outside: -1, to: &part)
      hubSums.set(hub, stretch, part.weight)
      need.tier = min(need.tier, part.tier)
      next = stretch + 1
    }
    hubSums.add(hub, p, to: &need.weight)
    addUsers(hubSums.users(nextTo: p, hub), of: p, outside: -1, to: &need)
    if !mayMoveTiers { need.tier = needs[p].tier }
  }

  /// Has the needs of a component looked at, because what one of its users asks of it may be something else.
  mutating func askAgain(_ component: ProductIndex, because user: ProductIndex) {
    pendingNeeds.insert(component)
    if let hub = model.hubs.place(component, graph) { hubSums.forget(hub, user, graph) }
  }

  @inline(__always)
  private func hand(_ link: Int, from user: ProductIndex, to p: ProductIndex, _ need: inout Need) {
    let amount = model.amounts[link]
    let other = needs[user]
    if amount == 0 || other.tier == Need.unreached { return }
    need.weight += other.weight * amount
    let tier = other.tier + (borders.crosses(user, p) ? 1 : 0)
    if tier < need.tier { need.tier = tier }
  }

  private mutating func set(_ p: ProductIndex, _ need: Need) {
    let before = needs[p]
    needs[p] = need
    if before.weight == need.weight, before.tier == need.tier { return }
    reached += (need.tier == Need.unreached ? 0 : 1) - (before.tier == Need.unreached ? 0 : 1)
    notFinite += need.isBeyondNumbers - before.isBeyondNumbers
    sums.touch(p)
    inputs.touch(p)
    otherNeeds.note(p, need.weight)
    for link in graph.components(of: p) where model.amounts[link] != 0 {
      askAgain(graph.component(link), because: p)
    }
  }
}

extension Need {
  fileprivate var isBeyondNumbers: Int { tier != Need.unreached && !weight.isFinite ? 1 : 0 }
}
