import Footprints
import SupplyGraph

/// Several results beside each other: each further side compared with the first, their rows joined.
public struct SideBySide: Sendable {
  public let sides: [Focus]
  /// Of every further side with the first, in their order.
  public let comparisons: [Comparison]

  /// One product on all sides.
  public struct Row: Hashable, Sendable {
    /// By side; nil where it is not there.
    public var products: [ProductIndex?]
    /// kg CO2e by side; nil where the product is not there or has no figure.
    public var values: [Double?]
    public var mixes: [Mix]
    /// By further side: B − A of that side and the first, and what adds up to it.
    public var differences: [Double]
    public var causes: [CauseSplit]
    public var isEqual: Bool
  }

  /// All rows that are not shown, by side and by further side.
  public struct Remainder: Hashable, Sendable {
    /// Rows that differ, and rows that are equal on all sides.
    public var differing = 0
    public var equal = 0
    public var values: [Double]
    public var mixes: [Mix]
    public var differences: [Double]
    public var causes: [CauseSplit]

    public var count: Int { differing + equal }
  }

  /// - Parameter sides: at least one.
  public init(_ sides: [Focus]) {
    self.sides = sides
    comparisons = sides.dropFirst().map { Comparison(sides[0], $0) }
  }

  /// The rows with the largest difference on any side, largest first, equal ones by identifier; and what all others
  /// bring. Products that the first side does not have are joined by identifier.
  ///
  /// - Complexity: O(sides × products × log top).
  public func rows(top: Int, includingEqual: Bool = false) -> (rows: [Row], remainder: Remainder) {
    var best = LargestBySize<Row>(top)
    var rest = whole
    func offer(_ numbers: [Int?], tie: Int) {
      let row = row(numbers)
      if row.isEqual { rest.equal += 1 } else { rest.differing += 1 }
      if row.isEqual, !includingEqual { return }
      best.offer(row, size: row.differences.map(abs).max() ?? 0, tie: (row.isEqual ? 1 : 0, tie))
    }
    let first = sides[0].rollUp.graph
    for p in 0..<first.count where comparisons.contains(where: { $0.counts(p) }) {
      if !includingEqual, comparisons.allSatisfy({ $0.isUntouched(p) }) {
        rest.equal += 1
        continue
      }
      offer(comparisons.map { _ in p }, tie: first.rank(p))
    }
    for (number, newcomer) in newcomers.enumerated() { offer(newcomer, tie: first.count + number) }
    let shown = best.sorted()
    for row in shown { rest.take(row) }
    if rest.differing == 0 { rest.settle() }
    return (shown, rest)
  }

  /// Rows of products that only further sides have, by identifier; by comparison the number of the row.
  private var newcomers: [[Int?]] {
    var rows: [String: [Int?]] = [:]
    for (side, comparison) in comparisons.enumerated() {
      let graph = comparison.b.rollUp.graph
      for number in comparison.a.rollUp.graph.count..<comparison.rows.count where comparison.counts(number) {
        let key = ProductKey(graph.id(Int(comparison.rows.productOfB[number]))).text
        rows[key, default: comparisons.map { _ in nil }][side] = number
      }
    }
    return rows.sorted { $0.key < $1.key }.map(\.value)
  }

  private func row(_ numbers: [Int?]) -> Row {
    let parts = zip(comparisons, numbers).map { comparison, number in number.map(comparison.row) }
    let first = parts.lazy.compactMap { $0 }.first
    return Row(
      products: [first?.product.a] + parts.map { $0?.product.b }, values: [first?.a] + parts.map { $0?.b },
      mixes: [first?.mixA ?? Mix()] + parts.map { $0?.mixB ?? Mix() },
      differences: parts.map { $0?.difference ?? 0 }, causes: parts.map { $0?.causes ?? CauseSplit() },
      isEqual: parts.allSatisfy { $0?.isEqual ?? true })
  }

  private var whole: Remainder {
    Remainder(
      values: sides.map { $0.total ?? 0 }, mixes: sides.map(\.mix),
      differences: comparisons.map(\.causes.sum), causes: comparisons.map(\.causes))
  }
}

extension SideBySide.Remainder {
  /// Where nothing differs only rounding is left of the differences.
  fileprivate mutating func settle() {
    differences = differences.map { _ in 0 }
    causes = causes.map { _ in CauseSplit() }
  }

  fileprivate mutating func take(_ row: SideBySide.Row) {
    if row.isEqual { equal -= 1 } else { differing -= 1 }
    for side in values.indices {
      values[side] -= row.values[side] ?? 0
      mixes[side].subtract(row.mixes[side])
    }
    for side in differences.indices {
      differences[side] -= row.differences[side]
      causes[side] = causes[side] - row.causes[side]
    }
  }
}
