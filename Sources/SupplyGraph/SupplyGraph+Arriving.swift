import Footprints

/// Footprints that came after a graph was built.
package struct FootprintArrivals: Sendable {
  /// Those that stand, in any order.
  package var footprints: FootprintTable
  /// Footprints of the graph that give way to them.
  package var superseded: Set<Int>
  /// What was noticed while they were read, and what does not hold any more.
  package var notices: NoticeLog
  package var outdated: [Notice]

  package init(
    footprints: FootprintTable, superseded: Set<Int> = [], notices: NoticeLog = NoticeLog(),
    outdated: [Notice] = []
  ) {
    self.footprints = footprints
    self.superseded = superseded
    self.notices = notices
    self.outdated = outdated
  }
}

/// A graph with the footprints that arrived since the one before it was made.
public struct GraphUpdate: Sendable {
  public let graph: SupplyGraph
  /// Products whose figures may be others than before, each once, in their order.
  public let products: [ProductIndex]
}

extension SupplyGraph {
  /// The same graph with footprints that arrived for products it knows: what building everything anew gives, but for
  /// the numbers of footprints, of which new ones come last.
  ///
  /// Only the columns that hold other figures are copied; links, texts and whatever else does not change are shared
  /// with this graph.
  ///
  /// - Parameter rows: those that this graph was built of.
  /// - Returns: nil where more than figures of products changes. Products that nobody knew come between others in
  ///   roll-up order, so that all get new numbers; another name, unit or supplier, and a product that only footprints
  ///   describe and whose first one changes, concern the directory of suppliers, conversions of links or the order of
  ///   products. All that is found by building anew.
  /// - Complexity: O(arrivals × footprints of their products), and a copy of each column that changes.
  package func arriving(_ new: FootprintArrivals, rows: StandingRows) -> GraphUpdate? {
    guard rows.count == count else { return nil }
    var arriving = Arriving(self, new, rows)
    guard let candidates = arriving.candidates(new.superseded) else { return nil }
    let products = candidates.keys.sorted()
    for p in products {
      guard arriving.settle(p, candidates[p] ?? [], new.superseded) else { return nil }
    }
    return arriving.finish(new, products)
  }
}

/// A graph in which figures of products are replaced.
private struct Arriving {
  let graph: SupplyGraph
  let rows: StandingRows
  var footprints: FootprintTable
  var columns: ProductColumns
  var keys: KeyPool
  var productOfKey: [Int32]
  /// Notices of the products at hand, as they were and as they are.
  var before: [Notice] = []
  var after: [Notice] = []
  /// The footprints of products that have others now.
  var orders: [ProductIndex: [Int32]] = [:]
  var countries: [ProductIndex: String] = [:]
  var categories: [ProductIndex: String] = [:]

  init(_ graph: SupplyGraph, _ new: FootprintArrivals, _ rows: StandingRows) {
    self.graph = graph
    self.rows = rows
    footprints = graph.footprints
    if !new.footprints.isEmpty { footprints.append(contentsOf: new.footprints) }
    columns = graph.columns
    keys = graph.keys
    productOfKey = graph.productOfKey
  }

  // MARK: Whose they are

  /// The footprints of each product that gets some or loses some; nil where one is not of a known product.
  mutating func candidates(_ superseded: Set<Int>) -> [ProductIndex: [Int32]]? {
    var result: [ProductIndex: [Int32]] = [:]
    for number in graph.footprints.count..<footprints.count {
      guard let p = owner(of: number), mayStand(number, for: p) else { return nil }
      result[p, default: standing(p, superseded)].append(Int32(truncatingIfNeeded: number))
    }
    for number in superseded {
      guard let p = owner(of: number), let now = result[p], namesAsMuch(now, as: number) else { return nil }
    }
    return result
  }

  /// Whether a footprint that came names all that a superseded one did: through an identifier that nobody names any
  /// more others may have come to the product.
  private func namesAsMuch(_ now: [Int32], as superseded: Int) -> Bool {
    let wanted = identifiers(superseded)
    return now.contains {
      Int($0) >= graph.footprints.count && wanted.isSubset(of: identifiers(Int($0)))
    }
  }

  private func identifiers(_ number: Int) -> Set<String> {
    Set(footprints.productIDs(number).map { ProductKey($0).text })
  }

  private func standing(_ p: ProductIndex, _ superseded: Set<Int>) -> [Int32] {
    graph.footprints(of: p).filter { !superseded.contains($0) }.map { Int32(truncatingIfNeeded: $0) }
  }

