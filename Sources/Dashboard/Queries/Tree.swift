import Analysis
import Canvas
import SupplyGraph

extension Analyst {
  /// Lines shown below a branch unless more are asked for.
  static let usualBranches = 12

  mutating func tree(_ request: TreeRequest) -> Answer {
    let focus = focus(on: request.root)
    let walk = TreeWalk(
      analyst: self, request: request, base: focus.shareBase, keep: keep(request.filter, root: request.root))
    let listing = Listing(
      rows: walk.rows(), base: focus.shareBase, hasCredits: focus.hasCredits, available: focus.reached)
    return .tree(listing, insight: insight(of: focus))
  }

  /// Products that pass the filter or lead to one that does; nil without a filter.
  private func keep(_ filter: [Chip], root: ProductIndex) -> [Bool]? {
    let matcher = Matcher(filter, snapshot: snapshot)
    if matcher.isEmpty { return nil }
    let graph = snapshot.graph
    var keep = (0..<graph.count).map { matcher.accepts($0) }
    var pending = keep.indices.filter { keep[$0] }
    while let product = pending.popLast() {
      for position in graph.users(of: product) {
        let user = graph.product(ofLink: graph.userLink(position))
        if !keep[user] {
          keep[user] = true
          pending.append(user)
        }
      }
    }
    keep[root] = true
    return keep
  }

  /// The way from `root` to a product with the fewest links, widest first; see `Query.locate`.
  mutating func locate(_ product: ProductIndex, root: ProductIndex?) -> Answer {
    if let root, let path = shortestPath(from: root, to: product) { return .located(path, root: root) }
    let users = snapshot.portfolio.used(in: product)
    let best = users.max { snapshot.topMass($0) < snapshot.topMass($1) }
    if let best, let path = shortestPath(from: best, to: product) { return .located(path, root: best) }
    return .located([], root: product)
  }

  private mutating func shortestPath(from root: ProductIndex, to product: ProductIndex) -> [Int]? {
    if root == product { return [] }
    // Who asks for a way is about to see the root in focus, which says what it reaches, unless it has no total.
    let focus = focus(on: root)
    if focus.total != nil, focus.tier(product) == nil { return nil }
    let way = ShortestWay(from: root, to: product, in: snapshot.rollUp)
    return way.links.isEmpty ? nil : way.links
  }
}

/// The way from a product down to another that it needs, with the fewest links; of several the one whose links come
/// first.
private struct ShortestWay {
  /// Empty where there is none.
  private(set) var links: [Int] = []

  /// - Complexity: O(products, and links of all that are as near to the root).
  init(from root: ProductIndex, to product: ProductIndex, in rollUp: RollUp) {
    let graph = rollUp.graph
    // What comes before a product does not need it, unless both stand in one loop.
    let lowest = graph.loop(product).map { graph.loops[$0].lowerBound } ?? product
    var cameBy = [Int32](repeating: -1, count: graph.count)
    var level = [root]
    while !level.isEmpty, cameBy[product] < 0 {
      var next: [ProductIndex] = []
      for user in level {
        for link in graph.components(of: user) where rollUp.amount(link) != 0 {
          let component = graph.component(link)
          guard component >= lowest, component != root, cameBy[component] < 0 else { continue }
          cameBy[component] = Int32(truncatingIfNeeded: link)
          next.append(component)
        }
      }
      level = next
    }
    var place = product
    while place != root, cameBy[place] >= 0 {
      links.append(Int(cameBy[place]))
      place = graph.product(ofLink: Int(cameBy[place]))
    }
    links.reverse()
  }
}

/// Lays the open branches of a product out as lines, largest first, without recursion.
private struct TreeWalk {
  let analyst: Analyst
  let request: TreeRequest
  let base: Double
  let keep: [Bool]?

  private var snapshot: Snapshot { analyst.snapshot }
  private var graph: SupplyGraph { snapshot.graph }

  /// A place in the tree: how much of the product one unit of the root needs along this path.
  private struct Node {
    var path: [Int]
    var product: ProductIndex
    var amount: Double
    var tier: Int
    var parentMass: Double
  }

  private enum Item {
    case node(Node)
    case line(Row)
  }

  init(analyst: Analyst, request: TreeRequest, base: Double, keep: [Bool]?) {
    self.analyst = analyst
    self.request = request
    self.base = base
    self.keep = keep
  }

