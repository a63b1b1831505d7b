import Analysis
import Canvas
import SupplyGraph

/// Which rows of the what-if screen show what. The places do not depend on the figures, so that nothing jumps while
/// they change.
struct WhatIfPanes {
  let heading: Int
  let list: Range<Int>
  let legend: Int?
  /// The selected input and its slider.
  let editing: Range<Int>
  /// What moved the total.
  let moved: Range<Int>
  let uncertainty: Range<Int>
  let scenarios: Int?

  init(state: State) {
    let body = state.body
    let room = body.count
    let isTall = room >= 28
    heading = body.lowerBound
    let below: [Int] = [
      isTall ? 1 : 0, room >= 10 ? 3 : 0, isTall ? 9 : room >= 14 ? 5 : 0, isTall ? 4 : 0, isTall ? 2 : 0,
    ]
    let first = min(heading + 1, body.upperBound)
    let end = max(first, body.upperBound - below.reduce(0, +))
    list = first..<end
    legend = isTall ? end : nil
    var next = end + below[0]
    func pane(_ rows: Int) -> Range<Int> {
      defer { next += rows }
      return rows > 1 ? (next + 1)..<(next + rows) : next..<next
    }
    editing = pane(below[1])
    moved = pane(below[2])
    uncertainty = pane(below[3])
    scenarios = isTall ? next + 1 : nil
  }
}

/// The inputs that a total hangs on, with what each of them could do and what has been done.
struct WhatIfView {
  let state: State

  private var words: WhatIfTexts { state.words }

  func draw(on canvas: inout Canvas) {
    guard let scene = state.scene, case .whatIf(let answer) = scene.answer else {
      canvas.put(state.texts.working, row: state.body.lowerBound, column: 1, role: .muted)
      return
    }
    let panes = WhatIfPanes(state: state)
    let table = TornadoTable(state: state, answer: answer)
    table.drawHeadings(on: &canvas, row: panes.heading)
    for (offset, line) in panes.list.enumerated() {
      let index = scene.scroll + offset
      guard scene.rows.indices.contains(index) else { break }
      let isSelected = index == scene.cursor
      canvas.row(line, from: state.line(index, isSelected: isSelected)) { canvas in
        if answer.rows.indices.contains(index) {
          table.draw(answer.rows[index], on: &canvas, at: line, isSelected: isSelected)
        } else {
          table.drawMore(scene.rows[index], on: &canvas, at: line, isSelected: isSelected)
        }
      }
    }
    if answer.rows.isEmpty, let first = panes.list.first {
      canvas.put(words.noInputs, row: first, column: 1, width: canvas.size.columns - 2, role: .muted)
    }
    if let legend = panes.legend { table.drawLegend(on: &canvas, row: legend) }
    let panels = WhatIfPanels(state: state, answer: answer)
    panels.drawEditing(on: &canvas, panes.editing)
    panels.drawMoved(on: &canvas, panes.moved)
    panels.drawUncertainty(on: &canvas, panes.uncertainty)
    if let row = panes.scenarios { panels.drawScenarios(on: &canvas, row: row) }
  }
}

/// The inputs as lines: what each is now, and beside it a bar to either side of the total.
struct TornadoTable {
  let state: State
  let answer: WhatIfAnswer
  let scale: MassScale
  /// kg CO2e (or parts, by order) that fill one side.
  private let full: Double
  private let fields: [(field: Field, columns: Range<Int>)]

  private enum Field { case name, supplier, now, unit, left, bars, right }

  private var words: WhatIfTexts { state.words }
  private var order: WhatIfOrder { answer.request.order }
  private var hasTarget: Bool { answer.request.target != nil }

  init(state: State, answer: WhatIfAnswer) {
    self.state = state
    self.answer = answer
    scale = MassScale(largest: answer.total.after ?? 0)
    full = TornadoTable.full(answer)
    fields = TornadoTable.layout(state.size.columns)
  }

  private static func full(_ answer: WhatIfAnswer) -> Double {
    let sizes = answer.rows.map { row -> Double in
      if answer.request.target != nil { return row.needed == nil ? 0 : 1 }
      switch answer.request.order {
      case .range, .name: return max(abs(row.low ?? 0), abs(row.high ?? 0))
      case .elasticity: return abs(row.elasticity ?? 0)
      case .variance: return row.varianceShare ?? 0
      case .change: return abs(row.effect)
      }
    }
    return sizes.filter(\.isFinite).max() ?? 0
  }

