import SupplyGraph

/// A look at the inputs of products over plain memory: what they add to the variance of the total, and their scores.
///
/// Scores are |w| times what the input scores per unit of its product, so that the largest of a product is |w| times
/// the largest per unit, to the last bit.
struct InputScan {
  private let effects: InputEffects
  private let terms: InputTerms
  private let memory: Memory
  /// 1 ÷ a power of two near the total.
  private let inverse: Double
  /// By range, inputs in small loops score by how far the total really moves.
  private let isExact: Bool
  private var columns: LoopColumns

  private struct Memory {
    let starts: UnsafePointer<Int32>
    let components: UnsafePointer<Int32>
    let amounts: UnsafePointer<Double>
    let totals: UnsafePointer<Double>
    let needs: UnsafePointer<Need>
    let own: UnsafePointer<SIMD4<Double>>
    let stride: Int
    /// Nil where all inputs have the spread of amounts.
    let kinds: UnsafePointer<Int32>?
    let ownTerms: UnsafePointer<SpreadTerms>
  }

  /// - Parameter totals: kg CO2e per unit, by product.
  static func over<Result>(
    _ effects: InputEffects, _ totals: [Double], _ terms: InputTerms, scale: Double,
    _ body: (inout InputScan) -> Result
  ) -> Result {
    let links = effects.graph.links
    return links.starts.withUnsafeBufferPointer { starts in
      links.components.withUnsafeBufferPointer { components in
        effects.model.amounts.withUnsafeBufferPointer { amounts in
          totals.withUnsafeBufferPointer { totals in
            effects.needs.withUnsafeBufferPointer { needs in
              effects.model.own.withHeads { own, stride in
                terms.kinds.withUnsafeBufferPointer { kinds in
                  terms.own.withUnsafeBufferPointer { ownTerms in
                    var scan = InputScan(
                      effects, terms,
                      Memory(
                        starts: starts.base, components: components.base, amounts: amounts.base,
                        totals: totals.base, needs: needs.base, own: own, stride: stride,
                        kinds: kinds.isEmpty ? nil : kinds.base, ownTerms: ownTerms.base),
                      scale)
                    return body(&scan)
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  private init(_ effects: InputEffects, _ terms: InputTerms, _ memory: Memory, _ scale: Double) {
    self.effects = effects
    self.terms = terms
    self.memory = memory
    inverse = 1 / scale
    isExact = terms.measure == .range && !effects.model.blocks.isEmpty
    columns = LoopColumns(effects.graph, effects.model)
  }

  // MARK: Sums

  /// Sums over the inputs of a range of products; `masses` says what their amounts bring.
  @inline(__always)
  mutating func sum(
    _ products: Range<ProductIndex>, _ masses: (inout InputScan, ProductIndex) -> LinkMasses
  ) -> InputSum {
    var sum = InputSum()
    for p in products {
      let weight = memory.needs[p].weight
      if weight == 0 { continue }
      let mass = weight * ownEmissions(p)
      if mass != 0 {
        let own = ownTerms(p)
        sum.add(mass * inverse, own, count: 1, mean: mass * inverse)
        sum.best = max(sum.best, abs(mass) * own.factor)
      }
      let masses = masses(&self, p)
      if masses.count == 0 { continue }
      let scaled = weight * inverse
      sum.add(scaled * masses.root, terms.amount, count: masses.count, mean: scaled * masses.sum)
      sum.best = max(sum.best, abs(weight) * masses.score)
    }
    return sum
  }

  /// What the amounts of a product bring to a unit of it.
  mutating func masses(_ p: ProductIndex) -> LinkMasses {
    var masses = LinkMasses()
    var (squares, largest) = (0.0, 0.0)
    for link in links(p) {
      let mass = self.mass(link)
      masses.sum += mass
      squares += mass * mass
      largest = max(largest, abs(mass))
      masses.count += mass == 0 ? 0 : 1
    }
    masses.root = root(squares, largest, p)
    if masses.count > 0, isExact, effects.isInExactLoop(p) {
      columns.forget()
      masses.score = links(p).reduce(0) { max($0, mass($1) == 0 ? 0 : swing($1)) }
    } else {
      masses.score = score(largest)
    }
    return masses
  }

  /// Very large and very small numbers have no squares.
  private func root(_ squares: Double, _ largest: Double, _ p: ProductIndex) -> Double {
    if squares.isFinite, squares > 1e-280 || largest == 0 { return squares.squareRoot() }
    return largest
      * links(p).reduce(0) { $0 + (mass($1) / largest) * (mass($1) / largest) }.squareRoot()
  }

  // MARK: Ranking

  /// Offers all inputs of a range of products.
  mutating func offer(_ products: Range<ProductIndex>, to ranking: inout InputRanking) {
    for p in products {
      let weight = memory.needs[p].weight
      if weight == 0 { continue }
      let own = weight * ownEmissions(p)
      if own != 0 { ranking.offer(abs(own) * ownTerms(p).factor, .own(p)) }
      let isExact = isExact && effects.isInExactLoop(p)
      if isExact { columns.forget() }
      for link in links(p) {
        let mass = mass(link)
        if mass == 0 { continue }
        ranking.offer(abs(weight) * (isExact ? swing(link) : score(abs(mass))), .amount(link))
      }
    }
  }

  @inline(__always)
  private func score(_ mass: Double) -> Double { min(mass * terms.amount.factor, .greatestFiniteMagnitude) }

  /// How far the total of the link's product really moves between the low and the high value; infinite where the loop
  /// has no answer at one of them.
  private mutating func swing(_ link: Int) -> Double {
    let value = memory.amounts[link]
    let response = Response(
      input: .amount(link), value: value, total: 0, slope: memory.totals[Int(memory.components[link])],
      feedback: columns.feedback(link))
    guard let low = response.total(at: value * terms.amountLevels.low),
      let high = response.total(at: value * terms.amountLevels.high)
    else { return .infinity }
    return min(abs(high - low), .greatestFiniteMagnitude)
  }

  // MARK: Figures

  @inline(__always)
  private func links(_ p: ProductIndex) -> Range<Int> { Int(memory.starts[p])..<Int(memory.starts[p + 1]) }

  @inline(__always)
  private func mass(_ link: Int) -> Double {
    memory.amounts[link] * memory.totals[Int(memory.components[link])]
  }

  @inline(__always)
  private func ownEmissions(_ p: ProductIndex) -> Double { memory.own[p * memory.stride][0] }

  @inline(__always)
  private func ownTerms(_ p: ProductIndex) -> SpreadTerms {
    memory.kinds.map { memory.ownTerms[Int($0[p])] } ?? terms.amount
  }
}
