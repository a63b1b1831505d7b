import Analysis
import Canvas
import Footprints
import SupplyGraph
import Synchronization

/// Everything that is known about a dataset at one moment. It never changes: an edit or a reload makes a new one.
public final class Snapshot: Sendable {
  /// Name of the dataset as shown in the title.
  public let name: String
  public let rollUp: RollUp
  public let portfolio: Focus
  /// Notices of reading and of calculating together. Of a part only those that hold whatever else is read.
  public let notices: [NoticeGroup]
  /// Loading was stopped: figures are those of what was read.
  public let isPartial: Bool
  /// What is different from the snapshot before it, or from the baseline of a scenario; nil for the first of a dataset.
  public let changes: Changes?
  /// The name of the scenario whose figures these are; nil for the baseline.
  public let scenario: String?
  /// Products that a notice names, for the mark beside their figures.
  let noticed: Set<ProductIndex>
  /// Units of each product of the portfolio.
  private let quantities: [ProductIndex: Double]
  /// The product that brings most to the portfolio.
  let largestTop: ProductIndex?
  /// Made when it is first needed; of all snapshots whose names are the same.
  let searchTexts: SearchTexts
  /// A number that no other snapshot has.
  let number = Snapshot.numbers.wrappingAdd(1, ordering: .relaxed).newValue
  /// What `changes` are told from.
  private let before: TotalsBefore?

  private static let numbers = Atomic<Int>(0)

  public var graph: SupplyGraph { rollUp.graph }

  /// - Parameter previous: what was shown before, for telling what has changed.
  /// - Complexity: O(products + links), the sweeps of the analysis.
  public convenience init(
    name: String, graph: SupplyGraph, isPartial: Bool = false, after previous: Snapshot? = nil
  ) {
    let portfolio = Focus(rollUp: RollUp(graph: graph), subject: .portfolio)
    self.init(
      name: name, portfolio: portfolio, isPartial: isPartial,
      before: previous.map { TotalsBefore(of: $0, for: graph) }, scenario: nil)
  }

  /// What comes of `before` when footprints arrive: the same as the snapshot of the new graph, at the cost of what
  /// they change.
  ///
  /// - Parameter previous: what changes are told from; that is `before`, or what its own changes are told from, where
  ///   they shall not cost a look at every product.
  /// - Complexity: as `RollUp.following` and `Focus.following`.
  public convenience init(_ before: Snapshot, arrived update: GraphUpdate, after previous: Snapshot) {
    let (rollUp, reached) = before.rollUp.following(update.graph, changed: update.products)
    let portfolio = before.portfolio.following(rollUp, reached: reached)
    // Changes told from what was shown first are known up to here.
    let isFirst = previous === before
    let known = before.before.flatMap { $0.isOf(previous) ? $0 : nil }
    let totals = known ?? TotalsBefore(of: previous, for: update.graph)
    let changes =
      isFirst || known != nil
      ? Changes(from: totals, to: portfolio, reached: reached, after: isFirst ? nil : before.changes) : nil
    self.init(
      name: before.name, portfolio: portfolio, isPartial: before.isPartial, before: totals, changes: changes,
      scenario: nil, searchTexts: before.searchTexts)
  }

  /// The figures of `baseline` under a scenario. What is different carries the mark of a change.
  ///
  /// - Parameter model: the portfolio of the baseline, with the edits of the scenario made.
  public convenience init(_ baseline: Snapshot, under model: EditedModel, scenario: String) {
    let portfolio = model.focus
    self.init(
      name: baseline.name, portfolio: portfolio, isPartial: baseline.isPartial,
      before: TotalsBefore(of: baseline, for: baseline.graph), scenario: scenario,
      searchTexts: baseline.searchTexts)
  }

  private init(
    name: String, portfolio: Focus, isPartial: Bool, before: TotalsBefore?, changes: Changes? = nil,
    scenario: String?, searchTexts: SearchTexts = SearchTexts()
  ) {
    self.name = name
    self.isPartial = isPartial
    self.scenario = scenario
    self.portfolio = portfolio
    let rollUp = portfolio.rollUp
    self.rollUp = rollUp
    self.changes = changes ?? before.map { Changes(from: $0, to: portfolio) }
    self.before = before
    self.searchTexts = searchTexts
    var log = rollUp.graph.notices
    log.add(contentsOf: rollUp.notices)
    if isPartial { log = log.without(\.needsWholeDataset) }
    notices = log.weighed(by: portfolio)
    noticed = Snapshot.products(named: notices, in: rollUp.graph)
    quantities = Dictionary(portfolio.demand.map { ($0.product, $0.quantity) }, uniquingKeysWith: +)
    largestTop = portfolio.demand.max { Snapshot.mass($0, rollUp) < Snapshot.mass($1, rollUp) }?.product
  }

  private static func mass(_ top: (product: ProductIndex, quantity: Double), _ rollUp: RollUp) -> Double {
    (rollUp.total(top.product) ?? 0) * top.quantity
  }

  /// Units of a product per year, or 1 of each where the dataset has no quantities; nil outside the portfolio.
  func quantity(of product: ProductIndex) -> Double? { quantities[product] }

  /// What a product of the portfolio brings to it, kg CO2e.
  func topMass(_ product: ProductIndex) -> Double {
    (rollUp.total(product) ?? 0) * (quantities[product] ?? 1)
  }

  public var noticeCount: Int { notices.reduce(0) { $0 + $1.count } }
  public var fixCount: Int { notices.reduce(0) { $0 + $1.fixes } }

  /// Marks of a product's own figure.
  public func marks(_ product: ProductIndex) -> Marks {
    let given = graph.given(product)
    var marks: Marks = []
    if given.basis == .proxy { marks.insert(.estimated) }
    if given.basis == .organisationAllocated { marks.insert(.organisation) }
    if given.expired { marks.insert(.expired) }
    if given.verified { marks.insert(.verified) }
    if noticed.contains(product) { marks.insert(.notice) }
    if changes?.products.contains(product) == true { marks.insert(.changed) }
    switch rollUp.status(product) {
    case .gap, .lowerBound, .refused, .blocked: marks.insert(.incomplete)
    case .declared, .computed: break
    }
    return marks
  }

  private static func products(named groups: [NoticeGroup], in graph: SupplyGraph) -> Set<ProductIndex> {
    var result: Set<ProductIndex> = []
    for group in groups where group.severity == .fix {
      for notice in group.worst where notice.severity == .fix && !notice.product.isEmpty {
        if let product = graph.product(id: notice.product) { result.insert(product) }
      }
    }
    return result
  }
}

extension QualityMix {
  init(_ parts: Mix, times factor: Double = 1) {
    self.init(
      primary: parts.primary * factor, secondary: parts.secondary * factor, unknown: parts.unknown * factor)
  }

  /// The parts as shares of what can be drawn: a part below zero, which only a wrong or a credited figure makes, counts
  /// as nothing, as in the bars.
  var shares: (primary: Double, secondary: Double, unknown: Double) {
    guard total > 0 else { return (0, 0, 0) }
    return (max(0, primary) / total, max(0, secondary) / total, max(0, unknown) / total)
  }

  static let none = QualityMix(primary: 0, secondary: 0, unknown: 0)

  static func + (a: Self, b: Self) -> Self {
    QualityMix(
      primary: a.primary + b.primary, secondary: a.secondary + b.secondary, unknown: a.unknown + b.unknown)
  }
}
