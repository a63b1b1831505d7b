import Analysis
import Canvas
import SupplyGraph

/// Which rows of the compare screen show what.
struct ComparePanes {
  let names: Int
  let totals: Range<Int>
  let causes: Int?
  let heading: Int?
  let list: Range<Int>
  let counts: Int?

  init(state: State) {
    let body = state.body
    let isTall = body.count >= 12
    names = body.lowerBound
    let totalsEnd = min(names + (isTall ? 3 : 2), body.upperBound)
    totals = min(names + 1, totalsEnd)..<totalsEnd
    causes = isTall ? totalsEnd : nil
    heading = isTall ? totalsEnd + 2 : nil
    let first = min(isTall ? totalsEnd + 3 : totalsEnd, body.upperBound)
    let end = max(first, body.upperBound - (isTall ? 1 : 0))
    list = first..<end
    counts = isTall ? end : nil
  }
}

/// States side by side: totals, primary data, and the products that make the difference, with the causes.
struct CompareView {
  let state: State

  private var words: WhatIfTexts { state.words }

  func draw(on canvas: inout Canvas) {
    let panes = ComparePanes(state: state)
    guard let scene = state.scene, case .compare(let answer) = scene.answer else {
      let text = if case .failed? = state.scene?.answer { words.cannotCompare } else { state.texts.working }
      canvas.put(text, row: panes.names, column: 1, width: canvas.size.columns - 2, role: .muted)
      return
    }
    let table = CompareTable(state: state, answer: answer)
    table.drawNames(on: &canvas, row: panes.names)
    table.drawTotals(on: &canvas, panes.totals)
    if let row = panes.causes { table.drawCauses(on: &canvas, row: row) }
    if let row = panes.heading { table.drawHeading(on: &canvas, row: row) }
    for (offset, line) in panes.list.enumerated() {
      let index = scene.scroll + offset
      let isSelected = index == scene.cursor
      let source = state.line(index, isSelected: isSelected)
      if answer.rows.indices.contains(index) {
        canvas.row(line, from: source) { canvas in
          table.draw(answer.rows[index], on: &canvas, at: line, isSelected: isSelected)
        }
      } else if index == answer.rows.count, answer.rest.count > 0 {
        canvas.row(line, from: source) { canvas in
          table.drawRest(on: &canvas, at: line, isSelected: isSelected)
        }
      } else {
        if index == 0 { canvas.put(words.noDifferences, row: line, column: 1, role: .muted) }
        break
      }
    }
    if let row = panes.counts {
      canvas.put(
        words.sameData(answer.counts), row: row, column: 1, width: canvas.size.columns - 2, role: .muted)
    }
  }
}

/// The columns of a comparison and how a line is drawn into them.
struct CompareTable {
  let state: State
  let answer: CompareAnswer
  private let scale: MassScale
  private let name: Range<Int>
  /// As many values as fit; the first and the compared one always do.
  private let values: [(column: Int, place: Range<Int>)]
  private let change: Range<Int>
  private let bars: Range<Int>
  private let cause: Range<Int>?
  private let full: Double

  private var words: WhatIfTexts { state.words }
  private var against: Int { answer.request.against }
  private var isPercent: Bool { state.comparing.isPercent }

  init(state: State, answer: CompareAnswer) {
    self.state = state
    self.answer = answer
    scale = MassScale(largest: answer.totals.compactMap { $0.map(abs) }.max() ?? 0)
    full = answer.rows.map { abs($0.difference) }.max() ?? 0
    let width = state.size.columns
    let figure = min(12, max(10, scale.text(answer.totals.compactMap { $0 }.max() ?? 0).count + 2))
    let causeWidth = width >= 100 ? 14 : 0
    let bars = width >= 100 ? 24 : width >= 70 ? 13 : 0
    let nameLeast = width >= 100 ? 28 : 16
    let room = width - 2 - nameLeast - (figure + 1) - (bars + 1) - causeWidth
    let shown = CompareTable.shown(answer, count: max(2, room / (figure + 1)))
    let nameWidth = min(
      44, max(nameLeast, width - 2 - (shown.count + 1) * (figure + 1) - (bars + 1) - causeWidth))
    name = 1..<(1 + nameWidth)
    var column = name.upperBound + 1
    values = shown.map { index in
      defer { column += figure + 1 }
      return (index, column..<(column + figure))
    }
    change = column..<(column + figure)
    let end = width - 1 - (causeWidth > 0 ? causeWidth + 1 : 0)
    self.bars = min(change.upperBound + 1, end)..<max(min(change.upperBound + 1, end), bars > 0 ? end : 0)
    cause = causeWidth > 0 ? (end + 1)..<(width - 1) : nil
  }

