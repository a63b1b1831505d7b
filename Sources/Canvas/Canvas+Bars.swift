/// Emissions by the quality of the data they rest on, in kg CO2e.
public struct QualityMix: Sendable, Hashable {
  public var primary, secondary, unknown: Double

  public init(primary: Double, secondary: Double, unknown: Double) {
    self.primary = primary
    self.secondary = secondary
    self.unknown = unknown
  }

  /// The sum of what can be drawn: masses that are negative or not a number count as nothing.
  public var total: Double {
    QualityMix.drawn(primary) + QualityMix.drawn(secondary) + QualityMix.drawn(unknown)
  }

  var masses: [Double] { [primary, secondary, unknown].map(QualityMix.drawn) }

  private static func drawn(_ mass: Double) -> Double { mass > 0 ? mass : 0 }
}

extension Canvas {
  /// Draws emissions as a bar: length is the amount, texture the data quality.
  ///
  /// The length is `mix.total / full` of `width`, rounded to cells; the textures share the drawn cells by largest
  /// remainder, so they fill the bar exactly. In the `fine` ladder a bar that is all `primary` ends in eighths of a
  /// cell (shades have no parts). A bar that rounds to nothing but is not nothing keeps a thin mark; a bar is never
  /// longer than `width`. What lies beyond the bar is left as it is; the whole `width` is kept free of
  /// ``restyle(row:column:width:role:emphasis:)``.
  ///
  /// - Parameter full: The amount in kg CO2e that fills the whole width.
  /// - Returns: The columns drawn.
  @discardableResult public mutating func bar(
    _ mix: QualityMix, row: Int, column: Int, width: Int, full: Double
  ) -> Int {
    let used = drawBar(mix, row: row, column: column, width: width, full: full)
    markField(row: row, column: column, width: width)
    return used
  }

  /// Keeps a selection off the field of a bar and off a blank on either side of it, so that bar and selection can be
  /// told apart without colour.
  private mutating func markField(row: Int, column: Int, width: Int) {
    guard rows.contains(row) else { return }
    memory.forget(row)
    let end = max(column.addingClamped(width), column)
    for index in columns.clamped(to: column..<end) { cells[row * size.columns + index].isBar = true }
    for edge in [column.addingClamped(-1), end] where columns.contains(edge) && self[row, edge].glyph == 0x20
    {
      cells[row * size.columns + edge].isBar = true
    }
  }

  private mutating func drawBar(
    _ mix: QualityMix, row: Int, column: Int, width: Int, full: Double
  ) -> Int {
    let glyphs = style.glyphs.set
    let eighths = Self.eighths(of: mix.total, full: full, width: width)
    guard eighths > 0 else { return 0 }
    let whole = max(min((eighths + 4) / 8, width), eighths < 4 ? 0 : 1)
    guard whole > 0 else { return thinMark(mix, row: row, column: column) }
    let parts = allot(whole, by: mix.masses)
    if parts[0] == whole, !glyphs.eighths.isEmpty {
      return putSolid(eighths, row: row, column: column)
    }
    var used = 0
    func add(_ cells: Int, _ glyph: String, _ role: Role) {
      if cells > 0 {
        used += put(glyph, times: cells, row: row, column: column.addingClamped(used), role: role)
      }
    }
    add(parts[0], glyphs.primary, .primary)
    add(parts[1], glyphs.secondary, .secondary)
    add(parts[2], glyphs.unknown, .unknown)
    return used
  }

  /// The length in eighths of a cell, at least 1 for what is more than nothing and at most the whole width.
  private static func eighths(of total: Double, full: Double, width: Int) -> Int {
    guard total > 0, width > 0 else { return 0 }
    let longest = min(width, 4096) * 8
    let exact = (total / full * Double(longest)).rounded()
    guard full > 0, exact < Double(longest) else { return longest }
    return max(Int(exact), 1)
  }

  private mutating func putSolid(_ eighths: Int, row: Int, column: Int) -> Int {
    let glyphs = style.glyphs.set
    let whole = put(glyphs.primary, times: eighths / 8, row: row, column: column, role: .primary)
    guard eighths % 8 > 0 else { return whole }
    return whole
      + put(
        glyphs.eighths[eighths % 8 - 1], row: row, column: column.addingClamped(whole), role: .primary)
  }

  private mutating func thinMark(_ mix: QualityMix, row: Int, column: Int) -> Int {
    let glyphs = style.glyphs.set
    let (primary, secondary, unknown) = (mix.masses[0], mix.masses[1], mix.masses[2])
    if primary >= secondary, primary >= unknown {
      return put(glyphs.thinPrimary, row: row, column: column, role: .primary)
    }
    return secondary >= unknown
      ? put(glyphs.thinSecondary, row: row, column: column, role: .secondary)
      : put(glyphs.thinUnknown, row: row, column: column, role: .unknown)
  }

  /// Draws how much of a task is done, over exactly `width` columns. Unfinished work never looks finished.
  ///
  /// - Parameter fraction: 0…1; what lies outside is taken as the nearer end, not-a-number as 0.
  @discardableResult public mutating func progress(
    fraction: Double, row: Int, column: Int, width: Int, role: Role = .text
  ) -> Int {
    let width = min(max(width, 0), 4096)
    let done = Int(((fraction > 0 ? min(fraction, 1) : 0) * Double(width)).rounded(.down))
    let glyphs = style.glyphs.set
    put(glyphs.progressFull, times: done, row: row, column: column, role: role)
    put(glyphs.progressEmpty, times: width - done, row: row, column: column.addingClamped(done), role: .muted)
    return width
  }

  /// Draws one small column for each value, on one scale from zero to the largest. Values that are negative are
  /// drawn as zero, values that are not finite as a gap.
  @discardableResult public mutating func spark(
    _ values: [Double], row: Int, column: Int, role: Role = .text
  ) -> Int {
    let levels = style.glyphs.set.spark
    let largest = values.filter(\.isFinite).max() ?? 0
    let text = values.map { value -> String in
      guard value.isFinite else { return " " }
      let height = largest > 0 ? max(value, 0) / largest : 0
      return levels[min(Int((height * Double(levels.count - 1)).rounded()), levels.count - 1)]
    }
    return put(text.joined(), row: row, column: column, role: role)
  }
}
