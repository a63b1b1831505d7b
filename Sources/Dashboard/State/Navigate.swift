import Analysis
import Canvas
import Footprints
import SupplyGraph

extension State {
  mutating func navigate(_ command: Command) -> [Effect] {
    switch command {
    case .up: moveCursor(by: -1)
    case .down: moveCursor(by: 1)
    case .pageUp: moveCursor(by: -max(1, pageLength - 1))
    case .pageDown: moveCursor(by: max(1, pageLength - 1))
    case .first: moveCursor(by: -lineCount)
    case .last: moveCursor(by: lineCount)
    case .open: return openSelected()
    case .back: return back()
    case .toggleBranch: toggleBranch()
    case .source: showSource()
    case .overview: scenes.removeLast(max(0, scenes.count - 1))
    case .drillDown: return showDrillDown()
    case .supplier: showSupplier()
    case .nextView: return cycleView(by: 1)
    case .previousView: return cycleView(by: -1)
    case .nextMatch: return jump(by: 1)
    case .previousMatch: return jump(by: -1)
    case .sort: sort { $0.key = Sort.Key(rawValue: ($0.key.rawValue + 1) % Sort.Key.allCases.count) ?? .mass }
    case .reverseSort: sort { $0.reversed.toggle() }
    case .basis: cycleBasis()
    case .notices: showNotices()
    case .whatIf: showWhatIf()
    case .gaps: return showGaps()
    case .groupByTier: groupGapsByTier()
    case .gapTarget: askForGapTarget()
    case .compare: showCompare()
    case .lags: showLags()
    case .showScenario: toggleStaging()
    case .addColumn, .removeColumn, .nextColumn, .onlyDifferences, .percent: runCompare(command)
    case .hosts: return showHosts()
    case .ask: return askForProduct()
    case .refreshHost: return refreshSelectedHost()
    case .refreshHosts: return refreshAllHosts()
    case .stopHosts: return stopHosts()
    default: return runWhatIf(command)
    }
    return []
  }

  mutating func onTop(_ change: (inout Scene) -> Void) {
    if let top = scenes.indices.last { change(&scenes[top]) }
  }

  mutating func push(_ scene: Scene) { scenes.append(scene) }

  /// Lines the cursor or the scroll of the screen on top moves over.
  var lineCount: Int {
    guard let scene else { return 0 }
    switch scene.screen {
    case .notices: return snapshot?.notices.count ?? 0
    case .noticeGroup(let index): return noticeGroup(index)?.worst.count ?? 0
    case .origin: return OriginView(state: self).lines.count
    case .hosts: return hosts.count
    case .host(let name): return host(name)?.changes.count ?? 0
    default: return scene.rows.count
    }
  }

  func noticeGroup(_ index: Int) -> NoticeGroup? {
    guard let groups = snapshot?.notices, groups.indices.contains(index) else { return nil }
    return groups[index]
  }

  private mutating func moveCursor(by step: Int) {
    let last = max(0, lineCount - 1)
    if case .origin = scene?.screen {
      let furthest = max(0, lineCount - pageLength)
      onTop { $0.scroll = min(max(0, $0.scroll + step), furthest) }
    } else {
      onTop { scene in
        scene.cursor = min(max(0, scene.cursor + step), last)
        scene.wanted = nil
      }
      hasOnlyMoved = true
    }
  }

  /// Enter: deeper into a branch, more of a list, or where a figure comes from.
  private mutating func openSelected() -> [Effect] {
    guard let scene else { return [] }
    switch scene.screen {
    case .notices: push(Scene(.noticeGroup(scene.cursor)))
    case .noticeGroup(let index): return openNotice(index, at: scene.cursor)
    case .origin: return showOriginInPlace()
    case .hosts: openHost(at: scene.cursor)
    case .host(let name): return openChange(of: name, at: scene.cursor)
    default: return open(scene.selected)
    }
    return []
  }

  private mutating func open(_ row: Row?) -> [Effect] {
    guard let row else { return [] }
    switch row.id {
    case .top(let product): push(rememberedTrees[product] ?? Scene(.drillDown(product)))
    case .hotspot(let product), .origin(let product), .bought(let product):
      return [.ask(.locate(product, root: nil))]
    case .supplier(let index?): push(Scene(.supplier(index)))
    case .supplier(nil): message = texts.supplierNotNamed
    case .own(_, let product): push(Scene(.origin(product)))
    case .branch(let path, let product):
      if row.branch == .leaf {
        push(Scene(.origin(product)))
      } else {
        enter(path, isOpen: row.branch == .open)
      }
    case .more(_, let path): showMore(path)
    case .hidden: message = texts.hiddenByFilter
    case .parameter(_, let product), .lag(let product, _), .gap(let product): push(Scene(.origin(product)))
    case .gapTier(let tier): openGapTier(tier)
    case .difference(let product, _):
      if let product { return [.ask(.locate(product, root: nil))] }
      message = texts.noFigureHere
    case .credits: message = texts.noBranchHere
    }
    return []
  }

