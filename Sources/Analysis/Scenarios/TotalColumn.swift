import SupplyGraph

/// The totals of all products under edits in the one channel that most questions are about.
///
/// Follows edits as `EditState.settle` does, with the same arithmetic to the last bit, but for an eighth of the memory
/// and without status and bounds. What it has worked out is reported to `EditedInputs`.
struct TotalColumn: Sendable {
  /// kg CO2e per unit.
  fileprivate(set) var values: [Double]
  /// Whether something beneath or in a product differs from the baseline.
  fileprivate var isDifferent: BitColumn
  /// Products whose totals may not be those of the overrides.
  var pending: NumberSet
  /// Whether totals of products that the focus does not need are current too: sweeps leave them out. What is needed
  /// needs nothing that is not.
  fileprivate var isWhole = true
  /// Whether more products may be needed since.
  var mayNeedMore = false

  init(_ baseline: RollUp) {
    let count = baseline.graph.count
    values = [Double](large: 0, count: count)
    for p in 0..<count { values[p] = baseline.model.values.total(p) }
    isDifferent = BitColumn(count: count)
    pending = NumberSet(limit: values.count)
  }
}

extension EditState {
  /// Links that are followed before a sweep over this column takes over. It takes as long as following a twentieth of
  /// the links of a graph that is in the cache; where users lie far from each other, as in large ones, less.
  private var linksToFollow: Int { max(graph.linkCount / 2048, min(4096, graph.linkCount / 64), 64) }
  /// Links that take as long as one member of a loop.
  private static let linksPerMember = 16

  /// Works out every total that is pending, in roll-up order, and from there what changes with it. Nothing in it can
  /// be refused: `move` has seen to that.
  mutating func settleColumn() {
    if column.mayNeedMore { settleWholeColumn() }
    var left = linksToFollow
    while let p = followColumn(&left) {
      let loop = graph.loop(p)
      if let loop { left -= EditState.linksPerMember * graph.loops[loop].count }
      guard let loop, left > 0 else { return sweepColumn(from: p) }
      settleColumn(loop: loop, all: false)
    }
  }

  /// Up to a product of a loop, or to one behind which nothing is left of what may be followed; nil where all is done.
  private mutating func followColumn(_ left: inout Int) -> ProductIndex? {
    if column.pending.isEmpty { return nil }
    // Taken out, so that it is not copied.
    var pending = NumberSet(limit: 0)
    swap(&pending, &column.pending)
    defer { swap(&pending, &column.pending) }
    let graph = graph
    return withColumnKernel(all: false, threads: 1) { kernel in
      UserMemory.of(graph) { kernel.follow(&pending, $0, &left) }
    }
  }

  /// Of products that are not needed too.
  mutating func settleWholeColumn() {
    column.mayNeedMore = false
    if column.isWhole { return }
    sweepColumn(from: 0, all: true)
    column.isWhole = true
  }

  /// - Parameter all: whether every total is worked out, whatever changed.
  mutating func sweepColumn(from first: ProductIndex, all: Bool = false, threads: Int = 2) {
    let loops = graph.loops
    var (next, number) = (first, loops.firstIndex { $0.upperBound > first } ?? loops.count)
    // A loop is worked out as a whole.
    if number < loops.count { next = min(next, loops[number].lowerBound) }
    while true {
      number = sweepColumn(from: next, past: number, all, threads)
      guard number < loops.count else { break }
      settleColumn(loop: number, all: true)
      next = loops[number].upperBound
      number += 1
    }
    column.pending.removeAll()
  }

  private mutating func markUsersInColumn(of p: ProductIndex) {
    for position in graph.users(of: p) {
      let link = graph.userLink(position)
      if model.amounts[link] != 0 { column.pending.insert(graph.product(ofLink: link)) }
    }
  }

  /// Whether anything about the product has changed.
  private mutating func settleColumn(_ p: ProductIndex) -> Bool {
    inputs.touchLinks(of: p)
    if isWithoutFigure(p) { return false }
    let upstream = upstreamTotal(of: p)
    let isReached = upstream.isDifferent || isSeed.contains(p)
    return setInColumn(
      p, isReached ? model.own.total(p) + upstream.sum : baseline.model.values.total(p), isReached)
  }

  private mutating func setInColumn(_ p: ProductIndex, _ value: Double, _ isReached: Bool) -> Bool {
    let isChanged = column.values[p] != value || column.isDifferent[p] != isReached
    column.values[p] = value
    column.isDifferent[p] = isReached
    if isChanged { inputs.touch(p) }
    return isChanged
  }

