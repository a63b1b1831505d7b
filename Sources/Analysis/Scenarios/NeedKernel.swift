import SupplyGraph

/// What users ask of products, over plain memory.
///
/// Where the sweep over the whole graph hands weights on to components, this asks users for them, in the order in
/// which they would hand them on, so that sums are the same to the last bit.
struct NeedKernel {
  let users: UserMemory
  let links: LinkPointers
  /// By product.
  let needs: UnsafeMutablePointer<Need>
  let borders: Borders
  let direct: DirectNeeds
  /// By product, where there are loops.
  let turns: UnsafePointer<Int32>
  let blockOf: UnsafePointer<Int32>
  let hubs: Hubs
  let mayMoveTiers: Bool

  /// Works out the needs of what is pending, users first, and from there what changes with it: down to a product of a
  /// loop, or to one for which nothing is left of the products that may be asked; nil where all is done.
  func follow(_ queue: inout NeedQueue, below limit: ProductIndex, _ left: inout Int) -> ProductIndex? {
    var limit = limit
    while let p = queue.pending.last(before: limit) {
      if users.isInLoop(p) { return p }
      left -= 1
      if left < 0 { return p }
      settle(p, &queue)
      limit = p
    }
    return nil
  }

  /// One that does not need itself.
  func settle(_ p: ProductIndex, _ queue: inout NeedQueue) {
    queue.pending.remove(p)
    set(p, asked(p, outside: -1, &queue), &queue)
  }

  /// Members of a loop that need each other.
  func settle(_ block: LoopBlock, _ number: Int32, _ known: KnownWeights?, _ queue: inout NeedQueue) {
    let members = block.links.members.map { Int($0) }
    guard members.contains(where: { queue.pending.contains($0) }) else { return }
    let outside = members.map { asked($0, outside: number, &queue) }
    let weights = block.weights(outside.map(\.weight), known, number)
    let tiers = block.tiers(from: outside.map(\.tier), borders)
    for (i, p) in members.enumerated() { set(p, Need(weight: weights[i], tier: tiers[i]), &queue) }
  }

  private func set(_ p: ProductIndex, _ need: Need, _ queue: inout NeedQueue) {
    let before = needs[p]
    needs[p] = need
    if before.weight == need.weight, before.tier == need.tier { return }
    queue.changes.append(NeedChange(product: Int32(truncatingIfNeeded: p), before: before))
    for link in links.of(p) where links.amounts[link] != 0 { askAgain(link, &queue) }
  }

  /// Has the needs of a component looked at, because what its user asks of it by a link may be something else.
  func askAgain(_ link: Int, _ queue: inout NeedQueue) {
    let component = Int(links.components[link])
    queue.pending.insert(component)
    if let hub = hubs.place(component, users) {
      queue.hubSums.forget(hub, users.product(ofLink: link), users)
    }
  }

  /// What the focus itself and all users ask of a product, but for users in `block`.
  private func asked(_ p: ProductIndex, outside block: Int32, _ queue: inout NeedQueue) -> Need {
    var need = direct.need(p)
    if let hub = hubs.place(p, users) {
      addUsers(ofHub: hub, p, to: &need, &queue.hubSums)
    } else {
      addUsers(users.of(p), of: p, outside: block, to: &need)
    }
    return need
  }

  /// What users ask whose links are in a part of the transposed table.
  private func addUsers(_ part: Range<Int>, of p: ProductIndex, outside block: Int32, to need: inout Need) {
    var position = part.upperBound
    while position > part.lowerBound {
      position -= 1
      let link = users.link(position)
      let user = users.product(ofLink: link)
      if users.isInLoop(user) {
        position = addLoop(of: user, part.lowerBound...position, of: p, outside: block, to: &need)
      } else {
        hand(link, from: user, to: p, &need)
      }
    }
  }

  /// What the members of one loop ask, whose links are the last of a part, in their turn; the position of the first.
  private func addLoop(
    of user: ProductIndex, _ part: ClosedRange<Int>, of p: ProductIndex, outside block: Int32,
    to need: inout Need
  ) -> Int {
    let loop = users.loop(user)
    var first = part.upperBound
    while first > part.lowerBound, users.loop(users.product(ofLink: users.link(first - 1))) == loop {
      first -= 1
    }
    let inTurn = (first...part.upperBound).map { users.link($0) }
      .sorted { turns[users.product(ofLink: $0)] > turns[users.product(ofLink: $1)] }
    for link in inTurn {
      let user = users.product(ofLink: link)
      if block < 0 || blockOf[user] != block { hand(link, from: user, to: p, &need) }
    }
    return first
  }

  /// The same for all users of a hub: only of stretches of which that is not known. Tiers go by which amounts are 0: as
  /// long as that stays they are what they were.
  private func addUsers(ofHub hub: Int, _ p: ProductIndex, to need: inout Need, _ sums: inout HubSums) {
    sums.prepare(hub, p, users)
    if mayMoveTiers { sums.forget(hub) }
    var tier = need.tier
    sums.add(hub, p, to: &need.weight) { stretch in
      var part = Need()
      addUsers(stretch, of: p, outside: -1, to: &part)
      tier = min(tier, part.tier)
      return part.weight
    }
    need.tier = tier
    addUsers(sums.users(nextTo: p, hub), of: p, outside: -1, to: &need)
    if !mayMoveTiers { need.tier = needs[p].tier }
  }

  @inline(__always)
  private func hand(_ link: Int, from user: ProductIndex, to p: ProductIndex, _ need: inout Need) {
    let amount = links.amounts[link]
    let other = needs[user]
    if amount == 0 || other.tier == Need.unreached { return }
    need.weight += other.weight * amount
    let tier = other.tier + (borders.crosses(user, p) ? 1 : 0)
    if tier < need.tier { need.tier = tier }
  }
}

/// What the focus asks for itself.
struct DirectNeeds {
  let asked: [Focus.Top]
  /// Where in `asked` a product is.
  let places: [ProductIndex: [Int]]
  /// Those without a figure.
  let unknown: Set<ProductIndex>

  func need(_ p: ProductIndex) -> Need {
    guard let places = places[p], !unknown.contains(p) else { return Need() }
    return Need(weight: places.reduce(0) { $0 + asked[$1].quantity }, tier: 0)
  }
}

/// What has to be asked, and what is known of the answers.
struct NeedQueue: Sendable {
  /// Products whose needs must be looked at; empty between moves.
  var pending: NumberSet
  var hubSums: HubSums
  /// Needs that are not what they were, since somebody last took note of it.
  var changes: [NeedChange] = []
}

struct NeedChange: Sendable {
  let product: Int32
  let before: Need
}
