import Analysis
import Footprints
import SupplyGraph

/// Edits in a graph with thousands of small loops beside the same graph without them.
enum LoopBenchmark {
  private static let (products, width, loops) = (200_000, 10_000, 5_000)

  static func run() {
    Table.head("\(products) products, with \(loops) loops of three and without")
    let plain = graph(loops: 0)
    let looped = graph(loops: loops)
    if looped.loops.count != loops { print("\(looped.loops.count) loops") }
    let (a, b) = (RollUp(graph: looped), RollUp(graph: plain))
    if let profiled = GraphBenchmark.profiled {
      return GraphBenchmark.repeatedly(profiled, a, Focus(rollUp: a, subject: .portfolio))
    }
    compare("roll-up", { _ = RollUp(graph: looped) }, { _ = RollUp(graph: plain) })
    let focus: (RollUp) -> Focus = { Focus(rollUp: $0, subject: .portfolio) }
    compare(
      "focus, top 20", { _ = focus(a).hotspots(top: 20) }, { _ = focus(b).hotspots(top: 20) })
    let (x, y) = (focus(a), focus(b))
    compare("grouping by tier", { _ = x.grouped(by: .tier) }, { _ = y.grouped(by: .tier) })
    EditBenchmark.compare(x, "without loops", y)
  }

  private static func compare(_ what: String, _ looped: () -> Void, _ plain: () -> Void) {
    let times = wallTimes(looped, plain)
    Table.time(what, times.0, "without loops", times.1)
  }

  /// Products in layers of which each needs four of the next two; in the loops three neighbours need each other.
  private static func graph(loops: Int) -> SupplyGraph {
    var random = Seeded(5)
    var builder = SupplyGraphBuilder(asOf: asOf)
    for p in 0..<products {
      builder.add(
        product: ProductRow(
          id: "P\(p)", supplier: "S\(random.below(products / 50))", direct: Double(random.below(1000)) / 100,
          place: Place(file: 0, line: Int32(p + 2), offset: Int64(p) * 40, length: 39)))
      let next = (p / width + 1) * width
      if next >= products { continue }
      let end = min(products, next + 2 * width)
      for _ in 0..<4 { link(p, next + random.below(end - next), &builder) }
    }
    for loop in 0..<loops {
      let first = loop * (products / max(1, loops))
      for i in 0..<3 { link(first + i, first + (i + 1) % 3, &builder) }
    }
    for top in 0..<20 { builder.add(portfolio: PortfolioRow(product: "P\(top * 400)", quantity: 100)) }
    return builder.build()
  }

  private static func link(_ product: Int, _ component: Int, _ builder: inout SupplyGraphBuilder) {
    builder.add(link: LinkRow(product: "P\(product)", component: "P\(component)", amount: 0.1))
  }
}
