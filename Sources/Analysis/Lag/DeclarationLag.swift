import Footprints
import HeapModule
import SupplyGraph

/// Declared footprints that predate an update of a component, and by how much they can be expected to change.
///
/// A declared figure already contains its components. When a component states a new figure, the parent's stays what it
/// was until its supplier restates it; the roll-up keeps to it, so the update is lost in the parent's own emissions.
/// Here it is told: a parent is behind when its footprint was stated (`Footprint.statedOn`) before the footprint that
/// is now used of a component was. The expected change is amount × (new − old), where old is the version of the
/// component's footprint that stood when the parent was declared: of the same geography, or named as a predecessor,
/// stated no later than the parent, valid then if one was, the newest of those. Where no such version is known, the size of the change is
/// not known either, and nothing is put in its place. Components that are not declared pass the updates beneath them
/// on; declared ones do not, they are behind themselves. So no update is counted twice, and the changes of all parents
/// times the units needed of them add up to what the portfolio can expect when everybody has restated.
///
/// Figures of tables state no date and are never behind; they are counted in `undated`.
public struct DeclarationLag: Sendable {
  /// One parent that is behind one component.
  public struct Row: Hashable, Sendable {
    public var parent: ProductIndex
    public var component: ProductIndex
    /// Declared footprint of the parent, kg CO2e per unit.
    public var declared: Double
    public var declaredOn: Timestamp
    public var updatedOn: Timestamp
    /// Units of the component per unit of the parent, through components that are not declared. What goes round a
    /// loop is counted once.
    public var amount: Double
    /// kg CO2e per unit of the component when the parent was declared; nil where that is not known.
    public var old: Double?
    /// Index of its footprint in the graph.
    public var oldFootprint: Int?
    /// kg CO2e per unit of the component now.
    public var new: Double
    public var newFootprint: Int
    /// Units of the parent that the focus needs.
    public var needed: Double

    /// Expected change of the parent, kg CO2e per unit.
    public var change: Double? { old.map { amount * (new - $0) } }
    /// The same relative to what is declared.
    public var share: Double? { declared == 0 ? nil : change.map { $0 / abs(declared) } }
    /// Expected change of the focus, kg CO2e.
    public var focusChange: Double? { change.map { $0 * needed } }
  }

  /// The largest expected changes of the focus first, whatever their sign; those of unknown size last, by what the
  /// component brings.
  public let rows: [Row]
  /// Declared products with components whose own declaration states no date.
  public let undated: Int

  /// kg CO2e that the focus can be expected to change by, as far as it is known.
  public var expected: Double { rows.reduce(0) { $0 + ($1.focusChange ?? 0) } }

  /// How many changes are of unknown size.
  public var unknown: Int { rows.count { $0.old == nil } }

  /// - Complexity: O(products + links), and for each parent that is behind the links between it and the updates.
  public init(_ focus: Focus) {
    let graph = focus.rollUp.graph
    let newest = NewestBelow(graph, focus.rollUp)
    var rows: [Row] = []
    var undated = 0
    for parent in 0..<graph.count where focus.rollUp.status(parent) == .declared {
      if graph.components(of: parent).isEmpty { continue }
      guard let declaredOn = newest.statedOn(parent) else {
        undated += 1
        continue
      }
      for (component, amount) in newest.updates(of: parent, after: declaredOn, focus.rollUp) {
        if let row = Row(parent, component, amount, declaredOn, focus) { rows.append(row) }
      }
    }
    self.rows = rows.sorted { DeclarationLag.precedes($0, $1, graph) }
    self.undated = undated
  }

  private static func precedes(_ a: Row, _ b: Row, _ graph: SupplyGraph) -> Bool {
    if (a.old == nil) != (b.old == nil) { return b.old == nil }
    let (x, y) = (a.weight, b.weight)
    if x != y { return x > y }
    return (graph.rank(a.parent), graph.rank(a.component)) < (graph.rank(b.parent), graph.rank(b.component))
  }
}

extension DeclarationLag.Row {
  fileprivate var weight: Double { abs(focusChange ?? amount * new * needed) }

  /// Nil where the component says the same as before.
  fileprivate init?(
    _ parent: ProductIndex, _ component: ProductIndex, _ amount: Double, _ declaredOn: Timestamp,
    _ focus: Focus
  ) {
    let graph = focus.rollUp.graph
    let given = graph.given(component)
    guard let newFootprint = given.footprint, let new = given.declared,
      let updatedOn = graph.footprints[newFootprint].statedOn,
      let declared = focus.rollUp.total(parent)
    else { return nil }
    let oldFootprint = graph.footprint(of: component, standingOn: declaredOn)
    let old = oldFootprint.flatMap { graph.value(ofFootprint: $0, for: component) }
    if let old, abs(new - old) <= 1e-12 * max(abs(new), abs(old)) { return nil }
    self.init(
      parent: parent, component: component, declared: declared, declaredOn: declaredOn, updatedOn: updatedOn,
      amount: amount, old: old, oldFootprint: oldFootprint, new: new, newFootprint: newFootprint,
      needed: focus.weight(parent))
  }
}

