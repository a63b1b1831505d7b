import Analysis
import SupplyGraph

/// Edits of random parameters, one after the other, with the portfolio in focus: until the figures of a screen are
/// right.
///
/// All of them are repeated in the same order, and each counts with its median: the worst is then the worst edit and
/// not what else the machine did in the meantime.
struct EditBenchmark {
  private let focus: Focus
  private let rows: [ProductIndex]
  private var model: EditedModel
  private var random = Seeded(11)
  private static let edits = 200
  private static let rounds = 3

  init(_ focus: Focus) {
    self.focus = focus
    rows = focus.hotspots(top: 20)
    model = EditedModel(focus: focus)
  }

  /// - Parameter sweep: milliseconds of the C sweep over all totals.
  static func run(_ focus: Focus, sweep: Double) {
    var benchmark = EditBenchmark(focus)
    Table.time("first edit", benchmark.first(), "C sweep", sweep)
    for kind in Kind.allCases {
      let times = benchmark.times(kind)
      Table.time(kind.rawValue + ", median", median(times), "C sweep", sweep)
      Table.time(kind.rawValue + ", worst", times.max() ?? .nan, "C sweep", sweep)
    }
    Table.time(
      "  everything anew",
      wallTime {
        _ = Focus(rollUp: RollUp(graph: focus.rollUp.graph), subject: .portfolio).hotspots(top: 20)
      },
      "C sweep", sweep)
  }

  /// The same edits of two graphs.
  static func compare(_ focus: Focus, _ what: String, _ other: Focus) {
    var (a, b) = (EditBenchmark(focus), EditBenchmark(other))
    Table.time("first edit", a.first(), what, b.first())
    for kind in Kind.allCases {
      let (x, y) = (a.times(kind), b.times(kind))
      Table.time(kind.rawValue + ", median", median(x), what, median(y))
      Table.time(kind.rawValue + ", worst", x.max() ?? .nan, what, y.max() ?? .nan)
    }
  }

  enum Kind: String, CaseIterable {
    case own = "edit of own emissions"
    case ownAndRows = "  and totals of 20 rows"
    case amount = "edit of an amount"
    case amountAndRows = "  and totals of all 20 rows"

    var isOwn: Bool { self == .own || self == .ownAndRows }
    var asksRows: Bool { self == .ownAndRows || self == .amountAndRows }
  }

  private mutating func first() -> Double { wallTime { editAnew() } }

  /// In a model that nothing was asked of before.
  mutating func editAnew() {
    model = EditedModel(focus: focus)
    screen(.own(focus.rollUp.graph.count / 2), false)
  }

  mutating func edit(_ kind: Kind) { screen(parameter(kind), kind.asksRows) }

  /// Of any product.
  private mutating func parameter(_ kind: Kind) -> Parameter {
    let graph = focus.rollUp.graph
    return kind.isOwn ? .own(random.below(graph.count)) : .amount(random.below(max(1, graph.linkCount)))
  }

  /// Of fewer edits where each takes long.
  private mutating func times(_ kind: Kind) -> [Double] {
    let parameters = (0..<EditBenchmark.edits).map { _ in parameter(kind) }
    var rounds: [[Double]] = []
    for _ in 0..<EditBenchmark.rounds {
      var times: [Double] = []
      for parameter in parameters.prefix(rounds.first?.count ?? .max) where times.reduce(0, +) < 15_000 {
        times.append(milliseconds { screen(parameter, kind.asksRows) })
      }
      rounds.append(times)
    }
    return (0..<(rounds.map(\.count).min() ?? 0)).map { edit in median(rounds.map { $0[edit] }) }
  }

  /// The total, its data, the first rows of the ranking and of the suppliers; and the totals of products.
  private mutating func screen(_ parameter: Parameter, _ asksRows: Bool) {
    let before = model.baselineValue(parameter) ?? 0
    do { try model.move(to: [parameter: before * 1.1 + 0.001]) } catch { print("refused: \(error)") }
    var sum = (model.total ?? 0) + model.mix.primary
    sum += model.hotspots(top: 20).reduce(0) { $0 + model.contribution($1) }
    sum += model.grouped(by: .supplier, top: 20).reduce(0) { $0 + $1.contribution }
    if asksRows { for row in rows { sum += model.total(row) ?? 0 } }
    if sum == 1 { print(sum) }
  }
}
