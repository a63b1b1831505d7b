import Analysis
import SupplyGraph

/// What the what-if screen wants to know: one subject under some edits, with the inputs that its total hangs on.
public struct WhatIfRequest: Hashable, Sendable {
  public var subject: Focus.Subject
  public var edits: [Edit]
  public var order: WhatIfOrder
  public var range: Spreads.Policy
  /// Inputs listed.
  public var limit: Int
  /// An input that is listed whatever its rank.
  public var wanted: Parameter?
  /// kg CO2e that the total should become: every input is asked whether it can do that alone.
  public var target: Double?

  public init(
    subject: Focus.Subject, edits: [Edit] = [], order: WhatIfOrder = .range,
    range: Spreads.Policy = .dataQuality, limit: Int = 100, wanted: Parameter? = nil, target: Double? = nil
  ) {
    self.subject = subject
    self.edits = edits
    self.order = order
    self.range = range
    self.limit = limit
    self.wanted = wanted
    self.target = target
  }
}

/// Order of the inputs, and what is drawn beside them.
public enum WhatIfOrder: Int, CaseIterable, Hashable, Sendable {
  /// How far the total moves between the low and the high value.
  case range
  /// Relative change of the total per relative change of the input.
  case elasticity
  /// Part of the total's variance.
  case variance
  /// What the changes made so far have moved.
  case change
  case name
}

/// An input of the model as the what-if screen lists it.
public struct ParameterRow: Hashable, Sendable {
  public var parameter: Parameter
  /// The product, or the component of an amount.
  public var product: ProductIndex
  /// That uses it, for an amount.
  public var user: ProductIndex?
  public var baseline: Double
  public var value: Double
  /// Low and high value of the baseline: the ends of the slider.
  public var lowValue: Double
  public var highValue: Double
  /// kg CO2e by which the total changes with the input at its low and high end, counted from where it is now.
  public var low: Double?
  public var high: Double?
  public var elasticity: Double?
  public var varianceShare: Double?
  public var gsd: Double
  public var origin: Spreads.Origin
  /// kg CO2e of the total that the change of this input alone has moved; 0 where it is at the baseline.
  public var effect: Double
  /// The value that would bring the total to the target; nil where the input alone cannot.
  public var needed: Double?
}

/// Totals before and after: what the title shows, ready before everything else.
public struct WhatIfTotal: Hashable, Sendable {
  public var subject: Focus.Subject
  public var edits: [Edit]
  /// kg CO2e of the baseline.
  public var before: Double?
  public var after: Double?
  /// What the edits leave out is not known: the true value is higher.
  public var isLowerBound: Bool

  /// Relative to the baseline; nil where there is nothing to relate to.
  public var relativeChange: Double? {
    guard let before, let after, before != 0 else { return nil }
    return (after - before) / abs(before)
  }

  public var change: Double? {
    guard let before, let after else { return nil }
    return after - before
  }
}

public struct WhatIfAnswer: Sendable {
  public var request: WhatIfRequest
  public var total: WhatIfTotal
  public var rows: [ParameterRow]
  /// Inputs that count and are not listed.
  public var others: Int
  /// How each edit fared, in their order.
  public var outcomes: [EditOutcome]
  /// The total after each edit, kg CO2e.
  public var steps: [Double?]
  /// The largest changes of contributions.
  public var changed: [ContributionChange]
  /// All other changes of contributions together.
  public var changedElsewhere: (count: Int, change: Double)
  /// First-order uncertainty of the total as it is now.
  public var uncertainty: AnalyticUncertainty
  /// Primary data share before and after, 0…1.
  public var primaryBefore: Double?
  public var primaryAfter: Double?
  /// Inputs that can reach the target alone.
  public var reaching: Int

  var list: [Row] {
    var list = rows.map { row in
      Row(
        id: .parameter(row.parameter, product: row.product), mass: row.effect, share: row.elasticity ?? 0,
        mix: .none)
    }
    if others > 0 {
      list.append(Row(id: .more(list: .inputs, path: []), mass: 0, share: 0, mix: .none, count: others))
    }
    return list
  }
}

/// What could take the place of a component.
public struct ReplacementRequest: Hashable, Sendable {
  public var component: ProductIndex
  /// The product that uses it; nil for all products of a supplier.
  public var user: ProductIndex?
  public var text: String
  public var limit: Int
}

public struct Replacement: Hashable, Sendable {
  public var product: ProductIndex
  /// kg CO2e per unit of the component it replaces; nil for a gap.
  public var total: Double?
  /// Relative to the component.
  public var relativeChange: Double?
  /// Named as an alternative in the same product.
  public var isAlternative: Bool
}
