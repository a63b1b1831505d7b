import SupplyGraph
import Testing

@testable import Analysis

/// Products that very many others need, and what is needed of them.
@Suite struct HubTests {
  private static let seeds = Array(UInt64(1)...20)

  private func weights(_ rollUp: RollUp) -> [Double] {
    Focus(rollUp: rollUp, subject: .portfolio).needs.map(\.weight)
  }

  @Test(arguments: seeds) func weightsAreSumsOverUsersInWhateverOrder(seed: UInt64) {
    let plain = RollUp(graph: RandomRows(seed: seed, count: 200).graph())
    let hubs = plain.withSmallHubs()
    #expect(!hubs.model.hubs.products.isEmpty)
    let bounds = Focus(rollUp: plain, subject: .portfolio).needs.map { abs($0.weight) }
    let largest = bounds.max() ?? 0
    for (a, b) in zip(weights(plain), weights(hubs)) {
      #expect(abs(a - b) <= 1e-12 * max(largest, 1) || a == b)
    }
  }

  /// H is needed by ten products in stretches of four: what that is, added up by hand.
  @Test func usersOfAStretchAreAddedUpByThemselves() throws {
    let amounts = [0.1, 0.7, 1e16, 0.3, -1e16, 0.9, 0.2, 0.6, 0.4, 0.8]
    let products = ["H"] + (0..<10).map { "U\($0)" }
    let graph = graph(
      products.map { ProductRow(id: $0, direct: 1) }, (0..<10).map { ("U\($0)", "H", amounts[$0]) },
      portfolio: (0..<10).map { ("U\($0)", 1) })
    let rollUp = RollUp(graph: graph).withSmallHubs(stretch: 4, fewest: 3)
    let hub = try #require(graph.product(id: "H"))
    #expect(rollUp.model.hubs.products.map { Int($0) } == [hub])
    func amount(_ p: ProductIndex) -> Double { graph.components(of: p).first.map { graph.amount($0) } ?? 0 }
    let own = hub / 4
    var expected = 0.0
    for stretch in (own + 1...graph.count / 4).reversed() {
      let users = (stretch * 4..<min(graph.count, stretch * 4 + 4)).reversed()
      expected += users.reduce(0) { $0 + amount($1) }
    }
    for p in (own * 4..<own * 4 + 4).reversed() { expected += amount(p) }
    #expect(weights(rollUp)[hub] == expected)
    #expect(weights(rollUp)[hub] != weights(RollUp(graph: graph))[hub])
  }

  /// In chains of companies: whatever an edit changes of what hubs are needed for is what a full recomputation gives.
  @Test func editsFarAboveAHubAreFullRecomputations() throws {
    var random = Seeded(3)
    let (count, materials) = (20_000, 30)
    let products = (0..<count).map { ProductRow(id: "P\($0)", direct: Double($0 % 13 + 1)) }
    var links: [(String, String, Double)] = []
    for p in materials..<count {
      // A family of twenty has its own parts.
      let family = (p - materials) / 20 * 20 + materials
      if p > family { links.append(("P\(p)", "P\(Int.random(in: family..<p, using: &random))", 0.7)) }
      let material = min(
        Int.random(in: 0..<materials, using: &random), Int.random(in: 0..<materials, using: &random))
      links.append(("P\(p)", "P\(material)", Double.random(in: 0.01..<0.3, using: &random)))
    }
    let tops = stride(from: materials + 19, to: count, by: 20).map { ("P\($0)", Double($0 % 7 + 1)) }
    let focus = Focus(rollUp: RollUp(graph: graph(products, links, portfolio: tops)), subject: .portfolio)
    let hubs = focus.rollUp.model.hubs
    #expect(hubs.products.count > materials / 2 && hubs.products.count < materials)
    var model = EditedModel(focus: focus)
    var edits: [Parameter: Double] = [:]
    for step in 0..<40 {
      let link = Int.random(in: 0..<focus.rollUp.graph.linkCount, using: &random)
      switch step % 5 {
      case 3: edits.removeValue(forKey: edits.keys.randomElement(using: &random) ?? .own(0))
      case 4: edits[.quantity(focus.tops.randomElement(using: &random)?.product ?? 0)] = 3
      default:
        edits[.amount(link)] = step % 5 == 0 && step > 20 ? 0 : Double.random(in: 0..<1, using: &random)
      }
      try model.move(to: edits)
      let expected = try model.recomputed(edits)
      let wrong = (0..<count).filter { model.weight($0) != expected.weight($0) }
      #expect(wrong.isEmpty)
      #expect(model.focusTotal == expected.total)
      let changes = model.changes(top: 5)
      let moved = (expected.total ?? 0) - (focus.total ?? 0)
      let sum = changes.rows.reduce(changes.changeOfOthers) { $0 + $1.change }
      #expect(abs(sum - moved) <= 1e-11 * (focus.total ?? 0))
    }
    try model.move(to: [:])
    #expect((0..<count).allSatisfy { model.weight($0) == focus.weight($0) })
  }

  /// As many as can be added up by stretches at the cost of a small part of the links.
  @Test func onlyProductsWithVeryManyUsersAreHubs() {
    let products = (0..<9000).map { ProductRow(id: "P\($0)", direct: 1) }
    let links = (1..<9000).map { ("P\($0)", $0 % 3 == 0 ? "P0" : "P\($0 - 1)", 0.1) }
    let hubs = RollUp(graph: graph(products, links)).model.hubs
    #expect(hubs.products.count == 1)
    #expect(
      RollUp(graph: graph(Array(products.prefix(4000)), Array(links.prefix(3999)))).model.hubs.products == [])
  }
}
