import Analysis
import Canvas
import SupplyGraph

/// All suppliers by what they emit themselves for the portfolio.
struct SuppliersView {
  let state: State

  func draw(on canvas: inout Canvas) {
    let body = state.body
    guard let scene = state.scene, case .suppliers(let listing) = scene.answer else {
      canvas.put(state.texts.working, row: body.lowerBound, column: 1, role: .muted)
      return
    }
    let largest =
      listing.rows.filter { if case .supplier = $0.id { true } else { false } }.map(\.mass).max() ?? 0
    let table = ListTable(
      state: state, columns: [.name, .tier, .mass, .share, .cumulative, .primary, .marks, .bar],
      largest: largest,
      isYearly: Labels(state: state).hasYears, nameMinimum: 24)
    table.drawHeadings(on: &canvas, row: body.lowerBound, name: state.texts.supplierOwnHeading)
    for (offset, line) in body.dropFirst().enumerated() {
      let index = scene.scroll + offset
      guard listing.rows.indices.contains(index) else { break }
      table.draw(listing.rows[index], index, on: &canvas, at: line, isSelected: scene.cursor == index)
    }
  }
}

/// Which rows of the supplier screen show which list.
struct SupplierPanes {
  let boughtCount: Int
  let bought: Range<Int>
  let originHeading: Int
  let origins: Range<Int>

  init(state: State) {
    let body = state.body
    var originCount = 0
    if case .supplier(let supplier) = state.scene?.answer {
      boughtCount = supplier.bought.rows.count
      originCount = supplier.origins.rows.count
    } else {
      boughtCount = 0
    }
    let facts = body.count >= 12 ? 2 : 0
    let first = min(body.lowerBound + facts + 1, body.upperBound)
    let room = max(0, body.upperBound - first - 2)
    let boughtRows = min(boughtCount, max(room / 2, room - originCount))
    bought = first..<min(first + boughtRows, body.upperBound)
    originHeading = bought.upperBound + 1
    let start = min(originHeading + 1, body.upperBound)
    origins = start..<max(start, body.upperBound)
  }
}

/// One supplier: what is bought through it and where the footprint of that arises.
struct SupplierView {
  let state: State

  private var texts: Texts { state.texts }

  func draw(on canvas: inout Canvas) {
    guard let scene = state.scene, case .supplier(let supplier) = scene.answer, let snapshot = state.snapshot
    else {
      canvas.put(texts.working, row: state.body.lowerBound, column: 1, role: .muted)
      return
    }
    let panes = SupplierPanes(state: state)
    if panes.bought.lowerBound >= state.body.lowerBound + 3 {
      drawFacts(snapshot.graph.suppliers[supplier.supplier], supplier, on: &canvas)
    }
    let columns: [ListTable.Column] = [.name, .tier, .mass, .share, .primary, .marks, .bar]
    let bought = ListTable(
      state: state, columns: columns, largest: supplier.through, isYearly: Labels(state: state).hasYears,
      nameMinimum: 24)
    bought.drawHeadings(on: &canvas, row: panes.bought.lowerBound - 1, name: texts.boughtHeading)
    draw(supplier.bought, bought, panes.bought, scene.scroll, first: 0, on: &canvas)
    guard panes.originHeading < state.body.upperBound else { return }
    let origins = ListTable(
      state: state, columns: [.name, .supplier, .tier, .mass, .share, .primary, .marks, .bar],
      largest: supplier.through, isYearly: Labels(state: state).hasYears,
      nameMinimum: 24)
    origins.drawHeadings(on: &canvas, row: panes.originHeading, name: texts.originsHeading)
    draw(
      supplier.origins, origins, panes.origins, scene.secondScroll, first: supplier.bought.rows.count,
      on: &canvas)
  }

  private func draw(
    _ listing: Listing, _ table: ListTable, _ window: Range<Int>, _ scroll: Int, first: Int,
    on canvas: inout Canvas
  ) {
    for (offset, line) in window.enumerated() {
      let index = scroll + offset
      guard listing.rows.indices.contains(index) else { break }
      table.draw(
        listing.rows[index], first + index, on: &canvas, at: line,
        isSelected: state.scene?.cursor == first + index)
    }
  }

  private func drawFacts(_ supplier: Supplier, _ answer: SupplierAnswer, on canvas: inout Canvas) {
    var parts: [String] = []
    if let tier = answer.tier { parts.append(texts.tierNumber(tier)) }
    if !supplier.country.isEmpty { parts.append(supplier.country) }
    if !supplier.contact.isEmpty { parts.append(supplier.contact) }
    parts.append(supplier.askedOn.map { texts.askedOn($0.dateText) } ?? texts.notAsked)
    if let answered = supplier.answeredOn { parts.append(texts.answeredOn(answered.dateText)) }
    canvas.put(
      parts.joined(separator: "   "), row: state.body.lowerBound, column: 1, width: canvas.size.columns - 2,
      role: .muted)
  }
}
