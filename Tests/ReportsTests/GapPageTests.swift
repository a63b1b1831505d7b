import Canvas
import Dashboard
import Footprints
import SupplyGraph
import Testing

@testable import Reports

/// The ask list as a table: the same figures as the analysis and the screen.
@Suite struct GapPageTests {
  /// 1000 kg for ten roots: 500 of cores and 40 of arms of unknown origin, 420 of average dust, 60 of beams half primary.
  @Test func rowsAreRankedAndSharesRun() throws {
    let snapshot = diamond()
    let page = Report(snapshot).gaps(snapshot.portfolio)
    let records = try records(page)
    #expect(
      page.table.columns.map(\.name) == [
        "rank", "supplier", "product_id", "contribution_kgco2e", "status", "primary_share_before",
        "primary_share_after",
      ])
    #expect(records.map { $0["product_id"] } == ["C", "D", "A", "B"])
    #expect(records.map { $0["rank"] } == ["1", "2", "3", "4"])
    #expect(records.map { $0["contribution_kgco2e"] } == ["500", "420", "40", "30"])
    #expect(records.map { $0["status"] } == ["unknown", "secondary", "unknown", "secondary"])
    let before = records.compactMap { Double($0["primary_share_before"] ?? "") }
    let after = records.compactMap { Double($0["primary_share_after"] ?? "") }
    let expected = [2.5, 52.5, 94.5, 98.5, 100]
    #expect(zip(before, expected).allSatisfy { $0.isClose(to: $1, 1e-9) })
    #expect(zip(after, expected.dropFirst()).allSatisfy { $0.isClose(to: $1, 1e-9) })
    #expect(page.missing.isEmpty && page.heading.contains("2 answers reach it"))
  }

  @Test func theRestIsOneRow() throws {
    let snapshot = diamond()
    let records = try records(Report(snapshot).gaps(snapshot.portfolio, top: 1))
    #expect(records.map { $0["product_id"] } == ["C", "…"] && records[1]["contribution_kgco2e"] == "490")
    #expect(records[1]["primary_share_before"] == records[0]["primary_share_after"])
    #expect(Double(records[1]["primary_share_after"] ?? "")?.isClose(to: 100, 1e-9) == true)
    #expect(sum(records, "contribution_kgco2e") == 990)
  }

  @Test func whatHasNoFigureHasNoNumbers() throws {
    let snapshot = snapshot(
      [
        ProductRow(id: "R", supplier: "own", direct: 1, primaryShare: 100),
        ProductRow(id: "HOLE", supplier: "h"),
      ],
      [("R", "HOLE", 2)])
    let page = Report(snapshot).gaps(snapshot.portfolio)
    let record = try #require(try records(page).first)
    #expect(record["product_id"] == "HOLE" && record["status"] == "missing" && record["supplier"] == "h")
    for column in ["rank", "contribution_kgco2e", "primary_share_before", "primary_share_after"] {
      #expect(record[column] == "")
    }
    #expect(page.missing.contains { $0.contains("HOLE") } && page.notes.count == 1)
  }

  @Test func creditsAreNoted() throws {
    let snapshot = snapshot(
      [ProductRow(id: "R", direct: 10, basis: .database), ProductRow(id: "K", direct: -1, basis: .database)],
      [("R", "K", 1)])
    let page = Report(snapshot).gaps(snapshot.portfolio)
    #expect(page.notes == [Language.en.gapTexts.creditNote])
    #expect(try records(page).map { $0["contribution_kgco2e"] } == ["10", "-1"])
  }

  @Test func peopleReadItInBothLanguages() throws {
    let snapshot = diamond()
    let product = try #require(snapshot.graph.product(id: "C"))
    let day = try #require(Timestamp(iso8601: "2026-09-14T00:00:00Z"))
    for (language, words) in [
      (Language.en, ["Core", "secondary", "answers reach it", "100%", "asked 2026-09-14"]),
      (.ja, ["出所不明", "二次", "2件の回答で達成", "100%", "依頼 2026-09-14"]),
    ] {
      for format in [Format.text, .md] {
        let page = Report(snapshot, format, language).gaps(snapshot.portfolio) {
          $0 == product ? Asked(state: .asked, on: day) : nil
        }
        let text = try text(page, format, language)
        for word in words { #expect(text.contains(word), "\(word)\n\(text)") }
      }
    }
  }

  @Test func theScreenExportsTheSameFigures() throws {
    let snapshot = diamond()
    var state = State(language: .en, size: Size(columns: 80, rows: 24), phase: .open)
    var analyst = Analyst(snapshot: snapshot)
    func send(_ event: Event) {
      var events = [event]
      while !events.isEmpty {
        for effect in state.handle(events.removeFirst()) {
          if case .ask(let query) = effect { events.append(.answer(query, analyst.answer(query))) }
        }
      }
    }
    send(.loaded(snapshot))
    for key in "n5m" { send(.input(.key(.character(key)))) }
    let screen = try #require(ScreenTable(state))
    let exported = try records(Page(heading: "", table: screen.table))
    let printed = try records(Report(snapshot).gaps(snapshot.portfolio))
    #expect(screen.name == "gaps" && exported.count == printed.count)
    for (a, b) in zip(exported, printed) { #expect(a.filter { b.keys.contains($0.key) } == b) }
    #expect(exported.filter { $0["marked"] == "yes" }.count == 1 && exported[0]["tier"] != "")
  }
}