  /// Least needed fields go first; what is left over is shared by name and bars.
  private static func layout(_ width: Int) -> [(Field, Range<Int>)] {
    var wanted: [(field: Field, width: Int)] = [
      (.name, 24), (.supplier, 17), (.now, 9), (.unit, 9), (.left, 7), (.bars, 16), (.right, 7),
    ]
    if width < 110 {
      wanted.removeAll { $0.field == .supplier }
    } else {
      for place in wanted.indices where [.left, .right].contains(wanted[place].field) {
        wanted[place].width = 9
      }
    }
    if width < 90 { wanted.removeAll { $0.field == .unit } }
    for field in [Field.left, .now] where wanted.reduce(0, { $0 + $1.width + 1 }) > width {
      wanted.removeAll { $0.field == field }
    }
    var spare = max(0, width - 1 - wanted.reduce(0) { $0 + $1.width + 1 })
    if width < 50, let name = wanted.firstIndex(where: { $0.field == .name }) {
      wanted[name].width = max(12, width - 1 - wanted.reduce(0) { $0 + $1.width + 1 } + wanted[name].width)
      spare = 0
    }
    var column = 1
    return wanted.map { field, size in
      let size = size + (field == .name ? spare * 2 / 5 : field == .bars ? spare - spare * 2 / 5 : 0)
      defer { column += size + 1 }
      return (field, column..<min(column + size, width))
    }
  }

  private func columns(_ field: Field) -> Range<Int>? { fields.first { $0.field == field }?.columns }

  private func put(
    _ text: String, _ field: Field, _ row: Int, align: Alignment = .left, role: Role, on canvas: inout Canvas
  ) {
    guard let columns = columns(field), !columns.isEmpty else { return }
    canvas.put(
      text, row: row, column: columns.lowerBound, width: columns.count, align: align, role: role)
  }

  // MARK: Headings

  func drawHeadings(on canvas: inout Canvas, row: Int) {
    let total = answer.total.after.map { scale.text($0) } ?? "-"
    put(words.inputHeading, .name, row, role: .heading, on: &canvas)
    put(state.texts.supplierHeading, .supplier, row, role: .heading, on: &canvas)
    put(words.nowHeading, .now, row, align: .right, role: .heading, on: &canvas)
    put("", .unit, row, role: .heading, on: &canvas)
    let (left, middle, right) = words.barHeadings(order, hasTarget, "\(scale.symbol)", total)
    put(left, .left, row, align: .right, role: .heading, on: &canvas)
    put(middle, .bars, row, align: isOneSided ? .left : .center, role: .heading, on: &canvas)
    put(right, .right, row, align: .right, role: .heading, on: &canvas)
  }

  private var isOneSided: Bool { hasTarget || order == .elasticity || order == .variance }

  /// What the textures of the bars mean, which is not what they mean elsewhere.
  func drawLegend(on canvas: inout Canvas, row: Int) {
    let glyphs = canvas.style.glyphs.set
    guard !isOneSided, order != .change else {
      canvas.put(
        words.orderMeaning(order, hasTarget), row: row, column: 1, width: canvas.size.columns - 2,
        role: .muted)
      return
    }
    var column = 1
    func item(_ glyph: String, _ text: String, _ role: Role) {
      column += canvas.put(glyph, row: row, column: column, role: role) + 1
      column += canvas.put(text, row: row, column: column, role: .muted) + 3
    }
    item(glyphs.secondary, words.lowValue, .decrease)
    item(glyphs.primary, words.highValue, .increase)
    item("|", words.totalNow(answer.total.after.map { scale.textWithUnit($0) } ?? "-"), .text)
    if !answer.request.edits.isEmpty {
      item(
        glyphs.thinSecondary, words.totalBaseline(answer.total.before.map { scale.textWithUnit($0) } ?? "-"),
        .muted)
    }
    canvas.put(words.oneAtATime, row: row, column: column, role: .muted)
  }

  // MARK: Lines

  func draw(_ row: ParameterRow, on canvas: inout Canvas, at line: Int, isSelected: Bool) {
    let labels = Labels(state: state)
    let width = columns(.name)?.count ?? 20
    put(labels.name(of: row.parameter, row.product, fitting: width), .name, line, role: .text, on: &canvas)
    put(labels.supplierName(of: row.product), .supplier, line, role: .muted, on: &canvas)
    let value = state.value(of: row, in: answer) ?? row.value
    let mark = value == row.baseline ? " " : "*"
    put(Numbers.plain(value) + mark, .now, line, align: .right, role: .text, on: &canvas)
    put(labels.unit(of: row.parameter), .unit, line, role: .muted, on: &canvas)
    let (left, right) = figures(row)
    put(left, .left, line, align: .right, role: isOneSided ? .text : .decrease, on: &canvas)
    put(right, .right, line, align: .right, role: isOneSided ? .text : .increase, on: &canvas)
    if isSelected { select(line, on: &canvas) }
    drawBars(row, on: &canvas, at: line)
  }

