import Analysis
import SupplyGraph

extension Scene {
  /// The same screen over a reloaded dataset, nil when what it shows is gone. Products and links are found again by
  /// identifiers: their numbers may be others.
  func moved(from old: Snapshot, to new: Snapshot) -> Scene? {
    let move = Move(old: old.graph, new: new.graph)
    guard let screen = move.screen(screen) else { return nil }
    var moved = Scene(screen)
    moved.sort = sort
    moved.filter = filter
    moved.limit = limit
    moved.cursor = cursor
    moved.scroll = scroll
    moved.secondScroll = secondScroll
    moved.wanted = mayFollowOrder(of: old) ? nil : selected.flatMap { move.row($0.id, in: self.screen) }
    moved.listedGap = listedGap.flatMap { move.product($0) }
    moved.listed = listed.flatMap { move.parameter($0) }
    moved.total = total
    if case .drillDown(let root) = self.screen {
      moved.tree.open = Set(tree.open.compactMap { move.path($0, from: root) })
      for (path, limit) in tree.limits {
        if let path = move.path(path, from: root) { moved.tree.limits[path] = limit }
      }
    }
    return moved
  }

  /// Whether the cursor stays on the first line, whatever that is: nobody moved it away from there, and the order of a
  /// part means little.
  private func mayFollowOrder(of old: Snapshot) -> Bool { cursor == 0 && old.isPartial }
}

extension Marked {
  func moved(from old: Snapshot, to new: Snapshot) -> Marked? {
    let move = Move(old: old.graph, new: new.graph)
    switch self {
    case .product(let index): return move.product(index).map(Marked.product)
    case .supplier(let index): return move.supplier(index).map(Marked.supplier)
    }
  }
}

/// Finds what a number of one graph means in another.
struct Move {
  let old: SupplyGraph
  let new: SupplyGraph

  func product(_ index: ProductIndex) -> ProductIndex? { new.product(id: old.id(index)) }

  func supplier(_ index: SupplierIndex) -> SupplierIndex? {
    let name = old.suppliers[index].name
    return new.suppliers.firstIndex { $0.name == name }
  }

  func screen(_ screen: Scene.Screen) -> Scene.Screen? {
    switch screen {
    case .overview, .suppliers, .hosts, .host: screen
    // Groups of notices may be others now, so the list of all is shown.
    case .notices, .noticeGroup: .notices
    case .drillDown(let root): product(root).map(Scene.Screen.drillDown)
    case .origin(let shown): product(shown).map(Scene.Screen.origin)
    case .supplier(let index): supplier(index).map(Scene.Screen.supplier)
    case .whatIf(let subject): self.subject(subject).map(Scene.Screen.whatIf)
    case .compare(let subject): self.subject(subject).map(Scene.Screen.compare)
    case .gaps(let subject): self.subject(subject).map(Scene.Screen.gaps)
    case .lags: .lags
    }
  }

  func subject(_ subject: Focus.Subject) -> Focus.Subject? {
    guard case .product(let p) = subject else { return subject }
    return product(p).map(Focus.Subject.product)
  }

  func parameter(_ parameter: Parameter) -> Parameter? {
    switch parameter {
    case .own(let p): return product(p).map(Parameter.own)
    case .ownPrimary(let p): return product(p).map(Parameter.ownPrimary)
    case .quantity(let p): return product(p).map(Parameter.quantity)
    case .amount(let link):
      guard let user = product(old.product(ofLink: link)), let component = product(old.component(link)) else {
        return nil
      }
      return new.link(from: user, to: component).map(Parameter.amount)
    }
  }

  /// The same way from a root through the new links; nil when a link of it is gone.
  func path(_ path: [Int], from root: ProductIndex) -> [Int]? {
    guard var place = product(root) else { return nil }
    var moved: [Int] = []
    for link in path {
      guard let component = product(old.component(link)),
        let link = new.components(of: place).first(where: { new.component($0) == component })
      else { return nil }
      moved.append(link)
      place = component
    }
    return moved
  }

  func row(_ id: RowID, in screen: Scene.Screen) -> RowID? {
    switch id {
    case .top(let p): return product(p).map(RowID.top)
    case .hotspot(let p): return product(p).map(RowID.hotspot)
    case .bought(let p): return product(p).map(RowID.bought)
    case .origin(let p): return product(p).map(RowID.origin)
    case .supplier(let index): return index.map { supplier($0).map { .supplier($0) } } ?? .supplier(nil)
    case .branch(let path, let p):
      guard case .drillDown(let root) = screen, let path = self.path(path, from: root), let p = product(p)
      else {
        return nil
      }
      return .branch(path: path, product: p)
    case .own(let path, let p):
      guard case .drillDown(let root) = screen, let path = self.path(path, from: root), let p = product(p)
      else {
        return nil
      }
      return .own(path: path, product: p)
    case .parameter(let parameter, let p):
      guard let parameter = self.parameter(parameter), let p = product(p) else { return nil }
      return .parameter(parameter, product: p)
    case .difference(let p, let key): return .difference(p.flatMap { product($0) }, key: key)
    case .lag(let p, let component):
      return product(p).map { .lag($0, component: component.flatMap { product($0) }) }
    case .gap(let p): return product(p).map(RowID.gap)
    case .more, .hidden, .credits, .gapTier: return id
    }
  }
}
