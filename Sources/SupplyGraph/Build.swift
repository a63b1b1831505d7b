import Footprints

extension SupplyGraphBuilder {
  /// Joins rows, footprints and links by identifier, chooses footprints, converts units, finds loops and numbers
  /// products in roll-up order. Time grows with rows × log rows; nothing recurses.
  ///
  /// The graph is the same for any number of `threads`.
  public consuming func build(threads: Int = 2) -> SupplyGraph {
    sortByPlace()
    let identities = Identities(&self, threads: threads)
    let products = identities.members.count
    let rows = SortedRows(links, identities.productOfKey, count: products, threads: threads)
    links.forgetKeys()
    // Which products need each other has nothing to do with what they are.
    let (components, drafts) = Parallel.both(
      threads: threads, { StrongComponents(rows, count: products) }, { Drafts(&self, identities) })
    return Numbering(components, threads: threads).graph(self, identities, drafts, rows)
  }

  private mutating func sortByPlace() {
    let (keys, text) = (keys, text)
    let precedes: (ProductRecord, ProductRecord) -> Bool = { a, b in
      if a.place != b.place { return a.place.precedes(b.place) }
      if a.key != b.key { return keys.texts.precedes(a.key, b.key) }
      if !text.areEqual(a.content.name, b.content.name) {
        return text.precedes(a.content.name, b.content.name)
      }
      return (a.content.direct ?? 0, a.content.declared ?? 0) < (
        b.content.direct ?? 0, b.content.declared ?? 0
      )
    }
    // Rows read from files are in their order.
    let isSorted = products.indices.dropFirst().allSatisfy { !precedes(products[$0], products[$0 - 1]) }
    if !isSorted { products.sort(by: precedes) }
    if areFootprintsSorted { return }
    let table = footprints
    footprints.reorder(
      table.indices.sorted { a, b in
        let (x, y) = (table.records[a], table.records[b])
        if x.place != y.place { return x.place.precedes(y.place) }
        let (i, j) = (table.id(a), table.id(b))
        if i != j { return i < j }
        if x.version != y.version { return x.version < y.version }
        return x.headline < y.headline
      })
  }
}

extension SupplyGraphBuilder {
  /// Each behind the one before it, as footprints read from files are.
  private var areFootprintsSorted: Bool {
    footprints.indices.dropFirst().allSatisfy {
      footprints.records[$0 - 1].place.precedes(footprints.records[$0].place)
    }
  }
}

/// What is put together for each product before products get their final numbers.
struct Drafts {
  /// Empty when there are no footprints at all.
  private var choices: [FootprintChoice?] = []
  var units: [Int32] = []
  /// Numbers of texts.
  var countries: [Int32] = []
  var suppliers: [Int32] = []
  let directory: SupplierDirectory
  /// What links that lead to a product are converted to.
  private(set) var targets: [LinkAssembly.Target] = []

  init(_ builder: inout SupplyGraphBuilder, _ identities: Identities) {
    let hasFootprints = !builder.footprints.isEmpty
    if hasFootprints { choices.reserveCapacity(identities.members.count) }
    units.reserveCapacity(identities.members.count)
    countries.reserveCapacity(identities.members.count)
    var mentions = Mentions(identities.members.count)
    for (number, member) in identities.members.enumerated() {
      if number + Ahead.far < identities.members.count {
        let record = Int(identities.members[number + Ahead.far].record)
        builder.products.withUnsafeBufferPointer { $0.prefetch(record) }
      }
      let record = member.record < 0 ? nil : builder.products[Int(member.record)].content
      let choice = Drafts.choose(member.key, identities.footprints(of: member), record, &builder)
      if hasFootprints { choices.append(choice) }
      let stated = record.map { $0.unit } ?? -1
      units.append(stated >= 0 ? stated : max(0, builder.units.number(of: choice?.unit)))
      let first = choice.flatMap { $0.order.first }.map(Int.init)
      countries.append(Drafts.country(record, first, &builder))
      let named = Drafts.supplier(record, first, &builder)
      mentions.add(id: named.id, name: named.name, identities.place(of: member, builder.products))
    }
    let ways = mentions.named(builder.text)
    let directory = SupplierDirectory(
      rows: builder.suppliers, mentions: ways.filter { !$0.id.isEmpty || !$0.name.isEmpty })
    self.directory = directory
    let numbers = ways.map { directory.index(id: $0.id, name: $0.name).map(Int32.init) ?? -1 }
    suppliers = mentions.ofProduct.map { numbers[Int($0)] }
    reportUnknownSuppliers(ways, &builder)
    targets = targets(&builder)
  }

