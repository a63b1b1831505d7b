import Footprints
import SupplyGraph
import Testing

@testable import Analysis

/// What passes through a set of products, each path counted where it first enters the set.
@Suite struct FirstEntryTests {
  private func close(_ a: Double, _ b: Double, _ scale: Double) -> Bool { abs(a - b) <= 1e-9 * (scale + 1) }

  @Test(arguments: UInt64(1)...20) func itIsWhatVanishesWhenTheSetIsCutOut(seed: UInt64) {
    let rollUp = RollUp(graph: RandomRows(seed: seed, count: 14, credits: false).graph())
    let dense = Dense(rollUp)
    let totals = dense.totals()
    let set = (0..<rollUp.graph.count).filter { $0 % 3 == 1 }
    let cut = set.reduce(dense) { $0.without($1) }.totals()
    for top in 0..<rollUp.graph.count where rollUp.status(top).hasTotal {
      let focus = Focus(rollUp: rollUp, subject: .product(top))
      let through = Focus(rollUp: rollUp, demand: focus.firstEntry(into: set)).total ?? 0
      #expect(close(through, totals[top] - cut[top], rollUp.model.bounds[top]))
    }
  }

  @Test(arguments: UInt64(1)...20) func ofOneProductItIsItsThroughput(seed: UInt64) {
    let rollUp = RollUp(graph: RandomRows(seed: seed, count: 14, credits: false).graph())
    let focus = Focus(rollUp: rollUp, subject: .portfolio)
    for p in 0..<rollUp.graph.count where focus.weight(p) != 0 {
      let entries = focus.firstEntry(into: [p])
      let through = entries.reduce(0) { $0 + $1.amount * rollUp.value(.total, $1.product) }
      #expect(close(through, focus.throughput(p), abs(focus.total ?? 0)))
    }
  }

  @Test func effectsOfNoticesAreThoseOfTheFocus() throws {
    var builder = SupplyGraphBuilder(asOf: Timestamp(seconds: 0))
    let place = Place(file: 0)
    builder.add(product: ProductRow(id: "TOP", direct: 1, place: place))
    builder.add(product: ProductRow(id: "PART", declared: 2, place: place))
    builder.add(product: ProductRow(id: "TOO-MUCH", declared: 5, place: place))
    builder.add(link: LinkRow(product: "TOP", component: "PART", amount: 10, place: place))
    builder.add(link: LinkRow(product: "PART", component: "TOO-MUCH", amount: 1, place: place))
    let rollUp = RollUp(graph: builder.build())
    let focus = Focus(rollUp: rollUp, subject: .portfolio)
    let group = try #require(rollUp.notices.weighed(by: focus).first { $0.code == .negativeResidual })
    #expect(group.worst.first?.effect == -30)
    #expect(group.effect == 30)
    #expect(focus.hasCredits)
    #expect(focus.shareBase == 51)
    #expect(focus.total == 21)
  }
}
