import HeapModule
import SupplyGraph

/// Contributions by tier or by depth: the needs of the focus kept apart by the borders (or links) they crossed.
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

  /// `budget` is for tests; nil is what the size of the graph allows.
  init(_ focus: Focus, byDepth: Bool, budget: Int? = nil) {
    self.focus = focus
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
    var wave = Wave(count: focus.rollUp.graph.count)
    var next = Wave(count: focus.rollUp.graph.count)
    for top in focus.tops { wave.add(top.quantity, to: top.product) }
    while !wave.members.isEmpty {
      let sum = byDepth ? spreadByLink(&wave, into: &next) : spreadByBorder(&wave, into: &next, bounds)
      rows.append(
        GroupRow(key: "\(rows.count)", index: rows.count, contribution: sum.contribution, mix: sum.mix))
      swap(&wave, &next)
      if work > budget || rows.count > focus.rollUp.graph.count + Waves.furtherRounds { break }
      if wave.reach(bounds) <= Waves.negligible * scale { break }
    }
  }

  /// Every link leads into the next wave.
  private mutating func spreadByLink(_ wave: inout Wave, into next: inout Wave) -> GroupSum {
    let (table, model) = (focus.rollUp.graph.links, focus.rollUp.model)
    var sum = GroupSum()
    for p in wave.members.map(Int.init) {
      let weight = wave.take(p)
      sum.add(model.own[p], times: weight)
      for link in Int(table.starts[p])..<Int(table.starts[p + 1]) where model.amounts[link] != 0 {
        next.add(weight * model.amounts[link], to: Int(table.components[link]))
      }
      work += Int(table.starts[p + 1] - table.starts[p])
    }
    wave.members.removeAll(keepingCapacity: true)
    return sum
  }

  /// Links inside a company stay in the wave, so products are taken before their components. In a loop inside a
  /// company they come round until nothing is left of them.
  private mutating func spreadByBorder(
    _ wave: inout Wave, into next: inout Wave, _ bounds: [Double]
  ) -> GroupSum {
    let (table, model) = (focus.rollUp.graph.links, focus.rollUp.model)
    var sum = GroupSum()
    var waiting = wave.members.sorted()
    var open = Heap<Int32>()
    wave.members.removeAll(keepingCapacity: true)
    while let p = Waves.takeLast(&waiting, &open) {
      let weight = wave.take(p)
      sum.add(model.own[p], times: weight)
      if abs(weight) * bounds[p] <= 1e-17 * scale || work > budget { continue }
      for link in Int(table.starts[p])..<Int(table.starts[p + 1]) where model.amounts[link] != 0 {
        let component = Int(table.components[link])
        let part = weight * model.amounts[link]
        if borders.crosses(p, component) {
          next.add(part, to: component)
        } else if wave.put(part, to: component) {
          open.insert(Int32(truncatingIfNeeded: component))
        }
      }
      work += Int(table.starts[p + 1] - table.starts[p])
    }
    return sum
  }

  /// The highest number of both; few products join a wave that has started, so most come from the sorted list.
  private static func takeLast(_ waiting: inout [Int32], _ open: inout Heap<Int32>) -> Int? {
    guard let joined = open.max, joined > waiting.last ?? -1 else { return waiting.popLast().map(Int.init) }
    return open.popMax().map(Int.init)
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

/// Products of one tier and the part of their weight that belongs to it.
private struct Wave {
  /// Each product once.
  var members: [Int32] = []
  private var weights: [Double]
  private var isMember: [Bool]

  init(count: Int) {
    weights = [Double](repeating: 0, count: count)
    isMember = [Bool](repeating: false, count: count)
  }

  /// Adds to a product's weight; whether it was not waiting yet.
  @inline(__always)
  mutating func put(_ weight: Double, to p: Int) -> Bool {
    weights[p] += weight
    if isMember[p] { return false }
    isMember[p] = true
    return true
  }

  @inline(__always)
  mutating func add(_ weight: Double, to p: Int) {
    if put(weight, to: p) { members.append(Int32(truncatingIfNeeded: p)) }
  }

  @inline(__always)
  mutating func take(_ p: Int) -> Double {
    isMember[p] = false
    defer { weights[p] = 0 }
    return weights[p]
  }

  /// What the members can still bring at most.
  func reach(_ bounds: [Double]) -> Double {
    members.reduce(0) { $0 + abs(weights[Int($1)]) * bounds[Int($1)] }
  }
}
