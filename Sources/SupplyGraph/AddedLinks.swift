import Footprints

extension SupplyGraph {
  /// The same graph with further links of amount 0, for edits that make a product need something that it does not
  /// need yet: only what is a link can be given an amount.
  ///
  /// Everything stated stays: identifiers, names, figures, suppliers, notices, places, the portfolio even where a
  /// product that nothing used is now linked to. Pairs that are linked already, or that name no product of this
  /// graph, are left out; so nothing changes where none is left. An added link counts (`LinkState.counted`), states no
  /// unit and no share, and its place is nowhere. Its number is found with `link(from:to:)`; numbers of other links
  /// move.
  ///
  /// Products keep their numbers as long as roll-up order allows it, that is while components come before the products
  /// that need them or belong to the same loop. Otherwise products are numbered anew and new loops, which turn for
  /// nothing as long as their added links have amount 0, are found; identifiers lead from the old numbers to the new
  /// ones.
  ///
  /// - Complexity: O(products + links).
  public func adding(_ links: [(product: ProductIndex, component: ProductIndex)]) -> SupplyGraph {
    let added = AddedLinks(links, self)
    if added.pairs.isEmpty { return self }
    var (table, columns) = added.merged(into: self)
    guard added.pairs.allSatisfy({ keepsOrder($0.product, $0.component) }) else {
      return renumbered(table, columns)
    }
    table.indexUsers()
    let selves = Set(added.pairs.filter { $0.product == $0.component }.map(\.product))
    let loops = loops + selves.filter { loop($0) == nil }.map { $0..<$0 + 1 }
    return with(self.columns, table, columns, loops.sorted { $0.lowerBound < $1.lowerBound })
  }

  /// The number of the link from a product to one of its components. Logarithmic time.
  public func link(from product: ProductIndex, to component: ProductIndex) -> Int? {
    let found = links.firstLink(of: product, to: component)
    return found < components(of: product).upperBound && self.component(found) == component ? found : nil
  }

  private func keepsOrder(_ product: ProductIndex, _ component: ProductIndex) -> Bool {
    component <= product || (loop(product) != nil && loop(product) == loop(component))
  }

  private func renumbered(_ table: LinkTable, _ linkColumns: LinkColumns) -> SupplyGraph {
    let parts = StrongComponents(count: count, starts: table.starts, targets: table.components)
    let renumbering = Renumbering(order: parts.order)
    let (table, linkColumns) = renumbering.links(table, linkColumns)
    let columns = renumbering.columns(columns)
    var result = with(columns, table, linkColumns, parts.loops(in: table))
    result.portfolio = portfolio.map { (renumbering.position[$0.product], $0.quantity) }
      .sorted { $0.product < $1.product }
    result.productOfKey = productOfKey.map { $0 < 0 ? -1 : Int32(renumbering.position[Int($0)]) }
    return result
  }

  private func with(
    _ columns: ProductColumns, _ table: LinkTable, _ linkColumns: LinkColumns, _ loops: [Range<ProductIndex>]
  ) -> SupplyGraph {
    var columns = columns
    columns.numberLoops(loops)
    return SupplyGraph(
      count: count, linkCount: table.components.count, files: files, asOf: asOf, notices: notices,
      links: table,
      footprints: footprints, suppliers: suppliers, countries: countries, categories: categories,
      loops: loops,
      portfolio: portfolio, hasPortfolio: hasPortfolio, columns: columns, linkColumns: linkColumns,
      keys: keys,
      productOfKey: productOfKey)
  }
}

/// Links that a graph does not have, each once, in the order of its table.
private struct AddedLinks {
  let pairs: [(product: ProductIndex, component: ProductIndex)]

  init(_ links: [(product: ProductIndex, component: ProductIndex)], _ graph: SupplyGraph) {
    let all = 0..<graph.count
    let new = links.filter { pair in
      all.contains(pair.product) && all.contains(pair.component)
        && graph.link(from: pair.product, to: pair.component) == nil
    }
    .sorted { $0 < $1 }
    pairs = new.indices.filter { $0 == 0 || new[$0] != new[$0 - 1] }.map { new[$0] }
  }

  /// Existing links are copied in runs between the added ones. Users are not indexed.
  func merged(into graph: SupplyGraph) -> (LinkTable, LinkColumns) {
    var table = LinkTable()
    var columns = LinkColumns(raw: graph.linkColumns.raw)
    table.reserve(graph.linkCount + pairs.count)
    columns.reserve(graph.linkCount + pairs.count)
    var next = 0
    for (product, component) in pairs {
      let at = graph.links.firstLink(of: product, to: component)
      table.append(graph.links, next..<at)
      columns.append(graph.linkColumns, next..<at)
      table.append(component: Int32(truncatingIfNeeded: component), amount: 0)
      columns.append(product: Int32(truncatingIfNeeded: product), row: LinkColumns.noRow, .counted)
      next = at
    }
    table.append(graph.links, next..<graph.linkCount)
    columns.append(graph.linkColumns, next..<graph.linkCount)
    table.starts = starts(graph)
    return (table, columns)
  }

