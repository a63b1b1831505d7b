import Glibc

/// Uncertainty of a total at first order, without drawing samples.
///
/// Each input x is lognormal around its value with the standard deviation σ of its logarithm, independent of all
/// others. Then at first order, with S the elasticities (Hong, Shaked, Rosenbaum & Jolliet 2010, Int J LCA 15:499–510;
/// Heijungs & Suh 2002, ch. 6),
///
///     Var(ln total) = Σ S² σ²
///
/// and the total is taken as lognormal around its value. Good while single effects are small; wide inputs that dominate
/// make the true distribution more skewed, credits less. Monte Carlo tells.
public struct AnalyticUncertainty: Hashable, Sendable {
  /// The median: the total with all inputs at their values. kg CO2e; nil where there is none.
  public let total: Double?
  /// First-order standard deviation of the total, kg CO2e.
  public let deviation: Double

  init(total: Double?, deviation: Double) {
    self.total = total
    self.deviation = deviation
  }

  /// Standard deviation of the total's logarithm; nil where the total is 0.
  public var logDeviation: Double? {
    guard let total, total != 0 else { return nil }
    return deviation / abs(total)
  }

  public var p5: Double? { quantile(-AnalyticUncertainty.normal95) }
  public var p95: Double? { quantile(AnalyticUncertainty.normal95) }
  public var median: Double? { total }

  /// The mean of the lognormal.
  public var mean: Double? {
    guard let total, let logDeviation else { return nil }
    return finite(total * exp(logDeviation * logDeviation / 2))
  }

  /// 95 % of a normal distribution lie below this many standard deviations above its middle.
  static let normal95 = 1.6448536269514722

  /// A total below 0 is the mirror image of one above.
  private func quantile(_ deviations: Double) -> Double? {
    guard let total, let logDeviation else { return nil }
    return finite(total * exp((total < 0 ? -deviations : deviations) * logDeviation))
  }

  private func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
}
