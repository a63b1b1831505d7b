import Canvas
import Dashboard
import Footprints
import SupplyGraph
import Testing

@testable import Reports

/// What a screen lists, as a file.
@Suite struct ScreenTableTests {
  private func state() -> State {
    var builder = SupplyGraphBuilder(asOf: Timestamp(seconds: 0))
    builder.add(product: ProductRow(id: "TOP", name: "Top, \"quoted\"", direct: 1, place: .nowhere))
    builder.add(product: ProductRow(id: "PART", name: "部品", direct: 0.1, place: .nowhere))
    builder.add(link: LinkRow(product: "TOP", component: "PART", amount: 3, place: .nowhere))
    let snapshot = Snapshot(name: "x", graph: builder.build())
    var state = State(language: .en, size: Size(columns: 80, rows: 24), phase: .open)
    var analyst = Analyst(snapshot: snapshot)
    var events = [Event.loaded(snapshot)]
    while !events.isEmpty {
      for effect in state.handle(events.removeFirst()) {
        if case .ask(let query) = effect { events.append(.answer(query, analyst.answer(query))) }
      }
    }
    return state
  }

  @Test func everyLineIsThereWithFullPrecision() throws {
    var state = state()
    _ = state.handle(.input(.key(.character("m"))))
    let screen = try #require(ScreenTable(state))
    var sink = MemorySink()
    try TableWriter(format: .csv).write(screen.table, to: &sink)
    let lines = sink.text.split(separator: "\n").map(String.init)
    #expect(screen.name == "overview")
    #expect(lines.count == 4)
    #expect(lines[0].hasPrefix("list,depth,tier,id,name,supplier,country,contribution_kgco2e,share"))
    #expect(lines[1].hasPrefix("products,0,0,TOP,\"Top, \"\"quoted\"\"\",,,1.3,1,"))
    #expect(lines[1].hasSuffix(",yes"))
    #expect(lines[3].hasPrefix("hotspots,0,1,PART,部品,,,0.30000000000000004,"))
  }

  @Test func screensWithoutAListHaveNoTable() {
    let start = State(language: .en, size: Size(columns: 80, rows: 24), phase: .start(StartPage(items: [])))
    #expect(ScreenTable(start) == nil)
  }
}
