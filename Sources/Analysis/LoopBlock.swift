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
    solve([own], fixed: fixed)?.first
  }

  /// The same for several right-hand sides at once.
  func solve(_ own: [[Double]], fixed: [Bool]? = nil) -> [[Double]]? {
    let x: [[Double]]?
    if links.count > LoopBlock.largestDense {
      x = Iteration.totals(links, own: own, fixed: fixed)
    } else if let fixed {
      let factor = DenseFactor(matrix: LoopBlock.matrix(links, fixed: fixed), size: links.count)
      x = factor.map { factor in own.map { factor.solve($0) } }
    } else {
      x = factor.map { factor in own.map { factor.solve($0) } }
    }
    guard let x, x.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return nil }
    return x
  }

  /// x = A x + `rows` in place, all channels at once; false where that has no finite answer or the loop is not small.
  func solve<Row: ChannelRow>(_ rows: inout [Row]) -> Bool {
    guard let factor else { return false }
    factor.solve(&rows)
    return rows.allSatisfy(\.isFinite)
  }

  /// w = Aᵀ w + `demand`: what is needed of each member, what goes round included.
  func weights(_ demand: [Double]) -> [Double] {
    factor?.solveTransposed(demand) ?? Iteration.weights(links, demand: [demand])[0]
  }

  /// How many units of each of some members a demand for one of them makes, itself included.
  func amplifications(_ members: [Int]) -> [Double] {
    if let factor { return members.map { factor.inverseDiagonal[$0] } }
    let none = [Double](repeating: 0, count: links.count)
    let demand = members.map { i in
      var one = none
      one[i] = 1
      return one
    }
    return zip(members, Iteration.weights(links, demand: demand)).map { $1[$0] }
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
