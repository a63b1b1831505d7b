import Analysis
import Canvas
import Footprints
import SupplyGraph

/// Everything that is known about a dataset at one moment. It never changes: an edit or a reload makes a new one.
public final class Snapshot: Sendable {
  /// Name of the dataset as shown in the title.
  public let name: String
  public let rollUp: RollUp
  public let portfolio: Focus
  /// Notices of reading and of calculating together.
  public let notices: [NoticeGroup]
  /// Loading was stopped: figures are those of what was read.
  public let isPartial: Bool
  /// Products that a notice names, for the mark beside their figures.
  let noticed: Set<ProductIndex>

  public var graph: SupplyGraph { rollUp.graph }

  /// - Complexity: O(products + links), the sweeps of the analysis.
  public init(name: String, graph: SupplyGraph, isPartial: Bool = false) {
    self.name = name
    self.isPartial = isPartial
    let rollUp = RollUp(graph: graph)
    self.rollUp = rollUp
    portfolio = Focus(rollUp: rollUp, subject: .portfolio)
    var log = graph.notices
    log.add(contentsOf: rollUp.notices)
    notices = log.grouped()
    noticed = Snapshot.products(named: notices, in: graph)
  }

  public var noticeCount: Int { notices.reduce(0) { $0 + $1.count } }
  public var fixCount: Int { notices.reduce(0) { $0 + ($1.code.severity == .fix ? $1.count : 0) } }

  /// Marks of a product's own figure.
  public func marks(_ product: ProductIndex) -> Marks {
    let given = graph.given(product)
    var marks: Marks = []
    if given.basis == .proxy { marks.insert(.estimated) }
    if given.basis == .organisationAllocated { marks.insert(.organisation) }
    if given.expired { marks.insert(.expired) }
    if given.verified { marks.insert(.verified) }
    if noticed.contains(product) { marks.insert(.notice) }
    switch rollUp.status(product) {
    case .gap, .lowerBound, .refused, .blocked: marks.insert(.incomplete)
    case .declared, .computed: break
    }
    if graph.users(of: product).count > 1 { marks.insert(.shared) }
    return marks
  }

  private static func products(named groups: [NoticeGroup], in graph: SupplyGraph) -> Set<ProductIndex> {
    var result: Set<ProductIndex> = []
    for group in groups where group.code.severity == .fix {
      for notice in group.worst where !notice.product.isEmpty {
        if let product = graph.product(id: notice.product) { result.insert(product) }
      }
    }
    return result
  }
}

extension QualityMix {
  init(_ parts: (primary: Double, secondary: Double, unknown: Double), times factor: Double = 1) {
    self.init(
      primary: parts.primary * factor, secondary: parts.secondary * factor, unknown: parts.unknown * factor)
  }

  static let none = QualityMix(primary: 0, secondary: 0, unknown: 0)

  static func + (a: Self, b: Self) -> Self {
    QualityMix(
      primary: a.primary + b.primary, secondary: a.secondary + b.secondary, unknown: a.unknown + b.unknown)
  }
}
