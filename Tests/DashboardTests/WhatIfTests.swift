import Analysis
import Canvas
import Footprints
import SupplyGraph
import Testing

@testable import Dashboard

/// The what-if screen: figures are changed key by key, and nothing is lost on the way back.
@Suite struct WhatIfTests {
  private func harness(
    _ sample: String = "ev-battery-pack", keys: String = "4", language: Language = .en,
    size: Size = Size(columns: 80, rows: 24)
  ) throws -> Harness {
    var harness = try Harness(sample: sample, language: language, size: size)
    harness.type(keys)
    return harness
  }

  private func answer(_ harness: Harness) throws -> WhatIfAnswer {
    try #require(harness.state.whatIfAnswer)
  }

  /// Products with own emissions, and links with amounts.
  private func snapshot(_ products: [String: Double], _ links: [(String, String, Double)]) -> Snapshot {
    var builder = SupplyGraphBuilder(files: [SourceFile(name: "made up", path: "")], asOf: Harness.clock)
    let place = Place(file: 0, line: 1)
    for (id, direct) in products.sorted(by: { $0.key < $1.key }) {
      builder.add(product: ProductRow(id: id, name: "Part \(id)", direct: direct, place: place))
    }
    for link in links {
      builder.add(link: LinkRow(product: link.0, component: link.1, amount: link.2, place: place))
    }
    return Snapshot(name: "made up", graph: builder.build())
  }

  /// The total of an edited copy, worked out from nothing.
  private func total(_ harness: Harness) throws -> Double? {
    let snapshot = try #require(harness.state.snapshot)
    let subject = try answer(harness).request.subject
    let focus =
      if case .product = subject { Focus(rollUp: snapshot.rollUp, subject: subject) } else {
        snapshot.portfolio
      }
    var model = ScenarioModel(focus: focus)
    model.apply(harness.state.scenario.edits)
    return model.model.focus.total
  }

  // MARK: Nudging

  @Test func aNudgeMovesTheTitleAndTheWayBackEndsAtTheBaseline() throws {
    var harness = try harness()
    let before = try answer(harness)
    harness.type("---")
    let after = try answer(harness)
    #expect(after.request.edits.count == 1)
    #expect(after.total.after ?? 0 < after.total.before ?? 0)
    #expect(after.total.after == (try total(harness)))
    #expect(harness.screen[0].contains("Scenario*"))
    #expect(harness.screen[0].contains("%"))
    harness.type("+++")
    #expect(harness.state.scenario.isEmpty)
    #expect(try answer(harness).total.after?.bitPattern == before.total.after?.bitPattern)
    #expect(harness.screen[0].contains("Baseline"))
  }