  /// The one product that its identifiers name; those that nobody knew become identifiers of it. The order in which
  /// footprints come decides nothing as long as all that is known names one product.
  private mutating func owner(of number: Int) -> ProductIndex? {
    let ids = footprints.productIDs(number)
    var owner: Int32 = -1
    var unknown: [String] = []
    for id in ids.isEmpty ? [footprints.id(number)] : ids where !ProductKey(id).text.isEmpty {
      let product = keys.find(id).map { Int($0) < productOfKey.count ? productOfKey[Int($0)] : -1 } ?? -1
      if product < 0 {
        unknown.append(id)
      } else if owner < 0 || owner == product {
        owner = product
      } else {
        return nil
      }
    }
    guard owner >= 0 else { return nil }
    for id in unknown {
      let key = Int(keys.number(of: id))
      while productOfKey.count <= key { productOfKey.append(-1) }
      productOfKey[key] = owner
    }
    return Int(owner)
  }

  /// A product without a row is called after its first footprint, and lies where that does.
  private func mayStand(_ number: Int, for p: ProductIndex) -> Bool {
    rows.key(p) != nil
      || (graph.columns.footprintStarts[p] < graph.columns.footprintStarts[p + 1]
        && graph.place(p).precedes(footprints.records[number].place))
  }

  // MARK: Figures

  /// Takes in what a product's footprints say now; false where more than figures changes.
  mutating func settle(_ p: ProductIndex, _ candidates: [Int32], _ superseded: Set<Int>) -> Bool {
    let standing = graph.footprints(of: p)
    if rows.key(p) == nil {
      let isFirstGone = standing.contains {
        superseded.contains($0) && graph.footprints.records[$0].place == graph.place(p)
      }
      if isFirstGone { return false }
    }
    var (logBefore, logAfter) = (NoticeLog(), NoticeLog())
    let old = choice(p, standing.map { Int32(truncatingIfNeeded: $0) }, graph.footprints, &logBefore)
    let new = choice(p, candidates, footprints, &logAfter)
    guard isSameProduct(p, old, new) else { return false }
    var figures = FigureColumns.ofOneProduct
    for (choice, table, isNew) in [(old, graph.footprints, false), (new, footprints, true)] {
      var log = NoticeLog()
      Figures(row: rows.row(p), chosen: choice.flatMap { Figures.Chosen($0, table) }, place: graph.place(p))
        .write(to: &figures, 0, asOf: graph.asOf, &log) { graph.id(p) }
      if isNew { after += log.notices } else { before += log.notices }
    }
    before += logBefore.notices
    after += logAfter.notices
    take(figures, p)
    orders[p] = new?.order ?? []
    noteGroups(p, new)
    return true
  }

  private func choice(
    _ p: ProductIndex, _ candidates: [Int32], _ table: FootprintTable, _ notices: inout NoticeLog
  ) -> FootprintChoice? {
    if candidates.isEmpty { return nil }
    let row = rows.row(p)
    let demand = FootprintChoice.Demand(
      id: rows.key(p).map { keys.texts[$0] } ?? graph.id(p),
      country: row.map { columns.text[$0.country] } ?? "",
      unit: row.flatMap { $0.unit < 0 ? nil : columns.units[Int($0.unit)] }, asOf: graph.asOf)
    return FootprintChoice(candidates: candidates, footprints: table, demand: demand, notices: &notices)
  }

  private mutating func take(_ new: FigureColumns, _ p: ProductIndex) {
    func set<T: Equatable>(_ column: inout [T], _ value: T) {
      if column[p] != value { column[p] = value }
    }
    func set(_ column: inout [Double], _ value: Double) {
      if column[p].bitPattern != value.bitPattern { column[p] = value }
    }
    set(&columns.figures.declared, new.declared[0])
    set(&columns.figures.primaryShare, new.primaryShare[0])
    columns.figures.validUntil.set(new.validUntil[0], at: p, of: graph.count)
    set(&columns.figures.basis, new.basis[0])
    set(&columns.figures.verified, new.verified[0])
    set(&columns.figures.expired, new.expired[0])
    set(&columns.figures.footprint, new.footprint[0])
    set(&columns.figures.scale, new.scale[0])
  }

  // MARK: What must stay

  /// Whether all but figures stays: unit, name, supplier, and what links to the product are converted to.
  private func isSameProduct(_ p: ProductIndex, _ old: FootprintChoice?, _ new: FootprintChoice?) -> Bool {
    let row = rows.row(p)
    let first = new?.order.first.map(Int.init)
    if row.map({ $0.unit < 0 }) ?? true, (new?.unit ?? Unit("")) != graph.unit(p) { return false }
    if row.map({ columns.text.isEmpty($0.name) }) ?? true {
      let name = first.map { footprints.productName($0).trimmed() } ?? ""
      if name != columns.text[columns.name[p]] { return false }
    }
    let isSupplierStated =
      row.map { !columns.text.isEmpty($0.supplierID) || !columns.text.isEmpty($0.supplier) } ?? false
    if !isSupplierStated {
      let named = old?.order.first.map { graph.footprints.companyName(Int($0)).trimmed() } ?? ""
      if first.map({ footprints.companyName($0).trimmed() }) ?? "" != named { return false }
    }
    return ConversionTarget(old, graph.footprints) == ConversionTarget(new, footprints)
      || !areLinksConverted(p)
  }

