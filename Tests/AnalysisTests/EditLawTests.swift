import SupplyGraph
import Testing

@testable import Analysis

/// What must hold after any sequence of edits of any model.
@Suite struct EditLawTests {
  private static let seeds = Array(UInt64(1)...12)

  private func focus(_ seed: UInt64, subject: Int? = nil) -> Focus {
    var rows = RandomRows(seed: seed, count: seed % 3 == 0 ? 300 : 30, credits: seed % 4 != 0)
    if seed % 2 == 0 { rows.addChain(80) }
    if seed % 5 == 0 { rows.products = rows.products.map(withoutDeclaration) }
    var rollUp = RollUp(graph: rows.graph())
    if seed % 3 != 1 { rollUp = rollUp.withSmallHubs() }
    return Focus(rollUp: rollUp, subject: subject.map { .product($0) } ?? .portfolio)
  }

  private func withoutDeclaration(_ row: ProductRow) -> ProductRow {
    var row = row
    row.declared = nil
    return row
  }

  /// What differs between two states, to the last bit.
  private func differences(_ a: Focus, _ b: Focus) -> [String] {
    let (x, y) = (a.rollUp.model, b.rollUp.model)
    let all = 0..<a.rollUp.graph.count
    let same: [(String, Bool)] = [
      ("own", x.own == y.own), ("values", x.values == y.values), ("status", x.status == y.status),
      ("bounds", x.bounds == y.bounds), ("amounts", x.amounts == y.amounts), ("total", a.total == b.total),
      ("weights", all.allSatisfy { a.needs[$0].weight == b.needs[$0].weight }),
      ("tiers", all.allSatisfy { a.needs[$0].tier == b.needs[$0].tier }), ("mix", a.mix == b.mix),
      ("credits", a.credits == b.credits), ("reached", a.reached == b.reached),
      ("excluded", a.excluded == b.excluded), ("lower bound", a.isLowerBound == b.isLowerBound),
      ("throughput", a.throughputs(Array(all)) == b.throughputs(Array(all))),
    ]
    return same.filter { !$0.1 }.map(\.0)
  }

  private func slack(_ focus: Focus) -> Double {
    let bounds = focus.rollUp.model.bounds
    return 1e-12 * focus.tops.reduce(0) { $0 + abs($1.quantity) * bounds[$1.product] }
  }

  /// What the figures that do not rest on totals say otherwise.
  private func differences(_ model: EditedModel, _ expected: Focus) -> [String] {
    let slack = slack(expected)
    func isClose(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= slack }
    var result: [String] = []
    if (model.total == nil) != (expected.total == nil) || !isClose(model.total ?? 0, expected.total ?? 0) {
      result.append("total \(model.total ?? .nan) for \(expected.total ?? .nan)")
    }
    if !isClose(model.mix.primary, expected.mix.primary) { result.append("primary part") }
    if model.hotspots(top: 5) != expected.hotspots(top: 5) { result.append("hotspots") }
    if model.hotspots(top: .max) != expected.hotspots(top: .max) { result.append("all hotspots") }
    for grouping in [Grouping.supplier, .country, .category, .basis] {
      let sums = { (rows: [GroupRow]) in
        Dictionary(rows.map { ($0.index ?? -1, $0) }) { first, _ in first }
      }
      let rows = model.grouped(by: grouping)
      if rows != rows.sorted(by: GroupRow.precedes) { result.append("order by \(grouping)") }
      if model.grouped(by: grouping, top: 2).prefix(2) != rows.prefix(2) {
        result.append("first by \(grouping)")
      }
      let (a, b) = (sums(rows), sums(expected.grouped(by: grouping)))
      let isSame =
        a.keys == b.keys
        && a.allSatisfy { key, row in
          isClose(row.contribution, b[key]?.contribution ?? .nan)
            && isClose(row.mix.primary, b[key]?.mix.primary ?? .nan)
            && isClose(row.mix.unknown, b[key]?.mix.unknown ?? .nan)
        }
      if !isSame { result.append("\(grouping)") }
    }
    for grouping in Grouping.allCases where expected.total != nil && model.overrides.count % 4 == 1 {
      let sum = model.grouped(by: grouping, top: 3).reduce(0) { $0 + $1.contribution }
      if !isClose(sum, expected.total ?? 0) { result.append("sum by \(grouping)") }
    }
    return result
  }

