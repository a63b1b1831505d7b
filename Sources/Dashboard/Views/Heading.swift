import Analysis
import Canvas
import SupplyGraph

/// The first lines of every screen: what is shown and its total, the views, and the way here.
struct Heading {
  static let rows = 3
  let state: State

  private var texts: Texts { state.texts }

  func draw(on canvas: inout Canvas) {
    canvas.row(0, from: state.fixed(0)) { canvas in drawTitle(on: &canvas) }
    guard case .open = state.phase else { return }
    canvas.row(1, from: state.fixed(1)) { canvas in drawTabs(on: &canvas) }
    drawTrail(on: &canvas)
  }

  private func drawTitle(on canvas: inout Canvas) {
    let width = canvas.size.columns
    canvas.put("", row: 0, column: 0, width: width, role: .title)
    canvas.restyle(row: 0, column: 0, width: width, role: .title)
    let right = figure
    let room = width - displayWidth(right, ambiguous: canvas.style.ambiguousWidth) - 3
    let left = " genryu  \(title)"
    if room > 20 {
      canvas.put(left, row: 0, column: 0, width: room, role: .title)
      canvas.put("\(right) ", row: 0, column: room + 1, width: width - room - 1, align: .right, role: .title)
    } else {
      canvas.put(left, row: 0, column: 0, width: width, role: .title)
    }
  }

  /// What the screen is about.
  var title: String {
    switch state.phase {
    case .start, .failed: return texts.tagline
    case .loading(let loading): return "\(texts.loading)  \(loading.name)"
    case .open: break
    }
    let labels = Labels(state: state)
    switch state.scene?.screen {
    case .drillDown(let root): return labels.name(root)
    case .origin(let product): return "\(texts.originTitle)  \(labels.name(product))"
    case .suppliers: return texts.suppliersTitle
    case .supplier(let index): return labels.supplierName(index)
    case .notices, .noticeGroup: return texts.noticesTitle
    case .whatIf(let subject): return "\(texts.title(.whatIf))  \(labels.name(of: subject))"
    case .gaps(let subject): return "\(texts.title(.gaps))  \(labels.name(of: subject))"
    case .compare(let subject): return "\(texts.title(.compare))  \(labels.name(of: subject))"
    case .lags: return state.words.lagsTitle
    case .hosts: return state.language.hostTexts.title
    case .host(let name): return name
    case .overview, nil: return state.snapshot?.name ?? ""
    }
  }

  /// The total of the screen with its unit.
  var figure: String {
    guard case .open = state.phase, let snapshot = state.snapshot else { return "" }
    let labels = Labels(state: state)
    // That figures are those of a part says more than that nothing was edited.
    let kind = snapshot.isPartial ? labels.partial : state.shownName
    switch state.scene?.screen {
    case .drillDown(let root):
      guard let total = snapshot.rollUp.total(root) else { return texts.noFigure }
      let mark = snapshot.rollUp.isLowerBound(root) ? ">= " : ""
      if state.basis == .wholePerYear, let quantity = state.yearlyQuantity {
        return "\(kind)  \(mark)\(labels.perYear(total * quantity))"
      }
      return "\(kind)  \(mark)\(labels.perUnit(total, of: root))"
    case .origin(let product):
      return snapshot.rollUp.total(product).map { labels.perUnit($0, of: product) } ?? texts.noFigure
    case .supplier:
      guard case .supplier(let supplier) = state.scene?.answer else { return "" }
      let total = snapshot.portfolio.total ?? 0
      return texts.partOfTotal(
        labels.subjectMass(supplier.through, of: total), Numbers.percent(supplier.share))
    case .whatIf(let subject): return WhatIfFigure(state: state).text(subject)
    case .compare: return state.words.columnCount(state.comparing.columns.count)
    case .lags: return ""
    case .gaps: return GapsView(state: state).figure
    case .notices, .noticeGroup: return texts.noticeTally(snapshot.noticeCount, snapshot.fixCount)
    case .hosts, .host: return HostsView(state: state).figure
    default:
      guard let total = snapshot.portfolio.total else { return texts.noFigure }
      let mark = snapshot.portfolio.isLowerBound ? ">= " : ""
      return "\(kind)  \(mark)\(labels.subject(total))"
    }
  }

  // MARK: - Tabs

  private struct Tab {
    var command: Command
    var text: String
    var isActive: Bool
    var columns: Range<Int>
  }

  private var tabs: [Tab] {
    let active = state.scenes.last { $0.screen.view != nil }?.screen.view
    var tabs: [Tab] = []
    var column = 0
    for command in Command.views {
      let isActive = command == active
      let number = Binding.ofCommand[command]?.label ?? ""
      let name = "\(number) \(texts.title(command))"
      let text = isActive ? "[\(name)]" : " \(name) "
      let width = displayWidth(text, ambiguous: state.style.ambiguousWidth)
      tabs.append(Tab(command: command, text: text, isActive: isActive, columns: column..<(column + width)))
      column += width + 1
    }
    return tabs
  }

  private func drawTabs(on canvas: inout Canvas) {
    for tab in tabs {
      canvas.put(
        tab.text, row: 1, column: tab.columns.lowerBound, role: tab.isActive ? .activeTab : .tab)
    }
  }

  func command(atColumn column: Int, row: Int) -> Command? {
    guard row == 1, case .open = state.phase else { return nil }
    return tabs.first { $0.columns.contains(column) }?.command
  }

  // MARK: - The way here

  private func drawTrail(on canvas: inout Canvas) {
    let labels = Labels(state: state)
    if state.scene?.screen.isWhatIf == true {
      WhatIfFigure(state: state).drawWay(on: &canvas)
      return
    }
    var text = labels.trail
    // The end of a long way is what tells where one is: cut at the front.
    let room = canvas.size.columns - 2
    let ambiguous = canvas.style.ambiguousWidth
    if displayWidth(text, ambiguous: ambiguous) > room {
      var parts = labels.trailParts
      while parts.count > 2, displayWidth(labels.joined(["..."] + parts), ambiguous: ambiguous) > room {
        parts.removeFirst()
      }
      text = labels.joined(["..."] + parts)
    }
    canvas.put(text, row: 2, column: 1, width: room, role: .muted)
    drawChips(on: &canvas, after: displayWidth(text, ambiguous: ambiguous) + 3)
  }

  private func drawChips(on canvas: inout Canvas, after column: Int) {
    guard let chips = state.scene?.filter, !chips.isEmpty else { return }
    let text = "\(texts.filter): " + chips.map { "[\(texts.chip($0))]" }.joined(separator: " ")
    let width = displayWidth(text, ambiguous: canvas.style.ambiguousWidth)
    let start = max(min(column, canvas.size.columns / 2), canvas.size.columns - width - 1)
    canvas.put(text, row: 2, column: start, width: canvas.size.columns - start - 1, role: .match)
  }
}
