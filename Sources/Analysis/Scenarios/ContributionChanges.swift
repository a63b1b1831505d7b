import SupplyGraph

/// A product whose contribution to the total is another one under edits.
public struct ContributionChange: Hashable, Sendable {
  public var product: ProductIndex
  /// kg CO2e of the total.
  public var before: Double
  public var after: Double
  public var change: Double { after - before }

  /// Rounding moves contributions too.
  var isReal: Bool { abs(change) > 1e-12 * max(abs(before), abs(after)) }
}

/// What moved a total: contributions before and after, whose differences add up to that of the totals.
public struct ContributionChanges: Sendable {
  /// The largest changes first, whatever their sign; equal ones in the order of products.
  public private(set) var rows: [ContributionChange] = []
  /// Changes that are not among the rows.
  public private(set) var others = 0
  /// Their sum, kg CO2e.
  public private(set) var changeOfOthers = 0.0

  init() {}

  /// - Parameters:
  ///   - count: of all products.
  ///   - some: those with changes, in their order, where that is known; what comes of them is the same to the last bit.
  /// - Complexity: O(products that are looked at + top log top).
  init(
    top: Int, count: Int, among some: [Int]?, _ change: @Sendable (ProductIndex) -> ContributionChange?
  ) {
    let pieces = Pieces.ranges(count, isLarge: count >= Pieces.worthwhileProducts)
    func look(at products: some Sequence<ProductIndex>) -> LargestChanges {
      products.reduce(into: LargestChanges(top)) { mine, p in
        if let change = change(p), change.isReal { mine.add(change) }
      }
    }
    let found =
      some.map { some in
        pieces.map {
          look(at: some[some.first(notBelow: $0.lowerBound)..<some.first(notBelow: $0.upperBound)])
        }
      } ?? Parallel.map(pieces, threads: pieces.count) { look(at: $0) }
    let all = found.dropFirst().reduce(into: found[0]) { $0.add($1) }
    rows = all.rows
    others = all.count - rows.count
    changeOfOthers = others == 0 ? 0 : all.sum - rows.reduce(0) { $0 + $1.change }
  }
}

private struct LargestChanges {
  private var largest: Largest<Entry>
  private(set) var count = 0
  private(set) var sum = 0.0

  private struct Entry: Comparable {
    let change: ContributionChange

    static func < (a: Entry, b: Entry) -> Bool {
      let (x, y) = (abs(a.change.change), abs(b.change.change))
      return x != y ? x < y : a.change.product > b.change.product
    }
  }

  init(_ top: Int) { largest = Largest(top) }

  var rows: [ContributionChange] { largest.sorted().map(\.change) }

  mutating func add(_ change: ContributionChange) {
    count += 1
    sum += change.change
    largest.add(Entry(change: change))
  }

  mutating func add(_ other: LargestChanges) {
    count += other.count
    sum += other.sum
    for change in other.rows { largest.add(Entry(change: change)) }
  }
}
