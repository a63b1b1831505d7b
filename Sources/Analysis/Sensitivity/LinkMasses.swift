import CPrefetch
import SupplyGraph

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

/// Links with the totals of products in plain memory.
struct LinkMemory {
  let starts: UnsafePointer<Int32>
  let components: UnsafePointer<Int32>
  let amounts: UnsafePointer<Double>
  /// kg CO2e per unit, by product.
  let totals: UnsafePointer<Double>

  @inline(__always)
  func of(_ p: ProductIndex) -> Range<Int> { Int(starts[p])..<Int(starts[p + 1]) }

  /// Asks for the totals of what a product needs, some products before its turn: they lie anywhere.
  @inline(__always)
  func askAhead(_ p: ProductIndex) {
    for link in of(p) { prefetch_line(totals + Int(components[link])) }
  }

  /// kg CO2e that a link brings to a unit of its product.
  @inline(__always)
  func mass(_ link: Int) -> Double { amounts[link] * totals[Int(components[link])] }

  /// The sum of the masses alone.
  @inline(__always)
  func sum(_ p: ProductIndex) -> Double {
    var sum = 0.0
    for link in of(p) { sum += mass(link) }
    return sum
  }

  /// With the largest mass as the score.
  @inline(__always)
  func masses(_ p: ProductIndex) -> LinkMasses {
    var masses = LinkMasses(count: of(p).count)
    var squares = 0.0
    for link in of(p) {
      let mass = mass(link)
      masses.sum += mass
      squares += mass * mass
      if abs(mass) > masses.score { masses.score = abs(mass) }
      if mass == 0 { masses.count -= 1 }
    }
    let isPlain = squares > 1e-280 && squares < 1e300
    masses.root = isPlain ? squares.squareRoot() : root(p, largest: masses.score)
    return masses
  }

  /// Very large and very small numbers have no squares.
  private func root(_ p: ProductIndex, largest: Double) -> Double {
    if largest == 0 { return 0 }
    return largest * of(p).reduce(0) { $0 + (mass($1) / largest) * (mass($1) / largest) }.squareRoot()
  }
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

  init() {}

  init(_ parts: some Sequence<InputSum>) { for part in parts { add(part) } }

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
