import SupplyGraph

/// By what inputs are ranked.
public enum SensitivityMeasure: String, CaseIterable, Sendable {
  /// How much the total moves when the input moves a little, by the same part for every input.
  case elasticity
  /// How far the total moves between the low and the high value of the input.
  case range
  /// The input's part of the total's variance, at first order.
  case variance
}

/// What the total becomes with an input at one of its ends.
public enum TotalAtEnd: Hashable, Sendable {
  /// kg CO2e.
  case total(Double)
  /// The loop the input is in has no finite answer there, or a figure leaves the range of numbers.
  case noAnswer
  /// In a very large loop, beyond the rows that are worked out: ask for fewer.
  case notWorkedOut

  public var value: Double? { if case .total(let total) = self { total } else { nil } }
}

/// An input of the model with what hangs on it.
public struct SensitivityRow: Hashable, Sendable {
  /// `own` or `amount`.
  public var input: Parameter
  /// kg CO2e per unit of the product, or units of the component per unit of the product.
  public var value: Double
  /// kg CO2e of the total that are in proportion to the input, at first order: w·d for own emissions, w·A·t for an
  /// amount. Those of amounts overlap with those of what lies behind them.
  public var mass: Double
  /// Relative change of the total per relative change of the input: mass ÷ total. Those of all own emissions add up to
  /// 1. Nil where the total is 0.
  public var elasticity: Double?
  /// The values that low and high stand for; low is the one nearer to 0.
  public var lowValue: Double
  public var highValue: Double
  /// Exact, loops included. For a credit the total at the low value is the higher one.
  public var low: TotalAtEnd
  public var high: TotalAtEnd
  /// Part of the total's first-order variance, 0…1; nil where nothing is uncertain.
  public var varianceShare: Double?
  /// Geometric standard deviation of the input.
  public var gsd: Double
  public var origin: Spreads.Origin

  /// How far the total moves between low and high, kg CO2e; nil where one of them is not known.
  public var swing: Double? {
    guard let low = low.value, let high = high.value else { return nil }
    return abs(high - low)
  }
}

/// Inputs of a focus by what hangs on them.
public struct Sensitivity: Sendable {
  public let measure: SensitivityMeasure
  /// The largest first; equal ones own emissions before amounts, then by identifiers.
  public var rows: [SensitivityRow]
  /// Inputs that count and are not among the rows: none of them by more than the last row.
  public var others: Int
  /// What the others have of the variance together, 0…1.
  public var varianceShareOfOthers: Double
  /// Of the total, over all inputs.
  public var uncertainty: AnalyticUncertainty
}

extension Focus {
  /// All inputs that the total hangs on, own emissions and amounts over all tiers, and the `top` of them by `measure`.
  ///
  /// The total is t = Σ w[i] d[i], so its derivative is w[i] by own emissions and w[p] t[c] by an amount (Heijungs &
  /// Suh 2002, ch. 6); as w and t contain what goes round loops, elasticities are exact there too. They speak of small
  /// changes; low and high are worked out exactly for the whole range, see `Response`. Inputs that are 0, or that
  /// nothing in focus needs, have no effect and are left out; so are products without any figure.
  ///
  /// By range, an input at one of whose ends its loop has no answer comes first. In loops too large to be factored
  /// inputs are chosen by their first-order effect and then ordered by the exact one; low and high are worked out for
  /// the first 200 products in such loops.
  ///
  /// - Complexity: O(products + links + top log top), and the cube of the members of each small loop by range.
  public func sensitivity(
    by measure: SensitivityMeasure = .elasticity, top: Int, spreads: Spreads
  ) -> Sensitivity {
    effects.sensitivity(InputTerms(measure, spreads), top: top, spreads)
  }

  /// Uncertainty of the total over all its inputs, worked out at once.
  ///
  /// - Complexity: O(products + links).
  public func uncertainty(_ spreads: Spreads) -> AnalyticUncertainty {
    effects.ranked(InputTerms(.variance, spreads)).uncertainty(of: total)
  }

  /// The row of one input; nil where there is no total or no figure.
  ///
  /// - Complexity: O(products + links), for the variance of everything else.
  public func sensitivity(of input: Parameter, spreads: Spreads) -> SensitivityRow? {
    guard let response = response(input) else { return nil }
    return effects.row(response, spreads, effects.ranked(InputTerms(.variance, spreads)).deviation)
  }
}

