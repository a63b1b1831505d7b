import Glibc

/// Uncertainty of a total worked out at once, without drawing samples.
///
/// Each input x is lognormal around its value with the standard deviation σ of its logarithm, independent of all
/// others. With S the elasticities, the variance of the total's logarithm is at first order (Hong, Shaked, Rosenbaum &
/// Jolliet 2010, Int J LCA 15:499–510; Heijungs & Suh 2002, ch. 6)
///
///     Var(ln total) = Σ S² σ²
///
/// which says where the variance comes from. But a sum of lognormals is not around the sum of their medians: what is
/// skewed upwards lifts it. So mean and standard deviation take each input's own effect m = S · total as it is,
///
///     mean = total + Σ m (exp(σ²/2) − 1)      variance = Σ m² exp(σ²) (exp(σ²) − 1)
///
/// exact where inputs add up, without their interplay where they multiply or go round loops; percentiles are those of
/// the lognormal with this mean and variance (Fenton 1960). Few wide inputs, and credits, make it less good: Monte Carlo
/// tells.
public struct AnalyticUncertainty: Hashable, Sendable {
  /// The total with all inputs at their values, kg CO2e; nil where there is none.
  public let total: Double?
  /// Standard deviation of the total at first order, kg CO2e: what variance shares are parts of.
  public let firstOrderDeviation: Double
  /// kg CO2e; nil where there is no total or it leaves the range of numbers.
  public let mean: Double?
  /// Standard deviation, kg CO2e.
  public let deviation: Double?

  init(total: Double?, firstOrder: Double, lift: Double, squares: Double) {
    self.total = total
    firstOrderDeviation = firstOrder
    mean = total.flatMap { AnalyticUncertainty.finite($0 + lift) }
    deviation = total == nil ? nil : AnalyticUncertainty.finite(squares.squareRoot())
  }

  /// Standard deviation of the total's logarithm at first order; nil where the total is 0.
  public var logDeviation: Double? {
    guard let total, total != 0 else { return nil }
    return AnalyticUncertainty.finite(firstOrderDeviation / abs(total))
  }

  /// Nil, as the other percentiles, where credits and emissions cancel so far that no lognormal fits.
  public var median: Double? { quantile(0) }
  public var p5: Double? { quantile(-AnalyticUncertainty.normal95) }
  public var p95: Double? { quantile(AnalyticUncertainty.normal95) }

  /// 95 % of a normal distribution lie below this many standard deviations above its middle.
  static let normal95 = 1.6448536269514722

  /// A total below 0 is the mirror image of one above.
  private func quantile(_ deviations: Double) -> Double? {
    guard let total, let mean, let deviation, total * mean > 0 else { return nil }
    let variance = log1p(deviation / mean * (deviation / mean))
    let sign = total < 0 ? -1.0 : 1.0
    return AnalyticUncertainty.finite(mean * exp(sign * deviations * variance.squareRoot() - variance / 2))
  }

  private static func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
}
