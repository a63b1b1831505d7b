import Footprints
import SupplyGraph
import Testing

@testable import Analysis

/// A car maker with an own plant, two suppliers of different depth, a shared material and one supplier nobody knows.
///
///     car (Own, 1) ─1→ body (Own, 2) ─2→ steel (Aoi, 3)
///     car ─1→ battery (Beni, 4) ─3→ cell (Beni, 5) ─1→ steel
///     cell ─1→ salt (?, 6)
@Suite struct FocusTests {
  private let rollUp = RollUp(
    graph: graph(
      [
        ProductRow(
          id: "car", supplier: "Own", country: "JP", direct: 1, category: "vehicle", basis: .database),
        ProductRow(id: "body", supplier: "Own", country: "JP", direct: 2, primaryShare: 100),
        ProductRow(id: "steel", supplier: "Aoi", country: "JP", direct: 3, category: "metal"),
        ProductRow(id: "battery", supplier: "Beni", country: "CN", direct: 4, primaryShare: 50),
        ProductRow(id: "cell", supplier: "Beni", country: "CN", direct: 5),
        ProductRow(id: "salt", direct: 6),
      ],
      [
        ("car", "body", 1), ("body", "steel", 2), ("car", "battery", 1), ("battery", "cell", 3),
        ("cell", "steel", 1), ("cell", "salt", 1),
      ]))

  private func p(_ id: String) -> ProductIndex { rollUp.graph.product(id: id) ?? -1 }
  private var focus: Focus { Focus(rollUp: rollUp, subject: .product(p("car"))) }

  private func sums(_ grouping: Grouping) -> [String: Double] {
    Dictionary(uniqueKeysWithValues: focus.grouped(by: grouping).map { ($0.key, $0.contribution) })
  }

  // body 2 + 6 = 8; cell 5 + 3 + 6 = 14; battery 4 + 42 = 46; car 1 + 8 + 46 = 55
  @Test func contributionsFollowTheWeights() {
    #expect(focus.total == 55)
    #expect(focus.weight(p("steel")) == 5)
    #expect(focus.contribution(p("steel")) == 15)
    #expect(focus.throughput(p("cell")) == 42)
    #expect(focus.reached == 6)
  }

  @Test func groupsAddUpContributions() {
    #expect(sums(.supplier) == ["Own": 3, "Aoi": 15, "Beni": 19, "": 18])
    #expect(sums(.country) == ["JP": 18, "CN": 19, "": 18])
    #expect(sums(.category) == ["vehicle": 1, "metal": 15, "": 39])
    #expect(sums(.basis) == ["database": 1, "unknown": 54])
    #expect(focus.grouped(by: .supplier).map(\.key) == ["Beni", "", "Aoi", "Own"])
  }

  @Test func tiersCountCompanyBordersAndSplitWhatIsInSeveral() {
    // Steel is bought by the own body plant (2 of 5) and by the battery maker (3 of 5).
    #expect(focus.grouped(by: .tier).map(\.contribution) == [3, 25, 27])
    #expect(focus.tier(p("car")) == 0)
    #expect(focus.tier(p("body")) == 0)
    #expect(focus.tier(p("cell")) == 1)
    #expect(focus.tier(p("steel")) == 1)
    #expect(focus.tier(p("salt")) == 2)
  }

  @Test func depthCountsLinks() {
    #expect(focus.grouped(by: .depth).map(\.contribution) == [1, 6, 21, 27])
    #expect(focus.grouped(by: .depth).map(\.key) == ["0", "1", "2", "3"])
  }

  @Test func groupsKnowTheDataTheyRestOn() {
    let rows = focus.grouped(by: .supplier)
    #expect(rows.first { $0.key == "Own" }?.mix == Mix(primary: 2, secondary: 1, unknown: 0))
    #expect(rows.first { $0.key == "Beni" }?.mix == Mix(primary: 2, secondary: 2, unknown: 15))
    #expect(focus.mix == Mix(primary: 4, secondary: 3, unknown: 48))
  }