extension InputEffects {
  func ranked(_ terms: InputTerms) -> RankedInputs {
    total == nil ? RankedInputs(count: graph.count, total: nil) : RankedInputs(self, terms)
  }

  func sensitivity(_ terms: InputTerms, top: Int, _ spreads: Spreads) -> Sensitivity {
    var effects = self
    effects.column = columnOfTotals
    let ranked = effects.ranked(terms)
    let first = ranked.best(top, effects, effects.columnOfTotals, terms).sorted
    return effects.sensitivity(first, ranked, terms, spreads)
  }

  /// - Parameters:
  ///   - first: the inputs with the largest scores, the largest first.
  ///   - ranked: all inputs, summed up.
  func sensitivity(
    _ first: [Parameter], _ ranked: RankedInputs, _ terms: InputTerms, _ spreads: Spreads
  ) -> Sensitivity {
    var rows = rows(first, spreads, ranked.deviation)
    if terms.measure == .range { rows = SensitivityRow.sortedBySwing(rows) }
    let others = ranked.whole.count - rows.count
    let shown = rows.reduce(0) { $0 + ($1.varianceShare ?? 0) }
    return Sensitivity(
      measure: terms.measure, rows: rows, others: others,
      varianceShareOfOthers: others == 0 || ranked.deviation == 0 ? 0 : max(0, 1 - shown),
      uncertainty: ranked.uncertainty(of: total))
  }

  private func rows(_ inputs: [Parameter], _ spreads: Spreads, _ deviation: Double) -> [SensitivityRow] {
    let costly = costlyInputs(inputs)
    var answers = responses(inputs.filter { !costly.contains($0) })[...]
    return inputs.compactMap { (input: Parameter) -> SensitivityRow? in
      guard case .amount(let link) = input, costly.contains(input) else {
        return answers.popFirst().flatMap(\.self).map { row($0, spreads, deviation) }
      }
      var first = row(firstOrder(link), spreads, deviation)
      (first.low, first.high) = (.notWorkedOut, .notWorkedOut)
      return first
    }
  }

  /// Products in loops too large to be factored for which a solution of the loop is worked out.
  static let costlyProducts = 200

  /// Amounts beyond those.
  func costlyInputs(_ inputs: [Parameter]) -> Set<Parameter> {
    var products: Set<ProductIndex> = []
    var result: Set<Parameter> = []
    for case .amount(let link) in inputs {
      let p = graph.product(ofLink: link)
      guard let block = model.member(p)?.block, !model.blocks[block].isExact,
        model.member(graph.component(link))?.block == block, !products.contains(p)
      else { continue }
      if products.count < InputEffects.costlyProducts {
        products.insert(p)
      } else {
        result.insert(.amount(link))
      }
    }
    return result
  }

  func row(_ response: Response, _ spreads: Spreads, _ deviation: Double) -> SensitivityRow {
    let (input, mass) = (response.input, response.mass)
    let (low, high) = spreads.levels(input, value: response.value)
    let part = deviation > 0 ? mass / deviation * spreads.logDeviation(input) : nil
    return SensitivityRow(
      input: input, value: response.value, mass: mass, elasticity: response.elasticity, lowValue: low,
      highValue: high, low: response.total(at: low).map(TotalAtEnd.total) ?? .noAnswer,
      high: response.total(at: high).map(TotalAtEnd.total) ?? .noAnswer,
      varianceShare: part.map { $0 * $0 }, gsd: spreads.gsd(input),
      origin: spreads.origin(input, in: graph))
  }
}

extension SensitivityRow {
  /// Those without an answer first, then by swing, else as they were.
  static func sortedBySwing(_ rows: [SensitivityRow]) -> [SensitivityRow] {
    func size(_ row: SensitivityRow) -> Double {
      if row.low == .notWorkedOut { return -1 }
      return row.swing ?? .infinity
    }
    return rows.enumerated().sorted { a, b in
      let (x, y) = (size(a.element), size(b.element))
      return x != y ? x > y : a.offset < b.offset
    }.map(\.element)
  }
}
