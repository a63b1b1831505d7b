import Footprints
import SupplyGraph
import Testing

@testable import Analysis

/// The sweep with its short cuts gives what the plain rule gives, to the last bit.
@Suite struct ShortCutTests {
  /// What a dataset states, from little to everything: each makes tables of another width.
  enum Richness: CaseIterable {
    case plain, rated, split, everything

    var width: ChannelTable.Width {
      switch self {
      case .plain: .one
      case .rated, .split: .two
      case .everything: .three
      }
    }
  }

  private static let seeds = Array(UInt64(1)...40)

  private func graph(_ seed: UInt64, _ richness: Richness) -> SupplyGraph {
    var rows = RandomRows(seed: seed, count: 60)
    if richness == .plain {
      for i in rows.products.indices {
        rows.products[i].verified = false
        if rows.products[i].basis == .organisationAllocated { rows.products[i].basis = .database }
      }
    }
    var builder = SupplyGraphBuilder(asOf: today)
    for row in rows.links { builder.add(link: row) }
    for row in rows.products { builder.add(product: row) }
    for row in rows.portfolio { builder.add(portfolio: row) }
    var random = Seeded(seed &* 31 &+ 5)
    if richness == .split || richness == .everything {
      for row in rows.products where random.chance(0.5) {
        builder.add(footprint: footprint(row, richness, &random))
      }
    }
    return builder.build()
  }

  private func footprint(_ row: ProductRow, _ richness: Richness, _ random: inout Seeded) -> Footprint {
    func maybe(_ range: ClosedRange<Double>) -> Double? {
      random.chance(0.7) ? Double.random(in: range, using: &random) : nil
    }
    var emissions = Emissions(excludingUptake: Double.random(in: -2...50, using: &random))
    emissions.includingUptake = maybe(-10...50)
    emissions.fossil = maybe(0...30)
    if richness == .everything {
      emissions.landUse = maybe(-3...5)
      emissions.biogenic = maybe(0...5)
      emissions.aircraft = maybe(0...1)
      emissions.packaging = maybe(0...1)
    }
    var footprint = Footprint(
      id: "F\(row.id)", specVersion: "3.0.0", productIDs: [row.id], unit: Unit("kg"), emissions: emissions,
      place: row.place)
    footprint.primaryDataShare = maybe(0...100)
    return footprint
  }

  private func bits(_ table: ChannelTable) -> [[UInt64]] {
    table.map { row in Channel.allCases.map { row[$0].bitPattern } }
  }

  @Test(arguments: seeds, Richness.allCases)
  func theRollUpIsThatOfThePlainRule(seed: UInt64, richness: Richness) {
    let graph = graph(seed, richness)
    let short = RollUp(graph: graph)
    #expect(short.model.own.width == richness.width)
    expectPlainRule(short)
  }

  /// Many small chains in one graph, so large that two threads share the work: one that has to stop at every other
  /// product, and one that hardly does.
  @Test(arguments: [0, 1, 12]) func theRollUpOnBothCoresIsThatOfThePlainRule(declaredEvery: Int) {
    var builder = SupplyGraphBuilder(asOf: today)
    for island in 0..<400 {
      let rows = RandomRows(seed: UInt64(island + 1), count: 60, credits: island % 5 == 0)
      let keepsDeclared = declaredEvery > 0 && island % declaredEvery == 0
      for var row in rows.products {
        row.id += "-\(island)"
        if !keepsDeclared { row.declared = nil }
        builder.add(product: row)
      }
      for var row in rows.links {
        row.product += "-\(island)"
        row.component += "-\(island)"
        builder.add(link: row)
      }
    }
    let rollUp = RollUp(graph: builder.build())
    #expect(rollUp.graph.count >= Pieces.worthwhileProducts && rollUp.graph.loops.count > 100)
    expectPlainRule(rollUp)
  }

  /// That every number is the one that is worked out without short cuts, to the last bit.
  private func expectPlainRule(_ short: RollUp) {
    let plain = RollUp(graph: short.graph, isThorough: true)
    #expect(plain.model.own.width == .three)
    #expect(bits(short.model.own) == bits(plain.model.own))
    #expect(bits(short.model.values) == bits(plain.model.values))
    #expect(short.model.bounds.map(\.bitPattern) == plain.model.bounds.map(\.bitPattern))
    #expect(short.model.amounts == plain.model.amounts)
    #expect(short.model.status == plain.model.status)
    #expect(short.refusedLoops == plain.refusedLoops)
    #expect(short.notices.grouped() == plain.notices.grouped())
  }

  @Test func aTableGrowsForWhatDoesNotFit() {
    var channels = Channels.zero
    channels[.total] = 1
    channels[.includingUptake] = 2
    channels[.unsplit] = 2
    var table = ChannelTable(repeating: channels, count: 3)
    #expect(table.width == .one)
    #expect(table[1][.unsplit] == 2)
    channels[.verified] = 3
    table[1] = channels
    #expect(table.width == .two)
    channels[.packaging] = -0.0
    table[2] = channels
    #expect(table.width == .three)
    #expect(table.map { $0[.verified] } == [0, 3, 3])
    #expect(table.map { $0[.unsplit] } == [2, 2, 2])
    #expect(table[2][.packaging].sign == .minus)
  }
}
