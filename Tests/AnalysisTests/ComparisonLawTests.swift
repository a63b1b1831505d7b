import Footprints
import SupplyGraph
import Testing

@testable import Analysis

/// What must hold for any two datasets, tried on random ones with everything that can differ.
@Suite struct ComparisonLawTests {
  private static let seeds = Array(UInt64(1)...12)

  private func pair(_ seed: UInt64) -> (RandomRows, RandomRows) {
    let rows = RandomRows(seed: seed, credits: seed % 3 != 0)
    return (rows, rows.changed(seed: seed &* 31 &+ 7))
  }

  private func focus(_ rows: RandomRows, order: UInt64? = nil) -> Focus {
    Focus(rollUp: RollUp(graph: rows.graph(order: order)), subject: .portfolio)
  }

  private func focus(_ rollUp: RollUp, on product: Int) -> Focus {
    let subject = rollUp.graph.product(id: "P\(product)").map(Focus.Subject.product)
    return Focus(rollUp: rollUp, subject: subject ?? .portfolio)
  }

  private func comparisons(_ seed: UInt64) -> [Comparison] {
    let (a, b) = pair(seed)
    let (x, y) = (focus(a), focus(b))
    let pairs = [(x, x, 0, 1), (x, x, 2, 9), (y, y, 4, 20), (x, y, 3, 3), (x, y, 0, 5)]
    return [Comparison(x, y)]
      + pairs.map { a, b, p, q in Comparison(focus(a.rollUp, on: p), focus(b.rollUp, on: q)) }
  }

  /// Rounding of the numbers that were added, which may cancel.
  private func slack(_ comparison: Comparison) -> Double {
    [comparison.a, comparison.b].reduce(1e-300) { sum, focus in
      sum + focus.tops.reduce(0) { $0 + 1e-12 * abs($1.quantity) * focus.rollUp.model.bounds[$1.product] }
    }
  }

  @Test(arguments: seeds) func causesAddUpToTheDifference(seed: UInt64) {
    for comparison in comparisons(seed) {
      let change = (comparison.b.total ?? 0) - (comparison.a.total ?? 0)
      #expect(abs(comparison.causes.sum - change) <= slack(comparison))
      #expect(abs(comparison.leftByRounding) <= slack(comparison))
      let inputs = comparison.changedInputs(top: .max)
      for cause in Cause.allCases {
        let sum = inputs.reduce(0) { $0 + ($1.cause == cause ? $1.effect : 0) }
        #expect(abs(sum - comparison.causes[cause]) <= slack(comparison), "\(cause)")
      }
    }
  }

  @Test(arguments: seeds) func rowsAddUpToTheCausesOfTheTotal(seed: UInt64) {
    for comparison in comparisons(seed) {
      let rows = comparison.rows(top: .max, includingEqual: true).rows
      for cause in Cause.allCases {
        let sum = rows.reduce(0) { $0 + $1.causes[cause] }
        #expect(abs(sum - comparison.causes[cause]) <= slack(comparison), "\(cause)")
      }
      #expect(abs(rows.reduce(0) { $0 + ($1.a ?? 0) } - (comparison.a.total ?? 0)) <= slack(comparison))
      #expect(abs(rows.reduce(0) { $0 + ($1.b ?? 0) } - (comparison.b.total ?? 0)) <= slack(comparison))
      for row in rows {
        let largest = Cause.allCases.map { abs(row.causes[$0]) }.max() ?? 0
        #expect(abs(row.causes.sum - row.difference) <= 1e-15 * largest)
        #expect(abs(row.difference - ((row.b ?? 0) - (row.a ?? 0))) <= slack(comparison))
      }
    }
  }

  /// What closes a row is rounding, and never a cause that was forgotten.
  @Test(arguments: seeds) func nothingIsLeftOfARow(seed: UInt64) {
    for comparison in comparisons(seed) {
      for row in 0..<comparison.rows.count {
        let (a, b) = comparison.contribution(row)
        #expect(abs(comparison.split(row).sum - (b - a)) <= slack(comparison))
      }
    }
  }

