import SupplyGraph

/// Links between the members of one loop, members numbered from 0 in their order; both directions as columns.
struct LocalLinks: Sendable {
  let members: [Int32]
  private(set) var starts: [Int32] = [0]
  private(set) var components: [Int32] = []
  private(set) var amounts: [Double] = []
  private(set) var userStarts: [Int32]
  private(set) var users: [Int32]
  private(set) var userAmounts: [Double]

  var count: Int { members.count }

  /// Links with amount 0 do not count. `local` is −1 everywhere and is left so.
  init(members: [Int32], table: LinkTable, amounts all: [Double], local: inout [Int32]) {
    self.members = members
    for (number, p) in members.enumerated() { local[Int(p)] = Int32(truncatingIfNeeded: number) }
    for p in members {
      for link in Int(table.starts[Int(p)])..<Int(table.starts[Int(p) + 1]) where all[link] != 0 {
        let component = local[Int(table.components[link])]
        if component < 0 { continue }
        components.append(component)
        amounts.append(all[link])
      }
      starts.append(Int32(truncatingIfNeeded: components.count))
    }
    for p in members { local[Int(p)] = -1 }
    userStarts = [Int32](repeating: 0, count: members.count + 1)
    users = [Int32](repeating: 0, count: components.count)
    userAmounts = [Double](repeating: 0, count: components.count)
    transpose()
  }

  private mutating func transpose() {
    for component in components { userStarts[Int(component) + 1] += 1 }
    for i in 0..<count { userStarts[i + 1] += userStarts[i] }
    var next = userStarts
    for p in 0..<count {
      for link in links(of: p) {
        let slot = Int(next[Int(components[link])])
        users[slot] = Int32(truncatingIfNeeded: p)
        userAmounts[slot] = amounts[link]
        next[Int(components[link])] += 1
      }
    }
  }

  func links(of p: Int) -> Range<Int> { Int(starts[p])..<Int(starts[p + 1]) }

  func users(of p: Int) -> Range<Int> { Int(userStarts[p])..<Int(userStarts[p + 1]) }

  mutating func dropSigns() {
    amounts = amounts.map { abs($0) }
    userAmounts = userAmounts.map { abs($0) }
  }

  var hasCredits: Bool { amounts.contains { $0 < 0 } }
}

/// A loop that can be solved: its members need each other, and what goes round it fades.
struct LoopBlock: Sendable {
  /// Loops up to this size are solved exactly.
  static let largestDense = 200

  let links: LocalLinks
  private let factor: DenseFactor?

  /// Nil when what goes round the loop does not fade, all amounts taken as positive, or does so too slowly.
  ///
  /// Signs are left out because a loop whose parts grow without end and only cancel each other has a total but no
  /// paths, tiers or contributions that mean anything.
  init?(_ links: LocalLinks) {
    self.links = links
    if links.hasCredits, !LoopBlock.fades(links.withoutSigns) { return nil }
    guard links.count <= LoopBlock.largestDense else {
      factor = nil
      guard links.hasCredits || Iteration.fades(links) else { return nil }
      return
    }
    var dense = DenseFactor(matrix: LoopBlock.matrix(links, fixed: nil), size: links.count)
    dense?.findDiagonal()
    guard let dense else { return nil }
    factor = dense
  }

  private static func fades(_ links: LocalLinks) -> Bool {
    if links.count > largestDense { return Iteration.fades(links) }
    return DenseFactor(matrix: matrix(links, fixed: nil), size: links.count) != nil
  }

  var isExact: Bool { factor != nil }

  /// x = A x + `own`, where members marked in `fixed` keep the value they have in `own`. Nil without an answer.
  func solve(_ own: [Double], fixed: [Bool]? = nil) -> [Double]? {
    let x: [Double]?
    if links.count > LoopBlock.largestDense {
      x = Iteration.totals(links, own: own, fixed: fixed)
    } else if let fixed {
      let matrix = LoopBlock.matrix(links, fixed: fixed)
      x = DenseFactor(matrix: matrix, size: links.count)?.solve(own)
    } else {
      x = factor?.solve(own)
    }
    guard let x, x.allSatisfy(\.isFinite) else { return nil }
    return x
  }

