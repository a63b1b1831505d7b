import SupplyGraph

/// A baseline with changed parameters laid over it: totals of all products, and the focus on one subject, as a full
/// recomputation of an edited copy would give them.
///
/// The baseline never changes. Own emissions were fixed when it was made, so changes propagate upwards through every
/// product, declared ones included: t = d + A t for totals, w = e + Aᵀ w for what the focus needs (Leontief 1936;
/// Heijungs & Suh 2002). The state depends on `overrides` alone and not on the way there: undoing a change gives the
/// same bits again. A loop whose amounts are changed is solved anew; a change that leaves a loop without a finite
/// answer is refused and nothing happens.
///
/// Work grows with what a change reaches. Needs follow at each move: a change of own emissions reaches none, one of an
/// amount those of what lies beneath the component. `total`, `mix`, `hotspots(top:)` and `grouped(by:top:)` rest on
/// needs and own emissions only and are answered from sums that are kept current. Totals of products follow when
/// something is asked that rests on them: everything above what was changed since is worked out, by a sweep over the
/// whole graph where that is much of it. `total(_:)`, `focusTotal` and the questions about inputs take one channel for
/// that, `rollUp` and `focus` all of them.
///
/// A value, whose copies share their memory until one of them moves on. The first question or move takes memory of its
/// own, some 100 bytes per product and 8 per link, and so does each move after which someone still holds a copy, a
/// `rollUp` or a `focus` of before; ask for figures rather than for those where the graph is large. Any number of
/// threads may ask.
public struct EditedModel: Sendable {
  /// Values that differ from the baseline.
  public private(set) var overrides: [Parameter: Double] = [:]
  private var store: EditStore

  /// - Complexity: constant; the first move, ranking or grouping takes O(products + links).
  public init(focus: Focus) { store = EditStore(focus) }

  /// What the model was made of. It is kept in one place: a copy of a model takes no part of it along.
  public var baselineFocus: Focus { store.focus }
  public var baseline: RollUp { store.focus.rollUp }

  /// With the changes in it. Notices are those of the baseline.
  public var rollUp: RollUp { store.hasStarted ? store.with { $0.rollUp() } : baseline }

  /// The subject of `baselineFocus`, with the changes in it.
  public var focus: Focus { store.hasStarted ? store.with { $0.focus() } : baselineFocus }

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
  /// - Complexity: O(overrides + products in focus that changed + products whose needs change and their links). Where
  ///   a total could leave the range of numbers or a loop lose its answer, totals are worked out at once.
  /// - Throws: `EditRefusal`; then everything stays as it was.
  public mutating func move(to values: [Parameter: Double]) throws(EditRefusal) {
    let wanted = changes(in: values)
    if wanted == overrides { return }
    for (parameter, value) in wanted where overrides[parameter] != value { try check(parameter, value) }
    if !isKnownUniquelyReferenced(&store) { store = store.copy() }
    try store.with { (state) throws(EditRefusal) in try state.move(to: wanted) }
    overrides = wanted
  }

  /// Those that are not the baseline's.
  private func changes(in values: [Parameter: Double]) -> [Parameter: Double] {
    values.filter { baselineValue($0.key) != $0.value || isGap($0.key) }
  }

