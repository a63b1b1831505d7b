import Glibc
import SupplyGraph

/// What a measure makes of how far inputs may be off.
struct InputTerms: Sendable {
  let measure: SensitivityMeasure
  let policy: Spreads.Policy
  let amount: SpreadTerms
  /// Factors from an amount to its low and its high value.
  let amountLevels: (low: Double, high: Double)
  /// Of own emissions, by kind of spread.
  let own: [SpreadTerms]
  /// By product: its kind of spread; empty where all inputs have that of amounts.
  let kinds: [Int32]

  init(_ measure: SensitivityMeasure, _ spreads: Spreads) {
    self.measure = measure
    policy = spreads.policy
    amount = SpreadTerms(spreads.amount, measure, spreads)
    amountLevels = spreads.factors(spreads.amount)
    own = spreads.deviations.map { SpreadTerms($0, measure, spreads) }
    kinds = spreads.kinds
  }

  /// Of an amount outside loops that brings so many kg CO2e.
  @inline(__always)
  func score(_ mass: Double) -> Double { InputTerms.score(mass, amount.factor) }

  @inline(__always)
  static func score(_ mass: Double, _ factor: Double) -> Double {
    min(mass * factor, .greatestFiniteMagnitude)
  }
}

/// What follows from one standard deviation σ of an input's logarithm.
struct SpreadTerms: Sendable {
  /// σ².
  let variance: Double
  /// Mean of a lognormal of median 1, less 1.
  let lift: Double
  /// Variance of a lognormal of median 1.
  let skewedVariance: Double
  /// What an input scores per kg CO2e that hangs on it at first order.
  let factor: Double

  init(_ deviation: Double, _ measure: SensitivityMeasure, _ spreads: Spreads) {
    variance = deviation * deviation
    let growth = expm1(variance)
    // √(1 + g) − 1, without taking nearly equal numbers from each other.
    lift = growth / (1 + (1 + growth).squareRoot())
    skewedVariance = (1 + growth) * growth
    switch measure {
    case .elasticity: factor = 1
    case .variance: factor = deviation
    case .range:
      let (low, high) = spreads.factors(deviation)
      factor = min(high - low, .greatestFiniteMagnitude)
    }
  }
}
