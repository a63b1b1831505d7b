import SupplyGraph

/// Sums of contributions in chunks of products, so that a changed one costs its neighbours only; with the largest of
/// each chunk, so that the first of all are found without looking at every product.
///
/// A sum is always that of the same numbers in the same order, whatever was changed when.
struct ContributionSums: Sendable {
  static let chunk = 256
  private static let groupings: [Grouping] = [.supplier, .country, .category, .basis]

  /// By chunk of products.
  private var sums: [GroupSum]
  /// Of all contributions, after a refresh.
  private(set) var total = GroupSum()
  /// The product with the largest contribution in each chunk; nil where nothing is needed.
  private var best: [Ranked?]
  private var changed: NumberSet
  /// By chunk: whether some contribution in it is below 0.
  private var hasCredits: [Bool]
  private var isComplete = false
  /// By place in `groupings`; nil until it is asked for.
  private var groups: [GroupSums?]
  private let count: Int

  init(count: Int) {
    self.count = count
    let chunks = (count + ContributionSums.chunk - 1) / ContributionSums.chunk
    sums = [GroupSum](repeating: GroupSum(), count: chunks)
    best = [Ranked?](repeating: nil, count: chunks)
    changed = NumberSet(limit: chunks)
    hasCredits = [Bool](repeating: false, count: chunks)
    groups = ContributionSums.groupings.map { _ in nil }
  }

  /// A product's own emissions or what is needed of it changed.
  mutating func touch(_ p: ProductIndex) {
    if isComplete { changed.insert(p / ContributionSums.chunk) }
    for grouping in groups.indices { groups[grouping]?.touch(p) }
  }

  /// The same for all products of some chunks.
  mutating func touch(chunks: [Bool]) {
    if isComplete { for chunk in chunks.indices where chunks[chunk] { changed.insert(chunk) } }
    for grouping in groups.indices { groups[grouping]?.touchAll() }
  }

  mutating func touchAll() {
    isComplete = false
    for grouping in groups.indices { groups[grouping]?.touchAll() }
  }

  /// - Complexity: O(products) the first time, then O(changed chunks, and all chunks where there is one).
  mutating func refresh(_ own: ChannelColumn, _ needs: [Need], _ graph: SupplyGraph) {
    if isComplete, changed.isEmpty { return }
    let wanted = isComplete ? changed.numbers : Array(sums.indices)
    let count = count
    sums.withUnsafeMutableBufferPointer { sums in
      best.withUnsafeMutableBufferPointer { best in
        hasCredits.withUnsafeMutableBufferPointer { hasCredits in
          // Each chunk is written by one thread.
          nonisolated(unsafe) let (sums, best, hasCredits) = (sums, best, hasCredits)
          Pieces.run(
            wanted.count, isLarge: wanted.count * ContributionSums.chunk >= Pieces.worthwhileProducts
          ) { places in
            for chunk in wanted[places] {
              let look = ContributionSums.look(ContributionSums.products(chunk, count), own, needs, graph)
              (sums[chunk], best[chunk], hasCredits[chunk]) = look
            }
          }
        }
      }
    }
    changed.removeAll()
    isComplete = true
    addUp()
  }

  private mutating func addUp() {
    total = GroupSum()
    for sum in sums where sum.isUsed { total.add(sum) }
  }

  private static func products(_ chunk: Int, _ count: Int) -> Range<ProductIndex> {
    chunk * ContributionSums.chunk..<min(count, (chunk + 1) * ContributionSums.chunk)
  }

  private static func look(
    _ products: Range<ProductIndex>, _ own: ChannelColumn, _ needs: [Need], _ graph: SupplyGraph
  ) -> (sum: GroupSum, best: Ranked?, hasCredits: Bool) {
    var sum = GroupSum()
    var largest: Ranked?
    var hasCredits = false
    for p in products {
      let need = needs[p]
      if need.tier == Need.unreached { continue }
      sum.add(own.head(p), times: need.weight)
      let contribution = need.weight * own.total(p)
      hasCredits = hasCredits || contribution < 0
      if let best = largest, contribution < best.contribution { continue }
      let candidate = Ranked(contribution: contribution, rank: graph.rank(p), number: p)
      if largest.map({ $0 < candidate }) ?? true { largest = candidate }
    }
    return (sum, largest, hasCredits)
  }

  // What follows holds after a refresh.

  /// The sum of all contributions below 0, in the order of products.
  func credits(_ own: ChannelColumn, _ needs: [Need]) -> Double {
    var sum = 0.0
    for chunk in hasCredits.indices where hasCredits[chunk] {
      for p in ContributionSums.products(chunk, count) where needs[p].tier != Need.unreached {
        sum += min(0, needs[p].weight * own.total(p))
      }
    }
    return sum
  }

  /// The products with the largest contributions, largest first: as `Focus.hotspots`.
  func hotspots(top: Int, _ own: ChannelColumn, _ needs: [Need], _ graph: SupplyGraph) -> [ProductIndex] {
    Largest.numbers(top, largest: best, size: ContributionSums.chunk) { chunk, found in
      for p in ContributionSums.products(chunk, count) where needs[p].tier != Need.unreached {
        let contribution = needs[p].weight * own.total(p)
        if let worst = found.bar, contribution < worst.contribution { continue }
        found.add(Ranked(contribution: contribution, rank: graph.rank(p), number: p))
      }
    }
  }

  /// The rows of the `top` largest groups and of the rest; nil for groupings that go by paths or products. Groups are
  /// made when they are first asked for.
  mutating func rows(
    by grouping: Grouping, top: Int, _ own: ChannelColumn, _ needs: [Need], _ graph: SupplyGraph
  ) -> [GroupRow]? {
    guard let place = ContributionSums.groupings.firstIndex(of: grouping),
      let of = ProductGroups(grouping, graph)
    else { return nil }
    if groups[place] == nil { groups[place] = GroupSums(of, graph.count) }
    groups[place]?.refresh(own, needs)
    return groups[place]?.rows(of, top: top)
  }
}

/// The own emissions of all products.
typealias ChannelColumn = ChannelTable
