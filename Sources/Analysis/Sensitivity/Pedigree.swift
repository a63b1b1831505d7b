import Footprints
import Glibc

/// From how data were come by to how far a figure may be off.
///
/// The pedigree matrix of Weidema & Wesnæs (1996) scores five indicators from 1 (best) to 5; each score adds to the
/// variance of the figure's logarithm. The factors are the geometric standard deviations that Ciroth, Muller, Weidema
/// & Lesage found in data (2016, Int J LCA 21:1338–1348, table 6); where they found none for score 5, that of score 4
/// stands in, so the worst scores are rather under- than overstated. Between two scores the variance is interpolated:
/// PACT ratings are averages over inputs, weighted by emissions.
public enum Pedigree {
  public enum Indicator: Int, CaseIterable, Sendable {
    case reliability, completeness, temporal, geographical, technological
  }

  /// What remains with the best scores: ln-variance 0.0006, a factor of 1.05 for 95 %, stated for amounts of materials
  /// and energy and for CO2 alike (Frischknecht et al. 2005; Weidema et al. 2013, table 10.3).
  public static let basicVariance = 0.0006

  /// Geometric standard deviations by indicator, for scores 1 to 5.
  static let factors: [[Double]] = [
    [1, 1.54, 1.61, 1.69, 1.69],
    [1, 1.03, 1.04, 1.08, 1.08],
    [1, 1.03, 1.10, 1.19, 1.29],
    [1, 1.04, 1.08, 1.11, 1.11],
    [1, 1.18, 1.65, 2.08, 2.80],
  ]

  private static let variances: [[Double]] = factors.map { $0.map { log($0) * log($0) } }

  /// What a score adds to the variance of the logarithm. Scores outside 1…5 count as the nearest.
  public static func variance(_ indicator: Indicator, score: Double) -> Double {
    interpolated(variances[indicator.rawValue], at: score)
  }

  /// Variance of the logarithm, the basic one included. Indicators that are not scored add nothing.
  public static func variance(_ scores: [Indicator: Double]) -> Double {
    // In the order of the indicators: the same bits on every run.
    Indicator.allCases.reduce(basicVariance) { sum, indicator in
      sum + (scores[indicator].map { variance(indicator, score: $0) } ?? 0)
    }
  }

  private static func interpolated(_ values: [Double], at score: Double) -> Double {
    let place = min(max(score, 1), Double(values.count)) - 1
    let lower = min(Int(place), values.count - 2)
    let part = place - Double(lower)
    return values[lower] + part * (values[lower + 1] - values[lower])
  }
}

extension Pedigree {
  /// Scores in the matrix for the ratings of a footprint; nil when nothing is rated.
  ///
  /// PACT v2 rates five indicators from 1 to 3. Its words are matched with those of the matrix: "similar technology"
  /// is 3 and "different or unknown" 5; data "less than 5 years old" 2 and older ones 4; "same region" 2 and "global or
  /// unknown" 5; "less than half of the sites" 3 and below or unknown 5; "partly based on assumptions" 2 and "not
  /// measured" 4. PACT v3 rates three indicators from 1 to 5, which are taken as the scores themselves.
  public static func scores(_ quality: DataQuality) -> [Indicator: Double]? {
    var scores: [Indicator: Double] = [:]
    switch quality {
    case .scale3(_, let technological, let temporal, let geographical, let completeness, let reliability):
      scores[.technological] = technological.map { interpolated([1, 3, 5], at: $0) }
      scores[.temporal] = temporal.map { interpolated([1, 2, 4], at: $0) }
      scores[.geographical] = geographical.map { interpolated([1, 2, 5], at: $0) }
      scores[.completeness] = completeness.map { interpolated([1, 3, 5], at: $0) }
      scores[.reliability] = reliability.map { interpolated([1, 2, 4], at: $0) }
    case .scale5(let technological, let temporal, let geographical):
      scores[.technological] = technological
      scores[.temporal] = temporal
      scores[.geographical] = geographical
    }
    return scores.isEmpty ? nil : scores
  }

  /// Scores assumed for a figure of which nothing but its basis is known. A convention of this program, not a finding:
  /// where it matters, ratings or a geometric standard deviation should be asked for.
  public static func scores(_ basis: Basis, isVerified: Bool) -> [Indicator: Double] {
    let (reliability, completeness, temporal, geographical, technological) = assumed(basis)
    return [
      .reliability: isVerified ? 1 : reliability, .completeness: completeness, .temporal: temporal,
      .geographical: geographical, .technological: technological,
    ]
  }

  private static func assumed(_ basis: Basis) -> (Double, Double, Double, Double, Double) {
    switch basis {
    // Worked out by the supplier for this product from measurements nobody has checked.
    case .productSpecific: (2, 1, 1, 1, 1)
    // The whole company for one product: other technologies are in it.
    case .organisationAllocated: (2, 1, 1, 1, 3)
    // An average of some plants, some years old, of a larger region and related technologies.
    case .database: (2, 2, 3, 2, 3)
    // A qualified guess after something similar.
    case .proxy: (4, 3, 3, 3, 4)
    case .unknown: (5, 5, 5, 5, 5)
    }
  }
}
