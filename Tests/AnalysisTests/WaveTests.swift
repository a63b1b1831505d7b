import Footprints
import SupplyGraph
import Testing

@testable import Analysis

/// Tiers and depths: in one sweep, in waves, and by their definition.
@Suite struct WaveTests {
  private static let seeds = Array(UInt64(1)...40)

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
    let slack = 1e-12 * focus.tops.reduce(0) { $0 + abs($1.quantity) * rollUp.model.bounds[$1.product] }
    #expect(short.count == plain.count)
    expectSame(short, plain, slack)
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
    expectSame(rows, Waves(focus, byDepth: byDepth, mustWalk: true, broad: 0).rows, slack)
  }

  /// A wave right behind another one finds the same tiers, also where blocks of products cut loops.
  @Test(arguments: [false, true]) func wavesBehindEachOtherAreThoseOneByOne(byDepth: Bool) throws {
    let (count, width) = (9_000, 399)
    var random = Seeded(3)
    let products = (0..<count).map { p in
      ProductRow(
        id: "P\(p)", supplier: "S\(p / 3 % 40)",
        direct: Double(Int.random(in: 0..<1000, using: &random)) - 100)
    }
    var links: [(String, String, Double)] = []
    for p in 0..<count {
      links.append(("P\(p)", "P\(p % 3 == 2 ? p - 2 : p + 1)", 0.3))
      let next = (p / width + 1) * width
      if next < count { links.append(("P\(p)", "P\(next + Int.random(in: 0..<width, using: &random))", 0.8)) }
    }
    let graph = graph(products, links)
    #expect([4096, 8192].allSatisfy { block in graph.loops.contains { $0.dropFirst().contains(block) } })
    let focus = Focus(rollUp: RollUp(graph: graph), subject: .product(try #require(graph.product(id: "P0"))))
    let plain = Waves(focus, byDepth: byDepth, broad: .max).rows
    #expect(plain.count > 2 * Wave.tiers)
    let total = try #require(focus.total)
    expectSame(plain, Waves(focus, byDepth: byDepth, broad: 0).rows, 1e-12 * abs(total))
  }

  private func expectSame(_ a: [GroupRow], _ b: [GroupRow], _ slack: Double) {
    let b = b.filter { !$0.isRemainder }
    #expect(a.filter { !$0.isRemainder }.map(\.key) == b.map(\.key))
    for (a, b) in zip(a, b) {
      #expect(abs(a.contribution - b.contribution) <= slack)
      #expect(abs(a.mix.primary - b.mix.primary) <= slack)
      #expect(abs(a.mix.unknown - b.mix.unknown) <= slack)
    }
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

  @Test func aLadderGivesBlocksAway() {
    let count = 300_000
    let ladder = BitLadder(count: count)
    let blocks = BitLadder.blocks(count)
    #expect(blocks.reversed().flatMap { [$0.lowerBound, $0.upperBound - 1] }.first == 0)
    #expect(blocks.reduce(0) { $0 + $1.count } == count)
    let numbers = [0, 4095, 4096, 8191, 262_143, 262_144, 299_999]
    for number in numbers { _ = ladder.insert(number) }
    var taken: [Int] = []
    for block in blocks {
      // Lower blocks may still be filled.
      if block.lowerBound == 4096 { _ = ladder.insert(7) }
      ladder.removeAll(inBlock: block) { taken.append($0) }
    }
    ladder.removedAllBlocks()
    #expect(taken == (numbers + [7]).sorted(by: >))
    #expect(ladder.isEmpty)
    #expect(ladder.insert(4096) && ladder.popLast(from: 4097) == nil && ladder.popLast(from: 4096) == 4096)
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
