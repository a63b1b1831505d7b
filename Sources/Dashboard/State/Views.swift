import Analysis
import Canvas
import SupplyGraph

/// Moving between the views while the selected item stays the same.
extension State {
  /// The product that the selected line is about, on any screen.
  var selectedProduct: ProductIndex? {
    guard let scene else { return nil }
    switch scene.screen {
    case .origin(let product): return product
    case .noticeGroup(let index):
      guard let notices = noticeGroup(index)?.worst, notices.indices.contains(scene.cursor) else {
        return nil
      }
      return snapshot?.graph.product(id: notices[scene.cursor].product)
    case .host(let name): return changedProduct(of: name, at: scene.cursor)
    default: return scene.selected?.id.product
    }
  }

  mutating func showDrillDown() -> [Effect] {
    guard let snapshot else { return [] }
    if case .drillDown = scene?.screen { return [] }
    if let below = scenes.lastIndex(where: { $0.screen.isDrillDown }), scene?.screen.isSupplier != true {
      scenes.removeLast(scenes.count - 1 - below)
      return []
    }
    if case .top(let product)? = scene?.selected?.id {
      scenes = Array(scenes.prefix(1)) + [rememberedTrees[product] ?? Scene(.drillDown(product))]
      return []
    }
    if let product = selectedProduct { return [.ask(.locate(product, root: nil))] }
    guard let largest = snapshot.largestTop else {
      message = texts.emptyDataset
      return []
    }
    scenes = Array(scenes.prefix(1)) + [Scene(.drillDown(largest))]
    return []
  }

  mutating func showSupplier() {
    if case .supplier = scene?.screen { return }
    rememberTree()
    var list = Scene(.suppliers)
    let supplier = selectedProduct.flatMap { snapshot?.graph.supplier($0) }
    list.wanted = supplier.map { .supplier($0) }
    if case .suppliers = scene?.screen { return }
    scenes = Array(scenes.prefix(1)) + [list]
    if let supplier { scenes.append(Scene(.supplier(supplier))) }
  }

  private mutating func rememberTree() {
    for scene in scenes {
      if case .drillDown(let root) = scene.screen { rememberedTrees[root] = scene }
    }
  }

  mutating func cycleView(by step: Int) -> [Effect] {
    let order = Command.views
    let view = scenes.last(where: { $0.screen.view != nil })?.screen.view
    let now = view.flatMap { order.firstIndex(of: $0) } ?? 0
    return navigate(order[(now + step + order.count) % order.count])
  }

  /// Links that are shown above a product that was looked for. Further down a chain the drill-down starts at the
  /// product that many links above: a tree of a thousand open branches helps nobody.
  private static let longestWay = 40

  /// Shows the end of a path in the drill-down of its root, all branches above it open.
  mutating func showBranch(_ path: [Int], root: ProductIndex) {
    guard let snapshot else { return }
    if path.count > State.longestWay {
      let way = Array(path.suffix(State.longestWay))
      return showBranch(way, root: snapshot.graph.product(ofLink: way[0]))
    }
    var scene = rememberedTrees[root] ?? Scene(.drillDown(root))
    if let top = self.scene, case .drillDown(root) = top.screen {
      scene = top
      scenes.removeLast()
    }
    for length in 0...path.count { scene.tree.open.insert(Array(path.prefix(length))) }
    if let last = path.last, snapshot.graph.components(of: snapshot.graph.component(last)).isEmpty {
      scene.tree.open.remove(path)
    }
    for length in 0..<path.count { scene.tree.limits[Array(path.prefix(length))] = Int.max / 2 }
    scene.tree.trail = []
    scene.wanted = .branch(path: path, product: path.last.map(snapshot.graph.component) ?? root)
    scene.answered = nil
    scenes.append(scene)
  }

  /// `n` and `p`: the next match of the last search, or the next hotspot, or the next supplier.
  mutating func jump(by step: Int) -> [Effect] {
    if !matches.found.isEmpty {
      matches.position = (matches.position + step + matches.found.count) % matches.found.count
      message = texts.matchNumber(matches.position + 1, matches.found.count)
      return show(matches.found[matches.position])
    }
    switch scene?.screen {
    case .overview: jumpToHotspotRow(by: step)
    case .drillDown(let root): return jumpToHotspot(of: root, by: step)
    case .supplier: jumpToSupplier(by: step)
    default: return navigate(step > 0 ? .down : .up)
    }
    return []
  }

  private mutating func jumpToHotspotRow(by step: Int) {
    guard let scene else { return }
    let rows = scene.rows
    let isHotspot: (Int) -> Bool = { if case .hotspot = rows[$0].id { true } else { false } }
    let next =
      step > 0
      ? rows.indices.first { $0 > scene.cursor && isHotspot($0) }
      : rows.indices.last { $0 < scene.cursor && isHotspot($0) }
    if let next { onTop { $0.cursor = next } }
  }

  private mutating func jumpToHotspot(of root: ProductIndex, by step: Int) -> [Effect] {
    guard case .tree(_, let insight) = scene?.answer, !insight.hotspots.isEmpty else { return [] }
    let now = selectedProduct.flatMap { insight.hotspots.firstIndex(of: $0) }
    let count = insight.hotspots.count
    let next = now.map { ($0 + step + count) % count } ?? (step > 0 ? 0 : count - 1)
    return [.ask(.locate(insight.hotspots[next], root: root))]
  }

  private mutating func jumpToSupplier(by step: Int) {
    guard let list = scenes.lastIndex(where: { $0.screen == .suppliers }) else {
      message = texts.noSupplierList
      return
    }
    let rows = scenes[list].rows
    let next = scenes[list].cursor + step
    guard rows.indices.contains(next), case .supplier(let index?) = rows[next].id else {
      message = texts.alreadyAtStart
      return
    }
    scenes[list].cursor = next
    scenes[scenes.count - 1] = Scene(.supplier(index))
  }

  mutating func show(_ found: Found) -> [Effect] {
    switch found.target {
    case .product(let product):
      if scene?.screen.isGaps == true {
        selectGap(product)
        return []
      }
      var root: ProductIndex?
      if case .drillDown(let now) = scene?.screen { root = now }
      return [.ask(.locate(product, root: root))]
    case .supplier(let supplier):
      scenes.append(Scene(.supplier(supplier)))
      return []
    }
  }
}

extension Scene.Screen {
  /// The view whose tab is lit; nil for pages that belong to whichever view they were opened from.
  var view: Command? {
    switch self {
    case .overview: .overview
    case .drillDown: .drillDown
    case .suppliers, .supplier: .supplier
    case .whatIf: .whatIf
    case .compare: .compare
    case .gaps: .gaps
    case .origin, .notices, .noticeGroup, .lags, .hosts, .host: nil
    }
  }
}

extension Command {
  /// The views in the order of their tabs.
  static let views: [Command] = [.overview, .drillDown, .supplier, .whatIf, .gaps, .compare]
}