  private static func shown(_ answer: CompareAnswer, count: Int) -> [Int] {
    var shown = [0, answer.request.against]
    for column in answer.totals.indices where !shown.contains(column) && shown.count < count {
      shown.append(column)
    }
    return shown.sorted()
  }

  private func put(
    _ text: String, _ place: Range<Int>, _ row: Int, align: Alignment = .right, role: Role = .text,
    on canvas: inout Canvas
  ) {
    canvas.put(text, row: row, column: place.lowerBound, width: place.count, align: align, role: role)
  }

  // MARK: Head

  func drawNames(on canvas: inout Canvas, row: Int) {
    let columns = state.comparing.columns
    let hidden = answer.totals.count - values.count
    put(
      isPercent ? words.percentOfTotal : scale.symbol + unit, name, row, align: .left, role: .heading,
      on: &canvas)
    for value in values where columns.indices.contains(value.column) {
      put(
        shortenedInside(state.columnName(columns[value.column]), to: value.place.count, style: canvas.style),
        value.place, row, role: .heading, on: &canvas)
    }
    put(words.differenceHeading, change, row, role: .heading, on: &canvas)
    if hidden > 0, !bars.isEmpty {
      put("+ " + state.texts.more(hidden), bars, row, align: .left, role: .muted, on: &canvas)
    }
  }

  private var unit: String {
    if case .product(let p) = answer.request.subject {
      return state.texts.co2ePer(Labels(state: state).unit(p))
    }
    return Labels(state: state).subjectUnit
  }

  func drawTotals(on canvas: inout Canvas, _ rows: Range<Int>) {
    guard let first = rows.first else { return }
    put(words.totalRow, name, first, align: .left, on: &canvas)
    for value in values {
      put(answer.totals[value.column].map { scale.text($0) } ?? "-", value.place, first, on: &canvas)
    }
    put(answer.difference.map(delta) ?? "-", change, first, role: role(answer.difference ?? 0), on: &canvas)
    if let difference = answer.difference, let before = answer.totals[0], before != 0, !bars.isEmpty {
      put(Numbers.signedPercent(difference / abs(before)), bars, first, align: .left, on: &canvas)
    }
    guard rows.count > 1 else { return }
    put(words.primaryRow, name, first + 1, align: .left, on: &canvas)
    for value in values {
      let share = answer.primaryShares[value.column]
      put(share.map { Numbers.percent($0) } ?? "-", value.place, first + 1, on: &canvas)
    }
    if let a = answer.primaryShares[0], let b = answer.primaryShares[against] {
      let points = (b - a) * 100
      put(
        (points > 0 ? "+" : "") + Numbers.fixed(points, decimals: 2) + words.points, change, first + 1,
        on: &canvas)
    }
  }

  func drawCauses(on canvas: inout Canvas, row: Int) {
    var parts: [String] = []
    for cause in Cause.allCases where answer.causes[cause] != 0 {
      parts.append("\(words.cause(cause)) \(delta(answer.causes[cause]))")
    }
    guard let difference = answer.difference, !parts.isEmpty else { return }
    let text =
      "\(words.becauseOf)  " + parts.joined(separator: "   ") + "   = \(delta(difference)) \(scale.symbol)"
    canvas.put(text, row: row, column: 1, width: canvas.size.columns - 2, role: .muted)
  }

  func drawHeading(on canvas: inout Canvas, row: Int) {
    canvas.put(words.biggestDifferences, row: row, column: 1, role: .heading)
    if !bars.isEmpty { put(words.decreaseIncrease, bars, row, align: .center, role: .heading, on: &canvas) }
    if let cause { put(words.causeHeading, cause, row, align: .left, role: .heading, on: &canvas) }
  }

  // MARK: Lines