  /// What is answered without settling everything must be what a fresh focus says, to the last bit.
  private func differencesOfEffects(_ model: EditedModel, _ expected: Focus, step: Int) -> [String] {
    var result: [String] = []
    if model.focusTotal != expected.total { result.append("focus total") }
    if model.isLowerBound != expected.isLowerBound { result.append("lower bound") }
    let spreads = step % 3 == 2 ? chosen : Spreads(graph: expected.rollUp.graph)
    let measure = SensitivityMeasure.allCases[step / 4 % 3]
    for top in [3, .max] {
      let (a, b) = (
        model.sensitivity(by: measure, top: top, spreads: spreads),
        expected.sensitivity(by: measure, top: top, spreads: spreads)
      )
      if a.rows != b.rows { result.append("first \(top) by \(measure)") }
      if a.others != b.others || a.varianceShareOfOthers != b.varianceShareOfOthers {
        result.append("others beside \(top) by \(measure)")
      }
      if a.uncertainty != b.uncertainty { result.append("uncertainty") }
    }
    let inputs = [Parameter.own(0), .amount(0), .amount(expected.rollUp.graph.linkCount / 2)]
    if model.responses(inputs).map({ $0?.total(at: 1) })
      != expected.responses(inputs).map({ $0?.total(at: 1) })
    {
      result.append("responses")
    }
    // Now and then: what the focus does not need is left out until somebody asks.
    if step % 3 == 1 {
      let all = 0..<expected.rollUp.graph.count
      if all.contains(where: { model.total($0) != expected.rollUp.total($0) }) { result.append("totals") }
    }
    return result
  }

