import Footprints
import SupplyGraph

/// Emissions of every product per one unit of it: own emissions plus what components bring, t = d + A t.
///
/// This is the baseline: an immutable value, the same to the last bit whatever the order of the input. A loop with
/// a finite answer is solved; one without is refused by name, what depends on it is blocked, and everything else is
/// answered. Own emissions are fixed here, once: see `own`. One sweep over the links for all channels; nothing
/// recurses.
///
/// The method is Leontief's (1936); its matrix form for life cycles is that of Heijungs & Suh (2002).
public struct RollUp: Sendable {
  public let graph: SupplyGraph
  /// What does not add up. Notices of the graph itself are not repeated.
  public let notices: NoticeLog
  /// The loops without a finite answer, each as the shortest way round that amplifies most, from its smallest
  /// identifier; the first member is not repeated at the end.
  public let refusedLoops: [[ProductIndex]]
  private(set) var model: Model

  public init(graph: SupplyGraph) { self.init(graph: graph, isThorough: false) }

  /// `isThorough` takes no short cuts; the result is the same to the last bit.
  init(graph: SupplyGraph, isThorough: Bool) {
    var sweep = Sweep(graph, isThorough: isThorough)
    sweep.run()
    self.graph = graph
    (notices, model) = Parallel.both(
      threads: sweep.hasManyLoops ? 2 : 1, { sweep.noticesWithSolvedLoops() }, { Model(sweep) })
    refusedLoops = sweep.refusedLoops
  }

  /// The baseline's graph and notices over another model of it.
  init(_ baseline: RollUp, model: Model) {
    graph = baseline.graph
    notices = baseline.notices
    refusedLoops = baseline.refusedLoops
    self.model = model
  }

  init(_ graph: SupplyGraph, _ notices: NoticeLog, _ refusedLoops: [[ProductIndex]], _ model: Model) {
    self.graph = graph
    self.notices = notices
    self.refusedLoops = refusedLoops
    self.model = model
  }

  public func status(_ p: ProductIndex) -> Status { model.status[p] }

  /// Whether the total leaves something out that is not known.
  public func isLowerBound(_ p: ProductIndex) -> Bool { model.status[p] == .lowerBound }

  /// kg CO2e per unit, without biogenic uptake; nil for what is a gap, refused or blocked.
  public func total(_ p: ProductIndex) -> Double? {
    model.status[p].hasTotal ? model.values.total(p) : nil
  }

  /// The part of the total that no component explains. For declared products with components the residual, which
  /// is negative where components bring more than is declared; nil where there is no total.
  public func own(_ p: ProductIndex) -> Double? {
    model.status[p].hasTotal ? model.own.total(p) : nil
  }

  /// kg CO2e per unit; 0 where there is no total.
  public func value(_ channel: Channel, _ p: ProductIndex) -> Double { model.values[p][channel] }

  public func ownValue(_ channel: Channel, _ p: ProductIndex) -> Double { model.own[p][channel] }

  /// 0…1; nil when the total is not above 0.
  public func primaryShare(_ p: ProductIndex) -> Double? {
    let head = model.values.head(p)
    return head[0] > 0 ? head[2] / head[0] : nil
  }

  /// The total by the data it rests on, per unit.
  public func mix(_ p: ProductIndex) -> Mix { model.values.head(p).mix }

  /// The same of the own part.
  public func ownMix(_ p: ProductIndex) -> Mix { model.own.head(p).mix }

  /// The amount that counts: the link's own, or 0 where the component has no total and the product is declared, so
  /// that the declaration stands for it.
  public func amount(_ link: Int) -> Double { model.amounts[link] }
}

/// What the sweeps work on, apart from the structure of the graph, so that edits can replace it.
struct Model: Sendable {
  /// By link.
  var amounts: [Double]
  /// By product, read and written like arrays of `Channels`.
  var own: ChannelTable
  var values: ChannelTable
  var status: [Status]
  /// By loop of the graph: what to do in which order, components first.
  var steps: [[Step]]
  var blocks: [LoopBlock]
  /// By product: no part of a total is larger than this, whatever its sign.
  var bounds: [Double]
  /// Whether some amount or own emissions are negative in the baseline.
  var hasCredits = false
  var hubs: Hubs
  /// By product: index into `blocks`, and place in its members; −1 outside. Empty without loops.
  var blockOf: [Int32] = []
  var memberOf: [Int32] = []

  mutating func indexBlocks(_ graph: SupplyGraph) {
    if blocks.isEmpty { return }
    blockOf = [Int32](repeating: -1, count: graph.count)
    memberOf = blockOf
    for case .block(let number) in steps.joined() {
      for (place, p) in blocks[Int(number)].links.members.enumerated() {
        blockOf[Int(p)] = number
        memberOf[Int(p)] = Int32(truncatingIfNeeded: place)
      }
    }
  }
}

extension Model {
  /// What a sweep has come to.
  fileprivate init(_ sweep: Sweep) {
    self.init(
      amounts: sweep.amounts, own: sweep.own, values: sweep.values, status: sweep.status, steps: sweep.steps,
      blocks: sweep.blocks, bounds: sweep.bounds, hasCredits: sweep.hasCredits, hubs: Hubs(sweep.graph))
    indexBlocks(sweep.graph)
  }
}

/// A part of a loop of the graph in roll-up order.
enum Step: Sendable {
  case single(Int32)
  /// Index into `Model.blocks`.
  case block(Int32)
}