  /// One step deeper: opens the branch and goes to its first line. The way back is kept.
  private mutating func enter(_ path: [Int], isOpen: Bool) {
    onTop { scene in
      scene.tree.trail.append(
        Scene.Tree.Step(open: scene.tree.open, selected: scene.selected?.id, scroll: scene.scroll))
      scene.tree.open.insert(path)
      if isOpen {
        scene.cursor += 1
      } else {
        scene.wanted = nil
        scene.stepsIn = true
      }
    }
  }

  private mutating func showMore(_ path: [Int]) {
    onTop { scene in
      if case .drillDown = scene.screen {
        scene.tree.limits[path] = (scene.tree.limits[path] ?? Analyst.usualBranches) + 100
      } else {
        scene.limit += scene.screen.isSupplier ? 50 : 500
      }
      scene.keepsCursor = true
    }
  }

  /// Esc: closes what was opened last, exactly as it was before.
  private mutating func back() -> [Effect] {
    guard let scene else { return [] }
    if !scene.filter.isEmpty, scene.tree.trail.isEmpty {
      changeFilter { $0.removeLast() }
      return []
    }
    if case .drillDown = scene.screen, stepBackInTree() { return [] }
    if scene.screen.isWhatIf, stopsSampling() { return [] }
    if scenes.count > 1 {
      if case .drillDown(let root) = scene.screen { rememberedTrees[root] = scene }
      scenes.removeLast()
    } else if ongoing != nil {
      // Nowhere to go back to but out of the loading.
      return stopLoading()
    } else {
      message = texts.alreadyAtStart
    }
    return []
  }

  private mutating func stepBackInTree() -> Bool {
    guard let scene else { return false }
    if let step = scene.tree.trail.last {
      onTop { scene in
        scene.tree.trail.removeLast()
        scene.tree.open = step.open
        scene.wanted = step.selected
        scene.scroll = step.scroll
        scene.seekNow()
      }
      return true
    }
    // Not entered step by step (found by a search): up to the branch above.
    guard case .branch(let path, _) = scene.selected?.id, !path.isEmpty else { return false }
    let above = Array(path.dropLast())
    guard
      let row = scene.rows.firstIndex(where: {
        if case .branch(above, _) = $0.id { true } else { false }
      })
    else { return false }
    onTop { $0.cursor = row }
    return true
  }

  private mutating func showSource() {
    if let product = selectedProduct { push(Scene(.origin(product))) } else { message = texts.noFigureHere }
  }

  private mutating func toggleBranch() {
    guard let row = scene?.selected, case .branch(let path, _) = row.id, row.branch != .leaf else {
      message = texts.noBranchHere
      return
    }
    onTop { scene in
      if row.branch == .open { scene.tree.open.remove(path) } else { scene.tree.open.insert(path) }
    }
  }

  private mutating func sort(_ change: (inout Sort) -> Void) {
    onTop { change(&$0.sort) }
    if let sort = scene?.sort { message = texts.sortedBy(sort) }
  }

  private mutating func cycleBasis() {
    basis = MassBasis(rawValue: (basis.rawValue + 1) % MassBasis.allCases.count) ?? .wholePerUnit
    if basis == .wholePerYear, yearlyQuantity == nil { basis = .wholePerUnit }
  }

  /// Units of the product in focus per year, where the portfolio says so.
  var yearlyQuantity: Double? {
    guard case .drillDown(let root) = scene?.screen, let snapshot, snapshot.graph.hasPortfolio else {
      return nil
    }
    return snapshot.quantity(of: root)
  }

  private mutating func showNotices() {
    switch scene?.screen {
    case .notices, .noticeGroup: return
    default: push(Scene(.notices))
    }
  }

  private mutating func openNotice(_ group: Int, at cursor: Int) -> [Effect] {
    guard let notices = noticeGroup(group)?.worst, notices.indices.contains(cursor),
      let product = snapshot?.graph.product(id: notices[cursor].product)
    else {
      message = texts.noItemForNotice
      return []
    }
    push(Scene(.origin(product)))
    return []
  }

  /// Enter on the page of a figure shows the product in its chain.
  private mutating func showOriginInPlace() -> [Effect] {
    guard case .origin(let product) = scene?.screen else { return [] }
    if scenes.dropLast().last?.screen.isDrillDown == true {
      _ = back()
      return []
    }
    return [.ask(.locate(product, root: nil))]
  }
}

extension Scene.Screen {
  var isDrillDown: Bool { if case .drillDown = self { true } else { false } }
  var isSupplier: Bool { if case .supplier = self { true } else { false } }
}
