import Analysis
import Dashboard
import SupplyGraph

/// What a person waits for after a key that asks for another list: the answers that screens are drawn from, each first
/// and then as it is asked again with another order, another branch open or more lines.
struct AnswerBenchmark {
  private var analyst: Analyst
  private let focus: Focus
  private let sweep: Double

  /// - Parameter sweep: milliseconds of the C sweep over all totals.
  static func run(_ focus: Focus, sweep: Double) {
    let snapshot = Snapshot(name: "made up", graph: focus.rollUp.graph)
    var benchmark = AnswerBenchmark(analyst: Analyst(snapshot: snapshot), focus: focus, sweep: sweep)
    benchmark.overview()
    benchmark.drillDown()
    benchmark.suppliers()
    benchmark.search()
    benchmark.scenario()
  }

  private mutating func time(_ name: String, _ queries: [Query]) {
    let times = queries.map { query in milliseconds { _ = analyst.answer(query) } }
    Table.time(name, median(times), "C sweep", sweep)
  }

  private mutating func overview() {
    func query(_ sort: Sort) -> Query { .overview(sort: sort, filter: [], limit: 100) }
    let first = milliseconds { _ = analyst.firstAnswer(query(Sort())) }
    Table.time("screen of the overview", first, "C sweep", sweep)
    time("  its tiers", [query(Sort())])
    time("  in another order", [Sort(.name), Sort(.tier), Sort(.mass, reversed: true)].map(query))
  }

  private mutating func drillDown() {
    let graph = focus.rollUp.graph
    guard let root = focus.demand.max(by: { mass($0.product) < mass($1.product) })?.product else { return }
    time("drill-down of a product", [.tree(TreeRequest(root: root))])
    let branches = graph.components(of: root).map { link in
      Query.tree(TreeRequest(root: root, open: [[], [link]]))
    }
    time("  another branch opened", branches)
    let tops = Set(focus.demand.map(\.product))
    let hotspots = focus.hotspots(top: 100).filter { !tops.contains($0) }.prefix(9)
    time("  way to a hotspot", hotspots.map { .locate($0, root: root) })
    time("  way to a hotspot from the portfolio", hotspots.map { .locate($0, root: nil) })
    time("  where a figure comes from", hotspots.map { .origin($0) })
  }

  private func mass(_ product: ProductIndex) -> Double { focus.rollUp.total(product) ?? 0 }

  private mutating func suppliers() {
    func query(_ sort: Sort) -> Query { .suppliers(sort: sort, filter: [], limit: 500) }
    time("screen of suppliers", [query(Sort())])
    time("  in another order", [Sort(.name), Sort(.tier), Sort(.mass, reversed: true)].map(query))
    let largest = focus.grouped(by: .supplier).prefix(9).compactMap(\.index)
    time("screen of one supplier", largest.map { .supplier($0, limit: 20) })
    time("  more lines", largest.suffix(1).map { .supplier($0, limit: 70) })
  }

  /// From the key that shows the scenario in work until the overview of it is there.
  private mutating func scenario() {
    let graph = focus.rollUp.graph
    let hotspots = focus.hotspots(top: 9)
    let scenarios = hotspots.map { [Edit(.own(graph.id($0)), .by(-0.2))] }
    if let first = scenarios.first { _ = analyst.answer(.stage(first, name: "made up")) }
    time("showing a scenario", scenarios.dropFirst().map { .stage($0, name: "made up") })
    time("  the overview of it", [.overview(sort: Sort(), filter: [], limit: 100)])
  }

  private mutating func search() {
    func query(_ text: String) -> Query { .find(text: text, limit: 100) }
    time("search opened", [query("")])
    time("  first letter", [query("p")])
    time("  further letters", ["pa", "part 00", "part 0012", "part 00123"].map(query))
  }
}
