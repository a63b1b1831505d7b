import CPrefetch
import SupplyGraph

/// What arrives where in one tier: weights by number, and which numbers have one.
struct WeightRow {
  fileprivate let weights: UnsafeMutablePointer<Double>
  fileprivate let members: BitLadder

  /// For numbers below `count`; whoever has it gives it back.
  fileprivate init(count: Int) {
    weights = .allocate(capacity: max(1, count))
    weights.initialize(repeating: 0, count: max(1, count))
    members = BitLadder(count: count)
  }

  fileprivate func giveBack() { weights.deallocate() }

  @inline(__always)
  func add(_ weight: Double, to number: Int) {
    weights[number] += weight
    _ = members.insert(number)
  }

  /// Takes the highest number out, with its weight.
  @inline(__always)
  fileprivate func popLast() -> (number: Int, weight: Double)? {
    guard let number = members.popLast() else { return nil }
    let weight = weights[number]
    weights[number] = 0
    return (number, weight)
  }
}

/// Products of a few tiers that follow each other, with the part of their weight that belongs to each of them; and what
/// goes beyond into the tier behind.
final class Wave {
  /// Several tiers go along a link at once: that costs little more than one, because what takes time is to get there.
  static let tiers = 8

  typealias Weights = SIMD8<Double>

  fileprivate let weights: UnsafeMutablePointer<Weights>
  fileprivate let members: BitLadder
  /// The first tier of the next wave.
  let beyond: WeightRow
  fileprivate let loop: Turns

  init(count: Int, loops: [Range<ProductIndex>]) {
    weights = .allocate(capacity: max(1, count))
    LargePages.prefer(weights, bytes: count * MemoryLayout<Weights>.stride)
    weights.initialize(repeating: .zero, count: max(1, count))
    members = BitLadder(count: count)
    beyond = WeightRow(count: count)
    loop = Turns(count: loops.reduce(0) { max($0, $1.count) })
  }

  deinit {
    weights.deallocate()
    beyond.giveBack()
  }

  /// Where one of the weights of a product is.
  @inline(__always)
  fileprivate func weight(of p: ProductIndex, _ tier: Int) -> UnsafeMutablePointer<Double> {
    (UnsafeMutableRawPointer(weights + p) + tier * MemoryLayout<Double>.stride)
      .assumingMemoryBound(to: Double.self)
  }

  @inline(__always)
  fileprivate func add(_ part: Weights, to p: ProductIndex) {
    weights[p] += part
    _ = members.insert(p)
  }

  /// Goes on from where it ended: what went beyond it is the first tier now.
  func advance() {
    while let (p, weight) = beyond.popLast() {
      weights[p][0] = weight
      _ = members.insert(p)
    }
  }

  /// Takes over what a block of products has in the wave before, which is through with them but may be among products
  /// below; how much that is, as in `reaches`, is added to `size`.
  func follow(
    _ before: Wave, in block: Range<ProductIndex>, _ bounds: UnsafePointer<Double>, size: inout Double
  ) {
    let row = before.beyond
    row.members.removeAll(inBlock: block) { p in
      size += abs(row.weights[p]) * bounds[p]
      weights[p][0] += row.weights[p]
      row.weights[p] = 0
      _ = members.insert(p)
    }
  }

  /// All blocks were taken over by the wave behind.
  func wasFollowed() { beyond.members.removedAllBlocks() }

  /// Whether what goes beyond can still bring more than `least`; `bounds` by product, of a unit.
  func reaches(_ least: Double, _ bounds: [Double]) -> Bool {
    var sum = 0.0
    return beyond.members.contains { p in
      sum += abs(beyond.weights[p]) * bounds[p]
      return !(sum <= least)
    }
  }
}

/// The members of a loop, by their place in it, while weights go round: one tier after the other, because what a member
/// has of a tier is only known when all others have handed on theirs of the tier before.
///
/// What goes round lies in two rows, this tier's and the next one's: a large loop would not be in the caches with all
/// tiers of its members.
private final class Turns {
  fileprivate private(set) var now, next: WeightRow
  /// Who had something in any tier.
  let reached: BitLadder

