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
    let links: LinkMemory
    /// Of products.
    let count: Int
    let needs: UnsafePointer<Need>
    let own: UnsafePointer<SIMD4<Double>>
    let stride: Int
    /// Nil where all inputs have the spread of amounts.
    let kinds: UnsafePointer<Int32>?
    let ownTerms: UnsafePointer<SpreadTerms>

    @inline(__always)
    func ownEmissions(_ p: ProductIndex) -> Double { own[p * stride][0] }
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
                        links: LinkMemory(
                          starts: starts.base, components: components.base, amounts: amounts.base,
                          totals: totals.base),
                        count: effects.graph.count, needs: needs.base, own: own, stride: stride,
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
      let mass = weight * memory.ownEmissions(p)
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
  @inline(__always)
  mutating func masses(_ p: ProductIndex) -> LinkMasses {
    let next = p + SweepAhead.products
    if next < memory.count { memory.links.askAhead(next) }
    var masses = memory.links.masses(p)
    if masses.count > 0, isExact, effects.isInExactLoop(p) {
      masses.score = largestSwing(p)
    } else {
      masses.score = terms.score(masses.score)
    }
    return masses
  }

  private mutating func largestSwing(_ p: ProductIndex) -> Double {
    columns.forget()
    return memory.links.of(p).reduce(0) { max($0, memory.links.mass($1) == 0 ? 0 : swing($1)) }
  }

  // MARK: Ranking

  /// Offers the inputs of a range of products, or those of them that may be kept where `masses` tell which.
  mutating func offer(
    _ products: Range<ProductIndex>, _ masses: UnsafePointer<LinkMasses>?, to ranking: inout InputRanking
  ) {
    for p in products {
      let weight = memory.needs[p].weight
      if weight == 0 { continue }
      let own = weight * memory.ownEmissions(p)
      if own != 0 { ranking.offer(abs(own) * ownTerms(p).factor, .own(p)) }
      if let masses, abs(weight) * masses[p].score < ranking.threshold { continue }
      let isExact = isExact && effects.isInExactLoop(p)
      if isExact { columns.forget() }
      for link in memory.links.of(p) {
        let mass = memory.links.mass(link)
        if mass == 0 { continue }
        ranking.offer(abs(weight) * (isExact ? swing(link) : terms.score(abs(mass))), .amount(link))
      }
    }
  }

  /// How far the total of the link's product really moves between the low and the high value; infinite where the loop
  /// has no answer at one of them.
  private mutating func swing(_ link: Int) -> Double {
    let value = memory.links.amounts[link]
    let response = Response(
      input: .amount(link), value: value, total: 0,
      slope: memory.links.totals[Int(memory.links.components[link])],
      feedback: columns.feedback(link))
    guard let low = response.total(at: value * terms.amountLevels.low),
      let high = response.total(at: value * terms.amountLevels.high)
    else { return .infinity }
    return min(abs(high - low), .greatestFiniteMagnitude)
  }

  @inline(__always)
  private func ownTerms(_ p: ProductIndex) -> SpreadTerms {
    memory.kinds.map { memory.ownTerms[Int($0[p])] } ?? terms.amount
  }
}
