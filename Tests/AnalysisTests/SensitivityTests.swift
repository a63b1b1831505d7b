import SupplyGraph
import Testing

@testable import Analysis

extension Focus {
  var spreads: Spreads { Spreads(graph: rollUp.graph) }

  func all(_ measure: SensitivityMeasure = .elasticity) -> [SensitivityRow] {
    sensitivity(by: measure, top: .max, spreads: spreads).rows
  }

  /// The total with one input changed, worked out anew; nil where that is refused.
  func total(with input: Parameter, at value: Double) -> Double? {
    var model = EditedModel(focus: self)
    do { try model.move(to: [input: value]) } catch { return nil }
    return model.focus.total
  }
}

/// Focuses of random datasets with loops and credits.
func randomFocuses(_ seeds: Range<UInt64>, credits: Bool = true) -> [Focus] {
  seeds.flatMap { seed -> [Focus] in
    let rollUp = RollUp(graph: RandomRows(seed: seed, count: 20, credits: credits).graph())
    return [.portfolio, .product(rollUp.graph.product(id: "P0") ?? 0)].map {
      Focus(rollUp: rollUp, subject: $0)
    }
  }.filter { $0.total != nil }
}

@Suite struct SensitivityTests {
  @Test func aDiamondByHand() throws {
    let graph = graph(
      [
        .init(id: "R", direct: 1), .init(id: "A", direct: 2), .init(id: "B", direct: 3),
        .init(id: "C", direct: 5), .init(id: "D", direct: 7),
      ],
      [("R", "A", 2), ("R", "B", 1), ("A", "C", 3), ("B", "C", 4), ("C", "D", 0.5), ("B", "D", 1)],
      portfolio: [("R", 1)])
    let focus = Focus(rollUp: RollUp(graph: graph), subject: .portfolio)
    let rows = focus.all()
    #expect(focus.total == 100)
    #expect(rows.count == 11)
    #expect(rows.map(\.mass) == [55, 51, 50, 44, 42, 35, 34, 7, 4, 3, 1])
    let first = try #require(rows.first)
    #expect(
      first.input == .amount(try #require((0..<6).first { graph.component($0) == graph.product(id: "A") })))
    #expect(first.elasticity == 0.55 && first.value == 2)
  }

  @Test(.enabled(if: Case.isThere), arguments: Case.all) func knownElasticities(name: String) throws {
    let rollUp = RollUp(graph: try Case(name).graph())
    let graph = rollUp.graph
    let answers = try Case(name).rows("answers/expected_link_elasticities_top100.csv")
    #expect(!answers.isEmpty)
    for (root, answers) in Dictionary(grouping: answers, by: { $0["root_id"] ?? "" }) {
      let p = try #require(graph.product(id: root))
      let focus = Focus(rollUp: rollUp, subject: .product(p))
      let rows = Dictionary(uniqueKeysWithValues: focus.all().map { ($0.input, $0) })
      for answer in answers {
        let product = try #require(graph.product(id: answer["product_id"] ?? ""))
        let component = try #require(graph.product(id: answer["component_id"] ?? ""))
        let link = try #require(graph.components(of: product).first { graph.component($0) == component })
        let expected = try #require(answer["elasticity"].flatMap(Double.init))
        let found = rows[.amount(link)]?.elasticity ?? 0
        #expect(abs(found - expected) <= 1e-9 * max(abs(expected), 1e-6), "\(answer): \(found)")
      }
      let own = try Case(name).rows("answers/expected_contributions.csv").filter { $0["root_id"] == root }
      for answer in own {
        let product = try #require(graph.product(id: answer["id"] ?? ""))
        let expected = try #require(answer["share_and_elasticity_to_direct"].flatMap(Double.init))
        let found = rows[.own(product)]?.elasticity ?? 0
        #expect(abs(found - expected) <= 1e-9 * max(abs(expected), 1e-6), "\(answer): \(found)")
      }
    }
  }

  @Test func elasticitiesAreCentralDifferences() throws {
    for focus in randomFocuses(1..<13) {
      let total = try #require(focus.total)
      for row in focus.all() {
        let step = 1e-5
        guard let up = focus.total(with: row.input, at: row.value * (1 + step)),
          let down = focus.total(with: row.input, at: row.value * (1 - step))
        else { continue }
        let difference = (up - down) / (2 * step)
        #expect(abs(row.mass - difference) <= 1e-6 * max(abs(row.mass), abs(total)), "\(row)")
        #expect(row.elasticity.isClose(to: row.mass / total))
      }
    }
  }

  @Test func ownElasticitiesAddUpToOne() throws {
    for focus in randomFocuses(20..<40) {
      let own = focus.all().filter { if case .own = $0.input { true } else { false } }
      #expect(
        abs(own.reduce(0) { $0 + $1.mass } - focus.total!) <= 1e-12 * own.reduce(0) { $0 + abs($1.mass) })
    }
  }

