extension SupplyGraph {
  /// The same graph with other names for its suppliers, to show it to people who must not learn them. Contacts and
  /// company identifiers are left out; footprints carry the new names too.
  ///
  /// - Parameter names: by supplier; suppliers beyond its end keep theirs.
  public func masked(_ names: [(name: String, nameJa: String)]) -> SupplyGraph {
    var suppliers = suppliers
    for (index, name) in names.enumerated() where index < suppliers.count {
      suppliers[index].id = name.name
      suppliers[index].name = name.name
      suppliers[index].nameJa = name.nameJa
      suppliers[index].contact = ""
    }
    var footprints = footprints
    for p in 0..<count {
      for index in self.footprints(of: p) {
        footprints[index].companyName = supplier(p).map { suppliers[$0].name } ?? ""
        footprints[index].companyIDs = []
      }
    }
    return SupplyGraph(
      count: count, linkCount: linkCount, files: files, asOf: asOf, notices: notices, links: links,
      footprints: footprints, suppliers: suppliers, countries: countries, categories: categories,
      loops: loops,
      portfolio: portfolio, hasPortfolio: hasPortfolio, columns: columns, linkColumns: linkColumns,
      keys: keys,
      productOfKey: productOfKey)
  }
}
