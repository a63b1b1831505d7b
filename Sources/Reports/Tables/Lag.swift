import Analysis
import Dashboard
import Footprints
import SupplyGraph

extension Report {
  /// Declared footprints that predate an update of a component, one row for each of both, the largest expected change
  /// of the focus first.
  public func lag(_ focus: Focus, top: Int? = nil) -> Page {
    let lag = DeclarationLag(focus)
    let shown = lag.rows.prefix(max(0, top ?? lag.rows.count))
    let rest = lag.rows.dropFirst(shown.count)
    let restRows = rest.isEmpty ? [] : [restRow(rest.count, sum(rest))]
    let table = Table(
      columns: isForPeople
        ? [
          .name, .declared, .declaredOn, .componentName, .updatedOn, .oldValue, .newValue, .lagChange,
          .lagShare,
          .focusChange,
        ]
        : [
          .rank, .id, .name, .supplier, .declared, .declaredOn, .componentID, .componentName, .updatedOn,
          .amountNeeded, .oldValue, .newValue, .lagChange, .lagShare, .focusChange,
        ], rows: shown.enumerated().map { lagRow($1, rank: $0 + 1) } + restRows)
    return Page(
      heading: lagTexts.heading(
        Set(lag.rows.map(\.parent)).count, sum(lag.rows[...]).map(MassScale.sentence)), table: table,
      notes: lag.undated > 0 ? [lagTexts.undated(lag.undated)] : [],
      missing: lag.unknown > 0 ? [lagTexts.unknown(lag.unknown)] : [])
  }

  private var lagTexts: LagTexts { language.lagTexts }

  private func lagRow(_ row: DeclarationLag.Row, rank: Int) -> [Cell] {
    let values = [Cell(row.old), Cell(row.new), Cell(row.change), Cell(row.share), Cell(row.focusChange)]
    let (declaredOn, updatedOn) = (Cell(row.declaredOn.dateText), Cell(row.updatedOn.dateText))
    if isForPeople {
      return [
        Cell(name(row.parent)), Cell(row.declared), declaredOn, Cell(name(row.component)), updatedOn,
      ] + values
    }
    return [
      .count(rank), Cell(graph.id(row.parent)), Cell(name(row.parent)), Cell(supplier(row.parent)),
      Cell(row.declared), declaredOn, Cell(graph.id(row.component)), Cell(name(row.component)), updatedOn,
      Cell(row.amount),
    ] + values
  }

  /// As far as it is known; nil where nothing is.
  private func sum(_ rows: ArraySlice<DeclarationLag.Row>) -> Double? {
    let known = rows.compactMap(\.focusChange)
    return known.isEmpty ? nil : known.reduce(0, +)
  }

  private func restRow(_ count: Int, _ change: Double?) -> [Cell] {
    let more = Cell("+ " + texts.more(count))
    return isForPeople
      ? [more] + [Cell](repeating: .empty, count: 8) + [Cell(change)]
      : [.empty, Cell(GroupRow.remainderKey), more] + [Cell](repeating: .empty, count: 11) + [Cell(change)]
  }

  /// The declared products that a scenario leaves behind, the largest change of the focus first.
  ///
  /// - Parameter baseline: the roll-up without the edits, over the same graph.
  public func lag(of focus: Focus, since baseline: RollUp, top: Int? = nil) -> Page {
    let lags = focus.declaredLags(since: baseline)
    let shown = lags.prefix(max(0, top ?? lags.count))
    var rows = shown.enumerated().map { propagatedRow($1, rank: $0 + 1) }
    if shown.count < lags.count {
      rows.append(
        [.empty, Cell(GroupRow.remainderKey), Cell("+ " + texts.more(lags.count - shown.count))]
          + [Cell](repeating: .empty, count: 6))
    }
    return Page(
      heading: lagTexts.scenarioHeading(lags.count),
      table: Table(
        columns: [
          .rank, .id, .name, .supplier, .declared, .propagated, .lagChange, .lagShare, .focusChange,
        ], rows: rows),
      notes: lags.isEmpty ? [] : [lagTexts.notAdditive])
  }

  private func propagatedRow(_ lag: PropagatedLag, rank: Int) -> [Cell] {
    [
      .count(rank), Cell(graph.id(lag.product)), Cell(name(lag.product)), Cell(supplier(lag.product)),
      Cell(lag.declared), Cell(lag.propagated), Cell(lag.change), Cell(lag.share), Cell(lag.focusChange),
    ]
  }
}

extension Column {
  fileprivate static let declaredOn = Column("declared_on", .text, "On", "申告日")
  fileprivate static let componentName = Column("component_name", .text, "Component", "構成品")
  fileprivate static let updatedOn = Column("updated_on", .text, "Updated", "更新日")
  fileprivate static let oldValue = Column("old_kgco2e", .number, "Old", "旧")
  fileprivate static let newValue = Column("new_kgco2e", .number, "New", "新")
  fileprivate static let propagated = Column("propagated_kgco2e", .number, "Propagated", "反映後")
  fileprivate static let lagChange = Column("change_kgco2e", .number, "Expected", "見込み")
  fileprivate static let lagShare = Column("change_share", .share, "Change", "増減")
  fileprivate static let focusChange = Column("focus_change_kgco2e", .mass, "In focus kg CO2e", "全体 kg-CO2e")
}