  @Test func theHeaviestPathsComeFirstAndTheRestIsARemainder() {
    let paths = focus.paths(cutoff: 0.1, limit: 10)
    let texts = paths.rows.map { $0.products.map { rollUp.graph.id($0) }.joined(separator: " > ") }
    #expect(
      texts == [
        "car > battery > cell > salt", "car > battery > cell", "car > battery > cell > steel",
        "car > body > steel",
      ])
    #expect(paths.rows.map(\.contribution) == [18, 15, 9, 6])
    #expect(paths.rows.map(\.tier) == [2, 1, 2, 1])
    #expect(paths.rows.map(\.depth) == [3, 2, 3, 2])
    #expect(paths.remainder == 7)
    #expect(!paths.truncated)
    #expect(focus.paths(cutoff: 0.1, limit: 2).truncated)
    #expect(focus.paths(cutoff: 0.1, limit: 0).remainder == 55)
  }

  @Test func whatIsNotNeededIsNotReached() {
    let focus = Focus(rollUp: rollUp, subject: .product(p("body")))
    #expect(focus.tier(p("cell")) == nil)
    #expect(focus.weight(p("cell")) == 0)
    #expect(focus.reached == 2)
    #expect(focus.grouped(by: .supplier).map(\.key) == ["Aoi", "Own"])
  }

  @Test func aPortfolioWeighsItsProductsAndNamesWhatHasNoFigure() {
    let rollUp = RollUp(
      graph: graph(
        [ProductRow(id: "A", direct: 1), ProductRow(id: "B", direct: 2), ProductRow(id: "G")],
        [("A", "B", 1)], portfolio: [("A", 10), ("B", 5), ("G", 7)]))
    let focus = Focus(rollUp: rollUp, subject: .portfolio)
    #expect(focus.total == 40)
    #expect(focus.isLowerBound)
    #expect(focus.excluded.map { rollUp.graph.id($0) } == ["G"])
    let b = rollUp.graph.product(id: "B") ?? -1
    #expect(focus.weight(b) == 15)
    #expect(focus.tier(b) == 0)
    #expect(focus.used(in: b).map { rollUp.graph.id($0) }.sorted() == ["A", "B"])
  }

  @Test func aProductWithoutAFigureHasNoTotalAndNoRows() {
    let rollUp = RollUp(graph: graph([ProductRow(id: "A", direct: 1)], [("A", "A", 1)]))
    let focus = Focus(rollUp: rollUp, subject: .product(0))
    #expect(focus.total == nil)
    #expect(focus.excluded == [0])
    #expect(focus.grouped(by: .tier).isEmpty)
    #expect(focus.hotspots(top: 3).isEmpty)
  }

  /// P ↔ Q across a border: what comes round again is in a higher tier, until next to nothing is left.
  @Test func aLoopAcrossCompaniesGoesThroughAllTiers() {
    let rollUp = RollUp(
      graph: graph(
        [ProductRow(id: "P", supplier: "p", direct: 1), ProductRow(id: "Q", supplier: "q", direct: 1)],
        [("P", "Q", 0.5), ("Q", "P", 0.5)]))
    let rows = Focus(rollUp: rollUp, subject: .product(rollUp.graph.product(id: "P") ?? -1)).grouped(
      by: .tier)
    #expect(rows.prefix(4).map(\.contribution) == [1, 0.5, 0.25, 0.125])
    let sum = rows.reduce(0) { $0 + $1.contribution }
    #expect(sum.isClose(to: 2))
    #expect((39...42).contains(rows.count))
  }

  @Test func aLoopInsideACompanyStaysInItsTier() throws {
    let rollUp = RollUp(
      graph: graph(
        [
          ProductRow(id: "P", supplier: "p", direct: 1), ProductRow(id: "Q", supplier: "p", direct: 1),
          ProductRow(id: "R", supplier: "r", direct: 1),
        ],
        [("P", "Q", 0.5), ("Q", "P", 0.5), ("Q", "R", 1)]))
    let p = rollUp.graph.product(id: "P") ?? -1
    let rows = Focus(rollUp: rollUp, subject: .product(p)).grouped(by: .tier)
    try #require(rows.map(\.key) == ["0", "1"])
    #expect(rows[0].contribution.isClose(to: 2))
    #expect(rows[1].contribution.isClose(to: 2.0 / 3))
  }
}
