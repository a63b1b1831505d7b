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
      units: builder.units.units, keys: builder.keys, text: builder.text)
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
    // Made once: for each product anew it would hold on to everything each time.
    let idText: (Int) -> String = { old in
      let member = identities.members[old]
      return member.record < 0
        ? builder.keys.texts[member.key] : builder.text[builder.products[Int(member.record)].content.id]
    }
    for (new, old) in order.lazy.map(Int.init).enumerated() {
      askAhead(of: new, order, builder, identities)
      // Field by field: a copy of a member would be counted each time.
      let (record, key) = (Int(identities.members[old].record), identities.members[old].key)
      let place = identities.members[old].place
      let content = record < 0 ? nil : builder.products[record].content
      let choice = drafts.choice(old)
      let named = choice?.order.first.map { builder.footprints.productName(Int($0)) }
      let id = content?.id ?? columns.text.number(of: builder.keys.texts[key])
      columns.id.append(id)
      let name = content?.name ?? empty
      columns.name.append(
        builder.text.isEmpty(name) ? columns.text.number(of: named?.trimmed() ?? "") : name)
      columns.nameJa.append(content?.nameJa ?? empty)
      columns.note.append(content?.note ?? empty)
      columns.supplier.append(drafts.suppliers[old])
      columns.unit.append(drafts.units[old])
      columns.place.append(place)
      if let choice { columns.footprints.append(contentsOf: choice.order) }
      columns.footprintStarts.append(Int32(truncatingIfNeeded: columns.footprints.count))
      Figures(content, choice, place, builder.footprints.records).append(
        to: &columns.figures, asOf: builder.asOf, &notices, old, idText)
    }
    supplied(&columns, count: drafts.directory.suppliers.count)
    return columns
  }

  /// Asks for the rows of the products that come next, which lie anywhere.
  @inline(__always)
  private func askAhead(
    of new: Int, _ order: [Int32], _ builder: SupplyGraphBuilder, _ identities: Identities
  ) {
    if new + 2 * Ahead.far < order.count {
      identities.members.withUnsafeBufferPointer { $0.prefetch(Int(order[new + 2 * Ahead.far])) }
    }
    guard new + Ahead.far < order.count else { return }
    let record = Int(identities.members[Int(order[new + Ahead.far])].record)
    builder.products.withUnsafeBufferPointer { $0.prefetch(record) }
    guard new + Ahead.near < order.count else { return }
    let next = Int(identities.members[Int(order[new + Ahead.near])].record)
    if next >= 0 { builder.text.prefetch(builder.products[next].content.name) }
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
  let choice: FootprintChoice?
  /// All of them, and the number of the chosen one.
  private let footprints: [FootprintRecord]
  private let number: Int?
  let place: Place

  init(
    _ row: ProductRecord.Content?, _ choice: FootprintChoice?, _ place: Place, _ footprints: [FootprintRecord]
  ) {
    self.row = row
    self.choice = choice
    self.footprints = footprints
    number = choice.flatMap { $0.chosen < 0 ? nil : Int($0.chosen) }
    self.place = place
  }

  /// `id` of the product `old` is only asked for when there is something to report.
  func append(
    to columns: inout FigureColumns, asOf: Timestamp, _ notices: inout NoticeLog, _ old: Int,
    _ id: (Int) -> String
  ) {
    let scale = choice?.scale ?? 1
    let declared = number.map { footprints[$0].headline * scale }
    reportContradiction(declared, old, id, &notices)
    columns.direct.append(row?.direct ?? .nan)
    columns.declared.append(declared ?? row?.declared ?? .nan)
    columns.primaryShare.append(share ?? .nan)
    columns.gsd.append(row?.gsd ?? .nan)
    columns.scale.append(number == nil ? 1 : scale)
    columns.footprint.append(number == nil ? -1 : choice?.chosen ?? -1)
    columns.basis.append(basis)
    columns.verified.append(number.map { footprints[$0].isVerified } ?? false || row?.verified == true)
    let end = number.map { footprints[$0].validity.end } ?? row?.validUntil
    columns.validUntil.append(end)
    let expired = end.map { $0 < asOf } ?? false
    columns.expired.append(expired)
    if expired, number == nil {
      notices.add(
        Notice(.expired, place: place, field: "valid_until", found: end?.dateText ?? "", product: id(old)))
    }
  }

  /// That of the footprint, whose declaration is used; a row may add the share a footprint leaves open.
  private var share: Double? {
    guard let stated = number.flatMap({ footprints[$0].primaryDataShare }), (0...100).contains(stated) else {
      return row?.primaryShare
    }
    return stated
  }

  /// What a row says of the figure stands before the footprint's own kind, which is only assumed.
  private var basis: Basis {
    if let stated = row?.basis, stated != .unknown { return stated }
    return number.map { footprints[$0].basis } ?? .unknown
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
