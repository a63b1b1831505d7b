import Analysis
import Canvas
import Footprints
import SupplyGraph

/// A question of the screen to the analysis. Questions are values: the screen says what it wants to show, whoever runs
/// it answers when ready, and an answer to a question that is no longer asked is dropped.
public enum Query: Hashable, Sendable {
  case overview(sort: Sort, filter: [Chip], limit: Int)
  case tree(TreeRequest)
  case suppliers(sort: Sort, filter: [Chip], limit: Int)
  case supplier(SupplierIndex, limit: Int)
  /// Products and suppliers whose name or id matches; the best first.
  case find(text: String, limit: Int)
  /// Links from `root` to a product, so that it can be shown in its place. Without a root, or when the root does not
  /// lead there, the product of the portfolio that brings most of it is taken.
  case locate(ProductIndex, root: ProductIndex?)
  case origin(ProductIndex)
  case whatIf(WhatIfRequest)
  case replacements(ReplacementRequest)
  case compare(CompareRequest)
  /// Declared figures that would be others if they followed their components under these edits.
  case lags([Edit], limit: Int)
  /// Whom to ask for data, by what becomes primary.
  case gaps(GapRequest)
  /// Whether edits fit the data.
  case fit([Edit])
  /// All screens are to show the dataset under these edits; as it is without any.
  case stage([Edit], name: String)
  /// The original record at a place, as text. Answered by whoever may read files.
  case record(Place)
}

public struct TreeRequest: Hashable, Sendable {
  /// The product in focus.
  public var root: ProductIndex
  /// Open branches, each as its links from the root.
  public var open: Set<[Int]>
  /// Lines shown below a branch where it is more than the usual number.
  public var limits: [[Int]: Int]
  public var sort: Sort
  public var filter: [Chip]

  public init(
    root: ProductIndex, open: Set<[Int]> = [[]], limits: [[Int]: Int] = [:], sort: Sort = .init(),
    filter: [Chip] = []
  ) {
    self.root = root
    self.open = open
    self.limits = limits
    self.sort = sort
    self.filter = filter
  }
}

/// Order of a list.
public struct Sort: Hashable, Sendable {
  public enum Key: Int, CaseIterable, Hashable, Sendable { case mass, name, primaryShare, tier }
  public var key: Key
  public var reversed: Bool

  public init(_ key: Key = .mass, reversed: Bool = false) {
    self.key = key
    self.reversed = reversed
  }
}

/// One condition of a filter; several of one kind are alternatives, kinds are combined.
public enum Chip: Hashable, Sendable {
  case tier(Int)
  case supplier(String)
  case country(String)
  case data(DataKind)
  case text(String)

  public enum DataKind: String, CaseIterable, Hashable, Sendable {
    case primary, secondary, unknown, estimated, organisation, expired, verified, gap
  }
}

public enum Answer: Sendable {
  /// `tiers` from the nearest on; nil as long as they are being worked out.
  case overview(tops: Listing, hotspots: Listing, insight: Insight, tiers: [TierShare]?)
  case tree(Listing, insight: Insight)
  case suppliers(Listing)
  case supplier(SupplierAnswer)
  case found([Found])
  case located([Int], root: ProductIndex)
  case origin(Origin)
  case record([String])
  case noRecord(RecordProblem)
  case whatIfTotal(WhatIfTotal)
  case whatIf(WhatIfAnswer)
  case replacements([Replacement])
  case compare(CompareAnswer)
  case lags(LagAnswer)
  case gaps(GapAnswer)
  case fit([EditOutcome])
  case staged(Snapshot)
  /// What was asked about is not there.
  case failed

  /// Whether nothing more follows it.
  public var isWhole: Bool {
    switch self {
    case .whatIfTotal, .overview(_, _, _, tiers: nil): false
    default: true
    }
  }

  /// The lines of the lists in it, one list after the other.
  var rows: [Row] {
    switch self {
    case .overview(let tops, let hotspots, _, _): tops.rows + hotspots.rows
    case .tree(let listing, _), .suppliers(let listing): listing.rows
    case .supplier(let supplier): supplier.bought.rows + supplier.origins.rows
    case .whatIf(let whatIf): whatIf.list
    case .compare(let comparison): comparison.list
    case .lags(let lags): lags.list
    case .gaps(let gaps): gaps.list
    case .whatIfTotal, .replacements, .fit, .staged, .found, .located, .origin, .record, .noRecord, .failed:
      []
    }
  }
}

/// Facts about the subject of a screen that its sentence uses.
public struct Insight: Hashable, Sendable {
  /// The product with the largest contribution that rests on no primary data.
  public var largestUnmeasured: ProductIndex?
  /// How many of the listed products, the largest first, bring 80 % of the total.
  public var countFor80: Int
  /// The largest contributions in order, for going from one to the next.
  public var hotspots: [ProductIndex]

  public static let none = Insight(largestUnmeasured: nil, countFor80: 0, hotspots: [])
}

/// Contribution and data mix of one tier of the portfolio.
public struct TierShare: Hashable, Sendable {
  public var tier: Int
  public var share: Double
  public var mix: QualityMix
}

public struct SupplierAnswer: Hashable, Sendable {
  public var supplier: SupplierIndex
  /// kg CO2e per year (or per one of each top product) that pass through the supplier, each counted once, where
  /// the chain first reaches it.
  public var through: Double
  public var share: Double
  public var ownContribution: Double
  public var mix: QualityMix
  public var tier: Int?
  public var bought: Listing
  public var origins: Listing
}

public struct Found: Hashable, Sendable {
  public enum Target: Hashable, Sendable {
    case product(ProductIndex)
    case supplier(SupplierIndex)
  }
  public var target: Target
  /// kg CO2e that the find is worth in the portfolio.
  public var contribution: Double
}

/// Where a figure comes from.
public struct Origin: Sendable {
  public var product: ProductIndex
  public var given: GivenFigures
  public var status: Status
  public var total: Double?
  public var own: Double?
  public var mix: QualityMix
  public var channels: [Channel: Double]
  public var footprint: Footprint?
  public var otherFootprints: [Footprint]
  public var notices: [Notice]
  /// Up to ten products that use it, with the amount per unit of each.
  public var usedBy: [Use]
  public var userCount: Int

  public struct Use: Hashable, Sendable {
    public var product: ProductIndex
    public var amount: Double
  }
}

/// Why an original record cannot be shown.
public enum RecordProblem: Hashable, Sendable {
  /// The figure was worked out, not read.
  case notRead
  case unreadable(reason: String)
  /// The file was changed after it was read.
  case changed
  /// Names are masked, and the record would tell them.
  case masked
}
