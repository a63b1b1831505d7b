import Analysis
import Canvas
import SupplyGraph

/// What stands below the inputs: the selected one with its slider, what moved the total, how sure it is, and the
/// scenarios there are.
struct WhatIfPanels {
  let state: State
  let answer: WhatIfAnswer

  private var words: WhatIfTexts { state.words }
  private var labels: Labels { Labels(state: state) }
  private var scale: MassScale { MassScale(largest: max(answer.total.before ?? 0, answer.total.after ?? 0)) }

  private func delta(_ value: Double) -> String { (value > 0 ? "+" : "") + scale.text(value) }

  // MARK: The selected input

  func drawEditing(on canvas: inout Canvas, _ rows: Range<Int>) {
    guard rows.count >= 2, let row = state.selectedParameter else { return }
    let width = canvas.size.columns
    let value = state.value(of: row, in: answer) ?? row.value
    let unit = labels.unit(of: row.parameter)
    let title = width / 3
    canvas.put(words.editing, row: rows.lowerBound, column: 1, role: .heading)
    let start = 2 + displayWidth(words.editing, ambiguous: canvas.style.ambiguousWidth)
    canvas.put(
      labels.name(of: row.parameter, row.product, fitting: title), row: rows.lowerBound, column: start,
      width: title)
    drawSlider(row, value, on: &canvas, at: rows.lowerBound, from: start + title + 1)
    var parts = [
      "\(words.baselineWord) \(Numbers.plain(row.baseline))",
      "\(words.nowWord) \(Numbers.plain(value)) \(unit)",
    ]
    if row.effect != 0 { parts.append(words.effectOfChange(delta(row.effect) + " " + scale.symbol)) }
    parts.append(words.spread(row.origin, Numbers.fixed(row.gsd, decimals: 2)))
    if width >= 110 { parts.append(labels.supplierName(of: row.product)) }
    canvas.put(
      parts.joined(separator: "   "), row: rows.lowerBound + 1, column: 2, width: width - 3, role: .muted)
  }

  /// `low 0.05 [====o========] high 0.55`: from the low to the high value of the baseline, or further where the value
  /// has left that range.
  private func drawSlider(
    _ row: ParameterRow, _ value: Double, on canvas: inout Canvas, at line: Int, from start: Int
  ) {
    let low = min(row.lowValue, row.highValue, value)
    let high = max(row.lowValue, row.highValue, value)
    let (left, right) = (
      "\(words.lowWord) \(Numbers.plain(low)) [", "] \(words.highWord) \(Numbers.plain(high))"
    )
    let ambiguous = canvas.style.ambiguousWidth
    let room = canvas.size.columns - 1 - start
    let track =
      room - displayWidth(left, ambiguous: ambiguous) - displayWidth(right, ambiguous: ambiguous)
    guard track >= 5, high > low else { return }
    let place = Int(((value - low) / (high - low) * Double(track - 1)).rounded())
    let middle = Int(((row.baseline - low) / (high - low) * Double(track - 1)).rounded())
    var column = start
    column += canvas.put(left, row: line, column: column, role: .muted)
    for cell in 0..<track {
      let glyph = cell == place ? "o" : cell == middle ? "|" : cell < place ? "=" : "-"
      canvas.put(glyph, row: line, column: column + cell, role: cell == place ? .key : .muted)
    }
    canvas.put(right, row: line, column: column + track, role: .muted)
  }

  // MARK: What moved the total

  func drawMoved(on canvas: inout Canvas, _ rows: Range<Int>) {
    guard let first = rows.first else { return }
    if answer.request.edits.isEmpty {
      canvas.put(words.nothingMoved, row: first, column: 1, width: canvas.size.columns - 2, role: .muted)
      return
    }
    guard canvas.size.columns >= 110 else {
      return drawChanged(on: &canvas, rows, from: 1, to: canvas.size.columns - 1)
    }
    let middle = canvas.size.columns / 2 + 2
    drawBridge(on: &canvas, rows, to: middle - 3)
    drawChanged(on: &canvas, rows, from: middle, to: canvas.size.columns - 1)
  }

