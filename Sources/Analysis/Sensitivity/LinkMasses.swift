/// What the amounts of a product bring to one unit of it.
///
/// None of it depends on how much of the product is needed, so an edit leaves it as it is wherever no total below and
/// no amount changes.
struct LinkMasses: Sendable {
  /// Σ A·t, kg CO2e.
  var sum = 0.0
  /// √Σ (A·t)², kg CO2e.
  var root = 0.0
  /// The largest score of an amount, per unit of the product.
  var score = 0.0
  /// Amounts that have an effect.
  var count = 0
}

/// Sums over the inputs of some products, in units of a scale so that large numbers have squares too.
struct InputSum: Sendable {
  var count = 0
  /// First-order variance of the total.
  var squares = 0.0
  /// What skewness adds to the mean, and the variance with it.
  var lift = 0.0
  var skewedSquares = 0.0
  /// The largest score; below 0 where there is no input.
  var best = -1.0

  mutating func add(_ other: InputSum) {
    count += other.count
    squares += other.squares
    lift += other.lift
    skewedSquares += other.skewedSquares
    best = max(best, other.best)
  }

  @inline(__always)
  mutating func add(_ part: Double, _ terms: SpreadTerms, count number: Int, mean: Double) {
    count += number
    squares += part * part * terms.variance
    lift += mean * terms.lift
    skewedSquares += part * part * terms.skewedVariance
  }
}