  @Test func theTitleIsToldBeforeTheRest() throws {
    let harness = try harness()
    let start = try answer(harness)
    var analyst = Analyst(snapshot: try #require(harness.state.snapshot))
    _ = analyst.answer(.whatIf(start.request))
    var told = 0
    for row in start.rows {
      var request = start.request
      request.edits = [Edit(try #require(harness.state.target(of: row.parameter)), .by(0.05))]
      guard case .whatIfTotal(let first)? = analyst.firstAnswer(.whatIf(request)),
        case .whatIf(let whole) = analyst.answer(.whatIf(request))
      else {
        Issue.record("no answer")
        return
      }
      let (a, b) = (try #require(first.after), try #require(whole.total.after))
      #expect(abs(a - b) <= 1e-12 * abs(b))
      #expect(first.edits == request.edits && first.before == whole.total.before)
      if a != start.total.after { told += 1 }
    }
    #expect(told > 5)
  }

  @Test func everyKeyIsOneStepOfUndoToTheBit() throws {
    var harness = try harness()
    var totals: [Double?] = []
    var edits: [[Edit]] = []
    for key in ["-", "-", "j", "+", "-", "k", "-", "0", "j", "j", "+", "+"] {
      let before = harness.state.scenario.edits
      let total = try answer(harness).total.after
      harness.type(key)
      if harness.state.scenario.edits != before {
        totals.append(total)
        edits.append(before)
      }
    }
    let (last, lastTotal) = (harness.state.scenario.edits, try answer(harness).total.after)
    #expect(totals.count == 8)
    for (total, edits) in zip(totals, edits).reversed() {
      harness.type("u")
      #expect(harness.state.scenario.edits == edits)
      #expect(try answer(harness).total.after?.bitPattern == total?.bitPattern)
    }
    for _ in totals { harness.type("U") }
    #expect(harness.state.scenario.edits == last)
    #expect(try answer(harness).total.after?.bitPattern == lastTotal?.bitPattern)
  }

  @Test(arguments: [0.1, 7.3, 0.485392, -2.5, 1e-9, 1e9]) func nudgesMeetAgain(baseline: Double) {
    var value = baseline
    for steps in [1, 1, 1, -2, -4, 3, -1, 5, -4] {
      value = State.nudged(value, by: steps, baseline: baseline) ?? .nan
    }
    #expect(value.bitPattern == baseline.bitPattern)
    let lowest = (0..<20).reduce(baseline) { value, _ in
      State.nudged(value, by: baseline < 0 ? 1 : -1, baseline: baseline) ?? .nan
    }
    #expect(lowest == 0)
    #expect(State.nudged(lowest, by: baseline < 0 ? 1 : -1, baseline: baseline) == nil)
  }

  @Test func nudgesBeforeTheAnswerAreNotLost() throws {
    var harness = try harness()
    let row = try #require(harness.state.selectedParameter)
    var state = harness.state
    for _ in 0..<5 { _ = state.handle(.input(.key(.character("-")))) }
    #expect(state.scenario.edits.count == 1)
    guard case .to(let value)? = state.scenario.edits.first?.change else {
      Issue.record("no value")
      return
    }
    #expect(abs(value - 0.75 * row.baseline) < 1e-12 * row.baseline)
    harness.type("-----")
    #expect(harness.state.scenario.edits == state.scenario.edits)
  }

  /// A figure that an edit of its supplier has moved: the key waits for the answer, and counts from there.
  @Test func aNudgeAfterALeverCountsFromWhatTheLeverLeft() throws {
    var harness = try harness()
    let row = try #require(harness.state.selectedParameter)
    harness.type("F")
    harness.press(.enter)
    let moved = try #require(harness.state.selectedParameter)
    #expect(moved.parameter == row.parameter)
    #expect(abs(moved.value - 0.9 * row.baseline) < 1e-12)
    harness.type("-")
    let nudged = try #require(harness.state.selectedParameter)
    #expect(abs(nudged.value - 0.85 * row.baseline) < 1e-12)
    #expect(harness.state.scenario.edits.count == 2)
    harness.type("0")
    #expect(harness.state.selectedParameter?.value == row.baseline)
    #expect(try answer(harness).total.after == (try total(harness)))
  }

  @Test func zeroIsTheEnd() throws {
    var harness = try harness()
    for _ in 0..<25 { harness.type("-") }
    #expect(harness.state.selectedParameter?.value == 0)
    #expect(harness.state.message != nil)
    harness.type("0")
    #expect(harness.state.scenario.isEmpty)
    harness.type("0")
    #expect(harness.state.message == harness.state.words.isAtBaseline)
  }

  // MARK: Values

  @Test func aTypedValueOrChangeIsTaken() throws {
    var harness = try harness()
    let row = try #require(harness.state.selectedParameter)
    harness.type("=0.5")
    harness.press(.enter)
    #expect(harness.state.selectedParameter?.value == 0.5)
    harness.type("=")
    #expect(harness.screen.last?.contains("0.5_") == true)
    harness.press(.escape)
    harness.type("u=-50%")
    harness.press(.enter)
    #expect(abs((harness.state.selectedParameter?.value ?? 0) - row.baseline / 2) < 1e-12)
    // Full-width digits, as an input method sends them.
    harness.type("u＝０．５")
    harness.press(.enter)
    #expect(harness.state.selectedParameter?.value == 0.5)
  }

  @Test(arguments: ["abc", "", "5%", "1e999", "--3", "nan", "%", "１２％"])
  func nonsenseIsRefusedWithTheReason(text: String) throws {
    var harness = try harness()
    harness.type("-")
    let before = (harness.state.scenario, try answer(harness).total.after)
    harness.type("=")
    harness.press(.control("u"))
    harness.type(text)
    harness.press(.enter)
    guard case .prompt(let prompt) = harness.state.overlay else {
      Issue.record("the prompt is gone")
      return
    }
    #expect(prompt.text == text)
    let problem = try #require(prompt.problem)
    #expect(harness.screen[22].contains(problem.prefix(20)))
    #expect(harness.state.scenario == before.0)
    harness.press(.escape)
    #expect(try answer(harness).total.after == before.1)
  }

  // MARK: Where the cursor lands

  @Test func fourFromALineShowsItsInput() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.type("/CELL-JP")
    harness.press(.enter)
    let product = harness.state.scene?.selected?.id.product
    harness.type("4")
    #expect(harness.state.selectedParameter?.product == product)
    if case .amount? = harness.state.selectedParameter?.parameter {} else { Issue.record("not the link") }
    harness.press(.escape)
    #expect(harness.state.scene?.selected?.id.product == product)
    // A line at the end of a chain stands for its own emissions.
    harness.type("/AL-PRI")
    harness.press(.enter)
    let leaf = harness.state.scene?.selected?.id.product
    harness.type("i4")
    #expect(harness.state.selectedParameter?.parameter == leaf.map { .own($0) })
  }

  @Test func fourFromTheHotspotsIsAboutThePortfolio() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.type("nn")
    let product = harness.state.scene?.selected?.id.product
    harness.type("4")
    #expect(harness.state.scene?.screen == .whatIf(.portfolio))
    #expect(harness.state.selectedParameter?.parameter == product.map { .own($0) })
    harness.type("b")
    if case .whatIf(.product)? = harness.state.scene?.screen {} else { Issue.record("not a product") }
    #expect(harness.state.selectedParameter?.parameter == product.map { .own($0) })
  }

  // MARK: Levers

  @Test func aSupplierDeliversPrimaryData() throws {
    var harness = try harness()
    let before = try answer(harness)
    harness.type("D")
    harness.press(.enter)
    let after = try answer(harness)
    #expect(after.request.edits.map(\.target.kind) == [.supplierPrimary])
    #expect(after.total.after == before.total.after)
    #expect(after.primaryAfter ?? 0 >= after.primaryBefore ?? 1)
    harness.type("uD")
    harness.type("100% -15%")
    harness.press(.enter)
    #expect(try answer(harness).request.edits.map(\.target.kind) == [.supplierPrimary, .supplierOwn])
    #expect(try answer(harness).total.after ?? 0 < before.total.after ?? 0)
  }

  @Test func aComponentGivesWayToOneThatIsNotListed() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.type("/CELL-JP")
    harness.press(.enter)
    harness.type("4")
    let row = try #require(harness.state.selectedParameter)
    let links = harness.state.snapshot?.graph.linkCount ?? 0
    harness.type("w")
    // The alternative that the files list comes first.
    #expect(harness.cursorLine.contains("alt.:"))
    harness.type("CELL-CN")
    harness.press(.enter)
    let graph = try #require(harness.state.snapshot?.graph)
    #expect(graph.linkCount == links + 1)
    #expect(graph.id(harness.state.selectedParameter?.product ?? 0) == "CELL-JP")
    #expect(harness.state.selectedParameter?.value == 0)
    let after = try answer(harness)
    #expect(after.outcomes.allSatisfy { $0.problem == nil })
    #expect(after.total.after ?? 0 > after.total.before ?? 0)
    #expect(after.total.after == (try total(harness)))
    harness.type("u")
    #expect(try answer(harness).total.after == after.total.before)
    #expect(harness.state.selectedParameter?.value == row.baseline)
  }

  @Test func aSupplierDrawsRenewablePower() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.type("/CELL-JP")
    harness.press(.enter)
    harness.type("4R")
    #expect(harness.shows("electricity"))
    harness.type("hydro")
    #expect(harness.shows("Hydropower"))
    harness.press(.enter)
    let after = try answer(harness)
    #expect(after.request.edits.map(\.target.kind) == [.redirect])
    #expect(after.outcomes.allSatisfy { $0.problem == nil })
    #expect(after.total.after ?? 0 < after.total.before ?? 0)
  }