  /// w = Aᵀ w + `demand`: what is needed of each member, what goes round included.
  func weights(_ demand: [Double]) -> [Double] {
    factor?.solveTransposed(demand) ?? Iteration.weights(links, demand: demand)
  }

  /// How many units of member `i` a demand for one of them makes, itself included.
  func amplification(_ i: Int) -> Double {
    if let factor { return factor.inverseDiagonal[i] }
    var demand = [Double](repeating: 0, count: links.count)
    demand[i] = 1
    return Iteration.weights(links, demand: demand)[i]
  }

  private static func matrix(_ links: LocalLinks, fixed: [Bool]?) -> [Double] {
    let size = links.count
    var matrix = [Double](repeating: 0, count: size * size)
    for p in 0..<size {
      matrix[p * size + p] = 1
      if fixed?[p] == true { continue }
      for link in links.links(of: p) { matrix[p * size + Int(links.components[link])] -= links.amounts[link] }
    }
    return matrix
  }
}

/// Gauss–Seidel sweeps for loops too large to be factored, in the order of the members: components mostly first, so
/// that only what goes round needs another sweep.
///
/// For amounts that are not negative the sweeps converge exactly when the loop does (Stein & Rosenberg 1948).
enum Iteration {
  private static let sweeps = 1_000
  private static let tolerance = 1e-15

  /// Whether a unit put in everywhere stays finite and positive.
  static func fades(_ links: LocalLinks) -> Bool {
    let ones = [Double](repeating: 1, count: links.count)
    guard let x = totals(links, own: ones, fixed: nil) else { return false }
    return x.allSatisfy { $0 >= 1 - 1e-9 }
  }

  static func totals(_ links: LocalLinks, own: [Double], fixed: [Bool]?) -> [Double]? {
    solve(
      count: links.count, starts: links.starts, others: links.components, amounts: links.amounts, rhs: own,
      fixed: fixed, order: .ascending)
  }

  /// Zeros where the sweeps do not settle, which `fades` has ruled out.
  static func weights(_ links: LocalLinks, demand: [Double]) -> [Double] {
    solve(
      count: links.count, starts: links.userStarts, others: links.users, amounts: links.userAmounts,
      rhs: demand, fixed: nil, order: .descending) ?? [Double](repeating: 0, count: links.count)
  }

  private enum Order { case ascending, descending }

  private static func solve(
    count: Int, starts: [Int32], others: [Int32], amounts: [Double], rhs: [Double], fixed: [Bool]?,
    order: Order
  ) -> [Double]? {
    var x =
      fixed.map { fixed in rhs.indices.map { fixed[$0] ? rhs[$0] : 0 } }
      ?? [Double](repeating: 0, count: count)
    var best = Double.infinity
    var idle = 0
    for _ in 0..<sweeps {
      var change = 0.0
      var size = 0.0
      for step in 0..<count {
        let i = order == .ascending ? step : count - 1 - step
        if fixed?[i] == true { continue }
        var sum = rhs[i]
        var own = 1.0
        for link in Int(starts[i])..<Int(starts[i + 1]) {
          let other = Int(others[link])
          if other == i { own -= amounts[link] } else { sum += amounts[link] * x[other] }
        }
        guard own > 1e-12 else { return nil }
        let value = sum / own
        change = max(change, abs(value - x[i]) / max(abs(value), .leastNormalMagnitude))
        size = max(size, abs(value))
        x[i] = value
      }
      guard size < 1e250, change.isFinite else { return nil }
      if change <= tolerance { return x }
      // Rounding keeps the last bits moving: no progress for a while, close to the end, is the end.
      if change < best { (best, idle) = (change, 0) } else { idle += 1 }
      if idle >= 8, best < 1e-12 { return x }
    }
    return nil
  }
}
