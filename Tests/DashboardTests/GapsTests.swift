import Analysis
import Canvas
import Footprints
import Formats
import SupplyGraph
import Testing

@testable import Dashboard

/// The ask list: what leads to it, what its keys do, and what its lines say.
@Suite struct GapsTests {
  private struct Missing: Error { var screen: String }

  private func answer(_ harness: Harness) throws -> GapAnswer {
    guard let answer = harness.state.gapAnswer else {
      throw Missing(screen: harness.screen.joined(separator: "\n"))
    }
    return answer
  }

  private func gaps(_ harness: Harness) throws -> [GapList.Row] {
    try answer(harness).lines.compactMap { if case .gap(let row) = $0 { row } else { nil } }
  }

  /// The list of the whole portfolio.
  private func opened(
    _ sample: String = "ev-battery-pack", language: Language = .en, size: Size = Size(columns: 80, rows: 24),
    style: DrawingStyle = .init()
  ) throws -> Harness {
    var harness = try Harness(sample: sample, language: language, size: size, style: style)
    harness.type("3")
    harness.press(.escape)
    harness.type("5")
    return harness
  }

  // MARK: Coming and going

  @Test func theKeyKeepsWhatIsInFocus() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    let top = try #require(harness.state.scene?.selected?.id.product)
    harness.type("5")
    #expect(harness.state.scene?.screen == .gaps(.product(top)) && harness.shows("[5 Data gaps]"))
    #expect(harness.effects.contains(.lookUpQuestions))
    harness.press(.escape)
    #expect(harness.state.scene?.screen == .overview)
    harness.type("n")
    let hotspot = try #require(harness.state.scene?.selected?.id.product)
    harness.type("5")
    #expect(harness.state.scene?.screen == .gaps(.portfolio))
    #expect(harness.state.scene?.selected?.id == .gap(hotspot) || harness.state.message != nil)
  }

  @Test func theSelectedItemStaysSelectedFromAnyScreen() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    let product = try #require(harness.state.snapshot?.graph.product(id: "GR-SYN-CN"))
    harness.type("/GR-SYN-CN")
    harness.press(.enter)
    for way in ["", "i", "4", "D"] {
      harness.type(way + "5")
      if way != "D" { #expect(harness.state.scene?.selected?.id == .gap(product), "after \(way)") }
      harness.press(.escape)
    }
    // Back in the tree, and from a supplier to the product of it that brings most.
    harness.type("3")
    harness.type("5")
    #expect(harness.state.scene?.selected?.id == .gap(product))
    // And on: the other views keep it as well.
    harness.type("4")
    #expect(harness.state.selectedParameter?.product == product)
    harness.type("52")
    #expect(harness.state.scene?.selected?.id.product == product)
  }

  @Test func aProductThatIsNoGapSaysSo() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.type("/PACK-JP")
    harness.press(.enter)
    harness.type("5")
    let name = try #require(
      harness.state.snapshot?.graph.name(harness.state.snapshot!.graph.product(id: "PACK-JP")!))
    #expect(harness.state.message == GapTexts.english.noGap(name))
    #expect(harness.state.scene?.cursor == 0 && harness.state.scene?.rows.isEmpty == false)
  }

  @Test func aGapFarDownIsListedWhenItIsSelected() throws {
    var builder = SupplyGraphBuilder(asOf: Harness.clock)
    builder.add(product: ProductRow(id: "TOP", direct: 1, primaryShare: 100))
    for number in 0..<300 {
      builder.add(product: ProductRow(id: "P\(number)", supplier: "S", direct: 1000 - Double(number)))
      builder.add(link: LinkRow(product: "TOP", component: "P\(number)", amount: 1))
    }
    var harness = Harness()
    harness.open(Snapshot(name: "x", graph: builder.build()))
    harness.type("/P299")
    harness.press(.enter)
    harness.type("5")
    let rows = try gaps(harness)
    #expect(rows.count == 101 && rows.last?.rank == 300 && harness.cursorLine.contains("P299"))
    harness.press(.down)
    #expect(harness.cursorLine.contains("+ 199 more"))
    harness.press(.enter)
    #expect(try gaps(harness).count == 300)
  }

  @Test func enterTellsWhyAndEscComesBack() throws {
    var harness = try opened()
    harness.press(.down, .down)
    let before = harness.screen
    let product = try #require(harness.state.scene?.selected?.id.product)
    harness.press(.enter)
    #expect(harness.state.scene?.screen == .origin(product))
    harness.press(.escape)
    #expect(harness.screen == before)
  }

  // MARK: What it lists

  @Test(arguments: ["ev-battery-pack", "data-centre-service", "inbound-logistics"])
  func theListIsThatOfTheAnalysis(sample: String) throws {
    let harness = try opened(sample)
    let snapshot = try #require(harness.state.snapshot)
    let list = GapList(snapshot.portfolio)
    #expect(try gaps(harness) == list.groups.flatMap { $0.rows.prefix(100) + $0.unanswered })
    #expect(try answer(harness).answers == list.answers)
    let now = try #require(snapshot.portfolio.mix.primaryShare)
    #expect(harness.screen[0].contains("primary \(Numbers.percent(now, decimals: 0))"))
    #expect(harness.screen[0].contains("target 70%"))
  }

  /// What is not known is a question mark and comes last.
  @Test func whatIsMissingHasNoNumbers() throws {
    var harness = try opened(size: Size(columns: 120, rows: 40))
    harness.press(.end)
    #expect(try gaps(harness).last?.kinds == .missing)
    let line = harness.cursorLine
    #expect(line.contains("no figure") && line.contains("?") && !line.contains("->"))
    #expect(harness.shows("How much that hides nobody knows"))
  }

  @Test func problemsStandBelow() throws {
    let harness = try opened()
    let heading = try #require(harness.screen.firstIndex { $0.contains(GapTexts.english.problemsHeading) })
    let group = try #require(harness.state.snapshot?.notices.first)
    #expect(harness.screen[heading + 1].contains(String(Texts.english.noticeTitle(group.code).prefix(20))))
    #expect(harness.screen[heading + 1].contains(MassScale.sentence(group.effect)))
  }

  @Test func theTargetIsMarkedAndCanBeChanged() throws {
    var harness = try opened()
    let mark = try #require(harness.screen[3].firstIndex(of: "|"))
    harness.type("=most")
    harness.press(.enter)
    #expect(harness.state.overlay != nil, "that is no share")
    harness.press(.escape)
    harness.type("=90")
    harness.press(.enter)
    #expect(harness.screen[0].contains("target 90%"))
    #expect(try answer(harness).request.target == 0.9)
    #expect(try #require(harness.screen[3].firstIndex(of: "|")) > mark)
    harness.type("=1%")
    harness.press(.enter)
    #expect(harness.shows("the target is reached"))
  }

  @Test func tiersAreGroupedNearestFirstAndOpened() throws {
    var harness = try opened(size: Size(columns: 120, rows: 40))
    let selected = harness.state.scene?.selected?.id
    let all = try answer(harness).count
    harness.type("t")
    #expect(harness.state.scene?.selected?.id == selected)
    let tiers = try answer(harness).lines.compactMap { line -> (Int?, Int)? in
      if case .tier(let group) = line { (group.tier, group.count) } else { nil }
    }
    #expect(tiers.map { $0.0 ?? .max } == tiers.map { $0.0 ?? .max }.sorted() && tiers.count > 2)
    #expect(tiers.reduce(0) { $0 + $1.1 } == all)
    harness.press(.home)
    #expect(harness.cursorLine.contains("own company") || harness.cursorLine.contains("tier"))
    harness.press(.enter)
    let tier = try #require(tiers[0].0)
    #expect(harness.state.scene?.filter == [.tier(tier)])
    #expect(try gaps(harness).allSatisfy { $0.tier == tier })
    harness.type("u")
    #expect(try answer(harness).count == all)
  }

  @Test func aFilterHidesNothingSilently() throws {
    var harness = try opened()
    let all = try answer(harness).count
    harness.type("fcountry:CN")
    harness.press(.enter)
    let some = try answer(harness)
    let graph = try #require(harness.state.snapshot?.graph)
    #expect(try gaps(harness).allSatisfy { graph.country($0.product) == "CN" })
    #expect(some.count < all)
    guard case .hidden(let count, let gain)? = some.lines.last else {
      Issue.record("nothing is said to be hidden")
      return
    }
    #expect(count == all - some.count && gain > 0)
    harness.press(.escape)
    #expect(try answer(harness).count == all)
    #expect(harness.state.scene?.filter == [])
  }

  @Test func findingStaysInTheList() throws {
    var harness = try opened()
    harness.type("/GR-SYN-CN")
    harness.press(.enter)
    let product = try #require(harness.state.snapshot?.graph.product(id: "GR-SYN-CN"))
    #expect(harness.state.screenKind == .gaps && harness.state.scene?.selected?.id == .gap(product))
  }

  @Test func theBasisIsAProductOrThePortfolio() throws {
    var harness = try opened()
    let selected = harness.state.scene?.selected?.id
    harness.type("b")
    guard case .gaps(.product)? = harness.state.scene?.screen else {
      Issue.record("it is still that of the portfolio")
      return
    }
    harness.type("b")
    #expect(harness.state.scene?.screen == .gaps(.portfolio))
    #expect(harness.state.scene?.selected?.id == selected || harness.state.scene?.cursor == 0)
  }

  @Test func aClickSelectsTheLineUnderIt() throws {
    var harness = try opened()
    let row = try #require(harness.screen.firstIndex { $0.hasPrefix(">") })
    harness.send(.input(.mouse(MouseEvent(kind: .press, row: row + 2, column: 10))))
    #expect(harness.state.scene?.cursor == 2)
    // Below the list nothing is selected.
    let problem = try #require(harness.screen.firstIndex { $0.contains(GapTexts.english.problemsHeading) })
    harness.send(.input(.mouse(MouseEvent(kind: .press, row: problem + 1, column: 10))))
    #expect(harness.state.scene?.cursor == 2)
  }

  @Test func marksMakeTheTalkList() throws {
    var harness = try opened()
    harness.type("mjm")
    #expect(harness.state.marked.count == 2)
    harness.press(.down)
    #expect(harness.shows("talk list (m): 2 marked"))
    #expect(harness.screen.count { $0.hasPrefix(" m") } == 2)
    harness.type("u")
    #expect(harness.state.marked.count == 1)
  }

  @Test func aScenarioCounts() throws {
    var harness = try opened()
    let first = try #require(try gaps(harness).first)
    let graph = try #require(harness.state.snapshot?.graph)
    harness.send(
      .scenarioAsked(
        Scenario(
          name: "Answered",
          entries: [.init(Edit(.primary(graph.id(first.product)), .to(1)))])))
    #expect(try gaps(harness).first?.product != first.product)
    #expect(abs((try answer(harness).now ?? 0) - (first.after ?? 0)) < 1e-9)
  }

  @Test func aReloadKeepsThePlace() throws {
    var harness = try opened()
    harness.press(.down, .down, .down)
    let selected = harness.state.scene?.selected?.id
    let snapshot = try #require(harness.state.snapshot)
    harness.open(Snapshot(name: "again", graph: snapshot.graph, after: snapshot))
    #expect(harness.state.screenKind == .gaps && harness.state.scene?.selected?.id == selected)
  }

  // MARK: What it says

  @Test func sentencesCountTheAnswers() throws {
    var harness = try opened()
    let rows = try gaps(harness)
    let labels = Labels(state: harness.state)
    let sentence = Sentences(state: harness.state).current
    #expect(sentence.hasPrefix("One answer takes primary data from 28% to "))
    #expect(sentence.contains(labels.supplierName(of: rows[0].product)))
    harness.press(.down, .down)
    #expect(Sentences(state: harness.state).current.hasPrefix("Three answers take primary data from 28% to "))
    harness.type("y")
    #expect(harness.effects.contains(.copy(Sentences(state: harness.state).current)))
    let reach = try #require(try answer(harness).answers)
    for _ in 0..<(reach - 3) { harness.press(.down) }
    #expect(Sentences(state: harness.state).current.hasSuffix("reaches the target of 70%."))
  }

  @Test func everyLineHasItsSentenceInBothLanguages() throws {
    for language in Language.allCases {
      for way in ["", "t", "fcountry:JP\n"] {
        var harness = try opened(language: language, size: Size(columns: 120, rows: 40))
        for character in way {
          if character == "\n" { harness.press(.enter) } else { harness.type(String(character)) }
        }
        for _ in 0..<(harness.state.scene?.rows.count ?? 0) {
          let sentence = Sentences(state: harness.state).current
          #expect(!sentence.isEmpty && !sentence.contains("  ") && !sentence.contains("()"), "\(sentence)")
          harness.press(.down)
        }
      }
    }
  }

  /// Texture says what colour says, and every line is as wide as the window at the most.
  @Test func itIsReadableWithoutColourAndInAnySize() throws {
    let plain = try opened(style: DrawingStyle(glyphs: .ascii))
    #expect(plain.screen.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } || $0.contains("源") })
    #expect(plain.screen[3].contains("#") && plain.screen[3].contains("="))
    for (columns, rows) in [(40, 10), (60, 14), (80, 24), (109, 30), (110, 40), (200, 60)] {
      for language in Language.allCases {
        var harness = try opened(language: language, size: Size(columns: columns, rows: rows))
        #expect(harness.screen.allSatisfy { displayWidth($0) <= columns })
        harness.press(.end)
        #expect(
          harness.cursorLine.contains("?") || rows < 14,
          "\(columns)x\(rows)\n\(harness.screen.joined(separator: "\n"))")
      }
    }
  }

  // MARK: Requests

  private func asked(_ ids: [String], _ day: String, _ state: HostQuestion.State, since: String? = nil)
    -> HostState
  {
    var host = HostState(name: "huoyun", address: "https://pact.huoyun.example")
    host.questions = [
      HostQuestion(
        productIDs: ids, asked: Timestamp(iso8601: day), state: state,
        since: since.flatMap { Timestamp(iso8601: $0) })
    ]
    return host
  }

  @Test func requestsAreShownWithTheirDay() throws {
    for (columns, text) in [(80, "asked 11-20"), (120, "asked 2026-11-20")] {
      var harness = try opened(size: Size(columns: columns, rows: 40))
      harness.type("/AL-PRI")
      harness.press(.enter)
      #expect(!harness.cursorLine.contains("asked 11-20"))
      harness.send(.hosts([asked(["AL-PRI", "urn:unknown"], "2026-11-20T08:00:00Z", .asked)]))
      #expect(harness.cursorLine.contains(text), "\(harness.cursorLine)")
      #expect(
        Sentences(state: harness.state).current.hasSuffix("Asked on 2026-11-20 (huoyun), no answer yet."))
      harness.send(
        .host(asked(["AL-PRI"], "2026-11-20T08:00:00Z", .rejected, since: "2026-11-22T08:00:00Z")))
      #expect(Sentences(state: harness.state).current.hasSuffix("Asked (huoyun), rejected on 2026-11-22."))
      harness.send(
        .host(asked(["AL-PRI"], "2026-11-20T08:00:00Z", .answered, since: "2026-11-23T08:00:00Z")))
      #expect(harness.cursorLine.contains(columns == 80 ? "ans. 11-23" : "ans. 2026-11-23"))
    }
  }

  @Test func theLastOfSeveralRequestsCounts() throws {
    let harness = try opened()
    let graph = try #require(harness.state.snapshot?.graph)
    let product = try #require(graph.product(id: "AL-PRI"))
    var hosts = [
      asked(["AL-PRI"], "2026-10-01T00:00:00Z", .rejected), asked(["AL-PRI"], "2026-11-01T00:00:00Z", .asked),
    ]
    #expect(Requests(hosts, graph).of(product, in: graph)?.state == .asked)
    hosts.reverse()
    #expect(Requests(hosts, graph).of(product, in: graph)?.on?.dateText == "2026-11-01")
    // Without a request of its own, what the table says of the supplier.
    let supplied = try #require(graph.product(id: "GR-SYN-CN"))
    #expect(
      Requests([], graph).of(supplied, in: graph)?.state == .asked
        && Requests([], graph).of(supplied, in: graph)?.host == nil)
  }

  @Test func aGapIsAskedFor() throws {
    var harness = try opened()
    let product = try #require(harness.state.scene?.selected?.id.product)
    harness.type("a")
    #expect(harness.effects.last == .lookUpHosts)
    harness.send(.hosts(Hosts.some))
    harness.press(.home, .enter)
    #expect(harness.effects.last == .askHost("andes-lithium", product))
  }
}
