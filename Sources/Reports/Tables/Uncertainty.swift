import Analysis
import Dashboard
import SupplyGraph

/// A row of the table of uncertainty.
public enum UncertaintyItem: String, CaseIterable, Sendable {
  /// With all inputs at their values.
  case total = "total_kgco2e"
  case median = "median_kgco2e"
  case mean = "mean_kgco2e"
  case deviation = "standard_deviation_kgco2e"
  case p5 = "p5_kgco2e"
  case p95 = "p95_kgco2e"
  case standardError = "standard_error_kgco2e"
  case samples
  case refused = "refused_samples"
  case belowBaseline = "probability_below_baseline"
  case ownShare = "variance_share_own"
  case amountShare = "variance_share_amount"

  static let figures: [UncertaintyItem] = [
    .total, .median, .mean, .deviation, .p5, .p95, .standardError, .samples, .refused,
  ]
}

extension Report {
  /// Figures of the distribution of the total, analytic beside sampled, then the inputs that most of its variance comes
  /// from.
  ///
  /// - Parameters:
  ///   - samples: drawn by `monteCarlo` from the same focus and spreads.
  ///   - baseline: the same draws without the edits of a scenario, for how likely it is lower than that.
  ///   - top: inputs to show.
  public func uncertainty(
    _ focus: Focus, spreads: Spreads, monteCarlo: MonteCarlo, samples: Samples, baseline: Samples? = nil,
    top: Int
  ) -> Page {
    let inputs = focus.sensitivity(by: .variance, top: top, spreads: spreads)
    let sampled = monteCarlo.varianceShares(inputs.rows.map(\.input), samples)
    let summary = samples.summary
    var rows = UncertaintyItem.figures.map { figures($0, inputs.uncertainty, summary, samples) }
    if let baseline {
      let below = samples.probabilityBelow(baseline)?.value
      rows.append([Cell(word(.belowBaseline)), .empty, .empty, .empty, shareCell(below)])
    }
    for (row, share) in zip(inputs.rows, sampled) { rows.append(shares(row, share)) }
    return Page(
      heading: heading(focus),
      table: Table(columns: [.figure, .productID, .componentID, .analytic, .sampled], rows: rows),
      notes: uncertaintyNotes(inputs, samples, monteCarlo.seed),
      missing: missing(focus) + (summary == nil && focus.total != nil ? [risk.noSamples] : []))
  }

  private func figures(
    _ item: UncertaintyItem, _ analytic: AnalyticUncertainty, _ summary: SampleSummary?, _ samples: Samples
  ) -> [Cell] {
    let cells: (Cell, Cell)
    switch item {
    case .total: cells = (Cell(analytic.total), .empty)
    case .median: cells = (Cell(analytic.median), Cell(summary?.median))
    case .mean: cells = (Cell(analytic.mean), Cell(summary?.mean))
    case .deviation:
      cells = (Cell(analytic.deviation), Cell(summary?.deviation))
    case .p5: cells = (Cell(analytic.p5), Cell(summary?.p5))
    case .p95: cells = (Cell(analytic.p95), Cell(summary?.p95))
    case .standardError: cells = (.empty, Cell(summary?.standardError))
    case .samples: cells = (.empty, .count(samples.totals.count))
    case .refused: cells = (.empty, .count(samples.refused))
    case .belowBaseline, .ownShare, .amountShare: cells = (.empty, .empty)
    }
    return [Cell(word(item)), .empty, .empty, cells.0, cells.1]
  }

  private func word(_ item: UncertaintyItem) -> String { isForPeople ? risk.item(item) : item.rawValue }

  private func shares(_ row: SensitivityRow, _ sampled: Double?) -> [Cell] {
    let item: UncertaintyItem
    let products: [ProductIndex]
    switch row.input {
    case .amount(let link):
      (item, products) = (.amountShare, [graph.product(ofLink: link), graph.component(link)])
    case .own(let p), .ownPrimary(let p), .quantity(let p): (item, products) = (.ownShare, [p])
    }
    let names = products.map { Cell(isForPeople ? name($0) : graph.id($0)) }
    return [
      Cell(isForPeople ? risk.item(item) : item.rawValue), names[0], names.count > 1 ? names[1] : .empty,
    ]
      + [row.varianceShare, sampled].map(shareCell)
  }

  /// In a column of masses a share says that it is one.
  private func shareCell(_ share: Double?) -> Cell {
    guard let share, isForPeople else { return Cell(share) }
    return Cell(Numbers.percent(share))
  }

  private func uncertaintyNotes(_ inputs: Sensitivity, _ samples: Samples, _ seed: UInt64) -> [String] {
    var notes: [String] = []
    if inputs.others > 0 {
      notes.append(risk.otherShares(inputs.others, Numbers.percent(inputs.varianceShareOfOthers)))
    }
    if samples.refused > 0 { notes.append(risk.refusedSamples(samples.refused, samples.totals.count)) }
    if isForPeople { notes += [risk.drawn(samples.totals.count, "\(seed)"), risk.assumptions] }
    return notes + (snapshot.isPartial ? [texts.partial] : [])
  }
}
