import SupplyGraph

/// Contributions by tier or by depth: the needs of the focus kept apart by the borders (or links) they crossed.
///
/// Without loops one sweep gives them all: see `TierSweep`. Otherwise they are followed in waves.
///
/// A wave holds the products of one tier with the part of their weight that arrives there; only products with a part
/// take work, so a chain of a hundred thousand companies costs no more than its links. Where a loop crosses borders
/// the waves go on until what is left is below 1e-12 of everything, which then becomes a remainder, as does what a
/// bounded amount of work has not reached. The exact split of a product between tiers follows from keeping weights,
/// not products, apart.
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
  private var work = 0
  private let budget: Int

  /// Whether tiers are followed one by one even where one sweep would do.
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
    if !mustWalk, let sweep = TierSweep(focus, byDepth: byDepth) { return take(sweep) }
    var wave = Wave(count: focus.rollUp.graph.count)
    var next = Wave(count: focus.rollUp.graph.count)
    for top in focus.tops { wave.add(top.quantity, to: top.product) }
    while !wave.isEmpty {
      let sum = spread(&wave, into: &next, bounds)
      append(sum)
      swap(&wave, &next)
      if work > budget || rows.count > focus.rollUp.graph.count + Waves.furtherRounds { break }
      if !wave.reaches(Waves.negligible * scale, bounds) { break }
    }
  }

  private mutating func append(_ sum: GroupSum) {
    rows.append(
      GroupRow(key: "\(rows.count)", index: rows.count, contribution: sum.contribution, mix: sum.mix))
  }

  /// The rows of a sweep, as far as something is left for them.
  private mutating func take(_ sweep: TierSweep) {
    for (sum, reach) in zip(sweep.sums, sweep.reach) {
      if !rows.isEmpty, !(reach > Waves.negligible * scale) { return }
      append(sum)
    }
  }

  /// Hands on the weights of a wave, products before their components. By tier, links inside a company stay in the
  /// wave, and in a loop inside a company they come round until nothing is left of them; by depth every link leads
  /// into the next wave.
  private mutating func spread(_ wave: inout Wave, into next: inout Wave, _ bounds: [Double]) -> GroupSum {
    let (table, model) = (focus.rollUp.graph.links, focus.rollUp.model)
    let (work, sum) = model.own.withHeads { own, stride in
      table.starts.withUnsafeBufferPointer { starts in
        table.components.withUnsafeBufferPointer { components in
          model.amounts.withUnsafeBufferPointer { amounts in
            borders.supplier.withUnsafeBufferPointer { supplier in
              bounds.withUnsafeBufferPointer { bounds in
                let links = WaveLinks(
                  starts: starts.base, components: components.base, amounts: amounts.base,
                  supplier: byDepth ? nil : supplier.base)
                return links.spread(
                  wave, into: next, own: own, stride: stride, bounds: bounds.base,
                  least: byDepth ? -1 : 1e-17 * scale, budget: budget - self.work)
              }
            }
          }
        }
      }
    }
    self.work += work
    return sum
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

/// The links that waves run along, over plain memory.
private struct WaveLinks {
  let starts: UnsafePointer<Int32>
  let components: UnsafePointer<Int32>
  let amounts: UnsafePointer<Double>
  /// By product, −1 for none; nil when every link leads into the next wave.
  let supplier: UnsafePointer<Int32>?

  /// Takes all products out of a wave and hands their weights on; the links that were followed, and what the
  /// products' own emissions make of the weights. Below `least` and above `budget` nothing is handed on.
  func spread(
    _ wave: Wave, into next: Wave, own: UnsafePointer<SIMD4<Double>>, stride: Int,
    bounds: UnsafePointer<Double>, least: Double, budget: Int
  ) -> (work: Int, sum: GroupSum) {
    var (work, sum) = (0, GroupSum())
    while let p = wave.members.popLast() {
      let weight = wave.weights[p]
      wave.weights[p] = 0
      sum.add(own[p * stride], times: weight)
      if abs(weight) * bounds[p] <= least || work > budget { continue }
      let links = Int(starts[p])..<Int(starts[p + 1])
      let company = supplier?[p] ?? -1
      for link in links where amounts[link] != 0 {
        let component = Int(components[link])
        let part = weight * amounts[link]
        let stays = company >= 0 && supplier?[component] == company
        if stays { wave.add(part, to: component) } else { next.add(part, to: component) }
      }
      work += links.count
    }
    return (work, sum)
  }
}

/// Products of one tier and the part of their weight that belongs to it.
private final class Wave {
  let members: BitLadder
  let weights: UnsafeMutablePointer<Double>

  init(count: Int) {
    members = BitLadder(count: count)
    weights = .allocate(capacity: max(1, count))
    weights.initialize(repeating: 0, count: max(1, count))
  }

  deinit { weights.deallocate() }

  var isEmpty: Bool { members.isEmpty }

  /// Adds to a product's weight, and the product when it is not in the wave yet.
  @inline(__always)
  func add(_ weight: Double, to p: Int) {
    weights[p] += weight
    _ = members.insert(p)
  }

  /// Whether the members can still bring more than `least`.
  func reaches(_ least: Double, _ bounds: [Double]) -> Bool {
    var sum = 0.0
    return members.contains { p in
      sum += abs(weights[p]) * bounds[p]
      return !(sum <= least)
    }
  }
}
