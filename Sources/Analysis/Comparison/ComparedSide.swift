import SupplyGraph

/// Rows of a comparison: the products of both sides, partners together. A's products come first, in their numbers,
/// then those that only B has.
struct ComparedRows: Sendable {
  let count: Int
  /// By row; −1 where the side has no such product.
  let productOfA: [Int32]
  let productOfB: [Int32]
  /// By product.
  let rowOfA: [Int32]
  let rowOfB: [Int32]

  init(_ matching: ProductMatching) {
    let onlyB = matching.partnersOfB.indices.filter { matching.partnersOfB[$0] < 0 }
    let countA = matching.partnersOfA.count
    count = countA + onlyB.count
    rowOfA = (0..<countA).map { Int32(truncatingIfNeeded: $0) }
    productOfA = rowOfA + [Int32](repeating: -1, count: onlyB.count)
    productOfB = matching.partnersOfA + onlyB.map { Int32(truncatingIfNeeded: $0) }
    var rowOfB = matching.partnersOfB
    for (number, q) in onlyB.enumerated() { rowOfB[q] = Int32(truncatingIfNeeded: countA + number) }
    self.rowOfB = rowOfB
  }
}

/// One side of a comparison, extended by its guests: products that it does not have, or has no figure for, and the
/// other side has. A guest brings its own emissions and its links along; nobody on this side needs it, so nothing
/// changes, but it has a total in this side's world: its own part, and components at this side's totals.
struct ComparedSide: Sendable {
  let focus: Focus
  let graph: SupplyGraph
  /// Columns of the model, at hand for sweeps over all products and links.
  let links: LinkTable
  let amounts: [Double]
  let own: ChannelTable
  let status: [Status]
  let needs: [Need]
  /// By row; −1 for none.
  let productOf: [Int32]
  /// By product.
  let rowOf: [Int32]
  /// Quantities of what is in focus and has a total, by row.
  let tops: [Int: Double]
  /// Those of all that is in focus.
  let asked: [Int: Double]
  /// kg CO2e per unit, by row, guests included; 0 where neither side has a figure.
  private(set) var totals: [Double]

  init(_ focus: Focus, productOf: [Int32], rowOf: [Int32]) {
    self.focus = focus
    graph = focus.rollUp.graph
    links = graph.links
    let model = focus.rollUp.model
    (amounts, own, status, needs) = (model.amounts, model.own, model.status, focus.needs)
    self.productOf = productOf
    self.rowOf = rowOf
    tops = ComparedSide.quantities(focus.total == nil ? [] : focus.tops, rowOf)
    asked = ComparedSide.quantities(focus.asked, rowOf)
    totals = productOf.map { $0 < 0 ? 0 : model.values.total(Int($0)) }
  }

  private static func quantities(_ tops: [Focus.Top], _ rowOf: [Int32]) -> [Int: Double] {
    Dictionary(tops.map { (Int(rowOf[$0.product]), $0.quantity) }, uniquingKeysWith: +)
  }

  /// The product of a row when it takes part in the arithmetic of this side: a gap does, with nothing of its own; what
  /// is refused or blocked does not.
  @inline(__always)
  func product(_ row: Int) -> ProductIndex? {
    let p = Int(productOf[row])
    guard p >= 0 else { return nil }
    return status[p] == .refused || status[p] == .blocked ? nil : p
  }

  @inline(__always)
  func weight(_ row: Int) -> Double { productOf[row] < 0 ? 0 : needs[Int(productOf[row])].weight }

  func isReached(_ row: Int) -> Bool {
    productOf[row] >= 0 && needs[Int(productOf[row])].tier != Need.unreached
  }

  /// Whether the own figure of a product that takes part is not known.
  func lacksOwn(_ p: ProductIndex) -> Bool {
    switch status[p] {
    case .gap, .refused, .blocked: return true
    case .lowerBound: return own.total(p) == 0 && graph.given(p).isEmpty
    case .declared, .computed: return false
    }
  }

  /// Links from a product to its components, without a call into the graph.
  @inline(__always)
  func components(of p: ProductIndex) -> Range<Int> { Int(links.starts[p])..<Int(links.starts[p + 1]) }

  /// The row of a link's component.
  @inline(__always)
  func component(_ link: Int) -> Int { Int(rowOf[Int(links.components[link])]) }

  mutating func setTotal(_ total: Double, ofGuest row: Int) { totals[row] = total }
}
