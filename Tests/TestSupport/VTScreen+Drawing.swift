import Canvas

extension VTScreen {
  mutating func move(row: Int, column: Int) {
    self.row = min(max(row, 0), max(size.rows - 1, 0))
    self.column = min(max(column, 0), max(size.columns - 1, 0))
    wrapsNext = false
  }

  mutating func lineFeed() {
    wrapsNext = false
    if row == bottom { scroll(up: 1) } else { row = min(row + 1, size.rows - 1) }
  }

  mutating func reverseLineFeed() {
    wrapsNext = false
    if row == top { scroll(up: -1) } else { row = max(row - 1, 0) }
  }

  /// Scrolls the region; up when positive.
  mutating func scroll(up count: Int) { moveLines(from: top, count: count) }

  /// Takes lines out at `from` and puts blank ones in at the region's end; the other way round for a negative count.
  mutating func moveLines(from: Int, count: Int) {
    guard from <= bottom, bottom < grid.count else { return }
    let blank = Array(repeating: Cell(), count: size.columns)
    for _ in 0..<min(abs(count), bottom - from + 1) {
      grid.remove(at: count > 0 ? from : bottom)
      grid.insert(blank, at: count > 0 ? bottom : from)
    }
  }

  mutating func print(_ scalar: Unicode.Scalar) {
    let width = scalarWidth(scalar.value, ambiguous: ambiguousWidth)
    guard width > 0 else {
      addMark(scalar)
      return
    }
    if wrapsNext || column + width > size.columns {
      column = 0
      lineFeed()
    }
    guard row < grid.count, column + width <= size.columns else { return }
    put(String(Character(scalar)), at: column)
    if width == 2 { put("", at: column + 1) }
    lastPrinted = String(Character(scalar))
    column += width
    if column >= size.columns {
      column = size.columns - 1
      wrapsNext = true
    }
  }

  private mutating func addMark(_ scalar: Unicode.Scalar) {
    var place = wrapsNext ? column : column - 1
    guard place >= 0, row < grid.count else { return }
    if grid[row][place].text.isEmpty { place -= 1 }
    if place >= 0 { grid[row][place].text.unicodeScalars.append(scalar) }
  }

  /// Puts one cell; half of a wide character that is left over becomes a blank.
  private mutating func put(_ text: String, at column: Int) {
    let isHalf = grid[row][column].text.isEmpty && !text.isEmpty
    if isHalf, column > 0 { grid[row][column - 1].text = " " }
    if !text.isEmpty, column + 1 < size.columns, grid[row][column + 1].text.isEmpty {
      grid[row][column + 1].text = " "
    }
    if text.isEmpty, column + 1 < size.columns, grid[row][column + 1].text.isEmpty {
      grid[row][column + 1].text = " "
    }
    grid[row][column] = Cell(text: text, style: style)
  }

  /// Blanks cells, with the present background as xterm does.
  mutating func erase(row: Int, _ columns: Range<Int>) {
    guard grid.indices.contains(row) else { return }
    let range = columns.clamped(to: 0..<size.columns)
    guard !range.isEmpty else { return }
    if grid[row][range.lowerBound].text.isEmpty, range.lowerBound > 0 {
      grid[row][range.lowerBound - 1].text = " "
    }
    if range.upperBound < size.columns, grid[row][range.upperBound].text.isEmpty {
      grid[row][range.upperBound].text = " "
    }
    let blank = Cell(text: " ", style: Style(background: style.background))
    for column in range { grid[row][column] = blank }
  }

  mutating func eraseDisplay(_ mode: Int) {
    switch mode {
    case 0:
      erase(row: row, column..<size.columns)
      for below in grid.indices where below > row { erase(row: below, 0..<size.columns) }
    case 1:
      for above in 0..<row { erase(row: above, 0..<size.columns) }
      erase(row: row, 0..<column + 1)
    default: for every in grid.indices { erase(row: every, 0..<size.columns) }
    }
  }

  mutating func insertBlanks(_ count: Int) {
    guard grid.indices.contains(row) else { return }
    let count = min(count, size.columns - column)
    grid[row].insert(contentsOf: Array(repeating: Cell(), count: count), at: column)
    grid[row].removeLast(count)
  }

  mutating func deleteCells(_ count: Int) {
    guard grid.indices.contains(row) else { return }
    let count = min(count, size.columns - column)
    grid[row].removeSubrange(column..<column + count)
    grid[row] += Array(repeating: Cell(), count: count)
  }
}
