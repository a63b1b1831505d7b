import SupplyGraph

@testable import Analysis

/// A walk through overrides of one model: one or several changed at once, taken back, and returned to.
struct RandomEdits {
  private(set) var values: [Parameter: Double] = [:]
  private var random: Seeded
  private var visited: [[Parameter: Double]] = [[:]]
  private let focus: Focus

  init(_ focus: Focus, seed: UInt64) {
    self.focus = focus
    random = Seeded(seed &* 31 &+ 7)
  }

  /// The next wish; nothing says that it can be fulfilled.
  mutating func next() -> [Parameter: Double] {
    if random.chance(0.15), let earlier = visited.randomElement(using: &random) {
      values = earlier
      return values
    }
    for _ in 0..<(random.chance(0.2) ? Int.random(in: 2...6, using: &random) : 1) { change() }
    return values
  }

  /// The wish was granted, or not.
  mutating func answer(granted: Bool) {
    if granted { visited.append(values) } else { values = visited.last ?? [:] }
  }

  private mutating func change() {
    if random.chance(0.2),
      let taken = values.keys.sorted(by: { "\($0)" < "\($1)" }).randomElement(using: &random)
    {
      values[taken] = nil
      return
    }
    let graph = focus.rollUp.graph
    let p = Int.random(in: 0..<graph.count, using: &random)
    switch Int.random(in: 0..<10, using: &random) {
    case 0..<4: values[.own(p)] = own(p)
    case 4: values[.ownPrimary(p)] = Double.random(in: random.chance(0.1) ? 1...2 : 0...1, using: &random)
    case 5: values[.quantity(graph.portfolio.randomElement(using: &random)?.product ?? 0)] = amount() * 50
    default:
      if graph.linkCount > 0 {
        values[.amount(Int.random(in: 0..<graph.linkCount, using: &random))] = amount()
      }
    }
  }

  private mutating func own(_ p: ProductIndex) -> Double {
    switch Int.random(in: 0..<20, using: &random) {
    case 0: 0
    case 1: -Double.random(in: 0...3, using: &random)
    case 2: 1e308
    case 3: (focus.rollUp.own(p) ?? 0) * 1.1
    default: Double.random(in: 0...10, using: &random)
    }
  }

  private mutating func amount() -> Double {
    switch Int.random(in: 0..<10, using: &random) {
    case 0...1: 0
    case 2: -Double.random(in: 0...0.3, using: &random)
    case 3: Double.random(in: 0...20, using: &random)
    default: Double.random(in: 0...0.5, using: &random)
    }
  }
}

extension RandomRows {
  /// A chain of products each of which needs the next, hung beneath the first product.
  mutating func addChain(_ length: Int) {
    for i in 0..<length {
      products.append(.init(id: "C\(i)", supplier: "S\(i % 4)", direct: i % 3 == 0 ? Double(i) : nil))
      links.append(
        .init(product: i == 0 ? "P0" : "C\(i - 1)", component: "C\(i)", amount: 0.9 + Double(i % 3) / 10))
    }
  }
}
