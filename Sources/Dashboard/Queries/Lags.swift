import Analysis
import Footprints
import SupplyGraph

/// A declared figure and what it would be if it followed its components.
public struct LagRow: Hashable, Sendable {
  public var product: ProductIndex
  /// kg CO2e per unit, as declared.
  public var stated: Double
  /// With what its components have become.
  public var expected: Double
  /// kg CO2e of the portfolio that the figure of the product stands for, now and expected.
  public var weight: Double
  public var change: Double { expected - stated }
  /// kg CO2e of the portfolio. Effects of products that contain each other overlap.
  public var effect: Double { weight * change }
}

public struct LagAnswer: Sendable {
  public var rows: [LagRow]
  public var others: Int

  var list: [Row] {
    var list = rows.map { Row(id: .lag($0.product), mass: $0.effect, share: 0, mix: .none) }
    if others > 0 {
      list.append(Row(id: .more(list: .lags, path: []), mass: 0, share: 0, mix: .none, count: others))
    }
    return list
  }
}

extension Analyst {
  mutating func lags(_ edits: [Edit], limit: Int) -> Answer {
    let request = WhatIfRequest(subject: .portfolio, edits: edits)
    if whatIfModel?.subject != .portfolio || whatIfModel?.edits != edits { move(to: request) }
    guard let model = whatIfModel?.model else { return .failed }
    var rows: [LagRow] = []
    for p in 0..<snapshot.graph.count where baseline.rollUp.status(p) == .declared {
      guard let stated = baseline.rollUp.total(p), let expected = model.rollUp.total(p),
        abs(expected - stated) > 1e-12 * max(abs(stated), abs(expected))
      else { continue }
      rows.append(LagRow(product: p, stated: stated, expected: expected, weight: model.focus.weight(p)))
    }
    rows.sort { a, b in
      abs(a.effect) != abs(b.effect) ? abs(a.effect) > abs(b.effect) : a.product < b.product
    }
    return .lags(LagAnswer(rows: Array(rows.prefix(limit)), others: max(0, rows.count - limit)))
  }
}