  /// Whether the amount of some link to a product may rest on its footprint.
  private func areLinksConverted(_ p: ProductIndex) -> Bool {
    let raw = graph.linkColumns.raw
    let unit = graph.unit(p)
    if !raw.hasUnits || unit.symbol.isEmpty || graph.users(of: p).isEmpty { return false }
    // Of rows that were merged only the first one can be told.
    if raw.count != graph.linkCount { return true }
    return graph.users(of: p).contains { position in
      guard let row = graph.linkColumns.rawRow(graph.userLink(position)) else { return false }
      let stated = raw.unit(row)
      return stated >= 0 && columns.units[Int(stated)] != unit
        && columns.units[Int(stated)].factor(to: unit) == nil
    }
  }

  // MARK: Groups

  private mutating func noteGroups(_ p: ProductIndex, _ new: FootprintChoice?) {
    let row = rows.row(p)
    guard let first = new?.order.first.map(Int.init) else { return }
    if row.map({ columns.text.isEmpty($0.country) }) ?? true {
      countries[p] = Drafts.country(footprints.geography(first))
    }
    if row.map({ columns.text.isEmpty($0.category) }) ?? true {
      categories[p] = footprints.firstClassification(first)?.trimmed() ?? ""
    }
  }

  /// The names that are used now, sorted, and the column of their numbers.
  private static func named(
    _ names: [String], _ column: [Int32], _ changes: [ProductIndex: String]
  ) -> (names: [String], column: [Int32]) {
    let changes = changes.filter { p, name in (column[p] < 0 ? "" : names[Int(column[p])]) != name }
    if changes.isEmpty { return (names, column) }
    var isUsed = [Bool](repeating: false, count: names.count)
    var (left, column) = (column, column)
    for p in changes.keys { left[p] = -1 }
    for number in left where number >= 0 { isUsed[Int(number)] = true }
    let used = names.indices.filter { isUsed[$0] }.map { names[$0] }
    let now = Set(used + changes.values).subtracting([""]).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: now.enumerated().map { ($1, Int32($0)) })
    if now != names {
      let renumbered = names.map { numbers[$0] ?? -1 }
      column = left.map { $0 < 0 ? -1 : renumbered[Int($0)] }
    }
    for (p, name) in changes { column[p] = numbers[name] ?? -1 }
    return (now, column)
  }

  // MARK: The graph

  mutating func finish(_ new: FootprintArrivals, _ products: [ProductIndex]) -> GraphUpdate? {
    var notices = graph.notices
    guard notices.replace(before + new.outdated, with: after) else { return nil }
    notices.add(contentsOf: new.notices)
    listFootprints(products)
    let (countries, country) = Arriving.named(graph.countries, columns.country, countries)
    let (categories, category) = Arriving.named(graph.categories, columns.category, categories)
    (columns.country, columns.category) = (country, category)
    let graph = SupplyGraph(
      count: graph.count, linkCount: graph.linkCount, files: graph.files, asOf: graph.asOf, notices: notices,
      links: graph.links, footprints: footprints, suppliers: graph.suppliers, countries: countries,
      categories: categories, loops: graph.loops, portfolio: graph.portfolio,
      hasPortfolio: graph.hasPortfolio, columns: columns, linkColumns: graph.linkColumns, keys: keys,
      productOfKey: productOfKey)
    return GraphUpdate(graph: graph, products: products)
  }

  private mutating func listFootprints(_ products: [ProductIndex]) {
    let (starts, all) = (graph.columns.footprintStarts, graph.columns.footprints)
    let isLonger = orders.contains { p, order in order.count != Int(starts[p + 1] - starts[p]) }
    var listed: [Int32] = []
    listed.reserveCapacity(all.count + orders.count)
    var next = 0
    for p in products {
      listed += all[next..<Int(starts[p])]
      listed += orders[p] ?? []
      next = Int(starts[p + 1])
    }
    listed += all[next...]
    if listed != all { columns.footprints = listed }
    guard isLonger else { return }
    var moved: Int32 = 0
    var at = 0
    for p in 0..<graph.count {
      columns.footprintStarts[p] += moved
      if at < products.count, products[at] == p {
        moved += Int32(truncatingIfNeeded: orders[p]?.count ?? 0) - (starts[p + 1] - starts[p])
        at += 1
      }
    }
    columns.footprintStarts[graph.count] += moved
  }
}

/// What conversion of links knows of a product's footprint; see `LinkAssembly.Target`.
private struct ConversionTarget: Equatable {
  private var unit: Unit?
  private var scale = 1.0
  private var mass: Double?

  init(_ choice: FootprintChoice?, _ footprints: FootprintTable) {
    guard let choice, choice.chosen >= 0 else { return }
    let record = footprints.records[Int(choice.chosen)]
    unit = FootprintChoice.unit(of: Int(choice.chosen), footprints)
    scale = choice.scale
    mass = record.logistics == .shipment ? nil : record.massPerUnit
  }
}
