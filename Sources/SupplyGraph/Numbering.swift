import Footprints

/// The final numbers of products, in roll-up order, and the columns of the graph in that order.
///
/// Numbering in the order of the sweeps is what makes them fast: what a product needs was worked out shortly
/// before it and is still in the cache.
struct Numbering {
  /// The draft number of each final number.
  private let order: [Int32]
  /// The final number of each draft number.
  private let position: [Int32]
  private let components: StrongComponents
  private let threads: Int

  init(_ components: StrongComponents, threads: Int) {
    self.threads = threads
    self.components = components
    order = components.order
    var position = [Int32](repeating: 0, count: order.count)
    for (new, old) in components.order.enumerated() { position[Int(old)] = Int32(new) }
    self.position = position
  }

  func graph(
    _ builder: SupplyGraphBuilder, _ identities: Identities, _ drafts: Drafts, _ rows: SortedRows
  ) -> SupplyGraph {
    // Links and products have nothing to do with each other.
    var columns = ProductColumns()
    var notices = builder.notices
    let source = LinkSource(
      rows: rows, raw: builder.links, order: order, position: position, targets: drafts.targets,
      units: builder.units.units, keys: builder.keys, members: identities.members, text: builder.text)
    var assembly = LinkAssembly(rows, order: order, raw: builder.links)
    var found = NoticeLog()
    assembly.assemble(source, threads: threads) {
      columns = products(builder, identities, drafts, &found)
    }
    let (table, linkColumns) = (assembly.table, assembly.columns)
    notices.add(contentsOf: assembly.notices)
    notices.add(contentsOf: found)
    let loops = components.loops(in: table)
    columns.numberLoops(loops)
    columns.rank = order
    let countries = named(drafts.countries, into: \.country, &columns)
    let categories = named(
      categories(builder, identities, drafts, &columns.text), into: \.category, &columns)
    let portfolio = Portfolio(builder, identities, position, table, loops)
    return SupplyGraph(
      count: order.count, linkCount: table.components.count, files: builder.files, asOf: builder.asOf,
      notices: notices, links: table, footprints: builder.footprints, suppliers: drafts.directory.suppliers,
      countries: countries, categories: categories, loops: loops, portfolio: portfolio.rows,
      hasPortfolio: portfolio.isStated, columns: columns, linkColumns: linkColumns, keys: builder.keys,
      productOfKey: identities.productOfKey.map { $0 < 0 ? -1 : position[Int($0)] })
  }
}

extension Numbering {
  private func products(
    _ builder: SupplyGraphBuilder, _ identities: Identities, _ drafts: Drafts, _ notices: inout NoticeLog
  ) -> ProductColumns {
    var columns = ProductColumns()
    columns.text = builder.text
    columns.units = builder.units.units
    columns.reserve(order.count)
    let empty = columns.text.number(of: "")
    // Held by themselves: through the builder everything would be counted for each product.
    let (records, keys, text, footprints) = (builder.products, builder.keys, builder.text, builder.footprints)
    let idText: (Int) -> String = { old in
      let member = identities.members[old]
      return member.record < 0 ? keys.texts[member.key] : text[records[Int(member.record)].content.id]
    }
    for (new, old) in order.lazy.map(Int.init).enumerated() {
      askAhead(of: new, order, records, text, identities)
      let member = identities.members[old]
      let content = member.record < 0 ? nil : records[Int(member.record)].content
      var (named, chosen) = ("", Figures.Chosen?.none)
      if let choice = drafts.choice(old) {
        named = choice.order.first.map { footprints.productName(Int($0)).trimmed() } ?? ""
        chosen = Figures.Chosen(choice, footprints)
        columns.footprints.append(contentsOf: choice.order)
      }
      let place = identities.place(of: member, records)
      columns.id.append(content?.id ?? columns.text.number(of: keys.texts[member.key]))
      let name = content?.name ?? empty
      columns.name.append(text.isEmpty(name) ? columns.text.number(of: named) : name)
      columns.nameJa.append(content?.nameJa ?? empty)
      columns.note.append(content?.note ?? empty)
      columns.supplier.append(drafts.suppliers[old])
      columns.unit.append(drafts.units[old])
      columns.place.append(place)
      columns.footprintStarts.append(Int32(truncatingIfNeeded: columns.footprints.count))
      Figures(row: content, chosen: chosen, place: place).append(
        to: &columns.figures, asOf: builder.asOf, &notices, old, idText)
    }
    supplied(&columns, count: drafts.directory.suppliers.count)
    return columns
  }

  /// Asks for the rows of the products that come next, which lie anywhere.
  @inline(__always)
  private func askAhead(
    of new: Int, _ order: [Int32], _ records: [ProductRecord], _ text: TextPool, _ identities: Identities
  ) {
    if new + 2 * Ahead.far < order.count {
      identities.members.withUnsafeBufferPointer { $0.prefetch(Int(order[new + 2 * Ahead.far])) }
    }
    guard new + Ahead.far < order.count else { return }
    let record = Int(identities.members[Int(order[new + Ahead.far])].record)
    records.withUnsafeBufferPointer { $0.prefetch(record) }
    guard new + Ahead.near < order.count else { return }
    let next = Int(identities.members[Int(order[new + Ahead.near])].record)
    if next >= 0 { text.prefetch(records[next].content.name) }
  }

