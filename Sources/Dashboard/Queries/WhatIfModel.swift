import Analysis
import Footprints
import SupplyGraph

/// The edited model of one subject, moved from edits to edits: only what differs is made anew.
struct WhatIfModel {
  let subject: Focus.Subject
  private(set) var scenario: ScenarioModel
  /// The edits that were asked for; some do not concern the subject.
  private(set) var edits: [Edit] = []
  /// The total after each of them.
  private(set) var totals: [Double?] = []
  private(set) var outcomes: [EditOutcome] = []

  init(_ focus: Focus) {
    subject = focus.subject
    scenario = ScenarioModel(focus: focus)
  }

  var model: EditedModel { scenario.model }

  /// Quantities of the portfolio mean nothing to one unit of a product.
  private func concerns(_ edit: Edit) -> Bool {
    if case .quantity = edit.target, subject != .portfolio { false } else { true }
  }

  mutating func move(to wanted: [Edit]) {
    let common = zip(edits, wanted).prefix { $0 == $1 }.count
    totals.removeLast(totals.count - common)
    outcomes.removeLast(outcomes.count - common)
    edits.removeLast(edits.count - common)
    var made = edits.filter(concerns)
    if common == wanted.count { scenario.apply(made) }
    for edit in wanted[common...] {
      edits.append(edit)
      if concerns(edit) {
        made.append(edit)
        scenario.apply(made)
        outcomes.append(scenario.outcomes.last ?? EditOutcome(edit: edit))
      } else {
        outcomes.append(EditOutcome(edit: edit))
      }
      totals.append(model.focusTotal)
    }
  }

  /// Of what the subject adds up to now, 0…1.
  var primaryShare: Double? {
    model.overrides.isEmpty ? model.baselineFocus.mix.primaryShare : model.mix.primaryShare
  }

  var total: WhatIfTotal { total(model.focusTotal, with: edits) }

  /// The total with other edits, where it can be told before they are made.
  func foretold(_ wanted: [Edit]) -> WhatIfTotal? {
    scenario.focusTotal(ifMade: wanted.filter(concerns)).map { total($0, with: wanted) }
  }

  private func total(_ after: Double?, with edits: [Edit]) -> WhatIfTotal {
    WhatIfTotal(
      subject: subject, edits: edits, before: model.baselineFocus.total, after: after,
      isLowerBound: model.isLowerBound)
  }
}

extension Analyst {
  /// The model of the subject with these edits made.
  mutating func move(to request: WhatIfRequest) {
    if whatIfModel?.subject != request.subject { whatIfModel = WhatIfModel(baselineFocus(request.subject)) }
    whatIfModel?.move(to: request.edits)
  }

  mutating func baselineFocus(_ subject: Focus.Subject) -> Focus {
    if case .product(let p) = subject, p < baseline.graph.count { return focus(on: p, in: baseline) }
    return baseline.portfolio
  }

  /// The total alone, told before the edits are made where that is possible.
  mutating func whatIfTotal(_ request: WhatIfRequest) -> Answer? {
    if whatIfModel?.subject == request.subject, let total = whatIfModel?.foretold(request.edits) {
      return .whatIfTotal(total)
    }
    move(to: request)
    return whatIfModel.map { .whatIfTotal($0.total) }
  }

  /// What samples are drawn of: the subject with and without its edits.
  public mutating func focuses(for request: SampleRequest) -> (
    focus: Focus, baseline: Focus, spreads: Spreads
  ) {
    move(to: WhatIfRequest(subject: request.subject, edits: request.edits))
    let baseline = baselineFocus(request.subject)
    return (whatIfModel?.model.focus ?? baseline, baseline, spreads(request.range))
  }

  mutating func whatIf(_ request: WhatIfRequest) -> Answer {
    move(to: request)
    guard let now = whatIfModel else { return .failed }
    let spreads = spreads(request.range)
    let measure = request.order.measure(hasTarget: request.target != nil)
    let sensitivity = now.model.sensitivity(by: measure, top: request.limit, spreads: spreads)
    var inputs = sensitivity.rows
    if let wanted = request.wanted, !inputs.contains(where: { $0.input == wanted }),
      let row = now.model.sensitivity(of: wanted, spreads: spreads, besides: measure)
    {
      inputs.append(row)
    }
    var rows = parameterRows(inputs, now.model, spreads, target: request.target)
    order(&rows, request)
    let changes = now.model.changes(top: Analyst.itemsShown)
    return .whatIf(
      WhatIfAnswer(
        request: request, total: now.total, rows: rows,
        others: max(0, sensitivity.others - (inputs.count - sensitivity.rows.count)),
        outcomes: now.outcomes, steps: now.totals, changed: changes.rows,
        changedElsewhere: (changes.others, changes.changeOfOthers),
        uncertainty: sensitivity.uncertainty, primaryBefore: now.model.baselineFocus.mix.primaryShare,
        primaryAfter: now.primaryShare,
        reaching: request.target.map { now.model.breakEven(target: $0, top: 0).others } ?? 0))
  }

