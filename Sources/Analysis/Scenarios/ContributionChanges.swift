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

  /// - Complexity: O(products + top log top).
  init<Products: RandomAccessCollection & Sendable>(
    top: Int, of products: Products, _ change: @Sendable (ProductIndex) -> ContributionChange?
  ) where Products.Element == ProductIndex, Products.Index == Int {
    let pieces = Pieces.ranges(products.count, isLarge: products.count >= Pieces.worthwhileProducts)
    var found = [LargestChanges](repeating: LargestChanges(top), count: pieces.count)
    found.withUnsafeMutableBufferPointer { found in
      Parallel.forEach(pieces.count, threads: pieces.count) { piece in
        var mine = LargestChanges(top)
        for place in pieces[piece] {
          let change = change(products[products.startIndex + place])
          if let change, change.isReal { mine.add(change) }
        }
        found[piece] = mine
      }
    }
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
