import SupplyGraph

/// The inputs of a focus in chunks of products: the sums over each chunk, and the inputs with the largest scores.
///
/// A sum is always that of the same numbers in the same order, whatever was changed when, and the inputs with the
/// largest scores lie in the chunks with the largest: so under edits only changed chunks are looked at again.
struct RankedInputs: Sendable {
  static let chunk = 64
  /// Chunks that are added up together.
  private static let block = 64

  private var scale: Double
  private let count: Int
  private var sums: [InputSum]
  /// By block of chunks.
  private var blockSums: [InputSum]
  /// All inputs together.
  private(set) var whole = InputSum()
  /// The largest score that anything looked at again had before or has now, since somebody last asked for the first
  /// inputs: those that score more are still the same.
  var largestTouched = -1.0

  /// Nothing summed up yet.
  ///
  /// - Parameter total: of the focus, kg CO2e. Sums are the same to the last bit whatever it is, short of what is too
  ///   large or too small for squares.
  init(count: Int, total: Double?) {
    self.count = count
    scale = RankedInputs.scale(total)
    sums = [InputSum](repeating: InputSum(), count: (count + RankedInputs.chunk - 1) / RankedInputs.chunk)
    blockSums = [InputSum](
      repeating: InputSum(), count: (sums.count + RankedInputs.block - 1) / RankedInputs.block)
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
    _ effects: InputEffects, _ totals: [Double], _ terms: InputTerms, wanted: Flags? = nil,
    _ sum: @Sendable (inout InputScan, Range<ProductIndex>) -> InputSum
  ) {
    let (count, scale, chunkCount) = (count, scale, chunks)
    let blocks = blockSums.indices.filter { block in
      wanted.map { $0.contains(in: RankedInputs.chunks(block, chunkCount)) } ?? true
    }
    if blocks.isEmpty { return }
    let many = blocks.reduce(0) { many, block in
      let chunks = RankedInputs.chunks(block, chunkCount)
      return many + (wanted.map { $0.count(in: chunks) } ?? chunks.count)
    }
    var largest = [Double](repeating: -1, count: blocks.count)
    sums.withUnsafeMutableBufferPointer { sums in
      blockSums.withUnsafeMutableBufferPointer { blockSums in
        largest.withUnsafeMutableBufferPointer { largest in
          // Each block is written by one thread.
          nonisolated(unsafe) let (sums, blockSums, largest) = (sums, blockSums, largest)
          Pieces.run(blocks.count, isLarge: many * RankedInputs.chunk >= Pieces.worthwhileProducts) {
            places in
            InputScan.over(effects, totals, terms, scale: scale) { scan in
              for place in places {
                let chunks = RankedInputs.chunks(blocks[place], chunkCount)
                for chunk in chunks where wanted?.contains(chunk) != false {
                  let before = sums[chunk].best
                  sums[chunk] = sum(&scan, RankedInputs.products(chunk, count))
                  largest[place] = max(largest[place], before, sums[chunk].best)
                }
                blockSums[blocks[place]] = InputSum(sums[chunks])
              }
            }
          }
        }
      }
    }
    largestTouched = largest.reduce(largestTouched, max)
    whole = InputSum(blockSums)
  }

  private static func chunks(_ block: Int, _ count: Int) -> Range<Int> {
    block * RankedInputs.block..<min(count, (block + 1) * RankedInputs.block)
  }

  static func products(_ chunk: Int, _ count: Int) -> Range<ProductIndex> {
    chunk * RankedInputs.chunk..<min(count, (chunk + 1) * RankedInputs.chunk)
  }

  /// The inputs with the largest scores, the largest first, and the score that others would need to be among them:
  /// −∞ where there are no others.
  ///
  /// - Parameter masses: by product, where they are known: the links of most products need not be looked at then.
  /// - Complexity: O(chunks + top × 64 × links of a product + top log top).
  func best(
    _ top: Int, _ effects: InputEffects, _ totals: [Double], _ terms: InputTerms, masses: [LinkMasses] = []
  ) -> (inputs: [Parameter], bar: Double) {
    guard top > 0 else { return ([], .infinity) }
    var first = Largest<Double>(top)
    // What sums up most is mostly what needs others, which comes last: from there the bar rises at once.
    for block in blockSums.indices.reversed() where blockSums[block].best >= first.bar ?? 0 {
      for sum in sums[RankedInputs.chunks(block, chunks)].reversed() where sum.best >= first.bar ?? 0 {
        first.add(sum.best)
      }
    }
    // There are as many inputs as are wanted that score no less.
    let least = first.bar ?? 0
    var ranking = InputRanking(effects.graph, top: top, least: least)
    masses.withUnsafeBufferPointer { masses in
      InputScan.over(effects, totals, terms, scale: scale) { scan in
        for (block, all) in blockSums.enumerated() where all.best >= least {
          for chunk in RankedInputs.chunks(block, chunks) where sums[chunk].best >= least {
            scan.offer(
              RankedInputs.products(chunk, count), masses.isEmpty ? nil : masses.base, to: &ranking)
          }
        }
      }
    }
    return (ranking.sorted, ranking.isFull ? ranking.threshold : -.infinity)
  }

  /// First-order standard deviation of the total, kg CO2e.
  var deviation: Double { min(whole.squares.squareRoot() * scale, .greatestFiniteMagnitude) }

  func uncertainty(of total: Double?) -> AnalyticUncertainty {
    AnalyticUncertainty(
      total: total, firstOrder: deviation, lift: whole.lift * scale,
      squares: whole.skewedSquares * scale * scale)
  }
}
