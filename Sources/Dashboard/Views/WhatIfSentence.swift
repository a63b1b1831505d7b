import Analysis
import Canvas
import SupplyGraph

/// The sentence of the what-if screen: what the changes do, or what the selected input could.
struct WhatIfSentence {
  let state: State

  private var words: WhatIfTexts { state.words }
  private var labels: Labels { Labels(state: state) }

  func text(_ scene: Scene, _ subject: Focus.Subject) -> String {
    guard case .whatIf(let answer) = scene.answer else { return "" }
    let name = subject == .portfolio ? subjectName : labels.name(of: subject)
    if answer.request.target != nil { return target(answer, name) }
    if !answer.request.edits.isEmpty { return scenario(answer, name) }
    return state.selectedParameter.map { input($0, answer, name) } ?? ""
  }

  private var subjectName: String {
    labels.hasYears ? state.texts.thePortfolio : state.texts.allProductsTogether
  }

  private func scenario(_ answer: WhatIfAnswer, _ subject: String) -> String {
    guard let change = answer.total.change, let part = answer.total.relativeChange else { return "" }
    let scale = MassScale(largest: abs(answer.total.before ?? 0))
    let mass = scale.textWithUnit(abs(change))
    let sentence = words.scenarioSentence(
      answer.outcomes.count { $0.problem == nil }, subject, change, Numbers.percent(abs(part)), mass)
    guard let largest = answer.changed.first, change != 0, largest.change / change > 0,
      largest.change / change < 0.9995
    else { return sentence }
    return sentence
      + words.mostlySentence(
        Numbers.percent(largest.change / change, decimals: 0), labels.name(largest.product))
  }

  private func input(_ row: ParameterRow, _ answer: WhatIfAnswer, _ subject: String) -> String {
    let name = labels.name(of: row.parameter, row.product)
    let part = Numbers.percent(abs(row.elasticity ?? 0) / 10, decimals: 2)
    let isDown = (row.elasticity ?? 0) >= 0
    var sentence = words.inputSentence(name, labels.supplierName(of: row.product), part, subject, isDown)
    if let low = row.low, let high = row.high, let total = answer.total.after, total != 0 {
      sentence += words.rangeSentence(
        answer.request.range, Numbers.signedPercent(min(low, high) / abs(total)),
        Numbers.signedPercent(max(low, high) / abs(total)))
    }
    return sentence
  }

  private func target(_ answer: WhatIfAnswer, _ subject: String) -> String {
    let target = labels.figure(answer.request.target ?? 0, of: answer.request.subject)
    guard let row = state.selectedParameter else {
      return words.targetSentence(subject, target, answer.reaching)
    }
    let name = labels.name(of: row.parameter, row.product)
    guard let needed = row.needed else { return words.cannotReach(name, subject, target) }
    let change = row.value == 0 ? "" : Numbers.signedPercent((needed - row.value) / abs(row.value))
    return words.canReach(
      name, Numbers.plain(needed), labels.unit(of: row.parameter), change, subject, target)
  }
}

/// Edits in words.
struct EditSentence {
  let state: State
  /// Columns that a name may take.
  private var limit = Int.max

  init(state: State) { self.state = state }

  private var words: WhatIfTexts { state.words }

  private func cut(_ name: String) -> String {
    limit == Int.max ? name : shorten(name, to: limit, style: state.style)
  }

  private func product(_ id: String) -> String {
    guard let p = state.snapshot?.graph.product(id: id) else { return cut(id) }
    return cut(Labels(state: state).name(p))
  }

  private func supplier(_ name: String) -> String {
    guard let graph = state.snapshot?.graph, let index = graph.supplier(named: name) else { return cut(name) }
    return cut(Labels(state: state).supplierName(index))
  }

  /// In at most `width` columns: names are shortened, figures never.
  func text(_ edit: Edit, fitting width: Int) -> String {
    var sentence = self
    var text = self.text(edit)
    for limit in [32, 24, 18, 14, 11, 8]
    where displayWidth(text, ambiguous: state.style.ambiguousWidth) > width {
      sentence.limit = limit
      text = sentence.text(edit)
    }
    return text
  }

  private func user(_ name: String) -> String {
    state.snapshot?.graph.product(id: name) != nil ? product(name) : supplier(name)
  }

  /// The new figure or the change, as it stands in a sentence.
  private func change(_ change: Edit.Change, isShare: Bool = false) -> String {
    switch change {
    case .to(let value): isShare ? Numbers.percent(value, decimals: 0) : Numbers.plain(value)
    case .by(let part): Numbers.signedPercent(part)
    case .with(let id): product(id)
    }
  }

  /// A blank and the unit, after a figure that is not a change.
  private func unit(_ edit: Edit, _ id: String) -> String {
    guard case .to = edit.change, let p = state.snapshot?.graph.product(id: id) else { return "" }
    return " " + Labels(state: state).unit(of: .own(p))
  }

  func text(_ edit: Edit) -> String {
    sanitised(plain(edit))
  }

  private func plain(_ edit: Edit) -> String {
    switch edit.target {
    case .own(let id): words.figureEdit(product(id), change(edit.change) + unit(edit, id))
    case .declared(let id): words.declaredEdit(product(id), change(edit.change))
    case .primary(let id): words.primaryEdit(product(id), change(edit.change, isShare: true))
    case .quantity(let id): words.figureEdit(words.quantityOf(product(id)), change(edit.change))
    case .amount(let id, let component):
      words.figureEdit(words.amountIn(product(component), product(id)), change(edit.change))
    case .swap(let id, let component): words.swapEdit(product(component), change(edit.change), product(id))
    case .split(let id, let component, let other):
      words.splitEdit(
        product(component), change(edit.change, isShare: true), product(other), product(id))
    case .supplier(let name): words.footprintEdit(supplier(name), change(edit.change))
    case .supplierOwn(let name): words.ownEdit(supplier(name), change(edit.change))
    case .supplierPrimary(let name): words.primaryEdit(supplier(name), change(edit.change, isShare: true))
    case .redirect(let name, let component):
      words.swapEdit(product(component), change(edit.change), user(name))
    }
  }
}
