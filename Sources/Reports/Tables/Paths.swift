import Analysis
import SupplyGraph

extension Report {
  /// The heaviest routes from the focus, and last what all others bring.
  public func paths(_ focus: Focus, cutoff: Double, top: Int? = nil) -> Page {
    let paths = focus.paths(cutoff: cutoff, limit: max(0, top ?? Int.max))
    let rows = paths.rows
    let table = Table(
      columns: [.rank, .depth, .tier, .contribution, .share, .path], count: rows.count + 1
    ) { number in
      guard number < rows.count else { return remainder(paths.remainder, focus) }
      let row = rows[number]
      return [
        .count(number + 1), .count(row.depth), .count(row.tier), Cell(row.contribution),
        share(row.contribution, focus), Cell(route(row.products)),
      ]
    }
    return Page(
      heading: heading(focus), table: table,
      notes: notes(focus) + (paths.truncated ? [words.pathsCut] : []), missing: missing(focus))
  }

  private func remainder(_ mass: Double, _ focus: Focus) -> [Cell] {
    let mass = focus.total == nil ? nil : mass
    let key = isForPeople ? words.remainderOfPaths : GroupRow.remainderKey
    return [.empty, .empty, .empty, Cell(mass), share(mass, focus), Cell(key)]
  }

  private func route(_ products: [ProductIndex]) -> String {
    products.map { isForPeople ? name($0) : graph.id($0) }.joined(separator: " > ")
  }
}
