import SupplyGraph
import Synchronization

// What is asked of an edited model.
extension EditState {
  /// Everything settled. `move` lets nothing wait that could be refused.
  private mutating func settleAll() {
    do { try settle() } catch { assertionFailure("an accepted edit was refused: \(error)") }
  }

  mutating func rollUp() -> RollUp {
    settleAll()
    return RollUp(baseline, model: model)
  }

  mutating func value(_ p: ProductIndex) -> Double? {
    settleColumn()
    if needs[p].tier == Need.unreached { settleWholeColumn() }
    return hasFigure(p) ? column.values[p] : nil
  }

  /// As a fresh focus would be, to the last bit.
  mutating func focus() -> Focus {
    let rollUp = rollUp()
    let known = knownTops
    let total = known.reduce(0) { $0 + $1.quantity * model.values[$1.product][.total] }
    guard notFinite == 0, total.isFinite, !known.isEmpty else { return Focus(rollUp, subject, asked: asked) }
    refreshSums()
    return Focus(
      rollUp, subject, asked: asked, tops: known, total: total, needs: needs, reached: reached,
      credits: sums.credits(model.own, needs))
  }

  mutating func refreshSums() { sums.refresh(model.own, needs, graph) }

  /// Nil where contributions mean nothing: see `Focus.total`.
  mutating func total() -> GroupSum? {
    guard notFinite == 0, unknownTops.count < topPlaces.count else { return nil }
    refreshSums()
    return sums.total.contribution.isFinite ? sums.total : nil
  }

  mutating func weight(_ p: ProductIndex) -> Double { total() == nil ? 0 : needs[p].weight }

  mutating func hotspots(top: Int) -> [ProductIndex] {
    total() == nil ? [] : sums.hotspots(top: top, model.own, needs, graph)
  }

  /// Nil for groupings that go by paths.
  mutating func grouped(by grouping: Grouping, top: Int) -> [GroupRow]? {
    if total() == nil { return [] }
    if grouping == .product { return products(top: top) }
    return sums.rows(by: grouping, top: top, model.own, needs, graph)
  }

  private mutating func products(top: Int) -> [GroupRow] {
    let products = hotspots(top: top)
    var rows = products.map { p in
      GroupRow(
        key: graph.id(p), index: p, contribution: needs[p].weight * model.own[p][.total],
        mix: model.own[p].mix.scaled(by: needs[p].weight))
    }
    if products.count < reached {
      var rest = sums.total
      for p in products { rest.add(model.own.head(p), times: -needs[p].weight) }
      rows.append(GroupRow(rest: rest))
    }
    return rows
  }
}

/// One state shared by copies of a model until one of them moves on; made when it is first needed.
final class EditStore: Sendable {
  /// Without edits.
  let focus: Focus
  private let state: Mutex<EditState?>

  init(_ focus: Focus, _ state: EditState? = nil) {
    self.focus = focus
    self.state = Mutex(state)
  }

  func copy() -> EditStore { EditStore(focus, state.withLock { $0 }) }

  var hasStarted: Bool { state.withLock { $0 != nil } }

  func with<Result: Sendable, Failure: Error>(
    _ body: (inout EditState) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try state.withLock { (state) throws(Failure) -> Result in
      if state == nil { state = EditState(focus) }
      // In its place: a copy outside would be a second owner, and the first change would copy everything.
      return try body(&state!)
    }
  }
}