  /// For loops of up to `count` members.
  init(count: Int) {
    (now, next, reached) = (WeightRow(count: count), WeightRow(count: count), BitLadder(count: count))
  }

  deinit {
    now.giveBack()
    next.giveBack()
  }

  /// Goes on to the next tier. Nothing is left of this one.
  func advance() { swap(&now, &next) }
}

/// Hands on the weights of a wave, products before their components. By tier, links inside a company stay in their
/// tier, and in a loop inside a company they come round until nothing is left of them; by depth every link leads into
/// the next tier.
struct Spreading {
  /// What is known of products and links, over plain memory.
  struct Ground {
    let links: LinkPointers
    /// By product, −1 for none; nil when every link leads into the next tier.
    let supplier: UnsafePointer<Int32>?
    /// The loop of each product, −1 for none.
    let loop: UnsafePointer<Int32>
    let loops: UnsafePointer<Range<ProductIndex>>
    /// Heads of own emissions: see `ChannelTable.withHeads`.
    let own: UnsafePointer<SIMD4<Double>>
    let stride: Int
    /// By product, of a unit.
    let bounds: UnsafePointer<Double>
    /// Weights whose bound is not above this are not handed on.
    let least: Double

    /// Whether the weight of a product stays in its tier on the way to a component.
    @inline(__always)
    func stay(_ p: ProductIndex, _ component: ProductIndex) -> Bool {
      guard let supplier, supplier[p] >= 0 else { return false }
      return supplier[p] == supplier[component]
    }

    /// The loop that `p` would cut in two, or nothing at `p`.
    func loop(around p: ProductIndex) -> Range<ProductIndex> {
      let number = Int(loop[p])
      return number < 0 || loops[number].lowerBound == p ? p..<p : loops[number]
    }
  }

  private let wave: Wave
  private let ground: Ground
  private let links: LinkPointers
  private let budget: Int
  /// Links that were followed.
  private(set) var work = 0
  private var (total, primary, unknown) = (Wave.Weights.zero, Wave.Weights.zero, Wave.Weights.zero)
  private var mostLeft = Wave.Weights.zero
  /// Tiers in which nothing was left out because the budget was spent.
  private var whole = Wave.tiers

  /// In loops no weights are handed on when more than `budget` links were followed.
  init(_ wave: Wave, _ ground: Ground, budget: Int) {
    (self.wave, self.ground, self.budget) = (wave, ground, budget)
    links = ground.links
  }

  /// By tier: what the products' own emissions make of their weights.
  var sums: [GroupSum] {
    (0..<whole).map { GroupSum(contribution: total[$0], primary: primary[$0], unknown: unknown[$0]) }
  }

  /// By tier: no part of the total that goes further is larger than this.
  var reach: [Double] { (0..<whole).map { mostLeft[$0] } }

  /// Whether the budget was enough for all tiers.
  var isWhole: Bool { whole == Wave.tiers }

  /// Takes all products out of the wave from the last one down to `least`, and with each of a loop all of the loop.
  mutating func run(downTo least: ProductIndex = 0) {
    while let p = wave.members.popLast(from: least) {
      let loop = Int(ground.loop[p])
      if loop < 0 {
        askAhead(of: p)
        let mine = wave.weights[p]
        wave.weights[p] = .zero
        handOn(mine, of: p, outside: 0..<0)
      } else {
        turn(ground.loops[loop], from: p)
      }
    }
  }

  @inline(__always)
  private func askAhead(of p: ProductIndex) {
    let further = p - 6 * SweepAhead.products
    guard further >= 0 else { return }
    let link = Int(links.starts[further])
    prefetch_line(links.amounts + link)
    prefetch_line(links.components + link)
    prefetch_line(ground.own + further * ground.stride)
    for link in links.of(p - 2 * SweepAhead.products) {
      let component = Int(links.components[link])
      prefetch_line(wave.weights + component)
      prefetch_line(wave.beyond.weights + component)
      if let supplier = ground.supplier { prefetch_line(supplier + component) }
    }
  }

