import Analysis
import SupplyGraph

/// How much of a product's tree is shown.
public struct TreeLimits: Hashable, Sendable {
  /// Links from the root; nil for as far as the cut-off lets.
  public var depth: Int?
  /// Branches below this part (0…1) of the whole are put together.
  public var cutoff: Double
  /// Rows at most; branches beyond stay closed. A loop has no end of its own.
  public var rows: Int

  public init(depth: Int? = nil, cutoff: Double = 0.01, rows: Int = 100_000) {
    self.depth = depth
    self.cutoff = cutoff
    self.rows = rows
  }
}

extension Report {
  /// A product taken apart, as its drill-down shows it: below every open branch its components and its own
  /// emissions, largest first, and what is too small as one row, so that the rows below a branch add up to it.
  public func tree(_ product: ProductIndex, _ limits: TreeLimits = TreeLimits()) -> Page {
    let focus = Focus(rollUp: rollUp, subject: .product(product))
    var walk = TreeWalk(report: self, focus: focus, limits: limits)
    let lines = walk.lines(product)
    let table = Table(
      columns: [.depth, .tier, .id, .name, .supplier, .contribution, .share, .primary], count: lines.count
    ) { row(lines[$0], focus) }
    return Page(
      heading: heading(focus), table: table,
      notes: notes(focus) + (lines.contains { $0.isClosed } ? [words.treeCut] : []), missing: missing(focus))
  }

  private func row(_ line: TreeLine, _ focus: Focus) -> [Cell] {
    let mass = line.mass
    let primary = percent(line.mix.primaryShare)
    guard let product = line.product else {
      let name = label("+ " + texts.more(line.count), line)
      return [
        .count(line.depth), .empty, Cell(GroupRow.remainderKey), Cell(name), .empty, Cell(mass),
        share(mass, focus), Cell(primary),
      ]
    }
    let name = line.isOwn ? "\(texts.ownEmissions): \(name(product))" : name(product)
    return [
      .count(line.depth), .count(line.tier), Cell(graph.id(product)), Cell(label(name, line)),
      Cell(supplier(product)), Cell(mass), share(mass, focus), Cell(primary),
    ]
  }

  /// For people the name stands under its branch. Very deep chains stay readable: indents end somewhere.
  private func label(_ name: String, _ line: TreeLine) -> String {
    guard isForPeople else { return name }
    let sign = line.isClosed ? "> " : (line.isOpen ? "v " : "  ")
    return String(repeating: "  ", count: min(line.depth, 30)) + sign + name
  }
}

/// A line of a tree.
private struct TreeLine {
  var depth: Int
  var tier: Int
  /// Nil for what is put together.
  var product: ProductIndex?
  var isOwn = false
  var isOpen = false
  var isClosed = false
  /// kg CO2e for one unit of the root; nil where there is no figure.
  var mass: Double?
  var mix: Mix
  var count = 0
}

/// Lays a product out as lines without recursion.
private struct TreeWalk {
  let report: Report
  let limits: TreeLimits
  private let threshold: Double
  private var made = 0

  private struct Node {
    var product: ProductIndex
    var amount: Double
    var depth: Int
    var tier: Int
  }

  private enum Item {
    case node(Node)
    case line(TreeLine)
  }

  private var graph: SupplyGraph { report.graph }
  private var rollUp: RollUp { report.rollUp }

  init(report: Report, focus: Focus, limits: TreeLimits) {
    self.report = report
    self.limits = limits
    threshold = max(0, limits.cutoff) * focus.shareBase
  }

  mutating func lines(_ root: ProductIndex) -> [TreeLine] {
    var lines: [TreeLine] = []
    var pending = [Item.node(Node(product: root, amount: 1, depth: 0, tier: 0))]
    while let item = pending.popLast() {
      switch item {
      case .line(let line): lines.append(line)
      case .node(let node):
        let parts = canOpen(node) ? items(below: node) : []
        var line = line(of: node)
        line.isOpen = !parts.isEmpty
        line.isClosed = parts.isEmpty && !graph.components(of: node.product).isEmpty
        lines.append(line)
        pending.append(contentsOf: parts.reversed())
      }
    }
    return lines
  }

  private func canOpen(_ node: Node) -> Bool {
    made < limits.rows && node.depth < limits.depth ?? Int.max && rollUp.total(node.product) != nil
      && !graph.components(of: node.product).isEmpty
  }

  private func line(of node: Node) -> TreeLine {
    TreeLine(
      depth: node.depth, tier: node.tier, product: node.product,
      mass: rollUp.total(node.product).map { $0 * node.amount },
      mix: rollUp.mix(node.product).scaled(by: node.amount))
  }

  /// Components and own emissions in order, then what is below the cut-off as one line.
  private mutating func items(below node: Node) -> [Item] {
    var shown: [(item: Item, mass: Double, rank: Int)] = []
    var small = Small(depth: node.depth + 1)
    for link in graph.components(of: node.product) {
      let child = child(of: node, by: link)
      let line = line(of: child)
      if let mass = line.mass, mass.magnitude < threshold || child.amount == 0 {
        small.add(line)
      } else {
        shown.append((.node(child), line.mass ?? 0, graph.rank(child.product)))
      }
    }
    if let own = rollUp.own(node.product), own != 0 {
      let line = ownLine(of: node, own)
      shown.append((.line(line), line.mass ?? 0, graph.rank(node.product)))
    }
    shown.sort { $0.mass != $1.mass ? $0.mass > $1.mass : $0.rank < $1.rank }
    let rest = small.line.map { [Item.line($0)] } ?? []
    made += shown.count + rest.count
    return shown.map(\.item) + rest
  }

  private func child(of node: Node, by link: Int) -> Node {
    let component = graph.component(link)
    let (from, to) = (graph.supplier(node.product), graph.supplier(component))
    let crosses = from == nil || to == nil || from != to
    return Node(
      product: component, amount: node.amount * rollUp.amount(link), depth: node.depth + 1,
      tier: node.tier + (crosses ? 1 : 0))
  }

  private func ownLine(of node: Node, _ own: Double) -> TreeLine {
    TreeLine(
      depth: node.depth + 1, tier: node.tier, product: node.product, isOwn: true, mass: own * node.amount,
      mix: rollUp.ownMix(node.product).scaled(by: node.amount))
  }

  /// What is put together below a branch.
  private struct Small {
    let depth: Int
    private var count = 0
    private var mass = 0.0
    private var mix = Mix()

    init(depth: Int) { self.depth = depth }

    mutating func add(_ line: TreeLine) {
      count += 1
      mass += line.mass ?? 0
      mix.primary += line.mix.primary
      mix.secondary += line.mix.secondary
      mix.unknown += line.mix.unknown
    }

    var line: TreeLine? {
      count == 0 ? nil : TreeLine(depth: depth, tier: 0, product: nil, mass: mass, mix: mix, count: count)
    }
  }
}
