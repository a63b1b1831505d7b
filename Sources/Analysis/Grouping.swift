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
    let graph = rollUp.graph
    switch grouping {
    case .product:
      return productRows()
    case .supplier:
      return rows(graph.suppliers.count, key: { graph.suppliers[$0].name }, of: { graph.supplier($0) })
    case .country:
      return rows(graph.countries.count, key: { graph.countries[$0] }, of: { graph.countryIndex($0) })
    case .category:
      return rows(graph.categories.count, key: { graph.categories[$0] }, of: { graph.categoryIndex($0) })
    case .basis:
      return rows(
        Basis.allCases.count, key: { Basis(rawValue: UInt8($0))?.word ?? "" },
        of: { Int(graph.basis($0).rawValue) })
    case .tier:
      return Waves(self, byDepth: false).rows
    case .depth:
      return Waves(self, byDepth: true).rows
    }
  }

  private func productRows() -> [GroupRow] {
    hotspots(top: max(1, reached)).map { p in
      GroupRow(key: rollUp.graph.id(p), index: p, contribution: contribution(p), mix: contributionMix(p))
    }
  }

  /// One row for each group that is needed at all; `count` groups and, last, the products of none.
  private func rows(
    _ count: Int, key: (Int) -> String, of group: (ProductIndex) -> Int?
  ) -> [GroupRow] {
    var sums = [GroupSum](repeating: GroupSum(), count: count + 1)
    for p in needs.indices where needs[p].tier != Need.unreached {
      sums[group(p) ?? count].add(rollUp.model.own.head(p), times: needs[p].weight)
    }
    return sums.indices.filter { sums[$0].isUsed }.map { i in
      GroupRow(
        key: i == count ? "" : key(i), index: i == count ? nil : i, contribution: sums[i].contribution,
        mix: sums[i].mix)
    }
    .sorted { a, b in
      if a.contribution != b.contribution { return a.contribution > b.contribution }
      return (a.key, a.index ?? -1) < (b.key, b.index ?? -1)
    }
  }
}

/// Contributions on their way to one sum.
struct GroupSum {
  var contribution = 0.0
  private var primary = 0.0
  private var unknown = 0.0
  private(set) var isUsed = false

  /// `own` is the head of a product's own emissions: see `ChannelTable.head`.
  @inline(__always)
  mutating func add(_ own: SIMD4<Double>, times weight: Double) {
    isUsed = true
    contribution += own[0] * weight
    primary += own[2] * weight
    unknown += own[3] * weight
  }

  var mix: Mix { Mix(primary: primary, secondary: contribution - primary - unknown, unknown: unknown) }
}