  private func select(_ line: Int, on canvas: inout Canvas) {
    canvas.put(canvas.style.glyphs.set.cursor, row: line, column: 0, role: .selected)
    let end = columns(.bars)?.lowerBound ?? canvas.size.columns
    canvas.restyle(row: line, column: 0, width: max(0, end - 1), role: .selected)
    if let right = columns(.right) {
      canvas.restyle(row: line, column: right.lowerBound, width: right.count, role: .selected)
    }
  }

  func drawMore(_ row: Row, on canvas: inout Canvas, at line: Int, isSelected: Bool) {
    put(Labels(state: state).name(of: row), .name, line, role: .muted, on: &canvas)
    if isSelected { select(line, on: &canvas) }
  }

  private func delta(_ value: Double?) -> String {
    guard let value else { return "-" }
    return (value > 0 ? "+" : "") + scale.text(value)
  }

  /// The figures left and right of the bars.
  private func figures(_ row: ParameterRow) -> (String, String) {
    if hasTarget {
      guard let needed = row.needed else { return ("", words.cannot) }
      let change = row.value == 0 ? "" : Numbers.signedPercent((needed - row.value) / abs(row.value))
      return (Numbers.plain(needed), change)
    }
    switch order {
    case .range, .name:
      let (least, most) = (
        min(row.low ?? .infinity, row.high ?? .infinity), max(row.low ?? -.infinity, row.high ?? -.infinity)
      )
      return (delta(least.isFinite ? least : nil), delta(most.isFinite ? most : nil))
    case .elasticity:
      return ("", row.elasticity.map { Numbers.percent($0 / 100, decimals: 3) } ?? "-")
    case .variance:
      return (
        "x " + Numbers.fixed(row.gsd, decimals: 2), row.varianceShare.map { Numbers.percent($0) } ?? "-"
      )
    case .change:
      if row.effect == 0 { return ("", "") }
      return row.effect < 0 ? (delta(row.effect), "") : ("", delta(row.effect))
    }
  }

  // MARK: Bars

  private func drawBars(_ row: ParameterRow, on canvas: inout Canvas, at line: Int) {
    guard let columns = columns(.bars), columns.count >= 3 else { return }
    if isOneSided {
      drawSingle(row, columns, on: &canvas, at: line)
      return
    }
    let half = (columns.count - 1) / 2
    let axis = columns.lowerBound + half
    drawGhost(axis: axis, half: half, on: &canvas, at: line)
    let glyphs = canvas.style.glyphs.set
    let bars: [(Double?, String)] =
      order == .change
      ? [(row.effect, glyphs.primary)] : [(row.low, glyphs.secondary), (row.high, glyphs.primary)]
    for (value, glyph) in bars { drawBar(value ?? 0, glyph, axis, half, on: &canvas, at: line) }
    canvas.put("|", row: line, column: axis, role: .text)
  }

  private func cells(_ value: Double, _ width: Int) -> Int {
    guard full > 0, value != 0, value.isFinite else { return 0 }
    return min(width, max(1, Int((abs(value) / full * Double(width)).rounded())))
  }

  private func drawBar(
    _ value: Double, _ glyph: String, _ axis: Int, _ half: Int, on canvas: inout Canvas, at line: Int
  ) {
    let length = cells(value, half)
    guard length > 0 else { return }
    canvas.put(
      String(repeating: glyph, count: length), row: line, column: value < 0 ? axis - length : axis + 1,
      role: value < 0 ? .decrease : .increase)
  }

  /// Where the baseline lies, as seen from the total now.
  private func drawGhost(axis: Int, half: Int, on canvas: inout Canvas, at line: Int) {
    guard let before = answer.total.before, let after = answer.total.after, before != after, full > 0 else {
      return
    }
    let place = ((before - after) / full * Double(half)).rounded()
    guard place != 0, abs(place) <= Double(half) else { return }
    canvas.put(canvas.style.glyphs.set.thinSecondary, row: line, column: axis + Int(place), role: .muted)
  }

  private func drawSingle(_ row: ParameterRow, _ columns: Range<Int>, on canvas: inout Canvas, at line: Int) {
    let glyphs = canvas.style.glyphs.set
    if hasTarget {
      guard let needed = row.needed, row.value != 0 else { return }
      // What is left of the input is drawn full, what has to go is sparse.
      let left = min(1, max(0, needed / row.value))
      let length = Int((left * Double(columns.count)).rounded())
      canvas.put(
        String(repeating: glyphs.primary, count: length), row: line, column: columns.lowerBound, role: .text)
      canvas.put(
        String(repeating: glyphs.unknown, count: columns.count - length), row: line,
        column: columns.lowerBound + length, role: .decrease)
      return
    }
    let value = order == .elasticity ? row.elasticity ?? 0 : row.varianceShare ?? 0
    let length = cells(value, columns.count)
    canvas.put(
      String(repeating: value < 0 ? glyphs.secondary : glyphs.primary, count: length), row: line,
      column: columns.lowerBound, role: .text)
  }
}
