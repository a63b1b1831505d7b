import SupplyGraph

// What the inputs of an edited model do to its total.
extension EditState {
  /// As `Focus.total` of a fresh focus, to the last bit.
  mutating func focusTotal() -> Double? {
    if asked.isEmpty { return 0 }
    guard notFinite == 0, !knownTops.isEmpty else { return nil }
    let total = focusSum ?? sumOfTops()
    return total.isFinite ? total : nil
  }

  private mutating func sumOfTops() -> Double {
    settleColumn()
    let sum = knownTops.reduce(0) { $0 + $1.quantity * column.values[$1.product] }
    focusSum = sum
    return sum
  }

  /// As `Focus.isLowerBound`.
  mutating func isLowerBound() -> Bool {
    if focusTotal() == nil { return !asked.isEmpty }
    if !unknownTops.isEmpty { return true }
    let status = mayOpen ? rollUp().model.status : baseline.model.status
    return asked.contains { status[$0.product] == .lowerBound }
  }

  /// Whether an edit could make something known or unknown: it gives a gap a figure, or makes an amount 0 or of 0 one.
  private var mayOpen: Bool {
    overrides.contains { parameter, value in
      switch parameter {
      case .own(let p): baseline.status(p) == .gap || baseline.status(p) == .lowerBound
      case .amount(let link): (value == 0) != (baseline.amount(link) == 0)
      case .ownPrimary, .quantity: false
      }
    }
  }

  mutating func effects() -> InputEffects {
    let total = focusTotal()
    return InputEffects(
      graph: graph, model: model, needs: needs, total: total, tops: knownTops, column: column.values)
  }

  mutating func sensitivity(_ terms: InputTerms, top: Int, _ spreads: Spreads) -> Sensitivity {
    let effects = ranked(terms)
    if effects.total == nil { return effects.sensitivity(terms, top: top, spreads) }
    let first = inputs.first(top, effects, column.values, terms)
    return effects.sensitivity(first, inputs.ranked, terms, spreads)
  }

  mutating func sensitivity(of input: Parameter, _ terms: InputTerms, _ spreads: Spreads) -> SensitivityRow? {
    let effects = ranked(terms)
    return effects.responses([input])[0].map { effects.row($0, spreads, inputs.ranked.deviation) }
  }

  /// With `inputs` up to date.
  private mutating func ranked(_ terms: InputTerms) -> InputEffects {
    let effects = effects()
    if effects.total != nil { inputs.refresh(effects, column.values, terms) }
    return effects
  }
}

// What moved the total.
extension EditState {
  /// Whether needs may not be those of the baseline.
  var mayNeedOther: Bool {
    overrides.keys.contains { parameter in
      switch parameter {
      case .own(let p): baseline.status(p) == .gap
      case .ownPrimary: false
      case .amount, .quantity: true
      }
    }
  }

  func changes(from before: Focus, top: Int) -> ContributionChanges {
    let finder = ChangeFinder(before, self)
    return ContributionChanges(top: top, count: graph.count, among: changedProducts) { finder.change(of: $0) }
  }

  /// Those whose contributions may be others, in their order; nil where that may be many.
  private var changedProducts: [ProductIndex]? {
    mayNeedOther ? otherNeeds.with(isSeed) : owns.keys.sorted()
  }
}

/// Contributions before and after, of a few arrays that threads can share.
private struct ChangeFinder: Sendable {
  private let before: (needs: [Need], own: ChannelTable, isKnown: Bool)
  private let after: (needs: [Need], own: ChannelTable, isKnown: Bool)
  private let seeds: NumberSet

  init(_ before: Focus, _ state: EditState) {
    self.before = (before.needs, before.rollUp.model.own, true)
    after = (state.needs, state.model.own, state.notFinite == 0)
    seeds = state.isSeed
  }

  func change(of p: ProductIndex) -> ContributionChange? {
    if before.needs[p].weight == after.needs[p].weight, !seeds.contains(p) { return nil }
    return ContributionChange(
      product: p, before: before.needs[p].weight * before.own.total(p),
      after: after.isKnown ? after.needs[p].weight * after.own.total(p) : 0)
  }
}
