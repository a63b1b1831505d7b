import SupplyGraph

/// The totals of all products under edits in the one channel that most questions are about.
///
/// Follows edits as `EditState.settle` does, with the same arithmetic to the last bit, but for an eighth of the memory
/// and without status and bounds. What it has worked out is reported to `EditedInputs`.
struct TotalColumn: Sendable {
  /// kg CO2e per unit.
  fileprivate(set) var values: [Double]
  /// Whether something beneath or in a product differs from the baseline.
  fileprivate var isDifferent: [Bool]
  /// Products whose totals may not be those of the overrides.
  var pending: NumberSet

  init(_ baseline: RollUp) {
    values = baseline.model.values.indices.map { baseline.model.values.total($0) }
    isDifferent = [Bool](repeating: false, count: values.count)
    pending = NumberSet(limit: values.count)
  }
}

extension EditState {
  /// The part of the graph above which a sweep over this column is quicker than following users.
  private static let largeReachOfColumn = 128

  /// Works out every total that is pending, in roll-up order, and from there what changes with it. Nothing in it can
  /// be refused: `move` has seen to that.
  mutating func settleColumn() {
    var next = 0
    var left = graph.count / EditState.largeReachOfColumn
    while let p = column.pending.first(from: next) {
      if left <= 0 { return sweepColumn(from: p) }
      if let loop = graph.loop(p) {
        left -= graph.loops[loop].count
        settleColumn(loop: loop, all: false)
        next = graph.loops[loop].upperBound
      } else {
        left -= 1
        if settleColumn(p) { markUsersInColumn(of: p) }
        column.pending.remove(p)
        next = p + 1
      }
    }
  }

  private mutating func sweepColumn(from first: ProductIndex) {
    var next = first
    for (number, loop) in graph.loops.enumerated() where loop.upperBound > first {
      sweepColumn(over: next..<max(next, loop.lowerBound))
      settleColumn(loop: number, all: true)
      next = loop.upperBound
    }
    sweepColumn(over: next..<graph.count)
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
        if all || members.contains(where: { column.pending.contains(Int($0)) }) {
          settleColumn(block: number, all: all)
        }
      }
    }
    for p in graph.loops[loop] { column.pending.remove(p) }
  }

  private mutating func settleColumn(block number: Int32, all: Bool) {
    let block = model.blocks[Int(number)]
    let members = block.links.members.map { Int($0) }
    let upstream = members.map { upstreamTotal(of: $0, outside: number) }
    let isReached = upstream.contains(where: \.isDifferent) || members.contains { isSeed.contains($0) }
    let isTouched = members.contains { column.isDifferent[$0] || column.pending.contains($0) }
    if !isReached, !isTouched { return }
    let given = members.indices.map { model.own.total(members[$0]) + upstream[$0].sum }
    let values = isReached ? block.solve(given) : members.map { baseline.model.values.total($0) }
    guard let values else { return assertionFailure("an accepted edit left a loop without an answer") }
    for (p, value) in zip(members, values) {
      inputs.touchLinks(of: p)
      if setInColumn(p, value, isReached), !all { markUsersInColumn(of: p) }
    }
  }

  // MARK: Many products

  /// Products outside loops, whatever is pending.
  private mutating func sweepColumn(over range: Range<ProductIndex>) {
    let (links, base, seeds, pending) = (graph.links, baseline.model, isSeed, column.pending)
    links.starts.withUnsafeBufferPointer { starts in
      links.components.withUnsafeBufferPointer { components in
        model.amounts.withUnsafeBufferPointer { amounts in
          model.own.withHeads { own, ownStride in
            base.values.withHeads { baseValues, baseStride in
              base.status.withUnsafeBufferPointer { status in
                column.values.withUnsafeMutableBufferPointer { values in
                  column.isDifferent.withUnsafeMutableBufferPointer { isDifferent in
                    inputs.withTouched { touchedLinks, touchedChunks in
                      ColumnKernel(
                        links: (starts.base, components.base, amounts.base), own: (own, ownStride),
                        baseline: (baseValues, baseStride), status: status.base, values: values.base,
                        isDifferent: isDifferent.base, touchedLinks: touchedLinks,
                        touchedChunks: touchedChunks
                      ).run(range, seeds, pending)
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

/// `EditState.settleColumn` of products outside loops over plain memory.
private struct ColumnKernel {
  let links: (starts: UnsafePointer<Int32>, components: UnsafePointer<Int32>, amounts: UnsafePointer<Double>)
  let own: (heads: UnsafePointer<SIMD4<Double>>, stride: Int)
  let baseline: (heads: UnsafePointer<SIMD4<Double>>, stride: Int)
  /// Of the baseline.
  let status: UnsafePointer<Status>
  let values: UnsafeMutablePointer<Double>
  let isDifferent: UnsafeMutablePointer<Bool>
  let touchedLinks: UnsafeMutablePointer<Bool>
  let touchedChunks: UnsafeMutablePointer<Bool>

  func run(_ range: Range<ProductIndex>, _ seeds: NumberSet, _ pending: NumberSet) {
    for p in range {
      let isReached = reaches(p) || seeds.contains(p)
      guard isReached || isDifferent[p] || pending.contains(p) else { continue }
      touchedLinks[p] = true
      touchedChunks[p / RankedInputs.chunk] = true
      if status[p] == .refused || status[p] == .blocked { continue }
      values[p] =
        isReached ? own.heads[p * own.stride][0] + upstream(p) : baseline.heads[p * baseline.stride][0]
      isDifferent[p] = isReached
    }
  }

  @inline(__always)
  private func components(_ p: ProductIndex) -> Range<Int> {
    Int(links.starts[p])..<Int(links.starts[p + 1])
  }

  @inline(__always)
  private func reaches(_ p: ProductIndex) -> Bool {
    for link in components(p) where isDifferent[Int(links.components[link])] && links.amounts[link] != 0 {
      return true
    }
    return false
  }

  @inline(__always)
  private func upstream(_ p: ProductIndex) -> Double {
    var sum = 0.0
    for link in components(p) where links.amounts[link] != 0 {
      sum += values[Int(links.components[link])] * links.amounts[link]
    }
    return sum
  }
}
