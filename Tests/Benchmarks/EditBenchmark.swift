import Analysis
import SupplyGraph

/// Edits of random parameters, one after the other, with the portfolio in focus: until the figures of a screen are
/// right.
struct EditBenchmark {
  private let focus: Focus
  private let sweep: Double
  private static let runs = 200

  /// - Parameter sweep: milliseconds of the C sweep over all totals.
  init(_ focus: Focus, sweep: Double) {
    self.focus = focus
    self.sweep = sweep
  }

  func run() {
    var random = Seeded(11)
    let graph = focus.rollUp.graph
    let owns = (0..<EditBenchmark.runs).map { _ in
      Parameter.own(random.below(graph.count))
    }
    let amounts = (0..<EditBenchmark.runs).map { _ in Parameter.amount(random.below(max(1, graph.linkCount)))
    }
    var model = EditedModel(focus: focus)
    let first = milliseconds { screen(&model, owns[0], nil) }
    Table.time("first edit", first, "C sweep", sweep)
    measure("own emissions", &model, owns)
    measure("an amount", &model, amounts)
  }

  /// The total, its data, the first rows of the ranking and of the suppliers; and the totals of products.
  private func screen(_ model: inout EditedModel, _ parameter: Parameter, _ rows: [ProductIndex]?) {
    let before = model.baselineValue(parameter) ?? 0
    do { try model.move(to: [parameter: before * 1.1 + 0.001]) } catch { print("refused: \(error)") }
    var sum = (model.total ?? 0) + model.mix.primary
    sum += model.hotspots(top: 20).reduce(0) { $0 + model.contribution($1) }
    sum += model.grouped(by: .supplier, top: 20).reduce(0) { $0 + $1.contribution }
    for row in rows ?? [] { sum += model.total(row) ?? 0 }
    if sum == 1 { print(sum) }
  }

  private func measure(_ what: String, _ model: inout EditedModel, _ parameters: [Parameter]) {
    let short = parameters.map { parameter in milliseconds { screen(&model, parameter, nil) } }
    report("edit of \(what)", short)
    let rows = focus.hotspots(top: 20)
    var long: [Double] = []
    // Where each takes long, fewer show it.
    for parameter in parameters where long.reduce(0, +) < 20_000 {
      long.append(milliseconds { screen(&model, parameter, rows) })
    }
    report("  and totals of 20 rows", long)
  }

  private func report(_ what: String, _ times: [Double]) {
    Table.time(what + ", median", median(times), "C sweep", sweep)
    Table.time(what + ", worst", times.max() ?? .nan, "C sweep", sweep)
  }
}
