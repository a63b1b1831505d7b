import SupplyGraph

/// One product or the portfolio seen upstream: how much of everything is needed for it, and what each product's
/// own emissions add to it.
///
/// The adjoint of the roll-up, w = e + Aᵀ w: one sweep against the order of the graph, from users to components.
/// Contributions of all products add up to `total`; throughputs overlap and must not be added.
public struct Focus: Sendable {
  public enum Subject: Hashable, Sendable {
    case portfolio
    case product(ProductIndex)
    /// Amounts that were given.
    case demand
  }

  public let subject: Subject
  public let rollUp: RollUp
  /// kg CO2e: per unit of a product, per year of a portfolio with stated quantities. For a portfolio without those
  /// that have no figure, which are in `excluded`. Nil when nothing of the focus has a figure.
  public let total: Double?
  /// The total by the data it rests on.
  public let mix: Mix
  /// Whether the total leaves something out that is not known.
  public let isLowerBound: Bool
  /// What is in focus but has no total.
  public let excluded: [ProductIndex]
  /// Number of products that are needed at all, the focus included.
  public let reached: Int
  /// What is in focus, with its quantity.
  let asked: [Top]
  /// That part of it which has a total.
  let tops: [Top]
  let needs: [Need]
  /// The sum of all negative contributions, 0 or below.
  let credits: Double

  struct Top: Sendable {
    var product: ProductIndex
    var quantity: Double
  }

  public init(rollUp: RollUp, subject: Subject) {
    self.init(rollUp, subject, asked: Focus.asked(subject, rollUp.graph))
  }

  /// The focus on any amounts of any products, such as what is bought through one supplier.
  public init(rollUp: RollUp, demand: [(product: ProductIndex, amount: Double)]) {
    self.init(rollUp, .demand, asked: demand.map { Top(product: $0.product, quantity: $0.amount) })
  }

  init(_ rollUp: RollUp, _ subject: Subject, asked: [Top]) {
    self.rollUp = rollUp
    self.subject = subject
    self.asked = asked
    let known = asked.filter { rollUp.status($0.product).hasTotal }
    var sweep = NeedSweep(rollUp, known)
    sweep.run()
    let total = known.reduce(0) { $0 + $1.quantity * rollUp.value(.total, $1.product) }
    guard sweep.isFinite, total.isFinite, !known.isEmpty else {
      // Quantities beyond the range of numbers: better no figure than a wrong one.
      self.total = asked.isEmpty ? 0 : nil
      mix = Mix()
      isLowerBound = !asked.isEmpty
      excluded = asked.map(\.product)
      reached = 0
      tops = []
      credits = 0
      needs = [Need](large: Need(), count: rollUp.graph.count)
      return
    }
    self.total = total
    mix = Focus.mix(known, rollUp)
    excluded = asked.filter { !rollUp.status($0.product).hasTotal }.map(\.product)
    isLowerBound = !excluded.isEmpty || known.contains { rollUp.isLowerBound($0.product) }
    reached = sweep.reached
    tops = known
    needs = sweep.needs
    credits = sweep.credits
  }

  /// What is in focus, with its quantity: the portfolio as it is taken, or the product once.
  public var demand: [(product: ProductIndex, quantity: Double)] {
    asked.map { (product: $0.product, quantity: $0.quantity) }
  }

  /// Of a roll-up whose needs are known.
  init(
    _ rollUp: RollUp, _ subject: Subject, asked: [Top], tops: [Top], total: Double, needs: [Need],
    reached: Int,
    credits: Double
  ) {
    self.rollUp = rollUp
    self.subject = subject
    self.asked = asked
    self.tops = tops
    self.total = total
    self.needs = needs
    self.reached = reached
    self.credits = credits
    mix = Focus.mix(tops, rollUp)
    excluded = asked.filter { !rollUp.status($0.product).hasTotal }.map(\.product)
    isLowerBound = !excluded.isEmpty || tops.contains { rollUp.isLowerBound($0.product) }
  }

  private static func asked(_ subject: Subject, _ graph: SupplyGraph) -> [Top] {
    switch subject {
    case .portfolio: graph.portfolio.map { Top(product: $0.product, quantity: $0.quantity) }
    case .product(let p): (0..<graph.count).contains(p) ? [Top(product: p, quantity: 1)] : []
    case .demand: []
    }
  }

  private static func mix(_ tops: [Top], _ rollUp: RollUp) -> Mix {
    var sum = Mix()
    for top in tops {
      let mix = rollUp.mix(top.product)
      sum.primary += top.quantity * mix.primary
      sum.secondary += top.quantity * mix.secondary
      sum.unknown += top.quantity * mix.unknown
    }
    return sum
  }

  /// Units of a product that the focus needs, over all paths, what goes round loops included.
  public func weight(_ p: ProductIndex) -> Double { needs[p].weight }

  /// kg CO2e that a product's own emissions add to the total. It is also, divided by the total, the total's
  /// elasticity to them.
  public func contribution(_ p: ProductIndex) -> Double { needs[p].weight * rollUp.model.own.total(p) }

  /// The contribution by the data it rests on.
  public func contributionMix(_ p: ProductIndex) -> Mix { rollUp.ownMix(p).scaled(by: needs[p].weight) }

  /// kg CO2e that pass through a product: what vanishes if it is cut out. w·t, divided in loops by how often a unit
  /// comes round. Throughputs of different products overlap. In a loop too large to be factored each call costs
  /// sweeps over the loop: ask for several rows at once.
  public func throughput(_ p: ProductIndex) -> Double { throughputs([p])[0] }

  /// The same for each of `products`.
  public func throughputs(_ products: [ProductIndex]) -> [Double] {
    var result = products.map { needs[$0].weight * rollUp.model.values.total($0) }
    var inLoops: [Int: [(row: Int, member: Int)]] = [:]
    for (row, p) in products.enumerated() where result[row] != 0 {
      if let (block, member) = rollUp.model.member(p) { inLoops[block, default: []].append((row, member)) }
    }
    for (block, rows) in inLoops {
      let rounds = rollUp.model.blocks[block].amplifications(rows.map(\.member))
      for (row, rounds) in zip(rows.map(\.row), rounds) where rounds != 0 { result[row] /= rounds }
    }
    return result
  }

  /// The fewest company borders between the focus and a product; nil for what is not needed.
  public func tier(_ p: ProductIndex) -> Int? { needs[p].tier == Need.unreached ? nil : Int(needs[p].tier) }

  /// What of the portfolio (or the product in focus) needs a product, in the order of the portfolio.
  public func used(in p: ProductIndex) -> [ProductIndex] {
    let graph = rollUp.graph
    var isSeen = [Bool](repeating: false, count: graph.count)
    var open = [p]
    isSeen[p] = true
    while let component = open.popLast() {
      for position in graph.users(of: component) {
        let link = graph.userLink(position)
        let user = graph.product(ofLink: link)
        if rollUp.amount(link) == 0 || isSeen[user] { continue }
        isSeen[user] = true
        open.append(user)
      }
    }
    return tops.map(\.product).filter { isSeen[$0] }
  }
}

extension Mix {
  public func scaled(by factor: Double) -> Mix {
    Mix(primary: primary * factor, secondary: secondary * factor, unknown: unknown * factor)
  }
}

extension Model {
  /// The solved loop of a product, as an index into `blocks`, and its place in it.
  func member(_ p: ProductIndex) -> (block: Int, member: Int)? {
    guard !blockOf.isEmpty, blockOf[p] >= 0 else { return nil }
    return (Int(blockOf[p]), Int(memberOf[p]))
  }
}
