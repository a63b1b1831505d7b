import SupplyGraph

/// The inputs of a focus in chunks of products: the sums over each chunk, and the inputs with the largest scores.
///
/// A sum is always that of the same numbers in the same order, whatever was changed when, and the inputs with the
/// largest scores lie in the chunks with the largest: so under edits only changed chunks are looked at again.
struct RankedInputs: Sendable {
  static let chunk = 32
  /// Chunks that are added up together.
  private static let block = 64

  private var scale: Double
  private let count: Int
  private var sums: [InputSum]
  /// By block of chunks.
  private var blockSums: [InputSum]
  /// All inputs together.
  private(set) var whole = InputSum()
  /// The chunks looked at again with an input that scored or scores no less than `bar`, since somebody last took note
  /// of them; of all others the inputs that score so much are still the same.
  var touched: Set<Int> = []
  var bar = Double.infinity

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
    let (count, scale, chunkCount, bar) = (count, scale, chunks, bar)
    let blocks = blockSums.indices.filter { block in
      wanted.map { $0.contains(in: RankedInputs.chunks(block, chunkCount)) } ?? true
    }
    if blocks.isEmpty { return }
    let many = blocks.reduce(0) { many, block in
      let chunks = RankedInputs.chunks(block, chunkCount)
      return many + (wanted.map { $0.count(in: chunks) } ?? chunks.count)
    }
    var touched = [[Int]](repeating: [], count: blocks.count)
    sums.withUnsafeMutableBufferPointer { sums in
      blockSums.withUnsafeMutableBufferPointer { blockSums in
        touched.withUnsafeMutableBufferPointer { touched in
          // Each block is written by one thread.
          nonisolated(unsafe) let (sums, blockSums, touched) = (sums, blockSums, touched)
          Pieces.run(blocks.count, isLarge: many * RankedInputs.chunk >= Pieces.worthwhileProducts) {
            places in
            InputScan.over(effects, totals, terms, scale: scale) { scan in
              for place in places {
                let chunks = RankedInputs.chunks(blocks[place], chunkCount)
                for chunk in chunks where wanted?.contains(chunk) != false {
                  let before = sums[chunk].best
                  sums[chunk] = sum(&scan, RankedInputs.products(chunk, count))
                  if max(before, sums[chunk].best) >= bar { touched[place].append(chunk) }
                }
                blockSums[blocks[place]] = InputSum(sums[chunks])
              }
            }
          }
        }
      }
    }
    self.touched.formUnion(touched.joined())
    whole = InputSum(blockSums)
  }

  private static func chunks(_ block: Int, _ count: Int) -> Range<Int> {
    block * RankedInputs.block..<min(count, (block + 1) * RankedInputs.block)
  }

  /// The chunk of the product that an input belongs to.
  static func chunk(of input: Parameter, _ graph: SupplyGraph) -> Int {
    switch input {
    case .own(let p), .ownPrimary(let p), .quantity(let p): p / chunk
    case .amount(let link): graph.product(ofLink: link) / chunk
    }
  }

  static func products(_ chunk: Int, _ count: Int) -> Range<ProductIndex> {
    chunk * RankedInputs.chunk..<min(count, (chunk + 1) * RankedInputs.chunk)
  }

  /// The `top` inputs with the largest scores.
  ///
  /// - Parameter masses: by product, where they are known: the links of most products need not be looked at then.
  /// - Complexity: O(chunks + top × products of a chunk × links of a product + top log top).
  func best(
    _ top: Int, _ effects: InputEffects, _ totals: [Double], _ terms: InputTerms, masses: [LinkMasses] = []
  ) -> InputRanking {
    guard top > 0 else { return InputRanking(effects.graph, top: 0) }
    // There are as many inputs as are wanted that score no less.
    let least = leastOfLargest(top)
    let found = blockSums.indices.lazy.filter { blockSums[$0].best >= least }.flatMap { block in
      RankedInputs.chunks(block, chunks).filter { sums[$0].best >= least }
    }
    return ranking(of: found, top, least, effects, totals, terms, masses: masses)
  }

  /// What the largest inputs of `top` chunks score at least; 0 where there are fewer chunks.
  private func leastOfLargest(_ top: Int) -> Double {
    var first = Largest<Double>(top)
    // What sums up most is mostly what needs others, which comes last: from there the bar rises at once.
    for block in blockSums.indices.reversed() where blockSums[block].best >= first.bar ?? 0 {
      for sum in sums[RankedInputs.chunks(block, chunks)].reversed() where sum.best >= first.bar ?? 0 {
        first.add(sum.best)
      }
    }
    return first.bar ?? 0
  }

  /// The `top` inputs of some chunks with the largest scores, of those that score at least `least`.
  func ranking(
    of chunks: some Sequence<Int>, _ top: Int, _ least: Double, _ effects: InputEffects, _ totals: [Double],
    _ terms: InputTerms, masses: [LinkMasses] = []
  ) -> InputRanking {
    var ranking = InputRanking(effects.graph, top: top, least: least)
    masses.withUnsafeBufferPointer { masses in
      InputScan.over(effects, totals, terms, scale: scale) { scan in
        for chunk in chunks {
          scan.offer(RankedInputs.products(chunk, count), masses.isEmpty ? nil : masses.base, to: &ranking)
        }
      }
    }
    return ranking
  }

  /// First-order standard deviation of the total, kg CO2e.
  var deviation: Double { min(whole.squares.squareRoot() * scale, .greatestFiniteMagnitude) }

  func uncertainty(of total: Double?) -> AnalyticUncertainty {
    AnalyticUncertainty(
      total: total, firstOrder: deviation, lift: whole.lift * scale,
      squares: whole.skewedSquares * scale * scale)
  }
}
