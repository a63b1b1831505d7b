import SupplyGraph

/// What effects of inputs are worked out from: a focus, or a model under edits of which nothing but the total is
/// settled.
struct InputEffects: Sendable {
  let graph: SupplyGraph
  /// Amounts, own emissions, loops, and what is refused. Its totals count only where `column` is nil.
  let model: Model
  let needs: [Need]
  /// kg CO2e of the focus; nil where there is none.
  let total: Double?
  let tops: [Focus.Top]
  /// kg CO2e per unit, by product: a sweep that looks totals up by component touches an eighth of the memory.
  var column: [Double]?

  /// kg CO2e per unit.
  func total(_ p: ProductIndex) -> Double { column?[p] ?? model.values.total(p) }

  var columnOfTotals: [Double] {
    if let column { return column }
    var totals = [Double](large: 0, count: graph.count)
    for p in totals.indices { totals[p] = model.values.total(p) }
    return totals
  }

  /// Gaps count as 0 and can be given a figure.
  private func isChangeable(_ p: ProductIndex) -> Bool {
    model.status[p] != .refused && model.status[p] != .blocked
  }

  /// Whether a product lies in a loop whose answers are worked out exactly for every input.
  func isInExactLoop(_ p: ProductIndex) -> Bool {
    model.member(p).map { model.blocks[$0.block].isExact } == true
  }

  /// An amount without what comes round.
  func firstOrder(_ link: Int) -> Response {
    Response(
      input: .amount(link), value: model.amounts[link], total: total ?? 0,
      slope: needs[graph.product(ofLink: link)].weight * total(graph.component(link)), feedback: .init())
  }

  /// How the total answers to each input; inputs in one loop share work.
  func responses(_ inputs: [Parameter]) -> [Response?] {
    guard let total else { return inputs.map { _ in nil } }
    var round = LoopColumns(graph, model)
    round.prepare(inputs.compactMap { if case .amount(let link) = $0 { link } else { nil } })
    return inputs.map { input in
      switch input {
      case .own(let p): own(p, total)
      case .amount(let link): amount(link, &round)
      case .quantity(let p): quantity(p, total)
      case .ownPrimary: nil
      }
    }
  }

  private func own(_ p: ProductIndex, _ total: Double) -> Response? {
    guard isChangeable(p) else { return nil }
    return Response(
      input: .own(p), value: model.own.total(p), total: total, slope: needs[p].weight, feedback: .init())
  }

  private func amount(_ link: Int, _ round: inout LoopColumns) -> Response? {
    guard isChangeable(graph.product(ofLink: link)), isChangeable(graph.component(link)) else { return nil }
    var response = firstOrder(link)
    response.feedback = round.feedback(link)
    return response
  }

  private func quantity(_ p: ProductIndex, _ total: Double) -> Response? {
    guard let quantity = tops.first(where: { $0.product == p })?.quantity else { return nil }
    return Response(
      input: .quantity(p), value: quantity, total: total, slope: self.total(p), feedback: .init())
  }
}

extension Focus {
  var effects: InputEffects {
    InputEffects(graph: rollUp.graph, model: rollUp.model, needs: needs, total: total, tops: tops)
  }
}