extension SupplyGraph {
  /// The version of a product's footprint that stood on a day before the one that is used now was stated.
  func footprint(of p: ProductIndex, standingOn day: Timestamp) -> Int? {
    guard let used = given(p).footprint else { return nil }
    let predecessors = Set(footprints[used].precedingIDs.map { $0.lowercased() })
    let earlier = footprints(of: p).filter { number in
      let footprint = footprints[number]
      guard number != used, let stated = footprint.statedOn, stated <= day,
        value(ofFootprint: number, for: p) != nil
      else { return false }
      return footprint.geography == footprints[used].geography
        || predecessors.contains(footprint.id.lowercased())
    }
    return earlier.min { a, b in
      let (x, y) = (footprints[a], footprints[b])
      if x.isValid(on: day) != y.isValid(on: day) { return x.isValid(on: day) }
      // In the order of the graph, the newest first, where both were stated at once.
      return (x.statedOn?.seconds ?? .min) > (y.statedOn?.seconds ?? .min)
    }
  }
}

extension Footprint {
  fileprivate func isValid(on day: Timestamp) -> Bool {
    let (start, end) = validity
    return (start.map { $0 <= day } ?? true) && (end.map { day <= $0 } ?? true)
  }
}

/// For each product the day of the newest declaration that its parents can feel: its own where it is declared, else the
/// newest of its components.
private struct NewestBelow {
  private let graph: SupplyGraph
  private let isDeclared: [Bool]
  private var seconds: [Int64]
  private static let never = Int64.min

  init(_ graph: SupplyGraph, _ rollUp: RollUp) {
    self.graph = graph
    isDeclared = (0..<graph.count).map { rollUp.status($0) == .declared }
    seconds = [Int64](repeating: NewestBelow.never, count: graph.count)
    var next = 0
    for loop in graph.loops {
      for p in next..<loop.lowerBound { settle(p, rollUp) }
      settle(loop, rollUp)
      next = loop.upperBound
    }
    for p in next..<graph.count { settle(p, rollUp) }
  }

  func statedOn(_ p: ProductIndex) -> Timestamp? {
    graph.given(p).footprint.flatMap { graph.footprints[$0].statedOn }
  }

  private mutating func settle(_ p: ProductIndex, _ rollUp: RollUp) {
    seconds[p] = isDeclared[p] ? statedOn(p)?.seconds ?? NewestBelow.never : newestComponent(p, rollUp)
  }

  /// What one member feels, all members that are not declared do.
  private mutating func settle(_ loop: Range<ProductIndex>, _ rollUp: RollUp) {
    for p in loop { settle(p, rollUp) }
    let newest = loop.map { newestComponent($0, rollUp) }.max() ?? NewestBelow.never
    for p in loop where !isDeclared[p] { seconds[p] = newest }
  }

  private func newestComponent(_ p: ProductIndex, _ rollUp: RollUp) -> Int64 {
    graph.components(of: p).reduce(NewestBelow.never) { newest, link in
      rollUp.amount(link) == 0 ? newest : max(newest, seconds[graph.component(link)])
    }
  }

  /// Declared components stated after a day, with the amounts of them in one unit of `parent`: those of its own, and
  /// those beneath components that are not declared. From users to components, each product once.
  func updates(
    of parent: ProductIndex, after day: Timestamp, _ rollUp: RollUp
  ) -> [(component: ProductIndex, amount: Double)] {
    var amounts: [ProductIndex: Double] = [:]
    var open = Heap<ProductIndex>()
    func spread(_ p: ProductIndex, _ weight: Double) {
      for link in graph.components(of: p) where rollUp.amount(link) != 0 {
        let component = graph.component(link)
        if seconds[component] <= day.seconds || component == parent { continue }
        if p != parent, let loop = graph.loop(p), graph.loop(component) == loop, component >= p { continue }
        if amounts[component] == nil { open.insert(component) }
        amounts[component, default: 0] += weight * rollUp.amount(link)
      }
    }
    spread(parent, 1)
    var found: [(ProductIndex, Double)] = []
    while let component = open.popMax() {
      let amount = amounts[component] ?? 0
      if isDeclared[component] {
        found.append((component, amount))
      } else {
        spread(component, amount)
      }
    }
    return found
  }
}