  /// What was asked for before is carried on as long as the same is asked for; undone, it is what it was.
  @Test(arguments: seeds) func theFirstInputsAreCarriedOn(seed: UInt64) throws {
    let baseline = focus(seed)
    var model = EditedModel(focus: baseline)
    var edits = RandomEdits(baseline, seed: seed &+ 90)
    let spreads = Spreads(graph: baseline.rollUp.graph)
    let top = [1, 4, 20][Int(seed % 3)]
    for step in 0..<30 {
      let wanted = step % 6 == 5 ? [:] : edits.next()
      let granted = (try? model.move(to: wanted)) != nil
      if step % 6 != 5 { edits.answer(granted: granted) }
      let expected = try model.recomputed(model.overrides)
      #expect(
        model.sensitivity(top: top, spreads: spreads).rows
          == expected.sensitivity(top: top, spreads: spreads).rows, "step \(step)")
    }
  }

  /// Of equal inputs those with the first identifiers come first, also when others were in front of them for a while.
  @Test func equalInputsKeepTheirOrder() throws {
    let names = (100..<300).map { "P\($0)" }
    let graph = graph(
      names.map { ProductRow(id: $0, direct: 1) } + [ProductRow(id: "top", direct: 0)],
      names.map { ("top", $0, 1) }, portfolio: [("top", 1)])
    var model = EditedModel(focus: Focus(rollUp: RollUp(graph: graph), subject: .portfolio))
    let spreads = Spreads(graph: graph)
    let first = model.sensitivity(top: 3, spreads: spreads).rows.map(\.input)
    let raised = try ["P180", "P290"].map {
      Parameter.own(try #require(graph.product(id: $0)))
    }
    try model.move(to: Dictionary(uniqueKeysWithValues: raised.map { ($0, 2) }))
    #expect(model.sensitivity(top: 3, spreads: spreads).rows.allSatisfy { !first.contains($0.input) })
    try model.move(to: [:])
    #expect(model.sensitivity(top: 3, spreads: spreads).rows.map(\.input) == first)
  }

  private var chosen: Spreads {
    Spreads(graph: RandomRows(seed: 1, count: 1).graph(), policy: .fraction(0.2))
  }

  /// The largest changes are those of contributions, and all of them add up.
  private func differencesOfChanges(_ model: EditedModel, _ expected: Focus) -> [String] {
    let before = model.baselineFocus
    guard before.total != nil, expected.total != nil else { return [] }
    let all = (0..<expected.rollUp.graph.count).map { expected.contribution($0) - before.contribution($0) }
    var result: [String] = []
    for top in [2, Int.max] {
      let changes = model.changes(top: top)
      let shown = Dictionary(uniqueKeysWithValues: changes.rows.map { ($0.product, $0.change) })
      let least = changes.rows.last.map { abs($0.change) } ?? 0
      if changes.rows.contains(where: { all[$0.product] != $0.change }) { result.append("change") }
      if all.indices.contains(where: { shown[$0] == nil && abs(all[$0]) > least + slack(expected) }) {
        result.append("largest changes")
      }
      let sum = changes.rows.reduce(changes.changeOfOthers) { $0 + $1.change }
      if abs(sum - all.reduce(0, +)) > slack(expected) + slack(before) { result.append("sum of changes") }
      if top == .max, changes.others != 0 { result.append("others") }
    }
    return result
  }

  @Test(arguments: seeds) func editsAreFullRecomputations(seed: UInt64) {
    let baseline = focus(seed, subject: seed % 7 == 0 ? 20 : nil)
    var model = EditedModel(focus: baseline)
    var edits = RandomEdits(baseline, seed: seed)
    var random = Seeded(seed)
    var refused = 0
    for step in 0..<30 {
      let wanted = edits.next()
      let result = Result { try model.move(to: wanted) }
      let granted = (try? result.get()) != nil
      edits.answer(granted: granted)
      refused += granted ? 0 : 1
      // Totals may be left to gather, as they do where nobody asks.
      if granted, random.chance(0.5) { continue }
      guard let expected = try? model.recomputed(model.overrides) else {
        Issue.record("step \(step): granted what a full recomputation refuses")
        return
      }
      // In this order: nothing here may rest on what the others have settled.
      #expect(differencesOfEffects(model, expected, step: step) == [], "step \(step)")
      #expect(differencesOfChanges(model, expected) == [], "step \(step)")
      #expect(differences(model, expected) == [], "step \(step)")
      #expect(differences(model.focus, expected) == [], "step \(step)")
    }
    #expect(refused < 30)
    try? model.move(to: [:])
    #expect(model.overrides.isEmpty)
    #expect(differences(model.focus, baseline) == [])
  }

  @Test(arguments: seeds) func whatIsRefusedIsRefusedByAFullRecomputation(seed: UInt64) {
    let baseline = focus(seed)
    var model = EditedModel(focus: baseline)
    var edits = RandomEdits(baseline, seed: seed &+ 100)
    for _ in 0..<25 {
      let before = model.overrides
      let wanted = edits.next()
      do {
        try model.move(to: wanted)
        edits.answer(granted: true)
      } catch {
        edits.answer(granted: false)
        #expect(model.overrides == before)
        switch error {
        case .loopWithoutAnswer, .overflow:
          let known = wanted.filter { model.baselineValue($0.key) != nil }
          #expect(throws: error) { _ = try model.recomputed(known) }
        case .noFigure, .outOfRange, .notInPortfolio: break
        }
        let expected = try? model.recomputed(before)
        #expect(expected.map { differences(model.focus, $0) } == [])
      }
    }
  }

  /// Whatever was settled before: in the middle of a walk, with loops, credits and gaps.
  @Test(arguments: seeds) func whatOneInputMakesOfTheTotalIsToldBeforehand(seed: UInt64) {
    var model = EditedModel(focus: focus(seed, subject: seed % 7 == 0 ? 20 : nil))
    var edits = RandomEdits(model.baselineFocus, seed: seed &+ 400)
    var told = 0
    for _ in 0..<60 {
      let wanted = edits.next()
      let (before, wasLowerBound) = (model.focusTotal, model.isLowerBound)
      let foretold = model.focusTotal(ifMovedTo: wanted)
      #expect(model.focusTotal == before)
      let granted = (try? model.move(to: wanted)) != nil
      edits.answer(granted: granted)
      guard granted, let foretold else { continue }
      told += 1
      let after = model.focusTotal ?? .nan
      // A loop near its end multiplies what was rounded.
      #expect(abs(foretold - after) <= 1e3 * slack(model.focus), "\(wanted)")
      #expect(model.isLowerBound == wasLowerBound)
    }
    #expect(told > 10 || model.baselineFocus.total == nil)
  }

  /// Totals may wait where they are known to stay in range before they are worked out.
  @Test(arguments: seeds) func noTotalExceedsWhatItIsSaidToReachAtMost(seed: UInt64) throws {
    let baseline = focus(seed)
    var state = EditState(baseline)
    var edits = RandomEdits(baseline, seed: seed &+ 300)
    var told = 0
    for _ in 0..<25 {
      let wanted = edits.next().filter { EditedModel(focus: baseline).baselineValue($0.key) != nil }
      do {
        try state.move(to: wanted)
        edits.answer(granted: true)
      } catch {
        edits.answer(granted: false)
        continue
      }
      guard let largest = state.largestTotal else { continue }
      told += 1
      let values = state.rollUp().model.values
      #expect(values.allSatisfy { $0.largest <= largest * (1 + 1e-9) })
    }
    #expect(told > 0)
  }

  @Test(arguments: seeds.prefix(8)) func copiesGoTheirOwnWays(seed: UInt64) {
    let baseline = focus(seed)
    var model = EditedModel(focus: baseline)
    var edits = RandomEdits(baseline, seed: seed)
    var kept: [(model: EditedModel, focus: Focus)] = []
    for _ in 0..<12 {
      let granted = (try? model.move(to: edits.next())) != nil
      edits.answer(granted: granted)
      if let expected = try? model.recomputed(model.overrides) { kept.append((model, expected)) }
    }
    for (copy, focus) in kept { #expect(differences(copy.focus, focus) == []) }
    for (copy, focus) in kept { #expect(differences(copy, focus) == []) }
  }

  /// Without declarations a changed model is that of changed rows.
  @Test(arguments: seeds) func editsAreThoseOfRowsWithTheseNumbers(seed: UInt64) throws {
    var rows = RandomRows(seed: seed)
    rows.products = rows.products.map(withoutDeclaration)
    var known: Set<String> = []
    rows.links.removeAll { !known.insert("\($0.product)>\($0.component)").inserted }
    let baseline = Focus(rollUp: RollUp(graph: rows.graph()), subject: .portfolio)
    let graph = baseline.rollUp.graph
    var model = EditedModel(focus: baseline)
    var edits = RandomEdits(baseline, seed: seed &+ 200)
    for _ in 0..<15 {
      let granted = (try? model.move(to: edits.next())) != nil
      edits.answer(granted: granted)
    }
    for (parameter, value) in model.overrides {
      switch parameter {
      case .own(let p): rows.change(graph.id(p)) { $0.direct = value }
      case .amount(let link):
        let (product, component) = (graph.id(graph.product(ofLink: link)), graph.id(graph.component(link)))
        for i in rows.links.indices
        where rows.links[i].product == product && rows.links[i].component == component {
          rows.links[i].amount = value
        }
      case .quantity(let p):
        for i in rows.portfolio.indices where rows.portfolio[i].product == graph.id(p) {
          rows.portfolio[i].quantity = value
        }
      case .ownPrimary: break
      }
    }
    let expected = Focus(rollUp: RollUp(graph: rows.graph()), subject: .portfolio)
    let other = expected.rollUp
    let wrong = (0..<graph.count).filter { p in
      guard let q = other.graph.product(id: graph.id(p)) else { return true }
      let slack = 1e-12 * (other.model.bounds[q] + 1e-300)
      return model.rollUp.status(p) != other.status(q)
        || abs((model.total(p) ?? 0) - (other.total(q) ?? 0)) > slack
        || abs(model.weight(p) - expected.weight(q)) > 1e-9 * abs(expected.weight(q)) + 1e-12
    }
    #expect(wrong.map { graph.id($0) } == [])
    #expect(abs((model.total ?? 0) - (expected.total ?? 0)) <= slack(expected))
  }

  /// Links of amount 0 make a loop of links that holds nothing together; its gap has no figure until it is given one.
  @Test func aGapInALoopOfLinksCanBeFilled() throws {
    let graph = graph(
      [.init(id: "A", direct: 1), .init(id: "B")], [("A", "B", 2), ("B", "A", 0)], portfolio: [("A", 10)])
    var model = EditedModel(focus: Focus(rollUp: RollUp(graph: graph), subject: .portfolio))
    let gap = try #require(graph.product(id: "B"))
    #expect(model.focus.reached == 2)
    #expect(model.focus.isLowerBound)
    try model.move(to: [.own(gap): 3])
    #expect(model.rollUp.status("B") == .computed)
    #expect(model.total(gap) == 3)
    #expect(model.focus.total == 70)
    #expect(!model.focus.isLowerBound)
    try model.move(to: [:])
    #expect(model.rollUp.status("B") == .gap)
    #expect(model.focus.total == 10)
  }

  @Test func manyMayAskAtOnce() async throws {
    let baseline = focus(6)
    var model = EditedModel(focus: baseline)
    let p = try #require((0..<baseline.rollUp.graph.count).last { baseline.rollUp.own($0) != nil })
    try model.move(to: [.own(p): 3])
    let asked = model
    let expected = try model.recomputed(model.overrides)
    let totals = await withTaskGroup(of: Double?.self) { group in
      for _ in 0..<8 { group.addTask { asked.focus.total } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(totals.allSatisfy { $0 == expected.total })
  }
}

extension RandomRows {
  fileprivate mutating func change(_ id: String, _ body: (inout ProductRow) -> Void) {
    if let i = products.firstIndex(where: { $0.id == id }) { body(&products[i]) }
  }
}

/// Graphs so large that sweeps run on both cores.
@Suite struct LargeEditTests {
  private static let count = 24_000

  /// Every product uses some of those before it, so that the first are in nearly everything. In the loops two or three
  /// neighbours need each other.
  private static func focus(loops: Bool) -> Focus {
    var random = Seeded(7)
    let products = (0..<count).map { ProductRow(id: "P\($0)", direct: Double($0 % 17 + 1)) }
    var links: [(String, String, Double)] = []
    for p in 1..<count {
      for component in Set((0..<3).map { _ in Int.random(in: 0..<p, using: &random) }).sorted() {
        links.append(("P\(p)", "P\(component)", Double.random(in: 0.05..<0.3, using: &random)))
      }
    }
    for first in stride(from: 30, to: loops ? count - 3 : 0, by: 40) {
      let size = 2 + first / 40 % 2
      for i in 0..<size { links.append(("P\(first + i)", "P\(first + (i + 1) % size)", 0.1)) }
    }
    let graph = graph(products, links, portfolio: [("P\(count * 3 / 4)", 5), ("P\(count / 2)", 3)])
    return Focus(rollUp: RollUp(graph: graph), subject: .portfolio)
  }

  @Test(arguments: [false, true]) func sweepsOnBothCoresAreFullRecomputations(loops: Bool) throws {
    let focus = LargeEditTests.focus(loops: loops)
    #expect(focus.rollUp.graph.loops.count == (loops ? 600 : 0))
    let graph = focus.rollUp.graph
    let spreads = Spreads(graph: graph)
    var model = EditedModel(focus: focus)
    _ = model.sensitivity(by: .range, top: 5, spreads: spreads)
    let raw = try #require(graph.product(id: "P0"))
    let link = try #require(
      graph.product(id: "P\(LargeEditTests.count / 2)").map { graph.components(of: $0) }?.first)
    let moves: [[Parameter: Double]] = [
      [.own(raw): 20], [.own(raw): 20, .amount(link): 0.5], [.amount(link): 0], [.own(raw): 3], [:],
    ]
    for wanted in moves {
      try model.move(to: wanted)
      let expected = wanted.isEmpty ? focus : try model.recomputed(wanted)
      #expect(model.focusTotal == expected.total)
      for measure in [SensitivityMeasure.range, .variance] {
        let (a, b) = (
          model.sensitivity(by: measure, top: 50, spreads: spreads),
          expected.sensitivity(by: measure, top: 50, spreads: spreads)
        )
        #expect(a.rows == b.rows)
        #expect(a.uncertainty == b.uncertainty && a.others == b.others)
      }
      let changes = model.changes(top: 10)
      let sum = changes.rows.reduce(changes.changeOfOthers) { $0 + $1.change }
      let moved = (expected.total ?? 0) - (focus.total ?? 0)
      #expect(abs(sum - moved) <= 1e-12 * (focus.total ?? 0))
      #expect(model.hotspots(top: 20) == expected.hotspots(top: 20))
      guard wanted.count != 2 else { continue }
      for threads in [2, 1] {
        let wrong = (0..<graph.count).filter { model.total($0) != expected.rollUp.total($0) }
        #expect(wrong.isEmpty)
        model.sweepTotals(threads: threads)
      }
    }
  }
}