  /// Low and high are what a full recomputation gives, loops and credits included, or have no answer just as there.
  @Test func rangesAreExact() throws {
    var (loops, refused) = (0, 0)
    for focus in randomFocuses(40..<60) {
      let total = try #require(focus.total)
      for row in focus.all(.range) {
        for (value, end) in [(row.lowValue, row.low), (row.highValue, row.high)] {
          let expected = focus.total(with: row.input, at: value)
          #expect(
            end.value.isClose(to: expected) || near(end.value, expected, total), "\(row) \(expected ?? .nan)")
          if case .amount(let link) = row.input,
            focus.rollUp.graph.loop(focus.rollUp.graph.component(link)) != nil
          {
            loops += 1
          }
          if end == .noAnswer { refused += 1 }
        }
      }
    }
    #expect(loops > 100)
  }

  private func near(_ a: Double?, _ b: Double?, _ scale: Double) -> Bool {
    guard let a, let b else { return false }
    return abs(a - b) <= 1e-12 * abs(scale)
  }

  /// Two that need most of each other: the high value of either amount leaves no answer.
  @Test func aLoopWithoutAnswerAtAnEndIsSaidAndComesFirst() throws {
    let graph = graph(
      [.init(id: "A", direct: 1, gsd: 3), .init(id: "B", direct: 100)], [("A", "B", 0.97), ("B", "A", 0.99)])
    let focus = Focus(rollUp: RollUp(graph: graph), subject: .product(graph.product(id: "A") ?? 0))
    let rows = focus.sensitivity(by: .range, top: 9, spreads: Spreads(graph: graph, policy: .fraction(0.1)))
      .rows
    #expect(rows.prefix(2).allSatisfy { $0.high == .noAnswer && $0.low.value != nil && $0.swing == nil })
    #expect(rows.prefix(2).allSatisfy { focus.total(with: $0.input, at: $0.highValue) == nil })
    #expect(rows.dropFirst(2).allSatisfy { $0.high.value != nil })
  }

  /// A ring of 210 with chords: too large to be factored.
  @Test func rangesInVeryLargeLoopsAreExact() throws {
    let ids = (0..<210).map { "P\($0 + 100)" }
    let links = ids.indices.flatMap { i in
      [(ids[i], ids[(i + 1) % 210], 0.3), (ids[i], ids[(i * 7 + 3) % 210], 0.1)]
    }
    let rollUp = RollUp(graph: graph(ids.map { .init(id: $0, direct: 1) }, links, portfolio: [("P100", 1)]))
    let focus = Focus(rollUp: rollUp, subject: .portfolio)
    let spreads = Spreads(graph: rollUp.graph, policy: .fraction(0.5))
    let rows = focus.sensitivity(by: .range, top: 6, spreads: spreads).rows
    #expect(rows.contains { if case .amount = $0.input { true } else { false } })
    for row in rows {
      #expect(row.low.value.isClose(to: focus.total(with: row.input, at: row.lowValue)), "\(row)")
      #expect(row.high.value.isClose(to: focus.total(with: row.input, at: row.highValue)), "\(row)")
    }
    let swings = rows.compactMap(\.swing)
    #expect(swings == swings.sorted(by: >))
    let all = focus.sensitivity(by: .elasticity, top: .max, spreads: spreads)
    #expect(all.rows.contains { $0.low == .notWorkedOut } && all.others == 0)
  }

  @Test(arguments: SensitivityMeasure.allCases) func theBestOfAFewAreTheBestOfAll(measure: SensitivityMeasure)
  {
    for focus in randomFocuses(60..<70) {
      let all = focus.sensitivity(by: measure, top: .max, spreads: focus.spreads)
      for top in [0, 1, 3, 10] {
        let few = focus.sensitivity(by: measure, top: top, spreads: focus.spreads)
        #expect(few.rows == Array(all.rows.prefix(top)))
        #expect(few.others == all.rows.count - few.rows.count)
        #expect(few.uncertainty == all.uncertainty)
      }
    }
  }

  @Test func amountsThatAreZeroAndEditedModelsAnswerToo() throws {
    let graph = graph(
      [.init(id: "A", direct: 1), .init(id: "B", direct: 2), .init(id: "C", direct: 4)],
      [("A", "B", 0.5), ("B", "A", 0), ("B", "C", 1)])
    let focus = Focus(rollUp: RollUp(graph: graph), subject: .product(graph.product(id: "A") ?? 0))
    let back = try #require((0..<3).first { focus.rollUp.amount($0) == 0 })
    let response = try #require(focus.response(.amount(back)))
    #expect(response.value == 0 && response.total == 4)
    #expect(response.total(at: 0.5).isClose(to: focus.total(with: .amount(back), at: 0.5)))
    #expect(response.total(at: 2) == nil && focus.total(with: .amount(back), at: 2) == nil)
    var model = EditedModel(focus: focus)
    try model.move(to: [.amount(back): 0.5])
    for row in model.focus.all(.range) {
      for (value, end) in [(row.lowValue, row.low), (row.highValue, row.high)] {
        var edited = EditedModel(focus: focus)
        try edited.move(to: [.amount(back): 0.5].merging([row.input: value]) { $1 })
        #expect(end.value.isClose(to: edited.focus.total), "\(row)")
      }
    }
  }

  @Test func creditsKeepTheirSignAndZeroTotalsHaveNoElasticity() throws {
    let graph = graph([.init(id: "R", direct: 6), .init(id: "S", direct: 3)], [("R", "S", -2)])
    let focus = Focus(rollUp: RollUp(graph: graph), subject: .product(graph.product(id: "R") ?? 0))
    let rows = focus.sensitivity(top: 9, spreads: Spreads(graph: graph, policy: .fraction(0.5))).rows
    #expect(focus.total == 0 && rows.count == 3)
    #expect(rows.allSatisfy { $0.elasticity == nil })
    let credit = try #require(rows.first { $0.value == -2 })
    #expect(credit.lowValue == -1 && credit.highValue == -3)
    #expect(credit.low == .total(3) && credit.high == .total(-3))
    let uncertainty = focus.uncertainty(focus.spreads)
    #expect(uncertainty.firstOrderDeviation > 0 && uncertainty.p5 == nil && uncertainty.logDeviation == nil)
  }

  @Test func gapsAndRefusedLoopsAreLeftOut() throws {
    let graph = graph(
      [
        .init(id: "R", direct: 1), .init(id: "G"), .init(id: "P", direct: 1), .init(id: "Q", direct: 1),
        .init(id: "D", declared: 5),
      ],
      [("R", "G", 2), ("R", "D", 1), ("P", "Q", 1), ("Q", "P", 1), ("D", "P", 3)], portfolio: [("R", 1)])
    let focus = Focus(rollUp: RollUp(graph: graph), subject: .portfolio)
    #expect(focus.total == 6)
    #expect(Set(focus.all().map(\.mass)) == [1, 5] && focus.all().count == 3)
    let refused = try #require((0..<graph.linkCount).first { graph.id(graph.component($0)) == "P" })
    #expect(focus.response(.amount(refused)) == nil)
    let gap = try #require(focus.response(.own(graph.product(id: "G") ?? 0)))
    #expect(gap.total(at: 3) == 12)
    let nothing = Focus(rollUp: focus.rollUp, subject: .product(graph.product(id: "P") ?? 0))
    #expect(nothing.total == nil && nothing.all().isEmpty)
    #expect(nothing.response(.own(0)) == nil)
  }
}
