import Glibc

/// Sums over samples, in the order of their numbers, so that they are the same to the bit on every run.
enum SampleStatistics {
  /// Mean and standard deviation, figured from the largest size so that nothing overflows.
  static func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
    let scale = values.reduce(0) { max($0, abs($1)) }
    guard scale > 0 else { return (0, 0) }
    let count = Double(values.count)
    let mean = values.reduce(0) { $0 + $1 / scale } / count
    let squares = values.reduce(0) { $0 + ($1 / scale - mean) * ($1 / scale - mean) }
    let deviation = values.count > 1 ? (squares / (count - 1)).squareRoot() : 0
    return (mean * scale, min(deviation * scale, .greatestFiniteMagnitude))
  }

  /// Nil unless all have the same sign.
  static func logarithms(_ values: [Double]) -> [Double]? {
    if values.allSatisfy({ $0 > 0 }) { return values.map { log($0) } }
    if values.allSatisfy({ $0 < 0 }) { return values.map { log(-$0) } }
    return nil
  }

  /// Squared correlation of Pearson, 0…1; nil where one of them does not vary.
  static func squaredCorrelation(_ x: [Double], _ y: [Double]) -> Double? {
    let (a, b) = (moments(x), moments(y))
    guard a.deviation > 0, b.deviation > 0, x.count == y.count, x.count > 1 else { return nil }
    let sum = zip(x, y).reduce(0) { $0 + ($1.0 - a.mean) / a.deviation * (($1.1 - b.mean) / b.deviation) }
    let correlation = sum / Double(x.count - 1)
    return min(1, correlation * correlation)
  }
}
