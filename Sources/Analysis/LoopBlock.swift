import SupplyGraph

/// Links between the members of one loop, members numbered from 0 in their order.
struct LocalLinks: Sendable {
  let members: Stretch<Int32>
  let starts: Stretch<Int32>
  let components: Stretch<Int32>
  private(set) var amounts: Stretch<Double>

  var count: Int { members.count }

  init(
    members: Stretch<Int32>, starts: Stretch<Int32>, components: Stretch<Int32>, amounts: Stretch<Double>
  ) {
    (self.members, self.starts, self.components, self.amounts) = (members, starts, components, amounts)
  }

  /// Links with amount 0 do not count. `local` is −1 everywhere and is left so.
  init(members: [Int32], table: LinkTable, amounts all: [Double], local: inout [Int32]) {
    var (starts, components, amounts): ([Int32], [Int32], [Double]) = ([0], [], [])
    let most = members.reduce(0) { $0 + table.starts[Int($1) + 1] - table.starts[Int($1)] }
    starts.reserveCapacity(members.count + 1)
    components.reserveCapacity(Int(most))
    amounts.reserveCapacity(Int(most))
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
    self.init(
      members: Stretch(members), starts: Stretch(starts), components: Stretch(components),
      amounts: Stretch(amounts))
  }

  /// The other way round: the links of a member lead to the members that need it.
  var reversed: LocalLinks {
    var starts = [Int32](repeating: 0, count: count + 1)
    for component in components { starts[Int(component) + 1] += 1 }
    for i in 0..<count { starts[i + 1] += starts[i] }
    var next = starts
    var users = [Int32](repeating: 0, count: components.count)
    var amounts = [Double](repeating: 0, count: components.count)
    for p in 0..<count {
      for link in links(of: p) {
        let slot = Int(next[Int(components[link])])
        users[slot] = Int32(truncatingIfNeeded: p)
        amounts[slot] = self.amounts[link]
        next[Int(components[link])] += 1
      }
    }
    return LocalLinks(
      members: members, starts: Stretch(starts), components: Stretch(users), amounts: Stretch(amounts))
  }

  func links(of p: Int) -> Range<Int> { Int(starts[p])..<Int(starts[p + 1]) }

  /// What the links hold together.
  var parts: StrongComponents {
    StrongComponents(count: count, starts: starts.array, targets: components.array)
  }

  /// The same links with all amounts taken as positive.
  var withoutSigns: LocalLinks {
    var result = self
    result.amounts = Stretch(amounts.map { abs($0) })
    return result
  }

  var hasCredits: Bool { amounts.contains { $0 < 0 } }
}

/// A loop that can be solved: its members need each other, and what goes round it fades.
struct LoopBlock: Sendable {
  /// Loops up to this size are solved exactly.
  static let largestDense = 200

  let links: LocalLinks
  /// Nil for large ones.
  let factor: DenseFactor?
  /// The links the other way round; nil for small ones.
  private let users: LocalLinks?

  /// Nil when what goes round the loop does not fade, all amounts taken as positive, or does so too slowly.
  ///
  /// Signs are left out because a loop whose parts grow without end and only cancel each other has a total but no
  /// paths, tiers or contributions that mean anything.
  init?(_ links: LocalLinks) {
    self.links = links
    if links.hasCredits, !LoopBlock.fades(links.withoutSigns) { return nil }
    guard links.count <= LoopBlock.largestDense else {
      guard links.hasCredits || Iteration.fades(links) else { return nil }
      (factor, users) = (nil, links.reversed)
      return
    }
    guard let dense = DenseFactor(matrix: LoopBlock.matrix(links, fixed: nil), size: links.count) else {
      return nil
    }
    (factor, users) = (dense, nil)
  }

  /// A small one whose factors are known.
  init(_ links: LocalLinks, _ factor: DenseFactor) {
    (self.links, self.factor, users) = (links, factor, nil)
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

  /// x = A x + `own` in all channels. Those with the same right-hand side are solved once: without splits and credits most
  /// channels are the same.
  func solve(_ own: [Channels]) -> [Channels]? {
    var distinct: [[Double]] = []
    var source = [Int?](repeating: nil, count: Channel.allCases.count)
    for channel in Channel.allCases {
      let rhs = own.map { $0[channel] }
      if rhs.allSatisfy({ $0 == 0 }) { continue }
      source[channel.rawValue] = distinct.firstIndex(of: rhs) ?? distinct.count
      if source[channel.rawValue] == distinct.count { distinct.append(rhs) }
    }
    guard let solved = solve(distinct) else { return nil }
    var values = [Channels](repeating: .zero, count: own.count)
    for channel in Channel.allCases {
      guard let number = source[channel.rawValue] else { continue }
      for i in values.indices { values[i][channel] = solved[number][i] }
    }
    return values
  }

  /// w = Aᵀ w + `demand`: what is needed of each member, what goes round included.
  func weights(_ demand: [Double]) -> [Double] {
    factor?.solveTransposed(demand) ?? Iteration.weights(users ?? links.reversed, demand: [demand])[0]
  }

  /// How many units of each of some members a demand for one of them makes, itself included.
  func amplifications(_ members: [Int]) -> [Double] {
    if let factor { return members.map { factor.rounds($0) } }
    let none = [Double](repeating: 0, count: links.count)
    let demand = members.map { i in
      var one = none
      one[i] = 1
      return one
    }
    return zip(members, Iteration.weights(users ?? links.reversed, demand: demand)).map { $1[$0] }
  }

  /// The same loop with all amounts taken as positive, which fades too.
  var withoutSigns: LoopBlock? { links.hasCredits ? LoopBlock(links.withoutSigns) : self }

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
