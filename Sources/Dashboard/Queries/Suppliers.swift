import Analysis
import Canvas
import SupplyGraph

extension Analyst {
  /// Suppliers by their own contribution: these add up to the total, what passes through them would not.
  mutating func suppliers(sort: Sort, filter: [Chip], limit: Int) -> Answer {
    let focus = snapshot.portfolio
    let matcher = Matcher(filter, snapshot: snapshot)
    let base = focus.shareBase
    var rows: [Row] = []
    var hidden = (count: 0, mass: 0.0, mix: QualityMix.none)
    for group in groups(by: .supplier) {
      if rows.count < limit, matcher.isEmpty || accepts(group, matcher) {
        rows.append(supplierRow(group, base: base))
      } else {
        hidden = (hidden.count + 1, hidden.mass + group.contribution, hidden.mix + QualityMix(group.mix))
      }
    }
    Analyst.accumulate(&rows)
    orderSuppliers(&rows, by: sort)
    if hidden.count > 0 {
      let id: RowID =
        matcher.isEmpty ? .more(list: .suppliers, path: []) : .hidden(list: .suppliers, path: [])
      rows.append(
        Row(
          id: id, mass: hidden.mass, share: base > 0 ? hidden.mass / base : 0, cumulative: 1, mix: hidden.mix,
          count: hidden.count))
    }
    return .suppliers(
      Listing(rows: rows, base: base, hasCredits: focus.hasCredits, available: rows.count + hidden.count))
  }

  private func products(of group: GroupRow) -> [ProductIndex] {
    group.index.map { snapshot.graph.products(ofSupplier: $0) } ?? []
  }

  private func accepts(_ group: GroupRow, _ matcher: Matcher) -> Bool {
    products(of: group).contains { snapshot.portfolio.weight($0) != 0 && matcher.accepts($0) }
  }

  private func supplierRow(_ group: GroupRow, base: Double) -> Row {
    let products = products(of: group)
    let tiers = products.compactMap { snapshot.portfolio.tier($0) }
    return Row(
      id: .supplier(group.index), mass: group.contribution, share: base > 0 ? group.contribution / base : 0,
      mix: QualityMix(group.mix), tier: tiers.min(), count: products.count)
  }

  private func orderSuppliers(_ rows: inout [Row], by sort: Sort) {
    func name(_ row: Row) -> String {
      guard case .supplier(let index?) = row.id else { return "" }
      return snapshot.graph.suppliers[index].name
    }
    if sort.key == .name {
      rows.sort { name($0) < name($1) }
      if sort.reversed { rows.reverse() }
    } else {
      order(&rows, by: sort)
    }
  }

  /// A supplier: what is bought through it, and where the footprint of that arises. Both lists add up to what passes
  /// through the supplier, because each path is counted at the place where it first reaches the supplier.
  mutating func supplier(_ supplier: SupplierIndex, limit: Int) -> Answer {
    guard snapshot.graph.suppliers.indices.contains(supplier) else { return .failed }
    let focus = snapshot.portfolio
    let products = snapshot.graph.products(ofSupplier: supplier)
    let supplied = kept.suppliers.value(supplier, in: snapshot) { SuppliedThrough(products, focus) }
    let through = supplied.origins
    let bought = boughtListing(supplied.entries, base: focus.shareBase, limit: limit)
    return .supplier(
      SupplierAnswer(
        supplier: supplier, through: through.total ?? 0,
        share: focus.shareBase > 0 ? (through.total ?? 0) / focus.shareBase : 0,
        ownContribution: products.reduce(0) { $0 + through.contribution($1) },
        mix: QualityMix(through.mix), tier: products.compactMap { focus.tier($0) }.min(), bought: bought,
        origins: origins(of: through, limit: limit)))
  }

  private func boughtListing(
    _ entries: [(product: ProductIndex, amount: Double)], base: Double, limit: Int
  ) -> Listing {
    let rollUp = snapshot.rollUp
    var rows = entries.map { entry in
      let mass = entry.amount * (rollUp.total(entry.product) ?? 0)
      return Row(
        id: .bought(entry.product), mass: mass, share: base > 0 ? mass / base : 0,
        mix: QualityMix(rollUp.mix(entry.product), times: entry.amount),
        tier: snapshot.portfolio.tier(entry.product), marks: snapshot.marks(entry.product))
    }
    order(&rows, by: Sort())
    let available = rows.count
    fold(&rows, beyond: limit, into: .bought, base: base)
    return Listing(rows: rows, base: base, hasCredits: false, available: available)
  }

  private func origins(of focus: Focus, limit: Int) -> Listing {
    let base = focus.shareBase
    var rows = focus.hotspots(top: limit + 1).map { product in
      var row = hotspotRow(product, of: focus)
      row.id = .origin(product)
      row.tier = snapshot.portfolio.tier(product)
      return row
    }
    rows.removeAll { $0.mass == 0 }
    let shown = rows.prefix(limit).reduce(0) { $0 + $1.mass }
    if rows.count > limit {
      rows.removeLast(rows.count - limit)
      let rest = (focus.total ?? 0) - shown
      rows.append(
        Row(
          id: .more(list: .origins, path: []), mass: rest, share: base > 0 ? rest / base : 0,
          mix: rows.reduce(QualityMix(focus.mix)) { mix, row in
            QualityMix(
              primary: mix.primary - row.mix.primary, secondary: mix.secondary - row.mix.secondary,
              unknown: mix.unknown - row.mix.unknown)
          }, count: focus.reached - limit))
    }
    return Listing(rows: rows, base: base, hasCredits: focus.hasCredits, available: focus.reached)
  }
}

/// What passes through a supplier.
struct SuppliedThrough {
  /// Where the chain first reaches the supplier, with the amount there.
  let entries: [(product: ProductIndex, amount: Double)]
  /// Where its footprint arises.
  let origins: Focus

  init(_ products: [ProductIndex], _ focus: Focus) {
    entries = focus.firstEntry(into: products)
    origins = Focus(rollUp: focus.rollUp, demand: entries)
  }
}
