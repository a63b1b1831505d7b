import CNcurses
import Canvas

extension Terminal {
  /// Shows a canvas. Rows that did not change cost nothing but the comparison.
  ///
  /// - Parameter cursor: Where the cursor is to be seen, as in a field to type in: input methods for Japanese show
  ///   there what is not yet converted. nil hides it, at the start of the last row.
  public func present(_ canvas: Canvas, cursor: (row: Int, column: Int)? = nil) {
    guard isOpen else { return }
    let place = cursor.map { CursorPlace(row: $0.row, column: $0.column) }
    let changed = shown.map { canvas.changedRows(since: $0) } ?? Array(0..<canvas.size.rows)
    guard !changed.isEmpty || shown == nil || place != shownCursor else { return }
    shownCursor = place
    if canPlace { draw(changed, of: canvas) } else { printLines(of: canvas) }
    shown = canvas
  }

  /// Draws the whole screen anew at the next ``present(_:)``, in case something else has drawn on it.
  public func redraw() {
    shown = nil
    cterm_forget()
  }

  private func draw(_ rows: [Int], of canvas: Canvas) {
    if shown?.size != canvas.size { cterm_erase() }
    for row in rows {
      let cells = canvas.cells(row: row).map(palette.cell)
      cterm_put(Int32(clamping: row), 0, cells, Int32(clamping: cells.count))
    }
    let place = shownCursor ?? CursorPlace(row: -1, column: -1)
    cterm_cursor(Int32(clamping: place.row), Int32(clamping: place.column), shownCursor != nil)
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

/// Where the cursor is seen.
struct CursorPlace: Equatable {
  var row: Int
  var column: Int
}
