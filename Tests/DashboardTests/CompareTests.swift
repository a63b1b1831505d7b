import Analysis
import Canvas
import Footprints
import Formats
import SupplyGraph
import Testing

@testable import Dashboard

/// The compare screen: what is listed and what is not add up to the difference, and causes do.
@Suite struct CompareTests {
  private func answer(_ harness: Harness) throws -> CompareAnswer {
    guard case .compare(let answer)? = harness.state.scene?.answer else {
      throw Missing(screen: harness.screen.joined(separator: "\n"))
    }
    return answer
  }

  private struct Missing: Error { var screen: String }

  /// Cells closer than rounding of sums of this size.
  private func isClose(_ a: Double, _ b: Double, _ size: Double) -> Bool {
    abs(a - b) <= 1e-9 * max(1, abs(size))
  }

  private func expectSums(_ answer: CompareAnswer) {
    let size = answer.totals.compactMap { $0 }.map(abs).max() ?? 0
    let rows = answer.rows.reduce(answer.rest.difference) { $0 + $1.difference }
    #expect(isClose(rows, answer.difference ?? 0, size))
    #expect(isClose(answer.causes.sum, answer.difference ?? 0, size))
    for row in answer.rows { #expect(isClose(row.causes.sum, row.difference, size)) }
    for column in answer.totals.indices {
      let sum = answer.rows.reduce(answer.restValues[column] ?? 0) { $0 + ($1.values[column] ?? 0) }
      #expect(isClose(sum, answer.totals[column] ?? 0, size))
    }
  }

  @Test func scenarioAgainstBaseline() throws {
    var harness = try Harness(sample: "ev-battery-pack", size: Size(columns: 120, rows: 40))
    harness.type("4----jjF")
    harness.press(.enter)
    let total = harness.state.whatIfAnswer?.total
    harness.type("6")
    let answer = try answer(harness)
    #expect(answer.totals == [total?.before, total?.after])
    expectSums(answer)
    #expect(answer.causes.value != 0)
    #expect(harness.shows("Because of"))
    #expect(harness.shows("What differs"))
    // Everything, and again only what differs.
    let rows = answer.rows.count
    harness.type("d")
    #expect(try self.answer(harness).rows.count > rows)
    expectSums(try self.answer(harness))
    harness.type("d%")
    #expect(harness.cursorLine.contains("%"))
    harness.press(.escape)
    harness.type("u6")
    #expect(try self.answer(harness).totals[1] != total?.after)
  }

  @Test func columnsComeAndGo() throws {
    var harness = try Harness(sample: "ev-battery-pack", size: Size(columns: 120, rows: 40))
    harness.type("4--S")
    harness.type("One")
    harness.press(.enter)
    harness.type("jj--6c")
    harness.press(.enter)
    #expect(harness.state.comparing.columns == [.baseline, .current, .saved("One")])
    #expect(try answer(harness).request.against == 2)
    expectSums(try answer(harness))
    harness.type("v")
    #expect(try answer(harness).request.against == 1)
    harness.type("vx")
    #expect(harness.state.comparing.columns == [.baseline, .current])
    harness.type("x")
    #expect(harness.state.message == harness.state.words.twoColumns)
    #expect(harness.state.comparing.columns.count == 2)
  }

  @Test func productsSideBySide() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.type("6c")
    let choice = try #require(harness.state.columnChoices.firstIndex(of: .product("PACK-TH")))
    for _ in 0..<choice { harness.press(.down) }
    harness.press(.enter)
    let answer = try answer(harness)
    #expect(harness.state.comparing.columns.count == 2)
    guard case .product(let other) = answer.request.columns[1] else {
      Issue.record("not a product")
      return
    }
    #expect(answer.totals[1] == harness.state.snapshot?.rollUp.total(other))
    #expect(answer.causes.structure != 0)
    expectSums(answer)
  }

  @Test func twoDatasets() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.type("n6c")
    harness.press(.end, .enter)
    harness.type("/no/such/folder")
    harness.press(.enter)
    #expect(harness.effects.contains(.loadOther("/no/such/folder")))
    let path = Files.root + "/SampleData/data-centre-service"
    let other = Snapshot(
      name: "data-centre-service", graph: try readDataset([path], asOf: Harness.clock).build())
    harness.send(.otherLoaded(path, other))
    let answer = try answer(harness)
    #expect(answer.totals.last == other.portfolio.total)
    #expect(answer.rows.contains { $0.product == nil })
    expectSums(answer)
    #expect(harness.shows("data-centre-ser"))
    // Lines of the other dataset are no dead end.
    for _ in 0..<20 { harness.press(.down, .enter) }
    #expect(!harness.screen.isEmpty)
  }

  @Test(arguments: Language.allCases) func whatAScenarioLeavesBehind(language: Language) throws {
    var harness = try Harness(sample: "ev-battery-pack", language: language)
    harness.type("/ALUMINA")
    harness.press(.enter)
    harness.type("i4--6D")
    guard case .lags(let lags)? = harness.state.scene?.answer else {
      Issue.record("no list")
      return
    }
    let graph = try #require(harness.state.snapshot?.graph)
    let row = try #require(lags.rows.first { graph.id($0.product) == "AL-PRI" })
    #expect(row.stated == graph.given(row.product).declared)
    #expect(row.change ?? 0 < 0)
    #expect(row.effect ?? 0 < 0)
    #expect(harness.cursorLine.contains("%"))
    #expect(!Sentences(state: harness.state).current.isEmpty)
  }
}
