import Footprints

/// The final numbers of products, in roll-up order, and the columns of the graph in that order.
///
/// Numbering in the order of the sweeps is what makes them fast: what a product needs was worked out shortly
/// before it and is still in the cache.
struct Numbering {
  /// The draft number of each final number.
  private let order: [Int32]
  private let components: StrongComponents
  private let threads: Int

  init(_ components: StrongComponents, threads: Int) {
    self.threads = threads
    self.components = components
    order = components.order
  }

  func graph(
    _ builder: SupplyGraphBuilder, _ identities: Identities, _ drafts: Drafts, _ rows: SortedRows,
    _ links: consuming RawLinks, _ room: consuming LinkRoom
  ) -> SupplyGraph {
    let productOfKey = identities.productOfKey.renumbered(order)
    var source = LinkSource(
      rows: rows, raw: links, productOfKey: productOfKey, order: order, targets: drafts.targets,
      units: builder.units.units, keys: builder.keys, members: identities.members, text: builder.text)
    var assembly = LinkAssembly(rows, order: order, consume room)
    var columns = ProductColumns()
    var found = NoticeLog()
    // Links and products have nothing to do with each other.
    assembly.assemble(&source, threads: threads) {
      columns = products(builder, identities, drafts, &found)
    }
    var notices = builder.notices
    notices.add(contentsOf: assembly.notices)
    notices.add(contentsOf: found)
    let table = assembly.table
    let loops = components.loops(in: table)
    columns.numberLoops(loops)
    columns.rank = order
    let portfolio = Portfolio(builder, productOfKey, table, loops)
    return SupplyGraph(
      count: order.count, linkCount: table.components.count, files: builder.files, asOf: builder.asOf,
      notices: notices, links: table, footprints: builder.footprints, suppliers: drafts.directory.suppliers,
      countries: drafts.countries.distinct, categories: drafts.categories.distinct, loops: loops,
      portfolio: portfolio.rows, hasPortfolio: portfolio.isStated, columns: columns,
      linkColumns: assembly.columns, keys: builder.keys, productOfKey: productOfKey)
  }
}

extension Numbering {
  private func products(
    _ builder: SupplyGraphBuilder, _ identities: Identities, _ drafts: Drafts, _ notices: inout NoticeLog
  ) -> ProductColumns {
    var columns = ProductColumns()
    (columns.text, columns.units) = (builder.text, builder.units.units)
    let rows = order.largeMap { identities.members[Int($0)].row }
    let empty = columns.text.number(of: "")
    let products = builder.products
    columns.id = rows.largeMap { $0 < 0 ? empty : products.id[Int($0)] }
    columns.name = products.name.gathered(rows, absent: empty) { $0 }
    columns.nameJa = products.nameJa.gathered(rows, absent: empty) { $0 }
    columns.note = products.note.gathered(rows, absent: empty) { $0 }
    columns.supplier = order.largeMap { drafts.suppliers[Int($0)] }
    columns.unit = order.largeMap { drafts.units[Int($0)] }
    columns.country = order.largeMap { drafts.countries.ofProduct[Int($0)] }
    columns.category = order.largeMap { drafts.categories.ofProduct[Int($0)] }
    columns.places = ProductPlaces(products.places, rows) {
      identities.place(of: identities.members[Int(order[$0])], products)
    }
    columns.figures = FigureColumns(products, rows)
    nameUnknown(rows, builder, identities, &columns)
    addFootprints(rows, builder, drafts, &columns, &notices)
    supplied(&columns, count: drafts.directory.suppliers.count)
    return columns
  }

  /// What footprints say stands over what rows do.
  private func addFootprints(
    _ rows: [Int32], _ builder: SupplyGraphBuilder, _ drafts: Drafts, _ columns: inout ProductColumns,
    _ notices: inout NoticeLog
  ) {
    columns.footprintStarts = [Int32](large: 0, count: order.count + 1)
    if !drafts.hasChoices, builder.products.validUntil.isEmpty { return }
    for (new, row) in rows.enumerated() {
      let choice = drafts.choice(Int(order[new]))
      let record = row < 0 ? nil : builder.products[Int(row)]
      if let first = choice?.order.first, columns.text.isEmpty(columns.name[new]) {
        let name = builder.footprints.productName(Int(first)).trimmed()
        columns.name[new] = columns.text.number(of: name)
      }
      let chosen = choice.flatMap { Figures.Chosen($0, builder.footprints) }
      let (text, id) = (columns.text, columns.id[new])
      Figures(row: record, chosen: chosen, place: columns.places[new])
        .write(to: &columns.figures, new, asOf: builder.asOf, &notices) { text[id] }
      columns.footprints.append(contentsOf: choice?.order ?? [])
      columns.footprintStarts[new + 1] = Int32(truncatingIfNeeded: columns.footprints.count)
    }
  }

  /// Products that no row names are named by their keys.
  private func nameUnknown(
    _ rows: [Int32], _ builder: SupplyGraphBuilder, _ identities: Identities, _ columns: inout ProductColumns
  ) {
    for (new, row) in rows.enumerated() where row < 0 {
      let key = identities.members[Int(order[new])].key
      columns.id[new] = columns.text.number(of: builder.keys.texts[key])
    }
  }

