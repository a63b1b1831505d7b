import SupplyGraph

/// What one product's own emissions bring to either side.
public struct DifferenceRow: Hashable, Sendable {
  public var product: ProductPair
  /// kg CO2e; nil where the side does not have the product or has no figure for it, 0 where it does not need it.
  public var a: Double?
  public var b: Double?
  /// The same by the data it rests on.
  public var mixA: Mix
  public var mixB: Mix
  /// kg CO2e, B − A; what is nil counts as nothing.
  public var difference: Double
  /// What adds up to the difference.
  public var causes: CauseSplit

  /// Whether both sides have the same figure, for the same reasons and resting on the same data. Where more is needed
  /// of what emits less, a difference of 0 is not equal.
  public var isEqual: Bool {
    difference == 0 && causes.main == nil && (a == nil) == (b == nil) && mixA.isLike(mixB)
  }
}

/// All rows that a list does not show, so that list and remainder add up to the totals.
public struct DifferenceRemainder: Hashable, Sendable {
  /// How many of them differ.
  public var differing: Int
  /// How many of them are equal.
  public var equal: Int
  /// kg CO2e.
  public var a: Double
  public var b: Double
  public var mixA: Mix
  public var mixB: Mix
  public var difference: Double
  public var causes: CauseSplit

  public var count: Int { differing + equal }
}

extension Comparison {
  /// The rows with the largest differences, whatever their sign, largest first, equal ones by identifier; those that
  /// differ only in the data they rest on come last. With `includingEqual` also those that do not differ at all.
  ///
  /// - Returns: at most `top` rows, and what all others bring; nothing is left out.
  /// - Complexity: O(products × log top).
  public func rows(top: Int, includingEqual: Bool = false)
    -> (rows: [DifferenceRow], remainder: DifferenceRemainder)
  {
    var best = LargestBySize<DifferenceRow>(top)
    var (differing, equal) = (0, 0)
    for number in 0..<rows.count where counts(number) {
      if !includingEqual, isUntouched(number) {
        equal += 1
        continue
      }
      let row = row(number)
      if row.isEqual { equal += 1 } else { differing += 1 }
      if row.isEqual, !includingEqual { continue }
      best.offer(row, size: abs(row.difference), tie: (row.isEqual ? 1 : 0, order(number)))
    }
    let shown = best.sorted()
    var rest = whole
    rest.equal = equal - shown.count { $0.isEqual }
    rest.differing = differing - shown.count { !$0.isEqual }
    for row in shown { rest.take(row) }
    if rest.differing == 0 { (rest.difference, rest.causes) = (0, CauseSplit()) }
    if rest.count == 0 { rest = DifferenceRemainder(differing: 0, equal: 0) }
    return (shown, rest)
  }

  /// Needed by a side, or touched by changes that only together leave it out: what B's new component would need in A.
  func counts(_ row: Int) -> Bool {
    sideA.isReached(row) || sideB.isReached(row) || hasWeightEffect(row)
  }

  private var whole: DifferenceRemainder {
    DifferenceRemainder(
      differing: 0, equal: 0, a: a.total ?? 0, b: b.total ?? 0, mixA: a.mix, mixB: b.mix,
      difference: causes.sum, causes: causes)
  }

  /// - Parameter number: a row of `rows`.
  func row(_ number: Int) -> DifferenceRow {
    let (x, y) = contribution(number)
    var causes = split(number)
    let change = Comparison.change(x, y)
    causes.close(to: change)
    let (p, q) = (sideA.product(number), sideB.product(number))
    return DifferenceRow(
      product: pair(number), a: p.flatMap { a.rollUp.own($0) } == nil ? nil : x,
      b: q.flatMap { b.rollUp.own($0) } == nil ? nil : y, mixA: p.map(a.contributionMix) ?? Mix(),
      mixB: q.map(b.contributionMix) ?? Mix(), difference: causes.main == nil ? 0 : change, causes: causes)
  }
}

extension DifferenceRemainder {
  fileprivate init(differing: Int, equal: Int) {
    self.init(
      differing: differing, equal: equal, a: 0, b: 0, mixA: Mix(), mixB: Mix(), difference: 0,
      causes: CauseSplit())
  }

  fileprivate mutating func take(_ row: DifferenceRow) {
    a -= row.a ?? 0
    b -= row.b ?? 0
    mixA.subtract(row.mixA)
    mixB.subtract(row.mixB)
    difference -= row.difference
    causes = causes - row.causes
  }
}

extension Mix {
  /// Whether both rest on the same data, as far as shares that were subtracted from each other can tell.
  fileprivate func isLike(_ other: Mix) -> Bool {
    let size = max(abs(primary), abs(secondary), abs(unknown), abs(other.primary), abs(other.secondary))
    return abs(primary - other.primary) <= 1e-9 * size && abs(unknown - other.unknown) <= 1e-9 * size
  }

  mutating func subtract(_ other: Mix) {
    primary -= other.primary
    secondary -= other.secondary
    unknown -= other.unknown
  }
}

/// Keeps the largest of what is offered, by a size that is not the element's own order.
struct LargestBySize<Element> {
  private struct Entry: Comparable {
    var size: Double
    /// The smaller first among equal ones.
    var tie: (Int, Int)
    var element: Element

    static func < (a: Entry, b: Entry) -> Bool { a.size != b.size ? a.size < b.size : a.tie > b.tie }
    static func == (a: Entry, b: Entry) -> Bool { a.size == b.size && a.tie == b.tie }
  }

  private var kept: Largest<Entry>

  init(_ limit: Int) { kept = Largest(limit) }

  mutating func offer(_ element: Element, size: Double, tie: (Int, Int)) {
    kept.add(Entry(size: size, tie: tie, element: element))
  }

  /// Largest first.
  func sorted() -> [Element] { kept.sorted().map(\.element) }
}
