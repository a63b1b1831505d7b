import SupplyGraph

/// A model under edits, kept current by work that grows with what a change reaches and not with the graph.
///
/// Everything is a function of the baseline and `overrides` alone, to the last bit, because every number that may have
/// changed is worked out anew from its neighbours, in the order in which a sweep over the whole graph adds them up;
/// nothing is corrected by differences, which would leave a trace of the way. Own emissions, amounts and what the focus
/// needs are current after each move. Totals follow when they are asked for: what has to be looked at is `pending`.
///
/// - SeeAlso: Heijungs & Suh (2002), ch. 6, for what a change of one coefficient reaches.
struct EditState: Sendable {
  let baseline: RollUp
  let graph: SupplyGraph
  let subject: Focus.Subject
  let borders: Borders
  var overrides: [Parameter: Double] = [:]
  var model: Model

  /// Products whose totals, status or bounds may not be those of `overrides`.
  var pending: NumberSet
  /// Whether a sweep was left before its end, so that what it changed is not followed by `pending`.
  var isTorn = false
  /// Whether something beneath or in a product differs from the baseline, so that its figures are not the baseline's.
  var isDifferent: [Bool]
  var owns: [ProductIndex: OwnOverride] = [:]
  /// How many overrides are about a product's own part or amounts, and which products there are any about.
  private var seeds: [ProductIndex: Int] = [:]
  private(set) var isSeed: NumberSet
  /// Links and products with figures below 0: without them bounds are totals.
  var credits: Int
  /// Whether `model.bounds` are made for figures below 0.
  var hasCreditBounds: Bool
  /// What numbers may grow to.
  let headroom: Headroom

  /// What is in focus, with the quantities of `overrides`, and where in it a product is.
  var asked: [Focus.Top]
  let baseAsked: [Focus.Top]
  let topPlaces: [ProductIndex: [Int]]
  /// Those of it without a figure.
  var unknownTops: Set<ProductIndex>
  /// All others.
  private(set) var knownTops: [Focus.Top] = []
  /// What they add up to; nil where that is to be worked out.
  var focusSum: Double?
  var needs: [Need]
  private(set) var known: KnownWeights?
  var needQueue: NeedQueue
  var otherNeeds: OtherNeeds
  /// Whether an amount became 0 or stopped being it, or something in focus got its first figure, since needs were
  /// current.
  var mayMoveTiers = false
  /// Room for sweeps.
  var weights: [Double]
  var reached: Int
  var notFinite: Int
  var sums: ContributionSums
  var column: TotalColumn
  var inputs: EditedInputs

  /// By product: place in the sweep of the needs, which goes downwards. Empty without loops.
  var turns: [Int32]
  /// Loops with changed amounts, and places in `model.blocks` that are free.
  var changedLoops: Set<Int> = []
  var freeBlocks: [Int] = []
  /// −1 for each product between uses; empty without loops.
  var local: [Int32]

  init(_ focus: Focus) {
    baseline = focus.rollUp
    graph = baseline.graph
    subject = focus.subject
    borders = Borders(graph)
    // Two things that take long and have nothing to do with each other.
    let (headroom, own) = Parallel.both(threads: 2, { Headroom(focus.rollUp) }, { OwnMemory(focus) })
    self.headroom = headroom
    (model, needs, weights, column) = (own.model, own.needs, own.weights, own.column)
    credits = own.credits
    hasCreditBounds = credits > 0
    pending = NumberSet(limit: graph.count)
    isSeed = pending
    isDifferent = [Bool](large: false, count: graph.count)
    asked = focus.asked
    baseAsked = focus.asked
    topPlaces = Dictionary(grouping: focus.asked.indices) { focus.asked[$0].product }
    unknownTops = Set(focus.asked.map(\.product).filter { !focus.rollUp.status($0).hasTotal })
    knownTops = asked.filter { [unknownTops] in !unknownTops.contains($0.product) }
    needQueue = NeedQueue(pending: pending, hubSums: HubSums(focus.rollUp.model.hubs, graph))
    otherNeeds = OtherNeeds(focus.total == nil ? nil : focus.needs, count: graph.count)
    reached = 0
    notFinite = 0
    sums = ContributionSums(count: graph.count)
    inputs = EditedInputs(count: graph.count, total: focus.total)
    turns = []
    local = graph.loops.isEmpty ? [] : [Int32](repeating: -1, count: graph.count)
    if !graph.loops.isEmpty {
      turns = (0..<graph.count).map { Int32(truncatingIfNeeded: $0) }
      for loop in graph.loops.indices { setTurns(loop) }
    }
    mayMoveTiers = focus.total == nil
    if mayMoveTiers { sweepNeeds() } else { countNeeds() }
    // Where they are the same, those of the focus are there anyway.
    known = KnownWeights(baseline, knownTops, focus.total == nil ? needs : focus.needs)
  }
}

/// Own copies of what edits write to, so that the first of them need not wait for that.
private struct OwnMemory {
  var model: Model
  let needs: [Need]
  let weights: [Double]
  let column: TotalColumn
  /// Links and products with figures below 0.
  var credits: Int

  init(_ focus: Focus) {
    model = focus.rollUp.model
    model.amounts = Array(largeCopy: model.amounts)
    model.own = model.own.copied()
    needs = Array(largeCopy: focus.needs)
    weights = [Double](large: 0, count: focus.rollUp.graph.count)
    column = TotalColumn(focus.rollUp)
    credits = model.amounts.reduce(model.own.credits) { $0 &+ ($1 < 0 ? 1 : 0) }
  }
}

