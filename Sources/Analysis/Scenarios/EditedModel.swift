import SupplyGraph

/// A baseline with changed parameters laid over it: totals of all products, and the focus on one subject, as a full
/// recomputation of an edited copy would give them.
///
/// The baseline never changes. Own emissions were fixed when it was made, so changes propagate upwards through every
/// product, declared ones included. The state depends on `overrides` alone and not on the way there: undoing a change
/// gives the same bits again. A loop whose amounts are changed is solved anew; a change that leaves a loop without a
/// finite answer is refused and nothing happens.
public struct EditedModel: Sendable {
  public let baseline: RollUp
  public let baselineFocus: Focus
  /// Values that differ from the baseline.
  public private(set) var overrides: [Parameter: Double] = [:]
  /// With the changes in it. Notices are those of the baseline.
  public private(set) var rollUp: RollUp
  /// The subject of `baselineFocus`, with the changes in it.
  public private(set) var focus: Focus

  public init(focus: Focus) {
    baseline = focus.rollUp
    baselineFocus = focus
    rollUp = focus.rollUp
    self.focus = focus
  }

  /// What a parameter is without changes; nil where the product has no figure or the portfolio does not list it.
  public func baselineValue(_ parameter: Parameter) -> Double? {
    switch parameter {
    case .own(let p): baseline.own(p) ?? (baseline.status(p) == .gap ? 0 : nil)
    case .ownPrimary(let p):
      baseline.status(p).hasTotal || baseline.status(p) == .gap ? baseline.ownPrimaryShare(p) : nil
    case .amount(let link): baseline.amount(link)
    case .quantity(let p): baselineFocus.tops.first { $0.product == p }?.quantity
    }
  }

  /// What a parameter is now.
  public func value(_ parameter: Parameter) -> Double? {
    overrides[parameter] ?? baselineValue(parameter)
  }

  /// Makes `overrides` exactly `values`; those equal to the baseline are left out.
  ///
  /// - Complexity: O(products + links).
  public mutating func move(to values: [Parameter: Double]) throws(EditRefusal) {
    let wanted = values.filter { baselineValue($0.key) != $0.value || isGap($0.key) }
    if wanted == overrides { return }
    for (parameter, value) in wanted { try check(parameter, value) }
    var model = baseline.model
    if !wanted.isEmpty {
      var sweep = Resweep(baseline, wanted)
      try sweep.run()
      model = sweep.model
    }
    rollUp = RollUp(baseline, model: model)
    focus = Focus(rollUp, baselineFocus.subject, asked: tops(wanted))
    overrides = wanted
  }

  /// A gap that is given the figure 0 is no gap any more.
  private func isGap(_ parameter: Parameter) -> Bool {
    if case .own(let p) = parameter { baseline.status(p) == .gap } else { false }
  }

  private func tops(_ wanted: [Parameter: Double]) -> [Focus.Top] {
    baselineFocus.asked.map { top in
      Focus.Top(product: top.product, quantity: wanted[.quantity(top.product)] ?? top.quantity)
    }
  }

  private func check(_ parameter: Parameter, _ value: Double) throws(EditRefusal) {
    guard value.isFinite else { throw .outOfRange(parameter) }
    switch parameter {
    case .own(let p): if baselineValue(parameter) == nil { throw .noFigure(p) }
    case .ownPrimary(let p):
      if baselineValue(parameter) == nil { throw .noFigure(p) }
      if !(0...1).contains(value) { throw .outOfRange(parameter) }
    case .amount(let link):
      let graph = baseline.graph
      for p in [graph.product(ofLink: link), graph.component(link)] {
        let status = baseline.status(p)
        if status == .refused || status == .blocked { throw .noFigure(p) }
      }
    case .quantity(let p): if baselineValue(parameter) == nil { throw .notInPortfolio(p) }
    }
  }
}

extension RollUp {
  /// The part of a product's own emissions that rests on primary data, 0…1; 0 where there are none.
  public func ownPrimaryShare(_ p: ProductIndex) -> Double {
    let own = model.own[p]
    return own[.total] == 0 ? 0 : own[.primary] / own[.total]
  }
}
