import Footprints
import SupplyGraph
import Testing

@testable import Analysis

@Suite struct LoopTests {
  @Test func aDeclaredMemberBreaksALoop() {
    let rollUp = RollUp(
      graph: graph(
        [ProductRow(id: "P", declared: 10), ProductRow(id: "Q", direct: 1)], [("P", "Q", 2), ("Q", "P", 0.1)])
    )
    #expect(rollUp.total("P") == 10)
    #expect(rollUp.total("Q").isClose(to: 2))
    #expect(rollUp.own("P").isClose(to: 6))
    let focus = Focus(rollUp: rollUp, subject: .product(rollUp.graph.product(id: "P") ?? 0))
    let sum = focus.grouped(by: .product).reduce(0) { $0 + $1.contribution }
    #expect(sum.isClose(to: 10))
  }

  /// P declared, so the endless loop does not matter: Q = 1 + 10.
  @Test func aDeclaredMemberIsTheWayOutOfALoopThatDoesNotFade() {
    let rollUp = RollUp(
      graph: graph(
        [ProductRow(id: "P", declared: 10), ProductRow(id: "Q", direct: 1)], [("P", "Q", 1), ("Q", "P", 1)]))
    #expect(rollUp.total("P") == 10)
    #expect(rollUp.total("Q") == 11)
    #expect(rollUp.refusedLoops.isEmpty)
    let focus = Focus(rollUp: rollUp, subject: .product(rollUp.graph.product(id: "Q") ?? 0))
    #expect(focus.grouped(by: .product).reduce(0) { $0 + $1.contribution } == 11)
  }

  /// Where a declaration breaks a loop its members keep the numbers they had in it, which need not be the order in
  /// which they need each other: tiers are split all the same.
  @Test(arguments: ["P", "Q"]) func tiersOfALoopThatFellApart(_ declared: String) {
    let rollUp = RollUp(
      graph: graph(
        ["P", "Q", "R"].map { ProductRow(id: $0, direct: 1, declared: $0 == declared ? 10 : nil) },
        [("P", "Q", 1), ("Q", "P", 1), ("P", "R", 1), ("Q", "R", 2)]))
    for id in ["P", "Q"] {
      let focus = Focus(rollUp: rollUp, subject: .product(rollUp.graph.product(id: id) ?? 0))
      for grouping in [Grouping.tier, .depth] {
        let rows = focus.grouped(by: grouping)
        #expect(rows.reduce(0) { $0 + $1.contribution }.isClose(to: focus.total ?? .nan))
        #expect(rows.count == (id == declared ? 2 : 3))
      }
    }
  }

  /// A and B go round for ever; C is in the same loop of links, but only by a link of amount 0.
  @Test func linksOfAmountZeroTieNothingToARefusedLoop() {
    let rollUp = RollUp(
      graph: graph(
        ["A", "B", "C"].map { ProductRow(id: $0, direct: 1) },
        [("A", "B", 1), ("B", "A", 2), ("B", "C", 1), ("C", "A", 0)]))
    #expect(rollUp.graph.loops.count == 1)
    #expect(rollUp.total("C") == 1)
    #expect(rollUp.status("A") == .refused)
    #expect(rollUp.status("B") == .refused)
  }

  /// D needs the refused loop and is declared: its declaration covers it. What only D needs is answered.
  @Test func aDeclarationStandsForWhatItNeedsOfARefusedLoop() {
    let rollUp = RollUp(
      graph: graph(
        [
          ProductRow(id: "A", direct: 1), ProductRow(id: "D", declared: 8), ProductRow(id: "E", direct: 3),
          ProductRow(id: "T", direct: 1),
        ],
        [("A", "A", 1), ("D", "A", 1), ("D", "E", 1), ("T", "D", 2)]))
    #expect(rollUp.status("A") == .refused)
    #expect(rollUp.own("D") == 5)
    #expect(rollUp.total("T") == 17)
  }

