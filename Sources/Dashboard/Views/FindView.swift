import Canvas
import SupplyGraph

/// The search: what is typed and what it finds, with the figure that tells which find is worth a look.
struct FindView {
  let state: State
  let find: Overlay.FindState

  func draw(on canvas: inout Canvas) {
    Heading(state: state).draw(on: &canvas)
    let size = canvas.size
    let texts = state.texts
    for row in 1...2 { canvas.put("", row: row, column: 0, width: size.columns) }
    canvas.put("/ \(find.text)_", row: 2, column: 1, width: size.columns - 2, role: .key)
    let height = max(1, size.rows - 6)
    let scroll = State.scroll(0, showing: find.cursor, in: height)
    let total = state.snapshot?.portfolio.total ?? 0
    let scale = MassScale(largest: total)
    for (offset, found) in find.found.dropFirst(scroll).prefix(height).enumerated() {
      draw(found, at: 3 + offset, scale: scale, isSelected: offset + scroll == find.cursor, on: &canvas)
    }
    if find.found.isEmpty {
      let isAnswered = find.answered == find.text
      let text =
        find.text.isEmpty ? texts.findHelp : (isAnswered ? texts.nothingFound(find.text) : texts.working)
      canvas.put(text, row: 4, column: 1, width: size.columns - 2, role: .muted)
    } else {
      canvas.put(
        texts.matchCount(find.found.count), row: size.rows - 2, column: 1, width: size.columns - 2,
        role: .muted)
    }
    canvas.put(texts.findKeys, row: size.rows - 1, column: 1, width: size.columns - 2, role: .hint)
  }

  private func draw(
    _ found: Found, at row: Int, scale: MassScale, isSelected: Bool, on canvas: inout Canvas
  ) {
    let labels = Labels(state: state)
    let width = canvas.size.columns
    let figures = 12
    let second = max(20, (width - figures) * 11 / 20)
    switch found.target {
    case .product(let product):
      canvas.put(labels.name(product), row: row, column: 2, width: second - 3)
      canvas.put(
        labels.supplierName(of: product), row: row, column: second,
        width: max(0, width - figures - second - 1),
        role: .muted)
      canvas.put(
        scale.textWithUnit(found.contribution), row: row, column: width - figures - 1, width: figures,
        align: .right)
    case .supplier(let supplier):
      canvas.put(labels.supplierName(supplier), row: row, column: 2, width: second - 3)
      canvas.put(state.texts.supplierHeading, row: row, column: second, width: 20, role: .muted)
    }
    if isSelected {
      canvas.put(canvas.style.glyphs.set.cursor, row: row, column: 0, role: .selected)
      canvas.restyle(row: row, column: 0, width: width - 1, role: .selected)
    }
  }
}