  private func supplied(_ columns: inout ProductColumns, count: Int) {
    var starts = [Int32](repeating: 0, count: count + 1)
    for s in columns.supplier where s >= 0 { starts[Int(s) + 1] += 1 }
    for s in 0..<count { starts[s + 1] += starts[s] }
    var next = starts
    columns.supplied = [Int32](repeating: 0, count: Int(starts[count]))
    for (p, s) in columns.supplier.enumerated() where s >= 0 {
      columns.supplied[Int(next[Int(s)])] = Int32(truncatingIfNeeded: p)
      next[Int(s)] += 1
    }
    columns.suppliedStarts = starts
  }

  /// As numbers of texts.
  private func categories(
    _ builder: SupplyGraphBuilder, _ identities: Identities, _ drafts: Drafts, _ text: inout TextPool
  ) -> [Int32] {
    identities.members.indices.map { old in
      let record = identities.members[old].record
      let written = record < 0 ? -1 : builder.products[Int(record)].content.category
      guard text.isEmpty(written), let first = drafts.choice(old)?.order.first else { return written }
      return text.number(of: builder.footprints.firstClassification(Int(first))?.trimmed() ?? "")
    }
  }

  /// The distinct texts, sorted; the column gets their indices, −1 for empty ones.
  private func named(
    _ texts: [Int32], into column: WritableKeyPath<ProductColumns, [Int32]>, _ columns: inout ProductColumns
  ) -> [String] {
    var isSeen = [Bool](repeating: false, count: columns.text.count)
    var numbers: [Int32] = []
    for number in texts where number >= 0 && !isSeen[Int(number)] {
      isSeen[Int(number)] = true
      numbers.append(number)
    }
    let distinct = Set(numbers.map { columns.text[$0] }).subtracting([""]).sorted()
    var index = [String: Int32](minimumCapacity: distinct.count)
    for (i, text) in distinct.enumerated() { index[text] = Int32(truncatingIfNeeded: i) }
    var ofText = [Int32](repeating: -1, count: columns.text.count)
    for number in numbers { ofText[Int(number)] = index[columns.text[number]] ?? -1 }
    columns[keyPath: column] = order.map { old in
      let number = texts[Int(old)]
      return number < 0 ? -1 : ofText[Int(number)]
    }
    return distinct
  }
}

/// The figures of one product out of its row and its chosen footprint.
struct Figures {
  let row: ProductRecord.Content?
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

  /// `id` of the product `old` is only asked for when there is something to report.
  func append(
    to columns: inout FigureColumns, asOf: Timestamp, _ notices: inout NoticeLog, _ old: Int,
    _ id: (Int) -> String
  ) {
    let declared = chosen.map { $0.footprint.headline * $0.scale }
    reportContradiction(declared, old, id, &notices)
    columns.direct.append(row?.direct ?? .nan)
    columns.declared.append(declared ?? row?.declared ?? .nan)
    columns.primaryShare.append(share ?? .nan)
    columns.gsd.append(row?.gsd ?? .nan)
    columns.scale.append(chosen?.scale ?? 1)
    columns.footprint.append(chosen?.number ?? -1)
    columns.basis.append(basis)
    columns.verified.append(chosen?.footprint.isVerified ?? false || row?.verified == true)
    let end = chosen.map { $0.footprint.validity.end } ?? row?.validUntil
    columns.validUntil.append(end)
    let expired = end.map { $0 < asOf } ?? false
    columns.expired.append(expired)
    if expired, chosen == nil {
      notices.add(
        Notice(.expired, place: place, field: "valid_until", found: end?.dateText ?? "", product: id(old)))
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
    _ used: Double?, _ old: Int, _ id: (Int) -> String, _ notices: inout NoticeLog
  ) {
    guard let used, let written = row?.declared else { return }
    let tolerance = max(Precision.halfUnit(of: written), 1e-6 * abs(used))
    if abs(used - written) <= tolerance { return }
    notices.add(
      Notice(
        .contradictingDeclarations, place: place, field: "declared_pcf_kgco2e", found: "\(written)",
        expected: "\(used)", product: id(old), effect: used - written))
  }
}

/// The top of the graph.
private struct Portfolio {
  let isStated: Bool
  var rows: [(product: ProductIndex, quantity: Double)]

  init(
    _ builder: SupplyGraphBuilder, _ identities: Identities, _ position: [Int32], _ table: LinkTable,
    _ loops: [Range<ProductIndex>]
  ) {
    isStated = !builder.portfolio.isEmpty
    rows = isStated ? [] : Portfolio.tops(table, loops)
    guard isStated else { return }
    let stated = builder.portfolio.map { row in
      (product: Int(position[Int(identities.productOfKey[Int(row.product)])]), row: row)
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