  /// In one loop of links: A ↔ B for ever, C needs A and is needed by D, which is declared and needed by A.
  @Test func whatNeedsARefusedPartOfALoopIsBlockedUpToDeclarations() {
    let rollUp = RollUp(
      graph: graph(
        [
          ProductRow(id: "A", direct: 1), ProductRow(id: "B", direct: 1), ProductRow(id: "C", direct: 1),
          ProductRow(id: "D", declared: 5),
        ],
        [("A", "B", 1), ("B", "A", 1), ("A", "D", 0.1), ("C", "A", 0.1), ("D", "C", 0.1)]))
    #expect(rollUp.graph.loops.count == 1)
    #expect(rollUp.status("A") == .refused)
    #expect(rollUp.status("C") == .blocked)
    #expect(rollUp.total("D") == 5)
    #expect(rollUp.own("D") == 5)
  }

  @Test func aLoopIsNamedByAWayThatDoesNotFade() {
    let rollUp = RollUp(
      graph: graph(
        ["A", "B", "C"].map { ProductRow(id: $0, direct: 1) },
        [("A", "B", 0.1), ("B", "A", 0.1), ("C", "B", 2), ("A", "C", 1), ("B", "C", 0.01), ("B", "A", 0.9)]))
    let names = rollUp.refusedLoops.map { $0.map { rollUp.graph.id($0) } }
    #expect(names == [["A", "C", "B"]])
  }

  @Test func creditsThatOnlyCancelWhatGrowsAreRefused() {
    let rollUp = RollUp(
      graph: graph(
        ["A", "B"].map { ProductRow(id: $0, direct: 1) },
        [("A", "A", 0.8), ("A", "B", 1), ("B", "A", -0.5), ("B", "B", 0.2)]))
    #expect(rollUp.status("A") == .refused)
  }

  @Test func aCreditInsideALoopIsSolved() {
    let rollUp = RollUp(
      graph: graph(
        [ProductRow(id: "A", direct: 10), ProductRow(id: "B", direct: 1)], [("A", "B", 1), ("B", "A", -0.25)])
    )
    #expect(rollUp.total("A").isClose(to: 8.8))
    #expect(rollUp.total("B").isClose(to: -1.2))
  }

  /// A ring of more members than are factored: t = (d₀ + … ) with every amount 1 but one.
  @Test(arguments: [199, 200, 201, 1000]) func aRingOfAnySizeIsSolved(size: Int) {
    let products = (0..<size).map { ProductRow(id: "P\($0)", direct: 1) }
    let links = (0..<size).map { ("P\($0)", "P\(($0 + 1) % size)", $0 == size - 1 ? 0.5 : 1) }
    let rollUp = RollUp(graph: graph(products, links))
    // Once round brings `size`, and half of it comes back.
    #expect(rollUp.total("P0").isClose(to: Double(2 * size)))
    let p = rollUp.graph.product(id: "P0") ?? 0
    let focus = Focus(rollUp: rollUp, subject: .product(p))
    #expect(focus.weight(p).isClose(to: 2))
    #expect(focus.throughput(p).isClose(to: Double(2 * size)))
    #expect(focus.grouped(by: .product).reduce(0) { $0 + $1.contribution }.isClose(to: Double(2 * size)))
  }

  @Test func aLargeRingThatDoesNotFadeIsRefused() {
    let products = (0..<500).map { ProductRow(id: "P\($0)", direct: 1) }
    let links = (0..<500).map { ("P\($0)", "P\(($0 + 1) % 500)", 1.0) }
    let rollUp = RollUp(graph: graph(products, links))
    #expect(rollUp.refusedLoops.map(\.count) == [500])
  }

