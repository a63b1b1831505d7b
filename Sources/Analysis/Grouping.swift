import Footprints
import SupplyGraph

/// By what contributions are added up.
public enum Grouping: String, CaseIterable, Sendable {
  case product, supplier, country, category, tier, depth, basis
}

/// What one group adds to the total of a focus.
public struct GroupRow: Hashable, Sendable {
  /// The key of a remainder.
  public static let remainderKey = "…"

  /// Id of a product, name of a supplier, country, category, number of a tier or depth, word of a basis; empty where
  /// nothing is stated.
  public var key: String
  /// Product, supplier, place in the graph's countries or categories, tier or depth, raw value of a basis; nil where
  /// nothing is stated and for a remainder.
  public var index: Int?
  /// kg CO2e.
  public var contribution: Double
  public var mix: Mix
  /// What lies beyond the last row because a loop goes on for ever.
  public var isRemainder: Bool

  public init(key: String, index: Int?, contribution: Double, mix: Mix, isRemainder: Bool = false) {
    self.key = key
    self.index = index
    self.contribution = contribution
    self.mix = mix
    self.isRemainder = isRemainder
  }
}

extension Focus {
  /// Contributions added up by group; they sum to `total`. Tiers and depths come in the order of their numbers and
  /// may end in a remainder; all other groups by contribution, largest first, equal ones by key.
  public func grouped(by grouping: Grouping) -> [GroupRow] {
    switch grouping {
    case .product: productRows()
    case .tier: Waves(self, byDepth: false).rows
    case .depth: Waves(self, byDepth: true).rows
    case .supplier, .country, .category, .basis: ProductGroups(grouping, rollUp.graph).map(rows) ?? []
    }
  }

  private func productRows() -> [GroupRow] {
    hotspots(top: max(1, reached)).map { p in
      GroupRow(key: rollUp.graph.id(p), index: p, contribution: contribution(p), mix: contributionMix(p))
    }
  }

  /// One row for each group that is needed at all.
  private func rows(_ groups: ProductGroups) -> [GroupRow] {
    var sums = [GroupSum](repeating: GroupSum(), count: groups.count + 1)
    for p in needs.indices where needs[p].tier != Need.unreached {
      sums[groups.group(of: p) ?? groups.count].add(rollUp.model.own.head(p), times: needs[p].weight)
    }
    return sums.indices.filter { sums[$0].isUsed }.map { groups.row($0, sums[$0]) }.sorted(
      by: GroupRow.precedes)
  }
}

extension GroupRow {
  /// By contribution, largest first, equal ones by key.
  static func precedes(_ a: GroupRow, _ b: GroupRow) -> Bool {
    if a.contribution != b.contribution { return a.contribution > b.contribution }
    return (a.key, a.index ?? -1) < (b.key, b.index ?? -1)
  }
}

/// Which group each product belongs to, for groupings that depend on the product alone. Group `count` is that of the
/// products of none.
struct ProductGroups {
  let count: Int
  private let graph: SupplyGraph
  private let grouping: Grouping

  /// Nil for groupings that go by paths, or by the products themselves.
  init?(_ grouping: Grouping, _ graph: SupplyGraph) {
    switch grouping {
    case .supplier: count = graph.suppliers.count
    case .country: count = graph.countries.count
    case .category: count = graph.categories.count
    case .basis: count = Basis.allCases.count
    case .product, .tier, .depth: return nil
    }
    self.graph = graph
    self.grouping = grouping
  }

  func group(of p: ProductIndex) -> Int? {
    switch grouping {
    case .supplier: graph.supplier(p)
    case .country: graph.countryIndex(p)
    case .category: graph.categoryIndex(p)
    case .basis: Int(graph.basis(p).rawValue)
    case .product, .tier, .depth: nil
    }
  }

  func key(_ group: Int) -> String {
    if group == count { return "" }
    switch grouping {
    case .supplier: return graph.suppliers[group].name
    case .country: return graph.countries[group]
    case .category: return graph.categories[group]
    case .basis: return Basis(rawValue: UInt8(group))?.word ?? ""
    case .product, .tier, .depth: return ""
    }
  }

  /// By group: its place in the order of keys, equal ones by number, for ties.
  var ranks: [Int32] {
    let keys = (0...count).map { (key: key($0), place: $0 == count ? -1 : $0, group: $0) }
    var ranks = [Int32](repeating: 0, count: count + 1)
    for (rank, entry) in keys.sorted(by: { ($0.key, $0.place) < ($1.key, $1.place) }).enumerated() {
      ranks[entry.group] = Int32(truncatingIfNeeded: rank)
    }
    return ranks
  }

  func row(_ group: Int, _ sum: GroupSum) -> GroupRow {
    GroupRow(
      key: key(group), index: group == count ? nil : group, contribution: sum.contribution, mix: sum.mix)
  }
}

/// Contributions on their way to one sum.
struct GroupSum {
  var contribution = 0.0
  private var primary = 0.0
  private var unknown = 0.0
  private(set) var isUsed = false

  init() {}

  init(contribution: Double, primary: Double, unknown: Double) {
    (self.contribution, self.primary, self.unknown, isUsed) = (contribution, primary, unknown, true)
  }

  /// `own` is the head of a product's own emissions: see `ChannelTable.head`.
  @inline(__always)
  mutating func add(_ own: SIMD4<Double>, times weight: Double) {
    isUsed = true
    contribution += own[0] * weight
    primary += own[2] * weight
    unknown += own[3] * weight
  }

  mutating func add(_ other: GroupSum) {
    isUsed = true
    contribution += other.contribution
    primary += other.primary
    unknown += other.unknown
  }

  var mix: Mix { Mix(primary: primary, secondary: contribution - primary - unknown, unknown: unknown) }
}
