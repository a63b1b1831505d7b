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

  /// A wave right behind another one finds the same tiers, on one thread and on two, also where the end of a block of
  /// products cuts a loop: it may be entered behind the cut and lead back before it.
  @Test(arguments: [false, true], [2_300, 5_100])
  func wavesBehindEachOtherAreThoseOneByOne(byDepth: Bool, loops: Int) throws {
    let graph = loopsInLayers(loops)
    #expect((graph.count >= Pieces.worthwhileProducts) == (loops == 5_100))
    let cut = try #require(graph.loops.first { $0.dropFirst().contains(4096) })
    let entry = try #require(entries(cut, graph).min())
    #expect(entry < 4096)
    let focus = Focus(rollUp: RollUp(graph: graph), subject: .product(try #require(graph.product(id: "P0"))))
    let plain = Waves(focus, byDepth: byDepth, broad: .max).rows
    #expect(plain.count > 2 * Wave.tiers)
    let total = try #require(focus.total)
    expectSame(plain, Waves(focus, byDepth: byDepth, broad: 0).rows, 1e-12 * abs(total))
  }

  /// Members of a loop that something outside needs.
  private func entries(_ loop: Range<ProductIndex>, _ graph: SupplyGraph) -> [ProductIndex] {
    loop.filter { p in
      graph.users(of: p).contains { !loop.contains(graph.product(ofLink: graph.userLink($0))) }
    }
  }

  /// Loops of four in layers, each entered by its third member from the layer before, above products in which everything
  /// ends. Products that nothing needs, the lowest layer first, enter loops by the first member: that one gets the
  /// highest number of its loop.
  private func loopsInLayers(_ loops: Int) -> SupplyGraph {
    let (size, width) = (4, loops / 15)
    var random = Seeded(3)
    var products = ["X0", "X1", "X2"].map { ProductRow(id: $0, direct: 1) }
    var links: [(String, String, Double)] = []
    for p in 0..<size * loops {
      let loop = p / size
      let direct = Double(Int.random(in: 0..<1000, using: &random)) - 100
      products.append(ProductRow(id: "P\(p)", supplier: "S\(p % 37)", direct: direct))
      links.append(("P\(p)", "P\(loop * size + (p + 1) % size)", 0.3))
      let next = (loop / width + 1) * width
      let component =
        next < loops ? "P\(size * (next + Int.random(in: 0..<width, using: &random)) + 2)" : "X\(p % 3)"
      links.append(("P\(p)", component, 0.8))
    }
    for loop in 0..<loops {
      products.append(ProductRow(id: "A\(90_000 - loop)", direct: 1))
      links.append(("A\(90_000 - loop)", "P\(size * loop)", 1))
    }
    return graph(products, links)
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
