import Analysis
import Dashboard
import SupplyGraph

/// What the screens about scenarios list, as tables with full precision.
struct ScenarioTables {
  let snapshot: Snapshot
  let language: Language

  private var graph: SupplyGraph { snapshot.graph }

  private func name(_ p: ProductIndex) -> String { language == .ja ? graph.nameJa(p) : graph.name(p) }

  private func supplier(_ p: ProductIndex) -> String {
    guard let index = graph.supplier(p) else { return "" }
    let supplier = graph.suppliers[index]
    return language == .ja && !supplier.nameJa.isEmpty ? supplier.nameJa : supplier.name
  }

  // MARK: What-if

  private static let inputColumns: [Column] = [
    Column("kind", .text, "Kind", "種別"), Column("product_id", .text, "Product", "製品"),
    Column("component_id", .text, "Component", "構成品"), .name, .supplier,
    Column("baseline", .number, "Baseline", "基準"), Column("value", .number, "Now", "現在"),
    Column("low_kgco2e", .number, "Low kg CO2e", "低 kg-CO2e"),
    Column("high_kgco2e", .number, "High kg CO2e", "高 kg-CO2e"),
    Column("elasticity", .number, "Elasticity", "弾力性"),
    Column("variance_share", .share, "Variance share", "分散の割合"), Column("gsd", .number, "GSD", "GSD"),
    .difference, Column("needed", .number, "Needed", "必要な値"),
  ]

  /// All listed inputs; low and high are totals, the difference is what the change of the input has moved.
  func inputs(_ answer: WhatIfAnswer) -> Table {
    let total = answer.total.after ?? 0
    return Table(
      columns: ScenarioTables.inputColumns,
      rows: answer.rows.map { row in
        [
          .text(kind(row.parameter)), .text(graph.id(row.user ?? row.product)),
          .text(row.user == nil ? "" : graph.id(row.product)), .text(name(row.product)),
          .text(supplier(row.product)), Cell(row.baseline), Cell(row.value), Cell(row.low.map { total + $0 }),
          Cell(row.high.map { total + $0 }), Cell(row.elasticity), Cell(row.varianceShare), Cell(row.gsd),
          Cell(row.effect), Cell(row.needed),
        ]
      })
  }

  private func kind(_ parameter: Parameter) -> String {
    switch parameter {
    case .own: "own"
    case .ownPrimary: "primary"
    case .amount: "amount"
    case .quantity: "quantity"
    }
  }

  // MARK: Compare

  /// First the totals, then the listed rows and what is not listed; one column for each column of the screen.
  func comparison(_ answer: CompareAnswer, names: [String]) -> Table {
    let columns =
      [Column.item, .id] + names.map { Column($0, .number, $0, $0) } + [.difference]
      + Cause.allCases.map { Column("because_\(word($0))_kgco2e", .number, word($0), word($0)) }
    func cells(_ item: String, _ id: String, _ values: [Double?], _ difference: Double?, _ causes: CauseSplit)
      -> [Cell]
    {
      [.text(item), .text(id)] + values.map { Cell($0) } + [Cell(difference)]
        + Cause.allCases.map { Cell(causes[$0]) }
    }
    let words = language.whatIfTexts
    var rows = [cells(words.totalRow, "", answer.totals, answer.difference, answer.causes)]
    rows += answer.rows.map { row in
      cells(language == .ja ? row.nameJa : row.name, row.id, row.values, row.difference, row.causes)
    }
    if answer.rest.count > 0 {
      rows.append(
        cells(
          words.allOthers(answer.rest.count), "", answer.restValues, answer.rest.difference,
          answer.rest.causes))
    }
    return Table(columns: columns, rows: rows)
  }

  private func word(_ cause: Cause) -> String {
    switch cause {
    case .value: "value"
    case .amount: "amount"
    case .structure: "structure"
    case .missing: "missing"
    }
  }

  // MARK: Declared and propagated

  func lags(_ answer: LagAnswer) -> Table {
    Table(
      columns: [
        .id, .name, .supplier, .declared,
        Column("expected_kgco2e", .number, "Expected kg CO2e", "見込み kg-CO2e"),
        .effect,
      ],
      rows: answer.rows.map { row in
        [
          .text(graph.id(row.product)), .text(name(row.product)), .text(supplier(row.product)),
          Cell(row.stated),
          Cell(row.expected), Cell(row.effect),
        ]
      })
  }
}
