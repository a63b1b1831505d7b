import SupplyGraph

// Totals, status and bounds.
extension EditState {
  /// The part of the graph above which looking at every product is quicker than following users: in a sweep what is
  /// needed was worked out shortly before, users lie anywhere.
  static let largeReach = 64

  /// Whether `model` is that of `overrides` throughout.
  var isSettled: Bool { pending.isEmpty && !isTorn }

  /// Works out everything pending, in roll-up order, and from there what changes with it.
  ///
  /// t = d + A t of a product is summed up as a full sweep does, so the result is the same to the last bit.
  mutating func settle() throws(EditRefusal) {
    if isSettled { return }
    if isTorn { try sweepTotals(from: 0) }
    var next = 0
    var left = graph.count / EditState.largeReach
    while let p = pending.first(from: next) {
      let loop = graph.loop(p)
      left -= loop.map { graph.loops[$0].count } ?? 1
      if left < 0 {
        try sweepTotals(from: loop.map { graph.loops[$0].lowerBound } ?? p)
        break
      }
      if let loop {
        try settle(loop: loop, all: false)
        next = graph.loops[loop].upperBound
      } else {
        if try settle(p) { markUsers(of: p) }
        pending.remove(p)
        next = p + 1
      }
    }
    settleBounds()
  }

  /// All products from `first` on that differ from the baseline, or did before.
  private mutating func sweepTotals(from first: ProductIndex) throws(EditRefusal) {
    isTorn = true
    var next = first
    for (number, loop) in graph.loops.enumerated() where loop.upperBound > first {
      try sweepSingles(next..<max(next, loop.lowerBound))
      try settle(loop: number, all: true)
      next = loop.upperBound
    }
    try sweepSingles(next..<graph.count)
    pending.removeAll()
    isTorn = false
  }

  private mutating func sweepSingles(_ range: Range<ProductIndex>) throws(EditRefusal) {
    let starts = graph.links.starts
    let components = graph.links.components
    var p = range.lowerBound
    while true {
      p = settlePlainly(p, range.upperBound)
      guard p < range.upperBound else { return }
      defer { p += 1 }
      var isReached =
        isDifferent[p] || pending.contains(p) || (hasCreditBounds && model.status[p] == .blocked)
      var link = Int(starts[p])
      while !isReached, link < Int(starts[p + 1]) {
        isReached = isDifferent[Int(components[link])] && model.amounts[link] != 0
        link += 1
      }
      if isReached, try settle(p), mustMark(true) { markUsers(of: p) }
    }
  }

  /// A sweep comes by all products and sees by itself what differs below them, but not where only a bound does.
  private func mustMark(_ all: Bool) -> Bool { !all || hasCreditBounds }

  private mutating func markUsers(of p: ProductIndex) {
    for position in graph.users(of: p) {
      let link = graph.userLink(position)
      if model.amounts[link] != 0 { pending.insert(graph.product(ofLink: link)) }
    }
  }

  // MARK: One product

  /// Whether anything about the product has changed.
  private mutating func settle(_ p: ProductIndex) throws(EditRefusal) -> Bool {
    var isChanged = false
    if model.status[p] != .refused, model.status[p] != .blocked {
      let upstream = upstream(of: p)
      if upstream.isDifferent || isSeed.contains(p) {
        let values = model.own[p] + upstream.sum
        guard values.isFinite else { throw .overflow(p) }
        isChanged = set(p, values, status(p, isOpen: upstream.isOpen), isDifferent: true)
      } else {
        isChanged = set(p, baseline.model.values[p], baseline.model.status[p], isDifferent: false)
      }
    }
    return setBound(p, hasCreditBounds ? bound(p) : model.values[p][.total]) || isChanged
  }

  private struct Upstream {
    var sum = Channels.zero
    /// Whether some component is not as in the baseline.
    var isDifferent = false
    /// Whether something that a component brings is not known.
    var isOpen = false
  }

  /// What components bring, but for members of `block`.
  private func upstream(of p: ProductIndex, outside block: Int32 = -1) -> Upstream {
    var result = Upstream()
    for link in graph.components(of: p) {
      let amount = model.amounts[link]
      let component = graph.component(link)
      if amount == 0 || isMember(component, of: block) { continue }
      result.sum.add(model.values[component], times: amount)
      if isDifferent[component] { result.isDifferent = true }
      let status = model.status[component]
      if status == .gap || status == .lowerBound { result.isOpen = true }
    }
    return result
  }

  private func status(_ p: ProductIndex, isOpen: Bool) -> Status {
    let before = baseline.model.status[p]
    if before == .declared { return .declared }
    if before == .computed { return isOpen ? .lowerBound : .computed }
    if lacksOwn(p) { return hasComponents(p) ? .lowerBound : .gap }
    return isOpen ? .lowerBound : .computed
  }

  /// Whether nobody states own emissions.
  private func lacksOwn(_ p: ProductIndex) -> Bool { owns[p]?.total == nil && graph.given(p).direct == nil }

  private mutating func set(_ p: ProductIndex, _ values: Channels, _ status: Status, isDifferent isNew: Bool)
    -> Bool
  {
    let isChanged = model.values[p] != values || model.status[p] != status || isDifferent[p] != isNew
    model.values[p] = values
    model.status[p] = status
    isDifferent[p] = isNew
    return isChanged
  }

