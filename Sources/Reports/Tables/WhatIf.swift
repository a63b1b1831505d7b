import Analysis
import Dashboard
import SupplyGraph

extension Report {
  /// What a scenario does to a focus: the total, and then the products whose contribution moved, those that moved most
  /// first. The differences add up to that of the total.
  ///
  /// - Parameters:
  ///   - before: the focus without the edits, over the same graph.
  ///   - after: with them.
  ///   - top: rows below the total; the others become one row.
  public func whatIf(_ before: Focus, _ after: Focus, top: Int? = nil) -> Page {
    let moved = movedProducts(before, after)
    let shown = min(moved.count, max(0, top ?? moved.count))
    let isRest = moved.count > shown
    let table = Table(
      columns: [.item, .name, .before, .after, .difference], count: 1 + shown + (isRest ? 1 : 0)
    ) { number in
      if number == 0 {
        return changeRow("total", words.totalWord, before.total, after.total)
      }
      guard number <= shown else { return restRow(before, after, moved[shown...]) }
      let p = moved[number - 1]
      return changeRow(graph.id(p), name(p), before.contribution(p), after.contribution(p))
    }
    return Page(
      heading: words.whatIfHeading(subjectName(after), sentence(before), sentence(after)), table: table,
      notes: notes(after), missing: missing(after))
  }

  /// Products by how much their contribution moved, whichever way; equal ones by identifier.
  private func movedProducts(_ before: Focus, _ after: Focus) -> [ProductIndex] {
    let moves = (0..<graph.count).map { after.contribution($0) - before.contribution($0) }
    return moves.indices.filter { moves[$0] != 0 }.sorted { a, b in
      let (x, y) = (abs(moves[a]), abs(moves[b]))
      return x != y ? x > y : graph.rank(a) < graph.rank(b)
    }
  }

  private func changeRow(_ key: String, _ name: String, _ before: Double?, _ after: Double?) -> [Cell] {
    let difference = before.flatMap { before in after.map { $0 - before } }
    return [Cell(key), Cell(name), Cell(before), Cell(after), Cell(difference)]
  }

  private func restRow(_ before: Focus, _ after: Focus, _ rest: ArraySlice<ProductIndex>) -> [Cell] {
    changeRow(
      GroupRow.remainderKey, words.changedProducts(rest.count),
      rest.reduce(0) { $0 + before.contribution($1) },
      rest.reduce(0) { $0 + after.contribution($1) })
  }

  private func subjectName(_ focus: Focus) -> String {
    if case .product(let p) = focus.subject { name(p) } else { snapshot.name }
  }

  private func sentence(_ focus: Focus) -> String {
    focus.total.map { (focus.isLowerBound ? ">= " : "") + MassScale.sentence($0) } ?? texts.noFigure
  }
}
