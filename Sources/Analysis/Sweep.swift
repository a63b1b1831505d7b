import Footprints
import SupplyGraph

/// The roll-up in progress.
struct Sweep {
  let graph: SupplyGraph
  var amounts: [Double]
  var own: ChannelTable
  var values: ChannelTable
  var status: [Status]
  /// The totals, which bound themselves as long as nothing is negative.
  var bounds: [Double]
  var steps: [[Step]]
  var blocks: [LoopBlock] = []
  var plainLoops: PlainLoops
  /// Room for the members of a plain loop.
  var room: ChannelTable
  var refusedLoops: [[ProductIndex]] = []
  var notices = NoticeLog()
  /// Place among the members of the loop at hand; −1 outside.
  var local: [Int32]
  var seen = Seen()
  /// Up to where the kernel has looked at what is stated.
  var prepared = Prepared()
  /// Whether some amount or own emissions are negative, once all is settled.
  var hasCredits = false
  /// Whether every product takes the way that needs no short cuts: tests compare both.
  let isThorough: Bool

  init(_ graph: SupplyGraph, isThorough: Bool = false) {
    self.graph = graph
    self.isThorough = isThorough
    amounts = graph.links.amounts
    // Memory is set as the sweep comes along, not twice.
    let width = isThorough ? .three : ChannelTable.Width(graph.usedFigures)
    own = ChannelTable(unsetCount: graph.count, width: width)
    values = ChannelTable(unsetCount: graph.count, width: width)
    status = [Status](repeating: .gap, count: graph.count)
    bounds = Array(unsetLarge: graph.count)
    steps = [[Step]](repeating: [], count: graph.loops.count)
    plainLoops = isThorough ? PlainLoops() : PlainLoops(graph)
    room = ChannelTable(unsetCount: plainLoops.largest, width: width)
    local = graph.loops.isEmpty ? [] : [Int32](repeating: -1, count: graph.count)
  }

  mutating func run() {
    var (next, loop) = (0, 0)
    while true {
      if !isThorough { next = runKernel(next, &loop) }
      guard next < graph.count else { break }
      // What needs a closer look.
      if loop < graph.loops.count, graph.loops[loop].lowerBound == next {
        settle(loop: loop)
        next = graph.loops[loop].upperBound
        loop += 1
      } else {
        settle(next)
        next += 1
      }
    }
    takeDownLoops()
    hasCredits = seen.hasSigns && findsCredits
    if hasCredits { bounds = Bounds.bounds(self, graph) }
  }

  private mutating func settle(loop number: Int) {
    let loop = graph.loops[number]
    for p in loop { (own[p], values[p]) = (.zero, .zero) }
    solve(loop: number)
    for p in loop { look(at: p) }
  }

  var findsCredits: Bool { amounts.contains { $0 < 0 } || own.indices.contains { own.total($0) < 0 } }

  /// A product all of whose components are settled.
  mutating func settle(_ p: ProductIndex) {
    (own[p], values[p]) = (.zero, .zero)
    add(p)
    look(at: p)
  }

  /// Remembers what later products must know of a settled one.
  private mutating func look(at p: ProductIndex) {
    bounds[p] = values.total(p)
    seen.see(status[p])
    if own.total(p).sign == .minus { seen.hasSigns = true }
    for link in graph.components(of: p) where amounts[link].sign == .minus { seen.hasSigns = true }
  }

  private mutating func add(_ p: ProductIndex) {
    let given = graph.given(p)
    if given.declared == nil, let obstacle = obstacle(p) {
      block(p, obstacle)
      return
    }
    cutWhatHasNoTotal(p)
    let upstream = gather(p)
    let figures = OwnEmissions(given, upstream: upstream)
    let mine = figures.channels
    var sum = mine + upstream
    if let declared = given.declared, !figures.isAsStated { sum[.total] = declared }
    status[p] = state(p, given)
    guard sum.isFinite, mine.isFinite else {
      refuseOutOfRange(p)
      return
    }
    (own[p], values[p]) = (mine, sum)
    figures.report(p, of: graph, to: &notices)
    reportMissing(p, given)
  }

  /// What components bring, over all channels.
  func gather(_ p: ProductIndex) -> Channels {
    var sum = Channels.zero
    let table = graph.links
    for link in Int(table.starts[p])..<Int(table.starts[p + 1]) where amounts[link] != 0 {
      sum.add(values[Int(table.components[link])], times: amounts[link])
    }
    return sum
  }

  /// The first component that has no total and never will, in the order of links.
  func obstacle(_ p: ProductIndex) -> ProductIndex? {
    for link in graph.components(of: p) where amounts[link] != 0 {
      let component = graph.component(link)
      if status[component] == .refused || status[component] == .blocked { return component }
    }
    return nil
  }

  private func state(_ p: ProductIndex, _ given: GivenFigures) -> Status {
    if given.declared != nil { return .declared }
    if given.direct == nil { return hasComponents(p) ? .lowerBound : .gap }
    return hasOpenComponent(p) ? .lowerBound : .computed
  }

  /// Links of amount 0 bring nothing, and nobody knows more with them than without.
  func hasComponents(_ p: ProductIndex) -> Bool { graph.components(of: p).contains { amounts[$0] != 0 } }

  /// Whether something that a component brings is not known.
  func hasOpenComponent(_ p: ProductIndex) -> Bool {
    graph.components(of: p).contains { link in
      let component = status[graph.component(link)]
      return amounts[link] != 0 && (component == .gap || component == .lowerBound)
    }
  }

  /// A declaration also covers components that have no total of their own: they stay in its own part.
  mutating func cutWhatHasNoTotal(_ p: ProductIndex) {
    for link in graph.components(of: p) {
      let component = status[graph.component(link)]
      if component == .refused || component == .blocked { amounts[link] = 0 }
    }
  }
}

// What is left without a total, and why.
extension Sweep {
  /// Seen at once: other members of a loop may need it.
  private mutating func set(_ p: ProductIndex, _ without: Status) {
    status[p] = without
    seen.hasObstacles = true
  }

  mutating func block(_ p: ProductIndex, _ obstacle: ProductIndex) {
    set(p, .blocked)
    notices.add(
      Notice(.dependsOnRefusedLoop, place: graph.place(p), found: graph.id(obstacle), product: graph.id(p)))
  }

  mutating func refuseOutOfRange(_ p: ProductIndex) {
    set(p, .refused)
    own[p] = .zero
    values[p] = .zero
    notices.add(Notice(.numberOutOfRange, place: graph.place(p), product: graph.id(p)))
  }

  mutating func refuse(_ links: LocalLinks) {
    for p in links.members { set(Int(p), .refused) }
    let loop = LoopName(links, graph).members
    refusedLoops.append(loop)
    guard let first = loop.first else { return }
    // A ring of thousands is told by its beginning.
    let ids = loop.prefix(12).map { graph.id($0) } + (loop.count > 12 ? ["…"] : []) + [graph.id(first)]
    notices.add(
      Notice(
        .loopRefused, place: graph.place(first), found: ids.joined(separator: " > "),
        product: graph.id(first)))
  }

  func missing(_ p: ProductIndex, _ given: GivenFigures) -> Notice? {
    guard given.isEmpty else { return nil }
    return Notice(
      .missingFigure, place: graph.place(p),
      field: hasComponents(p) ? "direct_kgco2e" : "declared_pcf_kgco2e", product: graph.id(p))
  }

  mutating func reportMissing(_ p: ProductIndex, _ given: GivenFigures) {
    if let notice = missing(p, given) { notices.add(notice) }
  }
}