  func rows() -> [Row] {
    let total = snapshot.rollUp.total(request.root) ?? 0
    var rows: [Row] = []
    var pending: [Item] = [
      .node(Node(path: [], product: request.root, amount: 1, tier: 0, parentMass: total))
    ]
    while let item = pending.popLast() {
      switch item {
      case .line(let row): rows.append(row)
      case .node(let node):
        rows.append(row(of: node))
        if request.open.contains(node.path) { pending.append(contentsOf: items(below: node).reversed()) }
      }
    }
    return rows
  }

  private func mass(_ node: Node) -> Double { node.amount * (snapshot.rollUp.total(node.product) ?? 0) }

  private func row(of node: Node) -> Row {
    let isOpen = request.open.contains(node.path)
    let hasParts = !graph.components(of: node.product).isEmpty
    return line(
      .branch(path: node.path, product: node.product), mass: mass(node), of: node.parentMass,
      mix: QualityMix(snapshot.rollUp.mix(node.product), times: node.amount), tier: node.tier,
      depth: node.path.count, branch: hasParts ? (isOpen ? .open : .closed) : .leaf,
      marks: snapshot.marks(node.product))
  }

  private func line(
    _ id: RowID, mass: Double, of parentMass: Double, mix: QualityMix, tier: Int?, depth: Int,
    branch: Row.Branch = .leaf, marks: Marks = [], count: Int = 0
  ) -> Row {
    Row(
      id: id, mass: mass, share: base > 0 ? mass / base : 0,
      shareOfParent: parentMass != 0 ? mass / parentMass : 0, mix: mix, tier: tier, depth: depth,
      branch: branch,
      marks: marks, count: count)
  }

  /// What stands below an open branch: components and own emissions in order, the filtered ones and the surplus each as
  /// one line, so that the parts always add up to the branch.
  private func items(below node: Node) -> [Item] {
    let mass = mass(node)
    var nodes: [RowID: Node] = [:]
    var lines: [Row] = []
    var hidden: [Row] = []
    for link in graph.components(of: node.product) {
      let child = child(of: node, by: link, parentMass: mass)
      let row = row(of: child)
      if keep?[child.product] ?? true {
        lines.append(row)
        nodes[row.id] = child
      } else {
        hidden.append(row)
      }
    }
    if let own = ownRow(of: node, mass: mass, alone: lines.isEmpty && hidden.isEmpty) { lines.append(own) }
    analyst.order(&lines, by: request.sort)
    let limit = request.limits[node.path] ?? Analyst.usualBranches
    // One line more takes no more room than the line that would stand for it.
    let surplus = lines.count > limit + 1 ? Array(lines[limit...]) : []
    lines.removeLast(surplus.count)
    var items = lines.map { row in nodes[row.id].map(Item.node) ?? .line(row) }
    if !surplus.isEmpty {
      items.append(.line(merged(surplus, into: .more(list: .tree, path: node.path), below: node, mass)))
    }
    if !hidden.isEmpty {
      items.append(.line(merged(hidden, into: .hidden(list: .tree, path: node.path), below: node, mass)))
    }
    return items
  }

  private func child(of node: Node, by link: Int, parentMass: Double) -> Node {
    let component = graph.component(link)
    let (from, to) = (graph.supplier(node.product), graph.supplier(component))
    let crosses = from == nil || to == nil || from != to
    return Node(
      path: node.path + [link], product: component, amount: node.amount * snapshot.rollUp.amount(link),
      tier: node.tier + (crosses ? 1 : 0), parentMass: parentMass)
  }

  private func ownRow(of node: Node, mass: Double, alone: Bool) -> Row? {
    guard !alone, let own = snapshot.rollUp.own(node.product), own != 0 else { return nil }
    return line(
      .own(path: node.path, product: node.product), mass: own * node.amount, of: mass,
      mix: QualityMix(snapshot.rollUp.ownMix(node.product), times: node.amount), tier: node.tier,
      depth: node.path.count + 1, marks: snapshot.marks(node.product))
  }

  private func merged(_ rows: [Row], into id: RowID, below node: Node, _ parentMass: Double) -> Row {
    line(
      id, mass: rows.reduce(0) { $0 + $1.mass }, of: parentMass,
      mix: rows.reduce(.none) { $0 + $1.mix }, tier: nil, depth: node.path.count + 1, count: rows.count)
  }
}
