import CNcurses
import Canvas

extension Terminal {
  /// Shows a canvas. Rows that did not change cost nothing but the comparison.
  public func present(_ canvas: Canvas) {
    guard isOpen, canvas != shown else { return }
    if canPlace { drawChangedRows(of: canvas) } else { printLines(of: canvas) }
    shown = canvas
  }

  /// Draws the whole screen anew at the next ``present(_:)``, in case something else has drawn on it.
  public func redraw() {
    shown = nil
    cterm_forget()
  }

  private func drawChangedRows(of canvas: Canvas) {
    let isComparable = shown.map { $0.size == canvas.size } ?? false
    if !isComparable { cterm_erase() }
    for row in 0..<canvas.size.rows {
      if isComparable, let shown, shown.cells(row: row) == canvas.cells(row: row) { continue }
      let cells = canvas.cells(row: row).map(palette.cell)
      cterm_put(Int32(clamping: row), 0, cells, Int32(clamping: cells.count))
    }
    cterm_show()
  }

  /// For terminals without cursor addressing and for what reads them aloud: the rows that are new, as lines.
  private func printLines(of canvas: Canvas) {
    let old = shown?.text().split(separator: "\n", omittingEmptySubsequences: false) ?? []
    let new = canvas.text().split(separator: "\n", omittingEmptySubsequences: false)
    let changed = new.indices.filter { !($0 < old.count && old[$0] == new[$0]) && !new[$0].isEmpty }
    write(changed.map { new[$0] + "\r\n" }.joined())
  }
}
