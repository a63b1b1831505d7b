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
  mutating func prepare(_ hub: Int, _ p: ProductIndex, _ users: UserMemory) {
    let first = hub * (stretches + 1)
    if starts[first] >= 0 { return }
    var next = 0
    for position in users.of(p) {
      let last = stretch(of: users.product(ofLink: users.link(position)), users)
      while next <= last {
        starts[first + next] = Int32(truncatingIfNeeded: position)
        next += 1
      }
    }
    while next <= stretches {
      starts[first + next] = Int32(truncatingIfNeeded: users.of(p).upperBound)
      next += 1
    }
  }

  /// Of a user: that in which its loop begins, if it is in one.
  @inline(__always)
  private func stretch(of user: ProductIndex, _ users: UserMemory) -> Int {
    users.first(ofLoop: user) / stretch
  }

  /// Adds what users above the hub's own stretch need of it, the highest stretch first. `sum` adds up the users of one
  /// about which that is not known, given as positions of the transposed table. For hubs that are prepared.
  mutating func add(_ hub: Int, _ p: ProductIndex, to weight: inout Double, _ sum: (Range<Int>) -> Double) {
    // Not by whether it is a number: a sum may have come to none.
    let unknown = HubSums.unknown.bitPattern
    let (stretches, own) = (stretches, p / stretch)
    let starts = starts
    sums.withUnsafeMutableBufferPointer { sums in
      let sums = sums.base + hub * stretches
      for stretch in (own + 1..<max(stretches, own + 1)).reversed() {
        if sums[stretch].bitPattern == unknown {
          let at = hub * (stretches + 1) + stretch
          sums[stretch] = sum(Int(starts[at])..<Int(starts[at + 1]))
        }
        weight += sums[stretch]
      }
    }
  }

  /// The users in the hub's own stretch, as positions of the transposed table. For hubs that are prepared.
  func users(nextTo p: ProductIndex, _ hub: Int) -> Range<Int> {
    let at = hub * (stretches + 1) + p / stretch
    return Int(starts[at])..<Int(starts[at + 1])
  }

  /// What a user needs of a hub may be something else.
  mutating func forget(_ hub: Int, _ user: ProductIndex, _ users: UserMemory) {
    sums[hub * stretches + stretch(of: user, users)] = HubSums.unknown
  }

  /// What all its users need.
  mutating func forget(_ hub: Int) {
    for place in hub * stretches..<(hub + 1) * stretches { sums[place] = HubSums.unknown }
  }

  mutating func forgetAll() { for place in sums.indices { sums[place] = HubSums.unknown } }
}