  /// A gap that is given the figure 0 is no gap any more.
  private func isGap(_ parameter: Parameter) -> Bool {
    if case .own(let p) = parameter { baseline.status(p) == .gap } else { false }
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

// Figures one by one, at the cost of what is asked.
extension EditedModel {
  /// kg CO2e of the subject, as `Focus.total`, summed up from contributions: equal to it within rounding of 1e-12 of
  /// all contributions taken as positive.
  ///
  /// - Complexity: O(products ÷ 256 + changed products), after the first time.
  public var total: Double? {
    if baselineFocus.asked.isEmpty { return 0 }
    return store.with { $0.total()?.contribution }
  }

  /// `total` by the data it rests on.
  public var mix: Mix { store.with { $0.total()?.mix } ?? Mix() }

  /// As `Focus.hotspots(top:)`, to the bit.
  ///
  /// - Complexity: O(products ÷ 256 + top × 256 + changed products), after the first time.
  public func hotspots(top: Int) -> [ProductIndex] { store.with { $0.hotspots(top: top) } }

  /// As `Focus.grouped(by:)`: the first `top` rows, and the rest of them as a remainder where there is one, so that
  /// rows always sum to `total`. Tiers and depths, which are few, come whole, and rest on totals.
  ///
  /// Sums are added up in parts, so they may differ from those of a focus in the last digits.
  ///
  /// - Complexity: O(groups ÷ 64 + top × 64 + changed products × 64) after the first time; tiers and depths as in a
  ///   focus.
  public func grouped(by grouping: Grouping, top: Int = .max) -> [GroupRow] {
    store.with { $0.grouped(by: grouping, top: top) } ?? focus.grouped(by: grouping)
  }

  /// As `Focus.total` of `focus`, to the last bit.
  ///
  /// - Complexity: what lies above the changes since it was last asked for, in one channel; at most a sweep.
  public var focusTotal: Double? {
    overrides.isEmpty ? baselineFocus.total : store.with { $0.focusTotal() }
  }

  /// `focusTotal` after `move(to: values)`, without moving: what one input does to the total follows from the state
  /// there is now (`Response`). Nil where more than one value differs from now, where a figure could become known or
  /// unknown, where hardly anything of the total would be left, and for amounts in loops too large to be solved at once.
  /// Equal to what comes of moving within rounding; whether the move is refused only moving tells.
  ///
  /// - Complexity: as `focusTotal`; when that is done O(overrides), and one solution of the small loop an amount lies in.
  public func focusTotal(ifMovedTo values: [Parameter: Double]) -> Double? {
    let wanted = changes(in: values)
    var moved = Set(overrides.keys).union(wanted.keys).filter { overrides[$0] != wanted[$0] }
    guard let parameter = moved.popFirst() else { return focusTotal }
    guard moved.isEmpty, let value = wanted[parameter] ?? baselineValue(parameter),
      !couldOpen(parameter, value), !isInLargeLoop(parameter), let response = responses([parameter])[0],
      let total = response.total(at: value), abs(total) >= EditedModel.leastLeft * abs(response.total)
    else { return nil }
    return total
  }

  /// Where less of a total is left, that is mostly what was rounded off before.
  private static let leastLeft = 1e-3

  /// Whether giving a parameter that value could make something known or unknown.
  private func couldOpen(_ parameter: Parameter, _ value: Double) -> Bool {
    switch parameter {
    case .own(let p): baseline.status(p) == .gap || baseline.graph.given(p).isEmpty
    case .amount: (value == 0) != (self.value(parameter) == 0)
    case .ownPrimary, .quantity: false
    }
  }

  private func isInLargeLoop(_ parameter: Parameter) -> Bool {
    guard case .amount(let link) = parameter, let loop = baseline.graph.loop(ofLink: link) else {
      return false
    }
    return baseline.graph.loops[loop].count > LoopBlock.largestDense
  }

  /// As `Focus.isLowerBound`.
  ///
  /// - Complexity: as `focusTotal`, unless an edit fills a gap, or takes a component away or in.
  public var isLowerBound: Bool {
    overrides.isEmpty ? baselineFocus.isLowerBound : store.with { $0.isLowerBound() }
  }

  /// As `Focus.sensitivity(by:top:spreads:)` of `focus`, to the last bit.
  ///
  /// - Complexity: O(products + links) for another measure or other spreads than the last time; else what lies above
  ///   and below the changes since then, and O(products ÷ 64 + top × 64).
  public func sensitivity(by measure: SensitivityMeasure = .elasticity, top: Int, spreads: Spreads)
    -> Sensitivity
  {
    store.with { $0.sensitivity(InputTerms(measure, spreads), top: top, spreads) }
  }

  /// As `Focus.sensitivity(of:spreads:)`; `measure` is the one that is asked for otherwise, so that nothing has to be
  /// worked out twice.
  public func sensitivity(of input: Parameter, spreads: Spreads, besides measure: SensitivityMeasure)
    -> SensitivityRow?
  {
    store.with { $0.sensitivity(of: input, InputTerms(measure, spreads), spreads) }
  }

  /// As `Focus.responses` of `focus`.
  public func responses(_ inputs: [Parameter]) -> [Response?] {
    inputs.isEmpty ? [] : store.with { $0.effects().responses(inputs) }
  }

  /// As `Focus.breakEven(target:top:)` of `focus`.
  public func breakEven(target: Double, top: Int) -> BreakEven {
    store.with { $0.effects().breakEven(target: target, top: top) }
  }

  /// Contributions that are not those of the baseline, the `top` largest changes first.
  ///
  /// - Complexity: O(changed products) as long as nothing else is needed than in the baseline, else O(products).
  public func changes(top: Int) -> ContributionChanges {
    overrides.isEmpty ? ContributionChanges() : store.with { $0.changes(from: baselineFocus, top: top) }
  }

  /// kg CO2e per unit, as `RollUp.total`: nil for what is a gap, refused or blocked.
  ///
  /// - Complexity: what lies above the changes since totals were last asked for; constant when that is done.
  public func total(_ p: ProductIndex) -> Double? { store.with { $0.value(p) } }

  /// Works out all totals in one channel, whatever is current: for measuring.
  package func sweepTotals(threads: Int) {
    store.with { $0.sweepColumn(from: 0, all: true, threads: threads) }
  }

  /// As `RollUp.own`, without working out totals.
  public func own(_ p: ProductIndex) -> Double? {
    store.with { $0.hasFigure(p) ? $0.model.own[p][.total] : nil }
  }

  /// As `Focus.weight`.
  public func weight(_ p: ProductIndex) -> Double { store.with { $0.weight(p) } }

  /// As `Focus.contribution`.
  public func contribution(_ p: ProductIndex) -> Double {
    store.with { $0.weight(p) * $0.model.own[p][.total] }
  }
}

extension RollUp {
  /// The part of a product's own emissions that rests on primary data, 0…1; 0 where there are none.
  public func ownPrimaryShare(_ p: ProductIndex) -> Double {
    let own = model.own[p]
    return own[.total] == 0 ? 0 : own[.primary] / own[.total]
  }
}
