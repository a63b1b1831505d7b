import Analysis
import SupplyGraph

/// Comparing a baseline with a scenario over the same graph, and with a dataset of its own in which values, amounts
/// and components are others.
struct ComparisonBenchmark {
  let baseline: Focus
  /// Milliseconds of a C sweep over one channel.
  let sweep: Double

  func run(_ read: () -> SupplyGraph?) {
    time("comparison with a scenario", scenario(of: baseline, every: 1000))
    guard let graph = read() else { return }
    let other = Focus(rollUp: RollUp(graph: graph), subject: .portfolio)
    time("comparison with another dataset", scenario(of: other, every: 10))
  }

  /// Every so many products emit less, need more of one component and nothing of another.
  private func scenario(of focus: Focus, every step: Int) -> Focus {
    let graph = focus.rollUp.graph
    var model = EditedModel(focus: focus)
    var values: [Parameter: Double] = [:]
    for p in stride(from: 0, to: graph.count, by: step) {
      if let own = focus.rollUp.own(p) { values[.own(p)] = own * 0.9 }
      let links = graph.components(of: p)
      if let first = links.first { values[.amount(first)] = focus.rollUp.amount(first) * 1.05 }
      if let last = links.dropFirst().last { values[.amount(last)] = 0 }
    }
    do { try model.move(to: values) } catch { print("the scenario is refused: \(error)") }
    return model.focus
  }

  private func time(_ name: String, _ other: Focus) {
    var comparison: Comparison?
    Table.time(name, wallTime { comparison = Comparison(baseline, other) }, "C sweep, one channel", sweep)
    guard let comparison else { return }
    Table.time("  its 100 largest rows", wallTime { _ = comparison.rows(top: 100) }, "C sweep", sweep)
    Table.time(
      "  its 100 changed inputs that explain most", wallTime { _ = comparison.changedInputs(top: 100) },
      "C sweep", sweep)
    let change = (other.total ?? 0) - (baseline.total ?? 0)
    let left = abs(comparison.causes.sum - change) / max(abs(change), 1e-300)
    if left > 1e-9 { print("the causes do not add up: \(left)") }
  }
}
