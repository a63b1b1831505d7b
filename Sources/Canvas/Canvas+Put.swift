extension Canvas {
  /// Draws a text in one row.
  ///
  /// With `width` the text stands in a field of exactly that many columns: filled up with blanks, or cut with the
  /// ladder's mark. Without, it takes as many columns as it needs and is cut with the mark at the right edge of the
  /// grid. Control characters, escape sequences and bidirectional overrides are drawn as visible pictures.
  ///
  /// - Returns: The columns used, also when the row lies outside the grid, so that what follows keeps its place.
  /// - Complexity: O(n) in the length of the text.
  @discardableResult public mutating func put(
    _ text: String, row: Int, column: Int, width: Int? = nil, align: Alignment = .left,
    role: Role = .text, emphasis: Emphasis = []
  ) -> Int {
    let natural = displayWidth(text, ambiguous: style.ambiguousWidth)
    let field = min(max(width ?? roomFor(natural, at: column), 0), Self.longestField)
    guard rows.contains(row), column < size.columns, column > -Self.longestField, column + field > 0 else {
      return field
    }
    memory.forget(row)
    var pen = Pen(row: row, column: column, end: column + field, role: role, emphasis: emphasis)
    let drawn = columns.clamped(to: column..<pen.end)
    blankHalves(row: row, from: drawn.lowerBound, to: drawn.upperBound)
    let before = leading(max(field - natural, 0), align)
    fill(columns: before, with: &pen)
    if natural <= field { draw(text, with: &pen) } else { drawCut(text, with: &pen) }
    fill(columns: pen.end - pen.column, with: &pen)
    return field
  }

  /// Draws a text of one column over and over, as for rules and bars: the same as drawing it all as one text, at a
  /// fraction of the cost.
  ///
  /// - Returns: The columns used.
  @discardableResult public mutating func put(
    _ text: String, times count: Int, row: Int, column: Int, role: Role = .text
  ) -> Int {
    var walker = GlyphWalker(text.unicodeScalars, ambiguous: style.ambiguousWidth)
    guard let glyph = walker.next(), glyph.width == 1, walker.next() == nil, count > 0, rows.contains(row),
      column >= 0, count <= size.columns - column
    else {
      return put(String(repeating: text, count: max(count, 0)), row: row, column: column, role: role)
    }
    memory.forget(row)
    blankHalves(row: row, from: column, to: column + count)
    let pen = Pen(row: row, column: column, end: column + count, role: role, emphasis: [])
    fill(column..<column + count, with: pen.cell(glyph.packed, width: 1), row: row)
    return count
  }

  /// All of a text that starts left of the edge, at most up to the edge.
  private func roomFor(_ natural: Int, at column: Int) -> Int {
    guard column < size.columns else { return natural }
    return min(natural, size.columns - max(column, -Self.longestField))
  }

  /// Fields are cut to this many columns, far more than any grid has, so that sums of places stay in range.
  private static var longestField: Int { 1 << 20 }

  private mutating func draw(_ text: String, with pen: inout Pen) {
    let isDrawn: Void? =
      text.utf8.withContiguousStorageIfAvailable { bytes in
        guard bytes.allSatisfy({ $0 &- 0x20 < 0x5F }) else { return nil }
        drawASCII(bytes, with: &pen)
      } ?? nil
    if isDrawn != nil { return }
    var walker = GlyphWalker(text.unicodeScalars, ambiguous: style.ambiguousWidth)
    while let glyph = walker.next() { place(glyph, with: &pen) }
  }

  private mutating func drawASCII(_ bytes: UnsafeBufferPointer<UInt8>, with pen: inout Pen) {
    let start = pen.column
    for column in columns.clamped(to: start..<start + bytes.count) {
      cells[pen.row * size.columns + column] = pen.cell(UInt64(bytes[column - start]), width: 1)
    }
    pen.column += bytes.count
  }

  private mutating func drawCut(_ text: String, with pen: inout Pen) {
    let mark = style.glyphs.set.ellipsis
    let markWidth = displayWidth(mark, ambiguous: style.ambiguousWidth)
    let limit = max(pen.end - markWidth, pen.column)
    var walker = GlyphWalker(text.unicodeScalars, ambiguous: style.ambiguousWidth)
    while let glyph = walker.next(), pen.column + glyph.width <= limit { place(glyph, with: &pen) }
    var marks = GlyphWalker(mark.unicodeScalars, ambiguous: style.ambiguousWidth)
    while let glyph = marks.next(), pen.column + glyph.width <= pen.end { place(glyph, with: &pen) }
  }

  private mutating func fill(columns count: Int, with pen: inout Pen) {
    let end = min(pen.column + count, pen.end)
    fill(columns.clamped(to: min(pen.column, end)..<end), with: pen.cell(0x20, width: 1), row: pen.row)
    pen.column = max(end, pen.column)
  }

  private mutating func fill(_ columns: Range<Int>, with cell: Cell, row: Int) {
    for column in columns { cells[row * size.columns + column] = cell }
  }

  /// Draws one glyph and moves on. Of a wide glyph over an edge the half that is inside becomes a blank.
  private mutating func place(_ glyph: Glyph, with pen: inout Pen) {
    let start = pen.column
    pen.column += glyph.width
    guard start < size.columns, pen.column > 0, glyph.width > 0 else { return }
    let base = pen.row * size.columns
    guard glyph.width == 2 else {
      cells[base + start] = pen.cell(glyph.packed, width: 1)
      return
    }
    guard start >= 0, start + 1 < size.columns else {
      cells[base + max(start, 0)] = pen.cell(0x20, width: 1)
      return
    }
    cells[base + start] = pen.cell(glyph.packed, width: glyph.isWidened ? 1 : 2)
    cells[base + start + 1] = glyph.isWidened ? pen.cell(0x20, width: 1) : pen.cell(0, width: 0)
  }

  /// Blanks the other half of every wide character that lies over an end of `from..<to`.
  mutating func blankHalves(row: Int, from: Int, to: Int) {
    let base = row * size.columns
    guard from < to else { return }
    if cells[base + from].width == 0, from > 0 { blank(at: base + from - 1) }
    if to < size.columns, cells[base + to].width == 0 { blank(at: base + to) }
  }

  private mutating func blank(at index: Int) {
    cells[index] = Cell(glyph: 0x20, width: 1, role: cells[index].role, emphasis: cells[index].emphasis)
  }
}

/// Where drawing goes on, and how it looks.
private struct Pen {
  let row: Int
  var column: Int
  let end: Int
  let role: Role
  let emphasis: Emphasis

  func cell(_ glyph: UInt64, width: Int) -> Cell {
    Cell(glyph: glyph, width: width, role: role, emphasis: emphasis)
  }
}