  /// What no edit can give a figure.
  private func isWithoutFigure(_ p: ProductIndex) -> Bool {
    baseline.model.status[p] == .refused || baseline.model.status[p] == .blocked
  }

  /// What components bring, but for members of `block`.
  private func upstreamTotal(of p: ProductIndex, outside block: Int32 = -1) -> (
    sum: Double, isDifferent: Bool
  ) {
    var (sum, isDifferent) = (0.0, false)
    for link in graph.components(of: p) {
      let (amount, component) = (model.amounts[link], graph.component(link))
      if amount == 0 || isMember(component, of: block) { continue }
      sum += column.values[component] * amount
      isDifferent = isDifferent || column.isDifferent[component]
    }
    return (sum, isDifferent)
  }

  // MARK: Loops

  private mutating func settleColumn(loop: Int, all: Bool) {
    for step in model.steps[loop] {
      switch step {
      case .single(let p):
        let p = Int(p)
        if !all, !column.pending.contains(p) { continue }
        if settleColumn(p), !all { markUsersInColumn(of: p) }
      case .block(let number):
        let members = model.blocks[Int(number)].links.members
        let isReached = isReached(members, number) { column.isDifferent[$0] }
        let isTouched = members.contains { column.isDifferent[Int($0)] || column.pending.contains(Int($0)) }
        if isTouched || all && isReached { settleColumn(block: number, isReached, all: all) }
      }
    }
    for p in graph.loops[loop] { column.pending.remove(p) }
  }

  private mutating func settleColumn(block number: Int32, _ isReached: Bool, all: Bool) {
    let block = model.blocks[Int(number)]
    let members = block.links.members.map { Int($0) }
    guard let values = isReached ? totals(block, number) : members.map({ baseline.model.values.total($0) })
    else {
      // An accepted edit leaves no needed loop without an answer; of others, what is below may be of another state.
      column.isWhole = false
      return
    }
    for (p, value) in zip(members, values) {
      inputs.touchLinks(of: p)
      if setInColumn(p, value, isReached), !all { markUsersInColumn(of: p) }
    }
  }

  /// Of the members of a block, which are not worked out twice.
  private func totals(_ block: LoopBlock, _ number: Int32) -> [Double]? {
    let members = block.links.members.map { Int($0) }
    if isSettled { return members.map { model.values.total($0) } }
    let given = members.map { model.own.total($0) + upstreamTotal(of: $0, outside: number).sum }
    return block.solve([given], near: [members.map { baseline.model.values.total($0) }])?.first
  }

  // MARK: Many products

  /// Products from `first` on, whatever is pending, past all loops from `number` on that need no closer look; the number
  /// of the first other one, or that behind the last.
  private mutating func sweepColumn(from first: ProductIndex, past number: Int, _ all: Bool, _ threads: Int)
    -> Int
  {
    var (hasSkipped, stop) = (false, number)
    withColumnKernel(all: all, threads: threads) { kernel in
      stop = kernel.sweep(from: first, past: number, &hasSkipped)
    }
    if hasSkipped { column.isWhole = false }
    return stop
  }

  private mutating func withColumnKernel<Result>(
    all: Bool, threads: Int, _ body: (ColumnKernel) -> Result
  ) -> Result {
    let (links, graph, base, seeds, pending) = (graph.links, graph, baseline.model, isSeed, column.pending)
    return links.starts.withUnsafeBufferPointer { starts in
      links.components.withUnsafeBufferPointer { components in
        model.amounts.withUnsafeBufferPointer { amounts in
          model.own.withHeads { own, ownStride in
            model.withLoopMemory(graph) { loops in
              base.values.withHeads { baseValues, baseStride in
                base.status.withUnsafeBufferPointer { status in
                  column.values.withUnsafeMutableBufferPointer { values in
                    column.isDifferent.withWords { isDifferent in
                      inputs.withRecorder { recorder in
                        needs.withUnsafeBufferPointer { needs in
                          body(
                            ColumnKernel(
                              links: LinkMemory(
                                starts: starts.base, components: components.base, amounts: amounts.base,
                                totals: UnsafePointer(values.base)),
                              own: (own, ownStride), baseline: (baseValues, baseStride), status: status.base,
                              values: values.base, count: values.count, isDifferent: isDifferent,
                              recorder: recorder, needs: all ? nil : needs.base, seeds: seeds,
                              pending: pending,
                              loops: loops, threads: threads))
                        }
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
