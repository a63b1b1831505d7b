import SupplyGraph

/// A model with the edits of a scenario made on it, one after the other.
///
/// An edit counts from what the edits before it have left: `-20%` twice is −36 %. An edit that does not fit leaves
/// everything as it was and says why; those after it are still made. Adding or taking back the last edits costs what
/// those edits reach, not the whole list.
public struct ScenarioModel: Sendable {
  public private(set) var model: EditedModel
  private var steps: [Step] = []

  private struct Step: Sendable {
    var outcome: EditOutcome
    /// After the edit.
    var overrides: [Parameter: Double]
  }

  public init(focus: Focus) { model = EditedModel(focus: focus) }

  /// How each edit fared, in their order.
  public var outcomes: [EditOutcome] { steps.map(\.outcome) }

  /// Makes exactly these edits.
  public mutating func apply(_ edits: [Edit]) {
    let common = zip(steps, edits).prefix { $0.outcome.edit == $1 }.count
    steps.removeLast(steps.count - common)
    // Taking back cannot fail: the model has been there.
    try? model.move(to: steps.last?.overrides ?? [:])
    for edit in edits[common...] { make(edit) }
  }

  private mutating func make(_ edit: Edit) {
    var outcome = EditOutcome(edit: edit)
    do throws(EditProblem) {
      let resolved = try EditResolver(model: model).resolve(edit)
      (outcome.before, outcome.after) = (resolved.before, resolved.after)
      do throws(EditRefusal) {
        try model.move(to: model.overrides.merging(resolved.values) { $1 })
      } catch {
        throw .refused(error)
      }
    } catch {
      outcome.problem = error
    }
    steps.append(Step(outcome: outcome, overrides: model.overrides))
  }

  /// `focusTotal` of the model if exactly these edits were made, told before they are; nil where they differ from those
  /// made by more than one figure, or where only making them can tell. Equal to what comes of making them within
  /// rounding.
  ///
  /// - Complexity: as `EditedModel.focusTotal(ifMovedTo:)`, and O(edits + overrides).
  public func focusTotal(ifMade edits: [Edit]) -> Double? {
    let common = zip(steps, edits).prefix { $0.outcome.edit == $1 }.count
    var overrides = common > 0 ? steps[common - 1].overrides : [:]
    guard edits.count - common <= 1 else { return nil }
    if let edit = edits.dropFirst(common).first {
      switch edit.target {
      case .own, .amount, .quantity: break
      default: return nil
      }
      guard let resolved = try? EditResolver(model: model, overrides: overrides).resolve(edit) else {
        return nil
      }
      overrides.merge(resolved.values) { $1 }
    }
    return model.focusTotal(ifMovedTo: overrides)
  }

  /// Links that edits need and the graph does not have, to be added with amount 0 before they can be made.
  public static func newLinks(for edits: [Edit], in graph: SupplyGraph) -> [(
    product: ProductIndex, component: ProductIndex
  )] {
    var result: [(product: ProductIndex, component: ProductIndex)] = []
    var seen: Set<[ProductIndex]> = []
    func need(_ product: ProductIndex, _ component: ProductIndex) {
      guard product != component, graph.link(from: product, to: component) == nil,
        seen.insert([product, component]).inserted
      else { return }
      result.append((product, component))
    }
    for edit in edits {
      switch (edit.target, edit.change) {
      case (.swap(let id, _), .with(let other)):
        if let p = graph.product(id: id), let new = graph.product(id: other) { need(p, new) }
      case (.split(let id, _, let other), _):
        if let p = graph.product(id: id), let new = graph.product(id: other) { need(p, new) }
      case (.redirect(let user, let component), .with(let other)):
        guard let old = graph.product(id: component), let new = graph.product(id: other) else { continue }
        let users =
          graph.product(id: user).map { [$0] }
          ?? graph.supplier(named: user).map { graph.products(ofSupplier: $0) } ?? []
        for p in users where graph.link(from: p, to: old) != nil { need(p, new) }
      default: continue
      }
    }
    return result
  }
}
