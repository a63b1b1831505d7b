import Footprints

extension SupplyGraph {
  /// The same graph with other names for its suppliers, to show it to people who must not learn them. Contacts and
  /// company identifiers are left out; footprints carry the new names too. Files of footprints, which are often
  /// called after whoever sent them, become numbers.
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
    return SupplyGraph(
      count: count, linkCount: linkCount, files: files.enumerated().map(SupplyGraph.masked), asOf: asOf,
      notices: notices.mapped(SupplyGraph.masked), links: links, footprints: masked(suppliers),
      suppliers: suppliers, countries: countries, categories: categories, loops: loops, portfolio: portfolio,
      hasPortfolio: hasPortfolio, columns: columns, linkColumns: linkColumns, keys: keys,
      productOfKey: productOfKey)
  }

  private func masked(_ suppliers: [Supplier]) -> FootprintTable {
    var footprints = footprints
    for p in 0..<count {
      for index in self.footprints(of: p) {
        footprints.rename(companyOf: index, to: supplier(p).map { suppliers[$0].name } ?? "")
      }
    }
    return footprints
  }

  private static func masked(_ number: Int, _ file: SourceFile) -> SourceFile {
    guard let dot = file.name.lastIndex(of: "."), file.name[dot...].lowercased() != ".csv" else {
      return file
    }
    let folder = file.name.lastIndex(of: "/").map { file.name[...$0] } ?? ""
    return SourceFile(name: "\(folder)\(number + 1)\(file.name[dot...])", path: file.path, stamp: file.stamp)
  }

  /// What was found in fields that hold names of companies is not repeated.
  private static func masked(_ notice: Notice) -> Notice {
    let field = notice.field.lowercased()
    guard notice.code == .unknownSupplier || field.contains("supplier") || field.contains("company") else {
      return notice
    }
    var notice = notice
    notice.found = ""
    notice.expected = ""
    return notice
  }
}
