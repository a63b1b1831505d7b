import SupplyGraph

/// The inputs of a focus in chunks of products: the sums over each chunk, and the inputs with the largest scores.
///
/// A sum is always that of the same numbers in the same order, whatever was changed when, and the inputs with the
/// largest scores lie in the chunks with the largest: so under edits only changed chunks are looked at again.
struct RankedInputs: Sendable {
  static let chunk = 64

  private var scale: Double
  private let count: Int
  private var sums: [InputSum]
  /// All inputs together.
  private(set) var whole = InputSum()

  /// Nothing summed up yet.
  ///
  /// - Parameter total: of the focus, kg CO2e. Sums are the same to the last bit whatever it is, short of what is too
  ///   large or too small for squares.
  init(count: Int, total: Double?) {
    self.count = count
    scale = RankedInputs.scale(total)
    sums = [InputSum](repeating: InputSum(), count: (count + RankedInputs.chunk - 1) / RankedInputs.chunk)
  }

  init(_ effects: InputEffects, _ terms: InputTerms) {
    self.init(count: effects.graph.count, total: effects.total)
    let totals = effects.columnOfTotals
    refresh(effects, totals, terms) { scan, chunk in scan.sum(chunk) { $0.masses($1) } }
  }

  /// Takes the scale of another total; whether that leaves the sums meaningless.
  mutating func rescale(_ total: Double?) -> Bool {
    let wanted = RankedInputs.scale(total)
    if abs(wanted.exponent - scale.exponent) < RankedInputs.leeway { return false }
    scale = wanted
    return true
  }

  /// Squares have room for so many powers of two on both sides.
  private static let leeway = 200

  /// A power of two, which leaves all digits as they are.
  private static func scale(_ total: Double?) -> Double {
    guard let total, total != 0 else { return 1 }
    return Double(sign: .plus, exponent: min(max(total.exponent, -1000), 1000), significand: 1)
  }

  var chunks: Int { sums.count }

  /// Sums up all chunks, or those that `isWanted`, on both processors where there is much to do.
  mutating func refresh(
    _ effects: InputEffects, _ totals: [Double], _ terms: InputTerms, wanted: [Bool]? = nil,
    _ sum: @Sendable (inout InputScan, Range<ProductIndex>) -> InputSum
  ) {
    let (count, scale) = (count, scale)
    let many = wanted.map { $0.reduce(0) { $0 + ($1 ? 1 : 0) } } ?? sums.count
    if many == 0 { return }
    sums.withUnsafeMutableBufferPointer { sums in
      // Each chunk is written by one thread.
      nonisolated(unsafe) let sums = sums
      Pieces.run(sums.count, isLarge: many * RankedInputs.chunk >= Pieces.worthwhileProducts) { chunks in
        InputScan.over(effects, totals, terms, scale: scale) { scan in
          for chunk in chunks where wanted?[chunk] != false {
            sums[chunk] = sum(&scan, RankedInputs.products(chunk, count))
          }
        }
      }
    }
    whole = InputSum()
    for sum in sums { whole.add(sum) }
  }

  static func products(_ chunk: Int, _ count: Int) -> Range<ProductIndex> {
    chunk * RankedInputs.chunk..<min(count, (chunk + 1) * RankedInputs.chunk)
  }

  /// The inputs with the largest scores, the largest first.
  ///
  /// - Complexity: O(chunks + top × 64 × links of a product + top log top).
  func best(_ top: Int, _ effects: InputEffects, _ totals: [Double], _ terms: InputTerms) -> [Parameter] {
    guard top > 0 else { return [] }
    var first = Largest<Double>(top)
    for sum in sums where sum.best >= 0 { first.add(sum.best) }
    let least = first.bar ?? 0
    var ranking = InputRanking(effects.graph, top: top)
    InputScan.over(effects, totals, terms, scale: scale) { scan in
      for (chunk, sum) in sums.enumerated() where sum.best >= least {
        scan.offer(RankedInputs.products(chunk, count), to: &ranking)
      }
    }
    return ranking.sorted
  }

  /// First-order standard deviation of the total, kg CO2e.
  var deviation: Double { min(whole.squares.squareRoot() * scale, .greatestFiniteMagnitude) }

  func uncertainty(of total: Double?) -> AnalyticUncertainty {
    AnalyticUncertainty(
      total: total, firstOrder: deviation, lift: whole.lift * scale,
      squares: whole.skewedSquares * scale * scale)
  }
}