  /// Adds up what the product itself brings, and hands its weights on, but not to members of its loop.
  @inline(__always)
  private mutating func handOn(_ mine: Wave.Weights, of p: ProductIndex, outside loop: Range<ProductIndex>) {
    let head = ground.own[p * ground.stride]
    total += mine * head[0]
    primary += mine * head[2]
    unknown += mine * head[3]
    let size = mine.sizes * ground.bounds[p]
    mostLeft += size
    if size.sum() <= ground.least { return }
    let range = links.of(p)
    let moved = mine.oneTierOn
    let (last, movesAny) = (mine[Wave.tiers - 1], moved != .zero)
    for link in range where links.amounts[link] != 0 {
      let component = Int(links.components[link])
      if loop.contains(component) { continue }
      let amount = links.amounts[link]
      if ground.stay(p, component) {
        wave.add(mine * amount, to: component)
      } else {
        if movesAny { wave.add(moved * amount, to: component) }
        if last != 0 { wave.beyond.add(last * amount, to: component) }
      }
    }
    work += range.count
  }

  // MARK: Loops

  /// Lets weights go round a loop, tier by tier, and then hands on what its members had.
  private mutating func turn(_ loop: Range<ProductIndex>, from highest: ProductIndex) {
    let (turns, first) = (wave.loop, loop.lowerBound)
    // In which tiers something arrives.
    var arrives = SIMDMask<SIMD8<Int64>>(repeating: false)
    func enter(_ p: ProductIndex) {
      _ = turns.reached.insert(p - first)
      arrives .|= wave.weights[p] .!= 0
    }
    enter(highest)
    while let p = wave.members.popLast(from: first) { enter(p) }
    for tier in 0..<Wave.tiers {
      if arrives[tier] { begin(tier, first) }
      while let (place, weight) = turns.now.popLast() { goRound(place, weight, loop, tier) }
      turns.advance()
    }
    while let place = turns.reached.popLast() {
      let mine = wave.weights[first + place]
      wave.weights[first + place] = .zero
      handOn(mine, of: first + place, outside: loop)
    }
  }

  /// What members have of a tier from outside.
  private func begin(_ tier: Int, _ first: ProductIndex) {
    let turns = wave.loop
    _ = turns.reached.contains { place in
      let weight = wave.weight(of: first + place, tier)
      if weight.pointee != 0 {
        turns.now.add(weight.pointee, to: place)
        weight.pointee = 0
      }
      return false
    }
  }

  private mutating func goRound(_ place: Int, _ weight: Double, _ loop: Range<ProductIndex>, _ tier: Int) {
    let (turns, p) = (wave.loop, loop.lowerBound + place)
    wave.weight(of: p, tier).pointee += weight
    _ = turns.reached.insert(place)
    if abs(weight) * ground.bounds[p] <= ground.least { return }
    if work > budget {
      whole = min(whole, tier + 1)
      return
    }
    let range = links.of(p)
    for link in range where links.amounts[link] != 0 {
      let component = Int(links.components[link])
      if !loop.contains(component) { continue }
      let part = weight * links.amounts[link]
      if ground.stay(p, component) {
        turns.now.add(part, to: component - loop.lowerBound)
      } else if tier + 1 < Wave.tiers {
        turns.next.add(part, to: component - loop.lowerBound)
      } else {
        wave.beyond.add(part, to: component)
      }
    }
    work += range.count
  }
}

extension SIMD8<Double> {
  /// Without their signs.
  fileprivate var sizes: Self { replacing(with: -self, where: self .< 0) }

  /// Each weight in the tier behind; the last one is gone.
  @inline(__always)
  fileprivate var oneTierOn: Self { Self(0, self[0], self[1], self[2], self[3], self[4], self[5], self[6]) }
}
