import Footprints

extension SupplyGraphBuilder {
  /// Joins rows, footprints and links by identifier, chooses footprints, converts units, finds loops and numbers
  /// products in roll-up order. Time grows with rows × log rows; nothing recurses.
  public consuming func build() -> SupplyGraph {
    sortByPlace()
    let identities = Identities(&self)
    let drafts = Drafts(&self, identities)
    let targets = drafts.targets(&self)
    let assembly = LinkAssembly(&self, productOfKey: identities.productOfKey, targets: targets)
    let components = StrongComponents(
      count: targets.count, starts: assembly.starts, targets: assembly.components)
    return Numbering(components).graph(self, identities, drafts, assembly)
  }

  private mutating func sortByPlace() {
    let (keys, text) = (keys, text)
    products.sort { a, b in
      if a.place != b.place { return a.place.precedes(b.place) }
      if a.key != b.key { return keys.texts.precedes(a.key, b.key) }
      if a.content.name != b.content.name { return text.precedes(a.content.name, b.content.name) }
      return (a.content.direct ?? 0, a.content.declared ?? 0) < (
        b.content.direct ?? 0, b.content.declared ?? 0
      )
    }
    footprints.sort { a, b in
      if a.place != b.place { return a.place.precedes(b.place) }
      if a.id != b.id { return a.id < b.id }
      if a.version != b.version { return a.version < b.version }
      return a.emissions.excludingUptake < b.emissions.excludingUptake
    }
  }
}

/// What is put together for each product before products get their final numbers.
struct Drafts {
  var choices: [FootprintChoice?] = []
  var units: [Int32] = []
  var countries: [String] = []
  var suppliers: [Int32] = []
  let directory: SupplierDirectory

  init(_ builder: inout SupplyGraphBuilder, _ identities: Identities) {
    choices.reserveCapacity(identities.members.count)
    for member in identities.members {
      let record = member.record < 0 ? nil : builder.products[Int(member.record)].content
      let choice = Drafts.choose(member, record, &builder)
      choices.append(choice)
      let stated = record.map { $0.unit } ?? -1
      units.append(stated >= 0 ? stated : max(0, builder.units.number(of: choice?.unit)))
      let footprint = choice.flatMap { $0.order.first }.map { builder.footprints[Int($0)] }
      let written = record.map { builder.text[$0.country] } ?? ""
      countries.append(written.isEmpty ? Drafts.country(footprint?.geography ?? "") : written)
    }
    let chosen = choices
    let mentions = identities.members.indices.map { p in
      Drafts.mention(identities.members[p], chosen[p], builder)
    }
    let directory = SupplierDirectory(
      rows: builder.suppliers, mentions: mentions.filter { !$0.id.isEmpty || !$0.name.isEmpty })
    self.directory = directory
    suppliers = mentions.map { directory.index(id: $0.id, name: $0.name).map(Int32.init) ?? -1 }
    reportUnknownSuppliers(mentions, &builder)
  }

  private static func choose(
    _ member: Identities.Member, _ record: ProductRecord.Content?, _ builder: inout SupplyGraphBuilder
  ) -> FootprintChoice? {
    if member.footprints.isEmpty { return nil }
    let unit = record.flatMap { $0.unit < 0 ? nil : builder.units.units[Int($0.unit)] }
    let demand = FootprintChoice.Demand(
      id: builder.keys.texts[member.key], country: record.map { builder.text[$0.country] } ?? "", unit: unit,
      asOf: builder.asOf)
    return FootprintChoice(
      candidates: member.footprints, footprints: builder.footprints, demand: demand, notices: &builder.notices
    )
  }

  /// "JP" of "JP" and "JP-13"; nothing of names of regions.
  private static func country(_ geography: String) -> String {
    let code = geography.prefix { $0 != "-" }
    return code.count == 2 ? code.uppercased() : ""
  }

  private static func mention(
    _ member: Identities.Member, _ choice: FootprintChoice?, _ builder: SupplyGraphBuilder
  ) -> SupplierDirectory.Mention {
    var mention = SupplierDirectory.Mention(id: "", name: "", place: member.place)
    if member.record >= 0 {
      let content = builder.products[Int(member.record)].content
      mention.id = builder.text[content.supplierID]
      mention.name = builder.text[content.supplier]
    }
    if mention.id.isEmpty, mention.name.isEmpty, let first = choice?.order.first {
      mention.name = builder.footprints[Int(first)].companyName.trimmed()
    }
    return mention
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

  func targets(_ builder: inout SupplyGraphBuilder) -> [LinkAssembly.Target] {
    choices.indices.map { p in
      guard let choice = choices[p], choice.chosen >= 0 else {
        return LinkAssembly.Target(unit: units[p], footprintUnit: -1, scale: 1, mass: nil)
      }
      let footprint = builder.footprints[Int(choice.chosen)]
      return LinkAssembly.Target(
        unit: units[p],
        footprintUnit: builder.units.number(of: FootprintChoice.unit(of: footprint)),
        scale: choice.scale, mass: footprint.logistics == .shipment ? nil : footprint.massPerUnit)
    }
  }
}
