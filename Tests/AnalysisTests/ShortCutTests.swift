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

  /// All tiers in one sweep are those that are followed one by one.
  @Test(arguments: seeds, [false, true]) func tiersOfOneSweepAreThoseOfWaves(seed: UInt64, byDepth: Bool) {
    var rows = RandomRows(seed: seed, count: 60)
    rows.links.removeAll { Int($0.component.dropFirst()) ?? 0 <= Int($0.product.dropFirst()) ?? 0 }
    let rollUp = RollUp(graph: rows.graph())
    let focus = Focus(rollUp: rollUp, subject: .portfolio)
    let (short, plain) = (
      Waves(focus, byDepth: byDepth).rows, Waves(focus, byDepth: byDepth, mustWalk: true).rows
    )
    #expect(TierSweep(focus, byDepth: byDepth) != nil || focus.tops.isEmpty)
    #expect(short.map(\.key) == plain.map(\.key))
    let slack = 1e-12 * focus.tops.reduce(0) { $0 + abs($1.quantity) * rollUp.model.bounds[$1.product] }
    for (a, b) in zip(short, plain) {
      #expect(abs(a.contribution - b.contribution) <= slack)
      #expect(abs(a.mix.primary - b.mix.primary) <= slack)
      #expect(abs(a.mix.unknown - b.mix.unknown) <= slack)
    }
  }

  /// Several tiers at once, round loops and inside companies, are those that are followed one by one.
  @Test(arguments: seeds, [false, true]) func tiersOfWavesAreThoseOfThePlainRule(seed: UInt64, byDepth: Bool)
  {
    let rollUp = RollUp(graph: RandomRows(seed: seed, count: 60).graph())
    let focus = Focus(rollUp: rollUp, subject: .portfolio)
    let rows = Waves(focus, byDepth: byDepth, mustWalk: true).rows.filter { !$0.isRemainder }
    let slack = 1e-11 * focus.tops.reduce(0) { $0 + abs($1.quantity) * rollUp.model.bounds[$1.product] }
    for (row, plain) in zip(rows, PlainTiers(focus, byDepth: byDepth).contributions(rows.count)) {
      #expect(abs(row.contribution - plain) <= slack)
    }
    #expect(rows.isEmpty == (focus.total == nil || focus.tops.isEmpty))
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

  @Test func aLadderGivesTheHighestFirst() {
    let ladder = BitLadder(count: 1_000_000)
    var random = Seeded(7)
    var expected: Set<Int> = [0, 63, 64, 4095, 4096, 262_143, 262_144, 999_999]
    for _ in 0..<500 { expected.insert(Int.random(in: 0..<1_000_000, using: &random)) }
    for number in expected.shuffled(using: &random) { #expect(ladder.insert(number)) }
    #expect(!ladder.insert(4096))
    var seen: [Int] = []
    #expect(
      !ladder.contains { number in
        seen.append(number)
        return false
      })
    #expect(seen == expected.sorted(by: >))
    var popped: [Int] = []
    while let number = ladder.popLast() {
      popped.append(number)
      // What is put in meanwhile takes its turn, below and above.
      if number == 262_144 { #expect(ladder.insert(5) != expected.contains(5) && ladder.insert(999_998)) }
    }
    let late = popped.dropFirst(popped.firstIndex(of: 262_144).map { $0 + 1 } ?? 0).first
    #expect(late == 999_998)
    #expect(Set(popped) == expected.union([5, 999_998]))
    #expect(ladder.isEmpty)
  }
}

/// Contributions by tier or depth, from the definition: what arrives in a tier goes round inside each company until
/// nothing of it is left, and across borders into the next one.
private struct PlainTiers {
  let focus: Focus
  let byDepth: Bool

  init(_ focus: Focus, byDepth: Bool) { (self.focus, self.byDepth) = (focus, byDepth) }

  /// Of the first `count` tiers.
  func contributions(_ count: Int) -> [Double] {
    let rollUp = focus.rollUp
    var arriving = [Double](repeating: 0, count: rollUp.graph.count)
    for top in focus.tops { arriving[top.product] += top.quantity }
    return (0..<count).map { _ in
      let weights = settled(arriving)
      arriving = handedOn(weights, across: true)
      return weights.indices.reduce(0) { $0 + weights[$1] * (rollUp.own($1) ?? 0) }
    }
  }

  private func settled(_ arriving: [Double]) -> [Double] {
    var (weights, turning) = (arriving, arriving)
    while turning.contains(where: { abs($0) > 1e-20 }) {
      turning = handedOn(turning, across: false)
      for p in turning.indices { weights[p] += turning[p] }
    }
    return weights
  }

  private func handedOn(_ weights: [Double], across: Bool) -> [Double] {
    let graph = focus.rollUp.graph
    var result = [Double](repeating: 0, count: graph.count)
    for p in weights.indices where weights[p] != 0 {
      for link in graph.components(of: p) {
        let component = graph.component(link)
        let stays = !byDepth && graph.supplier(p) != nil && graph.supplier(p) == graph.supplier(component)
        if stays != across { result[component] += weights[p] * focus.rollUp.amount(link) }
      }
    }
    return result
  }
}
