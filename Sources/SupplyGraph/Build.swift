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
    var rows = SortedRows(links, identities.productOfKey, count: products, threads: threads)
    // Which products need each other has nothing to do with what they are.
    let (components, drafts) = Parallel.both(
      threads: threads, { StrongComponents(rows, count: products) }, { Drafts(&self, identities) })
    let room = LinkRoom(products: products, in: rows.takeComponents())
    let links = takeLinks()
    return Numbering(components, threads: threads)
      .graph(self, identities, drafts, rows, consume links, consume room)
  }

  /// What is taken belongs to nobody else, so that it can be changed without a copy.
  private mutating func takeLinks() -> RawLinks {
    let taken = links
    links = RawLinks()
    return taken
  }

  private mutating func sortByPlace() {
    // Rows read from files are in their order.
    if !products.places.isAscending { products.reorder(products.indices.sorted(by: precedes)) }
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
  /// Whether row `a` stands before row `b`, or would if both stood in the same place.
  private func precedes(_ a: Int, _ b: Int) -> Bool {
    let (x, y) = (products.places[a], products.places[b])
    if x != y { return x.precedes(y) }
    if products.keys[a] != products.keys[b] {
      return keys.texts.precedes(products.keys[a], products.keys[b])
    }
    let (first, second) = (products[a], products[b])
    if !text.areEqual(first.name, second.name) { return text.precedes(first.name, second.name) }
    return (first.direct ?? 0, first.declared ?? 0) < (second.direct ?? 0, second.declared ?? 0)
  }

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
  private(set) var countries = Names()
  private(set) var categories = Names()
  private(set) var suppliers: [Int32] = []
  private(set) var directory = SupplierDirectory(rows: [], mentions: [])
  /// What links that lead to a product are converted to; empty where none states a unit.
  private(set) var targets: [LinkAssembly.Target] = []

  init(_ builder: inout SupplyGraphBuilder, _ identities: Identities) {
    let rows = identities.members.largeMap(\.row)
    units = builder.products.unit.gathered(rows, absent: 0) { $0 }
    var countries = builder.products.country.gathered(rows, absent: -1) { $0 }
    var categories = builder.products.category.gathered(rows, absent: -1) { $0 }
    var named = zip(
      builder.products.supplierID.gathered(rows, absent: -1) { $0 },
      builder.products.supplier.gathered(rows, absent: -1) { $0 }
    ).map { (id: $0, name: $1) }
    if !builder.footprints.isEmpty {
      chooseFootprints(identities, &named, &builder)
      complete(&countries, &categories, &builder)
    }
    self.countries = Names(countries, builder.text)
    self.categories = Names(categories, builder.text)
    var mentions = Mentions(identities.members.count)
    for (member, named) in zip(identities.members, named) {
      mentions.add(id: named.id, name: named.name, row: member.row) {
        identities.place(of: member, builder.products)
      }
    }
    let ways = mentions.named(builder.text, builder.products.places)
    let directory = SupplierDirectory(
      rows: builder.suppliers, mentions: ways.filter { !$0.id.isEmpty || !$0.name.isEmpty })
    self.directory = directory
    let numbers = ways.map { directory.index(id: $0.id, name: $0.name).map(Int32.init) ?? -1 }
    suppliers = mentions.ofProduct.largeMap { numbers[Int($0)] }
    reportUnknownSuppliers(ways, &builder)
    if builder.links.hasUnits { targets = targets(&builder) }
  }

  /// Footprints say what rows leave open.
  private mutating func chooseFootprints(
    _ identities: Identities, _ named: inout [(id: Int32, name: Int32)], _ builder: inout SupplyGraphBuilder
  ) {
    choices.reserveCapacity(identities.members.count)
    for (number, member) in identities.members.enumerated() {
      let row = member.row < 0 ? nil : Int(member.row)
      let choice = Drafts.choose(member.key, identities.footprints(of: member), row, &builder)
      choices.append(choice)
      guard let choice, let first = choice.order.first.map(Int.init) else { continue }
      if row.map({ builder.products.unit[$0] < 0 }) ?? true {
        units[number] = max(0, builder.units.number(of: choice.unit))
      }
      if builder.text.isEmpty(named[number].id), builder.text.isEmpty(named[number].name) {
        named[number] = (-1, builder.text.number(of: builder.footprints.companyName(first).trimmed()))
      }
    }
  }

  /// As numbers of texts: what footprints say where rows say nothing.
  private func complete(
    _ countries: inout [Int32], _ categories: inout [Int32], _ builder: inout SupplyGraphBuilder
  ) {
    for (number, choice) in choices.enumerated() {
      guard let first = choice?.order.first.map(Int.init) else { continue }
      if builder.text.isEmpty(countries[number]) {
        countries[number] = builder.text.number(of: Drafts.country(builder.footprints.geography(first)))
      }
      if builder.text.isEmpty(categories[number]) {
        let category = builder.footprints.firstClassification(first)?.trimmed() ?? ""
        categories[number] = builder.text.number(of: category)
      }
    }
  }

  var hasChoices: Bool { !choices.isEmpty }

  func choice(_ product: Int) -> FootprintChoice? { choices.isEmpty ? nil : choices[product] }

  private static func choose(
    _ key: Int32, _ footprints: [Int32], _ row: Int?, _ builder: inout SupplyGraphBuilder
  ) -> FootprintChoice? {
    if footprints.isEmpty { return nil }
    let record = row.map { builder.products[$0] }
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
  private var ways: [Way] = []
  /// By product, into the ways.
  private(set) var ofProduct: [Int32] = []

  init(_ products: Int) { ofProduct.reserveLarge(products) }

  private struct Way {
    let id: Int32
    let name: Int32
    /// The first row that names it so; rows are in the order of their places. −1 for none.
    var row: Int32 = -1
    /// The first place beside rows.
    var place: Place?

    mutating func add(row: Int32, _ place: () -> Place) {
      if row >= 0 {
        self.row = self.row < 0 ? row : min(self.row, row)
      } else {
        let place = place()
        if self.place.map({ place.precedes($0) }) ?? true { self.place = place }
      }
    }

    func firstPlace(_ places: RowPlaces) -> Place {
      guard row >= 0 else { return place ?? .nowhere }
      let stated = places[Int(row)]
      return place.map { $0.precedes(stated) ? $0 : stated } ?? stated
    }
  }

  /// `place` is asked for where there is no row, which is −1 then.
  mutating func add(id: Int32, name: Int32, row: Int32, _ place: () -> Place) {
    let pair = UInt64(UInt32(bitPattern: id)) << 32 | UInt64(UInt32(bitPattern: name))
    let number = numbers[pair] ?? Int32(truncatingIfNeeded: ways.count)
    if Int(number) == ways.count {
      numbers[pair] = number
      ways.append(Way(id: id, name: name))
    }
    ways[Int(number)].add(row: row, place)
    ofProduct.append(number)
  }

  func named(_ text: TextPool, _ places: RowPlaces) -> [SupplierDirectory.Mention] {
    ways.map { SupplierDirectory.Mention(id: text[$0.id], name: text[$0.name], place: $0.firstPlace(places)) }
  }
}
