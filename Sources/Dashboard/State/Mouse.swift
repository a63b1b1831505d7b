import Canvas

extension State {
  /// A click selects the line under it, a second one opens it; tabs and hints are clickable; the wheel moves.
  mutating func handle(_ mouse: MouseEvent) -> [Effect] {
    switch mouse.kind {
    case .wheelUp: return overlay == nil ? run(.up) : pressInOverlay(.up)
    case .wheelDown: return overlay == nil ? run(.down) : pressInOverlay(.down)
    case .press, .doublePress:
      guard overlay == nil else { return [] }
      message = nil
      if let command = Heading(state: self).command(atColumn: mouse.column, row: mouse.row)
        ?? Foot(state: self).command(atColumn: mouse.column, row: mouse.row)
      {
        return run(command)
      }
      guard let line = line(atRow: mouse.row) else { return [] }
      let again = mouse.kind == .doublePress && scene?.cursor == line
      onTop { $0.cursor = line }
      return again ? run(.open) : []
    }
  }

  /// The line of the list that stands in a row of the screen.
  func line(atRow row: Int) -> Int? {
    guard let scene, case .open = phase else { return nil }
    func line(in window: Range<Int>, scroll: Int, from first: Int, to end: Int) -> Int? {
      guard window.contains(row) else { return nil }
      let line = first + scroll + row - window.lowerBound
      return line < end ? line : nil
    }
    switch scene.screen {
    case .overview:
      let panes = OverviewPanes(state: self)
      return line(in: panes.tops, scroll: scene.scroll, from: 0, to: panes.topCount)
        ?? line(in: panes.hotspots, scroll: scene.secondScroll, from: panes.topCount, to: scene.rows.count)
    case .supplier:
      let panes = SupplierPanes(state: self)
      return line(in: panes.bought, scroll: scene.scroll, from: 0, to: panes.boughtCount)
        ?? line(
          in: panes.origins, scroll: scene.secondScroll, from: panes.boughtCount, to: scene.rows.count)
    case .drillDown:
      return line(in: DrillDownView.listRows(in: self), scroll: scene.scroll, from: 0, to: scene.rows.count)
    case .suppliers:
      return line(
        in: (body.lowerBound + 1)..<max(body.lowerBound + 1, body.upperBound), scroll: scene.scroll, from: 0,
        to: scene.rows.count)
    case .notices, .noticeGroup:
      return line(in: NoticesView.listRows(in: self), scroll: scene.scroll, from: 0, to: lineCount)
    case .whatIf:
      return line(in: WhatIfPanes(state: self).list, scroll: scene.scroll, from: 0, to: scene.rows.count)
    case .compare:
      return line(in: ComparePanes(state: self).list, scroll: scene.scroll, from: 0, to: scene.rows.count)
    case .gaps:
      return line(in: GapPanes(state: self).list, scroll: scene.scroll, from: 0, to: scene.rows.count)
    case .lags:
      return line(
        in: (body.lowerBound + 1)..<max(body.lowerBound + 1, body.upperBound), scroll: scene.scroll, from: 0,
        to: scene.rows.count)
    case .hosts, .host:
      return line(in: HostsView.listRows(in: self), scroll: scene.scroll, from: 0, to: lineCount)
    case .origin: return nil
    }
  }
}
