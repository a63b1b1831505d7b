import SupplyGraph

/// One input and the value at which the focus reaches a target, everything else as it is.
public struct BreakEvenRow: Hashable, Sendable {
  /// `own` or `amount`.
  public var input: Parameter
  /// The input now.
  public var value: Double
  /// The value at which the target is reached; nil when no value on the input's side of 0 does it.
  public var needed: Double?
  /// The total with the input at 0: what doing without it would give. kg CO2e; nil where there is no answer.
  public var totalAtZero: Double?

  /// Relative change of the input: −0.2 for a fall by 20 %; −1 is doing without.
  public var change: Double? { needed.flatMap { value == 0 ? nil : ($0 - value) / value } }
}

/// Which single inputs can bring the focus to a target.
public struct BreakEven: Sendable {
  /// kg CO2e.
  public let target: Double
  /// Those that can, the smallest relative change first; equal ones own emissions before amounts, then by identifiers.
  public var rows: [BreakEvenRow]
  /// Those that can and are not among the rows.
  public var others: Int
  /// Inputs that cannot reach it, whatever their value on their side of 0.
  public var unable: Int
  /// Of those the one that comes nearest when done without.
  public var nearest: BreakEvenRow?
}

extension Focus {
  /// Every single input, own emissions and amounts over all tiers, that could bring the total to `target` alone, and
  /// what it would have to be. An input does not cross 0: less than none of a component cannot be bought.
  ///
  /// Exact, loops included (see `Response`): with D = target − total the input has to change by D ÷ (s + g D). In loops
  /// too large to be factored inputs are chosen at first order; those for which the exact answer then is that they
  /// cannot are counted as such, but only among the first `top`.
  ///
  /// - Complexity: O(products + links + top log top), and the cube of the members of each small loop.
  public func breakEven(target: Double, top: Int) -> BreakEven {
    effects.breakEven(target: target, top: top)
  }

  /// What one input would have to be; nil where there is no total or no figure that could be changed.
  public func breakEven(_ input: Parameter, target: Double) -> BreakEvenRow? {
    response(input).map { BreakEvenRow($0, target) }
  }
}

extension BreakEvenRow {
  init(_ response: Response, _ target: Double) {
    input = response.input
    value = response.value
    needed = response.value(reaching: target)
    totalAtZero = response.total(at: 0)
  }
}

extension InputEffects {
  func breakEven(target: Double, top: Int) -> BreakEven {
    var search = BreakEvenSearch(self, target)
    return search.run(top: max(0, top))
  }
}

private struct BreakEvenSearch {
  private let effects: InputEffects
  private let target: Double
  private let difference: Double
  private var able: InputRanking
  private var unable: InputRanking
  private var ableCount = 0
  private var unableCount = 0

  init(_ effects: InputEffects, _ target: Double) {
    self.effects = effects
    self.target = target
    difference = target - (effects.total ?? 0)
    able = InputRanking(effects.graph, top: 0)
    unable = InputRanking(effects.graph, top: 1)
  }

  mutating func run(top: Int) -> BreakEven {
    able = InputRanking(effects.graph, top: top)
    if effects.total != nil, target.isFinite { scan() }
    let inputs = able.sorted
    let rows = rows(inputs)
    var reaching = rows.filter { $0.needed != nil }
    // Elsewhere they are in order, equal ones by identifier.
    if effects.model.blocks.contains(where: { !$0.isExact }) {
      reaching.sort(by: BreakEvenSearch.precedes)
    }
    let nearest = unable.sorted.first.flatMap { effects.responses([$0])[0].map { BreakEvenRow($0, target) } }
    return BreakEven(
      target: target, rows: reaching, others: ableCount - rows.count,
      unable: unableCount + rows.count - reaching.count, nearest: nearest)
  }

  /// Sorting keeps equal rows in their order.
  private static func precedes(_ a: BreakEvenRow, _ b: BreakEvenRow) -> Bool {
    abs(a.change ?? 0) < abs(b.change ?? 0)
  }

  /// Amounts in very large loops beyond the first two hundred products stay out: each costs a solution of the loop.
  private func rows(_ inputs: [Parameter]) -> [BreakEvenRow] {
    let costly = effects.costlyInputs(inputs)
    return effects.responses(inputs.filter { !costly.contains($0) }).compactMap { response in
      response.map { BreakEvenRow($0, target) }
    }
  }

  private mutating func scan() {
    let (model, table) = (effects.model, effects.graph.links)
    let totals = effects.columnOfTotals
    var columns = LoopColumns(effects.graph, effects.model)
    for p in effects.needs.indices {
      let weight = effects.needs[p].weight
      if weight == 0 { continue }
      offer(weight * model.own[p][.total], .own(p))
      let isLoop = effects.isInExactLoop(p)
      if isLoop { columns.forget() }
      for link in Int(table.starts[p])..<Int(table.starts[p + 1]) {
        let mass = weight * model.amounts[link] * totals[Int(table.components[link])]
        if mass == 0 { continue }
        if isLoop, model.member(Int(table.components[link])) != nil {
          offerExact(link, &columns)
        } else {
          offer(mass, .amount(link))
        }
      }
    }
  }

  /// A straight line reaches the target at the change `difference` ÷ `mass`, if that is not below −1.
  private mutating func offer(_ mass: Double, _ input: Parameter) {
    if mass == 0 { return }
    let change = difference / mass
    if change >= -1 - 1e-13 {
      ableCount += 1
      able.offer(1 / abs(change), input)
    } else {
      miss(mass, input)
    }
  }

  private mutating func offerExact(_ link: Int, _ columns: inout LoopColumns) {
    var response = effects.firstOrder(link)
    response.feedback = columns.feedback(link)
    if let needed = response.value(reaching: target) {
      ableCount += 1
      able.offer(1 / abs((needed - response.value) / response.value), response.input)
    } else {
      miss(response.total - (response.total(at: 0) ?? response.total), response.input)
    }
  }

  /// `mass` is what the total loses when the input is done without.
  private mutating func miss(_ mass: Double, _ input: Parameter) {
    unableCount += 1
    unable.offer(-abs(difference + mass), input)
  }
}
