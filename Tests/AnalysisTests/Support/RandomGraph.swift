import Footprints
import SupplyGraph

@testable import Analysis

/// SplitMix64 (Steele, Lea & Flood 2014): the same numbers for the same seed everywhere.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &self) < probability }
}

/// Rows of a small random dataset with everything that makes sums difficult: loops, self-links, credits, links of
/// amount 0, gaps, declared products with components, shares, several products per supplier.
struct RandomRows {
  var products: [ProductRow] = []
  var links: [LinkRow] = []
  var portfolio: [PortfolioRow] = []

  init(seed: UInt64, count: Int = 30, credits: Bool = true) {
    var random = Seeded(seed)
    for i in 0..<count { products.append(RandomRows.product(i, &random)) }
    for i in 0..<count {
      for _ in 0..<Int.random(in: 0...4, using: &random) {
        // Mostly onwards, now and then back, which makes loops.
        let back = random.chance(0.15)
        let other =
          back || i == count - 1
          ? Int.random(in: 0...i, using: &random)
          : Int.random(in: (i + 1)..<count, using: &random)
        link(i, other, RandomRows.amount(back, credits, &random))
      }
    }
    for i in [0, 1, count / 2] {
      portfolio.append(
        PortfolioRow(product: "P\(i)", quantity: Double.random(in: 1...100, using: &random)))
    }
    for i in portfolio.indices { portfolio[i].place = Place(file: 2, line: Int32(i + 2)) }
  }

  private static func product(_ i: Int, _ random: inout Seeded) -> ProductRow {
    var row = ProductRow(id: "P\(i)", place: Place(file: 0, line: Int32(i + 2)))
    if !random.chance(0.2) { row.direct = Double.random(in: 0...10, using: &random) }
    if random.chance(0.25) { row.declared = Double.random(in: 5...50, using: &random) }
    if random.chance(0.5) { row.primaryShare = Double.random(in: 0...100, using: &random) }
    if random.chance(0.8) { row.supplier = "S\(Int.random(in: 0..<6, using: &random))" }
    if random.chance(0.8) { row.country = ["JP", "CN", "DE"].randomElement(using: &random) ?? "" }
    if random.chance(0.8) { row.category = ["c1", "c2"].randomElement(using: &random) ?? "" }
    row.basis = Basis.allCases.randomElement(using: &random) ?? .unknown
    row.verified = random.chance(0.3)
    return row
  }

  private static func amount(_ back: Bool, _ credits: Bool, _ random: inout Seeded) -> Double {
    if random.chance(0.05) { return 0 }
    let size = Double.random(in: 0.01...(back ? 0.2 : 1.5), using: &random)
    return credits && random.chance(0.1) ? -size : size
  }

  private mutating func link(_ product: Int, _ component: Int, _ amount: Double) {
    links.append(
      LinkRow(
        product: "P\(product)", component: "P\(component)", amount: amount,
        place: Place(file: 1, line: Int32(links.count + 2))))
  }

  /// `order` shuffles the rows before they are added; their places stay.
  func graph(order: UInt64? = nil, quantities: Double = 1) -> SupplyGraph {
    var (products, links, portfolio) = (products, links, portfolio)
    if let order {
      var random = Seeded(order)
      products.shuffle(using: &random)
      links.shuffle(using: &random)
      portfolio.shuffle(using: &random)
    }
    var builder = SupplyGraphBuilder(asOf: today)
    for row in links { builder.add(link: row) }
    for row in products { builder.add(product: row) }
    for row in portfolio {
      builder.add(
        portfolio: PortfolioRow(product: row.product, quantity: row.quantity * quantities, place: row.place))
    }
    return builder.build()
  }
}

/// The model behind a roll-up as a dense matrix, solved by elimination with full row pivoting: slow and simple.
struct Dense {
  var amounts: [[Double]]
  var own: [Double]

  init(_ rollUp: RollUp) {
    let n = rollUp.graph.count
    own = (0..<n).map { rollUp.ownValue(.total, $0) }
    amounts = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
    for link in 0..<rollUp.graph.linkCount {
      amounts[rollUp.graph.product(ofLink: link)][rollUp.graph.component(link)] += rollUp.amount(link)
    }
    for p in 0..<n where !rollUp.status(p).hasTotal { amounts[p] = [Double](repeating: 0, count: n) }
  }

  /// The same without a product and all that passes through it.
  func without(_ p: Int) -> Dense {
    var result = self
    result.own[p] = 0
    result.amounts[p] = result.amounts[p].map { _ in 0 }
    return result
  }

  func totals() -> [Double] {
    let n = own.count
    var m = (0..<n).map { i in (0..<n).map { (i == $0 ? 1 : 0) - amounts[i][$0] } + [own[i]] }
    for column in 0..<n {
      let pivot = (column..<n).max { abs(m[$0][column]) < abs(m[$1][column]) } ?? column
      m.swapAt(pivot, column)
      for row in 0..<n where row != column && m[row][column] != 0 {
        let factor = m[row][column] / m[column][column]
        for k in column...n { m[row][k] -= factor * m[column][k] }
      }
    }
    return (0..<n).map { m[$0][n] / m[$0][$0] }
  }
}