  private func drawChanged(on canvas: inout Canvas, _ rows: Range<Int>, from start: Int, to end: Int) {
    guard let first = rows.first else { return }
    let figure = min(10, max(7, (end - start - 22) / 3))
    let name = max(10, end - start - 3 * (figure + 1))
    func line(_ row: Int, _ text: String, _ figures: [String], _ role: Role, _ last: Role? = nil) {
      canvas.put(text, row: row, column: start, width: name, role: role)
      for (index, figureText) in figures.enumerated() {
        canvas.put(
          figureText, row: row, column: start + name + 1 + index * (figure + 1), width: figure, align: .right,
          role: index == 2 ? last ?? role : role)
      }
    }
    line(first, words.changedHeading, [words.beforeHeading, words.afterHeading, scale.symbol], .heading)
    var items = answer.changed.prefix(rows.count - 1).map { item in
      (
        labels.name(item.product), [scale.text(item.before), scale.text(item.after), delta(item.change)],
        item.change
      )
    }
    let hidden = answer.changed.count - items.count + answer.changedElsewhere.count
    if hidden > 0, !items.isEmpty {
      // The last line stands for itself and all that is not shown.
      let last = answer.changed[items.count - 1].change
      items.removeLast()
      let rest =
        answer.changedElsewhere.change
        + answer.changed.dropFirst(items.count + 1).reduce(last) { $0 + $1.change }
      items.append(("+ " + state.texts.more(hidden + 1), ["", "", delta(rest)], rest))
    }
    for (offset, item) in items.enumerated() {
      let text = shortenedInside(item.0, to: name, style: canvas.style)
      line(first + 1 + offset, text, item.1, .text, item.2 < 0 ? .decrease : .increase)
    }
  }

  /// One line for each change, each bar beginning where the one above it ends.
  private func drawBridge(on canvas: inout Canvas, _ rows: Range<Int>, to end: Int) {
    guard let first = rows.first, let before = answer.total.before, let after = answer.total.after else {
      return
    }
    canvas.put(words.bridgeHeading, row: first, column: 1, width: end - 1, role: .heading)
    let figure = 9
    let name = (end - figure) * 12 / 20
    var lines: [(text: String, from: Double, to: Double, problem: Bool)] = []
    var total = before
    for (edit, step) in zip(answer.outcomes, answer.steps) {
      let next = step ?? total
      lines.append(
        (EditSentence(state: state).text(edit.edit, fitting: name), total, next, edit.problem != nil))
      total = next
    }
    let room = rows.count - 3
    if lines.count > room, room > 0 {
      let hidden = lines.count - room + 1
      let merged = lines[(room - 1)...]
      lines.removeLast(hidden)
      lines.append(("+ " + words.changes(hidden), merged.first?.from ?? total, total, false))
    }
    let bars = (name + figure + 3)..<max(name + figure + 4, end)
    let largest = max(before, after, lines.map { max($0.from, $0.to) }.max() ?? 0)
    func column(_ value: Double) -> Int {
      largest > 0 ? Int((min(1, max(0, value / largest)) * Double(bars.count)).rounded()) : 0
    }
    func line(
      _ row: Int, _ text: String, _ figureText: String, _ from: Double, _ to: Double, _ role: Role,
      _ glyph: String
    ) {
      canvas.put(
        shortenedInside(text, to: name, style: canvas.style), row: row, column: 2, width: name)
      canvas.put(figureText, row: row, column: name + 2, width: figure, align: .right, role: role)
      let (a, b) = (column(min(from, to)), column(max(from, to)))
      let length = from == to ? 0 : max(1, b - a)
      canvas.put(
        String(repeating: glyph, count: length), row: row,
        column: bars.lowerBound + min(a, bars.count - length), role: role)
    }
    let glyphs = canvas.style.glyphs.set
    line(first + 1, words.baselineWord, scale.text(before), 0, before, .text, glyphs.primary)
    for (offset, item) in lines.enumerated() {
      let change = item.to - item.from
      line(
        first + 2 + offset, item.text, item.problem ? words.notMadeMark : delta(change), item.from, item.to,
        item.problem ? .notice : change < 0 ? .decrease : .increase, glyphs.secondary)
    }
    line(
      first + 2 + lines.count, state.scenarioName, scale.text(after), 0, after, .text, glyphs.primary)
  }

