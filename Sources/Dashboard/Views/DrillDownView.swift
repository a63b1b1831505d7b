import Analysis
import Canvas
import SupplyGraph

/// A product and its chain as a tree of lines with bars on one scale, so that depth never lies.
struct DrillDownView {
  let state: State

  private var texts: Texts { state.texts }

  /// Rows of the screen that the list takes.
  static func listRows(in state: State) -> Range<Int> {
    let body = state.body
    let first = min(body.lowerBound + 1, body.upperBound)
    return first..<body.upperBound
  }

  func draw(on canvas: inout Canvas) {
    guard let scene = state.scene, case .tree(let listing, _) = scene.answer else {
      canvas.put(texts.working, row: state.body.lowerBound, column: 1, role: .muted)
      return
    }
    let isYearly = state.basis == .wholePerYear
    let table = ListTable(
      state: state, columns: [.name, .supplier, .country, .tier, .mass, .share, .primary, .marks, .bar],
      largest: listing.rows.first?.mass ?? 0, factor: isYearly ? state.yearlyQuantity ?? 1 : 1,
      isYearly: isYearly, nameMinimum: 31)
    table.drawHeadings(on: &canvas, row: state.body.lowerBound, name: texts.itemHeading(state.basis))
    for (offset, line) in DrillDownView.listRows(in: state).enumerated() {
      let index = scene.scroll + offset
      guard listing.rows.indices.contains(index) else { break }
      table.draw(listing.rows[index], index, on: &canvas, at: line, isSelected: scene.cursor == index)
    }
  }
}