  @Test func aTransportLegChangesItsMode() throws {
    var harness = try Harness(sample: "inbound-logistics")
    harness.type("/TOC-TRUCK-CN")
    harness.press(.enter)
    harness.type("4T")
    #expect(harness.state.overlay != nil)
    harness.type("feeder")
    harness.press(.enter)
    let after = try answer(harness)
    #expect(after.request.edits.map(\.target.kind) == [.swap])
    #expect(after.outcomes.allSatisfy { $0.problem == nil })
    #expect(after.total.after ?? 0 < after.total.before ?? 0)
  }

  @Test func theSplitBetweenSuppliersChanges() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.type("/CELL-JP")
    harness.press(.enter)
    harness.type("4x")
    harness.press(.enter)
    harness.type("20%")
    harness.press(.enter)
    let after = try answer(harness)
    #expect(after.request.edits.map(\.target.kind) == [.split])
    #expect(after.outcomes.first?.after == 0.2)
    #expect(after.total.after == (try total(harness)))
  }

  @Test func aQuantityChangesThePortfolioAndNotOneUnit() throws {
    var harness = try harness(keys: "4Q")
    harness.type("+10%")
    harness.press(.enter)
    let unit = try answer(harness)
    #expect(unit.total.after == unit.total.before)
    harness.type("b")
    let whole = try answer(harness)
    #expect(whole.total.after ?? 0 > whole.total.before ?? 0)
    #expect(whole.total.after == (try total(harness)))
  }

  // MARK: Targets

  @Test func aTargetIsReachedByWhatIsNeeded() throws {
    var harness = try harness(keys: "4t")
    harness.press(.enter)
    let answer = try answer(harness)
    let target = try #require(answer.request.target)
    #expect(abs(target - 0.8 * (answer.total.before ?? 0)) < 1e-9)
    let row = try #require(answer.rows.first)
    let needed = try #require(row.needed)
    #expect(answer.reaching > 0)
    #expect(answer.rows.contains { $0.needed == nil })
    #expect(harness.shows("cannot"))
    harness.type("=\(needed)")
    harness.press(.enter)
    let reached = try self.answer(harness).total.after ?? 0
    #expect(abs(reached - target) < 1e-9 * target)
    harness.type("t")
    #expect(harness.state.whatIf.target == nil)
  }

  // MARK: Scenarios

  @Test func aScenarioIsSavedOpenedAndStacked() throws {
    var harness = try harness()
    let baseline = try answer(harness).total.after
    harness.type("-S")
    harness.type("Plan A")
    harness.press(.enter)
    let saved = try answer(harness).total.after
    #expect(harness.state.scenarioName == "Plan A")
    #expect(harness.state.savedScenarios.map(\.name) == ["Plan A"])
    harness.type("-")
    #expect(harness.state.scenarioName == "Plan A*")
    harness.type("u")
    #expect(harness.state.scenarioName == "Plan A")
    // Opening the baseline and the scenario again.
    harness.type("o")
    harness.press(.enter)
    #expect(try answer(harness).total.after == baseline)
    harness.type("o")
    harness.press(.down, .enter)
    #expect(try answer(harness).total.after == saved)
    // On top of another change.
    harness.type("o")
    harness.press(.enter)
    harness.type("j-")
    let other = harness.state.scenario.edits
    harness.type("oj+")
    #expect(harness.state.scenario.edits.count == other.count + 1)
    for _ in 0..<2 { harness.type("u") }
    #expect(try answer(harness).total.after == baseline)
    harness.type("u")
    #expect(try answer(harness).total.after == saved)
  }

  @Test(arguments: ["", "   ", "a/b", ".hidden"]) func aNameThatCannotBe(name: String) throws {
    var harness = try harness(keys: "4-S")
    harness.type(name)
    harness.press(.enter)
    guard case .prompt(let prompt) = harness.state.overlay else {
      Issue.record("the prompt is gone")
      return
    }
    #expect(prompt.problem != nil)
    #expect(!harness.effects.contains { if case .saveScenario = $0 { true } else { false } })
  }

  @Test func quittingAsksOnceAboutAnUnsavedScenario() throws {
    var harness = try harness(keys: "4-q")
    #expect(harness.shows("not saved"))
    #expect(!harness.effects.contains(.quit))
    harness.press(.escape)
    #expect(!harness.effects.contains(.quit))
    harness.type("qs")
    harness.type("Plan")
    harness.press(.enter)
    #expect(harness.effects.contains(.quit))
    var other = try self.harness(keys: "4-qy")
    #expect(other.effects.contains(.quit))
    other = try self.harness(keys: "4q")
    #expect(other.effects.contains(.quit))
    other = try self.harness(keys: "4-")
    other.send(.input(.interrupt))
    #expect(other.effects.contains(.quit))
  }

  @Test func whatCannotBeSavedStays() throws {
    var harness = try harness(keys: "4-")
    harness.saves = false
    harness.type("qs")
    harness.type("Plan")
    harness.press(.enter)
    harness.send(.scenarioNotSaved(reason: "the disk is full"))
    #expect(!harness.effects.contains(.quit))
    #expect(harness.state.scenario.isUnsaved)
    #expect(harness.shows("the disk is full"))
    // A later save does not end the program.
    harness.saves = true
    harness.type("S")
    harness.type("Plan")
    harness.press(.enter)
    #expect(!harness.effects.contains(.quit))
  }

  @Test func editsAreMadeAgainAfterAReloadAndTellWhatNoLongerFits() throws {
    var harness = Harness()
    harness.open(snapshot(["P": 1, "A": 2, "B": 3], [("P", "A", 1), ("P", "B", 2)]))
    harness.type("4")
    for _ in 0..<2 { harness.type("-j") }
    #expect(harness.state.scenario.edits.count == 2)
    harness.open(snapshot(["P": 1, "B": 4], [("P", "B", 2)]))
    #expect(harness.state.scenario.edits.count == 2)
    if case .whatIf? = harness.state.scene?.screen {} else { Issue.record("the screen is gone") }
    let answer = try answer(harness)
    #expect(answer.total.before == 9)
    let bad = answer.outcomes.filter { $0.problem != nil }
    #expect(bad.count <= 1)
    if !bad.isEmpty { #expect(harness.state.message?.contains("not fit") == true) }
    // They stay in the list, and a further change is still possible.
    harness.type("-")
    #expect(try self.answer(harness).total.after ?? 0 < 9)
  }

  // MARK: Refusals

  @Test func aChangeThatLeavesALoopWithoutAnAnswerIsTakenBack() throws {
    var harness = Harness()
    harness.open(snapshot(["P": 1, "A": 2, "B": 3], [("P", "A", 1), ("A", "B", 0.5), ("B", "A", 0.5)]))
    harness.type("4-")
    let before = (harness.state.scenario, try answer(harness).total.after)
    let row = try #require(
      try answer(harness).rows.firstIndex { row in
        guard case .amount = row.parameter, let user = row.user else { return false }
        return harness.state.snapshot?.graph.id(user) == "A"
      })
    let steps = row - (harness.state.scene?.cursor ?? 0)
    for _ in 0..<abs(steps) { harness.press(steps > 0 ? .down : .up) }
    harness.type("=2.5")
    harness.press(.enter)
    #expect(harness.state.message?.contains("loop without a finite answer") == true)
    #expect(harness.state.scenario.now == before.0.now)
    #expect(try answer(harness).total.after == before.1)
    // Undo goes on from there as if nothing had been tried.
    harness.type("u")
    #expect(harness.state.scenario.isEmpty)
  }

  // MARK: Everything else

  @Test(arguments: Language.allCases) func ordersAndRangesKeepTheCursor(language: Language) throws {
    var harness = try harness(keys: "4jj", language: language)
    let parameter = harness.state.selectedParameter?.parameter
    for _ in WhatIfOrder.allCases {
      harness.type("s")
      #expect(harness.state.selectedParameter?.parameter == parameter)
    }
    harness.type("v")
    #expect(harness.state.whatIf.range == .fraction(0.2))
    #expect(harness.state.selectedParameter?.parameter == parameter)
    harness.type("V35%")
    harness.press(.enter)
    #expect(harness.state.whatIf.range == .fraction(0.35))
    harness.type("v")
    #expect(harness.state.whatIf.range == .dataQuality)
  }

  @Test func allScreensShowTheScenarioOrTheBaseline() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    let baseline = harness.screen
    harness.type("B")
    #expect(harness.state.message == harness.state.words.noScenario)
    harness.type("nn4---S")
    harness.type("Less")
    harness.press(.enter, .escape)
    harness.type("g")
    #expect(zip(harness.screen, baseline).filter { $0 != $1 }.isEmpty)
    harness.type("B")
    #expect(harness.screen[0].contains("Less"))
    let total = harness.state.snapshot?.portfolio.total
    harness.type("nn")
    let here = harness.state.scene?.selected?.id
    harness.type("4")
    #expect(total == (try answer(harness).total.after))
    // Changed further, and looked at again.
    harness.type("-")
    harness.press(.escape)
    #expect(harness.screen[0].contains("Less*"))
    #expect(harness.state.snapshot?.portfolio.total ?? 0 < total ?? 0)
    #expect(harness.state.scene?.selected?.id == here)
    harness.type("B")
    harness.type("g")
    #expect(zip(harness.screen, baseline).filter { $0 != $1 }.isEmpty)
  }

  @Test func contributionsThatMovedAddUpToTheDifference() throws {
    var harness = try harness(keys: "4--jj++F")
    harness.press(.enter)
    let answer = try answer(harness)
    let sum = answer.changed.reduce(answer.changedElsewhere.change) { $0 + $1.change }
    #expect(abs(sum - (answer.total.change ?? 0)) < 1e-9 * (answer.total.before ?? 1))
    #expect(answer.steps.last == answer.total.after)
  }

  @Test(arguments: [
    Size(columns: 40, rows: 10), Size(columns: 60, rows: 16), Size(columns: 80, rows: 24),
    Size(columns: 119, rows: 30), Size(columns: 200, rows: 60),
  ])
  func everySizeAndGlyphSetHoldsTheCursor(size: Size) throws {
    for glyphs in GlyphLadder.allCases {
      for language in Language.allCases {
        var harness = try Harness(
          sample: "ev-battery-pack", language: language, size: size, style: DrawingStyle(glyphs: glyphs))
        harness.type("4-")
        for keys in ["", "s", "s", "s", "s", "t"] {
          harness.type(keys)
          if case .prompt = harness.state.overlay { harness.press(.enter) }
          harness.press(.end)
          #expect(!harness.cursorLine.isEmpty)
          harness.press(.home)
          #expect(!harness.cursorLine.isEmpty)
        }
        harness.type("6")
        #expect(!harness.cursorLine.isEmpty)
        if glyphs == .ascii, language == .en {
          #expect(harness.screen.allSatisfy { $0.unicodeScalars.allSatisfy { $0.value < 0x80 } })
        }
      }
    }
  }

  @Test func mashedKeysNeverBreakAnything() throws {
    var random = SystemRandom(seed: 7)
    let keys: [Key] =
      "+-=0123456789.%uUsvVbtdSoEFDwxRTaQ46cxd%jkgGe/yn:?L!".map { .character($0) } + [
        .enter, .enter, .escape, .escape, .up, .down, .tab, .backTab, .pageDown, .end, .home, .backspace,
        .left,
        .right,
      ]
    for sample in ["ev-battery-pack", "data-centre-service", "inbound-logistics"] {
      var harness = try Harness(sample: sample)
      harness.type("4")
      for step in 0..<250 {
        harness.press(keys[Int(random.next() % UInt64(keys.count))])
        if step % 50 == 0 {
          let size = Size(columns: 40 + Int(random.next() % 100), rows: 10 + Int(random.next() % 40))
          harness.send(.input(.resize(size)))
        }
        _ = harness.state.render()
      }
      // Undo leads back to the baseline, whatever was done.
      for _ in 0..<6 { harness.press(.escape) }
      for _ in 0..<600 where !harness.state.history.past.isEmpty {
        _ = harness.state.handle(.input(.key(.character("u"))))
      }
      #expect(harness.state.scenario.isEmpty)
    }
  }
}

/// Numbers that are the same in every run.
private struct SystemRandom {
  var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 33
  }
}
