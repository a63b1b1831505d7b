import SupplyGraph

/// Contributions by tier or by depth: the needs of the focus kept apart by the borders (or links) they crossed.
///
/// Without loops one sweep gives them all: see `TierSweep`. Otherwise they are followed in waves.
///
/// A wave holds the products of a few tiers with the part of their weight that arrives in each; only products with a
/// part take work, so a chain of a hundred thousand companies costs little more than its links. Where a loop crosses
/// borders the waves go on until what is left is below 1e-12 of everything, which then becomes a remainder, as does
/// what a bounded amount of work has not reached. Behind a wave that had much to do the next two go one right behind the
/// other: which do depends on the graph and not on the number of processors. The exact split of a product between tiers
/// follows from keeping weights, not products, apart.
struct Waves {
  private(set) var rows: [GroupRow] = []

  /// Links that were followed.
  private var work = 0
  /// Links that are followed at most: every link this often, or so many.
  private static let timesEachLink = 25
  private static let leastBudget = 4_000_000
  /// Without loops there are no more tiers than products; a loop gets this many more.
  private static let furtherRounds = 10_000
  private static let negligible = 1e-12

  private let focus: Focus
  private let byDepth: Bool
  private let borders: Borders
  private let scale: Double
  private let budget: Int

  /// Whether tiers are followed in waves even where one sweep would do.
  private let mustWalk: Bool
  /// A wave that followed so many links is worth a second one behind it.
  private let broad: Int

  /// `budget`, `mustWalk` and `broad` are for tests; a budget of nil is what the size of the graph allows.
  init(_ focus: Focus, byDepth: Bool, budget: Int? = nil, mustWalk: Bool = false, broad: Int = 50_000) {
    self.focus = focus
    self.mustWalk = mustWalk || budget != nil
    self.byDepth = byDepth
    self.broad = broad
    let bounds = focus.rollUp.model.bounds
    borders = Borders(focus.rollUp.graph)
    self.budget = budget ?? Waves.leastBudget + Waves.timesEachLink * focus.rollUp.graph.linkCount
    scale = focus.tops.reduce(0) { $0 + abs($1.quantity) * bounds[$1.product] }
    guard focus.total != nil, !focus.tops.isEmpty else { return }
    run(bounds)
    addRemainder()
  }

  private mutating func run(_ bounds: [Double]) {
    if !mustWalk, let sweep = TierSweep(focus, byDepth: byDepth) { return take(sweep.sums, sweep.reach) }
    let graph = focus.rollUp.graph
    var (wave, behind) = (Wave(count: graph.count, loops: graph.loops), Wave?.none)
    for top in focus.tops { wave.beyond.add(top.quantity, to: top.product) }
    var isBroad = false
    while rows.isEmpty || wave.reaches(Waves.negligible * scale, bounds) {
      let before = work
      if isBroad {
        let second = behind ?? Wave(count: graph.count, loops: graph.loops)
        guard spread(wave, followedBy: second) else { return }
        (wave, behind) = (second, wave)
      } else {
        guard spread(wave) else { return }
      }
      isBroad = work - before >= broad
      if rows.count > graph.count + Waves.furtherRounds { return }
    }
  }

  private mutating func append(_ sum: GroupSum) {
    rows.append(
      GroupRow(key: "\(rows.count)", index: rows.count, contribution: sum.contribution, mix: sum.mix))
  }

  /// The rows of tiers, as far as something is left for them.
  private mutating func take(_ sums: [GroupSum], _ reach: [Double]) {
    for (sum, reach) in zip(sums, reach) {
      if !rows.isEmpty, !(reach > Waves.negligible * scale) { return }
      append(sum)
    }
  }

  /// One wave, from where the last one ended; false when none comes after it.
  private mutating func spread(_ wave: Wave) -> Bool {
    wave.advance()
    let spreading = withGround { ground in
      var spreading = Spreading(wave, ground, budget: budget - work)
      spreading.run()
      return spreading
    }
    return take(spreading)
  }

  /// Two waves, the second right behind the first, on a thread of its own; false when none comes after them.
  private mutating func spread(_ wave: Wave, followedBy second: Wave) -> Bool {
    wave.advance()
    var arrived = 0.0
    let (left, count) = (budget - work, focus.rollUp.graph.count)
    let blocks = BitLadder.blocks(count)
    let (ahead, behind) = withGround { ground in
      var ahead = Spreading(wave, ground, budget: left)
      var behind = Spreading(second, ground, budget: left)
      // A loop is gone round as a whole: where the end of a block cuts it, the first wave goes through it before the
      // block is given away, since it leads back into the block, and the second waits until it has all of it.
      Pieces.inTurn(blocks.count, isLarge: count >= Pieces.worthwhileProducts) { turn in
        ahead.run(downTo: ground.loop(around: blocks[turn].lowerBound).lowerBound)
      } then: { turn in
        second.follow(wave, in: blocks[turn], ground.bounds, size: &arrived)
        behind.run(downTo: ground.loop(around: blocks[turn].lowerBound).upperBound)
        return true
      }
      return (ahead, behind)
    }
    wave.wasFollowed()
    return take(ahead) && !(arrived <= Waves.negligible * scale) && take(behind)
  }

  /// The rows of a wave; false when the budget is spent.
  private mutating func take(_ spreading: Spreading) -> Bool {
    take(spreading.sums, spreading.reach)
    work += spreading.work
    return spreading.isWhole && work <= budget
  }

  private func withGround<Result>(_ body: (Spreading.Ground) -> Result) -> Result {
    let (graph, model) = (focus.rollUp.graph, focus.rollUp.model)
    return model.own.withHeads { own, stride in
      graph.links.withPointers(amounts: model.amounts) { links in
        borders.supplier.withUnsafeBufferPointer { supplier in
          graph.loopColumn.withUnsafeBufferPointer { loop in
            graph.loops.withUnsafeBufferPointer { loops in
              model.bounds.withUnsafeBufferPointer { bounds in
                body(
                  Spreading.Ground(
                    links: links, supplier: byDepth ? nil : supplier.base, loop: loop.base, loops: loops.base,
                    own: own, stride: stride, bounds: bounds.base, least: byDepth ? -1 : 1e-17 * scale))
              }
            }
          }
        }
      }
    }
  }

  private mutating func addRemainder() {
    let contribution = (focus.total ?? 0) - rows.reduce(0) { $0 + $1.contribution }
    guard abs(contribution) > Waves.negligible * scale else { return }
    let primary = focus.mix.primary - rows.reduce(0) { $0 + $1.mix.primary }
    let unknown = focus.mix.unknown - rows.reduce(0) { $0 + $1.mix.unknown }
    rows.append(
      GroupRow(
        key: GroupRow.remainderKey, index: nil, contribution: contribution,
        mix: Mix(primary: primary, secondary: contribution - primary - unknown, unknown: unknown),
        isRemainder: true))
  }
}