  func draw(_ row: CompareRow, on canvas: inout Canvas, at line: Int, isSelected: Bool) {
    let text = state.language == .ja ? row.nameJa : row.name
    put(shortenedInside(text, to: name.count, style: canvas.style), name, line, align: .left, on: &canvas)
    for value in values {
      put(figure(row.values[value.column], value.column), value.place, line, on: &canvas)
    }
    finish(row.difference, row.causes, on: &canvas, at: line, isSelected: isSelected)
  }

  func drawRest(on canvas: inout Canvas, at line: Int, isSelected: Bool) {
    put(words.allOthers(answer.rest.count), name, line, align: .left, role: .muted, on: &canvas)
    for value in values {
      put(figure(answer.restValues[value.column], value.column), value.place, line, role: .muted, on: &canvas)
    }
    finish(answer.rest.difference, answer.rest.causes, on: &canvas, at: line, isSelected: isSelected)
  }

  private func finish(
    _ difference: Double, _ causes: CauseSplit, on canvas: inout Canvas, at line: Int, isSelected: Bool
  ) {
    let text = isPercent ? percentOf(difference, answer.totals[0], isSigned: true) : delta(difference)
    put(text, change, line, role: role(difference), on: &canvas)
    if let cause, let main = causes.main {
      put(words.cause(main), cause, line, align: .left, role: .muted, on: &canvas)
    }
    if isSelected {
      canvas.put(canvas.style.glyphs.set.cursor, row: line, column: 0, role: .selected)
      canvas.restyle(row: line, column: 0, width: change.upperBound, role: .selected)
    }
    drawBar(difference, on: &canvas, at: line)
  }

  private func drawBar(_ difference: Double, on canvas: inout Canvas, at line: Int) {
    guard bars.count >= 5 else { return }
    let half = (bars.count - 1) / 2
    let axis = bars.lowerBound + half
    canvas.put("|", row: line, column: axis, role: .muted)
    guard difference != 0, full > 0 else { return }
    let length = min(half, max(1, Int((abs(difference) / full * Double(half)).rounded())))
    let glyphs = canvas.style.glyphs.set
    canvas.put(
      String(repeating: difference < 0 ? glyphs.secondary : glyphs.primary, count: length), row: line,
      column: difference < 0 ? axis - length : axis + 1, role: role(difference))
  }

  private func role(_ difference: Double) -> Role {
    difference == 0 ? .text : difference < 0 ? .decrease : .increase
  }

  private func delta(_ value: Double) -> String { (value > 0 ? "+" : "") + scale.text(value) }

  private func figure(_ value: Double?, _ column: Int) -> String {
    guard let value else { return "-" }
    return isPercent ? percentOf(value, answer.totals[column]) : scale.text(value)
  }

  private func percentOf(_ value: Double, _ total: Double?, isSigned: Bool = false) -> String {
    guard let total, total != 0 else { return "-" }
    return isSigned ? Numbers.signedPercent(value / abs(total)) : Numbers.percent(value / total)
  }
}

/// The sentence of a comparison: how much, and why.
struct CompareSentence {
  let state: State

  func text(_ scene: Scene, _ subject: Focus.Subject) -> String {
    guard case .compare(let answer) = scene.answer, let difference = answer.difference,
      state.comparing.columns.indices.contains(answer.request.against)
    else { return "" }
    let words = state.words
    let labels = Labels(state: state)
    let (a, b) = (
      state.columnName(state.comparing.columns[0]),
      state.columnName(state.comparing.columns[answer.request.against])
    )
    let scale = MassScale(largest: answer.totals.compactMap { $0.map(abs) }.max() ?? 0)
    if difference == 0 { return words.equalSentence(labels.name(of: subject), a, b) }
    let percent =
      answer.totals[0].flatMap { $0 == 0 ? nil : Numbers.percent(abs(difference) / abs($0)) } ?? ""
    var sentence = words.compareSentence(
      labels.name(of: subject), a, b, scale.textWithUnit(abs(difference)), percent, difference < 0)
    if answer.rows.indices.contains(scene.cursor) {
      let row = answer.rows[scene.cursor]
      let name = state.language == .ja ? row.nameJa : row.name
      let mass = (row.difference > 0 ? "+" : "") + scale.textWithUnit(row.difference)
      sentence += words.rowSentence(sanitised(name), mass, row.causes.main.map(words.causeClause) ?? "")
    }
    return sentence
  }
}
