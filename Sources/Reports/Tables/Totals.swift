import Analysis
import Dashboard
import SupplyGraph

extension Report {
  /// Every product in the order of the identifiers, kg CO2e per unit of each.
  public func totals() -> Page {
    let order = (0..<graph.count).sorted { graph.rank($0) < graph.rank($1) }
    let table = Table(
      columns: [
        .id, .name, .supplier, .country, .unit, .total, .own, .declared, .primary, .tierMin, .status,
      ], count: order.count
    ) { totalsRow(order[$0]) }
    return Page(
      heading: heading(snapshot.portfolio), table: table, notes: snapshot.isPartial ? [texts.partial] : [],
      missing: reasons(for: order.filter { rollUp.total($0) == nil }))
  }

  private func totalsRow(_ p: ProductIndex) -> [Cell] {
    let status = rollUp.status(p)
    return [
      Cell(graph.id(p)), Cell(name(p)), Cell(supplier(p)), Cell(graph.country(p)), Cell(graph.unit(p).symbol),
      Cell(rollUp.total(p)), Cell(rollUp.own(p)), Cell(graph.given(p).declared),
      Cell(percent(rollUp.primaryShare(p))), Cell(snapshot.portfolio.tier(p)),
      Cell(isForPeople ? words.statusWord(status) : statusWord(status)),
    ]
  }
}