  private mutating func spreads(_ policy: Spreads.Policy) -> Spreads {
    if let known = spreadsMade[policy] { return known }
    let spreads = Spreads(graph: snapshot.graph, policy: policy)
    spreadsMade[policy] = spreads
    return spreads
  }

  // MARK: Inputs

  private func parameterRows(
    _ inputs: [SensitivityRow], _ model: EditedModel, _ spreads: Spreads, target: Double?
  ) -> [ParameterRow] {
    let total = model.focusTotal ?? 0
    let known = Set(inputs.map(\.input))
    // Changed inputs that do not count any more (a component that was swapped away) are listed all the same.
    let changed = model.overrides.keys.filter { !known.contains($0) && $0.isListed }
    let quiet = changed.count <= Analyst.changedShown ? changed : []
    let responses = responses(inputs.map(\.input) + quiet, model, hasTarget: target != nil)
    let listed = zip(inputs, responses).map { input, response in
      var row = row(input.input, response, model, spreads, total: total, target: target)
      (row.low, row.high) = (input.low.value.map { $0 - total }, input.high.value.map { $0 - total })
      (row.elasticity, row.varianceShare) = (input.elasticity, input.varianceShare)
      return row
    }
    return listed
      + zip(quiet, responses.dropFirst(inputs.count)).map { input, response in
        row(input, response, model, spreads, total: total, target: target)
      }
  }

  private static let changedShown = 50

  /// Exact answers of the total, where something needs them: costly in large loops.
  private func responses(_ inputs: [Parameter], _ model: EditedModel, hasTarget: Bool) -> [Response?] {
    let wanted = inputs.indices.filter { hasTarget || model.overrides[inputs[$0]] != nil }
    var result = [Response?](repeating: nil, count: inputs.count)
    for (place, response) in zip(wanted, model.responses(wanted.map { inputs[$0] })) {
      result[place] = response
    }
    return result
  }

  private func row(
    _ input: Parameter, _ response: Response?, _ model: EditedModel, _ spreads: Spreads, total: Double,
    target: Double?
  ) -> ParameterRow {
    let graph = snapshot.graph
    let baseline = model.baselineValue(input) ?? 0
    let value = model.value(input) ?? 0
    let levels = spreads.levels(input, value: baseline)
    let (product, user): (ProductIndex, ProductIndex?) =
      switch input {
      case .own(let p), .ownPrimary(let p), .quantity(let p): (p, nil)
      case .amount(let link): (graph.component(link), graph.product(ofLink: link))
      }
    return ParameterRow(
      parameter: input, product: product, user: user, baseline: baseline, value: value,
      lowValue: levels.low, highValue: levels.high, low: 0, high: 0, elasticity: 0, varianceShare: 0,
      gsd: spreads.gsd(input), origin: spreads.origin(input, in: graph),
      effect: baseline == value ? 0 : response?.total(at: baseline).map { total - $0 } ?? 0,
      needed: target.flatMap { response?.value(reaching: $0) })
  }

  private func order(_ rows: inout [ParameterRow], _ request: WhatIfRequest) {
    let graph = snapshot.graph
    // Stable: equal ones stay in the order of the analysis.
    func sort(_ isBefore: (ParameterRow, ParameterRow) -> Bool?) {
      rows = rows.enumerated().sorted { a, b in
        isBefore(a.element, b.element) ?? (a.offset < b.offset)
      }.map(\.element)
    }
    func larger(_ a: Double, _ b: Double) -> Bool? { a == b ? nil : a > b }
    if request.target != nil {
      func way(_ row: ParameterRow) -> Double {
        guard let needed = row.needed else { return -.infinity }
        return row.value == 0 ? -1e300 : -abs(needed - row.value) / abs(row.value)
      }
      return sort { larger(way($0), way($1)) }
    }
    switch request.order {
    case .change: sort { larger(abs($0.effect), abs($1.effect)) }
    case .name:
      let names = Dictionary(
        rows.map { ($0.product, graph.name($0.product)) }, uniquingKeysWith: { a, _ in a })
      sort { a, b in
        let (x, y) = (names[a.product] ?? "", names[b.product] ?? "")
        return x == y ? nil : x < y
      }
    default: break
    }
  }

  /// Changes of contributions.
  private static let itemsShown = 40
}

extension WhatIfOrder {
  func measure(hasTarget: Bool) -> SensitivityMeasure {
    if hasTarget { return .elasticity }
    switch self {
    case .range, .change, .name: return .range
    case .elasticity: return .elasticity
    case .variance: return .variance
    }
  }
}

extension Parameter {
  /// Whether the what-if screen has lines for it.
  var isListed: Bool {
    switch self {
    case .own, .amount, .quantity: true
    case .ownPrimary: false
    }
  }
}