  // MARK: How sure

  func drawUncertainty(on canvas: inout Canvas, _ rows: Range<Int>) {
    guard rows.count >= 3, let first = rows.first else { return }
    let width = canvas.size.columns - 2
    canvas.put(words.uncertaintyHeading, row: first, column: 1, role: .heading)
    let analytic = answer.uncertainty
    let start = 3 + displayWidth(words.uncertaintyHeading, ambiguous: canvas.style.ambiguousWidth)
    if let low = analytic.p5, let middle = analytic.median, let high = analytic.p95 {
      canvas.put(
        words.quantiles(
          words.analyticWord, scale.text(low), scale.text(middle), scale.text(high), scale.symbol),
        row: first, column: start, width: width - start)
    }
    guard let sampled = state.sampling.latest(for: answer.request) else {
      canvas.put(words.howToSample, row: first + 1, column: 2, width: width - 2, role: .muted)
      return
    }
    canvas.put(sampledText(sampled), row: first + 2, column: 2, width: width - 2)
    var column = 2
    column += canvas.put(scale.text(sampled.low) + " ", row: first + 1, column: column, role: .muted)
    column += canvas.spark(sampled.bins.map(Double.init), row: first + 1, column: column, role: .text)
    canvas.put(" " + scale.textWithUnit(sampled.high), row: first + 1, column: column, role: .muted)
  }

  /// What the samples say, in one line.
  func sampledText(_ sampled: Sampled) -> String {
    let text = words.quantiles(
      words.drawn(sampled.done, sampled.count), scale.text(sampled.p5), scale.text(sampled.median),
      scale.text(sampled.p95), scale.symbol)
    let share = sampled.shareBelowBaseline.map { "   " + words.belowBaseline(Numbers.percent($0)) }
    return text + (share ?? "")
  }

  // MARK: Scenarios

  func drawScenarios(on canvas: inout Canvas, row: Int) {
    var parts = ["\(words.baselineWord) \(answer.total.before.map { scale.textWithUnit($0) } ?? "-")"]
    if !state.scenario.isEmpty {
      parts.append("\(state.scenarioName) \(answer.total.after.map { scale.textWithUnit($0) } ?? "-")")
    }
    parts += state.savedScenarios.filter { $0.name != state.scenario.now.name }.map(\.name)
    canvas.put(words.scenariosWord, row: row, column: 1, role: .heading)
    let start = 3 + displayWidth(words.scenariosWord, ambiguous: canvas.style.ambiguousWidth)
    canvas.put(
      parts.joined(separator: "   "), row: row, column: start, width: canvas.size.columns - start - 1,
      role: .muted)
  }
}

/// The figure of the title, which follows every key press, and the way from the baseline to it.
struct WhatIfFigure {
  let state: State

  private var words: WhatIfTexts { state.words }
  private var labels: Labels { Labels(state: state) }

  func text(_ subject: Focus.Subject) -> String {
    guard let total = state.scene?.total else { return "" }
    guard let after = total.after else { return state.texts.noFigure }
    let mark = total.isLowerBound ? ">= " : ""
    let figure = "\(state.scenarioName)  \(mark)\(labels.figure(after, of: subject))"
    guard !state.scenario.isEmpty, let change = total.change else { return figure }
    let scale = MassScale(largest: max(abs(total.before ?? 0), abs(after)))
    let percent = total.relativeChange.map { "  " + Numbers.signedPercent($0) } ?? ""
    let mass = "  " + (change > 0 ? "+" : "") + scale.textWithUnit(change)
    return figure + (state.size.columns >= 100 ? mass : "") + percent
  }