  private func supplied(_ columns: inout ProductColumns, count: Int) {
    var starts = [Int32](repeating: 0, count: count + 1)
    for s in columns.supplier where s >= 0 { starts[Int(s) + 1] += 1 }
    for s in 0..<count { starts[s + 1] += starts[s] }
    var next = starts
    columns.supplied = [Int32](large: 0, count: Int(starts[count]))
    for (p, s) in columns.supplier.enumerated() where s >= 0 {
      columns.supplied[Int(next[Int(s)])] = Int32(truncatingIfNeeded: p)
      next[Int(s)] += 1
    }
    columns.suppliedStarts = starts
  }
}

/// The figures of one product out of its row and its chosen footprint.
struct Figures {
  let row: ProductRecord?
  let chosen: Chosen?
  let place: Place

  struct Chosen {
    let number: Int32
    let footprint: FootprintRecord
    /// Units of the footprint in one unit of the product.
    let scale: Double

    /// Nil where no footprint can be used.
    init?(_ choice: FootprintChoice, _ footprints: FootprintTable) {
      guard choice.chosen >= 0 else { return nil }
      (number, scale, footprint) = (choice.chosen, choice.scale, footprints.records[Int(choice.chosen)])
    }
  }

  /// Over what stands there. `id`, of the product, is only asked for when there is something to report.
  func write(
    to columns: inout FigureColumns, _ p: Int, asOf: Timestamp, _ notices: inout NoticeLog, _ id: () -> String
  ) {
    let declared = chosen.map { $0.footprint.headline * $0.scale }
    reportContradiction(declared, id, &notices)
    columns.direct[p] = row?.direct ?? .nan
    columns.declared[p] = declared ?? row?.declared ?? .nan
    columns.primaryShare[p] = share ?? .nan
    columns.gsd[p] = row?.gsd ?? .nan
    columns.scale[p] = chosen?.scale ?? 1
    columns.footprint[p] = chosen?.number ?? -1
    columns.basis[p] = basis
    columns.verified[p] = chosen?.footprint.isVerified ?? false || row?.verified == true
    let end = chosen.map { $0.footprint.validity.end } ?? row?.validUntil
    columns.validUntil.set(end, at: p, of: columns.direct.count)
    let expired = end.map { $0 < asOf } ?? false
    columns.expired[p] = expired
    if expired, chosen == nil {
      notices.add(
        Notice(.expired, place: place, field: "valid_until", found: end?.dateText ?? "", product: id()))
    }
  }

  /// That of the footprint, whose declaration is used; a row may add the share a footprint leaves open.
  private var share: Double? {
    guard let stated = chosen.flatMap(\.footprint.primaryDataShare), (0...100).contains(stated) else {
      return row?.primaryShare
    }
    return stated
  }

  /// What a row says of the figure stands before the footprint's own kind, which is only assumed.
  private var basis: Basis {
    if let stated = row?.basis, stated != .unknown { return stated }
    return chosen?.footprint.basis ?? .unknown
  }

  /// A row and a footprint that declare different values: the footprint stands.
  private func reportContradiction(
    _ used: Double?, _ id: () -> String, _ notices: inout NoticeLog
  ) {
    guard let used, let written = row?.declared else { return }
    let tolerance = max(Precision.halfUnit(of: written), 1e-6 * abs(used))
    if abs(used - written) <= tolerance { return }
    notices.add(
      Notice(
        .contradictingDeclarations, place: place, field: "declared_pcf_kgco2e", found: "\(written)",
        expected: "\(used)", product: id(), effect: used - written))
  }
}

/// The top of the graph.
private struct Portfolio {
  let isStated: Bool
  var rows: [(product: ProductIndex, quantity: Double)]

  init(
    _ builder: SupplyGraphBuilder, _ productOfKey: [Int32], _ table: LinkTable,
    _ loops: [Range<ProductIndex>]
  ) {
    isStated = !builder.portfolio.isEmpty
    rows = isStated ? [] : Portfolio.tops(table, loops)
    guard isStated else { return }
    let stated = builder.portfolio.map { row in
      (product: Int(productOfKey[Int(row.product)]), row: row)
    }
    .sorted { a, b in
      if a.product != b.product { return a.product < b.product }
      if a.row.place != b.row.place { return a.row.place.precedes(b.row.place) }
      return a.row.quantity < b.row.quantity
    }
    for (product, row) in stated {
      if let last = rows.last, last.product == product, (last.quantity + row.quantity).isFinite {
        rows[rows.count - 1].quantity += row.quantity
      } else if rows.last?.product != product {
        rows.append((product, row.quantity))
      }
    }
  }

  /// One unit of each product that nothing outside its own loop uses.
  private static func tops(
    _ table: LinkTable, _ loops: [Range<ProductIndex>]
  ) -> [(product: ProductIndex, quantity: Double)] {
    var isTop = (0..<(table.starts.count - 1)).map { table.userStarts[$0] == table.userStarts[$0 + 1] }
    var product = [Int32](repeating: 0, count: table.components.count)
    for p in 0..<(table.starts.count - 1) {
      for link in Int(table.starts[p])..<Int(table.starts[p + 1]) { product[link] = Int32(p) }
    }
    for loop in loops {
      let used = loop.contains { p in
        (table.userStarts[p]..<table.userStarts[p + 1]).contains { position in
          !loop.contains(Int(product[Int(table.userLinks[Int(position)])]))
        }
      }
      if !used { for p in loop { isTop[p] = true } }
    }
    return isTop.indices.filter { isTop[$0] }.map { ($0, 1) }
  }
}