  @Test func unitsThatDifferByPowersOfTenDoNotHideASolution() {
    let rollUp = RollUp(
      graph: graph(
        [ProductRow(id: "t", direct: 1e9), ProductRow(id: "g", direct: 1)],
        [("t", "g", 1e20), ("g", "t", 5e-21)]))
    #expect(rollUp.total("t").isClose(to: 2 * (1e20 + 1e9)))
    #expect(rollUp.refusedLoops.isEmpty)
  }

  /// What is in focus follows from what it needs of the edited product; other totals are worked out when they are asked
  /// for.
  @Test func ownEmissionsOfALargeLoopDoNotHaveItSolvedAnew() throws {
    let size = LoopBlock.largestDense + 1
    func graph(direct: Double) -> SupplyGraph {
      AnalysisTests.graph(
        (0..<size).map { ProductRow(id: "P\($0)", direct: $0 == 7 ? direct : 1) },
        (0..<size).map { ("P\($0)", "P\(($0 + 1) % size)", $0 == size - 1 ? 0.5 : 1) })
    }
    let rollUp = RollUp(graph: graph(direct: 1))
    let first = try #require(rollUp.graph.product(id: "P0"))
    let edited = try #require(rollUp.graph.product(id: "P7"))
    var state = EditState(Focus(rollUp: rollUp, subject: .product(first)))
    try state.move(to: [.own(edited): 5])
    #expect(!state.pending.isEmpty)
    let expected = RollUp(graph: graph(direct: 5))
    // Once round brings four more, and half of all comes back.
    #expect((expected.total("P0") ?? .nan).isClose(to: Double(2 * (size + 4))))
    state.settleColumn()
    #expect(state.column.values[first].isClose(to: expected.total("P0") ?? .nan))
    try state.settle()
    #expect(state.model.values.total(first) == state.column.values[first])
    // What is accepted before it is worked out has an answer, however large.
    try state.move(to: [.own(edited): 1e280])
    #expect(!state.pending.isEmpty)
    try state.settle()
    #expect(state.model.values.total(first).isClose(to: 2e280))
    #expect(throws: EditRefusal.self) { try state.move(to: [.own(edited): 1e308]) }
    // Back again: the baseline to the last bit.
    try state.move(to: [:])
    try state.settle()
    for p in 0..<rollUp.graph.count { #expect(state.model.values.total(p) == rollUp.total(p)) }
  }

  /// Amounts in it too: needs follow at once, from what was needed before, and totals when they are asked for. Whatever
  /// way edits are come to, they give the same bits.
  @Test func amountsOfALargeLoopAreSolvedFromWhatTheyWere() throws {
    let size = LoopBlock.largestDense + 1
    func graph(_ amount: Double, _ other: Double) -> SupplyGraph {
      AnalysisTests.graph(
        (0..<size).map { ProductRow(id: "P\($0)", direct: 1) } + [ProductRow(id: "Q", direct: 3)],
        (0..<size).map { ("P\($0)", "P\(($0 + 1) % size)", $0 == size - 1 ? 0.5 : $0 == 9 ? amount : 1) }
          + [("Q", "P3", other), ("P5", "Q", 0.01)])
    }
    let rollUp = RollUp(graph: graph(1, 2))
    #expect(rollUp.model.blocks.map(\.links.count) == [size + 1])
    func link(_ product: String, _ component: String) throws -> Parameter {
      let graph = rollUp.graph
      let p = try #require(graph.product(id: product))
      let found = graph.components(of: p).first { graph.id(graph.component($0)) == component }
      return .amount(try #require(found))
    }
    let first = try #require(rollUp.graph.product(id: "P0"))
    let focus = Focus(rollUp: rollUp, subject: .product(first))
    let edits = [try link("P9", "P10"): 1.1, try link("Q", "P3"): 1.9]
    var state = EditState(focus)
    try state.move(to: edits)
    #expect(!state.pending.isEmpty)
    let expected = RollUp(graph: graph(1.1, 1.9))
    let expectedFocus = Focus(rollUp: expected, subject: .product(first))
    for p in 0..<rollUp.graph.count {
      #expect(state.needs[p].weight.isClose(to: expectedFocus.weight(p)))
    }
    state.settleColumn()
    var settled = state
    try settled.settle()
    for p in 0..<rollUp.graph.count {
      #expect(state.column.values[p].isClose(to: expected.total(p) ?? .nan))
      #expect(settled.model.values.total(p) == state.column.values[p])
    }
    // By way of an amount of 0, which has tiers worked out too.
    var other = EditState(focus)
    try other.move(to: [try link("P5", "Q"): 0, try link("P9", "P10"): 1.2])
    try other.move(to: edits)
    other.settleColumn()
    #expect(other.needs.map(\.weight) == state.needs.map(\.weight))
    #expect(other.column.values == state.column.values)
    // Without edits nothing is solved: what is known is what comes.
    let twice = focus.needs.map { Need(weight: 2 * $0.weight, tier: $0.tier) }
    let known = try #require(KnownWeights(rollUp, focus.asked, twice))
    var weights: [Double] = []
    NeedSweep.weights(rollUp, focus.asked, known: known, into: &weights)
    #expect(weights == twice.map(\.weight))
    // Too much goes round, and back again: the baseline to the last bit.
    #expect(throws: EditRefusal.self) { try other.move(to: [try link("P9", "P10"): 2.1]) }
    try other.move(to: [:])
    other.settleColumn()
    for p in 0..<rollUp.graph.count {
      #expect(other.needs[p].weight == focus.weight(p))
      #expect(other.column.values[p] == rollUp.total(p))
    }
  }

  /// Where sweeps begin makes no difference, however far away, and none to those that share them.
  @Test(arguments: [1e-280, 1, 1e280]) func sweepsMayBeginAnywhere(factor: Double) throws {
    let count = 50
    let links = LocalLinks(
      members: Stretch((0..<count).map { Int32($0) }), starts: Stretch((0...count).map { Int32(2 * $0) }),
      components: Stretch((0..<count).flatMap { [Int32(($0 + 1) % count), Int32($0 * 7 % count)] }),
      amounts: Stretch((0..<count).flatMap { [0.9, $0 == 3 ? -0.05 : 0.05] }))
    let own = (0..<3).map { lane in (0..<count).map { Double(($0 * 5 + lane) % 11) } }
    let exact = try #require(Iteration.totals(links, own: own))
    let near = exact.enumerated().map { lane, values in
      values.map { lane == 1 ? $0 * 1.01 : $0 * factor }
    }
    let swept = try #require(Iteration.totals(links, own: own, near: near))
    for (a, b) in zip(exact.joined(), swept.joined()) { #expect(a.isClose(to: b, 1e-12)) }
    for lane in own.indices {
      #expect(Iteration.totals(links, own: [own[lane]], near: [near[lane]]) == [swept[lane]])
    }
    let users = links.reversed
    let weights = Iteration.weights(users, demand: own)
    let nearWeights = weights.map { $0.map { $0 * factor } }
    for (a, b) in zip(
      weights.joined(), Iteration.weights(users, demand: own, near: nearWeights).joined())
    { #expect(a.isClose(to: b, 1e-12)) }
  }

  /// A loop that takes in one unit everywhere comes to no more than its gain, and not to much less.
  @Test(arguments: [0.1, 0.5, 0.9, 0.95]) func theGainOfALoopIsABound(radius: Double) throws {
    let count = 30
    let links = LocalLinks(
      members: Stretch((0..<count).map { Int32($0) }), starts: Stretch((0...count).map { Int32(2 * $0) }),
      components: Stretch((0..<count).flatMap { [Int32(($0 + 1) % count), Int32($0 * 7 % count)] }),
      amounts: Stretch((0..<count).flatMap { _ in [0.75 * radius, 0.25 * radius] }))
    let gain = try #require(Iteration.gain(links))
    // Rows sum up to the radius: everything comes to the same.
    let expected = 1 / (1 - radius)
    #expect(gain >= expected * (1 - 1e-10))
    #expect(gain <= expected * 20)
  }

  /// Too large to be factored: the answer is that of elimination all the same, and what does not fade is told at once
  /// or after many sweeps.
  @Test(arguments: [0.3, 0.6, 0.9, 0.95, 1, 1.2]) func aLargeLoopIsSolvedAsADenseOne(radius: Double) throws {
    var random = Seeded(9)
    let count = 400
    // Rows sum up to the radius, which is then the spectral radius.
    var links: [(Int, Int, Double)] = []
    for i in 0..<count {
      let components: [Int] = [(i + 1) % count, i * 7 % count, i * 13 % count, (i + count / 2) % count]
      for component in components { links.append((i, component, radius / 4)) }
    }
    let own = (0..<count).map { _ in Double.random(in: 0...1, using: &random) }
    let rollUp = RollUp(
      graph: graph(
        own.indices.map { ProductRow(id: "P\($0)", direct: own[$0]) },
        links.map { ("P\($0.0)", "P\($0.1)", $0.2) }))
    #expect(rollUp.refusedLoops.isEmpty == (radius < 1))
    if radius >= 1 { return }
    var matrix = [Double](repeating: 0, count: count * count)
    for i in 0..<count { matrix[i * count + i] = 1 }
    for (i, component, amount) in links { matrix[i * count + component] -= amount }
    let exact = try #require(DenseFactor(matrix: matrix, size: count)).solve(own)
    for i in 0..<count { #expect((rollUp.total("P\(i)") ?? .nan).isClose(to: exact[i], 1e-12)) }
  }

  /// Both ways of solving a loop, on the same random ones, with and without credits and fixed members.
  @Test(arguments: Array(UInt64(1)...10)) func sweepsFindWhatFactoringFinds(seed: UInt64) throws {
    var random = Seeded(seed)
    let count = 60
    var links = (0..<count).map { ("P\($0)", "P\(($0 + 1) % count)", 0.5) }
    for _ in 0..<150 {
      let (a, b) = (Int.random(in: 0..<count, using: &random), Int.random(in: 0..<count, using: &random))
      links.append(("P\(a)", "P\(b)", Double.random(in: (seed < 5 ? 0 : -0.1)...0.1, using: &random)))
    }
    let rollUp = RollUp(graph: graph((0..<count).map { ProductRow(id: "P\($0)", direct: 1) }, links))
    let block = try #require(rollUp.model.blocks.first)
    #expect(Iteration.gain(block.links.withoutSigns) != nil)
    let own = (0..<6).map { _ in (0..<count).map { _ in Double.random(in: 0...1, using: &random) } }
    let fixed = (0..<count).map { $0 % 7 == 0 }
    for mask in [nil, fixed] {
      let exact = try #require(block.solve(own, fixed: mask))
      let swept = try #require(Iteration.totals(block.links, own: own, fixed: mask))
      for (a, b) in zip(exact.joined(), swept.joined()) { #expect(a.isClose(to: b, 1e-11)) }
      // Each as it would be alone.
      for (own, together) in zip(own, swept) {
        #expect(Iteration.totals(block.links, own: [own], fixed: mask) == [together])
      }
    }
    let weights = Iteration.weights(block.links.reversed, demand: own)
    for (demand, swept) in zip(own, weights) {
      for (a, b) in zip(block.weights(demand), swept) { #expect(a.isClose(to: b, 1e-11)) }
    }
    let rounds = block.amplifications(Array(0..<count))
    for i in 0..<count {
      var one = [Double](repeating: 0, count: count)
      one[i] = 1
      #expect(Iteration.weights(block.links.reversed, demand: [one])[0][i].isClose(to: rounds[i], 1e-11))
    }
  }
}
