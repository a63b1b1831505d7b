import SupplyGraph

// What the inputs of an edited model do to its total.
extension EditState {
  /// As `Focus.total` of a fresh focus, to the last bit.
  mutating func focusTotal() -> Double? {
    if asked.isEmpty { return 0 }
    let known = knownTops
    guard notFinite == 0, !known.isEmpty else { return nil }
    settleColumn()
    let total = known.reduce(0) { $0 + $1.quantity * column.values[$1.product] }
    return total.isFinite ? total : nil
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
    if effects.total == nil {
      return effects.sensitivity(effects.ranked(terms), terms, top: top, spreads)
    }
    return effects.sensitivity(inputs.ranked, terms, masses: inputs.masses, top: top, spreads)
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
  private var mayNeedOther: Bool {
    overrides.keys.contains { parameter in
      switch parameter {
      case .own(let p): baseline.status(p) == .gap
      case .ownPrimary: false
      case .amount, .quantity: true
      }
    }
  }

  func changes(from before: Focus, top: Int) -> ContributionChanges {
    if !mayNeedOther {
      return ContributionChanges(top: top, of: owns.keys.sorted()) { change(of: $0, before) }
    }
    return ContributionChanges(top: top, of: 0..<graph.count) { p in
      before.needs[p].weight == needs[p].weight && !isSeed.contains(p) ? nil : change(of: p, before)
    }
  }

  private func change(of p: ProductIndex, _ before: Focus) -> ContributionChange {
    let after = notFinite == 0 ? needs[p].weight * model.own.total(p) : 0
    return ContributionChange(product: p, before: before.contribution(p), after: after)
  }
}
