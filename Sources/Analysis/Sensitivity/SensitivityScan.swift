import Glibc
import HeapModule
import SupplyGraph

/// One pass over all products and links that the focus needs: the variance of the total, and the inputs with the
/// largest scores.
struct SensitivityScan {
  private let focus: Focus
  private let spreads: Spreads
  private let measure: SensitivityMeasure
  private var ranking: InputRanking
  /// First-order variance of the total in units of `scale`, so that large numbers have squares too.
  private var squares = 0.0
  /// What skewness adds to the mean, and the variance with it, in the same units.
  private var lift = 0.0
  private var skewedSquares = 0.0
  private let scale: Double
  /// Inputs with an effect.
  private(set) var count = 0

  init(_ focus: Focus, _ spreads: Spreads, _ measure: SensitivityMeasure) {
    self.focus = focus
    self.spreads = spreads
    self.measure = measure
    scale = focus.total.map { $0 == 0 ? 1 : abs($0) } ?? 1
    ranking = InputRanking(focus.rollUp.graph, top: 0)
  }

  var best: [Parameter] { ranking.sorted }

  /// First-order standard deviation of the total, kg CO2e.
  var deviation: Double { min(squares.squareRoot() * scale, .greatestFiniteMagnitude) }

  var uncertainty: AnalyticUncertainty {
    AnalyticUncertainty(
      total: focus.total, firstOrder: deviation, lift: lift * scale, squares: skewedSquares * scale * scale)
  }

  mutating func run(top: Int) {
    ranking = InputRanking(focus.rollUp.graph, top: top)
    guard focus.total != nil else { return }
    let (model, table) = (focus.rollUp.model, focus.rollUp.graph.links)
    let totals = focus.totalColumn
    table.starts.withUnsafeBufferPointer { starts in
      table.components.withUnsafeBufferPointer { components in
        model.amounts.withUnsafeBufferPointer { amounts in
          totals.withUnsafeBufferPointer { totals in
            scan(Links(starts: starts, components: components, amounts: amounts, totals: totals), model)
          }
        }
      }
    }
  }

  private struct Links {
    let starts: UnsafeBufferPointer<Int32>
    let components: UnsafeBufferPointer<Int32>
    let amounts: UnsafeBufferPointer<Double>
    /// By product.
    let totals: UnsafeBufferPointer<Double>
  }

  private mutating func scan(_ links: Links, _ model: Model) {
    let perAmount = factor(spreads.amount)
    let amountVariance = spreads.amount * spreads.amount
    let skew = Skew(spreads.amount)
    var columns = LoopColumns(focus.rollUp)
    let isExact = measure == .range && !model.blocks.isEmpty
    for p in focus.needs.indices {
      let weight = focus.needs[p].weight
      if weight == 0 { continue }
      scanOwn(p, weight * model.own[p][.total])
      let sums =
        isExact && model.member(p).map { model.blocks[$0.block].isExact } == true
        ? scanLoop(p, &columns) : scan(p, weight, links, perAmount)
      count += sums.count
      squares += sums.squares * amountVariance
      lift += sums.sum * skew.lift
      skewedSquares += sums.squares * skew.variance
    }
  }

  @inline(__always)
  private mutating func scanOwn(_ p: ProductIndex, _ mass: Double) {
    if mass == 0 { return }
    let (part, deviation) = (mass / scale, spreads.ownDeviation(p))
    let skew = Skew(deviation)
    count += 1
    squares += part * part * deviation * deviation
    lift += part * skew.lift
    skewedSquares += part * part * skew.variance
    ranking.offer(abs(mass) * factor(deviation), .own(p))
  }

  /// Mean and variance of a lognormal of median 1: mean less 1, variance.
  private struct Skew {
    let lift: Double
    let variance: Double

    init(_ deviation: Double) {
      let growth = expm1(deviation * deviation)
      // √(1 + g) − 1, without taking nearly equal numbers from each other.
      lift = growth / (1 + (1 + growth).squareRoot())
      variance = (1 + growth) * growth
    }
  }

  private struct LinkSums {
    var count = 0
    var sum = 0.0
    var squares = 0.0
  }

