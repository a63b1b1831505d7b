/// Totals of drawn samples.
public struct Samples: Hashable, Sendable {
  /// kg CO2e by number of the sample; "not a number" where a loop had no finite answer or figures left the range of
  /// numbers.
  public let totals: [Double]
  /// Whether these are all that were asked for.
  public let isComplete: Bool

  /// Samples without an answer: left out of everything below, which says so.
  public var refused: Int { totals.count { !$0.isFinite } }

  /// Nil when no sample has an answer.
  ///
  /// - Complexity: O(n log n) in the samples.
  public var summary: SampleSummary? { SampleSummary(self) }

  /// How often this is lower than `other`, sample by sample: the probability that one model is lower than the other
  /// under the same draws. Samples that one of them does not have, or has no answer in, do not count. Nil without any.
  public func probabilityBelow(_ other: Samples) -> SampleProbability? {
    let pairs = zip(totals, other.totals).filter { $0.isFinite && $1.isFinite }
    guard !pairs.isEmpty else { return nil }
    let below = pairs.count { $0 < $1 }
    return SampleProbability(value: Double(below) / Double(pairs.count), samples: pairs.count)
  }
}

/// A probability as the share of samples.
public struct SampleProbability: Hashable, Sendable {
  /// 0…1.
  public let value: Double
  public let samples: Int

  public var standardError: Double { (value * (1 - value) / Double(samples)).squareRoot() }
}

/// Figures of a distribution by its samples, kg CO2e.
public struct SampleSummary: Hashable, Sendable {
  /// Samples with an answer, and those without.
  public let count: Int
  public let refused: Int
  public let mean: Double
  /// Standard deviation; 0 for a single sample.
  public let deviation: Double
  private let sorted: [Double]

  /// Of the mean.
  public var standardError: Double { deviation / Double(count).squareRoot() }

  public var p5: Double { quantile(0.05) }
  public var median: Double { quantile(0.5) }
  public var p95: Double { quantile(0.95) }

  init?(_ samples: Samples) {
    let valid = samples.totals.filter(\.isFinite)
    guard !valid.isEmpty else { return nil }
    count = valid.count
    refused = samples.totals.count - valid.count
    (mean, deviation) = SampleStatistics.moments(valid)
    sorted = valid.sorted()
  }

  /// Between two samples by linear interpolation (type 7 of Hyndman & Fan 1996).
  public func quantile(_ part: Double) -> Double {
    let place = min(max(part, 0), 1) * Double(sorted.count - 1)
    let lower = min(Int(place), sorted.count - 1)
    let upper = min(lower + 1, sorted.count - 1)
    let rest = place - Double(lower)
    return sorted[lower] * (1 - rest) + sorted[upper] * rest
  }

  /// Counts in `bins` equal parts from the 0.5th to the 99.5th percentile; what lies outside is counted apart.
  public func histogram(bins: Int) -> Histogram {
    Histogram(sorted, from: quantile(0.005), to: quantile(0.995), bins: max(1, bins))
  }
}

/// How many samples lie where.
public struct Histogram: Hashable, Sendable {
  /// kg CO2e at the ends of the first and the last bin.
  public let low: Double
  public let high: Double
  public let counts: [Int]
  /// Samples outside.
  public let below: Int
  public let above: Int

  /// - Parameter sorted: ascending.
  init(_ sorted: [Double], from low: Double, to high: Double, bins: Int) {
    self.low = low
    self.high = high
    var counts = [Int](repeating: 0, count: bins)
    var (below, above) = (0, 0)
    let width = (high / 2 - low / 2) / Double(bins)
    for value in sorted {
      if value < low {
        below += 1
      } else if value > high {
        above += 1
      } else {
        let place = width > 0 ? (value / 2 - low / 2) / width : 0
        counts[min(bins - 1, max(0, Int(place)))] += 1
      }
    }
    (self.counts, self.below, self.above) = (counts, below, above)
  }
}
