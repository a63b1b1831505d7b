import Analysis
import Canvas
import Footprints
import SupplyGraph
import Testing

@testable import Dashboard

/// What a screen shows before the whole of its answer is there.
@Suite struct FirstAnswerTests {
  /// So many links that their tiers take a moment: each product uses the eighty before it.
  private static let large: Snapshot = {
    var builder = SupplyGraphBuilder(files: [SourceFile(name: "made up", path: "")], asOf: Harness.clock)
    let place = Place(file: 0, line: 1)
    for p in 0..<340 {
      builder.add(product: ProductRow(id: "P\(p)", name: "Part \(p)", direct: Double(p % 7), place: place))
      for component in max(0, p - 80)..<p {
        builder.add(link: LinkRow(product: "P\(p)", component: "P\(component)", amount: 0.01, place: place))
      }
    }
    return Snapshot(name: "made up", graph: builder.build())
  }()

  private static let query = Query.overview(sort: Sort(), filter: [], limit: 100)

  @Test func theOverviewIsThereBeforeItsTiers() throws {
    var analyst = Analyst(snapshot: Self.large)
    let first = analyst.firstAnswer(Self.query)
    let part = try #require(first)
    let whole = analyst.answer(Self.query)
    guard case .overview(let tops, let hotspots, let insight, nil) = part,
      case .overview(let allTops, let allHotspots, let wholeInsight, let tiers?) = whole
    else {
      Issue.record("not a first answer and a whole one")
      return
    }
    #expect(!part.isWhole && whole.isWhole)
    #expect(tops.rows == allTops.rows && hotspots.rows == allHotspots.rows && insight == wholeInsight)
    #expect(tiers.count > 1)
    // What is known does not come in parts.
    let again = analyst.firstAnswer(.overview(sort: Sort(.name), filter: [], limit: 100))
    #expect(again == nil)
  }

  @Test func aSmallOverviewComesWhole() throws {
    let harness = try Harness(sample: "ev-battery-pack")
    var analyst = Analyst(snapshot: try #require(harness.state.snapshot))
    let first = analyst.firstAnswer(Self.query)
    #expect(first == nil)
  }

  @Test(arguments: Language.allCases) func tiersFollowAndNothingElseMoves(language: Language) throws {
    var analyst = Analyst(snapshot: Self.large)
    var state = Harness(language: language, size: Size(columns: 120, rows: 40)).state
    let asked = state.handle(.loaded(Self.large)).compactMap { effect -> Query? in
      if case .ask(let query) = effect { query } else { nil }
    }
    let query = try #require(asked.first { if case .overview = $0 { true } else { false } })
    let first = analyst.firstAnswer(query)
    _ = state.handle(.answer(query, try #require(first)))
    _ = state.handle(.input(.key(.down)))
    _ = state.handle(.input(.key(.down)))
    let early = lines(state)
    let again = state.handle(.answer(query, analyst.answer(query)))
    #expect(!again.contains { if case .ask(query) = $0 { true } else { false } })
    let late = lines(state)
    let changed = early.indices.filter { early[$0] != late[$0] }
    #expect(changed.count == 1)
    let line = try #require(changed.first)
    #expect(early[line].contains(language.texts.working))
    #expect(early[line].contains(language.texts.byTier) && late[line].contains(language.texts.byTier))
    #expect(late[line].contains("%"))
  }

  private func lines(_ state: State) -> [String] {
    state.render().text().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
