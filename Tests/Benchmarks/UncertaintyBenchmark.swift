import Analysis
import CYardstick
import SupplyGraph

/// Sensitivities, break-even and Monte Carlo of one focus.
struct UncertaintyBenchmark {
  private let focus: Focus
  private let yardstick: C
  private let threads: Int

  init(_ focus: Focus, _ yardstick: C, threads: Int) {
    self.focus = focus
    self.yardstick = yardstick
    self.threads = threads
  }

  func run(_ sweep: Double) {
    let graph = focus.rollUp.graph
    let spreads = Spreads(graph: graph)
    Table.time("spreads of all inputs", medianTime { _ = Spreads(graph: graph) }, "C sweep", sweep)
    for measure in SensitivityMeasure.allCases {
      Table.time(
        "sensitivity by \(measure.rawValue), top 100",
        medianTime { _ = focus.sensitivity(by: measure, top: 100, spreads: spreads) }, "C sweep", sweep)
    }
    let target = 0.99 * (focus.total ?? 0)
    Table.time(
      "break-even, top 100", medianTime { _ = focus.breakEven(target: target, top: 100) }, "C sweep", sweep)
    if graph.loops.isEmpty { monteCarlo(spreads) }
  }

  /// 1,000 samples; of large graphs and of the yardstick fewer, and the time for as many.
  private func monteCarlo(_ spreads: Spreads) {
    let links = focus.rollUp.graph.linkCount
    let wanted = 1000
    let (few, many) = (links > 1_000_000 ? 4 : links > 100_000 ? 30 : 200, links > 1_000_000 ? 64 : wanted)
    let (plain, expected) = yardstick.samples(focus, spreads, few)
    let reference = plain / Double(few) * Double(wanted)
    let monteCarlo = MonteCarlo(focus, spreads: spreads, seed: 1)
    for threads in Set([1, threads]).sorted() {
      var summary: SampleSummary?
      let time = medianTime(budget: 6000) { summary = monteCarlo.draw(many, threads: threads).summary }
      Table.time(
        "Monte Carlo, \(wanted) samples, \(threads) threads", time / Double(many) * Double(wanted),
        "plain C, one thread", reference)
      let off = abs((summary?.mean ?? 0) - expected)
      if off > 6 * (summary?.deviation ?? 0) / Double(few).squareRoot() { print("the means differ") }
    }
  }
}

extension C {
  /// Milliseconds of `count` samples in plain C, and their mean.
  func samples(_ focus: Focus, _ spreads: Spreads, _ count: Int) -> (time: Double, mean: Double) {
    let graph = focus.rollUp.graph
    let links = graph.links
    let own = (0..<graph.count).map { focus.rollUp.own($0) ?? 0 }
    let deviations = (0..<graph.count).map { spreads.logDeviation(.own($0)) }
    var demand = [Double](repeating: 0, count: graph.count)
    for (product, quantity) in graph.portfolio { demand[product] += quantity }
    var totals = [Double](repeating: 0, count: graph.count)
    var results = [Double](repeating: 0, count: count)
    let time = milliseconds {
      yardstick_samples(
        Int32(graph.count), links.starts, links.components, links.amounts, own, deviations,
        spreads.logDeviation(.amount(0)), demand, &totals, Int32(count), 1, &results)
    }
    return (time, results.reduce(0, +) / Double(count))
  }
}
