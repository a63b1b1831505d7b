import Canvas
import Dashboard
import Footprints
import Reports
import SupplyGraph
import Testing

@testable import genryu

/// Files that the program writes stand beside what is there, never on it and never in a dataset.
@Suite struct ExportTests {
  private func screen() throws -> ScreenTable {
    var builder = SupplyGraphBuilder(asOf: Timestamp(seconds: 0))
    builder.add(product: ProductRow(id: "A", direct: 1, place: .nowhere))
    let snapshot = Snapshot(name: "x", graph: builder.build())
    var analyst = Analyst(snapshot: snapshot)
    var state = State(language: .en, size: Size(columns: 80, rows: 24), phase: .open)
    for case .ask(let query) in state.handle(.loaded(snapshot)) {
      _ = state.handle(.answer(query, analyst.answer(query)))
    }
    return try #require(ScreenTable(state))
  }

  @Test func anOpenDatasetIsNotWrittenInto() throws {
    let memory = try TemporaryFolder()
    let dataset = [Path.current]
    let first = try Exporting.write(try screen(), dataset: dataset, folder: StateFolder(path: memory.path))
    let second = try Exporting.write(try screen(), dataset: dataset, folder: StateFolder(path: memory.path))
    #expect(first.hasPrefix(memory.path + "/exports/genryu-"))
    #expect(first.hasSuffix("-overview.csv"))
    #expect(second.hasSuffix("-overview-2.csv"))
    #expect(Path.exists(first) && Path.exists(second))
  }

  @Test func whatCannotBeWrittenIsSaid() throws {
    let screen = try screen()
    #expect(throws: AtomicFile.Problem.self) {
      try Exporting.write(screen, dataset: [Path.current], folder: StateFolder(path: "/proc/nowhere"))
    }
  }
}
