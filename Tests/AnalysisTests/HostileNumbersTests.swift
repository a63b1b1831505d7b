import Footprints
import SupplyGraph
import Testing

@testable import Analysis

@Suite struct HostileNumbersTests {
  private func check(_ rollUp: RollUp) {
    let graph = rollUp.graph
    for p in 0..<graph.count {
      for channel in Channel.allCases {
        #expect(rollUp.value(channel, p).isFinite)
        #expect(rollUp.ownValue(channel, p).isFinite)
      }
    }
    for subject in [.portfolio] + (0..<graph.count).map({ Focus.Subject.product($0) }) {
      let focus = Focus(rollUp: rollUp, subject: subject)
      #expect(focus.total?.isFinite != false)
      for grouping in Grouping.allCases {
        for row in focus.grouped(by: grouping) { #expect(row.contribution.isFinite) }
      }
      for row in focus.paths(cutoff: 0.001, limit: 20).rows { #expect(row.contribution.isFinite) }
      for p in 0..<graph.count {
        #expect(focus.weight(p).isFinite)
        #expect(focus.throughput(p).isFinite)
      }
    }
  }

  @Test func whatLeavesTheRangeOfNumbersHasNoFigureAndSpoilsNothingElse() {
    let rollUp = RollUp(
      graph: graph(
        ["A", "B", "C", "D"].map { ProductRow(id: $0, direct: 1e200) },
        [("A", "B", 1e200), ("B", "C", 1), ("D", "C", 2), ("D", "D", 0.5)]))
    #expect(rollUp.status("A") == .refused)
    #expect(rollUp.total("B") == 2e200)
    #expect(rollUp.codes().contains(.numberOutOfRange))
    check(rollUp)
  }

  @Test func hugeAmountsOfNothingAreNotANumberNowhere() {
    let links = (0..<40).map { ("P\($0)", "P\($0 + 1)", 1e30) }
    check(RollUp(graph: graph((0...40).map { ProductRow(id: "P\($0)", direct: 0) }, links)))
  }

  @Test func infinitiesOfBothSignsDoNotMeet() {
    let rollUp = RollUp(
      graph: graph(
        ["A", "B", "C"].map { ProductRow(id: $0, direct: 1e300) }, [("A", "B", 1e300), ("A", "C", -1e300)]))
    #expect(rollUp.total("A") == nil)
    check(rollUp)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity]) func whatIsNoNumberNeverEnters(value: Double) {
    var builder = SupplyGraphBuilder(asOf: today)
    builder.add(product: ProductRow(id: "A", direct: value, declared: value, primaryShare: value, gsd: value))
    builder.add(product: ProductRow(id: "B", direct: 1))
    builder.add(link: LinkRow(product: "B", component: "A", amount: value))
    builder.add(link: LinkRow(product: "B", component: "A", amount: 1, share: value))
    builder.add(portfolio: PortfolioRow(product: "B", quantity: value))
    let rollUp = RollUp(graph: builder.build())
    #expect(rollUp.status("A") == .gap)
    #expect(rollUp.total("B") == 1)
    #expect(!rollUp.graph.hasPortfolio)
    check(rollUp)
  }

  @Test func minusZeroIsZero() {
    let rollUp = RollUp(
      graph: graph([ProductRow(id: "A", direct: -0.0), ProductRow(id: "B", direct: 0)], [("A", "B", -0.0)]))
    #expect(rollUp.total("A") == 0)
    check(rollUp)
  }

  @Test func nothingIsDividedByATotalOfZero() {
    let rollUp = RollUp(
      graph: graph(
        [ProductRow(id: "A", direct: 2, primaryShare: 50), ProductRow(id: "B", direct: 1)], [("A", "B", -2)])
    )
    #expect(rollUp.total("A") == 0)
    #expect(rollUp.mix("A")?.primaryShare == nil)
    check(rollUp)
  }

  @Test func anEmptyGraphHasATotalOfNothing() {
    let rollUp = RollUp(graph: graph([], []))
    let focus = Focus(rollUp: rollUp, subject: .portfolio)
    #expect(focus.total == 0)
    #expect(focus.hotspots(top: 5).isEmpty)
    for grouping in Grouping.allCases { #expect(focus.grouped(by: grouping).isEmpty) }
    #expect(focus.paths(cutoff: 0, limit: 5).rows.isEmpty)
    #expect(Focus(rollUp: rollUp, subject: .product(3)).reached == 0)
    check(rollUp)
  }

  @Test func oneProductIsAGraph() {
    let rollUp = RollUp(graph: graph([ProductRow(id: "A", direct: 2)], []))
    let focus = Focus(rollUp: rollUp, subject: .portfolio)
    #expect(focus.total == 2)
    #expect(focus.tier(0) == 0)
    #expect(focus.grouped(by: .tier).map(\.contribution) == [2])
    check(rollUp)
  }

  @Test func aPortfolioBeyondTheRangeOfNumbersHasNoFigure() {
    let rollUp = RollUp(graph: graph([ProductRow(id: "A", direct: 1e10)], [], portfolio: [("A", 1e300)]))
    #expect(Focus(rollUp: rollUp, subject: .portfolio).total == nil)
    check(rollUp)
  }

  @Test func aChainOfAHundredThousandCompaniesNeedsNoStack() {
    let count = 100_000
    let products = (0..<count).map { ProductRow(id: "P\($0)", direct: 1) }
    let rollUp = RollUp(graph: graph(products, (1..<count).map { ("P\($0 - 1)", "P\($0)", 1) }))
    let focus = Focus(rollUp: rollUp, subject: .portfolio)
    #expect(focus.total == Double(count))
    let last = rollUp.graph.product(id: "P\(count - 1)") ?? 0
    #expect(focus.tier(last) == count - 1)
    let tiers = focus.grouped(by: .tier)
    #expect(tiers.count == count)
    #expect(tiers.allSatisfy { $0.contribution == 1 && !$0.isRemainder })
    #expect(focus.paths(cutoff: 0.99, limit: 10).remainder == Double(count))
    #expect(focus.used(in: last) == [rollUp.graph.product(id: "P0") ?? -1])
  }

  /// A loop over everything, 20,000 links round.
  @Test func aLongRingNeedsNoStack() throws {
    let count = 20_000
    let products = (0..<count).map { ProductRow(id: "P\($0)", direct: 1) }
    let rollUp = RollUp(
      graph: graph(products, (0..<count).map { ("P\($0)", "P\(($0 + 1) % count)", $0 == 0 ? 0.001 : 1) }))
    #expect(rollUp.total("P1").isClose(to: Double(count) / 0.999, 1e-11))
    let focus = Focus(rollUp: rollUp, subject: .portfolio)
    let rows = Waves(focus, byDepth: true, budget: 5 * count).rows
    // What a bounded amount of work does not reach is a remainder, not lost.
    #expect(rows.first?.contribution == Double(count))
    #expect(rows.last?.isRemainder == true)
    let total = try #require(focus.total)
    #expect(rows.reduce(0) { $0 + $1.contribution }.isClose(to: total))
  }
}
