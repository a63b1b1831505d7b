/// What a row of a canvas is drawn from: as long as that is the same, so is the row.
public struct RowSource: Hashable, Sendable {
  private let edition: Int
  private let item: Int
  private let isSelected: Bool

  /// - Parameters:
  ///   - edition: number of a state of everything that rows are drawn from, but for which item is selected.
  ///   - item: what of that the row shows; the same item looks the same in every row.
  public init(edition: Int, item: Int, isSelected: Bool = false) {
    self.edition = edition
    self.item = item
    self.isSelected = isSelected
  }
}

extension Canvas {
  /// Draws one row, which is still blank, unless the canvas before this one shows what is drawn from an equal source:
  /// then the row is taken over from there. Most of a picture stays as it was when somebody presses a key.
  ///
  /// - Parameters:
  ///   - source: everything that the row depends on but for size and style.
  ///   - draw: draws nothing outside the row.
  /// - Complexity: O(columns) for a row that is taken over.
  public mutating func row(_ row: Int, from source: RowSource, _ draw: (inout Canvas) -> Void) {
    if rows.contains(row), let before = memory.place(of: source, near: row) {
      take(row, from: before)
    } else {
      draw(&self)
    }
    memory.remember(source, row)
  }

  private mutating func take(_ row: Int, from before: Int) {
    let width = size.columns
    cells.withUnsafeMutableBufferPointer { cells in
      memory.cellsBefore.withUnsafeBufferPointer { old in
        for column in 0..<width { cells[row * width + column] = old[before * width + column] }
      }
    }
  }
}

/// What the rows of a canvas were drawn from, and those of the one before it.
struct RowMemory: Sendable {
  /// By row; nil where that was not said or something was drawn over it since.
  private var sources: [RowSource?]
  private var sourcesBefore: [RowSource?] = []
  private(set) var cellsBefore: [Cell] = []

  init(rows: Int) { sources = Array(repeating: nil, count: rows) }

  mutating func look(back before: Canvas) {
    sourcesBefore = before.memory.sources
    cellsBefore = before.cells
  }

  mutating func remember(_ source: RowSource, _ row: Int) {
    if sources.indices.contains(row) { sources[row] = source }
  }

  mutating func forget(_ row: Int) { sources[row] = nil }

  /// The row that was drawn from a source: in the same place, or next to it after a list was scrolled.
  func place(of source: RowSource, near row: Int) -> Int? {
    for place in [row, row + 1, row - 1]
    where sourcesBefore.indices.contains(place) && sourcesBefore[place] == source { return place }
    return nil
  }
}
