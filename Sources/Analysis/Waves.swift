import SupplyGraph

/// Contributions by tier or by depth: the needs of the focus kept apart by the borders (or links) they crossed.
///
/// Without loops one sweep gives them all: see `TierSweep`. Otherwise they are followed in waves.
///
/// A wave holds the products of a few tiers with the part of their weight that arrives in each; only products with a
/// part take work, so a chain of a hundred thousand companies costs little more than its links. Where a loop crosses
/// borders the waves go on until what is left is below 1e-12 of everything, which then becomes a remainder, as does
/// what a bounded amount of work has not reached. The exact split of a product between tiers follows from keeping
/// weights, not products, apart.
struct Waves {
  private(set) var rows: [GroupRow] = []

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

  /// `budget` and `mustWalk` are for tests; nil is what the size of the graph allows.
  init(_ focus: Focus, byDepth: Bool, budget: Int? = nil, mustWalk: Bool = false) {
    self.focus = focus
    self.mustWalk = mustWalk || budget != nil
    self.byDepth = byDepth
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
    let wave = Wave(count: graph.count, loops: graph.loops)
    for top in focus.tops { wave.beyond.add(top.quantity, to: top.product) }
    while rows.isEmpty || wave.reaches(Waves.negligible * scale, bounds) {
      let tiers = spread(wave, bounds)
      take(tiers.sums, tiers.reach)
      if tiers.sums.count < Wave.tiers || wave.work > budget { return }
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

  private func spread(_ wave: Wave, _ bounds: [Double]) -> (sums: [GroupSum], reach: [Double]) {
    let (graph, model) = (focus.rollUp.graph, focus.rollUp.model)
    return model.own.withHeads { own, stride in
      graph.links.withPointers(amounts: model.amounts) { links in
        borders.supplier.withUnsafeBufferPointer { supplier in
          graph.loopColumn.withUnsafeBufferPointer { loop in
            graph.loops.withUnsafeBufferPointer { loops in
              bounds.withUnsafeBufferPointer { bounds in
                let ways = Spreading.Ways(
                  links: links, supplier: byDepth ? nil : supplier.base, loop: loop.base, loops: loops.base)
                var spreading = Spreading(
                  wave, ways, own: own, stride: stride, bounds: bounds.base,
                  least: byDepth ? -1 : 1e-17 * scale, budget: budget)
                spreading.run()
                return (spreading.sums, spreading.reach)
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