  /// `4,120 kg ----------> 3,302 kg CO2e/unit   2 changes`, and at the right end what the ranges rest on.
  func drawWay(on canvas: inout Canvas) {
    let width = canvas.size.columns
    var text = labels.trail
    if !state.scenario.isEmpty, let total = state.scene?.total, let before = total.before,
      let after = total.after,
      case .whatIf(let subject)? = state.scene?.screen
    {
      let scale = MassScale(largest: max(abs(before), abs(after)))
      let line = String(repeating: canvas.style.glyphs.set.rule, count: width >= 100 ? 40 : 16)
      text =
        "\(scale.textWithUnit(before)) \(line)> \(labels.figure(after, of: subject))   "
        + words.changes(state.scenario.edits.count)
    } else if let target = state.whatIf.target, case .whatIf(target.subject)? = state.scene?.screen,
      let answer = state.whatIfAnswer
    {
      text = words.targetReach(labels.figure(target.total, of: target.subject), answer.reaching)
    }
    let used = canvas.put(text, row: 2, column: 1, role: .muted)
    let right = words.rangeShort(state.whatIf.range)
    let room = width - 2 - used
    if room >= displayWidth(right, ambiguous: canvas.style.ambiguousWidth) + 2 {
      canvas.put(right, row: 2, column: 1 + used, width: room, align: .right, role: .muted)
    }
  }
}

extension State {
  /// What the figures on the what-if screen are called.
  var scenarioName: String {
    if scenario.isEmpty, scenario.now.name.isEmpty { return texts.baseline }
    let name = scenario.now.name.isEmpty ? words.scenarioWord : sanitised(scenario.now.name)
    return scenario.isUnsaved ? name + "*" : name
  }
}

extension Labels {
  func name(of subject: Focus.Subject) -> String {
    if case .product(let p) = subject { return name(p) }
    return state.snapshot?.graph.hasPortfolio == true ? state.texts.portfolio : state.texts.allProducts
  }

  func figure(_ mass: Double, of subject: Focus.Subject) -> String {
    if case .product(let p) = subject { return perUnit(mass, of: p) }
    return self.subject(mass)
  }

  /// An input: the product alone for its own emissions, a component with the product that uses it.
  func name(of parameter: Parameter, _ product: ProductIndex) -> String {
    switch parameter {
    case .own, .ownPrimary: return name(product)
    case .quantity: return state.words.quantityOf(name(product))
    case .amount(let link):
      guard let graph = state.snapshot?.graph, link < graph.linkCount else { return name(product) }
      return state.words.amountIn(name(product), name(graph.product(ofLink: link)))
    }
  }

  /// The same in at most `width` columns: of a component and its user enough is left to tell both.
  func name(of parameter: Parameter, _ product: ProductIndex, fitting width: Int) -> String {
    let whole = name(of: parameter, product)
    let style = state.style
    guard displayWidth(whole, ambiguous: style.ambiguousWidth) > width else { return whole }
    guard case .amount(let link) = parameter, let graph = state.snapshot?.graph, link < graph.linkCount else {
      return shortenedInside(whole, to: width, style: style)
    }
    let between = displayWidth(state.words.amountIn("", ""), ambiguous: style.ambiguousWidth)
    let user = name(graph.product(ofLink: link))
    let least = max(6, (width - between) * 2 / 5)
    let component = shortenedInside(name(product), to: max(12, width - between - least), style: style)
    let left = width - between - displayWidth(component, ambiguous: style.ambiguousWidth)
    return state.words.amountIn(component, shortenedInside(user, to: left, style: style))
  }

  func unit(of parameter: Parameter) -> String {
    guard let graph = state.snapshot?.graph else { return "" }
    switch parameter {
    case .own(let p): return "kg/\(unit(p))"
    case .ownPrimary: return ""
    case .quantity(let p): return unit(p)
    case .amount(let link):
      guard link < graph.linkCount else { return "" }
      return "\(unit(graph.component(link)))/\(unit(graph.product(ofLink: link)))"
    }
  }
}
