import SupplyGraph

/// How much of the data differs between two sides, of all that either side needs: the answer to "same data?".
public struct DifferenceCounts: Hashable, Sendable {
  /// Products whose own emissions per unit differ.
  public var values = 0
  /// Links whose amounts differ.
  public var amounts = 0
  /// Quantities of what is in focus that differ.
  public var quantities = 0
  /// Links to components that only B has; one of these and one of `removed` in the same product are `swapped`.
  public var added = 0
  /// Links to components that only A has.
  public var removed = 0
  /// Components that were replaced by others.
  public var swapped = 0
  /// Products in focus on one side only.
  public var tops = 0
  /// Products that both sides have from different suppliers.
  public var suppliers = 0
  /// Products that are measured in different units, so that their values and amounts differ although nothing has
  /// changed.
  public var units = 0
  /// Figures that A does not know and B knows.
  public var missingInA = 0
  /// Figures that B does not know and A knows.
  public var missingInB = 0

  public init() {}

  /// Whether both sides rest on the same data.
  public var isEmpty: Bool { self == DifferenceCounts() }
}

/// Sums and counts of changed inputs.
struct Tally {
  private(set) var counts = DifferenceCounts()
  private(set) var weightCauses: Set<Cause> = []
  private var sums = [CompensatedSum](repeating: CompensatedSum(), count: Cause.allCases.count)
  /// Of the product at hand.
  private var added = 0
  private var removed = 0

  var causes: CauseSplit {
    var split = CauseSplit()
    for cause in Cause.allCases { split[cause] = sums[cause.rawValue].value }
    return split
  }

  mutating func add(_ change: InputChange) {
    sums[change.cause.rawValue].add(change.effect)
    if change.kind != .own { weightCauses.insert(change.cause) }
    switch (change.cause, change.kind) {
    case (.value, _): counts.values += 1
    case (.amount, .amount): counts.amounts += 1
    case (.amount, _): counts.quantities += 1
    case (.structure, .amount): if change.before == 0 { added += 1 } else { removed += 1 }
    case (.structure, _): counts.tops += 1
    case (.missing, .own): if change.before.isNaN { counts.missingInA += 1 } else { counts.missingInB += 1 }
    case (.missing, _): if change.before == 0 { counts.missingInA += 1 } else { counts.missingInB += 1 }
    }
  }

  mutating func endProduct() {
    let swapped = min(added, removed)
    counts.swapped += swapped
    counts.added += added - swapped
    counts.removed += removed - swapped
    (added, removed) = (0, 0)
  }

  /// What is described otherwise: suppliers, which are the same when their ids are or their names, and units.
  mutating func addDescriptions(_ a: ComparedSide, _ b: ComparedSide, _ matching: ProductMatching) {
    if matching.isIdentity { return }
    for row in a.productOf.indices where a.isReached(row) && b.isReached(row) {
      let (p, q) = (Int(a.productOf[row]), Int(b.productOf[row]))
      if a.graph.unit(p) != b.graph.unit(q) { counts.units += 1 }
      let x = a.graph.supplier(p).map { a.graph.suppliers[$0] }
      let y = b.graph.supplier(q).map { b.graph.suppliers[$0] }
      guard let x, let y, x.name != y.name, x.id.isEmpty || x.id != y.id else { continue }
      counts.suppliers += 1
    }
  }
}
