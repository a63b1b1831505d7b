import HeapModule
import SupplyGraph

/// One route from the focus to a product, with what the product's own emissions bring along it.
public struct PathRow: Hashable, Sendable {
  /// From the product in focus (or one of the portfolio) to the one that emits.
  public var products: [ProductIndex]
  /// Links along the path.
  public var depth: Int
  /// Company borders along the path.
  public var tier: Int
  /// kg CO2e; of a portfolio with its quantities.
  public var contribution: Double
}

/// The heaviest paths and what is left.
public struct Paths: Sendable {
  /// Largest first, whatever the sign; equal ones by depth, then by identifiers.
  public var rows: [PathRow]
  /// The total without the rows: rows + remainder = total.
  public var remainder: Double
  /// Whether more paths above the cut-off may exist than were looked at.
  public var truncated: Bool
}

extension Focus {
  /// Structural paths that bring at least `cutoff` (0…1) of the total, at most `limit` of them.
  ///
  /// Best first: the weight of a path times the total of its last product bounds everything beyond it, so nothing
  /// above the cut-off is missed and nothing below is followed (Treloar 1997; Lenzen 2003). With credits the bound
  /// takes all amounts as positive. Work grows with the paths found, not with the graph; it is bounded.
  public func paths(cutoff: Double, limit: Int) -> Paths {
    var search = PathSearch(self, cutoff: cutoff)
    return search.run(limit: limit)
  }
}

private struct PathSearch {
  /// Places kept at most: prefixes of paths, some 30 bytes each.
  private static let largest = 3_000_000
  /// Products in all rows together, at most: a chain of a hundred thousand has paths of every length.
  private static let longest = 20_000_000

  private let focus: Focus
  private let borders: Borders
  private let threshold: Double
  private var nodes: [Node] = []
  private var open = Heap<Entry>()
  private var isFull = false

  private struct Node {
    var parent: Int32
    var product: Int32
    var weight: Double
  }

  private struct Entry: Comparable {
    /// What comes from here at most, or exactly for a row.
    var size: Double
    var node: Int32
    var isRow: Bool

    static func < (a: Entry, b: Entry) -> Bool {
      if a.size != b.size { return a.size < b.size }
      if a.isRow != b.isRow { return b.isRow }
      return a.node > b.node
    }
  }

  init(_ focus: Focus, cutoff: Double) {
    self.focus = focus
    borders = Borders(focus.rollUp.graph)
    let bounds = focus.rollUp.model.bounds
    let scale = focus.tops.reduce(0) { $0 + abs($1.quantity) * bounds[$1.product] }
    let total = abs(focus.total ?? 0)
    threshold = max(0, cutoff.isFinite ? cutoff : 0) * (total > 0 ? total : scale)
    for top in focus.tops { reach(top.product, weight: top.quantity, parent: -1) }
  }

  mutating func run(limit: Int) -> Paths {
    var rows: [PathRow] = []
    var length = 0
    while rows.count < max(0, limit), length < PathSearch.longest, let entry = open.popMax() {
      if !entry.isRow {
        follow(entry.node)
        continue
      }
      rows.append(row(entry.node))
      length += rows[rows.count - 1].products.count
    }
    let graph = focus.rollUp.graph
    rows.sort { a, b in
      let (x, y) = (abs(a.contribution), abs(b.contribution))
      if x != y { return x > y }
      if a.depth != b.depth { return a.depth < b.depth }
      return a.products.lexicographicallyPrecedes(b.products) { graph.rank($0) < graph.rank($1) }
    }
    let found = rows.reduce(0) { $0 + $1.contribution }
    return Paths(rows: rows, remainder: (focus.total ?? 0) - found, truncated: isFull || !open.isEmpty)
  }

  /// A prefix becomes its own row and one longer prefix for each component.
  private mutating func follow(_ number: Int32) {
    let (graph, model) = (focus.rollUp.graph, focus.rollUp.model)
    let node = nodes[Int(number)]
    let p = Int(node.product)
    let own = abs(node.weight * model.own.total(p))
    if own > 0, own >= threshold { open.insert(Entry(size: own, node: number, isRow: true)) }
    for link in graph.components(of: p) where model.amounts[link] != 0 {
      reach(Int(graph.links.components[link]), weight: node.weight * model.amounts[link], parent: number)
    }
  }

  private mutating func reach(_ p: ProductIndex, weight: Double, parent: Int32) {
    let size = abs(weight) * focus.rollUp.model.bounds[p]
    // A little below the cut-off, lest rounding of the bound hides a path that is exactly on it.
    guard size > 0, size >= threshold * (1 - 1e-9) else { return }
    guard nodes.count < PathSearch.largest else {
      isFull = true
      return
    }
    let number = Int32(truncatingIfNeeded: nodes.count)
    nodes.append(Node(parent: parent, product: Int32(truncatingIfNeeded: p), weight: weight))
    open.insert(Entry(size: size, node: number, isRow: false))
  }

  private func row(_ number: Int32) -> PathRow {
    let last = nodes[Int(number)]
    var products: [ProductIndex] = []
    var next = number
    while next >= 0 {
      products.append(Int(nodes[Int(next)].product))
      next = nodes[Int(next)].parent
    }
    products.reverse()
    let tier = zip(products, products.dropFirst()).reduce(0) { $0 + (borders.crosses($1.0, $1.1) ? 1 : 0) }
    return PathRow(
      products: products, depth: products.count - 1, tier: tier,
      contribution: last.weight * focus.rollUp.model.own.total(products[products.count - 1]))
  }
}
