import Footprints
import SupplyGraph
import Testing

@testable import Analysis

/// What must hold on any graph, tried on random ones.
@Suite struct LawTests {
  private static let seeds = Array(UInt64(1)...25)

  /// What sums may be wrong by: rounding of the numbers that were added, which may cancel.
  private func slack(_ focus: Focus) -> Double {
    let bounds = focus.rollUp.model.bounds
    return 1e-12 * focus.tops.reduce(0) { $0 + abs($1.quantity) * bounds[$1.product] }
  }

  private func focuses(_ seed: UInt64, credits: Bool = true) -> [Focus] {
    let rollUp = RollUp(graph: RandomRows(seed: seed, credits: credits).graph())
    return [Focus(rollUp: rollUp, subject: .portfolio)]
      + stride(from: 0, to: rollUp.graph.count, by: 3).map { Focus(rollUp: rollUp, subject: .product($0)) }
  }

  @Test(arguments: seeds) func contributionsOfEveryGroupingSumToTheTotal(seed: UInt64) {
    for focus in focuses(seed) {
      guard let total = focus.total else { continue }
      for grouping in Grouping.allCases {
        let rows = focus.grouped(by: grouping)
        let sum = rows.reduce(0) { $0 + $1.contribution }
        #expect(abs(sum - total) <= slack(focus), "\(grouping) of \(focus.subject)")
        let primary = rows.reduce(0) { $0 + $1.mix.primary }
        let secondary = rows.reduce(0) { $0 + $1.mix.secondary }
        let unknown = rows.reduce(0) { $0 + $1.mix.unknown }
        #expect(abs(primary - focus.mix.primary) <= slack(focus))
        #expect(abs(secondary - focus.mix.secondary) <= slack(focus))
        #expect(abs(unknown - focus.mix.unknown) <= slack(focus))
        for row in rows { #expect(abs(row.mix.total - row.contribution) <= slack(focus)) }
      }
    }
  }

  @Test(arguments: seeds) func everyTotalIsItsOwnPartAndWhatComponentsBring(seed: UInt64) {
    let rollUp = RollUp(graph: RandomRows(seed: seed).graph())
    let graph = rollUp.graph
    for p in 0..<graph.count where rollUp.status(p).hasTotal {
      for channel in Channel.allCases {
        var sum = rollUp.ownValue(channel, p)
        var size = abs(sum)
        for link in graph.components(of: p) {
          let part = rollUp.amount(link) * rollUp.value(channel, graph.component(link))
          sum += part
          size += abs(part)
        }
        #expect(abs(sum - rollUp.value(channel, p)) <= 1e-12 * size, "\(channel) of \(graph.id(p))")
      }
      let split = [Channel.fossil, .landUse, .biogenic, .unsplit].reduce(0) { $0 + rollUp.value($1, p) }
      #expect(abs(split - rollUp.value(.total, p)) <= 1e-12 * rollUp.model.bounds[p])
      let mix = rollUp.mix(p)
      #expect(abs(mix.total - (rollUp.total(p) ?? .nan)) <= 1e-12 * rollUp.model.bounds[p])
    }
  }

  @Test(arguments: seeds) func totalsAreThoseOfADenseSolution(seed: UInt64) {
    let rollUp = RollUp(graph: RandomRows(seed: seed).graph())
    let expected = Dense(rollUp).totals()
    for p in 0..<rollUp.graph.count {
      guard let total = rollUp.total(p) else { continue }
      #expect(abs(total - expected[p]) <= 1e-11 * (rollUp.model.bounds[p] + 1))
    }
  }

  @Test(arguments: seeds) func orderOfRowsDoesNotMatter(seed: UInt64) {
    let rows = RandomRows(seed: seed)
    let (a, b) = (RollUp(graph: rows.graph()), RollUp(graph: rows.graph(order: seed &* 7 &+ 1)))
    #expect((0..<a.graph.count).map { a.graph.id($0) } == (0..<b.graph.count).map { b.graph.id($0) })
    #expect(a.model.values == b.model.values)
    #expect(a.model.own == b.model.own)
    #expect(a.model.status == b.model.status)
    #expect(a.refusedLoops == b.refusedLoops)
    #expect(a.notices.grouped() == b.notices.grouped())
    #expect(a.graph.notices.grouped() == b.graph.notices.grouped())
    let (x, y) = (Focus(rollUp: a, subject: .portfolio), Focus(rollUp: b, subject: .portfolio))
    #expect(x.total == y.total)
    for grouping in Grouping.allCases { #expect(x.grouped(by: grouping) == y.grouped(by: grouping)) }
    #expect(x.paths(cutoff: 0.001, limit: 50).rows == y.paths(cutoff: 0.001, limit: 50).rows)
  }

  @Test(arguments: seeds) func theFocusOnAProductHasItsTotal(seed: UInt64) {
    for focus in focuses(seed) {
      guard case .product(let p) = focus.subject else { continue }
      #expect(focus.total == focus.rollUp.total(p))
      #expect(focus.excluded.isEmpty == (focus.total != nil))
    }
  }

  @Test(arguments: seeds) func twiceTheDemandIsTwiceEverything(seed: UInt64) {
    let rows = RandomRows(seed: seed)
    let one = Focus(rollUp: RollUp(graph: rows.graph()), subject: .portfolio)
    let two = Focus(rollUp: RollUp(graph: rows.graph(quantities: 2)), subject: .portfolio)
    #expect(two.total == one.total.map { $0 * 2 })
    for p in 0..<one.rollUp.graph.count {
      #expect(two.weight(p) == 2 * one.weight(p))
      #expect(two.contribution(p) == 2 * one.contribution(p))
      #expect(two.tier(p) == one.tier(p))
    }
  }

  @Test(arguments: seeds) func throughputIsWhatVanishesWhenAProductIsCutOut(seed: UInt64) {
    let rollUp = RollUp(graph: RandomRows(seed: seed, count: 14).graph())
    let dense = Dense(rollUp)
    let totals = dense.totals()
    for top in 0..<rollUp.graph.count where rollUp.status(top).hasTotal {
      let focus = Focus(rollUp: rollUp, subject: .product(top))
      for p in 0..<rollUp.graph.count where focus.weight(p) != 0 {
        let expected = totals[top] - dense.without(p).totals()[top]
        #expect(abs(focus.throughput(p) - expected) <= 1e-10 * (rollUp.model.bounds[top] + 1))
      }
    }
  }

  @Test(arguments: seeds) func pathsAndTheirRemainderAreTheTotal(seed: UInt64) {
    for focus in focuses(seed) {
      guard let total = focus.total else { continue }
      let paths = focus.paths(cutoff: 0.001, limit: 200)
      let sum = paths.rows.reduce(0) { $0 + $1.contribution }
      #expect(abs(sum + paths.remainder - total) <= slack(focus))
      let sizes = paths.rows.map { abs($0.contribution) }
      #expect(sizes == sizes.sorted(by: >))
      for row in paths.rows {
        #expect(row.depth == row.products.count - 1)
        #expect(row.tier >= (focus.tier(row.products[row.depth]) ?? .max))
        #expect(abs(row.contribution) >= 0.001 * abs(total))
      }
    }
  }

  /// Without loops and credits all paths can be listed: each exactly once, together the total.
  @Test(arguments: seeds) func allPathsOfAnAcyclicGraphAreTheTotal(seed: UInt64) {
    var rows = RandomRows(seed: seed, count: 12, credits: false)
    rows.links.removeAll { Int($0.component.dropFirst()) ?? 0 <= Int($0.product.dropFirst()) ?? 0 }
    rows.products = rows.products.map { row in
      var row = row
      row.declared = nil
      return row
    }
    let rollUp = RollUp(graph: rows.graph())
    for p in 0..<rollUp.graph.count {
      let focus = Focus(rollUp: rollUp, subject: .product(p))
      let paths = focus.paths(cutoff: 0, limit: .max)
      #expect(!paths.truncated)
      #expect(Set(paths.rows.map(\.products)).count == paths.rows.count)
      #expect(abs(paths.remainder) <= slack(focus))
      let depths = Dictionary(grouping: paths.rows, by: \.depth)
        .mapValues { $0.reduce(0) { $0 + $1.contribution } }
      for row in focus.grouped(by: .depth) {
        #expect(abs((depths[row.index ?? -1] ?? 0) - row.contribution) <= slack(focus))
      }
      let tiers = Dictionary(grouping: paths.rows, by: \.tier)
        .mapValues { $0.reduce(0) { $0 + $1.contribution } }
      for row in focus.grouped(by: .tier) {
        #expect(abs((tiers[row.index ?? -1] ?? 0) - row.contribution) <= slack(focus))
      }
    }
  }

  @Test(arguments: seeds) func hotspotsAreTheLargestContributions(seed: UInt64) {
    for focus in focuses(seed) {
      let all = focus.hotspots(top: .max)
      #expect(all.count == focus.reached)
      #expect(focus.hotspots(top: 3) == Array(all.prefix(3)))
      let contributions = all.map { focus.contribution($0) }
      #expect(contributions == contributions.sorted(by: >))
    }
  }

  @Test(arguments: seeds) func onlyWhatIsNeededHasUsersInTheFocus(seed: UInt64) {
    let focus = Focus(rollUp: RollUp(graph: RandomRows(seed: seed).graph()), subject: .portfolio)
    for p in 0..<focus.rollUp.graph.count {
      #expect(focus.used(in: p).isEmpty == (focus.tier(p) == nil))
    }
  }
}