  @Test(arguments: seeds) func exchangingTheSidesChangesEverySign(seed: UInt64) {
    let (a, b) = pair(seed)
    let (x, y) = (focus(a), focus(b))
    let (there, back) = (Comparison(x, y), Comparison(y, x))
    #expect(there.difference == back.difference.map { -$0 })
    for cause in Cause.allCases {
      #expect(abs(there.causes[cause] + back.causes[cause]) <= slack(there))
    }
    #expect(there.counts.values == back.counts.values && there.counts.missingInA == back.counts.missingInB)
    #expect(there.counts.added == back.counts.removed && there.counts.swapped == back.counts.swapped)
    let (rows, other) = (there.rows(top: .max).rows, back.rows(top: .max).rows)
    #expect(rows.count == other.count)
    let mirrored = Dictionary(other.map { ($0.product, $0) }) { first, _ in first }
    for row in rows {
      let mirror = mirrored[ProductPair(a: row.product.b, b: row.product.a)]
      #expect(mirror?.a == row.b && mirror?.b == row.a && mirror?.difference == -row.difference)
    }
  }

  @Test(arguments: seeds) func nothingDiffersFromItself(seed: UInt64) {
    let (a, _) = pair(seed)
    for order in [nil, seed &+ 99] {
      let comparison = Comparison(focus(a), focus(a, order: order))
      #expect(comparison.difference == 0 || comparison.a.total == nil)
      #expect(comparison.causes == CauseSplit() && comparison.counts.isEmpty)
      #expect(comparison.changedInputs(top: .max).isEmpty)
      let (rows, remainder) = comparison.rows(top: 10)
      #expect(rows.isEmpty && remainder.differing == 0 && remainder.difference == 0)
    }
  }

  /// The same products and links under other numbers, because further products stand before them.
  @Test(arguments: seeds) func numbersOfProductsDoNotMatter(seed: UInt64) {
    let (a, b) = pair(seed)
    let (plain, moved) = (Comparison(focus(a), focus(b)), Comparison(focus(a), focus(b.padded())))
    for cause in Cause.allCases {
      #expect(abs(plain.causes[cause] - moved.causes[cause]) <= slack(plain), "\(cause)")
    }
    #expect(plain.counts == moved.counts)
    let (rows, other) = (plain.rows(top: .max).rows, moved.rows(top: .max).rows)
    #expect(rows.count == other.count)
    for (row, same) in zip(rows, other) { #expect(abs(row.difference - same.difference) <= slack(plain)) }
  }

  @Test(arguments: seeds, [0, 1, 3]) func listAndRemainderAddUp(seed: UInt64, top: Int) {
    let (a, b) = pair(seed)
    let comparison = Comparison(focus(a), focus(b))
    let all = comparison.rows(top: .max, includingEqual: true).rows
    let (rows, rest) = comparison.rows(top: top)
    #expect(rows.count == min(top, all.count { !$0.isEqual }) && rows.count + rest.count == all.count)
    for cause in Cause.allCases {
      let sum = rows.reduce(rest.causes[cause]) { $0 + $1.causes[cause] }
      #expect(abs(sum - comparison.causes[cause]) <= slack(comparison))
    }
    #expect(abs(rows.reduce(rest.a) { $0 + ($1.a ?? 0) } - (comparison.a.total ?? 0)) <= slack(comparison))
  }

  @Test(arguments: seeds, [0, 2, Int.max]) func severalSidesAreThePairsWithTheFirst(seed: UInt64, top: Int) {
    let (a, b) = pair(seed)
    let sides = [focus(a), focus(b), focus(a.changed(seed: seed &+ 1000)), focus(a)]
    let table = SideBySide(sides)
    let (rows, rest) = table.rows(top: top)
    for (side, focus) in sides.enumerated() {
      let sum = rows.reduce(rest.values[side]) { $0 + ($1.values[side] ?? 0) }
      #expect(abs(sum - (focus.total ?? 0)) <= slack(table.comparisons[0]) + slack(table.comparisons[1]))
    }
    for (side, comparison) in table.comparisons.enumerated() {
      let sum = rows.reduce(rest.differences[side]) { $0 + $1.differences[side] }
      #expect(abs(sum - comparison.causes.sum) <= slack(comparison))
    }
    #expect(rows.allSatisfy { $0.differences[2] == 0 && $0.values[3] == $0.values[0] })
    if top == .max {
      let single = table.comparisons[1].rows(top: .max).rows
      let joined = rows.filter { $0.differences[1] != 0 || $0.causes[1].main != nil }
      #expect(
        Set(single.filter { $0.difference != 0 }.map(\.b)).isSubset(of: Set(joined.map { $0.values[2] })))
      #expect(rest.differing == 0)
    }
  }

