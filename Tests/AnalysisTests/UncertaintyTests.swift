import Footprints
import Glibc
import SupplyGraph
import Testing

@testable import Analysis

@Suite struct UncertaintyTests {
  @Test func oneInputIsItsOwnLognormal() {
    let focus = portfolio([.init(id: "A", direct: 10, gsd: 1.5)], [])
    let uncertainty = focus.uncertainty(focus.spreads)
    #expect(uncertainty.logDeviation.isClose(to: log(1.5)))
    #expect(uncertainty.p95.isClose(to: 10 * exp(1.6448536269514722 * log(1.5))))
    #expect(uncertainty.p5.isClose(to: 10 / exp(1.6448536269514722 * log(1.5))))
    #expect(uncertainty.mean.isClose(to: 10 * exp(log(1.5) * log(1.5) / 2)))
    #expect(uncertainty.median.isClose(to: 10) && uncertainty.total == 10)
    let variance = log(1.5) * log(1.5)
    #expect(uncertainty.deviation.isClose(to: 10 * (exp(variance) * (exp(variance) - 1)).squareRoot()))
  }

  /// A product of lognormals is lognormal: first order is exact for a chain.
  @Test func logVariancesOfAChainAddUp() {
    let focus = portfolio(
      [.init(id: "A"), .init(id: "B"), .init(id: "C", direct: 5, gsd: 1.3)], [("A", "B", 2), ("B", "C", 3)])
    let expected = (log(1.3) * log(1.3) + 2 * Pedigree.basicVariance).squareRoot()
    #expect(focus.uncertainty(focus.spreads).logDeviation.isClose(to: expected))
  }

  @Test func variancesAddUpAndSharesToOne() {
    let focus = portfolio(
      [.init(id: "A", direct: 1, gsd: 2), .init(id: "B", direct: 5, gsd: 1.2), .init(id: "C", direct: 2)],
      [("A", "B", 2), ("A", "C", 1)])
    let all = focus.sensitivity(by: .variance, top: .max, spreads: focus.spreads)
    let parts = all.rows.map { $0.mass * log($0.gsd) }
    #expect(all.uncertainty.firstOrderDeviation.isClose(to: parts.reduce(0) { $0 + $1 * $1 }.squareRoot()))
    #expect(all.rows.reduce(0) { $0 + ($1.varianceShare ?? 0) }.isClose(to: 1))
    #expect(all.varianceShareOfOthers == 0)
    let few = focus.sensitivity(by: .variance, top: 2, spreads: focus.spreads)
    #expect(abs(few.rows.reduce(few.varianceShareOfOthers) { $0 + ($1.varianceShare ?? 0) } - 1) < 1e-12)
  }

  /// Moments of a sum of lognormals are the sums of theirs.
  @Test func sumsHaveTheMomentsOfTheirParts() {
    let graph = AnalysisTests.graph(
      [.init(id: "A", direct: 3, gsd: 2), .init(id: "B", direct: 5, gsd: 1.6)], [],
      portfolio: [("A", 1), ("B", 2)])
    let focus = Focus(rollUp: RollUp(graph: graph), subject: .portfolio)
    let (a, b) = (log(2.0) * log(2.0), log(1.6) * log(1.6))
    let uncertainty = focus.uncertainty(focus.spreads)
    #expect(uncertainty.mean.isClose(to: 3 * exp(a / 2) + 10 * exp(b / 2)))
    let variance = 9 * exp(a) * (exp(a) - 1) + 100 * exp(b) * (exp(b) - 1)
    #expect(uncertainty.deviation.isClose(to: variance.squareRoot()))
    #expect((uncertainty.median ?? 0) > 13 && (uncertainty.median ?? 99) < (uncertainty.mean ?? 0))
  }

