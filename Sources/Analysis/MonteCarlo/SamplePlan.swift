import SupplyGraph

/// What of a focus has to be drawn and swept, and nothing else, in the order of the sweep.
///
/// Products that the focus needs are numbered anew, components first, members of one loop side by side. Own emissions
/// are one more entry of a product, with a component of constant total 1, so that a sweep is one kind of work.
struct SamplePlan: Sendable {
  /// Entries of product `i`: `starts[i] ..< starts[i + 1]`.
  private(set) var starts: [Int32] = [0]
  /// The product an entry draws on; the number of products stands for "own emissions".
  private(set) var components: [Int32] = []
  /// Own emissions or amount now.
  private(set) var values: [Double] = []
  /// Standard deviation of its logarithm.
  private(set) var deviations: [Double] = []
  /// What its random numbers are found by, see `number`.
  private(set) var inputs: [UInt64] = []
  private(set) var steps: [Step] = []
  private(set) var tops: [(product: Int32, quantity: Double)] = []
  private(set) var count = 0

  enum Step: Sendable {
    /// Products outside loops.
    case range(Range<Int>)
    case loop(Loop)
  }

  struct Loop: Sendable {
    var members: Range<Int>
    /// By member, in order: the first entry that draws on another member. Those before draw on what lies outside.
    var inside: [Int32]
    var hasCredits: Bool
  }

  /// Products between two looks at whether somebody has cancelled.
  private static let stride = 16_384

  /// The number random numbers of an input are found by: of the places of its products in the order of all identifiers,
  /// so that it does not change when the graph is given further links.
  static func number(_ input: Parameter, _ graph: SupplyGraph) -> UInt64? {
    switch input {
    case .own(let p): NormalDraw.mixed(UInt64(graph.rank(p)))
    case .amount(let link):
      NormalDraw.mixed(
        UInt64(graph.rank(graph.product(ofLink: link)) + 1) &<< 32 | UInt64(graph.rank(graph.component(link)))
      )
    case .ownPrimary, .quantity: nil
    }
  }

  init(_ focus: Focus, _ spreads: Spreads) {
    guard focus.total != nil else { return }
    let graph = focus.rollUp.graph
    var builder = Builder(focus, spreads)
    var next = 0
    for (number, loop) in graph.loops.enumerated() {
      builder.addRange(next..<loop.lowerBound)
      for step in focus.rollUp.model.steps[number] {
        switch step {
        case .single(let p): builder.addRange(Int(p)..<Int(p) + 1)
        case .block(let block): builder.add(focus.rollUp.model.blocks[Int(block)], Int(block))
        }
      }
      next = loop.upperBound
    }
    builder.addRange(next..<graph.count)
    self = builder.plan
    count = starts.count - 1
    for i in components.indices where components[i] < 0 { components[i] = Int32(truncatingIfNeeded: count) }
    tops = focus.tops.map { (builder.local[$0.product], $0.quantity) }
  }

  private init() {}

  private struct Builder {
    let focus: Focus
    let spreads: Spreads
    var plan = SamplePlan()
    /// −1 for what is not needed.
    var local: [Int32]

    init(_ focus: Focus, _ spreads: Spreads) {
      self.focus = focus
      self.spreads = spreads
      let graph = focus.rollUp.graph
      local = [Int32](repeating: -1, count: graph.count)
      let entries = graph.count + graph.linkCount
      plan.components.reserveLarge(entries)
      plan.values.reserveLarge(entries)
      plan.deviations.reserveLarge(entries)
      plan.inputs.reserveLarge(entries)
    }

    mutating func addRange(_ products: Range<ProductIndex>) {
      var first = plan.starts.count - 1
      for p in products where focus.needs[p].tier != Need.unreached {
        number(p)
        addOwn(p)
        for link in focus.rollUp.graph.components(of: p) { add(link) }
        finishProduct()
        if plan.starts.count - 1 - first >= SamplePlan.stride { finishRange(&first) }
      }
      finishRange(&first)
    }

    private mutating func finishRange(_ first: inout Int) {
      let end = plan.starts.count - 1
      guard end > first else { return }
      if case .range(let last)? = plan.steps.last, end - last.lowerBound <= SamplePlan.stride {
        plan.steps[plan.steps.count - 1] = .range(last.lowerBound..<end)
      } else {
        plan.steps.append(.range(first..<end))
      }
      first = end
    }

    mutating func add(_ block: LoopBlock, _ number: Int) {
      let members = block.links.members.map(Int.init)
      guard members.contains(where: { focus.needs[$0].tier != Need.unreached }) else { return }
      let first = plan.starts.count - 1
      var inside: [Int32] = []
      for (place, p) in members.enumerated() { local[p] = Int32(truncatingIfNeeded: first + place) }
      let blockOf = focus.rollUp.model.blockOf
      for p in members {
        let links = focus.rollUp.graph.components(of: p)
        addOwn(p)
        for link in links where Int(blockOf[focus.rollUp.graph.component(link)]) != number { add(link) }
        inside.append(Int32(truncatingIfNeeded: plan.components.count))
        for link in links where Int(blockOf[focus.rollUp.graph.component(link)]) == number { add(link) }
        finishProduct()
      }
      let loop = Loop(
        members: first..<first + members.count, inside: inside, hasCredits: block.links.hasCredits)
      plan.steps.append(.loop(loop))
    }

    private mutating func number(_ p: ProductIndex) {
      local[p] = Int32(truncatingIfNeeded: plan.starts.count - 1)
    }

    private mutating func finishProduct() {
      plan.starts.append(Int32(truncatingIfNeeded: plan.components.count))
    }

    private mutating func addOwn(_ p: ProductIndex) {
      add(.own(p), component: -1, value: focus.rollUp.ownValue(.total, p))
    }

    private mutating func add(_ link: Int) {
      add(
        .amount(link), component: local[focus.rollUp.graph.component(link)], value: focus.rollUp.amount(link))
    }

    private mutating func add(_ input: Parameter, component: Int32, value: Double) {
      guard value != 0, let number = SamplePlan.number(input, focus.rollUp.graph) else { return }
      plan.components.append(component)
      plan.values.append(value)
      plan.deviations.append(spreads.logDeviation(input))
      plan.inputs.append(number)
    }
  }
}