  /// One changed input at a time has the whole difference to itself, and only its own cause.
  @Test(arguments: seeds) func aSingleEditExplainsItself(seed: UInt64) throws {
    let base = focus(RandomRows(seed: seed))
    let graph = base.rollUp.graph
    var random = Seeded(seed)
    for _ in 0..<8 {
      var model = EditedModel(focus: base)
      let link = Int.random(in: 0..<max(1, graph.linkCount), using: &random)
      let product = Int.random(in: 0..<graph.count, using: &random)
      let edit: (Parameter, Double, Cause) =
        random.chance(0.5)
        ? (.own(product), Double.random(in: 11...20, using: &random), .value)
        : (.amount(link), Double.random(in: 0.001...0.02, using: &random), .amount)
      guard graph.linkCount > 0, (try? model.move(to: [edit.0: edit.1])) != nil else { continue }
      let comparison = Comparison(model.baselineFocus, model.focus)
      let inputs = comparison.changedInputs(top: .max)
      #expect(inputs.count <= 1)
      let change = (model.focus.total ?? 0) - (base.total ?? 0)
      #expect(abs((inputs.first?.effect ?? 0) - change) <= slack(comparison))
      if let cause = inputs.first?.cause, cause != edit.2 {
        #expect(cause == .missing || cause == .structure)
      }
    }
  }
}

extension RandomRows {
  /// A year later: other values, amounts and quantities, products gone and come, components swapped, figures lost.
  func changed(seed: UInt64) -> RandomRows {
    var random = Seeded(seed)
    var result = self
    for i in result.products.indices {
      if random.chance(0.3) { result.products[i].direct = Double.random(in: 0...10, using: &random) }
      if random.chance(0.1) { (result.products[i].direct, result.products[i].declared) = (nil, nil) }
      if random.chance(0.1) { result.products[i].declared = Double.random(in: 5...50, using: &random) }
    }
    for i in result.links.indices {
      if random.chance(0.2) { result.links[i].amount *= Double.random(in: 0.5...1.1, using: &random) }
      if random.chance(0.1) { result.links[i].component = "N\(Int.random(in: 0..<6, using: &random))" }
    }
    for i in 0..<6 {
      result.products.append(
        ProductRow(id: "N\(i)", direct: i == 4 ? nil : Double(i), place: Place(file: 0, line: Int32(i + 900)))
      )
      let target = i % 2 == 0 ? "N\((i + 1) % 6)" : "P\(20 + i)"
      result.links.append(
        LinkRow(product: "N\(i)", component: target, amount: 0.4, place: Place(file: 1, line: Int32(i + 900)))
      )
      // Newcomers in a loop with each other.
      if i == 3 {
        result.links.append(
          LinkRow(product: "N3", component: "N2", amount: 0.3, place: Place(file: 1, line: 990)))
      }
    }
    let gone = Set((0..<3).map { _ in "P\(Int.random(in: 2..<30, using: &random))" })
    result.products.removeAll { gone.contains($0.id) }
    result.links.removeAll { gone.contains($0.product) || gone.contains($0.component) }
    result.portfolio.removeAll { gone.contains($0.product) }
    for i in result.portfolio.indices where random.chance(0.5) { result.portfolio[i].quantity *= 1.25 }
    if random.chance(0.5) {
      result.portfolio.append(PortfolioRow(product: "N1", quantity: 7, place: Place(file: 2, line: 99)))
    }
    return result
  }

  /// With products that nobody needs, whose identifiers come first.
  func padded() -> RandomRows {
    var result = self
    let ids = products.map(\.id)
    for i in 0..<5 {
      result.products.append(
        ProductRow(id: "A\(i)", direct: 1, place: Place(file: 0, line: Int32(i + 800))))
      result.links.append(
        LinkRow(
          product: "A\(i)", component: ids[i * 3], amount: 1, place: Place(file: 1, line: Int32(i + 800))))
    }
    return result
  }
}
