import Analysis
import Footprints
import SupplyGraph

/// A declared figure and what it would be if it followed its components.
public struct LagRow: Hashable, Sendable {
  public var product: ProductIndex
  /// The component that was updated after the product was declared; nil under a scenario, where several may have
  /// changed.
  public var component: ProductIndex?
  /// kg CO2e per unit, as declared.
  public var stated: Double
  /// With what its components have become; nil where the size of the change is not known.
  public var expected: Double?
  /// kg CO2e of the portfolio. Under a scenario effects of products that contain each other overlap.
  public var effect: Double?
  public var statedOn: Timestamp?
  public var updatedOn: Timestamp?

  public var change: Double? { expected.map { $0 - stated } }
  public var relativeChange: Double? { stated == 0 ? nil : change.map { $0 / abs(stated) } }
}

public struct LagAnswer: Sendable {
  public var rows: [LagRow]
  public var others: Int
  /// Whether a scenario leaves the figures behind; else newer figures of components in the data do.
  public var isUnderScenario: Bool

  var list: [Row] {
    var list = rows.map {
      Row(id: .lag($0.product, component: $0.component), mass: $0.effect ?? 0, share: 0, mix: .none)
    }
    if others > 0 {
      list.append(Row(id: .more(list: .lags, path: []), mass: 0, share: 0, mix: .none, count: others))
    }
    return list
  }
}

extension Analyst {
  /// Declared figures that a scenario leaves behind; without changes those that are behind in the data.
  mutating func lags(_ edits: [Edit], limit: Int) -> Answer {
    let rows = edits.isEmpty ? declarationLags() : scenarioLags(edits)
    return .lags(
      LagAnswer(
        rows: Array(rows.prefix(limit)), others: max(0, rows.count - limit), isUnderScenario: !edits.isEmpty))
  }

  private func declarationLags() -> [LagRow] {
    DeclarationLag(baseline.portfolio).rows.map { row in
      LagRow(
        product: row.parent, component: row.component, stated: row.declared,
        expected: row.change.map { row.declared + $0 }, effect: row.focusChange, statedOn: row.declaredOn,
        updatedOn: row.updatedOn)
    }
  }

  private mutating func scenarioLags(_ edits: [Edit]) -> [LagRow] {
    var made = WhatIfModel(baseline.portfolio)
    if let known = whatIfModel, known.subject == .portfolio { made = known }
    made.move(to: edits)
    return made.model.declaredLags().map { lag in
      LagRow(
        product: lag.product, component: nil, stated: lag.declared, expected: lag.propagated,
        effect: lag.focusChange)
    }
  }
}