  @Test func certainInputsHaveNoVariance() {
    let focus = portfolio([.init(id: "A", direct: 10, gsd: 1)], [])
    let all = focus.sensitivity(by: .variance, top: 5, spreads: focus.spreads)
    #expect(
      all.uncertainty.deviation == 0 && all.uncertainty.p5 == 10 && all.uncertainty.mean == 10
        && all.rows.first?.varianceShare == nil)
  }

  @Test func hostileDeviationsStayWithinNumbers() throws {
    let focus = portfolio(
      [.init(id: "A", direct: 1e300, gsd: 1e300), .init(id: "B", direct: 1e299)], [("A", "B", 1)])
    let row = try #require(focus.all(.range).first)
    #expect(row.high == .noAnswer && row.low.value != nil)
    let uncertainty = focus.uncertainty(focus.spreads)
    #expect(
      uncertainty.firstOrderDeviation.isFinite && uncertainty.deviation == nil && uncertainty.p95 == nil)
  }

  // MARK: Where spreads come from

  @Test func whatIsGivenGoesBeforeRatingsAndRatingsBeforeTheBasis() throws {
    let rated = DataQuality.scale5(technological: 2, temporal: 1, geographical: 1)
    let graph = self.graph([
      (.init(id: "G", declared: 1, basis: .proxy, gsd: 1.7), rated), (.init(id: "R", basis: .proxy), rated),
      (.init(id: "B", direct: 1, basis: .database), nil), (.init(id: "U", direct: 1), nil),
    ])
    let spreads = Spreads(graph: graph)
    func own(_ id: String) -> Parameter { .own(graph.product(id: id) ?? -1) }
    #expect(spreads.origin(own("G"), in: graph) == .given && spreads.gsd(own("G")).isClose(to: 1.7))
    #expect(spreads.origin(own("R"), in: graph) == .ratings(scale: 1...5))
    #expect(
      spreads.logDeviation(own("R")).isClose(
        to: (Pedigree.basicVariance + log(1.18) * log(1.18)).squareRoot()))
    #expect(spreads.origin(own("B"), in: graph) == .basis(.database))
    #expect(spreads.gsd(own("U")) > spreads.gsd(own("B")))
    let chosen = Spreads(graph: graph, policy: .fraction(0.2))
    #expect(chosen.origin(own("G"), in: graph) == .chosen)
    let (low, high) = chosen.levels(own("G"), value: 10)
    #expect(low.isClose(to: 8) && high.isClose(to: 12))
    #expect(spreads.levels(own("G"), value: 10).high.isClose(to: 10 * 1.7 * 1.7))
  }

  /// 2.5 of 3 and 2.5 of 5 are different things.
  @Test func theTwoScalesAreNeverMixed() throws {
    let three = try #require(
      Pedigree.scores(
        .scale3(
          coveragePercent: 90, technological: 2.5, temporal: nil, geographical: nil, completeness: nil,
          reliability: nil)))
    let five = try #require(Pedigree.scores(.scale5(technological: 2.5, temporal: nil, geographical: nil)))
    #expect(three == [.technological: 4] && five == [.technological: 2.5])
    #expect(Pedigree.variance(three) > Pedigree.variance(five))
    #expect(Pedigree.scores(.scale5(technological: nil, temporal: nil, geographical: nil)) == nil)
  }

  @Test func variancesGrowWithScoresAndStayWithinTheTable() {
    for indicator in Pedigree.Indicator.allCases {
      let values = stride(from: 1.0, through: 5, by: 0.25).map { Pedigree.variance(indicator, score: $0) }
      #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 } && values[0] == 0)
      #expect(Pedigree.variance(indicator, score: 9) == values.last)
      #expect(Pedigree.variance(indicator, score: -1) == 0)
    }
  }

  private func portfolio(_ products: [ProductRow], _ links: [(String, String, Double)]) -> Focus {
    let graph = AnalysisTests.graph(products, links, portfolio: [("A", 1)])
    return Focus(rollUp: RollUp(graph: graph), subject: .portfolio)
  }

  private func graph(_ products: [(ProductRow, DataQuality?)]) -> SupplyGraph {
    var builder = SupplyGraphBuilder(asOf: today)
    for (row, quality) in products {
      builder.add(product: row)
      guard let quality else { continue }
      var footprint = Footprint(
        id: "f-\(row.id)", specVersion: "3.0.0", productIDs: [row.id], unit: .piece,
        emissions: Emissions(excludingUptake: 1), place: Place(file: 0, line: 1))
      footprint.dataQuality = quality
      builder.add(footprint: footprint)
    }
    return builder.build()
  }
}
