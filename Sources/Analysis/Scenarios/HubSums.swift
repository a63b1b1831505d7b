import SupplyGraph

/// What the users of hubs need of them, by stretches of products, so that a change of one user has one stretch added up
/// again (`Hubs`).
///
/// Made hub by hub when it is first asked for.
struct HubSums: Sendable {
  /// Products in one, and how many there are.
  private let (stretch, stretches): (Int, Int)
  /// By hub and stretch.
  private var sums: [Double]
  /// By hub and stretch: where the links of its users begin in the transposed table; a hub has one more than there are
  /// stretches. Those of a hub that nobody asked for begin with −1.
  private var starts: [Int32]

  /// In place of a sum that must be added up anew: no sum comes to this.
  private static let unknown = Double(nan: 0x4755, signaling: false)

  init(_ hubs: Hubs, _ graph: SupplyGraph) {
    let count = hubs.products.count
    stretch = hubs.stretch
    stretches = (graph.count + stretch - 1) / stretch
    sums = [Double](repeating: HubSums.unknown, count: count * stretches)
    starts = [Int32](repeating: -1, count: count * (stretches + 1))
  }

  /// Finds out which users lie in which stretch: O(users of the hub) the first time.
  mutating func prepare(_ hub: Int, _ p: ProductIndex, _ graph: SupplyGraph) {
    let first = hub * (stretches + 1)
    if starts[first] >= 0 { return }
    var next = 0
    for position in graph.users(of: p) {
      let last = self.stretch(of: graph.product(ofLink: graph.userLink(position)), graph)
      while next <= last {
        starts[first + next] = Int32(truncatingIfNeeded: position)
        next += 1
      }
    }
    while next <= stretches {
      starts[first + next] = Int32(truncatingIfNeeded: graph.users(of: p).upperBound)
      next += 1
    }
  }

  /// Of a user: that in which its loop begins, if it is in one.
  private func stretch(of user: ProductIndex, _ graph: SupplyGraph) -> Int {
    (graph.loop(user).map { graph.loops[$0].lowerBound } ?? user) / stretch
  }

  /// The users of a stretch, as positions in the transposed table. For hubs that are prepared.
  func users(_ hub: Int, _ stretch: Int) -> Range<Int> {
    let at = hub * (stretches + 1) + stretch
    return Int(starts[at])..<Int(starts[at + 1])
  }

  /// Those in the hub's own stretch.
  func users(nextTo p: ProductIndex, _ hub: Int) -> Range<Int> { users(hub, p / stretch) }

  /// The lowest stretch whose users are added up by themselves.
  func lowest(above p: ProductIndex) -> Int { p / stretch + 1 }

  /// The first stretch, from one on, whose sum is not known.
  func firstUnknown(_ hub: Int, from first: Int) -> Int? {
    // Not by whether it is a number: a sum may have come to none.
    let unknown = HubSums.unknown.bitPattern
    return sums.withUnsafeBufferPointer { sums in
      var stretch = first
      while stretch < stretches, sums[hub * stretches + stretch].bitPattern != unknown { stretch += 1 }
      return stretch < stretches ? stretch : nil
    }
  }

  mutating func set(_ hub: Int, _ stretch: Int, _ sum: Double) { sums[hub * stretches + stretch] = sum }

  /// Adds those of the stretches above the hub, the highest first; all of them must be known.
  func add(_ hub: Int, _ p: ProductIndex, to weight: inout Double) {
    sums.withUnsafeBufferPointer { sums in
      for stretch in (lowest(above: p)..<stretches).reversed() { weight += sums[hub * stretches + stretch] }
    }
  }

  /// What a user needs of a hub may be something else.
  mutating func forget(_ hub: Int, _ user: ProductIndex, _ graph: SupplyGraph) {
    sums[hub * stretches + stretch(of: user, graph)] = HubSums.unknown
  }

  /// What all its users need.
  mutating func forget(_ hub: Int) {
    for place in hub * stretches..<(hub + 1) * stretches { sums[place] = HubSums.unknown }
  }

  mutating func forgetAll() { for place in sums.indices { sums[place] = HubSums.unknown } }
}