  @inline(__always)
  func isMember(_ p: ProductIndex, of block: Int32) -> Bool { block >= 0 && model.blockOf[p] == block }

  // MARK: Loops

  private mutating func settle(loop: Int, all: Bool) throws(EditRefusal) {
    for step in model.steps[loop] {
      switch step {
      case .single(let p):
        let p = Int(p)
        if !all, !pending.contains(p) { continue }
        if try settle(p), mustMark(all) { markUsers(of: p) }
      case .block(let number):
        let members = model.blocks[Int(number)].links.members
        let isTouched = members.contains { isDifferent[Int($0)] || pending.contains(Int($0)) }
        if isTouched || hasCreditBounds || all && isReached(members, number, { isDifferent[$0] }) {
          try settle(block: number, all: all)
        }
      }
    }
    // Members without a figure are in no step, and nothing changes about them.
    for p in graph.loops[loop] { pending.remove(p) }
  }

  /// Whether an edit stands in a block or something outside it that its members need is different, which in a sweep past
  /// thousands of blocks is to be told at a look.
  func isReached(_ members: Stretch<Int32>, _ number: Int32, _ isDifferent: (Int) -> Bool) -> Bool {
    members.contains { member in
      isSeed.contains(Int(member))
        || graph.components(of: Int(member)).contains { link in
          let component = graph.component(link)
          return isDifferent(component) && model.amounts[link] != 0 && !isMember(component, of: number)
        }
    }
  }

  private mutating func settle(block number: Int32, all: Bool) throws(EditRefusal) {
    let block = model.blocks[Int(number)]
    let members = block.links.members.map { Int($0) }
    let upstream = members.map { self.upstream(of: $0, outside: number) }
    let isReached = upstream.contains(where: \.isDifferent) || members.contains { isSeed.contains($0) }
    let (values, status) =
      isReached
      ? (try solve(block, upstream), self.status(block, upstream))
      : (members.map { baseline.model.values[$0] }, members.map { baseline.model.status[$0] })
    var changed = members.indices.filter { set(members[$0], values[$0], status[$0], isDifferent: isReached) }
    let bounds = hasCreditBounds ? bounds(block, number) : values.map { $0[.total] }
    for i in members.indices where setBound(members[i], bounds[i]) { changed.append(i) }
    if mustMark(all) { for i in changed { markUsers(of: members[i]) } }
  }

  private func solve(_ block: LoopBlock, _ upstream: [Upstream]) throws(EditRefusal) -> [Channels] {
    let members = block.links.members
    let given = upstream.indices.map { model.own[Int(members[$0])] + upstream[$0].sum }
    guard let values = block.solve(given, near: members.map { baseline.model.values[Int($0)] }) else {
      throw .loopWithoutAnswer(LoopName(block.links, graph).members)
    }
    return values
  }

  /// What is open in a loop is open for all who need it, up to declared members.
  private func status(_ block: LoopBlock, _ upstream: [Upstream]) -> [Status] {
    let members = block.links.members.map { Int($0) }
    var status = members.indices.map { i -> Status in
      if baseline.model.status[members[i]] == .declared { return .declared }
      return upstream[i].isOpen || lacksOwn(members[i]) ? .lowerBound : .computed
    }
    var open = members.indices.filter { status[$0] == .lowerBound }
    if open.isEmpty { return status }
    let users = block.links.reversed
    while let i = open.popLast() {
      for position in users.links(of: i) {
        let user = Int(users.components[position])
        guard status[user] == .computed else { continue }
        status[user] = .lowerBound
        open.append(user)
      }
    }
    return status
  }
}

// Bounds: see `Bounds`.
extension EditState {
  private mutating func setBound(_ p: ProductIndex, _ bound: Double) -> Bool {
    if model.bounds[p] == bound { return false }
    model.bounds[p] = bound
    return true
  }

  private func bound(_ p: ProductIndex, outside block: Int32 = -1) -> Double {
    var sum = abs(model.own[p][.total])
    for link in graph.components(of: p) {
      let component = graph.component(link)
      if !isMember(component, of: block) { sum += abs(model.amounts[link]) * model.bounds[component] }
    }
    return min(sum, .greatestFiniteMagnitude)
  }

  private func bounds(_ block: LoopBlock, _ number: Int32) -> [Double] {
    let rhs = block.links.members.map { bound(Int($0), outside: number) }
    return block.withoutSigns?.solve(rhs) ?? rhs.map { _ in .greatestFiniteMagnitude }
  }

  /// The first figure below 0 anywhere, or the last one gone, changes what all bounds are.
  private mutating func settleBounds() {
    guard hasCreditBounds != (credits > 0) else { return }
    hasCreditBounds = credits > 0
    model.bounds = Bounds.bounds(of: model, graph)
  }
}

extension Bounds {
  /// Of a model that is settled but for its bounds.
  static func bounds(of model: Model, _ graph: SupplyGraph) -> [Double] {
    let hasCredits =
      model.amounts.contains { $0 < 0 } || model.own.indices.contains { model.own.total($0) < 0 }
    if !hasCredits { return model.values.indices.map { model.values.total($0) } }
    var sweep = Sweep(graph)
    (sweep.amounts, sweep.own, sweep.values) = (model.amounts, model.own, model.values)
    (sweep.steps, sweep.blocks) = (model.steps, model.blocks)
    return bounds(sweep, graph)
  }
}
