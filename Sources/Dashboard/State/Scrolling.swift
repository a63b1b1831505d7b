import Analysis
import Canvas

/// How many lines of which list are in sight. Views draw by these numbers and the cursor is kept inside them, so the
/// two can never disagree.
extension State {
  /// Rows of the screen between the heading and the foot.
  var body: Range<Int> {
    let foot = Foot.rows(of: size)
    let top = min(Heading.rows, size.rows)
    return top..<max(top, size.rows - foot)
  }

  /// Lines that Page Down moves by.
  var pageLength: Int {
    guard let scene else { return 1 }
    switch scene.screen {
    case .overview:
      let panes = OverviewPanes(state: self)
      return scene.cursor < panes.topCount ? panes.tops.count : panes.hotspots.count
    case .supplier:
      let panes = SupplierPanes(state: self)
      return scene.cursor < panes.boughtCount ? panes.bought.count : panes.origins.count
    case .drillDown: return max(1, DrillDownView.listRows(in: self).count)
    case .suppliers: return max(1, body.count - 1)
    case .origin: return max(1, body.count)
    case .notices, .noticeGroup: return max(1, NoticesView.listRows(in: self).count)
    case .whatIf: return max(1, WhatIfPanes(state: self).list.count)
    case .compare: return max(1, ComparePanes(state: self).list.count)
    case .lags: return max(1, body.count - 1)
    case .gaps: return max(1, GapPanes(state: self).list.count)
    case .hosts, .host: return max(1, HostsView.listRows(in: self).count)
    }
  }

  mutating func keepCursorInSight() {
    guard let scene, case .open = phase else { return }
    switch scene.screen {
    case .overview:
      let panes = OverviewPanes(state: self)
      keepInSight(first: panes.tops.count, second: panes.hotspots.count, split: panes.topCount)
    case .supplier:
      let panes = SupplierPanes(state: self)
      keepInSight(first: panes.bought.count, second: panes.origins.count, split: panes.boughtCount)
    case .origin:
      let furthest = max(0, lineCount - pageLength)
      onTop { $0.scroll = min($0.scroll, furthest) }
    default:
      let length = pageLength
      onTop { scene in scene.scroll = State.scroll(scene.scroll, showing: scene.cursor, in: length) }
    }
  }

  private mutating func keepInSight(first: Int, second: Int, split: Int) {
    onTop { scene in
      if scene.cursor < split {
        scene.scroll = State.scroll(scene.scroll, showing: scene.cursor, in: first)
      } else {
        scene.secondScroll = State.scroll(scene.secondScroll, showing: scene.cursor - split, in: second)
      }
    }
  }

  /// The least change of `scroll` that brings line `cursor` into a window of `length` lines.
  static func scroll(_ scroll: Int, showing cursor: Int, in length: Int) -> Int {
    let length = max(1, length)
    if cursor < scroll { return max(0, cursor) }
    if cursor >= scroll + length { return cursor - length + 1 }
    return scroll
  }
}
