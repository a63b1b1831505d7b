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
  /// What no member exceeds when each is given one unit; of large ones without credits.
  private let gain: Double?

  /// Nil when what goes round the loop does not fade, all amounts taken as positive, or does so too slowly.
  ///
  /// Signs are left out because a loop whose parts grow without end and only cancel each other has a total but no
  /// paths, tiers or contributions that mean anything.
  init?(_ links: LocalLinks) {
    let hasCredits = links.hasCredits
    let unsigned = hasCredits ? links.withoutSigns : links
    if links.count > LoopBlock.largestDense {
      guard let gain = Iteration.gain(unsigned) else { return nil }
      self.init(links, factor: nil, users: links.reversed, gain: hasCredits ? nil : gain)
      return
    }
    if hasCredits, LoopBlock.factor(unsigned) == nil { return nil }
    guard let factor = LoopBlock.factor(links) else { return nil }
    self.init(links, factor)
  }

  /// A small one whose factors are known.
  init(_ links: LocalLinks, _ factor: DenseFactor) {
    self.init(links, factor: factor, users: nil, gain: nil)
  }

  private init(_ links: LocalLinks, factor: DenseFactor?, users: LocalLinks?, gain: Double?) {
    (self.links, self.factor, self.users, self.gain) = (links, factor, users, gain)
  }

  private static func factor(_ links: LocalLinks, fixed: [Bool]? = nil) -> DenseFactor? {
    DenseFactor(matrix: matrix(links, fixed: fixed), size: links.count)
  }

  var isExact: Bool { factor != nil }

  /// x = A x + `own`, where members marked in `fixed` keep the value they have in `own`. Nil without an answer.
  func solve(_ own: [Double], fixed: [Bool]? = nil) -> [Double]? {
    solve([own], fixed: fixed)?.first
  }

  /// The same for several right-hand sides at once.
  ///
  /// - Parameter near: values close to the answer, where there are any: large loops begin with them.
  func solve(_ own: [[Double]], fixed: [Bool]? = nil, near: [[Double]]? = nil) -> [[Double]]? {
    let x: [[Double]]?
    if links.count > LoopBlock.largestDense {
      x = Iteration.totals(links, own: own, fixed: fixed, near: near)
    } else {
      let factor = fixed.map { LoopBlock.factor(links, fixed: $0) } ?? factor
      x = factor.map { factor in own.map { factor.solve($0) } }
    }
    guard let x, x.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return nil }
    return x
  }

  /// x = A x + `own` in all channels. Those with the same right-hand side are solved once: without splits and credits most
  /// channels are the same.
  func solve(_ own: [Channels], near: [Channels]? = nil) -> [Channels]? {
    var (distinct, starts): ([[Double]], [[Double]]) = ([], [])
    var source = [Int?](repeating: nil, count: Channel.allCases.count)
    for channel in Channel.allCases {
      let rhs = own.map { $0[channel] }
      if rhs.allSatisfy({ $0 == 0 }) { continue }
      source[channel.rawValue] = distinct.firstIndex(of: rhs) ?? distinct.count
      if source[channel.rawValue] == distinct.count {
        distinct.append(rhs)
        if let near { starts.append(near.map { $0[channel] }) }
      }
    }
    guard let solved = solve(distinct, near: near == nil ? nil : starts) else { return nil }
    var values = [Channels](repeating: .zero, count: own.count)
    for channel in Channel.allCases {
      guard let number = source[channel.rawValue] else { continue }
      for i in values.indices { values[i][channel] = solved[number][i] }
    }
    return values
  }

  /// w = Aᵀ w + `demand`: what is needed of each member, what goes round included.
  ///
  /// - Parameter near: weights close to those, where there are any: large loops begin with them.
  func weights(_ demand: [Double], near: [Double]? = nil) -> [Double] {
    factor?.solveTransposed(demand)
      ?? Iteration.weights(users ?? links.reversed, demand: [demand], near: near.map { [$0] })[0]
  }

  /// What no total exceeds when members are given this, all amounts taken as positive; nil where only working it out
  /// can tell.
  func bounds(_ given: [Double]) -> [Double]? {
    if isExact { return withoutSigns?.solve(given) }
    guard let gain, let largest = given.max() else { return nil }
    return given.map { _ in gain * largest }
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
