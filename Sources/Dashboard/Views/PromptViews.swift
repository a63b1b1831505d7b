import Analysis
import Canvas
import SupplyGraph

/// What a prompt asks, in words.
struct PromptWords {
  let state: State
  let prompt: Prompt

  private var words: WhatIfTexts { state.words }
  private var labels: Labels { Labels(state: state) }

  private func names(_ link: Int) -> (component: String, product: String) {
    guard let graph = state.snapshot?.graph, link < graph.linkCount else { return ("", "") }
    return (labels.name(graph.component(link)), labels.name(graph.product(ofLink: link)))
  }

  var title: String {
    switch prompt.kind {
    case .value(let row):
      return "\(labels.name(of: row.parameter, row.product)), \(labels.unit(of: row.parameter))"
    case .range: return words.rangePrompt
    case .target(let subject):
      let total = state.scene?.total?.before ?? 0
      let unit = MassScale(largest: total).symbol
      let per =
        if case .product(let p) = subject { state.texts.co2ePer(labels.unit(p)) } else { labels.subjectUnit }
      return words.targetPrompt(unit + per)
    case .saveAs: return words.savePrompt
    case .footprint(let supplier): return words.footprintPrompt(labels.supplierName(supplier))
    case .primary(let supplier): return words.primaryPrompt(labels.supplierName(supplier))
    case .swap(let link), .transport(let link), .splitWith(let link):
      let (component, product) = names(link)
      if case .splitWith = prompt.kind { return words.splitWithPrompt(component, product) }
      return words.swapPrompt(component, product)
    case .redirect(let supplier, let component):
      return words.swapPrompt(labels.name(component), labels.supplierName(supplier))
    case .split(let link, let other): return words.splitPrompt(names(link).component, labels.name(other))
    case .amount(let link, _):
      let (component, product) = names(link)
      return "\(words.amountIn(component, product)), \(labels.unit(of: .amount(link)))"
    case .quantity(let product): return words.quantityOf(labels.name(product))
    case .dataset: return words.datasetPrompt
    case .gapTarget: return state.gapTexts.targetPrompt
    }
  }

  var help: String {
    switch prompt.kind {
    case .value, .amount, .quantity: words.valueHelp
    case .range: words.rangeHelp
    case .target: words.targetHelp
    case .saveAs: words.saveHelp
    case .footprint: words.changeHelp
    case .primary: words.primaryHelp
    case .split, .gapTarget: words.shareHelp
    case .dataset: words.datasetHelp
    case .swap, .transport, .redirect, .splitWith: words.chooseHelp
    }
  }
}

/// A prompt on the last line of the screen, its help or what is wrong above it.
struct PromptLine {
  let state: State

  /// False where nothing is asked.
  func draw(on canvas: inout Canvas) -> Bool {
    let (width, row) = (canvas.size.columns - 2, canvas.size.rows - 1)
    switch state.overlay {
    case .prompt(let prompt):
      let words = PromptWords(state: state, prompt: prompt)
      canvas.put(
        prompt.problem ?? words.help, row: row - 1, column: 1, width: width,
        role: prompt.problem == nil ? .hint : .notice)
      let typed = ": \(sanitised(prompt.text))_"
      let room = width - displayWidth(typed, ambiguous: canvas.style.ambiguousWidth)
      let title = shortenedInside(words.title, to: max(12, room), style: canvas.style)
      canvas.put(title + typed, row: row, column: 1, width: width, role: .key)
      if prompt.isFresh, !prompt.text.isEmpty {
        let start = 1 + displayWidth(title + ": ", ambiguous: canvas.style.ambiguousWidth)
        canvas.restyle(
          row: row, column: start,
          width: displayWidth(sanitised(prompt.text), ambiguous: canvas.style.ambiguousWidth), role: .selected
        )
      }
    case .leave:
      canvas.put(
        state.words.leaveQuestion(state.scenarioName), row: row - 1, column: 1, width: width, role: .notice)
      canvas.put(state.words.leaveKeys, row: row, column: 1, width: width, role: .key)
    default: return false
    }
    return true
  }
}

/// Products to choose from: what could take the place of another, with what it would weigh.
struct PromptListView {
  let state: State
  let prompt: Prompt