  /// Scores are the effect at first order times what the measure makes of the spread.
  private func factor(_ deviation: Double) -> Double {
    switch measure {
    case .elasticity: return 1
    case .variance: return deviation
    case .range:
      let (low, high) = spreads.factors(deviation)
      return min(high - low, .greatestFiniteMagnitude)
    }
  }

  @inline(__always)
  private mutating func scan(_ p: ProductIndex, _ weight: Double, _ links: Links, _ factor: Double)
    -> LinkSums
  {
    var sums = LinkSums()
    let inverse = 1 / scale
    for link in Int(links.starts[p])..<Int(links.starts[p + 1]) {
      let mass = weight * links.amounts[link] * links.totals[Int(links.components[link])]
      if mass == 0 { continue }
      sums.count += 1
      sums.sum += mass * inverse
      sums.squares += (mass * inverse) * (mass * inverse)
      ranking.offer(abs(mass) * factor, .amount(link))
    }
    return sums
  }

  /// In a small loop: how far the total really moves.
  private mutating func scanLoop(
    _ p: ProductIndex, _ columns: inout LoopColumns
  ) -> LinkSums {
    var sums = LinkSums()
    columns.forget()
    for link in focus.rollUp.graph.components(of: p) {
      let first = focus.firstOrder(link)
      if first.mass == 0 { continue }
      sums.count += 1
      sums.sum += first.mass / scale
      sums.squares += (first.mass / scale) * (first.mass / scale)
      let response = Response(
        input: first.input, value: first.value, total: first.total, slope: first.slope,
        feedback: columns.feedback(link))
      let (low, high) = spreads.levels(first.input, value: first.value)
      var swing = Double.infinity
      if let low = response.total(at: low), let high = response.total(at: high) { swing = abs(high - low) }
      ranking.offer(swing, first.input)
    }
    return sums
  }
}

extension Focus {
  /// Totals of all products side by side: a sweep that looks them up by component touches an eighth of the memory.
  var totalColumn: [Double] { (0..<rollUp.graph.count).map { rollUp.value(.total, $0) } }
}

/// Keeps the inputs with the largest scores; equal ones own emissions before amounts, then by identifiers.
struct InputRanking {
  private let graph: SupplyGraph
  private let top: Int
  private var heap = Heap<Entry>()
  /// The smallest score that is kept once all places are taken.
  private var threshold = -Double.infinity

  private struct Entry: Comparable {
    var score: Double
    var isAmount: Bool
    var rank: Int32
    var componentRank: Int32
    var number: Int

    static func < (a: Entry, b: Entry) -> Bool {
      if a.score != b.score { return a.score < b.score }
      if a.isAmount != b.isAmount { return a.isAmount }
      if a.rank != b.rank { return a.rank > b.rank }
      return a.componentRank > b.componentRank
    }

    var input: Parameter { isAmount ? .amount(number) : .own(number) }
  }

  init(_ graph: SupplyGraph, top: Int) {
    self.graph = graph
    self.top = top
    if top == 0 { threshold = .infinity }
  }

  /// The largest first.
  var sorted: [Parameter] { heap.unordered.sorted(by: >).map(\.input) }

  @inline(__always)
  mutating func offer(_ score: Double, _ input: Parameter) {
    // Equal scores go on: their order is decided by identifiers.
    if score >= threshold { insert(score, input) }
  }

  private mutating func insert(_ score: Double, _ input: Parameter) {
    guard top > 0 else { return }
    let entry = entry(score, input)
    if heap.count < top {
      heap.insert(entry)
    } else if let worst = heap.min, worst < entry {
      heap.replaceMin(with: entry)
    }
    if heap.count == top { threshold = heap.min?.score ?? threshold }
  }

  private func entry(_ score: Double, _ input: Parameter) -> Entry {
    switch input {
    case .amount(let link):
      return Entry(
        score: score, isAmount: true,
        rank: Int32(truncatingIfNeeded: graph.rank(graph.product(ofLink: link))),
        componentRank: Int32(truncatingIfNeeded: graph.rank(graph.component(link))), number: link)
    case .own(let p), .ownPrimary(let p), .quantity(let p):
      return Entry(
        score: score, isAmount: false, rank: Int32(truncatingIfNeeded: graph.rank(p)), componentRank: 0,
        number: p)
    }
  }
}
