import SupplyGraph

/// A declared product whose components a scenario has changed: what its declaration says, and what it would have to
/// say. Scenarios propagate through declarations; this is how far each of them is left behind.
public struct PropagatedLag: Hashable, Sendable {
  public var product: ProductIndex
  /// kg CO2e per unit, with the edits of the product's own figure but without what its components have changed by.
  public var declared: Double
  /// kg CO2e per unit under the scenario.
  public var propagated: Double
  /// Units of the product that the focus needs under the scenario.
  public var needed: Double

  /// kg CO2e per unit.
  public var change: Double { propagated - declared }
  public var share: Double? { declared == 0 ? nil : change / abs(declared) }
  /// kg CO2e that pass through the product into the focus. A parent's contains that of its declared components: not to
  /// be added up.
  public var focusChange: Double { change * needed }
}

extension EditedModel {
  /// The declared products that the edits leave behind, the largest change of the focus first, then of their own.
  ///
  /// - Complexity: O(products).
  public func declaredLags() -> [PropagatedLag] { focus.declaredLags(since: baseline) }
}

extension Focus {
  /// The declared products of `baseline` whose components bring something else under this focus's roll-up, which is one
  /// of the same graph with edits in it; see `EditedModel.declaredLags`.
  public func declaredLags(since baseline: RollUp) -> [PropagatedLag] {
    let graph = rollUp.graph
    let lags = (0..<graph.count).compactMap { p -> PropagatedLag? in
      guard baseline.status(p) == .declared, !graph.components(of: p).isEmpty,
        let before = baseline.total(p), let after = rollUp.total(p)
      else { return nil }
      let declared = before + (rollUp.ownValue(.total, p) - baseline.ownValue(.total, p))
      if abs(after - declared) <= 1e-12 * rollUp.model.bounds[p] { return nil }
      return PropagatedLag(product: p, declared: declared, propagated: after, needed: weight(p))
    }
    return lags.sorted { a, b in
      let (x, y) = (abs(a.focusChange), abs(b.focusChange))
      if x != y { return x > y }
      if abs(a.change) != abs(b.change) { return abs(a.change) > abs(b.change) }
      return graph.rank(a.product) < graph.rank(b.product)
    }
  }
}
