import Analysis
import SupplyGraph

/// The scenario that is being worked on. The baseline never changes: everything a person changes is in here.
public struct ScenarioState: Hashable, Sendable {
  public internal(set) var now = Scenario()
  /// The entries as they were saved or opened.
  var kept: [Scenario.Entry] = []
  /// The entries that the model made last: an edit that cannot be made leads back to them.
  var accepted: [Scenario.Entry] = []
  /// Tells one scenario from the next, also when neither has a name.
  var id = 0

  public var edits: [Edit] { now.entries.map(\.edit) }
  public var isEmpty: Bool { now.entries.isEmpty }
  public var isUnsaved: Bool { now.entries != kept }
}

extension State {
  /// Changes the scenario so that it can be undone.
  @discardableResult
  mutating func changeScenario(_ change: (inout Scenario) -> Void) -> Bool {
    var next = scenario.now
    change(&next)
    if next == scenario.now { return false }
    remember(.scenario(scenario))
    scenario.now = next
    return true
  }

  /// Puts a scenario in place of the one that is there.
  mutating func open(_ scenario: Scenario, isSaved: Bool = true) {
    remember(.scenario(self.scenario))
    self.scenario = ScenarioState(
      now: scenario, kept: isSaved ? scenario.entries : [], accepted: scenario.entries,
      id: self.scenario.id + 1)
  }

  /// Adds an edit at the end.
  mutating func add(_ edit: Edit, before: Double? = nil) {
    changeScenario { $0.entries.append(Scenario.Entry(edit, before: before)) }
  }

  /// Takes back what the model could not make: everything since the entries that it made last.
  mutating func takeBackRefused() {
    let accepted = scenario.accepted
    while case .scenario(let before)? = history.past.last {
      history.past.removeLast()
      scenario = before
      if before.now.entries == accepted { return }
    }
    scenario.now.entries = accepted
  }
}

// MARK: - One figure

extension State {
  /// The identifiers that stand for a parameter in an edit; nil for numbers of another graph.
  func target(of parameter: Parameter) -> Edit.Target? {
    guard let graph = snapshot?.graph else { return nil }
    switch parameter {
    case .own(let p): return p < graph.count ? .own(graph.id(p)) : nil
    case .ownPrimary(let p): return p < graph.count ? .primary(graph.id(p)) : nil
    case .quantity(let p): return p < graph.count ? .quantity(graph.id(p)) : nil
    case .amount(let link):
      guard link < graph.linkCount else { return nil }
      return .amount(
        product: graph.id(graph.product(ofLink: link)), component: graph.id(graph.component(link)))
    }
  }

  /// What a parameter is under the edits there are now, which may be ahead of the last answer; nil where only the
  /// next answer can tell.
  func value(of row: ParameterRow, in answer: WhatIfAnswer) -> Double? {
    guard let graph = snapshot?.graph, let target = target(of: row.parameter) else { return nil }
    if answer.request.edits == scenario.edits { return row.value }
    guard let last = scenario.edits.last(where: { $0.touches(row.parameter, in: graph) }) else {
      return row.baseline
    }
    if last.target == target, case .to(let value) = last.change { return value }
    return nil
  }

  /// Makes a parameter `value`. Edits of one figure follow each other in one line of the scenario, and a figure that
  /// is as it was has none.
  ///
  /// - Parameter before: what it is now.
  mutating func set(_ row: ParameterRow, to value: Double, before: Double) {
    guard let graph = snapshot?.graph, let target = target(of: row.parameter) else { return }
    changeScenario { scenario in
      let touching = scenario.entries.indices.filter {
        scenario.entries[$0].edit.touches(row.parameter, in: graph)
      }
      let edit = Edit(target, .to(value))
      guard let last = touching.last, scenario.entries[last].edit.target == target else {
        if value != before { scenario.entries.append(Scenario.Entry(edit, before: before)) }
        return
      }
      let isAlone = touching.count == 1
      if isAlone && value == row.baseline || value == scenario.entries[last].before {
        scenario.entries.remove(at: last)
      } else {
        scenario.entries[last].edit = edit
      }
    }
  }

  /// Takes a figure back to the baseline, whatever changed it.
  mutating func reset(_ row: ParameterRow) {
    guard let graph = snapshot?.graph, let target = target(of: row.parameter) else { return }
    let isChanged = changeScenario { scenario in
      scenario.entries.removeAll { $0.edit.target == target }
      if scenario.entries.contains(where: { $0.edit.touches(row.parameter, in: graph) }) {
        scenario.entries.append(Scenario.Entry(Edit(target, .to(row.baseline))))
      }
    }
    if !isChanged { message = words.isAtBaseline }
  }
}

extension State {
  /// 5 % of the baseline: what a key press moves a figure by.
  static let nudgesInBaseline = 20.0

  /// The value after some nudges. Values that nudges lead to from the baseline are the same whichever way they were
  /// reached, so that the way back ends exactly at the baseline; nil beyond 0, where a figure would change its sign.
  static func nudged(_ value: Double, by steps: Int, baseline: Double) -> Double? {
    let step = baseline.magnitude / nudgesInBaseline
    let place = (value - baseline) / step
    let nearest = place.rounded()
    var result = value + Double(steps) * step
    if abs(place - nearest) < 1e-6, nearest.magnitude < 1e12 {
      let way = (nearest + Double(steps)) * (baseline < 0 ? -1 : 1)
      result = way == 0 ? baseline : baseline * (nudgesInBaseline + way) / nudgesInBaseline
    }
    guard result.isFinite else { return nil }
    return (result < 0) != (baseline < 0) && result != 0 ? nil : result
  }
}

extension Edit {
  /// Whether an edit may change a parameter of a graph.
  func touches(_ parameter: Parameter, in graph: SupplyGraph) -> Bool {
    switch (target, parameter) {
    case (.own(let id), .own(let p)), (.declared(let id), .own(let p)): graph.product(id: id) == p
    case (.primary(let id), .ownPrimary(let p)), (.quantity(let id), .quantity(let p)):
      graph.product(id: id) == p
    case (.amount(let id, let component), .amount(let link)):
      graph.isLink(link, from: id, to: component)
    case (.swap(let id, let component), .amount(let link)):
      graph.isLink(link, from: id, to: component) || graph.isLink(link, from: id, to: replacement)
    case (.split(let id, let component, let other), .amount(let link)):
      graph.isLink(link, from: id, to: component) || graph.isLink(link, from: id, to: other)
    case (.supplier(let name), .own(let p)), (.supplierOwn(let name), .own(let p)):
      graph.isSupplied(p, by: name)
    case (.supplierPrimary(let name), .ownPrimary(let p)): graph.isSupplied(p, by: name)
    case (.supplier(let name), .amount(let link)):
      graph.isSupplied(graph.product(ofLink: link), by: name)
    case (.redirect(let user, let component), .amount(let link)):
      [component, replacement].contains { graph.product(id: $0) == graph.component(link) }
        && (graph.product(id: user) == graph.product(ofLink: link)
          || graph.isSupplied(graph.product(ofLink: link), by: user))
    default: false
    }
  }

  private var replacement: String { if case .with(let id) = change { id } else { "" } }
}

extension SupplyGraph {
  fileprivate func isLink(_ link: Int, from id: String, to component: String) -> Bool {
    product(id: id) == product(ofLink: link) && product(id: component) == self.component(link)
  }

  fileprivate func isSupplied(_ p: ProductIndex, by name: String) -> Bool {
    guard let index = supplier(p) else { return false }
    let supplier = suppliers[index]
    return supplier.id == name || supplier.name == name || supplier.nameJa == name
  }
}
