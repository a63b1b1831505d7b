/// A grid of character cells to draw a screen on. It knows no terminal.
///
/// Everything drawn passes through ``put(_:row:column:width:align:role:emphasis:)``, which measures by display
/// width and makes untrusted text harmless. Drawing outside the grid is clipped, never an error. Every wide
/// character is whole: drawing over one half of it blanks the other.
///
///     var canvas = Canvas(size: Size(columns: 20, rows: 1))
///     canvas.put("硫酸ニッケル", row: 0, column: 0, width: 10)
///     canvas.text()  // "硫酸ニッ…"
public struct Canvas: Sendable {
  /// At most 4,096 columns and 65,536 rows; larger sizes given to the initialiser are cut to that.
  public let size: Size
  public let style: DrawingStyle
  var cells: [Cell]
  /// What rows were drawn from, and what was drawn before.
  var memory: RowMemory

  /// - Parameter before: a canvas that was drawn before; rows that are drawn from the same can be taken over from it: see
  ///   ``row(_:from:_:)``.
  public init(size: Size, style: DrawingStyle = .init(), after before: Canvas? = nil) {
    let columns = min(max(size.columns, 0), 4096)
    let rows = min(max(size.rows, 0), 65536)
    self.size = Size(columns: columns, rows: rows)
    self.style = style
    cells = Array(repeating: .blank, count: columns * rows)
    memory = RowMemory(rows: rows)
    if let before, before.size == self.size, before.style == style { memory.look(back: before) }
  }

  /// The cell at a place; a blank for a place outside the grid.
  public subscript(row: Int, column: Int) -> Cell {
    guard rows.contains(row), columns.contains(column) else { return .blank }
    return cells[row * size.columns + column]
  }

  var rows: Range<Int> { 0..<size.rows }
  var columns: Range<Int> { 0..<size.columns }

  /// The cells of a row; empty for a row outside the grid.
  public func cells(row: Int) -> ArraySlice<Cell> {
    guard rows.contains(row) else { return [] }
    return cells[row * size.columns..<(row + 1) * size.columns]
  }

  /// The rows that look other than in a canvas that was shown before; all of them where the sizes differ.
  public func changedRows(since before: Canvas) -> [Int] {
    guard before.size == size else { return Array(rows) }
    return rows.filter { row in
      (row * size.columns..<(row + 1) * size.columns).contains { cells[$0] != before.cells[$0] }
    }
  }

  /// Changes how cells look without changing what they show, as for a selection over a drawn row.
  ///
  /// A role replaces the role; an emphasis is added to what is there. The fields of bars keep their look: reversed,
  /// textures would show as holes, and the bar could not be compared on just the row that is looked at.
  public mutating func restyle(
    row: Int, column: Int, width: Int, role: Role? = nil, emphasis: Emphasis? = nil
  ) {
    guard rows.contains(row), width > 0 else { return }
    memory.forget(row)
    let range = columns.clamped(to: column..<column.addingClamped(width))
    for index in range.map({ row * size.columns + $0 }) where !cells[index].isBar {
      if let role { cells[index].role = role }
      if let emphasis { cells[index].emphasis.formUnion(emphasis) }
    }
  }
}

extension Canvas: Equatable {
  /// Whether both show the same, however it came about.
  public static func == (a: Canvas, b: Canvas) -> Bool {
    a.size == b.size && a.style == b.style && a.cells == b.cells
  }
}

extension Int {
  /// Addition that stops at the ends instead of trapping.
  func addingClamped(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other > 0 ? .max : .min) : sum
  }
}