  private func starts(_ graph: SupplyGraph) -> [Int32] {
    var starts = graph.links.starts
    var before: Int32 = 0
    var pair = 0
    for p in 0..<graph.count {
      starts[p] += before
      while pair < pairs.count, pairs[pair].product == p {
        before += 1
        pair += 1
      }
    }
    starts[graph.count] += before
    return starts
  }
}

/// Other numbers for the products of a graph.
private struct Renumbering {
  /// The old number of each new one.
  let order: [Int]
  /// The new number of each old one.
  let position: [Int]

  init(order: [Int32]) {
    self.order = order.map(Int.init)
    var position = [Int](repeating: 0, count: order.count)
    for (new, old) in order.enumerated() { position[Int(old)] = new }
    self.position = position
  }

  func links(_ old: LinkTable, _ oldColumns: LinkColumns) -> (LinkTable, LinkColumns) {
    var table = LinkTable()
    var columns = LinkColumns(raw: oldColumns.raw)
    table.reserve(old.components.count)
    columns.reserve(old.components.count)
    table.starts.reserveCapacity(order.count + 1)
    for (new, before) in order.enumerated() {
      let links = (Int(old.starts[before])..<Int(old.starts[before + 1]))
        .map { (component: position[Int(old.components[$0])], link: $0) }
      for (component, link) in links.sorted(by: { $0 < $1 }) {
        table.append(component: Int32(truncatingIfNeeded: component), amount: old.amounts[link])
        columns.append(
          product: Int32(truncatingIfNeeded: new), row: oldColumns.row[link], oldColumns.state[link])
      }
      table.starts.append(Int32(truncatingIfNeeded: table.components.count))
    }
    table.indexUsers()
    return (table, columns)
  }

  func columns(_ old: ProductColumns) -> ProductColumns {
    var columns = old
    for column in [
      \ProductColumns.id, \.name, \.nameJa, \.note, \.supplier, \.country, \.category, \.unit, \.rank,
    ] {
      columns[keyPath: column] = permuted(old[keyPath: column])
    }
    columns.places.permute(order)
    columns.figures = figures(old.figures)
    (columns.footprints, columns.footprintStarts) = ([], [0])
    for before in order {
      let range = Int(old.footprintStarts[before])..<Int(old.footprintStarts[before + 1])
      columns.footprints += old.footprints[range]
      columns.footprintStarts.append(Int32(truncatingIfNeeded: columns.footprints.count))
    }
    for s in 0..<(old.suppliedStarts.count - 1) {
      let range = Int(old.suppliedStarts[s])..<Int(old.suppliedStarts[s + 1])
      let products = old.supplied[range].map { Int32(truncatingIfNeeded: position[Int($0)]) }
      columns.supplied.replaceSubrange(range, with: products.sorted())
    }
    return columns
  }

  private func figures(_ old: FigureColumns) -> FigureColumns {
    FigureColumns(
      direct: permuted(old.direct), declared: permuted(old.declared),
      primaryShare: permuted(old.primaryShare),
      gsd: permuted(old.gsd),
      validUntil: old.validUntil.gathered(order.map { Int32(truncatingIfNeeded: $0) }),
      basis: permuted(old.basis),
      verified: permuted(old.verified), expired: permuted(old.expired), footprint: permuted(old.footprint),
      scale: permuted(old.scale))
  }

  private func permuted<T>(_ column: [T]) -> [T] { order.map { column[$0] } }
}

extension LinkTable {
  /// The first link of a product to this component or a later one.
  fileprivate func firstLink(of product: ProductIndex, to component: ProductIndex) -> Int {
    components[Int(starts[product])..<Int(starts[product + 1])].first(notBelow: component)
  }

  fileprivate mutating func reserve(_ count: Int) {
    components.reserveCapacity(count)
    amounts.reserveCapacity(count)
  }

  fileprivate mutating func append(component: Int32, amount: Double) {
    components.append(component)
    amounts.append(amount)
  }

  fileprivate mutating func append(_ other: LinkTable, _ range: Range<Int>) {
    components += other.components[range]
    amounts += other.amounts[range]
  }
}

extension LinkColumns {
  fileprivate mutating func reserve(_ count: Int) {
    product.reserveCapacity(count)
    row.reserveCapacity(count)
    state.reserveCapacity(count)
  }

  fileprivate mutating func append(product: Int32, row: Int32, _ state: LinkState) {
    self.product.append(product)
    self.row.append(row)
    self.state.append(state)
  }

  fileprivate mutating func append(_ other: LinkColumns, _ range: Range<Int>) {
    product += other.product[range]
    row += other.row[range]
    state += other.state[range]
  }
}
