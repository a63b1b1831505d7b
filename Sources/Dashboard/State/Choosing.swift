import Analysis
import Canvas
import SupplyGraph

/// A line of a list to choose from.
struct ChoiceLine {
  var text: String
  var detail = ""
  var isProblem = false
}

extension State {
  /// The lines of a list to choose from.
  func choices(_ kind: Choice.Kind) -> [ChoiceLine] {
    switch kind {
    case .scenarios:
      [ChoiceLine(text: texts.baseline, detail: words.noChanges)]
        + savedScenarios.map { scenario in
          ChoiceLine(
            text: sanitised(scenario.name),
            detail: [words.changes(scenario.entries.count), scenario.date, sanitised(scenario.note)]
              .filter { !$0.isEmpty }.joined(separator: "  "))
        }
    case .edits: editLines
    case .columns: columnChoices.map { ChoiceLine(text: columnName($0)) }
    case .hosts: hosts.map { ChoiceLine(text: sanitised($0.name), detail: sanitised($0.address)) }
    }
  }

  private var editLines: [ChoiceLine] {
    let answer = whatIfAnswer.flatMap { $0.request.edits == scenario.edits ? $0 : nil }
    let scale = MassScale(largest: answer?.total.before ?? 0)
    var total = answer?.total.before
    return scenario.edits.enumerated().map { index, edit in
      var line = ChoiceLine(text: editText(edit))
      guard let answer, answer.outcomes.indices.contains(index) else { return line }
      let outcome = answer.outcomes[index]
      if outcome.problem != nil {
        line.detail = problemText(outcome)
        line.isProblem = true
      } else if let before = total, let after = answer.steps[index] {
        line.detail = (after > before ? "+" : "") + scale.textWithUnit(after - before)
        total = after
      }
      return line
    }
  }

  mutating func press(_ key: Key, in choice: Choice) -> [Effect] {
    var choice = choice
    let last = max(0, choices(choice.kind).count - 1)
    switch Binding.folded(key) {
    case .escape, .left, .character("q"):
      overlay = nil
      return []
    case .up, .character("k"): choice.cursor = max(0, choice.cursor - 1)
    case .down, .character("j"), .tab: choice.cursor = min(last, choice.cursor + 1)
    case .home, .pageUp, .character("g"): choice.cursor = 0
    case .end, .pageDown, .character("G"): choice.cursor = last
    case .enter, .right: return confirm(choice)
    case .character("+"), .character("="): if choice.kind == .scenarios { return stack(choice.cursor) }
    case .character("x"), .delete, .backspace:
      if choice.kind == .edits { removeEdit(choice.cursor) }
      choice.cursor = min(choice.cursor, max(0, choices(choice.kind).count - 1))
    default: break
    }
    overlay = .choice(choice)
    return []
  }

  private mutating func confirm(_ choice: Choice) -> [Effect] {
    overlay = nil
    switch choice.kind {
    case .scenarios:
      if choice.cursor == 0 {
        open(Scenario())
      } else if savedScenarios.indices.contains(choice.cursor - 1) {
        open(savedScenarios[choice.cursor - 1])
      }
      announceOpened()
    case .edits: followEdit(choice.cursor)
    case .hosts(let product):
      return hosts.indices.contains(choice.cursor) ? [.askHost(hosts[choice.cursor].name, product)] : []
    case .columns:
      let choices = columnChoices
      guard choices.indices.contains(choice.cursor) else { return [] }
      addColumn(choices[choice.cursor])
    }
    return []
  }

  /// Opens a scenario and has all screens show it.
  mutating func show(_ asked: Scenario) {
    open(asked)
    announceOpened()
    staging.isWanted = !scenario.isEmpty
  }

  private mutating func announceOpened() {
    message = words.opened(scenarioName)
    checksFit = true
  }

  /// Makes the edits of a saved scenario after those that are there.
  private mutating func stack(_ cursor: Int) -> [Effect] {
    guard savedScenarios.indices.contains(cursor - 1) else { return [] }
    let added = savedScenarios[cursor - 1]
    overlay = nil
    changeScenario { scenario in
      scenario.entries += added.entries
      // What two scenarios make together is neither of them.
      if !scenario.name.isEmpty { scenario.name += " + " + added.name }
    }
    scenario.accepted = scenario.now.entries
    checksFit = true
    message = words.stacked(added.name)
    return []
  }

  private mutating func removeEdit(_ index: Int) {
    changeScenario { scenario in
      if scenario.entries.indices.contains(index) { scenario.entries.remove(at: index) }
    }
  }

  /// Puts the cursor on the input that an edit is about.
  private mutating func followEdit(_ index: Int) {
    guard let graph = snapshot?.graph, scenario.edits.indices.contains(index) else { return }
    switch scenario.edits[index].target {
    case .own(let id), .declared(let id): if let p = graph.product(id: id) { follow(.own(p)) }
    case .amount(let id, let component), .swap(let id, let component), .split(let id, let component, _):
      if let p = graph.product(id: id), let c = graph.product(id: component),
        let link = graph.link(from: p, to: c)
      {
        follow(.amount(link))
      }
    default: break
    }
  }

  // MARK: Links that the graph does not have

  /// Asks for a graph with the links that edits need, once for each list of edits.
  mutating func addMissingLinks() -> [Effect] {
    guard let snapshot, case .open = phase, linkedEdits != scenario.edits else { return fitQuestion() }
    linkedEdits = scenario.edits
    let isMissing = !ScenarioModel.newLinks(for: scenario.edits, in: snapshot.graph).isEmpty
    return (isMissing ? [.addLinks(scenario.edits)] : []) + fitQuestion()
  }

  private mutating func fitQuestion() -> [Effect] {
    guard checksFit, snapshot != nil else { return [] }
    checksFit = false
    return scenario.isEmpty ? [] : [.ask(.fit(scenario.edits))]
  }

  /// The same dataset with more links: everything stays where it was.
  mutating func extend(_ extended: Snapshot) {
    guard let before = snapshot else { return }
    snapshot = extended
    rememberedTrees = [:]
    matches = Matches()
    pendingNudge = nil
    sampling.request = nil
    staging = Staging(isWanted: staging.isWanted)
    history.keepOnlyScenarios()
    marked = Set(marked.compactMap { $0.moved(from: before, to: extended) })
    let total = scenes.last?.total
    scenes = scenes.compactMap { $0.moved(from: before, to: extended) }
    onTop { $0.total = total }
    moveSettings(from: before, to: extended)
    indexRequests()
  }

  /// Products in the settings of the what-if screen, by the numbers of another graph.
  mutating func moveSettings(from before: Snapshot, to extended: Snapshot) {
    whatIf.lastProduct = whatIf.lastProduct.flatMap { extended.graph.product(id: before.graph.id($0)) }
    if let target = whatIf.target, case .product(let p) = target.subject {
      whatIf.target = extended.graph.product(id: before.graph.id(p)).map {
        .init(subject: .product($0), total: target.total)
      }
    }
  }

  /// After a reload or when a scenario was opened: says which edits do not fit the data.
  mutating func takeFit(_ answer: Answer, of edits: [Edit]) {
    guard case .fit(let outcomes) = answer, edits == scenario.edits else { return }
    let bad = outcomes.filter { outcome in
      if case .linkMissing = outcome.problem { return false }
      return outcome.problem != nil
    }
    guard let first = bad.first else { return }
    message = words.noLongerFit(bad.count, editText(first.edit), problemText(first))
  }
}
