import SupplyGraph

/// What changed amounts and quantities bring to each product's contribution, kept apart by cause: needed only where
/// they have more than one cause. See `Comparison` for the derivation.
struct WeightEffects {
  /// By row, kg CO2e.
  private(set) var effects: [Cause: [Double]] = [:]
  /// Demand that differs, by row: as side A passes it on, and as side B does.
  private var demands: [Cause: (a: [Double], b: [Double])] = [:]

  /// - Complexity: O(products + links) for each cause and side.
  init(
    _ causes: Set<Cause>, _ scan: inout ChangeScan, _ a: (side: ComparedSide, guests: Guests),
    _ b: (side: ComparedSide, guests: Guests)
  ) {
    let none = [Double](repeating: 0, count: a.side.productOf.count)
    for cause in causes {
      demands[cause] = (none, none)
      effects[cause] = none
    }
    scan.run { change in collect(change, a.side, b.side) }
    for cause in causes {
      guard var demand = demands.removeValue(forKey: cause) else { continue }
      pass(&demand.a, cause, through: a.side, a.guests, home: b.side)
      pass(&demand.b, cause, through: b.side, b.guests, home: a.side)
    }
  }

  private mutating func collect(_ change: InputChange, _ a: ComparedSide, _ b: ComparedSide) {
    switch change.kind {
    case .own: break
    case .quantity:
      demands[change.cause]?.a[change.row] += change.change
      demands[change.cause]?.b[change.row] += change.change
    case .amount:
      demands[change.cause]?.a[change.component] += change.change * b.weight(change.row)
      demands[change.cause]?.b[change.component] += change.change * a.weight(change.row)
    }
  }

  /// Half of d · u, where u is what the side needs for the demand.
  private mutating func pass(
    _ demand: inout [Double], _ cause: Cause, through side: ComparedSide, _ guests: Guests, home: ComparedSide
  ) {
    guard var effects = effects.removeValue(forKey: cause) else { return }
    guests.hand(&demand, from: home)
    var tops: [Focus.Top] = []
    for row in demand.indices where demand[row] != 0 {
      if let p = side.product(row) {
        tops.append(Focus.Top(product: p, quantity: demand[row]))
      } else if let q = home.product(row) {
        effects[row] += demand[row] * home.own.total(q) / 2
      }
    }
    let weights = NeedSweep.weights(side.focus.rollUp, tops)
    for p in weights.indices where weights[p] != 0 {
      effects[Int(side.rowOf[p])] += weights[p] * side.own.total(p) / 2
    }
    self.effects[cause] = effects
  }
}