  func choice(_ product: Int) -> FootprintChoice? { choices.isEmpty ? nil : choices[product] }

  private static func country(
    _ record: ProductRecord.Content?, _ footprint: Int?, _ builder: inout SupplyGraphBuilder
  ) -> Int32 {
    if let written = record?.country, !builder.text.isEmpty(written) { return written }
    guard let footprint else { return -1 }
    return builder.text.number(of: country(builder.footprints.geography(footprint)))
  }

  /// As the row names it, else as the footprint does.
  private static func supplier(
    _ record: ProductRecord.Content?, _ footprint: Int?, _ builder: inout SupplyGraphBuilder
  ) -> (id: Int32, name: Int32) {
    if let record, !builder.text.isEmpty(record.supplierID) || !builder.text.isEmpty(record.supplier) {
      return (record.supplierID, record.supplier)
    }
    guard let footprint else { return (-1, -1) }
    return (-1, builder.text.number(of: builder.footprints.companyName(footprint).trimmed()))
  }

  private static func choose(
    _ key: Int32, _ footprints: [Int32], _ record: ProductRecord.Content?, _ builder: inout SupplyGraphBuilder
  ) -> FootprintChoice? {
    if footprints.isEmpty { return nil }
    let unit = record.flatMap { $0.unit < 0 ? nil : builder.units.units[Int($0.unit)] }
    let demand = FootprintChoice.Demand(
      id: builder.keys.texts[key], country: record.map { builder.text[$0.country] } ?? "", unit: unit,
      asOf: builder.asOf)
    return FootprintChoice(
      candidates: footprints, footprints: builder.footprints, demand: demand, notices: &builder.notices
    )
  }

  /// "JP" of "JP" and "JP-13"; nothing of names of regions.
  static func country(_ geography: String) -> String {
    let code = geography.prefix { $0 != "-" }
    return code.count == 2 ? code.uppercased() : ""
  }

  private func reportUnknownSuppliers(
    _ mentions: [SupplierDirectory.Mention], _ builder: inout SupplyGraphBuilder
  ) {
    guard directory.hasTable else { return }
    let tableIDs = Set(builder.suppliers.map { $0.id.trimmed() })
    var reported: Set<String> = []
    for mention in mentions.sorted(by: SupplierDirectory.Mention.precedes)
    where !mention.id.isEmpty && !tableIDs.contains(mention.id) && reported.insert(mention.id).inserted {
      builder.notices.add(
        Notice(.unknownSupplier, place: mention.place, field: "supplier_id", found: mention.id))
    }
  }

  private func targets(_ builder: inout SupplyGraphBuilder) -> [LinkAssembly.Target] {
    units.indices.map { p in
      guard let choice = choice(p), choice.chosen >= 0 else {
        return LinkAssembly.Target(unit: units[p], footprintUnit: -1, scale: 1, mass: nil)
      }
      let number = Int(choice.chosen)
      let footprint = builder.footprints.records[number]
      return LinkAssembly.Target(
        unit: units[p],
        footprintUnit: builder.units.number(of: FootprintChoice.unit(of: number, builder.footprints)),
        scale: choice.scale, mass: footprint.logistics == .shipment ? nil : footprint.massPerUnit)
    }
  }
}

/// How products name their suppliers: each way once, with the first place that does.
private struct Mentions {
  private var numbers: [UInt64: Int32] = [:]
  private var ways: [(id: Int32, name: Int32, place: Place)] = []
  /// By product, into the ways.
  private(set) var ofProduct: [Int32] = []

  init(_ products: Int) { ofProduct.reserveCapacity(products) }

  mutating func add(id: Int32, name: Int32, _ place: Place) {
    let pair = UInt64(UInt32(bitPattern: id)) << 32 | UInt64(UInt32(bitPattern: name))
    if let known = numbers[pair] {
      if place.precedes(ways[Int(known)].place) { ways[Int(known)].place = place }
      ofProduct.append(known)
      return
    }
    let number = Int32(truncatingIfNeeded: ways.count)
    numbers[pair] = number
    ways.append((id, name, place))
    ofProduct.append(number)
  }

  func named(_ text: TextPool) -> [SupplierDirectory.Mention] {
    ways.map { SupplierDirectory.Mention(id: text[$0.id], name: text[$0.name], place: $0.place) }
  }
}