// Moves.
extension EditState {
  /// Makes the overrides exactly `wanted`, which have been checked one by one.
  ///
  /// - Complexity: O(overrides, products in focus that changed, what the focus needs less or more of); where totals
  ///   could leave the range of numbers or a loop could lose its answer, also what is reached upwards.
  /// - Throws: `loopWithoutAnswer`, `overflow`; then everything stays as it was.
  mutating func move(to wanted: [Parameter: Double]) throws(EditRefusal) {
    let before = overrides
    try take(wanted)
    if isSafe { return }
    do {
      try settle()
    } catch {
      // The way back is the way to an accepted state: it cannot be refused.
      try take(before)
      throw error
    }
  }

  /// Parameters first, then what follows downwards; totals become pending.
  private mutating func take(_ wanted: [Parameter: Double]) throws(EditRefusal) {
    focusSum = nil
    let changed =
      wanted.keys.filter { overrides[$0] != wanted[$0] } + overrides.keys.filter { wanted[$0] == nil }
    try takeAmounts(changed, wanted)
    for parameter in changed {
      switch parameter {
      case .own(let p), .ownPrimary(let p):
        count(p, in: parameter, wanted)
        takeOwn(p, wanted)
      case .amount(let link):
        count(graph.product(ofLink: link), in: parameter, wanted)
        askAgain([link])
      case .quantity(let p):
        for place in topPlaces[p] ?? [] {
          asked[place].quantity = wanted[parameter] ?? baseAsked[place].quantity
        }
        noteTops()
        needQueue.pending.insert(p)
      }
    }
    overrides = wanted
    for parameter in changed { noteWhetherKnown(parameter) }
    updateNeeds()
    if !mayNeedOther { otherNeeds.reset() }
  }

  /// Keeps count of a product's overrides, and has its totals looked at.
  private mutating func count(_ p: ProductIndex, in parameter: Parameter, _ wanted: [Parameter: Double]) {
    let change = (wanted[parameter] == nil ? 0 : 1) - (overrides[parameter] == nil ? 0 : 1)
    let number = seeds[p, default: 0] + change
    seeds[p] = number == 0 ? nil : number
    if number == 0 { isSeed.remove(p) } else { isSeed.insert(p) }
    markPending(p)
  }

  /// Has the totals of a product looked at.
  mutating func markPending(_ p: ProductIndex) {
    pending.insert(p)
    column.pending.insert(p)
  }

  private mutating func takeOwn(_ p: ProductIndex, _ wanted: [Parameter: Double]) {
    let override = OwnOverride(total: wanted[.own(p)], primaryShare: wanted[.ownPrimary(p)])
    let isOne = override.total != nil || override.primaryShare != nil
    owns[p] = isOne ? override : nil
    let own = isOne ? override.applied(to: baseline.model.own[p], graph.given(p)) : baseline.model.own[p]
    credits += (own[.total] < 0 ? 1 : 0) - (model.own[p][.total] < 0 ? 1 : 0)
    model.own[p] = own
    sums.touch(p)
    inputs.touch(p)
  }

  private mutating func takeAmounts(_ changed: [Parameter], _ wanted: [Parameter: Double]) throws(EditRefusal)
  {
    var before: [(link: Int, amount: Double)] = []
    var loops: Set<Int> = []
    for case .amount(let link) in changed {
      before.append((link, model.amounts[link]))
      setAmount(link, wanted[.amount(link)] ?? baseline.model.amounts[link])
      if let loop = graph.loop(ofLink: link) { loops.insert(loop) }
    }
    if loops.isEmpty { return }
    do {
      try takeLoops(loops, wanted)
    } catch {
      for (link, amount) in before { setAmount(link, amount) }
      throw error
    }
  }

  private mutating func setAmount(_ link: Int, _ amount: Double) {
    credits += (amount < 0 ? 1 : 0) - (model.amounts[link] < 0 ? 1 : 0)
    if (amount == 0) != (model.amounts[link] == 0) { noteMovedTiers() }
    model.amounts[link] = amount
  }

  /// A product in focus counts as soon as it has a figure.
  private mutating func noteWhetherKnown(_ parameter: Parameter) {
    let p: ProductIndex
    switch parameter {
    case .own(let product): p = product
    case .amount(let link): p = graph.product(ofLink: link)
    case .ownPrimary, .quantity: return
    }
    guard topPlaces[p] != nil, unknownTops.contains(p) == hasFigure(p) else { return }
    if unknownTops.remove(p) == nil { unknownTops.insert(p) }
    noteTops()
    noteMovedTiers()
    needQueue.pending.insert(p)
  }

  private mutating func noteTops() {
    knownTops = asked.filter { !unknownTops.contains($0.product) }
  }

  private mutating func noteMovedTiers() {
    mayMoveTiers = true
    column.mayNeedMore = true
  }

  /// What `Status.hasTotal` of a product will be, whatever its components are.
  func hasFigure(_ p: ProductIndex) -> Bool {
    switch baseline.status(p) {
    case .refused, .blocked: false
    case .declared: true
    default: owns[p]?.total != nil || graph.given(p).direct != nil || hasComponents(p)
    }
  }

  func hasComponents(_ p: ProductIndex) -> Bool {
    graph.components(of: p).contains { model.amounts[$0] != 0 }
  }
}

extension SupplyGraph {
  /// The loop that a link runs inside of.
  func loop(ofLink link: Int) -> Int? {
    guard let inside = loop(component(link)) else { return nil }
    return loop(product(ofLink: link)) == inside ? inside : nil
  }
}