  func draw(on canvas: inout Canvas) {
    Heading(state: state).draw(on: &canvas)
    let size = canvas.size
    let labels = Labels(state: state)
    let words = PromptWords(state: state, prompt: prompt)
    for row in 1...2 { canvas.put("", row: row, column: 0, width: size.columns) }
    canvas.put(words.title, row: 1, column: 1, width: size.columns - 2, role: .heading)
    canvas.put("/ \(sanitised(prompt.text))_", row: 2, column: 1, width: size.columns - 2, role: .key)
    let height = max(1, size.rows - 6)
    let scroll = State.scroll(0, showing: prompt.cursor, in: height)
    let name = (size.columns - 26) * 11 / 20
    for (offset, found) in prompt.found.dropFirst(scroll).prefix(height).enumerated() {
      let row = 4 + offset
      let text = (found.isAlternative ? "\(state.words.alternativeWord): " : "") + labels.name(found.product)
      canvas.put(shortenedInside(text, to: name, style: canvas.style), row: row, column: 2, width: name)
      canvas.put(
        labels.supplierName(of: found.product), row: row, column: name + 3,
        width: max(0, size.columns - name - 29), role: .muted)
      let total = found.total.map { Numbers.plain($0) } ?? "-"
      canvas.put(total, row: row, column: size.columns - 25, width: 12, align: .right)
      let change = found.relativeChange.map { Numbers.signedPercent($0) } ?? ""
      canvas.put(
        change, row: row, column: size.columns - 12, width: 11, align: .right,
        role: (found.relativeChange ?? 0) < 0 ? .decrease : .increase)
      if offset + scroll == prompt.cursor {
        canvas.put(canvas.style.glyphs.set.cursor, row: row, column: 0, role: .selected)
        canvas.restyle(row: row, column: 0, width: size.columns - 1, role: .selected)
      }
    }
    drawHeading(on: &canvas)
    if prompt.found.isEmpty {
      let isAnswered = prompt.answered == prompt.text
      let none =
        prompt.text.isEmpty ? state.words.nothingToChoose : state.texts.nothingFound(sanitised(prompt.text))
      canvas.put(
        isAnswered ? none : state.texts.working, row: 4, column: 2, width: size.columns - 3, role: .muted)
    }
    canvas.put(
      prompt.problem ?? words.help, row: size.rows - 1, column: 1, width: size.columns - 2,
      role: prompt.problem == nil ? .hint : .notice)
  }

  private func drawHeading(on canvas: inout Canvas) {
    let width = canvas.size.columns
    canvas.put(state.texts.supplierHeading, row: 3, column: (width - 26) * 11 / 20 + 3, role: .heading)
    canvas.put(unit, row: 3, column: width - 29, width: 16, align: .right, role: .heading)
  }

  private var unit: String {
    guard let graph = state.snapshot?.graph else { return "" }
    let component: ProductIndex?
    switch prompt.kind {
    case .swap(let link), .transport(let link), .splitWith(let link):
      component = link < graph.linkCount ? graph.component(link) : nil
    case .redirect(_, let product): component = product
    default: component = nil
    }
    return component.map { "kg/\(Labels(state: state).unit($0))" } ?? ""
  }
}

/// A list to choose from.
struct ChoiceView {
  let state: State
  let choice: Choice

  func draw(on canvas: inout Canvas) {
    Heading(state: state).draw(on: &canvas)
    let size = canvas.size
    let words = state.words
    for row in 1...2 { canvas.put("", row: row, column: 0, width: size.columns) }
    canvas.put(words.choiceTitle(choice.kind), row: 1, column: 1, width: size.columns - 2, role: .heading)
    let lines = state.choices(choice.kind)
    let height = max(1, size.rows - 5)
    let scroll = State.scroll(0, showing: choice.cursor, in: height)
    for (offset, line) in lines.dropFirst(scroll).prefix(height).enumerated() {
      let row = 3 + offset
      let right = displayWidth(line.detail, ambiguous: canvas.style.ambiguousWidth)
      let room = max(10, size.columns - 5 - min(right, size.columns / 2))
      canvas.put(shortenedInside(line.text, to: room, style: canvas.style), row: row, column: 2, width: room)
      canvas.put(
        line.detail, row: row, column: room + 3, width: max(0, size.columns - room - 4), align: .right,
        role: line.isProblem ? .notice : .muted)
      if offset + scroll == choice.cursor {
        canvas.put(canvas.style.glyphs.set.cursor, row: row, column: 0, role: .selected)
        canvas.restyle(row: row, column: 0, width: size.columns - 1, role: .selected)
      }
    }
    if lines.isEmpty { canvas.put(words.noEdits, row: 3, column: 2, width: size.columns - 3, role: .muted) }
    canvas.put(
      words.choiceKeys(choice.kind), row: size.rows - 1, column: 1, width: size.columns - 2, role: .hint)
  }
}
